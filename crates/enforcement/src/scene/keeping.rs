//! Facts of what is recorded and kept: recordings and their gaps, stores, devices, editions and
//! terms of keeping. A part of [`super::Scene`].

use law::form::FieldKind;
use law::rule::Holding;
use law::value::Value;

use super::{Scene, count, day, joined, nothing};
use crate::case::Case;
use crate::deed::{Deed, moment};
use crate::recording::{Gap, GapKind};
use crate::step::Step;
use crate::vocabulary::Fact;
use crate::{Day, Moment};

impl Scene<'_> {
    /// What holds for the agency as a whole, whatever file and act are in view.
    pub(super) fn of_house(&self, fact: Fact) -> Option<Value> {
        let agency = self.bench.agency;
        Some(match fact {
            Fact::ActorId => self.actor.into(),
            Fact::Vacancies => joined(self.vacancies()),
            Fact::RetentionUnset => {
                let unset = |kind: &&str| agency.retention(kind).is_none();
                joined(self.kinds_kept().into_iter().filter(unset))
            }
            Fact::DeviceLedger => {
                let ledger = agency.devices.ledger();
                let shown = ledger.iter().map(|(kind, states)| {
                    let states = joined(states.iter().map(|(state, n)| format!("{state}{n}")));
                    format!("{kind}：{}", states.shown())
                });
                shown.collect::<Vec<_>>().join("；").into()
            }
            _ => return None,
        })
    }

    /// Posts that are filled by appointment and by nobody today.
    fn vacancies(&self) -> impl Iterator<Item = &str> {
        let (people, today) = (&self.bench.agency.people, self.now.date());
        let posts = self
            .bench
            .pack
            .posts
            .iter()
            .filter(|post| post.holding == Holding::Appointed);
        posts
            .map(|post| post.name.as_str())
            .filter(move |post| people.holding(post, today).next().is_none())
    }

    /// The kinds of record for which the pack lets a term of keeping be set.
    fn kinds_kept(&self) -> Vec<&str> {
        let form = self.bench.pack.form_doing(Step::RetentionSet.name());
        let field = form.and_then(|form| form.bound("kind"));
        let field = field.filter(|field| field.kind == FieldKind::Choice);
        field
            .map(|field| field.options.iter().map(String::as_str).collect())
            .unwrap_or_default()
    }

    /// What depends on the act and on what is kept.
    pub(super) fn of_keeping(&self, fact: Fact) -> Value {
        let agency = self.bench.agency;
        match fact {
            Fact::StoreDesignated => self.store().is_some().into(),
            Fact::StoreSecret => self.store().is_some_and(|deed| deed.yes("secret")).into(),
            Fact::DeviceState => {
                let device = self
                    .text("device")
                    .and_then(|number| agency.devices.get(number));
                device.map_or_else(nothing, |device| device.state.as_str().into())
            }
            Fact::DeviceKindStates => {
                let ledger = agency.devices.ledger();
                let states = self.text("kind").and_then(|kind| ledger.get(kind));
                let states = states.into_iter().flat_map(|states| states.keys());
                Value::List(states.map(|state| Value::from(*state)).collect())
            }
            Fact::DeviceOut => {
                let out = self
                    .text("device")
                    .and_then(|number| agency.devices.out(number));
                out.is_some().into()
            }
            Fact::DeviceHad => self.had_device().unwrap_or(false).into(),
            Fact::DeviceUnstored => joined(self.unstored.iter()),
            Fact::EditionInForce => {
                let about = self.about.unwrap_or_default();
                agency.is_edition_of(about, self.day_of_act()).into()
            }
            Fact::KeptUntil => day(self.kept_until()),
            Fact::KeptLongEnough => self
                .kept_until()
                .is_some_and(|until| until < self.now.date())
                .into(),
            _ => self.of_recording(fact),
        }
    }

    fn store(&self) -> Option<&Deed> {
        self.bench.agency.store(self.text("store")?)
    }

    fn had_device(&self) -> Option<bool> {
        let start = self.text("start").and_then(moment)?;
        let (person, device) = (self.text("person")?, self.text("device")?);
        Some(self.bench.agency.devices.had(person, device, start))
    }

    /// The last day on which records of the kind named in the act must still be kept: so many
    /// years after the day of archiving.
    fn kept_until(&self) -> Option<Day> {
        let archived = self.case?.archived_on?;
        self.bench.agency.kept_until(self.text("kind")?, archived)
    }

    fn of_recording(&self, fact: Fact) -> Value {
        let (Some(case), Some(about)) = (self.case, self.about) else {
            return nothing();
        };
        let recording = case.recordings.recording(about);
        match fact {
            Fact::GapsLateStart => gaps(case, about, |gap| gap.kind == GapKind::LateStart),
            Fact::GapsBreak => gaps(case, about, |gap| gap.kind == GapKind::Break),
            Fact::GapsEarlyStop => gaps(case, about, |gap| gap.kind == GapKind::EarlyStop),
            Fact::UnexplainedGaps => gaps(case, about, |gap| {
                gap.kind != GapKind::EarlyStop && !gap.explained
            }),
            Fact::UnreportedStop => gaps(case, about, |gap| {
                gap.kind == GapKind::EarlyStop && !gap.explained
            }),
            Fact::MarkOutside => {
                let outside = |at: &Moment| {
                    recording.is_some_and(|one| *at < one.span.from || one.span.to < *at)
                };
                self.moments_marked().iter().any(outside).into()
            }
            Fact::RecordingSecret => recording.is_some_and(|recording| recording.secret).into(),
            Fact::RecordingFailed => recording.is_some_and(|recording| recording.failed).into(),
            Fact::RecordingStored => recording
                .is_some_and(|recording| recording.store.is_some())
                .into(),
            _ => nothing(),
        }
    }

    /// Moments that the act marks in a recording: its date, and those of its points.
    fn moments_marked(&self) -> Vec<Moment> {
        let rows = self.rows("points");
        let of_rows = rows
            .iter()
            .filter_map(|row| row.get("date").and_then(|at| at.text()));
        self.text("date")
            .into_iter()
            .chain(of_rows)
            .filter_map(moment)
            .collect()
    }

    /// How many records of the case are of one medium.
    pub(super) fn records_of(&self, case: &Case, medium: &str) -> Value {
        count(
            case.dossier
                .deeds()
                .iter()
                .filter(|deed| deed.medium == medium)
                .count(),
        )
    }
}

fn gaps(case: &Case, activity: u32, such: impl Fn(&Gap) -> bool) -> Value {
    joined(
        case.recordings
            .gaps(activity)
            .iter()
            .filter(|gap| such(gap))
            .map(Gap::shown),
    )
}
