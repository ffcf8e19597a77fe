//! Where to run: designs of experiments over the unit cube.
//!
//! Every design gives points in `[0, 1)^d`, one row per run; [`crate::ensemble::sensitivity`] reads the results in
//! the same order. Points become parameter values through the inverse of each parameter's distribution. Designs from
//! outside ([`outside`]) give the values themselves.

use crate::random::Draws;
use crate::run::uncertain;
use crate::scenario::{Scenario, Value};

/// Points of a design: `rows × dimensions`, row by row.
#[derive(Clone, PartialEq, Debug)]
pub struct Points {
    /// Number of parameters.
    pub dimensions: usize,
    /// The coordinates.
    pub values: Vec<f64>,
    /// What the coordinates are.
    pub are: Coordinates,
}

/// One row of a design.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Point<'p> {
    /// One for everything that is uncertain.
    pub coordinates: &'p [f64],
    /// What they are.
    pub are: Coordinates,
}

/// What the coordinates of a design are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Coordinates {
    /// Places in `[0, 1)`, to be sent through the inverse of each distribution.
    Places,
    /// Values in the parameters' own units.
    Values,
}

impl Points {
    fn places(dimensions: usize, values: Vec<f64>) -> Self {
        Self { dimensions, values, are: Coordinates::Places }
    }

    /// One row.
    pub fn row(&self, at: usize) -> &[f64] {
        &self.values[at * self.dimensions..][..self.dimensions]
    }

    /// One row with what its coordinates are.
    pub fn point(&self, at: usize) -> Point<'_> {
        Point { coordinates: self.row(at), are: self.are }
    }

    /// The rows, one per run.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = &[f64]> {
        self.values.chunks_exact(self.dimensions)
    }
}

/// Independent uniform points.
pub fn monte_carlo(dimensions: usize, runs: usize, draws: &mut Draws) -> Points {
    Points::places(dimensions, (0..dimensions * runs).map(|_| draws.unit()).collect())
}

/// One point in each of `runs` equal slices of every dimension (McKay, Beckman and Conover 1979).
pub fn latin_hypercube(dimensions: usize, runs: usize, draws: &mut Draws) -> Points {
    let mut values = vec![0.0; dimensions * runs];
    let mut slices: Vec<usize> = (0..runs).collect();
    for d in 0..dimensions {
        draws.shuffle(&mut slices);
        for (run, slice) in slices.iter().enumerate() {
            values[run * dimensions + d] = (*slice as f64 + draws.unit()) / runs as f64;
        }
    }
    Points::places(dimensions, values)
}

/// Morris's trajectories: each starts on a grid of `levels` and changes every dimension once by half the grid's
/// range; `d + 1` rows each (M. D. Morris 1991, with the step of Saltelli et al. 2004).
///
/// `levels` is even and at least 4.
pub fn morris(dimensions: usize, trajectories: usize, levels: usize, draws: &mut Draws) -> Points {
    let levels = levels.max(4).next_multiple_of(2);
    let step = levels as f64 / (2.0 * (levels as f64 - 1.0));
    let mut values = Vec::with_capacity(trajectories * (dimensions + 1) * dimensions);
    let mut order: Vec<usize> = (0..dimensions).collect();
    for _ in 0..trajectories {
        // The lower half of the grid, so that a step upwards stays inside; a coin turns it around.
        let mut point: Vec<f64> =
            (0..dimensions).map(|_| draws.below(levels / 2) as f64 / (levels as f64 - 1.0)).collect();
        let upwards: Vec<bool> = (0..dimensions).map(|_| draws.below(2) == 0).collect();
        for d in 0..dimensions {
            if !upwards[d] {
                point[d] += step;
            }
        }
        draws.shuffle(&mut order);
        values.extend_from_slice(&point);
        for d in &order {
            point[*d] += if upwards[*d] { step } else { -step };
            values.extend_from_slice(&point);
        }
    }
    Points::places(dimensions, values)
}

