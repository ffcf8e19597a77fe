//! `casus sql "SELECT …"`

use casus_engine::store::Value;

use super::open;
use crate::Outcome;
use crate::args::{Global, Sql};
use crate::output::{Output, note};

pub(crate) fn run(global: &Global, args: &Sql) -> anyhow::Result<Outcome> {
    let mut workspace = open(global)?;
    let answer = workspace.sql(&args.query)?;
    let mut out = Output::new();
    if global.json {
        for row in &answer.rows {
            // Objects keep the order of the query's columns.
            let fields: Vec<String> = answer
                .columns
                .iter()
                .zip(row)
                .map(|(c, v)| Ok(format!("{}:{}", serde_json::to_string(c)?, serde_json::to_string(v)?)))
                .collect::<serde_json::Result<_>>()?;
            out.line(&format!("{{{}}}", fields.join(",")))?;
        }
    } else if !answer.rows.is_empty() {
        let header: Vec<&str> = answer.columns.iter().map(String::as_str).collect();
        let rows: Vec<Vec<String>> = answer.rows.iter().map(|r| r.iter().map(cell).collect()).collect();
        out.table(&header, &rows)?;
    } else {
        note(global, "no rows");
    }
    out.finish()?;
    Ok(Outcome::Done)
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Integer(n) => n.to_string(),
        Value::Real(x) => x.to_string(),
        Value::Text(t) => t.clone(),
    }
}
