//! Moving to another node: who may, what is asked before, and what readers and writers see of it.

use artel_node::changes::Changes;
use artel_node::features::publishing::Draft;
use artel_node::store::keys;
use artel_node::store::records::{LocalActorRecord, Office, Role};
use artel_protocol::{Id, Name};
use axum::http::StatusCode;

use super::browser::{Browser, PASSWORD, Page, Site};

/// The kit of the organisation `werkstatt` on `hub.test`, with anna and boris.
const KIT: &str = include_str!("../../../node/tests/moving/kit_without_ids.json");
const PASSPHRASE: &str = "drei Äpfel neben der Drehbank";
const HERE: &str = "/move/here";

fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

/// As if an actor had moved to another server.
async fn has_moved(site: &Site, who: &str) {
    let node = site.app.node();
    let moved_to = Some(Id::parse("https://brandt.test/u/brandt").unwrap());
    let record = LocalActorRecord { moved_to, ..node.local_actor(&name(who)).unwrap() };
    node.change(move |_, _| {
        let mut changes = Changes::none();
        changes.put(keys::local_actor(&record.name), &record);
        Ok(changes)
    })
    .await
    .unwrap();
}

async fn bring(browser: &mut Browser, passphrase: &str, password: &str, kit: &[u8]) -> Page {
    let csrf = browser.get("/move").await.csrf();
    let fields = [("csrf", &*csrf), ("passphrase", passphrase), ("confirm_password", password)];
    browser.send_file(HERE, &fields, "kit", kit).await
}

#[tokio::test]
async fn an_organisation_is_brought_here_by_who_knows_the_passphrase_and_the_password() {
    let (site, mut browser) = Site::set_up().await;
    for (passphrase, password, kit, words) in [
        ("something else", PASSWORD, KIT, "The passphrase is not the one"),
        (PASSPHRASE, "wrong password", KIT, "wrong"),
        (PASSPHRASE, PASSWORD, "{}", "This is not a recovery kit"),
        (PASSPHRASE, PASSWORD, "", "This is not a recovery kit"),
    ] {
        let refused = bring(&mut browser, passphrase, password, kit.as_bytes()).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.says(words) && !refused.says(PASSPHRASE), "{words}: {}", refused.text);
    }
    let brought = bring(&mut browser, PASSPHRASE, PASSWORD, KIT.as_bytes()).await;
    assert!(brought.says("The key of @werkstatt@hub.test is here"), "{}", brought.text);
    assert!(brought.says("Nobody here has these names") && brought.says("@boris"));
    assert!(brought.says("https://hub.test/u/werkstatt") && brought.says("https://hub.test/u/anna"));
    let document = browser.get_as("/u/werkstatt_brandt", "application/activity+json").await;
    assert!(document.says("\"alsoKnownAs\":[\"https://hub.test/u/werkstatt\"]"), "{}", document.text);
    let webfinger = site.browser().get("/@werkstatt_brandt").await;
    assert_eq!(webfinger.status, StatusCode::OK);
}

#[tokio::test]
async fn who_moves_away_types_the_name_and_the_password() {
    let (site, mut browser) = Site::set_up().await;
    let csrf = browser.get("/move").await.csrf();
    let fields = |to: &'static str, name: &'static str, password: &'static str| {
        [("csrf", csrf.clone()), ("to", to.into()), ("name", name.into()), ("password", password.into())]
    };
    for (to, typed, password, words) in [
        ("@brandt@brandt.test", "werkstatt", PASSWORD, "That is another name."),
        ("@brandt@brandt.test", "werkstatt_brandt", "wrong password", "is wrong"),
        ("@anna@node-a.test", "werkstatt_brandt", PASSWORD, "on this very node"),
        ("nobody", "werkstatt_brandt", PASSWORD, "Nobody was found"),
    ] {
        let refused = browser.send_owned("/move/away", &fields(to, typed, password)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.says(words), "{words}: {}", refused.text);
        assert!(refused.says(&format!("value=\"{to}\"")), "what was typed stays");
    }
    let node = site.app.node();
    assert!(node.local_actor(&name("werkstatt_brandt")).unwrap().moved_to.is_none());
}

