//! Setting a new node up, by the link that its terminal printed.

use artel_node::Refusal;
use artel_node::features::accounts::Password;
use artel_node::features::organisations::{Address, SetUp};
use artel_protocol::Name;
use artel_protocol::kinds::Problem;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::sent::Sent;
use super::{Answer, checks, views};
use crate::app::App;
use crate::error::{PageRefusal, problems_of, together};
use crate::form::Form;
use crate::frame::allow_script;
use crate::i18n::Lang;
use crate::pages::checks::{CheckView, ChecksPart};
use crate::pages::first_steps::StepView;
use crate::pages::setup::{SetupDonePage, SetupPage, StrengthPart};
use crate::session::{Member, Visitor};
use crate::zone;

#[derive(Debug, Deserialize)]
pub struct Link {
    #[serde(default)]
    token: String,
}

/// GET /setup?token=….
pub async fn ask(State(app): State<App>, visitor: Visitor, Query(Link { token }): Query<Link>) -> Answer {
    if !app.is_setup_token(&token) {
        return Err(PageRefusal::expired_link());
    }
    let mut visitor = visitor.with_forms(&app);

    visitor.frame.path = format!("/setup?token={token}");
    let form = SetupPage::blank(visitor.frame.lang, zone::of_machine().as_deref());
    Ok(shown(&visitor, form, token, Vec::new()))
}

/// POST /setup/check: what is found about what was typed so far, as a part of the page.
pub async fn check(State(app): State<App>, visitor: Visitor, sent: Result<Sent, PageRefusal>) -> Answer {
    if is_over(&app)? {
        return Ok(nothing());
    }
    let (lang, sent) = (visitor.frame.lang, sent?);
    if !app.is_setup_token(sent.form.value("token")) {
        return Err(PageRefusal::expired_link());
    }
    let checks = look(&app, lang, &sent.form, false).await?;
    Ok(visitor.show(&ChecksPart { lang, checks }))
}

/// POST /setup/password: how hard the password is to guess that was typed so far, as a part of the page.
pub async fn password(State(app): State<App>, visitor: Visitor, sent: Result<Sent, PageRefusal>) -> Answer {
    if is_over(&app)? {
        return Ok(nothing());
    }
    let sent = sent?;
    let form = &sent.form;
    if !app.is_setup_token(form.value("token")) {
        return Err(PageRefusal::expired_link());
    }
    let known = [form.value("owner"), form.value("organisation")];
    Ok(visitor.show(&StrengthPart::of(visitor.frame.lang, &sent.password, &known)))
}

/// Whether somebody has set this node up. What looks at what is typed may have been under way meanwhile, with a link and a
/// form that hold no longer: that is nobody's mistake.
fn is_over(app: &App) -> Result<bool, Refusal> {
    Ok(app.node().record()?.is_some())
}

/// The page that asked is about to be left, and keeps what it shows.
fn nothing() -> Response {
    StatusCode::NO_CONTENT.into_response()
}

/// POST /setup: everything at once, and the owner is logged in.
pub async fn set_up(State(app): State<App>, visitor: Visitor, sent: Sent) -> Answer {
    let mut visitor = visitor.with_forms(&app);
    let mut form = sent.form.clone();
    let token = form.value("token").to_owned();
    if !app.is_setup_token(&token) {
        return Err(PageRefusal::expired_link());
    }
    if form.is("do", "check") {
        let checks = look(&app, visitor.frame.lang, &form, true).await?;
        visitor.frame.path = format!("/setup?token={token}");
        return Ok(shown(&visitor, form, token, checks));
    }
    if app.desk().is_restoring() {
        return Ok(visitor.go_to(&format!("/setup/restore?token={token}")));
    }
    let zone = zone::typed(form.value("zone"));
    let done = match (answers(&app, &visitor, &sent), zone) {
        (Ok(answers), Ok(zone)) => set_up_in(&app, answers, zone).await,
        (answers, zone) => Err(together([answers.err(), zone.err()].into_iter().flatten())),
    };
    if let Err(refusal) = done {
        form.refuse(
            visitor.frame.lang,
            &problems_of(refusal)?.into_iter().map(on_this_form).collect::<Vec<_>>(),
        );
        visitor.frame.path = format!("/setup?token={token}");
        let page = SetupPage { frame: visitor.frame.clone(), form, token, checks: Vec::new() };
        let mut answer = visitor.show_again(&page);
        allow_script(&mut answer);
        return Ok(answer);
    }
    app.forget_setup_token();
    let owner = Name::parse(form.value("owner").trim()).map_err(|_| PageRefusal::unreadable())?;
    let session = app.node().begin_anew(owner, visitor.from.clone()).await?;
    visitor.begin_session(&session);
    Ok(visitor.go_to("/setup/done"))
}

