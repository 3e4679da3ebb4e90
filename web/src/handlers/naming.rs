//! A trial takes its public name.

use artel_node::Refusal;
use axum::extract::State;

use super::sent::Sent;
use super::{Answer, checks, views};
use crate::app::App;
use crate::error::{PageRefusal, problems_of};
use crate::form::Form;
use crate::pages::naming::{NamedPage, NamingPage};
use crate::session::Member;

/// GET /name.
pub async fn ask(State(app): State<App>, member: Member) -> Answer {
    only_in_a_trial(&app)?;
    let frame = member.visitor.frame.clone();
    Ok(member.visitor.show(&NamingPage { frame, form: Form::empty(), checks: Vec::new() }))
}

/// POST /name: looks whether the name leads here, or takes it.
pub async fn take(State(app): State<App>, member: Member, sent: Sent) -> Answer {
    only_in_a_trial(&app)?;
    let (node, mut form, frame) = (app.node(), sent.form, member.visitor.frame.clone());
    if !form.is("do", "take") {
        let checks = checks::name(&app, frame.lang, form.value("domain")).await;
        return Ok(member.visitor.show(&NamingPage { frame, form, checks }));
    }
    match node.take_name(form.value("domain")).await {
        Ok(base) => {
            let organisation = node.local_actor(&member.session.account.organisation)?;
            let page = NamedPage {
                frame: crate::frame::Frame { trial: false, ..frame },
                base: base.to_string(),
                handle: views::handle(&organisation),
            };
            Ok(member.visitor.show(&page))
        }
        Err(refusal) => {
            form.refuse(frame.lang, &problems_of(refusal)?);
            Ok(member.visitor.show_again(&NamingPage { frame, form, checks: Vec::new() }))
        }
    }
}

fn only_in_a_trial(app: &App) -> Result<(), PageRefusal> {
    match app.node().record()?.is_some_and(|record| record.trial) {
        true => Ok(()),
        false => Err(Refusal::Unknown("this node has its name already").into()),
    }
}
