//! A scenario: signals, mechanisms, shocks, branches and outcomes, every number with unit and source.
//!
//! [`Scenario::parse`] reads TOML and checks everything before anything runs; a fault names its line and the remedy.
//! [`schema`] is the JSON Schema of the format.

mod read;

use std::collections::BTreeMap;
use std::fmt;

pub use read::{hexadecimal, schema};

use crate::mechanism::Kind;

/// A checked scenario.
#[derive(Clone)]
pub struct Scenario {
    /// Short name, in kebab case.
    pub name: String,
    /// What it is about and what it assumes.
    pub about: String,
    /// SHA-256 of the text it was read from, in hexadecimal: with the seed it names every run.
    pub hash: String,
    /// Whose system it is.
    pub actors: Vec<Actor>,
    /// Seed of all random numbers.
    pub seed: u64,
    /// Number of steps of one run.
    pub steps: u32,
    /// What a step is (`day`, `month`).
    pub step: String,
    /// What flows between mechanisms, by name.
    pub signals: Vec<Signal>,
    /// Mechanisms in the order in which they act within a step: as they are listed, but each after those it names.
    pub mechanisms: Vec<Use>,
    /// Changes of signals from outside.
    pub shocks: Vec<Shock>,
    /// Alternatives to the base line.
    pub branches: Vec<Branch>,
    /// What is read off a run.
    pub outcomes: Vec<Outcome>,
    /// Every source with its place, in the order of reading.
    pub sources: Vec<Sourced>,
}

/// Why a number is what it is: an evidence id of a workspace, a reference, or "assumption by …".
pub type Source = String;

/// A source and what it is the source of.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sourced {
    /// What it is the source of.
    pub place: String,
    /// Its line, from 1.
    pub line: usize,
    /// The source.
    pub source: Source,
}

/// The records of a workspace that a source names: `e`, `r`, `c` or `d` and 16 hexadecimal digits.
pub fn evidence_ids(source: &str) -> impl Iterator<Item = &str> {
    let is_id = |word: &&str| {
        word.len() == 17
            && word.starts_with(['e', 'r', 'c', 'd'])
            && word[1..].bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
    };
    source.split(|c: char| !c.is_ascii_alphanumeric()).filter(is_id)
}

/// A party to what is played.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Actor {
    /// Name.
    pub name: String,
    /// Its code (`KAZGOV`), or nothing.
    pub code: String,
    /// What it does here.
    pub about: String,
    /// Why it is in the scenario.
    pub source: Source,
}

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

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fixed(value) => write!(f, "{value}"),
            Self::Uniform(low, high) => write!(f, "uniform {low} to {high}"),
            Self::Triangular(low, mode, high) => write!(f, "triangular {low}, {mode}, {high}"),
            Self::Normal(mean, sd) => write!(f, "normal, mean {mean}, sd {sd}"),
        }
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
    /// The actor whose doing it is, if one is named.
    pub actor: Option<usize>,
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

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Last => f.write_str("last value"),
            Self::Max => f.write_str("highest value"),
            Self::Min => f.write_str("lowest value"),
            Self::Mean => f.write_str("mean"),
            Self::Sum => f.write_str("sum over the steps"),
            Self::StepsAbove(limit) => write!(f, "number of steps above {limit}"),
            Self::FirstAbove(limit) => write!(f, "first step above {limit}"),
        }
    }
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

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) const REVOLT: &str = r#"
name = "revolt"
seed = 7
steps = 12

[signal.legitimacy]
value = 0.9
unit = "share"
source = "assumption by the test"

[signal.active]
value = 0.0
unit = "share"
source = "nobody at the start"

[[mechanism]]
name = "unrest"
kind = "civil-violence"
bind = { legitimacy = "legitimacy", active = "active" }
[mechanism.parameter.size]
value = 20
source = "small, for the test"
[mechanism.parameter.cops]
distribution = "uniform"
low = 0.01
high = 0.05
unit = "share"
source = "assumption by the test"

[[shock]]
at = 4
signal = "legitimacy"
add = { value = -0.4, source = "a price rise, assumed" }

[[branch]]
name = "quiet"
source = "no price rise"
[[branch.shock]]
at = 4
signal = "legitimacy"
set = { value = 0.9, source = "no price rise" }

