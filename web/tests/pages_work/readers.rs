//! Readers without an account: what search engines, feed readers, other servers and paper get.

mod feeds;
mod microdata;
mod paging;

use artel_node::features::publicity::Place;
use artel_node::features::publishing::{Draft, Picture};
use artel_node::store::keys;
use artel_node::store::records::LocalActorRecord;
use artel_protocol::kinds::Attachment;
use artel_protocol::{Id, Name};
use artel_web::app::App;
use artel_web::settings::{FederationSettings, Settings};
use artel_web::static_files;
use axum::http::StatusCode;

use super::browser::{Browser, Page, Site};

const COMPANY: &str = "werkstatt_brandt";

fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

/// Publishes in the name of an actor, and yields the path of the page.
async fn publish(site: &Site, author: &str, draft: Draft) -> String {
    let node = site.app.node();
    let id = node.publish("article", &name(author), &draft).await.unwrap();
    node.entry(&id).unwrap().entry.url.unwrap().path().to_owned()
}

fn article(title: &str, tags: &[&str]) -> Draft {
    Draft {
        title: title.into(),
        summary: "Warum & wie.".into(),
        markdown: "Sie steht, und sie läuft.".into(),
        tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
        ..Draft::default()
    }
}

fn picture() -> Attachment {
    Attachment {
        url: Id::parse("https://node-a.test/media/ab").unwrap(),
        media_type: "image/jpeg".into(),
        alt: "Eine \"5-Achs-Fräse\"".into(),
        digest: None,
        width: Some(800),
        height: Some(400),
    }
}

/// Changes what an actor says of itself.
async fn change_actor(site: &Site, who: &str, change: fn(&mut LocalActorRecord)) {
    let who = name(who);
    let changed = site.app.node().change(move |view, _| {
        let mut actor = view.local_actor(&who)?.unwrap();
        change(&mut actor);
        let mut changes = artel_node::changes::Changes::none();
        changes.put(keys::local_actor(&who), &actor);
        Ok(changes)
    });
    changed.await.unwrap();
}

/// What a tag in the head says, by its distinguishing attribute.
fn said(page: &Page, attribute: &str, value: &str, says: &str) -> Vec<String> {
    let document = scraper::Html::parse_document(&page.text);
    let selector = scraper::Selector::parse(&format!("head [{attribute}=\"{value}\"]")).unwrap();
    document.select(&selector).filter_map(|tag| tag.attr(says).map(str::to_owned)).collect()
}

fn meta(page: &Page, property: &str) -> Vec<String> {
    let by_property = said(page, "property", property, "content");
    if by_property.is_empty() { said(page, "name", property, "content") } else { by_property }
}

#[tokio::test]
async fn an_article_tells_others_what_it_is() {
    let (site, _) = Site::set_up().await;
    change_actor(&site, "anna", |anna| anna.title = "Anna Brandt".into()).await;
    let draft = Draft {
        picture: Picture::New(picture()),
        byline: Some("Anna Brandt".into()),
        ..article("Neue \"Fräse\" & mehr", &["Сталь"])
    };
    let path = publish(&site, COMPANY, draft).await;
    let page = site.browser().get(&path).await;
    let company = format!("https://node-a.test/@{COMPANY}");
    for (property, expected) in [
        ("description", "Warum & wie."),
        ("og:type", "article"),
        ("og:title", "Neue \"Fräse\" & mehr"),
        ("og:url", &format!("https://node-a.test{path}")),
        ("og:site_name", "Werkstatt Brandt"),
        ("og:locale", "de_DE"),
        ("og:image", "https://node-a.test/media/ab"),
        ("og:image:width", "800"),
        ("og:image:height", "400"),
        ("og:image:alt", "Eine \"5-Achs-Fräse\""),
        ("twitter:card", "summary_large_image"),
        ("article:author", &company),
        ("article:tag", "Сталь"),
        ("fediverse:creator", "@anna@node-a.test"),
    ] {
        assert_eq!(meta(&page, property), [expected], "{property}");
    }
    assert_eq!(meta(&page, "article:published_time").len(), 1);
    assert!(meta(&page, "article:modified_time").is_empty() && meta(&page, "robots").is_empty());
    assert_eq!(said(&page, "rel", "canonical", "href"), [format!("https://node-a.test{path}")]);
    assert_eq!(said(&page, "rel", "author", "href"), [company]);
    let feeds = said(&page, "type", "application/atom+xml", "title");
    assert_eq!(feeds, ["Werkstatt Brandt (Atom)"]);
    // Without a byline, it is the company's own.
    let path = publish(&site, COMPANY, article("Zweite Fräse", &[])).await;
    let page = site.browser().get(&path).await;
    assert_eq!(meta(&page, "fediverse:creator"), [format!("@{COMPANY}@node-a.test")]);
    assert_eq!(meta(&page, "twitter:card"), ["summary"]);
}

