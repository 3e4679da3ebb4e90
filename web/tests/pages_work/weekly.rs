//! The weekly mail: it tells once a week of what was new where its reader may read, and is easily got rid of.

use artel_node::features::accounts::Password;
use artel_node::features::mail::{MailAddress, MailKind, MailRecord};
use artel_node::features::publishing::Draft;
use artel_node::store::records::Role;
use artel_protocol::Name;
use artel_protocol::interest::Contact;
use axum::http::StatusCode;

use super::browser::{Browser, PASSWORD, Page, Site};
use super::interest;
use super::spaces::{begin, open, send, settle};

const HOUR: u64 = 3600;
const DAY: u64 = 24 * HOUR;

/// A node that sends mail, with a forum, and bernd who has an address.
async fn with_mail() -> (Site, Browser, Browser) {
    let (site, mut anna) = Site::mailing().await;
    let mut bernd = settle(&site, &mut anna).await;
    set(&mut bernd, "bernd@nachbar.test", true).await;
    (site, anna, bernd)
}

/// Sends the form of somebody's account.
async fn set(browser: &mut Browser, mail: &str, weekly: bool) -> Page {
    let mut fields = vec![("mail", mail), ("language", "de"), ("confirm_password", PASSWORD)];
    fields.extend(weekly.then_some(("weekly", "on")));
    let sent = send(browser, "/account", "/account", &fields).await;
    assert_eq!(sent.status, StatusCode::OK, "{}", sent.text);
    sent
}

/// Publishes something in a space.
async fn publish(browser: &mut Browser, space: &str, other: &[(&str, &str)]) {
    let readers = format!("space https://node-a.test/s/{space}");
    let kind = other.iter().find(|(name, _)| *name == "kind").unwrap().1;
    let page = browser.get(&format!("/write?kind={kind}&readers={}", readers.replace(' ', "+"))).await;
    let (csrf, author) = (page.csrf(), page.value_of("as").unwrap());
    let mut fields = vec![
        ("csrf", &*csrf),
        ("text", "Wer weiß etwas?"),
        ("as", &*author),
        ("readers", &*readers),
        ("do", "publish"),
    ];
    fields.extend(other);
    let sent = browser.send_with_file("/write", &fields, b"").await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
}

/// Has everybody looked at who is due, and yields the mails that wait for somebody.
async fn mails_to(site: &Site, address: &str) -> Vec<MailRecord> {
    artel_web::weekly::send(site.app.node()).await.unwrap();
    let waiting = site.app.node().mails_waiting().unwrap().into_iter().map(|mail| mail.record);
    waiting.filter(|mail| mail.kind == MailKind::Weekly && mail.to.as_str() == address).collect()
}

async fn mails(site: &Site) -> Vec<MailRecord> {
    mails_to(site, "bernd@nachbar.test").await
}

