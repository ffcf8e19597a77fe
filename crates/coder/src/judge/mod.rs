//! A learned judge beside the rules: of what type is what a sentence tells, between these two, and is it an event at
//! all?
//!
//! A linear model over masked words, sub-words, lemmas, paths of the tree, sectors of the actors and the hits of
//! lexicon and grammar ([`features`]). Its answer is a probability for each PLOVER type and for *no event*, calibrated
//! by one temperature on held-out folds. The weights that matter most are kept in one table of fixed size
//! (`models/judge.bin`; made by `cargo xtask train-judge`, see `models/judge.md`).
//!
//! The coder uses it in three ways: it labels given pairs ([`Judge::answer`]); it reviews what the rules read
//! (`review`: confidence, other type, no event); and where the rules read nothing it may propose an event between
//! the actors of the main clause, or the protest or violence that a noun of the lexicon tells. Source of the approach:
//! linear models over n-grams do well on PLOVER types where few thousand sentences are labelled (Halterman et al.,
//! PLOVER and POLECAT, 2023).

mod features;
mod review;
mod train;

use std::sync::OnceLock;

use casus_model::{EventMention, EventType, SmolStr};

use crate::learning::place;

pub use features::{Features, Question};
pub use review::Limits;
pub(crate) use review::{Bench, propose, review};
pub use train::{Example, Settings, train};

/// The types, then *no event*.
pub const CLASSES: usize = 17;

/// The class that stands for *no event*.
pub const NOTHING: usize = 16;

/// Bytes of a slot: the mark of its feature and a weight for each class.
const SLOT: usize = 2 + CLASSES;

const MAGIC: &[u8; 8] = b"CASUSJ04";

/// Header: magic, scale of the weights, temperature, then for each language with gold of its own (at most four) its
/// code of two letters and five limits; ended by zeros.
const HEADER: usize = 128;

/// Where the languages begin in the header, and the bytes of one.
const LANGS: (usize, usize) = (16, 24);

/// The trained weights.
#[derive(Clone, Debug)]
pub struct Judge {
    slots: std::borrow::Cow<'static, [[u8; SLOT]]>,
    scale: f32,
    temperature: f32,
    /// Languages with gold of their own.
    limits: Vec<(SmolStr, Limits)>,
    sha256: SmolStr,
}

/// A probability for each type and for *no event*; they add up to 1.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Verdict(pub [f32; CLASSES]);

impl Verdict {
    /// The probability of a type.
    pub fn of(&self, kind: EventType) -> f32 {
        self.0[kind as usize]
    }

    /// The probability that nothing is told.
    pub fn nothing(&self) -> f32 {
        self.0[NOTHING]
    }

    /// The likeliest type, given that there is one.
    pub fn best(&self) -> EventType {
        EventType::ALL
            .iter()
            .copied()
            .reduce(|a, b| if self.of(b) > self.of(a) { b } else { a })
            .unwrap_or(EventType::Agree)
    }
}

/// Features of a sentence, computed once for all questions about it.
#[derive(Clone, Debug)]
pub struct Shared([f32; CLASSES]);

impl Judge {
    /// The judge that is part of the program, if it was built with one.
    pub fn embedded() -> Option<Self> {
        static BYTES: &[u8] = include_bytes!("../../../../models/judge.bin");
        static JUDGE: OnceLock<Option<Judge>> = OnceLock::new();
        JUDGE.get_or_init(|| Judge::read(BYTES)).clone()
    }

