//! Destroying case files whose term of keeping (保管期限) is over: which may go, what goes with them,
//! and doing it. A case is destroyed as a whole, with the files that nothing else cites; that it was
//! there, when it was destroyed, by whom and on whose approval stays in the log for ever.
//!
//! How long anything is kept, and who asks for its destruction, are the agency's own records under
//! its regulation; who approves is outside the program and named in the order.
//!
//! Crash story: the record of the destruction comes first. Cut off after it, the payloads are
//! erased when the log is next opened, and [`Disposal::prepare`] removes the files that were left. What
//! keeps a file that somebody comes to cite meanwhile is told in [`crate::removal`].

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use enforcement::agency::Agency;
use enforcement::case::Case;
use enforcement::disclosure::Item;
use enforcement::step::Step;
use enforcement::{Day, Moment};
use law::form::FieldKind;
use law::pack::Pack;
use ledger::destruction::OWN;
use ledger::{AppendError, Blobs, Destroy, Destruction, Hash, LedgerError, Log, Reader};

use crate::cited::Logs;
use crate::clock::{civil, unix_ms};
use crate::fault::Fault;
use crate::homes::{self, Homes};
use crate::installation::{Layout, rebuild};
use crate::removal;
use crate::signing;
use crate::states::{States, case_of, stream_of};
use crate::views::Views;

/// What is to be destroyed, and on whose word.
pub struct Order {
    /// The agency's code.
    pub agency: String,
    /// The cases, by id or by number.
    pub cases: Vec<String>,
    /// The document that approves it (批准文件).
    pub approval: String,
    /// Who carries it out, by the number of the person.
    pub person: String,
}

/// A case that may be destroyed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doomed {
    /// Its id.
    pub id: String,
    /// Its number.
    pub number: String,
    /// How many records it has.
    pub records: usize,
    /// The last day on which it had to be kept.
    pub kept_until: Day,
    /// How much of it is public still, and is so no longer once it is destroyed.
    pub public: usize,
}

/// Why nothing is destroyed.
#[derive(Debug)]
pub enum Kept {
    /// All of it was destroyed before, by the acts told here; what had been left of it is gone too by
    /// now.
    Done(Vec<String>),
    /// What stands in the way, each with what to do.
    Refused(Vec<String>),
    /// We failed.
    Fault(Fault),
}

impl<E: Into<Fault>> From<E> for Kept {
    fn from(error: E) -> Kept {
        Kept::Fault(error.into())
    }
}

/// A destruction that may be carried out, as long as nothing is appended to the log meanwhile.
pub struct Disposal<'a> {
    dir: &'a Path,
    packs: &'a BTreeMap<String, Arc<Pack>>,
    order: &'a Order,
    log: Log,
    /// Entries of the log when the cases were looked at.
    len: u64,
    blobs: Blobs,
    /// What is destroyed.
    pub cases: Vec<Doomed>,
    /// The files that go with it.
    pub files: BTreeSet<Hash>,
    entries: Vec<u64>,
}

