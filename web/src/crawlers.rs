//! What search engines ask for: where they may go (RFC 9309), and a list of what is there (sitemaps.org).

use std::fmt::Write;

use artel_node::features::lists::Cursor;
use artel_node::features::publicity::{Place, PublicPage};
use artel_node::{Node, Refusal};
use artel_protocol::{Timestamp, limits};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use tokio::sync::Semaphore;

use crate::access::{Access, Route};
use crate::activitypub::{MachineRefusal, parse_name};
use crate::app::App;
use crate::handlers;
use crate::handlers::told::encoded;

type Answer = Result<Response, MachineRefusal>;

/// Pages that are forms or for one person only, although anybody may open them.
const FORMS: [&str; 9] =
    ["/login", "/password/", "/setup", "/mail/", "/apply", "/application/", "/join/", "/erased/", "/search"];

/// How long the answers may be kept, in seconds.
const KEPT: &str = "public, max-age=3600";

/// GET /robots.txt. Public pages are for everybody; forms and what needs a log-in lead nowhere. Nobody is to list a
/// trial or a test network.
pub async fn robots(State(app): State<App>) -> Answer {
    let record = app.node().record()?;
    let text = match record.filter(|record| !record.trial && !in_a_test_network(&app)) {
        Some(record) => rules(record.base.as_str()),
        None => "User-agent: *\nDisallow: /\n".to_owned(),
    };
    Ok(([(header::CONTENT_TYPE, "text/plain; charset=utf-8"), (header::CACHE_CONTROL, KEPT)], text)
        .into_response())
}

fn in_a_test_network(app: &App) -> bool {
    !app.settings().federation.test_networks.is_empty()
}

fn rules(base: &str) -> String {
    let mut pages = handlers::pages();
    pages.extend(handlers::pages_with_files());
    pages.extend(handlers::pages_with_bundles());
    pages.extend(handlers::pages_with_backups());
    let mut closed: Vec<String> = pages.iter().filter(|route| is_closed(route)).map(pattern).collect();
    closed.extend(FORMS.map(str::to_owned));
    closed.sort();
    closed.dedup();
    let mut text = "User-agent: *\nAllow: /\n".to_owned();
    for path in closed {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "Disallow: {path}");
    }
    let _ = write!(text, "\nSitemap: {base}/sitemap.xml\n");
    text
}

/// Not to be read by everybody.
fn is_closed(route: &Route) -> bool {
    !route.access.iter().any(|(method, access)| *method == Method::GET && *access == Access::Anyone)
}

/// The path with a star for each of its parameters.
fn pattern(route: &Route) -> String {
    let part = |part: &str| match part.split_once('{') {
        Some((before, _)) => format!("{before}*"),
        None => part.to_owned(),
    };
    route.path.split('/').map(part).collect::<Vec<_>>().join("/")
}

/// How many make a sitemap at this moment.
static AT_WORK: Semaphore = Semaphore::const_new(limits::SITEMAPS_AT_ONCE);

/// Reads much of the store beside everything else.
async fn read<T: Send + 'static>(
    node: Node,
    work: impl FnOnce(&Node) -> Result<T, Refusal> + Send + 'static,
) -> Result<T, Refusal> {
    let busy = Refusal::Busy { sentence: "sitemaps are being made", retry_after: 30 };
    let permit = AT_WORK.try_acquire().map_err(|_| busy)?;
    let done = tokio::task::spawn_blocking(move || {
        let _permit = permit;
        work(&node)
    });
    done.await.map_err(|error| Refusal::Internal(format!("making a sitemap: {error}")))?
}

