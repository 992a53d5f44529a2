//! Prints how well the finder does on the invented corpus: recall, precision, leaks and collateral for each kind.
//! `cargo run -p redact --example figures --release [papers] [--show N]`

#[path = "../tests/support/mod.rs"]
mod support;

use redact::*;
use std::collections::BTreeMap;
use support::{corpus, policy};

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
    hideable: usize,
    collateral: usize,
    shown: Vec<String>,
}

fn main() {
    let mut args = std::env::args().skip(1).peekable();
    let papers: u64 = args
        .next_if(|a| a != "--show")
        .and_then(|a| a.parse().ok())
        .unwrap_or(10_000);
    let show: usize = args.nth(1).and_then(|a| a.parse().ok()).unwrap_or(0);
    let policy = policy();
    let mut figures = Figures::default();
    for seed in 0..papers {
        measure(&corpus::paper(seed), &policy, &mut figures, show);
    }
    print(&figures);
}

/// Compares what is hidden with the truth, character by character.
fn measure(paper: &corpus::Paper, policy: &Policy, figures: &mut Figures, show: usize) {
    let chars: Vec<char> = paper.text.chars().collect();
    let mut truth = vec![false; chars.len()];
    for (start, end, _) in &paper.hide {
        truth[*start..*end].fill(true);
    }
    let marked = Marked::propose(&paper.text, &paper.known, policy);
    let mut hidden = vec![false; chars.len()];
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
        if wrong > 0 && figures.shown.len() < show {
            figures.shown.push(format!(
                "多隐 {} {}: {}",
                paper.layout,
                mark.hit.reason,
                context(&chars, mark.hit.start, mark.hit.end)
            ));
        }
    }
    let mut leak = false;
    for (start, end, kind) in &paper.hide {
        let tally = figures.kinds.entry(*kind).or_default();
        tally.truth += 1;
        let whole = (*start..*end).all(|i| hidden[i] || chars[i].is_whitespace());
        tally.covered += usize::from(whole);
        leak |= !whole;
        if !whole && figures.shown.len() < show {
            figures.shown.push(format!(
                "泄露 {} {}: {}",
                paper.layout,
                kind.label(),
                context(&chars, *start, *end)
            ));
        }
    }
    for (start, end, what) in &paper.keep {
        let kept = figures.kept.entry(what).or_default();
        kept.0 += 1;
        kept.1 += usize::from(!(*start..*end).any(|i| hidden[i]));
    }
    figures.papers += 1;
    figures.clean += usize::from(!leak);
    figures.hideable += truth.iter().filter(|t| !**t).count();
}

fn context(chars: &[char], start: usize, end: usize) -> String {
    let part = |a: usize, b: usize| chars[a..b].iter().collect::<String>().replace('\n', "⏎");
    format!(
        "{}⟦{}⟧{}",
        part(start.saturating_sub(12), start),
        part(start, end),
        part(end, (end + 12).min(chars.len()))
    )
}

fn percent(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        100.0
    } else {
        part as f64 * 100.0 / whole as f64
    }
}

fn print(f: &Figures) {
    for line in &f.shown {
        println!("{line}");
    }
    println!(
        "corpus version {}, {} papers, {} layouts",
        corpus::VERSION,
        f.papers,
        corpus::layouts()
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
        "collateral: {:.4} % of {} characters that must stay",
        percent(f.collateral, f.hideable),
        f.hideable
    );
}
