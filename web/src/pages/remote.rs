//! People and entries of other servers, as those see them who are logged in here.

use artel_protocol::html::SafeHtml;
use askama::Template;

use super::acts::{AnswerForm, ToldView};
use super::article::AnswerView;
use super::directory::CompanyView;
use super::interests::InterestBox;
use super::parts::{ActorView, FactView, FieldView, PictureView, samples};
use crate::form::Form;
use crate::frame::Frame;
use crate::i18n::Lang;

/// GET /lookup, and again with what was wrong.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/lookup.html")]
pub struct LookupPage {
    pub frame: Frame,
    /// The field `q`.
    pub form: Form,
}

/// GET /remote/actor?id=…. The forms post `handle` or `actor`, `as`, `back` and `csrf` to /following/follow,
/// /following/unfollow, /mutes/mute, /mutes/block and /mutes/remove.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/remote_actor.html")]
pub struct RemoteActorPage {
    pub frame: Frame,
    pub id: String,
    pub actor: ActorView,
    pub summary: SafeHtml,
    /// The lines of their profile.
    pub fields: Vec<FieldView>,
    /// The company that an organisation of another node says it is.
    pub company: CompanyView,
    /// Their page on their own server.
    pub origin: String,
    pub deleted: bool,
    /// The account that they have moved to.
    pub moved: Option<ActorView>,
    /// What each of ours has to do with them: the person, then the organisation.
    pub relations: Vec<RelationView>,
    pub posts: Vec<ToldView>,
    /// Their server answered; else the posts are what is known here.
    pub asked: bool,
}

/// What one of ours has to do with somebody.
#[derive(Clone, Debug, Default)]
pub struct RelationView {
    /// The short name.
    pub name: String,
    pub title: String,
    /// Follows them, or has asked to.
    pub follows: bool,
    pub waits: bool,
    /// They follow us.
    pub followed: bool,
    pub muted: bool,
    pub blocked: bool,
}

/// GET /remote/entry?id=….
#[derive(Template, Clone, Debug)]
#[template(path = "pages/remote_entry.html")]
pub struct RemoteEntryPage {
    pub frame: Frame,
    /// Empty for a post.
    pub title: String,
    pub facts: Vec<FactView>,
    pub entry: AnswerView,
    pub picture: Option<PictureView>,
    /// The page of the entry that it answers.
    pub parent: Option<String>,
    pub likes: u64,
    pub boosts: u64,
    pub answers: Vec<AnswerView>,
    /// Nothing for what is not public.
    pub answer: Option<AnswerForm>,
    /// On an offer: what somebody does who is interested in it.
    pub interest: Option<InterestBox>,
    pub is_public: bool,
    /// More may still come: the page itself.
    pub fetching: Option<String>,
}

impl LookupPage {
    pub fn samples(lang: Lang) -> Vec<LookupPage> {
        let frame = Frame { path: "/lookup".into(), ..Frame::sample(lang) };
        let mut refused = Form::sent([("q", "@nobody@masto.example")]);
        let nothing =
            artel_protocol::kinds::Problem { field: "q", key: "lookup-nothing", arguments: Vec::new() };
        refused.refuse(lang, &[nothing]);
        vec![LookupPage { frame: frame.clone(), form: Form::empty() }, LookupPage { frame, form: refused }]
    }
}

impl RelationView {
    pub fn samples() -> Vec<RelationView> {
        let own = RelationView {
            name: "anna".into(),
            title: "Anna Brandt".into(),
            follows: true,
            waits: true,
            followed: true,
            ..RelationView::default()
        };
        let organisation = RelationView {
            name: "werkstatt".into(),
            title: "Werkstatt Brandt & Söhne".into(),
            muted: true,
            ..RelationView::default()
        };
        vec![own, organisation]
    }
}

impl RemoteActorPage {
    pub fn samples(lang: Lang) -> Vec<RemoteActorPage> {
        let path = "/remote/actor?id=https%3A%2F%2Fmasto.example%2Fusers%2Firina";
        let whole = RemoteActorPage {
            frame: Frame { path: path.into(), ..Frame::sample(lang) },
            id: "https://masto.example/users/irina".into(),
            actor: ActorView { url: path.into(), portrait: Some(samples::picture()), ..samples::stranger() },
            summary: SafeHtml::from_plain("Токарь из Тулы. Пишу про металл и станки."),
            fields: vec![FieldView {
                label: "Сайт".into(),
                value: SafeHtml::from_plain("https://irina.example"),
                ..FieldView::default()
            }],
            company: CompanyView::sample(lang),
            origin: "https://masto.example/@irina".into(),
            deleted: false,
            moved: None,
            relations: RelationView::samples(),
            posts: ToldView::samples(lang),
            asked: true,
        };
        let blocked = RelationView {
            name: "anna".into(),
            title: "Anna Brandt".into(),
            blocked: true,
            ..RelationView::default()
        };
        let bare = RemoteActorPage {
            actor: ActorView { portrait: None, ..whole.actor.clone() },
            summary: SafeHtml::from_plain(""),
            fields: Vec::new(),
            company: CompanyView::default(),
            deleted: true,
            relations: vec![blocked],
            posts: Vec::new(),
            asked: false,
            ..whole.clone()
        };
        let moved = RemoteActorPage { moved: Some(samples::stranger()), ..whole.clone() };
        vec![whole, bare, moved]
    }
}

impl RemoteEntryPage {
    pub fn samples(lang: Lang) -> Vec<RemoteEntryPage> {
        let path = "/remote/entry?id=https%3A%2F%2Fmasto.example%2F1";
        let answers = super::article::answers(lang, false);
        let entry = answers.first().cloned().unwrap_or_default();
        let post = RemoteEntryPage {
            frame: Frame { path: path.into(), ..Frame::sample(lang) },
            title: String::new(),
            facts: Vec::new(),
            entry,
            picture: None,
            parent: Some("/@werkstatt/1".into()),
            likes: 2,
            boosts: 0,
            answers: answers.into_iter().skip(1).collect(),
            answer: Some(AnswerForm::sample(Form::sent([("as", "anna")]))),
            interest: None,
            is_public: true,
            fetching: Some("/remote/entry?id=x".into()),
        };
        let article = RemoteEntryPage {
            title: "Neue 5-Achs-Fräse".into(),
            facts: artel_protocol::kinds::samples()
                .first()
                .map(|content| FactView::all(lang, &content.card()))
                .unwrap_or_default(),
            picture: samples::cards(lang).into_iter().next().and_then(|card| card.picture),
            parent: None,
            answers: Vec::new(),
            answer: None,
            interest: InterestBox::sample(true, 0),
            ..post.clone()
        };
        vec![post, article]
    }
}
