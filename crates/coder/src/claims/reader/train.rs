//! Training by AdaGrad: logistic regression for the attributing words, a linear-chain conditional random field for
//! the labels. What is learned is the mean of the weights over the later half of the rounds.
//!
//! Everything is seeded and runs on one thread: the same lessons in the same order give the same bytes.

use casus_model::{Analysis, Document, Resolution, Span, Upos};

use super::super::Text;
use super::chain::{Chain, START, STATES, State, end_of, ends, next};
use super::scene::{At, Scene, Window};
use super::whole::normal;
use super::{
    CONTENT, CUE, CUE_BITS, HEADER, LABEL_BITS, LABELS, LEAST, MAGIC, NONE, SOURCE, STEP_BITS, STEPS, Table,
    WHOLE_BITS,
};
use crate::learning::{place, repeated, shuffle, strongest};

/// A document with the attributions that are right: of each the spans of holder, attributing words and content.
#[derive(Clone, Copy, Debug)]
pub struct Lesson<'a> {
    /// The text.
    pub document: &'a Document,
    /// Its trees.
    pub analysis: &'a Analysis,
    /// Who is who.
    pub resolution: &'a Resolution,
    /// What is right.
    pub gold: &'a [[Vec<Span>; 3]],
}

/// How to learn.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Times the lessons are gone through for the attributing words.
    pub cue_epochs: usize,
    /// And for the labels.
    pub label_epochs: usize,
    /// Step of the descent for the attributing words.
    pub cue_rate: f32,
    /// And for the labels: a long step learns single sentences by heart, and is then sure of what is wrong.
    pub label_rate: f32,
    /// Times the lists of likely labellings are gone through.
    pub whole_epochs: usize,
    /// Step of the descent for these.
    pub whole_rate: f32,
    /// Parts of the lessons: the labellings of each are listed by what was learned from the others.
    pub folds: usize,
    /// Pull of weights to zero, each time a feature is seen.
    pub decay: f32,
    /// Of the order in which lessons are gone through.
    pub seed: u64,
    /// The least probability of an attribution that is written into the model.
    pub limit: f32,
}

/// A word and whether it attributes.
#[derive(Clone)]
struct Word {
    features: Vec<u32>,
    attributes: bool,
}

/// The words around one that attributes, with their labels.
struct Line {
    lesson: usize,
    at: At,
    window: Window,
    labels: Vec<usize>,
    /// The state that they end in.
    end: State,
}

/// The likely labellings of the words around one that may attribute.
struct List {
    /// The features of each, and how likely it is beside none of them, as a logarithm.
    labellings: Vec<(Vec<u32>, f32)>,
    /// Which one is right, if any is.
    right: Option<usize>,
}

