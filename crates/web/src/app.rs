//! What every page works with, and the router that holds them all.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use law::citation::{Clause, ClauseId};
use law::pack::Pack;
use registry::installation::Installation;

use crate::book::LawBook;
use crate::parts::citation::Citation;
use crate::portal::limits::Limits;
use crate::{guard, routes};

/// The longest body of a form without files, in bytes.
pub const FORM_LIMIT: usize = 1 << 20;
/// The longest single file, in bytes, unless the operator sets another: 256 MiB.
pub const FILE_LIMIT: u64 = 256 << 20;

/// Everything the pages work with.
pub struct App {
    /// The offices, the clock, the accounts.
    pub installation: Arc<Installation>,
    /// The law books by agency code.
    pub books: BTreeMap<String, LawBook>,
    /// The book of an agency for which none was loaded.
    blank: LawBook,
    /// The name of the site as the public reads it.
    pub site: String,
    /// Whether this is a demonstration, whose clock people may move.
    pub demo: bool,
    /// Whether a proxy stands in front, whose word on where a request comes from is taken.
    pub is_behind_proxy: bool,
    /// The longest single file, in bytes.
    pub file_limit: u64,
    /// How often strangers have tried what is not open to everybody.
    pub limits: Limits,
}

/// The application as handlers share it.
pub type Shared = Arc<App>;

impl App {
    /// An application over an installation, with nothing loaded beyond it.
    pub fn new(installation: Arc<Installation>, site: impl Into<String>) -> App {
        App {
            installation,
            books: BTreeMap::new(),
            blank: LawBook::default(),
            site: site.into(),
            demo: false,
            is_behind_proxy: false,
            file_limit: FILE_LIMIT,
            limits: Limits::default(),
        }
    }

    /// What is known of an agency's law beyond its pack.
    #[must_use]
    pub fn book(&self, agency: &str) -> &LawBook {
        self.books.get(agency).unwrap_or(&self.blank)
    }

    /// The citation of a clause of an agency's pack; a clause the pack does not know is cited by
    /// its id alone.
    #[must_use]
    pub fn cite<'a>(&'a self, agency: &str, pack: &'a Pack, id: &'a ClauseId) -> Citation<'a> {
        let href = format!("/desk/law/clause/{}", id.0);
        let Some(clause) = pack.clauses.get(id) else {
            return Citation::new(&id.0, &id.0, "", href);
        };
        let citation = Citation::new(&id.0, place(pack, clause), &clause.gist, href);
        match self.book(agency).words(id) {
            Some(words) => citation.words(words),
            None => citation,
        }
    }
}

/// Instrument and article as officials cite them.
#[must_use]
pub fn place(pack: &Pack, clause: &Clause) -> String {
    match pack.document(&clause.document) {
        Some(document) => format!("《{}》{}", document.title, clause.article),
        None => clause.article.clone(),
    }
}

/// The whole site.
pub fn router(app: App) -> Router {
    let app = Arc::new(app);
    guard::around(routes::table(&app), &app).with_state(app)
}
