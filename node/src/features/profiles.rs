//! What organisations and people show of themselves: name, portrait, a few sentences, and lines such as an address.
//!
//! A change is said to everybody who follows, by an `Update` of the actor that goes through the one door.

use artel_protocol::actor::profile::web_address;
use artel_protocol::actor::{ActorType, Image};
use artel_protocol::as2::Audience;
use artel_protocol::key::RsaSecret;
use artel_protocol::kinds::{Attachment, Problem};
use artel_protocol::{Activity, Name};
use serde_json::{Map, Value};

use super::organisations::{document_of, full_name};
use super::publishing::local;
use crate::changes::Changes;
use crate::error::{Invalid, Refusal};
use crate::identity::Context;
use crate::node::Node;
use crate::store::records::{AccountRecord, LocalActorRecord, OrganisationRecord, ProfileField};
use crate::store::{View, keys};

mod backlinks;
mod page;

/// The most characters of the summary: what stands under a name is read in one look.
pub const SUMMARY_LONGEST: usize = 500;
/// The most lines of a profile.
pub const LINES: usize = 8;
/// The most characters of a line's label.
pub const LABEL_LONGEST: usize = 50;
/// The most characters of a line's value: what Mastodon shows.
pub const VALUE_LONGEST: usize = 255;

/// The names of the form's fields with the labels of the lines, and with their values.
pub const LABELS: [&str; LINES] =
    ["label-1", "label-2", "label-3", "label-4", "label-5", "label-6", "label-7", "label-8"];
pub const VALUES: [&str; LINES] =
    ["value-1", "value-2", "value-3", "value-4", "value-5", "value-6", "value-7", "value-8"];

/// What somebody typed into the form of a profile.
#[derive(Clone, Debug, Default)]
pub struct ProfileDraft {
    /// The full name.
    pub title: String,
    /// Plain text.
    pub summary: String,
    /// Labels and values, in the order of the form; empty ones are dropped.
    pub lines: Vec<(String, String)>,
    pub portrait: Portrait,
    pub discoverable: bool,
    pub indexable: bool,
    /// The language that an organisation writes in, if it changes.
    pub language: Option<String>,
}

/// What becomes of the portrait.
#[derive(Clone, Debug, Default)]
pub enum Portrait {
    #[default]
    Keep,
    Remove,
    /// One that is stored already (see [`Node::keep_portrait`]).
    New(Attachment),
}

/// A draft without faults.
struct Checked {
    title: String,
    summary: String,
    lines: Vec<(String, String)>,
}

impl ProfileDraft {
    /// Everything that is wrong, each at its field: `title`, `summary`, and those of [`LABELS`] and [`VALUES`].
    pub fn problems(&self) -> Vec<Problem> {
        self.check().err().unwrap_or_default()
    }

    fn check(&self) -> Result<Checked, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut note = |field, key, max| problems.push(Problem::at_most(field, key, max));
        let summary = self.summary.replace("\r\n", "\n").trim().to_owned();
        if summary.chars().count() > SUMMARY_LONGEST {
            note("summary", "profile-summary-too-long", SUMMARY_LONGEST);
        }
        let mut lines = Vec::new();
        for ((label, value), at) in self.lines.iter().zip(0..LINES) {
            let (label, value) = (one_line(label), one_line(value));
            match (label.chars().count(), value.chars().count()) {
                (0, 0) => continue,
                (0, _) => note(LABELS[at], "profile-label-missing", LABEL_LONGEST),
                (_, 0) => note(VALUES[at], "profile-value-missing", VALUE_LONGEST),
                (label, _) if label > LABEL_LONGEST => {
                    note(LABELS[at], "profile-label-too-long", LABEL_LONGEST);
                }
                (_, value) if value > VALUE_LONGEST => {
                    note(VALUES[at], "profile-value-too-long", VALUE_LONGEST);
                }
                _ => {}
            }
            lines.push((label, value));
        }
        match full_name("title", &one_line(&self.title)) {
            Ok(title) if problems.is_empty() => Ok(Checked { title, summary, lines }),
            Err(Refusal::Invalid(Invalid::Fields(of_title))) => Err([of_title, problems].concat()),
            _ => Err(problems),
        }
    }
}

impl Node {
    /// Changes what an actor of ours shows of itself, and says so to those who follow it. Then the pages that its
    /// lines link to are looked at, in the background.
    ///
    /// # Errors
    /// [`ProfileDraft::problems`].
    pub async fn set_profile(&self, name: &Name, draft: ProfileDraft) -> Result<(), Refusal> {
        let checked = draft.check().map_err(|problems| Refusal::Invalid(Invalid::Fields(problems)))?;
        let actor = name.clone();
        self.change(move |view, context| change(view, context, &actor, draft, checked)).await?;
        let (node, actor) = (self.clone(), name.clone());
        tokio::spawn(async move {
            if let Err(error) = node.check_profile_links(&actor).await {
                tracing::debug!(%error, %actor, "the links of a profile were not looked at");
            }
        });
        Ok(())
    }

