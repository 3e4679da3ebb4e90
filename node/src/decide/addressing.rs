//! Outgoing activities: which hosts an activity of ours goes to, as rows of the outbox.

use std::collections::BTreeMap;

use artel_protocol::activity::{Act, Referred, Updated};
use artel_protocol::{Activity, Id};

use crate::changes::{Changes, Event};
use crate::error::Refusal;
use crate::identity::Context;
use crate::store::engine::Direction;
use crate::store::records::{DeliveryRecord, FollowerRecord};
use crate::store::{View, keys};

/// Where one host takes deliveries: its shared inbox, else the first inbox that we know there.
type Inboxes = BTreeMap<String, Id>;

/// Adds a row for every host that an activity of ours is addressed to. Activities of others are not sent on.
pub fn send(
    view: &View,
    context: &Context<'_>,
    activity: &Activity,
    changes: &mut Changes,
) -> Result<(), Refusal> {
    let Some(sender) = view.local_actor_by_id(&activity.actor)? else { return Ok(()) };
    let node = context.node()?;
    if node.trial {
        return Ok(());
    }
    let about = subject(activity);
    let order = activity.id.path().rsplit('/').next().and_then(|number| number.parse().ok()).unwrap_or(0);
    for (host, inbox) in recipients(view, context, activity)? {
        let key = keys::delivery(&host, &about, order, &inbox);
        let record = DeliveryRecord {
            host,
            inbox,
            activity: activity.id.clone(),
            about: about.clone(),
            sender: sender.name.clone(),
            created: context.now,
            attempts: 0,
            next: Some(context.now),
            last: None,
        };
        changes.put_bytes(keys::due(context.now, &key), bytes::Bytes::new());
        changes.put(key, &record);
        changes.tell(Event::Outgoing);
    }
    Ok(())
}

/// What an activity is about: activities about one thing reach a host in their order.
fn subject(activity: &Activity) -> Id {
    match &activity.act {
        Act::Create(Referred::Whole(entry)) | Act::Update(Updated::Entry(entry)) => entry.id.clone(),
        Act::Create(Referred::ById(id)) | Act::Update(Updated::ById(id) | Updated::Actor(id)) => id.clone(),
        Act::Delete(id) | Act::Follow(id) | Act::Announce(id) | Act::Like(id) => id.clone(),
        Act::Undo(undone) => undone.object.clone().unwrap_or_else(|| activity.id.clone()),
        _ => activity.id.clone(),
    }
}

fn recipients(view: &View, context: &Context<'_>, activity: &Activity) -> Result<Inboxes, Refusal> {
    let mut inboxes = Inboxes::new();
    let followers = activity.actor.join("/followers");
    if activity.audience.names(&followers) {
        add_followers(view, &activity.actor, &mut inboxes)?;
    }
    for named in activity.audience.named().filter(|named| !context.is_ours(named)) {
        if let Some(actor) = view.actor(named)? {
            add(&mut inboxes, &actor.inbox, actor.shared_inbox.as_ref());
        }
    }
    inboxes.retain(|host, _| context.node.is_none_or(|node| node.base.host() != host));
    let mut reached = Inboxes::new();
    for (host, inbox) in inboxes {
        if !view.is_domain_blocked(&host)? {
            reached.insert(host, inbox);
        }
    }
    Ok(reached)
}

fn add_followers(view: &View, followed: &Id, inboxes: &mut Inboxes) -> Result<(), Refusal> {
    let followers: Vec<(_, FollowerRecord)> =
        view.records(&keys::followers(followed), Direction::Forward, usize::MAX)?;
    for (_, follower) in followers {
        add(inboxes, &follower.inbox, follower.shared_inbox.as_ref());
    }
    Ok(())
}

fn add(inboxes: &mut Inboxes, inbox: &Id, shared_inbox: Option<&Id>) {
    match shared_inbox {
        Some(shared) => {
            inboxes.insert(shared.host().to_owned(), shared.clone());
        }
        None => {
            inboxes.entry(inbox.host().to_owned()).or_insert_with(|| inbox.clone());
        }
    }
}
