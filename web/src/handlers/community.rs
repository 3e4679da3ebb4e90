//! One community: who is in it, how their nodes are reached, and inviting other nodes.

use artel_node::features::members::CommunityMember;
use artel_node::hex::hex;
use artel_node::mesh::report::CommunityReport;
use artel_node::sets::records::CommunityRecord;
use artel_node::store::View;
use artel_node::store::records::Office;
use artel_node::{Node, Refusal};
use artel_protocol::Id;
use artel_protocol::actor::ActorType;
use artel_protocol::invite::Invite;
use axum::extract::{Path, State};

use super::communities::{find, key, state};
use super::membership::asks;
use super::sent::Sent;
use super::{Answer, told, views};
use crate::app::App;
use crate::error::{PageRefusal, problems_of};
use crate::form::Form;
use crate::frame::Frame;
use crate::i18n::Lang;
use crate::pages::community::{CommunityNodesPage, CommunityPage, InviteView, MemberView, NodesView};
use crate::pages::link;
use crate::pages::node_invite::NodeInvitePage;
use crate::pages::parts::{ActorView, When};
use crate::pages::staff::LinkPage;
use crate::session::{Member, Visitor};

/// What the form for an invite begins with.
const USES: &str = "1";
const DAYS: &str = "14";

/// GET /communities/NAME.
pub async fn show(State(app): State<App>, member: Member, Path(name): Path<String>) -> Answer {
    let community = find(app.node(), &name)?;
    let form = Form::sent([("uses", USES), ("days", DAYS)]);
    let form = about(app.node(), &community, form)?;
    Ok(member.visitor.show(&page_of(app.node(), &member, &community, form).await?))
}

/// GET /communities/NAME/nodes.
pub async fn nodes(State(app): State<App>, member: Member, Path(name): Path<String>) -> Answer {
    let (node, community) = (app.node(), find(app.node(), &name)?);
    let report = report_of(node, &community).await?;
    let path = format!("/communities/{name}");
    let frame = Frame { path: format!("{path}/nodes"), ..member.visitor.frame.clone() };
    let lang = frame.lang;
    Ok(member.visitor.show(&CommunityNodesPage {
        name: report.name.clone(),
        state: lang.t(state(&report)).into_owned(),
        activities: report.activities,
        nodes: NodesView::of(lang, &report.nodes),
        path,
        frame,
    }))
}

/// POST /communities/NAME/about: what it is called, and what it is about.
pub async fn describe(
    State(app): State<App>,
    member: Member,
    Path(name): Path<String>,
    sent: Sent,
) -> Answer {
    let (node, community) = (app.node(), find(app.node(), &name)?);
    let (title, summary) = (sent.form.value("title"), sent.form.value("summary"));
    match node.describe_community(&community.id, title, summary).await {
        Ok(()) => Ok(member.visitor.go_to(&format!("/communities/{name}"))),
        Err(refusal) => {
            let mut form = sent.form;
            form.set("uses", USES);
            form.set("days", DAYS);
            form.refuse(member.visitor.frame.lang, &problems_of(refusal)?);
            Ok(member.visitor.show_again(&page_of(node, &member, &community, form).await?))
        }
    }
}

/// POST /communities/NAME/invite: the link is shown once.
pub async fn invite(State(app): State<App>, member: Member, Path(name): Path<String>, sent: Sent) -> Answer {
    let (node, community) = (app.node(), find(app.node(), &name)?);
    // What is no number is none that is allowed.
    let number = |field: &str| sent.form.value(field).trim().parse().unwrap_or_default();
    let by = Some(member.session.account.name.clone());
    match node.invite_nodes(&community.id, number("uses"), number("days"), by).await {
        Ok(invite) => Ok(member.visitor.show(&link_page(&member, &invite, format!("/communities/{name}")))),
        Err(refusal) => {
            let mut form = about(node, &community, sent.form)?;
            form.refuse(member.visitor.frame.lang, &problems_of(refusal)?);
            Ok(member.visitor.show_again(&page_of(node, &member, &community, form).await?))
        }
    }
}

