//! A brokerage in a browser whose offers another person reads first: it takes two who keep order, nobody lets in their own, and
//! what is given back is changed and sent again.

use artel_node::features::accounts::Password;
use artel_node::store::records::Role;
use artel_protocol::Name;
use axum::http::StatusCode;

use super::browser::{Browser, PASSWORD, Page, Site};
use super::spaces::{open, send, with_forum};

const QUEUE: &str = "/space/boerse/queue";
const WAITING: &str = "/space/boerse/waiting";
const BOERSE: [(&str, &str); 4] =
    [("name", "boerse"), ("title", "Börse"), ("kind", "brokerage"), ("reviews", "yes")];

/// A brokerage in which anna and, of another organisation, bernd and berta keep order.
async fn with_brokerage() -> (Site, Browser, Browser, Browser) {
    let (site, mut anna, bernd) = with_forum().await;
    let (name, password) = (|text: &str| Name::parse(text).unwrap(), Password::parse(PASSWORD).unwrap());
    site.app.node().add_user(name("berta"), name("nachbar"), Role::Owner, password).await.unwrap();
    let all = "@anna@node-a.test\n@bernd@node-a.test\n@berta@node-a.test";
    let opened = open(&mut anna, &[&BOERSE[..], &[("moderators", all)]].concat()).await;
    assert_eq!(opened.header("location"), "/space/boerse", "{}", opened.text);
    let berta = site.log_in("berta").await;
    (site, anna, bernd, berta)
}

async fn publish(browser: &mut Browser, author: &str, title: &str) -> Page {
    let page = browser.get("/write?kind=offer&readers=space+https%3A%2F%2Fnode-a.test%2Fs%2Fboerse").await;
    let (csrf, draft) = (page.csrf(), page.value_of("draft").unwrap());
    let fields = [
        ("csrf", &*csrf),
        ("draft", &draft),
        ("as", author),
        ("kind", "offer"),
        ("readers", "space https://node-a.test/s/boerse"),
        ("type", "BR"),
        ("title", title),
        ("summary", "Eine Werkstatt sucht eine Härterei."),
        ("text", "Wir drehen Wellen."),
        ("sought", "Induktives Härten."),
        ("partnerships.supplier", "yes"),
        ("goals.9", "yes"),
        ("do", "publish"),
    ];
    browser.send_with_file("/write", &fields, b"").await
}

async fn decide(browser: &mut Browser, entry: &str, what: &str, reason: &str) -> Page {
    send(browser, QUEUE, QUEUE, &[("entry", entry), ("do", what), ("reason", reason)]).await
}

#[tokio::test]
async fn nobody_lets_in_their_own_offer_nor_a_colleagues() {
    let (site, mut anna, mut bernd, mut berta) = with_brokerage().await;
    let sent = publish(&mut bernd, "bernd", "Härten von Wellen").await;
    assert_eq!(sent.header("location"), WAITING, "{}", sent.text);
    assert!(bernd.get(WAITING).await.says("Härten von Wellen"));
    let mut stranger = site.browser();
    for path in ["/offers", "/space/boerse", "/@bernd", "/offers/feed.atom", "/u/bernd/outbox?page=true"] {
        assert!(!stranger.get(path).await.says("Härten"), "{path}");
    }
    assert!(bernd.get("/space/boerse").await.says("Each offer is read by one of those who keep order"));
    let entry = anna.get(QUEUE).await.value_of("entry").unwrap();
    for browser in [&mut bernd, &mut berta] {
        let queue = browser.get(QUEUE).await;
        assert!(queue.says("Somebody else reads this offer"), "{}", queue.text);
        assert!(!queue.says("value=\"let-in\""), "{}", queue.text);
        for (what, reason) in [("let-in", ""), ("turn-down", "So nicht.")] {
            let csrf = browser.get("/office").await.csrf();
            let fields = [("csrf", &*csrf), ("entry", &*entry), ("do", what), ("reason", reason)];
            assert_eq!(browser.send(QUEUE, &fields).await.status, StatusCode::FORBIDDEN, "{what}");
        }
    }
    assert!(!stranger.get("/offers").await.says("Härten"), "it waits as before");
    let queue = anna.get(QUEUE).await;
    assert!(queue.says("Every offer is read by another person first."), "{}", queue.text);
    assert_eq!(decide(&mut anna, &entry, "let-in", "").await.header("location"), QUEUE);
    assert!(stranger.get("/offers").await.says("Härten von Wellen"));

    // One who has nobody else but a colleague leaves it to that one.
    let bernds = publish(&mut anna, "anna", "Drehen von Wellen").await;
    assert_eq!(bernds.header("location"), WAITING, "who moderates waits as well: {}", bernds.text);
    let entry = bernd.get(QUEUE).await.value_of("entry").unwrap();
    assert_eq!(decide(&mut berta, &entry, "let-in", "").await.header("location"), QUEUE);
}

