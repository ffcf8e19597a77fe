//! Cases small enough to count by hand. A row is `FORM HEAD REL`; `SURFACE=` opens a multiword token whose words
//! follow, indented; an empty line ends a sentence.

use std::fmt::Write;

use super::*;
use crate::conllu::{Treebank, read};

/// Builds CoNLL-U from the short rows.
fn bank(rows: &str) -> Treebank {
    let mut conllu = String::new();
    let mut id = 0;
    let lines: Vec<&str> = rows.lines().collect();
    for (i, line) in lines.iter().enumerate() {
        if line.trim().is_empty() {
            conllu.push('\n');
            id = 0;
        } else if let Some(surface) = line.strip_suffix('=') {
            let words = lines[i + 1..].iter().take_while(|l| l.starts_with(' ')).count();
            let _ =
                writeln!(conllu, "{}-{}\t{surface}\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No", id + 1, id + words);
        } else {
            let mut cells = line.split_whitespace();
            let (form, head, rel) = (cells.next().unwrap(), cells.next().unwrap(), cells.next().unwrap());
            let upos = cells.next().unwrap_or("NOUN");
            let feats = cells.next().unwrap_or("_");
            id += 1;
            let lemma = form.to_lowercase();
            let _ = writeln!(
                conllu,
                "{id}\t{form}\t{lemma}\t{upos}\t_\t{feats}\t{head}\t{rel}\t_\tSpaceAfter=No"
            );
        }
    }
    read(&conllu).unwrap()
}

fn check(gold: &str, system: &str, expected: &[(&str, usize, usize, usize)]) {
    let (g, s) = (bank(gold), bank(system));
    let measures = evaluate((&g.text, &g.sentences), (&s.text, &s.sentences)).unwrap();
    for (name, correct, gold, system) in expected {
        let (_, score) = measures.named().into_iter().find(|(n, _)| n == name).unwrap();
        assert_eq!(
            (score.correct, score.gold, score.system),
            (*correct, *gold, *system),
            "{name}\n{measures}"
        );
    }
}

const CAPO: &str =
    "Il 2 det DET\ncapo 0 root\ndella=\n di 5 case ADP\n la 5 det DET\nNATO 2 nmod PROPN\n. 2 punct PUNCT";

#[test]
fn an_analysis_agrees_with_itself() {
    let all: Vec<(&str, usize, usize, usize)> =
        ["Words", "UPOS", "UFeats", "Lemmas", "UAS", "LAS"].iter().map(|n| (*n, 6, 6, 6)).collect();
    check(CAPO, CAPO, &all);
    check(CAPO, CAPO, &[("Tokens", 5, 5, 5), ("Sentences", 1, 1, 1)]);
}

/// `della` left whole: the word `della` agrees with neither `di` nor `la`; both sides count (6 gold, 5 system, 4
/// right). The head of NATO and all others are still found, for heads are compared through the alignment.
#[test]
fn an_unsplit_multiword_token_costs_its_words_only() {
    let system = "Il 2 det DET\ncapo 0 root\ndella 4 case ADP\nNATO 2 nmod PROPN\n. 2 punct PUNCT";
    check(CAPO, system, &[("Tokens", 5, 5, 5), ("Words", 4, 6, 5), ("UAS", 4, 6, 5), ("LAS", 4, 6, 5)]);
}

/// Gold has one multiword token `vámonos`, the system splits it otherwise: `vamos` + `nos` against `vámo` + `nos`.
/// The longest common subsequence keeps `nos`; its head is a word without partner, so the head is wrong.
#[test]
fn words_of_multiword_tokens_agree_by_form() {
    let gold = "vámonos=\n vamos 0 root\n nos 1 obj\nya 1 advmod";
    let system = "vámonos=\n vámo 0 root\n nos 1 obj\nya 1 advmod";
    check(gold, system, &[("Tokens", 2, 2, 2), ("Words", 2, 3, 3), ("UAS", 0, 3, 3)]);
}

/// `a b c` as one token on the system's side overlaps two multiword tokens of gold; forms in another case agree.
#[test]
fn overlapping_multiword_tokens_are_one_stretch() {
    let gold = "ab=\n A 0 root\n B 1 dep\ncd=\n C 1 dep\n D 1 dep";
    let system = "a 0 root\nbcd=\n b 1 dep\n d 1 dep";
    check(gold, system, &[("Tokens", 0, 2, 2), ("Words", 3, 4, 3), ("UAS", 3, 4, 3)]);
}

/// `U.S.` cut in two by the system: 3 tokens of gold, 4 of the system, 2 in common. The root of the system's tree
/// stands on a word without partner, so `won` hangs on nothing that gold knows.
#[test]
fn different_cuts_count_on_both_sides() {
    let gold = "The 2 det\nU.S. 3 nsubj\nwon 0 root";
    let system = "The 2 det\nU. 0 root\nS. 2 flat\nwon 2 dep";
    check(gold, system, &[("Tokens", 2, 3, 4), ("Words", 2, 3, 4), ("UAS", 0, 3, 4)]);
}

/// Two sentences read as one: neither has the right end points. Words are not touched; one of the two roots is.
#[test]
fn sentences_agree_when_both_ends_do() {
    let gold = "Go 0 root\n! 1 punct\n\nCome 0 root\n. 1 punct\n\nNo 0 root";
    let system = "Go 0 root\n! 1 punct\nCome 1 parataxis\n. 3 punct\n\nNo 0 root";
    check(gold, system, &[("Sentences", 1, 3, 2), ("Words", 5, 5, 5), ("UAS", 4, 5, 5)]);
}

/// Only the universal part of relations and the universal features are compared, features in any order; a gold
/// lemma `_` agrees with every lemma.
#[test]
fn what_a_language_adds_is_not_compared() {
    let gold = "Visti 0 nsubj:pass VERB Gender=Masc|Number=Plur|Style=Rare\n_ 1 punct";
    let system = "Visti 0 nsubj VERB Number=Plur|Gender=Masc\n_ 1 punct";
    check(gold, system, &[("LAS", 2, 2, 2), ("UFeats", 2, 2, 2), ("Lemmas", 2, 2, 2)]);
    let other = "Visti 0 obj ADJ Number=Sing|Gender=Masc\n_ 1 punct";
    check(gold, other, &[("LAS", 1, 2, 2), ("UAS", 2, 2, 2), ("UFeats", 1, 2, 2), ("UPOS", 1, 2, 2)]);
}

#[test]
fn f1_is_the_harmonic_mean_of_precision_and_recall() {
    let score = Score { gold: 6, system: 5, correct: 4 };
    assert_eq!(
        format!("{:.2} {:.2} {:.2}", score.precision(), score.recall(), score.f1()),
        "80.00 66.67 72.73"
    );
    assert_eq!(Score::default().f1(), 0.0);
}

#[test]
fn other_texts_are_refused() {
    let (g, s) = (bank("Tokayev 0 root\nsaid 1 dep"), bank("Tokayev 0 root\nsays 1 dep"));
    let error = evaluate((&g.text, &g.sentences), (&s.text, &s.sentences)).unwrap_err();
    assert_eq!((error.at, error.gold.as_str(), error.system.as_str()), (9, "id", "ys"));
}
