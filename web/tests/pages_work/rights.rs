//! Who may do what to whom within one organisation.

use artel_node::features::accounts::Password;
use artel_node::features::publishing::Draft;
use artel_node::store::records::{Comments, HiddenCause, Role};
use artel_protocol::{Id, Name};
use axum::http::StatusCode;

use super::browser::{Browser, PASSWORD, Page, Site};

fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

/// Somebody of the company with this role, logged in.
async fn colleague(site: &Site, account: &str, role: Role) -> Browser {
    let password = Password::parse(PASSWORD).unwrap();
    site.app.node().add_user(name(account), name("werkstatt_brandt"), role, password).await.unwrap();
    site.log_in(account).await
}

/// The page of an entry.
fn page(author: &str, entry: &Id) -> String {
    format!("/@{author}/{}", entry.path().rsplit('/').next().unwrap())
}

async fn answer_under(site: &Site, article: &Id, author: &str) -> Id {
    let draft = Draft { markdown: "Hm.".into(), ..Draft::default() };
    site.app.node().publish_answer("post", &name(author), &draft, Some(article)).await.unwrap()
}

#[tokio::test]
async fn a_colleagues_own_words_are_changed_by_those_who_lead_only() {
    let (site, _) = Site::set_up().await;
    let (mut boris, mut mia) =
        (colleague(&site, "boris", Role::Member).await, colleague(&site, "mia", Role::Moderator).await);
    let article = site.article_of("anna", "Annas Meinung").await;
    let path = page("anna", &article);
    assert!(!boris.get(&path).await.says(&format!("{path}/edit")), "nothing leads there");
    assert!(mia.get(&path).await.says(&format!("{path}/edit")));
    let csrf = boris.get("/office").await.csrf();
    let fields = [("csrf", &*csrf), ("title", "Meine"), ("text", "Nein."), ("do", "publish")];
    let edited = boris.send_with_file(&format!("{path}/edit"), &fields, b"").await;
    let deleted = boris.send(&format!("{path}/delete"), &[("csrf", &csrf)]).await;
    let fields = [("csrf", &*csrf), ("of", article.as_str()), ("title", "Meine")];
    let kept = boris.send_with_file("/drafts/1/save", &fields, b"").await;
    for refused in [edited.status, deleted.status, kept.status] {
        assert_eq!(refused, StatusCode::FORBIDDEN);
    }
    let draft = Draft { title: "Meine".into(), markdown: "Nein.".into(), ..Draft::default() };
    let node = site.app.node();
    assert_eq!(node.edit_as(&name("boris"), &article, &draft).await.unwrap_err().status(), 403);
    assert_eq!(node.delete_entry_as(&name("boris"), &article).await.unwrap_err().status(), 403);
    node.edit_as(&name("mia"), &article, &draft).await.unwrap();
    let ours = site.article_of("werkstatt_brandt", "Unsere").await;
    node.edit_as(&name("boris"), &ours, &draft).await.unwrap();
    node.set_approves(name("werkstatt_brandt"), true).await.unwrap();
    assert_eq!(node.edit_as(&name("boris"), &ours, &draft).await.unwrap_err().status(), 403);
}

#[tokio::test]
async fn answers_are_let_in_by_those_who_lead_and_by_the_author() {
    let (site, _) = Site::set_up().await;
    let mut boris = colleague(&site, "boris", Role::Member).await;
    site.neighbour().await;
    let node = site.app.node();
    let moderated = |title: &str| Draft {
        title: title.into(),
        markdown: "Text.".into(),
        comments: Some(Comments::Moderated),
        ..Draft::default()
    };
    let ours = node.publish("article", &name("werkstatt_brandt"), &moderated("Unsere")).await.unwrap();
    let own = node.publish("article", &name("boris"), &moderated("Meine")).await.unwrap();
    let csrf = boris.get("/office").await.csrf();
    for (author, article, status) in
        [("werkstatt_brandt", &ours, StatusCode::FORBIDDEN), ("boris", &own, StatusCode::SEE_OTHER)]
    {
        let answer = answer_under(&site, article, "bernd").await;
        let path = page(author, article);
        let fields = [("csrf", &*csrf), ("answer", answer.as_str())];
        assert_eq!(boris.send(&format!("{path}/show"), &fields).await.status, status);
        let waits = node.shown(&answer).unwrap().record.hidden.is_some();
        assert_eq!(waits, status == StatusCode::FORBIDDEN);
        let shown = boris.get(&path).await;
        assert_eq!(shown.says("/hide\""), !waits, "{}", shown.text);
        assert_eq!(shown.says("Hm."), !waits, "what waits is seen by those who decide");
    }
}

