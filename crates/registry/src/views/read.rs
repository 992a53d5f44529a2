//! What lists and pages read from the views. Lists are paged by key, never by offset; the counts that
//! the public sees are maintained, never counted.

use enforcement::case::Case;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Row, params, params_from_iter};
use sha2::{Digest, Sha256};

use super::Views;
use super::write::terms;
use crate::fault::Fault;
use crate::folded::folded;

/// A page of rows, and the key after which the next one starts.
#[derive(Clone, Debug)]
pub struct Page<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// Where the next page starts; `None` on the last.
    pub next: Option<String>,
}

/// One case in a list.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[allow(missing_docs)]
pub struct CaseRow {
    pub id: String,
    pub number: String,
    pub title: String,
    pub kind: String,
    pub matter: String,
    pub section: String,
    pub stage: String,
    pub state: String,
    pub review: String,
    pub opened: String,
    pub changed: String,
    /// Names, once the office has looked them up.
    pub officers: String,
    pub parties: String,
}

/// Which cases to list.
#[derive(Clone, Debug, Default)]
pub struct CaseFilter {
    /// Words in number, title, party or matter.
    pub words: String,
    /// Or this officer, by id.
    pub officer: String,
    /// Only this stage.
    pub stage: String,
    /// Only this state.
    pub state: String,
    /// Only this section.
    pub section: String,
    /// Only these states of review.
    pub review: Vec<String>,
    /// Only those of this handler, by id.
    pub handler: String,
    /// After this key.
    pub after: Option<String>,
}

/// A running deadline.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct DeadlineRow {
    pub case: String,
    pub record: u32,
    pub name: String,
    /// Empty where the text gives no figure.
    pub due: String,
    pub provisional: bool,
}

/// A disclosure item in a work list.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[allow(missing_docs)]
pub struct ItemRow {
    pub case: String,
    pub no: u32,
    pub category: String,
    pub title: String,
    pub state: String,
    pub formed: String,
}

/// A published item in a list.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[allow(missing_docs)]
pub struct PublishedRow {
    pub agency: String,
    pub id: String,
    pub category: String,
    pub publication: String,
    pub title: String,
    pub number: String,
    pub party: String,
    pub formed: String,
    pub at: String,
    /// The published item as JSON, for the page of one.
    #[serde(skip)]
    pub body: String,
}

/// That an item was withdrawn.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[allow(missing_docs)]
pub struct WithdrawnRow {
    pub at: String,
    pub category: String,
}

/// Which published items to list.
#[derive(Clone, Debug, Default)]
pub struct PublishedFilter {
    /// Only this category.
    pub category: String,
    /// Words in title, number or party.
    pub words: String,
    /// After this key.
    pub after: Option<String>,
}

const COLUMNS: &str = "d.agency, d.id, d.category, d.publication, d.title, d.number, d.party, \
                       d.formed, d.at, d.body";

/// A year of an agency in numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Year {
    /// Cases opened.
    pub opened: u64,
    /// Information formed, decisions among it, by category.
    pub formed: Vec<(String, u64)>,
}

impl Year {
    /// How much of one category was formed.
    #[must_use]
    pub fn of(&self, category: &str) -> u64 {
        let mut all = self.formed.iter();
        all.find(|(known, _)| known == category)
            .map_or(0, |(_, n)| *n)
    }
}

impl Views {
    /// Cases opened so far by an agency, those that were destroyed included.
    ///
    /// # Errors
    /// A fault if SQLite fails.
    pub fn cases_opened(&self, agency: &str) -> Result<u64, Fault> {
        let sql = "SELECT (SELECT count(*) FROM cases WHERE agency = ?1)
                        + (SELECT count(*) FROM gone WHERE agency = ?1)";
        self.read(|db| {
            db.prepare_cached(sql)?
                .query_row([agency], |row| row.get::<_, i64>(0))
        })
        .map(|n| u64::try_from(n).unwrap_or(0))
    }

    /// Whether a case or decision number is in use.
    ///
    /// # Errors
    /// A fault if SQLite fails.
    pub fn is_number_taken(&self, agency: &str, number: &str) -> Result<bool, Fault> {
        let sql = "SELECT 1 FROM numbers WHERE agency = ?1 AND number = ?2";
        self.read(|db| {
            db.prepare_cached(sql)?
                .exists(params![agency, folded(number)])
        })
    }

