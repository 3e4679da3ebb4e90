//! A company that is not named publishes an offer through the organisation that runs its node: nobody learns who it is before
//! it accepts somebody, and it keeps its offer in hand all the same.

use std::collections::HashMap;
use std::time::Duration;

use artel_node::features::accounts::Password;
use artel_node::store::records::Role;
use artel_protocol::{Id, Name};
use axum::http::StatusCode;

use super::browser::{Browser, PASSWORD, Page, Site};
use super::interest::{is_done, logged, pages, step, stored_with};
use super::search::eventually;

/// The client's names: the full one, and the short one.
const NAMES: [&str; 2] = ["Ungenannt & Söhne", "ungenannt_u"];

const OFFER: [(&str, &str); 10] = [
    ("type", "TO"),
    ("title", "Messkopf für Wellen"),
    ("summary", "Ein Betrieb sucht Partner."),
    ("text", "Der Messkopf misst ohne Aufschneiden."),
    ("advantages", "Kein Teil geht verloren."),
    ("stage", "lab"),
    ("rights", "applied"),
    ("partnerships.research", "yes"),
    ("goals.9", "yes"),
    ("anonymous", "yes"),
];

/// The chamber `werkstatt_brandt` whose operator is anna; the client's owner udo, and clara of somebody else.
struct Chamber {
    site: Site,
    anna: Browser,
    udo: Browser,
    clara: Browser,
}

impl Chamber {
    /// One that takes clients like this.
    async fn taking(clients: &str) -> Chamber {
        let (site, mut anna) = Site::set_up().await;
        let node = site.app.node();
        for (short, title, person, role) in [
            (NAMES[1], NAMES[0], "udo", Role::Owner),
            (NAMES[1], NAMES[0], "ulla", Role::Member),
            ("dritte", "Dritte", "clara", Role::Owner),
        ] {
            let (short, person) = (Name::parse(short).unwrap(), Name::parse(person).unwrap());
            if node.view().unwrap().organisation(&short).unwrap().is_none() {
                node.add_organisation(short.clone(), title.into(), "de".into()).await.unwrap();
            }
            node.add_user(person, short, role, Password::parse(PASSWORD).unwrap()).await.unwrap();
        }
        let csrf = anna.get("/clients").await.csrf();
        is_done(&anna.send("/clients", &[("csrf", &csrf), ("clients", clients)]).await);
        let (udo, clara) = (site.log_in("udo").await, site.log_in("clara").await);
        Chamber { site, anna, udo, clara }
    }
}

/// Says a number of a company that is for those whose interest was accepted.
async fn number_for_accepted(browser: &mut Browser, vat: &str) {
    let csrf = browser.get("/company").await.csrf();
    let fields = [("csrf", &*csrf), ("vat", vat), ("see_vat", "accepted")];
    is_done(&browser.send("/company", &fields).await);
}

async fn write(browser: &mut Browser, fields: &[(&str, &str)]) -> Page {
    let page = browser.get("/write?kind=offer").await;
    let (csrf, draft) = (page.csrf(), page.value_of("draft").unwrap());
    let common =
        [("csrf", &*csrf), ("draft", &*draft), ("as", NAMES[1]), ("kind", "offer"), ("do", "publish")];
    browser.send_with_file("/write", &[&common[..], fields].concat(), b"").await
}

/// The id of the offer that was published.
fn offer_at(published: &Page) -> Id {
    is_done(published);
    let number = published.header("location").rsplit('/').next().unwrap();
    Id::parse(&format!("https://node-a.test/o/{number}")).unwrap()
}

async fn press(browser: &mut Browser, page: &str, action: &str, fields: &[(&str, &str)]) -> Page {
    let csrf = browser.get(page).await.csrf();
    browser.send(action, &[&[("csrf", &*csrf)], fields].concat()).await
}

async fn express(browser: &mut Browser, offer: &Id) -> String {
    let fields = [
        ("offer", offer.as_str()),
        ("as", "dritte"),
        ("motivation", "Wir messen Wellen."),
        ("mail", "clara@dritte.example"),
    ];
    let sent = press(browser, "/office", "/interests", &fields).await;
    is_done(&sent);
    sent.header("location").to_owned()
}

