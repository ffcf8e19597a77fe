//! `casus models`

use casus_engine::Casus;
use serde_json::json;

use crate::Outcome;
use crate::args::Global;
use crate::output::Output;

pub(crate) fn run(global: &Global) -> anyhow::Result<Outcome> {
    let casus = Casus::new()?;
    let mut out = Output::new();
    let models = casus.models();
    if global.json {
        for m in &models {
            out.json(&json!({"lang": m.lang, "bytes": m.bytes, "sha256": m.sha256}))?;
        }
    } else {
        let rows: Vec<Vec<String>> = models
            .iter()
            .map(|m| vec![m.lang.to_string(), format!("{:.1} MB", m.bytes as f64 / 1e6), m.sha256.clone()])
            .collect();
        out.table(&["lang", "size", "sha256"], &rows)?;
    }
    out.finish()?;
    Ok(Outcome::Done)
}
