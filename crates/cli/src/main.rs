//! The program `casus`: news in, a sourced record of events and claims out.
//!
//! `args` says what can be typed; each command is a file in `commands`; `output` writes tables and JSON, `terminal`
//! knows whether a person is looking. Data goes to standard output, messages to standard error. Exit codes: 0 done;
//! 1 done, but something was refused or stopped; 2 not done.

mod args;
mod commands;
mod output;
mod terminal;

use std::process::ExitCode;

use clap::Parser;

use args::{Args, Command};

/// How a command that did not fail ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Outcome {
    /// All was done.
    Done,
    /// Something was refused, or the command was stopped on the way.
    Partly,
}

fn main() -> ExitCode {
    let args = Args::parse();
    match run(&args) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Partly) => ExitCode::from(1),
        // The reader of the output has gone: that is its right.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = std::io::Write::write_fmt(&mut std::io::stderr(), format_args!("casus: {error:#}\n"));
            ExitCode::from(2)
        }
    }
}

fn run(args: &Args) -> anyhow::Result<Outcome> {
    let global = &args.global;
    match &args.command {
        Command::Read(c) => commands::read::run(global, c),
        Command::Show(c) => commands::show::run(global, c),
        Command::Why(c) => commands::why::run(global, c),
        Command::Decide(c) => commands::decide::run(global, c),
        Command::Teach(c) => commands::teach::run(global, c),
        Command::Export(c) => commands::export::run(global, c),
        Command::Sql(c) => commands::sql::run(global, c),
        Command::Code(c) => commands::code::run(global, c),
        Command::Analyse(c) => commands::analyse::run(global, c),
        Command::Play(c) => commands::play::run(global, c),
        Command::Eval(c) => commands::eval::run(global, c),
        Command::Knowledge(c) => commands::knowledge::run(global, c),
        Command::Models(c) => commands::models::run(global, c),
        Command::Lexicon(c) => commands::lexicon::run(global, c),
        Command::Completions(c) => commands::completions::run(c),
        Command::Reference { of } => commands::reference::run(*of),
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let io = cause.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
        let json = cause.downcast_ref::<serde_json::Error>().and_then(serde_json::Error::io_error_kind);
        [io, json].contains(&Some(std::io::ErrorKind::BrokenPipe))
    })
}
