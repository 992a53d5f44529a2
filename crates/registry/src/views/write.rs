//! Keeps the views in step with the logs. Writes are idempotent: a case's rows are replaced by
//! what its state says, so following an entry twice changes nothing.

use std::collections::BTreeMap;

use enforcement::agency::Agency;
use enforcement::case::Case;
use enforcement::deadline::deadlines;
use enforcement::deed::Deed;
use enforcement::disclosure::{Item, Items, Published};
use enforcement::scene::Bench;
use enforcement::step::Step;
use law::form::Form;
use law::value::Value;
use ledger::Checkpoint;
use rusqlite::{Connection, Transaction, params};

use super::Views;
use crate::fault::Fault;
use crate::folded::folded;
use crate::redaction::public_order;
use crate::states::States;
use crate::writer::number_of;

/// The id under which items of the agency's own file are known.
pub const OWN: &str = "0";

/// The files that a batch changed.
#[derive(Default)]
pub struct Touched {
    cases: Vec<String>,
    numbers: Vec<(String, String)>,
    agency: bool,
    all: bool,
}

impl Touched {
    /// Notes a deed in a case, or in the agency's file.
    pub fn note(&mut self, case: Option<&str>, deed: &Deed) {
        let Some(case) = case else {
            self.agency = true;
            // Which law is in force decides which deadlines run, in every case.
            self.all |= deed.step == Some(Step::Effect);
            return;
        };
        if !self.cases.iter().any(|known| known == case) {
            self.cases.push(case.to_owned());
        }
        if let Some(number) = number_of(deed) {
            self.numbers.push((number.to_owned(), case.to_owned()));
        }
    }
}

/// Which public fields stand in the columns of a list.
#[derive(Clone, Debug, Default)]
pub struct PublicNames {
    title: Option<String>,
    number: Option<String>,
    party: Option<String>,
}

impl PublicNames {
    /// The names in a form that drafts what will be public.
    #[must_use]
    pub fn of(form: &Form) -> PublicNames {
        let name = |word: &str| form.words.get(word).cloned();
        PublicNames {
            title: name("title"),
            number: name("number"),
            party: name("recipient"),
        }
    }

    fn text<'a>(name: Option<&String>, published: &'a Published) -> &'a str {
        name.and_then(|name| published.field(name))
            .unwrap_or_default()
    }
}

impl Views {
    /// Shows the state of the touched files, as of a state of the log.
    ///
    /// # Errors
    /// A fault if a state cannot be folded or SQLite fails; the views then stand where they stood.
    pub fn show(
        &self,
        agency: &str,
        bench: Bench<'_>,
        states: &States,
        touched: &Touched,
        at: &Checkpoint,
    ) -> Result<(), Fault> {
        self.showing(agency, bench, |show| {
            for (number, case) in &touched.numbers {
                show.number(number, case)?;
            }
            let cases = match touched.all {
                true => &every_case(show.transaction, agency, &touched.cases)?,
                false => &touched.cases,
            };
            for id in cases {
                if let Some(case) = states.case(id)? {
                    show.case(id, &case)?;
                }
            }
            if touched.agency {
                show.own(bench.agency)?;
            }
            Ok(show.followed(at.size, at.root)?)
        })
    }

    /// Shows several things in one transaction: all of them, or nothing.
    pub(super) fn showing<T>(
        &self,
        agency: &str,
        bench: Bench<'_>,
        work: impl FnOnce(&Show<'_>) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let mut connection = self.writer.lock();
        let transaction = connection.transaction()?;
        let shown = work(&Show {
            transaction: &transaction,
            agency,
            bench,
        })?;
        transaction.commit()?;
        Ok(shown)
    }
}

/// The cases that have rows, and the new ones.
pub(super) fn every_case(
    connection: &Connection,
    agency: &str,
    new: &[String],
) -> rusqlite::Result<Vec<String>> {
    let sql = "SELECT id FROM cases WHERE agency = ?1";
    let mut cases = connection
        .prepare(sql)?
        .query_map([agency], |row| row.get(0))?
        .collect::<rusqlite::Result<Vec<String>>>()?;
    cases.extend(new.iter().cloned());
    Ok(cases)
}

pub(super) struct Show<'a> {
    pub transaction: &'a Transaction<'a>,
    pub agency: &'a str,
    pub bench: Bench<'a>,
}

