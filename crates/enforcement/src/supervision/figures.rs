//! The figures that principles and reports of the texts are read from: a closed list, each with
//! what it counts. Which clauses ask for which figure is the pack's business (`[[indicator]]`).

use std::collections::BTreeSet;

use law::form::{FieldKind, Form};
use law::pack::Pack;
use law::period::Status;
use law::value::{Fields, Value};

use crate::case::Case;
use crate::checklist::{Standing, checklist};
use crate::deadline::deadlines;
use crate::deed::Deed;
use crate::disclosure::{Item, ItemState, Items};
use crate::dossier::Dossier;
use crate::scene::Bench;
use crate::step::Step;
use crate::{Day, Moment};

macro_rules! figures {
    ($($(#[$meta:meta])* $variant:ident = $name:literal, $meaning:literal;)*) => {
        /// A figure.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Figure { $($(#[$meta])* $variant,)* }

        /// The names of all figures, as packs write them.
        pub const FIGURES: &[&str] = &[$($name,)*];

        impl Figure {
            /// Every figure.
            pub const ALL: &'static [Figure] = &[$(Figure::$variant,)*];

            /// Its name in packs.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Figure::$variant => $name,)* }
            }

            /// What it counts, in Chinese, for those who read it.
            #[must_use]
            pub fn meaning(self) -> &'static str {
                match self { $(Figure::$variant => $meaning,)* }
            }
        }
    };
}

figures! {
    /// Matters and items with a disclosure.
    Covered = "公示.覆盖", "执法事项和应当公示的信息中，已有公示的";
    /// Kinds of information that must be public and are.
    Listed = "公示.目录", "应当公开的信息类别中，已有公示的";
    /// Published after both steps of examination.
    Examined = "公示.合法", "已公示的信息中，公示的文本审查、审核都通过的";
    /// Never wrong.
    Accurate = "公示.准确", "已公示的信息中，没有因不准确或者异议而更正的";
    /// Published in time.
    Timely = "公示.及时", "有期限的公示中，在期限内公示的";
    /// Records that rest on a clause.
    Founded = "记录.合法", "案卷记录中，规定有依据的";
    /// Demanded records that are there.
    Complete = "记录.全面", "应当有的案卷记录中，已经有的";
    /// From event to entry.
    Prompt = "记录.及时", "从事项发生到记入系统的时间";
    /// Sections, their records and delays.
    Gathered = "归集.科室", "各科室记入的记录、直接填写的、缺少的和用时";
    /// Reviews in the order in which they came.
    Fair = "审核.公平", "已办理的法制审核中，按接收先后办理，或者写明提前理由的";
    /// Reviewers who declared to have no interest.
    Impartial = "审核.公正", "已出具意见的法制审核中，办理人都事先声明没有利害关系的";
    /// Reviews that cite what they rest on.
    Cited = "审核.合法", "逐项审核中，各项都有规定的依据，并引用了案卷记录的";
    /// Reviews in which every aspect is answered.
    Uniform = "审核.规范", "逐项审核中，规定的各项都有结论的";
}

impl Figure {
    /// The figure of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Figure> {
        Figure::ALL
            .iter()
            .copied()
            .find(|figure| figure.name() == name)
    }
}

/// Something in a file that does not meet a figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The number of the record; 0 where there is none.
    pub no: u32,
    /// What it is.
    pub what: String,
    /// Why it does not.
    pub why: String,
    /// The person it is about, by id; mostly empty.
    pub by: String,
}

impl Spot {
    fn new(no: u32, what: impl Into<String>, why: impl Into<String>) -> Spot {
        Spot {
            no,
            what: what.into(),
            why: why.into(),
            by: String::new(),
        }
    }
}

/// What counts for one figure.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many meet it.
    pub met: usize,
    /// Those that do not.
    pub unmet: Vec<Spot>,
}

impl Tally {
    /// How many there are.
    #[must_use]
    pub fn all(&self) -> usize {
        self.met + self.unmet.len()
    }

    fn count(&mut self, fails: Option<Spot>) {
        match fails {
            Some(spot) => self.unmet.push(spot),
            None => self.met += 1,
        }
    }
}

impl FromIterator<Option<Spot>> for Tally {
    fn from_iter<T: IntoIterator<Item = Option<Spot>>>(counted: T) -> Tally {
        let mut tally = Tally::default();
        counted.into_iter().for_each(|one| tally.count(one));
        tally
    }
}

