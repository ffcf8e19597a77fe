//! What the network sees of a word: itself, its beginnings and ends, its letter sequences, its shape.

use std::borrow::Cow;
use std::sync::LazyLock;

/// Rows of the table of shapes.
pub(crate) const SHAPES: usize = 64;
/// Row of a word that the vocabulary lacks.
pub(crate) const UNKNOWN: u32 = 0;
/// Row of the node above the root.
pub(crate) const ROOT: u32 = 1;
/// First row of the vocabulary.
pub(crate) const FIRST: u32 = 2;

const PREFIXES: usize = 4;
const SUFFIXES: usize = 5;
const MAX_GRAMS: usize = 48;

/// Rows of the embedding tables for one word form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct WordRows {
    pub(crate) word: u32,
    pub(crate) affixes: Vec<u32>,
    pub(crate) grams: Vec<u32>,
    pub(crate) shape: u32,
}

impl WordRows {
    /// The node above the root.
    pub(crate) fn root() -> Self {
        Self { word: ROOT, shape: SHAPES as u32 - 1, ..Self::default() }
    }

    /// Reads a form. `vocabulary` holds the hashes of the known words in order; word `i` has row `FIRST + i`.
    pub(crate) fn of(form: &str, vocabulary: &impl Vocabulary, affix_rows: u32, gram_rows: u32) -> Self {
        let normal = normalise(form);
        let word = vocabulary.find(hash(0, normal.as_bytes())).map_or(UNKNOWN, |i| FIRST + i as u32);
        let mut ends: Vec<usize> = normal.char_indices().map(|(i, _)| i).collect();
        ends.push(normal.len());
        let n = ends.len() - 1;
        let text = normal.as_bytes();
        let row = |kind: u64, part: &[u8], rows: u32| (hash(kind, part) % u64::from(rows)) as u32;
        let mut affixes = Vec::with_capacity(PREFIXES + SUFFIXES);
        for len in 1..=PREFIXES.min(n) {
            affixes.push(row(1, &text[..ends[len]], affix_rows));
        }
        for len in 1..=SUFFIXES.min(n) {
            affixes.push(row(2, &text[ends[n - len]..], affix_rows));
        }
        let padded = format!("<{normal}>");
        let marks: Vec<usize> = padded.char_indices().map(|(i, _)| i).chain([padded.len()]).collect();
        // Ideographs say alone what elsewhere takes three letters.
        let lengths = if normal.chars().next().is_some_and(is_ideograph) { 1..=2 } else { 3..=4 };
        let mut grams = Vec::new();
        for len in lengths {
            for window in marks.windows(len + 1) {
                if grams.len() < MAX_GRAMS && window[len] - window[0] < padded.len() {
                    grams.push(row(3, &padded.as_bytes()[window[0]..window[len]], gram_rows));
                }
            }
        }
        Self { word, affixes, grams, shape: shape(form) }
    }
}

/// A set of word hashes.
pub(crate) trait Vocabulary {
    /// The place of the hash in the sorted vocabulary.
    fn find(&self, hash: u64) -> Option<usize>;
}

impl Vocabulary for Vec<u64> {
    fn find(&self, hash: u64) -> Option<usize> {
        self.binary_search(&hash).ok()
    }
}

/// The hash under which a form stands in the vocabulary.
pub(crate) fn word_hash(form: &str) -> u64 {
    hash(0, normalise(form).as_bytes())
}

/// FNV-1a with a last mixing; part of the file format.
fn hash(kind: u64, bytes: &[u8]) -> u64 {
    let mut h = 0xCBF2_9CE4_8422_2325 ^ kind.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    for b in bytes {
        h = (h ^ u64::from(*b)).wrapping_mul(0x0100_0000_01B3);
    }
    h ^= h >> 32;
    h = h.wrapping_mul(0xD6E8_FEB8_6659_FD93);
    h ^ (h >> 32)
}

