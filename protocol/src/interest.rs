//! Interest in an offer on the wire, both directions (FEP-0837): an `Offer` of an agreement that fulfils the offer's
//! intent, the answers to it, and what becomes of the agreement afterwards. What it leads to is decided in the node.
//!
//! An agreement has no host of its own yet when it is proposed, so its id is that of its proposal with a fragment:
//! whoever knows one knows the other.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::Id;
use crate::as2;
use crate::html::plain_text;
use crate::limits;
use crate::wire::Malformed;

/// What the id of an offer's intent ends with, after the offer's own id.
const INTENT: &str = "primary";
/// What the id of an agreement ends with, after the id of the activity that proposed it.
const AGREEMENT: &str = "agreement";
const CONTACT: &str = "artel:contact";

/// What a reader of JSON-LD has to know of the members of an agreement.
pub const TERMS: &[(&str, &str)] = &[
    ("vf", "https://w3id.org/valueflows/ont/vf#"),
    ("om2", "http://www.ontology-of-units-of-measure.org/resource/om-2/"),
    ("Agreement", "vf:Agreement"),
    ("Commitment", "vf:Commitment"),
    ("stipulates", "vf:stipulates"),
    ("satisfies", "vf:satisfies"),
    ("resourceQuantity", "vf:resourceQuantity"),
    ("hasUnit", "om2:hasUnit"),
    ("hasNumericalValue", "om2:hasNumericalValue"),
];

/// Somebody proposes an agreement on an offer: they are interested in it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Proposed {
    /// The offer whose intent it fulfils.
    pub offer: Id,
    /// Plain text.
    pub motivation: String,
}

/// What is said of an agreement after it was proposed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Agreement {
    /// The activity that proposed it.
    pub proposal: Id,
    pub news: Option<News>,
    pub contact: Option<Contact>,
}

/// How an agreement stands, as one of its parties says.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub enum News {
    Negotiating,
    Ended(Outcome),
}

/// How a negotiation ended.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    Agreed,
    NotInterested,
    NoAgreement,
}

impl Outcome {
    pub const ALL: [Outcome; 3] = [Outcome::Agreed, Outcome::NotInterested, Outcome::NoAgreement];

    /// Its name in forms and keys of translations.
    pub fn name(self) -> &'static str {
        match self {
            Outcome::Agreed => "agreed",
            Outcome::NotInterested => "not-interested",
            Outcome::NoAgreement => "no-agreement",
        }
    }

    pub fn parse(name: &str) -> Option<Outcome> {
        Outcome::ALL.into_iter().find(|outcome| outcome.name() == name)
    }
}

impl News {
    const ALL: [News; 4] = [
        News::Negotiating,
        News::Ended(Outcome::Agreed),
        News::Ended(Outcome::NotInterested),
        News::Ended(Outcome::NoAgreement),
    ];

    /// As the preview of an agreement calls it: Mitra shows the state of an invoice in the same place.
    fn wire(self) -> &'static str {
        match self {
            News::Negotiating => "negotiation",
            News::Ended(Outcome::Agreed) => "agreement reached",
            News::Ended(Outcome::NotInterested) => "not interested",
            News::Ended(Outcome::NoAgreement) => "no agreement",
        }
    }
}

/// How somebody can be reached. It is said to the other party only, and only after the offer's owner has accepted.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Contact {
    pub organisation: String,
    pub person: String,
    pub mail: String,
    pub phone: String,
    pub web: String,
    /// Behind an offer in which the organisation speaks for somebody: who that is.
    pub client: String,
}

impl Contact {
    pub fn is_empty(&self) -> bool {
        *self == Contact::default()
    }

