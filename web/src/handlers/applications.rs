//! Companies that want to be hosted here: their form, and the officers' decision.

use artel_node::features::applications::{Application, Applying};
use artel_node::store::records::{AdmissionRecord, ApplicationRecord, ApplicationState};
use artel_node::{Node, Refusal};
use axum::extract::{Path, State};

use super::sent::Sent;
use super::{Answer, letters};
use crate::app::App;
use crate::error::{PageRefusal, problems_of, together};
use crate::form::Form;
use crate::i18n::Lang;
use crate::pages::applications::{
    AdmissionPage, ApplicationPage, ApplicationStatePage, ApplicationView, ApplicationsPage, ApplyPage,
    Decided,
};
use crate::pages::parts::When;
use crate::session::{Member, Visitor};

/// How many decided applications are listed.
const DECIDED: usize = 100;

/// GET /apply.
pub async fn ask(State(app): State<App>, visitor: Visitor) -> Answer {
    let visitor = visitor.with_forms(&app);
    let page = apply_page(app.node(), &visitor, Form::empty(), &[])?;
    Ok(visitor.show(&page))
}

/// POST /apply. The applicant is led to the page that tells what becomes of it.
pub async fn apply(State(app): State<App>, visitor: Visitor, sent: Sent) -> Answer {
    let (node, visitor) = (app.node(), visitor.with_forms(&app));
    node.count_stranger(&visitor.from)?;
    let answers = sent.all("answers");
    let form = &sent.form;
    let filled = |field: &'static str| match form.value(field).trim() {
        "" => Some(Refusal::field(field, "name-missing")),
        _ => None,
    };
    let missing = ["organisation", "person", "mail"].into_iter().filter_map(filled);
    let mail = sent.mail("mail");
    let wrong: Vec<_> =
        missing.chain(mail.as_ref().err().map(|_| Refusal::field("mail", "mail-address-wrong"))).collect();
    let applied = match mail {
        Ok(Some(mail)) if wrong.is_empty() => {
            let applying = Applying {
                organisation: form.value("organisation").to_owned(),
                person: form.value("person").to_owned(),
                mail,
                language: visitor.frame.lang.code().to_owned(),
                answers: answers.clone(),
            };
            node.apply(applying).await
        }
        _ => Err(together(wrong.into_iter())),
    };
    match applied {
        Ok(token) => {
            letters::application_filed(&app, &token).await?;
            letters::application_received(&app, &token).await?;
            Ok(visitor.go_to(&format!("/application/{token}")))
        }
        Err(refusal) => {
            let mut form = sent.form;
            form.refuse(visitor.frame.lang, &problems_of(refusal)?);
            Ok(visitor.show_again(&apply_page(node, &visitor, form, &answers)?))
        }
    }
}

/// GET /application/TOKEN.
pub async fn state(State(app): State<App>, visitor: Visitor, Path(token): Path<String>) -> Answer {
    let node = app.node();
    let record = node.application_of(&token)?;
    Ok(visitor.show(&ApplicationStatePage {
        frame: visitor.frame.clone(),
        received: When::minute(visitor.frame.lang, record.received),
        state: decided(&record),
        link: node.base()?.join(&format!("/application/{token}")).to_string(),
        mails: node.mails(),
        organisation: record.organisation,
    }))
}

/// GET /applications.
pub async fn list(State(app): State<App>, member: Member) -> Answer {
    let (node, lang) = (app.node(), member.visitor.frame.lang);
    let all = node.applications()?;
    let is_open = |application: &&Application| application.record.state == ApplicationState::Open;
    let open = all.iter().filter(is_open).map(|application| view(lang, application)).collect();
    let decided = all.iter().filter(|application| !is_open(application)).take(DECIDED);
    let decided = decided.map(|application| view(lang, application)).collect();
    let admits = node.admission()?.open;
    Ok(member.visitor.show(&ApplicationsPage { frame: member.visitor.frame.clone(), open, decided, admits }))
}

/// GET /applications/NUMBER.
pub async fn show(State(app): State<App>, member: Member, Path(number): Path<String>) -> Answer {
    let page = page_of(app.node(), &member, parse_number(&number)?, Form::empty())?;
    Ok(member.visitor.show(&page))
}

