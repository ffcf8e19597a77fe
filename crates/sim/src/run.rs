//! A run: one replication of a scenario or of a branch of it, step by step.
//!
//! A run is a pure function of scenario, seed, branch and replication: the same four give the same numbers on any
//! number of threads. Branches of one replication share their random numbers, so that their difference is the
//! branch's doing. A state can be forked at any step into several futures, or saved and taken up again by another
//! process: both go on as if nothing had been.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::ensemble::design::{Coordinates, Point};
use crate::mechanism::{Ports, Running, Setup};
use crate::random::Draws;
use crate::scenario::{Branch, Change, Measure, Outcome, Scenario, Shock, Use, Value};

/// Stream number of what is uncertain in the scenario; mechanisms have those from [`MECHANISMS`] up.
const VALUES: u32 = 0;
const MECHANISMS: u32 = 1;
/// Stream of what is uncertain in a branch alone: drawn apart, so that all others stay the same.
const BRANCH: u32 = u32::MAX - 1;

/// A run in progress.
pub struct Run<'s> {
    scenario: &'s Scenario,
    mechanisms: Vec<Box<dyn Running>>,
    state: State,
}

/// All of a run but its mechanisms.
#[derive(Clone, Serialize, Deserialize)]
struct State {
    seed: u64,
    replication: u32,
    /// The branch it is in, by name.
    branch: Option<String>,
    step: u32,
    board: Vec<f64>,
    shocks: Vec<Blow>,
    course: Vec<Vec<f64>>,
    /// Parameters that each mechanism was made with, in the order of its kind.
    parameters: Vec<Vec<f64>>,
    /// Values of what is uncertain.
    inputs: Vec<f64>,
    /// Where the shocks of a branch that parts later take their values from.
    values: Draws,
}

/// A shock with its value drawn.
#[derive(Clone, Copy, Serialize, Deserialize)]
struct Blow {
    steps: (u32, u32),
    signal: usize,
    sets: bool,
    value: f64,
}

/// A run that could not be finished.
#[derive(Clone, PartialEq, Debug, thiserror::Error)]
pub enum RunError {
    /// A mechanism refused its values.
    #[error("the mechanism '{mechanism}' cannot be made with these values: {message}")]
    Setup {
        /// Name in the scenario.
        mechanism: String,
        /// What it says.
        message: String,
    },
    /// A mechanism wrote something that is no number.
    #[error(
        "the mechanism '{mechanism}' made '{signal}' {value} in step {step}: its values are out of its range"
    )]
    NotFinite {
        /// Name in the scenario.
        mechanism: String,
        /// Signal.
        signal: String,
        /// What was written.
        value: f64,
        /// From 0.
        step: u32,
    },
    /// A mechanism broke off.
    #[error("a mechanism broke off, which is a fault of the program: {0}")]
    Broken(String),
}

/// A branch that cannot part where it was asked to.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error(
    "the branch '{branch}' cannot part at step {step}: it changes '{what}' {when}; part earlier, or play it from the start with 'casus play run'"
)]
pub struct BranchError {
    branch: String,
    step: u32,
    what: String,
    when: String,
}

/// Bytes that are no state to go on from.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum StateError {
    /// Something else.
    #[error("this is no saved state of a run: save one with 'casus play branch --save'")]
    NotAState,
    /// Cut short or changed.
    #[error("the saved state is damaged: save it again")]
    Damaged,
    /// Made from another scenario.
    #[error(
        "the state was saved from the scenario '{name}' with SHA-256 {found}, and this one has {expected}: play on with the scenario it was saved from, or save a new state"
    )]
    OtherScenario {
        /// Its name.
        name: String,
        /// The hash of the scenario it was saved from.
        found: String,
        /// The hash of this scenario.
        expected: String,
    },
    /// Made by a version whose mechanisms may be others.
    #[error("the state was saved by version {found} and this is {}: save it again", env!("CARGO_PKG_VERSION"))]
    OtherVersion {
        /// That version.
        found: String,
    },
}

/// First bytes of a saved state.
const MAGIC: &[u8] = b"casus state 1\n";

/// What is saved.
#[derive(Serialize, Deserialize)]
struct Saved {
    version: String,
    scenario: String,
    hash: String,
    state: State,
    mechanisms: Vec<Vec<u8>>,
}