/// What one file gives for each figure that can be told from it alone.
pub(super) fn of_file(bench: Bench<'_>, case: Option<&Case>, now: Moment) -> Vec<(Figure, Tally)> {
    let (dossier, items) = match case {
        Some(case) => (&case.dossier, &case.items),
        None => (&bench.agency.dossier, &bench.agency.items),
    };
    let mut found = vec![
        (Figure::Covered, covered(bench, case, items)),
        (
            Figure::Examined,
            public(items)
                .map(|item| unexamined(item, dossier))
                .collect(),
        ),
        (
            Figure::Accurate,
            public(items).map(|item| corrected(item, dossier)).collect(),
        ),
        (Figure::Timely, timely(bench, case, now)),
    ];
    if case.is_none() {
        found.push((Figure::Listed, listed(bench.pack, items)));
    }
    if let Some(case) = case {
        let deeds = case.dossier.deeds().iter();
        let examinations = || case.dossier.doing(Step::ReviewExamine);
        found.extend([
            (
                Figure::Founded,
                deeds.map(|deed| unfounded(bench.pack, deed)).collect(),
            ),
            (Figure::Complete, complete(bench, case, now)),
            (Figure::Impartial, impartial(case)),
            (
                Figure::Cited,
                examinations()
                    .map(|deed| uncited(bench.pack, deed))
                    .collect(),
            ),
            (
                Figure::Uniform,
                examinations()
                    .map(|deed| unanswered(bench.pack, deed))
                    .collect(),
            ),
        ]);
    }
    found
}

// ---- Disclosure.

fn public(items: &Items) -> impl Iterator<Item = &Item> {
    items.all().iter().filter(|item| item.published.is_some())
}

/// Items must be public, or lawfully not; matters must be named in one that is.
fn covered(bench: Bench<'_>, case: Option<&Case>, items: &Items) -> Tally {
    let hidden = |item: &Item| {
        let word = item.state().word();
        (!is_dealt_with(item)).then(|| {
            Spot::new(
                item.no,
                format!("{}（{}）", item.title, item.category),
                word,
            )
        })
    };
    let mut tally: Tally = items.all().iter().map(hidden).collect();
    if case.is_none() {
        let named: BTreeSet<&str> = bench
            .agency
            .dossier
            .texts(Step::MatterList, "matter")
            .collect();
        for matter in named {
            let is_public = public(items).any(|item| names(item, matter));
            tally.count((!is_public).then(|| Spot::new(0, matter, "没有公示")));
        }
    }
    tally
}

/// Each category that may not stay empty, in the order of the pack; what is in it the agency keeps
/// in its own file.
fn listed(pack: &Pack, items: &Items) -> Tally {
    let needed = pack.categories.iter().filter(|category| !category.open);
    let empty = |name: &str| !public(items).any(|item| item.category == name);
    needed
        .map(|category| empty(&category.name).then(|| Spot::new(0, &category.name, "没有公示")))
        .collect()
}

fn is_dealt_with(item: &Item) -> bool {
    let state = item.state();
    item.published.is_some() || matches!(state, ItemState::Withheld | ItemState::Withdrawn)
}

/// Whether what the public sees of an item names a matter.
fn names(item: &Item, matter: &str) -> bool {
    let draft = item.published.as_ref().map(|(draft, _)| draft);
    let public = draft.and_then(|draft| draft.public.as_ref());
    public.is_some_and(|fields| says(fields, matter))
}

fn says(fields: &Fields, words: &str) -> bool {
    fields.values().any(|value| match value {
        Value::Text(text) => text.contains(words),
        Value::List(items) => items.iter().any(|item| match item {
            Value::Row(row) => says(row, words),
            other => other.text().is_some_and(|text| text.contains(words)),
        }),
        Value::Row(row) => says(row, words),
        _ => false,
    })
}

/// Both steps must have been passed for the very draft that is public.
fn unexamined(item: &Item, dossier: &Dossier) -> Option<Spot> {
    let draft = item.published.as_ref().map_or(0, |(draft, _)| draft.no);
    let by = item.published_by.unwrap_or(u32::MAX);
    let passed = |step: Step| {
        let mut deeds = dossier.about(item.no);
        deeds.any(|deed| {
            deed.step == Some(step) && (draft..by).contains(&deed.no) && deed.yes("passed")
        })
    };
    let lacks = [(Step::ItemExamine, "审查"), (Step::ItemApprove, "审核")];
    let lacks: Vec<&str> = lacks
        .iter()
        .filter(|(step, _)| !passed(*step))
        .map(|(_, word)| *word)
        .collect();
    (!lacks.is_empty()).then(|| {
        Spot::new(
            item.no,
            &item.title,
            format!("没有通过{}", lacks.join("、")),
        )
    })
}

