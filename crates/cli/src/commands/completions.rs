//! `casus completions SHELL`, and the reference of all commands.

use std::fmt::Write as _;

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

/// `docs/reference/cli.md`, from the definitions of the commands.
pub(crate) fn reference() -> anyhow::Result<Outcome> {
    let mut text = String::from(
        "# Commands\n\nMade from the program's own definitions (`casus reference`); a test keeps it fresh.\n",
    );
    let mut command = Args::command().term_width(100);
    command.build();
    describe(&mut command, "", &mut text);
    let mut out = Output::new();
    out.writer().write_all(text.as_bytes())?;
    out.finish()?;
    Ok(Outcome::Done)
}

fn describe(command: &mut clap::Command, above: &str, text: &mut String) {
    let name = format!("{above} {}", command.get_name()).trim().to_owned();
    let help = command.clone().bin_name(name.clone()).term_width(100).render_long_help().to_string();
    let lines: Vec<&str> = help.lines().map(str::trim_end).collect();
    let _ = write!(text, "\n## {name}\n\n```text\n{}\n```\n", lines.join("\n").trim_end());
    let inner: Vec<String> = command.get_subcommands().map(|c| c.get_name().to_owned()).collect();
    for sub in inner.iter().filter(|s| *s != "help") {
        if let Some(sub) = command.find_subcommand_mut(sub)
            && !sub.is_hide_set()
        {
            describe(sub, &name, text);
        }
    }
}
