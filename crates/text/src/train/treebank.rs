//! Sentences to learn from, brought to one standard: treebanks of the first version of Universal Dependencies
//! become those of the second, and vocalised Arabic is written as newspapers print it.

use std::collections::{BTreeMap, BTreeSet};

use casus_model::{Rel, Sentence, SmolStr, Upos, Word};

use crate::conllu::Treebank;
use crate::features::unvocalised;

/// An annotated sentence and the treebank it is from.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct GoldSentence {
    pub(crate) origin: SmolStr,
    /// The words; an empty lemma is an unknown one.
    pub(crate) words: Vec<Word>,
}

/// Where a sentence is from: what `# origin = UD_Language-Treebank-part` says, without the part, else `treebank`.
pub(crate) fn origin(bank: &Treebank, i: usize) -> SmolStr {
    bank.comment(i, "origin").map_or("treebank", |o| o.rsplit_once('-').map_or(o, |(name, _)| name)).into()
}

/// The sentences of a treebank that are trees.
pub(crate) fn prepare(bank: &Treebank) -> Vec<GoldSentence> {
    let origin = |i: usize| origin(bank, i);
    let mut sizes: BTreeMap<SmolStr, usize> = BTreeMap::new();
    let mut oblique: BTreeSet<SmolStr> = BTreeSet::new();
    for (i, sentence) in bank.sentences.iter().enumerate() {
        *sizes.entry(origin(i)).or_default() += sentence.words.len();
        if sentence.words.iter().any(|w| w.rel == Rel::Obl) {
            oblique.insert(origin(i));
        }
    }
    let mut gold = Vec::with_capacity(bank.sentences.len());
    for (i, sentence) in bank.sentences.iter().enumerate() {
        let origin = origin(i);
        let root = |w: &Word| (w.head == 0) == (w.rel == Rel::Root);
        if sentence.words.is_empty() || !sentence.is_tree() || !sentence.words.iter().all(root) {
            continue;
        }
        let mut words = plain(sentence);
        // Version 1 has no `obl`: a treebank of some size that never uses it is of that version.
        if sizes[&origin] > 1000 && !oblique.contains(&origin) {
            upgrade(&mut words);
        }
        gold.push(GoldSentence { origin, words });
    }
    gold
}

/// The words of a sentence with plain Arabic letters and empty lemmas where there are none.
pub(crate) fn plain(sentence: &Sentence) -> Vec<Word> {
    let mut words = sentence.words.clone();
    for word in &mut words {
        word.lemma = if word.lemma == "_" && word.form != "_" {
            SmolStr::default()
        } else {
            unvocalised(&word.lemma).into()
        };
        word.form = unvocalised(&word.form).into();
    }
    words
}

/// Version 1 to version 2 beyond the names of labels: modifiers of predicates are oblique, and conjunctions and
/// commas belong to the conjunct that follows.
fn upgrade(words: &mut [Word]) {
    let before = words.to_vec();
    for i in 0..words.len() {
        let Some(head) = (before[i].head as usize).checked_sub(1) else { continue };
        if words[i].rel == Rel::Nmod && matches!(before[head].upos, Upos::Verb | Upos::Aux | Upos::Adv) {
            words[i].rel = Rel::Obl;
        }
        let joins = words[i].rel == Rel::Cc || (words[i].rel == Rel::Punct && before[i].form == ",");
        if joins && head < i {
            let next = (i + 1..before.len())
                .find(|j| before[*j].rel == Rel::Conj && before[*j].head == before[i].head);
            if let Some(j) = next {
                words[i].head = j as u32 + 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conllu;

    const OLD: &str = "# origin = UD_X-Y-train\n\
        1\tA\ta\tNOUN\t_\t_\t2\tnsubjpass\t_\t_\n\
        2\tB\tb\tVERB\t_\t_\t0\troot\t_\t_\n\
        3\tand\tand\tCONJ\t_\t_\t2\tcc\t_\t_\n\
        4\tC\tc\tVERB\t_\t_\t2\tconj\t_\t_\n\
        5\tD\t_\tNOUN\t_\t_\t4\tnmod\t_\t_\n\n";

    #[test]
    fn treebanks_of_version_one_become_those_of_version_two() {
        let bank = conllu::read(&OLD.repeat(300)).expect("it is CoNLL-U");
        let gold = prepare(&bank);
        let words = &gold[0].words;
        assert_eq!(gold[0].origin, "UD_X-Y");
        assert!(words[0].is_rel(Rel::Nsubj, "pass"));
        assert_eq!((words[2].upos, words[2].head), (Upos::Cconj, 4));
        assert_eq!(words[4].rel, Rel::Obl);
        assert_eq!(words[4].lemma, "");
    }

    #[test]
    fn graphs_that_are_no_trees_are_left_out() {
        let text = "1\tA\ta\tNOUN\t_\t_\t2\tdep\t_\t_\n2\tB\tb\tVERB\t_\t_\t1\tdep\t_\t_\n\n\
            1\tA\ta\tNOUN\t_\t_\t0\troot\t_\t_\n\n";
        let bank = conllu::read(text).expect("it is CoNLL-U");
        assert_eq!(prepare(&bank).len(), 1);
    }
}
