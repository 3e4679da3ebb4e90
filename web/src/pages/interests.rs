//! Interest in offers: the box on an offer's page, the list of what one sent and received, and one of them.

use artel_node::features::interest::state::{Side, State, Step};
use artel_protocol::html::SafeHtml;
use artel_protocol::interest::{Contact, Outcome};
use artel_protocol::kinds::Problem;
use askama::Template;

use super::parts::{ActorView, When, samples};
use crate::form::Form;
use crate::frame::Frame;
use crate::i18n::Lang;

/// What stands on an offer's page for who may be interested in it.
#[derive(Clone, Debug)]
pub enum InterestBox {
    /// It takes none at present.
    Closed,
    /// Who has no account here fills in a form there.
    Stranger(String),
    /// The reader's own, not over yet.
    There(String),
    Form(InterestForm),
}

/// The form by which a member expresses their interest. Fields: `offer` `motivation` `as`, those of a contact, `csrf`.
#[derive(Clone, Debug)]
pub struct InterestForm {
    pub form: Form,
    /// The offer's id.
    pub offer: String,
    /// In whose name: the short and the full name of each.
    pub authors: Vec<(String, String)>,
}

/// POST /interests, when something is wrong with the form.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/interest_send.html")]
pub struct InterestSendPage {
    pub frame: Frame,
    pub title: String,
    /// The page of the offer.
    pub url: String,
    pub interest: InterestForm,
}

/// GET /interests.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/interests.html")]
pub struct InterestsPage {
    pub frame: Frame,
    pub received: Vec<InterestRow>,
    pub sent: Vec<InterestRow>,
    /// The offers that do not name the reader's organisation, for which they were published: the page and the title of each.
    pub unnamed: Vec<(String, String)>,
}

/// One in a list.
#[derive(Clone, Debug)]
pub struct InterestRow {
    pub url: String,
    /// The offer's title.
    pub title: String,
    pub other: String,
    pub state: String,
    pub changed: When,
}

/// GET /interests/KEY and GET /interest/TOKEN. Its forms post to `action` followed by `/step` (`do` `words` `outcome`,
/// and of who accepts the fields of a contact) or `/message` (`text`).
#[derive(Template, Clone, Debug)]
#[template(path = "pages/interest.html")]
pub struct InterestPage {
    pub frame: Frame,
    pub form: Form,
    pub action: String,
    /// The offer's title, and its page.
    pub title: String,
    pub offer: String,
    pub other: ActorView,
    /// What a company without an account says of itself: each with its label.
    pub company: Vec<(String, String)>,
    pub state: String,
    pub motivation: String,
    pub history: Vec<StepView>,
    pub messages: Vec<MessageView>,
    /// How both are reached, as far as the reader may see it: each line with its label.
    pub own: Vec<(String, String)>,
    pub others: Vec<(String, String)>,
    /// The steps that the reader may take now.
    pub steps: Vec<Step>,
    /// How the other says that it ended, if it waits for the reader's word.
    pub proposed: Option<Outcome>,
    pub writes: bool,
    /// The client whom the organisation speaks for is not named in the offer.
    pub anonymous: bool,
    /// For a stranger: this page's own address, to be kept.
    pub link: Option<String>,
}

/// A step of the history.
#[derive(Clone, Debug)]
pub struct StepView {
    pub at: When,
    pub by: String,
    pub what: String,
    pub words: String,
}

/// A message.
#[derive(Clone, Debug)]
pub struct MessageView {
    pub at: When,
    pub by: String,
    pub text: SafeHtml,
}

/// GET and POST /interest/new: a stranger's form. Fields: `offer` `company` `sector` `person` `city` `web` `mail` `phone`
/// `text` `consent` `csrf`.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/interest_new.html")]
pub struct InterestNewPage {
    pub frame: Frame,
    pub form: Form,
    pub offer: String,
    pub title: String,
    pub url: String,
    /// Whether this node can ask whether the address is theirs.
    pub mails: bool,
    /// Whether the offer takes interest at present.
    pub open: bool,
    /// The mail is on its way: nothing more to fill in.
    pub sent: bool,
}

/// GET /interest/confirm/TOKEN.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/interest_confirm.html")]
pub struct InterestConfirmPage {
    pub frame: Frame,
    pub token: String,
    pub title: String,
    pub company: String,
}

/// How one stands, in words.
pub fn state_words(lang: Lang, state: State) -> String {
    let key = match state {
        State::Open => "interest-state-open",
        State::InfoWanted => "interest-state-info-wanted",
        State::Accepted => "interest-state-accepted",
        State::Negotiating => "interest-state-negotiating",
        State::Closing { .. } => "interest-state-closing",
        State::Declined => "interest-state-declined",
        State::Withdrawn => "interest-state-withdrawn",
        State::Closed(outcome) => {
            return lang.about("interest-state-closed", &ended(lang, outcome)).into_owned();
        }
    };
    lang.t(key).into_owned()
}

