//! Keeping order: reports, lists of blocks, suspended organisations, the texts of the node.

use artel_node::changes::Changes;
use artel_node::features::publishing::Draft;
use artel_node::store::keys;
use artel_protocol::{Id, Name};
use axum::http::StatusCode;

use super::browser::{Browser, Page, Site};

fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

impl Site {
    /// An article of the organisation.
    pub async fn article_of(&self, author: &str, title: &str) -> Id {
        let draft = Draft { title: title.into(), markdown: "Text.".into(), ..Draft::default() };
        self.app.node().publish("article", &name(author), &draft).await.unwrap()
    }
}

async fn send_list(browser: &mut Browser, fields: &[(&str, &str)], list: &str) -> Page {
    browser.send_with_file("/blocks/import", fields, list.as_bytes()).await
}

#[tokio::test]
async fn a_report_comes_to_the_officers_is_closed_with_a_note_and_opened_again() {
    let (site, mut officer) = Site::set_up().await;
    let mut neighbour = site.neighbour().await;
    let article = site.article_of("werkstatt_brandt", "Neue Fräse").await;
    let asked = neighbour.get(&format!("/report?about={}", article.as_str().replace('/', "%2F"))).await;
    assert!(asked.says("Neue Fräse"), "{}", asked.text);
    let csrf = asked.csrf();
    let empty = [("csrf", &*csrf), ("about", article.as_str()), ("reason", " ")];
    let refused = neighbour.send("/report", &empty).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.says("id=\"p-reason\""));
    let fields = [("csrf", &*csrf), ("about", article.as_str()), ("reason", "Reklame <b>fett</b>")];
    assert!(neighbour.send("/report", &fields).await.says("role=\"status\""));

    assert!(officer.get("/office").await.says("(1<"));
    let desk = officer.get("/reports").await;
    for shown in ["Reklame &#60;b&#62;", "Neue Fräse", "Reported by bernd"] {
        assert!(desk.says(shown), "{shown}: {}", desk.text);
    }
    let (csrf, report) = (desk.csrf(), desk.value_of("report").unwrap());
    let fields = [("csrf", &*csrf), ("report", &report), ("note", "Besprochen.")];
    assert_eq!(officer.send("/reports/close", &fields).await.header("location"), "/reports");
    let desk = officer.get("/reports").await;
    assert!(desk.says("Besprochen.") && desk.says("Closed by anna") && !desk.says("/reports/close"));
    assert!(!officer.get("/office").await.says("(1<"));
    officer.send("/reports/reopen", &fields).await;
    assert!(officer.get("/reports").await.says("/reports/close"));
}

