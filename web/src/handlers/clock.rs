//! The time zone of the node.

use artel_node::Refusal;
use axum::extract::State;

use super::Answer;
use super::sent::Sent;
use crate::app::App;
use crate::error::problems_of;
use crate::form::Form;
use crate::pages::clock::ClockPage;
use crate::pages::parts::When;
use crate::session::Member;
use crate::zone;

/// GET /clock.
pub async fn show(State(app): State<App>, member: Member) -> Answer {
    let form = Form::sent([("zone", app.node().time_zone()?.unwrap_or_default())]);
    Ok(member.visitor.show(&page_of(&app, &member, form, false).await?))
}

/// POST /clock.
pub async fn save(State(app): State<App>, member: Member, sent: Sent) -> Answer {
    let mut form = sent.form;
    let saved = match zone::typed(form.value("zone")) {
        Ok(name) => app.node().set_time_zone(name.clone()).await.map(|()| name),
        Err(refusal) => Err(refusal),
    };
    match saved {
        Ok(name) => {
            let form = Form::sent([("zone", name.unwrap_or_default())]);
            Ok(member.visitor.show(&page_of(&app, &member, form, true).await?))
        }
        Err(refusal) => {
            form.refuse(member.visitor.frame.lang, &problems_of(refusal)?);
            Ok(member.visitor.show_again(&page_of(&app, &member, form, false).await?))
        }
    }
}

/// The page shows the node's own time, whichever its reader keeps.
async fn page_of(app: &App, member: &Member, form: Form, saved: bool) -> Result<ClockPage, Refusal> {
    let (node, frame) = (app.node(), member.visitor.frame.clone());
    let (lang, now) = (frame.lang, node.clock().now());
    let now = zone::within(zone::of(node, None)?, async { When::minute(lang, now) }).await;
    Ok(ClockPage { frame, form, now, saved })
}
