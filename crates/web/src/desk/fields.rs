//! From a record's form to fields on a page, and back from what was typed to values. Knows every
//! kind of field a pack can name; judges nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use enforcement::agency::Agency;
use enforcement::deed::Deed;
use enforcement::dossier::Dossier;
use enforcement::step::Step;
use law::citation::ClauseId;
use law::form::{Field, FieldKind, Form};
use law::value::{Fields, Value};
use maud::{Markup, html};

use crate::access::Signed;
use crate::app::App;
use crate::asked::Asked;
use crate::desk::shown;
use crate::parts::citation::Citation;
use crate::parts::field::{self, Choice, Kind};
use crate::parts::rows::{Cell, Column, Rows};
use crate::parts::{Link, Text};
use crate::typed::Typed;
use crate::words;

/// Up to this many options stand in sight; more are a drop-down list.
const IN_SIGHT: usize = 6;
/// Spare rows of a table.
const SPARE: usize = 3;
/// Rows of a table that are read.
const ROWS: usize = 500;

/// What a form is drawn from.
pub struct Sheet<'a> {
    /// The application.
    pub app: &'a App,
    /// The person.
    pub signed: &'a Signed,
    /// The agency, for people and lists.
    pub agency: &'a Arc<Agency>,
    /// The file the record will stand in.
    pub dossier: &'a Dossier,
    /// The form.
    pub form: &'a Form,
    /// What stands in it so far.
    pub typed: &'a Asked,
    /// What is wrong, by the path of the field.
    pub wrong: &'a BTreeMap<String, String>,
    /// The fields of the text in which more is to be hidden; empty in other forms.
    pub texts: Vec<String>,
    /// The fields that nothing in this file can demand: they stand folded below the others.
    pub undemanded: Vec<String>,
}

