//! The closed vocabulary of steps. A step is its words with the quoted parts taken out; each known
//! wording has one meaning. What a step names (records, clauses, facts, periods, people) is looked
//! up when it is read, so that a misspelt name is a fault with a line and never a silent pass.

use std::collections::BTreeSet;

use enforcement::checklist::Standing;
use enforcement::{Day, Moment};
use law::citation::ClauseId;
use law::condition::FactId;
use law::pack::{Pack, PackFault, nearest};

mod shown;

pub use shown::{Column, Part, Shown, Size};

use crate::cells::{self, Cell};
use crate::feature::Step;
use crate::samples::{Samples, moment, suggest};

/// What a step says.
#[derive(Clone, Debug, PartialEq)]
pub enum Phrase {
    /// The scenario's clock is set.
    Clock(Moment),
    /// A case is worked along a road, up to a step or to its end.
    Road {
        /// The road.
        name: String,
        /// The last step.
        up_to: Option<String>,
    },
    /// The case of a number is taken up again.
    Back(String),
    /// A person enters a record.
    Enter {
        /// The person.
        actor: String,
        /// The sample.
        sample: String,
        /// In the agency's own file.
        agency: bool,
        /// What differs from the sample.
        cells: Vec<Cell>,
    },
    /// A record is refused whenever one of these fields is missing, each on its own.
    Lacking {
        /// The person.
        actor: String,
        /// The sample.
        sample: String,
        /// In the agency's own file.
        agency: bool,
        /// The clause.
        clause: String,
        /// The field as written and how it is taken away.
        fields: Vec<(String, Vec<Cell>)>,
    },
    /// The last act was accepted.
    Accepted,
    /// The last act was refused under a clause, with these words.
    Refused {
        /// The clause.
        clause: String,
        /// Words of the refusal, or the field it points at.
        says: Option<String>,
    },
    /// The last act was not refused under a clause.
    NotRefused(String),
    /// The last act was a mistake of the form.
    Mistaken(String),
    /// A period ends then.
    Due {
        /// The period.
        period: String,
        /// The last day or moment.
        at: Until,
    },
    /// A period stands so.
    Status {
        /// The period.
        period: String,
        /// How its status begins.
        status: String,
    },
    /// No such period runs or ran.
    NoPeriod(String),
    /// A line of the list of demanded records.
    Listed {
        /// The record.
        record: String,
        /// How it stands.
        standing: Standing,
    },
    /// A fact has a value.
    Fact {
        /// Its name.
        name: String,
        /// Its place in the vocabulary.
        id: FactId,
        /// How its value reads.
        value: String,
    },
    /// The latest item of disclosure stands so.
    ItemState(String),
    /// Words are among what the public sees, or are not.
    Public {
        /// The words.
        text: String,
        /// Whether they are there.
        there: bool,
    },
    /// A mark is set, or is not.
    Marked {
        /// The mark.
        name: String,
        /// Whether it is set.
        there: bool,
    },
    /// A person may enter a record now; or may not, under a clause.
    Offered {
        /// The person.
        actor: String,
        /// The record.
        record: String,
        /// The clause that bars it.
        barred: Option<String>,
    },
    /// What a page shows.
    Shown(Shown),
}

/// The end of a period as a scenario writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// The whole day.
    Day(Day),
    /// To the second.
    Moment(Moment),
}

