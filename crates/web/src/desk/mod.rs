//! The desk: where officials work. One page per file; this file is their frame and the list of
//! their routes.

mod agency;
mod archive;
pub mod file;
mod law;
mod supervision;

use ::law::refusal::Refusal;
use maud::Markup;

use crate::access::Signed;
use crate::app::App;
use crate::parts::clock::{Clock, clock};
use crate::parts::page::{Nav, Page, Search, User, page};
use crate::parts::refusal;
use crate::routes::{Route, Who, get};
use crate::words;

/// The desk's routes.
#[must_use]
pub fn routes() -> Vec<Route> {
    let mut routes = vec![get("/desk/parts", Who::Signed, gallery)];
    routes.extend(agency::routes());
    routes.extend(archive::routes());
    routes.extend(law::routes());
    routes.extend(supervision::routes());
    routes
}

/// The main navigation: name of the place, address, label.
const PLACES: &[(&str, &str, &str)] = &[
    ("today", "/desk", words::desk::TODAY),
    ("cases", "/desk/cases", words::desk::CASES),
    ("review", "/desk/review", words::desk::REVIEW),
    ("disclosure", "/desk/disclosure", words::desk::DISCLOSURE),
    ("supervision", "/desk/supervision", words::desk::SUPERVISION),
    ("agency", "/desk/agency", words::desk::AGENCY),
    ("law", "/desk/law", words::desk::LAW),
];

/// The name of the person's agency.
#[must_use]
pub fn agency(signed: &Signed) -> String {
    signed.office.pack().issuer.clone()
}

/// A page in the desk's frame; `place` names the entry of the navigation it belongs to.
#[must_use]
pub fn show(app: &App, signed: &Signed, place: &str, shown: Page<'_>) -> Markup {
    let nav = PLACES
        .iter()
        .map(|(name, href, label)| Nav::new(*href, *label, *name == place))
        .collect();
    let agency = signed.office.agency();
    let day = signed.now.date();
    let held = agency.people.get(&signed.person).map(|person| {
        let posts = person
            .posts
            .iter()
            .filter(|held| person.holds(&held.post, day));
        posts.map(|held| held.post.as_str().into()).collect()
    });
    let user = User {
        name: agency.people.name(&signed.person).into(),
        posts: held.unwrap_or_default(),
        account: "/desk/account".into(),
        sign_out: "/desk/sign-out".into(),
        csrf: signed.csrf.as_str().into(),
    };
    let search = Search {
        action: "/desk/cases".into(),
        value: "".into(),
        hint: words::frame::SEARCH_DESK.into(),
    };
    let mut shown = shown.nav(nav).user(user).search(search);
    if app.demo {
        let now = words::moment(signed.now);
        let value = signed.now.strftime("%Y-%m-%dT%H:%M").to_string();
        let bar = Clock {
            now: &now,
            value: &value,
            action: "/desk/clock",
            csrf: &signed.csrf,
        };
        shown = shown.clock(clock(&bar));
    }
    page(&shown)
}

/// Refusals as the person reads them, each with its clauses.
#[must_use]
pub fn refusals(app: &App, signed: &Signed, list: &[Refusal]) -> Markup {
    let pack = signed.office.pack();
    let shown: Vec<refusal::Refusal> = list
        .iter()
        .map(|one| {
            let clauses = one.clauses.clauses();
            let basis: Vec<_> = clauses
                .iter()
                .map(|id| app.cite(signed.office.code(), pack, id))
                .collect();
            refusal::Refusal {
                cannot: one.cannot.as_str().into(),
                saw: vec![(one.shows.as_str().into(), None)],
                demanded: basis
                    .first()
                    .map(|first| first.gist.clone())
                    .unwrap_or_default(),
                basis,
                remedy: vec![(one.instead.as_str().into(), None)],
            }
        })
        .collect();
    refusal::refusals(&shown)
}

async fn gallery(
    axum::extract::State(app): axum::extract::State<crate::app::Shared>,
    signed: Signed,
) -> Markup {
    let body = crate::parts::gallery();
    show(
        &app,
        &signed,
        "",
        Page::desk(words::parts::TITLE, agency(&signed), body),
    )
}
