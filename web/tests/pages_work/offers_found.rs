//! Offers that are found: what fits one's own, as far as one may read it.

use artel_node::features::publishing::{Draft, Readers};
use artel_protocol::kinds::Typed;
use artel_protocol::{Id, Name};
use axum::http::StatusCode;

use super::browser::{Browser, Page, Site};
use super::interest::{is_done, step};

fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

/// A profile about milling, with these fields instead of its own.
fn typed(other: &[(&str, &str)]) -> Typed {
    let mut typed: Typed = [
        ("type", "BO"),
        ("advantages", "Kein Teil geht verloren."),
        ("partnerships.supplier", "yes"),
        ("goals.none", "yes"),
        ("trades", "25.53"),
        ("countries", "AT, PL"),
        ("technology", "Titan, Fräsen"),
    ]
    .into_iter()
    .collect();
    for (field, value) in other {
        typed.set(*field, *value);
    }
    typed
}

impl Site {
    /// Publishes a profile in the name of an actor.
    pub async fn offer(&self, author: &str, title: &str, other: &[(&str, &str)]) -> Id {
        self.offer_to(author, title, Readers::Everybody, other).await
    }

    async fn offer_to(&self, author: &str, title: &str, readers: Readers, other: &[(&str, &str)]) -> Id {
        let draft = Draft {
            title: title.into(),
            summary: "Teile aus Titan für den Maschinenbau".into(),
            markdown: "Wir fräsen Titan auf fünf Achsen.".into(),
            more: typed(other),
            readers,
            ..Draft::default()
        };
        let published = self.app.node().publish("offer", &name(author), &draft).await;
        published.unwrap_or_else(|refusal| panic!("{refusal}"))
    }
}

/// A company that seeks, and a neighbour that offers.
async fn seeking() -> (Site, Browser, Browser, Id) {
    let (site, anna) = Site::set_up().await;
    let bernd = site.neighbour().await;
    let request = [("type", "BR"), ("sought", "Fünf Achsen.")];
    let own = site.offer("werkstatt_brandt", "Gefräste Teile gesucht", &request).await;
    (site, anna, bernd, own)
}

fn matches(offer: &Id) -> String {
    format!(
        "/matches?offer={}",
        url::form_urlencoded::byte_serialize(offer.as_str().as_bytes()).collect::<String>()
    )
}

#[tokio::test]
async fn what_fits_an_offer_is_shown_with_reasons_and_keeps_up_with_what_happens() {
    let (site, mut anna, _, own) = seeking().await;
    let page = anna.get(&matches(&own)).await;
    assert!(page.status == StatusCode::OK && page.says("Nothing that this node knows fits"), "{}", page.text);
    let first = site.offer("nachbar", "Fräsen von Titan", &[]).await;
    site.offer("nachbar", "Fräsen von Holz", &[("trades", "16.2"), ("technology", "Holz")]).await;
    site.offer("werkstatt_brandt", "Fräsen aus dem eigenen Haus", &[]).await;
    let page = anna.get(&matches(&own)).await;
    for said in [
        "same trade 25.53",
        "titan, fräsen",
        "offers what is sought here",
        "Supplier agreement",
        "Austria, Poland",
    ] {
        assert!(page.says(said), "{said} in {}", page.text);
    }
    assert!(page.text.find("Fräsen von Titan") < page.text.find("Fräsen von Holz"), "{}", page.text);
    assert!(!page.says("Fräsen aus dem eigenen Haus"));
    site.app.node().pause_offer(&name("bernd"), &first, true).await.unwrap();
    let page = anna.get(&matches(&own)).await;
    assert!(!page.says("Fräsen von Titan") && page.says("Fräsen von Holz"), "{}", page.text);
    site.app.node().pause_offer(&name("bernd"), &first, false).await.unwrap();
    assert!(anna.get(&matches(&own)).await.says("Fräsen von Titan"));
    site.app.node().delete_entry(&first).await.unwrap();
    assert!(!anna.get(&matches(&own)).await.says("Fräsen von Titan"));
}