    /// The case that uses a number, as its own or its decision's.
    ///
    /// # Errors
    /// A fault if SQLite fails.
    pub fn case_numbered(&self, agency: &str, number: &str) -> Result<Option<String>, Fault> {
        let sql = "SELECT case_id FROM numbers WHERE agency = ?1 AND number = ?2";
        self.read(|db| {
            db.prepare_cached(sql)?
                .query_row(params![agency, folded(number)], |row| row.get(0))
                .optional()
        })
    }

    /// A year in numbers, by the day on which each case was opened and each decision or other
    /// information was made.
    ///
    /// # Errors
    /// A fault if SQLite fails.
    pub fn year(&self, agency: &str, year: i16) -> Result<Year, Fault> {
        let (from, to) = (format!("{year:04}-01-01"), format!("{year:04}-12-31"));
        let cases = "SELECT count(*) FROM cases WHERE agency = ?1 AND opened BETWEEN ?2 AND ?3";
        let items = "SELECT category, count(*) FROM items
                     WHERE agency = ?1 AND formed BETWEEN ?2 AND ?3
                     GROUP BY category ORDER BY category";
        let whole = |n: i64| u64::try_from(n).unwrap_or(0);
        self.read(|db| {
            let span = params![agency, from, to];
            let opened = db
                .prepare_cached(cases)?
                .query_row(span, |row| row.get::<_, i64>(0))?;
            let formed = db
                .prepare_cached(items)?
                .query_map(span, |row| Ok((row.get(0)?, whole(row.get(1)?))))?
                .collect::<Result<_, _>>()?;
            Ok(Year {
                opened: whole(opened),
                formed,
            })
        })
    }

