//! Whether the pages that profiles link to link back (`rel="me"`): who can write there is who can write here.

use std::collections::HashMap;
use std::time::Duration;

use artel_protocol::actor::profile::web_address;
use artel_protocol::{Id, Name, Timestamp, limits};
use http::{StatusCode, header};
use tokio::sync::Semaphore;

use super::{is_address, page};
use crate::changes::Changes;
use crate::error::Refusal;
use crate::federation::http_client::Response;
use crate::node::Node;
use crate::store::keys;
use crate::store::records::{LocalActorRecord, ProfileField};

/// How long a page may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);
/// A link that was seen is looked for again after this.
const WEEK: Duration = Duration::from_secs(7 * 24 * 3600);
/// A page that does not answer counts as linking back for this long after it was last seen to.
const FORGIVEN: Duration = Duration::from_secs(28 * 24 * 3600);
/// How long after the start, and then how often, it is looked for links that are due.
const AFTER_START: Duration = Duration::from_secs(15 * 60);
const DAY: Duration = Duration::from_secs(24 * 3600);

static LOOKING: Semaphore = Semaphore::const_new(limits::PROFILE_LINKS_AT_ONCE);

/// What a look at a page showed.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
enum Seen {
    LinksBack,
    DoesNot,
    /// It could not be looked at now.
    Nothing,
}

impl Node {
    /// Looks once a day for links that are due, until `stop`.
    pub async fn check_profile_links_until(&self, stop: impl Future<Output = ()>) {
        tokio::pin!(stop);
        let mut rest = AFTER_START;
        while tokio::time::timeout(rest, &mut stop).await.is_err() {
            rest = DAY;
            tokio::select! {
                () = &mut stop => return,
                done = self.check_all_profile_links() => {
                    if let Err(error) = done {
                        tracing::error!(%error, "the links of profiles could not be checked");
                    }
                }
            }
        }
    }

    /// Looks at the pages of all profiles that are due: those that were seen to link back a week ago, and those that
    /// did not.
    pub async fn check_all_profile_links(&self) -> Result<(), Refusal> {
        let due_before = Timestamp(self.clock().now().0.saturating_sub(millis(WEEK)));
        let is_due =
            |field: &ProfileField| is_address(field) && field.verified.is_none_or(|seen| seen <= due_before);
        for actor in self.view()?.local_actors(limits::PROFILE_LINKS_PER_ROUND)? {
            self.look_at(&actor, is_due).await?;
        }
        Ok(())
    }

    /// Looks at every page that this profile links to.
    pub async fn check_profile_links(&self, name: &Name) -> Result<(), Refusal> {
        let actor = self.local_actor(name)?;
        self.look_at(&actor, is_address).await
    }

    async fn look_at(
        &self,
        actor: &LocalActorRecord,
        is_due: impl Fn(&ProfileField) -> bool,
    ) -> Result<(), Refusal> {
        let mut seen = HashMap::new();
        for field in actor.profile.fields.iter().filter(|field| is_due(field)) {
            if let Some(address) = web_address(&field.value) {
                seen.insert(field.value.clone(), self.links_back(&address, actor).await?);
            }
        }
        if seen.is_empty() {
            return Ok(());
        }
        let name = actor.name.clone();
        self.change(move |view, context| {
            let mut changes = Changes::none();
            let Some(stored) = view.local_actor(&name)? else { return Ok(changes) };
            let mut record = stored.clone();
            for field in &mut record.profile.fields {
                if let Some(seen) = seen.get(&field.value) {
                    field.verified = verified(*seen, field.verified, context.now);
                }
            }
            if record.profile != stored.profile {
                changes.put(keys::local_actor(&name), &record);
            }
            Ok(changes)
        })
        .await
        .map(|_| ())
    }

    async fn links_back(&self, address: &Id, actor: &LocalActorRecord) -> Result<Seen, Refusal> {
        let is_itself = page::same(address.as_str(), actor.page.as_str());
        if is_itself || self.view()?.is_domain_blocked(address.host())? {
            return Ok(Seen::DoesNot);
        }
        let Ok(_permit) = LOOKING.acquire().await else { return Ok(Seen::Nothing) };
        let asked = self.http().get(address, "text/html, application/xhtml+xml", None);
        let answer = match tokio::time::timeout(PATIENCE, asked).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(error)) => {
                tracing::debug!(%error, %address, "a page that a profile links to was not to be had");
                return Ok(Seen::Nothing);
            }
            Err(_) => return Ok(Seen::Nothing),
        };
        if let Some(seen) = without_reading(&answer) {
            return Ok(seen);
        }
        let ours = [actor.page.clone(), actor.id.clone()];
        let looked = tokio::task::spawn_blocking(move || {
            let html = String::from_utf8_lossy(&answer.body);
            let links = page::links_to_oneself(&html, answer.url.as_str());
            links.iter().any(|link| ours.iter().any(|own| page::same(link, own.as_str())))
        });
        let looked = looked.await.map_err(|error| Refusal::Internal(format!("reading a page: {error}")))?;
        Ok(if looked { Seen::LinksBack } else { Seen::DoesNot })
    }
}

/// What can be told without reading: the page is gone, is in trouble, or is no page.
fn without_reading(answer: &Response) -> Option<Seen> {
    let content_type = answer.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let media_type = content_type.unwrap_or_default().split(';').next().unwrap_or_default().trim();
    let is_page =
        ["text/html", "application/xhtml+xml"].iter().any(|html| media_type.eq_ignore_ascii_case(html));
    match answer.status {
        status if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS => Some(Seen::Nothing),
        status if !status.is_success() || !is_page => Some(Seen::DoesNot),
        _ => None,
    }
}

/// When it was last seen to link back, after another look.
fn verified(seen: Seen, before: Option<Timestamp>, now: Timestamp) -> Option<Timestamp> {
    match seen {
        Seen::LinksBack => Some(now),
        Seen::DoesNot => None,
        Seen::Nothing => before.filter(|before| now.0.saturating_sub(before.0) < millis(FORGIVEN)),
    }
}

fn millis(span: Duration) -> i64 {
    i64::try_from(span.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_is_silent_is_forgiven_for_a_while_and_one_without_the_link_is_not() {
        let (then, now) = (Timestamp(1_000), Timestamp(2_000));
        assert_eq!(verified(Seen::LinksBack, None, now), Some(now));
        assert_eq!(verified(Seen::DoesNot, Some(then), now), None);
        assert_eq!(verified(Seen::Nothing, Some(then), now), Some(then));
        assert_eq!(verified(Seen::Nothing, None, now), None);
        assert_eq!(verified(Seen::Nothing, Some(then), Timestamp(1_000 + millis(FORGIVEN))), None);
    }
}
