//! What others did with our words: answers, mentions, likes, boosts, new followers, and what becomes of drafts.

use artel_node::store::records::NotificationKind;
use askama::Template;

use super::parts::{ActorView, When, samples};
use crate::frame::Frame;
use crate::i18n::Lang;

/// GET /notifications. The form posts `csrf` to /notifications/read.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/notifications.html")]
pub struct NotificationsPage {
    pub frame: Frame,
    pub notifications: Vec<NotificationView>,
    /// Something on this page has not been read before.
    pub unread: bool,
    /// The next page: `/notifications?before=…`.
    pub older: Option<String>,
}

/// Something that one is told.
#[derive(Clone, Debug)]
pub struct NotificationView {
    /// Who did it, last.
    pub actor: ActorView,
    /// What they did, as words that go on after the name.
    pub what: String,
    /// The full name of the organisation, if it is told and not the person.
    pub to: Option<String>,
    pub entry: Option<AboutView>,
    /// The page to answer: `/answer?entry=…`.
    pub answer: Option<String>,
    pub at: When,
    pub unread: bool,
}

/// The entry or draft that a notification is about.
#[derive(Clone, Debug)]
pub struct AboutView {
    pub title: String,
    pub url: String,
}

impl NotificationView {
    /// What was done, in words.
    pub fn words(lang: Lang, kind: NotificationKind, others: u64) -> String {
        let words = match kind {
            NotificationKind::Answer => lang.t("notification-answer"),
            NotificationKind::Mention => lang.t("notification-mention"),
            NotificationKind::Follower => lang.t("notification-follower"),
            NotificationKind::Like => lang.count("notification-like", others),
            NotificationKind::Boost => lang.count("notification-boost", others),
            NotificationKind::Accepted => lang.t("notification-accepted"),
            NotificationKind::HandedIn => lang.t("notification-handed-in"),
            NotificationKind::SentBack => lang.t("notification-sent-back"),
            NotificationKind::Approved => lang.t("notification-approved"),
            NotificationKind::Watched => lang.t("notification-watched"),
            NotificationKind::Ending => lang.t("notification-ending"),
            NotificationKind::Interest => lang.t("notification-interest"),
            NotificationKind::InterestAnswered => lang.t("notification-interest-answered"),
            NotificationKind::InterestMessage => lang.t("notification-interest-message"),
            NotificationKind::Held => lang.t("notification-held"),
            NotificationKind::LetIn => lang.t("notification-let-in"),
            NotificationKind::TurnedDown => lang.t("notification-turned-down"),
            NotificationKind::Reported => lang.t("notification-reported"),
        };
        words.into_owned()
    }
}

impl NotificationsPage {
    pub fn samples(lang: Lang) -> Vec<NotificationsPage> {
        use NotificationKind::{
            Accepted, Answer, Approved, Boost, Follower, HandedIn, Held, Interest, InterestAnswered,
            InterestMessage, LetIn, Like, Mention, Reported, SentBack, TurnedDown,
        };
        let frame = Frame { path: "/notifications".into(), ..Frame::sample(lang) };
        let about = AboutView { title: "Neue 5-Achs-Fräse".into(), url: "/@werkstatt/1".into() };
        let kinds = [
            Answer,
            Mention,
            Follower,
            Like,
            Like,
            Boost,
            Accepted,
            HandedIn,
            SentBack,
            Approved,
            Interest,
            InterestAnswered,
            InterestMessage,
            Held,
            LetIn,
            TurnedDown,
            Reported,
        ];
        let one = |(at, kind): (usize, NotificationKind)| NotificationView {
            actor: samples::stranger(),
            what: NotificationView::words(lang, kind, at as u64 % 4),
            to: (at % 2 == 0).then(|| "Werkstatt Brandt & Söhne".to_owned()),
            entry: (!matches!(kind, Follower | Accepted)).then(|| about.clone()),
            answer: (kind == Answer).then(|| "/answer?entry=https%3A%2F%2Fmasto.example%2F1".to_owned()),
            at: When::minute(lang, samples::moment()),
            unread: at < 2,
        };
        let notifications = kinds.into_iter().enumerate().map(one).collect();
        let empty = NotificationsPage { frame, notifications: Vec::new(), unread: false, older: None };
        let older = Some("/notifications?before=x".to_owned());
        vec![empty.clone(), NotificationsPage { notifications, unread: true, older, ..empty }]
    }
}
