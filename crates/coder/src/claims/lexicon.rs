//! The words that attribute and the words that grade, per language.
//!
//! `lexicon/<lang>/cues.tsv` lists verbs, nouns, adjectives, prepositions and adverbs that attribute, with what
//! their content may be; `lexicon/<lang>/modality.tsv` lists grading words with their ICD 203 band. The grammar
//! in this module reads these tables and Universal Dependencies, never a language's words.

use std::str::FromStr;
use std::sync::OnceLock;

use casus_model::{ClaimKind, Lang, Modality, Rel, SmolStr, Stance, Upos, lower};
use rustc_hash::FxHashMap;

use super::tree::Tree;
use crate::lexicon::{Act, Pos};

/// What the content of a cue may be.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(super) struct Takes {
    /// Words in quotation marks.
    pub(super) quote: bool,
    /// A finite clause.
    pub(super) clause: bool,
    /// An infinitive.
    pub(super) infinitive: bool,
    /// A noun phrase.
    pub(super) noun: bool,
    /// Someone addressed, before the content ("told reporters that").
    pub(super) addressee: bool,
    /// An object and what is said of it ("call him a traitor").
    pub(super) small: bool,
}

/// A word that attributes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Cue {
    /// The second word of the lemma, found below the first in the tree ("out" of "point out").
    pub(super) with: Option<SmolStr>,
    /// What the content is by the word alone.
    pub(super) kind: ClaimKind,
    /// What the content may be.
    pub(super) takes: Takes,
    /// Prepositions that lead a noun phrase or clause of content.
    pub(super) preps: Vec<SmolStr>,
    /// Whether the holder affirms or denies the content.
    pub(super) stance: Stance,
}

/// A grading word or phrase.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Grade {
    /// Lemmas or forms of neighbouring words, lower case; at least one.
    pub(super) words: Vec<SmolStr>,
    /// The band.
    pub(super) band: Modality,
    /// Parts of speech and features (`Mood=Cnd`) the first word must have.
    pub(super) conditions: Vec<SmolStr>,
    /// Whether a negation belongs to the phrase itself, so that it turns nothing over ("not rule out").
    pub(super) negative: bool,
    /// Whether it also tells what one is able to or allowed ("can").
    pub(super) able: bool,
    /// The band under a negation where it is not the plain opposite, and whether the content is denied ("may not").
    pub(super) negated: Option<(Modality, bool)>,
}

/// A preposition, conjunction or adverb of several words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Phrase {
    /// Forms, lower case.
    pub(super) words: Vec<SmolStr>,
    /// What it says of its content.
    pub(super) kind: ClaimKind,
    /// Whether it affirms or denies.
    pub(super) stance: Stance,
}

/// An auxiliary or a phrase of the future.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Future {
    /// Lemmas or forms; words that modify may stand between them.
    pub(super) words: Vec<SmolStr>,
    /// Whether an infinitive must follow.
    infinitive: bool,
    /// A class whose nouns the subject must not be of ("the aim is to").
    not_of: Option<SmolStr>,
}

/// The tables of one language.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    /// Verbs, nouns and adjectives by lemma and part of speech.
    cues: FxHashMap<(SmolStr, Upos), Vec<Cue>>,
    /// Forms whose lemma is not always told right, with their lemma.
    forms: FxHashMap<SmolStr, SmolStr>,
    /// Prepositions that name a holder ("according to"), longest first.
    pub(super) prepositions: Vec<Phrase>,
    /// Adverbs that attribute to nobody named ("reportedly").
    pub(super) adverbs: Vec<Phrase>,
    /// Conjunctions of condition ("if"), longest first; a denying one inverts ("unless").
    pub(super) conditions: Vec<Phrase>,
    /// Prepositions of the agent of a passive and of the possessor of a noun ("by", "of").
    pub(super) agents: Vec<SmolStr>,
    /// Auxiliaries and phrases of the future ("will", "be going to").
    pub(super) futures: Vec<Future>,
    /// Those of the future in the past ("would").
    pub(super) futures_in_past: Vec<Vec<SmolStr>>,
    /// The plain conjunctions of reported clauses ("that").
    complementizers: Vec<SmolStr>,
    /// Nouns that stand for a whole clause ("thing").
    anaphors: Vec<SmolStr>,
    /// Nouns that are norms, not holders ("according to the law").
    norms: Vec<SmolStr>,
    /// The language's event lexicon, for its word classes.
    pub(super) events: Option<&'static crate::lexicon::Lexicon>,
    /// Grading words by their first word, longest first.
    grades: FxHashMap<SmolStr, Vec<Grade>>,
}

