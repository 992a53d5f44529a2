//! Prints how well the finder does on the invented corpus: recall, precision, leaks and collateral for each kind.
//! `cargo run -p redact --example figures --release [papers | a … be] [--show N]`: `a` to `be` are the forms by other hands,
//! fifty papers each; `--show` prints the blanks most often wrong.

#[path = "../tests/support/mod.rs"]
mod support;

use redact::*;
use std::collections::BTreeMap;
use support::{corpus, forms::HANDS, policy};

#[derive(Default)]
struct Tally {
    truth: usize,
    covered: usize,
    hits: usize,
    right: usize,
    collateral: usize,
}

#[derive(Default)]
struct Figures {
    kinds: BTreeMap<Kind, Tally>,
    kept: BTreeMap<&'static str, (usize, usize)>,
    papers: usize,
    clean: usize,
    faultless: usize,
    hideable: usize,
    collateral: usize,
    /// By layout and blank: how often it was wrong, and how.
    wrong: BTreeMap<(&'static str, usize, &'static str), (usize, String)>,
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let hand = HANDS
        .iter()
        .find(|(name, _)| args.iter().any(|a| a == name));
    let number = |after: Option<usize>| args.get(after?)?.parse().ok();
    let show = number(args.iter().position(|a| a == "--show").map(|i| i + 1)).unwrap_or(0);
    let papers = number(Some(0));
    let policy = policy();
    let mut figures = Figures::default();
    match hand {
        Some((_, set)) => {
            for seed in 0..50 * set.forms.len() as u64 {
                measure(&corpus::paper_of(set, seed), &policy, &mut figures);
            }
        }
        None => {
            for seed in 0..papers.unwrap_or(10_000) {
                measure(&corpus::paper(seed), &policy, &mut figures);
            }
        }
    }
    let layouts = hand.map_or_else(corpus::layouts, |(_, set)| set.forms.len());
    print(&figures, layouts, show as usize);
}

/// Compares what is hidden with the truth, character by character.
fn measure(paper: &corpus::Paper, policy: &Policy, figures: &mut Figures) {
    let chars: Vec<char> = paper.text.chars().collect();
    let mut truth = vec![false; chars.len()];
    for (start, end, _) in &paper.hide {
        truth[*start..*end].fill(true);
    }
    let marked = Marked::propose(&paper.text, &paper.known, policy);
    let mut hidden = vec![false; chars.len()];
    let before = figures.collateral;
    for mark in marked.marks.iter().filter(|m| m.action.hides()) {
        hidden[mark.hit.start..mark.hit.end].fill(true);
        let tally = figures.kinds.entry(mark.hit.kind).or_default();
        tally.hits += 1;
        let wrong = (mark.hit.start..mark.hit.end)
            .filter(|i| !truth[*i] && !chars[*i].is_whitespace())
            .count();
        tally.right += usize::from(wrong == 0);
        tally.collateral += wrong;
        figures.collateral += wrong;
        if wrong > 0 {
            let blank = paper.hide.iter().filter(|h| h.0 < mark.hit.start).count();
            let example = context(&chars, mark.hit.start, mark.hit.end);
            let example = format!("{}: {example}", mark.hit.reason);
            figures.note((paper.layout, blank, "多隐"), example);
        }
    }
    let over = figures.collateral > before;
    let mut leak = false;
    for (blank, (start, end, kind)) in paper.hide.iter().enumerate() {
        let tally = figures.kinds.entry(*kind).or_default();
        tally.truth += 1;
        let whole = (*start..*end).all(|i| hidden[i] || chars[i].is_whitespace());
        tally.covered += usize::from(whole);
        leak |= !whole;
        if !whole {
            let example = format!("{}: {}", kind.label(), context(&chars, *start, *end));
            figures.note((paper.layout, blank, "泄露"), example);
        }
    }
    for (start, end, what) in &paper.keep {
        let kept = figures.kept.entry(what).or_default();
        kept.0 += 1;
        kept.1 += usize::from(!(*start..*end).any(|i| hidden[i]));
    }
    figures.papers += 1;
    figures.clean += usize::from(!leak);
    figures.faultless += usize::from(!leak && !over);
    figures.hideable += truth.iter().filter(|t| !**t).count();
}

impl Figures {
    fn note(&mut self, at: (&'static str, usize, &'static str), example: String) {
        let noted = self.wrong.entry(at).or_default();
        noted.0 += 1;
        if noted.0 <= 3 {
            noted.1.push_str("\n    ");
            noted.1.push_str(&example);
        }
    }
}

fn context(chars: &[char], start: usize, end: usize) -> String {
    let part = |a: usize, b: usize| chars[a..b].iter().collect::<String>().replace('\n', "⏎");
    format!(
        "{}⟦{}⟧{}",
        part(start.saturating_sub(20), start),
        part(start, end),
        part(end, (end + 20).min(chars.len()))
    )
}

fn percent(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        100.0
    } else {
        part as f64 * 100.0 / whole as f64
    }
}

fn print(f: &Figures, layouts: usize, show: usize) {
    let mut wrong: Vec<_> = f.wrong.iter().collect();
    wrong.sort_by_key(|(_, (times, _))| std::cmp::Reverse(*times));
    for ((layout, _, what), (times, examples)) in wrong.iter().take(show) {
        println!("{times} {what} {layout}{examples}");
    }
    println!(
        "corpus version {}, {} papers, {} layouts",
        corpus::VERSION,
        f.papers,
        layouts
    );
    println!(
        "{:<14}{:>9}{:>11}{:>9}{:>11}{:>12}",
        "kind", "truth", "recall %", "hits", "precise %", "collateral"
    );
    for (kind, t) in &f.kinds {
        let name = format!("{kind:?}");
        let (recall, precision) = (percent(t.covered, t.truth), percent(t.right, t.hits));
        println!(
            "{name:<14}{:>9}{recall:>11.3}{:>9}{precision:>11.3}{:>12}",
            t.truth, t.hits, t.collateral
        );
    }
    for (what, (all, kept)) in &f.kept {
        println!("kept {what}: {:.3} % of {all}", percent(*kept, *all));
    }
    println!("papers without a leak: {:.2} %", percent(f.clean, f.papers));
    println!(
        "papers without any error: {:.2} %",
        percent(f.faultless, f.papers)
    );
    println!(
        "collateral: {:.4} % of {} characters that must stay",
        percent(f.collateral, f.hideable),
        f.hideable
    );
}
