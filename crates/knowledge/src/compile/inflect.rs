//! The forms in which names stand in texts, made by rule from the citation form.

use crate::form::{Case, Class, Form, Number};

pub(super) use crate::form::Gender;

/// The forms of a name beside its citation form. `paradigm` is the column of the tables: empty for the rule's own
/// guess, `-` for none, `m`, `f` or `n` for a gender.
pub(super) fn forms(
    _lang: &str,
    _class: Class,
    _name: &str,
    _paradigm: &str,
    _gender: Option<Gender>,
) -> Vec<(String, Form)> {
    Vec::new()
}

/// What a form listed in the tables is, as far as its language's endings tell.
pub(super) fn stated(lang: &str, form: &str, citation: &str) -> Form {
    let number = match lang {
        "it" if form.ends_with(['i', 'e']) && !citation.ends_with(['i', 'e']) => Number::Plural,
        "it" if form.ends_with('i') && citation.ends_with('e') => Number::Plural,
        "en" | "es" | "fr" | "pt" if form.ends_with('s') && !citation.ends_with('s') => Number::Plural,
        _ => Number::Singular,
    };
    Form { number, case: Case::Nominative, gender: Gender::None }
}
