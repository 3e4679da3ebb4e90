//! The page of places.

use axum::extract::State;

use super::Answer;
use crate::app::App;
use crate::pages::office::OfficePage;
use crate::session::Member;

/// GET /office.
pub async fn show(State(app): State<App>, member: Member) -> Answer {
    let (frame, who) = (member.visitor.frame.clone(), member.signed_in());
    let page = OfficePage::new(frame, &who);
    let page = page.with_waiting("/reports", app.node().open_reports()? as u64);
    let wrong = if who.runs_the_node() { app.desk().wrong() } else { 0 };
    Ok(member.visitor.show(&OfficePage { wrong, ..page }))
}
