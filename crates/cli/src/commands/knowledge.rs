//! `casus knowledge …`

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context;
use casus_engine::Casus;
use casus_engine::knowledge::{Base, Entity};
use serde_json::json;

use crate::Outcome;
use crate::args::{Global, Knowledge, KnowledgeWhat};
use crate::output::{Output, note};

pub(crate) fn run(global: &Global, args: &Knowledge) -> anyhow::Result<Outcome> {
    let tables = Casus::tables()?.context("this program was built without knowledge tables")?;
    match &args.what {
        KnowledgeWhat::Stats => stats(global, &tables),
        KnowledgeWhat::Find { name } => find(global, &tables, name),
    }
}

fn find(global: &Global, tables: &Base, name: &str) -> anyhow::Result<Outcome> {
    let mut found: BTreeMap<&str, (Entity<'_>, BTreeSet<&str>)> = BTreeMap::new();
    for m in tables.lookup(name) {
        let e = tables.entity(m.name.entity);
        found.entry(e.id).or_insert_with(|| (e, BTreeSet::new())).1.insert(m.name.lang);
    }
    let mut out = Output::new();
    for (id, (e, langs)) in &found {
        let langs: Vec<&str> = langs.iter().copied().collect();
        if global.json {
            let code = e.code().to_string();
            out.json(
                &json!({"id": id, "kind": e.kind.as_str(), "name": e.name, "code": code, "langs": langs}),
            )?;
        } else {
            out.line(&format!("{id}  {}  {}  {}  ({})", e.kind, e.name, e.code(), langs.join(" ")))?;
        }
    }
    out.finish()?;
    if found.is_empty() {
        note(global, &format!("no table knows '{name}'"));
    }
    Ok(Outcome::Done)
}

fn stats(global: &Global, tables: &Base) -> anyhow::Result<Outcome> {
    let stats = tables.stats();
    let mut out = Output::new();
    if global.json {
        out.json(&stats)?;
    } else {
        let list = |counts: &BTreeMap<String, usize>| -> String {
            counts.iter().map(|(name, n)| format!("{name} {n}")).collect::<Vec<_>>().join(", ")
        };
        out.line(&format!("actors and places: {}", list(&stats.entities)))?;
        out.line(&format!("names: {} in {} written forms", list(&stats.names), stats.forms))?;
        out.line(&format!("offices: {} with {} terms", stats.offices, stats.terms))?;
        out.line(&format!(
            "memberships: {}, obligations: {}, links: {}",
            stats.memberships, stats.obligations, stats.links
        ))?;
        out.line(&format!("{} bytes, SHA-256 {}", stats.bytes, stats.hash))?;
    }
    out.finish()?;
    Ok(Outcome::Done)
}
