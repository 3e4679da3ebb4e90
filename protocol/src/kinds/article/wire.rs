//! An article on the wire: both directions.

use serde_json::{Map, Value, json};

use super::Article;
use crate::as2;
use crate::html;
use crate::kinds::{Entry, Text};
use crate::limits;
use crate::wire::Malformed;

pub(super) fn read(object: &Map<String, Value>) -> Result<Article, Malformed> {
    let title = as2::text(object, "name", limits::NAME_CHARS)?.unwrap_or_default();
    let summary = as2::text(object, "summary", limits::SUMMARY_CHARS)?.unwrap_or_default();
    Ok(Article {
        title: html::plain_text(&title, limits::NAME_CHARS),
        summary: html::plain_text(&summary, limits::SUMMARY_CHARS),
        text: Text::read(object)?,
        byline: as2::text(object, "byline", limits::NAME_CHARS)?,
    })
}

pub(super) fn write(article: &Article, envelope: &Entry, object: &mut Map<String, Value>) {
    object.insert("name".into(), article.title.as_str().into());
    if !article.summary.is_empty() {
        object.insert("summary".into(), article.summary.as_str().into());
    }
    article.text.write(envelope, object);
    if let Some(byline) = &article.byline {
        object.insert("byline".into(), byline.as_str().into());
    }
    if let Some(picture) = envelope.attachments.iter().find(|attachment| attachment.is_image()) {
        object.insert("image".into(), picture.to_json());
    }
    object.insert("preview".into(), preview(article, envelope));
}

/// A Note for those who show no articles (FEP-b2b8).
fn preview(article: &Article, envelope: &Entry) -> Value {
    let page = envelope.url.as_ref().unwrap_or(&envelope.id);
    let title = html::escape(&article.title);
    let summary = html::escape(&article.summary);
    let link = html::escape(page.as_str()).replace('"', "&quot;");
    json!({
        "type": "Note",
        "attributedTo": envelope.author.as_str(),
        "content": format!("<p><strong>{title}</strong></p><p>{summary} <a href=\"{link}\">{link}</a></p>"),
    })
}
