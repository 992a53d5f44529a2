//! The table below a step: fields of a sample set to other values or taken away. A field of a row
//! is written `执法人员.0.执法证件编号`; rows are counted from 0.

use law::form::{Field, FieldKind, Form};
use law::value::{Fields, Value};

use crate::samples::no_field;

/// Written in the place of a value that is to be taken away.
pub const EMPTY: &str = "（空）";

/// The heading of the table.
#[must_use]
pub fn heading() -> Vec<String> {
    vec!["字段".to_owned(), "值".to_owned()]
}

/// One line of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    path: Path,
    value: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Path {
    Field(String),
    Row(String, usize),
    Cell(String, usize, String),
}

/// Reads the table against the form; message and hint for each thing that is wrong.
pub fn read(table: &[Vec<String>], form: &Form) -> Result<Vec<Cell>, Vec<(String, String)>> {
    let Some((heading, rows)) = table.split_first() else {
        return Ok(Vec::new());
    };
    if *heading != self::heading() {
        return Err(vec![("表头应当是“| 字段 | 值 |”".into(), String::new())]);
    }
    let (mut cells, mut faults) = (Vec::new(), Vec::new());
    for row in rows {
        let [name, said] = row.as_slice() else {
            continue;
        };
        match path(name, form) {
            Ok(path) => {
                let value = (said != EMPTY).then(|| said.clone());
                cells.push(Cell { path, value });
            }
            Err(fault) => faults.push(fault),
        }
    }
    if faults.is_empty() {
        Ok(cells)
    } else {
        Err(faults)
    }
}

fn path(name: &str, form: &Form) -> Result<Path, (String, String)> {
    let mut parts = name.split('.');
    let field_name = parts.next().unwrap_or_default();
    let field = form.fields.iter().find(|field| field.name == field_name);
    let field = field.ok_or_else(|| no_field(&form.name, &form.fields, field_name))?;
    let Some(index) = parts.next() else {
        return Ok(Path::Field(field_name.to_owned()));
    };
    let index = index.parse().map_err(|_| {
        (
            format!("“{name}”中的行号“{index}”不是数字"),
            "写作 表名.0.栏目，从 0 数起".to_owned(),
        )
    })?;
    let FieldKind::Table(columns) = &field.kind else {
        return Err((format!("“{field_name}”不是表，没有行和栏目"), String::new()));
    };
    let Some(column) = parts.next() else {
        return Ok(Path::Row(field_name.to_owned(), index));
    };
    if !columns.iter().any(|known| known.name == column) {
        return Err(no_field(
            &format!("{}·{field_name}", form.name),
            columns,
            column,
        ));
    }
    Ok(Path::Cell(field_name.to_owned(), index, column.to_owned()))
}

/// Sets and takes away what the cells say.
pub fn apply(cells: &[Cell], form: &Form, fields: &mut Fields) {
    for cell in cells {
        let known = |name: &str| form.fields.iter().find(|field| field.name == name);
        match &cell.path {
            Path::Field(name) => set(known(name), name, cell.value.as_deref(), fields),
            Path::Row(table, index) => {
                if let Some(Value::List(rows)) = fields.get_mut(table)
                    && *index < rows.len()
                {
                    rows.remove(*index);
                }
            }
            Path::Cell(table, index, column) => {
                let rows = fields
                    .entry(table.clone())
                    .or_insert_with(|| Value::List(Vec::new()));
                let Value::List(rows) = rows else { continue };
                while rows.len() <= *index {
                    rows.push(Value::Row(Fields::new()));
                }
                let Some(Value::Row(row)) = rows.get_mut(*index) else {
                    continue;
                };
                let columns = match known(table).map(|field| &field.kind) {
                    Some(FieldKind::Table(columns)) => columns.as_slice(),
                    _ => &[],
                };
                let field = columns.iter().find(|field| field.name == *column);
                set(field, column, cell.value.as_deref(), row);
            }
        }
    }
}

fn set(field: Option<&Field>, name: &str, said: Option<&str>, fields: &mut Fields) {
    match said {
        None => drop(fields.remove(name)),
        Some(said) => drop(fields.insert(name.to_owned(), value(field, said))),
    }
}

/// A cell as the field's kind takes it. Only lists need care: forms read the rest from text.
fn value(field: Option<&Field>, said: &str) -> Value {
    match field.map(|field| &field.kind) {
        Some(FieldKind::Many) => {
            let known =
                |text: &str| field.is_some_and(|field| field.options.iter().any(|one| one == text));
            if known(said) {
                return Value::List(vec![said.into()]);
            }
            Value::List(said.split('、').map(Value::from).collect())
        }
        _ => said.into(),
    }
}
