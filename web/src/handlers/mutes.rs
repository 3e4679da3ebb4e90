//! Muting and blocking somebody in one's own name or the organisation's, and hearing them again.

use artel_node::Refusal;
use artel_protocol::limits;
use axum::extract::State;

use super::acts::speaker;
use super::confirm::{self, Loss};
use super::login::path_of_ours;
use super::sent::Sent;
use super::{Answer, told};
use crate::app::App;
use crate::pages::mutes::{MuteView, MutesPage};
use crate::pages::parts::When;
use crate::session::Member;

/// GET /mutes.
pub async fn list(State(app): State<App>, member: Member) -> Answer {
    let (node, base) = (app.node(), app.node().base()?);
    let mut mutes = Vec::new();
    for by in told::actors(&member) {
        for muted in node.mutes(&by.id, limits::MUTES_PER_ACTOR)? {
            mutes.push(MuteView {
                id: muted.id.to_string(),
                actor: told::actor(&base, &muted.id, muted.actor.as_ref()),
                by: (by.name.to_string(), by.title.clone()),
                blocks: muted.record.blocks,
                since: When::day(member.visitor.frame.lang, muted.record.since),
            });
        }
    }
    Ok(member.visitor.show(&MutesPage { frame: member.visitor.frame.clone(), mutes }))
}

/// POST /mutes/mute.
pub async fn mute(State(app): State<App>, member: Member, sent: Sent) -> Answer {
    let node = app.node();
    node.mute(&speaker(node, &member, &sent.form)?.name, &sent.id("actor")?).await?;
    Ok(back(&member, &sent))
}

/// POST /mutes/block.
pub async fn block(State(app): State<App>, member: Member, sent: Sent) -> Answer {
    let (by, whom) = (speaker(app.node(), &member, &sent.form)?, sent.id("actor")?);
    let known = app.node().view()?.actor(&whom).map_err(Refusal::from)?;
    let loss = Loss {
        question: "confirm-block",
        explanation: "remote-block-what",
        button: "block-actor-button",
        what: &told::actor(&app.node().base()?, &whom, known.as_ref()).name,
        cancel: match sent.form.value("back") {
            "" => "/mutes",
            back => path_of_ours(back),
        },
    };
    if let Some(asked) = confirm::ask(&member, &sent, "/mutes/block", &loss) {
        return Ok(asked);
    }
    app.node().block(&by.name, &whom).await?;
    Ok(back(&member, &sent))
}

/// POST /mutes/remove.
pub async fn remove(State(app): State<App>, member: Member, sent: Sent) -> Answer {
    let node = app.node();
    node.unmute(&speaker(node, &member, &sent.form)?.name, &sent.id("actor")?).await?;
    Ok(back(&member, &sent))
}

/// To the page where the form stood, else to the list.
fn back(member: &Member, sent: &Sent) -> axum::response::Response {
    match sent.form.value("back") {
        "" => member.visitor.go_to("/mutes"),
        back => member.visitor.go_to(path_of_ours(back)),
    }
}
