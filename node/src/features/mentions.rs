//! Whom a text mentions: looked up before it is published, so that they are told; and whom one could mention.

use std::collections::BTreeSet;

use artel_protocol::html::{Links, names_in};
use artel_protocol::kinds::Tag;
use artel_protocol::{Actor, Id, Name, limits};
use futures_util::future::join_all;

use super::directory::{first, named_like};
use crate::error::Refusal;
use crate::node::Node;
use crate::store::engine::Direction;
use crate::store::{View, keys};

/// The names in a text, as far as they lead somewhere.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// For making the names links.
    pub links: Links,
    /// The mentions, as they stand in an entry.
    pub mentions: Vec<Tag>,
    /// Without their `#`.
    pub tags: Vec<String>,
    /// Handles that lead nowhere, as people write them: they stay plain text.
    pub unknown: Vec<String>,
}

impl Names {
    /// The ids of those who are mentioned.
    pub fn mentioned(&self) -> impl Iterator<Item = &Id> {
        self.mentions.iter().filter_map(|tag| match tag {
            Tag::Mention { href, .. } => Some(href),
            Tag::Hashtag { .. } => None,
        })
    }
}

/// Somebody whom one could mention.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Suggested {
    /// `@name@host`.
    pub handle: String,
    /// The full name.
    pub name: String,
}

impl Node {
    /// Looks up whom a markdown text mentions: all at the same time, and no longer than [`limits::MENTIONS_TIME`].
    pub async fn names_in(&self, markdown: &str) -> Result<Names, Refusal> {
        let named = names_in(markdown);
        let links = Links { tags: Some(self.base()?.join("/tags")), ..Links::default() };
        let mut names = Names { links, tags: named.tags, ..Names::default() };
        let (asked, beyond) = named.handles.split_at(named.handles.len().min(limits::MENTIONS_PER_ENTRY));
        let found = join_all(asked.iter().map(|handle| self.mentioned(handle))).await;
        for (handle, actor) in asked.iter().zip(found) {
            match actor {
                Some(actor) => {
                    let page = actor.url.clone().unwrap_or_else(|| actor.id.clone());
                    names.links.mentions.insert(handle.clone(), page);
                    if !names.mentioned().any(|id| *id == actor.id) {
                        names.mentions.push(Tag::Mention { name: actor.handle(), href: actor.id });
                    }
                }
                None => names.unknown.push(format!("@{handle}")),
            }
        }
        names.unknown.extend(beyond.iter().map(|handle| format!("@{handle}")));
        Ok(names)
    }

    /// Who stands behind a handle without its first `@`; nobody if they cannot be found in time.
    async fn mentioned(&self, handle: &str) -> Option<Actor> {
        let base = self.base().ok()?;
        let (name, host) = handle.split_once('@').unwrap_or((handle, base.host()));
        if host == base.host() {
            let view = self.view().ok()?;
            let local = view.local_actor(&Name::parse(name).ok()?).ok()??;
            return view.actor(&local.id).ok()?;
        }
        if self.record().ok()??.trial {
            return None;
        }
        let found = tokio::time::timeout(limits::MENTIONS_TIME, self.look_up(handle)).await;
        match found {
            Ok(Ok(actor)) if !self.view().ok()?.is_blocked(&actor.id).ok()? => Some(actor),
            Ok(Err(error)) => {
                tracing::debug!(%error, handle, "nobody was found for a mention");
                None
            }
            _ => None,
        }
    }

    /// Those here, and whom one of these actors of ours follows or is followed by, whose name or handle begins like
    /// this.
    pub fn suggest_mentions(&self, readers: &[Id], beginning: &str) -> Result<Vec<Suggested>, Refusal> {
        let beginning = beginning.trim().trim_start_matches('@').to_lowercase();
        if beginning.is_empty() {
            return Ok(Vec::new());
        }
        let view = self.view()?;
        let (mut found, mut seen) = (Vec::new(), BTreeSet::new());
        for id in candidates(&view, readers, &beginning)? {
            if found.len() >= limits::SUGGESTIONS {
                break;
            }
            if !seen.insert(id.clone()) || view.is_silenced(&id)? {
                continue;
            }
            let Some(actor) = view.actor(&id)? else { continue };
            let (handle, name) = (actor.handle(), actor.display_name().to_owned());
            if begins(&handle[1..], &beginning) || is_called(&name, &beginning) {
                found.push(Suggested { handle, name });
            }
        }
        Ok(found)
    }
}

fn begins(text: &str, beginning: &str) -> bool {
    text.to_lowercase().starts_with(beginning)
}

/// Whether a full name, or one of its words, begins like this.
fn is_called(name: &str, beginning: &str) -> bool {
    begins(name, beginning) || name.split_whitespace().any(|word| begins(word, beginning))
}

/// Every contact, as far as suggestions look, and everybody here who could be meant.
fn candidates(view: &View, readers: &[Id], beginning: &str) -> Result<Vec<Id>, Refusal> {
    let most = limits::CONTACTS_SUGGESTED_FROM;
    let name = beginning.split('@').next().unwrap_or_default();
    let mut here = named_like(view, name, limits::SUGGESTIONS)?;
    here.extend(first(view, limits::SUGGESTIONS, |actor| is_called(&actor.title, beginning))?);
    let mut ids: Vec<Id> = here.into_iter().map(|actor| actor.id).collect();
    for prefix in readers.iter().flat_map(|reader| [keys::followings(reader), keys::followers(reader)]) {
        for (key, _) in view.prefix(&prefix, Direction::Forward, most)? {
            ids.extend(keys::last_part(&key).and_then(|id| Id::parse(id).ok()));
        }
    }
    Ok(ids)
}
