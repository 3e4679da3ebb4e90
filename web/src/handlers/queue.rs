//! What waits in a space: its moderators let it in or turn it down, and those who wrote it see how it stands.

use artel_node::features::communities::Order;
use artel_node::features::queue::Waiting;
use artel_node::hex::hex;
use artel_node::policy::review::Why;
use artel_node::sets::spaces::SpaceRecord;
use artel_node::{Node, Refusal, policy};
use artel_protocol::html::SafeHtml;
use artel_protocol::{Id, PreModeration};
use axum::extract::{Path, State};

use super::forum::{entry_path, found, name_of, page_path};
use super::order::moderator;
use super::reports::report_key;
use super::sent::Sent;
use super::{Answer, confirm, told, views};
use crate::app::App;
use crate::error::{PageRefusal, problems_of};
use crate::form::Form;
use crate::i18n::Lang;
use crate::pages::parts::When;
use crate::pages::queue::{self, QueuePage, ReportedHere, WaitingPage, WaitingView};
use crate::session::Member;

/// GET /space/KEY/queue.
pub async fn show(State(app): State<App>, member: Member, Path(wanted): Path<String>) -> Answer {
    let (node, space) = (app.node(), found(app.node(), &wanted)?);
    Ok(member.visitor.show(&queue_page(node, &member, &space, Form::empty())?))
}

/// POST /space/KEY/queue.
pub async fn decide(
    State(app): State<App>,
    member: Member,
    Path(wanted): Path<String>,
    sent: Sent,
) -> Answer {
    let (node, space) = (app.node(), found(app.node(), &wanted)?);
    let by = moderator(&member, &space)?.name.clone();
    let id = &space.space.id;
    let reason = sent.form.value("reason");
    let done = match sent.form.value("do") {
        "let-in" => node.keep_order(&by, id, &Order::Show(sent.id("entry")?, true), "").await,
        "turn-down" => node.keep_order(&by, id, &Order::Show(sent.id("entry")?, false), reason).await,
        "close" => {
            let (account, note) = (&member.session.account, sent.form.value("note"));
            node.close_report_in(account, id, report_key(&sent)?, note).await
        }
        _ => return Err(PageRefusal::unreadable()),
    };
    match done {
        Ok(()) => Ok(member.visitor.go_to(&format!("{}/queue", page_path(&node.base()?, id)))),
        Err(refusal) => {
            let problems = problems_of(refusal)?;
            let mut page = queue_page(node, &member, &space, sent.form)?;
            page.form.refuse(page.frame.lang, &problems);
            Ok(member.visitor.show_again(&page))
        }
    }
}

fn queue_page(
    node: &Node,
    member: &Member,
    space: &SpaceRecord,
    form: Form,
) -> Result<QueuePage, PageRefusal> {
    let (base, view, lang) = (node.base()?, node.view()?, member.visitor.frame.lang);
    let queue = node.queue(&member.session.account, &space.space.id)?;
    let path = page_path(&base, &space.space.id);
    let by = &moderator(member, space)?.id;
    let waiting = queue.waiting.iter().map(|one| {
        let may_decide = policy::review::may_decide(&view, space, &one.held, by).is_ok();
        Ok(WaitingView { may_decide, ..waiting_view(node, lang, &base, space, one)? })
    });
    let mut reports = Vec::new();
    for report in &queue.reports {
        let mut about = Vec::new();
        for id in &report.record.about {
            if let Some(stored) = view.entry(id).map_err(Refusal::from)? {
                about.push((views::title(&stored.entry), told::entry_page(&base, &stored.entry)));
            }
        }
        reports.push(ReportedHere {
            key: hex(&report.key),
            reason: report.record.reason.clone(),
            at: When::minute(lang, report.record.received),
            about,
        });
    }
    let whose = Some(space.space.premoderation).filter(|whose| *whose != PreModeration::Nobody);
    Ok(QueuePage {
        frame: crate::frame::Frame { path: format!("{path}/queue"), ..member.visitor.frame.clone() },
        form,
        name: name_of(node, &space.space.id)?,
        whose: whose.map(|whose| queue::whose(lang, whose.name())),
        waiting: waiting.collect::<Result<_, Refusal>>()?,
        reports,
        path,
    })
}

