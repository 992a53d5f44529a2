//! How anyone can check that nothing was changed: what is proved, the steps, the key, the
//! checkpoint, the proof of an entry, and a script that does the sums.

use std::time::{SystemTime, UNIX_EPOCH};

use axum::Json;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use registry::witnessed::Seen;

use super::door::Door;
use crate::answer::No;
use crate::asked::encode;
use crate::parts::layout::{prose, section};
use crate::parts::page::Page;
use crate::words::portal::proof as said;
use crate::words::witness::objects;

/// The verifier, which shares no line with this program and needs nothing but Python.
pub const SCRIPT: &str = include_str!("../../../../verify/verify.py");

/// The page.
pub async fn show(State(door): State<Door>) -> Result<Markup, No> {
    let mut logs = Vec::new();
    for (agency, pack) in door.agencies() {
        let (note, key) = (door.checkpoint(agency)?, door.key(agency)?);
        logs.push(log(
            agency,
            &pack.issuer,
            &note,
            &key,
            &door.witnessed(agency),
        ));
    }
    let body = html! {
        (section("what", said::WHAT, &prose(&html! { p { (said::PROVES) } p { (said::PROVES_NOT) } })))
        (section("how", said::HOW, &prose(&html! {
            ol { li { (said::STEP_1) } li { (said::STEP_2) } li { (said::STEP_3) } li { (said::STEP_4) } }
        })))
        @for log in &logs { (log) }
        (section("tiles", said::TILES, &html! {
            p { (said::TILES_WHY) }
            ul { @for (agency, _) in door.agencies() { li { code { "/proof/" (encode(agency)) "/" } } } }
        }))
        (section("script", said::SCRIPT, &html! {
            p { (said::SCRIPT_WHY) " " a href="/proof/verify.py" { "verify.py" } }
            pre.code tabindex="0" role="group" aria-label="verify.py" { code { (SCRIPT) } }
        }))
    };
    Ok(door.show(
        "",
        Page::portal(said::TITLE, door.site(), body).lead(html! { (said::LEAD) }),
    ))
}

fn log(agency: &str, issuer: &str, note: &str, key: &str, seen: &[Seen]) -> Markup {
    let body = html! {
        p { (said::KEY) }
        pre.code.wraps { code { (key) } }
        p { (said::CHECKPOINT) " " a href={ "/proof/" (encode(agency)) "/checkpoint" } { "checkpoint" } }
        pre.code.wraps { code { (note) } }
        p { (standing(seen)) }
        @if !seen.is_empty() {
            ul { @for one in seen { li { (witness(one)) } } }
        }
    };
    section(
        &format!("log-{agency}"),
        &format!("{}：{issuer}", said::LOG),
        &body,
    )
}

/// Whether anybody stands by the log.
fn standing(seen: &[Seen]) -> &'static str {
    let cosigned = seen.iter().any(|one| one.cosigned.is_some());
    match (cosigned, seen.is_empty()) {
        (true, _) => said::WITNESSED,
        (false, true) => said::UNWITNESSED,
        (false, false) => said::OBJECTED,
    }
}

/// What a witness has said, and how long ago by the machine's own clock: a demonstration's clock can
/// be moved, the witness's cannot.
fn witness(seen: &Seen) -> Markup {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let ago = |at| now.map_or(0, |now| now.as_secs()).saturating_sub(at);
    html! {
        @if let Some((checkpoint, at)) = &seen.cosigned {
            (said::witnessed(seen.witness.name(), checkpoint.size, ago(*at)))
        }
        @if let Some(objection) = seen.objection {
            strong { (said::WARNING) (objects(seen.witness.name(), objection)) (said::ASK) }
        }
        code.hash { (seen.witness) }
    }
}

/// The script, to be saved.
pub async fn script() -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/x-python; charset=utf-8")], SCRIPT)
}

/// The latest checkpoint as a signed note.
pub async fn checkpoint(
    State(door): State<Door>,
    Path(agency): Path<String>,
) -> Result<String, No> {
    door.checkpoint(&agency)
}

/// A tile of the tree. It never changes, so everybody may keep it.
pub async fn tile(
    State(door): State<Door>,
    Path((agency, path)): Path<(String, String)>,
) -> Result<impl IntoResponse, No> {
    let hashes = door.tile(&agency, &path)?;
    let fixed = [
        (CONTENT_TYPE, "application/octet-stream"),
        (CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    Ok((fixed, hashes))
}

/// The proof of an entry: as JSON, or as a C2SP `tlog-proof` where the path ends so.
pub async fn entry(
    State(door): State<Door>,
    Path((agency, name)): Path<(String, String)>,
) -> Result<Response, No> {
    let (index, as_file) = match name.strip_suffix(".tlog-proof") {
        Some(index) => (index, true),
        None => (name.as_str(), false),
    };
    let index = index.parse().map_err(|_| No::NotFound)?;
    Ok(match as_file {
        true => door.receipt(&agency, index)?.into_response(),
        false => Json(door.inclusion(&agency, index)?).into_response(),
    })
}
