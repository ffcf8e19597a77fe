//! `casus completions SHELL`

use clap::CommandFactory;

use crate::Outcome;
use crate::args::{Args, Completions};
use crate::output::Output;

pub(crate) fn run(args: &Completions) -> anyhow::Result<Outcome> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), "casus", &mut script);
    let mut out = Output::new();
    out.writer().write_all(&script)?;
    out.finish()?;
    Ok(Outcome::Done)
}
