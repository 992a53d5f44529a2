//! Every hard passage is hidden exactly as its truth says: no character more, no character less.

use crate::support::{forms::HANDS, passages, policy};
use redact::*;

fn shade(text: &str, spans: &[(usize, usize)]) -> String {
    let mut out = String::new();
    for (i, c) in text.chars().enumerate() {
        if spans.iter().any(|s| s.0 == i) {
            out.push('⟦');
        }
        out.push(c);
        if spans.iter().any(|s| s.1 == i + 1) {
            out.push('⟧');
        }
    }
    out
}

#[test]
fn hard_passages_are_hidden_exactly() {
    let policy = policy();
    let mut wrong = Vec::new();
    let all = passages::all();
    assert!(all.len() >= 80, "only {} passages", all.len());
    for p in &all {
        let marked = Marked::propose(&p.text, &p.known, &policy);
        let hidden: Vec<(usize, usize)> = marked
            .marks
            .iter()
            .filter(|m| m.action.hides())
            .map(|m| (m.hit.start, m.hit.end))
            .collect();
        let truth: Vec<(usize, usize)> = p.truth.iter().map(|t| (t.0, t.1)).collect();
        if hidden != truth {
            wrong.push(format!(
                "{}\n  is     {}\n  should {}",
                p.title,
                shade(&p.text, &hidden),
                shade(&p.text, &truth)
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {}:\n{}",
        wrong.len(),
        all.len(),
        wrong.join("\n")
    );
}

#[test]
fn a_public_text_holds_no_residue() {
    let policy = policy();
    let corpus = (0..700)
        .map(crate::support::corpus::paper)
        .map(|p| (p.text, p.known));
    let hands = HANDS.iter().flat_map(|(_, set)| {
        let papers = 0..2 * set.forms.len() as u64;
        papers.map(|seed| crate::support::corpus::paper_of(set, seed))
    });
    let corpus = corpus.chain(hands.map(|p| (p.text, p.known)));
    let passages = passages::all().into_iter().map(|p| (p.text, p.known));
    for (text, known) in passages.chain(corpus) {
        let mut marked = Marked::propose(&text, &known, &policy);
        marked.confirm_rest("甲");
        let public = publish(&marked, &[], &known, &policy);
        assert!(public.is_ok(), "{public:?}\n{text}\n{}", hide(&marked).text);
    }
}
