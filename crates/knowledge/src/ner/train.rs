//! Training: the averaged structured perceptron, in a fixed order, so that the same input gives the same bytes.

use rustc_hash::FxHashMap;

use super::features::{Features, GivenNames};
use super::{SLOT, TAGS, TRANSITIONS, place, tag_number, viterbi};
use crate::base::Base;

/// A feature that is seen less often tells nothing that holds elsewhere.
const SEEN: u8 = 3;

/// A sentence with its tags.
#[derive(Clone, Debug)]
pub struct Example {
    /// Language (BCP 47).
    pub lang: String,
    /// Tokens.
    pub tokens: Vec<String>,
    /// BIO labels (`B-PER`), one for each token.
    pub labels: Vec<String>,
}

struct Weights {
    now: Vec<f32>,
    /// Sum of `step * change`, for the average.
    sum: Vec<f32>,
}

impl Weights {
    fn new(size: usize) -> Self {
        Self { now: vec![0.0; size], sum: vec![0.0; size] }
    }

    fn change(&mut self, at: usize, by: f32, step: f32) {
        self.now[at] += by;
        self.sum[at] += by * step;
    }

    fn average(&self, steps: f32) -> Vec<f32> {
        self.now.iter().zip(&self.sum).map(|(w, s)| w - s / steps).collect()
    }
}

/// Trains on the examples, `epochs` times over, and keeps as many features as fit 2 to the power of `bits` slots. Gives
/// the bytes of the model. `progress` is called after each epoch with its number and the share of tokens that were
/// right.
pub fn train(
    base: &Base,
    examples: &[Example],
    epochs: usize,
    bits: u32,
    mut progress: impl FnMut(usize, f64),
) -> Vec<u8> {
    let given = GivenNames::new(base);
    let look = |e: &Example| {
        let tokens: Vec<&str> = e.tokens.iter().map(String::as_str).collect();
        Features::new(base, &given, &e.lang, &tokens)
    };
    let few = if examples.len() < 100 { 1 } else { SEEN };
    let mut seen: FxHashMap<u32, u8> = FxHashMap::default();
    for e in examples {
        let features = look(e);
        for f in (0..features.len()).flat_map(|i| features.of(i)) {
            let n = seen.entry(*f).or_default();
            *n = n.saturating_add(1);
        }
    }
    seen.retain(|_, n| *n >= few);
    let mut names: Vec<u32> = seen.into_keys().collect();
    names.sort_unstable();
    let numbers: FxHashMap<u32, u32> = names.iter().enumerate().map(|(i, f)| (*f, i as u32)).collect();
    let known: Vec<Vec<Vec<u32>>> = examples
        .iter()
        .map(|e| {
            let features = look(e);
            let numbered = |i| features.of(i).iter().filter_map(|f| numbers.get(f).copied()).collect();
            (0..features.len()).map(numbered).collect()
        })
        .collect();
    drop(numbers);
    let mut weights = Weights::new(names.len() * TAGS);
    let mut transitions = Weights::new(TRANSITIONS);
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let mut random = 0x2545_F491_4F6C_DD1Du64;
    let mut step = 1.0f32;
    for epoch in 0..epochs {
        shuffle(&mut order, &mut random);
        let (mut right, mut all) = (0usize, 0usize);
        for &i in &order {
            let gold: Vec<usize> = examples[i].labels.iter().map(|l| tag_number(l)).collect();
            let here = |k: usize| {
                let mut sums = [0.0f32; TAGS];
                for f in &known[i][k] {
                    let at = *f as usize * TAGS;
                    for (sum, w) in sums.iter_mut().zip(&weights.now[at..at + TAGS]) {
                        *sum += w;
                    }
                }
                sums
            };
            let guess = viterbi(gold.len(), here, |a, b| transitions.now[a * TAGS + b]);
            step += 1.0;
            let mut before = (TAGS, TAGS);
            for (k, (g, p)) in gold.iter().zip(&guess).enumerate() {
                all += 1;
                right += usize::from(g == p);
                if g != p {
                    for f in &known[i][k] {
                        weights.change(*f as usize * TAGS + g, 1.0, step);
                        weights.change(*f as usize * TAGS + p, -1.0, step);
                    }
                }
                if (before.0, *g) != (before.1, *p) {
                    transitions.change(before.0 * TAGS + g, 1.0, step);
                    transitions.change(before.1 * TAGS + p, -1.0, step);
                }
                before = (*g, *p);
            }
        }
        progress(epoch + 1, right as f64 / all.max(1) as f64);
    }
    pack(&names, &weights.average(step), &transitions.average(step), bits)
}

/// Writes the weights as bytes, in one scale that spares the few largest their full height. Where two features meet
/// in a slot the heavier one stays.
fn pack(names: &[u32], weights: &[f32], transitions: &[f32], bits: u32) -> Vec<u8> {
    let mut heights: Vec<f32> = weights.iter().map(|w| w.abs()).filter(|w| *w > 0.0).collect();
    heights.sort_by(f32::total_cmp);
    let top = heights.get(heights.len().saturating_sub(1 + heights.len() / 2000)).copied().unwrap_or(1.0);
    let byte = |w: &f32| ((w / top * 127.0).round().clamp(-127.0, 127.0) as i8).cast_unsigned();
    let mut slots = vec![[0u8; SLOT]; 1 << bits];
    let mut heaviest = vec![0.0f32; slots.len()];
    for (name, own) in names.iter().zip(weights.chunks(TAGS)) {
        let height = own.iter().map(|w| w.abs()).fold(0.0, f32::max);
        let (at, mark) = place(*name, slots.len());
        if height > heaviest[at] {
            heaviest[at] = height;
            let [low, high] = mark.to_le_bytes();
            (slots[at][0], slots[at][1]) = (low, high);
            for (slot, w) in slots[at][2..].iter_mut().zip(own) {
                *slot = byte(w);
            }
        }
    }
    transitions.iter().map(byte).chain(slots.into_iter().flatten()).collect()
}

fn shuffle(order: &mut [usize], random: &mut u64) {
    for i in (1..order.len()).rev() {
        *random ^= *random << 13;
        *random ^= *random >> 7;
        *random ^= *random << 17;
        order.swap(i, (*random % (i as u64 + 1)) as usize);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ner::{Model, label};

    #[test]
    fn a_model_learns_what_it_is_shown_and_is_the_same_each_time() {
        let base = Base::from_static(include_bytes!("../../../../knowledge/casus.knowledge")).unwrap();
        let example = |words: &str, labels: &str| Example {
            lang: "en".into(),
            tokens: words.split(' ').map(str::to_owned).collect(),
            labels: labels.split(' ').map(str::to_owned).collect(),
        };
        let examples = [
            example("Mira Kostan met envoys in Zelgrad .", "B-PER I-PER O O O B-LOC O"),
            example("Envoys of the Orlan Council left Zelgrad .", "O O O B-ORG I-ORG O B-LOC O"),
        ];
        let bytes = train(&base, &examples, 10, 12, |_, _| {});
        assert_eq!(bytes, train(&base, &examples, 10, 12, |_, _| {}));
        let model = Model::read(&bytes).unwrap();
        let given = GivenNames::new(&base);
        for e in &examples {
            let tokens: Vec<&str> = e.tokens.iter().map(String::as_str).collect();
            let tags = model.tags(&Features::new(&base, &given, "en", &tokens));
            assert_eq!(tags.into_iter().map(label).collect::<Vec<_>>(), e.labels);
        }
    }
}
