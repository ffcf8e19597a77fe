//! Random numbers that depend on what they are for, not on when they are drawn.
//!
//! Every replication and every mechanism has a stream of its own of one counter-based generator (ChaCha with eight
//! rounds): results do not depend on threads, branches share the numbers of what they have in common, and a run is
//! made again from its seed.

use rand::{Rng as _, RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

/// A stream of random numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draws(ChaCha8Rng);

impl Draws {
    /// The stream of one purpose in one replication.
    pub fn new(seed: u64, replication: u32, purpose: u32) -> Self {
        let mut generator = ChaCha8Rng::seed_from_u64(seed);
        generator.set_stream(u64::from(replication) << 32 | u64::from(purpose));
        Self(generator)
    }

    /// A number in `[0, 1)`.
    pub fn unit(&mut self) -> f64 {
        self.0.random()
    }

    /// A whole number in `0..limit`; 0 when the limit is 0.
    pub fn below(&mut self, limit: usize) -> usize {
        ((u64::from(self.0.next_u32()) * limit as u64) >> 32) as usize
    }

    /// One of the items, each as likely as any other; `None` when there is none.
    pub fn pick<T>(&mut self, items: impl Iterator<Item = T> + Clone) -> Option<T> {
        let count = items.clone().count();
        (count > 0).then(|| self.below(count)).and_then(|at| items.clone().nth(at))
    }

    /// Puts the items in random order.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.below(i + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_differ_and_can_be_taken_up_again() {
        let first = |r, p| Draws::new(7, r, p).unit();
        assert_ne!(first(0, 0), first(1, 0));
        assert_ne!(first(0, 0), first(0, 1));
        let mut draws = Draws::new(7, 3, 1);
        draws.below(10);
        let kept = postcard::to_stdvec(&draws).unwrap();
        let next = draws.unit();
        assert_eq!(postcard::from_bytes::<Draws>(&kept).unwrap().unit(), next);
    }

    #[test]
    fn whole_numbers_stay_below_their_limit_and_reach_it() {
        let mut draws = Draws::new(1, 0, 0);
        let mut seen = [0; 6];
        for _ in 0..600 {
            seen[draws.below(6)] += 1;
        }
        assert!(seen.iter().all(|n| *n > 50), "{seen:?}");
        assert_eq!(draws.below(0), 0);
    }
}
