//! `casus decide ID …`

use anyhow::bail;
use casus_engine::store::{Decision, Workspace};

use super::{open, today};
use crate::Outcome;
use crate::args::{Decide, Global};
use crate::output::{Output, note};

pub(crate) fn run(global: &Global, args: &Decide) -> anyhow::Result<Outcome> {
    let decisions = parse(&args.decision)?;
    drop(open(global)?);
    let mut workspace = Workspace::open(&global.workspace)?;
    let on = Some(today(global));
    for decision in &decisions {
        workspace.decide(&args.id, decision, args.note.as_deref(), on)?;
    }
    if global.json {
        let mut out = Output::new();
        let kept = workspace.decisions()?;
        for decision in &kept[kept.len().saturating_sub(decisions.len())..] {
            out.json(decision)?;
        }
        out.finish()?;
    } else {
        note(global, &format!("{}: noted", args.id));
    }
    Ok(Outcome::Done)
}

/// `confirm`, `reject`, `undo`, or `set` with fields and values.
fn parse(words: &[String]) -> anyhow::Result<Vec<Decision>> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    Ok(match words.as_slice() {
        ["confirm"] => vec![Decision::Confirm],
        ["reject"] => vec![Decision::Reject],
        ["undo"] => vec![Decision::Withdraw],
        ["set", pairs @ ..] if !pairs.is_empty() => pairs
            .iter()
            .map(|pair| match pair.split_once('=') {
                Some((field, value)) => Ok(Decision::Set { field: field.trim().into(), value: value.into() }),
                None => bail!("'{pair}' is no FIELD=VALUE: write for example set factuality=planned"),
            })
            .collect::<anyhow::Result<_>>()?,
        _ => bail!("'{}' is no decision: write confirm, reject, undo or set FIELD=VALUE", words.join(" ")),
    })
}
