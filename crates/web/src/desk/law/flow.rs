//! The flow chart of the procedure with the same content as a table, for those who cannot see it
//! and for those who want the clauses.

use axum::extract::State;
use law::pack::Pack;
use maud::{Markup, html};

use super::cited::{clauses, record};
use super::service::by;
use super::{framed, views};
use crate::access::Signed;
use crate::app::Shared;
use crate::asked::Asked;
use crate::chart::{Chart, Scope, Step};
use crate::desk;
use crate::parts::Link;
use crate::parts::layout::section;
use crate::parts::page::Page;
use crate::parts::table::{Column, Table, table};
use crate::parts::tabs::tabs;
use crate::words;
use crate::words::chart as drawn;
use crate::words::desk::law::flow as said;

/// The page.
pub async fn show(State(app): State<Shared>, signed: Signed, asked: Asked) -> Markup {
    let pack = signed.office.pack();
    let is_all = asked.get("scope") == "all";
    let chart = Chart::of(pack, if is_all { Scope::All } else { Scope::Road });
    let body = html! {
        (views("/desk/law/flow"))
        (scopes(is_all))
        div.chart-frame tabindex="0" role="group" aria-label=(drawn::TITLE) { (chart.svg(drawn::TITLE)) }
        ul.chart-key { li { (drawn::KEY_MOVES) } li { (drawn::KEY_ALWAYS) } li { (drawn::KEY_SOMETIMES) } }
        (section("steps", said::TABLE, &steps(pack, &chart)))
    };
    let page = Page::desk(drawn::TITLE, desk::agency(&signed), body)
        .crumb("/desk/law", words::desk::LAW)
        .lead(html! { (said::LEAD) });
    framed(&app, &signed, page)
}

fn scopes(is_all: bool) -> Markup {
    tabs(
        Some(drawn::TITLE),
        &[
            (Link::new("/desk/law/flow", said::ROAD), !is_all, None),
            (
                Link::new("/desk/law/flow?scope=all", said::ALL),
                is_all,
                None,
            ),
        ],
    )
}

fn steps(pack: &Pack, chart: &Chart<'_>) -> Markup {
    html! {
        @for stage in &chart.stages {
            @let shown = Table {
                caption: stage.name.into(),
                is_caption_unseen: false,
                columns: [said::STEP, said::BY, said::NEEDS, said::TERMS, said::BASIS].map(Column::new).to_vec(),
                rows: stage.steps.iter().map(|step| row(pack, step)).collect(),
            };
            div.clause-list {
                (table(&shown, &html! {}))
                @if !stage.needs.is_empty() {
                    p { (drawn::STAGE_NEEDS) "：" @for (at, need) in stage.needs.iter().enumerate() {
                        @if at > 0 { "、" }
                        (record(pack, need.record)) @if !need.always { (said::SOMETIMES) }
                    } }
                }
            }
        }
    }
}

fn row(pack: &Pack, step: &Step<'_>) -> Vec<Markup> {
    let basis: Vec<_> = step.basis.iter().map(|id| (*id).clone()).collect();
    vec![
        record(pack, &step.form.name),
        html! { (by(step.form)) },
        html! { @for (at, need) in step.needs.iter().enumerate() {
            @if at > 0 { "、" }
            (record(pack, need.record)) @if !need.always { (said::SOMETIMES) }
        } },
        html! { @for term in &step.terms { p { (term.said()) } } },
        clauses(pack, &basis, ""),
    ]
}
