//! The writer of an office's log on this node. Takes all orders that wait, judges each, appends what
//! is allowed in one durable commit, folds it, and only then answers. The next batch gathers while
//! the disk syncs; nothing ever waits for a timer.
//!
//! Where several nodes share a log, it first takes its turn and folds what the others have
//! appended: every order is judged by everything that stands in the log before it. Between orders
//! it looks now and then whether the others have appended something, so that pages show it.
//!
//! Crash story: before the append returns, nothing was acknowledged, and nothing or all of the
//! batch is in the log. After it, states and views are folded from the log at the next start.

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use enforcement::case::Case;
use enforcement::decide::{Denial, LookedUp, decide};
use enforcement::deed::Deed;
use enforcement::scene::Bench;
use enforcement::step::Step;
use law::calendar::Calendar;
use law::pack::Pack;
use law::value::Value;
use ledger::{AppendError, Log, NewEntry};
use tokio::sync::oneshot;

use crate::clock::unix_ms;
use crate::fault::Fault;
use crate::folded::folded;
use crate::office::{Denied, Order, Receipt, Target};
use crate::removal::{Cited, Removing, Shelf};
use crate::states::{AGENCY, States, case_of, deed_of, holds_deed, stream_of};
use crate::views::{Touched, Views};

/// An order on its way to the writer.
pub struct Job {
    /// What is wanted.
    pub order: Order,
    /// What was looked up for it.
    pub looked_up: LookedUp,
    /// The files it cites.
    pub(crate) cited: Cited,
    /// Where the answer goes.
    pub answer: oneshot::Sender<Result<Receipt, Denied>>,
}

/// Most orders taken into one commit.
const BATCH: usize = 1024;
/// Entries of other nodes that are folded at a time.
const CHUNK: usize = 1024;
/// How often a node looks for what others have appended.
const FOLLOW: Duration = Duration::from_millis(200);
/// How often it does so while the log cannot be read.
const RETRY: Duration = Duration::from_secs(5);

/// The writer's thread and the way to it.
pub struct Writer {
    queue: Option<Sender<Job>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    /// Starts the writer.
    ///
    /// # Errors
    /// A fault if the views cannot be read.
    pub fn start(
        log: Log,
        code: &str,
        pack: Arc<Pack>,
        calendar: &'static Calendar,
        states: Arc<States>,
        views: Arc<Views>,
        shelf: Shelf,
    ) -> Result<Writer, Fault> {
        let (queue, jobs) = channel();
        let opened = views.cases_opened(code)?;
        let code = code.to_owned();
        // What another node has appended since the states were loaded is folded at the first turn.
        let next = log.len();
        let mut desk = Desk {
            log,
            code,
            pack,
            calendar,
            states,
            views,
            shelf,
            opened,
            next,
            behind: false,
        };
        let thread = std::thread::spawn(move || desk.work(&jobs));
        Ok(Writer {
            queue: Some(queue),
            thread: Some(thread),
        })
    }

    /// Hands over a job.
    ///
    /// # Errors
    /// If the writer has stopped.
    pub fn send(&self, job: Job) -> Result<(), ()> {
        self.queue.as_ref().ok_or(())?.send(job).map_err(|_| ())
    }
}

impl Drop for Writer {
    /// Finishes what was handed over, then stops.
    fn drop(&mut self) {
        self.queue = None;
        if let Some(thread) = self.thread.take() {
            // A writer that panicked has already failed its orders.
            let _ = thread.join();
        }
    }
}

/// What the writer works with.
struct Desk {
    log: Log,
    code: String,
    pack: Arc<Pack>,
    calendar: &'static Calendar,
    states: Arc<States>,
    views: Arc<Views>,
    shelf: Shelf,
    /// Cases opened so far: the next one's id is one more.
    opened: u64,
    /// The first entry that is not folded yet.
    next: u64,
    /// States or views could not be brought in step with the log: nothing is judged until they are.
    behind: bool,
}

/// An order that the law allowed, waiting to be durable.
struct Allowed {
    deed: Deed,
    case: Option<String>,
    answer: oneshot::Sender<Result<Receipt, Denied>>,
}

/// What has been taken up in the batch under way.
#[derive(Default)]
struct Batch {
    allowed: Vec<Allowed>,
    streams: HashSet<String>,
    numbers: HashSet<String>,
    opened: u64,
    agency: bool,
}