    /// Every field with its name in forms and keys of translations.
    pub fn fields(&self) -> [(&'static str, &str); 6] {
        [
            ("organisation", &self.organisation),
            ("person", &self.person),
            ("mail", &self.mail),
            ("phone", &self.phone),
            ("web", &self.web),
            ("client", &self.client),
        ]
    }

    /// From fields by these names, each on one line and not longer than it may be.
    pub fn of<'a>(value: impl Fn(&str) -> &'a str) -> Contact {
        let line = |name: &str| one_line(value(name));
        Contact {
            organisation: line("organisation"),
            person: line("person"),
            mail: line("mail"),
            phone: line("phone"),
            web: line("web"),
            client: line("client"),
        }
    }

    fn read(agreement: &Map<String, Value>) -> Result<Option<Contact>, Malformed> {
        let contact = match agreement.get(CONTACT) {
            None | Some(Value::Null) => return Ok(None),
            Some(Value::Object(contact)) => contact,
            Some(_) => return Err(Malformed::new("artel:contact is no object")),
        };
        let mut read = Vec::new();
        for (name, _) in Contact::default().fields() {
            let value = as2::text(contact, &format!("artel:{name}"), limits::CONTACT_CHARS)?;
            read.push((name, value.unwrap_or_default()));
        }
        let value = |wanted: &str| {
            let found = read.iter().find(|(name, _)| *name == wanted);
            found.map_or("", |(_, value)| value.as_str())
        };
        Ok(Some(Contact::of(value)).filter(|contact| !contact.is_empty()))
    }

    fn to_json(&self) -> Value {
        let said = self.fields().into_iter().filter(|(_, value)| !value.is_empty());
        Value::Object(said.map(|(name, value)| (format!("artel:{name}"), value.into())).collect())
    }
}

fn one_line(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    as2::shorten(&line, limits::CONTACT_CHARS).trim_end().to_owned()
}

impl Proposed {
    /// Reads an `Offer` whose object is an agreement.
    ///
    /// # Errors
    /// [`Malformed`] when it does not say which offer it is about, or asks for another quantity than one of it.
    pub fn read(
        activity: &Map<String, Value>,
        agreement: &Map<String, Value>,
    ) -> Result<Proposed, Malformed> {
        let commitment = match as2::list(agreement, "stipulates") {
            [Value::Object(commitment)] => commitment,
            _ => return Err(Malformed::new("stipulates is not one commitment")),
        };
        if as2::type_of(commitment)? != "Commitment" {
            return Err(Malformed::new("stipulates is not one commitment"));
        }
        let intent = as2::required_id(commitment, "satisfies")?;
        if intent.fragment() != Some(INTENT) {
            return Err(Malformed::new("satisfies is not the intent of an offer"));
        }
        match commitment.get("resourceQuantity") {
            Some(Value::Object(quantity)) if is_one(quantity) => {}
            _ => return Err(Malformed::new("resourceQuantity is not one of the offer's unit")),
        }
        Ok(Proposed { offer: intent.without_fragment(), motivation: words(activity)?.unwrap_or_default() })
    }

    /// The members of the activity, addressed to the offer's owner alone.
    pub fn write(&self, owner: &Id) -> Map<String, Value> {
        let commitment = json!({
            "type": "Commitment",
            "satisfies": format!("{}#{INTENT}", self.offer),
            "resourceQuantity": {"hasUnit": "one", "hasNumericalValue": "1"},
        });
        let mut members = to(owner);
        members.insert("object".into(), json!({"type": "Agreement", "stipulates": commitment}));
        say(&mut members, &self.motivation);
        members
    }
}

fn is_one(quantity: &Map<String, Value>) -> bool {
    let number = match quantity.get("hasNumericalValue") {
        Some(Value::String(number)) => number == "1",
        Some(Value::Number(number)) => number.as_u64() == Some(1),
        _ => false,
    };
    number && quantity.get("hasUnit").and_then(Value::as_str) == Some("one")
}

impl Agreement {
    /// An agreement of which nothing is said.
    pub fn about(proposal: &Id) -> Agreement {
        Agreement { proposal: proposal.clone(), news: None, contact: None }
    }