impl<'a> Disposal<'a> {
    /// Looks at what is ordered, and removes files that an earlier destruction left behind.
    ///
    /// # Errors
    /// `Done` if it was destroyed before; `Refused` with everything that stands in the way; a fault if
    /// the log is in use or damaged.
    pub fn prepare(
        dir: &'a Path,
        packs: &'a BTreeMap<String, Arc<Pack>>,
        order: &'a Order,
        today: Day,
    ) -> Result<Disposal<'a>, Kept> {
        let layout = Layout(dir);
        let Some(pack) = packs.get(&order.agency) else {
            return Err(Kept::Refused(vec![format!("没有机关“{}”。", order.agency)]));
        };
        let agency = layout.agency(&order.agency);
        let home = Homes::of(dir)?.log(&order.agency);
        let keys = signing::keys(&agency, &home, &order.agency)?;
        let mut log = Log::open(&home, &order.agency, keys)?;
        let blobs = homes::files(dir)?;
        // So what was recorded before the latest destruction has been finished before it.
        removal::finish(dir, &blobs)?;
        // What is looked at now must be what is destroyed: nobody adds to a case in between.
        let len = log.hold()?;
        let logs = Logs::read(dir)?;
        let states = States::load(log.reader())?;
        let archive = Archive {
            pack,
            agency: &states.agency(),
            past: past(&log.reader())?,
            today,
        };
        let looked = archive.look(order, &states, &Views::open(&layout.views())?);
        if matches!(looked, Err(Kept::Done(_))) {
            log.release();
            // Cut off before the views were built anew: they may remember.
            rebuild(dir, packs)?;
        }
        let cases = looked?;
        let entries = entries_of(&log.reader(), &cases)?;
        let files = logs.cited_only_by(&order.agency, &entries);
        Ok(Disposal {
            dir,
            packs,
            order,
            log,
            len,
            blobs,
            cases,
            files,
            entries,
        })
    }

    /// Carries it out; the entry that records it. The views are built anew, so that no page of
    /// theirs remembers.
    ///
    /// # Errors
    /// A fault that says whether the destruction is recorded.
    pub fn carry_out(mut self, now: Moment) -> Result<u64, Fault> {
        let numbers: Vec<&str> = self.cases.iter().map(|case| case.id.as_str()).collect();
        let what = Destroy {
            entries: self.entries,
            blobs: self.files.iter().copied().collect(),
            reason: format!(
                "保管期限届满；{}案件：{}",
                approved(&self.order.approval),
                numbers.join("、")
            ),
            actor: self.order.person.clone(),
            time_ms: unix_ms(now),
        };
        let position = match self.log.destroy_at(self.len, &what) {
            Err(AppendError::NotWritten(LedgerError::Busy { .. })) => {
                return Err(Fault::new("刚才有人登记了新的记录，请重新核对后再销毁"));
            }
            destroyed => destroyed.map_err(|error| Fault::from(&error))?,
        };
        drop(self.log);
        removal::finish(self.dir, &self.blobs)?;
        rebuild(self.dir, self.packs)?;
        Ok(position.index)
    }
}

/// A destruction that was carried out before.
struct Past {
    index: u64,
    on: Day,
    actor: String,
    reason: String,
    cases: BTreeSet<String>,
}

impl Past {
    /// When it was done, by which record and on whose word.
    fn told(&self) -> String {
        let (on, index) = (shown(self.on), self.index);
        let (actor, reason) = (&self.actor, &self.reason);
        format!("已于{on}销毁，记为账册第{index}条，经办人“{actor}”（{reason}）")
    }
}

/// The destructions that a log records, the latest first.
fn past(log: &Reader) -> Result<Vec<Past>, Fault> {
    let mut found = Vec::new();
    for entry in log.stream(OWN, 1)?.into_iter().rev() {
        let Some(destroyed) = Destruction::of(&entry) else {
            continue;
        };
        let mut cases = BTreeSet::new();
        for index in destroyed.entries.into_keys() {
            cases.extend(case_of(&log.entry(index)?.stream).map(str::to_owned));
        }
        found.push(Past {
            index: entry.index,
            on: civil(entry.time_ms).date(),
            actor: entry.actor,
            reason: destroyed.reason,
            cases,
        });
    }
    Ok(found)
}

/// What the archive of an agency says of a case today.
struct Archive<'a> {
    pack: &'a Pack,
    agency: &'a Agency,
    past: Vec<Past>,
    today: Day,
}

