//! Whom a text mentions and which tags it uses: found in its markdown, and made links.
//!
//! A name counts only in running text: not in code, not in a link, not in the middle of a word.

use std::collections::BTreeMap;

use comrak::nodes::{AstNode, NodeValue};

use super::escape;
use crate::{Id, limits};

type Arena<'a> = comrak::Arena<'a>;
type Node<'a> = &'a AstNode<'a>;

/// What the names in a text lead to. What is not listed stays as it was typed.
#[derive(Clone, Debug, Default)]
pub struct Links {
    /// The page of each who is mentioned, by the handle as it stands in [`Named::handles`].
    pub mentions: BTreeMap<String, Id>,
    /// Where the pages of tags are: `https://node-a.test/tags`. Without, tags are no links.
    pub tags: Option<Id>,
}

/// The names in a text, each once, in their order.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Named {
    /// `anna` or `anna@node-a.test`, in small letters, without the first `@`.
    pub handles: Vec<String>,
    /// As typed, without their `#`.
    pub tags: Vec<String>,
}

/// A name where it stands.
enum Name<'text> {
    Handle(&'text str),
    Tag(&'text str),
}

/// A piece of running text.
enum Piece {
    Words(String),
    Html(String),
}

/// The names in a markdown text.
pub fn names_in(markdown: &str) -> Named {
    let arena = comrak::Arena::new();
    let markdown = super::cut(markdown, limits::CONTENT_BYTES);
    let document = comrak::parse_document(&arena, markdown, &super::markdown_options());
    let mut named = Named::default();
    each(&arena, document, &mut |name| {
        match name {
            Name::Handle(handle) => once(&mut named.handles, handle.to_lowercase(), |a, b| a == b),
            Name::Tag(tag) => {
                once(&mut named.tags, tag.to_owned(), |a, b| a.to_lowercase() == b.to_lowercase());
            }
        }
        None
    });
    named
}

fn once(list: &mut Vec<String>, name: String, same: impl Fn(&str, &str) -> bool) {
    if !list.iter().any(|found| same(found, &name)) {
        list.push(name);
    }
}

/// Makes the names in a document links.
pub(super) fn link<'a>(arena: &'a Arena<'a>, document: Node<'a>, links: &Links) {
    each(arena, document, &mut |name| match name {
        Name::Handle(handle) => {
            let page = attribute(links.mentions.get(&handle.to_lowercase())?.as_str());
            Some(format!("<a href=\"{page}\" class=\"u-url mention\">@{}</a>", escape(handle)))
        }
        Name::Tag(tag) => {
            let page = attribute(&tag_page(links.tags.as_ref()?, tag)?);
            Some(format!("<a href=\"{page}\" class=\"mention hashtag\">#<span>{}</span></a>", escape(tag)))
        }
    });
}

/// The page of a tag: the tag in small letters, as an address has it.
pub fn tag_page(tags: &Id, tag: &str) -> Option<String> {
    let mut page = tags.as_str().to_owned();
    page.push('/');
    for byte in tag.to_lowercase().bytes() {
        match byte {
            b'a'..=b'z' | b'0'..=b'9' | b'_' => page.push(char::from(byte)),
            _ => page.push_str(&format!("%{byte:02X}")),
        }
    }
    Id::parse(&page).ok().map(|page| page.as_str().to_owned())
}

fn attribute(text: &str) -> String {
    escape(text).replace('"', "&quot;")
}

/// Calls `on` with every name in running text, and puts the HTML it yields in the name's place.
fn each<'a>(arena: &'a Arena<'a>, document: Node<'a>, on: &mut dyn FnMut(Name<'_>) -> Option<String>) {
    let texts: Vec<Node<'a>> = document.descendants().filter(|node| is_running_text(node)).collect();
    for node in texts {
        let text = match &node.data.borrow().value {
            NodeValue::Text(text) => text.to_string(),
            _ => continue,
        };
        let mail = node.next_sibling().and_then(mail_address).filter(|_| ends_with_at(&text));
        let words = if mail.is_some() { &text[..text.len() - 1] } else { &text[..] };
        let mut pieces = pieces_of(words, on);
        if let (Some(handle), Some(link)) = (mail, node.next_sibling()) {
            // The parser took `name@host` behind the `@` for a mail address.
            pieces.push(match on(Name::Handle(&handle)) {
                Some(html) => Piece::Html(html),
                None => Piece::Words(format!("@{handle}")),
            });
            link.detach();
        }
        for piece in pieces {
            let value = match piece {
                Piece::Words(words) => NodeValue::Text(words.into()),
                Piece::Html(html) => NodeValue::Raw(html),
            };
            node.insert_before(arena.alloc(value.into()));
        }
        node.detach();
    }
}

fn is_running_text(node: Node<'_>) -> bool {
    let is_text = matches!(node.data.borrow().value, NodeValue::Text(_));
    let in_a_link =
        |node: Node<'_>| matches!(node.data.borrow().value, NodeValue::Link(_) | NodeValue::Image(_));
    is_text && !node.ancestors().any(in_a_link)
}

/// The address of a link that the parser made of a bare mail address.
fn mail_address(node: Node<'_>) -> Option<String> {
    match &node.data.borrow().value {
        NodeValue::Link(link) => link.url.strip_prefix("mailto:").map(str::to_owned),
        _ => None,
    }
}

fn ends_with_at(text: &str) -> bool {
    text.strip_suffix('@').is_some_and(|before| before.chars().next_back().is_none_or(begins_a_name))
}

/// Whether a name may stand behind this character.
fn begins_a_name(before: char) -> bool {
    !before.is_alphanumeric() && !"_/@#&".contains(before)
}

fn pieces_of(text: &str, on: &mut dyn FnMut(Name<'_>) -> Option<String>) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let (mut done, mut at, mut before) = (0, 0, None);
    while let Some(letter) = text[at..].chars().next() {
        let name = match letter {
            '@' | '#' if before.is_none_or(begins_a_name) => name_at(&text[at..]),
            _ => None,
        };
        let length = match &name {
            Some(Name::Handle(name) | Name::Tag(name)) => name.len() + 1,
            None => letter.len_utf8(),
        };
        if let Some(html) = name.and_then(&mut *on) {
            if done < at {
                pieces.push(Piece::Words(text[done..at].to_owned()));
            }
            pieces.push(Piece::Html(html));
            done = at + length;
        }
        at += length;
        before = text[..at].chars().next_back();
    }
    if done < text.len() {
        pieces.push(Piece::Words(text[done..].to_owned()));
    }
    pieces
}

/// The name at the beginning of `text`, which begins with `@` or `#`.
fn name_at(text: &str) -> Option<Name<'_>> {
    let (sign, rest) = text.split_at(1);
    let is_letter = |letter: char| match sign {
        "@" => letter.is_ascii_alphanumeric() || letter == '_',
        _ => letter.is_alphanumeric() || letter == '_',
    };
    let end = rest.find(|letter: char| !is_letter(letter)).unwrap_or(rest.len());
    let (name, behind) = rest.split_at(end);
    match sign {
        "@" => {
            (!name.is_empty() && name.len() <= 30 && !behind.starts_with('@')).then_some(Name::Handle(name))
        }
        _ => {
            let is_word = name.chars().any(char::is_alphabetic) && name.chars().count() <= limits::TAG_CHARS;
            is_word.then_some(Name::Tag(name))
        }
    }
}
