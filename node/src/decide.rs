//! What changes. Deciding is pure: it reads the view, the moment and new ids, and yields [`Changes`] or a
//! [`Refusal`]. Local and foreign activities go through the same functions.

mod addressing;
mod delete;
mod documents;
mod ends;
mod entries;
mod follows;
pub(crate) mod held;
pub(crate) mod interest;
pub(crate) mod notices;
mod order;
mod reactions;
pub(crate) mod reports;
mod tags;
mod versions;

use artel_protocol::activity::{Act, Referred, UndoneAct, Updated};
use artel_protocol::message::Aid;
use artel_protocol::{Activity, Actor, Document, Id, Verified, as2, limits};

use crate::changes::{Changes, Event};
use crate::error::Refusal;
use crate::features::interest::state::Step;
use crate::features::organisations::node_actor;
use crate::identity::Context;
use crate::policy;
use crate::sets::records::SetName;
use crate::sets::{self, Gone, outward, relay};
use crate::store::{View, keys};

pub use addressing::known_hosts;
pub(crate) use delete::{bury_entry, forget_entry};
pub use documents::{document, wanted};
pub(crate) use entries::{adopt, file_in_community, refile};
pub(crate) use reactions::{like, set_helped, unlike};
pub(crate) use tags::places as places_under_tags;
pub use tags::tag_key;

/// Checks an activity of ours by its proof, as anybody else would: the way in is the same.
pub fn own(view: &View, context: &Context<'_>, activity: Activity) -> Result<Verified<Activity>, Refusal> {
    let actor = match context.node {
        Some(node) if context.is_node_actor(&activity.actor) => Actor::read(&node_actor(node)?)?,
        _ => view.actor(&activity.actor)?.ok_or(Refusal::Unknown("there is no such actor here"))?,
    };
    Verified::by_proof(activity, &actor, context.now)
        .map_err(|error| Refusal::Internal(format!("an activity of ours: {error}")))
}

/// Decides an activity that is known to be its actor's.
///
/// `author` is the actor's document when the store may not have it yet: it is kept if anything changes.
pub fn activity(
    view: &View,
    context: &Context<'_>,
    verified: &Verified<Activity>,
    author: Option<&Verified<Document>>,
) -> Result<Changes, Refusal> {
    let activity = verified.value();
    policy::is_not_blocked(view, &activity.actor)?;
    policy::activity_belongs_to_its_actor(activity)?;
    if let Some(changes) = held::hold(view, context, activity, author)? {
        return Ok(changes);
    }
    if let Some(changes) = in_set(view, context, verified)? {
        return Ok(changes);
    }
    match view.seen(&activity.id)? {
        true => Ok(Changes::none()),
        false => applied(view, context, activity, author),
    }
}

/// What an activity changes that is in no set, and has not been here before.
fn applied(
    view: &View,
    context: &Context<'_>,
    activity: &Activity,
    author: Option<&Verified<Document>>,
) -> Result<Changes, Refusal> {
    if let Some(repeated) = relay::later_word(view, context, activity)? {
        let mut changes = Changes::none();
        changes.put(keys::seen(&activity.id), &context.now);
        changes.consequences.push(repeated);
        return Ok(changes);
    }
    let mut changes = act(view, context, activity)?;
    if changes.is_empty() && !context.is_ours(&activity.actor) {
        return Ok(changes);
    }
    documents::keep_author(view, context, author, &mut changes)?;
    changes.consequences.extend(relay::answer(view, context, activity, &changes)?);
    changes.consequences.extend(outward::announcements(view, context, activity, &changes)?);
    let withheld = is_withheld(view, context, activity, &changes)?;
    remember(context, activity, withheld, &mut changes);
    if !withheld {
        addressing::send(view, context, activity, &mut changes)?;
    }
    Ok(changes)
}

