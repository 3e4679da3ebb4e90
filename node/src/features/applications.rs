//! Applications: a company asks to be hosted here, an officer decides. This is the ordinary way in.

use std::time::Duration;

use artel_protocol::actor::ActorType;
use artel_protocol::key::sha256;
use artel_protocol::{Name, Timestamp, as2, limits};

use super::invitations::INVITATION_LASTS;
use super::mail::MailAddress;
use super::organisations::{NewActor, add_actor, free_name, full_name};
use crate::changes::Changes;
use crate::error::Refusal;
use crate::node::Node;
use crate::store::engine::Direction;
use crate::store::records::{
    AdmissionRecord, ApplicationRecord, ApplicationState, InvitationRecord, OrganisationRecord, Role,
};
use crate::store::{View, keys};

/// The span that the daily cap counts.
const DAY: Duration = Duration::from_secs(24 * 3600);

/// What an applicant fills in.
#[derive(Clone, Debug)]
pub struct Applying {
    pub organisation: String,
    pub person: String,
    pub mail: MailAddress,
    pub language: String,
    /// One answer for each question of [`Node::admission`], in its order.
    pub answers: Vec<String>,
}

/// An application with its number.
#[derive(Clone, Debug)]
pub struct Application {
    pub number: u64,
    pub record: ApplicationRecord,
}

/// A company that was just admitted.
#[derive(Clone, Debug)]
pub struct Admitted {
    pub organisation: Name,
    pub record: ApplicationRecord,
    /// The token of the owner's invitation.
    pub token: String,
}

impl Node {
    /// How companies apply here.
    pub fn admission(&self) -> Result<AdmissionRecord, Refusal> {
        admission(&self.view()?)
    }

    /// Sets how companies apply: empty questions are left out.
    pub async fn set_admission(&self, admission: AdmissionRecord) -> Result<(), Refusal> {
        let questions = admission.questions.iter().map(|question| as2::shorten(question.trim(), 500));
        let questions: Vec<_> = questions.filter(|question| !question.is_empty()).collect();
        if questions.len() > limits::APPLICATION_QUESTIONS {
            return Err(Refusal::field("questions", "questions-too-many"));
        }
        self.change(move |_, _| {
            let mut changes = Changes::none();
            changes.put(keys::setting("admission"), &AdmissionRecord { questions, ..admission });
            Ok(changes)
        })
        .await
        .map(|_| ())
    }

    /// Files an application, and yields the token with which its applicant looks at what becomes of it.
    ///
    /// # Errors
    /// Problems of the fields; [`Refusal::TooMany`] when the day's or the backlog's number is full.
    pub async fn apply(&self, applying: Applying) -> Result<String, Refusal> {
        let organisation = full_name("organisation", &applying.organisation)?;
        let person = full_name("person", &applying.person)?;
        let secret = self.random().token();
        let token_hash = sha256(secret.as_bytes());
        let number = self.next_number();
        self.change(move |view, context| {
            let admission = admission(view)?;
            if !admission.open {
                return Err(Refusal::Forbidden("this node takes no applications"));
            }
            let answers = answered(&admission.questions, applying.answers)?;
            let mut changes = make_room(view, &admission, context.now)?;
            let record = ApplicationRecord {
                organisation,
                person,
                mail: applying.mail,
                language: applying.language,
                answers,
                received: context.now,
                token_hash,
                state: ApplicationState::Open,
            };
            changes.put(keys::application(number), &record);
            Ok(changes)
        })
        .await?;
        Ok(format!("{number}-{secret}"))
    }

    /// The application that a token belongs to.
    pub fn application_of(&self, token: &str) -> Result<ApplicationRecord, Refusal> {
        let (number, secret) = token.split_once('-').ok_or(NO_APPLICATION)?;
        let number = number.parse().map_err(|_| NO_APPLICATION)?;
        let application = self.application(number)?;
        match application.token_hash == sha256(secret.as_bytes()) {
            true => Ok(application),
            false => Err(NO_APPLICATION),
        }
    }

    pub fn application(&self, number: u64) -> Result<ApplicationRecord, Refusal> {
        self.view()?.record(&keys::application(number))?.ok_or(NO_APPLICATION)
    }

    /// Every application that is kept, newest first.
    pub fn applications(&self) -> Result<Vec<Application>, Refusal> {
        let mut all = applications(&self.view()?)?;
        all.reverse();
        Ok(all)
    }

    /// How many applications wait for a decision.
    pub fn open_applications(&self) -> Result<usize, Refusal> {
        let all = applications(&self.view()?)?;
        Ok(all.iter().filter(|application| application.record.state == ApplicationState::Open).count())
    }

