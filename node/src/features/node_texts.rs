//! The texts that a node owes its readers: its rules, who is answerable for it, and what becomes of people's data.

use artel_protocol::{Name, limits};

use crate::changes::Changes;
use crate::error::Refusal;
use crate::node::Node;
use crate::store::keys;
use crate::store::records::TextRecord;

/// Which texts there are, as in their addresses.
pub const KINDS: [&str; 3] = ["rules", "imprint", "privacy"];

/// The languages in which they may stand; in this order when the reader's is missing.
pub const LANGUAGES: [&str; 3] = ["en", "de", "ru"];

/// A text and the language that it stands in.
#[derive(Clone, Debug)]
pub struct NodeText {
    pub language: &'static str,
    pub record: TextRecord,
}

impl Node {
    /// A text in this language, else in another one that it stands in.
    pub fn text(&self, kind: &str, language: &str) -> Result<Option<NodeText>, Refusal> {
        let wanted = LANGUAGES.iter().find(|known| **known == language);
        let view = self.view()?;
        for language in wanted.into_iter().chain(&LANGUAGES) {
            if let Some(record) = view.record(&keys::text(kind, language))? {
                return Ok(Some(NodeText { language, record }));
            }
        }
        Ok(None)
    }

    /// Sets a text in one language; an empty one takes it away.
    ///
    /// # Errors
    /// A problem of the field `text` when it is too long.
    pub async fn set_text(
        &self,
        kind: &str,
        language: &str,
        markdown: &str,
        by: Name,
    ) -> Result<(), Refusal> {
        if !KINDS.contains(&kind) || !LANGUAGES.contains(&language) {
            return Err(Refusal::Unknown("there is no such text"));
        }
        if markdown.chars().count() > limits::NODE_TEXT_CHARS {
            return Err(Refusal::field("text", "text-too-long"));
        }
        let (key, markdown) = (keys::text(kind, language), markdown.trim().to_owned());
        self.change(move |_, context| {
            let mut changes = Changes::none();
            match markdown.is_empty() {
                true => changes.delete(key),
                false => changes.put(key, &TextRecord { markdown, by, at: context.now }),
            }
            Ok(changes)
        })
        .await
        .map(|_| ())
    }

    /// Which texts exist in at least one language.
    pub fn texts_there(&self) -> Result<Vec<&'static str>, Refusal> {
        let view = self.view()?;
        let mut there = Vec::new();
        for kind in KINDS {
            for language in LANGUAGES {
                if view.contains(&keys::text(kind, language))? {
                    there.push(kind);
                    break;
                }
            }
        }
        Ok(there)
    }

    /// Which texts are still to be written.
    pub fn texts_missing(&self) -> Result<Vec<&'static str>, Refusal> {
        let there = self.texts_there()?;
        Ok(KINDS.into_iter().filter(|kind| !there.contains(kind)).collect())
    }
}
