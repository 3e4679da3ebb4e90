//! The chamber's word: an officer vouches for a company in the name of the organisation that runs the node, for a year at
//! most, and takes it back.
//!
//! What is said is a signed credential ([`Endorsement`]). It is kept here and shown under its own id; a company that is
//! hosted here carries it in its actor document, so that every node that knows the chamber's key checks it by itself.

use std::time::Duration;

use artel_protocol::actor::ActorType;
use artel_protocol::credential::Endorsement;
use artel_protocol::key::Ed25519Secret;
use artel_protocol::{Actor, Id, Name, Timestamp, limits};
use serde_json::{Map, Value};

use super::organisations::write_actor;
use super::profiles::update;
use crate::changes::{Changes, Event};
use crate::error::Refusal;
use crate::identity::Context;
use crate::node::Node;
use crate::policy;
use crate::sets::records;
use crate::store::engine::Direction;
use crate::store::records::{AccountRecord, VoucherRecord};
use crate::store::view::values;
use crate::store::{View, keys};

/// For how many months one can vouch.
pub const MONTHS: [u32; 3] = [3, 6, 12];

/// The length of a month in these, a little less than a twelfth of the longest time.
const MONTH: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// Somebody vouches for a company.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Vouched {
    pub endorsement: Endorsement,
    /// How the issuer is called here.
    pub by: String,
    /// The page of the issuer.
    pub page: Id,
}

impl Vouched {
    pub fn holds(&self, now: Timestamp) -> bool {
        self.endorsement.holds(now)
    }
}

impl Node {
    /// Vouches for a company in the name of the organisation that runs this node. What was said of it before is taken
    /// back.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`] for who is no officer; a problem of a field for what cannot be vouched for.
    pub async fn vouch(&self, by: &Name, subject: &Id, comment: &str, months: u32) -> Result<(), Refusal> {
        let comment = comment.trim().to_owned();
        if comment.chars().count() > limits::ENDORSEMENT_CHARS {
            return Err(Refusal::field("comment", "vouch-comment-too-long"));
        }
        if !MONTHS.contains(&months) {
            return Err(Refusal::field("months", "vouch-months-wrong"));
        }
        let (by, subject) = (by.clone(), subject.clone());
        self.change(move |view, context| {
            officer(view, &by)?;
            may_be_vouched_for(view, context, &subject)?;
            let mut changes = Changes::none();
            for record in of_subject(view, &subject)?.into_iter().filter(|record| record.revoked.is_none()) {
                take_back(&record, &by, context.now, &mut changes);
            }
            let number = context.ids.next(context.now);
            let credential = credential(view, context, number, &subject, &comment, months)?;
            let record = VoucherRecord {
                number,
                subject: subject.clone(),
                by,
                revoked: None,
                credential: Value::Object(credential).to_string().into_bytes(),
            };
            changes.put(keys::voucher(number), &record);
            changes.put_bytes(keys::vouched(&subject, number), bytes::Bytes::new());
            tell(view, context, &subject, &mut changes)?;
            Ok(changes)
        })
        .await
        .map(|_| ())
    }

    /// Takes back what was said.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`] for who is no officer; [`Refusal::Unknown`] if nothing was said under this number.
    pub async fn revoke_voucher(&self, by: &Name, number: u64) -> Result<(), Refusal> {
        let by = by.clone();
        self.change(move |view, context| {
            officer(view, &by)?;
            let record: VoucherRecord = view.record(&keys::voucher(number))?.ok_or(UNKNOWN)?;
            let mut changes = Changes::none();
            take_back(&record, &by, context.now, &mut changes);
            tell(view, context, &record.subject, &mut changes)?;
            Ok(changes)
        })
        .await
        .map(|_| ())
    }

    /// The credential with this number, as its exact bytes.
    ///
    /// # Errors
    /// [`Refusal::Gone`] once it was taken back or its time is over.
    pub fn credential(&self, number: u64) -> Result<Vec<u8>, Refusal> {
        let record: VoucherRecord = self.view()?.record(&keys::voucher(number))?.ok_or(UNKNOWN)?;
        match record.endorsement().filter(|endorsement| endorsement.holds(self.clock().now())) {
            Some(_) if record.revoked.is_none() => Ok(record.credential),
            _ => Err(Refusal::Gone),
        }
    }