#[tokio::test]
async fn it_tells_in_the_readers_language_of_what_was_new() {
    let (site, mut anna) = Site::mailing().await;
    let mut bernd = settle(&site, &mut anna).await;
    let own = begin(&mut bernd, "Von Bernd selbst").await;
    set(&mut bernd, "bernd@nachbar.test", true).await;
    let brokerage = [("name", "boerse"), ("title", "Börse"), ("kind", "brokerage")];
    assert_eq!(open(&mut anna, &brokerage).await.header("location"), "/space/boerse");
    let topic = begin(&mut anna, "Titan fräsen").await;
    publish(&mut anna, "fragen", &[("kind", "article"), ("title", "Aus der Werkstatt")]).await;
    let offer = [
        ("kind", "offer"),
        ("type", "BR"),
        ("title", "Härten von Wellen"),
        ("summary", "Eine Werkstatt sucht eine Härterei."),
        ("sought", "Induktives Härten."),
        ("partnerships.supplier", "yes"),
        ("goals.9", "yes"),
    ];
    publish(&mut anna, "boerse", &offer).await;
    let entry = anna.get(&own).await.value_of("entry").unwrap();
    let answer = [("entry", &*entry), ("back", &*own), ("text", "Ja."), ("as", "anna")];
    assert_eq!(send(&mut anna, &own, "/answer", &answer).await.status, StatusCode::SEE_OTHER);
    assert!(mails(&site).await.is_empty(), "no week has gone by");
    site.forward(7 * DAY + HOUR);
    let mails = mails(&site).await;
    let [mail] = &mails[..] else { panic!("one mail, not {}", mails.len()) };
    assert_eq!(mail.subject, "Die Woche auf node-a.test");
    for said in [
        "Neue Gespräche\n",
        "* Titan fräsen (Fragen)\n",
        "Neue Artikel\n",
        "* Aus der Werkstatt (Fragen)\n",
        "Neue Angebote\n",
        "* Härten von Wellen (Börse)\n",
        "Eine Mitteilung wartet auf Sie.",
        &format!("https://node-a.test{topic}"),
    ] {
        assert!(mail.plain.contains(said), "{said}: {}", mail.plain);
    }
    assert!(!mail.plain.contains("Von Bernd selbst"), "one's own is no news: {}", mail.plain);
    let page = bernd.get(topic.as_str()).await;
    assert_eq!(page.status, StatusCode::OK, "the link leads there");
}

#[tokio::test]
async fn it_names_older_conversations_with_the_most_new_answers() {
    let (site, mut anna, mut bernd) = with_mail().await;
    let (quiet, asked) = (begin(&mut anna, "Stilles").await, begin(&mut anna, "Gefragtes").await);
    site.forward(7 * DAY + HOUR);
    assert_eq!(mails(&site).await.len(), 1);
    for (topic, times) in [(&quiet, 1), (&asked, 2)] {
        let entry = anna.get(topic).await.value_of("entry").unwrap();
        for number in 0..times {
            let text = format!("Noch etwas: {number}.");
            let answer = [("entry", &*entry), ("back", &**topic), ("text", &*text), ("as", "anna")];
            assert_eq!(send(&mut anna, topic, "/answer", &answer).await.status, StatusCode::SEE_OTHER);
        }
    }
    bernd.get(&asked).await;
    site.forward(7 * DAY + HOUR);
    let mails = mails(&site).await;
    let plain = &mails[1].plain;
    let first = plain.find("* Gefragtes (Fragen) · 2 neue Antworten").expect(plain);
    assert!(plain.find("* Stilles (Fragen) · 1 neue Antwort").expect(plain) > first, "{plain}");
    assert!(plain.contains("Am meisten beantwortet") && !plain.contains("Neue Gespräche"), "{plain}");
}

#[tokio::test]
async fn it_comes_once_a_week_also_after_a_stop_and_when_the_clock_is_set() {
    let (site, mut anna, _) = with_mail().await;
    begin(&mut anna, "Titan fräsen").await;
    site.forward(8 * DAY);
    let (one, other) = (artel_web::weekly::send(site.app.node()), artel_web::weekly::send(site.app.node()));
    let (one, other) = tokio::join!(one, other);
    one.and(other).unwrap();
    assert_eq!(mails(&site).await.len(), 1, "two rounds at once are one");
    begin(&mut anna, "Gleich danach").await;
    site.forward(6 * DAY);
    assert_eq!(mails(&site).await.len(), 1, "the week is not over");
    // A browser holds on to its node.
    drop(anna);
    let folder = site.close();
    let site = Site::mailing_in(folder);
    // Its clock is that of the day on which all began: it was ahead before, and is set back.
    assert_eq!(mails(&site).await.len(), 1, "a clock that is set back makes no second mail");
    let mut anna = site.log_in("anna").await;
    begin(&mut anna, "Nach dem Neustart").await;
    site.forward(6 * DAY);
    assert_eq!(mails(&site).await.len(), 1, "and the week begins anew");
    site.forward(DAY + HOUR);
    let mails = mails(&site).await;
    assert_eq!(mails.len(), 2, "but does not take for ever");
    // By its clock the second was written before the first.
    assert!(mails[0].plain.contains("Nach dem Neustart"), "{}", mails[0].plain);
}

