//! One case: who and what, how far it is, what has happened, what may be done next, what must be
//! done and by when, and why. Nothing the law forbids is offered without saying why it is not.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::State;
use enforcement::agency::Agency;
use enforcement::case::Case;
use enforcement::checklist::{Line, Offer, Standing};
use enforcement::deed::Deed;
use enforcement::step::Step;
use law::citation::ClauseId;
use law::form::Form;
use law::value::Value;
use maud::{Markup, html};
use registry::proof::Place;

use crate::access::{File, Signed};
use crate::answer::No;
use crate::app::{App, Shared};
use crate::asked::Asked;
use crate::desk::entry::Into;
use crate::desk::{self, time};
use crate::parts::describe::describe;
use crate::parts::duty::{Duty, duties};
use crate::parts::layout::{section, split_turned};
use crate::parts::page::Page;
use crate::parts::steps::{self, Step as Bead};
use crate::parts::table::{Column, Table, table};
use crate::parts::tag::{Tone, tag};
use crate::parts::timeline::{Happening, Mark, Stage, timeline};
use crate::parts::{button, citation, empty, offer, proof};
use crate::words;

/// What the page is made from.
struct View<'a> {
    app: &'a App,
    signed: &'a Signed,
    file: &'a File,
    agency: &'a Agency,
    href: String,
    /// The marks set on its records: words, record, clause.
    marks: Vec<(String, u32, ClauseId)>,
}

/// The page of one case.
pub async fn page(
    State(app): State<Shared>,
    signed: Signed,
    file: File,
    asked: Asked,
) -> Result<Markup, No> {
    let agency = signed.office.agency();
    let view = View {
        app: &app,
        signed: &signed,
        file: &file,
        agency: &agency,
        href: format!("/desk/cases/{}", file.id),
        marks: signed.office.marks(Some(&file.case), signed.now, |marks| {
            let of = marks
                .iter()
                .map(|mark| (mark.name.to_owned(), mark.no, mark.basis.first().clone()));
            of.collect()
        }),
    };
    let places = signed.office.places(Some(&file.id), 1)?;
    let main = html! {
        (section("happened", words::desk::HAPPENED, &view.happened(&places)))
        (section("people", words::desk::RESPONSIBLE, &view.responsible()))
    };
    let side = html! {
        (section("due", words::desk::DUE, &view.due()))
        (view.next_acts())
        (section("list", words::desk::CHECKLIST, &view.checklist()))
        (view.marks())
    };
    let body = html! { (view.head()) (view.stages()) (split_turned(&main, &side)) };
    let case = &file.case;
    let title = if case.title.is_empty() {
        &case.number
    } else {
        &case.title
    };
    let mut page = Page::desk(title.as_str(), desk::agency(&signed), body)
        .crumb("/desk/cases", words::desk::CASES)
        .lead(html! { p { (case.number) " " (tag(case.state(), tone(case))) } })
        .tools(view.tools());
    if let Some(done) = desk::done(&case.dossier, &asked, &view.href) {
        page = page.notice(done);
    }
    Ok(desk::show(&app, &signed, "cases", page))
}

fn tone(case: &Case) -> Tone {
    match (case.closed, &case.decision) {
        (true, _) => Tone::Plain,
        (_, Some(_)) => Tone::Good,
        _ => Tone::Active,
    }
}

