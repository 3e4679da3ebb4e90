//! What the parties of an expression of interest see of it. How the other is reached is among it only after the owner has
//! accepted.

use artel_protocol::interest::Contact;
use artel_protocol::{Actor, Id};

use super::records::{self, InterestRecord, MessageRecord};
use super::saying::{NO_INTEREST, NO_PARTY};
use super::state::Side;
use crate::error::Refusal;
use crate::node::Node;
use crate::store::View;

/// One in a list.
#[derive(Clone, Debug)]
pub struct Listed {
    pub record: InterestRecord,
    /// Which of the two the reader is.
    pub side: Side,
    /// The other party, as far as it is known here.
    pub other: Option<Actor>,
}

/// One with everything that its reader may see.
#[derive(Clone, Debug)]
pub struct Seen {
    pub record: InterestRecord,
    pub side: Side,
    pub other: Option<Actor>,
    pub messages: Vec<MessageRecord>,
    /// How the reader said that they are reached.
    pub own: Contact,
    /// How the other is reached; empty before it is accepted.
    pub others: Contact,
}

impl Node {
    /// What these actors of ours have sent and received, what changed last first.
    pub fn interests(&self, readers: &[Id]) -> Result<Vec<Listed>, Refusal> {
        let view = self.view()?;
        let mut found: Vec<Listed> = Vec::new();
        for reader in readers {
            for record in records::of_actor(&view, reader)? {
                let Some(side) = record.side_decided_by(reader) else { continue };
                let other = view.actor(record.party(side.other()))?;
                found.push(Listed { record, side, other });
            }
        }
        found.sort_by_key(|one| std::cmp::Reverse(one.record.changed));
        Ok(found)
    }

    /// What one of these actors has to do with an offer: their interest in it that is not over.
    pub fn interest_in(&self, readers: &[Id], offer: &Id) -> Result<Option<InterestRecord>, Refusal> {
        let view = self.view()?;
        for reader in readers {
            if let Some(live) = records::live(&view, offer, reader)? {
                return Ok(Some(live));
            }
        }
        Ok(None)
    }

    /// One by its name in addresses.
    ///
    /// # Errors
    /// 404 if there is none, 403 for who is no party.
    pub fn interest_for(&self, readers: &[Id], key: &str) -> Result<Seen, Refusal> {
        let view = self.view()?;
        let record = records::interest(&view, key)?.ok_or(NO_INTEREST)?;
        let side = readers.iter().find_map(|reader| record.side_decided_by(reader)).ok_or(NO_PARTY)?;
        seen(&view, record, side)
    }
}

pub(super) fn seen(view: &View, record: InterestRecord, side: Side) -> Result<Seen, Refusal> {
    let key = record.key();
    let contacts = records::contacts(view, &key)?;
    let (own, others) = match side {
        Side::Sender => (contacts.sender, contacts.owner),
        Side::Owner => (contacts.owner, contacts.sender),
    };
    Ok(Seen {
        messages: records::messages(view, &key)?,
        other: view.actor(record.party(side.other()))?,
        others: if record.state.is_accepted() { others } else { Contact::default() },
        own,
        side,
        record,
    })
}
