//! From a trial to a public name, the recovery kit, and what is still open.

use artel_node::store::engine::Direction;
use artel_protocol::Id;
use axum::http::StatusCode;

use super::browser::{Browser, Site, setup_answers};

const PASSPHRASE: &str = "drei Äpfel neben der Drehbank";

async fn in_a_trial() -> (Site, Browser) {
    let site = Site::new();
    let token = site.app.new_setup_token();
    let mut browser = site.browser();
    let csrf = browser.get(&format!("/setup?token={token}")).await.csrf();
    let mut answers = setup_answers(&csrf, &token);
    answers[6] = ("where", "trial");
    assert_eq!(browser.send("/setup", &answers).await.status, StatusCode::SEE_OTHER);
    (site, browser)
}

async fn publish(browser: &mut Browser) -> String {
    let csrf = browser.get("/write").await.csrf();
    let fields = [
        ("csrf", &*csrf),
        ("title", "Neue Fräse"),
        ("text", "Sie steht. [Mehr](http://localhost:8420/@werkstatt_brandt)"),
        ("tags", "fräsen"),
        ("as", "werkstatt_brandt"),
        ("do", "publish"),
    ];
    let answer = browser.send_with_file("/write", &fields, b"").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    answer.header("location").to_owned()
}

/// The kit as it is downloaded.
async fn download(browser: &mut Browser) -> String {
    let csrf = browser.get("/recovery").await.csrf();
    let weak = browser.send("/recovery", &[("csrf", &csrf), ("password", "password1")]).await;
    assert_eq!(weak.status, StatusCode::UNPROCESSABLE_ENTITY);
    let kit = browser.send("/recovery", &[("csrf", &csrf), ("password", PASSPHRASE)]).await;
    assert!(kit.header("content-disposition").contains("artel-werkstatt_brandt-"), "{:?}", kit.headers);
    kit.text
}

