//! Every route times every role: `authorisation.txt` says who may, and this asks.

use std::collections::BTreeMap;

use artel_node::features::accounts::Password;
use artel_node::features::publishing::Draft;
use artel_node::store::records::{Office, Role};
use artel_protocol::{Id, Name};
use artel_web::routes;
use axum::http::StatusCode;

use super::browser::{Browser, PASSWORD, Page, Site, with_files};

const TABLE: &str = include_str!("authorisation.txt");
const ROLES: [&str; 6] = ["nobody", "member", "moderator", "owner", "officer", "operator"];

/// What the table says: for `GET /path` what happens to each role.
fn table() -> BTreeMap<String, Vec<&'static str>> {
    let rows = TABLE.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    let row = |line: &'static str| {
        let words: Vec<_> = line.split_whitespace().collect();
        assert_eq!(words.len(), 2 + ROLES.len(), "{line}");
        (format!("{} {}", words[0], words[1]), words[2..].to_vec())
    };
    rows.map(row).collect()
}

/// Every route with each of its methods.
fn asked() -> Vec<String> {
    let all = routes::list();
    all.iter()
        .flat_map(|route| route.access.iter().map(|(method, _)| format!("{method} {}", route.path)))
        .collect()
}

#[test]
fn every_route_has_a_row_and_every_row_a_route() {
    let (table, asked) = (table(), asked());
    let without: Vec<_> = asked.iter().filter(|route| !table.contains_key(*route)).collect();
    assert!(without.is_empty(), "who may ask for these? Add rows to authorisation.txt: {without:#?}");
    let gone: Vec<_> =
        table.keys().filter(|row| !asked.contains(&row.replace("{person}", "{name}"))).collect();
    assert!(gone.is_empty(), "there are no such routes any more: {gone:#?}");
}

/// A node with one account for each role, logged in.
struct Cast {
    site: Site,
    browsers: Vec<Browser>,
}

impl Site {
    /// The company's own answer to its article with this number.
    async fn answer_to(&self, number: &str) -> String {
        let article = Id::parse(&format!("https://node-a.test/o/{number}")).unwrap();
        let (company, draft) =
            (Name::parse("firma").unwrap(), Draft { markdown: "Danke!".into(), ..Draft::default() });
        match self.app.node().publish_answer("post", &company, &draft, Some(&article)).await {
            Ok(answer) => answer.to_string(),
            Err(refusal) => panic!("{refusal}"),
        }
    }
}

impl Cast {
    async fn new() -> Cast {
        let (site, operator) = Site::set_up().await;
        let node = site.app.node();
        let name = |text: &str| Name::parse(text).unwrap();
        node.add_organisation(name("firma"), "Firma".into(), "de".into()).await.unwrap();
        for (account, organisation, role) in [
            ("member", "firma", Role::Member),
            ("moderator", "firma", Role::Moderator),
            ("owner", "firma", Role::Owner),
            ("officer", "werkstatt_brandt", Role::Member),
        ] {
            let password = Password::parse(PASSWORD).unwrap();
            node.add_user(name(account), name(organisation), role, password).await.unwrap();
        }
        node.give_office(name("officer"), Office::Officer).await.unwrap();
        let mut browsers = vec![site.browser()];
        for account in &ROLES[1..5] {
            browsers.push(site.log_in(account).await);
        }
        browsers.push(operator);
        Cast { site, browsers }
    }

    /// A new article of the company, or of its owner, for what needs one.
    async fn article(&self, author: &str) -> String {
        let draft = Draft { title: "Neue Fräse".into(), markdown: "Sie steht.".into(), ..Draft::default() };
        let id = self.site.app.node().publish("article", &Name::parse(author).unwrap(), &draft).await;
        id.unwrap().path().rsplit('/').next().unwrap().to_owned()
    }

    async fn ask(&mut self, role: usize, route: &str, with_file: bool) -> Page {
        let (method, path) = route.split_once(' ').unwrap();
        let author = if path.contains("{person}") { "owner" } else { "firma" };
        let number = if path.contains("{number}") { self.article(author).await } else { String::new() };
        let path = path.replace("{name}", "firma").replace("{person}", "owner").replace("{number}", &number);
        let path = path.replace("{file}", "a").replace("{hash}", "b").replace("{version}", "2.1");
        let path = path.replace("{what}", "followers").replace("{token}", "a").replace("{id}", "1");
        let path = path.replace("{tag}", "a").replace("{part}", "site");
        let browser = &mut self.browsers[role];
        if method == "GET" {
            return browser.get(&path).await;
        }
        let csrf = match role {
            0 => browser.get("/login").await.csrf(),
            _ => browser.get("/office").await.csrf(),
        };
        let own = if role < 4 { "firma" } else { "werkstatt_brandt" };
        let answer = match number.is_empty() {
            true => String::new(),
            false => self.site.answer_to(&number).await,
        };
        let browser = &mut self.browsers[role];
        let fields = [("csrf", &*csrf), ("as", own), ("answer", &answer)];
        match with_file {
            true => browser.send_with_file(&path, &fields, b"").await,
            false => browser.send(&path, &fields).await,
        }
    }
}

fn what_happened(page: &Page) -> &'static str {
    let leads_in = page.status == StatusCode::SEE_OTHER && page.header("location").starts_with("/login");
    match page.status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => "no",
        status if status.is_server_error() => "broken",
        _ if leads_in => "in",
        _ => "yes",
    }
}

#[tokio::test]
async fn every_route_admits_those_and_only_those_whom_its_row_names() {
    let mut cast = Cast::new().await;
    let with_files = with_files();
    let mut wrong = Vec::new();
    for (route, expected) in table() {
        let path = route.split(' ').nth(1).unwrap().replace("{person}", "{name}");
        let with_file = with_files.contains(&&*path);
        for (role, expected) in expected.into_iter().enumerate() {
            let page = cast.ask(role, &route, with_file).await;
            let found = what_happened(&page);
            if found != expected {
                wrong.push(format!("{route} for {}: {found} ({}), not {expected}", ROLES[role], page.status));
            }
            if role > 0 && !cast.browsers[role].cookies.contains_key("artel_session") {
                cast.browsers[role] = cast.site.log_in(if role == 5 { "anna" } else { ROLES[role] }).await;
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
