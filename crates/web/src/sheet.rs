//! A list as a file that spreadsheets open: CSV (RFC 4180, UTF-8 with its mark) or XLSX. Knows
//! nothing of what stands in the list; who may see which cell is the list's business.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use registry::Fault;
use rust_xlsxwriter::{Format as Look, Workbook, XlsxError};

use crate::answer::No;
use crate::asked::Asked;
use crate::parts::Link;

/// The widest column of a file, in characters.
const WIDEST: f64 = 60.0;

/// The kind of file, by the ending of the address asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Comma separated.
    Csv,
    /// Office Open XML.
    Xlsx,
}

impl<S: Sync> FromRequestParts<S> for Format {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(match parts.uri.path().ends_with(".xlsx") {
            true => Format::Xlsx,
            false => Format::Csv,
        })
    }
}

/// A list: what its columns are called, and its rows.
pub struct Sheet<'a> {
    /// The name of the file, without ending.
    pub name: &'a str,
    /// What the columns are called.
    pub heads: Vec<&'a str>,
    /// Cells in the order of the columns.
    pub rows: Vec<Vec<String>>,
}

impl Sheet<'_> {
    /// The list as a file of a format.
    ///
    /// # Errors
    /// A fault if the file cannot be made, as with more rows than a spreadsheet can hold.
    pub fn answer(&self, format: Format) -> Result<Response, No> {
        let (kind, ending, bytes) = match format {
            Format::Csv => ("text/csv; charset=utf-8", "csv", self.csv().into_bytes()),
            Format::Xlsx => (
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                "xlsx",
                self.xlsx().map_err(Fault::internal)?,
            ),
        };
        let name = format!("attachment; filename=\"{}.{ending}\"", self.name);
        let fixed = [(CONTENT_TYPE, kind.to_owned()), (CONTENT_DISPOSITION, name)];
        Ok((fixed, bytes).into_response())
    }

    fn csv(&self) -> String {
        let heads = std::iter::once(line(self.heads.iter().copied()));
        let rows = self.rows.iter();
        let rows = rows.map(|row| line(row.iter().map(String::as_str)));
        std::iter::once("\u{feff}".to_owned())
            .chain(heads)
            .chain(rows)
            .collect()
    }

    fn xlsx(&self) -> Result<Vec<u8>, XlsxError> {
        let mut book = Workbook::new();
        let page = book.add_worksheet();
        let bold = Look::new().set_bold();
        for (at, head) in (0..).zip(&self.heads) {
            page.write_string_with_format(0, at, *head, &bold)?;
        }
        for (line, row) in (1..).zip(&self.rows) {
            for (at, cell) in (0..).zip(row) {
                // Written as text: nothing in a list is a formula.
                page.write_string(line, at, cell)?;
            }
        }
        page.set_freeze_panes(1, 0)?;
        for (at, width) in (0..).zip(self.widths()) {
            page.set_column_width(at, width)?;
        }
        book.save_to_buffer()
    }

    /// Wide enough for what stands in a column; a Chinese character takes the room of two letters.
    fn widths(&self) -> impl Iterator<Item = f64> {
        let room = |text: &str| -> usize {
            let letters = text.chars();
            letters
                .map(|letter| 1 + usize::from(!letter.is_ascii()))
                .sum()
        };
        self.heads.iter().enumerate().map(move |(at, head)| {
            let cells = self.rows.iter().filter_map(|row| row.get(at));
            let most = cells.map(|cell| room(cell)).chain([room(head)]).max();
            let most = u16::try_from(most.unwrap_or_default()).unwrap_or(u16::MAX);
            (f64::from(most) + 2.0).min(WIDEST)
        })
    }
}

/// Where a list can be had as a file: the address of its page with the endings.
#[must_use]
pub fn downloads(asked: &Asked, page: &str) -> Vec<Link<'static>> {
    let link = |(ending, label): (&str, &'static str)| {
        Link::new(asked.href(&format!("{page}.{ending}"), "after", ""), label)
    };
    [("xlsx", "XLSX"), ("csv", "CSV")].map(link).into()
}

fn line<'a>(cells: impl Iterator<Item = &'a str>) -> String {
    let cells: Vec<String> = cells.map(quoted).collect();
    format!("{}\r\n", cells.join(","))
}

/// A cell that a spreadsheet would run as a formula is kept as text by an apostrophe.
fn quoted(cell: &str) -> String {
    let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if !is_formula && !cell.contains(['"', ',', '\n', '\r']) {
        return cell.to_owned();
    }
    let guard = if is_formula { "'" } else { "" };
    format!("\"{guard}{}\"", cell.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_of_a_csv_runs_as_a_formula_or_breaks_its_line() {
        let table = [
            ("平常", "平常"),
            ("甲,乙", "\"甲,乙\""),
            ("他说“好”\n走了", "\"他说“好”\n走了\""),
            ("a\"b", "\"a\"\"b\""),
            ("=1+1", "\"'=1+1\""),
            ("@cmd", "\"'@cmd\""),
        ];
        for (text, cell) in table {
            assert_eq!(quoted(text), cell);
        }
        assert_eq!(line(["甲", "乙"].into_iter()), "甲,乙\r\n");
    }

    #[test]
    fn a_workbook_holds_what_stands_in_the_list() {
        let sheet = Sheet {
            name: "cases",
            heads: vec!["案号", "案件名称"],
            rows: vec![vec!["例〔2025〕1号".into(), "=HYPERLINK(1)".into()]],
        };
        let bytes = sheet.xlsx().unwrap();
        assert!(bytes.starts_with(b"PK"), "a zip archive");
        assert!(sheet.widths().all(|width| width > 4.0));
    }
}
