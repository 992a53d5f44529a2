//! The packs an installation works by: those built into the program, copied beside the data at
//! first start so that a later program cannot change the law under old records unseen.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use enforcement::step::mechanism;
use law::pack::Pack;
use registry::fault::reason;
use registry::packs::load_dir;

mod built_in {
    include!(concat!(env!("OUT_DIR"), "/packs.rs"));
}

/// The pack where none is named: the first that was written.
pub const DEFAULT: &str = include_str!("shelf/default.txt").trim_ascii_end();

/// The pack of this name in the program, or the one in this folder.
pub fn pack(name_or_folder: &str) -> Result<Pack, String> {
    let prefix = format!("{name_or_folder}/");
    let files: Vec<(&str, &str)> = built_in::FILES
        .iter()
        .filter_map(|(path, text)| Some((path.strip_prefix(&prefix)?, *text)))
        .filter(|(path, _)| path.ends_with(".toml") && !path.starts_with("scenarios/"))
        .collect();
    let loaded = if files.is_empty() {
        load_dir(Path::new(name_or_folder))
    } else {
        Pack::load(&files, mechanism())
    };
    loaded.map_err(|faults| {
        let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
        format!("规则包“{name_or_folder}”不能使用：\n{}", lines.join("\n"))
    })
}

/// The folder of packs beside the data.
pub fn folder(data: &Path) -> PathBuf {
    data.join("packs")
}

/// Copies a built-in pack beside the data, unless one of that name lies there already.
pub fn put(data: &Path, name: &str) -> Result<PathBuf, String> {
    let target = folder(data).join(name);
    if target.join("pack.toml").exists() {
        return Ok(target);
    }
    let prefix = format!("{name}/");
    let files = built_in::FILES
        .iter()
        .filter_map(|(path, text)| Some((path.strip_prefix(&prefix)?, text)));
    // Whole or not at all: a pack that lacks rules would be taken for the law. If we crash before
    // the rename, what was begun is written afresh.
    let begun = data.join(format!("packs.{name}.new"));
    let failed = |error| format!("不能写入 {}：{}", target.display(), reason(&error));
    if begun.exists() {
        // Perhaps by another version of the program, whose rules must not mix with these.
        std::fs::remove_dir_all(&begun).map_err(failed)?;
    }
    let mut found = false;
    for (path, text) in files {
        found = true;
        write(&begun.join(path), text)?;
    }
    if !found {
        return Err(format!("程序中没有名为“{name}”的规则包"));
    }
    let shelf = folder(data);
    std::fs::create_dir_all(&shelf).map_err(failed)?;
    std::fs::rename(&begun, &target).map_err(failed)?;
    let synced = std::fs::File::open(&shelf).and_then(|shelf| shelf.sync_all());
    synced.map_err(failed)?;
    Ok(target)
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    let failed = |error| format!("不能写入 {}：{}", path.display(), reason(&error));
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent).map_err(failed)?;
    }
    let mut file = std::fs::File::create(path).map_err(failed)?;
    let written = file.write_all(text.as_bytes());
    written.and_then(|()| file.sync_all()).map_err(failed)
}

/// Every pack beside the data, by the code of its agency (the name of its folder).
pub fn packs(data: &Path) -> Result<BTreeMap<String, Arc<Pack>>, String> {
    if !data.is_dir() {
        return Err(format!("没有数据目录 {}，请核对 --data。", data.display()));
    }
    let root = folder(data);
    let unread = |error| format!("读不到规则包目录 {}：{}", root.display(), reason(&error));
    let entries = std::fs::read_dir(&root).map_err(unread)?;
    let mut packs = BTreeMap::new();
    for entry in entries {
        let path = entry.map_err(unread)?.path();
        let Some(name) = path
            .file_name()
            .and_then(|name| name.to_str())
            .map(str::to_owned)
        else {
            continue;
        };
        let pack = load_dir(&path).map_err(|faults| {
            let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
            format!("规则包“{name}”有错误：\n{}", lines.join("\n"))
        })?;
        packs.insert(name, Arc::new(pack));
    }
    Ok(packs)
}
