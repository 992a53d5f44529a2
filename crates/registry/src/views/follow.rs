//! Catching up with a log: which files a stretch of it touches is read first, then each of them is
//! folded and shown once, as it stands at the end of the log. Folding goes on beside the writing.
//!
//! Crash story: where the views stand is written last. Cut off before, the stretch is followed
//! again, and showing a file twice changes nothing.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, sync_channel};

use enforcement::case::Case;
use enforcement::scene::Bench;
use enforcement::step::Step;
use law::calendar::Calendar;
use law::pack::Pack;
use ledger::{Destruction, Entry, Hash, Reader};

use super::Views;
use super::write::every_case;
use crate::fault::Fault;
use crate::states::{States, case_of, deed_of, holds_deed};
use crate::writer::number_of;

/// Entries read at a time.
const CHUNK: usize = 4096;
/// Entries whose files are gathered before they are shown: bounds the names kept in memory.
const STRETCH: u64 = 1 << 20;
/// Cases shown in one transaction.
const PIECE: usize = 512;
/// Folded cases that wait to be shown, at most.
const WAITING: usize = 64;

/// What a stretch of the log touches.
#[derive(Default)]
struct Stretch {
    cases: HashSet<String>,
    agency: bool,
    /// Another law came into force: other deadlines may run, in every case.
    all: bool,
    next: u64,
}

impl Stretch {
    fn read(log: &Reader, from: u64) -> Result<Stretch, Fault> {
        let mut stretch = Stretch {
            next: from,
            ..Stretch::default()
        };
        while stretch.next < from + STRETCH {
            let entries = log.entries(stretch.next, CHUNK)?;
            let Some(last) = entries.last() else { break };
            stretch.next = last.index + 1;
            for entry in &entries {
                stretch.note(log, entry)?;
            }
        }
        Ok(stretch)
    }

    fn note(&mut self, log: &Reader, entry: &Entry) -> Result<(), Fault> {
        match case_of(&entry.stream) {
            Some(case) if self.cases.contains(case) => {}
            Some(case) => drop(self.cases.insert(case.to_owned())),
            None if holds_deed(entry) => {
                self.agency = true;
                self.all |= deed_of(entry)?.step == Some(Step::Effect);
            }
            // Perhaps a destruction: the cases whose entries are gone are looked at again.
            None => {
                let gone = Destruction::of(entry).map(|destroyed| destroyed.entries);
                for index in gone.unwrap_or_default().into_keys() {
                    let stream = log.entry(index)?.stream;
                    self.cases.extend(case_of(&stream).map(str::to_owned));
                }
            }
        }
        Ok(())
    }
}

/// A case to be shown; `None` if nothing is left of it.
type Folded = Result<(String, Option<Arc<Case>>), Fault>;

impl Views {
    /// Catches up with a log from where the views stand.
    ///
    /// # Errors
    /// A fault if the log or the views fail.
    pub fn follow(
        &self,
        agency: &str,
        pack: &Pack,
        calendar: &Calendar,
        log: &Reader,
        states: &States,
    ) -> Result<(), Fault> {
        let mut from = self.followed(agency)?;
        loop {
            let stretch = Stretch::read(log, from)?;
            if stretch.next == from {
                return Ok(());
            }
            from = stretch.next;
            let state = states.agency();
            let bench = Bench {
                pack,
                calendar,
                agency: &state,
            };
            let root = log.root(stretch.next)?;
            self.show_stretch(agency, bench, states, stretch, root)?;
        }
    }

    fn show_stretch(
        &self,
        agency: &str,
        bench: Bench<'_>,
        states: &States,
        stretch: Stretch,
        root: Hash,
    ) -> Result<(), Fault> {
        let mut cases: Vec<String> = stretch.cases.into_iter().collect();
        if stretch.all {
            cases = every_case(&self.writer.lock(), agency, &cases)?;
        }
        // In the order in which the rows lie, so that neighbours are written together.
        cases.sort_unstable();
        cases.dedup();
        fold_each(states, &cases, |folded| {
            while self.show_piece(agency, bench, &folded)? == PIECE {}
            Ok(())
        })?;
        self.showing(agency, bench, |show| {
            if stretch.agency {
                show.own(bench.agency)?;
            }
            Ok(show.followed(stretch.next, root)?)
        })
    }

    /// Shows the next few cases; how many there were.
    fn show_piece(
        &self,
        agency: &str,
        bench: Bench<'_>,
        folded: &Receiver<Folded>,
    ) -> Result<usize, Fault> {
        self.showing(agency, bench, |show| {
            let mut shown = 0;
            for one in folded.iter().take(PIECE) {
                shown += 1;
                let (id, case) = one?;
                let Some(case) = case else {
                    show.gone(&id)?;
                    continue;
                };
                for number in case.dossier.deeds().iter().filter_map(number_of) {
                    show.number(number, &id)?;
                }
                show.case(&id, &case)?;
            }
            Ok(shown)
        })
    }
}

/// Folds cases on all cores while `show` takes them, in whatever order they come.
fn fold_each(
    states: &States,
    cases: &[String],
    show: impl FnOnce(Receiver<Folded>) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let (sender, folded) = sync_channel(WAITING);
    let next = AtomicUsize::new(0);
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..workers.min(cases.len()) {
            let (sender, next) = (sender.clone(), &next);
            scope.spawn(move || {
                while let Some(id) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let case = states.look_at(id).map(|case| (id.clone(), case));
                    // Nobody takes them any more: showing one of them failed.
                    if sender.send(case).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        show(folded)
    })
}
