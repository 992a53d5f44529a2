//! Open data: the same list as XLSX, CSV, JSON and Atom, page by page, and what robots may read.

use std::fmt::Write as _;

use axum::Json;
use axum::extract::State;
use axum::http::header::{CONTENT_TYPE, HOST, LINK};
use axum::http::{HeaderMap, HeaderValue, Uri};
use axum::response::{IntoResponse, Response};
use maud::{Markup, PreEscaped, html};
use registry::views::{Page as Found, PublishedRow};
use serde_json::json;

use super::decisions::{href, wanted};
use super::door::Door;
use crate::answer::No;
use crate::asked::Asked;
use crate::parts::layout::prose;
use crate::parts::page::Page;
use crate::sheet::{Format, Sheet};
use crate::words::portal::{data as words, list};

/// Items in one answer.
const MOST: usize = 1000;
/// Items in the feed.
const FEED: usize = 50;

/// The page that says what there is.
pub async fn show(State(door): State<Door>) -> Markup {
    let body = prose(&html! {
        ul {
            li { a href="/decisions.xlsx" { (words::XLSX) } }
            li { a href="/decisions.csv" { (words::CSV) } }
            li { a href="/decisions.json" { (words::JSON) } }
            li { a href="/decisions.atom" { (words::ATOM) } }
            li { a href="/api/v1/openapi.json" { (words::API) } }
        }
        p { (words::PAGES) }
    });
    door.show(
        "",
        Page::portal(words::TITLE, door.site(), body).lead(html! { (words::LEAD) }),
    )
}

/// What robots may read.
pub async fn robots() -> &'static str {
    "User-agent: *\nDisallow: /desk\nDisallow: /api\nDisallow: /progress\nDisallow: /correction\n"
}

fn found(door: &Door, asked: &Asked) -> Result<Found<PublishedRow>, No> {
    Ok(door.published(&wanted(asked), MOST)?)
}

/// Names the next page of a download, as RFC 8288 has it.
fn with_next(mut response: Response, next: Option<&str>) -> Response {
    let link = next.and_then(|next| HeaderValue::from_str(&format!("<{next}>; rel=\"next\"")).ok());
    if let Some(link) = link {
        response.headers_mut().insert(LINK, link);
    }
    response
}

/// The list as a file for spreadsheets.
pub async fn sheet(
    State(door): State<Door>,
    format: Format,
    asked: Asked,
    uri: Uri,
) -> Result<Response, No> {
    let page = found(&door, &asked)?;
    let heads = [list::TITLE, list::CATEGORY, list::NUMBER, list::PARTY];
    let others = [list::AGENCY, list::FORMED, list::AT, list::ID];
    let row = |row: PublishedRow| {
        let said = [row.title, row.category, row.number, row.party];
        let agency = door.pack(&row.agency);
        let agency = agency.map_or(row.agency.clone(), |pack| pack.issuer.clone());
        let others = [agency, row.formed, row.at.replace('T', " "), row.id];
        said.into_iter().chain(others).collect()
    };
    let next = page.next.map(|key| asked.href(uri.path(), "after", &key));
    let sheet = Sheet {
        name: "decisions",
        heads: heads.into_iter().chain(others).collect(),
        rows: page.rows.into_iter().map(row).collect(),
    };
    Ok(with_next(sheet.answer(format)?, next.as_deref()))
}

/// The list as JSON.
pub async fn json(State(door): State<Door>, asked: Asked) -> Result<Response, No> {
    let page = found(&door, &asked)?;
    let next = page
        .next
        .map(|key| asked.href("/decisions.json", "after", &key));
    let body = Json(json!({ "items": page.rows, "next": next }));
    Ok(with_next(body.into_response(), next.as_deref()))
}

/// The latest items as an Atom feed (RFC 4287).
pub async fn atom(
    State(door): State<Door>,
    headers: HeaderMap,
    asked: Asked,
) -> Result<Response, No> {
    let site = site(&headers);
    let mut filter = wanted(&asked);
    filter.after = None;
    let rows = door.published(&filter, FEED)?.rows;
    let updated = rows
        .first()
        .map_or_else(|| format!("{}+08:00", door.now()), |row| stamp(&row.at));
    let own = format!("{site}{}", asked.href("/decisions.atom", "after", ""));
    let feed = html! {
        (PreEscaped("<?xml version=\"1.0\" encoding=\"utf-8\"?>"))
        feed xmlns="http://www.w3.org/2005/Atom" xml:lang="zh-CN" {
            title { (door.site()) " " (words::FEED) }
            id { (own) }
            updated { (updated) }
            (PreEscaped(link("self", &own)))
            @for row in &rows { (entry(&door, &site, row)) }
        }
    };
    let kind = (CONTENT_TYPE, "application/atom+xml; charset=utf-8");
    Ok(([kind], feed.into_string()).into_response())
}

/// How the reader reached us: addresses in a feed must be whole.
fn site(headers: &HeaderMap) -> String {
    let host = headers
        .get(HOST)
        .and_then(|host| host.to_str().ok())
        .unwrap_or("localhost");
    let is_secure = headers
        .get("x-forwarded-proto")
        .is_some_and(|scheme| scheme == "https");
    format!("{}://{host}", if is_secure { "https" } else { "http" })
}

fn entry(door: &Door, site: &str, row: &PublishedRow) -> Markup {
    let own = format!("{site}{}", href(row));
    let agency = door
        .pack(&row.agency)
        .map_or(row.agency.as_str(), |pack| &pack.issuer);
    let mut said = row.category.clone();
    for more in [&row.number, &row.party]
        .into_iter()
        .filter(|more| !more.is_empty())
    {
        // Writing to a string cannot fail.
        let _ = write!(said, "，{more}");
    }
    html! {
        entry {
            title { (row.title) }
            id { (own) }
            updated { (stamp(&row.at)) }
            author { name { (agency) } }
            (PreEscaped(link("alternate", &own)))
            summary { (said) }
        }
    }
}

/// HTML writes `link` without an end; XML must have one.
fn link(rel: &str, to: &str) -> String {
    format!(
        "<link rel=\"{rel}\" href=\"{}\"/>",
        html! { (to) }.into_string()
    )
}

/// Civil time of Asia/Shanghai as RFC 3339 has it.
fn stamp(at: &str) -> String {
    format!("{at}+08:00")
}
