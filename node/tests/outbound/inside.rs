//! The client itself: whatever leads to an address that is not public is refused, and stays unreached.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use artel_node::federation::http_client::{HttpClient, HttpError, NetworkPolicy, Times};
use artel_protocol::Id;
use axum::response::IntoResponse;
use bytes::Bytes;

use super::ground::{ACTIVITY, Canary, Names, NoAnswer, Server, client, client_with, id, redirect, reply};

/// Every way in which somebody may write an address of this machine.
fn spellings(canary: &Canary) -> Vec<String> {
    let port = canary.port();
    let v4 = [
        "127.0.0.1",
        "127.1",
        "127.0.1",
        "2130706433",
        "0x7f000001",
        "0x7f.0.0.1",
        "0x7f.1",
        "017700000001",
        "0177.0.0.1",
        "127.0.0.1.",
        "127.0.0.01",
        "0.0.0.0",
        "0",
        "127。0。0。1",
        "①②⑦.0.0.1",
        "%31%32%37.0.0.1",
    ];
    let v6 = [
        "[::1]",
        "[0:0:0:0:0:0:0:1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::127.0.0.1]",
        "[64:ff9b::127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "[fe80::1]",
        "[fc00::1]",
    ];
    v4.iter().chain(&v6).map(|host| format!("http://{host}:{port}/x")).collect()
}

async fn is_refused(client: &HttpClient, url: &str) {
    let Ok(target) = Id::parse(url) else { return };
    let got = client.get(&target, ACTIVITY, None).await;
    assert!(got.as_ref().is_err_and(HttpError::is_refused_address), "{url}: {got:?}");
    let posted = client.post(&target, http::HeaderMap::new(), Bytes::new()).await;
    assert!(posted.as_ref().is_err_and(HttpError::is_refused_address), "{url}: {posted:?}");
}

#[tokio::test]
async fn no_spelling_of_a_private_address_is_reached() {
    let canary = Canary::start().await;
    let public = HttpClient::new(NetworkPolicy::default(), Arc::<Names>::default());
    for url in spellings(&canary) {
        is_refused(&client(Arc::<Names>::default()), &url).await;
        is_refused(&public, &url).await;
        is_refused(&public, &url.replacen("http:", "https:", 1).replace(&format!(":{}", canary.port()), ""))
            .await;
    }
    canary.was_not_hit().await;
}

#[tokio::test]
async fn a_url_with_a_user_or_another_scheme_is_no_address_at_all() {
    for url in [
        "http://b.test@127.0.0.1/",
        "http://a:b@127.0.0.1/",
        "http://@127.0.0.1/",
        "http://b.test\\@127.0.0.1/",
        "file:///etc/passwd",
        "ftp://127.0.0.1/",
        "gopher://127.0.0.1/",
        "data:text/plain,x",
        "unix:/run/x.sock",
        "http:127.0.0.1",
        "http:///127.0.0.1",
        "//127.0.0.1/",
        "http://127.0.0.1 /",
        "http://127.0.0.1\r\nX: y/",
    ] {
        let Ok(parsed) = Id::parse(url) else { continue };
        is_refused(&client(Arc::<Names>::default()), parsed.as_str()).await;
    }
    let portable = Id::parse("ap://did:key:z6MkvUie7gDQugJmyDQQPhMCCBfKJo7aGvzQYF2BqvFvdwx6/actor").unwrap();
    is_refused(&client(Arc::<Names>::default()), portable.as_str()).await;
}

#[tokio::test]
async fn a_name_that_leads_inside_is_refused() {
    let (canary, names) = (Canary::start().await, Arc::new(Names::default()));
    let public = SocketAddr::from(([93, 184, 216, 34], 0));
    names.lead("inside.test", &[canary.v4]);
    names.lead("mixed.test", &[public, canary.v4]);
    names.lead("mapped.test", &[format!("[::ffff:127.0.0.1]:{}", canary.port()).parse().unwrap()]);
    names.lead("six.test", &[canary.v6.unwrap_or(canary.v4)]);
    let public = HttpClient::new(NetworkPolicy::default(), names.clone());
    for name in ["inside.test", "mixed.test", "mapped.test", "six.test", "INSIDE.test", "inside.test."] {
        is_refused(&client(names.clone()), &format!("http://{name}/")).await;
        is_refused(&public, &format!("https://{name}/")).await;
    }
    canary.was_not_hit().await;
}

#[tokio::test]
async fn in_public_only_https_at_its_own_port_is_used() {
    let (server, names) = (answering().await, Arc::new(Names::default()));
    names.lead("b.test", &[server.address]);
    let public = HttpClient::new(NetworkPolicy::default(), names.clone());
    is_refused(&public, "http://b.test/").await;
    is_refused(&public, "https://b.test:8443/").await;
    is_refused(&public, "https://b.test/").await;
    assert!(server.asked().is_empty());
}

async fn answering() -> Server {
    Server::start(|_| async { reply(ACTIVITY, "{}") }).await
}

