//! The people of an organisation, their invitations, and joining and leaving.

use artel_node::features::accounts::Password;
use artel_node::features::invitations::{Invitation, Joining};
use artel_node::features::sessions::LoggedIn;
use artel_node::features::staff::Colleague;
use artel_node::store::records::AccountRecord;
use artel_node::{Node, Refusal, policy};
use artel_protocol::invite::Invite;
use artel_protocol::{Name, limits};
use axum::extract::{Path, Query, State};
use serde::Deserialize;

use super::confirm::{self, Loss};
use super::sent::Sent;
use super::{Answer, letters, views};
use crate::app::App;
use crate::error::{PageRefusal, problems_of, together};
use crate::form::Form;
use crate::pages::link;
use crate::pages::parts::When;
use crate::pages::staff::{
    ColleagueView, EndFactorPage, InvitationView, JoinPage, LinkPage, RemovePage, StaffPage, role_from,
};
use crate::session::{Member, Visitor};

/// GET /staff.
pub async fn list(State(app): State<App>, member: Member) -> Answer {
    let page = page_of(app.node(), &member, Form::sent([("role", "member")]))?;
    Ok(member.visitor.show(&page))
}

/// POST /staff/invite: by mail when an address is given and the node sends mail, else by a link that is shown once.
pub async fn invite(State(app): State<App>, member: Member, sent: Sent) -> Answer {
    let (node, account) = (app.node(), &member.session.account);
    let role = role_from(sent.form.value("role"));
    let invited = match sent.mail("mail") {
        Ok(mail) => {
            let (organisation, by) = (account.organisation.clone(), Some(account.name.clone()));
            node.invite(organisation, role, mail.clone(), by).await.map(|token| (token, mail))
        }
        Err(refusal) => Err(refusal),
    };
    let (token, mail) = match invited {
        Ok(invited) => invited,
        Err(refusal) => {
            let mut form = sent.form;
            form.refuse(member.visitor.frame.lang, &problems_of(refusal)?);
            return Ok(member.visitor.show_again(&page_of(node, &member, form)?));
        }
    };
    let link = node.base()?.join(&format!("/join/{token}")).to_string();
    if let Some(mail) = mail
        && letters::invitation(&app, &member, &member.session.organisation.title, &mail, &link).await?
    {
        return Ok(member.visitor.go_to("/staff"));
    }
    Ok(member.visitor.show(&link_page(&member, "invited-title", "invited-explanation", link)))
}

/// POST /staff/revoke.
pub async fn revoke(State(app): State<App>, member: Member, sent: Sent) -> Answer {
    let organisation = member.session.account.organisation.clone();
    let loss = Loss {
        question: "confirm-revoke",
        explanation: "confirm-revoke-text",
        button: "invite-revoke",
        what: &member.session.organisation.title,
        cancel: "/staff",
    };
    if let Some(asked) = confirm::ask(&member, &sent, "/staff/revoke", &loss) {
        return Ok(asked);
    }
    app.node().revoke_invitation(organisation, sent.form.value("key")).await?;
    Ok(member.visitor.go_to("/staff"))
}

/// POST /staff/role.
pub async fn give_role(State(app): State<App>, member: Member, sent: Sent) -> Answer {
    let organisation = member.session.account.organisation.clone();
    let role = role_from(sent.form.value("role"));
    let done = app.node().give_role(organisation, sent.name("name")?, role).await;
    back(&app, member, done)
}

/// POST /staff/suspend.
pub async fn suspend(State(app): State<App>, member: Member, sent: Sent) -> Answer {
    let organisation = member.session.account.organisation.clone();
    let done = app.node().suspend_colleague(organisation, sent.name("name")?, true).await;
    back(&app, member, done)
}

/// POST /staff/admit.
pub async fn admit(State(app): State<App>, member: Member, sent: Sent) -> Answer {
    let organisation = member.session.account.organisation.clone();
    let done = app.node().suspend_colleague(organisation, sent.name("name")?, false).await;
    back(&app, member, done)
}

/// POST /staff/password: a link to a new password for a colleague who forgot the old one, shown once.
pub async fn new_password(State(app): State<App>, member: Member, sent: Sent) -> Answer {
    let (node, name) = (app.node(), sent.name("name")?);
    let made = node.new_password_link_for(&member.session.account, &name).await?;
    let link = node.base()?.join(&format!("/password/new/{}", made.token)).to_string();
    Ok(member.visitor.show(&link_page(&member, "staff-new-password", "new-link-explanation", link)))
}

#[derive(Debug, Deserialize)]
pub struct Who {
    name: String,
}

