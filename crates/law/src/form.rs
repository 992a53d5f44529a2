//! Records and their fields as a regulation names them, and the reading of what was typed into
//! typed values. A value that cannot be read is a [`Mistake`]; a value that is missing is the
//! judge's business, because only the law demands it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::{Date, DateTime};

use crate::citation::{ClauseId, Place};
use crate::condition::Condition;
use crate::refusal::Mistake;
use crate::value::{Fields, Value, cents};

/// The longest text one field takes, in characters; far above any real record.
pub const LONGEST_TEXT: usize = 200_000;

/// What kind of value a field takes.
#[derive(Clone, Debug, PartialEq)]
pub enum FieldKind {
    /// One line.
    Text,
    /// Several lines.
    Long,
    /// A civil date.
    Date,
    /// A civil date and time, Asia/Shanghai.
    Moment,
    /// A whole number.
    Number,
    /// Yuan with at most two decimals.
    Money,
    /// One of the options.
    Choice,
    /// Any of the options.
    Many,
    /// Yes or no.
    YesNo,
    /// A person of the agency, by id.
    Person,
    /// A stored file.
    File,
    /// The number of another record of the same file, of one of these kinds.
    Ref(Vec<String>),
    /// Rows of columns.
    Table(Vec<Field>),
}

/// One data item of a record.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Its name in the regulation.
    pub name: String,
    /// The kind of value.
    pub kind: FieldKind,
    /// Whether the record is refused without it.
    pub required: bool,
    /// When the record is refused without it, beyond `required`.
    pub required_when: Option<Condition>,
    /// What may be chosen.
    pub options: Vec<String>,
    /// Whether the day or moment may lie after the entry: the end of a term, a day set for something.
    /// Others tell what has happened.
    pub ahead: bool,
    /// The word of the mechanism that this field fills.
    pub binding: Option<String>,
    /// The kind of personal data it holds.
    pub personal: Option<String>,
    /// Whose personal data it is.
    pub whose: Option<String>,
    /// The clauses that name it; the record's basis where empty.
    pub basis: Vec<ClauseId>,
    /// Help below the label.
    pub hint: String,
}

/// Which field fills which word of the mechanism; columns of bound tables are written with a dot.
pub type Words = BTreeMap<String, String>;

/// The words that fields fill.
#[must_use]
pub fn words_of(fields: &[Field]) -> Words {
    let mut words = Words::new();
    for field in fields {
        let Some(word) = &field.binding else { continue };
        words.insert(word.clone(), field.name.clone());
        if let FieldKind::Table(columns) = &field.kind {
            let of_columns = words_of(columns).into_iter();
            words.extend(of_columns.map(|(column, name)| (format!("{word}.{column}"), name)));
        }
    }
    words
}

/// Whether sound and picture are demanded of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recording {
    /// Must be recorded.
    Demanded,
    /// Recorded as circumstances require, with a reason for none.
    Advised,
    /// May be recorded.
    Permitted,
}

/// Which file a record belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A case.
    Case,
    /// The agency's own file.
    Agency,
    /// Either of them.
    Either,
}

/// One kind of record, as the regulation describes it.
#[derive(Clone, Debug, PartialEq)]
pub struct Form {
    /// The record's name in the regulation.
    pub name: String,
    /// Which file it belongs to.
    pub subject: Subject,
    /// Stage of the procedure.
    pub stage: String,
    /// 文字 or 音像.
    pub medium: String,
    /// The posts that may make it; empty means anyone of the agency.
    pub by: Vec<String>,
    /// The life-cycle step it performs, if it is more than a record.
    pub step: Option<String>,
    /// Whether officers meet a party in it.
    pub meets_party: bool,
    /// Sound and picture.
    pub recording: Option<Recording>,
    /// The clauses that name it.
    pub basis: Vec<ClauseId>,
    /// Its fields in the order of the form.
    pub fields: Vec<Field>,
    /// Which field fills which word; one for all records of the form, since each carries it.
    pub words: Arc<Words>,
    /// One sentence for the person who fills it in.
    pub hint: String,
    /// Where the pack describes it.
    pub at: Place,
}

impl Form {
    /// The field that fills a word of the mechanism.
    #[must_use]
    pub fn bound(&self, word: &str) -> Option<&Field> {
        self.fields
            .iter()
            .find(|field| field.binding.as_deref() == Some(word))
    }

