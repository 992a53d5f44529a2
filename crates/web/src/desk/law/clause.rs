//! One clause: its words or its gist, everything in the rules that rests on it, the scenarios that
//! prove it, and how often somebody was refused because of it.

use axum::extract::{Path, State};
use law::citation::{Clause, ClauseId};
use law::pack::Pack;
use law::service::{Service, Services};
use maud::{Markup, html};

use super::cited::clause_href;
use super::{framed, service};
use crate::access::Signed;
use crate::answer::No;
use crate::app::{Shared, place};
use crate::book::{LawBook, Proof};
use crate::desk;
use crate::parts::describe::describe;
use crate::parts::empty::empty;
use crate::parts::layout::section;
use crate::parts::page::Page;
use crate::words;
use crate::words::desk::law::{self as said, clause as on};

/// The page.
pub async fn show(
    State(app): State<Shared>,
    signed: Signed,
    Path(id): Path<String>,
) -> Result<Markup, No> {
    let pack = signed.office.pack();
    let clause = pack.clauses.get(&ClauseId(id)).ok_or(No::NotFound)?;
    let book = app.book(signed.office.code());
    let refused = app
        .installation
        .store
        .refused_on(signed.office.code(), &clause.id.0)?;
    let services = Services::of(pack);
    let body = html! {
        (section("words", on::SAYS, &says(clause, book, refused)))
        (section("serves", on::SERVES, &serves(pack, services.to(&clause.id))))
        (section("proofs", on::PROOFS, &proofs(book, clause)))
        (neighbours(pack, clause))
    };
    let page = Page::desk(place(pack, clause), desk::agency(&signed), body)
        .crumb("/desk/law", words::desk::LAW)
        .lead(html! { code { (clause.id.0) } });
    Ok(framed(&app, &signed, page))
}

fn says(clause: &Clause, book: &LawBook, refused: u64) -> Markup {
    let mut facts = vec![
        (on::GIST, html! { (clause.gist) }),
        (on::KIND, html! { (said::kind(&clause.kind)) }),
    ];
    if refused > 0 {
        facts.push((
            on::REFUSED,
            html! { a href="/desk/supervision#refused" { (on::refused(refused)) } },
        ));
    }
    html! {
        @match book.words(&clause.id) {
            Some(words) => blockquote.cite-words.official {
                p.cite-source { (words::law::TEXT) }
                @for line in words.lines() { p { (line) } }
            },
            None => p.lead { (on::NO_WORDS) },
        }
        (describe(&facts))
    }
}

/// What serves the clause, kind by kind.
fn serves(pack: &Pack, services: &[Service<'_>]) -> Markup {
    if services.is_empty() {
        return empty(on::NOTHING, on::NOTHING_FIRST, None);
    }
    let kinds = service::counted(services);
    html! {
        @for (kind, n) in &kinds {
            div.services {
                h3 { (kind) @if *n > 1 { span.tabs-count { " " (n) } } }
                ul { @for one in services.iter().filter(|one| service::kind(one) == *kind) {
                    li { (service::told(pack, one)) }
                } }
            }
        }
    }
}

fn proofs(book: &LawBook, clause: &Clause) -> Markup {
    let proofs = book.proofs(&clause.id);
    if proofs.is_empty() {
        return empty(on::NO_PROOF, on::NO_PROOF_FIRST, None);
    }
    html! { ul.proofs { @for proof in proofs { li { (scenario(proof)) } } } }
}

fn scenario(proof: &Proof) -> Markup {
    html! {
        details.scenario {
            summary { (proof.name) }
            ol { @for step in &proof.steps { li { (step) } } }
            p.lead { code { (proof.file) ":" (proof.line) } }
        }
    }
}

/// The way to the clauses before and after it.
fn neighbours(pack: &Pack, clause: &Clause) -> Markup {
    let clauses = pack.clauses_in_order();
    let before = clause.place.checked_sub(1).and_then(|at| clauses.get(at));
    let next = clauses.get(clause.place + 1);
    let way = |to: &Clause, rel: &str, label: &str| {
        html! { a rel=(rel) href=(clause_href(&to.id)) { (label) "　" (to.article) } }
    };
    html! {
        nav.pager aria-label=(words::list::PAGER) {
            span { @if let Some(to) = before { "← " (way(to, "prev", on::BEFORE)) } }
            span.pager-place {}
            span { @if let Some(to) = next { (way(to, "next", on::NEXT)) " →" } }
        }
    }
}
