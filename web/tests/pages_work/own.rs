//! One's own data: taken home, brought along, erased.

use std::io::{Cursor, Read, Write};

use artel_protocol::Name;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};

use super::browser::{Browser, PASSWORD, Page, Site};

/// A PNG that a decoder takes: four grey pixels.
const PIXELS: &[u8] = b"\x89PNG\x0d\x0a\x1a\x0a\x00\x00\x00\x0dIHDR\x00\x00\x00\x02\x00\x00\x00\x02\x08\x00\x00\x00\x00W\xddR\xf8\x00\x00\x00\x0eIDATx\x9cc\x10P`0p\x00\x00\x01v\x00\xa1\xec0\x8a\xf4\x00\x00\x00\x00IEND\xaeB`\x82";

const HUGO: &str = "---\ntitle: Neue Fräse\ndate: 2021-05-04\ntags: [Stahl]\ndescription: Sie steht.\n---\n\n\
                    Sie steht. ![Die Fräse](fraese.png)\n";

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

impl Browser {
    /// Sends files in the field `files`.
    async fn send_files(&mut self, path: &str, fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> Page {
        let mut body = Vec::new();
        for (name, value) in fields {
            let part =
                format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend(part.bytes());
        }
        for (name, bytes) in files {
            let head = format!(
                "--edge\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{name}\"\r\n\
                 Content-Type: application/octet-stream\r\n\r\n"
            );
            body.extend(head.bytes());
            body.extend(*bytes);
            body.extend(b"\r\n");
        }
        body.extend(b"--edge--\r\n");
        let request = Request::post(path).header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge");
        self.ask(request, Body::from(body)).await
    }

    /// The page of a job, once it is done.
    pub async fn done(&mut self, path: &str) -> Page {
        for _ in 0..500 {
            let page = self.get(path).await;
            if !page.says("http-equiv=\"refresh\"") {
                return page;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        panic!("{path} is never done");
    }

    async fn import(&mut self, fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> Page {
        let begun = self.send_files("/import", fields, files).await;
        assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text);
        let path = begun.header("location").to_owned();
        self.done(&path).await
    }
}

#[tokio::test]
async fn articles_from_elsewhere_come_with_their_dates_and_pictures_and_only_once() {
    let (site, mut browser) = Site::set_up().await;
    let csrf = browser.get("/import").await.csrf();
    let archive = zip(&[
        ("posts/fraese.md", HUGO.as_bytes()),
        ("posts/fraese.png", PIXELS),
        ("posts/entwurf.md", b"---\ntitle: x\ndraft: true\n---\n"),
        ("posts/falsch.md", b"---\ntitle: [x\n---\n"),
        ("liesmich.txt", b"nothing"),
    ]);
    let files: [(&str, &[u8]); 1] = [("site.zip", &archive)];
    let dry = [("csrf", &*csrf), ("as", "werkstatt_brandt"), ("dry", "yes")];
    let page = browser.import(&dry, &files).await;
    for shown in
        ["Would be imported:", "4 May 2021", "A draft; left out.", "The front matter cannot be read."]
    {
        assert!(page.says(shown), "{shown}: {}", page.text);
    }
    assert!(!browser.get("/@werkstatt_brandt").await.says("Neue Fräse"), "nothing was published");

    let page = browser.import(&dry[..2], &files).await;
    assert!(page.says("Imported: “Neue Fräse”") && page.says("href=\"/@werkstatt_brandt/"), "{}", page.text);
    let blog = browser.get("/@werkstatt_brandt").await;
    assert!(blog.says("Neue Fräse") && blog.says("4 May 2021"));
    let entry = site.app.node().blog(&site.actor("werkstatt_brandt"), None, 9).unwrap().items.remove(0);
    assert!(entry.record.entry.content.text().source().contains("https://node-a.test/media/"));
    assert_eq!(entry.record.entry.attachments.len(), 1);
    assert!(site.app.node().deliveries().unwrap().is_empty());

    assert!(browser.import(&dry[..2], &files).await.says("Imported before."));
    assert_eq!(site.app.node().blog(&site.actor("werkstatt_brandt"), None, 9).unwrap().items.len(), 1);
}

#[tokio::test]
async fn what_cannot_be_imported_is_refused_beside_the_field() {
    let (_site, mut browser) = Site::set_up().await;
    let csrf = browser.get("/import").await.csrf();
    let fields = [("csrf", &*csrf), ("as", "anna")];
    let climbing = zip(&[("../../evil.md", b"# x")]);
    for files in [
        &[][..],
        &[("a.txt", &b"x"[..])],
        &[("x.zip", &climbing[..])],
        &[("x.zip", &b"PK\x03\x04 no archive"[..])],
        &[("../a.md", &b"# x"[..])],
    ] {
        let refused = browser.send_files("/import", &fields, files).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text);
        assert!(refused.says("id=\"p-files\""), "{}", refused.text);
    }
    let stranger = [("csrf", &*csrf), ("as", "nobody")];
    let refused = browser.send_files("/import", &stranger, &[("a.md", b"# x")]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert_eq!(browser.get("/import/guessed").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_archive_holds_what_is_ones_own_and_nobody_else_gets_it() {
    let (site, mut browser) = Site::set_up().await;
    let mut neighbour = site.neighbour().await;
    let article = site.article_of("werkstatt_brandt", "Unsere Fräse").await;
    site.article_of("nachbar", "Fremd").await;
    let csrf = browser.get("/export").await.csrf();
    let named = [("csrf", &*csrf), ("title", "=HYPERLINK(\"https://evil.test\")")];
    let renamed = browser.send_with_file("/profile/werkstatt_brandt", &named, b"").await;
    assert_eq!(renamed.status, StatusCode::SEE_OTHER, "{}", renamed.text);
    let refused = browser.send("/export", &[("csrf", &csrf), ("as", "nachbar")]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let begun = browser.send("/export", &[("csrf", &csrf), ("as", "werkstatt_brandt")]).await;
    let page = begun.header("location").to_owned();
    let done = browser.done(&page).await;
    let file = format!("{page}/archive.zip");
    assert!(done.says(&file), "{}", done.text);
    assert_eq!(neighbour.get(&file).await.status, StatusCode::NOT_FOUND);
    assert_eq!(neighbour.get(&page).await.status, StatusCode::NOT_FOUND);

    let archive = browser.get_bytes(&file).await;
    let mut archive = zip::ZipArchive::new(Cursor::new(archive)).unwrap();
    let mut read = |name: &str| {
        let mut text = String::new();
        archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    };
    assert!(read("actor.json").contains("\"id\":\"https://node-a.test/u/werkstatt_brandt\""));
    let outbox: serde_json::Value = serde_json::from_str(&read("outbox.json")).unwrap();
    assert_eq!(outbox["type"], "OrderedCollection");
    let items = outbox["orderedItems"].as_array().unwrap();
    assert_eq!(
        (&outbox["totalItems"], items.len()),
        (&2.into(), 2),
        "the article and the new name: {outbox}"
    );
    assert!(items.iter().any(|item| item["object"]["id"] == article.as_str()), "{outbox}");
    assert!(read("README.txt").contains("HYPERLINK"));
    assert!(read("following.csv").starts_with("Account address,Show boosts"));
    let profile = read("profile.csv");
    assert!(profile.contains("'=HYPERLINK("), "a spreadsheet takes no name for a formula: {profile}");
    for name in ["likes.json", "boosts.json", "followers.csv", "blocks.csv", "profile.csv"] {
        read(name);
    }
}

#[tokio::test]
async fn an_account_is_erased_only_with_name_and_password_and_a_receipt_stays() {
    let (site, mut owner) = Site::set_up().await;
    let last = owner.get("/erase").await;
    assert!(last.says("You are the last owner") && !last.says("name=\"password\""), "{}", last.text);
    let node = site.app.node();
    let password = artel_node::features::accounts::Password::parse(PASSWORD).unwrap();
    let (boris, brandt) = (Name::parse("boris").unwrap(), Name::parse("werkstatt_brandt").unwrap());
    node.add_user(boris, brandt, artel_node::store::records::Role::Member, password).await.unwrap();
    let article = site.article_of("boris", "Meins").await;
    let mut browser = site.log_in("boris").await;

    let asked = browser.get("/erase").await;
    assert!(asked.says("To be sure, type the name: boris"), "{}", asked.text);
    assert!(asked.says("1 article is deleted.") && asked.says("/export"), "{}", asked.text);
    let csrf = asked.csrf();
    let fields = [("csrf", &*csrf), ("what", "person"), ("name", "anna"), ("password", "wrong password")];
    let refused = browser.send("/erase", &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.says("id=\"p-name\"") && refused.says("id=\"p-password\""));
    let organisation = [("csrf", &*csrf), ("what", "organisation"), ("name", "x"), ("password", PASSWORD)];
    assert_eq!(browser.send("/erase", &organisation).await.status, StatusCode::FORBIDDEN);
    assert!(node.entry(&article).is_ok());

    let fields = [("csrf", &*csrf), ("what", "person"), ("name", "Boris"), ("password", PASSWORD)];
    let erased = browser.send("/erase", &fields).await;
    assert!(erased.header("location").starts_with("/erased/"), "{}", erased.text);
    let receipt = browser.get(erased.header("location")).await;
    assert!(receipt.says("https://node-a.test/u/boris") && receipt.says("No other server knew of it."));
    assert_eq!(browser.get("/@boris").await.status, StatusCode::GONE);
    assert_eq!(browser.get_as("/u/boris", "application/activity+json").await.status, StatusCode::GONE);
    assert!(browser.get("/office").await.header("location").starts_with("/login"));
    assert_eq!(browser.get("/erased/guessed").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn who_left_is_forgotten_and_erased_by_owners_and_officers() {
    let (site, mut anna) = Site::set_up().await;
    let mut neighbour = site.neighbour().await;
    let node = site.app.node();
    let password = || artel_node::features::accounts::Password::parse(PASSWORD).unwrap();
    let name = |text: &str| Name::parse(text).unwrap();
    let member = artel_node::store::records::Role::Member;
    for (who, organisation) in [("boris", "werkstatt_brandt"), ("clara", "nachbar")] {
        node.add_user(name(who), name(organisation), member, password()).await.unwrap();
    }
    let article = site.article_of("boris", "Meins").await;
    node.follow(&name("boris"), "https://node-a.test/u/nachbar").await.unwrap();
    let mut browser = site.browser();
    let csrf = browser.get("/login").await.csrf();
    let fields = [("name", "boris"), ("password", PASSWORD), ("csrf", &csrf), ("next", "/")];
    browser.send("/login", &fields).await;
    let page = browser.get("/write").await;
    let (csrf, draft) = (page.csrf(), page.value_of("draft").unwrap());
    let fields = [("csrf", &*csrf), ("draft", &draft), ("title", "Halb"), ("as", "boris"), ("do", "draft")];
    browser.send_with_file("/write", &fields, b"").await;
    assert_eq!(node.drafts(&name("boris")).unwrap().len(), 1);
    let csrf = anna.get("/staff").await.csrf();
    let fields =
        [("csrf", &*csrf), ("what", "person"), ("who", "boris"), ("name", "boris"), ("password", PASSWORD)];
    assert_eq!(anna.send("/erase", &fields).await.status, StatusCode::FORBIDDEN, "nobody erases a colleague");

    let leave = browser.get("/leave").await;
    assert!(leave.says("href=\"/erase\""));
    let left = browser.send("/leave", &[("csrf", &leave.csrf()), ("password", PASSWORD)]).await;
    assert_eq!(left.status, StatusCode::SEE_OTHER, "{}", left.text);
    node.remove_colleague(name("nachbar"), name("clara")).await.unwrap();
    assert!(node.drafts(&name("boris")).unwrap().is_empty());
    assert!(node.followings(&site.actor("boris"), 9).unwrap().is_empty());
    assert!(node.followers(&site.actor("nachbar"), None, 9).unwrap().is_empty());
    assert!(node.entry(&article).is_ok(), "what was published stays");

    assert!(anna.get("/staff").await.says("href=\"/erase?who=boris\""));
    assert!(!neighbour.get("/staff").await.says("/erase?who=boris"));
    assert_eq!(neighbour.get("/erase?who=boris").await.status, StatusCode::FORBIDDEN);
    assert!(anna.get("/organisations").await.says("href=\"/erase?who=clara\""), "officers see all");
    assert!(anna.get("/erase?who=boris").await.says("name=\"who\" value=\"boris\""));
    let erased = anna.send("/erase", &fields).await;
    assert!(erased.header("location").starts_with("/erased/"), "{}", erased.text);
    assert_eq!(anna.get("/@boris").await.status, StatusCode::GONE);
    assert!(node.entry(&article).is_err());
    assert_eq!(anna.get("/staff").await.status, StatusCode::OK, "who erases somebody else stays logged in");
}
