//! `casus play sweep`: a design over what is uncertain, and what matters.

use std::path::Path;

use anyhow::bail;
use casus_engine::play::{Results, Source, Study, read_design};
use casus_engine::sim::ensemble::design::{self, Points};
use casus_engine::sim::ensemble::sensitivity;
use casus_engine::sim::ensemble::summary::describe;
use casus_engine::sim::random::Draws;
use casus_engine::sim::run::{Run, dimensions};
use serde_json::json;

use super::ensembles::BASE;
use super::{branch_named, play, publish};
use crate::Outcome;
use crate::args::{Design, Global, ResultsArgs};
use crate::output::{Output, note};

/// Stream of random numbers for designs and bootstraps, apart from those of the runs.
pub(super) const DESIGN: u32 = u32::MAX;
/// Bootstrap samples behind an interval.
pub(super) const RESAMPLES: usize = 200;
/// Levels of Morris's grid.
const LEVELS: usize = 4;

pub(super) struct Sweep<'a> {
    pub(super) design: Design,
    pub(super) base: u32,
    pub(super) pairs: bool,
    pub(super) points: Option<&'a Path>,
    pub(super) branch: Option<&'a str>,
    pub(super) seed: Option<u64>,
}

pub(super) fn run(
    global: &Global,
    source: &Source,
    sweep: &Sweep<'_>,
    options: &ResultsArgs,
) -> anyhow::Result<Outcome> {
    let scenario = &source.scenario;
    let names = dimensions(scenario);
    if names.is_empty() {
        bail!("{}: nothing is uncertain: give a parameter a distribution", source.path.display());
    }
    let branch = sweep.branch.filter(|b| *b != BASE).map(|b| branch_named(source, b)).transpose()?;
    let seed = sweep.seed.unwrap_or(scenario.seed);
    let mut draws = Draws::new(seed, 0, DESIGN);
    let (d, base) = (names.len(), sweep.base as usize);
    let (points, label) = match (sweep.points, sweep.design) {
        (Some(path), _) => read_design(scenario, path)?,
        (None, Design::Sobol) => {
            let label = if sweep.pairs { "sobol with pairs" } else { "sobol" };
            (design::saltelli(d, base, sweep.pairs)?, format!("{label} {base}"))
        }
        (None, Design::Morris) => (design::morris(d, base, LEVELS, &mut draws), format!("morris {base}")),
        (None, Design::LatinHypercube) => {
            (design::latin_hypercube(d, base, &mut draws), format!("latin-hypercube {base}"))
        }
        (None, Design::MonteCarlo) => {
            (design::monte_carlo(d, base, &mut draws), format!("monte-carlo {base}"))
        }
    };
    // Runs that are held against each other share their random numbers: what is left is the parameter's doing.
    let block = match sweep.design {
        _ if sweep.points.is_some() => 1,
        Design::Sobol => sobol_block(d, sweep.pairs),
        Design::Morris => d + 1,
        _ => 1,
    } as u32;
    let study = Study {
        scenario,
        seed,
        design: label,
        futures: vec![branch.map_or(BASE.to_owned(), |b| scenario.branches[b].name.clone())],
        runs: points.rows().len() as u32,
        begin: Box::new(|_, replication| {
            Run::begin(scenario, seed, replication / block, branch, Some(points.point(replication as usize)))
        }),
    };
    let Some(results) = play(global, source, &study, options)? else { return Ok(Outcome::Partly) };
    let mut out = Output::new();
    if !global.json {
        out.line(&format!(
            "{}: {} runs of {}, design {}, seed {seed}, 95 % intervals",
            scenario.name, study.runs, study.futures[0], study.design
        ))?;
    }
    match sweep.design {
        Design::Sobol if sweep.points.is_none() => {
            sobol(global, &study, &names, sweep.pairs, &results, &mut draws, &mut out)?;
        }
        Design::Morris if sweep.points.is_none() => {
            morris(global, &study, &names, &points, &results, &mut draws, &mut out)?;
        }
        _ => ranks(global, &study, &names, &results, &mut out)?,
    }
    out.finish()?;
    Ok(publish(global, results, options)?)
}

/// The results in blocks of `width` rows, without the blocks in which a run failed; with which blocks stayed.
pub(super) fn whole_blocks(
    global: &Global,
    values: &[f64],
    width: usize,
) -> anyhow::Result<(Vec<f64>, Vec<bool>)> {
    let stays: Vec<bool> = values.chunks(width).map(|b| b.iter().all(|v| v.is_finite())).collect();
    let kept: Vec<f64> =
        values.chunks(width).zip(&stays).filter(|(_, s)| **s).flat_map(|(b, _)| b).copied().collect();
    let lost = stays.iter().filter(|s| !**s).count();
    if kept.is_empty() {
        bail!(
            "a run failed in every part of the design, so nothing can be said of what matters: change the ranges that make it fail"
        );
    }
    if lost > 0 {
        note(
            global,
            &format!("{lost} of {} parts of the design are left out, in which a run failed", stays.len()),
        );
    }
    Ok((kept, stays))
}

/// Runs that belong to one row of Saltelli's design.
pub(super) fn sobol_block(parameters: usize, pairs: bool) -> usize {
    if pairs { 2 * parameters + 2 } else { parameters + 2 }
}

