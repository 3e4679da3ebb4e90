//! The page of an article with its answers, and taking answers out of view.

use artel_node::features::clients::may_change;
use artel_node::features::pins::may_pin;
use artel_node::features::reading::{Answer as Answered, Conversation, Shown};
use artel_node::policy::may_moderate;
use artel_node::sets::spaces::SpaceRecord;
use artel_node::store::records::{AccountRecord, Comments, HiddenCause, LinkCardRecord, LocalActorRecord};
use artel_node::{Node, Refusal};
use artel_protocol::Id;
use artel_protocol::kinds::{Content, Entry};
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};

use super::acts::answer_form;
use super::sent::Sent;
use super::{Answer, forum, heads, interests, matches, order, tags, told, views};
use crate::activitypub::{self, object_id, wants_activity};
use crate::app::App;
use crate::error::PageRefusal;
use crate::frame;
use crate::pages::article::{AnswerView, ArticlePage, InSpace, LinkView, OfferView, OrderView};
use crate::pages::link_to_document;
use crate::pages::parts::{FactView, When};
use crate::session::{Member, Visitor};

/// An article of ours with its author.
pub struct Found {
    pub author: LocalActorRecord,
    pub conversation: Conversation,
}

impl Found {
    /// The article with this number, if this actor of ours wrote it, as the reader may see it.
    ///
    /// # Errors
    /// 404 if not, 410 if it was deleted.
    pub fn find(
        node: &Node,
        reader: Option<&AccountRecord>,
        name: &str,
        number: &str,
    ) -> Result<Found, PageRefusal> {
        let author = node.local_actor(&views::name(name)?)?;
        let conversation = node.conversation_for(&object_id(node, number)?, reader)?;
        match conversation.shown.record.entry.author == author.id {
            true => Ok(Found { author, conversation }),
            false => Err(PageRefusal::not_found()),
        }
    }

    /// The same, for somebody who may change it.
    ///
    /// # Errors
    /// 403 for everybody else.
    pub fn find_own(node: &Node, member: &Member, name: &str, number: &str) -> Result<Found, PageRefusal> {
        let found = Found::find(node, Some(&member.session.account), name, number)?;
        may_change(&node.view()?, &member.session.account, &found.entry().id, &found.author)?;
        Ok(found)
    }

    pub fn entry(&self) -> &Entry {
        &self.conversation.shown.record.entry
    }
}

/// GET /@NAME/ID. A machine that asks for the document gets it here too.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((name, number)): Path<(String, String)>,
    headers: HeaderMap,
) -> Answer {
    if wants_activity(&headers) {
        return Ok(activitypub::object(app.node(), &headers, &number).into_response());
    }
    let found = Found::find(app.node(), visitor.account(), &name, &number)?;
    Ok(answered(&visitor, &page_of(app.node(), &visitor, Some(&found.author), &found.conversation)?))
}

/// The page of an entry, with what machines look for.
pub fn answered(visitor: &Visitor, page: &ArticlePage) -> Response {
    let mut response = visitor.show(page);
    link_to_document(response.headers_mut(), &page.id);
    if page.head.no_index {
        frame::keep_out_of_search(response.headers_mut());
    }
    response
}

/// POST /@NAME/ID/hide.
pub async fn hide(
    State(app): State<App>,
    member: Member,
    Path((name, number)): Path<(String, String)>,
    sent: Sent,
) -> Answer {
    app.node().hide_answer(&sent.id("answer")?, member.session.account.name.clone()).await?;
    Ok(member.visitor.go_to(&format!("/@{}/{number}#answers", views::name(&name)?)))
}

/// POST /@NAME/ID/show.
pub async fn show_again(
    State(app): State<App>,
    member: Member,
    Path((name, number)): Path<(String, String)>,
    sent: Sent,
) -> Answer {
    app.node().show_answer(&sent.id("answer")?, member.session.account.name.clone()).await?;
    Ok(member.visitor.go_to(&format!("/@{}/{number}#answers", views::name(&name)?)))
}

