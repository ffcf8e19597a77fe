//! Names in a text, whether any table knows them or not: spans with the kind of what they name.
//!
//! One small model for all languages: a linear chain over tokens, trained as a conditional random field
//! (`cargo xtask train-ner`) on form, shape, affixes, neighbours and what the tables know of a token. The weights
//! that matter most are kept in one table of fixed size, whatever the languages are. Where a language was learned
//! from texts of several [`Register`]s, the words of the document tell how much of each it is read by.

mod chain;
mod document;
mod features;
mod lists;
mod register;
mod train;

use std::sync::OnceLock;

use casus_model::{Analysis, Ner, Sentence, Upos};

use crate::base::Base;

use chain::TRANSITIONS;
use document::Scored;
use features::Features;
pub(crate) use features::GivenNames;
use lists::Lists;
pub use lists::{NameLists, WordClass};
pub use register::Register;
pub use train::{Example, train};

/// Words of a sentence that are a name.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct NameSpan {
    /// First word.
    pub first: usize,
    /// Last word, included.
    pub last: usize,
    /// What it names.
    pub ner: Ner,
    /// How sure, from 0 to 1.
    pub confidence: f32,
}

impl NameSpan {
    /// Number of words.
    #[expect(clippy::len_without_is_empty, reason = "a name has at least one word")]
    pub fn len(&self) -> usize {
        self.last - self.first + 1
    }
}

/// Outside, then begin and inside of each kind in the order of [`Ner::ALL`].
pub(crate) const TAGS: usize = 9;

/// Tag number → kind and whether it begins a name; `None` outside.
pub(crate) fn tag(n: usize) -> Option<(Ner, bool)> {
    n.checked_sub(1).map(|k| (Ner::ALL[k / 2], k % 2 == 0))
}

/// The number of a BIO label (`B-PER`); 0 for `O` and unknown ones.
pub(crate) fn tag_number(label: &str) -> usize {
    let Some((bio, kind)) = label.split_once('-') else { return 0 };
    let Some(kind) = Ner::parse(kind) else { return 0 };
    1 + 2 * Ner::ALL.iter().position(|n| *n == kind).unwrap_or(0) + usize::from(bio != "B")
}

/// The label of a tag number.
pub(crate) fn label(n: usize) -> String {
    tag(n).map_or_else(|| "O".to_owned(), |(ner, begins)| format!("{}-{ner}", if begins { 'B' } else { 'I' }))
}

/// The trained weights: a table of slots, each with a mark of the feature that it belongs to and one weight for each
/// tag. A feature whose slot bears another mark has no weights.
#[derive(Debug)]
pub(crate) struct Model<'m> {
    /// What the weights in a slot stand for.
    levels: [f32; 1 << LEVEL],
    slots: &'m [[u8; SLOT]],
    /// As [`TRANSITIONS`] says.
    transitions: Vec<f32>,
    registers: &'m [[u8; register::ENTRY]],
    lists: Lists<'m>,
}

impl Model<'static> {
    /// The model that is part of the program.
    pub(crate) fn embedded() -> &'static Self {
        static MODEL: OnceLock<Model<'static>> = OnceLock::new();
        MODEL.get_or_init(|| {
            Self::read(include_bytes!("../../../models/ner.bin"))
                .expect("the embedded model was written by train-ner")
        })
    }
}

/// Bytes of a slot: the mark and the weights.
const SLOT: usize = 6;
/// Bits of a mark, the low ones of a slot; none is zero.
const MARK: u32 = 12;
/// Bits of a weight: its sign, then the root of its height.
const LEVEL: u32 = 4;
/// The greatest height of a weight.
const HIGHEST: u64 = (1 << (LEVEL - 1)) - 1;

/// What the bits of a weight stand for, where the greatest height stands for `top`.
fn levels(top: f32) -> [f32; 1 << LEVEL] {
    std::array::from_fn(|bits| {
        let root = (bits as u64 & HIGHEST) as f32 / HIGHEST as f32;
        top * root * root * if bits as u64 > HIGHEST { -1.0 } else { 1.0 }
    })
}

