//! What an entry of ours said before it was edited: for readers, so that an edit hides nothing.

use artel_protocol::{Id, limits};

use crate::error::Refusal;
use crate::node::Node;
use crate::store::engine::Direction;
use crate::store::keys;
use crate::store::records::RevisionRecord;
use crate::store::view::values;

impl Node {
    /// The versions before the present one, the newest first.
    ///
    /// # Errors
    /// As [`Node::entry`]: what is not public or was deleted has no history.
    pub fn history(&self, entry: &Id) -> Result<Vec<RevisionRecord>, Refusal> {
        self.entry(entry)?;
        let view = self.view()?;
        Ok(values(view.records(&keys::revisions(entry), Direction::Backward, limits::REVISIONS_PER_ENTRY)?))
    }
}