/// Everything uncertain, in one order: mechanisms' parameters, signals, shocks; with its range.
pub(crate) fn uncertain(scenario: &Scenario) -> impl Iterator<Item = (String, Value, (f64, f64))> + '_ {
    const ANY: (f64, f64) = (f64::MIN, f64::MAX);
    let parameters = scenario.mechanisms.iter().flat_map(|m| {
        m.kind
            .parameters
            .iter()
            .zip(&m.parameters)
            .map(move |(p, (v, _))| (format!("{}.{}", m.name, p.name), *v, (p.low, p.high)))
    });
    let signals = scenario.signals.iter().map(|s| (s.name.clone(), s.start, ANY));
    let shocks = scenario.shocks.iter().map(|s| {
        let (Change::Set(value) | Change::Add(value)) = s.change;
        (format!("shock at {} on {}", s.at, scenario.signals[s.signal].name), value, ANY)
    });
    parameters.chain(signals).chain(shocks).filter(|(_, v, _)| v.is_uncertain())
}

/// Names of what is uncertain, in the order of a design's dimensions.
pub fn dimensions(scenario: &Scenario) -> Vec<String> {
    uncertain(scenario).map(|(name, ..)| name).collect()
}

/// Takes values of the scenario: where they are uncertain, from a point of a design or from the stream.
struct Taking<'p> {
    draws: Draws,
    apart: Draws,
    point: Option<Point<'p>>,
    inputs: Vec<f64>,
}

impl Taking<'_> {
    /// The value; `other` takes its place in a branch. A value that a branch fixes still uses up its draw, so that all
    /// others stay the same.
    fn take(&mut self, base: Value, other: Option<Value>) -> f64 {
        let value = other.unwrap_or(base);
        if !base.is_uncertain() {
            return if value.is_uncertain() { value.at(self.apart.unit()) } else { value.at(0.5) };
        }
        let given = self.point.map(|p| (p.coordinates[self.inputs.len()], p.are));
        let value = match (given, other) {
            (Some((value, Coordinates::Values)), None) => value,
            (Some((place, Coordinates::Places)), _) => value.at(place),
            // A branch that is uncertain in another way takes its middle where the design gives a value of the base line's.
            (Some((_, Coordinates::Values)), Some(_)) => value.at(0.5),
            (None, _) => value.at(self.draws.unit()),
        };
        self.inputs.push(value);
        value
    }
}

fn blow(shock: &Shock, mut take: impl FnMut(Value) -> f64) -> Blow {
    let (sets, value) = match shock.change {
        Change::Set(value) => (true, value),
        Change::Add(value) => (false, value),
    };
    Blow { steps: (shock.at, shock.until), signal: shock.signal, sets, value: take(value) }
}

fn make(used: &Use, place: usize, state: &State) -> Result<Box<dyn Running>, RunError> {
    let names = used.kind.parameters.iter().map(|p| p.name);
    let setup = Setup {
        parameters: names.zip(state.parameters[place].iter().copied()).collect(),
        variants: used.variants.clone(),
    };
    let draws = Draws::new(state.seed, state.replication, MECHANISMS + place as u32);
    (used.kind.build)(&setup, draws)
        .map_err(|message| RunError::Setup { mechanism: used.name.clone(), message })
}

