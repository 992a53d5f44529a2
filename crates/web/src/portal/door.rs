//! The portal's only door. Pages of the portal hold this and nothing else: what disclosure made
//! public, the law, how far a case has come for those who know its number and code, whether a
//! certificate is valid, and proofs. There is no way from here to a case, to a person's file or to
//! an account, and a test sees to it that no page of the portal finds another.

use std::sync::Arc;

use axum::extract::FromRef;
use enforcement::{Day, Moment};
use law::citation::ClauseId;
use law::form::{Field, FieldKind, Form};
use law::pack::Pack;
use law::rule::Category;
use maud::Markup;
use registry::folded::folded;
use registry::proof::{Inclusion, Place};
use registry::store::Request;
use registry::views::{Page, PublishedFilter, PublishedRow, WithdrawnRow};
use registry::witnessed::Seen;
use registry::{Fault, Office};
use serde::{Deserialize, Serialize};

use super::limits::Limits;
use crate::answer::No;
use crate::app::Shared;
use crate::parts;
use crate::parts::citation::Citation;

/// What the portal's pages work with.
#[derive(Clone)]
pub struct Door(Shared);

impl FromRef<Shared> for Door {
    fn from_ref(app: &Shared) -> Door {
        Door(app.clone())
    }
}

/// A published item in full.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Public {
    /// The category it belongs to.
    pub category: String,
    /// The form of publication.
    pub publication: String,
    /// Name and text of each field, in order.
    pub fields: Vec<(String, String)>,
    /// The files it is published with.
    #[serde(default)]
    pub files: Vec<PublicFile>,
    /// The day it was formed or changed.
    pub formed: Day,
    /// When this version was published.
    pub published: Moment,
    /// When it was published for the first time.
    pub first: Moment,
    /// When it was corrected.
    pub corrected: Vec<Moment>,
    /// The channels on which it was published.
    pub channels: Vec<String>,
    /// The number, within its file, of the record that published this version.
    record: u32,
}

/// A file published with an item.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct PublicFile {
    /// The field it stands in.
    pub field: String,
    /// Its digest.
    pub sha256: String,
    /// The ending of its name; may be empty.
    pub ending: String,
    /// Its size in bytes.
    pub size: u64,
}

/// A published item with its row in the list.
#[derive(Clone, Debug)]
pub struct Item {
    /// Agency, id, title, number and the like.
    pub row: PublishedRow,
    /// What it says.
    pub public: Public,
}

/// How far a case has come, for somebody who knows its number and its code.
#[derive(Clone, Debug, Serialize)]
pub struct Progress {
    /// The agency that handles it.
    pub agency: String,
    /// The stage it is in.
    pub stage: String,
    /// Its state in a word.
    pub state: String,
    /// The day it was opened.
    pub opened: String,
    /// The day of the latest record.
    pub changed: String,
    /// What the agency must do next and by when.
    pub next: Option<(String, Moment)>,
}

/// What is said of a certificate of enforcement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Certificate {
    /// Whether it is valid today.
    pub valid: bool,
    /// The agency whose officer holds it.
    pub agency: String,
    /// Kind of enforcement.
    pub kind: String,
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
}

/// A table that stands in a public field, told row by row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rows<'a> {
    /// Names of the columns.
    pub columns: Vec<&'a str>,
    /// Cells in the order of the columns.
    pub rows: Vec<Vec<&'a str>>,
}

impl Door {
    /// The name of the site.
    #[must_use]
    pub fn site(&self) -> &str {
        &self.0.site
    }

    /// Now, as the installation's clock shows it.
    #[must_use]
    pub fn now(&self) -> Moment {
        self.0.installation.clock.now()
    }

