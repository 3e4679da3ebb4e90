//! Passwords: what they have to be, how strong one is, and links to a new one.

use std::time::Duration;

use artel_protocol::key::sha256;
use artel_protocol::{Name, Timestamp, limits};

use super::accounts::NO_ACCOUNT;
use super::attempts::Attempt;
use crate::changes::Changes;
use crate::error::Refusal;
use crate::node::Node;
use crate::store::engine::Direction;
use crate::store::records::{AccountRecord, NewPasswordRecord};
use crate::store::{View, keys};

/// How long a link to a new password works.
const LINK_LASTS: Duration = Duration::from_secs(24 * 3600);

/// A password on its way to be hashed; it is never printed.
#[derive(Clone)]
pub struct Password(String);

impl Password {
    /// The fewest characters.
    pub const SHORTEST: usize = 8;
    /// The most characters, so that hashing takes no longer than it should.
    pub const LONGEST: usize = 256;

    /// # Errors
    /// A problem of the field `password`.
    pub fn parse(text: &str) -> Result<Password, Refusal> {
        match text.chars().count() {
            Self::SHORTEST..=Self::LONGEST => Ok(Password(text.to_owned())),
            0..Self::SHORTEST => Err(Refusal::field("password", "password-too-short")),
            _ => Err(Refusal::field("password", "password-too-long")),
        }
    }
}

impl Password {
    /// A password that is chosen now: not one of those that everybody would try first. `known` are the names of its
    /// owner and their organisation.
    ///
    /// # Errors
    /// A problem of the field `password`.
    pub fn strong(text: &str, known: &[&str]) -> Result<Password, Refusal> {
        let password = Password::parse(text)?;
        match strength(text, known) {
            Strength::None => Err(Refusal::field("password", "password-too-weak")),
            _ => Ok(password),
        }
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl std::fmt::Debug for Password {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Password")
    }
}

/// How hard a password is to guess.
#[derive(Copy, Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Strength {
    /// Among the first that anybody would try: it is not taken.
    None,
    Weak,
    Fair,
    Strong,
}

/// How hard a password is to guess for somebody who knows `known`: the names of its owner and their organisation.
pub fn strength(password: &str, known: &[&str]) -> Strength {
    // Beyond this the estimate takes longer and says no more.
    let password: String = password.chars().take(64).collect();
    let known: Vec<&str> = known.iter().flat_map(|name| name.split_whitespace()).collect();
    match u8::from(zxcvbn::zxcvbn(&password, &known).score()) {
        0 | 1 => Strength::None,
        2 => Strength::Weak,
        3 => Strength::Fair,
        _ => Strength::Strong,
    }
}

/// A link to a new password, ready to be sent.
#[derive(Clone, Debug)]
pub struct NewPasswordLink {
    pub account: AccountRecord,
    pub token: String,
    pub expires: Timestamp,
}

impl Node {
    /// Whether this is the password of an account: for what is asked again before something is lost.
    ///
    /// # Errors
    /// A problem of the field `password` when it is not; [`Refusal::TooMany`] to who guesses.
    pub async fn confirm_password(&self, account: &Name, password: &str) -> Result<(), Refusal> {
        self.attempts().count(Attempt::Password, account.as_str())?;
        match self.check_password(Some(account), password).await? {
            Some(_) => Ok(()),
            None => Err(Refusal::field("password", "password-wrong")),
        }
    }

    /// Changes a password from the old one. Every other session ends.
    ///
    /// # Errors
    /// A problem of the field `password` when the old one is wrong.
    pub async fn change_password(&self, account: Name, old: &str, new: Password) -> Result<(), Refusal> {
        self.confirm_password(&account, old).await?;
        self.set_password(account, new).await
    }

