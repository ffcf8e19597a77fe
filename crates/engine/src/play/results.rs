//! Results, one row a run, kept as they come: a command that was killed or found the disk full goes on where it ended.
//!
//! Rows are written to `FILE.part` in the order of the runs, whatever the number of threads, and the file gets its name
//! when all are there: the same request gives the same bytes, with or without a break. Nothing of a run stays in memory.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use casus_sim::ensemble::play::{Played, Row, finish, in_order};
use casus_sim::run::{Run, RunError, dimensions};
use casus_sim::scenario::Scenario;

use super::{PlayError, draft, nameless, parquet};

/// What is to be played: each of some futures (the base line, branches) so many times.
pub struct Study<'s> {
    /// The scenario.
    pub scenario: &'s Scenario,
    /// Seed of all random numbers.
    pub seed: u64,
    /// How runs are chosen, as results name it: `monte-carlo`, `sobol 128`, `from step 40`.
    pub design: String,
    /// Names of the futures.
    pub futures: Vec<String>,
    /// Runs of each.
    pub runs: u32,
    /// Begins a run: the number of its future, the replication.
    pub begin: Box<dyn Fn(usize, u32) -> Result<Run<'s>, RunError> + Sync + 's>,
}

/// A run that failed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Failure {
    /// Its future.
    pub future: String,
    /// Its replication.
    pub run: u32,
    /// Why.
    pub why: String,
}

/// How results are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ResultsFormat {
    /// Comma-separated values (RFC 4180).
    Csv,
    /// One JSON object a line.
    Jsonl,
    /// Apache Parquet.
    Parquet,
}

impl ResultsFormat {
    /// The format that a file's name asks for.
    pub fn of(path: &Path) -> Self {
        match path.extension().and_then(|e| e.to_str()) {
            Some("parquet" | "pq") => Self::Parquet,
            Some("jsonl" | "ndjson") => Self::Jsonl,
            _ => Self::Csv,
        }
    }
}

/// Columns before those of inputs and outcomes.
const IDENTITY: [&str; 7] = ["scenario", "scenario_sha256", "seed", "design", "branch", "run", "failed"];

/// Rows of a study, on the disk.
pub struct Results {
    /// Where the results will be; `None` when they are for this process alone.
    out: Option<PathBuf>,
    /// The file that grows.
    path: PathBuf,
    file: File,
    /// Heads of the columns: identity, inputs, outcomes.
    columns: Vec<String>,
    inputs: usize,
    futures: Vec<String>,
    runs: u32,
    done: u64,
    failed: u64,
    /// Bytes of whole lines.
    whole: u64,
}

impl Results {
    /// Begins the results of a study, or takes up those that were begun in `out`'s draft.
    pub fn open(study: &Study<'_>, out: Option<&Path>) -> Result<Self, PlayError> {
        let inputs = dimensions(study.scenario);
        let outcomes = study.scenario.outcomes.iter().map(|o| o.name.clone());
        let columns: Vec<String> = IDENTITY
            .iter()
            .map(|name| (*name).to_owned())
            .chain(inputs.iter().cloned())
            .chain(outcomes)
            .collect();
        let path = out.map_or_else(std::env::temp_dir, draft);
        let file = match out {
            Some(_) => File::options()
                .read(true)
                .write(true)
                .create(true)
                .truncate(false)
                .open(&path)
                .map_err(|error| PlayError::write(&path, 0, error))?,
            None => nameless()?,
        };
        let mut results = Self {
            out: out.map(Path::to_owned),
            path,
            file,
            columns,
            inputs: inputs.len(),
            futures: study.futures.clone(),
            runs: study.runs,
            done: 0,
            failed: 0,
            whole: 0,
        };
        results.take_up(study)?;
        Ok(results)
    }

    fn fail(&self, error: io::Error) -> PlayError {
        PlayError::write(&self.path, self.done, error)
    }

