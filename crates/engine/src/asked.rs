//! Questions to the judge about a reading: the sentences that hold two sides, and what was read there.

use casus_coder::judge::{Judge, Question, Verdict};
use casus_coder::lexicon::Lexicon;
use casus_model::{EventMention, Mention, Sentence, Span};

use crate::Reading;

/// A question that owns what [`Question`] borrows.
#[derive(Clone, Debug)]
pub struct Asked<'r> {
    text: &'r str,
    lang: &'r str,
    sentences: &'r [Sentence],
    mentions: Vec<&'r Mention>,
    /// What was read there.
    pub events: Vec<&'r EventMention>,
    lexicon: Option<&'static Lexicon>,
    source: Option<Span>,
    target: Option<Span>,
}

impl<'r> Asked<'r> {
    /// About two sides of which either may be unknown; `None` when the text was not analysed or holds neither.
    pub fn pair(reading: &'r Reading, source: Option<Span>, target: Option<Span>) -> Option<Self> {
        let sentences = &reading.analysis.as_ref()?.sentences;
        let span = match (source, target) {
            (Some(a), Some(b)) => Some(a.cover(b)),
            (a, b) => a.or(b),
        };
        let held = |s: &Sentence| span.is_none_or(|span| s.span.overlaps(span));
        let first = sentences.iter().position(held)?;
        let last = sentences.iter().rposition(held)?;
        Some(Self { source, target, ..Self::sentences(reading, first, last)? })
    }

    /// About a sentence, whoever its sides are.
    pub fn sentence(reading: &'r Reading, number: usize) -> Option<Self> {
        Self::sentences(reading, number, number)
    }

    fn sentences(reading: &'r Reading, first: usize, last: usize) -> Option<Self> {
        let analysis = reading.analysis.as_ref()?;
        let inside = |n: u32| (first..=last).contains(&(n as usize));
        Some(Self {
            text: &reading.document.text,
            lang: analysis.lang.as_str(),
            sentences: analysis.sentences.get(first..=last)?,
            mentions: reading.resolution.mentions.iter().filter(|m| inside(m.sentence)).collect(),
            events: reading.coding.events.iter().filter(|e| inside(e.sentence)).collect(),
            lexicon: Lexicon::of(&analysis.lang),
            source: None,
            target: None,
        })
    }

    /// The question.
    pub fn question(&self) -> Question<'_> {
        Question {
            text: self.text,
            lang: self.lang,
            sentences: self.sentences,
            mentions: &self.mentions,
            events: &self.events,
            lexicon: self.lexicon,
            source: self.source,
            target: self.target,
        }
    }

    /// The answer.
    pub fn verdict(&self, judge: &Judge) -> Verdict {
        let question = self.question();
        judge.answer(&judge.share(&question), &question)
    }
}
