//! `casus read PATH…`

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::time::Duration;

use casus_engine::store::{Counts, Workspace};
use casus_engine::{ANSWERS, Casus, Limits, Progress, ReadOptions, Summary};
use indicatif::{ProgressBar, ProgressStyle};

use super::{stop_on_signal, today};
use crate::Outcome;
use crate::args::{Global, Read};
use crate::output::{Output, count, note};

pub(crate) fn run(global: &Global, args: &Read) -> anyhow::Result<Outcome> {
    let mut workspace = Workspace::create(&global.workspace)?;
    let answers = PathBuf::from(format!("{}{ANSWERS}", global.workspace.display()));
    let (casus, second) =
        super::second::with(&args.second, args.parts.of(Casus::taught_by(&workspace)?), Some(answers))?;
    for diagnostic in casus.teaching_diagnostics() {
        note(global, &format!("{}: {}", diagnostic.code, diagnostic.message));
    }
    let cancel = stop_on_signal();
    let bar = bar(global, &args.paths);
    let mut progress = |p: &Progress| {
        bar.set_position(p.bytes.min(bar.length().unwrap_or(u64::MAX)));
        bar.set_message(format!("{} · {}", count(p.inputs, "document"), p.origin));
    };
    let summary = if args.again {
        casus.read_again(&mut workspace, &mut progress, &cancel)?
    } else {
        let options = ReadOptions {
            paths: args.paths.clone(),
            date: args.date.clone(),
            lang: args.lang.clone(),
            today: today(global),
            limits: Limits::of_document(args.max_size.saturating_mul(1 << 20)),
        };
        casus.read(&mut workspace, &options, &mut progress, &cancel)?
    };
    bar.finish_and_clear();

    let counts = workspace.counts()?;
    let mut out = Output::new();
    if global.json {
        let mut told = serde_json::json!({"summary": summary, "workspace": counts});
        if let Some(second) = &second {
            told["second_reader"] = serde_json::to_value(second.usage())?;
        }
        out.json(&told)?;
    } else {
        for refusal in &summary.refusals {
            let hint = refusal.hint.as_ref().map(|h| format!(" ({h})")).unwrap_or_default();
            note(global, &format!("refused {}: {}{hint}", refusal.origin, refusal.message));
        }
        tell(global, &summary, &counts, &mut out)?;
        if let Some(second) = &second {
            super::second::tell(global, &second.usage());
        }
    }
    out.finish()?;
    Ok(if summary.interrupted || summary.refused > 0 { Outcome::Partly } else { Outcome::Done })
}

/// A bar with rate and time to go on a terminal, nothing elsewhere. It counts bytes of the files' sizes: the only
/// total that is known before they are read.
fn bar(global: &Global, paths: &[PathBuf]) -> ProgressBar {
    if global.quiet || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let total: u64 = paths.iter().map(|p| size(p, 0)).sum();
    let (bar, template) = if total > 0 {
        (ProgressBar::new(total), "{bar:24} {percent:>3} %  {bytes_per_sec}  {eta} to go  {wide_msg}")
    } else {
        (ProgressBar::no_length(), "{spinner} {bytes_per_sec}  {elapsed}  {wide_msg}")
    };
    bar.set_style(ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

/// Bytes of a file or of the files below a folder; links are not followed.
fn size(path: &Path, depth: usize) -> u64 {
    let Ok(meta) = std::fs::symlink_metadata(path) else { return 0 };
    if !meta.is_dir() || depth > 64 {
        return if meta.is_file() { meta.len() } else { 0 };
    }
    let entries = std::fs::read_dir(path).into_iter().flatten().flatten();
    entries.map(|e| size(&e.path(), depth + 1)).sum()
}

fn tell(global: &Global, s: &Summary, w: &Counts, out: &mut Output) -> anyhow::Result<()> {
    if global.quiet {
        return Ok(());
    }
    let mut parts = vec![format!("{} read", count(s.read, "document"))];
    let mut also = |n: u64, what: &str| {
        if n > 0 {
            parts.push(format!("{n} {what}"));
        }
    };
    also(s.unchanged, "already there");
    also(s.duplicates, "repeating another's text");
    also(s.not_coded, "not coded (no model for the language)");
    also(s.undated, "without a date");
    also(s.refused, "refused");
    out.line(&parts.join(", "))?;
    let n = |n: i64, what: &str| count(n.max(0) as u64, what);
    out.line(&format!(
        "{}: {} in {}, {} ({}), {}",
        global.workspace.display(),
        n(w.events, "event"),
        n(w.reports, "report"),
        n(w.claims, "claim"),
        n(w.forecasts, "forecast"),
        n(w.actors, "actor"),
    ))?;
    if w.orphan_decisions > 0 {
        out.line(&format!(
            "{} on records that the latest reading did not suggest again: casus sql \"SELECT * FROM orphan_decisions\"",
            n(w.orphan_decisions, "decision")
        ))?;
    }
    if s.interrupted {
        note(global, "stopped; what was read is kept: run the same command to go on");
    }
    Ok(())
}
