//! An offer on the wire: both directions. A Note without a name, since snac takes a named one for a vote; the members of
//! a proposal (FEP-0837) beside it, and everything that a profile says in [`PROFILE`], so that nothing has to be read
//! out of the card.

use serde_json::{Map, Value, json};

use super::{
    COUNTRIES, Call, Goal, KEYWORD_CHARS, KEYWORDS, LANGUAGES, LINE_CHARS, Offer, PART_CHARS, PARTNERSHIPS,
    Partnership, ProfileType, Rights, SUMMARY_CHARS, Size, Stage, TEXT_CHARS, TITLE_CHARS, TRADES, WEEKS,
};
use super::{card, places};
use crate::as2;
use crate::kinds::{Entry, Text};
use crate::limits;
use crate::wire::Malformed;

/// The member that makes a Note an offer.
pub(super) const PROFILE: &str = "artel:profile";

/// What a reader of JSON-LD has to know of the members of a proposal.
pub(super) const TERMS: &[(&str, &str)] = &[
    ("vf", "https://w3id.org/valueflows/ont/vf#"),
    ("om2", "http://www.ontology-of-units-of-measure.org/resource/om-2/"),
    ("Intent", "vf:Intent"),
    ("purpose", "vf:purpose"),
    ("publishes", "vf:publishes"),
    ("unitBased", "vf:unitBased"),
    ("action", "vf:action"),
    ("resourceConformsTo", "vf:resourceConformsTo"),
    ("resourceQuantity", "vf:resourceQuantity"),
    ("hasUnit", "om2:hasUnit"),
    ("hasNumericalValue", "om2:hasNumericalValue"),
    ("hasEnd", "vf:hasEnd"),
    ("eligibleLocation", "vf:eligibleLocation"),
];

/// The longest code of anything, in characters.
const CODE_CHARS: usize = 8;

pub(super) fn read(object: &Map<String, Value>) -> Result<Offer, Malformed> {
    let profile = object.get(PROFILE).and_then(Value::as_object);
    let profile = Profile(profile.ok_or_else(|| Malformed::new("artel:profile is no object"))?);
    Ok(Offer {
        profile: ProfileType::from_wire(&profile.line("profileType", CODE_CHARS)?),
        title: profile.line("title", TITLE_CHARS)?,
        summary: profile.text("shortSummary", SUMMARY_CHARS)?,
        text: description(object, &profile)?,
        advantages: profile.text("advantagesAndInnovation", PART_CHARS)?,
        sought: profile.text("technicalSpecificationOrExpertiseSought", PART_CHARS)?,
        role: profile.text("expectedRoleOfThePartner", TEXT_CHARS)?,
        rights_notes: profile.text("iprNotes", PART_CHARS)?,
        stage: Stage::from_wire(&profile.line("stageOfDevelopment", LINE_CHARS)?),
        rights: Rights::from_wire(&profile.line("iprStatus", LINE_CHARS)?),
        partnerships: profile.terms("typesOfPartnership", Partnership::from_wire, PARTNERSHIPS)?,
        sizes: profile.terms("typesAndSizes", Size::from_wire, Size::ALL.len())?,
        market: profile.list("marketKeywords", KEYWORDS, KEYWORD_CHARS)?,
        technology: profile.list("technologyKeywords", KEYWORDS, KEYWORD_CHARS)?,
        goals: profile.terms("sdgKeywords", Goal::from_wire, Goal::ALL.len())?,
        trades: codes(profile.list("nace", TRADES, CODE_CHARS)?, places::is_trade),
        countries: codes(texts(object, "eligibleLocation", COUNTRIES, CODE_CHARS)?, places::is_country),
        languages: codes(profile.list("languages", LANGUAGES, CODE_CHARS)?, places::is_language),
        until: as2::moment(object, "hasEnd")?,
        closed: !profile.flag("openForEOI", true)?,
        anonymous: profile.flag("anonymous", false)?,
        call: Call {
            programme: profile.line("frameworkProgram", LINE_CHARS)?,
            title: profile.line("callTitleAndIdentifier", LINE_CHARS)?,
            deadline: as2::moment(profile.0, "artel:deadlineOfTheCall")?,
            weeks: profile.weeks()?,
            budget: profile.line("anticipatedProjectBudget", LINE_CHARS)?,
            coordinator_required: profile.flag("coordinatorRequired", false)?,
        },
        unreadable: Vec::new(),
    })
}

