//! Running a scenario: one run, its branches, and ensembles over all cores.
//!
//! A run is a pure function of scenario, seed, branch and replication: the same four give the same numbers on any
//! number of threads. Branches of one replication share their random numbers, so that their difference is the
//! branch's doing. A state can be forked at any step into several futures.

use rayon::prelude::*;

use crate::mechanism::{Ports, Running, Setup};
use crate::random::Draws;
use crate::scenario::{Change, Measure, Outcome, Scenario, Shock, Value};

/// Stream number of what is uncertain in the scenario; mechanisms have those from [`MECHANISMS`] up.
const VALUES: u32 = 0;
const MECHANISMS: u32 = 1;

/// A run in progress.
pub struct Run<'s> {
    scenario: &'s Scenario,
    step: u32,
    board: Vec<f64>,
    mechanisms: Vec<Box<dyn Running>>,
    shocks: Vec<Blow>,
    course: Vec<Vec<f64>>,
}

/// A shock with its value drawn.
#[derive(Clone, Copy)]
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
}

/// Values of everything uncertain, in one order: mechanisms' parameters, signals, shocks.
fn uncertain(scenario: &Scenario) -> impl Iterator<Item = (String, Value)> + '_ {
    let parameters = scenario.mechanisms.iter().flat_map(|m| {
        m.kind
            .parameters
            .iter()
            .zip(&m.parameters)
            .map(move |(p, (v, _))| (format!("{}.{}", m.name, p.name), *v))
    });
    let signals = scenario.signals.iter().map(|s| (s.name.clone(), s.start));
    let shocks = scenario.shocks.iter().map(|s| {
        let (Change::Set(value) | Change::Add(value)) = s.change;
        (format!("shock at {} on {}", s.at, scenario.signals[s.signal].name), value)
    });
    parameters.chain(signals).chain(shocks).filter(|(_, v)| v.is_uncertain())
}

/// Names of what is uncertain, in the order of a design's dimensions.
pub fn dimensions(scenario: &Scenario) -> Vec<String> {
    uncertain(scenario).map(|(name, _)| name).collect()
}

impl<'s> Run<'s> {
    /// Begins a run. `branch` is an index into [`Scenario::branches`], `None` the base line; `point` gives the place
    /// of each uncertain value in its distribution, `None` draws them.
    pub fn begin(
        scenario: &'s Scenario,
        seed: u64,
        replication: u32,
        branch: Option<usize>,
        point: Option<&[f64]>,
    ) -> Result<Self, RunError> {
        let branch = branch.map(|b| &scenario.branches[b]);
        let mut draws = Draws::new(seed, replication, VALUES);
        let mut dimension = 0;
        // A value that a branch fixes still uses up its draw, so that all others stay the same.
        let mut take = |base: Value, other: Option<Value>| {
            let mut u = 0.5;
            if base.is_uncertain() {
                u = point.and_then(|p| p.get(dimension).copied()).unwrap_or_else(|| draws.unit());
                dimension += 1;
            }
            other.unwrap_or(base).at(u)
        };
        let mut setups = Vec::new();
        for (m, used) in scenario.mechanisms.iter().enumerate() {
            let mut setup = Setup { variants: used.variants.clone(), ..Setup::default() };
            for (p, (parameter, (value, _))) in used.kind.parameters.iter().zip(&used.parameters).enumerate()
            {
                let other = branch.and_then(|b| b.parameters.iter().find(|(bm, bp, _)| (*bm, *bp) == (m, p)));
                let value = take(*value, other.map(|(_, _, v)| *v)).clamp(parameter.low, parameter.high);
                setup.parameters.insert(parameter.name, value);
            }
            setups.push(setup);
        }
        let board = scenario
            .signals
            .iter()
            .enumerate()
            .map(|(s, signal)| {
                let other = branch.and_then(|b| b.signals.iter().find(|(bs, _)| *bs == s));
                take(signal.start, other.map(|(_, v)| *v))
            })
            .collect();
        let mut shock = |s: &Shock| {
            let (sets, value) = match s.change {
                Change::Set(value) => (true, value),
                Change::Add(value) => (false, value),
            };
            Blow { steps: (s.at, s.until), signal: s.signal, sets, value: take(value, None) }
        };
        let mut shocks: Vec<_> = scenario.shocks.iter().map(&mut shock).collect();
        shocks.extend(branch.into_iter().flat_map(|b| &b.shocks).map(&mut shock));
        let mut mechanisms = Vec::new();
        for (m, (used, setup)) in scenario.mechanisms.iter().zip(&setups).enumerate() {
            let draws = Draws::new(seed, replication, MECHANISMS + m as u32);
            let made = (used.kind.build)(setup, draws)
                .map_err(|message| RunError::Setup { mechanism: used.name.clone(), message })?;
            mechanisms.push(made);
        }
        let course = vec![Vec::with_capacity(scenario.steps as usize); scenario.signals.len()];
        Ok(Self { scenario, step: 0, board, mechanisms, shocks, course })
    }

    /// The step to come, from 0.
    pub fn step(&self) -> u32 {
        self.step
    }

    /// Course of a signal so far, one value per step.
    pub fn course(&self, signal: usize) -> &[f64] {
        &self.course[signal]
    }

    /// Changes a signal now, for a future that parts from here.
    pub fn set(&mut self, signal: usize, value: f64) {
        self.board[signal] = value;
    }

    /// The same state once more, to go on into another future.
    pub fn fork(&self) -> Self {
        Self {
            scenario: self.scenario,
            step: self.step,
            board: self.board.clone(),
            mechanisms: self.mechanisms.iter().map(|m| m.fork()).collect(),
            shocks: self.shocks.clone(),
            course: self.course.clone(),
        }
    }

