//! Feature files: Chinese Gherkin read into scenarios with their clauses, steps and lines. Outlines
//! are unfolded into one scenario per row of examples, and the background is put before each. Knows
//! Gherkin; knows nothing of what the steps mean.

use gherkin::{Background, Feature, GherkinEnv, LineCol};
use law::pack::PackFault;

/// One scenario, ready to be run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scenario {
    /// The file, relative to the pack.
    pub file: String,
    /// Line of its heading, from 1.
    pub line: usize,
    /// The feature it belongs to.
    pub feature: String,
    /// Its name; unfolded outlines carry the row of examples behind it.
    pub name: String,
    /// The clauses it proves.
    pub tags: Vec<String>,
    /// Its steps, those of the background first.
    pub steps: Vec<Step>,
}

/// One step as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Line, from 1.
    pub line: usize,
    /// The words behind the keyword.
    pub text: String,
    /// The rows of the table below it, heading included; empty where there is none.
    pub table: Vec<Vec<String>>,
}

/// Reads one feature file.
///
/// # Errors
/// What is not Gherkin, and what Gherkin would skip without a word.
pub fn read(file: &str, text: &str) -> Result<Vec<Scenario>, Vec<PackFault>> {
    let fault = |line: usize, message: &str, hint: &str| PackFault {
        file: file.to_owned(),
        line,
        message: message.to_owned(),
        hint: hint.to_owned(),
    };
    let feature = parse(text).map_err(|(line, message, hint)| vec![fault(line, &message, hint)])?;
    let mut faults = Vec::new();
    for rule in &feature.rules {
        faults.push(fault(rule.position.line, "不支持 Rule", "请直接写场景"));
    }
    let mut found = Vec::new();
    for scenario in &feature.scenarios {
        let line = scenario.position.line;
        if scenario.description.is_some() {
            let hint = "步骤以 假如、当、那么、并且、但是 开头；说明请写成 # 注释";
            faults.push(fault(line, "场景名称之后有一行不是步骤", hint));
        }
        if scenario.steps.is_empty() {
            faults.push(fault(line, "场景没有步骤", ""));
        }
        let outline = scenario.keyword.contains("大纲");
        if outline == scenario.examples.is_empty() {
            faults.push(fault(line, "场景大纲要有例子，有例子的要写成场景大纲", ""));
        }
        found.extend(unfold(file, &feature, scenario));
    }
    if found.is_empty() && faults.is_empty() {
        faults.push(fault(1, "没有场景", "请写“场景: 名称”"));
    }
    if faults.is_empty() {
        Ok(found)
    } else {
        Err(faults)
    }
}

/// Parses the text; an error is told as line, message and hint.
fn parse(text: &str) -> Result<Feature, (usize, String, &'static str)> {
    let env = GherkinEnv::new("zh-CN").map_err(|error| (0, error.to_string(), ""))?;
    Feature::parse(text, env).map_err(|error| {
        // The parser's own words name its grammar; the line is what helps.
        let said = error.to_string();
        let line = said
            .strip_prefix("Error at ")
            .and_then(|rest| rest.split(':').next());
        let line = line.and_then(|line| line.parse().ok()).unwrap_or(1);
        explain(text, line)
    })
}

/// What is wrong at a line where parsing stopped.
fn explain(text: &str, line: usize) -> (usize, String, &'static str) {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let near = |from: usize| lines.get(from.wrapping_sub(1)).copied().unwrap_or_default();
    // After a table the parser has already gone one line too far.
    let line = if near(line).is_empty() && near(line - 1).starts_with('|') {
        line - 1
    } else {
        line
    };
    let here = near(line);
    let headings = ["功能", "背景", "场景", "场景大纲", "例子"];
    let (message, hint) = if headings.iter().any(|word| {
        here.strip_prefix(word)
            .is_some_and(|rest| rest.starts_with('：'))
    }) {
        ("标题后是全角冒号".to_owned(), "请写半角冒号“:”")
    } else if here.starts_with('|') {
        ("表格各行的格数不一致".to_owned(), "每行的竖线个数应当相同")
    } else if here.starts_with('@') || here.is_empty() {
        ("标签之后没有场景".to_owned(), "标签写在场景之前")
    } else {
        let said: String = here.chars().take(20).collect();
        let hint = "步骤以 假如、当、那么、并且、但是 开头，标题写作 功能:、背景:、场景:、场景大纲:、例子:";
        (format!("看不懂的一行“{said}”"), hint)
    };
    (line, message, hint)
}

