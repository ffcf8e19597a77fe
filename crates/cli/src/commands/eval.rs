//! `casus eval GOLD`

use anyhow::{Context, bail};
use casus_engine::Casus;
use casus_engine::eval::{Options, Task, load, predict, score, survey, worst};

use super::today;
use crate::Outcome;
use crate::args::{Eval, Global};
use crate::output::{Output, note};

pub(crate) fn run(global: &Global, args: &Eval) -> anyhow::Result<Outcome> {
    let casus = Casus::new()?;
    let mut out = Output::new();
    if args.all {
        let found = survey(&casus, &args.gold, |file| note(global, file))?;
        out.line(found.markdown(&today(global).to_string(), env!("CARGO_PKG_VERSION")).trim_end())?;
    } else {
        let gold = load(&args.gold)?;
        let first = gold.first().with_context(|| format!("{} holds no rows", args.gold.display()))?;
        let Some(task) = args.task.or_else(|| Task::of(first)) else {
            bail!(
                "the task of {} cannot be told from its first row: name it with --task",
                args.gold.display()
            );
        };
        // every predicate is read: only those that the gold set holds are judged
        let options = Options { given: task == Task::Factuality, ..Options::default() };
        let predicted = predict(task, &casus, &gold)?;
        out.line(score(task, &gold, &predicted, &options).to_string().trim_end())?;
        for loss in worst(task, &gold, &predicted, &options, args.worst) {
            out.line(&format!("{:.3}  {}  {}", loss.value, loss.id, loss.text))?;
        }
    }
    out.finish()?;
    Ok(Outcome::Done)
}