/// The number that a slot is.
fn slot(bytes: [u8; SLOT]) -> u64 {
    bytes.iter().rev().fold(0, |n, b| n << 8 | u64::from(*b))
}

impl<'m> Model<'m> {
    /// Takes the bytes that [`train`] wrote; `None` when they are none.
    pub(crate) fn read(bytes: &'m [u8]) -> Option<Self> {
        let (top, rest) = bytes.split_first_chunk::<4>()?;
        let top = f32::from_le_bytes(*top);
        let (sizes, rest) = rest.split_at_checked(12)?;
        let [slots, bits, classes] =
            [0, 1, 2].map(|i| u32::from_le_bytes(sizes.as_chunks::<4>().0[i]) as usize);
        let (transitions, rest) = rest.split_at_checked(TRANSITIONS)?;
        let transitions = transitions.iter().map(|w| top / 127.0 * f32::from(w.cast_signed())).collect();
        let (slots, rest) = rest.split_at_checked(slots * SLOT)?;
        let (registers, rest) = rest.split_at_checked(register::ENTRIES * register::ENTRY)?;
        let (bits, rest) = rest.split_at_checked(bits)?;
        let (classes, rest) = rest.split_at_checked(classes * lists::ENTRY)?;
        let lists = Lists { bits, classes: classes.as_chunks().0 };
        let (slots, registers) = (slots.as_chunks().0, registers.as_chunks().0);
        rest.is_empty().then_some(Self { levels: levels(top), slots, transitions, registers, lists })
    }

    /// The share that each register has in a text of these tokens; empty where the language has one alone.
    fn registers<'t>(&self, lang: &str, tokens: impl Iterator<Item = &'t str>) -> Vec<(Register, f32)> {
        register::shares(self.registers, lang, tokens)
    }

    /// The weights of a feature, the first tag's in the low bits; `None` where it has none. Both places are looked at,
    /// whichever it is: they cannot be foreseen, and what waits for one of them would wait for the next as well.
    fn weights(&self, feature: u32) -> Option<u64> {
        let (places, mark) = places(feature, self.slots.len());
        let [first, second] = places.map(|at| slot(self.slots[at]));
        let [in_first, in_second] = [first, second].map(|slot| slot & ((1 << MARK) - 1) == mark);
        let slot = if in_first { first } else { second };
        (in_first | in_second).then_some(slot >> MARK)
    }

    /// Whether the model learned from texts of this language. Of others it has seen no word.
    pub(crate) fn learned(&self, lang: &str) -> bool {
        self.weights(features::of_language(lang)).is_some()
    }

    /// What speaks for each tag of each token of a sentence, looked at for these registers, in which only tokens that
    /// are `open` may belong to names.
    fn scores(
        &self,
        features: &Features,
        registers: &[(Register, f32)],
        open: impl Fn(usize) -> bool,
    ) -> Vec<[f32; TAGS]> {
        let shares: Vec<f32> =
            std::iter::once(1.0).chain(registers.iter().map(|(_, share)| *share)).collect();
        let add = |sums: &mut [f32; TAGS], features: &[u32]| {
            let found: Vec<Option<u64>> = features.iter().map(|f| self.weights(*f)).collect();
            for looks in found.chunks_exact(shares.len()) {
                for (weights, share) in looks.iter().zip(&shares) {
                    let Some(mut weights) = *weights else { continue };
                    for sum in sums.iter_mut() {
                        *sum += share * self.levels[weights as usize & ((1 << LEVEL) - 1)];
                        weights >>= LEVEL;
                    }
                }
            }
        };
        let mut topic = None;
        let mut of = |i: usize| {
            let mut sums = match features.topic(i) {
                [] => [0.0; TAGS],
                words => *topic.get_or_insert_with(|| {
                    let mut sums = [0.0; TAGS];
                    add(&mut sums, words);
                    sums
                }),
            };
            add(&mut sums, features.of(i));
            if !open(i) {
                sums[1..].fill(NEVER);
            }
            sums
        };
        (0..features.len()).map(&mut of).collect()
    }

    /// The best tags of the sentences of a text, each with what speaks for its tags by itself.
    fn tags(&self, sentences: &mut [Scored<'_>]) -> Vec<Vec<usize>> {
        document::agree(sentences, &self.transitions);
        sentences.iter().map(|s| chain::viterbi(&s.scores, &self.transitions)).collect()
    }
}

