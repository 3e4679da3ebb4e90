//! The time zone in which the node shows moments to who has not chosen one: a name of the time zone database.
//!
//! The node itself reckons in UTC and knows no zones; whoever shows moments sees to it that there is one of that name.

use crate::changes::Changes;
use crate::error::Refusal;
use crate::node::Node;
use crate::store::keys;

const SETTING: &str = "time zone";

impl Node {
    /// The zone's name: `Europe/Berlin`; none before one is chosen.
    pub fn time_zone(&self) -> Result<Option<String>, Refusal> {
        Ok(self.view()?.record(&keys::setting(SETTING))?)
    }

    /// Chooses the zone by its name; none for UTC.
    pub async fn set_time_zone(&self, name: Option<String>) -> Result<(), Refusal> {
        self.change(move |_, _| {
            let mut changes = Changes::none();
            match &name {
                Some(name) => changes.put(keys::setting(SETTING), name),
                None => changes.delete(keys::setting(SETTING)),
            }
            Ok(changes)
        })
        .await
        .map(|_| ())
    }
}
