//! Text for people: strangers' HTML made safe, and markdown made HTML.
//!
//! What comes out of [`SafeHtml`] is the only thing that templates print unescaped. What is not on the lists below
//! is dropped; the words inside it stay.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

use crate::limits;

mod names;

pub use names::{Links, Named, names_in, tag_page};

/// HTML that is safe to print unescaped; the only type that templates do so with.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct SafeHtml(String);

impl SafeHtml {
    /// Keeps what the lists below allow of somebody's HTML.
    pub fn from_untrusted(html: &str) -> SafeHtml {
        let html = cut(html, limits::CONTENT_BYTES);
        if too_tangled(html) {
            return SafeHtml::from_plain(&without_tags(html));
        }
        let mut clean = SHOWN.clean(html).to_string();
        // No other reader leaves it so: it closes the outer heading where the inner one begins.
        if nests_headings(&clean) {
            clean = SHOWN.clean(&clean).to_string();
        }
        SafeHtml(headings_in_order(&clean))
    }

    /// Markdown with tables, strikethrough and bare links. HTML in it is shown as it was typed.
    pub fn from_markdown(markdown: &str) -> SafeHtml {
        SafeHtml::from_markdown_with(markdown, &Links::default())
    }

    /// The same, with the names in it made links.
    pub fn from_markdown_with(markdown: &str, links: &Links) -> SafeHtml {
        let arena = comrak::Arena::new();
        let options = markdown_options();
        let markdown = cut(markdown, limits::CONTENT_BYTES);
        let document = comrak::parse_document(&arena, markdown, &options);
        names::link(&arena, document, links);
        let mut html = String::new();
        match comrak::format_html(document, &options, &mut html) {
            Ok(()) => SafeHtml::from_untrusted(&aligned_by_class(&html)),
            Err(_) => SafeHtml::from_plain(markdown),
        }
    }

    /// Plain text: empty lines divide paragraphs, other line ends stay.
    pub fn from_plain(text: &str) -> SafeHtml {
        let text = cut(text, limits::CONTENT_BYTES).replace("\r\n", "\n");
        let mut html = String::with_capacity(text.len() + 16);
        for paragraph in text.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty()) {
            let lines: Vec<_> = paragraph.lines().map(escape).collect();
            html.push_str("<p>");
            html.push_str(&lines.join("<br>"));
            html.push_str("</p>");
        }
        SafeHtml(html)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The text of some HTML without its tags, on one line, cut at `max_chars`.
pub fn plain_text(html: &str, max_chars: usize) -> String {
    let html = cut(html, limits::CONTENT_BYTES);
    let text = if too_tangled(html) { without_tags(html) } else { words_of(html) };
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    crate::as2::shorten(&text, max_chars)
}

/// The first page of the web that a text of ours links to: no mention, no hashtag, no mail address. The text is HTML
/// that [`SafeHtml`] wrote.
pub fn first_link(html: &str) -> Option<String> {
    html.split("<a ").skip(1).find_map(|tag| {
        let tag = &tag[..tag.find('>')?];
        let url = tag.split_once("href=\"")?.1.split('"').next()?;
        let is_name = CLASSES.iter().any(|class| tag.contains(&format!("{class}\"")));
        let is_page = url.starts_with("https://") || url.starts_with("http://");
        (is_page && !is_name).then(|| url.replace("&quot;", "\"").replace("&amp;", "&"))
    })
}

/// The level below the page's title, which is its one h1.
const HIGHEST_HEADING: usize = 2;

/// The same HTML, its headings beginning below the page's title and none of them skipping a level, since that is how
/// people who cannot see a page find their way in it. Tags have to be in the cleaner's one spelling, without attributes.
fn headings_in_order(clean: &str) -> String {
    // What the writer called the headings that this one stands under, and how those are called that are still open.
    let (mut above, mut open) = (Vec::new(), Vec::new());
    let mut ordered = String::with_capacity(clean.len());
    let mut rest = clean;
    while let Some((before, closes, level, after)) = next_heading(rest) {
        if !closes {
            while above.last().is_some_and(|last| *last >= level) {
                above.pop();
            }
            above.push(level);
            open.push((HIGHEST_HEADING + above.len() - 1).min(6));
        }
        let shown = if closes { open.pop() } else { open.last().copied() };
        let slash = if closes { "/" } else { "" };
        ordered.push_str(before);
        ordered.push_str(&format!("<{slash}h{}>", shown.unwrap_or(HIGHEST_HEADING)));
        rest = after;
    }
    ordered.push_str(rest);
    ordered
}

/// Whether a heading begins while another is open: what is written so is read otherwise. Tags as above.
fn nests_headings(clean: &str) -> bool {
    let (mut is_open, mut rest) = (false, clean);
    while let Some((_, closes, _, after)) = next_heading(rest) {
        if is_open && !closes {
            return true;
        }
        (is_open, rest) = (!closes, after);
    }
    false
}

/// The next tag of a heading: what is before it, whether it closes, its level, what is after it.
fn next_heading(html: &str) -> Option<(&str, bool, usize, &str)> {
    html.match_indices('<').find_map(|(at, _)| {
        let tag = &html[at + 1..];
        let (closes, name) = tag.strip_prefix('/').map_or((false, tag), |name| (true, name));
        let (digit, after) = name.strip_prefix('h')?.split_once('>')?;
        let level = digit.parse().ok().filter(|level| digit.len() == 1 && (1..=6).contains(level))?;
        Some((&html[..at], closes, level, after))
    })
}

/// The alignment of a table's columns by classes of ours: HTML has no attribute for it any more. Whatever the writer
/// typed has its angle brackets escaped, so these tags are the renderer's.
fn aligned_by_class(html: &str) -> String {
    let mut html = html.to_owned();
    for (cell, side) in CELLS.iter().flat_map(|cell| SIDES.iter().map(move |side| (cell, side))) {
        html = html.replace(&format!("<{cell} align=\"{side}\">"), &format!("<{cell} class=\"{side}\">"));
    }
    html
}

const CELLS: &[&str] = &["th", "td"];
const SIDES: &[&str] = &["left", "right", "center"];

const TAGS: &[&str] = &[
    "p",
    "br",
    "a",
    "span",
    "em",
    "strong",
    "b",
    "i",
    "u",
    "del",
    "s",
    "code",
    "pre",
    "blockquote",
    "ul",
    "ol",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "img",
    "table",
    "thead",
    "tbody",
    "tfoot",
    "tr",
    "th",
    "td",
];

/// What divides words when tags go.
const DIVIDING: &[&str] = &[
    "p",
    "br",
    "div",
    "blockquote",
    "pre",
    "ul",
    "ol",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "table",
    "tr",
    "th",
    "td",
    "section",
    "article",
    "figure",
    "figcaption",
    "dl",
    "dt",
    "dd",
];

/// What has no words in it for people: it goes with all that it holds.
const DROPPED_WHOLE: &[&str] =
    &["script", "style", "template", "textarea", "select", "option", "optgroup", "iframe", "svg", "math"];

/// The classes by which the fediverse marks mentions, hashtags and shortened links.
const CLASSES: &[&str] = &["mention", "hashtag", "u-url", "h-card", "invisible", "ellipsis"];

static SHOWN: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let set = |names: &[&'static str]| names.iter().copied().collect::<HashSet<_>>();
    let mut builder = Builder::empty();
    builder
        .tags(set(TAGS))
        .clean_content_tags(set(DROPPED_WHOLE))
        .tag_attributes(HashMap::from([
            ("a", set(&["href"])),
            ("img", set(&["src", "alt"])),
            ("ol", set(&["start"])),
        ]))
        .allowed_classes(HashMap::from([
            ("a", set(CLASSES)),
            ("span", set(CLASSES)),
            ("th", set(SIDES)),
            ("td", set(SIDES)),
        ]))
        .set_tag_attribute_values(HashMap::from([(
            "img",
            HashMap::from([("loading", "lazy"), ("referrerpolicy", "no-referrer")]),
        )]))
        .url_schemes(set(&["http", "https", "mailto"]))
        .url_relative(UrlRelative::Deny)
        .link_rel(Some("nofollow noopener noreferrer ugc"))
        .attribute_filter(attribute);
    builder
});

