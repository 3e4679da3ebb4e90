//! A poll on the wire: both directions. A vote is a `Note` of its own, with the `name` of what is chosen (FEP-9967).

use serde_json::{Map, Value, json};

use super::{CHOICE_CHARS, CHOICES, Choice, Poll};
use crate::as2;
use crate::html;
use crate::kinds::{Entry, Text};
use crate::wire::Malformed;

pub(super) fn read(object: &Map<String, Value>) -> Result<Poll, Malformed> {
    let multiple = object.contains_key("anyOf");
    let choices = as2::list(object, if multiple { "anyOf" } else { "oneOf" });
    let ends = as2::moment(object, "endTime")?;
    // Whoever closed it early says when, or only that they did.
    let closed = as2::moment(object, "closed").unwrap_or_default();
    Ok(Poll {
        text: Text::read(object)?,
        choices: choices.iter().filter_map(read_choice).take(*CHOICES.end()).collect(),
        multiple,
        until: closed.or(ends),
    })
}

fn read_choice(value: &Value) -> Option<Choice> {
    let choice = value.as_object()?;
    let name = html::plain_text(choice.get("name")?.as_str()?, CHOICE_CHARS);
    let votes = choice.get("replies").and_then(|replies| replies.get("totalItems")).and_then(Value::as_u64);
    (!name.is_empty()).then_some(Choice { name, votes: votes.unwrap_or_default() })
}

pub(super) fn write(poll: &Poll, envelope: &Entry, object: &mut Map<String, Value>) {
    poll.text.write(envelope, object);
    let choices: Value = poll.choices.iter().map(write_choice).collect();
    object.insert(if poll.multiple { "anyOf" } else { "oneOf" }.into(), choices);
    if let Some(until) = poll.until {
        object.insert("endTime".into(), until.to_rfc3339().into());
    }
    object.insert("votersCount".into(), poll.choices.iter().map(|choice| choice.votes).sum::<u64>().into());
}

fn write_choice(choice: &Choice) -> Value {
    json!({
        "type": "Note",
        // Others take it for HTML.
        "name": html::escape(&choice.name),
        "replies": {"type": "Collection", "totalItems": choice.votes},
    })
}
