//! The texts of the node: read by everybody, written by its operators.

use artel_node::features::node_texts::KINDS;
use artel_node::{Node, Refusal};
use artel_protocol::actor::ActorType;
use artel_protocol::html::SafeHtml;
use axum::extract::{Query, State};
use serde::Deserialize;

use super::sent::SentWithFile;
use super::{Answer, views};
use crate::app::App;
use crate::error::{PageRefusal, problems_of};
use crate::form::Form;
use crate::frame::Frame;
use crate::i18n::Lang;
use crate::pages::node_texts::{AboutPage, EditTextPage, NodeTextPage, TextRow, TextsPage};
use crate::pages::parts::When;
use crate::session::{Member, Visitor};
use crate::texts;

/// GET /rules.
pub async fn rules(State(app): State<App>, visitor: Visitor) -> Answer {
    show(&app, &visitor, "rules")
}

/// GET /imprint.
pub async fn imprint(State(app): State<App>, visitor: Visitor) -> Answer {
    show(&app, &visitor, "imprint")
}

/// GET /privacy.
pub async fn privacy(State(app): State<App>, visitor: Visitor) -> Answer {
    show(&app, &visitor, "privacy")
}

fn show(app: &App, visitor: &Visitor, kind: &str) -> Answer {
    let lang = visitor.frame.lang;
    let text = app.node().text(kind, lang.code())?.ok_or_else(PageRefusal::not_found)?;
    let written_in = Lang::parse(text.language).unwrap_or_default();
    Ok(visitor.show(&NodeTextPage {
        frame: visitor.frame.clone(),
        title: lang.t(Frame::text_key_of(kind)),
        text: SafeHtml::from_markdown(&text.record.markdown),
        changed: When::day(lang, text.record.at),
        instead: (written_in != lang).then_some(written_in),
    }))
}

/// GET /about.
pub async fn about(State(app): State<App>, visitor: Visitor) -> Answer {
    let node = app.node();
    let record = node.record()?.ok_or_else(PageRefusal::not_found)?;
    let view = node.view()?;
    let mut page = AboutPage {
        frame: visitor.frame.clone(),
        node: record.base.host().to_owned(),
        runs_it: views::local_actor(&node.local_actor(&record.organisation)?),
        organisations: Vec::new(),
        people: 0,
        entries: 0,
        version: env!("CARGO_PKG_VERSION"),
    };
    for actor in view.local_actors(usize::MAX).map_err(Refusal::from)? {
        if view.is_suspended(&actor.organisation).map_err(Refusal::from)? {
            continue;
        }
        page.entries += node.counts(&actor.id)?.entries;
        match actor.actor_type {
            ActorType::Person => page.people += 1,
            _ => page.organisations.push(views::local_actor(&actor)),
        }
    }
    Ok(visitor.show(&page))
}

/// GET /texts.
pub async fn list(State(app): State<App>, member: Member) -> Answer {
    let lang = member.visitor.frame.lang;
    let mut rows = Vec::new();
    for kind in KINDS {
        let mut languages = Vec::new();
        for language in Lang::ALL {
            languages.push((language, changed(app.node(), lang, kind, language)?));
        }
        let hint = match kind {
            "rules" => "text-rules-hint",
            "imprint" => "text-imprint-hint",
            _ => "text-privacy-hint",
        };
        rows.push(TextRow { kind, title: lang.t(Frame::text_key_of(kind)), hint: lang.t(hint), languages });
    }
    Ok(member.visitor.show(&TextsPage { frame: member.visitor.frame.clone(), texts: rows }))
}

fn changed(node: &Node, lang: Lang, kind: &str, language: Lang) -> Result<Option<When>, Refusal> {
    let text = node.text(kind, language.code())?.filter(|text| text.language == language.code());
    Ok(text.map(|text| When::day(lang, text.record.at)))
}

#[derive(Debug, Deserialize)]
pub struct Which {
    kind: Option<String>,
    language: Option<String>,
}

/// GET /texts/edit.
pub async fn begin_edit(State(app): State<App>, member: Member, Query(which): Query<Which>) -> Answer {
    let kind = which.kind.unwrap_or_default();
    let language = Lang::parse(&which.language.unwrap_or_default()).ok_or_else(PageRefusal::not_found)?;
    let text = app.node().text(&kind, language.code())?;
    let text = text.filter(|text| text.language == language.code());
    let form = Form::sent([("text", text.map(|text| text.record.markdown).unwrap_or_default())]);
    Ok(member.visitor.show(&edit_page(&member, &kind, language, form)?))
}

/// POST /texts/edit: shows it first, fills in the template, or keeps it.
pub async fn edit(State(app): State<App>, member: Member, sent: SentWithFile) -> Answer {
    let node = app.node();
    let kind = sent.form.value("kind").to_owned();
    let language = Lang::parse(sent.form.value("language")).ok_or_else(PageRefusal::unreadable)?;
    let by = member.session.account.name.clone();
    let mut page = edit_page(&member, &kind, language, sent.form)?;
    match page.form.value("do") {
        "save" => match node.set_text(&kind, language.code(), page.form.value("text"), by).await {
            Ok(()) => Ok(member.visitor.go_to("/texts")),
            Err(refusal) => {
                page.form.refuse(member.visitor.frame.lang, &problems_of(refusal)?);
                Ok(member.visitor.show_again(&page))
            }
        },
        "template" => {
            let record = node.record()?.ok_or_else(PageRefusal::not_found)?;
            let runs_it = node.local_actor(&record.organisation)?;
            page.form.set("text", texts::template(&kind, language, record.base.host(), &runs_it.title));
            Ok(member.visitor.show(&page))
        }
        _ => {
            let preview = Some(SafeHtml::from_markdown(page.form.value("text").trim()));
            Ok(member.visitor.show(&EditTextPage { preview, ..page }))
        }
    }
}

fn edit_page(member: &Member, kind: &str, language: Lang, form: Form) -> Result<EditTextPage, PageRefusal> {
    if !KINDS.contains(&kind) {
        return Err(PageRefusal::not_found());
    }
    let title = member.visitor.frame.lang.t(Frame::text_key_of(kind));
    let frame = member.visitor.frame.clone();
    Ok(EditTextPage { frame, form, kind: kind.to_owned(), title, language, preview: None })
}