#[tokio::test]
async fn what_an_officer_hid_is_shown_again_by_officers_only() {
    let (site, mut anna) = Site::set_up().await;
    let mut bernd = site.neighbour().await;
    let node = site.app.node();
    let article = site.article_of("nachbar", "Frage").await;
    let answer = answer_under(&site, &article, "anna").await;
    let hidden = || node.entry(&answer).unwrap().hidden.map(|hidden| hidden.cause);
    assert_eq!(node.hide_for_all(&answer, name("bernd")).await.unwrap_err().status(), 403);
    node.hide_for_all(&answer, name("anna")).await.unwrap();
    assert_eq!(hidden(), Some(HiddenCause::ByOfficer));
    let path = page("nachbar", &article);
    let shown = bernd.get(&path).await;
    assert!(shown.says("hidden by those who keep order") && !shown.says(&format!("{path}/show")));
    let csrf = shown.csrf();
    for act in ["show", "hide"] {
        let fields = [("csrf", &*csrf), ("answer", answer.as_str())];
        let refused = bernd.send(&format!("{path}/{act}"), &fields).await;
        assert_eq!((refused.status, hidden()), (StatusCode::FORBIDDEN, Some(HiddenCause::ByOfficer)));
    }
    let csrf = anna.get("/office").await.csrf();
    let fields = [("csrf", &*csrf), ("about", answer.as_str()), ("reason", "Unklar")];
    anna.send("/report", &fields).await;
    assert!(anna.get("/reports").await.says("value=\"show\""));
    let fields = [("csrf", &*csrf), ("do", "show"), ("target", answer.as_str())];
    anna.send("/reports/act", &fields).await;
    assert_eq!(hidden(), None);
}

#[tokio::test]
async fn who_needs_approval_follows_and_blocks_nobody_in_the_companys_name() {
    let (site, _) = Site::set_up().await;
    let mut boris = colleague(&site, "boris", Role::Member).await;
    site.app.node().set_approves(name("werkstatt_brandt"), true).await.unwrap();
    let csrf = boris.get("/office").await.csrf();
    let actor = "https://masto.example/users/irina";
    for path in [
        "/following/follow",
        "/following/unfollow",
        "/followers/remove",
        "/mutes/mute",
        "/mutes/block",
        "/mutes/remove",
    ] {
        let by = |by| [("csrf", &*csrf), ("as", by), ("actor", actor), ("handle", "no handle")];
        let refused = boris.send(path, &by("werkstatt_brandt")).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        assert!(refused.says("said in its name is approved first"), "{path}: {}", refused.text);
        let own: Page = boris.send(path, &by("boris")).await;
        assert!(!own.says("said in its name is approved first"), "{path}");
    }
}

/// The only mail that was written since the last one.
fn written(site: &Site, number: usize) -> (String, String) {
    let waiting = site.app.node().mails_waiting().unwrap();
    assert_eq!(waiting.len(), number);
    let mail = &waiting.last().unwrap().record;
    (mail.to.as_str().to_owned(), mail.plain.clone())
}

async fn set_mail(browser: &mut Browser, mail: &str, password: &str) -> Page {
    let csrf = browser.get("/account").await.csrf();
    let fields = [("csrf", &*csrf), ("mail", mail), ("language", "en"), ("confirm_password", password)];
    browser.send("/account", &fields).await
}

