//! Forces tied to several fronts: the Colonel Blotto game.
//!
//! **What it does.** Two sides share out whole troops over equal fronts at the same moment; a front goes to whoever
//! sent more, an equal number counts one half. [`solve`] gives the value of the game to the first side (the share of
//! fronts it wins when both play best) and a best mixed strategy, by linear programming over the ways to split the
//! troops; fronts are alike, so a split stands for all its orders at equal odds.
//!
//! **Source.** É. Borel (1921); S. Hart, "Discrete Colonel Blotto and General Lotto games", IJGT 36 (2008); the
//! linear programme of von Neumann.
//!
//! **Limits.** Equal fronts and exact solution: the number of splits grows with troops and fronts ([`MAX_SPLITS`]).

use microlp::{ComparisonOp, OptimizationDirection, Problem};

/// The most ways to split one side's troops.
pub const MAX_SPLITS: usize = 5000;

/// The solution of a game.
#[derive(Clone, PartialEq, Debug)]
pub struct Solution {
    /// Share of the fronts, from 0 to 1, that the first side wins.
    pub value: f64,
    /// Splits the first side mixes, each in falling order, with their probabilities.
    pub strategy: Vec<(Vec<u32>, f64)>,
}

/// The game cannot be solved.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum BlottoError {
    /// There is nothing to fight over.
    #[error("a game over 0 fronts has no value: give one or more")]
    NoFront,
    /// Too many ways to split.
    #[error(
        "{troops} troops on {fronts} fronts can be split in more than {MAX_SPLITS} ways: count them in larger units"
    )]
    TooLarge {
        /// Troops.
        troops: u32,
        /// Fronts.
        fronts: usize,
    },
    /// The solver gave up.
    #[error("the linear programme was not solved: {0}")]
    Solver(String),
}

/// Solves the game of `first` against `second` troops on `fronts` equal fronts.
pub fn solve(first: u32, second: u32, fronts: usize) -> Result<Solution, BlottoError> {
    if fronts == 0 {
        return Err(BlottoError::NoFront);
    }
    let (ours, theirs) = (splits(first, fronts)?, splits(second, fronts)?);
    let mut problem = Problem::new(OptimizationDirection::Maximize);
    let value = problem.add_var(1.0, (0.0, 1.0));
    let weights: Vec<_> = ours.iter().map(|_| problem.add_var(0.0, (0.0, 1.0))).collect();
    problem.add_constraint(weights.iter().map(|w| (*w, 1.0)), ComparisonOp::Eq, 1.0);
    for their in &theirs {
        let won = weights.iter().zip(&ours).map(|(w, our)| (*w, share(our, their)));
        problem.add_constraint(won.chain([(value, -1.0)]), ComparisonOp::Ge, 0.0);
    }
    let outcome = problem.solve().map_err(|e| BlottoError::Solver(e.to_string()))?;
    let Some(solution) = outcome.solution() else {
        return Err(BlottoError::Solver("it was interrupted".to_owned()));
    };
    let strategy =
        weights.iter().zip(ours).map(|(w, our)| (our, solution[*w])).filter(|(_, p)| *p > 1e-9).collect();
    Ok(Solution { value: solution[value], strategy })
}

/// Share of fronts won when both orders are drawn at random.
fn share(ours: &[u32], theirs: &[u32]) -> f64 {
    let won = |a: u32, b: u32| match a.cmp(&b) {
        std::cmp::Ordering::Greater => 1.0,
        std::cmp::Ordering::Equal => 0.5,
        std::cmp::Ordering::Less => 0.0,
    };
    let total: f64 = ours.iter().flat_map(|a| theirs.iter().map(move |b| won(*a, *b))).sum();
    total / (ours.len() * theirs.len()) as f64
}

/// All ways to split troops over fronts, each in falling order.
fn splits(troops: u32, fronts: usize) -> Result<Vec<Vec<u32>>, BlottoError> {
    fn go(left: u32, most: u32, fronts: usize, split: &mut Vec<u32>, out: &mut Vec<Vec<u32>>) -> bool {
        if fronts == 0 {
            if left == 0 {
                out.push(split.clone());
            }
            return out.len() <= MAX_SPLITS;
        }
        let least = left.div_ceil(fronts as u32);
        for here in (least..=most.min(left)).rev() {
            split.push(here);
            let room = go(left - here, here, fronts - 1, split, out);
            split.pop();
            if !room {
                return false;
            }
        }
        true
    }
    let mut out = Vec::new();
    if go(troops, troops, fronts, &mut Vec::new(), &mut out) {
        Ok(out)
    } else {
        Err(BlottoError::TooLarge { troops, fronts })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_values_are_those_of_the_exact_table() {
        for (first, second, fronts, value) in [
            (8, 12, 3, 0.33333),
            (9, 12, 3, 0.37963),
            (10, 12, 3, 0.4199),
            (20, 24, 3, 0.41743),
            (12, 12, 3, 0.5),
            (8, 12, 4, 0.33333),
            (6, 12, 3, 0.25),
            (4, 12, 3, 0.11111),
        ] {
            let found = solve(first, second, fronts).unwrap();
            assert!(
                (found.value - value).abs() < 6e-6,
                "{first} against {second} on {fronts}: {}",
                found.value
            );
            assert!((found.strategy.iter().map(|(_, p)| p).sum::<f64>() - 1.0).abs() < 1e-6);
            assert!(found.strategy.iter().all(|(split, _)| split.iter().sum::<u32>() == first));
        }
    }

    #[test]
    fn what_one_side_wins_the_other_loses() {
        let (a, b) = (solve(7, 10, 3).unwrap().value, solve(10, 7, 3).unwrap().value);
        assert!((a + b - 1.0).abs() < 1e-6, "{a} {b}");
    }

    #[test]
    fn games_that_are_none_or_too_large_are_refused() {
        assert_eq!(solve(3, 3, 0), Err(BlottoError::NoFront));
        assert!(matches!(solve(300, 300, 8), Err(BlottoError::TooLarge { .. })));
    }
}
