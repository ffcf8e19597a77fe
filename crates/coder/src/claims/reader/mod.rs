//! A learned reader of attributions beside the rules: which words attribute, and whose words and what are theirs.
//!
//! Two linear models over the trees and over what the rules found. The first says of a word how likely it attributes
//! something; the second, a conditional random field, goes over the words around it and tells which name the holder,
//! which belong to the attributing words, and which are what is said, by the likeliest path of labels ([`scene`] has
//! the features). An attribution is taken when word and labels together are sure enough. The weights are in one file (`models/attribution.bin`; made by `cargo xtask train-reader`, see
//! `models/attribution.md`).
//!
//! It reads only languages it learned from gold. There it drops what the rules took for an attribution and is none,
//! adds what they missed, and moves the ends of spans; kind, stance and degree stay with the rules. Source of the
//! approach: linear models over dependency paths for the attribution of quotations (Pareti et al. 2013; Newell et
//! al. 2018, the PolNeAR corpus). Limits: it never reads across paragraphs.

mod scene;
mod train;

use std::sync::OnceLock;

use casus_model::{Analysis, ClaimKind, Document, Rel, Resolution, SmolStr, Speech, Stance, Upos};

use super::{Draft, Text};
use crate::learning::place;
use scene::{At, Scene, Window};

pub use train::{Lesson, Settings, train};

const MAGIC: &[u8; 8] = b"CASUSR03";

/// Header: magic, three scales, the least probability of an attribution, languages.
const HEADER: usize = 48;

/// What a word can be to an attributing word: nothing, its holder, a part of it, what is said.
const LABELS: usize = 4;
const NONE: usize = 0;
const SOURCE: usize = 1;
const CUE: usize = 2;
const CONTENT: usize = 3;

/// Steps from a label to a label.
const STEPS: usize = LABELS * LABELS;

/// Slots of the three tables, as powers of two.
const CUE_BITS: u32 = 17;
const LABEL_BITS: u32 = 18;
const STEP_BITS: u32 = 15;

/// How sure an attribution must be whose word no table and no rule takes for one that attributes: it costs no F1 and
/// saves much of what is found wrongly.
const UNKNOWN: f32 = 0.5;

/// How likely a word must attribute to be taken for one that does.
const LIKELY: f32 = 0.6;

/// Weights of hashed features, 8 bits each with one scale; a slot begins with the mark of its feature.
#[derive(Clone, Debug)]
struct Table<const N: usize> {
    slots: std::sync::Arc<[(u16, [i8; N])]>,
    scale: f32,
}

impl<const N: usize> Table<N> {
    /// Bytes of a table.
    const fn size(bits: u32) -> usize {
        (2 + N) << bits
    }

    fn read(bytes: &[u8], scale: f32) -> Self {
        let slot = |slot: &[u8]| {
            let weights = std::array::from_fn(|k| slot[2 + k].cast_signed());
            (u16::from_le_bytes([slot[0], slot[1]]), weights)
        };
        Self { slots: bytes.chunks_exact(2 + N).map(slot).collect(), scale }
    }

    /// What these features say together.
    fn sum(&self, features: &[u32]) -> [f32; N] {
        let mut sums = [0i32; N];
        for f in features {
            let (at, mark) = place(*f, self.slots.len());
            let (own, weights) = &self.slots[at];
            if *own == mark {
                for (s, w) in sums.iter_mut().zip(weights) {
                    *s += i32::from(*w);
                }
            }
        }
        sums.map(|s| s as f32 * self.scale)
    }
}

/// The trained weights.
#[derive(Clone, Debug)]
pub struct Reader {
    cue: Table<1>,
    label: Table<LABELS>,
    step: Table<STEPS>,
    /// An attribution is taken when it is at least this likely.
    limit: f32,
    langs: SmolStr,
    sha256: SmolStr,
}

impl Reader {
    /// The reader that is part of the program, if it was built with one.
    pub fn embedded() -> Option<Self> {
        static BYTES: &[u8] = include_bytes!("../../../../../models/attribution.bin");
        static READER: OnceLock<Option<Reader>> = OnceLock::new();
        READER.get_or_init(|| Reader::read(BYTES)).clone()
    }

