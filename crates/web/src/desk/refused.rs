//! From the reasons the law has against an act to what the person reads: fields that the same
//! clauses demand are told together, each with the way to where it is filled in.

use law::refusal::{Ground, Refusal};
use maud::Markup;

use crate::access::Signed;
use crate::app::App;
use crate::parts::{field, refusal};
use crate::words;

/// Refusals as the person reads them, each with its clauses.
#[must_use]
pub fn refusals(app: &App, signed: &Signed, list: &[Refusal]) -> Markup {
    let shown: Vec<refusal::Refusal> = together(list)
        .iter()
        .map(|group| told(app, signed, group))
        .collect();
    refusal::refusals(&shown)
}

/// In the order given; fields demanded by the same clauses stand where the first of them stood.
fn together(list: &[Refusal]) -> Vec<Vec<&Refusal>> {
    let mut groups: Vec<Vec<&Refusal>> = Vec::new();
    for one in list {
        let same = |group: &&mut Vec<&Refusal>| {
            let first = group[0];
            let of_fields = first.ground == Ground::Field && one.ground == Ground::Field;
            of_fields && first.clauses == one.clauses && first.cannot == one.cannot
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.push(one),
            None => groups.push(vec![one]),
        }
    }
    groups
}

fn told<'a>(app: &'a App, signed: &'a Signed, group: &[&'a Refusal]) -> refusal::Refusal<'a> {
    let (pack, first) = (signed.office.pack(), group[0]);
    let clauses = first.clauses.clauses().iter();
    let basis: Vec<_> = clauses
        .map(|id| app.cite(signed.office.code(), pack, id))
        .collect();
    let place = |one: &Refusal| {
        let name = one.field.as_ref()?;
        Some(format!("#{}", field::id_of(name)).into())
    };
    let remedy = match group {
        [only] => only.instead.as_str().into(),
        several => words::law::fill_in(several.len()).into(),
    };
    refusal::Refusal {
        cannot: first.cannot.as_str().into(),
        saw: group
            .iter()
            .map(|one| (one.shows.as_str().into(), place(one)))
            .collect(),
        demanded: basis
            .first()
            .map(|first| first.gist.clone())
            .unwrap_or_default(),
        basis,
        remedy: vec![(remedy, None)],
    }
}
