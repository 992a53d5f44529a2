//! `scenarios/unproven.txt`: the clauses that no scenario proves yet. The list may only shrink: a
//! clause that is proven must leave it, and one that is not proven must stand in it.

use std::collections::{BTreeMap, BTreeSet};

use law::citation::ClauseId;
use law::pack::{Pack, PackFault, nearest};
use registry::packs::Folder;

use crate::samples::suggest;

/// The file, relative to the pack.
pub const FILE: &str = "scenarios/unproven.txt";

/// The listed clauses with their lines.
#[derive(Clone, Debug, Default)]
pub struct Unproven(BTreeMap<String, usize>);

impl Unproven {
    /// Reads the list; a pack without the file lists nothing.
    pub fn read(folder: &Folder, pack: &Pack, faults: &mut Vec<PackFault>) -> Unproven {
        let text = match folder.other(FILE) {
            Ok(text) => text.unwrap_or_default(),
            Err(fault) => {
                faults.push(fault);
                return Unproven::default();
            }
        };
        let mut list = BTreeMap::new();
        for (index, line) in text.lines().enumerate() {
            let id = line.split('#').next().unwrap_or_default().trim();
            if id.is_empty() {
                continue;
            }
            if !pack.clauses.contains_key(&ClauseId(id.to_owned())) {
                let near = nearest(id, pack.clauses.keys().map(|clause| clause.0.as_str()));
                faults.push(fault(
                    index + 1,
                    format!("“{id}”不是本包的条款"),
                    suggest(near),
                ));
            } else if list.insert(id.to_owned(), index + 1).is_some() {
                faults.push(fault(index + 1, format!("“{id}”写了两次"), String::new()));
            }
        }
        Unproven(list)
    }

    /// What is wrong with the list, given what was proven.
    #[must_use]
    pub fn against(&self, pack: &Pack, proven: &BTreeSet<String>) -> Vec<PackFault> {
        let mut faults = Vec::new();
        for (id, line) in self.0.iter().filter(|(id, _)| proven.contains(*id)) {
            let message = format!("“{id}”已有场景证明");
            faults.push(fault(*line, message, "请从清单中删去，清单只减不增".into()));
        }
        let missing: Vec<&str> = pack
            .clauses
            .keys()
            .map(|clause| clause.0.as_str())
            .filter(|id| !proven.contains(*id) && !self.0.contains_key(*id))
            .collect();
        if !missing.is_empty() {
            let message = format!("以下条款没有场景证明，也不在清单中：{}", missing.join("、"));
            faults.push(fault(0, message, "请为其写场景".into()));
        }
        faults
    }
}

fn fault(line: usize, message: String, hint: String) -> PackFault {
    PackFault {
        file: FILE.into(),
        line,
        message,
        hint,
    }
}