    /// Who vouches for an actor at this moment.
    pub fn vouched_for(&self, actor: &Id) -> Result<Vec<Vouched>, Refusal> {
        let (view, now) = (self.view()?, self.clock().now());
        let Some(actor) = view.actor(actor)? else { return Ok(Vec::new()) };
        let mut vouched = for_actor(&view, now, &actor)?;
        vouched.retain(|vouched| vouched.holds(now));
        Ok(vouched)
    }

    /// Whether an officer of this node may vouch for somebody.
    pub fn may_vouch(&self, account: &AccountRecord, subject: &Id) -> Result<bool, Refusal> {
        let (view, node) = (self.view()?, self.record()?);
        let Some(node) = node else { return Ok(false) };
        Ok(policy::may_vouch(account).is_ok()
            && can_be_vouched_for(&view, &node.base.join(&format!("/u/{}", node.organisation)), subject)?)
    }

    /// Writes the documents of companies here anew whose credentials have run out since, so that nobody shows them any
    /// more.
    pub async fn drop_old_vouchers(&self) -> Result<(), Refusal> {
        self.change(move |view, context| {
            let mut changes = Changes::none();
            let all: Vec<VoucherRecord> =
                values(view.records(&keys::vouchers(), Direction::Forward, usize::MAX)?);
            for record in all {
                let is_shown = view.actor(&record.subject)?.is_some_and(|actor| {
                    let is_it = |shown: &Map<String, Value>| {
                        record.endorsement().is_some_and(|own| Endorsement::read(shown) == Ok(own))
                    };
                    actor.attestations.iter().any(is_it)
                });
                let is_over = record.endorsement().is_none_or(|own| !own.holds(context.now));
                if is_shown && is_over {
                    tell(view, context, &record.subject, &mut changes)?;
                }
            }
            Ok(changes)
        })
        .await
        .map(|_| ())
    }
}

const UNKNOWN: Refusal = Refusal::Unknown("there is no such credential here");

impl VoucherRecord {
    /// What it says.
    pub fn endorsement(&self) -> Option<Endorsement> {
        Endorsement::read(&self.json()?).ok()
    }

    fn json(&self) -> Option<Map<String, Value>> {
        serde_json::from_slice(&self.credential).ok()
    }
}

fn officer(view: &View, name: &Name) -> Result<(), Refusal> {
    let account = view.account(name)?.ok_or(Refusal::Forbidden("there is no such account"))?;
    policy::may_vouch(&account)
}

/// Organisations here and in our communities, but for the one that vouches.
fn can_be_vouched_for(view: &View, own: &Id, subject: &Id) -> Result<bool, Refusal> {
    let Some(actor) = view.actor(subject)?.filter(|actor| actor.actor_type == ActorType::Organization) else {
        return Ok(false);
    };
    let is_here = view.local_actor_by_id(&actor.id)?.is_some();
    Ok(actor.id != *own && !view.is_silenced(&actor.id)? && (is_here || is_in_a_community(view, &actor.id)?))
}

fn may_be_vouched_for(view: &View, context: &Context<'_>, subject: &Id) -> Result<(), Refusal> {
    match can_be_vouched_for(view, &issuer(view, context)?.id, subject)? {
        true => Ok(()),
        false => Err(Refusal::field("subject", "vouch-subject-wrong")),
    }
}