#[tokio::test]
async fn pages_say_in_microdata_what_they_are_about() {
    let (site, _) = Site::set_up().await;
    change_actor(&site, COMPANY, |company| company.summary = "Drehen und Fräsen.".into()).await;
    let draft = Draft {
        picture: Picture::New(picture()),
        byline: Some("Anna".into()),
        ..article("Neue Fräse", &["Stahl"])
    };
    let path = publish(&site, COMPANY, draft).await;
    let items = microdata::read(&site.browser().get(&path).await.text);
    let [posting] = &items[..] else { panic!("{items:?}") };
    assert_eq!(posting.kind, "https://schema.org/BlogPosting");
    for (property, expected) in [
        ("headline", "Neue Fräse"),
        ("description", "Warum & wie."),
        ("inLanguage", "de"),
        ("image", "https://node-a.test/media/ab"),
        ("keywords", "Stahl"),
        ("articleBody", "Sie steht, und sie läuft."),
        ("url", &format!("https://node-a.test{path}")),
    ] {
        assert_eq!(posting.text(property), [expected], "{property}");
    }
    let published = posting.text("datePublished");
    assert!(published[0].parse::<jiff::Timestamp>().is_ok(), "{published:?}");
    let authors = posting.items("author");
    assert_eq!(authors[0].kind, "https://schema.org/Organization");
    assert_eq!(authors[0].text("name"), ["Werkstatt Brandt"]);
    assert_eq!(authors[0].text("url"), [format!("https://node-a.test/@{COMPANY}")]);
    assert_eq!(authors[1].kind, "https://schema.org/Person");
    assert_eq!(authors[1].text("name"), ["Anna"]);
    assert_eq!(posting.items("publisher")[0].text("name"), ["Werkstatt Brandt"]);

    change_actor(&site, COMPANY, |company| {
        company.profile.portrait = Id::parse("https://node-a.test/media/cd").ok();
    })
    .await;
    let items = microdata::read(&site.browser().get(&format!("/@{COMPANY}")).await.text);
    let [company] = &items[..] else { panic!("{items:?}") };
    assert_eq!(company.kind, "https://schema.org/Organization");
    assert_eq!(company.text("name"), ["Werkstatt Brandt"]);
    assert_eq!(company.text("description"), ["Drehen und Fräsen."]);
    assert_eq!(company.text("logo"), ["https://node-a.test/media/cd"]);
    let items = microdata::read(&site.browser().get("/@anna").await.text);
    assert_eq!(items[0].kind, "https://schema.org/Person");
}

#[tokio::test]
async fn a_page_leads_to_the_same_people_elsewhere_and_to_its_neighbours() {
    let (site, _) = Site::set_up().await;
    change_actor(&site, COMPANY, |company| {
        for value in ["https://brandt.example/?a=1&b=2", "Chemnitz", "javascript:alert(1)", "https://"] {
            let (label, value) = ("Netz".into(), value.into());
            let field = artel_node::store::records::ProfileField { label, value, verified: None };
            company.profile.fields.push(field);
        }
    })
    .await;
    for number in 0..45 {
        publish(&site, COMPANY, article(&format!("Nr. {number}"), &[])).await;
    }
    let mut reader = site.browser();
    let home = format!("/@{COMPANY}");
    let first = reader.get(&home).await;
    assert_eq!(said(&first, "rel", "me", "href"), ["https://brandt.example/?a=1&b=2"]);
    assert!(said(&first, "rel", "prev", "href").is_empty());
    let second = reader.get(&said(&first, "rel", "next", "href")[0]).await;
    assert_eq!(said(&second, "rel", "prev", "href"), std::slice::from_ref(&home));
    let third = reader.get(&said(&second, "rel", "next", "href")[0]).await;
    let back = said(&third, "rel", "prev", "href");
    assert!(third.says("Nr. 4<") && third.says("Nr. 0<") && said(&third, "rel", "next", "href").is_empty());
    let again = reader.get(&back[0]).await;
    assert!(again.says("Nr. 24<") && again.says("Nr. 5<") && !again.says("Nr. 25<"), "the same second page");
    assert!(said(&again, "rel", "canonical", "href")[0].contains("?before="));
}