/// POST /applications/NUMBER/approve.
pub async fn approve(State(app): State<App>, member: Member, Path(number): Path<String>, _: Sent) -> Answer {
    let admitted = app.node().admit(parse_number(&number)?, member.session.account.name.clone()).await?;
    let link = app.node().base()?.join(&format!("/join/{}", admitted.token)).to_string();
    match letters::application_approved(&app, &admitted, &link).await? {
        true => Ok(member.visitor.go_to(&format!("/applications/{number}"))),
        false => Ok(member.visitor.show(&letters::link_for_owner(&member, link, "/applications"))),
    }
}

/// POST /applications/NUMBER/refuse.
pub async fn refuse(
    State(app): State<App>,
    member: Member,
    Path(number): Path<String>,
    sent: Sent,
) -> Answer {
    let (node, mut form) = (app.node(), sent.form);
    let by = member.session.account.name.clone();
    match node.turn_down(parse_number(&number)?, by, form.value("reason")).await {
        Ok(record) => {
            letters::application_refused(&app, &record, form.value("reason").trim()).await?;
            Ok(member.visitor.go_to("/applications"))
        }
        Err(refusal) => {
            form.refuse(member.visitor.frame.lang, &problems_of(refusal)?);
            let page = page_of(node, &member, parse_number(&number)?, form)?;
            Ok(member.visitor.show_again(&page))
        }
    }
}

/// GET /admission.
pub async fn admission(State(app): State<App>, member: Member) -> Answer {
    let form = admission_form(&app.node().admission()?);
    Ok(member.visitor.show(&AdmissionPage { frame: member.visitor.frame.clone(), form, saved: false }))
}

/// POST /admission.
pub async fn set_admission(State(app): State<App>, member: Member, sent: Sent) -> Answer {
    let (node, mut form, frame) = (app.node(), sent.form, member.visitor.frame.clone());
    let number = |field: &str| form.value(field).trim().parse().unwrap_or(0);
    let admission = AdmissionRecord {
        open: form.is("open", "on"),
        questions: form.value("questions").lines().map(str::to_owned).collect(),
        per_day: number("per_day"),
        backlog: number("backlog"),
    };
    match node.set_admission(admission).await {
        Ok(()) => {
            let form = admission_form(&node.admission()?);
            Ok(member.visitor.show(&AdmissionPage { frame, form, saved: true }))
        }
        Err(refusal) => {
            form.refuse(frame.lang, &problems_of(refusal)?);
            Ok(member.visitor.show_again(&AdmissionPage { frame, form, saved: false }))
        }
    }
}

fn admission_form(admission: &AdmissionRecord) -> Form {
    Form::sent([
        ("open", if admission.open { "on" } else { "" }.to_owned()),
        ("questions", admission.questions.join("\n")),
        ("per_day", admission.per_day.to_string()),
        ("backlog", admission.backlog.to_string()),
    ])
}

fn apply_page(node: &Node, visitor: &Visitor, form: Form, answers: &[String]) -> Result<ApplyPage, Refusal> {
    let admission = node.admission()?;
    let record = node.record()?.ok_or(Refusal::Unknown("this node is not set up yet"))?;
    let mut answers = answers.iter().cloned();
    let questions = admission.questions.into_iter();
    let questions = questions.map(|question| (question, answers.next().unwrap_or_default())).collect();
    let mut frame = visitor.frame.clone();
    frame.path = "/apply".into();
    Ok(ApplyPage {
        frame,
        form,
        questions,
        node: node.local_actor(&record.organisation)?.title,
        open: admission.open,
    })
}

fn page_of(node: &Node, member: &Member, number: u64, form: Form) -> Result<ApplicationPage, Refusal> {
    let application = Application { number, record: node.application(number)? };
    let frame = member.visitor.frame.clone();
    Ok(ApplicationPage { application: view(frame.lang, &application), frame, form })
}

fn view(lang: Lang, application: &Application) -> ApplicationView {
    let record = &application.record;
    ApplicationView {
        number: application.number.to_string(),
        organisation: record.organisation.clone(),
        person: record.person.clone(),
        mail: record.mail.as_str().to_owned(),
        received: When::minute(lang, record.received),
        answers: record.answers.clone(),
        state: decided(record),
    }
}

fn decided(record: &ApplicationRecord) -> Decided {
    match &record.state {
        ApplicationState::Open => Decided::Open,
        ApplicationState::Approved { organisation, .. } => {
            Decided::Approved { organisation: organisation.to_string() }
        }
        ApplicationState::Refused { reason, .. } => Decided::Refused { reason: reason.clone() },
    }
}

fn parse_number(number: &str) -> Result<u64, PageRefusal> {
    number.parse().map_err(|_| PageRefusal::not_found())
}