#[tokio::test]
async fn another_mail_address_needs_the_password_and_the_old_one_is_told() {
    let (site, mut anna) = Site::mailing().await;
    assert!(set_mail(&mut anna, "anna@one.test", "").await.says("Type your password to change"));
    assert!(set_mail(&mut anna, "anna@one.test", "wrong").await.says("The password is wrong"));
    assert_eq!(set_mail(&mut anna, "anna@one.test", PASSWORD).await.status, StatusCode::OK);
    assert!(site.app.node().mails_waiting().unwrap().is_empty(), "there was nobody to tell");
    assert_eq!(set_mail(&mut anna, "anna@one.test", "").await.status, StatusCode::OK, "nothing changes");
    assert_eq!(set_mail(&mut anna, "anna@two.test", PASSWORD).await.status, StatusCode::OK);
    let (to, text) = written(&site, 1);
    assert_eq!(to, "anna@one.test");
    assert!(text.contains("anna") && text.contains("another email address"), "{text}");
}

#[tokio::test]
async fn nobody_shadows_anothers_address_when_a_password_is_forgotten() {
    let (site, mut anna) = Site::mailing().await;
    let mut adam = colleague(&site, "adam", Role::Member).await;
    set_mail(&mut anna, "anna@one.test", PASSWORD).await;
    set_mail(&mut adam, "anna@one.test", PASSWORD).await;
    let mut browser = site.browser();
    let csrf = browser.get("/password/forgotten").await.csrf();
    browser.send("/password/forgotten", &[("csrf", &csrf), ("name", "anna@one.test")]).await;
    let waiting = || site.app.node().mails_waiting().unwrap();
    for _ in 0..200 {
        if !waiting().is_empty() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    let (to, text) = written(&site, 1);
    assert_eq!(to, "anna@one.test");
    assert_eq!(text.matches("/password/new/").count(), 2, "{text}");
    assert!(text.contains("adam") && text.contains("anna"));
}

/// Begins a second factor for an account; nobody has its telephone.
async fn lost_telephone(site: &Site, account: &str) {
    let node = site.app.node();
    let secret = node.propose_second_factor(&name(account)).unwrap().base32;
    let code = site.code_of(&secret, 0);
    node.begin_second_factor(name(account), PASSWORD, &secret, &code).await.unwrap();
}

#[tokio::test]
async fn an_owner_opens_the_accounts_of_colleagues_but_not_of_those_with_a_higher_office() {
    let (site, mut anna) = Site::mailing().await;
    let (mut otto, mut boris) =
        (colleague(&site, "otto", Role::Owner).await, colleague(&site, "boris", Role::Member).await);
    set_mail(&mut boris, "boris@one.test", PASSWORD).await;
    lost_telephone(&site, "anna").await;
    lost_telephone(&site, "boris").await;
    let factor = |account: &str| {
        site.app.node().view().unwrap().account(&name(account)).unwrap().unwrap().second_factor.is_some()
    };

    let csrf = otto.get("/staff").await.csrf();
    for higher in ["anna", "otto"] {
        let fields = [("csrf", &*csrf), ("name", higher)];
        for path in ["/staff/password", "/staff/second-factor"] {
            assert_eq!(otto.send(path, &fields).await.status, StatusCode::FORBIDDEN, "{path} of {higher}");
        }
        let asked = otto.get(&format!("/staff/second-factor?name={higher}")).await;
        assert_eq!(asked.status, StatusCode::FORBIDDEN);
    }
    assert!(factor("anna"));
    let staff = otto.get("/staff").await;
    assert!(staff.says("/staff/second-factor?name=boris") && !staff.says("/staff/second-factor?name=anna"));
    let asked = otto.get("/staff/second-factor?name=boris").await;
    assert!(asked.says("second factor of boris"), "{}", asked.text);
    let fields = [("csrf", &*csrf), ("name", "boris")];
    assert_eq!(otto.send("/staff/second-factor", &fields).await.header("location"), "/staff");
    assert!(!factor("boris"));
    let (to, text) = written(&site, 1);
    assert!(to == "boris@one.test" && text.contains("second factor"), "{text}");
    let csrf = anna.get("/staff").await.csrf();
    let fields = [("csrf", &*csrf), ("name", "otto")];
    assert_eq!(anna.send("/staff/password", &fields).await.status, StatusCode::OK);
}
