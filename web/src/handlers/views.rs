//! From what the node knows to what pages show.

use artel_node::features::reading::Shown;
use artel_node::store::records::{EntryRecord, LocalActorRecord, ProfileField};
use artel_node::{Node, Refusal};
use artel_protocol::actor::profile::web_address;
use artel_protocol::actor::{Field, Image};
use artel_protocol::html::{SafeHtml, plain_text};
use artel_protocol::kinds::{Attachment, Content, Entry};
use artel_protocol::{Actor, Id, Name, as2, limits};

use crate::cleaned;
use crate::error::PageRefusal;
use crate::i18n::Lang;
use crate::pages::parts::{ActorView, CommunityView, EntryCard, FactView, FieldView, PictureView, When};

/// How much of a post stands for its title, and of a text for its description.
const TITLE_CHARS: usize = 90;
const DESCRIPTION_CHARS: usize = 200;

/// A name in an address.
///
/// # Errors
/// 404 when it cannot be one.
pub fn name(text: &str) -> Result<Name, PageRefusal> {
    Name::parse(text).map_err(|_| PageRefusal::not_found())
}

/// Somebody as far as they are known here; our own by the path of their page.
pub fn actor(base: &Id, id: &Id, known: Option<&Actor>) -> ActorView {
    let Some(known) = known else {
        let (name, url) = (id.host().to_owned(), id.to_string());
        return ActorView { name, url, ..ActorView::default() };
    };
    let page = known.url.as_ref().unwrap_or(&known.id);
    // The pages' policy lets pictures of others come by https only.
    let is_shown = |icon: &&Image| icon.url.is_https() || icon.url.same_authority(base);
    ActorView {
        name: known.display_name().to_owned(),
        handle: known.handle(),
        url: local_path(base, page),
        portrait: known.icon.as_ref().filter(is_shown).map(|icon| local_path(base, &icon.url)),
    }
}

/// The lines of somebody's profile elsewhere, as they say them of themselves: nobody here has looked whether it is so.
pub fn stated_fields(actor: &Actor) -> Vec<FieldView> {
    let view = |field: &Field| FieldView {
        label: field.name.clone(),
        value: SafeHtml::from_untrusted(&field.value),
        ..FieldView::default()
    };
    actor.fields.iter().map(view).collect()
}

/// The lines of the profile of an actor of ours.
pub fn fields(lang: Lang, actor: &LocalActorRecord) -> Vec<FieldView> {
    let view = |field: &ProfileField| {
        let link = web_address(&field.value).map(|_| field.value.clone());
        let words = match link.as_deref().and_then(|link| link.split_once("://")) {
            Some((_, words)) => words.trim_end_matches('/'),
            None => &field.value,
        };
        FieldView {
            label: field.label.clone(),
            value: SafeHtml::from_plain(words),
            verified: field.verified.map(|seen| When::day(lang, seen)),
            link,
        }
    };
    actor.profile.fields.iter().map(view).collect()
}

/// An actor of ours.
pub fn local_actor(actor: &LocalActorRecord) -> ActorView {
    ActorView {
        name: actor.title.clone(),
        handle: handle(actor),
        url: actor.page.path().to_owned(),
        portrait: actor.profile.portrait.as_ref().map(|portrait| portrait.path().to_owned()),
    }
}

/// `@name@host` of an actor of ours.
pub fn handle(actor: &LocalActorRecord) -> String {
    format!("@{}@{}", actor.name, actor.id.host())
}

/// The path of an address of ours; somebody else's whole.
pub fn local_path(base: &Id, address: &Id) -> String {
    match address.same_authority(base) {
        true => address.path().to_owned(),
        false => address.to_string(),
    }
}

/// The page of an entry.
pub fn entry_page(base: &Id, entry: &Entry) -> String {
    local_path(base, entry.url.as_ref().unwrap_or(&entry.id))
}

/// The people who left one organisation, or any: the name and the actor of each.
pub fn departed(node: &Node, organisation: Option<&Name>) -> Result<Vec<(String, ActorView)>, Refusal> {
    let all = node.departed(organisation, limits::DEPARTED_SHOWN)?;
    Ok(all.iter().map(|actor| (actor.name.to_string(), local_actor(actor))).collect())
}

/// An entry in a list.
pub fn card(lang: Lang, base: &Id, shown: &Shown) -> EntryCard {
    let entry = &shown.record.entry;
    let card = entry.content.card();
    EntryCard {
        title: title(entry),
        url: entry_page(base, entry),
        summary: as2::shorten(&card.summary, DESCRIPTION_CHARS * 3),
        facts: FactView::few(lang, &card),
        author: actor(base, &entry.author, shown.author.as_deref()),
        published: When::day(lang, shown.record.sorted),
        picture: thumbnail(base, &shown.record),
        answers: shown.counts.answers,
        community: community(base, shown),
    }
}

/// The community that an entry stands in, with a link to its public page.
pub fn community(base: &Id, shown: &Shown) -> Option<CommunityView> {
    let place = shown.record.community.as_ref()?;
    let known = shown.community.as_ref();
    let page = known.and_then(|known| known.url.as_ref()).unwrap_or(&place.id);
    Some(CommunityView {
        name: known.map_or_else(|| place.id.host().to_owned(), |known| known.display_name().to_owned()),
        url: local_path(base, page),
        members_only: place.members_only,
        unconfirmed: !place.confirmed,
    })
}

/// The title of an entry, or how its text begins.
pub fn title(entry: &Entry) -> String {
    let card = entry.content.card();
    match card.title.is_empty() {
        true => plain_text(&entry.content.text().html, TITLE_CHARS),
        false => card.title,
    }
}

/// A sentence or two on what an entry is about.
pub fn description(entry: &Entry) -> String {
    let card = entry.content.card();
    match card.summary.is_empty() {
        true => plain_text(&entry.content.text().html, DESCRIPTION_CHARS),
        false => as2::shorten(&card.summary, DESCRIPTION_CHARS),
    }
}

/// The first picture of an entry: another member's by way of this node, which has it from whichever member can be reached.
pub fn picture(base: &Id, record: &EntryRecord) -> Option<PictureView> {
    let entry = &record.entry;
    let picture = entry.attachments.iter().find(|attachment| attachment.is_image())?;
    let view = picture_view(base, picture);
    let is_foreign = record.community.is_some() && !picture.url.same_authority(base);
    match picture.sha256().filter(|_| is_foreign) {
        Some(hash) => Some(PictureView { url: super::fetched::address(&hash, &entry.id), ..view }),
        None => Some(view),
    }
}

/// A picture as its author describes it.
pub fn picture_view(base: &Id, picture: &Attachment) -> PictureView {
    let (width, height) = picture.width.zip(picture.height).unwrap_or_default();
    PictureView { url: local_path(base, &picture.url), alt: picture.alt.clone(), width, height }
}

/// The first picture of an entry as lists show it: our own in their smaller rendition.
pub fn thumbnail(base: &Id, record: &EntryRecord) -> Option<PictureView> {
    let mut picture = picture(base, record)?;
    if picture.url.starts_with("/media/") {
        picture.url.push_str("?small");
    }
    Some(picture)
}

/// The text, safe to show.
pub fn text(content: &Content) -> SafeHtml {
    cleaned::html(&content.text().html)
}
