//! `casus play`: a scenario checked, described, played and swept.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, bail};
use casus_engine::sim::ensemble::{design, sensitivity};
use casus_engine::sim::random::Draws;
use casus_engine::sim::run::{self, Played, describe};
use casus_engine::sim::scenario::Scenario;
use casus_engine::sim::{mechanisms, odd};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;

use crate::Outcome;
use crate::args::{Global, Play, PlayCommand, Runs};
use crate::output::{Output, Style};

/// Stream of random numbers for designs and bootstraps, apart from those of the runs.
const DESIGN: u32 = u32::MAX;

pub(crate) fn run(global: &Global, play: &Play) -> anyhow::Result<Outcome> {
    match &play.command {
        PlayCommand::Check { scenario } => check(global, scenario),
        PlayCommand::Odd { scenario } => {
            let mut out = Output::new();
            out.line(odd::protocol(&load(scenario)?).trim_end())?;
            out.finish()?;
            Ok(Outcome::Done)
        }
        PlayCommand::Mechanisms => list_mechanisms(global),
        PlayCommand::Run { scenario, runs } => ensembles(global, scenario, runs),
        PlayCommand::Sweep { scenario, base, morris, runs } => sweep(global, scenario, *base, *morris, runs),
    }
}

fn load(path: &Path) -> anyhow::Result<Scenario> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("{} cannot be read: give the path of a scenario (TOML)", path.display()))?;
    Scenario::parse(&text).map_err(|e| anyhow::anyhow!("{}: {e}", path.display()))
}

fn check(global: &Global, path: &Path) -> anyhow::Result<Outcome> {
    let scenario = load(path)?;
    let uncertain = run::dimensions(&scenario);
    let mut out = Output::new();
    if global.json {
        out.json(&json!({
            "name": scenario.name, "steps": scenario.steps, "seed": scenario.seed,
            "mechanisms": scenario.mechanisms.iter().map(|m| &m.name).collect::<Vec<_>>(),
            "branches": scenario.branches.iter().map(|b| &b.name).collect::<Vec<_>>(),
            "outcomes": scenario.outcomes.iter().map(|o| &o.name).collect::<Vec<_>>(),
            "uncertain": uncertain,
        }))?;
    } else {
        out.line(&format!(
            "{} is in order: {} mechanisms, {} branches, {} outcomes, {} steps",
            scenario.name,
            scenario.mechanisms.len(),
            scenario.branches.len(),
            scenario.outcomes.len(),
            scenario.steps
        ))?;
        for name in uncertain {
            out.detail(2, &format!("uncertain: {name}"), Style::Plain)?;
        }
    }
    out.finish()?;
    Ok(Outcome::Done)
}

fn list_mechanisms(global: &Global) -> anyhow::Result<Outcome> {
    let mut out = Output::new();
    for kind in mechanisms::ALL {
        if global.json {
            let parameters: Vec<_> = kind
                .parameters
                .iter()
                .map(|p| json!({"name": p.name, "unit": p.unit, "low": p.low, "high": p.high, "default": p.default.map(|d| d.0), "about": p.about}))
                .collect();
            let variants: BTreeMap<_, _> = kind.variants.iter().map(|v| (v.name, v.choices)).collect();
            let ports = |ports: &[casus_engine::sim::mechanism::Port]| {
                ports.iter().map(|p| json!({"name": p.name, "unit": p.unit})).collect::<Vec<_>>()
            };
            out.json(&json!({
                "kind": kind.name, "about": kind.about, "source": kind.source, "parameters": parameters,
                "variants": variants, "reads": ports(kind.reads), "writes": ports(kind.writes),
            }))?;
            continue;
        }
        out.line(&out.paint(kind.name, Style::Bold))?;
        out.line(&format!("  {} ({})", kind.about, kind.source))?;
        for p in kind.parameters {
            let default =
                p.default.map_or("must be given".to_owned(), |(v, source)| format!("{v}, {source}"));
            out.line(&format!("  {} ({}, {} to {}): {}; {default}", p.name, p.unit, p.low, p.high, p.about))?;
        }
        for v in kind.variants {
            out.line(&format!("  variant {}: {}; {}", v.name, v.choices.join(", "), v.about))?;
        }
        for (verb, ports) in [("reads", kind.reads), ("writes", kind.writes)] {
            for p in ports {
                out.line(&format!("  {verb} {} ({}): {}", p.name, p.unit, p.about))?;
            }
        }
    }
    out.finish()?;
    Ok(Outcome::Done)
}

