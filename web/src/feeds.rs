//! Feeds of what an actor published and of what carries a tag: Atom (RFC 4287) and JSON Feed 1.1, page after page
//! (RFC 5005 §3).

mod atom;
mod json;

use artel_node::features::lists::{Cursor, Page};
use artel_node::features::matching::browse::OfferQuery;
use artel_node::features::reading::Shown;
use artel_node::store::records::LocalActorRecord;
use artel_node::{Node, Refusal};
use artel_protocol::html::{SafeHtml, plain_text};
use artel_protocol::kinds::{Attachment, Entry};
use artel_protocol::{Id, Timestamp};
use axum::Extension;
use axum::extract::{Path, Query, RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};

use crate::accept::ClientAddress;
use crate::activitypub::{MachineRefusal, parse_name};
use crate::cleaned;
use crate::frame;
use crate::handlers::home::{Before, going_on};
use crate::handlers::{offers, tags, views};
use crate::i18n::Lang;
use crate::pages::parts::FactView;

/// How many articles a page of a feed has.
const NEWEST: usize = 20;

type Answer = Result<Response, MachineRefusal>;

/// A page of a feed, in whatever form it is sent.
struct Feed {
    /// What does not change: the actor's id, or the tag's page.
    id: String,
    title: String,
    subtitle: String,
    /// The page that it is a feed of.
    page: String,
    /// The address of the first page in this form.
    address: String,
    /// From where on this page reads; none on the first one.
    before: Option<Cursor>,
    /// From where on the next page reads.
    older: Option<Cursor>,
    author: Option<Author>,
    language: Option<String>,
    icon: Option<String>,
    updated: Timestamp,
    items: Vec<Item>,
    /// The actor does not want to be found by search engines.
    no_index: bool,
}

#[derive(Clone)]
struct Author {
    name: String,
    page: String,
}

/// An entry with what a feed says of it besides.
struct Item {
    shown: Shown,
    author: Author,
    /// The files that belong to it, each with its size in bytes if it is known.
    files: Vec<(Attachment, Option<u64>)>,
}

impl Item {
    fn entry(&self) -> &Entry {
        &self.shown.record.entry
    }

    fn updated(&self) -> Timestamp {
        self.entry().updated.unwrap_or(self.shown.record.sorted)
    }
}

impl Feed {
    /// The address of the page that begins before a place.
    fn address_before(&self, before: Option<&Cursor>) -> String {
        match before {
            Some(before) => going_on(&self.address, before),
            None => self.address.clone(),
        }
    }

    fn next(&self) -> Option<String> {
        self.older.as_ref().map(|older| self.address_before(Some(older)))
    }

    /// As an answer that feed readers may keep for some minutes, and then ask again whether anything changed.
    fn answer(&self, media_type: &'static str, text: String) -> Response {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"));
        if let Ok(modified) = HeaderValue::from_str(&self.updated.to_http_date()) {
            headers.insert(header::LAST_MODIFIED, modified);
        }
        if self.no_index {
            frame::keep_out_of_search(&mut headers);
        }
        (headers, text).into_response()
    }
}

/// GET /@NAME/feed.atom.
pub async fn atom(State(node): State<Node>, Path(name): Path<String>, Query(from): Query<Before>) -> Answer {
    Ok(atom::answer(&of_actor(&node, &name, "atom", from.before)?))
}

/// GET /@NAME/feed.json.
pub async fn json_feed(
    State(node): State<Node>,
    Path(name): Path<String>,
    Query(from): Query<Before>,
) -> Answer {
    Ok(json::answer(&of_actor(&node, &name, "json", from.before)?))
}

/// GET /tags/TAG/feed.atom.
pub async fn tag_atom(
    State(node): State<Node>,
    Path(tag): Path<String>,
    Query(from): Query<Before>,
) -> Answer {
    Ok(atom::answer(&of_tag(&node, &tag, "atom", from.before)?))
}

/// GET /tags/TAG/feed.json.
pub async fn tag_json(
    State(node): State<Node>,
    Path(tag): Path<String>,
    Query(from): Query<Before>,
) -> Answer {
    Ok(json::answer(&of_tag(&node, &tag, "json", from.before)?))
}

/// GET /offers/feed.atom, with the same query as GET /offers.
pub async fn offers_atom(
    State(node): State<Node>,
    from: Option<Extension<ClientAddress>>,
    RawQuery(query): RawQuery,
) -> Answer {
    node.count_look(from.map(|from| from.0.0))?;
    Ok(atom::answer(&of_offers(&node, &query.unwrap_or_default(), "atom").await?))
}

/// GET /offers/feed.json, with the same query as GET /offers.
pub async fn offers_json(
    State(node): State<Node>,
    from: Option<Extension<ClientAddress>>,
    RawQuery(query): RawQuery,
) -> Answer {
    node.count_look(from.map(|from| from.0.0))?;
    Ok(json::answer(&of_offers(&node, &query.unwrap_or_default(), "json").await?))
}

