//! Reading a scenario from TOML, with every check.
//!
//! The `Raw…` structures are the format: the JSON Schema is made from them and their comments.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use toml::Spanned;

use super::{
    Actor, Branch, Change, Measure, Outcome, Scenario, ScenarioError, Shock, Signal, Sourced, Use, Value,
};
use crate::mechanism::{Kind, Parameter, Port};
use crate::mechanisms;

/// A scenario of 'casus play': mechanisms, parameters with unit and source, shocks, branches, outcomes.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RawScenario {
    /// Short name, in kebab case.
    name: String,
    /// What it is about and what it assumes.
    #[serde(default)]
    about: String,
    /// Seed of all random numbers.
    #[serde(default)]
    seed: u64,
    /// Number of steps of one run.
    #[schemars(with = "u32", range(min = 1))]
    steps: Spanned<u32>,
    /// What a step is: day, month, tick.
    #[serde(default = "step")]
    step: String,
    /// Parties to what is played.
    #[serde(default)]
    actor: Vec<RawActor>,
    /// Quantities that mechanisms share, by name, with their values at the start.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, RawNumber>")]
    signal: BTreeMap<Spanned<String>, RawNumber>,
    /// Published models, acting in this order within a step.
    #[serde(default)]
    mechanism: Vec<RawUse>,
    /// Changes from outside.
    #[serde(default)]
    shock: Vec<RawShock>,
    /// Alternatives to the base line.
    #[serde(default)]
    branch: Vec<RawBranch>,
    /// What is read off a run.
    #[serde(default)]
    outcome: Vec<RawOutcome>,
}

fn step() -> String {
    "step".to_owned()
}

/// A party to what is played.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RawActor {
    /// Name, by which mechanisms refer to it.
    #[schemars(with = "String")]
    name: Spanned<String>,
    /// Country and sector: KAZGOV.
    #[serde(default)]
    code: String,
    /// What it does here.
    #[serde(default)]
    about: String,
    /// Why it is in the scenario: an evidence id, a reference, or "assumption by …".
    source: Option<String>,
}

/// A number with its unit and source: a value, or a distribution with what it takes.
#[derive(Deserialize, JsonSchema, Clone)]
#[serde(deny_unknown_fields)]
struct RawNumber {
    /// The number, when it is known.
    value: Option<f64>,
    /// How it is distributed, when it is uncertain: uniform (low, high), triangular (low, mode, high), normal (mean, sd).
    #[schemars(with = "Option<String>", extend("enum" = ["uniform", "triangular", "normal"]))]
    distribution: Option<Spanned<String>>,
    /// Lowest value.
    low: Option<f64>,
    /// Most likely value.
    mode: Option<f64>,
    /// Highest value.
    high: Option<f64>,
    /// Mean.
    mean: Option<f64>,
    /// Standard deviation.
    sd: Option<f64>,
    /// Unit: share, people, days, 1 for a pure number.
    #[schemars(with = "Option<String>")]
    unit: Option<Spanned<String>>,
    /// An evidence id of a workspace, a reference, or "assumption by …".
    source: Option<String>,
}

/// A mechanism as the scenario uses it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RawUse {
    /// Name in the scenario.
    #[schemars(with = "String")]
    name: Spanned<String>,
    /// Which mechanism: 'casus play mechanisms' lists them.
    #[schemars(with = "String")]
    kind: Spanned<String>,
    /// Name of the actor whose doing it is.
    #[schemars(with = "Option<String>")]
    actor: Option<Spanned<String>>,
    /// It acts in every so-manieth step: its time scale.
    #[serde(default = "one")]
    #[schemars(with = "u32", range(min = 1))]
    every: Spanned<u32>,
    /// Names of mechanisms that act before it within a step.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    after: Vec<Spanned<String>>,
    /// Readings of the model, by variant.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, String>")]
    variant: BTreeMap<Spanned<String>, Spanned<String>>,
    /// Signals at its ports, by port.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, String>")]
    bind: BTreeMap<Spanned<String>, Spanned<String>>,
    /// Parameters, by name.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, RawNumber>")]
    parameter: BTreeMap<Spanned<String>, RawNumber>,
}

fn one() -> Spanned<u32> {
    Spanned::new(0..0, 1)
}

