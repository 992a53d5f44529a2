//! Steps that look at disclosure: where the latest item stands, and what the public sees.

use enforcement::disclosure::Published;
use registry::redaction::{public_order, texts};

use super::{Failure, Played, Stage};

impl Stage<'_> {
    /// Where the latest item stands, in the file last worked in or else in the other.
    pub(super) fn item_state(&self, wanted: &str) -> Played {
        let expected = format!("公示事项状态为“{wanted}”");
        let files = self.files()?;
        let state = files.each().into_iter().find_map(|case| {
            let items = case.map_or(&files.agency.items, |case| &case.items);
            items.all().last().map(|item| item.state().word())
        });
        match state {
            Some(state) if state == wanted => Ok(()),
            Some(state) => Err(Failure::new(expected, state)),
            None => Err(Failure::new(expected, "没有公示事项")),
        }
    }

    /// Whether words of the latest draft are marked, under a clause.
    pub(super) fn hidden(&self, words: &str, clause: &str) -> Played {
        let files = self.files()?;
        let drafts = files.each().into_iter().filter_map(|case| {
            let items = case.map_or(&files.agency.items, |case| &case.items);
            items.all().last()?.draft.as_ref()
        });
        let mut marked = Vec::new();
        for draft in drafts {
            let texts = texts(self.office.pack(), draft);
            for mark in &draft.marks {
                let text = texts.iter().find(|(field, _)| *field == mark.field);
                let chars = text.map_or("", |(_, text)| text).chars();
                let part: String = chars.skip(mark.start).take(mark.end - mark.start).collect();
                if part == words && mark.clause == clause {
                    return Ok(());
                }
                marked.push(format!("{}“{part}”依据“{}”", mark.kind, mark.clause));
            }
        }
        let expected = format!("隐去“{words}”依据“{clause}”");
        Err(Failure::new(expected, marked.join("、")))
    }

    /// Whether words are among all that is public of the case at hand and of the agency.
    pub(super) fn public(&self, words: &str, there: bool) -> Played {
        let files = self.files()?;
        let pack = self.office.pack();
        let mut texts = Vec::new();
        for case in files.each() {
            let items = case.map_or(&files.agency.items, |case| &case.items);
            let public = items
                .all()
                .iter()
                .filter_map(|item| Published::of(item, &public_order(pack, item)));
            for item in public {
                texts.push(item.category().to_owned());
                texts.extend(
                    item.fields()
                        .iter()
                        .map(|(name, text)| format!("{name}：{text}")),
                );
                texts.extend(item.channels().iter().cloned());
            }
        }
        if texts.iter().any(|text| text.contains(words)) == there {
            return Ok(());
        }
        let expected = format!("公示中{}“{words}”", if there { "有" } else { "没有" });
        let got = if texts.is_empty() {
            "没有已公示的内容".to_owned()
        } else {
            texts.join("\n  ")
        };
        Err(Failure::new(expected, got))
    }
}
