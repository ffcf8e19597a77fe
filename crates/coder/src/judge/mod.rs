//! A learned judge beside the rules: of what type is what a sentence tells, between these two, and is it an event at
//! all?
//!
//! A linear model over masked words, sub-words, lemmas, paths of the tree, sectors of the actors and the hits of
//! lexicon and grammar ([`features`]). Its answer is a probability for each PLOVER type and for *no event*, calibrated
//! by one temperature on held-out folds. The weights that matter most are kept in one table of fixed size
//! (`models/judge.bin`; made by `cargo xtask train-judge`, see `models/judge.md`).
//!
//! The coder uses it in four ways: it labels given pairs ([`Judge::answer`]); it reviews what the rules read
//! (`review`: confidence, other type, no event); where the rules read nothing it may propose an event between
//! the actors of the main clause, or the protest or violence that a noun of the lexicon tells; and it says who of those
//! named in the sentence acts or is acted upon, where the rules leave a side open or seem to have missed it
//! (`sides`). Source of the approach:
//! linear models over n-grams do well on PLOVER types where few thousand sentences are labelled (Halterman et al.,
//! PLOVER and POLECAT, 2023); who is an argument of what is learned from paths in the tree (Gildea and Jurafsky,
//! Automatic labeling of semantic roles, 2002).

mod features;
mod review;
mod sides;
mod train;

use std::sync::OnceLock;

use casus_model::{EventMention, EventType, Sha256, SmolStr};

use crate::learning::{JUDGE_SHA256, Table};

pub use features::{Features, Question};
pub use review::Limits;
pub(crate) use review::{Bench, propose, review};
pub use sides::{Part, Party, candidates, is_given, settle};
pub use train::{Example, Settings};

/// The types, then *no event*.
pub const CLASSES: usize = 17;

/// The class that stands for *no event*.
pub const NOTHING: usize = 16;

const MAGIC: &[u8; 8] = b"CASUSJ05";

/// Header: magic, temperature, then for each language with gold of its own (at most four) its code of two letters, two
/// zeros and its limits; ended by zeros. The tables of types and of parts follow.
const HEADER: usize = 144;

/// Where the languages begin in the header, and the bytes of one.
const LANGS: (usize, usize) = (16, 32);

/// The trained weights.
#[derive(Clone, Debug)]
pub struct Judge {
    types: Table<CLASSES>,
    /// What part a mention has in an event ([`Part`]).
    parts: Table<{ Part::COUNT }>,
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
        JUDGE.get_or_init(|| Judge::hashed(BYTES, JUDGE_SHA256)).clone()
    }

    /// Learns types from examples; it knows no parts, and without limits it overrules nothing.
    pub fn learned(types: &[Example], settings: &Settings) -> Self {
        Self {
            types: train::train(types, settings),
            parts: Table::of(&[], &[], 0),
            temperature: 1.0,
            limits: Vec::new(),
            sha256: SmolStr::default(),
        }
    }

    /// The same judge with parts learned from examples.
    pub fn with_parts(mut self, parts: &[Example], settings: &Settings) -> Self {
        self.parts = train::train(parts, settings);
        self
    }

    /// Takes the bytes that [`Judge::write`] gave; `None` when they are none.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Self::hashed(bytes, Sha256::of(bytes).as_str())
    }

    /// The same where their SHA-256 is known.
    fn hashed(bytes: &[u8], sha256: &str) -> Option<Self> {
        let (header, rest) = bytes.split_at_checked(HEADER)?;
        let float = |at: usize| Some(f32::from_le_bytes(header.get(at..at + 4)?.try_into().ok()?));
        let temperature = float(MAGIC.len())?;
        let langs = (LANGS.0..HEADER).step_by(LANGS.1).filter(|at| header[*at] != 0);
        let limits = langs.map(|at| {
            let lang = std::str::from_utf8(header.get(at..at + 2)?).ok()?;
            let mut limits = Limits::default();
            for (n, value) in limits.values().into_iter().enumerate() {
                *value = float(at + 4 * (n + 1))?;
            }
            Some((SmolStr::new(lang), limits))
        });
        let limits = limits.collect::<Option<Vec<_>>>()?;
        let (types, rest) = Table::read(rest)?;
        let (parts, rest) = Table::read(rest)?;
        let sound = header.starts_with(MAGIC) && rest.is_empty();
        let usable = temperature.is_finite() && temperature > 0.0;
        let sha256 = SmolStr::new(sha256);
        (sound && usable).then_some(Self { types, parts, temperature, limits, sha256 })
    }

    /// The bytes of the model.
    pub fn write(&self) -> Vec<u8> {
        let mut bytes = vec![0; HEADER];
        bytes[..MAGIC.len()].copy_from_slice(MAGIC);
        bytes[MAGIC.len()..][..4].copy_from_slice(&self.temperature.to_le_bytes());
        for ((lang, mut limits), at) in self.limits.iter().cloned().zip((LANGS.0..HEADER).step_by(LANGS.1)) {
            bytes[at..at + 2].copy_from_slice(&lang.as_bytes()[..2]);
            for (n, value) in limits.values().into_iter().enumerate() {
                bytes[at + 4 * (n + 1)..][..4].copy_from_slice(&value.to_le_bytes());
            }
        }
        self.types.write(&mut bytes);
        self.parts.write(&mut bytes);
        bytes
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

    /// What the sentence alone adds to every question about it.
    pub fn share(&self, question: &Question<'_>) -> Shared {
        let mut sums = [0.0; CLASSES];
        self.types.add(&features::of_sentence(question).0, &mut sums);
        Shared(sums)
    }

    /// Answers a question about a sentence.
    pub fn answer(&self, shared: &Shared, question: &Question<'_>) -> Verdict {
        let mut sums = shared.0;
        self.types.add(&features::of_sides(question).0, &mut sums);
        Verdict(soften(&sums, self.temperature))
    }

    /// Answers by features that were computed before.
    pub fn verdict(&self, features: &Features) -> Verdict {
        let mut sums = [0.0; CLASSES];
        self.types.add(&features.0, &mut sums);
        Verdict(soften(&sums, self.temperature))
    }

    /// The probability of each part that a mention may have in an event.
    pub fn part(&self, party: &Party) -> [f32; Part::COUNT] {
        let mut sums = [0.0; Part::COUNT];
        self.parts.add(&party.features.0, &mut sums);
        soften(&sums, 1.0)
    }
}

/// All features of a question.
pub fn features(question: &Question<'_>) -> Features {
    let mut all = features::of_sentence(question);
    all.0.extend(features::of_sides(question).0);
    all
}

fn soften<const N: usize>(sums: &[f32; N], temperature: f32) -> [f32; N] {
    let top = sums.iter().copied().fold(f32::MIN, f32::max);
    let mut p = sums.map(|s| ((s - top) / temperature).exp());
    let total: f32 = p.iter().sum();
    for v in &mut p {
        *v /= total;
    }
    p
}

/// The events of a sentence whose sides are those of the pair come first in what the judge sees; this is the pair.
pub(crate) fn spans(
    event: &EventMention,
    resolution: &casus_model::Resolution,
) -> [Option<casus_model::Span>; 2] {
    let span = |actors: &[casus_model::ActorRef]| {
        let m = actors.iter().find_map(|a| a.mention)?;
        resolution.mentions.get(m as usize).map(|m| m.span)
    };
    [span(&event.sources), span(&event.targets)]
}
