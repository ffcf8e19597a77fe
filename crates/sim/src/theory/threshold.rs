//! Threshold models of collective behaviour.
//!
//! **What it does.** Each person joins when enough others have: the size of the crowd is the smallest fixed point
//! reached from nobody. A small change of the distribution can change the size from a handful to everyone.
//!
//! **Source.** M. Granovetter, "Threshold models of collective behavior", AJS 83 (1978); T. Kuran, "Sparks and
//! prairie fires", Public Choice 61 (1989).
//!
//! **Limits.** Everyone sees everyone; thresholds do not change while the crowd grows.

/// How a threshold is compared with the crowd when people are whole.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Crowd {
    /// The crowd is a real number; the fixed point of `r = n·F(r)`.
    Continuous,
    /// Thresholds are whole numbers: a person joins a crowd of `r` when the threshold rounds to `r` or less.
    IntegerThresholds,
    /// `n·F(r)` is rounded down to whole people.
    Floor,
    /// `n·F(r)` is rounded to the nearest whole person.
    Round,
}

/// Size of the crowd for given thresholds, starting from nobody: a person joins when the threshold (in people) is
/// not above the number who have joined.
pub fn cascade(thresholds: &[f64]) -> usize {
    let mut sorted = thresholds.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.iter().enumerate().take_while(|(joined, threshold)| **threshold <= *joined as f64).count()
}

/// Size of the crowd, in people, when the thresholds of `n` people are normal with the mean and standard deviation
/// given in people. `None` when a real-valued crowd has not settled after a million steps.
pub fn normal_cascade(n: f64, mean: f64, sd: f64, crowd: Crowd) -> Option<f64> {
    let share = |r: f64| normal_share(r, mean, sd);
    let mut r = 0.0;
    for _ in 0..1_000_000 {
        let next = match crowd {
            Crowd::Continuous => n * share(r),
            Crowd::IntegerThresholds => n * share(r + 0.5),
            Crowd::Floor => (n * share(r)).floor(),
            Crowd::Round => (n * share(r)).round(),
        };
        if (next - r).abs() < 1e-12 {
            return Some(next);
        }
        r = next;
    }
    None
}

/// Share of people whose threshold is not above `crowd`, when thresholds are normal; all as shares.
pub fn normal_share(crowd: f64, mean: f64, sd: f64) -> f64 {
    0.5 * erfc(-(crowd - mean) / (sd * std::f64::consts::SQRT_2))
}

/// Complementary error function, to about 1e-15 (series below 2.5, continued fraction above).
fn erfc(x: f64) -> f64 {
    if x < 0.0 {
        return 2.0 - erfc(-x);
    }
    let scale = (-x * x).exp() / std::f64::consts::PI.sqrt();
    if x < 2.5 {
        let (mut term, mut sum, mut k) = (x, x, 0.0);
        while term > sum * 1e-17 {
            k += 1.0;
            term *= 2.0 * x * x / (2.0 * k + 1.0);
            sum += term;
        }
        return 1.0 - 2.0 * scale * sum;
    }
    let mut fraction = 0.0;
    for k in (1..=80).rev() {
        fraction = f64::from(k) / 2.0 / (x + fraction);
    }
    scale / (x + fraction)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_changed_threshold_ends_the_riot() {
        let mut thresholds: Vec<f64> = (0..100).map(f64::from).collect();
        assert_eq!(cascade(&thresholds), 100);
        thresholds[1] = 2.0;
        assert_eq!(cascade(&thresholds), 1);
    }

    #[test]
    fn the_crowd_jumps_where_each_reading_of_the_paper_puts_it() {
        let size = |sd, crowd| normal_cascade(100.0, 25.0, sd, crowd).unwrap();
        for (sd, expected) in [
            (12.0, 4.0211339713),
            (12.1, 4.552899906),
            (12.2, 5.4792204426),
            (12.3, 99.9999999462),
            (20.0, 99.9911426432),
            (30.0, 99.3393543304),
        ] {
            assert!(
                (size(sd, Crowd::Continuous) - expected).abs() < 1e-6,
                "sd {sd}: {}",
                size(sd, Crowd::Continuous)
            );
        }
        for (crowd, below, above) in
            [(Crowd::IntegerThresholds, 11.8, 11.9), (Crowd::Floor, 12.8, 12.9), (Crowd::Round, 12.5, 12.6)]
        {
            assert!(size(below, crowd) < 20.0, "{crowd:?} {below}");
            assert!(size(above, crowd) > 80.0, "{crowd:?} {above}");
        }
    }

    #[test]
    fn kurans_societies_differ_by_one_person() {
        let joined = |percent: &[f64]| cascade(&percent.iter().map(|t| t / 10.0).collect::<Vec<_>>());
        assert_eq!(joined(&[0., 20., 20., 30., 40., 50., 60., 70., 80., 100.]), 1);
        assert_eq!(joined(&[0., 10., 20., 30., 40., 50., 60., 70., 80., 100.]), 9);
        assert_eq!(joined(&[0., 20., 30., 30., 40., 50., 60., 70., 80., 100.]), 1);
        assert_eq!(joined(&[0., 10., 30., 30., 40., 50., 60., 70., 80., 100.]), 2);
    }
}