#[tokio::test]
async fn who_does_not_want_to_be_found_is_not_listed_and_says_so() {
    let (site, _) = Site::set_up().await;
    let node = site.app.node();
    node.add_organisation(name("leise"), "Leise GmbH".into(), "de".into()).await.unwrap();
    node.set_text("imprint", "de", "Werkstatt Brandt, Chemnitz", name("anna")).await.unwrap();
    change_actor(&site, "leise", |quiet| quiet.profile.indexable = false).await;
    let (loud, quiet) = (
        publish(&site, COMPANY, article("Laut", &[])).await,
        publish(&site, "leise", article("Leise", &[])).await,
    );
    let mut reader = site.browser();
    for (path, hidden) in
        [(&loud, false), (&quiet, true), (&"/@leise".to_owned(), true), (&"/@anna".to_owned(), false)]
    {
        let page = reader.get(path).await;
        assert_eq!(meta(&page, "robots") == ["noindex"], hidden, "{path}");
        assert_eq!(page.header("x-robots-tag") == "noindex", hidden, "{path}");
    }
    assert_eq!(reader.get("/@leise/feed.atom").await.header("x-robots-tag"), "noindex");

    let index = reader.get("/sitemap.xml").await;
    assert_eq!(index.header("content-type"), "application/xml; charset=utf-8");
    assert!(index.header("cache-control").contains("max-age="));
    let mut listed = Vec::new();
    for page in locations(&index) {
        let page = reader.get(page.strip_prefix("https://node-a.test").unwrap()).await;
        assert_eq!(page.status, StatusCode::OK);
        listed.extend(locations(&page));
    }
    listed.sort();
    let expected = ["/", "/about", "/imprint", "/@anna", &format!("/@{COMPANY}"), &loud];
    let mut expected: Vec<_> = expected.iter().map(|path| format!("https://node-a.test{path}")).collect();
    expected.sort();
    assert_eq!(listed, expected);
    assert_eq!(reader.get("/sitemap/@leise").await.status, StatusCode::NOT_FOUND);
    assert_eq!(reader.get("/sitemap/leise").await.status, StatusCode::NOT_FOUND);
}

