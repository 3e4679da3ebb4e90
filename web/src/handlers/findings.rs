//! What is missing in what somebody writes, before they publish it.

use artel_node::Refusal;
use artel_protocol::html::Links;
use artel_protocol::kinds::Content;
use axum::extract::State;

use super::sent::SentWithFile;
use super::{Answer, drafts};
use crate::app::App;
use crate::form::Form;
use crate::i18n::Lang;
use crate::pages::findings::{self, FindingView, FindingsPart};
use crate::session::Member;

/// POST /write/check: what is found in what was typed so far, as a part of the page.
pub async fn check(State(_): State<App>, member: Member, sent: SentWithFile) -> Answer {
    let lang = member.visitor.frame.lang;
    let findings = found(lang, &sent.form)?;
    Ok(member.visitor.show(&FindingsPart { lang, findings }))
}

/// What is missing in a form, and what could be better.
///
/// # Errors
/// 404 for a kind that there is none of.
pub fn found(lang: Lang, form: &Form) -> Result<Vec<FindingView>, Refusal> {
    Ok(findings::all(lang, &typed(form, &Links::default())?))
}

/// The entry that a form would become.
///
/// # Errors
/// 404 for a kind that there is none of.
pub fn typed(form: &Form, links: &Links) -> Result<Content, Refusal> {
    let content = Content::from_form(drafts::kind_of(form), &drafts::typed(form), links);
    content.ok_or(Refusal::Unknown("there is no such kind of entry"))
}
