//! What the store keeps about mail.

use artel_protocol::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::{Mail, MailAddress};
use crate::changes::Changes;
use crate::error::Refusal;
use crate::store::View;
use crate::store::records::decode;

/// Why somebody gets a mail. Each kind but the first can be stopped by its recipient.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Hash, Serialize, Deserialize)]
pub enum MailKind {
    /// What concerns the safety of an account. It always goes out.
    Account,
    /// Links to a new password: anybody may ask for one, so whom they trouble can stop them.
    NewPassword,
    /// Somebody invites.
    Invitation,
    /// An application for membership, to both sides of it.
    Application,
    /// What happened while somebody was away.
    Notification,
    /// What was new within a week in the spaces that somebody may read.
    Weekly,
}

impl MailKind {
    pub const ALL: [MailKind; 6] = [
        MailKind::Account,
        MailKind::NewPassword,
        MailKind::Invitation,
        MailKind::Application,
        MailKind::Notification,
        MailKind::Weekly,
    ];

    pub fn can_be_stopped(self) -> bool {
        self != MailKind::Account
    }

    /// Its letter in keys and tokens.
    pub(crate) fn byte(self) -> u8 {
        match self {
            MailKind::Account => b'a',
            MailKind::NewPassword => b'w',
            MailKind::Invitation => b'i',
            MailKind::Application => b'p',
            MailKind::Notification => b'n',
            MailKind::Weekly => b'd',
        }
    }

    pub(crate) fn of_byte(byte: u8) -> Option<MailKind> {
        MailKind::ALL.into_iter().find(|kind| kind.byte() == byte)
    }
}

/// A mail that waits or was given up.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MailRecord {
    pub to: MailAddress,
    pub subject: String,
    pub plain: String,
    pub html: String,
    pub stop: Option<String>,
    pub kind: MailKind,
    /// Distinguishes it from every other mail of this node.
    pub number: u64,
    pub created: Timestamp,
    /// Counts for the two days: anew if a person has it tried again.
    pub since: Timestamp,
    pub attempts: u32,
    /// When it is due; none when it was given up.
    pub next: Option<Timestamp>,
    /// What went wrong the last time, in English, with the server's own words.
    pub last: Option<String>,
}

impl MailRecord {
    pub(super) fn new(mail: Mail, number: u64, now: Timestamp) -> MailRecord {
        let Mail { to, subject, plain, html, stop, kind } = mail;
        let (created, since, next) = (now, now, Some(now));
        MailRecord {
            to,
            subject,
            plain,
            html,
            stop,
            kind,
            number,
            created,
            since,
            attempts: 0,
            next,
            last: None,
        }
    }
}

/// How many mails there are.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct MailCounts {
    pub waiting: u32,
    pub failed: u32,
}

/// Somebody wants no mails of one kind.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct MailStoppedRecord {
    pub since: Timestamp,
}

/// A record as it will be once `changes` are made, so that one decision can send several mails.
pub(super) fn read<T: DeserializeOwned>(
    changes: &Changes,
    view: &View,
    key: &[u8],
) -> Result<Option<T>, Refusal> {
    Ok(match changes.batch.get(key) {
        Some(changed) => changed.map(|bytes| decode(bytes)).transpose()?,
        None => view.record(key)?,
    })
}

/// Whether a record under the letter of mail is what its key says: for checking a whole store.
pub(crate) fn verify(key: &[u8], value: &[u8]) -> Result<(), crate::store::StoreError> {
    match key.get(1) {
        Some(b'w' | b'f') => decode::<MailRecord>(value).map(drop),
        Some(b'r') => decode::<u32>(value).map(drop),
        Some(b'n') => decode::<MailCounts>(value).map(drop),
        // The index of what is due holds nothing but its keys.
        _ => Ok(()),
    }
}
