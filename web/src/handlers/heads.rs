//! What public pages tell search engines, other servers and feed readers about themselves.

use artel_node::features::lists::Cursor;
use artel_node::features::matching::browse::OfferQuery;
use artel_node::features::reading::Conversation;
use artel_node::store::records::LocalActorRecord;
use artel_node::{Node, Refusal};
use artel_protocol::actor::ActorType;
use artel_protocol::html::plain_text;
use artel_protocol::kinds::{Attachment, Entry};
use artel_protocol::{Id, Timestamp};

use super::home::{LISTED, going_on};
use super::offers;
use super::tags::Tag;
use super::views;
use crate::frame::{Author, Head};
use crate::i18n::Lang;
use crate::pages::parts::PictureView;

/// How much of a summary describes a page, in characters.
const DESCRIPTION_CHARS: usize = 200;

/// The page of an actor, or of a part of what it published.
pub fn of_actor(
    node: &Node,
    actor: &LocalActorRecord,
    before: Option<&Cursor>,
    older: Option<String>,
) -> Result<Head, Refusal> {
    let page = &actor.page;
    let newer = match before {
        Some(before) => Some(node.newer(&actor.id, before, LISTED)?),
        None => None,
    };
    Ok(Head {
        title: actor.title.clone(),
        description: plain_text(&actor.summary, DESCRIPTION_CHARS),
        canonical: address(page.as_str(), before),
        kind: "profile",
        picture: actor.profile.portrait.as_ref().map(|portrait| portrait_of(actor, portrait)),
        activity: actor.id.to_string(),
        creator: views::handle(actor),
        me: actor.profile.fields.iter().filter_map(|field| web_page(&field.value)).collect(),
        prev: newer.map(|newer| address(page.path(), newer.as_ref())),
        next: older,
        ..of_ours(node, actor)?
    })
}

/// The public page of a community of ours.
pub fn of_space(
    node: &Node,
    actor: &LocalActorRecord,
    before: Option<&Cursor>,
    older: Option<&Cursor>,
) -> Result<Head, Refusal> {
    Ok(Head {
        title: actor.title.clone(),
        description: plain_text(&actor.summary, DESCRIPTION_CHARS),
        canonical: address(actor.page.as_str(), before),
        kind: "website",
        activity: actor.id.to_string(),
        atom: String::new(),
        json_feed: String::new(),
        next: older.map(|older| going_on(actor.page.path(), older)),
        ..of_ours(node, actor)?
    })
}

/// The page of an entry.
pub fn of_entry(
    node: &Node,
    author: Option<&LocalActorRecord>,
    conversation: &Conversation,
) -> Result<Head, Refusal> {
    let (base, shown) = (node.base()?, &conversation.shown);
    let entry = &shown.record.entry;
    let Some(author) = author else { return of_entry_elsewhere(node, entry) };
    let picture = entry.attachments.iter().find(|attachment| attachment.is_image());
    let byline = entry.content.byline().unwrap_or_default().to_owned();
    let writer = match byline.is_empty() {
        true => None,
        false => node.person_called(&author.organisation, &byline)?,
    };
    let ours = of_ours(node, author)?;
    Ok(Head {
        title: views::title(entry),
        description: views::description(entry),
        canonical: base.join(&views::entry_page(&base, entry)).to_string(),
        kind: "article",
        picture: picture.map(picture_of),
        activity: entry.id.to_string(),
        language: entry.language.clone().unwrap_or_else(|| ours.language.clone()),
        byline,
        creator: views::handle(writer.as_ref().unwrap_or(author)),
        published: entry.published.unwrap_or(shown.record.sorted).to_rfc3339(),
        modified: entry.updated.map(Timestamp::to_rfc3339).unwrap_or_default(),
        tags: entry.hashtags().map(str::to_owned).collect(),
        ..ours
    })
}

/// The page about an entry that is at home elsewhere: search engines find it there.
fn of_entry_elsewhere(node: &Node, entry: &Entry) -> Result<Head, Refusal> {
    Ok(Head {
        title: views::title(entry),
        description: views::description(entry),
        canonical: entry.url.as_ref().unwrap_or(&entry.id).to_string(),
        kind: "article",
        activity: entry.id.to_string(),
        language: entry.language.clone().unwrap_or_default(),
        site: site(node)?,
        no_index: true,
        ..Head::default()
    })
}

