//! `casus play`: a scenario checked, described, played, compared and swept.

mod describe;
mod ensembles;
mod report;
mod sweep;

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use anyhow::{Context, bail};
use casus_engine::play::{PlayError, Results, Source, Study, keep, propose, unknown_evidence};
use casus_engine::sim::odd;
use casus_engine::sim::run::dimensions;
use casus_engine::sim::scenario::{Scenario, evidence_ids};
use casus_engine::store::Workspace;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;

use super::stop_on_signal;
use crate::Outcome;
use crate::args::{Global, Play, PlayCommand, ResultsArgs};
use crate::output::{Output, Style, note};

pub(crate) fn run(global: &Global, play: &Play) -> anyhow::Result<Outcome> {
    match &play.command {
        PlayCommand::Check { scenario } => check(global, scenario),
        PlayCommand::Odd { scenario } => {
            let mut out = Output::new();
            out.line(odd::protocol(&Source::read(scenario)?.scenario).trim_end())?;
            out.finish()?;
            Ok(Outcome::Done)
        }
        PlayCommand::FromWorkspace { state, from, to, out } => {
            let text = propose(&super::open(global)?, state.as_deref(), *from, *to)?;
            if let Some(path) = out {
                whole(path, &text)?;
                note(global, &format!("{} written: edit it, then 'casus play check' it", path.display()));
            } else {
                let mut out = Output::new();
                out.writer().write_all(text.as_bytes())?;
                out.finish()?;
            }
            Ok(Outcome::Done)
        }
        PlayCommand::Mechanisms { name } => describe::mechanisms(global, name.as_deref()),
        PlayCommand::Run { scenario, runs, results } => {
            ensembles::run(global, &readable(scenario)?, runs, results)
        }
        PlayCommand::Compare { scenario, against, branches, runs, results } => {
            ensembles::compare(global, &readable(scenario)?, against.as_deref(), branches, runs, results)
        }
        PlayCommand::Branch { scenario, at, save, from, branches, set, runs, results } => {
            let parting =
                ensembles::Parting { at: *at, save: save.as_deref(), from: from.as_deref(), branches, set };
            ensembles::branch(global, &readable(scenario)?, &parting, runs, results)
        }
        PlayCommand::Report { scenario, out, base, threads, runs } => {
            report::run(global, &readable(scenario)?, out, *base, *threads, runs)
        }
        PlayCommand::Sweep { scenario, design, base, pairs, points, branch, seed, results } => {
            let sweep = sweep::Sweep {
                design: *design,
                base: *base,
                pairs: *pairs,
                points: points.as_deref(),
                branch: branch.as_deref(),
                seed: *seed,
            };
            sweep::run(global, &readable(scenario)?, &sweep, results)
        }
    }
}

/// A scenario something can be read off.
fn readable(path: &Path) -> anyhow::Result<Source> {
    let source = Source::read(path)?;
    if source.scenario.outcomes.is_empty() {
        bail!("{}: the scenario reads nothing off its runs: add an [[outcome]]", path.display());
    }
    Ok(source)
}

/// Writes a file that appears whole or not at all.
fn whole(path: &Path, text: &str) -> anyhow::Result<()> {
    let draft = PathBuf::from(format!("{}.part", path.display()));
    std::fs::write(&draft, text).and_then(|()| std::fs::rename(&draft, path)).with_context(|| {
        let _ = std::fs::remove_file(&draft);
        format!("{} cannot be written: check its folder and the room on the disk", path.display())
    })
}

fn check(global: &Global, path: &Path) -> anyhow::Result<Outcome> {
    let source = Source::read(path)?;
    let scenario = &source.scenario;
    let ids = scenario.sources.iter().flat_map(|s| evidence_ids(&s.source)).count();
    let mut faults = Vec::new();
    if ids > 0 && global.workspace.exists() {
        faults = unknown_evidence(scenario, &Workspace::open_read_only(&global.workspace)?)?;
    } else if ids > 0 {
        let missing = global.workspace.display();
        note(
            global,
            &format!(
                "{ids} sources are ids of records; there is no workspace at {missing} to look them up in: name one with --workspace"
            ),
        );
    }
    if !faults.is_empty() {
        for fault in &faults {
            eprintln!("casus: {}: {fault}", path.display());
        }
        bail!("{}: {} of {ids} records are not in the workspace", path.display(), faults.len());
    }
    let uncertain = dimensions(scenario);
    let idle = idle_signals(scenario);
    let mut out = Output::new();
    if global.json {
        out.json(&json!({
            "name": scenario.name, "sha256": scenario.hash, "steps": scenario.steps, "seed": scenario.seed,
            "actors": scenario.actors.iter().map(|a| &a.name).collect::<Vec<_>>(),
            "mechanisms": scenario.mechanisms.iter().map(|m| &m.name).collect::<Vec<_>>(),
            "branches": scenario.branches.iter().map(|b| &b.name).collect::<Vec<_>>(),
            "outcomes": scenario.outcomes.iter().map(|o| &o.name).collect::<Vec<_>>(),
            "uncertain": uncertain, "records": ids, "idle": idle,
        }))?;
    } else {
        out.line(&format!(
            "{} is in order: {} mechanisms, {} branches, {} outcomes, {} steps; {} sources, {ids} of them records",
            scenario.name,
            scenario.mechanisms.len(),
            scenario.branches.len(),
            scenario.outcomes.len(),
            scenario.steps,
            scenario.sources.len(),
        ))?;
        for name in uncertain {
            out.detail(2, &format!("uncertain: {name}"), Style::Plain)?;
        }
        for name in idle {
            let text =
                format!("idle: no mechanism and no outcome reads '{name}': changing it changes nothing");
            out.detail(2, &text, Style::Open)?;
        }
    }
    out.finish()?;
    Ok(Outcome::Done)
}

