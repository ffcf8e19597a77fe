//! Political events in sentences: types, actors' codes and whole triples; and the type of a given pair.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::Options;
use super::measure::{Counts, Report, id, list};
use crate::code::{ActorOut, Output, Pair};

const KEYS: [(&str, &str); 7] = [
    ("T", "event type"),
    ("SC", "source country"),
    ("SF", "source code"),
    ("TC", "target country"),
    ("TF", "target code"),
    ("DC", "triple (country)"),
    ("DF", "triple (full code)"),
];

/// The pairs whose type is asked for, from their spans in gold.
pub(super) fn pairs(gold: &Value) -> Option<Vec<Pair>> {
    let span = |e: &Value, key: &str| {
        let n = |i: usize| e.get(key)?.get(i)?.as_u64().map(|n| n as usize);
        Some([n(0)?, n(1)?])
    };
    let pairs: Vec<Pair> = list(gold, "gold")
        .iter()
        .map(|e| Pair { source: span(e, "src_span"), target: span(e, "tgt_span") })
        .collect();
    pairs.iter().any(|p| p.source.is_some() || p.target.is_some()).then_some(pairs)
}

/// Events that are asserted as facts or plans alike, with their actors' codes; with `given`, the labels of the pairs.
pub(super) fn predict(gold: &Value, out: &Output, given: bool) -> Value {
    let codes = |actors: &[ActorOut]| -> Vec<String> { actors.iter().map(|a| a.code.clone()).collect() };
    let events: Vec<Value> = if given {
        let pairs = out.pairs.as_deref().unwrap_or_default();
        pairs.iter().map(|p| json!({"type": p.kind, "src_span": p.source, "tgt_span": p.target})).collect()
    } else {
        out.events
            .iter()
            .map(|e| json!({"type": e.kind, "cameo": e.cameo, "src": codes(&e.source), "tgt": codes(&e.target)}))
            .collect()
    };
    json!({"id": gold["id"], "events": events})
}

fn of_cameo(code: &str) -> Option<&'static str> {
    let root = code.get(..2).unwrap_or(code);
    Some(match root {
        "03" => "AGREE",
        "04" => "CONSULT",
        "05" => "SUPPORT",
        "06" => "COOPERATE",
        "07" => "AID",
        "08" if code.len() == 2 || ["080", "081", "082", "083"].contains(&code.get(..3).unwrap_or(code)) => {
            "CONCEDE"
        }
        "08" => "RETREAT",
        "09" | "11" => "ACCUSE",
        "10" => "REQUEST",
        "12" => "REJECT",
        "13" => "THREATEN",
        "14" => "PROTEST",
        "15" => "MOBILIZE",
        "16" => "SANCTION",
        "17" => "COERCE",
        "18" | "19" | "20" => "ASSAULT",
        _ => return None,
    })
}

/// The PLOVER type of an event object, under the names of all versions of the manual.
fn kind(event: &Value, merge: bool) -> Option<String> {
    let text = ["type", "event", "cameo"].iter().find_map(|k| match event.get(*k) {
        Some(Value::String(s)) if !s.is_empty() => Some(s.clone()),
        Some(Value::Number(n)) if n.as_f64() != Some(0.0) => Some(n.to_string()),
        _ => None,
    })?;
    let text = text.trim_matches('-');
    let first = text.chars().next()?;
    let name = if first.is_ascii_digit() {
        of_cameo(text)?.to_owned()
    } else {
        let upper = text.to_uppercase();
        match upper.as_str() {
            "DEMAND" => "REQUEST".to_owned(),
            "DISAPPROVE" | "INVESTIGATE" => "ACCUSE".to_owned(),
            "FIGHT" => "ASSAULT".to_owned(),
            "SACTION" => "SANCTION".to_owned(),
            "DROPPED" => return None,
            _ => upper,
        }
    };
    Some(if merge && (name == "CONCEDE" || name == "RETREAT") { "YIELD".to_owned() } else { name })
}

/// Codes as they are compared: former names of countries replaced, no hyphens of absence but before a sector.
fn codes(value: Option<&Value>) -> Vec<String> {
    let texts: Vec<&str> = match value {
        Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).collect(),
        Some(Value::String(s)) => vec![s],
        _ => Vec::new(),
    };
    let modern = |code: &str| {
        let head: String = code.chars().take(3).collect();
        let tail: String = code.chars().skip(3).collect();
        let head = match head.as_str() {
            "JAP" => "JPN",
            "ITL" => "ITA",
            "SCG" | "YUG" => "SRB",
            other => other,
        };
        format!("{head}{tail}")
    };
    texts
        .iter()
        .flat_map(|t| t.split_whitespace())
        .map(|t| t.replace(['~', '|'], ""))
        .filter(|t| !t.trim_matches('-').is_empty())
        .map(|t| {
            if t.starts_with("---") {
                format!("---{}", t.trim_start_matches('-'))
            } else {
                modern(&t).trim_start_matches('-').to_owned()
            }
        })
        .collect()
}

fn country(code: &str) -> String {
    if code.starts_with("---") { String::new() } else { code.chars().take(3).collect() }
}

fn full(code: &str) -> String {
    code.trim_start_matches('-').to_owned()
}

type Sets = [BTreeSet<(String, String, String)>; 7];

