//! Spaces: the list of them, opening one, what is going on in one, and how it is meant.

use artel_node::features::lists::Cursor;
use artel_node::features::reading::Shown;
use artel_node::features::spaces::SpaceDraft;
use artel_node::sets::spaces::SpaceRecord;
use artel_node::store::records::{AccountRecord, LocalActorRecord, Office};
use artel_node::{Node, Refusal, policy};
use artel_protocol::html::SafeHtml;
use artel_protocol::kinds::{self, Entry};
use artel_protocol::{Id, Name, Posting, PreModeration, SpaceKind, limits};
use axum::extract::{Path, State};

use super::communities::key;
use super::drafts::readers_value;
use super::home::{LISTED, going_on};
use super::sent::Sent;
use super::{Answer, told, views};
use crate::app::App;
use crate::error::{PageRefusal, problems_of};
use crate::form::Form;
use crate::frame::Head;
use crate::pages::forum::{ArrangePage, ForumPage, ForumRow, SpaceRow, SpacesPage};
use crate::pages::parts::{ActorView, When};
use crate::session::{Member, Visitor};

/// The page of a space on this node.
pub fn page_path(base: &Id, space: &Id) -> String {
    format!("/space/{}", key(base, space))
}

/// The page of a conversation in its space.
pub fn entry_path(base: &Id, space: &Id, entry: &Entry) -> String {
    format!("{}/entry?id={}", page_path(base, space), told::encoded(entry.id.as_str()))
}

/// The space whose page has this address.
pub fn find(node: &Node, wanted: &str) -> Result<Option<SpaceRecord>, Refusal> {
    let base = node.base()?;
    if let Ok(name) = Name::parse(wanted)
        && let Some(space) = node.space(&base.join(&format!("/s/{name}")))?
    {
        return Ok(Some(space));
    }
    Ok(node.spaces()?.into_iter().find(|space| key(&base, &space.space.id) == wanted))
}

pub(super) fn found(node: &Node, wanted: &str) -> Result<SpaceRecord, PageRefusal> {
    find(node, wanted)?.ok_or_else(PageRefusal::not_found)
}

/// GET /spaces.
pub async fn list(State(app): State<App>, visitor: Visitor) -> Answer {
    let page = spaces_page(app.node(), &visitor, Form::sent([("posting", "members")]))?;
    Ok(visitor.show(&page))
}

/// POST /spaces: opens one.
pub async fn open(State(app): State<App>, member: Member, sent: Sent) -> Answer {
    let (node, form) = (app.node(), &sent.form);
    let community = sent.id("community")?;
    let kind = SpaceKind::parse(form.value("kind")).ok_or_else(PageRefusal::unreadable)?;
    let opened = match (Name::parse(form.value("name").trim()), meant(node, form).await) {
        (Ok(name), Ok(draft)) => node.open_space(&community, name, kind, draft).await,
        (Err(_), _) => Err(Refusal::field("name", "name-wrong")),
        (_, Err(refusal)) => Err(refusal),
    };
    match opened {
        Ok(id) => Ok(member.visitor.go_to(&page_path(&node.base()?, &id))),
        Err(refusal) => {
            let mut page = spaces_page(node, &member.visitor, sent.form)?;
            page.form.refuse(page.frame.lang, &problems_of(refusal)?);
            Ok(member.visitor.show_again(&page))
        }
    }
}

fn spaces_page(node: &Node, visitor: &Visitor, form: Form) -> Result<SpacesPage, Refusal> {
    let (base, view) = (node.base()?, node.view()?);
    let readers = policy::readers_of(&view, visitor.account())?;
    let mut rows = Vec::new();
    for space in node.spaces()? {
        if !policy::may_look_into(&view, &readers, &space)? {
            continue;
        }
        let actor = view.actor(&space.space.id)?;
        let summary = actor.as_ref().and_then(|actor| actor.summary.as_deref()).unwrap_or_default();
        rows.push(SpaceRow {
            name: name_of(node, &space.space.id)?,
            url: page_path(&base, &space.space.id),
            summary: artel_protocol::html::plain_text(summary, limits::SUMMARY_CHARS),
            kind: space.space.kind.name(),
            community: name_of(node, &space.space.community)?,
            members_only: space.space.members_only,
            closed: space.closed,
        });
    }
    let opens = visitor.account().is_some_and(|account| account.office >= Office::Officer);
    let mut communities = Vec::new();
    for community in node.communities()?.iter().filter(|community| opens && community.hosted.is_some()) {
        communities.push((community.id.to_string(), name_of(node, &community.id)?));
    }
    let mut frame = visitor.frame.clone();
    frame.path = "/spaces".into();
    Ok(SpacesPage {
        frame,
        form,
        spaces: rows,
        communities,
        kinds: SpaceKind::ALL.map(SpaceKind::name).into(),
        postings: Posting::ALL.map(Posting::name).into(),
    })
}

