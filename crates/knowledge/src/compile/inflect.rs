//! The forms in which names stand in texts, made by rule from the citation form: case and number in Russian,
//! Ukrainian, Polish, Turkish and Kazakh, and of the nouns of Arabic. Languages with few forms list theirs in the tables.
//!
//! The rules serve recognition, not writing: where a rule cannot know (animate or not, masculine or feminine in a
//! soft sign) both forms are made. What reads as another name is settled by the resolver.

use crate::form::{Case, Class, Form, Number};

pub(super) use crate::form::Gender;

mod arabic;
mod kazakh;
mod polish;
mod russian;
mod turkish;
mod ukrainian;

/// Forms of one word.
type Forms = Vec<(String, Form)>;

const SINGULAR: Number = Number::Singular;
const PLURAL: Number = Number::Plural;

fn form(number: Number, case: Case) -> Form {
    Form { number, case, gender: Gender::None }
}

/// The stem with each ending, in this order of cases; an ending of several spellings has them parted by `/`.
fn decline(forms: &mut Forms, number: Number, stem: &str, endings: &[(Case, &str)]) {
    for (case, spellings) in endings {
        for ending in spellings.split('/') {
            forms.push((format!("{stem}{ending}"), form(number, *case)));
        }
    }
}

/// What a word is in its name, as far as the name's make-up tells.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Word {
    /// An adjective, or a noun that declines as one.
    Adjective,
    /// A part of a person's name.
    Person(Gender),
    /// A common noun, which has a plural.
    Noun,
    /// A proper noun.
    Proper(Gender),
}

/// The forms of a name beside its citation form. `paradigm` is the column of the tables: empty for the rule's own
/// guess, `-` for none, `m`, `f` or `n` for a gender, `pl` for a noun in the plural whose forms the table lists.
pub(super) fn forms(lang: &str, class: Class, name: &str, paradigm: &str, gender: Option<Gender>) -> Forms {
    if matches!(paradigm, "-" | "pl") || class == Class::Acronym {
        return Vec::new();
    }
    let common = name.chars().next().is_some_and(char::is_lowercase);
    match lang {
        "ru" | "uk" | "pl" => slavic(lang, class, name, gender, common),
        "tr" if common || class == Class::Demonym => last_word(name, turkish::noun),
        "kk" => last_word(name, |word| kazakh::noun(word, common || class == Class::Demonym)),
        "de" => weak(name),
        "ar" if class == Class::Noun => [arabic::noun(name), fused(name)].concat(),
        "ar" => fused(name),
        _ => Vec::new(),
    }
}

/// In these languages the last word carries all endings.
fn last_word(name: &str, noun: impl Fn(&str) -> Forms) -> Forms {
    let (head, last) = name.rsplit_once(' ').map_or(("", name), |(h, l)| (h, l));
    let join = |f: String| if head.is_empty() { f } else { format!("{head} {f}") };
    noun(last).into_iter().map(|(f, g)| (join(f), g)).collect()
}

/// How the stems of German adjectives end that names begin with.
const ADJECTIVES: &[&str] = &[
    "isch", "al", "är", "ell", "iv", "lich", "ig", "end", "eint", "igt", "oberst", "höchst", "neu", "frei",
    "groß", "rot",
];

