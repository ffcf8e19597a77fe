//! Events and claims over dependency trees: who did what to whom, whether it happened, and who says so.
//!
//! [`mend()`] relabels what a parser gets wrong before names are resolved. [`Coder::code`] reads one document:
//! [`claims`] first, then events. The words that tell of events are in
//! [`lexicon`], the rules over trees in `grammar`, what did not happen in `factuality`, dates and places in `when`,
//! numbers in `quantity`; `trees` puts right what parsers typically get wrong; `events` puts them together and asks
//! the learned [`judge`] what it makes of them. [`merge()`] joins the reports of one happening, [`stories()`] the
//! documents that tell of one.

pub mod claims;
mod conflicts;
mod contradiction;
mod events;
pub mod factuality;
mod grammar;
pub mod judge;
mod learning;
pub mod lexicon;
mod merge;
mod quantity;
mod stories;
mod trees;
mod when;

use casus_knowledge::Knowledge;
use casus_model::{Analysis, Coding, Diagnostic, Document, EventMention, Resolution, Severity};

pub use conflicts::{Conflict, Position, conflicts};
pub use merge::merge;
pub use stories::stories;
pub use trees::mend;
use trees::repair;

/// The grammars of events and of claims with what is learned beside them; each part but the claim grammar can be
/// switched off.
#[derive(Debug)]
pub struct Coder {
    /// Whether the rules read events.
    pub rules: bool,
    /// The judge, if it is asked.
    pub judge: Option<judge::Judge>,
    /// The learned reader of attributions, if it is asked.
    pub reader: Option<claims::Reader>,
}

impl Default for Coder {
    /// Rules, judge and reader.
    fn default() -> Self {
        Self { rules: true, judge: judge::Judge::embedded(), reader: claims::Reader::embedded() }
    }
}

impl Coder {
    /// Nothing learned.
    pub fn rules_alone() -> Self {
        Self { rules: true, judge: None, reader: None }
    }

    /// Codes one document.
    pub fn code(
        &self,
        knowledge: &Knowledge,
        document: &Document,
        analysis: &Analysis,
        resolution: &Resolution,
    ) -> Coding {
        let analysis = repair::analysis(&document.text, analysis, resolution, knowledge.base());
        let claims = claims::find(document, &analysis, resolution, self.reader.as_ref());
        let events = events::find(document, &analysis, resolution, &claims, self.rules, self.judge.as_ref());
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

    /// Beside each event of a document, the mentions of its sentence as the judge sees them.
    pub fn parties(
        &self,
        knowledge: &Knowledge,
        document: &Document,
        analysis: &Analysis,
        resolution: &Resolution,
        events: &[EventMention],
    ) -> Vec<Vec<judge::Party>> {
        let analysis = repair::analysis(&document.text, analysis, resolution, knowledge.base());
        let lexicon = lexicon::Lexicon::of(&analysis.lang).unwrap_or_else(lexicon::Lexicon::none);
        let parties = |event: &EventMention| {
            let same: Vec<EventMention> =
                events.iter().filter(|e| e.sentence == event.sentence).cloned().collect();
            let sentence = grammar::light_verb::raise(analysis.sentences.get(event.sentence as usize)?);
            let inside = |m: &u32| resolution.mentions[*m as usize].sentence == event.sentence;
            let mentions: Vec<u32> = (0..resolution.mentions.len() as u32).filter(inside).collect();
            Some(judge::candidates(
                analysis.lang.as_str(),
                lexicon,
                &sentence,
                resolution,
                &mentions,
                event,
                &same,
            ))
        };
        events.iter().map(|e| parties(e).unwrap_or_default()).collect()
    }
}
