//! The first page of a new node, and the one after it.

use artel_node::features::accounts::Password;
use artel_node::features::passwords::{Strength, strength};
use artel_protocol::kinds::Problem;
use askama::Template;

use super::checks::CheckView;
use super::first_steps::StepView;
use crate::form::Form;
use crate::frame::Frame;
use crate::i18n::Lang;
use crate::zone;

/// GET and POST /setup. Fields: `token` `organisation` `owner` `password` `language` `zone` `where` (`domain` or `trial`)
/// `domain` `csrf`.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/setup.html")]
pub struct SetupPage {
    pub frame: Frame,
    pub form: Form,
    /// The token of the link that the terminal printed; a hidden field.
    pub token: String,
    /// What was found when the answers were looked at.
    pub checks: Vec<CheckView>,
}

/// What is shown once the node is set up.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/setup_done.html")]
pub struct SetupDonePage {
    pub frame: Frame,
    /// The organisation's handle: `@werkstatt@artel.example`.
    pub handle: String,
    /// "Try it here" was chosen.
    pub trial: bool,
    /// What is still open.
    pub steps: Vec<StepView>,
}

/// How hard the password is to guess that somebody types: a part of the page, empty before they do.
#[derive(Template, Clone, Debug)]
#[template(source = "{{ words }}", ext = "html")]
pub struct StrengthPart {
    pub words: String,
}

impl StrengthPart {
    /// `known` are the names that others would try first.
    pub fn of(lang: Lang, password: &str, known: &[&str]) -> StrengthPart {
        let key = match (password.chars().count(), strength(password, known)) {
            (0, _) => return StrengthPart { words: String::new() },
            (..Password::SHORTEST, _) => "password-too-short",
            (_, Strength::None) => "password-too-weak",
            (_, Strength::Weak) => "password-weak",
            (_, Strength::Fair) => "password-fair",
            (_, Strength::Strong) => "password-strong",
        };
        StrengthPart { words: lang.t(key).into_owned() }
    }
}

impl SetupPage {
    /// The link's token is not the one that was printed last, or it was used.
    pub const TOKEN_WRONG: Problem =
        Problem { field: "token", key: "setup-token-wrong", arguments: Vec::new() };
    /// The owner's name is none that an actor can have.
    pub const OWNER_WRONG: Problem = Problem { field: "owner", key: "name-wrong", arguments: Vec::new() };

    /// The form before anything is typed; `machine` is the name of the zone that this machine keeps.
    pub fn blank(lang: Lang, machine: Option<&str>) -> Form {
        let zone = zone::guess(machine, lang);
        Form::sent([("language", lang.code()), ("where", "domain"), ("zone", &zone)])
    }

    /// Every zone to choose from.
    pub fn zones(&self) -> &'static [String] {
        zone::names()
    }

    pub fn samples(lang: Lang) -> Vec<SetupPage> {
        let frame = Frame::visitor_sample(lang);
        let problem = |field, key| Problem { field, key, arguments: Vec::new() };
        let mut refused = Form::sent([
            ("organisation", "Werkstatt \"Brandt\""),
            ("owner", "Anna!"),
            ("language", "de"),
            ("where", "domain"),
            ("domain", "nowhere"),
        ]);
        refused.refuse(
            lang,
            &[
                SetupPage::TOKEN_WRONG,
                SetupPage::OWNER_WRONG,
                problem("domain", "setup-domain-wrong"),
                problem("password", "password-too-short"),
            ],
        );
        vec![
            SetupPage {
                frame: frame.clone(),
                form: SetupPage::blank(lang, None),
                token: "sample".into(),
                checks: Vec::new(),
            },
            SetupPage { frame, form: refused, token: "sample".into(), checks: CheckView::samples(lang) },
        ]
    }
}

impl SetupDonePage {
    pub fn samples(lang: Lang) -> Vec<SetupDonePage> {
        let (frame, handle) = (Frame::sample(lang), "@werkstatt@artel.example".to_owned());
        let trial = Frame { trial: true, ..frame.clone() };
        vec![
            SetupDonePage { frame, handle, trial: false, steps: StepView::samples(lang) },
            SetupDonePage {
                frame: trial,
                handle: "@werkstatt@localhost:8420".into(),
                trial: true,
                steps: StepView::samples(lang),
            },
        ]
    }
}
