//! `casus play report`: the page.

use std::collections::BTreeMap;
use std::path::Path;

use casus_engine::play::{Matters, Quoted, Report, Source, Study, quote};
use casus_engine::sim::ensemble::{design, sensitivity};
use casus_engine::sim::random::Draws;
use casus_engine::sim::run::{Run, dimensions};
use casus_engine::sim::scenario::evidence_ids;
use casus_engine::store::Workspace;

use super::ensembles::{BASE, base_and_branches, from_the_start};
use super::sweep::{DESIGN, RESAMPLES, sobol_block, whole_blocks};
use super::{on_threads, play, whole};
use crate::Outcome;
use crate::args::{Global, ResultsArgs, Runs};
use crate::output::note;

pub(super) fn run(
    global: &Global,
    source: &Source,
    out: &Path,
    base: u32,
    threads: Option<u32>,
    runs: &Runs,
) -> anyhow::Result<Outcome> {
    let options = ResultsArgs { threads, out: None, save_every: None, keep: false };
    let study = from_the_start(source, &base_and_branches(source), runs);
    let Some(results) = play(global, source, &study, &options)? else { return Ok(Outcome::Partly) };
    let Some(matters) = what_matters(global, source, base, &study, &options)? else {
        return Ok(Outcome::Partly);
    };
    let quotes = quotes(global, source)?;
    let report = Report { source, study: &study, results: &results, matters: &matters, quotes: &quotes };
    let page = on_threads(threads, || report.page())??;
    whole(out, &page)?;
    note(global, &format!("{} written", out.display()));
    Ok(if results.failed() > 0 { Outcome::Partly } else { Outcome::Done })
}

/// Sobol's indices of every outcome; none where nothing is uncertain. `None` when it was stopped.
fn what_matters(
    global: &Global,
    source: &Source,
    base: u32,
    study: &Study<'_>,
    options: &ResultsArgs,
) -> anyhow::Result<Option<Vec<Matters>>> {
    let scenario = &source.scenario;
    let names = dimensions(scenario);
    if names.is_empty() || base == 0 {
        return Ok(Some(Vec::new()));
    }
    let points = match design::saltelli(names.len(), base as usize, false) {
        Ok(points) => points,
        Err(error) => {
            note(global, &format!("what matters is left out: {error}"));
            return Ok(Some(Vec::new()));
        }
    };
    let (seed, block) = (study.seed, sobol_block(names.len(), false) as u32);
    let sweep = Study {
        scenario,
        seed,
        design: format!("sobol {base}"),
        futures: vec![BASE.to_owned()],
        runs: points.rows().len() as u32,
        begin: Box::new(|_, replication| {
            Run::begin(scenario, seed, replication / block, None, Some(points.point(replication as usize)))
        }),
    };
    let Some(results) = play(global, source, &sweep, options)? else { return Ok(None) };
    let mut draws = Draws::new(seed, 0, DESIGN);
    let mut matters = Vec::new();
    for (o, outcome) in scenario.outcomes.iter().enumerate() {
        let (values, _) = whole_blocks(global, &results.outcome(0, o)?, block as usize)?;
        let found = sensitivity::sobol(names.len(), false, &values, RESAMPLES, &mut draws)?;
        let parameters = names.iter().zip(found.first).zip(found.total);
        matters.push(Matters {
            outcome: outcome.name.clone(),
            parameters: parameters.map(|((name, first), total)| (name.clone(), first, total)).collect(),
            runs: sweep.runs,
        });
    }
    Ok(Some(matters))
}

/// The sentences behind the records that sources name.
fn quotes(global: &Global, source: &Source) -> anyhow::Result<BTreeMap<String, Quoted>> {
    let sources = source.scenario.sources.iter();
    let ids: Vec<&str> = sources.flat_map(|s| evidence_ids(&s.source)).collect();
    let mut quotes = BTreeMap::new();
    if ids.is_empty() {
        return Ok(quotes);
    }
    if !global.workspace.exists() {
        let missing = global.workspace.display();
        note(
            global,
            &format!(
                "{} sources are ids of records; there is no workspace at {missing} to open them from: name one with --workspace",
                ids.len()
            ),
        );
        return Ok(quotes);
    }
    let workspace = Workspace::open_read_only(&global.workspace)?;
    for id in ids {
        match quote(&workspace, id)? {
            Some(quoted) => {
                quotes.insert(id.to_owned(), quoted);
            }
            None => note(global, &format!("{id} is not in {}", global.workspace.display())),
        }
    }
    Ok(quotes)
}