/// What a sitemap lists; it has to be well-formed.
fn locations(page: &Page) -> Vec<String> {
    let mut open = Vec::new();
    let (declaration, body) = page.text.split_once("?>").unwrap();
    assert!(declaration.starts_with("<?xml version=\"1.0\""));
    for tag in body.split('<').skip(1) {
        let (tag, text) = tag.split_once('>').unwrap();
        match tag.strip_prefix('/') {
            Some(name) => assert_eq!(open.pop(), Some(name), "{}", page.text),
            None => open.push(tag.split(' ').next().unwrap()),
        }
        assert!(!text.replace("&amp;", "").replace("&lt;", "").replace("&gt;", "").contains('&'), "{text}");
    }
    assert!(open.is_empty() && page.says("xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\""));
    let parts = body.split("<loc>").skip(1);
    parts.map(|part| part.split("</loc>").next().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_sitemap_of_many_pages_lists_everything_once_and_tells_when_it_changed() {
    let (site, _) = Site::set_up().await;
    for number in 0..5 {
        publish(&site, COMPANY, article(&format!("Nr. {number}"), &[])).await;
    }
    let node = site.app.node();
    let places = node.sitemap(3).unwrap();
    assert_eq!(places.len(), 3, "two actors and five articles: {places:?}");
    assert_eq!(places[0], Place { actor: name("anna"), from: None });
    let mut all = Vec::new();
    for place in &places {
        let pages = node.sitemap_page(place, 3).unwrap();
        assert!(pages.len() <= 3);
        all.extend(pages.into_iter().map(|page| page.address.to_string()));
    }
    assert_eq!(all.len(), 7, "{all:?}");
    all.dedup();
    assert_eq!(all.len(), 7);
    let whole = site.browser().get("/sitemap/@anna").await;
    assert_eq!(whole.text.matches("<lastmod>").count(), 5);
    let since = whole.header("last-modified").to_owned();
    let again = site.browser().get_with("/sitemap/@anna", &[("if-modified-since", &since)]).await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
}

#[tokio::test]
async fn robots_may_read_what_everybody_may_and_nothing_of_a_trial() {
    let (site, _) = Site::set_up().await;
    let rules = site.browser().get("/robots.txt").await;
    assert!(rules.header("content-type").starts_with("text/plain"));
    for line in
        ["Allow: /", "Disallow: /office", "Disallow: /login", "Disallow: /@*/*/edit", "Disallow: /write"]
    {
        assert!(rules.text.lines().any(|found| found == line), "{line} in {}", rules.text);
    }
    assert!(rules.says("\nSitemap: https://node-a.test/sitemap.xml\n") && !rules.says("Disallow: /\n"));

    let federation = FederationSettings { test_networks: vec!["10.0.0.0/8".into()] };
    let settings = Settings { federation, ..Settings::default() };
    let mut elsewhere = Browser::of(App::new(site.app.node().clone(), settings, None));
    let nobody_is_asked_in = |rules: &Page| rules.text == "User-agent: *\nDisallow: /\n";
    assert!(nobody_is_asked_in(&elsewhere.get("/robots.txt").await));
    let nothing = elsewhere.get("/sitemap.xml").await;
    assert_eq!(locations(&nothing).len(), 0);
    assert!(nobody_is_asked_in(&Site::new().browser().get("/robots.txt").await), "not set up yet");
}

/// What a page needs besides itself, pictures aside: paths of style sheets, icons and scripts.
fn needed(page: &Page) -> Vec<String> {
    let document = scraper::Html::parse_document(&page.text);
    let selector = scraper::Selector::parse("link[rel~=stylesheet], link[rel~=icon], script[src]").unwrap();
    let path = |tag: scraper::ElementRef<'_>| tag.attr("href").or(tag.attr("src")).unwrap().to_owned();
    document.select(&selector).map(path).collect()
}

#[tokio::test]
async fn pages_are_light() {
    let (site, _) = Site::set_up().await;
    site.app.node().add_organisation(name("nachbar"), "Nachbar".into(), "de".into()).await.unwrap();
    let mut path = String::new();
    for number in 0..21 {
        let draft = Draft {
            picture: Picture::New(picture()),
            ..article(&format!("Nr. {number} {}", "Wort ".repeat(30)), &["Stahl"])
        };
        path = publish(&site, COMPANY, draft).await;
    }
    let mut reader = site.browser();
    for path in ["/", &format!("/@{COMPANY}"), &path, "/tags/stahl"] {
        let page = reader.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        let needed = needed(&page);
        assert!(needed.len() < 6, "{path} needs {} requests", needed.len() + 1);
        let mut bytes = page.text.len();
        for path in &needed {
            let part = reader.get(path).await;
            assert_eq!(part.status, StatusCode::OK, "{path}");
            assert!(part.header("cache-control").contains("immutable"), "{path}");
            bytes += part.text.len();
        }
        assert!(bytes <= 60 * 1024, "{path} weighs {bytes} bytes");
    }
}

#[tokio::test]
async fn on_paper_there_is_the_text_its_address_and_its_date() {
    let (site, _) = Site::set_up().await;
    let path = publish(&site, COMPANY, article("Neue Fräse", &[])).await;
    let page = site.browser().get(&path).await;
    let printed = page.text.split("<p class=\"printed\"").nth(1).unwrap().split("</p>").next().unwrap();
    assert!(printed.contains(&format!("https://node-a.test{path}")) && printed.contains(" · "), "{printed}");
    let print = static_files::styles().split("@media print").nth(1).unwrap();
    for rule in [
        ".site-header",
        "form",
        "content: \" (\" attr(href) \")\"",
        "break-inside: avoid",
        ".printed { display: block",
    ] {
        assert!(print.contains(rule), "{rule}");
    }
}
