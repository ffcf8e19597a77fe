//! Lexicons: frames, word classes and factuality words of a language, read from `lexicon/<lang>/*.tsv`.
//!
//! The format is described in `lexicon/README.md`. Tables are compiled into the program and parsed once.

mod frame;
mod lint;
mod load;

use std::sync::OnceLock;

use casus_model::{EventType, Lang, Rel, Sentence, SmolStr, Upos, Word};
use rustc_hash::{FxHashMap, FxHashSet};

pub use frame::{Act, Condition, Frame, Means, Pos, Roles, Slot, Words};
pub use lint::{Finding, lint};
pub use load::LexiconError;

static TABLES: &[(&str, &str, &str)] = include!(concat!(env!("OUT_DIR"), "/lexicons.rs"));

/// The text of an embedded table: `embedded("en", "verbs")`.
pub fn embedded(lang: &str, table: &str) -> Option<&'static str> {
    TABLES.iter().find(|(l, t, _)| *l == lang && *t == table).map(|(_, _, text)| *text)
}

/// The languages that have embedded tables, sorted.
pub fn languages() -> Vec<&'static str> {
    let mut all: Vec<_> = TABLES.iter().map(|(lang, _, _)| *lang).collect();
    all.dedup();
    all
}

/// A word as the tables look it up: lower case, without what writers leave out as they like (the hamza on an alef and
/// the dots of a final yeh in Arabic, the dots of a Russian yo, the dot that lower case leaves of a Turkish İ).
pub(crate) fn fold(word: &str) -> SmolStr {
    let plain = |c: char| {
        !c.is_uppercase() && !matches!(c, 'أ' | 'إ' | 'آ' | 'ٱ' | 'ى' | 'ё' | 'ʼ' | '’' | '\u{307}')
    };
    if word.chars().all(plain) {
        return word.into();
    }
    word.chars()
        .flat_map(char::to_lowercase)
        .filter_map(|c| match c {
            'أ' | 'إ' | 'آ' | 'ٱ' => Some('ا'),
            'ى' => Some('ي'),
            'ё' => Some('е'),
            'ʼ' | '’' => Some('\''),
            '\u{307}' => None,
            c => Some(c),
        })
        .collect()
}

/// What a word says about whether the event it governs happened.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Effect {
    /// It may happen, or have happened.
    Possible,
    /// Someone means to do it.
    Planned,
    /// Someone threatens to do it.
    Threatened,
    /// It did not or will not happen, or someone says so.
    Denied,
    /// It was tried.
    Attempt,
    /// It goes on.
    Ongoing,
    /// It happened, whatever governs it.
    Fact,
}

/// A row of `factuality.tsv` for one lemma.
#[derive(Clone, PartialEq, Debug)]
pub struct FactualityWord {
    /// What it says.
    pub effect: Effect,
    /// Where the event must stand; any place when empty.
    pub slots: Vec<Slot>,
}

/// The tables of one language.
#[derive(Debug, Default)]
pub struct Lexicon {
    frames: Vec<Frame>,
    by_lemma: FxHashMap<SmolStr, Vec<u32>>,
    classes: FxHashMap<SmolStr, FxHashSet<SmolStr>>,
    factuality: FxHashMap<SmolStr, Vec<FactualityWord>>,
    /// By head lemma, those with most companions first.
    means: FxHashMap<SmolStr, Vec<Means>>,
    /// By the beginning of a compound.
    means_in: Vec<(SmolStr, Means)>,
    numbers: FxHashMap<SmolStr, f64>,
    forms: FxHashMap<SmolStr, SmolStr>,
    /// All that the tables have something to say of.
    known: FxHashSet<SmolStr>,
    /// By their first letter, in the order of the table.
    stems: FxHashMap<Option<char>, Vec<(SmolStr, SmolStr)>>,
    /// What a form begins and ends with, and the end of its lemma.
    affixes: Vec<[SmolStr; 3]>,
    /// See [`Self::marks_target`].
    marks: OnceLock<FxHashSet<(EventType, SmolStr)>>,
}