    /// Takes the bytes that [`train()`] wrote; `None` when they are none.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let (header, rest) = bytes.split_at_checked(HEADER)?;
        let float = |at: usize| Some(f32::from_le_bytes(header.get(at..at + 4)?.try_into().ok()?));
        let (cue, rest) = rest.split_at_checked(Table::<1>::size(CUE_BITS))?;
        let (label, step) = rest.split_at_checked(Table::<LABELS>::size(LABEL_BITS))?;
        let scales = [float(8)?, float(12)?, float(16)?];
        let limit = float(20)?;
        let langs = std::str::from_utf8(&header[24..]).ok()?.trim_end_matches('\0');
        let sound = scales.iter().chain([&limit]).all(|x| x.is_finite());
        let fits = header.starts_with(MAGIC) && step.len() == Table::<STEPS>::size(STEP_BITS);
        (fits && sound).then(|| Self {
            cue: Table::read(cue, scales[0]),
            label: Table::read(label, scales[1]),
            step: Table::read(step, scales[2]),
            limit,
            langs: SmolStr::new(langs),
            sha256: SmolStr::new(casus_model::Sha256::of(bytes).as_str()),
        })
    }

    /// SHA-256 of the model.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// The same reader that takes attributions from another probability on.
    pub fn with_limit(mut self, limit: f32) -> Self {
        self.limit = limit;
        self
    }

    /// Whether it learned from gold in this language.
    pub fn knows(&self, lang: &str) -> bool {
        self.langs.split(',').any(|l| l == lang)
    }

    /// How likely the word attributes.
    fn attributes(&self, features: &[u32]) -> f32 {
        let [sum] = self.cue.sum(features);
        1.0 / (1.0 + (-sum).exp())
    }

    /// The likeliest labels of the words around an attributing word, and how likely they all are right.
    fn labels(&self, window: &Window) -> (Vec<usize>, f32) {
        let chain = Chain {
            own: window.words.iter().map(|w| self.label.sum(&w.features)).collect(),
            steps: window.words.iter().map(|w| self.step.sum(&w.steps)).collect(),
            cue: window.cue,
            end: self.label.sum(&window.end),
        };
        let (labels, score) = chain.best();
        let likely = (score - chain.total()).exp();
        (labels, likely)
    }

    /// How sure an attribution is of which the word attributes this likely, and the labels are right this likely.
    fn sure(attributes: f32, labels: f32) -> f32 {
        (attributes * labels.max(0.0)).sqrt()
    }
}

/// What the labels of a row of words, and the steps from one to the next, speak for. The attributing word itself is
/// always part of what attributes; a holder is one piece, what is said one piece or two.
struct Chain {
    own: Vec<[f32; LABELS]>,
    steps: Vec<[f32; STEPS]>,
    cue: usize,
    /// What speaks for there being no holder, a holder, one piece of what is said, two: at the places of nothing,
    /// holder, attributing words and content.
    end: [f32; LABELS],
}

/// Where the labelling of a row stands: the label of its last word, whether the holder was named, and how many pieces
/// of what is said there were.
type State = usize;

const STATES: usize = LABELS * 2 * 3;

/// The state before the first word.
const START: State = NONE;

/// The label of the last word.
const fn label_of(state: State) -> usize {
    state % LABELS
}

/// The state that a label leads to; none where it would begin a second holder or a third piece of what is said.
const fn next(state: State, to: usize) -> Option<State> {
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
const fn ends(state: State) -> bool {
    state / LABELS / 2 > 0
}

/// The places of [`Chain::end`] that a state ends on.
const fn end_of(state: State) -> [usize; 2] {
    let holder = if state / LABELS % 2 == 1 { SOURCE } else { NONE };
    let pieces = if state / LABELS / 2 == 2 { CONTENT } else { CUE };
    [holder, pieces]
}

/// A step: the state before, its place among the steps, and the state after.
type Way = (State, usize, State);

/// All steps that can be, by the label they lead to; where those of each label begin.
struct Ways {
    all: Vec<Way>,
    begin: [usize; LABELS + 1],
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
            let mut begin = [0; LABELS + 1];
            for to in 0..LABELS {
                for from in &reached {
                    all.extend(next(*from, to).map(|state| (*from, label_of(*from) * LABELS + to, state)));
                }
                begin[to + 1] = all.len();
            }
            Self { all, begin }
        })
    }
}