fn unfold(file: &str, feature: &Feature, scenario: &gherkin::Scenario) -> Vec<Scenario> {
    let plain = |name: String, line: usize, tags: Vec<String>, row: &[(&str, &str)]| Scenario {
        file: file.to_owned(),
        line,
        feature: feature.name.clone(),
        name,
        tags,
        steps: steps(feature.background.as_ref(), scenario, row),
    };
    let tags = |more: &[String]| -> Vec<String> {
        let mut all = [&feature.tags, &scenario.tags, more].concat();
        all.sort();
        all.dedup();
        all
    };
    if scenario.examples.is_empty() {
        return vec![plain(
            scenario.name.clone(),
            scenario.position.line,
            tags(&[]),
            &[],
        )];
    }
    let mut found = Vec::new();
    for examples in &scenario.examples {
        let Some(table) = &examples.table else {
            continue;
        };
        let Some((heading, rows)) = table.rows.split_first() else {
            continue;
        };
        for (index, row) in rows.iter().enumerate() {
            let pairs: Vec<(&str, &str)> = heading
                .iter()
                .map(String::as_str)
                .zip(row.iter().map(String::as_str))
                .collect();
            let name = format!("{}（{}）", filled(&scenario.name, &pairs), row.join("，"));
            let line = line_of_row(table.position, index);
            found.push(plain(name, line, tags(&examples.tags), &pairs));
        }
    }
    found
}

/// The line of a row below the heading of a table, where no comment stands between.
fn line_of_row(table: LineCol, index: usize) -> usize {
    table.line + 1 + index
}

fn steps(
    background: Option<&Background>,
    scenario: &gherkin::Scenario,
    row: &[(&str, &str)],
) -> Vec<Step> {
    let before = background
        .map(|background| background.steps.as_slice())
        .unwrap_or_default();
    let step = |step: &gherkin::Step| Step {
        line: step.position.line,
        text: filled(step.value.trim(), row),
        table: step
            .table
            .iter()
            .flat_map(|table| &table.rows)
            .map(|cells| cells.iter().map(|cell| filled(cell, row)).collect())
            .collect(),
    };
    before.iter().chain(&scenario.steps).map(step).collect()
}

/// A text with the cells of an example row in the place of `<heading>`.
fn filled(text: &str, row: &[(&str, &str)]) -> String {
    row.iter().fold(text.to_owned(), |text, (heading, cell)| {
        text.replace(&format!("<{heading}>"), cell)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "# language: zh-CN\n@A-1\n功能: 甲\n  说明\n\n  背景:\n    假如现在是\"2025-03-03 09:00\"\n\n";

    fn told(text: &str) -> String {
        let faults = read("a.feature", text).expect_err("a fault");
        faults.iter().map(|fault| format!("{fault}\n")).collect()
    }

    #[test]
    fn background_tags_and_tables_come_with_each_scenario() {
        let text = format!(
            "{HEAD}  @A-2\n  场景: 一\n    当\"甲\"登记\"乙\"\n      | 字段 | 值 |\n      | 丙 | （空） |\n    那么登记成功\n"
        );
        let found = read("a.feature", &text).expect("sound");
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].tags, ["A-1", "A-2"]);
        assert_eq!(found[0].line, 10);
        let texts: Vec<&str> = found[0]
            .steps
            .iter()
            .map(|step| step.text.as_str())
            .collect();
        assert_eq!(
            texts,
            ["现在是\"2025-03-03 09:00\"", "\"甲\"登记\"乙\"", "登记成功"]
        );
        assert_eq!(found[0].steps[1].table[1], ["丙", "（空）"]);
    }

    #[test]
    fn an_outline_unfolds_into_its_rows() {
        let text = format!(
            "{HEAD}  场景大纲: 第<n>日\n    当现在是\"<n>\"\n    例子:\n      | n |\n      | 7 |\n      | 8 |\n"
        );
        let found = read("a.feature", &text).expect("sound");
        let names: Vec<&str> = found.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names, ["第7日（7）", "第8日（8）"]);
        assert_eq!(found[1].steps[1].text, "现在是\"8\"");
        assert_eq!(found[1].line, 14);
    }

    #[test]
    fn what_gherkin_would_skip_or_garble_is_told() {
        assert!(
            told(&format!(
                "{HEAD}  场景: 一\n    然后登记成功\n    那么登记成功\n"
            ))
            .contains("a.feature:9: 场景名称之后")
        );
        assert!(
            told(&format!(
                "{HEAD}  场景: 一\n    那么登记成功\n    然后登记成功\n"
            ))
            .contains("a.feature:11: 看不懂的一行“然后登记成功”")
        );
        assert!(
            told("功能：甲\n  场景：一\n    那么登记成功\n")
                .contains("a.feature:1: 标题后是全角冒号")
        );
        assert!(
            told("功能: 甲\n  场景: 一\n    那么登记成功\n      | a | b |\n      | c |\n")
                .contains("a.feature:5: 表格")
        );
        assert!(told("").contains("a.feature:"));
        assert!(told("功能: 甲\n").contains("没有场景"));
    }
}