/// German names that begin with adjectives, as they stand after an article: *Europäische Union*, *der Europäischen
/// Union*; *Internationaler Währungsfonds*, *des Internationalen Währungsfonds*.
fn weak(name: &str) -> Forms {
    let words: Vec<&str> = name.split(' ').collect();
    let ending = |w: &str| {
        let stem = w.strip_suffix("er").or(w.strip_suffix("es")).or(w.strip_suffix('e'))?;
        ADJECTIVES.iter().any(|a| stem.to_lowercase().ends_with(a)).then_some(stem.len())
    };
    let Some((first, stem)) = words.first().and_then(|w| Some((*w, ending(w)?))) else { return Vec::new() };
    let strong = &first[stem..];
    let adjectives =
        words[..words.len() - 1].iter().take_while(|w| w.ends_with(strong) && ending(w).is_some()).count();
    let noun = |w: &&str| w.starts_with(char::is_uppercase);
    if adjectives == 0 || !words.get(adjectives).is_some_and(noun) || ["Die", "Eine"].contains(&first) {
        return Vec::new();
    }
    let with = |ending: &str, genitive: &str| {
        let declined =
            words[..adjectives].iter().map(|w| format!("{}{ending}", &w[..w.len() - strong.len()]));
        let rest = words[adjectives + 1..].iter().map(|w| (*w).to_owned());
        let noun = std::iter::once(format!("{}{genitive}", words[adjectives]));
        declined.chain(noun).chain(rest).collect::<Vec<_>>().join(" ")
    };
    let endings: &[(&str, &str, Case)] = if strong == "e" {
        &[("en", "", Case::Dative), ("er", "", Case::Genitive)]
    } else {
        &[
            ("e", "", Case::Nominative),
            ("en", "", Case::Accusative),
            ("em", "", Case::Dative),
            ("en", "s", Case::Genitive),
            ("en", "es", Case::Genitive),
        ]
    };
    endings.iter().map(|(e, g, case)| (with(e, g), form(SINGULAR, *case))).collect()
}

/// An Arabic name with the article after the preposition that swallows its first letter: *al-umam*, *lil-umam*.
fn fused(name: &str) -> Forms {
    name.strip_prefix("ال")
        .map(|bare| (format!("لل{bare}"), form(SINGULAR, Case::Dative)))
        .into_iter()
        .collect()
}

/// In Slavic names the adjectives in front and the first noun decline together; what follows stays. All words of a
/// person's name decline.
fn slavic(lang: &str, class: Class, name: &str, gender: Option<Gender>, common: bool) -> Forms {
    let words: Vec<&str> = name.split(' ').collect();
    let is_adjective = |w: &str| match lang {
        "ru" => russian::is_adjective(w),
        "uk" => ukrainian::is_adjective(w),
        _ => polish::is_adjective(w),
    };
    let declined = |w: &str, kind: Word| match lang {
        "ru" => russian::word(w, kind),
        "uk" => ukrainian::word(w, kind),
        _ => polish::word(w, kind),
    };
    let person = gender.filter(|_| !common && class != Class::Demonym && class != Class::Adjective);
    if let (Some(gender), true) = (person, matches!(class, Class::Name | Class::Surname | Class::Alias)) {
        return together(
            &words.iter().map(|w| declined(w, Word::Person(gender))).collect::<Vec<_>>(),
            &words,
        );
    }
    let mut parts: Vec<Forms> = Vec::new();
    let mut head = false;
    for (i, word) in words.iter().enumerate() {
        let last = i + 1 == words.len();
        if head {
            parts.push(Vec::new());
        } else if class == Class::Adjective || (is_adjective(word) && (!last || common)) {
            parts.push(declined(word, Word::Adjective));
        } else {
            head = true;
            let kind = if common || class == Class::Demonym {
                Word::Noun
            } else {
                Word::Proper(gender.unwrap_or(Gender::None))
            };
            parts.push(declined(word, kind));
        }
    }
    together(&parts, &words)
}

/// Joins the forms of words that agree: for each number and case, the first form of each word that has it (and
/// any further ones of single words); a word without forms stays as it is.
fn together(parts: &[Forms], words: &[&str]) -> Forms {
    if let [only] = parts {
        return only.clone();
    }
    let mut joined = Vec::new();
    for number in Number::ALL {
        for case in Case::ALL {
            let fits = |f: &&(String, Form)| f.1.number == *number && f.1.case == *case;
            if !parts.iter().any(|forms| forms.iter().any(|f| fits(&f))) {
                continue;
            }
            // adjectives have several genders; the noun has one form: all that agree are made
            let mut texts = vec![String::new()];
            for (forms, word) in parts.iter().zip(words) {
                let mut options: Vec<&str> = forms.iter().filter(fits).map(|f| f.0.as_str()).collect();
                options.sort_unstable();
                options.dedup();
                if options.is_empty() {
                    options.push(word);
                }
                texts = texts
                    .iter()
                    .flat_map(|t| {
                        options
                            .iter()
                            .map(move |o| if t.is_empty() { (*o).to_owned() } else { format!("{t} {o}") })
                    })
                    .collect();
                if texts.len() > 64 {
                    texts.truncate(64);
                }
            }
            joined.extend(texts.into_iter().map(|t| (t, form(*number, *case))));
        }
    }
    joined
}

