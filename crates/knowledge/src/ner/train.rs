//! Training: a conditional random field by averaged adaptive gradient steps, in a fixed order, so that the same input
//! gives the same bytes.

use rustc_hash::FxHashMap;

use super::chain::{Expected, TRANSITIONS};
use super::features::{Features, GivenNames};
use super::lists::{Lists, NameLists};
use super::register::{self, Register};
use super::{HIGHEST, LEVEL, MARK, SLOT, TAGS, places, tag_number};
use crate::base::Base;

/// A feature that is seen less often tells nothing that holds elsewhere.
const SEEN: u8 = 2;

/// A sentence with its tags.
#[derive(Clone, Debug)]
pub struct Example {
    /// Language (BCP 47).
    pub lang: String,
    /// Register, where the language is trained on several.
    pub register: Option<Register>,
    /// Tokens.
    pub tokens: Vec<String>,
    /// BIO labels (`B-PER`), one for each token.
    pub labels: Vec<String>,
}

/// Weights under adaptive steps (AdaGrad), and what their average over the steps that count is made from.
struct Weights {
    now: Vec<f32>,
    /// Sum of squared gradients.
    squares: Vec<f32>,
    /// Sum of `step * change`.
    sum: Vec<f32>,
}

/// Length of the first step.
const RATE: f32 = 0.03;

impl Weights {
    fn new(size: usize) -> Self {
        Self { now: vec![0.0; size], squares: vec![1e-6; size], sum: vec![0.0; size] }
    }

    fn climb(&mut self, at: usize, gradient: f32, step: f32) {
        self.squares[at] += gradient * gradient;
        let by = RATE / self.squares[at].sqrt() * gradient;
        self.now[at] += by;
        self.sum[at] += by * step;
    }

    /// Lets the average begin here.
    fn begin(&mut self) {
        self.sum.fill(0.0);
    }

    fn average(&self, steps: f32) -> Vec<f32> {
        self.now.iter().zip(&self.sum).map(|(w, s)| w - s / steps).collect()
    }
}

/// Trains on the examples, `epochs` times over, takes the mean of the weights of all epochs but the first, and keeps as
/// many features as fit the `slots`. Gives the bytes of the model. `progress` is called after each epoch with its number
/// and the mean log-likelihood of a sentence.
pub fn train(
    base: &Base,
    lists: &NameLists,
    examples: &[Example],
    epochs: usize,
    slots: usize,
    mut progress: impl FnMut(usize, f64),
) -> Vec<u8> {
    let given = GivenNames::new(base);
    let (bits, classes) = (lists.bits(), lists.entries());
    let lists = Lists { bits: &bits, classes: &classes };
    let look = |e: &Example| {
        let tokens: Vec<&str> = e.tokens.iter().map(String::as_str).collect();
        Features::new(base, &given, lists, &e.lang, e.register.into_iter(), &tokens)
    };
    let few = if examples.len() < 100 { 1 } else { SEEN };
    let mut seen: FxHashMap<u32, u8> = FxHashMap::default();
    for e in examples {
        let features = look(e);
        for f in (0..features.len()).flat_map(|i| features.of(i).iter().chain(features.topic(i))) {
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
            let all = |i| features.of(i).iter().chain(features.topic(i));
            (0..features.len()).map(|i| all(i).filter_map(|f| numbers.get(f).copied()).collect()).collect()
        })
        .collect();
    drop(numbers);
    let mut weights = Weights::new(names.len() * TAGS);
    let mut transitions = Weights::new(TRANSITIONS);
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let mut random = 0x2545_F491_4F6C_DD1Du64;
    let mut step = 1.0f32;
    for epoch in 0..epochs {
        // The weights of the first epoch are still far from where they go.
        if epoch == 1 {
            weights.begin();
            transitions.begin();
            step = 1.0;
        }
        shuffle(&mut order, &mut random);
        let mut likelihood = 0.0f64;
        for &i in &order {
            let gold: Vec<usize> = examples[i].labels.iter().map(|l| tag_number(l)).collect();
            if gold.is_empty() {
                continue;
            }
            step += 1.0;
            let scores: Vec<[f32; TAGS]> = known[i].iter().map(|f| sum(&weights.now, f)).collect();
            let expected = Expected::new(&scores, &transitions.now);
            likelihood += f64::from(expected.likelihood(&scores, &transitions.now, &gold));
            for (k, features) in known[i].iter().enumerate() {
                let mut gradient = expected.tags[k].map(|p| -p);
                gradient[gold[k]] += 1.0;
                for f in features {
                    for (t, g) in gradient.iter().enumerate().filter(|(_, g)| g.abs() > 1e-4) {
                        weights.climb(*f as usize * TAGS + t, *g, step);
                    }
                }
            }
            let mut gradient = expected.pairs.map(|p| -p);
            let mut before = TAGS;
            for g in gold {
                gradient[before * TAGS + g] += 1.0;
                before = g;
            }
            for (at, g) in gradient.iter().enumerate().filter(|(_, g)| **g != 0.0) {
                transitions.climb(at, *g, step);
            }
        }
        progress(epoch + 1, likelihood / examples.len().max(1) as f64);
    }
    let (top, transitions, table) = pack(&names, &weights.average(step), &transitions.average(step), slots);
    let sizes = [table.len(), bits.len(), classes.len()].map(|n| (n as u32).to_le_bytes());
    let mut bytes = top.to_le_bytes().to_vec();
    bytes.extend(sizes.as_flattened());
    bytes.extend(transitions);
    bytes.extend(table.as_flattened());
    bytes.extend(register::train(examples));
    bytes.extend(bits);
    bytes.extend(classes.as_flattened());
    bytes
}

