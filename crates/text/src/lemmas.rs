//! Lemmas to remember: words of the training data whose lemma the network does not find by itself.
//!
//! The network edits forms into lemmas and so gets unseen words mostly right and some common irregular ones wrong
//! (*denied* → *denie*). What it got wrong on its own training data is kept in a table by form and part of speech.

use std::collections::BTreeMap;

use casus_model::{SmolStr, Upos, lower};

use crate::model_file::{Part, u32_at, u64_at};

/// The table, read where it lies in the model: a count, sorted hashes of form and part of speech, ends of the lemmas
/// in the text that follows.
#[derive(Debug)]
pub(crate) struct Lemmas(Part);

impl Lemmas {
    /// The table in a section; `None` when the section is not whole.
    pub(crate) fn new(part: Part) -> Option<Self> {
        let count = u32_at(part.get(..4)?, 0) as usize;
        let text = part.get(4 + count * 12..)?;
        let table = Self(part.clone());
        let ends = (0..count).map(|i| table.end(i));
        let ordered = ends.clone().is_sorted() && ends.clone().next_back().is_none_or(|e| e == text.len());
        (ordered && std::str::from_utf8(text).is_ok()).then_some(table)
    }

    fn count(&self) -> usize {
        u32_at(&self.0, 0) as usize
    }

    fn end(&self, i: usize) -> usize {
        u32_at(&self.0, 4 + self.count() * 8 + i * 4) as usize
    }

    /// The lemma to remember for a word, if there is one.
    pub(crate) fn get(&self, form: &str, upos: Upos) -> Option<SmolStr> {
        let key = key(&lower(form), upos);
        let (mut low, mut high) = (0, self.count());
        while low < high {
            let middle = low.midpoint(high);
            match u64_at(&self.0, 4 + middle * 8).cmp(&key) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => {
                    let start = if middle == 0 { 0 } else { self.end(middle - 1) };
                    let text = self.0.get(4 + self.count() * 12..)?;
                    return std::str::from_utf8(text.get(start..self.end(middle))?).ok().map(SmolStr::new);
                }
            }
        }
        None
    }

    /// Writes a table.
    pub(crate) fn encode(lemmas: &BTreeMap<(String, Upos), SmolStr>) -> Vec<u8> {
        let by_key: BTreeMap<u64, &SmolStr> =
            lemmas.iter().map(|((form, upos), l)| (key(form, *upos), l)).collect();
        let mut out = (by_key.len() as u32).to_le_bytes().to_vec();
        out.extend(by_key.keys().flat_map(|k| k.to_le_bytes()));
        let mut end = 0u32;
        for lemma in by_key.values() {
            end += lemma.len() as u32;
            out.extend(end.to_le_bytes());
        }
        out.extend(by_key.values().flat_map(|l| l.bytes()));
        out
    }
}

/// FNV-1a over the form in lower case and the part of speech.
fn key(form: &str, upos: Upos) -> u64 {
    form.bytes()
        .chain([0, upos as u8])
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}

/// The hash under which a lemma seen in training stands in a model.
pub(crate) fn stem_hash(lemma: &str, upos: Upos) -> u64 {
    key(&lower(lemma), upos)
}

/// Whether words of this kind have lemmas worth remembering: names, numbers and marks are their own.
pub(crate) fn has_lemmas(upos: Upos) -> bool {
    !matches!(upos, Upos::Propn | Upos::Num | Upos::Punct | Upos::Sym | Upos::X)
}
