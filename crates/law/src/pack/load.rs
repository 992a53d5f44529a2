//! From TOML tables to the types of a pack. Reads one kind of table per function and leaves
//! everything that needs a view of the whole pack to [`super::check`].

use std::sync::Arc;

use super::conditions::{Vocabulary, condition_at, conditions_at, optional_at};
use super::reader::{Faults, Reader, Source};
use super::{Mechanism, Pack};
use crate::citation::{AppliesBy, Basis, Clause, ClauseId, Document};
use crate::condition::{Condition, Query};
use crate::form::{Field, FieldKind, Form, Recording, Subject, words_of};
use crate::period::{Length, Unit};
use crate::rule::{
    Category, Demand, Flag, Gate, Guarantee, Holding, Indicator, LaterStart, Mask, MaskAction,
    Opinion, OtherLength, PROMISES, PeriodRule, Post, Publication, Reading, Stage, Start, Trigger,
    WithholdingGround, Yearly,
};
use crate::wording::Wording;

/// Reads all files of a pack.
pub fn read(files: &[(&str, &str)], mechanism: Mechanism<'_>, faults: &Faults) -> Pack {
    let mut pack = Pack::default();
    for (file, text) in files {
        let source = Source::new(file, text, faults);
        let Some(document) = source.parse() else {
            continue;
        };
        let reader = Reader::new(&source, document.as_table(), 1);
        match *file {
            "pack.toml" => read_head(&reader, &mut pack),
            "clauses.toml" => read_clauses(&reader, &mut pack),
            _ => read_rules(&reader, &mut pack, mechanism.facts),
        }
        reader.done();
        pack.cited.extend(source.cited());
    }
    for needed in ["pack.toml", "clauses.toml"] {
        if !files.iter().any(|(file, _)| *file == needed) {
            let hint = "规则包至少要有 pack.toml 和 clauses.toml";
            faults.add(needed, 0, format!("没有 {needed}"), hint);
        }
    }
    pack
}

fn read_head(reader: &Reader<'_>, pack: &mut Pack) {
    pack.code = reader.needed("code");
    pack.issuer = reader.needed("issuer");
    for key in ["agency_kind", "extends", "notice"] {
        let _ = reader.item(key);
    }
    for table in reader.tables("document") {
        pack.documents.push(document(&table));
        table.done();
    }
    if pack.documents.is_empty() {
        reader.fault("没有文本", "用 [[document]] 写明名称、文号和印发日期");
    }
}

fn document(table: &Reader<'_>) -> Document {
    let _ = table.item("effective");
    let mut declares = declared(table, &["effect_clause", "purpose_clause", "binds_clause"]);
    let mut basis: Vec<String> = Vec::new();
    for authority in table.tables("authority") {
        declares.extend(declared(&authority, &["clause"]));
        basis.push(higher_text(&authority));
    }
    declares.sort();
    declares.dedup();
    Document {
        key: table.needed("key"),
        title: table.needed("title"),
        number: table.needed("number"),
        issued: table.needed("issued"),
        effective_proposed: table.needed("effective_proposed"),
        effect: table.needed("effect"),
        applies_by: applies_by(table),
        binds: table.texts("binds"),
        purpose: table.needed("purpose"),
        articles: table
            .number("articles")
            .and_then(|n| usize::try_from(n).ok())
            .unwrap_or(0),
        basis,
        purpose_clause: table.text("purpose_clause").map(ClauseId),
        declares,
        at: table.place(),
    }
}

/// Clauses that declare (purpose, basis, effect) are served by being shown, so citing counts.
fn declared(table: &Reader<'_>, keys: &[&'static str]) -> Vec<ClauseId> {
    let named = keys.iter().filter_map(|key| table.text(key));
    let clauses: Vec<ClauseId> = named.map(ClauseId).collect();
    table.source().cite(&clauses, table.line());
    clauses
}