/// Less than anything speaks for a tag, and yet a number that can be reckoned with.
const NEVER: f32 = -1e6;

/// Whether the embedded model learned from texts of this language.
pub(crate) fn learned(lang: &str) -> bool {
    Model::embedded().learned(lang)
}

/// The two slots that a feature may lie in, and its mark there.
fn places(feature: u32, slots: usize) -> ([usize; 2], u64) {
    let mixed = u64::from(feature).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let again = (mixed ^ mixed >> 31).wrapping_mul(0x7fb5_d329_728e_a185);
    let at = |bits: u64| (((bits >> 32) * slots as u64) >> 32) as usize;
    ([at(mixed), at(again)], (again & ((1 << MARK) - 1)).max(1))
}

/// Finds the names of each sentence.
pub(crate) fn find<'t>(
    base: &Base,
    given: &GivenNames,
    text: &'t str,
    analysis: &Analysis,
) -> Vec<Vec<NameSpan>> {
    let model = Model::embedded();
    let lang = analysis.lang.as_str();
    let tokens = analysis.sentences.iter().flat_map(|s| &s.tokens).map(|t| t.span.of(text));
    let registers = model.registers(lang, tokens);
    let learned = model.learned(lang);
    let pieces: Vec<Vec<Piece<'_>>> = analysis.sentences.iter().map(|s| pieces(text, s)).collect();
    let scored = |(s, pieces): (&Sentence, &Vec<Piece<'t>>)| {
        let tokens: Vec<&str> = pieces.iter().map(|p| p.text).collect();
        let features =
            Features::new(base, given, model.lists, lang, registers.iter().map(|(r, _)| *r), &tokens);
        let open = |i: usize| learned || nominal(s, &pieces[i]);
        Scored { scores: model.scores(&features, &registers, open), tokens }
    };
    let mut sentences: Vec<Scored<'_>> = analysis.sentences.iter().zip(&pieces).map(scored).collect();
    let tags = model.tags(&mut sentences);
    let names = |((s, pieces), tags): ((&Sentence, &Vec<Piece<'_>>), &Vec<usize>)| {
        let found = spans(pieces, tags);
        if learned {
            return found;
        }
        found.into_iter().filter_map(|span| evident(s, span)).collect()
    };
    analysis.sentences.iter().zip(&pieces).zip(&tags).map(names).collect()
}

/// What the recogniser takes for one token, and its words.
struct Piece<'t> {
    text: &'t str,
    first: usize,
    last: usize,
}

/// The tokens of a sentence, with names that a hyphen joins taken together: "Kassym-Jomart".
fn pieces<'t>(text: &'t str, s: &Sentence) -> Vec<Piece<'t>> {
    let mut pieces: Vec<Piece<'t>> = Vec::new();
    let of = |i: usize| s.tokens.get(i).map_or("", |t| t.span.of(text));
    let touch = |i: usize| s.tokens.get(i + 1).is_some_and(|next| s.tokens[i].span.end == next.span.start);
    let capital = |word: &str| word.starts_with(char::is_uppercase);
    let mut i = 0;
    while i < s.tokens.len() {
        let from = i;
        while capital(of(i))
            && touch(i)
            && touch(i + 1)
            && of(i + 1).chars().all(crate::names::is_hyphen)
            && capital(of(i + 2))
        {
            i += 2;
        }
        let span = s.tokens[from].span.cover(s.tokens[i].span);
        let last = (s.tokens[i].first + s.tokens[i].count) as usize - 1;
        pieces.push(Piece { text: span.of(text), first: s.tokens[from].first as usize, last });
        i += 1;
    }
    pieces
}