#[tokio::test]
async fn owners_move_their_organisation_and_officers_any_but_the_one_that_runs_the_node() {
    let (site, mut operator) = Site::set_up().await;
    let node = site.app.node();
    let mut bernd = site.neighbour().await;
    let password = || artel_node::features::accounts::Password::parse(PASSWORD).unwrap();
    node.add_user(name("olga"), name("werkstatt_brandt"), Role::Member, password()).await.unwrap();
    node.give_office(name("olga"), Office::Officer).await.unwrap();
    let mut olga = site.log_in("olga").await;
    let (yes, no, nothing) = (StatusCode::OK, StatusCode::FORBIDDEN, StatusCode::NOT_FOUND);
    for (browser, asked) in [
        (&mut bernd, &[("/move", yes), ("/move?of=werkstatt_brandt", no)][..]),
        (&mut olga, &[("/move", no), ("/move?of=nachbar", yes), ("/move?of=bernd", nothing)]),
        (&mut operator, &[("/move", yes), ("/move?of=nachbar", yes)]),
    ] {
        for (path, expected) in asked {
            assert_eq!(browser.get(path).await.status, *expected, "{path}");
        }
    }
    let page = olga.get("/move?of=nachbar").await;
    assert!(!page.says(HERE), "only owners bring another one here");
    assert!(olga.get("/organisations").await.says("/move?of=nachbar"));
}

#[tokio::test]
async fn the_page_of_a_moved_account_says_where_it_is_and_nothing_is_written_there() {
    let (site, mut browser) = Site::set_up().await;
    let node = site.app.node();
    let company = name("werkstatt_brandt");
    let draft = Draft { title: "Neue Fräse".into(), markdown: "Sie steht.".into(), ..Draft::default() };
    let article = node.publish("article", &company, &draft).await.unwrap();
    has_moved(&site, "werkstatt_brandt").await;

    let mut reader = site.browser();
    for (language, words) in
        [("en", "This account has moved"), ("de", "Dieses Konto ist umgezogen"), ("ru", "запись переехала")]
    {
        reader.language = language.into();
        let page = reader.get("/@werkstatt_brandt").await;
        assert!(page.says(words) && page.says("href=\"https://brandt.test/u/brandt\""), "{}", page.text);
        assert!(!page.says("/@werkstatt_brandt/follow"), "nobody is asked to follow it");
        assert!(page.says("Neue Fräse"), "what was published stays");
    }
    let own = browser.get("/@werkstatt_brandt").await;
    assert!(own.says("This account has moved") && !own.says("class=\"button\" href=\"/write\""));

    let csrf = browser.get("/write").await.csrf();
    let fields = |does: &'static str, by: &'static str| {
        [("csrf", csrf.clone()), ("title", "Zweite".into()), ("text", "Text.".into()), ("as", by.into())]
            .into_iter()
            .chain([("do", does.to_owned()), ("draft", "7".to_owned())])
            .collect::<Vec<_>>()
    };
    let mut send = async |does, by, path: &str| {
        let fields = fields(does, by);
        let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        browser.send_with_file(path, &fields, b"").await
    };
    let number = article.path().rsplit('/').next().unwrap();
    for path in ["/write".to_owned(), format!("/@werkstatt_brandt/{number}/edit")] {
        let refused = send("publish", "werkstatt_brandt", &path).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        assert!(refused.says("says nothing more here"), "{path}: {}", refused.text);
    }
    let kept = send("draft", "werkstatt_brandt", "/write").await;
    assert_eq!(kept.header("location"), "/drafts/7", "a draft is kept all the same");
    let own_name = send("publish", "anna", "/write").await;
    assert_eq!(own_name.status, StatusCode::SEE_OTHER, "who has not moved goes on");
    assert!(browser.get("/move").await.says("https://brandt.test/u/brandt"));
}
