//! Ties the clauses of a pack to the words of the text as issued. Knows both; reads neither by
//! itself.

use std::collections::BTreeMap;

use super::Pack;
use crate::citation::ClauseId;
use crate::official_text::{DocumentHead, Excerpt, OfficialText, TextFault};

/// The text as issued and the words of every clause in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tied {
    /// The text.
    pub text: OfficialText,
    /// The place of each clause, with its words.
    pub places: BTreeMap<ClauseId, Excerpt>,
}

impl Tied {
    /// The words alone, by the name of the clause.
    #[must_use]
    pub fn words(&self) -> BTreeMap<&str, &str> {
        let places = self.places.iter();
        places
            .map(|(id, place)| (id.0.as_str(), place.words.as_str()))
            .collect()
    }
}

impl Pack {
    /// Finds the words of every clause in the text as issued.
    ///
    /// # Errors
    /// Every way in which the text does not bear out the pack's documents; or, where it does, every
    /// clause whose address leads nowhere.
    pub fn tie(&self, text: &str) -> Result<Tied, Vec<TextFault>> {
        let heads: Vec<DocumentHead> = self
            .documents
            .iter()
            .map(|document| DocumentHead {
                key: document.key.clone(),
                title: document.title.clone(),
                articles: document.articles,
            })
            .collect();
        let text = OfficialText::parse(text, &heads)?;
        let (mut places, mut faults) = (BTreeMap::new(), Vec::new());
        for clause in self.clauses.values() {
            match text.place(&clause.document, &clause.article) {
                Ok(place) => drop(places.insert(clause.id.clone(), place)),
                Err(mut fault) => {
                    fault.message = format!(
                        "条款“{}”的“{}”：{}",
                        clause.id, clause.article, fault.message
                    );
                    faults.push(fault);
                }
            }
        }
        if faults.is_empty() {
            Ok(Tied { text, places })
        } else {
            Err(faults)
        }
    }
}
