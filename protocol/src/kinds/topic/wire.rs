//! A topic on the wire: both directions.

use serde_json::{Map, Value};

use super::Topic;
use crate::as2;
use crate::html;
use crate::kinds::{Entry, Text};
use crate::limits;
use crate::wire::Malformed;

pub(super) fn read(object: &Map<String, Value>) -> Result<Topic, Malformed> {
    let title = as2::text(object, "name", limits::NAME_CHARS)?.unwrap_or_default();
    // Plain text by its definition: a question about <table> keeps its words.
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut text = Text::read(object)?;
    if let Some(without_title) = text.html.strip_prefix(&headline(&title)) {
        text.html = without_title.to_owned();
    }
    Ok(Topic { title, text, byline: as2::text(object, "byline", limits::NAME_CHARS)? })
}

pub(super) fn write(topic: &Topic, envelope: &Entry, object: &mut Map<String, Value>) {
    object.insert("name".into(), topic.title.as_str().into());
    object.insert("summary".into(), topic.beginning().into());
    // The title again: GoToSocial shows the text without it, behind the summary.
    let html = format!("{}{}", headline(&topic.title), topic.text.html);
    Text { html, markdown: topic.text.markdown.clone() }.write(envelope, object);
    if let Some(byline) = &topic.byline {
        object.insert("byline".into(), byline.as_str().into());
    }
}

/// The title as the text begins with it.
fn headline(title: &str) -> String {
    format!("<p><strong>{}</strong></p>", html::escape(title))
}
