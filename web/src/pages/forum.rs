//! Spaces: all of them, what is going on in one, how one is meant, and a reason for keeping order in it.

use artel_protocol::html::SafeHtml;
use artel_protocol::kinds::Problem;
use artel_protocol::{Posting, SpaceKind};
use askama::Template;

use super::parts::{ActorView, When, samples};
use crate::form::Form;
use crate::frame::{Frame, Head};
use crate::i18n::Lang;

/// GET /spaces. Officers of a hub open one by POST /spaces (`community`, an id, `kind` and what [`ArrangePage`] has).
#[derive(Template, Clone, Debug)]
#[template(path = "pages/spaces.html")]
pub struct SpacesPage {
    pub frame: Frame,
    pub form: Form,
    pub spaces: Vec<SpaceRow>,
    /// The communities of this node in which the reader may open one: id and name.
    pub communities: Vec<(String, String)>,
    pub kinds: Vec<&'static str>,
    pub postings: Vec<&'static str>,
}

/// A space in the list.
#[derive(Clone, Debug, Default)]
pub struct SpaceRow {
    pub name: String,
    pub url: String,
    pub summary: String,
    /// `forum`, `blog` or `brokerage`.
    pub kind: &'static str,
    /// The name of its community.
    pub community: String,
    pub members_only: bool,
    pub closed: bool,
}

/// GET /space/KEY, for a space. The follow box posts `handle` and `csrf` to /@NAME/follow.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/forum.html")]
pub struct ForumPage {
    pub frame: Frame,
    pub head: Head,
    pub actor: ActorView,
    /// `/space/KEY`.
    pub path: String,
    /// `forum`, `blog` or `brokerage`.
    pub kind: &'static str,
    pub summary: SafeHtml,
    pub rules: SafeHtml,
    /// The name of its community, and its page.
    pub community: (String, String),
    pub members_only: bool,
    pub closed: bool,
    pub followers: u64,
    pub moderators: Vec<ActorView>,
    /// What the reader may begin here: the words, and the page on which it is written.
    pub begin: Vec<(String, String)>,
    /// What stands first, then the rest, the last word first.
    pub rows: Vec<ForumRow>,
    pub older: Option<String>,
    pub newest: Option<String>,
    /// Where others follow it from: `/@NAME/follow`, if it stands here.
    pub follow_at: Option<String>,
    pub follow: Form,
    /// Where the reader says how it is meant.
    pub arrange: Option<String>,
    /// How much lies before the reader, who keeps order here.
    pub queue: Option<u64>,
    /// How much of the reader's own waits here, or was turned down.
    pub own_waiting: u64,
    /// What some or all write is looked at first.
    pub looked_at: bool,
    /// Offers are read by another person first.
    pub reviews: bool,
}

/// A conversation in the list of its space.
#[derive(Clone, Debug, Default)]
pub struct ForumRow {
    pub title: String,
    pub url: String,
    /// How it begins, or what it is about.
    pub summary: String,
    pub author: ActorView,
    pub published: When,
    pub last: When,
    pub answers: u64,
    pub likes: u64,
    /// The words for its kind.
    pub kind: String,
    pub pinned: bool,
    pub locked: bool,
    /// An answer helped the one who asked.
    pub solved: bool,
    pub unconfirmed: bool,
    /// Something was said since the reader looked at it last.
    pub unread: bool,
    /// The name of its space, in lists of several.
    pub space: String,
}

/// GET and POST /space/KEY/arrange: `title` `summary` `posting` `members_only` (`yes`) `moderators` (a handle or an address
/// each line) `rules` `language` `csrf`; POST …/close and …/reopen with `csrf`.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/arrange.html")]
pub struct ArrangePage {
    pub frame: Frame,
    pub form: Form,
    pub name: String,
    /// `/space/KEY`.
    pub path: String,
    pub closed: bool,
    pub postings: Vec<&'static str>,
}

/// GET /space/KEY/kept: how order was kept in the community of a space, and why.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/kept.html")]
pub struct KeptPage {
    pub frame: Frame,
    /// The name of the community.
    pub community: String,
    /// The space: its name and its page.
    pub space: (String, String),
    pub rows: Vec<KeptRow>,
    pub older: Option<String>,
}

/// Something that was done to keep order.
#[derive(Clone, Debug, Default)]
pub struct KeptRow {
    pub at: When,
    /// What was done, in words.
    pub what: String,
    /// The title of the entry, or the name of the actor.
    pub about: String,
    pub reason: String,
}

/// GET /space/KEY/order?entry=…&do=…, for what needs a reason; posts `entry` `do` `member` `days` `reason` and `csrf` to
/// /space/KEY/order.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/order.html")]
pub struct OrderPage {
    pub frame: Frame,
    pub form: Form,
    /// `/space/KEY`.
    pub path: String,
    /// `hide`, `ban` or `warn`.
    pub act: &'static str,
    /// The title of what is taken out of view, or the name of who is banned.
    pub what: String,
    pub cancel: String,
}

