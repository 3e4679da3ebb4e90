//! Profiles: who changes which, what is wrong beside its field, portraits, and nothing that is typed becomes markup.

use artel_node::features::accounts::Password;
use artel_node::store::records::Role;
use artel_protocol::Name;
use axum::http::StatusCode;

use super::browser::{Browser, PASSWORD, Site};
use super::pictures::a_png;

const ORGANISATION: &str = "/profile/werkstatt_brandt";

async fn save(
    browser: &mut Browser,
    path: &str,
    fields: &[(&str, &str)],
    file: &[u8],
) -> super::browser::Page {
    let csrf = browser.get("/office").await.csrf();
    let fields = [&[("csrf", &*csrf)], fields].concat();
    browser.send_with_file(path, &fields, file).await
}

/// Somebody else of anna's organisation, logged in.
async fn colleague(site: &Site, name: &str, role: Role) -> Browser {
    let organisation = Name::parse("werkstatt_brandt").unwrap();
    let password = Password::parse(PASSWORD).unwrap();
    site.app.node().add_user(Name::parse(name).unwrap(), organisation, role, password).await.unwrap();
    let mut browser = site.browser();
    let csrf = browser.get("/login").await.csrf();
    let fields = [("name", name), ("password", PASSWORD), ("csrf", &csrf), ("next", "/")];
    assert_eq!(browser.send("/login", &fields).await.status, StatusCode::SEE_OTHER);
    browser
}

#[tokio::test]
async fn one_changes_ones_own_profile_and_who_leads_an_organisation_its_own() {
    let (site, mut anna) = Site::set_up().await;
    let mut bernd = site.neighbour().await;
    let mut member = colleague(&site, "mia", Role::Member).await;
    let mut moderator = colleague(&site, "max", Role::Moderator).await;
    let mut browsers =
        [("anna", &mut anna), ("mia", &mut member), ("max", &mut moderator), ("bernd", &mut bernd)];
    for (who, path, may) in [
        ("anna", "/profile", true),
        ("anna", "/profile/anna", true),
        ("anna", ORGANISATION, true),
        ("anna", "/profile/mia", false),
        ("anna", "/profile/nachbar", false),
        ("mia", "/profile", true),
        ("mia", ORGANISATION, false),
        ("mia", "/profile/anna", false),
        ("max", ORGANISATION, true),
        ("max", "/profile/anna", false),
        ("bernd", ORGANISATION, false),
        ("bernd", "/profile/anna", false),
    ] {
        let (shown, saved) = if may {
            (StatusCode::OK, StatusCode::SEE_OTHER)
        } else {
            (StatusCode::FORBIDDEN, StatusCode::FORBIDDEN)
        };
        let (_, browser) = browsers.iter_mut().find(|(name, _)| *name == who).unwrap();
        assert_eq!(browser.get(path).await.status, shown, "{who} {path}");
        assert_eq!(save(browser, path, &[("title", "Neu")], b"").await.status, saved, "{who} {path}");
    }
    assert_eq!(anna.get("/profile/nobody").await.status, StatusCode::NOT_FOUND);
    assert!(anna.get("/@werkstatt_brandt").await.says("href=\"/profile/werkstatt_brandt\""));
    assert!(anna.get("/@anna").await.says("href=\"/profile\""));
    for page in ["/@werkstatt_brandt", "/@anna"] {
        assert!(!member.get(page).await.says("href=\"/profile"), "{page}");
    }
    let names = anna.get("/").await;
    assert!(names.says(">Neu</a>"), "pages speak of the organisation by its new name");
}