#[tokio::test]
async fn what_is_reported_is_deleted_at_once_only_with_a_tick() {
    let (site, mut officer) = Site::set_up().await;
    let mut neighbour = site.neighbour().await;
    let article = site.article_of("nachbar", "Casino").await;
    let csrf = neighbour.get("/office").await.csrf();
    let fields = [("csrf", &*csrf), ("about", article.as_str()), ("reason", "Aus Versehen")];
    neighbour.send("/report", &fields).await;
    let desk = officer.get("/reports").await;
    let csrf = desk.csrf();
    let act = |what: &'static str, target: &'static str| [("do", what), ("target", target)];
    let mut fields = vec![("csrf", &*csrf), ("do", "delete"), ("target", article.as_str())];
    assert_eq!(officer.send("/reports/act", &fields).await.status, StatusCode::BAD_REQUEST);
    fields.push(("sure", "yes"));
    assert_eq!(officer.send("/reports/act", &fields).await.header("location"), "/reports");
    assert!(site.app.node().view().unwrap().entry(&article).unwrap().is_none());
    assert!(officer.get("/reports").await.says("No longer here:"));

    let mut block = [&[("csrf", &*csrf)][..], &act("block-domain", "casino.example")].concat();
    let asked = officer.send("/reports/act", &block).await;
    assert!(asked.says("Block casino.example with everything on it?"), "{}", asked.text);
    assert!(!officer.get("/blocks").await.says("casino.example"), "it asks first");
    block.push(("sure", "yes"));
    officer.send("/reports/act", &block).await;
    assert!(officer.get("/blocks").await.says("casino.example"));
    let mut shut_out = vec![("csrf", &*csrf), ("name", "nachbar")];
    assert!(officer.send("/organisations/suspend", &shut_out).await.says("<h1>Suspend Nachbar?"));
    assert_eq!(officer.get("/@nachbar").await.status, StatusCode::OK);
    shut_out.push(("sure", "yes"));
    officer.send("/organisations/suspend", &shut_out).await;
    assert_eq!(officer.get("/@nachbar").await.status, StatusCode::FORBIDDEN);
    officer.send("/organisations/admit", &shut_out).await;

    let suspend = [&[("csrf", &*csrf)][..], &act("suspend-organisation", "nachbar")].concat();
    assert_eq!(officer.send("/reports/act", &suspend).await.header("location"), "/reports");
    let own = [&[("csrf", &*csrf)][..], &act("suspend-organisation", "werkstatt_brandt")].concat();
    assert_eq!(officer.send("/reports/act", &own).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_suspended_organisation_is_neither_read_nor_heard_and_nobody_of_it_logs_in() {
    let (site, mut browser) = Site::set_up().await;
    let mut neighbour = site.neighbour().await;
    let (own, article, node) = (
        site.article_of("werkstatt_brandt", "Unser").await,
        site.article_of("nachbar", "Neues").await,
        site.app.node(),
    );
    node.answer(&name("bernd"), &own, "Ein Wort der Nachbarn.").await.unwrap();
    let tagged = Draft {
        title: "Mit Schlagwort".into(),
        markdown: "Text.".into(),
        tags: vec!["holz".into()],
        ..Draft::default()
    };
    let tagged = node.publish("article", &name("nachbar"), &tagged).await.unwrap();
    let row = keys::home_entry(&site.actor("werkstatt_brandt"), node.clock().now(), &tagged);
    node.change(move |_, _| {
        let mut changes = Changes::none();
        changes.put_bytes(row, bytes::Bytes::new());
        Ok(changes)
    })
    .await
    .unwrap();
    node.add_organisation(name("dritte"), "Dritte".into(), "de".into()).await.unwrap();
    let under = format!("/@werkstatt_brandt{}", own.path().trim_start_matches("/o"));
    let mut visitor = site.browser();
    let seen = [
        ("/tags/holz", "Mit Schlagwort", false),
        ("/tags/holz/feed.atom", "Mit Schlagwort", false),
        ("/tags/holz/feed.json", "Mit Schlagwort", false),
        (&under, "Ein Wort der Nachbarn", false),
        ("/", "Mit Schlagwort", true),
        ("/notifications", "Ein Wort der Nachbarn", true),
        ("/suggest/mentions?q=nach", "nachbar", true),
        ("/sitemap/@anna", "/@nachbar", false),
        ("/", "@nachbar@", false),
    ];
    for (path, words, logged_in) in seen {
        let reader = if logged_in { &mut browser } else { &mut visitor };
        let page = reader.get(path).await;
        assert!(page.says(words), "{path}: {}", page.text);
    }
    node.suspend_organisation(name("nachbar"), true).await.unwrap();
    for (path, words, logged_in) in seen {
        let reader = if logged_in { &mut browser } else { &mut visitor };
        assert!(!reader.get(path).await.says(words), "{path} of a suspended organisation");
    }
    assert!(neighbour.get("/office").await.header("location").starts_with("/login"));
    let csrf = neighbour.get("/login").await.csrf();
    let fields = [("name", "bernd"), ("password", super::browser::PASSWORD), ("csrf", &csrf), ("next", "/")];
    assert_eq!(neighbour.send("/login", &fields).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    for path in ["/@nachbar", &format!("/@nachbar{}", article.path().trim_start_matches("/o"))] {
        let page = browser.get(path).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{path}");
        assert!(page.says("This organisation is suspended."));
    }
    assert_eq!(browser.get_as("/u/nachbar", "application/activity+json").await.status, StatusCode::FORBIDDEN);
    let draft = Draft { title: "Mehr".into(), markdown: "Text.".into(), ..Draft::default() };
    assert!(node.publish("article", &name("nachbar"), &draft).await.is_err());
    node.suspend_organisation(name("nachbar"), false).await.unwrap();
    assert_eq!(browser.get("/@nachbar").await.status, StatusCode::OK);
    assert!(node.publish("article", &name("nachbar"), &draft).await.is_ok());
}

#[tokio::test]
async fn a_list_of_blocks_is_looked_at_first_and_comes_back_as_it_went() {
    let (_site, mut browser) = Site::set_up().await;
    let csrf = browser.get("/blocks").await.csrf();
    browser.send("/blocks/domain", &[("csrf", &csrf), ("domain", "known.example"), ("reason", "=1+1")]).await;
    let list = "#domain,#severity,#reject_media,#reject_reports,#public_comment,#obfuscate\n\
                spamming.example,suspend,false,false,Werbung,false\nknown.example,suspend,,,,\n\
                mild.example,silence,,,,\nnode-a.test,suspend,,,,\nno domain,suspend,,,,\n";
    let fields = [("csrf", &*csrf), ("what", "domains"), ("do", "preview")];
    let plan = send_list(&mut browser, &fields, list).await;
    for shown in
        ["1 new block.", "1 is blocked already.", "spamming.example", "Line 4:", "Line 5:", "Line 6:"]
    {
        assert!(plan.says(shown), "{shown}: {}", plan.text);
    }
    assert!(
        !browser.get("/blocks").await.says("spamming.example"),
        "nothing is blocked before it is confirmed"
    );
    let fields = [("csrf", &*csrf), ("what", "domains"), ("do", "take"), ("list", list)];
    assert!(send_list(&mut browser, &fields, "").await.says("1 block was added."));
    let file = browser.get("/blocks/domains.csv").await;
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    assert!(
        file.text.starts_with("#domain,#severity,#reject_media,#reject_reports,#public_comment,#obfuscate\n")
    );
    assert!(file.says("spamming.example,suspend,true,true,Werbung,false\n"));
    assert!(
        file.says("known.example,suspend,true,true,'=1+1,false\n"),
        "no cell is a formula: {}",
        file.text
    );

    let fields = [("csrf", &*csrf), ("what", "actors"), ("do", "preview")];
    let plan = send_list(&mut browser, &fields, "troll@masto.example\n@me@node-a.test\n\nnobody\n").await;
    for shown in ["1 new block.", "@troll@masto.example", "Line 2:", "Line 4:"] {
        assert!(plan.says(shown), "{shown}: {}", plan.text);
    }
    let fields = [("csrf", &*csrf), ("what", "actors"), ("do", "take")];
    let begun = send_list(&mut browser, &fields, "troll@127.0.0.1\n@me@node-a.test\n").await;
    let job = begun.header("location").to_owned();
    assert!(job.starts_with("/blocks/import/"), "nobody waits for other servers: {}", begun.text);
    let done = loop {
        let page = browser.get(&job).await;
        match page.says("http-equiv=\"refresh\"") {
            true => tokio::time::sleep(std::time::Duration::from_millis(20)).await,
            false => break page,
        }
    };
    assert!(done.says("@troll@127.0.0.1") && done.says("Nobody is known by that address"), "{}", done.text);
    let fields = [("csrf", &*csrf), ("what", "domains"), ("do", "preview")];
    let none = send_list(&mut browser, &fields, "").await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    let long = "a.example\n".repeat(artel_protocol::limits::BLOCKS_IN_A_LIST + 1);
    let refused = send_list(&mut browser, &fields, &long).await;
    assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.says("id=\"p-file\""));
}

#[tokio::test]
async fn the_texts_of_the_node_are_written_from_a_template_and_led_to_from_every_page() {
    let (site, mut browser) = Site::set_up().await;
    let mut reader = site.browser();
    assert_eq!(reader.get("/privacy").await.status, StatusCode::NOT_FOUND);
    assert_eq!(site.app.node().texts_missing().unwrap(), ["rules", "imprint", "privacy"]);
    let csrf = browser.get("/texts/edit?kind=privacy&language=de").await.csrf();
    let fields = |what: &'static str, text: String| {
        [
            ("csrf", csrf.clone()),
            ("kind", "privacy".into()),
            ("language", "de".into()),
            ("do", what.into()),
            ("text", text),
        ]
    };
    let send = async |browser: &mut Browser, fields: &[(&str, String)]| {
        let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        browser.send_with_file("/texts/edit", &fields, b"").await
    };
    let filled = send(&mut browser, &fields("template", String::new())).await;
    assert!(filled.says("Werkstatt Brandt betreibt node-a.test"), "{}", filled.text);
    let preview = send(&mut browser, &fields("preview", "## Was wir *speichern*".into())).await;
    assert!(preview.says("<em>speichern</em>"));
    assert_eq!(reader.get("/privacy").await.status, StatusCode::NOT_FOUND, "a preview keeps nothing");
    let saved = send(&mut browser, &fields("save", "Wenig. <script>alert(1)</script>".into())).await;
    assert_eq!(saved.header("location"), "/texts");
    let text = reader.get("/privacy").await;
    assert!(text.says("Wenig.") && text.says("This text exists in Deutsch only.") && !text.says("<script>"));
    assert!(reader.get("/login").await.says("href=\"/privacy\""));
    let about = reader.get("/about").await;
    for shown in ["node-a.test", "Werkstatt Brandt", "1 organisation", "1 person", "/privacy"] {
        assert!(about.says(shown), "{shown}");
    }
    assert_eq!(site.app.node().texts_missing().unwrap(), ["rules", "imprint"]);
}
