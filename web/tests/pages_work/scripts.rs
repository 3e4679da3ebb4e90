//! Nothing that somebody types becomes a script (T-WEB 1): every text field of every form that an operator reaches is
//! filled with what would be one, then every page is looked at.

mod forms;

use std::collections::{BTreeMap, BTreeSet};

use artel_node::features::publishing::{Draft, Readers};
use artel_node::store::records::AdmissionRecord;
use artel_protocol::interest::Contact;
use artel_protocol::{Id, Name};
use axum::http::StatusCode;
use scraper::Html;

use super::browser::{Browser, PASSWORD, Page, Site};
use super::spaces;
use forms::{Form, all, forms};

const SCRIPT: &str =
    "\"'><script>alert(1)</script><img src=x onerror=alert(1)><a href=\"javascript:alert(1)\">x</a>";
const ADDRESS: &str = "javascript:alert(1)";
/// How many pages are walked to at most; there are about three hundred.
const PAGES: usize = 1000;
/// Where one begins to walk.
const STARTS: [&str; 17] = [
    "/",
    "/office",
    "/write",
    "/account",
    "/@werkstatt_brandt",
    "/apply",
    "/login",
    "/applications",
    "/spaces",
    "/space/fragen/arrange",
    "/interests",
    "/offers",
    "/offers?type=BO",
    "/offers/saved",
    "/search",
    "/directory",
    "/company",
];
/// Forms after which nobody is there to fill the next one.
const ENDS: [&str; 6] =
    ["/logout", "/leave", "/erase", "/account/sessions/end", "/account/password", "/account/second-factor"];
/// Forms that have to be among those that are filled, by the beginnings of their names; a star stands for a key.
const FILLED: [&str; 20] = [
    "/answer",
    "/communities/bau/about",
    "/company",
    "/interest/new",
    "/interests  :",
    "/interests/*/message ",
    "/interests/*/step ",
    "/offers ",
    "/offers/saved",
    "/report",
    "/search",
    "/space/fragen/arrange",
    "/space/fragen/order  ban",
    "/space/fragen/order  hide",
    "/space/fragen/order  warn",
    "/spaces",
    "/vouch",
    "/write offer",
    "/write poll",
    "/write topic",
];

fn links(text: &str) -> BTreeSet<String> {
    let page = Html::parse_document(text);
    let hrefs = all(&page, "a[href]").into_iter().filter_map(|link| link.attr("href"));
    let own =
        hrefs.filter(|href| href.starts_with('/') && !href.starts_with("//") && !href.contains("lang="));
    own.map(|href| href.split('#').next().unwrap_or_default().to_owned()).collect()
}

/// What would run in a browser.
fn what_runs(page: &Page) -> Vec<String> {
    match page.header("content-type").starts_with("text/html") {
        true => what_runs_in(&page.text),
        false => Vec::new(),
    }
}

fn what_runs_in(text: &str) -> Vec<String> {
    let html = Html::parse_document(text);
    let mut found: Vec<String> = all(&html, "script:not([src]):not([type='application/ld+json'])")
        .into_iter()
        .map(|script| script.html())
        .collect();
    for element in all(&html, "*") {
        let runs = |name: &str, value: &str| {
            let value = value.trim().to_ascii_lowercase();
            name.starts_with("on")
                || (["href", "src", "action", "formaction"].contains(&name)
                    && value.starts_with("javascript:"))
        };
        if element.value().attrs().any(|(name, value)| runs(name, value)) {
            found.push(element.html().chars().take(200).collect());
        }
    }
    for data in all(&html, "script[type='application/ld+json']") {
        let text: String = data.text().collect();
        if serde_json::from_str::<serde_json::Value>(&text).is_err() {
            found.push(text);
        }
    }
    found
}

/// Every page that links lead to, by its address.
async fn walk(browser: &mut Browser, from: &[&str]) -> BTreeMap<String, Page> {
    let mut seen: BTreeMap<String, Page> = BTreeMap::new();
    let mut waiting: Vec<String> = from.iter().map(ToString::to_string).collect();
    while let Some(path) = waiting.pop() {
        if seen.len() == PAGES || seen.contains_key(&path) {
            continue;
        }
        let page = browser.get(&path).await;
        if page.status == StatusCode::SEE_OTHER {
            waiting.push(page.header("location").to_owned());
        }
        if page.header("content-type").starts_with("text/html") {
            waiting.extend(links(&page.text));
        }
        seen.insert(path, page);
    }
    seen
}

