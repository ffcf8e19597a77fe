//! `casus play run`, `compare` and `branch`: distributions of outcomes, and what a branch changes.

use std::path::Path;
use std::sync::atomic::Ordering;

use anyhow::{Context, bail};
use casus_engine::play::{Results, Saved, Source, States, Study};
use casus_engine::sim::ensemble::summary::{convergence, describe, paired};
use casus_engine::sim::run::{Run, RunError};
use casus_engine::sim::scenario::Scenario;
use serde_json::json;

use super::{bar, branch_named, on_threads, play, publish};
use crate::Outcome;
use crate::args::{Global, ResultsArgs, Runs};
use crate::commands::stop_on_signal;
use crate::output::{Output, note};

/// What the base line is called in results.
pub(super) const BASE: &str = "base line";

/// The base line and branches of a scenario, from their beginning.
pub(super) fn from_the_start<'s>(source: &'s Source, branches: &[Option<usize>], runs: &Runs) -> Study<'s> {
    let scenario = &source.scenario;
    let seed = runs.seed.unwrap_or(scenario.seed);
    let name = |b: &Option<usize>| b.map_or(BASE.to_owned(), |b| scenario.branches[b].name.clone());
    let branches = branches.to_vec();
    Study {
        scenario,
        seed,
        design: "monte-carlo".to_owned(),
        futures: branches.iter().map(name).collect(),
        runs: runs.runs,
        begin: Box::new(move |future, replication| {
            Run::begin(scenario, seed, replication, branches[future], None)
        }),
    }
}

/// The base line, then every branch.
pub(super) fn base_and_branches(source: &Source) -> Vec<Option<usize>> {
    std::iter::once(None).chain((0..source.scenario.branches.len()).map(Some)).collect()
}

pub(super) fn run(
    global: &Global,
    source: &Source,
    runs: &Runs,
    options: &ResultsArgs,
) -> anyhow::Result<Outcome> {
    let study = from_the_start(source, &base_and_branches(source), runs);
    let Some(results) = play(global, source, &study, options)? else { return Ok(Outcome::Partly) };
    let mut out = Output::new();
    if !global.json {
        out.line(&heading(&study))?;
    }
    distributions(global, &study, &results, &mut out)?;
    out.finish()?;
    Ok(publish(global, results, options)?)
}

fn heading(study: &Study<'_>) -> String {
    format!(
        "{}: {} runs a branch, seed {}, {}. What would follow under the stated assumptions, not what will.",
        study.scenario.name, study.runs, study.seed, study.design
    )
}

/// A number with the digits that its size calls for.
fn short(value: f64) -> String {
    let size = value.abs();
    if size >= 1e6 || (size < 1e-4 && size > 0.0) {
        format!("{value:.3e}")
    } else if size >= 100.0 {
        format!("{value:.1}")
    } else {
        format!("{value:.4}")
    }
}

fn finite(values: Vec<f64>) -> Vec<f64> {
    values.into_iter().filter(|v| v.is_finite()).collect()
}

/// Runs so far, their mean and its half width, at a few points of an ensemble.
struct Settling(Vec<(usize, f64, f64)>);

impl Settling {
    fn steps(&self) -> Vec<serde_json::Value> {
        let step = |(n, mean, half): &(usize, f64, f64)| json!({"runs": n, "mean": mean, "half_width": half});
        self.0.iter().map(step).collect()
    }

    fn narrowing(&self) -> String {
        self.0.iter().map(|(_, _, half)| short(*half)).collect::<Vec<_>>().join(" → ")
    }
}

fn distributions(
    global: &Global,
    study: &Study<'_>,
    results: &Results,
    out: &mut Output,
) -> anyhow::Result<()> {
    let mut rows = Vec::new();
    for (o, outcome) in study.scenario.outcomes.iter().enumerate() {
        for (future, name) in study.futures.iter().enumerate() {
            let values = finite(results.outcome(future, o)?);
            let Some(found) = describe(&values) else { continue };
            let settling = Settling(convergence(&values, 4));
            let real = outcome.real.as_ref().map(|r| r.0);
            if global.json {
                out.json(&json!({
                    "scenario": study.scenario.name, "scenario_sha256": study.scenario.hash, "seed": study.seed,
                    "branch": name, "outcome": outcome.name, "unit": outcome.unit,
                    "runs": found.n, "mean": found.mean, "half_width": found.half_width,
                    "q05": found.quantiles[0], "q25": found.quantiles[1], "median": found.quantiles[2],
                    "q75": found.quantiles[3], "q95": found.quantiles[4],
                    "lowest": found.range.0, "highest": found.range.1,
                    "convergence": settling.steps(), "real": real,
                }))?;
                continue;
            }
            rows.push(vec![
                outcome.name.clone(),
                name.clone(),
                format!("{} ± {}", short(found.mean), short(found.half_width)),
                short(found.quantiles[2]),
                format!("{} – {}", short(found.quantiles[0]), short(found.quantiles[4])),
                real.map_or(String::new(), |r| format!("{r}")),
                settling.narrowing(),
            ]);
        }
    }
    if !global.json {
        let head =
            ["outcome", "branch", "mean (95 %)", "median", "5 – 95 %", "real", "± at ¼, ½, ¾, all runs"];
        out.table(&head, &rows)?;
    }
    Ok(())
}