/// The form with what a community that is hosted here says of itself.
fn about(node: &Node, community: &CommunityRecord, mut form: Form) -> Result<Form, Refusal> {
    if let Some(name) = &community.hosted {
        let actor = node.local_actor(name)?;
        form.set("title", actor.title);
        form.set("summary", actor.summary);
    }
    Ok(form)
}

fn link_page(member: &Member, invite: &Invite, back: String) -> LinkPage {
    let (frame, link) = (member.visitor.frame.clone(), invite.link());
    LinkPage {
        title: frame.lang.about("community-invited", &invite.name).into_owned(),
        explanation: frame.lang.t("community-invited-explanation").into_owned(),
        drawing: link::drawing(&link),
        link,
        back,
        frame,
    }
}

/// POST /communities/NAME/take-back.
pub async fn take_back(
    State(app): State<App>,
    member: Member,
    Path(name): Path<String>,
    sent: Sent,
) -> Answer {
    let (node, community) = (app.node(), find(app.node(), &name)?);
    let given = node.node_invites(&community.id)?;
    let given = given.iter().find(|given| hex(&given.hash) == sent.form.value("key"));
    let hash = given.ok_or_else(PageRefusal::not_found)?.hash;
    let words = ["confirm-take-back", "confirm-revoke-text", "invite-revoke"];
    match asks(node, &member, &sent, &community, words, None)? {
        Some(asked) => Ok(asked),
        None => {
            node.take_back_node_invite(hash).await?;
            Ok(member.visitor.go_to(&format!("/communities/{name}")))
        }
    }
}

/// What an invite to a community of this node says to who opens its link. Nobody needs an account or gets a cookie.
///
/// # Errors
/// 400 if it is to a community that is not hosted here.
pub fn explain_invite(node: &Node, visitor: &Visitor, invite: &Invite) -> Answer {
    let hosted = node.communities()?.into_iter().find(|community| community.id == invite.community);
    let hosted = hosted.filter(|community| community.hosted.is_some()).ok_or_else(PageRefusal::no_invite)?;
    let given = node.node_invite(&invite.token)?.filter(|given| given.community == hosted.id);
    let open = given.filter(|given| given.uses > 0 && given.expires > node.clock().now());
    let base = node.base()?;
    let view = node.view()?;
    let known = view.actor(&hosted.id).map_err(Refusal::from)?;
    let space = known.as_ref().and_then(|known| known.url.as_ref()).unwrap_or(&hosted.id);
    Ok(visitor.show(&NodeInvitePage {
        frame: visitor.frame.clone(),
        community: named(&view, &hosted.id)?,
        space: views::local_path(&base, space),
        hub: base.host().to_owned(),
        link: invite.link(),
        until: open.map(|open| visitor.frame.lang.date(open.expires)),
        admits: node.admission()?.open,
    }))
}

/// What somebody calls themselves, as far as it is known.
pub fn named(view: &View, actor: &Id) -> Result<String, Refusal> {
    Ok(view.actor(actor)?.map_or_else(|| actor.to_string(), |actor| actor.display_name().to_owned()))
}

async fn report_of(node: &Node, community: &CommunityRecord) -> Result<CommunityReport, PageRefusal> {
    let reports = node.mesh_report().await?;
    let report = reports.into_iter().find(|report| report.id == community.id);
    report.ok_or_else(PageRefusal::not_found)
}

