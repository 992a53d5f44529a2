//! Copies of the fictional pack with something changed.

use std::fs;
use std::path::{Path, PathBuf};

use scenarios::report::Outcome;
use scenarios::{Report, Suite};
use tempfile::TempDir;

/// The folder of all packs.
pub fn packs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs")
}

/// A copy of the fictional pack.
pub struct Copy(TempDir);

impl Copy {
    /// A copy without scenarios, unproven clauses unlisted.
    pub fn bare() -> Copy {
        let copy = Copy::whole();
        for entry in fs::read_dir(copy.dir().join("scenarios")).expect("a folder") {
            let path = entry.expect("a file").path();
            if path
                .extension()
                .is_some_and(|ending| ending == "feature" || ending == "txt")
            {
                fs::remove_file(path).expect("removed");
            }
        }
        copy
    }

    /// A copy with everything.
    pub fn whole() -> Copy {
        let copy = Copy(tempfile::tempdir().expect("a folder"));
        copy_dir(&packs().join("exampleland"), copy.dir());
        copy
    }

    /// Where it lies.
    pub fn dir(&self) -> &Path {
        self.0.path()
    }

    /// Writes one of its files.
    pub fn write(&self, file: &str, text: impl AsRef<[u8]>) {
        fs::write(self.dir().join(file), text).expect("written");
    }

    /// Replaces words in one of its files; they must be there.
    pub fn replace(&self, file: &str, from: &str, to: &str) {
        let path = self.dir().join(file);
        let text = fs::read_to_string(&path).expect("a text");
        assert!(text.contains(from), "{file} has no “{from}”");
        fs::write(path, text.replacen(from, to, 1)).expect("written");
    }

    /// Runs one scenario of these steps on 2025-03-03 at nine o'clock.
    pub fn play(&self, steps: &str) -> Report {
        self.write("scenarios/试.feature", feature(steps));
        scenarios::run(self.dir())
    }

    /// The faults found without running anything.
    pub fn faults(&self) -> Vec<String> {
        let faults = match Suite::load(self.dir()) {
            Ok(suite) => suite.faults,
            Err(faults) => faults,
        };
        faults.iter().map(ToString::to_string).collect()
    }
}

fn copy_dir(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_dir(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("copied");
        }
    }
}

/// A feature with one scenario, tagged with the clause of the demanded record. Its first step is on
/// line 6.
pub fn feature(steps: &str) -> String {
    format!(
        "# language: zh-CN\n功能: 试\n\n  @EX-JL-05\n  场景: 试\n    假如现在是\"2025-03-03 09:00\"\n{steps}"
    )
}

/// The only scenario of a report, with the faults of the files where it was not run.
pub fn only(report: &Report) -> &Outcome {
    assert_eq!(report.scenarios.len(), 1, "{:?}", report.faults);
    &report.scenarios[0]
}

/// Line, expectation and finding of the only scenario, which failed.
pub fn broken(report: &Report) -> (usize, &str, &str) {
    let broken = only(report).broken.as_ref().expect("it fails");
    (broken.line, &broken.failure.expected, &broken.failure.got)
}
