//! The pictures that a text shows and that came along with it: kept here, and shown from here.

use artel_protocol::Name;
use artel_protocol::kinds::Attachment;

use super::bundle::Bundle;
use super::front_matter::Parsed;
use crate::error::{Invalid, Refusal};
use crate::node::Node;

/// The text with the pictures that were found.
pub struct Found {
    pub markdown: String,
    /// The one that stands for the article: its cover, else the first in the text.
    pub first: Option<Attachment>,
    pub missing: Vec<String>,
}

/// A picture in markdown: `![alt](path)`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
struct Shown<'a> {
    alt: &'a str,
    path: &'a str,
    /// Where the path stands in the text.
    start: usize,
}

impl Node {
    /// Keeps the pictures of a text. One that is none, or too large, is missing.
    pub(super) async fn take_pictures(
        &self,
        owner: &Name,
        bundle: &Bundle,
        text_path: &str,
        parsed: &Parsed,
    ) -> Result<Found, Refusal> {
        let mut found = Found { markdown: String::new(), first: None, missing: Vec::new() };
        if let Some(cover) = &parsed.cover {
            let alt = if parsed.cover_alt.is_empty() { &parsed.title } else { &parsed.cover_alt };
            found.first = self.take(owner, bundle, text_path, cover, alt, &mut found.missing).await?;
        }
        let mut done = 0;
        for shown in shown_in(&parsed.body) {
            let alt = if shown.alt.is_empty() { &parsed.title } else { shown.alt };
            let kept = self.take(owner, bundle, text_path, shown.path, alt, &mut found.missing).await?;
            let Some(kept) = kept else { continue };
            found.markdown.push_str(&parsed.body[done..shown.start]);
            found.markdown.push_str(kept.url.as_str());
            done = shown.start + shown.path.len();
            found.first.get_or_insert(kept);
        }
        found.markdown.push_str(&parsed.body[done..]);
        Ok(found)
    }

    async fn take(
        &self,
        owner: &Name,
        bundle: &Bundle,
        text_path: &str,
        path: &str,
        alt: &str,
        missing: &mut Vec<String>,
    ) -> Result<Option<Attachment>, Refusal> {
        let Some(file) = bundle.picture(&beside(text_path, path)) else {
            if !is_elsewhere(path) {
                missing.push(path.to_owned());
            }
            return Ok(None);
        };
        match self.keep_picture(file.bytes.clone(), alt, owner).await {
            Ok(kept) => Ok(Some(kept)),
            Err(Refusal::Invalid(Invalid::Fields(_))) => {
                missing.push(path.to_owned());
                Ok(None)
            }
            Err(other) => Err(other),
        }
    }
}

/// The pictures that a text shows and that are not in the bundle.
pub fn missing(bundle: &Bundle, text_path: &str, parsed: &Parsed) -> Vec<String> {
    let shown = shown_in(&parsed.body);
    let paths = parsed.cover.iter().map(String::as_str).chain(shown.iter().map(|shown| shown.path));
    let gone = |path: &&str| !is_elsewhere(path) && bundle.picture(&beside(text_path, path)).is_none();
    paths.filter(gone).map(str::to_owned).collect()
}

fn is_elsewhere(path: &str) -> bool {
    path.contains("://") || path.starts_with("//") || path.starts_with("data:")
}

/// The path of what a text calls `path`: from the root of the site, or beside the text.
fn beside(text_path: &str, path: &str) -> String {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    if let Some(from_the_root) = path.strip_prefix('/') {
        return from_the_root.to_owned();
    }
    let mut parts: Vec<&str> = text_path.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// The pictures in some markdown. Code is not told apart: a path there is only replaced if it is one of a picture that
/// came along.
fn shown_in(markdown: &str) -> Vec<Shown<'_>> {
    let mut all = Vec::new();
    let mut from = 0;
    while let Some(found) = markdown[from..].find("![") {
        let begin = from + found + 2;
        from = begin;
        let Some(middle) = markdown[begin..].find("](") else { break };
        let alt = &markdown[begin..begin + middle];
        if alt.contains('\n') || alt.len() > 1_000 {
            continue;
        }
        let start = begin + middle + 2;
        let Some(end) = markdown[start..].find([')', ' ', '\n']) else { break };
        all.push(Shown { alt, path: &markdown[start..start + end], start });
        from = start + end;
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_found_where_a_text_shows_them() {
        let text = "a ![x](b.png) ![](../c/d.jpg \"t\") [no](e.png) ![broken](";
        let shown = shown_in(text);
        let seen: Vec<_> = shown.iter().map(|shown| (shown.alt, shown.path)).collect();
        assert_eq!(seen, [("x", "b.png"), ("", "../c/d.jpg")]);
        assert!(shown.iter().all(|shown| text[shown.start..].starts_with(shown.path)));
        assert_eq!(beside("posts/fraese/index.md", "../c/d.jpg"), "posts/c/d.jpg");
        assert_eq!(beside("posts/a.md", "/images/b.png?x"), "images/b.png");
        assert_eq!(beside("a.md", "../../etc/passwd"), "etc/passwd");
    }
}
