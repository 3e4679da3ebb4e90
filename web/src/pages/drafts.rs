//! What is not published yet: the list of drafts, and what waits for a second pair of eyes.

use artel_protocol::html::SafeHtml;
use artel_protocol::kinds::Problem;
use askama::Template;

use super::parts::{FactView, PictureView, When, samples};
use super::write::SentBack;
use crate::form::Form;
use crate::frame::Frame;
use crate::i18n::Lang;

/// A draft in a list.
#[derive(Clone, Debug, Default)]
pub struct DraftCard {
    /// `/drafts/ID`.
    pub url: String,
    /// `/approvals/NAME/ID`.
    pub approval: String,
    pub title: String,
    /// The full name of who writes it.
    pub writer: String,
    /// In whose name.
    pub author: String,
    pub updated: When,
    /// The page of the article that it changes.
    pub changes: Option<String>,
    /// The page of the entry that it answers.
    pub answers: Option<String>,
    pub handed_in: bool,
    /// Those who read it are the node's officers.
    pub for_officers: bool,
    pub sent_back: Option<SentBack>,
}

/// GET /drafts.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/drafts.html")]
pub struct DraftsPage {
    pub frame: Frame,
    pub drafts: Vec<DraftCard>,
}

/// GET /drafts/ID/delete; the form posts there.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/draft_delete.html")]
pub struct DeleteDraftPage {
    pub frame: Frame,
    pub draft: DraftCard,
}

/// GET /approvals.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/approvals.html")]
pub struct ApprovalsPage {
    pub frame: Frame,
    /// Whether what members write waits at all. Owners change it: POST /approvals/switch with `approves`, `yes` or not.
    pub approves: bool,
    pub owns: bool,
    pub drafts: Vec<DraftCard>,
}

/// GET /approvals/NAME/ID and /clients/NAME/ID. The forms post `seen` to …/publish and `reason` to …/return.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/approval.html")]
pub struct ApprovalPage {
    pub frame: Frame,
    pub form: Form,
    pub draft: DraftCard,
    /// The page where it waits.
    pub list: &'static str,
    /// In whose name it is to appear, without that of who wrote it.
    pub through: Option<String>,
    /// Who is to read it, in words, if it is new.
    pub readers: Option<String>,
    pub summary: String,
    pub facts: Vec<FactView>,
    pub picture: Option<PictureView>,
    pub text: SafeHtml,
    pub tags: Vec<String>,
    /// Mentions of nobody, divided by commas.
    pub unknown: String,
    /// The moment of the version that is shown.
    pub seen: i64,
}

/// What is said of a draft that was just kept; stands in the status below the form.
#[derive(Template, Clone, Debug)]
#[template(source = "{{ said }}", ext = "html")]
pub struct SavedPart {
    pub said: String,
}

/// One thing to choose.
#[derive(Clone, Debug)]
pub struct Choice {
    pub value: String,
    pub label: String,
}

/// The choices of a field while somebody types in it.
#[derive(Template, Clone, Debug)]
#[template(
    source = "{% for choice in choices %}<option value=\"{{ choice.value }}\">{{ choice.label }}</option>{% endfor %}",
    ext = "html"
)]
pub struct ChoicesPart {
    pub choices: Vec<Choice>,
}

pub(super) fn cards(lang: Lang) -> Vec<DraftCard> {
    let card = |number: u8, title: &str| DraftCard {
        url: format!("/drafts/{number}"),
        approval: format!("/approvals/boris/{number}"),
        title: title.to_owned(),
        writer: "Boris <Resch>".into(),
        author: "Werkstatt Brandt & Söhne".into(),
        updated: When::minute(lang, samples::moment()),
        ..DraftCard::default()
    };
    let reason = "Die Zahl im zweiten Absatz stimmt nicht.\nBitte noch einmal messen.".to_owned();
    vec![
        card(1, "Neue 5-Achs-Fräse"),
        DraftCard {
            handed_in: true,
            for_officers: true,
            changes: Some("/@werkstatt/1".into()),
            ..card(2, "Раскрой без отходов")
        },
        DraftCard {
            answers: Some("/remote/entry?id=1".into()),
            sent_back: Some(SentBack { by: "Anna Brandt".into(), reason }),
            ..card(3, &lang.t("draft-untitled"))
        },
    ]
}

impl DraftsPage {
    pub fn samples(lang: Lang) -> Vec<DraftsPage> {
        let frame = Frame { path: "/drafts".into(), ..Frame::sample(lang) };
        vec![
            DraftsPage { frame: frame.clone(), drafts: cards(lang) },
            DraftsPage { frame, drafts: Vec::new() },
        ]
    }
}

impl DeleteDraftPage {
    pub fn samples(lang: Lang) -> Vec<DeleteDraftPage> {
        let page = |draft| DeleteDraftPage { frame: Frame::sample(lang), draft };
        cards(lang).into_iter().take(1).map(page).collect()
    }
}

impl ApprovalsPage {
    pub fn samples(lang: Lang) -> Vec<ApprovalsPage> {
        let frame = Frame { path: "/approvals".into(), ..Frame::sample(lang) };
        vec![
            ApprovalsPage { frame: frame.clone(), approves: true, owns: true, drafts: cards(lang) },
            ApprovalsPage { frame: frame.clone(), approves: false, owns: true, drafts: Vec::new() },
            ApprovalsPage { frame, approves: false, owns: false, drafts: Vec::new() },
        ]
    }
}

impl ApprovalPage {
    pub fn samples(lang: Lang) -> Vec<ApprovalPage> {
        let mut wrong = Form::empty();
        let problem = |field, key| Problem { field, key, arguments: Vec::new() };
        wrong.refuse(lang, &[problem("reason", "draft-reason-missing"), problem("seen", "draft-changed")]);
        let page = |draft: DraftCard, form| ApprovalPage {
            frame: Frame::sample(lang),
            form,
            draft,
            list: "/approvals",
            through: None,
            readers: Some(lang.t("readers-followers").into_owned()),
            summary: "Seit Montag.".into(),
            facts: vec![FactView { label: "Art".into(), value: "Technologie <&> Markt".into() }],
            picture: Some(PictureView {
                url: samples::picture(),
                alt: "Die Maschine".into(),
                ..Default::default()
            }),
            text: SafeHtml::from_markdown("Sie **steht**."),
            tags: vec!["Fräsen".into()],
            unknown: "@niemand".into(),
            seen: 1_795_503_900_000,
        };
        let mut cards = cards(lang).into_iter();
        let (first, second) = (cards.next().unwrap_or_default(), cards.next().unwrap_or_default());
        vec![
            page(first, wrong),
            ApprovalPage { picture: None, unknown: String::new(), ..page(second.clone(), Form::empty()) },
            ApprovalPage {
                list: "/clients",
                through: Some("IHK <Musterstadt>".into()),
                ..page(second, Form::empty())
            },
        ]
    }
}
