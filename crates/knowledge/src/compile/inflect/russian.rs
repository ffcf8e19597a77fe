//! Russian: nouns of three declensions, adjectives, family names.

use super::{Case, Forms, Gender, PLURAL, SINGULAR, Word, cut, decline, last_char};
use Case::{Accusative as A, Dative as D, Genitive as G, Instrumental as I, Locative as L, Nominative as N};

pub(super) fn is_adjective(word: &str) -> bool {
    let long = word.chars().count() > 4;
    long && ["ский", "ская", "ское", "ские", "цкий", "цкая", "ный", "ная", "ное", "ные", "ний", "няя", "нее"]
        .iter()
        .chain(&["ый", "ой", "ая", "ое", "ые", "щий", "щая", "щее", "щие"])
        .any(|e| word.ends_with(e))
}

pub(super) fn word(word: &str, kind: Word) -> Forms {
    match kind {
        Word::Adjective => adjective(word),
        Word::Person(gender) => person(word, gender),
        Word::Noun => noun(word, Gender::None, true),
        Word::Proper(gender) => noun(word, gender, false),
    }
}

fn velar_or_sibilant(c: char) -> bool {
    "гкхжшщч".contains(c)
}

fn adjective(word: &str) -> Forms {
    let mut forms = Vec::new();
    let Some(stem) =
        ["ый", "ий", "ой", "ая", "яя", "ое", "ее", "ые", "ие"].iter().find_map(|e| word.strip_suffix(e))
    else {
        return forms;
    };
    let last = last_char(stem);
    let soft = last == 'н'
        && ["ний", "няя", "нее", "ние"].iter().any(|e| word.ends_with(e))
        && !word.ends_with("ание");
    let (masculine, feminine, neuter, plural): (&[_], &[_], &[_], &[_]) = if soft {
        (
            &[(N, "ий"), (G, "его"), (D, "ему"), (A, "ий/его"), (I, "им"), (L, "ем")],
            &[(N, "яя"), (G, "ей"), (D, "ей"), (A, "юю"), (I, "ей"), (L, "ей")],
            &[(N, "ее"), (G, "его"), (D, "ему"), (A, "ее"), (I, "им"), (L, "ем")],
            &[(N, "ие"), (G, "их"), (D, "им"), (A, "ие/их"), (I, "ими"), (L, "их")],
        )
    } else if "жшщч".contains(last) {
        (
            &[(N, "ий"), (G, "его"), (D, "ему"), (A, "ий/его"), (I, "им"), (L, "ем")],
            &[(N, "ая"), (G, "ей"), (D, "ей"), (A, "ую"), (I, "ей"), (L, "ей")],
            &[(N, "ее"), (G, "его"), (D, "ему"), (A, "ее"), (I, "им"), (L, "ем")],
            &[(N, "ие"), (G, "их"), (D, "им"), (A, "ие/их"), (I, "ими"), (L, "их")],
        )
    } else if velar_or_sibilant(last) {
        (
            &[(N, "ий/ой"), (G, "ого"), (D, "ому"), (A, "ий/ого"), (I, "им"), (L, "ом")],
            &[(N, "ая"), (G, "ой"), (D, "ой"), (A, "ую"), (I, "ой"), (L, "ой")],
            &[(N, "ое"), (G, "ого"), (D, "ому"), (A, "ое"), (I, "им"), (L, "ом")],
            &[(N, "ие"), (G, "их"), (D, "им"), (A, "ие/их"), (I, "ими"), (L, "их")],
        )
    } else {
        (
            &[(N, "ый/ой"), (G, "ого"), (D, "ому"), (A, "ый/ого"), (I, "ым"), (L, "ом")],
            &[(N, "ая"), (G, "ой"), (D, "ой"), (A, "ую"), (I, "ой"), (L, "ой")],
            &[(N, "ое"), (G, "ого"), (D, "ому"), (A, "ое"), (I, "ым"), (L, "ом")],
            &[(N, "ые"), (G, "ых"), (D, "ым"), (A, "ые/ых"), (I, "ыми"), (L, "ых")],
        )
    };
    // a plural or a feminine in the tables (Соединённые Штаты, Северная Корея) has no other gender
    let ends = |endings: &[&str]| endings.iter().any(|e| word.ends_with(e));
    if ends(&["ые", "ие"]) {
        decline(&mut forms, SINGULAR, stem, plural);
    } else if ends(&["ая", "яя"]) {
        decline(&mut forms, SINGULAR, stem, feminine);
    } else if ends(&["ое", "ее"]) {
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
    // each part of a double name declines: Касым-Жомарт
    if let Some((first, second)) = word.rsplit_once('-') {
        let (a, b) = (person(first, gender), person(second, gender));
        let mut forms: Forms = b.iter().map(|(f, g)| (format!("{first}-{f}"), *g)).collect();
        for (f, g) in &a {
            forms.extend(b.iter().filter(|(_, h)| h == g).map(|(e, _)| (format!("{f}-{e}"), *g)));
        }
        return forms;
    }
    let mut forms = Vec::new();
    let feminine = gender == Gender::Feminine;
    let possessive =
        |w: &str| ["ов", "ев", "ёв", "ин", "ын"].iter().any(|e| w.ends_with(e)) && w.chars().count() > 3;
    if feminine {
        if let Some(stem) = word.strip_suffix('а').filter(|s| possessive(s)) {
            decline(&mut forms, SINGULAR, stem, &[(G, "ой"), (D, "ой"), (A, "у"), (I, "ой"), (L, "ой")]);
        } else if let Some(stem) = word.strip_suffix("ая") {
            decline(&mut forms, SINGULAR, stem, &[(G, "ой"), (D, "ой"), (A, "ую"), (I, "ой"), (L, "ой")]);
        } else if word.ends_with(['а', 'я']) {
            // family names in a consonant or soft sign stay: Меркель
            return noun(word, gender, false);
        }
        return forms;
    }
    if possessive(word) {
        decline(&mut forms, SINGULAR, word, &[(G, "а"), (D, "у"), (A, "а"), (I, "ым/ом"), (L, "е")]);
        return forms;
    }
    for ending in ["ский", "цкий", "ской", "ый"] {
        if let Some(stem) = word.strip_suffix(&ending[ending.len() - 4..]).filter(|_| word.ends_with(ending))
        {
            let i = if ending == "ый" { "ым" } else { "им" };
            decline(&mut forms, SINGULAR, stem, &[(G, "ого"), (D, "ому"), (A, "ого"), (I, i), (L, "ом")]);
            return forms;
        }
    }
    noun(word, gender, false)
}

fn noun(word: &str, gender: Gender, plural: bool) -> Forms {
    let mut forms = Vec::new();
    let last = last_char(word);
    let before = last_char(cut(word, 1));
    match last {
        'а' => {
            let stem = cut(word, 1);
            let g = if velar_or_sibilant(before) { "и" } else { "ы" };
            let i = if "жшщчц".contains(before) { "ей/ой" } else { "ой" };
            decline(&mut forms, SINGULAR, stem, &[(G, g), (D, "е"), (A, "у"), (I, i), (L, "е")]);
            if plural {
                let zero = if let Some(root) = word.strip_suffix("ка") {
                    let vowel = if "жшщчй".contains(last_char(root)) { "е" } else { "о" };
                    format!("{root}{vowel}к")
                } else {
                    stem.to_owned()
                };
                decline(&mut forms, PLURAL, stem, &[(N, g), (D, "ам"), (A, g), (I, "ами"), (L, "ах")]);
                decline(&mut forms, PLURAL, &zero, &[(G, ""), (A, "")]);
            }
        }
        'я' if before == 'и' => {
            let stem = cut(word, 1);
            decline(&mut forms, SINGULAR, stem, &[(G, "и"), (D, "и"), (A, "ю"), (I, "ей"), (L, "и")]);
            if plural {
                decline(
                    &mut forms,
                    PLURAL,
                    stem,
                    &[(N, "и"), (G, "й"), (D, "ям"), (A, "и"), (I, "ями"), (L, "ях")],
                );
            }
        }
        'я' => {
            let stem = cut(word, 1);
            decline(&mut forms, SINGULAR, stem, &[(G, "и"), (D, "е"), (A, "ю"), (I, "ей"), (L, "е")]);
            if plural {
                decline(&mut forms, PLURAL, stem, &[(N, "и"), (G, "й/ь"), (D, "ям"), (I, "ями"), (L, "ях")]);
            }
        }
        'ь' => {
            let stem = cut(word, 1);
            let masculine: &[_] = &[(G, "я"), (D, "ю"), (A, "я/ь"), (I, "ем"), (L, "е")];
            let feminine: &[_] = &[(G, "и"), (D, "и"), (A, "ь"), (I, "ью"), (L, "и")];
            // тель and the like are masculine; without more knowledge both are made
            let agent = word.ends_with("тель") || word.ends_with("арь");
            if gender != Gender::Feminine && !word.ends_with("ость") {
                decline(&mut forms, SINGULAR, stem, masculine);
            }
            if gender != Gender::Masculine && !agent {
                decline(&mut forms, SINGULAR, stem, feminine);
            }
            if plural {
                decline(
                    &mut forms,
                    PLURAL,
                    stem,
                    &[(N, "и"), (G, "ей"), (D, "ям"), (A, "ей"), (I, "ями"), (L, "ях")],
                );
            }
        }
        'й' => {
            let stem = cut(word, 1);
            let l = if before == 'и' { "и" } else { "е" };
            decline(&mut forms, SINGULAR, stem, &[(G, "я"), (D, "ю"), (A, "я/й"), (I, "ем"), (L, l)]);
            if plural {
                decline(
                    &mut forms,
                    PLURAL,
                    stem,
                    &[(N, "и"), (G, "ев"), (D, "ям"), (A, "ев"), (I, "ями"), (L, "ях")],
                );
            }
        }
        'о' if plural => {
            let stem = cut(word, 1);
            decline(&mut forms, SINGULAR, stem, &[(G, "а"), (D, "у"), (I, "ом"), (L, "е")]);
            decline(&mut forms, PLURAL, stem, &[(N, "а"), (G, ""), (D, "ам"), (I, "ами"), (L, "ах")]);
        }
        'е' if plural && before == 'и' => {
            let stem = cut(word, 1);
            decline(&mut forms, SINGULAR, stem, &[(G, "я"), (D, "ю"), (I, "ем"), (L, "и")]);
            decline(&mut forms, PLURAL, stem, &[(N, "я"), (G, "й"), (D, "ям"), (I, "ями"), (L, "ях")]);
        }
        c if c.is_alphabetic() && !"аеёиоуыэюяь".contains(c) && Some(c).is_some_and(char::is_lowercase) =>
        {
            if let Some(stem) =
                word.strip_suffix("анин").or_else(|| word.strip_suffix("янин")).filter(|_| plural)
            {
                let link = if word.ends_with("янин") { "ян" } else { "ан" };
                let stem = format!("{stem}{link}");
                let one: &[_] = &[(G, "ина"), (D, "ину"), (A, "ина"), (I, "ином"), (L, "ине")];
                decline(&mut forms, SINGULAR, &stem, one);
                decline(
                    &mut forms,
                    PLURAL,
                    &stem,
                    &[(N, "е"), (G, ""), (D, "ам"), (A, ""), (I, "ами"), (L, "ах")],
                );
                return forms;
            }
            let stem = fugitive(word, plural);
            let hushed = "жшщчц".contains(c);
            let i = if hushed { "ем/ом" } else { "ом" };
            decline(&mut forms, SINGULAR, &stem, &[(G, "а"), (D, "у"), (A, "а"), (I, i), (L, "е")]);
            if plural {
                let n = if velar_or_sibilant(c) { "и" } else { "ы" };
                let g = match c {
                    'ж' | 'ш' | 'щ' | 'ч' => "ей",
                    'ц' => "ев/ов",
                    _ => "ов",
                };
                decline(
                    &mut forms,
                    PLURAL,
                    &stem,
                    &[(N, n), (G, g), (D, "ам"), (A, g), (I, "ами"), (L, "ах")],
                );
                if c == 'т' || c == 'н' {
                    // солдат, партизан: no ending in the genitive plural
                    forms.push((word.to_owned(), super::form(PLURAL, G)));
                }
            }
        }
        _ => {}
    }
    forms
}

/// The stem of a masculine noun, without the vowel that goes: казахстанец → казахстанц, боец → бойц.
fn fugitive(word: &str, common: bool) -> String {
    if let Some(stem) = word.strip_suffix("ец").filter(|s| s.chars().count() > 2 || common) {
        return match last_char(stem) {
            'л' => format!("{stem}ьц"),
            'а' | 'е' | 'о' | 'и' | 'у' | 'я' | 'ю' => format!("{stem}йц"),
            _ => format!("{stem}ц"),
        };
    }
    if common && let Some(stem) = word.strip_suffix("ок").filter(|s| s.chars().count() > 3) {
        return format!("{stem}к");
    }
    word.to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;
    use super::Gender;
    use crate::form::Class;

    #[test]
    fn nouns() {
        check(
            "ru",
            Class::Name,
            "Казахстан",
            None,
            "Казахстана, Казахстану, Казахстаном, Казахстане",
            "Казахстаны",
        );
        check("ru", Class::Name, "Россия", None, "России, Россию, Россией", "Россие");
        check("ru", Class::Name, "Украина", None, "Украины, Украине, Украину, Украиной", "");
        check("ru", Class::Name, "Беларусь", None, "Беларуси, Беларусью", "");
        check("ru", Class::Name, "Китай", None, "Китая, Китаю, Китаем, Китае", "");
        check("ru", Class::Name, "Кремль", Some(Gender::Masculine), "Кремля, Кремлю, Кремле", "Кремли");
        check(
            "ru",
            Class::Demonym,
            "казахстанец",
            None,
            "казахстанца, казахстанцы, казахстанцев, казахстанцам",
            "казахстанеца",
        );
        check("ru", Class::Demonym, "россиянин", None, "россиянина, россияне, россиян, россиянам", "");
        check("ru", Class::Demonym, "китаец", None, "китайца, китайцы, китайцев", "");
        check("ru", Class::Demonym, "россиянка", None, "россиянки, россиянку, россиянок", "");
        check("ru", Class::Noun, "миротворец", None, "миротворцы, миротворцев, миротворцами", "");
        check("ru", Class::Noun, "правительство", None, "правительства, правительству, правительством", "");
        check("ru", Class::Noun, "солдат", None, "солдата, солдаты, солдатам", "");
    }

    #[test]
    fn adjectives() {
        check(
            "ru",
            Class::Adjective,
            "казахстанский",
            None,
            "казахстанского, казахстанская, казахстанскую, казахстанские, казахстанскими",
            "",
        );
        check("ru", Class::Noun, "военный", None, "военного, военные, военных, военными", "");
    }

    #[test]
    fn persons() {
        let (m, f) = (Some(Gender::Masculine), Some(Gender::Feminine));
        check("ru", Class::Surname, "Токаев", m, "Токаева, Токаеву, Токаевым, Токаеве", "Токаевы");
        check("ru", Class::Surname, "Зеленский", m, "Зеленского, Зеленскому, Зеленским", "");
        check("ru", Class::Surname, "Захарова", f, "Захаровой, Захарову", "Захаровы");
        check("ru", Class::Surname, "Лукашенко", m, "", "Лукашенка");
        check("ru", Class::Surname, "Меркель", f, "", "Меркеля");
        check("ru", Class::Name, "Ангела Меркель", f, "Ангелы Меркель, Ангелой Меркель", "");
    }
}
