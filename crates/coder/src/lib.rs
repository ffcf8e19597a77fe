//! Events and claims over dependency trees: who did what to whom, whether it happened, and who says so.
//!
//! [`mend()`] relabels what a parser gets wrong before names are resolved. [`Coder::code`] reads one document:
//! [`claims`] first, then events. The words that tell of events are in
//! [`lexicon`], the rules over trees in `grammar`, what did not happen in `factuality`, dates and places in `when`,
//! numbers in `quantity`; `repair` puts trees right where
//! parsers typically err; `events` puts them together. [`merge()`] joins the reports of one happening.

pub mod claims;
mod contradiction;
mod events;
pub mod factuality;
mod grammar;
pub mod lexicon;
mod mend;
mod merge;
mod quantity;
mod repair;
mod when;

use casus_knowledge::Knowledge;
use casus_model::{Analysis, Coding, Diagnostic, Document, Resolution, Severity};

pub use mend::mend;
pub use merge::{independent_reports, merge};

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
        let analysis = repair::analysis(analysis, resolution);
        let claims = claims::find(document, &analysis, resolution);
        let events = events::find(document, &analysis, resolution, &claims);
        let mut coding = Coding { events, claims, ..Coding::default() };
        coding.diagnostics = contradiction::find(document, &coding);
        if lexicon::Lexicon::of(&analysis.lang).is_none() {
            coding.diagnostics.push(Diagnostic::new(
                "no-event-lexicon",
                Severity::Note,
                format!("no events are read in this language ({}): it has no lexicon of them", analysis.lang),
            ));
        }
        coding
    }
}