/// Learns and writes the model. `langs` are the languages of the lessons.
pub fn train(lessons: &[Lesson<'_>], langs: &str, settings: &Settings) -> Vec<u8> {
    let mut words = Vec::new();
    // the candidates of each lesson among the words
    let mut ranges = Vec::with_capacity(lessons.len());
    for lesson in lessons {
        let from = words.len();
        enter(lesson, |text, scene| {
            let candidates = scene.candidates();
            let heads: Vec<Option<At>> = lesson.gold.iter().map(|g| head(text, &candidates, &g[1])).collect();
            words.extend(candidates.iter().map(|at| Word {
                features: scene.cue_features(*at),
                attributes: heads.contains(&Some(*at)),
            }));
        });
        ranges.push(from..words.len());
    }
    // what the labels see of other attributing words is what a model says that did not learn from the text
    let halves = [0, 1].map(|half| {
        let mut seen: Vec<Word> =
            ranges.iter().skip(half).step_by(2).flat_map(|r| words[r.clone()].iter().cloned()).collect();
        learn_cues(&mut seen, settings)
    });
    let mut lines = Vec::new();
    let mut weighed = Vec::with_capacity(lessons.len());
    for (n, lesson) in lessons.iter().enumerate() {
        let model = &halves[(n + 1) % 2];
        let likely: Vec<f32> =
            words[ranges[n].clone()].iter().map(|w| model.probability(&w.features)).collect();
        enter(lesson, |text, scene| {
            let candidates = scene.candidates();
            scene.weigh(candidates.iter().copied().zip(likely.iter().copied()));
            for gold in lesson.gold {
                let Some(at) = head(text, &candidates, &gold[1]) else { continue };
                let window = scene.window(at);
                let labels = window.words.iter().enumerate().map(|(n, word)| {
                    let span = text.trees[word.at.0].word(word.at.1).span;
                    let on = |k: usize| gold[k].iter().any(|g| g.overlaps(span));
                    match () {
                        () if n == window.cue || on(1) => CUE,
                        () if on(0) => SOURCE,
                        () if on(2) => CONTENT,
                        () => NONE,
                    }
                });
                let labels: Vec<usize> = labels.collect();
                // what no reading can be is nothing to learn from
                let end = labels.iter().try_fold(START, |state, label| next(state, *label));
                if let Some(end) = end.filter(|state| ends(*state)) {
                    lines.push(Line { lesson: n, at, window, labels, end });
                }
            }
        });
        weighed.push(likely);
    }
    drop(halves);
    let cue = learn_cues(&mut words, settings);
    let mut tables = Tables::new(&mut lines);
    let mut lists = Vec::new();
    for fold in 0..settings.folds {
        let others: Vec<&Line> = lines.iter().filter(|l| l.lesson % settings.folds != fold).collect();
        tables.learn(&others, settings);
        let (label, step) = (tables.label.table(LABEL_BITS), tables.step.table(STEP_BITS));
        for n in (fold..lessons.len()).step_by(settings.folds) {
            let own: Vec<&Line> = lines.iter().filter(|l| l.lesson == n).collect();
            enter(&lessons[n], |_, scene| {
                let likely: Vec<(At, f32)> =
                    scene.candidates().into_iter().zip(weighed[n].iter().copied()).collect();
                scene.weigh(likely.iter().copied());
                for (at, attributes) in likely.into_iter().filter(|(_, p)| *p >= LEAST) {
                    let window = scene.window(at);
                    let words: Vec<At> = window.words.iter().map(|w| w.at).collect();
                    let chain = Chain::new(&label, &step, &window);
                    let found = super::labellings(scene, at, &words, &chain, attributes);
                    let right = own.iter().find(|l| l.at == at).map(|l| normal(scene, &words, &l.labels));
                    let right = right.and_then(|r| found.iter().position(|f| f.normal == r));
                    let labellings = found.into_iter().map(|f| (f.features, f.log)).collect();
                    lists.push(List { labellings, right });
                }
            });
        }
    }
    let (whole, trust) = learn_whole(&mut lists, settings);
    drop(lists);
    tables.learn(&lines.iter().collect::<Vec<_>>(), settings);
    let Tables { label, step } = tables;
    let mut bytes = Vec::new();
    bytes.extend_from_slice(MAGIC);
    for number in [cue.scale(), label.scale(), step.scale(), whole.scale(), trust] {
        bytes.extend_from_slice(&number.to_le_bytes());
    }
    bytes.extend_from_slice(&settings.limit.to_le_bytes());
    bytes.extend_from_slice(langs.as_bytes());
    bytes.resize(HEADER, 0);
    cue.write(CUE_BITS, &mut bytes);
    label.write(LABEL_BITS, &mut bytes);
    step.write(STEP_BITS, &mut bytes);
    whole.write(WHOLE_BITS, &mut bytes);
    bytes
}

/// Looks at a lesson as the reader does.
fn enter(lesson: &Lesson<'_>, look: impl FnOnce(&Text<'_>, &mut Scene<'_, '_>)) {
    let analysis =
        crate::trees::repair::analysis(&lesson.document.text, lesson.analysis, lesson.resolution, None);
    if let Some((text, drafts)) = super::text_of(lesson.document, &analysis, lesson.resolution) {
        look(&text, &mut Scene::new(&text, &drafts));
    }
}

/// The word among the gold cue's that governs the others: a verb before a noun before the rest.
fn head(text: &Text<'_>, candidates: &[At], cue: &[Span]) -> Option<At> {
    let inside: Vec<At> = candidates
        .iter()
        .copied()
        .filter(|(s, w)| cue.iter().any(|c| c.overlaps(text.trees[*s].word(*w).span)))
        .collect();
    let top = |(s, w): &At| text.trees[*s].head(*w).is_none_or(|h| !inside.contains(&(*s, h)));
    let rank = |(s, w): &At| match text.trees[*s].word(*w).upos {
        Upos::Verb => 0,
        Upos::Noun => 1,
        Upos::Punct => 3,
        _ => 2,
    };
    inside.iter().copied().min_by_key(|at| (rank(at) == 3, !top(at), rank(at), *at))
}

/// The weights of the features that occur twice or more, while they are learned.
struct Weights<const N: usize> {
    known: Vec<(u32, usize)>,
    now: Vec<[f32; N]>,
    squares: Vec<[f32; N]>,
    sums: Vec<[f32; N]>,
    rounds: usize,
}

