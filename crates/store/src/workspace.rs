use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::functions::FunctionFlags;
use rusqlite::{Connection, OpenFlags, OptionalExtension, Transaction, TransactionBehavior};

use crate::{Counts, PLAY_SCHEMA, SCHEMA, StoreError, VIEWS};

/// The format this version writes (`PRAGMA user_version`).
pub const FORMAT: i64 = 1;

/// `CASU` in ASCII: SQLite's `application_id` of a workspace.
const APPLICATION_ID: i64 = 0x4341_5355;

/// How long a command waits for another program that holds the file.
const BUSY: Duration = Duration::from_secs(5);

/// An open workspace.
#[derive(Debug)]
pub struct Workspace {
    pub(crate) path: PathBuf,
    pub(crate) connection: Connection,
}

impl Workspace {
    /// Opens a workspace to write, making it when there is none.
    pub fn create(path: &Path) -> Result<Self, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut workspace = Self::connect(path, flags)?;
        workspace.prepare().map_err(|e| workspace.refuse(e))??;
        Ok(workspace)
    }

    /// Opens a workspace that exists, to write.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        if !path.exists() {
            return Err(StoreError::Missing(path.to_owned()));
        }
        Self::create(path)
    }

    /// Opens a workspace that exists, to read. Works where nothing may be written.
    pub fn open_read_only(path: &Path) -> Result<Self, StoreError> {
        if !path.exists() {
            return Err(StoreError::Missing(path.to_owned()));
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let workspace = Self::connect(path, flags)?;
        let checked = workspace.check().map_err(|e| workspace.refuse(e));
        match checked {
            // The folder cannot hold the files that a log needs: nobody writes there, so none are needed.
            Err(StoreError::ReadOnly(_)) => {
                let uri = format!("file:{}?immutable=1", escape_uri(path));
                let connection = Connection::open_with_flags(uri, flags | OpenFlags::SQLITE_OPEN_URI)
                    .map_err(|e| StoreError::new(path, e))?;
                let workspace = Self::with(path, connection)?;
                workspace.check().map_err(|e| workspace.refuse(e))??;
                workspace.cover_views().map_err(|e| workspace.refuse(e))?;
                Ok(workspace)
            }
            other => {
                other??;
                workspace.cover_views().map_err(|e| workspace.refuse(e))?;
                Ok(workspace)
            }
        }
    }

    fn connect(path: &Path, flags: OpenFlags) -> Result<Self, StoreError> {
        if path.is_dir() {
            return Err(StoreError::NotAWorkspace(path.to_owned()));
        }
        let refuse = |e| StoreError::new(path, e);
        let connection = Connection::open_with_flags(path, flags).map_err(refuse)?;
        Self::with(path, connection)
    }

    fn with(path: &Path, connection: Connection) -> Result<Self, StoreError> {
        let refuse = |e| StoreError::new(path, e);
        connection.busy_timeout(BUSY).map_err(refuse)?;
        // SQLite's own lower() knows ASCII alone.
        let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
        connection
            .create_scalar_function("casus_lower", 1, flags, |call| {
                Ok(call.get::<Option<String>>(0)?.map(|text| text.to_lowercase()))
            })
            .map_err(refuse)?;
        Ok(Self { path: path.to_owned(), connection })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// How long to wait for another program that holds the file.
    pub fn set_patience(&self, patience: Duration) -> Result<(), StoreError> {
        self.connection.busy_timeout(patience).map_err(|e| self.refuse(e))
    }

    /// Lets the file grow no further, as a full disk would: for tests.
    #[doc(hidden)]
    pub fn limit_pages_to_now(&self) -> Result<(), StoreError> {
        let pages: i64 = self
            .connection
            .pragma_query_value(None, "page_count", |row| row.get(0))
            .map_err(|e| self.refuse(e))?;
        self.connection.pragma_update(None, "max_page_count", pages).map_err(|e| self.refuse(e))
    }

    /// The error for whoever uses this file.
    pub(crate) fn refuse(&self, error: rusqlite::Error) -> StoreError {
        StoreError::new(&self.path, error)
    }

    /// Whether the file is a workspace this version can read.
    fn check(&self) -> rusqlite::Result<Result<(), StoreError>> {
        let pragma = |name| self.connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
        let (application, format) = (pragma("application_id")?, pragma("user_version")?);
        Ok(if application != APPLICATION_ID {
            Err(StoreError::NotAWorkspace(self.path.clone()))
        } else if format > FORMAT {
            Err(StoreError::NewerFormat { path: self.path.clone(), found: format })
        } else {
            Ok(())
        })
    }

    /// Makes the tables of a new file, or checks those of an old one.
    fn prepare(&mut self) -> rusqlite::Result<Result<(), StoreError>> {
        self.connection.pragma_update(None, "foreign_keys", true)?;
        self.connection.pragma_update(None, "recursive_triggers", true)?;
        let empty: bool =
            self.connection.query_row("SELECT count(*) = 0 FROM sqlite_master", [], |row| row.get(0))?;
        let application: i64 =
            self.connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
        if (!empty || application != 0)
            && let Err(refused) = self.check()?
        {
            return Ok(Err(refused));
        }
        // The log lets others read while this writes; every commit reaches the disk before it is reported as done.
        self.connection.pragma_update(None, "journal_mode", "WAL")?;
        self.connection.pragma_update(None, "synchronous", "FULL")?;
        if empty {
            let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            // Another program may have made the tables since.
            if transaction.query_row("SELECT count(*) = 0 FROM sqlite_master", [], |row| row.get(0))? {
                transaction.execute_batch(SCHEMA)?;
                transaction.execute_batch(PLAY_SCHEMA)?;
                transaction.execute_batch(VIEWS)?;
                transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
                transaction.pragma_update(None, "user_version", FORMAT)?;
            }
            transaction.commit()?;
        } else {
            self.renew_views()?;
        }
        Ok(Ok(()))
    }

    /// Names of the views of this version.
    fn views() -> impl Iterator<Item = &'static str> {
        VIEWS.lines().filter_map(|l| l.strip_prefix("CREATE VIEW ")?.split(' ').next())
    }

    /// Whether the file's views are those of this version.
    fn has_our_views(&self) -> rusqlite::Result<bool> {
        let mut statement =
            self.connection.prepare("SELECT sql FROM sqlite_master WHERE type = 'view' AND name = ?1")?;
        for name in Self::views() {
            let sql: Option<String> = statement.query_row([name], |row| row.get(0)).optional()?;
            if !sql.is_some_and(|sql| VIEWS.contains(&sql)) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Puts the views of this version in the place of those that an earlier one made; views of others stay.
    fn renew_views(&mut self) -> rusqlite::Result<()> {
        if self.has_our_views()? {
            return Ok(());
        }
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for name in Self::views() {
            transaction.execute_batch(&format!("DROP VIEW IF EXISTS {name}"))?;
        }
        transaction.execute_batch(VIEWS)?;
        transaction.commit()
    }

    /// Where nothing is written, the views of this version cover those of an earlier one for as long as the file is
    /// open.
    fn cover_views(&self) -> rusqlite::Result<()> {
        if self.has_our_views()? {
            return Ok(());
        }
        self.connection.execute_batch(&VIEWS.replace("CREATE VIEW ", "CREATE TEMP VIEW "))
    }

    /// Runs `work` in one transaction: all of it is kept, or nothing.
    pub(crate) fn transact<T>(
        &mut self,
        work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        let result = (|| {
            let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let value = work(&transaction)?;
            transaction.commit()?;
            Ok(value)
        })();
        result.map_err(|e| self.refuse(e))
    }

    /// A setting of the workspace.
    pub fn setting(&self, key: &str) -> Result<Option<String>, StoreError> {
        self.connection
            .query_row("SELECT value FROM workspace WHERE key = ?1", [key], |row| row.get(0))
            .optional()
            .map_err(|e| self.refuse(e))
    }

    /// Writes a setting of the workspace.
    pub fn set(&mut self, key: &str, value: &str) -> Result<(), StoreError> {
        self.transact(|t| set(t, key, value))
    }

    /// How much the workspace holds.
    pub fn counts(&self) -> Result<Counts, StoreError> {
        self.connection.query_row("SELECT * FROM counts", [], Counts::read).map_err(|e| self.refuse(e))
    }
}

pub(crate) fn set(t: &Transaction<'_>, key: &str, value: &str) -> rusqlite::Result<()> {
    let sql = "INSERT INTO workspace (key, value) VALUES (?1, ?2)
               ON CONFLICT (key) DO UPDATE SET value = excluded.value WHERE value <> excluded.value";
    t.prepare_cached(sql)?.execute([key, value]).map(|_| ())
}

fn escape_uri(path: &Path) -> String {
    path.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23")
}
