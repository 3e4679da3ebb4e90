//! Moving: an organisation that is hosted on a hub goes to a node of its own, or back, and its followers come along.
//!
//! It takes one step on each side. On the new node [`Node::bring_here`] opens the recovery kit of the old organisation:
//! from then on the new accounts name the old ones, which is what everybody else's server asks for. Then, on the old
//! node, [`Node::move_away`] sees that they do, writes where the accounts are now, and tells the followers by a `Move`;
//! each follower's server follows the new account by itself. Why it is so: docs/decisions/0005-moving.md.

mod away;
mod here;

use artel_protocol::key::Ed25519Secret;
use artel_protocol::{Actor, Name};

use super::erasure::everybody_of;
use crate::error::Refusal;
use crate::node::Node;
use crate::policy;
use crate::store::records::{AccountRecord, LocalActorRecord};

pub use away::MovedAway;
pub use here::Brought;

/// Where an organisation and its people are: here, or somewhere else by now.
#[derive(Clone, Debug)]
pub struct Whereabouts {
    /// The identity of the organisation, as a `did:key`.
    pub did: String,
    /// The organisation first, then its people by name.
    pub everybody: Vec<Whereabout>,
    /// How many deliveries about any of them still wait.
    pub waiting: usize,
}

/// Where one of them is.
#[derive(Clone, Debug)]
pub struct Whereabout {
    pub actor: LocalActorRecord,
    /// The account that it has moved to, as far as it is known here.
    pub target: Option<Actor>,
    /// Who follows the account here. Of one that has moved these are the followers that have not come along yet.
    pub followers: u64,
}

impl Node {
    /// The organisation that somebody wants to move away.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`] unless they may.
    pub fn moving_for(&self, account: &AccountRecord, name: &Name) -> Result<LocalActorRecord, Refusal> {
        let node = self.record()?.ok_or(NO_ORGANISATION)?;
        policy::may_move_away(account, name, &node)?;
        self.local_actor(name)
    }

    /// Where an organisation of ours and its people are.
    pub fn whereabouts(&self, organisation: &Name) -> Result<Whereabouts, Refusal> {
        let view = self.view()?;
        let company = view.organisation(organisation)?.ok_or(NO_ORGANISATION)?;
        let mut everybody = Vec::new();
        for actor in everybody_of(&view, organisation)? {
            let target = match &actor.moved_to {
                Some(target) => view.actor(target)?,
                None => None,
            };
            everybody.push(Whereabout { followers: view.counts(&actor.id)?.followers, target, actor });
        }
        everybody.sort_by_key(|one| one.actor.name != *organisation);
        let waiting = self.deliveries_of(organisation)?.into_iter().filter(|waiting| {
            let record = &waiting.record;
            record.next.is_some() && everybody.iter().any(|one| one.actor.id == record.about)
        });
        Ok(Whereabouts {
            did: Ed25519Secret::from_seed(&company.seed).public().to_did(),
            waiting: waiting.count(),
            everybody,
        })
    }
}

const NO_ORGANISATION: Refusal = Refusal::Unknown("there is no such organisation here");