    /// Admits a company: its organisation is hosted from now on, and its owner is invited.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`] when it was decided already.
    pub async fn admit(&self, number: u64, by: Name) -> Result<Admitted, Refusal> {
        let [rsa] = self.rsa_keys().await?;
        let (seed, token) = (self.random().seed(), self.random().token());
        let hash = sha256(token.as_bytes());
        self.change(move |view, context| {
            let record = open_application(view, number)?;
            let organisation = free_name(view, &record.organisation)?;
            let company = OrganisationRecord::new(organisation.clone(), seed, record.language.clone());
            let mut changes = Changes::none();
            changes.put(keys::organisation(&organisation), &company);
            let actor = NewActor {
                name: organisation.clone(),
                actor_type: ActorType::Organization,
                organisation: organisation.clone(),
                title: record.organisation.clone(),
                rsa,
            };
            add_actor(view, context, &company, actor, &mut changes)?;
            let invitation = InvitationRecord {
                organisation: organisation.clone(),
                role: Role::Owner,
                mail: Some(record.mail.clone()),
                by: None,
                created: context.now,
                expires: context.now.plus(INVITATION_LASTS),
            };
            changes.put(keys::invitation(&hash), &invitation);
            let state = ApplicationState::Approved { by, at: context.now, organisation };
            changes.put(keys::application(number), &ApplicationRecord { state, ..record });
            Ok(changes)
        })
        .await?;
        let record = self.application(number)?;
        match record.state.clone() {
            ApplicationState::Approved { organisation, .. } => Ok(Admitted { organisation, record, token }),
            _ => Err(Refusal::Internal("an application was admitted and is not".into())),
        }
    }

    /// Refuses a company, with a reason that it is told.
    ///
    /// # Errors
    /// A problem of the field `reason` when there is none.
    pub async fn turn_down(&self, number: u64, by: Name, reason: &str) -> Result<ApplicationRecord, Refusal> {
        let reason = as2::shorten(reason.trim(), limits::APPLICATION_ANSWER_CHARS);
        if reason.is_empty() {
            return Err(Refusal::field("reason", "reason-missing"));
        }
        self.change(move |view, context| {
            let record = open_application(view, number)?;
            let state = ApplicationState::Refused { by, at: context.now, reason };
            let mut changes = Changes::none();
            changes.put(keys::application(number), &ApplicationRecord { state, ..record });
            Ok(changes)
        })
        .await?;
        self.application(number)
    }
}

fn admission(view: &View) -> Result<AdmissionRecord, Refusal> {
    Ok(view.record(&keys::setting("admission"))?.unwrap_or_default())
}

fn applications(view: &View) -> Result<Vec<Application>, Refusal> {
    let prefix = keys::applications();
    let all: Vec<(_, ApplicationRecord)> = view.records(&prefix, Direction::Forward, usize::MAX)?;
    let number = |key: &[u8]| Some(u64::from_be_bytes(key.get(prefix.len()..)?.try_into().ok()?));
    Ok(all
        .into_iter()
        .filter_map(|(key, record)| Some(Application { number: number(&key)?, record }))
        .collect())
}

fn open_application(view: &View, number: u64) -> Result<ApplicationRecord, Refusal> {
    let record: ApplicationRecord = view.record(&keys::application(number))?.ok_or(NO_APPLICATION)?;
    match record.state {
        ApplicationState::Open => Ok(record),
        _ => Err(Refusal::Forbidden("this application is decided already")),
    }
}

/// Refuses when too many wait or came within a day; forgets the oldest that are decided.
fn make_room(view: &View, admission: &AdmissionRecord, now: Timestamp) -> Result<Changes, Refusal> {
    let all = applications(view)?;
    let open = all.iter().filter(|application| application.record.state == ApplicationState::Open).count();
    let today = all.iter().filter(|application| now.since(application.record.received) < DAY).count();
    if open >= admission.backlog as usize || today >= admission.per_day as usize {
        return Err(Refusal::TooMany { retry_after: u32::try_from(DAY.as_secs()).unwrap_or(u32::MAX) });
    }
    let mut changes = Changes::none();
    let decided = all.iter().filter(|application| application.record.state != ApplicationState::Open);
    let surplus = (all.len() - open).saturating_sub(limits::APPLICATIONS_KEPT);
    for application in decided.take(surplus) {
        changes.delete(keys::application(application.number));
    }
    Ok(changes)
}

fn answered(questions: &[String], answers: Vec<String>) -> Result<Vec<(String, String)>, Refusal> {
    let mut answers = answers.into_iter();
    let pair = |question: &String| {
        let answer = answers.next().unwrap_or_default();
        let answer = answer.trim();
        match answer.chars().count() {
            0 => Err(Refusal::field("answers", "answer-missing")),
            n if n > limits::APPLICATION_ANSWER_CHARS => Err(Refusal::field("answers", "answer-too-long")),
            _ => Ok((question.clone(), answer.to_owned())),
        }
    };
    questions.iter().map(pair).collect()
}

const NO_APPLICATION: Refusal = Refusal::Unknown("there is no such application");
