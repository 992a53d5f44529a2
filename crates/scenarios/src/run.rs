//! Runs scenarios against the real core. The agency's file is entered once, each way to a starting
//! point is worked once, and every scenario starts from a copy, so that none sees another.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread;

use law::pack::{Pack, PackFault, nearest};
use registry::Office;

use crate::phrase::Phrase;
use crate::report::{Broken, Outcome, Report};
use crate::samples;
use crate::stage::{Failure, Stage};
use crate::suite::{Script, Suite};

/// Most scenarios run at once; beyond it a machine gains nothing.
const MOST: usize = 8;

impl Suite {
    /// Runs all scenarios, or those with a tag, and judges the list of unproven clauses; with a
    /// tag the list is left alone.
    #[must_use]
    pub fn run(&self, only: Option<&str>) -> Report {
        let chosen: Vec<&Script> = self
            .scripts
            .iter()
            .filter(|script| {
                only.is_none_or(|tag| script.scenario.tags.iter().any(|one| one == tag))
            })
            .collect();
        let mut faults = self.faults.clone();
        if let Some(tag) = only.filter(|_| chosen.is_empty()) {
            faults.push(self.no_scenario_of(tag));
        }
        let theatre = match Theatre::open(self, self.pack.clone()) {
            Ok(theatre) => theatre,
            Err(fault) => {
                faults.push(fault);
                return Report::of(&self.pack, Vec::new(), faults);
            }
        };
        let results = side_by_side(&chosen, |script| {
            Outcome::of(script, theatre.play(script, &self.pack))
        });
        if only.is_none() {
            faults.extend(
                self.unproven
                    .against(&self.pack, &crate::report::proven(&results)),
            );
        }
        Report::of(&self.pack, results, faults)
    }

    /// A misspelt tag must not pass for a run in which nothing failed.
    fn no_scenario_of(&self, tag: &str) -> PackFault {
        let tags = self.tags();
        let near = nearest(tag, tags.iter().copied());
        PackFault {
            file: "scenarios".into(),
            line: 0,
            message: format!("没有标有“{tag}”的场景"),
            hint: samples::suggest(near),
        }
    }
}

/// An office with the agency's file in it, and the starting points worked so far.
pub struct Theatre<'a> {
    root: Stage<'a>,
    started: Mutex<HashMap<String, Arc<OnceLock<Start<'a>>>>>,
}

/// A starting point, or the step on the way to it that failed.
type Start<'a> = Result<Stage<'a>, (usize, Failure)>;

impl<'a> Theatre<'a> {
    /// Enters the agency's file under a pack.
    ///
    /// # Errors
    /// The record that is not accepted, or an office that cannot be opened.
    pub fn open(suite: &'a Suite, pack: Arc<Pack>) -> Result<Theatre<'a>, PackFault> {
        let fault = |line, message: String| PackFault {
            file: samples::FILE.into(),
            line,
            message,
            hint: String::new(),
        };
        let code = pack.code.to_lowercase();
        let base = Office::in_memory(pack, &code)
            .map_err(|error| fault(0, format!("不能开始：{error}")))?;
        let mut stage = Stage::new(Arc::new(base), &suite.samples);
        stage.found().map_err(|(line, failure)| {
            fault(
                line,
                format!("机关卷的样例{}，结果：{}", failure.expected, failure.got),
            )
        })?;
        Ok(Theatre {
            root: stage,
            started: Mutex::default(),
        })
    }

    /// Plays a script under a pack; tells the step at which it failed.
    pub fn play(&self, script: &Script, pack: &Arc<Pack>) -> Option<Broken> {
        let way = way_to_start(&script.phrases);
        let start = self.start(&script.phrases[..way]);
        let played = match start.get_or_init(|| self.work_to(&script.phrases[..way])) {
            Err((at, failure)) => Err((*at, failure.clone())),
            Ok(start) => self.from(start, script, way, pack),
        };
        played
            .err()
            .map(|(at, failure)| broken(script, at, failure))
    }

    /// As [`Theatre::play`], with every step of the way judged under the pack too.
    pub fn play_afresh(&self, script: &Script, pack: &Arc<Pack>) -> Option<Broken> {
        let played = self.from(&self.root, script, 0, pack);
        played
            .err()
            .map(|(at, failure)| broken(script, at, failure))
    }

    fn from(
        &self,
        start: &Stage<'_>,
        script: &Script,
        way: usize,
        pack: &Arc<Pack>,
    ) -> Result<(), (usize, Failure)> {
        let mut stage = copy(start, pack.clone()).map_err(|failure| (way, failure))?;
        for (at, phrase) in script.phrases.iter().enumerate().skip(way) {
            stage.play(phrase).map_err(|failure| (at, failure))?;
        }
        stage
            .end()
            .map_err(|failure| (script.phrases.len(), failure))
    }

    /// The place of a starting point; whoever comes first works the way to it.
    fn start(&self, way: &[Phrase]) -> Arc<OnceLock<Start<'a>>> {
        let mut started = self.started.lock().unwrap_or_else(PoisonError::into_inner);
        started.entry(format!("{way:?}")).or_default().clone()
    }

