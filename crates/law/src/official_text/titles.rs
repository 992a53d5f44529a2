//! Where each document begins and ends: its title, alone on its lines, with 第一条 to follow.
//!
//! The titles are also named in the covering notice and in its list of annexes; those are no beginnings.

use super::line::{Line, Mark, folded, mark};
use super::{DocumentHead, TextFault};

/// The lines of one document.
pub(super) struct Section<'a> {
    pub head: &'a DocumentHead,
    /// Line number of the title.
    pub line: usize,
    /// After the title, up to the next document's.
    pub lines: &'a [Line<'a>],
}

/// A title found, as indexes of lines: first and one past the last.
#[derive(Clone, Copy, Debug)]
struct Found {
    head: usize,
    start: usize,
    end: usize,
}

/// Longest title seen is broken over three lines.
const TITLE_LINES: usize = 6;

/// Cuts the text at the titles, in the order printed.
pub(super) fn sections<'a>(
    lines: &'a [Line<'a>],
    heads: &'a [DocumentHead],
    faults: &mut Vec<TextFault>,
) -> Vec<Section<'a>> {
    let titles: Vec<String> = heads.iter().map(|head| folded(&head.title)).collect();
    check_heads(heads, &titles, faults);
    let all = candidates(lines, &titles);
    let mut chosen: Vec<Found> = Vec::new();
    for (at, head) in heads.iter().enumerate() {
        match choose(lines, &all, at) {
            Some(found) => chosen.push(found),
            None => faults.push(not_found(lines, head, &all)),
        }
    }
    chosen.sort_by_key(|found| found.start);
    let ends = chosen
        .iter()
        .skip(1)
        .map(|next| next.start)
        .chain([lines.len()]);
    let section = |(found, end): (&Found, usize)| Section {
        head: &heads[found.head],
        line: lines[found.start].number,
        lines: lines.get(found.end..end).unwrap_or_default(),
    };
    chosen.iter().zip(ends).map(section).collect()
}

fn check_heads(heads: &[DocumentHead], titles: &[String], faults: &mut Vec<TextFault>) {
    for (at, head) in heads.iter().enumerate() {
        if titles[at].is_empty() {
            faults.push(TextFault {
                line: None,
                message: format!("文件“{}”没有标题", head.key),
                hint: "请在规则包中写明标题".into(),
            });
        }
        if titles[..at].contains(&titles[at]) || heads[..at].iter().any(|h| h.key == head.key) {
            faults.push(TextFault {
                line: None,
                message: format!("文件“{}”《{}》与前面的文件重名", head.key, head.title),
                hint: "键和标题都不得重复".into(),
            });
        }
    }
}

/// Every place where a title stands alone, on one line or broken over several; sorted by line.
fn candidates(lines: &[Line<'_>], titles: &[String]) -> Vec<Found> {
    let mut found = Vec::new();
    for start in 0..lines.len() {
        let mut joined = String::new();
        for (at, line) in lines.iter().enumerate().skip(start).take(TITLE_LINES) {
            joined += &folded(line.raw);
            let whole = titles
                .iter()
                .position(|title| !title.is_empty() && *title == joined);
            found.extend(whole.map(|head| Found {
                head,
                start,
                end: at + 1,
            }));
            if !titles.iter().any(|title| title.starts_with(&joined)) {
                break;
            }
        }
    }
    found
}

/// The last candidate that 第一条 follows before any other title does.
fn choose(lines: &[Line<'_>], all: &[Found], head: usize) -> Option<Found> {
    let own = all.iter().filter(|found| found.head == head);
    let begins = |found: &&Found| {
        let next = all.get(all.partition_point(|other| other.start < found.end));
        let until = next.map_or(lines.len(), |next| next.start);
        let mut marks = lines[found.end..until].iter().map(|line| mark(line.raw));
        let first = marks.find(|mark| matches!(mark, Mark::Article { .. }));
        matches!(first, Some(Mark::Article { number: 1, .. }))
    };
    own.clone()
        .rfind(begins)
        .or(own.clone().next_back())
        .copied()
}

fn not_found(lines: &[Line<'_>], head: &DocumentHead, all: &[Found]) -> TextFault {
    let first_articles = lines
        .iter()
        .enumerate()
        .filter(|(_, line)| matches!(mark(line.raw), Mark::Article { number: 1, .. }));
    // A line right above a 第一条 that no other title has claimed is likely the title meant.
    let above = first_articles
        .filter_map(|(at, _)| at.checked_sub(1))
        .find(|above| {
            let claimed = all.iter().any(|f| f.start <= *above && *above < f.end);
            !claimed && matches!(mark(lines[*above].raw), Mark::Plain(_))
        });
    TextFault {
        line: above.map(|at| lines[at].number),
        message: format!("未找到标题《{}》", head.title),
        hint: match above {
            Some(at) => format!("“{}”之后有第一条，请核对标题", lines[at].raw),
            None => "标题应单独成行（可以折行），其后为第一条".into(),
        },
    }
}
