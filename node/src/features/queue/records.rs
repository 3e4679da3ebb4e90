//! What is kept of words that wait for the moderators of a space, and of warnings.

use artel_protocol::activity::{Act, Referred, Updated};
use artel_protocol::kinds::Entry;
use artel_protocol::message::Aid;
use artel_protocol::{Activity, Document, Id, Timestamp, limits};
use serde::{Deserialize, Serialize};

use crate::changes::Changes;
use crate::error::Refusal;
use crate::policy::review::Why;
use crate::sets::spaces;
use crate::store::engine::Direction;
use crate::store::keys::{self, Key};
use crate::store::view::values;
use crate::store::{StoreError, View};

/// An entry that its space's moderators look at before anybody else reads it: kept on the hub, on its author's node and on
/// those of the moderators, and in no set.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct HeldRecord {
    pub space: Id,
    pub entry: Id,
    pub author: Id,
    pub at: Timestamp,
    /// Why it waits.
    #[serde(default)]
    pub why: Why,
    /// What was said, whole activities in their order: none while it is in the set already.
    pub said: Vec<Vec<u8>>,
    /// It changes what is in view.
    pub changes: bool,
    /// A version that is in the set without the community's word for it: its author's node did not wait.
    pub version: Option<Aid>,
    /// It was turned down, and is kept for its author alone.
    pub turned_down: Option<TurnedDown>,
}

/// Why something was turned down.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct TurnedDown {
    pub at: Timestamp,
    pub reason: String,
}

/// What somebody was told who was warned.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct WarningRecord {
    /// The space whose moderators said it.
    pub space: Id,
    pub reason: String,
}

impl HeldRecord {
    /// What waits from a moment on, of which nothing is written down yet.
    pub(crate) fn new(space: &Id, (entry, author): (&Id, &Id), at: Timestamp, why: Why) -> HeldRecord {
        HeldRecord {
            space: space.clone(),
            entry: entry.clone(),
            author: author.clone(),
            at,
            why,
            said: Vec::new(),
            changes: false,
            version: None,
            turned_down: None,
        }
    }

    fn key(&self) -> Key {
        keys::held(&self.space, self.at, &self.entry)
    }

    pub(crate) fn keep(&self, changes: &mut Changes) {
        changes.put(self.key(), self);
        changes.put(keys::held_place(&self.entry), &self.key());
    }

    pub(crate) fn forget(&self, changes: &mut Changes) {
        changes.delete(self.key());
        changes.delete(keys::held_place(&self.entry));
    }

    /// The same, with what its author said since.
    pub(crate) fn with(mut self, activity: &Activity) -> Result<HeldRecord, Refusal> {
        if self.said.len() >= limits::HELD_CHANGES {
            return Err(Refusal::Forbidden("it was changed too often while it waits"));
        }
        self.said.push(activity.document().bytes().to_vec());
        Ok(self)
    }

    /// The activities that wait.
    pub fn activities(&self) -> Result<Vec<Activity>, Refusal> {
        let read = |bytes: &Vec<u8>| Ok(Activity::read(Document::parse(bytes.clone())?)?);
        self.said.iter().map(read).collect()
    }

    /// The entry as it would be shown.
    pub fn shown(&self, view: &View) -> Result<Option<Entry>, Refusal> {
        match self.activities()?.pop().map(|last| last.act) {
            Some(Act::Create(Referred::Whole(entry)) | Act::Update(Updated::Entry(entry))) => {
                Ok(Some(*entry))
            }
            _ => Ok(view.entry(&self.entry)?.map(|stored| stored.entry)),
        }
    }

    /// Whether it was turned down so long ago that nobody wants to read why any more.
    pub fn is_over(&self, now: Timestamp) -> bool {
        let at = self.turned_down.as_ref().map(|turned_down| turned_down.at);
        at.is_some_and(|at| at < now.minus(limits::TURNED_DOWN_STAYS))
    }

    /// Whether it waits for the moderators.
    pub fn waits(&self) -> bool {
        self.turned_down.is_none()
    }
}

/// Everything that is held in a space, the oldest first.
pub fn held_in(view: &View, space: &Id) -> Result<Vec<HeldRecord>, StoreError> {
    // What waits, and what was turned down.
    let most = limits::HELD_PER_SPACE * 2;
    Ok(values(view.records(&keys::held_in(space), Direction::Forward, most)?))
}

/// Forgets whatever waits of an actor's words, in every space.
pub(crate) fn forget_all_of(view: &View, actor: &Id, changes: &mut Changes) -> Result<(), StoreError> {
    for space in spaces::all(view)? {
        for held in held_in(view, &space.space.id)?.iter().filter(|held| held.author == *actor) {
            held.forget(changes);
        }
    }
    Ok(())
}

/// What is held of an entry.
pub fn find(view: &View, entry: &Id) -> Result<Option<HeldRecord>, StoreError> {
    match view.record::<Vec<u8>>(&keys::held_place(entry))? {
        Some(key) => view.record(&key),
        None => Ok(None),
    }
}
