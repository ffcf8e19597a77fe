//! A learned reader of attributions beside the rules: which words attribute, and whose words and what are theirs.
//!
//! Three linear models over the trees and over what the rules found. The first says of a word how likely it attributes
//! something; the second, a conditional random field, goes over the words around it and tells which name the holder,
//! which belong to the attributing words, and which are what is said ([`scene`] has the features, [`chain`] the
//! likeliest labellings); the third chooses among these, or none of them, by what tells of each as a whole
//! ([`whole`]). An attribution is taken when it is right with a sufficient probability. The weights are in one file
//! (`models/attribution.bin`; made by `cargo xtask train-reader`, see `models/attribution.md`).
//!
//! It reads only languages it learned from gold. There it drops what the rules took for an attribution and is none,
//! adds what they missed, and moves the ends of spans; kind, stance and degree stay with the rules. Source of the
//! approach: linear models over dependency paths for the attribution of quotations (Pareti et al. 2013; Newell et
//! al. 2018, the PolNeAR corpus), and likely labellings ordered anew (Collins and Koo 2005). Limits: it never reads
//! across paragraphs.

mod chain;
mod scene;
mod train;
mod whole;

use std::sync::OnceLock;

use casus_model::{Analysis, ClaimKind, Document, Rel, Resolution, Sha256, SmolStr, Speech, Stance, Upos};

use super::{Draft, Text};
use crate::learning::{READER_SHA256, Table};
use chain::Chain;
use scene::{At, Scene, Window};
use whole::{Whole, normal};

pub use train::{Lesson, Settings, train};

const MAGIC: &[u8; 8] = b"CASUSR04";

/// Header: magic, four scales, the trust in the chain, the least probability of an attribution, languages.
const HEADER: usize = 48;

/// What a word can be to an attributing word: nothing, its holder, a part of it, what is said.
const LABELS: usize = 4;
const NONE: usize = 0;
const SOURCE: usize = 1;
const CUE: usize = 2;
const CONTENT: usize = 3;

/// Steps from a label to a label.
const STEPS: usize = LABELS * LABELS;

/// Slots of the four tables, as powers of two.
const CUE_BITS: u32 = 17;
const LABEL_BITS: u32 = 18;
const STEP_BITS: u32 = 15;
const WHOLE_BITS: u32 = 17;

/// How many labellings are ordered anew at most, and how much less likely than the likeliest, as a logarithm.
const MOST: usize = 16;
const MARGIN: f32 = 4.0;

/// How likely an attribution must be right whose word no table and no rule takes for one that attributes: there is much
/// less of what is found wrongly.
const UNKNOWN: f32 = 0.35;

/// How likely a word must attribute for the words around it to be looked at.
const LEAST: f32 = 0.2;

/// How likely a word must attribute to be taken for one that does.
const LIKELY: f32 = 0.6;

