//! The flow chart of a procedure, drawn from the rules in force: which records there are, which
//! must stand in the file before which, and what must follow within what time. Changes with the
//! pack and cannot drift from it.
//!
//! Does not know any case, nor where a record or a clause is shown: it gives a picture, and the
//! same content as steps that a page can put into words.

use std::collections::{BTreeMap, BTreeSet};

use enforcement::vocabulary::WORDS;
use law::citation::ClauseId;
use law::condition::{Condition, FactId, Operand, Test};
use law::form::{FieldKind, Form, Subject};
use law::pack::Pack;
use law::period::{Length, Unit};
use law::rule::PeriodRule;
use law::value::Value;
use maud::{Markup, html};

use crate::words;

/// How much of a pack is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Every record of a case.
    All,
    /// The road itself: records that are demanded, that something waits for, or that move a case on.
    Road,
}

/// A record that must stand in the file first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need<'a> {
    /// Its name.
    pub record: &'a str,
    /// Always, and not only in some circumstances or as one of several.
    pub always: bool,
}

/// A time within which a record must follow.
#[derive(Clone, Debug)]
pub struct Term<'a> {
    /// The rule that sets it.
    pub rule: &'a PeriodRule,
}

/// One record on the road.
#[derive(Clone, Debug)]
pub struct Step<'a> {
    /// The record.
    pub form: &'a Form,
    /// What must stand in the file first.
    pub needs: Vec<Need<'a>>,
    /// Within what time it must follow, and upon what.
    pub terms: Vec<Term<'a>>,
    /// The clauses behind it, each once.
    pub basis: Vec<&'a ClauseId>,
}

/// The steps of one stage, in the order of the pack.
#[derive(Clone, Debug)]
pub struct Stage<'a> {
    /// Name of the stage.
    pub name: &'a str,
    /// Its steps.
    pub steps: Vec<Step<'a>>,
}

/// The chart of one pack.
#[derive(Clone, Debug)]
pub struct Chart<'a> {
    /// Stages in the order of the pack; those without a step are left out.
    pub stages: Vec<Stage<'a>>,
}

impl<'a> Chart<'a> {
    /// Reads the chart out of a pack.
    #[must_use]
    pub fn of(pack: &'a Pack, scope: Scope) -> Chart<'a> {
        let on_road = match scope {
            Scope::All => None,
            Scope::Road => Some(road(pack)),
        };
        let shown = |form: &&Form| {
            form.subject != Subject::Agency
                && on_road
                    .as_ref()
                    .is_none_or(|road| road.contains(form.name.as_str()))
        };
        let stage = |name: &'a str| Stage {
            name,
            steps: pack
                .forms
                .iter()
                .filter(|form| form.stage == name)
                .filter(shown)
                .map(|form| step(pack, form))
                .collect(),
        };
        let names = pack.stages.iter().map(|stage| stage.name.as_str());
        Chart {
            stages: names
                .map(stage)
                .filter(|stage| !stage.steps.is_empty())
                .collect(),
        }
    }

    /// All steps, from the first stage to the last.
    pub fn steps(&self) -> impl Iterator<Item = &Step<'a>> {
        self.stages.iter().flat_map(|stage| &stage.steps)
    }

    /// The picture. `title` says what it shows, to those who cannot see it.
    #[must_use]
    pub fn svg(&self, title: &str) -> Markup {
        Picture::of(self).draw(title)
    }
}

/// The words of a length: 7个工作日.
#[must_use]
pub fn length(length: Length) -> String {
    let unit = match length.unit {
        Unit::Workday => "个工作日",
        Unit::Day => "日",
        Unit::Hour => "小时",
        Unit::Month => "个月",
        Unit::Year => "年",
    };
    format!("{}{unit}", length.n)
}

impl Term<'_> {
    /// The words of the term: 自行政处罚决定起7个工作日内.
    #[must_use]
    pub fn said(&self) -> String {
        let within = self.rule.length.map_or_else(
            || words::chart::PROMPTLY.into(),
            |n| format!("{}内", length(n)),
        );
        words::chart::term(&self.rule.from.record, &within)
    }
}

