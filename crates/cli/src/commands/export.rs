//! `casus export --format …`

use std::fs;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

use anyhow::Context;
use casus_engine::export::{ExportError, Format, Table, export};

use super::open;
use crate::Outcome;
use crate::args::{Export, ExportFormat, ExportTable, Global};
use crate::output::{Output, note};

pub(crate) fn run(global: &Global, args: &Export) -> anyhow::Result<Outcome> {
    let workspace = open(global)?;
    let format = match args.format {
        ExportFormat::Csv => Format::Csv { excel: args.excel },
        ExportFormat::Jsonl => Format::Jsonl,
        ExportFormat::Geojson => Format::Geojson,
        ExportFormat::Gexf => Format::Gexf,
        ExportFormat::Graphml => Format::Graphml,
        ExportFormat::Html => Format::Html,
    };
    let table = match args.table {
        ExportTable::Events => Table::Events,
        ExportTable::Claims => Table::Claims,
        ExportTable::Forecasts => Table::Forecasts,
        ExportTable::Actors => Table::Actors,
        ExportTable::Documents => Table::Documents,
        ExportTable::Diagnostics => Table::Diagnostics,
    };
    let filter = args.filter.filter();
    let write = |out: &mut dyn Write| {
        export(&workspace, &filter, table, format, &args.title, out).map_err(|error| match error {
            ExportError::Write(error) => anyhow::Error::from(error),
            other => other.into(),
        })
    };
    let Some(path) = args.out.as_ref().filter(|p| p.as_os_str() != "-") else {
        let mut out = Output::new();
        write(out.writer())?;
        out.finish()?;
        return Ok(Outcome::Done);
    };
    // The file appears whole or not at all.
    let draft = PathBuf::from(format!("{}.part", path.display()));
    let cannot =
        || format!("{} cannot be written: check its folder and the room on the disk", path.display());
    let file = fs::File::create(&draft).with_context(cannot)?;
    let mut file = BufWriter::new(file);
    let written =
        write(&mut file).and_then(|()| Ok(file.flush()?)).and_then(|()| Ok(fs::rename(&draft, path)?));
    if let Err(error) = written {
        let _ = fs::remove_file(&draft);
        return Err(error.context(cannot()));
    }
    note(global, &format!("{} written", path.display()));
    Ok(Outcome::Done)
}