    /// The accounts that somebody may mean who forgot a password: one by its name, or all with a mail address, of which
    /// somebody may have several, and others may have given it too.
    pub fn forgetful(&self, name_or_mail: &str) -> Result<Vec<AccountRecord>, Refusal> {
        let (view, asked) = (self.view()?, name_or_mail.trim());
        if let Ok(name) = Name::parse(asked) {
            return Ok(view.account(&name)?.filter(|account| !account.suspended).into_iter().collect());
        }
        let accounts: Vec<(_, AccountRecord)> =
            view.records(&keys::accounts(), Direction::Forward, usize::MAX)?;
        let has_it = |account: &AccountRecord| {
            let mail = account.mail.as_ref();
            !account.suspended && mail.is_some_and(|mail| mail.as_str().eq_ignore_ascii_case(asked))
        };
        let meant = accounts.into_iter().map(|(_, account)| account).filter(has_it);
        Ok(meant.take(limits::ACCOUNTS_PER_RESET).collect())
    }

    /// Makes a link to a new password; earlier ones of the account no longer work.
    pub async fn new_password_link(&self, account: Name) -> Result<NewPasswordLink, Refusal> {
        self.attempts().count(Attempt::NewPassword, account.as_str())?;
        let token = self.random().token();
        let hash = sha256(token.as_bytes());
        let name = account.clone();
        self.change(move |view, context| {
            view.account(&name)?.ok_or(NO_ACCOUNT)?;
            let mut changes = Changes::none();
            forget_links(view, &name, &mut changes)?;
            let record = NewPasswordRecord { account: name, expires: context.now.plus(LINK_LASTS) };
            changes.put(keys::new_password(&hash), &record);
            Ok(changes)
        })
        .await?;
        let account = self.view()?.account(&account)?.ok_or(NO_ACCOUNT)?;
        Ok(NewPasswordLink { account, token, expires: self.clock().now().plus(LINK_LASTS) })
    }

    /// Whose link this is, if it still works.
    pub fn new_password_for(&self, token: &str) -> Result<Option<AccountRecord>, Refusal> {
        let view = self.view()?;
        let record: Option<NewPasswordRecord> =
            view.record(&keys::new_password(&sha256(token.as_bytes())))?;
        match record.filter(|record| record.expires > self.clock().now()) {
            Some(record) => Ok(view.account(&record.account)?),
            None => Ok(None),
        }
    }

    /// Sets a new password by a link, which works no longer. Every session of the account ends.
    ///
    /// # Errors
    /// [`Refusal::Gone`] when the link was used or is too old.
    pub async fn set_password_by_link(&self, token: &str, password: Password) -> Result<Name, Refusal> {
        let account = self.new_password_for(token)?.ok_or(Refusal::Gone)?;
        let password = self.hash(password).await?;
        let hash = sha256(token.as_bytes());
        let name = account.name.clone();
        self.change(move |view, context| {
            let link: Option<NewPasswordRecord> = view.record(&keys::new_password(&hash))?;
            link.filter(|link| link.expires > context.now).ok_or(Refusal::Gone)?;
            let account = view.account(&account.name)?.ok_or(NO_ACCOUNT)?;
            let mut changes = Changes::none();
            forget_links(view, &account.name, &mut changes)?;
            super::accounts::end_sessions(view, &account.name, &mut changes)?;
            changes.put(keys::account(&account.name.clone()), &AccountRecord { password, ..account });
            Ok(changes)
        })
        .await?;
        Ok(name)
    }
}

fn forget_links(view: &View, account: &Name, changes: &mut Changes) -> Result<(), Refusal> {
    let links: Vec<(_, NewPasswordRecord)> =
        view.records(&keys::new_passwords(), Direction::Forward, usize::MAX)?;
    for (key, link) in links.into_iter().filter(|(_, link)| link.account == *account) {
        drop(link);
        changes.delete(key.to_vec());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_everybody_tries_first_is_weak_and_a_sentence_is_strong() {
        for guessed in ["password", "12345678", "qwertyui", "werkstatt1"] {
            assert_eq!(strength(guessed, &["Werkstatt Brandt"]), Strength::None, "{guessed}");
        }
        assert_eq!(strength("correct horse battery staple", &[]), Strength::Strong);
    }
}