/// A change of a signal from outside: it is set, or added to.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RawShock {
    /// Step before which it comes, from 0.
    #[schemars(with = "u32")]
    at: Spanned<u32>,
    /// Last step before which it comes again.
    #[schemars(with = "Option<u32>")]
    until: Option<Spanned<u32>>,
    /// The signal.
    #[schemars(with = "String")]
    signal: Spanned<String>,
    /// It becomes this.
    set: Option<RawNumber>,
    /// It changes by this.
    add: Option<RawNumber>,
}

/// The base line with other values.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RawBranch {
    /// Name.
    #[schemars(with = "String")]
    name: Spanned<String>,
    /// What it assumes.
    #[serde(default)]
    about: String,
    /// Why these values; without it every number needs a source of its own.
    source: Option<String>,
    /// Other values, by 'mechanism.parameter' or signal.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, RawNumber>")]
    set: BTreeMap<Spanned<String>, RawNumber>,
    /// Shocks beside those of the base line.
    #[serde(default)]
    shock: Vec<RawShock>,
}

/// A number read off a run.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RawOutcome {
    /// Name.
    #[schemars(with = "String")]
    name: Spanned<String>,
    /// The signal it is read off.
    #[schemars(with = "String")]
    signal: Spanned<String>,
    /// How: steps-above and first-above take 'above'.
    #[schemars(with = "String", extend("enum" = ["last", "max", "min", "mean", "sum", "steps-above", "first-above"]))]
    measure: Spanned<String>,
    /// The limit of steps-above and first-above.
    above: Option<f64>,
    /// Unit, if not that of the signal.
    unit: Option<String>,
    /// What really happened.
    real: Option<f64>,
    /// Where that is said.
    source: Option<String>,
}

/// Bytes as people write them.
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The JSON Schema of scenarios, for editors.
pub fn schema() -> schemars::Schema {
    let mut schema = schemars::schema_for!(RawScenario);
    let kinds: Vec<&str> = mechanisms::ALL.iter().map(|k| k.name).collect();
    if let Some(kind) = schema.pointer_mut("/$defs/RawUse/properties/kind").and_then(|k| k.as_object_mut()) {
        kind.insert("enum".to_owned(), kinds.into());
    }
    schema
}

struct Reader<'t> {
    text: &'t str,
    kinds: &'t [&'static Kind],
    sources: RefCell<Vec<Sourced>>,
}

impl Scenario {
    /// Reads and checks a scenario that names the mechanisms of [`mechanisms`].
    pub fn parse(text: &str) -> Result<Self, ScenarioError> {
        Self::parse_with(text, mechanisms::ALL)
    }

    /// Reads and checks a scenario that names mechanisms of these kinds.
    pub fn parse_with(text: &str, kinds: &[&'static Kind]) -> Result<Self, ScenarioError> {
        let reader = Reader { text, kinds, sources: RefCell::default() };
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
        let mut actors: Vec<Actor> = Vec::new();
        for actor in &raw.actor {
            self.unique(&actor.name, "actors", actors.iter().map(|a| &a.name))?;
            let source = self.sourced(&actor.name, actor.name.get_ref(), actor.source.as_ref(), true)?;
            let name = actor.name.get_ref().clone();
            actors.push(Actor { name, code: actor.code.clone(), about: actor.about.clone(), source });
        }
        let mut signals = Vec::new();
        for (name, number) in &raw.signal {
            let (value, source) = self.number(name, name.get_ref(), number, true)?;
            let unit = number.unit.as_ref().map(|u| u.get_ref().clone()).unwrap_or_default();
            signals.push(Signal { name: name.get_ref().clone(), start: value, unit, source });
        }
        let mut mechanisms: Vec<Use> = Vec::new();
        for at in self.schedule(&raw.mechanism)? {
            let raw = &raw.mechanism[at];
            self.unique(&raw.name, "mechanisms", mechanisms.iter().map(|m| &m.name))?;
            mechanisms.push(self.mechanism(raw, &signals, &actors)?);
        }
        let shocks = self.shocks(&raw.shock, &signals, *raw.steps.get_ref())?;
        let mut branches: Vec<Branch> = Vec::new();
        for raw_branch in &raw.branch {
            self.unique(&raw_branch.name, "branches", branches.iter().map(|b| &b.name))?;
            branches.push(self.branch(raw_branch, &signals, &mechanisms, *raw.steps.get_ref())?);
        }
        let mut outcomes: Vec<Outcome> = Vec::new();
        for outcome in &raw.outcome {
            self.unique(&outcome.name, "outcomes", outcomes.iter().map(|o| &o.name))?;
            outcomes.push(self.outcome(outcome, &signals, &raw.step)?);
        }
        Ok(Scenario {
            name: raw.name,
            about: raw.about,
            hash: hexadecimal(&Sha256::digest(self.text)),
            actors,
            seed: raw.seed,
            steps: *raw.steps.get_ref(),
            step: raw.step,
            signals,
            mechanisms,
            shocks,
            branches,
            outcomes,
            sources: self.sources.take(),
        })
    }

    fn unique<'n>(
        &self,
        name: &Spanned<String>,
        what: &str,
        mut others: impl Iterator<Item = &'n String>,
    ) -> Result<(), ScenarioError> {
        if others.any(|other| other == name.get_ref()) {
            return self.fault(name.span(), format!("two {what} are named '{}': rename one", name.get_ref()));
        }
        Ok(())
    }

