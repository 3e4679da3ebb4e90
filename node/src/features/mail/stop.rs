//! Stopping mails with one click (RFC 8058): a link that proves itself, so that nothing has to be kept for it, and
//! nobody has to log in.

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::record::MailStoppedRecord;
use super::{MailAddress, MailKind};
use crate::changes::Changes;
use crate::error::Refusal;
use crate::node::Node;
use crate::store::{View, keys};

/// What the node's seed is used for here, so that no other use of it yields the same tags.
const LABEL: &[u8] = b"artel: stopping mails";
/// How many bytes of the tag a link carries: 128 bits.
const TAG_BYTES: usize = 16;

/// What a link of [`Node::mail_stop_link`] is about.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct MailStop {
    pub address: MailAddress,
    pub kind: MailKind,
}

impl Node {
    /// The address that stops mails of this kind to somebody; none for a kind that cannot be stopped.
    pub fn mail_stop_link(&self, address: &MailAddress, kind: MailKind) -> Result<Option<String>, Refusal> {
        if !kind.can_be_stopped() {
            return Ok(None);
        }
        let said = said(address, kind);
        let tag = hmac::sign(&self.stop_key()?, &said);
        let token = URL_SAFE_NO_PAD.encode([&tag.as_ref()[..TAG_BYTES], &said].concat());
        Ok(Some(self.base()?.join(&format!("/mail/stop?token={token}")).to_string()))
    }

    /// What a token is about.
    ///
    /// # Errors
    /// [`Refusal::Unknown`] when it is not one of ours.
    pub fn mail_stop(&self, token: &str) -> Result<MailStop, Refusal> {
        const NOT_OURS: Refusal = Refusal::Unknown("this link stops no mails of this node");
        // Longer ones cannot be ours, and are not worth decoding.
        let bytes = Some(token).filter(|token| token.len() <= 512).ok_or(NOT_OURS)?;
        let bytes = URL_SAFE_NO_PAD.decode(bytes).map_err(|_| NOT_OURS)?;
        let (tag, said) = bytes.split_at_checked(TAG_BYTES).ok_or(NOT_OURS)?;
        let expected = hmac::sign(&self.stop_key()?, said);
        let same = aws_lc_rs::constant_time::verify_slices_are_equal(&expected.as_ref()[..TAG_BYTES], tag);
        same.map_err(|_| NOT_OURS)?;
        let (kind, address) = said.split_first().ok_or(NOT_OURS)?;
        let kind = MailKind::of_byte(*kind).ok_or(NOT_OURS)?;
        let address = std::str::from_utf8(address).ok().and_then(|it| MailAddress::parse(it).ok());
        Ok(MailStop { address: address.ok_or(NOT_OURS)?, kind })
    }

    /// Which kinds of mails come no more to an address.
    pub fn stopped_mails(&self, address: &MailAddress) -> Result<Vec<MailKind>, Refusal> {
        let view = self.view()?;
        let mut stopped = Vec::new();
        for kind in MailKind::ALL {
            if is_stopped(&view, &MailStop { address: address.clone(), kind })? {
                stopped.push(kind);
            }
        }
        Ok(stopped)
    }

    /// Whether mails of this kind to this address are stopped.
    pub fn is_mail_stopped(&self, stop: &MailStop) -> Result<bool, Refusal> {
        is_stopped(&self.view()?, stop)
    }

    /// Stops mails of a kind to an address, or lets them go out again. What waits already is not taken back.
    pub async fn set_mail_stopped(&self, stop: &MailStop, stopped: bool) -> Result<(), Refusal> {
        let key = key(stop);
        self.change(move |_, context| {
            let mut changes = Changes::none();
            match stopped {
                true => changes.put(key, &MailStoppedRecord { since: context.now }),
                false => changes.delete(key),
            }
            Ok(changes)
        })
        .await
        .map(|_| ())
    }

    fn stop_key(&self) -> Result<hmac::Key, Refusal> {
        let record = self
            .record()?
            .ok_or(Refusal::Busy { sentence: "this node is not set up yet", retry_after: 60 })?;
        let derived = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &record.seed), LABEL);
        Ok(hmac::Key::new(hmac::HMAC_SHA256, derived.as_ref()))
    }
}

/// Whether mails of this kind to this address are stopped.
pub(crate) fn is_stopped(view: &View, stop: &MailStop) -> Result<bool, Refusal> {
    Ok(view.contains(&key(stop))?)
}

fn said(address: &MailAddress, kind: MailKind) -> Vec<u8> {
    [&[kind.byte()], address.as_str().as_bytes()].concat()
}

fn key(stop: &MailStop) -> keys::Key {
    keys::mail_stopped(&stop.address.fingerprint(), stop.kind.byte())
}
