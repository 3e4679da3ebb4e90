//! One's own account: settings, password, sessions, second factor.

use artel_node::features::accounts::Password;
use artel_node::features::mail::MailAddress;
use artel_node::features::second_factor::Proposed;
use artel_node::features::sessions::Open;
use artel_node::features::staff::AccountSettings;
use artel_node::{Node, Refusal};
use artel_protocol::kinds::Problem;
use axum::extract::State;

use super::sent::Sent;
use super::{Answer, letters, mail};
use crate::app::App;
use crate::error::{PageRefusal, problems_of, together};
use crate::form::Form;
use crate::i18n::Lang;
use crate::pages::account::{
    AccountPage, EndSecondFactorPage, RecoveryCodesPage, SecondFactorPage, SessionView,
};
use crate::pages::link;
use crate::pages::parts::When;
use crate::session::Member;
use crate::zone;

/// GET /account.
pub async fn show(State(app): State<App>, member: Member) -> Answer {
    let page = page_of(app.node(), &member, None)?;
    Ok(member.visitor.show(&page))
}

/// POST /account.
pub async fn save(State(app): State<App>, member: Member, sent: Sent) -> Answer {
    let (node, account, form) = (app.node(), member.session.account.name.clone(), &sent.form);
    let saved = match (sent.mail("mail"), zone::typed(form.value("zone"))) {
        (Ok(mail), Ok(time_zone)) => {
            let language = Lang::parse(form.value("language")).map(|lang| lang.code().to_owned());
            let no_mail = !form.is("news", "on");
            let no_weekly = !form.is("weekly", "on");
            let settings = AccountSettings { mail, language, no_mail, no_weekly, time_zone };
            node.set_account(account, settings, &sent.confirm_password).await
        }
        (mail, time_zone) => Err(together([mail.err(), time_zone.err()].into_iter().flatten())),
    };
    match saved {
        Ok(before) => {
            if let Some(before) = before {
                letters::mail_changed(node, &member.session.account, &before).await?;
            }
            said_in_its_zone(&app, member, "saved").await
        }
        Err(refusal) => {
            let mut form = sent.form;
            form.refuse(member.visitor.frame.lang, &problems_of(refusal)?);
            Ok(member.visitor.show_again(&AccountPage { form, ..page_of(node, &member, None)? }))
        }
    }
}

/// POST /account/password: every other session ends, and this one goes on under a new token.
pub async fn change_password(State(app): State<App>, mut member: Member, sent: Sent) -> Answer {
    let node = app.node();
    let account = member.session.account.clone();
    let known = [account.name.as_str(), &member.session.person.title, &member.session.organisation.title];
    let changed = match Password::strong(&sent.password, &known) {
        Ok(new) => {
            let changed = node.change_password(account.name.clone(), &sent.old_password, new).await;
            changed.map_err(|refusal| at_field(refusal, "password-wrong", "old_password"))
        }
        Err(refusal) => Err(refusal),
    };
    if let Err(refusal) = changed {
        let mut password = Form::empty();
        password.refuse(member.visitor.frame.lang, &problems_of(refusal)?);
        return Ok(member.visitor.show_again(&AccountPage { password, ..page_of(node, &member, None)? }));
    }
    let token = node.begin_anew(account.name, member.visitor.from.clone()).await?;
    member.visitor.begin_session(&token);
    Ok(member.visitor.go_to("/account"))
}

/// POST /account/sessions/end.
pub async fn end_session(State(app): State<App>, member: Member, sent: Sent) -> Answer {
    app.node().end_session(member.session.account.name.clone(), sent.form.value("key")).await?;
    Ok(member.visitor.go_to("/account"))
}

/// POST /account/sessions/end-others.
pub async fn end_other_sessions(State(app): State<App>, member: Member, _: Sent) -> Answer {
    app.node().end_other_sessions(member.session.account.name.clone(), member.visitor.token()).await?;
    Ok(member.visitor.go_to("/account"))
}

/// GET /account/second-factor.
pub async fn propose(State(app): State<App>, member: Member) -> Answer {
    if member.session.account.second_factor.is_some() {
        return Ok(member.visitor.go_to("/account/second-factor/end"));
    }
    let proposed = app.node().propose_second_factor(&member.session.account.name)?;
    Ok(member.visitor.show(&factor_page(&member, &proposed, Form::empty())))
}

/// POST /account/second-factor: the password shows who asks, and the code that the telephone has the secret.
pub async fn begin_second_factor(State(app): State<App>, member: Member, sent: Sent) -> Answer {
    let (node, mut form) = (app.node(), sent.form);
    let account = member.session.account.name.clone();
    let (secret, code) = (form.value("secret"), form.value("code"));
    match node.begin_second_factor(account.clone(), &sent.password, secret, code).await {
        Ok(codes) => {
            let frame = member.visitor.frame.clone();
            Ok(member.visitor.show(&RecoveryCodesPage { frame, codes }))
        }
        Err(refusal) => {
            let proposed =
                node.proposed_again(&account, form.value("secret")).map_err(|_| PageRefusal::unreadable())?;
            form.refuse(member.visitor.frame.lang, &problems_of(refusal)?);
            Ok(member.visitor.show_again(&factor_page(&member, &proposed, form)))
        }
    }
}

