//! One document read line by line into articles, paragraphs and items, with the words joined that page
//! breaks cut in two, and its numbering checked.

use super::line::{Level, Mark, is_closed, is_reference, is_sentence, mark, pieces, tidied};
use super::titles::Section;
use super::{Article, DocumentHead, DocumentText, Item, Paragraph, TextFault, chinese_numeral};

/// Reads one document; what is wrong with its numbering is added to `faults`.
pub(super) fn read(section: Section<'_>, faults: &mut Vec<TextFault>) -> DocumentText {
    let Section { head, line, lines } = section;
    let mut reader = Reader {
        last: head.articles,
        ..Reader::default()
    };
    for line in lines {
        for piece in pieces(line.raw) {
            reader.line(piece, line.number);
        }
    }
    let mut articles = reader.articles;
    if let Some(article) = articles.last_mut() {
        drop_colophon(article);
    }
    for article in &mut articles {
        set_caption(article);
        number_twins(article);
        check_items(head, article, faults);
    }
    check_articles(head, line, &articles, faults);
    DocumentText {
        key: head.key.clone(),
        title: head.title.clone(),
        line,
        articles,
    }
}

#[derive(Default)]
struct Reader {
    articles: Vec<Article>,
    /// How many articles the document should have.
    last: usize,
    /// Chapter and section in force.
    headings: Vec<(Level, String)>,
    /// A heading has come since the last words, so they cannot go on.
    broken: bool,
}

impl Reader {
    fn line(&mut self, raw: &str, line: usize) {
        match mark(raw) {
            Mark::Article {
                number,
                spaced,
                rest,
            } if self.begins_article(number, spaced) => {
                self.article(number, rest, line);
            }
            Mark::Heading {
                level,
                spaced,
                rest,
            } if self.begins_heading(spaced, rest) => {
                self.heading(level, raw, rest);
            }
            Mark::Item { number, rest } if self.begins_item(number, rest) => {
                self.item(number, rest, line);
            }
            _ => self.words(raw, line),
        }
    }

    /// Whether the words so far are complete.
    fn is_complete(&self) -> bool {
        self.broken || self.tail().is_none_or(is_closed)
    }

    /// The words read last.
    fn tail(&self) -> Option<&str> {
        let paragraph = self.articles.last()?.paragraphs.last()?;
        Some(
            paragraph
                .items
                .last()
                .map_or(&paragraph.text, |item| &item.text),
        )
    }

    /// 第七条 at the start of a line may also be a reference that a page break put there.
    fn begins_article(&self, number: u16, spaced: bool) -> bool {
        let expected = self
            .articles
            .last()
            .map_or(1, |article| article.number.saturating_add(1));
        match (self.is_complete(), spaced) {
            (true, true) => true,
            (true, false) | (false, true) => number == expected,
            (false, false) => false,
        }
    }

    fn begins_heading(&self, spaced: bool, rest: &str) -> bool {
        (spaced || self.is_complete()) && !is_sentence(rest) && rest.chars().count() <= 40
    }

    /// （三） at the start of a line may also belong to 第（三）项 with a page break in it.
    fn begins_item(&self, number: u16, rest: &str) -> bool {
        if self.articles.is_empty() || is_reference(rest) {
            return false;
        }
        let items = self
            .articles
            .last()
            .and_then(|article| article.paragraphs.last());
        let last = items
            .and_then(|p| p.items.last())
            .map_or(0, |item| item.number);
        self.is_complete() || number == last.saturating_add(1)
    }

    fn article(&mut self, number: u16, rest: &str, line: usize) {
        let headings = self
            .headings
            .iter()
            .map(|(_, heading)| heading.clone())
            .collect();
        let paragraphs = Vec::new();
        self.articles.push(Article {
            number,
            headings,
            caption: None,
            paragraphs,
            line,
        });
        self.broken = true;
        if !rest.is_empty() {
            self.after_number(rest, line);
        }
    }

    /// An article may open with its first item, without a lead.
    fn after_number(&mut self, rest: &str, line: usize) {
        match mark(rest) {
            Mark::Item { number, rest } if self.begins_item(number, rest) => {
                self.item(number, rest, line);
            }
            _ => self.words(rest, line),
        }
    }

    fn heading(&mut self, level: Level, raw: &str, name: &str) {
        self.headings.retain(|(other, _)| *other < level);
        let (number, name) = (tidied(raw.strip_suffix(name).unwrap_or(raw)), tidied(name));
        self.headings
            .push((level, format!("{number} {name}").trim_end().to_owned()));
        self.broken = true;
    }

    fn item(&mut self, number: u16, rest: &str, line: usize) {
        let Some(article) = self.articles.last_mut() else {
            return;
        };
        if article.paragraphs.is_empty() {
            article.paragraphs.push(Paragraph {
                text: String::new(),
                items: Vec::new(),
                line,
            });
        }
        let text = tidied(rest);
        if let Some(paragraph) = article.paragraphs.last_mut() {
            paragraph.items.push(Item {
                number,
                twin: None,
                text,
                line,
            });
        }
        self.broken = false;
    }

