//! The people of an organisation: what they may, and how they leave. An organisation keeps an owner, and the node an
//! operator.

use artel_protocol::Name;

use super::accounts::{NO_ACCOUNT, end_sessions};
use super::mail::MailAddress;
use crate::changes::Changes;
use crate::error::Refusal;
use crate::node::Node;
use crate::store::engine::Direction;
use crate::store::records::{AccountRecord, LocalActorRecord, Office, Role};
use crate::store::{View, keys};

/// Somebody of an organisation's staff.
#[derive(Clone, Debug)]
pub struct Colleague {
    pub account: AccountRecord,
    pub person: LocalActorRecord,
}

/// What somebody sets about their own account.
#[derive(Clone, Debug)]
pub struct AccountSettings {
    pub mail: Option<MailAddress>,
    /// `en`, `ru` or `de`; none for what the browser asks for.
    pub language: Option<String>,
    pub no_mail: bool,
}

impl Node {
    /// Everybody of an organisation, by name.
    pub fn staff(&self, organisation: &Name) -> Result<Vec<Colleague>, Refusal> {
        let view = self.view()?;
        let mut staff = Vec::new();
        for account in accounts(&view)?.into_iter().filter(|account| account.organisation == *organisation) {
            if let Some(person) = view.local_actor(&account.name)? {
                staff.push(Colleague { account, person });
            }
        }
        Ok(staff)
    }

    /// Everybody with an office on the node.
    pub fn officers(&self) -> Result<Vec<AccountRecord>, Refusal> {
        let all = accounts(&self.view()?)?;
        Ok(all.into_iter().filter(|account| account.office != Office::None && !account.suspended).collect())
    }

    /// Gives somebody of an organisation another role.
    ///
    /// # Errors
    /// A problem of the field `role` when nobody would own the organisation any more.
    pub async fn give_role(&self, organisation: Name, name: Name, role: Role) -> Result<(), Refusal> {
        self.change_colleague(organisation, name, move |view, account| {
            if role != Role::Owner {
                keep_an_owner(view, account)?;
            }
            account.role = role;
            Ok(())
        })
        .await
    }

    /// Keeps somebody of an organisation out, or lets them in again.
    ///
    /// # Errors
    /// A problem of the field `role` when nobody else owns the organisation.
    pub async fn suspend_colleague(
        &self,
        organisation: Name,
        name: Name,
        suspended: bool,
    ) -> Result<(), Refusal> {
        self.change_colleague(organisation, name, move |view, account| {
            if suspended {
                keep_an_owner(view, account)?;
                keep_an_operator(view, account)?;
            }
            account.suspended = suspended;
            Ok(())
        })
        .await
    }

    /// Ends somebody's account in an organisation: they are removed, or they leave. What they published stays.
    ///
    /// # Errors
    /// A problem of the field `role` when nobody else owns the organisation or runs the node.
    pub async fn remove_colleague(&self, organisation: Name, name: Name) -> Result<(), Refusal> {
        self.change(move |view, _| {
            let account = colleague(view, &organisation, &name)?;
            keep_an_owner(view, &account)?;
            keep_an_operator(view, &account)?;
            let mut changes = Changes::none();
            changes.delete(keys::account(&name));
            end_sessions(view, &name, &mut changes)?;
            Ok(changes)
        })
        .await
        .map(|_| ())
    }

    /// Sets what somebody wants of their own account.
    pub async fn set_account(&self, name: Name, settings: AccountSettings) -> Result<(), Refusal> {
        self.change(move |view, _| {
            let account = view.account(&name)?.ok_or(NO_ACCOUNT)?;
            let account = AccountRecord {
                mail: settings.mail,
                language: settings.language,
                no_mail: settings.no_mail,
                ..account
            };
            let mut changes = Changes::none();
            changes.put(keys::account(&name), &account);
            Ok(changes)
        })
        .await
        .map(|_| ())
    }

    async fn change_colleague(
        &self,
        organisation: Name,
        name: Name,
        change: impl FnOnce(&View, &mut AccountRecord) -> Result<(), Refusal> + Send + 'static,
    ) -> Result<(), Refusal> {
        self.change(move |view, _| {
            let mut account = colleague(view, &organisation, &name)?;
            change(view, &mut account)?;
            let mut changes = Changes::none();
            changes.put(keys::account(&name), &account);
            if account.suspended {
                end_sessions(view, &name, &mut changes)?;
            }
            Ok(changes)
        })
        .await
        .map(|_| ())
    }
}

fn colleague(view: &View, organisation: &Name, name: &Name) -> Result<AccountRecord, Refusal> {
    view.account(name)?.filter(|account| account.organisation == *organisation).ok_or(NO_ACCOUNT)
}

fn accounts(view: &View) -> Result<Vec<AccountRecord>, Refusal> {
    let all: Vec<(_, AccountRecord)> = view.records(&keys::accounts(), Direction::Forward, usize::MAX)?;
    Ok(all.into_iter().map(|(_, account)| account).collect())
}

/// Somebody else has to own the organisation before an owner goes.
pub(super) fn keep_an_owner(view: &View, leaving: &AccountRecord) -> Result<(), Refusal> {
    let remains = |account: &AccountRecord| {
        account.organisation == leaving.organisation
            && account.role == Role::Owner
            && !account.suspended
            && account.name != leaving.name
    };
    match leaving.role == Role::Owner && !accounts(view)?.iter().any(remains) {
        true => Err(Refusal::field("role", "staff-last-owner")),
        false => Ok(()),
    }
}

/// Somebody else has to run the node before an operator goes.
pub(super) fn keep_an_operator(view: &View, leaving: &AccountRecord) -> Result<(), Refusal> {
    let remains = |account: &AccountRecord| {
        account.office == Office::Operator && !account.suspended && account.name != leaving.name
    };
    match leaving.office == Office::Operator && !accounts(view)?.iter().any(remains) {
        true => Err(Refusal::field("role", "staff-last-operator")),
        false => Ok(()),
    }
}
