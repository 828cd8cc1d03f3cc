//! What a store promises, tried on each of them, and what a ledger makes of it.
#![allow(clippy::unwrap_used)]

use super::*;
use crate::authority::{AddTenant, AddUser, Authority, Secret, Seed, Tenant, UserId};
use crate::policy::Policy;

const NOW: Timestamp = Timestamp::from_seconds(1_800_000_000);

fn authority() -> Authority {
    Authority::new(Policy::default(), Seed::new(7))
}

fn tenant() -> Tenant {
    Tenant::new("myorganization", "my").unwrap()
}

fn add_user(ledger: &mut Ledger, username: &str) -> UserId {
    let command = AddUser {
        domain: "myorganization".into(),
        username: username.into(),
        name: String::new(),
        password: Secret::new("x"),
        admin: false,
    };
    ledger.apply(command, NOW).unwrap().unwrap()
}

/// A reset, a snapshot and going back to it, and what the same commands then give.
fn goes_back_and_forth(mut ledger: Ledger) {
    assert!(ledger.is_new());
    ledger.apply(AddTenant { tenant: tenant() }, NOW).unwrap().unwrap();
    ledger.mark_start().unwrap();
    let start = ledger.authority().state().clone();
    let first = add_user(&mut ledger, "first");
    let snapshot = ledger.snapshot().unwrap();
    let with_first = ledger.authority().state().clone();
    let second = add_user(&mut ledger, "second");
    assert_ne!(ledger.snapshot().unwrap(), snapshot);

    ledger.restore(snapshot).unwrap();
    assert_eq!(ledger.authority().state(), &with_first);
    assert_eq!(add_user(&mut ledger, "second"), second);

    ledger.reset().unwrap();
    assert_eq!(ledger.authority().state(), &start);
    assert_eq!(add_user(&mut ledger, "first"), first);
    assert_eq!(ledger.authority().state(), &with_first);
    assert_eq!(ledger.restore(99), Err(StorageError::NoSnapshot { id: 99 }));
}

#[test]
fn a_ledger_in_memory_goes_back_and_forth() {
    goes_back_and_forth(Ledger::in_memory(authority()));
}

#[test]
fn without_a_marked_start_a_reset_goes_back_to_nothing() {
    let mut ledger = Ledger::in_memory(authority());
    ledger.apply(AddTenant { tenant: tenant() }, NOW).unwrap().unwrap();
    ledger.reset().unwrap();
    assert!(ledger.is_new());
}

#[test]
fn a_refusal_without_events_is_not_kept() {
    let mut ledger = Ledger::in_memory(authority());
    ledger.apply(AddTenant { tenant: tenant() }, NOW).unwrap().unwrap();
    ledger.apply(AddTenant { tenant: tenant() }, NOW).unwrap().unwrap();
    assert_eq!(ledger.authority().state().accepted(), 1);
}

/// A disk that is full from some commit on.
struct FullStore(u64);

impl Store for FullStore {
    fn load(&mut self) -> Result<Kept, StorageError> {
        Ok(Kept::default())
    }

    fn append(&mut self, commit: &Commit) -> Result<(), StorageError> {
        match commit.place < self.0 {
            true => Ok(()),
            false => Err(StorageError::Failed { why: "the disk is full".into() }),
        }
    }

    fn wants_rebase(&self) -> bool {
        true
    }

    fn rebase(&mut self, _: &State) -> Result<(), StorageError> {
        Err(StorageError::Failed { why: "the disk is full".into() })
    }

    fn save_snapshot(&mut self, _: u64, _: &State) -> Result<(), StorageError> {
        Ok(())
    }

    fn load_snapshot(&mut self, _: u64) -> Result<Option<State>, StorageError> {
        Ok(None)
    }

    fn last_snapshot(&mut self) -> Result<Option<u64>, StorageError> {
        Ok(None)
    }
}

#[test]
fn what_could_not_be_kept_did_not_happen() {
    let mut ledger = Ledger::open(authority(), Box::new(FullStore(1))).unwrap();
    ledger.apply(AddTenant { tenant: tenant() }, NOW).unwrap().unwrap();
    let before = ledger.authority().state().clone();
    let other = Tenant::new("other", "my").unwrap();
    assert!(ledger.apply(AddTenant { tenant: other }, NOW).is_err());
    assert_eq!(ledger.authority().state(), &before);
    assert!(ledger.reset().is_err());
    assert_eq!(ledger.authority().state(), &before);
}

#[cfg(feature = "sqlite")]
mod sqlite {
    use std::path::Path;

    use super::*;

    fn open(directory: &Path) -> Ledger {
        let store = SqliteStore::open(directory).unwrap();
        Ledger::open(authority(), Box::new(store)).unwrap()
    }

    fn query(directory: &Path, sql: &str) -> i64 {
        let file = directory.join("workfront-sandbox.sqlite");
        rusqlite::Connection::open(file).unwrap().query_row(sql, [], |row| row.get(0)).unwrap()
    }

    #[test]
    fn a_ledger_in_a_file_goes_back_and_forth() {
        let directory = tempfile::tempdir().unwrap();
        goes_back_and_forth(open(directory.path()));
    }

