//! What somebody has read and wants to hear of: private to their account, and known to this node alone.

use artel_protocol::{Id, Name, Timestamp, limits};

use super::reading::Shown;
use crate::changes::Changes;
use crate::error::Refusal;
use crate::node::Node;
use crate::policy;
use crate::store::engine::Direction;
use crate::store::{View, keys};

/// A conversation of some space.
#[derive(Clone, Debug)]
pub struct Talk {
    pub shown: Shown,
    pub space: Id,
    /// When the last word was said in it.
    pub last: Timestamp,
}

impl Node {
    /// Notes that somebody has seen a conversation up to its last word.
    pub async fn mark_conversation_read(&self, account: &Name, opener: &Id) -> Result<(), Refusal> {
        let last = self.last_word(opener)?.unwrap_or(self.clock().now());
        let key = keys::read_until(account, opener);
        // Most looks find nothing new: they cost no commit.
        if self.view()?.record::<Timestamp>(&key)?.is_some_and(|until| until >= last) {
            return Ok(());
        }
        self.change(move |_, _| {
            let mut changes = Changes::none();
            changes.put(key, &last);
            Ok(changes)
        })
        .await
        .map(|_| ())
    }

    /// Whether something was said in a conversation since somebody saw it last. What they never saw is new for a month.
    pub fn is_unread(&self, account: &Name, opener: &Id, last: Timestamp) -> Result<bool, Refusal> {
        let until: Option<Timestamp> = self.view()?.record(&keys::read_until(account, opener))?;
        let before = self.clock().now().minus(limits::UNREAD_FOR);
        Ok(last > until.unwrap_or(before))
    }

    /// Tells somebody of every answer in a conversation from now on, or no more.
    ///
    /// # Errors
    /// A problem of the field `watch` when it is watched by as many as may.
    pub async fn watch(&self, account: &Name, opener: &Id, watch: bool) -> Result<(), Refusal> {
        let (account, opener) = (account.clone(), opener.clone());
        self.change(move |view, _| {
            let mut changes = Changes::none();
            let key = keys::watcher(&opener, &account);
            match watch {
                true if watchers(view, &opener)?.len() >= limits::WATCHERS => {
                    return Err(Refusal::field("watch", "watch-too-many"));
                }
                true => changes.put_bytes(key, bytes::Bytes::new()),
                false => changes.delete(key),
            }
            Ok(changes)
        })
        .await
        .map(|_| ())
    }

    /// Whether somebody is told of every answer in a conversation.
    pub fn watches(&self, account: &Name, opener: &Id) -> Result<bool, Refusal> {
        Ok(self.view()?.contains(&keys::watcher(opener, account))?)
    }

    /// What was spoken of last in all spaces that somebody may look into.
    pub fn talk(&self, readers: &[Id], limit: usize) -> Result<Vec<Talk>, Refusal> {
        let view = self.view()?;
        let mut found = Vec::new();
        for space in self.spaces()?.into_iter().take(limits::SPACES_PER_COMMUNITY) {
            if !policy::may_look_into(&view, readers, &space)? {
                continue;
            }
            for shown in self.space_entries(&space.space.id, readers, None, limit)?.items {
                let last = self.last_word(&shown.record.entry.id)?.unwrap_or(shown.record.sorted);
                found.push(Talk { space: space.space.id.clone(), last, shown });
            }
        }
        found.sort_by_key(|talk| std::cmp::Reverse(talk.last));
        found.truncate(limit);
        Ok(found)
    }
}

/// The accounts that are told of every answer in a conversation.
pub(crate) fn watchers(view: &View, opener: &Id) -> Result<Vec<Name>, Refusal> {
    let rows = view.prefix(&keys::watchers(opener), Direction::Forward, limits::WATCHERS)?;
    Ok(rows.iter().filter_map(|(key, _)| Name::parse(keys::last_part(key)?).ok()).collect())
}