impl Chain {
    /// The steps to a word.
    fn ways(&self, n: usize) -> &'static [Way] {
        let ways = Ways::all();
        if n == self.cue { &ways.all[ways.begin[CUE]..ways.begin[CUE + 1]] } else { &ways.all }
    }

    /// What speaks for each step to a word.
    fn step(&self, n: usize) -> [f32; STEPS] {
        std::array::from_fn(|k| self.steps[n][k] + self.own[n][k % LABELS])
    }

    /// What speaks for ending in this state.
    fn end(&self, state: State) -> f32 {
        end_of(state).iter().map(|k| self.end[*k]).sum()
    }

    /// The labels with the highest sum, and the sum.
    fn best(&self) -> (Vec<usize>, f32) {
        let count = self.own.len();
        let mut score = [f32::NEG_INFINITY; STATES];
        score[START] = 0.0;
        let mut back: Vec<[u8; STATES]> = Vec::with_capacity(count);
        for n in 0..count {
            let step = self.step(n);
            let mut best = [f32::NEG_INFINITY; STATES];
            let mut from = [0u8; STATES];
            for (before, k, state) in self.ways(n) {
                let sum = score[*before] + step[*k];
                if sum > best[*state] {
                    best[*state] = sum;
                    from[*state] = *before as u8;
                }
            }
            score = best;
            back.push(from);
        }
        for (state, sum) in score.iter_mut().enumerate() {
            *sum += self.end(state);
        }
        let ended = (0..STATES).filter(|s| ends(*s));
        let Some(top) = ended.max_by(|a, b| score[*a].total_cmp(&score[*b]).then(b.cmp(a))) else {
            return (vec![NONE; count], f32::NEG_INFINITY);
        };
        let mut labels = vec![NONE; count];
        let mut at = top;
        for n in (0..count).rev() {
            labels[n] = label_of(at);
            at = usize::from(back[n][at]);
        }
        (labels, score[top])
    }

    /// How much each step to a word weighs against the heaviest that can be, and the logarithm of that one.
    fn weights(&self, n: usize) -> ([f64; STEPS], f64) {
        let step = self.step(n);
        let can = |k: usize| n != self.cue || k % LABELS == CUE;
        let top = (0..STEPS).filter(|k| can(*k)).fold(f32::NEG_INFINITY, |top, k| top.max(step[k]));
        (step.map(|x| f64::from((x - top).min(0.0).exp())), f64::from(top))
    }

    /// Before the first word and after each the share of each state among all ways of labelling the words up to
    /// there; then the logarithm of the sum over these ways.
    fn forward(&self) -> (Vec<[f64; STATES]>, f64) {
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
    fn ending(&self) -> [f64; STATES] {
        std::array::from_fn(|s| if ends(s) { f64::from(self.end(s)).exp() } else { 0.0 })
    }

    /// The logarithm of the sum over all ways of labelling.
    fn total(&self) -> f32 {
        let (rows, total) = self.forward();
        let ended: f64 = rows.iter().rev().take(1).flatten().zip(self.ending()).map(|(x, end)| x * end).sum();
        (total + ended.ln()) as f32
    }
}

/// Puts what the rules found right, and adds what they missed.
pub(super) fn review(reader: &Reader, text: &Text, drafts: &mut Vec<Draft>) {
    let mut scene = Scene::new(text, drafts);
    let mut found = Vec::new();
    let candidates: Vec<(At, f32)> =
        scene.candidates().into_iter().map(|at| (at, reader.attributes(&scene.cue_features(at)))).collect();
    scene.weigh(candidates.iter().copied());
    for (at, attributes) in candidates {
        if attributes < reader.limit {
            continue;
        }
        let window = scene.window(at);
        let (labels, likely) = reader.labels(&window);
        let (s, w) = at;
        let known = !text.lexicon.cues_at(&text.trees[s], w).is_empty()
            || drafts.iter().any(|d| d.sentence == s && d.cue_word == Some(w));
        let limit = if known { reader.limit } else { reader.limit.max(UNKNOWN) };
        if Reader::sure(attributes, likely) >= limit && !merely_addresses(text, at, &window, &labels) {
            found.extend(draft(text, drafts, at, &window, &labels));
        }
    }
    drop(scene);
    *drafts = found;
}

/// Whether the verb asks for what is said of its object, and nothing is ("called the king on Friday"): the tables know
/// it with neither a noun phrase nor a clause as content, and all that is labelled is an object that nothing is said of.
fn merely_addresses(text: &Text, (s, w): At, window: &Window, labels: &[usize]) -> bool {
    let tree = &text.trees[s];
    let entries = text.lexicon.cues_at(tree, w);
    if entries.is_empty() || entries.iter().any(|e| e.takes.noun || e.takes.clause || e.takes.infinitive) {
        return false;
    }
    let Some(object) = tree.child(w, Rel::Obj) else { return false };
    let quoted = |x: usize| text.quotes.iter().flatten().any(|q| q.span.overlaps(tree.word(x).span));
    let time = |x: usize| {
        let mut times = text.resolution.times.iter().filter(|t| t.sentence as usize == s);
        times.any(|t| t.span.overlaps(tree.word(x).span))
    };
    let named = |x: usize| {
        let follows = x.checked_sub(1).is_some_and(|p| {
            tree.under(p, object) && matches!(tree.word(p).upos, Upos::Noun | Upos::Propn | Upos::Pron)
        });
        // a name and an article side by side are two phrases, whatever the tree makes of them
        let second = tree.word(x).upos == Upos::Det && follows;
        let told = matches!(tree.word(x).rel, Rel::Appos | Rel::Acl | Rel::Xcomp);
        tree.under(x, object) && !second && !told && !quoted(x)
    };
    let mut content = window.words.iter().zip(labels).filter(|(_, label)| **label == CONTENT);
    content.all(|(word, _)| {
        let (t, x) = word.at;
        t == s && (named(x) || time(x) || tree.is_punct(x) || tree.head(x).is_some_and(time))
    })
}