/// A line of a table that cannot be used.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{table} line {line}: {what}")]
pub(super) struct LexiconError {
    table: &'static str,
    line: usize,
    what: String,
}

impl Lexicon {
    /// The tables of a language, read when they are first asked for; `None` where there are none.
    pub(super) fn of(lang: &Lang) -> Option<&'static Lexicon> {
        static LOADED: [OnceLock<Lexicon>; TABLES.len()] = [const { OnceLock::new() }; TABLES.len()];
        let at = TABLES.iter().position(|(l, ..)| *l == lang.as_str())?;
        let (_, cues, modality) = TABLES[at];
        Some(LOADED[at].get_or_init(|| {
            let tables = Lexicon::parse(cues, modality).expect("the built-in tables are tested");
            Lexicon { events: crate::lexicon::Lexicon::of(lang), ..tables }
        }))
    }

    /// What the event lexicon makes of a lemma by its first frame for the part of speech: the number of a type from 1,
    /// a number above all types for other frames, 0 for none.
    pub(super) fn event_of(&self, lemma: &str, upos: Upos) -> u32 {
        let fits = |pos: Pos| match upos {
            Upos::Verb | Upos::Aux => pos == Pos::Verb,
            Upos::Noun | Upos::Propn => pos == Pos::Noun,
            Upos::Adj => pos == Pos::Adjective,
            _ => false,
        };
        let frame = self.events.and_then(|e| e.frames_of(lemma).find(|f| fits(f.pos)));
        frame.map_or(0, |f| match f.act {
            Act::Event(kind) => kind as u32 + 1,
            Act::Light => 101,
            Act::Stop => 102,
            Act::Nothing => 103,
        })
    }

    /// Reads the two tables.
    pub(super) fn parse(cues: &str, modality: &str) -> Result<Self, LexiconError> {
        let mut lexicon = Self::default();
        for (line, columns) in rows(cues) {
            lexicon.add_cue(&columns).map_err(|what| LexiconError { table: "cues.tsv", line, what })?;
        }
        for (line, columns) in rows(modality) {
            lexicon.add_grade(&columns).map_err(|what| LexiconError { table: "modality.tsv", line, what })?;
        }
        for list in [&mut lexicon.prepositions, &mut lexicon.conditions, &mut lexicon.adverbs] {
            list.sort_by_key(|p| std::cmp::Reverse(p.words.len()));
        }
        Ok(lexicon)
    }

    fn add_cue(&mut self, columns: &[&str]) -> Result<(), String> {
        let [lemma, pos, kind, takes, stance] = columns else {
            return Err(format!("{} columns instead of 5", columns.len()));
        };
        let pos = Upos::parse(pos).ok_or_else(|| format!("'{pos}' is no part of speech"))?;
        let words: Vec<SmolStr> = lemma.split(' ').map(|w| w.to_lowercase().into()).collect();
        let stance = match *stance {
            "+" => Stance::Affirms,
            "-" => Stance::Denies,
            other => return Err(format!("'{other}' is neither + nor -")),
        };
        match *kind {
            "condition" => {
                self.conditions.push(Phrase { words, kind: ClaimKind::Report, stance });
                return Ok(());
            }
            "form" => {
                self.forms.insert(lemma.to_lowercase().into(), (*takes).into());
                return Ok(());
            }
            "complementizer" => {
                self.complementizers.extend(words);
                return Ok(());
            }
            "anaphor" => {
                self.anaphors.extend(words);
                return Ok(());
            }
            "agent" => {
                self.agents.extend(words);
                return Ok(());
            }
            "future" => {
                let mut future = Future { words, infinitive: false, not_of: None };
                for item in takes.split(',').filter(|i| *i != "-") {
                    match (item, item.strip_prefix('!')) {
                        ("i", _) => future.infinitive = true,
                        (_, Some(class)) => future.not_of = Some(class.into()),
                        _ => return Err(format!("'{item}' is no condition of a future")),
                    }
                }
                self.futures.push(future);
                return Ok(());
            }
            "future-in-past" => {
                self.futures_in_past.push(words);
                return Ok(());
            }
            "norm" => {
                self.norms.extend(words);
                return Ok(());
            }
            _ => {}
        }
        let kind = ClaimKind::from_str(kind).map_err(|()| format!("'{kind}' is no kind of claim"))?;
        match pos {
            Upos::Adp => self.prepositions.push(Phrase { words, kind, stance }),
            Upos::Adv => self.adverbs.push(Phrase { words, kind, stance }),
            _ => {
                let mut takes_set = Takes::default();
                let mut preps = Vec::new();
                for item in takes.split(',') {
                    match item {
                        "q" => takes_set.quote = true,
                        "c" => takes_set.clause = true,
                        "i" => takes_set.infinitive = true,
                        "n" => takes_set.noun = true,
                        "s" => takes_set.small = true,
                        "a" => takes_set.addressee = true,
                        prep => preps.push(
                            prep.strip_prefix('+').ok_or_else(|| format!("'{prep}' is no content"))?.into(),
                        ),
                    }
                }
                let mut words = words.into_iter();
                let first = words.next().unwrap_or_default();
                let cue = Cue { with: words.next(), kind, takes: takes_set, preps, stance };
                let list = self.cues.entry((first, pos)).or_default();
                list.push(cue);
                list.sort_by_key(|c| c.with.is_none());
            }
        }
        Ok(())
    }

    fn add_grade(&mut self, columns: &[&str]) -> Result<(), String> {
        let [words, band, rest @ ..] = columns else {
            return Err(format!("{} columns instead of 2 to 4", columns.len()));
        };
        let parse = |s: &str| Modality::from_str(s).map_err(|()| format!("'{s}' is no band"));
        let words: Vec<SmolStr> = words.split(' ').map(|w| w.to_lowercase().into()).collect();
        let mut conditions = Vec::new();
        let (mut negative, mut able) = (false, false);
        for condition in rest.first().unwrap_or(&"").split(',').filter(|c| !c.is_empty()) {
            match condition {
                "negative" => negative = true,
                "able" => able = true,
                other => conditions.push(SmolStr::new(other)),
            }
        }
        let negated = match rest.get(1) {
            None => None,
            Some(s) => match s.strip_suffix('!') {
                Some(band) => Some((parse(band)?, true)),
                None => Some((parse(s)?, false)),
            },
        };
        let grade = Grade { band: parse(band)?, conditions, negative, able, negated, words };
        let list = self.grades.entry(grade.words[0].clone()).or_default();
        list.push(grade);
        list.sort_by_key(|g| std::cmp::Reverse((g.words.len(), g.conditions.len())));
        Ok(())
    }

    /// The cues with this lemma and part of speech; those with a second word first.
    pub(super) fn cues(&self, lemma: &str, pos: Upos) -> &[Cue] {
        self.cues.get(&(lemma.into(), pos)).map_or(&[], Vec::as_slice)
    }

    /// The cues of word `i`: by its lemma, else by its form where the table lists that.
    pub(super) fn cues_at(&self, tree: &Tree, i: usize) -> &[Cue] {
        let word = tree.word(i);
        let pos = if word.upos == Upos::Aux { Upos::Verb } else { word.upos };
        let found = self.cues(&lower(&word.lemma), pos);
        if !found.is_empty() {
            return found;
        }
        self.forms.get(&*lower(&word.form)).map_or(&[], |lemma| self.cues(lemma, pos))
    }

    /// The longest grading phrase that begins at word `i`.
    pub(super) fn grade_at(&self, tree: &Tree, i: usize) -> Option<&Grade> {
        let word = tree.word(i);
        let form = lower(&word.form);
        let fits = |g: &&Grade| {
            tree.reads_apart(i, &g.words).is_some()
                && g.conditions.iter().all(|c| match c.split_once('=') {
                    Some((name, value)) => word.feats.is(name, value),
                    None => word.upos.as_str() == c,
                })
        };
        let by = |first: &str| self.grades.get(first).and_then(|list| list.iter().find(fits));
        match (by(&lower(&word.lemma)), by(&form)) {
            (Some(a), Some(b)) => Some(if b.words.len() > a.words.len() { b } else { a }),
            (a, b) => a.or(b),
        }
    }

    /// The future that begins at word `i`; a phrase in the past is none, it is the future of that past.
    pub(super) fn future_at(&self, tree: &Tree, i: usize) -> Option<&Future> {
        let feats = &tree.word(i).feats;
        if feats.is("Tense", "Past") || feats.is("Tense", "Imp") {
            return None;
        }
        self.futures.iter().find(|f| {
            tree.reads_apart(i, &f.words).is_some_and(|end| !f.infinitive || infinitive_from(tree, end))
                && f.not_of.as_ref().is_none_or(|c| !self.is_subject_of(tree, i, c))
        })
    }

    /// Whether the subject of the clause of word `i` is a noun of class `class`.
    fn is_subject_of(&self, tree: &Tree, i: usize, class: &str) -> bool {
        let heads = [Some(i), tree.head(i)];
        let mut subjects = heads
            .into_iter()
            .flatten()
            .flat_map(|h| tree.children(h))
            .filter(|c| tree.word(*c).rel == Rel::Nsubj);
        subjects.any(|c| self.events.is_some_and(|e| e.in_class(class, tree.lemma(c))))
    }

    /// Whether a conjunction of condition begins at word `i`.
    pub(super) fn is_condition(&self, tree: &Tree, i: usize) -> bool {
        self.conditions.iter().any(|p| tree.reads(i, &p.words))
    }

    /// Whether the word is the plain conjunction of reported clauses ("that").
    pub(super) fn is_that(&self, tree: &Tree, i: usize) -> bool {
        self.complementizers.iter().any(|c| tree.is(i, c))
    }

    /// Whether a word is a modal of what one must do, told as such (class `duty`; not the conditional of expectation).
    pub(super) fn is_duty(&self, tree: &Tree, w: usize) -> bool {
        let word = tree.word(w);
        let duty = self.events.is_some_and(|e| e.in_class("duty", &e.lemma_of(&word.form, &word.lemma)));
        duty && !word.feats.is("Mood", "Cnd")
    }

    /// Whether a word calls something false ("baseless").
    pub(super) fn is_false(&self, tree: &Tree, w: usize) -> bool {
        let form = lower(&tree.word(w).form);
        self.events.is_some_and(|e| e.in_class("false", tree.lemma(w)) || e.in_class("false", &form))
    }

    /// Whether a preposition tells where or when, by the classes of the event lexicon.
    pub(super) fn is_circumstance(&self, tree: &Tree, preposition: usize) -> bool {
        let lemma = lower(tree.lemma(preposition));
        self.events.is_some_and(|e| ["locative", "during", "temporal"].iter().any(|c| e.in_class(c, &lemma)))
    }

    /// Whether the noun stands for what was said before ("a thing that he denies").
    pub(super) fn is_anaphor(&self, lemma: &str) -> bool {
        self.anaphors.iter().any(|n| n == lemma)
    }

    /// Whether the noun names a norm, not a holder.
    pub(super) fn is_norm(&self, lemma: &str) -> bool {
        self.norms.iter().any(|n| n == lemma)
    }
}

