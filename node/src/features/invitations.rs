//! Invitations: a link with which somebody joins an organisation's staff.

use std::time::Duration;

use artel_protocol::actor::ActorType;
use artel_protocol::key::sha256;
use artel_protocol::{Name, Timestamp, limits};

use super::accounts::Password;
use super::mail::MailAddress;
use super::organisations::{NewActor, add_actor, full_name};
use crate::changes::Changes;
use crate::error::Refusal;
use crate::hex::{from_hex, hex};
use crate::node::Node;
use crate::store::engine::Direction;
use crate::store::records::{AccountRecord, InvitationRecord, Role};
use crate::store::{View, keys};

/// How long an invitation works.
pub const INVITATION_LASTS: Duration = Duration::from_secs(14 * 24 * 3600);

/// An invitation in the list of those that are open.
#[derive(Clone, Debug)]
pub struct Invitation {
    /// Tells it from the others: the hash of its token, in hex.
    pub key: String,
    pub record: InvitationRecord,
}

/// What somebody answers who was invited.
#[derive(Clone, Debug)]
pub struct Joining {
    /// The name with which they log in.
    pub name: Name,
    /// The full name.
    pub title: String,
    pub mail: Option<MailAddress>,
    pub language: String,
    pub password: Password,
}

impl Node {
    /// Invites somebody, and yields the token of the link.
    pub async fn invite(
        &self,
        organisation: Name,
        role: Role,
        mail: Option<MailAddress>,
        by: Option<Name>,
    ) -> Result<String, Refusal> {
        let token = self.random().token();
        let hash = sha256(token.as_bytes());
        self.change(move |view, context| {
            view.organisation(&organisation)?
                .ok_or(Refusal::Unknown("there is no such organisation here"))?;
            if open(view, &organisation, context.now)?.len() >= limits::INVITATIONS_PER_ORGANISATION {
                return Err(Refusal::field("mail", "invitations-too-many"));
            }
            let expires = context.now.plus(INVITATION_LASTS);
            let record = InvitationRecord { organisation, role, mail, by, created: context.now, expires };
            let mut changes = Changes::none();
            changes.put(keys::invitation(&hash), &record);
            Ok(changes)
        })
        .await?;
        Ok(token)
    }

    /// The open invitations of an organisation, newest first.
    pub fn invitations(&self, organisation: &Name) -> Result<Vec<Invitation>, Refusal> {
        let mut open = open(&self.view()?, organisation, self.clock().now())?;
        open.sort_by_key(|invitation| std::cmp::Reverse(invitation.record.created));
        Ok(open)
    }

    /// Takes an invitation back; `key` is that of [`Invitation`].
    pub async fn revoke_invitation(&self, organisation: Name, key: &str) -> Result<(), Refusal> {
        let hash = from_hex(key).ok_or(NO_INVITATION)?;
        self.change(move |view, _| {
            let record: Option<InvitationRecord> = view.record(&keys::invitation(&hash))?;
            record.filter(|record| record.organisation == organisation).ok_or(NO_INVITATION)?;
            let mut changes = Changes::none();
            changes.delete(keys::invitation(&hash));
            Ok(changes)
        })
        .await
        .map(|_| ())
    }

    /// What somebody is invited to, if the link still works.
    pub fn invitation(&self, token: &str) -> Result<Option<InvitationRecord>, Refusal> {
        let record: Option<InvitationRecord> =
            self.view()?.record(&keys::invitation(&sha256(token.as_bytes())))?;
        Ok(record.filter(|record| record.expires > self.clock().now()))
    }

    /// Joins the staff by an invitation, which works no longer.
    ///
    /// # Errors
    /// [`Refusal::Gone`] when it was used or is too old; problems of the fields `name` and `title`.
    pub async fn join(&self, token: &str, joining: Joining) -> Result<(), Refusal> {
        self.invitation(token)?.ok_or(Refusal::Gone)?;
        let title = full_name("title", &joining.title)?;
        if self.view()?.local_actor(&joining.name)?.is_some() {
            return Err(Refusal::field("name", "name-taken"));
        }
        let password = self.hash(joining.password).await?;
        let [rsa] = self.rsa_keys().await?;
        let hash = sha256(token.as_bytes());
        let (name, mail, language) = (joining.name, joining.mail, joining.language);
        self.change(move |view, context| {
            let invitation: Option<InvitationRecord> = view.record(&keys::invitation(&hash))?;
            let invitation = invitation.filter(|record| record.expires > context.now).ok_or(Refusal::Gone)?;
            let organisation = invitation.organisation;
            let company = view.organisation(&organisation)?.ok_or(Refusal::Gone)?;
            let mut changes = Changes::none();
            changes.delete(keys::invitation(&hash));
            let actor = NewActor {
                name: name.clone(),
                actor_type: ActorType::Person,
                organisation: organisation.clone(),
                title,
                rsa,
            };
            add_actor(view, context, &company, actor, &mut changes)?;
            let account = AccountRecord::new(name, organisation, invitation.role, password, context.now);
            let mail = mail.or(invitation.mail);
            let account = AccountRecord { mail, language: Some(language), ..account };
            changes.put(keys::account(&account.name), &account);
            Ok(changes)
        })
        .await
        .map(|_| ())
    }
}

fn open(view: &View, organisation: &Name, now: Timestamp) -> Result<Vec<Invitation>, Refusal> {
    let all: Vec<(_, InvitationRecord)> =
        view.records(&keys::invitations(), Direction::Forward, usize::MAX)?;
    let open = all
        .into_iter()
        .filter(|(_, record)| record.organisation == *organisation && record.expires > now)
        .map(|(key, record)| Invitation {
            key: hex(key.get(keys::invitations().len()..).unwrap_or_default()),
            record,
        });
    Ok(open.collect())
}

const NO_INVITATION: Refusal = Refusal::Unknown("there is no such invitation");
