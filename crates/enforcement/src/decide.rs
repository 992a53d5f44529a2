//! From act to deed. Reads the form, checks that references point at something, lets the judge
//! weigh it, and writes down what was allowed together with what the mechanism found at the time.
//! Changes no state: the caller makes the deed durable first and folds it afterwards.

use law::form::{Field, FieldKind, Form, Subject};
use law::judge::judge;
use law::refusal::{Mistake, Refusal};
use law::value::{Fields, Value};
use serde::{Deserialize, Serialize};

use crate::Moment;
use crate::case::Case;
use crate::days::check_days;
use crate::deed::Deed;
use crate::disclosure::CHANGES;
use crate::dossier::Dossier;
use crate::scene::{Bench, Scene};
use crate::step::{STEPS, Step};

/// What a person proposes to enter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Act {
    /// The record's name.
    pub record: String,
    /// Its fields as typed.
    #[serde(default)]
    pub fields: Fields,
}

/// What the office looked up for the act, beyond the file itself.
#[derive(Clone, Debug, Default)]
pub struct LookedUp {
    /// Whether a number the act gives is already in use.
    pub number_taken: bool,
    /// Recordings still on the device that is brought back: neither in a store nor known to be
    /// lost to it, in whatever file they stand.
    pub unstored: Vec<String>,
    /// Texts produced outside: marks of personal data, public versions.
    pub found: Fields,
}

/// Why an act was not accepted.
#[derive(Clone, Debug, PartialEq)]
pub enum Denial {
    /// The form is wrong.
    Mistaken(Vec<Mistake>),
    /// The law does not allow it now.
    Refused(Vec<Refusal>),
}

/// Decides on an act in the agency's file (`case` is `None`) or in a case; a case that is being
/// opened is `Some` of an empty one.
///
/// # Errors
/// All mistakes of the form, or else all reasons the law has against the act.
pub fn decide(
    bench: Bench<'_>,
    case: Option<&Case>,
    act: &Act,
    looked_up: LookedUp,
    actor: &str,
    now: Moment,
) -> Result<Deed, Denial> {
    let form = find_form(bench, case, act)?;
    let fields = form.read(&act.fields).map_err(Denial::Mistaken)?;
    let dossier = case.map_or(&bench.agency.dossier, |case| &case.dossier);
    check_references(bench, dossier, form, &fields)?;
    let about = concerned(case, form, &fields);
    let scene = Scene {
        bench,
        case,
        act: Some((form, &fields)),
        about,
        number_taken: looked_up.number_taken,
        unstored: &looked_up.unstored,
        actor,
        now,
    };
    let refusals = judge(bench.pack, form, &fields, &scene);
    if !refusals.is_empty() {
        return Err(Denial::Refused(refusals));
    }
    check_words(bench, form, &fields)?;
    check_person(bench, form, &fields)?;
    check_days(case, form, &fields, now)?;
    let mut found = looked_up.found;
    find(&scene, form, &fields, &mut found);
    Ok(write_down(
        bench, dossier, form, fields, found, about, actor, now,
    ))
}

fn find_form<'a>(bench: Bench<'a>, case: Option<&Case>, act: &Act) -> Result<&'a Form, Denial> {
    let mistaken = |message: String| Denial::Mistaken(vec![Mistake::at("", message)]);
    let form = bench
        .pack
        .form(&act.record)
        .ok_or_else(|| mistaken(format!("没有“{}”这种记录，请从清单中选择。", act.record)))?;
    let opens = form.step.as_deref() == Some(Step::CaseOpen.name());
    let opened = case.is_some_and(|case| case.opened.is_some());
    match (form.subject, case) {
        (Subject::Agency, Some(_)) => Err(mistaken(format!("“{}”应当在机关卷中登记。", form.name))),
        (Subject::Case, None) => Err(mistaken(format!("“{}”应当在案卷中登记。", form.name))),
        (_, Some(_)) if opens && opened => Err(mistaken("本案已经立案。".into())),
        (_, Some(_)) if !opens && !opened => Err(mistaken("没有这个案件。".into())),
        _ => Ok(form),
    }
}