/// How it ended, in words.
pub fn ended(lang: Lang, outcome: Outcome) -> String {
    let key = match outcome {
        Outcome::Agreed => "interest-agreed",
        Outcome::NotInterested => "interest-not-interested",
        Outcome::NoAgreement => "interest-no-agreement",
    };
    lang.t(key).into_owned()
}

/// What somebody did, as words that go on after the name.
pub fn step_words(lang: Lang, step: Option<Step>) -> String {
    let key = match step {
        None => "interest-did-begin",
        Some(Step::AskForInformation) => "interest-did-ask",
        Some(Step::Accept) => "interest-did-accept",
        Some(Step::Decline) => "interest-did-decline",
        Some(Step::Withdraw) => "interest-did-withdraw",
        Some(Step::Negotiate) => "interest-did-negotiate",
        Some(Step::End(outcome)) => {
            return lang.about("interest-did-end", &ended(lang, outcome)).into_owned();
        }
    };
    lang.t(key).into_owned()
}

/// The label of a line of a contact.
pub fn contact_label(lang: Lang, field: &str) -> String {
    let key = match field {
        "organisation" => "contact-organisation",
        "person" => "contact-person",
        "mail" => "contact-mail",
        "phone" => "contact-phone",
        "web" => "contact-web",
        _ => "contact-client",
    };
    lang.t(key).into_owned()
}

/// The lines of a contact that are there, each with its label.
pub fn contact_lines(lang: Lang, contact: &Contact) -> Vec<(String, String)> {
    let there = contact.fields().into_iter().filter(|(_, value)| !value.is_empty());
    there.map(|(field, value)| (contact_label(lang, field), value.to_owned())).collect()
}

impl InterestPage {
    /// Whether the reader may take a step of this name now.
    pub fn may(&self, name: &str) -> bool {
        self.steps.iter().any(|step| step.name() == name)
    }

    pub fn outcomes(&self) -> Vec<(&'static str, String)> {
        Outcome::ALL.map(|outcome| (outcome.name(), ended(self.frame.lang, outcome))).into()
    }

    pub fn proposed_words(&self) -> Option<(&'static str, String)> {
        self.proposed.map(|outcome| (outcome.name(), ended(self.frame.lang, outcome)))
    }

    pub fn samples(lang: Lang) -> Vec<InterestPage> {
        let outcome = Outcome::NoAgreement;
        let closing = State::Closing { sender: Some(outcome), owner: None };
        let all = [
            (State::Open, Side::Owner),
            (State::InfoWanted, Side::Sender),
            (State::Accepted, Side::Owner),
            (closing, Side::Owner),
            (State::Closed(Outcome::Agreed), Side::Sender),
            (State::Declined, Side::Sender),
        ];
        let mut pages: Vec<_> = all.into_iter().map(|(state, side)| sample(lang, state, side)).collect();
        pages.push(InterestPage {
            frame: Frame { path: "/interest/x".into(), ..Frame::visitor_sample(lang) },
            action: "/interest/x".into(),
            link: Some(
                "https://artel.example/interest/5f1c00a1b2c3d4e5f6a7b8c9-u0fO6NnyTn3kVvG0C6pE1w".into(),
            ),
            ..sample(lang, State::Negotiating, Side::Sender)
        });
        pages
    }
}

fn sample(lang: Lang, state: State, side: Side) -> InterestPage {
    use artel_node::features::interest::records::Way;
    let steps = [
        Step::AskForInformation,
        Step::Accept,
        Step::Decline,
        Step::Withdraw,
        Step::Negotiate,
        Step::End(Outcome::Agreed),
    ];
    let contact = Contact {
        organisation: "Werkstatt Brandt & Söhne".into(),
        person: "Anna <Brandt>".into(),
        mail: "anna@brandt.example".into(),
        phone: "+49 30 123456".into(),
        ..Contact::default()
    };
    let at = When::minute(lang, samples::moment());
    let did = |by: &str, step, words: &str| StepView {
        at: at.clone(),
        by: by.into(),
        what: step_words(lang, step),
        words: words.into(),
    };
    let mut refused = Form::sent([("words", "")]);
    let problem = |field, key| Problem { field, key, arguments: Vec::new() };
    refused
        .refuse(lang, &[problem("words", "interest-reason-missing"), problem("do", "interest-wrong-state")]);
    let accepted = state.is_accepted();
    InterestPage {
        frame: Frame { path: "/interests/5f1c00a1b2c3d4e5f6a7b8c9".into(), ..Frame::sample(lang) },
        form: if state == State::Open { refused } else { Form::empty() },
        action: "/interests/5f1c00a1b2c3d4e5f6a7b8c9".into(),
        title: "Messkopf für die <Einhärtetiefe>".into(),
        offer: "/@werkstatt/3".into(),
        other: samples::stranger(),
        company: match side {
            Side::Owner => vec![("Branche".into(), "Härterei & Co".into()), ("Ort".into(), "Тула".into())],
            Side::Sender => Vec::new(),
        },
        state: state_words(lang, state),
        motivation: "Мы делаем <валы> и ищем, чем их мерить.\nДо 200 мм.".into(),
        history: vec![
            did("Ирина <Резец>", None, ""),
            did("Werkstatt Brandt", Some(Step::AskForInformation), "Welche Durchmesser?"),
            did("Werkstatt Brandt", Some(Step::End(Outcome::NoAgreement)), ""),
        ],
        messages: vec![MessageView {
            at: at.clone(),
            by: "Ирина <Резец>".into(),
            text: SafeHtml::from_plain("От 20 до 200 мм."),
        }],
        own: contact_lines(lang, &contact),
        others: if accepted { contact_lines(lang, &contact) } else { Vec::new() },
        steps: steps.into_iter().filter(|step| state.after(Way::Member, side, *step).is_ok()).collect(),
        proposed: state.said_by(side.other()),
        writes: !state.is_over(),
        anonymous: state == State::Open,
        link: None,
    }
}

