//! Acts accepted a second, end to end through an office on disk: looked up, judged, in the ledger
//! with its tree and signed checkpoint, synced, folded, shown in the views, acknowledged.
//!
//! Baseline: the same bytes by plain multi-row inserts with the same settings (`benches::plain`),
//! in commits of as many rows as there are acts in flight. Both take turns on one disk, and the
//! median round of each counts. Then the same work is done again part by part on one thread, to
//! see where the time goes. Run with `cargo bench -p benches --bench acts`.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use benches::measure::{Watch, median, range, rate, sized, timed};
use benches::plain::Plain;
use benches::work::{CODE, Load};
use enforcement::case::Case;
use enforcement::decide::decide;
use enforcement::scene::Bench;
use law::calendar::Calendar;
use ledger::{Blobs, Entry, Home, Keys, Log, NewEntry};
use registry::states::{States, case_of, deed_of};
use registry::store::Store;
use registry::views::{Touched, Views};
use registry::{Office, Receipt, redaction};
use tempfile::TempDir;

const ROUNDS: usize = 9;

fn main() {
    let load = Arc::new(Load::played());
    let records = load.records();
    println!("{records} records a case, as many cases at once as acts in flight, {ROUNDS} rounds");
    println!(
        "{:>9}{:>16}{:>14}{:>7}   rounds of the office",
        "in flight", "plain rows /s", "acts /s", "ratio"
    );
    let mut last = None;
    for in_flight in [64, 256] {
        last = Some(end_to_end(&load, in_flight));
    }
    if let Some(entries) = last {
        parts(&load, &entries, 256);
    }
}

/// An office on disk, with its own file entered.
fn office(load: &Load, dir: &Path) -> Office {
    let blobs = Arc::new(Blobs::open(dir.join("blobs")).expect("a folder"));
    let views = Arc::new(Views::open(&dir.join("views.db")).expect("a folder"));
    let log = dir.join("log");
    let home = Home::from(&log);
    let store = Store::open(&Home::from(dir.join("store.db"))).expect("a folder");
    let office = Office::open(&log, &home, CODE, load.pack.clone(), blobs, store, views);
    let office = office.expect("a fresh folder");
    load.set_up(&office);
    office
}

/// Whoever enters acts: one case after another, each act once the one before is acknowledged.
struct Person {
    load: Arc<Load>,
    ordinal: usize,
    no: u32,
    case: Option<String>,
}

impl Person {
    async fn enter(&mut self, office: &Office, acts: usize, next: &AtomicUsize) {
        for _ in 0..acts {
            if self.no as usize == self.load.records() {
                (self.no, self.case) = (0, None);
            }
            if self.no == 0 {
                self.ordinal = next.fetch_add(1, Ordering::Relaxed);
            }
            let order = self
                .load
                .order(self.ordinal, self.no + 1, self.case.as_deref());
            let done = office.submit_async(order).await;
            let Receipt { case, no, .. } = done.expect("the load is lawful");
            (self.no, self.case) = (no, case);
        }
    }
}

/// One row of the table; the entries that came of it.
fn end_to_end(load: &Arc<Load>, in_flight: usize) -> Vec<Entry> {
    let (here, there) = (
        TempDir::new().expect("a folder"),
        TempDir::new().expect("a folder"),
    );
    let office = Arc::new(office(load, here.path()));
    let mut plain = Plain::open(there.path()).expect("a fresh folder");
    let mut people: Vec<Person> = (0..in_flight)
        .map(|_| Person {
            load: load.clone(),
            ordinal: 0,
            no: 0,
            case: None,
        })
        .collect();
    let next = Arc::new(AtomicUsize::new(1));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime");
    let each = sized(8192 / in_flight, 2);
    let (mut ours, mut theirs, mut entries) = (Vec::new(), Vec::new(), Vec::new());
    // The first round opens all cases and makes the first pages: it warms up and is not counted.
    for round in 0..=sized(ROUNDS, 1) {
        let from = office.log().len().expect("the log can be read");
        let (took, came) = timed(|| runtime.block_on(turn(people, &office, each, &next)));
        people = came;
        let new = office
            .log()
            .entries(from, usize::MAX / 2)
            .expect("the log can be read");
        assert_eq!(
            new.len(),
            each * in_flight,
            "every acknowledged act is in the log"
        );
        let (plain_took, written) = timed(|| plain.write(&new, in_flight));
        written.expect("room");
        if round > 0 {
            ours.push(rate(new.len(), took));
            theirs.push(rate(new.len(), plain_took));
        }
        entries.extend(new);
    }
    let spread = range(&ours);
    let (ours, theirs) = (median(ours), median(theirs));
    println!(
        "{in_flight:>9}{theirs:>16.0}{ours:>14.0}{:>7.2}   {spread}",
        ours / theirs
    );
    entries
}