/// Differences of every future against one, replication by replication.
fn differences(
    global: &Global,
    study: &Study<'_>,
    results: &Results,
    against: usize,
    out: &mut Output,
) -> anyhow::Result<()> {
    let mut rows = Vec::new();
    for (o, outcome) in study.scenario.outcomes.iter().enumerate() {
        let base = results.outcome(against, o)?;
        for (future, name) in study.futures.iter().enumerate().filter(|(f, _)| *f != against) {
            let pairs: Vec<(f64, f64)> = results
                .outcome(future, o)?
                .into_iter()
                .zip(base.iter().copied())
                .filter(|(a, b)| a.is_finite() && b.is_finite())
                .collect();
            let (values, others): (Vec<f64>, Vec<f64>) = pairs.into_iter().unzip();
            let Some(found) = paired(&values, &others) else { continue };
            let each: Vec<f64> = values.iter().zip(&others).map(|(a, b)| a - b).collect();
            let settling = Settling(convergence(&each, 4));
            let d = &found.of;
            if global.json {
                out.json(&json!({
                    "scenario": study.scenario.name, "scenario_sha256": study.scenario.hash, "seed": study.seed,
                    "branch": name, "against": study.futures[against], "outcome": outcome.name, "unit": outcome.unit,
                    "pairs": d.n, "difference": d.mean, "half_width": d.half_width,
                    "q05": d.quantiles[0], "median": d.quantiles[2], "q95": d.quantiles[4],
                    "share_higher": found.higher, "share_lower": found.lower, "convergence": settling.steps(),
                }))?;
                continue;
            }
            let count = |share: f64| (share * d.n as f64).round();
            rows.push(vec![
                outcome.name.clone(),
                name.clone(),
                format!("{:+} ± {}", Signed(d.mean), short(d.half_width)),
                format!("{} – {}", short(d.quantiles[0]), short(d.quantiles[4])),
                format!("{} higher, {} lower of {}", count(found.higher), count(found.lower), d.n),
                settling.narrowing(),
            ]);
        }
    }
    if !global.json {
        let head = [
            "outcome",
            "branch",
            "mean difference (95 %)",
            "5 – 95 %",
            "pairs of runs",
            "± at ¼, ½, ¾, all pairs",
        ];
        out.line(&format!(
            "Against '{}', replication by replication with the same random numbers:",
            study.futures[against]
        ))?;
        out.table(&head, &rows)?;
    }
    Ok(())
}

/// A number with its sign and the digits that its size calls for.
struct Signed(f64);

impl std::fmt::Display for Signed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = if self.0 < 0.0 { "" } else { "+" };
        write!(f, "{sign}{}", short(self.0))
    }
}

pub(super) fn compare(
    global: &Global,
    source: &Source,
    against: Option<&str>,
    only: &[String],
    runs: &Runs,
    options: &ResultsArgs,
) -> anyhow::Result<Outcome> {
    let named = |name: &str| match name {
        BASE => Ok(None),
        name => branch_named(source, name).map(Some),
    };
    let against = named(against.unwrap_or(BASE))?;
    let mut branches = vec![against];
    if only.is_empty() {
        branches.extend(base_and_branches(source).into_iter().filter(|b| *b != against));
    } else {
        for name in only {
            let branch = named(name)?;
            if !branches.contains(&branch) {
                branches.push(branch);
            }
        }
    }
    if branches.len() < 2 {
        bail!("{}: there is nothing to compare: the scenario has no [[branch]]", source.path.display());
    }
    let study = from_the_start(source, &branches, runs);
    let Some(results) = play(global, source, &study, options)? else { return Ok(Outcome::Partly) };
    let mut out = Output::new();
    if !global.json {
        out.line(&heading(&study))?;
    }
    differences(global, &study, &results, 0, &mut out)?;
    out.finish()?;
    Ok(publish(global, results, options)?)
}

/// Where and how futures part.
pub(super) struct Parting<'a> {
    pub(super) at: Option<u32>,
    pub(super) save: Option<&'a Path>,
    pub(super) from: Option<&'a Path>,
    pub(super) branches: &'a [String],
    pub(super) set: &'a [String],
}