fn sum(weights: &[f32], features: &[u32]) -> [f32; TAGS] {
    let mut sums = [0.0f32; TAGS];
    for f in features {
        let at = *f as usize * TAGS;
        for (sum, w) in sums.iter_mut().zip(&weights[at..at + TAGS]) {
            *sum += w;
        }
    }
    sums
}

/// The weights as bytes, and what the greatest height stands for in them: one scale that does not give the few largest
/// their full height. The heaviest features choose their slots first; one that finds both of its slots taken is left
/// out.
fn pack(
    names: &[u32],
    weights: &[f32],
    transitions: &[f32],
    slots: usize,
) -> (f32, Vec<u8>, Vec<[u8; SLOT]>) {
    let mut heights: Vec<f32> = weights.iter().map(|w| w.abs()).filter(|w| *w > 0.0).collect();
    heights.sort_by(f32::total_cmp);
    let top = heights.get(heights.len().saturating_sub(1 + heights.len() / 2000)).copied().unwrap_or(1.0);
    let byte = |w: &f32| ((w / top * 127.0).round().clamp(-127.0, 127.0) as i8).cast_unsigned();
    let level = |w: f32| {
        let root = ((w.abs() / top).min(1.0).sqrt() * HIGHEST as f32).round() as u64;
        root + if w < 0.0 { HIGHEST + 1 } else { 0 }
    };
    let height = |own: &[f32]| own.iter().map(|w| w.abs()).fold(0.0, f32::max);
    let mut features: Vec<(f32, u32, &[f32])> =
        names.iter().zip(weights.chunks(TAGS)).map(|(name, own)| (height(own), *name, own)).collect();
    features.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut table = vec![[0u8; SLOT]; slots];
    for (_, name, own) in features {
        let (places, mark) = places(name, slots);
        let Some(at) = places.into_iter().find(|at| table[*at] == [0; SLOT]) else { continue };
        let slot = own.iter().rev().fold(0, |slot, w| slot << LEVEL | level(*w)) << MARK | mark;
        table[at].copy_from_slice(&slot.to_le_bytes()[..SLOT]);
    }
    (top, transitions.iter().map(byte).collect(), table)
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
    use crate::ner::document::Scored;
    use crate::ner::{Model, label};

    #[test]
    fn a_model_learns_what_it_is_shown_and_is_the_same_each_time() {
        let base = Base::from_static(include_bytes!("../../../../knowledge/casus.knowledge")).unwrap();
        let example = |words: &str, labels: &str| Example {
            lang: "en".into(),
            register: None,
            tokens: words.split(' ').map(str::to_owned).collect(),
            labels: labels.split(' ').map(str::to_owned).collect(),
        };
        let examples = [
            example("Mira Kostan met envoys in Zelgrad .", "B-PER I-PER O O O B-LOC O"),
            example("Envoys of the Orlan Council left Zelgrad .", "O O O B-ORG I-ORG O B-LOC O"),
        ];
        let lists = NameLists { persons: vec!["Kostan".into()], ..NameLists::default() };
        let bytes = train(&base, &lists, &examples, 10, 4096, |_, _| {});
        assert_eq!(bytes, train(&base, &lists, &examples, 10, 4096, |_, _| {}));
        let model = Model::read(&bytes).unwrap();
        let given = GivenNames::new(&base);
        for e in &examples {
            let tokens: Vec<&str> = e.tokens.iter().map(String::as_str).collect();
            let features = Features::new(&base, &given, model.lists, "en", std::iter::empty(), &tokens);
            let scores = model.scores(&features, &[], |_| true);
            let tags = model.tags(&mut [Scored { tokens, scores }]).remove(0);
            assert_eq!(tags.into_iter().map(label).collect::<Vec<_>>(), e.labels);
        }
    }
}
