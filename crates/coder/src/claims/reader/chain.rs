//! A row of labels: the likeliest ones by what speaks for each label and each step from one to the next.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::sync::OnceLock;

use super::scene::Window;
use super::{CONTENT, CUE, LABELS, NONE, SOURCE, STEPS, Table};

/// What the labels of a row of words, and the steps from one to the next, speak for. The attributing word itself is
/// always part of what attributes; a holder is one piece, what is said one piece or two.
pub(super) struct Chain {
    pub(super) own: Vec<[f32; LABELS]>,
    pub(super) steps: Vec<[f32; STEPS]>,
    pub(super) cue: usize,
    /// What speaks for there being no holder, a holder, one piece of what is said, two: at the places of nothing,
    /// holder, attributing words and content.
    pub(super) end: [f32; LABELS],
}

/// Where the labelling of a row stands: the label of its last word, whether the holder was named, and how many pieces
/// of what is said there were.
pub(super) type State = usize;

pub(super) const STATES: usize = LABELS * 2 * 3;

/// The state before the first word.
pub(super) const START: State = NONE;

/// The label of the last word.
const fn label_of(state: State) -> usize {
    state % LABELS
}

/// The state that a label leads to; none where it would begin a second holder or a third piece of what is said.
pub(super) const fn next(state: State, to: usize) -> Option<State> {
    let (label, named, pieces) = (label_of(state), state / LABELS % 2, state / LABELS / 2);
    let named = match to == SOURCE {
        true if label != SOURCE && named == 1 => return None,
        true => 1,
        false => named,
    };
    let pieces = match to == CONTENT && label != CONTENT {
        true if pieces == 2 => return None,
        true => pieces + 1,
        false => pieces,
    };
    Some(to + LABELS * (named + 2 * pieces))
}

/// Whether something is said.
pub(super) const fn ends(state: State) -> bool {
    state / LABELS / 2 > 0
}

/// The places of [`Chain::end`] that a state ends on.
pub(super) const fn end_of(state: State) -> [usize; 2] {
    let holder = if state / LABELS % 2 == 1 { SOURCE } else { NONE };
    let pieces = if state / LABELS / 2 == 2 { CONTENT } else { CUE };
    [holder, pieces]
}

/// A step: the state before, its place among the steps, and the state after.
type Way = (State, usize, State);

/// All steps that can be, those that lead to an attributing word, and those to each state.
struct Ways {
    all: Vec<Way>,
    to_cue: Vec<Way>,
    to: [Vec<Way>; STATES],
}

impl Ways {
    fn all() -> &'static Self {
        static WAYS: OnceLock<Ways> = OnceLock::new();
        WAYS.get_or_init(|| {
            let mut reached = vec![START];
            let mut at = 0;
            while at < reached.len() {
                let more: Vec<State> = (0..LABELS).filter_map(|to| next(reached[at], to)).collect();
                for state in more {
                    if !reached.contains(&state) {
                        reached.push(state);
                    }
                }
                at += 1;
            }
            reached.sort_unstable();
            let mut all = Vec::new();
            for to in 0..LABELS {
                for from in &reached {
                    all.extend(next(*from, to).map(|state| (*from, label_of(*from) * LABELS + to, state)));
                }
            }
            let those = |fits: &dyn Fn(State) -> bool| all.iter().filter(|w| fits(w.2)).copied().collect();
            let to = std::array::from_fn(|state| those(&|s| s == state));
            Self { to_cue: those(&|s| label_of(s) == CUE), to, all }
        })
    }
}

/// A labelling of the words from one on, on its way back to the first.
struct Part {
    /// The highest sum that it can reach, and what the words labelled so far bring to it.
    sum: f32,
    rest: f32,
    /// How many words are left, and the state after them.
    words: usize,
    state: State,
    tail: Option<usize>,
}

impl Ord for Part {
    fn cmp(&self, other: &Self) -> Ordering {
        let order = self.sum.total_cmp(&other.sum);
        order
            .then(other.words.cmp(&self.words))
            .then(other.state.cmp(&self.state))
            .then(other.tail.cmp(&self.tail))
    }
}

