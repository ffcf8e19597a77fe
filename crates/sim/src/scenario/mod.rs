//! A scenario: signals, mechanisms, shocks, branches and outcomes, every number with unit and source.
//!
//! [`Scenario::parse`] reads TOML and checks everything before anything runs; a fault names its line and the remedy.

mod read;

use std::collections::BTreeMap;

use crate::mechanism::Kind;

/// A checked scenario.
#[derive(Clone)]
pub struct Scenario {
    /// Short name, in kebab case.
    pub name: String,
    /// What it is about and what it assumes.
    pub about: String,
    /// Seed of all random numbers.
    pub seed: u64,
    /// Number of steps of one run.
    pub steps: u32,
    /// What a step is (`day`, `month`).
    pub step: String,
    /// What flows between mechanisms, by name.
    pub signals: Vec<Signal>,
    /// Mechanisms in the order in which they act within a step.
    pub mechanisms: Vec<Use>,
    /// Changes of signals from outside.
    pub shocks: Vec<Shock>,
    /// Alternatives to the base line.
    pub branches: Vec<Branch>,
    /// What is read off a run.
    pub outcomes: Vec<Outcome>,
}

/// Why a number is what it is: an evidence id of a workspace, a reference, or "assumption by …".
pub type Source = String;

/// A quantity that mechanisms share.
#[derive(Clone, PartialEq, Debug)]
pub struct Signal {
    /// Name.
    pub name: String,
    /// Value at the start.
    pub start: Value,
    /// Unit.
    pub unit: String,
    /// Where the start value comes from; empty for signals that a mechanism writes.
    pub source: Source,
}

/// A number, known or uncertain.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Value {
    /// A number.
    Fixed(f64),
    /// Equally likely between two bounds.
    Uniform(f64, f64),
    /// Low, most likely, high.
    Triangular(f64, f64, f64),
    /// Mean and standard deviation, cut at the parameter's range.
    Normal(f64, f64),
}

impl Value {
    /// The value at a point of the unit interval: the inverse of the distribution.
    pub fn at(&self, u: f64) -> f64 {
        match *self {
            Self::Fixed(value) => value,
            Self::Uniform(low, high) => low + u * (high - low),
            Self::Triangular(low, mode, high) => {
                let turn = if high > low { (mode - low) / (high - low) } else { 0.5 };
                if u < turn {
                    low + (u * (high - low) * (mode - low)).sqrt()
                } else {
                    high - ((1.0 - u) * (high - low) * (high - mode)).sqrt()
                }
            }
            Self::Normal(mean, sd) => mean + sd * inverse_normal(u),
        }
    }

    /// Whether it varies between runs.
    pub fn is_uncertain(&self) -> bool {
        !matches!(self, Self::Fixed(_))
    }
}

/// Quantile of the standard normal distribution (P. J. Acklam's rational approximation, relative error below 1.2e-9).
pub(crate) fn inverse_normal(u: f64) -> f64 {
    const A: [f64; 6] = [
        -39.69683028665376,
        220.9460984245205,
        -275.9285104469687,
        138.357751867269,
        -30.66479806614716,
        2.506628277459239,
    ];
    const B: [f64; 5] =
        [-54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572];
    const C: [f64; 6] = [
        -0.007784894002430293,
        -0.3223964580411365,
        -2.400758277161838,
        -2.549732539343734,
        4.374664141464968,
        2.938163982698783,
    ];
    const D: [f64; 4] = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416];
    let u = u.clamp(1e-12, 1.0 - 1e-12);
    let tail = |q: f64| {
        let top = ((((C[0] * q + C[1]) * q + C[2]) * q + C[3]) * q + C[4]) * q + C[5];
        top / ((((D[0] * q + D[1]) * q + D[2]) * q + D[3]) * q + 1.0)
    };
    if u < 0.02425 {
        tail((-2.0 * u.ln()).sqrt())
    } else if u > 1.0 - 0.02425 {
        -tail((-2.0 * (1.0 - u).ln()).sqrt())
    } else {
        let q = u - 0.5;
        let r = q * q;
        let top = (((((A[0] * r + A[1]) * r + A[2]) * r + A[3]) * r + A[4]) * r + A[5]) * q;
        top / (((((B[0] * r + B[1]) * r + B[2]) * r + B[3]) * r + B[4]) * r + 1.0)
    }
}

/// A mechanism as a scenario uses it.
#[derive(Clone)]
pub struct Use {
    /// Name in the scenario.
    pub name: String,
    /// Its kind.
    pub kind: &'static Kind,
    /// It acts in every so-manieth step.
    pub every: u32,
    /// Every parameter of the kind, in its order, with value and source.
    pub parameters: Vec<(Value, Source)>,
    /// Every variant of the kind with the choice made.
    pub variants: BTreeMap<&'static str, &'static str>,
    /// Signal of each read port, if bound.
    pub reads: Vec<Option<usize>>,
    /// Signal of each write port, if bound.
    pub writes: Vec<Option<usize>>,
}

/// A change of a signal from outside.
#[derive(Clone, PartialEq, Debug)]
pub struct Shock {
    /// Step before which it comes, from 0.
    pub at: u32,
    /// Last step before which it comes again; equal to `at` when it comes once.
    pub until: u32,
    /// Signal.
    pub signal: usize,
    /// What happens to it.
    pub change: Change,
    /// Why.
    pub source: Source,
}

/// What a shock does.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Change {
    /// Takes this value.
    Set(Value),
    /// Is raised by this.
    Add(Value),
}

/// An alternative: the base line with other values.
#[derive(Clone, PartialEq, Debug)]
pub struct Branch {
    /// Name.
    pub name: String,
    /// What it assumes.
    pub about: String,
    /// Parameters with other values: mechanism, parameter, value.
    pub parameters: Vec<(usize, usize, Value)>,
    /// Signals with other values at the start.
    pub signals: Vec<(usize, Value)>,
    /// Shocks beside those of the base line.
    pub shocks: Vec<Shock>,
    /// Why these values.
    pub source: Source,
}

/// What is read off a run.
#[derive(Clone, PartialEq, Debug)]
pub struct Outcome {
    /// Name.
    pub name: String,
    /// Signal it is read off.
    pub signal: usize,
    /// How.
    pub measure: Measure,
    /// Unit.
    pub unit: String,
    /// What really happened, with its source, to be shown beside the distribution.
    pub real: Option<(f64, Source)>,
}

/// How a number is read off a signal's course.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Measure {
    /// Its last value.
    Last,
    /// Its highest value.
    Max,
    /// Its lowest value.
    Min,
    /// Its mean.
    Mean,
    /// The sum over the steps.
    Sum,
    /// Steps with more than this.
    StepsAbove(f64),
    /// First step, from 1, with more than this; the number of steps plus one when there is none.
    FirstAbove(f64),
}

/// A fault of a scenario, with its place and what to do about it.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("line {line}: {message}")]
pub struct ScenarioError {
    /// From 1; 0 when it concerns the whole.
    pub line: usize,
    /// What is wrong and what to do.
    pub message: String,
}