/// What its author described. Where that is missing, the card holds it.
fn description(object: &Map<String, Value>, profile: &Profile) -> Result<Text, Malformed> {
    match as2::content(profile.0, "artel:description")? {
        Some(html) => Ok(Text { html, markdown: Text::read_source(profile.0, "artel:source")? }),
        None => Ok(Text { markdown: None, ..Text::read(object)? }),
    }
}

/// The members of a profile, each under its name without the prefix.
struct Profile<'a>(&'a Map<String, Value>);

impl Profile<'_> {
    fn text(&self, name: &str, max_chars: usize) -> Result<String, Malformed> {
        Ok(as2::text(self.0, &format!("artel:{name}"), max_chars)?.unwrap_or_default())
    }

    /// A text without line ends.
    fn line(&self, name: &str, max_chars: usize) -> Result<String, Malformed> {
        let text = self.text(name, limits::NAME_CHARS)?;
        let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
        Ok(as2::shorten(&line, max_chars).trim_end().to_owned())
    }

    fn list(&self, name: &str, items: usize, max_chars: usize) -> Result<Vec<String>, Malformed> {
        texts(self.0, &format!("artel:{name}"), items, max_chars)
    }

    /// What we know of several choices, each once.
    fn terms<Term: PartialEq>(
        &self,
        name: &str,
        from_wire: fn(&str) -> Option<Term>,
        most: usize,
    ) -> Result<Vec<Term>, Malformed> {
        let mut terms = Vec::new();
        for name in self.list(name, limits::TAGS, LINE_CHARS)? {
            terms.extend(from_wire(&name).filter(|term| !terms.contains(term)));
        }
        terms.truncate(most);
        Ok(terms)
    }

    fn flag(&self, name: &str, otherwise: bool) -> Result<bool, Malformed> {
        let name = format!("artel:{name}");
        match self.0.get(&name) {
            None | Some(Value::Null) => Ok(otherwise),
            Some(Value::Bool(is)) => Ok(*is),
            Some(_) => Err(wrong_type(&name)),
        }
    }

    fn weeks(&self) -> Result<Option<u16>, Malformed> {
        let name = "artel:projectDurationInWeeks";
        let weeks = match self.0.get(name) {
            None | Some(Value::Null) => return Ok(None),
            Some(weeks) => weeks.as_u64().ok_or_else(|| wrong_type(name))?,
        };
        Ok(u16::try_from(weeks).ok().filter(|weeks| (1..=WEEKS).contains(weeks)))
    }
}

/// A list of texts; numbers stand for the texts that they are written as.
fn texts(
    object: &Map<String, Value>,
    key: &str,
    items: usize,
    max_chars: usize,
) -> Result<Vec<String>, Malformed> {
    let mut texts = Vec::new();
    for item in as2::list(object, key).iter().take(items) {
        let text = match item {
            Value::String(text) => text.trim().to_owned(),
            Value::Number(number) => number.to_string(),
            _ => return Err(wrong_type(key)),
        };
        texts.push(as2::shorten(&text, max_chars));
    }
    texts.retain(|text| !text.is_empty());
    Ok(texts)
}

fn codes(mut codes: Vec<String>, is_one: fn(&str) -> bool) -> Vec<String> {
    codes.retain(|code| is_one(code));
    codes
}

fn wrong_type(key: &str) -> Malformed {
    Malformed::new(format!("{key} has a value of the wrong type"))
}

