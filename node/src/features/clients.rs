//! Clients who are not named: the organisation that runs the node publishes offers of companies hosted here in its own
//! name. Who is behind one stands in [`ClientRecord`] alone, which goes into no entry, activity, index or log; whoever they
//! accept is told by them, in `features/interest`.

use artel_protocol::kinds::{Content, Problem};
use artel_protocol::{Activity, Id, Name, Timestamp};
use serde::{Deserialize, Serialize};

use super::publishing::{Draft, Picture, withdrawal};
use crate::changes::Changes;
use crate::error::{Invalid, Refusal};
use crate::identity::Context;
use crate::node::Node;
use crate::policy;
use crate::store::engine::Direction;
use crate::store::records::{AccountRecord, Clients, EntryRecord, LocalActorRecord};
use crate::store::{StoreError, View, keys};

/// For whom an offer was published in another organisation's name.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct ClientRecord {
    pub organisation: Name,
    pub since: Timestamp,
}

/// An offer with whoever is behind it: for their own eyes, and for the officers of who published it.
#[derive(Clone, Debug)]
pub struct OfClient {
    pub offer: EntryRecord,
    pub client: LocalActorRecord,
    pub since: Timestamp,
}

impl Node {
    /// Whether the organisation that runs this node publishes offers for clients who are not named.
    pub fn takes_clients(&self) -> Result<Clients, Refusal> {
        taken(&self.view()?)
    }

    /// Says whether it does. What is published already stays.
    pub async fn take_clients(&self, clients: Clients) -> Result<(), Refusal> {
        self.change(move |view, context| {
            let name = &context.node()?.organisation;
            let company = view.organisation(name)?.ok_or(NO_ORGANISATION)?;
            let mut changes = Changes::none();
            if company.clients != clients {
                let company = crate::store::records::OrganisationRecord { clients, ..company };
                changes.put(keys::organisation(name), &company);
            }
            Ok(changes)
        })
        .await
        .map(|_| ())
    }

    /// The offers that were published for clients: for one, or for all of them. Newest first.
    pub fn offers_of_clients(&self, of: Option<&Name>) -> Result<Vec<OfClient>, Refusal> {
        let view = self.view()?;
        let mut found = Vec::new();
        for (id, record) in all(&view)? {
            if of.is_some_and(|of| *of != record.organisation) {
                continue;
            }
            let client = view.local_actor(&record.organisation)?;
            if let (Some(offer), Some(client)) = (view.entry(&id)?, client) {
                found.push(OfClient { offer, client, since: record.since });
            }
        }
        found.sort_by_key(|one| std::cmp::Reverse(one.since));
        Ok(found)
    }

    /// Whether it was published for this account's organisation, in another's name.
    pub fn is_client_of(&self, account: &AccountRecord, offer: &Id) -> Result<bool, Refusal> {
        is_client_of(&self.view()?, account, offer)
    }

    /// Whether an officer reads it first: what this account writes for `author`, to be published without the name of its
    /// organisation, or changes in what was.
    pub fn needs_agreement(
        &self,
        account: &AccountRecord,
        author: &Name,
        content: &Content,
    ) -> Result<bool, Refusal> {
        let view = self.view()?;
        let author = super::publishing::local(&view, author)?;
        let changes_own = author.organisation != account.organisation;
        let through = changes_own || publisher(&view, &author, content)?.is_some();
        Ok(through && taken(&view)? == Clients::Agreed)
    }
}

const NO_ORGANISATION: Refusal = Refusal::Unknown("there is no such organisation here");

fn taken(view: &View) -> Result<Clients, Refusal> {
    let Some(node) = view.node()? else { return Ok(Clients::None) };
    Ok(view.organisation(&node.organisation)?.map(|company| company.clients).unwrap_or_default())
}

/// For whom an offer was published without saying so.
pub fn client_behind(view: &View, offer: &Id) -> Result<Option<ClientRecord>, StoreError> {
    view.record(&keys::client(offer))
}

