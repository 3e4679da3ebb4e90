//! Somebody is interested in an offer: a member, and a company without an account; and nobody learns how they are reached
//! before the owner has accepted.

use std::io;
use std::sync::{Arc, Mutex, OnceLock};

use artel_node::features::publishing::Draft;
use artel_node::store::engine::Direction;
use artel_protocol::kinds::Typed;
use artel_protocol::{Id, Name};
use artel_web::routes;
use axum::http::{Method, StatusCode};

use super::browser::{Browser, PASSWORD, Page, Site};

/// What nobody reads before it is accepted, each as it is typed.
const MAIL: &str = "geheim.bernd@nachbar.example";
const PHONE: &str = "+49 30 5550177";
const OWNERS_PHONE: &str = "+49 40 5550288";

fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

/// A node with an offer of the organisation `werkstatt_brandt`.
struct Market {
    site: Site,
    owner: Browser,
    offer: Id,
    page: String,
}

impl Market {
    async fn of((site, owner): (Site, Browser)) -> Market {
        let offer = publish(&site, "werkstatt_brandt", "Messkopf", false).await;
        let page = offer.path().replace("/o/", "/@werkstatt_brandt/");
        Market { site, owner, offer, page }
    }

    async fn open() -> Market {
        Market::of(Site::set_up().await).await
    }

    /// Bernd of the neighbours is interested; his browser, and the path of it.
    async fn interest(&self) -> (Browser, String) {
        let mut bernd = self.site.neighbour().await;
        let sent = express(&mut bernd, &self.offer, "Wir messen Wellen.").await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
        (bernd, sent.header("location").to_owned())
    }

    /// Whatever is stored that holds one of these texts, by the beginning of its key.
    fn stored_with(&self, texts: &[&str]) -> Vec<String> {
        stored_with(&self.site, texts)
    }
}

/// Whatever a node has stored that holds one of these texts, by the beginning of its key.
pub fn stored_with(site: &Site, texts: &[&str]) -> Vec<String> {
    let view = site.app.node().view().unwrap();
    let holds =
        |value: &[u8]| texts.iter().any(|text| value.windows(text.len()).any(|part| part == text.as_bytes()));
    let all = view.prefix(&[], Direction::Forward, usize::MAX).unwrap();
    let found = all.into_iter().filter(|(_, value)| holds(value));
    found.map(|(key, _)| String::from_utf8_lossy(&key[..9.min(key.len())]).into_owned()).collect()
}

pub async fn publish(site: &Site, author: &str, title: &str, closed: bool) -> Id {
    let mut more = Typed::default();
    for (field, value) in [
        ("type", "TO"),
        ("advantages", "Kein Teil geht verloren."),
        ("stage", "lab"),
        ("rights", "applied"),
        ("partnerships.research", "yes"),
        ("goals.9", "yes"),
        ("closed", if closed { "yes" } else { "" }),
    ] {
        more.set(field, value);
    }
    let draft = Draft {
        title: title.into(),
        summary: "Eine Werkstatt sucht Partner für einen Messkopf.".into(),
        markdown: "Der Messkopf misst.".into(),
        more,
        ..Draft::default()
    };
    site.app.node().publish("offer", &name(author), &draft).await.unwrap()
}

pub async fn express(browser: &mut Browser, offer: &Id, motivation: &str) -> Page {
    let csrf = browser.get("/interests").await.value_of("csrf").unwrap();
    let fields = [
        ("csrf", &*csrf),
        ("offer", offer.as_str()),
        ("as", "nachbar"),
        ("motivation", motivation),
        ("organisation", "Nachbar"),
        ("person", "Bernd"),
        ("mail", MAIL),
        ("phone", PHONE),
    ];
    browser.send("/interests", &fields).await
}

/// Takes a step, confirming it where that is asked.
pub async fn step(browser: &mut Browser, path: &str, fields: &[(&str, &str)]) -> Page {
    let csrf = browser.get(path).await.csrf();
    let all = [&[("csrf", &*csrf)], fields].concat();
    let asked = browser.send(&format!("{path}/step"), &all).await;
    match asked.says("name=\"sure\" value=\"yes\"") {
        true => browser.send(&format!("{path}/step"), &[&all[..], &[("sure", "yes")]].concat()).await,
        false => asked,
    }
}

pub fn is_done(page: &Page) {
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
}

