//! What it costs to look up a session, and to keep one: a cabinet on each engine, held against the
//! bare client with the same statement on the same server. All take turns; medians and ratios count.
//!
//! `cargo bench -p ledger --bench cabinet`

#![allow(
    clippy::unwrap_used,
    reason = "a benchmark that panics has failed, as it should"
)]

use std::time::{Duration, Instant};

use ledger::{Cabinet, Change, Home, Item};
use postgres::{Client, NoTls};
use testkit::postgres::Server;

const ROUNDS: usize = 2000;
const ITEMS: u32 = 5000;

fn key(n: usize) -> Vec<u8> {
    format!("session/{:08}", n as u32 % ITEMS).into_bytes()
}

fn filled(home: &Home) -> Cabinet {
    let cabinet = Cabinet::open(home).unwrap();
    let item = |n| (key(n), Item::new(vec![b'x'; 160]));
    let items: Vec<_> = (0..ITEMS as usize).map(item).collect();
    cabinet.fill(&items).unwrap();
    cabinet
}

/// What is measured, by its name.
type Kind<'a> = (&'a str, Box<dyn FnMut(usize) + 'a>);

/// The median of each, all in turns.
fn medians(mut kinds: Vec<Kind<'_>>) {
    let mut times = vec![Vec::new(); kinds.len()];
    for n in 0..ROUNDS {
        for ((_, run), times) in kinds.iter_mut().zip(&mut times) {
            let start = Instant::now();
            run(n * 7919);
            times.push(start.elapsed());
        }
    }
    let median = |mut times: Vec<Duration>| {
        times.sort_unstable();
        times[times.len() / 2]
    };
    let medians: Vec<Duration> = times.into_iter().map(median).collect();
    for ((name, _), median) in kinds.iter().zip(&medians) {
        let ratio = median.as_secs_f64() / medians[0].as_secs_f64();
        println!("{name:<44} {median:>10.1?}  {ratio:.2}");
    }
}

fn main() {
    let url = Server::shared().database();
    let dir = tempfile::tempdir().unwrap();
    let here = filled(&Home::from(dir.path()));
    let there = filled(&Home::parse(&url).unwrap());
    let mut bare = Client::connect(&url, NoTls).unwrap();
    bare.batch_execute("SET search_path TO store").unwrap();
    let look = "SELECT value, until FROM item WHERE key = $1";
    let look = bare.prepare(look).unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread();
    let runtime = { runtime }.worker_threads(2).enable_all().build().unwrap();
    let there = &*Box::leak(Box::new(there));

    println!("looking up one of {ITEMS} items, against the bare client");
    medians(vec![
        (
            "bare client",
            Box::new(|n| drop(bare.query(&look, &[&key(n)]).unwrap())),
        ),
        (
            "PostgreSQL",
            Box::new(|n| drop(there.get(&key(n)).unwrap())),
        ),
        (
            "PostgreSQL, from inside an event loop",
            Box::new(|n| {
                let asked = runtime.spawn(async move { drop(there.get(&key(n)).unwrap()) });
                runtime.block_on(asked).unwrap();
            }),
        ),
        (
            "an event loop that asks nothing",
            Box::new(|n| {
                let asked = runtime.spawn(async move { drop(key(n)) });
                runtime.block_on(asked).unwrap();
            }),
        ),
        ("SQLite", Box::new(|n| drop(here.get(&key(n)).unwrap()))),
    ]);

    println!("keeping one, durably, against the bare client");
    let keep = "UPDATE item SET value = $2 WHERE key = $1";
    let keep = bare.prepare(keep).unwrap();
    let put = |n: usize| [Change::Put(key(n), Item::new(vec![b'y'; 160]))];
    medians(vec![
        (
            "bare client",
            Box::new(|n| {
                let value = vec![b'y'; 160];
                let rows = bare.execute(&keep, &[&key(n), &value]).unwrap();
                assert_eq!(rows, 1);
            }),
        ),
        ("PostgreSQL", Box::new(|n| there.change(&put(n)).unwrap())),
        ("SQLite", Box::new(|n| here.change(&put(n)).unwrap())),
    ]);
}
