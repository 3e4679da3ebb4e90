//! Reports: what the officers make of them, and the way in for people here.

use artel_node::features::reports::{Complaint, Report, Sent as SentOn};
use artel_node::hex::hex;
use artel_node::store::records::{HiddenCause, LocalActorRecord};
use artel_node::{Node, Refusal};
use artel_protocol::actor::ActorType;
use artel_protocol::html::plain_text;
use artel_protocol::{Id, Name};
use axum::extract::{Query, State};
use serde::Deserialize;

use super::confirm::{self, Loss};
use super::sent::Sent;
use super::{Answer, views};
use crate::app::App;
use crate::error::{PageRefusal, problems_of};
use crate::form::Form;
use crate::i18n::Lang;
use crate::pages::parts::{ActorView, When};
use crate::pages::reports::{ActView, ReportPage, ReportView, ReportedView, ReportsPage};
use crate::session::Member;

/// How much of a reported text the officers see without going there.
const TEXT_CHARS: usize = 400;

/// GET /reports.
pub async fn list(State(app): State<App>, member: Member) -> Answer {
    let (node, lang) = (app.node(), member.visitor.frame.lang);
    let shown = |closed| -> Result<Vec<ReportView>, Refusal> {
        node.reports(closed)?.iter().map(|report| report_view(node, lang, report)).collect()
    };
    let page = ReportsPage::new(member.visitor.frame.clone(), shown(false)?, shown(true)?);
    Ok(member.visitor.show(&page))
}

/// POST /reports/close.
pub async fn close(State(app): State<App>, member: Member, sent: Sent) -> Answer {
    let by = member.session.account.name.clone();
    app.node().close_report(report_key(&sent)?, by, sent.form.value("note")).await?;
    Ok(member.visitor.go_to("/reports"))
}

/// POST /reports/reopen.
pub async fn reopen(State(app): State<App>, member: Member, sent: Sent) -> Answer {
    app.node().reopen_report(report_key(&sent)?).await?;
    Ok(member.visitor.go_to("/reports"))
}

/// POST /reports/act: what can be done at once. What cannot be undone needs a tick.
pub async fn act(State(app): State<App>, member: Member, sent: Sent) -> Answer {
    let node = app.node();
    let by = member.session.account.name.clone();
    let reason = member.visitor.frame.lang.t("report-block-reason");
    match sent.form.value("do") {
        "hide" => node.hide_for_all(&sent.id("target")?, by).await?,
        "show" => node.show_answer(&sent.id("target")?, by).await?,
        "delete" if sent.form.is("sure", "yes") => node.delete_entry(&sent.id("target")?).await?,
        "suspend" => node.suspend_reported(target_name(&sent)?, by).await?,
        "suspend-organisation" => node.suspend_organisation(target_name(&sent)?, true).await?,
        "block-actor" => node.block_actor(&sent.id("target")?, &reason, Some(by)).await?,
        "block-domain" => {
            let domain = sent.form.value("target");
            let loss = Loss {
                question: "confirm-domain",
                explanation: "confirm-domain-text",
                button: "report-block-domain",
                what: domain,
                cancel: "/reports",
            };
            if let Some(asked) = confirm::ask(&member, &sent, "/reports/act", &loss) {
                return Ok(asked);
            }
            node.block_domain(domain, &reason, Some(by)).await?;
        }
        _ => return Err(PageRefusal::unreadable()),
    }
    Ok(member.visitor.go_to("/reports"))
}

#[derive(Debug, Deserialize)]
pub struct About {
    about: Option<String>,
}

/// GET /report?about=ID.
pub async fn ask(State(app): State<App>, member: Member, Query(about): Query<About>) -> Answer {
    let about = about.about.and_then(|id| Id::parse(&id).ok()).ok_or_else(PageRefusal::not_found)?;
    Ok(member.visitor.show(&form_page(app.node(), &member, &about, Form::empty())?))
}

/// POST /report.
pub async fn send(State(app): State<App>, member: Member, sent: Sent) -> Answer {
    let (node, about) = (app.node(), sent.id("about")?);
    let complaint = Complaint {
        about: vec![about.clone()],
        reason: sent.form.value("reason").to_owned(),
        forward: sent.form.is("forward", "yes"),
    };
    let mut page = form_page(node, &member, &about, sent.form)?;
    match node.report(&member.session.account.name, complaint).await {
        Ok(()) => Ok(member.visitor.show(&ReportPage { sent: true, ..page })),
        Err(refusal) => {
            page.form.refuse(member.visitor.frame.lang, &problems_of(refusal)?);
            Ok(member.visitor.show_again(&page))
        }
    }
}

