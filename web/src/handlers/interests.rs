//! Interest in offers for who has an account: expressing it, looking at it, and bringing it forward.

use artel_node::features::interest::records::{InterestRecord, MessageRecord, Way};
use artel_node::features::interest::state::{Side, Step};
use artel_node::features::interest::{Listed, Seen};
use artel_node::store::records::{EntryRecord, LocalActorRecord};
use artel_node::{Node, Refusal};
use artel_protocol::Id;
use artel_protocol::interest::{Contact, Outcome};
use artel_protocol::kinds::{Content, Entry};
use axum::extract::{Path, State};
use axum::response::Response;

use super::acts::{choices, speaker};
use super::confirm::{self, Loss};
use super::sent::Sent;
use super::{Answer, clients, letters, told};
use crate::app::App;
use crate::cleaned;
use crate::error::{PageRefusal, problems_of};
use crate::form::Form;
use crate::i18n::Lang;
use crate::pages::interests::{
    InterestBox, InterestForm, InterestPage, InterestRow, InterestSendPage, InterestsPage, MessageView,
    StepView, contact_lines, state_words, step_words,
};
use crate::pages::parts::{ActorView, When};
use crate::session::{Member, Visitor};

/// How many of each list are shown.
const LISTED: usize = 100;

/// What stands on the page of an offer for this reader; nothing for its owner, and on what is no offer.
pub fn on_offer(node: &Node, visitor: &Visitor, entry: &Entry) -> Result<Option<InterestBox>, Refusal> {
    let Content::Offer(offer) = &entry.content else { return Ok(None) };
    let ours = entry.id.same_authority(&node.base()?);
    let Some(session) = visitor.session() else {
        // Elsewhere a stranger finds it where it was written.
        if !ours || !entry.audience.is_public() {
            return Ok(None);
        }
        let closed = offer.closed || offer.until.is_some_and(|until| until < node.clock().now());
        let url = format!("/interest/new?offer={}", told::encoded(entry.id.as_str()));
        return Ok(Some(if closed { InterestBox::Closed } else { InterestBox::Stranger(url) }));
    };
    let member = Member { visitor: visitor.clone(), session: session.clone() };
    let actors = told::actors(&member);
    if let Some(owner) = node.view()?.local_actor_by_id(&entry.author)?
        && (owner.organisation == member.session.account.organisation
            || node.is_client_of(&member.session.account, &entry.id)?)
    {
        return Ok(None);
    }
    if let Some(there) = node.interest_in(&actors.map(|actor| actor.id.clone()), &entry.id)? {
        return Ok(Some(InterestBox::There(path_of(&there))));
    }
    if offer.closed || offer.until.is_some_and(|until| until < node.clock().now()) {
        return Ok(Some(InterestBox::Closed));
    }
    let mut form = known_contact(&member);
    form.set("as", member.session.organisation.name.as_str());
    Ok(Some(InterestBox::Form(InterestForm { form, offer: entry.id.to_string(), authors: choices(&member) })))
}

/// How somebody can be reached, as far as this node knows: to be looked through before it is sent.
fn known_contact(member: &Member) -> Form {
    let mail = member.session.account.mail.as_ref().map_or("", |mail| mail.as_str());
    Form::sent([
        ("organisation", member.session.organisation.title.as_str()),
        ("person", &member.session.person.title),
        ("mail", mail),
    ])
}

fn path_of(record: &InterestRecord) -> String {
    format!("/interests/{}", record.key())
}

/// GET /interests.
pub async fn list(State(app): State<App>, member: Member) -> Answer {
    let (node, lang) = (app.node(), member.visitor.frame.lang);
    let all = node.interests(&readers(&member))?;
    let rows = |side: Side| {
        let of_side = all.iter().filter(|one| one.side == side).take(LISTED);
        of_side.map(|one| row(lang, one)).collect()
    };
    let page = InterestsPage {
        frame: member.visitor.frame.clone(),
        received: rows(Side::Owner),
        sent: rows(Side::Sender),
        unnamed: clients::own(node, &member)?,
    };
    Ok(member.visitor.show(&page))
}

fn readers(member: &Member) -> [Id; 2] {
    told::actors(member).map(|actor| actor.id.clone())
}

fn row(lang: Lang, one: &Listed) -> InterestRow {
    InterestRow {
        url: path_of(&one.record),
        title: one.record.title.clone(),
        other: match (&one.record.company, &one.other) {
            (Some(company), _) if one.side == Side::Owner => company.name.clone(),
            (_, Some(other)) => other.display_name().to_owned(),
            (_, None) => one.record.party(one.side.other()).host().to_owned(),
        },
        state: state_words(lang, one.record.state),
        changed: When::minute(lang, one.record.changed),
    }
}

