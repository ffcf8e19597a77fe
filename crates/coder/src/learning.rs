//! What the trainers of this crate and their models share.

use std::sync::Arc;

include!(concat!(env!("OUT_DIR"), "/hashes.rs"));

/// Puts the order of the examples into another one (Fisher and Yates by SplitMix64): the same state gives the same order
/// everywhere.
pub(crate) fn shuffle(order: &mut [usize], random: &mut u64) {
    for i in (1..order.len()).rev() {
        *random = random.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = *random;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^= z >> 31;
        order.swap(i, ((u128::from(z) * (i as u128 + 1)) >> 64) as usize);
    }
}

/// Where a feature's weights stand in a table of so many slots (a power of two), and its mark there (never 0, which
/// marks an empty one).
pub(crate) fn place(hash: u32, slots: usize) -> (usize, u16) {
    let mixed = (u64::from(hash) + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    ((mixed >> 24) as usize & (slots - 1), ((mixed >> 48) as u16).max(1))
}

/// Weights of a linear model for `N` classes, by hash of the feature: a table of fixed size, in which the features that
/// matter most have their place.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Table<const N: usize> {
    /// What tells a slot's feature from others that would stand there (0 in an empty one), and its weights.
    slots: Arc<[(u16, [i8; N])]>,
    /// What a weight of 1 is worth.
    scale: f32,
}

impl<const N: usize> Table<N> {
    /// The features whose weights differ most between the classes, in 2 to the power of `bits` slots.
    pub(crate) fn of(known: &[(u32, usize)], weights: &[[f32; N]], bits: u32) -> Self {
        let table = strongest(known, weights, bits);
        let used = table.iter().flatten().flat_map(|i| weights[*i]);
        let scale = used.fold(1e-6f32, |a, w| a.max(w.abs())).min(6.0) / 127.0;
        let whole = |w: f32| (w / scale).round().clamp(-127.0, 127.0) as i8;
        let filled = |i: usize| (place(known[i].0, table.len()).1, weights[i].map(whole));
        Self { slots: table.iter().map(|slot| slot.map_or((0, [0; N]), filled)).collect(), scale }
    }

    /// The weights of a feature, if it has its place.
    fn weights(&self, hash: u32) -> Option<&[i8; N]> {
        let (at, mark) = place(hash, self.slots.len());
        let (own, weights) = &self.slots[at];
        (*own == mark).then_some(weights)
    }

    /// What features that are there or not say together. Whether a slot is the feature's cannot be foreseen: all are
    /// added without a branch, those of others as nothing.
    pub(crate) fn sum(&self, features: &[u32]) -> [f32; N] {
        let mut sums = [0i32; N];
        for feature in features {
            let (at, mark) = place(*feature, self.slots.len());
            let (own, weights) = &self.slots[at];
            let kept = -i32::from(*own == mark);
            for (s, w) in sums.iter_mut().zip(weights) {
                *s += i32::from(*w) & kept;
            }
        }
        sums.map(|s| s as f32 * self.scale)
    }

    /// Adds to the sums of the classes what the features weigh.
    pub(crate) fn add(&self, features: &[(u32, f32)], sums: &mut [f32; N]) {
        for (hash, value) in features {
            for (sum, w) in sums.iter_mut().zip(self.weights(*hash).into_iter().flatten()) {
                *sum += f32::from(*w) * self.scale * value;
            }
        }
    }

