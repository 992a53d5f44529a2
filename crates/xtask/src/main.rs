//! Work on the house itself: `cargo run -p xtask -- tidy` checks what no compiler checks. Knows
//! file names and text; knows nothing of law.

mod tidy;

use std::process::ExitCode;

fn main() -> ExitCode {
    match std::env::args().nth(1).as_deref() {
        Some("tidy") => tidy::run(),
        _ => {
            eprintln!("usage: cargo run -p xtask -- tidy");
            ExitCode::FAILURE
        }
    }
}
