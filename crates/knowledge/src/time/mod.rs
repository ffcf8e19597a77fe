//! When: the date of a document, the expressions of time in it, and what they mean on the calendar.
//!
//! [`document_date`] takes the date from what is stated, in a fixed order; [`infer_document_date`] concludes it from
//! what the text tells when nothing states it; [`find`] finds "giovedì", "the third
//! quarter", "2022年1月6日" and says what they mean from the document's date on.
//!
//! The words and patterns of each language are data (`lexicon/<lang>/time.tsv`, read by `lexicon`); the engine is
//! one: `scan` cuts the text, `matcher` finds the longest pattern, `meaning` computes its value on the `calendar`.

mod calendar;
mod document;
mod find;
mod happenings;
mod infer;
mod lexicon;
mod matcher;
mod meaning;
mod scan;
mod tense;

pub use document::{DateHints, document_date};
pub use find::find;
pub use infer::{date_by_text, infer_document_date};
