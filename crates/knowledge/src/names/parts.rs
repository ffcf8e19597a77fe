//! A person's name taken apart: titles away, given names, patronymic, initials, surname.

use std::sync::{LazyLock, OnceLock};

use casus_model::SmolStr;
use rustc_hash::{FxHashMap, FxHashSet};

use super::PART;
use super::sound::{self, Keys, fold, is_apostrophe, is_hyphen, keys, similarity};

/// A name as it is compared.
#[derive(Clone, Debug, Default)]
pub struct PersonName {
    pub(super) parts: Vec<Part>,
    /// `jr`, `sr`, `ii`, `iii`, `iv`.
    pub(super) suffix: Option<&'static str>,
}

#[derive(Clone, Debug)]
pub(super) struct Part {
    /// Folded.
    pub(super) text: SmolStr,
    pub(super) initial: bool,
    pub(super) patronymic: bool,
    particle: bool,
    keys: Keys,
    /// Number of the group of given names that differ from language to language.
    group: Option<u16>,
}

impl Part {
    fn new(text: &str) -> Self {
        let folded = fold(text);
        let letters = folded.chars().filter(|c| c.is_alphabetic()).count();
        let romanised = letters == 1 && folded.chars().any(|c| !is_wide(c));
        Self {
            initial: romanised,
            patronymic: false,
            particle: PARTICLES.contains(&folded.as_str())
                && !(romanised && text.starts_with(char::is_uppercase)),
            group: groups().get(folded.as_str()).copied(),
            keys: keys(text),
            text: folded.into(),
        }
    }

    /// Whether a name may go without it.
    pub(super) fn optional(&self) -> bool {
        self.initial || self.patronymic || self.particle
    }

    /// How alike they are, where that is [`PART`] or more.
    pub(super) fn similarity(&self, other: &Self) -> f32 {
        if self.text == other.text {
            return 1.0;
        }
        let sound = similarity(&self.keys, &other.keys, PART);
        if self.group.is_some() && self.group == other.group { sound.max(0.97) } else { sound }
    }

    /// Whether one is an initial that the other could begin with.
    pub(super) fn starts_like(&self, other: &Self) -> bool {
        let first = |p: &Self| p.text.chars().next();
        let both_latin = [self, other].iter().all(|p| first(p).is_some_and(|c| c.is_ascii_alphabetic()));
        if first(self) == first(other) {
            return true;
        }
        if both_latin
            && !matches!(
                (first(self), first(other)),
                (Some('y' | 'j' | 'e' | 'i'), Some('y' | 'j' | 'e' | 'i'))
            )
        {
            return false;
        }
        let same = |x: u8, y: u8| {
            x == y || matches!((x, y), (b'g', b'x') | (b'x', b'g') | (b'i', b'e') | (b'e', b'i'))
        };
        self.keys.initials().any(|x| other.keys.initials().any(|y| same(x, y)))
            || matches!((self.group, other.group), (Some(a), Some(b)) if a == b)
    }

    /// Whether this part of the longer name stands against a part of the shorter one that found no partner.
    pub(super) fn kind_conflicts(&self, missing: &[usize], short: &[Part]) -> bool {
        !self.particle && missing.iter().any(|i| !short[*i].particle)
    }
}

const PARTICLES: &[&str] = &[
    "al", "el", "ul", "ud", "ur", "as", "ash", "an", "ar", "at", "ad", "az", "bin", "ibn", "ben", "bint",
    "von", "van", "der", "den", "de", "del", "della", "da", "do", "dos", "das", "di", "du", "la", "le",
    "los", "y", "e", "zu", "ter", "оглы", "оглу", "оғлы", "oglu", "ogly", "uly", "kyzy", "qizi", "kizi",
    "ұлы", "улы", "кызы", "қызы", "аль", "бин", "ибн", "фон", "де", "дер", "дель", "дос", "ди", "да", "эль",
    "ас", "ат", "ад", "بن", "ابن", "آل", "ال",
];

