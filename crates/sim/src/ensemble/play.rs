//! Playing many runs over all threads.

use std::collections::BTreeMap;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use crate::ensemble::design::Points;
use crate::run::{Run, RunError};
use crate::scenario::Scenario;

/// One finished run.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    /// Values of what is uncertain, in the order of [`crate::run::dimensions`].
    pub inputs: Vec<f64>,
    /// The scenario's outcomes, in order.
    pub outcomes: Vec<f64>,
}

/// A run, or why it failed; the others are kept.
pub type Played = Result<Row, RunError>;

/// Replications of the base line or of a branch.
#[derive(Clone, Copy)]
pub struct Ensemble<'s> {
    /// What is played.
    pub scenario: &'s Scenario,
    /// Seed of all random numbers.
    pub seed: u64,
    /// Index into [`Scenario::branches`]; `None` is the base line.
    pub branch: Option<usize>,
    /// Number of runs.
    pub runs: u32,
    /// A design with one row a run; without it what is uncertain is drawn.
    pub points: Option<&'s Points>,
}

impl<'s> Ensemble<'s> {
    /// One of its runs, from its beginning.
    pub fn begin(&self, replication: u32) -> Result<Run<'s>, RunError> {
        let point = self.points.map(|p| p.point(replication as usize));
        Run::begin(self.scenario, self.seed, replication, self.branch, point)
    }

    /// Plays the runs from `first` on and gives them to `take` in their order, whatever the number of threads; memory
    /// does not grow with the number of runs. When `take` answers `false`, no further run is given.
    pub fn play(&self, first: u32, take: impl FnMut(u32, Played) -> bool + Send) {
        let play = |replication| {
            finish(|| {
                let mut run = self.begin(replication)?;
                run.play_to(self.scenario.steps)?;
                Ok(run)
            })
        };
        in_order(first..self.runs, play, take);
    }

    /// All runs, in memory.
    pub fn collect(&self) -> Vec<Played> {
        let mut rows = Vec::with_capacity(self.runs as usize);
        self.play(0, |_, row| {
            rows.push(row);
            true
        });
        rows
    }
}

/// The row of a run that `play` plays to its end, or why there is none: what breaks off, breaks off alone.
pub fn finish<'s>(play: impl FnOnce() -> Result<Run<'s>, RunError>) -> Played {
    let played = catch_unwind(AssertUnwindSafe(play)).unwrap_or_else(|p| Err(RunError::Broken(words(&*p))));
    played.map(|run| Row { inputs: run.inputs().to_vec(), outcomes: run.outcomes() })
}

/// Does `play` for every number over all threads and gives what it makes to `take` in the order of the numbers. When
/// `take` answers `false`, nothing more is given.
pub fn in_order<T: Send>(
    numbers: Range<u32>,
    play: impl Fn(u32) -> T + Sync,
    take: impl FnMut(u32, T) -> bool + Send,
) {
    struct Desk<T, F> {
        due: u32,
        waiting: BTreeMap<u32, T>,
        take: F,
    }
    let next = AtomicU32::new(numbers.start);
    let stopped = AtomicBool::new(false);
    let desk = Mutex::new(Desk { due: numbers.start, waiting: BTreeMap::new(), take });
    rayon::broadcast(|_| {
        while !stopped.load(Ordering::Relaxed) {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= numbers.end {
                break;
            }
            let made = play(number);
            let Ok(mut desk) = desk.lock() else { break };
            let desk = &mut *desk;
            desk.waiting.insert(number, made);
            while let Some(made) = desk.waiting.remove(&desk.due) {
                if stopped.load(Ordering::Relaxed) {
                    break;
                }
                if !(desk.take)(desk.due, made) {
                    stopped.store(true, Ordering::Relaxed);
                }
                desk.due += 1;
            }
        }
    });
}

fn words(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|s| (*s).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "no word why".to_owned())
}

#[cfg(test)]
mod tests {
    use serde::{Deserialize, Serialize};

    use super::*;
    use crate::mechanism::{Kind, Mechanism, Parameter, Port, Ports};
    use crate::scenario::tests::REVOLT;

