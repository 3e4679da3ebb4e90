//! Clients who are not named, for the officers of who publishes for them.

use askama::Template;

use super::drafts::{DraftCard, cards};
use super::parts::{ActorView, When, samples};
use crate::form::Form;
use crate::frame::Frame;
use crate::i18n::Lang;

/// GET /clients. POST there: `clients` (`none`, `agreed` or `all`) and `csrf`.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/clients.html")]
pub struct ClientsPage {
    pub frame: Frame,
    /// Whether any are taken, as the form has it.
    pub taken: &'static str,
    /// What waits for an officer.
    pub waiting: Vec<DraftCard>,
    pub offers: Vec<ClientRow>,
}

/// An offer and who is behind it.
#[derive(Clone, Debug)]
pub struct ClientRow {
    pub url: String,
    pub title: String,
    pub client: ActorView,
    pub since: When,
}

impl ClientsPage {
    fn form(&self) -> Form {
        Form::sent([("clients", self.taken)])
    }

    pub fn samples(lang: Lang) -> Vec<ClientsPage> {
        let frame = Frame { path: "/clients".into(), ..Frame::sample(lang) };
        let row = ClientRow {
            url: "/@ihk/1".into(),
            title: "Messkopf für <fertige> Wellen".into(),
            client: samples::company(),
            since: When::day(lang, samples::moment()),
        };
        vec![
            ClientsPage {
                frame: frame.clone(),
                taken: "agreed",
                waiting: cards(lang).into_iter().take(1).collect(),
                offers: vec![row],
            },
            ClientsPage { frame, taken: "none", waiting: Vec::new(), offers: Vec::new() },
        ]
    }
}
