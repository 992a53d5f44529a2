//! What serves a clause, told so that it can be compared with its words: every condition, every
//! length, every sentence a person would read.

use law::condition::Condition;
use law::form::{Field, Form};
use law::pack::Pack;
use law::rule::{Demand, Flag, Gate, Mask, MaskAction, PeriodRule, Trigger};
use law::service::Service;
use maud::{Markup, html};

use enforcement::supervision::Figure;

use super::cited::{facts, record, records};
use super::condition::{condition, name};
use crate::words::desk::law::{mask as hidden, service as said};

/// The kind of a service.
#[must_use]
pub fn kind(service: &Service<'_>) -> &'static str {
    match service {
        Service::Document(_) => said::DOCUMENT,
        Service::Stage(_) => said::STAGE,
        Service::Post(_) => said::POST,
        Service::Form(_) => said::FORM,
        Service::Field(..) => said::FIELD,
        Service::Gate(_) => said::GATE,
        Service::Period(_) => said::PERIOD,
        Service::Demand(_) => said::DEMAND,
        Service::Trigger(_) => said::TRIGGER,
        Service::Opinion(_) => said::OPINION,
        Service::Ground(_) => said::GROUND,
        Service::Publication(_) => said::PUBLICATION,
        Service::Mask(..) => said::MASK,
        Service::Category(_) => said::CATEGORY,
        Service::Yearly(_) => said::YEARLY,
        Service::Flag(_) => said::FLAG,
        Service::Indicator(_) => said::INDICATOR,
        Service::Guarantee(_) => said::GUARANTEE,
        Service::Reading(_) => said::READING,
    }
}

/// How many services of each kind, in the order in which they first come.
#[must_use]
pub fn counted(services: &[Service<'_>]) -> Vec<(&'static str, usize)> {
    let mut counts: Vec<(&'static str, usize)> = Vec::new();
    for service in services {
        let kind = kind(service);
        match counts.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, n)) => *n += 1,
            None => counts.push((kind, 1)),
        }
    }
    counts
}

/// One service, told in full.
#[must_use]
pub fn told(pack: &Pack, service: &Service<'_>) -> Markup {
    match service {
        Service::Document(document) => html! { p { "《" (document.title) "》" } },
        Service::Stage(stage) => html! { p { (stage.name) } },
        Service::Post(post) => html! { p { (post.name) } },
        Service::Form(form) => of_form(pack, form),
        Service::Field(form, field) => of_field(form, field),
        Service::Gate(one) => gate(pack, one),
        Service::Period(rule) => period(pack, rule),
        Service::Demand(one) => demand(pack, one),
        Service::Trigger(one) => trigger(one),
        Service::Flag(one) => flag(pack, one),
        Service::Mask(publication, mask) => html! { p { (publication.name) "：" (of_mask(mask)) } },
        other => in_list(pack, other),
    }
}

/// Entries of the lists that a pack keeps.
fn in_list(pack: &Pack, service: &Service<'_>) -> Markup {
    match service {
        Service::Opinion(opinion) => html! {
            p { strong { (opinion.name) } "　"
                (if opinion.passes { said::PASSES } else { said::BARS })
                @if opinion.reopens { "；" (said::REOPENS) }
            }
        },
        Service::Ground(ground) => html! {
            p { strong { (ground.name) } "　"
                (if ground.openable { said::OPENABLE } else { said::NOT_OPENABLE })
            }
            @if let Some(when) = &ground.when { (facts(&[(said::BY_FILE, condition(when))])) }
        },
        Service::Publication(publication) => html! { p { (publication.name) } },
        Service::Category(category) => html! {
            p { strong { (category.name) } "　" (category.phase)
                @if category.open { "，" (said::MAY_BE_EMPTY) }
            }
            (facts(&[(said::SHOWS, html! { (category.fields.join("、")) })]))
        },
        Service::Yearly(yearly) => html! {
            p { strong { (yearly.name) } }
            p { (said::yearly(yearly.month, yearly.day, &yearly.record)) "，" (yearly.owner.join("、")) }
            p { (record(pack, &yearly.record)) }
        },
        Service::Indicator(indicator) => {
            let meaning = Figure::named(&indicator.figure).map(Figure::meaning);
            html! { p { a href="/desk/supervision#figures" { (indicator.figure) } "　" (meaning.unwrap_or_default()) } }
        }
        Service::Guarantee(guarantee) => html! { p { (said::promise(&guarantee.promise)) } },
        Service::Reading(reading) => html! {
            p { (reading.posts.join("、")) }
            (facts(&[(said::WHEN, condition(&reading.when))]))
            @if reading.logged { p { (said::LOGGED) } }
        },
        _ => html! {},
    }
}

fn of_form(pack: &Pack, form: &Form) -> Markup {
    html! {
        p { strong { (record(pack, &form.name)) } "　" (by(form)) }
        @if !form.hint.is_empty() { p { (form.hint) } }
    }
}

/// Who makes a record.
#[must_use]
pub fn by(form: &Form) -> String {
    if form.by.is_empty() {
        said::ANYONE.to_owned()
    } else {
        form.by.join("、")
    }
}

