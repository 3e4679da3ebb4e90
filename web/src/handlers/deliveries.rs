//! What is on its way in the organisation's name, and what never arrived.

use artel_node::Refusal;
use artel_node::features::deliveries::Waiting;
use artel_node::hex::hex;
use artel_node::store::View;
use artel_node::store::keys::Key;
use artel_protocol::Id;
use axum::extract::State;

use super::confirm::{self, Loss};
use super::sent::Sent;
use super::{Answer, views};
use crate::app::App;
use crate::error::PageRefusal;
use crate::i18n::Lang;
use crate::pages::deliveries::{DeliveriesPage, DeliveryView, last_answer};
use crate::pages::parts::When;
use crate::session::Member;

/// How many deliveries are listed.
const LISTED: usize = 200;

/// GET /deliveries.
pub async fn list(State(app): State<App>, member: Member) -> Answer {
    let node = app.node();
    let (base, view, lang) = (node.base()?, node.view()?, member.visitor.frame.lang);
    let all = node.deliveries_of(&member.session.organisation.name)?;
    let (waiting, undelivered): (Vec<_>, Vec<_>) =
        all.into_iter().partition(|delivery| delivery.record.next.is_some());
    let show = |deliveries: Vec<Waiting>| {
        let shown =
            deliveries.iter().take(LISTED).map(|delivery| delivery_view(lang, &base, &view, delivery));
        shown.collect::<Result<Vec<_>, Refusal>>()
    };
    let frame = member.visitor.frame.clone();
    let page = DeliveriesPage { frame, waiting: show(waiting)?, undelivered: show(undelivered)? };
    Ok(member.visitor.show(&page))
}

/// POST /deliveries/try.
pub async fn try_now(State(app): State<App>, member: Member, sent: Sent) -> Answer {
    app.node().deliver_now(own_delivery(&app, &member, &sent)?).await?;
    Ok(member.visitor.go_to("/deliveries"))
}

/// POST /deliveries/forget.
pub async fn forget(State(app): State<App>, member: Member, sent: Sent) -> Answer {
    let delivery = own_delivery(&app, &member, &sent)?;
    let record = app.node().view()?.delivery(&delivery).map_err(Refusal::from)?;
    let loss = Loss {
        question: "confirm-forget",
        explanation: "confirm-forget-text",
        button: "delivery-forget",
        what: record.as_ref().map_or("", |record| &record.host),
        cancel: "/deliveries",
    };
    if let Some(asked) = confirm::ask(&member, &sent, "/deliveries/forget", &loss) {
        return Ok(asked);
    }
    app.node().forget_delivery(delivery).await?;
    Ok(member.visitor.go_to("/deliveries"))
}

/// The delivery that a form names, if it is in the organisation's name.
fn own_delivery(app: &App, member: &Member, sent: &Sent) -> Result<Key, PageRefusal> {
    let deliveries = app.node().deliveries_of(&member.session.organisation.name)?;
    let named = deliveries.into_iter().find(|delivery| hex(&delivery.key) == sent.form.value("key"));
    named.map(|delivery| delivery.key).ok_or_else(PageRefusal::not_found)
}

fn delivery_view(lang: Lang, base: &Id, view: &View, waiting: &Waiting) -> Result<DeliveryView, Refusal> {
    let record = &waiting.record;
    let entry = view.entry(&record.about)?;
    Ok(DeliveryView {
        key: hex(&waiting.key),
        host: record.host.clone(),
        about: match &entry {
            Some(stored) => views::entry_page(base, &stored.entry),
            None => views::local_path(base, &record.about),
        },
        title: entry.map(|stored| views::title(&stored.entry)).unwrap_or_default(),
        attempts: u64::from(record.attempts),
        last: record.last.as_ref().map(|answer| last_answer(lang, answer)),
        next: record.next.map(|moment| When::minute(lang, moment)),
    })
}