async fn page_of(
    node: &Node,
    member: &Member,
    community: &CommunityRecord,
    form: Form,
) -> Result<CommunityPage, PageRefusal> {
    let (base, view, office) = (node.base()?, node.view()?, member.session.account.office);
    let path = format!("/communities/{}", key(&base, &community.id));
    let frame = Frame { path: path.clone(), ..member.visitor.frame.clone() };
    let lang = frame.lang;
    let report = report_of(node, community).await?;
    let members = node.community_members(&community.id)?;
    let known = view.actor(&community.id).map_err(Refusal::from)?;
    let space = known.as_ref().and_then(|known| known.url.as_ref()).unwrap_or(&community.id);
    let keeps = community.hosted.is_some() && office >= Office::Officer;
    let two_faced = report.two_faced.iter();
    let two_faced = two_faced.map(|id| Ok(told::actor(&base, id, view.actor(id)?.as_ref())));
    Ok(CommunityPage {
        form,
        name: report.name.clone(),
        space: views::local_path(&base, space),
        state: lang.t(state(&report)).into_owned(),
        keeps,
        leaves: community.hosted.is_none() && community.left.is_none() && office == Office::Operator,
        warnings: warnings(lang, &report),
        activities: report.activities,
        members: member_views(node, lang, community, &members)?,
        nodes: NodesView::of(lang, &report.nodes),
        two_faced: two_faced.collect::<Result<Vec<ActorView>, Refusal>>()?,
        invites: if keeps { invites(node, lang, community)? } else { Vec::new() },
        organisations: if keeps { outside(node, &members)? } else { Vec::new() },
        path,
        frame,
    })
}

fn warnings(lang: Lang, report: &CommunityReport) -> Vec<String> {
    let mut warnings = Vec::new();
    if report.withheld > 0 {
        warnings.push(lang.count("community-withheld", report.withheld).into_owned());
    }
    if report.clock_corrected_s != 0 {
        let seconds = report.clock_corrected_s.unsigned_abs();
        warnings.push(lang.count("community-clock-corrected", seconds).into_owned());
    }
    warnings
}

fn member_views(
    node: &Node,
    lang: Lang,
    community: &CommunityRecord,
    members: &[CommunityMember],
) -> Result<Vec<MemberView>, Refusal> {
    let (base, view) = (node.base()?, node.view()?);
    let keeper = match &community.hosted {
        Some(name) => view.local_actor(name)?.map(|group| group.organisation),
        None => None,
    };
    let mut views = Vec::with_capacity(members.len());
    for member in members {
        let own = view.local_actor_by_id(&member.id)?;
        let is_person = member.actor.as_ref().is_some_and(|actor| actor.actor_type == ActorType::Person);
        views.push(MemberView {
            id: member.id.to_string(),
            actor: told::actor(&base, &member.id, member.actor.as_ref()),
            what: if is_person { "community-person" } else { "community-organisation" },
            place: match &own {
                Some(_) => "community-here",
                None if member.id.same_authority(&community.id) => "community-at-hub",
                None => "community-elsewhere",
            },
            since: member.since.map(|since| When::day(lang, since)),
            banned: member.banned.map(|banned| match banned.until {
                Some(until) => lang.about("community-banned-until", &lang.date_time(until)).into_owned(),
                None => lang.t("community-banned-for-good").into_owned(),
            }),
            keeper: own.is_some_and(|own| Some(&own.name) == keeper.as_ref()),
        });
    }
    // Organisations before their people, each by its name.
    views.sort_by_key(|member| (member.what == "community-person", member.actor.name.clone()));
    Ok(views)
}

fn invites(node: &Node, lang: Lang, community: &CommunityRecord) -> Result<Vec<InviteView>, Refusal> {
    let (view, now) = (node.view()?, node.clock().now());
    let mut views = Vec::new();
    for given in node.node_invites(&community.id)? {
        let record = given.record;
        let joined = record.joined.iter().map(|organisation| named(&view, organisation));
        views.push(InviteView {
            key: hex(&given.hash),
            uses: u64::from(record.uses),
            expires: When::day(lang, record.expires),
            over: record.uses == 0 || record.expires <= now,
            joined: joined.collect::<Result<_, _>>()?,
        });
    }
    Ok(views)
}

/// The organisations of this node that are no members.
fn outside(node: &Node, members: &[CommunityMember]) -> Result<Vec<(String, String)>, Refusal> {
    let is_member = |id: &Id| members.iter().any(|member| member.id == *id && member.since.is_some());
    let all = node.organisations(None, usize::MAX - 1)?.0;
    let outside = all.into_iter().filter(|organisation| !is_member(&organisation.id));
    Ok(outside.map(|organisation| (organisation.name.to_string(), organisation.title)).collect())
}
