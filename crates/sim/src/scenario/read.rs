//! Reading a scenario from TOML, with every check.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::{Branch, Change, Measure, Outcome, Scenario, ScenarioError, Shock, Signal, Use, Value};
use crate::mechanism::{Kind, Port};
use crate::mechanisms;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawScenario {
    name: String,
    #[serde(default)]
    about: String,
    #[serde(default)]
    seed: u64,
    steps: Spanned<u32>,
    #[serde(default = "step")]
    step: String,
    #[serde(default)]
    signal: BTreeMap<Spanned<String>, RawNumber>,
    #[serde(default)]
    mechanism: Vec<RawUse>,
    #[serde(default)]
    shock: Vec<RawShock>,
    #[serde(default)]
    branch: Vec<RawBranch>,
    #[serde(default)]
    outcome: Vec<RawOutcome>,
}

fn step() -> String {
    "step".to_owned()
}

/// A number with its unit and source.
#[derive(Deserialize, Clone)]
#[serde(deny_unknown_fields)]
struct RawNumber {
    value: Option<f64>,
    distribution: Option<Spanned<String>>,
    low: Option<f64>,
    mode: Option<f64>,
    high: Option<f64>,
    mean: Option<f64>,
    sd: Option<f64>,
    unit: Option<Spanned<String>>,
    source: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawUse {
    name: Spanned<String>,
    kind: Spanned<String>,
    #[serde(default = "one")]
    every: Spanned<u32>,
    #[serde(default)]
    variant: BTreeMap<Spanned<String>, Spanned<String>>,
    #[serde(default)]
    bind: BTreeMap<Spanned<String>, Spanned<String>>,
    #[serde(default)]
    parameter: BTreeMap<Spanned<String>, RawNumber>,
}

fn one() -> Spanned<u32> {
    Spanned::new(0..0, 1)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawShock {
    at: Spanned<u32>,
    until: Option<Spanned<u32>>,
    signal: Spanned<String>,
    set: Option<RawNumber>,
    add: Option<RawNumber>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawBranch {
    name: Spanned<String>,
    #[serde(default)]
    about: String,
    source: Option<String>,
    /// `mechanism.parameter` or `signal` → number.
    #[serde(default)]
    set: BTreeMap<Spanned<String>, RawNumber>,
    #[serde(default)]
    shock: Vec<RawShock>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawOutcome {
    name: Spanned<String>,
    signal: Spanned<String>,
    measure: Spanned<String>,
    above: Option<f64>,
    unit: Option<String>,
    real: Option<f64>,
    source: Option<String>,
}

struct Reader<'t> {
    text: &'t str,
    kinds: &'t [&'static Kind],
}

impl Scenario {
    /// Reads and checks a scenario that names the mechanisms of [`mechanisms`].
    pub fn parse(text: &str) -> Result<Self, ScenarioError> {
        Self::parse_with(text, mechanisms::ALL)
    }

    /// Reads and checks a scenario that names mechanisms of these kinds.
    pub fn parse_with(text: &str, kinds: &[&'static Kind]) -> Result<Self, ScenarioError> {
        let reader = Reader { text, kinds };
        let raw: RawScenario = toml::from_str(text).map_err(|e| ScenarioError {
            line: e.span().map_or(0, |s| reader.line(s.start)),
            message: e.message().to_owned(),
        })?;
        reader.scenario(raw)
    }
}

impl Reader<'_> {
    fn line(&self, byte: usize) -> usize {
        self.text.get(..byte).unwrap_or(self.text).split('\n').count()
    }

    fn fault<T>(&self, at: std::ops::Range<usize>, message: String) -> Result<T, ScenarioError> {
        Err(ScenarioError { line: self.line(at.start), message })
    }

    fn scenario(&self, raw: RawScenario) -> Result<Scenario, ScenarioError> {
        if *raw.steps.get_ref() == 0 {
            return self
                .fault(raw.steps.span(), "a run of 0 steps shows nothing: give steps = 1 or more".into());
        }
        let mut signals = Vec::new();
        for (name, number) in &raw.signal {
            let (value, source) = self.number(name, number, true)?;
            let unit = number.unit.as_ref().map(|u| u.get_ref().clone()).unwrap_or_default();
            signals.push(Signal { name: name.get_ref().clone(), start: value, unit, source });
        }
        let mut mechanisms: Vec<Use> = Vec::new();
        for raw in &raw.mechanism {
            if mechanisms.iter().any(|m| m.name == *raw.name.get_ref()) {
                return self.fault(
                    raw.name.span(),
                    format!("two mechanisms are named '{}': rename one", raw.name.get_ref()),
                );
            }
            mechanisms.push(self.mechanism(raw, &signals)?);
        }
        let shocks = self.shocks(&raw.shock, &signals, *raw.steps.get_ref())?;
        let mut branches = Vec::new();
        for raw_branch in &raw.branch {
            branches.push(self.branch(raw_branch, &signals, &mechanisms, *raw.steps.get_ref())?);
        }
        let outcomes = raw.outcome.iter().map(|o| self.outcome(o, &signals)).collect::<Result<_, _>>()?;
        Ok(Scenario {
            name: raw.name,
            about: raw.about,
            seed: raw.seed,
            steps: *raw.steps.get_ref(),
            step: raw.step,
            signals,
            mechanisms,
            shocks,
            branches,
            outcomes,
        })
    }

    /// A number's value and source; `name` is where faults are shown.
    fn number(
        &self,
        name: &Spanned<String>,
        raw: &RawNumber,
        sourced: bool,
    ) -> Result<(Value, String), ScenarioError> {
        let shown = name.get_ref();
        let value = match (&raw.distribution, raw.value) {
            (None, Some(value)) => Value::Fixed(value),
            (Some(_), Some(_)) => {
                return self
                    .fault(name.span(), format!("'{shown}' has both a value and a distribution: keep one"));
            }
            (None, None) => {
                return self.fault(
                    name.span(),
                    format!("'{shown}' has no value: give value = … or distribution = \"…\""),
                );
            }
            (Some(distribution), None) => {
                let kind = distribution.get_ref().as_str();
                match (kind, raw.low, raw.mode, raw.high, raw.mean, raw.sd) {
                    ("uniform", Some(low), None, Some(high), None, None) if low <= high => {
                        Value::Uniform(low, high)
                    }
                    ("triangular", Some(low), Some(mode), Some(high), None, None)
                        if low <= mode && mode <= high =>
                    {
                        Value::Triangular(low, mode, high)
                    }
                    ("normal", None, None, None, Some(mean), Some(sd)) if sd >= 0.0 => {
                        Value::Normal(mean, sd)
                    }
                    ("uniform" | "triangular" | "normal", ..) => {
                        return self.fault(
                            distribution.span(),
                            format!(
                                "'{shown}' does not say its {kind} distribution: uniform takes low ≤ high, triangular low ≤ mode ≤ high, normal mean and sd ≥ 0"
                            ),
                        );
                    }
                    _ => {
                        return self.fault(
                            distribution.span(),
                            format!("'{kind}' is no distribution: use uniform, triangular or normal"),
                        );
                    }
                }
            }
        };
        let finite = [raw.value, raw.low, raw.mode, raw.high, raw.mean, raw.sd]
            .into_iter()
            .flatten()
            .all(f64::is_finite);
        if !finite {
            return self.fault(name.span(), format!("'{shown}' is not a finite number"));
        }
        match raw.source.as_deref().map(str::trim) {
            Some(source) if !source.is_empty() => Ok((value, source.to_owned())),
            _ if sourced => self.fault(
                name.span(),
                format!("'{shown}' has no source: give source = an evidence id, a reference, or \"assumption by …\""),
            ),
            _ => Ok((value, String::new())),
        }
    }

    fn known<'k, T>(
        &self,
        name: &Spanned<String>,
        what: &str,
        items: &'k [T],
        of: impl Fn(&T) -> &str,
    ) -> Result<(usize, &'k T), ScenarioError> {
        match items.iter().position(|i| of(i) == name.get_ref()) {
            Some(at) => Ok((at, &items[at])),
            None => {
                let names: Vec<&str> = items.iter().map(of).collect();
                let known = if names.is_empty() {
                    "there is none".to_owned()
                } else {
                    format!("known are {}", names.join(", "))
                };
                self.fault(name.span(), format!("unknown {what} '{}': {known}", name.get_ref()))
            }
        }
    }

    fn mechanism(&self, raw: &RawUse, signals: &[Signal]) -> Result<Use, ScenarioError> {
        let (_, kind) = self.known(&raw.kind, "kind of mechanism", self.kinds, |k| k.name)?;
        let kind: &'static Kind = kind;
        if *raw.every.get_ref() == 0 {
            return self.fault(
                raw.every.span(),
                "a mechanism cannot act every 0 steps: give every = 1 or more".into(),
            );
        }
        for name in raw.parameter.keys() {
            self.known(name, &format!("parameter of {}", kind.name), kind.parameters, |p| p.name)?;
        }
        let mut parameters = Vec::new();
        for parameter in kind.parameters {
            let given = raw.parameter.iter().find(|(name, _)| name.get_ref() == parameter.name);
            match (given, parameter.default) {
                (Some((name, number)), _) => {
                    if let Some(unit) = number.unit.as_ref().filter(|u| u.get_ref() != parameter.unit) {
                        return self.fault(
                            unit.span(),
                            format!(
                                "'{}' is in {}, not in {}: convert it",
                                parameter.name,
                                parameter.unit,
                                unit.get_ref()
                            ),
                        );
                    }
                    let (value, source) = self.number(name, number, true)?;
                    let (low, high) = (value.at(0.0), value.at(1.0));
                    let inside = |v: f64| parameter.low <= v && v <= parameter.high;
                    if !matches!(value, Value::Normal(..)) && (!inside(low) || !inside(high)) {
                        return self.fault(
                            name.span(),
                            format!(
                                "'{}' runs from {low} to {high}; it makes sense from {} to {} ({})",
                                parameter.name, parameter.low, parameter.high, parameter.unit
                            ),
                        );
                    }
                    parameters.push((value, source));
                }
                (None, Some((value, source))) => parameters.push((Value::Fixed(value), source.to_owned())),
                (None, None) => {
                    return self.fault(
                        raw.name.span(),
                        format!(
                            "'{}' needs the parameter '{}' ({})",
                            raw.name.get_ref(),
                            parameter.name,
                            parameter.about
                        ),
                    );
                }
            }
        }
        let mut variants: BTreeMap<&'static str, &'static str> =
            kind.variants.iter().filter_map(|v| Some((v.name, *v.choices.first()?))).collect();
        for (name, choice) in &raw.variant {
            let (_, variant) =
                self.known(name, &format!("variant of {}", kind.name), kind.variants, |v| v.name)?;
            let (_, choice) =
                self.known(choice, &format!("choice of {}", variant.name), variant.choices, |c| c)?;
            variants.insert(variant.name, choice);
        }
        let mut bound: BTreeMap<&str, usize> = BTreeMap::new();
        let ports: Vec<Port> = kind.reads.iter().chain(kind.writes).copied().collect();
        for (port, signal) in &raw.bind {
            let (_, known_port) = self.known(port, &format!("port of {}", kind.name), &ports, |p| p.name)?;
            let (at, found) = self.known(signal, "signal", signals, |s| &s.name)?;
            if !found.unit.is_empty() && found.unit != known_port.unit {
                return self.fault(
                    signal.span(),
                    format!(
                        "the port '{}' is in {}, the signal '{}' in {}: bind another or convert",
                        known_port.name, known_port.unit, found.name, found.unit
                    ),
                );
            }
            bound.insert(known_port.name, at);
        }
        let at = |port: &Port| bound.get(port.name).copied();
        Ok(Use {
            name: raw.name.get_ref().clone(),
            kind,
            every: *raw.every.get_ref(),
            parameters,
            variants,
            reads: kind.reads.iter().map(at).collect(),
            writes: kind.writes.iter().map(at).collect(),
        })
    }

    fn shocks(&self, raw: &[RawShock], signals: &[Signal], steps: u32) -> Result<Vec<Shock>, ScenarioError> {
        let mut shocks = Vec::new();
        for shock in raw {
            let (signal, _) = self.known(&shock.signal, "signal", signals, |s| &s.name)?;
            let at = *shock.at.get_ref();
            let last = shock.until.as_ref().unwrap_or(&shock.at);
            let until = *last.get_ref();
            if at >= steps {
                return self.fault(
                    shock.at.span(),
                    format!(
                        "a shock at step {at} comes after the last step ({}): it would change nothing",
                        steps - 1
                    ),
                );
            }
            if until < at || until >= steps {
                return self.fault(
                    last.span(),
                    format!("a shock from step {at} lasts until a step from {at} to {}", steps - 1),
                );
            }
            let (change, source) = match (&shock.set, &shock.add) {
                (Some(set), None) => {
                    self.number(&shock.signal, set, true).map(|(v, s)| (Change::Set(v), s))?
                }
                (None, Some(add)) => {
                    self.number(&shock.signal, add, true).map(|(v, s)| (Change::Add(v), s))?
                }
                _ => {
                    return self.fault(
                        shock.signal.span(),
                        "a shock either sets a signal or adds to it: give set or add".into(),
                    );
                }
            };
            shocks.push(Shock { at, until, signal, change, source });
        }
        Ok(shocks)
    }

    fn branch(
        &self,
        raw: &RawBranch,
        signals: &[Signal],
        mechanisms: &[Use],
        steps: u32,
    ) -> Result<Branch, ScenarioError> {
        let mut branch = Branch {
            name: raw.name.get_ref().clone(),
            about: raw.about.clone(),
            parameters: Vec::new(),
            signals: Vec::new(),
            shocks: self.shocks(&raw.shock, signals, steps)?,
            source: raw.source.clone().unwrap_or_default(),
        };
        for (path, number) in &raw.set {
            let (value, _) = self.number(path, number, raw.source.is_none())?;
            if let Some((mechanism, parameter)) = path.get_ref().split_once('.') {
                let part = |text: &str| Spanned::new(path.span(), text.to_owned());
                let (m, used) = self.known(&part(mechanism), "mechanism", mechanisms, |m| &m.name)?;
                let (p, _) = self.known(
                    &part(parameter),
                    &format!("parameter of {}", used.kind.name),
                    used.kind.parameters,
                    |p| p.name,
                )?;
                branch.parameters.push((m, p, value));
            } else {
                let (s, _) = self.known(path, "signal", signals, |s| &s.name)?;
                branch.signals.push((s, value));
            }
        }
        if branch.parameters.is_empty() && branch.signals.is_empty() && branch.shocks.is_empty() {
            return self.fault(
                raw.name.span(),
                format!("the branch '{}' changes nothing: give [branch.set] or a shock", branch.name),
            );
        }
        Ok(branch)
    }

    fn outcome(&self, raw: &RawOutcome, signals: &[Signal]) -> Result<Outcome, ScenarioError> {
        let (signal, found) = self.known(&raw.signal, "signal", signals, |s| &s.name)?;
        let measure = match (raw.measure.get_ref().as_str(), raw.above) {
            ("last", None) => Measure::Last,
            ("max", None) => Measure::Max,
            ("min", None) => Measure::Min,
            ("mean", None) => Measure::Mean,
            ("sum", None) => Measure::Sum,
            ("steps-above", Some(above)) => Measure::StepsAbove(above),
            ("first-above", Some(above)) => Measure::FirstAbove(above),
            (other, _) => {
                return self.fault(
                    raw.measure.span(),
                    format!("'{other}' is no measure: use last, max, min, mean, sum, or steps-above and first-above with above = …"),
                );
            }
        };
        let real = match (raw.real, &raw.source) {
            (Some(real), Some(source)) => Some((real, source.clone())),
            (Some(_), None) => {
                return self.fault(
                    raw.name.span(),
                    format!("what really happened in '{}' has no source", raw.name.get_ref()),
                );
            }
            _ => None,
        };
        let unit = raw.unit.clone().unwrap_or_else(|| found.unit.clone());
        Ok(Outcome { name: raw.name.get_ref().clone(), signal, measure, unit, real })
    }
}