/// Known wordings, quoted parts left out.
pub const WORDINGS: &[&str] = &[
    "现在是“”",
    "有一件“”",
    "有一件“”，已办到“”",
    "回到案件“”",
    "“”登记“”",
    "“”在机关卷登记“”",
    "“”登记“”，缺少下列任一项即被拒绝，依据“”",
    "“”在机关卷登记“”，缺少下列任一项即被拒绝，依据“”",
    "登记成功",
    "被拒绝，依据“”",
    "被拒绝，依据“”，指出“”",
    "不因“”被拒绝",
    "填写有误，指出“”",
    "期限“”到期日为“”",
    "期限“”状态为“”",
    "没有期限“”",
    "清单中“”为“”",
    "事实“”为“”",
    "公示事项状态为“”",
    "公示中有“”",
    "公示中没有“”",
    "有标记“”",
    "没有标记“”",
    "“”可以办理“”",
    "“”不可办理“”，依据“”",
    "期限“”用时为“”",
    "指标“”为“”",
    "指标“”指出“”",
    "指标“”没有指出“”",
    "科室“”的“”为“”",
    "各件记录的“”为“”",
    "“”认定“”有“”件",
    "“”年度“”有“”件",
    "“”由“”负责",
    "“”由科室“”负责",
    "“”可以查阅本案",
    "“”不可查阅本案",
    "隐去“”依据“”",
    "应当重新核对“”",
    "没有应当重新核对的公示",
    "文本“”载明“”",
    "文本“”没有依据即不能装载，依据“”",
];

/// Where a fault of a step lies is the caller's knowledge: message and hint are told.
type Fault = (String, String);

/// Reads steps against a pack and its samples.
pub struct Phrasebook<'a> {
    pack: &'a Pack,
    samples: &'a Samples,
    resolve: &'a dyn Fn(&str) -> Option<FactId>,
    facts: Vec<&'static str>,
    people: BTreeSet<&'a str>,
}

impl<'a> Phrasebook<'a> {
    /// A book for a pack; facts are resolved against the vocabulary the pack was read with.
    #[must_use]
    pub fn new(
        pack: &'a Pack,
        samples: &'a Samples,
        resolve: &'a dyn Fn(&str) -> Option<FactId>,
        facts: Vec<&'static str>,
    ) -> Self {
        Phrasebook {
            pack,
            samples,
            resolve,
            facts,
            people: samples.people(pack),
        }
    }

    /// Reads one step of a file.
    ///
    /// # Errors
    /// A wording that is not known, or names in it that the pack or the samples do not have.
    pub fn read(&self, file: &str, step: &Step) -> Result<Phrase, Vec<PackFault>> {
        let at = |(message, hint)| PackFault {
            file: file.to_owned(),
            line: step.line,
            message,
            hint,
        };
        let (wording, said) = take_apart(&step.text);
        let said: Vec<&str> = said.iter().map(String::as_str).collect();
        let phrase = self
            .act(&wording, &said, step)
            .or_else(|| self.answer(&wording, &said));
        let phrase = phrase.or_else(|| self.state(&wording, &said));
        let phrase = phrase.or_else(|| Some(self.shown(&wording, &said)?.map(Phrase::Shown)));
        let Some(phrase) = phrase else {
            let near = nearest(&wording, WORDINGS.iter().copied());
            return Err(vec![at((
                format!("不认识的步骤“{}”", step.text),
                suggest(near),
            ))]);
        };
        let takes_table = matches!(
            phrase,
            Ok(Phrase::Enter { .. } | Phrase::Lacking { .. }) | Err(_)
        );
        if !step.table.is_empty() && !takes_table {
            return Err(vec![at(("这个步骤不带表格".into(), String::new()))]);
        }
        phrase.map_err(|faults| faults.into_iter().map(at).collect())
    }

    /// Steps that do something.
    fn act(&self, wording: &str, said: &[&str], step: &Step) -> Option<Result<Phrase, Vec<Fault>>> {
        Some(match (wording, said) {
            ("现在是“”", [at]) => {
                moment(at).map(Phrase::Clock).ok_or_else(|| not_a_time(at))
            }
            ("有一件“”", [road]) => self.road(road, None),
            ("有一件“”，已办到“”", [road, up_to]) => self.road(road, Some(up_to)),
            ("回到案件“”", [number]) => Ok(Phrase::Back((*number).to_owned())),
            ("“”登记“”", [actor, sample]) => self.enter(actor, sample, false, step),
            ("“”在机关卷登记“”", [actor, sample]) => {
                self.enter(actor, sample, true, step)
            }
            ("“”登记“”，缺少下列任一项即被拒绝，依据“”", [actor, sample, clause]) => {
                self.lacking([actor, sample, clause], false, step)
            }
            ("“”在机关卷登记“”，缺少下列任一项即被拒绝，依据“”", [actor, sample, clause]) => {
                self.lacking([actor, sample, clause], true, step)
            }
            _ => return None,
        })
    }

