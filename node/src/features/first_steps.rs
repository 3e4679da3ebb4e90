//! What is still open after the set-up, for whoever is logged in: the list on the home page, until all is done or
//! somebody has seen enough of it.

use artel_protocol::Name;

use super::sessions::Session;
use crate::changes::Changes;
use crate::error::Refusal;
use crate::node::Node;
use crate::store::engine::Direction;
use crate::store::keys;
use crate::store::records::{Office, Role};

/// Something to do in the first week.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub enum Step {
    /// From the trial to a public name.
    Name,
    RecoveryKit,
    FirstArticle,
    /// A sentence on the organisation's page.
    Profile,
    /// A colleague is here, or invited.
    Colleagues,
    /// Somebody is followed.
    Following,
    /// Mail goes out.
    Mail,
}

impl Node {
    /// Every step that concerns somebody, with whether it is done; none once they hid the list.
    pub fn first_steps(&self, session: &Session) -> Result<Vec<(Step, bool)>, Refusal> {
        let view = self.view()?;
        if view.contains(&keys::setting(&hidden(&session.account.name)))? {
            return Ok(Vec::new());
        }
        let (account, organisation) = (&session.account, &session.organisation);
        let trial = self.record()?.is_some_and(|record| record.trial);
        let counts = view.counts(&organisation.id)?;
        let follows =
            |id| view.prefix(&keys::followings(id), Direction::Forward, 1).map(|found| !found.is_empty());
        let mut steps = vec![(Step::FirstArticle, counts.entries > 0)];
        if account.role == Role::Owner {
            steps.push((Step::RecoveryKit, self.recovery_kit_made(&organisation.name)?.is_some()));
            steps.push((Step::Profile, !organisation.summary.is_empty()));
            let invited = !self.invitations(&organisation.name)?.is_empty();
            steps.push((Step::Colleagues, invited || self.staff(&organisation.name)?.len() > 1));
        }
        if account.office == Office::Operator {
            steps.push((Step::Mail, self.mails()));
        }
        if trial && account.office == Office::Operator {
            steps.push((Step::Name, false));
        }
        if !trial {
            steps.push((Step::Following, follows(&organisation.id)? || follows(&session.person.id)?));
        }
        Ok(steps)
    }

    /// Somebody has seen enough of the list, or wants it back.
    pub async fn hide_first_steps(&self, account: Name, hide: bool) -> Result<(), Refusal> {
        self.change(move |_, context| {
            let mut changes = Changes::none();
            match hide {
                true => changes.put(keys::setting(&hidden(&account)), &context.now),
                false => changes.delete(keys::setting(&hidden(&account))),
            }
            Ok(changes)
        })
        .await
        .map(|_| ())
    }
}

fn hidden(account: &Name) -> String {
    format!("first steps hidden by {account}")
}
