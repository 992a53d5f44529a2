//! The portal: what a citizen meets. One page per file; this file is their frame and the list of
//! their routes. Is handed only values that disclosure produced; has no door to a case.

mod before;
mod correction;
mod data;
mod decision;
pub(crate) mod decisions;
mod door;
mod during;
mod home;
mod law;
pub mod limits;
mod matters;
mod officers;
pub(crate) mod progress;
mod proof;

pub use door::Door;

use maud::Markup;

use crate::app::App;
use crate::parts::page::{Nav, Page, Search, page};
use crate::routes::{Route, Who, get, post};
use crate::words::portal as words;

/// The portal's routes.
#[must_use]
pub fn routes() -> Vec<Route> {
    let open = Who::Anyone;
    vec![
        get("/", open, home::show),
        get("/decisions", open, decisions::show),
        get("/decisions.csv", open, data::sheet),
        get("/decisions.xlsx", open, data::sheet),
        get("/decisions.json", open, data::json),
        get("/decisions.atom", open, data::atom),
        get("/decisions/{agency}/{id}", open, decision::show),
        get(
            "/decisions/{agency}/{id}/files/{sha256}",
            open,
            decision::file,
        ),
        get("/before", open, before::show),
        get("/during", open, during::show),
        get("/officers", open, officers::show),
        get("/matters", open, matters::show),
        get("/progress", open, progress::ask),
        post("/progress", open, progress::answer),
        get("/law", open, law::first),
        get("/law/{agency}", open, law::show),
        get("/proof", open, proof::show),
        get("/proof/verify.py", open, proof::script),
        get("/proof/{agency}/checkpoint", open, proof::checkpoint),
        get("/proof/{agency}/tile/{*path}", open, proof::tile),
        get("/proof/{agency}/entry/{index}", open, proof::entry),
        get("/correction", open, correction::ask),
        post("/correction", open, correction::take),
        get("/data", open, data::show),
        get("/robots.txt", open, data::robots),
    ]
}

/// The main navigation: name of the place, address, label.
const PLACES: [(&str, &str, &str); 7] = [
    ("home", "/", words::HOME),
    ("decisions", "/decisions", words::DECISIONS),
    ("before", "/before", words::BEFORE),
    ("officers", "/officers", words::OFFICERS),
    ("matters", "/matters", words::MATTERS),
    ("progress", "/progress", words::PROGRESS),
    ("law", "/law", words::LAW),
];

/// A page in the portal's frame that belongs to no entry of the navigation.
#[must_use]
pub fn show(app: &App, shown: Page<'_>) -> Markup {
    framed(app, "", shown)
}

/// A page in the portal's frame; `place` names the entry of the navigation it belongs to.
fn framed(_: &App, place: &str, shown: Page<'_>) -> Markup {
    let nav = PLACES
        .iter()
        .map(|(name, href, label)| Nav::new(*href, *label, *name == place));
    let mut shown = shown
        .nav(nav.collect())
        .foot("/data", words::foot::DATA)
        .foot("/proof", words::foot::PROOF)
        .foot("/correction", words::foot::CORRECTION)
        .foot("/desk", words::foot::DESK);
    // The first page and the list have a search box of their own.
    if !matches!(place, "home" | "decisions") {
        shown = shown.search(Search {
            action: "/decisions".into(),
            value: "".into(),
            hint: words::home::HINT.into(),
        });
    }
    page(&shown)
}

/// The date of a stored moment or day as officials write it; as it stands where it is neither.
fn day(text: &str) -> String {
    let date = text.get(..10).and_then(|date| date.parse().ok());
    date.map_or_else(|| text.to_owned(), crate::words::date)
}
