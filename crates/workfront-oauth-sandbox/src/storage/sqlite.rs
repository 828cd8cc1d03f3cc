//! The store in a SQLite file, for `--data`.
//!
//! One row for each commit, written in a transaction of its own with `synchronous = FULL`. The log is put together into a state
//! when it has grown to twice that state's size, so a restart reads at most three times what it needs.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OptionalExtension as _, params};

use super::{Commit, Kept, StorageError, Store};
use crate::authority::{Event, State, Timestamp};

/// A log in the file `workfront-sandbox.sqlite` of a directory.
#[derive(Debug)]
pub struct SqliteStore {
    connection: Connection,
    /// The bytes of the log, and of the state that it starts from.
    log: usize,
    base: usize,
}

impl SqliteStore {
    /// Opens the log in `directory`, which is created if it is missing. Nobody else can open it meanwhile.
    ///
    /// # Errors
    ///
    /// When the directory or the file cannot be opened, is in use, or has another format.
    pub fn open(directory: &Path) -> Result<Self, StorageError> {
        let file = directory.join(FILE);
        let path = file.display().to_string();
        let not_opened = |why: String| StorageError::NotOpened { path: path.clone(), why };
        std::fs::create_dir_all(directory).map_err(|error| not_opened(error.to_string()))?;
        let connection = Connection::open(&file).map_err(|error| not_opened(error.to_string()))?;
        // Whoever has the file keeps it until the end: there is nothing to wait for.
        connection.busy_timeout(Duration::ZERO).map_err(failed)?;
        connection.execute_batch(SETUP).map_err(|error| match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                StorageError::InUse { path: path.clone() }
            }
            _ => not_opened(error.to_string()),
        })?;
        let format: i64 =
            connection.query_row("PRAGMA user_version", [], |row| row.get(0)).map_err(failed)?;
        match format {
            0 => connection.execute_batch(SCHEMA).map_err(failed)?,
            FORMAT => {}
            found => return Err(StorageError::OtherFormat { path, found, wanted: FORMAT }),
        }
        Ok(Self { connection, log: 0, base: 0 })
    }
}

impl Store for SqliteStore {
    fn load(&mut self) -> Result<Kept, StorageError> {
        let base: Option<String> = self
            .connection
            .query_row("SELECT state FROM base", [], |row| row.get(0))
            .optional()
            .map_err(failed)?;
        self.base = base.as_ref().map_or(0, String::len);
        let base: State = match base {
            Some(text) => serde_json::from_str(&text).map_err(|error| damaged(0, &error))?,
            None => State::default(),
        };
        let mut statement = self
            .connection
            .prepare("SELECT place, at, events FROM log ORDER BY place")
            .map_err(failed)?;
        let rows = statement
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .map_err(failed)?;
        let mut commits = Vec::new();
        self.log = 0;
        for row in rows {
            let (place, at, text): (i64, i64, String) = row.map_err(failed)?;
            let place = place.unsigned_abs();
            let events: Vec<Event> =
                serde_json::from_str(&text).map_err(|error| damaged(place, &error))?;
            self.log += text.len();
            commits.push(Commit { place, at: Timestamp::from_millis(at), events });
        }
        Ok(Kept { base, commits })
    }

    fn append(&mut self, commit: &Commit) -> Result<(), StorageError> {
        let events = serde_json::to_string(&commit.events).map_err(failed)?;
        self.connection
            .prepare_cached("INSERT INTO log (place, at, events) VALUES (?1, ?2, ?3)")
            .and_then(|mut insert| {
                insert.execute(params![place(commit.place), commit.at.millis(), events])
            })
            .map_err(failed)?;
        self.log += events.len();
        Ok(())
    }

    fn wants_rebase(&self) -> bool {
        self.log > SHORT && self.log > 2 * self.base
    }

    fn rebase(&mut self, state: &State) -> Result<(), StorageError> {
        let text = serde_json::to_string(state).map_err(failed)?;
        let transaction = self.connection.transaction().map_err(failed)?;
        transaction.execute("DELETE FROM log", []).map_err(failed)?;
        transaction
            .execute("INSERT OR REPLACE INTO base (id, state) VALUES (0, ?1)", [&text])
            .map_err(failed)?;
        transaction.commit().map_err(failed)?;
        self.log = 0;
        self.base = text.len();
        Ok(())
    }

    fn save_snapshot(&mut self, id: u64, state: &State) -> Result<(), StorageError> {
        let text = serde_json::to_string(state).map_err(failed)?;
        self.connection
            .execute(
                "INSERT OR REPLACE INTO snapshots (id, state) VALUES (?1, ?2)",
                params![place(id), text],
            )
            .map_err(failed)?;
        Ok(())
    }

    fn load_snapshot(&mut self, id: u64) -> Result<Option<State>, StorageError> {
        let text: Option<String> = self
            .connection
            .query_row("SELECT state FROM snapshots WHERE id = ?1", [place(id)], |row| row.get(0))
            .optional()
            .map_err(failed)?;
        text.map(|text| serde_json::from_str(&text).map_err(|error| damaged(0, &error))).transpose()
    }

    fn last_snapshot(&mut self) -> Result<Option<u64>, StorageError> {
        let last: Option<i64> = self
            .connection
            .query_row("SELECT MAX(id) FROM snapshots", [], |row| row.get(0))
            .map_err(failed)?;
        Ok(last.map(i64::unsigned_abs))
    }
}

/// A count, as SQLite has integers. Counts here start at 0 and never get near the end.
fn place(place: u64) -> i64 {
    i64::try_from(place).unwrap_or(i64::MAX)
}

fn failed(error: impl std::fmt::Display) -> StorageError {
    StorageError::Failed { why: error.to_string() }
}

fn damaged(place: u64, error: &serde_json::Error) -> StorageError {
    StorageError::Damaged { place, why: error.to_string() }
}

const FILE: &str = "workfront-sandbox.sqlite";

/// The number of this format; a change of any event or entity is a new one.
const FORMAT: i64 = 1;

/// The log that is not worth putting together, in bytes.
const SHORT: usize = 1024 * 1024;

/// `EXCLUSIVE` takes the lock with the first write and keeps it until the process ends, however it does.
const SETUP: &str = "
PRAGMA locking_mode = EXCLUSIVE;
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
BEGIN EXCLUSIVE;
COMMIT;
";

const SCHEMA: &str = "
BEGIN;
CREATE TABLE base (id INTEGER PRIMARY KEY CHECK (id = 0), state TEXT NOT NULL) STRICT;
CREATE TABLE log (place INTEGER PRIMARY KEY, at INTEGER NOT NULL, events TEXT NOT NULL) STRICT;
CREATE TABLE snapshots (id INTEGER PRIMARY KEY, state TEXT NOT NULL) STRICT;
PRAGMA user_version = 1;
COMMIT;
";
