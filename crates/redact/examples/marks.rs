//! Reads a text from standard input and prints what would be hidden and why, one line for each place.
//! `cargo run -p redact --example marks < text`

#[path = "../tests/support/mod.rs"]
mod support;

use redact::{Known, Marked};
use std::io::Read;

fn main() -> std::io::Result<()> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    let marked = Marked::propose(&text, &Known::default(), &support::policy());
    for mark in &marked.marks {
        let action = if mark.action.hides() {
            "隐去"
        } else {
            "保留"
        };
        println!(
            "{action}\t{}\t{}\t{}\t{}",
            mark.hit.start,
            mark.hit.kind.label(),
            mark.hit.text,
            mark.hit.reason
        );
    }
    Ok(())
}
