//! A community as everybody sees it, and its entries for those who are logged in.

use artel_protocol::html::SafeHtml;
use askama::Template;

use super::acts::ToldView;
use super::parts::{ActorView, EntryCard, samples};
use crate::form::Form;
use crate::frame::{Frame, Head};
use crate::i18n::Lang;

/// GET /space/NAME. The follow box posts `handle` and `csrf` to /@NAME/follow.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/space.html")]
pub struct SpacePage {
    pub frame: Frame,
    pub head: Head,
    pub actor: ActorView,
    pub summary: SafeHtml,
    pub followers: u64,
    /// The organisations that are members.
    pub members: Vec<ActorView>,
    /// Newest first; members see besides what is for members.
    pub entries: Vec<EntryCard>,
    /// The next page.
    pub older: Option<String>,
    /// The first page, on every other one.
    pub newest: Option<String>,
    pub follow_at: String,
    pub follow: Form,
    /// For who is logged in: the page on which they act.
    pub inside: Option<String>,
}

/// GET /communities/NAME/entries. Officers of the hub post `entry` and `csrf` to /communities/NAME/hide and …/show.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/space_entries.html")]
pub struct SpaceEntriesPage {
    pub frame: Frame,
    pub name: String,
    /// The page of the community: `/communities/NAME`.
    pub community: String,
    pub entries: Vec<SpaceEntry>,
    /// What was taken out of view, for who may show it again.
    pub hidden: Vec<SpaceEntry>,
    pub older: Option<String>,
    /// The reader takes entries out of view.
    pub keeps: bool,
    /// Where one of ours writes an article in it: `/write?readers=…`.
    pub write: Option<String>,
}

/// An entry with its id.
#[derive(Clone, Debug, Default)]
pub struct SpaceEntry {
    pub id: String,
    pub told: ToldView,
}

impl SpacePage {
    pub fn samples(lang: Lang) -> Vec<SpacePage> {
        let actor = ActorView {
            name: "Bau & Ausbau".into(),
            handle: "@bau@kammer.example".into(),
            url: "/space/bau".into(),
            portrait: None,
        };
        let full = SpacePage {
            frame: Frame { path: "/space/bau".into(), ..Frame::visitor_sample(lang) },
            head: Head { title: actor.name.clone(), ..Head::sample() },
            actor,
            summary: SafeHtml::from_plain("Was am Bau zu tun ist, und wer es kann."),
            followers: 1_204,
            members: vec![samples::company(), samples::stranger()],
            entries: samples::cards(lang),
            older: Some("/space/bau?before=1795503900000".into()),
            newest: Some("/space/bau".into()),
            follow_at: "/@bau/follow".into(),
            follow: Form::empty(),
            inside: None,
        };
        let empty = SpacePage {
            frame: Frame { path: "/space/bau".into(), ..Frame::sample(lang) },
            summary: SafeHtml::default(),
            members: Vec::new(),
            entries: Vec::new(),
            older: None,
            newest: None,
            inside: Some("/communities/bau/entries".into()),
            ..full.clone()
        };
        vec![full, empty]
    }
}

impl SpaceEntriesPage {
    pub fn samples(lang: Lang) -> Vec<SpaceEntriesPage> {
        let entry = |told: ToldView| SpaceEntry { id: format!("https://a.example/o/{}", told.anchor), told };
        let mut entries: Vec<_> = ToldView::samples(lang).into_iter().map(entry).collect();
        let hidden = entries.split_off(entries.len() - 1);
        let full = SpaceEntriesPage {
            frame: Frame { path: "/communities/bau/entries".into(), ..Frame::sample(lang) },
            name: "Bau & Ausbau".into(),
            community: "/communities/bau".into(),
            entries,
            hidden,
            older: Some("/communities/bau/entries?before=1".into()),
            keeps: true,
            write: Some("/write?readers=community+https%3A%2F%2Fkammer.example%2Fs%2Fbau".into()),
        };
        let empty = SpaceEntriesPage {
            entries: Vec::new(),
            hidden: Vec::new(),
            older: None,
            keeps: false,
            write: None,
            ..full.clone()
        };
        vec![full, empty]
    }
}
