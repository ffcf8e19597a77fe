//! Evaluation as a command: what a gold set says of what Casus reads.
//!
//! [`Task`] names a kind of gold; [`Task::of`] tells it from a file's first row. [`predict`] reads the gold texts
//! through the wire form of [`crate::code`], as an outsider would; [`score`] computes the measures, equal to those
//! of the reference scorers (tested on small files); [`worst`] lists the rows that lost most. [`survey`] does it for
//! all gold sets of a folder, and [`Survey::markdown`] writes `docs/evaluation.md`.

mod attribution;
mod events;
mod forecasts;
mod measure;
mod others;
mod parallel;
mod whole;

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use rayon::prelude::*;
use serde_json::Value;

pub use measure::{Counts, Line, Report};

use crate::code::{self, Input, Output};
use crate::{Casus, Coder};
use measure::{id, list, string};

/// A kind of gold set.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Task {
    /// Who is reported to say what.
    Attribution,
    /// Political events in sentences.
    Events,
    /// The type of a given pair of actors.
    Pairs,
    /// Certainty, polarity and tense of events.
    Factuality,
    /// Statements about the future.
    Forecasts,
    /// Names.
    Ner,
    /// Attack slots.
    Muc,
    /// The same events in several languages.
    Parallel,
    /// Story clusters.
    Stories,
    /// Time expressions.
    Time,
    /// Dated entries of a crisis.
    Timelines,
    /// Labels of texts.
    Types,
}

const NAMES: [(Task, &str); 12] = [
    (Task::Attribution, "attribution"),
    (Task::Events, "events"),
    (Task::Pairs, "pairs"),
    (Task::Factuality, "factuality"),
    (Task::Forecasts, "forecasts"),
    (Task::Ner, "ner"),
    (Task::Muc, "muc"),
    (Task::Parallel, "parallel"),
    (Task::Stories, "stories"),
    (Task::Time, "time"),
    (Task::Timelines, "timelines"),
    (Task::Types, "types"),
];

/// How a task is measured.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Options {
    /// Events: leave out predictions that lack a side.
    pub dyad: bool,
    /// Events: CONCEDE and RETREAT are one type (`YIELD`).
    pub yields: bool,
    /// Events: a row for each type.
    pub per: bool,
    /// Events: the main measure (`T`, `SC`, `SF`, `TC`, `TF`, `DC`, `DF`).
    pub main: Option<String>,
    /// Factuality: only events found are judged.
    pub given: bool,
    /// Stories: mentions by chain instead of documents by story.
    pub chains: bool,
    /// The name of the result.
    pub name: Option<String>,
}

/// A gold set that cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EvalError {
    /// The file cannot be read.
    #[error("{path}: {error}")]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// A line is no JSON object.
    #[error("{path} line {line}: {what}")]
    Row {
        /// The file.
        path: PathBuf,
        /// Number of the line, from 1.
        line: usize,
        /// What is wrong.
        what: String,
    },
    /// There is no such task.
    #[error("'{name}' is no task: choose one of {}", NAMES.map(|(_, n)| n).join(", "))]
    Task {
        /// What was asked for.
        name: String,
    },
    /// Timelines are made from documents, and there are none.
    #[error(
        "the documents of the timelines are not at hand: put them beside the reference as '…docs.jsonl.gz'"
    )]
    NoDocuments,
}

impl FromStr for Task {
    type Err = EvalError;
    fn from_str(s: &str) -> Result<Self, EvalError> {
        NAMES
            .iter()
            .find(|(_, n)| *n == s)
            .map(|(t, _)| *t)
            .ok_or_else(|| EvalError::Task { name: s.to_owned() })
    }
}

impl Task {
    /// The name of the task.
    pub fn name(self) -> &'static str {
        NAMES.iter().find(|(t, _)| *t == self).map_or("", |(_, n)| n)
    }

    /// The task of a gold file, from the fields of a row.
    pub fn of(row: &Value) -> Option<Self> {
        let has = |key: &str| row.get(key).is_some();
        Some(match () {
            () if has("attributions") => Self::Attribution,
            () if has("forecasts") => Self::Forecasts,
            () if has("timex") => Self::Time,
            () if has("roles") => Self::Muc,
            () if has("tags") => Self::Ner,
            () if has("langs") || has("cluster") => Self::Stories,
            () if has("labels") => Self::Types,
            () if has("topic") && has("date") => Self::Timelines,
            () if has("gold") => Self::Events,
            () if has("events") => Self::Factuality,
            () => return None,
        })
    }
}

