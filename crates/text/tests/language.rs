//! How well and how fast languages are told, sentence by sentence, on the shared treebanks.

mod common;

use casus_text::language::identify;

/// Language, least share of sentences of 40 letters and more that are told rightly, in percent.
const FLOORS: [(&str, f64); 13] = [
    ("en", 98.5),
    ("it", 98.0),
    ("es", 99.0),
    ("fr", 98.0),
    ("de", 99.0),
    ("pt", 98.5),
    ("ru", 99.0),
    ("tr", 99.0),
    ("uk", 96.0),
    ("ar", 99.0),
    ("zh", 95.0),
    ("pl", 99.0),
    ("kk", 99.0),
];

#[test]
fn languages_are_told_from_single_sentences() {
    let Some(folder) = common::treebanks() else { return };
    let mut low = Vec::new();
    println!("lang  sentences  right %  wrong %  unknown %  sentences/s");
    for (lang, floor) in FLOORS {
        let path = folder.join(lang);
        let Some(bank) =
            common::load(&path.join("dev.conllu.gz")).or_else(|| common::load(&path.join("train.conllu.gz")))
        else {
            continue;
        };
        let long =
            |t: &&str| t.chars().filter(|c| c.is_alphabetic()).count() >= if lang == "zh" { 10 } else { 40 };
        let texts: Vec<&str> = (0..bank.sentences.len()).map(|i| bank.text_of(i)).filter(long).collect();
        let started = std::time::Instant::now();
        let found: Vec<_> = texts.iter().map(|t| identify(t)).collect();
        let speed = texts.len() as f64 / started.elapsed().as_secs_f64();
        let share = |n: usize| 100.0 * n as f64 / texts.len() as f64;
        let right = share(found.iter().filter(|f| f.lang.as_str() == lang).count());
        let unknown = share(found.iter().filter(|f| !f.lang.is_known()).count());
        println!(
            "{lang:<5} {:>9}  {right:>7.2}  {:>7.2}  {unknown:>9.2}  {speed:>11.0}",
            texts.len(),
            100.0 - right - unknown
        );
        if right < floor {
            low.push(lang);
        }
        if std::env::var_os("CASUS_SHOW").is_some() {
            for (text, f) in texts.iter().zip(&found).filter(|(_, f)| f.lang.as_str() != lang) {
                println!("  {} {:.2} {text}", f.lang, f.confidence);
            }
        }
    }
    assert!(low.is_empty(), "below what was reached: {low:?}");
}
