//! What the public may be handed. Values of these types are made here and nowhere else, from items
//! that passed every step; the portal knows no other door.

use law::value::{Fields, Value};
use serde::Serialize;

use super::item::{Draft, Item, ItemState};
use crate::{Day, Moment};

/// A published item as the public sees it: produced text only.
#[derive(Clone, Debug, Serialize)]
pub struct Published {
    /// The number of the record that formed it, within its file.
    no: u32,
    category: String,
    publication: String,
    fields: Vec<(String, String)>,
    files: Vec<PublicFile>,
    formed: Day,
    published: Moment,
    first: Moment,
    record: u32,
    corrected: Vec<Moment>,
    channels: Vec<String>,
}

/// A file published with an item. Its own name stays inside: names of files name people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PublicFile {
    /// The field it stands in, which is what the public reads.
    pub field: String,
    /// Its digest, in hexadecimal digits.
    pub sha256: String,
    /// The ending of its name, in small letters; empty where it has none.
    pub ending: String,
    /// Its size in bytes.
    pub size: i64,
}

/// An item that was public and is no more: that it was withdrawn, and nothing of what it said.
#[derive(Clone, Debug, Serialize)]
pub struct Withdrawn {
    /// When it was withdrawn.
    pub at: Moment,
    /// The category it belonged to.
    pub category: String,
}

impl Published {
    /// The public side of an item; `None` unless it is public now. Order of fields follows
    /// `order`, the form's.
    #[must_use]
    pub fn of(item: &Item, order: &[&str]) -> Option<Published> {
        let (draft, at) = item.published.as_ref()?;
        if item.is_withheld() || item.state() == ItemState::Withdrawn {
            return None;
        }
        Some(Published {
            no: item.no,
            category: item.category.clone(),
            publication: draft.publication.clone(),
            fields: public_fields(draft, order)?,
            files: public_file(draft).into_iter().collect(),
            formed: item.formed,
            published: *at,
            first: item.first_published.unwrap_or(*at),
            record: item.published_by.unwrap_or_default(),
            corrected: item.corrected.clone(),
            channels: item
                .channels
                .iter()
                .map(|channel| channel.name.clone())
                .collect(),
        })
    }

    /// The number of the record that formed it, within its file.
    #[must_use]
    pub fn no(&self) -> u32 {
        self.no
    }

    /// The category it belongs to.
    #[must_use]
    pub fn category(&self) -> &str {
        &self.category
    }

    /// The form of publication.
    #[must_use]
    pub fn publication(&self) -> &str {
        &self.publication
    }

    /// Name and text of each public field, in order.
    #[must_use]
    pub fn fields(&self) -> &[(String, String)] {
        &self.fields
    }

    /// The files it is published with.
    #[must_use]
    pub fn files(&self) -> &[PublicFile] {
        &self.files
    }

    /// The text of one public field.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, text)| text.as_str())
    }

    /// The day it was formed or changed.
    #[must_use]
    pub fn formed(&self) -> Day {
        self.formed
    }

    /// When this version was published.
    #[must_use]
    pub fn published(&self) -> Moment {
        self.published
    }

    /// When it was published for the first time.
    #[must_use]
    pub fn first(&self) -> Moment {
        self.first
    }

    /// The number, within its file, of the record that published this version.
    #[must_use]
    pub fn record(&self) -> u32 {
        self.record
    }

    /// When it was corrected.
    #[must_use]
    pub fn corrected(&self) -> &[Moment] {
        &self.corrected
    }

    /// The channels on which it was published.
    #[must_use]
    pub fn channels(&self) -> &[String] {
        &self.channels
    }
}

fn public_file(draft: &Draft) -> Option<PublicFile> {
    let (field, value) = draft.file.as_ref()?;
    let row = value.row()?;
    let name = row.get("name")?.text()?;
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let is_plain = ending.len() <= 5 && ending.bytes().all(|byte| byte.is_ascii_alphanumeric());
    Some(PublicFile {
        field: field.clone(),
        sha256: row.get("sha256")?.text()?.to_owned(),
        ending: if is_plain {
            ending.to_ascii_lowercase()
        } else {
            String::new()
        },
        size: row.get("size")?.number()?,
    })
}

fn public_fields(draft: &Draft, order: &[&str]) -> Option<Vec<(String, String)>> {
    let public: &Fields = draft.public.as_ref()?;
    let shown = |name: &&str| {
        let text = public
            .get(*name)
            .filter(|value| !value.is_empty())
            .map(Value::shown)?;
        Some(((*name).to_owned(), text))
    };
    Some(order.iter().filter_map(shown).collect())
}