/// Everybody enters so many acts, all at once.
async fn turn(
    people: Vec<Person>,
    office: &Arc<Office>,
    acts: usize,
    next: &Arc<AtomicUsize>,
) -> Vec<Person> {
    let mut tasks = tokio::task::JoinSet::new();
    for mut person in people {
        let (office, next) = (office.clone(), next.clone());
        tasks.spawn(async move {
            person.enter(&office, acts, &next).await;
            person
        });
    }
    tasks.join_all().await
}

/// The time of each part of the work, one after another on one thread.
#[derive(Default)]
struct Parts {
    look_up: Watch,
    judge: Watch,
    encode: Watch,
    ledger: Watch,
    fold: Watch,
    views: Watch,
    plain: Watch,
}

/// Does what the office does, part by part, with the same batches, and tells what each costs.
fn parts(load: &Load, entries: &[Entry], batch: usize) {
    let dir = TempDir::new().expect("a folder");
    let town = office(load, &dir.path().join("town"));
    let keys = Keys::from_seed(CODE, &[1; 32]).expect("a valid name");
    let mut log = Log::open(dir.path().join("log"), CODE, keys).expect("a fresh folder");
    let states = States::load(log.reader()).expect("an empty log");
    let views = Views::open(&dir.path().join("views.db")).expect("a folder");
    let mut plain = Plain::open(dir.path()).expect("a folder");
    let mut parts = Parts::default();
    let agency = town.agency();
    let bench = Bench {
        pack: town.pack(),
        calendar: Calendar::builtin(),
        agency: &agency,
    };
    for entries in batches(entries, batch) {
        let made: Vec<NewEntry> = entries
            .iter()
            .map(|entry| decided(bench, &states, entry, &mut parts))
            .collect();
        parts.ledger.over(|| log.append(&made)).expect("room");
        parts
            .plain
            .over(|| plain.write(entries, batch))
            .expect("room");
        let mut touched = Touched::default();
        for entry in entries {
            let deed = deed_of(entry).expect("an office wrote it");
            touched.note(case_of(&entry.stream), &deed);
            let id = case_of(&entry.stream).expect("only cases were worked on");
            parts.fold.over(|| states.apply_to_case(id, deed));
        }
        let at = log.checkpoint().checkpoint.clone();
        let shown = parts
            .views
            .over(|| views.show(CODE, bench, &states, &touched, &at));
        shown.expect("room");
    }
    parts.tell(entries.len());
}

/// Batches as an office makes them: no file twice in one, since the second act must see the first.
fn batches(entries: &[Entry], most: usize) -> Vec<&[Entry]> {
    let (mut batches, mut from) = (Vec::new(), 0);
    let mut streams = HashSet::new();
    for (at, entry) in entries.iter().enumerate() {
        if at - from == most || !streams.insert(&entry.stream) {
            batches.push(&entries[from..at]);
            from = at;
            streams = HashSet::from([&entry.stream]);
        }
    }
    batches.push(&entries[from..]);
    batches
}

/// Looks up, judges and encodes the act that an entry came of.
fn decided(bench: Bench<'_>, states: &States, entry: &Entry, parts: &mut Parts) -> NewEntry {
    let id = case_of(&entry.stream).expect("only cases were worked on");
    let deed = deed_of(entry).expect("an office wrote it");
    let act = enforcement::decide::Act {
        record: deed.record.clone(),
        fields: deed.fields.clone(),
    };
    let case: Arc<Case> = states
        .case(id)
        .expect("the log can be read")
        .unwrap_or_default();
    let looked_up = parts
        .look_up
        .over(|| redaction::look_up(bench, Some(&case), &act));
    let decided = parts
        .judge
        .over(|| decide(bench, Some(&case), &act, looked_up, &deed.by, deed.entered));
    let decided = decided.unwrap_or_else(|denial| panic!("{}: {denial:?}", act.record));
    let payload = parts
        .encode
        .over(|| serde_json::to_vec(&decided))
        .expect("a deed has a form");
    NewEntry {
        stream: entry.stream.clone(),
        expected_version: Some(entry.version - 1),
        time_ms: entry.time_ms,
        actor: entry.actor.clone(),
        kind: entry.kind.clone(),
        payload,
    }
}

impl Parts {
    fn tell(&self, n: usize) {
        println!("\nwhere the time of an act goes, part by part on one thread, batches of 256:");
        let rows = [
            ("look up", self.look_up),
            ("judge", self.judge),
            ("encode", self.encode),
            ("ledger, synced", self.ledger),
            ("fold", self.fold),
            ("views", self.views),
        ];
        let sum: f64 = rows.iter().map(|(_, watch)| watch.micros(n)).sum();
        for (name, watch) in rows {
            let micros = watch.micros(n);
            println!("{name:<16}{micros:>8.1} µs {:>4.0} %", micros / sum * 100.0);
        }
        println!("{:<16}{sum:>8.1} µs", "sum");
        println!(
            "{:<16}{:>8.1} µs (the same rows, synced)",
            "plain",
            self.plain.micros(n)
        );
    }
}
