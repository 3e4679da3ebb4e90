//! What is offered while somebody types: people to mention, and tags in use. Parts of a page, for a list of choices.

use axum::extract::{Query, State};
use serde::Deserialize;

use super::Answer;
use crate::app::App;
use crate::pages::drafts::{Choice, ChoicesPart};
use crate::session::Member;

/// What was typed so far, under the name of the field or as `q`.
#[derive(Debug, Deserialize)]
pub struct Typed {
    #[serde(default, alias = "mention", alias = "tags")]
    q: String,
}

/// GET /suggest/mentions?q=.
pub async fn mentions(State(app): State<App>, member: Member, Query(typed): Query<Typed>) -> Answer {
    let readers = [member.session.person.id.clone(), member.session.organisation.id.clone()];
    let found = app.node().suggest_mentions(&readers, &typed.q)?;
    let choices = found.into_iter().map(|found| Choice { value: found.handle, label: found.name });
    Ok(member.visitor.show(&ChoicesPart { choices: choices.collect() }))
}

/// GET /suggest/tags?q=: completes the last of the tags that are typed.
pub async fn tags(State(app): State<App>, member: Member, Query(typed): Query<Typed>) -> Answer {
    let begins = typed.q.rfind([',', ' ', ';']).map_or(0, |at| at + 1);
    let (before, last) = typed.q.split_at(begins);
    let found = app.node().tags_like(last)?;
    let choices = found.into_iter().map(|tag| Choice { value: format!("{before}{tag}"), label: tag });
    Ok(member.visitor.show(&ChoicesPart { choices: choices.collect() }))
}
