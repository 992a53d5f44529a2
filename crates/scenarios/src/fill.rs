//! Placeholders of samples and scenarios: `@现在`, `@今日-1`, `@文件:名称.pdf`, `@记录名`,
//! `@记录名.字段`, and `{序号}` inside text. Turns them into the values of the day, of the file at hand and of the kind
//! the field wants.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use enforcement::Moment;
use enforcement::dossier::Dossier;
use jiff::Span;
use law::form::{Field, FieldKind, Form};
use law::value::{Fields, Value};
use registry::Office;

/// The sample files of one office, each stored once: storing waits for the disk.
pub struct SampleFiles {
    office: Arc<Office>,
    stored: Mutex<BTreeMap<String, Value>>,
}

impl SampleFiles {
    /// No files yet.
    #[must_use]
    pub fn of(office: Arc<Office>) -> SampleFiles {
        SampleFiles {
            office,
            stored: Mutex::default(),
        }
    }

    /// The value by which a record cites the sample file of a name.
    fn cite(&self, name: &str) -> Result<Value, String> {
        let mut stored = self.stored.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(value) = stored.get(name) {
            return Ok(value.clone());
        }
        let value = self.office.put_blob(name, &sample_file(name));
        let value = value.map_err(|fault| format!("的文件没有存下：{fault}"))?;
        stored.insert(name.to_owned(), value.clone());
        Ok(value)
    }
}

/// What placeholders are filled from.
pub struct Filler<'a> {
    /// Stores sample files.
    pub files: &'a SampleFiles,
    /// The file whose records are referred to.
    pub dossier: &'a Dossier,
    /// The scenario's clock.
    pub now: Moment,
    /// How many cases there are, the one at hand included.
    pub ordinal: usize,
}

impl Filler<'_> {
    /// The fields of a form with every placeholder filled.
    ///
    /// # Errors
    /// The first placeholder that cannot be filled, told in Chinese.
    pub fn fill(&self, form: &Form, fields: &Fields) -> Result<Fields, String> {
        self.row(&form.fields, fields)
    }

    fn row(&self, known: &[Field], fields: &Fields) -> Result<Fields, String> {
        let fill = |(name, value): (&String, &Value)| {
            let kind = known
                .iter()
                .find(|field| field.name == *name)
                .map(|field| &field.kind);
            let value = self
                .value(kind, value)
                .map_err(|why| format!("“{name}”{why}"))?;
            Ok((name.clone(), value))
        };
        fields.iter().map(fill).collect()
    }

    fn value(&self, kind: Option<&FieldKind>, value: &Value) -> Result<Value, String> {
        match value {
            Value::Text(text) if text.starts_with('@') => self.placeholder(kind, &text[1..]),
            Value::Text(text) if text.contains("{序号}") => {
                Ok(text.replace("{序号}", &self.ordinal.to_string()).into())
            }
            Value::List(items) => {
                let items = items.iter().map(|item| self.value(kind, item));
                items.collect::<Result<Vec<_>, _>>().map(Value::List)
            }
            Value::Row(row) => match kind {
                Some(FieldKind::Table(columns)) => self.row(columns, row).map(Value::Row),
                _ => Ok(value.clone()),
            },
            other => Ok(other.clone()),
        }
    }

    fn placeholder(&self, kind: Option<&FieldKind>, said: &str) -> Result<Value, String> {
        if let Some(name) = said
            .strip_prefix("文件:")
            .or_else(|| said.strip_prefix("文件："))
        {
            return self.files.cite(name);
        }
        if let Some(shift) = said
            .strip_prefix("今日")
            .or_else(|| said.strip_prefix("现在"))
        {
            let at = shifted(self.now, shift).ok_or_else(|| format!("的“@{said}”看不懂"))?;
            return Ok(shown(at, kind, said.starts_with("今日")));
        }
        if let Some((record, field)) = said.split_once('.') {
            return self.quoted(record, field);
        }
        match kind {
            Some(FieldKind::Ref(_) | FieldKind::Number) => self.reference(said),
            _ => Err(format!("的“@{said}”看不懂，只有引用记录的字段才能写记录名")),
        }
    }

    /// What a field of the latest record of a kind says.
    fn quoted(&self, record: &str, field: &str) -> Result<Value, String> {
        let latest = self.dossier.records(record).next_back();
        let said = latest.and_then(|latest| latest.fields.get(field).cloned());
        said.ok_or_else(|| format!("要引用“{record}”的“{field}”，但本卷中没有"))
    }

    /// The number of the latest record of a kind, or of the n-th (`询问笔录#2`).
    fn reference(&self, said: &str) -> Result<Value, String> {
        let (kind, nth) = match said.split_once('#') {
            Some((kind, nth)) => (kind, nth.parse::<usize>().ok()),
            None => (said, None),
        };
        let mut records = self.dossier.records(kind);
        let record = match nth {
            Some(nth) => records.nth(nth.saturating_sub(1)),
            None => records.next_back(),
        };
        let record = record.ok_or_else(|| format!("要引用“{said}”，但本卷中没有"))?;
        Ok(Value::Number(i64::from(record.no)))
    }
}

