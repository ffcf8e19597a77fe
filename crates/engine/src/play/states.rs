//! Saved states of many runs in one file: each with its length before it, in the order of the replications.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use casus_sim::ensemble::play::in_order;
use casus_sim::run::{Run, RunError, StateError};
use casus_sim::scenario::Scenario;

use super::{PlayError, draft, nameless};

/// The first bytes of the file.
const MAGIC: &[u8] = b"casus states 1\n";

/// Saved states; they stay on the disk until they are asked for.
#[derive(Debug)]
pub struct States {
    path: PathBuf,
    file: Mutex<File>,
    /// Where each begins and how long it is.
    places: Vec<(u64, u64)>,
}

/// States that were saved, and the runs that failed before.
#[derive(Debug)]
pub struct Saved {
    /// The states.
    pub states: States,
    /// Replications without a state, and why.
    pub errors: Vec<(u32, RunError)>,
}

impl States {
    /// Opens a file of states.
    pub fn open(path: &Path) -> Result<Self, PlayError> {
        let read = |error| PlayError::Read { path: path.to_owned(), what: "saved states", error };
        let refuse = |error| PlayError::State { path: path.to_owned(), error };
        let mut file = BufReader::new(File::open(path).map_err(read)?);
        let size = file.get_ref().metadata().map_err(read)?.len();
        let mut magic = [0; MAGIC.len()];
        if file.read_exact(&mut magic).is_err() || magic != *MAGIC {
            return Err(refuse(StateError::NotAState));
        }
        let (mut at, mut places) = (MAGIC.len() as u64, Vec::new());
        while at < size {
            let mut length = [0; 8];
            file.read_exact(&mut length).map_err(|_| refuse(StateError::Damaged))?;
            let length = u64::from_le_bytes(length);
            let end = (at + 8).checked_add(length).filter(|end| *end <= size);
            let end = end.ok_or_else(|| refuse(StateError::Damaged))?;
            places.push((at + 8, length));
            file.seek(SeekFrom::Start(end)).map_err(read)?;
            at = end;
        }
        Ok(Self { path: path.to_owned(), file: Mutex::new(file.into_inner()), places })
    }

    /// Plays `runs` replications of the base line up to `step` and saves their states, in a file when `path` names one.
    /// A run that fails leaves an error in the list, and no state that can be taken up. `tick` is called after each;
    /// `None` comes back when it answered `false`.
    pub fn save(
        scenario: &Scenario,
        seed: u64,
        runs: u32,
        step: u32,
        path: Option<&Path>,
        mut tick: impl FnMut(u32) -> bool + Send,
    ) -> Result<Option<Saved>, PlayError> {
        let named = path.map_or_else(std::env::temp_dir, draft);
        let fail = |error| PlayError::write(&named, 0, error);
        let file = match path {
            Some(_) => File::options()
                .read(true)
                .write(true)
                .create(true)
                .truncate(true)
                .open(&named)
                .map_err(fail)?,
            None => nameless()?,
        };
        let mut out = BufWriter::new(file);
        out.write_all(MAGIC).map_err(fail)?;
        let (mut at, mut places, mut errors) = (MAGIC.len() as u64, Vec::new(), Vec::new());
        let (mut wrote, mut whole) = (Ok(()), true);
        let play = |replication| {
            let mut run = Run::begin(scenario, seed, replication, None, None)?;
            run.play_to(step)?;
            Ok(run.save())
        };
        in_order(0..runs, play, |replication, saved: Result<Vec<u8>, RunError>| {
            let bytes = saved.unwrap_or_else(|error| {
                errors.push((replication, error));
                Vec::new()
            });
            wrote = out.write_all(&(bytes.len() as u64).to_le_bytes()).and_then(|()| out.write_all(&bytes));
            places.push((at + 8, bytes.len() as u64));
            at += 8 + bytes.len() as u64;
            whole = tick(replication);
            wrote.is_ok() && whole
        });
        wrote.map_err(fail)?;
        let file = out.into_inner().map_err(|e| fail(e.into_error()))?;
        if !whole {
            if path.is_some() {
                let _ = std::fs::remove_file(&named);
            }
            return Ok(None);
        }
        if let Some(path) = path {
            file.sync_all().and_then(|()| std::fs::rename(&named, path)).map_err(fail)?;
        }
        let path = path.map_or(named, Path::to_owned);
        Ok(Some(Saved { states: Self { path, file: Mutex::new(file), places }, errors }))
    }

    /// Number of states.
    pub fn len(&self) -> u32 {
        self.places.len() as u32
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Takes up the state of a replication; `None` when its run failed before.
    pub fn load<'s>(&self, scenario: &'s Scenario, at: u32) -> Result<Option<Run<'s>>, PlayError> {
        let (start, length) = self.places[at as usize];
        if length == 0 {
            return Ok(None);
        }
        let read = || -> io::Result<Vec<u8>> {
            let mut bytes = vec![0; length as usize];
            let mut file = self.file.lock().map_err(|_| io::Error::other("another thread broke off"))?;
            file.seek(SeekFrom::Start(start))?;
            file.read_exact(&mut bytes)?;
            Ok(bytes)
        };
        let bytes = read().map_err(|error| PlayError::Read {
            path: self.path.clone(),
            what: "saved states",
            error,
        })?;
        let run = Run::load(scenario, &bytes);
        run.map(Some).map_err(|error| PlayError::State { path: self.path.clone(), error })
    }
}