    #[test]
    fn a_restart_continues_where_it_stopped() {
        let directory = tempfile::tempdir().unwrap();
        let inner = directory.path().join("made/if/missing");
        let mut states = Vec::new();
        for round in 0..5 {
            let mut ledger = open(&inner);
            assert_eq!(states.last(), (round > 0).then(|| ledger.authority().state()));
            ledger.apply(AddTenant { tenant: tenant() }, NOW).unwrap().unwrap();
            add_user(&mut ledger, &format!("user {round}"));
            states.push(ledger.authority().state().clone());
        }
        // A restart and none draw the same.
        let mut steady = Ledger::in_memory(authority());
        steady.apply(AddTenant { tenant: tenant() }, NOW).unwrap().unwrap();
        for round in 0..5 {
            add_user(&mut steady, &format!("user {round}"));
        }
        assert_eq!(states.last(), Some(steady.authority().state()));
    }

    #[test]
    fn snapshots_and_the_marked_start_survive_a_restart() {
        let directory = tempfile::tempdir().unwrap();
        let mut ledger = open(directory.path());
        ledger.apply(AddTenant { tenant: tenant() }, NOW).unwrap().unwrap();
        ledger.mark_start().unwrap();
        let start = ledger.authority().state().clone();
        add_user(&mut ledger, "first");
        let snapshot = ledger.snapshot().unwrap();
        let with_first = ledger.authority().state().clone();
        add_user(&mut ledger, "second");
        drop(ledger);
        let mut ledger = open(directory.path());
        ledger.restore(snapshot).unwrap();
        drop(ledger);
        let mut ledger = open(directory.path());
        assert_eq!(ledger.authority().state(), &with_first);
        ledger.reset().unwrap();
        drop(ledger);
        assert_eq!(open(directory.path()).authority().state(), &start);
    }

    #[test]
    fn a_long_log_is_put_together_and_nothing_is_lost() {
        let directory = tempfile::tempdir().unwrap();
        let mut ledger = open(directory.path());
        ledger.apply(AddTenant { tenant: tenant() }, NOW).unwrap().unwrap();
        // Names of 64 KiB make a log of megabytes with few commits.
        for round in 0..40 {
            add_user(&mut ledger, &format!("{round} {}", "n".repeat(64 * 1024)));
        }
        let state = ledger.authority().state().clone();
        drop(ledger);
        let commits = query(directory.path(), "SELECT COUNT(*) FROM log");
        assert!(commits < 40, "{commits}");
        assert_eq!(query(directory.path(), "SELECT COUNT(*) FROM base"), 1);
        assert_eq!(open(directory.path()).authority().state(), &state);
    }

    #[test]
    fn a_directory_in_use_is_not_opened_twice() {
        let directory = tempfile::tempdir().unwrap();
        let _first = open(directory.path());
        let error = SqliteStore::open(directory.path()).unwrap_err();
        assert!(matches!(error, StorageError::InUse { .. }), "{error}");
    }

    #[test]
    fn a_file_that_is_none_of_ours_is_left_alone() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("workfront-sandbox.sqlite");
        std::fs::write(&file, "hello, this is no database at all").unwrap();
        let error = SqliteStore::open(directory.path()).unwrap_err();
        assert!(matches!(error, StorageError::NotOpened { .. }), "{error}");
        let error = SqliteStore::open(&file).unwrap_err();
        assert!(matches!(error, StorageError::NotOpened { .. }), "{error}");

        let directory = tempfile::tempdir().unwrap();
        drop(open(directory.path()));
        let file = directory.path().join("workfront-sandbox.sqlite");
        let connection = rusqlite::Connection::open(file).unwrap();
        connection.execute_batch("PRAGMA user_version = 9").unwrap();
        drop(connection);
        let error = SqliteStore::open(directory.path()).unwrap_err();
        assert!(matches!(error, StorageError::OtherFormat { found: 9, wanted: 1, .. }), "{error}");
    }

    #[test]
    fn damage_is_found_and_placed() {
        for damage in [
            "UPDATE log SET events = '[{}]' WHERE place = 1",
            "UPDATE log SET events = 'x' WHERE place = 1",
            "UPDATE log SET place = 7 WHERE place = 2",
            "INSERT INTO base (id, state) VALUES (0, '{}')",
        ] {
            let directory = tempfile::tempdir().unwrap();
            let mut ledger = open(directory.path());
            ledger.apply(AddTenant { tenant: tenant() }, NOW).unwrap().unwrap();
            add_user(&mut ledger, "first");
            add_user(&mut ledger, "second");
            drop(ledger);
            let file = directory.path().join("workfront-sandbox.sqlite");
            rusqlite::Connection::open(file).unwrap().execute_batch(damage).unwrap();
            let store = SqliteStore::open(directory.path()).unwrap();
            let error = Ledger::open(authority(), Box::new(store)).unwrap_err();
            assert!(matches!(error, StorageError::Damaged { .. }), "{damage}: {error}");
        }
    }
}
