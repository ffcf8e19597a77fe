//! What all measures share: counts, precision and recall, words, one-to-one matching, and the report.

use std::collections::BTreeSet;
use std::fmt;

use serde_json::Value;

/// True positives, predictions, gold items.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Counts {
    /// Predictions that are right.
    pub right: usize,
    /// Predictions.
    pub predicted: usize,
    /// Gold items.
    pub gold: usize,
}

impl Counts {
    /// Adds the sizes of two sets and of what they share.
    pub(super) fn add(&mut self, right: usize, predicted: usize, gold: usize) {
        self.right += right;
        self.predicted += predicted;
        self.gold += gold;
    }

    /// Adds one item that is in gold, in the prediction, or in both.
    pub(super) fn item(&mut self, gold: bool, predicted: bool) {
        self.add(usize::from(gold && predicted), usize::from(predicted), usize::from(gold));
    }

    /// Precision, recall and F1. Nothing to find and nothing found counts as 1.
    pub fn scores(self) -> (f64, f64, f64) {
        if self.predicted == 0 && self.gold == 0 {
            return (1.0, 1.0, 1.0);
        }
        let share = |of: usize| if of == 0 { 0.0 } else { self.right as f64 / of as f64 };
        let (p, r) = (share(self.predicted), share(self.gold));
        (p, r, if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 })
    }

    /// F1.
    pub fn f1(self) -> f64 {
        self.scores().2
    }
}

/// A line of a report.
#[derive(Clone, PartialEq, Debug)]
pub enum Line {
    /// A measure with its counts.
    Row(String, Counts),
    /// A measure that a note tells in short, with its counts; not printed by itself.
    Part(String, Counts),
    /// Anything else.
    Note(String),
}

/// What a measure says of a prediction.
#[derive(Clone, PartialEq, Debug)]
pub struct Report {
    /// Rows and notes in order.
    pub lines: Vec<Line>,
    /// Name of the main measure.
    pub name: String,
    /// Its value.
    pub value: f64,
}

impl Report {
    pub(super) fn new() -> Self {
        Self { lines: Vec::new(), name: String::new(), value: 0.0 }
    }

    /// Adds a row and gives its F1.
    pub(super) fn row(&mut self, name: impl Into<String>, counts: Counts) -> f64 {
        self.lines.push(Line::Row(name.into(), counts));
        counts.f1()
    }

    /// Adds the counts of something that a note tells.
    pub(super) fn part(&mut self, name: String, counts: Counts) {
        self.lines.push(Line::Part(name, counts));
    }

    pub(super) fn note(&mut self, text: String) {
        self.lines.push(Line::Note(text));
    }

    pub(super) fn finish(mut self, name: impl Into<String>, value: f64) -> Self {
        self.name = name.into();
        self.value = value;
        self
    }

    /// The counts of the row or part with this name.
    pub fn counts(&self, name: &str) -> Option<Counts> {
        self.lines.iter().find_map(|l| match l {
            Line::Row(row, counts) | Line::Part(row, counts) if row.trim() == name => Some(*counts),
            _ => None,
        })
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in &self.lines {
            match line {
                Line::Row(name, c) => {
                    let (p, r, f1) = c.scores();
                    writeln!(
                        f,
                        "{name:28} P={p:.4} R={r:.4} F1={f1:.4}  tp={} pred={} gold={}",
                        c.right, c.predicted, c.gold
                    )?;
                }
                Line::Part(..) => {}
                Line::Note(text) => writeln!(f, "{text}")?,
            }
        }
        writeln!(f, "score {} {:.4}", self.name, self.value)
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Runs of letters, digits and underscores, with their code points.
pub(super) fn word_spans(text: &str) -> Vec<(usize, usize)> {
    let mut spans = Vec::new();
    let mut start = None;
    let mut n = 0;
    for c in text.chars() {
        match (is_word(c), start) {
            (true, None) => start = Some(n),
            (false, Some(s)) => {
                spans.push((s, n));
                start = None;
            }
            _ => {}
        }
        n += 1;
    }
    spans.extend(start.map(|s| (s, n)));
    spans
}

/// The words of a text in lower case.
pub(super) fn words(text: &str) -> Vec<String> {
    text.to_lowercase().split(|c| !is_word(c)).filter(|w| !w.is_empty()).map(str::to_owned).collect()
}

/// F1 of two sets; 1 when both are empty.
pub(super) fn bag_f1<T: Ord>(a: &BTreeSet<T>, b: &BTreeSet<T>) -> f64 {
    if a.is_empty() && b.is_empty() {
        return 1.0;
    }
    let shared = a.intersection(b).count();
    if shared == 0 { 0.0 } else { 2.0 * shared as f64 / (a.len() + b.len()) as f64 }
}

/// One-to-one matching, best score first, then by place.
pub(super) fn greedy(mut pairs: Vec<(f64, usize, usize)>) -> Vec<(usize, usize)> {
    pairs.sort_by(|x, y| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1)).then(x.2.cmp(&y.2)));
    let (mut left, mut right) = (BTreeSet::new(), BTreeSet::new());
    let mut found = Vec::new();
    for (_, i, j) in pairs {
        if !left.contains(&i) && !right.contains(&j) {
            left.insert(i);
            right.insert(j);
            found.push((i, j));
        }
    }
    found
}

/// The list under a key; empty when it is missing.
pub(super) fn list<'v>(row: &'v Value, key: &str) -> &'v [Value] {
    row.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The text under a key; empty when it is missing.
pub(super) fn string<'v>(row: &'v Value, key: &str) -> &'v str {
    row.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// The id of a row as text.
pub(super) fn id(row: &Value) -> String {
    match row.get("id") {
        Some(Value::String(s)) => s.clone(),
        Some(other) => other.to_string(),
        None => String::new(),
    }
}

/// `[[s,e], …]` as spans of code points.
pub(super) fn spans(value: Option<&Value>) -> Vec<(usize, usize)> {
    let number = |v: Option<&Value>| v.and_then(Value::as_u64).map(|n| n as usize);
    value
        .and_then(Value::as_array)
        .map_or(&[][..], Vec::as_slice)
        .iter()
        .filter_map(|pair| Some((number(pair.get(0))?, number(pair.get(1))?)))
        .collect()
}

/// A number under a key.
pub(super) fn number(row: &Value, key: &str) -> Option<usize> {
    row.get(key).and_then(Value::as_u64).map(|n| n as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_found_where_there_is_nothing_is_right() {
        assert_eq!(Counts::default().f1(), 1.0);
        assert_eq!(Counts { right: 0, predicted: 1, gold: 0 }.f1(), 0.0);
    }

    #[test]
    fn words_are_counted_in_code_points() {
        assert_eq!(word_spans("È “già” l_1"), [(0, 1), (3, 6), (8, 11)]);
        assert_eq!(words("Non-Proliferation, già"), ["non", "proliferation", "già"]);
    }

    #[test]
    fn matching_takes_the_best_pairs_first() {
        assert_eq!(greedy(vec![(0.5, 0, 0), (0.9, 1, 0), (0.4, 0, 1)]), [(1, 0), (0, 1)]);
    }
}