/// Plays one ensemble, with progress on a terminal.
fn play(
    global: &Global,
    scenario: &Scenario,
    branch: Option<usize>,
    runs: u32,
    options: &Runs,
    points: Option<&design::Points>,
) -> Vec<Played> {
    let name = branch.map_or("base line", |b| scenario.branches[b].name.as_str());
    let progress = if global.quiet { ProgressBar::hidden() } else { ProgressBar::new(u64::from(runs)) };
    progress.set_style(
        ProgressStyle::with_template("{msg} {bar:30} {pos}/{len} ({per_sec}, {eta} left)")
            .unwrap_or_else(|_| ProgressStyle::default_bar()),
    );
    progress.set_message(name.to_owned());
    let done = || {
        progress.inc(1);
        true
    };
    let seed = options.seed.unwrap_or(scenario.seed);
    let played = run::ensemble(scenario, seed, branch, runs, points, done);
    progress.finish_and_clear();
    played
}

/// Values of one outcome over the runs that were finished.
fn values(played: &[Played], outcome: usize) -> Vec<f64> {
    played.iter().filter_map(|r| r.as_ref().ok().map(|v| v[outcome])).collect()
}

fn ensembles(global: &Global, path: &Path, options: &Runs) -> anyhow::Result<Outcome> {
    let scenario = load(path)?;
    if scenario.outcomes.is_empty() {
        bail!("{}: the scenario reads nothing off its runs: add an [[outcome]]", path.display());
    }
    let branches: Vec<Option<usize>> =
        std::iter::once(None).chain((0..scenario.branches.len()).map(Some)).collect();
    let all: Vec<Vec<Played>> =
        branches.iter().map(|b| play(global, &scenario, *b, options.runs, options, None)).collect();
    let mut out = Output::new();
    let seed = options.seed.unwrap_or(scenario.seed);
    let mut refused = 0;
    let mut rows = Vec::new();
    for (branch, played) in branches.iter().zip(&all) {
        let name = branch.map_or("base line", |b| scenario.branches[b].name.as_str());
        for error in played.iter().filter_map(|r| r.as_ref().err()) {
            refused += 1;
            eprintln!("casus: {name}: a run was left out: {error}");
        }
        for (o, outcome) in scenario.outcomes.iter().enumerate() {
            let Some(found) = describe(&values(played, o)) else { continue };
            // Branches share their random numbers: the difference is taken run by run.
            let differences: Vec<f64> = played
                .iter()
                .zip(&all[0])
                .filter_map(|(a, b)| Some(a.as_ref().ok()?[o] - b.as_ref().ok()?[o]))
                .collect();
            let difference = branch.and_then(|_| describe(&differences));
            if global.json {
                out.json(&json!({
                    "scenario": scenario.name, "branch": name, "outcome": outcome.name, "unit": outcome.unit, "seed": seed,
                    "runs": found.n, "mean": found.mean, "standard_error": found.error,
                    "q05": found.quantiles[0], "q25": found.quantiles[1], "median": found.quantiles[2],
                    "q75": found.quantiles[3], "q95": found.quantiles[4],
                    "difference": difference.as_ref().map(|d| d.mean),
                    "difference_standard_error": difference.as_ref().map(|d| d.error),
                    "real": outcome.real.as_ref().map(|r| r.0),
                }))?;
                continue;
            }
            rows.push(vec![
                name.to_owned(),
                outcome.name.clone(),
                format!("{:.4} ± {:.4}", found.mean, 1.96 * found.error),
                format!("{:.4}", found.quantiles[2]),
                format!("{:.4} – {:.4}", found.quantiles[0], found.quantiles[4]),
                difference.map_or(String::new(), |d| format!("{:+.4} ± {:.4}", d.mean, 1.96 * d.error)),
                outcome.real.as_ref().map_or(String::new(), |r| format!("{}", r.0)),
            ]);
        }
    }
    if !global.json {
        out.line(&format!(
            "{}: {} runs a branch, seed {seed}. What would follow under the stated assumptions, not what will.",
            scenario.name, options.runs
        ))?;
        out.table(
            &["branch", "outcome", "mean (95 %)", "median", "5 – 95 %", "against the base line", "real"],
            &rows,
        )?;
    }
    out.finish()?;
    Ok(if refused > 0 { Outcome::Partly } else { Outcome::Done })
}

