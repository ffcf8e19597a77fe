//! The record for other programs: tables (CSV, JSON Lines), maps (GeoJSON), networks (GEXF, GraphML) and a dossier to
//! read and print (HTML).

mod dossier;
mod graph;
mod table;

use std::io::{self, Write};

use casus_store::{Filter, StoreError, Workspace};

pub use graph::{Edge, Network, Node};

/// A format to export to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// RFC 4180, UTF-8; `excel` adds a byte order mark, semicolons, and keeps cells from being run as formulas.
    Csv {
        /// For spreadsheets that guess.
        excel: bool,
    },
    /// One JSON object a line.
    Jsonl,
    /// RFC 7946: located events as points.
    Geojson,
    /// GEXF 1.3: actors and what they do to each other, with dates.
    Gexf,
    /// The same network in GraphML.
    Graphml,
    /// One self-contained page.
    Html,
}

/// What a table lists.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Table {
    /// Flat event rows.
    #[default]
    Events,
    /// Claims.
    Claims,
    /// Forecasts.
    Forecasts,
    /// Actors.
    Actors,
    /// Documents.
    Documents,
    /// Diagnostics.
    Diagnostics,
}

/// The export cannot be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// The workspace cannot be asked.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The output cannot be written.
    #[error(transparent)]
    Write(#[from] io::Error),
}

/// Writes what the filter keeps of a workspace. `title` heads the dossier.
pub fn export(
    workspace: &Workspace,
    filter: &Filter,
    table: Table,
    format: Format,
    title: &str,
    out: &mut dyn Write,
) -> Result<(), ExportError> {
    match format {
        Format::Csv { excel } => table::rows(workspace, filter, table)?.csv(excel, out)?,
        Format::Jsonl => table::rows(workspace, filter, table)?.jsonl(out)?,
        Format::Geojson => table::geojson(&workspace.events(filter)?, out)?,
        Format::Gexf => Network::of(workspace, filter)?.gexf(out)?,
        Format::Graphml => Network::of(workspace, filter)?.graphml(out)?,
        Format::Html => dossier::write(workspace, filter, title, out)?,
    }
    out.flush()?;
    Ok(())
}

/// Text between tags or in quotes of XML and HTML. Characters that XML 1.0 does not allow are left out.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'.. => {
                escaped.push(c);
            }
            _ => {}
        }
    }
    escaped
}
