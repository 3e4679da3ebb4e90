//! What needs care in a forum, for its moderators.

use askama::Template;

use super::parts::{ActorView, When, samples};
use crate::frame::Frame;
use crate::i18n::Lang;

/// GET /space/KEY/care, for those who keep order.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/care.html")]
pub struct CarePage {
    pub frame: Frame,
    /// The name of the space.
    pub name: String,
    /// `/space/KEY`.
    pub path: String,
    /// Conversations that wait for an answer, the newest first.
    pub unanswered: Vec<UnansweredView>,
    /// Members who have said nothing for long.
    pub silent: Vec<SilentView>,
    /// How many there are besides.
    pub more_silent: u64,
    /// Since when they have said nothing.
    pub silent_since: When,
}

/// A conversation that waits for an answer.
#[derive(Clone, Debug)]
pub struct UnansweredView {
    pub title: String,
    pub url: String,
    pub author: ActorView,
    pub at: When,
    /// Who could answer.
    pub helpers: Vec<HelperView>,
}

/// Somebody who could answer.
#[derive(Clone, Debug)]
pub struct HelperView {
    pub who: ActorView,
    /// What speaks for them: a sentence.
    pub why: String,
    /// What they have answered: its title and its page.
    pub answered: Option<(String, String)>,
    /// Where they are mentioned in an answer, if the reader may give one.
    pub invite: Option<String>,
}

/// A member who has said nothing for long.
#[derive(Clone, Debug)]
pub struct SilentView {
    pub who: ActorView,
    /// When they became a member.
    pub since: Option<When>,
}

impl CarePage {
    pub fn samples(lang: Lang) -> Vec<CarePage> {
        let helper = |why: &str, what: &str, answered| HelperView {
            who: samples::stranger(),
            why: lang.about(why, what).into_owned(),
            answered,
            invite: Some("/answer?entry=https%3A%2F%2Fa.test%2Fo%2F2&back=%2F&mention=%40bo%40b.test".into()),
        };
        let answered = Some(("Fräsen & <Drehen>".to_owned(), "/space/fragen/entry?id=1".to_owned()));
        let asked = |helpers| UnansweredView {
            title: "Titan fräsen & <drehen>".into(),
            url: "/space/fragen/entry?id=2".into(),
            author: samples::company(),
            at: When::day(lang, samples::moment()),
            helpers,
        };
        let helpers = vec![
            helper("care-why-tag", "titan", answered.clone()),
            helper("care-why-words", "fräsen, <titan>", answered),
            helper("care-why-company", "Titan fräsen & <schleifen>", None),
        ];
        let silent = |since| SilentView { who: samples::company(), since };
        let full = CarePage {
            frame: Frame { path: "/space/fragen/care".into(), ..Frame::sample(lang) },
            name: "Fragen & <Antworten>".into(),
            path: "/space/fragen".into(),
            unanswered: vec![asked(helpers), asked(Vec::new())],
            silent: vec![silent(Some(When::day(lang, samples::moment()))), silent(None)],
            more_silent: 21,
            silent_since: When::day(lang, samples::moment()),
        };
        let empty = CarePage { unanswered: Vec::new(), silent: Vec::new(), more_silent: 0, ..full.clone() };
        vec![full, empty]
    }
}
