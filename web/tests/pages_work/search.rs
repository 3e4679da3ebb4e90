//! Searching in a browser: what is found by whom, how it is shown, and what is said when nothing is.

use std::time::Duration;

use artel_node::features::publishing::{Draft, Readers};
use artel_node::features::search::State;
use artel_protocol::{Id, Name};
use axum::http::StatusCode;

use super::browser::{Browser, Page, Site};

const COMPANY: &str = "werkstatt_brandt";

fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

/// A node whose search runs, and anna's browser.
async fn searching() -> (Site, Browser) {
    let (site, anna) = Site::set_up().await;
    let node = site.app.node().clone();
    tokio::spawn(async move { node.keep_search_until(std::future::pending()).await });
    (site, anna)
}

async fn publish(site: &Site, title: &str, markdown: &str, readers: Readers) -> Id {
    let draft = Draft { title: title.into(), markdown: markdown.into(), readers, ..Draft::default() };
    site.app.node().publish("article", &name(COMPANY), &draft).await.unwrap()
}

/// Waits until the page of a search says something.
pub async fn eventually(browser: &mut Browser, path: &str, words: &str) -> Page {
    let seen = async {
        loop {
            let page = browser.get(path).await;
            if page.says(words) {
                return page;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), seen).await.expect("it is found")
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_wrote_is_shown_as_words_only() {
    let (site, _) = searching().await;
    let markdown = "Ein `<script>alert(1)</script>` und <mark>nichts</mark> & Fräsen.";
    publish(&site, "Fräse & Co", markdown, Readers::Everybody).await;
    let mut reader = site.browser();
    assert!(reader.get("/@werkstatt_brandt").await.says("href=\"/search\""));
    let page = eventually(&mut reader, "/search?q=script", "alert").await;
    assert!(page.says("&#60;<mark>script</mark>&#62;alert(1)") && !page.says("<script"), "{}", page.text);
    assert!(page.says("&#60;mark&#62;nichts"), "a mark that somebody wrote is none of ours: {}", page.text);
    assert!(
        page.says("<meta name=\"robots\" content=\"noindex\">") && !page.headers.contains_key("set-cookie")
    );
    let page = reader.get("/search?q=fr%C3%A4sen").await;
    assert!(page.says("<mark>Fräse</mark> &#38; Co") && page.says("value=\"fräsen\""), "{}", page.text);
    let odd = reader.get("/search?q=%22%3E%3Cscript%3E").await;
    assert!(odd.says("value=\"&#34;&#62;&#60;script&#62;\""), "{}", odd.text);
    let of_posts = reader.get("/search?q=fr%C3%A4sen&kind=post").await;
    assert!(of_posts.says("Nothing was found") && of_posts.says("name=\"kind\" value=\"post\""));
    assert!(reader.get("/search?q=werkstatt&kind=organisation").await.says("@werkstatt_brandt@node-a.test"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_that_cannot_be_read_is_answered_politely() {
    let (site, _) = searching().await;
    let mut reader = site.browser();
    eventually(&mut reader, "/search?q=nothing", "Nothing was found").await;
    assert_eq!(reader.get("/search").await.status, StatusCode::OK);
    assert!(!reader.get("/search?q=++").await.says("Nothing was found"));
    let terms = "wort+".repeat(10_000);
    for (query, told) in [
        (terms.as_str(), "longer than 256 characters"),
        (&"ab+".repeat(20), "more than 12 words"),
        ("kind:unheard", "There is no such kind"),
        ("since:yesterday", "Write days as"),
        ("***", "Type at least one word"),
    ] {
        let page = reader.get(&format!("/search?q={query}")).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{told}");
        assert!(page.says(told), "{}", page.text);
    }
    for odd in [
        "a&kind=unheard",
        "(a%2B)%2B%24",
        "%5C%22%00%7F",
        "%F0%9F%91%B7",
        "a&skip=-1",
        "a&skip=99999999999999999999",
        "ab&skip=499",
    ] {
        let page = reader.get(&format!("/search?q={odd}")).await;
        assert!(
            page.status.is_success() || page.status == StatusCode::UNPROCESSABLE_ENTITY,
            "{odd}: {}",
            page.status
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_for_members_is_found_by_members() {
    let (site, mut anna) = searching().await;
    let mut bernd = site.neighbour().await;
    let node = site.app.node();
    let community = node.found_community(name("bau"), "Bau & Ausbau".into(), name(COMPANY)).await.unwrap();
    publish(&site, "Geheimnis", "Nur für uns.", Readers::Members(community.clone())).await;
    publish(&site, "Offen", "Kein Geheimnis.", Readers::Community(community)).await;
    eventually(&mut anna, "/search?q=geheimnis", "Kein ").await;
    let own = eventually(&mut anna, "/search?q=geheimnis", "Nur für uns.").await;
    assert!(own.says("href=\"/communities/bau/entries\"") && own.says("(for members only)"), "{}", own.text);
    for other in [&mut bernd, &mut site.browser()] {
        let page = other.get("/search?q=geheimnis").await;
        assert!(page.says("Offen") && !page.says("Nur für uns."), "{}", page.text);
    }
}

#[tokio::test]
async fn before_there_is_an_index_the_page_says_so() {
    let (site, _) = Site::set_up().await;
    assert_eq!(site.app.node().search_state(), State::Off);
    let page = site.browser().get("/search?q=haus").await;
    assert!(page.status == StatusCode::OK && page.says("The search is being prepared"), "{}", page.text);
    assert!(!page.says("Nothing was found"));
}
