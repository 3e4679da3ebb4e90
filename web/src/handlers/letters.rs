//! What is told by mail when somebody is invited, applies, is admitted, or forgets a password. Where the node sends no
//! mail, the page shows the link instead.

use std::collections::BTreeMap;

use artel_node::features::applications::Admitted;
use artel_node::features::invitations::INVITATION_LASTS;
use artel_node::features::mail::{Mail, MailAddress, Queued};
use artel_node::store::records::{AccountRecord, ApplicationRecord};
use artel_node::{Node, Refusal};

use crate::app::App;
use crate::error::PageRefusal;
use crate::i18n::Lang;
use crate::mails::{
    AccountChanged, Answer, ApplicationAnswered, ApplicationFiled, ApplicationReceived, Changed,
    InterestNews, InterestToConfirm, Invitation, PasswordReset, Written,
};
use crate::pages::link;
use crate::pages::staff::LinkPage;
use crate::session::Member;
use crate::zone;

/// Sends an invitation; answers whether it is on its way.
pub async fn invitation(
    app: &App,
    member: &Member,
    organisation: &str,
    to: &MailAddress,
    link: &str,
) -> Result<bool, PageRefusal> {
    let node = app.node();
    let letter = Invitation {
        lang: member.visitor.frame.lang,
        organisation: organisation.to_owned(),
        inviter: member.session.person.title.clone(),
        link: link.to_owned(),
        expires: node.clock().now().plus(INVITATION_LASTS),
    };
    send(node, letter.to(node, to)?).await
}

/// Sends a link to a new password to whoever is meant, if there are such accounts and their mail address is known.
/// Nobody waits for it: whoever asks learns nothing from how long it takes.
pub fn send_new_password(app: &App, name_or_mail: &str) {
    let (node, asked) = (app.node().clone(), name_or_mail.to_owned());
    tokio::spawn(async move {
        if let Err(error) = new_password(&node, &asked).await {
            tracing::warn!(%error, "a link to a new password was not sent");
        }
    });
}

async fn new_password(node: &Node, asked: &str) -> Result<(), Refusal> {
    if !node.mails() {
        return Ok(());
    }
    // Addresses that differ in their letters' case only may be those of different people.
    let mut meant: BTreeMap<String, (MailAddress, Vec<AccountRecord>)> = BTreeMap::new();
    for account in node.forgetful(asked)? {
        let Some(address) = account.mail.clone() else { continue };
        meant.entry(address.as_str().to_owned()).or_insert((address, Vec::new())).1.push(account);
    }
    for (address, accounts) in meant.into_values() {
        let first = accounts.first();
        let lang = lang_of(first.and_then(|account| account.language.as_deref()));
        let zone = zone::of(node, first)?;
        let (mut links, mut expires) = (Vec::new(), node.clock().now());
        for account in accounts {
            match node.new_password_link(account.name.clone()).await {
                Ok(made) => {
                    let link = node.base()?.join(&format!("/password/new/{}", made.token)).to_string();
                    links.push((account.name.to_string(), link));
                    expires = made.expires;
                }
                // It was sent some just now.
                Err(Refusal::TooMany { .. }) => {}
                Err(refusal) => return Err(refusal),
            }
        }
        if !links.is_empty() {
            let letter = PasswordReset { lang, links, expires };
            let mail = zone::within(zone, async { letter.to(node, &address) }).await?;
            node.send_mail(mail).await.map(|_| ())?;
        }
    }
    Ok(())
}

/// Tells the address that an account had until now that it has another one.
pub async fn mail_changed(
    node: &Node,
    account: &AccountRecord,
    before: &MailAddress,
) -> Result<(), PageRefusal> {
    let lang = lang_of(account.language.as_deref());
    let letter = AccountChanged { lang, name: account.name.to_string(), what: Changed::Mail };
    send(node, letter.to(node, before)?).await.map(|_| ())
}

/// Tells somebody that an owner has ended their second factor.
pub async fn second_factor_ended(node: &Node, account: &AccountRecord) -> Result<(), PageRefusal> {
    let Some(address) = &account.mail else { return Ok(()) };
    let lang = lang_of(account.language.as_deref());
    let letter = AccountChanged { lang, name: account.name.to_string(), what: Changed::SecondFactorEnded };
    send(node, letter.to(node, address)?).await.map(|_| ())
}