/// GET /staff/second-factor?name=….
pub async fn ask_end_second_factor(State(app): State<App>, member: Member, Query(who): Query<Who>) -> Answer {
    let colleague = colleague(app.node(), &member, &views::name(&who.name)?)?;
    policy::may_let_in(&member.session.account, &colleague.account)?;
    let (name, title) = (colleague.account.name.to_string(), colleague.person.title);
    Ok(member.visitor.show(&EndFactorPage { frame: member.visitor.frame.clone(), name, title }))
}

/// POST /staff/second-factor: for a colleague who lost telephone and recovery codes. They are told by mail.
pub async fn end_second_factor(State(app): State<App>, member: Member, sent: Sent) -> Answer {
    let (node, name) = (app.node(), sent.name("name")?);
    let account = node.end_second_factor_of(&member.session.account, &name).await?;
    letters::second_factor_ended(node, &account).await?;
    Ok(member.visitor.go_to("/staff"))
}

/// GET /staff/remove?name=….
pub async fn ask_remove(State(app): State<App>, member: Member, Query(who): Query<Who>) -> Answer {
    let name = views::name(&who.name)?;
    let colleague = colleague(app.node(), &member, &name)?;
    Ok(member.visitor.show(&remove_page(&member, Some(&colleague), Form::empty())))
}

/// POST /staff/remove.
pub async fn remove(State(app): State<App>, member: Member, sent: Sent) -> Answer {
    let (node, name, mut form) = (app.node(), sent.name("name")?, sent.form);
    let colleague = colleague(node, &member, &name)?;
    match node.remove_colleague(member.session.account.organisation.clone(), name).await {
        Ok(()) => Ok(member.visitor.go_to("/staff")),
        Err(refusal) => {
            form.refuse(member.visitor.frame.lang, &problems_of(refusal)?);
            Ok(member.visitor.show_again(&remove_page(&member, Some(&colleague), form)))
        }
    }
}

/// GET /leave.
pub async fn ask_leave(member: Member) -> Answer {
    Ok(member.visitor.show(&remove_page(&member, None, Form::empty())))
}

/// POST /leave: one's own account ends; what one published stays.
pub async fn leave(State(app): State<App>, member: Member, sent: Sent) -> Answer {
    let (node, mut form) = (app.node(), sent.form);
    let account = &member.session.account;
    let left = match node.confirm_password(&account.name, &sent.password).await {
        Ok(()) => node.remove_colleague(account.organisation.clone(), account.name.clone()).await,
        Err(refusal) => Err(refusal),
    };
    match left {
        Ok(()) => {
            let mut visitor = member.visitor;
            visitor.end_session(&app).await?;
            Ok(visitor.go_to("/"))
        }
        Err(refusal) => {
            form.refuse(member.visitor.frame.lang, &problems_of(refusal)?);
            Ok(member.visitor.show_again(&remove_page(&member, None, form)))
        }
    }
}

/// GET /join/TOKEN. The link of an invite to a community begins alike.
pub async fn ask_join(State(app): State<App>, visitor: Visitor, Path(token): Path<String>) -> Answer {
    if let Ok(invite) = Invite::parse(&token) {
        return super::community::explain_invite(app.node(), &visitor, &invite);
    }
    if token.len() > limits::INVITATION_CHARS {
        return Err(PageRefusal::no_invite());
    }
    let visitor = visitor.with_forms(&app);
    let page = join_page(app.node(), &visitor, token, Form::empty())?;
    let mail = app.node().invitation(&page.token)?.and_then(|invitation| invitation.mail);
    let mail = mail.map_or_else(String::new, |mail| mail.as_str().to_owned());
    Ok(visitor.show(&JoinPage { form: Form::sent([("mail", mail)]), ..page }))
}

/// POST /join/TOKEN: the account is made, and whoever made it is logged in.
pub async fn join(State(app): State<App>, visitor: Visitor, Path(token): Path<String>, sent: Sent) -> Answer {
    let (node, mut visitor) = (app.node(), visitor.with_forms(&app));
    node.count_stranger(&visitor.from)?;
    let page = join_page(node, &visitor, token, sent.form.clone())?;
    let joined = match joining(&visitor, &page, &sent) {
        Ok(joining) => node.join(&page.token, joining).await,
        Err(refusal) => Err(refusal),
    };
    if let Err(refusal) = joined {
        let mut form = sent.form;
        form.refuse(visitor.frame.lang, &problems_of(refusal)?);
        return Ok(visitor.show_again(&JoinPage { form, ..page }));
    }
    let name = sent.form.value("name");
    if let LoggedIn::Whole(session) = node.log_in(name, &sent.password, visitor.from.clone()).await? {
        visitor.begin_session(&session);
    }
    Ok(visitor.go_to("/"))
}

