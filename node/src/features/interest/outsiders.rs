//! Companies that have no account anywhere: they fill in a form on an offer's page and confirm their mail address; only
//! then does the owner see it. They follow it by a link that nobody else can make.

use artel_protocol::interest::Contact;
use artel_protocol::key::sha256;
use artel_protocol::{Id, limits};
use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::records::{self, Company, ContactsRecord, InterestRecord, UnconfirmedRecord, Way};
use super::saying::{NO_INTEREST, kept_here, privately, words, words_of};
use super::seeing::{Seen, seen};
use super::state::{Side, Step};
use crate::changes::Changes;
use crate::decide::interest::{takes_interest, tell};
use crate::error::Refusal;
use crate::features::attempts::Attempt;
use crate::features::mail::MailAddress;
use crate::node::Node;
use crate::store::engine::Direction;
use crate::store::records::{EntryRecord, NodeRecord, NotificationKind};
use crate::store::{View, keys};

/// What the node's seed is used for here, so that no other use of it yields the same.
const LABEL: &[u8] = b"artel: strangers who are interested";
/// How many bytes of a tag are shown: 128 bits.
const TAG_BYTES: usize = 16;

const NO_OFFER: Refusal = Refusal::Unknown("there is no such offer here");

/// What a stranger fills in.
#[derive(Clone, Debug)]
pub struct Asking {
    pub offer: Id,
    pub company: Company,
    pub contact: Contact,
    pub mail: MailAddress,
    pub words: String,
}

impl Node {
    /// An offer of ours that takes interest from strangers.
    ///
    /// # Errors
    /// 404 if there is none that everybody may read; a problem of the field `motivation` while it takes none.
    pub fn offer_for_strangers(&self, offer: &Id) -> Result<EntryRecord, Refusal> {
        let view = self.view()?;
        open_offer(&view, offer).and_then(|found| {
            takes_interest(self.clock().now(), &found)?;
            Ok(found)
        })
    }

    /// Keeps a stranger's form until the address is confirmed; yields the token of the mail that asks.
    ///
    /// # Errors
    /// Problems of the fields; [`Refusal::TooMany`] to who sends many, and when too many wait.
    pub async fn ask_about_offer(&self, asking: Asking) -> Result<String, Refusal> {
        if !self.mails() {
            return Err(Refusal::field("mail", "interest-no-mails"));
        }
        self.offer_for_strangers(&asking.offer)?;
        let words = words("text", "interest-motivation-missing", &asking.words)?;
        self.attempts().count(Attempt::Interest, &asking.mail.as_str().to_lowercase())?;
        let token = self.random().token();
        let hash = sha256(token.as_bytes());
        self.change(move |view, context| {
            let mut changes = make_room(view, &asking.offer, context.now)?;
            let record = UnconfirmedRecord {
                offer: asking.offer,
                company: asking.company,
                contact: asking.contact,
                mail: asking.mail,
                words,
                expires: context.now.plus(limits::INTEREST_UNCONFIRMED_STAYS),
            };
            changes.put(keys::unconfirmed_interest(&hash), &record);
            Ok(changes)
        })
        .await?;
        Ok(token)
    }

    /// What waits to be confirmed by this token.
    ///
    /// # Errors
    /// [`Refusal::Gone`] when the link was used, or is too old.
    pub fn unconfirmed_interest(&self, token: &str) -> Result<UnconfirmedRecord, Refusal> {
        let record: Option<UnconfirmedRecord> =
            self.view()?.record(&keys::unconfirmed_interest(&sha256(token.as_bytes())))?;
        record.filter(|record| record.expires > self.clock().now()).ok_or(Refusal::Gone)
    }

    /// The address is confirmed: the owner is told. Yields the token with which the stranger follows it.
    ///
    /// # Errors
    /// [`Refusal::Gone`] as above; problems when the offer takes no interest by now, or this address has too many open.
    pub async fn confirm_interest(&self, token: &str) -> Result<String, Refusal> {
        let hash = sha256(token.as_bytes());
        let key = self
            .interest_change(move |view, context| {
                let place = keys::unconfirmed_interest(&hash);
                let asked: UnconfirmedRecord = view.record(&place)?.ok_or(Refusal::Gone)?;
                if asked.expires <= context.now {
                    return Err(Refusal::Gone);
                }
                let offer = open_offer(view, &asked.offer)?;
                takes_interest(context.now, &offer)?;
                let node = context.node()?;
                let id = node.base.join(&format!("/i/{}", context.ids.next(context.now)));
                let (sender, words) = (stranger(node, &asked.mail), asked.words);
                let who = (sender, Way::Form);
                let mut record = InterestRecord::begun(view, &offer.entry, id, who, words, context.now)?;
                record.company = Some(asked.company);
                let mut changes = Changes::none();
                records::file(view, &record, &mut changes)?;
                let contacts = ContactsRecord {
                    sender: asked.contact,
                    mail: Some(asked.mail),
                    ..ContactsRecord::default()
                };
                changes.put(keys::interest_contacts(&record.key()), &contacts);
                changes.delete(place);
                let kind = NotificationKind::Interest;
                tell(view, context, &record, Side::Owner, kind, &record.id, &mut changes)?;
                Ok((record.key(), changes))
            })
            .await?;
        self.interest_token(&key)
    }

