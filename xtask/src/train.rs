//! Trains the models of languages and scores them.

use std::fmt::Write;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, bail};
use casus_model::{Lang, SmolStr, Span, Upos};
use casus_text::conllu::{self, Treebank};
use casus_text::evaluate::Measures;
use casus_text::train::{Resources, TrainOptions, WordVectors, hang_commas_left, refresh, train};
use casus_text::{Analyser, Models, unvocalised};
use sha2::{Digest, Sha256};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Language of the treebank (BCP 47: en, it, kk)
    lang: Lang,
    /// Folder with CoNLL-U files (*.conllu, *.conllu.gz); those with "dev" in their name are used to choose, those
    /// with "test" not at all
    #[arg(long)]
    data: PathBuf,
    /// Folder with treebanks of a related language, to learn from as well
    #[arg(long)]
    help_from: Vec<PathBuf>,
    /// File of word vectors to start from (*.vec, as fastText and `cargo xtask vectors` write them)
    #[arg(long)]
    vectors: Option<PathBuf>,
    /// File of words, one at the beginning of each line, for a language that writes words together
    #[arg(long)]
    words: Option<PathBuf>,
    /// Folder to write <LANG>.casusmodel and its card <LANG>.md to
    #[arg(long, default_value = "models")]
    out: PathBuf,
    /// Seed of everything random
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Day that stands in the model; today when left out
    #[arg(long)]
    date: Option<String>,
    /// Passes over the data; chosen by the amount of data when left out
    #[arg(long)]
    epochs: Option<usize>,
    /// Learn segmenter and lemma table anew and keep the network of the model there is
    #[arg(long)]
    keep_network: bool,
    /// Hang the commas of treebanks that hang them in many ways at the word to their left, as most of Italian do
    #[arg(long)]
    commas_left: bool,
    /// Learn from sentences in the way of headlines as well (English)
    #[arg(long)]
    headlines: bool,
    /// Know the words of our tables: their lemmas, and peoples, by so many copies of each sentence about a people
    /// with others in its place
    #[arg(long, value_name = "COPIES")]
    tables: Option<usize>,
    /// Share of the sentences to learn from, in percent, for learning curves
    #[arg(long, default_value_t = 100)]
    share: usize,
}

#[derive(clap::Args)]
pub(crate) struct EvaluateArgs {
    /// Languages; all that have a model when none is given
    langs: Vec<Lang>,
    /// Folder with the models
    #[arg(long, default_value = "models")]
    models: PathBuf,
    /// Folder with <LANG>/dev.conllu.gz
    #[arg(long)]
    data: Option<PathBuf>,
    /// Write the scores into the cards <LANG>.md beside the models
    #[arg(long)]
    cards: bool,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let mut bank = read_folder(&args.data, |name| !name.contains("dev") && !name.contains("test"))?;
    let dev = read_folder(&args.data, |name| name.contains("dev"))?;
    if bank.sentences.is_empty() {
        bail!("{} holds no CoNLL-U file to train from", args.data.display());
    }
    if args.commas_left {
        hang_commas_left(&mut bank);
    }
    if args.share < 100 {
        bank = every(&bank, |i| i * 7919 % 100 < args.share);
    }
    let resources = resources(args)?;
    let path = args.out.join(format!("{}.casusmodel", args.lang));
    let start = Instant::now();
    // Without a development set a tenth of the sentences is held out: the scores are those of a model that has not
    // seen them, the model that is written has learned from all.
    let held_out = dev.sentences.is_empty();
    let is_dev = |i: usize| i % 10 == 5;
    let dev = if held_out { every(&bank, is_dev) } else { dev };
    let bytes = if args.keep_network {
        let old = std::fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
        refresh(&old, &bank, &resources)?
    } else {
        learn(args, &bank, (!held_out).then_some(&dev), &resources)?
    };
    std::fs::create_dir_all(&args.out)?;
    let fresh = path.with_extension("new");
    std::fs::write(&fresh, &bytes).with_context(|| format!("writing {}", fresh.display()))?;
    std::fs::rename(&fresh, &path)?;
    eprintln!(
        "{}: {:.1} MB in {:.0} s",
        path.display(),
        bytes.len() as f64 / 1e6,
        start.elapsed().as_secs_f32()
    );

