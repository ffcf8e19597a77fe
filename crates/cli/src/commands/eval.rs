//! `casus eval [TASK] GOLD`

use anyhow::{Context, bail};
use casus_engine::Casus;
use casus_engine::eval::{
    Options, Task, documents_of, fallen, learned_from, load, predict, score, survey, worst,
};

use super::today;
use crate::Outcome;
use crate::args::{Eval, Global};
use crate::output::{Output, note};

pub(crate) fn run(global: &Global, args: &Eval) -> anyhow::Result<Outcome> {
    let casus = args.parts.of(Casus::new()?);
    let mut out = Output::new();
    let (task, path) = match args.gold.as_slice() {
        [path] => (None, path),
        [task, path] => (Some(task.to_string_lossy().parse::<Task>()?), path),
        _ => bail!("name a gold file, or a task and a gold file"),
    };
    if args.all {
        let found = survey(casus, path, |file| {
            note(global, file);
            true
        })?;
        out.line(found.markdown(&today(global).to_string(), env!("CARGO_PKG_VERSION")).trim_end())?;
        if args.worst > 0 {
            note(global, &found.worst());
        }
        out.finish()?;
        if let Some(earlier) = &args.against {
            let text = std::fs::read_to_string(earlier)
                .with_context(|| format!("{} cannot be read", earlier.display()))?;
            let lost = fallen(&text, &found);
            for line in &lost {
                note(global, line);
            }
            if !lost.is_empty() {
                bail!("{} of the measures fell by more than their tolerance", lost.len());
            }
        }
        return Ok(Outcome::Done);
    }
    let gold = load(path)?;
    let first = gold.first().with_context(|| format!("{} holds no rows", path.display()))?;
    let Some(task) = task.or_else(|| Task::of(first)) else {
        bail!(
            "the task of {} cannot be told from its first row: name it before the file (casus eval TASK GOLD)",
            path.display()
        );
    };
    // a set of an older PLOVER joins two types in one
    let older = task == Task::Events && has_type(&gold, "YIELD") && !args.yields;
    if older {
        note(global, "the gold set holds the older YIELD: CONCEDE and RETREAT count as YIELD (--yield)");
    }
    if !args.parts.no_judge
        && matches!(task, Task::Events | Task::Pairs)
        && args.predicted.is_none()
        && let Some(warning) = learned_from(path)
    {
        note(global, &warning);
    }
    let options = Options {
        dyad: args.dyad,
        yields: args.yields || older,
        per: args.per,
        main: args.main.clone(),
        // every predicate is read: only those that the gold set holds are judged
        given: args.given || (task == Task::Factuality && args.predicted.is_none()),
        chains: args.chains,
        name: None,
    };
    let predicted = match &args.predicted {
        Some(file) => load(file)?,
        None => predict(task, &casus, &gold, &documents_of(path)?)?,
    };
    out.line(score(task, &gold, &predicted, &options).to_string().trim_end())?;
    for loss in worst(task, &gold, &predicted, &options, args.worst) {
        out.line(&format!("\n{loss}"))?;
    }
    out.finish()?;
    Ok(Outcome::Done)
}

/// Whether any event of a gold set is of this type.
fn has_type(gold: &[serde_json::Value], name: &str) -> bool {
    gold.iter().filter_map(|row| row["gold"].as_array()).flatten().any(|event| event["type"] == name)
}
