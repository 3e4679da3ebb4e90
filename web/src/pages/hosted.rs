//! The organisations that the node hosts, for its officers.

use askama::Template;

use super::backups::size;
use super::parts::{ActorView, When, samples};
use crate::form::Form;
use crate::frame::Frame;
use crate::i18n::Lang;

/// GET /organisations. POST /organisations/add: `title` `language` `mail`; /organisations/suspend and
/// /organisations/admit: `name`.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/hosted.html")]
pub struct HostedPage {
    pub frame: Frame,
    pub form: Form,
    pub organisations: Vec<HostedView>,
    /// How much room the pictures of all of them take.
    pub pictures: String,
    /// Who left any of them: the name and the actor.
    pub departed: Vec<(String, ActorView)>,
}

/// An organisation as officers see it.
#[derive(Clone, Debug)]
pub struct HostedView {
    pub name: String,
    pub actor: ActorView,
    pub since: When,
    pub people: u64,
    pub articles: u64,
    pub suspended: bool,
    /// It has moved to another node.
    pub moved: bool,
    /// How much room its pictures take, and of how much; in words.
    pub pictures: String,
    /// It runs the node: nobody suspends it.
    pub runs_the_node: bool,
}

/// How much room pictures take, in words.
pub fn room(lang: Lang, used: u64, quota: Option<u64>) -> String {
    let used = size(lang, used);
    match quota {
        None => lang.about("hosted-pictures", &used).into_owned(),
        Some(quota) => {
            let arguments = [("used", used.into()), ("quota", size(lang, quota).into())];
            lang.with("hosted-pictures-of", &arguments).into_owned()
        }
    }
}

impl HostedPage {
    pub fn samples(lang: Lang) -> Vec<HostedPage> {
        let view = |name: &str, title: &str, suspended| HostedView {
            name: name.into(),
            actor: ActorView {
                name: title.into(),
                handle: format!("@{name}@artel.example"),
                url: format!("/@{name}"),
                portrait: None,
            },
            since: When::day(lang, samples::moment()),
            people: 3,
            articles: 21,
            suspended,
            moved: name == "tokar",
            pictures: room(lang, 48_000_000, Some(1_000_000_000)),
            runs_the_node: name == "ihk",
        };
        let page = |organisations| HostedPage {
            frame: Frame { path: "/organisations".into(), ..Frame::sample(lang) },
            form: Form::sent([("language", lang.code())]),
            organisations,
            pictures: lang.about("hosted-pictures-all", &size(lang, 144_000_000)).into_owned(),
            departed: vec![("boris".into(), samples::stranger())],
        };
        vec![page(vec![
            view("ihk", "IHK Musterstadt", false),
            view("tokar", "ООО «Токарь & Ко»", false),
            view("spam", "Spam GmbH", true),
        ])]
    }
}
