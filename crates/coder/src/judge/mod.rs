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

const MAGIC: &[u8; 8] = b"CASUSJ03";

/// Header: magic, scale of the weights, temperature, five limits, languages with gold of their own (`ar,en,es`, ended
/// by zeros).
const HEADER: usize = 64;

/// The trained weights.
#[derive(Clone, Debug)]
pub struct Judge {
    slots: std::borrow::Cow<'static, [[u8; SLOT]]>,
    scale: f32,
    temperature: f32,
    langs: SmolStr,
    limits: Limits,
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
        let limits = Limits {
            doubt: float(16)?,
            replace: float(20)?,
            nothing: float(24)?,
            faint: float(28)?,
            propose: float(32)?,
        };
        let langs = std::str::from_utf8(&header[36..]).ok()?.trim_end_matches('\0');
        let langs = SmolStr::new(langs);
        let sha256 = SmolStr::new(casus_model::Sha256::of(bytes).as_str());
        (sound && usable).then(|| Self {
            slots: slots.to_vec().into(),
            scale,
            temperature,
            langs,
            limits,
            sha256,
        })
    }

    /// Whether the judge learned from gold in this language. In others it says how sure it is, and no more.
    pub fn knows(&self, lang: &str) -> bool {
        self.langs.split(',').any(|l| l == lang)
    }

    /// The same judge for other languages, by a list with commas.
    pub fn with_langs(mut self, langs: &str) -> Self {
        self.langs = langs.into();
        self
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

    /// The same judge with other limits.
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// The bytes of the model with this judge's temperature, limits and languages in them.
    pub fn write_header(&self, mut bytes: Vec<u8>) -> Vec<u8> {
        let Limits { doubt, replace, nothing, faint, propose } = self.limits;
        for (n, value) in [self.temperature, doubt, replace, nothing, faint, propose].into_iter().enumerate()
        {
            bytes[12 + 4 * n..16 + 4 * n].copy_from_slice(&value.to_le_bytes());
        }
        let room = HEADER - 36;
        let langs = self.langs.as_bytes();
        bytes[36..36 + langs.len().min(room)].copy_from_slice(&langs[..langs.len().min(room)]);
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