#[tokio::test]
async fn what_is_given_back_is_changed_and_sent_again() {
    let (site, mut anna, mut bernd, _) = with_brokerage().await;
    publish(&mut bernd, "nachbar", "Härten").await;
    let entry = anna.get(QUEUE).await.value_of("entry").unwrap();
    decide(&mut anna, &entry, "turn-down", "Wie viele im Monat?").await;
    assert!(bernd.get("/notifications").await.says("has not let in what you wrote"));
    let own = bernd.get(WAITING).await;
    assert!(own.says("Wie viele im Monat?") && own.says("Change it and send it again"), "{}", own.text);
    let others = send(&mut anna, QUEUE, WAITING, &[("entry", &*entry), ("do", "rewrite")]).await;
    assert_eq!(others.status, StatusCode::FORBIDDEN);
    let draft = send(&mut bernd, WAITING, WAITING, &[("entry", &*entry), ("do", "rewrite")]).await;
    let path = draft.header("location").to_owned();
    assert!(path.starts_with("/drafts/"), "{}", draft.text);
    let page = bernd.get(&path).await;
    assert!(page.says("value=\"Härten\"") && page.says("Induktives Härten."), "{}", page.text);
    assert!(page.says("<option value=\"space https://node-a.test/s/boerse\" selected>"), "{}", page.text);
    assert!(bernd.get(WAITING).await.says("Nothing of yours waits here."));
    assert_eq!(publish(&mut bernd, "nachbar", "Härten von vierzig").await.header("location"), WAITING);
    let entry = anna.get(QUEUE).await.value_of("entry").unwrap();
    decide(&mut anna, &entry, "let-in", "").await;
    assert!(site.browser().get("/offers").await.says("Härten von vierzig"));
}

#[tokio::test]
async fn a_review_takes_two_and_is_switched_when_the_space_is_arranged() {
    let (site, mut anna, mut bernd) = with_forum().await;
    let alone = open(&mut anna, &[&BOERSE[..], &[("moderators", "@anna@node-a.test")]].concat()).await;
    assert_eq!(alone.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        alone.says("Name at least two who keep order")
            && alone.says("name=\"reviews\" value=\"yes\" checked")
    );
    let none = [("name", "boerse"), ("title", "Börse"), ("kind", "brokerage")];
    assert_eq!(open(&mut anna, &none).await.header("location"), "/space/boerse");
    publish(&mut bernd, "bernd", "Drehen").await;
    assert!(site.browser().get("/offers").await.says("Drehen"), "nobody has to read it");
    let form = anna.get("/space/boerse/arrange").await;
    assert!(form.says("name=\"reviews\"") && !form.says("name=\"reviews\" value=\"yes\" checked"));
    let fields = [
        ("title", "Börse"),
        ("posting", "members"),
        ("moderators", "@anna@node-a.test\n@bernd@node-a.test"),
        ("reviews", "yes"),
    ];
    let arranged = send(&mut anna, "/space/boerse/arrange", "/space/boerse/arrange", &fields).await;
    assert_eq!(arranged.header("location"), "/space/boerse", "{}", arranged.text);
    assert!(anna.get("/space/boerse/arrange").await.says("name=\"reviews\" value=\"yes\" checked"));
    assert_eq!(publish(&mut bernd, "bernd", "Fräsen").await.header("location"), WAITING);
    assert!(!site.browser().get("/offers").await.says("Fräsen"));
}

#[tokio::test]
async fn an_offer_without_a_name_waits_and_is_its_clients_all_the_same() {
    let (site, mut anna, mut bernd, _) = with_brokerage().await;
    let csrf = anna.get("/clients").await.csrf();
    anna.send("/clients", &[("csrf", &csrf), ("clients", "all")]).await;
    let (name, password) = (|text: &str| Name::parse(text).unwrap(), Password::parse(PASSWORD).unwrap());
    let node = site.app.node();
    node.add_organisation(name("stille"), "Stille Werke".into(), "de".into()).await.unwrap();
    node.add_user(name("stine"), name("stille"), Role::Owner, password).await.unwrap();
    let mut stine = site.log_in("stine").await;
    let page = stine.get("/write?kind=offer").await;
    let (csrf, draft) = (page.csrf(), page.value_of("draft").unwrap());
    let fields = [
        ("csrf", &*csrf),
        ("draft", &draft),
        ("as", "stille"),
        ("kind", "offer"),
        ("readers", "space https://node-a.test/s/boerse"),
        ("type", "BR"),
        ("title", "Leise Wellen"),
        ("summary", "Ein Betrieb sucht eine Härterei."),
        ("text", "Wir drehen Wellen."),
        ("sought", "Induktives Härten."),
        ("partnerships.supplier", "yes"),
        ("goals.9", "yes"),
        ("anonymous", "yes"),
        ("do", "publish"),
    ];
    let sent = stine.send_with_file("/write", &fields, b"").await;
    assert_eq!(sent.header("location"), WAITING, "{}", sent.text);
    assert!(stine.get(WAITING).await.says("Leise Wellen"));
    let queue = bernd.get(QUEUE).await;
    assert!(queue.says("Leise Wellen") && queue.says("Werkstatt Brandt"), "{}", queue.text);
    assert!(!queue.says("Stille") && !queue.says("stille"), "{}", queue.text);
    assert!(
        anna.get(QUEUE).await.says("Somebody else reads this offer"),
        "it appears in her organisation's name"
    );
    let entry = queue.value_of("entry").unwrap();
    decide(&mut bernd, &entry, "turn-down", "Zu kurz.").await;
    assert!(stine.get(WAITING).await.says("Zu kurz."));
    assert!(
        stine.get("/notifications").await.says("has not let in what you wrote"),
        "it is hers, not her publisher's"
    );
    assert!(!anna.get("/notifications").await.says("has not let in what you wrote"));
    let draft = send(&mut stine, WAITING, WAITING, &[("entry", &*entry), ("do", "rewrite")]).await;
    let page = stine.get(draft.header("location")).await;
    assert!(page.says("name=\"anonymous\" value=\"yes\" checked"), "{}", page.text);
    assert!(page.says("value=\"stille\" checked"), "{}", page.text);
}
