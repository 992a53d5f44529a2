//! One published item as a document, with why it is public, its history and its proof. What was
//! withdrawn says so, and nothing of what it said.

use std::io::Read;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use law::pack::Pack;
use maud::{Markup, html};
use registry::Fault;
use registry::views::WithdrawnRow;

use super::day;
use super::decisions::href;
use super::door::{Door, Item, PublicFile};
use crate::answer::No;
use crate::asked::encode;
use crate::parts::citation::{Citation, citations};
use crate::parts::describe::describe;
use crate::parts::layout::section;
use crate::parts::page::Page;
use crate::parts::proof::{self, Proof, State as Stands};
use crate::parts::sheet::{Sheet, sheet};
use crate::parts::table::{Column, Table, table};
use crate::parts::{button, notice};
use crate::words::portal::{self as words, item as said};
use crate::words::{date, moment, size};

/// From how many characters on a text takes the whole width.
const LONG: usize = 120;

/// The page of one item.
pub async fn show(
    State(door): State<Door>,
    Path((agency, id)): Path<(String, String)>,
) -> Result<Response, No> {
    let pack = door.pack(&agency)?;
    let Some(item) = door.item(&agency, &id)? else {
        let gone = door.withdrawn(&agency, &id)?.ok_or(No::NotFound)?;
        return Ok((StatusCode::GONE, withdrawn(&door, &gone)).into_response());
    };
    let body = html! {
        (document(&door, pack, &item))
        div.beneath-sheet {
            (section("about", said::ABOUT, &about(pack, &item)))
            (section("basis", said::BASIS, &citations(&basis(&door, &agency, pack, &item))))
            (section("history", said::HISTORY, &history(&item)))
            (proofs(&door, &item)?)
            p.buttons {
                (button::link(&objection(&item), said::OBJECT, button::Look::Plain))
                (button::print())
            }
        }
    };
    let shown = Page::portal(item.row.title.as_str(), door.site(), body)
        .crumb("/decisions", words::DECISIONS)
        .without_heading();
    Ok(door.show("", shown).into_response())
}

fn withdrawn(door: &Door, gone: &WithdrawnRow) -> Markup {
    let body = html! {
        (notice::notice(notice::Kind::Care, &html! { p { (said::WITHDRAWN_WHY) } }))
        (describe(&[
            (said::CATEGORY, html! { (gone.category) }),
            (said::WITHDRAWN_AT, html! { time datetime=(gone.at) { (day(&gone.at)) } }),
        ]))
    };
    let shown =
        Page::portal(said::WITHDRAWN, door.site(), body).crumb("/decisions", words::DECISIONS);
    door.show("", shown)
}

fn document(door: &Door, pack: &Pack, item: &Item) -> Markup {
    let (row, public) = (&item.row, &item.public);
    let told = |text: &str| *text == row.title || *text == row.number;
    let fields = public.fields.iter().filter(|(_, text)| !told(text));
    let body = html! {
        @for (name, text) in fields { (field(door, &row.agency, name, text)) }
        @for file in &public.files { (attachment(item, file)) }
    };
    sheet(&Sheet {
        agency: pack.issuer.as_str().into(),
        title: row.title.as_str().into(),
        number: row.number.as_str().into(),
        to: "".into(),
        body,
        signed: "".into(),
        on: "".into(),
        notes: None,
        is_page_heading: true,
    })
}

/// One public field: its name, and its text as paragraphs or as a table.
pub(super) fn field(door: &Door, agency: &str, name: &str, text: &str) -> Markup {
    if let Some(rows) = door.rows(agency, name, text) {
        let shown = Table {
            caption: name.into(),
            is_caption_unseen: false,
            columns: rows
                .columns
                .iter()
                .map(|column| Column::new(*column))
                .collect(),
            rows: rows
                .rows
                .iter()
                .map(|row| row.iter().map(|cell| html! { (cell) }).collect())
                .collect(),
        };
        return table(&shown, &html! {});
    }
    let is_date = text.len() == 10 && text.parse::<enforcement::Day>().is_ok();
    let is_whole = text.chars().count() > LONG || text.contains('\n');
    html! {
        div.sheet-field.whole[is_whole] {
            p.sheet-label { (name) }
            @if is_date { p { (day(text)) } }
            @else { @for line in text.lines().filter(|line| !line.trim().is_empty()) { p { (line) } } }
        }
    }
}