#[tokio::test]
async fn a_member_is_interested_the_owner_accepts_and_both_close_it() {
    let mut market = Market::open().await;
    assert!(!market.owner.get(&market.page).await.says("id=\"interested\""), "nobody wants their own");
    let mut stranger = market.site.browser();
    assert!(stranger.get(&market.page).await.says("/interest/new?offer="));
    let (mut bernd, path) = market.interest().await;
    assert!(bernd.get(&market.page).await.says(&format!("href=\"{path}\"")));
    assert!(bernd.get("/interests").await.says("Waits for an answer"));

    let mut third = market.site.log_in("bernd").await;
    let other = publish(&market.site, "werkstatt_brandt", "Messkopf 2", false).await;
    let with_form = third.get(&other.path().replace("/o/", "/@werkstatt_brandt/")).await;
    assert!(with_form.says("action=\"/interests\"") && with_form.text.len() <= 61_440);

    let told = market.owner.get("/notifications").await;
    assert!(told.says("is interested in an offer") && told.says(&path), "{}", told.text);
    let page = market.owner.get(&path).await;
    assert!(page.says("Wir messen Wellen.") && !page.says(MAIL), "{}", page.text);
    is_done(&step(&mut market.owner, &path, &[("do", "ask"), ("words", "Welche Durchmesser?")]).await);
    assert!(bernd.get(&path).await.says("Welche Durchmesser?"));
    let csrf = bernd.get(&path).await.csrf();
    let message = [("csrf", &*csrf), ("text", "Bis 200 <mm>.")];
    is_done(&bernd.send(&format!("{path}/message"), &message).await);
    assert!(market.owner.get(&path).await.says("Bis 200 &lt;mm&gt;."));

    let contact = [("do", "accept"), ("person", "Anna Brandt"), ("phone", OWNERS_PHONE)];
    is_done(&step(&mut market.owner, &path, &contact).await);
    let (at_bernd, at_owner) = (bernd.get(&path).await, market.owner.get(&path).await);
    assert!(at_bernd.says(OWNERS_PHONE) && at_bernd.says("Accepted"), "{}", at_bernd.text);
    assert!(at_owner.says(MAIL) && at_owner.says(PHONE), "{}", at_owner.text);

    is_done(&step(&mut bernd, &path, &[("do", "negotiate")]).await);
    is_done(&step(&mut bernd, &path, &[("do", "end"), ("outcome", "agreed")]).await);
    let proposed = market.owner.get(&path).await;
    assert!(proposed.says("The other side says: agreement reached."), "{}", proposed.text);
    is_done(&step(&mut market.owner, &path, &[("do", "end"), ("outcome", "agreed")]).await);
    assert!(bernd.get(&path).await.says("Closed: agreement reached"));
    assert!(bernd.get("/notifications").await.says("has answered in an enquiry"));
}

#[tokio::test]
async fn what_is_wrong_is_said_in_words_and_keeps_what_was_typed() {
    let mut market = Market::open().await;
    let (mut bernd, path) = market.interest().await;
    let again = express(&mut bernd, &market.offer, "Noch einmal").await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.says("already: go on there") && again.says("Noch einmal"), "{}", again.text);
    let empty = express(&mut bernd, &market.offer, " ").await;
    assert!(empty.says("Write what makes you interested."));
    let closed = publish(&market.site, "werkstatt_brandt", "Geschlossen", true).await;
    let refused = express(&mut bernd, &closed, "Trotzdem").await;
    assert!(refused.says("takes no enquiries at present"), "{}", refused.text);
    let own = publish(&market.site, "nachbar", "Eigenes", false).await;
    assert!(express(&mut bernd, &own, "Selbst").await.says("your own organisation"));

    let no_reason = step(&mut market.owner, &path, &[("do", "decline"), ("words", "")]).await;
    assert!(no_reason.says("Give the reason"), "{}", no_reason.text);
    let unreachable = step(&mut market.owner, &path, &[("do", "accept"), ("mail", ""), ("phone", "")]).await;
    assert!(unreachable.says("Give an email address or a phone number."), "{}", unreachable.text);
    let too_soon = step(&mut market.owner, &path, &[("do", "negotiate")]).await;
    assert!(too_soon.says("As it stands now, this cannot be done."), "{}", too_soon.text);
    is_done(&step(&mut market.owner, &path, &[("do", "decline"), ("words", "Schon vergeben")]).await);
    assert!(bernd.get(&path).await.says("Schon vergeben"));
    assert!(market.stored_with(&[MAIL, PHONE]).is_empty(), "nobody needs it any more");
}

