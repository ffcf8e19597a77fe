//! The workspace file: one SQLite file that holds what was read, what the machine suggests and what a person decided.
//!
//! `schema.sql` has the tables and `views.sql` the views, with what each column means; `docs/reference/workspace.md` is
//! made from them. [`Workspace`] opens a file, [`Workspace::put`] writes documents with their coding in one
//! transaction, [`Workspace::replace_events`] the merged events; `query` answers questions, `decide` records what a
//! person decided, `sql` runs the user's own queries without letting them write.
//!
//! **Invariants.** A document is in the file with everything that was read from it, or not at all. Writing the same
//! again changes nothing. Only `decide` writes to `decisions`.

mod decide;
mod error;
mod goldstein;
mod play;
mod query;
mod rows;
mod sql;
mod workspace;
mod write;

pub use decide::{Decision, EDITABLE_CLAIM, EDITABLE_EVENT};
pub use error::StoreError;
pub use goldstein::goldstein;
pub use play::{PLAY_SCHEMA, Play, PlayedRun};
pub use query::{Filter, RecordKind, StoredReport, TextActor};
pub use rows::{
    ActorRow, ClaimRow, Counts, DecisionRow, DiagnosticRow, DocumentRow, EventRow, EvidenceRow, MentionRow,
    ReportRow, SentenceRow,
};
pub use sql::{Answer, Value};
pub use workspace::{FORMAT, Workspace};
pub use write::{CodedDocument, Provenance, Refusal, report_id};

/// The SQL that makes the tables of a workspace, with comments that say what each holds.
pub const SCHEMA: &str = include_str!("schema.sql");
/// The SQL that makes the views of a workspace.
pub const VIEWS: &str = include_str!("views.sql");