/// Forgets for whom an offer was published that is gone.
pub(crate) fn forget(view: &View, offer: &Id, changes: &mut Changes) -> Result<(), StoreError> {
    if view.contains(&keys::client(offer))? {
        changes.delete(keys::client(offer));
    }
    Ok(())
}

/// Whether an offer was published for this account's organisation, in another's name.
pub(super) fn is_client_of(view: &View, account: &AccountRecord, offer: &Id) -> Result<bool, Refusal> {
    Ok(client_behind(view, offer)?.is_some_and(|client| client.organisation == account.organisation))
}

/// The same, as an actor.
pub fn actor_behind(view: &View, offer: &Id) -> Result<Option<LocalActorRecord>, StoreError> {
    match client_behind(view, offer)? {
        Some(client) => view.local_actor(&client.organisation),
        None => Ok(None),
    }
}

/// Who decides about an offer, and hears what becomes of it: the client, else its author.
pub fn owner_of(view: &View, offer: &Id, author: &Id) -> Result<Id, StoreError> {
    Ok(actor_behind(view, offer)?.map_or_else(|| author.clone(), |client| client.id))
}

fn all(view: &View) -> Result<Vec<(Id, ClientRecord)>, Refusal> {
    let prefix = keys::clients();
    let all: Vec<(_, ClientRecord)> = view.records(&prefix, Direction::Forward, usize::MAX)?;
    let named = all
        .into_iter()
        .filter_map(|(key, record)| Some((keys::last_part(&key).and_then(|id| Id::parse(id).ok())?, record)));
    Ok(named.collect())
}

/// In whose name an offer appears that does not name its author: in that of the organisation which runs the node. None
/// for everything else, and for that organisation's own people, who speak for clients without an account.
///
/// # Errors
/// A problem of the field `anonymous` when it publishes no such offers.
pub fn publisher(
    view: &View,
    author: &LocalActorRecord,
    content: &Content,
) -> Result<Option<LocalActorRecord>, Refusal> {
    let node = view.node()?.ok_or(Refusal::Unknown("this node is not set up yet"))?;
    if !is_nameless(content) || author.organisation == node.organisation {
        return Ok(None);
    }
    match taken(view)? {
        Clients::None => Err(Refusal::field("anonymous", "client-not-taken")),
        Clients::Agreed | Clients::All => super::publishing::local(view, &node.organisation).map(Some),
    }
}

/// Looks whether a new offer may appear without its author's name, in that of `publisher`.
///
/// # Errors
/// Problems of the fields that name the author; 403 where an officer has to agree and has not.
pub(super) fn may_publish(view: &View, author: &LocalActorRecord, draft: &Draft) -> Result<(), Refusal> {
    if view.is_suspended(&author.organisation)? {
        return Err(Refusal::Suspended);
    }
    names_nobody(view, &author.organisation, draft)?;
    match taken(view)? == Clients::Agreed && !draft.is_approved() {
        true => Err(NOT_AGREED),
        false => Ok(()),
    }
}

const NOT_AGREED: Refusal = Refusal::Forbidden("an officer of who publishes it has to read it first");

/// Looks whether an offer may be changed like this by somebody of `by`; none for who runs the node.
///
/// # Errors
/// Problems of the field `anonymous`, for a name is neither taken back nor told by an edit, and of those that name the
/// client; 403 where an officer has to agree and has not.
pub(super) fn may_edit(
    view: &View,
    (stored, author): (&EntryRecord, &LocalActorRecord),
    by: Option<&AccountRecord>,
    content: &Content,
    draft: &Draft,
) -> Result<(), Refusal> {
    let was = &stored.entry.content;
    let Some(client) = client_behind(view, &stored.entry.id)? else {
        let named = !is_nameless(was) && !publishes_for_others(view, author)?;
        return match named && is_nameless(content) {
            true => Err(Refusal::field("anonymous", "client-named-already")),
            false => Ok(()),
        };
    };
    if !is_nameless(content) {
        return Err(Refusal::field("anonymous", "client-stays-unnamed"));
    }
    names_nobody(view, &client.organisation, draft)?;
    let by_client = by.is_some_and(|by| by.organisation == client.organisation);
    let agreed = draft.is_approved() || only_time(was, content) && matches!(draft.picture, Picture::Keep);
    match by_client && taken(view)? == Clients::Agreed && !agreed {
        true => Err(NOT_AGREED),
        false => Ok(()),
    }
}

