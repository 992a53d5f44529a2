//! What is not a record: password hashes, sessions, tokens, lock-outs, the list of refused tries,
//! and what the public has handed in and nobody has taken in yet. One small mutable store on the
//! same engine as the logs, for all nodes, behind one interface; never in a log, never in a view.
//!
//! Says under which keys things lie, as JSON; the ledger's cabinet keeps them.

use std::collections::BTreeSet;
use std::sync::Arc;

use law::value::Fields;
use ledger::cabinet::Order;
use ledger::engine::CommitError;
use ledger::{Cabinet, Change, Home, Item, LedgerError};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::fault::Fault;
use crate::identity;

/// The mutable store of an installation. Clones are the same store.
#[derive(Clone)]
pub struct Store(Arc<Cabinet>);

/// An account as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Sign-in name.
    pub name: String,
    /// Agency code.
    pub agency: String,
    /// The person of that agency.
    pub person: String,
    /// Argon2id hash in PHC form.
    pub hash: String,
}

/// A session or a token that is still good.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pass {
    /// Agency code.
    pub agency: String,
    /// The person.
    pub person: String,
    /// What a form must repeat; empty for bearer tokens.
    pub csrf: String,
}

/// A try that the law refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedTry {
    /// Seconds since 1970.
    pub at: i64,
    /// The person.
    pub person: String,
    /// The record that was tried.
    pub record: String,
    /// The case; empty for the agency's own file.
    pub case: String,
    /// The clauses, joined by 、.
    pub clauses: String,
}

/// A record that somebody opened who reads the file only for a time, such as its reviewer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    /// Minute, by the installation's clock.
    pub at: enforcement::Moment,
    /// The person.
    pub person: String,
    /// The case.
    pub case: String,
    /// The record; 0 for the file as a whole.
    pub no: u32,
}

/// What a member of the public has handed in and nobody has taken in yet. Not a record: it becomes
/// one when somebody of the agency enters it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Agency code.
    pub agency: String,
    /// The published item it is about.
    pub item: String,
    /// When it was handed in, by the installation's clock.
    pub at: enforcement::Moment,
    /// What was typed, by the fields of the form that will record it.
    pub fields: Fields,
}

/// Failed sign-ins of a name, and until when it is locked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failures {
    /// How many there were since the last that succeeded.
    pub tries: u32,
    /// Seconds since 1970; 0 where it is not locked.
    pub until: i64,
}

/// How often a change is worked out anew when others were faster each time.
const PATIENCE: u32 = 1000;
/// Where it is said that the store was copied here and is not in force yet.
const MOVING: &[&str] = &["moving"];

/// A key of these parts. UTF-8 never has the byte 0xFF, which ends each of them: so the keys of what
/// belongs to a part are a range, and no name can reach into another's.
fn key(parts: &[&str]) -> Vec<u8> {
    let mut key = Vec::new();
    for part in parts {
        key.extend_from_slice(part.as_bytes());
        key.push(u8::MAX);
    }
    key
}