fn waiting_view(
    node: &Node,
    lang: Lang,
    base: &Id,
    space: &SpaceRecord,
    waiting: &Waiting,
) -> Result<WaitingView, Refusal> {
    let view = node.view()?;
    let Waiting { held, entry, trust, known, warnings } = waiting;
    let place = match &entry.in_reply_to {
        Some(parent) => match view.entry(parent)? {
            Some(parent) => {
                let opener = parent.root.as_ref().map(|root| view.entry(root)).transpose()?.flatten();
                let opener = opener.unwrap_or(parent);
                let url = entry_path(base, &space.space.id, &opener.entry);
                Some((lang.about("queue-answers-to", &views::title(&opener.entry)).into_owned(), url))
            }
            None => None,
        },
        None => match view.entry(&held.entry)? {
            Some(stored) => {
                let url = entry_path(base, &space.space.id, &stored.entry);
                Some((lang.t("queue-changes").into_owned(), url))
            }
            None => None,
        },
    };
    let mut sentences = vec![lang.count("queue-entries", known.entries).into_owned()];
    if known.hidden > 0 {
        sentences.push(lang.count("queue-hidden", known.hidden).into_owned());
    }
    if known.vouched {
        sentences.push(lang.t("queue-vouched").into_owned());
    }
    for (at, warning) in warnings {
        let told = [("day", lang.date(*at).into()), ("what", warning.reason.clone().into())];
        sentences.push(lang.with("queue-warned", &told).into_owned());
    }
    let path = page_path(base, &space.space.id);
    Ok(WaitingView {
        entry: held.entry.to_string(),
        title: views::title(entry),
        text: SafeHtml::from_untrusted(&entry.content.text().html),
        author: views::actor(base, &held.author, view.actor(&held.author)?.as_ref()),
        at: When::minute(lang, held.at),
        place,
        trust: queue::trust(lang, *trust),
        known: sentences,
        warn: format!("{path}/order?do=warn&member={}", told::encoded(held.author.as_str())),
        reviewed: held.why == Why::Review,
        may_decide: false,
        begins: entry.in_reply_to.is_none() && !held.changes,
        turned_down: held.turned_down.as_ref().map(|turned_down| turned_down.reason.clone()),
    })
}

/// GET /space/KEY/waiting.
pub async fn own(State(app): State<App>, member: Member, Path(wanted): Path<String>) -> Answer {
    let (node, space) = (app.node(), found(app.node(), &wanted)?);
    let (base, lang, view) = (node.base()?, member.visitor.frame.lang, node.view()?);
    let account = &member.session.account;
    if !policy::may_look_into(&view, &policy::readers_of(&view, Some(account))?, &space)? {
        return Err(PageRefusal::not_found());
    }
    let path = page_path(&base, &space.space.id);
    let own = node.own_held(account, &space.space.id)?;
    let waiting = own.iter().map(|one| waiting_view(node, lang, &base, &space, one));
    let page = WaitingPage {
        frame: crate::frame::Frame { path: format!("{path}/waiting"), ..member.visitor.frame.clone() },
        name: name_of(node, &space.space.id)?,
        waiting: waiting.collect::<Result<_, Refusal>>()?,
        path,
    };
    Ok(member.visitor.show(&page))
}

/// POST /space/KEY/waiting.
pub async fn take_back(
    State(app): State<App>,
    member: Member,
    Path(wanted): Path<String>,
    sent: Sent,
) -> Answer {
    let (node, space) = (app.node(), found(app.node(), &wanted)?);
    if sent.form.is("do", "rewrite") {
        let number = node.rewrite_held(&member.session.account, &sent.id("entry")?).await?;
        return Ok(member.visitor.go_to(&format!("/drafts/{number}")));
    }
    let path = format!("{}/waiting", page_path(&node.base()?, &space.space.id));
    let loss = confirm::Loss {
        question: "confirm-waiting",
        explanation: "confirm-waiting-text",
        button: "waiting-take-back",
        what: "",
        cancel: &path,
    };
    if let Some(asked) = confirm::ask(&member, &sent, &path, &loss) {
        return Ok(asked);
    }
    node.take_back_held(&member.session.account, &sent.id("entry")?).await?;
    Ok(member.visitor.go_to(&path))
}

/// Where the author of an entry goes on that waits for moderators.
pub fn waiting_page(node: &Node, member: &Member, entry: &Id) -> Result<Option<String>, Refusal> {
    let space = node.waits_in(&member.session.account, entry)?;
    let base = node.base()?;
    Ok(space.map(|space| format!("{}/waiting", page_path(&base, &space))))
}