/// POST /interests.
pub async fn express(State(app): State<App>, member: Member, sent: Sent) -> Answer {
    let (node, form, offer) = (app.node(), &sent.form, sent.id("offer")?);
    let expressed = match speaker(node, &member, form) {
        Ok(by) => node.express_interest(&by.name, &offer, form.value("motivation"), contact_of(form)).await,
        Err(refused) => return Err(refused),
    };
    match expressed {
        Ok(key) => Ok(member.visitor.go_to(&format!("/interests/{key}"))),
        Err(refusal) => {
            let mut form = sent.form;
            form.refuse(member.visitor.frame.lang, &problems_of(refusal)?);
            let stored = node.entry_anywhere(&offer, &readers(&member)).await?.shown.record;
            Ok(member.visitor.show_again(&send_page(node, &member, &stored, form)?))
        }
    }
}

fn send_page(
    node: &Node,
    member: &Member,
    offer: &EntryRecord,
    form: Form,
) -> Result<InterestSendPage, Refusal> {
    let mut frame = member.visitor.frame.clone();
    let url = told::entry_page(&node.base()?, &offer.entry);
    frame.path = url.clone();
    Ok(InterestSendPage {
        frame,
        title: offer.entry.content.card().title,
        url,
        interest: InterestForm { form, offer: offer.entry.id.to_string(), authors: choices(member) },
    })
}

fn contact_of(form: &Form) -> Contact {
    Contact::of(|field| form.value(field))
}

/// GET /interests/KEY.
pub async fn show(State(app): State<App>, member: Member, Path(key): Path<String>) -> Answer {
    let seen = app.node().interest_for(&readers(&member), &key)?;
    Ok(member.visitor.show(&page_for(app.node(), &member, seen, known_contact(&member))?))
}

/// POST /interests/KEY/step.
pub async fn step(State(app): State<App>, member: Member, Path(key): Path<String>, sent: Sent) -> Answer {
    let node = app.node();
    let seen = node.interest_for(&readers(&member), &key)?;
    let step = step_of(&sent)?;
    let by = party(node, &member, &seen)?;
    let path = format!("/interests/{key}");
    if let Some(asked) = sure(&member.visitor, &sent, step, &path, &seen) {
        return Ok(asked);
    }
    let words = sent.form.value("words");
    match node.step_in_interest(&by, &key, step, words, contact_of(&sent.form)).await {
        Ok(()) => {
            letters::interest_news(&app, &key).await?;
            Ok(member.visitor.go_to(&path))
        }
        Err(refusal) => refused(node, &member, &key, sent.form, refusal),
    }
}

/// POST /interests/KEY/message.
pub async fn write(State(app): State<App>, member: Member, Path(key): Path<String>, sent: Sent) -> Answer {
    let node = app.node();
    let seen = node.interest_for(&readers(&member), &key)?;
    let by = party(node, &member, &seen)?;
    match node.write_in_interest(&by, &key, sent.form.value("text")).await {
        Ok(()) => {
            letters::interest_news(&app, &key).await?;
            Ok(member.visitor.go_to(&format!("/interests/{key}#messages")))
        }
        Err(refusal) => refused(node, &member, &key, sent.form, refusal),
    }
}

fn refused(node: &Node, member: &Member, key: &str, mut form: Form, refusal: Refusal) -> Answer {
    form.refuse(member.visitor.frame.lang, &problems_of(refusal)?);
    let seen = node.interest_for(&readers(member), key)?;
    Ok(member.visitor.show_again(&page_for(node, member, seen, form)?))
}

/// The party of whom the reader is, if they may speak for it.
fn party(node: &Node, member: &Member, seen: &Seen) -> Result<artel_protocol::Name, Refusal> {
    let id = seen.record.decider(seen.side);
    let own: Option<&LocalActorRecord> = told::actors(member).into_iter().find(|actor| actor.id == *id);
    let own = own.ok_or(Refusal::Forbidden("only the parties have a say in it"))?;
    node.may_speak(&member.session.account, &own.name)?;
    Ok(own.name.clone())
}

/// The step that a form asks for.
pub fn step_of(sent: &Sent) -> Result<Step, PageRefusal> {
    let form = &sent.form;
    match Step::parse(form.value("do"), form.value("outcome")) {
        Some(step) => Ok(step),
        None if form.is("do", "end") => Err(Refusal::field("do", "interest-outcome-missing").into()),
        None => Err(PageRefusal::unreadable()),
    }
}