impl<const N: usize> Weights<N> {
    /// Puts the numbers of the features in the place of their hashes; those that occur once are left out.
    fn new<'a>(lists: impl Iterator<Item = &'a mut Vec<u32>>) -> Self {
        let mut lists: Vec<&mut Vec<u32>> = lists.collect();
        let known = repeated(lists.iter().flat_map(|l| l.iter().copied()).collect());
        for list in &mut lists {
            **list = list
                .iter()
                .filter_map(|f| Some(known.binary_search_by_key(f, |k| k.0).ok()? as u32))
                .collect();
        }
        let zeros = vec![[0.0; N]; known.len()];
        Self { squares: vec![[0.01; N]; known.len()], now: zeros.clone(), sums: zeros, known, rounds: 0 }
    }

    /// Begins anew.
    fn forget(&mut self) {
        self.now.fill([0.0; N]);
        self.squares.fill([0.01; N]);
        self.sums.fill([0.0; N]);
        self.rounds = 0;
    }

    fn sum(&self, features: &[u32]) -> [f32; N] {
        let mut sums = [0.0; N];
        for f in features {
            for (s, w) in sums.iter_mut().zip(&self.now[*f as usize]) {
                *s += w;
            }
        }
        sums
    }

    /// One step down the gradient.
    fn learn(&mut self, features: &[u32], gradient: &[f32; N], rate: f32, decay: f32) {
        if gradient.iter().all(|g| g.abs() < 1e-4) {
            return;
        }
        for f in features {
            let (weights, squares) = (&mut self.now[*f as usize], &mut self.squares[*f as usize]);
            for ((w, s), g) in weights.iter_mut().zip(squares).zip(gradient) {
                let g = g + decay * *w;
                *s += g * g;
                *w -= rate * g / s.sqrt();
            }
        }
    }

    /// The later rounds count.
    fn end_round(&mut self, round: usize, of: usize) {
        if round * 2 >= of {
            self.rounds += 1;
            for (sums, weights) in self.sums.iter_mut().zip(&self.now) {
                for (s, w) in sums.iter_mut().zip(weights) {
                    *s += w;
                }
            }
        }
    }

    /// What a step of the written weights is worth.
    fn scale(&self) -> f32 {
        let top = self.sums.iter().flatten().fold(1e-6f32, |a, w| a.max(w.abs()));
        (top / self.rounds.max(1) as f32).min(4.0) / 127.0
    }

    /// The table as the reader has it.
    fn table(&self, bits: u32) -> Table<N> {
        let mut bytes = Vec::new();
        self.write(bits, &mut bytes);
        Table::of_slots(&bytes, self.scale())
    }

    /// The table of the strongest features.
    fn write(&self, bits: u32, bytes: &mut Vec<u8>) {
        let scale = self.scale() * self.rounds.max(1) as f32;
        for slot in strongest(&self.known, &self.sums, bits) {
            let Some(i) = slot else {
                bytes.resize(bytes.len() + 2 + N, 0);
                continue;
            };
            bytes.extend_from_slice(&place(self.known[i].0, 1 << bits).1.to_le_bytes());
            let weights =
                self.sums[i].map(|w| ((w / scale).round().clamp(-127.0, 127.0) as i8).cast_unsigned());
            bytes.extend_from_slice(&weights);
        }
    }
}

impl Weights<1> {
    /// How likely a word with these features, by hash, attributes.
    fn probability(&self, features: &[u32]) -> f32 {
        let known = features.iter().filter_map(|f| self.known.binary_search_by_key(f, |k| k.0).ok());
        let sum: f32 = known.map(|i| self.sums[i][0]).sum();
        1.0 / (1.0 + (-sum / self.rounds.max(1) as f32).exp())
    }
}

fn learn_cues(words: &mut [Word], settings: &Settings) -> Weights<1> {
    let mut weights = Weights::<1>::new(words.iter_mut().map(|w| &mut w.features));
    let mut order: Vec<usize> = (0..words.len()).collect();
    let mut random = settings.seed;
    for round in 0..settings.cue_epochs {
        shuffle(&mut order, &mut random);
        for i in &order {
            let word = &words[*i];
            let [sum] = weights.sum(&word.features);
            let error = 1.0 / (1.0 + (-sum).exp()) - f32::from(u8::from(word.attributes));
            weights.learn(&word.features, &[error], settings.cue_rate, settings.decay);
        }
        weights.end_round(round, settings.cue_epochs);
    }
    weights
}

/// The weights of labels and steps.
struct Tables {
    label: Weights<LABELS>,
    step: Weights<STEPS>,
}

impl Tables {
    fn new(lines: &mut [Line]) -> Self {
        let label = Weights::new(lines.iter_mut().flat_map(|l| {
            let words = l.window.words.iter_mut().map(|w| &mut w.features);
            words.chain(std::iter::once(&mut l.window.end))
        }));
        let step = Weights::new(lines.iter_mut().flat_map(|l| &mut l.window.words).map(|w| &mut w.steps));
        Self { label, step }
    }

