//! Whom we do not want to hear.

use askama::Template;

use super::parts::{ActorView, When, samples};
use crate::frame::Frame;
use crate::i18n::Lang;

/// GET /mutes. Each row posts `actor`, `as` and `csrf` to /mutes/remove.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/mutes.html")]
pub struct MutesPage {
    pub frame: Frame,
    pub mutes: Vec<MuteView>,
}

/// Somebody who is muted or blocked.
#[derive(Clone, Debug)]
pub struct MuteView {
    /// Its id.
    pub id: String,
    pub actor: ActorView,
    /// Whose mute it is: the short and the full name.
    pub by: (String, String),
    pub blocks: bool,
    pub since: When,
}

impl MutesPage {
    pub fn samples(lang: Lang) -> Vec<MutesPage> {
        let frame = Frame { path: "/mutes".into(), ..Frame::sample(lang) };
        let mute = |blocks| MuteView {
            id: "https://masto.example/users/irina".into(),
            actor: samples::stranger(),
            by: ("anna".into(), "Anna Brandt".into()),
            blocks,
            since: When::day(lang, samples::moment()),
        };
        vec![
            MutesPage { frame: frame.clone(), mutes: Vec::new() },
            MutesPage { frame, mutes: vec![mute(false), mute(true)] },
        ]
    }
}
