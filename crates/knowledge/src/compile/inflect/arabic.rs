//! Arabic: the forms of common nouns that are written differently. The article and the prepositions that are written
//! with a noun are taken off before it is looked up; broken plurals stand in the tables.

use super::{Case, Forms, PLURAL, SINGULAR, form};

/// The accusative without article (*musallaḥan*), the dual (*jundiyyān, jundiyyayn*) and the oblique and the construct
/// of the regular plural (*musallaḥīn, musallaḥū*). Of nouns of several words the first one has the endings.
pub(super) fn noun(name: &str) -> Forms {
    let (head, rest) = name.split_once(' ').map_or((name, ""), |(h, r)| (h, r));
    if head.starts_with("ال") || head.chars().count() < 3 {
        return Vec::new();
    }
    let mut forms = Vec::new();
    let mut add = |word: String, number, case| {
        let whole = if rest.is_empty() { word } else { format!("{word} {rest}") };
        forms.push((whole, form(number, case)));
    };
    let plural = head.strip_suffix("ون").filter(|stem| stem.chars().count() >= 3);
    if let Some(stem) = plural {
        if rest.is_empty() {
            add(format!("{stem}ين"), PLURAL, Case::Genitive);
            add(format!("{stem}و"), PLURAL, Case::Nominative);
        } else {
            add(format!("{stem}ين"), PLURAL, Case::Genitive);
        }
        add(format!("{stem}ي"), PLURAL, Case::Genitive);
        // the noun itself reads as one, too
        add(head.to_owned(), PLURAL, Case::Nominative);
    } else if let Some(stem) = head.strip_suffix('ة') {
        add(format!("{stem}تان"), PLURAL, Case::Nominative);
        add(format!("{stem}تين"), PLURAL, Case::Genitive);
    } else if !head.ends_with(['ا', 'ى', 'ء', 'ت']) {
        if rest.is_empty() {
            add(format!("{head}ا"), SINGULAR, Case::Accusative);
        }
        add(format!("{head}ان"), PLURAL, Case::Nominative);
        add(format!("{head}ين"), PLURAL, Case::Genitive);
    }
    forms
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;
    use crate::form::Class;

    #[test]
    fn nouns_have_their_written_endings() {
        check("ar", Class::Noun, "مسلح", None, "مسلحا, مسلحان, مسلحين", "مسلحون");
        check("ar", Class::Noun, "مسلحون", None, "مسلحين, مسلحي", "مسلحونا");
        check("ar", Class::Noun, "ضحية", None, "ضحيتان, ضحيتين", "ضحيةا");
        check("ar", Class::Noun, "رجل أمن", None, "رجلان أمن", "رجل أمنا");
        check("ar", Class::Noun, "الجيش", None, "", "الجيشا");
    }
}
