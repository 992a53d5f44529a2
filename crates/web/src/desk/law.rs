//! The law as the house runs it: the texts with their purpose and basis, clause by clause what each
//! says, what serves it and which scenarios prove it; every record with its rules; and the flow
//! chart drawn from them. Shows the rules, and nothing of any case.

mod cited;
mod clause;
mod condition;
mod flow;
mod record;
mod service;

use std::collections::BTreeMap;

use axum::extract::State;
use law::citation::{AppliesBy, Clause, Document};
use law::pack::Pack;
use law::service::Services;
use maud::{Markup, html};

use crate::access::Signed;
use crate::app::{App, Shared};
use crate::asked::Asked;
use crate::book::LawBook;
use crate::desk;
use crate::parts::Link;
use crate::parts::describe::describe;
use crate::parts::empty::empty;
use crate::parts::field::{Choice, Field, Kind};
use crate::parts::filter::{Filter, filter};
use crate::parts::layout::{figures, section};
use crate::parts::page::Page;
use crate::parts::table::{Column, Table, table};
use crate::parts::tabs::tabs;
use crate::parts::tag::{Tone, tag};
use crate::routes::{Route, Who, get};
use crate::words;
use crate::words::desk::law::{self as said, coverage, list, text};

/// Where the pages begin.
const HERE: &str = "/desk/law";

/// The routes of these pages.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        get(HERE, Who::Signed, show),
        get("/desk/law/clause/{id}", Who::Signed, clause::show),
        get("/desk/law/records", Who::Signed, record::list),
        get("/desk/law/records/{name}", Who::Signed, record::show),
        get("/desk/law/flow", Who::Signed, flow::show),
    ]
}

/// A page of the law in the frame of the desk.
fn framed(app: &App, signed: &Signed, page: Page<'_>) -> Markup {
    desk::show(app, signed, "law", page)
}

/// The views of the law; `here` is the address of the one that is shown.
fn views(here: &str) -> Markup {
    let view = |href: &'static str, label| (Link::new(href, label), href == here, None);
    tabs(
        None,
        &[
            view(HERE, said::CLAUSES),
            view("/desk/law/records", said::RECORDS),
            view("/desk/law/flow", said::FLOW),
        ],
    )
}

async fn show(State(app): State<Shared>, signed: Signed, asked: Asked) -> Markup {
    let pack = signed.office.pack();
    let law = Law {
        pack,
        services: Services::of(pack),
        book: app.book(signed.office.code()),
    };
    let body = html! {
        (views(HERE))
        (law.coverage())
        (section("texts", text::TITLE, &texts(&signed, pack)))
        (section("clauses", list::TITLE, &law.list(&asked)))
    };
    let page =
        Page::desk(words::desk::LAW, desk::agency(&signed), body).lead(html! { (pack.issuer) });
    framed(&app, &signed, page)
}

// ---- The texts.

fn texts(signed: &Signed, pack: &Pack) -> Markup {
    html! {
        @for document in &pack.documents {
            details.document id=(document.key) open[pack.documents.len() == 1] {
                summary { h3 { "《" (document.title) "》" } (since(signed, document)) }
                (describe(&facts(document)))
            }
        }
    }
}

/// Since when a text binds; without a confirmed day it does not bind at all.
fn since(signed: &Signed, document: &Document) -> Markup {
    match signed.office.agency().effective(&document.key) {
        Some(day) => html! { (tag(&format!("{} {}", text::FROM, words::date(day)), Tone::Good)) },
        None => html! {
            (tag(text::UNCONFIRMED, Tone::Care)) " "
            span.lead { (text::proposed(&cited::day(&document.effective_proposed))) "。" (text::NOT_BINDING) }
        },
    }
}