fn sweep(global: &Global, path: &Path, base: u32, morris: bool, options: &Runs) -> anyhow::Result<Outcome> {
    let scenario = load(path)?;
    let names = run::dimensions(&scenario);
    if names.is_empty() {
        bail!("{}: nothing is uncertain: give a parameter a distribution", path.display());
    }
    let d = names.len();
    let seed = options.seed.unwrap_or(scenario.seed);
    let mut draws = Draws::new(seed, 0, DESIGN);
    let points = if morris {
        design::morris(d, base as usize, 4, &mut draws)
    } else {
        design::saltelli(d, base as usize, false)?
    };
    let rows = points.rows().len() as u32;
    let played = play(global, &scenario, None, rows, options, Some(&points));
    if let Some(error) = played.iter().find_map(|r| r.as_ref().err()) {
        bail!("{}: a run of the design failed, so its indices cannot be computed: {error}", path.display());
    }
    let mut out = Output::new();
    let mut table = Vec::new();
    for (o, outcome) in scenario.outcomes.iter().enumerate() {
        let results = values(&played, o);
        let mut row = |name: &str, cells: [(&str, f64, f64); 2]| -> anyhow::Result<()> {
            if global.json {
                let [a, b] = cells;
                out.json(&json!({
                    "scenario": scenario.name, "outcome": outcome.name, "parameter": name,
                    a.0: a.1, format!("{}_half_width", a.0): a.2, b.0: b.1, format!("{}_half_width", b.0): b.2,
                    "runs": rows, "seed": seed,
                }))?;
            } else {
                let shown = cells.map(|(_, v, h)| format!("{v:.3} ± {h:.3}"));
                table.push([vec![outcome.name.clone(), name.to_owned()], shown.to_vec()].concat());
            }
            Ok(())
        };
        if morris {
            for (name, e) in names.iter().zip(sensitivity::morris(&points, &results, 200, &mut draws)?) {
                row(name, [("mu_star", e.mu_star.value, e.mu_star.half_width), ("sigma", e.sigma, 0.0)])?;
            }
        } else {
            let found = sensitivity::sobol(d, false, &results, 200, &mut draws)?;
            for (k, name) in names.iter().enumerate() {
                let (first, total) = (found.first[k], found.total[k]);
                row(
                    name,
                    [("first", first.value, first.half_width), ("total", total.value, total.half_width)],
                )?;
            }
        }
    }
    if !global.json {
        out.line(&format!("{}: {rows} runs, seed {seed}, 95 % intervals", scenario.name))?;
        let heads = if morris { ["mean effect (μ*)", "spread (σ)"] } else { ["alone (S1)", "in all (ST)"] };
        out.table(&["outcome", "parameter", heads[0], heads[1]], &table)?;
    }
    out.finish()?;
    Ok(Outcome::Done)
}
