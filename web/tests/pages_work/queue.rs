//! The queue of a space in a browser: what waits for its moderators is read by nobody else, is let in or turned down, and
//! its author hears of it.

use axum::http::StatusCode;

use super::browser::{Browser, Page, Site};
use super::spaces::{open, send, with_forum};

const QUEUE: &str = "/space/neues/queue";
const WAITING: &str = "/space/neues/waiting";

/// The forum of the other tests, and one in which the words of people who are new are looked at first.
async fn with_queue() -> (Site, Browser, Browser) {
    let (site, mut anna, bernd) = with_forum().await;
    let opened = open(&mut anna, &[("name", "neues"), ("title", "Neues"), ("premoderation", "new")]).await;
    assert_eq!(opened.header("location"), "/space/neues", "{}", opened.text);
    (site, anna, bernd)
}

/// Sends the form for a topic in somebody's own name.
async fn write(browser: &mut Browser, author: &str, title: &str) -> Page {
    let page = browser.get("/write?kind=topic&readers=space+https%3A%2F%2Fnode-a.test%2Fs%2Fneues").await;
    let csrf = page.csrf();
    let fields = [
        ("csrf", &*csrf),
        ("kind", "topic"),
        ("title", title),
        ("text", "Weiß das *jemand*?"),
        ("as", author),
        ("readers", "space https://node-a.test/s/neues"),
        ("draft", &*page.value_of("draft").unwrap()),
        ("do", "publish"),
    ];
    browser.send_with_file("/write", &fields, b"").await
}

/// The entry that waits first in a page.
async fn first(browser: &mut Browser, page: &str) -> String {
    browser.get(page).await.value_of("entry").expect("something waits")
}

async fn decide(browser: &mut Browser, entry: &str, what: &str, reason: &str) -> Page {
    send(browser, QUEUE, QUEUE, &[("entry", entry), ("do", what), ("reason", reason)]).await
}

#[tokio::test]
async fn what_waits_is_read_by_its_author_and_the_moderators_alone() {
    let (site, mut anna, mut bernd) = with_queue().await;
    let sent = write(&mut bernd, "bernd", "Titan fräsen").await;
    assert_eq!(sent.header("location"), WAITING, "{}", sent.text);
    let own = bernd.get(WAITING).await;
    assert!(own.says("Titan fräsen") && own.says("Waits to be looked at."), "{}", own.text);
    assert!(bernd.get("/drafts").await.status == StatusCode::OK);
    assert!(!bernd.get("/drafts").await.says("Titan fräsen"), "the draft became what waits");
    let queue = anna.get(QUEUE).await;
    assert!(queue.says("Titan fräsen") && queue.says("New here"), "{}", queue.text);
    assert!(anna.get("/").await.says("1 thing waits for you") && !bernd.get("/").await.says(QUEUE));
    let told = anna.get("/notifications").await;
    assert!(told.says("has written something that waits for you") && told.says(QUEUE), "{}", told.text);
    let mut stranger = site.browser();
    for page in ["/", "/space/neues", "/@bernd", "/offers", "/search?q=jemand", "/feed.atom"] {
        let page = stranger.get(page).await;
        assert!(!page.says("Titan"), "{}", page.text);
    }
    let entry = first(&mut anna, QUEUE).await;
    let path = entry.strip_prefix("https://node-a.test").unwrap();
    assert_eq!(stranger.get_as(path, "application/activity+json").await.status, StatusCode::NOT_FOUND);
    let outbox = stranger.get_as("/u/bernd/outbox?page=1", "application/activity+json").await;
    assert!(!outbox.says("Titan"), "{}", outbox.text);
    assert_eq!(stranger.get(QUEUE).await.status, StatusCode::SEE_OTHER, "to the log-in");
    assert_eq!(bernd.get(QUEUE).await.status, StatusCode::FORBIDDEN);
    assert_eq!(send(&mut bernd, WAITING, QUEUE, &[("entry", &*entry), ("do", "let-in")]).await.status, 403);
    assert!(anna.get(QUEUE).await.says("Titan fräsen"), "it waits as before");
}

