//! The rules of a pack one by one: where each stands, what it is called, which clauses it serves,
//! and what the pack would be without it. So rules without a scenario can be named, and rules whose
//! loss no scenario notices.

use law::citation::{ClauseId, Place};
use law::condition::Condition;
use law::form::{Field, FieldKind};
use law::pack::Pack;

/// One rule of a pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// What it is, as an author calls it.
    pub name: String,
    /// Where it stands; a field has the place of its record.
    pub at: Place,
    /// The clauses it serves.
    pub clauses: Vec<ClauseId>,
    /// Which part of the pack it is.
    pub part: Part,
}

/// A part of a pack, by its place in the pack's lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// A record.
    Record(usize),
    /// Who may make a record.
    Posts(usize),
    /// That a field, or a column of a table, must be filled.
    Field(usize, usize, Option<usize>),
    /// A gate.
    Gate(usize),
    /// A demanded record.
    Demand(usize),
    /// A period.
    Period(usize),
    /// A trigger of a major decision.
    Trigger(usize),
    /// An opinion and what it permits.
    Opinion(usize),
    /// Whether a ground for withholding can be opened.
    Openable(usize),
    /// That the file itself sets a ground for withholding.
    SetByFile(usize),
    /// A mask of a publication.
    Mask(usize, usize),
    /// A duty of every year.
    Yearly(usize),
    /// A mark.
    Flag(usize),
    /// That a figure is kept and shown.
    Indicator(usize),
    /// What a text rests on.
    Authority(usize),
    /// Who may read a case.
    Reading(usize),
    /// That a category must not stay empty.
    Category(usize),
    /// That another of these records changes what is published of a category.
    Follows(usize),
}

impl Part {
    /// Whether a pack can be thought without it. A record cannot: every scenario that enters it
    /// would fail, and that proves nothing.
    #[must_use]
    pub fn is_removable(self) -> bool {
        !matches!(self, Part::Record(_))
    }

    /// Whether what the mechanism writes down at the time of an act depends on it, so that acts
    /// entered before must be entered again.
    #[must_use]
    pub fn is_written_down(self) -> bool {
        matches!(
            self,
            Part::Opinion(_)
                | Part::Openable(_)
                | Part::SetByFile(_)
                | Part::Mask(..)
                | Part::Follows(_)
        )
    }

    /// Takes it out of the pack, or turns it round where that is what it says. The lists keep their order, and rules the places by which the pack
    /// finds them.
    pub fn remove(self, pack: &mut Pack) {
        match self {
            Part::Record(_) => {}
            Part::Posts(form) => pack.forms[form].by.clear(),
            Part::Field(form, field, column) => {
                let field = &mut pack.forms[form].fields[field];
                release(match (&mut field.kind, column) {
                    (FieldKind::Table(columns), Some(column)) => &mut columns[column],
                    _ => field,
                });
            }
            Part::Gate(at) => pack.gates[at].require = Condition::Always,
            Part::Demand(at) => pack.demands[at].when = never(),
            Part::Period(at) => drop(pack.periods.remove(at)),
            Part::Trigger(at) => drop(pack.triggers.remove(at)),
            Part::Opinion(at) => pack.opinions[at].passes = !pack.opinions[at].passes,
            Part::Openable(at) => pack.grounds[at].openable = !pack.grounds[at].openable,
            Part::SetByFile(at) => pack.grounds[at].when = None,
            Part::Mask(publication, at) => drop(pack.publications[publication].masks.remove(at)),
            Part::Yearly(at) => drop(pack.yearly.remove(at)),
            Part::Flag(at) => drop(pack.flags.remove(at)),
            Part::Indicator(at) => drop(pack.indicators.remove(at)),
            Part::Authority(at) => pack.documents[at].basis.clear(),
            Part::Reading(at) => drop(pack.readings.remove(at)),
            Part::Category(at) => pack.categories[at].open = true,
            Part::Follows(at) => pack.categories[at].follows.clear(),
        }
    }
}

fn release(field: &mut Field) {
    field.required = false;
    field.required_when = None;
}

fn never() -> Condition {
    Condition::Not(Box::new(Condition::Always))
}

/// Every rule of a pack that demands something.
#[must_use]
pub fn all(pack: &Pack) -> Vec<Rule> {
    let mut rules = Vec::new();
    for (at, form) in pack.forms.iter().enumerate() {
        let rule = |name, part| Rule {
            name,
            at: form.at.clone(),
            clauses: form.basis.clone(),
            part,
        };
        rules.push(rule(format!("记录“{}”", form.name), Part::Record(at)));
        if !form.by.is_empty() {
            rules.push(rule(format!("“{}”的岗位", form.name), Part::Posts(at)));
        }
        rules.extend(fields(pack, at));
    }
    rules.extend(of_cases(pack));
    rules.extend(of_disclosure(pack));
    rules.extend(of_pages(pack));
    rules
}

