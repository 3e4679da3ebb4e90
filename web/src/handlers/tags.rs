//! The page of a tag: what was published here under it.

use artel_node::decide::tag_key;
use artel_protocol::Id;
use artel_protocol::html::tag_page;
use axum::extract::{Path, Query, State};

use super::home::{Before, LISTED, going_on};
use super::{Answer, heads, views};
use crate::app::App;
use crate::error::PageRefusal;
use crate::pages::article::TagView;
use crate::pages::tag::TagPage;
use crate::session::Visitor;

/// A tag with its address.
#[derive(Clone, Debug)]
pub struct Tag {
    /// In small letters, without its `#`.
    pub name: String,
    /// The whole address of its page.
    pub page: String,
}

impl Tag {
    /// The tag that somebody wrote; none if it cannot be one.
    pub fn parse(base: &Id, text: &str) -> Option<Tag> {
        let name = tag_key(text)?;
        let page = tag_page(&base.join("/tags"), &name)?;
        Some(Tag { name, page })
    }

    /// The path of its page.
    fn path(&self, base: &Id) -> String {
        self.page.strip_prefix(base.as_str()).unwrap_or(&self.page).to_owned()
    }
}

/// A tag as articles show it.
pub fn view(base: &Id, tag: &str) -> TagView {
    let page = Tag::parse(base, tag).map(|tag| tag.path(base));
    TagView { name: tag.to_owned(), url: page.unwrap_or_default() }
}

/// GET /tags/TAG. Large and small letters are the same.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(tag): Path<String>,
    Query(from): Query<Before>,
) -> Answer {
    let (node, base) = (app.node(), app.base()?);
    let tag = Tag::parse(&base, &tag).ok_or_else(PageRefusal::not_found)?;
    let listed = node.tagged_here(&tag.name, from.before.as_ref(), LISTED)?;
    let lang = visitor.frame.lang;
    let path = tag.path(&base);
    let page = TagPage {
        frame: visitor.frame.clone(),
        head: heads::of_tag(node, lang, &tag, from.before.as_ref(), listed.next.as_ref())?,
        entries: listed.items.iter().map(|shown| views::card(lang, &base, shown)).collect(),
        newest: from.before.map(|_| path.clone()),
        older: listed.next.map(|next| going_on(&path, &next)),
        tag: tag.name,
    };
    Ok(visitor.show(&page))
}
