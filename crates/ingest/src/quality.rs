//! Signs that a text was translated by a machine and broken on the way.
//!
//! Each sign is something that no writer of the language does and machines and copying do: a word glued to the one
//! before it, two small words that never meet, an article in the wrong shape. One alone may be a slip of the pen.

use casus_model::{Diagnostic, Lang, Severity, Span};

/// Pairs of small words that never meet in a language, in lower case.
const PAIRS: [(&str, &[&str]); 5] = [
    (
        "en",
        &[
            "of to",
            "a the",
            "the a",
            "an the",
            "the the",
            "of of",
            "to to",
            "at to",
            "in how",
            "not nobody",
            "not nothing",
            "he is become",
            "it is become",
            "has went",
            "of the the",
            "more better",
            "to the end to",
            "the his",
            "the its",
        ],
    ),
    (
        "it",
        &[
            "di il",
            "di lo",
            "a il",
            "a lo",
            "in il",
            "in lo",
            "in la",
            "da il",
            "da lo",
            "su il",
            "su lo",
            "il il",
            "la la",
            "di di",
            "che che",
            "di i",
            "a i",
            "da i",
            "il lo",
            "un il",
            "il un",
            "in i",
            "in gli",
            "di gli",
            "a gli",
            "il suo di",
        ],
    ),
    ("es", &["de el", "a el", "el el", "la la", "de de", "un el", "el un", "en en", "que que"]),
    (
        "fr",
        &[
            "le le", "la la", "de de", "un le", "le un", "de les", "en en", "si il", "si ils", "que il",
            "que elle",
        ],
    ),
    ("pt", &["de de", "o o", "um o", "o um", "em o", "em a", "em os", "em as", "de um o"]),
];

/// Words that are glued to others when a text is copied, with words that rightly end so.
const GLUED: [(&str, &[&str], &[&str]); 2] = [
    (
        "en",
        &["which", "that", "this", "with", "from", "what"],
        &["herewith", "therewith", "wherewith", "somewhat", "forthwith", "that", "heresthat"],
    ),
    ("it", &["quale", "quello", "questo", "perché"], &["tale quale"]),
];

/// Says so when a text bears at least two signs. `glued_dateline` is one.
pub(crate) fn broken_translation(text: &str, lang: &Lang, glued_dateline: bool) -> Option<Diagnostic> {
    let words: Vec<(usize, &str)> = words(text).collect();
    if words.is_empty() {
        return None;
    }
    let mut signs: Vec<(Span, String)> = Vec::new();
    let mut weight = usize::from(glued_dateline);
    for (i, (at, word)) in words.iter().enumerate() {
        let span = Span::new(*at, at + word.len());
        if is_glued(lang.as_str(), word) {
            weight += 2;
            signs.push((span, format!("'{word}'")));
        }
        let Some((next_at, next)) = words.get(i + 1) else { continue };
        // with one space between them
        if next_at - (at + word.len()) != 1 {
            continue;
        }
        let pair = format!("{} {}", word.to_lowercase(), next.to_lowercase());
        let proper = next.chars().next().is_some_and(char::is_uppercase);
        let listed = PAIRS.iter().any(|(l, list)| *l == lang.as_str() && list.contains(&pair.as_str()));
        if listed && !proper || wrong_article(lang.as_str(), word, next) {
            weight += 1;
            signs.push((span.cover(Span::new(*next_at, next_at + next.len())), format!("'{word} {next}'")));
        }
    }
    // a long text has room for slips
    if weight < 2 + words.len() / 400 || signs.is_empty() {
        return None;
    }
    let shown: Vec<&str> = signs.iter().take(4).map(|(_, s)| s.as_str()).collect();
    Some(
        Diagnostic::new(
            "broken-translation",
            Severity::Warning,
            format!("the text looks like a broken or machine translation ({})", shown.join(", ")),
        )
        .hint("read the original if it can be had; what was read here may be wrong")
        .at(signs[0].0),
    )
}

/// Words with their places; an apostrophe divides.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split(|c: char| !c.is_alphabetic())
        .filter(|w| !w.is_empty())
        .map(move |w| (w.as_ptr() as usize - text.as_ptr() as usize, w))
}

/// Whether a small word hangs on the end of up to three letters that begin in upper case: `Quwhich`.
fn is_glued(lang: &str, word: &str) -> bool {
    GLUED.iter().filter(|(l, ..)| *l == lang).any(|(_, tails, right)| {
        let lower = word.to_lowercase();
        !right.contains(&lower.as_str())
            && tails.iter().any(|tail| {
                lower.strip_suffix(tail).is_some_and(|head| {
                    (2..=3).contains(&head.chars().count())
                        && word.chars().next().is_some_and(char::is_uppercase)
                })
            })
    })
}

/// An article before a vowel or a consonant that takes the other one: `a important`, `il Ovest`, `le Ukraine`.
fn wrong_article(lang: &str, article: &str, next: &str) -> bool {
    let lower = next.to_lowercase();
    // acronyms are read letter by letter
    let acronym = next.chars().filter(|c| c.is_uppercase()).count() > 1 || next.chars().count() < 3;
    if acronym {
        return false;
    }
    let starts = |set: &[&str]| set.iter().any(|s| lower.starts_with(s));
    let vowel = starts(&["a", "e", "i", "o", "u"]);
    match (lang, article) {
        ("en", "a") => vowel && !starts(&["u", "eu", "one", "once", "ewe", "ouija", "a"]),
        ("en", "an") => !vowel && !starts(&["h", "x", "m", "f", "l", "n", "r", "s", "é"]),
        ("it", "il" | "lo") => vowel && !starts(&["ia", "ie", "io", "iu"]),
        ("fr", "le" | "la") => vowel && !starts(&["onz", "oui", "ouist", "uh", "un", "o"]),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(lang: &str, text: &str, broken: bool) {
        let found = broken_translation(text, &lang.parse().unwrap(), false);
        assert_eq!(found.is_some(), broken, "{found:?}");
    }

    #[test]
    fn glued_words_and_impossible_pairs_are_signs() {
        check("en", "Quwhich began as a street revolution risks becoming a civil war.", true);
        check("en", "They refused of to surrender, and he signed a important treaty.", true);
        check("it", "Il presidente di il paese parla con il Ovest.", true);
        check("es", "El jefe de el gobierno habló a el pueblo.", true);
    }

    #[test]
    fn good_prose_bears_none() {
        check(
            "en",
            "The envoy, an honest man, spoke to an MP about a European plan and a one-year truce.",
            false,
        );
        check("it", "Il presidente parla con gli alleati dell'Ovest e del suo paese, in la Stampa.", false);
        check("es", "Viajó de El Salvador a La Habana y habló de él.", false);
        check("fr", "Le onze de départ, la Ouest-France et le oui du pays.", false);
        check("en", "", false);
    }
}
