//! The check of the lexicons of events against the analysers that feed them.

use casus_coder::lexicon::{Act, Finding, Frame, Lexicon, Pos, languages, lint};
use casus_model::{Lang, SmolStr, Upos};
use serde::Serialize;

use crate::reading::{Casus, EngineError, TextHints};

/// What the check of one language's lexicon found.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct LexiconReport {
    /// The language.
    pub lang: SmolStr,
    /// Its frames.
    pub frames: usize,
    /// Rows of frames that tell of an event.
    pub rows: usize,
    /// Those whose example yields an event of their type.
    pub read: usize,
    /// What is to be mended.
    pub findings: Vec<LexiconFinding>,
}

/// Something to mend in a lexicon.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct LexiconFinding {
    /// Language, file and line.
    pub place: String,
    /// `unreadable`, `conflict`, `unreachable` or `no-example`.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
}

impl Casus {
    /// Checks the lexicon of events of one language, or of all that have one: rows that cannot be read, frames that
    /// contradict each other, frames without example, and frames whose head the language's analyser does not find in
    /// their own example (`unreachable`). Fails where the analyser is damaged.
    pub fn lint_lexicons(&self, only: Option<&Lang>) -> Result<Vec<LexiconReport>, EngineError> {
        let langs: Vec<Lang> = languages().into_iter().filter_map(|l| l.parse().ok()).collect();
        let wanted = |l: &&Lang| only.is_none_or(|o| o == *l);
        langs.iter().filter(wanted).filter_map(|l| Some(self.lint_lexicon(l, Lexicon::of(l)?))).collect()
    }

    fn lint_lexicon(&self, lang: &Lang, lexicon: &Lexicon) -> Result<LexiconReport, EngineError> {
        let mut findings: Vec<LexiconFinding> = lint(lang.as_str())
            .into_iter()
            .map(|Finding { place, code, message }| LexiconFinding { place, code, message })
            .collect();
        let (mut rows, mut read) = (0, 0);
        let mut last = "";
        for frame in lexicon.frames() {
            // the first frame of a row stands for it: the example is for its lemma
            if std::mem::replace(&mut last, &frame.place) == frame.place.as_str() {
                continue;
            }
            let hints = TextHints { lang: Some(lang.clone()), ..TextHints::default() };
            let reading = self.read_text(&frame.example, &hints)?;
            let sentences = reading.analysis.iter().flat_map(|a| &a.sentences);
            let reached = sentences.into_iter().any(|s| {
                let lemmas = lexicon.lemmas(s);
                s.words.iter().zip(&lemmas).any(|(w, lemma)| *lemma == frame.lemma && fits(frame, w.upos))
            });
            if !reached {
                findings.push(LexiconFinding {
                    place: format!("{lang}/{}", frame.place),
                    code: "unreachable",
                    message: format!("the analyser finds no '{}' in '{}'", frame.name, frame.example),
                });
            }
            if let Act::Event(kind) = frame.act {
                rows += 1;
                read += usize::from(reading.coding.events.iter().any(|e| e.kind == kind));
            }
        }
        Ok(LexiconReport { lang: lang.as_str().into(), frames: lexicon.frames().len(), rows, read, findings })
    }
}

/// Whether a word of this part of speech may head the frame.
fn fits(frame: &Frame, upos: Upos) -> bool {
    match frame.pos {
        Pos::Verb => matches!(upos, Upos::Verb | Upos::Aux),
        Pos::Noun => matches!(upos, Upos::Noun | Upos::Propn),
        Pos::Adjective => upos == Upos::Adj,
    }
}
