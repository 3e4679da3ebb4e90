//! Following: who follows us, whom we follow, and what happens when somebody moves.

use artel_protocol::activity::FollowReference;
use artel_protocol::{Activity, Id, limits};
use serde_json::{Map, json};

use super::notices::{self, Notice};
use crate::changes::{Changes, Event};
use crate::error::Refusal;
use crate::identity::Context;
use crate::policy;
use crate::store::records::{
    Counts, FollowState, FollowerRecord, FollowingRecord, LocalActorRecord, NotificationKind, Undoable,
    UndoableRecord,
};
use crate::store::{View, keys};

pub fn follow(
    view: &View,
    context: &Context<'_>,
    activity: &Activity,
    followed: &Id,
) -> Result<Changes, Refusal> {
    policy::may_follow(view, &activity.actor, followed)?;
    let mut changes = Changes::none();
    if context.is_ours(&activity.actor) {
        changes.extend(request(view, context, activity, followed)?);
    }
    if context.is_ours(followed) {
        let followed =
            view.local_actor_by_id(followed)?.ok_or(Refusal::Unknown("there is no such actor here"))?;
        changes.extend(welcome(view, context, activity, &followed)?);
    }
    if !changes.is_empty() {
        let undoable = UndoableRecord {
            actor: activity.actor.clone(),
            object: followed.clone(),
            what: Undoable::Follow,
        };
        changes.put(keys::undoable(&activity.id), &undoable);
    }
    Ok(changes)
}

/// One of ours asks to follow.
fn request(
    view: &View,
    context: &Context<'_>,
    activity: &Activity,
    followed: &Id,
) -> Result<Changes, Refusal> {
    let mut changes = Changes::none();
    let follower = &activity.actor;
    let before = view.following(follower, followed)?;
    if before.is_none() {
        let counts = view.counts(follower)?;
        if counts.following >= limits::FOLLOWINGS_PER_ACTOR {
            return Err(Refusal::Forbidden("this actor follows as many as it can"));
        }
        changes.put(keys::counts(follower), &Counts { following: counts.following + 1, ..counts });
    }
    let record =
        FollowingRecord { activity: activity.id.clone(), state: FollowState::Requested, since: context.now };
    changes.put(keys::following(follower, followed), &record);
    changes.put_bytes(keys::local_follower_of(followed, follower), bytes::Bytes::new());
    changes.tell(Event::Actor(follower.clone()));
    Ok(changes)
}

/// One of ours is followed: it accepts. A Follow that comes twice is accepted again, since the first answer may
/// have been lost.
fn welcome(
    view: &View,
    context: &Context<'_>,
    activity: &Activity,
    followed: &LocalActorRecord,
) -> Result<Changes, Refusal> {
    let mut changes = Changes::none();
    let follower = &activity.actor;
    let actor = view.actor(follower)?;
    let counts = view.counts(&followed.id)?;
    if view.follower(&followed.id, follower)?.is_none() {
        if counts.followers >= limits::FOLLOWERS_PER_ACTOR {
            return Err(Refusal::Forbidden("this actor has as many followers as it can"));
        }
        changes.put(keys::counts(&followed.id), &Counts { followers: counts.followers + 1, ..counts });
        let kind = NotificationKind::Follower;
        notices::tell(view, context, &Notice::of(activity, kind, &followed.id, None), &mut changes)?;
    }
    let record = FollowerRecord {
        activity: activity.id.clone(),
        inbox: actor.as_ref().map_or_else(|| follower.join("/inbox"), |actor| actor.inbox.clone()),
        shared_inbox: actor.and_then(|actor| actor.shared_inbox),
        since: context.now,
    };
    changes.put(keys::follower(&followed.id, follower), &record);
    let mut members = Map::new();
    // Not the whole Follow: its own `@context` would redefine protected terms of ours, which strict readers refuse.
    let follow = json!({
        "type": "Follow",
        "id": activity.id.as_str(),
        "actor": follower.as_str(),
        "object": followed.id.as_str(),
    });
    members.insert("object".into(), follow);
    members.insert("to".into(), json!([follower.as_str()]));
    changes.consequences.push(context.compose(view, followed, "Accept", members)?);
    changes.tell(Event::Actor(followed.id.clone()));
    Ok(changes)
}

pub fn accept(
    view: &View,
    context: &Context<'_>,
    activity: &Activity,
    reference: &FollowReference,
) -> Result<Changes, Refusal> {
    answer(view, context, activity, reference, FollowState::Accepted)
}