    fn work_to(&self, way: &[Phrase]) -> Start<'a> {
        let pack = self.root.office().pack().clone();
        let mut stage = copy(&self.root, pack).map_err(|failure| (0, failure))?;
        for (at, phrase) in way.iter().enumerate() {
            stage.play(phrase).map_err(|failure| (at, failure))?;
        }
        Ok(stage)
    }
}

/// The same scene in an office of its own, under a pack.
fn copy<'a>(stage: &Stage<'a>, pack: Arc<Pack>) -> Result<Stage<'a>, Failure> {
    let office = stage.office().fork(pack);
    let failed = |fault: registry::Fault| Failure {
        expected: "从同一起点开始".into(),
        got: fault.to_string(),
    };
    Ok(stage.moved_to(Arc::new(office.map_err(failed)?)))
}

/// How many of the first steps only lead to a starting point that scenarios can share.
fn way_to_start(phrases: &[Phrase]) -> usize {
    let leads = |phrase: &&Phrase| matches!(phrase, Phrase::Clock(_) | Phrase::Road { .. });
    let leading = phrases.iter().take_while(leads).count();
    let road = phrases[..leading]
        .iter()
        .rposition(|phrase| matches!(phrase, Phrase::Road { .. }));
    road.map_or(0, |at| at + 1)
}

fn broken(script: &Script, at: usize, failure: Failure) -> Broken {
    let scenario = &script.scenario;
    match scenario.steps.get(at) {
        Some(step) => Broken {
            line: step.line,
            step: step.text.clone(),
            failure,
        },
        None => Broken {
            line: scenario.line,
            step: "（场景结束）".into(),
            failure,
        },
    }
}

/// Works through a list on several threads and keeps its order.
pub fn side_by_side<T: Sync, R: Send>(list: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let threads = thread::available_parallelism()
        .map_or(2, usize::from)
        .min(MOST);
    let next = AtomicUsize::new(0);
    let mut done: Vec<(usize, R)> = thread::scope(|scope| {
        let worker = || {
            let mut done = Vec::new();
            while let Some((at, one)) = take(list, &next) {
                done.push((at, work(one)));
            }
            done
        };
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(worker)).collect();
        // A panic of a worker is a defect of ours and must not pass for a result.
        let joined = workers.into_iter().map(|worker| {
            worker
                .join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        });
        joined.flatten().collect()
    });
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}

fn take<'a, T>(list: &'a [T], next: &AtomicUsize) -> Option<(usize, &'a T)> {
    let at = next.fetch_add(1, Ordering::Relaxed);
    list.get(at).map(|one| (at, one))
}
