//! The people of an organisation: what they may, and how they leave. An organisation keeps an owner, and the node an
//! operator.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use artel_protocol::Name;

use super::accounts::{NO_ACCOUNT, end_sessions};
use super::mail::MailAddress;
use super::passwords::NewPasswordLink;
use super::{drafts, follows};
use crate::changes::Changes;
use crate::error::Refusal;
use crate::node::Node;
use crate::policy;
use crate::store::engine::Direction;
use crate::store::records::{AccountRecord, LocalActorRecord, Office, Role, decode};
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
    /// Wants no weekly mail. Wanting it lets none come to an address that was taken off by the link in a mail: only that
    /// link proves to be from whom the address is.
    pub no_weekly: bool,
    /// A name of the time zone database; none for the node's.
    pub time_zone: Option<String>,
}

impl Node {
    /// Everybody of an organisation, by name.
    pub fn staff(&self, organisation: &Name) -> Result<Vec<Colleague>, Refusal> {
        colleagues(&self.view()?, |account| account.organisation == *organisation)
    }

    /// Whether an organisation has more than one account. Looks no further than the second.
    pub(super) fn has_colleagues(&self, organisation: &Name) -> Result<bool, Refusal> {
        let mut found = 0;
        self.view()?.walk(&keys::accounts(), |_, account| {
            found += usize::from(decode::<AccountRecord>(account)?.organisation == *organisation);
            match found {
                2 => Ok::<_, Refusal>(ControlFlow::Break(())),
                _ => Ok(ControlFlow::Continue(())),
            }
        })?;
        Ok(found == 2)
    }

    /// How many people each organisation has.
    pub fn staff_counts(&self) -> Result<BTreeMap<Name, u64>, Refusal> {
        let mut counts = BTreeMap::new();
        for account in accounts(&self.view()?)? {
            *counts.entry(account.organisation).or_default() += 1;
        }
        Ok(counts)
    }

    /// Everybody who may log in: those with an office on the node first, then by organisation and name.
    pub fn everybody(&self) -> Result<Vec<Colleague>, Refusal> {
        let mut everybody = colleagues(&self.view()?, |_| true)?;
        everybody.sort_by(|one, other| {
            let place = |colleague: &Colleague| {
                (colleague.account.organisation.clone(), colleague.account.name.clone())
            };
            other.account.office.cmp(&one.account.office).then_with(|| place(one).cmp(&place(other)))
        });
        Ok(everybody)
    }

    /// Somebody who may log in.
    pub fn somebody(&self, name: &Name) -> Result<Colleague, Refusal> {
        let view = self.view()?;
        let (account, person) = (view.account(name)?, view.local_actor(name)?);
        account.zip(person).map(|(account, person)| Colleague { account, person }).ok_or(NO_ACCOUNT)
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
            if role != Role::Owner && is_last_owner(view, account)? {
                return Err(Refusal::field("role", "staff-last-owner"));
            }
            account.role = role;
            Ok(())
        })
        .await
    }

    /// Keeps somebody of an organisation out, or lets them in again.
    ///
    /// # Errors
    /// A problem of the field `role` when nobody else owns the organisation or runs the node.
    pub async fn suspend_colleague(
        &self,
        organisation: Name,
        name: Name,
        suspended: bool,
    ) -> Result<(), Refusal> {
        self.change_colleague(organisation, name, move |view, account| {
            if suspended {
                may_go(view, account)?;
            }
            account.suspended = suspended;
            Ok(())
        })
        .await
    }

    /// Ends somebody's account in an organisation: they are removed, or they leave. What they published stays, as
    /// does their actor (see [`Node::erase_departed`]); their drafts go, and they follow nobody any more.
    ///
    /// # Errors
    /// A problem of the field `role` when nobody else owns the organisation or runs the node.
    pub async fn remove_colleague(&self, organisation: Name, name: Name) -> Result<(), Refusal> {
        self.change(move |view, context| {
            let account = colleague(view, &organisation, &name)?;
            may_go(view, &account)?;
            let mut changes = Changes::none();
            drafts::forget(view, context, &name, &mut changes)?;
            if let Some(person) = view.local_actor(&name)? {
                follows::follow_nobody(view, context, &person, &mut changes)?;
            }
            changes.delete(keys::account(&name));
            changes.delete(keys::weekly_mark(&name));
            end_sessions(view, &name, &mut changes)?;
            Ok(changes)
        })
        .await
        .map(|_| ())
    }

    /// Makes a link to a new password for a colleague who forgot the old one.
    ///
    /// # Errors
    /// 403 where [`policy::may_let_in`] says so.
    pub async fn new_password_link_for(
        &self,
        by: &AccountRecord,
        name: &Name,
    ) -> Result<NewPasswordLink, Refusal> {
        policy::may_let_in(by, &colleague(&self.view()?, &by.organisation, name)?)?;
        self.new_password_link(name.clone()).await
    }

    /// Ends the second factor of a colleague who lost the telephone and the recovery codes. Yields whose it was.
    ///
    /// # Errors
    /// 403 where [`policy::may_let_in`] says so.
    pub async fn end_second_factor_of(
        &self,
        by: &AccountRecord,
        name: &Name,
    ) -> Result<AccountRecord, Refusal> {
        let account = colleague(&self.view()?, &by.organisation, name)?;
        policy::may_let_in(by, &account)?;
        self.end_second_factor(name.clone()).await?;
        Ok(account)
    }

    /// Sets what somebody wants of their own account. Another mail address is taken with the password only, since mail
    /// leads to a new one. Yields the old address if there is one that is told of it.
    ///
    /// # Errors
    /// A problem of the field `confirm_password`.
    pub async fn set_account(
        &self,
        name: Name,
        settings: AccountSettings,
        password: &str,
    ) -> Result<Option<MailAddress>, Refusal> {
        let before = self.view()?.account(&name)?.ok_or(NO_ACCOUNT)?.mail;
        let another = before != settings.mail;
        if another {
            self.confirm_for_mail(&name, password).await?;
        }
        self.change(move |view, _| {
            let account = view.account(&name)?.ok_or(NO_ACCOUNT)?;
            let account = AccountRecord {
                mail: if another { settings.mail } else { account.mail },
                language: settings.language,
                no_mail: settings.no_mail,
                no_weekly: settings.no_weekly,
                time_zone: settings.time_zone,
                ..account
            };
            let mut changes = Changes::none();
            changes.put(keys::account(&name), &account);
            Ok(changes)
        })
        .await?;
        Ok(before.filter(|_| another))
    }

    async fn confirm_for_mail(&self, name: &Name, password: &str) -> Result<(), Refusal> {
        if password.is_empty() {
            return Err(Refusal::field("confirm_password", "account-mail-password-missing"));
        }
        match self.confirm_password(name, password).await {
            Err(Refusal::Invalid(_)) => Err(Refusal::field("confirm_password", "password-wrong")),
            confirmed => confirmed,
        }
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

/// The accounts of whom this is true with their actors, by name.
fn colleagues(view: &View, is_one: impl Fn(&AccountRecord) -> bool) -> Result<Vec<Colleague>, Refusal> {
    let mut found = Vec::new();
    for account in accounts(view)?.into_iter().filter(is_one) {
        if let Some(person) = view.local_actor(&account.name)? {
            found.push(Colleague { account, person });
        }
    }
    Ok(found)
}

/// Whom nobody could stand in for if they went.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub(super) enum Last {
    Owner,
    Operator,
}