    let scored = if held_out {
        Analyser::from_bytes(&learn(args, &every(&bank, |i| !is_dev(i)), None, &resources)?)?
    } else {
        Analyser::from_bytes(&bytes)?
    };
    let scores = Scores::of(&scored, &dev)?;
    println!("{HEAD}");
    println!("{}", scores.line());
    let card = card(&Analyser::from_bytes(&bytes)?, &scores, held_out, &dev, args)?;
    std::fs::write(path.with_extension("md"), card)?;
    Ok(())
}

fn resources(args: &Args) -> anyhow::Result<Resources> {
    let text = |path: &Option<PathBuf>| {
        let read = |path: &Path| {
            std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))
        };
        path.as_deref().map(read).transpose()
    };
    let vectors = text(&args.vectors)?.map(|t| WordVectors::read(&t)).transpose()?;
    let words = text(&args.words)?.unwrap_or_default();
    let words = words.lines().filter_map(|l| l.split_whitespace().next()).map(str::to_owned).collect();
    let Some(copies) = args.tables else { return Ok(Resources { vectors, words, ..Resources::default() }) };
    let (lemmas, peoples) = (own_lemmas(&args.lang)?, peoples(&args.lang)?);
    Ok(Resources { vectors, words, lemmas, peoples, copies })
}

/// The names of peoples that our tables hold, each with its forms.
fn peoples(lang: &Lang) -> anyhow::Result<Vec<Vec<SmolStr>>> {
    let path = crate::root().join(format!("knowledge/states/names/{lang}-people.tsv"));
    let text = std::fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
    let rows = text.lines().skip(1).filter_map(|row| {
        let (name, forms) = (row.split('\t').nth(3)?, row.split('\t').nth(4)?);
        let forms = forms.split('|').filter(|f| !f.is_empty());
        Some(std::iter::once(name).chain(forms).map(SmolStr::new).collect::<Vec<_>>())
    });
    // a name of several words is no word
    Ok(rows.filter(|row| row.iter().all(|form| !form.contains([' ', '-']))).collect())
}

/// What our own tables hold as words of a language: the lemmas of frames, and the names of roles and peoples.
fn own_lemmas(lang: &Lang) -> anyhow::Result<Vec<(SmolStr, Upos)>> {
    let base = lang.as_str();
    let tables: [(String, usize, &[Upos]); 5] = [
        (format!("lexicon/{base}/verbs.tsv"), 0, &[Upos::Verb]),
        (format!("lexicon/{base}/nouns.tsv"), 0, &[Upos::Noun]),
        (format!("lexicon/{base}/adjectives.tsv"), 0, &[Upos::Adj]),
        (format!("knowledge/roles/names/{base}.tsv"), 3, &[Upos::Noun]),
        (format!("knowledge/states/names/{base}-people.tsv"), 3, &[Upos::Noun, Upos::Adj]),
    ];
    let mut lemmas = Vec::new();
    for (name, column, kinds) in tables {
        let path = crate::root().join(name);
        if !path.exists() {
            continue;
        }
        let text = std::fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
        let rows = text.lines().filter(|l| !l.starts_with('#')).skip(1);
        for cell in rows.filter_map(|l| l.split('\t').nth(column)) {
            let words = cell.split(',').map(str::trim);
            // a class stands for its members, which it lists; expressions of several words have no lemma
            let words = words.filter(|w| !w.is_empty() && !w.contains([' ', '@', '*', '-']));
            lemmas.extend(words.flat_map(|w| kinds.iter().map(move |k| (SmolStr::new(w), *k))));
        }
    }
    Ok(lemmas)
}

fn learn(
    args: &Args,
    bank: &Treebank,
    dev: Option<&Treebank>,
    resources: &Resources,
) -> anyhow::Result<Vec<u8>> {
    let mut help = Treebank::default();
    for folder in &args.help_from {
        help.append(read_folder(folder, |name| !name.contains("dev") && !name.contains("test"))?);
    }
    let help = (!help.sentences.is_empty()).then_some(&help);
    let date = args.date.clone().unwrap_or_else(today);
    if args.headlines && args.lang.as_str() != "en" {
        bail!("--headlines makes English headlines: leave it out for '{}'", args.lang);
    }
    let headlines = args.headlines;
    let options =
        TrainOptions { lang: args.lang.clone(), seed: args.seed, epochs: args.epochs, date, headlines };
    let start = Instant::now();
    Ok(train(bank, help, dev, resources, &options, &mut |p| {
        let [arc, rel, upos, feats, lemma] = p.losses;
        eprintln!(
            "{} {}/{}  {:.0} s  arcs {arc:.3} relations {rel:.3} tags {upos:.3} features {feats:.3} lemmas {lemma:.3}",
            args.lang,
            p.epoch,
            p.epochs,
            start.elapsed().as_secs_f32()
        );
    })?)
}

