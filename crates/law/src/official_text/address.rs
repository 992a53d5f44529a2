//! The way lawyers cite: 第十条第二款, 第五条（一）, 第十七条第二句前段, 第十条（三）（重号之一）.
//!
//! Articles, paragraphs, items and sentences are marked by the text itself. Parts of a sentence (前段,
//! 分句, 但书, a topic) are followed only where semicolons or full stops mark them off beyond doubt.

use super::line::folded;
use super::{Article, DocumentText, Excerpt, Item, Paragraph, TextFault, chinese_numeral, numeral};

/// A place, as far as an address names it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Address {
    article: u16,
    paragraph: Option<u16>,
    item: Option<u16>,
    twin: Option<u16>,
    sentence: Option<u16>,
    part: Option<Part>,
}

/// A part of a sentence, or of a few.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// 第二分句: between semicolons.
    Clause(u16),
    /// 前段, 前句, 前半.
    First,
    /// 中段.
    Middle,
    /// 后段, 后句, 后半.
    Second,
    /// 末段, 末句.
    Last,
    /// 但书, 括号, a topic: not marked by the text.
    Named,
}

impl Address {
    /// Reads an address; brackets of either width.
    pub(super) fn parse(address: &str) -> Result<Address, TextFault> {
        let text = folded(address);
        let unreadable = || TextFault {
            line: None,
            message: format!("看不懂“{address}”"),
            hint: "应如第五条（一）、第十条第二款、第十四条第二句".into(),
        };
        let (article, mut rest) = ordinal(&text, "条").ok_or_else(unreadable)?;
        let mut found = Address {
            article,
            ..Address::default()
        };
        while !rest.is_empty() {
            rest = found.step(rest).ok_or_else(unreadable)?;
        }
        Ok(found)
    }

