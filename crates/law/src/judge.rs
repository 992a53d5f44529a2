//! The judge: weighs one proposed act against the forms, gates and demands of a pack, and answers
//! with every reason why the law does not allow it, not only the first. It changes nothing.

use crate::citation::{Basis, ClauseId};
use crate::condition::{Condition, Facts, Operand, Test};
use crate::form::{Field, FieldKind, Form};
use crate::pack::Pack;
use crate::refusal::{Ground, Refusal};
use crate::rule::{Demand, Gate};
use crate::value::{Fields, Value};

/// All reasons against the act; empty means the law allows it.
#[must_use]
pub fn judge(pack: &Pack, form: &Form, act: &Fields, facts: &dyn Facts) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    refusals.extend(who_may(form, facts));
    missing_fields(form, act, facts, &mut refusals);
    for gate in pack.gates_on(&form.name) {
        refusals.extend(pass(gate, act, facts));
    }
    for demand in pack.demands_blocking(&form.name) {
        refusals.extend(demanded(form, demand, act, facts));
    }
    refusals
}

/// Reasons that do not depend on what will be typed: what the person should know before starting.
#[must_use]
pub fn foresee(pack: &Pack, form: &Form, facts: &dyn Facts) -> Vec<Refusal> {
    let nothing = Fields::new();
    let mut refusals: Vec<Refusal> = who_may(form, facts).into_iter().collect();
    for gate in pack.gates_on(&form.name) {
        if !looks_at_act(&gate.when) && !looks_at_act(&gate.require) {
            refusals.extend(pass(gate, &nothing, facts));
        }
    }
    for demand in pack.demands_blocking(&form.name) {
        refusals.extend(demanded(form, demand, &nothing, facts));
    }
    refusals
}

/// The fields that nothing can demand, whatever is typed into the others; `known` is what is settled
/// of the act before it is typed, such as the record it is about. They may be filled in all the same.
#[must_use]
pub fn undemanded<'a>(form: &'a Form, known: &Fields, facts: &dyn Facts) -> Vec<&'a str> {
    let never = |field: &&Field| {
        let when = field.required_when.as_ref().filter(|_| !field.required);
        when.is_some_and(|when| foreseen(when, known, facts) == Some(false))
    };
    let fields = form.fields.iter().filter(never);
    fields.map(|field| field.name.as_str()).collect()
}

/// What a condition comes to before the act is typed; `None` where that depends on what will be.
fn foreseen(condition: &Condition, known: &Fields, facts: &dyn Facts) -> Option<bool> {
    let each = |parts: &[Condition], settles: bool| {
        let answers = parts.iter().map(|part| foreseen(part, known, facts));
        let mut is_open = false;
        for answer in answers {
            match answer {
                Some(answer) if answer == settles => return Some(settles),
                Some(_) => {}
                None => is_open = true,
            }
        }
        (!is_open).then_some(!settles)
    };
    match condition {
        Condition::All(parts) => each(parts, false),
        Condition::Any(parts) => each(parts, true),
        Condition::Not(part) => foreseen(part, known, facts).map(|answer| !answer),
        Condition::Referred(name, query) if known.contains_key(name) => {
            let is_open = query.such.as_deref().is_some_and(compares_with_act);
            (!is_open).then(|| condition.holds(known, facts))
        }
        other if looks_at_act(other) => None,
        other => Some(other.holds(known, facts)),
    }
}

fn who_may(form: &Form, facts: &dyn Facts) -> Option<Refusal> {
    if form.by.is_empty() || form.by.iter().any(|post| facts.holds(post)) {
        return None;
    }
    let posts = form.by.join("、");
    Some(Refusal {
        ground: Ground::Post,
        cannot: format!("您不能办理“{}”。", form.name),
        shows: format!("您对本卷未任{posts}。"),
        // Who may act is not a matter of effective dates: without a post, the door stays shut.
        clauses: Basis::new(form.basis.clone())?,
        instead: format!("请由{posts}办理。"),
        field: None,
    })
}

fn missing_fields(form: &Form, act: &Fields, facts: &dyn Facts, refusals: &mut Vec<Refusal>) {
    for field in &form.fields {
        let value = act.get(&field.name).filter(|value| !value.is_empty());
        if value.is_none() && demanded_field(field, act, facts) {
            refusals.extend(lacks(form, field, &field.name, facts));
        }
        if let (FieldKind::Table(columns), Some(rows)) = (&field.kind, value) {
            missing_cells(form, field, columns, rows, facts, refusals);
        }
    }
}

fn missing_cells(
    form: &Form,
    table: &Field,
    columns: &[Field],
    rows: &Value,
    facts: &dyn Facts,
    refusals: &mut Vec<Refusal>,
) {
    let filled = rows.items().iter().filter_map(Value::row);
    for (index, row) in filled.enumerate() {
        for column in columns {
            if row.get(&column.name).is_none_or(Value::is_empty)
                && demanded_field(column, row, facts)
            {
                let at = format!("{}.{index}.{}", table.name, column.name);
                refusals.extend(lacks(form, column, &at, facts));
            }
        }
    }
}