const HONORIFICS: &[&str] = &[
    "mr",
    "mrs",
    "ms",
    "miss",
    "dr",
    "prof",
    "professor",
    "sir",
    "lord",
    "lady",
    "dame",
    "president",
    "premier",
    "minister",
    "chancellor",
    "secretary",
    "general",
    "gen",
    "colonel",
    "col",
    "captain",
    "capt",
    "admiral",
    "adm",
    "lieutenant",
    "lt",
    "major",
    "maj",
    "sergeant",
    "sgt",
    "marshal",
    "senator",
    "sen",
    "rep",
    "congressman",
    "governor",
    "gov",
    "mayor",
    "judge",
    "justice",
    "ambassador",
    "king",
    "queen",
    "prince",
    "princess",
    "emir",
    "sheikh",
    "sheik",
    "shaikh",
    "ayatollah",
    "imam",
    "mullah",
    "pope",
    "cardinal",
    "archbishop",
    "bishop",
    "father",
    "rev",
    "reverend",
    "saint",
    "comrade",
    "hon",
    "honourable",
    "honorable",
    "excellency",
    "vice",
    "deputy",
    "former",
    "prime",
    "foreign",
    "defence",
    "defense",
    "crown",
    "signor",
    "signora",
    "sig",
    "dott",
    "dottor",
    "dottoressa",
    "onorevole",
    "on",
    "avv",
    "ing",
    "presidente",
    "ministro",
    "ministra",
    "cancelliere",
    "cancelliera",
    "generale",
    "colonnello",
    "capitano",
    "ammiraglio",
    "senatore",
    "senatrice",
    "ambasciatore",
    "re",
    "regina",
    "principe",
    "principessa",
    "papa",
    "cardinale",
    "monsignor",
    "mons",
    "don",
    "suor",
    "san",
    "santa",
    "professore",
    "professoressa",
    "segretario",
    "leader",
    "monsieur",
    "madame",
    "mme",
    "général",
    "président",
    "herr",
    "frau",
    "señor",
    "señora",
    "sr",
    "sra",
    "sheij",
    "президент",
    "премьер",
    "министр",
    "генерал",
    "полковник",
    "господин",
    "госпожа",
    "г",
    "канцлер",
    "шейх",
    "аятолла",
    "король",
    "королева",
    "папа",
    "князь",
    "принц",
    "президентъ",
    "пан",
    "пані",
    "الرئيس",
    "الشيخ",
    "السيد",
];

/// Whether the word is a title that is no part of a name (`President`, `dott.`, `шейх`).
pub fn is_honorific(word: &str) -> bool {
    static FOLDED: LazyLock<FxHashSet<String>> = LazyLock::new(|| {
        let both = HONORIFICS.iter().flat_map(|h| [(*h).to_owned(), fold(h)]);
        both.collect()
    });
    FOLDED.contains(fold(word).trim_end_matches('.'))
}

impl PersonName {
    /// Takes a name apart. Words that are titles are left out unless nothing else would remain.
    pub fn parse(name: &str) -> Self {
        let mut words = split(name);
        let mut suffix = None;
        let count = words.len();
        let mut nth = 0;
        words.retain(|w| {
            nth += 1;
            let found = match fold(w).trim_end_matches('.') {
                "jr" | "junior" => Some("jr"),
                "senior" => Some("sr"),
                "sr" if nth == count && count > 2 => Some("sr"),
                "ii" => Some("ii"),
                "iii" => Some("iii"),
                "iv" => Some("iv"),
                _ => None,
            };
            suffix = suffix.or(found);
            found.is_none()
        });
        while words.len() > 1 && is_honorific(&words[0]) && words[0].chars().count() > 1 {
            words.remove(0);
        }
        let mut parts: Vec<Part> =
            words.iter().map(|w| Part::new(w.trim_matches('.'))).filter(|p| !p.text.is_empty()).collect();
        if let Some(last) = parts.last_mut() {
            // "Ван И": a vowel at the end without a full stop is a Chinese given name, no initial.
            last.initial &= !matches!(last.text.as_str(), "и" | "э" | "е") || name.trim_end().ends_with('.');
        }
        if parts.iter().all(|p| p.particle) {
            for part in &mut parts {
                part.particle = false;
            }
        }
        if let Some(last) = parts.last_mut() {
            // "Li Ul", "Tran Van An": a particle is one only before something.
            let ends_a_patronymic = matches!(
                last.text.as_str(),
                "oglu" | "ogly" | "uly" | "kyzy" | "qizi" | "оглы" | "кызы" | "улы" | "ұлы" | "қызы"
            );
            last.particle &= ends_a_patronymic;
        }
        mark_patronymic(&mut parts);
        Self { parts, suffix }
    }