    /// The recordings still on a device: the number of the case and of the record, oldest case first.
    ///
    /// # Errors
    /// A fault if SQLite fails.
    pub fn unstored_on(&self, agency: &str, device: &str) -> Result<Vec<(String, u32)>, Fault> {
        let sql = "SELECT number, no FROM unstored WHERE agency = ?1 AND device = ?2
                   ORDER BY case_id, no";
        self.read(|db| {
            let mut statement = db.prepare_cached(sql)?;
            let rows = statement.query_map(params![agency, device], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })?;
            rows.collect()
        })
    }

    /// The case that uses a number, if its enquiry code is the one given.
    ///
    /// # Errors
    /// A fault if SQLite fails.
    pub fn enquire(&self, number: &str, code: &str) -> Result<Option<(String, CaseRow)>, Fault> {
        let sql = "SELECT c.agency, c.* FROM cases c
                   JOIN numbers n ON n.agency = c.agency AND n.case_id = c.id
                   WHERE n.number = ?1 AND c.code = ?2 AND c.code <> ''";
        self.read(|db| {
            let mut statement = db.prepare_cached(sql)?;
            let mut rows = statement.query_map(params![folded(number), folded(code)], |row| {
                Ok((row.get::<_, String>(0)?, case_row(row, 1)?))
            })?;
            rows.next().transpose()
        })
    }

    /// Cases, the latest changed first.
    ///
    /// # Errors
    /// A fault if SQLite fails.
    pub fn cases(
        &self,
        agency: &str,
        filter: &CaseFilter,
        limit: usize,
    ) -> Result<Page<CaseRow>, Fault> {
        let (changed, id) = split_key(filter.after.as_deref());
        let sql = "SELECT * FROM cases WHERE agency = ?1
             AND (?2 = '' OR (changed, id) < (?2, ?3))
             AND (?4 = '' OR stage = ?4) AND (?5 = '' OR state = ?5) AND (?6 = '' OR section = ?6)
             AND (?7 = '' OR (?9 <> '' AND instr(officers, '|' || ?9 || '|') > 0)
                 OR instr(folded, ?7) > 0)
             AND (?10 = '' OR instr(?10, '|' || review || '|') > 0)
             AND (?11 = '' OR instr(officers, '|' || ?11 || '|') > 0)
             ORDER BY changed DESC, id DESC LIMIT ?8";
        let rows = self.read(|db| {
            db.prepare_cached(sql)?
                .query_map(
                    params![
                        agency,
                        changed,
                        id,
                        filter.stage,
                        filter.state,
                        filter.section,
                        folded(&filter.words),
                        limit_of(limit),
                        filter.officer,
                        enclosed(&filter.review),
                        filter.handler
                    ],
                    |row| case_row(row, 0),
                )?
                .collect::<rusqlite::Result<Vec<_>>>()
        })?;
        Ok(page(rows, limit, |row| {
            format!("{}|{}", row.changed, row.id)
        }))
    }

    /// The ids of cases that are not archived, those of one state together, the latest changed first.
    ///
    /// # Errors
    /// A fault if SQLite fails.
    pub fn open_cases(&self, agency: &str, limit: usize) -> Result<Vec<String>, Fault> {
        let sql = "SELECT id FROM cases WHERE agency = ?1 AND state = ?2
             ORDER BY changed DESC, id DESC LIMIT ?3";
        self.read(|db| {
            let mut query = db.prepare_cached(sql)?;
            let mut found: Vec<String> = Vec::new();
            for state in Case::OPEN {
                let rest = i64::try_from(limit - found.len()).unwrap_or(i64::MAX);
                let rows = query.query_map(params![agency, state, rest], |row| row.get(0))?;
                for id in rows {
                    found.push(id?);
                }
            }
            Ok(found)
        })
    }

    /// The cases opened in a year, and those of other years that are not archived or in which a
    /// deadline still runs; in the order in which they were opened.
    ///
    /// # Errors
    /// A fault if SQLite fails.
    pub fn cases_of_year(&self, agency: &str, year: i16) -> Result<Vec<String>, Fault> {
        let sql = "SELECT id FROM cases c WHERE agency = ?1
             AND (substr(opened, 1, 4) = ?2 OR state <> ?3
                  OR EXISTS (SELECT 1 FROM deadlines d WHERE d.agency = c.agency AND d.case_id = c.id))
             ORDER BY opened, id";
        self.read(|db| {
            db.prepare_cached(sql)?
                .query_map(params![agency, year.to_string(), Case::ARCHIVED], |row| {
                    row.get(0)
                })?
                .collect()
        })
    }

    /// How many items stand in each state, by category.
    ///
    /// # Errors
    /// A fault if SQLite fails.
    pub fn item_counts(&self, agency: &str) -> Result<Vec<(String, String, u64)>, Fault> {
        let sql = "SELECT category, state, count(*) FROM items WHERE agency = ?1
                   GROUP BY category, state ORDER BY category, state";
        self.read(|db| {
            db.prepare_cached(sql)?
                .query_map([agency], |row| {
                    let n = row.get::<_, i64>(2)?;
                    Ok((row.get(0)?, row.get(1)?, u64::try_from(n).unwrap_or(0)))
                })?
                .collect()
        })
    }

    /// Running deadlines, the soonest first; those without a figure come last.
    ///
    /// # Errors
    /// A fault if SQLite fails.
    pub fn deadlines(&self, agency: &str, limit: usize) -> Result<Vec<DeadlineRow>, Fault> {
        let sql = "SELECT case_id, record, name, due, provisional FROM deadlines
                   WHERE agency = ?1 ORDER BY due = '', due, case_id, record LIMIT ?2";
        self.read(|db| {
            db.prepare_cached(sql)?
                .query_map(params![agency, limit_of(limit)], |row| {
                    Ok(DeadlineRow {
                        case: row.get(0)?,
                        record: row.get(1)?,
                        name: row.get(2)?,
                        due: row.get(3)?,
                        provisional: row.get(4)?,
                    })
                })?
                .collect()
        })
    }

    /// Disclosure items of an agency, by state (all where empty), the oldest first.
    ///
    /// # Errors
    /// A fault if SQLite fails.
    pub fn items(&self, agency: &str, state: &str, limit: usize) -> Result<Vec<ItemRow>, Fault> {
        let sql = "SELECT case_id, no, category, title, state, formed FROM items
                   WHERE agency = ?1 AND (?2 = '' OR state = ?2)
                   ORDER BY formed, case_id, no LIMIT ?3";
        self.read(|db| {
            db.prepare_cached(sql)?
                .query_map(params![agency, state, limit_of(limit)], |row| {
                    Ok(ItemRow {
                        case: row.get(0)?,
                        no: row.get(1)?,
                        category: row.get(2)?,
                        title: row.get(3)?,
                        state: row.get(4)?,
                        formed: row.get(5)?,
                    })
                })?
                .collect()
        })
    }

    /// Published items, the latest first.
    ///
    /// # Errors
    /// A fault if SQLite fails.
    pub fn published(
        &self,
        filter: &PublishedFilter,
        limit: usize,
    ) -> Result<Page<PublishedRow>, Fault> {
        let rows = if filter.words.trim().is_empty() {
            self.list_published(filter, limit)?
        } else {
            self.search_published(filter, limit)?
        };
        // Two agencies may publish an item of one id at one moment.
        Ok(page(rows, limit, |row| {
            format!("{}|{}|{}", row.at, row.id, row.agency)
        }))
    }

    fn list_published(
        &self,
        filter: &PublishedFilter,
        limit: usize,
    ) -> Result<Vec<PublishedRow>, Fault> {
        let (at, id, agency) = published_key(filter.after.as_deref());
        let (index, of_category) = match filter.category.is_empty() {
            true => ("published_by_all", "?1 = ''"),
            false => ("published_by_time", "d.category = ?1"),
        };
        let sql = format!(
            "SELECT {COLUMNS} FROM published d INDEXED BY {index} WHERE {of_category}
             AND (d.at, d.id, d.agency) < (?2, ?3, ?5)
             ORDER BY d.at DESC, d.id DESC, d.agency DESC LIMIT ?4"
        );
        self.read(|db| {
            db.prepare_cached(&sql)?
                .query_map(
                    params![filter.category, at, id, limit_of(limit), agency],
                    published_row,
                )?
                .collect()
        })
    }

    /// Every term narrows; the words as a whole must then stand in the text, so nothing is found
    /// that only holds the pieces.
    fn search_published(
        &self,
        filter: &PublishedFilter,
        limit: usize,
    ) -> Result<Vec<PublishedRow>, Fault> {
        let words = folded(&filter.words);
        let found = terms(&words);
        let (at, id, agency) = published_key(filter.after.as_deref());
        // One letter is a range of terms and may meet an item more than once; a term meets it once,
        // and the rows come in order as they lie.
        let (distinct, first) = match found.is_empty() {
            true => ("DISTINCT", "t.term >= ?6 AND t.term < ?6 || char(1114111)"),
            false => ("", "t.term = ?6"),
        };
        let others: String = (7..6 + found.len().max(1))
            .map(|n| {
                format!(
                    " AND EXISTS (SELECT 1 FROM terms o WHERE o.term = ?{n} AND o.at = t.at
                       AND o.agency = t.agency AND o.id = t.id)"
                )
            })
            .collect();
        let sql = format!(
            "SELECT {distinct} {COLUMNS} FROM terms t
             CROSS JOIN published d ON d.agency = t.agency AND d.id = t.id
             WHERE {first} {others} AND (?1 = '' OR d.category = ?1)
             AND (t.at, t.id, t.agency) < (?2, ?3, ?5)
             AND instr(d.folded, ?{}) > 0
             ORDER BY t.at DESC, t.id DESC, t.agency DESC LIMIT ?4",
            6 + found.len().max(1)
        );
        let mut values: Vec<rusqlite::types::Value> = vec![
            filter.category.clone().into(),
            at.to_owned().into(),
            id.to_owned().into(),
            limit_of(limit).into(),
            agency.to_owned().into(),
        ];
        if found.is_empty() {
            values.push(words.clone().into());
        }
        values.extend(found.into_iter().map(Into::into));
        values.push(words.into());
        self.read(|db| {
            db.prepare(&sql)?
                .query_map(params_from_iter(values), published_row)?
                .collect()
        })
    }

    /// One published item.
    ///
    /// # Errors
    /// A fault if SQLite fails.
    pub fn one_published(&self, agency: &str, id: &str) -> Result<Option<PublishedRow>, Fault> {
        let sql = format!("SELECT {COLUMNS} FROM published d WHERE d.agency = ?1 AND d.id = ?2");
        self.read(|db| {
            let mut statement = db.prepare_cached(&sql)?;
            let mut rows = statement.query_map(params![agency, id], published_row)?;
            rows.next().transpose()
        })
    }

    /// That an item was public and is withdrawn.
    ///
    /// # Errors
    /// A fault if SQLite fails.
    pub fn one_withdrawn(&self, agency: &str, id: &str) -> Result<Option<WithdrawnRow>, Fault> {
        let sql = "SELECT at, category FROM withdrawn WHERE agency = ?1 AND id = ?2";
        self.read(|db| {
            let mut statement = db.prepare_cached(sql)?;
            let mut rows = statement.query_map(params![agency, id], |row| {
                Ok(WithdrawnRow {
                    at: row.get(0)?,
                    category: row.get(1)?,
                })
            })?;
            rows.next().transpose()
        })
    }

    /// How many items are public, by category, over all agencies.
    ///
    /// # Errors
    /// A fault if SQLite fails.
    pub fn counts(&self) -> Result<Vec<(String, i64)>, Fault> {
        let sql = "SELECT category, sum(n) FROM counts GROUP BY category ORDER BY category";
        self.read(|db| {
            db.prepare_cached(sql)?
                .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect()
        })
    }
}