#[tokio::test]
async fn the_sixth_that_is_open_is_refused_until_one_is_withdrawn() {
    let market = Market::open().await;
    let (mut bernd, path) = market.interest().await;
    for number in 2..=5 {
        let offer = publish(&market.site, "werkstatt_brandt", &format!("Messkopf {number}"), false).await;
        is_done(&express(&mut bernd, &offer, "Auch das.").await);
    }
    let sixth = publish(&market.site, "werkstatt_brandt", "Messkopf 6", false).await;
    let refused = express(&mut bernd, &sixth, "Und das.").await;
    assert!(refused.says("You have five open already."), "{}", refused.text);
    is_done(&step(&mut bernd, &path, &[("do", "withdraw")]).await);
    is_done(&express(&mut bernd, &sixth, "Und das.").await);
}

#[tokio::test]
async fn who_is_no_party_sees_nothing_and_has_no_say() {
    let market = Market::open().await;
    let (mut bernd, path) = market.interest().await;
    let node = market.site.app.node();
    node.add_organisation(name("dritte"), "Dritte".into(), "de".into()).await.unwrap();
    let password = artel_node::features::accounts::Password::parse(PASSWORD).unwrap();
    let owner = artel_node::store::records::Role::Owner;
    node.add_user(name("clara"), name("dritte"), owner, password).await.unwrap();
    let mut clara = market.site.log_in("clara").await;
    assert_eq!(clara.get(&path).await.status, StatusCode::FORBIDDEN);
    let csrf = clara.get("/office").await.csrf();
    for (act, fields) in [
        ("step", vec![("do", "accept"), ("phone", "1")]),
        ("step", vec![("do", "end"), ("outcome", "agreed")]),
        ("message", vec![("text", "Hallo")]),
    ] {
        let fields = [&[("csrf", &*csrf)], &fields[..]].concat();
        let answer = clara.send(&format!("{path}/{act}"), &fields).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{act}: {}", answer.text);
    }
    // What is the owner's is not the sender's.
    let accepts = step(&mut bernd, &path, &[("do", "accept"), ("phone", "1")]).await;
    assert_eq!(accepts.status, StatusCode::FORBIDDEN);
    assert_eq!(clara.get("/interests/0123456789ab").await.status, StatusCode::NOT_FOUND);
}

/// Everything that is logged in this process.
#[derive(Clone, Default)]
pub struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// Whether something was logged, and this among it.
    pub fn says(&self, text: &str) -> bool {
        let log = self.0.lock().unwrap();
        assert!(!log.is_empty());
        log.windows(text.len()).any(|part| part == text.as_bytes())
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

pub fn logged() -> Log {
    static LOG: OnceLock<Log> = OnceLock::new();
    let begin = || {
        let log = Log::default();
        let writer = log.clone();
        let lines = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE);
        lines.with_writer(move || writer.clone()).try_init().expect("nobody else listens");
        log
    };
    LOG.get_or_init(begin).clone()
}

/// Every page that can be asked for without a token, with the names that occur here.
pub fn pages(site: &Site, offer: &Id, path: &str) -> Vec<String> {
    let number = offer.path().rsplit('/').next().unwrap().to_owned();
    let key = path.rsplit('/').next().unwrap().to_owned();
    let page = offer.path().replace("/o/", "/@werkstatt_brandt/");
    let mut all = vec![page, "/u/werkstatt_brandt/outbox?page=true".to_owned()];
    for route in routes::list()
        .into_iter()
        .filter(|route| route.access.iter().any(|(method, _)| method == Method::GET))
    {
        for name in ["werkstatt_brandt", "nachbar"] {
            let path = route.path.replace("{name}", name).replace("{number}", &number).replace("{id}", &key);
            let path = path.replace("{what}", "replies").replace("{version}", "2.1").replace("{tag}", "a");
            all.push(
                path.replace("{token}", "a")
                    .replace("{file}", "a")
                    .replace("{hash}", "b")
                    .replace("{part}", "site"),
            );
        }
    }
    all.push(format!("/interest/new?offer={offer}"));
    let view = site.app.node().view().unwrap();
    for (key, _) in view.prefix(b"X", Direction::Forward, usize::MAX).unwrap() {
        let id = Id::parse(artel_node::store::keys::only_part(&key).unwrap()).unwrap();
        all.push(id.path().to_owned());
    }
    all
}

