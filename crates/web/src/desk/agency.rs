//! The agency's own file: what wants attention, its people with their posts and certificates, since
//! when the texts bind, its matters, stores, devices, editions and terms of keeping; what may be
//! entered and what was.

mod people;
mod things;

use axum::extract::State;
use enforcement::agency::Agency;
use enforcement::checklist::Offer;
use enforcement::deadline::Deadline;
use enforcement::deed::Deed;
use enforcement::step::Step;
use law::form::Subject;
use maud::{Markup, html};

use crate::access::Signed;
use crate::app::{App, Shared};
use crate::asked::{Asked, encode};
use crate::desk::{self, time};
use crate::parts::Link;
use crate::parts::button::{Look, link};
use crate::parts::duty::{Duty, duties};
use crate::parts::empty::empty;
use crate::parts::layout::{section, section_with, split};
use crate::parts::offer;
use crate::parts::page::Page;
use crate::parts::table::{Column, Table, table};
use crate::routes::{Route, Who, get};
use crate::words;
use crate::words::desk::agency::{self as said, records};

/// The address of the file.
const HERE: &str = "/desk/agency";
/// Records on one page, the latest first.
const SHOWN: u32 = 30;

/// The routes of these pages.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![get(HERE, Who::Signed, show)]
}

/// The agency and who looks at it.
struct View<'a> {
    app: &'a App,
    signed: &'a Signed,
    agency: &'a Agency,
}

async fn show(State(app): State<Shared>, signed: Signed, asked: Asked) -> Markup {
    let agency = signed.office.agency();
    let view = View {
        app: &app,
        signed: &signed,
        agency: &agency,
    };
    let main = html! {
        (section("care", said::care::TITLE, &view.care()))
        (view.people())
        (view.texts())
        (view.matters())
        (view.devices())
        (view.stores())
        (view.keeping())
        (view.editions())
        (section("records", records::LATEST, &view.latest(&asked)))
    };
    let side = html! { (view.due()) (view.may()) };
    let mut page = Page::desk(said::TITLE, desk::agency(&signed), split(&main, &side));
    if let Some(done) = desk::done(&agency.dossier, &asked, HERE) {
        page = page.notice(done);
    }
    desk::show(&app, &signed, "agency", page)
}

/// The page of a record.
fn record_href(no: u32) -> String {
    format!("{HERE}/records/{no}")
}

/// The form of a record.
fn entry_href(name: &str) -> String {
    format!("{HERE}/enter/{}", encode(name))
}

impl View<'_> {
    /// Buttons for the forms that do a step, where the person may fill them in.
    fn adds(&self, step: Step) -> Markup {
        let forms = self.signed.office.pack().forms.iter();
        let forms = forms.filter(|form| form.step.as_deref() == Some(step.name()));
        html! {
            @for form in forms.filter(|form| desk::may_enter(self.signed, None, form)) {
                (link(&entry_href(&form.name), &form.name, Look::Quiet))
            }
        }
    }

    /// A list under its heading, with the ways to add to it.
    fn listed(&self, id: &str, title: &str, steps: &[Step], body: &Markup) -> Markup {
        let adds = html! { @for step in steps { (self.adds(*step)) } };
        section_with(id, title, &adds, body)
    }

    /// What must be done by when in this file.
    fn due(&self) -> Markup {
        let all = self.signed.office.deadlines(None, self.signed.now);
        let mut open: Vec<_> = all.into_iter().filter(|one| one.is_open()).collect();
        if open.is_empty() {
            return html! {};
        }
        open.sort_by_key(|one| (one.due.is_none(), one.due.map(|due| due.at)));
        let list: Vec<Duty> = open.iter().map(|one| self.duty(one)).collect();
        section("due", records::DUE, &duties(&list))
    }

    fn duty<'b>(&'b self, one: &'b Deadline) -> Duty<'b> {
        let deed = self.agency.dossier.deed(one.record);
        let told = |deed: &Deed| {
            Link::new(
                record_href(deed.no),
                words::desk::titled(deed.no, &deed.record),
            )
        };
        let event = deed.map_or("", |deed| &deed.record);
        Duty {
            title: words::desk::of_year(&one.name, one.year).into(),
            about: deed.map(told),
            deadline: Some(time::chip(self.app, self.signed, one, event)),
            basis: Vec::new(),
            act: None,
            waits_for: Some(one.owner.join("、").into()),
        }
    }

    /// What may be entered: first what can be, then what lacks something, then what others enter.
    fn may(&self) -> Markup {
        let Signed {
            office,
            person,
            now,
            ..
        } = self.signed;
        let mine = office.offers(None, person, *now, false, |offers| {
            let (open, closed): (Vec<_>, Vec<_>) = offers.into_iter().partition(|offer| offer.lacks.is_empty());
            html! {
                @if open.is_empty() { (empty(records::MAY_NONE, records::MAY_NONE_FIRST, None)) }
                @else { (offers_of(&open)) }
                @if !closed.is_empty() {
                    details.fold { summary { (records::closed(closed.len())) } (offers_of(&closed)) }
                }
            }
        });
        let others = office.pack().forms.iter().filter(|form| {
            form.subject != Subject::Case && !desk::may_enter(self.signed, None, form)
        });
        let body = html! {
            (mine)
            details.fold { summary { (records::OTHERS) }
                ul.plain { @for form in others { li { (form.name) " " span.lead { (form.by.join("、")) } } } }
            }
        };
        section("next", records::MAY, &body)
    }

    /// The records of the file, the latest first, page by page.
    fn latest(&self, asked: &Asked) -> Markup {
        let deeds = self.agency.dossier.deeds();
        let before = asked
            .get("before")
            .parse()
            .unwrap_or(u32::MAX)
            .min(self.agency.dossier.next_no());
        let until = before.saturating_sub(SHOWN + 1);
        let rows = deeds
            .iter()
            .rev()
            .filter(|deed| deed.no < before && deed.no > until)
            .map(|deed| {
                vec![
                    html! { (deed.no) },
                    html! { a href=(record_href(deed.no)) data-row { (deed.record) } },
                    html! { (self.agency.people.name(&deed.by)) },
                    html! { (words::moment(deed.entered)) },
                ]
            });
        let shown = Table {
            caption: records::LATEST.into(),
            is_caption_unseen: true,
            columns: [records::NO, records::RECORD, records::BY, records::AT]
                .map(Column::new)
                .to_vec(),
            rows: rows.collect(),
        };
        html! {
            (table(&shown, &empty(records::NONE, records::NONE_FIRST, None)))
            @if until > 0 {
                p { a href={ (HERE) "?before=" (until + 1) "#records" } { (records::earlier(until)) } }
            }
        }
    }
}

fn offers_of(list: &[Offer<'_>]) -> Markup {
    let drawn: Vec<offer::Offer> = list
        .iter()
        .map(|one| offer::Offer {
            title: one.form.name.as_str().into(),
            href: one
                .lacks
                .is_empty()
                .then(|| entry_href(&one.form.name).into()),
            lacks: one
                .lacks
                .iter()
                .map(|lack| (format!("{}{}", lack.shows, lack.instead).into(), None))
                .collect(),
        })
        .collect();
    offer::offers(&drawn)
}
