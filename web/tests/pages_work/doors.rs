//! Doors: sessions, tokens of forms, headers, languages, and pages that say what went wrong.

use artel_web::access::Route;
use artel_web::routes;
use axum::http::StatusCode;

use super::browser::{PASSWORD, Site, with_files};

/// Forms that no browser of ours sends: other servers sign what they send, mail programs follow the link in a mail's
/// header (RFC 8058), and whoever wants to follow from elsewhere changes nothing here. What looks at what is typed into the
/// form of the set-up looks at nothing any more once that is over.
const WITHOUT_TOKEN: [&str; 9] = [
    "/actor/inbox",
    "/inbox",
    "/u/{name}/inbox",
    "/s/{name}/inbox",
    "/mail/stop",
    "/mail/start",
    "/@{name}/follow",
    "/setup/check",
    "/setup/password",
];

#[tokio::test]
async fn a_form_without_its_token_does_nothing() {
    let (site, mut browser) = Site::set_up().await;
    let foreign = site.browser().get("/login").await.csrf();
    let with_files = with_files();
    let posts = |route: &Route| route.access.iter().any(|(method, _)| *method == "POST");
    let all = routes::list();
    let paths: Vec<_> = all.iter().filter(|route| posts(route)).map(|route| route.path).collect();
    assert!(WITHOUT_TOKEN.iter().all(|path| paths.contains(path)), "some of these are gone");
    for path in paths.into_iter().filter(|path| !WITHOUT_TOKEN.contains(path)) {
        let address = path.replace("{name}", "werkstatt_brandt").replace(['{', '}'], "");
        for csrf in ["", "guessed", &foreign] {
            let fields = [("csrf", csrf), ("name", "anna"), ("password", PASSWORD)];
            for browser in [&mut browser, &mut site.browser()] {
                let refused = match with_files.contains(&path) {
                    true => browser.send_with_file(&address, &fields, b"").await.status,
                    false => browser.send(&address, &fields).await.status,
                };
                let refusals = [StatusCode::FORBIDDEN, StatusCode::UNAUTHORIZED];
                assert!(refusals.contains(&refused), "{path} with {csrf:?}: {refused}");
            }
        }
    }
    assert_eq!(browser.get("/blocks").await.status, StatusCode::OK, "still logged in");
}

#[tokio::test]
async fn a_log_in_makes_a_new_session_and_a_log_out_ends_it() {
    let (site, mut first) = Site::set_up().await;
    let csrf = first.get("/").await.csrf();
    let ended = first.cookies["artel_session"].clone();
    first.send("/logout", &[("csrf", &csrf)]).await;
    assert_eq!(first.get("/write").await.status, StatusCode::SEE_OTHER);
    first.cookies.insert("artel_session".into(), ended);
    assert_eq!(first.get("/write").await.status, StatusCode::SEE_OTHER, "the token itself is dead");

    let mut browser = site.browser();
    let page = browser.get("/login?next=%2Fwrite").await;
    let before = browser.cookies["artel_session"].clone();
    let csrf = page.csrf();
    let mut tell = Vec::new();
    for (name, password) in [("anna", "wrong password"), ("nobody", PASSWORD), ("Not a name!", PASSWORD)] {
        let fields = [("csrf", &csrf[..]), ("name", name), ("password", password), ("next", "/write")];
        let refused = browser.send("/login", &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        tell.push(refused.text.replace(name, "NAME"));
    }
    assert!(tell.iter().all(|page| *page == tell[0]), "the answers tell who has an account");
    let fields = [("csrf", &csrf[..]), ("name", "anna"), ("password", PASSWORD), ("next", "/write")];
    let answer = browser.send("/login", &fields).await;
    assert_eq!(answer.header("location"), "/write");
    let cookie = answer.header("set-cookie");
    for part in ["HttpOnly", "SameSite=Lax", "Secure", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert_ne!(browser.cookies["artel_session"], before);
    let elsewhere = browser.get("/login?next=%2F%2Fevil.example").await;
    assert_eq!(elsewhere.header("location"), "/");
}

#[tokio::test]
async fn readers_get_no_cookie_and_every_page_its_guards() {
    let (site, _) = Site::set_up().await;
    let mut reader = site.browser();
    for path in ["/@werkstatt_brandt", "/@werkstatt_brandt/99", "/nowhere", "/login"] {
        let page = reader.get(path).await;
        let policy = page.header("content-security-policy");
        assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{path}: {policy}");
        assert!(policy.contains("frame-ancestors 'none'"), "{path}: {policy}");
        assert_eq!(page.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(page.headers.contains_key("set-cookie"), path == "/login", "{path}");
    }
}

#[tokio::test]
async fn what_is_not_there_is_told_in_the_readers_language() {
    let (site, _) = Site::set_up().await;
    let mut reader = site.browser();
    for (language, words) in [("ru", "Здесь ничего нет"), ("de", "Hier ist nichts"), ("en", "nothing here")]
    {
        reader.language = language.into();
        for path in
            ["/nowhere", "/@nobody", "/@werkstatt_brandt/99", "/@Not-a-name", "/@werkstatt_brandt/abc"]
        {
            let page = reader.get(path).await;
            assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
            assert!(page.says(words) && page.says(&format!("<html lang=\"{language}\">")), "{path}");
        }
    }
    let chosen = reader.get("/@werkstatt_brandt?lang=de").await;
    assert!(chosen.says("<html lang=\"de\">"));
    assert!(reader.get("/nowhere").await.says("Hier ist nichts"), "the choice is remembered");
    let wrong_method = reader.send("/followers", &[]).await;
    assert_eq!(wrong_method.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(wrong_method.says("<h1>"));
    let wrong_query = reader.get("/@werkstatt_brandt?before=yesterday").await;
    assert_eq!(wrong_query.status, StatusCode::BAD_REQUEST);
    assert!(wrong_query.says("<h1>"));
}

#[tokio::test]
async fn a_form_that_is_too_large_or_broken_is_refused() {
    let (_site, mut browser) = Site::set_up().await;
    let csrf = browser.get("/write").await.csrf();
    let long = "x".repeat(200_000);
    let refused = browser.send("/blocks/domain", &[("csrf", &csrf), ("domain", &long)]).await;
    assert_eq!(refused.status, StatusCode::PAYLOAD_TOO_LARGE);
    let fields = [("csrf", &csrf[..]), ("title", "x")];
    let refused = browser.send_with_file("/write", &fields, &vec![0; 10 * 1024 * 1024]).await;
    assert_eq!(refused.status, StatusCode::PAYLOAD_TOO_LARGE);
    let refused = browser.send("/write", &fields).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    let refused = browser.send("/followers/remove", &[("csrf", &csrf), ("actor", "no id")]).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
}