impl Lexicon {
    /// The embedded lexicon of a language, if there is one, read when it is first asked for. Tables are checked by
    /// `lint` in the tests of this crate; a row that cannot be read is left out here.
    pub fn of(lang: &Lang) -> Option<&'static Self> {
        static ALL: OnceLock<FxHashMap<&'static str, OnceLock<Lexicon>>> = OnceLock::new();
        let all = ALL.get_or_init(|| languages().into_iter().map(|lang| (lang, OnceLock::new())).collect());
        let (lang, lexicon) = all.get_key_value(lang.as_str())?;
        Some(lexicon.get_or_init(|| load::tables(lang).0)).filter(|l| !l.frames.is_empty())
    }

    /// That of a language without tables.
    pub fn none() -> &'static Self {
        static NONE: OnceLock<Lexicon> = OnceLock::new();
        NONE.get_or_init(Self::default)
    }

    /// All frames, in the order of the files `verbs`, `nouns`, `adjectives`, `multiword`.
    pub fn frames(&self) -> &[Frame] {
        &self.frames
    }

    /// The frames whose head is this lemma, those with most conditions first.
    pub fn frames_of<'a>(&'a self, lemma: &str) -> impl Iterator<Item = &'a Frame> + use<'a> {
        self.by_lemma.get(lemma).into_iter().flatten().map(|i| &self.frames[*i as usize])
    }

    /// The means of violence that a noun names, those with most companions first; in a compound, those it begins with.
    pub(crate) fn means_of<'a>(&'a self, lemma: &str) -> impl Iterator<Item = &'a Means> + use<'a> {
        let inside = self.means_in.iter().find(|(begin, _)| lemma.starts_with(&**begin)).map(|(_, m)| m);
        self.means.get(lemma).into_iter().flatten().chain(inside)
    }

    /// Whether a word belongs to a class.
    pub fn in_class(&self, class: &str, lemma: &str) -> bool {
        self.classes.get(class).is_some_and(|words| words.contains(lemma))
    }

    /// Whether frames of this type often (at least three rows) mark their target with this preposition or case.
    pub(crate) fn marks_target(&self, kind: EventType, preposition: &str) -> bool {
        let marks = self.marks.get_or_init(|| {
            let mut rows: FxHashMap<(EventType, SmolStr), FxHashSet<&str>> = FxHashMap::default();
            for frame in &self.frames {
                let Act::Event(kind) = frame.act else { continue };
                for slot in &frame.roles.target {
                    if let Slot::Prep(p) = slot {
                        rows.entry((kind, p.clone())).or_default().insert(&frame.place);
                    }
                }
            }
            rows.into_iter().filter(|(_, rows)| rows.len() >= 3).map(|(mark, _)| mark).collect()
        });
        marks.contains(&(kind, SmolStr::new(preposition)))
    }

    /// The words of a class.
    pub(crate) fn class<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a SmolStr> + use<'a> {
        self.classes.get(name).into_iter().flatten()
    }

    /// The lemma to look words up by: the one that `forms.tsv` gives for the beginning of the form; else the model's
    /// where these tables know it, else the one that `forms.tsv` gives for the form, whole or by its ending; the
    /// model's again where the tables know neither.
    pub fn lemma_of(&self, form: &str, lemma: &str) -> SmolStr {
        let form = fold(form);
        let mut stems = self.stems.get(&form.chars().next()).into_iter().flatten();
        if let Some((_, found)) = stems.find(|(stem, _)| form.starts_with(&**stem)) {
            return found.clone();
        }
        let lemma = fold(lemma);
        if self.knows(&lemma) {
            return lemma;
        }
        if let Some(found) = self.forms.get(&form) {
            return found.clone();
        }
        self.affixes
            .iter()
            .filter_map(|[begin, ending, end]| {
                let rest = form.strip_prefix(&**begin)?.strip_suffix(&**ending)?;
                Some(smol_str::format_smolstr!("{rest}{end}"))
            })
            .find(|candidate| candidate.len() > 2 && self.knows(candidate))
            .unwrap_or(lemma)
    }

    /// The lemmas of a sentence's words as the grammar looks them up. A verb and its particle (*greift … an*) are the
    /// verb that the tables know with both.
    pub fn lemmas(&self, sentence: &Sentence) -> Vec<SmolStr> {
        let words = &sentence.words;
        let lemma = |w: &Word| {
            let lemma = match w.lemma.as_str() {
                "" | "_" => self.lemma_of(&w.form, &w.form),
                lemma => self.lemma_of(&w.form, lemma),
            };
            if w.upos != Upos::Noun {
                return lemma;
            }
            if let Some(tail) = self.tail(&lemma) {
                return tail;
            }
            // a noun of its own with the lemma of its verb (*the shelling of the town*, lemma *shell*)
            let form = fold(&w.form);
            let own = form != lemma && self.frames_of(&form).any(|f| f.pos == Pos::Noun);
            if own { form } else { lemma }
        };
        let mut lemmas: Vec<SmolStr> = words.iter().map(lemma).collect();
        for (i, word) in words.iter().enumerate() {
            let Some(head) = (word.head as usize).checked_sub(1).filter(|h| *h < words.len()) else {
                continue;
            };
            if !word.is_rel(Rel::Compound, "prt") {
                continue;
            }
            let joined = |head: &str| smol_str::format_smolstr!("{}{head}", lemmas[i]);
            let plain = joined(&lemmas[head]);
            let whole = if self.knows(&plain) {
                plain
            } else {
                self.lemma_of(&joined(&fold(&words[head].form)), &plain)
            };
            if self.knows(&whole) {
                lemmas[head] = whole;
            }
        }
        lemmas
    }

    /// What an unknown compound is a kind of, in languages that write nouns together (class `compounds`): the longest known
    /// noun that it ends in (*Militärabkommen*, *Abkommen*).
    fn tail(&self, lemma: &str) -> Option<SmolStr> {
        const SHORTEST: usize = 5;
        if !self.in_class("compounds", "noun") || self.knows(lemma) {
            return None;
        }
        let mut tails = lemma.char_indices().skip(3).map(|(at, _)| &lemma[at..]);
        tails.find(|t| t.chars().count() >= SHORTEST && self.knows(t)).map(SmolStr::new)
    }

    /// Whether the tables have something to say of a lemma.
    fn knows(&self, lemma: &str) -> bool {
        self.known.contains(lemma)
    }

    /// The value of a number word (`ten` → 10), from the class `numerals`.
    pub fn numeral(&self, lemma: &str) -> Option<f64> {
        self.numbers.get(lemma).copied()
    }

    /// The value of a word of magnitude (`dozen` → 12, `thousand` → 1000), from the class `magnitudes`.
    pub fn magnitude(&self, lemma: &str) -> Option<f64> {
        if self.in_class("tens", lemma) { self.numbers.get(lemma).copied() } else { None }
    }

    /// What a word says about the factuality of what it governs.
    pub fn factuality_of(&self, lemma: &str) -> &[FactualityWord] {
        self.factuality.get(lemma).map_or(&[], Vec::as_slice)
    }
}