impl View<'_> {
    fn case(&self) -> &Case {
        &self.file.case
    }

    fn tools(&self) -> Markup {
        let case = self.case();
        html! {
            @if case.reviews.latest().is_some() {
                (button::link(&format!("/desk/review/{}", self.file.id), words::desk::TO_REVIEW, button::Look::Plain))
            }
            @for item in case.items.all() {
                (button::link(&format!("/desk/disclosure/{}/{}", self.file.id, item.no), &words::desk::to_item(&item.category), button::Look::Plain))
            }
            (button::link(&format!("{}/archive", self.href), words::desk::TO_ARCHIVE, button::Look::Plain))
            (button::print())
        }
    }

    fn head(&self) -> Markup {
        let case = self.case();
        let names = |ids: &BTreeSet<String>| {
            let names: Vec<&str> = ids.iter().map(|id| self.agency.people.name(id)).collect();
            names.join("、")
        };
        let parties: Vec<&str> = case
            .parties
            .iter()
            .map(|party| party.name.as_str())
            .collect();
        let code = case
            .dossier
            .deeds()
            .first()
            .and_then(|deed| deed.found.get("查询码"));
        let mut facts = vec![
            (words::desk::PARTY, html! { (parties.join("、")) }),
            (
                words::desk::MATTER,
                html! { (case.kind) "　" (case.matter) },
            ),
            (
                words::desk::HANDLERS,
                html! { (case.section) "　" (names(&case.officers)) },
            ),
        ];
        if let Some(opened) = case.opened {
            facts.push((
                words::desk::OPENED,
                html! { time datetime=(opened) { (words::date(opened)) } },
            ));
        }
        if let Some(decision) = &case.decision {
            let href = format!("{}/records/{}", self.href, decision.no);
            facts.push((
                words::desk::DECISION,
                html! {
                    a href=(href) { (decision.number) } "　" (words::date(decision.date))
                },
            ));
        }
        if case.reviews.latest().is_some() {
            facts.push((words::desk::REVIEW, html! { (case.reviews.state().word()) }));
        }
        if let Some(code) = code.and_then(Value::text) {
            facts.push((
                words::desk::CODE,
                html! { code { (code) } " " span.lead { (words::desk::CODE_WHY) } },
            ));
        }
        html! { div.facts { (describe(&facts)) } }
    }

    /// The stages of the regulation in which a case can have records.
    fn stage_names(&self) -> Vec<&str> {
        let pack = self.signed.office.pack();
        let of_case = |name: &str| {
            pack.forms
                .iter()
                .any(|form| form.stage == name && form.subject == law::form::Subject::Case)
        };
        let stages = pack.stages.iter().map(|stage| stage.name.as_str());
        stages.filter(|name| of_case(name)).collect()
    }

    fn stages(&self) -> Markup {
        let case = self.case();
        let names = self.stage_names();
        let count = |name: &str| {
            case.dossier
                .deeds()
                .iter()
                .filter(|deed| deed.stage == name)
                .count()
        };
        let here = names.iter().rposition(|name| count(name) > 0);
        let beads: Vec<Bead> = names
            .iter()
            .enumerate()
            .map(|(at, name)| {
                let n = count(name);
                let state = match here {
                    Some(here) if at == here && !case.archived => steps::State::Now,
                    Some(here) if at <= here && n > 0 => steps::State::Done,
                    _ => steps::State::Ahead,
                };
                let bead = Bead::new(*name, state).note(words::desk::records(n));
                if n > 0 {
                    bead.to(format!("#stage-{at}"))
                } else {
                    bead
                }
            })
            .collect();
        steps::steps(&beads)
    }

    fn happened(&self, places: &[Place]) -> Markup {
        let case = self.case();
        let mut names = self.stage_names();
        for deed in case.dossier.deeds() {
            if !names.contains(&deed.stage.as_str()) {
                names.push(&deed.stage);
            }
        }
        let stages: Vec<Stage> = names
            .iter()
            .enumerate()
            .map(|(at, name)| Stage {
                id: format!("stage-{at}").into(),
                title: (*name).into(),
                list: case
                    .dossier
                    .deeds()
                    .iter()
                    .filter(|deed| deed.stage == *name)
                    .map(|deed| self.happening(deed, places))
                    .collect(),
            })
            .filter(|stage: &Stage| !stage.list.is_empty())
            .collect();
        timeline(&stages)
    }

    fn happening<'a>(&'a self, deed: &'a Deed, places: &'a [Place]) -> Happening<'a> {
        let href = format!("{}/records/{}", self.href, deed.no);
        let place = places.iter().find(|place| place.no == deed.no);
        Happening {
            mark: mark(deed),
            day: words::day(deed.entered.date()).into(),
            at: deed.entered.to_string().into(),
            title: words::desk::titled(deed.no, &deed.record).into(),
            by: format!(
                "{} {}",
                self.agency.people.name(&deed.by),
                deed.entered.strftime("%H:%M")
            )
            .into(),
            more: self.told(deed),
            proof: place.map(|place| proof::Proof {
                state: proof::State::Sealed,
                entry: place.index + 1,
                hash: place.leaf.as_str().into(),
                at: words::moment(place.at).into(),
                href: format!("{href}#proof").into(),
            }),
            href: Some(href.into()),
        }
    }

    /// A word on what the record says, where it has a telling one; the marks set on it.
    fn told(&self, deed: &Deed) -> Option<Markup> {
        let told = ["opinions", "number", "passed", "publication", "channel"];
        let said = told
            .iter()
            .find_map(|word| deed.word(word).map(Value::shown));
        let marked: Vec<&str> = self
            .marks
            .iter()
            .filter(|(_, no, _)| *no == deed.no)
            .map(|(name, ..)| name.as_str())
            .collect();
        if said.is_none() && marked.is_empty() {
            return None;
        }
        Some(html! {
            @if let Some(said) = said { (said) }
            @for name in &marked { " " (tag(name, Tone::Care)) }
        })
    }

    fn due(&self) -> Markup {
        let mut running = self
            .signed
            .office
            .deadlines(Some(self.case()), self.signed.now);
        running.sort_by_key(|one| (!one.is_open(), one.due.is_none(), one.due.map(|due| due.at)));
        if running.is_empty() {
            return empty::empty(words::desk::NO_DUE, words::desk::NO_DUE_FIRST, None);
        }
        let (open, met): (Vec<_>, Vec<_>) = running.iter().partition(|one| one.is_open());
        let list: Vec<Duty> = open.iter().map(|one| self.duty(one)).collect();
        html! {
            (duties(&list))
            @if !met.is_empty() {
                details {
                    summary { (words::desk::met(met.len())) }
                    @let list: Vec<Duty> = met.iter().map(|one| self.duty(one)).collect();
                    (duties(&list))
                }
            }
        }
    }

    fn duty<'a>(&'a self, one: &'a enforcement::deadline::Deadline) -> Duty<'a> {
        let event = self
            .case()
            .dossier
            .deed(one.record)
            .map_or("", |deed| &deed.record);
        let owners = (!one.owner.is_empty()).then(|| one.owner.join("、"));
        Duty {
            title: one.name.as_str().into(),
            about: None,
            deadline: Some(time::chip(self.app, self.signed, one, event)),
            basis: Vec::new(),
            act: None,
            waits_for: owners
                .filter(|_| one.is_open())
                .map(std::convert::Into::into),
        }
    }

    /// What may be done next: first what the list or a running deadline calls for, then the rest by
    /// stage, then what cannot be done yet with what it lacks.
    fn next_acts(&self) -> Markup {
        let Signed {
            office,
            person,
            now,
            ..
        } = self.signed;
        let wanted = self.wanted();
        office.offers(Some(self.case()), person, *now, false, |offers| {
            let offers: Vec<_> = offers.into_iter().filter(|offer| !is_of_an_item(offer.form)).collect();
            let (open, closed): (Vec<_>, Vec<_>) = offers.iter().partition(|offer| offer.lacks.is_empty());
            let (first, rest): (Vec<_>, Vec<_>) =
                open.into_iter().partition(|offer| wanted.contains(&offer.form.name));
            let drawn: Vec<offer::Offer> = first.iter().map(|offer| self.offer(offer)).collect();
            let body = html! {
                @if first.is_empty() && rest.is_empty() {
                    (empty::empty(words::desk::NO_OFFER, words::desk::NO_OFFER_FIRST, None))
                }
                @if !first.is_empty() { (offer::offers(&drawn)) }
                (self.by_stage(&rest))
                @if !closed.is_empty() {
                    details.more {
                        summary { (words::desk::closed(closed.len())) }
                        @let list: Vec<offer::Offer> = closed.iter().map(|offer| self.offer(offer)).collect();
                        (offer::offers(&list))
                    }
                }
            };
            section("next", words::desk::NEXT, &body)
        })
    }

    fn by_stage(&self, rest: &[&Offer<'_>]) -> Markup {
        let mut stages: Vec<(&str, Vec<&Form>)> = Vec::new();
        for offer in rest {
            match stages
                .iter_mut()
                .find(|(name, _)| *name == offer.form.stage)
            {
                Some((_, forms)) => forms.push(offer.form),
                None => stages.push((&offer.form.stage, vec![offer.form])),
            }
        }
        let into = Into::Case(self.file.clone());
        html! {
            @for (name, forms) in &stages {
                details.more open[rest.len() <= 12] {
                    summary { (name) "　" span.lead { (words::desk::acts(forms.len())) } }
                    ul.chips { @for form in forms {
                        li { a href=(into.entry(&form.name)) title=(form.hint) { (form.name) } }
                    } }
                }
            }
        }
    }

    fn offer<'a>(&self, one: &'a Offer<'a>) -> offer::Offer<'a>
    where
        Self: 'a,
    {
        let into = Into::Case(self.file.clone());
        let lacks = one.lacks.iter().map(|lack| {
            let said = format!("{}{}", lack.shows, lack.instead);
            (said.into(), None)
        });
        offer::Offer {
            title: one.form.name.as_str().into(),
            href: one
                .lacks
                .is_empty()
                .then(|| into.entry(&one.form.name).into()),
            lacks: lacks.collect(),
        }
    }

    /// The records that the list misses or that end a running deadline.
    fn wanted(&self) -> BTreeSet<String> {
        let Signed { office, now, .. } = self.signed;
        let missing = office.checklist(self.case(), *now, |lines| {
            let missing = lines
                .iter()
                .filter(|line| line.standing == Standing::Missing);
            missing
                .map(|line| line.record.to_owned())
                .collect::<BTreeSet<_>>()
        });
        let open = office.deadlines(Some(self.case()), *now);
        let ending = open.iter().filter(|one| one.is_open()).flat_map(|one| {
            let rules = office
                .pack()
                .periods
                .iter()
                .filter(|rule| rule.name == one.name);
            rules.flat_map(|rule| rule.ends_by.clone())
        });
        missing.into_iter().chain(ending).collect()
    }

    /// What is missing in sight, the rest folded away.
    fn checklist(&self) -> Markup {
        let Signed { office, now, .. } = self.signed;
        office.checklist(self.case(), *now, |lines| {
            let of =
                |standing: Standing| lines.iter().filter(move |line| line.standing == standing);
            let rest = [
                (Standing::Present, words::desk::PRESENT),
                (Standing::NotApplicable, words::desk::NOT_APPLICABLE),
            ];
            html! {
                @if of(Standing::Missing).count() == 0 { p { (words::desk::NOTHING_MISSING) } }
                ul.plain { @for line in of(Standing::Missing) { li { (self.line(line)) } } }
                @for (standing, word) in rest {
                    @let n = of(standing).count();
                    @if n > 0 {
                        details.more {
                            summary { (words::desk::counted(word, n)) }
                            ul.plain { @for line in of(standing) { li { (self.line(line)) } } }
                        }
                    }
                }
            }
        })
    }

    fn line(&self, line: &Line<'_>) -> Markup {
        let (word, tone) = match line.standing {
            Standing::Present => (words::desk::PRESENT, Tone::Good),
            Standing::Missing => (words::desk::MISSING, Tone::Care),
            Standing::NotApplicable => (words::desk::NOT_APPLICABLE, Tone::Plain),
        };
        let why = match line.standing {
            Standing::NotApplicable => line.otherwise.to_owned(),
            Standing::Missing if !line.blocks.is_empty() => words::desk::blocks(line.blocks),
            _ => String::new(),
        };
        let latest = self.case().dossier.records(line.record).next_back();
        let office = &self.signed.office;
        html! {
            (tag(word, tone)) " "
            @match latest {
                Some(record) => a href={ (self.href) "/records/" (record.no) } { (line.record) },
                None => (line.record),
            }
            @if !why.is_empty() { " " span.lead { (why) } }
            (citation::citation(&self.app.cite(office.code(), office.pack(), line.basis.first())))
        }
    }

    fn marks(&self) -> Markup {
        if self.marks.is_empty() {
            return html! {};
        }
        let office = &self.signed.office;
        let body = html! {
            ul.plain { @for (name, no, clause) in &self.marks {
                li {
                    (tag(name, Tone::Care)) " "
                    a href={ (self.href) "/records/" (no) } { (words::desk::number(*no)) }
                    (citation::citation(&self.app.cite(office.code(), office.pack(), clause)))
                }
            } }
        };
        section("marks", words::desk::MARKS, &body)
    }

    /// Who has answered for what, by person.
    fn responsible(&self) -> Markup {
        let mut people: BTreeMap<&str, Vec<&Deed>> = BTreeMap::new();
        for deed in self.case().dossier.deeds() {
            people.entry(&deed.by).or_default().push(deed);
        }
        let rows = people.iter().map(|(id, deeds)| {
            let section = deeds.last().map_or("", |deed| deed.section.as_str());
            vec![
                html! { span.keep { (self.agency.people.name(id)) } },
                html! { span.keep { (section) } },
                html! { ul.chips { @for deed in deeds {
                    li { a href={ (self.href) "/records/" (deed.no) } { (words::desk::titled(deed.no, &deed.record)) } }
                } } },
            ]
        });
        let shown = Table {
            caption: words::desk::RESPONSIBLE.into(),
            is_caption_unseen: true,
            columns: [
                words::desk::PERSON,
                words::desk::SECTION,
                words::desk::ANSWERS_FOR,
            ]
            .map(Column::new)
            .to_vec(),
            rows: rows.collect(),
        };
        table(&shown, &html! {})
    }
}

fn mark(deed: &Deed) -> Mark {
    match deed.step {
        Some(Step::DecisionMake | Step::CaseOpen | Step::CaseClose) => Mark::Seal,
        Some(Step::ReviewOpine) if deed.found.get("passed") != Some(&Value::Bool(true)) => {
            Mark::Back
        }
        Some(Step::ItemExamine | Step::ItemApprove) if !deed.yes("passed") => Mark::Back,
        Some(Step::ItemPublish | Step::ItemChannel | Step::ItemWithdraw) => Mark::Public,
        _ => Mark::Record,
    }
}

/// Whether an act belongs to a disclosure item: those have a page of their own.
fn is_of_an_item(form: &Form) -> bool {
    let step = form.step.as_deref().unwrap_or_default();
    step.starts_with("disclosure.") && step != Step::ItemOpen.name()
}