impl Sheet<'_> {
    /// All fields, and what travels unseen with them.
    #[must_use]
    pub fn show(&self) -> Markup {
        self.show_without(&[])
    }

    /// The fields but for some that are drawn elsewhere.
    #[must_use]
    pub fn show_without(&self, others: &[&str]) -> Markup {
        let drawn = self.form.fields.iter();
        let drawn = drawn.filter(|one| !others.contains(&one.name.as_str()));
        let (folded, open): (Vec<_>, Vec<_>) =
            drawn.partition(|one| self.undemanded.contains(&one.name) && !self.is_touched(one));
        html! {
            @for one in open { (self.drawn(one)) }
            @if !folded.is_empty() {
                details.fold.fields { summary { (words::form::undemanded(folded.len())) }
                    @for one in folded { (self.drawn(one)) }
                }
            }
        }
    }

    fn drawn(&self, one: &Field) -> Markup {
        html! { (field::field(&self.field(one))) (self.kept_files(one)) }
    }

    /// Whether something stands in a field, or is wrong with it.
    fn is_touched(&self, one: &Field) -> bool {
        let is_of = |name: &str| {
            let rest = name.strip_prefix(one.name.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        let mut typed = self.typed.pairs().filter(|(_, value)| !value.is_empty());
        typed.any(|(name, _)| is_of(name)) || self.wrong.keys().any(|name| is_of(name))
    }

    fn field<'a>(&'a self, one: &'a Field) -> field::Field<'a> {
        let values = self
            .typed
            .all(&one.name)
            .map(|value| Text::Owned(value.to_owned()));
        let mut drawn = field::Field::new(one.name.as_str(), one.name.as_str(), self.kind(one))
            .values(values.collect())
            .hint(one.hint.as_str())
            .mistake(self.wrong.get(&one.name).map(String::as_str))
            .suggest(self.suggested(one));
        if !one.required {
            drawn = match one.required_when {
                Some(_) => drawn.at_times(),
                None => drawn.optional(),
            };
        }
        if let Some(citation) = self.basis(one) {
            drawn = drawn.basis(citation);
        }
        drawn
    }

    /// The clause that asks for the field, where it is not among those above the form. Its text is
    /// named only where it is another than theirs.
    fn basis<'a>(&'a self, one: &'a Field) -> Option<Citation<'a>> {
        let office = &self.signed.office;
        let pack = office.pack();
        let id = one.basis.iter().find(|id| !self.form.basis.contains(id))?;
        let mut citation = self.app.cite(office.code(), pack, id);
        let text = |id: &ClauseId| pack.clauses.get(id).map(|clause| clause.document.as_str());
        if self.form.basis.iter().all(|other| text(other) == text(id))
            && let Some(clause) = pack.clauses.get(id)
        {
            citation.article = clause.article.as_str().into();
        }
        Some(citation)
    }

    fn kind<'a>(&'a self, one: &'a Field) -> Kind<'a> {
        match &one.kind {
            FieldKind::Text => Kind::Text,
            FieldKind::Long => Kind::Lines(4),
            FieldKind::Date => Kind::Date,
            FieldKind::Moment => Kind::Moment,
            FieldKind::Number => Kind::Number("".into()),
            FieldKind::Money => Kind::Money,
            FieldKind::Choice if one.options.len() <= IN_SIGHT => Kind::Radios(options(one)),
            FieldKind::Choice => Kind::Select(options(one)),
            FieldKind::Many => Kind::Many(options(one)),
            FieldKind::YesNo => Kind::YesNo,
            FieldKind::Person => Kind::Person(self.people()),
            FieldKind::Ref(kinds) => Kind::Select(self.references(kinds)),
            FieldKind::File => Kind::File {
                accept: "".into(),
                many: false,
                kept: self.kept(&one.name),
            },
            FieldKind::Table(columns) => Kind::Rows(self.rows(one, columns)),
        }
    }

    fn rows<'a>(&'a self, one: &'a Field, columns: &'a [Field]) -> Rows<'a> {
        let numbers = row_numbers(self.typed, &one.name);
        let cell = |n: usize, column: &Field| {
            let name = format!("{}.{n}.{}", one.name, column.name);
            match column.kind {
                FieldKind::File => self.typed.get(&format!("{name}.name")).to_owned().into(),
                _ => Text::Owned(self.typed.all(&name).next().unwrap_or_default().to_owned()),
            }
        };
        let typed = numbers
            .iter()
            .map(|n| columns.iter().map(|column| cell(*n, column)).collect());
        let mistakes = self.wrong.iter().filter_map(|(path, said)| {
            let (n, column) = path
                .strip_prefix(&one.name)?
                .strip_prefix('.')?
                .split_once('.')?;
            Some((
                n.parse().ok()?,
                Text::Owned(column.to_owned()),
                said.as_str().into(),
            ))
        });
        Rows {
            columns: columns
                .iter()
                .map(|column| {
                    Column::new(
                        column.name.as_str(),
                        column.name.as_str(),
                        self.cell(one, column),
                    )
                })
                .collect(),
            typed: typed.collect(),
            spare: SPARE,
            mistakes: mistakes.collect(),
        }
    }

    fn cell<'a>(&'a self, table: &Field, column: &'a Field) -> Cell<'a> {
        let is_text_name =
            table.binding.as_deref() == Some("manual") && column.binding.as_deref() == Some("name");
        if is_text_name && !self.texts.is_empty() {
            let names = self.texts.iter();
            return Cell::Select(
                names
                    .map(|name| Choice::new(name.as_str(), name.as_str()))
                    .collect(),
            );
        }
        match &column.kind {
            FieldKind::Long => Cell::Lines,
            FieldKind::Date => Cell::Date,
            FieldKind::Moment => Cell::Moment,
            FieldKind::Number | FieldKind::Money => Cell::Number,
            FieldKind::Choice | FieldKind::Many => Cell::Select(options(column)),
            FieldKind::YesNo => Cell::Select(vec![
                Choice::new("yes", words::form::YES),
                Choice::new("no", words::form::NO),
            ]),
            FieldKind::Person => Cell::Select(self.people()),
            FieldKind::Ref(kinds) => Cell::Select(self.references(kinds)),
            FieldKind::File => Cell::File,
            FieldKind::Text | FieldKind::Table(_) => Cell::Text,
        }
    }

    fn people(&self) -> Vec<Choice<'static>> {
        let day = self.signed.now.date();
        let people = self.agency.people.iter();
        people
            .map(|person| {
                let number = person.certificate(day).map(|held| held.number.as_str());
                let hint = [Some(person.section.as_str()), number];
                let hint: Vec<&str> = hint.into_iter().flatten().collect();
                Choice::new(person.id.clone(), person.name.clone()).hint(hint.join(" "))
            })
            .collect()
    }

    /// The records of the file that may be referred to, the latest first.
    fn references(&self, kinds: &[String]) -> Vec<Choice<'static>> {
        let deeds = self.dossier.deeds().iter().rev();
        deeds
            .filter(|deed| kinds.contains(&deed.record))
            .map(|deed| Choice::new(deed.no.to_string(), label(deed)))
            .collect()
    }

    fn suggested(&self, one: &Field) -> Vec<Text<'static>> {
        let of = |step: Step, word: &str| {
            let mut found: Vec<String> = self
                .agency
                .dossier
                .texts(step, word)
                .map(str::to_owned)
                .collect();
            found.sort();
            found.dedup();
            found
        };
        let found = match one.binding.as_deref() {
            Some("matter") => of(Step::MatterList, "matter"),
            Some("store") => of(Step::StoreName, "store"),
            Some("device") => of(Step::DeviceEnter, "device"),
            Some("section") => of(Step::PersonEnter, "section"),
            _ => Vec::new(),
        };
        found.into_iter().map(Text::Owned).collect()
    }

    /// A file given earlier is sent again by its digest: nobody uploads twice because another field
    /// was wrong.
    fn kept(&self, name: &str) -> Vec<Link<'static>> {
        let said = |part: &str| self.typed.get(&format!("{name}.{part}")).to_owned();
        if said("sha256").is_empty() {
            return Vec::new();
        }
        vec![Link::new(format!("#{}", field::id_of(name)), said("name"))]
    }

    fn kept_files(&self, one: &Field) -> Markup {
        let is_part = |name: &str| {
            let rest = name
                .strip_prefix(&one.name)
                .and_then(|rest| rest.strip_prefix('.'));
            let last = rest.map(|rest| rest.rsplit('.').next().unwrap_or_default());
            last.is_some_and(|last| FILE_PARTS.contains(&last))
        };
        html! {
            @for (name, value) in self.typed.pairs().filter(|(name, _)| is_part(name)) {
                input type="hidden" name=(name) value=(value);
            }
        }
    }
}

