//! A pack as a folder: which files it has and what they say. Knows where a pack's files lie and
//! nothing of what stands in them; reading them is `law`'s business. A file that cannot be read is
//! a fault beside those of the others, so that one look at the answer shows everything.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use enforcement::step::mechanism;
use law::pack::{Pack, PackFault};

use crate::fault::reason;

/// The largest file of a pack, in bytes; far above any regulation.
const LARGEST: u64 = 8 << 20;

/// The files of one pack.
#[derive(Debug)]
pub struct Folder {
    root: PathBuf,
    texts: Vec<(String, String)>,
    features: Vec<(String, String)>,
    faults: Vec<PackFault>,
}

/// Reads the pack in a folder.
///
/// # Errors
/// Every fault of every file, in the order of file and line.
pub fn load_dir(dir: &Path) -> Result<Pack, Vec<PackFault>> {
    Folder::read(dir).load()
}

/// A fault of a file as a whole.
fn fault(file: impl Into<String>, message: impl Into<String>, hint: &str) -> PackFault {
    PackFault {
        file: file.into(),
        line: 0,
        message: message.into(),
        hint: hint.into(),
    }
}

impl Folder {
    /// Reads the files of a pack. What cannot be read is kept as a fault and told by [`Self::load`].
    #[must_use]
    pub fn read(dir: &Path) -> Folder {
        let mut folder = Folder {
            root: dir.to_owned(),
            texts: Vec::new(),
            features: Vec::new(),
            faults: Vec::new(),
        };
        match names(dir) {
            Ok(names) => folder.read_all(&names),
            Err(error) => folder.faults.push(fault(
                "",
                format!("读不到规则包目录：{}", reason(&error)),
                "请写规则包的目录，其中有 pack.toml、clauses.toml、rules/ 和 scenarios/",
            )),
        }
        folder
    }

    fn read_all(&mut self, names: &[String]) {
        for known in ["pack.toml", "clauses.toml"] {
            if names.iter().any(|name| name == known) {
                let text = self.text(known);
                self.texts.extend(text);
            }
        }
        let strays = names.iter().filter(|name| name.ends_with(".toml"));
        for stray in strays.filter(|name| !["pack.toml", "clauses.toml"].contains(&name.as_str())) {
            self.faults.push(fault(
                stray,
                "不会被读取的文件",
                "规则文件放在 rules/ 目录下",
            ));
        }
        self.texts = [
            std::mem::take(&mut self.texts),
            self.inner("rules", ".toml"),
        ]
        .concat();
        self.features = self.inner("scenarios", ".feature");
    }

