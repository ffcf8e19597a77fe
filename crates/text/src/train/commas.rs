//! Commas hung one way in all treebanks of a language.

use std::collections::BTreeMap;

use casus_model::{Rel, SmolStr, Word};

use super::treebank::origin;
use crate::conllu::Treebank;

/// Hangs the commas of each treebank at the left end of the innermost arc over them, or, before a conjunct, at the
/// conjunct. A treebank of which nine commas in ten hang so stays as it is.
///
/// Universal Dependencies want a comma at the phrase that it sets apart, and most treebanks keep to that. Those of
/// Italian differ, so that a network that learns from all of them guesses; this is the way of those of them that are
/// regular.
pub fn hang_commas_left(bank: &mut Treebank) {
    let mut counts: BTreeMap<SmolStr, (usize, usize)> = BTreeMap::new();
    let mut changes = Vec::new();
    for (i, sentence) in bank.sentences.iter().enumerate() {
        let origin = origin(bank, i);
        let (commas, kept) = counts.entry(origin.clone()).or_default();
        for (at, word) in sentence.words.iter().enumerate() {
            if word.form != "," || word.rel != Rel::Punct {
                continue;
            }
            let head = left_head(&sentence.words, at).unwrap_or(word.head);
            *commas += 1;
            *kept += usize::from(head == word.head);
            if head != word.head {
                changes.push((origin.clone(), i, at, head));
            }
        }
    }
    for (origin, i, at, head) in changes {
        let (commas, kept) = counts[&origin];
        if kept * 10 < commas * 9 {
            bank.sentences[i].words[at].head = head;
        }
    }
}

/// The CoNLL-U id of the word at which a comma hangs to the left, where an arc goes over it.
fn left_head(words: &[Word], comma: usize) -> Option<u32> {
    let arcs = words.iter().enumerate().filter(|(_, w)| w.rel != Rel::Punct && w.head > 0);
    let ends = arcs.map(|(dep, w)| (dep, w.head as usize - 1));
    let over = ends.filter(|(dep, head)| *dep.min(head) < comma && comma < *dep.max(head));
    let (dep, head) = over.min_by_key(|(dep, head)| dep.abs_diff(*head))?;
    let conjunct = words[dep].rel == Rel::Conj && dep > comma;
    Some(if conjunct { dep } else { dep.min(head) } as u32 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conllu;

    /// "When it rains, we stay at home, which is dull, and read."
    const SENTENCE: &str = "# origin = UD_X-Y-train\n\
        1\tWhen\twhen\tADV\t_\t_\t3\tadvmod\t_\t_\n\
        2\tit\tit\tPRON\t_\t_\t3\texpl\t_\t_\n\
        3\train\train\tVERB\t_\t_\t6\tadvcl\t_\t_\n\
        4\t,\t,\tPUNCT\t_\t_\t6\tpunct\t_\t_\n\
        5\twe\twe\tPRON\t_\t_\t6\tnsubj\t_\t_\n\
        6\tstay\tstay\tVERB\t_\t_\t0\troot\t_\t_\n\
        7\thome\thome\tNOUN\t_\t_\t6\tobl\t_\t_\n\
        8\t,\t,\tPUNCT\t_\t_\t9\tpunct\t_\t_\n\
        9\tdull\tdull\tADJ\t_\t_\t7\tacl\t_\t_\n\
        10\t,\t,\tPUNCT\t_\t_\t6\tpunct\t_\t_\n\
        11\tread\tread\tVERB\t_\t_\t6\tconj\t_\t_\n\n";

    #[test]
    fn commas_go_to_the_left_end_or_to_the_conjunct() {
        let mut bank = conllu::read(SENTENCE).expect("it is CoNLL-U");
        hang_commas_left(&mut bank);
        let heads: Vec<u32> =
            bank.sentences[0].words.iter().filter(|w| w.form == ",").map(|w| w.head).collect();
        assert_eq!(heads, [3, 7, 11]);
    }

    #[test]
    fn a_treebank_that_mostly_does_so_is_left_alone() {
        let other = conllu::read(SENTENCE).expect("it is CoNLL-U");
        let mut hung = other.clone();
        hang_commas_left(&mut hung);
        let mut bank = other;
        (0..40).for_each(|_| bank.append(hung.clone()));
        let before = bank.sentences.clone();
        hang_commas_left(&mut bank);
        assert_eq!(bank.sentences, before);
    }
}
