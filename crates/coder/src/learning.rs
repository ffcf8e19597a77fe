//! What the trainers of this crate share.

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
