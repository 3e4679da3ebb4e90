//! The articles that an organisation or a person shows first.

use artel_protocol::{Id, limits};
use serde_json::{Map, Value, json};

use super::reading::{Showing, Shown, is_listed};
use crate::changes::{Changes, Event};
use crate::error::Refusal;
use crate::identity::Context;
use crate::node::Node;
use crate::store::records::{AccountRecord, ActorRecord, LocalActorRecord, Role};
use crate::store::{View, keys};

impl Node {
    /// Shows an article first on its author's page, and tells the followers so.
    ///
    /// # Errors
    /// 403 for who speaks neither for the organisation nor for themselves; a problem of the field `pin` when there are
    /// as many as may be.
    pub async fn pin(&self, entry: &Id, by: &AccountRecord) -> Result<(), Refusal> {
        self.set_pinned(entry, by, true).await
    }

    /// Puts an article back in its place.
    pub async fn unpin(&self, entry: &Id, by: &AccountRecord) -> Result<(), Refusal> {
        self.set_pinned(entry, by, false).await
    }

    async fn set_pinned(&self, entry: &Id, by: &AccountRecord, pin: bool) -> Result<(), Refusal> {
        let (entry, by) = (entry.clone(), by.clone());
        self.change(move |view, context| {
            let stored = view.entry(&entry)?.ok_or(Refusal::Unknown("there is no such entry"))?;
            let author = view
                .local_actor_by_id(&stored.entry.author)?
                .ok_or(Refusal::Forbidden("the entry is somebody else's"))?;
            if !may_pin(&author, &by) {
                return Err(Refusal::Forbidden("only owners and moderators choose what stands first"));
            }
            if pin && (stored.entry.in_reply_to.is_some() || !stored.entry.audience.is_public()) {
                return Err(Refusal::Forbidden("an answer does not stand first"));
            }
            let mut pinned = pinned(view, &author.id)?;
            if pinned.contains(&entry) == pin {
                return Ok(Changes::none());
            }
            match pin {
                true if pinned.len() >= limits::PINNED_PER_ACTOR => {
                    return Err(Refusal::field("pin", "pin-too-many"));
                }
                true => pinned.insert(0, entry.clone()),
                false => pinned.retain(|other| *other != entry),
            }
            let mut changes = Changes::none();
            changes.put(keys::pinned(&author.id), &pinned);
            name_collection(view, &author, &mut changes)?;
            changes.consequences.push(told(view, context, &author, &entry, pin)?);
            changes.tell(Event::Actor(author.id));
            Ok(changes)
        })
        .await
        .map(|_| ())
    }

    /// The ids of what an actor of ours shows first.
    pub fn pinned_ids(&self, author: &Id) -> Result<Vec<Id>, Refusal> {
        pinned(&self.view()?, author)
    }

    /// What an actor of ours shows first.
    pub fn pinned(&self, author: &Id) -> Result<Vec<Shown>, Refusal> {
        let view = self.view()?;
        let showing = Showing::of(&view);
        let mut found = Vec::new();
        for id in pinned(&view, author)? {
            if let Some(record) = view.entry(&id)?.filter(is_listed) {
                found.push(showing.show(record)?);
            }
        }
        Ok(found)
    }
}

/// Whether this account may choose what stands first on an actor's page.
pub fn may_pin(author: &LocalActorRecord, by: &AccountRecord) -> bool {
    author.name == by.name || (author.organisation == by.organisation && by.role != Role::Member)
}

fn pinned(view: &View, author: &Id) -> Result<Vec<Id>, Refusal> {
    Ok(view.record(&keys::pinned(author))?.unwrap_or_default())
}

/// `Add` to or `Remove` from the collection `featured`, as Mastodon tells it.
fn told(
    view: &View,
    context: &Context<'_>,
    author: &LocalActorRecord,
    entry: &Id,
    pin: bool,
) -> Result<artel_protocol::Activity, Refusal> {
    let audience = artel_protocol::as2::Audience {
        public: true,
        cc: vec![author.id.join("/followers")],
        ..Default::default()
    };
    let mut members = Map::new();
    audience.write(&mut members);
    members.insert("object".into(), entry.as_str().into());
    members.insert("target".into(), author.id.join("/featured").as_str().into());
    context.compose(view, author, if pin { "Add" } else { "Remove" }, members)
}

/// The documents of actors that are older than pinning do not name the collection yet.
fn name_collection(view: &View, author: &LocalActorRecord, changes: &mut Changes) -> Result<(), Refusal> {
    let Some(record) = view.actor_record(&author.id)? else { return Ok(()) };
    let read: Result<Map<String, Value>, _> = serde_json::from_slice(&record.document);
    let Ok(mut document) = read else { return Ok(()) };
    if document.contains_key("featured") {
        return Ok(());
    }
    document.insert("featured".into(), json!(author.id.join("/featured").as_str()));
    let document = artel_protocol::Document::from_json(document).bytes().to_vec();
    changes.put(keys::actor(&author.id), &ActorRecord { document, ..record });
    Ok(())
}
