//! Long lists that the recogniser carries in few bytes: parts of personal names, places, classes of words. What is in
//! a list is found; of what is not, one word in a hundred is taken to be.

use crate::fold::fold;

/// The lists that a model is given, whatever the spelling.
#[derive(Clone, Debug, Default)]
pub struct NameLists {
    /// Given names and surnames, of one word each.
    pub persons: Vec<String>,
    /// Names of towns and villages.
    pub places: Vec<String>,
    /// Language (BCP 47), word in small letters, and what stands where it does; the frequent first.
    pub classes: Vec<(String, String, WordClass)>,
}

/// Whether words of a language have classes of their own.
pub(super) fn has_classes(lang: &str) -> bool {
    matches!(lang, "en" | "ru")
}

/// What a word is like.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct WordClass {
    /// Below 1,024: words that occur in the same places. Eight classes that follow each other, from a multiple of eight
    /// on, are alike.
    pub class: u16,
    /// Below 64: words that are likely to name the same kinds of things.
    pub group: u8,
}

impl WordClass {
    fn bytes(self) -> [u8; 2] {
        (self.class << 6 | u16::from(self.group)).to_le_bytes()
    }

    fn read(bytes: [u8; 2]) -> Self {
        let both = u16::from_le_bytes(bytes);
        Self { class: both >> 6, group: (both & 63) as u8 }
    }
}

/// The same in the bytes of a model.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Lists<'m> {
    pub(super) bits: &'m [u8],
    pub(super) classes: &'m [[u8; ENTRY]],
}

/// Bytes of a word and its class: a mark of the word, and the class.
pub(super) const ENTRY: usize = 4;

const PERSON: u8 = b'p';
const PLACE: u8 = b'l';
/// The stem of a Cyrillic name of one word, which is found in any of its cases.
const PERSON_STEM: u8 = b'q';
const PLACE_STEM: u8 = b'm';
/// Bits kept for each name, and how many of all bits it sets.
const SPREAD: (usize, u64) = (10, 5);
/// How many entries are looked at for a word.
const REACH: usize = 8;

/// A token is a part of personal names.
pub(super) const PART: u8 = 1;
/// A token is a place by itself.
pub(super) const TOWN: u8 = 2;
/// A place of several words begins here.
const BEGINS: u8 = 4;
/// A place of several words goes on here.
const GOES_ON: u8 = 8;
/// A Cyrillic token may be a form of a part of personal names.
const STEM_PART: u8 = 16;
/// A Cyrillic token may be a form of a place.
const STEM_TOWN: u8 = 32;
/// Words of the longest place.
const LONGEST: usize = 5;

/// Endings of Russian words, the long ones first, and those that forms are looked for by.
const ENDINGS: [&str; 17] = [
    "ами", "ями", "ого", "его", "ому", "ему", "ыми", "ими", "ой", "ей", "ом", "ем", "ым", "им", "ых", "их",
    "ах",
];
const FORMS: [&str; 16] =
    ["", "а", "я", "ь", "й", "ий", "ый", "о", "е", "у", "и", "ы", "ом", "ой", "ого", "ая"];

/// The part of a Russian word that its endings leave alone; `None` where there is no ending or little else.
fn stem(word: &str) -> Option<&str> {
    let long = |rest: &&str| rest.chars().nth(2).is_some();
    if let Some(rest) = ENDINGS.iter().find_map(|e| word.strip_suffix(e)).filter(long) {
        return Some(rest);
    }
    let vowels = ['а', 'е', 'и', 'о', 'у', 'ы', 'э', 'ю', 'я', 'ь'];
    let rest = word.trim_end_matches(vowels);
    let rest = rest.strip_suffix('й').map_or(rest, |r| r.trim_end_matches(['ы', 'и', 'о']));
    Some(rest).filter(|rest| rest.len() < word.len()).filter(long)
}

fn cyrillic(word: &str) -> bool {
    word.starts_with(|c| ('\u{400}'..'\u{530}').contains(&c))
}

