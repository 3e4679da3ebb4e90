//! Who follows us, and whom we follow.

use artel_node::store::records::FollowState;
use askama::Template;

use super::acts::AnswerForm;
use super::parts::{ActorView, When, samples};
use crate::form::Form;
use crate::frame::Frame;
use crate::i18n::Lang;

/// GET /followers. Each row posts `actor` (an id) and `csrf` to /followers/remove.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/followers.html")]
pub struct FollowersPage {
    pub frame: Frame,
    /// Whose followers these are: the organisation's handle.
    pub handle: String,
    /// They are the person's own, not the organisation's.
    pub is_own: bool,
    pub total: u64,
    pub followers: Vec<ContactView>,
    /// The next page: `/followers?after=…`.
    pub more: Option<String>,
}

/// GET /following. The form posts `handle`, `as` and `csrf` to /following/follow, each row `actor`, `as` and `csrf`
/// to /following/unfollow.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/following.html")]
pub struct FollowingPage {
    pub frame: Frame,
    /// The field `handle`, with what was wrong with it.
    pub follow: Form,
    /// In whose name one can follow: the short and the full name of each.
    pub authors: Vec<(String, String)>,
    pub followings: Vec<ContactView>,
}

/// Somebody who follows us or whom we follow.
#[derive(Clone, Debug)]
pub struct ContactView {
    /// Its id, which the form carries.
    pub id: String,
    pub actor: ActorView,
    pub since: When,
    pub state: FollowState,
    /// Whom of ours it is about: the short and the full name.
    pub of: (String, String),
}

impl ContactView {
    pub fn waits(&self) -> bool {
        self.state == FollowState::Requested
    }

    pub fn is_rejected(&self) -> bool {
        self.state == FollowState::Rejected
    }
}

impl FollowersPage {
    pub fn samples(lang: Lang) -> Vec<FollowersPage> {
        let frame = Frame { path: "/followers".into(), ..Frame::sample(lang) };
        let handle = samples::company().handle;
        let empty =
            FollowersPage { frame, handle, is_own: false, total: 0, followers: Vec::new(), more: None };
        let followers = contacts(lang);
        let more = Some("/followers?after=x".to_owned());
        vec![empty.clone(), FollowersPage { total: 1_204, followers, more, ..empty }]
    }
}

impl FollowingPage {
    pub fn samples(lang: Lang) -> Vec<FollowingPage> {
        let frame = Frame { path: "/following".into(), ..Frame::sample(lang) };
        let mut refused = Form::sent([("handle", "@werkstatt@artel.example")]);
        let oneself =
            artel_protocol::kinds::Problem { field: "handle", key: "follow-oneself", arguments: Vec::new() };
        refused.refuse(lang, &[oneself]);
        let authors = AnswerForm::sample(Form::empty()).authors;
        vec![
            FollowingPage {
                frame: frame.clone(),
                follow: Form::sent([("as", "werkstatt")]),
                authors: authors.clone(),
                followings: Vec::new(),
            },
            FollowingPage { frame, follow: refused, authors, followings: contacts(lang) },
        ]
    }
}

fn contacts(lang: Lang) -> Vec<ContactView> {
    let states = [FollowState::Accepted, FollowState::Requested, FollowState::Rejected];
    let contact = |(at, state)| ContactView {
        id: format!("https://masto.example/users/{at}"),
        actor: samples::stranger(),
        since: When::day(lang, samples::moment()),
        state,
        of: ("werkstatt".into(), "Werkstatt Brandt & Söhne".into()),
    };
    states.into_iter().enumerate().map(contact).collect()
}