/// A number as a part of a key, in order.
fn digits(n: u64) -> String {
    format!("{n:020}")
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn read<T: DeserializeOwned>(item: &Item) -> Result<T, Fault> {
    let unreadable = |error| {
        tracing::error!(%error, "an item of the store cannot be read");
        Fault::new("账号库中有一项读不出，可能由别的版本写入，或者已经损坏")
    };
    serde_json::from_slice(&item.value).map_err(unreadable)
}

fn written<T: Serialize>(value: &T) -> Result<Item, Fault> {
    Ok(Item::new(
        serde_json::to_vec(value).map_err(Fault::internal)?,
    ))
}

/// Puts a value in place of what was found there, and only of that.
fn instead<T: Serialize>(key: Vec<u8>, was: Option<Item>, value: &T) -> Result<Change, Fault> {
    let new = written(value)?;
    Ok(match was {
        Some(was) => Change::Replace(key, was.value, new),
        None => Change::PutNew(key, new),
    })
}

impl Store {
    /// Opens the store of a folder or of a database, or makes it.
    ///
    /// # Errors
    /// `Format` if what is there is something else; when the engine refuses.
    pub fn open(home: &Home) -> Result<Store, LedgerError> {
        Ok(Store(Arc::new(Cabinet::open(home)?)))
    }

    /// A store that lives as long as the value.
    ///
    /// # Errors
    /// A fault if SQLite fails.
    pub fn in_memory() -> Result<Store, Fault> {
        Ok(Store(Arc::new(Cabinet::in_memory()?)))
    }

    fn get<T: DeserializeOwned>(&self, key: &[u8]) -> Result<Option<T>, Fault> {
        self.0.get(key)?.as_ref().map(read).transpose()
    }

    /// The values under keys that begin with these parts.
    fn under<T: DeserializeOwned>(
        &self,
        parts: &[&str],
        order: Order,
        limit: usize,
    ) -> Result<Vec<T>, Fault> {
        let found = self.0.scan(&key(parts), order, limit)?;
        found.iter().map(|(_, item)| read(item)).collect()
    }

    /// Makes all of the changes or none; whether everything was as they name it.
    fn change(&self, changes: &[Change]) -> Result<bool, Fault> {
        match self.0.change(changes) {
            Ok(()) => Ok(true),
            Err(CommitError::Moved) => Ok(false),
            Err(CommitError::Refused(error)) => Err(error.into()),
            Err(CommitError::Doubtful(error)) => Err(Fault {
                recorded: None,
                ..error.into()
            }),
        }
    }

    /// Works changes out from what is there and makes them; once more if somebody else, here or at
    /// another node, changed it meanwhile.
    fn settle<T>(&self, work: impl Fn() -> Result<(Vec<Change>, T), Fault>) -> Result<T, Fault> {
        for _ in 0..PATIENCE {
            let (changes, result) = work()?;
            if self.change(&changes)? {
                return Ok(result);
            }
        }
        Err(Fault::new("账号库正忙，请稍后再试"))
    }

    /// The next number of a row of numbers, and the change that takes it.
    fn next(&self, row: &[&str]) -> Result<(u64, Change), Fault> {
        let key = key(row);
        let last = self.0.get(&key)?;
        let n = last.as_ref().map_or(Ok(0), read::<u64>)? + 1;
        Ok((n, instead(key, last, &n)?))
    }

    /// Makes an account or replaces its hash.
    ///
    /// # Errors
    /// A fault if the store fails.
    pub fn put_account(&self, account: &Account) -> Result<(), Fault> {
        let at = key(&["account", &account.name]);
        let of_person =
            |account: &Account| key(&["person", &account.agency, &account.person, &account.name]);
        self.settle(|| {
            let was = self.0.get(&at)?;
            let mut changes = Vec::new();
            if let Some(was) = &was {
                let former = of_person(&read(was)?);
                if former != of_person(account) {
                    changes.push(Change::Remove(former));
                }
            }
            changes.push(Change::Put(of_person(account), written(&account.name)?));
            changes.push(instead(at.clone(), was, account)?);
            Ok((changes, ()))
        })
    }

    /// The account of a name.
    ///
    /// # Errors
    /// A fault if the store fails.
    pub fn account(&self, name: &str) -> Result<Option<Account>, Fault> {
        self.get(&key(&["account", name]))
    }

    /// The sign-in name of a person.
    ///
    /// # Errors
    /// A fault if the store fails.
    pub fn account_of(&self, agency: &str, person: &str) -> Result<Option<String>, Fault> {
        let names = self.under(&["person", agency, person], Order::Up, 1)?;
        Ok(names.into_iter().next())
    }

    /// Keeps a session by the digest of its secret.
    ///
    /// # Errors
    /// A fault if the store fails.
    pub fn put_session(&self, digest: &[u8], pass: &Pass, until: i64) -> Result<(), Fault> {
        self.put_pass("session", digest, pass, until)
    }

    fn put_pass(&self, kind: &str, digest: &[u8], pass: &Pass, until: i64) -> Result<(), Fault> {
        let until = Some(until);
        let item = Item {
            until,
            ..written(pass)?
        };
        let put = Change::Put(key(&[kind, &hex(digest)]), item);
        self.change(&[put]).map(drop)
    }

    /// The session of a digest, if it is still good; used sessions live on until `extended`.
    ///
    /// # Errors
    /// A fault if the store fails.
    pub fn session(&self, digest: &[u8], now: i64, extended: i64) -> Result<Option<Pass>, Fault> {
        let at = key(&["session", &hex(digest)]);
        let Some(item) = self.0.get(&at)? else {
            return Ok(None);
        };
        let until = item.until.unwrap_or(0);
        if until <= now {
            return Ok(None);
        }
        let pass = read(&item)?;
        // Once a minute is often enough: every page would otherwise wait for a disk.
        if extended - until > 60 {
            let longer = Item {
                until: Some(extended),
                ..item.clone()
            };
            // Only what is still there is extended: another node may be ending it just now.
            if !self.change(&[Change::Replace(at, item.value, longer)])? {
                return Ok(None);
            }
        }
        Ok(Some(pass))
    }

    /// Ends a session, and forgets what ended by itself.
    ///
    /// # Errors
    /// A fault if the store fails.
    pub fn end_session(&self, digest: &[u8], now: i64) -> Result<(), Fault> {
        self.change(&[Change::Remove(key(&["session", &hex(digest)]))])?;
        self.0.sweep(now)?;
        Ok(())
    }

    /// Keeps a bearer token by its digest.
    ///
    /// # Errors
    /// A fault if the store fails.
    pub fn put_token(&self, digest: &[u8], pass: &Pass, until: i64) -> Result<(), Fault> {
        self.put_pass("token", digest, pass, until)
    }

    /// The bearer of a token, if it is still good.
    ///
    /// # Errors
    /// A fault if the store fails.
    pub fn token(&self, digest: &[u8], now: i64) -> Result<Option<Pass>, Fault> {
        let item = self.0.get(&key(&["token", &hex(digest)]))?;
        let good = item.filter(|item| item.until.is_some_and(|until| until > now));
        let pass = good.as_ref().map(read::<Pass>).transpose()?;
        Ok(pass.map(|pass| Pass {
            csrf: String::new(),
            ..pass
        }))
    }

    /// Failed sign-ins of whoever gave the name with this digest. A digest, because people type
    /// anything there, at any length, their password among it.
    ///
    /// # Errors
    /// A fault if the store fails.
    pub fn failures(&self, name: &[u8]) -> Result<Failures, Fault> {
        let found = self.get(&key(&["failures", &hex(name)]))?;
        Ok(found.unwrap_or_default())
    }

    /// Counts one more failed sign-in; at `most` the name is locked until `locked`, and one more
    /// locks it again. Tries at several nodes at once are all counted.
    ///
    /// # Errors
    /// A fault if the store fails.
    pub fn note_failure(&self, name: &[u8], most: u32, locked: i64) -> Result<Failures, Fault> {
        let at = key(&["failures", &hex(name)]);
        self.settle(|| {
            let was = self.0.get(&at)?;
            let known = was.as_ref().map_or(Ok(Failures::default()), read)?;
            let tries = known.tries + 1;
            let failures = match tries >= most {
                true => Failures {
                    tries: most - 1,
                    until: locked,
                },
                false => Failures { tries, until: 0 },
            };
            Ok((vec![instead(at.clone(), was, &failures)?], failures))
        })
    }

    /// Forgets the failed sign-ins of a name.
    ///
    /// # Errors
    /// A fault if the store fails.
    pub fn clear_failures(&self, name: &[u8]) -> Result<(), Fault> {
        let remove = Change::Remove(key(&["failures", &hex(name)]));
        self.change(&[remove]).map(drop)
    }

    /// Notes a try that the law refused, and counts it for each of its clauses.
    ///
    /// # Errors
    /// A fault if the store fails.
    pub fn note_refused(&self, agency: &str, one: &RefusedTry) -> Result<(), Fault> {
        let clauses = one.clauses.split('、').filter(|clause| !clause.is_empty());
        let clauses: BTreeSet<&str> = clauses.collect();
        self.settle(|| {
            let (n, taken) = self.next(&["last", "refused", agency])?;
            let at = key(&["refused", agency, &digits(n)]);
            let mut changes = vec![taken, Change::PutNew(at, written(one)?)];
            for clause in &clauses {
                changes.push(self.next(&["refused on", agency, clause])?.1);
            }
            Ok((changes, ()))
        })
    }

    /// The latest refused tries of an agency.
    ///
    /// # Errors
    /// A fault if the store fails.
    pub fn refused(&self, agency: &str, limit: u32) -> Result<Vec<RefusedTry>, Fault> {
        self.under(&["refused", agency], Order::Down, limit as usize)
    }

    /// How often a try was refused on a clause of an agency's law.
    ///
    /// # Errors
    /// A fault if the store fails.
    pub fn refused_on(&self, agency: &str, clause: &str) -> Result<u64, Fault> {
        let count = self.get(&key(&["refused on", agency, clause]))?;
        Ok(count.unwrap_or(0))
    }

    /// Notes that a record was opened; once a minute, since a recording is fetched in many pieces.
    ///
    /// # Errors
    /// A fault if the store fails.
    pub fn note_opened(&self, agency: &str, one: &Opened) -> Result<(), Fault> {
        let minute = one.at.strftime("%Y-%m-%dT%H:%M:00").to_string();
        let one = Opened {
            at: minute.parse().map_err(Fault::internal)?,
            ..one.clone()
        };
        let no = digits(one.no.into());
        let at = key(&["opened", agency, &one.case, &minute, &one.person, &no]);
        self.change(&[Change::PutNew(at, written(&one)?)]).map(drop)
    }

    /// What was opened of a case, the latest first.
    ///
    /// # Errors
    /// A fault if the store fails.
    pub fn opened(&self, agency: &str, case: &str, limit: u32) -> Result<Vec<Opened>, Fault> {
        self.under(&["opened", agency, case], Order::Down, limit as usize)
    }

    /// Keeps what somebody handed in, and gives its number, which no other ever has.
    ///
    /// # Errors
    /// A fault if the store fails.
    pub fn put_request(&self, request: &Request) -> Result<i64, Fault> {
        let n = self.settle(|| {
            let (n, taken) = self.next(&["last", "request"])?;
            let at = key(&["request", &request.agency, &digits(n)]);
            let put = Change::PutNew(at, written(&(n, request))?);
            Ok((vec![taken, put], n))
        })?;
        i64::try_from(n).map_err(Fault::internal)
    }

    /// What was handed in to an agency and is still to be taken in, the oldest first.
    ///
    /// # Errors
    /// A fault if the store fails.
    pub fn requests(&self, agency: &str) -> Result<Vec<(i64, Request)>, Fault> {
        self.under(&["request", agency], Order::Up, usize::MAX)
    }

    /// Forgets what was handed in, once it is a record or has been set aside; says whether it was
    /// still there.
    ///
    /// # Errors
    /// A fault if the store fails.
    pub fn drop_request(&self, agency: &str, n: i64) -> Result<bool, Fault> {
        let at = key(&["request", agency, &digits(u64::try_from(n).unwrap_or(0))]);
        match self.0.get(&at)? {
            Some(item) => self.change(&[Change::Take(at, item.value)]),
            None => Ok(false),
        }
    }

    /// A setting of the installation.
    ///
    /// # Errors
    /// A fault if the store fails.
    pub fn setting(&self, name: &str) -> Result<Option<String>, Fault> {
        self.get(&key(&["setting", name]))
    }

    /// Changes a setting.
    ///
    /// # Errors
    /// A fault if the store fails.
    pub fn set(&self, name: &str, value: &str) -> Result<(), Fault> {
        let put = Change::Put(key(&["setting", name]), written(&value)?);
        self.change(&[put]).map(drop)
    }

    /// Makes a setting that is not there yet; one that is there stays as it is.
    ///
    /// # Errors
    /// A fault if the store fails.
    pub(crate) fn set_new(&self, name: &str, value: &str) -> Result<(), Fault> {
        let put = Change::PutNew(key(&["setting", name]), written(&value)?);
        self.change(&[put]).map(drop)
    }

    /// What the nodes of the installation have noted for each other under a name.
    ///
    /// # Errors
    /// A fault if the store fails.
    pub(crate) fn noted<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, Fault> {
        self.get(&key(&["noted", name]))
    }

    /// Notes it in place of what was noted before, and only of that; whether it was.
    ///
    /// # Errors
    /// A fault if the store fails.
    pub(crate) fn note<T: Serialize>(
        &self,
        name: &str,
        was: Option<&T>,
        now: &T,
    ) -> Result<bool, Fault> {
        let was = was.map(written).transpose()?;
        self.change(&[instead(key(&["noted", name]), was, now)?])
    }

    /// Forgets what nodes have noted: it is of no meaning in a copy.
    ///
    /// # Errors
    /// A fault if the store fails.
    pub(crate) fn forget_notes(&self) -> Result<(), Fault> {
        let found = self.0.scan(&key(&["noted"]), Order::Up, usize::MAX)?;
        let remove = |(key, _)| Change::Remove(key);
        let removes: Vec<Change> = found.into_iter().map(remove).collect();
        self.change(&removes).map(drop)
    }

    /// The agencies that have accounts.
    ///
    /// # Errors
    /// A fault if the store fails.
    pub(crate) fn agencies(&self) -> Result<BTreeSet<String>, Fault> {
        let accounts: Vec<Account> = self.under(&["account"], Order::Up, usize::MAX)?;
        Ok(accounts.into_iter().map(|account| account.agency).collect())
    }

    /// Refuses to be replaced by the store of the installation `id`, unless it is new or holds what an
    /// earlier move of that installation left.
    ///
    /// # Errors
    /// A fault that says who has it.
    pub(crate) fn is_free_for(&self, id: &str) -> Result<(), Fault> {
        let is_ours = self
            .setting(identity::NAME)?
            .is_none_or(|owner| owner == id);
        let is_new = self.0.scan(b"", Order::Up, 1)?.is_empty();
        match (is_ours, is_new || self.is_arriving()?) {
            (true, true) => Ok(()),
            (true, false) => Err(Fault::new(
                "那里已有账号和会话在用，没有改动；请换一个空的数据库",
            )),
            (false, _) => Err(Fault::new(
                "那里已有另一个安装的账号和会话，没有改动；请换一个空的数据库",
            )),
        }
    }

    /// Copies all of another store here, in place of what an earlier copying left, and compares.
    /// Until [`Store::arrive`] it is not in force. If we crash here, it can be done again.
    ///
    /// # Errors
    /// As [`Store::is_free_for`]; if the two are not equal in the end.
    pub(crate) fn take_over(&self, from: &Store, id: &str) -> Result<usize, Fault> {
        self.is_free_for(id)?;
        let moving = key(MOVING);
        let mut items = from.0.all()?;
        let count = items.len();
        let at = items.partition_point(|(key, _)| *key < moving);
        items.insert(at, (moving, Item::new("")));
        self.0.fill(&items)?;
        Ok(count)
    }

    /// Whether it was copied here and nobody has used it yet.
    pub(crate) fn is_arriving(&self) -> Result<bool, Fault> {
        Ok(self.0.get(&key(MOVING))?.is_some())
    }

    /// From now on it is in force.
    pub(crate) fn arrive(&self) -> Result<(), Fault> {
        self.change(&[Change::Remove(key(MOVING))]).map(drop)
    }

    /// Copies all of it into a store that is nobody's yet, as of one moment, and compares.
    pub(crate) fn copy_to(&self, to: &Store) -> Result<(), Fault> {
        Ok(to.0.fill(&self.0.all()?)?)
    }
}
