//! What must be read from the three texts the project began with (`shared/seeds`). They are not part of the
//! repository; where they are absent the tests say so and pass.

use std::path::PathBuf;

use casus_engine::{Casus, Reading, TextHints};
use casus_model::{ActorRef, EventMention, EventType, Factuality, Stance};

fn shared() -> PathBuf {
    std::env::var_os("CASUS_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from)
}

/// Reads a seed as published on that day; `None`, with a note, where the file or the model is absent.
fn seed(file: &str, date: &str) -> Option<Reading> {
    let path = shared().join("seeds").join(file);
    let Ok(text) = std::fs::read_to_string(&path) else {
        eprintln!("SKIPPED: no seed at {}", path.display());
        return None;
    };
    let casus = Casus::new().expect("the embedded models and tables are sound");
    let hints = TextHints { date: Some(date.to_owned()), ..TextHints::default() };
    let reading = casus.read_text(&text, &hints).expect("the hints are sound");
    if reading.analysis.is_none() {
        eprintln!("SKIPPED: no model for '{}'", reading.document.lang);
        return None;
    }
    Some(reading)
}

/// One expectation: its name, whether it holds already, and what it asks of an event.
struct Line {
    name: &'static str,
    holds: bool,
    asks: fn(&EventMention, &str) -> bool,
}

fn country(side: &[ActorRef], code: &str) -> bool {
    side.iter().any(|a| a.code.country.as_deref() == Some(code))
}

fn dated(e: &EventMention, edtf: &str) -> bool {
    e.date.as_ref().is_some_and(|d| d.edtf.as_str() == edtf)
}

/// Every line that is said to hold does; one that is said not to hold yet fails as soon as it does, so that it is
/// moved.
fn check(reading: &Reading, lines: &[Line]) {
    let text = &reading.document.text;
    let mut wrong = Vec::new();
    for line in lines {
        let found = reading.coding.events.iter().any(|e| (line.asks)(e, text));
        if found != line.holds {
            wrong.push(format!("{}: {}", if found { "holds now" } else { "lost" }, line.name));
        }
    }
    let all: Vec<String> = reading
        .coding
        .events
        .iter()
        .map(|e| format!("{} {} {}", e.trigger.span.of(text), e.kind, e.factuality))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}\nread: {all:#?}");
}

/// Words that must never be told as done.
fn never_happened(reading: &Reading, acts: &[(&str, EventType)]) {
    let text = &reading.document.text;
    for e in &reading.coding.events {
        let word = e.trigger.span.of(text).to_lowercase();
        let done = matches!(e.factuality, Factuality::Happened | Factuality::Ongoing);
        let listed = acts.iter().any(|(w, kind)| word.starts_with(w) && *kind == e.kind);
        assert!(!(done && listed), "'{word}' {} is told as {} ({})", e.kind, e.factuality, e.reason);
    }
}

#[test]
fn the_intervention_in_kazakhstan() {
    let Some(reading) = seed("000_cd4bee4d1aaa0821.txt", "2022-01-07") else { return };
    check(
        &reading,
        &[
            Line {
                name: "Tokayev thanked Putin",
                holds: true,
                asks: |e, _| {
                    e.kind == EventType::Support && country(&e.sources, "KAZ") && country(&e.targets, "RUS")
                },
            },
            Line {
                name: "peacekeepers sent to the Caucasus",
                holds: true,
                asks: |e, _| e.kind == EventType::Aid && country(&e.sources, "RUS") && e.cameo == "074",
            },
        ],
    );
    for e in &reading.coding.events {
        let possible = e.attribution.iter().any(|a| a.stance == Stance::Denies);
        assert!(!(possible && e.factuality == Factuality::Happened), "a denied act is told as happened");
    }
    never_happened(&reading, &[("invasione", EventType::Assault), ("intervento", EventType::Mobilize)]);
}

#[test]
fn kazakhstan_turns_away() {
    let Some(reading) = seed("002_ad83a34d79cadf6d.txt", "2022-11-20") else { return };
    check(
        &reading,
        &[
            Line {
                name: "the Victory Day cancelled in May",
                holds: true,
                asks: |e, _| {
                    e.kind == EventType::Sanction && country(&e.sources, "KAZ") && dated(e, "2022-05")
                },
            },
            Line {
                name: "the summit of 11 November",
                holds: true,
                asks: |e, _| {
                    e.kind == EventType::Consult && country(&e.sources, "KAZ") && dated(e, "2022-11-11")
                },
            },
            Line {
                name: "the agreement signed in May",
                holds: true,
                asks: |e, _| e.kind == EventType::Agree && country(&e.sources, "KAZ") && dated(e, "2022-05"),
            },
            Line {
                name: "the visit of September",
                holds: true,
                asks: |e, _| {
                    e.kind == EventType::Consult && e.mode.as_deref() == Some("visit") && dated(e, "2022-09")
                },
            },
            Line {
                name: "the Russian invasion of Ukraine",
                holds: true,
                asks: |e, _| {
                    e.kind == EventType::Assault
                        && country(&e.sources, "RUS")
                        && country(&e.targets, "UKR")
                        && e.factuality == Factuality::Happened
                },
            },
            Line {
                name: "China's support for Kazakhstan",
                holds: true,
                asks: |e, _| {
                    e.kind == EventType::Support && country(&e.sources, "CHN") && country(&e.targets, "KAZ")
                },
            },
        ],
    );
    never_happened(&reading, &[("riconoscere", EventType::Support), ("sostenere", EventType::Support)]);
}

#[test]
fn the_invasion_of_russia() {
    let Some(reading) = seed("003_a53645bc2e1e2512.txt", "2022-01-06") else { return };
    check(
        &reading,
        &[
            Line {
                name: "Tokayev called for troops of the alliance",
                holds: true,
                asks: |e, _| {
                    e.kind == EventType::Request
                        && e.mode.as_deref() == Some("assist")
                        && country(&e.targets, "IGO")
                },
            },
            Line {
                name: "sides taken against the intervention",
                holds: true,
                asks: |e, _| {
                    e.kind == EventType::Reject && country(&e.sources, "USA") && country(&e.sources, "TUR")
                },
            },
            Line {
                name: "China silent",
                holds: true,
                asks: |e, _| e.kind == EventType::Reject && e.cameo == "011" && country(&e.sources, "CHN"),
            },
            Line {
                name: "Lukashenko's calls the day before",
                holds: true,
                asks: |e, _| {
                    e.kind == EventType::Consult && country(&e.sources, "BLR") && dated(e, "2022-01-05")
                },
            },
        ],
    );
    assert!(
        !reading.coding.events.iter().any(|e| e.kind == EventType::Assault && country(&e.targets, "RUS")),
        "an attack on Russia is read"
    );
    never_happened(&reading, &[("invasion", EventType::Mobilize), ("intervention", EventType::Mobilize)]);
}
