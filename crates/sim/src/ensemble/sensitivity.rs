//! Which parameters matter: Sobol's indices and Morris's effects, with bootstrap intervals.

use crate::ensemble::design::Points;
use crate::random::Draws;

/// An estimate with half the width of its interval.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Estimate {
    /// The value.
    pub value: f64,
    /// Half the width of the 95 % interval: 1.96 bootstrap standard deviations.
    pub half_width: f64,
}

/// Sobol's indices of every parameter.
#[derive(Clone, PartialEq, Debug)]
pub struct SobolIndices {
    /// Share of the variance that goes with the parameter alone (Saltelli 2010, estimator b of table 2).
    pub first: Vec<Estimate>,
    /// Share that would be left were all others fixed (Jansen 1999, estimator f).
    pub total: Vec<Estimate>,
    /// Share that goes with each pair beyond the two alone, for pairs in order; empty without them.
    pub second: Vec<(usize, usize, Estimate)>,
}

/// The results do not fit the design.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{found} results for a design of {expected}: give one for every row, in order")]
pub struct ResultsError {
    found: usize,
    expected: usize,
}

/// Reads the results of [`super::design::saltelli`]. `resamples` bootstrap samples make the intervals.
pub fn sobol(
    dimensions: usize,
    second: bool,
    results: &[f64],
    resamples: usize,
    draws: &mut Draws,
) -> Result<SobolIndices, ResultsError> {
    let width = if second { 2 * dimensions + 2 } else { dimensions + 2 };
    if results.is_empty() || !results.len().is_multiple_of(width) {
        let expected = results.len().div_ceil(width).max(1) * width;
        return Err(ResultsError { found: results.len(), expected });
    }
    // Standardised first: the estimators are the better for it.
    let mean = results.iter().sum::<f64>() / results.len() as f64;
    let deviation = (results.iter().map(|y| (y - mean).powi(2)).sum::<f64>() / results.len() as f64).sqrt();
    let scale = if deviation > 0.0 { 1.0 / deviation } else { 0.0 };
    let results: Vec<f64> = results.iter().map(|y| (y - mean) * scale).collect();
    let blocks: Vec<&[f64]> = results.chunks_exact(width).collect();
    let all: Vec<usize> = (0..blocks.len()).collect();
    let samples: Vec<Vec<usize>> =
        (0..resamples).map(|_| all.iter().map(|_| draws.below(blocks.len())).collect()).collect();
    let estimate = |of: &dyn Fn(&[usize]) -> f64| {
        let repeated: Vec<f64> = samples.iter().map(|s| of(s)).collect();
        Estimate { value: of(&all), half_width: 1.96 * standard_deviation(&repeated) }
    };
    let first_of = |rows: &[usize], d: usize| {
        let terms = rows.iter().map(|r| blocks[*r][width - 1] * (blocks[*r][1 + d] - blocks[*r][0]));
        terms.sum::<f64>() / rows.len() as f64 / variance(&blocks, rows, width)
    };
    let total_of = |rows: &[usize], d: usize| {
        let terms = rows.iter().map(|r| (blocks[*r][0] - blocks[*r][1 + d]).powi(2));
        0.5 * terms.sum::<f64>() / rows.len() as f64 / variance(&blocks, rows, width)
    };
    let second_of = |rows: &[usize], j: usize, k: usize| {
        let terms = rows.iter().map(|r| {
            let b = blocks[*r];
            b[1 + dimensions + j] * b[1 + k] - b[0] * b[width - 1]
        });
        let both = terms.sum::<f64>() / rows.len() as f64 / variance(&blocks, rows, width);
        both - first_of(rows, j) - first_of(rows, k)
    };
    let mut indices = SobolIndices { first: Vec::new(), total: Vec::new(), second: Vec::new() };
    for d in 0..dimensions {
        indices.first.push(estimate(&|rows| first_of(rows, d)));
        indices.total.push(estimate(&|rows| total_of(rows, d)));
    }
    if second {
        for j in 0..dimensions {
            for k in j + 1..dimensions {
                indices.second.push((j, k, estimate(&|rows| second_of(rows, j, k))));
            }
        }
    }
    Ok(indices)
}

/// Variance of the results at A and B of these rows.
fn variance(blocks: &[&[f64]], rows: &[usize], width: usize) -> f64 {
    let both: Vec<f64> = rows.iter().flat_map(|r| [blocks[*r][0], blocks[*r][width - 1]]).collect();
    let mean = both.iter().sum::<f64>() / both.len() as f64;
    let variance = both.iter().map(|y| (y - mean).powi(2)).sum::<f64>() / both.len() as f64;
    if variance > 0.0 { variance } else { f64::INFINITY }
}

