//! Landscape theory of aggregation: into which two camps do states fall?
//!
//! **What it does.** Every split of `n` actors into two camps has an energy: the sum over separated pairs of
//! strength × strength × propensity to work together (each pair counted from both sides). Actors move one at a time
//! to where the energy falls; the splits where no move lowers it are the predictions, each with the basin of splits
//! that lead to it by steepest descent. All `2^(n-1)` splits are walked in Gray-code order.
//!
//! **Source.** R. Axelrod and D. S. Bennett, "A landscape theory of aggregation", BJPS 23 (1993), equations 1–4.
//!
//! **Limits.** Two camps only; up to [`MAX_ACTORS`] actors. Of equally steep moves the actor first in the list
//! moves.

/// The most actors that are enumerated.
pub const MAX_ACTORS: usize = 28;

/// Actors with their strengths and mutual propensities.
#[derive(Clone, PartialEq, Debug)]
pub struct Landscape {
    n: usize,
    /// `strength_i × strength_j × propensity_ij`, row by row; the diagonal is 0.
    weight: Vec<f64>,
}

/// The input is no landscape.
#[derive(Clone, PartialEq, Debug, thiserror::Error)]
pub enum LandscapeError {
    /// Too few or too many actors.
    #[error("{0} actors: a landscape needs 2 to {MAX_ACTORS}")]
    Size(usize),
    /// A row of the matrix has another length.
    #[error("row {row} of the propensities has {found} values, not {expected}: give one for every actor")]
    Shape {
        /// From 0.
        row: usize,
        /// Values in it.
        found: usize,
        /// Number of actors.
        expected: usize,
    },
    /// Propensities are mutual.
    #[error("the propensity of actors {0} and {1} is not the same in both directions")]
    Asymmetric(usize, usize),
}

/// A split that no single move improves.
#[derive(Clone, PartialEq, Debug)]
pub struct Minimum {
    /// Bit `i` is set when actor `i` is in the second camp; actor 0 is always in the first.
    pub split: u32,
    /// Its energy.
    pub energy: f64,
    /// Number of splits that lead to it by steepest descent, itself included.
    pub basin: u32,
}

impl Landscape {
    /// `strength`: one per actor; `propensity`: symmetric, from -2 (enemies) to 2 (friends) by custom.
    pub fn new(strength: &[f64], propensity: &[Vec<f64>]) -> Result<Self, LandscapeError> {
        let n = strength.len();
        if !(2..=MAX_ACTORS).contains(&n) {
            return Err(LandscapeError::Size(n));
        }
        let mut weight = vec![0.0; n * n];
        for i in 0..n {
            let row = propensity.get(i).map_or(&[][..], Vec::as_slice);
            if row.len() != n {
                return Err(LandscapeError::Shape { row: i, found: row.len(), expected: n });
            }
            for j in 0..n {
                if i != j {
                    if propensity.get(j).and_then(|r| r.get(i)) != Some(&row[j]) {
                        return Err(LandscapeError::Asymmetric(i, j));
                    }
                    weight[i * n + j] = strength[i] * strength[j] * row[j];
                }
            }
        }
        Ok(Self { n, weight })
    }

    /// Number of actors.
    pub fn actors(&self) -> usize {
        self.n
    }

    /// How ill actor `i` sits: the sum of its weights with the actors of the other camp.
    pub fn frustration(&self, split: u32, i: usize) -> f64 {
        let side = split >> i & 1;
        (0..self.n).filter(|j| split >> j & 1 != side).map(|j| self.weight[i * self.n + j]).sum()
    }

    /// The energy of a split: the sum of all frustrations.
    pub fn energy(&self, split: u32) -> f64 {
        (0..self.n).map(|i| self.frustration(split, i)).sum()
    }

    /// Whether no single move lowers the energy.
    pub fn is_minimum(&self, split: u32) -> bool {
        (0..self.n).all(|i| {
            let together: f64 =
                (0..self.n).map(|j| self.weight[i * self.n + j]).sum::<f64>() - self.frustration(split, i);
            together >= self.frustration(split, i)
        })
    }

