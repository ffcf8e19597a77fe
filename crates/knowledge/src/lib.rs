//! Who is who, where and when: tables, names, dates and their resolution.

mod base;
mod blob;
mod compile;
mod fold;
mod form;
mod stats;
mod table;
pub mod time;

pub use base::{
    Base, Entity, EntityIx, Link, Location, Match, Matches, Membership, Name, NameIx, Obligation, Office,
    OfficeIx, Source, State, Term,
};
pub use blob::BlobError;
pub use compile::{NON_STATES, compile};
pub use fold::{Folded, fold};
pub use form::{Case, Class, EntityKind, Form, Gender, LANGS, Matching, Number, Script, Status};
pub use stats::Stats;
pub use table::TableError;

use casus_model::{Analysis, Document, Resolution};

/// The compiled tables, ready to be asked.
#[derive(Debug, Default)]
pub struct Knowledge {}

impl Knowledge {
    /// What the expressions of an analysed document refer to.
    pub fn resolve(&self, _document: &Document, _analysis: &Analysis) -> Resolution {
        Resolution::default()
    }
}
