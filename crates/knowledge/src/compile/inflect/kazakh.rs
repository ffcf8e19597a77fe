//! Kazakh: plural, cases and the possessive, by vowel and consonant harmony.

use super::{Case, Forms, PLURAL, SINGULAR, form, last_char};

const VOWELS: &str = "аәеёиоөуұүыіэюя";
const VOICELESS: &str = "пфкқтсшщчцх";

fn front(word: &str) -> bool {
    word.chars()
        .rev()
        .flat_map(char::to_lowercase)
        .find_map(|c| match c {
            'ә' | 'е' | 'ө' | 'ү' | 'і' | 'э' | 'и' => Some(true),
            'а' | 'о' | 'ұ' | 'ы' | 'у' | 'ю' | 'я' | 'ё' => Some(false),
            _ => None,
        })
        .unwrap_or(false)
}

/// The ending that goes with the last letter: after a vowel, after a voiced consonant, after a voiceless one.
fn by_last<'e>(word: &str, vowel: &'e str, voiced: &'e str, voiceless: &'e str) -> &'e str {
    let last = last_char(word).to_lowercase().next().unwrap_or(' ');
    if VOWELS.contains(last) {
        vowel
    } else if VOICELESS.contains(last) || "бвгд".contains(last) {
        voiceless
    } else {
        voiced
    }
}

fn cases(forms: &mut Forms, stem: &str, number: crate::form::Number, possessive: bool) {
    let soft = front(stem);
    let pick = |hard: &'static str, softer: &'static str| if soft { softer } else { hard };
    let nasal = matches!(last_char(stem), 'м' | 'н' | 'ң');
    let liquid = matches!(last_char(stem), 'л' | 'р' | 'й' | 'у');
    let genitive = if nasal {
        pick("ның", "нің")
    } else {
        by_last(stem, pick("ның", "нің"), pick("дың", "дің"), pick("тың", "тің"))
    };
    let accusative = if possessive {
        "н"
    } else {
        by_last(stem, pick("ны", "ні"), pick("ды", "ді"), pick("ты", "ті"))
    };
    let dative = if possessive {
        pick("на", "не")
    } else {
        by_last(stem, pick("ға", "ге"), pick("ға", "ге"), pick("қа", "ке"))
    };
    let locative = if possessive {
        pick("нда", "нде")
    } else {
        by_last(stem, pick("да", "де"), pick("да", "де"), pick("та", "те"))
    };
    let ablative = if nasal || possessive {
        pick("нан", "нен")
    } else {
        by_last(stem, pick("дан", "ден"), pick("дан", "ден"), pick("тан", "тен"))
    };
    let instrumental = if nasal || liquid { "мен" } else { by_last(stem, "мен", "бен", "пен") };
    for (ending, case) in [
        (genitive, Case::Genitive),
        (accusative, Case::Accusative),
        (dative, Case::Dative),
        (locative, Case::Locative),
        (ablative, Case::Ablative),
        (instrumental, Case::Instrumental),
    ] {
        forms.push((format!("{stem}{ending}"), form(number, case)));
    }
}

pub(super) fn noun(word: &str, common: bool) -> Forms {
    let mut forms = Vec::new();
    cases(&mut forms, word, SINGULAR, false);
    if common {
        let soft = front(word);
        let liquid = matches!(last_char(word), 'р' | 'й' | 'у');
        let plural = if liquid {
            if soft { "лер" } else { "лар" }
        } else if soft {
            by_last(word, "лер", "дер", "тер")
        } else {
            by_last(word, "лар", "дар", "тар")
        };
        let many = format!("{word}{plural}");
        forms.push((many.clone(), form(PLURAL, Case::Nominative)));
        cases(&mut forms, &many, PLURAL, false);
        // possessive: Қазақстан президенті
        let stem = match last_char(word) {
            'к' => format!("{}г", super::cut(word, 1)),
            'қ' => format!("{}ғ", super::cut(word, 1)),
            'п' => format!("{}б", super::cut(word, 1)),
            _ => word.to_owned(),
        };
        let own = if VOWELS.contains(last_char(word)) && last_char(word) != 'у' {
            format!("{word}{}", if soft { "сі" } else { "сы" })
        } else {
            format!("{stem}{}", if soft { "і" } else { "ы" })
        };
        forms.push((own.clone(), form(SINGULAR, Case::Nominative)));
        cases(&mut forms, &own, SINGULAR, true);
        let owned = format!("{many}{}", if soft { "і" } else { "ы" });
        forms.push((owned.clone(), form(PLURAL, Case::Nominative)));
        cases(&mut forms, &owned, PLURAL, true);
    }
    forms
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;
    use crate::form::Class;

    #[test]
    fn endings_agree_with_vowels_and_consonants() {
        let expected = "Қазақстанның, Қазақстанды, Қазақстанға, Қазақстанда, Қазақстаннан, Қазақстанмен";
        check("kk", Class::Name, "Қазақстан", None, expected, "Қазақстандар");
        check("kk", Class::Name, "Ресей", None, "Ресейдің, Ресейге, Ресейде, Ресейден, Ресеймен", "");
        check(
            "kk",
            Class::Noun,
            "президент",
            None,
            "президенттің, президенттер, президенті, президентінің",
            "",
        );
        check("kk", Class::Noun, "үкімет", None, "үкіметтің, үкіметке, үкіметі, үкіметтер", "");
        check("kk", Class::Demonym, "қазақ", None, "қазақтар, қазақтың, қазаққа, қазақтардың", "");
    }
}