fn publishes_for_others(view: &View, author: &LocalActorRecord) -> Result<bool, Refusal> {
    Ok(view.node()?.is_some_and(|node| node.organisation == author.organisation))
}

fn is_nameless(content: &Content) -> bool {
    matches!(content, Content::Offer(offer) if offer.anonymous)
}

/// Whether an offer only stands longer or takes no interest for a while: nothing of it is to be read anew.
fn only_time(before: &Content, after: &Content) -> bool {
    match (before, after) {
        (Content::Offer(before), Content::Offer(after)) => before.differs_in_times_only(after),
        _ => false,
    }
}

/// Somebody of the client's may change and withdraw an offer as if it were their organisation's own; else the author's
/// people may.
///
/// # Errors
/// 403 for everybody else.
pub fn may_change(
    view: &View,
    account: &AccountRecord,
    entry: &Id,
    author: &LocalActorRecord,
) -> Result<(), Refusal> {
    match is_client_of(view, account, entry)? {
        true => Ok(()),
        false => policy::may_change_own(account, author),
    }
}

/// Nothing of what is typed says who is behind it: neither the name of the organisation nor the short one.
fn names_nobody(view: &View, organisation: &Name, draft: &Draft) -> Result<(), Refusal> {
    let known = super::publishing::local(view, organisation)?;
    let names = [words(&known.title), words(organisation.as_str())];
    let problems: Vec<_> = draft
        .texts()
        .into_iter()
        .filter(|(_, text)| names.iter().any(|name| says(&words(text), name)))
        .map(|(field, _)| Problem { field, key: "client-named", arguments: Vec::new() })
        .collect();
    match problems.is_empty() {
        true => Ok(()),
        false => Err(Refusal::Invalid(Invalid::Fields(problems))),
    }
}

/// The words of a text, without what stands between them.
fn words(text: &str) -> Vec<String> {
    let is_between = |letter: char| !letter.is_alphanumeric();
    text.to_lowercase().split(is_between).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn says(text: &[String], name: &[String]) -> bool {
    !name.is_empty() && text.windows(name.len()).any(|part| part == name)
}

/// Takes back what was published for an organisation that goes.
pub(super) fn withdrawals(
    view: &View,
    context: &Context<'_>,
    organisation: &Name,
) -> Result<Vec<Activity>, Refusal> {
    let mut found = Vec::new();
    for (id, _) in all(view)?.into_iter().filter(|(_, record)| record.organisation == *organisation) {
        let Some(stored) = view.entry(&id)? else { continue };
        if let Some(author) = view.local_actor_by_id(&stored.entry.author)? {
            found.push(withdrawal(view, context, &stored, &author)?);
        }
    }
    Ok(found)
}

/// The ids of what was published for an organisation, with when: for what it takes home.
pub(super) fn published_for(view: &View, organisation: &Name) -> Result<Vec<(Id, Timestamp)>, Refusal> {
    let own = all(view)?.into_iter().filter(|(_, record)| record.organisation == *organisation);
    Ok(own.map(|(id, record)| (id, record.since)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, name: &str, named: bool) {
        assert_eq!(says(&words(text), &words(name)), named, "{name} in {text}");
    }

    #[test]
    fn a_name_is_found_however_it_is_written_and_only_whole() {
        check("Die Nachbar & Söhne GmbH misst.", "nachbar & Söhne", true);
        check("Nachbar-Söhne", "Nachbar & Söhne", true);
        check("Wir sind in der Nachbarschaft.", "Nachbar", false);
        check("ООО «Токарь и Ко»", "Токарь", true);
        check("Schreiben Sie an @werkstatt_brandt!", "werkstatt_brandt", true);
        check("Alles", "…", false);
    }
}
