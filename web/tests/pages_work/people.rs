//! How companies and people come, prove who they are, and go.

use artel_node::store::records::AdmissionRecord;
use axum::http::StatusCode;

use super::browser::{Browser, PASSWORD, Page, Site};

const STRONG: &str = "vier Wörter passen nie zusammen";

/// Where the first link of a page with this path leads.
fn link(page: &Page, path: &str) -> String {
    let (_, rest) =
        page.text.split_once(&format!("https://node-a.test{path}")).expect("the page shows a link");
    format!("{path}{}", rest.split('<').next().unwrap())
}

async fn join(browser: &mut Browser, path: &str, name: &str) -> Page {
    let csrf = browser.get(path).await.csrf();
    let fields = [("csrf", &*csrf), ("title", "Boris Petrow"), ("name", name), ("password", STRONG)];
    browser.send(path, &fields).await
}

async fn admit_applications(site: &Site, questions: &[&str]) {
    let questions = questions.iter().map(ToString::to_string).collect();
    let admission = AdmissionRecord { open: true, questions, per_day: 3, backlog: 2 };
    site.app.node().set_admission(admission).await.unwrap();
}

async fn apply(browser: &mut Browser, organisation: &str) -> Page {
    let csrf = browser.get("/apply").await.csrf();
    let fields = [
        ("csrf", &*csrf),
        ("organisation", organisation),
        ("person", "Irina"),
        ("mail", "irina@tokar.example"),
        ("answers", "Drehteile"),
        ("answers", "4711"),
    ];
    browser.send("/apply", &fields).await
}

#[tokio::test]
async fn a_company_applies_is_admitted_and_its_owner_writes() {
    let (site, mut officer) = Site::set_up().await;
    let mut applicant = site.browser();
    assert!(applicant.get("/apply").await.says("takes no applications"));
    admit_applications(&site, &["Was stellen Sie her?", "Mitgliedsnummer?"]).await;

    let form = applicant.get("/apply").await;
    assert!(form.says("Was stellen Sie her?") && form.says("Mitgliedsnummer?"));
    let refused = applicant
        .send("/apply", &[("csrf", &form.csrf()), ("organisation", "Токарь"), ("answers", "Drehteile")])
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.says("value=\"Токарь\"") && refused.says("Drehteile"), "what was typed is kept");

    let sent = apply(&mut applicant, "ООО «Токарь»").await;
    let state = sent.header("location").to_owned();
    assert!(applicant.get(&state).await.says("waits for a decision"));
    let guessed = format!("{}x", &state[..state.len() - 1]);
    assert_eq!(applicant.get(&guessed).await.status, StatusCode::NOT_FOUND);

    let list = officer.get("/applications").await;
    let (_, rest) = list.text.split_once("/applications/").unwrap();
    let number = rest.split('"').next().unwrap().to_owned();
    let page = officer.get(&format!("/applications/{number}")).await;
    assert!(page.says("Drehteile") && page.says("4711"));
    let path = format!("/applications/{number}/approve");
    let approved = officer.send(&path, &[("csrf", &page.csrf())]).await;
    let invitation = link(&approved, "/join/");
    let twice = officer.send(&path, &[("csrf", &page.csrf())]).await;
    assert_eq!(twice.status, StatusCode::FORBIDDEN, "it is decided once");
    assert!(applicant.get(&state).await.says("@ooo_tokar"));

    assert_eq!(join(&mut applicant, &invitation, "irina").await.status, StatusCode::SEE_OTHER);
    assert!(applicant.get("/").await.says("ООО «Токарь»"), "the new owner is logged in");
    assert!(applicant.get("/staff").await.says("action=\"/staff/invite\""), "and owns the organisation");
    assert_eq!(site.browser().get(&invitation).await.status, StatusCode::GONE, "the link works once");
}

#[tokio::test]
async fn a_company_is_refused_with_a_reason_that_it_reads() {
    let (site, mut officer) = Site::set_up().await;
    admit_applications(&site, &["Was?", "Wer?"]).await;
    let mut applicant = site.browser();
    let state = apply(&mut applicant, "Spam GmbH").await.header("location").to_owned();
    let number = state.trim_start_matches("/application/").split('-').next().unwrap();
    let (path, csrf) = (format!("/applications/{number}/refuse"), officer.get("/applications").await.csrf());
    let without = officer.send(&path, &[("csrf", &csrf)]).await;
    assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY);
    let refused = officer.send(&path, &[("csrf", &csrf), ("reason", "Nur <b>Mitglieder</b>")]).await;
    assert_eq!(refused.status, StatusCode::SEE_OTHER);
    assert!(applicant.get(&state).await.says("Nur &#60;b&#62;Mitglieder"));
}

