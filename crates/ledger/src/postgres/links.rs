//! A few connections to one place, opened as needed, kept, and replaced when they are lost.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use postgres::error::Severity;

use super::link::{Link, Place};
use crate::error::LedgerError;
use crate::outside::outside;

/// Connections that there are at most: whoever needs one more waits until one is free. A server has
/// some hundred for all who use it, and a burst of pages must not take them from the others.
const MOST: usize = 8;

/// Connections to one place, for any number of threads.
pub(super) struct Links {
    place: Place,
    /// Whether they are for writing too.
    write: bool,
    held: Mutex<Held>,
    freed: Condvar,
}

#[derive(Default)]
struct Held {
    idle: Vec<Link>,
    /// Connections that are in use.
    used: usize,
}

/// The right to use one connection, until it is dropped.
struct Turn<'a>(&'a Links);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.held().used -= 1;
        self.0.freed.notify_one();
    }
}

impl Links {
    /// None is opened yet.
    pub(super) fn to(place: Place, write: bool) -> Links {
        Links {
            place,
            write,
            held: Mutex::default(),
            freed: Condvar::new(),
        }
    }

    pub(super) fn place(&self) -> &Place {
        &self.place
    }

    /// Runs `read`; once more on a new connection if an idle one turns out to be lost.
    pub(super) fn with<T: Send>(
        &self,
        mut read: impl FnMut(&mut Link) -> Result<T, LedgerError> + Send,
    ) -> Result<T, LedgerError> {
        outside(|| {
            let (_turn, idle) = self.take();
            if let Some(mut link) = idle {
                let result = read(&mut link);
                match &result {
                    Err(error) if link.is_closed() || is_parting(error) => {
                        // All the others are as old as this one.
                        let old = std::mem::take(&mut self.held().idle);
                        drop(old);
                    }
                    _ => return self.keep(link, result),
                }
            }
            let mut link = Link::open(&self.place, self.write)?;
            let result = read(&mut link);
            self.keep(link, result)
        })
    }

    /// Runs `change` once: whether it was carried out on a connection that was lost, only `change`
    /// could tell.
    pub(super) fn once<T: Send, E: From<LedgerError> + Send>(
        &self,
        change: impl FnOnce(&mut Link) -> Result<T, E> + Send,
    ) -> Result<T, E> {
        outside(|| {
            let (_turn, idle) = self.take();
            let mut link = match idle.filter(|link| !link.is_closed()) {
                Some(link) => link,
                None => Link::open(&self.place, self.write)?,
            };
            let result = change(&mut link);
            self.keep(link, result)
        })
    }

    /// Waits for a turn; with it comes an idle connection, if there is one.
    fn take(&self) -> (Turn<'_>, Option<Link>) {
        let mut held = self.held();
        while held.used >= MOST {
            held = self
                .freed
                .wait(held)
                .unwrap_or_else(PoisonError::into_inner);
        }
        held.used += 1;
        (Turn(self), held.idle.pop())
    }

    /// A connection that saw an error is not used again.
    fn keep<T, E>(&self, link: Link, result: Result<T, E>) -> Result<T, E> {
        if result.is_ok() {
            self.held().idle.push(link);
        }
        result
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether the server said that it ends the connection, which it does an instant later.
fn is_parting(error: &LedgerError) -> bool {
    let LedgerError::Postgres(error) = error else {
        return false;
    };
    let said = error.as_db_error();
    said.is_some_and(|said| said.parsed_severity() != Some(Severity::Error))
}
