//! Texts as files: each is read whole, because a name is known by its whole text, and its result
//! is written whole. A file that cannot be done is told and the next is read.

use std::fs;
use std::io::{self, BufWriter, Read, Write};
use std::path::Path;

use redact::{KnownByRole, Policy, Record, Redacted};
use registry::fault::reason;

use super::{LONGEST, Redact, Shape, counted, open, tell, text_of};

/// Redacts every file. Returns how many could not be done.
pub fn run(args: &Redact, policy: &Policy) -> io::Result<u64> {
    let mut out = BufWriter::new(io::stdout().lock());
    let mut failed = 0;
    for (n, path) in args.files.iter().enumerate() {
        let done = match read(path) {
            Ok(record) => write(args, path, &record, policy, &mut out)?,
            Err(why) => Err(why),
        };
        match done {
            Ok(said) if args.files.len() > 1 => {
                let place = format!("[{}/{}] {}", n + 1, args.files.len(), path.display());
                tell(&format!("{place}：{said}"));
            }
            Ok(_) => {}
            Err(why) => {
                tell(&why);
                failed += 1;
            }
        }
    }
    out.flush()?;
    Ok(failed)
}

fn read(path: &Path) -> Result<Record, String> {
    let told = |why: String| format!("{}: {why}", path.display());
    let mut bytes = Vec::new();
    open(path)?
        .take(LONGEST as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| told(format!("不能读取：{}", reason(&error))))?;
    if bytes.len() > LONGEST {
        return Err(told(format!("超过{LONGEST}字节")));
    }
    Ok(Record {
        id: path.display().to_string(),
        text: text_of(&bytes).map_err(told)?.to_owned(),
        known: KnownByRole::default(),
    })
}

/// Writes the result in the shape asked for. The outer error ends the run, the inner one only this file.
fn write(
    args: &Redact,
    path: &Path,
    record: &Record,
    policy: &Policy,
    out: &mut dyn Write,
) -> io::Result<Result<String, String>> {
    let redacted = redact::redact(record, policy);
    let shown = match args.to {
        Shape::Public => redacted.text.clone(),
        Shape::Marked => marked(&record.text, &redacted),
        Shape::Json => serde_json::to_string(&redacted)? + "\n",
    };
    let said = counted(&redacted.hits);
    let Some(folder) = &args.out else {
        out.write_all(shown.as_bytes())?;
        return Ok(Ok(said));
    };
    Ok(keep(folder, &public_name(path, policy), &shown).map(|()| said))
}

/// The name under which a result is kept: what the policy hides in a text, it hides in a name.
fn public_name(path: &Path, policy: &Policy) -> String {
    let stem = path.file_name().unwrap_or_default().to_string_lossy();
    let record = Record {
        id: String::new(),
        text: if stem == "-" {
            "stdin.txt".into()
        } else {
            stem.into_owned()
        },
        known: KnownByRole::default(),
    };
    redact::redact(&record, policy).text
}

/// Written beside its place first: a crash leaves a whole result or none. What is there already is never replaced.
fn keep(folder: &Path, name: &str, text: &str) -> Result<(), String> {
    let target = folder.join(name);
    let told = |error: io::Error| format!("{}: 不能写入：{}", target.display(), reason(&error));
    fs::create_dir_all(folder).map_err(told)?;
    if target.exists() {
        return Err(format!("{}: 已经存在，没有改写", target.display()));
    }
    let beside = folder.join(format!(".{name}.new"));
    fs::write(&beside, text).map_err(told)?;
    fs::rename(&beside, &target).map_err(told)
}

/// The inner text with every finding in marks.
fn marked(text: &str, redacted: &Redacted) -> String {
    let mut shown = String::with_capacity(text.len() * 2);
    let mut rest = text.chars();
    let mut at = 0;
    for hit in &redacted.hits {
        shown.extend(rest.by_ref().take(hit.start - at));
        let action = if hit.action == "hide" {
            "隐去"
        } else {
            "保留"
        };
        shown.push_str(&format!("⟦{action} {}｜", hit.kind.label()));
        shown.extend(rest.by_ref().take(hit.end - hit.start));
        shown.push('⟧');
        at = hit.end;
    }
    shown.extend(rest);
    shown
}