#[tokio::test]
async fn what_is_let_in_stands_in_the_space_and_its_changes_wait_again() {
    let (site, mut anna, mut bernd) = with_queue().await;
    write(&mut bernd, "bernd", "Titan fräsen").await;
    let entry = first(&mut anna, QUEUE).await;
    assert_eq!(decide(&mut anna, &entry, "let-in", "").await.header("location"), QUEUE);
    let mut stranger = site.browser();
    let forum = stranger.get("/space/neues").await;
    assert!(forum.says("Titan fräsen") && !forum.says("not confirmed"), "{}", forum.text);
    assert!(anna.get(QUEUE).await.says("Nothing waits and nothing was reported."));
    assert!(!anna.get("/notifications").await.says("waits for you"), "it waits no more");
    assert!(bernd.get("/notifications").await.says("has let in what you wrote"));
    let page = bernd.get(&format!("/@bernd/{}/edit", entry.rsplit('/').next().unwrap())).await;
    let csrf = page.csrf();
    let fields = [
        ("csrf", &*csrf),
        ("title", "Gold kaufen"),
        ("text", "Billig."),
        ("kind", "topic"),
        ("do", "publish"),
    ];
    let edit = format!("/@bernd/{}/edit", entry.rsplit('/').next().unwrap());
    let changed = bernd.send_with_file(&edit, &fields, b"").await;
    assert_eq!(changed.header("location"), WAITING, "{}", changed.text);
    assert!(!stranger.get("/space/neues").await.says("Gold"), "the change waits");
    let queue = anna.get(QUEUE).await;
    assert!(queue.says("Gold kaufen") && queue.says("Changes what is in view"), "{}", queue.text);
    decide(&mut anna, &entry, "let-in", "").await;
    let forum = stranger.get("/space/neues").await;
    assert!(forum.says("Gold kaufen") && !forum.says("Titan"), "{}", forum.text);
}

#[tokio::test]
async fn what_is_turned_down_comes_back_with_the_reason() {
    let (_site, mut anna, mut bernd) = with_queue().await;
    write(&mut bernd, "bernd", "Gold kaufen").await;
    let entry = first(&mut anna, QUEUE).await;
    let without = decide(&mut anna, &entry, "turn-down", " ").await;
    assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(without.says("Say why in one sentence.") && without.says("Gold kaufen"), "{}", without.text);
    decide(&mut anna, &entry, "turn-down", "Verkauft wird in der Börse.").await;
    assert!(!anna.get(QUEUE).await.says("Gold kaufen"));
    assert!(bernd.get("/notifications").await.says("has not let in what you wrote"));
    let own = bernd.get(WAITING).await;
    assert!(own.says("Verkauft wird in der Börse.") && own.says("Gold kaufen"), "{}", own.text);
    let back = send(&mut bernd, WAITING, WAITING, &[("entry", &*entry), ("sure", "yes")]).await;
    assert_eq!(back.header("location"), WAITING, "{}", back.text);
    assert!(bernd.get(WAITING).await.says("Nothing of yours waits here."));
    assert!(!bernd.get("/space/neues").await.says("Gold kaufen"));
}

#[tokio::test]
async fn its_author_takes_back_what_waits_after_being_asked_and_nobody_else_does() {
    let (_site, mut anna, mut bernd) = with_queue().await;
    write(&mut bernd, "bernd", "Doch nicht").await;
    let entry = first(&mut bernd, WAITING).await;
    assert_eq!(send(&mut anna, QUEUE, WAITING, &[("entry", &*entry), ("sure", "yes")]).await.status, 403);
    let asked = send(&mut bernd, WAITING, WAITING, &[("entry", &*entry)]).await;
    assert!(asked.says("Take it back for good?"), "{}", asked.text);
    send(&mut bernd, WAITING, WAITING, &[("entry", &*entry), ("sure", "yes")]).await;
    assert!(anna.get(QUEUE).await.says("Nothing waits and nothing was reported."));
}

