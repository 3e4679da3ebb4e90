//! What a linked page says of itself: fetched after publishing, beside everything else, and shown below the text.
//!
//! Nobody who reads makes this node fetch anything: only our own people's entries do, when they are published.

use artel_protocol::html::first_link;
use artel_protocol::kinds::Entry;
use artel_protocol::{Id, as2, limits};
use tokio::sync::Semaphore;

use crate::changes::{Changes, Event};
use crate::error::Refusal;
use crate::features::page_tags::{Tag, tags};
use crate::node::Node;
use crate::store::engine::Direction;
use crate::store::keys;
use crate::store::records::LinkCardRecord;

/// The most characters of a card's texts.
const TITLE_CHARS: usize = 200;
const DESCRIPTION_CHARS: usize = 300;

/// How many pages are asked at the same time.
static ASKING: Semaphore = Semaphore::const_new(limits::LINK_CARDS_AT_ONCE);

impl Node {
    /// The card below an entry of ours: where it leads, and what the page there says of itself.
    pub fn link_card(&self, entry: &Entry) -> Result<Option<(Id, LinkCardRecord)>, Refusal> {
        let Some(url) = self.carded_link(entry)? else { return Ok(None) };
        let record = self.view()?.record(&keys::link_card(&url))?;
        Ok(record.map(|record| (url, record)))
    }

    /// The first link of an entry of ours, if it has no picture.
    fn carded_link(&self, entry: &Entry) -> Result<Option<Id>, Refusal> {
        let base = self.base()?;
        if !entry.author.same_authority(&base) || entry.attachments.iter().any(|file| file.is_image()) {
            return Ok(None);
        }
        let link = first_link(&entry.content.text().html).and_then(|link| Id::parse(&link).ok());
        let in_a_test = !self.config().test_networks.is_empty();
        Ok(link
            .map(|link| link.without_fragment())
            .filter(|link| !link.same_authority(&base) && (link.is_https() || in_a_test)))
    }

    /// Begins to fetch the card of an entry that was just published. Who publishes does not wait for it.
    pub(super) fn begin_link_card(&self, entry: &Entry) {
        let url = match self.carded_link(entry) {
            Ok(Some(url)) => url,
            Ok(None) => return,
            Err(error) => return tracing::warn!(%error, "the link of an entry could not be looked at"),
        };
        let Ok(permit) = ASKING.try_acquire() else { return };
        let (node, id) = (self.clone(), entry.id.clone());
        tokio::spawn(async move {
            let _permit = permit;
            if let Err(error) = node.fetch_link_card(&url, id).await {
                tracing::debug!(%error, %url, "a linked page has no card");
            }
        });
    }

    async fn fetch_link_card(&self, url: &Id, entry: Id) -> Result<(), Refusal> {
        let stored: Option<LinkCardRecord> = self.view()?.record(&keys::link_card(url))?;
        if stored.is_some_and(|stored| stored.expires > self.clock().now()) {
            return Ok(());
        }
        if self.record()?.is_none_or(|node| node.trial) || self.view()?.is_domain_blocked(url.host())? {
            return Ok(());
        }
        let fetched = self.http().get_beginning(url, "text/html", limits::LINK_CARD_BYTES);
        let answer = tokio::time::timeout(limits::LINK_CARD_TIME, fetched)
            .await
            .map_err(|_| NO_CARD)?
            .map_err(|error| Refusal::impossible(error.to_string()))?;
        let content_type = answer.headers.get(http::header::CONTENT_TYPE);
        let content_type = content_type.and_then(|value| value.to_str().ok()).unwrap_or_default();
        if !answer.status.is_success() || !is_readable(content_type) {
            return Err(NO_CARD);
        }
        let body = answer.body;
        let card = tokio::task::spawn_blocking(move || read(&body))
            .await
            .map_err(|error| Refusal::Internal(format!("reading a linked page: {error}")))?;
        let (title, description, site) = card.ok_or(NO_CARD)?;
        self.keep_link_card(url, entry, title, description, site).await
    }

    async fn keep_link_card(
        &self,
        url: &Id,
        entry: Id,
        title: String,
        description: String,
        site: String,
    ) -> Result<(), Refusal> {
        let key = keys::link_card(url);
        self.change(move |view, context| {
            let mut changes = Changes::none();
            let kept = view.records(&keys::link_cards(), Direction::Forward, limits::LINK_CARDS)?;
            if kept.len() >= limits::LINK_CARDS {
                let expired = |record: &LinkCardRecord| record.expires <= context.now;
                let old: Vec<_> = kept.into_iter().filter(|(_, record)| expired(record)).collect();
                if old.is_empty() {
                    return Err(Refusal::Forbidden("there are as many cards as we keep"));
                }
                for (old, _) in old {
                    changes.delete(old.to_vec());
                }
            }
            let expires = context.now.plus(limits::LINK_CARD_LASTS);
            let record = LinkCardRecord { title, description, site, fetched: context.now, expires };
            changes.put(key, &record);
            changes.tell(Event::Entry(entry));
            Ok(changes)
        })
        .await
        .map(|_| ())
    }
}

