//! Reading and checking what peers hand over: whoever hands it over is believed in nothing but that something is gone.

use artel_protocol::key::Ed25519Public;
use artel_protocol::message::Aid;
use artel_protocol::message::get::{self, Got};
use artel_protocol::message::since::{Item, Withdrawn};
use artel_protocol::{Activity, Document, Id, Timestamp, Verified};
use bytes::Bytes;

use crate::error::Refusal;
use crate::sets::records::{self, SetName};
use crate::sets::{Gone, Place, sid};
use crate::store::View;

/// Something that a peer hands over.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Handed {
    /// The exact JSON of an activity.
    Activity(Bytes),
    /// The `Delete` for which an activity was withdrawn.
    Gone { delete: Bytes, aid: Aid, seconds: u64 },
}

impl Handed {
    /// What was withdrawn, if this says so, once its Delete is here.
    ///
    /// # Errors
    /// When the moment is none that we know.
    pub fn gone(&self) -> Result<Option<Gone>, Refusal> {
        let Handed::Gone { delete, aid, seconds } = self else { return Ok(None) };
        let unreadable = || Refusal::impossible("what is said to be withdrawn has no moment");
        let by = Aid::of(&Document::parse(delete.clone())?).map_err(|_| unreadable())?;
        let millis = i64::try_from(*seconds).ok().and_then(|seconds| seconds.checked_mul(1000));
        let created = Timestamp(millis.ok_or_else(unreadable)?);
        Ok(Some(Gone { aid: *aid, created, by }))
    }

    /// The activity, or the `Delete` for which it was withdrawn.
    pub fn bytes(&self) -> &Bytes {
        match self {
            Handed::Activity(bytes) | Handed::Gone { delete: bytes, .. } => bytes,
        }
    }
}

impl From<Item> for Handed {
    fn from(Item { activity, withdrawn, .. }: Item) -> Handed {
        match withdrawn {
            None => Handed::Activity(activity),
            Some(Withdrawn { aid, seconds }) => Handed::Gone { delete: activity, aid, seconds },
        }
    }
}

/// Everything that was handed over in one answer.
pub fn handed(got: Got) -> Vec<Handed> {
    let found = got.found.into_iter().map(|found| Handed::Activity(found.activity));
    let gone = got.gone.into_iter();
    let gone = gone.map(|get::Gone { delete, aid, seconds }| Handed::Gone { delete, aid, seconds });
    found.chain(gone).collect()
}

/// Reads an activity, unchecked.
pub fn read(bytes: Bytes) -> Result<Activity, Refusal> {
    Ok(Activity::read(Document::parse(bytes)?)?)
}

/// Whether a set has an activity already, or had it before it was withdrawn: then it need not be checked again.
pub fn is_known(view: &View, set: &SetName, document: &Document) -> Result<bool, Refusal> {
    let Ok(aid) = Aid::of(document) else { return Ok(false) };
    let known = records::element(view, &sid(&set.community, set.readers()), &aid)?;
    Ok(known.is_some_and(|known| known.withdrawn.is_none()))
}

/// Checks that an activity is in this set, and its proof by the keys that the community lists. Nothing is fetched for it.
///
/// # Errors
/// [`Refusal::Unknown`] while its author is not known: it may be brought again when the `Add` is here.
/// [`Refusal::Unproven`] if the proof does not hold, anything else if it is not what it should be.
pub fn check(
    view: &View,
    set: &SetName,
    activity: Activity,
    now: Timestamp,
) -> Result<Verified<Activity>, Refusal> {
    let place = Place::of(&activity).ok_or(Refusal::Forbidden("it is in no set"))?;
    if place.community != set.community || place.readers != set.readers() {
        return Err(Refusal::Forbidden("it is in another set"));
    }
    let keys = keys_of(view, &set.community, &activity.actor)?;
    if keys.is_empty() {
        return Err(Refusal::Unknown("its author was no member when it was said"));
    }
    Verified::by_listed_key(activity, &keys, now).map_err(|error| Refusal::Unproven(error.to_string()))
}

/// The keys that prove what somebody says in a community.
fn keys_of(view: &View, community: &Id, actor: &Id) -> Result<Vec<Ed25519Public>, Refusal> {
    let listed = match actor == community {
        true => records::community(view, community)?.map(|community| vec![community.key]),
        false => records::membership(view, community, actor)?.map(|membership| membership.keys),
    };
    Ok(listed.unwrap_or_default().iter().filter_map(|key| Ed25519Public::from_multikey(key).ok()).collect())
}