/// What such a space is called.
fn kind_words(lang: Lang, kind: &str) -> String {
    let key = match kind {
        "blog" => "space-blog",
        "brokerage" => "space-brokerage",
        _ => "space-forum",
    };
    lang.t(key).into_owned()
}

/// Who begins something in it, in words.
pub fn posting_words(lang: &Lang, posting: &str) -> String {
    let key = match posting {
        "anyone" => "space-posting-anyone",
        "followers" => "space-posting-followers",
        "moderators" => "space-posting-moderators",
        _ => "space-posting-members",
    };
    lang.t(key).into_owned()
}

impl SpacesPage {
    pub fn kind_of(&self, space: &SpaceRow) -> String {
        kind_words(self.frame.lang, space.kind)
    }

    pub fn kind_words(&self, kind: &str) -> String {
        kind_words(self.frame.lang, kind)
    }

    pub fn samples(lang: Lang) -> Vec<SpacesPage> {
        let row = |name: &str, kind, closed| SpaceRow {
            name: name.into(),
            url: "/space/fragen".into(),
            summary: "Wer etwas wissen will, fragt hier.".into(),
            kind,
            community: "Bau & Ausbau".into(),
            members_only: closed,
            closed,
        };
        let mut refused = Form::sent([("title", ""), ("name", "A b"), ("kind", "forum")]);
        let wrong = |field, key| Problem { field, key, arguments: Vec::new() };
        refused.refuse(lang, &[wrong("title", "name-missing"), wrong("name", "name-wrong")]);
        let full = SpacesPage {
            frame: Frame { path: "/spaces".into(), ..Frame::sample(lang) },
            form: Form::empty(),
            spaces: vec![
                row("Fragen <b>", "forum", false),
                row("Börse", "brokerage", false),
                row("Архив", "blog", true),
            ],
            communities: vec![("https://kammer.example/s/bau".into(), "Bau & Ausbau".into())],
            kinds: SpaceKind::ALL.map(SpaceKind::name).into(),
            postings: Posting::ALL.map(Posting::name).into(),
        };
        let empty = SpacesPage {
            spaces: Vec::new(),
            communities: Vec::new(),
            frame: Frame::visitor_sample(lang),
            ..full.clone()
        };
        vec![SpacesPage { form: refused, ..full.clone() }, full, empty]
    }
}

impl ForumPage {
    pub fn kind_words(&self) -> String {
        kind_words(self.frame.lang, self.kind)
    }

    /// Where everybody reads how order is kept.
    pub fn kept(&self) -> String {
        format!("{}/kept", self.path)
    }

    /// What stands in it.
    pub fn entries_words(&self) -> String {
        let key = match self.kind {
            "blog" => "forum-articles",
            "brokerage" => "forum-offers",
            _ => "forum-topics",
        };
        self.frame.lang.t(key).into_owned()
    }

    pub fn samples(lang: Lang) -> Vec<ForumPage> {
        let actor = ActorView {
            name: "Fragen & <Antworten>".into(),
            handle: "@fragen@kammer.example".into(),
            url: "/space/fragen".into(),
            portrait: None,
        };
        let moment = When::minute(lang, samples::moment());
        let row = |title: &str, pinned, solved| ForumRow {
            title: title.into(),
            url: "/space/fragen/entry?id=https%3A%2F%2Fa.example%2Fo%2F1".into(),
            summary: "Uns brechen die Werkzeuge. Was nehmt ihr?".into(),
            author: samples::stranger(),
            published: moment.clone(),
            last: moment.clone(),
            answers: 21,
            likes: 3,
            kind: lang.t("topic").into_owned(),
            pinned,
            locked: pinned,
            solved,
            unconfirmed: !pinned && !solved,
            unread: solved,
            space: String::new(),
        };
        let full = ForumPage {
            frame: Frame { path: "/space/fragen".into(), ..Frame::sample(lang) },
            head: Head { title: actor.name.clone(), ..Head::sample() },
            actor,
            path: "/space/fragen".into(),
            kind: "forum",
            summary: SafeHtml::from_plain("Wer etwas wissen will, fragt hier."),
            rules: SafeHtml::from_markdown("- Freundlich bleiben.\n- Keine Werbung."),
            community: ("Bau & Ausbau".into(), "/space/bau".into()),
            members_only: true,
            closed: false,
            followers: 1_204,
            moderators: vec![samples::company()],
            begin: vec![(lang.t("topic-write").into_owned(), "/write?kind=topic&readers=space+x".into())],
            rows: vec![
                row("Как получить сертификат?", true, false),
                row("Titan fräsen", false, true),
                row("Nur ein Versuch", false, false),
            ],
            older: Some("/space/fragen?before=1795503900000".into()),
            newest: Some("/space/fragen".into()),
            follow_at: Some("/@fragen/follow".into()),
            follow: Form::empty(),
            arrange: Some("/space/fragen/arrange".into()),
            queue: Some(2),
            own_waiting: 1,
            looked_at: true,
            reviews: true,
        };
        let empty = ForumPage {
            frame: Frame { path: "/space/fragen".into(), ..Frame::visitor_sample(lang) },
            kind: "brokerage",
            summary: SafeHtml::default(),
            rules: SafeHtml::default(),
            members_only: false,
            closed: true,
            moderators: Vec::new(),
            begin: Vec::new(),
            rows: Vec::new(),
            older: None,
            newest: None,
            arrange: None,
            queue: None,
            own_waiting: 0,
            looked_at: false,
            reviews: false,
            ..full.clone()
        };
        vec![full, empty]
    }
}