/// What a group calls itself, as far as it is known here.
pub fn name_of(node: &Node, group: &Id) -> Result<String, Refusal> {
    let known = node.view()?.actor(group)?;
    Ok(known.map_or_else(|| group.host().to_owned(), |known| known.display_name().to_owned()))
}

/// How a space is meant, as a form says.
async fn meant(node: &Node, form: &Form) -> Result<SpaceDraft, Refusal> {
    let mut moderators = Vec::new();
    for line in form.value("moderators").split(['\n', ',']).map(str::trim).filter(|line| !line.is_empty()) {
        if moderators.len() > limits::MODERATORS_PER_SPACE {
            break;
        }
        let known = node.look_up(line).await;
        let known = known.map_err(|_| Refusal::field("moderators", "space-moderator-unknown"))?;
        moderators.push(known.id);
    }
    Ok(SpaceDraft {
        title: form.value("title").to_owned(),
        summary: form.value("summary").to_owned(),
        posting: Posting::parse(form.value("posting")).unwrap_or_default(),
        premoderation: PreModeration::parse(form.value("premoderation")).unwrap_or_default(),
        reviews: form.is("reviews", "yes"),
        members_only: form.is("members_only", "yes"),
        moderators,
        rules: form.value("rules").to_owned(),
        language: Some(form.value("language").to_owned()).filter(|language| !language.is_empty()),
    })
}

/// GET /space/KEY, if a space has this address.
pub fn show(
    node: &Node,
    visitor: &Visitor,
    space: &SpaceRecord,
    before: Option<&Cursor>,
) -> Result<ForumPage, PageRefusal> {
    let (base, view) = (node.base()?, node.view()?);
    let readers = policy::readers_of(&view, visitor.account())?;
    if !policy::may_look_into(&view, &readers, space)? {
        return Err(PageRefusal::not_found());
    }
    let Space { path, actor, local } = Space::of(node, space)?;
    let listed = node.space_entries(&space.space.id, &readers, before, LISTED)?;
    let first = if before.is_none() { node.pinned_in(&space.space.id, &readers)? } else { Vec::new() };
    let rows =
        first.iter().chain(&listed.items).map(|shown| row(node, visitor, &base, &space.space.id, shown));
    let mut moderators = Vec::new();
    for moderator in &space.space.moderators {
        moderators.push(views::actor(
            &base,
            moderator,
            view.actor(moderator).map_err(Refusal::from)?.as_ref(),
        ));
    }
    let known = view.actor(&space.space.id).map_err(Refusal::from)?;
    let summary = known.as_ref().and_then(|known| known.summary.as_deref()).unwrap_or_default();
    let community = view.actor(&space.space.community).map_err(Refusal::from)?;
    let community_page = match visitor.session() {
        Some(_) => told::community_page(&base, &space.space.community),
        None => {
            let page = community.as_ref().and_then(|community| community.url.clone());
            views::local_path(&base, page.as_ref().unwrap_or(&space.space.community))
        }
    };
    Ok(ForumPage {
        head: head(node, &local, &actor, space, visitor)?,
        kind: space.space.kind.name(),
        summary: SafeHtml::from_untrusted(summary),
        rules: SafeHtml::from_markdown(&space.space.rules),
        community: (name_of(node, &space.space.community)?, community_page),
        members_only: space.space.members_only,
        closed: space.closed,
        followers: node.counts(&space.space.id)?.followers,
        moderators,
        begin: begin(node, visitor, space)?,
        rows: rows.collect::<Result<_, Refusal>>()?,
        older: listed.next.map(|next| going_on(&path, &next)),
        newest: before.map(|_| path.clone()),
        follow_at: local
            .as_ref()
            .filter(|_| visitor.session().is_none())
            .map(|actor| format!("/@{}/follow", actor.name)),
        follow: Form::empty(),
        arrange: arranges(node, visitor, space)?.then(|| format!("{path}/arrange")),
        queue: match visitor.account() {
            Some(account) => queued(node, account, &space.space.id)?,
            None => None,
        },
        own_waiting: match visitor.account() {
            Some(account) => node.own_queued(account, &space.space.id)? as u64,
            None => 0,
        },
        looked_at: space.space.premoderation != PreModeration::Nobody,
        reviews: space.space.reviews,
        path,
        actor,
        frame: visitor.frame.clone(),
    })
}

