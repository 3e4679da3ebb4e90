//! How order was kept in a community, for everybody to read: what went out of view or took no more answers, who is to be
//! silent, and why. Who asked for it is not said.

use artel_protocol::activity::{Act, UndoneAct};
use artel_protocol::{Activity, Document, Id, Timestamp, as2, limits};

use super::lists::{self, Cursor, Page};
use crate::error::Refusal;
use crate::node::Node;
use crate::store::{View, keys};

/// Something that a community said to keep order.
#[derive(Clone, Debug)]
pub struct Kept {
    pub at: Timestamp,
    pub what: KeptAct,
    /// The entry or the actor that it is about.
    pub about: Id,
    /// Plain text; may be empty.
    pub reason: String,
}

/// What was done.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub enum KeptAct {
    Hidden,
    Shown,
    Locked,
    Unlocked,
    /// Until a moment, or for good.
    Banned(Option<Timestamp>),
    Unbanned,
}

impl Node {
    /// How order was kept in a community, the newest first.
    pub fn kept_order(
        &self,
        community: &Id,
        before: Option<&Cursor>,
        limit: usize,
    ) -> Result<Page<Kept>, Refusal> {
        let view = self.view()?;
        lists::page(&view, &keys::kept_order(community), before, limit, |id| read(&view, id))
    }
}

fn read(view: &View, id: &Id) -> Result<Option<Kept>, Refusal> {
    let Some(bytes) = view.activity(id)? else { return Ok(None) };
    let activity = Activity::read(Document::parse(bytes)?)?;
    let (what, about) = match &activity.act {
        Act::Remove(placed) => (KeptAct::Hidden, placed.object.clone()),
        Act::Add(placed) => (KeptAct::Shown, placed.object.clone()),
        Act::Lock(entry) => (KeptAct::Locked, entry.clone()),
        Act::Block(ban) => (KeptAct::Banned(ban.until), ban.object.clone()),
        Act::Undo(undone) => match (undone.what, &undone.object) {
            (UndoneAct::Lock, Some(entry)) => (KeptAct::Unlocked, entry.clone()),
            (UndoneAct::Block, Some(member)) => (KeptAct::Unbanned, member.clone()),
            _ => return Ok(None),
        },
        _ => return Ok(None),
    };
    let Some(at) = activity.published else { return Ok(None) };
    let reason = as2::text(activity.document().json(), "content", limits::REASON_CHARS)?;
    Ok(Some(Kept { at, what, about, reason: reason.unwrap_or_default() }))
}