/// What a form listed in the tables is, as far as its language's endings tell.
pub(super) fn stated(lang: &str, stated: &str, citation: &str) -> Form {
    let plural = match lang {
        "it" => {
            (stated.ends_with(['i', 'e']) && !citation.ends_with(['i', 'e']))
                || (stated.ends_with('i') && citation.ends_with('e'))
        }
        "en" | "es" | "fr" | "pt" => stated.ends_with(['s', 'x']) && !citation.ends_with(['s', 'x']),
        _ => false,
    };
    form(if plural { PLURAL } else { SINGULAR }, Case::Nominative)
}

/// The word without its last `n` characters.
fn cut(word: &str, n: usize) -> &str {
    let at = word.char_indices().rev().nth(n.saturating_sub(1)).map_or(0, |(i, _)| i);
    if n == 0 { word } else { &word[..at] }
}

fn last_char(word: &str) -> char {
    word.chars().next_back().unwrap_or(' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks that each of the expected forms is made, and that each of the others is not.
    pub(super) fn check(
        lang: &str,
        class: Class,
        name: &str,
        gender: Option<Gender>,
        expected: &str,
        others: &str,
    ) {
        let made: Vec<String> = forms(lang, class, name, "", gender).into_iter().map(|(f, _)| f).collect();
        for word in expected.split(',').map(str::trim).filter(|w| !w.is_empty()) {
            assert!(made.iter().any(|f| f == word), "{name}: no {word} in {made:?}");
        }
        for word in others.split(',').map(str::trim).filter(|w| !w.is_empty()) {
            assert!(!made.iter().any(|f| f == word), "{name}: {word} is wrong");
        }
    }

    #[test]
    fn words_that_agree_decline_together() {
        check(
            "ru",
            Class::Name,
            "Северная Корея",
            None,
            "Северной Кореи, Северную Корею, Северной Кореей",
            "",
        );
        check("ru", Class::Name, "Европейский союз", None, "Европейского союза, Европейским союзом", "");
        check(
            "ru",
            Class::Noun,
            "министр иностранных дел",
            None,
            "министра иностранных дел",
            "министра иностранного дела",
        );
        let m = Some(Gender::Masculine);
        check(
            "ru",
            Class::Name,
            "Касым-Жомарт Токаев",
            m,
            "Касым-Жомарта Токаева, Касым-Жомартом Токаевым",
            "",
        );
        check("uk", Class::Name, "Об'єднані Арабські Емірати", None, "", "Об'єднанія");
    }

    #[test]
    fn german_adjectives_weaken_after_articles() {
        let name = |name, expected, others| check("de", Class::Name, name, None, expected, others);
        name("Europäische Union", "Europäischen Union, Europäischer Union", "Europäischem Union");
        name(
            "Internationaler Währungsfonds",
            "Internationale Währungsfonds, Internationalen Währungsfonds",
            "",
        );
        name("Auswärtiges Amt", "Auswärtige Amt, Auswärtigen Amtes, Auswärtigem Amt", "");
        name("Syrische Demokratische Kräfte", "Syrischen Demokratischen Kräfte", "");
        assert!(forms("de", Class::Name, "Die Grünen", "", None).is_empty());
        assert!(forms("de", Class::Name, "Gruppe Wagner", "", None).is_empty());
    }

    #[test]
    fn the_arabic_article_fuses_with_a_preposition() {
        check("ar", Class::Name, "الأمم المتحدة", None, "للأمم المتحدة", "");
        assert!(forms("ar", Class::Name, "حماس", "", None).is_empty());
    }

    #[test]
    fn names_that_do_not_decline_stay() {
        assert!(forms("ru", Class::Name, "Перу", "", None).is_empty());
        assert!(forms("ru", Class::Name, "Конго", "", None).is_empty());
        assert!(forms("ru", Class::Acronym, "США", "", None).is_empty());
        assert!(forms("ru", Class::Name, "Того", "-", None).is_empty());
        assert!(forms("it", Class::Name, "Italia", "", None).is_empty());
    }
}
