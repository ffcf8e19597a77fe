//! Events and claims over dependency trees: who did what to whom, whether it happened, and who says so.

pub mod lexicon;

use casus_knowledge::Knowledge;
use casus_model::{Analysis, Coding, Document, Event, Resolution};

/// The event grammar, the claim grammar and their lexicons.
#[derive(Debug, Default)]
pub struct Coder {}

impl Coder {
    /// Codes one document.
    pub fn code(
        &self,
        _knowledge: &Knowledge,
        _document: &Document,
        _analysis: &Analysis,
        _resolution: &Resolution,
    ) -> Coding {
        Coding::default()
    }
}

/// Joins the reports of one happening, within and across documents and languages.
pub fn merge(_coded: &[(&Document, &Coding)]) -> Vec<Event> {
    Vec::new()
}