/// An entry with its answers, as a reader may see them. `author` is known for one of ours.
pub fn page_of(
    node: &Node,
    visitor: &Visitor,
    author: Option<&LocalActorRecord>,
    conversation: &Conversation,
) -> Result<ArticlePage, Refusal> {
    let (base, lang) = (node.base()?, visitor.frame.lang);
    let member =
        visitor.session().map(|session| Member { visitor: visitor.clone(), session: session.clone() });
    let account = visitor.account();
    let both = account.zip(author);
    let moderates = both.is_some_and(|(account, author)| may_moderate(account, author));
    let Conversation { shown, answers } = conversation;
    let entry = &shown.record.entry;
    let own = match both {
        Some((account, author)) => may_change(&node.view()?, account, &entry.id, author).is_ok(),
        None => false,
    };
    let nameless =
        account.map(|account| node.is_client_of(account, &entry.id)).transpose()?.unwrap_or_default();
    let card = entry.content.card();
    let page = &visitor.frame.path;
    let withheld = shown.record.is_withheld();
    let acts = match &member {
        Some(member) if !withheld => told::acts(node, member, page, entry)?,
        _ => None,
    };
    let comments = if withheld { Comments::Closed } else { shown.record.comments };
    let answer = match &member {
        Some(member) if !withheld && told::takes_answers(node, member, &entry.id)? => {
            Some(answer_form(node, member, &entry.id, page)?)
        }
        _ => None,
    };
    let deletes = match both {
        Some((account, author)) => own && !node.needs_approval(account, &author.name)?,
        None => false,
    };
    let space = in_space(node, visitor, &base, shown)?;
    let asked = (shown.record.entry.author.clone(), space.as_ref());
    Ok(ArticlePage {
        frame: visitor.frame.clone(),
        head: heads::of_entry(node, author, conversation)?,
        url: views::entry_page(&base, entry),
        id: entry.id.to_string(),
        facts: FactView::all(lang, &card),
        title: card.title,
        summary: match &entry.content {
            // It is how the text begins, which stands below.
            Content::Topic(_) => String::new(),
            _ => card.summary,
        },
        author: match author {
            Some(author) => views::local_actor(author),
            None => views::actor(&base, &entry.author, shown.author.as_deref()),
        },
        byline: entry.content.byline().map(str::to_owned),
        published: When::day(lang, entry.published.unwrap_or(shown.record.sorted)),
        edited: entry.updated.map(|moment| When::minute(lang, moment)),
        language: entry.language.clone(),
        picture: views::picture(&base, &shown.record),
        text: views::text(&entry.content),
        tags: entry.hashtags().map(|tag| tags::view(&base, tag)).collect(),
        likes: shown.counts.likes,
        boosts: shown.counts.boosts,
        answers: answers
            .iter()
            .map(|answer| answer_in(node, visitor, &base, answer, &asked))
            .collect::<Result<_, _>>()?,
        comments: super::drafts::comments_value(comments),
        community: views::community(&base, shown),
        not_public: !entry.audience.is_public(),
        link: node.link_card(entry)?.map(link_view),
        pinned: pinned(node, visitor, author, entry)?,
        offer: node.offer_standing(&shown.record).map(|standing| OfferView {
            ended: standing.ended,
            paused: standing.paused,
            renewable: standing.renewable,
            nameless,
        }),
        matches: matches_of(account, author, entry).or_else(|| nameless.then(|| matches::path(&entry.id))),
        space,
        own,
        deletes,
        withheld,
        moderates,
        acts,
        answer,
        interest: interests::on_offer(node, visitor, entry)?,
    })
}

/// Where it stands what fits an offer, for those of the organisation that published it.
fn matches_of(
    reader: Option<&AccountRecord>,
    author: Option<&LocalActorRecord>,
    entry: &Entry,
) -> Option<String> {
    let (reader, author) = reader.zip(author)?;
    let is_own = reader.organisation == author.organisation;
    let is_offer = matches!(entry.content, Content::Offer(_)) && entry.in_reply_to.is_none();
    (is_own && is_offer).then(|| matches::path(&entry.id))
}

/// An answer; for those who are logged in with links that stay here, and with what can be done with it.
pub fn answer_view(
    node: &Node,
    visitor: &Visitor,
    base: &Id,
    answer: &Answered,
) -> Result<AnswerView, Refusal> {
    let (lang, entry, author) =
        (visitor.frame.lang, &answer.shown.record.entry, answer.shown.author.as_deref());
    let (author, url, acts) = match visitor.session().cloned() {
        Some(session) => {
            let member = Member { visitor: visitor.clone(), session };
            let acts = match answer.shown.record.is_withheld() {
                true => None,
                false => told::acts(node, &member, &visitor.frame.path, entry)?,
            };
            // A page about an entry leads to the entry itself, where it was written.
            let is_here = visitor.frame.path.ends_with(&told::encoded(entry.id.as_str()));
            let url = if is_here { views::entry_page(base, entry) } else { told::entry_page(base, entry) };
            (told::actor(base, &entry.author, author), url, acts)
        }
        None => (views::actor(base, &entry.author, author), views::entry_page(base, entry), None),
    };
    let cause = answer.shown.record.hidden.as_ref().map(|hidden| hidden.cause);
    let warning = entry.content.warning().map(str::to_owned);
    Ok(AnswerView {
        id: entry.id.to_string(),
        url,
        author,
        anchor: told::anchor(&entry.id),
        acts,
        community: views::community(base, &answer.shown),
        published: When::minute(lang, answer.shown.record.sorted),
        edited: entry.updated.is_some(),
        helped: 0,
        accepted: false,
        order: None,
        warning,
        text: views::text(&entry.content),
        depth: answer.depth,
        hidden: cause.is_some(),
        waiting: cause == Some(HiddenCause::Waiting),
        by_officer: cause == Some(HiddenCause::ByOfficer),
    })
}