impl InterestForm {
    pub fn sample(form: Form) -> InterestForm {
        InterestForm {
            form,
            offer: "https://other.example/o/7".into(),
            authors: vec![
                ("anna".into(), "Anna Brandt".into()),
                ("werkstatt".into(), "Werkstatt & Co".into()),
            ],
        }
    }
}

impl InterestBox {
    /// One for each way in which it shows.
    pub fn sample(own: bool, number: usize) -> Option<InterestBox> {
        let form = Form::sent([("as", "anna"), ("person", "Anna <Brandt>"), ("mail", "anna@brandt.example")]);
        Some(match (own, number % 2) {
            (false, 0) => InterestBox::Stranger("/interest/new?offer=x".into()),
            (false, _) => InterestBox::Closed,
            (true, 0) => InterestBox::Form(InterestForm::sample(form)),
            (true, _) => InterestBox::There("/interests/5f1c00a1b2c3d4e5f6a7b8c9".into()),
        })
    }
}

impl InterestSendPage {
    pub fn samples(lang: Lang) -> Vec<InterestSendPage> {
        let mut form = Form::sent([("as", "anna"), ("motivation", "Wir <messen> Wellen.")]);
        let problem = |field, key| Problem { field, key, arguments: Vec::new() };
        form.refuse(
            lang,
            &[problem("motivation", "interest-too-many"), problem("mail", "interest-contact-missing")],
        );
        vec![InterestSendPage {
            frame: Frame { path: "/interests".into(), ..Frame::sample(lang) },
            title: "Messkopf für die <Einhärtetiefe>".into(),
            url: "/remote/entry?id=x".into(),
            interest: InterestForm::sample(form),
        }]
    }
}

impl InterestsPage {
    pub fn samples(lang: Lang) -> Vec<InterestsPage> {
        let frame = Frame { path: "/interests".into(), ..Frame::sample(lang) };
        let row = |state| InterestRow {
            url: "/interests/5f1c00a1b2c3d4e5f6a7b8c9".into(),
            title: "Messkopf für die <Einhärtetiefe>".into(),
            other: "Ирина <Резец> Ковалёва".into(),
            state: state_words(lang, state),
            changed: When::minute(lang, samples::moment()),
        };
        let received = vec![row(State::Open), row(State::Negotiating)];
        let sent = vec![row(State::InfoWanted), row(State::Closed(Outcome::Agreed)), row(State::Withdrawn)];
        let empty = InterestsPage { frame, received: Vec::new(), sent: Vec::new(), unnamed: Vec::new() };
        let unnamed = vec![("/@ihk/1".into(), "Messkopf für <fertige> Wellen".into())];
        vec![empty.clone(), InterestsPage { received, sent, unnamed, ..empty }]
    }
}

impl InterestNewPage {
    pub fn samples(lang: Lang) -> Vec<InterestNewPage> {
        let page = |form: Form, mails, open, sent| InterestNewPage {
            frame: Frame { path: "/interest/new?offer=x".into(), ..Frame::visitor_sample(lang) },
            form,
            offer: "https://artel.example/o/3".into(),
            title: "Messkopf für die <Einhärtetiefe>".into(),
            url: "/@werkstatt/3".into(),
            mails,
            open,
            sent,
        };
        let mut refused = Form::sent([("company", "Härterei <Süd>"), ("mail", "info@")]);
        let problem = |field, key| Problem { field, key, arguments: Vec::new() };
        refused.refuse(
            lang,
            &[
                problem("person", "name-missing"),
                problem("mail", "mail-address-wrong"),
                problem("text", "interest-motivation-missing"),
                problem("consent", "interest-consent-missing"),
            ],
        );
        vec![
            page(Form::empty(), true, true, false),
            page(refused, true, true, false),
            page(Form::empty(), false, true, false),
            page(Form::empty(), true, false, false),
            page(Form::empty(), true, true, true),
        ]
    }
}

impl InterestConfirmPage {
    pub fn samples(lang: Lang) -> Vec<InterestConfirmPage> {
        vec![InterestConfirmPage {
            frame: Frame { path: "/interest/confirm/x".into(), ..Frame::visitor_sample(lang) },
            token: "u0fO6NnyTn3kVvG0C6pE1w".into(),
            title: "Messkopf für die <Einhärtetiefe>".into(),
            company: "Härterei <Süd>".into(),
        }]
    }
}
