//! What people outside of a community answer to its entries. Most of the fediverse makes no proofs that others could check,
//! so the community's hub, which saw who sent it, repeats it in the set under the community's own proof.

use artel_protocol::activity::{Act, Referred, Updated};
use artel_protocol::kinds::Entry;
use artel_protocol::wire::PUBLIC;
use artel_protocol::{Activity, Actor, Document, Id};
use serde_json::{Map, Value, json};

use super::{records, spaces};
use crate::changes::Changes;
use crate::error::Refusal;
use crate::identity::Context;
use crate::policy;
use crate::store::View;
use crate::store::records::LocalActorRecord;

/// An answer that was just taken in, repeated by the community that hosts what it answers.
pub fn answer(
    view: &View,
    context: &Context<'_>,
    activity: &Activity,
    taken_in: &Changes,
) -> Result<Option<Activity>, Refusal> {
    let Act::Create(Referred::Whole(entry)) = &activity.act else { return Ok(None) };
    if taken_in.is_empty() || !activity.audience.is_public() || !entry.audience.is_public() {
        return Ok(None);
    }
    let conversation = match &entry.in_reply_to {
        // Nearly everything that is answered is in no community.
        Some(parent) => {
            let parent = view.entry(parent)?;
            let root = parent.map(|parent| parent.root.unwrap_or(parent.entry.id));
            root.map(|root| Conversation::of(view, &root)).transpose()?.flatten()
        }
        None => Conversation::begun_by(view, context, entry)?,
    };
    let Some(conversation) = conversation else { return Ok(None) };
    let mut now = view.clone();
    now.apply(taken_in.batch());
    // Whatever is looked at first is said to nobody before.
    let stored = now.entry(&entry.id)?.filter(|stored| stored.hidden.is_none() && stored.community.is_none());
    match stored {
        Some(_) => repeat(&now, context, activity, &conversation),
        None => Ok(None),
    }
}

/// A change or the end of what a community of ours repeated: from then on the set says what becomes of it.
pub fn later_word(
    view: &View,
    context: &Context<'_>,
    activity: &Activity,
) -> Result<Option<Activity>, Refusal> {
    let (id, updated) = match &activity.act {
        Act::Update(Updated::Entry(entry)) => (&entry.id, Some(entry.updated)),
        Act::Delete(id) => (id, None),
        _ => return Ok(None),
    };
    let Some(stored) = view.entry(id)?.filter(|stored| stored.community.is_some()) else { return Ok(None) };
    let is_author = stored.entry.author == activity.actor;
    let is_news = updated.is_none_or(|updated| updated > stored.entry.updated);
    let root = stored.root.unwrap_or_else(|| stored.entry.id.clone());
    if !is_author || !is_news {
        return Ok(None);
    }
    match Conversation::of(view, &root)? {
        Some(conversation) if !view.seen(&activity.id)? => repeat(view, context, activity, &conversation),
        _ => Ok(None),
    }
}

/// Where a community says who somebody is whose words it repeats.
const AUTHOR: &str = "artel:author";

/// The document of the author of repeated words.
pub fn author(announce: &Activity, author: &Id) -> Option<Document> {
    let document = announce.document().json().get(AUTHOR).and_then(Value::as_object)?;
    let document = Document::from_json(document.clone());
    Actor::read(&document).is_ok_and(|described| described.id == *author).then_some(document)
}

fn repeat(
    view: &View,
    context: &Context<'_>,
    activity: &Activity,
    conversation: &Conversation,
) -> Result<Option<Activity>, Refusal> {
    let Conversation { community, space, context: named } = conversation;
    // A member's own words are in the set by themselves.
    let known = records::membership(view, &community.id, &activity.actor)?.unwrap_or_default();
    if !known.keys.is_empty() || known.is_banned(context.now) {
        return Ok(None);
    }
    let mut members = Map::new();
    members.insert("object".into(), Value::Object(activity.document().json().clone()));
    members.insert("to".into(), json!([PUBLIC]));
    members.insert("audience".into(), community.id.as_str().into());
    members.insert("context".into(), named.as_str().into());
    if let Some(space) = space {
        members.insert(spaces::SPACE.into(), space.as_str().into());
    }
    if let Some(author) = view.actor_record(&activity.actor)? {
        // Who that is, for nodes that never heard of it.
        members.insert(AUTHOR.into(), Value::Object(Document::parse(author.document)?.json().clone()));
    }
    match context.compose(view, community, "Announce", members) {
        Ok(announce) => Ok(Some(announce).filter(super::is_readable)),
        // The community's organisation says nothing at present.
        Err(Refusal::Suspended) => Ok(None),
        Err(error) => Err(error),
    }
}

/// A public conversation in a community that is hosted here.
struct Conversation {
    community: LocalActorRecord,
    /// The space in which it stands, if that is not the community itself.
    space: Option<Id>,
    /// What names it.
    context: Id,
}

impl Conversation {
    /// The one that an entry began, if it is one.
    fn of(view: &View, root: &Id) -> Result<Option<Conversation>, Refusal> {
        let Some(root) = view.entry(root)? else { return Ok(None) };
        let Some(place) = root.community.filter(|place| !place.members_only) else { return Ok(None) };
        let Some(context) = root.entry.context else { return Ok(None) };
        Ok(hosted_here(view, &place.id)?.map(|community| Conversation {
            community,
            space: place.space,
            context,
        }))
    }

    /// The one that somebody outside begins in a space of ours.
    fn begun_by(view: &View, context: &Context<'_>, entry: &Entry) -> Result<Option<Conversation>, Refusal> {
        let space = policy::space_named(view, entry)?;
        let Some(space) = space.filter(|space| !space.space.members_only) else { return Ok(None) };
        if policy::may_begin_in(view, context.now, &entry.author, &space).is_err() {
            return Ok(None);
        }
        let community = hosted_here(view, &space.space.community)?;
        // Mastodon names conversations by what is no address; every conversation here has one.
        let named = entry.context.clone().filter(|context| context.same_authority(&entry.id));
        let context = named.unwrap_or_else(|| entry.id.clone());
        Ok(community.map(|community| Conversation { community, space: Some(space.space.id), context }))
    }
}

/// The actor of a community whose hub this node is.
fn hosted_here(view: &View, community: &Id) -> Result<Option<LocalActorRecord>, Refusal> {
    let hosted = records::community(view, community)?.and_then(|community| community.hosted);
    Ok(hosted.map(|name| view.local_actor(&name)).transpose()?.flatten())
}