/// Whether somebody is a member of a community of ours.
fn is_in_a_community(view: &View, actor: &Id) -> Result<bool, Refusal> {
    for community in records::communities(view)?.iter().filter(|community| community.left.is_none()) {
        let membership = records::membership(view, &community.id, actor)?;
        if membership.is_some_and(|membership| membership.is_member()) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The organisation that runs the node.
fn issuer(view: &View, context: &Context<'_>) -> Result<crate::store::records::LocalActorRecord, Refusal> {
    let name = &context.node()?.organisation;
    view.local_actor(name)?.ok_or_else(|| Refusal::Internal(format!("{name} has no actor")))
}

fn credential(
    view: &View,
    context: &Context<'_>,
    number: u64,
    subject: &Id,
    comment: &str,
    months: u32,
) -> Result<Map<String, Value>, Refusal> {
    let issuer = issuer(view, context)?;
    let organisation = view.organisation(&issuer.name)?;
    let organisation =
        organisation.ok_or_else(|| Refusal::Internal(format!("{} has no key", issuer.name)))?;
    let from = Timestamp(context.now.0 - context.now.0.rem_euclid(1_000));
    let endorsement = Endorsement {
        id: context.node()?.base.join(&format!("/credentials/{number}")),
        issuer: issuer.id,
        issuer_name: issuer.title,
        subject: subject.clone(),
        comment: comment.to_owned(),
        from,
        until: from.plus(MONTH * months),
    };
    endorsement
        .sign(&Ed25519Secret::from_seed(&organisation.seed))
        .map_err(|error| Refusal::Internal(format!("signing a credential: {error}")))
}

fn take_back(record: &VoucherRecord, by: &Name, now: Timestamp, changes: &mut Changes) {
    let revoked = record.revoked.clone().or_else(|| Some((by.clone(), now)));
    changes.put(keys::voucher(record.number), &VoucherRecord { revoked, ..record.clone() });
}

/// Brings the document of a company here in line with what is said of it, and says so to its followers. One that is
/// suspended says nothing.
fn tell(view: &View, context: &Context<'_>, subject: &Id, changes: &mut Changes) -> Result<(), Refusal> {
    changes.tell(Event::Actor(subject.clone()));
    let Some(actor) = view.local_actor_by_id(subject)? else { return Ok(()) };
    let Some(company) = view.organisation(&actor.organisation)? else { return Ok(()) };
    let mut now = view.clone();
    now.apply(changes.batch());
    match company.suspended || actor.moved_to.is_some() {
        true => write_actor(&now, context, &company, &actor, changes),
        false => {
            changes.consequences.push(update(&now, context, &actor, &company)?);
            Ok(())
        }
    }
}

/// Everything that was ever said here of somebody, the newest last.
fn of_subject(view: &View, subject: &Id) -> Result<Vec<VoucherRecord>, Refusal> {
    let mut said = Vec::new();
    for (key, _) in view.prefix(&keys::vouched_of(subject), Direction::Forward, limits::VOUCHERS_READ)? {
        let Some(number) = keys::parse_number(&key) else { continue };
        said.extend(view.record(&keys::voucher(number))?);
    }
    Ok(said)
}

/// A credential of this node that holds.
pub(super) struct Given {
    pub endorsement: Endorsement,
    /// The whole of it, with its proof.
    pub credential: Map<String, Value>,
}

/// What is said here of somebody at this moment: the credentials that stand in the document of an organisation here.
pub(super) fn given(view: &View, now: Timestamp, subject: &Id) -> Result<Vec<Given>, Refusal> {
    let valid = of_subject(view, subject)?.into_iter().filter(|record| record.revoked.is_none());
    let whole = valid
        .filter_map(|record| Some(Given { endorsement: record.endorsement()?, credential: record.json()? }));
    Ok(whole.filter(|given| given.endorsement.holds(now)).collect())
}

/// Who vouches for somebody: we, by what is kept here, and those members of our communities whose credentials its document
/// carries. Those that are not theirs, or whose time is over, do not count.
pub(crate) fn for_actor(view: &View, now: Timestamp, actor: &Actor) -> Result<Vec<Vouched>, Refusal> {
    let mut vouched = Vec::new();
    for Given { endorsement, .. } in given(view, now, &actor.id)? {
        let issuer = view.actor(&endorsement.issuer)?;
        vouched.extend(issuer.map(|issuer| shown(endorsement, &issuer)));
    }
    for credential in &actor.attestations {
        let Ok(stated) = Endorsement::read(credential) else { continue };
        // Of our own word we know best what still holds.
        let is_ours = view.local_actor_by_id(&stated.issuer)?.is_some();
        if stated.subject != actor.id || is_ours || !is_in_a_community(view, &stated.issuer)? {
            continue;
        }
        let Some(issuer) = view.actor(&stated.issuer)? else { continue };
        let key = |id: &Id, method: &str| issuer.assertion_key(method).filter(|_| *id == issuer.id);
        match Endorsement::verify(credential, key, now) {
            Ok(endorsement) => vouched.push(shown(endorsement, &issuer)),
            Err(error) => tracing::debug!(%error, subject = %actor.id, "an endorsement does not count"),
        }
    }
    Ok(vouched)
}

fn shown(endorsement: Endorsement, issuer: &Actor) -> Vouched {
    let page = issuer.url.clone().unwrap_or_else(|| issuer.id.clone());
    Vouched { endorsement, by: issuer.display_name().to_owned(), page }
}
