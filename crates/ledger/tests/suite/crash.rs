//! The durable step, failing in pairs: failed and not persisted, failed but persisted. After
//! each: nothing acknowledged is lost, nothing is invented, and the log is sound.

use ledger::sqlite::Sqlite;
use ledger::{AppendError, Log, fsck};
use tempfile::TempDir;

use super::support::{Fault, Faulty, ORIGIN, Switch, batch, entry, keys, open};

fn faulty(dir: &std::path::Path) -> (Log, Switch) {
    let switch = Switch::default();
    let engine = Faulty::new(Sqlite::open(dir).unwrap(), &switch);
    (
        Log::with_engine(Box::new(engine), ORIGIN, keys()).unwrap(),
        switch,
    )
}

/// Reopens as after a crash, and checks that exactly `payloads` follow the first 10 entries.
fn assert_holds(dir: &std::path::Path, payloads: &[&str]) {
    let report = fsck(dir, ORIGIN, keys().public());
    assert!(report.is_sound(), "{:?}", report.problems);
    let log = open(dir);
    let entries = log.reader().entries(10, 100).unwrap();
    let found: Vec<_> = entries.iter().map(|e| e.payload.clone().unwrap()).collect();
    assert_eq!(
        found,
        payloads.iter().map(|p| p.as_bytes()).collect::<Vec<_>>()
    );
}

#[test]
fn failed_and_not_persisted() {
    let dir = TempDir::new().unwrap();
    let (mut log, switch) = faulty(dir.path());
    log.append(&batch(10)).unwrap();
    switch.set(Fault::NotPersisted);
    let error = log.append(&[entry("s", "lost")]).unwrap_err();
    assert!(matches!(error, AppendError::NotWritten(_)), "{error:?}");
    assert_eq!(log.len(), 10);
    // Crash now: nothing of it is there.
    let copy = copy(dir.path());
    assert_holds(copy.path(), &[]);
    // Or go on: the same batch can be sent again.
    switch.set(Fault::None);
    assert_eq!(log.append(&[entry("s", "again")]).unwrap()[0].index, 10);
    drop(log);
    assert_holds(dir.path(), &["again"]);
}

#[test]
fn failed_but_persisted() {
    let dir = TempDir::new().unwrap();
    let (mut log, switch) = faulty(dir.path());
    log.append(&batch(10)).unwrap();
    switch.set(Fault::Persisted);
    // It is there, durable, under the intended checkpoint: so it is acknowledged after all.
    let position = log.append(&[entry("s", "there")]).unwrap()[0];
    assert_eq!((position.index, position.version, log.len()), (10, 1, 11));
    let copy = copy(dir.path());
    assert_holds(copy.path(), &["there"]);
    switch.set(Fault::None);
    assert_eq!(log.append(&[entry("s", "more")]).unwrap()[0].version, 2);
    drop(log);
    assert_holds(dir.path(), &["there", "more"]);
}

#[test]
fn not_persisted_and_not_settled() {
    let dir = TempDir::new().unwrap();
    let (mut log, switch) = faulty(dir.path());
    log.append(&batch(10)).unwrap();
    switch.set(Fault::NotPersistedUnsettled);
    let error = log.append(&[entry("s", "lost")]).unwrap_err();
    assert!(
        matches!(
            error,
            AppendError::Unknown {
                first_index: 10,
                ..
            }
        ),
        "{error:?}"
    );
    // While nobody knows, nothing is signed or written.
    let error = log.append(&[entry("s", "refused")]).unwrap_err();
    assert!(matches!(error, AppendError::NotWritten(_)), "{error:?}");
    assert!(log.recover().is_err());
    let copy = copy(dir.path());
    assert_holds(copy.path(), &[]);
    switch.set(Fault::None);
    log.recover().unwrap();
    assert_eq!(
        log.len(),
        10,
        "not longer than first_index: it was not written"
    );
    assert_eq!(log.append(&[entry("s", "again")]).unwrap()[0].index, 10);
    drop(log);
    assert_holds(dir.path(), &["again"]);
}

#[test]
fn persisted_and_not_settled() {
    let dir = TempDir::new().unwrap();
    let (mut log, switch) = faulty(dir.path());
    log.append(&batch(10)).unwrap();
    switch.set(Fault::PersistedUnsettled);
    let error = log.append(&[entry("s", "there")]).unwrap_err();
    assert!(
        matches!(
            error,
            AppendError::Unknown {
                first_index: 10,
                ..
            }
        ),
        "{error:?}"
    );
    let copy = copy(dir.path());
    assert_holds(copy.path(), &["there"]);
    switch.set(Fault::None);
    // The next append reads the log again before it signs: no second entry 10, no fork.
    let position = log.append(&[entry("s", "next")]).unwrap()[0];
    assert_eq!((position.index, position.version), (11, 2));
    drop(log);
    assert_holds(dir.path(), &["there", "next"]);
}

/// A failure at every size around which the stored stream index is brought up to date.
#[test]
fn a_failure_at_the_fold_loses_no_stream() {
    for fault in [Fault::NotPersisted, Fault::Persisted] {
        let fold = ledger::sqlite::FOLD as usize;
        for before in [fold - 2, fold - 1, fold, fold + 1] {
            let dir = TempDir::new().unwrap();
            let (mut log, switch) = faulty(dir.path());
            log.append(&batch(before)).unwrap();
            switch.set(fault);
            let written = log.append(&batch(2)).is_ok();
            assert_eq!(written, fault == Fault::Persisted);
            switch.set(Fault::None);
            log.append(&batch(7)).unwrap();
            let total = before + 7 + if written { 2 } else { 0 };
            drop(log);
            let report = fsck(dir.path(), ORIGIN, keys().public());
            assert_eq!((report.entries, report.problems), (total as u64, vec![]));
            let heads = (0..5).map(|s| open(dir.path()).reader().head(&format!("stream/{s}")));
            let sum: u64 = heads.map(|h| h.unwrap().unwrap().version).sum();
            assert_eq!(sum, total as u64);
        }
    }
}

/// The files of a log as a crash at this moment would leave them (all synced, none closed).
fn copy(dir: &std::path::Path) -> TempDir {
    let to = TempDir::new().unwrap();
    for file in std::fs::read_dir(dir).unwrap().map(Result::unwrap) {
        // The -shm file is an index in memory; after a crash of the machine it is rebuilt.
        if !file.file_name().to_string_lossy().ends_with("-shm") {
            // `fs::copy` opens the database file a second time, which gives up SQLite's locks
            // in this process; harmless here, since nobody competes for them.
            std::fs::copy(file.path(), to.path().join(file.file_name())).unwrap();
        }
    }
    to
}
