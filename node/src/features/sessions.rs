//! Sessions: who is logged in, and where. The store knows only the hash of a session's token.

use std::net::IpAddr;
use std::time::Duration;

use artel_protocol::key::sha256;
use artel_protocol::{Name, Timestamp, as2};

use super::attempts::{Attempt, network};
use crate::changes::Changes;
use crate::error::Refusal;
use crate::hex::{from_hex, hex};
use crate::node::Node;
use crate::store::engine::Direction;
use crate::store::records::{AccountRecord, LocalActorRecord, SessionRecord};
use crate::store::{View, keys};

/// How long somebody stays logged in.
pub const SESSION_LASTS: Duration = Duration::from_secs(30 * 24 * 3600);
/// How long the code of the second factor may take.
const HALF_LASTS: Duration = Duration::from_secs(10 * 60);
/// How much of what a browser calls itself is kept, in characters.
const BROWSER_CHARS: usize = 200;

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

/// From where somebody logs in.
#[derive(Clone, Debug, Default)]
pub struct From {
    pub address: Option<IpAddr>,
    /// What the browser calls itself.
    pub browser: String,
}

/// What a right password leads to.
#[derive(Clone, Debug)]
pub enum LoggedIn {
    /// The token of the session.
    Whole(String),
    /// The token of half a session: the code of the second factor is still to come.
    Half(String),
}

/// A session in the list of who it belongs to.
#[derive(Clone, Debug)]
pub struct Open {
    /// Tells it from the others: the hash of its token, in hex.
    pub key: String,
    pub created: Timestamp,
    pub browser: String,
    /// The one that asks.
    pub this: bool,
}

impl Node {
    /// Logs somebody in. The same refusal for an unknown name and a wrong password.
    ///
    /// # Errors
    /// A problem of the field `password`; [`Refusal::TooMany`] to who guesses.
    pub async fn log_in(&self, name: &str, password: &str, from: From) -> Result<LoggedIn, Refusal> {
        if let Some(address) = from.address {
            self.attempts().count(Attempt::PasswordFrom, &network(address).to_string())?;
        }
        self.attempts().count(Attempt::Password, &name.trim().to_lowercase())?;
        let name = Name::parse(name.trim()).ok();
        let account = self.check_password(name.as_ref(), password).await?;
        let account = account.ok_or_else(|| Refusal::field("password", "login-wrong"))?;
        let half = account.second_factor.is_some();
        let token = self.begin(account.name, &from, half).await?;
        Ok(if half { LoggedIn::Half(token) } else { LoggedIn::Whole(token) })
    }

    /// A new session for somebody who was logged in already, after every one of theirs ended.
    pub async fn begin_anew(&self, account: Name, from: From) -> Result<String, Refusal> {
        self.begin(account, &from, false).await
    }

    async fn begin(&self, account: Name, from: &From, half: bool) -> Result<String, Refusal> {
        let (token, csrf) = (self.random().token(), self.random().token());
        let hash = sha256(token.as_bytes());
        let browser = as2::shorten(&from.browser, BROWSER_CHARS);
        self.change(move |_, context| {
            let lasts = if half { HALF_LASTS } else { SESSION_LASTS };
            let (created, expires) = (context.now, context.now.plus(lasts));
            let mut changes = Changes::none();
            let session = SessionRecord { account, created, expires, csrf, browser, half };
            changes.put(keys::session(&hash), &session);
            Ok(changes)
        })
        .await?;
        Ok(token)
    }

    /// Counts a form that a stranger sends.
    ///
    /// # Errors
    /// [`Refusal::TooMany`] when too many come from one address.
    pub fn count_stranger(&self, from: &From) -> Result<(), Refusal> {
        match from.address {
            Some(address) => self.attempts().count(Attempt::Stranger, &network(address).to_string()),
            None => Ok(()),
        }
    }

