//! What a form can be filled with before anybody types: today, the officers of the case with their
//! certificates, the only party, the record it concerns, and what an earlier record in the same
//! matter says under the same names. Suggestions only: the person sees and changes them.

use enforcement::agency::Agency;
use enforcement::case::Case;
use enforcement::deed::Deed;
use enforcement::dossier::Dossier;
use enforcement::step::Step;
use law::form::{Field, FieldKind, Form};
use law::value::{Fields, Value};

use crate::access::Signed;
use crate::asked::Asked;
use crate::desk::entry::Into;
use crate::desk::fields::as_typed;
use crate::words;

/// What to put into a form; what the address asks for goes before everything else.
#[must_use]
pub fn suggest(signed: &Signed, into: &Into, form: &Form, asked: &Asked) -> Asked {
    let agency = signed.office.agency();
    let none = Dossier::default();
    let scribe = Scribe {
        signed,
        agency: &agency,
        case: into.case(),
        dossier: into.dossier(&agency, &none),
        form,
    };
    let mut fields = scribe.copied(asked);
    for field in &form.fields {
        let said = asked.get(&field.name);
        if !said.is_empty() {
            fields.insert(field.name.clone(), said.into());
        } else if !fields.contains_key(&field.name) {
            fields.extend(
                scribe
                    .value(field, asked)
                    .map(|value| (field.name.clone(), value)),
            );
        }
    }
    as_typed(form, &fields)
}

struct Scribe<'a> {
    signed: &'a Signed,
    agency: &'a Agency,
    case: Option<&'a Case>,
    dossier: &'a Dossier,
    form: &'a Form,
}

