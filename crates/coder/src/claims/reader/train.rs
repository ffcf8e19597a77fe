//! Training: logistic regression for the attributing words, the averaged structured perceptron for the labels.
//!
//! Everything is seeded and runs on one thread: the same lessons in the same order give the same bytes.

use casus_model::{Analysis, Document, Resolution, Span, Upos};

use super::super::Text;
use super::scene::{At, Scene, Window};
use super::{CONTENT, CUE, CUE_BITS, HEADER, LABEL_BITS, LABELS, MAGIC, NONE, PAIR_BITS, SOURCE, slot};
use crate::learning::shuffle;

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
    pub rate: f32,
    /// Of the order in which lessons are gone through.
    pub seed: u64,
    /// The least probability that is written into the model.
    pub limit: f32,
}

/// A word and whether it attributes.
struct Word {
    features: Vec<u32>,
    attributes: bool,
}

/// The words around one that attributes, with their labels.
struct Line {
    window: Window,
    labels: Vec<usize>,
}

/// Learns and writes the model. `langs` are the languages of the lessons.
pub fn train(lessons: &[Lesson<'_>], langs: &str, settings: &Settings) -> Vec<u8> {
    let mut words = Vec::new();
    let mut lines = Vec::new();
    for lesson in lessons {
        let analysis =
            crate::repair::analysis(&lesson.document.text, lesson.analysis, lesson.resolution, None);
        let Some((text, drafts)) = super::text_of(lesson.document, &analysis, lesson.resolution) else {
            continue;
        };
        let mut scene = Scene::new(&text, &drafts);
        let candidates = scene.candidates();
        let heads: Vec<Option<At>> = lesson.gold.iter().map(|g| head(&text, &candidates, &g[1])).collect();
        for at in candidates {
            let attributes = heads.contains(&Some(at));
            words.push(Word { features: scene.cue_features(at), attributes });
        }
        for (gold, head) in lesson.gold.iter().zip(&heads) {
            let Some(at) = head else { continue };
            let window = scene.window(*at);
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
            let labels = labels.collect();
            lines.push(Line { window, labels });
        }
    }
    let cue = learn_cues(&words, settings);
    let (label, pair) = learn_labels(&lines, settings);
    let mut bytes = Vec::new();
    bytes.extend_from_slice(MAGIC);
    let tables = [cue, label, pair];
    let scales = tables.each_ref().map(|t| t.iter().fold(1e-6f32, |a, w| a.max(w.abs())) / 32_767.0);
    for s in scales {
        bytes.extend_from_slice(&s.to_le_bytes());
    }
    bytes.extend_from_slice(&settings.limit.to_le_bytes());
    bytes.extend_from_slice(langs.as_bytes());
    bytes.resize(HEADER, 0);
    for (table, scale) in tables.iter().zip(scales) {
        for w in table {
            bytes.extend_from_slice(&((w / scale).round() as i16).to_le_bytes());
        }
    }
    bytes
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

fn learn_cues(words: &[Word], settings: &Settings) -> Vec<f32> {
    let mut weights = vec![0.0f32; 1 << CUE_BITS];
    let mut squares = vec![0.1f32; 1 << CUE_BITS];
    let mut order: Vec<usize> = (0..words.len()).collect();
    let mut random = settings.seed;
    for _ in 0..settings.cue_epochs {
        shuffle(&mut order, &mut random);
        for i in &order {
            let word = &words[*i];
            let sum: f32 = word.features.iter().map(|f| weights[slot(*f, CUE_BITS)]).sum();
            let p = 1.0 / (1.0 + (-sum).exp());
            let error = p - f32::from(u8::from(word.attributes));
            for f in &word.features {
                let at = slot(*f, CUE_BITS);
                let gradient = error + 1e-5 * weights[at];
                squares[at] += gradient * gradient;
                weights[at] -= settings.rate * gradient / squares[at].sqrt();
            }
        }
    }
    weights
}

/// A table whose mean over all steps is kept beside it.
struct Averaged {
    weights: Vec<f32>,
    sums: Vec<f32>,
    width: usize,
}

impl Averaged {
    fn new(slots: usize, width: usize) -> Self {
        Self { weights: vec![0.0; slots * width], sums: vec![0.0; slots * width], width }
    }

    fn add(&mut self, at: usize, column: usize, value: f32, time: f32) {
        self.weights[at * self.width + column] += value;
        self.sums[at * self.width + column] += value * time;
    }

    fn mean(self, time: f32) -> Vec<f32> {
        self.weights.iter().zip(&self.sums).map(|(w, s)| w - s / time).collect()
    }
}

fn learn_labels(lines: &[Line], settings: &Settings) -> (Vec<f32>, Vec<f32>) {
    let mut label = Averaged::new(1 << LABEL_BITS, LABELS);
    let mut pair = Averaged::new(1 << PAIR_BITS, LABELS * LABELS);
    let mut order: Vec<usize> = (0..lines.len()).collect();
    let mut random = settings.seed;
    let mut time = 1.0f32;
    for _ in 0..settings.label_epochs {
        shuffle(&mut order, &mut random);
        for i in &order {
            let line = &lines[*i];
            let emit = |features: &[u32]| {
                let mut sums = [0.0f32; LABELS];
                for f in features {
                    let at = slot(*f, LABEL_BITS) * LABELS;
                    for (s, w) in sums.iter_mut().zip(&label.weights[at..at + LABELS]) {
                        *s += w;
                    }
                }
                sums
            };
            let step = |features: &[u32]| {
                let mut sums = [0.0f32; LABELS * LABELS];
                for f in features {
                    let at = slot(*f, PAIR_BITS) * LABELS * LABELS;
                    for (s, w) in sums.iter_mut().zip(&pair.weights[at..at + LABELS * LABELS]) {
                        *s += w;
                    }
                }
                sums
            };
            let guess = super::best_path(&line.window, emit, step);
            if guess != line.labels {
                for (n, word) in line.window.words.iter().enumerate() {
                    let (right, wrong) = (line.labels[n], guess[n]);
                    if right != wrong {
                        for f in &word.features {
                            label.add(slot(*f, LABEL_BITS), right, 1.0, time);
                            label.add(slot(*f, LABEL_BITS), wrong, -1.0, time);
                        }
                    }
                    let before = |labels: &[usize]| n.checked_sub(1).map_or(NONE, |b| labels[b]);
                    let (a, b) = (before(&line.labels) * LABELS + right, before(&guess) * LABELS + wrong);
                    if a != b {
                        for f in &word.steps {
                            pair.add(slot(*f, PAIR_BITS), a, 1.0, time);
                            pair.add(slot(*f, PAIR_BITS), b, -1.0, time);
                        }
                    }
                }
            }
            time += 1.0;
        }
    }
    (label.mean(time), pair.mean(time))
}
