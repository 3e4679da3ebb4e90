//! Feeds of an actor's articles: Atom (RFC 4287) and JSON Feed 1.1.

use artel_node::features::reading::Shown;
use artel_node::store::records::LocalActorRecord;
use artel_node::{Node, Refusal};
use artel_protocol::Timestamp;
use artel_protocol::html::SafeHtml;
use atom_syndication::{
    CategoryBuilder, ContentBuilder, EntryBuilder, FeedBuilder, FixedDateTime, LinkBuilder, PersonBuilder,
    Text,
};
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::activitypub::{MachineRefusal, parse_name};

/// How many articles a feed has.
const NEWEST: usize = 20;

type Answer = Result<Response, MachineRefusal>;

fn newest(node: &Node, name: &str) -> Result<(LocalActorRecord, Vec<Shown>), Refusal> {
    let actor = node.local_actor(&parse_name(name)?)?;
    let mut shown = node.blog(&actor.id, None, NEWEST)?;
    shown.retain(|shown| shown.record.entry.audience.is_public());
    Ok((actor, shown))
}

/// GET /@NAME/feed.atom.
pub async fn atom(State(node): State<Node>, Path(name): Path<String>) -> Answer {
    let (actor, shown) = newest(&node, &name)?;
    let link = |href: String, rel: &str, media_type: &str| {
        LinkBuilder::default().href(href).rel(rel).mime_type(Some(media_type.to_owned())).build()
    };
    let updated = shown.iter().map(|shown| shown.record.entry.updated.unwrap_or(shown.record.sorted)).max();
    let feed = FeedBuilder::default()
        .title(actor.title.as_str())
        .id(actor.id.as_str())
        .updated(date(updated.unwrap_or(actor.created)))
        .author(PersonBuilder::default().name(actor.title.as_str()).uri(Some(actor.page.to_string())).build())
        .link(link(actor.page.to_string(), "alternate", "text/html"))
        .link(link(format!("{}/feed.atom", actor.page), "self", "application/atom+xml"))
        .entries(shown.iter().map(atom_entry).collect::<Vec<_>>())
        .build();
    Ok(([(header::CONTENT_TYPE, "application/atom+xml; charset=utf-8")], feed.to_string()).into_response())
}

fn atom_entry(shown: &Shown) -> atom_syndication::Entry {
    let entry = &shown.record.entry;
    let card = entry.content.card();
    let html = SafeHtml::from_untrusted(&entry.content.text().html);
    let title = if card.title.is_empty() { card.summary.clone() } else { card.title.clone() };
    let mut built = EntryBuilder::default();
    built
        .id(entry.id.as_str())
        .title(Text::plain(title))
        .published(Some(date(shown.record.sorted)))
        .updated(date(entry.updated.unwrap_or(shown.record.sorted)))
        .content(Some(
            ContentBuilder::default()
                .value(Some(html.as_str().to_owned()))
                .content_type(Some("html".to_owned()))
                .lang(entry.language.clone())
                .build(),
        ))
        .categories(
            entry.hashtags().map(|tag| CategoryBuilder::default().term(tag).build()).collect::<Vec<_>>(),
        );
    if !card.title.is_empty() && !card.summary.is_empty() {
        built.summary(Some(Text::plain(card.summary)));
    }
    if let Some(url) = &entry.url {
        built.link(LinkBuilder::default().href(url.as_str()).rel("alternate").build());
    }
    built.build()
}

/// Our moments are always dates; the epoch stands for what cannot be.
fn date(moment: Timestamp) -> FixedDateTime {
    moment.to_rfc3339().parse().unwrap_or_default()
}

/// GET /@NAME/feed.json (jsonfeed.org, version 1.1).
pub async fn json_feed(State(node): State<Node>, Path(name): Path<String>) -> Answer {
    let (actor, shown) = newest(&node, &name)?;
    let items: Vec<Value> = shown.iter().map(json_item).collect();
    let feed = json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": actor.title,
        "home_page_url": actor.page.as_str(),
        "feed_url": format!("{}/feed.json", actor.page),
        "authors": [{"name": actor.title, "url": actor.page.as_str()}],
        "items": items,
    });
    Ok(([(header::CONTENT_TYPE, "application/feed+json; charset=utf-8")], feed.to_string()).into_response())
}

fn json_item(shown: &Shown) -> Value {
    let entry = &shown.record.entry;
    let card = entry.content.card();
    let mut item = json!({
        "id": entry.id.as_str(),
        "url": entry.url.as_ref().map(|url| url.as_str()),
        "content_html": SafeHtml::from_untrusted(&entry.content.text().html).as_str(),
        "date_published": shown.record.sorted.to_rfc3339(),
        "tags": entry.hashtags().collect::<Vec<_>>(),
    });
    let mut optional = |key: &str, value: Option<String>| {
        if let (Some(members), Some(value)) = (item.as_object_mut(), value.filter(|value| !value.is_empty()))
        {
            members.insert(key.into(), value.into());
        }
    };
    optional("title", Some(card.title));
    optional("summary", Some(card.summary));
    optional("date_modified", entry.updated.map(Timestamp::to_rfc3339));
    optional("language", entry.language.clone());
    let picture = entry.attachments.iter().find(|attachment| attachment.is_image());
    optional("image", picture.map(|picture| picture.url.to_string()));
    item
}