/// What is shown of the law and of all files, and to whom a file is.
fn of_pages(pack: &Pack) -> Vec<Rule> {
    let mut rules = Vec::new();
    let mut rule = |name: String, at: &Place, clauses: &[ClauseId], part| {
        rules.push(Rule {
            name,
            at: at.clone(),
            clauses: clauses.to_vec(),
            part,
        });
    };
    for (index, one) in pack.indicators.iter().enumerate() {
        let name = format!("指标“{}”", one.figure);
        rule(name, &one.at, one.basis.clauses(), Part::Indicator(index));
    }
    for (index, document) in pack.documents.iter().enumerate() {
        let name = format!("文本“{}”的依据", document.key);
        rule(
            name,
            &document.at,
            &document.declares,
            Part::Authority(index),
        );
    }
    for (index, reading) in pack.readings.iter().enumerate() {
        let name = format!("“{}”的查阅", reading.posts.join("、"));
        let clauses = reading.basis.clauses();
        rule(name, &Place::default(), clauses, Part::Reading(index));
    }
    for (index, one) in pack.categories.iter().enumerate() {
        let clauses = one.basis.clauses();
        if !one.open {
            let name = format!("应当公开“{}”", one.name);
            rule(name, &one.at, clauses, Part::Category(index));
        }
        if !one.follows.is_empty() {
            let name = format!("“{}”随登记变化", one.name);
            rule(name, &one.at, clauses, Part::Follows(index));
        }
    }
    rules
}

/// The fields of a record that must be filled, columns of tables included.
fn fields(pack: &Pack, at: usize) -> Vec<Rule> {
    let form = &pack.forms[at];
    let mut rules = Vec::new();
    let mut rule = |field: &Field, path: &str, part: Part| {
        if field.required || field.required_when.is_some() {
            let own = if field.basis.is_empty() {
                &form.basis
            } else {
                &field.basis
            };
            let name = format!("“{}”必填“{path}”", form.name);
            rules.push(Rule {
                name,
                at: form.at.clone(),
                clauses: own.clone(),
                part,
            });
        }
    };
    for (index, field) in form.fields.iter().enumerate() {
        rule(field, &field.name, Part::Field(at, index, None));
        let FieldKind::Table(columns) = &field.kind else {
            continue;
        };
        for (column_index, column) in columns.iter().enumerate() {
            let path = format!("{}·{}", field.name, column.name);
            rule(column, &path, Part::Field(at, index, Some(column_index)));
        }
    }
    rules
}

fn of_cases(pack: &Pack) -> Vec<Rule> {
    let mut rules = Vec::new();
    let mut rule = |name: String, at: &Place, clauses: &[ClauseId], part| {
        rules.push(Rule {
            name,
            at: at.clone(),
            clauses: clauses.to_vec(),
            part,
        });
    };
    for (index, gate) in pack.gates.iter().enumerate() {
        let name = format!("关口“{}{}”", gate.on.join("、"), gate.cannot);
        rule(name, &gate.at, gate.basis.clauses(), Part::Gate(index));
    }
    for (index, demand) in pack.demands.iter().enumerate() {
        let name = format!("应有记录“{}”", demand.record);
        rule(
            name,
            &demand.at,
            demand.basis.clauses(),
            Part::Demand(index),
        );
    }
    for (index, period) in pack.periods.iter().enumerate() {
        let name = format!("期限“{}”", period.name);
        rule(
            name,
            &period.at,
            period.basis.clauses(),
            Part::Period(index),
        );
    }
    for (index, trigger) in pack.triggers.iter().enumerate() {
        let name = format!("重大情形“{}”", trigger.name);
        rule(
            name,
            &trigger.at,
            trigger.basis.clauses(),
            Part::Trigger(index),
        );
    }
    for (index, opinion) in pack.opinions.iter().enumerate() {
        let name = format!("审核意见“{}”", opinion.name);
        rule(
            name,
            &Place::default(),
            opinion.basis.clauses(),
            Part::Opinion(index),
        );
    }
    for (index, flag) in pack.flags.iter().enumerate() {
        let name = format!("标记“{}”", flag.name);
        rule(name, &flag.at, flag.basis.clauses(), Part::Flag(index));
    }
    rules
}

fn of_disclosure(pack: &Pack) -> Vec<Rule> {
    let mut rules = Vec::new();
    let mut rule = |name: String, at: &Place, clauses: &[ClauseId], part| {
        rules.push(Rule {
            name,
            at: at.clone(),
            clauses: clauses.to_vec(),
            part,
        });
    };
    for (index, ground) in pack.grounds.iter().enumerate() {
        let name = format!("不公开情形“{}”能否例外公开", ground.name);
        rule(
            name,
            &ground.at,
            ground.basis.clauses(),
            Part::Openable(index),
        );
        if ground.when.is_some() {
            let name = format!("不公开情形“{}”由案卷认定", ground.name);
            rule(
                name,
                &ground.at,
                ground.basis.clauses(),
                Part::SetByFile(index),
            );
        }
    }
    for (index, yearly) in pack.yearly.iter().enumerate() {
        let name = format!("年度事项“{}”", yearly.name);
        rule(
            name,
            &yearly.at,
            yearly.basis.clauses(),
            Part::Yearly(index),
        );
    }
    for (index, publication) in pack.publications.iter().enumerate() {
        for (at, mask) in publication.masks.iter().enumerate() {
            let kinds = if mask.kinds.is_empty() {
                "其他".to_owned()
            } else {
                mask.kinds.join("、")
            };
            let name = format!(
                "公开形式“{}”第{}条隐去规则（{kinds}）",
                publication.name,
                at + 1
            );
            rule(
                name,
                &Place::default(),
                mask.basis.clauses(),
                Part::Mask(index, at),
            );
        }
    }
    rules
}
