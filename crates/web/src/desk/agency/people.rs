//! The people of the agency, section by section, and what of posts, certificates and texts wants
//! attention.

use std::collections::BTreeMap;

use enforcement::Day;
use enforcement::agency::{Appointment, Certificate, Person};
use enforcement::step::Step;
use law::rule::Holding;
use maud::{Markup, html};

use super::View;
use crate::parts::empty::empty;
use crate::parts::notice::{Kind, notice};
use crate::parts::table::{Column, Table, table};
use crate::parts::tag::{Tone, tag};
use crate::words::desk::agency::{care, people as said};
use crate::words::{date, desk::agency::texts};

/// Days before its end at which a certificate is shown as ending. Our own figure, to remind in
/// time; no text sets it.
const SOON: i32 = 30;

/// How a certificate stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Validity {
    Ahead,
    Valid,
    Ending,
    Ended,
}

impl Validity {
    fn of(certificate: &Certificate, today: Day) -> Validity {
        let left = today
            .until(certificate.to)
            .map_or(0, |span| span.get_days());
        match () {
            () if today < certificate.from => Validity::Ahead,
            () if today > certificate.to => Validity::Ended,
            () if left <= SOON => Validity::Ending,
            () => Validity::Valid,
        }
    }

    fn tag(self) -> Markup {
        match self {
            Validity::Ahead => tag(said::AHEAD, Tone::Plain),
            Validity::Valid => tag(said::VALID, Tone::Good),
            Validity::Ending => tag(said::ENDING, Tone::Care),
            Validity::Ended => tag(said::ENDED, Tone::Bad),
        }
    }
}

impl View<'_> {
    fn today(&self) -> Day {
        self.signed.now.date()
    }

    /// What somebody should see to before it holds up a case.
    pub(super) fn care(&self) -> Markup {
        let said = [
            self.unconfirmed(),
            self.vacant(),
            self.certificates(),
            self.kept(),
        ]
        .concat();
        if said.is_empty() {
            return html! { p.lead { (care::NONE) } };
        }
        notice(
            Kind::Care,
            &html! { ul.plain { @for line in &said { li { (line) } } } },
        )
    }

    fn unconfirmed(&self) -> Vec<String> {
        let documents = self.signed.office.pack().documents.iter();
        let open = documents.filter(|document| self.agency.effective(&document.key).is_none());
        open.map(|document| care::unconfirmed(&document.title))
            .collect()
    }

    fn vacant(&self) -> Vec<String> {
        let (posts, today) = (self.signed.office.pack().posts.iter(), self.today());
        let vacant = posts.filter(|post| {
            post.holding == Holding::Appointed
                && self
                    .agency
                    .people
                    .holding(&post.name, today)
                    .next()
                    .is_none()
        });
        let names: Vec<&str> = vacant.map(|post| post.name.as_str()).collect();
        (!names.is_empty())
            .then(|| care::vacant(&names.join("、")))
            .into_iter()
            .collect()
    }

    /// Only the certificate that lasts longest counts: who has a new one needs no reminder.
    fn certificates(&self) -> Vec<String> {
        let line = |person: &Person| {
            let last = person.certificates.iter().max_by_key(|one| one.to)?;
            match Validity::of(last, self.today()) {
                Validity::Ending => Some(care::ending(&person.name, &date(last.to))),
                Validity::Ended => Some(care::ended(&person.name, &date(last.to))),
                _ => None,
            }
        };
        self.agency.people.iter().filter_map(line).collect()
    }

    /// People, section by section.
    pub(super) fn people(&self) -> Markup {
        let mut sections: BTreeMap<&str, Vec<&Person>> = BTreeMap::new();
        for person in self.agency.people.iter() {
            sections.entry(&person.section).or_default().push(person);
        }
        let body = html! {
            @if sections.is_empty() { (empty(said::NONE, said::NONE_FIRST, None)) }
            @for (section, people) in &sections { (self.of_section(section, people)) }
        };
        let steps = [Step::PersonEnter, Step::Appoint, Step::Certify];
        self.listed("people", said::TITLE, &steps, &body)
    }

    fn of_section(&self, section: &str, people: &[&Person]) -> Markup {
        let shown = Table {
            caption: format!("{section}　{}", said::count(people.len())).into(),
            is_caption_unseen: false,
            columns: [said::NAME, said::POSTS, said::CERTIFICATES]
                .map(Column::new)
                .to_vec(),
            rows: people.iter().map(|person| self.row(person)).collect(),
        };
        html! { div.of-section { (table(&shown, &html! {})) } }
    }

    fn row(&self, person: &Person) -> Vec<Markup> {
        let today = self.today();
        let (held, others): (Vec<_>, Vec<_>) =
            person.posts.iter().partition(|post| post.is_on(today));
        let mut certificates: Vec<&Certificate> = person.certificates.iter().collect();
        certificates.sort_by_key(|one| std::cmp::Reverse(one.to));
        vec![
            html! { (person.name) " " span.lead { (person.id) } },
            html! {
                @for post in held { p { (post.post) " " span.lead { (span(post)) } } }
                @if !others.is_empty() {
                    details.fold { summary { (said::OTHER_POSTS) }
                        @for post in others { p.lead { (post.post) " " (span(post)) } }
                    }
                }
            },
            html! { @for one in certificates {
                p {
                    (one.number) " " span.lead { (one.kind) "，" (said::span(&date(one.from), Some(&date(one.to)))) } " "
                    (Validity::of(one, today).tag())
                }
            } },
        ]
    }

    /// Since when each text binds.
    pub(super) fn texts(&self) -> Markup {
        let documents = self.signed.office.pack().documents.iter();
        let rows = documents.map(|document| {
            let proposed = document.effective_proposed.parse().map_or_else(|_| document.effective_proposed.clone(), date);
            let from = match self.agency.effective(&document.key) {
                Some(day) => html! { (date(day)) },
                None => html! { (tag(texts::OPEN, Tone::Care)) " " span.lead { (texts::proposed(&proposed)) } },
            };
            vec![html! { a href={ "/desk/law#" (document.key) } { "《" (document.title) "》" } }, from]
        });
        let shown = Table {
            caption: texts::TITLE.into(),
            is_caption_unseen: true,
            columns: [texts::NAME, texts::FROM].map(Column::new).to_vec(),
            rows: rows.collect(),
        };
        self.listed(
            "texts",
            texts::TITLE,
            &[Step::Effect],
            &table(&shown, &html! {}),
        )
    }
}

fn span(post: &Appointment) -> String {
    said::span(&date(post.from), post.to.map(date).as_deref())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_ends_soon_on_its_last_thirty_days_and_is_over_the_day_after() {
        let day = |text: &str| text.parse::<Day>().expect("a date");
        let one = Certificate {
            number: "例1".into(),
            kind: "例".into(),
            from: day("2025-01-01"),
            to: day("2025-12-31"),
        };
        let on = |text| Validity::of(&one, day(text));
        assert_eq!(on("2024-12-31"), Validity::Ahead);
        assert_eq!(on("2025-11-30"), Validity::Valid);
        assert_eq!(on("2025-12-01"), Validity::Ending);
        assert_eq!(on("2025-12-31"), Validity::Ending);
        assert_eq!(on("2026-01-01"), Validity::Ended);
    }
}
