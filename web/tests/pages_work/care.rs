//! Looking after a forum in a browser: its moderators see what waits for an answer, who could give it and why, and who
//! has fallen silent.

use artel_protocol::company::{Company, Visibilities};
use axum::http::StatusCode;

use super::browser::{Browser, Site};
use super::spaces::{begin, open, send, with_forum};

const CARE: &str = "/space/fragen/care";
const DAY: u64 = 24 * 3600;

async fn answer(browser: &mut Browser, topic: &str, author: &str) {
    let entry = browser.get(topic).await.value_of("entry").unwrap();
    let fields = [("entry", &*entry), ("back", topic), ("text", "So geht es."), ("as", author)];
    assert_eq!(send(browser, topic, "/answer", &fields).await.status, StatusCode::SEE_OTHER);
}

/// The part of a page from the heading with this id on.
fn part<'a>(text: &'a str, id: &str) -> &'a str {
    let part = text.split(&format!("aria-labelledby=\"{id}\"")).nth(1).expect(id);
    part.split("</section>").next().unwrap()
}

/// Three members of which bernd has answered something about titanium once.
async fn with_history() -> (Site, Browser, Browser) {
    let (site, mut anna, mut bernd) = with_forum().await;
    let old = begin(&mut anna, "Titan drehen").await;
    answer(&mut bernd, &old, "bernd").await;
    let other = begin(&mut anna, "Urlaub im Sommer").await;
    answer(&mut bernd, &other, "bernd").await;
    (site, anna, bernd)
}

#[tokio::test]
async fn what_nobody_answers_stands_there_after_two_days_and_goes_with_the_answer() {
    let (site, mut anna, mut bernd) = with_forum().await;
    let page = anna.get(CARE).await;
    assert!(page.says("Nothing waits for an answer.") && page.says("Everybody has said something"));
    let topic = begin(&mut bernd, "Welche Kühlung?").await;
    answer(&mut bernd, &topic, "bernd").await;
    site.forward(DAY);
    assert!(!anna.get(CARE).await.says("Welche Kühlung?"), "it is young");
    site.forward(DAY + 60);
    let page = anna.get(CARE).await;
    assert!(part(&page.text, "unanswered").contains("Welche Kühlung?"), "{}", page.text);
    assert!(page.says(&topic.replace('&', "&#38;")) && page.says("Nobody here is known"), "{}", page.text);
    answer(&mut anna, &topic, "anna").await;
    assert!(!anna.get(CARE).await.says("Welche Kühlung?"), "another one has answered");
    let locked = begin(&mut bernd, "Geschlossenes").await;
    let entry = anna.get(&locked).await.value_of("entry").unwrap();
    send(&mut anna, &locked, "/space/fragen/order", &[("entry", &*entry), ("do", "lock")]).await;
    site.forward(3 * DAY);
    assert!(!anna.get(CARE).await.says("Geschlossenes"), "what takes no answers waits for none");
}

#[tokio::test]
async fn who_answered_something_like_it_is_suggested_with_the_reason() {
    let (site, mut anna, _) = with_history().await;
    begin(&mut anna, "Wer kennt sich mit Titan aus").await;
    site.forward(3 * DAY);
    let page = anna.get(CARE).await;
    let asked = part(&page.text, "unanswered");
    for said in
        ["Who could answer:", "bernd", "with the same words in its title (titan)", ">Titan drehen</a>"]
    {
        assert!(asked.contains(said), "{said}: {asked}");
    }
    assert!(!asked.contains("Urlaub"), "it has nothing in common: {asked}");
}