impl ForumRow {
    pub fn samples(lang: Lang) -> Vec<ForumRow> {
        let forum = ForumPage::samples(lang).into_iter().next();
        let rows = forum.map(|forum| forum.rows).unwrap_or_default();
        rows.into_iter().map(|row| ForumRow { space: "Fragen & <Antworten>".into(), ..row }).collect()
    }
}

impl ArrangePage {
    pub fn samples(lang: Lang) -> Vec<ArrangePage> {
        let form = Form::sent([
            ("title", "Fragen"),
            ("summary", "Wer etwas wissen will, fragt hier."),
            ("posting", "members"),
            ("members_only", "yes"),
            ("moderators", "@anna@kammer.example"),
            ("rules", "Freundlich bleiben."),
            ("language", "de"),
        ]);
        let mut refused = form.clone();
        let wrong = Problem { field: "moderators", key: "space-moderator-unknown", arguments: Vec::new() };
        refused.refuse(lang, &[wrong]);
        let page = |form, closed| ArrangePage {
            frame: Frame { path: "/space/fragen/arrange".into(), ..Frame::sample(lang) },
            form,
            name: "Fragen <b>".into(),
            path: "/space/fragen".into(),
            closed,
            postings: Posting::ALL.map(Posting::name).into(),
        };
        vec![page(form, false), page(refused, true)]
    }
}

impl KeptPage {
    pub fn samples(lang: Lang) -> Vec<KeptPage> {
        let row = |what: &str, about: &str, reason: &str| KeptRow {
            at: When::minute(lang, samples::moment()),
            what: lang.t(what).into_owned(),
            about: about.into(),
            reason: reason.into(),
        };
        let full = KeptPage {
            frame: Frame { path: "/space/fragen/kept".into(), ..Frame::visitor_sample(lang) },
            community: "Bau & Ausbau".into(),
            space: ("Fragen & <Antworten>".into(), "/space/fragen".into()),
            rows: vec![
                row("kept-hidden", "Werbung für <b>alles</b>", "Verkauft wird in der Börse."),
                row("kept-locked", "Nur ein Versuch", ""),
            ],
            older: Some("/space/fragen/kept?before=1".into()),
        };
        vec![KeptPage { rows: Vec::new(), older: None, ..full.clone() }, full]
    }
}

impl OrderPage {
    fn words(&self, hide: &str, ban: &str, warn: &str) -> String {
        let key = match self.act {
            "ban" => ban,
            "warn" => warn,
            _ => hide,
        };
        self.frame.lang.t(key).into_owned()
    }

    pub fn title(&self) -> String {
        self.words("order-hide", "order-ban", "order-warn")
    }

    /// What follows from it.
    pub fn explanation(&self) -> String {
        self.words("order-hide-text", "order-ban-text", "order-warn-text")
    }

    /// What the reason is for.
    pub fn reason_hint(&self) -> String {
        self.words("order-reason-hint", "order-reason-hint", "order-warn-hint")
    }

    pub fn button(&self) -> String {
        self.words("hide", "community-ban", "order-warn-button")
    }

    pub fn samples(lang: Lang) -> Vec<OrderPage> {
        let page = |act, form| OrderPage {
            frame: Frame { path: "/space/fragen/order".into(), ..Frame::sample(lang) },
            form,
            path: "/space/fragen".into(),
            act,
            what: "Werbung für <b>alles</b>".into(),
            cancel: "/space/fragen".into(),
        };
        let mut refused = Form::sent([("entry", "https://a.example/o/1"), ("do", "hide")]);
        refused
            .refuse(lang, &[Problem { field: "reason", key: "order-reason-missing", arguments: Vec::new() }]);
        let ban = Form::sent([("member", "https://a.example/u/b"), ("do", "ban")]);
        vec![page("hide", refused), page("ban", ban.clone()), page("warn", ban)]
    }
}