/// The zone comes first: a node that is set up has one.
async fn set_up_in(app: &App, answers: SetUp, zone: Option<String>) -> Result<(), Refusal> {
    app.node().set_time_zone(zone).await?;
    app.node().set_up(answers).await.map(|_| ())
}

/// GET /setup/done.
pub async fn done(State(app): State<App>, member: Member) -> Answer {
    let handle = views::handle(&member.session.organisation);
    let frame = member.visitor.frame.clone();
    let trial = frame.trial;
    let steps = StepView::open(frame.lang, &app.node().first_steps(&member.session)?);
    Ok(member.visitor.show(&SetupDonePage { frame, handle, trial, steps }))
}

/// The page with its script, which looks at what is typed.
fn shown(visitor: &Visitor, form: Form, token: String, checks: Vec<CheckView>) -> Response {
    let mut answer = visitor.show(&SetupPage { frame: visitor.frame.clone(), form, token, checks });
    allow_script(&mut answer);
    answer
}

/// Looks at what was typed so far, without setting anything up. Who has typed no name yet is not scolded for it, unless
/// they press the button.
async fn look(app: &App, lang: Lang, form: &Form, anew: bool) -> Result<Vec<CheckView>, Refusal> {
    let domain = form.value("domain").trim();
    if form.is("where", "domain") {
        return checks::typed(app, lang, Some(domain).filter(|domain| anew || !domain.is_empty()), anew)
            .await;
    }
    let mut found = vec![CheckView::well(lang, "check-trial", "")];
    found.extend(checks::typed(app, lang, None, anew).await?);
    Ok(found)
}

/// Every answer is looked at before the first problem is told, so that all are told at once.
fn answers(app: &App, visitor: &Visitor, sent: &Sent) -> Result<SetUp, Refusal> {
    let form = &sent.form;
    let owner = Name::parse(form.value("owner").trim()).map_err(|_| Refusal::field("owner", "name-wrong"));
    let password = Password::strong(&sent.password, &[form.value("owner"), form.value("organisation")]);
    let address = address(app, visitor, form);
    let checked = address.base().map(|_| ());
    let missing = match form.value("organisation").trim() {
        "" => Err(Refusal::field("organisation", "name-missing")),
        _ => Ok(()),
    };
    match (owner, password, checked, missing) {
        (Ok(owner), Ok(password), Ok(()), Ok(())) => Ok(SetUp {
            address,
            organisation: form.value("organisation").to_owned(),
            owner,
            password,
            language: language(form),
        }),
        (owner, password, checked, missing) => {
            let refusals = [owner.err(), password.err(), checked.err(), missing.err()];
            Err(together(refusals.into_iter().flatten()))
        }
    }
}

fn address(app: &App, visitor: &Visitor, form: &Form) -> Address {
    if form.is("where", "trial") {
        // Whoever reads this page sees the port; the one in the settings may be 0, "any".
        let seen = visitor.host.rsplit_once(':').and_then(|(_, port)| port.parse().ok());
        return Address::Trial { port: seen.unwrap_or(app.settings().listen.port()) };
    }
    Address::Domain(form.value("domain").trim().to_owned())
}

fn language(form: &Form) -> String {
    crate::i18n::Lang::parse(form.value("language")).unwrap_or_default().code().to_owned()
}

/// The node speaks of a `name` that is taken; here that is the owner's.
fn on_this_form(problem: Problem) -> Problem {
    match problem.field {
        "name" => Problem { field: "owner", ..problem },
        _ => problem,
    }
}