#[tokio::test]
async fn how_one_is_reached_is_nowhere_to_be_read_before_it_is_accepted() {
    let log = logged();
    let mut market = Market::open().await;
    let (mut bernd, path) = market.interest().await;
    let node = market.site.app.node();
    node.add_organisation(name("dritte"), "Dritte".into(), "de".into()).await.unwrap();
    let password = artel_node::features::accounts::Password::parse(PASSWORD).unwrap();
    let owner = artel_node::store::records::Role::Owner;
    node.add_user(name("clara"), name("dritte"), owner, password).await.unwrap();
    let secrets = [MAIL, PHONE];
    let paths = pages(&market.site, &market.offer, &path);
    assert!(paths.iter().any(|path| path.starts_with("/a/")));
    let mut others =
        [market.site.browser(), market.site.log_in("clara").await, market.site.log_in("anna").await];
    for browser in &mut others {
        for path in &paths {
            for accept in ["text/html", "application/activity+json"] {
                let page = browser.get_as(path, accept).await;
                assert!(!secrets.iter().any(|secret| page.says(secret)), "{path}: {}", page.text);
            }
        }
    }
    // One record holds it, and nothing else: no activity, no set, no outbox, no notification.
    let found = market.stored_with(&secrets);
    assert_eq!(found, ["ocontacts"], "{found:?}");
    let said = |secret: &str| log.says(secret);
    assert!(!secrets.iter().any(|secret| said(secret)));
    assert!(bernd.get(&path).await.says(MAIL), "one sees what one gave oneself");

    is_done(&step(&mut market.owner, &path, &[("do", "accept"), ("phone", OWNERS_PHONE)]).await);
    assert!(market.owner.get(&path).await.says(MAIL));
    // Now an activity says it; nobody is given that.
    let paths = pages(&market.site, &market.offer, &path);
    for browser in &mut others[..2] {
        for path in &paths {
            let page = browser.get_as(path, "application/activity+json").await;
            let all = [MAIL, PHONE, OWNERS_PHONE];
            assert!(!all.iter().any(|secret| page.says(secret)), "{path}: {}", page.text);
        }
    }
    assert!(!said(MAIL) && !said(OWNERS_PHONE));
}

#[tokio::test]
async fn with_a_party_everything_goes() {
    let mut market = Market::open().await;
    let (_, path) = market.interest().await;
    is_done(&step(&mut market.owner, &path, &[("do", "accept"), ("phone", OWNERS_PHONE)]).await);
    assert!(!market.stored_with(&[MAIL]).is_empty());
    market.site.app.node().erase_organisation(&name("nachbar")).await.unwrap();
    assert_eq!(market.owner.get(&path).await.status, StatusCode::NOT_FOUND);
    assert!(!market.owner.get("/notifications").await.says(&path));
    assert!(market.stored_with(&[MAIL, PHONE]).is_empty(), "{:?}", market.stored_with(&[MAIL, PHONE]));
}

const FORM: [(&str, &str); 9] = [
    ("company", "Härterei Süd"),
    ("sector", "Wärmebehandlung"),
    ("city", "Ulm"),
    ("person", "Dora Frei"),
    ("mail", "dora@haerterei.example"),
    ("phone", "+49 731 5550399"),
    ("web", "https://haerterei.example"),
    ("text", "Wir härten Wellen."),
    ("consent", "yes"),
];

impl Market {
    async fn send_form(&self, browser: &mut Browser, fields: &[(&str, &str)]) -> Page {
        let page = browser.get(&format!("/interest/new?offer={}", self.offer)).await;
        let csrf = page.value_of("csrf").unwrap_or_else(|| panic!("{}", page.text));
        let begin = [("csrf", &*csrf), ("offer", self.offer.as_str())];
        browser.send("/interest/new", &[&begin[..], fields].concat()).await
    }

    /// The path of the link in the last mail to an address.
    fn mailed(&self, to: &str) -> String {
        let mails = self.site.app.node().mails_waiting().unwrap();
        let mail = mails.iter().rfind(|mail| mail.record.to.as_str() == to).unwrap();
        assert!(!mail.record.plain.contains("härten"), "nobody has words of their own sent to others by us");
        let (_, link) = mail.record.plain.split_once("https://node-a.test/interest/").unwrap();
        format!("/interest/{}", link.split_whitespace().next().unwrap())
    }
}

