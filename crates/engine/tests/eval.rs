//! The measures equal those of the reference scorers: small hand-made files with the scorers' own printed output.
//! Where the reference scorers are at hand (`shared/score` beside the checkout, or below `CASUS_SHARED`), they are
//! run again on the same files.

use std::path::{Path, PathBuf};
use std::process::Command;

use casus_engine::eval::{Options, Task, load, score};

const CASES: [(&str, &str, &[&str]); 12] = [
    ("attribution", "attribution", &[]),
    ("events", "events", &["--yield", "--per", "--main=DC"]),
    ("pairs", "events", &["--pairs"]),
    ("factuality", "factuality", &[]),
    ("factuality-given", "factuality", &["--given"]),
    ("forecasts", "forecasts", &[]),
    ("ner", "ner", &[]),
    ("time", "time", &[]),
    ("stories", "stories", &[]),
    ("timelines", "timelines", &[]),
    ("types", "types", &[]),
    ("muc", "muc", &[]),
];

fn folder() -> PathBuf {
    Path::new(env!("CASUS_ROOT")).join("crates/engine/tests/eval")
}

fn printed(case: &str) -> String {
    let stem = case.split('-').next().unwrap_or(case);
    let options = Options {
        yields: case == "events",
        per: case == "events",
        main: (case == "events").then(|| "DC".to_owned()),
        given: case.ends_with("given"),
        ..Options::default()
    };
    let read =
        |kind: &str| load(&folder().join(format!("{stem}.{kind}.jsonl"))).expect("the test's own files load");
    let task: Task = stem.parse().expect("the file is named by its task");
    score(task, &read("gold"), &read("pred"), &options).to_string()
}

#[test]
fn every_measure_prints_what_the_reference_scorer_printed() {
    for (case, ..) in CASES {
        let expected =
            std::fs::read_to_string(folder().join(format!("{case}.expected.txt"))).expect("it is there");
        assert_eq!(printed(case), expected, "{case}");
    }
}

#[test]
fn every_measure_prints_what_the_reference_scorer_prints_now() {
    let shared = std::env::var_os("CASUS_SHARED")
        .map_or_else(|| Path::new(env!("CASUS_ROOT")).join("../shared"), PathBuf::from);
    if !shared.join("score").is_dir() {
        eprintln!("skipped: no reference scorers below {}", shared.display());
        return;
    }
    for (case, script, flags) in CASES {
        let stem = case.split('-').next().unwrap_or(case);
        let run = Command::new("python3")
            .arg(shared.join(format!("score/score_{script}.py")))
            .arg(folder().join(format!("{stem}.gold.jsonl")))
            .arg(folder().join(format!("{stem}.pred.jsonl")))
            .args(flags)
            .output();
        let Ok(run) = run else {
            eprintln!("skipped: no python3");
            return;
        };
        assert_eq!(printed(case), String::from_utf8_lossy(&run.stdout), "{case}");
    }
}

#[test]
fn every_gold_file_is_right_about_itself() {
    for task in ["attribution", "events", "factuality", "forecasts", "ner", "time", "stories", "types", "muc"]
    {
        let gold = load(&folder().join(format!("{task}.gold.jsonl"))).expect("it loads");
        let report = score(task.parse().expect("a task"), &gold, &gold, &Options::default());
        assert!((report.value - 1.0).abs() < 1e-9, "{task}: {report}");
        assert_eq!(Task::of(&gold[0]).map(Task::name), Some(task));
    }
}
