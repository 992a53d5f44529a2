//! Recordings (音像记录) of a case: which activity each shows, from when to when, where it is
//! stored; and the intervals of an activity that no recording covers and nobody has explained.

use law::value::Value;

use crate::Moment;
use crate::deed::Deed;
use crate::step::Step;

/// A stretch of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Interval {
    /// Its beginning.
    pub from: Moment,
    /// Its end.
    pub to: Moment,
}

impl Interval {
    /// Its length in minutes, rounded down.
    #[must_use]
    pub fn minutes(&self) -> i64 {
        self.to.duration_since(self.from).as_secs() / 60
    }

    fn of(deed: &Deed, from: &str, to: &str) -> Option<Interval> {
        let interval = Interval {
            from: deed.moment(from)?,
            to: deed.moment(to)?,
        };
        (interval.from < interval.to).then_some(interval)
    }
}

/// An activity that recordings are laid over.
#[derive(Clone, Debug)]
pub struct Activity {
    /// The number of its record.
    pub no: u32,
    /// The record's name.
    pub kind: String,
    /// From arrival to the end.
    pub span: Interval,
}

/// One recording.
#[derive(Clone, Debug)]
pub struct Recording {
    /// The number of its record.
    pub no: u32,
    /// The activity it shows.
    pub activity: Option<u32>,
    /// What it covers.
    pub span: Interval,
    /// The device it was made with.
    pub device: Option<String>,
    /// Whether it is marked as touching state secrets.
    pub secret: bool,
    /// Whether it turned out damaged or could not be stored.
    pub failed: bool,
    /// The store it is kept in.
    pub store: Option<String>,
    /// The file, if one was uploaded.
    pub file: Option<Value>,
}

/// What part of the time a break in the recording is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GapKind {
    /// Recording began after arrival.
    LateStart,
    /// It was interrupted.
    Break,
    /// It ended before the activity did.
    EarlyStop,
}

impl GapKind {
    /// The word shown.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            GapKind::LateStart => "开始过晚",
            GapKind::Break => "中断",
            GapKind::EarlyStop => "提前停止",
        }
    }
}

/// A stretch of an activity that no recording covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Which part it is.
    pub kind: GapKind,
    /// When.
    pub span: Interval,
    /// Whether somebody has explained it; an early stop is explained by the report of it alone.
    pub explained: bool,
}

impl Gap {
    /// From when to when, and how long.
    #[must_use]
    pub fn shown(&self) -> String {
        let time = |at: Moment| at.strftime("%H:%M").to_string();
        let minutes = self.span.minutes();
        format!(
            "{}至{}（{minutes}分钟）",
            time(self.span.from),
            time(self.span.to)
        )
    }
}

/// What somebody has said of a stretch without recording.
#[derive(Clone, Copy, Debug)]
struct Explanation {
    activity: u32,
    span: Interval,
    /// It reports that recording could not go on.
    stop: bool,
}

/// All recordings and activities of a case.
#[derive(Clone, Debug, Default)]
pub struct Recordings {
    activities: Vec<Activity>,
    recordings: Vec<Recording>,
    explanations: Vec<Explanation>,
}

impl Recordings {
    /// Folds one deed of the case.
    pub fn apply(&mut self, deed: &Deed) {
        match deed.step {
            Some(Step::ActivityHold) => self.activities.extend(Activity::of(deed)),
            Some(Step::RecordingMake) => self.recordings.extend(Recording::of(deed)),
            Some(Step::RecordingStore) => self.note(deed, |recording| {
                recording.store = deed.text("store").map(str::to_owned);
            }),
            Some(Step::RecordingFail) => self.note(deed, |recording| recording.failed = true),
            Some(Step::RecordingSecret) => self.note(deed, |recording| recording.secret = true),
            Some(Step::GapExplain | Step::RecordingStop | Step::RecordingObstruct) => {
                self.explain(deed);
            }
            _ => {}
        }
    }

    /// Changes the recording that a deed concerns.
    fn note(&mut self, deed: &Deed, change: impl FnOnce(&mut Recording)) {
        let mut recordings = self.recordings.iter_mut();
        let found = recordings.find(|recording| Some(recording.no) == deed.about);
        if let Some(recording) = found {
            change(recording);
        }
    }

    fn explain(&mut self, deed: &Deed) {
        let told = deed.about.zip(Interval::of(deed, "from", "to"));
        let stop = deed.step == Some(Step::RecordingStop);
        self.explanations
            .extend(told.map(|(activity, span)| Explanation {
                activity,
                span,
                stop,
            }));
    }