/// A file published with an item.
pub(super) fn attachment(item: &Item, file: &PublicFile) -> Markup {
    let to = format!("{}/files/{}", href(&item.row), file.sha256);
    html! {
        div.sheet-field {
            p.sheet-label { (file.field) }
            p { a href=(to) { (said::FILE) "（" (file.ending.to_uppercase()) " " (size(file.size)) "）" } }
        }
    }
}

fn about(pack: &Pack, item: &Item) -> Markup {
    let public = &item.public;
    let category = pack
        .categories
        .iter()
        .find(|category| category.name == public.category);
    let mut facts = vec![(said::CATEGORY, html! { (public.category) })];
    if let Some(category) = category {
        facts.push((said::PHASE, html! { (category.phase) }));
    }
    if !public.publication.is_empty() {
        facts.push((said::FORM, html! { (public.publication) }));
    }
    facts.push((said::FORMED, html! { (date(public.formed)) }));
    facts.push((said::FIRST, html! { (moment(public.first)) }));
    let mut channels: Vec<&str> = Vec::new();
    for channel in &public.channels {
        if !channels.contains(&channel.as_str()) {
            channels.push(channel);
        }
    }
    if !channels.is_empty() {
        facts.push((said::CHANNELS, html! { (channels.join("、")) }));
    }
    describe(&facts)
}

/// The clauses that put it there: those of its category and of its form of publication.
pub(super) fn basis<'a>(
    door: &'a Door,
    agency: &str,
    pack: &'a Pack,
    item: &Item,
) -> Vec<Citation<'a>> {
    let category = pack
        .categories
        .iter()
        .find(|category| category.name == item.public.category);
    let form = pack
        .publications
        .iter()
        .find(|form| form.name == item.public.publication);
    let clauses = category
        .map(|category| category.basis.clauses())
        .unwrap_or_default()
        .iter();
    let clauses = clauses.chain(form.map(|form| form.basis.clauses()).unwrap_or_default());
    clauses.map(|id| door.cite(agency, pack, id)).collect()
}

fn history(item: &Item) -> Markup {
    let public = &item.public;
    html! {
        @if public.corrected.is_empty() { p { (said::NO_HISTORY) } }
        @else {
            ol.history {
                li { time datetime=(public.first) { (moment(public.first)) } " " (said::PUBLISHED) }
                @for at in &public.corrected {
                    li { time datetime=(at) { (moment(*at)) } " " (said::CORRECTED) }
                }
            }
        }
    }
}

fn proofs(door: &Door, item: &Item) -> Result<Markup, Fault> {
    let Some(place) = door.place(item)? else {
        return Ok(html! {});
    };
    let badge = proof::proof(&Proof {
        // What stands in the log at all stands under its latest checkpoint.
        state: Stands::Sealed,
        entry: place.index,
        hash: place.leaf.as_str().into(),
        at: moment(place.at).into(),
        href: format!("/proof/{}/entry/{}", encode(&item.row.agency), place.index).into(),
    });
    let body = html! { p { (said::PROOF_WHY) " " a href="/proof" { (said::PROOF_HOW) } } (badge) };
    Ok(section("proof", said::PROOF, &body))
}

fn objection(item: &Item) -> String {
    format!(
        "/correction?agency={}&id={}",
        encode(&item.row.agency),
        encode(&item.row.id)
    )
}

/// A file published with an item; of any other file this address knows nothing.
pub async fn file(
    State(door): State<Door>,
    Path((agency, id, sha256)): Path<(String, String, String)>,
) -> Result<Response, No> {
    let (file, mut bytes) = door.file(&agency, &id, &sha256)?;
    let content = tokio::task::spawn_blocking(move || {
        let mut content = Vec::new();
        bytes
            .read_to_end(&mut content)
            .map(|_| content)
            .map_err(Fault::internal)
    });
    let content = content.await.map_err(Fault::internal)??;
    // Only what a browser shows without running anything is shown; the rest is handed over.
    let (kind, way) = match file.ending.as_str() {
        "pdf" => ("application/pdf", "inline"),
        "png" => ("image/png", "inline"),
        "jpg" | "jpeg" => ("image/jpeg", "inline"),
        _ => ("application/octet-stream", "attachment"),
    };
    let ending = if file.ending.is_empty() {
        "bin"
    } else {
        &file.ending
    };
    let name = format!("{way}; filename=\"{}.{ending}\"", &sha256[..16]);
    Ok((
        [(CONTENT_TYPE, kind.to_owned()), (CONTENT_DISPOSITION, name)],
        content,
    )
        .into_response())
}