/// Reads a file of JSON Lines, plain or gzip.
pub fn load(path: &Path) -> Result<Vec<Value>, EvalError> {
    let read = |error| EvalError::Read { path: path.to_owned(), error };
    let file = File::open(path).map_err(read)?;
    let packed = path.extension().is_some_and(|e| e == "gz");
    let input: Box<dyn Read> =
        if packed { Box::new(flate2::read::MultiGzDecoder::new(file)) } else { Box::new(file) };
    let mut rows = Vec::new();
    for (n, line) in BufReader::new(input).lines().enumerate() {
        let line = line.map_err(read)?;
        if line.trim().is_empty() {
            continue;
        }
        let row = serde_json::from_str(&line).map_err(|e| EvalError::Row {
            path: path.to_owned(),
            line: n + 1,
            what: e.to_string(),
        })?;
        rows.push(row);
    }
    Ok(rows)
}

/// What Casus reads from the texts of a gold set, in the form of its rows. `documents` are the texts that timelines
/// are made from ([`documents_of`]); the rows of other sets hold their texts.
pub fn predict(
    task: Task,
    casus: &Casus,
    gold: &[Value],
    documents: &[Value],
) -> Result<Vec<Value>, EvalError> {
    Ok(match task {
        Task::Stories => whole::predict_stories(gold),
        Task::Parallel => gold.par_iter().map(|row| parallel::predict(row, casus)).collect(),
        Task::Timelines if documents.is_empty() => return Err(EvalError::NoDocuments),
        Task::Timelines => {
            let read: Vec<(Value, Output)> = documents
                .par_iter()
                .filter_map(|row| Some((row.clone(), read_row(task, casus, row)?)))
                .collect();
            whole::predict_timelines(gold, &read)
        }
        Task::Factuality => {
            gold.par_iter().map(|row| others::predict_factuality(row, casus, string(row, "text"))).collect()
        }
        _ => gold
            .par_iter()
            .map(|row| match read_row(task, casus, row) {
                _ if task == Task::Factuality => others::predict_factuality(row, casus, string(row, "text")),
                Some(out) => predict_from(task, row, &out),
                None => serde_json::json!({"id": row["id"]}),
            })
            .collect(),
    })
}

/// The documents that a set of reference entries is about: the file beside it, `…_docs` for `…_reference`.
pub fn documents_of(gold: &Path) -> Result<Vec<Value>, EvalError> {
    let name = gold.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let stem = name.split("reference").next().unwrap_or_default();
    let beside = ["docs.jsonl.gz", "docs.jsonl"].map(|end| gold.with_file_name(format!("{stem}{end}")));
    match beside.iter().find(|p| name.contains("reference") && p.is_file()) {
        Some(path) => load(path),
        None => Ok(Vec::new()),
    }
}

fn read_row(task: Task, casus: &Casus, row: &Value) -> Option<Output> {
    let text = match task {
        Task::Ner => others::token_offsets(row).0,
        _ => string(row, "text").to_owned(),
    };
    let known = |key: &str| row.get(key).and_then(Value::as_str).map(str::to_owned);
    let input = Input {
        id: row["id"].clone(),
        text,
        lang: known("lang"),
        date: known("dct").or_else(|| known("date")),
        title: None,
        source: known("publisher"),
        url: None,
        pairs: if task == Task::Pairs { pairs(row) } else { None },
    };
    // a date that is none of ours is left out rather than losing the row
    code::code(casus, &input, None)
        .or_else(|_| code::code(casus, &Input { date: None, ..input.clone() }, None))
        .ok()
}

/// What was read from the text of a gold row, in the form of the row.
pub fn predict_from(task: Task, row: &Value, out: &Output) -> Value {
    match task {
        Task::Attribution => attribution::predict(row, out),
        Task::Forecasts => forecasts::predict(row, out),
        Task::Events => events::predict(row, out, false),
        Task::Pairs => events::predict(row, out, true),
        Task::Ner => others::predict_names(row, &others::token_offsets(row).1, out),
        Task::Time => others::predict_times(row, out),
        Task::Types => whole::predict_label(row, out),
        Task::Muc => whole::predict_slots(row, out),
        // read from all documents together, or from every predicate
        Task::Stories | Task::Parallel | Task::Timelines | Task::Factuality => Value::Null,
    }
}

