//! Sentences whose treebank says their words but not their text: spaces are put as where the text is stated.
//!
//! The Arabic news treebank is so. Which words hold to the next one (`و`, `ب`) and which to the one before (`ها`) is
//! counted in the sentences with a text; vowel signs, which news does not write, are left out.

use std::fmt::Write;

use casus_model::{SmolStr, Upos, Word};
use rustc_hash::FxHashMap;

use crate::conllu::{self, Treebank};
use crate::features::unvocalised;

type Key = (SmolStr, Upos);

/// How often a word was met, and how often without a space on the one side.
#[derive(Default)]
struct Side(FxHashMap<Key, (u32, u32)>);

impl Side {
    fn count(&mut self, word: &Word, joined: bool) {
        let count = self.0.entry(key(word)).or_default();
        count.0 += 1;
        count.1 += u32::from(joined);
    }

    /// Whether the word, one of those that grammar is made of, is hardly ever found with a space on this side.
    fn joins(&self, word: &Word) -> bool {
        use Upos::{Adj, Adv, Intj, Noun, Num, Propn, Verb};
        let open = matches!(word.upos, Adj | Adv | Intj | Noun | Num | Propn | Verb);
        !open && self.0.get(&key(word)).is_some_and(|(all, joined)| *all >= 5 && 10 * joined >= 9 * all)
    }
}

fn key(word: &Word) -> Key {
    (unvocalised(&word.form).into(), word.upos)
}

/// The sentences of `bank` without a stated text, with spaces as in those that have one; empty where all or none
/// have. `stated` tells which.
pub(crate) fn respaced(bank: &Treebank, stated: impl Fn(usize) -> bool) -> Treebank {
    let (mut next, mut before) = (Side::default(), Side::default());
    for (_, sentence) in bank.sentences.iter().enumerate().filter(|(i, _)| stated(*i)) {
        for pair in sentence.words.windows(2) {
            let joined = pair[0].span.end == pair[1].span.start;
            next.count(&pair[0], joined);
            before.count(&pair[1], joined);
        }
    }
    if next.0.is_empty() {
        return Treebank::default();
    }
    let mut rows = String::new();
    for (_, sentence) in bank.sentences.iter().enumerate().filter(|(i, _)| !stated(*i)) {
        if sentence.tokens.len() != sentence.words.len() {
            continue;
        }
        let mut text = String::new();
        let mut lines = String::new();
        let mut article = false;
        for (i, word) in sentence.words.iter().enumerate() {
            let form = unvocalised(&word.form);
            // `ل` and the article are written `لل`.
            let form =
                form.strip_prefix('ا').filter(|rest| article && rest.starts_with('ل')).unwrap_or(&form);
            let following = sentence.words.get(i + 1);
            let joined = following.is_some_and(|w| next.joins(word) || before.joins(w));
            article = joined && form == "ل";
            let space = if joined { "SpaceAfter=No" } else { "_" };
            writeln!(lines, "{}\t{form}\t_\t{}\t_\t_\t0\t_\t_\t{space}", i + 1, word.upos.as_str())
                .expect("a string takes all");
            text.push_str(form);
            if !joined && following.is_some() {
                text.push(' ');
            }
        }
        writeln!(rows, "# newpar\n# text = {text}\n{lines}").expect("a string takes all");
    }
    conllu::read(&rows).unwrap_or_default()
}
