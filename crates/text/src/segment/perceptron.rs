//! A linear scorer over hashed features, trained as an averaged perceptron and kept in bytes.

use crate::segment::SegmenterError;
use crate::segment::bytes::{Reader, Writer};

/// Mixes a value into a feature's hash. The same everywhere and for ever: models depend on it.
pub(crate) const fn mix(hash: u64, value: u64) -> u64 {
    let h = (hash ^ value).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    h ^ (h >> 29)
}

/// The features of one decision, reused from decision to decision.
#[derive(Default)]
pub(crate) struct Features(Vec<u64>);

impl Features {
    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// Adds the feature that template `id` yields with these values.
    pub(crate) fn add(&mut self, id: u64, values: &[u64]) {
        self.0.push(values.iter().fold(mix(0x5EED, id), |h, v| mix(h, *v)));
    }
}

/// The one feature of template `id` that holds a rule's opinion.
pub(crate) fn says(id: u64, opinion: bool) -> Features {
    let mut features = Features::default();
    features.add(id, &[u64::from(opinion)]);
    features
}

/// Weights by hashed feature, quantised to bytes.
#[derive(Clone, PartialEq, Debug, Default)]
pub(crate) struct Scorer {
    bits: u32,
    weights: Vec<i8>,
}

impl Scorer {
    pub(crate) fn is_empty(&self) -> bool {
        self.weights.is_empty()
    }

    pub(crate) fn score(&self, features: &Features) -> i32 {
        features.0.iter().map(|f| i32::from(self.weights[slot(*f, self.bits)])).sum()
    }

    pub(crate) fn write(&self, out: &mut Writer) {
        out.number(u64::from(self.bits));
        let used: Vec<usize> = (0..self.weights.len()).filter(|i| self.weights[*i] != 0).collect();
        out.number(used.len() as u64);
        let mut last = 0;
        for i in used {
            out.number((i - last) as u64);
            out.byte(self.weights[i].cast_unsigned());
            last = i;
        }
    }

    pub(crate) fn read(input: &mut Reader) -> Result<Self, SegmenterError> {
        let bits = input.number()? as u32;
        if bits > 24 {
            return Err(SegmenterError::Damaged);
        }
        let used = input.number()?;
        let mut weights = vec![0; if used == 0 { 0 } else { 1 << bits }];
        let mut at = 0usize;
        for _ in 0..used {
            at = at.saturating_add(input.number()? as usize);
            *weights.get_mut(at).ok_or(SegmenterError::Damaged)? = input.byte()?.cast_signed();
        }
        Ok(Self { bits, weights })
    }
}

fn slot(feature: u64, bits: u32) -> usize {
    (feature >> (64 - bits)) as usize
}

/// How firmly learning starts from a rule, in updates of one feature.
const PRIOR: f32 = 3.0;

/// A perceptron in training: current weights and the sum of all weights so far, for averaging.
pub(crate) struct Trainer {
    bits: u32,
    weights: Vec<f32>,
    sums: Vec<f64>,
    step: f64,
}

impl Trainer {
    pub(crate) fn new(bits: u32) -> Self {
        Self { bits, weights: vec![0.0; 1 << bits], sums: vec![0.0; 1 << bits], step: 1.0 }
    }

    /// Starts from the belief that a rule is right: `yes` says what it looks like when it says yes, `no` when no.
    pub(crate) fn believe(&mut self, yes: &Features, no: &Features) {
        self.add(yes, PRIOR);
        self.add(no, -PRIOR);
    }

    pub(crate) fn score(&self, features: &Features) -> f32 {
        features.0.iter().map(|f| self.weights[slot(*f, self.bits)]).sum()
    }

    fn add(&mut self, features: &Features, by: f32) {
        for f in &features.0 {
            let i = slot(*f, self.bits);
            self.weights[i] += by;
            self.sums[i] += self.step * f64::from(by);
        }
    }

    /// Learns one yes-or-no decision. A margin keeps decisions away from zero.
    pub(crate) fn learn(&mut self, features: &Features, yes: bool) {
        let score = self.score(features);
        if yes && score <= 1.0 {
            self.add(features, 1.0);
        } else if !yes && score >= -1.0 {
            self.add(features, -1.0);
        }
        self.step += 1.0;
    }

    /// The averaged weights in bytes; small ones become zero.
    pub(crate) fn finish(self) -> Scorer {
        let average: Vec<f64> =
            self.weights.iter().zip(&self.sums).map(|(w, s)| f64::from(*w) - s / self.step).collect();
        let largest = average.iter().fold(0.0f64, |m, w| m.max(w.abs()));
        if largest == 0.0 {
            return Scorer::default();
        }
        let scale = 127.0 / largest.min(12.0);
        let weights = average.iter().map(|w| (w * scale).round().clamp(-127.0, 127.0) as i8).collect();
        Scorer { bits: self.bits, weights }
    }
}

/// A permutation of `0..n` that depends on the seed alone.
pub(crate) fn shuffled(n: usize, seed: u64) -> Vec<u32> {
    let mut order: Vec<u32> = (0..n as u32).collect();
    let mut state = mix(seed, 0xC0FFEE) | 1;
    for i in (1..n).rev() {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        order.swap(i, (state % (i as u64 + 1)) as usize);
    }
    order
}