#[tokio::test]
async fn an_answer_waits_too_and_a_member_who_is_known_is_not_looked_at() {
    let (site, mut anna, mut bernd) = with_queue().await;
    assert_eq!(write(&mut anna, "anna", "Frage der Woche").await.status, StatusCode::SEE_OTHER);
    assert!(anna.get("/space/neues").await.says("Frage der Woche"), "a moderator is not looked at");
    let forum = bernd.get("/space/neues").await;
    let topic = forum.text.split("href=\"").find(|rest| rest.starts_with("/space/neues/entry")).unwrap();
    let topic = topic.split('"').next().unwrap().to_owned();
    let opener = bernd.get(&topic).await.value_of("entry").unwrap();
    for number in 1..=3 {
        let text = format!("Antwort Nummer {number}.");
        let fields = [("entry", &*opener), ("back", &*topic), ("text", &*text), ("as", "bernd")];
        assert_eq!(send(&mut bernd, &topic, "/answer", &fields).await.header("location"), WAITING);
        assert!(!anna.get(&topic).await.says(&text));
        let queue = anna.get(QUEUE).await;
        assert!(queue.says(&text) && queue.says("Frage der Woche"), "{}", queue.text);
        let entry = queue.value_of("entry").unwrap();
        decide(&mut anna, &entry, "let-in", "").await;
        assert!(anna.get(&topic).await.says(&text));
    }
    site.forward(25 * 3600);
    let mut bernd = site.log_in("bernd").await;
    let fields = [("entry", &*opener), ("back", &*topic), ("text", "Die vierte."), ("as", "bernd")];
    let sent = send(&mut bernd, &topic, "/answer", &fields).await;
    assert!(sent.header("location").starts_with("/space/neues/entry"), "{}", sent.text);
    assert!(site.browser().get(&topic).await.says("Die vierte."));
}

#[tokio::test]
async fn whom_the_chamber_vouches_for_is_not_looked_at() {
    let (site, mut anna, mut bernd) = with_queue().await;
    let view = site.app.node().view().unwrap();
    let account = view.account(&"bernd".parse().unwrap()).unwrap().unwrap();
    let company = site.actor(account.organisation.as_str());
    site.app.node().vouch(&"anna".parse().unwrap(), &company, "Seit Jahren bekannt.", 12).await.unwrap();
    let sent = write(&mut bernd, "bernd", "Gleich zu lesen").await;
    assert_ne!(sent.header("location"), WAITING);
    assert!(anna.get("/space/neues").await.says("Gleich zu lesen"));
}

