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
    /// The road itself: from source to archive and to the public, with what that takes.
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
    /// What must stand in the file before any of its steps; left out of theirs.
    pub needs: Vec<Need<'a>>,
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
        let stages = pack
            .stages
            .iter()
            .map(|stage| read_stage(pack, &stage.name));
        let shown = |mut stage: Stage<'a>| {
            let keep = |step: &Step| {
                on_road
                    .as_ref()
                    .is_none_or(|road| road.contains(step.form.name.as_str()))
            };
            stage.steps.retain(keep);
            stage.steps = in_order(stage.steps);
            (!stage.steps.is_empty()).then_some(stage)
        };
        Chart {
            stages: stages.filter_map(shown).collect(),
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

/// What comes first stands first; otherwise the order of the pack stays.
fn in_order(steps: Vec<Step<'_>>) -> Vec<Step<'_>> {
    let needs: Vec<Vec<Wait>> = steps.iter().map(|step| waits(step, &steps)).collect();
    let order = sequence(&needs);
    let mut steps: Vec<Option<Step>> = steps.into_iter().map(Some).collect();
    order
        .into_iter()
        .filter_map(|at| steps[at].take())
        .collect()
}

/// That a step waits for another of its stage, and whether always.
type Wait = (usize, bool);

fn waits(step: &Step<'_>, steps: &[Step<'_>]) -> Vec<Wait> {
    let place = |need: &Need| {
        let at = steps
            .iter()
            .position(|other| other.form.name == need.record)?;
        Some((at, need.always))
    };
    step.needs.iter().filter_map(place).collect()
}

/// An order in which each comes after what it waits for. Where a procedure may be gone through
/// again, steps wait for each other in a circle: nothing that only waits for the circle comes before
/// it, and the circle begins with the step that waits for the least, since what it waits for in
/// some circumstances are those of coming round again.
fn sequence(needs: &[Vec<Wait>]) -> Vec<usize> {
    let comes_after = closure(needs);
    let mut left: Vec<usize> = (0..needs.len()).collect();
    let mut order = Vec::with_capacity(needs.len());
    while !left.is_empty() {
        let is_next = |&&at: &&usize| {
            let mut before = left.iter().filter(|other| comes_after[at][**other]);
            before.all(|other| comes_after[*other][at])
        };
        let weight = |&&at: &&usize| {
            let open = || needs[at].iter().filter(|(other, _)| left.contains(other));
            (open().filter(|(_, always)| *always).count(), open().count())
        };
        // Among circles there is always one that waits for no other.
        let next = left.iter().filter(is_next).min_by_key(weight).copied();
        let next = next.unwrap_or(left[0]);
        left.retain(|at| *at != next);
        order.push(next);
    }
    order
}

/// For each, everything it comes after, by whatever chain.
fn closure(needs: &[Vec<Wait>]) -> Vec<Vec<bool>> {
    let mut after = vec![vec![false; needs.len()]; needs.len()];
    for (at, waits) in needs.iter().enumerate() {
        for (other, _) in waits {
            after[at][*other] = true;
        }
    }
    transitive(&mut after);
    after
}

/// Adds to a relation what its chains say.
fn transitive(reach: &mut [Vec<bool>]) {
    for via in 0..reach.len() {
        let onward = reach[via].clone();
        for row in reach.iter_mut().filter(|row| row[via]) {
            row.iter_mut()
                .zip(&onward)
                .for_each(|(known, new)| *known |= new);
        }
    }
}

/// Steps of a stage; what all of them need is said once.
fn read_stage<'a>(pack: &'a Pack, name: &'a str) -> Stage<'a> {
    let of_stage = |form: &&Form| form.subject != Subject::Agency && form.stage == name;
    let mut steps: Vec<Step> = pack
        .forms
        .iter()
        .filter(of_stage)
        .map(|form| step(pack, form))
        .collect();
    let outside = |need: &&Need| steps.iter().all(|step| step.form.name != need.record);
    let everywhere = |need: &&Need| {
        steps
            .iter()
            .all(|step| step.needs.iter().any(|other| other.record == need.record))
    };
    let first = steps.first().filter(|_| steps.len() > 2);
    let mut common: Vec<Need> = first
        .map(|first| {
            first
                .needs
                .iter()
                .filter(outside)
                .filter(everywhere)
                .cloned()
                .collect()
        })
        .unwrap_or_default();
    for need in &mut common {
        need.always = steps.iter().all(|step| {
            step.needs
                .iter()
                .any(|other| other.record == need.record && other.always)
        });
    }
    for step in &mut steps {
        step.needs
            .retain(|need| common.iter().all(|other| other.record != need.record));
    }
    Stage {
        name,
        needs: common,
        steps,
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
            Condition::Fact(id, test) => self.look_at_fact(*id, test, true, always),
            Condition::Not(inner) => {
                if let Condition::Fact(id, test) = inner.as_ref() {
                    self.look_at_fact(*id, test, false, always);
                }
            }
            _ => {}
        }
    }

    /// The records after which a fact is as it is wanted.
    fn look_at_fact(&mut self, id: FactId, test: &'a Test, wanted: bool, always: bool) {
        let name = WORDS
            .get(usize::from(id.index))
            .map_or("", |word| word.name);
        if name == UNANSWERED && !wanted {
            let pack = self.pack;
            pack.triggers
                .iter()
                .for_each(|trigger| self.look(&trigger.answered, always));
        }
        let told = TOLD_BY.iter().filter(|(fact, value, so, _)| {
            *fact == name && *so == wanted && value.is_none_or(|value| asks_for(test, value))
        });
        let steps: Vec<&str> = told
            .filter(|(_, value, _, _)| value.is_some() || wants_it(test))
            .map(|(_, _, _, step)| *step)
            .collect();
        let does = |form: &&Form| {
            form.step
                .as_deref()
                .is_some_and(|step| steps.contains(&step))
        };
        let forms: Vec<&Form> = self.pack.forms.iter().filter(does).collect();
        for form in &forms {
            self.note(&form.name, always && forms.len() == 1);
        }
    }
}

