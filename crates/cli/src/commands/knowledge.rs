//! `casus knowledge stats`

use std::collections::BTreeMap;

use anyhow::Context;
use casus_engine::Casus;

use crate::Outcome;
use crate::args::{Global, Knowledge, KnowledgeWhat};
use crate::output::Output;

pub(crate) fn run(global: &Global, args: &Knowledge) -> anyhow::Result<Outcome> {
    let KnowledgeWhat::Stats = args.what;
    let stats = Casus::knowledge_stats()?.context("this program was built without knowledge tables")?;
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
