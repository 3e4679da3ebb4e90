//! The first page: home for who is logged in, the company for a visitor.

use artel_node::features::lists::Cursor;
use artel_node::features::reading::Shown;
use artel_node::{Node, Refusal};
use artel_protocol::{Id, Name, limits};
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::{Answer, forum, heads, told, views};
use crate::app::App;
use crate::i18n::Lang;
use crate::pages::first_steps::StepView;
use crate::pages::home::{FilterView, FrontPage, HomePage, QueueView};
use crate::pages::parts::When;
use crate::session::{Member, Visitor};

/// How many entries a list shows.
pub const LISTED: usize = 20;
/// How many entries of others the home page shows: each comes with its forms, on a page that is not compressed.
const NEWS: usize = 12;
/// How many conversations stand on the first page.
const TALK: usize = 5;
/// How many of our own articles stand on the home page.
const OWN: usize = 5;

#[derive(Debug, Deserialize)]
pub struct Before {
    /// What is before this place.
    pub before: Option<Cursor>,
}

/// A part of the news.
#[derive(Debug, Default, Deserialize)]
pub struct News {
    /// A [`Cursor`].
    before: Option<String>,
    /// `company` or `me`.
    of: Option<String>,
    /// For visitors: behind which organisation the list goes on.
    after: Option<String>,
}

/// GET /.
pub async fn front(State(app): State<App>, visitor: Visitor, Query(news): Query<News>) -> Answer {
    match visitor.session().cloned() {
        Some(session) => home(app.node(), &Member { visitor, session }, &news),
        None => outside(app.node(), &visitor, &news),
    }
}

fn home(node: &Node, member: &Member, part: &News) -> Answer {
    let (frame, base) = (member.visitor.frame.clone(), node.base()?);
    let organisation = &member.session.organisation;
    let deliveries = node.deliveries_of(&organisation.name)?;
    let undelivered = deliveries.iter().filter(|delivery| delivery.record.next.is_none()).count() as u64;
    let readers = [member.session.person.id.clone(), organisation.id.clone()];
    let readers = match part.of.as_deref() {
        Some("me") => &readers[..1],
        Some("company") => &readers[1..],
        _ => &readers[..],
    };
    let before = part.before.as_deref().and_then(Cursor::parse);
    let news = node.timeline(readers, before.as_ref(), NEWS)?;
    let show = |shown: &Shown| views::card(frame.lang, &base, shown);
    let page = HomePage {
        steps: StepView::open(frame.lang, &node.first_steps(&member.session)?),
        own: own_articles(node, member)?.iter().map(show).collect(),
        followers: node.counts(&organisation.id)?.followers,
        stale: node.stale_company(&member.session.account)?.map(|last| When::day(frame.lang, last)),
        queues: queues(node, member, &base)?,
        waiting: deliveries.len() as u64 - undelivered,
        undelivered,
        older: news.next.map(|next| part.path(Some(&next))),
        talk: forum::talk(node, &member.visitor, TALK)?,
        news: news.items.iter().map(|one| told::told(node, member, &base, one)).collect::<Result<_, _>>()?,
        filters: filters(part, frame.lang),
        frame,
    };
    Ok(member.visitor.show(&page))
}

/// The spaces in which something lies before somebody who keeps order there.
fn queues(node: &Node, member: &Member, base: &Id) -> Result<Vec<QueueView>, Refusal> {
    let queued = node.queued(&member.session.account)?;
    let view = |(space, many): (Id, usize)| {
        let (name, path) = (forum::name_of(node, &space)?, forum::page_path(base, &space));
        Ok(QueueView { name, url: format!("{path}/queue"), many: many as u64 })
    };
    queued.into_iter().filter(|(_, many)| *many > 0).map(view).collect()
}

impl News {
    /// The address of this part, from a place on.
    fn path(&self, before: Option<&Cursor>) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        if let Some(of) = &self.of {
            query.append_pair("of", of);
        }
        if let Some(before) = before {
            query.append_pair("before", &before.to_string());
        }
        match query.finish() {
            query if query.is_empty() => "/".into(),
            query => format!("/?{query}"),
        }
    }
}

fn filters(shown: &News, lang: Lang) -> Vec<FilterView> {
    let filter = |(key, of): (&str, Option<&str>)| FilterView {
        name: lang.t(key).into_owned(),
        path: News { of: of.map(str::to_owned), ..News::default() }.path(None),
        current: shown.of.as_deref() == of,
    };
    let all =
        [("home-filter-all", None), ("office-organisation", Some("company")), ("home-filter-me", Some("me"))];
    all.into_iter().map(filter).collect()
}

/// The newest of the organisation and of who is logged in.
fn own_articles(node: &Node, member: &Member) -> Result<Vec<Shown>, Refusal> {
    let mut own = node.blog(&member.session.organisation.id, None, OWN)?.items;
    own.extend(node.blog(&member.session.person.id, None, OWN)?.items);
    own.sort_by_key(|shown| std::cmp::Reverse(shown.record.sorted));
    own.truncate(OWN);
    Ok(own)
}

/// The address of the page on which the list at `address` goes on.
pub fn going_on(address: &str, before: &Cursor) -> String {
    let joined = if address.contains('?') { '&' } else { '?' };
    format!("{address}{joined}before={}", told::encoded(&before.to_string()))
}

fn outside(node: &Node, visitor: &Visitor, part: &News) -> Answer {
    let after = part.after.as_deref().and_then(|name| Name::parse(name).ok());
    let (organisations, more) = node.organisations(after.as_ref(), limits::ORGANISATIONS_PER_PAGE)?;
    let spaces = node.spaces()?.iter().any(|space| !space.space.members_only);
    if let ([only], None, false) = (&organisations[..], &after, spaces) {
        return Ok::<Response, _>(visitor.go_to(only.page.path()));
    }
    if organisations.is_empty() && after.is_some() {
        return Ok(visitor.go_to("/"));
    }
    let more = organisations.last().filter(|_| more).map(|last| format!("/?after={}", last.name));
    let organisations = organisations.iter().map(views::local_actor).collect();
    let (head, admits) = (heads::of_front(node, visitor.frame.lang)?, node.admission()?.open);
    let talk = forum::talk(node, visitor, TALK)?;
    let frame = visitor.frame.clone();
    Ok(visitor.show(&FrontPage { frame, head, talk, spaces, organisations, more, admits }))
}

/// POST /first-steps/hide.
pub async fn hide_first_steps(State(app): State<App>, member: Member, _: super::sent::Sent) -> Answer {
    app.node().hide_first_steps(member.session.account.name.clone(), true).await?;
    Ok(member.visitor.go_to("/"))
}