/// A small file whose bytes depend on its name alone.
fn sample_file(name: &str) -> Vec<u8> {
    format!("%PDF-1.4\n% {name}\n%%EOF\n").into_bytes()
}

/// A moment in the form that a field of the kind takes.
fn shown(at: Moment, kind: Option<&FieldKind>, day_only: bool) -> Value {
    match kind {
        Some(FieldKind::Date) => at.date().to_string().into(),
        Some(FieldKind::Moment) => at.strftime("%Y-%m-%dT%H:%M:%S").to_string().into(),
        _ if day_only => at.date().to_string().into(),
        _ => at.strftime("%Y-%m-%d %H:%M").to_string().into(),
    }
}

/// The clock moved by `-1`, `+2日`, `-3小时` or `+15分`, then set to a time of day such as `15:00`.
fn shifted(now: Moment, said: &str) -> Option<Moment> {
    let (shift, time) = match said.split_once(' ') {
        Some((shift, time)) => (shift, Some(time)),
        None => (said, None),
    };
    let mut at = now;
    if !shift.is_empty() {
        let digits = shift.trim_end_matches(|c: char| !c.is_ascii_digit());
        let n: i64 = digits
            .parse()
            .ok()
            .filter(|_| shift.starts_with(['+', '-']))?;
        let span = match &shift[digits.len()..] {
            "" | "日" | "天" => Span::new().try_days(n),
            "小时" => Span::new().try_hours(n),
            "分" | "分钟" => Span::new().try_minutes(n),
            "月" => Span::new().try_months(n),
            "年" => Span::new().try_years(n),
            _ => return None,
        };
        at = at.checked_add(span.ok()?).ok()?;
    }
    match time {
        Some(time) => Some(at.date().to_datetime(time.parse().ok()?)),
        None => Some(at),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_is_moved_by_days_hours_and_minutes() {
        let now: Moment = "2025-03-03T09:00:00".parse().expect("a moment");
        let at = |said: &str| shifted(now, said).map(|at| at.to_string());
        assert_eq!(at("").as_deref(), Some("2025-03-03T09:00:00"));
        assert_eq!(at("-3").as_deref(), Some("2025-02-28T09:00:00"));
        assert_eq!(at("+1日 15:30").as_deref(), Some("2025-03-04T15:30:00"));
        assert_eq!(at("+24小时").as_deref(), Some("2025-03-04T09:00:00"));
        assert_eq!(at("-1分").as_deref(), Some("2025-03-03T08:59:00"));
        assert_eq!(at("-18年").as_deref(), Some("2007-03-03T09:00:00"));
        assert_eq!(at("1").as_deref(), None);
        assert_eq!(at("+9999999999年").as_deref(), None);
    }
}