/// Whether the test asks that the fact be so, rather than that it be not.
fn wants_it(test: &Test) -> bool {
    !matches!(test, Test::Is(Operand::Literal(Value::Bool(false))))
}

/// Whether the test asks for this very value.
fn asks_for(test: &Test, wanted: &str) -> bool {
    match test {
        Test::Is(Operand::Literal(value)) => value.text() == Some(wanted),
        Test::Among(values) => values.iter().any(|value| value == wanted),
        _ => false,
    }
}

/// The fact that says which reasons for a review nobody has answered yet.
const UNANSWERED: &str = "案件.未答重大情形";

/// The step of a life cycle after which a fact has a value (or is so, where none is named), or has
/// it no more.
const TOLD_BY: &[(&str, Option<&str>, bool, &str)] = &[
    ("调查.已终结", None, true, "investigation.end"),
    ("审核.状态", Some("待接收"), true, "review.submit"),
    ("审核.状态", Some("审核中"), true, "review.receive"),
    ("审核.状态", Some("审核通过"), true, "review.opine"),
    ("审核.状态", Some("审核未通过"), true, "review.opine"),
    ("审核.已接收", None, true, "review.receive"),
    ("审核.本人已声明", None, true, "review.declare"),
    ("审核.已逐项审核", None, true, "review.examine"),
    ("审核.可作决定", None, true, "review.opine"),
    ("审核.通过", None, true, "review.opine"),
    ("决定.已作出", None, true, "decision.make"),
    ("案件.已结案", None, true, "case.close"),
    ("案件.已归档", None, true, "case.archive"),
    ("公示.状态", Some("待拟稿"), false, "disclosure.draft"),
    ("公示.已核对不公开情形", None, true, "disclosure.ground"),
    ("公示.审查通过", None, true, "disclosure.examine"),
    ("公示.审核通过", None, true, "disclosure.approve"),
    ("公示.已公示", None, true, "disclosure.publish"),
    ("公示.应撤回", None, true, "decision.change"),
    ("音像.已储存", None, true, "recording.store"),
];