/// The page of a tag.
pub fn of_tag(
    node: &Node,
    lang: Lang,
    tag: &Tag,
    before: Option<&Cursor>,
    older: Option<&Cursor>,
) -> Result<Head, Refusal> {
    let base = node.base()?;
    Ok(Head {
        title: format!("#{}", tag.name),
        description: lang.about("tag-description", base.host()).into_owned(),
        canonical: address(&tag.page, before),
        kind: "website",
        atom: format!("{}/feed.atom", tag.page),
        json_feed: format!("{}/feed.json", tag.page),
        feed_title: format!("#{}", tag.name),
        site: site(node)?,
        language: lang.code().to_owned(),
        next: older.map(|older| going_on(&tag.page, older)),
        ..Head::default()
    })
}

/// The directory; a part of it is kept out of search engines, which would ask for every combination.
pub fn of_directory(node: &Node, lang: Lang, address: &str) -> Result<Head, Refusal> {
    let base = node.base()?;
    Ok(Head {
        title: lang.t("place-directory").into_owned(),
        description: lang.about("directory-description", base.host()).into_owned(),
        canonical: base.join("/directory").to_string(),
        kind: "website",
        site: site(node)?,
        language: lang.code().to_owned(),
        no_index: address != "/directory",
        ..Head::default()
    })
}

/// The list of offers, or what a query finds in it.
pub fn of_offers(
    node: &Node,
    lang: Lang,
    asked: &OfferQuery,
    before: Option<&Cursor>,
) -> Result<Head, Refusal> {
    let base = node.base()?;
    let whole = |what: &str| base.join(&offers::path(what, asked)).to_string();
    Ok(Head {
        title: lang.t("place-offers").into_owned(),
        description: lang.t("offers-lead").into_owned(),
        canonical: address(&whole("/offers"), before),
        kind: "website",
        atom: whole("/offers/feed.atom"),
        json_feed: whole("/offers/feed.json"),
        feed_title: lang.t("place-offers").into_owned(),
        site: site(node)?,
        language: lang.code().to_owned(),
        no_index: before.is_some() || *asked != OfferQuery::default(),
        ..Head::default()
    })
}

/// The front page of a node that hosts several organisations.
pub fn of_front(node: &Node, lang: Lang) -> Result<Head, Refusal> {
    // Before the set-up there is nothing to tell.
    let Some(record) = node.record()? else { return Ok(Head::default()) };
    Ok(Head {
        title: site(node)?,
        description: lang.about("front-description", record.base.host()).into_owned(),
        canonical: record.base.join("/").to_string(),
        kind: "website",
        activity: record.base.join("/actor").to_string(),
        site: site(node)?,
        language: lang.code().to_owned(),
        ..Head::default()
    })
}

/// What all pages of an actor of ours have in common.
fn of_ours(node: &Node, actor: &LocalActorRecord) -> Result<Head, Refusal> {
    let organisation = node.view()?.organisation(&actor.organisation).map_err(Refusal::from)?;
    Ok(Head {
        atom: format!("{}/feed.atom", actor.page),
        json_feed: format!("{}/feed.json", actor.page),
        feed_title: actor.title.clone(),
        site: site(node)?,
        language: organisation.map(|organisation| organisation.language).unwrap_or_default(),
        author: Author {
            schema: if actor.actor_type == ActorType::Person { "Person" } else { "Organization" },
            name: actor.title.clone(),
            page: actor.page.to_string(),
        },
        no_index: !actor.profile.indexable,
        ..Head::default()
    })
}

/// The name of the site: that of the organisation that runs it.
fn site(node: &Node) -> Result<String, Refusal> {
    let Some(record) = node.record()? else { return Ok(String::new()) };
    let runs_it = node.view()?.local_actor(&record.organisation).map_err(Refusal::from)?;
    Ok(runs_it.map_or_else(|| record.base.host().to_owned(), |actor| actor.title))
}

fn address(page: &str, before: Option<&Cursor>) -> String {
    match before {
        Some(before) => going_on(page, before),
        None => page.to_owned(),
    }
}

fn portrait_of(actor: &LocalActorRecord, portrait: &Id) -> PictureView {
    PictureView { url: portrait.to_string(), alt: actor.title.clone(), ..PictureView::default() }
}

/// A picture under its whole address.
fn picture_of(picture: &Attachment) -> PictureView {
    let (width, height) = picture.width.zip(picture.height).unwrap_or_default();
    PictureView { url: picture.url.to_string(), alt: picture.alt.clone(), width, height }
}

/// A line of a profile that is the address of a page.
fn web_page(value: &str) -> Option<String> {
    let value = value.trim();
    let is_page = value.starts_with("https://") || value.starts_with("http://");
    is_page.then(|| Id::parse(value).ok()).flatten().map(|page| page.to_string())
}
