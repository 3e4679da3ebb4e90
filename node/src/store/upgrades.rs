//! The ways from the versions of the schema that landed once to the ones after them.

use super::engine::Direction;
use super::records::{AccountRecord, EntryRecord, NodeRecord, Office, Role, decode, encode};
use super::schema::{Upgrade, UpgradeContext};
use super::{Batch, StoreError, keys};
use crate::decide::places_under_tags;

/// Every upgrade, in order.
pub const ALL: &[Upgrade] = &[Upgrade { from: 1, run: give_offices }, Upgrade { from: 2, run: file_tags }];

/// How many records are read at once.
const READ: usize = 500;

/// Version 2 knows offices of the node. Until then the owners and moderators of the organisation that runs the node
/// did what operators and officers do.
fn give_offices(context: &UpgradeContext<'_>) -> Result<(), StoreError> {
    let reader = context.reader();
    let Some(node) = reader.get(&keys::setting("node"))? else { return Ok(()) };
    let node: NodeRecord = decode(&node)?;
    let mut batch = Batch::new();
    let accounts = keys::accounts();
    for (key, value) in reader.range(&accounts, &keys::end_of(&accounts), Direction::Forward, usize::MAX)? {
        let account: AccountRecord = decode(&value)?;
        let office = match account.role {
            _ if account.organisation != node.organisation => continue,
            Role::Owner => Office::Operator,
            Role::Moderator => Office::Officer,
            Role::Member => continue,
        };
        batch.put(key.to_vec(), encode(&AccountRecord { office, ..account }));
    }
    context.commit(&batch)
}

/// Version 3 has every public entry under its tags. Before there was an index of tags, entries were kept without it.
fn file_tags(context: &UpgradeContext<'_>) -> Result<(), StoreError> {
    let mut from = keys::entries();
    let end = keys::end_of(&from);
    loop {
        let found = context.reader().range(&from, &end, Direction::Forward, READ)?;
        let Some((last, _)) = found.last() else { return Ok(()) };
        from = keys::behind(last);
        let mut batch = Batch::new();
        for (_, value) in &found {
            for place in places_under_tags(&decode::<EntryRecord>(value)?) {
                batch.put(place, bytes::Bytes::new());
            }
        }
        context.commit(&batch)?;
    }
}