[[outcome]]
name = "peak"
signal = "active"
measure = "max"
"#;

    fn fault(from: &str, to: &str) -> String {
        assert!(REVOLT.contains(from), "the text to change is there: {from}");
        match Scenario::parse(&REVOLT.replacen(from, to, 1)) {
            Ok(_) => panic!("the scenario was taken in spite of '{to}'"),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn faults_name_line_and_remedy() {
        assert!(fault("steps = 12", "steps = 12\nsteep = 3").starts_with("line 5: unknown field `steep`"));
        assert!(
            fault(
                "unit = \"share\"\nsource = \"assumption by the test\"\n\n[[shock",
                "unit = \"percent\"\nsource = \"x\"\n\n[[shock"
            )
            .contains("'cops' is in share, not in percent")
        );
        assert!(fault("high = 0.05", "high = 0.9").contains("it makes sense from 0 to 0.5"));
        assert!(fault("source = \"small, for the test\"", "").contains("'unrest.size' has no source"));
        assert!(
            fault("kind = \"civil-violence\"", "kind = \"civil-war\"")
                .contains("unknown kind of mechanism 'civil-war': known are")
        );
        assert!(fault("signal = \"active\"", "signal = \"activ\"").contains("unknown signal 'activ'"));
        assert!(
            fault("at = 4\nsignal = \"legitimacy\"\nadd", "at = 40\nsignal = \"legitimacy\"\nadd")
                .contains("it would change nothing")
        );
        assert!(fault("measure = \"max\"", "measure = \"top\"").contains("'top' is no measure"));
        assert!(fault("low = 0.01", "low = 0.06").contains("uniform takes low ≤ high"));
    }

    #[test]
    fn a_schedule_that_runs_in_a_circle_is_refused_and_a_sound_one_is_kept() {
        let used = |name: &str, after: &str| {
            format!(
                "[[mechanism]]\nname = \"{name}\"\nkind = \"threshold-cascade\"\nafter = [{after}]\n\
                 [mechanism.parameter.sd]\nvalue = 0.1\nsource = \"assumption by the test\"\n"
            )
        };
        let text = |uses: [String; 3]| format!("name = \"x\"\nsteps = 1\n{}", uses.concat());
        let sound = text([used("a", "\"c\""), used("b", ""), used("c", "\"b\"")]);
        let order: Vec<String> =
            Scenario::parse(&sound).unwrap().mechanisms.into_iter().map(|m| m.name).collect();
        assert_eq!(order, ["b", "c", "a"]);
        let circle = text([used("a", "\"b\""), used("b", "\"c\""), used("c", "\"b\"")]);
        let error = Scenario::parse(&circle).err().unwrap().to_string();
        assert_eq!(
            error,
            "line 13: the schedule runs in a circle: 'b' after 'c' after 'b'; take one of these 'after' out"
        );
        let unknown = text([used("a", "\"d\""), used("b", ""), used("c", "")]);
        let error = Scenario::parse(&unknown).err().unwrap().to_string();
        assert_eq!(error, "line 6: unknown mechanism 'd': known are a, b, c");
    }

    #[test]
    fn branches_are_held_to_units_and_ranges_too() {
        let set = |number: &str| {
            fault(
                "[[branch.shock]]",
                &format!("[branch.set]\n\"unrest.cops\" = {{ {number} }}\n[[branch.shock]]"),
            )
        };
        assert!(set("value = 2.0").contains("'cops' runs from 2 to 2; it makes sense from 0 to 0.5 (share)"));
        assert!(set("value = 0.1, unit = \"percent\"").contains("'cops' is in share, not in percent"));
        assert!(
            fault("set = { value = 0.9,", "set = { value = 0.9, unit = \"percent\",")
                .contains("'legitimacy' is in share, not in percent")
        );
        assert!(fault("name = \"quiet\"\nsource = \"no price rise\"", "name = \"quiet\"\nsource = \"x\"\n[[branch.shock]]\nat = 1\nsignal = \"legitimacy\"\nadd = { value = -0.1 }")
            .contains("'shock on legitimacy at 1' has no source"));
    }

    #[test]
    fn every_source_is_kept_with_its_place_and_its_records_are_found() {
        let text =
            REVOLT.replace("a price rise, assumed", "e0123456789abcdef, raised by 100 % (r00000000000000aa)");
        let scenario = Scenario::parse(&text).unwrap();
        let shock = scenario.sources.iter().find(|s| s.place == "shock on legitimacy at 4").unwrap();
        assert_eq!(text.lines().nth(shock.line - 1), Some("signal = \"legitimacy\""));
        let ids: Vec<&str> = evidence_ids(&shock.source).collect();
        assert_eq!(ids, ["e0123456789abcdef", "r00000000000000aa"]);
        assert_eq!(evidence_ids("Epstein 2002, run 3; eDeadBeefDeadBeef1").count(), 0);
        assert!(scenario.sources.iter().any(|s| s.place == "unrest.cops"));
    }

    #[test]
    fn the_schema_names_every_mechanism_and_every_key() {
        let schema = schema().to_value();
        let kinds = schema["$defs"]["RawUse"]["properties"]["kind"]["enum"].as_array().unwrap();
        assert_eq!(kinds.len(), crate::mechanisms::ALL.len());
        assert_eq!(schema["additionalProperties"], false);
        let text: toml::Table = REVOLT.parse().unwrap();
        for key in text.keys() {
            assert!(schema["properties"][key].is_object(), "{key}");
        }
    }
}
