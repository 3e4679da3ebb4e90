//! Where somebody who is logged in begins: what we wrote, what waits, and what those write whom we follow.

use askama::Template;

use super::acts::ToldView;
use super::first_steps::StepView;
use super::forum::ForumRow;
use super::parts::{EntryCard, When, samples};
use crate::frame::{Frame, Head};
use crate::i18n::Lang;

/// GET / for somebody who is logged in.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/home.html")]
pub struct HomePage {
    pub frame: Frame,
    /// What is still open after the set-up.
    pub steps: Vec<StepView>,
    /// The newest articles of the organisation and its people.
    pub own: Vec<EntryCard>,
    pub followers: u64,
    /// When somebody last said that what the organisation says of its company is right, if that is too long ago.
    pub stale: Option<When>,
    /// Where something lies before the reader, who keeps order there.
    pub queues: Vec<QueueView>,
    /// Deliveries that are still tried, and those that were given up.
    pub waiting: u64,
    pub undelivered: u64,
    /// What is spoken of in the forums and desks, the last word first.
    pub talk: Vec<ForumRow>,
    /// What those wrote whom we follow, newest first.
    pub news: Vec<ToldView>,
    /// Whose news are shown: everybody's of ours, the organisation's, one's own.
    pub filters: Vec<FilterView>,
    /// The next page of the news: `/?before=…`.
    pub older: Option<String>,
}

/// A space in which something lies before its moderators.
#[derive(Clone, Debug)]
pub struct QueueView {
    pub name: String,
    pub url: String,
    pub many: u64,
}

/// A link to a part of the news.
#[derive(Clone, Debug)]
pub struct FilterView {
    pub name: String,
    pub path: String,
    pub current: bool,
}

/// GET / for a visitor of a node that hosts several organisations or is not set up yet.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/front.html")]
pub struct FrontPage {
    pub frame: Frame,
    pub head: Head,
    /// What is spoken of in the public forums and desks, the last word first.
    pub talk: Vec<ForumRow>,
    /// Whether there are any spaces.
    pub spaces: bool,
    /// Who publishes here. Empty before the set-up.
    pub organisations: Vec<super::parts::ActorView>,
    /// Where the list goes on.
    pub more: Option<String>,
    /// Whether companies may apply to be hosted here.
    pub admits: bool,
}

impl HomePage {
    pub fn samples(lang: Lang) -> Vec<HomePage> {
        let frame = Frame { path: "/".into(), ..Frame::sample(lang) };
        let filter = |key: &str, path: &str| FilterView {
            name: lang.t(key).into_owned(),
            path: path.into(),
            current: path == "/",
        };
        let filters = vec![
            filter("home-filter-all", "/"),
            filter("office-organisation", "/?of=company"),
            filter("home-filter-me", "/?of=me"),
        ];
        vec![
            HomePage {
                steps: StepView::samples(lang),
                frame: frame.clone(),
                own: Vec::new(),
                followers: 0,
                stale: None,
                queues: Vec::new(),
                waiting: 0,
                undelivered: 0,
                talk: Vec::new(),
                news: Vec::new(),
                filters: filters.clone(),
                older: None,
            },
            HomePage {
                steps: Vec::new(),
                frame,
                own: samples::cards(lang),
                followers: 1_204,
                stale: Some(When::day(lang, samples::moment())),
                queues: vec![QueueView {
                    name: "Fragen & <Antworten>".into(),
                    url: "/space/fragen/queue".into(),
                    many: 2,
                }],
                waiting: 3,
                undelivered: 1,
                talk: ForumRow::samples(lang),
                news: ToldView::samples(lang),
                filters,
                older: Some("/?before=1795503900000".into()),
            },
        ]
    }
}

impl FrontPage {
    pub fn samples(lang: Lang) -> Vec<FrontPage> {
        let frame = Frame { path: "/".into(), ..Frame::visitor_sample(lang) };
        let head = Head { canonical: "https://artel.example/".into(), kind: "website", ..Head::default() };
        vec![
            FrontPage {
                frame: frame.clone(),
                head: head.clone(),
                talk: Vec::new(),
                spaces: false,
                organisations: Vec::new(),
                more: None,
                admits: false,
            },
            FrontPage {
                frame,
                head,
                talk: ForumRow::samples(lang),
                spaces: true,
                organisations: vec![samples::company()],
                more: Some("/?after=werkstatt_brandt".into()),
                admits: true,
            },
        ]
    }
}
