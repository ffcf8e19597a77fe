//! What the trainers of this crate and their models share.

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
