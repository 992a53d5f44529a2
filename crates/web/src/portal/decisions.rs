//! The list of what is public: search, category, pages by key.

use axum::extract::State;
use maud::{Markup, html};
use registry::views::{PublishedFilter, PublishedRow};

use super::day;
use super::door::Door;
use crate::answer::No;
use crate::asked::{Asked, encode};
use crate::parts::empty::empty;
use crate::parts::field::{Choice, Field, Kind};
use crate::parts::filter::{Filter, filter};
use crate::parts::page::Page;
use crate::parts::table::{Column, Table, table as ruled};
use crate::parts::{Link, pager};
use crate::sheet::downloads;
use crate::words::portal::{self as words, list};

/// Items on one page.
const PAGE: usize = 20;

/// What is asked for, from the address.
#[must_use]
pub fn wanted(asked: &Asked) -> PublishedFilter {
    let after = asked.get("after");
    PublishedFilter {
        category: asked.get("category").to_owned(),
        words: asked.get("q").to_owned(),
        after: (!after.is_empty()).then(|| after.to_owned()),
    }
}

/// The page.
pub async fn show(State(door): State<Door>, asked: Asked) -> Result<Markup, No> {
    let found = door.published(&wanted(&asked), PAGE)?;
    let is_narrowed = !asked.get("q").is_empty() || !asked.get("category").is_empty();
    let next = found
        .next
        .as_deref()
        .map(|key| asked.href("/decisions", "after", key));
    let first = (!asked.get("after").is_empty()).then(|| asked.href("/decisions", "after", ""));
    let body = html! {
        (filter(&bar(&door, &asked)?))
        (table(&door, &found.rows, is_narrowed))
        @if next.is_some() || first.is_some() {
            (pager::pager(None, next.as_deref(), ""))
            @if let Some(first) = first { p { a href=(first) { (list::FIRST) } } }
        }
    };
    let shown = Page::portal(words::DECISIONS, door.site(), body).feed(
        asked.href("/decisions.atom", "after", ""),
        words::data::FEED,
    );
    Ok(door.show("decisions", shown))
}

fn bar<'a>(door: &'a Door, asked: &Asked) -> Result<Filter<'a>, No> {
    let counts = door.counts()?;
    let choices = door.categories().into_iter().filter_map(|category| {
        let (_, n) = counts
            .iter()
            .find(|(name, n)| *name == category.name && *n > 0)?;
        let label = format!("{}（{}）", category.name, crate::words::number(*n));
        Some(Choice::new(category.name.as_str(), label))
    });
    let drop = |name: &str, label: String| Link::new(asked.href("/decisions", name, ""), label);
    let (q, category) = (asked.get("q"), asked.get("category"));
    let active = [("q", q), ("category", category)]
        .into_iter()
        .filter(|(_, value)| !value.is_empty());
    let mut files = downloads(asked, "/decisions");
    let others = [("/decisions.json", "JSON"), ("/decisions.atom", "Atom")];
    files.extend(others.map(|(path, label)| Link::new(asked.href(path, "after", ""), label)));
    Ok(Filter {
        action: "/decisions".into(),
        fields: vec![
            Field::text("q", list::WORDS).value(q.to_owned()),
            Field::new("category", list::CATEGORY, Kind::Select(choices.collect()))
                .value(category.to_owned()),
        ],
        active: active
            .map(|(name, value)| drop(name, value.to_owned()))
            .collect(),
        clear: "/decisions".into(),
        saved: Vec::new(),
        downloads: files,
        count: "".into(),
    })
}

/// Published items as a table.
#[must_use]
pub fn table(door: &Door, rows: &[PublishedRow], is_narrowed: bool) -> Markup {
    let many = door.agencies().nth(1).is_some();
    let mut columns = vec![Column::new(list::TITLE), Column::new(list::CATEGORY)];
    columns.extend([Column::new(list::NUMBER), Column::new(list::PARTY)]);
    if many {
        columns.push(Column::new(list::AGENCY));
    }
    columns.push(Column::new(list::AT));
    let row = |row: &PublishedRow| {
        let mut cells = vec![
            html! { a href=(href(row)) data-row { (row.title) } },
            html! { (row.category) },
            html! { (row.number) },
            html! { (row.party) },
        ];
        if many {
            let agency = door
                .pack(&row.agency)
                .map_or(row.agency.as_str(), |pack| &pack.issuer);
            cells.push(html! { (agency) });
        }
        cells.push(html! { time datetime=(row.at) { (day(&row.at)) } });
        cells
    };
    let shown = Table {
        caption: list::CAPTION.into(),
        is_caption_unseen: true,
        columns,
        rows: rows.iter().map(row).collect(),
    };
    let (what, first) = match is_narrowed {
        true => (list::NONE, list::NONE_FIRST),
        false => (list::EMPTY, list::EMPTY_FIRST),
    };
    ruled(&shown, &empty(what, first, None))
}

/// The page of an item.
#[must_use]
pub fn href(row: &PublishedRow) -> String {
    format!("/decisions/{}/{}", encode(&row.agency), encode(&row.id))
}