fn how_often(text: &str) -> usize {
    // As it is typed, as HTML has it, and as JSON would have it.
    let all = [NAMES[0], "Ungenannt &#38; Söhne", "Ungenannt \\u0026 S", NAMES[1]];
    all.iter().map(|name| text.matches(name).count()).sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_learns_whose_offer_it_is_before_its_owner_accepts() {
    let log = logged();
    let Chamber { site, mut anna, mut udo, mut clara } = Chamber::taking("all").await;
    number_for_accepted(&mut udo, "DE111111111").await;
    number_for_accepted(&mut clara, "DE222222222").await;
    let node = site.app.node().clone();
    tokio::spawn(async move { node.keep_search_until(std::future::pending()).await });
    let fields = [("title", "Bau"), ("name", "bau"), ("organisation", "werkstatt_brandt")];
    is_done(&press(&mut anna, "/communities", "/communities", &fields).await);
    let before = stored_with(&site, &NAMES);
    // What the node says of the client anyway, it says with and without the offer.
    let (mut stranger, nothing) = (site.browser(), Id::parse("https://node-a.test/o/1").unwrap());
    let mut anyway = HashMap::new();
    let own_pages = ["/@ungenannt_u", "/u/ungenannt_u", "/u/ungenannt_u/outbox"].map(str::to_owned);
    for path in pages(&site, &nothing, "/interests/0").into_iter().chain(own_pages.clone()) {
        let most = anyway.entry(path.clone()).or_default();
        for browser in [&mut stranger, &mut clara] {
            for accept in ["text/html", "application/activity+json"] {
                *most = how_often(&browser.get_as(&path, accept).await.text).max(*most);
            }
        }
    }
    assert!(anyway["/about"] > 0 && anyway["/directory"] > 0, "{anyway:?}");

    let readers = [("readers", "community https://node-a.test/s/bau")];
    let published = write(&mut udo, &[&OFFER[..], &readers].concat()).await;
    let offer = offer_at(&published);
    let path = published.header("location").to_owned();
    assert!(path.starts_with("/@werkstatt_brandt/"), "{path}");
    let mut new = stored_with(&site, &NAMES);
    before.iter().for_each(|known| drop(new.iter().position(|key| key == known).map(|at| new.remove(at))));
    assert_eq!(
        new.iter().map(|key| &key[..7]).collect::<Vec<_>>(),
        ["oclient"],
        "one record names the client"
    );

    let interest = express(&mut clara, &offer).await;
    let page = stranger.get(&path).await;
    assert!(page.says("known to the organisation that publishes this"), "{}", page.text);
    assert!(udo.get(&format!("/matches?offer={offer}")).await.status == StatusCode::OK);
    eventually(&mut stranger, "/search?q=Messkopf", &path).await;
    let found = stranger.get("/search?q=Ungenannt").await;
    assert!(!found.says("Messkopf"), "{}", found.text);
    let mut paths = pages(&site, &offer, &interest);
    paths.extend(own_pages);
    paths.extend(["/search?q=Messkopf", &interest].map(str::to_owned));
    let (mut looked_at, mut about_it) = (0, 0);
    for path in paths {
        for browser in [&mut stranger, &mut clara] {
            for accept in ["text/html", "application/activity+json"] {
                let page = browser.get_as(&path, accept).await;
                let anyway = anyway.get(&path).copied().unwrap_or_default();
                assert!(how_often(&page.text) <= anyway, "{path}: {}", page.text);
                assert!(!path.contains("ungenannt_u") || !page.says("Messkopf"), "{path}: {}", page.text);
                looked_at += 1;
                about_it += usize::from(page.says("Messkopf"));
            }
        }
    }
    assert!(looked_at > 300 && about_it > 10, "{looked_at}, {about_it}");
    for element in stored_activities(&site) {
        let about_offer = element.contains(offer.as_str()) || element.contains("Messkopf");
        assert!(!about_offer || how_often(&element) == 0, "{element}");
    }
    assert!(!log.says(NAMES[0]));

    let received = udo.get("/interests").await;
    assert!(received.says(&interest) && received.says("Your offers without your name"), "{}", received.text);
    assert!(!anna.get("/interests").await.says(&interest), "who publishes it has no part in it");
    assert_eq!(anna.get(&interest).await.status, StatusCode::FORBIDDEN);
    assert!(udo.get("/notifications").await.says(&interest));
    is_done(&press(&mut udo, &interest, &format!("{interest}/message"), &[("text", "Welche Wellen?")]).await);
    let asked = clara.get(&interest).await;
    assert!(asked.says("Welche Wellen?") && how_often(&asked.text) == 0, "{}", asked.text);

    let accepted = [("do", "accept"), ("mail", "udo@ungenannt.example")];
    is_done(&step(&mut udo, &interest, &accepted).await);
    let told = clara.get(&interest).await;
    assert!(how_often(&told.text) > 0 && told.says("udo@ungenannt.example"), "{}", told.text);
    // A page that shows more than before would tell too: the client says itself what it wants to say.
    assert!(!clara.get("/@ungenannt_u").await.says("DE111111111"));
    assert!(udo.get("/@dritte").await.says("DE222222222"), "whose interest it accepted is no secret to it");
    assert!(!anna.get("/@dritte").await.says("DE222222222"), "who publishes for it is no party");
    for path in [&*path, "/offers", "/@werkstatt_brandt"] {
        assert_eq!(how_often(&clara.get(path).await.text), 0, "{path}");
        assert_eq!(how_often(&stranger.get(path).await.text), 0, "{path}");
    }
    assert!(!log.says(NAMES[0]));
}

/// Every activity that is kept, sent or in a set.
fn stored_activities(site: &Site) -> Vec<String> {
    let view = site.app.node().view().unwrap();
    let all = view.prefix(&[], artel_node::store::engine::Direction::Forward, usize::MAX).unwrap();
    let texts = all.into_iter().map(|(_, value)| String::from_utf8_lossy(&value).into_owned());
    texts
        .filter(|text| text.contains("\"type\":\"Create\"") || text.contains("\"type\":\"Announce\""))
        .collect()
}

#[tokio::test]
async fn its_owner_edits_pauses_renews_and_withdraws_it_and_nobody_else_does() {
    let Chamber { site, mut udo, mut clara, .. } = Chamber::taking("all").await;
    let published = write(&mut udo, &OFFER).await;
    let path = published.header("location").to_owned();
    let page = udo.get(&path).await;
    assert!(page.says("This is your offer.") && page.says(&format!("{path}/pause")), "{}", page.text);
    is_done(&press(&mut udo, &path, &format!("{path}/pause"), &[]).await);
    assert!(site.browser().get(&path).await.says("class=\"notice\""), "it is paused");
    is_done(&press(&mut udo, &path, &format!("{path}/resume"), &[]).await);
    let renewed = press(&mut udo, &path, &format!("{path}/renew"), &[]).await;
    assert_eq!(renewed.status, StatusCode::UNPROCESSABLE_ENTITY, "it is too early, but it is udo's to do");

    let edit = udo.get(&format!("{path}/edit")).await;
    let csrf = edit.csrf();
    let edited = async |browser: &mut Browser, csrf: &str, more: &[(&str, &str)]| {
        let mut fields = vec![("csrf", csrf), ("kind", "offer"), ("do", "publish")];
        fields.extend(OFFER.iter().filter(|(name, _)| !more.iter().any(|(other, _)| other == name)));
        fields.extend(more);
        browser.send_with_file(&format!("{path}/edit"), &fields, b"").await
    };
    is_done(&edited(&mut udo, &csrf, &[("title", "Messkopf für lange Wellen")]).await);
    assert!(site.browser().get(&path).await.says("Messkopf für lange Wellen"));
    let named = edited(&mut udo, &csrf, &[("anonymous", "")]).await;
    assert!(named.says("has no name and keeps none"), "{}", named.text);
    let told = edited(&mut udo, &csrf, &[("text", "Wir sind ungenannt & söhne.")]).await;
    assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(told.says("Leave your name out here.") && told.says("ungenannt &#38; söhne"), "{}", told.text);

    let others = clara.get("/office").await.csrf();
    for act in ["pause", "renew", "delete"] {
        let refused = clara.send(&format!("{path}/{act}"), &[("csrf", &others)]).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{act}");
    }
    assert_eq!(edited(&mut clara, &others, &[]).await.status, StatusCode::FORBIDDEN);
    let own =
        press(&mut udo, "/office", "/interests", &[("offer", "https://node-a.test/o/1"), ("as", "udo")]);
    assert_ne!(own.await.status, StatusCode::SEE_OTHER);
    is_done(&press(&mut udo, &format!("{path}/delete"), &format!("{path}/delete"), &[]).await);
    assert_eq!(site.browser().get(&path).await.status, StatusCode::GONE);
    assert!(!stored_with(&site, &[NAMES[1]]).iter().any(|key| key.starts_with("oclient")));
}

#[tokio::test]
async fn an_officer_reads_it_first_where_that_is_wanted() {
    let Chamber { site, mut anna, mut udo, mut clara } = Chamber::taking("agreed").await;
    let handed_in = write(&mut udo, &OFFER).await;
    assert_eq!(handed_in.header("location"), "/drafts", "{}", handed_in.text);
    assert!(udo.get("/drafts").await.says("An officer of this node will read it."));
    assert!(!site.browser().get("/offers").await.says("Messkopf"));
    let waiting = anna.get("/clients").await;
    let link = waiting.text.split("href=\"/clients/").nth(1).unwrap().split('"').next().unwrap();
    let link = format!("/clients/{link}");
    assert_eq!(clara.get(&link).await.status, StatusCode::FORBIDDEN);
    assert!(!udo.get("/approvals").await.says("Messkopf"), "the client's own people do not approve it");
    let page = anna.get(&link).await;
    assert!(page.says("in the name of") && page.says("Werkstatt Brandt"), "{}", page.text);

    let reason = press(&mut anna, &link, &format!("{link}/return"), &[("reason", "Zu kurz.")]).await;
    assert_eq!(reason.header("location"), "/clients");
    let sent_back = udo.get("/drafts").await;
    assert!(sent_back.says("Zu kurz."), "{}", sent_back.text);
    let again = sent_back.text.split("href=\"/drafts/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let form = udo.get(&format!("/drafts/{again}")).await;
    let (csrf, draft) = (form.csrf(), form.value_of("draft").unwrap());
    let common =
        [("csrf", &*csrf), ("draft", &*draft), ("as", NAMES[1]), ("kind", "offer"), ("do", "publish")];
    let again = udo.send_with_file("/write", &[&common[..], &OFFER].concat(), b"").await;
    assert_eq!(again.header("location"), "/drafts", "{}", again.text);
    let seen = anna.get(&link).await.value_of("seen").unwrap();
    let published = press(&mut anna, &link, &format!("{link}/publish"), &[("seen", &seen)]).await;
    let offer = offer_at(&published);
    let path = published.header("location").to_owned();
    assert!(path.starts_with("/@werkstatt_brandt/"));
    assert!(udo.get("/interests").await.says(&path), "it is the client's, whoever let it appear");
    assert!(anna.get("/clients").await.says("Ungenannt"), "the officers know whose it is");

    // What they change is read again; that it is paused needs no reading.
    is_done(&press(&mut udo, &path, &format!("{path}/pause"), &[]).await);
    let csrf = udo.get(&format!("{path}/edit")).await.csrf();
    let fields = [
        &OFFER[..],
        &[("title", "Messkopf, anders"), ("kind", "offer"), ("do", "publish"), ("csrf", &*csrf)],
    ];
    let fields: Vec<_> = fields.concat().into_iter().filter(|field| *field != OFFER[1]).collect();
    let changed = udo.send_with_file(&format!("{path}/edit"), &fields, b"").await;
    assert_eq!(changed.header("location"), "/drafts", "{}", changed.text);
    assert!(!site.browser().get(&path).await.says("Messkopf, anders"));
    let waiting = anna.get("/clients").await;
    let link = format!(
        "/clients/{}",
        waiting.text.split("href=\"/clients/").nth(1).unwrap().split('"').next().unwrap()
    );
    let seen = anna.get(&link).await.value_of("seen").unwrap();
    is_done(&press(&mut anna, &link, &format!("{link}/publish"), &[("seen", &seen)]).await);
    let page = site.browser().get(&path).await;
    assert!(page.says("Messkopf, anders") && how_often(&page.text) == 0, "{}", page.text);
    assert_eq!(offer.host(), "node-a.test");
}

#[tokio::test]
async fn who_is_not_taken_is_told_so_in_the_form() {
    let Chamber { site, mut anna, mut udo, .. } = Chamber::taking("none").await;
    let refused = write(&mut udo, &OFFER).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.says("publishes no offers without a name"), "{}", refused.text);
    assert!(refused.says("use an account at your hub"), "a node of one's own is no way");
    assert!(refused.says("name=\"anonymous\" value=\"yes\" checked"), "{}", refused.text);
    assert!(stored_with(&site, &["Messkopf"]).iter().all(|key| !key.starts_with('E')));

    // Where members are read first, an owner decides about this.
    is_done(&press(&mut anna, "/clients", "/clients", &[("clients", "all")]).await);
    is_done(&press(&mut udo, "/approvals", "/approvals/switch", &[("approves", "yes")]).await);
    let mut ulla = site.log_in("ulla").await;
    let refused = write(&mut ulla, &OFFER).await;
    assert!(refused.says("Ask an owner or a moderator"), "{}", refused.text);
    assert_eq!(
        press(&mut ulla, "/office", "/clients", &[("clients", "none")]).await.status,
        StatusCode::FORBIDDEN
    );

    let told: Vec<_> = OFFER.into_iter().filter(|(field, _)| *field != "title").collect();
    let told = write(&mut udo, &[&told[..], &[("title", "Messkopf von Ungenannt & Söhne")]].concat()).await;
    assert!(told.says("Leave your name out here."), "{}", told.text);
    let named: Vec<_> = OFFER.into_iter().filter(|(field, _)| *field != "anonymous").collect();
    let path = write(&mut udo, &named).await.header("location").to_owned();
    assert!(path.starts_with("/@ungenannt_u/"), "{path}");
    let csrf = udo.get(&format!("{path}/edit")).await.csrf();
    let fields = [&OFFER[..], &[("kind", "offer"), ("do", "publish"), ("csrf", &*csrf)]].concat();
    let late = udo.send_with_file(&format!("{path}/edit"), &fields, b"").await;
    assert!(late.says("Your name stands under this offer already."), "{}", late.text);
}

#[tokio::test]
async fn with_the_client_its_offers_go() {
    let Chamber { site, mut udo, .. } = Chamber::taking("all").await;
    let path = write(&mut udo, &OFFER).await.header("location").to_owned();
    site.app.node().erase_organisation(&Name::parse(NAMES[1]).unwrap()).await.unwrap();
    assert_eq!(site.browser().get(&path).await.status, StatusCode::GONE);
    assert!(!stored_with(&site, &[NAMES[1]]).iter().any(|key| key.starts_with("oclient")));
}

#[tokio::test]
async fn who_is_behind_an_offer_is_reminded_of_its_end() {
    let Chamber { site, mut anna, mut udo, .. } = Chamber::taking("all").await;
    let node = site.app.node();
    let soon = node.clock().now().plus(Duration::from_secs(5 * 24 * 3600)).to_day();
    let offer = [&OFFER[..], &[("until", &*soon)]].concat();
    let path = write(&mut udo, &offer).await.header("location").to_owned();
    node.remind_of_ends().await.unwrap();
    assert!(udo.get("/notifications").await.says(&path));
    assert!(!anna.get("/notifications").await.says(&path), "who publishes it has nothing to do about it");
}
