use rusqlite::params;

use crate::{StoreError, Workspace};

/// The SQL that makes the tables of what was played; workspaces older than they get them when something is kept.
pub const PLAY_SCHEMA: &str = include_str!("play.sql");

/// A request to play, as the workspace keeps it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Play {
    /// `p` and 16 hexadecimal digits.
    pub id: String,
    /// Name of the scenario.
    pub scenario: String,
    /// SHA-256 of its text.
    pub scenario_sha256: String,
    /// Its text.
    pub scenario_text: String,
    /// Seed.
    pub seed: u64,
    /// How runs were chosen.
    pub design: String,
    /// Runs of each branch.
    pub runs: u32,
}

/// One run, as the workspace keeps it.
#[derive(Clone, Copy, Debug)]
pub struct PlayedRun<'r> {
    /// Branch.
    pub branch: &'r str,
    /// Replication.
    pub run: u32,
    /// Why it failed; empty when it did not.
    pub failed: &'r str,
    /// What was uncertain.
    pub inputs: &'r [(&'r str, f64)],
    /// What came out.
    pub outcomes: &'r [(&'r str, f64)],
}

impl Workspace {
    /// Keeps what was played, in one transaction: `each` is called once and calls back for every run.
    pub fn keep_play<E: From<StoreError>>(
        &mut self,
        play: &Play,
        each: impl FnOnce(&mut dyn FnMut(PlayedRun<'_>)) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut read = Ok(());
        self.transact(|t| {
            t.execute_batch(PLAY_SCHEMA)?;
            t.execute("DELETE FROM plays WHERE id = ?1", [&play.id])?;
            t.execute(
                "INSERT INTO plays VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                params![
                    play.id,
                    play.scenario,
                    play.scenario_sha256,
                    play.scenario_text,
                    play.seed.to_string(),
                    play.design,
                    play.runs,
                    env!("CARGO_PKG_VERSION")
                ],
            )?;
            let mut run_row = t.prepare("INSERT INTO play_runs VALUES (?1, ?2, ?3, ?4)")?;
            let mut value_row = t.prepare("INSERT INTO play_values VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
            let mut wrote = Ok(());
            read = each(&mut |run| {
                if wrote.is_err() {
                    return;
                }
                wrote = (|| {
                    let failed = Some(run.failed).filter(|f| !f.is_empty());
                    run_row.execute(params![play.id, run.branch, run.run, failed])?;
                    if failed.is_some() {
                        return Ok(());
                    }
                    for (kind, values) in [("input", run.inputs), ("outcome", run.outcomes)] {
                        for (name, value) in values {
                            value_row.execute(params![play.id, run.branch, run.run, kind, name, value])?;
                        }
                    }
                    Ok(())
                })();
            });
            wrote
        })?;
        read
    }
}