    /// Appends scale, number of slots, marks and weights.
    pub(crate) fn write(&self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&self.scale.to_le_bytes());
        bytes.extend_from_slice(&(self.slots.len() as u32).to_le_bytes());
        bytes.extend(self.slots.iter().flat_map(|(mark, _)| mark.to_le_bytes()));
        bytes.extend(self.slots.iter().flat_map(|(_, weights)| weights.map(i8::cast_unsigned)));
    }

    /// Bytes of a table of 2 to the power of `bits` slots that stand one after the other.
    pub(crate) const fn size(bits: u32) -> usize {
        (2 + N) << bits
    }

    /// Takes slots, each its mark and its weights, that stand one after the other.
    pub(crate) fn of_slots(bytes: &[u8], scale: f32) -> Self {
        let slot = |slot: &[u8]| {
            let weights = std::array::from_fn(|k| slot[2 + k].cast_signed());
            (u16::from_le_bytes([slot[0], slot[1]]), weights)
        };
        Self { slots: bytes.chunks_exact(2 + N).map(slot).collect(), scale }
    }

    /// Reads what [`Table::write`] wrote, and what follows it.
    pub(crate) fn read(bytes: &[u8]) -> Option<(Self, &[u8])> {
        let (scale, rest) = bytes.split_first_chunk::<4>()?;
        let (slots, rest) = rest.split_first_chunk::<4>()?;
        let (scale, slots) = (f32::from_le_bytes(*scale), u32::from_le_bytes(*slots) as usize);
        let (marks, rest) = rest.split_at_checked(slots.checked_mul(2)?)?;
        let (weights, rest) = rest.split_at_checked(slots.checked_mul(N)?)?;
        let marks = marks.as_chunks().0.iter().map(|m| u16::from_le_bytes(*m));
        let weights = weights.as_chunks::<N>().0.iter().map(|w| w.map(u8::cast_signed));
        let table = Self { slots: marks.zip(weights).collect(), scale };
        (slots.is_power_of_two() && scale.is_finite()).then_some((table, rest))
    }
}

/// The features that occur twice or more, by hash, with their number; one of a single example says nothing.
pub(crate) fn repeated(mut hashes: Vec<u32>) -> Vec<(u32, usize)> {
    hashes.sort_unstable();
    hashes.chunk_by(|a, b| a == b).filter(|run| run.len() > 1).map(|run| (run[0], run.len())).collect()
}

/// The features whose weights are strongest, in the slots of a table of 2 to the power of `bits`.
pub(crate) fn strongest<const N: usize>(
    known: &[(u32, usize)],
    weights: &[[f32; N]],
    bits: u32,
) -> Vec<Option<usize>> {
    let strength = |i: usize| weights[i].iter().map(|x| x * x).sum::<f32>() * (known[i].1 as f32).sqrt();
    let mut strong: Vec<(f32, usize)> = (0..known.len()).map(|i| (strength(i), i)).collect();
    strong.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let slots = 1usize << bits;
    let mut table: Vec<Option<usize>> = vec![None; slots];
    for (_, i) in strong {
        table[place(known[i].0, slots).0].get_or_insert(i);
    }
    table
}

#[cfg(test)]
mod tests {
    use casus_model::Sha256;

    use super::*;
    use crate::{claims::Reader, judge::Judge};

    #[test]
    fn embedded_models_have_the_hash_of_their_bytes() {
        let hash = |file: &[u8]| Sha256::of(file).as_str().to_owned();
        let judge = hash(include_bytes!("../../../models/judge.bin"));
        assert_eq!(Judge::embedded().unwrap().sha256(), judge);
        let reader = hash(include_bytes!("../../../models/attribution.bin"));
        assert_eq!(Reader::embedded().unwrap().sha256(), reader);
    }

    #[test]
    fn a_table_is_read_as_it_was_written_and_a_cut_one_is_refused() {
        let table = Table::of(&[(7, 2), (9, 3)], &[[1.0, -1.0, 0.5], [0.25, 0.0, -2.0]], 4);
        let mut bytes = Vec::new();
        table.write(&mut bytes);
        assert!(Table::<3>::read(&bytes[..bytes.len() - 1]).is_none());
        bytes.push(42);
        let (read, rest) = Table::<3>::read(&bytes).unwrap();
        assert_eq!((&read, rest), (&table, &[42][..]));
        let mut sums = [0.0; 3];
        read.add(&[(7, 2.0), (8, 1.0)], &mut sums);
        for (sum, right) in sums.iter().zip([2.0, -2.0, 1.0]) {
            assert!((sum - right).abs() < 0.02, "{sums:?}");
        }
    }
}
