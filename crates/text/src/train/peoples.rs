//! Sentences about other peoples than those that treebanks happen to tell of.
//!
//! A network that never saw *kazako* takes it for whatever its letters suggest. Each sentence that names a people is
//! learned from again with other peoples in its place, in turn, so that all of a list are known words. Source: our tables
//! of peoples. Limits: a form is put in the place of another only where both stand at the same place of lists that are
//! equally long, or share the ending of adjectives in *-ский*; sounds at the joint of words (*l'albanese*, *il kazako*) are
//! not adapted.

use casus_model::{SmolStr, Upos, Word};
use rustc_hash::FxHashMap;

use super::treebank::GoldSentence;

/// Endings of adjectives of peoples whose forms differ behind them alone.
const ENDINGS: [&str; 4] = ["ский", "цкий", "ський", "ski"];

/// So many copies of each sentence that names one of the `peoples`, with others named in its place, in the order of the
/// sentences. A people is its name and the other forms of it.
pub(super) fn peoples(gold: &[GoldSentence], peoples: &[Vec<SmolStr>], copies: usize) -> Vec<GoldSentence> {
    let mut known: FxHashMap<String, Vec<(usize, usize)>> = FxHashMap::default();
    for (row, forms) in peoples.iter().enumerate() {
        for (place, form) in forms.iter().enumerate() {
            known.entry(form.to_lowercase()).or_default().push((row, place));
        }
    }
    let mut next = 0;
    let mut made = Vec::new();
    for sentence in gold {
        let mut other = |word: &Word| {
            let of_kind = matches!(word.upos, Upos::Adj | Upos::Noun | Upos::Propn) && !word.lemma.is_empty();
            if !of_kind {
                return None;
            }
            // each people in its turn, the first that fits
            let found = (0..peoples.len()).find_map(|step| {
                let to = (next + step) % peoples.len();
                Some((to, named(word, peoples, &known, to)?))
            });
            found.map(|(to, (form, lemma))| {
                next = to + 1;
                Word { form, lemma, ..word.clone() }
            })
        };
        for _ in 0..copies {
            let mut changed = false;
            let words = sentence.words.iter().map(|word| {
                let fresh = other(word);
                changed |= fresh.is_some();
                fresh.unwrap_or_else(|| word.clone())
            });
            let words = words.collect();
            if !changed {
                break;
            }
            made.push(GoldSentence { origin: sentence.origin.clone(), words });
        }
    }
    made
}

/// Form and lemma of the word that names people `to` as `word` names another.
fn named(
    word: &Word,
    peoples: &[Vec<SmolStr>],
    known: &FxHashMap<String, Vec<(usize, usize)>>,
    to: usize,
) -> Option<(SmolStr, SmolStr)> {
    let (form, lemma) = (word.form.to_lowercase(), word.lemma.to_lowercase());
    let target = &peoples[to];
    let place_of = |text: &str, row: usize| known.get(text)?.iter().find(|(r, _)| *r == row).map(|(_, p)| *p);
    if let Some(places) = known.get(&form) {
        return places.iter().find_map(|(row, place)| {
            let fits = *row != to && peoples[*row].len() == target.len() && target.len() > 1;
            let base = place_of(&lemma, *row).filter(|_| fits)?;
            Some((cased(&target[*place], &word.form), cased(&target[base], &word.lemma)))
        });
    }
    let ending = ENDINGS.iter().find(|e| lemma.ends_with(**e) && target[0].ends_with(**e))?;
    let stem = &lemma[..lemma.len() - ending.len()];
    // what all forms share of the ending stays: афганск-ого
    known.get(&lemma)?;
    let rest = form.strip_prefix(stem)?;
    let fresh = target[0].to_lowercase();
    let fresh = &fresh[..fresh.len() - ending.len()];
    let (form, base) = (format!("{fresh}{rest}"), format!("{fresh}{ending}"));
    (stem != fresh).then(|| (cased(&form, &word.form), cased(&base, &word.lemma)))
}

/// A text that begins with a capital where another does.
fn cased(text: &str, like: &str) -> SmolStr {
    let mut letters = text.chars();
    let first = letters.next().into_iter();
    if like.chars().next().is_some_and(char::is_uppercase) {
        first.flat_map(char::to_uppercase).chain(letters).collect()
    } else {
        first.flat_map(char::to_lowercase).chain(letters).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conllu;
    use crate::train::treebank;

    fn copies(sentence: &str, rows: &[&[&str]]) -> Vec<String> {
        let bank = conllu::read(sentence).expect("it is CoNLL-U");
        let rows: Vec<Vec<SmolStr>> =
            rows.iter().map(|r| r.iter().copied().map(SmolStr::new).collect()).collect();
        let made = peoples(&treebank::prepare(&bank), &rows, 2);
        let word = |w: &Word| format!("{}/{}", w.form, w.lemma);
        made.iter().map(|s| s.words.iter().map(word).collect::<Vec<_>>().join(" ")).collect()
    }

    #[test]
    fn other_peoples_stand_in_the_same_form() {
        let rows: [&[&str]; 4] = [
            &["francese", "francesi"],
            &["kazako", "kazaka", "kazaki", "kazake"],
            &["lettone", "lettoni"],
            &["tedesco", "tedesca", "tedeschi", "tedesche"],
        ];
        let sentence = "1\ttruppe\ttruppa\tNOUN\t_\t_\t0\troot\t_\t_\n\
                        2\tTedesche\ttedesco\tADJ\t_\t_\t1\tamod\t_\t_\n\n";
        assert_eq!(copies(sentence, &rows), ["truppe/truppa Kazake/kazako"; 2]);
        let plain = "1\ttruppe\ttruppa\tNOUN\t_\t_\t0\troot\t_\t_\n\n";
        assert!(copies(plain, &rows).is_empty());
    }

    #[test]
    fn adjectives_with_one_ending_share_their_forms() {
        let rows: [&[&str]; 3] = [&["французский"], &["чешский"], &["немецкий"]];
        let sentence = "1\tчешского\tчешский\tADJ\t_\t_\t0\troot\t_\t_\n\n";
        assert_eq!(copies(sentence, &rows), ["французского/французский"; 2]);
    }
}
