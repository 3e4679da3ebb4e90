//! The page of places.

use axum::extract::State;

use super::Answer;
use crate::app::App;
use crate::pages::office::OfficePage;
use crate::session::Member;

/// GET /office.
pub async fn show(State(app): State<App>, member: Member) -> Answer {
    let frame = member.visitor.frame.clone();
    let page = OfficePage::new(frame, &member.signed_in());
    let page = page.with_waiting("/reports", app.node().open_reports()? as u64);
    Ok(member.visitor.show(&page))
}