impl PartialOrd for Part {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Part {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Part {}

impl Chain {
    /// The chain of a window by these weights.
    pub(super) fn new(label: &Table<LABELS>, step: &Table<STEPS>, window: &Window) -> Self {
        Self {
            own: window.words.iter().map(|w| label.sum(&w.features)).collect(),
            steps: window.words.iter().map(|w| step.sum(&w.steps)).collect(),
            cue: window.cue,
            end: label.sum(&window.end),
        }
    }

    /// The steps to a word.
    pub(super) fn ways(&self, n: usize) -> &'static [Way] {
        let ways = Ways::all();
        if n == self.cue { &ways.to_cue } else { &ways.all }
    }

    /// What speaks for a step to a word.
    fn step(&self, n: usize, k: usize) -> f32 {
        self.steps[n][k] + self.own[n][k % LABELS]
    }

    /// What speaks for ending in this state.
    fn end(&self, state: State) -> f32 {
        end_of(state).iter().map(|k| self.end[*k]).sum()
    }

    /// The highest sum of each state after each number of words.
    fn highest(&self) -> Vec<[f32; STATES]> {
        let mut row = [f32::NEG_INFINITY; STATES];
        row[START] = 0.0;
        let mut rows = Vec::with_capacity(self.own.len() + 1);
        rows.push(row);
        for n in 0..self.own.len() {
            let step: [f32; STEPS] = std::array::from_fn(|k| self.step(n, k));
            let mut best = [f32::NEG_INFINITY; STATES];
            for (before, k, state) in self.ways(n) {
                best[*state] = best[*state].max(row[*before] + step[*k]);
            }
            row = best;
            rows.push(row);
        }
        rows
    }

    /// The labellings with the highest sums, and these: so many at most, and none that is lower than the highest by
    /// more than `margin`.
    pub(super) fn list(&self, most: usize, margin: f32) -> Vec<(Vec<usize>, f32)> {
        let rows = self.highest();
        let count = self.own.len();
        let mut open = BinaryHeap::new();
        for state in (0..STATES).filter(|s| ends(*s)) {
            let rest = self.end(state);
            open.push(Part { sum: rows[count][state] + rest, rest, words: count, state, tail: None });
        }
        let least = open.peek().map_or(f32::INFINITY, |p| p.sum - margin);
        // the labels that were chosen, each with the place of the one after it
        let mut chosen: Vec<(usize, Option<usize>)> = Vec::new();
        let mut found = Vec::new();
        while found.len() < most {
            let Some(mut part) = open.pop().filter(|p| p.sum >= least && p.sum.is_finite()) else { break };
            // on from here by the best steps; what else may do is kept for later
            while let Some(n) = part.words.checked_sub(1) {
                chosen.push((label_of(part.state), part.tail));
                let tail = Some(chosen.len() - 1);
                let mut best: Option<Part> = None;
                for (before, k, _) in &Ways::all().to[part.state] {
                    let rest = part.rest + self.step(n, *k);
                    let next = Part { sum: rows[n][*before] + rest, rest, words: n, state: *before, tail };
                    let other = match best.take() {
                        Some(b) if b.sum >= next.sum => {
                            best = Some(b);
                            Some(next)
                        }
                        b => {
                            best = Some(next);
                            b
                        }
                    };
                    open.extend(other.filter(|p| most > 1 && p.sum >= least && p.sum.is_finite()));
                }
                let Some(best) = best else { break };
                part = best;
            }
            let labels = std::iter::successors(part.tail, |at| chosen[*at].1).map(|at| chosen[at].0);
            found.push((labels.collect(), part.sum));
        }
        found
    }

    /// How much each step to a word weighs against the heaviest that can be, and the logarithm of that one.
    pub(super) fn weights(&self, n: usize) -> ([f64; STEPS], f64) {
        let step: [f32; STEPS] = std::array::from_fn(|k| self.step(n, k));
        let can = |k: usize| n != self.cue || k % LABELS == CUE;
        let top = (0..STEPS).filter(|k| can(*k)).fold(f32::NEG_INFINITY, |top, k| top.max(step[k]));
        (step.map(|x| f64::from((x - top).min(0.0).exp())), f64::from(top))
    }