#[tokio::test]
async fn what_is_known_of_a_company_counts_and_is_named() {
    let (site, mut anna) = Site::set_up().await;
    let mut bernd = site.neighbour().await;
    let (node, us, them) = (site.app.node(), name("werkstatt_brandt"), name("nachbar"));
    let company = |region, size| Typed::from_iter([("region", region), ("size", size)]);
    node.set_company(&us, &company("DE21", "medium")).await.unwrap();
    let request = [("type", "BR"), ("sought", "Fünf Achsen."), ("sizes.small", "yes"), ("countries", "AT")];
    let own = site.offer("werkstatt_brandt", "Gefräste Teile gesucht", &request).await;
    let wanted = [("sizes.medium", "yes"), ("countries", "DE")];
    let theirs = site.offer("nachbar", "Fräsen von Titan", &wanted).await;
    let known = [
        "is where partners are looked for here: Austria",
        "looks for partners where you are: Germany",
        "looks for partners like yours: Company with 50 to 249 people",
        "is a partner like those that are looked for here: Company with 11 to 49 people",
        "somebody whom this node trusts vouches for it",
        "usually answers who is interested",
    ];
    let page = anna.get(&matches(&own)).await;
    let percent = |page: &Page| -> u32 {
        let (_, meter) =
            page.text.split_once("<meter min=\"0\" max=\"100\" value=\"").expect("how well it fits");
        meter.split_once('"').unwrap().0.parse().unwrap()
    };
    let before = percent(&page);
    for reason in [known[0], known[3], known[4], known[5]] {
        assert!(!page.says(reason), "{reason} in {}", page.text);
    }
    node.set_company(&them, &company("AT13", "small")).await.unwrap();
    let of = site.actor("nachbar").to_string();
    let word = [("of", of.as_str()), ("comment", "Guter Nachbar"), ("months", "12")];
    let csrf = anna.get("/office").await.csrf();
    let mut word = word.to_vec();
    word.push(("csrf", &csrf));
    assert_eq!(anna.send("/vouch", &word).await.status, StatusCode::SEE_OTHER);
    let interest = [
        ("csrf", csrf.as_str()),
        ("offer", theirs.as_str()),
        ("as", us.as_str()),
        ("motivation", "Wir suchen genau das."),
        ("organisation", "Werkstatt Brandt"),
        ("person", "Anna"),
        ("mail", "anna@werkstatt.example"),
    ];
    let interest = anna.send("/interests", &interest).await;
    is_done(&interest);
    is_done(&step(&mut bernd, interest.header("location"), &[("do", "ask"), ("words", "Wie viele?")]).await);
    let page = anna.get(&matches(&own)).await;
    for reason in known {
        assert!(page.says(reason), "{reason} in {}", page.text);
    }
    assert!(percent(&page) > before, "{} after {before}", percent(&page));
}