    fn all(scenario: &Scenario, runs: u32) -> Ensemble<'_> {
        Ensemble { scenario, seed: 7, branch: None, runs, points: None }
    }

    #[test]
    fn an_ensemble_is_the_same_on_any_number_of_threads_and_its_runs_differ() {
        let scenario = Scenario::parse(REVOLT).unwrap();
        let play = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| all(&scenario, 8).collect())
        };
        let runs = play(1);
        assert_eq!(runs, play(3));
        let mut peaks: Vec<f64> = runs.into_iter().map(|r| r.unwrap().outcomes[0]).collect();
        peaks.sort_by(f64::total_cmp);
        peaks.dedup();
        assert!(peaks.len() > 1, "replications differ: {peaks:?}");
    }

    #[test]
    fn an_ensemble_stops_when_it_is_told_and_goes_on_where_it_stopped() {
        let scenario = Scenario::parse(REVOLT).unwrap();
        let whole = all(&scenario, 9).collect();
        let mut parts = Vec::new();
        all(&scenario, 9).play(0, |at, row| {
            assert_eq!(at as usize, parts.len(), "in order");
            parts.push(row);
            parts.len() < 4
        });
        assert_eq!(parts.len(), 4);
        all(&scenario, 9).play(4, |_, row| {
            parts.push(row);
            true
        });
        assert_eq!(parts, whole);
    }

    #[test]
    fn a_mechanism_that_refuses_its_values_fails_alone() {
        let text = REVOLT.replace("high = 0.05", "high = 0.5").replace(
            "[mechanism.parameter.size]",
            "[mechanism.parameter.density]\nvalue = 0.7\nsource = \"x\"\n[mechanism.parameter.size]",
        );
        let scenario = Scenario::parse(&text).unwrap();
        let runs = all(&scenario, 20).collect();
        assert_eq!(runs.len(), 20);
        assert!(runs.iter().any(Result::is_ok));
        let error = runs.into_iter().find_map(Result::err).unwrap().to_string();
        assert!(error.contains("'unrest' cannot be made"), "{error}");
    }

    /// The logarithm of what is left of a stock: no number once it is used up; beyond that it breaks off.
    #[derive(Clone, Serialize, Deserialize)]
    struct Drain {
        left: f64,
        rate: f64,
    }

    impl Mechanism for Drain {
        fn step(&mut self, ports: &mut Ports<'_>) {
            self.left -= self.rate;
            assert!(self.left > -0.5, "the stock is overdrawn");
            ports.write(0, self.left.ln());
        }
    }

    const DRAIN: Kind = Kind {
        name: "drain",
        about: "A stock that is used up.",
        source: "made up for the test",
        parameters: &[Parameter::needed("rate", "1", 0.0, 10.0, "what goes in a step")],
        variants: &[],
        reads: &[],
        writes: &[Port { name: "log", unit: "1", about: "logarithm of the stock" }],
        build: |setup, _| Ok(Box::new(Drain { left: 1.0, rate: setup.get("rate") })),
    };

    #[test]
    fn what_is_no_number_is_named_with_its_place_and_the_other_runs_are_kept() {
        let text = r#"
name = "drained"
steps = 3
[signal.log]
value = 0
source = "full at the start"
[[mechanism]]
name = "pump"
kind = "drain"
bind = { log = "log" }
[mechanism.parameter.rate]
distribution = "uniform"
low = 0.1
high = 2.0
source = "assumption by the test"
[[outcome]]
name = "end"
signal = "log"
measure = "last"
"#;
        let scenario = Scenario::parse_with(text, &[&DRAIN]).unwrap();
        let runs = all(&scenario, 40).collect();
        assert_eq!(runs.len(), 40);
        assert!(runs.iter().any(|r| r.as_ref().is_ok_and(|r| r.outcomes[0].is_finite())));
        let errors: Vec<String> = runs.into_iter().filter_map(Result::err).map(|e| e.to_string()).collect();
        let found = |words: &str| errors.iter().any(|e| e.contains(words));
        assert!(found("the mechanism 'pump' made 'log' NaN in step "), "{errors:?}");
        assert!(found("broke off, which is a fault of the program: the stock is overdrawn"), "{errors:?}");
    }
}