/// The page that asks before a step that cannot be taken back, unless that was answered already.
pub fn sure(visitor: &Visitor, sent: &Sent, step: Step, path: &str, seen: &Seen) -> Option<Response> {
    let record = &seen.record;
    // What is not possible is said at once.
    record.state.after(record.way, seen.side, step).ok()?;
    let (question, explanation, button) = match step {
        Step::AskForInformation | Step::Negotiate => return None,
        Step::Accept => ("interest-sure-accept", "interest-sure-accept-text", "interest-accept"),
        Step::Decline => ("interest-sure-decline", "interest-sure-final", "interest-decline"),
        Step::Withdraw => ("interest-sure-withdraw", "interest-sure-final", "interest-withdraw"),
        Step::End(_) if ends(seen, step) => {
            ("interest-sure-end", "interest-sure-final", "interest-confirm-end")
        }
        // The other has yet to say the same.
        Step::End(_) => return None,
    };
    let loss = Loss { question, explanation, button, what: &record.title, cancel: path };
    confirm::ask_visitor(visitor, sent, &format!("{path}/step"), &loss)
}

fn ends(seen: &Seen, step: Step) -> bool {
    let record = &seen.record;
    record.state.after(record.way, seen.side, step).is_ok_and(|state| state.is_over())
}

fn page_for(node: &Node, member: &Member, seen: Seen, mut form: Form) -> Result<InterestPage, Refusal> {
    let base = node.base()?;
    if seen.side == Side::Owner && !form.is_refused() && !seen.own.is_empty() {
        for (field, value) in seen.own.fields() {
            form.set(field, value);
        }
    }
    let readers = readers(member);
    let offer = match node.view()?.entry(&seen.record.offer)? {
        Some(stored) if artel_node::policy::any_may_read(&node.view()?, &readers, &stored.entry)? => {
            told::entry_page(&base, &stored.entry)
        }
        _ => String::new(),
    };
    let other = match &seen.record.company {
        Some(company) if seen.side == Side::Owner => {
            ActorView { name: company.name.clone(), ..ActorView::default() }
        }
        _ => told::actor(&base, seen.record.party(seen.side.other()), seen.other.as_ref()),
    };
    let mut frame = member.visitor.frame.clone();
    frame.path = path_of(&seen.record);
    let action = frame.path.clone();
    page_of(node, Reader { frame, form, action, offer, other, link: None }, seen)
}

/// Who looks at one, and by which page.
pub struct Reader {
    pub frame: crate::frame::Frame,
    pub form: Form,
    pub action: String,
    pub offer: String,
    pub other: ActorView,
    pub link: Option<String>,
}

/// One as its party sees it.
pub fn page_of(node: &Node, reader: Reader, seen: Seen) -> Result<InterestPage, Refusal> {
    let lang = reader.frame.lang;
    let Seen { record, side, .. } = &seen;
    let name = |by: Side| match by == *side {
        true => lang.t("interest-you").into_owned(),
        false => reader.other.name.clone(),
    };
    let company = record.company.as_ref().filter(|_| *side == Side::Owner);
    let facts = company
        .into_iter()
        .flat_map(|company| [("contact-sector", &company.sector), ("contact-city", &company.city)]);
    let facts = facts.filter(|(_, value)| !value.is_empty());
    let steps = every_step().filter(|step| record.state.after(record.way, *side, *step).is_ok());
    let anonymous = match node.view()?.entry(&record.offer)?.map(|stored| stored.entry.content) {
        Some(Content::Offer(offer)) => offer.anonymous,
        _ => false,
    };
    Ok(InterestPage {
        title: record.title.clone(),
        company: facts.map(|(label, value)| (lang.t(label).into_owned(), value.clone())).collect(),
        state: state_words(lang, record.state),
        motivation: record.motivation.clone(),
        history: record
            .history
            .iter()
            .map(|step| StepView {
                at: When::minute(lang, step.at),
                by: name(step.by),
                what: step_words(lang, step.step),
                words: step.words.clone(),
            })
            .collect(),
        messages: seen.messages.iter().map(|message| message_view(lang, message, name(message.by))).collect(),
        own: contact_lines(lang, &seen.own),
        others: contact_lines(lang, &seen.others),
        steps: steps.collect(),
        proposed: record.state.said_by(side.other()).filter(|_| record.way != Way::Note),
        writes: !record.state.is_over(),
        anonymous,
        frame: reader.frame,
        form: reader.form,
        action: reader.action,
        offer: reader.offer,
        other: reader.other,
        link: reader.link,
    })
}

fn every_step() -> impl Iterator<Item = Step> {
    let first = [Step::AskForInformation, Step::Accept, Step::Decline, Step::Withdraw, Step::Negotiate];
    first.into_iter().chain([Step::End(Outcome::Agreed)])
}

fn message_view(lang: Lang, message: &MessageRecord, by: String) -> MessageView {
    MessageView { at: When::minute(lang, message.at), by, text: cleaned::html(&message.html) }
}