    /// Counts a look through the offers or the directory, with something that is asked for.
    ///
    /// # Errors
    /// [`Refusal::TooMany`] when too many come from one address.
    pub fn count_look(&self, from: Option<IpAddr>) -> Result<(), Refusal> {
        match from {
            Some(address) => self.attempts().count(Attempt::Look, &network(address).to_string()),
            None => Ok(()),
        }
    }

    /// Counts a search that somebody asks for.
    ///
    /// # Errors
    /// [`Refusal::TooMany`] when too many come from one address.
    pub fn count_search(&self, from: &From) -> Result<(), Refusal> {
        match from.address {
            Some(address) => self.attempts().count(Attempt::Search, &network(address).to_string()),
            None => Ok(()),
        }
    }

    /// The session of a token, if there is one and it has not expired.
    pub fn session(&self, token: &str) -> Result<Option<Session>, Refusal> {
        let view = self.view()?;
        let record: Option<SessionRecord> = view.record(&keys::session(&sha256(token.as_bytes())))?;
        let now = self.clock().now();
        let Some(record) = record.filter(|record| record.expires > now && !record.half) else {
            return Ok(None);
        };
        Ok(session_of(&view, &record.account)?.map(|session| Session { csrf: record.csrf, ..session }))
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

    /// Where somebody is logged in, newest first. `token` is that of who asks.
    pub fn sessions(&self, account: &Name, token: &str) -> Result<Vec<Open>, Refusal> {
        let (own, now) = (keys::session(&sha256(token.as_bytes())), self.clock().now());
        let all: Vec<(_, SessionRecord)> =
            self.view()?.records(&keys::sessions(), Direction::Forward, usize::MAX)?;
        let of_account =
            all.into_iter().filter(|(_, open)| open.account == *account && open.expires > now && !open.half);
        let mut open: Vec<_> = of_account
            .map(|(key, record)| Open {
                this: key[..] == own[..],
                key: hex(key.get(keys::sessions().len()..).unwrap_or_default()),
                created: record.created,
                browser: record.browser,
            })
            .collect();
        open.sort_by_key(|open| std::cmp::Reverse(open.created));
        Ok(open)
    }

    /// Ends one of somebody's sessions; `key` is that of [`Open`].
    pub async fn end_session(&self, account: Name, key: &str) -> Result<(), Refusal> {
        let hash = from_hex(key).ok_or(NO_SESSION)?;
        self.change(move |view, _| {
            let record: Option<SessionRecord> = view.record(&keys::session(&hash))?;
            record.filter(|record| record.account == account).ok_or(NO_SESSION)?;
            let mut changes = Changes::none();
            changes.delete(keys::session(&hash));
            Ok(changes)
        })
        .await
        .map(|_| ())
    }

    /// Ends every session of somebody but the one that asks.
    pub async fn end_other_sessions(&self, account: Name, token: &str) -> Result<(), Refusal> {
        let own = keys::session(&sha256(token.as_bytes()));
        self.change(move |view, _| {
            let mut changes = Changes::none();
            let all: Vec<(_, SessionRecord)> =
                view.records(&keys::sessions(), Direction::Forward, usize::MAX)?;
            for (key, record) in all {
                if record.account == account && key[..] != own[..] {
                    changes.delete(key.to_vec());
                }
            }
            Ok(changes)
        })
        .await
        .map(|_| ())
    }
}

/// Somebody as their sessions see them; none for who is kept out, alone or with their organisation.
pub(super) fn session_of(view: &View, account: &Name) -> Result<Option<Session>, Refusal> {
    let Some(account) = view.account(account)?.filter(|account| !account.suspended) else { return Ok(None) };
    let company = view.organisation(&account.organisation)?;
    let (person, organisation) = (view.local_actor(&account.name)?, view.local_actor(&account.organisation)?);
    match (person, organisation, company.is_some_and(|company| !company.suspended)) {
        (Some(person), Some(organisation), true) => {
            Ok(Some(Session { account, person, organisation, csrf: String::new() }))
        }
        _ => Ok(None),
    }
}

const NO_SESSION: Refusal = Refusal::Unknown("there is no such session");
