//! Tags and feeds, page after page; and who has something already is not sent it again.

use artel_node::features::publishing::{Draft, Picture};
use artel_web::static_files;
use axum::http::StatusCode;
use serde_json::Value;

use super::super::browser::{Page, Site};
use super::{COMPANY, article, picture, publish, said};

#[tokio::test]
async fn a_tag_has_a_page_and_feeds_whatever_its_letters() {
    let (site, _) = Site::set_up().await;
    let mut reader = site.browser();
    reader.language = "ru".into();
    let steel = "/tags/%D1%81%D1%82%D0%B0%D0%BB%D1%8C";
    let empty = reader.get(steel).await;
    assert_eq!(empty.status, StatusCode::OK);
    assert!(empty.says("<h1>#сталь</h1>") && empty.says("С этой меткой здесь пока ничего не опубликовано"));
    let path = publish(&site, COMPANY, article("Neue Fräse", &["Сталь", "5Achs"])).await;
    publish(&site, COMPANY, article("Ohne Stahl", &["Holz"])).await;
    let page = reader.get(&path).await;
    assert!(page.says(&format!("<a href=\"{steel}\" rel=\"tag\">")), "{}", page.text);
    let document = reader.get_as(&path, "application/activity+json").await;
    assert!(document.says(&format!("\"href\":\"https://node-a.test{steel}\"")), "{}", document.text);
    for address in [steel, "/tags/%D0%A1%D0%A2%D0%90%D0%9B%D0%AC"] {
        let page = reader.get(address).await;
        assert!(page.says("Neue Fräse") && !page.says("Ohne Stahl"), "{address}");
        assert_eq!(said(&page, "rel", "canonical", "href"), [format!("https://node-a.test{steel}")]);
        assert!(!page.headers.contains_key("set-cookie"));
    }
    let feed = atom(&reader.get(&format!("{steel}/feed.atom")).await);
    assert_eq!(feed.entries().len(), 1);
    assert_eq!(feed.entries()[0].authors()[0].name(), "Werkstatt Brandt");
    let json = reader.get(&format!("{steel}/feed.json")).await;
    let json: Value = serde_json::from_str(&json.text).unwrap();
    assert_eq!(json["items"][0]["tags"][0], "Сталь");
    for no_tag in ["/tags/%20", "/tags/a%2Fb", &format!("/tags/{}", "a".repeat(51))] {
        assert_eq!(reader.get(no_tag).await.status, StatusCode::NOT_FOUND, "{no_tag}");
    }
}

#[tokio::test]
async fn tags_are_shown_page_after_page() {
    let (site, _) = Site::set_up().await;
    for number in 0..25 {
        publish(&site, COMPANY, article(&format!("Nr. {number}"), &["Stahl"])).await;
    }
    let mut reader = site.browser();
    let first = reader.get("/tags/stahl").await;
    assert!(first.says("Nr. 24<") && first.says("Nr. 5<") && !first.says("Nr. 4<"));
    let second = reader.get(&said(&first, "rel", "next", "href")[0].replace("https://node-a.test", "")).await;
    assert!(second.says("Nr. 4<") && second.says("Nr. 0<") && second.says("href=\"/tags/stahl\""));
    assert!(said(&second, "rel", "next", "href").is_empty());
}

fn atom(page: &Page) -> atom_syndication::Feed {
    assert_eq!(page.header("content-type"), "application/atom+xml; charset=utf-8");
    atom_syndication::Feed::read_from(page.text.as_bytes()).unwrap()
}

fn links<'a>(links: &'a [atom_syndication::Link], rel: &str) -> Vec<&'a str> {
    links.iter().filter(|link| link.rel() == rel).map(atom_syndication::Link::href).collect()
}

#[tokio::test]
async fn an_atom_feed_has_what_its_standard_asks_for_page_after_page() {
    let (site, _) = Site::set_up().await;
    for number in 0..21 {
        publish(&site, COMPANY, article(&format!("Nr. {number}"), &[])).await;
    }
    let draft = Draft { picture: Picture::New(picture()), ..article("Mit Bild", &["Stahl"]) };
    publish(&site, COMPANY, draft).await;
    let mut reader = site.browser();
    let path = format!("/@{COMPANY}/feed.atom");
    let feed = atom(&reader.get(&path).await);
    let own = format!("https://node-a.test{path}");
    assert_eq!(feed.id(), format!("https://node-a.test/u/{COMPANY}"));
    assert_eq!((feed.lang(), feed.authors()[0].name()), (Some("de"), "Werkstatt Brandt"));
    assert_eq!(links(feed.links(), "self"), [&own]);
    assert_eq!(links(feed.links(), "alternate"), [&format!("https://node-a.test/@{COMPANY}")]);
    let newest = &feed.entries()[0];
    assert_eq!(newest.title().as_str(), "Mit Bild");
    assert_eq!(newest.categories()[0].term(), "Stahl");
    assert_eq!(links(newest.links(), "enclosure"), ["https://node-a.test/media/ab"]);
    let enclosure = newest.links().iter().find(|link| link.rel() == "enclosure").unwrap();
    assert_eq!(enclosure.mime_type(), Some("image/jpeg"));
    assert!(newest.id().starts_with("https://node-a.test/o/") && newest.published().is_some());
    assert_eq!(newest.content().unwrap().content_type(), Some("html"));
    assert_eq!(newest.content().unwrap().lang(), Some("de"));
    assert_eq!(*feed.updated(), *newest.updated());

    let next = links(feed.links(), "next")[0].to_owned();
    let rest = atom(&reader.get(next.strip_prefix("https://node-a.test").unwrap()).await);
    assert_eq!((feed.entries().len(), rest.entries().len()), (20, 2));
    assert_eq!((links(rest.links(), "self"), rest.id()), (vec![next.as_str()], feed.id()));
    assert!(links(rest.links(), "next").is_empty());
    assert_eq!(links(rest.links(), "first"), [&own]);
}

