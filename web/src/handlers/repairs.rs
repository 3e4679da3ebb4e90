//! What is wrong with the node and how to mend it.

use axum::extract::State;

use super::Answer;
use crate::app::App;
use crate::doctor;
use crate::pages::repairs::RepairsPage;
use crate::session::Member;

/// GET /repairs: everything is looked at now.
pub async fn show(State(app): State<App>, member: Member) -> Answer {
    let findings = doctor::look(app.node(), app.settings()).await;
    app.desk().note_wrong(findings.iter().filter(|finding| finding.is_wrong()).count() as u64);
    let frame = member.visitor.frame.clone();
    Ok(member.visitor.show(&RepairsPage::new(frame, &findings)))
}
