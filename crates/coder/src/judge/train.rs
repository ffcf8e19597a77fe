//! Training: multinomial logistic regression by AdaGrad, with sets of allowed classes.
//!
//! Examples of two kinds are learned side by side: news that people labelled, and texts made for a purpose (our
//! literate cases, where the rules are right by design). What both tell is shared; what only news tells is learned beside
//! it and added (Evgeniou and Pontil, Regularized multi-task learning, 2004). In use all texts are news.
//!
//! An example may leave open which of some types it is (the PLV sets join CONCEDE and RETREAT): its loss is that of
//! their sum. Everything is seeded and runs on one thread: the same examples in the same order give the same bytes.

use super::Features;
use crate::learning::{Table, repeated, shuffle};

/// A question with its right answer.
#[derive(Clone, Debug)]
pub struct Example {
    /// What is seen.
    pub features: Features,
    /// Bit `k` is set when class `k` is right.
    pub allowed: u32,
    /// How much it counts.
    pub weight: f32,
    /// Whether it is news, and not made for a purpose.
    pub news: bool,
}

/// How to learn.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Times the examples are gone through.
    pub epochs: usize,
    /// Descents in different orders whose mean is taken.
    pub restarts: usize,
    /// The model has 2 to the power of this many slots.
    pub bits: u32,
    /// Step of the descent.
    pub rate: f32,
    /// Pull of weights to zero, each time a feature is seen.
    pub decay: f32,
    /// Of the order in which examples are gone through.
    pub seed: u64,
}

/// An example over the features that are learned.
struct Seen {
    features: Vec<(u32, f32)>,
    allowed: u32,
    weight: f32,
}

/// Learns from examples whose classes are `N`.
pub(super) fn train<const N: usize>(examples: &[Example], settings: &Settings) -> Table<N> {
    let known = repeated(examples.iter().flat_map(|e| e.features.0.iter().map(|(h, _)| *h)).collect());
    // what is rare tells more; learned weights take the factor in, so that it is not needed in use
    let rarity: Vec<f32> =
        known.iter().map(|(_, n)| 0.3 + (examples.len() as f32 / *n as f32).ln() * 0.15).collect();
    let seen: Vec<Seen> = examples
        .iter()
        .map(|e| {
            let number = |h: u32| known.binary_search_by_key(&h, |(hash, _)| *hash).ok();
            let features = e.features.0.iter().filter_map(|(h, v)| {
                let n = number(*h)?;
                Some((n as u32, *v * rarity[n]))
            });
            let mut features: Vec<(u32, f32)> = features.collect();
            if e.news {
                features.extend_from_within(..);
                let half = features.len() / 2;
                features[half..].iter_mut().for_each(|(n, _)| *n += known.len() as u32);
            }
            Seen { features, allowed: e.allowed, weight: e.weight }
        })
        .collect();
    // what is shared, then what news add to it
    let mut mean: Vec<[f32; N]> = vec![[0.0; N]; 2 * known.len()];
    let mut random = settings.seed;
    for _ in 0..settings.restarts {
        descend(&seen, &mut mean, &mut random, settings);
    }
    let rounds = (settings.restarts * (settings.epochs - settings.epochs.div_ceil(2))).max(1) as f32;
    let (shared, news) = mean.split_at_mut(known.len());
    for ((w, more), r) in shared.iter_mut().zip(news).zip(&rarity) {
        for (x, y) in w.iter_mut().zip(more) {
            *x = (*x + *y) * r / rounds;
        }
    }
    Table::of(&known, shared, settings.bits)
}

/// One descent from nothing; adds the weights of its later rounds, whose mean is steadier than the last.
fn descend<const N: usize>(seen: &[Seen], sum: &mut [[f32; N]], random: &mut u64, settings: &Settings) {
    let mut weights: Vec<[f32; N]> = vec![[0.0; N]; sum.len()];
    let mut squares: Vec<[f32; N]> = vec![[0.01; N]; sum.len()];
    let mut order: Vec<usize> = (0..seen.len()).collect();
    for round in 0..settings.epochs {
        shuffle(&mut order, random);
        for i in &order {
            step(&seen[*i], &mut weights, &mut squares, settings);
        }
        if round * 2 >= settings.epochs {
            for (sum, w) in sum.iter_mut().zip(&weights) {
                for (s, x) in sum.iter_mut().zip(w) {
                    *s += x;
                }
            }
        }
    }
}

fn step<const N: usize>(
    example: &Seen,
    weights: &mut [[f32; N]],
    squares: &mut [[f32; N]],
    settings: &Settings,
) {
    let mut sums = [0.0f32; N];
    for (at, value) in &example.features {
        let w = &weights[*at as usize];
        for k in 0..N {
            sums[k] += w[k] * value;
        }
    }
    let p = super::soften(&sums, 1.0);
    let allowed = |k: usize| example.allowed >> k & 1 == 1;
    let mass: f32 = (0..N).filter(|k| allowed(*k)).map(|k| p[k]).sum::<f32>().max(1e-6);
    let mut gradient = [0.0f32; N];
    for k in 0..N {
        let wanted = if allowed(k) { p[k] / mass } else { 0.0 };
        gradient[k] = (p[k] - wanted) * example.weight;
    }
    for (at, value) in &example.features {
        let (w, s) = (&mut weights[*at as usize], &mut squares[*at as usize]);
        for k in 0..N {
            let g = gradient[k] * value + settings.decay * w[k];
            s[k] += g * g;
            w[k] -= settings.rate * g / s[k].sqrt();
        }
    }
}