impl Batch {
    /// An act on the agency's file changes what every other act is judged by, and a second act on
    /// one file must see the first: both wait for the next batch.
    fn takes(&self, order: &Order) -> bool {
        match &order.target {
            Target::Agency => self.allowed.is_empty(),
            _ if self.agency => false,
            Target::NewCase => true,
            Target::Case(id) => !self.streams.contains(id),
        }
    }
}

impl Desk {
    fn work(&mut self, jobs: &Receiver<Job>) {
        let mut waiting: Vec<Job> = Vec::new();
        loop {
            if waiting.is_empty() {
                match self.wait(jobs) {
                    Some(job) => waiting.push(job),
                    None => return,
                }
            }
            waiting.extend(jobs.try_iter().take(BATCH.saturating_sub(waiting.len())));
            waiting = self.take_batch(waiting);
        }
    }

    /// The next order; `None` when there will be no more. Follows the others meanwhile.
    fn wait(&mut self, jobs: &Receiver<Job>) -> Option<Job> {
        while self.log.is_shared() {
            match jobs.recv_timeout(if self.behind { RETRY } else { FOLLOW }) {
                Ok(job) => return Some(job),
                Err(RecvTimeoutError::Disconnected) => return None,
                Err(RecvTimeoutError::Timeout) if self.behind => drop(self.catch_up()),
                Err(RecvTimeoutError::Timeout) => {
                    let followed = self.log.follow().map_err(Fault::from);
                    self.behind = followed.and_then(|len| self.read_on(len)).is_err();
                }
            }
        }
        jobs.recv().ok()
    }

    /// Takes its turn, with states and views in step with the log. Which files are being removed is read
    /// after the turn is taken, for acts that cite any: see [`crate::removal`].
    fn take_turn(&mut self, cites: bool) -> Result<Removing, Fault> {
        if self.behind && !self.catch_up() {
            return Err(Fault::new("本机还没有跟上账册，请稍后再试"));
        }
        let len = self.log.hold()?;
        self.read_on(len)?;
        match cites {
            true => self.shelf.removing(),
            false => Ok(Removing::default()),
        }
    }

    /// Judges and commits what can go together; returns what has to wait.
    fn take_batch(&mut self, jobs: Vec<Job>) -> Vec<Job> {
        let cites = jobs.iter().any(|job| !job.cited.is_empty());
        let removing = match self.take_turn(cites) {
            Ok(removing) => removing,
            Err(fault) => {
                self.log.release();
                for job in jobs {
                    drop(job.answer.send(Err(Denied::Fault(fault.clone()))));
                }
                return Vec::new();
            }
        };
        let agency = self.states.agency();
        let bench = Bench {
            pack: &self.pack,
            calendar: self.calendar,
            agency: &agency,
        };
        let mut batch = Batch::default();
        let mut later = Vec::new();
        for job in jobs {
            match self.shelf.look_again(&job.cited, &removing) {
                Err(denied) => drop(job.answer.send(Err(denied))),
                Ok(()) if batch.takes(&job.order) => self.consider(bench, job, &mut batch),
                Ok(()) => later.push(job),
            }
        }
        drop(agency);
        match batch.allowed.is_empty() {
            true => self.log.release(),
            false => self.commit(batch.allowed),
        }
        later
    }

    fn consider(&self, bench: Bench<'_>, job: Job, batch: &mut Batch) {
        let Job {
            order,
            looked_up,
            answer,
            ..
        } = job;
        // A panic in one judgement must not take the orders of everybody else with it.
        let judged = catch_unwind(AssertUnwindSafe(|| {
            self.judge(bench, &order, looked_up, batch)
        }));
        match judged {
            Ok(Ok((deed, case))) => {
                batch.agency |= order.target == Target::Agency;
                batch.numbers.extend(number_of(&deed).map(folded));
                batch.streams.extend(case.clone());
                batch.allowed.push(Allowed { deed, case, answer });
            }
            Ok(Err(denied)) => drop(answer.send(Err(denied))),
            Err(_) => {
                let fault = Fault::internal("judging an act panicked");
                drop(answer.send(Err(Denied::Fault(fault))));
            }
        }
    }

