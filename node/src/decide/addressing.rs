//! Outgoing activities: which hosts an activity of ours goes to, as rows of the outbox.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use artel_protocol::activity::{Act, Referred, UndoneAct, Updated};
use artel_protocol::interest::Agreement;
use artel_protocol::kinds::Entry;
use artel_protocol::{Activity, Id, Name, limits};

use crate::changes::{Changes, Event};
use crate::error::Refusal;
use crate::identity::Context;
use crate::store::engine::Direction;
use crate::store::records::{DeliveryRecord, FollowerRecord, NodeRecord};
use crate::store::{View, keys};

/// Where one host takes deliveries: its shared inbox, else the first inbox that we know there.
type Inboxes = BTreeMap<String, Id>;

/// How long something is news after it was published.
const NEWS_FOR: Duration = Duration::from_secs(24 * 3600);

/// Adds a row for every host that an activity of ours is addressed to. Activities of others are not sent on.
pub fn send(
    view: &View,
    context: &Context<'_>,
    activity: &Activity,
    changes: &mut Changes,
) -> Result<(), Refusal> {
    deliver(view, context, activity, recipients(view, context, activity)?, changes)
}

/// Adds a row for the host of one actor alone, whomever else an activity of ours is addressed to.
pub fn send_to(
    view: &View,
    context: &Context<'_>,
    activity: &Activity,
    to: &Id,
    changes: &mut Changes,
) -> Result<(), Refusal> {
    let mut inboxes = Inboxes::new();
    if let Some(actor) = view.actor(to)? {
        add(&mut inboxes, &actor.inbox, actor.shared_inbox.as_ref());
    }
    deliver(view, context, activity, reachable(view, context.node()?, inboxes)?, changes)
}