/// GET /account/second-factor/end.
pub async fn ask_end_second_factor(member: Member) -> Answer {
    let frame = member.visitor.frame.clone();
    Ok(member.visitor.show(&EndSecondFactorPage { frame, form: Form::empty() }))
}

/// POST /account/second-factor/end.
pub async fn end_second_factor(State(app): State<App>, member: Member, sent: Sent) -> Answer {
    let (node, mut form) = (app.node(), sent.form);
    let account = &member.session.account.name;
    if let Err(refusal) = node.confirm_password(account, &sent.password).await {
        form.refuse(member.visitor.frame.lang, &problems_of(refusal)?);
        let frame = member.visitor.frame.clone();
        return Ok(member.visitor.show_again(&EndSecondFactorPage { frame, form }));
    }
    node.end_second_factor(account.clone()).await?;
    Ok(member.visitor.go_to("/account"))
}

/// The same, shown in the time zone that the account has now.
async fn said_in_its_zone(app: &App, member: Member, key: &str) -> Answer {
    let account = app.node().view()?.account(&member.session.account.name).map_err(Refusal::from)?;
    let zone = zone::of(app.node(), account.as_ref())?;
    zone::within(zone, said(app, member, key)).await
}

/// The account's page with a sentence on what was done, read anew.
async fn said(app: &App, member: Member, key: &str) -> Answer {
    let account = app.node().view()?.account(&member.session.account.name).map_err(Refusal::from)?;
    let mut member = member;
    if let Some(account) = account {
        member.session.account = account;
    }
    let done = member.visitor.frame.lang.t(key).into_owned();
    Ok(member.visitor.show(&page_of(app.node(), &member, Some(done))?))
}

/// The same problem at another field of the form.
fn at_field(refusal: Refusal, key: &str, field: &'static str) -> Refusal {
    use artel_node::error::Invalid;
    let Refusal::Invalid(Invalid::Fields(problems)) = refusal else { return refusal };
    let moved = problems.into_iter().map(|problem| match problem.key == key {
        true => Problem { field, ..problem },
        false => problem,
    });
    Refusal::Invalid(Invalid::Fields(moved.collect()))
}

fn factor_page(member: &Member, proposed: &Proposed, form: Form) -> SecondFactorPage {
    SecondFactorPage {
        frame: member.visitor.frame.clone(),
        form,
        drawing: link::drawing(&proposed.url),
        secret: proposed.base32.clone(),
    }
}

fn page_of(node: &Node, member: &Member, done: Option<String>) -> Result<AccountPage, Refusal> {
    let (account, lang) = (&member.session.account, member.visitor.frame.lang);
    let mut frame = member.visitor.frame.clone();
    frame.path = "/account".into();
    let news = if account.no_mail { "" } else { "on" };
    let weekly = if account.no_weekly { "" } else { "on" };
    let form = Form::sent([
        ("mail", account.mail.as_ref().map_or("", MailAddress::as_str)),
        ("language", account.language.as_deref().unwrap_or_default()),
        ("news", news),
        ("weekly", weekly),
        ("zone", account.time_zone.as_deref().unwrap_or_default()),
    ]);
    let codes = account.second_factor.as_ref().map_or(0, |factor| factor.recovery.len() as u64);
    let session = |open: Open| SessionView {
        browser: called(&open.browser),
        key: open.key,
        since: When::minute(lang, open.created),
        this: open.this,
    };
    let stopped = account.mail.as_ref().map(|address| node.stopped_mails(address)).transpose()?;
    let sessions = node.sessions(&account.name, member.visitor.token())?;
    Ok(AccountPage {
        form,
        password: Form::empty(),
        stopped: stopped.into_iter().flatten().map(mail::words).collect(),
        name: account.name.to_string(),
        second_factor: account.second_factor.is_some(),
        recovery_codes: codes,
        sessions: sessions.into_iter().map(session).collect(),
        done,
        frame,
    })
}

/// What people call the browser that calls itself so: «Firefox, Linux».
fn called(user_agent: &str) -> String {
    let first = |names: &[(&str, &'static str)]| {
        names.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, name)| *name)
    };
    // The order matters: most browsers also claim to be those further down.
    let browser = first(&[
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("YaBrowser", "Яндекс Браузер"),
        ("Firefox", "Firefox"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
    ]);
    let system = first(&[
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ]);
    [browser, system].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::called;

    #[test]
    fn browsers_are_called_as_people_call_them() {
        for (user_agent, name) in [
            ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux"),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Safari/604",
                "Safari, iPhone",
            ),
            ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537 Chrome/140 Safari/537 Edg/140", "Edge, Windows"),
            ("curl/8", ""),
        ] {
            assert_eq!(called(user_agent), name);
        }
    }
}