/// The parts by which a stored file travels through a form.
const FILE_PARTS: [&str; 3] = ["sha256", "name", "size"];

fn options(one: &Field) -> Vec<Choice<'_>> {
    let options = one.options.iter();
    options
        .map(|option| Choice::new(option.as_str(), option.as_str()))
        .collect()
}

/// A record as one line that people recognise it by.
#[must_use]
pub fn label(deed: &Deed) -> String {
    let told = ["title", "name", "number", "store", "device"]
        .iter()
        .find_map(|word| deed.text(word))
        .map(str::to_owned)
        .or_else(|| deed.fields.values().find_map(telling))
        .unwrap_or_default();
    let told: String = told.chars().take(24).collect();
    let day = words::date(deed.entered.date());
    if told.is_empty() {
        words::desk::record(deed.no, &deed.record, &day)
    } else {
        words::desk::record(deed.no, &deed.record, &format!("{day} {told}"))
    }
}

/// A value short enough to tell a record by.
fn telling(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) if !text.starts_with("20") => Some(text.clone()),
        Value::List(items) if items.iter().all(|item| item.text().is_some()) => Some(value.shown()),
        _ => None,
    }
}

/// What was typed, as raw values of the form's fields; fields the form does not have are left out,
/// rows that are empty are no rows.
#[must_use]
pub fn read(form: &Form, typed: &Typed) -> Fields {
    let mut fields = read_all(&form.fields, "", typed);
    if let Some(table) = form
        .bound("marks")
        .filter(|_| form.step.as_deref() == Some(Step::ItemMark.name()))
    {
        let rows = marks(table, typed);
        if !rows.is_empty() {
            fields.insert(table.name.clone(), Value::List(rows));
        }
    }
    fields
}

fn read_all(fields: &[Field], prefix: &str, typed: &Typed) -> Fields {
    let mut read = Fields::new();
    for one in fields {
        let name = format!("{prefix}{}", one.name);
        let value = read_one(one, &name, typed);
        read.extend(
            value
                .filter(|value| !value.is_empty())
                .map(|value| (one.name.clone(), value)),
        );
    }
    read
}

