//! Interest in offers for who has no account: the form, the link in the mail, and the page on which they follow it.

use artel_node::features::interest::outsiders::Asking;
use artel_node::features::interest::records::Company;
use artel_node::{Node, Refusal};
use artel_protocol::Id;
use artel_protocol::interest::Contact;
use axum::extract::{Path, Query, State};
use serde::Deserialize;

use super::interests::{Reader, page_of, step_of, sure};
use super::sent::Sent;
use super::{Answer, letters, views};
use crate::app::App;
use crate::error::{PageRefusal, problems_of, together};
use crate::form::Form;
use crate::frame;
use crate::pages::interests::{InterestConfirmPage, InterestNewPage, InterestPage};
use crate::session::Visitor;

#[derive(Debug, Deserialize)]
pub struct About {
    #[serde(default)]
    offer: String,
}

/// GET /interest/new?offer=ID.
pub async fn ask(State(app): State<App>, visitor: Visitor, Query(about): Query<About>) -> Answer {
    let offer = Id::parse(&about.offer).map_err(|_| PageRefusal::not_found())?;
    let visitor = visitor.with_forms(&app);
    Ok(visitor.show(&new_page(app.node(), &visitor, &offer, Form::empty(), false)?))
}

/// POST /interest/new: nothing is kept of it but what waits for the mail to be answered.
pub async fn send(State(app): State<App>, visitor: Visitor, sent: Sent) -> Answer {
    let (node, visitor) = (app.node(), visitor.with_forms(&app));
    node.count_stranger(&visitor.from)?;
    let offer = sent.id("offer")?;
    let asked = match asking(&sent, &offer, visitor.frame.lang.code()) {
        Ok(asking) => {
            let mail = asking.mail.clone();
            node.ask_about_offer(asking).await.map(|token| (token, mail))
        }
        Err(refusal) => Err(refusal),
    };
    match asked {
        Ok((token, mail)) => {
            letters::interest_to_confirm(&app, visitor.frame.lang, &token, &mail).await?;
            Ok(visitor.show(&new_page(node, &visitor, &offer, Form::empty(), true)?))
        }
        Err(refusal) => {
            let mut form = sent.form;
            form.refuse(visitor.frame.lang, &problems_of(refusal)?);
            Ok(visitor.show_again(&new_page(node, &visitor, &offer, form, false)?))
        }
    }
}

/// What was filled in, with everything that is wrong at once.
fn asking(sent: &Sent, offer: &Id, language: &str) -> Result<Asking, Refusal> {
    let form = &sent.form;
    let mut wrong = Vec::new();
    for field in ["company", "person", "mail"] {
        if form.value(field).trim().is_empty() {
            wrong.push(Refusal::field(field, "name-missing"));
        }
    }
    if form.value("text").trim().is_empty() {
        wrong.push(Refusal::field("text", "interest-motivation-missing"));
    }
    if !form.is("consent", "yes") {
        wrong.push(Refusal::field("consent", "interest-consent-missing"));
    }
    let mail = match sent.mail("mail") {
        Ok(mail) => mail,
        Err(refusal) => {
            wrong.push(refusal);
            None
        }
    };
    let Some(mail) = mail.filter(|_| wrong.is_empty()) else {
        return Err(together(wrong.into_iter()));
    };
    // Each on one line, and no longer than a contact's.
    let line =
        |value: &str| Contact::of(|field| if field == "organisation" { value } else { "" }).organisation;
    let contact = Contact::of(|field| match field {
        "organisation" => form.value("company"),
        "client" => "",
        field => form.value(field),
    });
    Ok(Asking {
        offer: offer.clone(),
        company: Company {
            name: contact.organisation.clone(),
            sector: line(form.value("sector")),
            city: line(form.value("city")),
            language: language.to_owned(),
        },
        contact,
        mail,
        words: form.value("text").to_owned(),
    })
}

fn new_page(
    node: &Node,
    visitor: &Visitor,
    offer: &Id,
    form: Form,
    sent: bool,
) -> Result<InterestNewPage, PageRefusal> {
    let open = match node.offer_for_strangers(offer) {
        Ok(_) => true,
        Err(Refusal::Invalid(_)) => false,
        Err(refusal) => return Err(refusal.into()),
    };
    let entry = node.entry(offer)?.entry;
    let mut frame = visitor.frame.clone();
    frame.path = format!("/interest/new?offer={}", super::told::encoded(offer.as_str()));
    Ok(InterestNewPage {
        frame,
        form,
        offer: offer.to_string(),
        title: entry.content.card().title,
        url: views::entry_page(&node.base()?, &entry),
        mails: node.mails(),
        open,
        sent,
    })
}

