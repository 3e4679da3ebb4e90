//! People who may log in: their passwords, and what becomes of their accounts.

use argon2::Argon2;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use artel_protocol::Name;

pub use super::passwords::Password;
use crate::changes::Changes;
use crate::error::Refusal;
use crate::node::Node;
use crate::store::records::{AccountRecord, Office, SessionRecord};
use crate::store::{View, keys};

impl Node {
    /// argon2id, in the pool that hashes few at a time.
    pub(crate) async fn hash(&self, password: Password) -> Result<String, Refusal> {
        let mut salt = [0; 16];
        self.random().fill(&mut salt);
        self.hashed(move || {
            let salt = SaltString::encode_b64(&salt).expect("sixteen bytes are a salt");
            let hash = Argon2::default().hash_password(password.as_bytes(), &salt);
            hash.expect("argon2's own settings are valid").to_string()
        })
        .await
    }

    /// The account of who knows its password. Takes as long for an unknown name as for a wrong password.
    pub(crate) async fn check_password(
        &self,
        name: Option<&Name>,
        password: &str,
    ) -> Result<Option<AccountRecord>, Refusal> {
        let account = match name {
            Some(name) => self.view()?.account(name)?,
            None => None,
        };
        let hash = account.as_ref().map_or_else(|| NOBODY.to_owned(), |account| account.password.clone());
        let password = crate::features::accounts::cut(password);
        let fits = self
            .hashed(move || {
                PasswordHash::new(&hash)
                    .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
            })
            .await?;
        let Some(account) = account.filter(|account| fits && !account.suspended) else { return Ok(None) };
        let kept_out = self.view()?.is_suspended(&account.organisation)?;
        Ok((!kept_out).then_some(account))
    }

    pub(super) async fn hashed<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Refusal> {
        let busy = || Refusal::Busy { sentence: "too many people are logging in", retry_after: 5 };
        let place = self.hashing_places().clone().try_acquire_owned().map_err(|_| busy())?;
        let permit = self.hashing().clone().acquire_owned().await.map_err(|_| busy())?;
        let done = tokio::task::spawn_blocking(move || {
            let _held = (place, permit);
            work()
        });
        done.await.map_err(|error| Refusal::Internal(format!("hashing a password: {error}")))
    }

    /// Sets a new password and ends every session of the account.
    pub async fn set_password(&self, name: Name, password: Password) -> Result<(), Refusal> {
        let password = self.hash(password).await?;
        self.change_account(name, move |_, account| {
            account.password = password;
            Ok(())
        })
        .await
    }

    /// Keeps somebody out, or lets them in again.
    ///
    /// # Errors
    /// A problem of the field `role` when nobody else owns the organisation or runs the node.
    pub async fn suspend(&self, name: Name, suspended: bool) -> Result<(), Refusal> {
        self.change_account(name, move |view, account| {
            if suspended {
                super::staff::may_go(view, account)?;
            }
            account.suspended = suspended;
            Ok(())
        })
        .await
    }

    /// Removes the account; what it published stays under the actor's name.
    ///
    /// # Errors
    /// A problem of the field `role` when nobody else owns the organisation or runs the node.
    pub async fn remove_account(&self, name: Name) -> Result<(), Refusal> {
        self.change(move |view, _| {
            super::staff::may_go(view, &view.account(&name)?.ok_or(NO_ACCOUNT)?)?;
            let mut changes = Changes::none();
            changes.delete(keys::account(&name));
            changes.delete(keys::weekly_mark(&name));
            end_sessions(view, &name, &mut changes)?;
            Ok(changes)
        })
        .await
        .map(|_| ())
    }

    /// Gives somebody an office on the node, or takes it away.
    ///
    /// # Errors
    /// A problem of the field `role` when nobody would run the node any more.
    pub async fn give_office(&self, name: Name, office: Office) -> Result<(), Refusal> {
        self.change(move |view, _| {
            let account = view.account(&name)?.ok_or(NO_ACCOUNT)?;
            if office != Office::Operator {
                super::staff::keep_an_operator(view, &account)?;
            }
            let mut changes = Changes::none();
            changes.put(keys::account(&name), &AccountRecord { office, ..account });
            Ok(changes)
        })
        .await
        .map(|_| ())
    }

    async fn change_account(
        &self,
        name: Name,
        change: impl FnOnce(&View, &mut AccountRecord) -> Result<(), Refusal> + Send + 'static,
    ) -> Result<(), Refusal> {
        self.change(move |view, _| {
            let mut account = view.account(&name)?.ok_or(NO_ACCOUNT)?;
            change(view, &mut account)?;
            let mut changes = Changes::none();
            changes.put(keys::account(&name), &account);
            end_sessions(view, &name, &mut changes)?;
            Ok(changes)
        })
        .await
        .map(|_| ())
    }
}

pub(super) const NO_ACCOUNT: Refusal = Refusal::Unknown("nobody of that name can log in here");

/// A hash that no password fits, checked when there is no account.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// What is typed beyond the longest password is nobody's.
fn cut(password: &str) -> String {
    artel_protocol::as2::shorten(password, Password::LONGEST + 1)
}

/// Whoever is logged in as `name` has to do so again.
pub(super) fn end_sessions(view: &View, name: &Name, changes: &mut Changes) -> Result<(), Refusal> {
    let sessions: Vec<(_, SessionRecord)> =
        view.records(&keys::sessions(), crate::store::engine::Direction::Forward, usize::MAX)?;
    for (key, session) in sessions {
        if session.account == *name {
            changes.delete(key.to_vec());
        }
    }
    Ok(())
}