fn read_one(one: &Field, name: &str, typed: &Typed) -> Option<Value> {
    let first = || typed.values.all(name).next();
    match &one.kind {
        FieldKind::Many => {
            let chosen = typed.values.all(name).filter(|value| !value.is_empty());
            Some(Value::List(chosen.map(Value::from).collect()))
        }
        FieldKind::YesNo => Some(match first()? {
            "yes" => true.into(),
            "no" => false.into(),
            other => other.into(),
        }),
        FieldKind::File => typed
            .files
            .get(name)
            .cloned()
            .or_else(|| kept_file(name, &typed.values)),
        FieldKind::Table(columns) => {
            let rows = row_numbers(&typed.values, name);
            let rows = rows
                .into_iter()
                .map(|n| read_all(columns, &format!("{name}.{n}."), typed));
            Some(Value::List(
                rows.filter(|row| !row.is_empty()).map(Value::Row).collect(),
            ))
        }
        _ => first().map(Value::from),
    }
}

fn kept_file(name: &str, values: &Asked) -> Option<Value> {
    let said = |part: &str| values.get(&format!("{name}.{part}"));
    let size: i64 = said("size").parse().ok()?;
    let row = [
        ("sha256".to_owned(), Value::from(said("sha256"))),
        ("name".to_owned(), Value::from(said("name"))),
        ("size".to_owned(), Value::from(size)),
    ];
    Some(Value::Row(row.into()))
}

/// The numbers of the rows in which something was sent, in order.
fn row_numbers(values: &Asked, table: &str) -> Vec<usize> {
    let rows = values
        .pairs()
        .filter(|(_, value)| !value.is_empty())
        .filter_map(|(name, _)| {
            let rest = name.strip_prefix(table)?.strip_prefix('.')?;
            rest.split_once('.')?.0.parse().ok()
        });
    let mut rows: Vec<usize> = rows.collect();
    rows.sort_unstable();
    rows.dedup();
    rows.truncate(ROWS);
    rows
}

/// What was chosen beside each mark of personal data (`mark.N`), as rows of the table that the form
/// settles them by.
fn marks(table: &Field, typed: &Typed) -> Vec<Value> {
    let FieldKind::Table(columns) = &table.kind else {
        return Vec::new();
    };
    let column = |word: &str| {
        columns
            .iter()
            .find(|column| column.binding.as_deref() == Some(word))
    };
    let (Some(number), Some(kind), Some(reason)) =
        (column("number"), column("kind"), column("content"))
    else {
        return Vec::new();
    };
    let chosen = typed.values.pairs().filter_map(|(name, value)| {
        let n: i64 = name.strip_prefix("mark.")?.parse().ok()?;
        let option = match value {
            "hide" => kind.options.first()?,
            "release" => kind.options.get(1)?,
            _ => return None,
        };
        let ground = typed.values.get(&format!("{name}.ground"));
        let mut row = Fields::new();
        row.insert(number.name.clone(), n.into());
        row.insert(kind.name.clone(), option.as_str().into());
        if value == "release" && !ground.is_empty() {
            row.insert(reason.name.clone(), ground.into());
        }
        Some(Value::Row(row))
    });
    chosen.collect()
}

/// Values as a form would send them, so that one drawing serves what was typed and what is
/// suggested.
#[must_use]
pub fn as_typed(form: &Form, fields: &Fields) -> Asked {
    let mut asked = Asked::default();
    push_all(&mut asked, &form.fields, "", fields);
    asked
}

fn push_all(asked: &mut Asked, fields: &[Field], prefix: &str, values: &Fields) {
    for one in fields {
        if let Some(value) = values.get(&one.name) {
            push(asked, one, &format!("{prefix}{}", one.name), value);
        }
    }
}

fn push(asked: &mut Asked, one: &Field, name: &str, value: &Value) {
    match (&one.kind, value) {
        (FieldKind::Table(columns), rows) => {
            for (n, row) in rows.items().iter().filter_map(Value::row).enumerate() {
                push_all(asked, columns, &format!("{name}.{n}."), row);
            }
        }
        (FieldKind::File, Value::Row(row)) => {
            for (part, value) in row
                .iter()
                .filter(|(part, _)| FILE_PARTS.contains(&part.as_str()))
            {
                asked.push(format!("{name}.{part}"), value.shown());
            }
        }
        (FieldKind::Many, list) => {
            list.items()
                .iter()
                .for_each(|item| asked.push(name, item.shown()));
        }
        (_, Value::Bool(answer)) => asked.push(name, if *answer { "yes" } else { "no" }),
        (FieldKind::Moment, value) => asked.push(name, shown::for_input(&value.shown())),
        (_, value) => asked.push(name, value.shown()),
    }
}
