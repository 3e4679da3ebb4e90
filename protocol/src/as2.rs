//! Reading ActivityStreams properties as they occur in the wild: one value or a list of them, an id or an object
//! that has one. A wrong JSON type is an error before anything else looks at the document.

use serde_json::{Map, Value};

use crate::limits;
use crate::wire::{Malformed, PUBLIC};
use crate::{Id, Timestamp};

/// To whom something is addressed.
#[derive(Clone, Debug, Default, Eq, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Audience {
    /// The public collection stands in `to`.
    pub public: bool,
    /// The public collection stands in `cc` only.
    pub unlisted: bool,
    pub to: Vec<Id>,
    pub cc: Vec<Id>,
    /// The group whose content this is (FEP-1b12).
    pub audience: Vec<Id>,
    /// The community to which that group belongs, if it is a space of one (`artel:community`).
    #[serde(default)]
    pub community: Option<Id>,
}

impl Audience {
    /// Reads `to`, `cc`, `bto`, `bcc` and `audience`. What is neither an id nor public is left out.
    pub fn read(object: &Map<String, Value>) -> Result<Audience, Malformed> {
        let mut audience = Audience::default();
        let (to, public) = recipients(object, &["to", "bto"])?;
        let (cc, unlisted) = recipients(object, &["cc", "bcc"])?;
        let (group, _) = recipients(object, &["audience"])?;
        if to.len() + cc.len() + group.len() > limits::RECIPIENTS {
            return Err(Malformed::impossible(format!("it has more than {} recipients", limits::RECIPIENTS)));
        }
        audience.public = public;
        audience.unlisted = unlisted && !public;
        audience.to = to;
        audience.cc = cc;
        audience.audience = group;
        audience.community = lenient_id(object, "artel:community");
        Ok(audience)
    }

    /// Whether everybody may read it.
    pub fn is_public(&self) -> bool {
        self.public || self.unlisted
    }

    /// Every actor and collection that is named.
    pub fn named(&self) -> impl Iterator<Item = &Id> {
        self.to.iter().chain(&self.cc).chain(&self.audience)
    }

    /// The community in whose set it is, if it is in any: that of its space, or the group itself.
    pub fn community(&self) -> Option<&Id> {
        self.community.as_ref().filter(|_| !self.audience.is_empty()).or_else(|| self.audience.first())
    }

    /// The space that it is posted to, if that is not the community itself.
    pub fn space(&self) -> Option<&Id> {
        self.community
            .as_ref()
            .and_then(|community| self.audience.first().filter(|space| *space != community))
    }

    pub fn names(&self, id: &Id) -> bool {
        self.named().any(|named| named == id)
    }

    /// Writes `to`, `cc` and `audience` into an activity or object.
    pub fn write(&self, object: &mut Map<String, Value>) {
        let list = |public: bool, ids: &[Id]| -> Value {
            let everybody = public.then(|| Value::from(PUBLIC));
            everybody.into_iter().chain(ids.iter().map(|id| Value::from(id.as_str()))).collect()
        };
        object.insert("to".into(), list(self.public, &self.to));
        object.insert("cc".into(), list(self.unlisted, &self.cc));
        if let [group] = self.audience.as_slice() {
            object.insert("audience".into(), group.as_str().into());
        }
        if let Some(community) = &self.community {
            object.insert("artel:community".into(), community.as_str().into());
        }
    }
}

fn recipients(object: &Map<String, Value>, keys: &[&str]) -> Result<(Vec<Id>, bool), Malformed> {
    let mut named = Vec::new();
    let mut public = false;
    for key in keys {
        let items = list(object, key);
        if items.len() > limits::RECIPIENTS {
            return Err(Malformed::impossible(format!("{key} has more than {} entries", limits::RECIPIENTS)));
        }
        for item in items {
            match id_text(item).ok_or_else(|| wrong_type(key))? {
                PUBLIC | "as:Public" | "Public" => public = true,
                text => named.extend(Id::parse(text).ok().filter(|id| !named.contains(id))),
            }
        }
    }
    Ok((named, public))
}

/// The values of a property: none for null or absence, several for an array.
pub fn list<'a>(object: &'a Map<String, Value>, key: &str) -> &'a [Value] {
    match object.get(key) {
        None | Some(Value::Null) => &[],
        Some(Value::Array(items)) => items,
        Some(one) => std::slice::from_ref(one),
    }
}

/// The first value of a property, if it has any.
pub fn first<'a>(object: &'a Map<String, Value>, key: &str) -> Option<&'a Value> {
    list(object, key).first()
}

