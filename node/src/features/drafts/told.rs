//! Who hears of a draft: those who approve when it is handed in, and its writer when they have decided.

use artel_protocol::{Id, Name};

use crate::changes::Changes;
use crate::decide::notices::{self, Notice};
use crate::error::Refusal;
use crate::identity::Context;
use crate::store::View;
use crate::store::engine::Direction;
use crate::store::keys;
use crate::store::records::{
    AccountRecord, DraftPlace, DraftRecord, DraftState, NotificationKind, NotificationRecord, Office, Role,
};
use crate::store::view::values;

/// Tells those who may approve that a draft waits.
pub(super) fn handed_in(
    view: &View,
    context: &Context<'_>,
    draft: &DraftRecord,
    changes: &mut Changes,
) -> Result<(), Refusal> {
    let Some(writer) = actor(view, &draft.account)? else { return Ok(()) };
    let cause = cause(context, draft)?;
    for to in approvers(view, draft)? {
        let notice = Notice::of_draft(NotificationKind::HandedIn, &to, &writer, place(draft), None, &cause);
        notices::tell(view, context, &notice, changes)?;
    }
    Ok(())
}

/// Takes back that a draft waits, if it did.
pub(super) fn waits_no_more(
    view: &View,
    context: &Context<'_>,
    draft: &DraftRecord,
    changes: &mut Changes,
) -> Result<(), Refusal> {
    let DraftState::HandedIn { at } = draft.state else { return Ok(()) };
    let cause = cause(context, draft)?;
    for to in approvers(view, draft)? {
        notices::forget(view, &to, at, &cause, changes)?;
    }
    Ok(())
}

/// Tells the writer what became of a draft: the entry that it is now, or nothing if it was sent back.
pub(super) fn decided(
    view: &View,
    context: &Context<'_>,
    draft: &DraftRecord,
    by: &Name,
    entry: Option<&Id>,
    changes: &mut Changes,
) -> Result<(), Refusal> {
    waits_no_more(view, context, draft, changes)?;
    let (Some(by), Some(writer)) = (actor(view, by)?, actor(view, &draft.account)?) else { return Ok(()) };
    let cause = cause(context, draft)?;
    let (kind, place) = match entry {
        Some(_) => (NotificationKind::Approved, None),
        None => (NotificationKind::SentBack, place(draft)),
    };
    notices::tell(view, context, &Notice::of_draft(kind, &writer, &by, place, entry, &cause), changes)
}

/// The draft that a notice is about, as long as it stands where the notice says.
pub(in crate::features) fn draft_of(
    view: &View,
    notice: &NotificationRecord,
) -> Result<Option<DraftRecord>, Refusal> {
    let Some(DraftPlace { account, number }) = &notice.draft else { return Ok(None) };
    let draft: Option<DraftRecord> = view.record(&keys::draft(account, *number))?;
    Ok(draft.filter(|draft| match (&draft.state, notice.kind) {
        (DraftState::HandedIn { at }, NotificationKind::HandedIn) => *at == notice.at,
        (DraftState::SentBack { at, .. }, NotificationKind::SentBack) => *at == notice.at,
        _ => false,
    }))
}

fn place(draft: &DraftRecord) -> Option<DraftPlace> {
    Some(DraftPlace { account: draft.account.clone(), number: draft.number })
}

/// What makes a notice of a draft one of a kind. Nothing stands under this id.
fn cause(context: &Context<'_>, draft: &DraftRecord) -> Result<Id, Refusal> {
    Ok(context.node()?.base.join(&format!("/drafts/{}/{}", draft.account, draft.number)))
}

fn actor(view: &View, name: &Name) -> Result<Option<Id>, Refusal> {
    Ok(view.local_actor(name)?.map(|actor| actor.id))
}

/// The owners and moderators of the writer's organisation; the officers, where it is to appear in another's name.
fn approvers(view: &View, draft: &DraftRecord) -> Result<Vec<Id>, Refusal> {
    let Some(writer) = view.account(&draft.account)? else { return Ok(Vec::new()) };
    let all: Vec<AccountRecord> = values(view.records(&keys::accounts(), Direction::Forward, usize::MAX)?);
    let mut found = Vec::new();
    for account in all {
        let approves = match draft.through {
            Some(_) => account.office >= Office::Officer,
            None => account.organisation == writer.organisation && account.role != Role::Member,
        };
        if approves && account.name != writer.name {
            found.extend(actor(view, &account.name)?);
        }
    }
    Ok(found)
}
