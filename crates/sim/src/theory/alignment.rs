//! How alike two states vote.
//!
//! **What it does.** Compares two series of votes (yes 1, abstain 2, no 3) by S, Cohen's kappa, weighted kappa and
//! Scott's pi. They tell different stories: S rewards agreement that the margins make likely, kappa and pi do not.
//! [`Drift`] fits how such a series returns to what is usual.
//!
//! **Source.** C. Signorino and J. Ritter, "Tau-b or not tau-b", ISQ 43 (1999) for S; F. Häge, "Choice or
//! circumstance?", Political Analysis 19 (2011) for kappa and pi.
//!
//! **Limits.** Kappa and pi are 0 by convention when a side never varies and chance agreement is complete: compute
//! them on hundreds of votes and show how many.

/// A drift back to what is usual: `s(t+1) = s(t) + rate·(usual − s(t)) + ε`.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Drift {
    /// Share of the distance to what is usual that is lost in a step, from 0 to 1.
    pub rate: f64,
    /// Standard deviation of `ε`.
    pub noise: f64,
}

impl Drift {
    /// Fits one rate to several series, each with its own usual value (its mean), by least squares. `None` when
    /// nothing moves.
    pub fn fit(series: &[Vec<f64>]) -> Option<Self> {
        let steps: Vec<(f64, f64)> = series
            .iter()
            .flat_map(|s| {
                let usual = mean(s);
                s.windows(2).map(move |w| (usual - w[0], w[1] - w[0])).collect::<Vec<_>>()
            })
            .collect();
        let square: f64 = steps.iter().map(|(x, _)| x * x).sum();
        if square <= 0.0 {
            return None;
        }
        let rate = (steps.iter().map(|(x, y)| x * y).sum::<f64>() / square).clamp(0.0, 1.0);
        let left: f64 = steps.iter().map(|(x, y)| (y - rate * x).powi(2)).sum();
        Some(Self { rate, noise: (left / steps.len() as f64).sqrt() })
    }

    /// What is expected so many steps after the end of a series.
    pub fn ahead(&self, series: &[f64], steps: u32) -> f64 {
        let usual = mean(series);
        usual + (1.0 - self.rate).powi(steps as i32) * (series.last().copied().unwrap_or(usual) - usual)
    }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

/// A vote, with its place on the scale.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Vote {
    /// 1
    Yes = 1,
    /// 2
    Abstain = 2,
    /// 3
    No = 3,
}

/// Similarity of two series of votes, on the roll calls where both voted.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Similarity {
    /// Roll calls compared.
    pub n: usize,
    /// Signorino and Ritter's S, from -1 to 1.
    pub s: f64,
    /// Cohen's kappa.
    pub kappa: f64,
    /// Kappa with linear weights.
    pub weighted_kappa: f64,
    /// Scott's pi.
    pub pi: f64,
}

/// Compares pairs of votes; `None` when there are none.
pub fn similarity(pairs: &[(Vote, Vote)]) -> Option<Similarity> {
    if pairs.is_empty() {
        return None;
    }
    let n = pairs.len() as f64;
    let (mut left, mut right) = ([0.0f64; 3], [0.0f64; 3]);
    let (mut equal, mut distance) = (0.0, 0.0);
    for (a, b) in pairs {
        left[*a as usize - 1] += 1.0 / n;
        right[*b as usize - 1] += 1.0 / n;
        equal += f64::from(u8::from(a == b));
        distance += (*a as i32 - *b as i32).abs() as f64;
    }
    let observed = equal / n;
    let by_chance: f64 = left.iter().zip(&right).map(|(l, r)| l * r).sum();
    let pooled: f64 = left.iter().zip(&right).map(|(l, r)| ((l + r) / 2.0).powi(2)).sum();
    let expected: f64 = (0..3)
        .flat_map(|i| (0..3).map(move |j| (i, j)))
        .map(|(i, j)| left[i] * right[j] * (i as f64 - j as f64).abs())
        .sum();
    let corrected = |chance: f64| if chance < 1.0 { (observed - chance) / (1.0 - chance) } else { 0.0 };
    Some(Similarity {
        n: pairs.len(),
        s: 1.0 - 2.0 * distance / (n * 2.0),
        kappa: corrected(by_chance),
        weighted_kappa: if expected > 0.0 { 1.0 - distance / n / expected } else { 0.0 },
        pi: corrected(pooled),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn votes(a: &str, b: &str) -> Vec<(Vote, Vote)> {
        let vote = |c| match c {
            'Y' => Vote::Yes,
            'A' => Vote::Abstain,
            _ => Vote::No,
        };
        a.chars().zip(b.chars()).map(|(a, b)| (vote(a), vote(b))).collect()
    }

    #[test]
    fn the_hand_cases_come_out_exactly() {
        let kaz = "AANAAA";
        for (other, s, kappa, weighted) in [
            ("NNNNNN", 1.0 / 6.0, 0.0, 0.0),
            ("AANANA", 5.0 / 6.0, 4.0 / 7.0, 4.0 / 7.0),
            ("YYYYYY", -1.0 / 6.0, 0.0, 0.0),
        ] {
            let found = similarity(&votes(kaz, other)).unwrap();
            assert!((found.s - s).abs() < 1e-12, "{other}: {found:?}");
            assert!((found.kappa - kappa).abs() < 1e-12, "{other}: {found:?}");
            assert!((found.weighted_kappa - weighted).abs() < 1e-12, "{other}: {found:?}");
        }
    }

    #[test]
    fn a_series_that_returns_halfway_has_the_rate_of_a_half() {
        let series = vec![0.8, 0.0, -0.4, -0.2, -0.1];
        let drift = Drift::fit(&[vec![1.0, 0.5, 0.25, 0.125, 0.0625], series]).unwrap();
        assert!((0.4..=1.0).contains(&drift.rate), "{drift:?}");
        let around_zero = [1.0, -1.0, 1.0, -1.0];
        let exact = Drift { rate: 0.5, noise: 0.0 };
        assert!((exact.ahead(&around_zero, 1) + 0.5).abs() < 1e-12);
        assert!((exact.ahead(&around_zero, 2) + 0.25).abs() < 1e-12);
        assert!(Drift::fit(&[vec![0.3, 0.3, 0.3]]).is_none());
    }

    #[test]
    fn perfect_agreement_is_one_on_every_scale() {
        let found = similarity(&votes("YANYAN", "YANYAN")).unwrap();
        assert_eq!((found.s, found.kappa, found.weighted_kappa, found.pi), (1.0, 1.0, 1.0, 1.0));
        assert!(similarity(&[]).is_none());
    }
}
