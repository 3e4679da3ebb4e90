//! Looking after a forum: what nobody has answered, who could, and who has fallen silent.

use artel_node::features::care::helpers::{Helper, Why};
use artel_node::features::care::{Silent, Unanswered};
use artel_node::{Node, Refusal};
use artel_protocol::Id;
use axum::extract::{Path, State};

use super::forum::{entry_path, found, name_of, page_path};
use super::{Answer, told, views};
use crate::app::App;
use crate::frame::Frame;
use crate::i18n::Lang;
use crate::pages::care::{CarePage, HelperView, SilentView, UnansweredView};
use crate::pages::parts::When;
use crate::session::Member;

/// GET /space/KEY/care.
pub async fn show(State(app): State<App>, member: Member, Path(wanted): Path<String>) -> Answer {
    let (node, space) = (app.node(), found(app.node(), &wanted)?);
    let (base, id) = (node.base()?, &space.space.id);
    let lang = member.visitor.frame.lang;
    let care = node.care(&member.session.account, id).await?;
    let path = page_path(&base, id);
    let unanswered = care.unanswered.iter().map(|one| unanswered_view(node, &member, &base, id, one));
    let page = CarePage {
        frame: Frame { path: format!("{path}/care"), ..member.visitor.frame.clone() },
        name: name_of(node, id)?,
        unanswered: unanswered.collect::<Result<_, Refusal>>()?,
        silent: care.silent.iter().map(|one| silent_view(lang, &base, one)).collect(),
        more_silent: care.more_silent,
        silent_since: When::day(lang, care.silent_since),
        path,
    };
    Ok(member.visitor.show(&page))
}

fn unanswered_view(
    node: &Node,
    member: &Member,
    base: &Id,
    space: &Id,
    unanswered: &Unanswered,
) -> Result<UnansweredView, Refusal> {
    let lang = member.visitor.frame.lang;
    let shown = &unanswered.shown;
    let entry = &shown.record.entry;
    let url = entry_path(base, space, entry);
    let answer = told::answer_page(node, member, &entry.id, &url)?;
    let helpers = unanswered.helpers.iter().map(|helper| {
        let view = helper_view(lang, base, space, helper);
        let asks = |answer: &String| format!("{answer}&mention={}", told::encoded(&view.who.handle));
        let invite = answer.as_ref().filter(|_| !view.who.handle.is_empty()).map(asks);
        HelperView { invite, ..view }
    });
    Ok(UnansweredView {
        title: views::title(entry),
        url,
        author: told::actor(base, &entry.author, shown.author.as_deref()),
        at: When::day(lang, shown.record.sorted),
        helpers: helpers.collect(),
    })
}

fn helper_view(lang: Lang, base: &Id, space: &Id, helper: &Helper) -> HelperView {
    let link = |entry| (views::title(entry), entry_path(base, space, entry));
    let (why, answered) = match &helper.why {
        Why::Tag { tag, answered } => (lang.about("care-why-tag", tag), Some(link(answered))),
        Why::Words { words, answered } => {
            (lang.about("care-why-words", &words.join(", ")), Some(link(answered)))
        }
        Why::Company { term } => (lang.about("care-why-company", term), None),
    };
    let who = told::actor(base, &helper.id, helper.actor.as_ref());
    HelperView { who, why: why.into_owned(), answered, invite: None }
}

fn silent_view(lang: Lang, base: &Id, silent: &Silent) -> SilentView {
    SilentView {
        who: told::actor(base, &silent.id, silent.actor.as_ref()),
        since: silent.member_since.map(|since| When::day(lang, since)),
    }
}
