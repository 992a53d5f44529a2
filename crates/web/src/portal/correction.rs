//! An objection to what is published. The form is the one the regulation has for it, less what the
//! agency itself fills in. What is sent waits for the agency, which enters it as a record; until
//! then it is nobody's to read but the agency's.

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use law::form::{Field as Wanted, FieldKind, Form};
use law::refusal::Mistake;
use law::value::Fields;
use maud::{Markup, html};

use super::decisions::href;
use super::door::{Door, Item};
use super::limits::{What, Whom};
use crate::answer::No;
use crate::asked::Asked;
use crate::origin::From;
use crate::parts::button::{Look, link, submit};
use crate::parts::field::{Choice, Field, Kind, field};
use crate::parts::notice::{self, notice};
use crate::parts::page::Page;
use crate::parts::summary::summary;
use crate::typed;
use crate::words::portal::{correction as said, progress};

/// The page: which item, and the form; or how to come to an item.
pub async fn ask(State(door): State<Door>, asked: Asked) -> Result<Markup, No> {
    if asked.get("id").is_empty() {
        let body =
            html! { p { (said::CHOOSE) } p { (link("/decisions", said::TO_LIST, Look::Primary)) } };
        return Ok(door.show("", Page::portal(said::TITLE, door.site(), body)));
    }
    let item = item(&door, &asked)?;
    Ok(form(&door, &item, &Asked::default(), &[]))
}

fn item(door: &Door, asked: &Asked) -> Result<Item, No> {
    door.item(asked.get("agency"), asked.get("id"))?
        .ok_or(No::NotFound)
}

/// What the public fills in: text alone, and nothing that the agency knows better.
fn fields(form: &Form) -> impl Iterator<Item = &Wanted> {
    let is_ours = |field: &&Wanted| matches!(field.binding.as_deref(), Some("about" | "date"));
    form.fields
        .iter()
        .filter(move |field| !is_ours(field))
        .filter(|field| {
            matches!(
                field.kind,
                FieldKind::Text | FieldKind::Long | FieldKind::Choice
            )
        })
}

fn form(door: &Door, item: &Item, typed: &Asked, mistakes: &[Mistake]) -> Markup {
    let Some(record) = door.objection(&item.row.agency) else {
        let body = notice(notice::Kind::Info, &html! { p { (said::NONE) } });
        return door.show("", Page::portal(said::TITLE, door.site(), body));
    };
    let one = |asked: &Wanted| {
        let kind = match &asked.kind {
            FieldKind::Long => Kind::Lines(6),
            FieldKind::Choice => Kind::Select(
                asked
                    .options
                    .iter()
                    .map(|option| Choice::new(option.as_str(), option.as_str()))
                    .collect(),
            ),
            _ => Kind::Text,
        };
        let mistake = mistakes.iter().find(|mistake| mistake.field == asked.name);
        let shown = Field::new(asked.name.clone(), asked.name.clone(), kind)
            .hint(asked.hint.clone())
            .value(typed.get(&asked.name).to_owned())
            .mistake(mistake.map(|mistake| mistake.message.clone()));
        if asked.required {
            field(&shown)
        } else {
            field(&shown.optional())
        }
    };
    let wrong: Vec<(&str, &str)> = mistakes
        .iter()
        .map(|one| (one.field.as_str(), one.message.as_str()))
        .collect();
    let body = html! {
        p { (said::ITEM) "：" a href=(href(&item.row)) { (item.row.title) } }
        form.fields action="/correction" method="post" novalidate {
            input type="hidden" name="agency" value=(item.row.agency);
            input type="hidden" name="id" value=(item.row.id);
            @for asked in fields(record) { (one(asked)) }
            p { (said::PRIVACY) }
            div.buttons { (submit(said::SUBMIT, Look::Primary)) }
        }
    };
    let mut shown = Page::portal(said::TITLE, door.site(), body).lead(html! { (said::LEAD) });
    if !wrong.is_empty() {
        shown = shown.notice(summary(&wrong)).with_mistakes();
    }
    door.show("", shown)
}

/// Takes what was sent.
pub async fn take(State(door): State<Door>, from: From, request: Request) -> Result<Response, No> {
    let typed = typed::plain(request).await?;
    let item = item(&door, &typed)?;
    let whom = Whom::Address(from.0);
    if door.limits().is_over(What::Objection, &whom) {
        let body = notice(notice::Kind::Care, &html! { p { (said::OFTEN) } });
        let page = door.show("", Page::portal(said::TITLE, door.site(), body));
        return Ok((StatusCode::TOO_MANY_REQUESTS, page).into_response());
    }
    let record = door.objection(&item.row.agency).ok_or(No::NotFound)?;
    let read = match read(record, &typed) {
        Ok(read) => read,
        Err(mistakes) => {
            let page = form(&door, &item, &typed, &mistakes);
            return Ok((StatusCode::BAD_REQUEST, page).into_response());
        }
    };
    door.limits().count(What::Objection, whom);
    let number = door.object(&item, read)?;
    let body = notice(
        notice::Kind::Done,
        &html! { p { (said::received(number)) } },
    );
    Ok(door
        .show("", Page::portal(said::DONE, door.site(), body))
        .into_response())
}

/// Reads the fields as the record will; what it demands must be there now, since nobody can be
/// asked later.
fn read(record: &Form, typed: &Asked) -> Result<Fields, Vec<Mistake>> {
    let raw: Fields = fields(record)
        .map(|field| (field.name.clone(), typed.get(&field.name).into()))
        .collect();
    let read = record.read(&raw)?;
    let missing: Vec<Mistake> = fields(record)
        .filter(|field| field.required && !read.contains_key(&field.name))
        .map(|field| Mistake::at(&field.name, format!("{}“{}”。", progress::BOTH, field.name)))
        .collect();
    if missing.is_empty() {
        Ok(read)
    } else {
        Err(missing)
    }
}
