//! The links by which a stranger's page says who it is: `<a rel="me" href="…">` and `<link rel="me" href="…">`.

use artel_protocol::limits;
use url::Url;

use crate::features::page_tags::tags;

/// Where a page at `address` says that the same one is, as whole addresses.
pub fn links_to_oneself(html: &str, address: &str) -> Vec<String> {
    let Ok(base) = Url::parse(address) else { return Vec::new() };
    let is_me = |word: &str| word.eq_ignore_ascii_case("me");
    let links = tags(html).filter(|tag| tag.is("a") || tag.is("link")).take(limits::PAGE_LINKS);
    links
        .filter_map(|tag| match tag.attributes(["rel", "href"]) {
            [Some(rel), Some(href)] if rel.split_whitespace().any(is_me) => base.join(href.trim()).ok(),
            _ => None,
        })
        .map(String::from)
        .collect()
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
