//! Files of a record on their way to a person: whole or a range of them, so that a recording can be
//! played from the middle.

use std::io::SeekFrom;

use axum::body::Body;
use axum::extract::Path;
use axum::http::header::{
    ACCEPT_RANGES, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG, RANGE,
};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use enforcement::deed::Deed;
use law::value::Value;
use registry::Fault;
use tokio::io::{AsyncReadExt, AsyncSeekExt};
use tokio_util::io::ReaderStream;

use crate::access::{File, Signed};
use crate::answer::No;
use crate::asked::encode;

/// A file of a record in a case.
pub async fn of_case(
    signed: Signed,
    file: File,
    Path((_, no, sha256, _)): Path<(String, u32, String, String)>,
    headers: HeaderMap,
) -> Result<Response, No> {
    let name = cited(file.case.dossier.deed(no), &sha256)?;
    send(&signed, &sha256, &name, &headers).await
}

/// A file of a record in the agency's own file.
pub async fn of_agency(
    signed: Signed,
    Path((no, sha256, _)): Path<(u32, String, String)>,
    headers: HeaderMap,
) -> Result<Response, No> {
    let name = cited(signed.office.agency().dossier.deed(no), &sha256)?;
    send(&signed, &sha256, &name, &headers).await
}

/// The name under which a record cites a file. Only what the record cites is handed out: who may
/// read one case cannot fetch the files of another.
///
/// # Errors
/// `NotFound` unless the record cites it.
pub fn cited(deed: Option<&Deed>, sha256: &str) -> Result<String, No> {
    let deed = deed.ok_or(No::NotFound)?;
    deed.fields
        .values()
        .find_map(|value| name_in(value, sha256))
        .ok_or(No::NotFound)
}

fn name_in(value: &Value, sha256: &str) -> Option<String> {
    match value {
        Value::List(items) => items.iter().find_map(|item| name_in(item, sha256)),
        Value::Row(row) if row.get("sha256").and_then(Value::text) == Some(sha256) => {
            Some(row.get("name").map(Value::shown).unwrap_or_default())
        }
        Value::Row(row) => row.values().find_map(|cell| name_in(cell, sha256)),
        _ => None,
    }
}

/// Sends a stored file under a name, or the range of it that is asked for.
///
/// # Errors
/// `NotFound` if there is none of that digest.
pub async fn send(
    signed: &Signed,
    sha256: &str,
    name: &str,
    headers: &HeaderMap,
) -> Result<Response, No> {
    let (stored, length) = signed.office.file(sha256)?.ok_or(No::NotFound)?;
    let asked = headers.get(RANGE).and_then(|value| value.to_str().ok());
    let range = match asked.map_or(Asked::Whole, |asked| range(asked, length)) {
        Asked::Whole => None,
        Asked::Part(first, last) => Some((first, last)),
        Asked::Beyond => {
            let sized = [
                (CONTENT_RANGE, format!("bytes */{length}")),
                (CONTENT_TYPE, kind(name).0.to_owned()),
            ];
            return Ok((StatusCode::RANGE_NOT_SATISFIABLE, sized, Body::empty()).into_response());
        }
    };
    let (first, count) = range.map_or((0, length), |(first, last)| (first, last - first + 1));
    let mut stored = tokio::fs::File::from_std(stored);
    stored
        .seek(SeekFrom::Start(first))
        .await
        .map_err(Fault::internal)?;
    let body = Body::from_stream(ReaderStream::with_capacity(stored.take(count), 64 * 1024));
    let (kind, is_shown) = kind(name);
    let how = if is_shown { "inline" } else { "attachment" };
    let fixed = [
        (CONTENT_TYPE, kind.to_owned()),
        (CONTENT_LENGTH, count.to_string()),
        (ACCEPT_RANGES, "bytes".to_owned()),
        (ETAG, format!("\"{sha256}\"")),
        (
            CONTENT_DISPOSITION,
            format!("{how}; filename*=UTF-8''{}", encode(name)),
        ),
    ];
    Ok(match range {
        Some((first, last)) => {
            let said = [(CONTENT_RANGE, format!("bytes {first}-{last}/{length}"))];
            (StatusCode::PARTIAL_CONTENT, fixed, said, body).into_response()
        }
        None => (fixed, body).into_response(),
    })
}

#[derive(Debug, PartialEq, Eq)]
enum Asked {
    Whole,
    Part(u64, u64),
    Beyond,
}

/// Reads `bytes=a-b`, `bytes=a-` and `bytes=-n` (RFC 9110, section 14). Several ranges at once are
/// answered with the whole, as the RFC allows.
fn range(asked: &str, length: u64) -> Asked {
    let Some((first, last)) = asked
        .strip_prefix("bytes=")
        .and_then(|range| range.trim().split_once('-'))
    else {
        return Asked::Whole;
    };
    let end = length.saturating_sub(1);
    let (first, last) = match (first.parse::<u64>(), last.parse::<u64>()) {
        (Ok(first), Ok(last)) if first <= last => (first, last.min(end)),
        (Ok(first), Err(_)) if last.is_empty() => (first, end),
        (Err(_), Ok(0)) if first.is_empty() => return Asked::Beyond,
        (Err(_), Ok(count)) if first.is_empty() => (length.saturating_sub(count), end),
        _ => return Asked::Whole,
    };
    if first >= length {
        Asked::Beyond
    } else {
        Asked::Part(first, last)
    }
}

/// Media type by the ending of the name, and whether a browser may show it in place. Nothing that
/// can carry a script is ever shown.
fn kind(name: &str) -> (&'static str, bool) {
    let ending = name
        .rsplit('.')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    match ending.as_str() {
        "pdf" => ("application/pdf", true),
        "png" => ("image/png", true),
        "jpg" | "jpeg" => ("image/jpeg", true),
        "mp4" | "m4v" => ("video/mp4", true),
        "webm" => ("video/webm", true),
        "mp3" => ("audio/mpeg", true),
        "m4a" => ("audio/mp4", true),
        "wav" => ("audio/wav", true),
        "txt" => ("text/plain; charset=utf-8", true),
        _ => ("application/octet-stream", false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_cut_to_what_there_is() {
        let table = [
            ("bytes=0-9", Asked::Part(0, 9)),
            ("bytes=90-", Asked::Part(90, 99)),
            ("bytes=90-200", Asked::Part(90, 99)),
            ("bytes=-10", Asked::Part(90, 99)),
            ("bytes=-200", Asked::Part(0, 99)),
            ("bytes=100-", Asked::Beyond),
            ("bytes=-0", Asked::Beyond),
            ("bytes=9-0", Asked::Whole),
            ("bytes=0-1,5-6", Asked::Whole),
            ("lines=0-1", Asked::Whole),
        ];
        for (asked, said) in table {
            assert_eq!(range(asked, 100), said, "{asked}");
        }
        assert_eq!(range("bytes=0-", 0), Asked::Beyond);
    }
}
