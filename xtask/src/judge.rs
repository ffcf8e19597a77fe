//! `cargo xtask train-judge`: trains the judge of events and writes `models/judge.bin` and its card;
//! `cargo xtask train-reader`: trains the reader of attributions and writes `models/attribution.bin` and its card.
//!
//! The work is done by examples of `casus-engine`, which read texts as the program does.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, bail};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Folder that holds gold/ [default: `shared` beside the checkout, or CASUS_SHARED]
    #[arg(long)]
    shared: Option<PathBuf>,
    /// Only measure on held-out folds and write nothing
    #[arg(long)]
    dev: bool,
}

/// Runs the example that does the work.
pub(crate) fn run(example: &str, args: &Args) -> anyhow::Result<()> {
    let beside = crate::root().parent().map(|p| p.join("shared")).filter(|p| p.is_dir());
    let stated = args.shared.clone().or_else(|| std::env::var_os("CASUS_SHARED").map(PathBuf::from));
    let shared = stated
        .or(beside)
        .context("no folder 'shared' beside the checkout: pass --shared or set CASUS_SHARED")?;
    let mut command = Command::new(env!("CARGO"));
    command
        .args(["run", "--quiet", "--package", "casus-engine", "--example", example, "--", "--shared"])
        .arg(&shared)
        .current_dir(crate::root());
    if args.dev {
        command.arg("--dev");
    }
    if !command.status().context("cargo cannot be started")?.success() {
        bail!("it could not be trained: the message stands above");
    }
    Ok(())
}
