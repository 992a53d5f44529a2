//! A pack with its samples and scenarios, read and checked: everything that can be known before
//! anything is run.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use enforcement::vocabulary;
use law::citation::ClauseId;
use law::pack::{Pack, PackFault, Vocabulary, nearest};
use registry::packs::Folder;

use crate::feature::{self, Scenario};
use crate::phrase::{Phrase, Phrasebook};
use crate::samples::{self, Samples, suggest};
use crate::unproven::Unproven;

/// A scenario whose every step was understood.
#[derive(Clone, Debug)]
pub struct Script {
    /// As written.
    pub scenario: Scenario,
    /// What its steps say, in their order.
    pub phrases: Vec<Phrase>,
}

/// A pack, its samples and its scenarios.
#[derive(Debug)]
pub struct Suite {
    /// The regulation.
    pub pack: Arc<Pack>,
    /// The samples.
    pub samples: Samples,
    /// The scenarios that can be run.
    pub scripts: Vec<Script>,
    /// The clauses that are known not to be proven yet.
    pub unproven: Unproven,
    /// What is wrong with the other scenarios and with the list.
    pub faults: Vec<PackFault>,
}

impl Suite {
    /// Reads a pack's folder.
    ///
    /// # Errors
    /// Every fault of the pack, its samples and its scenarios, where pack or samples have any.
    pub fn load(dir: &Path) -> Result<Suite, Vec<PackFault>> {
        let folder = Folder::read(dir);
        let mut faults = Vec::new();
        let scenarios = features(&folder, &mut faults);
        let pack = match folder.load() {
            Ok(pack) => Arc::new(pack),
            Err(found) => return Err(sorted([faults, found].concat())),
        };
        let samples = match read_samples(&folder, &pack) {
            Ok(samples) => samples,
            Err(found) => return Err(sorted([faults, found].concat())),
        };
        faults.extend(unknown_tags(&pack, &scenarios));
        let unproven = Unproven::read(&folder, &pack, &mut faults);
        let scripts = scripts(&pack, &samples, scenarios, &mut faults);
        let mut suite = Suite {
            pack,
            samples,
            scripts,
            unproven,
            faults,
        };
        suite.faults = sorted(std::mem::take(&mut suite.faults));
        Ok(suite)
    }

    /// The clauses that scenarios are tagged with.
    #[must_use]
    pub fn tags(&self) -> BTreeSet<&str> {
        let tags = self.scripts.iter().flat_map(|script| &script.scenario.tags);
        tags.map(String::as_str).collect()
    }
}

/// The samples of a pack; none where it has no such file.
///
/// # Errors
/// Every fault of the file.
pub fn read_samples(folder: &Folder, pack: &Pack) -> Result<Samples, Vec<PackFault>> {
    match folder.other(samples::FILE) {
        Ok(Some(text)) => Samples::read(&text, pack),
        Ok(None) => Ok(Samples::default()),
        Err(fault) => Err(vec![fault]),
    }
}

/// One and the same fault may be met on several ways: in a background, once per scenario.
fn sorted(mut faults: Vec<PackFault>) -> Vec<PackFault> {
    faults.sort();
    faults.dedup();
    faults
}

fn features(folder: &Folder, faults: &mut Vec<PackFault>) -> Vec<Scenario> {
    let mut all = Vec::new();
    for (file, text) in folder.features() {
        match feature::read(file, text) {
            Ok(found) => all.extend(found),
            Err(found) => faults.extend(found),
        }
    }
    all
}

fn unknown_tags(pack: &Pack, scenarios: &[Scenario]) -> Vec<PackFault> {
    let mut faults = Vec::new();
    for scenario in scenarios {
        let known = |tag: &&String| pack.clauses.contains_key(&ClauseId((*tag).clone()));
        for tag in scenario.tags.iter().filter(|tag| !known(tag)) {
            let near = nearest(tag, pack.clauses.keys().map(|clause| clause.0.as_str()));
            faults.push(PackFault {
                file: scenario.file.clone(),
                line: scenario.line,
                message: format!("标签“{tag}”不是本包的条款"),
                hint: suggest(near),
            });
        }
    }
    faults
}

fn scripts(
    pack: &Pack,
    samples: &Samples,
    scenarios: Vec<Scenario>,
    faults: &mut Vec<PackFault>,
) -> Vec<Script> {
    let resolve = |name: &str| Vocabulary(vocabulary::WORDS).resolve(name);
    let facts = vocabulary::WORDS.iter().map(|word| word.name).collect();
    let book = Phrasebook::new(pack, samples, &resolve, facts);
    let mut scripts = Vec::new();
    for scenario in scenarios {
        let mut phrases = Vec::with_capacity(scenario.steps.len());
        for step in &scenario.steps {
            match book.read(&scenario.file, step) {
                Ok(phrase) => phrases.push(phrase),
                Err(found) => faults.extend(found),
            }
        }
        if phrases.len() == scenario.steps.len() {
            scripts.push(Script { scenario, phrases });
        }
    }
    scripts
}
