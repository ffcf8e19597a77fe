//! `cargo xtask knowledge`: compiles the tables people edit into the blob the program carries.

use std::path::PathBuf;

use anyhow::{Context, bail};
use casus_knowledge::Base;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Where to write the blob [default: knowledge/casus.knowledge]
    #[arg(long)]
    out: Option<PathBuf>,
    /// Write nothing; fail when the blob is not what the tables compile to
    #[arg(long)]
    check: bool,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let tables = crate::root().join("knowledge");
    let out = args.out.clone().unwrap_or_else(|| tables.join("casus.knowledge"));
    let blob = match casus_knowledge::compile(&tables) {
        Ok(blob) => blob,
        Err(errors) => {
            for error in errors.iter().take(50) {
                eprintln!("knowledge/{error}");
            }
            bail!("{} problems in the tables; nothing was written", errors.len());
        }
    };
    if args.check {
        let old = std::fs::read(&out).with_context(|| format!("cannot read {}", out.display()))?;
        if old != blob {
            bail!("{} is older than its tables; run 'cargo xtask knowledge' and commit it", out.display());
        }
        return Ok(());
    }
    std::fs::write(&out, &blob).with_context(|| format!("cannot write {}", out.display()))?;
    let stats = Base::from_vec(blob)?.stats();
    println!("{}", serde_json::to_string_pretty(&stats)?);
    Ok(())
}
