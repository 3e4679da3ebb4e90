//! A text in the two forms that travel together: HTML to show, markdown to edit.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::Entry;
use crate::as2;
use crate::html::{Links, SafeHtml};
use crate::wire::Malformed;

/// A text as it came or as it was written.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
pub struct Text {
    /// HTML as it came: unsafe until it has been through [`SafeHtml`].
    pub html: String,
    /// The markdown it was written in, if its author says so.
    pub markdown: Option<String>,
}

impl Text {
    /// A text that is written here.
    pub fn from_markdown(markdown: &str) -> Text {
        Text::from_markdown_with(markdown, &Links::default())
    }

    /// The same, with the names in it made links.
    pub fn from_markdown_with(markdown: &str, links: &Links) -> Text {
        Text {
            html: SafeHtml::from_markdown_with(markdown, links).as_str().to_owned(),
            markdown: Some(markdown.to_owned()),
        }
    }

    /// Reads `content`, and the markdown of `source` beside it.
    pub(super) fn read(object: &Map<String, Value>) -> Result<Text, Malformed> {
        let content = as2::content(object, "content")?.unwrap_or_default();
        let html = match object.get("mediaType").and_then(Value::as_str) {
            None | Some("text/html") => content,
            Some("text/markdown") => SafeHtml::from_markdown(&content).as_str().to_owned(),
            Some(_) => SafeHtml::from_plain(&content).as_str().to_owned(),
        };
        Ok(Text { html, markdown: Text::read_source(object, "source")? })
    }

    /// Writes `content`, `contentMap` and `source`.
    pub(super) fn write(&self, envelope: &Entry, object: &mut Map<String, Value>) {
        object.insert("content".into(), self.html.as_str().into());
        object.insert("mediaType".into(), "text/html".into());
        if let Some(language) = &envelope.language {
            object.insert("contentMap".into(), json!({ language.as_str(): self.html }));
        }
        if let Some(markdown) = &self.markdown {
            object.insert("source".into(), json!({"content": markdown, "mediaType": "text/markdown"}));
        }
    }

    /// Reads the markdown that stands beside a text.
    pub(super) fn read_source(object: &Map<String, Value>, key: &str) -> Result<Option<String>, Malformed> {
        let Some(source) = object.get(key).and_then(Value::as_object) else { return Ok(None) };
        match source.get("mediaType").and_then(Value::as_str) {
            Some("text/markdown") => as2::content(source, "content"),
            _ => Ok(None),
        }
    }

    /// What its author typed, or the HTML if that is not known.
    pub fn source(&self) -> &str {
        self.markdown.as_deref().unwrap_or(&self.html)
    }
}
