//! Moving an organisation to another node, or back: where everybody is, and the two steps.

use artel_protocol::kinds::Problem;
use askama::Template;

use super::parts::{ActorView, samples};
use crate::form::Form;
use crate::frame::Frame;
use crate::i18n::Lang;

/// GET /move, and /move?of=NAME for officers. POST /move/away: `of` `to` `name` `password`; POST /move/here: `kit` (the
/// file) `passphrase` `confirm_password`.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/moving.html")]
pub struct MovingPage {
    pub frame: Frame,
    /// The form that says where the organisation has moved.
    pub away: Form,
    /// The form that brings one here.
    pub here: Form,
    /// The organisation's full name, and the short one that has to be typed.
    pub title: String,
    pub name: String,
    pub did: String,
    /// The organisation first, then its people.
    pub everybody: Vec<MoverView>,
    /// How many deliveries about them still wait.
    pub waiting: u64,
    /// The organisation itself has moved.
    pub is_away: bool,
    /// It is the reader's own, and they own it: they may bring another one here.
    pub owns: bool,
    pub brought: Option<BroughtView>,
}

/// One of the organisation.
#[derive(Clone, Debug)]
pub struct MoverView {
    pub actor: ActorView,
    /// Who follows them here; of those who have moved, who has not come along yet.
    pub followers: u64,
    /// The account that they have moved to.
    pub target: Option<ActorView>,
    /// The ids that they had elsewhere.
    pub former: Vec<String>,
}

/// What came of bringing an organisation here.
#[derive(Clone, Debug)]
pub struct BroughtView {
    /// Where from: `@name@host`.
    pub from: String,
    /// Those who name their old accounts now.
    pub names: Vec<String>,
    /// Those in the kit who are nobody here.
    pub missing: Vec<String>,
}

impl MovingPage {
    pub fn samples(lang: Lang) -> Vec<MovingPage> {
        let anna = ActorView {
            name: "Anna <Brandt>".into(),
            handle: "@anna@artel.example".into(),
            url: "/@anna".into(),
            portrait: None,
        };
        let mover = |actor, followers, target| MoverView { actor, followers, target, former: Vec::new() };
        let page = MovingPage {
            frame: Frame { path: "/move".into(), ..Frame::sample(lang) },
            away: Form::empty(),
            here: Form::empty(),
            title: "Werkstatt Brandt & Söhne".into(),
            name: "werkstatt".into(),
            did: "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK".into(),
            everybody: vec![mover(samples::company(), 1_204, None), mover(anna.clone(), 1, None)],
            waiting: 0,
            is_away: false,
            owns: true,
            brought: None,
        };
        let problem = |field, key| Problem { field, key, arguments: Vec::new() };
        let mut away = Form::sent([("to", "@brandt@brandt.example"), ("name", "Werk!")]);
        let wrong = [
            problem("to", "move-not-named"),
            problem("name", "erase-name-wrong"),
            problem("password", "password-wrong"),
        ];
        away.refuse(lang, &wrong);
        let mut here = Form::empty();
        let wrong = [
            problem("kit", "move-kit-of-here"),
            problem("passphrase", "kit-passphrase-wrong"),
            problem("confirm_password", "password-wrong"),
        ];
        here.refuse(lang, &wrong);
        let gone = MovingPage {
            everybody: vec![
                mover(samples::company(), 3, Some(samples::stranger())),
                mover(anna.clone(), 0, Some(samples::stranger())),
                mover(anna, 2, None),
            ],
            waiting: 2,
            is_away: true,
            owns: false,
            ..page.clone()
        };
        let brought = BroughtView {
            from: "@brandt@ihk.example".into(),
            names: vec!["@anna".into(), "@werkstatt".into()],
            missing: vec!["@boris".into()],
        };
        let mut arrived = MovingPage { brought: Some(brought), ..page.clone() };
        arrived.everybody[0].former = vec!["https://ihk.example/u/brandt".into()];
        vec![page.clone(), MovingPage { away, here, ..page }, gone, arrived]
    }
}