fn applies_by(table: &Reader<'_>) -> AppliesBy {
    match table.text("applies_by").as_deref() {
        None | Some("立案日") => AppliesBy::Opened,
        Some("拟作决定日") => AppliesBy::Decided,
        Some("信息形成日") => AppliesBy::Formed,
        Some(other) => {
            table.fault(
                format!("不认识的适用日“{other}”"),
                "只能是 立案日、拟作决定日、信息形成日",
            );
            AppliesBy::Opened
        }
    }
}

fn higher_text(table: &Reader<'_>) -> String {
    let (title, number) = (table.needed("title"), table.text("number"));
    table.done();
    match number {
        Some(number) => format!("《{title}》（{number}）"),
        None => format!("《{title}》"),
    }
}

fn read_clauses(reader: &Reader<'_>, pack: &mut Pack) {
    if reader.item("clause").is_none() {
        reader.fault("没有条款", "用 [[clause]] 写明编号、位置和要点");
    }
    for (place, table) in reader.tables("clause").into_iter().enumerate() {
        let clause = Clause {
            place,
            id: ClauseId(table.needed("id")),
            article: table.needed("article"),
            document: table.needed("document"),
            kind: table.needed("kind"),
            gist: table.needed("gist"),
        };
        table.done();
        if let Some(double) = pack.clauses.insert(clause.id.clone(), clause) {
            table.fault(format!("条款“{}”写了两次", double.id), "");
        }
    }
}

fn read_rules(reader: &Reader<'_>, pack: &mut Pack, words: Vocabulary<'_>) {
    pack.stages.extend(each(reader, "stage", stage));
    pack.posts.extend(each(reader, "post", post));
    pack.forms
        .extend(each(reader, "record", |table| form(table, words)));
    pack.gates
        .extend(each(reader, "gate", |table| gate(table, words)));
    pack.periods
        .extend(each(reader, "period", |table| period(table, words)));
    pack.demands
        .extend(each(reader, "demand", |table| demand(table, words)));
    pack.triggers
        .extend(each(reader, "trigger", |table| trigger(table, words)));
    pack.opinions.extend(each(reader, "opinion", opinion));
    pack.grounds
        .extend(each(reader, "ground", |table| ground(table, words)));
    pack.publications
        .extend(each(reader, "publication", publication));
    pack.categories.extend(each(reader, "category", category));
    pack.yearly.extend(each(reader, "yearly", yearly));
    pack.flags
        .extend(each(reader, "flag", |table| flag(table, words)));
    pack.indicators.extend(each(reader, "indicator", indicator));
    pack.guarantees.extend(each(reader, "guarantee", guarantee));
    pack.readings
        .extend(each(reader, "reading", |table| reading(table, words)));
}

fn each<T>(
    reader: &Reader<'_>,
    key: &'static str,
    read: impl Fn(&Reader<'_>) -> Option<T>,
) -> Vec<T> {
    let read_and_close = |table: &Reader<'_>| {
        let rule = read(table);
        table.done();
        rule
    };
    reader
        .tables(key)
        .iter()
        .filter_map(read_and_close)
        .collect()
}

fn clause_ids(table: &Reader<'_>) -> Vec<ClauseId> {
    let clauses: Vec<ClauseId> = table.texts("basis").into_iter().map(ClauseId).collect();
    table.source().cite(&clauses, table.line());
    clauses
}

fn basis(table: &Reader<'_>) -> Option<Basis> {
    let basis = Basis::new(clause_ids(table));
    if basis.is_none() {
        table.fault(
            "规则没有写依据",
            "用 basis = [\"条款编号\"] 写明，依据不能为空",
        );
    }
    basis
}

fn stage(table: &Reader<'_>) -> Option<Stage> {
    Some(Stage {
        name: table.needed("name"),
        basis: clause_ids(table),
    })
}