fn form_page(node: &Node, member: &Member, about: &Id, form: Form) -> Result<ReportPage, PageRefusal> {
    let (view, base) = (node.view()?, node.base()?);
    let entry = view.entry(about).map_err(Refusal::from)?.map(|stored| stored.entry);
    let author = entry.as_ref().map_or(about, |entry| &entry.author);
    let known = view.actor(author).map_err(Refusal::from)?;
    if entry.is_none() && known.is_none() {
        return Err(PageRefusal::not_found());
    }
    Ok(ReportPage {
        frame: member.visitor.frame.clone(),
        form,
        about: about.to_string(),
        title: entry.as_ref().map(views::title).unwrap_or_default(),
        author: views::actor(&base, author, known.as_ref()),
        elsewhere: (!author.same_authority(&base)).then(|| author.host().to_owned()),
        sent: false,
    })
}

fn report_view(node: &Node, lang: Lang, report: &Report) -> Result<ReportView, Refusal> {
    let (view, base) = (node.view()?, node.base()?);
    let record = &report.record;
    let from = view.actor(&record.from)?;
    let mut from = views::actor(&base, &record.from, from.as_ref());
    if from.handle.is_empty() {
        from.handle = record.from.to_string();
    }
    let about: Result<_, Refusal> = record.about.iter().map(|id| reported(node, lang, &base, id)).collect();
    let sent = report.sent.as_ref().zip(record.forwarded.as_ref()).map(|(sent, (_, host))| {
        let key = match sent {
            SentOn::Waiting => "report-sent-waiting",
            SentOn::Arrived => "report-sent-arrived",
            SentOn::GivenUp => "report-sent-given-up",
        };
        lang.about(key, host).into_owned()
    });
    Ok(ReportView {
        key: hex(&report.key),
        from,
        from_here: record.from.same_authority(&base),
        reason: record.reason.clone(),
        received: When::minute(lang, record.received),
        about: about?,
        sent,
        closed: record
            .closed
            .as_ref()
            .map(|closed| (closed.by.to_string(), When::minute(lang, closed.at), closed.note.clone())),
    })
}

fn reported(node: &Node, lang: Lang, base: &Id, id: &Id) -> Result<ReportedView, Refusal> {
    let view = node.view()?;
    let act = |what, target: &str, key: &str| ActView {
        what,
        target: target.to_owned(),
        label: lang.t(key).into_owned(),
        for_ever: what == "delete",
        number: 0,
    };
    if let Some(stored) = view.entry(id)? {
        let author = view.actor(&stored.entry.author)?;
        let mut acts = Vec::new();
        match stored.hidden.as_ref().map(|hidden| hidden.cause) {
            Some(HiddenCause::ByOfficer) => acts.push(act("show", id.as_str(), "report-show")),
            _ if stored.root.is_some() => acts.push(act("hide", id.as_str(), "hide")),
            _ => {}
        }
        if stored.entry.author.same_authority(base) {
            acts.push(act("delete", id.as_str(), "delete"));
        }
        return Ok(ReportedView {
            title: views::title(&stored.entry),
            text: plain_text(&stored.entry.content.text().html, TEXT_CHARS),
            url: views::entry_page(base, &stored.entry),
            author: views::actor(base, &stored.entry.author, author.as_ref()),
            gone: false,
            acts,
        });
    }
    if let Some(ours) = view.local_actor_by_id(id)? {
        return Ok(our_actor(&ours, act));
    }
    let Some(known) = view.actor(id)?.filter(|_| !id.same_authority(base)) else {
        return Ok(ReportedView { title: id.to_string(), gone: true, ..ReportedView::default() });
    };
    let author = views::actor(base, id, Some(&known));
    let mut acts = Vec::new();
    if !view.is_blocked(id)? {
        acts.push(act("block-actor", id.as_str(), "report-block-actor"));
        acts.push(act(
            "block-domain",
            id.host().split(':').next().unwrap_or_default(),
            "report-block-domain",
        ));
    }
    Ok(actor_reported(author, acts))
}

fn our_actor(ours: &LocalActorRecord, act: impl Fn(&'static str, &str, &str) -> ActView) -> ReportedView {
    let acts = match ours.actor_type {
        ActorType::Person => vec![
            act("suspend", ours.name.as_str(), "report-suspend"),
            act("suspend-organisation", ours.organisation.as_str(), "report-suspend-organisation"),
        ],
        _ => vec![act("suspend-organisation", ours.name.as_str(), "report-suspend-organisation")],
    };
    actor_reported(views::local_actor(ours), acts)
}

fn actor_reported(author: ActorView, acts: Vec<ActView>) -> ReportedView {
    let (title, url) = (author.name.clone(), author.url.clone());
    ReportedView { title, text: String::new(), url, author, gone: false, acts }
}

fn target_name(sent: &Sent) -> Result<Name, PageRefusal> {
    Name::parse(sent.form.value("target")).map_err(|_| PageRefusal::unreadable())
}

/// The key of a report, as its form carries it.
pub fn report_key(sent: &Sent) -> Result<Vec<u8>, PageRefusal> {
    let digits = sent.form.value("report").as_bytes();
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    let read: Option<Vec<u8>> = digits.chunks(2).map(byte).collect();
    read.filter(|key| !key.is_empty()).ok_or_else(PageRefusal::unreadable)
}
