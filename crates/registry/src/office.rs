//! One agency's office: takes orders, lets them be judged, makes what is allowed durable, folds it
//! and answers. Nothing is acknowledged before it is durable.

use std::path::Path;
use std::sync::Arc;

use enforcement::agency::{Agency, Person};
use enforcement::case::Case;
use enforcement::checklist::{Line, Marked, Offer};
use enforcement::deadline::Deadline;
use enforcement::decide::Act;
use enforcement::scene::{Admission, Bench, admission};
use enforcement::{Moment, checklist, deadline};
use law::calendar::Calendar;
use law::form::FieldKind;
use law::pack::Pack;
use law::refusal::{Mistake, Refusal};
use law::value::Value;
use ledger::{Blobs, Entry, Hash, Home, Keys, Log, NewEntry, Reader};
use tokio::sync::oneshot;

use crate::fault::Fault;
use crate::redaction;
use crate::removal::Shelf;
use crate::signing;
use crate::states::States;
use crate::store::Store;
use crate::survey::Surveys;
use crate::views::{CaseFilter, CaseRow, Page, Views};
use crate::writer::{Job, Writer};

/// Which file an order is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// The agency's own file.
    Agency,
    /// A case that is to be opened.
    NewCase,
    /// A case.
    Case(String),
}

/// What a person wants recorded.
#[derive(Clone, Debug)]
pub struct Order {
    /// The person.
    pub actor: String,
    /// The file.
    pub target: Target,
    /// The act.
    pub act: Act,
    /// The moment, by the server's clock.
    pub at: Moment,
    /// How many records the person saw in the file; where it has more by now, the order is sent
    /// back so that nobody decides on what was not seen.
    pub expected: Option<u32>,
}

/// An acknowledged act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The case it stands in.
    pub case: Option<String>,
    /// Its number in the file.
    pub no: u32,
    /// Its position in the log.
    pub index: u64,
}

/// Why an order was not carried out. In every case nothing of it is recorded, save where a fault
/// says that it cannot be told.
#[derive(Clone, Debug)]
pub enum Denied {
    /// The form is wrong.
    Mistaken(Vec<Mistake>),
    /// The law does not allow it now.
    Refused(Vec<Refusal>),
    /// Somebody else has changed the file meanwhile.
    Conflict {
        /// How many records it has now.
        now: u32,
    },
    /// We failed.
    Fault(Fault),
}

/// The office of one agency.
pub struct Office {
    code: String,
    pack: Arc<Pack>,
    calendar: &'static Calendar,
    states: Arc<States>,
    views: Arc<Views>,
    shelf: Shelf,
    reader: Reader,
    writer: Writer,
    surveys: Surveys,
    scratch: Option<Arc<Scratch>>,
}

/// A folder of our own making that goes with the office.
struct Scratch(std::path::PathBuf);

impl Drop for Scratch {
    fn drop(&mut self) {
        // Nothing in it is worth a fault: it held samples of a rehearsal.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

impl Office {
    /// Opens the office whose keys lie in a folder, or founds it. Views catch up with the log first.
    ///
    /// # Errors
    /// A fault if the log, the keys, the blobs or the views cannot be opened, or if there is a log
    /// but no key to it.
    pub fn open(
        dir: &Path,
        home: &Home,
        code: &str,
        pack: Arc<Pack>,
        blobs: Arc<Blobs>,
        store: Store,
        views: Arc<Views>,
    ) -> Result<Office, Fault> {
        std::fs::create_dir_all(dir).map_err(Fault::io(dir))?;
        let keys = signing::keys_or_first(dir, home, code, &views)?;
        signing::publish(dir, &keys)?;
        let log = Log::open(home, code, keys)?;
        let store = Some(store);
        Office::with(log, code, pack, Shelf { blobs, store }, views, None)
    }

    /// An office that lives as long as the value does, for rehearsals; the same code throughout.
    ///
    /// # Errors
    /// As [`Office::open`].
    pub fn in_memory(pack: Arc<Pack>, code: &str) -> Result<Office, Fault> {
        let log = Log::in_memory(code, Keys::generate(code)?)?;
        let scratch = scratch_dir()?;
        let blobs = Arc::new(Blobs::open(scratch.0.join("blobs"))?);
        let views = Arc::new(Views::in_memory()?);
        let (shelf, scratch) = (Shelf { blobs, store: None }, Arc::new(scratch));
        Office::with(log, code, pack, shelf, views, Some(scratch))
    }

    /// A copy that lives in memory and works by the given pack: what is done in it leaves this
    /// office as it is, while files stay shared. What stands in the log is taken over and not
    /// judged again.
    ///
    /// # Errors
    /// A fault if the log cannot be read or copied.
    pub fn fork(&self, pack: Arc<Pack>) -> Result<Office, Fault> {
        let mut log = Log::in_memory(&self.code, Keys::generate(&self.code)?)?;
        let all = usize::try_from(self.reader.len()?).map_err(Fault::internal)?;
        let entries: Vec<NewEntry> = self
            .reader
            .entries(0, all)?
            .into_iter()
            .filter(|entry| !entry.is_own())
            .map(again)
            .collect();
        log.append(&entries).map_err(|error| Fault::from(&error))?;
        let (shelf, views) = (self.shelf.clone(), Arc::new(Views::in_memory()?));
        Office::with(log, &self.code, pack, shelf, views, self.scratch.clone())
    }

    fn with(
        log: Log,
        code: &str,
        pack: Arc<Pack>,
        shelf: Shelf,
        views: Arc<Views>,
        scratch: Option<Arc<Scratch>>,
    ) -> Result<Office, Fault> {
        let reader = log.reader();
        if let Some(contradiction) = views.contradiction(code, &reader)? {
            return Err(Fault::new(contradiction));
        }
        let states = Arc::new(States::load(reader.clone())?);
        let calendar = Calendar::builtin();
        views.follow(code, &pack, calendar, &reader, &states)?;
        let writer = Writer::start(
            log,
            code,
            pack.clone(),
            calendar,
            states.clone(),
            views.clone(),
            shelf.clone(),
        )?;
        let code = code.to_owned();
        Ok(Office {
            code,
            pack,
            calendar,
            states,
            views,
            shelf,
            reader,
            writer,
            surveys: Surveys::default(),
            scratch,
        })
    }

    /// The agency's code: the name of its log.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.code
    }

    /// The regulation it works by.
    #[must_use]
    pub fn pack(&self) -> &Arc<Pack> {
        &self.pack
    }

    /// The calendar it counts by.
    #[must_use]
    pub fn calendar(&self) -> &'static Calendar {
        self.calendar
    }

