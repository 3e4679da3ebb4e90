//! Keeping order: domains and actors that nothing is taken from, and answers taken out of view.

use artel_protocol::{Id, Name};

use super::mutes::send_away;
use super::publishing::about;
use crate::changes::{Changes, Event};
use crate::error::Refusal;
use crate::identity::Context;
use crate::node::Node;
use crate::policy;
use crate::store::View;
use crate::store::engine::Direction;
use crate::store::keys::{self, Key};
use crate::store::records::{
    AccountRecord, BlockRecord, EntryRecord, Hidden, HiddenCause, LocalActorRecord, Office, Said,
};

/// A block, with what is blocked: a domain, or the id of an actor.
#[derive(Clone, Debug)]
pub struct Block {
    pub what: String,
    pub record: BlockRecord,
}

impl Node {
    /// Takes nothing more from a domain and everything under it.
    pub async fn block_domain(&self, domain: &str, reason: &str, by: Option<Name>) -> Result<(), Refusal> {
        let domain = canonical_domain(domain)?;
        if self.base()?.host().split(':').next() == Some(&domain) {
            return Err(Refusal::field("domain", "block-own-domain"));
        }
        self.set_block(keys::blocked_domain(&domain), reason, by).await
    }

    pub async fn unblock_domain(&self, domain: &str) -> Result<(), Refusal> {
        self.lift_block(keys::blocked_domain(&canonical_domain(domain)?)).await
    }

    /// Takes nothing more from one actor, and sends it away from whomever here it follows.
    pub async fn block_actor(&self, actor: &Id, reason: &str, by: Option<Name>) -> Result<(), Refusal> {
        if actor.same_authority(&self.base()?) {
            return Err(Refusal::field("actor", "block-own-actor"));
        }
        let (actor, reason) = (actor.clone(), shortened(reason));
        self.change(move |view, context| {
            let mut changes = Changes::none();
            let block = BlockRecord { reason, by, since: context.now };
            changes.put(keys::blocked_actor(&actor), &block);
            changes.tell(Event::Blocks);
            for followed in view.local_actors(usize::MAX)? {
                // Who is suspended says nothing, not even this; nothing is sent on either.
                if !view.is_suspended(&followed.organisation)? {
                    send_away(view, context, &followed, &actor, &mut changes)?;
                }
            }
            Ok(changes)
        })
        .await
        .map(|_| ())
    }

    pub async fn unblock_actor(&self, actor: &Id) -> Result<(), Refusal> {
        self.lift_block(keys::blocked_actor(actor)).await
    }

    async fn set_block(&self, key: Key, reason: &str, by: Option<Name>) -> Result<(), Refusal> {
        let reason = shortened(reason);
        self.change(move |_, context| {
            let mut changes = Changes::none();
            changes.put(key, &BlockRecord { reason, by, since: context.now });
            changes.tell(Event::Blocks);
            Ok(changes)
        })
        .await
        .map(|_| ())
    }

    async fn lift_block(&self, key: Key) -> Result<(), Refusal> {
        self.change(move |_, _| {
            let mut changes = Changes::none();
            changes.delete(key);
            changes.tell(Event::Blocks);
            Ok(changes)
        })
        .await
        .map(|_| ())
    }

    pub fn blocked_domains(&self, limit: usize) -> Result<Vec<Block>, Refusal> {
        self.blocks(&keys::blocked_domains(), limit)
    }

    pub fn blocked_actors(&self, limit: usize) -> Result<Vec<Block>, Refusal> {
        self.blocks(&keys::blocked_actors(), limit)
    }

    fn blocks(&self, prefix: &[u8], limit: usize) -> Result<Vec<Block>, Refusal> {
        let records = self.view()?.records(prefix, Direction::Forward, limit)?;
        let named = records
            .into_iter()
            .filter_map(|(key, record)| Some(Block { what: keys::last_part(&key)?.to_owned(), record }));
        Ok(named.collect())
    }

    /// Takes an answer out of view: for the author of the article above it, and for the owners and moderators of its
    /// organisation.
    pub async fn hide_answer(&self, answer: &Id, by: Name) -> Result<(), Refusal> {
        self.set_hidden(answer, by, Some(HiddenCause::ByHand)).await
    }

    /// Shows a hidden answer again. What an officer hid is shown by officers only.
    pub async fn show_answer(&self, answer: &Id, by: Name) -> Result<(), Refusal> {
        self.set_hidden(answer, by, None).await
    }

    /// Takes any answer out of view, in whatever conversation it stands: for the node's officers.
    pub async fn hide_for_all(&self, answer: &Id, by: Name) -> Result<(), Refusal> {
        self.set_hidden(answer, by, Some(HiddenCause::ByOfficer)).await
    }

