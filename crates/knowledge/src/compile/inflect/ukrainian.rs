//! Ukrainian: nouns with their softened stems, adjectives, family names.

use super::{Case, Forms, Gender, PLURAL, SINGULAR, Word, cut, decline, last_char};
use Case::{
    Accusative as A, Dative as D, Genitive as G, Instrumental as I, Locative as L, Nominative as N,
    Vocative as V,
};

pub(super) fn is_adjective(word: &str) -> bool {
    word.chars().count() > 4
        && [
            "ський",
            "ська",
            "ське",
            "ські",
            "цький",
            "цька",
            "цьке",
            "ний",
            "на",
            "не",
            "ні",
            "вий",
            "ва",
            "ве",
        ]
        .iter()
        .any(|e| word.ends_with(e))
        && !word.ends_with("їна")
        && !word.ends_with("ина")
        && !word.ends_with("ова")
}

pub(super) fn word(word: &str, kind: Word) -> Forms {
    match kind {
        Word::Adjective => adjective(word),
        Word::Person(gender) => person(word, gender),
        Word::Noun => noun(word, Gender::None, true, false),
        Word::Proper(gender) => noun(word, gender, false, false),
    }
}

fn adjective(word: &str) -> Forms {
    let mut forms = Vec::new();
    let Some(stem) = ["ий", "ій", "а", "е", "і"].iter().find_map(|e| word.strip_suffix(e)) else {
        return forms;
    };
    let masculine: &[_] = &[(N, "ий"), (G, "ого"), (D, "ому"), (A, "ий/ого"), (I, "им"), (L, "ому/ім")];
    let feminine: &[_] = &[(N, "а"), (G, "ої"), (D, "ій"), (A, "у"), (I, "ою"), (L, "ій")];
    let neuter: &[_] = &[(N, "е"), (G, "ого"), (D, "ому"), (A, "е"), (I, "им"), (L, "ому/ім")];
    let plural: &[_] = &[(N, "і"), (G, "их"), (D, "им"), (A, "і/их"), (I, "ими"), (L, "их")];
    if word.ends_with('і') {
        decline(&mut forms, SINGULAR, stem, plural);
    } else if word.ends_with('а') {
        decline(&mut forms, SINGULAR, stem, feminine);
    } else if word.ends_with('е') {
        decline(&mut forms, SINGULAR, stem, neuter);
    } else {
        for endings in [masculine, feminine, neuter] {
            decline(&mut forms, SINGULAR, stem, endings);
        }
        decline(&mut forms, PLURAL, stem, plural);
    }
    forms
}

fn person(word: &str, gender: Gender) -> Forms {
    let mut forms = Vec::new();
    if gender == Gender::Feminine {
        if let Some(stem) = word.strip_suffix('а').filter(|s| s.ends_with("ськ") || s.ends_with("цьк"))
        {
            decline(&mut forms, SINGULAR, stem, &[(G, "ої"), (D, "ій"), (A, "у"), (I, "ою"), (L, "ій")]);
        } else if let Some(stem) = word.strip_suffix('а').filter(|s| s.ends_with("ов") || s.ends_with("єв"))
        {
            decline(&mut forms, SINGULAR, stem, &[(G, "ої"), (D, "ій"), (A, "у"), (I, "ою"), (L, "ій")]);
        } else if word.ends_with(['а', 'я']) {
            return noun(word, gender, false, true);
        }
        return forms;
    }
    if let Some(stem) = word.strip_suffix("ий") {
        decline(&mut forms, SINGULAR, stem, &[(G, "ого"), (D, "ому"), (A, "ого"), (I, "им"), (L, "ому")]);
        return forms;
    }
    if ["ов", "ев", "єв", "ін", "їн", "ин"].iter().any(|e| word.ends_with(e)) && word.chars().count() > 3
    {
        let endings: &[_] = &[(G, "а"), (D, "у/ові"), (A, "а"), (I, "им/ом"), (L, "і/ові"), (V, "е")];
        decline(&mut forms, SINGULAR, word, endings);
        return forms;
    }
    noun(word, gender, false, true)
}

