//! What is written: the same in every run.

use ledger::NewEntry;

/// Cases that are open at a time; each entry belongs to one of them, at random.
pub const STREAMS: u64 = 1000;

/// Entries without end: sizes as in life, order at random, the same in every run.
pub struct Supply(pub u64);

impl Supply {
    pub fn next(&mut self) -> NewEntry {
        // xorshift64: good enough to scatter streams and to defeat any compression.
        let mut step = || {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            self.0
        };
        NewEntry {
            stream: format!("case/2025/{:06}", step() % STREAMS),
            expected_version: None,
            time_ms: 1_741_000_000_000,
            actor: "person/0042".into(),
            kind: "record.made".into(),
            payload: (0..128).flat_map(|_| step().to_le_bytes()).collect(),
        }
    }

    pub fn batch(&mut self, n: usize) -> Vec<NewEntry> {
        (0..n).map(|_| self.next()).collect()
    }
}