fn standard_deviation(values: &[f64]) -> f64 {
    if values.len() < 2 {
        return 0.0;
    }
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    (values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (values.len() - 1) as f64).sqrt()
}

/// Morris's measures of one parameter.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Effect {
    /// Mean elementary effect.
    pub mu: f64,
    /// Mean of their absolute values (Campolongo et al. 2007): how much the parameter matters.
    pub mu_star: Estimate,
    /// Their standard deviation: how much it interacts or bends.
    pub sigma: f64,
}

/// Reads the results of [`super::design::morris`].
pub fn morris(
    points: &Points,
    results: &[f64],
    resamples: usize,
    draws: &mut Draws,
) -> Result<Vec<Effect>, ResultsError> {
    let d = points.dimensions;
    let rows: Vec<&[f64]> = points.rows().collect();
    if results.len() != rows.len() {
        return Err(ResultsError { found: results.len(), expected: rows.len() });
    }
    let mut effects: Vec<Vec<f64>> = vec![Vec::new(); d];
    for (points, values) in rows.chunks(d + 1).zip(results.chunks(d + 1)) {
        for k in 0..d {
            for p in 0..d {
                let step = points[k + 1][p] - points[k][p];
                if step != 0.0 {
                    effects[p].push((values[k + 1] - values[k]) / step);
                }
            }
        }
    }
    let mean = |v: &[f64]| v.iter().sum::<f64>() / v.len().max(1) as f64;
    let summarise = |effects: &Vec<f64>| {
        let sizes: Vec<f64> = effects.iter().map(|e| e.abs()).collect();
        let repeated: Vec<f64> = (0..resamples)
            .map(|_| mean(&sizes.iter().map(|_| sizes[draws.below(sizes.len())]).collect::<Vec<_>>()))
            .collect();
        Effect {
            mu: mean(effects),
            mu_star: Estimate { value: mean(&sizes), half_width: 1.96 * standard_deviation(&repeated) },
            sigma: standard_deviation(effects),
        }
    };
    Ok(effects.iter().map(summarise).collect::<Vec<_>>())
}

