//! Steps that look at what pages show beyond one file: figures, sections, findings, who answers, who
//! may read, what is to be looked at again, what the law's own page says.

use enforcement::supervision::Figure;

use super::{Fault, Phrasebook, unknown};

/// What a page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    /// How long a period has taken, or has run so far.
    Elapsed {
        /// The period.
        period: String,
        /// Seconds.
        seconds: u64,
    },
    /// So many of so many meet a figure.
    Figure {
        /// The figure.
        figure: Figure,
        /// How many meet it.
        met: usize,
        /// Of how many.
        all: usize,
    },
    /// Words are among what does not meet a figure, or are not.
    Unmet {
        /// The figure.
        figure: Figure,
        /// The words.
        words: String,
        /// Whether they are there.
        there: bool,
    },
    /// What a section has entered.
    Section {
        /// The section; all of them where none is named.
        section: Option<String>,
        /// Which of its figures.
        column: Column,
        /// How much.
        size: Size,
    },
    /// How many findings of a type were made.
    Found {
        /// The record of finding.
        record: String,
        /// The type.
        kind: String,
        /// How many.
        n: usize,
    },
    /// How much of a category was formed in a year.
    Year {
        /// The year.
        year: i16,
        /// The category.
        category: String,
        /// How many.
        n: u64,
    },
    /// Who answers for a part of a case.
    Answers {
        /// The part.
        part: Part,
        /// The person, or the section.
        who: String,
        /// Whether a section is meant.
        is_section: bool,
    },
    /// Whether a person may read the case at hand.
    Reads {
        /// The person.
        person: String,
        /// Whether the person may.
        may: bool,
    },
    /// Words of the latest draft are marked to be hidden, under a clause.
    Hidden {
        /// The words.
        words: String,
        /// The clause.
        clause: String,
    },
    /// An item whose ground may have fallen away; none at all where no words are given.
    Again(Option<String>),
    /// The law's page says so of a text.
    Says {
        /// Key of the text.
        document: String,
        /// The words.
        words: String,
    },
    /// The pack is refused when a text names nothing it rests on.
    Groundless {
        /// Key of the text.
        document: String,
        /// The clause that the fault names.
        clause: String,
    },
}

/// A column of the table of sections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// Records entered.
    Entries,
    /// Records written here.
    Direct,
    /// Records missing.
    Missing,
    /// Median time from event to entry.
    Median,
    /// Longest time from event to entry.
    Longest,
}

const COLUMNS: [(&str, Column); 5] = [
    ("记录", Column::Entries),
    ("直接填写", Column::Direct),
    ("缺少", Column::Missing),
    ("用时中位数", Column::Median),
    ("最长用时", Column::Longest),
];

/// A number, or a time in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// So many.
    Number(usize),
    /// So many seconds.
    Lapse(u64),
}

/// What somebody answers for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The materials sent to review.
    Materials,
    /// The opinions of the review.
    Opinions,
    /// The decision.
    Decision,
    /// Major decisions as a whole.
    First,
}

const PARTS: [(&str, Part); 4] = [
    ("送审材料", Part::Materials),
    ("审核意见", Part::Opinions),
    ("决定", Part::Decision),
    ("第一责任", Part::First),
];

/// Seconds of `10分钟`, `48小时` or `7日`.
fn lapse(text: &str) -> Option<u64> {
    let units = [("分钟", 60), ("小时", 3600), ("日", 24 * 3600)];
    let read = |(unit, seconds): (&str, u64)| {
        let n: u64 = text.strip_suffix(unit)?.parse().ok()?;
        n.checked_mul(seconds)
    };
    units.into_iter().find_map(read)
}

fn named<T: Copy>(what: &str, name: &str, known: &[(&str, T)]) -> Result<T, Vec<Fault>> {
    let found = known.iter().find(|(known, _)| *known == name);
    found
        .map(|(_, value)| *value)
        .ok_or_else(|| unknown(what, name, known.iter().map(|(known, _)| *known)))
}

fn number<T: std::str::FromStr>(text: &str) -> Result<T, Vec<Fault>> {
    let wrong = |_| vec![(format!("“{text}”不是数"), "写作 2".to_owned())];
    text.parse().map_err(wrong)
}

