//! T-DOS 6 for offers and companies: what would keep the node busy is answered at once, with a refusal, and who looks without
//! end is told to wait while everybody else looks on.

use std::net::IpAddr;
use std::time::Duration;

use artel_protocol::limits;
use artel_web::accept::ClientAddress;
use axum::body::Body;
use axum::http::{Request, StatusCode};

use super::browser::{Browser, Page, Site};

/// What a refusal may take on a machine that is busy.
const AT_ONCE: Duration = Duration::from_secs(2);

async fn from(browser: &mut Browser, address: &str, path: &str) -> Page {
    let address: IpAddr = address.parse().unwrap();
    let request = Request::get(path).header("accept", "text/html").extension(ClientAddress(address));
    browser.ask(request, Body::empty()).await
}

#[tokio::test]
async fn a_query_that_would_keep_the_node_busy_is_refused_at_once() {
    let (site, mut anna) = Site::set_up().await;
    let offer = site.offer("werkstatt_brandt", "Titan gesucht", &[]).await;
    let terms = "titan+".repeat(10_000);
    let backtracking = format!("{}!", "%28a%2B%29%2B".repeat(4_000));
    let parameters = "type=BO&trade=28&".repeat(3_000);
    let digits = "9".repeat(200);
    for (path, statuses) in [
        (format!("/offers?q={terms}"), [422, 422]),
        (format!("/offers?q={backtracking}"), [422, 422]),
        (format!("/offers?{parameters}"), [422, 422]),
        (format!("/offers/feed.atom?q={terms}"), [422, 422]),
        (format!("/offers/feed.json?{parameters}"), [422, 422]),
        (format!("/offers?trade={digits}"), [422, 422]),
        // A place that nobody was led to: there is nothing further on, and nothing is looked up for it.
        (format!("/offers?before={digits}"), [200, 400]),
        (format!("/offers?before=0.{offer}"), [200, 400]),
        (format!("/directory?q={terms}"), [400, 400]),
        (format!("/directory?q={backtracking}"), [400, 400]),
        (format!("/directory?{}", "nace=2.1%3AC&region=DE&".repeat(500)), [400, 400]),
        (format!("/directory?page={}", limits::DIRECTORY_PAGES + 1), [404, 404]),
        (format!("/directory?page={digits}"), [200, 404]),
        (format!("/directory?certificate={}&size={digits}", "a".repeat(3_000)), [200, 200]),
        (format!("/matches?offer=https%3A%2F%2F{terms}"), [400, 422]),
        (format!("/matches?offer={offer}&offer={}", "x".repeat(20_000)), [400, 422]),
    ] {
        let answered = tokio::time::timeout(AT_ONCE, anna.get(&path)).await;
        let page = answered.unwrap_or_else(|_| panic!("{path:.60} keeps the node busy"));
        assert!(statuses.contains(&page.status.as_u16()), "{:.60}: {} {}", path, page.status, page.text);
        assert!(page.text.len() < 61_440, "{:.60} is answered with {} bytes", path, page.text.len());
    }
    let csrf = anna.get("/offers?q=titan").await.csrf();
    let keep = [("csrf", &*csrf), ("name", "Alles"), ("query", &*format!("q={}", "titan+".repeat(900)))];
    let kept = anna.send("/offers/saved", &keep).await;
    assert_eq!(kept.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", kept.text);
    assert!(anna.get("/offers/saved").await.says("No search is saved yet"));
}

#[tokio::test]
async fn who_looks_without_end_waits_and_nobody_else_does() {
    let (site, mut anna) = Site::set_up().await;
    let offer = site.offer("werkstatt_brandt", "Titan gesucht", &[]).await;
    let mut stranger = site.browser();
    let paths = ["/offers?q=titan", "/directory?q=titan", "/offers/feed.atom?q=titan", "/offers/feed.json"];
    let mut last = None;
    for number in 0..limits::LOOKS_PER_ADDRESS.0 * 2 {
        let path = paths[number as usize % paths.len()];
        let page = from(&mut stranger, "192.0.2.7", path).await;
        if page.status == StatusCode::TOO_MANY_REQUESTS {
            assert!(number >= limits::LOOKS_PER_ADDRESS.0, "not before {number}");
            last = Some(page);
            break;
        }
        assert_eq!(page.status, StatusCode::OK, "{path}");
    }
    let refused = last.expect("who looks without end is told to wait");
    let wait: u64 = refused.header("retry-after").parse().unwrap();
    assert!((1..=2).contains(&wait), "{wait}");
    // Wherever they look next, and whoever they are: it is the address that is counted.
    let mut refusals = 0;
    for path in ["/offers?type=BO", "/offers/saved", &format!("/matches?offer={offer}")] {
        refusals +=
            usize::from(from(&mut anna, "192.0.2.7", path).await.status == StatusCode::TOO_MANY_REQUESTS);
    }
    assert!(refusals >= 1, "some of them within a second");
    // What asks for nothing is open, and others look on.
    for path in ["/offers", "/directory"] {
        assert_eq!(from(&mut stranger, "192.0.2.7", path).await.status, StatusCode::OK, "{path}");
    }
    for path in paths {
        assert_eq!(from(&mut stranger, "192.0.2.8", path).await.status, StatusCode::OK, "{path}");
    }
}
