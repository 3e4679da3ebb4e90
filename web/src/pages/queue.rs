//! What waits in a space: for its moderators, and for those whose words it is.

use artel_protocol::Trust;
use artel_protocol::html::SafeHtml;
use artel_protocol::kinds::Problem;
use askama::Template;

use super::parts::{ActorView, When, samples};
use crate::form::Form;
use crate::frame::Frame;
use crate::i18n::Lang;

/// GET /space/KEY/queue, for those who keep order. Posts there `entry` and `do` (`let-in`, or `turn-down` with a `reason`), or
/// `report`, `note` and `do` (`close`), with `csrf`.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/queue.html")]
pub struct QueuePage {
    pub frame: Frame,
    /// What was typed for the entry that the field `entry` names.
    pub form: Form,
    pub name: String,
    /// `/space/KEY`.
    pub path: String,
    /// Whose words are looked at first, in words; none if nobody's.
    pub whose: Option<String>,
    pub waiting: Vec<WaitingView>,
    pub reports: Vec<ReportedHere>,
}

/// Words that wait.
#[derive(Clone, Debug, Default)]
pub struct WaitingView {
    /// The id of the entry.
    pub entry: String,
    pub title: String,
    pub text: SafeHtml,
    pub author: ActorView,
    pub at: When,
    /// What it answers or changes, in words, with its page; none if it begins something.
    pub place: Option<(String, String)>,
    /// How well the community knows its author, in words.
    pub trust: String,
    /// By what: sentences.
    pub known: Vec<String>,
    /// Where its author is warned.
    pub warn: String,
    /// It waits since each offer is read by another person first.
    pub reviewed: bool,
    /// Whether the reader decides about it, and does not leave it to somebody else.
    pub may_decide: bool,
    /// It begins something, and can be written anew when it was turned down.
    pub begins: bool,
    /// Why it was turned down, for its author.
    pub turned_down: Option<String>,
}

/// A report that lies before the moderators.
#[derive(Clone, Debug, Default)]
pub struct ReportedHere {
    pub key: String,
    pub reason: String,
    pub at: When,
    /// What was reported: its title and its page.
    pub about: Vec<(String, String)>,
}

impl QueuePage {
    /// Whether the form that was refused is the one of this entry.
    pub fn is_refused(&self, waiting: &&WaitingView) -> bool {
        self.form.is_refused() && self.form.is("entry", &waiting.entry)
    }

    pub fn samples(lang: Lang) -> Vec<QueuePage> {
        let mut form = Form::sent([("entry", "https://masto.example/1"), ("reason", "")]);
        form.refuse(lang, &[Problem { field: "reason", key: "order-reason-missing", arguments: Vec::new() }]);
        let full = QueuePage {
            frame: Frame { path: "/space/fragen/queue".into(), ..Frame::sample(lang) },
            form,
            name: "Fragen & <Antworten>".into(),
            path: "/space/fragen".into(),
            whose: Some(whose(lang, "known")),
            waiting: vec![
                WaitingView { entry: "https://masto.example/1".into(), ..WaitingView::sample(lang) },
                WaitingView {
                    entry: "https://a.example/o/3".into(),
                    reviewed: true,
                    may_decide: false,
                    ..WaitingView::sample(lang)
                },
                WaitingView {
                    entry: "https://masto.example/2".into(),
                    title: "Mit Hartmetall, und langsam …".into(),
                    place: Some((lang.t("queue-answers").into_owned(), "/space/fragen/entry?id=1".into())),
                    ..WaitingView::sample(lang)
                },
            ],
            reports: vec![ReportedHere {
                key: "4a01".into(),
                reason: "Werbung <b>für</b> alles".into(),
                at: When::minute(lang, samples::moment()),
                about: vec![("Angebot des Tages".into(), "/space/fragen/entry?id=2".into())],
            }],
        };
        let empty = QueuePage {
            form: Form::empty(),
            whose: None,
            waiting: Vec::new(),
            reports: Vec::new(),
            ..full.clone()
        };
        vec![full, empty]
    }
}

impl WaitingView {
    fn sample(lang: Lang) -> WaitingView {
        WaitingView {
            title: "Titan fräsen & <drehen>".into(),
            text: SafeHtml::from_markdown("Welche *Drehzahl* nehmt ihr?"),
            author: samples::stranger(),
            at: When::minute(lang, samples::moment()),
            trust: trust(lang, Trust::New),
            known: vec![
                lang.count("queue-entries", 0).into_owned(),
                lang.count("queue-hidden", 2).into_owned(),
            ],
            warn: "/space/fragen/order?do=warn&member=https%3A%2F%2Fmasto.example%2Fu".into(),
            may_decide: true,
            begins: true,
            ..WaitingView::default()
        }
    }
}

/// GET /space/KEY/waiting: one's own words that wait there or were turned down. Posts `entry` and `csrf` there to take one
/// back, with `do` (`rewrite`) to make a draft of what was turned down.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/waiting.html")]
pub struct WaitingPage {
    pub frame: Frame,
    pub name: String,
    /// `/space/KEY`.
    pub path: String,
    pub waiting: Vec<WaitingView>,
}

impl WaitingPage {
    pub fn samples(lang: Lang) -> Vec<WaitingPage> {
        let turned_down = Some("Verkauft wird in der <Börse>.".into());
        let own = |entry: &str, turned_down| WaitingView {
            entry: entry.into(),
            turned_down,
            ..WaitingView::sample(lang)
        };
        let full = WaitingPage {
            frame: Frame { path: "/space/fragen/waiting".into(), ..Frame::sample(lang) },
            name: "Fragen & <Antworten>".into(),
            path: "/space/fragen".into(),
            waiting: vec![own("https://a.example/o/1", None), own("https://a.example/o/2", turned_down)],
        };
        vec![WaitingPage { waiting: Vec::new(), ..full.clone() }, full]
    }
}

/// The names of the settings, for forms.
pub const PREMODERATIONS: [&str; 5] = {
    use artel_protocol::PreModeration::{Everybody, Known, New, Nobody, Trusted};
    [Nobody.name(), New.name(), Known.name(), Trusted.name(), Everybody.name()]
};

/// Whose words are looked at first, in words, by the name of the setting.
pub fn whose(lang: Lang, name: &str) -> String {
    let key = match name {
        "new" => "premoderation-new",
        "known" => "premoderation-known",
        "trusted" => "premoderation-trusted",
        "everybody" => "premoderation-everybody",
        _ => "premoderation-nobody",
    };
    lang.t(key).into_owned()
}

/// A level of trust, in words.
pub fn trust(lang: Lang, trust: Trust) -> String {
    let key = match trust {
        Trust::New => "trust-new",
        Trust::Known => "trust-known",
        Trust::Trusted => "trust-trusted",
        Trust::Pillar => "trust-pillar",
    };
    lang.t(key).into_owned()
}
