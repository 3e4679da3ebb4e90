//! What surrounds every page: the language, who is logged in, and the headers that keep a browser safe.
//!
//! A page is an askama struct that holds a [`Frame`] called `frame`; [`respond`] turns it into an answer.

use artel_node::store::records::{Office, Role};
use askama::Template;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::i18n::Lang;
use crate::pages::parts::PictureView;
use crate::static_files;

/// What every page is given.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    pub lang: Lang,
    pub signed_in: Option<SignedIn>,
    /// The token that every form carries.
    pub csrf: String,
    /// The node belongs to a test network: every page says so.
    pub test_network: bool,
    /// "Try it here": every page says that nobody outside this machine sees it.
    pub trial: bool,
    /// Which texts of the node there are: every page leads to them.
    pub texts: Vec<&'static str>,
    /// Path and query of this page without `lang`, for the links that change the language.
    pub path: String,
}

/// Who is logged in.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// The person's full name.
    pub name: String,
    /// The organisation's full name.
    pub organisation: String,
    /// The organisation's page: `/@werkstatt`.
    pub page: String,
    pub role: Role,
    pub office: Office,
    /// Notifications that were not read yet, counted up to a hundred.
    pub unread: u64,
}

impl SignedIn {
    /// The number of unread notifications, or "99+".
    pub fn unread_shown(&self) -> String {
        match self.unread {
            0..100 => self.unread.to_string(),
            _ => "99+".into(),
        }
    }

    /// Owners and moderators of their organisation.
    pub fn moderates(&self) -> bool {
        self.role != Role::Member
    }

    pub fn owns(&self) -> bool {
        self.role == Role::Owner
    }

    /// Officers and operators of the node.
    pub fn looks_after_the_node(&self) -> bool {
        self.office >= Office::Officer
    }

    pub fn runs_the_node(&self) -> bool {
        self.office == Office::Operator
    }
}

impl Frame {
    /// The same page in another language.
    pub fn in_language(&self, lang: &Lang) -> String {
        let mark = if self.path.contains('?') { '&' } else { '?' };
        format!("{}{mark}lang={}", self.path, lang.code())
    }

    /// Whether the page is in this language.
    pub fn speaks(&self, lang: &Lang) -> bool {
        self.lang == *lang
    }

    /// Whether this page is the one that a link leads to.
    pub fn is_at(&self, path: &str) -> bool {
        self.path.split('?').next() == Some(path)
    }

    /// The key of the name of a text.
    pub fn text_key(&self, kind: &str) -> &'static str {
        Frame::text_key_of(kind)
    }

    /// The same, without a page.
    pub fn text_key_of(kind: &str) -> &'static str {
        match kind {
            "rules" => "text-rules",
            "imprint" => "text-imprint",
            _ => "text-privacy",
        }
    }

    pub fn languages(&self) -> [Lang; 3] {
        Lang::ALL
    }

    /// Where the style sheet of this build is.
    pub fn stylesheet(&self) -> &'static str {
        static_files::stylesheet()
    }

    pub fn icon(&self) -> &'static str {
        static_files::icon()
    }

    /// The script of pages for who is logged in.
    pub fn script(&self) -> &'static str {
        static_files::script()
    }

    /// A frame for tests that render pages: logged in, with every notice.
    pub fn sample(lang: Lang) -> Frame {
        Frame {
            lang,
            signed_in: Some(SignedIn {
                name: "Anna Brandt".into(),
                organisation: "Werkstatt Brandt & Söhne".into(),
                page: "/@werkstatt".into(),
                role: Role::Owner,
                office: Office::Operator,
                unread: 3,
            }),
            csrf: "sample-token".into(),
            test_network: false,
            trial: false,
            texts: vec!["imprint", "privacy"],
            path: "/sample".into(),
        }
    }

    /// A frame as a visitor sees it.
    pub fn visitor_sample(lang: Lang) -> Frame {
        Frame { signed_in: None, ..Frame::sample(lang) }
    }
}

