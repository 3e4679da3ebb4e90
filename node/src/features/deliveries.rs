//! What is on its way to other servers, for a person to look at.

use std::collections::HashMap;

use artel_protocol::{Name, limits};

use crate::error::Refusal;
use crate::node::Node;
use crate::store::engine::Direction;
use crate::store::keys::{self, Key};
use crate::store::records::DeliveryRecord;

/// One delivery, and the key that `deliver_now` takes.
#[derive(Clone, Debug)]
pub struct Waiting {
    pub key: Key,
    pub record: DeliveryRecord,
}

impl Node {
    /// Deliveries that wait or were given up, by host.
    pub fn deliveries(&self) -> Result<Vec<Waiting>, Refusal> {
        let records =
            self.view()?.records(&keys::deliveries(), Direction::Forward, limits::DELIVERIES_SHOWN)?;
        Ok(records.into_iter().map(|(key, record)| Waiting { key: key.to_vec(), record }).collect())
    }

    /// Deliveries in the name of an organisation or of its people.
    pub fn deliveries_of(&self, organisation: &Name) -> Result<Vec<Waiting>, Refusal> {
        let view = self.view()?;
        let mut ours = HashMap::new();
        let mut waiting = self.deliveries()?;
        for Waiting { record, .. } in &waiting {
            if !ours.contains_key(&record.sender) {
                let sender = view.local_actor(&record.sender)?;
                ours.insert(
                    record.sender.clone(),
                    sender.is_some_and(|sender| sender.organisation == *organisation),
                );
            }
        }
        waiting.retain(|waiting| ours.get(&waiting.record.sender) == Some(&true));
        Ok(waiting)
    }

    /// Deliveries that were given up.
    pub fn undelivered(&self) -> Result<Vec<Waiting>, Refusal> {
        Ok(self.deliveries()?.into_iter().filter(|waiting| waiting.record.next.is_none()).collect())
    }

    /// Removes a delivery from the list: it will not be made any more.
    pub async fn forget_delivery(&self, key: Key) -> Result<(), Refusal> {
        self.change(move |view, _| {
            let record = view.delivery(&key)?.ok_or(Refusal::Unknown("there is no such delivery"))?;
            let mut changes = crate::changes::Changes::none();
            if let Some(next) = record.next {
                changes.delete(keys::due(next, &key));
            }
            changes.delete(key);
            Ok(changes)
        })
        .await
        .map(|_| ())
    }
}
