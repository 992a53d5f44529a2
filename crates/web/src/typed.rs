//! What was typed into a form and sent. Reads both ways a browser sends forms, checks the token
//! against forged requests before anything else, and lets files stream to the store while they
//! arrive, so that none is ever held in memory. A form that is too long, broken or cut short leaves
//! nothing behind.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::multipart::Field;
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request};
use axum::http::header::CONTENT_TYPE;
use law::value::Value;
use registry::files::Incoming;
use registry::{Fault, Office};
use tokio::sync::mpsc;

use crate::access::Signed;
use crate::answer::No;
use crate::app::{FORM_LIMIT, Shared};
use crate::asked::Asked;

/// Bytes that are still read of a body that is too long, so that the answer can reach a sender
/// who listens only after sending everything.
const DRAINED: u64 = 1 << 30;
/// Fields of one form.
const FIELDS: usize = 10_000;

/// A form of a signed-in person, with its token checked.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    /// Names and values as typed.
    pub values: Asked,
    /// Files that were sent, stored, by the name of their field.
    pub files: BTreeMap<String, Value>,
}

impl FromRequest<Shared> for Typed {
    type Rejection = No;

    async fn from_request(request: Request, app: &Shared) -> Result<Self, No> {
        let signed = request.extensions().get::<Signed>().cloned();
        let signed = signed.ok_or(No::SignIn)?;
        if is_multipart(&request) {
            return of_parts(request, app, &signed).await;
        }
        let values = plain(request).await?;
        check_token(&values, &signed)?;
        let files = BTreeMap::new();
        Ok(Typed { values, files })
    }
}