/// The card of a model: what it learned from, under which licences, and how well it does.
fn card(
    analyser: &Analyser,
    scores: &Scores,
    held_out: bool,
    dev: &Treebank,
    args: &Args,
) -> anyhow::Result<String> {
    let lang = analyser.lang();
    let mut card = format!("# Model `{lang}`\n\n");
    let mut say = |line: std::fmt::Arguments<'_>| card.write_fmt(line).expect("a string takes all");
    say(format_args!(
        "Segmenter, tagger, lemmatiser and dependency parser, {:.1} MB.\n\n",
        analyser.size() as f64 / 1e6
    ));
    say(format_args!("| learned from | sentences | words | licence |\n|---|---|---|---|\n"));
    let mut non_commercial = Vec::new();
    for origin in analyser.origins() {
        let licence = licence(&origin.name);
        if licence.contains("-NC") {
            non_commercial.push(origin.name.as_str());
        }
        say(format_args!("| {} | {} | {} | {licence} |\n", origin.name, origin.sentences, origin.words));
    }
    if non_commercial.is_empty() {
        say(format_args!("\nNone of the treebanks forbids commercial use.\n"));
    } else {
        say(format_args!(
            "\n**NON-COMMERCIAL**: {} may not be used commercially; whether that binds a model learned from it is for \
             its user to judge.\n",
            non_commercial.join(", ")
        ));
    }
    say(format_args!("\nWhere the treebanks differ, the model follows {}.\n", analyser.origin().name));
    let words: usize = dev.sentences.iter().map(|s| s.words.len()).sum();
    say(format_args!(
        "\n## Scores\n\nCoNLL 2018 measures on {} ({} sentences, {words} words).\n\n",
        if held_out {
            "a tenth of the sentences, by a model that has not seen them"
        } else {
            "the development set"
        },
        dev.sentences.len()
    ));
    say(format_args!("| F1 | gold tokens | from text |\n|---|---|---|\n"));
    for row in scores.rows() {
        say(format_args!("{row}\n"));
    }
    if let Some(path) = &args.vectors {
        say(format_args!(
            "\nStarted from the word vectors `{}` (SHA-256 `{}`). Those that `cargo xtask vectors` fetches are Apache-2.0.\n",
            name(path),
            hash(path)?
        ));
    }
    if let Some(path) = &args.words {
        say(format_args!(
            "\nThe segmenter knows the words of `{}` (SHA-256 `{}`). Those that `cargo xtask words` fetches are MIT.\n",
            name(path),
            hash(path)?
        ));
    }
    let mut command = format!(
        "cargo xtask train {lang} --data FOLDER/{lang} --seed {} --epochs {} --date {}",
        analyser.seed(),
        analyser.epochs(),
        analyser.date()
    );
    for folder in &args.help_from {
        write!(command, " --help-from FOLDER/{}", name(folder))?;
    }
    for (option, path) in [("vectors", &args.vectors), ("words", &args.words)] {
        if let Some(path) = path {
            write!(command, " --{option} {}", name(path))?;
        }
    }
    if args.commas_left {
        command.push_str(" --commas-left");
    }
    if args.headlines {
        command.push_str(" --headlines");
    }
    if let Some(copies) = args.tables {
        write!(command, " --tables {copies}")?;
    }
    say(format_args!(
        "\n## Made\n\nOn {}, seed {}, {} passes over the data:\n\n```text\n{command}\n```\n\n\
         where FOLDER has a folder per language with the CoNLL-U files of the treebanks above. The same files and seed \
         give the same bytes.\n",
        analyser.date(),
        analyser.seed(),
        analyser.epochs(),
    ));
    Ok(card)
}

/// A card with the rows of its scores written anew.
fn with_scores(card: &str, scores: &Scores) -> String {
    let rows = scores.rows();
    let label = |line: &str| line.split('|').nth(1).map(str::to_owned);
    let fresh = |line: &str| {
        let same = rows.iter().find(|row| line.starts_with('|') && label(row) == label(line));
        same.cloned().unwrap_or_else(|| line.to_owned()) + "\n"
    };
    card.lines().map(fresh).collect()
}

/// The last part of a path.
fn name(path: &Path) -> std::borrow::Cow<'_, str> {
    path.file_name().unwrap_or_default().to_string_lossy()
}