/// Spearman's rank correlation, ties sharing their rank; its interval is Fisher's with the correction of Bonett and
/// Wright (2000). 0 where one of the two never varies.
pub fn rank_correlation(a: &[f64], b: &[f64]) -> Estimate {
    let ranks = |values: &[f64]| {
        let mut order: Vec<usize> = (0..values.len()).collect();
        order.sort_by(|x, y| values[*x].total_cmp(&values[*y]));
        let mut ranks = vec![0.0; values.len()];
        for tied in order.chunk_by(|x, y| values[*x] == values[*y]) {
            let before = order.partition_point(|x| values[*x].total_cmp(&values[tied[0]]).is_lt());
            for at in tied {
                ranks[*at] = before as f64 + (tied.len() - 1) as f64 / 2.0;
            }
        }
        ranks
    };
    let (a, b) = (ranks(a), ranks(b));
    let middle = (a.len().max(1) - 1) as f64 / 2.0;
    let product =
        |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(x, y)| (x - middle) * (y - middle)).sum::<f64>();
    let scale = (product(&a, &a) * product(&b, &b)).sqrt();
    let value = if scale > 0.0 { product(&a, &b) / scale } else { 0.0 };
    let error = ((1.0 + value * value / 2.0) / (a.len().max(4) - 3) as f64).sqrt();
    let (z, reach) = (value.clamp(-0.999_999, 0.999_999).atanh(), 1.96 * error);
    Estimate { value, half_width: ((z + reach).tanh() - (z - reach).tanh()) / 2.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ensemble::design;
    use std::f64::consts::PI;

    fn ishigami(x: &[f64]) -> f64 {
        let x: Vec<f64> = x.iter().map(|u| (2.0 * u - 1.0) * PI).collect();
        x[0].sin() + 7.0 * x[1].sin().powi(2) + 0.1 * x[2].powi(4) * x[0].sin()
    }

    fn sobol_g(x: &[f64]) -> f64 {
        let a = [0.0, 1.0, 4.5, 9.0, 99.0, 99.0, 99.0, 99.0];
        x.iter().zip(a).map(|(x, a)| ((4.0 * x - 2.0).abs() + a) / (1.0 + a)).product()
    }

    #[test]
    fn ishigamis_indices_are_those_of_the_formula() {
        let points = design::saltelli(3, 2048, true).unwrap();
        let results: Vec<f64> = points.rows().map(ishigami).collect();
        let found = sobol(3, true, &results, 50, &mut Draws::new(1, 0, 0)).unwrap();
        // Closed form for a = 7, b = 0.1.
        for (d, (first, total)) in [(0.3139, 0.5576), (0.4424, 0.4424), (0.0, 0.2437)].into_iter().enumerate()
        {
            assert!((found.first[d].value - first).abs() < 0.02, "{:?}", found.first);
            assert!((found.total[d].value - total).abs() < 0.02, "{:?}", found.total);
            assert!(found.total[d].half_width < 0.1);
        }
        let pair = found.second.iter().find(|(j, k, _)| (*j, *k) == (0, 2)).unwrap().2;
        assert!((pair.value - 0.2437).abs() < 0.03, "{pair:?}");
    }

    #[test]
    fn sobols_g_function_has_its_known_first_orders() {
        let points = design::saltelli(8, 2048, false).unwrap();
        let results: Vec<f64> = points.rows().map(sobol_g).collect();
        let found = sobol(8, false, &results, 20, &mut Draws::new(1, 0, 0)).unwrap();
        for (d, first) in
            [0.7165, 0.1791, 0.0237, 0.0072, 0.0001, 0.0001, 0.0001, 0.0001].into_iter().enumerate()
        {
            assert!((found.first[d].value - first).abs() < 0.02, "parameter {d}: {:?}", found.first[d]);
        }
    }

    /// What SALib 1.6 makes of the same design (Sobol's sequence unscrambled, `skip_values` 1024, N 1024, 2000 resamples).
    struct Salib {
        first: &'static [f64],
        first_half: &'static [f64],
        total: &'static [f64],
        total_half: &'static [f64],
        second: &'static [f64],
        second_half: &'static [f64],
    }

    #[rustfmt::skip]
    const ISHIGAMI: Salib = Salib {
        first: &[
            0.316831537711, 0.443763061004, 0.0122031247376,
        ],
        first_half: &[
            0.06223, 0.05292, 0.05853,
        ],
        total: &[
            0.555860085136, 0.441898071196, 0.244675386536,
        ],
        total_half: &[
            0.08383, 0.03995, 0.02654,
        ],
        second: &[
            0.0092542930349, 0.238172109569, -0.00488770463347,
        ],
        second_half: &[
            0.08242, 0.1049, 0.06648,
        ],
    };

    #[rustfmt::skip]
    const SOBOL_G: Salib = Salib {
        first: &[
            0.734746608974, 0.176669474644, 0.0227058055805, 0.00768975280609, 3.83580719092e-05, 0.000142262069567, 0.0001762126079, 0.000140740072339,
        ],
        first_half: &[
            0.06676, 0.04138, 0.01695, 0.008301, 0.0008922, 0.0009089, 0.000829, 0.0009014,
        ],
        total: &[
            0.805159123695, 0.236801046671, 0.0364805916894, 0.0104503405404, 0.000101327526288, 0.000104421920153, 0.000105724789044, 0.000105425585872,
        ],
        total_half: &[
            0.06971, 0.02774, 0.004677, 0.001413, 1.257e-05, 1.336e-05, 1.362e-05, 1.363e-05,
        ],
        second: &[
            0.0634138942177, 0.015768160081, 0.00461416993202, 0.00454401981441, 0.00442966014622, 0.00453945946082, 0.00460099720187, 0.00406376096554,
            0.00206575328357, 0.0011007101172, 0.00113407574731, 0.00106706238145, 0.00117459454628, 0.00272508858867, 0.00356515598611, 0.00356774662198,
            0.00360686366659, 0.00365018977937, -0.00128466338207, -0.00129659494066, -0.00141283812008, -0.00140413389139, 7.11633008158e-05, 7.02729156515e-05,
            7.34679105472e-05, -6.09874677551e-05, -6.24597450983e-05, -0.00019658323995,
        ],
        second_half: &[
            0.09929, 0.09105, 0.08427, 0.0837, 0.0837, 0.08374, 0.08375, 0.06328,
            0.0607, 0.05972, 0.05973, 0.0598, 0.05977, 0.02868, 0.02856, 0.02858,
            0.0286, 0.02859, 0.01328, 0.0133, 0.01327, 0.01327, 0.001408, 0.001409,
            0.00141, 0.001459, 0.001457, 0.001354,
        ],
    };

    #[test]
    fn the_indices_are_those_of_salib_on_ishigami_and_sobols_g() {
        for (d, of, expected) in [(3, ishigami as fn(&[f64]) -> f64, ISHIGAMI), (8, sobol_g, SOBOL_G)] {
            let points = design::saltelli(d, 1024, true).unwrap();
            let results: Vec<f64> = points.rows().map(of).collect();
            let found = sobol(d, true, &results, 1000, &mut Draws::new(1, 0, 0)).unwrap();
            let second: Vec<Estimate> = found.second.iter().map(|s| s.2).collect();
            for (ours, values, halves, what) in [
                (&found.first, expected.first, expected.first_half, "first"),
                (&found.total, expected.total, expected.total_half, "total"),
                (&second, expected.second, expected.second_half, "second"),
            ] {
                assert_eq!(ours.len(), values.len());
                for ((ours, value), half) in ours.iter().zip(values).zip(halves) {
                    assert!((ours.value - value).abs() < 1e-9, "{d}, {what}: {ours:?} and not {value}");
                    // Both bootstraps are random: their intervals agree as far as a thousand samples do.
                    let apart = (ours.half_width - half).abs() / half;
                    assert!(apart < 0.12, "{d}, {what}: {ours:?} and not ± {half}");
                }
            }
        }
    }

    #[test]
    fn morriss_effects_are_those_of_salib() {
        #[rustfmt::skip]
        const POINTS: &[[f64; 3]] = &[
            [1.0, 1.0, 1.0],
            [1.0, 1.0, 1.0 / 3.0],
            [1.0, 1.0 / 3.0, 1.0 / 3.0],
            [1.0 / 3.0, 1.0 / 3.0, 1.0 / 3.0],
            [2.0 / 3.0, 2.0 / 3.0, 0.0],
            [2.0 / 3.0, 0.0, 0.0],
            [0.0, 0.0, 0.0],
            [0.0, 0.0, 2.0 / 3.0],
            [2.0 / 3.0, 1.0, 1.0],
            [0.0, 1.0, 1.0],
            [0.0, 1.0 / 3.0, 1.0],
            [0.0, 1.0 / 3.0, 1.0 / 3.0],
            [1.0 / 3.0, 1.0 / 3.0, 1.0],
            [1.0 / 3.0, 1.0 / 3.0, 1.0 / 3.0],
            [1.0, 1.0 / 3.0, 1.0 / 3.0],
            [1.0, 1.0, 1.0 / 3.0],
        ];
        let results: Vec<f64> = POINTS.iter().map(|p| ishigami(p)).collect();
        let points = Points { dimensions: 3, values: POINTS.concat(), are: design::Coordinates::Places };
        let found = morris(&points, &results, 1000, &mut Draws::new(1, 0, 0)).unwrap();
        let expected = [
            (7.704054112, 7.704054112, 7.215488225, 6.3115),
            (-3.937500000, 7.875000000, 7.875000000, 0.0000),
            (-3.124398052, 3.124398052, 6.248796103, 5.3069),
        ];
        for (effect, (mu, mu_star, sigma, half)) in found.iter().zip(expected) {
            let near = |a: f64, b: f64| (a - b).abs() < 1e-6;
            assert!(
                near(effect.mu, mu) && near(effect.mu_star.value, mu_star) && near(effect.sigma, sigma),
                "{effect:?}"
            );
            assert!(
                (effect.mu_star.half_width - half).abs() < 0.12 * half + 1e-9,
                "{effect:?} and not ± {half}"
            );
        }
    }

    #[test]
    fn morris_finds_what_is_linear_and_what_does_nothing() {
        let mut draws = Draws::new(2, 0, 0);
        let points = design::morris(3, 40, 4, &mut draws);
        let results: Vec<f64> = points.rows().map(|x| 3.0 * x[0] + x[1] * x[1] * 4.0).collect();
        let found = morris(&points, &results, 30, &mut draws).unwrap();
        assert!((found[0].mu_star.value - 3.0).abs() < 1e-9 && found[0].sigma < 1e-9);
        assert!(found[1].sigma > 0.1);
        assert!(found[2].mu_star.value.abs() < 1e-12);
    }

    #[test]
    fn results_that_do_not_fit_are_refused() {
        let error = sobol(3, false, &[1.0; 7], 0, &mut Draws::new(1, 0, 0)).unwrap_err();
        assert_eq!(error.to_string(), "7 results for a design of 10: give one for every row, in order");
    }

    #[test]
    fn a_model_that_never_varies_has_no_indices() {
        let found = sobol(2, false, &[1.0; 8], 5, &mut Draws::new(1, 0, 0)).unwrap();
        assert!(found.first.iter().chain(&found.total).all(|e| e.value == 0.0));
    }

    #[test]
    fn ranks_go_with_each_other_whatever_the_curve() {
        let a: Vec<f64> = (0..50).map(f64::from).collect();
        let cubed: Vec<f64> = a.iter().map(|x| -x.powi(3)).collect();
        assert!((rank_correlation(&a, &cubed).value + 1.0).abs() < 1e-12);
        assert_eq!(rank_correlation(&a, &[1.0; 50]).value, 0.0);
        // By hand: ranks 0 1.5 1.5 3 against 0 1 2 3.
        let tied = rank_correlation(&[1.0, 2.0, 2.0, 5.0], &[1.0, 2.0, 3.0, 4.0]).value;
        assert!((tied - 4.5 / (4.5f64 * 5.0).sqrt()).abs() < 1e-12, "{tied}");
    }
}