impl Phrasebook<'_> {
    pub(super) fn shown(&self, wording: &str, said: &[&str]) -> Option<Result<Shown, Vec<Fault>>> {
        Some(match (wording, said) {
            ("期限“”用时为“”", [period, lapsed]) => self.elapsed(period, lapsed),
            ("指标“”为“”", [figure, share]) => self.share(figure, share),
            ("指标“”指出“”", [figure, words]) => self.unmet(figure, words, true),
            ("指标“”没有指出“”", [figure, words]) => self.unmet(figure, words, false),
            ("科室“”的“”为“”", [section, column, size]) => {
                of_section(Some(section), column, size)
            }
            ("各件记录的“”为“”", [column, size]) => of_section(None, column, size),
            ("“”认定“”有“”件", [record, kind, n]) => self.found(record, kind, n),
            ("“”年度“”有“”件", [year, category, n]) => {
                self.in_year(year, category, n)
            }
            ("“”由“”负责", [part, who]) => self.answers(part, who, false),
            ("“”由科室“”负责", [part, who]) => self.answers(part, who, true),
            ("“”可以查阅本案", [person]) => self.reads(person, true),
            ("“”不可查阅本案", [person]) => self.reads(person, false),
            ("隐去“”依据“”", [words, clause]) => {
                self.clause(clause).map(|clause| Shown::Hidden {
                    words: (*words).to_owned(),
                    clause,
                })
            }
            ("应当重新核对“”", [title]) => Ok(Shown::Again(Some((*title).to_owned()))),
            ("没有应当重新核对的公示", []) => Ok(Shown::Again(None)),
            ("文本“”载明“”", [document, words]) => {
                self.document(document).map(|document| Shown::Says {
                    document,
                    words: (*words).to_owned(),
                })
            }
            ("文本“”没有依据即不能装载，依据“”", [document, clause]) => {
                self.groundless(document, clause)
            }
            _ => return None,
        })
    }

    fn elapsed(&self, period: &str, lapsed: &str) -> Result<Shown, Vec<Fault>> {
        let period = self.period(period)?;
        let seconds = lapse(lapsed).ok_or_else(|| not_a_lapse(lapsed))?;
        Ok(Shown::Elapsed { period, seconds })
    }

    /// A figure that the pack asks for: no page shows any other.
    fn figure(&self, name: &str) -> Result<Figure, Vec<Fault>> {
        let asked = || self.pack.indicators.iter().map(|one| one.figure.as_str());
        let found = Figure::named(name).filter(|_| asked().any(|known| known == name));
        found.ok_or_else(|| unknown("指标", name, asked()))
    }

    fn share(&self, figure: &str, share: &str) -> Result<Shown, Vec<Fault>> {
        let figure = self.figure(figure)?;
        let parts = share
            .split_once('/')
            .and_then(|(met, all)| Some((met.parse().ok()?, all.parse().ok()?)));
        let (met, all) =
            parts.ok_or_else(|| vec![(format!("“{share}”不是比例"), "写作 2/3".to_owned())])?;
        Ok(Shown::Figure { figure, met, all })
    }

    fn unmet(&self, figure: &str, words: &str, there: bool) -> Result<Shown, Vec<Fault>> {
        Ok(Shown::Unmet {
            figure: self.figure(figure)?,
            words: words.to_owned(),
            there,
        })
    }

    fn found(&self, record: &str, kind: &str, n: &str) -> Result<Shown, Vec<Fault>> {
        let forms = || self.pack.forms.iter();
        let Some(form) = self.pack.form(record) else {
            return Err(unknown(
                "记录",
                record,
                forms().map(|form| form.name.as_str()),
            ));
        };
        let kinds = form.bound("kind").map(|field| field.options.as_slice());
        let kinds = || kinds.unwrap_or_default().iter().map(String::as_str);
        if !kinds().any(|known| known == kind) {
            return Err(unknown("认定种类", kind, kinds()));
        }
        Ok(Shown::Found {
            record: record.to_owned(),
            kind: kind.to_owned(),
            n: number(n)?,
        })
    }

    fn in_year(&self, year: &str, category: &str, n: &str) -> Result<Shown, Vec<Fault>> {
        let known = || self.pack.categories.iter().map(|one| one.name.as_str());
        if !known().any(|known| known == category) {
            return Err(unknown("信息类别", category, known()));
        }
        Ok(Shown::Year {
            year: number(year)?,
            category: category.to_owned(),
            n: number(n)?,
        })
    }

    fn answers(&self, part: &str, who: &str, is_section: bool) -> Result<Shown, Vec<Fault>> {
        let part = named("责任事项", part, &PARTS)?;
        let faults = match is_section {
            true => Vec::new(),
            false => self.person(who),
        };
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(Shown::Answers {
            part,
            who: who.to_owned(),
            is_section,
        })
    }

    fn reads(&self, person: &str, may: bool) -> Result<Shown, Vec<Fault>> {
        let faults = self.person(person);
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(Shown::Reads {
            person: person.to_owned(),
            may,
        })
    }

    fn document(&self, key: &str) -> Result<String, Vec<Fault>> {
        if self.pack.document(key).is_some() {
            return Ok(key.to_owned());
        }
        let known = self.pack.documents.iter().map(|one| one.key.as_str());
        Err(unknown("文本", key, known))
    }

    fn groundless(&self, document: &str, clause: &str) -> Result<Shown, Vec<Fault>> {
        Ok(Shown::Groundless {
            document: self.document(document)?,
            clause: self.clause(clause)?,
        })
    }
}

fn of_section(section: Option<&str>, column: &str, size: &str) -> Result<Shown, Vec<Fault>> {
    let column = named("栏", column, &COLUMNS)?;
    let size = match column {
        Column::Median | Column::Longest => {
            Size::Lapse(lapse(size).ok_or_else(|| not_a_lapse(size))?)
        }
        _ => Size::Number(number(size)?),
    };
    Ok(Shown::Section {
        section: section.map(str::to_owned),
        column,
        size,
    })
}

fn not_a_lapse(said: &str) -> Vec<Fault> {
    let hint = "写作 10分钟、48小时 或 7日".to_owned();
    vec![(format!("“{said}”不是一段时间"), hint)]
}
