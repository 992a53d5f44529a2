//! A node: appends to a log that others append to as well, in batches of any size, until it is
//! killed, and prints index and leaf of every entry that was acknowledged.
//!
//!     cargo run -p ledger --example node -- postgresql://host/database ORIGIN NAME

use std::io::Write;

use ledger::{AppendError, Home, Keys, Log, NewEntry};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [url, origin, name] = &args[..] else {
        return Err("usage: node URL ORIGIN NAME".into());
    };
    // Every node signs with the same key. A real one reads it from a file that only it can read.
    let keys = Keys::from_seed(origin, &[7; 32])?;
    let mut log = Log::open(Home::parse(url)?, origin, keys)?;
    let mut out = std::io::stdout().lock();
    for round in 0_usize.. {
        let size = 1 + round * round % 20;
        let batch: Vec<NewEntry> = (0..size).map(|n| new_entry(name, round, n)).collect();
        match log.append(&batch) {
            Ok(positions) => {
                for position in positions {
                    writeln!(out, "{} {}", position.index, position.leaf_hash)?;
                }
                out.flush()?;
            }
            // Nothing was acknowledged, so nothing is printed; the next round tries again.
            Err(AppendError::NotWritten(_) | AppendError::Unknown { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

fn new_entry(name: &str, round: usize, n: usize) -> NewEntry {
    NewEntry {
        stream: format!("case/{}", (round * 31 + n * 7) % 97),
        expected_version: None,
        time_ms: 0,
        actor: name.to_owned(),
        kind: "note".into(),
        payload: format!("{name} {round} {n}").into_bytes(),
    }
}
