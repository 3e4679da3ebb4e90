//! Finding what was written: in every form of its words, only for those who may read it, and from an index that may be
//! lost at any time.

#![allow(clippy::unwrap_used, reason = "in a test a panic is the message")]

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use artel_node::changes::Changes;
use artel_node::features::accounts::Password;
use artel_node::features::organisations::{Address, SetUp};
use artel_node::features::publishing::{Draft, Readers};
use artel_node::features::search::{Found, Hit, Question, State};
use artel_node::features::sessions::From;
use artel_node::federation::http_client::SystemResolver;
use artel_node::store::keys;
use artel_node::store::records::{AccountRecord, Role};
use artel_node::{Clock, Config, Effects, Node, Random};
use artel_protocol::{Id, Name, limits};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

struct Ground {
    node: Node,
    stop: oneshot::Sender<()>,
    kept: JoinHandle<()>,
}

fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

/// Waits for something that comes about by itself.
async fn eventually(claim: &str, mut look: impl AsyncFnMut() -> bool) {
    let seen = async {
        while !look().await {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), seen).await.expect(claim);
}

impl Ground {
    /// The node of a folder, with its search running and complete.
    async fn open(folder: &Path) -> Ground {
        let effects =
            Effects { clock: Clock::system(), random: Random::seeded(1), resolver: Arc::new(SystemResolver) };
        let node = Node::open(Config::new(folder), effects).unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let keeping = node.clone();
        let kept = tokio::spawn(async move {
            let stopped = async {
                let _ = stopped.await;
            };
            keeping.keep_search_until(stopped).await;
        });
        let ground = Ground { node, stop, kept };
        eventually("the index is opened", async || ground.node.search_state() == State::Ready).await;
        ground
    }

    /// A new node with the company `werkstatt` of anna and the company `nachbar` of bernd.
    async fn set_up(folder: &Path) -> Ground {
        let ground = Ground::open(folder).await;
        let password = || Password::parse("correct horse").unwrap();
        let answers = SetUp {
            address: Address::Domain("node-a.test".into()),
            organisation: "Werkstatt".into(),
            owner: name("anna"),
            password: password(),
            language: "de".into(),
        };
        ground.node.set_up(answers).await.unwrap();
        ground.node.add_organisation(name("nachbar"), "Nachbar".into(), "de".into()).await.unwrap();
        ground.node.add_user(name("bernd"), name("nachbar"), Role::Owner, password()).await.unwrap();
        ground
    }

    async fn close(self) {
        let _ = self.stop.send(());
        self.kept.await.unwrap();
        self.node.close();
    }

    async fn publish(&self, title: &str, markdown: &str, readers: Readers) -> Id {
        self.publish_as("werkstatt", title, markdown, readers).await
    }

    async fn publish_as(&self, author: &str, title: &str, markdown: &str, readers: Readers) -> Id {
        let draft = Draft { title: title.into(), markdown: markdown.into(), readers, ..Draft::default() };
        self.node.publish("article", &name(author), &draft).await.unwrap()
    }

    fn account(&self, who: &str) -> AccountRecord {
        self.node.view().unwrap().account(&name(who)).unwrap().unwrap()
    }

    async fn ask(&self, query: &str, reader: Option<&str>) -> Found {
        let reader = reader.map(|reader| self.account(reader));
        self.node.search(Question::parse(query).unwrap(), reader, 0).await.unwrap()
    }

    /// The titles and names that a stranger finds.
    async fn found(&self, query: &str) -> Vec<String> {
        titles(&self.ask(query, None).await)
    }

    async fn eventually_found(&self, query: &str, titles: &[&str]) {
        let claim = format!("{query} finds {titles:?}");
        eventually(&claim, async || self.found(query).await == titles).await;
    }
}

fn titles(found: &Found) -> Vec<String> {
    let title = |hit: &Hit| {
        let pieces = match hit {
            Hit::Entry(found) => &found.title,
            Hit::Actor(found) => &found.name,
        };
        pieces.iter().map(|piece| piece.text.as_str()).collect()
    };
    found.hits.iter().map(title).collect()
}

