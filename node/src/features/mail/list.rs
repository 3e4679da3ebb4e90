//! Mails that wait or were given up, for a person to look at.

use bytes::Bytes;

use artel_protocol::limits;

use super::queue::count;
use super::record::MailRecord;
use crate::changes::{Changes, Event};
use crate::error::Refusal;
use crate::node::Node;
use crate::store::View;
use crate::store::engine::Direction;
use crate::store::keys::{self, Key};

/// One mail, and the key that [`Node::mail_again`] and [`Node::forget_mail`] take.
#[derive(Clone, Debug)]
pub struct WaitingMail {
    pub key: Key,
    pub record: MailRecord,
}

const NO_SUCH_MAIL: Refusal = Refusal::Unknown("there is no such mail");

impl Node {
    /// Mails that wait, the oldest first.
    pub fn mails_waiting(&self) -> Result<Vec<WaitingMail>, Refusal> {
        self.mails_under(&keys::mails_waiting())
    }

    /// Mails that were given up, the oldest first.
    pub fn mails_failed(&self) -> Result<Vec<WaitingMail>, Refusal> {
        self.mails_under(&keys::mails_failed())
    }

    fn mails_under(&self, prefix: &[u8]) -> Result<Vec<WaitingMail>, Refusal> {
        let records = self.view()?.records(prefix, Direction::Forward, limits::MAILS_SHOWN)?;
        Ok(records.into_iter().map(|(key, record)| WaitingMail { key: key.to_vec(), record }).collect())
    }

    /// Tries a waiting or given-up mail now, and again for two days.
    pub async fn mail_again(&self, key: Key) -> Result<(), Refusal> {
        self.change(move |view, context| {
            let record = mail_of(view, &key)?;
            let mut changes = Changes::none();
            changes.delete(key.clone());
            match record.next {
                Some(next) => changes.delete(keys::mail_due(next, &key)),
                None => count(&mut changes, view, |counts| {
                    counts.failed = counts.failed.saturating_sub(1);
                    counts.waiting += 1;
                })?,
            }
            let key = keys::mail_waiting(record.created, record.number);
            changes.put_bytes(keys::mail_due(context.now, &key), Bytes::new());
            changes.put(key, &MailRecord { next: Some(context.now), since: context.now, ..record });
            changes.tell(Event::Mail);
            Ok(changes)
        })
        .await
        .map(|_| ())
    }

    /// Removes a mail: it will not be sent any more.
    pub async fn forget_mail(&self, key: Key) -> Result<(), Refusal> {
        self.change(move |view, _| {
            let record = mail_of(view, &key)?;
            let mut changes = Changes::none();
            if let Some(next) = record.next {
                changes.delete(keys::mail_due(next, &key));
            }
            changes.delete(key);
            count(&mut changes, view, |counts| {
                let counted = if record.next.is_some() { &mut counts.waiting } else { &mut counts.failed };
                *counted = counted.saturating_sub(1);
            })?;
            Ok(changes)
        })
        .await
        .map(|_| ())
    }
}

/// The mail of a key that came from outside: no other record is touched through it.
fn mail_of(view: &View, key: &[u8]) -> Result<MailRecord, Refusal> {
    if !key.starts_with(&keys::mails_waiting()) && !key.starts_with(&keys::mails_failed()) {
        return Err(NO_SUCH_MAIL);
    }
    view.record(key)?.ok_or(NO_SUCH_MAIL)
}