/// The pairs whose type a gold row asks for.
pub fn pairs(row: &Value) -> Option<Vec<code::Pair>> {
    events::pairs(row)
}

/// The measures of a prediction.
pub fn score(task: Task, gold: &[Value], predicted: &[Value], options: &Options) -> Report {
    let by_id: BTreeMap<String, &Value> = predicted.iter().map(|p| (id(p), p)).collect();
    match task {
        Task::Attribution => attribution::score(gold, &by_id),
        Task::Events => events::score(gold, &by_id, options),
        Task::Pairs => events::score_pairs(gold, &by_id),
        Task::Factuality => others::score_factuality(gold, &by_id, options),
        Task::Forecasts => forecasts::score(gold, &by_id),
        Task::Ner => others::score_names(gold, &by_id, options),
        Task::Muc => others::score_muc(gold, &by_id),
        Task::Parallel => parallel::score(gold, &by_id),
        Task::Stories => others::score_stories(gold, predicted, options),
        Task::Time => others::score_times(gold, &by_id),
        Task::Timelines => others::score_timelines(gold, predicted),
        Task::Types => others::score_types(gold, &by_id, options),
    }
}

/// A row that lost.
#[derive(Clone, PartialEq, Debug)]
pub struct Loss {
    /// The row's id.
    pub id: String,
    /// The measure of this row alone.
    pub value: f64,
    /// Its text, shortened.
    pub text: String,
    /// What gold says and what was read.
    pub gold: String,
    /// What was read.
    pub predicted: String,
}

impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:.3}  {}\n  text  {}", self.value, self.id, self.text.replace('\n', " "))?;
        write!(f, "  gold  {}\n  read  {}", self.gold, self.predicted)
    }
}

/// The rows whose own measure is lowest, worst first; among equals the ones with most in gold.
pub fn worst(task: Task, gold: &[Value], predicted: &[Value], options: &Options, count: usize) -> Vec<Loss> {
    if matches!(task, Task::Stories | Task::Timelines) {
        return Vec::new();
    }
    let by_id: BTreeMap<String, &Value> = predicted.iter().map(|p| (id(p), p)).collect();
    let mut losses: Vec<(usize, Loss)> = gold
        .iter()
        .filter_map(|row| {
            let name = id(row);
            let none = Value::Null;
            let p = *by_id.get(&name).unwrap_or(&&none);
            let value = score(task, std::slice::from_ref(row), std::slice::from_ref(p), options).value;
            (value < 1.0).then(|| {
                let (gold, predicted) = differing(items(task, row, row), items(task, row, p));
                let text: String = string(row, "text").chars().take(240).collect();
                (gold.len(), Loss { id: name, value, text, gold: brief(&gold), predicted: brief(&predicted) })
            })
        })
        .collect();
    losses.sort_by(|a, b| a.1.value.total_cmp(&b.1.value).then(b.0.cmp(&a.0)).then(a.1.id.cmp(&b.1.id)));
    losses.into_iter().take(count).map(|(_, l)| l).collect()
}

/// Two lists without what both hold, for errors are what is looked for.
fn differing(mut gold: Vec<String>, predicted: Vec<String>) -> (Vec<String>, Vec<String>) {
    let mut other = Vec::new();
    for item in predicted {
        match gold.iter().position(|g| *g == item) {
            Some(at) => drop(gold.remove(at)),
            None => other.push(item),
        }
    }
    (gold, other)
}

/// The first items of a list, in a line.
fn brief(items: &[String]) -> String {
    items.iter().take(12).map(String::as_str).collect::<Vec<_>>().join(" | ").chars().take(900).collect()
}

