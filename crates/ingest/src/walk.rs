//! Files in folders: by name, hidden ones left out, links followed but never in circles.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{IngestError, Reason, name};

pub(crate) enum Found {
    File(PathBuf),
    Refused(IngestError),
}

/// Goes through paths depth first. What was named by the user is read even when hidden.
pub(crate) struct Walk {
    /// What is still to be visited, next at the end.
    stack: Vec<Visit>,
    /// The real paths of the folders that are being visited, outermost first.
    open: Vec<PathBuf>,
    /// The real paths of files that are left out.
    skip: Vec<PathBuf>,
}

enum Visit {
    Path(PathBuf),
    /// All of the innermost open folder was visited.
    Leave,
}

impl Walk {
    pub(crate) fn new(paths: Vec<PathBuf>, skip: Vec<PathBuf>) -> Self {
        Self { stack: paths.into_iter().rev().map(Visit::Path).collect(), open: Vec::new(), skip }
    }

    pub(crate) fn next(&mut self) -> Option<Found> {
        loop {
            let path = match self.stack.pop()? {
                Visit::Leave => {
                    self.open.pop();
                    continue;
                }
                Visit::Path(path) => path,
            };
            if path.as_os_str() == "-" {
                return Some(Found::File(path));
            }
            // follows links
            match fs::metadata(&path) {
                Ok(meta) if meta.is_dir() => {
                    if let Err(error) = self.enter(&path) {
                        return Some(Found::Refused(error));
                    }
                }
                Ok(meta) if meta.is_file() || self.open.is_empty() => return Some(Found::File(path)),
                Ok(_) => return Some(Found::Refused(IngestError::new(name(&path), Reason::Special))),
                Err(error) => return Some(Found::Refused(refusal(&path, error))),
            }
        }
    }

    fn enter(&mut self, folder: &Path) -> Result<(), IngestError> {
        let real = folder.canonicalize().map_err(|e| IngestError::io(folder, e))?;
        if self.open.contains(&real) {
            return Err(IngestError::new(name(folder), Reason::Loop(name(&real))));
        }
        let mut entries = Vec::new();
        for entry in fs::read_dir(folder).map_err(|e| IngestError::io(folder, e))? {
            let entry = entry.map_err(|e| IngestError::io(folder, e))?;
            if !entry.file_name().to_string_lossy().starts_with('.') {
                let real = real.join(entry.file_name());
                if !self.skip.contains(&real) {
                    entries.push(entry.path());
                }
            }
        }
        entries.sort();
        self.open.push(real);
        self.stack.push(Visit::Leave);
        self.stack.extend(entries.into_iter().rev().map(Visit::Path));
        Ok(())
    }
}

/// A link that leads nowhere, or through itself, is told from a missing file.
fn refusal(path: &Path, error: std::io::Error) -> IngestError {
    match fs::read_link(path) {
        Ok(target) if error.kind() != std::io::ErrorKind::NotFound => {
            IngestError::new(name(path), Reason::Loop(name(&target)))
        }
        _ => IngestError::io(path, error),
    }
}
