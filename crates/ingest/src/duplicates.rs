//! Which texts repeat others, exactly or nearly.
//!
//! Texts are compared by their letters and digits in lower case. Exactly alike: the same hash. Nearly alike: MinHash
//! over runs of three words estimates which share of runs two texts have in common; candidates are found by bands of
//! the signature. The first text read is the original, and a repetition of a repetition points to it. The result
//! depends on the order of the inputs and on nothing else.

use casus_model::{Diagnostic, Document, DocumentId, Severity};
use rustc_hash::FxHashMap;

/// Number of hash functions, and how they are cut into bands for looking up.
const HASHES: usize = 96;
const ROWS: usize = 4;
const BANDS: usize = HASHES / ROWS;

/// Words in a run.
const RUN: usize = 3;

/// Texts with fewer words are compared exactly only.
const FEWEST_WORDS: usize = 20;

/// Least share of runs in common for two texts to be nearly alike.
const ALIKE: f64 = 0.55;

/// What is kept of a text to compare it: 392 bytes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Signature {
    exact: u64,
    /// Least value of each hash function over the runs; empty for short texts.
    least: Vec<u32>,
}

impl Signature {
    /// Reads a text once.
    pub fn of(text: &str) -> Self {
        let mut exact = 0;
        let mut least = vec![u32::MAX; HASHES];
        let mut last = [0u64; RUN];
        let mut words = 0usize;
        for word in text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
            let hash =
                word.chars().flat_map(char::to_lowercase).fold(1, |h, c| mix(h, u64::from(u32::from(c))));
            exact = mix(exact, hash);
            last.rotate_left(1);
            last[RUN - 1] = hash;
            words += 1;
            if words >= RUN {
                let run = last.iter().fold(7, |h, w| mix(h, *w));
                for (i, least) in least.iter_mut().enumerate() {
                    *least = (*least).min((mix(run, i as u64 + 1) >> 32) as u32);
                }
            }
        }
        if words < FEWEST_WORDS {
            least.clear();
        }
        Self { exact: mix(exact, words as u64), least }
    }

    /// The estimated share of runs that two texts have in common, from 0 to 1.
    pub fn likeness(&self, other: &Self) -> f64 {
        if self.exact == other.exact {
            return 1.0;
        }
        if self.least.is_empty() || other.least.is_empty() {
            return 0.0;
        }
        let same = self.least.iter().zip(&other.least).filter(|(a, b)| a == b).count();
        same as f64 / HASHES as f64
    }
}

fn mix(hash: u64, value: u64) -> u64 {
    let h = (hash ^ value).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (h ^ (h >> 32)).wrapping_mul(0xD6E8_FEB8_6659_FD93)
}

/// The texts that were read so far.
#[derive(Debug, Default)]
pub struct Duplicates {
    /// Originals with their signatures, in the order they were read.
    originals: Vec<(DocumentId, Signature)>,
    exact: FxHashMap<u64, u32>,
    bands: FxHashMap<u64, Vec<u32>>,
}

impl Duplicates {
    /// Remembers a text; gives its original, and how like it is, when it repeats one.
    pub fn add(&mut self, id: &DocumentId, signature: &Signature) -> Option<(DocumentId, f64)> {
        if let Some((original, likeness)) = self.find(signature) {
            let original = self.originals[original as usize].0.clone();
            // the same document again is no duplicate of itself
            return (original != *id).then_some((original, likeness));
        }
        let index = self.originals.len() as u32;
        self.exact.insert(signature.exact, index);
        for key in band_keys(signature) {
            self.bands.entry(key).or_default().push(index);
        }
        self.originals.push((id.clone(), signature.clone()));
        None
    }

    /// The original that is most alike, the earliest of equals.
    fn find(&self, signature: &Signature) -> Option<(u32, f64)> {
        if let Some(index) = self.exact.get(&signature.exact) {
            return Some((*index, 1.0));
        }
        let mut candidates: Vec<u32> =
            band_keys(signature).filter_map(|key| self.bands.get(&key)).flatten().copied().collect();
        candidates.sort_unstable();
        candidates.dedup();
        let mut best: Option<(u32, f64)> = None;
        for index in candidates {
            let likeness = self.originals[index as usize].1.likeness(signature);
            if likeness >= ALIKE && best.is_none_or(|(_, b)| likeness > b) {
                best = Some((index, likeness));
            }
        }
        best
    }

    /// Marks a document that repeats another, with a diagnostic `duplicate`, and remembers it.
    pub fn mark(&mut self, document: &mut Document) {
        let Some((original, likeness)) = self.add(&document.id, &Signature::of(&document.text)) else {
            return;
        };
        let how = if likeness == 1.0 {
            "repeats the text of".to_owned()
        } else {
            format!("is {:.0} % alike to", likeness * 100.0)
        };
        document.diagnostics.push(
            Diagnostic::new("duplicate", Severity::Note, format!("the text {how} document {original}"))
                .hint("it is kept as a further report of the same text"),
        );
        document.duplicate_of = Some(original);
    }
}

/// The keys of a signature's bands; none for a short text.
fn band_keys(signature: &Signature) -> impl Iterator<Item = u64> + '_ {
    signature
        .least
        .chunks_exact(ROWS)
        .enumerate()
        .take(BANDS)
        .map(|(band, rows)| rows.iter().fold(band as u64 + 11, |h, v| mix(h, u64::from(*v))))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "The president of Kazakhstan asked the alliance for help on Wednesday after protesters had taken \
        the airport of Almaty, and the first aircraft with paratroopers landed there on Thursday morning, the ministry \
        of defence said in a statement that gave no number of soldiers and no date for their return.";

    fn id(name: &str) -> DocumentId {
        DocumentId::new(name, "")
    }

    fn add(d: &mut Duplicates, name: &str, text: &str) -> Option<DocumentId> {
        d.add(&id(name), &Signature::of(text)).map(|(id, _)| id)
    }

    #[test]
    fn exact_and_near_repetitions_point_to_the_first() {
        let mut d = Duplicates::default();
        assert_eq!(add(&mut d, "a", TEXT), None);
        assert_eq!(
            add(&mut d, "b", &TEXT.to_uppercase().replace(", ", "; ")),
            Some(id("a")),
            "case and marks"
        );
        assert_eq!(
            add(&mut d, "c", &format!("ALMATY (Agency) - {TEXT}")),
            Some(id("a")),
            "a dateline before it"
        );
        assert_eq!(add(&mut d, "d", &TEXT.replace("Thursday", "Friday")), Some(id("a")), "one word changed");
        assert_eq!(add(&mut d, "a", TEXT), None, "the same document again");
    }

    #[test]
    fn other_texts_are_no_duplicates() {
        let mut d = Duplicates::default();
        assert_eq!(add(&mut d, "a", TEXT), None);
        let other = "The president of Kazakhstan thanked the alliance on Monday and said that its soldiers would begin \
            to leave within two days, while prosecutors opened cases against hundreds of people who were arrested.";
        assert_eq!(add(&mut d, "b", other), None);
        assert_eq!(add(&mut d, "c", "Troops arrive."), None);
        assert_eq!(add(&mut d, "d", "Troops leave."), None);
        assert_eq!(add(&mut d, "e", "troops arrive"), Some(id("c")));
    }

    #[test]
    fn likeness_estimates_the_share_of_common_runs() {
        let half = TEXT.split(' ').take(24).collect::<Vec<_>>().join(" ");
        let likeness = Signature::of(TEXT).likeness(&Signature::of(&half));
        assert!((0.25..0.65).contains(&likeness), "22 of 52 runs are common: {likeness}");
    }
}