/// Whether an infinitive stands at word `i`, or after the words there that modify it.
fn infinitive_from(tree: &Tree, i: usize) -> bool {
    (i..tree.len())
        .find(|w| tree.word(*w).rel != Rel::Advmod)
        .is_some_and(|w| tree.word(w).feats.is("VerbForm", "Inf"))
}

/// Lines that are neither empty nor comments, with their number from 1, cut at tabs.
fn rows(table: &str) -> impl Iterator<Item = (usize, Vec<&str>)> {
    table
        .lines()
        .enumerate()
        .filter(|(_, l)| !l.trim().is_empty() && !l.starts_with('#'))
        .map(|(i, l)| (i + 1, l.trim_end().split('\t').collect()))
}

macro_rules! tables {
    ($($lang:literal),*) => {
        &[$((
            $lang,
            include_str!(concat!("../../../../lexicon/", $lang, "/cues.tsv")),
            include_str!(concat!("../../../../lexicon/", $lang, "/modality.tsv")),
        )),*]
    };
}

/// Language, cues, grading words.
const TABLES: &[(&str, &str, &str)] = tables!("en", "it", "es", "fr", "de", "pt", "ru", "uk", "tr", "ar");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_table_is_well_formed() {
        for (lang, cues, modality) in TABLES {
            let lexicon = Lexicon::parse(cues, modality).unwrap_or_else(|e| panic!("{lang}: {e}"));
            assert!(lexicon.cues.len() > 50, "{lang} has too few cues");
            assert!(lexicon.grades.len() > 15, "{lang} has too few grading words");
            assert!(!lexicon.prepositions.is_empty() && !lexicon.conditions.is_empty(), "{lang}");
        }
    }

    #[test]
    fn a_bad_line_is_named() {
        let error = Lexicon::parse("# head\n\nsay\tVERB\tshout\tq\t+\n", "").unwrap_err();
        assert_eq!(error.to_string(), "cues.tsv line 3: 'shout' is no kind of claim");
    }
}