    /// The actor whose profile somebody wants to change.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`] unless they may: their own, and their organisation's for who leads it.
    pub fn profile_for(&self, account: &AccountRecord, name: &Name) -> Result<LocalActorRecord, Refusal> {
        let actor = self.local_actor(name)?;
        crate::policy::may_change_profile(account, name)?;
        Ok(actor)
    }

    /// The portrait of an actor of ours, with its type and size.
    pub fn portrait(&self, actor: &LocalActorRecord) -> Result<Option<Image>, Refusal> {
        portrait(&self.view()?, actor)
    }
}

/// The record and what is said about it, in one commit: the `Update` brings the new document.
fn change(
    view: &View,
    context: &Context<'_>,
    name: &Name,
    draft: ProfileDraft,
    checked: Checked,
) -> Result<Changes, Refusal> {
    let mut changes = Changes::none();
    let stored = local(view, name)?;
    let company = view.organisation(&stored.organisation)?;
    let mut company = company.ok_or_else(|| Refusal::Internal(format!("{name} has no organisation")))?;
    let language = draft.language.clone().filter(|_| stored.actor_type == ActorType::Organization);
    if let Some(language) = language.filter(|language| *language != company.language) {
        company.language = language;
        changes.put(keys::organisation(&company.name), &company);
    }
    let mut record = applied(&stored, draft, checked);
    let is_same =
        record.title == stored.title && record.summary == stored.summary && record.profile == stored.profile;
    if !is_same {
        record.profile.updated = Some(context.now);
        changes.put(keys::local_actor(name), &record);
        changes.consequences.push(update(view, context, &record, &company)?);
    }
    Ok(changes)
}

fn applied(stored: &LocalActorRecord, draft: ProfileDraft, checked: Checked) -> LocalActorRecord {
    let mut record = LocalActorRecord { title: checked.title, summary: checked.summary, ..stored.clone() };
    let profile = &mut record.profile;
    match draft.portrait {
        Portrait::Keep => {}
        Portrait::Remove => profile.portrait = None,
        Portrait::New(picture) => profile.portrait = Some(picture.url),
    }
    let verified = |value: &str| {
        // A line that stays as it is stays verified.
        stored.profile.fields.iter().find(|field| field.value == value)?.verified
    };
    let field = |(label, value): (String, String)| {
        let verified = verified(&value);
        ProfileField { label, value, verified }
    };
    profile.fields = checked.lines.into_iter().map(field).collect();
    profile.discoverable = draft.discoverable;
    profile.indexable = draft.indexable;
    record
}

/// The `Update` whose object is the whole new document.
pub(super) fn update(
    view: &View,
    context: &Context<'_>,
    record: &LocalActorRecord,
    company: &OrganisationRecord,
) -> Result<Activity, Refusal> {
    let rsa = RsaSecret::from_pkcs8(&record.rsa)
        .map_err(|error| Refusal::Internal(format!("the key of {}: {error}", record.name)))?;
    let document = document_of(view, context, record, company, &rsa)?;
    let followers = record.id.join("/followers");
    let audience = Audience { public: true, cc: vec![followers], ..Audience::default() };
    let mut members = Map::new();
    audience.write(&mut members);
    members.insert("object".into(), Value::Object(document.json().clone()));
    context.compose(view, record, "Update", members)
}

/// The portrait of an actor as it stands in its document.
pub(super) fn portrait(view: &View, record: &LocalActorRecord) -> Result<Option<Image>, Refusal> {
    match &record.profile.portrait {
        Some(url) => super::media::image(view, url),
        None => Ok(None),
    }
}

/// Lines of a profile are single ones.
fn one_line(text: &str) -> String {
    text.split(|letter: char| letter.is_whitespace() || letter.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Whether a line's value is an address whose page could link back.
fn is_address(field: &ProfileField) -> bool {
    web_address(&field.value).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(label: &str, value: &str) -> (String, String) {
        (label.to_owned(), value.to_owned())
    }

    #[test]
    fn every_problem_is_told_at_its_field_at_once() {
        let draft = ProfileDraft {
            title: " \n".into(),
            summary: "s".repeat(501),
            lines: vec![
                line("", ""),
                line("", "value"),
                line("label", " "),
                line(&"l".repeat(51), "value"),
                line("label", &"v".repeat(256)),
            ],
            ..ProfileDraft::default()
        };
        let told: Vec<_> = draft.problems().iter().map(|problem| (problem.field, problem.key)).collect();
        assert_eq!(
            told,
            [
                ("title", "name-missing"),
                ("summary", "profile-summary-too-long"),
                ("label-2", "profile-label-missing"),
                ("value-3", "profile-value-missing"),
                ("label-4", "profile-label-too-long"),
                ("value-5", "profile-value-too-long"),
            ]
        );
    }

    #[test]
    fn what_just_fits_is_taken_and_empty_lines_are_dropped() {
        let draft = ProfileDraft {
            title: "ß".repeat(100),
            summary: "ж".repeat(500),
            lines: vec![line(" ", ""), line(&"ж".repeat(50), &"ß".repeat(255)), line("a\n b", "c\u{0}d")],
            ..ProfileDraft::default()
        };
        let lines = draft.check().map(|checked| checked.lines);
        assert_eq!(lines.unwrap_or_default()[1..], [line("a b", "c d")]);
    }
}
