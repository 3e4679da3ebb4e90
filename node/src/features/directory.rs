//! Who is here: the organisations page by page, and people by how their names begin.

use std::ops::ControlFlow;

use artel_protocol::actor::ActorType;
use artel_protocol::{Id, Name, limits};
use serde::Deserialize;

use crate::error::Refusal;
use crate::node::Node;
use crate::store::engine::Direction;
use crate::store::records::{LocalActorRecord, decode};
use crate::store::{View, keys};

/// What is read of an actor of ours to find it by its full name: without its keys and its profile.
#[derive(Deserialize)]
pub(super) struct Called {
    pub id: Id,
    pub name: Name,
    pub actor_type: ActorType,
    pub organisation: Name,
    pub title: String,
}

impl Node {
    /// The organisations that are heard here, by name, from behind `after` on: at most `limit`, and whether there
    /// are more.
    pub fn organisations(
        &self,
        after: Option<&Name>,
        limit: usize,
    ) -> Result<(Vec<LocalActorRecord>, bool), Refusal> {
        let view = self.view()?;
        let mut from = after.map_or_else(keys::organisations, |name| keys::behind(&keys::organisation(name)));
        let end = keys::end_of(&keys::organisations());
        let mut found = Vec::new();
        loop {
            let read = view.range(&from, &end, Direction::Forward, limit + 1 - found.len())?;
            let Some((last, _)) = read.last() else { return Ok((found, false)) };
            from = keys::behind(last);
            for (key, _) in &read {
                let name = keys::only_part(key).and_then(|name| Name::parse(name).ok());
                let organisation = match &name {
                    Some(name) if !view.is_suspended(name)? => view.local_actor(name)?,
                    _ => None,
                };
                let Some(organisation) = organisation else { continue };
                if found.len() == limit {
                    return Ok((found, true));
                }
                found.push(organisation);
            }
        }
    }

    /// Who of an organisation's people has this full name.
    pub fn person_called(
        &self,
        organisation: &Name,
        title: &str,
    ) -> Result<Option<LocalActorRecord>, Refusal> {
        let view = self.view()?;
        let is_it = |actor: &Called| {
            actor.actor_type == ActorType::Person
                && actor.organisation == *organisation
                && actor.title == title
        };
        match first(&view, 1, is_it)?.pop() {
            Some(found) => Ok(view.local_actor(&found.name)?),
            None => Ok(None),
        }
    }
}

/// The first actors of ours of whom `is_it` is true.
pub(super) fn first(
    view: &View,
    limit: usize,
    is_it: impl Fn(&Called) -> bool,
) -> Result<Vec<Called>, Refusal> {
    let (mut found, mut searched) = (Vec::new(), 0);
    view.walk(&keys::local_actors(), |_, value| {
        searched += 1;
        let actor: Called = decode(value)?;
        if is_it(&actor) {
            found.push(actor);
        }
        match found.len() == limit || searched == limits::LOCAL_ACTORS_SEARCHED {
            true => Ok::<_, Refusal>(ControlFlow::Break(())),
            false => Ok(ControlFlow::Continue(())),
        }
    })?;
    Ok(found)
}

/// The first actors of ours whose short names begin like this.
pub(super) fn named_like(view: &View, beginning: &str, limit: usize) -> Result<Vec<Called>, Refusal> {
    let prefix = [&keys::local_actors()[..], beginning.as_bytes()].concat();
    let read = view.records(&prefix, Direction::Forward, limit)?;
    Ok(crate::store::view::values(read))
}
