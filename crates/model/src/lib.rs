//! The nouns of Casus and their invariants.
//!
//! Every other crate takes and gives these types. They are plain data: no input or output, no clock, no
//! randomness. Offsets are **bytes into the UTF-8 text of the document** ([`Span`]); [`CharIndex`] turns them
//! into Unicode code points at the edges (JSON, exports, evidence).
//!
//! The way of a text: [`Document`] → [`Analysis`] (sentences, tokens, words, trees) → [`Resolution`] (mentions,
//! actors, places, times) → [`Coding`] (event mentions, claims) → [`Event`] (one happening, N reports).

mod actor;
mod analysis;
mod closed_set;
mod coding;
mod date;
mod diagnostic;
mod document;
mod id;
mod lower;
mod plover;
mod resolution;
mod span;
mod ud;

pub use actor::{Actor, ActorId, ActorKind, ActorRef, Code, Country, Role};
pub use analysis::{Analysis, Sentence, Token, Word};
pub use coding::{
    Attribution, Claim, ClaimKind, Coding, Event, EventMention, Factuality, Genericity, Modality, Quantity,
    QuantityKind, Speech, Stance, Trigger,
};
pub use date::{Basis, Date, Edtf, EdtfError, Precision};
pub use diagnostic::{Diagnostic, Severity};
pub use document::{Document, DocumentId, Lang, LangError, Sha256};
pub use id::stable_id;
pub use lower::lower;
pub use plover::{EventType, Quad, Sector};
pub use resolution::{Mention, Ner, Place, PlaceId, Resolution, TimeExpression, TimexType};
pub use span::{CharIndex, Span};
pub use ud::{Feats, Rel, Upos};

pub use jiff::civil::Date as Day;
pub use smol_str::SmolStr;
