//! The tags of a stranger's page, looked at one by one.
//!
//! No tree is built of the page, since what that costs can grow with the square of its length, both with what is open
//! and with the attributes of one tag. What stands in comments, scripts and the like is no tag.

use artel_protocol::limits;
use scraper::Html;

/// What holds text until its own end tag, whatever that text looks like.
const TEXT_ONLY: [&str; 9] =
    ["script", "style", "textarea", "title", "template", "noscript", "iframe", "noframes", "xmp"];

/// A tag that begins an element.
pub struct Tag<'a> {
    name: &'a str,
    source: &'a str,
    behind: &'a str,
}

impl Tag<'_> {
    /// Whether it begins such an element; names in HTML have no case.
    pub fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// The values of the named attributes; none of them if the tag is too long to be looked at.
    pub fn attributes<const N: usize>(&self, names: [&str; N]) -> [Option<String>; N] {
        if self.source.len() > limits::PAGE_TAG_BYTES {
            return [const { None }; N];
        }
        let fragment = Html::parse_fragment(self.source);
        let element = fragment.root_element().child_elements().next();
        names.map(|name| element.and_then(|element| element.attr(name)).map(str::to_owned))
    }

    /// The text up to its end tag, of an element that holds nothing else: `<title>`. At most
    /// [`limits::PAGE_TAG_BYTES`] of it are read.
    pub fn text(&self) -> String {
        let text = &self.behind[..end_of_text(self.behind, self.name)];
        let text = &text[..text.floor_char_boundary(limits::PAGE_TAG_BYTES)];
        let fragment = Html::parse_fragment(&format!("<title>{text}</title>"));
        fragment.root_element().text().collect()
    }
}

/// Every tag that begins an element, in order.
pub fn tags(html: &str) -> impl Iterator<Item = Tag<'_>> {
    let mut rest = html;
    std::iter::from_fn(move || {
        let (tag, after) = next_tag(rest)?;
        rest = after;
        Some(tag)
    })
}

/// The next tag that begins an element, and where to go on.
fn next_tag(html: &str) -> Option<(Tag<'_>, &str)> {
    let mut rest = html;
    loop {
        rest = &rest[rest.find('<')?..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = &comment[comment.find("-->")?..];
            continue;
        }
        // End tags, and what is none at all: they go to the next bracket.
        if rest.starts_with("</") || rest.starts_with("<!") || rest.starts_with("<?") {
            rest = &rest[rest.find('>')?..];
            continue;
        }
        let name = &rest[1..];
        let name = &name[..name.find(|letter: char| !letter.is_ascii_alphanumeric()).unwrap_or(name.len())];
        if !name.starts_with(|letter: char| letter.is_ascii_alphabetic()) {
            rest = &rest[1..];
            continue;
        }
        let (source, behind) = rest.split_at(tag_end(rest)?);
        let is_text = TEXT_ONLY.iter().any(|only| name.eq_ignore_ascii_case(only));
        let after = if is_text { &behind[end_of_text(behind, name)..] } else { behind };
        return Some((Tag { name, source, behind }, after));
    }
}

/// Where a tag ends, behind its `>`. One in a quoted value is none.
fn tag_end(tag: &str) -> Option<usize> {
    let mut quote = None;
    let mut before_value = false;
    for (at, byte) in tag.bytes().enumerate() {
        match (quote, byte) {
            (Some(open), byte) if open == byte => quote = None,
            (Some(_), _) => {}
            (None, b'>') => return Some(at + 1),
            (None, b'"' | b'\'') if before_value => quote = Some(byte),
            (None, b'=') => before_value = true,
            (None, byte) if byte.is_ascii_whitespace() => {}
            (None, _) => before_value = false,
        }
        if quote.is_some() {
            before_value = false;
        }
    }
    None
}

/// Where the text of such an element ends: at its own end tag, else with the page.
fn end_of_text(text: &str, name: &str) -> usize {
    let is_end = |at: &usize| {
        let found = text.get(at + 2..at + 2 + name.len());
        found.is_some_and(|found| found.eq_ignore_ascii_case(name))
    };
    text.match_indices("</").map(|(at, _)| at).find(is_end).unwrap_or(text.len())
}