    fn words(&mut self, raw: &str, line: usize) {
        let new = self.is_complete() || (self.is_in_last() && is_colophon(raw));
        self.broken = false;
        // Before the first article stand only the dates and notes under the title.
        let Some(article) = self.articles.last_mut() else {
            return;
        };
        let paragraph = article.paragraphs.last_mut().filter(|_| !new);
        let Some(paragraph) = paragraph else {
            let (text, items) = (tidied(raw), Vec::new());
            return article.paragraphs.push(Paragraph { text, items, line });
        };
        let text = match paragraph.items.last_mut() {
            Some(item) => &mut item.text,
            None => &mut paragraph.text,
        };
        text.push_str(&tidied(raw));
    }

    fn is_in_last(&self) -> bool {
        self.articles.len() >= self.last
    }
}

/// Begins what is printed below the last article: copies, annexes, the office and date of printing.
fn is_colophon(text: &str) -> bool {
    const OPENINGS: [&str; 9] = [
        "抄送",
        "主送",
        "附件",
        "附：",
        "附:",
        "公开方式",
        "此件",
        "（此件",
        "(此件",
    ];
    OPENINGS.iter().any(|opening| text.starts_with(opening)) || is_date(text)
}

/// 2020年1月2日, with or without 印发.
fn is_date(text: &str) -> bool {
    let text = tidied(text);
    let bare = text.trim_end_matches("印发").trim_end_matches("印");
    bare.ends_with('日')
        && bare.contains('年')
        && bare
            .chars()
            .all(|c| c.is_numeric() || "年月日〇零一二三四五六七八九十".contains(c))
}

/// Takes away what follows the last article's words: known openings, and words that are no sentence.
fn drop_colophon(article: &mut Article) {
    let is_foreign = |paragraph: &Paragraph| {
        is_colophon(&paragraph.text) || (paragraph.items.is_empty() && !is_closed(&paragraph.text))
    };
    let foreign = article.paragraphs.iter().skip(1).position(is_foreign);
    article
        .paragraphs
        .truncate(foreign.map_or(usize::MAX, |at| at + 1));
}

/// 第五条 强化事前公开。 on a line of its own, then the lead of a list: the catchword is no paragraph.
fn set_caption(article: &mut Article) {
    if let [first, second, ..] = article.paragraphs.as_slice() {
        let short = first.text.chars().count() <= 10 && !first.text.contains(['，', ',']);
        if short && first.items.is_empty() && !second.items.is_empty() {
            article.caption = Some(article.paragraphs.remove(0).text);
        }
    }
}

/// Marks numbers that one list prints twice or more, one after the other.
fn number_twins(article: &mut Article) {
    for paragraph in &mut article.paragraphs {
        for run in paragraph.items.chunk_by_mut(|a, b| a.number == b.number) {
            if run.len() > 1 {
                for (at, item) in run.iter_mut().enumerate() {
                    item.twin = u16::try_from(at + 1).ok();
                }
            }
        }
    }
}

fn check_items(head: &DocumentHead, article: &Article, faults: &mut Vec<TextFault>) {
    let label = format!("《{}》{}", head.title, article.label());
    if article.paragraphs.is_empty() {
        faults.push(TextFault {
            line: Some(article.line),
            message: format!("{label}没有内容"),
            hint: "条号之后应有条文".into(),
        });
    }
    for paragraph in &article.paragraphs {
        let mut before = 0;
        for item in &paragraph.items {
            let expected = before + 1;
            if item.number != expected && item.number != before {
                faults.push(TextFault {
                    line: Some(item.line),
                    message: format!(
                        "{label}应为（{}），读到{}",
                        chinese_numeral(expected),
                        item.label()
                    ),
                    hint: "项号应连续；漏项请补，引用他处的项请勿置于行首".into(),
                });
            }
            before = item.number;
        }
    }
}

fn check_articles(
    head: &DocumentHead,
    line: usize,
    articles: &[Article],
    faults: &mut Vec<TextFault>,
) {
    let mut before = 0_u16;
    for article in articles {
        let expected = before.saturating_add(1);
        if article.number != expected {
            faults.push(TextFault {
                line: Some(article.line),
                message: format!(
                    "《{}》应为第{}条，读到{}",
                    head.title,
                    chinese_numeral(expected),
                    article.label()
                ),
                hint: "条号应连续，不得遗漏、重复或倒退".into(),
            });
        }
        before = article.number;
    }
    if articles.len() != head.articles {
        let last = articles
            .last()
            .map_or_else(|| "没有任何条".to_owned(), |a| format!("止于{}", a.label()));
        faults.push(TextFault {
            line: articles
                .last()
                .map_or(Some(line), |article| Some(article.line)),
            message: format!(
                "《{}》应有{}条，读到{}条",
                head.title,
                head.articles,
                articles.len()
            ),
            hint: format!("{last}；请核对正文是否完整、规则包所写条数是否正确"),
        });
    }
}