    /// Counts the rows that are there, cuts off a torn one, and checks that they are this study's.
    fn take_up(&mut self, study: &Study<'_>) -> Result<(), PlayError> {
        let head = line(self.columns.iter().map(String::as_str));
        let mut whole = 0;
        let mut reader = BufReader::new(&self.file);
        let mut text = Vec::new();
        let (mut done, mut failed) = (0, 0);
        loop {
            text.clear();
            let read = reader.read_until(b'\n', &mut text).map_err(|error| PlayError::Read {
                path: self.path.clone(),
                what: "results",
                error,
            })?;
            if read == 0 || text.last() != Some(&b'\n') {
                break;
            }
            if whole == 0 {
                if text != head {
                    return Err(self.others("its columns are others".to_owned()));
                }
            } else {
                let cells = cells(&text);
                let (future, run) = (done / u64::from(self.runs), done % u64::from(self.runs));
                let name = self.futures.get(future as usize).map(String::as_str);
                let expected = identity(study, name.unwrap_or_default(), run as u32);
                for ((cell, expected), what) in cells.iter().zip(&expected).zip(IDENTITY) {
                    if cell != expected {
                        return Err(self.others(format!("{what} is '{cell}', not '{expected}'")));
                    }
                }
                if cells.len() != self.columns.len() {
                    break;
                }
                failed += u64::from(!cells[IDENTITY.len() - 1].is_empty());
                done += 1;
            }
            whole += text.len() as u64;
        }
        drop(reader);
        (self.done, self.failed, self.whole) = (done, failed, whole);
        self.file.set_len(whole).map_err(|error| self.fail(error))?;
        self.file.seek(SeekFrom::End(0)).map_err(|error| self.fail(error))?;
        if whole == 0 {
            self.append(&head)?;
        }
        Ok(())
    }

    fn others(&self, what: String) -> PlayError {
        PlayError::OtherResults { path: self.path.clone(), what }
    }

    /// Writes whole lines, or takes back what was written of them.
    fn append(&mut self, bytes: &[u8]) -> Result<(), PlayError> {
        if let Err(error) = self.file.write_all(bytes) {
            let _ = self.file.set_len(self.whole);
            return Err(self.fail(error));
        }
        self.whole += bytes.len() as u64;
        Ok(())
    }

    /// Rows that are there.
    pub fn done(&self) -> u64 {
        self.done
    }

    /// Rows that there will be.
    pub fn total(&self) -> u64 {
        self.futures.len() as u64 * u64::from(self.runs)
    }

    /// Whether all are there.
    pub fn are_whole(&self) -> bool {
        self.done == self.total()
    }

    /// Runs that failed.
    pub fn failed(&self) -> u64 {
        self.failed
    }

    /// Plays what is not there yet. `tick` is called after each run with the number of rows; when it answers `false`,
    /// playing stops and what is there is kept. With `every`, the states of runs in progress are saved in a folder
    /// beside the results after so many steps, so that even a long run goes on where it was.
    pub fn play(
        &mut self,
        study: &Study<'_>,
        every: Option<u32>,
        mut tick: impl FnMut(u64) -> bool + Send,
    ) -> Result<(), PlayError> {
        let folder =
            every.and(self.out.as_deref()).map(|out| PathBuf::from(format!("{}.states", out.display())));
        if let Some(folder) = &folder {
            std::fs::create_dir_all(folder).map_err(|error| PlayError::write(folder, self.done, error))?;
        }
        let trouble = Mutex::new(None);
        let mut result = Ok(());
        for future in (self.done / u64::from(self.runs)) as usize..self.futures.len() {
            let first = (self.done - future as u64 * u64::from(self.runs)) as u32;
            let play = |replication: u32| -> Played {
                finish(|| match (&folder, every) {
                    (Some(folder), Some(every)) => {
                        let file = folder.join(format!("{future}-{replication}"));
                        by_stages(study, future, replication, every, &file, &trouble)
                    }
                    _ => {
                        let mut run = (study.begin)(future, replication)?;
                        run.play_to(study.scenario.steps)?;
                        Ok(run)
                    }
                })
            };
            let name = self.futures[future].clone();
            let mut more = true;
            in_order(first..self.runs, play, |replication, row| {
                let written = self.row(study, &name, replication, &row);
                more = written.is_ok() && tick(self.done);
                if let Err(error) = written {
                    result = Err(error);
                }
                more
            });
            if !more {
                break;
            }
        }
        if let (Some(folder), true) = (&folder, self.are_whole()) {
            let _ = std::fs::remove_dir(folder);
        }
        match trouble.into_inner().ok().flatten() {
            Some(error) if result.is_ok() => Err(error),
            _ => result,
        }
    }

