//! Liking, boosting and answering, in one's own name or the organisation's.

use artel_node::store::records::LocalActorRecord;
use artel_node::{Node, Refusal};
use artel_protocol::{Id, Name, limits};
use axum::extract::{Query, State};
use serde::Deserialize;

use super::article::helped_whom;
use super::login::path_of_ours;
use super::queue::waiting_page;
use super::sent::Sent;
use super::{Answer, told, views};
use crate::app::App;
use crate::error::{PageRefusal, problems_of};
use crate::form::Form;
use crate::pages::acts::{AnswerForm, AnswerPage};
use crate::session::Member;

/// POST /act.
pub async fn act(State(app): State<App>, member: Member, sent: Sent) -> Answer {
    let (node, entry) = (app.node(), sent.id("entry")?);
    let actor = &speaker(node, &member, &sent.form)?.name;
    match sent.form.value("do") {
        "like" => node.like(actor, &entry).await?,
        "unlike" => node.unlike(actor, &entry).await?,
        "helped" => node.say_it_helped(asker(node, &member, &entry)?, &entry).await?,
        "unhelped" => node.say_it_did_not_help(asker(node, &member, &entry)?, &entry).await?,
        "boost" => node.boost(actor, &entry).await?,
        "unboost" => node.unboost(actor, &entry).await?,
        _ => return Err(PageRefusal::unreadable()),
    }
    Ok(member.visitor.go_to(path_of_ours(sent.form.value("back"))))
}

/// In whose name somebody says that an answer helped.
fn asker<'a>(node: &Node, member: &'a Member, answer: &Id) -> Result<&'a Name, Refusal> {
    let view = node.view()?;
    let root = view.entry(answer)?.and_then(|answer| answer.root);
    let root = root.map(|root| view.entry(&root)).transpose()?.flatten();
    let root = root.ok_or(Refusal::Forbidden("only an answer helps"))?;
    let actor = helped_whom(member, &root.entry.author);
    node.may_speak(&member.session.account, &actor.name)?;
    Ok(&actor.name)
}

#[derive(Debug, Deserialize)]
pub struct Asked {
    entry: String,
    #[serde(default)]
    back: String,
    /// The handle of somebody who is to be asked in the answer.
    #[serde(default)]
    mention: String,
}

/// GET /answer?entry=….
pub async fn ask(State(app): State<App>, member: Member, Query(asked): Query<Asked>) -> Answer {
    let entry = Id::parse(&asked.entry).map_err(|_| PageRefusal::not_found())?;
    let mut form = answer_form(app.node(), &member, &entry, path_of_ours(&asked.back))?;
    if let Some(draft) = app.node().draft_answering(&member.session.account.name, &entry)? {
        form.form = Form::sent([("as", draft.author.as_str()), ("text", &draft.text)]);
    } else if is_handle(&asked.mention) {
        form.form.set("text", format!("{} ", asked.mention));
    }
    let [own, organisation] = told::actors(&member);
    if let Err(refusal) = app.node().takes_answers(&[&own.id, &organisation.id], &entry) {
        form.form.refuse(member.visitor.frame.lang, &problems_of(refusal)?);
    }
    let page = answer_page(app.node(), &member, &entry, form).await?;
    Ok(member.visitor.show(&page))
}

/// Whether a text of an address is a handle and nothing more, so that no link puts words into anybody's mouth.
fn is_handle(text: &str) -> bool {
    let is_part = |part: &str| {
        !part.is_empty() && part.chars().all(|char| char.is_alphanumeric() || "._-:".contains(char))
    };
    let parts = text.strip_prefix('@').and_then(|rest| rest.split_once('@'));
    text.len() <= limits::ID_BYTES && parts.is_some_and(|(name, host)| is_part(name) && is_part(host))
}

/// POST /answer.
pub async fn answer(State(app): State<App>, member: Member, sent: Sent) -> Answer {
    let (node, entry) = (app.node(), sent.id("entry")?);
    let author = &chosen(&member, &sent.form)?.name;
    let back = path_of_ours(sent.form.value("back")).to_owned();
    let (account, text) = (&member.session.account, sent.form.value("text"));
    let done = match node.needs_approval(account, author)? {
        true => node.hand_in_answer(account, author, &entry, text).await.map(|()| "/drafts".to_owned()),
        false => match node.answer(author, &entry, text).await {
            Ok(answer) => waiting_page(node, &member, &answer).map(|waiting| {
                let page = back.split('#').next().unwrap_or_default();
                waiting.unwrap_or_else(|| format!("{page}#{}", told::anchor(&answer)))
            }),
            Err(refusal) => Err(refusal),
        },
    };
    match done {
        Ok(path) => Ok(member.visitor.go_to(&path)),
        Err(refusal) => {
            let mut again = answer_form(node, &member, &entry, &back)?;
            again.form = sent.form;
            again.form.refuse(member.visitor.frame.lang, &problems_of(refusal)?);
            let page = answer_page(node, &member, &entry, again).await?;
            Ok(member.visitor.show_again(&page))
        }
    }
}

/// In whose name: one's own, unless the form says the organisation's.
pub fn chosen<'a>(member: &'a Member, form: &Form) -> Result<&'a LocalActorRecord, PageRefusal> {
    let [own, organisation] = told::actors(member);
    match form.value("as") {
        "" => Ok(own),
        name if name == own.name.as_str() => Ok(own),
        name if name == organisation.name.as_str() => Ok(organisation),
        _ => Err(Refusal::Forbidden("this is nobody you can act for").into()),
    }
}

/// In whose name something is done at once.
///
/// # Errors
/// A problem of the field `as` where it would have to be approved first.
pub fn speaker<'a>(
    node: &Node,
    member: &'a Member,
    form: &Form,
) -> Result<&'a LocalActorRecord, PageRefusal> {
    let actor = chosen(member, form)?;
    node.may_speak(&member.session.account, &actor.name)?;
    Ok(actor)
}

/// In whose names one can act, as a form offers them.
pub fn choices(member: &Member) -> Vec<(String, String)> {
    told::actors(member).iter().map(|actor| (actor.name.to_string(), actor.title.clone())).collect()
}

/// An empty form to answer with, in the name of whoever may read what is answered.
pub fn answer_form(node: &Node, member: &Member, entry: &Id, back: &str) -> Result<AnswerForm, Refusal> {
    let mut authors = Vec::new();
    for actor in told::actors(member) {
        if node.may_read(&actor.id, entry)? {
            authors.push((actor.name.to_string(), actor.title.clone()));
        }
    }
    let known = node.view()?.entry(entry)?;
    Ok(AnswerForm {
        is_public: known.is_none_or(|known| known.entry.audience.is_public()),
        form: Form::sent(authors.first().map(|(name, _)| ("as", name.as_str()))),
        entry: entry.to_string(),
        back: back.to_owned(),
        authors,
    })
}

async fn answer_page(
    node: &Node,
    member: &Member,
    entry: &Id,
    answer: AnswerForm,
) -> Result<AnswerPage, Refusal> {
    let readers = told::actors(member).map(|actor| actor.id.clone());
    let shown = node.entry_anywhere(entry, &readers).await?.shown;
    let (base, entry) = (node.base()?, &shown.record.entry);
    let mut frame = member.visitor.frame.clone();
    frame.path = answer.back.split('#').next().unwrap_or_default().to_owned();
    Ok(AnswerPage {
        author: told::actor(&base, &entry.author, shown.author.as_deref()),
        url: told::entry_page(&base, entry),
        text: views::text(&entry.content),
        frame,
        answer,
    })
}