#[tokio::test]
async fn a_trial_takes_its_name_and_loses_no_word() {
    let (site, mut browser) = in_a_trial().await;
    let article = publish(&mut browser).await;
    assert!(browser.get("/").await.says("/name"), "the trial says how it ends");
    let csrf = browser.get("/name").await.csrf();
    let looked = browser.send("/name", &[("csrf", &csrf), ("domain", "no name"), ("do", "check")]).await;
    assert!(looked.says("is not a name that a node can have"), "{}", looked.text);
    let wrong = browser.send("/name", &[("csrf", &csrf), ("domain", "no name"), ("do", "take")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let named = browser.send("/name", &[("csrf", &csrf), ("domain", "werkstatt.test"), ("do", "take")]).await;
    assert!(named.says("@werkstatt_brandt@werkstatt.test"), "{}", named.text);

    let page = browser.get(&article).await;
    assert!(page.says("Neue Fräse") && page.says("https://werkstatt.test/@werkstatt_brandt"));
    let outbox = browser.get_as("/u/werkstatt_brandt/outbox?page=true", "application/activity+json").await;
    assert!(outbox.says("Neue Fräse") && outbox.says("https://werkstatt.test/a/"), "{}", outbox.text);
    let view = site.app.node().view().unwrap();
    let actor = Id::parse("https://werkstatt.test/u/werkstatt_brandt").unwrap();
    assert_eq!(view.actor(&actor).unwrap().unwrap().preferred_username, "werkstatt_brandt");
    for (key, value) in view.range(&[1], &[0xff], Direction::Forward, usize::MAX).unwrap() {
        for bytes in [&key[..], &value[..]] {
            let left = bytes.windows(9).any(|window| window == b"localhost");
            assert!(!left, "the trial is remembered in {:?}", String::from_utf8_lossy(&key));
        }
    }
    let second = publish(&mut browser).await;
    assert!(browser.get(&second).await.says("Neue Fräse"), "and life goes on");
    assert_eq!(browser.get("/name").await.status, StatusCode::NOT_FOUND, "a name is for ever");
}

#[tokio::test]
async fn a_node_that_was_lost_speaks_again_with_its_old_keys() {
    let (site, mut browser) = Site::set_up().await;
    let kit = download(&mut browser).await;
    let did = |site: &Site| {
        let name = artel_protocol::Name::parse("werkstatt_brandt").unwrap();
        let seed = site.app.node().view().unwrap().organisation(&name).unwrap().unwrap().seed;
        artel_protocol::key::Ed25519Secret::from_seed(&seed).public().to_did()
    };
    assert!(kit.contains(&did(&site)));
    let document = browser.get_as("/u/werkstatt_brandt", "application/activity+json").await.text;
    assert!(!browser.get("/recovery").await.says("None has been made yet"));

    let (again, mut browser) = Site::set_up_otherwise().await;
    assert_ne!(did(&site), did(&again));
    let csrf = browser.get("/recovery").await.csrf();
    let open = |passphrase: &'static str, what: &'static str| {
        let csrf = csrf.clone();
        [("csrf", csrf), ("passphrase", passphrase.to_owned()), ("do", what.to_owned())]
    };
    let mut answers = Vec::new();
    for (passphrase, what, file) in [
        ("something else", "open", kit.clone()),
        (PASSPHRASE, "open", kit.replace("node-a.test", "node-b.test")),
        (PASSPHRASE, "open", "{}".to_owned()),
        (PASSPHRASE, "open", kit.clone()),
        (PASSPHRASE, "restore", kit.clone()),
    ] {
        let fields = open(passphrase, what);
        let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        answers.push(browser.send_with_file("/recovery/open", &fields, file.as_bytes()).await);
    }
    assert!(answers[0].says("The passphrase is not the one"), "{}", answers[0].text);
    assert!(answers[1].says("The passphrase is not the one"), "what stands in plain is sealed, too");
    assert!(answers[2].says("This is not a recovery kit"));
    assert!(answers[3].says("The kit is whole") && answers[3].says("@anna"));
    assert!(answers[4].says("speaks with these keys again"));
    assert_eq!(did(&site), did(&again));
    let restored = browser.get_as("/u/werkstatt_brandt", "application/activity+json").await.text;
    let key = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap()["publicKey"].clone();
    assert_eq!(key(&document), key(&restored));
}

#[tokio::test]
async fn the_list_of_first_steps_ends_when_somebody_has_seen_enough() {
    let (site, mut browser) = Site::set_up().await;
    let done = browser.get("/setup/done").await;
    assert!(done.says("Keep the recovery kit") && done.says("Write a first article"));
    publish(&mut browser).await;
    let home = browser.get("/").await;
    assert!(home.says("Write a first article<span class=\"unseen\"> (done)"), "{}", home.text);
    browser.send("/first-steps/hide", &[("csrf", &home.csrf())]).await;
    assert!(!browser.get("/").await.says("Keep the recovery kit"));
    let echo = site.browser().get("/.well-known/artel-echo").await;
    assert!(echo.says(site.app.echo_token()) && echo.says("\"scheme\""));
}

#[tokio::test]
async fn the_list_of_first_steps_asks_for_texts_a_portrait_and_a_backup_until_they_are_there() {
    let (site, mut browser) = Site::set_up().await;
    let node = site.app.node();
    let open =
        ["Write the rules", "Write the imprint", "Write what happens", "logo or portrait", "Fetch a backup"];
    let home = browser.get("/").await;
    for step in open {
        assert!(home.says(step), "{step}: {}", home.text);
    }
    let anna = artel_protocol::Name::parse("anna").unwrap();
    node.set_text("imprint", "de", "Werkstatt Brandt, Chemnitz", anna).await.unwrap();
    let backup = node.make_backup().await.unwrap();
    assert!(!browser.get("/").await.says("Fetch a backup and keep it where this machine is not<span"));
    browser.get(&format!("/backups/{}", backup.name)).await;
    let home = browser.get("/").await;
    assert!(home.says("Write the imprint<span class=\"unseen\"> (done)"), "{}", home.text);
    assert!(home.says("Fetch a backup and keep it where this machine is not<span class=\"unseen\"> (done)"));
    assert!(!home.says("Write the rules of this node<span"));

    let neighbour = site.neighbour().await.get("/").await;
    assert!(
        neighbour.says("logo or portrait") && !neighbour.says("Write the rules"),
        "only who runs the node"
    );
}
