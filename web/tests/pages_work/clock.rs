//! What time it is where the reader is: on pages and in mails.

use artel_node::features::mail::MailAddress;
use artel_protocol::Timestamp;
use artel_web::i18n::Lang;
use artel_web::mails::{PasswordReset, Written};
use artel_web::zone;
use axum::http::StatusCode;

use super::browser::{Browser, Site, setup_answers};

/// Publishes an article, and shows where it stands.
async fn publish(browser: &mut Browser) -> String {
    let csrf = browser.get("/write").await.csrf();
    let fields = [
        ("csrf", &*csrf),
        ("do", "publish"),
        ("title", "Neue Fräse"),
        ("summary", ""),
        ("text", "Sie steht."),
        ("language", "de"),
        ("tags", ""),
        ("as", "werkstatt_brandt"),
    ];
    let answer = browser.send_with_file("/write", &fields, b"").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    answer.header("location").to_owned()
}

#[tokio::test]
async fn moments_are_shown_in_the_zone_of_the_account_else_of_the_node_else_in_utc() {
    let (site, mut anna) = Site::set_up().await;
    let csrf = anna.get("/account").await.csrf();
    assert!(anna.get("/account").await.says(" UTC</span>"));
    let choose =
        |zone: &'static str| [("csrf", csrf.clone()), ("zone", zone.to_owned()), ("news", "on".to_owned())];

    let wrong = anna.send_owned("/clock", &choose("Europe/Nowhere")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.says("No such time zone") && wrong.says("value=\"Europe/Nowhere\""), "{}", wrong.text);
    let page = anna.send_owned("/clock", &choose("asia/tokyo")).await;
    assert!(page.says("value=\"Asia/Tokyo\"") && page.says(" JST</time>"), "{}", page.text);
    assert!(page.says("Z\">"), "machines read it in UTC: {}", page.text);
    assert!(anna.get("/account").await.says(" JST</span>"));

    let own = anna.send_owned("/account", &choose("Asia/Tbilisi")).await;
    assert!(own.says("value=\"Asia/Tbilisi\"") && own.says(" UTC+04</span>"), "{}", own.text);
    assert!(anna.get("/clock").await.says(" JST</time>"), "the node's own clock");
    assert!(site.neighbour().await.get("/account").await.says(" JST</span>"), "others keep the node's");
    let wrong = anna.send_owned("/account", &choose("Mars/Olympus")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);

    let article = publish(&mut anna).await;
    let page = site.browser().get(&article).await;
    let (_, time) = page.text.split_once("datetime=\"").unwrap();
    assert!(time.split('"').next().unwrap().ends_with('Z'), "{}", page.text);
}

#[tokio::test]
async fn the_zone_is_chosen_when_the_node_is_set_up() {
    let site = Site::new();
    let (token, mut browser) = (site.app.new_setup_token(), site.browser());
    let page = browser.get(&format!("/setup?token={token}")).await;
    assert!(!page.value_of("zone").unwrap_or_default().is_empty() || page.says("list=\"zones\""));
    let csrf = page.csrf();
    let mut answers = setup_answers(&csrf, &token).to_vec();
    answers.push(("zone", "Moon/Sea"));
    let refused = browser.send("/setup", &answers).await;
    assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.says("No such time zone"));
    answers.pop();
    answers.push(("zone", "Europe/Moscow"));
    assert_eq!(browser.send("/setup", &answers).await.status, StatusCode::SEE_OTHER);
    assert!(browser.get("/clock").await.says(" MSK</time>"));
}

#[tokio::test]
async fn a_mail_says_until_when_in_the_zone_that_surrounds_it() {
    let (site, _) = Site::set_up().await;
    let letter = PasswordReset {
        lang: Lang::De,
        links: vec![("anna".into(), "https://node-a.test/password/new/x".into())],
        expires: Timestamp::parse_rfc3339("2026-11-24T10:30:00Z").unwrap(),
    };
    let to = MailAddress::parse("anna@werkstatt.test").unwrap();
    let written = async { letter.to(site.app.node(), &to) };
    let mail = zone::within(zone::named("Europe/Berlin").unwrap(), written).await.unwrap();
    assert!(mail.plain.contains("11:30 MEZ"), "{}", mail.plain);
}

#[test]
fn zones_have_the_names_of_places() {
    for name in ["Europe/Berlin", "America/Argentina/Buenos_Aires", "UTC"] {
        assert!(zone::named(name).is_some() && zone::names().contains(&name.to_owned()), "{name}");
    }
    for name in ["", "Berlin", "CET", "Etc/GMT+5", "posixrules", "Europe/../UTC", "US/Pacific"] {
        assert!(zone::named(name).is_none() && !zone::names().contains(&name.to_owned()), "{name}");
    }
    assert_eq!(zone::typed(" europe/berlin ").unwrap().as_deref(), Some("Europe/Berlin"));
    assert_eq!(zone::typed("").unwrap(), None);
    assert!(zone::typed("Europe/Nowhere").is_err());
}

#[test]
fn a_new_node_keeps_the_time_of_its_machine_or_of_its_language() {
    assert_eq!(zone::guess(Some("Asia/Tbilisi"), Lang::De), "Asia/Tbilisi");
    assert_eq!(zone::guess(Some("UTC"), Lang::De), "Europe/Berlin");
    assert_eq!(zone::guess(Some("Etc/UTC"), Lang::Ru), "Europe/Moscow");
    assert_eq!(zone::guess(None, Lang::En), "UTC");
}

#[tokio::test]
async fn the_clock_of_the_reader_is_the_one_that_shows() {
    let shown = |name: &str, lang: Lang, moment: &str| {
        let moment = Timestamp::parse_rfc3339(moment).unwrap();
        zone::within(zone::named(name).unwrap(), async move { lang.date_time(moment) })
    };
    assert_eq!(
        shown("Europe/Berlin", Lang::De, "2026-11-24T23:05:00Z").await,
        "25. November 2026, 00:05 MEZ"
    );
    assert_eq!(shown("Europe/Berlin", Lang::En, "2026-07-01T12:00:00Z").await, "1 July 2026, 14:00 CEST");
    assert_eq!(shown("Europe/Moscow", Lang::Ru, "2026-11-24T07:05:00Z").await, "24 ноября 2026, 10:05 МСК");
    assert_eq!(
        shown("Asia/Tbilisi", Lang::En, "2026-11-24T07:05:00Z").await,
        "24 November 2026, 11:05 UTC+04"
    );
    assert_eq!(shown("UTC", Lang::De, "2026-11-24T07:05:00Z").await, "24. November 2026, 07:05 UTC");
}
