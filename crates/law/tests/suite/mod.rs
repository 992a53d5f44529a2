//! One binary for all integration tests of this crate, one module per noun.

use std::io::Write as _;
use std::path::{Path, PathBuf};

mod calendar;
mod judge;
mod official_text;
mod pack;
mod period;

/// A file of reference data kept beside the repository (`FADU_SHARED`, or `../shared`), which a
/// stranger's clone may lack: the test that wanted it says so and proves nothing.
pub fn shared(path: &str) -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let root = std::env::var_os("FADU_SHARED").map_or(beside, PathBuf::from);
    let file = root.join(path);
    if file.exists() {
        return Some(file);
    }
    // Straight to the stream: what `eprintln!` writes is hidden when a test passes.
    let note = format!(
        "SKIPPED: no {}; set FADU_SHARED to the folder of it\n",
        file.display()
    );
    std::io::stderr()
        .write_all(note.as_bytes())
        .expect("a test may speak");
    None
}
