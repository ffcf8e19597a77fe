//! One file for each command.

pub(crate) mod analyse;
pub(crate) mod code;
pub(crate) mod completions;
pub(crate) mod decide;
pub(crate) mod eval;
pub(crate) mod export;
pub(crate) mod knowledge;
pub(crate) mod lexicon;
pub(crate) mod models;
pub(crate) mod play;
pub(crate) mod read;
pub(crate) mod reference;
mod second;
pub(crate) mod show;
pub(crate) mod sql;
pub(crate) mod teach;
pub(crate) mod why;

use std::io::Read;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Context;
use casus_engine::Casus;
use casus_engine::store::{StoreError, Workspace};
use casus_model::Day;

use crate::args::Global;
use crate::output::note;

/// The workspace, to read. Events are merged first where a reading was cut short before that.
fn open(global: &Global) -> anyhow::Result<Workspace> {
    let path = &global.workspace;
    let workspace = Workspace::open_read_only(path)?;
    if workspace.events_are_current()? {
        return Ok(workspace);
    }
    drop(workspace);
    note(global, "the last reading was cut short: merging its reports into events");
    let mut writable = Workspace::open(path)?;
    match Casus::new()?.finish(&mut writable) {
        Ok(()) => {}
        // Another program is at it, or nothing may be written: show what there is.
        Err(error @ (StoreError::Locked(_) | StoreError::ReadOnly(_))) => {
            note(global, &format!("events may be missing: {error}"));
        }
        Err(error) => return Err(error.into()),
    }
    drop(writable);
    Ok(Workspace::open_read_only(path)?)
}

/// Today, as the machine's clock or the user says. The only place where the clock is asked.
#[expect(clippy::disallowed_methods, reason = "this is where the clock comes in")]
fn today(global: &Global) -> Day {
    global.today.unwrap_or_else(|| jiff::Zoned::now().date())
}

/// The text of a file, or of standard input for `-` and none.
fn input(file: Option<&Path>) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    match file.filter(|f| *f != Path::new("-")) {
        Some(path) => {
            bytes = std::fs::read(path).with_context(|| format!("{} cannot be read", path.display()))?;
        }
        None => {
            std::io::stdin().lock().read_to_end(&mut bytes).context("standard input cannot be read")?;
        }
    }
    Ok(bytes)
}

/// The first Ctrl-C asks to stop at the next document or run; the second ends the program at once.
fn stop_on_signal() -> Arc<AtomicBool> {
    let cancel = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&cancel);
    let _ = ctrlc::set_handler(move || {
        if flag.swap(true, Ordering::Relaxed) {
            #[expect(clippy::exit, reason = "the user asked twice")]
            std::process::exit(2);
        }
    });
    cancel
}
