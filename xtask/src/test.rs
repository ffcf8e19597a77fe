//! `cargo xtask test`: every check, in the order in which a failure is cheapest.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::root;

/// What the README tells a newcomer to run; `test` runs them too.
const README_COMMANDS: &[&str] = &["cargo xtask demo", "cargo xtask test"];

/// Runs all checks and stops at the first that fails.
pub(crate) fn run() -> Result<()> {
    let root = root();
    if !root.parent().is_some_and(|p| p.join("shared").is_dir()) && std::env::var_os("CASUS_SHARED").is_none()
    {
        eprintln!(
            "note: no folder 'shared' beside the checkout: tests that need its data say what they skip"
        );
    }
    step("format", &["fmt", "--all", "--check"], root)?;
    mechanisms_format(root)?;
    step("lints", &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"], root)?;
    if installed("cargo-nextest") {
        step("tests", &["nextest", "run", "--workspace", "--no-fail-fast"], root)?;
    } else {
        eprintln!("note: cargo-nextest is not installed: running the tests with cargo test");
        step("tests", &["test", "--workspace", "--all-targets", "--no-fail-fast"], root)?;
    }
    step("doc tests", &["test", "--workspace", "--doc"], root)?;
    readme(root)?;
    demo(root)?;
    eprintln!("all checks passed");
    Ok(())
}

fn step(name: &str, args: &[&str], root: &Path) -> Result<()> {
    let start = Instant::now();
    eprintln!("── {name}: cargo {}", args.join(" "));
    let status = Command::new(env!("CARGO"))
        .args(args)
        .current_dir(root)
        .status()
        .context("cargo cannot be started")?;
    if !status.success() {
        bail!("{name} failed: run 'cargo {}' to see it alone", args.join(" "));
    }
    eprintln!("── {name}: passed in {:.0} s", start.elapsed().as_secs_f32());
    Ok(())
}

/// Mechanisms are found by a build script, so that cargo fmt does not see them.
fn mechanisms_format(root: &Path) -> Result<()> {
    let folder = root.join("crates/sim/src/mechanisms");
    let mut files = Vec::new();
    for entry in std::fs::read_dir(&folder).context("the mechanisms cannot be listed")? {
        files.push(entry?.path());
    }
    let mut command = Command::new("rustfmt");
    command.args(["--check", "--edition", "2024", "--config-path"]).arg(root).args(&files);
    if !command.status().context("rustfmt cannot be started")?.success() {
        bail!("format failed: run 'rustfmt --edition 2024 {}/*.rs'", folder.display());
    }
    Ok(())
}

fn installed(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok_and(|o| o.status.success())
}

fn readme(root: &Path) -> Result<()> {
    let readme = std::fs::read_to_string(root.join("README.md")).context("README.md cannot be read")?;
    for command in README_COMMANDS {
        if !readme.contains(command) {
            bail!("README.md does not name the command '{command}'");
        }
    }
    Ok(())
}

/// The demonstration, with the program the tests were run on, so that it is not built a second time.
fn demo(root: &Path) -> Result<()> {
    eprintln!("── demonstration: cargo xtask demo --debug");
    let status = Command::new(env!("CARGO"))
        .args([
            "run",
            "--quiet",
            "--package",
            "xtask",
            "--",
            "demo",
            "--debug",
            "--out",
            "target/demo-check.html",
        ])
        .current_dir(root)
        .stdout(std::process::Stdio::null())
        .status()
        .context("the demonstration cannot be started")?;
    if !status.success() {
        bail!("the command 'cargo xtask demo' of README.md failed");
    }
    Ok(())
}