    fn judge(
        &self,
        bench: Bench<'_>,
        order: &Order,
        mut looked_up: LookedUp,
        batch: &mut Batch,
    ) -> Result<(Deed, Option<String>), Denied> {
        let (id, case) = self.file(order, batch)?;
        if let Some(expected) = order.expected {
            let dossier = case
                .as_ref()
                .map_or(&bench.agency.dossier, |case| &case.dossier);
            let now = dossier.next_no() - 1;
            if now != expected {
                return Err(Denied::Conflict { now });
            }
        }
        looked_up.number_taken = self.is_number_taken(bench, order, batch)?;
        looked_up.unstored = self.unstored(bench, order)?;
        if order.target == Target::NewCase {
            looked_up
                .found
                .insert("查询码".into(), enquiry_code()?.into());
        }
        let deed = decide(
            bench,
            case.as_deref(),
            &order.act,
            looked_up,
            &order.actor,
            order.at,
        )
        .map_err(Denied::from)?;
        if order.target == Target::NewCase {
            batch.opened += 1;
        }
        Ok((deed, id))
    }

    fn file(
        &self,
        order: &Order,
        batch: &Batch,
    ) -> Result<(Option<String>, Option<Arc<Case>>), Denied> {
        match &order.target {
            Target::Agency => Ok((None, None)),
            Target::NewCase => {
                let id = (self.opened + batch.opened + 1).to_string();
                Ok((Some(id), Some(Arc::default())))
            }
            Target::Case(id) => {
                let case = self.states.case(id).map_err(Denied::Fault)?;
                let missing =
                    || law::refusal::Mistake::at("", "没有这个案件，请从案件清单中选择。");
                let case = case.ok_or_else(|| Denied::Mistaken(vec![missing()]))?;
                Ok((Some(id.clone()), Some(case)))
            }
        }
    }

    fn is_number_taken(
        &self,
        bench: Bench<'_>,
        order: &Order,
        batch: &Batch,
    ) -> Result<bool, Denied> {
        let form = bench.pack.form(&order.act.record);
        let field = form.and_then(|form| form.bound("number"));
        let number = field.and_then(|field| order.act.fields.get(&field.name)?.text());
        let Some(number) = number.map(str::trim) else {
            return Ok(false);
        };
        let taken = self
            .views
            .is_number_taken(&self.code, number)
            .map_err(Denied::Fault)?;
        Ok(taken || batch.numbers.contains(&folded(number)))
    }

    /// What is still on the device that an order brings back. The views are up to date: an act on
    /// the agency's file is judged in a batch of its own.
    fn unstored(&self, bench: Bench<'_>, order: &Order) -> Result<Vec<String>, Denied> {
        let form = bench.pack.form(&order.act.record);
        let form = form.filter(|form| form.step.as_deref() == Some(Step::DeviceReturn.name()));
        let field = form.and_then(|form| form.bound("about"));
        let said = field.and_then(|field| order.act.fields.get(&field.name));
        let said = said.and_then(|no| no.number().or_else(|| no.text()?.trim().parse().ok()));
        let loan = said
            .and_then(|no| u32::try_from(no).ok())
            .and_then(|no| bench.agency.devices.loan(no));
        let Some(loan) = loan else {
            return Ok(Vec::new());
        };
        let left = self.views.unstored_on(&self.code, &loan.device);
        let left = left.map_err(Denied::Fault)?;
        Ok(left
            .into_iter()
            .map(|(number, no)| format!("{number}第{no}号记录"))
            .collect())
    }

    fn commit(&mut self, allowed: Vec<Allowed>) {
        let entries: Vec<NewEntry> = allowed.iter().map(|one| self.entry(one)).collect();
        match self.log.append_at(self.next, &entries) {
            Ok(positions) => {
                let first = positions.first().map_or(0, |position| position.index);
                self.fold(allowed, first);
            }
            Err(error) => self.fail(allowed, &error),
        }
    }

    fn entry(&self, allowed: &Allowed) -> NewEntry {
        let deed = &allowed.deed;
        let stream = allowed.case.as_deref().map_or(AGENCY.to_owned(), stream_of);
        NewEntry {
            stream,
            expected_version: Some(u64::from(deed.no) - 1),
            time_ms: unix_ms(deed.entered),
            actor: deed.by.clone(),
            kind: "deed".into(),
            // A deed is made of text, numbers and maps with text keys: it always has a JSON form.
            payload: serde_json::to_vec(deed).unwrap_or_default(),
        }
    }