    /// The source of something; kept with its place.
    fn sourced(
        &self,
        name: &Spanned<String>,
        place: &str,
        source: Option<&String>,
        needed: bool,
    ) -> Result<String, ScenarioError> {
        let source = source.map(|s| s.trim()).unwrap_or_default();
        if !source.is_empty() {
            let line = self.line(name.span().start);
            let kept = Sourced { place: place.to_owned(), line, source: source.to_owned() };
            self.sources.borrow_mut().push(kept);
        } else if needed {
            return self.fault(
                name.span(),
                format!("'{place}' has no source: give source = an evidence id, a reference, or \"assumption by …\""),
            );
        }
        Ok(source.to_owned())
    }

    /// The order in which mechanisms act: as listed, but each after those it names.
    fn schedule(&self, raw: &[RawUse]) -> Result<Vec<usize>, ScenarioError> {
        let mut before = Vec::new();
        for used in raw {
            let names = used.after.iter();
            let found =
                names.map(|n| self.known(n, "mechanism", raw, |r| r.name.get_ref()).map(|(at, _)| at));
            before.push(found.collect::<Result<Vec<usize>, _>>()?);
        }
        let mut order: Vec<usize> = Vec::new();
        while order.len() < raw.len() {
            let free = |m: &usize| !order.contains(m) && before[*m].iter().all(|b| order.contains(b));
            match (0..raw.len()).find(free) {
                Some(next) => order.push(next),
                None => return self.cycle(raw, &before, &order),
            }
        }
        Ok(order)
    }

    /// Names the mechanisms of a cycle among those that could not be put in order.
    fn cycle<T>(&self, raw: &[RawUse], before: &[Vec<usize>], order: &[usize]) -> Result<T, ScenarioError> {
        let waits = |m: usize| before[m].iter().copied().find(|b| !order.contains(b)).unwrap_or(m);
        let mut path: Vec<usize> = (0..raw.len()).filter(|m| !order.contains(m)).take(1).collect();
        while let Some(next) = path.last().map(|m| waits(*m)) {
            if let Some(start) = path.iter().position(|m| *m == next) {
                path.drain(..start);
                break;
            }
            path.push(next);
        }
        let name = |m: &usize| format!("'{}'", raw[*m].name.get_ref());
        let mut names: Vec<String> = path.iter().map(name).collect();
        names.push(names[0].clone());
        let first = &raw[path[0]].after[0];
        self.fault(
            first.span(),
            format!(
                "the schedule runs in a circle: {}; take one of these 'after' out",
                names.join(" after ")
            ),
        )
    }

    /// A number's value and source; faults are shown at `name`, and call it what is `shown`.
    fn number(
        &self,
        name: &Spanned<String>,
        shown: &str,
        raw: &RawNumber,
        sourced: bool,
    ) -> Result<(Value, String), ScenarioError> {
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
        Ok((value, self.sourced(name, shown, raw.source.as_ref(), sourced)?))
    }