    /// Takes one step off the address; None when there is none to take.
    fn step<'a>(&mut self, text: &'a str) -> Option<&'a str> {
        if let Some((n, rest)) = ordinal(text, "款") {
            self.paragraph = Some(n);
            return Some(rest);
        }
        if let Some((n, rest)) = ordinal(text, "项") {
            self.item = Some(n);
            return Some(rest);
        }
        if let Some((n, rest)) = ordinal(text, "句") {
            self.sentence = Some(n);
            return Some(rest);
        }
        // 第（三）项 is （三）.
        let bracket = text
            .strip_prefix('第')
            .filter(|rest| rest.starts_with('('))
            .unwrap_or(text);
        if let Some((inside, rest)) = bracket.strip_prefix('(').and_then(|r| r.split_once(')')) {
            self.bracketed(inside)?;
            return Some(rest.strip_prefix('项').unwrap_or(rest));
        }
        let (part, rest) = part(text)?;
        self.part = Some(part);
        Some(rest)
    }

    fn bracketed(&mut self, inside: &str) -> Option<()> {
        if let Some((n, "")) = numeral::leading(inside) {
            self.item = Some(n);
        } else if let Some(twin) = inside.strip_prefix("重号之") {
            self.twin = Some(numeral::leading(twin)?.0);
        } else if let Some((n, "")) = ordinal(inside, "句") {
            self.sentence = Some(n);
        } else if !inside.is_empty() {
            let whole = part(inside).filter(|(_, rest)| rest.is_empty());
            self.part = Some(whole.map_or(Part::Named, |(part, _)| part));
        } else {
            return None;
        }
        Some(())
    }

    /// The words at this place.
    pub(super) fn find(&self, document: &DocumentText) -> Result<Excerpt, TextFault> {
        let article = document.article(self.article).ok_or_else(|| TextFault {
            line: Some(document.line),
            message: format!(
                "《{}》没有第{}条",
                document.title,
                chinese_numeral(self.article)
            ),
            hint: format!("共{}条", document.articles.len()),
        })?;
        let place = self.descend(article)?;
        let (words, exact) = self.words(article, place)?;
        Ok(Excerpt {
            document: document.key.clone(),
            article: self.article,
            paragraph: place.paragraph.map(|(at, _)| at + 1),
            item: self.item,
            words,
            exact,
            line: match place {
                Place {
                    item: Some(item), ..
                } => item.line,
                Place {
                    paragraph: Some((_, paragraph)),
                    ..
                } => paragraph.line,
                _ => article.line,
            },
        })
    }

    /// The paragraph and the item that the address leads into.
    fn descend<'t>(&self, article: &'t Article) -> Result<Place<'t>, TextFault> {
        let paragraph = self.paragraph_of(article)?;
        let Some(number) = self.item else {
            return Ok(Place {
                paragraph,
                item: None,
            });
        };
        let within = article.paragraphs.iter().enumerate();
        let within = within.filter(|(at, _)| paragraph.is_none_or(|(given, _)| given == *at));
        let found: Vec<Place<'t>> = within
            .flat_map(|at| at.1.items.iter().map(move |item| (at, item)))
            .filter(|(_, item)| item.number == number)
            .filter(|(_, item)| self.twin.is_none() || item.twin == self.twin)
            .map(|(at, item)| Place {
                paragraph: Some(at),
                item: Some(item),
            })
            .collect();
        let label = (article.label(), self.item_label());
        let (message, hint) = match found.as_slice() {
            [place] => return Ok(*place),
            [] => (format!("{}没有{}", label.0, label.1), items(article)),
            [..] => (
                format!("{}有{}处{}", label.0, found.len(), label.1),
                "请写明第几款，或（重号之一）、（重号之二）".into(),
            ),
        };
        Err(TextFault {
            line: Some(article.line),
            message,
            hint,
        })
    }

    fn paragraph_of<'t>(&self, article: &'t Article) -> Result<Option<At<'t>>, TextFault> {
        let Some(n) = self.paragraph else {
            return Ok(None);
        };
        let at = usize::from(n) - 1;
        match article.paragraphs.get(at) {
            Some(paragraph) => Ok(Some((at, paragraph))),
            None => Err(TextFault {
                line: Some(article.line),
                message: format!("{}没有第{}款", article.label(), chinese_numeral(n)),
                hint: format!("共{}款", article.paragraphs.len()),
            }),
        }
    }

    fn item_label(&self) -> String {
        let item = chinese_numeral(self.item.unwrap_or_default());
        match self.twin {
            Some(twin) => format!("（{item}）（重号之{}）", chinese_numeral(twin)),
            None => format!("（{item}）"),
        }
    }

    /// The words, and whether they are exactly those addressed.
    fn words(&self, article: &Article, place: Place<'_>) -> Result<(String, bool), TextFault> {
        if self.sentence.is_none() && self.part.is_none() {
            return Ok((place.whole(article), true));
        }
        let around = place.around(article);
        let ends = ['。', '！', '？', '!', '?'];
        let sentences: Vec<&str> = around.iter().flat_map(|text| split(text, &ends)).collect();
        let Some(n) = self.sentence else {
            let part = self.part.unwrap_or(Part::Named);
            return Ok(pick(part, &sentences, around.join("\n")));
        };
        let sentence = sentences.get(usize::from(n) - 1).ok_or_else(|| TextFault {
            line: Some(article.line),
            message: format!("{}此处没有第{}句", article.label(), chinese_numeral(n)),
            hint: format!("共{}句", sentences.len()),
        })?;
        let whole = (*sentence).to_owned();
        Ok(match self.part {
            None => (whole, true),
            Some(part) => pick(part, &[*sentence], whole),
        })
    }
}

/// A paragraph and its place in the article, from 0.
type At<'t> = (usize, &'t Paragraph);

/// Where an address has led so far.
#[derive(Clone, Copy)]
struct Place<'t> {
    paragraph: Option<At<'t>>,
    item: Option<&'t Item>,
}

