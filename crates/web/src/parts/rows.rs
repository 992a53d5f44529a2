//! Rows to fill in: a few spare rows without a script, rows added and taken away with one.
//!
//! Cells are sent as `name.row.column`, rows from 0. A row whose cells are all empty is no row:
//! whoever reads the form drops it.

use super::field::{Choice, Field, Kind, field, id_of};
use super::{Examples, Text};
use crate::words;
use maud::{Markup, html};

/// How a cell is filled in.
#[derive(Debug, Clone)]
pub enum Cell<'a> {
    /// One line.
    Text,
    /// Several lines.
    Lines,
    /// A civil date.
    Date,
    /// A moment.
    Moment,
    /// A number or an amount.
    Number,
    /// One of a list.
    Select(Vec<Choice<'a>>),
    /// A file; what was typed is the name of the one given earlier.
    File,
}

/// A column.
#[derive(Debug, Clone)]
pub struct Column<'a> {
    /// Last part of the cell's name.
    pub key: Text<'a>,
    /// Heading.
    pub label: Text<'a>,
    /// How its cells are filled in.
    pub cell: Cell<'a>,
}

impl<'a> Column<'a> {
    /// A column.
    pub fn new(key: impl Into<Text<'a>>, label: impl Into<Text<'a>>, cell: Cell<'a>) -> Self {
        Self {
            key: key.into(),
            label: label.into(),
            cell,
        }
    }
}

/// Columns, what was typed so far, and how many spare rows to show.
#[derive(Debug, Clone)]
pub struct Rows<'a> {
    /// Columns from left to right.
    pub columns: Vec<Column<'a>>,
    /// Rows as typed, cells in the order of the columns.
    pub typed: Vec<Vec<Text<'a>>>,
    /// Empty rows shown after them; with a script all but one are folded away.
    pub spare: usize,
    /// Mistakes: row, column key, what to do.
    pub mistakes: Vec<(usize, Text<'a>, Text<'a>)>,
}

/// More columns than this stand under one another, row by row: beside one another none could be
/// read.
const WIDE: usize = 5;

/// Sent, with the name of the table, by the button that asks for more rows where no script adds them.
pub const MORE: &str = "more-rows";

/// The table. Called by [`super::field::field`].
pub(super) fn rows(f: &Field, r: &Rows) -> Markup {
    let all = r.typed.len() + r.spare.max(1);
    html! {
        table.rows.wide[r.columns.len() > WIDE] data-rows=(f.name) {
            thead { tr {
                th.rows-n scope="col" { (words::form::ROW) }
                @for c in &r.columns { th scope="col" { (c.label) } }
            } }
            tbody {
                @for n in 0..all {
                    tr data-spare[n >= r.typed.len()] {
                        td.rows-n data-label=(words::form::ROW) {
                            span data-row-n { (n + 1) }
                        }
                        @for (i, c) in r.columns.iter().enumerate() {
                            td data-label=(c.label) { (cell(f, r, n, i, c)) }
                        }
                    }
                }
            }
        }
        p.rows-spare { (words::form::ROW_SPARE) }
        noscript {
            button.button.plain type="submit" name=(MORE) value=(f.name) { (words::form::ROW_MORE) }
        }
        p.rows-tools hidden data-rows-tools=(f.name) {
            button.button.plain type="button" data-rows-add { (words::form::ROW_ADD) }
            " "
            button.button.quiet type="button" data-rows-remove { (words::form::ROW_REMOVE) }
        }
    }
}

fn cell(f: &Field, r: &Rows, n: usize, i: usize, c: &Column) -> Markup {
    let name = format!("{}.{n}.{}", f.name, c.key);
    // The first cell also answers to the field's own name, so that an error summary finds it.
    let id = if n == 0 && i == 0 {
        f.id()
    } else {
        id_of(&name)
    };
    let typed = r.typed.get(n).and_then(|row| row.get(i)).map_or("", |v| v);
    let mistake = r
        .mistakes
        .iter()
        .find(|(row, key, _)| *row == n && *key == c.key);
    let invalid = mistake.map(|_| "true");
    let described = mistake.map(|_| format!("{id}-mistake"));
    let label = words::form::cell(n + 1, &c.label);
    html! {
        @if let Some((_, _, said)) = mistake {
            p.field-mistake id={ (id) "-mistake" } { (said) }
        }
        @if matches!(c.cell, Cell::Lines) {
            textarea id=(id) name=(name) rows="2" aria-label=(label) aria-invalid=[invalid]
                aria-describedby=[described] { (typed) }
        } @else if let Cell::Select(list) = &c.cell {
            select id=(id) name=(name) aria-label=(label) aria-invalid=[invalid] aria-describedby=[described] {
                option value="" { (words::form::CHOOSE) }
                @for o in list { option value=(o.value) selected[o.value == typed] { (o.label) } }
            }
        } @else {
            @let (kind, mode) = match c.cell {
                Cell::Date => ("date", None),
                Cell::Moment => ("datetime-local", None),
                Cell::File => ("file", None),
                Cell::Number => ("text", Some("decimal")),
                Cell::Text | Cell::Lines | Cell::Select(_) => ("text", None),
            };
            @let is_file = kind == "file";
            @if is_file && !typed.is_empty() { p.field-kept { (words::form::FILES_KEPT) "：" (typed) } }
            input id=(id) type=(kind) name=(name) value=[(!is_file).then_some(typed)] inputmode=[mode]
                aria-label=(label) aria-invalid=[invalid] aria-describedby=[described];
        }
    }
}

/// Examples for the gallery.
pub fn examples() -> Examples {
    let kinds = vec![
        Choice::new("original", "原件"),
        Choice::new("copy", "复印件"),
    ];
    let r = Rows {
        columns: vec![
            Column::new("name", "名称", Cell::Text),
            Column::new("kind", "种类", Cell::Select(kinds)),
            Column::new("count", "数量", Cell::Number),
            Column::new("taken", "提取日期", Cell::Date),
        ],
        typed: vec![vec![
            "采购合同".into(),
            "copy".into(),
            "两".into(),
            "2025-03-05".into(),
        ]],
        spare: 2,
        mistakes: vec![(0, "count".into(), "请填数字，例如 2".into())],
    };
    let f =
        Field::new("example-evidence", "证据目录", Kind::Rows(r)).hint("逐件登记，由当事人核对。");
    vec![("证据目录", html! { form { (field(&f)) } })]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spare_rows_follow_what_was_typed_and_cells_are_named_by_row() {
        let html = examples().remove(0).1.into_string();
        assert_eq!(html.matches("<tr data-spare>").count(), 2);
        for n in 0..3 {
            assert!(html.contains(&format!("name=\"example-evidence.{n}.name\"")));
        }
    }
}
