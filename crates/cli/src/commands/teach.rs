//! `casus teach …`

use std::path::Path;

use anyhow::{Context, bail};
use casus_engine::Casus;
use casus_engine::knowledge::{Base, Knowledge, Teaching};
use casus_engine::store::Workspace;

use super::today;
use crate::Outcome;
use crate::args::{Global, Lesson, Teach};
use crate::output::{Output, count, note};

pub(crate) fn run(global: &Global, args: &Teach) -> anyhow::Result<Outcome> {
    let row = match &args.what {
        Lesson::List => return list(global),
        Lesson::Export => return export(global),
        Lesson::Load { table } => return load(global, table),
        Lesson::Forget { number } => {
            if !Workspace::open(&global.workspace)?.forget_teaching(*number)? {
                bail!("there is no teaching {number}: 'casus teach list' lists them");
            }
            note(global, "forgotten; 'casus read --again' codes the documents anew");
            return Ok(Outcome::Done);
        }
        Lesson::Alias { name, actor } => ["alias", name, actor, "", "", ""],
        Lesson::Merge { from, into } => ["merge", "", from, into, "", ""],
        Lesson::Split { name, from, into } => ["split", name, from, into, "", ""],
        Lesson::Forbid { name, actor } => ["forbid", name, actor, "", "", ""],
        Lesson::Place { name, place } => ["place", name, place, "", "", ""],
        Lesson::Actor { id, name, kind, code } => ["actor", name, id, "", kind, code],
    };
    let teaching = Teaching::from_row(row).map_err(anyhow::Error::msg)?;
    let mut workspace = Workspace::create(&global.workspace)?;
    let known = taught(&workspace)?;
    is_known(&workspace, Casus::tables()?.as_ref(), &known, &teaching)?;
    let number = workspace.teach(&serde_json::to_value(&teaching)?, None, Some(today(global)))?;
    note(global, &format!("teaching {number} noted; 'casus read --again' codes the documents anew"));
    contradictions(global, &workspace)
}

/// What was taught so far, oldest first.
fn taught(workspace: &Workspace) -> anyhow::Result<Vec<Teaching>> {
    // A teaching that a later version wrote in words of its own is left out.
    let records = workspace.teachings()?;
    Ok(records.into_iter().filter_map(|(_, r)| serde_json::from_value(r).ok()).collect())
}

/// Refuses a teaching that speaks of an actor or place which nobody knows.
fn is_known(
    workspace: &Workspace,
    tables: Option<&Base>,
    taught: &[Teaching],
    teaching: &Teaching,
) -> anyhow::Result<()> {
    for id in teaching.speaks_of() {
        let own = |t: &Teaching| matches!(t, Teaching::Actor { id: own, .. } if own == id);
        let known = tables.is_none_or(|t| t.find(id).is_some())
            || taught.iter().any(own)
            || workspace.actor(id).is_ok();
        if !known {
            bail!(
                "nobody knows '{id}': 'casus show actors' lists the actors of the workspace, \
                 'casus knowledge find NAME' those of the tables, 'casus teach actor' adds one"
            );
        }
    }
    Ok(())
}

/// Shows the teachings that contradict each other.
fn contradictions(global: &Global, workspace: &Workspace) -> anyhow::Result<Outcome> {
    let knowledge = Knowledge::default().with_teachings(&taught(workspace)?);
    for diagnostic in knowledge.teaching_diagnostics() {
        note(global, &format!("{}: {}", diagnostic.code, diagnostic.message));
    }
    Ok(Outcome::Done)
}

fn export(global: &Global) -> anyhow::Result<Outcome> {
    let workspace = Workspace::open_read_only(&global.workspace)?;
    let mut out = Output::new();
    out.line(&Teaching::COLUMNS.join("\t"))?;
    for teaching in taught(&workspace)? {
        let row = teaching.row().map(|cell| cell.replace(['\t', '\n', '\r'], " "));
        out.line(&row.join("\t"))?;
    }
    out.finish()?;
    Ok(Outcome::Done)
}

fn load(global: &Global, path: &Path) -> anyhow::Result<Outcome> {
    let place = path.display();
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {place}"))?;
    let mut workspace = Workspace::create(&global.workspace)?;
    let before = taught(&workspace)?;
    let mut all = before.clone();
    let tables = Casus::tables()?;
    for (n, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let cells: Vec<&str> = line.split('\t').collect();
        if line.trim().is_empty() || line.starts_with('#') || cells[0] == Teaching::COLUMNS[0] {
            continue;
        }
        if cells.len() > Teaching::COLUMNS.len() {
            bail!(
                "{place}:{}: {} cells where there are {} columns",
                n + 1,
                cells.len(),
                Teaching::COLUMNS.len()
            );
        }
        let row = std::array::from_fn(|k| cells.get(k).copied().unwrap_or_default());
        let teaching = Teaching::from_row(row).map_err(|e| anyhow::anyhow!("{place}:{}: {e}", n + 1))?;
        is_known(&workspace, tables.as_ref(), &all, &teaching)
            .with_context(|| format!("{place}:{}", n + 1))?;
        if !all.contains(&teaching) {
            all.push(teaching);
        }
    }
    let new = &all[before.len()..];
    for teaching in new {
        workspace.teach(&serde_json::to_value(teaching)?, Some(&place.to_string()), Some(today(global)))?;
    }
    let message = format!(
        "{} taken over; 'casus read --again' codes the documents anew",
        count(new.len() as u64, "teaching")
    );
    note(global, &message);
    contradictions(global, &workspace)
}

fn list(global: &Global) -> anyhow::Result<Outcome> {
    let workspace = Workspace::open_read_only(&global.workspace)?;
    let mut out = Output::new();
    for (number, record) in workspace.teachings()? {
        if global.json {
            out.json(&serde_json::json!({"id": number, "record": record}))?;
        } else {
            out.line(&format!("{number}  {record}"))?;
        }
    }
    out.finish()?;
    Ok(Outcome::Done)
}