    /// Its id, which is also the context of what is said in it.
    pub fn id(proposal: &Id) -> Id {
        let id = format!("{}#{AGREEMENT}", proposal.without_fragment());
        Id::parse(&id).unwrap_or_else(|_| proposal.clone())
    }

    /// The proposal whose agreement has this id.
    pub fn proposal_of(id: &Id) -> Option<Id> {
        (id.fragment() == Some(AGREEMENT)).then(|| id.without_fragment())
    }

    /// # Errors
    /// [`Malformed`] when its id is not made of its proposal's, or a part of it has the wrong type.
    pub fn read(agreement: &Map<String, Value>) -> Result<Agreement, Malformed> {
        let id = as2::required_id(agreement, "id")?;
        let proposal = Agreement::proposal_of(&id);
        let proposal =
            proposal.ok_or_else(|| Malformed::new("the agreement's id does not name its proposal"))?;
        let news = match agreement.get("preview") {
            Some(Value::Object(preview)) => {
                let said = as2::text(preview, "name", limits::NAME_CHARS)?.unwrap_or_default();
                News::ALL.into_iter().find(|news| news.wire() == said)
            }
            _ => None,
        };
        Ok(Agreement { proposal, news, contact: Contact::read(agreement)? })
    }

    /// The agreement that an `Accept` results in, if it names any.
    ///
    /// # Errors
    /// As [`Agreement::read`].
    pub fn result(accept: &Map<String, Value>) -> Result<Option<Agreement>, Malformed> {
        match accept.get("result") {
            Some(Value::Object(agreement)) => Agreement::read(agreement).map(Some),
            _ => Ok(None),
        }
    }

    pub fn to_json(&self) -> Value {
        let mut agreement = Map::new();
        agreement.insert("id".into(), Agreement::id(&self.proposal).as_str().into());
        agreement.insert("type".into(), "Agreement".into());
        if let Some(news) = self.news {
            agreement.insert("preview".into(), json!({"type": "Note", "name": news.wire()}));
        }
        if let Some(contact) = self.contact.as_ref().filter(|contact| !contact.is_empty()) {
            agreement.insert(CONTACT.into(), contact.to_json());
        }
        Value::Object(agreement)
    }
}

/// The members of an activity that is for one reader only.
pub fn to(reader: &Id) -> Map<String, Value> {
    let mut members = Map::new();
    members.insert("to".into(), json!([reader.as_str()]));
    members
}

/// Adds words as somebody typed them.
pub fn say(members: &mut Map<String, Value>, words: &str) {
    if !words.is_empty() {
        members.insert("content".into(), words.into());
        members.insert("mediaType".into(), "text/plain".into());
    }
}

