//! Mail: what this node writes to people's own addresses. A mail is a row in the store, written in the same batch as
//! what causes it, and sent afterwards until the operator's mail server takes it or it is given up.

mod address;
mod list;
mod queue;
mod record;
mod settings;
mod smtp;
mod stop;
mod trouble;

use artel_protocol::limits;
use url::Url;

use crate::changes::{Changes, Event};
use crate::error::Refusal;
use crate::identity::Context;
use crate::node::Node;
use crate::store::View;
use crate::store::engine::Direction;
use crate::store::keys;

pub use address::{MailAddress, NotAnAddress};
pub use list::WaitingMail;
pub use record::{MailCounts, MailKind, MailRecord, MailStoppedRecord};
pub use settings::{MailSettings, WrongMailSetting};
pub use stop::MailStop;
pub(crate) use stop::is_stopped;
pub use trouble::{Fault, Trouble};

use record::read;
pub(crate) use record::verify;

/// One mail to one person.
#[derive(Clone, Debug)]
pub struct Mail {
    pub to: MailAddress,
    /// One line.
    pub subject: String,
    pub plain: String,
    pub html: String,
    /// The address that stops mails of this kind with one click (RFC 8058): [`Node::mail_stop_link`].
    pub stop: Option<String>,
    pub kind: MailKind,
}

/// What became of a mail that was to be sent. What caused it goes on in any case.
#[must_use = "a person may have to be told that no mail comes"]
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Queued {
    /// It is sent as soon as the batch is durable.
    Waits,
    /// This node sends no mail.
    Off,
    /// Its recipient wants no mails of this kind.
    Stopped,
    /// Its recipient got as many mails within this hour as anybody may.
    TooMany,
    /// Too many mails wait already.
    Full,
}

/// Puts a mail into the queue, together with what causes it.
///
/// # Errors
/// [`Refusal::Invalid`] when the subject has line breaks or something is too long, [`Refusal::Busy`] before the node
/// is set up, [`Refusal::Store`].
pub fn put(changes: &mut Changes, view: &View, context: &Context<'_>, mail: Mail) -> Result<Queued, Refusal> {
    check(&mail)?;
    context.node()?;
    if !context.mails {
        return Ok(Queued::Off);
    }
    let recipient = mail.to.fingerprint();
    if mail.kind.can_be_stopped()
        && read::<MailStoppedRecord>(changes, view, &keys::mail_stopped(&recipient, mail.kind.byte()))?
            .is_some()
    {
        return Ok(Queued::Stopped);
    }
    let recent_key = keys::mails_recent(context.now, &recipient);
    let recent: u32 = read(changes, view, &recent_key)?.unwrap_or(0);
    if recent >= limits::MAILS_PER_ADDRESS_AND_HOUR {
        return Ok(Queued::TooMany);
    }
    let mut counts: MailCounts = read(changes, view, &keys::mail_counts())?.unwrap_or_default();
    if counts.waiting >= limits::MAILS_WAITING {
        return Ok(Queued::Full);
    }
    counts.waiting += 1;
    changes.put(keys::mail_counts(), &counts);
    changes.put(recent_key, &(recent + 1));
    forget_earlier_hours(changes, view, context)?;
    let number = context.ids.next(context.now);
    let key = keys::mail_waiting(context.now, number);
    changes.put_bytes(keys::mail_due(context.now, &key), bytes::Bytes::new());
    changes.put(key, &MailRecord::new(mail, number, context.now));
    changes.tell(Event::Mail);
    Ok(Queued::Waits)
}

/// Who got how many mails is forgotten when the hour is over: with each mail a few, so that no moment is a long one.
fn forget_earlier_hours(changes: &mut Changes, view: &View, context: &Context<'_>) -> Result<(), Refusal> {
    let (from, to) = keys::mails_recent_before(context.now);
    for (key, _) in view.range(&from, &to, Direction::Forward, 16)? {
        changes.delete(key.to_vec());
    }
    Ok(())
}

fn check(mail: &Mail) -> Result<(), Refusal> {
    if mail.subject.chars().any(char::is_control) {
        return Err(Refusal::impossible("the subject of a mail is one line"));
    }
    if mail.subject.trim().is_empty() || mail.subject.chars().count() > limits::MAIL_SUBJECT_CHARS {
        return Err(Refusal::impossible("the subject of a mail has between 1 and 250 characters"));
    }
    if mail.plain.len().max(mail.html.len()) > limits::MAIL_BYTES {
        return Err(Refusal::impossible("a mail is too long"));
    }
    let is_address = |stop: &String| {
        // The parser would leave out line breaks.
        stop.bytes().all(|byte| byte.is_ascii_graphic() && !b"<>".contains(&byte))
            && Url::parse(stop).is_ok_and(|stop| matches!(stop.scheme(), "https" | "http"))
    };
    match mail.stop.as_ref().is_none_or(is_address) {
        true => Ok(()),
        false => Err(Refusal::impossible("what stops a mail is not an address of the web")),
    }
}

impl Node {
    /// Whether this node sends mail: whether there are settings for it.
    pub fn mails(&self) -> bool {
        self.config().mail.is_some()
    }

    /// `mail.example.org:465`; none when mail is off.
    pub fn mail_server(&self) -> Option<String> {
        self.config().mail.as_ref().map(MailSettings::server)
    }

    /// Puts one mail into the queue, by itself.
    ///
    /// # Errors
    /// As [`put`].
    pub async fn send_mail(&self, mail: Mail) -> Result<Queued, Refusal> {
        let (tell, told) = std::sync::mpsc::sync_channel(1);
        self.change(move |view, context| {
            let mut changes = Changes::none();
            // Who asked still listens, or no longer needs to know.
            let _ = tell.send(put(&mut changes, view, context, mail)?);
            Ok(changes)
        })
        .await?;
        told.try_recv().map_err(|_| Refusal::Internal("a mail was decided without a word".into()))
    }
}