/// A text as a number (FNV-1a), which more text can be added to.
#[derive(Clone, Copy)]
struct Key(u64);

impl Key {
    fn new(sort: u8) -> Self {
        Self(0xcbf2_9ce4_8422_2325).with(&[sort])
    }

    fn with(self, bytes: &[u8]) -> Self {
        Self(bytes.iter().fold(self.0, |h, b| (h ^ u64::from(*b)).wrapping_mul(0x100_0000_01b3)))
    }

    fn mixed(self) -> u64 {
        let h = (self.0 ^ self.0 >> 32).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        h ^ h >> 29
    }

    /// The bits that stand for it.
    fn bits(self, all: usize) -> impl Iterator<Item = (usize, u8)> {
        let h = self.mixed();
        let step = h >> 32 | 1;
        (0..SPREAD.1).map(move |i| {
            let bit = (h & 0xffff_ffff).wrapping_add(i * step) % (8 * all as u64);
            ((bit / 8) as usize, 1 << (bit % 8))
        })
    }
}

fn word_key(lang: &str, word: &str) -> Key {
    Key::new(0).with(lang.as_bytes()).with(&[0xff]).with(word.as_bytes())
}

/// The entries that may hold a word, and its mark.
fn entries(key: Key, all: usize) -> (impl Iterator<Item = usize>, [u8; 2]) {
    let h = key.mixed();
    let from = (((h >> 32) * all as u64) >> 32) as usize;
    ((0..REACH).map(move |i| (from + i) % all), (h as u16).max(1).to_le_bytes())
}

impl Lists<'_> {
    fn holds(&self, key: Key) -> bool {
        !self.bits.is_empty() && key.bits(self.bits.len()).all(|(at, bit)| self.bits[at] & bit != 0)
    }

    /// What the lists of names say of each token of a sentence, given with its folded form.
    pub(super) fn names(&self, tokens: &[(&str, &str)]) -> Vec<u8> {
        let mut hits = vec![0; tokens.len()];
        for (i, (token, folded)) in tokens.iter().enumerate() {
            if !token.starts_with(char::is_uppercase) {
                continue;
            }
            if self.holds(Key::new(PERSON).with(folded.as_bytes())) {
                hits[i] |= PART;
            }
            let mut place = Key::new(PLACE).with(folded.as_bytes());
            if self.holds(place) {
                hits[i] |= TOWN;
            }
            if cyrillic(folded) {
                let stem = stem(folded).unwrap_or(folded).as_bytes();
                for (sort, bit) in [(PERSON_STEM, STEM_PART), (PLACE_STEM, STEM_TOWN)] {
                    if self.holds(Key::new(sort).with(stem)) {
                        hits[i] |= bit;
                    }
                }
            }
            for j in i + 1..(i + LONGEST).min(tokens.len()) {
                if !tokens[j - 1].1.ends_with('\'') {
                    place = place.with(b" ");
                }
                place = place.with(tokens[j].1.as_bytes());
                if self.holds(place) {
                    hits[i] |= BEGINS;
                    hits[i + 1..=j].iter_mut().for_each(|hit| *hit |= GOES_ON);
                }
            }
        }
        hits
    }

    /// What a word is like. A Russian one in a form that is not known is like the same word in another. Names are much
    /// the same in all languages of Latin letters: where a language has no classes, it is told what English makes of
    /// words with a capital.
    pub(super) fn class(&self, lang: &str, word: &str, capital: bool) -> Option<WordClass> {
        if self.classes.is_empty() {
            return None;
        }
        if !has_classes(lang) {
            return capital.then(|| self.class_of(word_key("en", word))).flatten();
        }
        self.class_of(word_key(lang, word)).or_else(|| {
            let stem = word_key(lang, stem(word).filter(|_| cyrillic(word))?);
            FORMS.iter().find_map(|ending| self.class_of(stem.with(ending.as_bytes())))
        })
    }

    fn class_of(&self, word: Key) -> Option<WordClass> {
        let (mut entries, mark) = entries(word, self.classes.len());
        entries.find_map(|at| {
            let [low, high, class @ ..] = self.classes[at];
            ([low, high] == mark).then(|| WordClass::read(class))
        })
    }
}

