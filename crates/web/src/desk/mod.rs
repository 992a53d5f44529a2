//! The desk: where officials work. One page per file; this file is their frame and the list of
//! their routes.

mod account;
mod agency;
mod archive;
mod case;
mod cases;
mod clock;
pub mod disclosure;
pub mod entry;
pub mod fields;
pub mod file;
mod item;
mod law;
mod prefill;
mod record;
mod refused;
pub mod review;
pub mod shown;
mod supervision;
pub mod time;
mod today;

use ::law::form::Form;
use enforcement::case::Case;
use enforcement::dossier::Dossier;
use maud::{Markup, html};

use crate::access::Signed;
use crate::app::App;
use crate::asked::Asked;
use crate::parts::clock::{Clock, clock as clock_bar};
use crate::parts::notice::{self, notice};
use crate::parts::page::{Nav, Page, Search, User, page};
use crate::routes::{Route, Who, get, post};
use crate::words;

pub use refused::refusals;

/// The desk's routes.
#[must_use]
pub fn routes() -> Vec<Route> {
    let (signed, reader) = (Who::Signed, Who::Reader);
    let mut routes = vec![
        get("/desk", signed, today::page),
        get("/desk/cases", signed, cases::page),
        get("/desk/cases.csv", signed, cases::sheet),
        get("/desk/cases.xlsx", signed, cases::sheet),
        get("/desk/cases/new", signed, entry::new_case),
        get("/desk/cases/new/{record}", signed, entry::new_case_form),
        post("/desk/cases/new/{record}", signed, entry::open_case),
        get("/desk/cases/{case}", reader, case::page),
        get(
            "/desk/cases/{case}/enter/{record}",
            reader,
            entry::case_form,
        ),
        post(
            "/desk/cases/{case}/enter/{record}",
            reader,
            entry::enter_in_case,
        ),
        get("/desk/cases/{case}/records/{no}", reader, record::of_case),
        get(
            "/desk/cases/{case}/records/{no}/files/{sha256}/{name}",
            reader,
            file::of_case,
        ),
        get("/desk/agency/enter/{record}", signed, entry::agency_form),
        post(
            "/desk/agency/enter/{record}",
            signed,
            entry::enter_in_agency,
        ),
        get("/desk/agency/records/{no}", signed, record::of_agency),
        get(
            "/desk/agency/records/{no}/files/{sha256}/{name}",
            signed,
            file::of_agency,
        ),
        get("/desk/review", signed, review::queue),
        get("/desk/review.csv", signed, review::sheet),
        get("/desk/review.xlsx", signed, review::sheet),
        get("/desk/review/{case}", reader, review::one),
        get("/desk/disclosure", signed, disclosure::list),
        get("/desk/disclosure.csv", signed, disclosure::sheet),
        get("/desk/disclosure.xlsx", signed, disclosure::sheet),
        post("/desk/disclosure/requests", signed, disclosure::set_aside),
        get("/desk/disclosure/agency/{no}", signed, item::of_agency),
        get("/desk/disclosure/{case}/{no}", reader, item::of_case),
        get("/desk/account", signed, account::page),
        post("/desk/account", signed, account::change),
        post("/desk/clock", Who::Demo, clock::set),
        get("/desk/parts", signed, gallery),
    ];
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
        .map(|(name, href, label)| {
            let entry = Nav::new(*href, *label, *name == place);
            if *name == "review" {
                entry.waiting(review::waiting(signed))
            } else {
                entry
            }
        })
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
        shown = shown.clock(clock_bar(&bar));
    }
    page(&shown)
}

/// Whether a person holds a post that may make a record in a file.
#[must_use]
pub fn may_enter(signed: &Signed, case: Option<&Case>, form: &Form) -> bool {
    let mut posts = form.by.iter();
    form.by.is_empty()
        || posts.any(|post| signed.office.holds(case, &signed.person, post, signed.now))
}

/// What was just entered, where the address says so (`done=`).
#[must_use]
pub fn done(dossier: &Dossier, asked: &Asked, file: &str) -> Option<Markup> {
    let no = asked.get("done").parse().ok()?;
    let deed = dossier.deed(no)?;
    let said = html! { p {
        (words::desk::entered(no, &deed.record)) " "
        a href={ (file) "/records/" (no) } { (words::desk::SEE_IT) }
    } };
    Some(notice(notice::Kind::Done, &said))
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
