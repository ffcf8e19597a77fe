//! The words of a language that the resolver must know: `lexicon/<lang>/reference.tsv`.

use std::sync::OnceLock;

use casus_model::{Lang, Sector, lower};
use rustc_hash::FxHashMap;

macro_rules! tables {
    ($($lang:literal),*) => {
        &[$(($lang, include_str!(concat!("../../../../lexicon/", $lang, "/reference.tsv")))),*]
    };
}

static TABLES: &[(&str, &str)] = tables!["ar", "de", "en", "es", "fr", "it", "pl", "pt", "ru", "tr", "uk"];

/// What a word can tell.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Cue {
    /// Adposition of a place in which something is.
    Locative,
    /// Adposition of a place to which something goes.
    Allative,
    /// Adposition of where somebody comes from.
    Origin,
    /// Adposition or particle of possession.
    Genitive,
    /// Adposition of the agent of a passive.
    Agent,
    /// Verb or noun of motion.
    Motion,
    /// Verb of speech or thought.
    Speech,
    /// Noun that means a country.
    Country,
    /// Noun that means a place or a part of one.
    Place,
    /// Noun that means any person.
    Person,
    /// Word that says that an office is held no more.
    Former,
    /// Word that makes a title one of second rank.
    Deputy,
    /// Word that tells where an organisation has its seat.
    Seat,
    /// State where the language is official (ISO 3166 alpha-3; source: CLDR, territory information).
    Home,
    /// Noun that means an organisation.
    Org,
}

/// What is known of a word: the sector of the organisations it names.
#[derive(Clone, Copy, Debug)]
struct Word(Option<Sector>);

/// The words of one language.
#[derive(Debug, Default)]
pub(crate) struct Cues {
    words: FxHashMap<(Cue, &'static str), Word>,
    /// Whether a finite verb may stand without a subject.
    pub(crate) drops_subjects: bool,
}

impl Cues {
    /// The words of a language; of a language without a table, none.
    pub(crate) fn of(lang: &Lang) -> &'static Self {
        static ALL: OnceLock<FxHashMap<&'static str, Cues>> = OnceLock::new();
        static NONE: OnceLock<Cues> = OnceLock::new();
        ALL.get_or_init(|| TABLES.iter().map(|(lang, text)| (*lang, Self::parse(text))).collect())
            .get(lang.as_str())
            .unwrap_or_else(|| NONE.get_or_init(Self::default))
    }

    fn parse(text: &'static str) -> Self {
        let mut cues = Self::default();
        for line in text.lines().filter(|l| !l.starts_with('#')).skip(1) {
            let Some((kind, words)) = line.split_once('\t') else { continue };
            let mut sector = None;
            let cue = match kind {
                "locative" => Cue::Locative,
                "allative" => Cue::Allative,
                "origin" => Cue::Origin,
                "genitive" => Cue::Genitive,
                "agent" => Cue::Agent,
                "motion" => Cue::Motion,
                "speech" => Cue::Speech,
                "country" => Cue::Country,
                "place" => Cue::Place,
                "person" => Cue::Person,
                "former" => Cue::Former,
                "deputy" => Cue::Deputy,
                "seat" => Cue::Seat,
                "home" => Cue::Home,
                "prodrop" => {
                    cues.drops_subjects = words.trim() == "yes";
                    continue;
                }
                other => {
                    sector = other.strip_prefix("org_").and_then(|s| match s {
                        "NGO" => None,
                        s => Sector::parse(s),
                    });
                    Cue::Org
                }
            };
            for word in words.split_whitespace() {
                cues.words.entry((cue, word)).or_insert(Word(sector));
            }
        }
        cues
    }

    /// Whether the lemma tells this.
    pub(crate) fn is(&self, cue: Cue, lemma: &str) -> bool {
        self.find(cue, lemma).is_some()
    }

    /// Whether the noun names an organisation.
    pub(crate) fn organization(&self, lemma: &str) -> bool {
        self.is(Cue::Org, lemma)
    }

    /// The sector of the organisations that the noun names.
    pub(crate) fn sector(&self, lemma: &str) -> Option<Sector> {
        self.find(Cue::Org, lemma).and_then(|w| w.0)
    }

    fn find(&self, cue: Cue, lemma: &str) -> Option<Word> {
        // The keys are 'static words; the look-up borrows for a moment what is shorter-lived.
        let found = self.words.get(&(cue, lemma as &str) as &(Cue, &str));
        if found.is_some() {
            return found.copied();
        }
        let lower = lower(lemma);
        (lower != lemma).then(|| self.words.get(&(cue, &*lower) as &(Cue, &str)).copied()).flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_reads_and_has_the_needed_kinds() {
        for (lang, text) in TABLES {
            let cues = Cues::parse(text);
            for cue in [Cue::Speech, Cue::Country, Cue::Place, Cue::Org, Cue::Motion] {
                assert!(cues.words.keys().any(|(c, _)| *c == cue), "{lang} has no {cue:?}");
            }
        }
        let it = Cues::of(&Lang::IT);
        assert!(it.drops_subjects && it.is(Cue::Speech, "dire") && it.is(Cue::Org, "Istituto"));
        assert_eq!(it.sector("università"), Some(Sector::Edu));
        assert!(!Cues::of(&Lang::UNKNOWN).is(Cue::Speech, "say"));
    }
}