    async fn set_hidden(&self, answer: &Id, by: Name, cause: Option<HiddenCause>) -> Result<(), Refusal> {
        let answer = answer.clone();
        self.change(move |view, context| {
            let mut stored = view.entry(&answer)?.ok_or(Refusal::Unknown("there is no such answer"))?;
            let root = stored.root.clone().ok_or(Refusal::Forbidden("this is no answer"))?;
            let owner = policy::owner_above(view, &stored)?;
            let before = stored.hidden.as_ref().map(|hidden| hidden.cause);
            let account = view.account(&by)?.ok_or(NOT_YOURS)?;
            may_set_hidden(&account, owner.as_ref(), before, cause)?;
            let mut changes = Changes::none();
            if before == Some(HiddenCause::Waiting) {
                // Whoever decides about it has looked at it: from now on it counts as any other.
                changes.put(keys::counts(&root), &view.counts(&root)?.one_looked_at());
            }
            let owner = owner.filter(|owner| !policy::may_moderate(&account, owner));
            decided(view, context, &mut stored, (by, cause), owner, &mut changes)?;
            changes.put(keys::entry(&answer), &stored);
            changes.tell(Event::Entry(root));
            Ok(changes)
        })
        .await
        .map(|_| ())
    }
}

/// What becomes of an answer for which somebody has decided. If an officer shows again what the article's people have
/// not let in, it waits for them as before; `others` is the article's author then.
fn decided(
    view: &View,
    context: &Context<'_>,
    stored: &mut EntryRecord,
    (by, cause): (Name, Option<HiddenCause>),
    others: Option<LocalActorRecord>,
    changes: &mut Changes,
) -> Result<(), Refusal> {
    let said = match stored.hidden.as_ref().map_or(Said::Whole, |hidden| hidden.said) {
        // From before it was written down: what waited had been said.
        Said::Whole if stored.is_withheld() => Said::Earlier,
        said => said,
    };
    let at = context.now;
    stored.hidden = match (cause, others) {
        (Some(cause), _) => Some(Hidden { by, at, cause, said }),
        (None, Some(author)) if said != Said::Whole => {
            let root = stored.root.as_ref().ok_or(Refusal::Forbidden("this is no answer"))?;
            changes.put(keys::counts(root), &view.counts(root)?.one_held_back());
            Some(Hidden { by: author.name, at, cause: HiddenCause::Waiting, said })
        }
        (None, _) => {
            say_at_last(view, context, stored, said, changes)?;
            None
        }
    };
    Ok(())
}

/// Says an answer from here that was let in, as it is now: until now it was said to nobody. What was written elsewhere
/// its own server has said.
fn say_at_last(
    view: &View,
    context: &Context<'_>,
    stored: &mut EntryRecord,
    said: Said,
    changes: &mut Changes,
) -> Result<(), Refusal> {
    let act = match said {
        Said::Whole => return Ok(()),
        Said::Earlier => "Update",
        Said::Nothing => "Create",
    };
    if let Some(author) = view.local_actor_by_id(&stored.entry.author)? {
        let activity = context.compose(view, &author, act, about(&stored.entry))?;
        stored.activity = activity.id.clone();
        changes.consequences.push(activity);
    }
    Ok(())
}

fn shortened(reason: &str) -> String {
    artel_protocol::as2::shorten(reason.trim(), artel_protocol::limits::NAME_CHARS)
}

const NOT_YOURS: Refusal =
    Refusal::Forbidden("only the article's author and those who lead its organisation decide about answers");

/// What an officer hid stays so until an officer says otherwise; else the article's own people decide.
fn may_set_hidden(
    account: &AccountRecord,
    owner: Option<&LocalActorRecord>,
    before: Option<HiddenCause>,
    cause: Option<HiddenCause>,
) -> Result<(), Refusal> {
    let officer = account.office >= Office::Officer;
    let leads = owner.is_some_and(|owner| policy::may_moderate(account, owner));
    match (before, cause) {
        (Some(HiddenCause::ByOfficer), _) | (_, Some(HiddenCause::ByOfficer)) if officer => Ok(()),
        (Some(HiddenCause::ByOfficer), _) => {
            Err(Refusal::Forbidden("an officer of the node hid this answer"))
        }
        (_, Some(HiddenCause::ByOfficer)) => Err(Refusal::Forbidden("this is for officers of the node")),
        _ if leads => Ok(()),
        _ => Err(NOT_YOURS),
    }
}

/// A domain in its one spelling, as it stands in ids.
pub(super) fn canonical_domain(domain: &str) -> Result<String, Refusal> {
    let domain = domain.trim().trim_start_matches("https://").trim_start_matches("*.").trim_end_matches('/');
    let id = Id::parse(&format!("https://{domain}/"))
        .map_err(|_| Refusal::field("domain", "block-domain-wrong"))?;
    if id.path() == "/" && id.host().contains('.') {
        Ok(id.host().split(':').next().unwrap_or_default().to_owned())
    } else {
        Err(Refusal::field("domain", "block-domain-wrong"))
    }
}