/// The design of Saltelli (2010) for first-order and total indices, optionally second-order ones, over Sobol's
/// sequence: for each of `base` rows the point A, its `d` mixtures with B, with `second` the `d` mixtures of B with
/// A, and B. That is `base × (d + 2)` rows, or `base × (2d + 2)`.
pub fn saltelli(dimensions: usize, base: usize, second: bool) -> Result<Points, DesignError> {
    let mut sequence = Sobol::new(2 * dimensions)?;
    let mut values =
        Vec::with_capacity(base * dimensions * if second { 2 * dimensions + 2 } else { dimensions + 2 });
    let mut row = vec![0.0; 2 * dimensions];
    // The first points of the sequence are poor: begin at the first power of two that is not below the base.
    sequence.skip(base.next_power_of_two() as u32);
    for _ in 0..base {
        sequence.next_into(&mut row);
        let (a, b) = row.split_at(dimensions);
        let mix = |of: &[f64], with: &[f64], values: &mut Vec<f64>| {
            for d in 0..dimensions {
                values.extend((0..dimensions).map(|k| if k == d { with[k] } else { of[k] }));
            }
        };
        values.extend_from_slice(a);
        mix(a, b, &mut values);
        if second {
            mix(b, a, &mut values);
        }
        values.extend_from_slice(b);
    }
    Ok(Points::places(dimensions, values))
}

/// A design made elsewhere: `names` are the heads of its columns, in any order, `rows` its lines with their numbers.
/// Its columns are exactly what is uncertain in the scenario ([`crate::run::dimensions`]), its values in their units.
pub fn outside(
    scenario: &Scenario,
    names: &[String],
    rows: impl Iterator<Item = (u64, Vec<f64>)>,
) -> Result<Points, DesignError> {
    let known: Vec<(String, Value, (f64, f64))> = uncertain(scenario).collect();
    let list = |names: Vec<&str>| names.join(", ");
    if let Some(column) = names.iter().find(|n| !known.iter().any(|(k, ..)| k == *n)) {
        let known = list(known.iter().map(|(k, ..)| k.as_str()).collect());
        return Err(DesignError::UnknownColumn { column: column.clone(), known });
    }
    let mut places = Vec::new();
    for (name, ..) in &known {
        let mut found = names.iter().enumerate().filter(|(_, n)| *n == name);
        match (found.next(), found.next()) {
            (Some((at, _)), None) => places.push(at),
            (None, _) => return Err(DesignError::MissingColumn(name.clone())),
            _ => return Err(DesignError::DoubleColumn(name.clone())),
        }
    }
    let mut values = Vec::new();
    for (line, row) in rows {
        for (at, (name, value, range)) in places.iter().zip(&known) {
            let (low, high) = match value {
                Value::Normal(..) => *range,
                value => (value.at(0.0), value.at(1.0)),
            };
            let given = row.get(*at).copied().unwrap_or(f64::NAN);
            if !(low..=high).contains(&given) {
                return Err(DesignError::Outside { line, column: name.clone(), given, low, high });
            }
            values.push(given);
        }
    }
    if values.is_empty() {
        return Err(DesignError::Empty);
    }
    Ok(Points { dimensions: known.len(), values, are: Coordinates::Values })
}

/// The request cannot be met.
#[derive(Clone, PartialEq, Debug, thiserror::Error)]
pub enum DesignError {
    /// A design from outside has a column that nothing is called by.
    #[error(
        "the column '{column}' is nothing that is uncertain in the scenario: its columns are to be {known}"
    )]
    UnknownColumn {
        /// Its head.
        column: String,
        /// What is uncertain.
        known: String,
    },
    /// A design from outside lacks a column.
    #[error("there is no column '{0}': give one for everything that is uncertain in the scenario")]
    MissingColumn(String),
    /// A design from outside has a column twice.
    #[error("there are two columns '{0}': leave one out")]
    DoubleColumn(String),
    /// A value of a design from outside.
    #[error(
        "line {line}, column '{column}': {given} is no number from {low} to {high}, which the scenario states"
    )]
    Outside {
        /// From 1.
        line: u64,
        /// Head of the column.
        column: String,
        /// The value; NaN where there is none.
        given: f64,
        /// Lowest value.
        low: f64,
        /// Highest value.
        high: f64,
    },
    /// A design from outside without a row.
    #[error("the design has no rows: give one for every run")]
    Empty,
    /// More dimensions than the table of direction numbers has.
    #[error("a Sobol design over {asked} parameters needs {} dimensions; the table has {max}: fix some parameters", .asked * 2)]
    Dimensions {
        /// Parameters asked for.
        asked: usize,
        /// Dimensions known.
        max: usize,
    },
}