/// What a public page tells search engines, other servers and feed readers about itself.
#[derive(Clone, Debug, Default)]
pub struct Head {
    /// Plain text.
    pub title: String,
    /// Plain text of a sentence or two.
    pub description: String,
    /// The page's own address.
    pub canonical: String,
    /// `article`, `profile` or `website`.
    pub kind: &'static str,
    /// A picture, with its text and its whole address.
    pub picture: Option<PictureView>,
    /// The ActivityPub document of the same thing; empty if there is none. So are the others.
    pub activity: String,
    /// The feeds of the actor.
    pub atom: String,
    pub json_feed: String,
    /// What they are feeds of.
    pub feed_title: String,
    /// The name of the whole site.
    pub site: String,
    /// The language of the text: `de`, `pt-BR`.
    pub language: String,
    /// Whose page it is, or who wrote the article.
    pub author: Author,
    /// Who of the staff wrote it, by name.
    pub byline: String,
    /// `@name@host` of who wrote it, for the author line of Mastodon.
    pub creator: String,
    /// Moments as machines read them.
    pub published: String,
    pub modified: String,
    pub tags: Vec<String>,
    /// Pages of the same person or organisation elsewhere.
    pub me: Vec<String>,
    /// The pages of a list before and after this one.
    pub prev: Option<String>,
    pub next: Option<String>,
    /// Its author does not want to be found by search engines.
    pub no_index: bool,
}

/// Who stands behind a public page.
#[derive(Clone, Debug, Default)]
pub struct Author {
    /// `Organization` or `Person`, as schema.org calls them.
    pub schema: &'static str,
    pub name: String,
    /// The whole address of the page.
    pub page: String,
}

impl Head {
    /// The language as the Open Graph wants it: with a country.
    pub fn locale(&self) -> String {
        match self.language.as_str() {
            "de" => "de_DE".into(),
            "en" => "en_US".into(),
            "ru" => "ru_RU".into(),
            other => other.replace('-', "_"),
        }
    }

    /// A head for tests that render pages.
    pub fn sample() -> Head {
        Head {
            title: "Werkstatt Brandt & Söhne".into(),
            description: "Drehen, Fräsen und Zuschnitt in Chemnitz".into(),
            canonical: "https://artel.example/@werkstatt".into(),
            kind: "profile",
            activity: "https://artel.example/u/werkstatt".into(),
            atom: "https://artel.example/@werkstatt/feed.atom".into(),
            json_feed: "https://artel.example/@werkstatt/feed.json".into(),
            feed_title: "Werkstatt Brandt & Söhne".into(),
            site: "Handwerkskammer \"Mitte\"".into(),
            language: "de".into(),
            author: Author {
                schema: "Organization",
                name: "Werkstatt Brandt & Söhne".into(),
                page: "https://artel.example/@werkstatt".into(),
            },
            me: vec!["https://brandt.example/?a=1&b=2".into()],
            prev: Some("/@werkstatt".into()),
            next: Some("/@werkstatt?before=1795503900000".into()),
            ..Head::default()
        }
    }
}

/// Asks search engines not to list an answer.
pub fn keep_out_of_search(headers: &mut HeaderMap) {
    headers.insert("x-robots-tag", HeaderValue::from_static("noindex"));
}

/// What a page may load and where its forms may lead: no scripts where nobody is logged in; a form may lead to the reader's own server, which
/// is how following from there works.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' https: data:; \
     form-action 'self' https:; base-uri 'none'; frame-ancestors 'none'";

/// The same for who is logged in: the one script that this node serves itself, which asks this node only.
const POLICY_WITH_SCRIPT: &str = "default-src 'none'; style-src 'self'; img-src 'self' https: data:; script-src 'self'; \
     connect-src 'self'; form-action 'self' https:; base-uri 'none'; frame-ancestors 'none'";

/// Lets a page that somebody sees who is logged in have its script. Readers' pages have none.
pub fn allow_script(response: &mut Response) {
    let policy = response.headers_mut().get_mut(header::CONTENT_SECURITY_POLICY);
    if let Some(policy) = policy.filter(|policy| *policy == CONTENT_SECURITY_POLICY) {
        *policy = HeaderValue::from_static(POLICY_WITH_SCRIPT);
    }
}

/// A page as an answer.
pub fn respond(page: &impl Template) -> Response {
    respond_with(StatusCode::OK, page)
}

/// A page as an answer with another status.
pub fn respond_with(status: StatusCode, page: &impl Template) -> Response {
    match page.render() {
        Ok(html) => {
            let mut headers = HeaderMap::new();
            let text = HeaderValue::from_static("text/html; charset=utf-8");
            headers.insert(header::CONTENT_TYPE, text);
            protect(&mut headers);
            (status, headers, html).into_response()
        }
        Err(error) => {
            tracing::error!(%error, "a page could not be rendered");
            (StatusCode::INTERNAL_SERVER_ERROR, "this page could not be made\n").into_response()
        }
    }
}

/// The headers of every page.
fn protect(headers: &mut HeaderMap) {
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::CACHE_CONTROL, "private, no-cache"),
        (header::VARY, "Accept, Accept-Language, Cookie"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
}
