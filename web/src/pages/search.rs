//! The page of the search: its box, what was found, and where to go on.

use artel_node::features::search::Piece;
use askama::Template;

use super::home::FilterView;
use super::parts::{ActorView, CommunityView, When, samples};
use crate::form::Form;
use crate::frame::Frame;
use crate::i18n::Lang;

/// GET /search. Fields: `q` `kind`.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/search.html")]
pub struct SearchPage {
    pub frame: Frame,
    pub form: Form,
    /// None while nothing was asked for, or while it cannot be answered.
    pub found: Option<FoundView>,
    pub index: IndexView,
}

/// How complete the index is.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub enum IndexView {
    Whole,
    /// So many of so many.
    Making {
        done: u64,
        total: u64,
    },
    /// There is none yet.
    Missing,
}

/// What was found.
#[derive(Clone, Debug)]
pub struct FoundView {
    /// Links to the finds of each kind only.
    pub kinds: Vec<FilterView>,
    /// The best first.
    pub hits: Vec<HitView>,
    /// The first page, on every other one.
    pub first: Option<String>,
    /// The next page.
    pub more: Option<String>,
}

/// One find.
#[derive(Clone, Debug)]
pub struct HitView {
    /// In the reader's language.
    pub kind: String,
    pub url: String,
    pub title: Vec<Piece>,
    pub snippet: Vec<Piece>,
    /// `@name@host`, of somebody who was found.
    pub handle: String,
    /// Who wrote an entry, and when.
    pub written: Option<(ActorView, When)>,
    pub community: Option<CommunityView>,
}

impl SearchPage {
    /// How far the index is.
    fn making(&self, done: &u64, total: &u64) -> String {
        let number = |number: &u64| i64::try_from(*number).unwrap_or(i64::MAX).into();
        self.frame
            .lang
            .with("search-making", &[("done", number(done)), ("total", number(total))])
            .into_owned()
    }

    pub fn samples(lang: Lang) -> Vec<SearchPage> {
        let empty = SearchPage {
            frame: Frame { path: "/search".into(), ..Frame::visitor_sample(lang) },
            form: Form::empty(),
            found: None,
            index: IndexView::Whole,
        };
        let piece = |text: &str, marked: bool| Piece { text: text.into(), marked };
        let filter = |key: &str, path: &str, current: bool| FilterView {
            name: lang.t(key).into_owned(),
            path: path.into(),
            current,
        };
        let entry = HitView {
            kind: lang.t("article").into_owned(),
            url: "/@werkstatt/1".into(),
            title: vec![piece("Neue ", false), piece("Fräse", true)],
            snippet: vec![
                piece("… wir ", false),
                piece("fräsen", true),
                piece(" <script>alert(1)</script> …", false),
            ],
            handle: String::new(),
            written: Some((samples::company(), When::day(lang, samples::moment()))),
            community: Some(CommunityView {
                name: "Bau & Ausbau".into(),
                url: "/space/bau".into(),
                members_only: true,
                unconfirmed: true,
            }),
        };
        let company = HitView {
            kind: lang.t("search-organisation").into_owned(),
            url: "/@werkstatt".into(),
            title: vec![piece("Werkstatt Brandt & Söhne", false)],
            snippet: Vec::new(),
            handle: "@werkstatt@artel.example".into(),
            written: None,
            community: None,
        };
        let found = FoundView {
            kinds: vec![
                filter("search-all", "/search?q=fr%C3%A4sen", true),
                filter("article", "/search?q=fr%C3%A4sen&kind=article", false),
            ],
            hits: vec![entry, company],
            first: Some("/search?q=fr%C3%A4sen".into()),
            more: Some("/search?q=fr%C3%A4sen&skip=40".into()),
        };
        let form = Form::sent([("q", "fräsen \"5 Achsen\"")]);
        let nothing = FoundView { hits: Vec::new(), first: None, more: None, ..found.clone() };
        let mut refused = SearchPage { form: Form::sent([("q", "kind:nothing")]), ..empty.clone() };
        let problem =
            artel_protocol::kinds::Problem { field: "q", key: "search-kind-wrong", arguments: Vec::new() };
        refused.form.refuse(lang, &[problem]);
        let making = IndexView::Making { done: 1_200, total: 5_000 };
        vec![
            SearchPage { form: form.clone(), found: Some(found.clone()), ..empty.clone() },
            SearchPage { form: form.clone(), found: Some(nothing), index: making, ..empty.clone() },
            SearchPage { form, index: IndexView::Missing, ..empty.clone() },
            SearchPage { frame: Frame::sample(lang), ..empty.clone() },
            refused,
            empty,
        ]
    }
}
