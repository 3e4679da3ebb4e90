//! The organisations that the node hosts: the officers' list.

use artel_node::features::mail::MailAddress;
use artel_node::store::records::Role;
use artel_node::{Node, Refusal};
use artel_protocol::actor::ActorType;
use axum::extract::State;

use super::confirm::{self, Loss};
use super::sent::Sent;
use super::{Answer, letters, views};
use crate::app::App;
use crate::error::problems_of;
use crate::form::Form;
use crate::i18n::Lang;
use crate::pages::backups::size;
use crate::pages::hosted::{HostedPage, HostedView, room};
use crate::pages::parts::When;
use crate::session::Member;

/// GET /organisations.
pub async fn list(State(app): State<App>, member: Member) -> Answer {
    let form = Form::sent([("language", member.visitor.frame.lang.code())]);
    Ok(member.visitor.show(&page_of(app.node(), &member, form)?))
}

/// POST /organisations/add: the organisation is there, and its owner is invited.
pub async fn add(State(app): State<App>, member: Member, sent: Sent) -> Answer {
    let (node, title) = (app.node(), sent.form.value("title").trim().to_owned());
    let language = Lang::parse(sent.form.value("language")).unwrap_or_default().code().to_owned();
    match invite_owner(node, &member, &sent, &title, language).await {
        Ok((token, mail)) => {
            let link = node.base()?.join(&format!("/join/{token}")).to_string();
            if let Some(mail) = mail
                && letters::invitation(&app, &member, &title, &mail, &link).await?
            {
                return Ok(member.visitor.go_to("/organisations"));
            }
            Ok(member.visitor.show(&letters::link_for_owner(&member, link, "/organisations")))
        }
        Err(refusal) => {
            let mut form = sent.form;
            form.refuse(member.visitor.frame.lang, &problems_of(refusal)?);
            Ok(member.visitor.show_again(&page_of(node, &member, form)?))
        }
    }
}

async fn invite_owner(
    node: &Node,
    member: &Member,
    sent: &Sent,
    title: &str,
    language: String,
) -> Result<(String, Option<MailAddress>), Refusal> {
    let mail = sent.mail("mail")?;
    let name = node.host(title, language).await?;
    let by = Some(member.session.account.name.clone());
    Ok((node.invite(name, Role::Owner, mail.clone(), by).await?, mail))
}

/// POST /organisations/suspend.
pub async fn suspend(State(app): State<App>, member: Member, sent: Sent) -> Answer {
    let name = sent.name("name")?;
    let known = app.node().view()?.local_actor(&name).map_err(Refusal::from)?;
    let loss = Loss {
        question: "confirm-suspend",
        explanation: "confirm-suspend-text",
        button: "staff-suspend",
        what: known.as_ref().map_or(name.as_str(), |known| &known.title),
        cancel: "/organisations",
    };
    if let Some(asked) = confirm::ask(&member, &sent, "/organisations/suspend", &loss) {
        return Ok(asked);
    }
    app.node().suspend_organisation(name, true).await?;
    Ok(member.visitor.go_to("/organisations"))
}

/// POST /organisations/admit.
pub async fn admit(State(app): State<App>, member: Member, sent: Sent) -> Answer {
    app.node().suspend_organisation(sent.name("name")?, false).await?;
    Ok(member.visitor.go_to("/organisations"))
}

fn page_of(node: &Node, member: &Member, form: Form) -> Result<HostedPage, Refusal> {
    let (view, lang) = (node.view()?, member.visitor.frame.lang);
    let runs = node.record()?.map(|record| record.organisation);
    let people = node.staff_counts()?;
    let (mut organisations, mut all) = (Vec::new(), 0);
    for actor in view.local_actors(usize::MAX)? {
        if actor.actor_type != ActorType::Organization {
            continue;
        }
        let (used, quota) = node.media_used(&actor.name)?;
        all += used;
        let company = view.organisation(&actor.name)?;
        organisations.push(HostedView {
            name: actor.name.to_string(),
            actor: views::local_actor(&actor),
            since: When::day(lang, actor.created),
            people: people.get(&actor.name).copied().unwrap_or_default(),
            articles: view.counts(&actor.id)?.entries,
            moved: actor.moved_to.is_some(),
            suspended: company.is_some_and(|company| company.suspended),
            pictures: room(lang, used, quota),
            runs_the_node: runs.as_ref() == Some(&actor.name),
        });
    }
    let mut frame = member.visitor.frame.clone();
    frame.path = "/organisations".into();
    let pictures = lang.about("hosted-pictures-all", &size(lang, all)).into_owned();
    let departed = views::departed(node, None)?;
    Ok(HostedPage { frame, form, organisations, pictures, departed })
}
