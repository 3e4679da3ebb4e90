//! Offers that are found: what fits one's own, as far as one may read it.

use artel_node::features::publishing::{Draft, Readers};
use artel_protocol::kinds::Typed;
use artel_protocol::{Id, Name};
use axum::http::StatusCode;

use super::browser::{Browser, Site};

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
        let published = self.app.node().publish("offer", &Name::parse(author).unwrap(), &draft).await;
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
    for said in
        ["same trade 25.53", "titan, fräsen", "offers what is sought here", "Supplier agreement", "AT, PL"]
    {
        assert!(page.says(said), "{said} in {}", page.text);
    }
    assert!(page.text.find("Fräsen von Titan") < page.text.find("Fräsen von Holz"), "{}", page.text);
    assert!(!page.says("Fräsen aus dem eigenen Haus"));
    site.app.node().pause_offer(&Name::parse("bernd").unwrap(), &first, true).await.unwrap();
    let page = anna.get(&matches(&own)).await;
    assert!(!page.says("Fräsen von Titan") && page.says("Fräsen von Holz"), "{}", page.text);
    site.app.node().pause_offer(&Name::parse("bernd").unwrap(), &first, false).await.unwrap();
    assert!(anna.get(&matches(&own)).await.says("Fräsen von Titan"));
    site.app.node().delete_entry(&first).await.unwrap();
    assert!(!anna.get(&matches(&own)).await.says("Fräsen von Titan"));
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
