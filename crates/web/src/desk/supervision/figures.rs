//! The figures that the texts ask for: each with what it counts, its result, its clauses and
//! everything that does not meet it. Which figures are shown is the pack's business.

use enforcement::supervision::together::{self, Counted, Gathered, Spread};
use enforcement::supervision::{Entry, Figure, Survey};
use law::citation::ClauseId;
use maud::{Markup, html};
use registry::survey::Surveyed;

use super::{View, listed};
use crate::parts::empty::empty;
use crate::parts::progress::share;
use crate::parts::table::{Column, Table, table};
use crate::words::desk::supervision::{self as said, figures as of};

/// The slowest records that are named.
const SLOWEST: usize = 10;

impl View<'_> {
    /// The figures of the pack, each once, with the clauses that ask for it.
    fn asked_for(&self) -> Vec<(Figure, Vec<ClauseId>)> {
        let mut asked: Vec<(Figure, Vec<ClauseId>)> = Vec::new();
        for indicator in &self.signed.office.pack().indicators {
            let Some(figure) = Figure::named(&indicator.figure) else {
                continue;
            };
            let clauses = indicator.basis.clauses().to_vec();
            match asked.iter_mut().find(|(known, _)| *known == figure) {
                Some((_, basis)) => basis.extend(clauses),
                None => asked.push((figure, clauses)),
            }
        }
        asked
    }

    pub(super) fn figures(&self) -> Markup {
        let asked = self.asked_for();
        if asked.is_empty() {
            return empty(of::NONE, of::NONE_FIRST, None);
        }
        html! {
            ul.figures-list { @for (figure, basis) in &asked {
                li id={ "figure-" (figure.name()) } {
                    div.figure-head {
                        h3 { (figure.name()) }
                        p.lead { (figure.meaning()) }
                    }
                    div { (self.result(*figure)) }
                    (self.basis(basis))
                }
            } }
        }
    }

    fn result(&self, figure: Figure) -> Markup {
        match figure {
            Figure::Prompt => self.prompt(),
            Figure::Gathered => self.gathered(),
            _ => self.counted(figure, &together::counted(figure, self.with_survey())),
        }
    }

    /// The files with what they show.
    fn with_survey(&self) -> impl Iterator<Item = (&Surveyed, &Survey)> {
        self.files.iter().map(|file| (file, file.survey.as_ref()))
    }

    fn counted(&self, figure: Figure, counted: &Counted<&Surveyed>) -> Markup {
        let all = counted.all();
        if all == 0 {
            return html! { p.figure-result { (of::NOTHING) } };
        }
        let rows = counted.unmet.iter().map(|(file, spot)| {
            vec![
                self.file(file),
                self.record(file, spot.no, &spot.what),
                html! { (spot.why) @if !spot.by.is_empty() { "：" (self.agency.people.name(&spot.by)) } },
            ]
        });
        let columns = [said::CASE, said::RECORD, of::SHARE];
        html! {
            p.figure-result { (share(figure.name(), as_u64(counted.met), as_u64(all))) }
            @if !counted.unmet.is_empty() {
                details.fold {
                    summary { (of::unmet(counted.unmet.len())) }
                    (listed(figure.name(), &columns, rows.collect(), &html! {}))
                }
            }
        }
    }

    /// Every record with the time from what it tells of to its entry.
    fn delays(&self) -> Vec<(&Surveyed, &Entry, u64)> {
        let mut delays = Vec::new();
        for file in &self.files {
            let timed = file
                .survey
                .entries
                .iter()
                .filter_map(|entry| Some((file, entry, entry.delay?)));
            delays.extend(timed);
        }
        delays
    }

    fn prompt(&self) -> Markup {
        let mut delays = self.delays();
        let lapses: Vec<u64> = delays.iter().map(|(.., lapse)| *lapse).collect();
        let Some(Spread { median, longest }) = Spread::of(lapses) else {
            return html! { p.figure-result { (of::NOTHING) } };
        };
        delays.sort_by_key(|(.., lapse)| std::cmp::Reverse(*lapse));
        let rows = delays.iter().take(SLOWEST).map(|(file, entry, lapse)| {
            vec![
                self.file(file),
                self.record(file, entry.no, &entry.record),
                html! { (of::lapse(*lapse)) },
                html! { (entry.section) },
            ]
        });
        let columns = [said::CASE, said::RECORD, of::LONGEST, said::SECTION];
        html! {
            p.figure-result { (of::delays(&of::lapse(median), &of::lapse(longest))) }
            details.fold {
                summary { (of::SLOWEST) }
                (listed(of::SLOWEST, &columns, rows.collect(), &html! {}))
            }
        }
    }

    /// Section by section: how many records, how many written here, what is missing, how long.
    fn gathered(&self) -> Markup {
        let sections = together::gathered(self.files.iter().map(|file| file.survey.as_ref()));
        let rows = sections
            .into_iter()
            .map(|(name, one)| of_section(name, one));
        let numbers = [
            of::ENTRIES,
            of::DIRECT,
            of::MISSING,
            of::MEDIAN,
            of::LONGEST,
        ];
        let numbers = numbers.into_iter().map(|label| Column::new(label).number());
        let shown = Table {
            caption: of::BY_SECTION.into(),
            is_caption_unseen: true,
            columns: std::iter::once(Column::new(said::SECTION))
                .chain(numbers)
                .collect(),
            rows: rows.collect(),
        };
        table(&shown, &html! { p.figure-result { (of::NOTHING) } })
    }
}

fn of_section(name: &str, section: Gathered) -> Vec<Markup> {
    let told = |lapse: Option<u64>| lapse.map_or_else(|| "–".to_owned(), of::lapse);
    let spread = Spread::of(section.lapses);
    vec![
        html! { (if name.is_empty() { said::NO_SECTION } else { name }) },
        html! { (section.entries) },
        html! { (section.direct) },
        html! { (section.missing) },
        html! { (told(spread.map(|spread| spread.median))) },
        html! { (told(spread.map(|spread| spread.longest))) },
    ]
}

fn as_u64(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lapses_read_in_the_largest_whole_unit() {
        let table = [
            (0, "当日"),
            (600, "10分钟"),
            (8 * 3600, "8小时"),
            (48 * 3600, "2日"),
        ];
        for (seconds, said) in table {
            assert_eq!(of::lapse(seconds), said);
        }
    }
}
