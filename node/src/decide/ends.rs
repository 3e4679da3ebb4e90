//! The end of an actor of ours: what only we know of it goes with it. What is left is its name, which nobody else can
//! take, and the key that signs the news of its end.

use artel_protocol::{Id, Name};

use super::follows;
use crate::changes::Changes;
use crate::error::Refusal;
use crate::store::engine::Direction;
use crate::store::records::{Counts, LocalActorRecord, Profile, Undoable, UndoableRecord};
use crate::store::{View, keys};

/// What stands under the actor's id or came from it besides its entries: what it liked and boosted, whom it followed and
/// who followed it, what it read, and the bytes of all it ever said.
pub fn forget_what_was_ours(view: &View, actor: &LocalActorRecord) -> Result<Changes, Refusal> {
    let mut changes = Changes::none();
    let mut view = view.clone();
    let mut then = |view: &mut View, more: Changes| {
        view.apply(&more.batch);
        changes.extend(more);
    };
    let reactions = reactions(&view, &actor.id)?;
    then(&mut view, reactions);
    for (key, _) in view.prefix(&keys::followings(&actor.id), Direction::Forward, usize::MAX)? {
        if let Some(followed) = keys::last_part(&key).and_then(|id| Id::parse(id).ok()) {
            let forgotten = follows::forget_following(&view, &actor.id, &followed)?;
            then(&mut view, forgotten);
        }
    }
    let rest = rest(&view, actor)?;
    then(&mut view, rest);
    Ok(changes)
}

/// Likes and boosts: each entry counts one fewer.
fn reactions(view: &View, actor: &Id) -> Result<Changes, Refusal> {
    let mut changes = Changes::none();
    let mut view = view.clone();
    let all: Vec<(_, UndoableRecord)> = view.records(&keys::undoables(), Direction::Forward, usize::MAX)?;
    for (key, done) in all.into_iter().filter(|(_, done)| done.actor == *actor) {
        let mut one = Changes::none();
        one.delete(key.to_vec());
        let counts = view.counts(&done.object)?;
        match done.what {
            Undoable::Like => {
                one.delete(keys::like(&done.object, actor));
                let likes = counts.likes.saturating_sub(1);
                one.put(keys::counts(&done.object), &Counts { likes, ..counts });
            }
            Undoable::Boost => {
                one.delete(keys::boost(&done.object, actor));
                let boosts = counts.boosts.saturating_sub(1);
                one.put(keys::counts(&done.object), &Counts { boosts, ..counts });
            }
            Undoable::Follow => {}
        }
        view.apply(&one.batch);
        changes.extend(one);
    }
    Ok(changes)
}

fn rest(view: &View, actor: &LocalActorRecord) -> Result<Changes, Refusal> {
    let mut changes = Changes::none();
    for prefix in [
        keys::followers(&actor.id),
        keys::outbox(&actor.id),
        keys::home(&actor.id),
        keys::imports(&actor.name),
        keys::notifications(&actor.id),
        keys::read_marks(&actor.name),
        keys::weekly_mark(&actor.name),
        keys::mutes(&actor.id),
        keys::drafts(&actor.name),
        keys::saved_offers(&actor.name),
    ] {
        for (key, _) in view.prefix(&prefix, Direction::Forward, usize::MAX)? {
            changes.delete(key.to_vec());
        }
    }
    // What was said is found by its bytes: not everything that an actor says is listed anywhere.
    let says_so = format!("\"actor\":\"{}\"", actor.id);
    let Some(base) = actor.id.as_str().strip_suffix(actor.id.path()).and_then(|base| Id::parse(base).ok())
    else {
        return Ok(changes);
    };
    for (key, bytes) in view.prefix(&keys::activities(&base.join("/a/")), Direction::Forward, usize::MAX)? {
        if bytes.windows(says_so.len()).any(|found| found == says_so.as_bytes()) {
            changes.delete(key.to_vec());
        }
    }
    Ok(changes)
}

/// The actor's records make way for the mark that its name is taken. Its document goes too: its keys have nothing left
/// to prove.
pub fn leave_a_name(actor: &LocalActorRecord, changes: &mut Changes) {
    let name: &Name = &actor.name;
    let mark = LocalActorRecord {
        title: String::new(),
        summary: String::new(),
        profile: Profile::default(),
        also_known_as: Vec::new(),
        moved_to: None,
        ..actor.clone()
    };
    // Counted down by every entry that went, and now of nobody.
    changes.delete(keys::counts(&actor.id));
    changes.delete(keys::notification_count(&actor.id));
    changes.delete(keys::pinned(&actor.id));
    changes.delete(keys::local_actor(name));
    changes.delete(keys::actor(&actor.id));
    changes.put(keys::erased(name), &mark);
}
