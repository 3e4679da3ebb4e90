//! A feed as Atom (RFC 4287).

use artel_protocol::Timestamp;
use artel_protocol::kinds::Attachment;
use atom_syndication::{
    CategoryBuilder, ContentBuilder, Entry, EntryBuilder, FeedBuilder, FixedDateTime, Generator, Link,
    LinkBuilder, Person, PersonBuilder, Text,
};
use axum::response::Response;

use super::{Author, Feed, Item};

const MEDIA_TYPE: &str = "application/atom+xml";

pub fn answer(feed: &Feed) -> Response {
    feed.answer("application/atom+xml; charset=utf-8", written(feed))
}

fn written(feed: &Feed) -> String {
    let mut links = vec![
        link(feed.page.clone(), "alternate", "text/html"),
        link(feed.address_before(feed.before.as_ref()), "self", MEDIA_TYPE),
        link(feed.address.clone(), "first", MEDIA_TYPE),
    ];
    links.extend(feed.next().map(|next| link(next, "next", MEDIA_TYPE)));
    let mut built = FeedBuilder::default();
    built
        .title(Text::plain(feed.title.clone()))
        .id(feed.id.clone())
        .updated(date(feed.updated))
        .lang(feed.language.clone())
        .generator(Generator { value: "Artel".into(), uri: None, version: None })
        .authors(feed.author.iter().map(person).collect::<Vec<_>>())
        .icon(feed.icon.clone())
        .logo(feed.icon.clone())
        .links(links)
        .entries(feed.items.iter().map(entry).collect::<Vec<_>>());
    if !feed.subtitle.is_empty() {
        built.subtitle(Text::plain(feed.subtitle.clone()));
    }
    built.build().to_string()
}

fn person(author: &Author) -> Person {
    PersonBuilder::default().name(author.name.clone()).uri(Some(author.page.clone())).build()
}

fn link(href: String, rel: &str, media_type: &str) -> Link {
    LinkBuilder::default().href(href).rel(rel).mime_type(Some(media_type.to_owned())).build()
}

fn entry(item: &Item) -> Entry {
    let (entry, card) = (item.entry(), item.entry().content.card());
    let html = super::html(entry);
    let mut links: Vec<_> =
        entry.url.iter().map(|url| link(url.to_string(), "alternate", "text/html")).collect();
    links.extend(item.files.iter().map(|(file, bytes)| enclosure(file, *bytes)));
    let mut built = EntryBuilder::default();
    built
        .id(entry.id.as_str())
        .title(Text::plain(crate::handlers::views::title(entry)))
        .published(Some(date(item.shown.record.sorted)))
        .updated(date(item.updated()))
        .authors(vec![person(&item.author)])
        .links(links)
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
    built.build()
}

/// A picture or another file, with the text for those who do not see it (RFC 4287 §4.2.7.2).
fn enclosure(file: &Attachment, bytes: Option<u64>) -> Link {
    let mut enclosure = link(file.url.to_string(), "enclosure", &file.media_type);
    enclosure.length = bytes.map(|bytes| bytes.to_string());
    enclosure.title = Some(file.alt.clone()).filter(|alt| !alt.is_empty());
    enclosure
}

/// Our moments are always dates; the epoch stands for what cannot be.
fn date(moment: Timestamp) -> FixedDateTime {
    moment.to_rfc3339().parse().unwrap_or_default()
}