    /// Reads raw values into typed fields, or says everything that is wrong with them.
    ///
    /// # Errors
    /// Every value that cannot be read and every field the record does not have.
    pub fn read(&self, raw: &BTreeMap<String, Value>) -> Result<Fields, Vec<Mistake>> {
        let mut mistakes = Vec::new();
        for name in strangers(&self.fields, raw) {
            mistakes.push(Mistake::at(
                name,
                format!("“{}”没有“{name}”这一项，请删去后再提交。", self.name),
            ));
        }
        let fields = read_fields(&self.fields, raw, "", &mut mistakes);
        if mistakes.is_empty() {
            Ok(fields)
        } else {
            Err(mistakes)
        }
    }
}

/// Names that were given and that nobody asked for.
fn strangers<'a>(fields: &'a [Field], raw: &'a Fields) -> impl Iterator<Item = &'a String> {
    let known = |name: &str| fields.iter().any(|field| field.name == name);
    raw.keys().filter(move |name| !known(name))
}

/// Reads what was given in the order of its names, which is the order in which it is kept, and
/// tells mistakes in the order of the form, which is the order in which it is read.
fn read_fields(fields: &[Field], raw: &Fields, path: &str, mistakes: &mut Vec<Mistake>) -> Fields {
    let mut wrong: Vec<(usize, Vec<Mistake>)> = Vec::new();
    let read = raw.iter().filter_map(|(name, value)| {
        let place = fields.iter().position(|field| field.name == *name)?;
        let mut found = Vec::new();
        let read = (!value.is_empty()).then(|| fields[place].read(value, path, &mut found));
        let read = read?.map_err(|message| Mistake::at(format!("{path}{name}"), message));
        let read = read.map_err(|mistake| found.push(mistake)).ok();
        if !found.is_empty() {
            wrong.push((place, found));
        }
        read.map(|value| (name.clone(), value))
    });
    let read = read.collect();
    wrong.sort_by_key(|(place, _)| *place);
    mistakes.extend(wrong.into_iter().flat_map(|(_, found)| found));
    read
}

impl Field {
    fn read(
        &self,
        value: &Value,
        path: &str,
        mistakes: &mut Vec<Mistake>,
    ) -> Result<Value, String> {
        match &self.kind {
            FieldKind::Text | FieldKind::Person => {
                let text = self.read_text(value)?;
                Ok(match text.contains('\n') || text.contains('\r') {
                    true => text.replace(['\r', '\n'], " ").into(),
                    false => text.into(),
                })
            }
            FieldKind::Long => {
                let text = self.read_text(value)?;
                Ok(match text.contains('\r') {
                    true => text.replace("\r\n", "\n").into(),
                    false => text.into(),
                })
            }
            FieldKind::Date => self.read_date(value),
            FieldKind::Moment => self.read_moment(value),
            FieldKind::Number | FieldKind::Ref(_) => self.read_number(value),
            FieldKind::Money => self.read_money(value),
            FieldKind::Choice => self.read_choice(value),
            FieldKind::Many => self.read_many(value),
            FieldKind::YesNo => self.read_answer(value),
            FieldKind::File => self.read_file(value),
            FieldKind::Table(columns) => {
                let at = format!("{path}{}", self.name);
                Ok(read_rows(columns, value, &at, mistakes))
            }
        }
    }

