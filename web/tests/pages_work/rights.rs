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

async fn log_in(site: &Site, account: &str) -> Browser {
    let mut browser = site.browser();
    let csrf = browser.get("/login").await.csrf();
    let fields = [("name", account), ("password", PASSWORD), ("csrf", &csrf), ("next", "/")];
    assert_eq!(browser.send("/login", &fields).await.status, StatusCode::SEE_OTHER);
    browser
}

/// Somebody of the company with this role, logged in.
async fn colleague(site: &Site, account: &str, role: Role) -> Browser {
    let password = Password::parse(PASSWORD).unwrap();
    site.app.node().add_user(name(account), name("werkstatt_brandt"), role, password).await.unwrap();
    log_in(site, account).await
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