/// GET /sitemap.xml: the list of the lists.
pub async fn index(State(app): State<App>) -> Answer {
    let base = app.node().base()?;
    let hidden = app.node().record()?.is_none_or(|record| record.trial) || in_a_test_network(&app);
    let mut xml = opened("sitemapindex");
    let mut places = Vec::new();
    if !hidden {
        places = read(app.node().clone(), |node| node.sitemap(limits::SITEMAP_ADDRESSES)).await?;
        let _ = write!(xml, "<sitemap><loc>{base}/sitemap/site</loc></sitemap>");
    }
    for Place { actor, from } in places {
        let from = from.map(|first| format!("?from={}", encoded(&first.to_string()))).unwrap_or_default();
        let _ = write!(xml, "<sitemap><loc>{base}/sitemap/@{actor}{from}</loc></sitemap>");
    }
    xml.push_str("</sitemapindex>\n");
    Ok(sitemap(xml, None))
}

#[derive(Debug, Deserialize)]
pub struct From {
    from: Option<Cursor>,
}

/// GET /sitemap/site and /sitemap/@NAME: public pages from there on.
pub async fn page(State(app): State<App>, Path(part): Path<String>, Query(from): Query<From>) -> Answer {
    if part == "site" {
        return Ok(pages(&own_pages(app.node())?));
    }
    let name = part.strip_prefix('@').ok_or(Refusal::Unknown("there is no such sitemap"))?;
    let place = Place { actor: parse_name(name)?, from: from.from };
    let found = read(app.node().clone(), move |node| node.sitemap_page(&place, limits::SITEMAP_ADDRESSES));
    Ok(pages(&found.await?))
}

/// What the node says of itself, as far as there are such pages.
fn own_pages(node: &Node) -> Result<Vec<PublicPage>, Refusal> {
    let base = node.base()?;
    let page = |path: &str| PublicPage { address: base.join(path), changed: None };
    let mut found = vec![page("/about")];
    found.extend(node.texts_there()?.iter().map(|kind| page(&format!("/{kind}"))));
    // Where there is one organisation only, the front page is its own.
    if node.organisations(None, 2)?.0.len() > 1 {
        found.push(page("/"));
    }
    Ok(found)
}

fn pages(found: &[PublicPage]) -> Response {
    let mut xml = opened("urlset");
    for PublicPage { address, changed } in found {
        let _ = write!(xml, "<url><loc>{}</loc>", escape(address.as_str()));
        if let Some(changed) = changed {
            let _ = write!(xml, "<lastmod>{}</lastmod>", changed.to_rfc3339());
        }
        xml.push_str("</url>");
    }
    xml.push_str("</urlset>\n");
    sitemap(xml, found.iter().filter_map(|page| page.changed).max())
}

fn opened(element: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{element} xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">"
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn sitemap(xml: String, modified: Option<Timestamp>) -> Response {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/xml; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(KEPT));
    let modified = modified.and_then(|moment| HeaderValue::from_str(&moment.to_http_date()).ok());
    if let Some(modified) = modified {
        headers.insert(header::LAST_MODIFIED, modified);
    }
    (headers, xml).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a rule is about a path: a star stands for anything, and whatever begins like the rule is meant.
    fn is_about(rule: &str, path: &str) -> bool {
        let mut parts = rule.split('*');
        let Some(mut rest) = path.strip_prefix(parts.next().unwrap_or_default()) else { return false };
        parts.all(|part| match rest.find(part) {
            Some(at) => {
                rest = &rest[at + part.len()..];
                true
            }
            None => false,
        })
    }

    #[test]
    fn no_rule_closes_a_page_for_everybody_and_every_other_page_is_closed() {
        let text = rules("https://artel.example");
        let closed: Vec<_> = text.lines().filter_map(|line| line.strip_prefix("Disallow: ")).collect();
        for route in handlers::pages() {
            let path = route.path.replace(['{', '}'], "");
            let is_form = FORMS.iter().any(|form| path.starts_with(form));
            let by = closed.iter().find(|rule| is_about(rule, &path));
            assert_eq!(by.is_some(), is_form || is_closed(&route), "{path}: {by:?}");
        }
        assert!(is_about("/@*/*/edit", "/@firma/7/edit") && !is_about("/@*/*/edit", "/@firma/7"));
    }
}