#[tokio::test]
async fn every_form_of_a_word_finds_the_others() {
    let folder = tempfile::tempdir().unwrap();
    let ground = Ground::set_up(folder.path()).await;
    ground.publish("Новый станок", "Привезли его вчера.", Readers::Everybody).await;
    ground.publish("Neue Fräse", "Wir haben drei Maschinen.", Readers::Everybody).await;
    ground.publish("Our workshop", "Two lathes and a press.", Readers::Everybody).await;
    ground.eventually_found("workshops", &["Our workshop"]).await;
    for (query, title) in [
        ("станки", "Новый станок"),
        ("СТАНКОВ", "Новый станок"),
        ("Fräsen", "Neue Fräse"),
        ("fräs", "Neue Fräse"),
        ("Maschine neue", "Neue Fräse"),
        ("lathe", "Our workshop"),
        ("lat", "Our workshop"),
        ("прив", "Новый станок"),
        ("press kind:article from:@werkstatt", "Our workshop"),
    ] {
        assert_eq!(ground.found(query).await, [title], "{query}");
    }
    for nothing in [
        "l",
        "lathe станок",
        "press kind:post",
        "press from:@anna",
        "press from:@nobody@b.test",
        "press in:bau",
    ] {
        assert!(ground.found(nothing).await.is_empty(), "{nothing}");
    }
    assert_eq!(ground.found("from:@werkstatt kind:article").await.len(), 3);
    assert_eq!(ground.found("since:2020-01-01 kind:article").await.len(), 3);
    assert!(ground.found("until:2020-01-01").await.is_empty());
    assert_eq!(ground.found("Werkstatt kind:organisation").await, ["Werkstatt"]);
    assert_eq!(ground.found("anna").await, ["anna"]);
    ground.close().await;
}

#[tokio::test]
async fn a_title_counts_more_than_a_text_and_pages_go_on() {
    let folder = tempfile::tempdir().unwrap();
    let ground = Ground::set_up(folder.path()).await;
    for number in 0..25 {
        ground.publish(&format!("Nummer {number}"), "Ein Wort vom Stahl.", Readers::Everybody).await;
    }
    ground.publish("Stahl", "Mehr nicht.", Readers::Everybody).await;
    eventually("all are found", async || {
        let first = ground.ask("Stahl", None).await;
        let Some(next) = first.next else { return false };
        let question = Question::parse("Stahl").unwrap();
        let second = ground.node.search(question, None, next).await.unwrap();
        titles(&first)[0] == "Stahl" && first.hits.len() == limits::SEARCH_RESULTS && second.hits.len() == 6
    })
    .await;
    let Hit::Entry(best) = &ground.ask("stahl", None).await.hits[1] else { panic!("it is an entry") };
    let marked: Vec<_> =
        best.snippet.iter().filter(|piece| piece.marked).map(|piece| piece.text.as_str()).collect();
    assert_eq!(marked, ["Stahl"]);
    ground.close().await;
}

#[tokio::test]
async fn what_is_changed_hidden_or_deleted_is_found_no_more() {
    let folder = tempfile::tempdir().unwrap();
    let ground = Ground::set_up(folder.path()).await;
    let id = ground.publish_as("nachbar", "Drehbank", "Steht im Hof.", Readers::Everybody).await;
    ground.eventually_found("hof", &["Drehbank"]).await;
    let draft = Draft { title: "Drehbank".into(), markdown: "Steht im Keller.".into(), ..Draft::default() };
    ground.node.edit(&id, &draft).await.unwrap();
    ground.eventually_found("keller", &["Drehbank"]).await;
    assert!(ground.found("hof").await.is_empty());
    ground.node.suspend_organisation(name("nachbar"), true).await.unwrap();
    assert!(ground.found("keller").await.is_empty(), "at once, whatever stands in the index");
    ground.node.suspend_organisation(name("nachbar"), false).await.unwrap();
    assert_eq!(ground.found("keller").await, ["Drehbank"]);
    ground.node.delete_entry(&id).await.unwrap();
    assert!(ground.found("keller").await.is_empty(), "at once, whatever stands in the index");
    ground.close().await;
}

#[tokio::test]
async fn what_is_for_few_is_found_by_few() {
    let folder = tempfile::tempdir().unwrap();
    let ground = Ground::set_up(folder.path()).await;
    let company = Id::parse("https://node-a.test/u/werkstatt").unwrap();
    ground.publish("Geheimnis", "Nur für uns.", Readers::Followers).await;
    ground.publish("Unter uns", "Ein Geheimnis.", Readers::Only(vec![company])).await;
    let community = ground.node.found_community(name("bau"), "Bau".into(), name("werkstatt")).await.unwrap();
    ground.publish("Geheimnis am Bau", "Nur für Mitglieder.", Readers::Members(community.clone())).await;
    ground.publish("Offen am Bau", "Kein Geheimnis.", Readers::Community(community)).await;
    ground.eventually_found("Geheimnis", &["Offen am Bau"]).await;
    assert_eq!(ground.found("in:bau").await, ["Offen am Bau"]);
    let own = ground.ask("Geheimnis", Some("anna")).await;
    assert_eq!(own.hits.len(), 4, "{:?}", titles(&own));
    assert_eq!(ground.ask("in:bau", Some("anna")).await.hits.len(), 2);
    assert_eq!(titles(&ground.ask("Geheimnis", Some("bernd")).await), ["Offen am Bau"]);
    ground.close().await;
}