impl<'s> Run<'s> {
    /// Begins a run. `branch` is an index into [`Scenario::branches`], `None` the base line; `point` gives each
    /// uncertain value, `None` draws them.
    pub fn begin(
        scenario: &'s Scenario,
        seed: u64,
        replication: u32,
        branch: Option<usize>,
        point: Option<Point<'_>>,
    ) -> Result<Self, RunError> {
        let branch = branch.map(|b| &scenario.branches[b]);
        let draws = Draws::new(seed, replication, VALUES);
        let apart = Draws::new(seed, replication, BRANCH);
        let mut values = Taking { draws, apart, point, inputs: Vec::new() };
        let mut parameters = Vec::new();
        for (m, used) in scenario.mechanisms.iter().enumerate() {
            let mut made = Vec::with_capacity(used.parameters.len());
            for (p, (parameter, (value, _))) in used.kind.parameters.iter().zip(&used.parameters).enumerate()
            {
                let other = branch.and_then(|b| b.parameters.iter().find(|(bm, bp, _)| (*bm, *bp) == (m, p)));
                let before = values.inputs.len();
                let value =
                    values.take(*value, other.map(|(_, _, v)| *v)).clamp(parameter.low, parameter.high);
                values.inputs[before..].fill(value);
                made.push(value);
            }
            parameters.push(made);
        }
        let mut board = Vec::with_capacity(scenario.signals.len());
        for (s, signal) in scenario.signals.iter().enumerate() {
            let other = branch.and_then(|b| b.signals.iter().find(|(bs, _)| *bs == s));
            board.push(values.take(signal.start, other.map(|(_, v)| *v)));
        }
        let shocks = scenario.shocks.iter().map(|s| blow(s, |v| values.take(v, None))).collect();
        let course = vec![Vec::with_capacity(scenario.steps as usize); scenario.signals.len()];
        let Taking { draws: values, inputs, .. } = values;
        let mut state = State {
            seed,
            replication,
            branch: None,
            step: 0,
            board,
            shocks,
            course,
            parameters,
            inputs,
            values,
        };
        let mechanisms = scenario
            .mechanisms
            .iter()
            .enumerate()
            .map(|(place, used)| make(used, place, &state))
            .collect::<Result<_, _>>()?;
        if let Some(branch) = branch {
            state.enter(branch);
        }
        Ok(Self { scenario, mechanisms, state })
    }

    /// The step to come, from 0.
    pub fn step(&self) -> u32 {
        self.state.step
    }

    /// Which replication it is.
    pub fn replication(&self) -> u32 {
        self.state.replication
    }

    /// The seed it was begun with.
    pub fn seed(&self) -> u64 {
        self.state.seed
    }

    /// The name of the branch it is in; `None` for the base line.
    pub fn branch(&self) -> Option<&str> {
        self.state.branch.as_deref()
    }

    /// Values of what is uncertain, in the order of [`dimensions`].
    pub fn inputs(&self) -> &[f64] {
        &self.state.inputs
    }

    /// Course of a signal so far, one value per step.
    pub fn course(&self, signal: usize) -> &[f64] {
        &self.state.course[signal]
    }

    /// Changes a signal now, for a future that parts from here.
    pub fn set(&mut self, signal: usize, value: f64) {
        self.state.board[signal] = value;
    }

    /// Goes on into a branch from here: its shocks come as if it had been played from the start. Refused when the
    /// branch would have differed before this step, and in a run that is in a branch already.
    pub fn part(&mut self, branch: usize) -> Result<(), BranchError> {
        let branch = &self.scenario.branches[branch];
        let step = self.state.step;
        let refuse =
            |what: String, when: String| Err(BranchError { branch: branch.name.clone(), step, what, when });
        let signal = |s: usize| self.scenario.signals[s].name.clone();
        if let Some(now) = &self.state.branch {
            return refuse("the base line".into(), format!("and this run is in the branch '{now}'"));
        }
        if let Some((m, p, _)) = branch.parameters.first() {
            let used = &self.scenario.mechanisms[*m];
            return refuse(
                format!("{}.{}", used.name, used.kind.parameters[*p].name),
                "from the start".into(),
            );
        }
        if let Some((s, _)) = branch.signals.first() {
            return refuse(signal(*s), "from the start".into());
        }
        if let Some(shock) = branch.shocks.iter().find(|s| s.at < step) {
            return refuse(signal(shock.signal), format!("at step {}", shock.at));
        }
        self.state.enter(branch);
        Ok(())
    }

    /// The same state once more, to go on into another future.
    pub fn fork(&self) -> Self {
        Self {
            scenario: self.scenario,
            mechanisms: self.mechanisms.iter().map(|m| m.fork()).collect(),
            state: self.state.clone(),
        }
    }

    /// The state as bytes, from which [`Run::load`] goes on, in this process or another.
    pub fn save(&self) -> Vec<u8> {
        let saved = Saved {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            scenario: self.scenario.name.clone(),
            hash: self.scenario.hash.clone(),
            state: self.state.clone(),
            mechanisms: self.mechanisms.iter().map(|m| m.save()).collect(),
        };
        let body = postcard::to_stdvec(&saved).expect("a state of numbers and lists can be written");
        [MAGIC, Sha256::digest(&body).as_slice(), &body].concat()
    }