/// Words with a bar on each side; nothing where there is no word.
fn enclosed(words: &[String]) -> String {
    words.iter().map(|word| format!("|{word}|")).collect()
}

fn limit_of(limit: usize) -> i64 {
    // One more than shown tells whether there is a next page.
    i64::try_from(limit).unwrap_or(i64::MAX - 1) + 1
}

fn split_key(after: Option<&str>) -> (&str, &str) {
    after
        .and_then(|key| key.split_once('|'))
        .unwrap_or(("", ""))
}

/// Where a list of published items goes on: before this time, id and agency. Without a key, before
/// a time that no item has.
fn published_key(after: Option<&str>) -> (&str, &str, &str) {
    let mut parts = after.unwrap_or("9999").splitn(3, '|');
    let mut next = || parts.next().unwrap_or_default();
    (next(), next(), next())
}

fn page<T>(mut rows: Vec<T>, limit: usize, key: impl Fn(&T) -> String) -> Page<T> {
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(key);
    Page { rows, next }
}

fn case_row(row: &Row<'_>, skip: usize) -> rusqlite::Result<CaseRow> {
    let text = |at: usize| row.get::<_, String>(at + skip);
    Ok(CaseRow {
        id: text(1)?,
        number: text(2)?,
        title: text(3)?,
        kind: text(4)?,
        matter: text(5)?,
        section: text(6)?,
        stage: text(7)?,
        state: text(8)?,
        review: text(9)?,
        opened: text(10)?,
        changed: text(11)?,
        officers: text(12)?,
        parties: text(13)?,
    })
}

