//! The file of a case as it will be kept: its contents with their digests and their places in the
//! log.

use axum::extract::State;
use maud::{Markup, html};

use crate::access::{File, Signed};
use crate::answer::No;
use crate::app::Shared;
use crate::parts::page::Page;
use crate::parts::table::{Column, Table, table};
use crate::routes::{Route, Who, get};
use crate::words;
use crate::words::desk::archive as said;

/// The routes of these pages.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![get("/desk/cases/{case}/archive", Who::Reader, show)]
}

async fn show(State(app): State<Shared>, signed: Signed, file: File) -> Result<Markup, No> {
    let places = signed.office.places(Some(&file.id), 1)?;
    let deeds = file.case.dossier.deeds().iter();
    let rows = deeds.zip(&places).map(|(deed, place)| {
        vec![
            html! { (deed.no) },
            html! { (deed.record) },
            html! { (words::moment(deed.entered)) },
            html! { (words::proof::entry(place.index)) },
            html! { code.hash { (place.leaf) } },
        ]
    });
    let contents = Table {
        caption: said::CONTENTS.into(),
        is_caption_unseen: false,
        columns: [
            said::NO,
            said::RECORD,
            said::ENTERED,
            said::PLACE,
            said::DIGEST,
        ]
        .into_iter()
        .map(Column::new)
        .collect(),
        rows: rows.collect(),
    };
    let body = table(&contents, &html! {});
    let page = Page::desk(said::TITLE, super::agency(&signed), body)
        .crumb("/desk/cases", words::desk::CASES)
        .crumb(format!("/desk/cases/{}", file.id), file.case.number.clone());
    Ok(super::show(&app, &signed, "cases", page))
}
