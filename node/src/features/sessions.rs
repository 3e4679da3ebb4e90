//! Sessions: who is logged in. The store knows only the hash of a session's token.

use std::time::Duration;

use artel_protocol::Name;
use artel_protocol::key::sha256;

use crate::changes::Changes;
use crate::error::Refusal;
use crate::node::Node;
use crate::store::keys;
use crate::store::records::{AccountRecord, LocalActorRecord, SessionRecord};

/// How long somebody stays logged in.
pub const SESSION_LASTS: Duration = Duration::from_secs(30 * 24 * 3600);

/// Somebody who is logged in.
#[derive(Clone, Debug)]
pub struct Session {
    pub account: AccountRecord,
    /// The person's own actor.
    pub person: LocalActorRecord,
    /// The actor of the organisation.
    pub organisation: LocalActorRecord,
    /// What every form of this session carries.
    pub csrf: String,
}

impl Node {
    /// Logs somebody in and yields the session's token. The same refusal for an unknown name and a wrong password.
    pub async fn log_in(&self, name: &str, password: &str) -> Result<String, Refusal> {
        let name = Name::parse(name.trim()).ok();
        let account = self.check_password(name.as_ref(), password).await?;
        let account = account.ok_or_else(|| Refusal::field("password", "login-wrong"))?;
        let token = self.random().token();
        let csrf = self.random().token();
        let hash = sha256(token.as_bytes());
        self.change(move |_, context| {
            let session = SessionRecord {
                account: account.name,
                created: context.now,
                expires: context.now.plus(SESSION_LASTS),
                csrf,
                browser: String::new(),
                half: false,
            };
            let mut changes = Changes::none();
            changes.put(keys::session(&hash), &session);
            Ok(changes)
        })
        .await?;
        Ok(token)
    }

    /// The session of a token, if there is one and it has not expired.
    pub fn session(&self, token: &str) -> Result<Option<Session>, Refusal> {
        let view = self.view()?;
        let record: Option<SessionRecord> = view.record(&keys::session(&sha256(token.as_bytes())))?;
        let Some(record) = record.filter(|record| record.expires > self.clock().now()) else {
            return Ok(None);
        };
        let Some(account) = view.account(&record.account)?.filter(|account| !account.suspended) else {
            return Ok(None);
        };
        let (person, organisation) =
            (view.local_actor(&account.name)?, view.local_actor(&account.organisation)?);
        let (Some(person), Some(organisation)) = (person, organisation) else { return Ok(None) };
        Ok(Some(Session { account, person, organisation, csrf: record.csrf }))
    }

    pub async fn log_out(&self, token: &str) -> Result<(), Refusal> {
        let hash = sha256(token.as_bytes());
        self.change(move |_, _| {
            let mut changes = Changes::none();
            changes.delete(keys::session(&hash));
            Ok(changes)
        })
        .await
        .map(|_| ())
    }
}
