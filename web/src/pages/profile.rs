//! The form with which organisations and people say who they are.

use artel_node::features::profiles::{LABELS, ProfileDraft, VALUES};
use askama::Template;

use super::parts::{ActorView, samples};
use crate::form::Form;
use crate::frame::Frame;
use crate::i18n::Lang;

/// GET and POST /profile and /profile/NAME. Multipart fields: `title` `summary` `picture` (file) `kept` (see below)
/// `remove` (`yes`) `label-1` `value-1` … `label-8` `value-8` `discoverable` (`yes`) `indexable` (`yes`) `csrf`, and for
/// an organisation `language`.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/profile.html")]
pub struct ProfilePage {
    pub frame: Frame,
    pub form: Form,
    /// Where the form goes: `/profile` or `/profile/NAME`.
    pub action: String,
    /// As everybody sees it now.
    pub actor: ActorView,
    /// The whole address of its page.
    pub page: String,
    /// An organisation also says in what language it writes.
    pub is_organisation: bool,
    /// A portrait that came with a form that was refused. Its address goes along as `kept`.
    pub kept: Option<String>,
    /// Another profile that the reader may change: its path here, and whose it is.
    pub other: Option<(String, String)>,
}

/// The names of the two fields of a line, and its number.
#[derive(Copy, Clone, Debug)]
pub struct Line {
    pub number: u64,
    pub label: &'static str,
    pub value: &'static str,
}

impl ProfilePage {
    /// The fields of all lines.
    pub fn lines(&self) -> Vec<Line> {
        let named = (1..).zip(LABELS.into_iter().zip(VALUES));
        named.map(|(number, (label, value))| Line { number, label, value }).collect()
    }

    pub fn samples(lang: Lang) -> Vec<ProfilePage> {
        let actor = samples::company();
        let typed = Form::sent([
            ("title", &*actor.name),
            ("summary", "Drehen, Fräsen und Zuschnitt in Chemnitz, seit 1987."),
            ("label-1", "Telefon"),
            ("value-1", "+49 371 000000"),
            ("label-2", "Сайт"),
            ("value-2", "https://brandt.example"),
            ("discoverable", "yes"),
            ("language", "de"),
        ]);
        let mut refused = typed.clone();
        let wrong = ProfileDraft {
            summary: "я".repeat(501),
            lines: vec![("x".repeat(51), "x".into()), ("x".into(), "x".repeat(256))],
            ..ProfileDraft::default()
        };
        refused.refuse(lang, &wrong.problems());
        let organisation = ProfilePage {
            frame: Frame { path: "/profile/werkstatt".into(), ..Frame::sample(lang) },
            form: typed,
            action: "/profile/werkstatt".into(),
            page: "https://artel.example/@werkstatt".into(),
            actor,
            is_organisation: true,
            kept: None,
            other: None,
        };
        let anna = ActorView {
            name: "Anna Brandt".into(),
            handle: "@anna@artel.example".into(),
            url: "/@anna".into(),
            portrait: None,
        };
        let person = ProfilePage {
            form: Form::sent([("title", "Anna Brandt"), ("discoverable", "yes"), ("indexable", "yes")]),
            action: "/profile".into(),
            page: "https://artel.example/@anna".into(),
            actor: anna,
            is_organisation: false,
            other: Some(("/profile/werkstatt".into(), organisation.actor.name.clone())),
            ..organisation.clone()
        };
        let kept = Some(samples::picture());
        vec![person, organisation.clone(), ProfilePage { form: refused, kept, ..organisation }]
    }
}
