//! Files: stored as they stream in, handed out to those who may read the record that cites them,
//! never changed.

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use enforcement::deed::Deed;
use enforcement::dossier::Dossier;
use law::refusal::Mistake;

use super::problem;
use super::records::alter;
use crate::access::{File, Signed, open};
use crate::answer::No;
use crate::app::Shared;
use crate::asked::Asked;
use crate::desk::file::{cited, send};
use crate::typed::{Source, base_name, receive};
use crate::words::api as words;

/// Stores the body as a file; answers with the value by which a record cites it.
pub async fn store(
    State(app): State<Shared>,
    signed: Signed,
    asked: Asked,
    request: Request,
) -> Result<Response, No> {
    let name = base_name(asked.get("name"));
    if name.trim().is_empty() {
        return Err(No::Mistaken(vec![Mistake::at("name", words::FILE_NAME)]));
    }
    let mut body = request.into_body().into_data_stream();
    let mut source = Source::Body(&mut body);
    let stored = match receive(&mut source, &signed.office, app.file_limit, &name).await {
        Err(no @ No::TooLarge(_)) => {
            source.drain().await;
            return Err(no);
        }
        other => other?,
    };
    let value = stored.ok_or_else(|| No::Mistaken(vec![Mistake::at("", words::FILE_EMPTY)]))?;
    Ok((StatusCode::CREATED, Json(value)).into_response())
}

/// The file in which a record cites a digest: the case that is asked for, or the agency's own.
enum Place {
    Case(File, Deed),
    Agency(Deed),
}

fn find(signed: &Signed, asked: &Asked, sha256: &str) -> Result<Place, No> {
    let citing = |dossier: &Dossier| {
        let mut deeds = dossier.deeds().iter();
        deeds
            .find(|deed| cited(Some(deed), sha256).is_ok())
            .cloned()
            .ok_or(No::NotFound)
    };
    let case = asked.get("case");
    if case.is_empty() {
        return citing(&signed.office.agency().dossier).map(Place::Agency);
    }
    let file = open(signed, case)?;
    let deed = citing(&file.case.dossier)?;
    Ok(Place::Case(file, deed))
}

/// Hands out a file, whole or a range of it.
pub async fn fetch(
    signed: Signed,
    asked: Asked,
    Path(sha256): Path<String>,
    headers: HeaderMap,
) -> Result<Response, No> {
    let deed = match find(&signed, &asked, &sha256)? {
        Place::Case(_, deed) | Place::Agency(deed) => deed,
    };
    let name = cited(Some(&deed), &sha256)?;
    send(&signed, &sha256, &name, &headers).await
}

/// An attempt to change or delete a file.
pub async fn change(
    State(app): State<Shared>,
    signed: Signed,
    asked: Asked,
    Path(sha256): Path<String>,
) -> Result<Response, No> {
    match find(&signed, &asked, &sha256)? {
        Place::Case(file, deed) => alter(&app, &signed, file, &deed).await,
        Place::Agency(_) => Ok(problem::append_only()),
    }
}
