//! The ways from the versions of the schema that landed once to the ones after them.

use super::engine::Direction;
use super::records::{AccountRecord, NodeRecord, Office, Role, decode, encode};
use super::schema::{Upgrade, UpgradeContext};
use super::{Batch, StoreError, keys};

/// Every upgrade, in order.
pub const ALL: &[Upgrade] = &[Upgrade { from: 1, run: give_offices }];

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
