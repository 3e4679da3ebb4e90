//! Finding somebody by handle or address (WebFinger, RFC 7033; the rules of reference/fediverse.md §1.3).

use artel_protocol::discovery::{self, Jrd};
use artel_protocol::{Id, Name};

use super::fetch::{FetchError, refusal};
use crate::error::Refusal;
use crate::node::Node;
use crate::sets::records;

/// A handle: `@name@host`.
#[derive(Clone, Debug, Eq, PartialEq)]
struct Handle {
    name: String,
    host: String,
}

impl Handle {
    /// Reads `@name@host`, `name@host` or `acct:name@host`.
    fn parse(text: &str) -> Option<Handle> {
        let text = text.trim().strip_prefix("acct:").unwrap_or(text.trim());
        let (name, host) = text.strip_prefix('@').unwrap_or(text).split_once('@')?;
        let is_name = |c: char| c.is_alphanumeric() || "_-.~!$&'()*+,;=%".contains(c);
        if name.is_empty() || name.len() > 128 || !name.chars().all(is_name) {
            return None;
        }
        let id = Id::parse(&format!("https://{host}/")).ok().filter(|id| id.path() == "/")?;
        Some(Handle { name: name.to_owned(), host: id.host().to_owned() })
    }
}

impl Node {
    /// The id of the actor behind a handle or an address.
    ///
    /// # Errors
    /// A problem of the field `handle` when it is neither.
    pub async fn discover(&self, who: &str) -> Result<Id, Refusal> {
        let wrong = || Refusal::field("handle", "handle-wrong");
        let base = self.base()?;
        if who.trim().starts_with("http") {
            let address = Id::parse(who.trim()).map_err(|_| wrong())?;
            return match address.path().strip_prefix("/@").filter(|_| address.same_authority(&base)) {
                Some(name) => self.discover_here(name),
                None => Ok(address),
            };
        }
        let handle = Handle::parse(who).ok_or_else(wrong)?;
        if handle.host == base.host() {
            return self.discover_here(&handle.name);
        }
        if self.view()?.is_domain_blocked(&handle.host)? {
            return Err(Refusal::Forbidden("this node takes nothing from there"));
        }
        // Who is a member is known by its community's word, with HTTP cut as well.
        if let Some(member) = self.member_by_handle(&handle)? {
            return Ok(member);
        }
        let jrd = self.webfinger(&handle).await?;
        let subject = Handle::parse(&jrd.subject).ok_or(NOBODY)?;
        if subject.host == handle.host {
            return Ok(jrd.actor);
        }
        // Another domain is named: it has to say the same, once.
        let confirmed = self.webfinger(&subject).await?;
        let same =
            Handle::parse(&confirmed.subject).as_ref() == Some(&subject) && confirmed.actor == jrd.actor;
        if same { Ok(confirmed.actor) } else { Err(NOBODY) }
    }

    fn member_by_handle(&self, handle: &Handle) -> Result<Option<Id>, Refusal> {
        let view = self.view()?;
        for community in records::communities(&view)? {
            for (member, membership) in records::memberships(&view, &community.id)? {
                let may_be =
                    membership.is_member() && membership.peers.is_empty() && member.host() == handle.host;
                let actor = if may_be { view.actor(&member)? } else { None };
                if actor.is_some_and(|actor| actor.preferred_username.eq_ignore_ascii_case(&handle.name)) {
                    return Ok(Some(member));
                }
            }
        }
        Ok(None)
    }

    /// Somebody of this node, who is found without the network: a node may be hidden from itself.
    fn discover_here(&self, name: &str) -> Result<Id, Refusal> {
        let name = Name::parse(&name.to_lowercase()).map_err(|_| NOBODY)?;
        Ok(self.local_actor(&name)?.id)
    }

    /// The page on a reader's own server where they follow `followed`, an actor of ours.
    ///
    /// # Errors
    /// A problem of the field `handle` when it is none, or when that server offers no such page.
    pub async fn subscribe_page(&self, reader: &str, followed: &Id) -> Result<String, Refusal> {
        let wrong = || Refusal::field("handle", "handle-wrong");
        let handle = Handle::parse(reader).ok_or_else(wrong)?;
        let jrd = self.webfinger(&handle).await.map_err(|refusal| match refusal {
            Refusal::Unknown(_) => wrong(),
            other => other,
        })?;
        jrd.subscribe_page(followed).map(String::from).ok_or_else(wrong)
    }

    async fn webfinger(&self, handle: &Handle) -> Result<Jrd, Refusal> {
        let scheme = if self.base()?.is_https() { "https" } else { "http" };
        let resource: String =
            url::form_urlencoded::byte_serialize(format!("acct:{}@{}", handle.name, handle.host).as_bytes())
                .collect();
        let url = format!("{scheme}://{}/.well-known/webfinger?resource={resource}", handle.host);
        let url = Id::parse(&url).map_err(|_| NOBODY)?;
        let response = self
            .http()
            .get(&url, "application/jrd+json, application/json", None)
            .await
            .map_err(|error| refusal(FetchError::Http(error)))?;
        match response.status.as_u16() {
            200 => discovery::read_jrd(&response.body).map_err(|_| NOBODY),
            status => Err(refusal(FetchError::Status(status))),
        }
    }
}

const NOBODY: Refusal = Refusal::Unknown("nobody is known by that handle there");

#[cfg(test)]
mod tests {
    use super::Handle;

    #[test]
    fn a_handle_is_read_however_it_is_written() {
        for text in ["@anna@node-a.test", "anna@Node-A.test", "acct:anna@node-a.test", " @anna@node-a.test "]
        {
            let handle = Handle::parse(text).unwrap();
            assert_eq!((handle.name.as_str(), handle.host.as_str()), ("anna", "node-a.test"), "{text}");
        }
        for text in ["anna", "@anna", "@@a.test", "a b@a.test", "anna@a.test/x", "anna@", "a@b@c.test"] {
            assert_eq!(Handle::parse(text), None, "{text}");
        }
    }
}