#[tokio::test]
async fn who_is_warned_learns_why_in_private_and_is_looked_at_again() {
    let (site, mut anna, mut bernd) = with_queue().await;
    let member = site.actor("bernd").to_string();
    let order = "/space/neues/order";
    let asked = anna.get(&format!("{order}?do=warn&member={member}")).await;
    assert!(asked.says("Warn the author"), "{}", asked.text);
    let csrf = asked.csrf();
    let fields = [("csrf", &*csrf), ("do", "warn"), ("member", &*member), ("reason", "")];
    assert!(anna.send(order, &fields).await.says("Say why in one sentence."));
    let fields = [("csrf", &*csrf), ("do", "warn"), ("member", &*member), ("reason", "Bitte ohne Werbung.")];
    assert_eq!(anna.send(order, &fields).await.header("location"), "/space/neues");
    let told = bernd.get("/notifications").await;
    assert!(told.says("Bitte ohne Werbung.") || told.says("Neues"), "{}", told.text);
    assert!(!site.browser().get("/space/neues/kept").await.says("Bitte ohne Werbung."), "it is private");
    assert_eq!(write(&mut bernd, "bernd", "Noch einmal").await.header("location"), WAITING);
    let queue = anna.get(QUEUE).await;
    assert!(queue.says("Bitte ohne Werbung.") && queue.says("warned on"), "{}", queue.text);
    let own = [("do", "warn"), ("member", &*member), ("reason", "Weil.")];
    assert_eq!(send(&mut bernd, WAITING, order, &own).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn what_is_reported_in_a_space_lies_before_its_moderators() {
    let (_site, mut anna, mut bernd) = with_queue().await;
    write(&mut anna, "anna", "Frage der Woche").await;
    let forum = bernd.get("/space/neues").await;
    let topic = forum.text.split("href=\"").find(|rest| rest.starts_with("/space/neues/entry")).unwrap();
    let topic = topic.split('"').next().unwrap().to_owned();
    let entry = bernd.get(&topic).await.value_of("entry").unwrap();
    send(&mut bernd, &topic, "/report", &[("about", &*entry), ("reason", "Das ist Werbung.")]).await;
    let queue = anna.get(QUEUE).await;
    assert!(queue.says("Das ist Werbung.") && queue.says("Frage der Woche"), "{}", queue.text);
    assert!(anna.get("/notifications").await.says("was told of something that you should look at"));
    let key = queue.value_of("report").unwrap();
    let close = [("report", &*key), ("do", "close"), ("note", "Keine Werbung.")];
    assert_eq!(send(&mut bernd, &topic, QUEUE, &close).await.status, StatusCode::FORBIDDEN);
    assert_eq!(send(&mut anna, QUEUE, QUEUE, &close).await.header("location"), QUEUE);
    assert!(anna.get(QUEUE).await.says("Nothing waits and nothing was reported."));
}

#[tokio::test]
async fn what_waits_is_taken_home_with_everything_else() {
    let (_site, _anna, mut bernd) = with_queue().await;
    write(&mut bernd, "bernd", "Titan fräsen").await;
    let csrf = bernd.get("/export").await.csrf();
    let begun = bernd.send("/export", &[("csrf", &*csrf), ("as", "bernd")]).await;
    let page = begun.header("location").to_owned();
    bernd.done(&page).await;
    let archive = bernd.get_bytes(&format!("{page}/archive.zip")).await;
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(archive)).unwrap();
    let waiting: serde_json::Value =
        serde_json::from_reader(archive.by_name("waiting.json").unwrap()).unwrap();
    assert_eq!(waiting[0]["space"], "https://node-a.test/s/neues");
    assert_eq!(waiting[0]["activities"][0]["object"]["name"], "Titan fräsen", "{waiting}");
}

#[tokio::test]
async fn nobody_fills_the_queue_alone() {
    let (_site, mut anna, mut bernd) = with_queue().await;
    for number in 0..10 {
        assert_eq!(write(&mut bernd, "bernd", &format!("Thema {number}")).await.header("location"), WAITING);
    }
    let refused = write(&mut bernd, "bernd", "Eins zu viel").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.says("Several things of yours wait here already."), "{}", refused.text);
    assert!(refused.says("Eins zu viel"), "what was typed is kept");
    assert!(!anna.get(QUEUE).await.says("Eins zu viel"));
}

#[tokio::test]
async fn nothing_that_waits_runs() {
    const SCRIPT: &str = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>";
    let runs = |page: &Page| page.says("<script>alert") || page.says("<img src=x");
    let (_site, mut anna, mut bernd) = with_queue().await;
    write(&mut bernd, "bernd", SCRIPT).await;
    let queue = anna.get(QUEUE).await;
    assert!(queue.says("alert(1)") && !runs(&queue), "{}", queue.text);
    let entry = queue.value_of("entry").unwrap();
    decide(&mut anna, &entry, "turn-down", SCRIPT).await;
    for page in [WAITING, "/notifications", "/space/neues"] {
        let page = bernd.get(page).await;
        assert!(page.status == StatusCode::OK && !runs(&page), "{}", page.text);
    }
    assert!(bernd.get(WAITING).await.says("alert(1)"));
}

#[tokio::test]
async fn what_waits_goes_with_its_author() {
    let (site, mut anna, mut bernd) = with_queue().await;
    write(&mut bernd, "bernd", "Vor dem Abschied").await;
    assert!(anna.get(QUEUE).await.says("Vor dem Abschied"));
    site.app.node().erase_organisation(&"nachbar".parse().unwrap()).await.unwrap();
    assert!(anna.get(QUEUE).await.says("Nothing waits and nothing was reported."));
}