#[tokio::test]
async fn it_tells_of_whom_the_reader_follows_and_of_what_waits() {
    let (site, mut anna, mut bernd) = with_mail().await;
    let follow = [("handle", "@werkstatt_brandt@node-a.test"), ("as", "nachbar")];
    assert_eq!(
        send(&mut bernd, "/following", "/following/follow", &follow).await.status,
        StatusCode::SEE_OTHER
    );
    let (company, neighbour) = (Name::parse("werkstatt_brandt").unwrap(), Name::parse("nachbar").unwrap());
    let node = site.app.node();
    let article = |title: &str| Draft { title: title.into(), markdown: "Text.".into(), ..Draft::default() };
    let published = node.publish("article", &company, &article("Neue Fräse")).await.unwrap();
    node.publish("article", &neighbour, &article("Vom Nachbarn selbst")).await.unwrap();
    publish(&mut anna, "fragen", &[("kind", "article"), ("title", "Aus der Werkstatt")]).await;
    let offer = interest::publish(&site, "nachbar", "Messkopf", false).await;
    let asked = node.express_interest(&company, &offer, "Wir messen Wellen.", contact()).await;
    assert!(asked.is_ok(), "{asked:?}");
    site.forward(8 * DAY);
    let mail = mails(&site).await.remove(0);
    assert!(mail.plain.contains("* Neue Fräse (Werkstatt Brandt)\n"), "{}", mail.plain);
    assert_eq!(mail.plain.matches("Aus der Werkstatt").count(), 1, "it stands in a space: {}", mail.plain);
    assert!(mail.plain.contains("Eine Interessenbekundung wartet auf Ihre Antwort."), "{}", mail.plain);
    assert!(
        !mail.plain.contains("Vom Nachbarn selbst") && !mail.plain.contains("Messkopf"),
        "{}",
        mail.plain
    );
    let page = published.path().replace("/o/", "/@werkstatt_brandt/");
    assert!(mail.plain.contains(&format!("https://node-a.test{page}")), "{}", mail.plain);
    assert_eq!(bernd.get(&page).await.status, StatusCode::OK, "the link leads there");

    let mute = [("actor", "https://node-a.test/u/werkstatt_brandt"), ("as", "nachbar")];
    assert_eq!(send(&mut bernd, "/mutes", "/mutes/mute", &mute).await.status, StatusCode::SEE_OTHER);
    node.publish("article", &company, &article("Noch eine Fräse")).await.unwrap();
    begin(&mut anna, "Titan fräsen").await;
    site.forward(8 * DAY);
    let mail = mails(&site).await.remove(1);
    assert!(mail.plain.contains("Titan fräsen") && !mail.plain.contains("Fräse ("), "{}", mail.plain);
}

fn contact() -> Contact {
    Contact { person: "Anna".into(), phone: "+49 40 1".into(), ..Contact::default() }
}

#[tokio::test]
async fn what_is_for_members_is_told_to_members_alone() {
    let (site, mut anna, _) = with_mail().await;
    let node = site.app.node();
    let name = |text: &str| Name::parse(text).unwrap();
    node.add_organisation(name("gast"), "Gast".into(), "de".into()).await.unwrap();
    let password = Password::parse(PASSWORD).unwrap();
    node.add_user(name("carla"), name("gast"), Role::Owner, password).await.unwrap();
    let mut carla = site.log_in("carla").await;
    set(&mut carla, "carla@gast.test", true).await;
    let members = [("name", "intern"), ("title", "Nur für uns"), ("members_only", "yes")];
    assert_eq!(open(&mut anna, &members).await.header("location"), "/space/intern");
    publish(&mut anna, "intern", &[("kind", "topic"), ("title", "Geheime Preise")]).await;
    begin(&mut anna, "Titan fräsen").await;
    site.forward(8 * DAY);
    let (bernd, carla) = (mails(&site).await, mails_to(&site, "carla@gast.test").await);
    assert!(bernd[0].plain.contains("Geheime Preise"), "{}", bernd[0].plain);
    assert!(carla[0].plain.contains("Titan fräsen"), "{}", carla[0].plain);
    for secret in ["Geheime", "Nur für uns"] {
        let says = carla[0].plain.contains(secret) || carla[0].html.contains(secret);
        assert!(!says, "{secret}: {}", carla[0].plain);
    }
}