    /// How often one address may ask what is not open to everybody.
    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.0.limits
    }

    /// A page in the portal's frame.
    #[must_use]
    pub fn show(&self, place: &str, page: parts::page::Page<'_>) -> Markup {
        super::framed(&self.0, place, page)
    }

    /// The codes of the agencies, each with its law.
    pub fn agencies(&self) -> impl Iterator<Item = (&str, &Arc<Pack>)> {
        self.0
            .installation
            .offices()
            .map(|office| (office.code(), office.pack()))
    }

    /// The law of an agency.
    ///
    /// # Errors
    /// `NotFound` if there is no such agency.
    pub fn pack(&self, agency: &str) -> Result<&Arc<Pack>, No> {
        Ok(self.office(agency)?.pack())
    }

    fn office(&self, agency: &str) -> Result<&Arc<Office>, No> {
        self.0.installation.office(agency).ok_or(No::NotFound)
    }

    /// The day a document is confirmed to be in force from.
    #[must_use]
    pub fn effective(&self, agency: &str, document: &str) -> Option<Day> {
        self.office(agency).ok()?.agency().effective(document)
    }

    /// A clause as the public cites it.
    #[must_use]
    pub fn cite<'a>(&'a self, agency: &str, pack: &'a Pack, id: &'a ClauseId) -> Citation<'a> {
        let mut citation = self.0.cite(agency, pack, id);
        citation.href = format!("/law/{agency}#{}", id.0).into();
        citation
    }

    /// The categories of what must be public, over all agencies; each name once.
    #[must_use]
    pub fn categories(&self) -> Vec<&Category> {
        let mut found: Vec<&Category> = Vec::new();
        for category in self.agencies().flat_map(|(_, pack)| &pack.categories) {
            if !found.iter().any(|known| known.name == category.name) {
                found.push(category);
            }
        }
        found
    }

    /// How many items are public, by category.
    ///
    /// # Errors
    /// A fault if the views cannot be read.
    pub fn counts(&self) -> Result<Vec<(String, u64)>, Fault> {
        let counts = self.0.installation.views.counts()?;
        let whole = |(name, n): (String, i64)| (name, u64::try_from(n).unwrap_or(0));
        Ok(counts.into_iter().map(whole).collect())
    }

    /// Published items, the latest first.
    ///
    /// # Errors
    /// A fault if the views cannot be read.
    pub fn published(
        &self,
        filter: &PublishedFilter,
        limit: usize,
    ) -> Result<Page<PublishedRow>, Fault> {
        self.0.installation.views.published(filter, limit)
    }

    /// One published item.
    ///
    /// # Errors
    /// A fault if the views cannot be read.
    pub fn item(&self, agency: &str, id: &str) -> Result<Option<Item>, Fault> {
        let row = self.0.installation.views.one_published(agency, id)?;
        row.map(item).transpose()
    }

    /// The latest published items of a category, in full.
    ///
    /// # Errors
    /// A fault if the views cannot be read.
    pub fn items_of(&self, category: &str, limit: usize) -> Result<Vec<Item>, Fault> {
        let filter = PublishedFilter {
            category: category.to_owned(),
            ..PublishedFilter::default()
        };
        self.published(&filter, limit)?
            .rows
            .into_iter()
            .map(item)
            .collect()
    }

    /// That an item was public and is no more.
    ///
    /// # Errors
    /// A fault if the views cannot be read.
    pub fn withdrawn(&self, agency: &str, id: &str) -> Result<Option<WithdrawnRow>, Fault> {
        self.0.installation.views.one_withdrawn(agency, id)
    }

    /// The bytes of a file that is published with an item.
    ///
    /// # Errors
    /// `NotFound` unless that very item is published with it.
    pub fn file(
        &self,
        agency: &str,
        id: &str,
        sha256: &str,
    ) -> Result<(PublicFile, std::fs::File), No> {
        let item = self.item(agency, id)?.ok_or(No::NotFound)?;
        let file = item
            .public
            .files
            .into_iter()
            .find(|file| file.sha256 == sha256);
        let file = file.ok_or(No::NotFound)?;
        let (bytes, _) = self.office(agency)?.file(sha256)?.ok_or(No::NotFound)?;
        Ok((file, bytes))
    }

    /// The table a public field holds, where it is one; `None` shows the text as it is.
    #[must_use]
    pub fn rows<'a>(&'a self, agency: &str, name: &str, text: &'a str) -> Option<Rows<'a>> {
        let pack = self.office(agency).ok()?.pack();
        let drafts = pack
            .forms
            .iter()
            .filter(|form| form.step.as_deref() == Some("disclosure.draft"));
        let columns = drafts
            .flat_map(|form| &form.fields)
            .find_map(|field| match &field.kind {
                FieldKind::Table(columns) if field.name == name => Some(columns),
                _ => None,
            })?;
        let rows: Option<Vec<_>> = text.lines().map(|line| cells(columns, line)).collect();
        Some(Rows {
            columns: columns.iter().map(|column| column.name.as_str()).collect(),
            rows: rows?,
        })
    }

    /// How far the case has come that uses a number and has this code.
    ///
    /// # Errors
    /// A fault if views or log cannot be read.
    pub fn progress(&self, number: &str, code: &str) -> Result<Option<Progress>, Fault> {
        let Some((agency, row)) = self.0.installation.views.enquire(number, code)? else {
            return Ok(None);
        };
        let Some(office) = self.0.installation.office(&agency) else {
            return Ok(None);
        };
        let case = office.case(&row.id)?;
        let deadlines = office.deadlines(case.as_deref(), self.now());
        let open = deadlines.into_iter().filter(|deadline| deadline.is_open());
        let next = open.filter_map(|deadline| Some((deadline.name, deadline.due?.at)));
        Ok(Some(Progress {
            agency: office.pack().issuer.clone(),
            stage: row.stage,
            state: row.state,
            opened: row.opened,
            changed: row.changed.chars().take(10).collect(),
            next: next.min_by_key(|(_, due)| *due),
        }))
    }

    /// What may be said of a certificate: less than the roster publishes, and never whose it is.
    #[must_use]
    pub fn certificate(&self, number: &str) -> Option<Certificate> {
        let (today, number) = (self.now().date(), folded(number));
        self.0.installation.offices().find_map(|office| {
            let agency = office.agency();
            let held = agency.people.iter().flat_map(|person| &person.certificates);
            // A certificate that was renewed is registered again; the last to end counts.
            let one = held
                .filter(|held| folded(&held.number) == number)
                .max_by_key(|held| held.to)?;
            Some(Certificate {
                valid: one.from <= today && today <= one.to,
                agency: office.pack().issuer.clone(),
                kind: one.kind.clone(),
                from: one.from,
                to: one.to,
            })
        })
    }

    /// Where the record stands in the log that published an item as it is now.
    ///
    /// # Errors
    /// A fault if the log cannot be read.
    pub fn place(&self, item: &Item) -> Result<Option<Place>, Fault> {
        let Some(office) = self.0.installation.office(&item.row.agency) else {
            return Ok(None);
        };
        let file = item.row.id.rsplit_once('-').map(|(file, _)| file);
        let case = file.filter(|file| *file != registry::views::OWN);
        let record = item.public.record;
        if record == 0 {
            return Ok(None);
        }
        Ok(office
            .places(case, record)?
            .into_iter()
            .find(|place| place.no == record))
    }

    /// The latest signed checkpoint of an agency's log.
    ///
    /// # Errors
    /// `NotFound` if there is no such agency.
    pub fn checkpoint(&self, agency: &str) -> Result<String, No> {
        Ok(self.office(agency)?.checkpoint()?)
    }

    /// What witnesses have said of an agency's log.
    #[must_use]
    pub fn witnessed(&self, agency: &str) -> Vec<Seen> {
        self.0.installation.witnessed.of(agency)
    }

    /// A tile of an agency's log, by its path in C2SP `tlog-tiles`: hashes only.
    ///
    /// # Errors
    /// `NotFound` if there is no such agency, or the log has no such tile.
    pub fn tile(&self, agency: &str, path: &str) -> Result<Vec<u8>, No> {
        self.office(agency)?.tile(path)?.ok_or(No::NotFound)
    }

    /// The key that signs an agency's checkpoints.
    ///
    /// # Errors
    /// `NotFound` if there is no such agency.
    pub fn key(&self, agency: &str) -> Result<String, No> {
        Ok(self.office(agency)?.log_key())
    }

    /// The proof that an entry is in an agency's log.
    ///
    /// # Errors
    /// `NotFound` if there is no such agency or no such entry.
    pub fn inclusion(&self, agency: &str, index: u64) -> Result<Inclusion, No> {
        self.office(agency)?.inclusion(index)?.ok_or(No::NotFound)
    }

    /// The same as a C2SP `tlog-proof`.
    ///
    /// # Errors
    /// As [`Door::inclusion`].
    pub fn receipt(&self, agency: &str, index: u64) -> Result<String, No> {
        self.office(agency)?.receipt(index)?.ok_or(No::NotFound)
    }

    /// The form by which an objection to what is published is recorded, where the law has one.
    #[must_use]
    pub fn objection(&self, agency: &str) -> Option<&Form> {
        self.office(agency)
            .ok()?
            .pack()
            .form_doing("disclosure.object")
    }

    /// Hands an objection to the agency; returns its number. It is not a record yet: the agency
    /// takes it in, and its words are forgotten here when it has.
    ///
    /// # Errors
    /// A fault if it cannot be kept.
    pub fn object(&self, item: &Item, fields: law::value::Fields) -> Result<i64, Fault> {
        let request = Request {
            agency: item.row.agency.clone(),
            item: item.row.id.clone(),
            at: self.now(),
            fields,
        };
        self.0.installation.store.put_request(&request)
    }
}