#[tokio::test]
async fn what_is_wrong_stands_at_its_field_and_what_was_typed_is_kept() {
    let (_site, mut anna) = Site::set_up().await;
    let long = "x".repeat(501);
    let fields = [
        ("title", ""),
        ("summary", &*long),
        ("label-1", "Telefon"),
        ("value-1", ""),
        ("value-3", "https://brandt.example"),
        ("indexable", "yes"),
    ];
    let refused = save(&mut anna, "/profile", &fields, &a_png(800, 400)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for field in ["title", "summary", "value-1", "label-3"] {
        assert!(refused.says(&format!("id=\"p-{field}\"")), "{field}");
    }
    assert!(refused.says(&long) && refused.says("value=\"https://brandt.example\""));
    assert!(refused.says("name=\"indexable\" value=\"yes\" checked"));
    assert!(!refused.says("name=\"discoverable\" value=\"yes\" checked"));
    let kept = refused.value_of("kept").expect("the picture need not be sent again");

    let damaged = save(&mut anna, "/profile", &fields, &a_png(300, 200)[..60]).await;
    assert_eq!(damaged.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(damaged.says("id=\"p-picture\"") && damaged.says("id=\"p-title\""), "all at once");

    let saved = save(&mut anna, "/profile", &[("title", "Anna"), ("kept", &kept)], b"").await;
    assert_eq!(saved.header("location"), "/@anna", "{}", saved.text);
    assert!(anna.get("/@anna").await.says("class=\"avatar big u-photo\" src=\"/media/"));
}

#[tokio::test]
async fn a_portrait_stands_wherever_its_owner_does_and_goes_again() {
    let (site, mut anna) = Site::set_up().await;
    let fields = [("title", "Werkstatt Brandt"), ("language", "ru"), ("discoverable", "yes")];
    let saved = save(&mut anna, ORGANISATION, &fields, &a_png(800, 400)).await;
    assert_eq!(saved.header("location"), "/@werkstatt_brandt", "{}", saved.text);
    let name = Name::parse("werkstatt_brandt").unwrap();
    let organisation = site.app.node().view().unwrap().organisation(&name).unwrap().unwrap();
    assert_eq!(organisation.language, "ru");

    let page = anna.get("/@werkstatt_brandt").await;
    let (_, portrait) = page.text.split_once("u-photo\" src=\"").expect("the portrait stands there");
    let portrait = portrait.split('"').next().unwrap().to_owned();
    assert!(
        page.says("alt=\"\" width=\"400\" height=\"400\" loading=\"lazy\" referrerpolicy=\"no-referrer\"")
    );
    let mut reader = site.browser();
    assert_eq!(reader.get(&portrait).await.header("content-type"), "image/jpeg");
    let document = reader.get_as("/@werkstatt_brandt", "application/activity+json").await;
    assert!(document.says("\"icon\":{"), "{}", document.text);
    assert!(document.says(&format!("https://node-a.test{portrait}")) && document.says("\"width\":400"));
    let found = reader.get("/.well-known/webfinger?resource=acct:werkstatt_brandt@node-a.test").await;
    assert!(found.says("http://webfinger.net/rel/avatar") && found.says(&portrait), "{}", found.text);

    let saved = save(&mut anna, ORGANISATION, &[("title", "Werkstatt Brandt"), ("remove", "yes")], b"").await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    let page = anna.get("/@werkstatt_brandt").await;
    assert!(page.says("<span class=\"avatar big u-photo\" aria-hidden=\"true\">W</span>"), "{}", page.text);
    let found = reader.get("/.well-known/webfinger?resource=acct:werkstatt_brandt@node-a.test").await;
    assert!(!found.says("rel/avatar"));
}

/// T-WEB 1.
#[tokio::test]
async fn nothing_that_is_typed_into_a_profile_becomes_markup() {
    let (_site, mut anna) = Site::set_up().await;
    let evil = "\"'><script>alert(1)</script>";
    let picture = "\"><img src=x onerror=alert(1)>";
    let address = "https://a.test/\"onmouseover=\"alert(1)'><script>alert(1)</script>";
    let script = "javascript:alert(1)//https://a.test";
    let fields = [
        ("title", evil),
        ("summary", evil),
        ("label-1", evil),
        ("value-1", picture),
        ("label-2", picture),
        ("value-2", address),
        ("label-3", "Netz"),
        ("value-3", script),
    ];
    for path in ["/profile", ORGANISATION] {
        let saved = save(&mut anna, path, &fields, b"").await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    }
    for path in
        ["/@anna", "/@werkstatt_brandt", "/profile", ORGANISATION, "/", "/office", "/write", "/following"]
    {
        let page = anna.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        for forbidden in ["<script>", "<img src=x", "href=\"https://a.test/\"", "href=\"javascript"] {
            assert!(!page.says(forbidden), "{path} has {forbidden}: {}", page.text);
        }
    }
    let document = anna.get_as("/@anna", "application/activity+json").await;
    let document: serde_json::Value = serde_json::from_str(&document.text).unwrap();
    // Names are plain text on the wire; what is HTML there is escaped.
    for html in
        [&document["summary"], &document["attachment"][0]["value"], &document["attachment"][1]["value"]]
    {
        let html = html.as_str().unwrap();
        assert!(!html.contains("<script") && !html.contains("<img"), "{html}");
    }
    let wrong = save(&mut anna, "/profile", &[&fields[..], &[("value-4", evil)]].concat(), b"").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!wrong.says("<script>") && !wrong.says("<img src=x"));
}

#[tokio::test]
async fn a_profile_shows_its_lines_and_links_as_its_own() {
    let (site, mut anna) = Site::set_up().await;
    let fields = [
        ("title", "Anna Brandt"),
        ("label-1", "Telefon"),
        ("value-1", "+49 371 000000"),
        ("label-4", "Netz"),
        ("value-4", "https://brandt.example/"),
    ];
    assert_eq!(save(&mut anna, "/profile", &fields, b"").await.status, StatusCode::SEE_OTHER);
    let page = site.browser().get("/@anna").await;
    assert!(page.says("<dt>Telefon</dt>") && page.says("+49 371 000000"));
    assert!(
        page.says("rel=\"me nofollow noopener\" href=\"https://brandt.example/\"><p>brandt.example</p></a>")
    );
    assert!(!page.says("links back here"), "nobody has looked yet, or it does not");
    let form = anna.get("/profile").await;
    let second = "name=\"value-2\" type=\"text\" value=\"https://brandt.example/\"";
    assert!(form.says(second), "empty lines are dropped: {}", form.text);
}