impl Show<'_> {
    /// The agency's own file.
    pub fn own(&self, agency: &Agency) -> rusqlite::Result<()> {
        self.items(OWN, &agency.items)?;
        self.deadlines(OWN, None)
    }

    pub fn number(&self, number: &str, case: &str) -> rusqlite::Result<()> {
        self.transaction
            .prepare_cached("INSERT OR IGNORE INTO numbers VALUES (?1, ?2, ?3)")?
            .execute(params![self.agency, folded(number), case])
            .map(drop)
    }

    /// A case of which nothing is left, since it was destroyed.
    pub fn gone(&self, id: &str) -> rusqlite::Result<()> {
        let key = params![self.agency, id];
        let items: Vec<u32> = self
            .transaction
            .prepare_cached("SELECT no FROM items WHERE agency = ?1 AND case_id = ?2")?
            .query_map(key, |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        for no in items {
            let item = format!("{id}-{no}");
            unindex(self.transaction, self.agency, &item)?;
            self.transaction
                .prepare_cached("DELETE FROM withdrawn WHERE agency = ?1 AND id = ?2")?
                .execute(params![self.agency, item])?;
        }
        for sql in [
            "DELETE FROM items WHERE agency = ?1 AND case_id = ?2",
            "DELETE FROM unstored WHERE agency = ?1 AND case_id = ?2",
            "DELETE FROM deadlines WHERE agency = ?1 AND case_id = ?2",
            "DELETE FROM numbers WHERE agency = ?1 AND case_id = ?2",
            "DELETE FROM cases WHERE agency = ?1 AND id = ?2",
            "INSERT OR IGNORE INTO gone VALUES (?1, ?2)",
        ] {
            self.transaction.prepare_cached(sql)?.execute(key)?;
        }
        Ok(())
    }

    pub fn case(&self, id: &str, case: &Case) -> rusqlite::Result<()> {
        // Ids, not names: what a view says must not depend on when a person was renamed.
        let officers: String = case.officers.iter().map(|id| format!("|{id}|")).collect();
        let parties: Vec<&str> = case
            .parties
            .iter()
            .map(|party| party.name.as_str())
            .collect();
        let parties = parties.join("、");
        let searched = [&case.number, &case.title, &parties, &case.matter];
        let searched = folded(&searched.map(String::as_str).join("\n"));
        let deeds = case.dossier.deeds();
        let changed = deeds
            .last()
            .map(|deed| deed.entered.to_string())
            .unwrap_or_default();
        let code = deeds
            .first()
            .and_then(|deed| deed.found.get("查询码"))
            .and_then(Value::text);
        self.transaction
            .prepare_cached(
                "INSERT OR REPLACE INTO cases VALUES
                 (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
            )?
            .execute(params![
                self.agency,
                id,
                case.number,
                case.title,
                case.kind,
                case.matter,
                case.section,
                case.stage(),
                case.state(),
                case.reviews.state().word(),
                case.opened.map(|day| day.to_string()).unwrap_or_default(),
                changed,
                officers,
                parties,
                code.unwrap_or_default(),
                i64::from(case.dossier.next_no() - 1),
                searched,
            ])?;
        self.deadlines(id, Some(case))?;
        self.unstored(id, case)?;
        self.items(id, &case.items)
    }

    fn unstored(&self, id: &str, case: &Case) -> rusqlite::Result<()> {
        self.transaction
            .prepare_cached("DELETE FROM unstored WHERE agency = ?1 AND case_id = ?2")?
            .execute(params![self.agency, id])?;
        let mut insert = self
            .transaction
            .prepare_cached("INSERT INTO unstored VALUES (?1, ?2, ?3, ?4, ?5)")?;
        for recording in case.recordings.unstored() {
            if let Some(device) = &recording.device {
                insert.execute(params![self.agency, device, id, recording.no, case.number])?;
            }
        }
        Ok(())
    }

    /// Only what still runs: where it stands depends on the moment of reading.
    fn deadlines(&self, id: &str, case: Option<&Case>) -> rusqlite::Result<()> {
        self.transaction
            .prepare_cached("DELETE FROM deadlines WHERE agency = ?1 AND case_id = ?2")?
            .execute(params![self.agency, id])?;
        let running = deadlines(self.bench, case, enforcement::Moment::MIN);
        let mut insert = self
            .transaction
            .prepare_cached("INSERT OR REPLACE INTO deadlines VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
        for deadline in running.into_iter().filter(|deadline| deadline.is_open()) {
            let due = deadline
                .due
                .map(|due| due.at.to_string())
                .unwrap_or_default();
            let provisional = deadline.due.is_some_and(|due| due.provisional);
            insert.execute(params![
                self.agency,
                id,
                deadline.record,
                deadline.name,
                due,
                provisional
            ])?;
        }
        Ok(())
    }

    fn items(&self, case: &str, items: &Items) -> rusqlite::Result<()> {
        for item in items.all() {
            self.transaction
                .prepare_cached("INSERT OR REPLACE INTO items VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?
                .execute(params![
                    self.agency,
                    case,
                    item.no,
                    item.category,
                    item.title,
                    item.state().word(),
                    item.formed.to_string()
                ])?;
            self.public_side(case, item)?;
        }
        Ok(())
    }

    fn public_side(&self, case: &str, item: &Item) -> rusqlite::Result<()> {
        let id = format!("{case}-{}", item.no);
        let published = Published::of(item, &public_order(self.bench.pack, item));
        unindex(self.transaction, self.agency, &id)?;
        if let Some(published) = published {
            let draft = item.published.as_ref().map(|(draft, _)| &draft.record);
            let form = draft.and_then(|record| self.bench.pack.form(record));
            let names = form.map(PublicNames::of).unwrap_or_default();
            index_published(self.transaction, self.agency, &id, &names, &published)?;
        }
        match item.withdrawn {
            Some(at) => self
                .transaction
                .prepare_cached("INSERT OR REPLACE INTO withdrawn VALUES (?1, ?2, ?3, ?4)")?
                .execute(params![self.agency, id, at.to_string(), item.category])
                .map(drop),
            None => self
                .transaction
                .prepare_cached("DELETE FROM withdrawn WHERE agency = ?1 AND id = ?2")?
                .execute(params![self.agency, id])
                .map(drop),
        }
    }
}

/// Takes an item out of the public tables.
fn unindex(connection: &Connection, agency: &str, id: &str) -> rusqlite::Result<()> {
    let old = connection
        .prepare_cached(
            "DELETE FROM published WHERE agency = ?1 AND id = ?2
             RETURNING at, category, title, number, party",
        )?
        .query_map(params![agency, id], |row| {
            let text = |at| row.get::<_, String>(at);
            Ok((
                text(0)?,
                text(1)?,
                searched(&text(2)?, &text(3)?, &text(4)?),
            ))
        })?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    for (at, category, text) in old {
        let mut delete = connection.prepare_cached(
            "DELETE FROM terms WHERE term = ?1 AND at = ?2 AND agency = ?3 AND id = ?4",
        )?;
        for term in terms(&text) {
            delete.execute(params![term, at, agency, id])?;
        }
        count(connection, agency, &category, -1)?;
    }
    Ok(())
}

/// Puts a published item into the public tables.
///
/// # Errors
/// If SQLite fails.
pub fn index_published(
    connection: &Connection,
    agency: &str,
    id: &str,
    names: &PublicNames,
    published: &Published,
) -> rusqlite::Result<()> {
    let column = |name: &Option<String>| PublicNames::text(name.as_ref(), published).to_owned();
    let (mut title, number, party) = (
        column(&names.title),
        column(&names.number),
        column(&names.party),
    );
    if title.is_empty() {
        // Not every draft needs a title, and a list needs something to lead by.
        published.category().clone_into(&mut title);
    }
    let text = searched(&title, &number, &party);
    let at = published.published().to_string();
    // A published item is made of text: it always has a JSON form.
    let body = serde_json::to_string(published).unwrap_or_default();
    connection
        .prepare_cached(
            "INSERT INTO published VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        )?
        .execute(params![
            agency,
            id,
            published.category(),
            published.publication(),
            title,
            number,
            party,
            published.formed().to_string(),
            at,
            body,
            text
        ])?;
    let mut insert =
        connection.prepare_cached("INSERT OR IGNORE INTO terms VALUES (?1, ?2, ?3, ?4)")?;
    for term in terms(&text) {
        insert.execute(params![term, at, agency, id])?;
    }
    count(connection, agency, published.category(), 1)
}

fn count(connection: &Connection, agency: &str, category: &str, by: i64) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO counts VALUES (?1, ?2, ?3)
             ON CONFLICT DO UPDATE SET n = n + excluded.n",
        )?
        .execute(params![agency, category, by])
        .map(drop)
}

/// The text that search looks at.
fn searched(title: &str, number: &str, party: &str) -> String {
    folded(&format!("{title}\n{number}\n{party}"))
}

/// Overlapping two-character terms of a folded text; each once.
pub(super) fn terms(text: &str) -> Vec<String> {
    let mut found = BTreeMap::new();
    for line in text.lines() {
        let letters: Vec<char> = line.chars().collect();
        for pair in letters.windows(2) {
            found.insert(pair.iter().collect::<String>(), ());
        }
    }
    found.into_keys().collect()
}
