//! What the file of a case must hold (全过程记录清单) and what may be done next, each with what it
//! still lacks; and the marks that do not block. All computed from the pack and the file.

use law::citation::Basis;
use law::condition::Facts;
use law::form::{Form, Subject};
use law::judge::{foresee, undemanded};
use law::refusal::Refusal;
use law::rule::Flag;
use law::value::Fields;

use crate::Moment;
use crate::case::Case;
use crate::scene::{Bench, Scene};
use crate::step::Step;

/// How a demanded record stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is in the file.
    Present,
    /// It must be there and is not.
    Missing,
    /// What would demand it has not happened (不适用).
    NotApplicable,
}

/// One line of the list.
#[derive(Clone, Debug)]
pub struct Line<'a> {
    /// The record.
    pub record: &'a str,
    /// How it stands.
    pub standing: Standing,
    /// Why it is not demanded, while it is not.
    pub otherwise: &'a str,
    /// The clauses.
    pub basis: &'a Basis,
    /// What it holds up while it is missing.
    pub blocks: &'a [String],
}

/// An act that a person might do next.
#[derive(Clone, Debug)]
pub struct Offer<'a> {
    /// The form to fill in.
    pub form: &'a Form,
    /// Why it cannot be done yet; empty when it can.
    pub lacks: Vec<Refusal>,
}

/// A mark set on a record of the file.
#[derive(Clone, Debug)]
pub struct Marked<'a> {
    /// The words of the mark.
    pub name: &'a str,
    /// The record it is set on.
    pub no: u32,
    /// The clauses.
    pub basis: &'a Basis,
}

fn scene<'a>(bench: Bench<'a>, case: Option<&'a Case>, actor: &'a str, now: Moment) -> Scene<'a> {
    Scene {
        bench,
        case,
        act: None,
        about: None,
        number_taken: false,
        unstored: &[],
        actor,
        now,
    }
}

/// Whether a clause of a rule is in force for the file and not displaced.
fn counts(scene: &Scene<'_>, basis: &Basis) -> bool {
    let mut clauses = basis.clauses().iter();
    clauses.any(|clause| scene.in_force(&clause.0) && !scene.displaced(&clause.0))
}

/// The list of demanded records of a case, in the order of the pack.
#[must_use]
pub fn checklist<'a>(bench: Bench<'a>, case: &'a Case, now: Moment) -> Vec<Line<'a>> {
    let scene = scene(bench, Some(case), "", now);
    let nothing = Fields::new();
    bench
        .pack
        .demands
        .iter()
        .map(|demand| {
            let standing = if demand.met_by.holds(&nothing, &scene) {
                Standing::Present
            } else if counts(&scene, &demand.basis) && demand.when.holds(&nothing, &scene) {
                Standing::Missing
            } else {
                Standing::NotApplicable
            };
            Line {
                record: &demand.record,
                standing,
                otherwise: &demand.otherwise,
                basis: &demand.basis,
                blocks: &demand.blocks,
            }
        })
        .collect()
}

/// Every act of the pack for this file and person: those that can be done and those that lack
/// something, with the reason. Acts of other posts are left out unless `all` asks for them.
#[must_use]
pub fn offers<'a>(
    bench: Bench<'a>,
    case: Option<&'a Case>,
    actor: &'a str,
    now: Moment,
    all: bool,
) -> Vec<Offer<'a>> {
    let scene = scene(bench, case, actor, now);
    let fits = |form: &&Form| match (form.subject, case) {
        (Subject::Either, _) => true,
        (Subject::Case, Some(case)) => {
            let opens = form.step.as_deref() == Some(Step::CaseOpen.name());
            opens != case.opened.is_some()
        }
        (Subject::Agency, None) => true,
        _ => false,
    };
    bench
        .pack
        .forms
        .iter()
        .filter(fits)
        .filter(|form| all || form.by.is_empty() || form.by.iter().any(|post| scene.holds(post)))
        .map(|form| Offer {
            form,
            lacks: foresee(bench.pack, form, &scene),
        })
        .collect()
}

/// Why a person cannot do an act in this file yet, whatever is typed; empty when nothing is known
/// to stand against it.
#[must_use]
pub fn obstacles(
    bench: Bench<'_>,
    case: Option<&Case>,
    form: &Form,
    actor: &str,
    now: Moment,
) -> Vec<Refusal> {
    foresee(bench.pack, form, &scene(bench, case, actor, now))
}

/// The fields of a form that nothing in this file can demand; `known` is what is settled of the act.
#[must_use]
pub fn undemanded_fields<'a>(
    bench: Bench<'a>,
    case: Option<&'a Case>,
    form: &'a Form,
    known: &Fields,
    now: Moment,
) -> Vec<&'a str> {
    undemanded(form, known, &scene(bench, case, "", now))
}

/// The marks set on records of a file.
#[must_use]
pub fn marks<'a>(bench: Bench<'a>, case: Option<&'a Case>, now: Moment) -> Vec<Marked<'a>> {
    let scene = scene(bench, case, "", now);
    let flags = bench.pack.flags.iter();
    flags.flat_map(|flag| marked_by(flag, &scene)).collect()
}

/// Whether a mark of that name is set on any record of the file in view.
pub(crate) fn is_marked(scene: &Scene<'_>, name: &str) -> bool {
    let mut flags = scene
        .bench
        .pack
        .flags
        .iter()
        .filter(|flag| flag.name == name);
    flags.any(|flag| !marked_by(flag, scene).is_empty())
}

fn marked_by<'a>(flag: &'a Flag, scene: &Scene<'_>) -> Vec<Marked<'a>> {
    let form = scene.bench.pack.form(&flag.record);
    let mut found = Vec::new();
    for record in scene.dossier().records(&flag.record) {
        // The record stands in the place of the act, so that a flag may ask what a gate may.
        let scene = Scene {
            about: Some(record.no),
            act: form.map(|form| (form, record.fields)),
            actor: record.by,
            ..*scene
        };
        if counts(&scene, &flag.basis) && flag.when.holds_for(record, &scene) {
            found.push(Marked {
                name: &flag.name,
                no: record.no,
                basis: &flag.basis,
            });
        }
    }
    found
}
