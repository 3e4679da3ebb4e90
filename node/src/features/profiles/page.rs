//! The links by which a stranger's page says who it is: `<a rel="me" href="…">` and `<link rel="me" href="…">`.
//!
//! No tree is built of the page, since what that costs can grow with the square of its length. Its tags are looked
//! at one by one; what stands in comments, scripts and the like is none.

use artel_protocol::limits;
use scraper::{Html, Selector};
use url::Url;

/// What holds text until its own end tag, whatever that text looks like.
const TEXT_ONLY: [&str; 9] =
    ["script", "style", "textarea", "title", "template", "noscript", "iframe", "noframes", "xmp"];

/// Where a page at `address` says that the same one is, as whole addresses.
pub fn links_to_oneself(html: &str, address: &str) -> Vec<String> {
    let (Ok(base), Ok(selector)) = (Url::parse(address), Selector::parse("a[rel][href], link[rel][href]"))
    else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for tag in tags(html).take(limits::PAGE_LINKS) {
        let fragment = Html::parse_fragment(tag);
        for link in fragment.select(&selector) {
            let is_me = |word: &str| word.eq_ignore_ascii_case("me");
            let says_so = link.attr("rel").is_some_and(|rel| rel.split_whitespace().any(is_me));
            let target = link.attr("href").filter(|_| says_so).and_then(|href| base.join(href.trim()).ok());
            found.extend(target.map(String::from));
        }
    }
    found
}

/// Whether two addresses lead to one page: the case of the host, a last slash and a fragment make no difference.
pub fn same(one: &str, other: &str) -> bool {
    let plain = |address: &str| {
        let mut url = Url::parse(address).ok()?;
        url.set_fragment(None);
        Some(url.as_str().trim_end_matches('/').to_owned())
    };
    plain(one).is_some() && plain(one) == plain(other)
}

/// Every tag `<a …>` and `<link …>`, in order.
fn tags(html: &str) -> impl Iterator<Item = &str> {
    let mut rest = html;
    std::iter::from_fn(move || {
        loop {
            let (tag, name, after) = next_tag(rest)?;
            rest = after;
            let is_link = name.eq_ignore_ascii_case("a") || name.eq_ignore_ascii_case("link");
            if is_link && tag.len() <= limits::PAGE_TAG_BYTES {
                return Some(tag);
            }
        }
    })
}

/// The next tag that begins an element, its name, and what is behind it.
fn next_tag(html: &str) -> Option<(&str, &str, &str)> {
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
        let (tag, after) = rest.split_at(tag_end(rest)?);
        let is_text = TEXT_ONLY.iter().any(|only| name.eq_ignore_ascii_case(only));
        let after = if is_text { &after[end_of_text(after, name)..] } else { after };
        return Some((tag, name, after));
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

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "https://brandt.example/about";

    fn links(html: &str) -> Vec<String> {
        links_to_oneself(html, PAGE)
    }

    #[test]
    fn a_link_to_oneself_is_found_however_it_is_written() {
        for html in [
            r#"<a rel="me" href="https://a.test/@anna">us</a>"#,
            r#"<link rel="me" href="https://a.test/@anna">"#,
            r#"<!doctype html><head><title>x</title><LINK HREF='https://a.test/@anna' REL='ME'></head>"#,
            r#"<a class="x" href=https://a.test/@anna rel="nofollow me noopener" title="a > b">us</a>"#,
            r#"<p title=it's>don't<a href="https://a.test/&#64;anna" rel = "me">us</a>"#,
            r#"<script>if (a <b) {}</script><a rel="me" href="https://a.test/@anna">us</a>"#,
            r#"<p><<a rel="me" href="https://a.test/@anna">us"#,
        ] {
            assert_eq!(links(html), ["https://a.test/@anna"], "{html}");
        }
        assert_eq!(links(r#"<a rel=me href="/@anna">us</a>"#), ["https://brandt.example/@anna"]);
    }

    #[test]
    fn what_a_browser_would_show_as_text_is_no_link() {
        for html in [
            r#"<a href="https://a.test/@anna">us</a>"#,
            r#"<a rel="friend" href="https://a.test/@anna">us</a>"#,
            r#"<a rel="me">us</a>"#,
            r#"<!-- <a rel="me" href="https://a.test/@anna">us</a> -->"#,
            r#"<script>"<a rel='me' href='https://a.test/@anna'>"</script>"#,
            r#"<textarea><a rel="me" href="https://a.test/@anna">us</a></textarea>"#,
            r#"<title><a rel="me" href="https://a.test/@anna"></title>"#,
            r#"<img alt='<a rel="me" href="https://a.test/@anna">'>"#,
            r#"&lt;a rel="me" href="https://a.test/@anna"&gt;"#,
            r#"<!x <a rel="me" href="https://a.test/@anna">"#,
            r#"</x <a rel="me" href="https://a.test/@anna">"#,
            r#"<ab rel="me" href="https://a.test/@anna">"#,
            r#"<a rel="me" href="https://a.test/@anna""#,
            "",
        ] {
            assert!(links(html).is_empty(), "{html}");
        }
    }

    #[test]
    fn a_page_that_is_made_to_be_hard_is_read_in_one_go() {
        for hard in
            ["<a ", "<a href='", "<b x=1><p>", "<!--", "<script>", "</", "<a rel=me>", "<<<<", "<a x=\"'>"]
        {
            assert!(links(&hard.repeat(1024 * 1024 / hard.len())).is_empty());
        }
    }

    #[test]
    fn one_page_is_one_in_every_spelling() {
        assert!(same("https://A.test/@anna/", "https://a.test/@anna#top"));
        for other in ["http://a.test/@anna", "https://a.test/@anna2", "https://b.test/@anna", "", "x"] {
            assert!(!same("https://a.test/@anna", other), "{other}");
        }
        assert!(!same("", ""));
    }
}
