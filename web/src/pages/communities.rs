//! The communities that this node hosts or is in.

use artel_protocol::kinds::Problem;
use askama::Template;

use super::parts::When;
use crate::form::Form;
use crate::frame::Frame;
use crate::i18n::Lang;

/// GET /communities. Officers found one by POST /communities (`name` `title` `organisation`), operators join one by POST
/// /join (`invite`); both with `csrf`.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/communities.html")]
pub struct CommunitiesPage {
    pub frame: Frame,
    pub form: Form,
    pub communities: Vec<CommunityRow>,
    /// The reader may found one.
    pub founds: bool,
    /// The reader may join one.
    pub joins: bool,
    /// The organisations that can keep one: name and full name.
    pub organisations: Vec<(String, String)>,
}

/// A community in the list.
#[derive(Clone, Debug, Default)]
pub struct CommunityRow {
    pub name: String,
    pub url: String,
    /// How it stands, in words.
    pub state: String,
    pub nodes: u64,
    pub connected: u64,
    /// What it said last is known here since.
    pub since: When,
}

impl CommunitiesPage {
    pub fn samples(lang: Lang) -> Vec<CommunitiesPage> {
        let frame = Frame { path: "/communities".into(), ..Frame::sample(lang) };
        let since = When::day(lang, super::parts::samples::moment());
        let row = |name: &str, state: &str, connected| CommunityRow {
            name: name.into(),
            url: "/communities/bau".into(),
            state: lang.t(state).into_owned(),
            nodes: 21,
            connected,
            since: since.clone(),
        };
        let communities = vec![
            row("Bau & Ausbau", "community-hosted", 5),
            row("Metall <Sachsen>", "community-hub-reached", 2),
            row("Holz", "community-hub-not-reached", 0),
            row("Ткани", "community-left", 0),
        ];
        let organisations = vec![("werkstatt".into(), "Werkstatt Brandt & Söhne".into())];
        let mut refused =
            Form::sent([("title", "Bau"), ("name", "bau"), ("organisation", "werkstatt"), ("invite", "x")]);
        let problem = |field, key| Problem { field, key, arguments: Vec::new() };
        refused.refuse(lang, &[problem("name", "name-taken"), problem("invite", "join-no-invite")]);
        let empty = CommunitiesPage {
            frame: frame.clone(),
            form: Form::empty(),
            communities: Vec::new(),
            founds: false,
            joins: false,
            organisations,
        };
        let trial = Frame { trial: true, ..frame };
        vec![
            empty.clone(),
            CommunitiesPage { communities, form: refused, founds: true, joins: true, ..empty.clone() },
            CommunitiesPage { frame: trial, founds: true, joins: true, ..empty },
        ]
    }
}