    /// The agency as of the last accepted deed.
    #[must_use]
    pub fn agency(&self) -> Arc<Agency> {
        self.states.agency()
    }

    /// A case, if there is one of that id.
    ///
    /// # Errors
    /// A fault if the log cannot be read.
    pub fn case(&self, id: &str) -> Result<Option<Arc<Case>>, Fault> {
        self.states.case(id)
    }

    /// Cases, the latest changed first; words may also be an officer's name.
    ///
    /// # Errors
    /// A fault if SQLite fails.
    pub fn cases(&self, filter: &CaseFilter, limit: usize) -> Result<Page<CaseRow>, Fault> {
        let agency = self.agency();
        let mut filter = filter.clone();
        let named = |person: &&Person| person.name == filter.words.trim();
        let officer = agency
            .people
            .iter()
            .find(named)
            .map(|person| person.id.clone());
        filter.officer = officer.unwrap_or_default();
        let mut page = self.views.cases(&self.code, &filter, limit)?;
        for row in &mut page.rows {
            let ids = row.officers.split('|').filter(|id| !id.is_empty());
            let names: Vec<&str> = ids.map(|id| agency.people.name(id)).collect();
            row.officers = names.join("、");
        }
        Ok(page)
    }

    /// What has been worked out of its files.
    #[must_use]
    pub(crate) fn surveyed(&self) -> &Surveys {
        &self.surveys
    }

    /// The views.
    #[must_use]
    pub fn views(&self) -> &Views {
        &self.views
    }

    /// The log, for reading and for proofs.
    #[must_use]
    pub fn log(&self) -> &Reader {
        &self.reader
    }

    /// The files that records cite.
    #[must_use]
    pub fn blobs(&self) -> &Arc<Blobs> {
        &self.shelf.blobs
    }

    /// That its files are where those of the installation are.
    ///
    /// # Errors
    /// A fault that says what to do if they have moved.
    pub(crate) fn is_at_home(&self) -> Result<(), Fault> {
        self.shelf.removing().map(drop)
    }

    /// Stores a small file and returns the value by which a record cites it.
    ///
    /// # Errors
    /// A fault if it cannot be made durable, or the files have moved.
    pub fn put_blob(&self, name: &str, bytes: &[u8]) -> Result<Value, Fault> {
        self.is_at_home()?;
        let hash = self.shelf.blobs.put(bytes)?;
        Ok(citation_of(name, hash, bytes.len() as u64))
    }

    /// Judges an order and makes it durable; returns once it is.
    ///
    /// # Errors
    /// See [`Denied`].
    pub fn submit(&self, order: Order) -> Result<Receipt, Denied> {
        let waiting = self.queue(order)?;
        waiting.blocking_recv().unwrap_or_else(|_| Err(stopped()))
    }

    /// As [`Office::submit`], without holding up the thread.
    ///
    /// # Errors
    /// See [`Denied`].
    pub async fn submit_async(&self, order: Order) -> Result<Receipt, Denied> {
        let waiting = self.queue(order)?;
        waiting.await.unwrap_or_else(|_| Err(stopped()))
    }

