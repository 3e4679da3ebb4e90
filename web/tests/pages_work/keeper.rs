//! What an operator does for the machine: backups, repairs, other servers; and a restore instead of a set-up.

use std::path::Path;
use std::time::Duration;

use artel_node::store::records::{HostRecord, LastAnswer};
use artel_node::store::{keys, take_restored, verify_backup};
use artel_protocol::Timestamp;
use axum::http::StatusCode;

use super::browser::{Browser, PASSWORD, Page, Site};

/// Looks at a page until it says something else than that it waits.
async fn after(browser: &mut Browser, path: &str) -> Page {
    for _ in 0..600 {
        let page = browser.get(path).await;
        if !page.says("http-equiv=\"refresh\"") || page.says("Everything is restored") {
            return page;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("it takes too long");
}

/// Makes a backup with the button and takes it away.
async fn backup(browser: &mut Browser) -> (String, Vec<u8>) {
    let page = browser.get("/backups").await;
    let answer = browser.send("/backups", &[("csrf", &page.csrf())]).await;
    assert_eq!(answer.header("location"), "/backups");
    let page = after(browser, "/backups").await;
    let (_, rest) = page.text.split_once("href=\"/backups/").expect("one is listed");
    let name = rest.split('"').next().unwrap().to_owned();
    let file = browser.get(&format!("/backups/{name}")).await;
    assert_eq!(file.status, StatusCode::OK);
    assert_eq!(file.header("content-disposition"), format!("attachment; filename=\"{name}\""));
    assert_eq!(file.header("content-length"), file.bytes.len().to_string());
    (name, file.bytes.to_vec())
}

#[tokio::test]
async fn a_backup_is_made_with_a_button_and_taken_away() {
    let (site, mut anna) = Site::set_up().await;
    assert!(anna.get("/office").await.says("href=\"/backups\""));
    assert!(anna.get("/backups").await.says("There is no backup yet"));
    let (name, bytes) = backup(&mut anna).await;
    let file = site.app.settings().data.join("taken");
    std::fs::write(&file, &bytes).unwrap();
    assert!(verify_backup(&file).is_ok());
    std::fs::write(site.app.settings().data.join("backups/notes.txt"), "mine").unwrap();
    for path in [
        "/backups/..%2Ftaken",
        "/backups/%2e%2e%2fbackups%2f2026-11-24.artel-backup",
        "/backups/notes.txt",
        "/backups/2020-01-01.artel-backup",
        &format!("/backups/{name}.unfinished"),
    ] {
        assert_eq!(anna.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn a_node_is_restored_instead_of_set_up_and_people_log_in_as_before() {
    let (_old, mut anna) = Site::set_up().await;
    let (_, bytes) = backup(&mut anna).await;

    let site = Site::new();
    let token = site.app.new_setup_token();
    let mut browser = site.browser();
    let link = format!("/setup/restore?token={token}");
    assert!(browser.get(&format!("/setup?token={token}")).await.says(&link));
    let page = browser.get(&link).await;
    assert!(page.says("20 GB"));
    let csrf = page.csrf();
    let fields = [("csrf", &*csrf), ("token", &*token)];

    // What is none, what is damaged: refused in words, and nothing is lost.
    let mut damaged = bytes.clone();
    damaged[bytes.len() / 2] ^= 1;
    for (file, words) in [(&b"PK\x03\x04"[..], "not a backup of Artel"), (&damaged, "damaged or incomplete")]
    {
        let answer = browser.send_file("/setup/restore/upload", &fields, "backup", file).await;
        assert_eq!(answer.header("location"), link, "{}", answer.text);
        let page = after(&mut browser, &link).await;
        assert!(page.says(words) && page.says("Nothing was changed"), "{}", page.text);
        assert!(site.app.node().record().unwrap().is_none());
    }
    // Nor is anything taken from who has no token.
    let wrong = [("csrf", &*csrf), ("token", "guessed")];
    let answer = browser.send_file("/setup/restore/upload", &wrong, "backup", &bytes).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);

    browser.send_file("/setup/restore/upload", &fields, "backup", &bytes).await;
    let page = after(&mut browser, &link).await;
    assert!(page.says("Werkstatt Brandt") && page.says("node-a.test"), "{}", page.text);
    assert!(page.says("Is it the right one?") && page.says("1 account"));
    let restore = [&fields[..], &[("do", "restore")]].concat();
    assert_eq!(browser.send("/setup/restore", &restore).await.header("location"), link);
    let page = after(&mut browser, &link).await;
    assert!(page.says("Everything is restored"), "{}", page.text);
    // The page has been seen, so the node starts again.
    site.app.desk().to_start_again().await;
    assert!(site.app.desk().is_to_start_again());

    drop(browser);
    let folder = site.close();
    assert!(take_restored(folder.path()).unwrap());
    let site = Site::open(folder);
    let mut browser = site.browser();
    assert_eq!(browser.get(&link).await.header("location"), "/login");
    let csrf = browser.get("/login").await.csrf();
    let fields = [("name", "anna"), ("password", PASSWORD), ("csrf", &*csrf), ("next", "/")];
    assert_eq!(browser.send("/login", &fields).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_backup_found_on_the_machine_can_be_chosen_and_given_up_again() {
    let (old, mut anna) = Site::set_up().await;
    let (name, _) = backup(&mut anna).await;
    let site = Site::new();
    let backups = site.app.settings().data.join("backups");
    std::fs::create_dir_all(&backups).unwrap();
    std::fs::copy(Path::new(&old.app.settings().data).join("backups").join(&name), backups.join(&name))
        .unwrap();
    let token = site.app.new_setup_token();
    let link = format!("/setup/restore?token={token}");
    let mut browser = site.browser();
    let page = browser.get(&link).await;
    assert!(page.says(&name));
    let csrf = page.csrf();
    let with = |what: &'static str, file: &str| {
        [("csrf", csrf.clone()), ("token", token.clone()), ("do", what.into()), ("file", file.to_owned())]
    };
    for file in ["../lock", "2020-01-01", ""] {
        assert_eq!(
            browser.send_owned("/setup/restore", &with("check", file)).await.status,
            StatusCode::NOT_FOUND
        );
    }
    browser.send_owned("/setup/restore", &with("check", &name)).await;
    assert!(after(&mut browser, &link).await.says("Is it the right one?"));
    browser.send_owned("/setup/restore", &with("again", "")).await;
    assert!(browser.get(&link).await.says(&name));
    assert!(site.app.node().record().unwrap().is_none());
}

#[tokio::test]
async fn the_page_of_repairs_says_what_is_wrong_and_the_office_counts_it() {
    let (site, mut anna) = Site::set_up().await;
    assert!(!anna.get("/office").await.says(" fixing"));
    assert!(anna.get("/repairs").await.says("The first backup is made tonight."));
    // Where the folder should be lies a file.
    std::fs::write(site.app.settings().data.join("backups"), "in the way").unwrap();
    let csrf = anna.get("/backups").await.csrf();
    anna.send("/backups", &[("csrf", &csrf)]).await;
    assert!(after(&mut anna, "/backups").await.says("The folder for backups cannot be written or read."));
    let page = anna.get("/repairs").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.says("The last attempt to make a backup failed"), "{}", page.text);
    assert!(page.says("make one on the page “Backups”"));
    assert!(anna.get("/office").await.says(" fixing"));
    assert!(site.app.desk().wrong() >= 1);
    anna.language = "ru".into();
    assert!(anna.get("/repairs").await.says("Последняя попытка сделать копию не удалась"));
    let mut neighbour = site.neighbour().await;
    assert!(!neighbour.get("/office").await.says(" fixing"));
}

#[tokio::test]
async fn the_page_of_other_servers_tells_who_answers_and_who_does_not() {
    let (site, mut anna) = Site::set_up().await;
    assert!(anna.get("/peers").await.says("Nobody yet"));
    let moment = Timestamp::parse_rfc3339("2026-11-20T10:00:00Z").unwrap();
    let well = HostRecord { last_delivered: Some(moment), last_heard: Some(moment), ..HostRecord::default() };
    let silent = HostRecord {
        last_answer: Some(LastAnswer::Silent),
        failing_since: Some(moment),
        ..HostRecord::default()
    };
    let remembered = site.app.node().change(move |_, _| {
        let mut changes = artel_node::changes::Changes::none();
        changes.put(keys::host("well.test"), &well);
        changes.put(keys::host("silent.test"), &silent);
        Ok(changes)
    });
    remembered.await.unwrap();
    let page = anna.get("/peers").await;
    assert!(page.says("well.test") && page.says("Last delivered: 20 November 2026, 10:00 UTC."));
    assert!(page.says("did not answer in time") && page.says("Since 20 November 2026, 10:00 UTC."));
    let silent = page.text.find("silent.test").unwrap();
    assert!(silent < page.text.find("well.test").unwrap(), "who does not answer comes first");
    assert!(anna.get("/repairs").await.says("silent.test"));
}
