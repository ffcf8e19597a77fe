//! Events and claims over dependency trees: who did what to whom, whether it happened, and who says so.

pub mod claims;
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
        document: &Document,
        analysis: &Analysis,
        resolution: &Resolution,
    ) -> Coding {
        Coding { claims: claims::find(document, analysis, resolution), ..Coding::default() }
    }
}

/// Joins the reports of one happening, within and across documents and languages.
pub fn merge(_coded: &[(&Document, &Coding)]) -> Vec<Event> {
    Vec::new()
}