    /// Steps that look at what became of the last act.
    fn answer(&self, wording: &str, said: &[&str]) -> Option<Result<Phrase, Vec<Fault>>> {
        let refused = |clause: &str, says: Option<&str>| {
            let (clause, says) = (self.clause(clause)?, says.map(str::to_owned));
            Ok(Phrase::Refused { clause, says })
        };
        Some(match (wording, said) {
            ("登记成功", []) => Ok(Phrase::Accepted),
            ("被拒绝，依据“”", [clause]) => refused(clause, None),
            ("被拒绝，依据“”，指出“”", [clause, says]) => {
                refused(clause, Some(says))
            }
            ("不因“”被拒绝", [clause]) => self.clause(clause).map(Phrase::NotRefused),
            ("填写有误，指出“”", [says]) => Ok(Phrase::Mistaken((*says).to_owned())),
            _ => return None,
        })
    }

    /// Steps that look at how things stand.
    fn state(&self, wording: &str, said: &[&str]) -> Option<Result<Phrase, Vec<Fault>>> {
        let public = |text: &str, there| {
            Ok(Phrase::Public {
                text: text.to_owned(),
                there,
            })
        };
        Some(match (wording, said) {
            ("期限“”到期日为“”", [period, at]) => self.due(period, at),
            ("期限“”状态为“”", [period, status]) => {
                self.period(period).map(|period| Phrase::Status {
                    period,
                    status: (*status).to_owned(),
                })
            }
            ("没有期限“”", [period]) => self.period(period).map(Phrase::NoPeriod),
            ("清单中“”为“”", [record, standing]) => self.listed(record, standing),
            ("事实“”为“”", [name, value]) => self.fact(name, value),
            ("公示事项状态为“”", [state]) => Ok(Phrase::ItemState((*state).to_owned())),
            ("公示中有“”", [text]) => public(text, true),
            ("公示中没有“”", [text]) => public(text, false),
            ("有标记“”", [name]) => self.marked(name, true),
            ("没有标记“”", [name]) => self.marked(name, false),
            ("“”可以办理“”", [actor, record]) => self.offered(actor, record, None),
            ("“”不可办理“”，依据“”", [actor, record, clause]) => {
                self.offered(actor, record, Some(clause))
            }
            _ => return None,
        })
    }

    fn road(&self, name: &str, up_to: Option<&str>) -> Result<Phrase, Vec<Fault>> {
        let roads = self.samples.roads().iter().map(|road| road.name.as_str());
        let road = self
            .samples
            .road(name)
            .ok_or_else(|| unknown("道路", name, roads))?;
        if road.up_to(up_to).is_none() {
            let step = up_to.unwrap_or_default();
            let steps = road.steps.iter().map(String::as_str);
            return Err(unknown(&format!("“{name}”的步骤"), step, steps));
        }
        Ok(Phrase::Road {
            name: name.to_owned(),
            up_to: up_to.map(str::to_owned),
        })
    }

    fn enter(
        &self,
        actor: &str,
        name: &str,
        agency: bool,
        step: &Step,
    ) -> Result<Phrase, Vec<Fault>> {
        let mut faults = self.person(actor);
        let samples = self.samples.samples().map(|sample| sample.name.as_str());
        let sample = self.samples.sample(name);
        let Some(form) = sample.and_then(|sample| self.pack.form(&sample.record)) else {
            faults.extend(unknown("样例", name, samples));
            return Err(faults);
        };
        match cells::read(&step.table, form) {
            Ok(cells) if faults.is_empty() => {
                let (actor, sample) = (actor.to_owned(), name.to_owned());
                Ok(Phrase::Enter {
                    actor,
                    sample,
                    agency,
                    cells,
                })
            }
            Ok(_) => Err(faults),
            Err(found) => Err([faults, found].concat()),
        }
    }