/// A Reject that comes after an Accept takes the follower away again, on both sides.
pub fn reject(
    view: &View,
    context: &Context<'_>,
    activity: &Activity,
    reference: &FollowReference,
) -> Result<Changes, Refusal> {
    let mut changes = answer(view, context, activity, reference, FollowState::Rejected)?;
    if let Some(follower) = &reference.actor {
        changes.extend(forget_follower(view, &activity.actor, follower)?);
    }
    Ok(changes)
}

/// What is no answer to a Follow of ours, or not from whom we asked, changes nothing.
fn answer(
    view: &View,
    context: &Context<'_>,
    activity: &Activity,
    reference: &FollowReference,
    state: FollowState,
) -> Result<Changes, Refusal> {
    let Some(follow) = stored_follow(view, activity, reference)? else { return Ok(Changes::none()) };
    if !policy::answers_a_follow_of(&follow, activity, reference) {
        return Ok(Changes::none());
    }
    let Some(before) = view.following(&follow.actor, &follow.object)? else {
        return Ok(Changes::none());
    };
    if before.state == state {
        return Ok(Changes::none());
    }
    let mut changes = Changes::none();
    let record = FollowingRecord { state, since: context.now, ..before };
    changes.put(keys::following(&follow.actor, &follow.object), &record);
    if state == FollowState::Rejected {
        changes.delete(keys::local_follower_of(&follow.object, &follow.actor));
    } else {
        changes.put_bytes(keys::local_follower_of(&follow.object, &follow.actor), bytes::Bytes::new());
        let notice = Notice::of(activity, NotificationKind::Accepted, &follow.actor, None);
        notices::tell(view, context, &notice, &mut changes)?;
    }
    changes.tell(Event::Actor(follow.actor));
    Ok(changes)
}

/// The Follow of ours that is answered: by its id, or, where a server coins ids anew, by who follows whom.
fn stored_follow(
    view: &View,
    activity: &Activity,
    reference: &FollowReference,
) -> Result<Option<UndoableRecord>, Refusal> {
    if let Some(id) = &reference.id
        && let Some(follow) = view.undoable(id)?
    {
        return Ok(Some(follow));
    }
    let Some(follower) = &reference.actor else { return Ok(None) };
    let Some(following) = view.following(follower, &activity.actor)? else { return Ok(None) };
    Ok(view.undoable(&following.activity)?)
}

/// Somebody whom we follow has moved. The new account must name the old one; without that it is ignored.
pub fn moved(
    view: &View,
    context: &Context<'_>,
    activity: &Activity,
    old: &Id,
    new: &Id,
) -> Result<Changes, Refusal> {
    if *old != activity.actor {
        return Err(Refusal::Forbidden("only an actor itself can move"));
    }
    let names_the_old = view.actor(new)?.is_some_and(|actor| actor.also_known_as.contains(old));
    if !names_the_old || old == new {
        return Ok(Changes::none());
    }
    let mut changes = Changes::none();
    for local in view.local_followers_of(old)? {
        let Some(follower) = view.local_actor_by_id(&local)? else { continue };
        changes.extend(forget_following(view, &local, old)?);
        if view.is_suspended(&follower.organisation)? {
            continue;
        }
        let mut members = Map::new();
        members.insert("object".into(), new.as_str().into());
        members.insert("to".into(), json!([new.as_str()]));
        changes.consequences.push(context.compose(view, &follower, "Follow", members)?);
    }
    Ok(changes)
}

/// One of ours no longer follows somebody.
pub(super) fn forget_following(view: &View, follower: &Id, followed: &Id) -> Result<Changes, Refusal> {
    let mut changes = Changes::none();
    if view.following(follower, followed)?.is_none() {
        return Ok(changes);
    }
    let counts = view.counts(follower)?;
    changes.put(keys::counts(follower), &Counts { following: counts.following.saturating_sub(1), ..counts });
    changes.delete(keys::following(follower, followed));
    changes.delete(keys::local_follower_of(followed, follower));
    changes.tell(Event::Actor(follower.clone()));
    Ok(changes)
}

/// Somebody no longer follows one of ours.
pub(super) fn forget_follower(view: &View, followed: &Id, follower: &Id) -> Result<Changes, Refusal> {
    let mut changes = Changes::none();
    let Some(record) = view.follower(followed, follower)? else { return Ok(changes) };
    notices::forget_activity(view, followed, &record.activity, &mut changes)?;
    let counts = view.counts(followed)?;
    changes.put(keys::counts(followed), &Counts { followers: counts.followers.saturating_sub(1), ..counts });
    changes.delete(keys::follower(followed, follower));
    changes.tell(Event::Actor(followed.clone()));
    Ok(changes)
}
