//! Conditions of a pack in words that a legal officer reads: what one line can say is a line, the
//! rest a list under it. Nothing is left out, so that the rule as it runs can be compared with the
//! words of the law.

use enforcement::vocabulary::WORDS;
use law::condition::{Condition, FactId, FactWord, Operand, Query, Test};
use law::value::Value;
use maud::{Markup, html};

use crate::words::desk::condition as said;

/// A condition, as lines and lists.
#[must_use]
pub fn condition(shown: &Condition) -> Markup {
    match shown {
        Condition::Always => html! { (said::ALWAYS) },
        Condition::All(parts) if parts.is_empty() => html! { (said::ALWAYS) },
        Condition::Any(parts) if parts.is_empty() => html! { (said::NEVER) },
        Condition::All(parts) if parts.len() == 1 => condition(&parts[0]),
        Condition::Any(parts) if parts.len() == 1 => condition(&parts[0]),
        Condition::All(parts) => list(said::ALL, parts),
        Condition::Any(parts) => list(said::ANY, parts),
        Condition::Not(part) => html! { (said::NOT) (condition(part)) },
        Condition::Records(query) => {
            let head = said::records(&query.kind, query.at_least, query.at_most);
            narrowed(&head, query)
        }
        Condition::Every(query, has) => html! {
            (narrowed(&said::every(&query.kind), query))
            ul.terms { li { (condition(has)) } }
        },
        Condition::Field(name, test) => line(&said::field(name), test, name),
        Condition::Act(name, test) => line(&said::act(name), test, name),
        Condition::Rows {
            field,
            such,
            at_least,
            every,
        } => html! {
            (said::rows(field, *at_least, *every))
            ul.terms { li { (condition(such)) } }
        },
        Condition::Fact(id, asked) => fact(*id, asked),
        Condition::Post(post) => html! { (said::post(post)) },
        Condition::Held(post, on) => html! { (said::held(post, &operand(on))) },
        Condition::Due(period, asked) => line(&said::due(period), asked, said::TIMES[0]),
        Condition::Marked(mark) => html! { (said::marked(mark)) },
        Condition::Referred(field, query) => narrowed(&said::referred(field, &query.kind), query),
        Condition::AboutOuter => html! { (said::ABOUT) },
    }
}

fn list(head: &str, parts: &[Condition]) -> Markup {
    html! { (head) ul.terms { @for part in parts { li { (condition(part)) } } } }
}

fn line(subject: &str, asked: &Test, name: &str) -> Markup {
    html! { (subject) (test(asked, name, said::FILLED)) }
}

/// Records of a kind with what narrows them.
fn narrowed(head: &str, query: &Query) -> Markup {
    html! {
        (head)
        @if let Some(kind) = &query.since { (said::since(kind)) }
        @if query.latest { (said::LATEST) }
        @if let Some(such) = &query.such { "，" (said::SUCH) ul.terms { li { (condition(such)) } } }
    }
}

/// The word of a fact; packs are read against the vocabulary, so there always is one.
fn word(id: FactId) -> Option<&'static FactWord> {
    WORDS.get(usize::from(id.index))
}

/// The name of a fact.
#[must_use]
pub fn name(id: FactId) -> String {
    word(id)
        .map(|word| word.name)
        .unwrap_or_default()
        .to_owned()
}

fn fact(id: FactId, asked: &Test) -> Markup {
    let name = name(id);
    let meaning = word(id).map(|word| word.meaning);
    html! {
        dfn title=[meaning] { (name) } (test(asked, &name, said::KNOWN))
    }
}

fn test(asked: &Test, subject: &str, filled: &str) -> String {
    let is_time = |other: &Operand| is_time(subject) || matches!(other, Operand::Today);
    match asked {
        Test::Filled => filled.to_owned(),
        Test::Is(other) => said::is(&operand(other)),
        Test::Among(options) => said::among(options),
        Test::Contains(wanted) => said::contains(wanted),
        Test::AtLeast(other) => said::at_least(&operand(other), is_time(other)),
        Test::AtMost(other) => said::at_most(&operand(other), is_time(other)),
        Test::RefersToOuter => said::REFERS.to_owned(),
    }
}

fn is_time(name: &str) -> bool {
    said::TIMES.iter().any(|ending| name.ends_with(ending))
}

fn operand(other: &Operand) -> String {
    match other {
        Operand::Literal(Value::Text(text)) => format!("“{text}”"),
        Operand::Literal(value) => value.shown(),
        Operand::Field(name) => said::act(name),
        Operand::Fact(id) => name(*id),
        Operand::Latest(record, field) => said::latest(record, field),
        Operand::Today => said::TODAY.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(shown: &Condition) -> String {
        condition(shown).into_string()
    }

    #[test]
    fn a_nested_condition_becomes_a_list_under_its_line() {
        let field = |name: &str, value: &str| {
            let is = Test::Is(Operand::Literal(Value::from(value)));
            Condition::Field(name.into(), is)
        };
        let shown = Condition::Any(vec![
            field("送达方式", "留置送达"),
            Condition::Not(Box::new(Condition::Marked("一人执法".into()))),
        ]);
        assert_eq!(
            told(&shown),
            "以下任何一项符合：<ul class=\"terms\"><li>“送达方式”为“留置送达”</li>\
             <li>并非：案卷中有“一人执法”的标记</li></ul>"
        );
    }

    #[test]
    fn dates_are_early_or_late_and_figures_high_or_low() {
        let most = |name: &str, other| told(&Condition::Field(name.into(), Test::AtMost(other)));
        assert_eq!(
            most("说明时间", Operand::Field("重新开始时间".into())),
            "“说明时间”不晚于所填“重新开始时间”"
        );
        assert_eq!(
            most("罚款金额", Operand::Literal(Value::from(5))),
            "“罚款金额”不高于5"
        );
    }

    #[test]
    fn none_of_a_kind_is_told_as_none() {
        let none = Query {
            kind: "执法事项".into(),
            such: None,
            since: None,
            latest: false,
            at_least: 0,
            at_most: Some(0),
        };
        assert_eq!(told(&Condition::Records(none)), "案卷中没有“执法事项”");
    }
}