/// The id that a value is or has.
pub fn id_text(value: &Value) -> Option<&str> {
    match value {
        Value::String(text) => Some(text),
        Value::Object(object) => object.get("id").or_else(|| object.get("href"))?.as_str(),
        _ => None,
    }
}

/// The one id of a property that must be there.
pub fn required_id(object: &Map<String, Value>, key: &str) -> Result<Id, Malformed> {
    optional_id(object, key)?.ok_or_else(|| Malformed::new(format!("{key} is missing")))
}

/// The one id of a property, if it is there. Several are refused, since it would not be clear who is meant.
pub fn optional_id(object: &Map<String, Value>, key: &str) -> Result<Option<Id>, Malformed> {
    match list(object, key) {
        [] => Ok(None),
        [one] => {
            let text = id_text(one).ok_or_else(|| wrong_type(key))?;
            Id::parse(text).map(Some).map_err(|error| Malformed::new(format!("{key}: {error}")))
        }
        _ => Err(Malformed::new(format!("{key} has several values"))),
    }
}

/// The first value of a property that is an id; values of other forms are passed over.
pub fn lenient_id(object: &Map<String, Value>, key: &str) -> Option<Id> {
    list(object, key).iter().filter_map(id_text).find_map(|text| Id::parse(text).ok())
}

/// The `type`, of which there must be one; of several the first that is a text counts.
pub fn type_of(object: &Map<String, Value>) -> Result<&str, Malformed> {
    first(object, "type")
        .and_then(Value::as_str)
        .ok_or_else(|| Malformed::new("type is missing or not a text"))
}

/// A text property; its language map is looked at when the property itself is absent.
pub fn text(object: &Map<String, Value>, key: &str, max_chars: usize) -> Result<Option<String>, Malformed> {
    let direct = match first(object, key) {
        None => None,
        Some(Value::String(text)) => Some(text.as_str()),
        Some(_) => return Err(wrong_type(key)),
    };
    let by_language = || {
        let map = object.get(&format!("{key}Map"))?.as_object()?;
        map.values().find_map(Value::as_str)
    };
    Ok(direct.or_else(by_language).filter(|text| !text.is_empty()).map(|text| shorten(text, max_chars)))
}

/// A long text in HTML or markdown; too much of it is refused, since half a document is not what was said.
pub fn content(object: &Map<String, Value>, key: &str) -> Result<Option<String>, Malformed> {
    let content = text(object, key, usize::MAX)?;
    match content {
        Some(content) if content.len() > limits::CONTENT_BYTES => {
            Err(Malformed::impossible(format!("{key} is longer than {} bytes", limits::CONTENT_BYTES)))
        }
        content => Ok(content),
    }
}

/// The first language that a document names: the key of its `contentMap`, else Lemmy's `language`.
pub fn language(object: &Map<String, Value>) -> Option<String> {
    let by_map = || match object.get("contentMap")?.as_object() {
        Some(map) if map.len() == 1 => map.keys().next().map(String::as_str),
        _ => None,
    };
    let by_property = || object.get("language")?.as_object()?.get("identifier")?.as_str();
    by_map().or_else(by_property).filter(|tag| (2..=16).contains(&tag.len())).map(str::to_owned)
}

/// A moment. A text that is no date is refused.
pub fn moment(object: &Map<String, Value>, key: &str) -> Result<Option<Timestamp>, Malformed> {
    match first(object, key) {
        None => Ok(None),
        Some(Value::String(text)) => Timestamp::parse_rfc3339(text)
            .map(Some)
            .ok_or_else(|| Malformed::new(format!("{key} is not a date that we can read"))),
        Some(_) => Err(wrong_type(key)),
    }
}

/// The page for people: the first link that is http(s).
pub fn url(object: &Map<String, Value>) -> Option<Id> {
    let is_page = |value: &&Value| match value {
        Value::Object(link) => link
            .get("mediaType")
            .and_then(Value::as_str)
            .is_none_or(|media_type| media_type.starts_with("text/html")),
        _ => true,
    };
    let links = list(object, "url");
    let text = links.iter().find(is_page).and_then(|link| match link {
        Value::Object(link) => link.get("href")?.as_str(),
        other => other.as_str(),
    })?;
    Id::parse(text).ok()
}

pub fn flag(object: &Map<String, Value>, key: &str) -> bool {
    object.get(key).and_then(Value::as_bool).unwrap_or(false)
}

/// Cuts a text at a character boundary.
pub fn shorten(text: &str, max_chars: usize) -> String {
    match text.char_indices().nth(max_chars) {
        Some((end, _)) => text[..end].to_owned(),
        None => text.to_owned(),
    }
}

fn wrong_type(key: &str) -> Malformed {
    Malformed::new(format!("{key} has a value of the wrong type"))
}
