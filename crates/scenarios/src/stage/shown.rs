//! Steps that look at what pages show: each asks the core for just what the page asks it for.

use enforcement::step::mechanism;
use enforcement::supervision::together::{self, Gathered, Spread};
use enforcement::supervision::{Answer, Answers, Figure, Spot, Survey, answers};
use law::citation::Document;
use registry::survey::Surveyed;

use super::{Failure, Played, Stage};
use crate::phrase::{Column, Part, Shown, Size};

impl Stage<'_> {
    pub(super) fn shown(&self, shown: &Shown) -> Played {
        match shown {
            Shown::Elapsed { period, seconds } => self.elapsed(period, *seconds),
            Shown::Figure { figure, met, all } => self.figure(*figure, (*met, *all)),
            Shown::Unmet {
                figure,
                words,
                there,
            } => self.unmet(*figure, words, *there),
            Shown::Section {
                section,
                column,
                size,
            } => self.section(section.as_deref(), *column, *size),
            Shown::Found { record, kind, n } => {
                let files = self.surveys()?;
                let found = together::found(surveys_of(&files), record, kind);
                same(&format!("“{record}”认定“{kind}”"), *n, found)
            }
            Shown::Year { year, category, n } => {
                let views = self.office.views();
                let year_of = views.year(self.office.code(), *year);
                let found = year_of.map_err(|fault| unread(&fault))?.of(category);
                same(&format!("{year}年度“{category}”"), *n, found)
            }
            Shown::Answers {
                part,
                who,
                is_section,
            } => self.answers(*part, who, *is_section),
            Shown::Reads { person, may } => self.reads(person, *may),
            Shown::Hidden { words, clause } => self.hidden(words, clause),
            Shown::Again(title) => self.again(title.as_deref()),
            Shown::Says { document, words } => self.says(document, words),
            Shown::Groundless { document, clause } => self.groundless(document, clause),
        }
    }

    /// The files that the page of supervision looks at.
    fn surveys(&self) -> Result<Vec<Surveyed>, Failure> {
        let now = self.clock()?;
        let surveys = self.office.surveys(now.year(), now);
        surveys.map_err(|fault| unread(&fault))
    }

    fn elapsed(&self, period: &str, wanted: u64) -> Played {
        let expected = format!("期限“{period}”用时为{wanted}秒");
        let Some(found) = self.deadline(period)? else {
            return Err(Failure::new(expected, "没有这个期限"));
        };
        let until = found.met.unwrap_or(self.clock()?);
        let lapse = until.duration_since(found.from).as_secs();
        if u64::try_from(lapse) == Ok(wanted) {
            return Ok(());
        }
        Err(Failure::new(expected, format!("{lapse}秒")))
    }

    /// A figure that the pack does not ask for is shown by no page.
    fn asked_for(&self, figure: Figure) -> Played {
        let asked = &self.office.pack().indicators;
        if asked.iter().any(|one| one.figure == figure.name()) {
            return Ok(());
        }
        let expected = format!("有指标“{}”", figure.name());
        Err(Failure::new(expected, "规定没有要求"))
    }

    /// Everything that does not meet a figure, and how many do.
    fn counted(&self, figure: Figure) -> Result<(usize, Vec<Spot>), Failure> {
        self.asked_for(figure)?;
        let files = self.surveys()?;
        let counted = together::counted(figure, surveys_of(&files).map(|survey| ((), survey)));
        let unmet = counted.unmet.into_iter().map(|((), spot)| spot).collect();
        Ok((counted.met, unmet))
    }

    fn figure(&self, figure: Figure, (met, all): (usize, usize)) -> Played {
        let (found, unmet) = self.counted(figure)?;
        if (found, found + unmet.len()) == (met, all) {
            return Ok(());
        }
        let expected = format!("指标“{}”为{met}/{all}", figure.name());
        let got = format!("{found}/{}，{}", found + unmet.len(), self.told(&unmet));
        Err(Failure::new(expected, got))
    }

    fn unmet(&self, figure: Figure, words: &str, there: bool) -> Played {
        let (_, unmet) = self.counted(figure)?;
        let told = self.told(&unmet);
        if told.contains(words) == there {
            return Ok(());
        }
        let verb = if there { "指出" } else { "没有指出" };
        Err(Failure::new(
            format!("指标“{}”{verb}“{words}”", figure.name()),
            told,
        ))
    }

    fn told(&self, unmet: &[Spot]) -> String {
        let agency = self.office.agency();
        let tell = |spot: &Spot| {
            let by = agency.people.name(&spot.by);
            format!("{}：{}{by}", spot.what, spot.why)
        };
        unmet.iter().map(tell).collect::<Vec<_>>().join("；")
    }

    /// One section, or all records where none is named.
    fn section(&self, section: Option<&str>, column: Column, wanted: Size) -> Played {
        self.asked_for(match section {
            Some(_) => Figure::Gathered,
            None => Figure::Prompt,
        })?;
        let files = self.surveys()?;
        let mut all = together::gathered(surveys_of(&files));
        let found = match section {
            Some(section) => all.remove(section).unwrap_or_default(),
            None => Gathered {
                lapses: all.into_values().flat_map(|one| one.lapses).collect(),
                ..Gathered::default()
            },
        };
        let found = size(&found, column);
        let section = section.unwrap_or("全部");
        if found == Some(wanted) {
            return Ok(());
        }
        let expected = format!("科室“{section}”的{column:?}为{wanted:?}");
        Err(Failure::new(expected, format!("{found:?}")))
    }

    fn answers(&self, part: Part, who: &str, is_section: bool) -> Played {
        let expected = format!("{part:?}由“{who}”负责");
        let Some(case) = self.open_case()? else {
            return Err(Failure::new(expected, "没有案件"));
        };
        let now = self.clock()?;
        let told = self.office.bench(|bench| answers(bench, &case, now));
        let found = people_of(&told, part);
        let is_meant = |one: &&Answer| match is_section {
            true => one.section == who,
            false => one.person == who,
        };
        let of_section = is_section && part == Part::Materials && told.section == who;
        if of_section || found.iter().any(|one| is_meant(&one)) {
            return Ok(());
        }
        let named = found
            .iter()
            .map(|one| format!("{}（{}）", one.person, one.section));
        Err(Failure::new(expected, named.collect::<Vec<_>>().join("、")))
    }

    fn reads(&self, person: &str, may: bool) -> Played {
        let verb = if may { "可以" } else { "不可" };
        let expected = format!("“{person}”{verb}查阅本案");
        let Some(case) = self.open_case()? else {
            return Err(Failure::new(expected, "没有案件"));
        };
        match self.office.may_read(&case, person, self.clock()?) {
            found if found == may => Ok(()),
            true => Err(Failure::new(expected, "可以查阅")),
            false => Err(Failure::new(expected, "不可查阅")),
        }
    }

    fn again(&self, wanted: Option<&str>) -> Played {
        let found = self.office.look_again().map_err(|fault| unread(&fault))?;
        let titles: Vec<&str> = found.iter().map(|one| one.item.title.as_str()).collect();
        let met = match wanted {
            Some(title) => titles.contains(&title),
            None => titles.is_empty(),
        };
        if met {
            return Ok(());
        }
        let expected = wanted.map_or_else(
            || "没有应当重新核对的公示".to_owned(),
            |title| format!("应当重新核对“{title}”"),
        );
        Err(Failure::new(expected, titles.join("、")))
    }

    /// What the page of the law says of a text besides its clauses.
    fn says(&self, key: &str, words: &str) -> Played {
        let expected = format!("文本“{key}”载明“{words}”");
        let Some(document) = self.office.pack().document(key) else {
            return Err(Failure::new(expected, "没有这个文本"));
        };
        let said = lines_of(document).join("\n  ");
        if said.contains(words) {
            return Ok(());
        }
        Err(Failure::new(expected, said))
    }

    fn groundless(&self, key: &str, clause: &str) -> Played {
        let mut pack = self.office.pack().as_ref().clone();
        for document in pack.documents.iter_mut().filter(|one| one.key == key) {
            document.basis.clear();
        }
        let faults = pack.faults(mechanism());
        let named = |fault: &law::pack::PackFault| fault.message.contains(clause);
        if faults.iter().any(named) {
            return Ok(());
        }
        let told = faults.iter().map(ToString::to_string).collect::<String>();
        let expected = format!("文本“{key}”没有依据即不能装载，依据“{clause}”");
        Err(Failure::new(
            expected,
            if told.is_empty() {
                "可以装载"
            } else {
                &told
            },
        ))
    }
}