static WORDS: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    builder
        .tags(DIVIDING.iter().copied().collect())
        .clean_content_tags(DROPPED_WHOLE.iter().copied().collect());
    builder
});

/// A picture comes by https only, and a list begins with a number.
fn attribute<'value>(element: &str, name: &str, value: &'value str) -> Option<Cow<'value, str>> {
    let keep = match (element, name) {
        ("img", "src") => value.get(..8).is_some_and(|start| start.eq_ignore_ascii_case("https://")),
        ("ol", "start") => value.len() <= 9 && value.bytes().all(|byte| byte.is_ascii_digit()),
        _ => true,
    };
    keep.then_some(Cow::Borrowed(value))
}

fn markdown_options() -> comrak::Options<'static> {
    let mut options = comrak::Options::default();
    options.extension.table = true;
    options.extension.strikethrough = true;
    options.extension.autolink = true;
    options.render.escape = true;
    options
}

/// Whether parsing this as HTML could cost far more than its length: a parser walks all open elements at each tag,
/// and opens unclosed formatting anew in each paragraph. Counts too much rather than too little, since it does not
/// know comments or attributes.
fn too_tangled(html: &str) -> bool {
    const FORMATTING: [&str; 13] =
        ["b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];
    let (mut tags, mut formatted) = (0, 0);
    for (at, _) in html.match_indices('<') {
        let rest = &html.as_bytes()[at + 1..];
        let name = rest.iter().take(8).take_while(|byte| byte.is_ascii_alphanumeric()).count();
        if !rest.first().is_some_and(u8::is_ascii_alphabetic) {
            continue;
        }
        tags += 1;
        let has_attributes = rest.get(name) != Some(&b'>');
        let is_formatting = |tag: &&str| tag.as_bytes().eq_ignore_ascii_case(&rest[..name]);
        if has_attributes && FORMATTING.iter().any(is_formatting) {
            formatted += 1;
        }
    }
    tags > limits::HTML_TAGS || formatted > limits::HTML_FORMATTED
}

/// Takes everything out that looks like a tag, without understanding it.
fn without_tags(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        text.push_str(&rest[..at]);
        text.push(' ');
        rest = match rest[at..].find('>') {
            Some(end) => &rest[at + end + 1..],
            None => "",
        };
    }
    text.push_str(rest);
    text
}

fn words_of(html: &str) -> String {
    // Only tags are left that divide words, without attributes, and text with its four characters escaped.
    let text = without_tags(&WORDS.clean(html).to_string());
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    text.replace("&nbsp;", "\u{a0}").replace("&amp;", "&")
}

/// A text as it stands in HTML, outside of attributes.
pub(crate) fn escape(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('\u{a0}', "&nbsp;")
}

fn cut(text: &str, max_bytes: usize) -> &str {
    &text[..text.floor_char_boundary(max_bytes)]
}

#[cfg(test)]
mod tests;