/// The stem before -і: к → ц, г → з, х → с.
fn softened(stem: &str) -> String {
    let change = match last_char(stem) {
        'к' => 'ц',
        'г' => 'з',
        'х' => 'с',
        _ => return stem.to_owned(),
    };
    format!("{}{change}", cut(stem, 1))
}

fn noun(word: &str, gender: Gender, plural: bool, person: bool) -> Forms {
    let mut forms = Vec::new();
    let last = last_char(word);
    let stem = cut(word, 1);
    let before = last_char(stem);
    match last {
        'а' => {
            let hushed = "жшчщ".contains(before);
            let (g, i) = if hushed { ("і", "ею") } else { ("и", "ою") };
            decline(&mut forms, SINGULAR, stem, &[(G, g), (A, "у"), (I, i), (V, "о")]);
            decline(&mut forms, SINGULAR, &softened(stem), &[(D, "і"), (L, "і")]);
            if plural {
                decline(&mut forms, PLURAL, stem, &[(N, g), (D, "ам"), (I, "ами"), (L, "ах")]);
                let zero =
                    word.strip_suffix("ка").map_or_else(|| stem.to_owned(), |root| format!("{root}ок"));
                decline(&mut forms, PLURAL, &zero, &[(G, ""), (A, "")]);
            }
        }
        'я' if before == 'і' => {
            decline(
                &mut forms,
                SINGULAR,
                stem,
                &[(G, "ї"), (D, "ї"), (A, "ю"), (I, "єю"), (L, "ї"), (V, "є")],
            );
            if plural {
                decline(&mut forms, PLURAL, stem, &[(N, "ї"), (G, "й"), (D, "ям"), (I, "ями"), (L, "ях")]);
            }
        }
        'я' if word.ends_with("ння") || word.ends_with("ття") => {
            decline(&mut forms, SINGULAR, stem, &[(G, "я"), (D, "ю"), (I, "ям"), (L, "і")]);
        }
        'я' => {
            decline(
                &mut forms,
                SINGULAR,
                stem,
                &[(G, "і"), (D, "і"), (A, "ю"), (I, "ею"), (L, "і"), (V, "е")],
            );
            if plural {
                decline(&mut forms, PLURAL, stem, &[(N, "і"), (G, "ь/ів"), (D, "ям"), (I, "ями"), (L, "ях")]);
            }
        }
        'ь' => {
            if let Some(root) = word.strip_suffix("ець") {
                let root = match last_char(root) {
                    'л' => format!("{root}ьц"),
                    'а' | 'о' | 'е' | 'і' | 'и' | 'у' | 'я' | 'ю' => format!("{root}йц"),
                    'є' => format!("{}йц", cut(root, 0)),
                    _ => format!("{root}ц"),
                };
                let one: &[_] = &[(G, "я"), (D, "ю/еві"), (A, "я"), (I, "ем"), (L, "і/еві"), (V, "ю")];
                decline(&mut forms, SINGULAR, &root, one);
                if plural {
                    let many: &[_] = &[(N, "і"), (G, "ів"), (D, "ям"), (A, "ів"), (I, "ями"), (L, "ях")];
                    decline(&mut forms, PLURAL, &root, many);
                }
                return forms;
            }
            if gender != Gender::Feminine {
                let one: &[_] = &[(G, "я"), (D, "ю/еві"), (A, "я/ь"), (I, "ем"), (L, "і/ю")];
                decline(&mut forms, SINGULAR, stem, one);
            }
            if gender != Gender::Masculine && !word.ends_with("тель") {
                decline(&mut forms, SINGULAR, stem, &[(G, "і"), (D, "і"), (A, "ь"), (I, "ю/ню"), (L, "і")]);
            }
            if plural {
                let many: &[_] = &[(N, "і"), (G, "ів"), (D, "ям"), (A, "ів"), (I, "ями"), (L, "ях")];
                decline(&mut forms, PLURAL, stem, many);
            }
        }
        'й' => {
            let (g, d, i, l) = if before == 'і' {
                ("я", "ю/єві", "єм", "ї")
            } else {
                ("я", "ю/єві", "єм", "ї/ю")
            };
            let stem = word.strip_suffix("ій").map_or_else(|| stem.to_owned(), |s| format!("{s}і"));
            decline(&mut forms, SINGULAR, &stem, &[(G, g), (D, d), (A, "я/й"), (I, i), (L, l)]);
            if plural {
                decline(
                    &mut forms,
                    PLURAL,
                    &stem,
                    &[(N, "ї"), (G, "їв"), (D, "ям"), (A, "їв"), (I, "ями"), (L, "ях")],
                );
            }
        }
        'о' if person || plural => {
            let d = if person { "у/ові" } else { "у" };
            decline(
                &mut forms,
                SINGULAR,
                stem,
                &[(G, "а"), (D, d), (A, "а/о"), (I, "ом"), (L, "і/у"), (V, "у")],
            );
        }
        c if c.is_lowercase() && !"аеєиіїоуюяь'".contains(c) => {
            let hushed = "жшчщ".contains(c);
            let i = if hushed { "ем" } else { "ом" };
            decline(
                &mut forms,
                SINGULAR,
                word,
                &[(G, "а/у"), (D, "у/ові"), (A, "а"), (I, i), (L, "у/ові"), (V, "е")],
            );
            decline(&mut forms, SINGULAR, &softened(word), &[(L, "і")]);
            if plural {
                if let Some(root) = word.strip_suffix("анин").or_else(|| word.strip_suffix("янин")) {
                    let link = if word.ends_with("янин") { "ян" } else { "ан" };
                    let many: &[_] = &[(N, "и"), (G, ""), (D, "ам"), (A, ""), (I, "ами"), (L, "ах")];
                    decline(&mut forms, PLURAL, &format!("{root}{link}"), many);
                } else {
                    let n = if hushed { "і" } else { "и" };
                    let many: &[_] = &[(N, n), (G, "ів"), (D, "ам"), (A, "ів"), (I, "ами"), (L, "ах")];
                    decline(&mut forms, PLURAL, word, many);
                }
            }
        }
        _ => {}
    }
    forms
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;
    use super::Gender;
    use crate::form::Class;

    #[test]
    fn nouns_and_adjectives() {
        check("uk", Class::Name, "Україна", None, "України, Україні, Україну, Україною", "Українаа");
        check("uk", Class::Name, "Росія", None, "Росії, Росію, Росією", "");
        check("uk", Class::Name, "Казахстан", None, "Казахстану, Казахстаном, Казахстані", "");
        check("uk", Class::Name, "Америка", None, "Америки, Америці, Америку", "Америкі");
        check("uk", Class::Demonym, "українець", None, "українця, українці, українців, українцями", "");
        check("uk", Class::Demonym, "росіянин", None, "росіянина, росіяни, росіян", "");
        check(
            "uk",
            Class::Adjective,
            "український",
            None,
            "українського, української, українські, українських",
            "",
        );
    }

    #[test]
    fn persons() {
        let (m, f) = (Some(Gender::Masculine), Some(Gender::Feminine));
        check(
            "uk",
            Class::Name,
            "Володимир Зеленський",
            m,
            "Володимира Зеленського, Володимиром Зеленським",
            "",
        );
        check("uk", Class::Surname, "Порошенко", m, "Порошенка, Порошенком", "");
        check("uk", Class::Surname, "Путін", m, "Путіна, Путіну, Путіним", "");
        check("uk", Class::Surname, "Тимошенко", f, "", "Тимошенка");
    }
}
