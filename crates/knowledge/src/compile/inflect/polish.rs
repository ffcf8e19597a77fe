//! Polish: nouns with their consonant changes, adjectives, family names.

use super::{Case, Forms, Gender, PLURAL, SINGULAR, Word, cut, decline, last_char};
use Case::{
    Accusative as A, Dative as D, Genitive as G, Instrumental as I, Locative as L, Nominative as N,
    Vocative as V,
};

pub(super) fn is_adjective(word: &str) -> bool {
    word.chars().count() > 4
        && [
            "ski", "ska", "skie", "cki", "cka", "ckie", "ny", "na", "ne", "wy", "wa", "we", "owy", "owa",
            "zny",
        ]
        .iter()
        .any(|e| word.ends_with(e))
        && !["ina", "yna", "ana", "ona", "stwa", "awa"].iter().any(|e| word.ends_with(e))
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
    let Some(stem) = ["ie", "i", "y", "a", "e"].iter().find_map(|e| word.strip_suffix(e)) else {
        return forms;
    };
    let velar = stem.ends_with(['k', 'g']);
    let (i, y) = if velar { ("i", "i") } else { ("", "y") };
    let e = |rest: &str| format!("{i}e{rest}");
    let (ego, emu, ej, plain) = (e("go"), e("mu"), e("j"), e(""));
    let (ym, ych, ymi) = (format!("{y}m"), format!("{y}ch"), format!("{y}mi"));
    let masculine = [(N, y), (G, &ego), (D, &emu), (A, &ego), (I, &ym), (L, &ym)];
    let feminine = [(N, "a"), (G, &ej), (D, &ej), (A, "ą"), (I, "ą"), (L, &ej)];
    let neuter = [(N, plain.as_str()), (G, &ego), (D, &emu), (A, &plain), (I, &ym), (L, &ym)];
    let plural = [(N, plain.as_str()), (G, &ych), (D, &ym), (A, &plain), (I, &ymi), (L, &ych)];
    if word.ends_with('a') {
        decline(&mut forms, SINGULAR, stem, &feminine);
    } else if word.ends_with('e') {
        decline(&mut forms, SINGULAR, stem, &neuter);
        decline(&mut forms, SINGULAR, stem, &plural);
    } else {
        for endings in [&masculine, &feminine, &neuter] {
            decline(&mut forms, SINGULAR, stem, endings);
        }
        decline(&mut forms, PLURAL, stem, &plural);
        decline(&mut forms, PLURAL, stem, &[(A, &ych)]);
        forms.push((masculine_plural(stem), super::form(PLURAL, N)));
    }
    forms
}

/// The nominative plural of men: polski → polscy, znany → znani.
fn masculine_plural(stem: &str) -> String {
    for (from, to) in [("sk", "scy"), ("ck", "ccy"), ("k", "cy"), ("g", "dzy"), ("r", "rzy"), ("ł", "li")] {
        if let Some(root) = stem.strip_suffix(from) {
            return format!("{root}{to}");
        }
    }
    format!("{stem}i")
}

fn person(word: &str, gender: Gender) -> Forms {
    let mut forms = Vec::new();
    if gender == Gender::Feminine {
        if let Some(stem) = word.strip_suffix('a').filter(|s| s.ends_with("sk") || s.ends_with("ck")) {
            decline(&mut forms, SINGULAR, stem, &[(G, "iej"), (D, "iej"), (A, "ą"), (I, "ą"), (L, "iej")]);
        } else if word.ends_with('a') {
            return noun(word, gender, false, true);
        }
        return forms;
    }
    if let Some(stem) = word.strip_suffix('i').filter(|s| s.ends_with(['k', 'g'])) {
        decline(&mut forms, SINGULAR, stem, &[(G, "iego"), (D, "iemu"), (A, "iego"), (I, "im"), (L, "im")]);
        return forms;
    }
    if let Some(stem) = word.strip_suffix('y').filter(|s| s.chars().count() > 2) {
        decline(&mut forms, SINGULAR, stem, &[(G, "ego"), (D, "emu"), (A, "ego"), (I, "ym"), (L, "ym")]);
        return forms;
    }
    noun(word, gender, false, true)
}