fn step<'a>(pack: &'a Pack, form: &'a Form) -> Step<'a> {
    let mut needs = needs(pack, form);
    needs.retain(|need| need.record != form.name);
    let terms = pack
        .periods
        .iter()
        .filter(|rule| rule.ends_by.contains(&form.name))
        .map(|rule| Term { rule })
        .collect();
    let gates = pack
        .gates_on(&form.name)
        .filter(|gate| !gate.on.iter().any(|on| on == "*"));
    let behind = gates.flat_map(|gate| gate.basis.clauses());
    let mut basis: Vec<&ClauseId> = Vec::new();
    for clause in form.basis.iter().chain(behind) {
        if !basis.contains(&clause) {
            basis.push(clause);
        }
    }
    Step {
        form,
        needs,
        terms,
        basis,
    }
}

/// What must stand in the file before a record: what its gates ask for, what is demanded before
/// it, and what it must refer to.
fn needs<'a>(pack: &'a Pack, form: &'a Form) -> Vec<Need<'a>> {
    let mut found = Found {
        pack,
        always: BTreeMap::new(),
    };
    for gate in pack.gates_on(&form.name) {
        found.look(&gate.require, gate.when == Condition::Always);
    }
    for demand in pack.demands_blocking(&form.name) {
        found.note(&demand.record, demand.when == Condition::Always);
    }
    for field in form.fields.iter().filter(|field| field.required) {
        if let FieldKind::Ref(kinds) = &field.kind {
            for kind in kinds {
                found.note(kind, kinds.len() == 1);
            }
        }
    }
    let need = |(record, always)| Need { record, always };
    found.always.into_iter().map(need).collect()
}

struct Found<'a> {
    pack: &'a Pack,
    always: BTreeMap<&'a str, bool>,
}

impl<'a> Found<'a> {
    fn note(&mut self, record: &'a str, always: bool) {
        *self.always.entry(record).or_default() |= always;
    }

    fn look(&mut self, condition: &'a Condition, always: bool) {
        match condition {
            Condition::All(parts) => parts.iter().for_each(|part| self.look(part, always)),
            Condition::Any(parts) => parts
                .iter()
                .for_each(|part| self.look(part, always && parts.len() == 1)),
            Condition::Records(query) if query.at_least > 0 => self.note(&query.kind, always),
            Condition::Referred(_, query) => self.note(&query.kind, always),
            Condition::Fact(id, test) if wants_it(test) => {
                let forms: Vec<&Form> = told_by(*id, self.pack).collect();
                for form in &forms {
                    self.note(&form.name, always && forms.len() == 1);
                }
            }
            _ => {}
        }
    }
}

/// Whether the test asks that the fact be so, rather than that it be not.
fn wants_it(test: &Test) -> bool {
    !matches!(test, Test::Is(Operand::Literal(Value::Bool(false))))
}

/// The step of a life cycle after which a fact is so.
const TOLD_BY: &[(&str, &str)] = &[
    ("调查.已终结", "investigation.end"),
    ("审核.已接收", "review.receive"),
    ("审核.本人已声明", "review.declare"),
    ("审核.已逐项审核", "review.examine"),
    ("审核.可作决定", "review.opine"),
    ("审核.通过", "review.opine"),
    ("决定.已作出", "decision.make"),
    ("案件.已结案", "case.close"),
    ("案件.已归档", "case.archive"),
    ("公示.已核对不公开情形", "disclosure.ground"),
    ("公示.审查通过", "disclosure.examine"),
    ("公示.审核通过", "disclosure.approve"),
    ("公示.已公示", "disclosure.publish"),
    ("公示.应撤回", "decision.change"),
    ("音像.已储存", "recording.store"),
];

fn told_by(id: FactId, pack: &Pack) -> impl Iterator<Item = &Form> {
    let name = WORDS
        .get(usize::from(id.index))
        .map_or("", |word| word.name);
    let step = TOLD_BY
        .iter()
        .find(|(fact, _)| *fact == name)
        .map(|(_, step)| *step);
    pack.forms
        .iter()
        .filter(move |form| step.is_some() && form.step.as_deref() == step)
}

/// Records that are demanded, that something waits for, or that move a case on.
fn road(pack: &Pack) -> BTreeSet<&str> {
    let mut road: BTreeSet<&str> = BTreeSet::new();
    for form in pack.forms.iter().filter(|form| form.step.is_some()) {
        road.insert(&form.name);
        road.extend(
            needs(pack, form)
                .iter()
                .filter(|need| need.always)
                .map(|need| need.record),
        );
    }
    road.extend(pack.demands.iter().map(|demand| demand.record.as_str()));
    road.extend(pack.periods.iter().map(|rule| rule.from.record.as_str()));
    road
}