const NO_CARD: Refusal = Refusal::Unknown("the page says nothing of itself");

/// Whether this is HTML in the one encoding that we read.
fn is_readable(content_type: &str) -> bool {
    let mut parts = content_type.split(';').map(str::trim);
    let is_html = parts.next().is_some_and(|media_type| media_type.eq_ignore_ascii_case("text/html"));
    let charset =
        parts.find_map(|part| part.to_ascii_lowercase().strip_prefix("charset=").map(str::to_owned));
    is_html && charset.is_none_or(|charset| matches!(charset.trim_matches('"'), "utf-8" | "utf8"))
}

/// Title, description and site, from the head of a page. A page without a title has no card.
fn read(bytes: &[u8]) -> Option<(String, String, String)> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        // What was cut may end in the middle of a letter; anything else is another encoding.
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(&bytes[..error.valid_up_to()]).ok()?
        }
        Err(_) => return None,
    };
    let mut head = Head::default();
    let says_something = |tag: &Tag<'_>| tag.is("title") || tag.is("meta") || tag.is("body");
    for tag in tags(text).filter(says_something).take(limits::PAGE_LINKS).take_while(|tag| !tag.is("body")) {
        head.learn(&tag);
    }
    head.into_card()
}

/// What the head of a page has said so far; the first word counts.
#[derive(Default)]
struct Head {
    title: Option<String>,
    shared_title: Option<String>,
    description: Option<String>,
    shared_description: Option<String>,
    site: Option<String>,
}

impl Head {
    fn learn(&mut self, tag: &Tag<'_>) {
        if tag.is("title") {
            return keep(&mut self.title, &tag.text());
        }
        let [property, name, content] = tag.attributes(["property", "name", "content"]);
        let (Some(name), Some(content)) = (property.or(name), content) else { return };
        match name.as_str() {
            "og:title" => keep(&mut self.shared_title, &content),
            "description" => keep(&mut self.description, &content),
            "og:description" => keep(&mut self.shared_description, &content),
            "og:site_name" => keep(&mut self.site, &content),
            _ => {}
        }
    }

    fn into_card(self) -> Option<(String, String, String)> {
        let title = self.shared_title.or(self.title)?;
        let description = self.shared_description.or(self.description).unwrap_or_default();
        let site = self.site.unwrap_or_default();
        Some((
            as2::shorten(&title, TITLE_CHARS),
            as2::shorten(&description, DESCRIPTION_CHARS),
            as2::shorten(&site, TITLE_CHARS),
        ))
    }
}

fn keep(place: &mut Option<String>, text: &str) {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if place.is_none() && !text.is_empty() {
        *place = Some(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_says_what_it_is_in_its_head() {
        let page = "<!doctype html><html><head><title> Plain\n title </title>\
            <meta property=\"og:title\" content=\"Fräsen &amp; Drehen\"><meta name=\"description\" content=\"Kurz.\">\
            <meta property=\"og:site_name\" content=\"Werkstatt\"></head><body><title>no</title></body></html>";
        let (title, description, site) = read(page.as_bytes()).unwrap();
        assert_eq!((&*title, &*description, &*site), ("Fräsen & Drehen", "Kurz.", "Werkstatt"));
        let (title, ..) = read(b"<title>Only <b>this</title><BODY>").unwrap();
        assert_eq!(title, "Only <b>this");
        assert_eq!(read(b"<p>nothing</p><title></title>"), None);
    }

    #[test]
    fn a_page_that_is_made_to_be_hard_is_read_in_one_go() {
        let attributes: String = (0..40_000).map(|number| format!(" a{number}")).collect();
        for hard in ["<b>".repeat(80_000), format!("<meta{attributes}>"), "<meta ".repeat(40_000)] {
            let page = format!("<title>here</title>{hard}<title>there</title>");
            assert_eq!(read(page.as_bytes()).unwrap().0, "here");
        }
    }

    #[test]
    fn what_cannot_be_read_has_no_card() {
        assert!(is_readable("text/html; charset=UTF-8") && is_readable("TEXT/HTML"));
        assert!(!is_readable("text/html; charset=windows-1251") && !is_readable("application/json"));
        assert_eq!(read(b"<title>\xcf\xf0\xe8\xe2\xe5\xf2</title>"), None);
        let cut = "<title>Привет</title>".as_bytes();
        assert!(read(&[cut, &"ж".as_bytes()[..1]].concat()).is_some());
    }
}
