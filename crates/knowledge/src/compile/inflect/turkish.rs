//! Turkish: plural, cases and the possessive of compounds, by vowel harmony. Proper names take an apostrophe before
//! their endings, where a word ends for the matcher, so only common nouns and names of peoples need forms.

use super::{Case, Forms, PLURAL, SINGULAR, form, last_char};

fn is_vowel(c: char) -> bool {
    "aeıioöuü".contains(c)
}

fn last_vowel(word: &str) -> char {
    word.chars().rev().flat_map(char::to_lowercase).find(|c| is_vowel(*c)).unwrap_or('a')
}

/// The high vowel that goes with the word: ı, i, u or ü.
fn high(word: &str) -> char {
    match last_vowel(word) {
        'a' | 'ı' => 'ı',
        'e' | 'i' => 'i',
        'o' | 'u' => 'u',
        _ => 'ü',
    }
}

fn low(word: &str) -> char {
    if "aıou".contains(last_vowel(word)) { 'a' } else { 'e' }
}

/// The stem before a vowel: ordu stays, mülteci stays, asker stays, çocuk → çocuğ.
fn voiced(word: &str) -> String {
    let syllables = word.chars().filter(|c| is_vowel(*c)).count();
    match (word.strip_suffix('k'), word.strip_suffix('ç'), word.strip_suffix('t')) {
        (Some(root), _, _) if syllables > 1 && !root.ends_with('n') => format!("{root}ğ"),
        (_, Some(root), _) if syllables > 1 => format!("{root}c"),
        _ => word.to_owned(),
    }
}

fn cases(forms: &mut Forms, stem: &str, number: crate::form::Number, link: &str) {
    let (h, l) = (high(stem), low(stem));
    let vowel = is_vowel(last_char(stem));
    let before_vowel = if vowel { stem.to_owned() } else { voiced(stem) };
    let y = if !link.is_empty() {
        link
    } else if vowel {
        "y"
    } else {
        ""
    };
    let n = if !link.is_empty() || vowel { "n" } else { "" };
    let t = if "fstkçşhp".contains(last_char(stem)) && link.is_empty() { 't' } else { 'd' };
    for (ending, case) in [
        (format!("{before_vowel}{y}{h}"), Case::Accusative),
        (format!("{before_vowel}{y}{l}"), Case::Dative),
        (format!("{stem}{link}{t}{l}"), Case::Locative),
        (format!("{stem}{link}{t}{l}n"), Case::Ablative),
        (format!("{before_vowel}{n}{h}n"), Case::Genitive),
        (format!("{stem}{}l{l}", if vowel { "y" } else { "" }), Case::Instrumental),
    ] {
        forms.push((ending, form(number, case)));
    }
}

pub(super) fn noun(word: &str) -> Forms {
    let mut forms = Vec::new();
    cases(&mut forms, word, SINGULAR, "");
    if word.ends_with(['ı', 'i', 'u', 'ü']) {
        // the word may be a possessive itself: cumhurbaşkanı, savunma bakanı
        cases(&mut forms, word, SINGULAR, "n");
    }
    let plural = format!("{word}l{}r", low(word));
    forms.push((plural.clone(), form(PLURAL, Case::Nominative)));
    cases(&mut forms, &plural, PLURAL, "");
    // possessive: cumhurbaşkanı, dışişleri bakanı; of the plural: göstericileri
    let own = if is_vowel(last_char(word)) {
        format!("{word}s{}", high(word))
    } else {
        format!("{}{}", voiced(word), high(word))
    };
    forms.push((own.clone(), form(SINGULAR, Case::Nominative)));
    cases(&mut forms, &own, SINGULAR, "n");
    let owned = format!("{plural}{}", high(&plural));
    forms.push((owned.clone(), form(PLURAL, Case::Nominative)));
    cases(&mut forms, &owned, PLURAL, "n");
    forms
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;
    use crate::form::Class;

    #[test]
    fn vowels_agree_and_stops_soften() {
        check(
            "tr",
            Class::Noun,
            "asker",
            None,
            "askerler, askeri, askere, askerde, askerden, askerin, askerlerin",
            "askerlar",
        );
        check("tr", Class::Noun, "ordu", None, "ordular, orduyu, orduya, ordunun, ordusu, ordusunu", "orduu");
        check("tr", Class::Noun, "cumhurbaşkanı", None, "cumhurbaşkanını", "");
        check("tr", Class::Noun, "başbakan", None, "başbakanı, başbakanın, başbakana, başbakanlar", "");
        check("tr", Class::Noun, "çocuk", None, "çocuğu, çocuklar, çocukta", "çocuku");
        check("tr", Class::Demonym, "Rus", None, "Ruslar, Rusların, Ruslara", "");
    }
}
