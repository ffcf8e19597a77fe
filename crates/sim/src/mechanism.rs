//! What a mechanism is: a published model that reads and writes the signals of a scenario.
//!
//! A mechanism is one file in `mechanisms/` with a type that implements [`Mechanism`] and a constant `KIND`; its doc
//! comment (what it does, equations, parameters, source, validation, limits) is its manual page. The file is all there
//! is to add. Programs with mechanisms of their own hand them to [`crate::scenario::Scenario::parse_with`].

use std::collections::BTreeMap;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::random::Draws;

/// A mechanism as its author writes it: a state and what happens in a step. All of the state, its random numbers
/// included, is in the fields, so that a run can be forked, saved and taken up again.
pub trait Mechanism: Clone + Serialize + DeserializeOwned + Send + Sync + 'static {
    /// One step: reads its inputs, writes its outputs.
    fn step(&mut self, ports: &mut Ports<'_>);
}

/// A mechanism at work in a run, whatever its type. Every [`Mechanism`] is one.
pub trait Running: Send + Sync {
    /// One step.
    fn act(&mut self, ports: &mut Ports<'_>);

    /// The same mechanism in the same state, to go on into another future.
    fn fork(&self) -> Box<dyn Running>;

    /// Its state, to be kept.
    fn save(&self) -> Vec<u8>;

    /// Takes up a state that was kept; `false` when the bytes are none of its states.
    fn restore(&mut self, state: &[u8]) -> bool;
}

impl<M: Mechanism> Running for M {
    fn act(&mut self, ports: &mut Ports<'_>) {
        self.step(ports);
    }

    fn fork(&self) -> Box<dyn Running> {
        Box::new(self.clone())
    }

    fn save(&self) -> Vec<u8> {
        postcard::to_stdvec(self).expect("a state of numbers and lists can be written")
    }

    fn restore(&mut self, state: &[u8]) -> bool {
        postcard::from_bytes(state).map(|state| *self = state).is_ok()
    }
}

/// Makes a mechanism of its values and its stream of random numbers, or says why these values make none.
pub type Build = fn(&Setup, Draws) -> Result<Box<dyn Running>, String>;

/// A kind of mechanism, as scenarios name it.
pub struct Kind {
    /// Name in scenarios, in kebab case.
    pub name: &'static str,
    /// What it does, in one sentence.
    pub about: &'static str,
    /// Where it comes from.
    pub source: &'static str,
    /// What can be set.
    pub parameters: &'static [Parameter],
    /// What can be chosen; the first choice is taken when a scenario is silent.
    pub variants: &'static [Variant],
    /// Signals it reads; a scenario that binds none leaves the port at its default.
    pub reads: &'static [Port],
    /// Signals it writes.
    pub writes: &'static [Port],
    /// Makes one.
    pub build: Build,
}

/// A number that can be set.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    /// Name.
    pub name: &'static str,
    /// Unit (`share`, `people`, `sites`, `steps`, `1` for a pure number).
    pub unit: &'static str,
    /// Lowest value that makes sense.
    pub low: f64,
    /// Highest value that makes sense.
    pub high: f64,
    /// Value when a scenario is silent, with its source; `None` when it must be given.
    pub default: Option<(f64, &'static str)>,
    /// What it means.
    pub about: &'static str,
}

impl Parameter {
    /// A parameter that a scenario must give.
    pub const fn needed(
        name: &'static str,
        unit: &'static str,
        low: f64,
        high: f64,
        about: &'static str,
    ) -> Self {
        Self { name, unit, low, high, default: None, about }
    }

    /// The same with a value for scenarios that are silent, and its source.
    pub const fn or(self, value: f64, source: &'static str) -> Self {
        Self { default: Some((value, source)), ..self }
    }
}

/// A choice between readings of a model.
#[derive(Clone, Copy, Debug)]
pub struct Variant {
    /// Name.
    pub name: &'static str,
    /// Choices, the usual one first.
    pub choices: &'static [&'static str],
    /// What it means.
    pub about: &'static str,
}

/// A signal a mechanism reads or writes.
#[derive(Clone, Copy, Debug)]
pub struct Port {
    /// Name.
    pub name: &'static str,
    /// Unit.
    pub unit: &'static str,
    /// What it means.
    pub about: &'static str,
}

/// The values a mechanism is made with.
#[derive(Clone, Debug, Default)]
pub struct Setup {
    /// Parameters, all of them, by name.
    pub parameters: BTreeMap<&'static str, f64>,
    /// Choices, all of them, by name.
    pub variants: BTreeMap<&'static str, &'static str>,
}

impl Setup {
    /// The value of a parameter of the kind.
    pub fn get(&self, name: &str) -> f64 {
        self.parameters.get(name).copied().unwrap_or(f64::NAN)
    }

    /// The choice made of a variant of the kind.
    pub fn choice(&self, name: &str) -> &'static str {
        self.variants.get(name).copied().unwrap_or_default()
    }
}

/// The signals of a scenario as one mechanism sees them: its ports by their own names.
pub struct Ports<'a> {
    /// Signal of each read port, in the order of [`Kind::reads`]; `None` where nothing is bound.
    pub(crate) reads: &'a [Option<usize>],
    /// Signal of each write port.
    pub(crate) writes: &'a [Option<usize>],
    pub(crate) board: &'a mut [f64],
}

impl Ports<'_> {
    /// The value at a read port, by its place in [`Kind::reads`]; `None` when nothing is bound to it.
    pub fn read(&self, port: usize) -> Option<f64> {
        self.reads.get(port).copied().flatten().map(|s| self.board[s])
    }

    /// Writes to a port, by its place in [`Kind::writes`]; lost when nothing is bound to it.
    pub fn write(&mut self, port: usize, value: f64) {
        if let Some(signal) = self.writes.get(port).copied().flatten() {
            self.board[signal] = value;
        }
    }
}