/// How much lies before somebody who keeps order in a space.
fn queued(node: &Node, account: &AccountRecord, space: &Id) -> Result<Option<u64>, Refusal> {
    let queued = node.queued(account)?.into_iter().find(|(kept, _)| kept == space);
    Ok(queued.map(|(_, many)| many as u64))
}

/// What a space is to its pages.
struct Space {
    /// `/space/KEY`.
    path: String,
    actor: ActorView,
    /// Its actor, if it stands here.
    local: Option<LocalActorRecord>,
}

impl Space {
    fn of(node: &Node, space: &SpaceRecord) -> Result<Space, Refusal> {
        let (base, view, id) = (node.base()?, node.view()?, &space.space.id);
        let local = view.local_actor_by_id(id)?;
        let actor = views::actor(&base, id, view.actor(id)?.as_ref());
        Ok(Space { path: page_path(&base, id), actor, local })
    }
}

fn head(
    node: &Node,
    local: &Option<LocalActorRecord>,
    actor: &ActorView,
    space: &SpaceRecord,
    visitor: &Visitor,
) -> Result<Head, Refusal> {
    match local.as_ref().filter(|_| !space.space.members_only) {
        Some(local) => super::heads::of_space(node, local, None, None),
        // What is for members, or stands elsewhere, is for no search engine here.
        None => Ok(Head {
            title: actor.name.clone(),
            language: visitor.frame.lang.code().to_owned(),
            no_index: true,
            ..Head::default()
        }),
    }
}

/// What the reader may begin in a space: the words, and where.
fn begin(node: &Node, visitor: &Visitor, space: &SpaceRecord) -> Result<Vec<(String, String)>, Refusal> {
    let Some(session) = visitor.session() else { return Ok(Vec::new()) };
    let may = [&session.person, &session.organisation]
        .iter()
        .any(|actor| node.may_begin_in(&actor.id, space).is_ok());
    if !may {
        return Ok(Vec::new());
    }
    let readers = told::encoded(&readers_value(&artel_node::features::publishing::Readers::Space(
        space.space.id.clone(),
    )));
    let mut standing = kinds::standing_in(space.space.kind);
    // What the space is for comes first.
    standing.sort_by_key(|kind| *kind == "poll");
    let offered = standing.into_iter().map(|kind| {
        let words = visitor.frame.lang.t(&format!("{kind}-write")).into_owned();
        (words, format!("/write?kind={kind}&readers={readers}"))
    });
    Ok(offered.collect())
}

fn arranges(node: &Node, visitor: &Visitor, space: &SpaceRecord) -> Result<bool, Refusal> {
    match visitor.account().filter(|_| space.hosted.is_some()) {
        Some(account) => Ok(policy::may_arrange(&node.view()?, account, space).is_ok()),
        None => Ok(false),
    }
}

/// What is spoken of in all spaces that a reader may look into.
pub fn talk(node: &Node, visitor: &Visitor, limit: usize) -> Result<Vec<ForumRow>, Refusal> {
    // Before the set-up there is nothing to tell.
    if node.record()?.is_none() {
        return Ok(Vec::new());
    }
    let (base, readers) = (node.base()?, policy::readers_of(&node.view()?, visitor.account())?);
    let mut rows = Vec::new();
    for one in node.talk(&readers, limit)? {
        let space = name_of(node, &one.space)?;
        rows.push(ForumRow { space, ..row(node, visitor, &base, &one.space, &one.shown)? });
    }
    Ok(rows)
}

/// POST /space/KEY/watch: `entry` and `do`, `watch` or `unwatch`.
pub async fn watch(State(app): State<App>, member: Member, Path(wanted): Path<String>, sent: Sent) -> Answer {
    let (node, space) = (app.node(), found(app.node(), &wanted)?);
    let conversation = node.conversation_for(&sent.id("entry")?, Some(&member.session.account))?;
    let entry = &conversation.shown.record.entry;
    node.watch(&member.session.account.name, &entry.id, sent.form.is("do", "watch")).await?;
    Ok(member.visitor.go_to(&entry_path(&node.base()?, &space.space.id, entry)))
}

