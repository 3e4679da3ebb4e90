//! Whoever follows the links to what is older sees everything, and everything once.

use std::collections::BTreeSet;

use artel_node::features::import::Bundle;
use serde_json::Value;

use super::super::browser::{Browser, Site};
use super::{COMPANY, name, said};

const ARTICLES: usize = 45;

/// Brings along articles that all have the same date, without a time of the day.
async fn import_one_day(site: &Site) {
    let mut bundle = Bundle::default();
    for number in 0..ARTICLES {
        let text = format!("---\ntitle: Nr. {number}\ndate: 2021-05-04\ntags: [Stahl]\n---\nText.\n");
        bundle.add(&format!("{number}.md"), text.into()).unwrap();
    }
    site.app.node().import(&name(COMPANY), &bundle, false, &mut |_, _, _| ()).await.unwrap();
    let all = site.app.node().blog(&site.actor(COMPANY), None, ARTICLES).unwrap().items;
    let moments: BTreeSet<_> = all.iter().map(|shown| shown.record.sorted).collect();
    assert_eq!(moments.len(), 1, "all of one moment");
}

/// What the pages hold from `first` on, following where each says that it goes on.
async fn read_through(
    reader: &mut Browser,
    first: &str,
    media_type: &str,
    read: impl Fn(&super::Page) -> (Vec<String>, Option<String>),
) -> Vec<String> {
    let (mut all, mut next) = (Vec::new(), Some(first.to_owned()));
    while let Some(address) = next.take() {
        let page = reader.get_as(address.trim_start_matches("https://node-a.test"), media_type).await;
        assert_eq!(page.status, 200, "{address}");
        let (found, goes_on) = read(&page);
        assert!(!found.is_empty() && found.len() <= 20, "{address}: {found:?}");
        all.extend(found);
        next = goes_on;
    }
    all
}

fn assert_each_once(all: &[String], what: &str) {
    let different: BTreeSet<_> = all.iter().collect();
    assert_eq!((all.len(), different.len()), (ARTICLES, ARTICLES), "{what}: {all:?}");
}

/// The titles on a page, and the address of the next one.
fn on_page(page: &super::Page) -> (Vec<String>, Option<String>) {
    let titles = page.text.split("Nr. ").skip(1).filter_map(|rest| rest.split('<').next());
    let titles: BTreeSet<_> = titles.map(str::to_owned).collect();
    (titles.into_iter().collect(), said(page, "rel", "next", "href").pop())
}

fn strings(items: &Value, member: &str) -> Vec<String> {
    items.as_array().unwrap().iter().map(|item| item[member].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn articles_of_one_moment_are_all_reached_page_by_page() {
    let (site, _) = Site::set_up().await;
    import_one_day(&site).await;
    let mut reader = site.browser();
    for path in [format!("/@{COMPANY}"), "/tags/stahl".into()] {
        let all = read_through(&mut reader, &path, "text/html", on_page).await;
        assert_each_once(&all, &path);
        let feed = format!("{path}/feed.json");
        let all = read_through(&mut reader, &feed, "application/json", |page| {
            let feed: Value = serde_json::from_str(&page.text).unwrap();
            (strings(&feed["items"], "id"), feed["next_url"].as_str().map(str::to_owned))
        });
        assert_each_once(&all.await, &feed);
    }
    let outbox = format!("/u/{COMPANY}/outbox?page=true");
    let all = read_through(&mut reader, &outbox, "application/activity+json", |page| {
        let page: Value = serde_json::from_str(&page.text).unwrap();
        (strings(&page["orderedItems"], "id"), page["next"].as_str().map(str::to_owned))
    });
    assert_each_once(&all.await, "outbox");
}

#[tokio::test]
async fn the_page_before_is_the_one_that_led_here_though_all_is_of_one_moment() {
    let (site, _) = Site::set_up().await;
    import_one_day(&site).await;
    let mut reader = site.browser();
    let first = reader.get(&format!("/@{COMPANY}")).await;
    let second = reader.get(&said(&first, "rel", "next", "href")[0]).await;
    let third = reader.get(&said(&second, "rel", "next", "href")[0]).await;
    assert_eq!(said(&second, "rel", "prev", "href"), [format!("/@{COMPANY}")]);
    let again = reader.get(&said(&third, "rel", "prev", "href")[0]).await;
    assert_eq!(on_page(&again).0, on_page(&second).0);
}

#[tokio::test]
async fn a_sitemap_divided_within_one_moment_lists_everything_once() {
    let (site, _) = Site::set_up().await;
    import_one_day(&site).await;
    let node = site.app.node();
    let mut all = Vec::new();
    for place in node.sitemap(10).unwrap() {
        all.extend(node.sitemap_page(&place, 10).unwrap().into_iter().map(|page| page.address.to_string()));
    }
    let different: BTreeSet<_> = all.iter().collect();
    // Besides the articles: the company and who works there.
    assert_eq!((all.len(), different.len()), (ARTICLES + 2, ARTICLES + 2), "{all:?}");
}