#[tokio::test]
async fn only_the_offers_own_organisation_sees_what_fits_it() {
    let (site, mut anna, mut bernd, own) = seeking().await;
    let own_page = own.as_str().replace("https://node-a.test/o/", "/@werkstatt_brandt/");
    assert!(anna.get(&own_page).await.says("What fits it"));
    assert!(!bernd.get(&own_page).await.says("What fits it"));
    assert!(!site.browser().get(&own_page).await.says("What fits it"));
    assert_eq!(bernd.get(&matches(&own)).await.status, StatusCode::FORBIDDEN);
    assert_eq!(site.browser().get(&matches(&own)).await.status, StatusCode::SEE_OTHER);
    for wrong in ["/matches", "/matches?offer=x"] {
        assert_eq!(anna.get(wrong).await.status, StatusCode::BAD_REQUEST, "{wrong}");
    }
    let unknown = anna.get("/matches?offer=https%3A%2F%2Fnode-a.test%2Fo%2F1").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_one_may_not_read_does_not_fit() {
    let (site, mut anna, _, own) = seeking().await;
    site.offer_to("nachbar", "Fräsen für Vertraute", Readers::Followers, &[]).await;
    assert!(!anna.get(&matches(&own)).await.says("Fräsen für Vertraute"));
    let suspended = site.offer("nachbar", "Fräsen von Gesperrten", &[]).await;
    assert!(anna.get(&matches(&own)).await.says("Fräsen von Gesperrten"));
    site.app.node().suspend_organisation(Name::parse("nachbar").unwrap(), true).await.unwrap();
    assert!(!anna.get(&matches(&own)).await.says("Fräsen von Gesperrten"), "{suspended}");
}

#[tokio::test]
async fn anybody_looks_through_the_offers_and_narrows_them_down() {
    let (site, mut anna) = Site::set_up().await;
    let _ = site.neighbour().await;
    let mut reader = site.browser();
    let empty = reader.get("/offers").await;
    assert!(
        empty.status == StatusCode::OK && empty.says("No offers or requests stand here yet"),
        "{}",
        empty.text
    );
    assert!(!empty.says("noindex") && empty.header("x-robots-tag").is_empty());
    site.offer("werkstatt_brandt", "Fräsen von Titan", &[]).await;
    let request = [("type", "BR"), ("sought", "Holz."), ("trades", "16.2"), ("technology", "Holz")];
    let wood = site.offer("nachbar", "Bretter gesucht", &request).await;
    site.offer_to("nachbar", "Nur für Vertraute", Readers::Followers, &[]).await;
    let all = reader.get("/offers").await;
    assert!(
        all.says("2 profiles") && all.says("Fräsen von Titan") && all.says("Bretter gesucht"),
        "{}",
        all.text
    );
    assert!(all.text.find("Bretter gesucht") < all.text.find("Fräsen von Titan"), "the newest stands first");
    assert!(!all.says("Nur für Vertraute") && !all.says("/offers/saved"));
    for (query, titan, wood) in [
        ("type=BO", true, false),
        ("type=BO&type=BR", true, true),
        ("q=FR%C3%84SEN+titan", true, false),
        ("q=holz", false, true),
        ("country=at", true, true),
        ("country=fr", false, false),
        ("trade=25.5", true, false),
        ("trade=1", false, true),
        ("partnership=supplier&language=de", true, true),
        ("partnership=investment", false, false),
    ] {
        let page = reader.get(&format!("/offers?{query}")).await;
        let found = (page.says("Fräsen von Titan"), page.says("Bretter gesucht"));
        assert_eq!(found, (titan, wood), "{query}: {}", page.text);
        assert_eq!(page.header("x-robots-tag"), "noindex", "{query}");
        let nothing = page.says("Nothing fits this search");
        assert_eq!(nothing, !titan && !wood, "{query}");
    }
    let refused = reader.get("/offers?country=Niemandsland&q=x").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.says("This is no country that we know"), "{}", refused.text);
    assert!(
        refused.says("value=\"Niemandsland\"") && refused.says("value=\"x\""),
        "what was typed is still there"
    );
    let flood = format!("/offers?q={}", "a+".repeat(900));
    for path in [flood.clone(), flood.replace("/offers?", "/offers/feed.atom?")] {
        assert_eq!(reader.get(&path).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    site.app.node().delete_entry(&wood).await.unwrap();
    assert!(!reader.get("/offers").await.says("Bretter gesucht"));
    site.offer("nachbar", "Von Gesperrten", &[]).await;
    assert!(reader.get("/offers").await.says("Von Gesperrten"));
    site.app.node().suspend_organisation(Name::parse("nachbar").unwrap(), true).await.unwrap();
    let all = reader.get("/offers").await;
    assert!(!all.says("Von Gesperrten") && all.says("1 profile<"), "{}", all.text);
    assert!(anna.get("/spaces").await.says("href=\"/offers\""));
}

#[tokio::test]
async fn a_long_list_goes_on_and_has_feeds_of_the_same_query() {
    let (site, _) = Site::set_up().await;
    for number in 0..23 {
        site.offer("werkstatt_brandt", &format!("Titan Nummer {number}"), &[]).await;
    }
    let request = [("type", "BR"), ("sought", "Holz.")];
    site.offer("werkstatt_brandt", "Holz gesucht", &request).await;
    let mut reader = site.browser();
    let first = reader.get("/offers?type=BO").await;
    assert!(first.says("23 profiles") && first.says("Titan Nummer 22<") && !first.says("Titan Nummer 2<"));
    let older = first.text.split("href=\"").find(|rest| rest.contains("rel=\"next\">Older")).unwrap();
    let older = older.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&");
    let second = reader.get(&older).await;
    assert!(second.says("Titan Nummer 2<") && second.says("Titan Nummer 0<"), "{older}: {}", second.text);
    assert!(!second.says("Titan Nummer 3<") && second.says("23 profiles"));
    let feed = reader.get("/offers/feed.json?type=BO").await;
    let json: serde_json::Value = serde_json::from_str(&feed.text).unwrap();
    assert_eq!(json["items"].as_array().unwrap().len(), 20);
    assert_eq!(json["items"][0]["title"], "Titan Nummer 22");
    let html = json["items"][0]["content_html"].as_str().unwrap();
    assert!(html.contains("<p>Länder: Österreich, Polen</p>"), "{html}");
    assert_eq!(json["feed_url"], "https://node-a.test/offers/feed.json?type=BO");
    let next = json["next_url"].as_str().unwrap().replace("https://node-a.test", "");
    let next: serde_json::Value = serde_json::from_str(&reader.get(&next).await.text).unwrap();
    assert_eq!(next["items"].as_array().unwrap().len(), 3);
    let atom = reader.get("/offers/feed.atom?type=BR").await;
    assert!(atom.says("Holz gesucht") && !atom.says("Titan Nummer"), "{}", atom.text);
}

#[tokio::test]
async fn a_saved_search_counts_what_is_new_and_is_its_owners_alone() {
    let (site, mut anna) = Site::set_up().await;
    let mut bernd = site.neighbour().await;
    assert!(anna.get("/offers/saved").await.says("No search is saved yet"));
    let page = anna.get("/offers?q=titan&type=BO").await;
    let (csrf, query) = (page.csrf(), "type=BO&q=titan");
    let save = [("csrf", &*csrf), ("name", "Titan"), ("query", query)];
    assert_eq!(anna.send("/offers/saved", &save).await.header("location"), "/offers/saved");
    let nameless = anna.send("/offers/saved", &[("csrf", &*csrf), ("name", " "), ("query", query)]).await;
    assert!(nameless.status == StatusCode::UNPROCESSABLE_ENTITY && nameless.says("Give the search a name."));
    assert!(anna.get("/offers/saved").await.says("nothing new"));
    site.offer("nachbar", "Fräsen von Titan", &[]).await;
    site.offer("nachbar", "Titan gesucht", &[("type", "BR"), ("sought", "Titan.")]).await;
    let saved = anna.get("/offers/saved").await;
    assert!(saved.says("1 new profile") && saved.says(">Titan</button>"), "{}", saved.text);
    assert!(anna.get("/offers/saved").await.says("1 new profile"), "reading the list is not looking");
    let number = saved.value_of("number").unwrap();
    let one = [("csrf", &*csrf), ("number", &*number)];
    let renamed = [("csrf", &*csrf), ("name", "Titan und mehr"), ("query", query)];
    anna.send("/offers/saved", &renamed).await;
    let saved = anna.get("/offers/saved").await;
    assert!(saved.says("Titan und mehr") && !saved.says(">Titan</button>"), "{}", saved.text);
    assert!(saved.says("1 new profile"), "the same search under another name: {}", saved.text);
    let theirs = bernd.get("/offers/saved").await;
    assert!(theirs.says("No search is saved yet"));
    let other = bernd.get("/offers?q=x").await.csrf();
    let stolen = bernd.send("/offers/saved/look", &[("csrf", &*other), ("number", &*number)]).await;
    assert_eq!(stolen.status, StatusCode::NOT_FOUND);
    bernd.send("/offers/saved/delete", &[("csrf", &*other), ("number", &*number)]).await;
    assert_eq!(anna.send("/offers/saved/look", &one).await.header("location"), "/offers?type=BO&q=titan");
    assert!(anna.get("/offers/saved").await.says("nothing new"));
    assert_eq!(anna.send("/offers/saved/delete", &one).await.header("location"), "/offers/saved");
    assert!(anna.get("/offers/saved").await.says("No search is saved yet"));
}