/// A publication that follows a report or an objection puts something right; any other brings it
/// up to date.
fn corrected(item: &Item, dossier: &Dossier) -> Option<Spot> {
    let (mut times, mut contested, mut published) = (0, false, false);
    for deed in dossier.about(item.no) {
        match deed.step {
            Some(Step::ItemReport | Step::ItemObject) => contested = true,
            Some(Step::ItemPublish) => {
                times += usize::from(published && contested);
                (published, contested) = (true, false);
            }
            _ => {}
        }
    }
    (times > 0).then(|| Spot::new(item.no, &item.title, format!("更正{times}次")))
}

/// Only what has been published, and only where the text gives a figure.
fn timely(bench: Bench<'_>, case: Option<&Case>, now: Moment) -> Tally {
    let publishes = |name: &String| {
        let form = bench.pack.form(name);
        form.is_some_and(|form| form.step.as_deref() == Some(Step::ItemPublish.name()))
    };
    let rules = bench.pack.periods.iter();
    let named: Vec<&str> = rules
        .filter(|rule| rule.ends_by.iter().any(publishes))
        .map(|rule| rule.name.as_str())
        .collect();
    let all = deadlines(bench, case, now).into_iter();
    let done = all.filter(|one| one.met.is_some() && named.contains(&one.name.as_str()));
    done.filter_map(|one| match one.status? {
        Status::Late { by } => Some(Some(Spot::new(one.record, one.name, format!("逾期{by}")))),
        _ => Some(None),
    })
    .collect()
}

// ---- Recording.

fn unfounded(pack: &Pack, deed: &Deed) -> Option<Spot> {
    let form = pack.form(&deed.record);
    let is_founded = form.is_some_and(|form| !form.basis.is_empty());
    (!is_founded).then(|| Spot::new(deed.no, &deed.record, "现行规定中没有这种记录"))
}

fn complete(bench: Bench<'_>, case: &Case, now: Moment) -> Tally {
    let lines = checklist(bench, case, now).into_iter();
    let demanded = lines.filter(|line| line.standing != Standing::NotApplicable);
    demanded
        .map(|line| (line.standing == Standing::Missing).then(|| Spot::new(0, line.record, "缺少")))
        .collect()
}

// ---- Review.

/// Who examined a round or signed its opinion must have declared before to have no interest.
fn impartial(case: &Case) -> Tally {
    let rounds = case.reviews.rounds();
    let mut tally = Tally::default();
    for (at, round) in rounds.iter().enumerate() {
        let Some(opinion) = &round.opinion else {
            continue;
        };
        let end = rounds.get(at + 1).map_or(u32::MAX, |next| next.no);
        let worked = case.dossier.deeds().iter().filter(|deed| {
            let is_of_round = (round.no..end).contains(&deed.no);
            is_of_round && matches!(deed.step, Some(Step::ReviewExamine | Step::ReviewOpine))
        });
        let undeclared = worked
            .map(|deed| deed.by.as_str())
            .find(|person| round.declaration(person) != Some(false));
        tally.count(undeclared.map(|person| Spot {
            by: person.to_owned(),
            ..Spot::new(opinion.no, turn_name(at), "办理人没有声明没有利害关系")
        }));
    }
    tally
}

/// The fields of an examination that are its aspects: each is answered by a choice.
fn aspects(form: &Form) -> impl Iterator<Item = &law::form::Field> {
    form.fields
        .iter()
        .filter(|field| field.kind == FieldKind::Choice)
}

fn uncited(pack: &Pack, deed: &Deed) -> Option<Spot> {
    let form = pack.form(&deed.record)?;
    let bare = aspects(form).find(|field| field.basis.is_empty() && form.basis.is_empty());
    if let Some(field) = bare {
        return Some(Spot::new(
            deed.no,
            &deed.record,
            format!("“{}”没有依据", field.name),
        ));
    }
    let cites = form
        .fields
        .iter()
        .any(|field| refers(&field.kind, deed.fields.get(&field.name)));
    (!cites).then(|| Spot::new(deed.no, &deed.record, "没有引用案卷记录"))
}

fn refers(kind: &FieldKind, value: Option<&Value>) -> bool {
    match (kind, value) {
        (FieldKind::Ref(_), Some(value)) => !value.is_empty(),
        (FieldKind::Table(columns), Some(value)) => {
            value.items().iter().filter_map(Value::row).any(|row| {
                columns
                    .iter()
                    .any(|column| refers(&column.kind, row.get(&column.name)))
            })
        }
        _ => false,
    }
}

fn unanswered(pack: &Pack, deed: &Deed) -> Option<Spot> {
    let form = pack.form(&deed.record)?;
    let is_open = |name: &str| deed.fields.get(name).is_none_or(Value::is_empty);
    let open: Vec<&str> = aspects(form)
        .map(|field| field.name.as_str())
        .filter(|name| is_open(name))
        .collect();
    (!open.is_empty()).then(|| {
        Spot::new(
            deed.no,
            &deed.record,
            format!("没有结论：{}", open.join("、")),
        )
    })
}

