//! `casus models`

use anyhow::bail;
use casus_engine::{Casus, Model};
use serde_json::{Map, json};

use crate::Outcome;
use crate::args::{Global, Models};
use crate::output::Output;

/// Measures that are told of each model.
const MEASURES: [&str; 5] = ["Words", "UPOS", "Lemmas", "UAS", "LAS"];

pub(crate) fn run(global: &Global, args: &Models) -> anyhow::Result<Outcome> {
    let models = Casus::new()?.models();
    let mut out = Output::new();
    if let Some(lang) = &args.card {
        let Some(model) = models.iter().find(|m| m.lang == *lang) else {
            let known: Vec<String> = models.iter().map(|m| m.lang.to_string()).collect();
            bail!("there is no model for '{lang}': there are models for {}", known.join(", "));
        };
        if global.json {
            out.json(&json!({"lang": model.lang, "card": model.card}))?;
        } else {
            out.writer().write_all(model.card.as_bytes())?;
        }
    } else if global.json {
        for model in &models {
            let scores = |pick: fn((f64, f64)) -> f64| -> Map<String, serde_json::Value> {
                let scored = |m: &&str| Some(((*m).to_lowercase(), json!(pick(model.score(m)?))));
                MEASURES.iter().filter_map(scored).collect()
            };
            out.json(&json!({
                "lang": model.lang,
                "bytes": model.bytes,
                "sha256": model.sha256,
                "non_commercial": model.is_non_commercial(),
                "gold_tokens": scores(|(gold, _)| gold),
                "from_text": scores(|(_, text)| text),
            }))?;
        }
    } else {
        let rows: Vec<Vec<String>> = models.iter().map(row).collect();
        let header = ["lang", "size", "UPOS", "Lemmas", "LAS", "LAS from text", "non-commercial", "sha256"];
        out.table(&header, &rows)?;
    }
    out.finish()?;
    Ok(Outcome::Done)
}

fn row(model: &Model) -> Vec<String> {
    let score = |measure: &str, pick: fn((f64, f64)) -> f64| {
        model.score(measure).map_or_else(|| "-".to_owned(), |s| format!("{:.2}", pick(s)))
    };
    vec![
        model.lang.to_string(),
        format!("{:.1} MB", model.bytes as f64 / 1e6),
        score("UPOS", |s| s.0),
        score("Lemmas", |s| s.0),
        score("LAS", |s| s.0),
        score("LAS", |s| s.1),
        if model.is_non_commercial() { "yes" } else { "no" }.to_owned(),
        model.sha256.clone(),
    ]
}
