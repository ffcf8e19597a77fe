//! What an ensemble says: distributions, paired differences, and whether there were runs enough.
//!
//! All of it is conditional on the scenario: what would follow under its assumptions.

/// Values of an outcome over the runs that were played.
#[derive(Clone, PartialEq, Debug)]
pub struct Distribution {
    /// Runs that went into it.
    pub n: usize,
    /// Mean.
    pub mean: f64,
    /// Half the width of the 95 % interval of the mean (Student's t); 0 for a single run, which has none.
    pub half_width: f64,
    /// Quantiles .05, .25, .5, .75, .95.
    pub quantiles: [f64; 5],
    /// Lowest and highest value.
    pub range: (f64, f64),
}

/// Describes values; `None` when there are none.
pub fn describe(values: &[f64]) -> Option<Distribution> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let (low, high) = (*sorted.first()?, *sorted.last()?);
    let (mean, half_width) = mean(values);
    let quantile = |q| quantile(&sorted, q);
    Some(Distribution {
        n: sorted.len(),
        mean,
        half_width,
        quantiles: [0.05, 0.25, 0.5, 0.75, 0.95].map(quantile),
        range: (low, high),
    })
}

/// A quantile of values in rising order, linear between neighbours; NaN when there are none.
pub fn quantile(sorted: &[f64], q: f64) -> f64 {
    let place = q * (sorted.len().max(1) - 1) as f64;
    match (sorted.get(place.floor() as usize), sorted.get(place.ceil() as usize)) {
        (Some(below), Some(above)) => below + (above - below) * place.fract(),
        _ => f64::NAN,
    }
}

/// The mean and half the width of its 95 % interval.
fn mean(values: &[f64]) -> (f64, f64) {
    let n = values.len();
    let mean = values.iter().sum::<f64>() / n as f64;
    if n < 2 {
        return (mean, 0.0);
    }
    let variance = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1) as f64;
    (mean, student(n - 1) * (variance / n as f64).sqrt())
}

/// Quantile .975 of Student's t (Abramowitz and Stegun 26.7.5; exact for one and two degrees of freedom).
fn student(freedom: usize) -> f64 {
    match freedom {
        1 => 12.706_204_736,
        2 => 4.302_652_73,
        _ => {
            let (z, n) = (1.959_963_984_540_054_f64, freedom as f64);
            let g1 = (z.powi(3) + z) / 4.0;
            let g2 = (5.0 * z.powi(5) + 16.0 * z.powi(3) + 3.0 * z) / 96.0;
            let g3 = (3.0 * z.powi(7) + 19.0 * z.powi(5) + 17.0 * z.powi(3) - 15.0 * z) / 384.0;
            let g4 =
                (79.0 * z.powi(9) + 776.0 * z.powi(7) + 1482.0 * z.powi(5) - 1920.0 * z.powi(3) - 945.0 * z)
                    / 92160.0;
            z + g1 / n + g2 / n.powi(2) + g3 / n.powi(3) + g4 / n.powi(4)
        }
    }
}

/// An outcome in one branch against another, replication by replication.
#[derive(Clone, PartialEq, Debug)]
pub struct Difference {
    /// Distribution of the differences.
    pub of: Distribution,
    /// Share of replications in which the branch had more.
    pub higher: f64,
    /// Share in which it had less.
    pub lower: f64,
}

/// Differences of values that share their random numbers, pair by pair; `None` when there are none.
pub fn paired(values: &[f64], against: &[f64]) -> Option<Difference> {
    let differences: Vec<f64> = values.iter().zip(against).map(|(a, b)| a - b).collect();
    let share = |of: &dyn Fn(f64) -> bool| {
        differences.iter().filter(|d| of(**d)).count() as f64 / differences.len() as f64
    };
    Some(Difference { of: describe(&differences)?, higher: share(&|d| d > 0.0), lower: share(&|d| d < 0.0) })
}

/// The mean over the first runs and half the width of its interval, at up to `places` numbers of runs: whether more
/// runs would say something else.
pub fn convergence(values: &[f64], places: usize) -> Vec<(usize, f64, f64)> {
    let mut counts: Vec<usize> = (1..=places).map(|k| values.len() * k / places).filter(|n| *n > 1).collect();
    counts.dedup();
    counts
        .into_iter()
        .map(|n| {
            let (mean, half_width) = mean(&values[..n]);
            (n, mean, half_width)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn students_quantiles_are_those_of_the_tables() {
        for (freedom, t) in [(1, 12.7062), (2, 4.3027), (3, 3.1824), (5, 2.5706), (10, 2.2281), (99, 1.9842)]
        {
            assert!((student(freedom) - t).abs() < 0.01 * t, "{freedom}: {}", student(freedom));
        }
    }

    #[test]
    fn a_distribution_is_described_and_pairs_are_taken_run_by_run() {
        let found = describe(&[4.0, 1.0, 2.0, 3.0]).unwrap();
        assert_eq!((found.n, found.mean, found.quantiles[2], found.range), (4, 2.5, 2.5, (1.0, 4.0)));
        assert!((found.half_width - 3.1824 * (5.0f64 / 3.0 / 4.0).sqrt()).abs() < 0.01);
        assert!(describe(&[]).is_none());
        // Large noise that both share leaves no trace in the difference.
        let base = [10.0, -50.0, 90.0];
        let found = paired(&base.map(|b| b + 1.0), &base).unwrap();
        assert_eq!((found.of.mean, found.of.half_width, found.higher, found.lower), (1.0, 0.0, 1.0, 0.0));
    }

    #[test]
    fn intervals_narrow_as_runs_are_added() {
        let values: Vec<f64> = (0..400).map(|i| f64::from(i * 7919 % 101)).collect();
        let steps = convergence(&values, 4);
        assert_eq!(steps.iter().map(|s| s.0).collect::<Vec<_>>(), [100, 200, 300, 400]);
        assert!(steps.windows(2).all(|w| w[1].2 < w[0].2));
        assert!(convergence(&[1.0], 4).is_empty());
    }
}
