//! Domains and actors that nothing is taken from.

use askama::Template;

use super::parts::{When, samples};
use crate::form::Form;
use crate::frame::Frame;
use crate::i18n::Lang;

/// GET /blocks. The first form posts `domain` `reason` `csrf` to /blocks/domain, the second `actor` (a handle or an
/// address) `reason` `csrf` to /blocks/actor. Removing goes by way of /blocks/remove.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/blocks.html")]
pub struct BlocksPage {
    pub frame: Frame,
    /// The fields `domain` and `reason`.
    pub domain: Form,
    /// The fields `actor` and `reason`.
    pub actor: Form,
    pub domains: Vec<BlockView>,
    pub actors: Vec<BlockView>,
}

/// A block.
#[derive(Clone, Debug, Default)]
pub struct BlockView {
    /// The domain, or the id of the actor.
    pub what: String,
    pub reason: String,
    /// Who set it.
    pub by: Option<String>,
    pub since: When,
    /// The page that asks once more: `/blocks/remove?domain=…` or `?actor=…`.
    pub remove: String,
}

/// GET /blocks/remove?domain=… or ?actor=…; posts the same field and `csrf` to /blocks/remove.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/unblock.html")]
pub struct UnblockPage {
    pub frame: Frame,
    /// `domain` or `actor`.
    pub field: &'static str,
    pub what: String,
}

impl BlocksPage {
    pub fn samples(lang: Lang) -> Vec<BlocksPage> {
        let frame = Frame { path: "/blocks".into(), ..Frame::sample(lang) };
        let problem = |field, key| artel_protocol::kinds::Problem { field, key, arguments: Vec::new() };
        let mut wrong_domain = Form::sent([("domain", "?!")]);
        wrong_domain.refuse(lang, &[problem("domain", "block-domain-wrong")]);
        let mut wrong_actor = Form::sent([("actor", "@anna@artel.example")]);
        wrong_actor.refuse(lang, &[problem("actor", "block-own-actor")]);
        let block = |what: &str, reason: &str| BlockView {
            what: what.into(),
            reason: reason.into(),
            by: Some("Anna Brandt".into()),
            since: When::day(lang, samples::moment()),
            remove: "/blocks/remove?domain=spam.example".into(),
        };
        vec![
            BlocksPage {
                frame: frame.clone(),
                domain: Form::empty(),
                actor: Form::empty(),
                domains: Vec::new(),
                actors: Vec::new(),
            },
            BlocksPage {
                frame,
                domain: wrong_domain,
                actor: wrong_actor,
                domains: vec![block("spam.example", "Реклама"), block("other.example", "")],
                actors: vec![BlockView { by: None, ..block("https://masto.example/users/troll", "") }],
            },
        ]
    }
}

impl UnblockPage {
    pub fn samples(lang: Lang) -> Vec<UnblockPage> {
        let frame = Frame::sample(lang);
        let actor = "https://masto.example/users/troll".to_owned();
        vec![
            UnblockPage { frame: frame.clone(), field: "domain", what: "spam.example".into() },
            UnblockPage { frame, field: "actor", what: actor },
        ]
    }
}