/// A site where there is something to see on most pages.
async fn lived_in() -> (Site, Browser) {
    let (site, mut anna) = Site::mailing().await;
    let node = site.app.node();
    let admission =
        AdmissionRecord { open: true, questions: vec!["Was?".into()], per_day: 100, backlog: 100 };
    node.set_admission(admission).await.unwrap();
    let company = Name::parse("werkstatt_brandt").unwrap();
    let draft = Draft { title: "Neue Fräse".into(), markdown: "Sie steht.".into(), ..Draft::default() };
    let article = node.publish("article", &company, &draft).await.unwrap();
    spaces::settle(&site, &mut anna).await;
    let bernd = Name::parse("bernd").unwrap();
    let answer = Draft { markdown: "Schön!".into(), ..Draft::default() };
    node.publish_answer("post", &bernd, &answer, Some(&article)).await.unwrap();
    let topic = Draft {
        title: "Welcher Leim?".into(),
        markdown: "Für draußen.".into(),
        readers: Readers::Space(Id::parse("https://node-a.test/s/fragen").unwrap()),
        ..Draft::default()
    };
    let topic = node.publish("topic", &Name::parse("nachbar").unwrap(), &topic).await.unwrap();
    node.publish_answer("post", &bernd, &answer, Some(&topic)).await.unwrap();
    trade(&site).await;
    (site, anna)
}

/// Offers of both companies, and interest in each: one is asked about, of another the reader asks.
async fn trade(site: &Site) {
    let node = site.app.node();
    let own = site.offer("werkstatt_brandt", "Fräsen von Titan", &[]).await;
    let theirs = site.offer("nachbar", "Fräsen von Holz", &[("closed", "")]).await;
    site.offer("nachbar", "Drehen von Holz", &[]).await;
    let contact = Contact::of(|field| if field == "mail" { "bernd@nachbar.example" } else { "" });
    for (by, offer) in [("nachbar", &own), ("werkstatt_brandt", &theirs)] {
        let by = Name::parse(by).unwrap();
        node.express_interest(&by, offer, "Wir auch.", contact.clone()).await.unwrap();
    }
}

/// The forms with text fields on every page that links lead to.
async fn forms_of(browser: &mut Browser) -> BTreeSet<Form> {
    let pages = walk(browser, &STARTS).await;
    let all = pages.values().flat_map(|page| forms(&page.text));
    let mut found: BTreeSet<Form> =
        all.filter(|form| !form.typed.is_empty() && !ENDS.contains(&&*form.action)).collect();
    found.extend(profiles(browser, &found).await);
    found
}

/// The form of a profile with everything that is asked for a type of it.
async fn profiles(browser: &mut Browser, found: &BTreeSet<Form>) -> Vec<Form> {
    let Some(blank) = found.iter().find(|form| form.action == "/write" && form.value("kind") == "offer")
    else {
        return Vec::new();
    };
    let mut whole = Vec::new();
    for profile in ["TO", "TR", "RDR"] {
        let mut form = blank.clone();
        let kind = form.fields.iter_mut().find(|(name, _)| name == "type").unwrap();
        kind.1 = profile.to_owned();
        let page = form.send(browser, "check").await;
        whole.extend(forms(&page.text).into_iter().filter(|form| form.action == "/write"));
    }
    whole
}

/// Fills every text field of a form in turn, and where something is published by it, all at once. Yields what would run in
/// the answers, and how many were taken.
async fn fill_each(browser: &mut Browser, form: &Form) -> (Vec<String>, usize) {
    let (mut wrong, mut taken) = (Vec::new(), 0);
    let mut look = |field: &str, answer: &Page| {
        assert!(!answer.status.is_server_error(), "{field}: {}", answer.status);
        taken += usize::from(answer.status == StatusCode::SEE_OTHER);
        wrong.extend(what_runs(answer).into_iter().map(|what| format!("{field}: {what}")));
    };
    for typed in [SCRIPT, ADDRESS] {
        for place in &form.typed {
            let answer = form.fill(browser, *place, typed).await;
            look(&format!("{} {}", form.action, form.fields[*place].0), &answer);
        }
        // Before its type is chosen, a profile is not asked for everything that it needs.
        let is_whole = form.value("kind") != "offer" || !form.value("partnerships.research").is_empty();
        if form.can("publish") && is_whole {
            let name = form.name();
            let checked = form.full_of(typed, &BTreeSet::new()).sent_to("/write/check");
            look(&name, &checked.send(browser, "check").await);
            let published = form.publish_full_of(browser, typed).await;
            look(&name, &published);
            let is_new = form.action == "/write";
            assert!(!is_new || published.status == StatusCode::SEE_OTHER, "{name}: {}", shown(&published));
        }
    }
    (wrong, taken)
}

