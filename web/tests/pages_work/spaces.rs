//! Spaces in a browser: a forum is opened, people talk in it, it helps, and its moderators keep order.

use axum::http::StatusCode;

use super::browser::{Browser, Page, Site};

/// A node with a community in which the neighbour is a member, and a forum whose moderator is anna.
pub async fn with_forum() -> (Site, Browser, Browser) {
    let (site, mut anna) = Site::set_up().await;
    let bernd = settle(&site, &mut anna).await;
    (site, anna, bernd)
}

/// Anna founds a community with the neighbour in it, and opens a forum; yields the neighbour's browser.
pub async fn settle(site: &Site, anna: &mut Browser) -> Browser {
    let bernd = site.neighbour().await;
    let csrf = anna.get("/communities").await.csrf();
    let fields = [("csrf", &*csrf), ("title", "Bau"), ("name", "bau"), ("organisation", "werkstatt_brandt")];
    assert_eq!(anna.send("/communities", &fields).await.status, StatusCode::SEE_OTHER);
    let neighbour = site.app.node().view().unwrap().account(&"bernd".parse().unwrap()).unwrap().unwrap();
    let fields = [("csrf", &*csrf), ("organisation", neighbour.organisation.as_str())];
    assert_eq!(anna.send("/communities/bau/admit", &fields).await.status, StatusCode::SEE_OTHER);
    let opened = open(anna, &[]).await;
    assert_eq!(opened.header("location"), "/space/fragen", "{}", opened.text);
    bernd
}

pub async fn open(browser: &mut Browser, other: &[(&str, &str)]) -> Page {
    let csrf = browser.get("/spaces").await.csrf();
    let mut fields = vec![
        ("csrf", &*csrf),
        ("community", "https://node-a.test/s/bau"),
        ("kind", "forum"),
        ("name", "fragen"),
        ("title", "Fragen"),
        ("summary", "Wer etwas wissen will."),
        ("posting", "members"),
        ("moderators", "@anna@node-a.test"),
        ("rules", "Freundlich **bleiben**."),
        ("language", "de"),
    ];
    fields.retain(|(name, _)| !other.iter().any(|(changed, _)| changed == name));
    fields.extend(other);
    browser.send("/spaces", &fields).await
}

/// Begins a topic by the link that the forum offers, and yields its page in the forum.
pub async fn begin(browser: &mut Browser, title: &str) -> String {
    let forum = browser.get("/space/fragen").await;
    let link = forum.text.split("href=\"").find(|rest| rest.starts_with("/write?kind=topic"));
    let link = link.unwrap().split('"').next().unwrap().replace("&amp;", "&").replace("&#38;", "&");
    let page = browser.get(&link).await;
    assert!(page.says("Begin a topic"), "{}", page.text);
    let csrf = page.csrf();
    let fields = [
        ("csrf", &*csrf),
        ("kind", "topic"),
        ("title", title),
        ("text", "Weiß das jemand?"),
        ("as", &*page.value_of("as").unwrap()),
        ("readers", "space https://node-a.test/s/fragen"),
        ("do", "publish"),
    ];
    let sent = browser.send_with_file("/write", &fields, b"").await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    let forum = browser.get("/space/fragen").await;
    let rows = forum.text.split("href=\"").filter(|rest| rest.starts_with("/space/fragen/entry"));
    let row =
        rows.map(|rest| rest.split('<').next().unwrap()).find(|row| row.ends_with(&format!(">{title}")));
    row.unwrap().split('"').next().unwrap().to_owned()
}

pub async fn send(browser: &mut Browser, page: &str, action: &str, fields: &[(&str, &str)]) -> Page {
    let csrf = browser.get(page).await.csrf();
    let mut all = vec![("csrf", &*csrf)];
    all.extend(fields);
    browser.send(action, &all).await
}