/// The items of a row, each in a few words.
fn items(task: Task, row: &Value, of: &Value) -> Vec<String> {
    let text: Vec<char> = string(row, "text").chars().collect();
    let cut = |start: u64, end: u64| -> String {
        text.iter().skip(start as usize).take((end.saturating_sub(start)).min(60) as usize).collect()
    };
    let words = |spans: &Value| -> String {
        let pieces = spans
            .as_array()
            .map_or(&[][..], Vec::as_slice)
            .iter()
            .filter_map(|s| Some(cut(s.get(0)?.as_u64()?, s.get(1)?.as_u64()?)));
        pieces.collect::<Vec<_>>().join(" … ")
    };
    match task {
        Task::Attribution => list(of, "attributions")
            .iter()
            .map(|a| format!("[{}] {}: {}", words(&a["source"]), words(&a["cue"]), words(&a["content"])))
            .collect(),
        Task::Events | Task::Pairs => {
            let all = if of.get("events").is_some() { list(of, "events") } else { list(of, "gold") };
            all.iter().map(|e| format!("{} {} -> {}", e["type"], e["src"], e["tgt"])).collect()
        }
        Task::Forecasts => list(of, "forecasts")
            .iter()
            .map(|f| {
                let text = ["text", "attribute"].iter().map(|k| string(f, k)).find(|t| !t.is_empty());
                text.unwrap_or_default().to_owned()
            })
            .collect(),
        Task::Time => list(of, "timex").iter().map(|t| format!("{} {}", t["type"], t["value"])).collect(),
        // English stands on the side of gold in the report; here all versions stand together
        Task::Parallel => ["en", "it", "es"]
            .iter()
            .flat_map(|lang| {
                list(&of["langs"], lang).iter().filter(|e| e.get("type").is_some()).map(move |e| (lang, e))
            })
            .map(|(lang, e)| {
                format!("{lang} {} {} {}>{} {}", e["sent"], e["type"], e["src"], e["tgt"], e["text"])
            })
            .collect(),
        // each at its place, with the words before it; only where gold speaks
        Task::Factuality => list(of, "events")
            .iter()
            .filter(|e| list(row, "events").iter().any(|g| g["start"] == e["start"] && g["end"] == e["end"]))
            .filter_map(|e| {
                let (start, end) = (e["start"].as_u64()?, e["end"].as_u64()?);
                let (before, word) = (cut(start.saturating_sub(24), start), cut(start, end));
                let word_at = format!("{start} …{}[{word}]", before.replace('\n', " "));
                Some(format!("{word_at} {} {} {}", e["certainty"], e["polarity"], e["tense"]))
            })
            .collect(),
        _ => vec![of.to_string()],
    }
}

/// A gold set, its measure and what others reached on it.
struct Goal {
    file: &'static str,
    task: Task,
    options: fn() -> Options,
    /// Row of the report that is held to the aim; the main value when empty.
    row: &'static str,
    /// What the project aims at.
    aim: Option<f64>,
    /// What others reached, with their name.
    peer: &'static str,
}

/// Only what the gold set holds is judged.
fn given() -> Options {
    Options { given: true, ..Options::default() }
}

/// The sets that the judge learned from, by file: what it does on them is known from held-out folds alone, which its
/// card tells.
const LEARNED: [(&str, &str); 4] = [
    ("events/plv_train.jsonl", "plv_train"),
    ("events/es_protest.jsonl", "es_protest"),
    ("events/es_fight.jsonl", "es_fight"),
    ("events/arabic.jsonl", "arabic"),
];

const CARD: &str = include_str!("../../../../models/judge.md");

/// What must be said of a gold file that the judge learned from, with what it reaches there on held-out folds.
pub fn learned_from(gold: &Path) -> Option<String> {
    let name = gold.file_name()?.to_str()?;
    let (file, set) = LEARNED.iter().find(|(f, _)| f.rsplit('/').next() == Some(name))?;
    let held: Vec<String> = ["pairs_accuracy", "events"]
        .iter()
        .filter_map(|m| held_out(file, m).map(|v| format!("{m} {:.3}", v[2])))
        .collect();
    Some(format!(
        "the judge learned from {set}: what is printed is no measure of it. On held-out folds it reaches {} \
         (models/judge.md); --no-judge measures the rules alone",
        held.join(" and ")
    ))
}

/// Rules alone, judge alone and both on a set that the judge learned from, held out, as its card tells.
fn held_out(file: &str, measure: &str) -> Option<[f64; 3]> {
    let (_, set) = LEARNED.iter().find(|(f, _)| *f == file)?;
    CARD.lines().find_map(|line| {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [name, of, rules, judge, both] = cells.as_slice() else { return None };
        let values = [rules.parse().ok()?, judge.parse().ok()?, both.parse().ok()?];
        (name == set && *of == measure).then_some(values)
    })
}

fn plain() -> Options {
    Options::default()
}

