//! The words of a regulation as issued: split into documents, articles, paragraphs (款) and items (项),
//! and found again by the way lawyers cite them.
//!
//! Texts arrive as they were taken from a notice: letterhead and copy list around them, words cut in two
//! by page breaks, brackets of either width, list dashes, titles over several lines, item numbers printed
//! twice. The words are kept as printed; only what the page added is taken away.
//!
//! It deliberately knows no jurisdiction, no pack and no file, and reads no meaning into the words.

mod address;
mod document;
mod line;
mod numeral;
mod titles;

use std::fmt;

pub use line::folded;
pub use numeral::chinese_numeral;

use address::Address;

/// What a pack says of one document, and the text has to confirm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentHead {
    /// Short key, unique in the pack.
    pub key: String,
    /// The title as it stands above the articles.
    pub title: String,
    /// How many articles the document has.
    pub articles: usize,
}

/// Something in a text that is not as it should be, or an address that leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextFault {
    /// Line of the text, from 1; None when no single line is at fault.
    pub line: Option<usize>,
    /// What is wrong.
    pub message: String,
    /// What to look at or do; may be empty.
    pub hint: String,
}

impl fmt::Display for TextFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "第{line}行：")?;
        }
        f.write_str(&self.message)?;
        if self.hint.is_empty() {
            Ok(())
        } else {
            write!(f, "（{}）", self.hint)
        }
    }
}

impl std::error::Error for TextFault {}

/// The documents of one regulation, in the order they are printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfficialText {
    /// Each with its articles.
    pub documents: Vec<DocumentText>,
}

/// One document (办法, 制度, 规定 …).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentText {
    /// Key from its head.
    pub key: String,
    /// Title from its head.
    pub title: String,
    /// Line where the title stands.
    pub line: usize,
    /// In the order printed.
    pub articles: Vec<Article>,
}

/// One article (条).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Article {
    /// Number as printed.
    pub number: u16,
    /// The chapter and section it stands in, e.g. `第三章 行政执法全过程记录`; may be empty.
    pub headings: Vec<String>,
    /// A catchword sentence between the number and a list's lead (第五条 强化事前公开。). It is not a
    /// paragraph of its own.
    pub caption: Option<String>,
    /// At least one.
    pub paragraphs: Vec<Paragraph>,
    /// Line where it begins.
    pub line: usize,
}

/// One paragraph (款), with the items that hang on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paragraph {
    /// Its own words; the lead of the list when there are items.
    pub text: String,
    /// In the order printed.
    pub items: Vec<Item>,
    /// Line where it begins.
    pub line: usize,
}

/// One numbered item (项).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Number as printed.
    pub number: u16,
    /// Where the same number is printed more than once in a list: which of them, from 1.
    pub twin: Option<u16>,
    /// Its words, without the number.
    pub text: String,
    /// Line where it begins.
    pub line: usize,
}

/// The words at an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// Key of the document.
    pub document: String,
    /// Article number.
    pub article: u16,
    /// Paragraph number, from 1, where the address leads into one paragraph.
    pub paragraph: Option<usize>,
    /// Item number as printed, where it leads to an item.
    pub item: Option<u16>,
    /// The words as printed. Paragraphs and items are separated by line feeds.
    pub words: String,
    /// False when the address names a part (前段, 但书, a topic …) that punctuation does not mark off:
    /// the words are then those of the sentence, item or paragraph around it.
    pub exact: bool,
    /// Line of the text where the article, paragraph or item begins.
    pub line: usize,
}

impl OfficialText {
    /// Reads a regulation as issued.
    ///
    /// # Errors
    /// Every way in which the text does not bear out the heads or is not well numbered: a title that is
    /// not found, articles or items that are missing, repeated or too many.
    pub fn parse(text: &str, heads: &[DocumentHead]) -> Result<OfficialText, Vec<TextFault>> {
        let lines = line::lines(text);
        let mut faults = Vec::new();
        let sections = titles::sections(&lines, heads, &mut faults);
        let documents = sections
            .into_iter()
            .map(|section| document::read(section, &mut faults))
            .collect();
        faults.sort_by_key(|fault| fault.line);
        if faults.is_empty() {
            Ok(OfficialText { documents })
        } else {
            Err(faults)
        }
    }

    /// The document with this key.
    pub fn document(&self, key: &str) -> Option<&DocumentText> {
        self.documents.iter().find(|document| document.key == key)
    }

    /// The words at an address such as 第五条（一）, 第十条第二款, 第十四条第二句 or 第十条（三）（重号之一）.
    ///
    /// # Errors
    /// No such document, an address that cannot be read, or a place the document does not have.
    pub fn place(&self, document: &str, address: &str) -> Result<Excerpt, TextFault> {
        let missing = || TextFault {
            line: None,
            message: format!("没有键为“{document}”的文件"),
            hint: format!("已有：{}", self.keys().join("、")),
        };
        self.document(document).ok_or_else(missing)?.place(address)
    }

    /// All of these places, each a document key and an address.
    ///
    /// # Errors
    /// Every address that does not lead anywhere.
    pub fn places<'a>(
        &self,
        addresses: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Vec<Excerpt>, Vec<TextFault>> {
        let (mut found, mut faults) = (Vec::new(), Vec::new());
        for (document, address) in addresses {
            match self.place(document, address) {
                Ok(excerpt) => found.push(excerpt),
                Err(fault) => faults.push(fault),
            }
        }
        if faults.is_empty() {
            Ok(found)
        } else {
            Err(faults)
        }
    }

    fn keys(&self) -> Vec<&str> {
        self.documents
            .iter()
            .map(|document| document.key.as_str())
            .collect()
    }
}

impl DocumentText {
    /// The words at an address within this document.
    ///
    /// # Errors
    /// An address that cannot be read, or a place the document does not have.
    pub fn place(&self, address: &str) -> Result<Excerpt, TextFault> {
        Address::parse(address)?.find(self)
    }

    /// The article with this number.
    pub fn article(&self, number: u16) -> Option<&Article> {
        self.articles
            .iter()
            .find(|article| article.number == number)
    }
}

impl Article {
    /// 第五条.
    pub fn label(&self) -> String {
        format!("第{}条", chinese_numeral(self.number))
    }

    /// All its words; caption, paragraphs and items separated by line feeds.
    pub fn words(&self) -> String {
        let paragraphs = self.paragraphs.iter().map(Paragraph::words);
        self.caption
            .iter()
            .cloned()
            .chain(paragraphs)
            .collect::<Vec<_>>()
            .join("\n")
    }
}

impl Paragraph {
    /// Its words and those of its items with their numbers, separated by line feeds.
    pub fn words(&self) -> String {
        let mut out = self.text.clone();
        for item in &self.items {
            out.push('\n');
            out.push_str(&item.label());
            out.push_str(&item.text);
        }
        out
    }
}

impl Item {
    /// （三）, whichever brackets are printed.
    pub fn label(&self) -> String {
        format!("（{}）", chinese_numeral(self.number))
    }

    /// （三）（重号之一）: the label that leads to this item alone.
    pub fn address(&self) -> String {
        match self.twin {
            Some(twin) => format!("{}（重号之{}）", self.label(), chinese_numeral(twin)),
            None => self.label(),
        }
    }
}