    /// Takes up a state of this scenario.
    pub fn load(scenario: &'s Scenario, bytes: &[u8]) -> Result<Self, StateError> {
        let rest = bytes.strip_prefix(MAGIC).ok_or(StateError::NotAState)?;
        let (sum, body) = rest.split_at_checked(32).ok_or(StateError::Damaged)?;
        if Sha256::digest(body).as_slice() != sum {
            return Err(StateError::Damaged);
        }
        let saved: Saved = postcard::from_bytes(body).map_err(|_| StateError::Damaged)?;
        if saved.hash != scenario.hash {
            return Err(StateError::OtherScenario {
                name: saved.scenario,
                found: saved.hash,
                expected: scenario.hash.clone(),
            });
        }
        if saved.version != env!("CARGO_PKG_VERSION") {
            return Err(StateError::OtherVersion { found: saved.version });
        }
        let mut mechanisms = Vec::new();
        for (place, (used, bytes)) in scenario.mechanisms.iter().zip(&saved.mechanisms).enumerate() {
            let mut made = make(used, place, &saved.state).map_err(|_| StateError::Damaged)?;
            if !made.restore(bytes) {
                return Err(StateError::Damaged);
            }
            mechanisms.push(made);
        }
        Ok(Self { scenario, mechanisms, state: saved.state })
    }

    /// Plays on until `step` steps are done, or to the end of the scenario.
    pub fn play_to(&mut self, step: u32) -> Result<(), RunError> {
        let state = &mut self.state;
        while state.step < step.min(self.scenario.steps) {
            for blow in &state.shocks {
                if (blow.steps.0..=blow.steps.1).contains(&state.step) {
                    let before = if blow.sets { 0.0 } else { state.board[blow.signal] };
                    state.board[blow.signal] = before + blow.value;
                }
            }
            for (used, mechanism) in self.scenario.mechanisms.iter().zip(&mut self.mechanisms) {
                if !state.step.is_multiple_of(used.every) {
                    continue;
                }
                mechanism.act(&mut Ports {
                    reads: &used.reads,
                    writes: &used.writes,
                    board: &mut state.board,
                });
                for signal in used.writes.iter().flatten() {
                    let value = state.board[*signal];
                    if !value.is_finite() {
                        return Err(RunError::NotFinite {
                            mechanism: used.name.clone(),
                            signal: self.scenario.signals[*signal].name.clone(),
                            value,
                            step: state.step,
                        });
                    }
                }
            }
            for (course, value) in state.course.iter_mut().zip(&state.board) {
                course.push(*value);
            }
            state.step += 1;
        }
        Ok(())
    }

    /// The scenario's outcomes, in order.
    pub fn outcomes(&self) -> Vec<f64> {
        self.scenario.outcomes.iter().map(|o| measure(o, &self.state.course[o.signal])).collect()
    }
}

impl State {
    fn enter(&mut self, branch: &Branch) {
        let mut draws = self.values.clone();
        self.shocks.extend(
            branch
                .shocks
                .iter()
                .map(|s| blow(s, |v| if v.is_uncertain() { v.at(draws.unit()) } else { v.at(0.5) })),
        );
        self.branch = Some(branch.name.clone());
    }
}

