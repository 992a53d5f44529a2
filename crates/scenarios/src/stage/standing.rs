//! Steps that look at how a file stands: periods, the list of demanded records, facts, marks, and
//! what a person may do next.

use enforcement::case::Case;
use enforcement::checklist::Standing;
use enforcement::deadline::Deadline;
use enforcement::scene::Scene;
use enforcement::step::Step;
use law::condition::{FactId, Facts};
use law::form::Subject;

use super::{Failure, Played, Stage, answers};
use crate::phrase::Until;

impl Stage<'_> {
    /// The latest period of that name, in the file last worked in or else in the other.
    pub(super) fn deadline(&self, name: &str) -> Result<Option<Deadline>, Failure> {
        let (now, files) = (self.clock()?, self.files()?);
        let mut found = files.each().into_iter().map(|case| {
            let all = self.office.deadlines(case, now);
            all.into_iter().rfind(|one| one.name == name)
        });
        Ok(found.find_map(|one| one))
    }

    pub(super) fn due(&self, name: &str, at: Until) -> Played {
        let expected = match at {
            Until::Day(day) => format!("期限“{name}”到期日为{day}"),
            Until::Moment(at) => {
                format!("期限“{name}”到期日为{}", at.strftime("%Y-%m-%d %H:%M:%S"))
            }
        };
        let Some(found) = self.deadline(name)? else {
            return Err(Failure::new(expected, "没有这个期限"));
        };
        let Some(due) = found.due else {
            let got = if found.waiting {
                "起算事由尚未发生"
            } else {
                "条文没有定数字"
            };
            return Err(Failure::new(expected, got));
        };
        let met = match at {
            Until::Day(day) => due.at.date() == day,
            // The instant is kept to the nanosecond; scenarios write seconds.
            Until::Moment(at) => {
                due.at.strftime("%F %T").to_string() == at.strftime("%F %T").to_string()
            }
        };
        if met {
            Ok(())
        } else {
            Err(Failure::new(expected, due.at.strftime("%F %T").to_string()))
        }
    }

    pub(super) fn status(&self, name: &str, wanted: &str) -> Played {
        let expected = format!("期限“{name}”状态为“{wanted}”");
        let Some(found) = self.deadline(name)? else {
            return Err(Failure::new(expected, "没有这个期限"));
        };
        let status = match (&found.status, found.waiting) {
            (_, true) => "在外".to_owned(),
            (Some(status), false) => status.to_string(),
            (None, false) if found.met.is_some() => "已完成".to_owned(),
            (None, false) => "条文没有定数字".to_owned(),
        };
        if status.starts_with(wanted) {
            Ok(())
        } else {
            Err(Failure::new(expected, status))
        }
    }

    pub(super) fn no_period(&self, name: &str) -> Played {
        match self.deadline(name)? {
            None => Ok(()),
            Some(found) => {
                let due = found
                    .due
                    .map(|due| format!("，{due}到期"))
                    .unwrap_or_default();
                let got = format!("有，自{}起{due}", found.from.strftime("%F %T"));
                Err(Failure::new(format!("没有期限“{name}”"), got))
            }
        }
    }

    pub(super) fn listed(&self, record: &str, wanted: Standing) -> Played {
        let expected = format!("清单中“{record}”为“{}”", word(wanted));
        let (now, files) = (self.clock()?, self.files()?);
        let Some(case) = files.case else {
            return Err(no_case(&expected));
        };
        let lines = self.office.checklist(&case, now, |lines| {
            let of_record = lines.iter().filter(|line| line.record == record);
            of_record.map(|line| line.standing).collect::<Vec<_>>()
        });
        // Several rules may demand one record; it is missing while any of them lacks it.
        let order = [
            Standing::Missing,
            Standing::Present,
            Standing::NotApplicable,
        ];
        let stands = order.into_iter().find(|standing| lines.contains(standing));
        match stands {
            Some(stands) if stands == wanted => Ok(()),
            Some(stands) => Err(Failure::new(expected, word(stands))),
            None => Err(Failure::new(expected, "清单中没有")),
        }
    }

    pub(super) fn fact(&self, name: &str, id: FactId, wanted: &str) -> Played {
        let (now, files) = (self.clock()?, self.files()?);
        // Only what concerns an item depends on where the scenario last worked.
        let case = files
            .case
            .as_deref()
            .filter(|_| !(id.of_act && files.in_agency));
        let items = case.map_or(&files.agency.items, |case| &case.items);
        let about = items.all().last().map(|item| item.no);
        let actor = self.actor.as_str();
        let value = self.office.bench(|bench| {
            let scene = Scene {
                bench,
                case,
                act: None,
                about,
                number_taken: false,
                unstored: &[],
                actor,
                now,
            };
            scene.fact(id)
        });
        let got = if value.is_empty() {
            "（空）".to_owned()
        } else {
            value.shown()
        };
        if got == wanted {
            Ok(())
        } else {
            Err(Failure::new(format!("事实“{name}”为“{wanted}”"), got))
        }
    }

    pub(super) fn marked(&self, name: &str, there: bool) -> Played {
        let (now, files) = (self.clock()?, self.files()?);
        let mut set = Vec::new();
        for case in files.each() {
            self.office.marks(case, now, |marks| {
                set.extend(marks.iter().map(|mark| mark.name.to_owned()));
            });
        }
        if set.iter().any(|set| set == name) == there {
            return Ok(());
        }
        let expected = format!("{}标记“{name}”", if there { "有" } else { "没有" });
        let got = if set.is_empty() {
            "没有任何标记".to_owned()
        } else {
            set.join("、")
        };
        Err(Failure::new(expected, got))
    }

    pub(super) fn offered(&self, actor: &str, record: &str, barred: Option<&str>) -> Played {
        let (now, files) = (self.clock()?, self.files()?);
        let pack = self.office.pack();
        let form = pack.form(record);
        let opens = form.is_some_and(|form| form.step.as_deref() == Some(Step::CaseOpen.name()));
        let agency = form.is_some_and(|form| form.subject == Subject::Agency);
        let new = Case::default();
        let case = match &files.case {
            _ if opens => Some(&new),
            Some(case) if !agency => Some(case.as_ref()),
            _ => None,
        };
        let lacks = self.office.offers(case, actor, now, true, |offers| {
            let offer = offers.into_iter().find(|offer| offer.form.name == record);
            offer.map(|offer| offer.lacks)
        });
        let expected = match barred {
            None => format!("“{actor}”可以办理“{record}”"),
            Some(clause) => format!("“{actor}”不可办理“{record}”，依据“{clause}”"),
        };
        let Some(lacks) = lacks else {
            return Err(Failure::new(expected, "本卷不办理这种记录"));
        };
        let met = match barred {
            None => lacks.is_empty(),
            Some(clause) => lacks.iter().any(|refusal| answers::cites(refusal, clause)),
        };
        if met {
            return Ok(());
        }
        let all: Vec<String> = lacks.iter().map(answers::refusal).collect();
        let got = if all.is_empty() {
            "可以办理".to_owned()
        } else {
            all.join("\n  ")
        };
        Err(Failure::new(expected, got))
    }
}

fn no_case(expected: &str) -> Failure {
    Failure::new(expected, "没有案件")
}

fn word(standing: Standing) -> &'static str {
    match standing {
        Standing::Present => "已有",
        Standing::Missing => "缺少",
        Standing::NotApplicable => "不适用",
    }
}
