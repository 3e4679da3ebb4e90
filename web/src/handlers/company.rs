//! Saying what company an organisation is.

use artel_node::{Node, Refusal};
use artel_protocol::classification::{Nace, Region};
use artel_protocol::company::{Company, NACE, Visibilities};
use artel_protocol::kinds::Typed;
use axum::extract::{Query, State};

use super::Answer;
use super::sent::Sent;
use crate::app::App;
use crate::error::problems_of;
use crate::form::Form;
use crate::i18n::Lang;
use crate::pages::company::CompanyPage;
use crate::pages::drafts::{Choice, ChoicesPart};
use crate::pages::parts::When;
use crate::session::Member;

/// How many codes are offered while somebody types, and how many when no code was typed.
const OFFERED: usize = 12;
const MEANT: usize = 5;

/// GET /company.
pub async fn show(State(app): State<App>, member: Member) -> Answer {
    let page = page_of(app.node(), &member)?;
    Ok(member.visitor.show(&page))
}

/// POST /company.
pub async fn save(State(app): State<App>, member: Member, sent: Sent) -> Answer {
    let (node, organisation) = (app.node(), &member.session.organisation);
    let mut page = page_of(node, &member)?;
    let typed: Typed = sent.form.fields().collect();
    page.form = sent.form;
    match node.set_company(&organisation.name, &typed).await {
        Ok(()) => Ok(member.visitor.go_to(organisation.page.path())),
        Err(refusal) => {
            let lang = page.frame.lang;
            page.form.refuse(lang, &problems_of(refusal)?);
            page.nearest = nearest(lang, &page.form);
            Ok(member.visitor.show_again(&page))
        }
    }
}

/// POST /company/confirm.
pub async fn confirm(State(app): State<App>, member: Member, _: Sent) -> Answer {
    app.node().confirm_company(&member.session.organisation.name).await?;
    Ok(member.visitor.go_to(member.session.organisation.page.path()))
}

/// GET /suggest/nace: what fits the value of the last field in the query.
pub async fn suggest_nace(member: Member, Query(typed): Query<Vec<(String, String)>>) -> Answer {
    let lang = member.visitor.frame.lang;
    let found = Nace::suggest(last(&typed), OFFERED);
    let choice = |code: Nace| Choice { value: code.typed(lang.code()), label: path(lang, code) };
    Ok(member.visitor.show(&ChoicesPart { choices: found.into_iter().map(choice).collect() }))
}

/// GET /suggest/regions: the same for regions.
pub async fn suggest_regions(member: Member, Query(typed): Query<Vec<(String, String)>>) -> Answer {
    let lang = member.visitor.frame.lang;
    let choice = |region: Region| Choice {
        value: region.typed(lang.code()),
        label: region.country().name(lang.code()).to_owned(),
    };
    let choices = Region::suggest(last(&typed), OFFERED).into_iter().map(choice).collect();
    Ok(member.visitor.show(&ChoicesPart { choices }))
}

fn last(typed: &[(String, String)]) -> &str {
    typed.last().map_or("", |(_, value)| value)
}

/// What a code is a part of.
fn path(lang: Lang, code: Nace) -> String {
    code.parent().map_or("", |above| above.name(lang.code())).to_owned()
}

/// What may be meant where no code stands.
fn nearest(lang: Lang, form: &Form) -> Vec<(&'static str, Vec<Choice>)> {
    let wrong = |field: &&'static str| !form.problems(field).is_empty();
    let mut meant: Vec<_> = NACE
        .into_iter()
        .filter(wrong)
        .map(|field| {
            let choice = |code: Nace| {
                let typed = code.typed(lang.code());
                let (value, label) = typed.split_once(' ').unwrap_or((&typed, ""));
                Choice { value: value.to_owned(), label: label.to_owned() }
            };
            (field, Nace::nearest(form.value(field), MEANT).into_iter().map(choice).collect::<Vec<_>>())
        })
        .collect();
    if wrong(&"region") {
        let choice =
            |region: Region| Choice { value: region.code().to_owned(), label: region.full_name(lang.code()) };
        meant
            .push(("region", Region::nearest(form.value("region"), MEANT).into_iter().map(choice).collect()));
    }
    meant
}

fn page_of(node: &Node, member: &Member) -> Result<CompanyPage, Refusal> {
    let (lang, organisation) = (member.visitor.frame.lang, &member.session.organisation);
    let record = node.company_for(&member.session.account)?;
    let filled = match &record {
        Some(record) => record.company.to_form(&record.visibilities, lang.code()),
        None => Company::default().to_form(&Visibilities::default(), lang.code()),
    };
    let mut form = Form::empty();
    form.fill(&filled);
    Ok(CompanyPage {
        frame: member.visitor.frame.clone(),
        form,
        name: organisation.title.clone(),
        page: organisation.page.path().to_owned(),
        confirmed: record.map(|record| When::day(lang, record.confirmed)),
        nearest: Vec::new(),
    })
}