fn post(table: &Reader<'_>) -> Option<Post> {
    let means = table.text("means").unwrap_or_else(|| "appointed".into());
    let holding = match means.as_str() {
        "appointed" => Holding::Appointed,
        "officer-of-case" => Holding::OfficerOfCase,
        "section-of-case" => Holding::SectionOfCase,
        "everyone" => Holding::Everyone,
        "section" => Holding::Section(table.needed("section")),
        other => {
            table.fault(
                format!("不认识的任职方式“{other}”"),
                "只能是 appointed、officer-of-case、section-of-case、section、everyone",
            );
            Holding::Appointed
        }
    };
    Some(Post {
        name: table.needed("name"),
        holding,
        answers: table.flag("answers_for_decisions"),
        basis: clause_ids(table),
    })
}

fn form(table: &Reader<'_>, words: Vocabulary<'_>) -> Option<Form> {
    let basis = clause_ids(table);
    if basis.is_empty() {
        table.fault("记录没有写依据", "用 basis = [\"条款编号\"] 写明");
    }
    let fields = each(table, "field", |field_table| field(field_table, words));
    Some(Form {
        name: table.needed("name"),
        subject: subject(table),
        stage: table.needed("stage"),
        medium: table.text("medium").unwrap_or_else(|| "文字".into()),
        by: table.texts("by"),
        step: table.text("does"),
        meets_party: table.flag("meets_party"),
        recording: recording(table),
        basis,
        words: Arc::new(words_of(&fields)),
        fields,
        hint: table.text("hint").unwrap_or_default(),
        at: table.place(),
    })
}

fn subject(table: &Reader<'_>) -> Subject {
    match table.text("subject").as_deref() {
        None | Some("case") => Subject::Case,
        Some("agency") => Subject::Agency,
        Some("either") => Subject::Either,
        Some(other) => {
            table.fault(
                format!("不认识的卷别“{other}”"),
                "只能是 case、agency、either",
            );
            Subject::Case
        }
    }
}

fn recording(table: &Reader<'_>) -> Option<Recording> {
    match table.text("recording")?.as_str() {
        "demanded" => Some(Recording::Demanded),
        "advised" => Some(Recording::Advised),
        "permitted" => Some(Recording::Permitted),
        other => {
            table.fault(
                format!("不认识的音像要求“{other}”"),
                "只能是 demanded、advised、permitted",
            );
            None
        }
    }
}

fn field(table: &Reader<'_>, words: Vocabulary<'_>) -> Option<Field> {
    let kind = field_kind(table, words);
    let ahead = table.flag("ahead");
    if ahead && !matches!(kind, FieldKind::Date | FieldKind::Moment) {
        table.fault("只有日期和时间可以在登记之后", "删去 ahead");
    }
    Some(Field {
        name: table.needed("name"),
        kind,
        required: table.flag("required"),
        required_when: optional_at(table, "required_when", words),
        options: table.texts("options"),
        ahead,
        binding: table.text("as"),
        personal: table.text("personal"),
        whose: table.text("whose"),
        basis: clause_ids(table),
        hint: table.text("hint").unwrap_or_default(),
    })
}

fn field_kind(table: &Reader<'_>, words: Vocabulary<'_>) -> FieldKind {
    match table.text("type").as_deref().unwrap_or("text") {
        "text" => FieldKind::Text,
        "long" => FieldKind::Long,
        "date" => FieldKind::Date,
        "moment" => FieldKind::Moment,
        "number" => FieldKind::Number,
        "money" => FieldKind::Money,
        "choice" => FieldKind::Choice,
        "many" => FieldKind::Many,
        "yesno" => FieldKind::YesNo,
        "person" => FieldKind::Person,
        "file" => FieldKind::File,
        "ref" => FieldKind::Ref(table.texts("of")),
        "table" => FieldKind::Table(each(table, "column", |column| field(column, words))),
        other => {
            table.fault(
                format!("不认识的字段类型“{other}”"),
                "text、long、date、moment、number、money、choice、many、yesno、person、file、ref、table",
            );
            FieldKind::Text
        }
    }
}