fn yields() -> Options {
    Options { yields: true, per: true, ..Options::default() }
}

fn triples() -> Options {
    Options { main: Some("DC".to_owned()), ..Options::default() }
}

/// The gold sets of a folder that holds `gold/`, with aims and peers.
const GOALS: &[Goal] = &[
    Goal {
        file: "events/plv_train.jsonl",
        task: Task::Events,
        options: yields,
        row: "",
        aim: Some(0.70),
        peer: "n-gram SVM .572, UniversalPetrarch .515",
    },
    Goal {
        file: "events/plv_train.jsonl",
        task: Task::Pairs,
        options: plain,
        row: "",
        aim: Some(0.82),
        peer: "ZSP .835, n-gram SVM .743",
    },
    Goal {
        file: "events/es_protest.jsonl",
        task: Task::Events,
        options: plain,
        row: "",
        aim: Some(0.60),
        peer: "UniversalPetrarch .243",
    },
    Goal {
        file: "events/es_fight.jsonl",
        task: Task::Events,
        options: plain,
        row: "",
        aim: None,
        peer: "UniversalPetrarch .892 (its development set)",
    },
    Goal {
        file: "events/es_fight.jsonl",
        task: Task::Events,
        options: triples,
        row: "",
        aim: Some(0.50),
        peer: "UniversalPetrarch .336 (its development set)",
    },
    Goal {
        file: "events/arabic.jsonl",
        task: Task::Events,
        options: plain,
        row: "",
        aim: Some(0.55),
        peer: "",
    },
    Goal {
        file: "events/arabic.jsonl",
        task: Task::Events,
        options: triples,
        row: "",
        aim: Some(0.50),
        peer: "",
    },
    Goal {
        file: "events/petr2_gsr.jsonl",
        task: Task::Events,
        options: plain,
        row: "",
        aim: None,
        peer: "circular: regression only",
    },
    Goal {
        file: "events/petr2_gsr.jsonl",
        task: Task::Events,
        options: triples,
        row: "",
        aim: None,
        peer: "circular: regression only",
    },
    Goal {
        file: "attribution/polnear_dev.jsonl",
        task: Task::Attribution,
        options: plain,
        row: "exact whole attribution",
        aim: Some(0.55),
        peer: "Citron .568 (its own data)",
    },
    Goal {
        file: "attribution/polnear_dev.jsonl",
        task: Task::Attribution,
        options: plain,
        row: "",
        aim: Some(0.70),
        peer: "",
    },
    Goal {
        file: "factuality/meantime_en.jsonl",
        task: Task::Factuality,
        options: given,
        row: "polarity NEG",
        aim: Some(0.70),
        peer: "",
    },
    Goal {
        file: "factuality/meantime_en.jsonl",
        task: Task::Factuality,
        options: given,
        row: "tense FUTURE",
        aim: Some(0.75),
        peer: "",
    },
    Goal {
        file: "factuality/meantime_en.jsonl",
        task: Task::Factuality,
        options: given,
        row: "certainty POSSIBLE",
        aim: Some(0.45),
        peer: "",
    },
    Goal {
        file: "factuality/meantime_en.jsonl",
        task: Task::Factuality,
        options: given,
        row: "",
        aim: None,
        peer: "",
    },
    Goal {
        file: "forecasts/future_statements.jsonl",
        task: Task::Forecasts,
        options: plain,
        row: "",
        aim: Some(0.45),
        peer: "",
    },
    Goal {
        file: "stories/ecbplus.jsonl",
        task: Task::Stories,
        options: plain,
        row: "",
        aim: Some(0.80),
        peer: "",
    },
    Goal {
        file: "parallel/meantime.jsonl",
        task: Task::Stories,
        options: plain,
        row: "",
        aim: Some(0.70),
        peer: "",
    },
    Goal {
        file: "parallel/meantime.jsonl",
        task: Task::Parallel,
        options: plain,
        row: "",
        aim: Some(0.70),
        peer: "",
    },
    Goal {
        file: "timelines/mlcrisis_reference.jsonl",
        task: Task::Timelines,
        options: plain,
        row: "",
        aim: Some(0.35),
        peer: "",
    },
    Goal {
        file: "types/case2021_task2.jsonl",
        task: Task::Types,
        options: plain,
        row: "",
        aim: None,
        peer: "",
    },
    Goal { file: "spans/muc4_dev.jsonl", task: Task::Muc, options: plain, row: "", aim: None, peer: "" },
    Goal { file: "time/timebank.jsonl", task: Task::Time, options: plain, row: "", aim: None, peer: "" },
];

