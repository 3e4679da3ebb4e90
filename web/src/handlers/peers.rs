//! The servers that this node delivers to and hears from.

use artel_node::Refusal;
use axum::extract::State;

use super::Answer;
use crate::app::App;
use crate::pages::peers::PeersPage;
use crate::session::Member;

/// GET /peers.
pub async fn list(State(app): State<App>, member: Member) -> Answer {
    let node = app.node().clone();
    // Followers are counted, and that may take a while where there are many.
    let peers = tokio::task::spawn_blocking(move || node.peers()).await;
    let peers = peers.map_err(|error| Refusal::Internal(error.to_string()))??;
    let frame = member.visitor.frame.clone();
    Ok(member.visitor.show(&PeersPage::new(frame, &peers)))
}
