//! Names in a text, whether any table knows them or not: spans with the kind of what they name.

use casus_model::{Ner, Rel, Sentence, Upos};

use crate::names::is_honorific;
use crate::resolve::{Cue, Cues};

/// Words of a sentence that are a name.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct NameSpan {
    /// First word.
    pub first: usize,
    /// Last word, included.
    pub last: usize,
    /// What it names.
    pub ner: Ner,
    /// How sure, from 0 to 1.
    pub confidence: f32,
}

impl NameSpan {
    /// Number of words.
    #[expect(clippy::len_without_is_empty, reason = "a name has at least one word")]
    pub fn len(&self) -> usize {
        self.last - self.first + 1
    }
}

/// Finds names by rule: runs of proper nouns, told apart by what they are made of and what stands beside them.
pub(crate) fn by_rule(s: &Sentence, cues: &Cues) -> Vec<NameSpan> {
    let mut spans = Vec::new();
    let mut at = 0;
    while at < s.words.len() {
        let part =
            |w: usize| s.words[w].upos == Upos::Propn && s.words[w].form.chars().any(char::is_alphabetic);
        if !part(at) {
            at += 1;
            continue;
        }
        let mut last = at;
        while last + 1 < s.words.len()
            && (part(last + 1) || is_hyphen(s, last + 1) && last + 2 < s.words.len() && part(last + 2))
        {
            last += 1;
        }
        let mut first = at;
        while first < last && is_honorific(&s.words[first].form) {
            first += 1;
        }
        at = last + 1;
        let ner = kind(s, cues, first, last);
        spans.push(NameSpan { first, last, ner, confidence: 0.7 });
    }
    spans
}

fn is_hyphen(s: &Sentence, w: usize) -> bool {
    matches!(s.words[w].form.as_str(), "-" | "‐" | "–")
}

fn kind(s: &Sentence, cues: &Cues, first: usize, last: usize) -> Ner {
    let words = &s.words[first..=last];
    if words.iter().any(|w| cues.organization(&w.form)) {
        return Ner::Org;
    }
    let acronym = |f: &str| f.chars().count() >= 2 && f.chars().all(char::is_uppercase);
    if words.len() == 1 && acronym(&words[0].form) {
        return Ner::Org;
    }
    if words.len() >= 2 && words.len() <= 4 {
        return Ner::Per;
    }
    let located = (first..=last)
        .flat_map(|w| s.children(w))
        .any(|c| s.words[c].rel == Rel::Case && cues.is(Cue::Locative, &s.words[c].lemma));
    if located {
        return Ner::Loc;
    }
    Ner::Per
}