/// How much a measure may fall before it counts as a loss: two standard errors of a share over as many items as gold
/// has, at least one in a hundred.
fn tolerance(value: f64, items: usize) -> f64 {
    (2.0 * (value * (1.0 - value) / items.max(1) as f64).sqrt()).max(0.01)
}

/// The measures that are lower than in an earlier survey's Markdown by more than their tolerance, each with a message.
pub fn fallen(earlier: &str, now: &Survey) -> Vec<String> {
    let mut before: BTreeMap<(&str, &str), f64> = BTreeMap::new();
    for line in earlier.lines().filter(|l| l.starts_with("| ")) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        if let [file, measure, value, ..] = cells.as_slice()
            && let Ok(value) = value.trim_end_matches(" *").parse()
        {
            before.insert((file, measure), value);
        }
    }
    now.results
        .iter()
        .filter_map(|r| {
            let (was, is) = (*before.get(&(r.file.as_str(), r.measure.as_str()))?, r.value?);
            let allowed = tolerance(was, r.items);
            (is + allowed < was)
                .then(|| format!("{} {}: {is:.3}, was {was:.3} (tolerance {allowed:.3})", r.file, r.measure))
        })
        .collect()
}

/// One line of the survey.
#[derive(Clone, PartialEq, Debug)]
pub struct Outcome {
    /// The file.
    pub file: String,
    /// The measure.
    pub measure: String,
    /// What was reached; `None` when the file is missing.
    pub value: Option<f64>,
    /// What rules alone and the judge alone reach, where the judge takes part.
    pub parts: Option<[f64; 2]>,
    /// Whether the values are of held-out folds, because the judge learned from the set.
    pub held_out: bool,
    /// Number of gold items, which says how far a value can be trusted.
    pub items: usize,
    /// The aim.
    pub aim: Option<f64>,
    /// What others reached.
    pub peer: String,
    /// The whole report; of rules alone on a set that the judge learned from.
    pub report: Option<Report>,
    /// The rows that lost most.
    pub worst: Vec<Loss>,
}

/// The state of all gold sets of a folder.
#[derive(Clone, PartialEq, Debug)]
pub struct Survey {
    /// In the order of the table.
    pub results: Vec<Outcome>,
}

/// What is predicted by rules alone, by the judge alone, and by both.
type Ways = [Option<Vec<Value>>; 3];

/// Rows that lost most, for each set.
const WORST: usize = 5;

/// Evaluates every known gold set below `folder` (which holds `gold/`) whose file `wanted` allows; it is asked once
/// for each file, before the file is read.
pub fn survey(
    casus: Casus,
    folder: &Path,
    mut wanted: impl FnMut(&str) -> bool,
) -> Result<Survey, EvalError> {
    let (judge, reader) = (casus.coder().judge.clone(), casus.coder().reader.clone());
    let mut casus = casus;
    let mut results = Vec::new();
    let mut last: Option<(&str, Task, Vec<Value>, Ways)> = None;
    let mut asked = BTreeMap::new();
    for goal in GOALS {
        if !*asked.entry(goal.file).or_insert_with(|| wanted(goal.file)) {
            continue;
        }
        let path = folder.join("gold").join(goal.file);
        let mut result = Outcome {
            file: goal.file.to_owned(),
            measure: goal.task.name().to_owned(),
            value: None,
            parts: None,
            held_out: false,
            items: 0,
            aim: goal.aim,
            peer: goal.peer.to_owned(),
            report: None,
            worst: Vec::new(),
        };
        if !path.exists() {
            results.push(result);
            continue;
        }
        let judged = matches!(goal.task, Task::Events | Task::Pairs);
        let learned = LEARNED.iter().any(|(f, _)| *f == goal.file);
        if last.as_ref().is_none_or(|(f, t, ..)| *f != goal.file || *t != goal.task) {
            let gold = load(&path)?;
            let documents = documents_of(&path)?;
            let mut ways: Ways = [None, None, None];
            for (way, slot) in ways.iter_mut().enumerate() {
                let wanted = match way {
                    0 => judged,
                    1 => judged && !learned && judge.is_some(),
                    _ => !judged || !learned && judge.is_some(),
                };
                if wanted {
                    let coder = match way {
                        0 => Coder::rules_alone(),
                        _ => Coder { rules: way != 1, judge: judge.clone(), reader: reader.clone() },
                    };
                    casus = casus.with_coder(coder);
                    *slot = Some(predict(goal.task, &casus, &gold, &documents)?);
                }
            }
            last = Some((goal.file, goal.task, gold, ways));
        }
        let Some((_, _, gold, ways)) = &last else { continue };
        let options = (goal.options)();
        let value = |report: &Report| report.counts(goal.row).map_or(report.value, Counts::f1);
        let reports = ways.each_ref().map(|p| p.as_ref().map(|p| score(goal.task, gold, p, &options)));
        let shown = if reports[2].is_some() { 2 } else { 0 };
        if let (Some(report), Some(predicted)) = (&reports[shown], &ways[shown]) {
            result.measure = if goal.row.is_empty() { report.name.clone() } else { goal.row.to_owned() };
            result.items = gold.len();
            result.value = Some(value(report));
            if let [Some(rules), Some(judge), Some(_)] = &reports {
                result.parts = Some([value(rules), value(judge)]);
            }
            if let Some([rules, judge, both]) = held_out(goal.file, &result.measure) {
                result.value = Some(both);
                result.parts = Some([rules, judge]);
                result.held_out = true;
            }
            result.worst = worst(goal.task, gold, predicted, &options, WORST);
        }
        result.report.clone_from(&reports[shown]);
        results.push(result);
    }
    Ok(Survey { results })
}

