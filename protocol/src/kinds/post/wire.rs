//! A post on the wire: both directions.

use serde_json::{Map, Value};

use super::{Post, WARNING_CHARS};
use crate::as2;
use crate::html;
use crate::kinds::{Entry, Text};
use crate::wire::Malformed;

pub(super) fn read(object: &Map<String, Value>) -> Result<Post, Malformed> {
    let warning =
        as2::text(object, "summary", WARNING_CHARS)?.map(|html| html::plain_text(&html, WARNING_CHARS));
    Ok(Post { text: Text::read(object)?, warning: warning.filter(|text| !text.is_empty()) })
}

pub(super) fn write(post: &Post, envelope: &Entry, object: &mut Map<String, Value>) {
    post.text.write(envelope, object);
    if let Some(warning) = &post.warning {
        object.insert("summary".into(), warning.as_str().into());
    }
}
