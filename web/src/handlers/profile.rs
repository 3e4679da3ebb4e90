//! Changing what an organisation or a person shows of itself.

use artel_node::features::profiles::{LABELS, Portrait, ProfileDraft, VALUES};
use artel_node::features::sessions::Session;
use artel_node::policy;
use artel_node::store::records::LocalActorRecord;
use artel_node::{Node, Refusal};
use artel_protocol::actor::ActorType;
use artel_protocol::kinds::Attachment;
use axum::extract::{Path, State};
use bytes::Bytes;

use super::sent::SentWithFile;
use super::{Answer, views};
use crate::app::App;
use crate::error::problems_of;
use crate::form::Form;
use crate::i18n::Lang;
use crate::pages::profile::ProfilePage;
use crate::session::Member;

/// GET /profile: one's own.
pub async fn show_own(State(app): State<App>, member: Member) -> Answer {
    let actor = member.session.person.clone();
    page_for(app.node(), &member, &actor)
}

/// GET /profile/NAME: one's organisation's.
pub async fn show(State(app): State<App>, member: Member, Path(name): Path<String>) -> Answer {
    let actor = app.node().profile_for(&member.session.account, &views::name(&name)?)?;
    page_for(app.node(), &member, &actor)
}

/// POST /profile.
pub async fn save_own(State(app): State<App>, member: Member, sent: SentWithFile) -> Answer {
    let actor = member.session.person.clone();
    change(app.node(), &member, &actor, sent).await
}

/// POST /profile/NAME.
pub async fn save(
    State(app): State<App>,
    member: Member,
    Path(name): Path<String>,
    sent: SentWithFile,
) -> Answer {
    let actor = app.node().profile_for(&member.session.account, &views::name(&name)?)?;
    change(app.node(), &member, &actor, sent).await
}

/// Where somebody may change this profile, if they may.
pub fn edited_at(session: &Session, actor: &LocalActorRecord) -> Option<String> {
    policy::may_change_profile(&session.account, &actor.name).ok()?;
    Some(path(session, actor))
}

fn path(session: &Session, actor: &LocalActorRecord) -> String {
    match session.person.name == actor.name {
        true => "/profile".to_owned(),
        false => format!("/profile/{}", actor.name),
    }
}

fn page_for(node: &Node, member: &Member, actor: &LocalActorRecord) -> Answer {
    let form = filled_in(node, actor)?;
    Ok(member.visitor.show(&page_of(member, actor, form)))
}

async fn change(node: &Node, member: &Member, actor: &LocalActorRecord, sent: SentWithFile) -> Answer {
    let draft = draft(&sent.form);
    let mut page = page_of(member, actor, sent.form);
    let lang = page.frame.lang;
    let picture = match picture(node, actor, &page.form, sent.file).await {
        Ok(picture) => picture,
        Err(refusal) => {
            let problems = [draft.problems(), problems_of(refusal)?].concat();
            page.form.refuse(lang, &problems);
            return Ok(member.visitor.show_again(&page));
        }
    };
    page.kept = picture.as_ref().map(|picture| picture.url.to_string());
    let portrait = match picture {
        Some(picture) => Portrait::New(picture),
        None if page.form.is("remove", "yes") => Portrait::Remove,
        None => Portrait::Keep,
    };
    match node.set_profile(&actor.name, ProfileDraft { portrait, ..draft }).await {
        Ok(()) => Ok(member.visitor.go_to(actor.page.path())),
        Err(refusal) => {
            page.form.refuse(lang, &problems_of(refusal)?);
            Ok(member.visitor.show_again(&page))
        }
    }
}

/// The portrait that was just sent, else the one that came with a form that was refused.
async fn picture(
    node: &Node,
    actor: &LocalActorRecord,
    form: &Form,
    file: Option<Bytes>,
) -> Result<Option<Attachment>, Refusal> {
    match file {
        Some(bytes) => node.keep_portrait(bytes, &actor.name).await.map(Some),
        None => node.kept_picture(form.value("kept"), "", &actor.organisation).await,
    }
}

fn draft(form: &Form) -> ProfileDraft {
    let text = |name: &str| form.value(name).to_owned();
    ProfileDraft {
        title: text("title"),
        summary: text("summary"),
        lines: LABELS.into_iter().zip(VALUES).map(|(label, value)| (text(label), text(value))).collect(),
        portrait: Portrait::Keep,
        discoverable: form.is("discoverable", "yes"),
        indexable: form.is("indexable", "yes"),
        language: Lang::parse(form.value("language")).map(|lang| lang.code().to_owned()),
    }
}

/// The form with what is so now.
fn filled_in(node: &Node, actor: &LocalActorRecord) -> Result<Form, Refusal> {
    let yes = |is_so: bool| if is_so { "yes" } else { "" };
    let profile = &actor.profile;
    let organisation = node.view()?.organisation(&actor.organisation)?;
    let mut form = Form::sent([
        ("title", actor.title.as_str()),
        ("summary", &actor.summary),
        ("discoverable", yes(profile.discoverable)),
        ("indexable", yes(profile.indexable)),
        ("language", organisation.as_ref().map_or("", |organisation| &organisation.language)),
    ]);
    for (field, (label, value)) in profile.fields.iter().zip(LABELS.into_iter().zip(VALUES)) {
        form.set(label, field.label.as_str());
        form.set(value, field.value.as_str());
    }
    Ok(form)
}

fn page_of(member: &Member, actor: &LocalActorRecord, form: Form) -> ProfilePage {
    let session = &member.session;
    let others = [&session.person, &session.organisation];
    let other = others.into_iter().find(|other| other.name != actor.name);
    let other = other.and_then(|other| Some((edited_at(session, other)?, other.title.clone())));
    ProfilePage {
        frame: member.visitor.frame.clone(),
        form,
        action: path(session, actor),
        actor: views::local_actor(actor),
        page: actor.page.to_string(),
        is_organisation: actor.actor_type == ActorType::Organization,
        kept: None,
        other,
    }
}