#[tokio::test]
async fn people_talk_in_a_forum_and_an_answer_helps() {
    let (_site, mut anna, mut bernd) = with_forum().await;
    let topic = begin(&mut bernd, "Titan fräsen").await;
    let page = anna.get(&topic).await;
    assert!(page.says("Titan fräsen") && page.says("href=\"/space/fragen\""), "{}", page.text);
    let entry = page.value_of("entry").unwrap();
    let answer = [("entry", &*entry), ("back", &*topic), ("text", "Mit Hartmetall."), ("as", "anna")];
    assert_eq!(send(&mut anna, &topic, "/answer", &answer).await.status, StatusCode::SEE_OTHER);
    let page = bernd.get(&topic).await;
    assert!(page.says("Mit Hartmetall.") && page.says("value=\"helped\""), "{}", page.text);
    let answers = page.text.split("<ol class=\"plain answers\">").nth(1).unwrap();
    let answered = answers.split("name=\"entry\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let helped = [("entry", answered), ("as", "bernd"), ("do", "helped"), ("back", "/")];
    assert_eq!(send(&mut bernd, &topic, "/act", &helped).await.status, StatusCode::SEE_OTHER);
    assert!(bernd.get(&topic).await.says("Helped the one who asked"));
    assert!(anna.get("/space/fragen").await.says("Answered"));
    // Nobody says so of their own answer.
    let own = [("entry", answered), ("as", "anna"), ("do", "helped"), ("back", "/")];
    assert_eq!(send(&mut anna, &topic, "/act", &own).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn everybody_reads_a_forum_and_only_members_begin_in_it() {
    let (site, mut anna, _) = with_forum().await;
    let topic = begin(&mut anna, "Für alle").await;
    let mut stranger = site.browser();
    for (page, said) in [("/spaces", "Fragen"), ("/space/fragen", "Für alle"), (&*topic, "Weiß das jemand?")]
    {
        let page = stranger.get(page).await;
        assert!(page.status == StatusCode::OK && page.says(said), "{}", page.text);
        assert!(!page.says("/write?kind") && !page.says("/order"), "{}", page.text);
    }
    assert!(stranger.get("/space/fragen").await.says("<strong>bleiben</strong>"));
    let document = stranger.get_as("/s/fragen", "application/activity+json").await;
    let json: serde_json::Value = serde_json::from_str(&document.text).unwrap();
    assert_eq!(json["type"], "Group");
    assert_eq!(json["attributedTo"], "https://node-a.test/s/fragen/moderators");
    assert_eq!(json["artel:kind"], "forum");
    let moderators = stranger.get_as("/s/fragen/moderators", "application/activity+json").await;
    assert!(moderators.says("https://node-a.test/u/anna"), "{}", moderators.text);
}

#[tokio::test]
async fn a_moderator_keeps_order_with_a_reason_and_nobody_else_does() {
    let (_site, mut anna, mut bernd) = with_forum().await;
    let topic = begin(&mut bernd, "Werbung").await;
    let entry = anna.get(&topic).await.value_of("entry").unwrap();
    let order = "/space/fragen/order";
    for act in ["pin", "lock", "hide", "ban"] {
        let fields =
            [("entry", &*entry), ("do", act), ("reason", "Weil."), ("days", "1"), ("member", &*entry)];
        let refused = send(&mut bernd, &topic, order, &fields).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{act}");
    }
    let pinned = send(&mut anna, &topic, order, &[("entry", &*entry), ("do", "pin")]).await;
    assert_eq!(pinned.header("location"), topic);
    assert!(bernd.get("/space/fragen").await.says("At the top"));
    send(&mut anna, &topic, order, &[("entry", &*entry), ("do", "lock")]).await;
    let answer = [("entry", &*entry), ("back", &*topic), ("text", "Noch etwas."), ("as", "bernd")];
    let refused = send(&mut bernd, &topic, "/answer", &answer).await;
    assert!(
        refused.says("No more answers are taken here.") && refused.says("Noch etwas."),
        "{}",
        refused.text
    );
    let asked = anna.get(&format!("{order}?do=hide&entry={entry}")).await;
    assert!(asked.says("Take out of view") && asked.says("Werbung"), "{}", asked.text);
    let without =
        send(&mut anna, &topic, order, &[("entry", &*entry), ("do", "hide"), ("reason", " ")]).await;
    assert!(without.says("Say why in one sentence."), "{}", without.text);
    let hidden = [("entry", &*entry), ("do", "hide"), ("reason", "Werbung.")];
    assert_eq!(send(&mut anna, &topic, order, &hidden).await.header("location"), "/space/fragen");
    assert!(!bernd.get("/space/fragen").await.says("/space/fragen/entry"));
    assert_eq!(bernd.get(&topic).await.status, StatusCode::NOT_FOUND);
    let kept = bernd.get("/space/fragen/kept").await;
    assert!(kept.says("taken out of view") && kept.says("Werbung."), "{}", kept.text);
    assert!(!kept.says("<strong>Werbung</strong>"), "its title is out of view, too");
}

#[tokio::test]
async fn what_is_wrong_with_a_new_space_stands_beside_its_field() {
    let (_site, mut anna, mut bernd) = with_forum().await;
    let long = "x".repeat(6_000);
    for (field, value, said) in [
        ("name", "Fra gen", "name"),
        ("name", "fragen", "taken"),
        ("title", "", "name"),
        ("rules", &*long, "The rules have more than 5000 characters."),
        ("moderators", "@niemand@node-a.test", "Nobody was found under one of these addresses."),
    ] {
        let page = open(&mut anna, &[("name", "zweites"), (field, value)]).await;
        let page = if field == "name" { open(&mut anna, &[(field, value)]).await } else { page };
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}={value:.20}");
        assert!(page.says(said) && page.says("class=\"problem\""), "{field}: {}", page.text);
        assert!(page.says("Wer etwas wissen will."), "what was typed is kept");
    }
    let refused = open(&mut bernd, &[("name", "drittes")]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_space_is_arranged_anew_closed_and_opened_again() {
    let (_site, mut anna, mut bernd) = with_forum().await;
    let page = anna.get("/space/fragen/arrange").await;
    assert!(page.says("@anna@node-a.test") && page.says("Freundlich **bleiben**."), "{}", page.text);
    assert_eq!(bernd.get("/space/fragen/arrange").await.status, StatusCode::FORBIDDEN);
    let fields =
        [("title", "Fragen und Antworten"), ("posting", "moderators"), ("moderators", "@anna@node-a.test")];
    let done = send(&mut anna, "/space/fragen/arrange", "/space/fragen/arrange", &fields).await;
    assert_eq!(done.header("location"), "/space/fragen", "{}", done.text);
    let page = bernd.get("/space/fragen").await;
    assert!(page.says("Fragen und Antworten") && !page.says("/write?kind"), "{}", page.text);
    assert_eq!(send(&mut bernd, "/spaces", "/space/fragen/close", &[]).await.status, StatusCode::FORBIDDEN);
    send(&mut anna, "/space/fragen/arrange", "/space/fragen/close", &[]).await;
    let page = anna.get("/space/fragen").await;
    assert!(page.says("This space is closed.") && !page.says("/write?kind"), "{}", page.text);
    send(&mut anna, "/space/fragen/arrange", "/space/fragen/reopen", &[]).await;
    assert!(anna.get("/space/fragen").await.says("/write?kind"));
}

#[tokio::test]
async fn what_is_new_is_marked_until_it_is_read_and_who_watches_is_told() {
    let (site, mut anna, mut bernd) = with_forum().await;
    let topic = begin(&mut anna, "Neuigkeit").await;
    let is_new = |page: &Page| page.says("<strong class=\"tag\">new</strong>");
    assert!(is_new(&bernd.get("/space/fragen").await));
    assert!(bernd.get("/").await.says("Talked about"), "the first page tells a member");
    let entry = bernd.get(&topic).await.value_of("entry").unwrap();
    assert!(!is_new(&bernd.get("/space/fragen").await), "whoever opened it has read it");
    let watch = [("entry", &*entry), ("do", "watch")];
    assert_eq!(send(&mut bernd, &topic, "/space/fragen/watch", &watch).await.header("location"), topic);
    assert!(bernd.get(&topic).await.says("No longer tell me"));
    let answer = [("entry", &*entry), ("back", &*topic), ("text", "Noch eine."), ("as", "anna")];
    send(&mut anna, &topic, "/answer", &answer).await;
    assert!(is_new(&bernd.get("/space/fragen").await));
    let told = bernd.get("/notifications").await;
    assert!(told.says("writes in a conversation that you follow:"), "{}", told.text);
    let unwatch = [("entry", &*entry), ("do", "unwatch")];
    send(&mut bernd, &topic, "/space/fragen/watch", &unwatch).await;
    assert!(bernd.get(&topic).await.says("Tell me of every answer"));
    let mut stranger = site.browser();
    let front = stranger.get("/").await;
    assert!(front.says("Neuigkeit") && !is_new(&front), "{}", front.text);
}
