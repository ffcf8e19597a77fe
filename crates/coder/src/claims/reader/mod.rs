//! A learned reader of attributions beside the rules: which words attribute, and whose words and what are theirs.
//!
//! Two linear models over the trees and over what the rules found. The first says of a word how likely it attributes
//! something; the second goes over the words around it and tells which name the holder, which belong to the
//! attributing words, and which are what is said, by the best path of labels ([`scene`] has the features). The
//! weights are in one file (`models/attribution.bin`; made by `cargo xtask train-reader`, see
//! `models/attribution.md`).
//!
//! It reads only languages it learned from gold. There it drops what the rules took for an attribution and is none,
//! adds what they missed, and moves the ends of spans; kind, stance and degree stay with the rules. Source of the
//! approach: linear models over dependency paths for the attribution of quotations (Pareti et al. 2013; Newell et
//! al. 2018, the PolNeAR corpus). Limits: it never reads across paragraphs.

mod scene;
mod train;

use std::sync::OnceLock;

use casus_model::{Analysis, ClaimKind, Document, Resolution, SmolStr, Speech, Stance, Upos};

use super::{Draft, Text};
use scene::{At, Scene, Window};

pub use train::{Lesson, Settings, train};

const MAGIC: &[u8; 8] = b"CASUSR01";

/// Header: magic, three scales, the least probability of a cue, languages.
const HEADER: usize = 48;

/// What a word can be to an attributing word: nothing, its holder, a part of it, what is said.
const LABELS: usize = 4;
const NONE: usize = 0;
const SOURCE: usize = 1;
const CUE: usize = 2;
const CONTENT: usize = 3;

/// Slots of the three tables, as powers of two.
const CUE_BITS: u32 = 16;
const LABEL_BITS: u32 = 17;
const PAIR_BITS: u32 = 13;

/// Weights, 16 bits each, with a scale for each table.
#[derive(Clone, Debug)]
struct Tables {
    cue: Vec<i16>,
    label: Vec<[i16; LABELS]>,
    pair: Vec<[i16; LABELS * LABELS]>,
    scales: [f32; 3],
}

/// The trained weights.
#[derive(Clone, Debug)]
pub struct Reader {
    tables: std::sync::Arc<Tables>,
    /// A word attributes when it does so at least this likely.
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
        let (words, left) = rest.as_chunks::<2>();
        let sizes = [1 << CUE_BITS, LABELS << LABEL_BITS, (LABELS * LABELS) << PAIR_BITS];
        if !header.starts_with(MAGIC) || !left.is_empty() || words.len() != sizes.iter().sum::<usize>() {
            return None;
        }
        let words: Vec<i16> = words.iter().map(|w| i16::from_le_bytes(*w)).collect();
        let (cue, rest) = words.split_at(sizes[0]);
        let (label, pair) = rest.split_at(sizes[1]);
        let scales = [float(8)?, float(12)?, float(16)?];
        let limit = float(20)?;
        let langs = std::str::from_utf8(&header[24..]).ok()?.trim_end_matches('\0');
        let sound = scales.iter().chain([&limit]).all(|x| x.is_finite());
        sound.then(|| Self {
            tables: std::sync::Arc::new(Tables {
                cue: cue.to_vec(),
                label: label.as_chunks().0.to_vec(),
                pair: pair.as_chunks().0.to_vec(),
                scales,
            }),
            limit,
            langs: SmolStr::new(langs),
            sha256: SmolStr::new(casus_model::Sha256::of(bytes).as_str()),
        })
    }

    /// SHA-256 of the model.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// The same reader that takes a word for attributing from another probability on.
    pub fn with_limit(mut self, limit: f32) -> Self {
        self.limit = limit;
        self
    }

    /// Whether it learned from gold in this language.
    pub fn knows(&self, lang: &str) -> bool {
        self.langs.split(',').any(|l| l == lang)
    }

    fn attributes(&self, features: &[u32]) -> f32 {
        let sum: f32 = features.iter().map(|f| f32::from(self.tables.cue[slot(*f, CUE_BITS)])).sum();
        1.0 / (1.0 + (-sum * self.tables.scales[0]).exp())
    }

    fn labels(&self, window: &Window) -> Vec<usize> {
        let [_, label, pair] = self.tables.scales;
        let emit = |features: &[u32]| {
            let mut sums = [0.0f32; LABELS];
            for f in features {
                let weights = &self.tables.label[slot(*f, LABEL_BITS)];
                for (s, w) in sums.iter_mut().zip(weights) {
                    *s += f32::from(*w) * label;
                }
            }
            sums
        };
        let step = |features: &[u32]| {
            let mut sums = [0.0f32; LABELS * LABELS];
            for f in features {
                let weights = &self.tables.pair[slot(*f, PAIR_BITS)];
                for (s, w) in sums.iter_mut().zip(weights) {
                    *s += f32::from(*w) * pair;
                }
            }
            sums
        };
        best_path(window, emit, step)
    }
}

