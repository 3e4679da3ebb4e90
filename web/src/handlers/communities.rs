//! The list of the communities that this node hosts or is in; founding one, and joining one.

use artel_node::mesh::report::CommunityReport;
use artel_node::sets::records::CommunityRecord;
use artel_node::store::records::Office;
use artel_node::{Node, Refusal};
use artel_protocol::key::sha256;
use artel_protocol::{Id, Name};
use axum::extract::State;

use super::Answer;
use super::sent::Sent;
use crate::app::App;
use crate::error::{PageRefusal, problems_of};
use crate::form::Form;
use crate::pages::communities::{CommunitiesPage, CommunityRow};
use crate::pages::parts::When;
use crate::session::Member;

/// The last part of the address of a community's page: its name where it is hosted, else a number that follows from its id.
pub fn key(base: &Id, community: &Id) -> String {
    if community.same_authority(base) {
        return community.path().rsplit('/').next().unwrap_or_default().to_owned();
    }
    let hash = sha256(community.as_str().as_bytes());
    hash[..6].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The community whose page has this address.
///
/// # Errors
/// 404 if there is none.
pub fn find(node: &Node, wanted: &str) -> Result<CommunityRecord, PageRefusal> {
    let base = node.base()?;
    let found = node.communities()?.into_iter().find(|community| key(&base, &community.id) == wanted);
    found.ok_or_else(PageRefusal::not_found)
}

/// GET /communities.
pub async fn list(State(app): State<App>, member: Member) -> Answer {
    let page = page_of(app.node(), &member, Form::empty()).await?;
    Ok(member.visitor.show(&page))
}

/// POST /communities: founds one.
pub async fn found(State(app): State<App>, member: Member, sent: Sent) -> Answer {
    let node = app.node();
    let organisation = sent.name("organisation")?;
    let founded = match Name::parse(sent.form.value("name").trim()) {
        Ok(name) => node.found_community(name, sent.form.value("title").to_owned(), organisation).await,
        Err(_) => Err(Refusal::field("name", "name-wrong")),
    };
    match founded {
        Ok(id) => Ok(member.visitor.go_to(&format!("/communities/{}", key(&node.base()?, &id)))),
        Err(refusal) => refused(node, &member, sent.form, refusal).await,
    }
}

/// POST /join: joins one with the link that its hub gave out.
pub async fn join(State(app): State<App>, member: Member, sent: Sent) -> Answer {
    let node = app.node();
    match node.join_community(sent.form.value("invite")).await {
        Ok(id) => Ok(member.visitor.go_to(&format!("/communities/{}", key(&node.base()?, &id)))),
        Err(refusal) => refused(node, &member, sent.form, refusal).await,
    }
}

async fn refused(node: &Node, member: &Member, mut form: Form, refusal: Refusal) -> Answer {
    form.refuse(member.visitor.frame.lang, &problems_of(refusal)?);
    Ok(member.visitor.show_again(&page_of(node, member, form).await?))
}

async fn page_of(node: &Node, member: &Member, form: Form) -> Result<CommunitiesPage, Refusal> {
    let mut frame = member.visitor.frame.clone();
    frame.path = "/communities".into();
    let (base, lang, office) = (node.base()?, frame.lang, member.session.account.office);
    let reports = node.mesh_report().await?;
    let row = |community: &CommunityRecord| {
        let report = reports.iter().find(|report| report.id == community.id)?;
        let nodes = report.nodes.iter().filter(|node| !node.ourselves);
        Some(CommunityRow {
            name: report.name.clone(),
            url: format!("/communities/{}", key(&base, &community.id)),
            state: lang.t(state(report)).into_owned(),
            nodes: report.nodes.len() as u64,
            connected: nodes.filter(|node| node.connected).count() as u64,
            since: When::day(lang, community.since),
        })
    };
    Ok(CommunitiesPage {
        form,
        communities: node.communities()?.iter().filter_map(row).collect(),
        founds: office >= Office::Officer,
        joins: office == Office::Operator,
        organisations: organisations(node)?,
        frame,
    })
}

/// The key of the words for how a community stands.
pub fn state(report: &CommunityReport) -> &'static str {
    let is_reached = report.nodes.iter().any(|node| node.is_hub && node.connected);
    match (report.left, report.hosted, is_reached) {
        (true, ..) => "community-left",
        (_, true, _) => "community-hosted",
        (_, _, true) => "community-hub-reached",
        (_, _, false) => "community-hub-not-reached",
    }
}

/// The organisations of this node, the one that runs it first: name and full name.
fn organisations(node: &Node) -> Result<Vec<(String, String)>, Refusal> {
    let runs = node.record()?.map(|record| record.organisation);
    let mut all = node.organisations(None, usize::MAX - 1)?.0;
    all.sort_by_key(|organisation| runs.as_ref() != Some(&organisation.name));
    Ok(all.into_iter().map(|organisation| (organisation.name.to_string(), organisation.title)).collect())
}