// ---- The picture. Boxes stand under one another; on their right, one lane for each box leads to
// it from what it needs. Lanes are shared by boxes whose lines do not meet.

const BOX_WIDTH: usize = 264;
const BOX_HEIGHT: usize = 44;
const BOX_STEP: usize = 60;
const STAGE_STEP: usize = 44;
const LEFT: usize = 8;
const LANE: usize = 12;
/// Room between a box and the first lane, for the head of an arrow.
const HEAD: usize = 20;

struct Row<'a> {
    y: usize,
    step: &'a Step<'a>,
}

struct Line {
    from: usize,
    to: usize,
    always: bool,
}

struct Picture<'a> {
    bands: Vec<(usize, &'a str)>,
    rows: Vec<Row<'a>>,
    lines: Vec<Line>,
    lanes: Vec<usize>,
    height: usize,
}

impl<'a> Picture<'a> {
    fn of(chart: &'a Chart<'a>) -> Picture<'a> {
        let (mut bands, mut rows, mut y) = (Vec::new(), Vec::new(), LEFT);
        for stage in &chart.stages {
            bands.push((y, stage.name));
            y += STAGE_STEP;
            for step in &stage.steps {
                rows.push(Row { y, step });
                y += BOX_STEP;
            }
        }
        let lines = reduced(lines(&rows), rows.len());
        let lanes = lanes(&lines, rows.len());
        Picture {
            bands,
            rows,
            lines,
            lanes,
            height: y,
        }
    }

    fn width(&self) -> usize {
        let most = self.lines.iter().map(|line| self.lanes[line.to] + 1).max();
        LEFT + BOX_WIDTH + HEAD + most.unwrap_or(0) * LANE + LEFT
    }

    fn draw(&self, title: &str) -> Markup {
        let (width, height) = (self.width(), self.height);
        html! {
            svg.chart xmlns="http://www.w3.org/2000/svg" role="img" aria-label=(title)
                viewBox={ "0 0 " (width) " " (height) } width=(width) height=(height) {
                @for (y, name) in &self.bands { (band(*y, name, width)) }
                @for line in self.lines.iter().filter(|line| !line.always) { (self.line(line)) }
                @for line in self.lines.iter().filter(|line| line.always) { (self.line(line)) }
                @for row in &self.rows { (boxed(row)) }
            }
        }
    }

    fn line(&self, line: &Line) -> Markup {
        let right = LEFT + BOX_WIDTH;
        let x = right + HEAD + self.lanes[line.to] * LANE;
        // What leaves a box leaves low, what reaches it reaches it high, so that the two differ.
        let from = self.rows[line.from].y + BOX_HEIGHT - 12;
        let to = self.rows[line.to].y + 14;
        let class = if line.always {
            "chart-line"
        } else {
            "chart-line sometimes"
        };
        html! {
            path class=(class) d={ "M" (right) " " (from) "H" (x) "V" (to) "H" (right + 7) } {}
            path.chart-head d={ "M" (right + 1) " " (to) "l7 -4v8z" } {}
        }
    }
}

fn band(y: usize, name: &str, width: usize) -> Markup {
    html! {
        line.chart-band x1=(LEFT) y1=(y + 30) x2=(width - LEFT) y2=(y + 30) {}
        text.chart-stage x=(LEFT) y=(y + 22) { (name) }
    }
}

fn boxed(row: &Row<'_>) -> Markup {
    let form = row.step.form;
    let class = if form.step.is_some() {
        "chart-box moves"
    } else {
        "chart-box"
    };
    let terms: Vec<String> = row
        .step
        .terms
        .iter()
        .filter_map(|term| term.rule.length.map(length))
        .collect();
    let below = match (form.by.join("、"), terms.join("、")) {
        (by, terms) if terms.is_empty() => by,
        (by, terms) if by.is_empty() => words::chart::within(&terms),
        (by, terms) => format!("{by} · {}", words::chart::within(&terms)),
    };
    html! {
        g class=(class) {
            rect x=(LEFT) y=(row.y) width=(BOX_WIDTH) height=(BOX_HEIGHT) rx="2" {}
            text.chart-name x=(LEFT + 12) y=(row.y + if below.is_empty() { 28 } else { 20 }) {
                (shortened(&form.name, 17))
            }
            @if !below.is_empty() {
                text.chart-below x=(LEFT + 12) y=(row.y + 37) { (shortened(&below, 22)) }
            }
        }
    }
}

fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most - 1).chain(['…']).collect()
}

fn lines(rows: &[Row<'_>]) -> Vec<Line> {
    let place: BTreeMap<&str, usize> = rows
        .iter()
        .enumerate()
        .map(|(at, row)| (row.step.form.name.as_str(), at))
        .collect();
    let mut lines = Vec::new();
    for (to, row) in rows.iter().enumerate() {
        for need in &row.step.needs {
            let from = place.get(need.record).copied().filter(|from| *from != to);
            lines.extend(from.map(|from| Line {
                from,
                to,
                always: need.always,
            }));
        }
    }
    lines
}

/// Leaves out every line that only says what a chain of others says already.
fn reduced(lines: Vec<Line>, rows: usize) -> Vec<Line> {
    let mut reach = vec![vec![false; rows]; rows];
    for line in lines.iter().filter(|line| line.always) {
        reach[line.from][line.to] = true;
    }
    for via in 0..rows {
        for from in 0..rows {
            if reach[from][via] {
                let onward = reach[via].clone();
                reach[from]
                    .iter_mut()
                    .zip(onward)
                    .for_each(|(known, new)| *known |= new);
            }
        }
    }
    // On a circle each would be left out because of the others; those lines stay.
    let said = |line: &Line| {
        (0..rows).any(|via| {
            via != line.from
                && via != line.to
                && reach[line.from][via]
                && reach[via][line.to]
                && !reach[via][line.from]
                && !reach[line.to][via]
        })
    };
    let keeps: Vec<bool> = lines
        .iter()
        .map(|line| !(said(line) || (!line.always && reach[line.from][line.to])))
        .collect();
    lines
        .into_iter()
        .zip(keeps)
        .filter(|(_, keep)| *keep)
        .map(|(line, _)| line)
        .collect()
}

/// A lane for the lines into each row: the innermost that no line beside it uses. Short ones first,
/// so that they lie inside.
fn lanes(lines: &[Line], rows: usize) -> Vec<usize> {
    let mut spans: Vec<(usize, usize, usize)> = (0..rows)
        .filter_map(|to| {
            let ends = lines
                .iter()
                .filter(|line| line.to == to)
                .map(|line| line.from);
            let (low, high) = ends.fold((to, to), |(low, high), end| (low.min(end), high.max(end)));
            (low < high).then_some((low, high, to))
        })
        .collect();
    spans.sort_by_key(|(low, high, to)| (high - low, *to));
    let (mut lanes, mut taken) = (vec![0; rows], Vec::<Vec<(usize, usize)>>::new());
    for (low, high, to) in spans {
        let is_free = |used: &Vec<(usize, usize)>| used.iter().all(|(a, b)| high < *a || *b < low);
        let lane = taken.iter().position(is_free).unwrap_or(taken.len());
        if lane == taken.len() {
            taken.push(Vec::new());
        }
        taken[lane].push((low, high));
        lanes[to] = lane;
    }
    lanes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(from: usize, to: usize) -> Line {
        Line {
            from,
            to,
            always: true,
        }
    }

    #[test]
    fn a_line_that_a_chain_says_already_is_left_out() {
        let left = reduced(vec![line(0, 1), line(1, 2), line(0, 2)], 3);
        let ends: Vec<_> = left.iter().map(|line| (line.from, line.to)).collect();
        assert_eq!(ends, [(0, 1), (1, 2)]);
    }

    #[test]
    fn lines_on_a_circle_stay() {
        let left = reduced(vec![line(0, 1), line(1, 2), line(2, 0)], 3);
        assert_eq!(left.len(), 3);
    }

    #[test]
    fn lines_that_meet_lie_in_different_lanes_and_others_share_one() {
        let lanes = lanes(&[line(0, 3), line(1, 2), line(4, 5)], 6);
        assert_eq!((lanes[2], lanes[5]), (0, 0));
        assert_eq!(lanes[3], 1);
    }

    #[test]
    fn a_long_name_is_cut_by_characters() {
        assert_eq!(shortened("行政处罚决定", 6), "行政处罚决定");
        assert_eq!(shortened("行政处罚决定书", 6), "行政处罚决…");
    }
}