/// The draft that the labels tell.
fn draft(text: &Text, drafts: &[Draft], (s, w): At, window: &Window, labels: &[usize]) -> Option<Draft> {
    let tree = &text.trees[s];
    let with = |label: usize| {
        window.words.iter().zip(labels).filter(move |(_, l)| **l == label).map(|(word, _)| word.at)
    };
    let here = |label: usize| -> Vec<usize> { with(label).filter(|a| a.0 == s).map(|a| a.1).collect() };
    let content: Vec<At> = with(CONTENT).collect();
    let mut spans = Vec::new();
    for run in content.chunk_by(|a, b| a.0 == b.0) {
        let words: Vec<usize> = run.iter().map(|a| a.1).collect();
        spans.extend(text.trees[run[0].0].spans(&words));
    }
    // what runs on over a sentence's end is one piece
    let mut joined: Vec<casus_model::Span> = Vec::new();
    for span in spans {
        match joined.last_mut() {
            Some(last)
                if text.document.text[last.end as usize..span.start as usize]
                    .chars()
                    .all(|c| c.is_whitespace() || ".!?…".contains(c)) =>
            {
                *last = last.cover(span);
            }
            _ => joined.push(span),
        }
    }
    if joined.is_empty() {
        return None;
    }
    let source = here(SOURCE);
    let cue = here(CUE);
    let ruled = drafts.iter().find(|d| d.sentence == s && d.cue_word == Some(w));
    let entry = text.lexicon.cues_at(tree, w).first();
    let finite = super::reported::is_finite(tree, w) && !tree.is_passive(w);
    let quoted = joined.iter().any(|c| text.quotes.iter().flatten().any(|q| q.span.overlaps(*c)));
    let head_of = |words: &[At]| {
        let first = words.first()?.0;
        let inside: Vec<usize> = words.iter().filter(|a| a.0 == first).map(|a| a.1).collect();
        let top = inside.iter().copied().find(|x| {
            !text.trees[first].is_punct(*x) && text.trees[first].head(*x).is_none_or(|h| !inside.contains(&h))
        });
        Some((first, top.or_else(|| inside.first().copied())?))
    };
    let kept = ruled.map(|d| d.content_head).filter(|h| content.contains(h));
    let source_head = super::reported::top(tree, &source).or_else(|| source.first().copied());
    Some(Draft {
        sentence: s,
        cue_word: Some(w),
        cue,
        source_head,
        carried: source.is_empty() && ruled.map_or(finite && tree.word(w).upos == Upos::Verb, |d| d.carried),
        source,
        content: joined,
        content_head: kept.or_else(|| head_of(&content))?,
        kind: ruled.map(|d| d.kind).or_else(|| entry.map(|e| e.kind)).unwrap_or(ClaimKind::Assessment),
        stance: ruled.map(|d| d.stance).or_else(|| entry.map(|e| e.stance)).unwrap_or(Stance::Affirms),
        speech: match ruled.map(|d| d.speech) {
            Some(Speech::Direct) if quoted => Speech::Direct,
            _ if quoted => Speech::Mixed,
            _ => Speech::Indirect,
        },
        confidence: ruled.map_or(0.6, |d| d.confidence),
    })
}

/// The document as the rules of claims see it, for training.
fn text_of<'a>(
    document: &'a Document,
    analysis: &'a Analysis,
    resolution: &'a Resolution,
) -> Option<(Text<'a>, Vec<Draft>)> {
    let lexicon = super::lexicon::Lexicon::of(&analysis.lang)?;
    let text = Text::new(document, analysis, resolution, lexicon);
    let drafts = super::ruled(&text);
    Some((text, drafts))
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn damaged_bytes_are_refused() {
        assert!(Reader::read(b"").is_none());
        assert!(Reader::read(&[0; HEADER]).is_none());
        let mut bytes = MAGIC.to_vec();
        bytes.resize(HEADER + 100, 1);
        assert!(Reader::read(&bytes).is_none());
    }

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
        let (labels, score) = chain.best();
        assert_eq!(labels, sums[0].1);
        assert!((score - sums[0].0).abs() < 1e-4);
        let total = sums.iter().map(|(s, _)| s.exp()).sum::<f32>().ln();
        assert!((chain.total() - total).abs() < 1e-3);
    }

    #[test]
    fn the_built_in_reader_is_sound_and_knows_english_alone() {
        let reader = Reader::embedded().expect("the program is built with one");
        assert!(reader.knows("en") && !reader.knows("it"));
    }
}