/// Signals that nothing reads.
fn idle_signals(scenario: &Scenario) -> Vec<&str> {
    let read = |s: usize| {
        scenario.mechanisms.iter().any(|m| m.reads.contains(&Some(s)))
            || scenario.outcomes.iter().any(|o| o.signal == s)
    };
    let idle = scenario.signals.iter().enumerate().filter(|(s, _)| !read(*s));
    idle.map(|(_, signal)| signal.name.as_str()).collect()
}

/// The number of a branch by its name.
fn branch_named(source: &Source, name: &str) -> anyhow::Result<usize> {
    let branches = &source.scenario.branches;
    branches.iter().position(|b| b.name == name).with_context(|| {
        let known: Vec<&str> = branches.iter().map(|b| b.name.as_str()).collect();
        format!("{}: there is no branch '{name}': known are {}", source.path.display(), known.join(", "))
    })
}

/// A bar with rate and time to go on a terminal, nothing elsewhere.
fn bar(global: &Global, total: u64, done: u64) -> ProgressBar {
    if global.quiet || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(total).with_position(done);
    let style = ProgressStyle::with_template("{bar:24} {pos}/{len} runs  {per_sec}  {eta} to go");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.reset_eta();
    bar
}

/// Runs on so many threads; all cores when nothing is said.
fn on_threads<T: Send>(threads: Option<u32>, work: impl FnOnce() -> T + Send) -> anyhow::Result<T> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.unwrap_or(0) as usize).build();
    Ok(pool.context("the threads cannot be started: ask for fewer with --threads")?.install(work))
}

/// Plays a study, tells of what failed, and keeps the results where they were asked for. `None` when it was stopped.
fn play(
    global: &Global,
    source: &Source,
    study: &Study<'_>,
    options: &ResultsArgs,
) -> anyhow::Result<Option<Results>> {
    let mut results = Results::open(study, options.out.as_deref())?;
    if results.done() > 0 {
        note(global, &format!("{} of {} runs are there already", results.done(), results.total()));
    }
    let cancel = stop_on_signal();
    let bar = bar(global, results.total(), results.done());
    let played = on_threads(options.threads, || {
        results.play(study, options.save_every, |done| {
            bar.set_position(done);
            !cancel.load(Ordering::Relaxed)
        })
    })?;
    bar.finish_and_clear();
    played?;
    if !results.are_whole() {
        let kept = match &options.out {
            Some(_) => "what was played is kept: give the same command to go on",
            None => "nothing is kept; with --out FILE it is",
        };
        note(global, &format!("stopped after {} of {} runs; {kept}", results.done(), results.total()));
        return Ok(None);
    }
    for failure in results.failures(5)? {
        eprintln!("casus: {}, run {}: left out: {}", failure.future, failure.run, failure.why);
    }
    if results.failed() > 0 {
        eprintln!("casus: {} of {} runs failed; the others are kept", results.failed(), results.total());
    }
    if options.keep {
        let mut workspace = Workspace::create(&global.workspace)?;
        let id = keep(&mut workspace, source, study, &results)?;
        note(global, &format!("kept as {id} in {}", global.workspace.display()));
    }
    Ok(Some(results))
}

/// Gives the results their name, when all was told.
fn publish(global: &Global, results: Results, options: &ResultsArgs) -> Result<Outcome, PlayError> {
    let outcome = if results.failed() > 0 { Outcome::Partly } else { Outcome::Done };
    results.publish()?;
    if let Some(out) = &options.out {
        note(global, &format!("{} written", out.display()));
    }
    Ok(outcome)
}