fn deliver(
    view: &View,
    context: &Context<'_>,
    activity: &Activity,
    inboxes: Inboxes,
    changes: &mut Changes,
) -> Result<(), Refusal> {
    let Some((sender, by_node)) = sender(view, context, activity)? else { return Ok(()) };
    if context.node()?.trial {
        return Ok(());
    }
    let about = subject(activity);
    let order = activity.id.path().rsplit('/').next().and_then(|number| number.parse().ok()).unwrap_or(0);
    for (host, inbox) in inboxes {
        let key = keys::delivery(&host, &about, order, &inbox);
        let record = DeliveryRecord {
            host,
            inbox,
            activity: activity.id.clone(),
            about: about.clone(),
            sender: sender.clone(),
            by_node,
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

/// Whose key signs the requests; none for what others say. The node's own actor is listed with the organisation that
/// runs the node.
fn sender(view: &View, context: &Context<'_>, activity: &Activity) -> Result<Option<(Name, bool)>, Refusal> {
    if context.is_node_actor(&activity.actor) {
        return Ok(Some((context.node()?.organisation.clone(), true)));
    }
    Ok(view.local_actor_by_id(&activity.actor)?.map(|sender| (sender.name, false)))
}

/// Whether an entry is published long after it was written: it is filed, and nobody is told of it as news. An answer may
/// have waited as long to be let through.
fn is_old_news(context: &Context<'_>, activity: &Activity) -> bool {
    let Act::Create(Referred::Whole(entry)) = &activity.act else { return false };
    entry.in_reply_to.is_none()
        && entry.published.is_some_and(|published| published < context.now.minus(NEWS_FOR))
}

/// The servers that an actor's end is told to: every one of which anybody is known here, for any of them may know
/// what is to be deleted.
pub fn known_hosts(view: &View, node: &NodeRecord) -> Result<Vec<String>, Refusal> {
    match node.trial {
        true => Ok(Vec::new()),
        false => Ok(reachable(view, node, known_inboxes(view, node)?)?.into_keys().collect()),
    }
}

fn known_inboxes(view: &View, node: &NodeRecord) -> Result<Inboxes, Refusal> {
    let mut inboxes = Inboxes::new();
    let mut shared = BTreeSet::new();
    for (key, _) in view.prefix(&keys::actors(), Direction::Forward, usize::MAX)? {
        let Some(id) = keys::only_part(&key).and_then(|id| Id::parse(id).ok()) else { continue };
        if node.base.same_authority(&id) || shared.contains(id.host()) {
            continue;
        }
        if let Some(actor) = view.actor(&id)? {
            add(&mut inboxes, &actor.inbox, actor.shared_inbox.as_ref());
            shared.extend(actor.shared_inbox.map(|inbox| inbox.host().to_owned()));
        }
        if inboxes.len() >= limits::HOSTS_TOLD_OF_AN_END {
            break;
        }
    }
    Ok(inboxes)
}

/// What an activity is about: activities about one thing reach a host in their order.
fn subject(activity: &Activity) -> Id {
    match &activity.act {
        // What is said in an expression of interest comes behind it, and in its order.
        Act::Create(Referred::Whole(entry)) if let Some(proposal) = proposal_of(entry) => proposal,
        Act::Update(Updated::Agreement(agreement)) => agreement.proposal.clone(),
        Act::Accept(answered) | Act::TentativeAccept(answered) | Act::Reject(answered) => {
            answered.id.clone().unwrap_or_else(|| activity.id.clone())
        }
        Act::Undo(undone) if undone.what == UndoneAct::Offer => {
            undone.id.clone().unwrap_or_else(|| activity.id.clone())
        }
        Act::Create(Referred::Whole(entry)) | Act::Update(Updated::Entry(entry)) => entry.id.clone(),
        Act::Create(Referred::ById(id)) | Act::Update(Updated::ById(id) | Updated::Actor(id)) => id.clone(),
        Act::Delete(id) | Act::Follow(id) | Act::Announce(id) | Act::Like(id) => id.clone(),
        // Behind the Update that says the same in the actor's own document.
        Act::Move { old, .. } => old.clone(),
        Act::Undo(undone) => undone.object.clone().unwrap_or_else(|| activity.id.clone()),
        _ => activity.id.clone(),
    }
}

fn proposal_of(entry: &Entry) -> Option<Id> {
    entry.context.as_ref().and_then(Agreement::proposal_of)
}

fn recipients(view: &View, context: &Context<'_>, activity: &Activity) -> Result<Inboxes, Refusal> {
    if is_old_news(context, activity) {
        return Ok(Inboxes::new());
    }
    if is_for_all_who_know(view, activity)? {
        return reachable(view, context.node()?, known_inboxes(view, context.node()?)?);
    }
    // Only that they are sent away is told to those whom this node blocks.
    let sends_away = matches!(activity.act, Act::Reject(_));
    let mut inboxes = Inboxes::new();
    let followers = activity.actor.join("/followers");
    if activity.audience.names(&followers) {
        add_followers(view, &activity.actor, &mut inboxes)?;
    }
    for named in activity.audience.named().filter(|named| !context.is_ours(named)) {
        if let Some(actor) = view.actor(named)?
            && (sends_away || !view.is_blocked(named)?)
        {
            add(&mut inboxes, &actor.inbox, actor.shared_inbox.as_ref());
        }
    }
    reachable(view, context.node()?, inboxes)
}

/// Whether an end is told to every server that may know what ends: an actor's own, and that of an entry whose author has
/// moved, for those who read it follow the new account.
fn is_for_all_who_know(view: &View, activity: &Activity) -> Result<bool, Refusal> {
    let Act::Delete(gone) = &activity.act else { return Ok(false) };
    let has_moved = || {
        let author = view.local_actor_by_id(&activity.actor)?;
        Ok(author.is_some_and(|author| author.moved_to.is_some()))
    };
    if *gone == activity.actor { Ok(true) } else { has_moved() }
}

/// Without ourselves and without those whom this node blocks.
fn reachable(view: &View, node: &NodeRecord, mut inboxes: Inboxes) -> Result<Inboxes, Refusal> {
    inboxes.retain(|host, _| node.base.host() != host);
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
    for (key, follower) in followers {
        let id = keys::last_part(&key).and_then(|id| Id::parse(id).ok());
        if let Some(id) = id
            && view.contains(&keys::blocked_actor(&id))?
        {
            continue;
        }
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
