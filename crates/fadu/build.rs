//! Puts the packs of this repository into the program, so that one binary is enough to begin with.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs");
    println!("cargo::rerun-if-changed={}", root.display());
    let mut files = Vec::new();
    walk(&root, &mut files);
    files.sort();
    let mut code = String::from(
        "/// Path and text of every file of every pack.\npub const FILES: &[(&str, &str)] = &[\n",
    );
    for file in files {
        let name = file.strip_prefix(&root).expect("a file below the packs");
        let name = name
            .to_str()
            .expect("a pack's file name is UTF-8")
            .replace('\\', "/");
        let path = file.canonicalize().expect("the file was just seen");
        writeln!(code, "    ({name:?}, include_str!({path:?})),").expect("writing to a string");
    }
    code.push_str("];\n");
    let out = std::env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    std::fs::write(Path::new(&out).join("packs.rs"), code).expect("OUT_DIR can be written");
}

fn walk(dir: &Path, files: &mut Vec<PathBuf>) {
    println!("cargo::rerun-if-changed={}", dir.display());
    let entries = std::fs::read_dir(dir).expect("the packs can be read");
    for entry in entries {
        let path = entry.expect("the packs can be read").path();
        if path.is_dir() {
            walk(&path, files);
        } else {
            files.push(path);
        }
    }
}