impl NameLists {
    /// The bits of the names.
    pub(super) fn bits(&self) -> Vec<u8> {
        let keys = |sort: u8, names: &[String]| -> Vec<u64> {
            names.iter().map(|name| Key::new(sort).with(fold(name).as_bytes()).0).collect()
        };
        let mut all = keys(PERSON, &self.persons);
        all.extend(keys(PLACE, &self.places));
        for (sort, names) in [(PERSON_STEM, &self.persons), (PLACE_STEM, &self.places)] {
            let folded = names.iter().map(|n| fold(n)).filter(|n| cyrillic(n) && !n.contains(' '));
            all.extend(folded.map(|n| Key::new(sort).with(stem(&n).unwrap_or(&n).as_bytes()).0));
        }
        all.sort_unstable();
        all.dedup();
        let mut bytes = vec![0u8; (all.len() * SPREAD.0).div_ceil(8)];
        for key in all {
            let size = bytes.len();
            Key(key).bits(size).for_each(|(at, bit)| bytes[at] |= bit);
        }
        bytes
    }

    /// The entries of the words.
    pub(super) fn entries(&self) -> Vec<[u8; ENTRY]> {
        let mut table = vec![[0u8; ENTRY]; self.classes.len() * 5 / 4];
        for (lang, word, class) in &self.classes {
            let (mut entries, mark) = entries(word_key(lang, word), table.len());
            // Where all are taken, the word is left out.
            if let Some(at) = entries.find(|at| table[*at][..2] == [0; 2]) {
                table[at][..2].copy_from_slice(&mark);
                table[at][2..].copy_from_slice(&class.bytes());
            }
        }
        table
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_listed_is_found() {
        let like = |n: u16| WordClass { class: n, group: (n % 64) as u8 };
        let lists = NameLists {
            persons: vec!["Ostrova".into(), "Édouard".into()],
            places: vec!["Castel del Faggio".into(), "L'Olmeta".into()],
            classes: (0..500).map(|n| ("ru".to_owned(), format!("слово{n}"), like(n))).collect(),
        };
        let (bits, classes) = (lists.bits(), lists.entries());
        let lists = Lists { bits: &bits, classes: &classes };
        let words = ["Edouard", "va", "a", "Castel", "del", "Faggio", "e", "L'", "Olmeta"];
        let folded: Vec<String> = words.iter().map(|w| fold(w)).collect();
        let tokens: Vec<(&str, &str)> =
            words.iter().copied().zip(folded.iter().map(String::as_str)).collect();
        assert_eq!(lists.names(&tokens), [PART, 0, 0, BEGINS, GOES_ON, GOES_ON, 0, BEGINS, GOES_ON]);
        let found = (0..500).filter(|n| lists.class("ru", &format!("слово{n}"), false) == Some(like(*n)));
        assert!(found.count() > 420, "hardly any word is left out");
        assert_eq!(lists.class("uk", "слово7", true), None);
        assert_eq!(Lists::default().names(&tokens), [0; 9]);
    }

    #[test]
    fn a_russian_name_is_found_in_its_cases() {
        let lists = NameLists {
            persons: vec!["Остров".into()],
            places: vec!["Севилья".into()],
            classes: vec![("ru".into(), "ольмета".into(), WordClass { class: 9, group: 3 })],
        };
        let (bits, classes) = (lists.bits(), lists.entries());
        let lists = Lists { bits: &bits, classes: &classes };
        for (form, bit) in [("Островым", STEM_PART), ("Севильи", STEM_TOWN), ("Севилью", STEM_TOWN)]
        {
            assert_eq!(lists.names(&[(form, &fold(form))])[0] & bit, bit, "{form}");
        }
        let found = ["ольмета", "ольметой", "ольмету"].map(|w| lists.class("ru", w, true));
        assert_eq!(found, [Some(WordClass { class: 9, group: 3 }); 3]);
    }
}
