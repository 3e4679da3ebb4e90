//! Offers in time: their authors renew them, let nobody answer for a while, and are reminded before one ends.

use artel_protocol::kinds::offer::{Offer, lifetime};
use artel_protocol::kinds::{Content, Typed};
use artel_protocol::{Id, Name, Timestamp, limits};

use super::clients;
use super::publishing::{Draft, own_entry};
use crate::changes::Changes;
use crate::decide::notices::{self, Notice};
use crate::error::Refusal;
use crate::node::Node;
use crate::store::engine::Direction;
use crate::store::records::{EntryRecord, NotificationKind};
use crate::store::{View, keys};

/// What the author of an offer can do with it at present.
#[derive(Copy, Clone, Debug, Default, Eq, PartialEq)]
pub struct OfferStanding {
    /// It has ended: it stands in no list, and takes no interest.
    pub ended: bool,
    /// It takes no interest at present.
    pub paused: bool,
    pub renewable: bool,
}

impl Node {
    /// How an offer stands; none for what is no offer.
    pub fn offer_standing(&self, record: &EntryRecord) -> Option<OfferStanding> {
        let Content::Offer(offer) = &record.entry.content else { return None };
        let now = self.clock().now();
        let published = record.entry.published.unwrap_or(record.sorted);
        Some(OfferStanding {
            ended: offer.until.is_some_and(|until| until < now),
            paused: offer.closed,
            renewable: offer.is_renewable(published, now),
        })
    }

    /// Lets an offer stand for another year from its end on.
    ///
    /// # Errors
    /// 403 for another organisation's; a problem of the field `until` while it cannot be renewed.
    pub async fn renew_offer(&self, by: &Name, id: &Id) -> Result<(), Refusal> {
        let (stored, offer) = self.own_offer(id)?;
        let published = stored.entry.published.unwrap_or(stored.sorted);
        let until = offer.renewed_until().filter(|_| offer.is_renewable(published, self.clock().now()));
        let until = until.ok_or(Refusal::field("until", "offer-not-renewable"))?;
        self.change_offer(by, &stored, |typed| typed.set("until", until.to_day())).await
    }

    /// Lets nobody express interest in an offer for now, or lets them again.
    pub async fn pause_offer(&self, by: &Name, id: &Id, paused: bool) -> Result<(), Refusal> {
        let (stored, _) = self.own_offer(id)?;
        self.change_offer(by, &stored, |typed| typed.set("closed", if paused { "yes" } else { "" })).await
    }

    fn own_offer(&self, id: &Id) -> Result<(EntryRecord, Offer), Refusal> {
        let stored = own_entry(&self.view()?, id)?.0;
        match stored.entry.content.clone() {
            Content::Offer(offer) => Ok((stored, offer)),
            _ => Err(Refusal::Forbidden("it is no offer")),
        }
    }

    async fn change_offer(
        &self,
        by: &Name,
        stored: &EntryRecord,
        change: impl FnOnce(&mut Typed),
    ) -> Result<(), Refusal> {
        let mut draft = Draft::of(&stored.entry);
        change(&mut draft.more);
        self.edit_as(by, &stored.entry.id, &draft).await
    }

    /// Reminds the authors of offers that end within a fortnight. Each is told once.
    pub async fn remind_of_ends(&self) -> Result<(), Refusal> {
        self.change(|view, context| {
            let node = crate::identity::node_actor_id(context.node()?);
            let soon = context.now.plus(lifetime::REMINDED_BEFORE);
            let (from, to) = keys::endings_until(soon);
            let mut changes = Changes::none();
            for (key, _) in view.range(&from, &to, Direction::Forward, limits::REMINDED_AT_ONCE)? {
                changes.delete(key.to_vec());
                let Some((ends, entry)) = keys::parse_ending(&key) else { continue };
                let Some(author) = still_ends(view, &entry, ends)? else { continue };
                let owner = clients::owner_of(view, &entry, &author)?;
                let mut now = view.clone();
                now.apply(changes.batch());
                let notice = Notice::about(NotificationKind::Ending, &owner, &node, &entry);
                notices::tell(&now, context, &notice, &mut changes)?;
            }
            Ok(changes)
        })
        .await
        .map(|_| ())
    }
}

/// Whose entry it is, if it still ends at that moment.
fn still_ends(view: &View, entry: &Id, ends: Timestamp) -> Result<Option<Id>, Refusal> {
    let record = view.entry(entry)?.filter(|record| record.entry.content.ends() == Some(ends));
    Ok(record.map(|record| record.entry.author))
}