    /// Takes the bytes that [`train()`] wrote; `None` when they are none.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let (header, rest) = bytes.split_at_checked(HEADER)?;
        let float = |at: usize| Some(f32::from_le_bytes(header.get(at..at + 4)?.try_into().ok()?));
        let (slots, left) = rest.as_chunks::<SLOT>();
        let sound = header.starts_with(MAGIC) && slots.len().is_power_of_two() && left.is_empty();
        let (scale, temperature) = (float(8)?, float(12)?);
        let usable = scale.is_finite() && temperature.is_finite() && temperature > 0.0;
        let limits = (LANGS.0..HEADER - LANGS.1).step_by(LANGS.1).filter(|at| header[*at] != 0).map(|at| {
            let lang = std::str::from_utf8(header.get(at..at + 2)?).ok()?;
            let limits = Limits {
                doubt: float(at + 4)?,
                replace: float(at + 8)?,
                nothing: float(at + 12)?,
                faint: float(at + 16)?,
                propose: float(at + 20)?,
            };
            Some((SmolStr::new(lang), limits))
        });
        let limits = limits.collect::<Option<Vec<_>>>()?;
        let sha256 = SmolStr::new(casus_model::Sha256::of(bytes).as_str());
        (sound && usable).then(|| Self { slots: slots.to_vec().into(), scale, temperature, limits, sha256 })
    }

    /// How sure the judge must be in a language whose gold it learned from. In others it says how sure it is, and no
    /// more.
    pub fn limits(&self, lang: &str) -> Option<Limits> {
        self.limits.iter().find(|(l, _)| l == lang).map(|(_, limits)| *limits)
    }

    /// SHA-256 of the model.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// The same judge with another temperature.
    pub fn with_temperature(mut self, temperature: f32) -> Self {
        self.temperature = temperature;
        self
    }

    /// The same judge with other limits for some languages.
    pub fn with_limits(mut self, limits: &[(&str, Limits)]) -> Self {
        self.limits = limits.iter().map(|(lang, limits)| (SmolStr::new(lang), *limits)).collect();
        self
    }

    /// The bytes of the model with this judge's temperature, languages and their limits in them.
    pub fn write_header(&self, mut bytes: Vec<u8>) -> Vec<u8> {
        bytes[12..16].copy_from_slice(&self.temperature.to_le_bytes());
        for ((lang, limits), at) in self.limits.iter().zip((LANGS.0..HEADER - LANGS.1).step_by(LANGS.1)) {
            let Limits { doubt, replace, nothing, faint, propose } = limits;
            bytes[at..at + 2].copy_from_slice(&lang.as_bytes()[..2]);
            for (n, value) in [doubt, replace, nothing, faint, propose].into_iter().enumerate() {
                bytes[at + 4 * (n + 1)..at + 4 * (n + 2)].copy_from_slice(&value.to_le_bytes());
            }
        }
        bytes
    }

    /// What the sentence alone adds to every question about it.
    pub fn share(&self, question: &Question<'_>) -> Shared {
        let mut sums = [0.0; CLASSES];
        self.add(&features::of_sentence(question), &mut sums);
        Shared(sums)
    }

    /// Answers a question about a sentence.
    pub fn answer(&self, shared: &Shared, question: &Question<'_>) -> Verdict {
        let mut sums = shared.0;
        self.add(&features::of_sides(question), &mut sums);
        soften(&sums, self.temperature)
    }

    /// Answers by features that were computed before.
    pub fn verdict(&self, features: &Features) -> Verdict {
        let mut sums = [0.0; CLASSES];
        self.add(features, &mut sums);
        soften(&sums, self.temperature)
    }

    fn add(&self, features: &Features, sums: &mut [f32; CLASSES]) {
        for (hash, value) in &features.0 {
            let (at, mark) = place(*hash, self.slots.len());
            let [low, high, weights @ ..] = &self.slots[at];
            if u16::from_le_bytes([*low, *high]) == mark {
                for (sum, w) in sums.iter_mut().zip(weights) {
                    *sum += f32::from(w.cast_signed()) * self.scale * value;
                }
            }
        }
    }
}

/// All features of a question.
pub fn features(question: &Question<'_>) -> Features {
    let mut all = features::of_sentence(question);
    all.0.extend(features::of_sides(question).0);
    all
}

fn soften(sums: &[f32; CLASSES], temperature: f32) -> Verdict {
    let top = sums.iter().copied().fold(f32::MIN, f32::max);
    let mut p = sums.map(|s| ((s - top) / temperature).exp());
    let total: f32 = p.iter().sum();
    for v in &mut p {
        *v /= total;
    }
    Verdict(p)
}

/// The events of a sentence whose sides are those of the pair come first in what the judge sees; this is the pair.
pub(crate) fn sides(
    event: &EventMention,
    resolution: &casus_model::Resolution,
) -> [Option<casus_model::Span>; 2] {
    let span = |actors: &[casus_model::ActorRef]| {
        let m = actors.iter().find_map(|a| a.mention)?;
        resolution.mentions.get(m as usize).map(|m| m.span)
    };
    [span(&event.sources), span(&event.targets)]
}
