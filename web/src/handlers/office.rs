//! The page of places.

use super::Answer;
use crate::pages::office::OfficePage;
use crate::session::Member;

/// GET /office.
pub async fn show(member: Member) -> Answer {
    let frame = member.visitor.frame.clone();
    Ok(member.visitor.show(&OfficePage::new(frame, &member.signed_in())))
}
