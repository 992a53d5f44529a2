//! The first page: one search box, the three kinds of disclosure, what one can do here, and what
//! was published last.

use axum::extract::State;
use maud::{Markup, html};
use registry::views::PublishedFilter;

use super::decisions;
use super::door::Door;
use crate::answer::No;
use crate::parts::layout::{section, section_with};
use crate::parts::page::Page;
use crate::words::frame;
use crate::words::portal::{self as words, home};

/// Items shown on the first page.
const LATEST: usize = 8;

/// The page.
pub async fn show(State(door): State<Door>) -> Result<Markup, No> {
    let filter = PublishedFilter::default();
    let latest = door.published(&filter, LATEST)?;
    let all = html! { a href="/decisions" { (home::ALL) } };
    let body = html! {
        h1.motto { @for part in home::MOTTO { span { (part) } } }
        (search())
        (kinds(&door)?)
        (section("do", home::DO, &doings()))
        (section_with("latest", home::LATEST, &all, &decisions::table(&door, &latest.rows, false)))
    };
    let shown = Page::portal(words::HOME, door.site(), body)
        .without_heading()
        .feed("/decisions.atom", words::data::FEED);
    Ok(door.show("home", shown))
}

fn search() -> Markup {
    html! {
        form.ask role="search" action="/decisions" method="get" {
            label for="ask" { (home::SEARCH) }
            div.ask-line {
                input #ask type="search" name="q" placeholder=(home::HINT) data-key="/" autocomplete="off";
                button.button.primary type="submit" { (frame::SEARCH) }
            }
        }
    }
}

/// The three kinds, each with how many items of it are public.
fn kinds(door: &Door) -> Result<Markup, No> {
    let counts = door.counts()?;
    let of = |phase: &str| -> u64 {
        let names = door
            .categories()
            .into_iter()
            .filter(|category| category.phase == phase);
        names
            .filter_map(|category| counts.iter().find(|(name, _)| *name == category.name))
            .map(|(_, n)| n)
            .sum()
    };
    let said = [home::BEFORE, home::DURING, home::AFTER];
    let to = ["/before", "/during", "/decisions"];
    Ok(html! {
        ul.kinds {
            @for ((phase, said), to) in words::PHASES.iter().zip(said).zip(to) {
                li {
                    h2 { a href=(to) { (phase) "公示" } }
                    p { (said) }
                    @let n = of(phase);
                    @if n > 0 { p.kinds-count { (home::public(n)) } }
                }
            }
        }
    })
}

fn doings() -> Markup {
    let list = [
        ("/officers", home::DO_CERTIFICATE, home::DO_CERTIFICATE_WHY),
        ("/progress", home::DO_PROGRESS, home::DO_PROGRESS_WHY),
        ("/correction", home::DO_CORRECTION, home::DO_CORRECTION_WHY),
        ("/proof", home::DO_PROOF, home::DO_PROOF_WHY),
    ];
    html! {
        ul.doings {
            @for (href, label, why) in list {
                li { a href=(href) { (label) } p { (why) } }
            }
        }
    }
}