#[tokio::test]
async fn an_owner_invites_a_colleague_and_the_last_owner_stays() {
    let (site, mut owner) = Site::set_up().await;
    let csrf = owner.get("/staff").await.csrf();
    let wrong = owner.send("/staff/invite", &[("csrf", &csrf), ("mail", "no@@"), ("role", "member")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.says("value=\"no@@\""));
    let invited = owner.send("/staff/invite", &[("csrf", &csrf), ("role", "member")]).await;
    let invitation = link(&invited, "/join/");

    let mut colleague = site.browser();
    let weak = colleague.get(&invitation).await.csrf();
    let fields = [("csrf", &*weak), ("title", "Boris"), ("name", "anna"), ("password", "password1")];
    let refused = colleague.send(&invitation, &fields).await;
    assert_eq!(refused.text.matches("class=\"problem\"").count(), 1, "{}", refused.text);
    assert_eq!(join(&mut colleague, &invitation, "anna").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(join(&mut colleague, &invitation, "boris").await.status, StatusCode::SEE_OTHER);
    assert!(!colleague.get("/staff").await.says("/staff/invite"), "a member changes nothing there");

    let last = owner.send("/leave", &[("csrf", &csrf), ("password", PASSWORD)]).await;
    assert_eq!(last.status, StatusCode::UNPROCESSABLE_ENTITY);
    let role = |role| [("csrf", csrf.clone()), ("name", "boris".to_owned()), ("role", role)];
    let owning = role("owner".to_owned());
    let owning: Vec<_> = owning.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(owner.send("/staff/role", &owning).await.status, StatusCode::SEE_OTHER);
    let still = owner.send("/leave", &[("csrf", &csrf), ("password", PASSWORD)]).await;
    assert!(still.says("runs this node"), "the last operator stays, too");

    let removed = colleague.get("/staff/remove?name=anna").await;
    assert_eq!(removed.status, StatusCode::OK);
    let csrf = removed.csrf();
    let left = colleague.send("/leave", &[("csrf", &csrf), ("password", "wrong")]).await;
    assert_eq!(left.status, StatusCode::UNPROCESSABLE_ENTITY);
    let left = colleague.send("/leave", &[("csrf", &csrf), ("password", STRONG)]).await;
    assert_eq!(left.status, StatusCode::SEE_OTHER);
    assert!(colleague.log_in("boris", STRONG).await.says("Name or password is wrong"));
}

#[tokio::test]
async fn an_invitation_is_taken_back_and_a_colleague_kept_out_and_given_a_new_password() {
    let (site, mut owner) = Site::set_up().await;
    let csrf = owner.get("/staff").await.csrf();
    let invite = [("csrf", &*csrf), ("role", "moderator")];
    let (first, second) = (
        link(&owner.send("/staff/invite", &invite).await, "/join/"),
        link(&owner.send("/staff/invite", &invite).await, "/join/"),
    );
    join(&mut site.browser(), &first, "boris").await;
    let key = owner.get("/staff").await.value_of("key").unwrap();
    let asked = owner.send("/staff/revoke", &[("csrf", &csrf), ("key", &key)]).await;
    assert!(asked.says("Revoke the invitation") && owner.get("/staff").await.says(&key), "it asks first");
    assert_eq!(asked.value_of("key").as_deref(), Some(&*key), "what was sent goes along");
    owner.send("/staff/revoke", &[("csrf", &csrf), ("key", &key), ("sure", "yes")]).await;
    assert_eq!(site.browser().get(&second).await.status, StatusCode::GONE);

    let boris = [("csrf", &*csrf), ("name", "boris")];
    let mut browser = site.browser();
    browser.log_in("boris", STRONG).await;
    assert_eq!(browser.get("/staff").await.status, StatusCode::OK);
    owner.send("/staff/suspend", &boris).await;
    assert_eq!(browser.get("/staff").await.status, StatusCode::SEE_OTHER, "the session is over");
    owner.send("/staff/admit", &boris).await;
    let path = link(&owner.send("/staff/password", &boris).await, "/password/new/");
    let form = browser.get(&path).await.csrf();
    let new = "ganz andere Wörter diesmal";
    let set = browser.send(&path, &[("csrf", &form), ("password", new)]).await;
    assert_eq!(set.header("location"), "/login");
    assert_eq!(browser.get(&path).await.status, StatusCode::GONE);
    assert_eq!(browser.log_in("boris", STRONG).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(browser.log_in("boris", new).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_second_factor_is_asked_for_and_each_code_counts_once() {
    let (site, mut owner) = Site::set_up().await;
    let page = owner.get("/account/second-factor").await;
    let secret = page.value_of("secret").unwrap();
    let csrf = page.csrf();
    let wrong = [("csrf", &*csrf), ("secret", &secret), ("password", PASSWORD), ("code", "000000")];
    let refused = owner.send("/account/second-factor", &wrong).await;
    assert_eq!(refused.value_of("secret"), Some(secret.clone()), "the telephone keeps its secret");
    let code = site.code_of(&secret, 0);
    let without = [("csrf", &*csrf), ("secret", &secret), ("password", "wrong"), ("code", &code)];
    assert!(owner.send("/account/second-factor", &without).await.says("The password is wrong"));
    let right = [("csrf", &*csrf), ("secret", &secret), ("password", PASSWORD), ("code", &code)];
    let begun = owner.send("/account/second-factor", &right).await;
    let recovery: Vec<_> = begun.text.split("<li><code>").skip(1).map(|rest| rest[..10].to_owned()).collect();
    assert_eq!(recovery.len(), 10);
    let again = owner.send("/account/second-factor", &right).await;
    assert!(again.says("Switch it off first"), "what is set is not overwritten");
    assert_eq!(owner.get("/account/second-factor").await.header("location"), "/account/second-factor/end");

    let mut browser = site.browser();
    let half = browser.log_in("anna", PASSWORD).await;
    assert_eq!(half.header("location"), "/login/code?next=%2F");
    assert_eq!(browser.get("/staff").await.status, StatusCode::SEE_OTHER, "half a log-in opens nothing");
    let csrf = browser.get("/login/code").await.csrf();
    let reused = browser.send("/login/code", &[("csrf", &csrf), ("code", &code)]).await;
    assert!(reused.says("used already"), "{}", reused.text);
    let next = site.code_of(&secret, 30);
    let before = browser.cookies["artel_session"].clone();
    let whole = browser.send("/login/code", &[("csrf", &csrf), ("code", &next)]).await;
    assert_eq!(whole.status, StatusCode::SEE_OTHER, "{}", whole.text);
    assert_ne!(before, browser.cookies["artel_session"]);
    assert_eq!(browser.get("/staff").await.status, StatusCode::OK);

    for (times, status) in [(1, StatusCode::SEE_OTHER), (2, StatusCode::UNPROCESSABLE_ENTITY)] {
        let mut browser = site.browser();
        browser.log_in("anna", PASSWORD).await;
        let csrf = browser.get("/login/code").await.csrf();
        let grouped = format!("{} {}", recovery[0][..5].to_uppercase(), &recovery[0][5..]);
        let answer = browser.send("/login/code", &[("csrf", &csrf), ("code", &grouped)]).await;
        assert_eq!(answer.status, status, "a recovery code, time {times}");
    }
}

#[tokio::test]
async fn codes_and_passwords_are_not_guessed() {
    let (site, mut owner) = Site::set_up().await;
    let page = owner.get("/account/second-factor").await;
    let (csrf, secret) = (page.csrf(), page.value_of("secret").unwrap());
    let mut last = StatusCode::OK;
    for guess in 0..20 {
        let code = format!("{guess:06}");
        let fields = [("csrf", &*csrf), ("secret", &secret), ("password", PASSWORD), ("code", &code)];
        last = owner.send("/account/second-factor", &fields).await.status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);

    let mut guesser = site.browser();
    let csrf = guesser.get("/login").await.csrf();
    let mut answers = Vec::new();
    for guess in 0..40 {
        let password = format!("guess {guess}");
        let fields = [("name", "anna"), ("password", &password), ("csrf", &csrf), ("next", "/")];
        answers.push(guesser.send("/login", &fields).await);
    }
    let late = answers.last().unwrap();
    assert_eq!(late.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(late.header("retry-after").parse::<u32>().unwrap() > 0);
    let other = site.browser().log_in("bernd", "whatever it is").await;
    assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY, "others are not held up");
}

#[tokio::test]
async fn nobody_learns_from_a_log_in_who_has_an_account() {
    let (site, _) = Site::set_up().await;
    let (mut known, mut unknown) = (site.browser(), site.browser());
    let wrong = known.log_in("anna", "not the password").await;
    let nobody = unknown.log_in("nobody", "not the password").await;
    assert_eq!(wrong.status, nobody.status);
    let without_what_was_typed =
        |page: &Page, name: &str| page.text.replace(name, "NAME").replace(&page.csrf(), "CSRF");
    assert_eq!(without_what_was_typed(&wrong, "anna"), without_what_was_typed(&nobody, "nobody"));
}

#[tokio::test]
async fn sessions_are_listed_and_ended() {
    let (site, mut here) = Site::set_up().await;
    let mut there = site.browser();
    there.log_in("anna", PASSWORD).await;
    let account = here.get("/account").await;
    assert_eq!(account.text.matches("/account/sessions/end\"").count(), 1, "only the other one can be ended");
    let (csrf, key) = (account.csrf(), account.value_of("key").unwrap());
    here.send("/account/sessions/end", &[("csrf", &csrf), ("key", &key)]).await;
    assert_eq!(there.get("/account").await.status, StatusCode::SEE_OTHER);

    there.log_in("anna", PASSWORD).await;
    let weak = [("csrf", &*csrf), ("old_password", PASSWORD), ("password", "werkstatt1")];
    assert!(here.send("/account/password", &weak).await.says("try this password first"));
    let wrong = [("csrf", &*csrf), ("old_password", "no"), ("password", STRONG)];
    assert!(here.send("/account/password", &wrong).await.says("The password is wrong"));
    let right = [("csrf", &*csrf), ("old_password", PASSWORD), ("password", STRONG)];
    assert_eq!(here.send("/account/password", &right).await.status, StatusCode::SEE_OTHER);
    assert_eq!(here.get("/account").await.status, StatusCode::OK);
    assert_eq!(there.get("/account").await.status, StatusCode::SEE_OTHER, "the others have to log in again");
}