    /// Forgets, and learns from these lines.
    fn learn(&mut self, lines: &[&Line], settings: &Settings) {
        let Self { label, step } = self;
        label.forget();
        step.forget();
        let (rate, decay) = (settings.label_rate, settings.decay);
        let mut order: Vec<usize> = (0..lines.len()).collect();
        let mut random = settings.seed;
        for round in 0..settings.label_epochs {
            shuffle(&mut order, &mut random);
            for i in &order {
                let line = lines[*i];
                let Window { words, end: whole, cue } = &line.window;
                let chain = Chain {
                    own: words.iter().map(|w| label.sum(&w.features)).collect(),
                    steps: words.iter().map(|w| step.sum(&w.steps)).collect(),
                    cue: *cue,
                    end: label.sum(whole),
                };
                let (shares, mut end) = shares(&chain);
                for k in end_of(line.end) {
                    end[k] -= 1.0;
                }
                label.learn(whole, &end, rate, decay);
                let mut before = NONE;
                for ((word, right), (mut own, mut pairs)) in words.iter().zip(&line.labels).zip(shares) {
                    own[*right] -= 1.0;
                    pairs[before * LABELS + right] -= 1.0;
                    label.learn(&word.features, &own, rate, decay);
                    step.learn(&word.steps, &pairs, rate, decay);
                    before = *right;
                }
            }
            label.end_round(round, settings.label_epochs);
            step.end_round(round, settings.label_epochs);
        }
    }
}

/// The weights of what tells of labellings as a whole, and how much the chain is trusted beside them.
fn learn_whole(lists: &mut [List], settings: &Settings) -> (Weights<1>, f32) {
    let mut weights = Weights::<1>::new(
        lists.iter_mut().flat_map(|l| l.labellings.iter_mut().map(|(features, _)| features)),
    );
    let (mut trust, mut squares, mut sum, mut rounds) = (1.0f32, 1.0f32, 0.0, 0);
    let mut order: Vec<usize> = (0..lists.len()).collect();
    let mut random = settings.seed;
    for round in 0..settings.whole_epochs {
        shuffle(&mut order, &mut random);
        for i in &order {
            let List { labellings, right } = &lists[*i];
            let sums: Vec<f32> = labellings.iter().map(|(f, log)| weights.sum(f)[0] + trust * log).collect();
            let shares = super::shares(&sums);
            let mut slope = 0.0;
            for (n, ((features, log), share)) in labellings.iter().zip(&shares).enumerate() {
                let error = share - f32::from(u8::from(Some(n) == *right));
                weights.learn(features, &[error], settings.whole_rate, settings.decay);
                slope += error * log;
            }
            squares += slope * slope;
            trust -= settings.whole_rate * slope / squares.sqrt();
        }
        weights.end_round(round, settings.whole_epochs);
        if round * 2 >= settings.whole_epochs {
            sum += trust;
            rounds += 1;
        }
    }
    (weights, if rounds > 0 { sum / rounds as f32 } else { 1.0 })
}

/// The probability of each label of a word, and of each step to it.
type Share = ([f32; LABELS], [f32; STEPS]);

/// The shares of each word, and the probability of each end.
fn shares(chain: &Chain) -> (Vec<Share>, [f32; LABELS]) {
    let (forward, _) = chain.forward();
    let mut after = chain.ending();
    let mut ended = [0.0; LABELS];
    let last = forward.iter().rev().take(1).flatten();
    let ends: Vec<f64> = last.zip(after).map(|(x, end)| x * end).collect();
    let sum: f64 = ends.iter().sum();
    for (state, share) in ends.iter().enumerate() {
        for k in end_of(state) {
            ended[k] += (share / sum) as f32;
        }
    }
    let count = forward.len() - 1;
    let mut found = vec![([0.0; LABELS], [0.0; STEPS]); count];
    for n in (0..count).rev() {
        let (weights, _) = chain.weights(n);
        let mut before = [0.0; STATES];
        let mut pairs = [0.0; STEPS];
        for (from, k, state) in chain.ways(n) {
            let rest = weights[*k] * after[*state];
            before[*from] += rest;
            pairs[*k] += forward[n][*from] * rest;
        }
        let sum: f64 = pairs.iter().sum();
        found[n].1 = pairs.map(|x| (x / sum) as f32);
        for (k, share) in found[n].1.into_iter().enumerate() {
            found[n].0[k % LABELS] += share;
        }
        let top = before.iter().fold(0.0, |top: f64, x| top.max(*x));
        after = before.map(|x| x / top);
    }
    (found, ended)
}