#[tokio::test]
async fn a_company_without_an_account_confirms_its_address_and_follows_what_becomes_of_it() {
    let mut market = Market::of(Site::mailing().await).await;
    let mut dora = market.site.browser();
    let sent = market.send_form(&mut dora, &FORM).await;
    assert!(sent.says("An email is on its way to you."), "{}", sent.text);
    assert!(
        market.owner.get("/interests").await.says("Here stands who is interested"),
        "not before it is confirmed"
    );

    let confirm = market.mailed("dora@haerterei.example");
    assert!(confirm.starts_with("/interest/confirm/"));
    let page = dora.get(&confirm).await;
    assert!(page.says("Härterei Süd") && page.says("The link works once."), "{}", page.text);
    let confirmed = dora.send(&confirm, &[("csrf", &page.csrf())]).await;
    is_done(&confirmed);
    let follow = confirmed.header("location").to_owned();
    assert_eq!(market.mailed("dora@haerterei.example"), follow, "a mail leads there too");
    let again = dora.send(&confirm, &[("csrf", &page.csrf())]).await;
    assert_eq!(again.status, StatusCode::GONE);
    assert_eq!(dora.get(&confirm).await.status, StatusCode::GONE);

    let told = market.owner.get("/notifications").await;
    assert!(told.says("Härterei Süd"), "{}", told.text);
    let list = market.owner.get("/interests").await;
    let path = list.text.split("href=\"/interests/").nth(1).unwrap();
    let path = format!("/interests/{}", path.split('"').next().unwrap());
    let page = market.owner.get(&path).await;
    for shown in ["Härterei Süd", "Wärmebehandlung", "Ulm", "Wir härten Wellen."] {
        assert!(page.says(shown), "{shown}: {}", page.text);
    }
    for hidden in ["Dora Frei", "dora@haerterei.example", "5550399", "https://haerterei.example"] {
        assert!(!page.says(hidden), "{hidden}: {}", page.text);
    }

    let csrf = market.owner.get(&path).await.csrf();
    let message = [("csrf", &*csrf), ("text", "Welche Härte?")];
    is_done(&market.owner.send(&format!("{path}/message"), &message).await);
    assert_eq!(market.mailed("dora@haerterei.example"), follow);
    let page = dora.get(&follow).await;
    assert!(page.says("Welche Härte?"), "{}", page.text);
    let answer = [("csrf", &*page.csrf()), ("text", "60 HRC.")];
    is_done(&dora.send(&format!("{follow}/message"), &answer).await);
    assert!(market.owner.get(&path).await.says("60 HRC."));
    is_done(&step(&mut market.owner, &path, &[("do", "accept"), ("phone", OWNERS_PHONE)]).await);
    assert!(market.owner.get(&path).await.says("dora@haerterei.example"));
    assert!(dora.get(&follow).await.says(OWNERS_PHONE));

    // Who knows the name of it but not its secret sees nothing.
    let key = path.rsplit('/').next().unwrap();
    let guessed = format!("/interest/{key}-AAAAAAAAAAAAAAAAAAAAAA");
    assert_eq!(dora.get(&guessed).await.status, StatusCode::NOT_FOUND);
    is_done(&step(&mut dora, &follow, &[("do", "withdraw")]).await);
    assert!(market.owner.get(&path).await.says("Withdrawn"));
    assert!(!market.owner.get(&path).await.says("dora@haerterei.example"));
    assert!(!market.stored_with(&["5550399"]).iter().any(|key| key == "ocontacts"));
}

#[tokio::test]
async fn a_form_is_looked_through_and_one_address_is_not_flooded() {
    let market = Market::of(Site::mailing().await).await;
    let mut dora = market.site.browser();
    let refused = market.send_form(&mut dora, &[("company", "Härterei"), ("mail", "dora@")]).await;
    for said in
        ["Without your consent", "Write what makes you interested.", "id=\"p-person\"", "id=\"p-mail\""]
    {
        assert!(refused.says(said), "{said}: {}", refused.text);
    }
    for _ in 0..3 {
        assert!(market.send_form(&mut dora, &FORM).await.says("An email is on its way"));
    }
    let flood = market.send_form(&mut dora, &FORM).await;
    assert_eq!(flood.status, StatusCode::TOO_MANY_REQUESTS);
    // Another address has its own measure, and the offer a place for so many.
    let other = |number: usize| format!("dora{number}@haerterei.example");
    let mut answers = Vec::new();
    for number in 0..20 {
        let mail = other(number);
        let form = FORM.map(|(field, value)| if field == "mail" { (field, &*mail) } else { (field, value) });
        answers.push(market.send_form(&mut dora, &form).await.status);
    }
    assert_eq!(answers[16], StatusCode::OK);
    assert_eq!(answers[17], StatusCode::TOO_MANY_REQUESTS, "{answers:?}");
}

#[tokio::test]
async fn a_node_without_mail_says_so() {
    let market = Market::open().await;
    let mut dora = market.site.browser();
    let page = dora.get(&format!("/interest/new?offer={}", market.offer)).await;
    assert!(page.says("This node sends no emails") && !page.says("name=\"company\""), "{}", page.text);
    let csrf = dora.get("/login").await.csrf();
    let begin = [("csrf", &*csrf), ("offer", market.offer.as_str())];
    let refused = dora.send("/interest/new", &[&begin[..], &FORM].concat()).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
}