    /// All minima with their basins, lowest energy first.
    pub fn minima(&self) -> Vec<Minimum> {
        const WIDTH: usize = 32;
        let n = self.n;
        let count = 1usize << (n - 1);
        let mut rows = vec![[0.0f64; WIDTH]; n];
        for i in 0..n {
            rows[i][..n].copy_from_slice(&self.weight[i * n..(i + 1) * n]);
        }
        // gain[i]: how much the energy changes, halved, when actor i changes camp. Actors beyond n never gain.
        let mut gain = [f64::INFINITY; WIDTH];
        let mut sign = [1.0f64; WIDTH]; // 1 in the first camp, -1 in the second
        for i in 0..n {
            gain[i] = rows[i].iter().sum();
        }
        // next[s]: the split after the steepest move from s, or s itself. A split is numbered by its bits 1..n.
        let mut next = vec![0u32; count];
        let mask = (count - 1) as u32;
        let mut split = 0u32;
        for step in 0..count as u32 {
            let steepest = gain.iter().copied().fold(0.0f64, f64::min);
            let mover = if steepest < 0.0 { gain.iter().position(|g| *g == steepest) } else { None };
            next[split as usize] = match mover {
                None => split,
                Some(0) => !split & mask,
                Some(i) => split ^ 1 << (i - 1),
            };
            // The next split in Gray order differs in one actor.
            let bit = (step + 1).trailing_zeros() as usize;
            if bit >= n - 1 {
                break;
            }
            let k = bit + 1;
            let row = &rows[k];
            // Those who were with k lose its company: their gain from leaving falls by twice the weight.
            let turned = 2.0 * sign[k];
            for j in 0..WIDTH {
                gain[j] -= turned * sign[j] * row[j];
            }
            gain[k] = -gain[k];
            sign[k] = -sign[k];
            split ^= 1 << bit;
        }
        self.collect(&mut next)
    }

    /// Follows every split to its minimum, shortening the paths on the way.
    fn collect(&self, next: &mut [u32]) -> Vec<Minimum> {
        let mut basin = std::collections::BTreeMap::<u32, u32>::new();
        let mut path = Vec::new();
        for start in 0..next.len() as u32 {
            let mut at = start;
            while next[at as usize] != at {
                path.push(at);
                at = next[at as usize];
            }
            for step in path.drain(..) {
                next[step as usize] = at;
            }
            *basin.entry(at).or_default() += 1;
        }
        let mut minima: Vec<Minimum> = basin
            .into_iter()
            .map(|(number, basin)| Minimum { split: number << 1, energy: self.energy(number << 1), basin })
            .collect();
        minima.sort_by(|a, b| a.energy.total_cmp(&b.energy).then(a.split.cmp(&b.split)));
        minima
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A landscape with whole weights from a small linear congruential generator.
    fn example(n: usize, seed: u64) -> Landscape {
        let mut state = seed;
        let mut draw = |limit: u64| {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            (state >> 33) % limit
        };
        let strength: Vec<f64> = (0..n).map(|_| 1.0 + draw(9) as f64).collect();
        let mut propensity = vec![vec![0.0; n]; n];
        for i in 0..n {
            for j in 0..i {
                propensity[i][j] = draw(5) as f64 - 2.0;
                propensity[j][i] = propensity[i][j];
            }
        }
        Landscape::new(&strength, &propensity).unwrap()
    }

    #[test]
    fn the_walk_finds_the_minima_that_a_plain_search_finds() {
        for (n, seed) in [(2, 1), (3, 2), (5, 3), (9, 4), (12, 5)] {
            let landscape = example(n, seed);
            let plain: Vec<u32> =
                (0..1u32 << (n - 1)).map(|s| s << 1).filter(|s| landscape.is_minimum(*s)).collect();
            let walked = landscape.minima();
            let mut splits: Vec<u32> = walked.iter().map(|m| m.split).collect();
            splits.sort_unstable();
            assert_eq!(splits, plain, "{n} actors");
            assert_eq!(
                walked.iter().map(|m| m.basin).sum::<u32>(),
                1 << (n - 1),
                "every split leads somewhere"
            );
        }
    }

    #[test]
    fn two_friends_stay_together_and_two_enemies_part() {
        let pair = |p: f64| Landscape::new(&[1.0, 2.0], &[vec![0.0, p], vec![p, 0.0]]).unwrap().minima();
        assert_eq!(pair(1.0), vec![Minimum { split: 0b00, energy: 0.0, basin: 2 }]);
        assert_eq!(pair(-1.0), vec![Minimum { split: 0b10, energy: -4.0, basin: 2 }]);
    }

    #[test]
    fn what_is_no_landscape_is_refused() {
        assert_eq!(Landscape::new(&[1.0], &[vec![0.0]]), Err(LandscapeError::Size(1)));
        let lopsided = Landscape::new(&[1.0, 1.0], &[vec![0.0, 1.0], vec![2.0, 0.0]]);
        assert_eq!(lopsided, Err(LandscapeError::Asymmetric(0, 1)));
        assert!(matches!(
            Landscape::new(&[1.0, 1.0], &[vec![0.0]]),
            Err(LandscapeError::Shape { row: 0, .. })
        ));
    }
}
