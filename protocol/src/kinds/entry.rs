//! An entry: one piece of content of a kind in the envelope that is the same for all kinds.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::Content;
use crate::as2::{self, Audience};
use crate::limits;
use crate::wire::Malformed;
use crate::{Id, Timestamp};

/// One entry, as its author describes it.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    pub id: Id,
    /// Its `attributedTo`.
    pub author: Id,
    pub content: Content,
    pub audience: Audience,
    pub in_reply_to: Option<Id>,
    /// The collection of the whole conversation (FEP-7888).
    pub context: Option<Id>,
    /// The page for people.
    pub url: Option<Id>,
    pub published: Option<Timestamp>,
    /// There only after a real edit.
    pub updated: Option<Timestamp>,
    pub language: Option<String>,
    pub sensitive: bool,
    pub tags: Vec<Tag>,
    pub attachments: Vec<Attachment>,
}

/// A hashtag or a mention.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub enum Tag {
    /// Without its `#`.
    Hashtag {
        name: String,
        href: Option<Id>,
    },
    Mention {
        name: String,
        href: Id,
    },
}

/// A picture or another file.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct Attachment {
    pub url: Id,
    pub media_type: String,
    /// The text for those who do not see the picture.
    pub alt: String,
    /// SHA-256 as a base58btc multihash (FEP-ef61).
    pub digest: Option<String>,
    /// In pixels, as the author states it: where others may lay out their pages before the picture has come.
    #[serde(default)]
    pub width: Option<u32>,
    #[serde(default)]
    pub height: Option<u32>,
}

impl Attachment {
    pub fn is_image(&self) -> bool {
        self.media_type.starts_with("image/")
    }

    /// The SHA-256 of its bytes, if it states one.
    pub fn sha256(&self) -> Option<[u8; 32]> {
        crate::key::sha256_of_multibase(self.digest.as_deref()?)
    }
}

impl Entry {
    /// Reads an object. Its `id` and exactly one `attributedTo` are needed; both under one authority is checked
    /// where the evidence is ([`crate::Verified`]) and by the node's policy.
    pub fn read(object: &Map<String, Value>) -> Result<Entry, Malformed> {
        let content = Content::read(as2::type_of(object)?, object)?;
        Ok(Entry {
            id: as2::required_id(object, "id")?,
            author: read_author(object)?,
            audience: Audience::read(object)?,
            in_reply_to: as2::optional_id(object, "inReplyTo")?,
            context: as2::lenient_id(object, "context").or_else(|| as2::lenient_id(object, "conversation")),
            url: as2::url(object),
            published: as2::moment(object, "published")?,
            updated: as2::moment(object, "updated")?,
            language: as2::language(object),
            sensitive: as2::flag(object, "sensitive"),
            tags: as2::list(object, "tag").iter().filter_map(read_tag).take(limits::TAGS).collect(),
            attachments: as2::list(object, "attachment")
                .iter()
                .filter_map(read_attachment)
                .take(limits::ATTACHMENTS)
                .collect(),
            content,
        })
    }

    /// Writes the object as it stands in an activity (design.md §6): without its own `@context`, `attachment` and
    /// `tag` always arrays, `updated` only after an edit.
    pub fn to_object(&self) -> Map<String, Value> {
        let mut object = Map::new();
        object.insert("id".into(), self.id.as_str().into());
        object.insert("type".into(), self.content.wire_type().into());
        object.insert("attributedTo".into(), self.author.as_str().into());
        self.audience.write(&mut object);
        let mut optional = |key: &str, value: Option<Value>| {
            if let Some(value) = value {
                object.insert(key.into(), value);
            }
        };
        optional("inReplyTo", self.in_reply_to.as_ref().map(|id| id.as_str().into()));
        optional("context", self.context.as_ref().map(|id| id.as_str().into()));
        optional("url", self.url.as_ref().map(|id| id.as_str().into()));
        optional("published", self.published.map(|moment| moment.to_rfc3339().into()));
        optional("updated", self.updated.map(|moment| moment.to_rfc3339().into()));
        object.insert("sensitive".into(), self.sensitive.into());
        object.insert("tag".into(), self.tags.iter().map(Tag::to_json).collect());
        object.insert("attachment".into(), self.attachments.iter().map(Attachment::to_json).collect());
        for collection in ["replies", "likes", "shares"] {
            object.insert(collection.into(), format!("{}/{collection}", self.id).into());
        }
        self.content.write(self, &mut object);
        object
    }

    /// The hashtags, without their `#`.
    pub fn hashtags(&self) -> impl Iterator<Item = &str> {
        self.tags.iter().filter_map(|tag| match tag {
            Tag::Hashtag { name, .. } => Some(name.as_str()),
            Tag::Mention { .. } => None,
        })
    }