fn published_row(row: &Row<'_>) -> rusqlite::Result<PublishedRow> {
    Ok(PublishedRow {
        agency: row.get(0)?,
        id: row.get(1)?,
        category: row.get(2)?,
        publication: row.get(3)?,
        title: row.get(4)?,
        number: row.get(5)?,
        party: row.get(6)?,
        formed: row.get(7)?,
        at: row.get(8)?,
        body: row.get(9)?,
    })
}

/// What stands in one table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableContent {
    /// Its name.
    pub table: &'static str,
    /// How many rows.
    pub rows: u64,
    /// SHA-256 over all of them.
    pub hash: [u8; 32],
}

const TABLES: &[&str] = &[
    "followed",
    "cases",
    "gone",
    "numbers",
    "deadlines",
    "unstored",
    "items",
    "published",
    "withdrawn",
    "terms",
    "counts",
];

/// How many rows each table has, and the hash of all of them in the order of their keys. Counts that
/// have come back to nothing are not content.
pub(super) fn content(db: &Connection) -> rusqlite::Result<Vec<TableContent>> {
    let content = |table: &&'static str| {
        let only = if *table == "counts" {
            "WHERE n <> 0"
        } else {
            ""
        };
        let mut statement = db.prepare(&format!("SELECT * FROM {table} {only}"))?;
        let width = statement.column_count();
        let (mut hash, mut count) = (Sha256::new(), 0);
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            count += 1;
            for at in 0..width {
                add(&mut hash, row.get_ref(at)?);
            }
        }
        Ok(TableContent {
            table,
            rows: count,
            hash: hash.finalize().into(),
        })
    };
    TABLES.iter().map(content).collect()
}

/// Adds a cell so that no two rows give the same bytes.
fn add(hash: &mut Sha256, cell: ValueRef<'_>) {
    let bytes = match cell {
        ValueRef::Null => return hash.update([0]),
        ValueRef::Integer(number) => {
            hash.update([1]);
            return hash.update(number.to_le_bytes());
        }
        ValueRef::Real(number) => {
            hash.update([2]);
            return hash.update(number.to_le_bytes());
        }
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => bytes,
    };
    hash.update([3]);
    hash.update((bytes.len() as u64).to_le_bytes());
    hash.update(bytes);
}