    /// Number of parts that a name cannot go without.
    pub(super) fn full_parts(&self) -> usize {
        self.parts.iter().filter(|p| !p.particle && !p.patronymic).count()
    }

    /// Whether there are two parts or more besides particles: a given name or initial, and a surname.
    pub fn is_full(&self) -> bool {
        self.full_parts() >= 2
    }

    /// The parts written as one word: as they stand, and with the first one last.
    pub(super) fn joined(&self) -> Vec<Keys> {
        let texts: Vec<&str> = self.parts.iter().filter(|p| !p.particle).map(|p| p.text.as_str()).collect();
        let mut all = vec![sound::keys(&texts.concat())];
        if let Some((first, rest)) = texts.split_first().filter(|(_, rest)| !rest.is_empty()) {
            all.push(sound::keys(&format!("{}{first}", rest.concat())));
        }
        all
    }

    /// The parts as they sound, without particles, patronymic and initials; given names that differ from language
    /// to language by their group.
    pub(super) fn canonical(&self) -> String {
        let kept = self.parts.iter().filter(|p| !p.optional());
        let parts: Vec<String> =
            kept.map(|p| p.group.map_or_else(|| p.keys.canonical(), |g| format!("g{g}"))).collect();
        parts.join(" ")
    }

    /// The consonants of the surname, in rough classes, by each way of reading it: names that sound alike share
    /// one of them.
    pub(crate) fn skeletons(&self) -> Vec<String> {
        let full = self.parts.iter().filter(|p| !p.optional());
        let mut all: Vec<String> = full.flat_map(|p| p.keys.skeletons()).collect();
        all.sort();
        all.dedup();
        all
    }

    /// The folded text of the part that is most likely the surname.
    pub fn surname(&self) -> Option<&str> {
        let kept: Vec<&Part> = self.parts.iter().filter(|p| !p.optional()).collect();
        kept.last().map(|p| p.text.as_str())
    }
}