    /// Whether a number fits a parameter: its unit and its range.
    fn fits(
        &self,
        name: &Spanned<String>,
        raw: &RawNumber,
        value: Value,
        parameter: &Parameter,
    ) -> Result<(), ScenarioError> {
        self.unit(raw, parameter.name, parameter.unit)?;
        let (low, high) = (value.at(0.0), value.at(1.0));
        let inside = |v: f64| parameter.low <= v && v <= parameter.high;
        let fits = match value {
            // What lies beyond is cut, but the mean must make sense.
            Value::Normal(mean, _) => inside(mean),
            _ => inside(low) && inside(high),
        };
        if !fits {
            return self.fault(
                name.span(),
                format!(
                    "'{}' runs from {low} to {high}; it makes sense from {} to {} ({})",
                    parameter.name, parameter.low, parameter.high, parameter.unit
                ),
            );
        }
        Ok(())
    }

    fn unit(&self, raw: &RawNumber, what: &str, unit: &str) -> Result<(), ScenarioError> {
        match raw.unit.as_ref().filter(|given| given.get_ref() != unit) {
            Some(given) if !unit.is_empty() => self.fault(
                given.span(),
                format!("'{what}' is in {unit}, not in {}: convert it", given.get_ref()),
            ),
            _ => Ok(()),
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

    fn mechanism(&self, raw: &RawUse, signals: &[Signal], actors: &[Actor]) -> Result<Use, ScenarioError> {
        let actor = match &raw.actor {
            Some(name) => Some(self.known(name, "actor", actors, |a| &a.name)?.0),
            None => None,
        };
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
                    let shown = format!("{}.{}", raw.name.get_ref(), parameter.name);
                    let (value, source) = self.number(name, &shown, number, true)?;
                    self.fits(name, number, value, parameter)?;
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
            actor,
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
            let (signal, found) = self.known(&shock.signal, "signal", signals, |s| &s.name)?;
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
            let number = |raw: &RawNumber| {
                self.unit(raw, &found.name, &found.unit)?;
                self.number(&shock.signal, &format!("shock on {} at {at}", found.name), raw, true)
            };
            let (change, source) = match (&shock.set, &shock.add) {
                (Some(set), None) => number(set).map(|(v, s)| (Change::Set(v), s))?,
                (None, Some(add)) => number(add).map(|(v, s)| (Change::Add(v), s))?,
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
            source: self.sourced(&raw.name, raw.name.get_ref(), raw.source.as_ref(), false)?,
        };
        for (path, number) in &raw.set {
            let shown = format!("{}: {}", branch.name, path.get_ref());
            let (value, _) = self.number(path, &shown, number, raw.source.is_none())?;
            if let Some((mechanism, parameter)) = path.get_ref().split_once('.') {
                let part = |text: &str| Spanned::new(path.span(), text.to_owned());
                let (m, used) = self.known(&part(mechanism), "mechanism", mechanisms, |m| &m.name)?;
                let (p, parameter) = self.known(
                    &part(parameter),
                    &format!("parameter of {}", used.kind.name),
                    used.kind.parameters,
                    |p| p.name,
                )?;
                self.fits(path, number, value, parameter)?;
                branch.parameters.push((m, p, value));
            } else {
                let (s, found) = self.known(path, "signal", signals, |s| &s.name)?;
                self.unit(number, &found.name, &found.unit)?;
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

    fn outcome(&self, raw: &RawOutcome, signals: &[Signal], step: &str) -> Result<Outcome, ScenarioError> {
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
        if raw.above.is_some_and(|above| !above.is_finite()) {
            return self.fault(raw.name.span(), "'above' is not a finite number".into());
        }
        let shown = format!("what really happened in {}", raw.name.get_ref());
        let source = self.sourced(&raw.name, &shown, raw.source.as_ref(), raw.real.is_some())?;
        let real = raw.real.map(|real| (real, source));
        let unit = raw.unit.clone().unwrap_or_else(|| match measure {
            Measure::StepsAbove(_) | Measure::FirstAbove(_) => format!("{step}s"),
            _ => found.unit.clone(),
        });
        Ok(Outcome { name: raw.name.get_ref().clone(), signal, measure, unit, real })
    }
}