// ---- The order of reviews, which only all files together can tell.

/// When one round of review was received and taken up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// Which round of its case.
    pub round: String,
    /// The day it was received.
    pub received: Day,
    /// The record by which it was taken up, and when.
    pub taken: Option<(u32, Moment)>,
    /// Whether that record says why it was taken out of turn.
    pub has_reason: bool,
    /// Whether it still waits for its turn: it is the last of its case.
    pub waits: bool,
}

fn turn_name(at: usize) -> String {
    format!("第{}轮", at + 1)
}

/// The rounds of a case that were received.
pub(super) fn turns(case: &Case) -> Vec<Turn> {
    let rounds = case.reviews.rounds();
    let turn = |at: usize| {
        let round = &rounds[at];
        let end = rounds.get(at + 1).map_or(u32::MAX, |next| next.no);
        let taking = case.dossier.deeds().iter().find(|deed| {
            let is_of_round = (round.no..end).contains(&deed.no);
            is_of_round && matches!(deed.step, Some(Step::ReviewExamine | Step::ReviewOpine))
        });
        Some(Turn {
            round: turn_name(at),
            received: round.received?,
            taken: taking.map(|deed| (deed.no, deed.entered)),
            has_reason: taking
                .is_some_and(|deed| deed.word("out_of_turn").is_some_and(|why| !why.is_empty())),
            waits: taking.is_none() && at + 1 == rounds.len(),
        })
    };
    (0..rounds.len()).filter_map(turn).collect()
}

/// Whether each round that was taken up had its turn: no round received on an earlier day waited
/// longer, or the reason is on record. The answer stands beside the key the round came with.
pub(super) fn in_turn<'a, K>(turns: impl Iterator<Item = (K, &'a Turn)>) -> Vec<(K, Option<Spot>)> {
    let mut turns: Vec<(K, &Turn)> = turns
        .filter(|(_, turn)| turn.waits || turn.taken.is_some())
        .collect();
    turns.sort_by_key(|(_, turn)| turn.received);
    let taken_at = |turn: &Turn| turn.taken.map_or(Moment::MAX, |(_, at)| at);
    let (mut earlier, mut today, mut day) = (Moment::MIN, Moment::MIN, Day::MIN);
    let mut found = Vec::new();
    for (key, turn) in turns {
        if turn.received > day {
            (earlier, day) = (earlier.max(today), turn.received);
        }
        today = today.max(taken_at(turn));
        if let Some((no, at)) = turn.taken {
            let is_late = earlier > at && !turn.has_reason;
            found.push((
                key,
                is_late.then(|| Spot::new(no, &turn.round, "先于较早接收的审核办理，没有写明理由")),
            ));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turn(received: &str, taken: Option<&str>) -> Turn {
        Turn {
            round: "第1轮".into(),
            received: received.parse().expect("a date"),
            taken: taken.map(|at| (9, at.parse().expect("a moment"))),
            has_reason: false,
            waits: taken.is_none(),
        }
    }

    fn out_of_turn(turns: &[Turn]) -> Vec<usize> {
        let found = in_turn(turns.iter().enumerate());
        found
            .into_iter()
            .filter(|(_, spot)| spot.is_some())
            .map(|(key, _)| key)
            .collect()
    }

    #[test]
    fn who_came_later_and_was_taken_first_had_not_its_turn() {
        let first = turn("2025-03-03", Some("2025-03-10T10:00:00"));
        let second = turn("2025-03-04", Some("2025-03-07T10:00:00"));
        assert_eq!(out_of_turn(&[first.clone(), second.clone()]), [1]);
        let waiting = turn("2025-03-03", None);
        assert_eq!(out_of_turn(&[second.clone(), waiting]), [0]);
        let reason = Turn {
            has_reason: true,
            ..second
        };
        assert!(out_of_turn(&[first, reason]).is_empty());
    }

    #[test]
    fn those_of_one_day_have_no_order_among_them() {
        let first = turn("2025-03-03", Some("2025-03-10T10:00:00"));
        let second = turn("2025-03-03", Some("2025-03-07T10:00:00"));
        assert!(out_of_turn(&[first, second]).is_empty());
    }

    #[test]
    fn names_of_figures_are_found_again() {
        for (figure, name) in Figure::ALL.iter().zip(FIGURES) {
            assert_eq!(figure.name(), *name);
            assert_eq!(Figure::named(name), Some(*figure));
        }
    }
}