    /// Plays on until `step` steps are done, or to the end of the scenario.
    pub fn play_to(&mut self, step: u32) -> Result<(), RunError> {
        while self.step < step.min(self.scenario.steps) {
            for blow in &self.shocks {
                if (blow.steps.0..=blow.steps.1).contains(&self.step) {
                    let before = if blow.sets { 0.0 } else { self.board[blow.signal] };
                    self.board[blow.signal] = before + blow.value;
                }
            }
            for (used, mechanism) in self.scenario.mechanisms.iter().zip(&mut self.mechanisms) {
                if !self.step.is_multiple_of(used.every) {
                    continue;
                }
                mechanism.act(&mut Ports {
                    reads: &used.reads,
                    writes: &used.writes,
                    board: &mut self.board,
                });
                for signal in used.writes.iter().flatten() {
                    let value = self.board[*signal];
                    if !value.is_finite() {
                        return Err(RunError::NotFinite {
                            mechanism: used.name.clone(),
                            signal: self.scenario.signals[*signal].name.clone(),
                            value,
                            step: self.step,
                        });
                    }
                }
            }
            for (course, value) in self.course.iter_mut().zip(&self.board) {
                course.push(*value);
            }
            self.step += 1;
        }
        Ok(())
    }

    /// The scenario's outcomes, in order.
    pub fn outcomes(&self) -> Vec<f64> {
        self.scenario.outcomes.iter().map(|o| measure(o, &self.course[o.signal])).collect()
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

/// Outcomes of one run of an ensemble, or why it failed; the others are kept.
pub type Played = Result<Vec<f64>, RunError>;

/// Plays `runs` replications of the base line or a branch over all threads; `points`, when given, has one row per
/// run. `done` is called after each run, from any thread; answering `false` ends the ensemble early, and the runs
/// not yet begun are left out from the end.
pub fn ensemble(
    scenario: &Scenario,
    seed: u64,
    branch: Option<usize>,
    runs: u32,
    points: Option<&crate::ensemble::design::Points>,
    done: impl Fn() -> bool + Sync,
) -> Vec<Played> {
    let stopped = std::sync::atomic::AtomicBool::new(false);
    let play = |replication: u32| {
        let point = points.map(|p| &p.values[replication as usize * p.dimensions..][..p.dimensions]);
        let mut run = Run::begin(scenario, seed, replication, branch, point)?;
        run.play_to(scenario.steps)?;
        Ok(run.outcomes())
    };
    let played: Vec<Option<Played>> = (0..runs)
        .into_par_iter()
        .map(|replication| {
            if stopped.load(std::sync::atomic::Ordering::Relaxed) {
                return None;
            }
            let result = play(replication);
            if !done() {
                stopped.store(true, std::sync::atomic::Ordering::Relaxed);
            }
            Some(result)
        })
        .collect();
    played.into_iter().map_while(|p| p).collect()
}

/// A distribution of an outcome over the runs that were played.
#[derive(Clone, PartialEq, Debug)]
pub struct Distribution {
    /// Runs that went into it.
    pub n: usize,
    /// Mean.
    pub mean: f64,
    /// Standard error of the mean.
    pub error: f64,
    /// Quantiles .05, .25, .5, .75, .95.
    pub quantiles: [f64; 5],
}

/// Describes values; `None` when there are none.
pub fn describe(values: &[f64]) -> Option<Distribution> {
    if values.is_empty() {
        return None;
    }
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len();
    let mean = sorted.iter().sum::<f64>() / n as f64;
    let variance = sorted.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (n.max(2) - 1) as f64;
    let quantile = |q: f64| {
        let place = q * (n - 1) as f64;
        let below = sorted[place.floor() as usize];
        below + (sorted[place.ceil() as usize] - below) * place.fract()
    };
    Some(Distribution {
        n,
        mean,
        error: (variance / n as f64).sqrt(),
        quantiles: [0.05, 0.25, 0.5, 0.75, 0.95].map(quantile),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const REVOLT: &str = r#"
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

    #[test]
    fn an_ensemble_is_the_same_on_any_number_of_threads_and_its_runs_differ() {
        let scenario = Scenario::parse(REVOLT).unwrap();
        let play = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| ensemble(&scenario, 7, None, 8, None, || true))
        };
        let runs = play(1);
        assert_eq!(runs, play(3));
        let mut peaks: Vec<f64> = runs.into_iter().map(|r| r.unwrap()[0]).collect();
        peaks.sort_by(f64::total_cmp);
        peaks.dedup();
        assert!(peaks.len() > 1, "replications differ: {peaks:?}");
    }

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
        assert!(fault("source = \"small, for the test\"", "").contains("'size' has no source"));
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
    fn a_mechanism_that_refuses_its_values_fails_alone() {
        let text = REVOLT.replace("high = 0.05", "high = 0.5").replace(
            "[mechanism.parameter.size]",
            "[mechanism.parameter.density]\nvalue = 0.7\nsource = \"x\"\n[mechanism.parameter.size]",
        );
        let scenario = Scenario::parse(&text).unwrap();
        let runs = ensemble(&scenario, 7, None, 20, None, || true);
        assert_eq!(runs.len(), 20);
        assert!(runs.iter().any(Result::is_ok));
        let error = runs.into_iter().find_map(Result::err).unwrap().to_string();
        assert!(error.contains("'unrest' cannot be made"), "{error}");
    }
}
