//! English sentences in the way of headlines, to learn from beside the sentences that they are made of.
//!
//! Treebanks have few headlines, and a network that never saw *EU slaps sanctions on Belarus* takes the verb for a noun.
//! Of a sentence with a named or nominal subject: what happened stands in the present, without articles and without a full
//! stop. Source: the grammar of headlines (Mårdh 1980, *Headlinese*). Limits: nothing is shortened further. Passives
//! keep their auxiliary: without it (*two killed in blast*) a network reads *Algeria severed relations* as one too.

use casus_model::{Rel, SmolStr, Upos, Word};

use super::treebank::GoldSentence;

/// The longest sentence that could be a headline, in words.
const LONGEST: usize = 20;

/// The headlines that the sentences make, in their order; those that make none are left out.
pub(super) fn headlines(gold: &[GoldSentence]) -> Vec<GoldSentence> {
    gold.iter().filter_map(headline).collect()
}

fn headline(sentence: &GoldSentence) -> Option<GoldSentence> {
    let words = &sentence.words;
    let root = words.iter().position(|w| w.head == 0)?;
    let child = |of: usize, rel: Rel| words.iter().position(|w| w.head as usize == of + 1 && w.rel == rel);
    let subject = child(root, Rel::Nsubj)?;
    let told = words[root].upos == Upos::Verb
        && words.len() <= LONGEST
        && subject < root
        && matches!(words[subject].upos, Upos::Noun | Upos::Propn | Upos::Num)
        && words.last().is_some_and(|w| w.form == ".");
    if !told {
        return None;
    }
    let mut words = words.clone();
    let mut left_out = vec![false; words.len()];
    for (i, word) in words.iter().enumerate() {
        let article = word.rel == Rel::Det && word.feats.is("PronType", "Art");
        left_out[i] = article || i + 1 == words.len();
    }
    let mut changed = false;
    for verb in 0..words.len() {
        let joined = words[verb].rel == Rel::Conj && words[verb].head as usize == root + 1;
        let past = words[verb].feats.is("Tense", "Past") && words[verb].feats.is("VerbForm", "Fin");
        if (verb == root || joined) && past && words[verb].upos == Upos::Verb {
            let own = child(verb, Rel::Nsubj).unwrap_or(subject);
            let many = words[own].feats.is("Number", "Plur")
                || words[own].upos == Upos::Num
                || child(own, Rel::Conj).is_some();
            present(&mut words[verb], many)?;
            changed = true;
        }
    }
    if !changed {
        return None;
    }
    let has_children = |i: usize| words.iter().any(|w| w.head as usize == i + 1);
    if (0..words.len()).any(|i| left_out[i] && has_children(i)) {
        return None;
    }
    Some(GoldSentence { origin: sentence.origin.clone(), words: without(words, &left_out) })
}

/// Puts a verb of the past into the third person of the present; `None` when its lemma is unknown.
fn present(verb: &mut Word, many: bool) -> Option<()> {
    let lemma = verb.lemma.as_str();
    if lemma.is_empty() {
        return None;
    }
    let form = match lemma {
        _ if many => lemma.to_owned(),
        "have" => "has".to_owned(),
        _ if ["s", "x", "z", "ch", "sh", "o"].iter().any(|e| lemma.ends_with(e)) => format!("{lemma}es"),
        _ if lemma.ends_with('y')
            && !lemma.ends_with("ay")
            && !lemma.ends_with("ey")
            && !lemma.ends_with("oy") =>
        {
            format!("{}ies", lemma.trim_end_matches('y'))
        }
        _ => format!("{lemma}s"),
    };
    verb.form = SmolStr::new(form);
    verb.feats = verb
        .feats
        .with("Tense", Some("Pres"))
        .with("Mood", Some("Ind"))
        .with("Person", Some("3"))
        .with("Number", Some(if many { "Plur" } else { "Sing" }));
    Some(())
}

/// The words that are not left out, with the heads that they have now.
fn without(words: Vec<Word>, left_out: &[bool]) -> Vec<Word> {
    let mut ids = vec![0; words.len() + 1];
    for i in 0..words.len() {
        ids[i + 1] = ids[i] + u32::from(!left_out[i]);
    }
    let kept = words.into_iter().zip(left_out).filter(|(_, out)| !**out);
    kept.map(|(word, _)| Word { head: ids[word.head as usize], ..word }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conllu;
    use crate::train::treebank;

    const SENTENCES: &str = "\
        1\tThe\tthe\tDET\t_\tDefinite=Def|PronType=Art\t2\tdet\t_\t_\n\
        2\tunion\tunion\tNOUN\t_\tNumber=Sing\t3\tnsubj\t_\t_\n\
        3\tdenied\tdeny\tVERB\t_\tMood=Ind|Tense=Past|VerbForm=Fin\t0\troot\t_\t_\n\
        4\tthe\tthe\tDET\t_\tDefinite=Def|PronType=Art\t5\tdet\t_\t_\n\
        5\tplan\tplan\tNOUN\t_\tNumber=Sing\t3\tobj\t_\t_\n\
        6\t.\t.\tPUNCT\t_\t_\t3\tpunct\t_\t_\n\n\
        1\tThey\tthey\tPRON\t_\t_\t2\tnsubj\t_\t_\n\
        2\tleft\tleave\tVERB\t_\tMood=Ind|Tense=Past|VerbForm=Fin\t0\troot\t_\t_\n\
        3\t.\t.\tPUNCT\t_\t_\t2\tpunct\t_\t_\n\n";

    #[test]
    fn a_past_becomes_a_present_and_small_words_go() {
        let bank = conllu::read(SENTENCES).expect("it is CoNLL-U");
        let made = headlines(&treebank::prepare(&bank));
        let read = |s: &GoldSentence| -> Vec<(String, u32)> {
            s.words.iter().map(|w| (w.form.to_string(), w.head)).collect()
        };
        let texts: Vec<Vec<(String, u32)>> = made.iter().map(read).collect();
        let expected = [("union", 2), ("denies", 0), ("plan", 2)].map(|(form, head)| (form.to_owned(), head));
        assert_eq!(texts, [expected.to_vec()]);
    }
}