fn row(node: &Node, visitor: &Visitor, base: &Id, space: &Id, shown: &Shown) -> Result<ForumRow, Refusal> {
    let (lang, entry) = (visitor.frame.lang, &shown.record.entry);
    let card = views::card(lang, base, shown);
    let place = shown.record.community.as_ref();
    let last = node.last_word(&entry.id)?.unwrap_or(shown.record.sorted);
    Ok(ForumRow {
        url: entry_path(base, space, entry),
        summary: if entry.content.card().title.is_empty() { String::new() } else { card.summary },
        title: card.title,
        author: card.author,
        published: card.published,
        last: When::minute(lang, last),
        answers: shown.counts.answers,
        likes: shown.counts.likes,
        kind: lang.t(entry.content.kind()).into_owned(),
        pinned: place.is_some_and(|place| place.pinned),
        locked: place.is_some_and(|place| place.locked),
        solved: shown.counts.solved > 0,
        unconfirmed: place.is_some_and(|place| !place.confirmed),
        unread: match visitor.account() {
            Some(account) => node.is_unread(&account.name, &entry.id, last)?,
            None => false,
        },
        space: String::new(),
    })
}

/// GET /space/KEY/arrange.
pub async fn begin_arrange(State(app): State<App>, member: Member, Path(wanted): Path<String>) -> Answer {
    let (node, space) = (app.node(), found(app.node(), &wanted)?);
    policy::may_arrange(&node.view()?, &member.session.account, &space)?;
    let Space { local, .. } = Space::of(node, &space)?;
    let local = local.ok_or_else(PageRefusal::not_found)?;
    let mut handles = Vec::new();
    for moderator in &space.space.moderators {
        let known = node.view()?.actor(moderator).map_err(Refusal::from)?;
        handles.push(known.map_or_else(|| moderator.to_string(), |known| known.handle()));
    }
    let handles = handles.join("\n");
    let form = Form::sent([
        ("title", local.title.as_str()),
        ("summary", &local.summary),
        ("posting", space.space.posting.name()),
        ("premoderation", space.space.premoderation.name()),
        ("reviews", if space.space.reviews { "yes" } else { "" }),
        ("members_only", if space.space.members_only { "yes" } else { "" }),
        ("moderators", &handles),
        ("rules", &space.space.rules),
        ("language", space.space.language.as_deref().unwrap_or_default()),
    ]);
    Ok(member.visitor.show(&arrange_page(node, &member, &space, form)?))
}

/// POST /space/KEY/arrange.
pub async fn arrange(
    State(app): State<App>,
    member: Member,
    Path(wanted): Path<String>,
    sent: Sent,
) -> Answer {
    let (node, space) = (app.node(), found(app.node(), &wanted)?);
    policy::may_arrange(&node.view()?, &member.session.account, &space)?;
    let done = match meant(node, &sent.form).await {
        Ok(draft) => node.describe_space(&member.session.account, &space.space.id, draft).await,
        Err(refusal) => Err(refusal),
    };
    match done {
        Ok(()) => Ok(member.visitor.go_to(&page_path(&node.base()?, &space.space.id))),
        Err(refusal) => {
            let mut page = arrange_page(node, &member, &space, sent.form)?;
            page.form.refuse(page.frame.lang, &problems_of(refusal)?);
            Ok(member.visitor.show_again(&page))
        }
    }
}

fn arrange_page(
    node: &Node,
    member: &Member,
    space: &SpaceRecord,
    form: Form,
) -> Result<ArrangePage, Refusal> {
    let Space { path, actor, .. } = Space::of(node, space)?;
    let mut frame = member.visitor.frame.clone();
    frame.path = format!("{path}/arrange");
    let postings = Posting::ALL.map(Posting::name).into();
    Ok(ArrangePage { frame, form, name: actor.name, path, closed: space.closed, postings })
}

/// POST /space/KEY/close.
pub async fn close(State(app): State<App>, member: Member, Path(wanted): Path<String>, _: Sent) -> Answer {
    set_open(app.node(), &member, &wanted, false).await
}

/// POST /space/KEY/reopen.
pub async fn reopen(State(app): State<App>, member: Member, Path(wanted): Path<String>, _: Sent) -> Answer {
    set_open(app.node(), &member, &wanted, true).await
}

async fn set_open(node: &Node, member: &Member, wanted: &str, open: bool) -> Answer {
    let space = found(node, wanted)?;
    node.set_space_open(&member.session.account, &space.space.id, open).await?;
    Ok(member.visitor.go_to(&page_path(&node.base()?, &space.space.id)))
}
