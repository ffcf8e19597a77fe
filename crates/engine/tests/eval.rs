//! The measures equal those of the reference scorers: small hand-made files with the scorers' own printed output.
//! Where the reference scorers are at hand (`shared/score` beside the checkout, or below `CASUS_SHARED`), they are
//! run again on the same files.

use std::path::{Path, PathBuf};
use std::process::Command;

use casus_engine::Casus;
use casus_engine::eval::{Options, Task, load, predict, score};
use serde_json::{Value, json};

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

#[test]
fn what_a_page_holds_beside_its_article_makes_no_day_of_a_timeline() {
    let casus = Casus::new().expect("the embedded models load");
    let days: Vec<String> = (11..16).map(|n| format!("2011-03-{n}")).collect();
    let documents: Vec<Value> = (0..days.len())
        .map(|n| {
            let number = 11 + n;
            let text = format!(
                "Libyan troops shelled Misrata on {number} March 2011.\n\nThe town had no water.\n\nMost read\n\n\
                 Floods in Peru on 7 March 2011: the pictures"
            );
            json!({"id": n, "lang": "en", "topic": "libya", "date": format!("2011-03-2{n}"), "text": text})
        })
        .collect();
    let gold = [json!({"topic": "libya", "lang": "en", "date": "2011-03-11", "text": ""})];
    let rows = predict(Task::Timelines, &casus, &gold, &documents).expect("there are documents");
    let told: Vec<&str> = rows.iter().filter_map(|r| r["date"].as_str()).collect();
    assert_eq!(told, days, "one paragraph of every page names 7 March");
}