fn gate(table: &Reader<'_>, words: Vocabulary<'_>) -> Option<Gate> {
    let shows = table.needed("shows");
    let shows = Wording::parse(&shows, |name| words.resolve(name)).unwrap_or_else(|gap| {
        table.fault(
            format!("句中的“{gap}”不是事实"),
            "写 {事实名}、{field:字段名} 或 {record:记录名.字段名}",
        );
        Wording::parse("", |_| None)
            .unwrap_or_else(|_| unreachable!("an empty sentence has no gap"))
    });
    if table.item("require").is_none() {
        table.fault("关口没有写要求", "用 require = { … } 写明");
    }
    Some(Gate {
        on: table.texts("on"),
        except: table.texts("except"),
        when: condition_at(table, "when", words),
        require: condition_at(table, "require", words),
        cannot: table.needed("cannot"),
        shows,
        instead: table.needed("instead"),
        basis: basis(table)?,
        at: table.place(),
    })
}

fn period(table: &Reader<'_>, words: Vocabulary<'_>) -> Option<PeriodRule> {
    let from = table.table("from");
    if from.is_none() {
        table.fault("期限没有写起点", "用 from = { record = … } 写明");
    }
    let from = from.map(|from| read_start(&from, words));
    let basis = basis(table);
    let rule = PeriodRule {
        name: table.needed("name"),
        later: table.table("later").map(|later| read_later(&later, words)),
        length: length(table),
        other: table.table("other").map(|other| read_other(&other, words)),
        ends_by: table.texts("ends_by"),
        ends_where: conditions_at(table, "ends_where", words),
        ends_field: table.text("ends_field"),
        linked: table.flag("linked"),
        void_when: optional_at(table, "void_when", words),
        owner: table.texts("owner"),
        from: from?,
        basis: basis?,
        at: table.place(),
    };
    Some(rule)
}

fn read_start(table: &Reader<'_>, words: Vocabulary<'_>) -> Start {
    let start = Start {
        record: table.needed("record"),
        change: table.flag("change"),
        field: table.text("field"),
        such: condition_at(table, "where", words),
    };
    table.done();
    start
}

fn read_later(table: &Reader<'_>, words: Vocabulary<'_>) -> LaterStart {
    let later = LaterStart {
        when: condition_at(table, "when", words),
        record: table.needed("record"),
        field: table.needed("field"),
    };
    table.done();
    later
}

fn read_other(table: &Reader<'_>, words: Vocabulary<'_>) -> OtherLength {
    let other = OtherLength {
        record: table.needed("record"),
        field: table.needed("field"),
        unit: table.item("unit").and_then(|_| unit(table)),
        such: condition_at(table, "where", words),
    };
    table.done();
    other
}

fn length(table: &Reader<'_>) -> Option<Length> {
    let n = table.number("length")?;
    let unit = unit(table)?;
    let Ok(n) = u16::try_from(n) else {
        table.fault("期限的长度应当是正整数", "");
        return None;
    };
    Some(Length::new(n, unit))
}

fn unit(table: &Reader<'_>) -> Option<Unit> {
    Some(match table.needed("unit").as_str() {
        "workday" => Unit::Workday,
        "day" => Unit::Day,
        "hour" => Unit::Hour,
        "month" => Unit::Month,
        "year" => Unit::Year,
        other => {
            table.fault(
                format!("不认识的期限单位“{other}”"),
                "只能是 workday、day、hour、month、year",
            );
            return None;
        }
    })
}

fn demand(table: &Reader<'_>, words: Vocabulary<'_>) -> Option<Demand> {
    let record = table.needed("record");
    let one = Query {
        kind: record.clone(),
        such: None,
        since: None,
        latest: false,
        at_least: 1,
        at_most: None,
    };
    Some(Demand {
        when: condition_at(table, "when", words),
        met_by: optional_at(table, "met_by", words).unwrap_or(Condition::Records(one)),
        blocks: table.texts("blocks"),
        otherwise: table
            .text("otherwise")
            .unwrap_or_else(|| "相应情形未发生".into()),
        basis: basis(table)?,
        at: table.place(),
        record,
    })
}

