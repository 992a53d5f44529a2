//! Throwing the views away and building them again from a log of a million entries: 31,250 cases
//! of 32 records, a thousand cases open at a time, as `fadu rebuild` does it.
//!
//! Baseline: reading the same columns of the same rows once, on one thread, with nothing made of
//! them. Run with `cargo bench -p benches --bench rebuild`; `CASES=n` makes it smaller or larger.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use benches::measure::{setting, sized, timed};
use benches::work::{CODE, Load};
use enforcement::deed::Deed;
use law::pack::Pack;
use ledger::{Keys, Log, NewEntry};
use registry::clock::Clock;
use registry::installation::{Installation, fsck, rebuild};
use registry::states::stream_of;
use rusqlite::Connection;
use tempfile::TempDir;

/// Cases that are open at a time.
const OPEN: usize = 1000;

fn main() {
    let cases = setting("CASES", sized(31_250, 20));
    let dir = TempDir::new().expect("a folder");
    let load = Load::played();
    let packs = BTreeMap::from([(CODE.to_owned(), load.pack.clone())]);
    let (took, entries) = timed(|| fill(&load, dir.path(), &packs, cases));
    let records = load.records();
    println!("{cases} cases of {records} records, {entries} entries, laid down in {took:.1?}");
    let (reading, bytes) = timed(|| read(dir.path()));
    println!(
        "bare read of the log  {:>8.2} s {:>6} MiB of payload",
        seconds(reading),
        bytes >> 20
    );
    let (rebuilding, rows) = timed(|| rebuild(dir.path(), &packs));
    let rows = rows.expect("the log is sound");
    println!(
        "rebuild of the views  {:>8.2} s {:>6.0} entries /s, {rows} rows, {:.1}x the bare read",
        seconds(rebuilding),
        entries as f64 / seconds(rebuilding),
        seconds(rebuilding) / seconds(reading)
    );
    // On a small log only: what was rebuilt is what a check makes of it.
    if cases <= 1000 {
        let found = fsck(dir.path(), &packs).expect("a folder");
        assert!(found.problems.is_empty(), "{:?}", found.problems);
    }
}

fn seconds(time: Duration) -> f64 {
    time.as_secs_f64()
}

/// Lays a log down as an office would have left it; how many entries it has.
fn fill(load: &Load, dir: &Path, packs: &BTreeMap<String, Arc<Pack>>, cases: usize) -> u64 {
    let installation = Installation::open(dir, packs, Clock::system()).expect("a fresh folder");
    load.set_up(installation.office(CODE).expect("it was just founded"));
    drop(installation);
    let folder = dir.join("agencies").join(CODE);
    let keys = Keys::open_or_create(&folder.join("log.key"), CODE).expect("its key");
    let mut log = Log::open(&folder, CODE, keys).expect("its log");
    for first in (1..=cases).step_by(OPEN) {
        let group = first..(first + OPEN).min(cases + 1);
        for deed in load.deeds() {
            let same = encoded(deed);
            let made = group.clone().map(|ordinal| {
                let own = deed.words.contains_key("number");
                let payload = if own {
                    encoded(&load.done(ordinal, deed.no))
                } else {
                    same.clone()
                };
                entry(deed, ordinal, payload)
            });
            log.append(&made.collect::<Vec<_>>()).expect("room");
        }
    }
    log.len()
}

fn encoded(deed: &Deed) -> Vec<u8> {
    serde_json::to_vec(deed).expect("a deed has a form")
}

fn entry(deed: &Deed, ordinal: usize, payload: Vec<u8>) -> NewEntry {
    NewEntry {
        stream: stream_of(&ordinal.to_string()),
        expected_version: Some(u64::from(deed.no) - 1),
        time_ms: 1_741_000_000_000,
        actor: deed.by.clone(),
        kind: "deed".into(),
        payload,
    }
}

/// Reads every row once; the bytes of payload that it saw.
fn read(dir: &Path) -> usize {
    let path = dir.join("agencies").join(CODE).join("ledger.db");
    let connection = Connection::open(path).expect("it was just written");
    let mut query = connection
        .prepare("SELECT * FROM entry")
        .expect("it has this table");
    let payload = query.column_index("payload").expect("it has this column");
    let mut rows = query.query([]).expect("it can be read");
    let mut bytes = 0;
    while let Some(row) = rows.next().expect("it can be read") {
        let blob = row
            .get_ref(payload)
            .ok()
            .and_then(|value| value.as_blob().ok().map(<[u8]>::len));
        bytes += blob.unwrap_or_default();
    }
    bytes
}