fn joining(visitor: &Visitor, page: &JoinPage, sent: &Sent) -> Result<Joining, Refusal> {
    let form = &sent.form;
    let (title, mail) = (form.value("title").trim(), sent.mail("mail"));
    let name = Name::parse(form.value("name").trim()).map_err(|_| Refusal::field("name", "name-wrong"));
    let password = Password::strong(&sent.password, &[title, form.value("name"), &page.organisation]);
    match (name, password, mail) {
        (Ok(name), Ok(password), Ok(mail)) => Ok(Joining {
            name,
            title: title.to_owned(),
            mail,
            language: visitor.frame.lang.code().to_owned(),
            password,
        }),
        (name, password, mail) => {
            Err(together([name.err(), password.err(), mail.err()].into_iter().flatten()))
        }
    }
}

fn join_page(node: &Node, visitor: &Visitor, token: String, form: Form) -> Result<JoinPage, PageRefusal> {
    let invitation = node.invitation(&token)?.ok_or_else(PageRefusal::link_used)?;
    let organisation = node.local_actor(&invitation.organisation)?.title;
    Ok(JoinPage { frame: visitor.frame.clone(), form, organisation, role: invitation.role, token })
}

/// Somebody of one's own organisation.
fn colleague(node: &Node, member: &Member, name: &Name) -> Result<Colleague, Refusal> {
    let staff = node.staff(&member.session.account.organisation)?;
    let found = staff.into_iter().find(|colleague| colleague.account.name == *name);
    found.ok_or(Refusal::Unknown("nobody of that name works here"))
}

/// Back to the list, with what is wrong if something is.
fn back(app: &App, member: Member, done: Result<(), Refusal>) -> Answer {
    match done {
        Ok(()) => Ok(member.visitor.go_to("/staff")),
        Err(refusal) => {
            let mut form = Form::sent([("role", "member")]);
            form.refuse(member.visitor.frame.lang, &problems_of(refusal)?);
            Ok(member.visitor.show_again(&page_of(app.node(), &member, form)?))
        }
    }
}

fn page_of(node: &Node, member: &Member, form: Form) -> Result<StaffPage, Refusal> {
    let lang = member.visitor.frame.lang;
    let account = &member.session.account;
    let mut frame = member.visitor.frame.clone();
    frame.path = "/staff".into();
    let owns = member.signed_in().owns();
    let show = |colleague: &Colleague| colleague_view(colleague, account);
    let invitations = if owns { node.invitations(&account.organisation)? } else { Vec::new() };
    let invitation = |open: &Invitation| InvitationView {
        key: open.key.clone(),
        role: open.record.role,
        mail: open.record.mail.as_ref().map(|mail| mail.as_str().to_owned()),
        expires: When::day(lang, open.record.expires),
    };
    let departed = if owns { views::departed(node, Some(&account.organisation))? } else { Vec::new() };
    Ok(StaffPage {
        form,
        departed,
        owns,
        mails: node.mails(),
        staff: node.staff(&account.organisation)?.iter().map(show).collect(),
        invitations: invitations.iter().map(invitation).collect(),
        frame,
    })
}

fn colleague_view(colleague: &Colleague, own: &AccountRecord) -> ColleagueView {
    let Colleague { account, person } = colleague;
    ColleagueView {
        name: account.name.to_string(),
        actor: views::local_actor(person),
        role: account.role,
        mail: account.mail.as_ref().map(|mail| mail.as_str().to_owned()),
        suspended: account.suspended,
        second_factor: account.second_factor.is_some(),
        oneself: account.name == own.name,
        opens: policy::may_let_in(own, account).is_ok(),
    }
}

fn remove_page(member: &Member, who: Option<&Colleague>, form: Form) -> RemovePage {
    RemovePage {
        frame: member.visitor.frame.clone(),
        form,
        who: who.map(|who| (who.account.name.to_string(), who.person.title.clone())),
        organisation: member.session.organisation.title.clone(),
    }
}

fn link_page(member: &Member, title: &str, explanation: &str, link: String) -> LinkPage {
    let frame = member.visitor.frame.clone();
    LinkPage {
        title: frame.lang.t(title).into_owned(),
        explanation: frame.lang.t(explanation).into_owned(),
        drawing: link::drawing(&link),
        link,
        back: "/staff".into(),
        frame,
    }
}
