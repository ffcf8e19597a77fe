//! Lemmas as edits of the form: what a word does to become its lemma is one of a few hundred scripts, so that
//! unseen words get lemmas too.

use std::borrow::Cow;

use casus_model::SmolStr;
use serde::{Deserialize, Serialize};

/// How the letters of the form are taken before anything is cut.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub(crate) enum Case {
    /// As they are.
    #[serde(rename = "k")]
    Keep,
    /// In lower case.
    #[serde(rename = "l")]
    Lower,
    /// First letter in upper case, the others in lower case.
    #[serde(rename = "t")]
    Title,
}

/// A script: take the form in this case, cut letters at both ends, add others.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub(crate) struct Script {
    case: Case,
    /// Characters cut at the start and at the end; `None` when the whole form is replaced.
    cut: Option<(u8, u8)>,
    start: SmolStr,
    end: SmolStr,
}

impl Script {
    /// The form itself.
    pub(crate) const KEEP: Self = Self {
        case: Case::Keep,
        cut: Some((0, 0)),
        start: SmolStr::new_static(""),
        end: SmolStr::new_static(""),
    };

    /// The shortest script that turns the form into the lemma.
    pub(crate) fn between(form: &str, lemma: &str) -> Self {
        let mut best: Option<(usize, Self)> = None;
        for case in [Case::Lower, Case::Keep, Case::Title] {
            if case == Case::Lower && lemma.chars().any(char::is_uppercase) {
                continue;
            }
            let (cost, script) = Self::edit(case, &cased(form, case), lemma);
            if best.as_ref().is_none_or(|(c, _)| cost < *c) {
                best = Some((cost, script));
            }
        }
        best.map_or(Self::KEEP, |(_, script)| script)
    }

    fn edit(case: Case, form: &str, lemma: &str) -> (usize, Self) {
        let (a, b): (Vec<char>, Vec<char>) = (form.chars().collect(), lemma.chars().collect());
        // Longest common run of characters, the earliest one.
        let (mut len, mut at, mut to) = (0, 0, 0);
        let mut row = vec![0usize; b.len() + 1];
        for i in 0..a.len() {
            for j in (0..b.len()).rev() {
                row[j + 1] = if a[i] == b[j] { row[j] + 1 } else { 0 };
                if row[j + 1] > len {
                    len = row[j + 1];
                    (at, to) = (i + 1 - len, j + 1 - len);
                }
            }
        }
        let (front, back) = (at, a.len() - at - len);
        if len == 0 || front > 255 || back > 255 {
            let whole = Self { case: Case::Keep, cut: None, start: lemma.into(), end: SmolStr::default() };
            return (1000 + b.len(), whole);
        }
        let text = |chars: &[char]| chars.iter().copied().collect::<SmolStr>();
        let script = Self {
            case,
            cut: Some((front as u8, back as u8)),
            start: text(&b[..to]),
            end: text(&b[to + len..]),
        };
        (front + back + b.len() - len, script)
    }

    /// Whether the lemma begins as the form does, and no more is added to what is kept than that is long.
    pub(crate) fn changes_the_end(&self, form: &str) -> bool {
        let kept = |back: u8| form.chars().count().saturating_sub(back.into());
        self.start.is_empty()
            && self.cut.is_some_and(|(front, back)| front == 0 && self.end.chars().count() <= kept(back))
    }

    /// The lemma of the form by this script; `None` when the form is too short for it.
    pub(crate) fn apply(&self, form: &str) -> Option<SmolStr> {
        let Some((front, back)) = self.cut else { return Some(self.start.clone()) };
        if *self == Self::KEEP {
            return Some(form.into());
        }
        let form = cased(form, self.case);
        let n = form.chars().count();
        let kept = n.checked_sub(front as usize + back as usize)?;
        if kept == 0 {
            return None;
        }
        let stem = form.chars().skip(front as usize).take(kept);
        Some(self.start.chars().chain(stem).chain(self.end.chars()).collect())
    }
}

/// In lower case; the dot of a capital `İ` is none beside the letter.
fn lower(form: &str) -> Cow<'_, str> {
    let lower = casus_model::lower(form);
    if lower.contains("i\u{307}") { lower.replace("i\u{307}", "i").into() } else { lower }
}

fn cased(form: &str, case: Case) -> Cow<'_, str> {
    match case {
        Case::Keep => form.into(),
        Case::Lower => lower(form),
        Case::Title => {
            let mut chars = form.chars();
            let first = chars.next().into_iter().flat_map(char::to_uppercase);
            first.chain(lower(chars.as_str()).chars()).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn scripts_carry_over_to_other_words() {
        let script = Script::between("walked", "walk");
        assert_eq!(script.apply("Jumped").as_deref(), Some("jump"));
        let script = Script::between("ging", "gehen");
        assert_eq!(script.apply("ging").as_deref(), Some("gehen"));
        assert_eq!(Script::between("PUTIN", "Putin").apply("BIDEN").as_deref(), Some("Biden"));
        assert_eq!(Script::between("was", "be").apply("WAS").as_deref(), Some("be"));
        assert_eq!(Script::between("walked", "walk").apply("ed"), None);
        assert_eq!(Script::between("İzini", "iz").apply("İşini").as_deref(), Some("iş"));
    }

    #[test]
    fn scripts_that_replace_a_word_do_more_than_change_its_end() {
        let ends = |form, lemma| Script::between(form, lemma).changes_the_end(form);
        assert!(ends("filmach", "film") && ends("Polityka", "polityk"));
        assert!(!ends("ist", "sein") && !ends("bedroht", "drohen") && !ends("griff", "greifen"));
    }

    proptest! {
        #[test]
        fn a_script_gives_back_its_lemma(form in "\\PC{1,12}", lemma in "\\PC{1,12}") {
            let found = Script::between(&form, &lemma).apply(&form);
            prop_assert_eq!(found.as_deref(), Some(lemma.as_str()));
        }

        #[test]
        fn any_script_on_any_form_is_safe(a in "\\PC{0,6}", b in "\\PC{0,6}", form in "\\PC{0,8}") {
            let _ = Script::between(&a, &b).apply(&form);
        }
    }
}