/// GET /interest/confirm/TOKEN: looking changes nothing, for letter boxes follow links to see where they lead.
pub async fn ask_confirm(State(app): State<App>, visitor: Visitor, Path(token): Path<String>) -> Answer {
    let visitor = visitor.with_forms(&app);
    let asked = app.node().unconfirmed_interest(&token).map_err(|_| PageRefusal::link_used())?;
    let title = app.node().entry(&asked.offer)?.entry.content.card().title;
    let frame = visitor.frame.clone();
    Ok(visitor.show(&InterestConfirmPage { frame, token, title, company: asked.company.name }))
}

/// POST /interest/confirm/TOKEN: once.
pub async fn confirm(State(app): State<App>, visitor: Visitor, Path(token): Path<String>, _: Sent) -> Answer {
    app.node().count_stranger(&visitor.from)?;
    let follows = app.node().confirm_interest(&token).await.map_err(|refusal| match refusal {
        Refusal::Gone => PageRefusal::link_used(),
        other => other.into(),
    })?;
    letters::interest_to_follow(&app, visitor.frame.lang, &follows).await?;
    Ok(visitor.go_to(&format!("/interest/{follows}")))
}

/// GET /interest/TOKEN.
pub async fn show(State(app): State<App>, visitor: Visitor, Path(token): Path<String>) -> Answer {
    let visitor = visitor.with_forms(&app);
    let mut response = visitor.show(&page_for(app.node(), &visitor, &token, Form::empty())?);
    frame::keep_out_of_search(response.headers_mut());
    Ok(response)
}

/// POST /interest/TOKEN/step.
pub async fn step(State(app): State<App>, visitor: Visitor, Path(token): Path<String>, sent: Sent) -> Answer {
    let (node, visitor) = (app.node(), visitor.with_forms(&app));
    node.count_stranger(&visitor.from)?;
    let seen = node.interest_of_stranger(&token)?;
    let (step, path) = (step_of(&sent)?, format!("/interest/{token}"));
    if let Some(asked) = sure(&visitor, &sent, step, &path, &seen) {
        return Ok(asked);
    }
    match node.step_of_stranger(&token, step, sent.form.value("words")).await {
        Ok(()) => Ok(visitor.go_to(&path)),
        Err(refusal) => refused(node, &visitor, &token, sent.form, refusal),
    }
}

/// POST /interest/TOKEN/message.
pub async fn write(
    State(app): State<App>,
    visitor: Visitor,
    Path(token): Path<String>,
    sent: Sent,
) -> Answer {
    let (node, visitor) = (app.node(), visitor.with_forms(&app));
    node.count_stranger(&visitor.from)?;
    match node.write_as_stranger(&token, sent.form.value("text")).await {
        Ok(()) => Ok(visitor.go_to(&format!("/interest/{token}#messages"))),
        Err(refusal) => refused(node, &visitor, &token, sent.form, refusal),
    }
}

fn refused(node: &Node, visitor: &Visitor, token: &str, mut form: Form, refusal: Refusal) -> Answer {
    form.refuse(visitor.frame.lang, &problems_of(refusal)?);
    Ok(visitor.show_again(&page_for(node, visitor, token, form)?))
}

fn page_for(node: &Node, visitor: &Visitor, token: &str, form: Form) -> Result<InterestPage, Refusal> {
    let (base, seen) = (node.base()?, node.interest_of_stranger(token)?);
    let offer = match node.view()?.entry(&seen.record.offer)? {
        Some(stored) if stored.entry.audience.is_public() => views::entry_page(&base, &stored.entry),
        _ => String::new(),
    };
    let action = format!("/interest/{token}");
    let mut frame = visitor.frame.clone();
    frame.path = action.clone();
    let other = views::actor(&base, &seen.record.owner, seen.other.as_ref());
    let link = Some(base.join(&action).to_string());
    page_of(node, Reader { frame, form, action, offer, other, link }, seen)
}
