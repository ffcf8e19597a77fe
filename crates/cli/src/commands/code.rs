//! `casus code`: JSON Lines in, JSON Lines out.

use std::fs::File;
use std::io::{BufReader, BufWriter, Write};
use std::path::Path;

use anyhow::Context;
use casus_engine::{Casus, code};

use super::today;
use crate::Outcome;
use crate::args::{Code, Global};
use crate::output::note;

pub(crate) fn run(global: &Global, args: &Code) -> anyhow::Result<Outcome> {
    let (casus, second) = super::second::with(&args.second, args.parts.of(Casus::new()?), None)?;
    let out = BufWriter::new(std::io::stdout().lock());
    let today = Some(today(global));
    let summary = match args.file.as_deref().filter(|f| *f != Path::new("-")) {
        Some(path) => {
            let file = File::open(path).with_context(|| format!("{} cannot be read", path.display()))?;
            stream(&casus, BufReader::new(file), out, today)?
        }
        None => stream(&casus, std::io::stdin().lock(), out, today)?,
    };
    if let Some(second) = second {
        super::second::tell(global, &second.usage());
    }
    if summary.failed > 0 {
        note(
            global,
            &format!("{} of {} lines could not be read", summary.failed, summary.failed + summary.coded),
        );
        return Ok(Outcome::Partly);
    }
    Ok(Outcome::Done)
}

/// Codes the stream; each batch is handed on as soon as it is done, so that the command can stand in a pipe.
fn stream(
    casus: &Casus,
    input: impl std::io::BufRead,
    out: impl Write,
    today: Option<casus_model::Day>,
) -> anyhow::Result<code::Summary> {
    Ok(code::stream(casus, input, out, today, |_| true)?)
}