fn sets(events: &[Value], options: &Options, dyad: bool, judged: Option<&BTreeSet<String>>) -> Sets {
    let mut sets = Sets::default();
    let one = |s: String| (s, String::new(), String::new());
    for event in events {
        let Some(t) = kind(event, options.yields) else { continue };
        if judged.is_some_and(|j| !j.contains(&t)) {
            continue;
        }
        let side = |a: &str, b: &str| codes(event.get(a).or_else(|| event.get(b)));
        let (s, g) = (side("src", "source"), side("tgt", "target"));
        if dyad && (s.is_empty() || g.is_empty()) {
            continue;
        }
        let or_none = |v: &[String]| if v.is_empty() { vec![String::new()] } else { v.to_vec() };
        let pairs: Vec<(String, String)> = if s.len() >= 2 && g.is_empty() {
            s.iter().flat_map(|x| s.iter().filter(move |y| *y != x).map(|y| (x.clone(), y.clone()))).collect()
        } else {
            let targets = or_none(&g);
            or_none(&s).iter().flat_map(|x| targets.iter().map(|y| (x.clone(), y.clone()))).collect()
        };
        sets[0].insert(one(t.clone()));
        for (x, y) in pairs {
            if !x.is_empty() {
                sets[2].insert(one(full(&x)));
            }
            if !country(&x).is_empty() {
                sets[1].insert(one(country(&x)));
            }
            if !y.is_empty() {
                sets[4].insert(one(full(&y)));
            }
            if !country(&y).is_empty() {
                sets[3].insert(one(country(&y)));
            }
            sets[6].insert((full(&x), t.clone(), full(&y)));
            sets[5].insert((country(&x), t.clone(), country(&y)));
        }
    }
    sets
}

fn events(row: &Value) -> &[Value] {
    if row.get("events").is_some() { list(row, "events") } else { list(row, "gold") }
}

/// The measures of one set.
pub(super) fn score(gold: &[Value], predicted: &BTreeMap<String, &Value>, options: &Options) -> Report {
    let mut total = [Counts::default(); 7];
    let mut per: BTreeMap<String, Counts> = BTreeMap::new();
    let mut order: Vec<String> = Vec::new();
    let (mut left_empty, mut event_free, mut used) = (0, 0, 0);
    for row in gold {
        let judged: Option<BTreeSet<String>> = row
            .get("judged")
            .and_then(Value::as_array)
            .map(|j| j.iter().filter_map(Value::as_str).map(str::to_owned).collect());
        if judged.as_ref().is_some_and(BTreeSet::is_empty) {
            continue;
        }
        used += 1;
        let g = sets(list(row, "gold"), options, false, judged.as_ref());
        let q = predicted.get(&id(row)).map_or(&[][..], |p| events(p));
        let q = sets(q, options, options.dyad, judged.as_ref());
        for k in 0..7 {
            total[k].add(g[k].intersection(&q[k]).count(), q[k].len(), g[k].len());
        }
        for t in g[0].union(&q[0]) {
            if !per.contains_key(&t.0) {
                order.push(t.0.clone());
            }
            per.entry(t.0.clone()).or_default().item(g[0].contains(t), q[0].contains(t));
        }
        if g[0].is_empty() {
            event_free += 1;
            left_empty += usize::from(q[0].is_empty());
        }
    }
    let mut report = Report::new();
    let mut values = BTreeMap::new();
    for (k, (key, name)) in KEYS.iter().enumerate() {
        let annotated = total[k].gold > 0 && (!key.starts_with('D') || total[2].gold + total[4].gold > 0);
        if k == 0 || annotated {
            values.insert(*key, report.row(*name, total[k]));
        }
    }
    let f: Vec<f64> = per.values().filter(|c| c.gold > 0).map(|c| c.f1()).collect();
    report.note(format!(
        "sentences={used} macro-F1 over {} gold types={:.4}; event-free sentences left empty {left_empty}/{event_free}",
        f.len(),
        f.iter().sum::<f64>() / f.len().max(1) as f64,
    ));
    if options.per {
        order.sort_by_key(|t| std::cmp::Reverse(per[t].gold));
        for t in &order {
            report.row(format!("  {t}"), per[t]);
        }
    }
    let main = options.main.as_deref().unwrap_or("T");
    let name = if main == "T" { "events".to_owned() } else { format!("events_{main}") };
    report.finish(name, values.get(main).copied().unwrap_or(0.0))
}

/// Accuracy of the types of given pairs.
pub(super) fn score_pairs(gold: &[Value], predicted: &BTreeMap<String, &Value>) -> Report {
    let key = |e: &Value| {
        let side = |k: &str| e.get(k).filter(|v| !v.is_null()).map(ToString::to_string).unwrap_or_default();
        (side("src_span"), side("tgt_span"))
    };
    let mut per: BTreeMap<String, Counts> = BTreeMap::new();
    let (mut right, mut n) = (0_usize, 0_usize);
    for row in gold {
        let got: BTreeMap<_, _> = predicted
            .get(&id(row))
            .map_or(&[][..], |p| events(p))
            .iter()
            .map(|e| (key(e), kind(e, true)))
            .collect();
        for e in list(row, "gold") {
            let g = kind(e, true).unwrap_or_else(|| "None".to_owned());
            let p = got.get(&key(e)).cloned().flatten();
            n += 1;
            let same = p.as_ref() == Some(&g);
            right += usize::from(same);
            per.entry(g.clone()).or_default().add(usize::from(same), 0, 1);
            if let Some(p) = p {
                per.entry(p).or_default().predicted += 1;
            }
        }
    }
    let mut report = Report::new();
    for (t, counts) in &per {
        report.row(t.clone(), *counts);
    }
    let f: Vec<f64> = per.values().filter(|c| c.gold > 0).map(|c| c.f1()).collect();
    report.note(format!(
        "pairs={n} macro-F1={:.4} over {} types",
        f.iter().sum::<f64>() / f.len().max(1) as f64,
        f.len()
    ));
    report.finish("pairs_accuracy", if n == 0 { 0.0 } else { right as f64 / n as f64 })
}