#[tokio::test]
async fn who_does_not_want_to_be_found_is_found_by_themselves_only() {
    let folder = tempfile::tempdir().unwrap();
    let ground = Ground::set_up(folder.path()).await;
    ground.publish("Drehbank", "Steht im Hof.", Readers::Everybody).await;
    ground.eventually_found("hof", &["Drehbank"]).await;
    let hide = ground.node.change(|view, _| {
        let mut actor = view.local_actor(&name("werkstatt"))?.unwrap();
        actor.profile.indexable = false;
        actor.profile.discoverable = false;
        let mut changes = Changes::none();
        changes.put(keys::local_actor(&actor.name), &actor);
        Ok(changes)
    });
    hide.await.unwrap();
    assert!(ground.found("hof").await.is_empty() && ground.found("werkstatt").await.is_empty());
    assert_eq!(titles(&ground.ask("hof", Some("anna")).await), ["Drehbank"]);
    assert!(ground.ask("hof", Some("bernd")).await.hits.is_empty());
    ground.close().await;
}

#[tokio::test]
async fn an_index_that_is_lost_or_damaged_is_made_anew() {
    let folder = tempfile::tempdir().unwrap();
    let index = folder.path().join("search");
    let ground = Ground::set_up(folder.path()).await;
    ground.publish("Drehbank", "Steht im Hof.", Readers::Everybody).await;
    ground.close().await;

    std::fs::remove_dir_all(&index).unwrap();
    let ground = Ground::open(folder.path()).await;
    ground.eventually_found("hof", &["Drehbank"]).await;
    ground.close().await;

    std::fs::remove_dir_all(&index).unwrap();
    std::fs::write(&index, "no folder").unwrap();
    let ground = Ground::open(folder.path()).await;
    ground.eventually_found("hof", &["Drehbank"]).await;
    ground.close().await;

    // Whatever file is damaged, and wherever.
    let files: Vec<_> = std::fs::read_dir(&index).unwrap().map(|file| file.unwrap().path()).collect();
    for file in files.iter().filter(|file| file.exists() && !file.ends_with(".tantivy-writer.lock")) {
        let mut bytes = std::fs::read(file).unwrap();
        let middle = bytes.len() / 2;
        bytes.iter_mut().skip(middle).take(4).for_each(|byte| *byte ^= 0xA5);
        std::fs::write(file, bytes).unwrap();
        let ground = Ground::open(folder.path()).await;
        ground.eventually_found("hof", &["Drehbank"]).await;
        ground.close().await;
    }
}

#[tokio::test]
async fn what_the_index_missed_is_found_at_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let ground = Ground::set_up(folder.path()).await;
    let gone = ground.publish("Fräse", "Weg im Hof.", Readers::Everybody).await;
    ground.eventually_found("hof", &["Fräse"]).await;
    // From here on nobody keeps the index: as when the process is killed.
    let Ground { node, stop, kept } = ground;
    let _ = stop.send(());
    kept.await.unwrap();
    let draft = Draft { title: "Drehbank".into(), markdown: "Neu im Hof.".into(), ..Draft::default() };
    node.publish("article", &name("werkstatt"), &draft).await.unwrap();
    node.delete_entry(&gone).await.unwrap();
    node.close();
    drop(node);
    let ground = Ground::open(folder.path()).await;
    ground.eventually_found("hof", &["Drehbank"]).await;
    ground.node.make_search_anew().unwrap();
    eventually("the index is there again", async || ground.node.search_state() == State::Ready).await;
    ground.eventually_found("hof", &["Drehbank"]).await;
    ground.close().await;
}

#[tokio::test]
async fn one_address_does_not_keep_the_search_from_others() {
    let folder = tempfile::tempdir().unwrap();
    let ground = Ground::set_up(folder.path()).await;
    let from = |address: [u8; 4]| From { address: Some(address.into()), ..From::default() };
    let answers: Vec<_> = (0..100)
        .map(|_| ground.node.count_search(&from([192, 0, 2, 1])).map_err(|error| error.status()))
        .collect();
    assert!(answers[0].is_ok() && answers[99] == Err(429));
    assert!(ground.node.count_search(&from([192, 0, 2, 2])).is_ok());
    let asked = (0..200).map(|_| ground.node.search(Question::parse("haus").unwrap(), None, 0));
    let answered = futures_util::future::join_all(asked).await;
    let busy =
        answered.iter().filter(|answer| answer.as_ref().is_err_and(|error| error.status() == 503)).count();
    assert!(busy > 0, "of 200 at once {busy} are told to come again");
    assert!(ground.found("haus").await.is_empty(), "and afterwards everybody is answered");
    ground.close().await;
}
