//! What is known here under a tag.

use artel_protocol::limits;

use super::lists::{Cursor, Page};
use super::reading::{Shown, listed};
use crate::decide::tag_key;
use crate::error::Refusal;
use crate::node::Node;
use crate::store::engine::Direction;
use crate::store::keys;

impl Node {
    /// The public entries with a tag, newest first, from before `before` on. Large and small letters are the same.
    pub fn tagged(&self, tag: &str, before: Option<&Cursor>, limit: usize) -> Result<Page<Shown>, Refusal> {
        let Some(tag) = tag_key(tag) else { return Ok(Page { items: Vec::new(), next: None }) };
        listed(&self.view()?, &keys::tagged(&tag), before, limit)
    }

    /// Tags in use that begin like this, in the order of the alphabet.
    pub fn tags_like(&self, beginning: &str) -> Result<Vec<String>, Refusal> {
        let Some(beginning) = tag_key(beginning) else { return Ok(Vec::new()) };
        let view = self.view()?;
        let all = keys::tags_from(&beginning);
        let (mut from, to) = (all.clone(), keys::end_of(&all));
        let mut found = Vec::new();
        while found.len() < limits::SUGGESTIONS {
            let next = view.range(&from, &to, Direction::Forward, 1)?;
            let Some(tag) = next.first().and_then(|(key, _)| keys::tag_of(key)) else { break };
            from = keys::end_of(&keys::tagged(tag));
            found.push(tag.to_owned());
        }
        Ok(found)
    }
}
