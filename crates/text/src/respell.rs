//! Letters that Arabic writers leave out and treebanks print: the hamza on an alef (*الى* for *إلى*, *اعلن* for *أعلن*).
//!
//! Many newspapers print a bare alef throughout. A word so written that the model does not know, and knows with a hamza,
//! is read with it; words of grammar ([`PARTICLES`]) always are. Bare and hamzated alefs take two bytes each, so that
//! places in the text stay what they were. Limits: only the first alef of a word, behind the article and what is written
//! together with it; an ending that the model knows nowhere is not guessed.

use std::borrow::Cow;

use crate::features::is_vocalisation;

const BARE: char = 'ا';
const HAMZATED: [char; 3] = ['أ', 'إ', 'آ'];

/// Words of grammar, with the hamza that they have: what stands for a bare one is another, rare word.
const PARTICLES: [&str; 6] = ["أن", "إلى", "أو", "أي", "إذا", "أمس"];

/// What is written before a word, in the order in which it stands.
const PROCLITICS: [&[char]; 2] = [&['و', 'ف'], &['ب', 'ل', 'ك', 'س']];

/// Pronouns written behind a word, longest first.
const ENCLITICS: [&str; 9] = ["هما", "كما", "هم", "هن", "كم", "ها", "نا", "ه", "ي"];

/// The text with the hamzas that its writer left out, as long in bytes as it was.
pub(crate) fn hamzated<'t>(text: &'t str, knows: &impl Fn(&str) -> bool) -> Cow<'t, str> {
    let mut out: Option<String> = None;
    let mut from = 0;
    while let Some(start) = text[from..].find(is_letter).map(|i| from + i) {
        let end = text[start..].find(|c| !is_letter(c)).map_or(text.len(), |i| start + i);
        if let Some((at, letter)) = missing(&text[start..end], knows) {
            let place = start + at;
            let mut buffer = [0; 4];
            out.get_or_insert_with(|| text.to_owned())
                .replace_range(place..place + BARE.len_utf8(), letter.encode_utf8(&mut buffer));
        }
        from = end;
    }
    out.map_or(Cow::Borrowed(text), Cow::Owned)
}

/// An alef without what it bears.
pub(crate) fn bare(c: char) -> char {
    if HAMZATED.contains(&c) { BARE } else { c }
}

fn is_letter(c: char) -> bool {
    matches!(c, 'ء'..='ي') || is_vocalisation(c)
}

/// Where a word lacks its hamza, and the alef that has it.
fn missing(word: &str, knows: &impl Fn(&str) -> bool) -> Option<(usize, char)> {
    if !word.contains(BARE) || word.chars().any(is_vocalisation) || knows(word) && !is_particle(word) {
        return None;
    }
    for at in alefs(word) {
        let stem = &word[at..];
        let rest = &stem[BARE.len_utf8()..];
        // behind the article the word with it is what is known
        let article = word[..at].strip_suffix("ال").map_or("", |_| "ال");
        let whole = |letter: char, rest: &str| format!("{article}{letter}{rest}");
        let bare = ENCLITICS.iter().filter_map(|e| rest.strip_suffix(e));
        let bases: Vec<&str> = std::iter::once(rest).chain(bare).filter(|b| !b.is_empty()).collect();
        for base in bases {
            for letter in HAMZATED {
                let with = whole(letter, base);
                if PARTICLES.contains(&with.as_str()) {
                    return Some((at, letter));
                }
                let long = base.chars().count() > 1;
                if long && knows(&whole(BARE, base)) {
                    break;
                }
                if long && (knows(&with) || knows(&format!("{letter}{base}"))) {
                    return Some((at, letter));
                }
            }
        }
    }
    None
}

/// Whether a word is one of grammar without its hamza.
fn is_particle(word: &str) -> bool {
    word.strip_prefix(BARE).is_some_and(|rest| PARTICLES.iter().any(|p| p.chars().skip(1).eq(rest.chars())))
}

/// The places where the word proper may begin, if with a bare alef: behind nothing, behind what is written before it, and
/// behind the article.
fn alefs(word: &str) -> Vec<usize> {
    let mut starts = vec![0];
    let mut at = 0;
    for clitics in PROCLITICS {
        if let Some(c) = word[at..].chars().next().filter(|c| clitics.contains(c)) {
            at += c.len_utf8();
            starts.push(at);
        }
    }
    let mut out = Vec::new();
    for start in starts {
        let rest = &word[start..];
        if rest.starts_with(BARE) {
            out.push(start);
        }
        for article in ["ال", "لل"] {
            if rest.strip_prefix(article).is_some_and(|r| r.starts_with(BARE)) {
                out.push(start + article.len());
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bare_alefs_get_the_hamza_of_the_word_that_is_known() {
        let known = ["أعلن", "أعلنت", "الأمن", "أمن", "إعلان", "احتجاج", "اسم", "أسم"];
        let knows = |w: &str| known.contains(&w);
        let with = |text: &str| hamzated(text, &knows).into_owned();
        assert_eq!(with("واعلنت الامن ان احتجاجا"), "وأعلنت الأمن أن احتجاجا");
        assert_eq!(with("الى اعلانه، بانه"), "إلى إعلانه، بأنه");
        assert_eq!(with("للامن"), "للأمن");
    }

    #[test]
    fn what_is_known_or_written_in_full_stays() {
        let knows = |w: &str| ["اسم", "أسم"].contains(&w);
        for text in ["اسم", "باسم", "أعلن", "report", "", "اَلاَمن", "ابراج"] {
            assert_eq!(hamzated(text, &knows), text);
        }
    }
}