    /// The token of the page on which a stranger follows an expression of interest.
    pub fn interest_token(&self, key: &str) -> Result<String, Refusal> {
        let node = self.record()?.ok_or(Refusal::Unknown("this node is not set up yet"))?;
        Ok(format!("{key}-{}", URL_SAFE_NO_PAD.encode(tag(&node, key.as_bytes()))))
    }

    /// Where the stranger behind one is written to; none for others, and after they withdrew.
    pub fn mail_of_interest(&self, key: &str) -> Result<Option<(MailAddress, Company)>, Refusal> {
        let view = self.view()?;
        let company = records::interest(&view, key)?.and_then(|record| record.company);
        Ok(records::contacts(&view, key)?.mail.zip(company))
    }

    /// What a stranger sees of theirs.
    ///
    /// # Errors
    /// 404 when the token is none of ours.
    pub fn interest_of_stranger(&self, token: &str) -> Result<Seen, Refusal> {
        let record = self.by_token(token)?;
        seen(&self.view()?, record, Side::Sender)
    }

    /// A stranger takes a step.
    ///
    /// # Errors
    /// As for members.
    pub async fn step_of_stranger(&self, token: &str, step: Step, typed: &str) -> Result<(), Refusal> {
        let (key, typed) = (self.by_token(token)?.key(), words_of(step, typed)?);
        self.interest_change(move |view, context| {
            let record = records::interest(view, &key)?.ok_or(NO_INTEREST)?;
            let taken = (Side::Sender, step);
            Ok(((), privately(view, context, record, taken, &typed, Contact::default())?))
        })
        .await
    }

    /// A stranger writes to the owner.
    ///
    /// # Errors
    /// As for members.
    pub async fn write_as_stranger(&self, token: &str, text: &str) -> Result<(), Refusal> {
        let (key, text) = (self.by_token(token)?.key(), words("text", "interest-text-missing", text)?);
        self.interest_change(move |view, context| {
            let record = records::interest(view, &key)?.ok_or(NO_INTEREST)?;
            if record.state.is_over() {
                return Err(Refusal::field("text", "interest-is-over"));
            }
            Ok(((), kept_here(view, context, record, Side::Sender, &text)?))
        })
        .await
    }

    fn by_token(&self, token: &str) -> Result<InterestRecord, Refusal> {
        let (key, shown) = token.split_once('-').ok_or(NO_INTEREST)?;
        let node = self.record()?.ok_or(NO_INTEREST)?;
        let shown = URL_SAFE_NO_PAD.decode(shown.get(..22).ok_or(NO_INTEREST)?).map_err(|_| NO_INTEREST)?;
        aws_lc_rs::constant_time::verify_slices_are_equal(&tag(&node, key.as_bytes()), &shown)
            .map_err(|_| NO_INTEREST)?;
        let record = records::interest(&self.view()?, key)?.ok_or(NO_INTEREST)?;
        Some(record).filter(|record| record.way == Way::Form).ok_or(NO_INTEREST)
    }
}

/// An offer of ours that everybody may read.
fn open_offer(view: &View, offer: &Id) -> Result<EntryRecord, Refusal> {
    let found = view.entry(offer)?.filter(|found| found.hidden.is_none() && found.entry.audience.is_public());
    let found = found.ok_or(NO_OFFER)?;
    match view.local_actor_by_id(&found.entry.author)? {
        Some(_) => Ok(found),
        None => Err(NO_OFFER),
    }
}

/// An id for who has none: the same for the same mail address, and telling nothing of it.
fn stranger(node: &NodeRecord, mail: &MailAddress) -> Id {
    let tag = tag(node, mail.as_str().to_lowercase().as_bytes());
    node.base.join(&format!("/i/of-{}", crate::hex::hex(&tag)))
}

fn tag(node: &NodeRecord, about: &[u8]) -> [u8; TAG_BYTES] {
    let derived = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &node.seed), LABEL);
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, derived.as_ref()), about);
    let mut short = [0; TAG_BYTES];
    short.copy_from_slice(&tag.as_ref()[..TAG_BYTES]);
    short
}

/// Forgets what nobody confirmed in time, and refuses when too many wait.
fn make_room(view: &View, offer: &Id, now: artel_protocol::Timestamp) -> Result<Changes, Refusal> {
    let mut changes = Changes::none();
    let (mut waiting, mut for_this) = (0, 0);
    let all: Vec<(_, UnconfirmedRecord)> =
        view.records(&keys::unconfirmed_interests(), Direction::Forward, usize::MAX)?;
    for (key, asked) in all {
        if asked.expires <= now {
            changes.delete(key.to_vec());
            continue;
        }
        waiting += 1;
        for_this += usize::from(asked.offer == *offer);
    }
    match waiting >= limits::INTERESTS_UNCONFIRMED || for_this >= limits::INTERESTS_UNCONFIRMED_PER_OFFER {
        true => Err(Refusal::TooMany { retry_after: 3600 }),
        false => Ok(changes),
    }
}