fn item(row: PublishedRow) -> Result<Item, Fault> {
    let public = serde_json::from_str(&row.body).map_err(|error| {
        Fault::internal(format!("published item {} cannot be read: {error}", row.id))
    })?;
    Ok(Item { row, public })
}

/// What follows the name of a column, where a text begins with it.
fn begins<'a>(column: &Field, at: &'a str) -> Option<&'a str> {
    at.strip_prefix(column.name.as_str())?.strip_prefix('：')
}

/// The cells of a line `甲：…；乙：…`, in the order of the columns; an absent one is empty. `None`
/// if the line is not made of these columns.
fn cells<'a>(columns: &[Field], line: &'a str) -> Option<Vec<&'a str>> {
    let mut rest = Some(line);
    let mut found = Vec::with_capacity(columns.len());
    for (at, column) in columns.iter().enumerate() {
        let Some(text) = rest.and_then(|rest| begins(column, rest)) else {
            found.push("");
            continue;
        };
        let ends = text.match_indices('；').find(|(end, mark)| {
            let after = &text[end + mark.len()..];
            columns[at + 1..]
                .iter()
                .any(|next| begins(next, after).is_some())
        });
        let (cell, after) = match ends {
            Some((end, mark)) => (&text[..end], Some(&text[end + mark.len()..])),
            None => (text, None),
        };
        found.push(cell);
        rest = after;
    }
    rest.is_none().then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(names: &[&str]) -> Vec<Field> {
        let column = |name: &&str| Field {
            name: (*name).to_owned(),
            kind: FieldKind::Text,
            required: false,
            required_when: None,
            options: Vec::new(),
            ahead: false,
            binding: None,
            personal: None,
            whose: None,
            basis: Vec::new(),
            hint: String::new(),
        };
        names.iter().map(column).collect()
    }

    #[test]
    fn a_line_is_told_apart_by_the_names_of_its_columns() {
        let columns = columns(&["姓名", "证号", "类别"]);
        let table = [
            (
                "姓名：林示例；证号：SL-1；类别：科技",
                Some(vec!["林示例", "SL-1", "科技"]),
            ),
            (
                "姓名：林；示例；证号：SL-1",
                Some(vec!["林；示例", "SL-1", ""]),
            ),
            ("证号：SL-1", Some(vec!["", "SL-1", ""])),
            ("随便写的一行", None),
            ("类别：甲；姓名：乙", Some(vec!["", "", "甲；姓名：乙"])),
        ];
        for (line, told) in table {
            assert_eq!(cells(&columns, line), told, "{line}");
        }
    }
}