    /// Everything here is durable already; what fails now is caught up from the log.
    fn fold(&mut self, allowed: Vec<Allowed>, first: u64) {
        let mut answers = Vec::with_capacity(allowed.len());
        let mut touched = Touched::default();
        for (index, Allowed { deed, case, answer }) in (first..).zip(allowed) {
            touched.note(case.as_deref(), &deed);
            self.opened += u64::from(deed.step == Some(Step::CaseOpen));
            let receipt = Receipt {
                case: case.clone(),
                no: deed.no,
                index,
            };
            match &case {
                Some(id) => self.states.apply_to_case(id, deed),
                None => self.states.apply_to_agency(deed),
            }
            answers.push((answer, receipt));
        }
        self.next = first + answers.len() as u64;
        self.show(&touched);
        for (answer, receipt) in answers {
            // The person may have gone; the act stands all the same.
            drop(answer.send(Ok(receipt)));
        }
    }

    fn show(&mut self, touched: &Touched) {
        let agency = self.states.agency();
        let bench = Bench {
            pack: &self.pack,
            calendar: self.calendar,
            agency: &agency,
        };
        let at = &self.log.checkpoint().checkpoint;
        let shown = self
            .views
            .show(&self.code, bench, &self.states, touched, at);
        self.behind = shown.is_err();
    }

    /// Reads the log again wherever memory or views may not say what it says.
    fn catch_up(&mut self) -> bool {
        let caught_up = self
            .log
            .recover()
            .map_err(Fault::from)
            .and_then(|()| self.read_again());
        self.behind = caught_up.is_err();
        !self.behind
    }

    fn read_again(&mut self) -> Result<(), Fault> {
        let len = self.log.len();
        self.states.reload()?;
        self.look(len)
    }

    /// Folds what other nodes have appended, up to `len` entries.
    fn read_on(&mut self, len: u64) -> Result<(), Fault> {
        if self.next == len {
            return Ok(());
        }
        let (reader, mut anew) = (self.log.reader(), false);
        while self.next < len {
            let entries = reader.entries(self.next, CHUNK)?;
            for entry in &entries {
                match case_of(&entry.stream) {
                    Some(case) if holds_deed(entry) => {
                        self.states.apply_to_case(case, deed_of(entry)?);
                    }
                    // The agency's own file, or a destruction: everything rests on it.
                    _ => anew = true,
                }
            }
            let Some(last) = entries.last() else { break };
            self.next = last.index + 1;
        }
        if anew {
            self.states.reload()?;
        }
        self.look(len)
    }

    /// Brings the views in step with the log, whose first `len` entries are folded.
    fn look(&mut self, len: u64) -> Result<(), Fault> {
        let reader = self.log.reader();
        self.views
            .follow(&self.code, &self.pack, self.calendar, &reader, &self.states)?;
        self.opened = self.views.cases_opened(&self.code)?;
        self.next = len;
        Ok(())
    }

    fn fail(&mut self, allowed: Vec<Allowed>, error: &AppendError) {
        for one in allowed {
            let fault = Fault::from(error);
            drop(one.answer.send(Err(Denied::Fault(fault))));
        }
        self.catch_up();
    }
}

impl From<Denial> for Denied {
    fn from(denial: Denial) -> Self {
        match denial {
            Denial::Mistaken(mistakes) => Denied::Mistaken(mistakes),
            Denial::Refused(refusals) => Denied::Refused(refusals),
        }
    }
}

/// The number of a case, a decision or an opinion that a deed takes.
#[must_use]
pub fn number_of(deed: &Deed) -> Option<&str> {
    match deed.step {
        Some(Step::CaseOpen | Step::DecisionMake | Step::ReviewOpine) => {
            deed.word("number").and_then(Value::text)
        }
        _ => None,
    }
}

/// Eight digits by which a party can ask how its case stands; chance only, nothing of the case.
fn enquiry_code() -> Result<String, Denied> {
    let mut random = [0u8; 8];
    getrandom::fill(&mut random).map_err(|error| Denied::Fault(Fault::internal(error)))?;
    Ok(format!("{:08}", u64::from_le_bytes(random) % 100_000_000))
}
