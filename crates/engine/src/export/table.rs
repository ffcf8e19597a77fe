//! Flat files, and events on a map.

use std::io::{self, Write};

use casus_store::{ActorRow, ClaimRow, DiagnosticRow, DocumentRow, EventRow, Filter, StoreError, Workspace};
use serde_json::{Value, json};

use super::Table;

/// Rows as JSON objects, with the order of their columns.
pub(super) struct Rows {
    columns: &'static [&'static str],
    rows: Vec<Value>,
}

/// What a filter keeps of a table.
pub(super) fn rows(workspace: &Workspace, filter: &Filter, table: Table) -> Result<Rows, StoreError> {
    fn values<T: serde::Serialize>(columns: &'static [&'static str], rows: Vec<T>) -> Rows {
        let rows = rows.into_iter().map(|r| serde_json::to_value(r).expect("rows are plain data")).collect();
        Rows { columns, rows }
    }
    Ok(match table {
        Table::Events => values(EventRow::COLUMNS, workspace.events(filter)?),
        Table::Claims => values(ClaimRow::COLUMNS, workspace.claims(filter, false)?),
        Table::Forecasts => values(ClaimRow::COLUMNS, workspace.claims(filter, true)?),
        Table::Actors => values(ActorRow::COLUMNS, workspace.actors(filter)?),
        Table::Documents => values(DocumentRow::COLUMNS, workspace.documents(filter)?),
        Table::Diagnostics => values(DiagnosticRow::COLUMNS, workspace.diagnostics(filter)?),
    })
}

impl Rows {
    /// RFC 4180 with a header. Offsets are code points.
    pub(super) fn csv(&self, excel: bool, out: &mut dyn Write) -> io::Result<()> {
        let mut builder = csv::WriterBuilder::new();
        builder.terminator(csv::Terminator::CRLF);
        if excel {
            out.write_all("\u{feff}".as_bytes())?;
            builder.delimiter(b';');
        }
        let mut writer = builder.from_writer(out);
        writer.write_record(self.columns)?;
        for row in &self.rows {
            writer.write_record(self.columns.iter().map(|c| cell(&row[*c], excel)))?;
        }
        writer.flush()
    }

    /// One object a line, its fields in the order of the columns.
    pub(super) fn jsonl(&self, out: &mut dyn Write) -> io::Result<()> {
        for row in &self.rows {
            for (i, column) in self.columns.iter().enumerate() {
                let open = if i == 0 { '{' } else { ',' };
                write!(out, "{open}\"{column}\":{}", row[*column])?;
            }
            out.write_all(b"}\n")?;
        }
        Ok(())
    }
}

fn cell(value: &Value, excel: bool) -> String {
    match value {
        Value::Null => String::new(),
        // A spreadsheet would run a text that begins so as a formula.
        Value::String(text) if excel && text.starts_with(['=', '+', '-', '@', '\t', '\r']) => {
            format!("'{text}")
        }
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Events with coordinates as points; the properties are those of the flat row.
pub(super) fn geojson(events: &[EventRow], out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"{\"type\":\"FeatureCollection\",\"features\":[")?;
    let located = events.iter().filter_map(|e| Some((e, e.lat?, e.lon?)));
    for (i, (event, lat, lon)) in located.enumerate() {
        let feature = json!({
            "type": "Feature",
            "id": event.event_id,
            "geometry": {"type": "Point", "coordinates": [lon, lat]},
            "properties": event,
        });
        write!(out, "{}\n{feature}", if i == 0 { "" } else { "," })?;
    }
    out.write_all(b"\n]}\n")
}
