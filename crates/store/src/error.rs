use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

use crate::FORMAT;

/// A request that cannot be served: what, where, and what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is nothing at the path.
    #[error("there is no workspace at {path}: make one with 'casus read PATH --workspace {path}'", path = .0.display())]
    Missing(PathBuf),
    /// The file is something else.
    #[error("{path} is no Casus workspace: name another file with --workspace, or move this one away", path = .0.display())]
    NotAWorkspace(PathBuf),
    /// A later version of Casus wrote it.
    #[error("{path} has workspace format {found}, and this Casus knows formats up to {FORMAT}: use a newer Casus", path = .path.display())]
    NewerFormat {
        /// The file.
        path: PathBuf,
        /// The format number it states.
        found: i64,
    },
    /// Another program holds it.
    #[error("{path} is in use by another program: wait until that has finished, or close it, and run the command again", path = .0.display())]
    Locked(PathBuf),
    /// No room is left.
    #[error("there is no room left to write {path}: free some space and run the command again; what was reported as done is kept", path = .0.display())]
    Full(PathBuf),
    /// It may not be written.
    #[error("{path} cannot be written: check its permissions and those of its folder", path = .0.display())]
    ReadOnly(PathBuf),
    /// The file is damaged.
    #[error("{path} is damaged ({detail}): restore a copy, or read the texts again into a new workspace", path = .path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        detail: String,
    },
    /// No record has this name.
    #[error("there is no {kind} '{id}' in {path}: 'casus show events', 'claims', 'actors' and 'documents' list what there is", path = .path.display())]
    NotFound {
        /// The file.
        path: PathBuf,
        /// What was looked for.
        kind: &'static str,
        /// The name that was given.
        id: String,
    },
    /// A decision that makes no sense.
    #[error("{0}")]
    Decision(String),
    /// A query that is not SQL or that would write.
    #[error("{0}")]
    Query(String),
    /// Anything else SQLite says.
    #[error("{path}: {detail}", path = .path.display())]
    Other {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        detail: String,
    },
}

impl StoreError {
    /// What an error of SQLite means for whoever uses the file.
    pub(crate) fn new(path: &Path, error: rusqlite::Error) -> Self {
        let path = path.to_owned();
        let detail = error.to_string();
        match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase) => Self::NotAWorkspace(path),
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Locked(path),
            Some(ErrorCode::DiskFull) => Self::Full(path),
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::CannotOpen) => {
                Self::ReadOnly(path)
            }
            Some(ErrorCode::DatabaseCorrupt) => Self::Damaged { path, detail },
            // A write that the file system refuses: a full disk or a limit on the size of files.
            Some(ErrorCode::SystemIoFailure) if detail.contains("full") => Self::Full(path),
            _ => Self::Other { path, detail },
        }
    }
}
