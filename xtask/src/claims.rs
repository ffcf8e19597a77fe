//! `cargo xtask claims`: every claim that the models of the literature make, played in full and written down.

use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::root;

/// Runs the test that holds the claims, told to write docs/claims.md.
pub(crate) fn run() -> Result<()> {
    let status = Command::new(env!("CARGO"))
        .args(["test", "--package", "casus-sim", "--test", "oracles", "the_page_of_claims"])
        .env("CASUS_CLAIMS", "write")
        .current_dir(root())
        .status()
        .context("cargo cannot be started")?;
    if !status.success() {
        bail!(
            "docs/claims.md was not written: the folder 'shared' must lie beside the checkout, or CASUS_SHARED name it"
        );
    }
    eprintln!("wrote docs/claims.md");
    Ok(())
}