fn facts(document: &Document) -> Vec<(&'static str, Markup)> {
    let applies = match document.applies_by {
        AppliesBy::Opened => text::OPENED,
        AppliesBy::Decided => text::DECIDED,
        AppliesBy::Formed => text::FORMED,
    };
    let binds = match document.binds.is_empty() {
        true => text::BINDS_ALL.to_owned(),
        false => document.binds.join("、"),
    };
    vec![
        (
            text::NUMBER,
            html! { (document.number) "，" (text::articles(document.articles)) },
        ),
        (text::ISSUED, html! { (cited::day(&document.issued)) }),
        (text::PURPOSE, html! { (document.purpose) }),
        (
            text::BASIS,
            html! { @for basis in &document.basis { p { (basis) } } },
        ),
        (text::EFFECT, html! { (document.effect) }),
        (text::APPLIES, html! { (applies) }),
        (text::BINDS, html! { (binds) }),
    ]
}

// ---- The clauses.

struct Law<'a> {
    pack: &'a Pack,
    services: Services<'a>,
    book: &'a LawBook,
}

impl Law<'_> {
    fn proofs(&self, clause: &Clause) -> usize {
        self.book.proofs(&clause.id).len()
    }

    fn is_served(&self, clause: &Clause) -> bool {
        !self.services.to(&clause.id).is_empty()
    }

    /// How much of the law is served and proven, as a whole and by kind of clause.
    fn coverage(&self) -> Markup {
        let clauses = self.pack.clauses.values();
        let served = clauses
            .clone()
            .filter(|clause| self.is_served(clause))
            .count();
        let proven = clauses
            .clone()
            .filter(|clause| self.proofs(clause) > 0)
            .count();
        let worded = clauses
            .filter(|clause| self.book.words(&clause.id).is_some())
            .count();
        html! {
            (figures(&[
                (coverage::ALL, &self.pack.clauses.len().to_string(), None),
                (coverage::SERVED, &served.to_string(), None),
                (coverage::PROVEN, &proven.to_string(), None),
                (coverage::WORDS, &worded.to_string(), None),
            ]))
            details.fold { summary { (coverage::BY_KIND) } (self.by_kind()) }
        }
    }

    fn by_kind(&self) -> Markup {
        let mut kinds: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
        for clause in self.pack.clauses.values() {
            let counts = kinds.entry(&clause.kind).or_default();
            counts[0] += 1;
            counts[1] += usize::from(self.is_served(clause));
            counts[2] += usize::from(self.proofs(clause) > 0);
        }
        let row = |(kind, counts): (&&str, &[usize; 3])| {
            let figures = counts.iter().map(|n| html! { (n) });
            let href = format!("{HERE}?kind={}#clauses", crate::asked::encode(kind));
            let kind = html! { a href=(href) { (said::kind(kind)) } };
            std::iter::once(kind).chain(figures).collect()
        };
        let numbers = [coverage::ALL, coverage::SERVED, coverage::PROVEN]
            .map(|label| Column::new(label).number());
        let shown = Table {
            caption: coverage::BY_KIND.into(),
            is_caption_unseen: true,
            columns: std::iter::once(Column::new(coverage::KIND))
                .chain(numbers)
                .collect(),
            rows: kinds.iter().map(row).collect(),
        };
        table(&shown, &html! {})
    }

    fn list(&self, asked: &Asked) -> Markup {
        let clauses = self.pack.clauses_in_order();
        let found: Vec<&Clause> = clauses
            .into_iter()
            .filter(|clause| self.is_meant(asked, clause))
            .collect();
        let texts = self.pack.documents.iter().filter_map(|document| {
            let of_text = |clause: &&&Clause| clause.document == document.key;
            let clauses: Vec<&Clause> = found.iter().filter(of_text).copied().collect();
            (!clauses.is_empty()).then_some((document, clauses))
        });
        html! {
            (filter(&self.filter(asked, found.len())))
            @if found.is_empty() { (empty(list::NONE, list::NONE_FIRST, None)) }
            @for (document, clauses) in texts { (self.of_text(document, &clauses)) }
        }
    }

    fn is_meant(&self, asked: &Asked, clause: &Clause) -> bool {
        let is = |name: &str, value: &str| asked.get(name).is_empty() || asked.get(name) == value;
        let has = |name: &str, yes: bool| match asked.get(name) {
            "yes" => yes,
            "no" => !yes,
            _ => true,
        };
        let words = self.book.words(&clause.id).unwrap_or_default();
        let text = [&clause.id.0, &clause.article, &clause.gist, words].join("\n");
        is("text", &clause.document)
            && is("kind", &clause.kind)
            && has("served", self.is_served(clause))
            && has("proven", self.proofs(clause) > 0)
            && asked
                .get("q")
                .split_whitespace()
                .all(|word| text.contains(word))
    }

    fn filter<'b>(&'b self, asked: &'b Asked, found: usize) -> Filter<'b> {
        let select = |name: &'static str, label: &'static str, mut choices: Vec<Choice<'b>>| {
            choices.insert(0, Choice::new("", list::ANY));
            Field::new(name, label, Kind::Select(choices))
                .value(asked.get(name))
                .filtering()
        };
        let texts = self.pack.documents.iter();
        let texts = texts
            .map(|document| Choice::new(&*document.key, &*document.title))
            .collect();
        let mut kinds: Vec<&str> = self
            .pack
            .clauses
            .values()
            .map(|clause| &*clause.kind)
            .collect();
        kinds.sort_unstable();
        kinds.dedup();
        let kinds = kinds
            .into_iter()
            .map(|kind| Choice::new(kind, said::kind(kind)))
            .collect();
        let yes_no = || {
            vec![
                Choice::new("yes", list::HAS),
                Choice::new("no", list::LACKS),
            ]
        };
        Filter {
            action: HERE.into(),
            fields: vec![
                Field::text("q", list::WORDS).value(asked.get("q")),
                select("text", list::TEXT, texts),
                select("kind", list::KIND, kinds),
                select("served", list::SERVED, yes_no()),
                select("proven", list::PROVEN, yes_no()),
            ],
            active: self.active(asked),
            clear: HERE.into(),
            count: list::count(found).into(),
            ..Filter::default()
        }
    }

    fn active(&self, asked: &Asked) -> Vec<Link<'static>> {
        let title = |key: &str| {
            self.pack
                .document(key)
                .map_or(key, |document| &document.title)
                .to_owned()
        };
        let answer = |value: &str| {
            if value == "no" {
                list::LACKS
            } else {
                list::HAS
            }
        };
        let told = [
            ("q", list::WORDS, asked.get("q").to_owned()),
            ("text", list::TEXT, title(asked.get("text"))),
            ("kind", list::KIND, said::kind(asked.get("kind")).to_owned()),
            (
                "served",
                list::SERVED,
                answer(asked.get("served")).to_owned(),
            ),
            (
                "proven",
                list::PROVEN,
                answer(asked.get("proven")).to_owned(),
            ),
        ];
        let in_force = told
            .into_iter()
            .filter(|(name, ..)| !asked.get(name).is_empty());
        in_force
            .map(|(name, label, value)| {
                Link::new(asked.href(HERE, name, ""), format!("{label}：{value}"))
            })
            .collect()
    }

    fn of_text(&self, document: &Document, clauses: &[&Clause]) -> Markup {
        let shown = Table {
            caption: format!("《{}》", document.title).into(),
            is_caption_unseen: false,
            columns: [list::ARTICLE, list::GIST, list::SERVED, list::PROVEN]
                .map(Column::new)
                .to_vec(),
            rows: clauses.iter().map(|clause| self.line(clause)).collect(),
        };
        html! { div.clause-list { (table(&shown, &html! {})) } }
    }

    fn line(&self, clause: &Clause) -> Vec<Markup> {
        let services = service::counted(self.services.to(&clause.id));
        let proofs = self.proofs(clause);
        vec![
            html! { a href=(cited::clause_href(&clause.id)) data-row { (clause.article) } },
            html! { (clause.gist) },
            html! {
                @if services.is_empty() { (tag(list::NOT_SERVED, Tone::Care)) }
                @for (kind, n) in &services { span.serves { (kind) @if *n > 1 { " " (n) } } " " }
            },
            html! {
                @if proofs > 0 { (tag(&list::scenarios(proofs), Tone::Good)) }
                @else { (tag(list::NOT_PROVEN, Tone::Plain)) }
            },
        ]
    }
}
