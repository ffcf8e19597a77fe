//! `cargo xtask rules`: makes docs/rules.md, the manual page of the grammar, from the heads of the rule files.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Only say whether docs/rules.md is fresh
    #[arg(long)]
    check: bool,
}

const PAGE: &str = "docs/rules.md";

/// Folders and files whose heads make the page, under their headings.
const PARTS: &[(&str, &[&str])] = &[
    ("Trees put right", &["crates/coder/src/trees"]),
    ("Events", &["crates/coder/src/grammar", "crates/coder/src/events.rs", "crates/coder/src/judge"]),
    (
        "Whether, when, where, how many",
        &["crates/coder/src/factuality.rs", "crates/coder/src/when.rs", "crates/coder/src/quantity.rs"],
    ),
    ("Claims and forecasts", &["crates/coder/src/claims"]),
    (
        "Across documents",
        &[
            "crates/coder/src/merge.rs",
            "crates/coder/src/stories.rs",
            "crates/coder/src/conflicts.rs",
            "crates/engine/src/signals.rs",
        ],
    ),
];

pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let fresh = page(crate::root())?;
    let path = crate::root().join(PAGE);
    if !args.check {
        return std::fs::write(&path, fresh).with_context(|| path.display().to_string());
    }
    if std::fs::read_to_string(&path).unwrap_or_default() != fresh {
        bail!("{PAGE} is not what the rule files say: run 'cargo xtask rules'");
    }
    Ok(())
}

/// The page, from the files as they are.
fn page(root: &Path) -> anyhow::Result<String> {
    let mut out = String::from(
        "# Rules\n\nWhat the reader does with a sentence, family by family: what a rule does, where it comes from, \
         where it ends. This page is made from the heads of the rule files by `cargo xtask rules`.\n",
    );
    for (heading, places) in PARTS {
        write!(out, "\n## {heading}\n")?;
        for file in places.iter().map(|p| files(&root.join(p))).collect::<anyhow::Result<Vec<_>>>()?.concat()
        {
            let source = std::fs::read_to_string(&file).with_context(|| file.display().to_string())?;
            let head = head(&source);
            if head.is_empty() {
                bail!("{} has no head: say what the rule does, its source and its limits", file.display());
            }
            let name = file.strip_prefix(root).unwrap_or(&file).to_string_lossy().replace('\\', "/");
            let short = name.trim_start_matches("crates/").replace("/src/", "/");
            write!(out, "\n### [{short}](../{name})\n\n{head}")?;
        }
    }
    Ok(out)
}

/// A file, or the Rust files of a folder: `mod.rs` first, then by name.
fn files(place: &Path) -> anyhow::Result<Vec<PathBuf>> {
    if place.is_file() {
        return Ok(vec![place.to_owned()]);
    }
    let entries = std::fs::read_dir(place).with_context(|| place.display().to_string())?;
    let mut all: Vec<PathBuf> =
        entries.flatten().map(|e| e.path()).filter(|p| p.extension().is_some_and(|e| e == "rs")).collect();
    all.sort_by_key(|p| (!p.ends_with("mod.rs"), p.clone()));
    Ok(all)
}

/// The inner documentation at the top of a source file, links to code made plain.
fn head(source: &str) -> String {
    let mut out = String::new();
    for line in source.lines().take_while(|l| l.starts_with("//!")) {
        let text = line.trim_start_matches("//!");
        out.push_str(text.strip_prefix(' ').unwrap_or(text));
        out.push('\n');
    }
    plain_links(&out)
}

/// `[`select`]` → `` `select` ``: links that only rustdoc can follow.
fn plain_links(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("[`") {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let Some(end) = from.find("`]") else {
            rest = from;
            break;
        };
        out.push_str(&from[1..=end]);
        rest = &from[end + 2..];
        // the target of a link with one
        if rest.starts_with('(')
            && let Some(close) = rest.find(')')
        {
            rest = &rest[close + 1..];
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn links_of_rustdoc_are_made_plain() {
        assert_eq!(super::plain_links("by [`select`], [`a`](b::c) or [x](y)"), "by `select`, `a` or [x](y)");
    }

    #[test]
    fn the_page_of_the_rules_is_fresh() {
        let path = crate::root().join(super::PAGE);
        let page = super::page(crate::root()).expect("every rule file has a head");
        let held = std::fs::read_to_string(path).expect("docs/rules.md is there");
        assert!(held == page, "docs/rules.md is not what the rule files say: run 'cargo xtask rules'");
    }
}