    /// Before the first word and after each the share of each state among all ways of labelling the words up to
    /// there; then the logarithm of the sum over these ways.
    pub(super) fn forward(&self) -> (Vec<[f64; STATES]>, f64) {
        let mut row = [0.0; STATES];
        row[START] = 1.0;
        let mut all = Vec::with_capacity(self.own.len() + 1);
        all.push(row);
        let mut total = 0.0;
        for n in 0..self.own.len() {
            let (weights, top) = self.weights(n);
            let mut sums = [0.0; STATES];
            for (from, k, state) in self.ways(n) {
                sums[*state] += row[*from] * weights[*k];
            }
            let sum: f64 = sums.iter().sum();
            row = sums.map(|x| x / sum);
            total += top + sum.ln();
            all.push(row);
        }
        (all, total)
    }

    /// What each state weighs at the end.
    pub(super) fn ending(&self) -> [f64; STATES] {
        std::array::from_fn(|s| if ends(s) { f64::from(self.end(s)).exp() } else { 0.0 })
    }

    /// The logarithm of the sum over all ways of labelling.
    pub(super) fn total(&self) -> f32 {
        let (rows, total) = self.forward();
        let ended: f64 = rows.iter().rev().take(1).flatten().zip(self.ending()).map(|(x, end)| x * end).sum();
        (total + ended.ln()) as f32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All labellings of so many words.
    fn labellings(count: usize) -> Vec<Vec<usize>> {
        (0..LABELS.pow(count as u32))
            .map(|n| (0..count).map(|k| n / LABELS.pow(k as u32) % LABELS).collect())
            .collect()
    }

    #[test]
    fn the_likeliest_labels_are_the_best_of_those_with_one_holder_and_two_pieces_at_most() {
        let weight = |n: usize| (n * 7919 % 23) as f32 / 5.0 - 2.0;
        let count = 6;
        let chain = Chain {
            own: (0..count).map(|n| std::array::from_fn(|k| weight(n * 5 + k))).collect(),
            steps: (0..count).map(|n| std::array::from_fn(|k| weight(n * 31 + k + 3))).collect(),
            cue: 2,
            end: [0.7, -0.4, 1.2, 0.3],
        };
        let runs = |labels: &[usize], label: usize| {
            labels.chunk_by(|a, b| a == b).filter(|run| run[0] == label).count()
        };
        let mut sums: Vec<(f32, Vec<usize>)> = labellings(count)
            .into_iter()
            .filter(|l| l[2] == CUE && runs(l, SOURCE) <= 1 && (1..=2).contains(&runs(l, CONTENT)))
            .map(|l| {
                let before = |n: usize| if n == 0 { NONE } else { l[n - 1] };
                let sum = (0..count).map(|n| chain.own[n][l[n]] + chain.steps[n][before(n) * LABELS + l[n]]);
                let holder = if l.contains(&SOURCE) { SOURCE } else { NONE };
                let pieces = if runs(&l, CONTENT) == 2 { CONTENT } else { CUE };
                (sum.sum::<f32>() + chain.end[holder] + chain.end[pieces], l)
            })
            .collect();
        sums.sort_by(|a, b| b.0.total_cmp(&a.0));
        for (most, margin) in [(1, 0.0), (20, 100.0), (1000, 2.55)] {
            let found = chain.list(most, margin);
            let near = sums.iter().filter(|(sum, _)| *sum >= sums[0].0 - margin).count();
            assert_eq!(found.len(), near.min(most));
            for ((labels, score), (sum, right)) in found.iter().zip(&sums) {
                assert!(labels == right || (sum - score).abs() < 1e-4);
                assert!((score - sum).abs() < 1e-3);
            }
        }
        let total = sums.iter().map(|(s, _)| s.exp()).sum::<f32>().ln();
        assert!((chain.total() - total).abs() < 1e-3);
    }
}