fn measure(outcome: &Outcome, course: &[f64]) -> f64 {
    match outcome.measure {
        Measure::Last => course.last().copied().unwrap_or(f64::NAN),
        Measure::Max => course.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        Measure::Min => course.iter().copied().fold(f64::INFINITY, f64::min),
        Measure::Mean => course.iter().sum::<f64>() / course.len().max(1) as f64,
        Measure::Sum => course.iter().sum(),
        Measure::StepsAbove(limit) => course.iter().filter(|v| **v > limit).count() as f64,
        Measure::FirstAbove(limit) => {
            course.iter().position(|v| *v > limit).unwrap_or(course.len()) as f64 + 1.0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::scenario::tests::REVOLT;

    #[test]
    fn a_branch_differs_from_the_base_line_only_by_what_it_changes() {
        let scenario = Scenario::parse(REVOLT).unwrap();
        let mut base = Run::begin(&scenario, 7, 0, None, None).unwrap();
        let mut quiet = Run::begin(&scenario, 7, 0, Some(0), None).unwrap();
        base.play_to(4).unwrap();
        quiet.play_to(4).unwrap();
        let active = scenario.signals.iter().position(|s| s.name == "active").unwrap();
        assert_eq!(base.course(active), quiet.course(active), "the past is common");
        base.play_to(12).unwrap();
        quiet.play_to(12).unwrap();
        assert!(base.outcomes()[0] > quiet.outcomes()[0], "the lever moves something");
    }

    #[test]
    fn one_state_goes_on_into_several_futures() {
        let scenario = Scenario::parse(REVOLT).unwrap();
        let legitimacy = scenario.signals.iter().position(|s| s.name == "legitimacy").unwrap();
        let mut run = Run::begin(&scenario, 7, 2, None, None).unwrap();
        run.play_to(6).unwrap();
        let (mut same, mut other) = (run.fork(), run.fork());
        other.set(legitimacy, 1.0);
        for r in [&mut run, &mut same, &mut other] {
            r.play_to(12).unwrap();
        }
        assert_eq!(run.outcomes(), same.outcomes());
        let active = scenario.signals.iter().position(|s| s.name == "active").unwrap();
        assert_ne!(run.course(active), other.course(active));
    }

    #[test]
    fn a_state_that_was_saved_goes_on_as_if_nothing_had_been() {
        let scenario = Scenario::parse(REVOLT).unwrap();
        for branch in [None, Some(0)] {
            let mut whole = Run::begin(&scenario, 7, 3, branch, None).unwrap();
            let mut first = Run::begin(&scenario, 7, 3, branch, None).unwrap();
            first.play_to(5).unwrap();
            let saved = first.save();
            let mut second = Run::load(&scenario, &saved).unwrap();
            assert_eq!(second.save(), saved);
            whole.play_to(12).unwrap();
            second.play_to(12).unwrap();
            assert_eq!(whole.save(), second.save(), "the same bytes as without a break");
        }
    }

    #[test]
    fn a_branch_can_part_from_a_state_and_is_what_it_is_from_the_start() {
        let scenario = Scenario::parse(REVOLT).unwrap();
        let mut whole = Run::begin(&scenario, 7, 3, Some(0), None).unwrap();
        whole.play_to(12).unwrap();
        let mut base = Run::begin(&scenario, 7, 3, None, None).unwrap();
        base.play_to(4).unwrap();
        let mut parted = base.fork();
        parted.part(0).unwrap();
        parted.play_to(12).unwrap();
        assert_eq!(parted.outcomes(), whole.outcomes());
        assert_eq!(
            parted.part(0).unwrap_err().to_string().split(';').next(),
            Some(
                "the branch 'quiet' cannot part at step 12: it changes 'the base line' and this run is in the branch 'quiet'"
            )
        );
        base.play_to(5).unwrap();
        let error = base.part(0).unwrap_err().to_string();
        assert!(
            error.contains("'quiet' cannot part at step 5: it changes 'legitimacy' at step 4; part earlier"),
            "{error}"
        );
    }

    #[test]
    fn states_of_others_and_damaged_ones_are_refused() {
        let scenario = Scenario::parse(REVOLT).unwrap();
        let other = Scenario::parse(&REVOLT.replace("value = 20", "value = 21")).unwrap();
        let saved = Run::begin(&scenario, 7, 0, None, None).unwrap().save();
        let refused = |scenario, bytes: &[u8]| match Run::load(scenario, bytes) {
            Ok(_) => panic!("taken"),
            Err(error) => error.to_string(),
        };
        let error = refused(&other, &saved);
        assert!(error.contains("saved from the scenario 'revolt' with SHA-256"), "{error}");
        assert!(error.contains(&scenario.hash) && error.contains(&other.hash), "{error}");
        assert!(refused(&scenario, &saved[..saved.len() - 1]).contains("damaged"));
        assert!(refused(&scenario, &saved[..20]).contains("damaged"));
        assert!(refused(&scenario, b"name = 'revolt'").contains("no saved state"));
    }
}