fn hash(path: &Path) -> anyhow::Result<String> {
    let bytes = std::fs::read(path).with_context(|| format!("reading {}", path.display()))?;
    let mut hex = String::new();
    for byte in Sha256::digest(&bytes) {
        write!(hex, "{byte:02x}")?;
    }
    Ok(hex)
}

/// The licence of a treebank of Universal Dependencies, as its own documentation states it.
fn licence(name: &str) -> &'static str {
    match name.trim_start_matches("UD_") {
        "English-GUM" | "English-ParTUT" | "English-LinES" | "Italian-ParTUT" | "Italian-VIT"
        | "Italian-TWITTIRO" | "Italian-PoSTWITA" | "French-ParTUT" | "Russian-Taiga" | "Turkish-IMST"
        | "Ukrainian-IU" | "Arabic-PADT" => "CC BY-NC-SA",
        "French-Sequoia" => "LGPL-LR",
        "Polish-LFG" => "GPL 3.0",
        "Spanish-AnCora" => "CC BY 4.0",
        known if known.contains("-PUD") || known.contains("-GSD") => "CC BY-SA",
        "English-EWT"
        | "Italian-MarkIT"
        | "Italian-ParlaMint"
        | "Portuguese-Bosque"
        | "Turkish-BOUN"
        | "Ukrainian-ParlaMint"
        | "Chinese-HK"
        | "Kazakh-KTB" => "CC BY-SA",
        _ => "see the treebank",
    }
}

pub(crate) fn evaluate(args: &EvaluateArgs) -> anyhow::Result<()> {
    let models = Models::from_dir(&args.models)?;
    let data = args.data.clone().unwrap_or_else(|| shared().join("treebanks"));
    if !data.is_dir() {
        println!("SKIPPED: no treebanks at {} (set CASUS_SHARED or --data)", data.display());
        return Ok(());
    }
    let langs: Vec<Lang> =
        if args.langs.is_empty() { models.langs().cloned().collect() } else { args.langs.clone() };
    println!("{HEAD} load ms");
    for lang in &langs {
        let start = cpu_seconds();
        let Some(analyser) = models.get(lang) else { bail!("there is no model for '{lang}'") };
        let analyser = analyser.map_err(|e| anyhow::anyhow!("{e}"))?;
        let load = (cpu_seconds() - start) * 1e3;
        let dev = read_folder(&data.join(lang.as_str()), |name| name.contains("dev"))?;
        if dev.sentences.is_empty() {
            println!("{lang:<4} no dev set");
            continue;
        }
        let scores = Scores::of(analyser, &dev)?;
        println!("{} {load:>5.0}", scores.line());
        if args.cards {
            let path = args.models.join(format!("{lang}.md"));
            let card =
                std::fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
            std::fs::write(&path, with_scores(&card, &scores))?;
        }
    }
    if let Some(kilobytes) = peak_memory() {
        println!("peak memory {:.0} MB, development sets included", kilobytes as f64 / 1e3);
    }
    Ok(())
}

const HEAD: &str = "           gold tokens                          from text\n\
    lang   UPOS  UFeats Lemmas   UAS    LAS |  Words  Sents   UPOS Lemmas    UAS    LAS | words/s    MB";

struct Scores {
    lang: Lang,
    tokens: Measures,
    text: Measures,
    speed: f64,
    size: usize,
}

impl Scores {
    fn of(analyser: &Analyser, dev: &Treebank) -> anyhow::Result<Self> {
        // Lemmas are given as newspapers print them, and compared so.
        let mut dev = dev.clone();
        for word in dev.sentences.iter_mut().flat_map(|s| &mut s.words) {
            word.lemma = unvocalised(&word.lemma).into();
        }
        let mut system = dev.sentences.clone();
        let words: usize = system.iter().map(|s| s.words.len()).sum();
        let start = cpu_seconds();
        analyser.read_sentences(&mut system);
        let speed = words as f64 / (cpu_seconds() - start).max(1e-9);
        let tokens = casus_text::evaluate::evaluate((&dev.text, &dev.sentences), (&dev.text, &system))?;
        let system = analyser.analyse(&dev.text);
        let text = casus_text::evaluate::evaluate((&dev.text, &dev.sentences), (&dev.text, &system))?;
        Ok(Self { lang: analyser.lang().clone(), tokens, text, speed, size: analyser.size() })
    }

