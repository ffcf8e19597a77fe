//! What the sentences of a document say of each other's names: a word that is clearly a name in one place is likely to
//! be the same in another ("Paul Merton … Merton took a break").

use rustc_hash::FxHashMap;

use super::TAGS;
use super::chain::Expected;

/// A sentence and what speaks for each tag of each token.
pub(super) struct Scored<'t> {
    pub(super) tokens: Vec<&'t str>,
    pub(super) scores: Vec<[f32; TAGS]>,
}

/// Outside, and the kinds.
const KINDS: usize = 1 + TAGS / 2;

/// The chance of outside and of each kind.
fn kinds(tags: &[f32; TAGS]) -> [f32; KINDS] {
    std::array::from_fn(|k| if k == 0 { tags[0] } else { tags[2 * k - 1] + tags[2 * k] })
}

/// How much the other occurrences of a name weigh beside its own place: one of them half, many of them all.
const WEIGHT: f32 = 1.0;
/// What is never heard elsewhere stays possible.
const FLOOR: f32 = 0.05;

/// Lets each name hear what its other occurrences are taken for.
pub(super) fn agree(sentences: &mut [Scored<'_>], transitions: &[f32]) {
    let mut heard: FxHashMap<&str, (f32, [f32; KINDS])> = FxHashMap::default();
    let name = |token: &&str| token.starts_with(char::is_uppercase) && token.chars().nth(2).is_some();
    for s in sentences.iter() {
        for token in s.tokens.iter().filter(|t| name(t)) {
            heard.entry(token).or_default().0 += 1.0;
        }
    }
    heard.retain(|_, (n, _)| *n > 1.0);
    if heard.is_empty() {
        return;
    }
    let mut own: Vec<Vec<[f32; KINDS]>> = Vec::with_capacity(sentences.len());
    for s in sentences.iter() {
        if !s.tokens.iter().any(|t| heard.contains_key(t)) {
            own.push(Vec::new());
            continue;
        }
        let expected = Expected::new(&s.scores, transitions);
        let chances: Vec<[f32; KINDS]> = expected.tags.iter().map(kinds).collect();
        for (token, chances) in s.tokens.iter().zip(&chances) {
            if let Some((_, sums)) = heard.get_mut(token) {
                for (sum, c) in sums.iter_mut().zip(chances) {
                    *sum += c;
                }
            }
        }
        own.push(chances);
    }
    for (s, own) in sentences.iter_mut().zip(&own) {
        for ((token, scores), own) in s.tokens.iter().zip(&mut s.scores).zip(own) {
            let Some((n, sums)) = heard.get(token) else { continue };
            let others = n - 1.0;
            let weight = WEIGHT * others / (others + 1.0);
            for (t, score) in scores.iter_mut().enumerate() {
                let k = t.div_ceil(2);
                let chance = ((sums[k] - own[k]) / others).max(0.0);
                *score += weight * (chance + FLOOR).ln();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ner::chain::{TRANSITIONS, viterbi};
    use crate::ner::tag_number;

    #[test]
    fn a_doubtful_name_follows_a_clear_one() {
        let [person, place] = ["B-PER", "B-LOC"].map(tag_number);
        let sentence = |word: &'static str, for_person: f32, for_place: f32| {
            let mut scores = [[0.0; TAGS]];
            scores[0][person] = for_person;
            scores[0][place] = for_place;
            Scored { tokens: vec![word], scores: scores.to_vec() }
        };
        let transitions = [0.0; TRANSITIONS];
        let read = |mut sentences: Vec<Scored<'_>>| -> Vec<usize> {
            agree(&mut sentences, &transitions);
            sentences.iter().flat_map(|s| viterbi(&s.scores, &transitions)).collect()
        };
        let doubtful = || sentence("Kostan", 3.0, 3.5);
        assert_eq!(read(vec![doubtful()]), [place]);
        assert_eq!(read(vec![sentence("Kostan", 9.0, 0.0), doubtful()]), [person, person]);
        assert_eq!(read(vec![sentence("Mira", 9.0, 0.0), doubtful()]), [person, place]);
        // What is clear by itself stays.
        assert_eq!(read(vec![sentence("Kostan", 9.0, 0.0), sentence("Kostan", 0.0, 12.0)]), [person, place]);
    }
}