pub(super) fn write(offer: &Offer, envelope: &Entry, object: &mut Map<String, Value>) {
    // The markdown of the description is no source of the card: whoever shows a source would show less.
    Text { html: card::html(offer, envelope), markdown: None }.write(envelope, object);
    object.insert("purpose".into(), purpose(offer).into());
    object.insert("unitBased".into(), false.into());
    object.insert("publishes".into(), intent(offer, envelope));
    if let Some(until) = offer.until {
        object.insert("hasEnd".into(), until.to_rfc3339().into());
    }
    if !offer.countries.is_empty() {
        object.insert("eligibleLocation".into(), json!(offer.countries));
    }
    object.insert(PROFILE.into(), profile(offer));
}

fn purpose(offer: &Offer) -> &'static str {
    match offer.profile {
        Some(profile) if !profile.is_offer() => "request",
        _ => "offer",
    }
}

/// What is offered or sought, as a reader of FEP-0837 looks for it: one of what the first trade makes.
fn intent(offer: &Offer, envelope: &Entry) -> Value {
    let action = match offer.partnerships.contains(&Partnership::Supplier) {
        true => "transfer",
        false => "deliverService",
    };
    let mut intent = json!({
        "type": "Intent",
        "id": format!("{}#primary", envelope.id),
        "action": action,
        "resourceQuantity": {"hasUnit": "one", "hasNumericalValue": "1"},
    });
    if let Some(trade) = offer.trades.first() {
        intent["resourceConformsTo"] = places::trade_address(trade).into();
    }
    intent
}

fn profile(offer: &Offer) -> Value {
    let mut profile = Map::new();
    let mut put = |name: &str, value: Value| {
        let says_nothing = match &value {
            Value::Null => true,
            Value::String(text) => text.is_empty(),
            Value::Array(items) => items.is_empty(),
            _ => false,
        };
        if !says_nothing {
            profile.insert(format!("artel:{name}"), value);
        }
    };
    put("profileType", json!(offer.profile.map(ProfileType::wire)));
    put("title", json!(offer.title));
    put("shortSummary", json!(offer.summary));
    put("description", json!(offer.text.html));
    if let Some(markdown) = &offer.text.markdown {
        put("source", json!({"content": markdown, "mediaType": "text/markdown"}));
    }
    put("advantagesAndInnovation", json!(offer.advantages));
    put("technicalSpecificationOrExpertiseSought", json!(offer.sought));
    put("expectedRoleOfThePartner", json!(offer.role));
    put("stageOfDevelopment", json!(offer.stage.map(Stage::wire)));
    put("iprStatus", json!(offer.rights.map(Rights::wire)));
    put("iprNotes", json!(offer.rights_notes));
    put("typesOfPartnership", offer.partnerships.iter().map(|term| term.wire()).collect());
    put("typesAndSizes", offer.sizes.iter().map(|term| term.wire()).collect());
    put("marketKeywords", json!(offer.market));
    put("technologyKeywords", json!(offer.technology));
    put("sdgKeywords", offer.goals.iter().map(|goal| goal_value(*goal)).collect());
    put("nace", json!(offer.trades));
    put("languages", json!(offer.languages));
    put("openForEOI", json!(!offer.closed));
    put("anonymous", json!(offer.anonymous));
    put("frameworkProgram", json!(offer.call.programme));
    put("callTitleAndIdentifier", json!(offer.call.title));
    put("deadlineOfTheCall", json!(offer.call.deadline.map(|deadline| deadline.to_rfc3339())));
    put("projectDurationInWeeks", json!(offer.call.weeks));
    put("anticipatedProjectBudget", json!(offer.call.budget));
    if offer.profile == Some(ProfileType::ResearchRequest) {
        put("coordinatorRequired", json!(offer.call.coordinator_required));
    }
    Value::Object(profile)
}

/// A goal as its number; that none is concerned, as a text.
fn goal_value(goal: Goal) -> Value {
    goal.wire().parse::<u64>().map_or_else(|_| goal.wire().into(), Value::from)
}