#[tokio::test]
async fn a_redirect_inside_is_not_followed() {
    let (canary, names) = (Canary::start().await, Arc::new(Names::default()));
    names.lead("inside.test", &[canary.v4]);
    let port = canary.port();
    let mut targets = spellings(&canary);
    targets.push("http://inside.test/".into());
    targets.push(format!("//127.0.0.1:{port}/"));
    targets.push("https://inside.test/".into());
    let list = targets.clone();
    // `/N/T` redirects N more times, then to target T.
    let server = Server::start(move |path| {
        let mut numbers = path.trim_matches('/').split('/').map(|number| number.parse::<usize>().unwrap());
        let (left, target) = (numbers.next().unwrap(), numbers.next().unwrap());
        let to = if left == 0 { list[target].clone() } else { format!("/{}/{target}", left - 1) };
        async move { redirect_loosely(&to) }
    })
    .await;
    names.lead("b.test", &[server.address]);
    for steps in [0, 4] {
        for (number, target) in targets.iter().enumerate() {
            let url = id(&format!("http://b.test/{steps}/{number}"));
            let got = client(names.clone()).get(&url, ACTIVITY, None).await;
            let followed = got.as_ref().is_ok_and(|response| response.status != 302);
            assert!(!followed, "{target}: {got:?}");
        }
    }
    canary.was_not_hit().await;
}

/// A redirect whose target need not be ASCII.
fn redirect_loosely(to: &str) -> axum::response::Response {
    let location = http::HeaderValue::from_bytes(to.as_bytes()).unwrap();
    (http::StatusCode::FOUND, [(http::header::LOCATION, location)]).into_response()
}

#[tokio::test]
async fn a_redirect_to_another_scheme_or_with_a_user_leads_nowhere() {
    let canary = Canary::start().await;
    let port = canary.port();
    let targets = [
        "file:///etc/passwd".to_owned(),
        format!("ftp://127.0.0.1:{port}/"),
        format!("gopher://127.0.0.1:{port}/x"),
        "data:text/plain,x".into(),
        "unix:/run/x.sock".into(),
        format!("http://b.test@127.0.0.1:{port}/"),
        "ap://did:key:z6MkvUie7gDQugJmyDQQPhMCCBfKJo7aGvzQYF2BqvFvdwx6/actor".into(),
        String::new(),
    ];
    for target in targets {
        let to = target.clone();
        let server = Server::start(move |path| {
            let to = to.clone();
            async move { if path == "/" { redirect(&to) } else { reply(ACTIVITY, "{}") } }
        })
        .await;
        let names = Arc::new(Names::default());
        names.lead("b.test", &[server.address]);
        let got = client(names).get(&id("http://b.test/"), ACTIVITY, None).await;
        assert!(!got.as_ref().is_ok_and(|response| response.status == 200), "{target}: {got:?}");
    }
    canary.was_not_hit().await;
}

#[tokio::test]
async fn redirects_end_after_five() {
    let names = Arc::new(Names::default());
    let chain = Server::start(|path| async move {
        let step: u32 = path.trim_matches('/').parse().unwrap();
        if step == 11 { reply(ACTIVITY, "{}") } else { redirect(&format!("/{}", step + 1)) }
    })
    .await;
    names.lead("chain.test", &[chain.address]);
    let ring = Server::start(|_| async { redirect("/") }).await;
    names.lead("ring.test", &[ring.address]);
    for (url, server) in [("http://chain.test/0", &chain), ("http://ring.test/", &ring)] {
        let got = client(names.clone()).get(&id(url), ACTIVITY, None).await;
        assert!(matches!(got, Err(HttpError::TooManyRedirects)), "{url}: {got:?}");
        assert_eq!(server.asked().len(), 6, "{url}");
    }
    assert!(client(names.clone()).get(&id("http://chain.test/6"), ACTIVITY, None).await.is_ok());
}

#[tokio::test]
async fn each_step_of_a_redirect_is_signed_anew() {
    let names = Arc::new(Names::default());
    let first = Server::start(|_| async { redirect("http://second.test/x") }).await;
    let second = answering().await;
    names.lead("first.test", &[first.address]);
    names.lead("second.test", &[second.address]);
    let signed = std::sync::Mutex::new(Vec::new());
    let sign = |method: &http::Method, url: &Id| {
        signed.lock().unwrap().push(format!("{method} {url}"));
        http::HeaderMap::new()
    };
    let got = client(names).get(&id("http://first.test/"), ACTIVITY, Some(&sign)).await.unwrap();
    assert_eq!(got.url, id("http://second.test/x"));
    assert_eq!(signed.into_inner().unwrap(), ["GET http://first.test/", "GET http://second.test/x"]);
}

#[tokio::test]
async fn a_name_that_changes_its_mind_is_checked_again() {
    let (canary, names) = (Canary::start().await, Arc::new(Names::default()));
    let server = Server::start(|_| async {
        let mut response = reply(ACTIVITY, "{}");
        response.headers_mut().insert(http::header::CONNECTION, http::HeaderValue::from_static("close"));
        response
    })
    .await;
    names.lead("b.test", &[server.address]);
    names.lead("b.test", &[canary.v4]);
    let client = client(names);
    assert!(client.get(&id("http://b.test/"), ACTIVITY, None).await.is_ok());
    is_refused(&client, "http://b.test/").await;
    canary.was_not_hit().await;
}

#[tokio::test]
async fn a_name_that_takes_too_long_is_given_up() {
    let times = Times { resolve: Duration::from_millis(50), ..Times::default() };
    let client = client_with(Arc::new(NoAnswer), times);
    let got = client.get(&id("http://b.test/"), ACTIVITY, None).await;
    assert!(matches!(got, Err(HttpError::Timeout)), "{got:?}");
    assert_eq!(Times::default().resolve, Duration::from_secs(5));
}

#[tokio::test]
async fn a_name_without_an_address_may_have_one_tomorrow() {
    let names = Arc::new(Names::default());
    names.lead("empty.test", &[]);
    for url in ["http://empty.test/", "http://unknown.test/"] {
        let got = client(names.clone()).post(&id(url), http::HeaderMap::new(), Bytes::new()).await;
        assert!(matches!(got, Err(HttpError::Unreachable(_))), "{url}: {got:?}");
    }
}