    /// The files of an inner folder with this ending, in the order of their names; a folder that is
    /// not there has none.
    fn inner(&mut self, inner: &str, ending: &str) -> Vec<(String, String)> {
        match names(&self.root.join(inner)) {
            Ok(names) => names
                .iter()
                .filter(|name| name.ends_with(ending))
                .filter_map(|name| self.text(&format!("{inner}/{name}")))
                .collect(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(error) => {
                self.faults
                    .push(fault(inner, format!("读不到目录：{}", reason(&error)), ""));
                Vec::new()
            }
        }
    }

    /// The text of one file, with its path within the pack.
    fn text(&mut self, file: &str) -> Option<(String, String)> {
        match read_text(&self.root.join(file)) {
            Ok(text) => Some((file.to_owned(), text)),
            Err((line, message)) => {
                let hint = if line > 0 {
                    "请用 UTF-8 重新保存"
                } else {
                    ""
                };
                let at = PackFault {
                    line,
                    ..fault(file, message, hint)
                };
                self.faults.push(at);
                None
            }
        }
    }

    /// The pack these files describe.
    ///
    /// # Errors
    /// Every fault of every file, in the order of file and line.
    pub fn load(&self) -> Result<Pack, Vec<PackFault>> {
        if self.texts.is_empty() && !self.faults.is_empty() {
            return Err(self.faults.clone());
        }
        let texts: Vec<(&str, &str)> = self
            .texts
            .iter()
            .map(|(file, text)| (file.as_str(), text.as_str()))
            .collect();
        let mut faults = self.faults.clone();
        match Pack::load(&texts, mechanism()) {
            Ok(pack) if faults.is_empty() => return Ok(pack),
            Ok(_) => {}
            // A file that cannot be read is there all the same.
            Err(found) => faults.extend(found.into_iter().filter(|one| !self.is_unread(&one.file))),
        }
        faults.sort();
        Err(faults)
    }

    fn is_unread(&self, file: &str) -> bool {
        self.faults.iter().any(|fault| fault.file == file)
    }

    /// Where the pack lies.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The scenario files: path within the pack and text, in the order of their names.
    #[must_use]
    pub fn features(&self) -> &[(String, String)] {
        &self.features
    }

    /// A further text file of the pack, such as the samples of its scenarios; `None` where there is
    /// none.
    ///
    /// # Errors
    /// The file is there and cannot be read.
    pub fn other(&self, file: &str) -> Result<Option<String>, PackFault> {
        let path = self.root.join(file);
        if !path.exists() {
            return Ok(None);
        }
        let told = |(line, message)| PackFault {
            line,
            ..fault(file, message, "")
        };
        read_text(&path).map(Some).map_err(told)
    }
}

/// The names in a folder, sorted, so that the same folder reads the same everywhere.
fn names(dir: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(dir)? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

/// The text of a file without a byte order mark.
///
/// # Errors
/// The line (0 if no single one is at fault) and what is wrong.
pub fn read_text(path: &Path) -> Result<String, (usize, String)> {
    let told = |error: io::Error| (0, format!("读不到文件：{}", reason(&error)));
    let size = fs::metadata(path).map_err(told)?.len();
    if size > LARGEST {
        return Err((0, format!("文件过大（{size} 字节，至多 {LARGEST} 字节）")));
    }
    let text = String::from_utf8(fs::read(path).map_err(told)?).map_err(|error| {
        let sound = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = sound.iter().filter(|byte| **byte == b'\n').count() + 1;
        (line, "不是有效的 UTF-8 文字".to_owned())
    })?;
    Ok(text
        .strip_prefix('\u{feff}')
        .map(str::to_owned)
        .unwrap_or(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(dir: &Path, file: &str, bytes: &[u8]) {
        let path = dir.join(file);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }

    #[test]
    fn a_folder_that_is_not_there_is_one_fault() {
        let faults = load_dir(Path::new("/nowhere/at/all")).expect_err("no such folder");
        assert_eq!(faults.len(), 1);
        assert!(faults[0].message.contains("读不到规则包目录"), "{faults:?}");
    }

    #[test]
    fn a_file_that_is_no_text_is_told_with_its_line_beside_the_other_faults() {
        let dir = tempfile::tempdir().expect("a folder");
        write(
            dir.path(),
            "pack.toml",
            b"code = \"X\"\nissuer = \"\xff\"\n",
        );
        write(dir.path(), "clauses.toml", b"[[clause]]\nid = 3\n");
        write(dir.path(), "stray.toml", b"");
        let faults = load_dir(dir.path()).expect_err("broken");
        let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
        assert!(
            told.iter()
                .any(|fault| fault.starts_with("pack.toml:2: 不是有效的 UTF-8")),
            "{told:?}"
        );
        assert!(
            told.iter()
                .any(|fault| fault.starts_with("clauses.toml:2: “id”应当是文字")),
            "{told:?}"
        );
        assert!(
            told.iter()
                .any(|fault| fault.starts_with("stray.toml:0: 不会被读取")),
            "{told:?}"
        );
    }

    #[test]
    fn a_folder_in_the_place_of_a_file_is_a_fault() {
        let dir = tempfile::tempdir().expect("a folder");
        fs::create_dir_all(dir.path().join("rules/records.toml")).expect("a folder");
        let faults = load_dir(dir.path()).expect_err("broken");
        assert!(
            faults
                .iter()
                .any(|fault| fault.file == "rules/records.toml"),
            "{faults:?}"
        );
    }
}