fn sobol(
    global: &Global,
    study: &Study<'_>,
    names: &[String],
    pairs: bool,
    results: &Results,
    draws: &mut Draws,
    out: &mut Output,
) -> anyhow::Result<()> {
    let d = names.len();
    let width = sobol_block(d, pairs);
    let mut table = Vec::new();
    for (o, outcome) in study.scenario.outcomes.iter().enumerate() {
        let (values, _) = whole_blocks(global, &results.outcome(0, o)?, width)?;
        let found = sensitivity::sobol(d, pairs, &values, RESAMPLES, draws)?;
        let alone = found.first.iter().zip(&found.total).zip(names);
        for ((first, total), name) in alone {
            if global.json {
                out.json(&json!({
                    "scenario": study.scenario.name, "scenario_sha256": study.scenario.hash, "seed": study.seed,
                    "design": study.design, "runs": study.runs, "outcome": outcome.name, "parameter": name,
                    "first": first.value, "first_half_width": first.half_width,
                    "total": total.value, "total_half_width": total.half_width,
                }))?;
            }
            let shown = [first, total].map(|e| format!("{:.3} ± {:.3}", e.value, e.half_width));
            table.push([vec![outcome.name.clone(), name.clone()], shown.to_vec()].concat());
        }
        for (j, k, second) in &found.second {
            if global.json {
                out.json(&json!({
                    "scenario": study.scenario.name, "scenario_sha256": study.scenario.hash, "seed": study.seed,
                    "design": study.design, "runs": study.runs, "outcome": outcome.name,
                    "parameter": names[*j], "with": names[*k],
                    "second": second.value, "second_half_width": second.half_width,
                }))?;
            }
            let shown = format!("{:.3} ± {:.3}", second.value, second.half_width);
            table.push(vec![
                outcome.name.clone(),
                format!("{} with {}", names[*j], names[*k]),
                shown,
                String::new(),
            ]);
        }
    }
    if !global.json {
        out.table(&["outcome", "parameter", "alone (S1, S2)", "in all (ST)"], &table)?;
    }
    Ok(())
}

fn morris(
    global: &Global,
    study: &Study<'_>,
    names: &[String],
    points: &Points,
    results: &Results,
    draws: &mut Draws,
    out: &mut Output,
) -> anyhow::Result<()> {
    let width = names.len() + 1;
    let mut table = Vec::new();
    for (o, outcome) in study.scenario.outcomes.iter().enumerate() {
        let (values, stays) = whole_blocks(global, &results.outcome(0, o)?, width)?;
        let mut kept = points.clone();
        let blocks = points.values.chunks(width * points.dimensions).zip(&stays);
        kept.values = blocks.filter(|(_, s)| **s).flat_map(|(b, _)| b).copied().collect();
        for (name, e) in names.iter().zip(sensitivity::morris(&kept, &values, RESAMPLES, draws)?) {
            if global.json {
                out.json(&json!({
                    "scenario": study.scenario.name, "scenario_sha256": study.scenario.hash, "seed": study.seed,
                    "design": study.design, "runs": study.runs, "outcome": outcome.name, "parameter": name,
                    "mu": e.mu, "mu_star": e.mu_star.value, "mu_star_half_width": e.mu_star.half_width, "sigma": e.sigma,
                }))?;
            }
            table.push(vec![
                outcome.name.clone(),
                name.clone(),
                format!("{:.4} ± {:.4}", e.mu_star.value, e.mu_star.half_width),
                format!("{:.4}", e.mu),
                format!("{:.4}", e.sigma),
            ]);
        }
    }
    if !global.json {
        out.table(&["outcome", "parameter", "mean size (μ*)", "mean (μ)", "spread (σ)"], &table)?;
    }
    Ok(())
}

/// Designs without indices of their own: how far outcomes go with each parameter, by rank.
fn ranks(
    global: &Global,
    study: &Study<'_>,
    names: &[String],
    results: &Results,
    out: &mut Output,
) -> anyhow::Result<()> {
    let mut table = Vec::new();
    for (o, outcome) in study.scenario.outcomes.iter().enumerate() {
        let values = results.outcome(0, o)?;
        let finite: Vec<f64> = values.iter().copied().filter(|v| v.is_finite()).collect();
        let Some(found) = describe(&finite) else { continue };
        for (k, name) in names.iter().enumerate() {
            let inputs = results.input(0, k)?;
            let pairs = inputs.iter().zip(&values).filter(|(_, v)| v.is_finite());
            let (a, b): (Vec<f64>, Vec<f64>) = pairs.map(|(a, b)| (*a, *b)).unzip();
            let rank = sensitivity::rank_correlation(&a, &b);
            if global.json {
                out.json(&json!({
                    "scenario": study.scenario.name, "scenario_sha256": study.scenario.hash, "seed": study.seed,
                    "design": study.design, "runs": found.n, "outcome": outcome.name, "parameter": name,
                    "rank_correlation": rank.value, "rank_correlation_half_width": rank.half_width,
                    "mean": found.mean, "half_width": found.half_width,
                }))?;
            }
            table.push(vec![
                outcome.name.clone(),
                name.clone(),
                format!("{:+.3} ± {:.3}", rank.value, rank.half_width),
                format!("{:.4} ± {:.4}", found.mean, found.half_width),
            ]);
        }
    }
    if !global.json {
        out.table(
            &["outcome", "parameter", "goes with it (rank correlation)", "mean of the outcome"],
            &table,
        )?;
    }
    Ok(())
}