/// The sentences beside the fields, if a form came back.
fn shown(page: &Page) -> String {
    let html = Html::parse_document(&page.text);
    all(&html, ".problem, h1").into_iter().map(|said| said.html()).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_script_in_a_page_would_be_noticed() {
    assert_eq!(what_runs_in(&format!("<p>{SCRIPT}</p>")).len(), 3);
    assert_eq!(what_runs_in(&format!("<p title=\"{SCRIPT}\">x</p>")).len(), 3);
    assert_eq!(what_runs_in(&format!("<a href=\"{ADDRESS}\">x</a>")).len(), 1);
    assert!(what_runs_in("<script src=\"/static/app.js\"></script><a href=\"/\">x</a>").is_empty());
}

#[tokio::test]
async fn what_is_typed_into_any_field_never_runs() {
    let (site, mut operator) = lived_in().await;
    let mut stranger = site.browser();
    let (mut wrong, mut done, mut taken) = (Vec::new(), BTreeSet::new(), 0);
    // What was sent brings further forms: an application can be refused, a draft approved.
    for _ in 0..2 {
        for browser in [&mut stranger, &mut operator] {
            for form in forms_of(browser).await {
                if !done.insert(form.name()) {
                    continue;
                }
                let (found, kept) = fill_each(browser, &form).await;
                wrong.extend(found);
                taken += kept;
            }
        }
        // One of the forms may have ended the session.
        if operator.get("/account").await.status != StatusCode::OK {
            operator = site.log_in("anna").await;
        }
    }
    for wanted in FILLED {
        let (begin, rest) = wanted.split_once('*').unwrap_or((wanted, ""));
        let is_it = |form: &String| form.strip_prefix(begin).is_some_and(|after| after.contains(rest));
        assert!(done.iter().any(is_it), "{wanted} is not among {done:#?}");
    }
    assert!(taken > 60, "only {taken} of what was sent was taken");
    for browser in [&mut operator, &mut stranger] {
        for (path, page) in walk(browser, &STARTS).await {
            wrong.extend(what_runs(&page).into_iter().map(|what| format!("{path}: {what}")));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test]
async fn what_a_stranger_says_of_an_offer_never_runs_for_its_owner() {
    let (site, mut owner) = lived_in().await;
    let mut stranger = site.browser();
    let walked = walk(&mut stranger, &["/offers"]).await;
    let found = walked.values().flat_map(|page| forms(&page.text));
    let form = found.into_iter().find(|form| form.action == "/interest/new").expect("it can be asked about");
    let sent = form.full_of(SCRIPT, &BTreeSet::from(["mail".to_owned()])).send(&mut stranger, "").await;
    assert!(sent.says("role=\"status\""), "{}", sent.text);
    let mails = site.app.node().mails_waiting().unwrap();
    let plain = &mails.last().unwrap().record.plain;
    let confirm = plain.split_whitespace().find(|word| word.contains("/interest/confirm/")).unwrap();
    let confirm = confirm.trim_start_matches("https://node-a.test").to_owned();
    let asked = stranger.get(&confirm).await;
    assert!(what_runs(&asked).is_empty() && asked.says("alert(1)"), "{}", asked.text);
    let follow = forms(&asked.text).remove(0).send(&mut stranger, "").await.header("location").to_owned();
    let message = forms(&stranger.get(&follow).await.text);
    let message = message.into_iter().find(|form| form.action.ends_with("/message")).unwrap();
    message.full_of(SCRIPT, &BTreeSet::new()).send(&mut stranger, "").await;
    let mut pages = walk(&mut owner, &["/interests", "/notifications"]).await;
    pages.insert(follow.clone(), stranger.get(&follow).await);
    let typed = pages.values().filter(|page| page.says("alert(1)")).count();
    assert!(typed >= 3, "it stands on {typed} pages");
    for (path, page) in pages {
        assert_eq!(what_runs(&page), Vec::<String>::new(), "{path}");
    }
    for mail in site.app.node().mails_waiting().unwrap() {
        assert_eq!(what_runs_in(&mail.record.html), Vec::<String>::new());
    }
}
