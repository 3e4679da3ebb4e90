//! A feed as JSON Feed (jsonfeed.org, version 1.1).

use artel_protocol::Timestamp;
use axum::response::Response;
use serde_json::{Map, Value, json};

use super::{Author, Feed, Item};

pub fn answer(feed: &Feed) -> Response {
    feed.answer("application/feed+json; charset=utf-8", written(feed).to_string())
}

fn written(feed: &Feed) -> Value {
    let mut json = Map::new();
    json.insert("version".into(), "https://jsonfeed.org/version/1.1".into());
    json.insert("title".into(), feed.title.clone().into());
    json.insert("home_page_url".into(), feed.page.clone().into());
    // The feed is known by its first page, whatever page this is.
    json.insert("feed_url".into(), feed.address.clone().into());
    optional(&mut json, "description", Some(feed.subtitle.clone()));
    optional(&mut json, "next_url", feed.next());
    optional(&mut json, "icon", feed.icon.clone());
    optional(&mut json, "language", feed.language.clone());
    if let Some(author) = &feed.author {
        json.insert("authors".into(), json!([person(author)]));
    }
    json.insert("items".into(), feed.items.iter().map(item).collect());
    Value::Object(json)
}

fn person(author: &Author) -> Value {
    json!({"name": author.name, "url": author.page})
}

fn optional(members: &mut Map<String, Value>, key: &str, value: Option<String>) {
    if let Some(value) = value.filter(|value| !value.is_empty()) {
        members.insert(key.into(), value.into());
    }
}

fn item(item: &Item) -> Value {
    let (entry, card) = (item.entry(), item.entry().content.card());
    let mut json = Map::new();
    json.insert("id".into(), entry.id.as_str().into());
    let html = super::html(entry);
    json.insert("content_html".into(), html.into());
    json.insert("date_published".into(), item.shown.record.sorted.to_rfc3339().into());
    json.insert("authors".into(), json!([person(&item.author)]));
    optional(&mut json, "url", entry.url.as_ref().map(ToString::to_string));
    optional(&mut json, "title", Some(card.title));
    optional(&mut json, "summary", Some(card.summary));
    optional(&mut json, "date_modified", entry.updated.map(Timestamp::to_rfc3339));
    optional(&mut json, "language", entry.language.clone());
    let picture = entry.attachments.iter().find(|attachment| attachment.is_image());
    optional(&mut json, "image", picture.map(|picture| picture.url.to_string()));
    let tags: Vec<_> = entry.hashtags().map(Value::from).collect();
    if !tags.is_empty() {
        json.insert("tags".into(), tags.into());
    }
    let files: Vec<_> = item.files.iter().map(|(file, bytes)| attachment(file, *bytes)).collect();
    if !files.is_empty() {
        json.insert("attachments".into(), files.into());
    }
    Value::Object(json)
}

fn attachment(file: &artel_protocol::kinds::Attachment, bytes: Option<u64>) -> Value {
    let mut json = Map::new();
    json.insert("url".into(), file.url.as_str().into());
    json.insert("mime_type".into(), file.media_type.clone().into());
    optional(&mut json, "title", Some(file.alt.clone()));
    if let Some(bytes) = bytes {
        json.insert("size_in_bytes".into(), bytes.into());
    }
    Value::Object(json)
}