    fn row(&mut self, study: &Study<'_>, future: &str, run: u32, row: &Played) -> Result<(), PlayError> {
        let mut cells: Vec<String> = identity(study, future, run).to_vec();
        match row {
            Ok(Row { inputs, outcomes }) => {
                cells.push(String::new());
                cells.extend(inputs.iter().chain(outcomes).map(f64::to_string));
            }
            Err(error) => {
                cells.push(error.to_string());
                cells.resize(self.columns.len(), String::new());
            }
        }
        self.append(&line(cells.iter().map(String::as_str)))?;
        self.done += 1;
        self.failed += u64::from(row.is_err());
        Ok(())
    }

    /// Calls `each` with every row: its cells, in the order of the columns.
    fn each(&self, mut each: impl FnMut(&[String]) -> io::Result<()>) -> Result<(), PlayError> {
        let read = |error| PlayError::Read { path: self.path.clone(), what: "results", error };
        let mut file = self.file.try_clone().map_err(read)?;
        file.rewind().map_err(read)?;
        let mut reader = csv::Reader::from_reader(BufReader::new(&file));
        let mut cells = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|error| PlayError::Table { path: self.path.clone(), error })?;
            cells.clear();
            cells.extend(record.iter().map(str::to_owned));
            each(&cells).map_err(read)?;
        }
        drop(reader);
        file.seek(SeekFrom::End(0)).map_err(read)?;
        Ok(())
    }

    /// One outcome in one future: a value for every run, NaN where it failed or has not been played.
    pub fn outcome(&self, future: usize, outcome: usize) -> Result<Vec<f64>, PlayError> {
        self.column(future, IDENTITY.len() + self.inputs + outcome)
    }

    /// One input in one future.
    pub fn input(&self, future: usize, input: usize) -> Result<Vec<f64>, PlayError> {
        self.column(future, IDENTITY.len() + input)
    }

    fn column(&self, future: usize, column: usize) -> Result<Vec<f64>, PlayError> {
        let mut values = Vec::with_capacity(self.runs as usize);
        let mut at = 0;
        let wanted = future as u64 * u64::from(self.runs)..(future as u64 + 1) * u64::from(self.runs);
        self.each(|cells| {
            if wanted.contains(&at) {
                values.push(cells[column].parse().unwrap_or(f64::NAN));
            }
            at += 1;
            Ok(())
        })?;
        values.resize(self.runs as usize, f64::NAN);
        Ok(values)
    }

    /// The first failures, at most so many.
    pub fn failures(&self, most: usize) -> Result<Vec<Failure>, PlayError> {
        let mut failures = Vec::new();
        self.each(|cells| {
            if !cells[6].is_empty() && failures.len() < most {
                failures.push(Failure {
                    future: cells[4].clone(),
                    run: cells[5].parse().unwrap_or_default(),
                    why: cells[6].clone(),
                });
            }
            Ok(())
        })?;
        Ok(failures)
    }

    /// Gives the results their name and format. Those that are not whole stay in their draft.
    pub fn publish(self) -> Result<(), PlayError> {
        let Some(out) = self.out.clone().filter(|_| self.are_whole()) else { return Ok(()) };
        self.file.sync_all().map_err(|error| self.fail(error))?;
        let format = ResultsFormat::of(&out);
        if format == ResultsFormat::Csv {
            return std::fs::rename(&self.path, &out).map_err(|error| self.fail(error));
        }
        let made = PathBuf::from(format!("{}.new", out.display()));
        let write = || -> Result<(), PlayError> {
            let fail = |error| PlayError::write(&made, self.done, error);
            let mut file = BufWriter::new(File::create(&made).map_err(fail)?);
            match format {
                ResultsFormat::Parquet => {
                    let mut table =
                        parquet::Table::new(&mut file, &self.columns, IDENTITY.len()).map_err(fail)?;
                    self.each(|cells| table.row(cells))?;
                    table.finish().map_err(fail)?;
                }
                _ => self.each(|cells| {
                    let object: serde_json::Map<String, serde_json::Value> = self
                        .columns
                        .iter()
                        .zip(cells)
                        .enumerate()
                        .map(|(at, (name, cell))| (name.clone(), value(at, cell)))
                        .collect();
                    serde_json::to_writer(&mut file, &object)?;
                    file.write_all(b"\n")
                })?,
            }
            file.into_inner().map_err(|e| fail(e.into_error()))?.sync_all().map_err(fail)?;
            std::fs::rename(&made, &out).map_err(fail)
        };
        write().inspect_err(|_| {
            let _ = std::fs::remove_file(&made);
        })?;
        std::fs::remove_file(&self.path).map_err(|error| self.fail(error))
    }

    /// Calls `each` with every run: future, replication, why it failed, inputs and outcomes with their names.
    pub fn runs(
        &self,
        mut each: impl FnMut(&str, u32, &str, &[(&str, f64)], &[(&str, f64)]),
    ) -> Result<(), PlayError> {
        let first = IDENTITY.len();
        self.each(|cells| {
            let number = |at: usize| (self.columns[at].as_str(), cells[at].parse().unwrap_or(f64::NAN));
            let inputs: Vec<_> = (first..first + self.inputs).map(number).collect();
            let outcomes: Vec<_> = (first + self.inputs..self.columns.len()).map(number).collect();
            each(&cells[4], cells[5].parse().unwrap_or_default(), &cells[6], &inputs, &outcomes);
            Ok(())
        })
    }
}