/// Whether an organisation would be left without an owner, or the node without an operator, if this account could no
/// longer be used. Everything that suspends, removes or erases asks here.
pub(super) fn last_of(view: &View, leaving: &AccountRecord) -> Result<Option<Last>, Refusal> {
    if is_last_owner(view, leaving)? {
        return Ok(Some(Last::Owner));
    }
    Ok(is_last_operator(view, leaving)?.then_some(Last::Operator))
}

/// Somebody else has to own the organisation, and to run the node, before somebody goes.
pub(super) fn may_go(view: &View, leaving: &AccountRecord) -> Result<(), Refusal> {
    match last_of(view, leaving)? {
        Some(Last::Owner) => Err(Refusal::field("role", "staff-last-owner")),
        Some(Last::Operator) => Err(Refusal::field("role", "staff-last-operator")),
        None => Ok(()),
    }
}

/// Somebody else has to run the node before an operator gives the office up.
pub(super) fn keep_an_operator(view: &View, leaving: &AccountRecord) -> Result<(), Refusal> {
    match is_last_operator(view, leaving)? {
        true => Err(Refusal::field("role", "staff-last-operator")),
        false => Ok(()),
    }
}

/// Whether every operator belongs to this organisation: then the node needs it.
pub(super) fn runs_the_node(view: &View, organisation: &Name) -> Result<bool, Refusal> {
    let operators = operators(view)?;
    Ok(!operators.is_empty() && operators.iter().all(|operator| operator.organisation == *organisation))
}

fn is_last_owner(view: &View, leaving: &AccountRecord) -> Result<bool, Refusal> {
    let remains = |account: &AccountRecord| {
        account.organisation == leaving.organisation
            && account.role == Role::Owner
            && !account.suspended
            && account.name != leaving.name
    };
    Ok(leaving.role == Role::Owner && !accounts(view)?.iter().any(remains))
}

fn is_last_operator(view: &View, leaving: &AccountRecord) -> Result<bool, Refusal> {
    Ok(leaving.office == Office::Operator && !operators(view)?.iter().any(|other| other.name != leaving.name))
}

/// Everybody who runs the node and can log in.
fn operators(view: &View) -> Result<Vec<AccountRecord>, Refusal> {
    let mut operators = Vec::new();
    for account in accounts(view)? {
        let in_office = account.office == Office::Operator && !account.suspended;
        if in_office && !view.is_suspended(&account.organisation)? {
            operators.push(account);
        }
    }
    Ok(operators)
}
