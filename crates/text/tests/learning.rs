//! A model learned from a few sentences of our own: it fits them, its file is the same each time, and what it makes
//! of any text is whole.

use std::fmt::Write;
use std::sync::LazyLock;

use casus_model::{Lang, Rel, Upos};
use casus_text::conllu::{self, Treebank};
use casus_text::train::{Resources, TrainOptions, refresh, train};
use casus_text::{Analyser, ModelError, Models};
use proptest::prelude::*;
use rayon::prelude::*;

/// Every subject with every verb and some object: 36 sentences. The same nouns are subjects and objects, so that only
/// their place can tell which they are; as in any text some words occur once, which tells of unseen ones.
fn treebank() -> Treebank {
    const NOUNS: [&str; 6] = ["minister", "army", "union", "senator", "court", "rebel"];
    const RARE: [&str; 12] = [
        "town", "port", "bridge", "school", "doctor", "captain", "village", "market", "soldier", "farm",
        "judge", "island",
    ];
    let mut text = String::new();
    for (i, subject) in NOUNS.iter().enumerate() {
        for (k, (past, base)) in [
            ("attacked", "attack"),
            ("praised", "praise"),
            ("visited", "visit"),
            ("sued", "sue"),
            ("left", "leave"),
            ("feared", "fear"),
        ]
        .iter()
        .enumerate()
        {
            let object = NOUNS[(i + 1 + k % 5) % 6];
            let (mut subject, mut object) = (*subject, object);
            if k == i {
                (subject, object) = (RARE[2 * i], RARE[2 * i + 1]);
            }
            let rows = [
                ("The", "the", "DET", "Definite=Def", 2, "det"),
                (subject, subject, "NOUN", "Number=Sing", 3, "nsubj"),
                (past, base, "VERB", "Tense=Past", 0, "root"),
                ("the", "the", "DET", "Definite=Def", 5, "det"),
                (object, object, "NOUN", "Number=Sing", 3, "obj"),
                (".", ".", "PUNCT", "_", 3, "punct"),
            ];
            for (id, (form, lemma, upos, feats, head, rel)) in rows.iter().enumerate() {
                let space = if id == 4 { "SpaceAfter=No" } else { "_" };
                writeln!(text, "{}\t{form}\t{lemma}\t{upos}\t_\t{feats}\t{head}\t{rel}\t_\t{space}", id + 1)
                    .unwrap();
            }
            text.push('\n');
        }
    }
    conllu::read(&text).expect("it is CoNLL-U")
}

fn learn(seed: u64) -> Vec<u8> {
    let options =
        TrainOptions { lang: Lang::EN, seed, epochs: Some(40), date: "2026-01-01".into(), headlines: false };
    train(&treebank(), None, None, &Resources::default(), &options, &mut |_| {}).expect("there are sentences")
}

static MODEL: LazyLock<Vec<u8>> = LazyLock::new(|| learn(1));
static ANALYSER: LazyLock<Analyser> =
    LazyLock::new(|| Analyser::from_bytes(&MODEL).expect("it was just learned"));

#[test]
fn it_fits_what_it_learned() {
    let gold = treebank();
    let mut read = gold.sentences.clone();
    ANALYSER.read_sentences(&mut read);
    let (mut right, mut all) = (0, 0);
    for (a, b) in read.iter().zip(&gold.sentences) {
        assert!(a.is_tree());
        for (a, b) in a.words.iter().zip(&b.words) {
            let same =
                (a.upos, &a.feats, &a.lemma, a.head, a.rel) == (b.upos, &b.feats, &b.lemma, b.head, b.rel);
            right += usize::from(same);
            all += 1;
        }
    }
    assert!(right * 100 >= all * 97, "{right} of {all} words");
}

#[test]
fn unseen_words_take_the_place_of_known_ones() {
    let sentences = ANALYSER.analyse("The governor praised the harbour.");
    assert_eq!(sentences.len(), 1);
    let words = &sentences[0].words;
    assert_eq!((words[1].upos, words[1].rel, words[1].head), (Upos::Noun, Rel::Nsubj, 3));
    assert_eq!((words[2].lemma.as_str(), words[2].head), ("praise", 0));
    assert_eq!((words[4].upos, words[4].rel, words[4].head), (Upos::Noun, Rel::Obj, 3));
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_others() {
    assert!(learn(1) == *MODEL);
    assert!(learn(2) != *MODEL);
}

#[test]
fn a_new_segmenter_leaves_the_network_as_it_is() {
    assert!(refresh(&MODEL, &treebank(), &Resources::default()).expect("it is a model") == *MODEL);
}

#[test]
fn threads_change_nothing() {
    let texts: Vec<String> =
        (0..24).map(|i| format!("The rebel {i} left the port. The court sued the town.")).collect();
    let alone: Vec<_> = texts.iter().map(|t| ANALYSER.analyse(t)).collect();
    let together: Vec<_> = texts.par_iter().map(|t| ANALYSER.analyse(t)).collect();
    assert!(alone == together);
}

#[test]
fn a_folder_of_models_serves_its_languages_and_names_what_is_wrong() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("en.casusmodel");
    std::fs::write(&path, &*MODEL).expect("written");
    let models = Models::from_dir(folder.path()).expect("the model is in order");
    assert!(models.has(&Lang::EN) && !models.has(&Lang::IT));
    let analysis = models.analyse("The army left the town.", &Lang::EN).expect("there is a model");
    assert!(analysis.sentences.iter().all(casus_model::Sentence::is_tree));
    assert!(models.analyse("Il governo cade.", &Lang::IT).is_none());
    let again = models.analyse_tokens(analysis.sentences.clone(), &Lang::EN);
    assert!(again == Some(analysis));

    let other = folder.path().join("it.casusmodel");
    std::fs::rename(&path, &other).expect("renamed");
    assert!(matches!(Models::from_dir(folder.path()), Err(ModelError::Language { .. })));
    std::fs::write(&other, &MODEL[..MODEL.len() / 2]).expect("written");
    assert!(matches!(Models::from_dir(folder.path()), Err(ModelError::Length { .. })));
    std::fs::remove_file(&other).expect("removed");
    let mut damaged = MODEL.clone();
    let middle = damaged.len() / 2;
    damaged[middle] ^= 1;
    std::fs::write(&path, damaged).expect("written");
    let models = Models::from_dir(folder.path()).expect("the header is in order");
    assert!(matches!(models.get(&Lang::EN), Some(Err(ModelError::Damaged { .. }))));
    assert!(models.analyse("The army left.", &Lang::EN).is_none());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_gives_trees_over_its_own_letters(text in "(\\PC|[ .\"\n]|the |\u{200f}|\u{301}){0,120}") {
        for sentence in ANALYSER.analyse(&text) {
            prop_assert!(sentence.is_tree());
            for token in &sentence.tokens {
                prop_assert!(text.get(token.span.start as usize..token.span.end as usize).is_some());
            }
            for word in &sentence.words {
                prop_assert!((word.head == 0) == (word.rel == Rel::Root));
            }
        }
    }
}

#[test]
fn a_sentence_without_end_is_read_in_linear_time() {
    let sentences = ANALYSER.analyse(&"the rebel left ".repeat(3000));
    assert!(sentences.iter().all(casus_model::Sentence::is_tree));
    assert_eq!(sentences.iter().map(|s| s.words.len()).sum::<usize>(), 9000);
}