impl<'t> Place<'t> {
    /// All words of the place.
    fn whole(self, article: &Article) -> String {
        match self {
            Place {
                item: Some(item), ..
            } => item.text.clone(),
            Place {
                paragraph: Some((0, paragraph)),
                ..
            } => {
                let caption = article.caption.iter().cloned();
                caption
                    .chain([paragraph.words()])
                    .collect::<Vec<_>>()
                    .join("\n")
            }
            Place {
                paragraph: Some((_, paragraph)),
                ..
            } => paragraph.words(),
            _ => article.words(),
        }
    }

    /// The words that a part or a sentence is looked for in: an item, or leads without their lists.
    fn around(self, article: &'t Article) -> Vec<&'t str> {
        match self {
            Place {
                item: Some(item), ..
            } => vec![&item.text],
            Place {
                paragraph: Some((_, paragraph)),
                ..
            } => vec![&paragraph.text],
            _ => {
                let leads = article
                    .paragraphs
                    .iter()
                    .map(|paragraph| paragraph.text.as_str());
                article
                    .caption
                    .as_deref()
                    .into_iter()
                    .chain(leads)
                    .collect()
            }
        }
    }
}

fn items(article: &Article) -> String {
    let labels: Vec<String> = article
        .paragraphs
        .iter()
        .flat_map(|p| &p.items)
        .map(Item::address)
        .collect();
    if labels.is_empty() {
        "该条没有分项".into()
    } else {
        format!("该条有{}", labels.join("、"))
    }
}

/// A part out of these sentences, where punctuation leaves no doubt; else the words around it.
fn pick(part: Part, sentences: &[&str], around: String) -> (String, bool) {
    let divided = |sentence: &&str| split(sentence, &['；', ';']).len() > 1;
    let pieces = match (sentences, part) {
        ([one], _) => split(one, &['；', ';']),
        // Several sentences, none of them divided: the parts are the sentences. What a 分句 is, is open.
        (_, Part::Clause(_)) => return (around, false),
        _ if sentences.iter().any(divided) => return (around, false),
        _ => sentences.to_vec(),
    };
    let at = match (part, pieces.len()) {
        (_, 0 | 1) => None,
        (Part::Clause(n), _) => Some(usize::from(n) - 1),
        (Part::First, 2) => Some(0),
        (Part::Second, 2) | (Part::Middle, 3) => Some(1),
        (Part::Last, n) => Some(n - 1),
        _ => None,
    };
    match at.and_then(|at| pieces.get(at)) {
        Some(piece) => ((*piece).to_owned(), true),
        None => (around, false),
    }
}

/// Pieces with the mark that ends each; a mark within quotation is followed all the same.
fn split<'t>(text: &'t str, marks: &[char]) -> Vec<&'t str> {
    text.split_inclusive(marks)
        .filter(|piece| !piece.trim().is_empty())
        .collect()
}

/// 第 N 款 and the like, at the start.
fn ordinal<'a>(text: &'a str, unit: &str) -> Option<(u16, &'a str)> {
    let (n, rest) = numeral::leading(text.strip_prefix('第')?)?;
    Some((n, rest.strip_prefix(unit)?))
}

/// 前段, 第二分句, 但书 … at the start.
fn part(text: &str) -> Option<(Part, &str)> {
    if let Some(found) = ordinal(text, "分句") {
        return Some((Part::Clause(found.0), found.1));
    }
    if let Some((n, rest)) =
        numeral::leading(text).and_then(|(n, r)| Some((n, r.strip_prefix("分句")?)))
    {
        return Some((Part::Clause(n), rest));
    }
    const WORDS: [(&str, Part); 12] = [
        ("前段", Part::First),
        ("前句", Part::First),
        ("前半", Part::First),
        ("中段", Part::Middle),
        ("后段", Part::Second),
        ("后句", Part::Second),
        ("后半", Part::Second),
        ("末段", Part::Last),
        ("末句", Part::Last),
        ("但书", Part::Named),
        ("括号", Part::Named),
        ("本文", Part::Named),
    ];
    WORDS
        .iter()
        .find_map(|(word, part)| Some((*part, text.strip_prefix(word)?)))
}