pub(super) fn branch(
    global: &Global,
    source: &Source,
    parting: &Parting<'_>,
    runs: &Runs,
    options: &ResultsArgs,
) -> anyhow::Result<Outcome> {
    let scenario = &source.scenario;
    let sets = parting.set.iter().map(|text| setting(scenario, text)).collect::<anyhow::Result<Vec<_>>>()?;
    let states = match (parting.from, parting.at) {
        (Some(path), _) => States::open(path)?,
        (None, at) => {
            let at = at.unwrap_or(0);
            if at >= scenario.steps {
                bail!(
                    "futures that part at step {at} are over: the scenario has {} steps, so part before",
                    scenario.steps
                );
            }
            let seed = runs.seed.unwrap_or(scenario.seed);
            let cancel = stop_on_signal();
            let bar = bar(global, u64::from(runs.runs), 0);
            let saved = on_threads(options.threads, || {
                States::save(scenario, seed, runs.runs, at, parting.save, |_| {
                    bar.inc(1);
                    !cancel.load(Ordering::Relaxed)
                })
            })?;
            bar.finish_and_clear();
            let Some(Saved { states, errors }) = saved? else {
                note(global, "stopped; nothing was saved");
                return Ok(Outcome::Partly);
            };
            if let Some(path) = parting.save {
                note(global, &format!("{} states saved in {}", states.len(), path.display()));
            }
            for (replication, error) in errors.iter().take(5) {
                eprintln!("casus: run {replication}: left out: {error}");
            }
            states
        }
    };
    // All states have the same step and seed; the first that is there tells.
    let mut first = None;
    for at in 0..states.len() {
        first = states.load(scenario, at)?;
        if first.is_some() {
            break;
        }
    }
    let first = first.context("no run came to the step from which futures part")?;
    let (step, seed) = (first.step(), first.seed());

    let mut branches = Vec::new();
    for name in parting.branches {
        let branch = branch_named(source, name)?;
        first.fork().part(branch)?;
        branches.push(branch);
    }
    if parting.branches.is_empty() {
        for branch in 0..scenario.branches.len() {
            match first.fork().part(branch) {
                Ok(()) => branches.push(branch),
                Err(error) => note(global, &format!("left out: {error}")),
            }
        }
    }
    let mut futures = vec!["unchanged".to_owned()];
    futures.extend(branches.iter().map(|b| scenario.branches[*b].name.clone()));
    if !sets.is_empty() {
        futures.push(parting.set.join(", "));
    }
    if futures.len() < 2 {
        bail!("no future parts at step {step}: name a branch that differs later, or give --set SIGNAL=VALUE");
    }
    let (all, last) = (&states, futures.len() - 1);
    let study = Study {
        scenario,
        seed,
        design: format!("from step {step}"),
        futures,
        runs: states.len(),
        begin: Box::new(move |future, replication| {
            let broken = |error: String| RunError::Broken(error);
            let state = all.load(scenario, replication).map_err(|e| broken(e.to_string()))?;
            let mut run = state.ok_or_else(|| broken(format!("it did not come to step {step}")))?;
            match future.checked_sub(1).map(|b| branches.get(b)) {
                None => {}
                Some(Some(branch)) => run.part(*branch).map_err(|e| broken(e.to_string()))?,
                Some(None) => {
                    debug_assert_eq!(future, last);
                    for (signal, value) in &sets {
                        run.set(*signal, *value);
                    }
                }
            }
            Ok(run)
        }),
    };
    let Some(results) = play(global, source, &study, options)? else { return Ok(Outcome::Partly) };
    let mut out = Output::new();
    if !global.json {
        out.line(&heading(&study))?;
        distributions(global, &study, &results, &mut out)?;
        out.line("")?;
    }
    differences(global, &study, &results, 0, &mut out)?;
    out.finish()?;
    Ok(publish(global, results, options)?)
}

/// `SIGNAL=VALUE`.
fn setting(scenario: &Scenario, text: &str) -> anyhow::Result<(usize, f64)> {
    let known = || scenario.signals.iter().map(|s| s.name.as_str()).collect::<Vec<_>>().join(", ");
    let (name, value) = text
        .split_once('=')
        .with_context(|| format!("--set {text}: give SIGNAL=VALUE; signals are {}", known()))?;
    let signal = scenario.signals.iter().position(|s| s.name == name.trim()).with_context(|| {
        format!("--set {text}: there is no signal '{}'; signals are {}", name.trim(), known())
    })?;
    let value: f64 = value.trim().parse().ok().filter(|v: &f64| v.is_finite()).with_context(|| {
        format!(
            "--set {text}: '{}' is no number; give one in {}",
            value.trim(),
            scenario.signals[signal].unit
        )
    })?;
    Ok((signal, value))
}
