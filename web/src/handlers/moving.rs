//! Moving an organisation to another node, with its followers, or back.

use artel_node::features::moving::{Brought, Whereabout};
use artel_node::store::records::{LocalActorRecord, Role};
use artel_node::{Node, Refusal};
use artel_protocol::{Id, Name};
use axum::extract::{Query, State};
use serde::Deserialize;

use super::contacts::nobody_there;
use super::recovery::{kit_in, on_this_form};
use super::sent::{Sent, SentWithFile};
use super::{Answer, views};
use crate::app::App;
use crate::error::{PageRefusal, problems_of};
use crate::form::Form;
use crate::pages::moving::{BroughtView, MoverView, MovingPage};
use crate::session::Member;

#[derive(Debug, Deserialize)]
pub struct Of {
    /// Another organisation than one's own, for officers.
    #[serde(default)]
    of: String,
}

/// GET /move.
pub async fn show(State(app): State<App>, member: Member, Query(Of { of }): Query<Of>) -> Answer {
    let organisation = chosen(app.node(), &member, &of)?;
    Ok(member.visitor.show(&page_of(app.node(), &member, &organisation)?))
}

/// POST /move/away. The name is typed and the password asked for once more.
pub async fn away(State(app): State<App>, member: Member, sent: Sent) -> Answer {
    let node = app.node();
    let organisation = chosen(node, &member, sent.form.value("of"))?;
    let name = &organisation.name;
    let mut problems = Vec::new();
    if !sent.form.value("name").trim().eq_ignore_ascii_case(name.as_str()) {
        problems.extend(problems_of(Refusal::field("name", "erase-name-wrong"))?);
    }
    if let Err(refusal) = node.confirm_password(&member.session.account.name, &sent.password).await {
        problems.extend(problems_of(refusal)?);
    }
    if problems.is_empty() {
        match node.move_away(name, sent.form.value("to").trim()).await {
            Ok(_) => return Ok(member.visitor.go_to(&path(&member, name))),
            Err(refusal) => problems.extend(problems_of(nobody_there(refusal, "to"))?),
        }
    }
    let mut page = MovingPage { away: sent.form, ..page_of(node, &member, &organisation)? };
    page.away.refuse(member.visitor.frame.lang, &problems);
    Ok(member.visitor.show_again(&page))
}

/// POST /move/here: the reader's own organisation takes over the key in a kit.
pub async fn here(State(app): State<App>, member: Member, sent: SentWithFile) -> Answer {
    let node = app.node();
    let brought = brought(node, &member, &sent).await;
    let organisation = chosen(node, &member, "")?;
    let page = page_of(node, &member, &organisation)?;
    match brought {
        Ok(brought) => Ok(member.visitor.show(&MovingPage { brought: Some(shown(&brought)), ..page })),
        Err(refusal) => {
            let problems: Vec<_> = problems_of(refusal)?.into_iter().map(on_this_form).collect();
            let mut page = page;
            page.here.refuse(member.visitor.frame.lang, &problems);
            Ok(member.visitor.show_again(&page))
        }
    }
}

async fn brought(node: &Node, member: &Member, sent: &SentWithFile) -> Result<Brought, Refusal> {
    let kit = kit_in(sent)?;
    let account = &member.session.account;
    match node.confirm_password(&account.name, &sent.confirm_password).await {
        Err(Refusal::Invalid(_)) => return Err(Refusal::field("confirm_password", "password-wrong")),
        other => other?,
    }
    node.bring_here(kit, &sent.password, &account.organisation).await
}

/// The organisation that is to move: one's own, or for officers another one.
fn chosen(node: &Node, member: &Member, of: &str) -> Result<LocalActorRecord, PageRefusal> {
    let account = &member.session.account;
    let name = match of {
        "" => account.organisation.clone(),
        of => views::name(of)?,
    };
    Ok(node.moving_for(account, &name)?)
}

fn path(member: &Member, organisation: &Name) -> String {
    match member.session.account.organisation == *organisation {
        true => "/move".into(),
        false => format!("/move?of={organisation}"),
    }
}

fn page_of(node: &Node, member: &Member, organisation: &LocalActorRecord) -> Result<MovingPage, Refusal> {
    let (base, account) = (node.base()?, &member.session.account);
    let whereabouts = node.whereabouts(&organisation.name)?;
    let mut frame = member.visitor.frame.clone();
    frame.path = path(member, &organisation.name);
    Ok(MovingPage {
        frame,
        away: Form::empty(),
        here: Form::empty(),
        title: organisation.title.clone(),
        name: organisation.name.to_string(),
        did: whereabouts.did,
        everybody: whereabouts.everybody.iter().map(|one| mover(&base, one)).collect(),
        waiting: whereabouts.waiting as u64,
        is_away: organisation.moved_to.is_some(),
        owns: account.role == Role::Owner && account.organisation == organisation.name,
        brought: None,
    })
}

fn mover(base: &Id, one: &Whereabout) -> MoverView {
    let target = one.actor.moved_to.as_ref();
    MoverView {
        actor: views::local_actor(&one.actor),
        followers: one.followers,
        target: target.map(|target| views::actor(base, target, one.target.as_ref())),
        former: one.actor.also_known_as.iter().map(ToString::to_string).collect(),
    }
}

fn shown(brought: &Brought) -> BroughtView {
    BroughtView {
        from: format!("@{}@{}", brought.organisation, brought.node),
        names: brought.names.iter().map(|(name, _)| format!("@{name}")).collect(),
        missing: brought.missing.iter().map(|name| format!("@{name}")).collect(),
    }
}
