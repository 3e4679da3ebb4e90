//! Setting a node up: what is found while somebody types, and what the world is asked for it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use artel_node::federation::http_client::Resolve;
use axum::http::StatusCode;
use futures_util::future::BoxFuture;

use super::browser::{PASSWORD, Site};

/// Knows no host, and counts how often it is asked.
#[derive(Default)]
struct Nobody(AtomicUsize);

impl Resolve for Nobody {
    fn resolve(&self, _: &str) -> BoxFuture<'static, std::io::Result<Vec<SocketAddr>>> {
        self.0.fetch_add(1, Ordering::SeqCst);
        Box::pin(async { Err(std::io::Error::other("no such host")) })
    }
}

#[tokio::test]
async fn what_is_typed_is_looked_at_and_only_the_findings_come_back() {
    let asked = Arc::new(Nobody::default());
    let site = Site::asking(asked.clone());
    let (token, mut browser) = (site.app.new_setup_token(), site.browser());
    let page = browser.get(&format!("/setup?token={token}")).await;
    assert!(page.header("content-security-policy").contains("script-src 'self'"));
    assert!(page.says("data-hx-post=\"/setup/check\"") && page.says("aria-live=\"polite\""));
    let csrf = page.csrf();
    let typed = |domain: &str, token: &str| {
        [
            ("csrf", csrf.clone()),
            ("token", token.to_owned()),
            ("where", "domain".to_owned()),
            ("domain", domain.to_owned()),
        ]
    };

    let blank = browser.send_owned("/setup/check", &typed("", &token)).await;
    assert!(blank.says("Email is not set up") && !blank.says("is not a name"), "{}", blank.text);
    assert!(!blank.says("<html"), "a part of the page");
    let wrong = browser.send_owned("/setup/check", &typed("nowhere", &token)).await;
    assert!(wrong.says("“nowhere” is not a name"), "{}", wrong.text);
    assert_eq!(asked.0.load(Ordering::SeqCst), 0);
    for _ in 0..3 {
        let found = browser.send_owned("/setup/check", &typed("artel.example", &token)).await;
        assert!(found.says("artel.example cannot be reached"), "{}", found.text);
    }
    let once = asked.0.load(Ordering::SeqCst);
    assert!(once > 0);
    browser.send_owned("/setup/check", &typed("artel.example", &token)).await;
    assert_eq!(asked.0.load(Ordering::SeqCst), once, "what was found a moment ago is told again");

    let mut pressed = typed("artel.example", &token).to_vec();
    pressed.push(("do", "check".to_owned()));
    pressed.push(("organisation", "Brandt".to_owned()));
    let page = browser.send_owned("/setup", &pressed).await;
    assert!(page.says("value=\"Brandt\"") && page.says("cannot be reached"), "the button works as before");
    assert!(asked.0.load(Ordering::SeqCst) > once, "and looks anew");

    let guessed = browser.send_owned("/setup/check", &typed("artel.example", "guessed")).await;
    assert_eq!(guessed.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_password_is_judged_while_it_is_typed_and_never_shown_again() {
    let site = Site::new();
    let (token, mut browser) = (site.app.new_setup_token(), site.browser());
    let csrf = browser.get(&format!("/setup?token={token}")).await.csrf();
    for (password, words) in [
        ("", ""),
        ("kurz", "At least 8 characters"),
        ("password1", "Many people would try"),
        ("vier Achsen und ein Kaffee um sieben", "very hard to guess"),
    ] {
        let fields = [("csrf", &*csrf), ("token", &*token), ("owner", "anna"), ("password", password)];
        let part = browser.send("/setup/password", &fields).await;
        assert_eq!(part.status, StatusCode::OK);
        assert!(part.says(words) && (password.is_empty() || !part.says(password)), "{}", part.text);
    }
}

#[tokio::test]
async fn what_is_under_way_when_the_setup_ends_is_answered_with_nothing_and_nobody_sets_up_twice() {
    let site = Site::new();
    let (token, mut browser) = (site.app.new_setup_token(), site.browser());
    let csrf = browser.get(&format!("/setup?token={token}")).await.csrf();
    let begin = [("csrf", &*csrf), ("token", &*token), ("owner", "anna"), ("organisation", "Brandt")];
    let rest = [("where", "domain"), ("domain", "node-a.test"), ("language", "de"), ("password", PASSWORD)];
    let all = [&begin[..], &rest].concat();
    let before = browser.cookies.clone();
    let guessed = [&[("token", "guessed")], &all[..1], &all[2..]].concat();
    assert_eq!(browser.send("/setup/password", &guessed).await.status, StatusCode::FORBIDDEN);
    let done = browser.send("/setup", &all).await;
    assert_eq!(done.header("location"), "/setup/done", "{}", done.text);
    // Sent before the answer came, and sent after it from the page that was still there.
    for cookies in [before, browser.cookies.clone()] {
        browser.cookies = cookies;
        for path in ["/setup/password", "/setup/check"] {
            let late = browser.send(path, &all).await;
            assert_eq!((late.status, &*late.text), (StatusCode::NO_CONTENT, ""), "{path}");
        }
        let again = browser.send("/setup", &all).await;
        assert_eq!(again.status, StatusCode::FORBIDDEN, "{}", again.text);
    }
}