impl Survey {
    /// The table as Markdown, with the date and version it was made with.
    pub fn markdown(&self, date: &str, version: &str) -> String {
        let mut out = String::from("# Evaluation\n\n");
        let _ = writeln!(
            out,
            "What this version reads on the development parts of public gold sets, measured {date} with Casus \
             {version} by `casus eval --all SHARED`. The measures are those of the gold sets' own scorers; peers are \
             the figures their authors or these scorers gave.\n"
        );
        let _ = writeln!(
            out,
            "Read with care. Values with a star are of held-out folds ([models/judge.md](../models/judge.md)): the \
             judge learned from these sets, and a model is never measured on what it learned. The recogniser of names \
             learned from the `ner` sets; its card ([models/ner.md](../models/ner.md)) has held-out figures. \
             `plv_train` carries no actor codes and joins CONCEDE and RETREAT in the older YIELD, as the measure does \
             there; triples by country (`events_DC`) are measured on the sets that carry codes. `petr2_gsr` was made \
             from another coder's output: regression only. Below, the reports of sets with a star are \
             those of the rules alone.\n"
        );
        out.push_str("| gold set | measure | reached | rules alone | judge alone | aim | peers |\n|---|---|---|---|---|---|---|\n");
        let number = |v: Option<f64>| v.map_or_else(|| "–".to_owned(), |v| format!("{v:.3}"));
        for r in &self.results {
            let value = match r.value {
                None => "not at hand".to_owned(),
                Some(v) if r.held_out => format!("{v:.3} *"),
                Some(v) => format!("{v:.3}"),
            };
            let aim = r.aim.map_or_else(|| "–".to_owned(), |a| format!("{a:.2}"));
            let [rules, judge] = r.parts.map_or([None, None], |p| p.map(Some));
            let (rules, judge) = (number(rules), number(judge));
            let _ = writeln!(
                out,
                "| {} | {} | {value} | {rules} | {judge} | {aim} | {} |",
                r.file, r.measure, r.peer
            );
        }
        for r in &self.results {
            let Some(report) = &r.report else { continue };
            let of = if r.held_out { " (rules alone)" } else { "" };
            let _ = write!(out, "\n## {}: {}{of}\n\n```text\n{report}```\n", r.file, r.measure);
        }
        out
    }

    /// The rows that lost most, set by set, with their sentences. They are the gold sets' texts: to be read, not kept.
    pub fn worst(&self) -> String {
        let mut out = String::new();
        for r in self.results.iter().filter(|r| !r.worst.is_empty()) {
            let _ = writeln!(out, "\n{}: {}", r.file, r.measure);
            for loss in &r.worst {
                let _ = writeln!(out, "{loss}");
            }
        }
        out
    }
}
