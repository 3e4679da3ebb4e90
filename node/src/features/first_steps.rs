//! What is still open after the set-up, for whoever is logged in: the list on the home page, until all is done or
//! somebody has seen enough of it.

use artel_protocol::Name;

use super::node_texts::KINDS;
use super::sessions::Session;
use crate::changes::Changes;
use crate::error::Refusal;
use crate::node::Node;
use crate::store::engine::Direction;
use crate::store::keys;
use crate::store::records::{Office, Role};

const BACKUP_FETCHED: &str = "backup fetched";

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
    /// The organisation's portrait.
    Portrait,
    /// A backup was fetched, to be kept where the machine is not.
    Backup,
    /// A text of the node is written: `rules`, `imprint` or `privacy`.
    Text(&'static str),
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
            steps.push((Step::Portrait, organisation.profile.portrait.is_some()));
            let invited = !self.invitations(&organisation.name)?.is_empty();
            steps.push((Step::Colleagues, invited || self.has_colleagues(&organisation.name)?));
        }
        if account.office == Office::Operator {
            steps.push((Step::Mail, self.mails()));
            let missing = self.texts_missing()?;
            steps.extend(KINDS.map(|kind| (Step::Text(kind), !missing.contains(&kind))));
            steps.push((Step::Backup, view.contains(&keys::setting(BACKUP_FETCHED))?));
        }
        if trial && account.office == Office::Operator {
            steps.push((Step::Name, false));
        }
        if !trial {
            steps.push((Step::Following, follows(&organisation.id)? || follows(&session.person.id)?));
        }
        Ok(steps)
    }

    /// Remembers that a backup was fetched from here. One that only lies beside what it is a backup of is lost with it.
    pub async fn backup_fetched(&self) -> Result<(), Refusal> {
        self.change(move |_, context| {
            let mut changes = Changes::none();
            changes.put(keys::setting(BACKUP_FETCHED), &context.now);
            Ok(changes)
        })
        .await
        .map(|_| ())
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
