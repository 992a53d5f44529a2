//! The rules of a pack one by one: where each stands, what it is called and which clauses it
//! serves, so that rules without a scenario can be named.

use law::citation::{ClauseId, Place};
use law::pack::Pack;

/// One rule of a pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule<'a> {
    /// What it is, as an author calls it.
    pub name: String,
    /// Where it stands.
    pub at: &'a Place,
    /// The clauses it serves.
    pub clauses: &'a [ClauseId],
}

/// Every rule of a pack that has a place of its own, in the order of its kinds.
#[must_use]
pub fn all(pack: &Pack) -> Vec<Rule<'_>> {
    let mut found = Vec::new();
    let mut rule = |name: String, at, clauses| found.push(Rule { name, at, clauses });
    for form in &pack.forms {
        rule(format!("记录“{}”", form.name), &form.at, &form.basis);
    }
    for gate in &pack.gates {
        rule(
            format!("关口“{}”", gate.cannot),
            &gate.at,
            gate.basis.clauses(),
        );
    }
    for period in &pack.periods {
        rule(
            format!("期限“{}”", period.name),
            &period.at,
            period.basis.clauses(),
        );
    }
    for demand in &pack.demands {
        rule(
            format!("应有记录“{}”", demand.record),
            &demand.at,
            demand.basis.clauses(),
        );
    }
    for trigger in &pack.triggers {
        rule(
            format!("重大情形“{}”", trigger.name),
            &trigger.at,
            trigger.basis.clauses(),
        );
    }
    for ground in &pack.grounds {
        rule(
            format!("不公开情形“{}”", ground.name),
            &ground.at,
            ground.basis.clauses(),
        );
    }
    for yearly in &pack.yearly {
        rule(
            format!("年度事项“{}”", yearly.name),
            &yearly.at,
            yearly.basis.clauses(),
        );
    }
    for flag in &pack.flags {
        rule(
            format!("标记“{}”", flag.name),
            &flag.at,
            flag.basis.clauses(),
        );
    }
    found
}
