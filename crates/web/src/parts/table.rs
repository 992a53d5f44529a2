//! A list as a table: ruled like a printed one, headers that sort by link, stacked on a phone.

use super::deadline::{self, Deadline, State};
use super::tag::{Tone, tag};
use super::{Examples, Text};
use crate::words;
use crate::words::deadline::Unit;
use maud::{Markup, html};

/// How a column is sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sorted {
    /// Not by this one.
    No,
    /// Smallest first.
    Up,
    /// Largest first.
    Down,
}

/// A column.
#[derive(Debug, Clone)]
pub struct Column<'a> {
    /// Heading.
    pub label: Text<'a>,
    /// Address that sorts by it, and how it is sorted now.
    pub sort: Option<(Text<'a>, Sorted)>,
    /// Figures stand right.
    pub is_number: bool,
}

impl<'a> Column<'a> {
    /// A column that does not sort.
    pub fn new(label: impl Into<Text<'a>>) -> Self {
        Self {
            label: label.into(),
            sort: None,
            is_number: false,
        }
    }

    /// Makes the heading a link that sorts.
    #[must_use]
    pub fn sort(mut self, href: impl Into<Text<'a>>, now: Sorted) -> Self {
        self.sort = Some((href.into(), now));
        self
    }

    /// Sets figures right.
    #[must_use]
    pub fn number(mut self) -> Self {
        self.is_number = true;
        self
    }
}

/// A table. The first cell of each row is its heading; put the link to the thing there.
#[derive(Debug, Clone)]
pub struct Table<'a> {
    /// What the table shows.
    pub caption: Text<'a>,
    /// Whether the caption is only for people who cannot see the heading above.
    pub is_caption_unseen: bool,
    /// Columns from left to right.
    pub columns: Vec<Column<'a>>,
    /// Rows, cells in the order of the columns.
    pub rows: Vec<Vec<Markup>>,
}

/// The table, with `empty` in its place when there are no rows.
pub fn table(t: &Table, empty: &Markup) -> Markup {
    if t.rows.is_empty() {
        return empty.clone();
    }
    html! {
        table.table {
            caption.unseen[t.is_caption_unseen] { (t.caption) }
            thead { tr { @for c in &t.columns { (head(c)) } } }
            tbody { @for row in &t.rows { tr data-line { (cells(t, row)) } } }
        }
    }
}

fn head(c: &Column) -> Markup {
    let Some((href, now)) = &c.sort else {
        return html! { th scope="col" class=[c.is_number.then_some("num")] { (c.label) } };
    };
    let (aria, word, arrow) = match now {
        Sorted::No => (None, words::list::SORT, "↕"),
        Sorted::Up => (Some("ascending"), words::list::UP, "↑"),
        Sorted::Down => (Some("descending"), words::list::DOWN, "↓"),
    };
    html! {
        th scope="col" class=[c.is_number.then_some("num")] aria-sort=[aria] {
            a href=(href) title=(word) { (c.label) span.sort aria-hidden="true" { (arrow) } }
        }
    }
}

fn cells(t: &Table, row: &[Markup]) -> Markup {
    html! {
        @for (i, (c, cell)) in t.columns.iter().zip(row).enumerate() {
            @let (num, bare) = (c.is_number, cell.0.is_empty());
            // On a narrow screen a cell is its label beside its content: one box each.
            @let inner = html! { div { (cell) } };
            @if i == 0 { th scope="row" data-label=(c.label) .num[num] { (inner) } }
            @else { td data-label=(c.label) .num[num] .bare[bare] { (inner) } }
        }
    }
}

/// Examples for the gallery.
pub fn examples() -> Examples {
    let at = "#part-table";
    let row = |number: &str, party: &str, stage: Markup, due: Deadline, fine: &str| {
        vec![
            html! { a href=(at) data-row { (number) } },
            html! { (party) },
            stage,
            deadline::chip(&due),
            html! { (fine) },
        ]
    };
    let t = Table {
        caption: "在办案件".into(),
        is_caption_unseen: false,
        columns: vec![
            Column::new("案号").sort(at, Sorted::No),
            Column::new("当事人"),
            Column::new("阶段"),
            Column::new("期限").sort(at, Sorted::Up),
            Column::new("罚款（元）").number(),
        ],
        rows: vec![
            row(
                "例科罚〔2025〕1号",
                "示例实验动物有限公司",
                tag("公示", Tone::Active),
                Deadline::new(State::Overdue(2, Unit::WorkingDay), "3月10日"),
                "12,000",
            ),
            row(
                "例科罚〔2025〕2号",
                "示例甲",
                tag("审核", Tone::Active),
                deadline::example(),
                "–",
            ),
            row(
                "例科罚〔2025〕3号",
                "示例试剂有限公司",
                tag("已办结", Tone::Good),
                Deadline::new(State::Met, "3月7日"),
                "3,000",
            ),
        ],
    };
    vec![("案件列表", table(&t, &html! {}))]
}
