//! Suspending after a report. A suspended organisation stays as it is, but nobody of it logs in (see
//! [`super::sessions`]), it says nothing (see [`crate::identity`]), and nobody reads it (see [`super::reading`]).

use artel_protocol::Name;

use crate::error::Refusal;
use crate::node::Node;
use crate::store::records::Office;

impl Node {
    /// Keeps somebody out after a report. Officers do not shut out each other; operators may.
    pub async fn suspend_reported(&self, name: Name, by: Name) -> Result<(), Refusal> {
        let view = self.view()?;
        let unknown = || Refusal::Unknown("nobody of that name can log in here");
        let (account, officer) = (view.account(&name)?.ok_or_else(unknown)?, view.account(&by)?);
        let runs_the_node = officer.is_some_and(|officer| officer.office == Office::Operator);
        if name == by || account.office > Office::None && !runs_the_node {
            return Err(Refusal::Forbidden("who keeps order here is not shut out by another officer"));
        }
        self.suspend(name, true).await
    }
}
