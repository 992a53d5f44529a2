//! The people of an agency: sections, posts with their dates, certificates with their validity.

use std::collections::BTreeMap;

use crate::Day;
use crate::deed::Deed;
use crate::step::Step;

/// One person of the agency.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// Stable id within the agency.
    pub id: String,
    /// Name.
    pub name: String,
    /// Section (科室).
    pub section: String,
    /// Posts with their dates.
    pub posts: Vec<Appointment>,
    /// Certificates.
    pub certificates: Vec<Certificate>,
}

/// A post held for a time; both days belong to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appointment {
    /// The post.
    pub post: String,
    /// First day.
    pub from: Day,
    /// Last day, if it has ended.
    pub to: Option<Day>,
}

/// A certificate of enforcement; both days belong to its validity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// Its number.
    pub number: String,
    /// Kind of enforcement.
    pub kind: String,
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
}

impl Appointment {
    /// Whether it holds on a day.
    #[must_use]
    pub fn is_on(&self, day: Day) -> bool {
        self.from <= day && self.to.is_none_or(|last| day <= last)
    }
}

impl Person {
    /// Whether the person holds a post on a day.
    #[must_use]
    pub fn holds(&self, post: &str, day: Day) -> bool {
        let mut posts = self.posts.iter();
        posts.any(|held| held.post == post && held.is_on(day))
    }

    /// The certificate valid on a day.
    #[must_use]
    pub fn certificate(&self, day: Day) -> Option<&Certificate> {
        self.certificates
            .iter()
            .rev()
            .find(|held| held.from <= day && day <= held.to)
    }
}

/// All people by id.
#[derive(Clone, Debug, Default)]
pub struct People(BTreeMap<String, Person>);

impl People {
    /// The person of an id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Person> {
        self.0.get(id)
    }

    /// Everyone, by id.
    pub fn iter(&self) -> impl Iterator<Item = &Person> {
        self.0.values()
    }

    /// The name of a person; the id where the person is unknown.
    #[must_use]
    pub fn name<'a>(&'a self, id: &'a str) -> &'a str {
        self.0.get(id).map_or(id, |person| &person.name)
    }

    /// Who holds a post on a day.
    pub fn holding<'a>(&'a self, post: &'a str, day: Day) -> impl Iterator<Item = &'a Person> {
        self.0
            .values()
            .filter(move |person| person.holds(post, day))
    }

    /// Folds one deed of the agency's file.
    pub fn apply(&mut self, deed: &Deed) {
        let Some(id) = deed.text("person").map(str::to_owned) else {
            return;
        };
        let person = self.0.entry(id.clone()).or_insert_with(|| Person {
            id,
            ..Person::default()
        });
        let text = |word| deed.text(word).unwrap_or_default().to_owned();
        match deed.step {
            Some(Step::PersonEnter) => {
                person.name = text("name");
                person.section = text("section");
            }
            Some(Step::Appoint) => person.appoint(deed, text("post")),
            Some(Step::Certify) => {
                if let (Some(from), Some(to)) = (deed.day("from"), deed.day("to")) {
                    let (number, kind) = (text("certificate"), text("kind"));
                    person.certificates.push(Certificate {
                        number,
                        kind,
                        from,
                        to,
                    });
                }
            }
            _ => {}
        }
    }
}

impl Person {
    /// A later appointment to the same post replaces the earlier one, so that an end can be set.
    fn appoint(&mut self, deed: &Deed, post: String) {
        let Some(from) = deed.day("from") else { return };
        self.posts
            .retain(|held| !(held.post == post && held.from == from));
        self.posts.push(Appointment {
            post,
            from,
            to: deed.day("to"),
        });
    }
}