/// Words of a name; a name with a comma is turned round; Chinese and Korean signs are one word each.
fn split(name: &str) -> Vec<String> {
    let turned;
    let name = match name.split_once(',') {
        Some((surname, given)) if !given.trim().is_empty() && !given.contains(',') => {
            turned = format!("{} {}", given.trim(), surname.trim());
            &turned
        }
        _ => name,
    };
    let mut words = Vec::new();
    let mut word = String::new();
    for c in name.chars() {
        if is_wide(c) {
            if !word.is_empty() {
                words.push(std::mem::take(&mut word));
            }
            words.push(c.to_string());
        } else if c.is_whitespace() || is_hyphen(c) {
            if !word.is_empty() {
                words.push(std::mem::take(&mut word));
            }
        } else if c.is_alphabetic() || is_apostrophe(c) || unicode_normalization::char::is_combining_mark(c) {
            word.push(c);
        } else if c == '.' && !word.is_empty() {
            // "V.V. Putin"
            words.push(std::mem::take(&mut word));
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    // The Arabic article is written with its noun.
    words
        .into_iter()
        .map(|w| match w.strip_prefix("ال") {
            Some(rest) if rest.chars().count() >= 3 => rest.to_owned(),
            _ => w,
        })
        .collect()
}

fn is_wide(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}')
}

/// Slavic and Turkic patronymics stand second, or third after the surname.
fn mark_patronymic(parts: &mut [Part]) {
    let full: Vec<usize> = (0..parts.len()).filter(|i| !parts[*i].particle && !parts[*i].initial).collect();
    for i in 1..parts.len() {
        if parts[i].particle
            && ["oglu", "ogly", "uly", "kyzy", "qizi", "оглы", "кызы", "улы", "ұлы", "қызы"]
                .contains(&parts[i].text.as_str())
        {
            parts[i - 1].patronymic = i >= 2;
            return;
        }
    }
    if full.len() < 3 {
        return;
    }
    // Slavic patronymics are told by their ending; Turkic ones end as many given names do.
    let slavic = |text: &str| is_patronymic(text) && !TURKIC.iter().any(|e| text.ends_with(e));
    let place = [1, 2].into_iter().find(|i| slavic(&parts[full[*i]].text));
    let place = place.or_else(|| is_patronymic(&parts[full[1]].text).then_some(1));
    if let Some(i) = place {
        parts[full[i]].patronymic = true;
    }
}

const TURKIC: &[&str] = &["uly", "kyzy", "ұлы", "улы", "қызы", "кызы"];

fn is_patronymic(text: &str) -> bool {
    const ENDINGS: &[&str] = &[
        "ovich",
        "evich",
        "avich",
        "ovych",
        "evych",
        "yovych",
        "iovych",
        "owitsch",
        "ewitsch",
        "ovitch",
        "evitch",
        "ovic",
        "evic",
        "owicz",
        "ewicz",
        "ovna",
        "evna",
        "ivna",
        "owna",
        "ewna",
        "auna",
        "euna",
        "uly",
        "kyzy",
        "ilyich",
        "ilich",
        "kuzmich",
        "lukich",
        "fomich",
        "nikitich",
        "ович",
        "евич",
        "йович",
        "ьич",
        "овна",
        "евна",
        "івна",
        "ївна",
        "овіч",
        "евіч",
        "авіч",
        "аўна",
        "еўна",
        "ұлы",
        "улы",
        "қызы",
        "кызы",
        "нична",
    ];
    text.chars().count() >= 5 && ENDINGS.iter().any(|e| text.ends_with(e))
}

/// The grammatical gender that a Slavic surname shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Gender {
    /// `Ivanov`, `Иванов`, `Petrovsky`.
    Masculine,
    /// `Ivanova`, `Иванова`, `Petrovskaya`.
    Feminine,
}

impl Gender {
    /// The gender a folded surname shows by its ending.
    pub fn of(text: &str) -> Option<Self> {
        const FEMININE: &[&str] = &[
            "ova", "eva", "yova", "owa", "ewa", "skaya", "skaja", "skaia", "ska", "ова", "ева", "ёва",
            "ская", "ська", "цька",
        ];
        const MASCULINE: &[&str] = &[
            "ov",
            "ev",
            "yov",
            "ow",
            "ew",
            "off",
            "eff",
            "sky",
            "skiy",
            "skij",
            "ski",
            "skyi",
            "skyy",
            "ов",
            "ев",
            "ёв",
            "ский",
            "ський",
            "цький",
        ];
        let fits = |endings: &[&str]| endings.iter().any(|e| text.len() > e.len() + 2 && text.ends_with(e));
        if fits(FEMININE) || text.len() > 5 && (text.ends_with("ina") || text.ends_with("ина")) {
            Some(Self::Feminine)
        } else if fits(MASCULINE) || text.len() > 4 && (text.ends_with("in") || text.ends_with("ин")) {
            Some(Self::Masculine)
        } else {
            None
        }
    }

    /// Whether two parts that sound alike are a man's and a woman's form of one surname.
    pub(super) fn differ(a: &str, b: &str) -> bool {
        matches!((Self::of(a), Self::of(b)), (Some(x), Some(y)) if x != y)
    }
}

/// Folded spelling → number of its group in `given.tsv`.
fn groups() -> &'static FxHashMap<String, u16> {
    static GROUPS: OnceLock<FxHashMap<String, u16>> = OnceLock::new();
    GROUPS.get_or_init(|| {
        let mut map = FxHashMap::default();
        let lines = include_str!("given.tsv").lines().filter(|l| !l.starts_with('#') && !l.is_empty());
        for (n, line) in lines.enumerate() {
            for name in line.split('\t').flat_map(|cell| cell.split('|')) {
                map.entry(fold(name)).or_insert(n as u16);
            }
        }
        map
    })
}
