//! `casus play mechanisms`: what a scenario can name.

use std::collections::BTreeMap;

use anyhow::Context;
use casus_engine::sim::mechanism::{Kind, Port};
use casus_engine::sim::mechanisms::{self, ALL};
use serde_json::json;

use crate::Outcome;
use crate::args::Global;
use crate::output::{Output, Style};

pub(super) fn mechanisms(global: &Global, name: Option<&str>) -> anyhow::Result<Outcome> {
    let mut out = Output::new();
    if let Some(name) = name {
        let kind = mechanisms::find(name).with_context(|| {
            let known: Vec<&str> = ALL.iter().map(|k| k.name).collect();
            format!("there is no mechanism '{name}': known are {}", known.join(", "))
        })?;
        if global.json {
            out.json(&as_json(kind))?;
        } else {
            out.line(&mechanisms::page(kind))?;
        }
        out.finish()?;
        return Ok(Outcome::Done);
    }
    for kind in ALL {
        if global.json {
            out.json(&as_json(kind))?;
            continue;
        }
        out.line(&out.paint(kind.name, Style::Bold))?;
        out.line(&format!("  {} ({})", kind.about, kind.source))?;
        for p in kind.parameters {
            let default =
                p.default.map_or("must be given".to_owned(), |(v, source)| format!("{v}, {source}"));
            out.line(&format!("  {} ({}, {} to {}): {}; {default}", p.name, p.unit, p.low, p.high, p.about))?;
        }
        for v in kind.variants {
            out.line(&format!("  variant {}: {}; {}", v.name, v.choices.join(", "), v.about))?;
        }
        for (verb, ports) in [("reads", kind.reads), ("writes", kind.writes)] {
            for p in ports {
                out.line(&format!("  {verb} {} ({}): {}", p.name, p.unit, p.about))?;
            }
        }
    }
    out.finish()?;
    Ok(Outcome::Done)
}

fn as_json(kind: &Kind) -> serde_json::Value {
    let parameters: Vec<_> = kind
        .parameters
        .iter()
        .map(|p| {
            json!({
                "name": p.name, "unit": p.unit, "low": p.low, "high": p.high,
                "default": p.default.map(|d| d.0), "source": p.default.map(|d| d.1), "about": p.about,
            })
        })
        .collect();
    let variants: BTreeMap<_, _> = kind.variants.iter().map(|v| (v.name, v.choices)).collect();
    let ports = |ports: &[Port]| {
        ports.iter().map(|p| json!({"name": p.name, "unit": p.unit, "about": p.about})).collect::<Vec<_>>()
    };
    json!({
        "kind": kind.name, "about": kind.about, "source": kind.source, "parameters": parameters,
        "variants": variants, "reads": ports(kind.reads), "writes": ports(kind.writes),
    })
}