#[tokio::test]
async fn whoever_could_answer_is_asked_by_a_mention_that_is_filled_in() {
    let (site, mut anna, mut bernd) = with_history().await;
    let topic = begin(&mut anna, "Wer kennt sich mit Titan aus").await;
    site.forward(3 * DAY);
    let page = anna.get(CARE).await;
    let link = part(&page.text, "unanswered").split("href=\"").find(|rest| rest.starts_with("/answer?"));
    let link = link.expect(&page.text).split('"').next().unwrap().replace("&#38;", "&");
    let form = anna.get(&link).await;
    assert!(form.says("\n@bernd@node-a.test </textarea>"), "{}", form.text);
    // What is no handle is put into nobody's mouth.
    for words in ["Kauft%20bei%20uns", "%40bernd", "%40bernd%40node-a.test%20Kauft", "%3Cb%3E", ""] {
        let other = format!("{}mention={words}", link.split("mention=").next().unwrap());
        let form = anna.get(&other).await;
        assert!(form.status == StatusCode::OK && form.says(">\n</textarea>"), "{words}: {}", form.text);
    }
    let entry = form.value_of("entry").unwrap();
    let fields =
        [("entry", &*entry), ("back", &*topic), ("text", "@bernd@node-a.test Weißt du es?"), ("as", "anna")];
    assert_eq!(send(&mut anna, &link, "/answer", &fields).await.status, StatusCode::SEE_OTHER);
    let told = bernd.get("/notifications").await;
    assert!(told.says("Weißt du es?") || told.says("mentioned"), "{}", told.text);
}

#[tokio::test]
async fn a_company_that_names_what_is_asked_for_is_suggested_with_the_reason() {
    let (site, mut anna, mut bernd) = with_forum().await;
    let company = Company { competences: vec!["Keramik schleifen".into()], ..Company::sample() };
    let form = company.to_form(&Visibilities::default(), "en");
    let typed: Vec<_> = form.iter().collect();
    let described = send(&mut bernd, "/office", "/company", &typed).await;
    assert_eq!(described.status, StatusCode::SEE_OTHER, "{}", described.text);
    begin(&mut anna, "Kann jemand Keramik schleifen?").await;
    begin(&mut bernd, "Keramik schleifen wir selbst").await;
    site.forward(3 * DAY);
    let page = anna.get(CARE).await;
    let reason = "The company names “Keramik schleifen” among what it can do or makes.";
    let asked = part(&page.text, "unanswered");
    assert_eq!(asked.matches(reason).count(), 1, "nobody is suggested to themselves: {asked}");
    assert!(asked.contains("Nachbar"), "{asked}");
}

#[tokio::test]
async fn who_says_nothing_for_thirty_days_is_silent_until_they_speak() {
    let (site, mut anna, _) = with_forum().await;
    let topic = begin(&mut anna, "Noch jemand da?").await;
    assert!(anna.get(CARE).await.says("Everybody has said something"), "all have only just come");
    site.forward(31 * DAY);
    let (mut anna, mut bernd) = (site.log_in("anna").await, site.log_in("bernd").await);
    let page = anna.get(CARE).await;
    let silent = part(&page.text, "silent");
    for said in ["@anna@", "@bernd@", "Nachbar", "Member since"] {
        assert!(silent.contains(said), "{said}: {silent}");
    }
    answer(&mut bernd, &topic, "bernd").await;
    let page = anna.get(CARE).await;
    let silent = part(&page.text, "silent");
    assert!(!silent.contains("@bernd@"), "{silent}");
    assert!(!silent.contains("Nachbar"), "their company speaks by them: {silent}");
    assert!(silent.contains("@anna@"), "{silent}");
}

#[tokio::test]
async fn only_those_who_keep_order_see_what_needs_care() {
    let (site, mut anna, mut bernd) = with_forum().await;
    let forum = anna.get("/space/fragen").await;
    assert!(forum.says("href=\"/space/fragen/care\"") && forum.says("Look after the forum"));
    assert!(!bernd.get("/space/fragen").await.says(CARE));
    assert_eq!(bernd.get(CARE).await.status, StatusCode::FORBIDDEN);
    assert_eq!(site.browser().get(CARE).await.status, StatusCode::SEE_OTHER, "to the log-in");
    assert_eq!(anna.get("/space/niemand/care").await.status, StatusCode::NOT_FOUND);
    let brokerage = [("name", "boerse"), ("title", "Börse"), ("kind", "brokerage")];
    assert_eq!(open(&mut anna, &brokerage).await.header("location"), "/space/boerse");
    assert!(!anna.get("/space/boerse").await.says("/space/boerse/care"));
    assert_eq!(anna.get("/space/boerse/care").await.status, StatusCode::NOT_FOUND);
}