impl Archive<'_> {
    /// The cases that may go, each once, or everything that stands in the way.
    fn look(&self, order: &Order, states: &States, views: &Views) -> Result<Vec<Doomed>, Kept> {
        let (mut cases, mut refused) = (BTreeMap::new(), self.stranger(&order.person));
        let mut done = Vec::new();
        for named in &order.cases {
            let id = views.case_numbered(&order.agency, named)?;
            let id = id.unwrap_or_else(|| named.clone());
            let Some(case) = states.look_at(&id)? else {
                match self.past.iter().find(|past| past.cases.contains(&id)) {
                    Some(past) => done.push(format!("案件“{named}”{}。", past.told())),
                    None => refused.push(self.unknown(named, order)),
                }
                continue;
            };
            match self.obstacle(&case) {
                Ok(kept_until) => drop(cases.insert(id.clone(), doomed(id, &case, kept_until))),
                Err(why) => refused.push(format!("案件“{named}”{why}")),
            }
        }
        match (refused.is_empty(), done.is_empty(), cases.is_empty()) {
            (true, true, _) => Ok(cases.into_values().collect()),
            (true, false, true) => Err(Kept::Done(done)),
            _ => {
                let again = |told: String| format!("{told}请从命令中去掉它。");
                refused.extend(done.into_iter().map(again));
                Err(Kept::Refused(refused))
            }
        }
    }

    /// That there is no case of that name. The number of a case goes with it: whoever orders the same
    /// again by numbers is told of the act that may have taken them.
    fn unknown(&self, named: &str, order: &Order) -> String {
        let word = approved(&order.approval);
        match self.past.iter().find(|past| past.reason.contains(&word)) {
            Some(past) => format!(
                "没有案件“{named}”。凭同一批准文件的案件{}；案号随案卷销毁，\
                 不能再按案号查对，请核对该条记录。",
                past.told()
            ),
            None => format!("没有案件“{named}”，请从案件清单中查对编号。"),
        }
    }

    fn stranger(&self, person: &str) -> Vec<String> {
        match self.agency.people.get(person) {
            Some(_) => Vec::new(),
            None => vec![format!(
                "没有人员“{person}”，请写经办人在本机关的人员编号。"
            )],
        }
    }

    /// Until when it had to be kept, or why it must be kept still.
    fn obstacle(&self, case: &Case) -> Result<Day, String> {
        let Some(archived) = case.archived_on else {
            return Err("尚未归档，不能销毁。请先结案归档。".into());
        };
        let until = self.kept_until(archived)?;
        if self.today <= until {
            return Err(format!(
                "的保管期限到{}届满，届满以前不能销毁{}。",
                shown(until),
                self.basis(Step::RetentionSet)
            ));
        }
        if case.dossier.doing(Step::DestroyAsk).next().is_none() {
            let form = self.pack.form_doing(Step::DestroyAsk.name());
            let record = form.map_or("销毁申请", |form| form.name.as_str());
            return Err(format!(
                "中没有“{record}”，请先在案件中提出{}。",
                self.basis(Step::DestroyAsk)
            ));
        }
        Ok(until)
    }

    /// The latest of the terms of all kinds of record: a case holds any of them.
    fn kept_until(&self, archived: Day) -> Result<Day, String> {
        let form = self.pack.form_doing(Step::RetentionSet.name());
        let field = form.and_then(|form| form.bound("kind"));
        let field = field.filter(|field| field.kind == FieldKind::Choice);
        let kinds = field
            .map(|field| field.options.as_slice())
            .unwrap_or_default();
        let mut latest = None;
        for kind in kinds {
            let until = self.agency.kept_until(kind, archived);
            let unset = || {
                format!(
                    "不能销毁：“{kind}”还没有设定保管期限{}。",
                    self.basis(Step::RetentionSet)
                )
            };
            latest = latest.max(Some(until.ok_or_else(unset)?));
        }
        latest.ok_or_else(|| "不能销毁：本机关的规则没有规定保管期限。".into())
    }

    /// The articles on which the record of a step rests.
    fn basis(&self, step: Step) -> String {
        let form = self.pack.form_doing(step.name());
        let clauses = form.map(|form| form.basis.as_slice()).unwrap_or_default();
        let cited = clauses.iter().filter_map(|id| {
            let clause = self.pack.clauses.get(id)?;
            let document = self.pack.document(&clause.document)?;
            Some(format!("《{}》{}", document.title, clause.article))
        });
        let cited: BTreeSet<String> = cited.collect();
        let cited: Vec<String> = cited.into_iter().collect();
        match cited.is_empty() {
            true => String::new(),
            false => format!("（依据{}）", cited.join("、")),
        }
    }
}

fn doomed(id: String, case: &Case, kept_until: Day) -> Doomed {
    let public = |item: &&Item| item.published.is_some() && item.withdrawn.is_none();
    Doomed {
        public: case.items.all().iter().filter(public).count(),
        id,
        number: case.number.clone(),
        records: case.dossier.deeds().len(),
        kept_until,
    }
}

/// How the record of a destruction names the document that approved it.
fn approved(by: &str) -> String {
    format!("批准文件：{by}；")
}

fn shown(day: Day) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

fn entries_of(log: &Reader, cases: &[Doomed]) -> Result<Vec<u64>, Fault> {
    let mut entries = Vec::new();
    for case in cases {
        let of_case = log.stream(&stream_of(&case.id), 1)?;
        entries.extend(of_case.into_iter().map(|entry| entry.index));
    }
    Ok(entries)
}