fn is_multipart(request: &Request) -> bool {
    request
        .headers()
        .get(CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/form-data"))
}

/// A form without files.
///
/// # Errors
/// `TooLarge` or `Unreadable`.
pub async fn plain(request: Request) -> Result<Asked, No> {
    Asked::parse(&read(request.into_body(), FORM_LIMIT).await?)
}

/// A whole body of at most so many bytes.
///
/// # Errors
/// `TooLarge`; `Unreadable` if it is cut short.
pub async fn read(body: Body, limit: usize) -> Result<Vec<u8>, No> {
    let mut stream = body.into_data_stream();
    let mut bytes = Vec::new();
    let mut over = 0u64;
    while let Some(piece) = next(&mut stream).await {
        let piece = piece.map_err(|_| No::Unreadable)?;
        if over == 0 && bytes.len() + piece.len() <= limit {
            bytes.extend_from_slice(&piece);
            continue;
        }
        bytes = Vec::new();
        over += piece.len() as u64;
        if over > DRAINED {
            break;
        }
    }
    if over > 0 {
        return Err(No::TooLarge(limit as u64));
    }
    Ok(bytes)
}

async fn next(
    stream: &mut axum::body::BodyDataStream,
) -> Option<Result<axum::body::Bytes, axum::Error>> {
    use std::pin::Pin;
    use std::task::ready;
    std::future::poll_fn(|context| {
        let frame = ready!(axum::body::HttpBody::poll_frame(Pin::new(stream), context));
        std::task::Poll::Ready(
            frame.map(|frame| frame.map(|frame| frame.into_data().unwrap_or_default())),
        )
    })
    .await
}

fn check_token(values: &Asked, signed: &Signed) -> Result<(), No> {
    let said = values.get("csrf");
    if signed.csrf.is_empty() || said != signed.csrf {
        return Err(No::Forged);
    }
    Ok(())
}

async fn of_parts(mut request: Request, app: &Shared, signed: &Signed) -> Result<Typed, No> {
    // Parts are counted one by one below: a file may be longer than any form.
    DefaultBodyLimit::disable().apply(&mut request);
    let mut parts = Multipart::from_request(request, app)
        .await
        .map_err(|_| No::Unreadable)?;
    let mut typed = Typed::default();
    let mut room = FORM_LIMIT;
    let mut wrong: Option<No> = None;
    let mut drained = 0u64;
    let mut count = 0usize;
    while let Some(mut part) = parts.next_field().await.map_err(|_| No::Unreadable)? {
        count += 1;
        if count > FIELDS {
            return Err(No::TooLarge(FORM_LIMIT as u64));
        }
        if wrong.is_none() {
            let taken = take(&mut part, app, signed, &mut typed, &mut room).await;
            wrong = taken.err();
        }
        if wrong.is_some() && !drain(&mut part, &mut drained).await {
            break;
        }
    }
    match wrong {
        Some(no) => Err(no),
        None => {
            check_token(&typed.values, signed)?;
            Ok(typed)
        }
    }
}

/// Reads on without keeping anything; false once that has gone on for too long.
async fn drain(part: &mut Field<'_>, drained: &mut u64) -> bool {
    while let Ok(Some(piece)) = part.chunk().await {
        *drained += piece.len() as u64;
        if *drained > DRAINED {
            return false;
        }
    }
    true
}

async fn take(
    part: &mut Field<'_>,
    app: &Shared,
    signed: &Signed,
    typed: &mut Typed,
    room: &mut usize,
) -> Result<(), No> {
    let name = part.name().unwrap_or_default().to_owned();
    if let Some(file) = part.file_name().map(base_name) {
        // The token stands first in every form of ours: no file is stored for a stranger's.
        check_token(&typed.values, signed)?;
        let mut source = Source::Part(part);
        let stored = receive(&mut source, &signed.office, app.file_limit, &file).await?;
        typed.files.extend(stored.map(|value| (name, value)));
        return Ok(());
    }
    let mut bytes = Vec::new();
    while let Some(piece) = part.chunk().await.map_err(|_| No::Unreadable)? {
        *room = room
            .checked_sub(piece.len())
            .ok_or(No::TooLarge(FORM_LIMIT as u64))?;
        bytes.extend_from_slice(&piece);
    }
    let text = String::from_utf8(bytes).map_err(|_| No::Unreadable)?;
    typed.values.push(name, text);
    Ok(())
}

/// The last part of a file's name: some browsers send the whole path.
#[must_use]
pub fn base_name(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    name.chars().filter(|letter| !letter.is_control()).collect()
}

/// What the thread that writes is told.
enum Word {
    Bytes(axum::body::Bytes),
    /// Everything has come: only now does the file begin to exist.
    End,
}

/// Where the bytes of a file come from.
pub enum Source<'a, 'f> {
    /// A part of a form.
    Part(&'a mut Field<'f>),
    /// A body that is nothing but the file.
    Body(&'a mut axum::body::BodyDataStream),
}

impl Source<'_, '_> {
    /// The next bytes, never none of them: where the network cuts a form just behind the head of a
    /// part, an empty piece comes first, and a field left empty must not become an empty file.
    async fn next(&mut self) -> Result<Option<axum::body::Bytes>, No> {
        loop {
            let piece = match self {
                Source::Part(part) => part.chunk().await.map_err(|_| No::Unreadable),
                Source::Body(body) => next(body).await.transpose().map_err(|_| No::Unreadable),
            };
            match piece? {
                Some(bytes) if bytes.is_empty() => {}
                other => return Ok(other),
            }
        }
    }

    /// Reads on without keeping anything, so that the answer can reach a sender who listens only
    /// after sending everything; gives up after a while.
    pub async fn drain(&mut self) {
        let mut drained = 0u64;
        while let Ok(Some(piece)) = self.next().await {
            drained += piece.len() as u64;
            if drained > DRAINED {
                break;
            }
        }
    }
}

/// Streams one file to the store; `None` where there is not one byte of it.
///
/// # Errors
/// `TooLarge` or `Unreadable`, and a fault if the file cannot be stored; it does not exist then.
pub async fn receive(
    source: &mut Source<'_, '_>,
    office: &Arc<Office>,
    limit: u64,
    name: &str,
) -> Result<Option<Value>, No> {
    let Some(first) = source.next().await? else {
        return Ok(None);
    };
    let (sender, receiver) = mpsc::channel(8);
    let writing = tokio::task::spawn_blocking({
        let (office, name) = (office.clone(), name.to_owned());
        move || write(office.receive()?, receiver, &name)
    });
    let mut length = 0u64;
    let mut piece = Some(first);
    while let Some(bytes) = piece {
        length += bytes.len() as u64;
        if length > limit {
            return Err(No::TooLarge(limit));
        }
        // A writer that has stopped tells why below.
        if sender.send(Word::Bytes(bytes)).await.is_err() {
            break;
        }
        piece = source.next().await?;
    }
    // As above: the writer's own answer says what went wrong.
    let _ = sender.send(Word::End).await;
    let written = writing.await.map_err(Fault::internal)?;
    Ok(written?)
}

/// Crash story: a channel that closes without an end, because the sender has gone, leaves nothing.
fn write(
    mut file: Incoming,
    mut words: mpsc::Receiver<Word>,
    name: &str,
) -> Result<Option<Value>, Fault> {
    loop {
        match words.blocking_recv() {
            Some(Word::Bytes(bytes)) => file.take(&bytes)?,
            Some(Word::End) => return file.finish(name).map(Some),
            None => return Ok(None),
        }
    }
}