/// Tells the applicant where to look what becomes of the application.
pub async fn application_filed(app: &App, token: &str) -> Result<(), PageRefusal> {
    let node = app.node();
    let record = node.application_of(token)?;
    let letter = ApplicationFiled {
        lang: lang_of(Some(&record.language)),
        link: node.base()?.join(&format!("/application/{token}")).to_string(),
    };
    send(node, letter.to(node, &record.mail)?).await.map(|_| ())
}

/// Tells every officer that somebody applied.
pub async fn application_received(app: &App, token: &str) -> Result<(), PageRefusal> {
    let node = app.node();
    let record = node.application_of(token)?;
    let number = token.split('-').next().unwrap_or_default();
    for officer in node.officers()? {
        let Some(address) = &officer.mail else { continue };
        let letter = ApplicationReceived {
            lang: lang_of(officer.language.as_deref()),
            organisation: record.organisation.clone(),
            applicant: record.person.clone(),
            message: told(&record),
            link: node.base()?.join(&format!("/applications/{number}")).to_string(),
        };
        send(node, letter.to(node, address)?).await?;
    }
    Ok(())
}

/// Tells the applicant that the company is admitted; answers whether the mail is on its way.
pub async fn application_approved(app: &App, admitted: &Admitted, link: &str) -> Result<bool, PageRefusal> {
    answer(app.node(), &admitted.record, Answer::Approved { link: link.to_owned() }).await
}

/// Tells the applicant why not.
pub async fn application_refused(
    app: &App,
    record: &ApplicationRecord,
    reason: &str,
) -> Result<(), PageRefusal> {
    answer(app.node(), record, Answer::Refused { reason: reason.to_owned() }).await.map(|_| ())
}

async fn answer(node: &Node, record: &ApplicationRecord, answer: Answer) -> Result<bool, PageRefusal> {
    let lang = lang_of(Some(&record.language));
    let letter = ApplicationAnswered { lang, organisation: record.organisation.clone(), answer };
    send(node, letter.to(node, &record.mail)?).await
}

/// Asks whether an address is theirs who filled in the form of an offer.
pub async fn interest_to_confirm(
    app: &App,
    lang: Lang,
    token: &str,
    to: &MailAddress,
) -> Result<(), PageRefusal> {
    let node = app.node();
    let link = node.base()?.join(&format!("/interest/confirm/{token}")).to_string();
    send(node, InterestToConfirm { lang, link }.to(node, to)?).await.map(|_| ())
}

/// Tells who has confirmed it where to look what becomes of their interest.
pub async fn interest_to_follow(app: &App, lang: Lang, token: &str) -> Result<(), PageRefusal> {
    let (node, key) = (app.node(), token.split('-').next().unwrap_or_default());
    let Some((to, _)) = node.mail_of_interest(key)? else { return Ok(()) };
    let link = node.base()?.join(&format!("/interest/{token}")).to_string();
    send(node, InterestNews { lang, begins: true, link }.to(node, &to)?).await.map(|_| ())
}

/// Tells a stranger who is interested that the owner has answered; nobody else: members are notified.
pub async fn interest_news(app: &App, key: &str) -> Result<(), PageRefusal> {
    let node = app.node();
    let Some((to, company)) = node.mail_of_interest(key)? else { return Ok(()) };
    let lang = lang_of(Some(&company.language));
    let link = node.base()?.join(&format!("/interest/{}", node.interest_token(key)?)).to_string();
    send(node, InterestNews { lang, begins: false, link }.to(node, &to)?).await.map(|_| ())
}

async fn send(node: &Node, mail: Mail) -> Result<bool, PageRefusal> {
    Ok(matches!(node.send_mail(mail).await?, Queued::Waits))
}

/// The answers, each below its question.
fn told(record: &ApplicationRecord) -> String {
    let pairs = record.answers.iter().map(|(question, answer)| format!("{question}\n{answer}"));
    pairs.collect::<Vec<_>>().join("\n\n")
}

fn lang_of(code: Option<&str>) -> Lang {
    code.and_then(Lang::parse).unwrap_or_default()
}

/// The link of an owner's invitation, to be passed on by hand.
pub fn link_for_owner(member: &Member, link: String, back: &'static str) -> LinkPage {
    let frame = member.visitor.frame.clone();
    LinkPage {
        title: frame.lang.t("invited-title").into_owned(),
        explanation: frame.lang.t("owner-link-explanation").into_owned(),
        drawing: link::drawing(&link),
        link,
        back: back.to_owned(),
        frame,
    }
}