    fn queue(
        &self,
        mut order: Order,
    ) -> Result<oneshot::Receiver<Result<Receipt, Denied>>, Denied> {
        let cited = self.shelf.look(&self.pack, &order.act)?;
        self.name_files(&mut order.act).map_err(Denied::Fault)?;
        let case = match &order.target {
            Target::Case(id) => self.case(id).map_err(Denied::Fault)?,
            _ => None,
        };
        let agency = self.agency();
        let bench = Bench {
            pack: &self.pack,
            calendar: self.calendar,
            agency: &agency,
        };
        let looked_up = redaction::look_up(bench, case.as_deref(), &order.act);
        let (answer, waiting) = oneshot::channel();
        self.writer
            .send(Job {
                order,
                looked_up,
                cited,
                answer,
            })
            .map_err(|()| stopped())?;
        Ok(waiting)
    }

    /// Writes the SM3 digest of each file beside its SHA-256, whatever the sender has put there.
    fn name_files(&self, act: &mut Act) -> Result<(), Fault> {
        let Some(form) = self.pack.form(&act.record) else {
            return Ok(());
        };
        let files = form
            .fields
            .iter()
            .filter(|field| field.kind == FieldKind::File);
        for field in files {
            let Some(Value::Row(row)) = act.fields.get_mut(&field.name) else {
                continue;
            };
            let hash = row.get("sha256").and_then(Value::text);
            // What is no digest is told as a mistake where the form is read.
            if let Some(hash) = hash.and_then(|text| text.parse::<Hash>().ok()) {
                row.insert("sm3".to_owned(), Value::from(self.shelf.blobs.sm3(hash)?));
            }
        }
        Ok(())
    }

    /// Works with the law and the agency's file in view.
    pub fn bench<T>(&self, work: impl FnOnce(Bench<'_>) -> T) -> T {
        let agency = self.agency();
        work(Bench {
            pack: &self.pack,
            calendar: self.calendar,
            agency: &agency,
        })
    }

    /// What may be done next in a file, each with what it lacks.
    pub fn offers<T>(
        &self,
        case: Option<&Case>,
        actor: &str,
        now: Moment,
        all: bool,
        work: impl FnOnce(Vec<Offer<'_>>) -> T,
    ) -> T {
        self.bench(|bench| work(checklist::offers(bench, case, actor, now, all)))
    }

    /// The records a case must hold.
    pub fn checklist<T>(
        &self,
        case: &Case,
        now: Moment,
        work: impl FnOnce(Vec<Line<'_>>) -> T,
    ) -> T {
        self.bench(|bench| work(checklist::checklist(bench, case, now)))
    }

    /// The marks set in a file.
    pub fn marks<T>(
        &self,
        case: Option<&Case>,
        now: Moment,
        work: impl FnOnce(Vec<Marked<'_>>) -> T,
    ) -> T {
        self.bench(|bench| work(checklist::marks(bench, case, now)))
    }

    /// What must be done by when in a file.
    #[must_use]
    pub fn deadlines(&self, case: Option<&Case>, now: Moment) -> Vec<Deadline> {
        self.bench(|bench| deadline::deadlines(bench, case, now))
    }

    /// Whether a person may read a case.
    #[must_use]
    pub fn may_read(&self, case: &Case, person: &str, now: Moment) -> bool {
        self.admission(case, person, now).is_some()
    }

    /// How a person reads a case, if the person may.
    #[must_use]
    pub fn admission(&self, case: &Case, person: &str, now: Moment) -> Option<Admission> {
        self.bench(|bench| admission(bench, case, person, now))
    }
}

/// The value by which a record cites a stored file.
#[must_use]
pub fn citation_of(name: &str, hash: Hash, size: u64) -> Value {
    let size = i64::try_from(size).unwrap_or(i64::MAX);
    Value::Row(
        [
            ("sha256".to_owned(), Value::from(hash.to_string())),
            ("name".to_owned(), Value::from(name)),
            ("size".to_owned(), Value::from(size)),
        ]
        .into(),
    )
}

/// An entry to be written again elsewhere, as it was.
fn again(entry: Entry) -> NewEntry {
    NewEntry {
        stream: entry.stream,
        expected_version: Some(entry.version - 1),
        time_ms: entry.time_ms,
        actor: entry.actor,
        kind: entry.kind,
        payload: entry.payload.unwrap_or_default(),
    }
}

fn stopped() -> Denied {
    Denied::Fault(Fault::internal("the writer has stopped"))
}

fn scratch_dir() -> Result<Scratch, Fault> {
    let mut random = [0u8; 8];
    getrandom::fill(&mut random).map_err(Fault::internal)?;
    let name = format!("fadu-{:016x}", u64::from_le_bytes(random));
    let dir = std::env::temp_dir().join(name);
    std::fs::create_dir_all(&dir).map_err(Fault::io(&dir))?;
    Ok(Scratch(dir))
}