fn demanded_field(field: &Field, fields: &Fields, facts: &dyn Facts) -> bool {
    field.required
        || field
            .required_when
            .as_ref()
            .is_some_and(|when| when.holds(fields, facts))
}

fn lacks(form: &Form, field: &Field, at: &str, facts: &dyn Facts) -> Option<Refusal> {
    let basis = if field.basis.is_empty() {
        &form.basis
    } else {
        &field.basis
    };
    Some(Refusal {
        ground: Ground::Field,
        cannot: format!("“{}”不能提交。", form.name),
        shows: format!("“{}”没有填写。", field.name),
        clauses: in_force(basis, facts)?,
        instead: format!("请填写“{}”后再提交。", field.name),
        field: Some(at.to_owned()),
    })
}

fn pass(gate: &Gate, act: &Fields, facts: &dyn Facts) -> Option<Refusal> {
    if !gate.when.holds(act, facts) || gate.require.holds(act, facts) {
        return None;
    }
    Some(Refusal {
        ground: Ground::Gate,
        clauses: in_force(gate.basis.clauses(), facts)?,
        cannot: gate.cannot.clone(),
        shows: gate.shows.fill(act, facts),
        instead: gate.instead.clone(),
        field: first_field(&gate.require),
    })
}

fn demanded(form: &Form, demand: &Demand, act: &Fields, facts: &dyn Facts) -> Option<Refusal> {
    if !demand.when.holds(act, facts) || demand.met_by.holds(act, facts) {
        return None;
    }
    Some(Refusal {
        ground: Ground::Demand,
        clauses: in_force(demand.basis.clauses(), facts)?,
        cannot: format!("不能办理“{}”。", form.name),
        shows: format!("案卷中缺少应当有的“{}”。", demand.record),
        instead: format!("请先补齐“{}”。", demand.record),
        field: None,
    })
}

/// The clauses that count for this file: of documents in force and not displaced by another norm.
/// Asked last, because most rules of most acts have nothing to say.
fn in_force(clauses: &[ClauseId], facts: &dyn Facts) -> Option<Basis> {
    Basis::new(
        clauses
            .iter()
            .filter(|clause| counts(clause, facts))
            .cloned()
            .collect(),
    )
}

fn counts(clause: &ClauseId, facts: &dyn Facts) -> bool {
    facts.in_force(&clause.0) && !facts.displaced(&clause.0)
}

/// The first field of the act that a requirement looks at, so that the form can point at it.
fn first_field(condition: &Condition) -> Option<String> {
    match condition {
        Condition::Field(name, _) | Condition::Act(name, _) => Some(name.clone()),
        // What is compared with the record that is referred to, rather than the reference.
        Condition::Referred(name, query) => {
            let compared = query.such.as_deref().and_then(compared);
            Some(compared.unwrap_or(name).to_owned())
        }
        Condition::Rows { field, .. } => Some(field.clone()),
        Condition::All(parts) | Condition::Any(parts) => parts.iter().find_map(first_field),
        Condition::Not(part) => first_field(part),
        _ => None,
    }
}

/// The field of the act that a standing record is compared with.
fn compared(condition: &Condition) -> Option<&str> {
    match condition {
        Condition::Field(
            _,
            Test::Is(Operand::Field(name))
            | Test::AtLeast(Operand::Field(name))
            | Test::AtMost(Operand::Field(name)),
        ) => Some(name),
        Condition::All(parts) | Condition::Any(parts) => parts.iter().find_map(compared),
        Condition::Not(part) => compared(part),
        _ => None,
    }
}

/// Whether a condition depends on what is typed into the act.
fn looks_at_act(condition: &Condition) -> bool {
    match condition {
        Condition::Field(..) | Condition::Act(..) | Condition::Referred(..) => true,
        Condition::Rows { .. } => true,
        Condition::All(parts) | Condition::Any(parts) => parts.iter().any(looks_at_act),
        Condition::Not(part) => looks_at_act(part),
        Condition::Fact(id, _) => id.of_act,
        Condition::Records(query) => query.such.as_deref().is_some_and(compares_with_act),
        _ => false,
    }
}

/// Whether a condition on standing records compares them with what is typed into the act.
fn compares_with_act(condition: &Condition) -> bool {
    match condition {
        Condition::Act(..) => true,
        Condition::Field(_, test) => test.looks_at_act(),
        Condition::All(parts) | Condition::Any(parts) => parts.iter().any(compares_with_act),
        Condition::Not(part) => compares_with_act(part),
        _ => false,
    }
}