/// The stem before the -e of dative and locative.
fn softened(stem: &str) -> String {
    const CHANGES: &[(&str, &str)] = &[
        ("ch", "sze"),
        ("st", "ście"),
        ("sł", "śle"),
        ("sn", "śnie"),
        ("zd", "ździe"),
        ("k", "ce"),
        ("g", "dze"),
        ("h", "ze"),
        ("r", "rze"),
        ("ł", "le"),
        ("t", "cie"),
        ("d", "dzie"),
    ];
    for (from, to) in CHANGES {
        if let Some(root) = stem.strip_suffix(from) {
            return format!("{root}{to}");
        }
    }
    match last_char(stem) {
        'c' | 'z' | 'l' | 'j' | 'i' => format!("{stem}y"),
        'ż' | 'ś' | 'ć' | 'ń' => format!("{stem}u"),
        _ => format!("{stem}ie"),
    }
}

fn noun(word: &str, gender: Gender, plural: bool, person: bool) -> Forms {
    let mut forms = Vec::new();
    let last = last_char(word);
    let stem = cut(word, 1);
    let before = last_char(stem);
    match last {
        'a' if before == 'j' || before == 'i' || before == 'l' => {
            let g = if before == 'l' || before == 'j' { "i" } else { "i/" };
            decline(&mut forms, SINGULAR, stem, &[(G, g), (D, g), (A, "ę"), (I, "ą"), (L, g), (V, "o")]);
            if plural {
                decline(
                    &mut forms,
                    PLURAL,
                    stem,
                    &[(N, "e"), (G, "i/"), (D, "om"), (A, "e"), (I, "ami"), (L, "ach")],
                );
            }
        }
        'a' => {
            let g = if "kg".contains(before) { "i" } else { "y" };
            decline(&mut forms, SINGULAR, stem, &[(G, g), (A, "ę"), (I, "ą"), (V, "o")]);
            decline(&mut forms, SINGULAR, &softened(stem), &[(D, ""), (L, "")]);
            if plural {
                decline(&mut forms, PLURAL, stem, &[(N, g), (D, "om"), (A, g), (I, "ami"), (L, "ach")]);
                let zero = word.strip_suffix("ka").map_or_else(|| stem.to_owned(), |r| format!("{r}ek"));
                decline(&mut forms, PLURAL, &zero, &[(G, ""), (A, "")]);
                // men in -a: poeta, terrorysta
                let men = word.strip_suffix("ta").map(|r| format!("{r}ci"));
                if let Some(men) = men {
                    forms.push((men, super::form(PLURAL, N)));
                    forms.push((format!("{stem}ów"), super::form(PLURAL, G)));
                }
            }
        }
        'o' if plural => {
            decline(&mut forms, SINGULAR, stem, &[(G, "a"), (D, "u"), (I, "em"), (L, "u")]);
            decline(&mut forms, SINGULAR, &softened(stem), &[(L, "")]);
            decline(
                &mut forms,
                PLURAL,
                stem,
                &[(N, "a"), (G, ""), (D, "om"), (A, "a"), (I, "ami"), (L, "ach")],
            );
        }
        'ć' | 'ś' | 'ń' | 'ź' if gender != Gender::Masculine && !person => {
            let soft = match last {
                'ć' => "ci",
                'ś' => "si",
                'ń' => "ni",
                _ => "zi",
            };
            let stem = format!("{stem}{soft}");
            decline(&mut forms, SINGULAR, &stem, &[(G, ""), (D, ""), (I, "ą"), (L, "")]);
            decline(&mut forms, SINGULAR, &stem, &[(G, "a"), (D, "owi"), (I, "em"), (L, "u")]);
        }
        c if c.is_lowercase() && !"aeiouyąęó".contains(c) => {
            if plural && let Some(root) = word.strip_suffix("anin") {
                let one: &[_] = &[(G, "ina"), (D, "inowi"), (A, "ina"), (I, "inem"), (L, "inie")];
                decline(&mut forms, SINGULAR, &format!("{root}an"), one);
                let many: &[_] = &[(N, "ie"), (G, "/ów"), (D, "om"), (A, ""), (I, "ami"), (L, "ach")];
                decline(&mut forms, PLURAL, &format!("{root}an"), many);
                return forms;
            }
            let stem = fugitive(word, plural || person);
            let i = if "kg".contains(c) { "iem" } else { "em" };
            decline(&mut forms, SINGULAR, &stem, &[(G, "a/u"), (D, "owi"), (A, "a"), (I, i), (L, "u")]);
            if !"kgcższlj".contains(c) {
                decline(&mut forms, SINGULAR, &softened(&stem), &[(L, "")]);
            }
            if plural {
                decline(
                    &mut forms,
                    PLURAL,
                    &stem,
                    &[(G, "ów"), (D, "om"), (A, "ów"), (I, "ami"), (L, "ach")],
                );
                if "czrżl".contains(c) || word.ends_with("arz") || word.ends_with("cz") {
                    decline(&mut forms, PLURAL, &stem, &[(N, "e"), (G, "y/i"), (A, "y")]);
                }
                forms.push((men(&stem), super::form(PLURAL, N)));
                decline(&mut forms, PLURAL, &stem, &[(N, "owie")]);
            }
        }
        _ => {}
    }
    forms
}