/// Primitive polynomials over GF(2) and initial direction numbers: degree, inner coefficients, m₁…m_s.
/// S. Joe and F. Y. Kuo, "Constructing Sobol sequences with better two-dimensional projections", SIAM J. Sci. Comput.
/// 30 (2008), table new-joe-kuo-6, dimensions 2 to 40.
#[rustfmt::skip]
const JOE_KUO: &[(u32, u32, &[u32])] = &[
    (1, 0, &[1]), (2, 1, &[1, 3]), (3, 1, &[1, 3, 1]), (3, 2, &[1, 1, 1]), (4, 1, &[1, 1, 3, 3]),
    (4, 4, &[1, 3, 5, 13]), (5, 2, &[1, 1, 5, 5, 17]), (5, 4, &[1, 1, 5, 5, 5]), (5, 7, &[1, 1, 7, 11, 19]),
    (5, 11, &[1, 1, 5, 1, 1]), (5, 13, &[1, 1, 1, 3, 11]), (5, 14, &[1, 3, 5, 5, 31]),
    (6, 1, &[1, 3, 3, 9, 7, 49]), (6, 13, &[1, 1, 1, 15, 21, 21]), (6, 16, &[1, 3, 1, 13, 27, 49]),
    (6, 19, &[1, 1, 1, 15, 7, 5]), (6, 22, &[1, 3, 1, 15, 13, 25]), (6, 25, &[1, 1, 5, 5, 19, 61]),
    (7, 1, &[1, 3, 7, 11, 23, 15, 103]), (7, 4, &[1, 3, 7, 13, 13, 15, 69]),
    (7, 7, &[1, 1, 3, 13, 7, 35, 63]), (7, 8, &[1, 3, 5, 9, 1, 25, 53]), (7, 14, &[1, 3, 1, 13, 9, 35, 107]),
    (7, 19, &[1, 3, 1, 5, 27, 61, 31]), (7, 21, &[1, 1, 5, 11, 19, 41, 61]), (7, 28, &[1, 3, 5, 3, 3, 13, 69]),
    (7, 31, &[1, 1, 7, 13, 1, 19, 1]), (7, 32, &[1, 3, 7, 5, 13, 19, 59]), (7, 37, &[1, 1, 3, 9, 25, 29, 41]),
    (7, 41, &[1, 3, 5, 13, 23, 1, 55]), (7, 42, &[1, 3, 7, 3, 13, 59, 17]), (7, 50, &[1, 3, 1, 3, 5, 53, 69]),
    (7, 55, &[1, 1, 5, 5, 23, 33, 13]), (7, 56, &[1, 1, 7, 7, 1, 61, 123]), (7, 59, &[1, 1, 7, 9, 13, 61, 49]),
    (7, 62, &[1, 3, 3, 5, 3, 55, 33]),
];

const BITS: usize = 32;

/// Sobol's sequence in Gray-code order (Antonov and Saleev 1979).
#[derive(Clone, Debug)]
struct Sobol {
    directions: Vec<[u32; BITS]>,
    state: Vec<u32>,
    index: u32,
}

impl Sobol {
    fn new(dimensions: usize) -> Result<Self, DesignError> {
        let max = JOE_KUO.len() + 1;
        if dimensions > max {
            return Err(DesignError::Dimensions { asked: dimensions / 2, max });
        }
        let mut directions = Vec::with_capacity(dimensions);
        for d in 0..dimensions {
            let mut v = [0u32; BITS];
            if d == 0 {
                for (i, v) in v.iter_mut().enumerate() {
                    *v = 1 << (BITS - 1 - i);
                }
            } else {
                let (degree, inner, start) = JOE_KUO[d - 1];
                let s = degree as usize;
                for i in 0..BITS {
                    v[i] = if i < s {
                        start[i] << (BITS - 1 - i)
                    } else {
                        let mut value = v[i - s] ^ (v[i - s] >> s);
                        for k in 1..s {
                            if (inner >> (s - 1 - k)) & 1 == 1 {
                                value ^= v[i - k];
                            }
                        }
                        value
                    };
                }
            }
            directions.push(v);
        }
        Ok(Self { state: vec![0; dimensions], directions, index: 0 })
    }

    fn skip(&mut self, count: u32) {
        let mut row = vec![0.0; self.state.len()];
        for _ in 0..count {
            self.next_into(&mut row);
        }
    }