    fn read_text<'a>(&self, value: &'a Value) -> Result<&'a str, String> {
        let text = value
            .text()
            .ok_or_else(|| format!("“{}”应当填写文字。", self.name))?;
        // Bytes are counted at no cost, and there are never more characters than bytes.
        if text.len() > LONGEST_TEXT && text.chars().count() > LONGEST_TEXT {
            return Err(format!(
                "“{}”过长，请控制在{LONGEST_TEXT}字以内，或作为附件上传。",
                self.name
            ));
        }
        if text.bytes().any(may_be_unreadable) && text.chars().any(is_unreadable) {
            return Err(format!("“{}”中有无法识别的字符，请重新输入。", self.name));
        }
        Ok(text.trim())
    }

    fn read_date(&self, value: &Value) -> Result<Value, String> {
        let text = self.read_text(value)?;
        text.parse::<Date>()
            .ok()
            .filter(|date| text.len() == 10 && (1900..2200).contains(&date.year()))
            .map(|date| match has_shape(text, "0000-00-00") {
                true => Value::from(text),
                false => Value::Text(date.to_string()),
            })
            .ok_or_else(|| format!("“{}”不是有效日期，请按“2025-03-03”的格式填写。", self.name))
    }

    fn read_moment(&self, value: &Value) -> Result<Value, String> {
        let text = self.read_text(value)?.trim_end_matches("+08:00");
        let text = match text.contains(' ') {
            true => Cow::Owned(text.replace(' ', "T")),
            false => Cow::Borrowed(text),
        };
        text.parse::<DateTime>()
            .ok()
            .filter(|at| text.len() >= 16 && (1900..2200).contains(&at.year()))
            // A leap second is kept as the second before it, so it is not what was written.
            .map(
                |at| match has_shape(&text, "0000-00-00T00:00:00") && !text.ends_with(":60") {
                    true => Value::Text(text.into_owned()),
                    false => Value::Text(at.strftime("%Y-%m-%dT%H:%M:%S").to_string()),
                },
            )
            .ok_or_else(|| {
                format!(
                    "“{}”不是有效时间，请按“2025-03-03 09:00”的格式填写。",
                    self.name
                )
            })
    }

    fn read_number(&self, value: &Value) -> Result<Value, String> {
        let number = value
            .number()
            .or_else(|| value.text().and_then(|text| text.trim().parse().ok()));
        number
            .map(Value::Number)
            .ok_or_else(|| format!("“{}”应当填写整数。", self.name))
    }

    fn read_money(&self, value: &Value) -> Result<Value, String> {
        let text = match value {
            Value::Number(yuan) => yuan.to_string(),
            other => self.read_text(other)?.replace([',', '，'], ""),
        };
        cents(&text)
            .map(|fen| Value::Text(format!("{}.{:02}", fen / 100, fen % 100)))
            .ok_or_else(|| format!("“{}”应当填写金额（元），至多两位小数。", self.name))
    }

    fn read_choice(&self, value: &Value) -> Result<Value, String> {
        let text = self.read_text(value)?;
        if self.options.iter().any(|option| option == text) {
            Ok(text.into())
        } else {
            Err(self.options_only())
        }
    }

    fn read_many(&self, value: &Value) -> Result<Value, String> {
        let mut chosen = Vec::new();
        for item in value.items().iter().filter(|item| !item.is_empty()) {
            chosen.push(self.read_choice(item)?);
        }
        Ok(Value::List(chosen))
    }

    fn options_only(&self) -> String {
        format!("“{}”只能选择：{}。", self.name, self.options.join("、"))
    }

    fn read_answer(&self, value: &Value) -> Result<Value, String> {
        match value {
            Value::Bool(answer) => Ok(Value::Bool(*answer)),
            Value::Text(text) if text == "是" || text == "true" => Ok(Value::Bool(true)),
            Value::Text(text) if text == "否" || text == "false" => Ok(Value::Bool(false)),
            _ => Err(format!("“{}”请选择“是”或“否”。", self.name)),
        }
    }

    fn read_file(&self, value: &Value) -> Result<Value, String> {
        let row = value.row().filter(|row| {
            row.get("sha256")
                .and_then(Value::text)
                .is_some_and(is_digest)
                && row.get("name").and_then(Value::text).is_some()
                && row.get("size").and_then(Value::number).is_some()
        });
        row.cloned()
            .map(Value::Row)
            .ok_or_else(|| format!("“{}”请先上传文件。", self.name))
    }
}

/// Whether a byte can belong to what cannot be read. Hardly any text has one, and bytes are looked
/// at several times as fast as characters: every field of every act comes by here.
fn may_be_unreadable(byte: u8) -> bool {
    byte < 0x20 || matches!(byte, 0x7F | 0xC2 | 0xE2 | 0xEF)
}

/// What cannot be read, or makes a text read otherwise than it is stored: control characters, signs
/// that turn the direction of writing, and what stands for a byte that was lost.
fn is_unreadable(c: char) -> bool {
    match c {
        '\n' | '\r' | '\t' => false,
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FFFD}' => true,
        other => other.is_control(),
    }
}

/// Whether a text is digits wherever the shape has a nought, and the shape's own signs elsewhere: a
/// date so written is stored as it stands.
fn has_shape(text: &str, shape: &str) -> bool {
    let fits = |(byte, wanted): (u8, u8)| match wanted {
        b'0' => byte.is_ascii_digit(),
        sign => byte == sign,
    };
    text.len() == shape.len() && text.bytes().zip(shape.bytes()).all(fits)
}

fn is_digest(text: &str) -> bool {
    text.len() == 64
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

fn read_rows(columns: &[Field], value: &Value, at: &str, mistakes: &mut Vec<Mistake>) -> Value {
    let mut rows = Vec::new();
    for (index, item) in value.items().iter().enumerate() {
        if item.is_empty() {
            continue;
        }
        let Some(row) = item.row() else {
            mistakes.push(Mistake::at(
                at,
                format!("“{at}”第{}行应当按栏目填写。", index + 1),
            ));
            continue;
        };
        for name in strangers(columns, row) {
            mistakes.push(Mistake::at(at, format!("“{at}”没有“{name}”这一栏。")));
        }
        let path = format!("{at}.{index}.");
        rows.push(Value::Row(read_fields(columns, row, &path, mistakes)));
    }
    Value::List(rows)
}