/// The nominative plural of nouns for men: żołnierz → żołnierze, Polak → Polacy, student → studenci.
fn men(stem: &str) -> String {
    for (from, to) in
        [("k", "cy"), ("g", "dzy"), ("ch", "si"), ("r", "rzy"), ("t", "ci"), ("d", "dzi"), ("c", "cy")]
    {
        if let Some(root) = stem.strip_suffix(from) {
            return format!("{root}{to}");
        }
    }
    if stem.ends_with(['z', 'l', 'ż']) { format!("{stem}e") } else { format!("{stem}i") }
}

/// The stem without the vowel that goes: Niemiec → Niemc, cudzoziemiec → cudzoziemc, Pawełek → Pawełk.
fn fugitive(word: &str, common: bool) -> String {
    if let Some(root) = word.strip_suffix("iec") {
        return format!(
            "{}c",
            if root.ends_with('n') { format!("{}ń", cut(root, 1)) } else { root.to_owned() }
        )
        .replace("mńc", "mc");
    }
    if common && let Some(root) = word.strip_suffix("ek").filter(|r| r.chars().count() > 2) {
        return format!("{root}k");
    }
    word.to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;
    use super::Gender;
    use crate::form::Class;

    #[test]
    fn nouns_and_adjectives() {
        check("pl", Class::Name, "Rosja", None, "Rosji, Rosję, Rosją", "");
        check("pl", Class::Name, "Polska", None, "Polski, Polsce, Polskę, Polską", "");
        check("pl", Class::Name, "Ukraina", None, "Ukrainy, Ukrainie, Ukrainę, Ukrainą", "");
        check(
            "pl",
            Class::Name,
            "Kazachstan",
            None,
            "Kazachstanu, Kazachstanowi, Kazachstanem, Kazachstanie",
            "",
        );
        check("pl", Class::Name, "Francja", None, "Francji, Francję", "");
        check("pl", Class::Demonym, "Rosjanin", None, "Rosjanina, Rosjanie, Rosjan", "");
        check("pl", Class::Demonym, "Ukrainiec", None, "Ukraińca, Ukraińcy, Ukraińców, Ukraińcom", "");
        check("pl", Class::Demonym, "Polak", None, "Polaka, Polacy, Polaków, Polakami", "");
        check(
            "pl",
            Class::Adjective,
            "kazachski",
            None,
            "kazachskiego, kazachska, kazachskiej, kazachscy, kazachskich",
            "",
        );
        check("pl", Class::Noun, "protestujący", None, "", "protestującya");
    }

    #[test]
    fn persons() {
        let m = Some(Gender::Masculine);
        check(
            "pl",
            Class::Name,
            "Wołodymyr Zełenski",
            m,
            "Wołodymyra Zełenskiego, Wołodymyrem Zełenskim",
            "",
        );
        check("pl", Class::Surname, "Putin", m, "Putina, Putinowi, Putinem, Putinie", "");
        check("pl", Class::Surname, "Duda", m, "Dudy, Dudzie, Dudę, Dudą", "");
    }
}