fn spans(pieces: &[Piece<'_>], tags: &[usize]) -> Vec<NameSpan> {
    let mut spans: Vec<NameSpan> = Vec::new();
    for (piece, t) in pieces.iter().zip(tags) {
        let Some((ner, begins)) = tag(*t) else { continue };
        match spans.last_mut().filter(|_| !begins) {
            Some(span) => span.last = piece.last,
            None => spans.push(NameSpan { first: piece.first, last: piece.last, ner, confidence: 0.8 }),
        }
    }
    spans
}

/// Whether a piece may belong to a name in a language that the model has seen no word of: shapes alone do not tell
/// "Police arrested" from "Police Academy", the tagger does.
fn nominal(s: &Sentence, piece: &Piece<'_>) -> bool {
    s.words[piece.first..=piece.last].iter().all(|w| {
        w.upos == Upos::Propn
            || w.form.starts_with(|c: char| c.is_uppercase() || c.is_numeric())
            || !matches!(
                w.upos,
                Upos::Verb | Upos::Aux | Upos::Adv | Upos::Pron | Upos::Sconj | Upos::Intj | Upos::Num
            )
    })
}

/// The part of a span, in such a language, that the sentence itself shows to be a name: from its first capital to the
/// last proper noun, or capital that does not come from the start of the sentence. `None` where there is none.
fn evident(s: &Sentence, span: NameSpan) -> Option<NameSpan> {
    let marked = |w: &usize| {
        let word = &s.words[*w];
        let functional =
            matches!(word.upos, Upos::Det | Upos::Adp | Upos::Cconj | Upos::Sconj | Upos::Part | Upos::Pron);
        !functional && (word.upos == Upos::Propn || word.form.starts_with(char::is_uppercase))
    };
    let proper = |w: &usize| marked(w) && (*w > 0 || s.words[*w].upos == Upos::Propn);
    let comma = |w: &usize| s.words[*w].form == ",";
    let last = (span.first..=span.last).take_while(|w| !comma(w)).filter(proper).last()?;
    // The capital of a first word tells nothing, unless it stands in a row of them.
    let first = (span.first..=last).find(|w| proper(w) || marked(w) && proper(&(w + 1)))?;
    Some(NameSpan { first, last, ..span })
}

/// A model by itself, for measuring it.
#[derive(Debug)]
pub struct Recogniser<'m> {
    base: &'m Base,
    given: GivenNames,
    model: Model<'m>,
}

impl<'m> Recogniser<'m> {
    /// Takes the bytes that training gave; `None` when they are no model.
    pub fn new(base: &'m Base, bytes: &'m [u8]) -> Option<Self> {
        Some(Self { base, given: GivenNames::new(base), model: Model::read(bytes)? })
    }

    /// The BIO label of each token of the sentences of a text.
    pub fn labels<'t>(&self, lang: &str, sentences: &[Vec<&'t str>]) -> Vec<Vec<String>> {
        let registers = self.model.registers(lang, sentences.iter().flatten().copied());
        let likely = registers.iter().map(|(r, _)| *r);
        let scored = |tokens: &Vec<&'t str>| {
            let features =
                Features::new(self.base, &self.given, self.model.lists, lang, likely.clone(), tokens);
            Scored { scores: self.model.scores(&features, &registers, |_| true), tokens: tokens.clone() }
        };
        let mut scored: Vec<Scored<'_>> = sentences.iter().map(scored).collect();
        self.model.tags(&mut scored).into_iter().map(|tags| tags.into_iter().map(label).collect()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_model_tells_the_languages_it_learned_from() {
        let model = Model::embedded();
        let (learned, other): (Vec<&str>, Vec<&str>) =
            ["it", "en", "es", "fr", "de", "ru", "pt", "uk", "pl", "tr", "ar", "kk", "zh"]
                .into_iter()
                .partition(|lang| model.learned(lang));
        assert_eq!(learned, ["it", "en", "es", "fr", "de", "ru"]);
        assert_eq!(other.len(), 7);
    }

    #[test]
    fn labels_and_numbers_agree() {
        for n in 0..TAGS {
            assert_eq!(tag_number(&label(n)), n);
        }
        assert!(chain::may_follow(Some(tag_number("B-ORG")), tag_number("I-ORG")));
        assert!(!chain::may_follow(Some(tag_number("B-ORG")), tag_number("I-LOC")));
        assert!(!chain::may_follow(None, tag_number("I-PER")));
    }
}
