//! The page of an organisation or a person: who they are, what they wrote, and how to follow them.

use artel_protocol::html::SafeHtml;
use askama::Template;

use super::directory::CompanyView;
use super::parts::{ActorView, EntryCard, FieldView, samples};
use super::remote::RelationView;
use crate::form::Form;
use crate::frame::{Frame, Head};
use crate::i18n::Lang;

/// GET /@NAME. The follow box posts `handle` and `csrf` to /@NAME/follow.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/actor.html")]
pub struct ActorPage {
    pub frame: Frame,
    pub head: Head,
    pub actor: ActorView,
    pub summary: SafeHtml,
    /// The lines of the profile.
    pub fields: Vec<FieldView>,
    /// The company that an organisation is; none for people.
    pub company: Option<CompanyView>,
    pub followers: u64,
    pub entries: u64,
    /// What stands first, whenever it was written.
    pub pinned: Vec<EntryCard>,
    /// Newest first.
    pub articles: Vec<EntryCard>,
    /// The next page: `/@NAME?before=…`.
    pub older: Option<String>,
    /// Where the follow box posts to: `/@NAME/follow`.
    pub follow_at: String,
    /// The field `handle`, with what was wrong with it.
    pub follow: Form,
    /// The actor's id.
    pub id: String,
    /// What somebody who is logged in, of another organisation, has to do with them.
    pub relations: Vec<RelationView>,
    /// The reader belongs to this organisation: writing is offered instead of following.
    pub own: bool,
    /// Where the reader may change this profile.
    pub edit: Option<String>,
    /// The account that it has moved to: nobody follows it here any more, and nothing is written.
    pub moved: Option<ActorView>,
}

impl ActorPage {
    pub fn samples(lang: Lang) -> Vec<ActorPage> {
        let frame = Frame { path: "/@werkstatt".into(), ..Frame::visitor_sample(lang) };
        let actor = samples::company();
        let head = Head { title: actor.name.clone(), ..Head::sample() };
        let mut wrong = Form::sent([("handle", "irina at masto")]);
        let problem =
            artel_protocol::kinds::Problem { field: "handle", key: "handle-wrong", arguments: Vec::new() };
        wrong.refuse(lang, &[problem]);
        let full = ActorPage {
            frame,
            head,
            actor,
            summary: SafeHtml::from_plain("Drehen, Fräsen und Zuschnitt in Chemnitz, seit 1987."),
            fields: samples::fields(lang),
            company: Some(CompanyView::sample(lang)),
            followers: 1_204,
            entries: 2,
            pinned: samples::cards(lang).into_iter().take(1).collect(),
            articles: samples::cards(lang),
            older: Some("/@werkstatt?before=1795503900000".into()),
            follow_at: "/@werkstatt/follow".into(),
            id: "https://artel.example/u/werkstatt".into(),
            relations: Vec::new(),
            follow: Form::empty(),
            own: false,
            edit: None,
            moved: None,
        };
        let empty = ActorPage {
            summary: SafeHtml::default(),
            fields: Vec::new(),
            company: None,
            followers: 0,
            entries: 0,
            pinned: Vec::new(),
            articles: Vec::new(),
            older: None,
            ..full.clone()
        };
        vec![
            full.clone(),
            ActorPage {
                frame: Frame::sample(lang),
                own: true,
                edit: Some("/profile/werkstatt".into()),
                company: Some(CompanyView {
                    edit: true,
                    vouch: Some("/vouch?of=x".into()),
                    ..CompanyView::default()
                }),
                ..empty.clone()
            },
            ActorPage { frame: Frame::sample(lang), relations: RelationView::samples(), ..empty.clone() },
            ActorPage { moved: Some(samples::stranger()), ..full },
            ActorPage {
                frame: Frame::sample(lang),
                own: true,
                edit: Some("/profile/werkstatt".into()),
                moved: Some(samples::stranger()),
                ..empty.clone()
            },
            ActorPage { follow: wrong, ..empty },
        ]
    }
}