    /// Whether it mentions this actor.
    pub fn mentions(&self, actor: &Id) -> bool {
        self.tags.iter().any(|tag| matches!(tag, Tag::Mention { href, .. } if href == actor))
    }
}

/// `attributedTo`: an id, an object with one, or PeerTube's list of a person and a group (then the person).
fn read_author(object: &Map<String, Value>) -> Result<Id, Malformed> {
    let authors = as2::list(object, "attributedTo");
    let is_group = |value: &&Value| value.get("type").and_then(Value::as_str) == Some("Group");
    let author = match authors {
        [] => return Err(Malformed::new("attributedTo is missing")),
        [one] => one,
        several => several.iter().find(|value| !is_group(value)).unwrap_or(&several[0]),
    };
    let text =
        as2::id_text(author).ok_or_else(|| Malformed::new("attributedTo has a value of the wrong type"))?;
    Id::parse(text).map_err(|error| Malformed::new(format!("attributedTo: {error}")))
}

fn read_tag(value: &Value) -> Option<Tag> {
    let tag = value.as_object()?;
    let name = tag.get("name").and_then(Value::as_str).unwrap_or_default();
    let name = as2::shorten(name, limits::NAME_CHARS);
    let href = tag.get("href").and_then(Value::as_str).and_then(|href| Id::parse(href).ok());
    match as2::type_of(tag).ok()? {
        "Hashtag" => {
            let name = name.trim_start_matches('#').to_owned();
            (!name.is_empty()).then_some(Tag::Hashtag { name, href })
        }
        "Mention" => Some(Tag::Mention { name, href: href? }),
        _ => None,
    }
}

fn read_attachment(value: &Value) -> Option<Attachment> {
    let object = value.as_object()?;
    let kind = as2::type_of(object).ok()?;
    if !matches!(kind, "Image" | "Document" | "Link" | "Video" | "Audio") {
        return None;
    }
    let url = match as2::first(object, "url") {
        Some(Value::Object(link)) => as2::lenient_id(link, "href"),
        Some(Value::String(text)) => Id::parse(text).ok(),
        _ => as2::lenient_id(object, "href"),
    }?;
    let media_type = object.get("mediaType").and_then(Value::as_str).unwrap_or(match kind {
        "Image" => "image/*",
        _ => "application/octet-stream",
    });
    let alt =
        object.get("name").or_else(|| object.get("summary")).and_then(Value::as_str).unwrap_or_default();
    let side = |name: &str| {
        let pixels = object.get(name).and_then(Value::as_u64).and_then(|pixels| u32::try_from(pixels).ok());
        pixels.filter(|pixels| (1..=limits::STATED_SIDE).contains(pixels))
    };
    Some(Attachment {
        url,
        width: side("width"),
        height: side("height"),
        media_type: as2::shorten(media_type, limits::NAME_CHARS),
        alt: as2::shorten(alt, limits::SUMMARY_CHARS),
        digest: object.get("digestMultibase").and_then(Value::as_str).map(|digest| as2::shorten(digest, 128)),
    })
}

impl Tag {
    fn to_json(&self) -> Value {
        match self {
            Tag::Hashtag { name, href } => {
                json!({"type": "Hashtag", "name": format!("#{name}"), "href": href.as_ref().map(Id::as_str)})
            }
            Tag::Mention { name, href } => json!({"type": "Mention", "name": name, "href": href.as_str()}),
        }
    }
}

impl Attachment {
    pub(super) fn to_json(&self) -> Value {
        let mut object = json!({
            "type": if self.is_image() { "Image" } else { "Document" },
            "url": self.url.as_str(),
            "mediaType": self.media_type,
            "name": self.alt,
        });
        let members = object.as_object_mut().expect("json! made an object of braces");
        if let Some(digest) = &self.digest {
            members.insert("digestMultibase".into(), digest.as_str().into());
        }
        for (name, pixels) in [("width", self.width), ("height", self.height)] {
            if let Some(pixels) = pixels {
                members.insert(name.into(), pixels.into());
            }
        }
        object
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_states_its_size_and_what_cannot_be_one_is_dropped() {
        let read = |width: Value, height: Value| {
            let stated =
                json!({"type": "Image", "url": "https://a.test/1", "width": width, "height": height});
            read_attachment(&stated).map(|picture| (picture.width, picture.height))
        };
        assert_eq!(read(json!(640), json!(480)), Some((Some(640), Some(480))));
        assert_eq!(read(json!("640"), json!(-1)), Some((None, None)));
        assert_eq!(read(json!(0), json!(u64::MAX)), Some((None, None)));
        let picture = read_attachment(&json!({"type": "Image", "url": "https://a.test/1", "width": 7}));
        let written = picture.map(|picture| picture.to_json()).unwrap_or_default();
        assert_eq!((written.get("width"), written.get("height")), (Some(&json!(7)), None));
    }
}