/// Where a feature's weights stand in a table of 2 to the power of `bits` slots.
fn slot(feature: u32, bits: u32) -> usize {
    (feature.wrapping_mul(0x9E37_79B1) >> (32 - bits)) as usize
}

/// The labels with the highest sum of what each word and each step from one to the next give.
fn best_path(
    window: &Window,
    emit: impl Fn(&[u32]) -> [f32; LABELS],
    step: impl Fn(&[u32]) -> [f32; LABELS * LABELS],
) -> Vec<usize> {
    let count = window.words.len();
    let mut score = [0.0f32; LABELS];
    let mut back: Vec<[u8; LABELS]> = Vec::with_capacity(count);
    for (n, word) in window.words.iter().enumerate() {
        let own = emit(&word.features);
        let pairs = step(&word.steps);
        let mut next = [f32::MIN; LABELS];
        let mut from = [0u8; LABELS];
        for to in 0..LABELS {
            // the word itself is always part of what attributes
            if n == window.cue && to != CUE {
                continue;
            }
            for before in 0..LABELS {
                let sum = score[before] + pairs[before * LABELS + to];
                if (n > 0 || before == NONE) && sum > next[to] {
                    next[to] = sum;
                    from[to] = before as u8;
                }
            }
            next[to] += own[to];
        }
        score = next;
        back.push(from);
    }
    let mut at = (0..LABELS).max_by(|a, b| score[*a].total_cmp(&score[*b]).then(b.cmp(a))).unwrap_or(NONE);
    let mut labels = vec![NONE; count];
    for n in (0..count).rev() {
        labels[n] = at;
        at = usize::from(back[n][at]);
    }
    labels
}

/// Puts what the rules found right, and adds what they missed.
pub(super) fn review(reader: &Reader, text: &Text, drafts: &mut Vec<Draft>) {
    let mut scene = Scene::new(text, drafts);
    let mut found = Vec::new();
    for at in scene.candidates() {
        if reader.attributes(&scene.cue_features(at)) < reader.limit {
            continue;
        }
        let window = scene.window(at);
        let labels = reader.labels(&window);
        found.extend(draft(text, drafts, at, &window, &labels));
    }
    drop(scene);
    *drafts = found;
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
    use scene::Seen;

    #[test]
    fn damaged_bytes_are_refused() {
        assert!(Reader::read(b"").is_none());
        assert!(Reader::read(&[0; HEADER]).is_none());
        let mut bytes = MAGIC.to_vec();
        bytes.resize(HEADER + 100, 1);
        assert!(Reader::read(&bytes).is_none());
    }

    #[test]
    fn the_attributing_word_is_part_of_the_cue_whatever_the_weights_say() {
        let word = |i: usize| Seen { at: (0, i), features: vec![i as u32], steps: Vec::new() };
        let window = Window { words: (0..4).map(word).collect(), cue: 2 };
        let labels = best_path(&window, |_| [0.0, 1.0, -5.0, 3.0], |_| [0.0; LABELS * LABELS]);
        assert_eq!(labels, [CONTENT, CONTENT, CUE, CONTENT]);
    }

    #[test]
    fn the_built_in_reader_is_sound_and_knows_english_alone() {
        let reader = Reader::embedded().expect("the program is built with one");
        assert!(reader.knows("en") && !reader.knows("it"));
    }
}
