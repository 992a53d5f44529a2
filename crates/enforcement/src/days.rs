//! Whether the days and moments that an act names can be. What happened did not happen after it was
//! entered, and nothing is decided before its case was opened. Asked after the law, which says more:
//! without this a day before every text, or one far ahead, would leave no law to be asked.
//!
//! It does not know periods; which days may lie ahead is said by the pack.

use law::form::{Field, FieldKind, Form};
use law::period::{chinese_date, chinese_moment};
use law::refusal::Mistake;
use law::value::{Fields, Value};

use crate::case::Case;
use crate::decide::Denial;
use crate::deed::moment;
use crate::step::Step;
use crate::{Day, Moment};

/// Refuses days that cannot be.
///
/// # Errors
/// Every field that names one, as mistakes of the form.
pub fn check_days(
    case: Option<&Case>,
    form: &Form,
    fields: &Fields,
    now: Moment,
) -> Result<(), Denial> {
    let mut mistakes = Vec::new();
    ahead(&form.fields, fields, "", now, &mut mistakes);
    mistakes.extend(before_its_case(case, form, fields));
    match mistakes.is_empty() {
        true => Ok(()),
        false => Err(Denial::Mistaken(mistakes)),
    }
}

/// Days that lie ahead where the pack does not let them.
fn ahead(columns: &[Field], row: &Fields, path: &str, now: Moment, mistakes: &mut Vec<Mistake>) {
    for field in columns.iter().filter(|field| !field.ahead) {
        let Some(value) = row.get(&field.name) else {
            continue;
        };
        let name = &field.name;
        match &field.kind {
            FieldKind::Table(columns) => {
                let rows = value.items().iter().filter_map(Value::row).enumerate();
                rows.for_each(|(index, row)| {
                    ahead(
                        columns,
                        row,
                        &format!("{path}{name}.{index}."),
                        now,
                        mistakes,
                    );
                });
            }
            FieldKind::Date | FieldKind::Moment => {
                let wrong = value.text().and_then(moment).filter(|at| *at > now);
                mistakes.extend(wrong.map(|_| {
                    let limit = match field.kind {
                        FieldKind::Date => format!("今天（{}）", chinese_date(now.date())),
                        _ => format!("现在（{}）", chinese_moment(now)),
                    };
                    let message = format!("“{name}”不能晚于{limit}，请按实际发生的时间填写。");
                    Mistake::at(format!("{path}{name}"), message)
                }));
            }
            _ => {}
        }
    }
}

fn before_its_case(case: Option<&Case>, form: &Form, fields: &Fields) -> Option<Mistake> {
    let decides = form.step.as_deref() == Some(Step::DecisionMake.name());
    let opened: Day = case.filter(|_| decides)?.opened?;
    let name = &form.bound("date")?.name;
    let day = moment(fields.get(name)?.text()?)?.date();
    (day < opened).then(|| {
        let opened = chinese_date(opened);
        let message = format!("“{name}”不能早于立案登记的日期（{opened}），请核对。");
        Mistake::at(name, message)
    })
}