/// What an activity says in words: plain text. Others write HTML, as ActivityStreams has it where nothing else is said.
///
/// # Errors
/// [`Malformed`] when `content` is no text.
pub fn words(activity: &Map<String, Value>) -> Result<Option<String>, Malformed> {
    let Some(said) = as2::text(activity, "content", limits::SUMMARY_CHARS)? else { return Ok(None) };
    let plain = match activity.get("mediaType").and_then(Value::as_str) {
        Some("text/plain") => said,
        _ => plain_text(&said, limits::INTEREST_CHARS),
    };
    Ok(Some(as2::shorten(plain.trim(), limits::INTEREST_CHARS)).filter(|said| !said.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activity::{Act, Activity, Updated};
    use crate::wire::Document;

    fn id(text: &str) -> Id {
        Id::parse(text).unwrap()
    }

    fn read(kind: &str, members: Map<String, Value>) -> Result<Activity, Malformed> {
        let mut json = members;
        json.insert("id".into(), "https://a.test/a/1".into());
        json.insert("actor".into(), "https://a.test/u/anna".into());
        json.insert("type".into(), kind.into());
        Activity::read(Document::parse(Value::Object(json).to_string())?)
    }

    fn proposed() -> Proposed {
        Proposed { offer: id("https://b.test/o/7"), motivation: "We <make> heads.\nTwo lines.".into() }
    }

    #[test]
    fn what_is_proposed_is_read_as_it_was_written() {
        let activity = read("Offer", proposed().write(&id("https://b.test/u/bert"))).unwrap();
        assert!(matches!(&activity.act, Act::Offer(read) if **read == proposed()), "{activity:?}");
        assert!(!activity.audience.is_public());
        assert_eq!(activity.audience.named().collect::<Vec<_>>(), [&id("https://b.test/u/bert")]);
    }

    #[test]
    fn a_proposal_says_what_it_fulfils_and_how_much() {
        let change = |path: &str, value: Value| {
            let mut members = proposed().write(&id("https://b.test/u/bert"));
            *members["object"].pointer_mut(path).unwrap() = value;
            read("Offer", members)
        };
        for (path, value) in [
            ("/stipulates", json!(5)),
            ("/stipulates", json!([])),
            ("/stipulates/type", json!("Intent")),
            ("/stipulates/satisfies", json!("https://b.test/o/7")),
            ("/stipulates/satisfies", json!("https://b.test/o/7#reciprocal")),
            ("/stipulates/satisfies", json!("no id#primary")),
            ("/stipulates/resourceQuantity", json!(null)),
            ("/stipulates/resourceQuantity/hasNumericalValue", json!("2")),
            ("/stipulates/resourceQuantity/hasUnit", json!("hour")),
        ] {
            assert!(change(path, value.clone()).is_err(), "{path} {value}");
        }
        assert!(change("/stipulates/resourceQuantity/hasNumericalValue", json!(1)).is_ok());
        // Others offer other things by the same word.
        assert!(
            matches!(change("/type", json!("Ticket")), Ok(activity) if matches!(activity.act, Act::Other(_)))
        );
    }

    #[test]
    fn an_agreement_is_read_as_it_was_written() {
        let proposal = id("https://a.test/a/1");
        let contact = Contact {
            person: "Anna Brandt".into(),
            mail: "anna@brandt.example".into(),
            ..Contact::default()
        };
        for news in News::ALL.map(Some).into_iter().chain([None]) {
            let agreement = Agreement { news, contact: Some(contact.clone()), ..Agreement::about(&proposal) };
            let mut members = to(&id("https://b.test/u/bert"));
            members.insert("object".into(), agreement.to_json());
            let activity = read("Update", members).unwrap();
            assert!(
                matches!(&activity.act, Act::Update(Updated::Agreement(read)) if **read == agreement),
                "{activity:?}"
            );
        }
        assert_eq!(Agreement::proposal_of(&Agreement::id(&proposal)), Some(proposal));
    }

    #[test]
    fn contacts_are_lines_and_agreements_name_their_proposal() {
        for agreement in [
            json!({"type": "Agreement"}),
            json!({"type": "Agreement", "id": "https://a.test/a/1"}),
            json!({"type": "Agreement", "id": "https://a.test/a/1#agreement", "artel:contact": 5}),
            json!({"type": "Agreement", "id": "https://a.test/a/1#agreement", "artel:contact": {"artel:mail": 5}}),
        ] {
            let members = json!({"object": agreement, "to": []});
            assert!(read("Update", members.as_object().unwrap().clone()).is_err(), "{agreement}");
        }
        let long = Contact::of(|name| if name == "person" { "a\r\nb\u{2028}c" } else { "" });
        assert_eq!(long.person, "a b c");
    }

    #[test]
    fn words_of_others_are_html() {
        let said = |json: Value| words(json.as_object().unwrap()).unwrap();
        assert_eq!(said(json!({"content": "<p>Yes &amp; no</p>"})).as_deref(), Some("Yes & no"));
        assert_eq!(said(json!({"content": "1 < 2", "mediaType": "text/plain"})).as_deref(), Some("1 < 2"));
        assert_eq!(said(json!({})), None);
    }
}