impl Scribe<'_> {
    fn value(&self, field: &Field, asked: &Asked) -> Option<Value> {
        let binding = field.binding.as_deref();
        match (&field.kind, binding) {
            (FieldKind::Ref(kinds), _) => self.reference(field, kinds, asked),
            (FieldKind::Date, Some("date" | "formed")) => {
                Some(self.signed.now.date().to_string().into())
            }
            (FieldKind::Moment, Some("date")) => Some(
                self.signed
                    .now
                    .strftime("%Y-%m-%dT%H:%M")
                    .to_string()
                    .into(),
            ),
            (FieldKind::Table(columns), Some("officers")) => self.officers(columns),
            (FieldKind::Text, Some("section")) if self.opens() => self.section(),
            (FieldKind::Text, Some("title")) => self.case.map(|case| case.title.as_str().into()),
            (FieldKind::Text, _) => self.of_party(field),
            (FieldKind::Long, Some("content")) => self.of_year(asked),
            _ => None,
        }
    }

    /// The year in numbers, where the item is about a year. Views that cannot be read leave the
    /// field empty, as it would be without them.
    fn of_year(&self, asked: &Asked) -> Option<Value> {
        let item = self.about(asked)?;
        let year = item.word("year").and_then(Value::number)?;
        let office = &self.signed.office;
        let year = i16::try_from(year).ok()?;
        let numbers = office.views().year(office.code(), year).ok()?;
        Some(words::desk::year(year, &numbers).into())
    }

    fn opens(&self) -> bool {
        self.form.step.as_deref() == Some(Step::CaseOpen.name())
    }

    fn section(&self) -> Option<Value> {
        let person = self.agency.people.get(&self.signed.person)?;
        Some(person.section.as_str().into())
    }

    /// The record the address names, or the only one there is.
    fn reference(&self, field: &Field, kinds: &[String], asked: &Asked) -> Option<Value> {
        let fits = |no: &u32| {
            self.dossier
                .deed(*no)
                .is_some_and(|deed| kinds.contains(&deed.record))
        };
        let said = asked.get("about").parse().ok().filter(fits);
        let about = field.binding.as_deref() == Some("about");
        if let Some(no) = said.filter(|_| about) {
            return Some(i64::from(no).into());
        }
        let mut standing = self
            .dossier
            .deeds()
            .iter()
            .filter(|deed| kinds.contains(&deed.record));
        match (standing.next(), standing.next()) {
            (Some(only), None) => Some(i64::from(only.no).into()),
            _ => None,
        }
    }

    /// The officers of the case; the person alone where a case is to be opened.
    fn officers(&self, columns: &[Field]) -> Option<Value> {
        let column = |word: &str| {
            columns
                .iter()
                .find(|column| column.binding.as_deref() == Some(word))
        };
        let person = column("person")?;
        let ids: Vec<&str> = match self.case {
            Some(case) => case.officers.iter().map(String::as_str).collect(),
            None => vec![&self.signed.person],
        };
        let row = |id: &str| {
            let mut row = Fields::from([(person.name.clone(), Value::from(id))]);
            let known = self.agency.people.get(id);
            let held = known.and_then(|known| known.certificate(self.signed.now.date()));
            if let (Some(column), Some(held)) = (column("certificate"), held) {
                row.insert(column.name.clone(), held.number.as_str().into());
            }
            Value::Row(row)
        };
        Some(Value::List(ids.into_iter().map(row).collect()))
    }

    /// The name of the party, where the field is for it and there is only one.
    fn of_party(&self, field: &Field) -> Option<Value> {
        if field.binding.as_deref() == Some("recipient") {
            return self.of_parties();
        }
        let is_name = matches!(field.personal.as_deref(), Some("name" | "organisation"));
        if !is_name || field.whose.as_deref() != Some("party") {
            return None;
        }
        match self.case?.parties.as_slice() {
            [only] => Some(only.name.as_str().into()),
            _ => None,
        }
    }

    /// The names of all parties.
    fn of_parties(&self) -> Option<Value> {
        let names = self.case?.parties.iter().map(|party| party.name.as_str());
        let names: Vec<&str> = names.collect();
        (!names.is_empty()).then(|| names.join("、").into())
    }

    /// Fields of the same name and kind in the record this one builds on. Times are not copied:
    /// they belong to what happened then.
    fn copied(&self, asked: &Asked) -> Fields {
        let mut fields = Fields::new();
        for source in self.sources(asked) {
            let known = self.signed.office.pack().form(&source.record);
            for field in self.form.fields.iter().filter(|field| is_copied(field)) {
                let same = known
                    .and_then(|known| known.fields.iter().find(|other| other.name == field.name));
                let value = source
                    .fields
                    .get(&field.name)
                    .filter(|_| same.is_some_and(|same| same.kind == field.kind));
                if let Some(value) = value {
                    fields.insert(field.name.clone(), value.clone());
                }
            }
            self.by_words(source, &mut fields);
        }
        fields
    }

    /// A draft also takes what the decision says under other names, by the words both forms use.
    fn by_words(&self, source: &Deed, fields: &mut Fields) {
        if self.form.step.as_deref() != Some(Step::ItemDraft.name()) {
            return;
        }
        for (word, name) in self.form.words.iter() {
            let said = match word.as_str() {
                "title" | "number" | "recipient" => source.word(word),
                // What a decision tells was formed on its day.
                "formed" => source.word(word).or_else(|| source.word("date")),
                _ => None,
            };
            fields.extend(said.map(|value| (name.clone(), value.clone())));
        }
    }

    /// The record it concerns: the one that the form will name.
    fn about(&self, asked: &Asked) -> Option<&Deed> {
        let no = match self.form.bound("about").map(|field| (field, &field.kind)) {
            Some((field, FieldKind::Ref(kinds))) => {
                self.reference(field, kinds, asked)?.number()?
            }
            _ => asked.get("about").parse().ok()?,
        };
        self.dossier.deed(u32::try_from(no).ok()?)
    }

    /// The records it builds on, the nearest last: its words win.
    fn sources(&self, asked: &Asked) -> Vec<&Deed> {
        let about = self.about(asked);
        match self.form.step.as_deref().and_then(Step::named) {
            Some(Step::ItemDraft) => {
                let drafts = about.map(|item| self.dossier.about(item.no));
                let draft = drafts.and_then(|drafts| {
                    drafts
                        .filter(|deed| deed.step == Some(Step::ItemDraft))
                        .last()
                });
                about.into_iter().chain(draft).collect()
            }
            Some(Step::ReviewOpine) => self
                .dossier
                .doing(Step::ReviewSubmit)
                .next_back()
                .into_iter()
                .collect(),
            Some(Step::DecisionMake) => self
                .dossier
                .doing(Step::ReviewSubmit)
                .next_back()
                .into_iter()
                .collect(),
            Some(Step::ReviewSubmit) => self
                .dossier
                .doing(Step::ReviewSubmit)
                .next_back()
                .into_iter()
                .collect(),
            _ => Vec::new(),
        }
    }
}

fn is_copied(field: &Field) -> bool {
    matches!(
        field.kind,
        FieldKind::Text
            | FieldKind::Long
            | FieldKind::Choice
            | FieldKind::Many
            | FieldKind::Money
            | FieldKind::Table(_)
    ) || (field.kind == FieldKind::Date && field.binding.is_none())
}
