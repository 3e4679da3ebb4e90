//! The page of places.

use artel_node::store::records::{Office, Role};
use axum::extract::State;

use super::Answer;
use crate::app::App;
use crate::pages::office::OfficePage;
use crate::session::Member;

/// GET /office.
pub async fn show(State(app): State<App>, member: Member) -> Answer {
    let (frame, who) = (member.visitor.frame.clone(), member.signed_in());
    let page = OfficePage::new(frame, &who);
    let (node, account) = (app.node(), &member.session.account);
    let page = match account.role {
        Role::Member => page,
        _ => page.with_waiting("/approvals", node.handed_in(&account.organisation)?.len() as u64),
    };
    let page = match account.office {
        Office::None => page,
        _ => page
            .with_waiting("/reports", node.open_reports()? as u64)
            .with_waiting("/applications", node.open_applications()? as u64)
            .with_waiting("/clients", node.handed_in_for_clients()?.len() as u64),
    };
    let wrong = if who.runs_the_node() { app.desk().wrong() } else { 0 };
    Ok(member.visitor.show(&OfficePage { wrong, ..page }))
}
