//! `cargo xtask demo`: from a fresh clone to a record one can browse.
//!
//! Builds the program, reads `examples/` into a workspace, prints what was found and writes `dossier.html`.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};

use crate::root;

/// What can be set.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Folder of texts to read
    #[arg(long, default_value = "examples")]
    texts: PathBuf,
    /// Where to write the dossier
    #[arg(long, default_value = "dossier.html")]
    out: PathBuf,
    /// Build without optimisation: quicker to build, slower to read
    #[arg(long)]
    debug: bool,
}

/// Runs the demonstration.
pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let casus = build(args.debug)?;
    let workspace = root().join("target/demo.casus");
    std::fs::create_dir_all(root().join("target"))?;
    for suffix in ["", "-wal", "-shm"] {
        let file = PathBuf::from(format!("{}{suffix}", workspace.display()));
        if file.exists() {
            std::fs::remove_file(&file).with_context(|| format!("cannot remove {}", file.display()))?;
        }
    }
    let texts = root().join(&args.texts);
    let out = root().join(&args.out);
    let step = |what: &[&str]| casus_step(&casus, &workspace, what);
    // Each folder is a crisis; what lies beside them tells about the texts and is none.
    let folders = folders(&texts)?;
    let read: Vec<&str> = std::iter::once("read").chain(folders.iter().map(String::as_str)).collect();
    step(&read)?;
    step(&["show", "events", "--limit", "15"])?;
    step(&["show", "forecasts", "--limit", "8"])?;
    step(&["show", "diagnostics"])?;
    step(&["export", "--format", "html", "--out", &out.to_string_lossy()])?;
    eprintln!("\nOpen {} in a browser.", out.display());
    Ok(())
}

/// The folders in a folder, or the folder itself when it holds none.
fn folders(texts: &Path) -> anyhow::Result<Vec<String>> {
    let entries = std::fs::read_dir(texts).with_context(|| format!("cannot read {}", texts.display()))?;
    let mut folders: Vec<PathBuf> = entries.flatten().map(|e| e.path()).filter(|p| p.is_dir()).collect();
    folders.sort();
    if folders.is_empty() {
        folders.push(texts.to_owned());
    }
    let relative = |p: &PathBuf| p.strip_prefix(root()).unwrap_or(p).to_string_lossy().into_owned();
    Ok(folders.iter().map(relative).collect())
}

/// Builds the program and says where it lies.
fn build(debug: bool) -> anyhow::Result<PathBuf> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["build", "--package", "casus"]).current_dir(root());
    if !debug {
        command.arg("--release");
    }
    if !command.status().context("cannot run cargo")?.success() {
        bail!("the program does not build");
    }
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    let name = format!("casus{}", std::env::consts::EXE_SUFFIX);
    Ok(target.join(if debug { "debug" } else { "release" }).join(name))
}

/// Runs one command of the program and shows it as a person would type it.
fn casus_step(casus: &Path, workspace: &Path, what: &[&str]) -> anyhow::Result<()> {
    eprintln!("\n$ casus {}", what.join(" "));
    let status = Command::new(casus)
        .args(what)
        .arg("--workspace")
        .arg(workspace)
        .current_dir(root())
        .status()
        .with_context(|| format!("cannot run {}", casus.display()))?;
    // 1 means that something was refused: the demonstration goes on with what was read.
    if !matches!(status.code(), Some(0 | 1)) {
        bail!("casus {} failed", what.join(" "));
    }
    Ok(())
}
