//! One record as it stands for ever: what was entered, by whom and when, its files, what concerns
//! it, and the proof of its place in the log.

use axum::extract::{Path, State};
use enforcement::agency::Agency;
use enforcement::deed::Deed;
use enforcement::dossier::Dossier;
use maud::{Markup, html};

use crate::access::{File, Signed};
use crate::answer::No;
use crate::app::{App, Shared};
use crate::asked::Asked;
use crate::desk;
use crate::desk::entry::Into;
use crate::desk::fields::label;
use crate::desk::shown::Frame;
use crate::parts::button;
use crate::parts::citation::citations;
use crate::parts::describe::describe;
use crate::parts::layout::section;
use crate::parts::page::Page;
use crate::words;

/// A record of a case.
pub async fn of_case(
    State(app): State<Shared>,
    signed: Signed,
    file: File,
    Path((_, no)): Path<(String, u32)>,
    asked: Asked,
) -> Result<Markup, No> {
    show(&app, &signed, &Into::Case(file), no, &asked)
}

/// A record of the agency's own file.
pub async fn of_agency(
    State(app): State<Shared>,
    signed: Signed,
    Path(no): Path<u32>,
    asked: Asked,
) -> Result<Markup, No> {
    show(&app, &signed, &Into::Agency, no, &asked)
}

fn show(app: &App, signed: &Signed, into: &Into, no: u32, asked: &Asked) -> Result<Markup, No> {
    let agency = signed.office.agency();
    let none = Dossier::default();
    let dossier = into.dossier(&agency, &none);
    let deed = dossier.deed(no).ok_or(No::NotFound)?;
    let href = into.href();
    let body = html! {
        (entered(signed, &agency, dossier, deed, &href))
        (concerned(&agency, dossier, deed, &href))
        (section("proof", words::desk::PROOF, &proof(signed, into, no)?))
    };
    let form = signed.office.pack().form(&deed.record);
    let office = &signed.office;
    let basis: Vec<_> = form
        .map(|form| {
            form.basis
                .iter()
                .map(|id| app.cite(office.code(), office.pack(), id))
                .collect()
        })
        .unwrap_or_default();
    let mut page = Page::desk(
        words::desk::titled(no, &deed.record),
        desk::agency(signed),
        body,
    )
    .lead(html! {
        p { (deed.stage) "　" (agency.people.name(&deed.by)) "（" (deed.section) "）　"
            time datetime=(deed.entered) { (words::moment(deed.entered)) } }
        (citations(&basis))
    })
    .tools(button::print());
    page = match into {
        Into::Case(file) => page
            .crumb("/desk/cases", words::desk::CASES)
            .crumb(href.clone(), file.case.number.clone()),
        _ => page.crumb("/desk/agency", words::desk::AGENCY),
    };
    if let Some(done) = desk::done(dossier, asked, &href) {
        page = page.notice(done);
    }
    let place = if into.case().is_some() {
        "cases"
    } else {
        "agency"
    };
    Ok(desk::show(app, signed, place, page))
}

fn entered(signed: &Signed, agency: &Agency, dossier: &Dossier, deed: &Deed, href: &str) -> Markup {
    let frame = Frame {
        people: &agency.people,
        file: href,
        deed,
        dossier,
    };
    let form = signed.office.pack().form(&deed.record);
    describe(&frame.fields(form, &deed.fields))
}

/// What this record concerns, and what concerns it.
fn concerned(agency: &Agency, dossier: &Dossier, deed: &Deed, href: &str) -> Markup {
    let mut others: Vec<&Deed> = deed
        .about
        .and_then(|no| dossier.deed(no))
        .into_iter()
        .collect();
    others.extend(dossier.about(deed.no));
    if others.is_empty() {
        return html! {};
    }
    let body = html! {
        ul.plain { @for other in others {
            li { a href={ (href) "/records/" (other.no) } { (label(other)) } "　" (agency.people.name(&other.by)) }
        } }
    };
    section("concerned", words::desk::CONCERNED, &body)
}

/// Where it stands in the log, and what anyone needs to check that.
fn proof(signed: &Signed, into: &Into, no: u32) -> Result<Markup, No> {
    let case = match into {
        Into::Case(file) => Some(file.id.as_str()),
        _ => None,
    };
    let places = signed.office.places(case, no)?;
    let Some(place) = places.iter().find(|place| place.no == no) else {
        return Ok(html! { p { (words::desk::NO_PROOF) } });
    };
    let facts = [
        (
            words::desk::ENTRY,
            html! { (words::proof::entry(place.index + 1)) "　" (words::moment(place.at)) },
        ),
        (words::desk::LEAF, html! { code.hash { (place.leaf) } }),
    ];
    let Some(proof) = signed.office.inclusion(place.index)? else {
        return Ok(describe(&facts));
    };
    let more = [
        (
            words::desk::ROOT,
            html! { code.hash { (proof.root) } "　" (words::desk::entries(proof.size)) },
        ),
        (
            words::desk::PATH,
            html! { @for step in &proof.path { code.hash { (step) } br; } },
        ),
        (
            words::desk::CHECKPOINT,
            html! { pre { (proof.checkpoint) } },
        ),
    ];
    Ok(html! {
        (describe(&facts))
        details.more { summary { (words::desk::PROOF_MORE) } (describe(&more)) p.lead { (words::desk::PROOF_WHY) } }
    })
}