    fn lacking(
        &self,
        [actor, name, clause]: [&str; 3],
        agency: bool,
        step: &Step,
    ) -> Result<Phrase, Vec<Fault>> {
        let clause = self.clause(clause)?;
        let listed = match step.table.split_first() {
            Some((heading, rows)) if heading == &["字段"] && !rows.is_empty() => rows,
            _ => {
                return Err(vec![(
                    "表头应当是“| 字段 |”，以下每行一个字段".into(),
                    String::new(),
                )]);
            }
        };
        let (mut fields, mut faults) = (Vec::new(), Vec::new());
        for row in listed {
            let table = [
                cells::heading(),
                vec![row[0].clone(), cells::EMPTY.to_owned()],
            ];
            let one = Step {
                table: table.to_vec(),
                ..step.clone()
            };
            match self.enter(actor, name, agency, &one) {
                Ok(Phrase::Enter { cells, .. }) => fields.push((row[0].clone(), cells)),
                Ok(_) => {}
                Err(found) => faults.extend(found),
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let (actor, sample) = (actor.to_owned(), name.to_owned());
        Ok(Phrase::Lacking {
            actor,
            sample,
            agency,
            clause,
            fields,
        })
    }

    fn person(&self, actor: &str) -> Vec<Fault> {
        if self.people.is_empty() || self.people.contains(actor) {
            return Vec::new();
        }
        unknown("人员", actor, self.people.iter().copied())
    }

    fn clause(&self, id: &str) -> Result<String, Vec<Fault>> {
        if self.pack.clauses.contains_key(&ClauseId(id.to_owned())) {
            return Ok(id.to_owned());
        }
        Err(unknown(
            "条款",
            id,
            self.pack.clauses.keys().map(|clause| clause.0.as_str()),
        ))
    }

    fn period(&self, name: &str) -> Result<String, Vec<Fault>> {
        let yearly = self.pack.yearly.iter().map(|yearly| yearly.name.as_str());
        let known = || {
            self.pack
                .periods
                .iter()
                .map(|rule| rule.name.as_str())
                .chain(yearly.clone())
        };
        if known().any(|known| known == name) {
            return Ok(name.to_owned());
        }
        Err(unknown("期限", name, known()))
    }

    fn due(&self, period: &str, at: &str) -> Result<Phrase, Vec<Fault>> {
        let period = self.period(period)?;
        let day = at.parse().ok().filter(|_| at.len() == 10).map(Until::Day);
        let at = day
            .or_else(|| moment(at).map(Until::Moment))
            .ok_or_else(|| not_a_time(at))?;
        Ok(Phrase::Due { period, at })
    }

    fn listed(&self, record: &str, standing: &str) -> Result<Phrase, Vec<Fault>> {
        let known = || {
            self.pack
                .demands
                .iter()
                .map(|demand| demand.record.as_str())
        };
        if !known().any(|known| known == record) {
            return Err(unknown("应有记录", record, known()));
        }
        let standing = match standing {
            "已有" => Standing::Present,
            "缺少" => Standing::Missing,
            "不适用" => Standing::NotApplicable,
            _ => {
                return Err(vec![(
                    format!("清单没有“{standing}”这种状态"),
                    "只能是 已有、缺少、不适用".into(),
                )]);
            }
        };
        Ok(Phrase::Listed {
            record: record.to_owned(),
            standing,
        })
    }

    fn fact(&self, name: &str, value: &str) -> Result<Phrase, Vec<Fault>> {
        let id = (self.resolve)(name)
            .ok_or_else(|| unknown("事实", name, self.facts.iter().copied()))?;
        Ok(Phrase::Fact {
            name: name.to_owned(),
            id,
            value: value.to_owned(),
        })
    }

    fn marked(&self, name: &str, there: bool) -> Result<Phrase, Vec<Fault>> {
        let known = || self.pack.flags.iter().map(|flag| flag.name.as_str());
        if !known().any(|known| known == name) {
            return Err(unknown("标记", name, known()));
        }
        Ok(Phrase::Marked {
            name: name.to_owned(),
            there,
        })
    }

    fn offered(
        &self,
        actor: &str,
        record: &str,
        clause: Option<&str>,
    ) -> Result<Phrase, Vec<Fault>> {
        let mut faults = self.person(actor);
        if self.pack.form(record).is_none() {
            faults.extend(unknown(
                "记录",
                record,
                self.pack.forms.iter().map(|form| form.name.as_str()),
            ));
        }
        let barred = match clause.map(|clause| self.clause(clause)).transpose() {
            Ok(barred) => barred,
            Err(found) => return Err([faults, found].concat()),
        };
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(Phrase::Offered {
            actor: actor.to_owned(),
            record: record.to_owned(),
            barred,
        })
    }
}

fn unknown<'a>(what: &str, name: &str, known: impl Iterator<Item = &'a str>) -> Vec<Fault> {
    vec![(format!("没有{what}“{name}”"), suggest(nearest(name, known)))]
}

fn not_a_time(said: &str) -> Vec<Fault> {
    vec![(
        format!("“{said}”不是时间"),
        "写作 2025-03-03 或 2025-03-03 09:00".into(),
    )]
}

/// The wording without blanks and quoted parts, and the quoted parts. Straight and curved quotes,
/// half- and full-width commas are the same.
fn take_apart(text: &str) -> (String, Vec<String>) {
    let (mut wording, mut said) = (String::new(), Vec::new());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let after = &rest[first.len_utf8()..];
        let closing = match first {
            '"' => Some('"'),
            '“' => Some('”'),
            _ => None,
        };
        let quoted = closing.and_then(|closing| after.split_once(closing));
        if let Some((inner, after)) = quoted {
            said.push(inner.to_owned());
            wording.push_str("“”");
            rest = after;
            continue;
        }
        match first {
            ',' => wording.push('，'),
            blank if blank.is_whitespace() => {}
            other => wording.push(other),
        }
        rest = after;
    }
    (wording, said)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Phrase, String> {
        let (pack, samples) = (Pack::default(), Samples::default());
        let resolve = |name: &str| {
            (name == "案件.重大").then_some(FactId {
                index: 3,
                of_act: false,
            })
        };
        let book = Phrasebook::new(&pack, &samples, &resolve, vec!["案件.重大"]);
        let step = Step {
            line: 7,
            text: text.into(),
            table: Vec::new(),
        };
        book.read("a.feature", &step)
            .map_err(|faults| faults.iter().map(|fault| format!("{fault}\n")).collect())
    }