fn of_actor(node: &Node, name: &str, form: &str, before: Option<Cursor>) -> Result<Feed, Refusal> {
    let actor = node.local_actor(&parse_name(name)?)?;
    let Page { items: shown, next: older } = node.public_blog(&actor.id, before.as_ref(), NEWEST)?;
    let language = node.view()?.organisation(&actor.organisation).map_err(Refusal::from)?;
    let base = node.base()?;
    let items = items(node, &base, shown)?;
    Ok(Feed {
        id: actor.id.to_string(),
        title: actor.title.clone(),
        subtitle: plain_text(&actor.summary, 500),
        page: actor.page.to_string(),
        address: format!("{}/feed.{form}", actor.page),
        before,
        older,
        author: Some(author_of(&actor)),
        language: language.map(|organisation| organisation.language),
        icon: actor.profile.portrait.as_ref().map(Id::to_string),
        updated: newest(&items).unwrap_or(actor.created),
        items,
        no_index: !actor.profile.indexable,
    })
}

fn of_tag(node: &Node, tag: &str, form: &str, before: Option<Cursor>) -> Result<Feed, Refusal> {
    let base = node.base()?;
    let tag = tags::Tag::parse(&base, tag).ok_or(Refusal::Unknown("this is no tag"))?;
    let Page { items: shown, next: older } = node.tagged_here(&tag.name, before.as_ref(), NEWEST)?;
    let began = node.record()?.map_or(Timestamp::EPOCH, |record| record.created);
    let items = items(node, &base, shown)?;
    Ok(Feed {
        id: tag.page.clone(),
        title: format!("#{} · {}", tag.name, base.host()),
        subtitle: String::new(),
        address: format!("{}/feed.{form}", tag.page),
        page: tag.page,
        before,
        older,
        author: None,
        language: None,
        icon: None,
        updated: newest(&items).unwrap_or(began),
        items,
        no_index: false,
    })
}

async fn of_offers(node: &Node, query: &str, form: &str) -> Result<Feed, Refusal> {
    let asked = OfferQuery::parse(query)?;
    let (base, before) = (node.base()?, offers::place(query));
    let Page { items: shown, next: older } = node.find_offers(&asked, before.as_ref(), NEWEST).await?.page;
    let began = node.record()?.map_or(Timestamp::EPOCH, |record| record.created);
    let items = items(node, &base, shown)?;
    let whole = |what: &str| base.join(&offers::path(what, &asked)).to_string();
    Ok(Feed {
        id: whole("/offers"),
        title: format!("{} · {}", Lang::default().t("place-offers"), base.host()),
        subtitle: String::new(),
        page: whole("/offers"),
        address: whole(&format!("/offers/feed.{form}")),
        before,
        older,
        author: None,
        language: None,
        icon: None,
        updated: newest(&items).unwrap_or(began),
        items,
        no_index: true,
    })
}

fn newest(items: &[Item]) -> Option<Timestamp> {
    items.iter().map(Item::updated).max()
}

fn author_of(actor: &LocalActorRecord) -> Author {
    Author { name: actor.title.clone(), page: actor.page.to_string() }
}

fn items(node: &Node, base: &Id, all: Vec<Shown>) -> Result<Vec<Item>, Refusal> {
    all.into_iter().map(|shown| item(node, base, shown)).collect()
}

fn item(node: &Node, base: &Id, shown: Shown) -> Result<Item, Refusal> {
    let author = match &shown.author {
        Some(known) => Author {
            name: known.display_name().to_owned(),
            page: known.url.as_ref().unwrap_or(&known.id).to_string(),
        },
        None => {
            let id = &shown.record.entry.author;
            Author { name: id.host().to_owned(), page: id.to_string() }
        }
    };
    let mut files = Vec::new();
    for file in &shown.record.entry.attachments {
        let path = views::local_path(base, &file.url);
        let kept = match path.strip_prefix("/media/") {
            Some(name) => node.media(name)?,
            None => None,
        };
        files.push((file.clone(), kept.map(|(_, record)| record.bytes)));
    }
    Ok(Item { shown, author, files })
}

/// What an entry says, its facts first, in the words of its own language: who reads it here may know nothing of its kind.
fn html(entry: &Entry) -> String {
    let lang = entry.language.as_deref().and_then(Lang::parse).unwrap_or_default();
    let mut html = String::new();
    for fact in FactView::all(lang, &entry.content.card()) {
        html.push_str(SafeHtml::from_plain(&format!("{}: {}", fact.label, fact.value)).as_str());
    }
    html.push_str(cleaned::html(&entry.content.text().html).as_str());
    html
}
