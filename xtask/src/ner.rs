//! `cargo xtask train-ner`: trains the recogniser of names on KIND and WikiNEuRal and writes `models/ner.bin`.

mod groups;
mod lists;

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use casus_knowledge::{Base, Example, NameLists, Recogniser, Register};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Folder of the data [default: `shared/gold/ner` beside the checkout, or under CASUS_SHARED]
    #[arg(long)]
    data: Option<PathBuf>,
    /// Times the data is gone through
    #[arg(long, default_value_t = 4)]
    epochs: usize,
    /// How many features the model can keep, of six bytes each
    #[arg(long, default_value_t = 2_300_000)]
    slots: usize,
    /// Train on nine tenths, measure on the last tenth and write nothing
    #[arg(long)]
    dev: bool,
    /// With --dev: only sets whose name contains this
    #[arg(long, default_value = "")]
    only: String,
    /// Parts of personal names, as the package rigour lists them [default:
    /// `shared/knowledge/rigour/person_names.txt.gz` beside the checkout, or under CASUS_SHARED]
    #[arg(long)]
    names: Option<PathBuf>,
}

const SETS: &[(&str, &str, Option<Register>)] = &[
    ("kind_wikinews_train.jsonl", "it", Some(Register::News)),
    ("kind_degasperi_train.jsonl", "it", Some(Register::Speech)),
    ("kind_moro_train.jsonl", "it", Some(Register::Essay)),
    ("wikineural_it_val.jsonl.gz", "it", Some(Register::Encyclopedia)),
    ("wikineural_en_val.jsonl.gz", "en", None),
    ("wikineural_es_val.jsonl.gz", "es", None),
    ("wikineural_fr_val.jsonl.gz", "fr", None),
    ("wikineural_de_val.jsonl.gz", "de", None),
    ("wikineural_ru_val.jsonl.gz", "ru", None),
];

#[derive(serde::Deserialize)]
struct Line {
    tokens: Vec<String>,
    tags: Vec<String>,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let data = match &args.data {
        Some(folder) => folder.clone(),
        None => shared()?.join("gold/ner"),
    };
    let blob = std::fs::read(crate::root().join("knowledge/casus.knowledge"))
        .context("run 'cargo xtask knowledge'")?;
    let base = Base::from_vec(blob)?;
    let names = match &args.names {
        Some(file) => file.clone(),
        None => shared()?.join("knowledge/rigour/person_names.txt.gz"),
    };
    let mut training: Vec<Example> = Vec::new();
    let mut held: BTreeMap<&str, Vec<Example>> = BTreeMap::new();
    for (file, lang, register) in SETS.iter().filter(|(f, ..)| f.contains(&args.only)) {
        for (i, line) in lines(&data.join(file))?.iter().enumerate() {
            let line: Line = serde_json::from_str(line).with_context(|| format!("{file}:{}", i + 1))?;
            if line.tokens.len() != line.tags.len() {
                bail!("{file}:{}: as many tags as tokens are needed", i + 1);
            }
            let example = Example {
                lang: (*lang).to_owned(),
                register: *register,
                tokens: line.tokens,
                labels: line.tags,
            };
            // Whole stretches are held out, so that no document stands on both sides.
            if args.dev && i / 200 % 10 == 9 {
                held.entry(file).or_default().push(example);
            } else {
                training.push(example);
            }
        }
    }
    let lists = NameLists {
        persons: lists::persons(&lines(&names)?),
        places: lists::places()?,
        classes: lists::classes(&training)?,
    };
    let tokens: usize = training.iter().map(|e| e.tokens.len()).sum();
    eprintln!("{} sentences, {tokens} tokens", training.len());
    let model = casus_knowledge::train_recogniser(
        &base,
        &lists,
        &training,
        args.epochs,
        args.slots,
        |epoch, likelihood| {
            eprintln!("epoch {epoch}: log-likelihood of a sentence {likelihood:.4}");
        },
    );
    if args.dev {
        let recogniser = Recogniser::new(&base, &model).context("the model was just made")?;
        for (file, examples) in &held {
            // Each sentence as a text of its own, then twenty that follow each other as one text.
            for together in [1, 20] {
                let (precision, recall, f1) = measure(examples, &read(&recogniser, examples, together));
                println!(
                    "{file}, {together} together: precision {precision:.4} recall {recall:.4} F1 {f1:.4}"
                );
            }
        }
        return Ok(());
    }
    let path = crate::root().join("models/ner.bin");
    std::fs::write(&path, &model).with_context(|| path.display().to_string())?;
    println!("{}: {} bytes", path.display(), model.len());
    Ok(())
}

/// The folder `shared` beside the checkout, or CASUS_SHARED.
fn shared() -> anyhow::Result<PathBuf> {
    let beside = crate::root().parent().map(|p| p.join("shared")).filter(|p| p.is_dir());
    let stated = std::env::var_os("CASUS_SHARED").map(PathBuf::from);
    stated.or(beside).context("no folder 'shared' beside the checkout: pass --data or set CASUS_SHARED")
}

fn lines(path: &Path) -> anyhow::Result<Vec<String>> {
    let bytes = std::fs::read(path).with_context(|| path.display().to_string())?;
    let mut text = String::new();
    if path.extension().is_some_and(|e| e == "gz") {
        flate2::read::GzDecoder::new(&bytes[..]).read_to_string(&mut text)?;
    } else {
        text = String::from_utf8(bytes)?;
    }
    Ok(text.lines().map(str::to_owned).collect())
}

/// The labels found in sentences of a set, so many of which are read together as one text.
fn read(recogniser: &Recogniser<'_>, examples: &[Example], together: usize) -> Vec<Vec<String>> {
    let text = |examples: &[Example]| {
        let sentences: Vec<Vec<&str>> =
            examples.iter().map(|e| e.tokens.iter().map(String::as_str).collect()).collect();
        recogniser.labels(&examples[0].lang, &sentences)
    };
    examples.chunks(together).flat_map(text).collect()
}

/// Precision, recall and F1 of whole names with their kind.
fn measure(examples: &[Example], found: &[Vec<String>]) -> (f64, f64, f64) {
    let (mut hits, mut all, mut there) = (0usize, 0usize, 0usize);
    for (e, labels) in examples.iter().zip(found) {
        let (gold, guess) = (names(&e.labels), names(labels));
        hits += guess.iter().filter(|g| gold.contains(g)).count();
        all += guess.len();
        there += gold.len();
    }
    let (p, r) = (hits as f64 / all.max(1) as f64, hits as f64 / there.max(1) as f64);
    (p, r, 2.0 * p * r / (p + r).max(1e-9))
}

fn names(labels: &[String]) -> Vec<(usize, usize, &str)> {
    let mut all: Vec<(usize, usize, &str)> = Vec::new();
    let mut open: Option<(usize, &str)> = None;
    for (i, label) in labels.iter().map(String::as_str).chain(["O"]).enumerate() {
        let kind = label.split_once('-').map(|(_, k)| k);
        if let Some((start, k)) = open
            && (label.starts_with('B') || kind != Some(k))
        {
            all.push((start, i, k));
            open = None;
        }
        if open.is_none() {
            open = kind.map(|k| (i, k));
        }
    }
    all
}