#[tokio::test]
async fn nobody_gets_it_without_news_nor_while_suspended_nor_of_what_was_hidden() {
    let (site, mut anna, _) = with_mail().await;
    site.forward(8 * DAY);
    assert!(mails(&site).await.is_empty(), "nothing is new");
    let topic = begin(&mut anna, "Werbung").await;
    let entry = anna.get(&topic).await.value_of("entry").unwrap();
    let hidden = [("entry", &*entry), ("do", "hide"), ("reason", "Werbung.")];
    send(&mut anna, &topic, "/space/fragen/order", &hidden).await;
    site.forward(8 * DAY);
    assert!(mails(&site).await.is_empty(), "what was taken out of view is no news");
    begin(&mut anna, "Titan fräsen").await;
    site.forward(8 * DAY);
    let nachbar = Name::parse("nachbar").unwrap();
    site.app.node().suspend_organisation(nachbar.clone(), true).await.unwrap();
    assert!(mails(&site).await.is_empty(), "who is suspended gets none");
    site.app.node().suspend_organisation(nachbar, false).await.unwrap();
    assert_eq!(mails(&site).await.len(), 1);
}

#[tokio::test]
async fn one_click_stops_it_and_only_who_gets_the_mails_lets_them_come_again() {
    let (site, mut anna, mut bernd) = with_mail().await;
    let checked = "name=\"weekly\" value=\"on\" checked";
    assert!(bernd.get("/account").await.says(checked), "it is on from the beginning");
    begin(&mut anna, "Titan fräsen").await;
    site.forward(8 * DAY);
    let mail = mails(&site).await.remove(0);
    let stop = mail.stop.unwrap();
    assert!(mail.plain.contains(&stop));
    let path = stop.strip_prefix("https://node-a.test").unwrap();
    let page = site.browser().get(path).await;
    assert!(page.says("Weekly email") && page.says("bernd@nachbar.test"), "{}", page.text);
    // A letter box sends this, and has no cookie.
    let stopped = site.browser().send(path, &[("List-Unsubscribe", "One-Click")]).await;
    assert!(stopped.says("These emails are stopped"), "{}", stopped.text);
    let gone = "kommen nicht mehr an Ihre Adresse";
    let account = bernd.get("/account").await;
    assert!(account.says(gone) && account.says("Wöchentliche E-Mail"), "{}", account.text);
    begin(&mut anna, "Zweites").await;
    site.forward(8 * DAY);
    assert_eq!(mails(&site).await.len(), 1);
    let address = MailAddress::parse("bernd@nachbar.test").unwrap();
    let other = site.app.node().mail_stop_link(&address, MailKind::Notification).unwrap().unwrap();
    let other = site.app.node().mail_stop(other.split_once("token=").unwrap().1).unwrap();
    assert!(!site.app.node().is_mail_stopped(&other).unwrap(), "other mails still come");
    set(&mut bernd, "bernd@nachbar.test", true).await;
    assert_eq!(mails(&site).await.len(), 1, "whoever has an account may have typed another's address");
    site.browser().send(&path.replace("/stop", "/start"), &[]).await;
    assert!(!bernd.get("/account").await.says(gone));
    assert_eq!(mails(&site).await.len(), 2);
    set(&mut bernd, "bernd@nachbar.test", false).await;
    begin(&mut anna, "Drittes").await;
    site.forward(8 * DAY);
    assert_eq!(mails(&site).await.len(), 2, "the switch alone is enough");
}
