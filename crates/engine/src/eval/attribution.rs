//! Who is reported to say what (PolNeAR): exact and token F1 of source, cue and content.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::measure::{Counts, Report, bag_f1, greedy, id, list, spans, word_spans};
use crate::code::{ClaimOut, Output};

const ROLES: [&str; 3] = ["source", "cue", "content"];
const EDGE: &str = " \t\r\n\"'“”‘’«»„,.:;";

type Spans = Vec<(usize, usize)>;

/// Claims as attributions: the outermost ones that have attributing words.
pub(super) fn predict(gold: &Value, out: &Output) -> Value {
    let cued = |c: &&ClaimOut| !c.cue.is_empty();
    let attributions: Vec<Value> = out
        .claims
        .iter()
        .filter(cued)
        .map(|c| json!({"source": c.source, "cue": c.cue, "content": c.content}))
        .collect();
    json!({"id": gold["id"], "attributions": attributions})
}

/// Spans without white space, quotation marks and commas at their ends; pieces with only blanks between are one.
fn trim(text: &[char], all: Spans) -> Spans {
    let mut found: Spans = Vec::new();
    for (mut start, mut end) in all {
        end = end.min(text.len());
        while start < end && EDGE.contains(text[start]) {
            start += 1;
        }
        while end > start && EDGE.contains(text[end - 1]) {
            end -= 1;
        }
        if end > start {
            found.push((start, end));
        }
    }
    found.sort_unstable();
    let mut joined: Spans = Vec::new();
    for (start, end) in found {
        match joined.last_mut() {
            Some(last) if last.1 >= start || text[last.1..start].iter().all(|c| c.is_whitespace()) => {
                last.1 = last.1.max(end);
            }
            _ => joined.push((start, end)),
        }
    }
    joined
}

/// Number of items that two multisets share.
fn shared<T: Ord>(gold: &[T], predicted: &[T]) -> usize {
    let mut left: BTreeMap<&T, usize> = BTreeMap::new();
    for g in gold {
        *left.entry(g).or_default() += 1;
    }
    predicted
        .iter()
        .filter(|p| {
            left.get_mut(p).is_some_and(|n| {
                let any = *n > 0;
                *n -= usize::from(any);
                any
            })
        })
        .count()
}

/// The measures of one set.
pub(super) fn score(gold: &[Value], predicted: &BTreeMap<String, &Value>) -> Report {
    let mut exact = [Counts::default(); 3];
    let mut tokens = [Counts::default(); 3];
    let (mut whole, mut linked) = (Counts::default(), Counts::default());
    for row in gold {
        let text: Vec<char> = super::measure::string(row, "text").chars().collect();
        let words = word_spans(super::measure::string(row, "text"));
        let cover = |spans: &mut dyn Iterator<Item = (usize, usize)>| -> BTreeSet<usize> {
            let spans: Spans = spans.collect();
            (0..words.len())
                .filter(|i| spans.iter().any(|(s, e)| words[*i].0 < *e && words[*i].1 > *s))
                .collect()
        };
        let read = |row: &Value| -> Vec<[Spans; 3]> {
            list(row, "attributions").iter().map(|a| ROLES.map(|r| trim(&text, spans(a.get(r))))).collect()
        };
        let a = read(row);
        let b = predicted.get(&id(row)).map(|p| read(p)).unwrap_or_default();
        for k in 0..3 {
            let g: Vec<&Spans> = a.iter().map(|x| &x[k]).filter(|s| !s.is_empty()).collect();
            let p: Vec<&Spans> = b.iter().map(|x| &x[k]).filter(|s| !s.is_empty()).collect();
            exact[k].add(shared(&g, &p), p.len(), g.len());
            let g = cover(&mut a.iter().flat_map(|x| x[k].iter().copied()));
            let p = cover(&mut b.iter().flat_map(|x| x[k].iter().copied()));
            tokens[k].add(g.intersection(&p).count(), p.len(), g.len());
        }
        whole.add(shared(&a, &b), b.len(), a.len());
        let sets = |all: &[[Spans; 3]], k: usize| -> Vec<BTreeSet<usize>> {
            all.iter().map(|x| cover(&mut x[k].iter().copied())).collect()
        };
        let (content_a, content_b) = (sets(&a, 2), sets(&b, 2));
        let (source_a, source_b) = (sets(&a, 0), sets(&b, 0));
        let mut pairs = Vec::new();
        for (i, x) in content_a.iter().enumerate() {
            for (j, y) in content_b.iter().enumerate() {
                let same = if a[i] == b[j] { 1.0 } else { 0.0 };
                let f = if x.is_empty() || y.is_empty() { same } else { bag_f1(x, y) };
                if f >= 0.5 {
                    pairs.push((f + 0.001 * bag_f1(&source_a[i], &source_b[j]) + same, i, j));
                }
            }
        }
        let right = greedy(pairs).iter().filter(|(i, j)| bag_f1(&source_a[*i], &source_b[*j]) >= 0.5).count();
        linked.add(right, b.len(), a.len());
    }
    let mut report = Report::new();
    for (role, counts) in ROLES.iter().zip(exact) {
        report.row(format!("exact {role}"), counts);
    }
    report.row("exact whole attribution", whole);
    report.row("linked content+source", linked);
    let sum: f64 =
        ROLES.iter().zip(tokens).map(|(role, counts)| report.row(format!("token {role}"), counts)).sum();
    report.finish("attribution", sum / 3.0)
}