/// Whether the character is a mark that vocalises Arabic, or its lengthening stroke.
pub(crate) fn is_vocalisation(c: char) -> bool {
    matches!(c, '\u{64B}'..='\u{65F}' | '\u{670}' | '\u{640}')
}

/// The form without Arabic vocalisation, as newspapers print it.
pub fn unvocalised(form: &str) -> Cow<'_, str> {
    if form.chars().any(|c| is_vocalisation(c) || c == 'ٱ') {
        let stripped: String =
            form.chars().filter(|c| !is_vocalisation(*c)).map(|c| if c == 'ٱ' { 'ا' } else { c }).collect();
        if stripped.is_empty() { form.into() } else { stripped.into() }
    } else {
        form.into()
    }
}

/// Lower case, digits as `0`, plain quotes and dashes, no vocalisation, simplified ideographs.
fn normalise(form: &str) -> String {
    unvocalised(form)
        .chars()
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            '’' | '‘' | 'ʼ' | '´' | '`' => '\'',
            '“' | '”' | '„' | '«' | '»' => '"',
            '–' | '—' | '−' | '‑' => '-',
            c if c.is_numeric() && !is_ideograph(c) => '0',
            c => simplified(c),
        })
        .take(64)
        .collect()
}

/// Traditional and simplified characters in pairs, by traditional character.
static SIMPLIFIED: LazyLock<Vec<(char, char)>> = LazyLock::new(|| {
    let lines = include_str!("simplified.txt").lines().filter(|l| !l.starts_with('#'));
    lines.filter_map(|l| l.chars().next().zip(l.chars().nth(1))).collect()
});

/// The simplified form of a Chinese character: texts in both scripts then share their words.
pub(crate) fn simplified(c: char) -> char {
    if !is_ideograph(c) {
        return c;
    }
    SIMPLIFIED.binary_search_by_key(&c, |(from, _)| *from).map_or(c, |i| SIMPLIFIED[i].1)
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

fn shape(form: &str) -> u32 {
    let (mut upper, mut lower, mut digit, mut other, mut letters) = (0, 0, 0, 0, 0);
    let mut first_upper = false;
    for (i, c) in form.chars().enumerate() {
        if c.is_uppercase() {
            upper += 1;
            first_upper |= i == 0;
        } else if c.is_lowercase() {
            lower += 1;
        } else if c.is_numeric() {
            digit += 1;
        } else if !c.is_alphabetic() {
            other += 1;
        }
        letters += u32::from(c.is_alphabetic());
    }
    let case = match (upper, lower) {
        (0, 0) => 0,
        (0, _) => 1,
        (1, 0) => 2,
        (_, 0) => 3,
        (1, _) if first_upper => 4,
        _ => 5,
    };
    case * 8 + u32::from(digit > 0) * 4 + u32::from(other > 0) * 2 + u32::from(letters == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_that_print_the_same_word_share_its_row() {
        let vocabulary = {
            let mut v =
                vec![word_hash("国际"), word_hash("didn't"), word_hash("الأميركيين"), word_hash("1987")];
            v.sort_unstable();
            v
        };
        for form in ["國際", "didn’t", "Didn't", "اَلأَمِيرِكِيِّينَ", "2022"] {
            assert!(WordRows::of(form, &vocabulary, 97, 97).word >= FIRST, "{form}");
        }
        assert_eq!(WordRows::of("unseen", &vocabulary, 97, 97).word, UNKNOWN);
    }

    #[test]
    fn any_form_has_rows_inside_the_tables() {
        for form in ["", "a", "\u{64B}", "🇰🇿", "哈萨克斯坦", &"x".repeat(9999)] {
            let rows = WordRows::of(form, &Vec::new(), 13, 7);
            assert!(rows.affixes.iter().all(|r| *r < 13) && rows.grams.iter().all(|r| *r < 7));
            assert!((rows.shape as usize) < SHAPES && rows.grams.len() <= MAX_GRAMS);
        }
    }
}