/// The trained weights.
#[derive(Clone, Debug)]
pub struct Reader {
    cue: Table<1>,
    label: Table<LABELS>,
    step: Table<STEPS>,
    whole: Table<1>,
    /// How much what the chain says of a labelling counts beside what tells of it as a whole.
    trust: f32,
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
        READER.get_or_init(|| Reader::hashed(BYTES, READER_SHA256)).clone()
    }

    /// Takes the bytes that [`train()`] wrote; `None` when they are none.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Self::hashed(bytes, Sha256::of(bytes).as_str())
    }

    /// The same where their SHA-256 is known.
    fn hashed(bytes: &[u8], sha256: &str) -> Option<Self> {
        let (header, rest) = bytes.split_at_checked(HEADER)?;
        let float = |at: usize| Some(f32::from_le_bytes(header.get(at..at + 4)?.try_into().ok()?));
        let (cue, rest) = rest.split_at_checked(Table::<1>::size(CUE_BITS))?;
        let (label, rest) = rest.split_at_checked(Table::<LABELS>::size(LABEL_BITS))?;
        let (step, whole) = rest.split_at_checked(Table::<STEPS>::size(STEP_BITS))?;
        let scales = [float(8)?, float(12)?, float(16)?, float(20)?];
        let (trust, limit) = (float(24)?, float(28)?);
        let langs = std::str::from_utf8(&header[32..]).ok()?.trim_end_matches('\0');
        let sound = scales.iter().chain([&trust, &limit]).all(|x| x.is_finite());
        let fits = header.starts_with(MAGIC) && whole.len() == Table::<1>::size(WHOLE_BITS);
        (fits && sound).then(|| Self {
            cue: Table::of_slots(cue, scales[0]),
            label: Table::of_slots(label, scales[1]),
            step: Table::of_slots(step, scales[2]),
            whole: Table::of_slots(whole, scales[3]),
            trust,
            limit,
            langs: SmolStr::new(langs),
            sha256: SmolStr::new(sha256),
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

    /// The labels of the words around a word that attributes this likely, and how likely that all is right.
    fn labels(&self, scene: &Scene<'_, '_>, at: At, window: &Window, attributes: f32) -> (Vec<usize>, f32) {
        let chain = Chain::new(&self.label, &self.step, window);
        let words: Vec<At> = window.words.iter().map(|w| w.at).collect();
        let found = labellings(scene, at, &words, &chain, attributes);
        let sums: Vec<f32> =
            found.iter().map(|f| self.whole.sum(&f.features)[0] + self.trust * f.log).collect();
        let best = found.into_iter().zip(shares(&sums)).reduce(|a, b| if b.1 > a.1 { b } else { a });
        best.map_or((vec![NONE; words.len()], 0.0), |(best, share)| (best.labels, share))
    }
}

/// A likely labelling.
struct Labelling {
    labels: Vec<usize>,
    /// Without what makes no difference.
    normal: Vec<usize>,
    /// Of the whole.
    features: Vec<u32>,
    /// How likely it is beside none of those listed with it, as a logarithm.
    log: f32,
}

/// The likeliest labellings of the words around one that attributes this likely, the likeliest first; those that come to
/// the same are one.
fn labellings(scene: &Scene<'_, '_>, at: At, words: &[At], chain: &Chain, attributes: f32) -> Vec<Labelling> {
    let total = chain.total();
    let mut found: Vec<Labelling> = Vec::new();
    for (labels, score) in chain.list(MOST, MARGIN) {
        let normal = normal(scene, words, &labels);
        let share = attributes * (score - total).exp();
        match found.iter_mut().find(|f| f.normal == normal) {
            Some(same) => same.log += share,
            None => found.push(Labelling { labels, normal, features: Vec::new(), log: share }),
        }
    }
    found.sort_by(|a, b| b.log.total_cmp(&a.log));
    let none = (1.0 - found.iter().map(|f| f.log).sum::<f32>()).max(1e-3);
    let whole = Whole::new(scene, at, words);
    for (rank, f) in found.iter_mut().enumerate() {
        f.features = whole.features(&f.normal, rank);
        f.log = (f.log / none).max(1e-6).ln();
    }
    found
}

/// The shares of what has these logarithms beside nothing, which has 0.
fn shares(logs: &[f32]) -> Vec<f32> {
    let top = logs.iter().copied().fold(0.0, f32::max);
    let weights: Vec<f32> = logs.iter().map(|x| (x - top).exp()).collect();
    let sum = (-top).exp() + weights.iter().sum::<f32>();
    weights.iter().map(|w| w / sum).collect()
}

/// Puts what the rules found right, and adds what they missed.
pub(super) fn review(reader: &Reader, text: &Text, drafts: &mut Vec<Draft>) {
    let mut scene = Scene::new(text, drafts);
    let mut found = Vec::new();
    let candidates: Vec<(At, f32)> =
        scene.candidates().into_iter().map(|at| (at, reader.attributes(&scene.cue_features(at)))).collect();
    scene.weigh(candidates.iter().copied());
    for (at, attributes) in candidates {
        if attributes < LEAST {
            continue;
        }
        let window = scene.window(at);
        let (labels, sure) = reader.labels(&scene, at, &window, attributes);
        let (s, w) = at;
        let known = !text.lexicon.cues_at(&text.trees[s], w).is_empty()
            || drafts.iter().any(|d| d.sentence == s && d.cue_word == Some(w));
        let limit = if known { reader.limit } else { reader.limit.max(UNKNOWN) };
        if sure >= limit
            && !merely_addresses(text, at, &window, &labels)
            && !merely_acts(text, at, &window, &labels)
        {
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
    let quoted = |x: usize| text.is_quoted(tree.word(x).span);
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

/// Whether the verb is a deed ("blocked the road"): no table takes it for a word that attributes noun phrases, nothing is
/// said in what is labelled, and the frame that it heads knows no theme.
fn merely_acts(text: &Text, (s, w): At, window: &Window, labels: &[usize]) -> bool {
    let tree = &text.trees[s];
    let entries = text.lexicon.cues_at(tree, w);
    if tree.word(w).upos != Upos::Verb
        || entries.iter().any(|e| e.takes.noun || e.takes.small || !e.preps.is_empty())
    {
        return false;
    }
    let quoted = |x: usize| text.is_quoted(tree.word(x).span);
    let mut content = window.words.iter().zip(labels).filter(|(_, label)| **label == CONTENT);
    let bare = content.all(|(word, _)| {
        let (t, x) = word.at;
        t == s && !matches!(tree.word(x).upos, Upos::Verb | Upos::Aux) && !quoted(x)
    });
    bare && text.deed(s, w)
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
    // "a project expected to bring": of what it is said does not say it
    let participle = tree.word(w).feats.is("Voice", "Pass") && !super::reported::is_finite(tree, w);
    let told = |c: &usize| match tree.word(w).rel {
        Rel::Acl => tree.head(w) == Some(*c),
        Rel::Advcl => tree.head(*c) == Some(w) && tree.word(*c).rel == Rel::Nsubj,
        _ => false,
    };
    if participle && source.iter().any(told) {
        return None;
    }
    let cue = here(CUE);
    let ruled = drafts.iter().find(|d| d.sentence == s && d.cue_word == Some(w));
    let entry = text.lexicon.cues_at(tree, w).first();
    let finite = super::reported::is_finite(tree, w) && !tree.is_passive(w);
    let quoted = joined.iter().any(|c| text.is_quoted(*c));
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

    #[test]
    fn the_built_in_reader_is_sound_and_knows_english_alone() {
        let reader = Reader::embedded().expect("the program is built with one");
        assert!(reader.knows("en") && !reader.knows("it"));
    }
}
