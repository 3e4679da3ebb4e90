//! How much others may say in the communities of this node and their spaces: so much by one actor, and so much by all of one
//! host together.
//!
//! It is counted once it is known who says it, so that nobody uses up what another may say, and before anything is fetched
//! or written. What members say reaches a set by gossip besides, which has a measure of its own (`mesh/rates.rs`).

use artel_protocol::activity::{Act, Referred, Updated};
use artel_protocol::message::Aid;
use artel_protocol::{Activity, Id, Verified};

use crate::error::Refusal;
use crate::features::attempts::Attempt;
use crate::node::Node;
use crate::sets::{self, records, spaces};
use crate::store::View;

impl Node {
    /// Counts what somebody says in a space of ours. What is taken back costs nothing, nor does what is known already.
    ///
    /// # Errors
    /// [`Refusal::TooMany`] to an actor or a host that says more than they may.
    pub(super) fn count_in_space(&self, verified: &Verified<Activity>) -> Result<(), Refusal> {
        let (view, activity) = (self.view()?, verified.value());
        if !says_in_a_space(&view, activity)? || is_known(&view, verified)? {
            return Ok(());
        }
        self.attempts().count(Attempt::InSpace, activity.actor.as_str())?;
        self.attempts().count(Attempt::InSpaceFrom, activity.actor.host())
    }
}

/// Whether an activity posts, answers, votes or boosts in a community that stands here, or in one of its spaces.
fn says_in_a_space(view: &View, activity: &Activity) -> Result<bool, Refusal> {
    let (about, audience) = match &activity.act {
        Act::Create(Referred::Whole(entry)) | Act::Update(Updated::Entry(entry)) => {
            (entry.in_reply_to.as_ref(), Some(&entry.audience))
        }
        Act::Create(Referred::ById(id))
        | Act::Update(Updated::ById(id))
        | Act::Like(id)
        | Act::Announce(id) => (Some(id), None),
        _ => return Ok(false),
    };
    let named = activity.audience.named().chain(audience.into_iter().flat_map(|audience| audience.named()));
    for named in named {
        if is_space(view, named)? {
            return Ok(true);
        }
    }
    match about {
        Some(about) => stands_in_one(view, about),
        None => Ok(false),
    }
}

fn is_space(view: &View, id: &Id) -> Result<bool, Refusal> {
    // Nearly everything names people only, who are on other hosts.
    if view.local_actor_by_id(id)?.is_none() {
        return Ok(false);
    }
    Ok(spaces::space(view, id)?.is_some() || records::community(view, id)?.is_some())
}

fn stands_in_one(view: &View, entry: &Id) -> Result<bool, Refusal> {
    let Some(place) = view.entry(entry)?.and_then(|stored| stored.community) else { return Ok(false) };
    Ok(records::community(view, &place.id)?.is_some_and(|community| community.hosted.is_some()))
}

/// Whether it has come before, by this way or by gossip.
fn is_known(view: &View, verified: &Verified<Activity>) -> Result<bool, Refusal> {
    if view.seen(&verified.value().id)? {
        return Ok(true);
    }
    let Some((_, place)) = sets::placed(view, verified)? else { return Ok(false) };
    match Aid::of(verified.value().document()) {
        Ok(aid) => Ok(records::element(view, &place.sid(), &aid)?.is_some()),
        Err(_) => Ok(false),
    }
}
