//! What has had its time is forgotten: sessions, invitations and links to new passwords.

use artel_protocol::Timestamp;
use serde::de::DeserializeOwned;

use crate::changes::Changes;
use crate::error::Refusal;
use crate::node::Node;
use crate::store::engine::Direction;
use crate::store::records::{InvitationRecord, NewPasswordRecord, SessionRecord};
use crate::store::{View, keys};

impl Node {
    /// Forgets every session, invitation and link to a new password that no longer works.
    pub async fn sweep_expired(&self) -> Result<(), Refusal> {
        self.change(move |view, context| {
            let (now, mut changes) = (context.now, Changes::none());
            forget(view, &keys::sessions(), |session: &SessionRecord| session.expires, now, &mut changes)?;
            let expires = |invitation: &InvitationRecord| invitation.expires;
            forget(view, &keys::invitations(), expires, now, &mut changes)?;
            forget(view, &keys::new_passwords(), |link: &NewPasswordRecord| link.expires, now, &mut changes)?;
            Ok(changes)
        })
        .await
        .map(|_| ())
    }
}

fn forget<T: DeserializeOwned>(
    view: &View,
    prefix: &[u8],
    expires: impl Fn(&T) -> Timestamp,
    now: Timestamp,
    changes: &mut Changes,
) -> Result<(), Refusal> {
    let all: Vec<(_, T)> = view.records(prefix, Direction::Forward, usize::MAX)?;
    for (key, _) in all.into_iter().filter(|(_, record)| expires(record) <= now) {
        changes.delete(key.to_vec());
    }
    Ok(())
}
