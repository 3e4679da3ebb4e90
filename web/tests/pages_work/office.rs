//! What an organisation's people do: set up, write, look, change, withdraw, follow, block.

use axum::http::StatusCode;

use super::browser::{Browser, Page, Site, setup_answers};
use super::pictures::a_png;

async fn publish(browser: &mut Browser, title: &str, text: &str) -> String {
    let csrf = browser.get("/write").await.csrf();
    let fields = [
        ("csrf", &csrf[..]),
        ("title", title),
        ("text", text),
        ("as", "werkstatt_brandt"),
        ("do", "publish"),
    ];
    let answer = browser.send_with_file("/write", &fields, b"").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    answer.header("location").to_owned()
}

#[tokio::test]
async fn a_node_is_set_up_with_the_link_once_and_its_owner_is_logged_in() {
    let site = Site::new();
    let mut browser = site.browser();
    assert!(browser.get("/").await.says("not set up yet"));
    assert_eq!(browser.get("/setup").await.status, StatusCode::FORBIDDEN);
    let token = site.app.new_setup_token();
    std::fs::write(site.app.setup_link_file(), "the link").unwrap();
    assert_eq!(browser.get("/setup?token=guessed").await.status, StatusCode::FORBIDDEN);
    let page = browser.get(&format!("/setup?token={token}")).await;
    assert_eq!(page.status, StatusCode::OK);
    let csrf = page.csrf();

    let mut wrong = setup_answers(&csrf, &token);
    (wrong[3], wrong[4], wrong[7]) = (("owner", "Anna!"), ("password", "short"), ("domain", "no name"));
    let refused = browser.send("/setup", &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.says("value=\"Anna!\"") && !refused.says("value=\"short\""));
    assert_eq!(refused.text.matches("class=\"problem\"").count(), 3, "every problem is told at once");

    let done = browser.send("/setup", &setup_answers(&csrf, &token)).await;
    assert_eq!((done.status, done.header("location")), (StatusCode::SEE_OTHER, "/setup/done"));
    assert!(browser.get("/setup/done").await.says("@werkstatt_brandt@node-a.test"));
    assert!(!site.app.setup_link_file().exists(), "the link lies around no longer");
    assert_eq!(browser.get(&format!("/setup?token={token}")).await.status, StatusCode::FORBIDDEN);
    let mut stranger = site.browser();
    let csrf = stranger.get("/login").await.csrf();
    let again = stranger.send("/setup", &setup_answers(&csrf, &token)).await;
    assert_eq!(again.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn an_article_is_looked_at_published_changed_and_withdrawn() {
    let (_site, mut browser) = Site::set_up().await;
    let csrf = browser.get("/write").await.csrf();
    let typed = |action: &'static str| {
        [
            ("csrf", csrf.as_str()),
            ("title", "Neue Fräse"),
            ("summary", "Seit Montag."),
            ("text", "Ein **Satz**.\r\n\r\nNoch einer."),
            ("tags", "Fräsen, #Stahl"),
            ("alt", "Die Maschine"),
            ("as", "werkstatt_brandt"),
            ("do", action),
        ]
    };
    let preview = browser.send_with_file("/write", &typed("preview"), &a_png(1, 1)).await;
    assert_eq!(preview.status, StatusCode::OK);
    assert!(preview.says("<strong>Satz</strong>") && preview.says("value=\"Neue Fräse\""));
    let kept = preview.value_of("kept").expect("the picture is kept");

    let fields = [&typed("publish")[..], &[("kept", &kept)]].concat();
    let published = browser.send_with_file("/write", &fields, b"").await;
    assert_eq!(published.status, StatusCode::SEE_OTHER, "{}", published.text);
    let path = published.header("location").to_owned();

    let article = browser.get(&path).await;
    assert_eq!(article.status, StatusCode::OK);
    for shown in [
        "<h1 class=\"p-name\">Neue Fräse</h1>",
        "alt=\"Die Maschine\"",
        "rel=\"tag\">#<span class=\"p-category\">Fräsen<",
        "Seit Montag.",
    ] {
        assert!(article.says(shown), "{shown}");
    }
    assert!(article.header("link").contains("application/activity+json"));
    let document = browser.get_as(&path, "application/activity+json").await;
    assert!(document.says("\"type\":\"Article\""), "{}", document.text);

    let change = browser.get(&format!("{path}/edit")).await;
    assert!(change.says("Ein **Satz**.\n\nNoch einer.") && change.says("value=\"Fräsen, Stahl\""));
    let fields = [("csrf", &csrf[..]), ("title", "Alte Fräse"), ("text", "Anders."), ("do", "publish")];
    let changed = browser.send_with_file(&format!("{path}/edit"), &fields, b"").await;
    assert_eq!(changed.header("location"), path, "{}", changed.text);
    assert!(browser.get(&path).await.says("Alte Fräse"));
    assert!(browser.get("/").await.says("Alte Fräse"));

    assert!(browser.get(&format!("{path}/delete")).await.says("Alte Fräse"));
    let deleted = browser.send(&format!("{path}/delete"), &[("csrf", &csrf)]).await;
    assert_eq!(deleted.header("location"), "/@werkstatt_brandt");
    assert_eq!(browser.get(&path).await.status, StatusCode::GONE);
}

#[tokio::test]
async fn a_refused_article_keeps_what_was_typed() {
    let (_site, mut browser) = Site::set_up().await;
    let csrf = browser.get("/write").await.csrf();
    let fields = [
        ("csrf", &csrf[..]),
        ("title", ""),
        ("text", "Lang getippt."),
        ("as", "werkstatt_brandt"),
        ("do", "publish"),
    ];
    let refused = browser.send_with_file("/write", &fields, b"").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.says("Lang getippt.") && refused.says("Give the article a title."));
    let no_picture = browser.send_with_file("/write", &fields, b"<html><script>alert(1)</script>").await;
    assert_eq!(no_picture.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(no_picture.says("id=\"p-picture\"") && no_picture.says("Lang getippt."));
}

#[tokio::test]
async fn another_organisation_changes_nothing() {
    let (site, mut browser) = Site::set_up().await;
    let path = publish(&mut browser, "Unseres", "Text.").await;
    let mut neighbour = site.neighbour().await;
    let csrf = neighbour.get("/write").await.csrf();
    assert!(!neighbour.get(&path).await.says("/edit"));
    for page in ["edit", "delete"] {
        assert_eq!(neighbour.get(&format!("{path}/{page}")).await.status, StatusCode::FORBIDDEN, "{page}");
    }
    let refused = neighbour.send(&format!("{path}/delete"), &[("csrf", &csrf)]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let fields = [("csrf", &csrf[..]), ("title", "Meins"), ("text", "x"), ("do", "publish")];
    let refused = neighbour.send_with_file(&format!("{path}/edit"), &fields, b"").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let fields = [&fields[..], &[("as", "werkstatt_brandt")]].concat();
    assert_eq!(neighbour.send_with_file("/write", &fields, b"").await.status, StatusCode::FORBIDDEN);
    assert_eq!(neighbour.get("/blocks").await.status, StatusCode::FORBIDDEN);
    assert!(browser.get(&path).await.says("Unseres"));
}

#[tokio::test]
async fn blocking_and_following_tell_what_is_wrong_beside_the_field() {
    let (_site, mut browser) = Site::set_up().await;
    let csrf = browser.get("/blocks").await.csrf();
    let told = |page: &Page, field: &str| {
        page.status == StatusCode::UNPROCESSABLE_ENTITY && page.says(&format!("id=\"p-{field}\""))
    };
    let own = browser.send("/blocks/domain", &[("csrf", &csrf), ("domain", "node-a.test")]).await;
    assert!(told(&own, "domain"), "{}", own.text);
    let nobody = browser.send("/blocks/actor", &[("csrf", &csrf), ("actor", "nobody")]).await;
    assert!(told(&nobody, "actor"), "{}", nobody.text);
    let nobody = browser.send("/following/follow", &[("csrf", &csrf), ("handle", "nobody")]).await;
    assert!(told(&nobody, "handle"), "{}", nobody.text);
    let set = browser.send("/blocks/domain", &[("csrf", &csrf), ("domain", "Spam.example")]).await;
    assert_eq!(set.header("location"), "/blocks");
    let listed = browser.get("/blocks").await;
    assert!(listed.says("/blocks/remove?domain=spam.example"), "{}", listed.text);
    assert!(browser.get("/blocks/remove?domain=spam.example").await.says("spam.example"));
    browser.send("/blocks/remove", &[("csrf", &csrf), ("domain", "spam.example")]).await;
    assert!(!browser.get("/blocks").await.says("/blocks/remove"));
    let led_here = browser.get("/authorize_interaction?uri=https%3A%2F%2Fmasto.test%2Fusers%2Fi").await;
    assert!(led_here.says("name=\"handle\" type=\"text\" value=\"https://masto.test/users/i\""));
    for page in ["/followers", "/following", "/deliveries", "/"] {
        assert_eq!(browser.get(page).await.status, StatusCode::OK, "{page}");
    }
}

#[tokio::test]
async fn what_is_typed_never_becomes_a_script() {
    let (_site, mut browser) = Site::set_up().await;
    let evil = "<script>alert(1)</script><img src=x onerror=alert(1)><p hx-get=/x hx-vals='js:a()' data-hx-on=b>\
                <a href=\"javascript:alert(1)\">x</a>\n\n[y](javascript:alert(1))";
    let path = publish(&mut browser, evil, evil).await;
    for page in [&path[..], "/@werkstatt_brandt", "/"] {
        let shown = browser.get(page).await.text;
        let main = shown.split_once("<main").unwrap().1;
        for part in ["<script", "<img src=x", "<p hx-", "<a href=\"javascript:"] {
            assert!(!main.contains(part), "{page} shows {part}: {main}");
        }
    }
}
