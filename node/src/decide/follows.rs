//! Following: who follows us, whom we follow, and what happens when somebody moves.

use artel_protocol::activity::FollowReference;
use artel_protocol::{Activity, Id, limits};
use serde_json::{Map, Value, json};

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
        changes.extend(match followed.moved_to {
            None => welcome(view, context, activity, &followed)?,
            Some(_) => turn_away(view, context, activity, &followed)?,
        });
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
    let answer = about_follow(&activity.id, follower, &followed.id, follower);
    changes.consequences.push(context.compose(view, followed, "Accept", answer)?);
    changes.tell(Event::Actor(followed.id.clone()));
    Ok(changes)
}

/// One of ours that has moved is followed at its old id: it says no, as Mastodon does, so that the other server shows
/// where it is now and nobody waits here for what never comes.
fn turn_away(
    view: &View,
    context: &Context<'_>,
    activity: &Activity,
    followed: &LocalActorRecord,
) -> Result<Changes, Refusal> {
    let mut changes = Changes::none();
    let answer = about_follow(&activity.id, &activity.actor, &followed.id, &activity.actor);
    changes.consequences.push(context.compose(view, followed, "Reject", answer)?);
    Ok(changes)
}

/// The members of what answers a Follow or takes it back, addressed to the other one of the two. Not the whole Follow:
/// its own `@context` would redefine protected terms of ours, which strict readers refuse.
fn about_follow(follow: &Id, follower: &Id, followed: &Id, to: &Id) -> Map<String, Value> {
    let mut members = Map::new();
    let follow = json!({
        "type": "Follow",
        "id": follow.as_str(),
        "actor": follower.as_str(),
        "object": followed.as_str(),
    });
    members.insert("object".into(), follow);
    members.insert("to".into(), json!([to.as_str()]));
    members
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
    let mut changes = Changes::none();
    if !policy::takes_over(view, old, new)? {
        return Ok(changes);
    }
    for local in view.local_followers_of(old)? {
        if let Some(follower) = view.local_actor_by_id(&local)? {
            go_along(view, context, &follower, (old, new), &mut changes)?;
        }
    }
    Ok(changes)
}

/// A follower of ours takes its Follow of the old account back, and asks to follow the new one: not twice, and not
/// against its own or the other's will. Those who say nothing at present just follow no more.
fn go_along(
    view: &View,
    context: &Context<'_>,
    follower: &LocalActorRecord,
    (old, new): (&Id, &Id),
    changes: &mut Changes,
) -> Result<(), Refusal> {
    if follower.moved_to.is_some() || view.is_suspended(&follower.organisation)? {
        changes.extend(forget_following(view, &follower.id, old)?);
        return Ok(());
    }
    let asked = view.following(&follower.id, new)?.is_some();
    let unwilling = view.blocks(&follower.id, new)? || view.blocks(new, &follower.id)?;
    if !asked && !unwilling && follower.id != *new {
        let mut members = Map::new();
        members.insert("object".into(), new.as_str().into());
        members.insert("to".into(), json!([new.as_str()]));
        changes.consequences.push(context.compose(view, follower, "Follow", members)?);
    }
    // Decided first, since it comes last: it makes room for the new one.
    if let Some(following) = view.following(&follower.id, old)? {
        let undone = about_follow(&following.activity, &follower.id, old, old);
        changes.consequences.push(context.compose(view, follower, "Undo", undone)?);
    }
    Ok(())
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