/// What a linked page says of itself; where it says nothing, its host stands for the site.
fn link_view((url, card): (Id, LinkCardRecord)) -> LinkView {
    let site = if card.site.is_empty() { url.host().to_owned() } else { card.site };
    LinkView { url: url.to_string(), title: card.title, description: card.description, site }
}

/// Whether the article stands first, for who may change that.
fn pinned(
    node: &Node,
    visitor: &Visitor,
    author: Option<&LocalActorRecord>,
    entry: &Entry,
) -> Result<Option<bool>, Refusal> {
    let Some((author, session)) = author.zip(visitor.session()) else { return Ok(None) };
    if !may_pin(author, &session.account) || entry.in_reply_to.is_some() || !entry.audience.is_public() {
        return Ok(None);
    }
    Ok(Some(node.pinned_ids(&author.id)?.contains(&entry.id)))
}

/// How an entry stands in its space, and what a moderator can do with it.
fn in_space(node: &Node, visitor: &Visitor, base: &Id, shown: &Shown) -> Result<Option<InSpace>, Refusal> {
    let Some(place) = &shown.record.community else { return Ok(None) };
    let Some(space) = place.space.as_ref().map(|id| node.space(id)).transpose()?.flatten() else {
        return Ok(None);
    };
    let url = forum::page_path(base, &space.space.id);
    Ok(Some(InSpace {
        name: forum::name_of(node, &space.space.id)?,
        pinned: place.pinned,
        locked: place.locked,
        solved: shown.counts.solved > 0,
        watches: match visitor.account() {
            Some(account) => Some(node.watches(&account.name, &shown.record.entry.id)?),
            None => None,
        },
        order: keeps_order(visitor, &space).then(|| order_view(&url, &shown.record.entry)),
        url,
    }))
}

fn keeps_order(visitor: &Visitor, space: &SpaceRecord) -> bool {
    let Some(session) = visitor.session() else { return false };
    let member = Member { visitor: visitor.clone(), session: session.clone() };
    order::moderator(&member, space).is_ok()
}

fn order_view(space: &str, entry: &Entry) -> OrderView {
    let asked = |act: &str, field: &str, id: &Id| {
        format!("{space}/order?do={act}&{field}={}", told::encoded(id.as_str()))
    };
    OrderView {
        action: format!("{space}/order"),
        hide: asked("hide", "entry", &entry.id),
        warn: asked("warn", "member", &entry.author),
        ban: asked("ban", "member", &entry.author),
    }
}

/// In whose name a reader says that an answer helped: in that of the one who asked, if that is one of theirs.
pub fn helped_whom<'a>(member: &'a Member, asked: &Id) -> &'a LocalActorRecord {
    let own = told::actors(member);
    own.into_iter().find(|actor| actor.id == *asked).unwrap_or(own[0])
}

/// An answer in a conversation of a space: whom it helped, and what a moderator can do with it.
fn answer_in(
    node: &Node,
    visitor: &Visitor,
    base: &Id,
    answer: &Answered,
    (asked, space): &(Id, Option<&InSpace>),
) -> Result<AnswerView, Refusal> {
    let view = answer_view(node, visitor, base, answer)?;
    let Some(space) = space else { return Ok(view) };
    let entry = &answer.shown.record.entry;
    let mut acts = view.acts;
    if let (Some(acts), Some(session)) = (&mut acts, visitor.session()) {
        let member = Member { visitor: visitor.clone(), session: session.clone() };
        let actor = helped_whom(&member, asked);
        let helped = node.done(&actor.id, &entry.id)?.helped;
        acts.own.helped = (actor.id != entry.author).then_some(helped);
    }
    Ok(AnswerView {
        acts,
        helped: answer.shown.counts.helped,
        accepted: node.done(asked, &entry.id)?.helped,
        order: space.order.as_ref().map(|_| order_view(&space.url, entry)),
        ..view
    })
}