/// References must point at records of the named kinds, people at people of the agency.
fn check_references(
    bench: Bench<'_>,
    dossier: &Dossier,
    form: &Form,
    fields: &Fields,
) -> Result<(), Denial> {
    let mut mistakes = Vec::new();
    for field in form.fields.iter().filter(|field| points(&field.kind)) {
        let Some(value) = fields.get(&field.name) else {
            continue;
        };
        let rows = value.items().iter().filter_map(Value::row);
        match &field.kind {
            FieldKind::Table(columns) => rows.for_each(|row| {
                for column in columns.iter().filter(|column| points(&column.kind)) {
                    let cell = row.get(&column.name);
                    let wrong = cell.and_then(|cell| dangling(bench, dossier, &column.kind, cell));
                    mistakes.extend(wrong.map(|why| {
                        let at = format!("{}·{}", field.name, column.name);
                        Mistake::at(&field.name, format!("“{at}”{why}"))
                    }));
                }
            }),
            kind => {
                let wrong = dangling(bench, dossier, kind, value);
                mistakes.extend(
                    wrong.map(|why| Mistake::at(&field.name, format!("“{}”{why}", field.name))),
                );
            }
        }
    }
    if mistakes.is_empty() {
        Ok(())
    } else {
        Err(Denial::Mistaken(mistakes))
    }
}

/// What a step cannot do without, whatever the law demands of this file: a case of a kind that no
/// text binds still has a number. Comes after the law, which says more.
fn check_words(bench: Bench<'_>, form: &Form, fields: &Fields) -> Result<(), Denial> {
    let step = form.step.as_deref().unwrap_or_default();
    let words = STEPS.iter().find(|(name, _)| *name == step);
    let empty = |field: &&Field| fields.get(&field.name).is_none_or(Value::is_empty);
    // That no ground for withholding was found is an answer too.
    let may_be_none = |word: &&&str| step == Step::ItemGround.name() && **word == "grounds";
    let unfilled = words
        .iter()
        .flat_map(|(_, words)| *words)
        .filter(|word| !may_be_none(word))
        .filter_map(|word| form.bound(word));
    let mut mistakes: Vec<Mistake> = unfilled
        .filter(empty)
        .map(|field| Mistake::at(&field.name, format!("请填写“{}”后再提交。", field.name)))
        .collect();
    if step == Step::Displace.name()
        && let Some(field) = form.bound("clause")
        && let Some(clause) = fields.get(&field.name).and_then(Value::text)
        && bench.pack.document_of(clause).is_none()
    {
        let message = format!("没有编号为“{clause}”的条款，请核对“{}”。", field.name);
        mistakes.push(Mistake::at(&field.name, message));
    }
    if mistakes.is_empty() {
        Ok(())
    } else {
        Err(Denial::Mistaken(mistakes))
    }
}

/// A number stands for one person for ever: another name under it would put another person into
/// every record that cites it.
fn check_person(bench: Bench<'_>, form: &Form, fields: &Fields) -> Result<(), Denial> {
    if form.step.as_deref() != Some(Step::PersonEnter.name()) {
        return Ok(());
    }
    let said = |word: &str| {
        let field = form.bound(word)?;
        Some((&field.name, fields.get(&field.name)?.text()?))
    };
    let (Some((field, id)), Some((_, name))) = (said("person"), said("name")) else {
        return Ok(());
    };
    match bench.agency.people.get(id) {
        Some(known) if !known.name.is_empty() && known.name != name => {
            let message = format!(
                "编号“{id}”已登记为{}，不能再登记为{name}。请核对姓名，或者使用新的编号。",
                known.name
            );
            Err(Denial::Mistaken(vec![Mistake::at(field, message)]))
        }
        _ => Ok(()),
    }
}

/// Whether values of a kind point at something that must be there.
fn points(kind: &FieldKind) -> bool {
    match kind {
        FieldKind::Person | FieldKind::Ref(_) => true,
        FieldKind::Table(columns) => columns.iter().any(|column| points(&column.kind)),
        _ => false,
    }
}

fn dangling(
    bench: Bench<'_>,
    dossier: &Dossier,
    kind: &FieldKind,
    value: &Value,
) -> Option<String> {
    match kind {
        FieldKind::Person => {
            let known = value.text().and_then(|id| bench.agency.people.get(id));
            known
                .is_none()
                .then(|| "不是本机关在册人员，请从名单中选择。".into())
        }
        FieldKind::Ref(kinds) => {
            let no = value.number().and_then(|no| u32::try_from(no).ok());
            let found = no.and_then(|no| dossier.deed(no));
            let fits = found.is_some_and(|deed| kinds.contains(&deed.record));
            (!fits).then(|| format!("应当指向本卷中的{}。", kinds.join("、")))
        }
        _ => None,
    }
}

