//! How values read on a page: names for people, dates as officials write them, links to records and
//! files.

use enforcement::agency::People;
use enforcement::deed::{Deed, moment};
use law::form::{Field, FieldKind, Form};
use law::value::{Fields, Value, cents};
use maud::{Markup, html};

use crate::asked::encode;
use crate::desk::fields::label;
use crate::parts::table::{Column, Table, table};
use crate::words;

/// What a value is shown with.
pub struct Frame<'a> {
    /// The people of the agency.
    pub people: &'a People,
    /// The address of the file: `/desk/cases/1` or `/desk/agency`.
    pub file: &'a str,
    /// The record the value stands in.
    pub deed: &'a Deed,
    /// The other records of the file.
    pub dossier: &'a enforcement::dossier::Dossier,
}

impl Frame<'_> {
    /// Every filled field, in the order of the form; what the form no longer knows comes last.
    #[must_use]
    pub fn fields<'a>(&self, form: Option<&'a Form>, values: &'a Fields) -> Vec<(&'a str, Markup)> {
        let known: &[Field] = form.map_or(&[], |form| &form.fields);
        let mut shown = Vec::new();
        for field in known {
            if let Some(value) = values.get(&field.name) {
                shown.push((field.name.as_str(), self.value(Some(field), value)));
            }
        }
        for (name, value) in values {
            if !known.iter().any(|field| field.name == *name) {
                shown.push((name.as_str(), self.value(None, value)));
            }
        }
        shown
    }

    /// One value.
    #[must_use]
    pub fn value(&self, field: Option<&Field>, value: &Value) -> Markup {
        let kind = field.map(|field| &field.kind);
        match (kind, value) {
            (Some(FieldKind::Person), Value::Text(id)) => html! { (self.people.name(id)) },
            (Some(FieldKind::Ref(_)), Value::Number(no)) => self.reference(*no),
            (Some(FieldKind::Table(columns)), rows) => self.rows(field, columns, rows),
            (Some(FieldKind::Money), Value::Text(text)) => html! { (money(text)) },
            (Some(FieldKind::Long), Value::Text(text)) => paragraphs(text),
            (Some(FieldKind::Date | FieldKind::Moment), Value::Text(text)) => {
                html! { (time(text)) }
            }
            (_, Value::Row(row)) if row.contains_key("sha256") => self.file(row),
            (_, value) => html! { (value.shown()) },
        }
    }

    fn reference(&self, no: i64) -> Markup {
        let deed = u32::try_from(no).ok().and_then(|no| self.dossier.deed(no));
        match deed {
            Some(deed) => html! { a href={ (self.file) "/records/" (deed.no) } { (label(deed)) } },
            None => html! { (no) },
        }
    }

    fn file(&self, row: &Fields) -> Markup {
        let text = |part: &str| row.get(part).and_then(Value::text).unwrap_or_default();
        let size = row
            .get("size")
            .and_then(Value::number)
            .and_then(|size| u64::try_from(size).ok());
        let name = if text("name").is_empty() {
            words::desk::FILE
        } else {
            text("name")
        };
        html! {
            a href=(self.file_href(self.deed, text("sha256"), name)) { (name) }
            @if let Some(size) = size { " " span.lead { "（" (words::size(size)) "）" } }
        }
    }

    fn rows(&self, field: Option<&Field>, columns: &[Field], rows: &Value) -> Markup {
        let filled = rows.items().iter().filter_map(Value::row);
        let cells = |row: &Fields| {
            let cell = |column: &Field| {
                let Some(value) = row.get(&column.name) else {
                    return html! {};
                };
                let shown = self.value(Some(column), value);
                match self.passage(field, column, value) {
                    Some(href) => html! { a href=(href) { (shown) } },
                    None => shown,
                }
            };
            columns.iter().map(cell).collect()
        };
        let shown = Table {
            caption: field.map_or("", |field| field.name.as_str()).into(),
            is_caption_unseen: true,
            columns: columns
                .iter()
                .map(|column| Column::new(column.name.as_str()))
                .collect(),
            rows: filled.map(cells).collect(),
        };
        table(&shown, &html! {})
    }
}

impl Frame<'_> {
    /// Where a point marked on a recording is played: its file, from so many seconds on, as the
    /// media fragments of the W3C say it.
    fn passage(&self, table: Option<&Field>, column: &Field, value: &Value) -> Option<String> {
        let is_point = table?.binding.as_deref() == Some("points");
        if !is_point || column.binding.as_deref() != Some("date") {
            return None;
        }
        let recording = self.dossier.deed(self.deed.about?)?;
        let file = recording.word("file").and_then(Value::row)?;
        let part = |name: &str| file.get(name).and_then(Value::text);
        let from = recording.moment("start")?;
        let seconds = moment(value.text()?)?.duration_since(from).as_secs();
        let href = self.file_href(recording, part("sha256")?, part("name")?);
        Some(format!("{href}#t={seconds}"))
    }

    /// The address of a file that a record cites.
    fn file_href(&self, deed: &Deed, sha256: &str, name: &str) -> String {
        let (file, no, name) = (self.file, deed.no, encode(name));
        format!("{file}/records/{no}/files/{sha256}/{name}")
    }
}

fn money(text: &str) -> String {
    cents(text)
        .and_then(|fen| u64::try_from(fen).ok())
        .map_or_else(|| text.to_owned(), words::money)
}

/// A text with its line ends.
#[must_use]
pub fn paragraphs(text: &str) -> Markup {
    html! { @for line in text.lines() { p { (line) } } }
}

/// A stored date or moment as officials write it; other text as it is.
#[must_use]
pub fn time(text: &str) -> String {
    match (text.len(), moment(text)) {
        (10, Some(at)) => words::date(at.date()),
        (_, Some(at)) => words::moment(at),
        (_, None) => text.to_owned(),
    }
}

/// A stored moment as an input of the browser takes it; other text as it is.
#[must_use]
pub fn for_input(text: &str) -> String {
    match moment(text) {
        Some(at) if at.second() == 0 => at.strftime("%Y-%m-%dT%H:%M").to_string(),
        _ => text.to_owned(),
    }
}
