//! Playing scenarios, with files around it: results that are kept run by run and taken up again after a kill, saved
//! states, designs from outside, evidence from a workspace, the report.
//!
//! What is played and what it means is in [`casus_sim`]; here is what touches the disk.

mod evidence;
mod parquet;
mod propose;
mod report;
mod results;
mod states;

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use casus_sim::ensemble::design::{DesignError, Points, outside};
use casus_sim::run::StateError;
use casus_sim::scenario::{Scenario, ScenarioError, hexadecimal};
use casus_store::{Play, PlayedRun, StoreError, Workspace};
use sha2::{Digest, Sha256};

pub use evidence::{Quoted, quote, unknown_evidence};
pub use propose::{ProposeError, propose};
pub use report::{Matters, Report};
pub use results::{Failure, Results, ResultsFormat, Study};
pub use states::{Saved, States};

/// A scenario with the file it was read from.
#[derive(Clone)]
pub struct Source {
    /// The file.
    pub path: PathBuf,
    /// Its text.
    pub text: String,
    /// What it says.
    pub scenario: Scenario,
}

impl Source {
    /// Reads and checks a scenario file.
    pub fn read(path: &Path) -> Result<Self, PlayError> {
        let text = std::fs::read_to_string(path).map_err(|error| PlayError::Read {
            path: path.to_owned(),
            what: "a scenario (TOML)",
            error,
        })?;
        let scenario =
            Scenario::parse(&text).map_err(|error| PlayError::Scenario { path: path.to_owned(), error })?;
        Ok(Self { path: path.to_owned(), text, scenario })
    }
}

/// Reads a design made elsewhere: CSV, one column for everything that is uncertain, one row a run. Also says by what
/// name results know it again.
pub fn read_design(scenario: &Scenario, path: &Path) -> Result<(Points, String), PlayError> {
    let refuse = |error| PlayError::Design { path: path.to_owned(), error };
    let bytes = std::fs::read(path).map_err(|error| PlayError::Read {
        path: path.to_owned(),
        what: "a design (CSV)",
        error,
    })?;
    let mut reader =
        csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(bytes.as_slice());
    let no_table = |error: csv::Error| PlayError::Table { path: path.to_owned(), error };
    let names: Vec<String> = reader.headers().map_err(no_table)?.iter().map(str::to_owned).collect();
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(no_table)?;
        let line = record.position().map_or(0, csv::Position::line);
        rows.push((line, record.iter().map(|cell| cell.parse().unwrap_or(f64::NAN)).collect()));
    }
    let points = outside(scenario, &names, rows.into_iter()).map_err(refuse)?;
    let sum = hexadecimal(&Sha256::digest(&bytes)[..8]);
    Ok((points, format!("file {sum}")))
}

/// Playing cannot go on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PlayError {
    /// A file cannot be read.
    #[error("{path} cannot be read: {error}; give the path of {what}", path = .path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What it should be.
        what: &'static str,
        /// Why.
        error: io::Error,
    },
    /// A scenario has a fault.
    #[error("{path}: {error}", path = .path.display())]
    Scenario {
        /// The file.
        path: PathBuf,
        /// The fault.
        error: ScenarioError,
    },
    /// A design does not fit the scenario.
    #[error("{path}: {error}", path = .path.display())]
    Design {
        /// The file.
        path: PathBuf,
        /// How.
        error: DesignError,
    },
    /// A file is no table.
    #[error("{path} is no CSV table: {error}", path = .path.display())]
    Table {
        /// The file.
        path: PathBuf,
        /// Why.
        error: csv::Error,
    },
    /// No room is left.
    #[error(
        "there is no room left to write {path}: free some space and run the same command again; the {done} runs that were written are kept and not played again", path = .path.display()
    )]
    Full {
        /// The file.
        path: PathBuf,
        /// Runs in it.
        done: u64,
    },
    /// A file cannot be written.
    #[error("{path} cannot be written: {error}; check its folder and its permissions", path = .path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// Results that were begun for another request.
    #[error(
        "{path} holds results of another request ({what}): give the same scenario, seed, runs and design to go on, or remove it to begin anew", path = .path.display()
    )]
    OtherResults {
        /// The file.
        path: PathBuf,
        /// What differs.
        what: String,
    },
    /// A saved state is none of this scenario.
    #[error("{path}: {error}", path = .path.display())]
    State {
        /// The file.
        path: PathBuf,
        /// Why.
        error: StateError,
    },
    /// The workspace cannot be asked.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl PlayError {
    /// The error for who writes a file, with what is safe.
    fn write(path: &Path, done: u64, error: io::Error) -> Self {
        use io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
        match error.kind() {
            StorageFull | QuotaExceeded | FileTooLarge => Self::Full { path: path.to_owned(), done },
            _ => Self::Write { path: path.to_owned(), error },
        }
    }
}

/// A file without a name, gone when it is closed.
fn nameless() -> Result<File, PlayError> {
    let folder = std::env::temp_dir();
    tempfile::tempfile().map_err(|error| PlayError::write(&folder, 0, error))
}

/// The name of the file that grows until `path` is whole.
fn draft(path: &Path) -> PathBuf {
    PathBuf::from(format!("{}.part", path.display()))
}

/// Keeps the results of a study in a workspace.
pub fn keep(
    workspace: &mut Workspace,
    source: &Source,
    study: &Study<'_>,
    results: &Results,
) -> Result<String, PlayError> {
    let made_of = format!(
        "{}\n{}\n{}\n{}\n{}",
        study.scenario.hash,
        study.seed,
        study.design,
        study.runs,
        study.futures.join("\n")
    );
    let sum = hexadecimal(&Sha256::digest(made_of)[..8]);
    let play = Play {
        id: format!("p{sum}"),
        scenario: study.scenario.name.clone(),
        scenario_sha256: study.scenario.hash.clone(),
        scenario_text: source.text.clone(),
        seed: study.seed,
        design: study.design.clone(),
        runs: study.runs,
    };
    workspace.keep_play(&play, |row| {
        results.runs(|branch, run, failed, inputs, outcomes| {
            row(PlayedRun { branch, run, failed, inputs, outcomes });
        })
    })?;
    Ok(play.id)
}
