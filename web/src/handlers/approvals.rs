//! The second pair of eyes: what members have handed in, to be read, published or sent back. What clients handed in comes
//! here from its own list (`clients.rs`).

use artel_node::store::records::{DraftRecord, Role};
use artel_node::{Node, Refusal};
use artel_protocol::Timestamp;
use artel_protocol::html::SafeHtml;
use axum::extract::{Path, State};

use super::drafts::{approvals, card, facts, number, picture, readers_words};
use super::queue::waiting_page;
use super::sent::Sent;
use super::{Answer, views};
use crate::app::App;
use crate::error::{PageRefusal, problems_of};
use crate::form::Form;
use crate::pages::drafts::{ApprovalPage, ApprovalsPage};
use crate::session::Member;

type Address = Path<(String, String)>;

/// GET /approvals.
pub async fn list(State(app): State<App>, member: Member) -> Answer {
    let (node, frame) = (app.node(), member.visitor.frame.clone());
    let drafts = node.handed_in(&member.session.account.organisation)?;
    let drafts = drafts.iter().map(|draft| card(node, &member, draft)).collect::<Result<_, _>>()?;
    let company = node.view()?.organisation(&member.session.account.organisation).map_err(Refusal::from)?;
    let approves = company.is_some_and(|company| company.approves);
    let owns = member.session.account.role == Role::Owner;
    Ok(member.visitor.show(&ApprovalsPage { frame, approves, owns, drafts }))
}

/// POST /approvals/switch: whether what members write in the company's name waits.
pub async fn switch(State(app): State<App>, member: Member, sent: Sent) -> Answer {
    let organisation = member.session.account.organisation.clone();
    app.node().set_approves(organisation, sent.form.is("approves", "yes")).await?;
    Ok(member.visitor.go_to("/approvals"))
}

/// GET /approvals/NAME/ID.
pub async fn read(State(app): State<App>, member: Member, Path(address): Address) -> Answer {
    let draft = find(app.node(), &member, &address)?;
    let page = page_of(app.node(), &member, &draft, Form::empty()).await?;
    Ok(member.visitor.show(&page))
}

/// POST /approvals/NAME/ID/publish. The field `seen` holds the moment of the version that was read.
pub async fn publish(State(app): State<App>, member: Member, Path(address): Address, sent: Sent) -> Answer {
    let (node, account) = (app.node(), &member.session.account);
    let draft = find(node, &member, &address)?;
    let seen = sent.form.value("seen").parse().map_err(|_| PageRefusal::unreadable())?;
    match node.approve(account, &draft.account, draft.number, Timestamp(seen)).await {
        Ok(id) => {
            if let Some(waiting) = waiting_page(node, &member, &id)? {
                return Ok(member.visitor.go_to(&waiting));
            }
            let entry = node.entry_for(&id, Some(account))?.entry;
            Ok(member.visitor.go_to(&views::entry_page(&node.base()?, &entry)))
        }
        Err(refusal) => refused(node, &member, &draft, sent.form, refusal).await,
    }
}

/// POST /approvals/NAME/ID/return, with a `reason`.
pub async fn send_back(State(app): State<App>, member: Member, Path(address): Address, sent: Sent) -> Answer {
    let (node, account) = (app.node(), &member.session.account);
    let draft = find(node, &member, &address)?;
    match node.send_back(account, &draft.account, draft.number, sent.form.value("reason")).await {
        Ok(()) => Ok(member.visitor.go_to(approvals(&draft))),
        Err(refusal) => refused(node, &member, &draft, sent.form, refusal).await,
    }
}

async fn refused(
    node: &Node,
    member: &Member,
    draft: &DraftRecord,
    mut form: Form,
    refusal: Refusal,
) -> Answer {
    form.refuse(member.visitor.frame.lang, &problems_of(refusal)?);
    Ok(member.visitor.show_again(&page_of(node, member, draft, form).await?))
}

fn find(node: &Node, member: &Member, (writer, id): &(String, String)) -> Result<DraftRecord, PageRefusal> {
    Ok(node.handed_in_draft(&member.session.account, &views::name(writer)?, number(id)?)?)
}

async fn page_of(
    node: &Node,
    member: &Member,
    draft: &DraftRecord,
    form: Form,
) -> Result<ApprovalPage, PageRefusal> {
    let names = node.names_in(&draft.text).await?;
    Ok(ApprovalPage {
        frame: member.visitor.frame.clone(),
        form,
        list: approvals(draft),
        through: match &draft.through {
            Some(through) => {
                node.view()?.local_actor(through).map_err(Refusal::from)?.map(|through| through.title)
            }
            None => None,
        },
        draft: card(node, member, draft)?,
        readers: match draft.of.is_some() || draft.answers.is_some() {
            true => None,
            false => Some(readers_words(node, member.visitor.frame.lang, &draft.readers)?),
        },
        summary: draft.summary.clone(),
        facts: facts(member.visitor.frame.lang, draft),
        picture: picture(node, draft).await?,
        text: SafeHtml::from_markdown_with(draft.text.trim(), &names.links),
        tags: artel_node::features::publishing::split_tags(&draft.tags),
        unknown: names.unknown.join(", "),
        seen: draft.updated.0,
    })
}