/// Decides an activity of a set that other nodes have already.
///
/// # Errors
/// [`Refusal::Unknown`] while its author is not admitted.
pub fn gathered(
    view: &View,
    context: &Context<'_>,
    verified: &Verified<Activity>,
) -> Result<Changes, Refusal> {
    policy::activity_belongs_to_its_actor(verified.value())?;
    let (community, place) =
        sets::placed(view, verified)?.ok_or(Refusal::Forbidden("it is in no set that is kept here"))?;
    let mut changes = sets::take(view, context, &community, &place, verified)?;
    changes.consequences.extend(outward::announcements(view, context, verified.value(), &changes)?);
    Ok(changes)
}

/// Notes that an activity was in a set and is withdrawn.
pub fn gone(view: &View, context: &Context<'_>, set: &SetName, gone: &Gone) -> Result<Changes, Refusal> {
    let community = sets::records::community(view, &set.community)?;
    let community = community.ok_or(Refusal::Forbidden("it is in no set that is kept here"))?;
    sets::withdraw(view, context, &community, set.readers(), gone)
}

/// What an activity changes in the set that it is in; none if it is in none, or not admitted there: then it is as good as
/// any other.
fn in_set(
    view: &View,
    context: &Context<'_>,
    verified: &Verified<Activity>,
) -> Result<Option<Changes>, Refusal> {
    let Some((community, place)) = sets::placed(view, verified)? else { return Ok(None) };
    let mut changes = match sets::take(view, context, &community, &place, verified) {
        Ok(changes) => changes,
        // Who is no member may still answer by other ways; ours are told.
        Err(Refusal::Unknown(_) | Refusal::Forbidden(_)) if !context.is_ours(&verified.value().actor) => {
            return Ok(None);
        }
        Err(error) => return Err(error),
    };
    if !changes.is_empty() {
        let activity = verified.value();
        addressing::send(view, context, activity, &mut changes)?;
        changes.consequences.extend(outward::announcements(view, context, activity, &changes)?);
        if let Ok(aid) = Aid::of(activity.document()) {
            changes.tell(Event::Said(place.sid(), aid));
        }
    }
    Ok(Some(changes))
}

/// Whether an activity of ours is about an answer that nobody has let into its conversation: then it is said to nobody.
fn is_withheld(
    view: &View,
    context: &Context<'_>,
    activity: &Activity,
    changes: &Changes,
) -> Result<bool, Refusal> {
    let id = match &activity.act {
        Act::Create(Referred::Whole(entry)) | Act::Update(Updated::Entry(entry)) => &entry.id,
        // Who was told of an earlier version is told of its end.
        Act::Delete(id) => return Ok(view.entry(id)?.is_some_and(|stored| stored.is_unheard_of())),
        _ => return Ok(false),
    };
    if !context.is_ours(&activity.actor) {
        return Ok(false);
    }
    let mut now = view.clone();
    now.apply(&changes.batch);
    Ok(now.entry(id)?.is_some_and(|stored| stored.is_withheld()))
}