    #[test]
    fn quotes_commas_and_blanks_may_be_of_either_kind() {
        assert_eq!(
            take_apart("被拒绝, 依据\"A-1\"，指出“a\"b”").0,
            "被拒绝，依据“”，指出“”"
        );
        assert_eq!(
            take_apart("事实\"案件.重大\"为\"a，b\"").1,
            ["案件.重大", "a，b"]
        );
        assert_eq!(
            read("现在是“2025-03-03 09:00”"),
            Ok(Phrase::Clock(
                "2025-03-03T09:00:00".parse().expect("a moment")
            ))
        );
    }

    #[test]
    fn an_unknown_step_names_the_nearest_one_and_its_line() {
        let told = read("登记成功了").expect_err("unknown");
        assert!(told.starts_with("a.feature:7: 不认识的步骤"), "{told}");
        assert!(told.contains("是否想写“登记成功”"), "{told}");
    }

    #[test]
    fn names_the_pack_does_not_have_are_faults() {
        for text in [
            "被拒绝，依据“A-1”",
            "事实“案件.重人”为“是”",
            "有一件“案”",
            "没有期限“一”",
            "有标记“一”",
            "“甲”登记“乙”",
            "清单中“甲”为“缺少”",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
        assert!(
            read("事实“案件.重人”为“是”")
                .expect_err("unknown")
                .contains("案件.重大")
        );
    }

    #[test]
    fn every_wording_is_read() {
        for wording in WORDINGS {
            let told = read(wording).err().unwrap_or_default();
            assert!(!told.contains("不认识的步骤"), "{told}");
        }
    }
}