fn surveys_of(files: &[Surveyed]) -> impl Iterator<Item = &Survey> {
    files.iter().map(|file| file.survey.as_ref())
}

fn size(section: &Gathered, column: Column) -> Option<Size> {
    let spread = Spread::of(section.lapses.clone());
    Some(match column {
        Column::Entries => Size::Number(section.entries),
        Column::Direct => Size::Number(section.direct),
        Column::Missing => Size::Number(section.missing),
        Column::Median => Size::Lapse(spread?.median),
        Column::Longest => Size::Lapse(spread?.longest),
    })
}

fn people_of(told: &Answers, part: Part) -> &[Answer] {
    match part {
        Part::Materials => &told.materials,
        Part::Opinions => &told.opinions,
        Part::Decision => &told.decision,
        Part::First => told.first.as_deref().unwrap_or_default(),
    }
}

fn lines_of(document: &Document) -> Vec<&str> {
    let head = [
        &document.title,
        &document.number,
        &document.effect,
        &document.purpose,
    ];
    head.into_iter()
        .chain(&document.basis)
        .map(String::as_str)
        .collect()
}

fn same<T: PartialEq + std::fmt::Display>(what: &str, wanted: T, found: T) -> Played {
    if wanted == found {
        return Ok(());
    }
    Err(Failure::new(
        format!("{what}有{wanted}件"),
        format!("{found}件"),
    ))
}

fn unread(fault: &registry::Fault) -> Failure {
    Failure::new("读到各卷", fault.to_string())
}