/// The steps a case passes on its way from source to archive and to the public.
const MILESTONES: [&str; 6] = [
    "case.open",
    "investigation.end",
    "decision.make",
    "case.close",
    "case.archive",
    "disclosure.publish",
];

/// The milestones and everything that must, or in some circumstances must, come before them.
fn road(pack: &Pack) -> BTreeSet<&str> {
    let is_milestone = |form: &&Form| {
        form.step
            .as_deref()
            .is_some_and(|step| MILESTONES.contains(&step))
    };
    let mut open: Vec<&Form> = pack.forms.iter().filter(is_milestone).collect();
    let mut road: BTreeSet<&str> = BTreeSet::new();
    while let Some(form) = open.pop() {
        if road.insert(&form.name) {
            let needs = needs(pack, form);
            open.extend(needs.iter().filter_map(|need| pack.form(need.record)));
        }
    }
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

/// What stands in one line of the picture.
enum Row<'a> {
    Band(usize, &'a Stage<'a>),
    Box(usize, &'a Step<'a>),
}

impl Row<'_> {
    /// Where lines come out of it.
    fn exit(&self) -> usize {
        match self {
            Row::Band(y, _) => y + 30,
            Row::Box(y, _) => y + BOX_HEIGHT - 12,
        }
    }

    /// Where lines reach it; higher than where they come out, so that the two differ.
    fn entry(&self) -> usize {
        match self {
            Row::Band(y, _) => y + 20,
            Row::Box(y, _) => y + 14,
        }
    }
}

struct Line {
    from: usize,
    to: usize,
    always: bool,
}

struct Picture<'a> {
    rows: Vec<Row<'a>>,
    lines: Vec<Line>,
    lanes: Vec<usize>,
    height: usize,
}

impl<'a> Picture<'a> {
    fn of(chart: &'a Chart<'a>) -> Picture<'a> {
        let (mut rows, mut y) = (Vec::new(), LEFT);
        for stage in &chart.stages {
            rows.push(Row::Band(y, stage));
            y += STAGE_STEP;
            for step in &stage.steps {
                rows.push(Row::Box(y, step));
                y += BOX_STEP;
            }
        }
        let lines = reduced(lines(&rows), &contained(&rows), rows.len());
        let lanes = lanes(&lines, rows.len());
        Picture {
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
                @for row in &self.rows {
                    @if let Row::Band(y, stage) = row { (band(*y, stage.name, width)) }
                }
                @for line in self.lines.iter().filter(|line| !line.always) { (self.line(line)) }
                @for line in self.lines.iter().filter(|line| line.always) { (self.line(line)) }
                @for row in &self.rows {
                    @if let Row::Box(y, step) = row { (boxed(*y, step)) }
                }
            }
        }
    }

    fn line(&self, line: &Line) -> Markup {
        let right = LEFT + BOX_WIDTH;
        let x = right + HEAD + self.lanes[line.to] * LANE;
        let (from, to) = (self.rows[line.from].exit(), self.rows[line.to].entry());
        let class = if line.always {
            "chart-line"
        } else {
            "chart-line sometimes"
        };
        html! {
            path class=(class) d={ "M" (right) " " (from) "H" (x) "V" (to) "H" (right + 7) } {}
            path.chart-head.sometimes[!line.always] d={ "M" (right + 1) " " (to) "l7 -4v8z" } {}
        }
    }
}

fn band(y: usize, name: &str, width: usize) -> Markup {
    html! {
        line.chart-band x1=(LEFT) y1=(y + 32) x2=(width - LEFT) y2=(y + 32) {}
        text.chart-stage x=(LEFT) y=(y + 24) { (name) }
    }
}

