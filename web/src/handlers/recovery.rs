//! The recovery kit of an organisation.

use artel_node::features::recovery::{KIT_BYTES, Opened};
use artel_node::{Node, Refusal};
use artel_protocol::kinds::Problem;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse;

use super::Answer;
use super::sent::{Sent, SentWithFile};
use crate::app::App;
use crate::error::problems_of;
use crate::form::Form;
use crate::pages::parts::When;
use crate::pages::recovery::{OpenedView, RecoveryPage};
use crate::session::Member;

/// GET /recovery.
pub async fn show(State(app): State<App>, member: Member) -> Answer {
    let page = page_of(app.node(), &member)?;
    Ok(member.visitor.show(&page))
}

/// POST /recovery: the kit as a file.
pub async fn make(State(app): State<App>, member: Member, sent: Sent) -> Answer {
    let node = app.node();
    match node.recovery_kit(&member.session.account.organisation, &sent.password).await {
        Ok(kit) => {
            let mut response = kit.json.into_response();
            let headers = response.headers_mut();
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            let disposition = format!("attachment; filename=\"{}\"", kit.file_name);
            let disposition = HeaderValue::from_str(&disposition)
                .map_err(|error| Refusal::Internal(format!("the name of a recovery kit: {error}")))?;
            headers.insert(header::CONTENT_DISPOSITION, disposition);
            Ok(response)
        }
        Err(refusal) => {
            let mut form = sent.form;
            form.refuse(member.visitor.frame.lang, &problems_of(refusal)?);
            Ok(member.visitor.show_again(&RecoveryPage { form, ..page_of(node, &member)? }))
        }
    }
}

/// POST /recovery/open: says what is in a kit, or takes its keys back.
pub async fn open(State(app): State<App>, member: Member, sent: SentWithFile) -> Answer {
    let node = app.node();
    match opened(node, &member, &sent).await {
        Ok((kit, restored)) => {
            let opened = Some(OpenedView {
                organisation: kit.organisation.to_string(),
                node: kit.node,
                did: kit.did,
                actors: kit.actors.iter().map(ToString::to_string).collect(),
                restored,
            });
            Ok(member.visitor.show(&RecoveryPage { opened, ..page_of(node, &member)? }))
        }
        Err(refusal) => {
            let mut opening = Form::empty();
            let problems: Vec<_> = problems_of(refusal)?.into_iter().map(on_this_form).collect();
            opening.refuse(member.visitor.frame.lang, &problems);
            Ok(member.visitor.show_again(&RecoveryPage { opening, ..page_of(node, &member)? }))
        }
    }
}

async fn opened(node: &Node, member: &Member, sent: &SentWithFile) -> Result<(Opened, bool), Refusal> {
    let text = kit_in(sent)?;
    let kit = node.open_recovery_kit(text, &sent.password).await?;
    if !sent.form.is("do", "restore") {
        return Ok((kit, false));
    }
    if kit.organisation != member.session.account.organisation {
        return Err(Refusal::field("kit", "kit-of-another"));
    }
    node.restore_from_kit(text, &sent.password).await?;
    Ok((kit, true))
}

/// The kit that came with a form.
pub fn kit_in(sent: &SentWithFile) -> Result<&str, Refusal> {
    let file = sent.file.as_ref().filter(|file| file.len() <= KIT_BYTES);
    let text = file.and_then(|file| std::str::from_utf8(file).ok());
    text.ok_or_else(|| Refusal::field("kit", "kit-damaged"))
}

/// The passphrase of a kit has a field of its own beside others.
pub fn on_this_form(problem: Problem) -> Problem {
    match problem.field {
        "password" => Problem { field: "passphrase", ..problem },
        _ => problem,
    }
}

fn page_of(node: &Node, member: &Member) -> Result<RecoveryPage, Refusal> {
    let mut frame = member.visitor.frame.clone();
    frame.path = "/recovery".into();
    let made = node.recovery_kit_made(&member.session.account.organisation)?;
    Ok(RecoveryPage {
        form: Form::empty(),
        opening: Form::empty(),
        organisation: member.session.organisation.title.clone(),
        made: made.map(|made| When::day(frame.lang, made)),
        opened: None,
        frame,
    })
}
