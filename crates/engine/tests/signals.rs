//! Signals: stance, attention and silence by actor and week, from small texts of our own.

use std::fs;
use std::sync::atomic::AtomicBool;

use casus_engine::signals::{SignalKind, Week, signals};
use casus_engine::store::{Filter, Workspace};
use casus_engine::{Casus, Limits, ReadOptions};

/// What is read from texts, each with its date and its publisher.
fn weeks(texts: &[(&str, &str, &str)]) -> (tempfile::TempDir, Workspace, Vec<Week>) {
    let folder = tempfile::tempdir().expect("a folder");
    let lines: Vec<String> = texts
        .iter()
        .enumerate()
        .map(|(n, (date, source, text))| {
            serde_json::json!({"id": n.to_string(), "lang": "en", "date": date, "source": source, "text": text})
                .to_string()
        })
        .collect();
    let input = folder.path().join("in.jsonl");
    fs::write(&input, lines.join("\n")).expect("it is written");
    let mut workspace = Workspace::create(&folder.path().join("w.casus")).expect("it is made");
    let casus = Casus::new().expect("models load");
    let options = ReadOptions {
        paths: vec![input],
        date: None,
        lang: None,
        today: "2030-01-01".parse().expect("a day"),
        limits: Limits::default(),
    };
    casus.read(&mut workspace, &options, &mut |_| {}, &AtomicBool::new(false)).expect("it reads");
    let found = signals(&workspace, &Filter::default()).expect("it answers");
    (folder, workspace, found)
}

fn line<'w>(weeks: &'w [Week], week: &str, actor: &str, toward: &str) -> &'w Week {
    weeks
        .iter()
        .find(|w| w.week == week && w.actor == actor && w.toward == toward)
        .unwrap_or_else(|| panic!("no {week} {actor} -> {toward} in {weeks:#?}"))
}

fn kinds(week: &Week) -> Vec<SignalKind> {
    week.signals.iter().map(|s| s.kind).collect()
}

#[test]
fn acts_are_told_apart_and_make_the_stance() {
    let (_folder, mut workspace, weeks) = weeks(&[
        ("2022-01-05", "The Herald", "On Tuesday the Turkish president visited Kazakhstan."),
        ("2022-01-06", "The Herald", "On Wednesday China condemned Japan."),
        ("2022-01-12", "The Herald", "On Tuesday Serbia recognised Kosovo as an independent state."),
        ("2022-01-13", "The Herald", "On Wednesday Germany cancelled the meeting with Russia."),
        ("2022-01-13", "The Herald", "On Wednesday Brazil vetoed the resolution of Russia."),
    ]);
    let visit = line(&weeks, "2022-W01", "TUR", "KAZ");
    assert_eq!(kinds(visit), [SignalKind::Visit]);
    assert!(visit.stance.is_some_and(|s| s > 0.0), "{visit:?}");
    let blame = line(&weeks, "2022-W01", "CHN", "JPN");
    assert!(blame.stance.is_some_and(|s| s < 0.0), "{blame:?}");
    assert_eq!(kinds(line(&weeks, "2022-W02", "SRB", "XKX")), [SignalKind::Recognition]);
    assert_eq!(kinds(line(&weeks, "2022-W02", "DEU", "RUS")), [SignalKind::Cancelled]);
    assert_eq!(kinds(line(&weeks, "2022-W02", "BRA", "RUS")), [SignalKind::Vote]);

    let asked = "SELECT stance > 0, acts, statements FROM week_rows WHERE actor = 'TUR' AND toward = 'KAZ'";
    let answer = workspace.sql(asked).expect("it answers");
    assert_eq!(serde_json::to_string(&answer.rows).expect("values"), "[[1,1,0]]");
}

#[test]
fn state_media_speak_for_their_state() {
    let (_folder, _workspace, weeks) = weeks(&[
        ("2022-01-05", "The Herald", "TASS reported that Ukraine will attack Donetsk."),
        ("2022-01-05", "The Herald", "The Polish minister said that Ukraine will resist."),
        ("2022-01-05", "TASS", "It is likely that Moldova will leave the alliance."),
    ]);
    assert_eq!(kinds(line(&weeks, "2022-W01", "RUS", "UKR")), [SignalKind::StateMedia]);
    assert_eq!(kinds(line(&weeks, "2022-W01", "POL", "UKR")), [SignalKind::Statement]);
    assert_eq!(kinds(line(&weeks, "2022-W01", "RUS", "MDA")), [SignalKind::StateMedia]);
    let attention: f64 = weeks.iter().filter(|w| w.actor == "RUS").map(|w| w.attention).sum();
    assert!((attention - 1.0).abs() < 1e-9, "{weeks:#?}");
}

#[test]
fn silence_is_absence_over_exposure() {
    let mut texts = vec![
        ("2022-01-05", "A", "On Tuesday Russia attacked Ukraine, the neighbour of Belarus and Hungary."),
        (
            "2022-01-05",
            "B",
            "Poland condemned the attack of Russia on Ukraine; Belarus and Hungary border Ukraine.",
        ),
        ("2022-01-06", "C", "On Tuesday Hungary sent aid to Ukraine. Roads lead from Belarus to Ukraine."),
        (
            "2022-01-06",
            "D",
            "Ukraine lies between Belarus, Hungary and the sea. Russia shelled Ukraine on Tuesday.",
        ),
    ];
    let (_folder, _workspace, found) = weeks(&texts);
    let silent = line(&found, "2022-W01", "BLR", "UKR");
    assert_eq!((kinds(silent), silent.silence), (vec![SignalKind::Silence], Some(1.0)));
    assert!(silent.stance.is_none() && silent.attention == 0.0);
    let heard = line(&found, "2022-W01", "HUN", "UKR");
    assert!(heard.silence.is_some_and(|s| s > 0.0 && s < 1.0), "{heard:?}");

    texts.truncate(2);
    let (_folder, _workspace, found) = weeks(&texts);
    assert!(found.iter().all(|w| w.silence.is_none()), "two documents expose nobody: {found:#?}");
}