fn trigger(table: &Reader<'_>, words: Vocabulary<'_>) -> Option<Trigger> {
    Some(Trigger {
        name: table.needed("name"),
        when: condition_at(table, "when", words),
        answered: condition_at(table, "answered", words),
        basis: basis(table)?,
        at: table.place(),
    })
}

fn opinion(table: &Reader<'_>) -> Option<Opinion> {
    Some(Opinion {
        name: table.needed("name"),
        passes: table.flag("passes"),
        reopens: table.flag("reopens"),
        basis: basis(table)?,
    })
}

fn ground(table: &Reader<'_>, words: Vocabulary<'_>) -> Option<WithholdingGround> {
    Some(WithholdingGround {
        name: table.needed("name"),
        openable: table.flag("openable"),
        when: optional_at(table, "when", words),
        basis: basis(table)?,
        at: table.place(),
    })
}

fn publication(table: &Reader<'_>) -> Option<Publication> {
    Some(Publication {
        name: table.needed("name"),
        masks: each(table, "mask", mask),
        basis: basis(table)?,
    })
}

fn mask(table: &Reader<'_>) -> Option<Mask> {
    let action = match (table.text("hide"), table.flag("keep")) {
        (Some(style), false) => MaskAction::Hide(style),
        (None, true) => MaskAction::Keep,
        _ => {
            table.fault(
                "应当写明隐去还是保留",
                "写 hide = \"样式\" 或 keep = true，二者取一",
            );
            MaskAction::Keep
        }
    };
    let natural = table.item("natural").map(|_| table.flag("natural"));
    Some(Mask {
        kinds: table.texts("kinds"),
        roles: table.texts("roles"),
        natural,
        action,
        basis: basis(table)?,
    })
}

fn category(table: &Reader<'_>) -> Option<Category> {
    Some(Category {
        name: table.needed("name"),
        phase: table.needed("phase"),
        open: table.flag("open"),
        fields: table.texts("fields"),
        follows: table.texts("follows"),
        basis: basis(table)?,
        at: table.place(),
    })
}

fn yearly(table: &Reader<'_>) -> Option<Yearly> {
    let small = |key| {
        table
            .number(key)
            .and_then(|n| i8::try_from(n).ok())
            .unwrap_or(0)
    };
    Some(Yearly {
        name: table.needed("name"),
        month: small("month"),
        day: small("day"),
        record: table.needed("record"),
        field: table.needed("field"),
        owner: table.texts("owner"),
        basis: basis(table)?,
        at: table.place(),
    })
}

fn flag(table: &Reader<'_>, words: Vocabulary<'_>) -> Option<Flag> {
    Some(Flag {
        name: table.needed("name"),
        record: table.needed("record"),
        when: condition_at(table, "when", words),
        basis: basis(table)?,
        at: table.place(),
    })
}

fn indicator(table: &Reader<'_>) -> Option<Indicator> {
    Some(Indicator {
        figure: table.needed("figure"),
        basis: basis(table)?,
        at: table.place(),
    })
}

fn guarantee(table: &Reader<'_>) -> Option<Guarantee> {
    let promise = table.needed("promise");
    if !PROMISES.contains(&promise.as_str()) {
        table.fault(
            format!("不认识的保证“{promise}”"),
            format!("只能是 {}", PROMISES.join("、")),
        );
    }
    Some(Guarantee {
        promise,
        basis: basis(table)?,
    })
}

fn reading(table: &Reader<'_>, words: Vocabulary<'_>) -> Option<Reading> {
    Some(Reading {
        posts: table.texts("posts"),
        when: condition_at(table, "when", words),
        logged: table.flag("logged"),
        basis: basis(table)?,
    })
}