    /// The rows of a card's table of scores.
    fn rows(&self) -> Vec<String> {
        let measures = self.tokens.named().into_iter().zip(self.text.named());
        measures
            .map(|((name, gold), (_, text))| format!("| {name} | {:.2} | {:.2} |", gold.f1(), text.f1()))
            .collect()
    }

    fn line(&self) -> String {
        let (g, t) = (&self.tokens, &self.text);
        format!(
            "{:<4} {:>6.2} {:>6.2} {:>6.2} {:>6.2} {:>6.2} | {:>6.2} {:>6.2} {:>6.2} {:>6.2} {:>6.2} {:>6.2} | {:>7.0} {:>5.1}",
            self.lang.as_str(),
            g.upos.f1(),
            g.ufeats.f1(),
            g.lemmas.f1(),
            g.uas.f1(),
            g.las.f1(),
            t.words.f1(),
            t.sentences.f1(),
            t.upos.f1(),
            t.lemmas.f1(),
            t.uas.f1(),
            t.las.f1(),
            self.speed,
            self.size as f64 / 1e6
        )
    }
}

/// The CoNLL-U files of a folder whose names pass, in order of their names.
pub(crate) fn read_folder(folder: &Path, wanted: impl Fn(&str) -> bool) -> anyhow::Result<Treebank> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .with_context(|| format!("reading {}", folder.display()))?
        .map(|entry| entry.map(|e| e.path()))
        .collect::<Result<_, _>>()?;
    paths.sort();
    let mut bank = Treebank::default();
    for path in paths {
        let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
        if !(name.ends_with(".conllu") || name.ends_with(".conllu.gz")) || !wanted(name) {
            continue;
        }
        let bytes = std::fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
        let mut text = String::new();
        if path.extension().is_some_and(|e| e == "gz") {
            flate2::read::MultiGzDecoder::new(bytes.as_slice())
                .read_to_string(&mut text)
                .with_context(|| format!("unpacking {}", path.display()))?;
        } else {
            text = String::from_utf8(bytes).with_context(|| format!("{} is no UTF-8", path.display()))?;
        }
        bank.append(conllu::read(&text).with_context(|| path.display().to_string())?);
    }
    Ok(bank)
}

/// The sentences that are chosen, with a text of their own.
fn every(bank: &Treebank, chosen: impl Fn(usize) -> bool) -> Treebank {
    let mut part = Treebank::default();
    for i in (0..bank.sentences.len()).filter(|i| chosen(*i)) {
        if !part.text.is_empty() {
            part.text.push(' ');
        }
        let mut sentence = bank.sentences[i].clone();
        let (from, to) = (sentence.span.start, part.text.len() as u32);
        let place =
            |span: &mut Span| *span = Span { start: span.start - from + to, end: span.end - from + to };
        part.text.push_str(bank.text_of(i));
        place(&mut sentence.span);
        sentence.tokens.iter_mut().for_each(|t| place(&mut t.span));
        sentence.words.iter_mut().for_each(|w| place(&mut w.span));
        part.sentences.push(sentence);
        part.comments.push(bank.comments[i].clone());
    }
    part
}

/// The folder of shared data: `CASUS_SHARED`, or `shared` beside the checkout.
fn shared() -> PathBuf {
    std::env::var_os("CASUS_SHARED").map_or_else(|| super::root().with_file_name("shared"), PathBuf::from)
}

/// Seconds this thread has had a processor, so that a crowded machine does not blur figures; wall-clock seconds where
/// the system does not tell.
fn cpu_seconds() -> f64 {
    static START: std::sync::LazyLock<Instant> = std::sync::LazyLock::new(Instant::now);
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.as_deref().and_then(|s| s.split(' ').next()?.parse::<f64>().ok());
    nanoseconds.map_or_else(|| START.elapsed().as_secs_f64(), |n| n / 1e9)
}

/// The most memory that this process has had, in kB, where the system tells.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|l| l.strip_prefix("VmHWM:"))?.trim().split(' ').next()?.parse().ok()
}

/// Today as `2026-11-21`.
fn today() -> String {
    let days = std::time::SystemTime::UNIX_EPOCH.elapsed().map_or(0, |d| d.as_secs() / 86_400) as i64;
    // Civil date from days since 1970 (Hinnant).
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let (day, month) = (doy - (153 * mp + 2) / 5 + 1, if mp < 10 { mp + 3 } else { mp - 9 });
    let year = yoe + era * 400 + i64::from(month <= 2);
    format!("{year}-{month:02}-{day:02}")
}