fn boxed(y: usize, step: &Step<'_>) -> Markup {
    let form = step.form;
    let class = if form.step.is_some() {
        "chart-box moves"
    } else {
        "chart-box"
    };
    let terms: Vec<String> = step
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
            rect x=(LEFT) y=(y) width=(BOX_WIDTH) height=(BOX_HEIGHT) rx="2" {}
            text.chart-name x=(LEFT + 12) y=(y + if below.is_empty() { 28 } else { 20 }) {
                (shortened(&form.name, 17))
            }
            @if !below.is_empty() {
                text.chart-below x=(LEFT + 12) y=(y + 37) { (shortened(&below, 22)) }
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
    let name = |row: &Row| match row {
        Row::Band(..) => None,
        Row::Box(_, step) => Some(step.form.name.clone()),
    };
    let place: BTreeMap<String, usize> = rows
        .iter()
        .enumerate()
        .filter_map(|(at, row)| Some((name(row)?, at)))
        .collect();
    let mut lines = Vec::new();
    for (to, row) in rows.iter().enumerate() {
        let needs = match row {
            Row::Band(_, stage) => &stage.needs,
            Row::Box(_, step) => &step.needs,
        };
        for need in needs {
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

/// The boxes that stand under each band: what leads to the band leads to them.
fn contained(rows: &[Row<'_>]) -> Vec<(usize, usize)> {
    let (mut band, mut found) = (0, Vec::new());
    for (at, row) in rows.iter().enumerate() {
        match row {
            Row::Band(..) => band = at,
            Row::Box(..) => found.push((band, at)),
        }
    }
    found
}

/// Leaves out every line that only says what a chain of others says already.
fn reduced(lines: Vec<Line>, contained: &[(usize, usize)], rows: usize) -> Vec<Line> {
    let mut reach = vec![vec![false; rows]; rows];
    let always = lines
        .iter()
        .filter(|line| line.always)
        .map(|line| (line.from, line.to));
    for (from, to) in always.chain(contained.iter().copied()) {
        reach[from][to] = true;
    }
    transitive(&mut reach);
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
    let keeps = |line: &Line| !(said(line) || (!line.always && reach[line.from][line.to]));
    lines.into_iter().filter(keeps).collect()
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
    fn what_waits_for_a_circle_comes_after_it() {
        // A decision waits for the opinion; submission, opinion and answer go round.
        let (decision, submission, answer, opinion) = (0, 1, 2, 3);
        let needs = [
            vec![(opinion, false)],
            vec![(answer, false)],
            vec![(opinion, true)],
            vec![(submission, true)],
        ];
        assert_eq!(sequence(&needs), [submission, opinion, answer, decision]);
    }

    #[test]
    fn the_order_of_the_pack_stays_where_nothing_waits() {
        assert_eq!(sequence(&[vec![], vec![(2, true)], vec![]]), [0, 2, 1]);
    }

    #[test]
    fn a_line_that_a_chain_says_already_is_left_out() {
        let left = reduced(vec![line(0, 1), line(1, 2), line(0, 2)], &[], 3);
        let ends: Vec<_> = left.iter().map(|line| (line.from, line.to)).collect();
        assert_eq!(ends, [(0, 1), (1, 2)]);
    }

    #[test]
    fn lines_on_a_circle_stay() {
        let left = reduced(vec![line(0, 1), line(1, 2), line(2, 0)], &[], 3);
        assert_eq!(left.len(), 3);
    }

    #[test]
    fn what_leads_to_a_stage_leads_to_its_steps() {
        let left = reduced(vec![line(0, 1), line(0, 2)], &[(1, 2)], 3);
        let ends: Vec<_> = left.iter().map(|line| (line.from, line.to)).collect();
        assert_eq!(ends, [(0, 1)]);
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
