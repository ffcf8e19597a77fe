//! Statements about the future: found by overlap of words, then holder, date and probability.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::measure::{Counts, Report, bag_f1, greedy, id, list, string, words};
use crate::code::{ClaimOut, Output};

const STOP: &str = "a an the of to in on at by for with and or as is are was were be been will would that this it its \
                    from has have had not more than their his her they he she which who may might could can";

/// Claims about the future with the sentence they stand in, one for each sentence, and the middle of their ICD 203
/// band in per cent.
pub(super) fn predict(gold: &Value, out: &Output) -> Value {
    let text: Vec<char> = string(gold, "text").chars().collect();
    let mut found: Vec<Value> = Vec::new();
    collect(&out.claims, &text, &mut found);
    let mut seen = BTreeSet::new();
    found.retain(|f| seen.insert(string(f, "text").to_owned()));
    json!({"id": gold["id"], "forecasts": found})
}

/// The sentence, or the line, around a stretch of text.
fn sentence(text: &[char], start: usize, end: usize) -> String {
    let ends = |i: usize| {
        text[i] == '\n'
            || (matches!(text[i], '.' | '!' | '?') && text.get(i + 1).is_none_or(|c| c.is_whitespace()))
    };
    let (start, end) = (start.min(text.len()), end.min(text.len()));
    let first = (0..start).rev().find(|i| ends(*i)).map_or(0, |i| i + 1);
    let last = (end.saturating_sub(1)..text.len()).find(|i| ends(*i)).unwrap_or(text.len());
    text[first..last.max(first)].iter().collect::<String>().trim().to_owned()
}

fn collect(claims: &[ClaimOut], text: &[char], found: &mut Vec<Value>) {
    for claim in claims {
        let before = found.len();
        collect(&claim.nested, text, found);
        let future = match claim.kind.as_str() {
            "forecast" | "promise" | "threat" => true,
            // who refused tells what he did not do
            "intention" => claim.stance != "denies",
            _ => false,
        };
        // what stands inside is more to the point than the whole quotation
        if future && (found.len() == before || claim.kind == "forecast") {
            let (Some([start, _]), Some([_, end])) = (claim.content.first(), claim.content.last()) else {
                continue;
            };
            let event_date = claim.horizon.as_deref().filter(|h| !h.ends_with("/.."));
            found.push(json!({
                "text": sentence(text, *start, *end),
                "predictor": claim.holder.as_deref().unwrap_or("Article"),
                "event_date": event_date,
                "modality_pct": percent(&claim.modality),
            }));
        }
    }
}

fn percent(band: &str) -> Option<f64> {
    Some(match band {
        "impossible" => 0.0,
        "almost-no-chance" => 3.0,
        "very-unlikely" => 12.0,
        "unlikely" => 32.0,
        "roughly-even" | "possible" => 50.0,
        "likely" => 68.0,
        "very-likely" => 88.0,
        "almost-certain" => 97.0,
        "certain" => 100.0,
        _ => return None,
    })
}

/// The measures of one set.
pub(super) fn score(gold: &[Value], predicted: &BTreeMap<String, &Value>) -> Report {
    let stop: BTreeSet<&str> = STOP.split_whitespace().collect();
    let bag = |f: &Value| -> BTreeSet<String> {
        ["variable", "attribute", "value", "evidence", "text"]
            .iter()
            .flat_map(|k| words(string(f, k)))
            .filter(|w| !stop.contains(w.as_str()))
            .collect()
    };
    let set = |f: &Value, key: &str| -> BTreeSet<String> { words(string(f, key)).into_iter().collect() };
    let mut found = Counts::default();
    let (mut holders, mut dates, mut errors) = (0_usize, 0_usize, Vec::new());
    for row in gold {
        let g = list(row, "forecasts");
        let q = predicted.get(&id(row)).map_or(&[][..], |p| list(p, "forecasts"));
        let bags_g: Vec<_> = g.iter().map(bag).collect();
        let bags_q: Vec<_> = q.iter().map(bag).collect();
        let mut pairs = Vec::new();
        for (i, x) in bags_g.iter().enumerate() {
            for (j, y) in bags_q.iter().enumerate() {
                let s = bag_f1(x, y);
                if s >= 0.3 {
                    pairs.push((s + if g[i] == q[j] { 1.0 } else { 0.0 }, i, j));
                }
            }
        }
        let pairs = greedy(pairs);
        found.add(pairs.len(), q.len(), g.len());
        for (i, j) in pairs {
            holders += usize::from(bag_f1(&set(&g[i], "predictor"), &set(&q[j], "predictor")) >= 0.5);
            dates += usize::from(set(&g[i], "event_date") == set(&q[j], "event_date"));
            let probability = |f: &Value| f.get("modality_pct").and_then(Value::as_f64);
            if let (Some(a), Some(b)) = (probability(&g[i]), probability(&q[j])) {
                errors.push((a - b).abs());
            }
        }
    }
    let mut report = Report::new();
    let f = report.row("statements found", found);
    let share = |n: usize| if found.right == 0 { 0.0 } else { n as f64 / found.right as f64 };
    let mean = if errors.is_empty() { 0.0 } else { errors.iter().sum::<f64>() / errors.len() as f64 };
    report.note(format!(
        "predictor accuracy on pairs={:.4}  event date accuracy={:.4}  probability MAE={mean:.2} points (n={})",
        share(holders),
        share(dates),
        errors.len()
    ));
    report.finish("forecasts", f)
}
