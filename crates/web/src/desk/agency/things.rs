//! What an agency keeps besides people: matters, devices, stores, terms of keeping and the editions
//! of its norms.

use std::collections::BTreeSet;

use enforcement::deed::Deed;
use enforcement::step::Step;
use maud::{Markup, html};

use super::{View, record_href};
use crate::parts::empty::empty;
use crate::parts::table::{Column, Table, table};
use crate::parts::tag::{Tone, tag};
use crate::words;
use crate::words::desk::agency::{care, devices, editions, keeping, matters, stores};

impl View<'_> {
    /// The latest deed for each name that fills a word, in the order of the names.
    fn latest_of(&self, step: Step, word: &str) -> Vec<&Deed> {
        let names: BTreeSet<&str> = self.agency.dossier.texts(step, word).collect();
        let latest = |name: &&str| {
            self.agency
                .dossier
                .doing(step)
                .rev()
                .find(|deed| deed.text(word) == Some(name))
        };
        names.iter().filter_map(latest).collect()
    }

    /// A table under its heading; an empty one says what will be there.
    fn tabled(
        &self,
        id: &str,
        title: &str,
        steps: &[Step],
        columns: &[&'static str],
        rows: Vec<Vec<Markup>>,
        none: [&str; 2],
    ) -> Markup {
        let shown = Table {
            caption: title.to_owned().into(),
            is_caption_unseen: true,
            columns: columns.iter().map(|label| Column::new(*label)).collect(),
            rows,
        };
        self.listed(
            id,
            title,
            steps,
            &table(&shown, &empty(none[0], none[1], None)),
        )
    }

    /// Matters of enforcement.
    pub(super) fn matters(&self) -> Markup {
        let rows = self
            .latest_of(Step::MatterList, "matter")
            .into_iter()
            .map(|deed| {
                vec![
                    named(deed, "matter"),
                    html! { (deed.text("kind").unwrap_or_default()) },
                    html! { (words::date(deed.entered.date())) },
                ]
            });
        let columns = [matters::NAME, matters::KIND, matters::AT];
        self.tabled(
            "matters",
            matters::TITLE,
            &[Step::MatterList],
            &columns,
            rows.collect(),
            [matters::NONE, matters::NONE_FIRST],
        )
    }

    /// Devices, and who has which.
    pub(super) fn devices(&self) -> Markup {
        let rows = self.latest_of(Step::DeviceEnter, "device").into_iter().map(|deed| {
            let number = deed.text("device").unwrap_or_default();
            let out = self.agency.devices.out(number);
            let state = deed.text("state").unwrap_or_default();
            vec![
                named(deed, "device"),
                html! { (deed.text("kind").unwrap_or_default()) },
                html! { @if out.is_some() { (tag(devices::OUT, Tone::Active)) } @else { (state) } },
                html! { @if let Some(loan) = out {
                    a href=(record_href(loan.no)) {
                        (devices::since(self.agency.people.name(&loan.person), &words::moment(loan.from)))
                    }
                } },
            ]
        });
        let columns = [
            devices::NUMBER,
            devices::KIND,
            devices::STATE,
            devices::WITH,
        ];
        let steps = [Step::DeviceEnter, Step::DeviceLend, Step::DeviceReturn];
        self.tabled(
            "devices",
            devices::TITLE,
            &steps,
            &columns,
            rows.collect(),
            [devices::NONE, devices::NONE_FIRST],
        )
    }

    /// Stores for recordings.
    pub(super) fn stores(&self) -> Markup {
        let rows = self
            .latest_of(Step::StoreName, "store")
            .into_iter()
            .map(|deed| {
                let secret = if deed.yes("secret") {
                    words::form::YES
                } else {
                    words::form::NO
                };
                vec![named(deed, "store"), html! { (secret) }]
            });
        let columns = [stores::NAME, stores::SECRET];
        self.tabled(
            "stores",
            stores::TITLE,
            &[Step::StoreName],
            &columns,
            rows.collect(),
            [stores::NONE, stores::NONE_FIRST],
        )
    }

    /// The kinds for which a term of keeping can be set.
    fn kinds_kept(&self) -> &[String] {
        let form = self
            .signed
            .office
            .pack()
            .form_doing(Step::RetentionSet.name());
        let field = form.and_then(|form| form.bound("kind"));
        field
            .map(|field| field.options.as_slice())
            .unwrap_or_default()
    }

    /// Kinds without a term, and devices that are out.
    pub(super) fn kept(&self) -> Vec<String> {
        let unset = self
            .kinds_kept()
            .iter()
            .filter(|kind| self.agency.retention(kind).is_none());
        let unset: Vec<&str> = unset.map(String::as_str).collect();
        let numbers: BTreeSet<&str> = self
            .agency
            .dossier
            .texts(Step::DeviceEnter, "device")
            .collect();
        let out = numbers
            .iter()
            .filter(|number| self.agency.devices.out(number).is_some())
            .count();
        let unset = (!unset.is_empty()).then(|| care::unset(&unset.join("、")));
        unset
            .into_iter()
            .chain((out > 0).then(|| care::out(out)))
            .collect()
    }

    /// Terms of keeping, kind by kind.
    pub(super) fn keeping(&self) -> Markup {
        if self.kinds_kept().is_empty() {
            return html! {};
        }
        let rows = self.kinds_kept().iter().map(|kind| {
            let years = match self.agency.retention(kind) {
                Some(years) => html! { (keeping::years(years)) },
                None => tag(keeping::UNSET, Tone::Care),
            };
            vec![html! { (kind) }, years]
        });
        let columns = [keeping::KIND, keeping::YEARS];
        self.tabled(
            "keeping",
            keeping::TITLE,
            &[Step::RetentionSet],
            &columns,
            rows.collect(),
            ["", ""],
        )
    }

    /// Editions of norms, standards and rules, those that bind first.
    pub(super) fn editions(&self) -> Markup {
        let today = self.signed.now.date();
        let mut deeds: Vec<&Deed> = self.agency.dossier.doing(Step::Edition).collect();
        if deeds.is_empty()
            && self
                .signed
                .office
                .pack()
                .form_doing(Step::Edition.name())
                .is_none()
        {
            return html! {};
        }
        deeds.sort_by_key(|deed| {
            (
                !self.agency.is_edition_of(deed.no, today),
                std::cmp::Reverse(deed.day("from")),
            )
        });
        let rows = deeds.into_iter().map(|deed| {
            let from = deed.day("from");
            let state = match from {
                _ if self.agency.is_edition_of(deed.no, today) => tag(editions::BINDS, Tone::Good),
                Some(from) if from > today => tag(editions::AHEAD, Tone::Plain),
                _ => tag(editions::REPLACED, Tone::Plain),
            };
            vec![
                named(deed, "title"),
                html! { (deed.record) },
                html! { @if let Some(from) = from { (words::date(from)) } },
                state,
            ]
        });
        let columns = [
            editions::NAME,
            editions::RECORD,
            editions::FROM,
            editions::STATE,
        ];
        let none = [editions::NONE, editions::NONE_FIRST];
        self.tabled(
            "editions",
            editions::TITLE,
            &[Step::Edition],
            &columns,
            rows.collect(),
            none,
        )
    }
}

/// What a record is about, with the way to the record.
fn named(deed: &Deed, word: &str) -> Markup {
    let name = deed.text(word).unwrap_or(&deed.record);
    html! { a href=(record_href(deed.no)) data-row { (name) } }
}