    /// The recording of a number.
    #[must_use]
    pub fn recording(&self, no: u32) -> Option<&Recording> {
        self.recordings.iter().find(|recording| recording.no == no)
    }

    /// All recordings, oldest first.
    #[must_use]
    pub fn recordings(&self) -> &[Recording] {
        &self.recordings
    }

    /// All activities, oldest first.
    #[must_use]
    pub fn activities(&self) -> &[Activity] {
        &self.activities
    }

    /// The stretches of an activity that its recordings do not cover. An activity without any
    /// recording has none: whether one was owed is another question.
    #[must_use]
    pub fn gaps(&self, activity: u32) -> Vec<Gap> {
        let Some(span) = self.activities.iter().find(|known| known.no == activity) else {
            return Vec::new();
        };
        let mut spans: Vec<Interval> = self
            .recordings
            .iter()
            .filter(|recording| recording.activity == Some(activity))
            .map(|recording| recording.span)
            .collect();
        spans.sort_unstable();
        let mut gaps = uncovered(span.span, &spans);
        for gap in &mut gaps {
            gap.explained = self.is_explained(activity, gap);
        }
        gaps
    }

    fn is_explained(&self, activity: u32, gap: &Gap) -> bool {
        self.explanations.iter().any(|told| {
            let covers = told.span.from <= gap.span.from && gap.span.to <= told.span.to;
            told.activity == activity && covers && (told.stop || gap.kind != GapKind::EarlyStop)
        })
    }

    /// Recordings that are neither in a store nor known to be lost to it.
    pub fn unstored(&self) -> impl Iterator<Item = &Recording> {
        let open = |recording: &&Recording| recording.store.is_none() && !recording.failed;
        self.recordings.iter().filter(open)
    }
}

fn uncovered(whole: Interval, spans: &[Interval]) -> Vec<Gap> {
    let mut gaps = Vec::new();
    let mut covered_to = whole.from;
    if spans.is_empty() {
        return gaps;
    }
    for span in spans {
        if span.from > covered_to && covered_to < whole.to {
            let kind = if covered_to == whole.from {
                GapKind::LateStart
            } else {
                GapKind::Break
            };
            let span = Interval {
                from: covered_to,
                to: span.from.min(whole.to),
            };
            gaps.push(Gap {
                kind,
                span,
                explained: false,
            });
        }
        covered_to = covered_to.max(span.to);
    }
    if covered_to < whole.to {
        let span = Interval {
            from: covered_to,
            to: whole.to,
        };
        gaps.push(Gap {
            kind: GapKind::EarlyStop,
            span,
            explained: false,
        });
    }
    gaps
}

impl Activity {
    fn of(deed: &Deed) -> Option<Activity> {
        let span = Interval::of(deed, "start", "end")?;
        Some(Activity {
            no: deed.no,
            kind: deed.record.clone(),
            span,
        })
    }
}

impl Recording {
    fn of(deed: &Deed) -> Option<Recording> {
        Some(Recording {
            no: deed.no,
            activity: deed.about,
            span: Interval::of(deed, "start", "end")?,
            device: deed.text("device").map(str::to_owned),
            secret: deed.yes("secret"),
            failed: false,
            store: deed.text("store").map(str::to_owned),
            file: deed.word("file").cloned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interval(from: &str, to: &str) -> Interval {
        let at = |time: &str| format!("2025-03-03T{time}:00").parse().expect("a moment");
        Interval {
            from: at(from),
            to: at(to),
        }
    }

    fn gaps(spans: &[(&str, &str)]) -> Vec<(GapKind, i64)> {
        let spans: Vec<Interval> = spans.iter().map(|(from, to)| interval(from, to)).collect();
        let gaps = uncovered(interval("09:00", "10:00"), &spans);
        gaps.iter()
            .map(|gap| (gap.kind, gap.span.minutes()))
            .collect()
    }

    #[test]
    fn every_uncovered_stretch_is_told_by_its_place() {
        assert_eq!(gaps(&[("09:00", "10:00")]), []);
        assert_eq!(
            gaps(&[("09:00", "09:30"), ("09:35", "10:00")]),
            [(GapKind::Break, 5)]
        );
        assert_eq!(gaps(&[("09:01", "10:00")]), [(GapKind::LateStart, 1)]);
        assert_eq!(gaps(&[("08:50", "09:40")]), [(GapKind::EarlyStop, 20)]);
        assert_eq!(gaps(&[("09:00", "09:50"), ("09:10", "10:10")]), []);
    }
}