/// Plays a run with its state saved after every so many steps, going on from what was saved before.
fn by_stages<'s>(
    study: &Study<'s>,
    future: usize,
    replication: u32,
    every: u32,
    file: &Path,
    trouble: &Mutex<Option<PlayError>>,
) -> Result<Run<'s>, RunError> {
    let steps = study.scenario.steps;
    let fresh = (study.begin)(future, replication)?;
    let saved = std::fs::read(file).ok().and_then(|bytes| Run::load(study.scenario, &bytes).ok());
    let fits = |run: &Run<'_>| {
        (run.seed(), run.replication(), run.branch(), run.inputs())
            == (fresh.seed(), fresh.replication(), fresh.branch(), fresh.inputs())
    };
    let mut run = saved.filter(fits).unwrap_or(fresh);
    while run.step() < steps {
        run.play_to(run.step().saturating_add(every.max(1)))?;
        if run.step() < steps {
            let made = draft(file);
            let written = std::fs::write(&made, run.save()).and_then(|()| std::fs::rename(&made, file));
            if let (Err(error), Ok(mut trouble)) = (written, trouble.lock()) {
                let _ = std::fs::remove_file(&made);
                trouble.get_or_insert(PlayError::write(file, 0, error));
            }
        }
    }
    let _ = std::fs::remove_file(file);
    Ok(run)
}

fn identity(study: &Study<'_>, future: &str, run: u32) -> [String; 6] {
    [
        study.scenario.name.clone(),
        study.scenario.hash.clone(),
        study.seed.to_string(),
        study.design.clone(),
        future.to_owned(),
        run.to_string(),
    ]
}

/// A line of CSV. Line breaks in cells become spaces, so that a line is a row.
fn line<'c>(cells: impl Iterator<Item = &'c str>) -> Vec<u8> {
    let mut text = String::new();
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            text.push(',');
        }
        if cell.contains([',', '"', '\n', '\r']) {
            text.push('"');
            text.push_str(&cell.replace('"', "\"\"").replace(['\n', '\r'], " "));
            text.push('"');
        } else {
            text.push_str(cell);
        }
    }
    text.push('\n');
    text.into_bytes()
}

fn cells(line: &[u8]) -> Vec<String> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(line);
    let record = reader.records().next().and_then(Result::ok).unwrap_or_default();
    record.iter().map(str::to_owned).collect()
}

/// A cell as JSON: runs and what follows the identity are numbers, what is empty is null.
fn value(column: usize, cell: &str) -> serde_json::Value {
    match column {
        5 => cell.parse::<u32>().map_or(serde_json::Value::Null, Into::into),
        _ if cell.is_empty() => serde_json::Value::Null,
        _ if column < IDENTITY.len() => cell.into(),
        _ => cell.parse::<f64>().map_or(serde_json::Value::Null, Into::into),
    }
}