fn of_field(form: &Form, field: &Field) -> Markup {
    html! {
        p {
            a href={ (super::cited::record_href(&form.name)) "#" (super::record::anchor(&field.name)) } {
                (said::field(&form.name, &field.name))
            }
            "　" @if field.required { (said::REQUIRED) } @else if field.required_when.is_none() { (said::OPTIONAL) }
        }
        @if let Some(when) = field.required_when.as_ref().filter(|_| !field.required) {
            (facts(&[(said::REQUIRED_WHEN, condition(when))]))
        }
    }
}

/// The records a list of a rule means; `*` and stages in words.
fn meant(pack: &Pack, entries: &[String]) -> Markup {
    html! {
        @for (at, entry) in entries.iter().enumerate() {
            @if at > 0 { "、" }
            @match (entry.as_str(), law::pack::stage_meant(entry)) {
                ("*", _) => (said::ON_ALL),
                (_, Some(stage)) => (said::of_stage(stage)),
                _ => (record(pack, entry)),
            }
        }
    }
}

fn unless_always(list: &mut Vec<(&'static str, Markup)>, what: &'static str, shown: &Condition) {
    if *shown != Condition::Always {
        list.push((what, condition(shown)));
    }
}

/// A gate.
#[must_use]
pub fn gate(pack: &Pack, gate: &Gate) -> Markup {
    let mut list = vec![(said::ON, meant(pack, &gate.on))];
    if !gate.except.is_empty() {
        list.push((said::EXCEPT, meant(pack, &gate.except)));
    }
    unless_always(&mut list, said::WHEN, &gate.when);
    list.push((said::REQUIRE, condition(&gate.require)));
    list.push((
        said::SAYS,
        html! { (gate.cannot) (gate.shows.open(name)) (gate.instead) },
    ));
    facts(&list)
}

/// A period.
#[must_use]
pub fn period(pack: &Pack, rule: &PeriodRule) -> Markup {
    let start = html! {
        (said::start(&rule.from.record, rule.from.field.as_deref()))
        @if rule.from.such != Condition::Always { ul.terms { li { (condition(&rule.from.such)) } } }
    };
    let length = rule
        .length
        .map_or_else(|| said::NO_LENGTH.to_owned(), |length| length.to_string());
    let mut list = vec![
        (said::FROM, start),
        (said::LENGTH, html! { (length) }),
        (said::ENDS, records(pack, &rule.ends_by)),
        (said::OWNER, html! { (rule.owner.join("、")) }),
    ];
    if let Some(later) = &rule.later {
        let from = said::start(&later.record, Some(&later.field));
        list.push((
            said::LATER,
            html! { (from) ul.terms { li { (condition(&later.when)) } } },
        ));
    }
    if let Some(other) = &rule.other {
        let from = said::start(&other.record, Some(&other.field));
        list.push((
            said::OTHER,
            html! { (from)
                @if other.such != Condition::Always { ul.terms { li { (condition(&other.such)) } } }
            },
        ));
    }
    if let Some(void) = &rule.void_when {
        list.push((said::VOID, condition(void)));
    }
    html! { p { strong { (rule.name) } } (facts(&list)) }
}

/// A demanded record.
#[must_use]
pub fn demand(pack: &Pack, demand: &Demand) -> Markup {
    let mut list = vec![(said::WHEN, condition(&demand.when))];
    if !matches!(&demand.met_by, Condition::Records(query) if query.such.is_none()) {
        list.push((said::MET_BY, condition(&demand.met_by)));
    }
    if !demand.blocks.is_empty() {
        list.push((said::BLOCKS, meant(pack, &demand.blocks)));
    }
    list.push((said::OTHERWISE, html! { (demand.otherwise) }));
    html! { p { strong { (record(pack, &demand.record)) } } (facts(&list)) }
}

fn trigger(trigger: &Trigger) -> Markup {
    let list = [
        (said::WHEN, condition(&trigger.when)),
        (said::ANSWERED, condition(&trigger.answered)),
    ];
    html! { p { strong { (trigger.name) } } (facts(&list)) }
}

/// A mark that does not block.
#[must_use]
pub fn flag(pack: &Pack, flag: &Flag) -> Markup {
    let list = [
        (said::SET_ON, record(pack, &flag.record)),
        (said::WHEN, condition(&flag.when)),
    ];
    html! { p { strong { (flag.name) } } (facts(&list)) }
}

fn of_mask(mask: &Mask) -> String {
    let of = |list: &[String], word: fn(&str) -> &str, any: &str| {
        let words: Vec<&str> = list.iter().map(|one| word(one)).collect();
        if words.is_empty() {
            any.to_owned()
        } else {
            words.join("、")
        }
    };
    let who = match (mask.natural, mask.roles.is_empty()) {
        (Some(true), true) => hidden::NATURAL.to_owned(),
        (Some(false), true) => hidden::ORGANISATION.to_owned(),
        (Some(true), false) => format!(
            "{}（{}）",
            of(&mask.roles, hidden::role, ""),
            hidden::NATURAL
        ),
        (Some(false), false) => format!(
            "{}（{}）",
            of(&mask.roles, hidden::role, ""),
            hidden::ORGANISATION
        ),
        (None, _) => of(&mask.roles, hidden::role, hidden::ANYONE),
    };
    let what = of(&mask.kinds, hidden::kind, hidden::ANY_KIND);
    let done = match &mask.action {
        MaskAction::Keep => hidden::KEEP.to_owned(),
        MaskAction::Hide(style) => hidden::hide(style),
    };
    format!("{who}的{what}，{done}")
}