fn act(view: &View, context: &Context<'_>, activity: &Activity) -> Result<Changes, Refusal> {
    match &activity.act {
        Act::Create(Referred::Whole(entry)) => {
            policy::may_create(activity, entry)?;
            match interest::create(view, context, activity, entry)? {
                Some(changes) => Ok(changes),
                None => entries::create(view, context, activity, entry),
            }
        }
        Act::Update(Updated::Entry(entry)) => {
            policy::may_create(activity, entry)?;
            match interest::changed(view, activity, entry)? {
                Some(changes) => Ok(changes),
                None => entries::update(view, context, activity, entry),
            }
        }
        Act::Update(Updated::Actor(id)) if context.is_ours(id) => documents::own_actor(context, activity, id),
        Act::Delete(id) => match interest::gone(view, context, activity, id)? {
            Some(changes) => Ok(changes),
            None => delete::delete(view, context, activity, id),
        },
        Act::Follow(followed) => follows::follow(view, context, activity, followed),
        Act::Accept(answered) => match interest::answered(view, context, activity, answered, Step::Accept)? {
            Some(changes) => Ok(changes),
            None => follows::accept(view, context, activity, answered),
        },
        Act::Reject(answered) => {
            let reason = as2::text(activity.document().json(), "content", limits::REASON_CHARS)?;
            let reason = reason.unwrap_or_default();
            if let Some(changes) = held::turned_down(view, context, activity, answered.id.as_ref(), &reason)?
            {
                return Ok(changes);
            }
            match interest::answered(view, context, activity, answered, Step::Decline)? {
                Some(changes) => Ok(changes),
                None => follows::reject(view, context, activity, answered),
            }
        }
        Act::TentativeAccept(answered) => {
            let asked = interest::answered(view, context, activity, answered, Step::AskForInformation)?;
            Ok(asked.unwrap_or_else(Changes::none))
        }
        Act::Offer(proposed) => interest::proposed(view, context, activity, proposed),
        Act::Update(Updated::Agreement(agreement)) => interest::updated(view, context, activity, agreement),
        Act::Undo(undone) if undone.what == UndoneAct::Offer => {
            interest::withdrawn(view, context, activity, undone)
        }
        Act::Undo(undone) if undone.what == UndoneAct::Lock => order::keep(view, context, activity),
        Act::Undo(undone) => {
            let stored = match &undone.id {
                Some(id) => view.undoable(id)?,
                None => None,
            };
            policy::may_undo(activity, undone, stored.as_ref())?;
            reactions::undo(view, context, activity, undone, stored)
        }
        Act::Like(object) => reactions::like(view, context, activity, object),
        // What a space of ours tells its followers is no boost.
        Act::Announce(_) if is_a_space_of_ours(view, &activity.actor)? => Ok(Changes::none()),
        Act::Announce(object) => reactions::boost(view, context, activity, object),
        Act::Move { old, new } => follows::moved(view, context, activity, old, new),
        Act::Flag { about, reason } => reports::report(view, context, activity, about, reason),
        // What comes by its id only was fetched before the pipeline and comes as a document.
        Act::Create(Referred::ById(_)) | Act::Update(Updated::ById(_) | Updated::Actor(_)) => {
            Ok(Changes::none())
        }
        Act::Add(_) | Act::Remove(_) => match held::shown(view, context, activity)? {
            Some(changes) => Ok(changes),
            None => order::keep(view, context, activity),
        },
        Act::Block(_) | Act::Lock(_) | Act::Warn(_) => order::keep(view, context, activity),
        Act::Other(_) => Ok(Changes::none()),
    }
}

fn is_a_space_of_ours(view: &View, actor: &Id) -> Result<bool, Refusal> {
    Ok(sets::spaces::space(view, actor)?.is_some_and(|space| space.hosted.is_some()))
}

/// Whether something was said between the two parties of an interest in an offer: what they say of themselves is kept
/// in one place, from which it can go.
fn is_of_interest(changes: &Changes) -> bool {
    changes.batch.iter().any(|(key, _)| keys::is_of_interest(key))
}

/// Keeps the exact bytes and the mark that the activity was applied. Of what is withheld there are no bytes for anybody.
fn remember(context: &Context<'_>, activity: &Activity, withheld: bool, changes: &mut Changes) {
    changes.put(keys::seen(&activity.id), &context.now);
    if withheld {
        return;
    }
    let carries_what_is_gone = matches!(activity.act, Act::Delete(_)) || is_of_interest(changes);
    if context.is_ours(&activity.actor) || !carries_what_is_gone {
        changes.put_bytes(keys::activity(&activity.id), activity.document().bytes().clone());
    }
    if context.is_ours(&activity.actor) && activity.audience.is_public() {
        changes.put_bytes(
            keys::outbox_activity(&activity.actor, context.now, &activity.id),
            bytes::Bytes::new(),
        );
    }
}