/// The record an act concerns: what its form says; for a review the round under way; for an item
/// the only one there is.
fn concerned(case: Option<&Case>, form: &Form, fields: &Fields) -> Option<u32> {
    if let Some(field) = form.bound("about") {
        let said = fields.get(&field.name).and_then(Value::number);
        return said.and_then(|no| u32::try_from(no).ok());
    }
    let step = form.step.as_deref()?;
    if step.starts_with("review.") && step != Step::ReviewSubmit.name() {
        return case?.reviews.latest().map(|round| round.no);
    }
    None
}

/// What the mechanism tells from the pack at the time of the act, so that the deed can be read
/// without it later.
fn find(scene: &Scene<'_>, form: &Form, fields: &Fields, found: &mut Fields) {
    let pack = scene.bench.pack;
    let bound = |word: &str| form.bound(word).and_then(|field| fields.get(&field.name));
    let chosen = |word: &str| -> Vec<&str> {
        bound(word)
            .map(Value::items)
            .unwrap_or_default()
            .iter()
            .filter_map(Value::text)
            .collect()
    };
    match form.step.as_deref().and_then(Step::named) {
        Some(Step::ReviewOpine) => {
            let said = chosen("opinions");
            let known = |name: &&str| pack.opinions.iter().find(|known| known.name == **name);
            let passed = !said.is_empty()
                && said
                    .iter()
                    .all(|name| known(name).is_some_and(|opinion| opinion.passes));
            found.insert("passed".into(), passed.into());
            if said
                .iter()
                .any(|name| known(name).is_some_and(|opinion| opinion.reopens))
            {
                found.insert("reopens".into(), true.into());
            }
        }
        Some(Step::ItemGround | Step::DecisionMake) => {
            let nothing = Fields::new();
            let by_file = pack.grounds.iter().filter(|ground| {
                ground
                    .when
                    .as_ref()
                    .is_some_and(|when| when.holds(&nothing, scene))
            });
            let by_file: Vec<&str> = by_file.map(|ground| ground.name.as_str()).collect();
            let mut standing = chosen("grounds");
            standing.extend(&by_file);
            let closed = pack
                .grounds
                .iter()
                .filter(|ground| !ground.openable && standing.contains(&ground.name.as_str()));
            let closed: Vec<&str> = closed.map(|ground| ground.name.as_str()).collect();
            for (name, grounds) in [("grounds", by_file), ("closed", closed)] {
                if !grounds.is_empty() {
                    found.insert(name.into(), list(grounds.into_iter()));
                }
            }
        }
        _ => {}
    }
    let changed = changed(scene, form);
    if !changed.is_empty() {
        found.insert(CHANGES.into(), Value::List(changed));
    }
}

/// The published items of the agency's file that are made of records of this form.
fn changed(scene: &Scene<'_>, form: &Form) -> Vec<Value> {
    if scene.case.is_some() {
        return Vec::new();
    }
    let categories = scene.bench.pack.categories.iter();
    let following = categories.filter(|category| category.follows.contains(&form.name));
    let names: Vec<&str> = following.map(|category| category.name.as_str()).collect();
    let items = scene.bench.agency.items.all().iter();
    let public = items.filter(|item| item.published.is_some());
    public
        .filter(|item| names.contains(&item.category.as_str()))
        .map(|item| i64::from(item.no).into())
        .collect()
}

fn list<'a>(names: impl Iterator<Item = &'a str>) -> Value {
    Value::List(names.map(Value::from).collect())
}

#[allow(clippy::too_many_arguments)]
fn write_down(
    bench: Bench<'_>,
    dossier: &Dossier,
    form: &Form,
    fields: Fields,
    found: Fields,
    about: Option<u32>,
    actor: &str,
    now: Moment,
) -> Deed {
    let person = bench.agency.people.get(actor);
    Deed {
        no: dossier.next_no(),
        record: form.name.clone(),
        step: form.step.as_deref().and_then(Step::named),
        stage: form.stage.clone(),
        medium: form.medium.clone(),
        words: form.words.clone(),
        fields,
        found,
        about,
        by: actor.to_owned(),
        section: person
            .map(|person| person.section.clone())
            .unwrap_or_default(),
        entered: now,
    }
}
