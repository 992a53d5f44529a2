//! Whether scenarios would notice the loss of a rule. Each rule of a pack is taken out in memory, and
//! the scenarios tagged with its clauses are run again: a rule whose loss none of them notices is
//! not proven, whatever their tags say. Slow on purpose.

use std::sync::Arc;

use law::pack::PackFault;
use serde::Serialize;

use crate::rule::{self, Rule};
use crate::run::{Theatre, side_by_side};
use crate::suite::{Script, Suite};

/// A rule whose loss no scenario notices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unnoticed {
    /// The file, relative to the pack; empty where the rule has no place of its own.
    pub file: String,
    /// Line from 1; 0 where the rule has no place of its own.
    pub line: usize,
    /// The rule.
    pub rule: String,
    /// Its clauses.
    pub clauses: Vec<String>,
    /// How many scenarios are tagged with them; all pass without the rule.
    pub scenarios: usize,
}

/// What the removals showed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Proof {
    /// How many rules were taken out, one at a time.
    pub rules: usize,
    /// Those that nobody missed.
    pub unnoticed: Vec<Unnoticed>,
}

impl Suite {
    /// Takes out every rule in turn; with a tag, only rules that serve it.
    ///
    /// # Errors
    /// The agency's samples are not accepted, so that nothing can be run.
    pub fn prove(&self, only: Option<&str>) -> Result<Proof, PackFault> {
        let theatre = Theatre::open(self, self.pack.clone())?;
        // A scenario that fails anyway would pretend to notice everything.
        let passed = side_by_side(&self.scripts, |script| {
            theatre.play(script, &self.pack).is_none()
        });
        let both = self.scripts.iter().zip(passed);
        let sound: Vec<&Script> = both
            .filter_map(|(script, passed)| passed.then_some(script))
            .collect();
        let serves = |rule: &Rule| only.is_none_or(|tag| rule.clauses.iter().any(|id| id.0 == tag));
        let rules: Vec<Rule> = rule::all(&self.pack)
            .into_iter()
            .filter(|rule| rule.part.is_removable() && serves(rule))
            .collect();
        let told = side_by_side(&rules, |rule| self.miss(rule, &sound, &theatre));
        Ok(Proof {
            rules: rules.len(),
            unnoticed: told.into_iter().flatten().collect(),
        })
    }

    /// The rule, if no scenario of its clauses fails without it.
    fn miss(&self, rule: &Rule, sound: &[&Script], theatre: &Theatre<'_>) -> Option<Unnoticed> {
        let mut pack = (*self.pack).clone();
        rule.part.remove(&mut pack);
        let pack = Arc::new(pack);
        let tagged: Vec<&&Script> = sound
            .iter()
            .filter(|script| is_tagged(script, rule))
            .collect();
        let notices = |script: &&&Script| {
            let broken = match rule.part.is_written_down() {
                true => theatre.play_afresh(script, &pack),
                false => theatre.play(script, &pack),
            };
            broken.is_some()
        };
        if tagged.iter().any(notices) {
            return None;
        }
        Some(Unnoticed {
            file: rule.at.file.clone(),
            line: rule.at.line,
            rule: rule.name.clone(),
            clauses: rule.clauses.iter().map(|id| id.0.clone()).collect(),
            scenarios: tagged.len(),
        })
    }
}

fn is_tagged(script: &Script, rule: &Rule) -> bool {
    script
        .scenario
        .tags
        .iter()
        .any(|tag| rule.clauses.iter().any(|id| id.0 == *tag))
}