    /// The next point; the first is the origin.
    fn next_into(&mut self, row: &mut [f64]) {
        for (value, state) in row.iter_mut().zip(&self.state) {
            *value = f64::from(*state) / (1u64 << BITS) as f64;
        }
        let bit = (!self.index).trailing_zeros() as usize;
        for (state, v) in self.state.iter_mut().zip(&self.directions) {
            *state ^= v[bit.min(BITS - 1)];
        }
        self.index += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_latin_hypercube_fills_every_slice_once() {
        let points = latin_hypercube(3, 20, &mut Draws::new(1, 0, 0));
        for d in 0..3 {
            let mut slices: Vec<usize> = points.rows().map(|r| (r[d] * 20.0) as usize).collect();
            slices.sort_unstable();
            assert_eq!(slices, (0..20).collect::<Vec<_>>());
        }
    }

    #[test]
    fn sobols_sequence_is_balanced_in_every_dimension_and_pair() {
        // Every block of 2^k points puts one in each of 2^k slices of each dimension.
        let mut sobol = Sobol::new(JOE_KUO.len() + 1).unwrap();
        let mut row = vec![0.0; JOE_KUO.len() + 1];
        let rows: Vec<Vec<f64>> = (0..256)
            .map(|_| {
                sobol.next_into(&mut row);
                row.clone()
            })
            .collect();
        for d in 0..row.len() {
            let mut slices: Vec<usize> = rows.iter().map(|r| (r[d] * 256.0) as usize).collect();
            slices.sort_unstable();
            assert_eq!(slices, (0..256).collect::<Vec<_>>(), "dimension {}", d + 1);
        }
        // The classical first points of dimensions 1 to 3.
        assert_eq!(rows[1][..3], [0.5, 0.5, 0.5]);
        assert_eq!(rows[2][..3], [0.75, 0.25, 0.25]);
        assert_eq!(rows[3][..3], [0.25, 0.75, 0.75]);
    }

    #[test]
    fn a_trajectory_changes_one_parameter_at_a_time() {
        let points = morris(4, 10, 4, &mut Draws::new(1, 0, 0));
        let rows: Vec<&[f64]> = points.rows().collect();
        assert_eq!(rows.len(), 50);
        for trajectory in rows.chunks(5) {
            let mut changed = Vec::new();
            for pair in trajectory.windows(2) {
                let moved: Vec<usize> = (0..4).filter(|d| pair[0][*d] != pair[1][*d]).collect();
                assert_eq!(moved.len(), 1);
                assert!(((pair[0][moved[0]] - pair[1][moved[0]]).abs() - 2.0 / 3.0).abs() < 1e-12);
                changed.extend(moved);
            }
            changed.sort_unstable();
            assert_eq!(changed, [0, 1, 2, 3]);
            assert!(trajectory.iter().all(|r| r.iter().all(|v| (-1e-12..=1.0 + 1e-12).contains(v))));
        }
    }

    #[test]
    fn too_many_parameters_are_refused_by_name() {
        assert!(saltelli(30, 8, false).unwrap_err().to_string().contains("30 parameters"));
    }

    #[test]
    fn a_design_from_outside_is_taken_by_its_columns_or_refused_by_name() {
        let text = crate::scenario::tests::REVOLT
            .replace("value = 20\n", "distribution = \"normal\"\nmean = 20\nsd = 2\n");
        let scenario = Scenario::parse(&text).unwrap();
        let read = |names: &[&str], rows: &[&[f64]]| {
            let names: Vec<String> = names.iter().map(|n| (*n).to_owned()).collect();
            outside(&scenario, &names, rows.iter().enumerate().map(|(i, r)| (i as u64 + 2, r.to_vec())))
        };
        let points = read(&["unrest.cops", "unrest.size"], &[&[0.02, 21.0], &[0.05, 30.0]]).unwrap();
        assert_eq!(points.row(1), [30.0, 0.05], "in the scenario's order");
        let run = crate::run::Run::begin(&scenario, 1, 0, None, Some(points.point(1))).unwrap();
        assert_eq!(run.inputs(), [30.0, 0.05]);
        let refused = |names: &[&str], rows: &[&[f64]]| read(names, rows).unwrap_err().to_string();
        assert_eq!(
            refused(&["unrest.cop", "unrest.size"], &[]),
            "the column 'unrest.cop' is nothing that is uncertain in the scenario: its columns are to be unrest.size, unrest.cops"
        );
        assert!(refused(&["unrest.size"], &[]).starts_with("there is no column 'unrest.cops'"));
        assert!(
            refused(&["unrest.size", "unrest.size", "unrest.cops"], &[])
                .contains("two columns 'unrest.size'")
        );
        assert!(refused(&["unrest.size", "unrest.cops"], &[]).contains("no rows"));
        assert_eq!(
            refused(&["unrest.size", "unrest.cops"], &[&[20.0, 0.02], &[20.0, 0.9]]),
            "line 3, column 'unrest.cops': 0.9 is no number from 0.01 to 0.05, which the scenario states"
        );
        assert!(refused(&["unrest.size", "unrest.cops"], &[&[20.0]]).contains("NaN is no number"));
    }
}