#[tokio::test]
async fn a_json_feed_has_what_its_standard_asks_for() {
    let (site, _) = Site::set_up().await;
    let draft = Draft { picture: Picture::New(picture()), ..article("Mit Bild", &["Stahl"]) };
    let page = publish(&site, COMPANY, draft).await;
    for number in 0..20 {
        publish(&site, COMPANY, article(&format!("Nr. {number}"), &[])).await;
    }
    let mut reader = site.browser();
    let path = format!("/@{COMPANY}/feed.json");
    let read = |page: Page| -> Value {
        assert_eq!(page.header("content-type"), "application/feed+json; charset=utf-8");
        serde_json::from_str(&page.text).unwrap()
    };
    let feed = read(reader.get(&path).await);
    assert_eq!(feed["version"], "https://jsonfeed.org/version/1.1");
    assert_eq!(feed["feed_url"], format!("https://node-a.test{path}"));
    assert_eq!((&feed["language"], &feed["authors"][0]["name"]), (&"de".into(), &"Werkstatt Brandt".into()));
    let next = feed["next_url"].as_str().unwrap().strip_prefix("https://node-a.test").unwrap();
    let rest = read(reader.get(next).await);
    assert!(rest.get("next_url").is_none());
    let item = &rest["items"][0];
    assert_eq!(item["url"], format!("https://node-a.test{page}"));
    assert_eq!(item["title"], "Mit Bild");
    assert_eq!(item["image"], "https://node-a.test/media/ab");
    assert_eq!(item["attachments"][0]["mime_type"], "image/jpeg");
    assert!(item["content_html"].as_str().unwrap().contains("<p>"));
    assert!(item.get("date_modified").is_none() && item["date_published"].is_string());
}

#[tokio::test]
async fn who_has_a_page_already_is_not_sent_it_again() {
    let (site, mut anna) = Site::set_up().await;
    let article_page = publish(&site, COMPANY, article("Neue Fräse", &["Stahl"])).await;
    let mut reader = site.browser();
    let company = format!("/@{COMPANY}");
    let feeds = [format!("{company}/feed.atom"), format!("{company}/feed.json"), "/sitemap.xml".into()];
    let pages = [company.clone(), article_page.clone(), "/tags/stahl".into()];
    for path in feeds.iter().chain(&pages) {
        let page = reader.get(path).await;
        let tag = page.header("etag").to_owned();
        assert!(tag.starts_with("W/\""), "{path}: {tag}");
        let again = reader.get_with(path, &[("if-none-match", &format!("\"other\", {tag}"))]).await;
        assert_eq!((again.status, &again.text[..]), (StatusCode::NOT_MODIFIED, ""), "{path}");
        assert_eq!(again.header("etag"), tag);
        assert_eq!(again.header("cache-control"), page.header("cache-control"));
        let other = reader.get_with(path, &[("if-none-match", "W/\"other\"")]).await;
        assert_eq!(other.status, StatusCode::OK, "{path}");
    }
    for path in &feeds[..2] {
        let feed = reader.get(path).await;
        let since = feed.header("last-modified").to_owned();
        let again = reader.get_with(path, &[("if-modified-since", &since)]).await;
        assert_eq!(again.status, StatusCode::NOT_MODIFIED, "{path}");
        let before = [("if-modified-since", "Thu, 01 Jan 2026 00:00:00 GMT")];
        assert_eq!(reader.get_with(path, &before).await.status, StatusCode::OK, "{path}");
        let both = [("if-modified-since", since.as_str()), ("if-none-match", "\"other\"")];
        assert_eq!(reader.get_with(path, &both).await.status, StatusCode::OK, "{path}: the tag decides");
    }
    let tag = reader.get(&article_page).await.header("etag").to_owned();
    let csrf = anna.get("/write").await.csrf();
    let hers = anna.get_with(&article_page, &[("if-none-match", &tag)]).await;
    assert!(hers.status == StatusCode::OK && hers.says(&csrf), "her page is another one");
    publish(&site, COMPANY, article("Noch eine", &[])).await;
    let tag = reader.get(&feeds[0]).await.header("etag").to_owned();
    publish(&site, COMPANY, article("Und noch eine", &[])).await;
    let changed = reader.get_with(&feeds[0], &[("if-none-match", &tag)]).await;
    assert!(changed.status == StatusCode::OK && changed.says("Und noch eine"));
}

#[tokio::test]
async fn pages_come_compressed_where_that_gives_no_secret_away() {
    let (site, mut anna) = Site::set_up().await;
    publish(&site, COMPANY, article("Neue Fräse", &[])).await;
    let mut reader = site.browser();
    let gzip = [("accept-encoding", "gzip")];
    let company = format!("/@{COMPANY}");
    for path in [&company, &format!("{company}/feed.atom"), static_files::stylesheet()] {
        assert_eq!(reader.get_with(path, &gzip).await.header("content-encoding"), "gzip", "{path}");
        assert_eq!(reader.get(path).await.header("content-encoding"), "", "{path}");
    }
    assert_eq!(anna.get_with(&company, &gzip).await.header("content-encoding"), "");
    assert_eq!(reader.get_with("/login", &gzip).await.header("content-encoding"), "");
    let machine = [("accept-encoding", "gzip"), ("accept", "application/activity+json")];
    let document = reader.get_with(&format!("/u/{COMPANY}"), &machine).await;
    assert_eq!(document.header("content-type"), "application/activity+json");
    assert_eq!(document.header("content-encoding"), "");
}
