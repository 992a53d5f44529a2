//! JSON lines in, JSON lines out, one at a time: memory holds one line, and a line is written
//! whole or not at all. A line that cannot be read is told with its number and the next is read.

use std::io::{self, BufRead, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use redact::{Policy, Record};
use registry::fault::reason;
use serde_json::Value;

use super::{LONGEST, open, tell, text_of};

/// Redacts every line of every file. Returns how many lines and files could not be done.
pub fn run(files: &[PathBuf], policy: &Policy) -> io::Result<u64> {
    let mut out = BufWriter::new(io::stdout().lock());
    let mut failed = 0;
    for (n, path) in files.iter().enumerate() {
        let tally = match open(path) {
            Ok(mut lines) => file(path, &mut lines, policy, &mut out)?,
            Err(why) => {
                tell(&why);
                Tally { done: 0, failed: 1 }
            }
        };
        failed += tally.failed;
        if files.len() > 1 {
            let place = format!("[{}/{}] {}", n + 1, files.len(), path.display());
            tell(&format!("{place}：完成{}行", tally.done));
        }
    }
    out.flush()?;
    Ok(failed)
}

struct Tally {
    done: u64,
    failed: u64,
}

fn file(
    path: &Path,
    lines: &mut dyn BufRead,
    policy: &Policy,
    out: &mut dyn Write,
) -> io::Result<Tally> {
    let mut tally = Tally { done: 0, failed: 0 };
    let mut line = Vec::new();
    for number in 1u64.. {
        let told = |why: &str| tell(&format!("{}:{number}: {why}", path.display()));
        line.clear();
        match next_line(lines, &mut line) {
            Ok(Next::End) => break,
            Ok(Next::Line) if line.trim_ascii().is_empty() => continue,
            Ok(Next::Line) => {}
            Ok(Next::TooLong) => {
                told(&format!("一行超过{LONGEST}字节"));
                tally.failed += 1;
                continue;
            }
            Err(error) => {
                told(&format!("读到这里出错：{}", reason(&error)));
                tally.failed += 1;
                break;
            }
        }
        match record(&line) {
            Ok(record) => {
                let redacted = redact::redact(&record, policy);
                serde_json::to_writer(&mut *out, &redacted)?;
                out.write_all(b"\n")?;
                tally.done += 1;
            }
            Err(why) => {
                told(&why);
                tally.failed += 1;
            }
        }
    }
    Ok(tally)
}

enum Next {
    Line,
    TooLong,
    End,
}

/// Reads up to the end of a line; what is longer than allowed is skipped without being kept.
fn next_line(lines: &mut dyn BufRead, line: &mut Vec<u8>) -> io::Result<Next> {
    let limit = LONGEST as u64 + 1;
    if lines.take(limit).read_until(b'\n', line)? == 0 {
        return Ok(Next::End);
    }
    if line.len() <= LONGEST {
        return Ok(Next::Line);
    }
    while !line.ends_with(b"\n") {
        line.clear();
        if lines.take(limit).read_until(b'\n', line)? == 0 {
            break;
        }
    }
    Ok(Next::TooLong)
}

fn record(line: &[u8]) -> Result<Record<Value>, String> {
    let text = text_of(line)?;
    serde_json::from_str(text).map_err(|error| wrong(text, &error))
}

/// What is wrong with a line, in the reader's language.
fn wrong(line: &str, error: &serde_json::Error) -> String {
    let object = match serde_json::from_str::<Value>(line) {
        Ok(Value::Object(object)) => object,
        Ok(_) => return "应当是一个 JSON 对象：{\"id\",\"text\",\"known\"}".to_owned(),
        Err(_) => return format!("不是有效的 JSON（第{}个字节处）", error.column()),
    };
    if !object.contains_key("id") {
        return "缺少“id”".to_owned();
    }
    match object.get("text") {
        None => "缺少“text”".to_owned(),
        Some(text) if !text.is_string() => "“text”应当是文字".to_owned(),
        Some(_) => "“known”应当按身份列出姓名，例如 {\"witness\":[\"…\"]}".to_owned(),
    }
}
