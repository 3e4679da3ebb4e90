//! People from outside answer in a community, from servers that make no proofs: its hub repeats what they say to every
//! member, and nobody else can.

use artel_node::sets::{Readers, hash, sid};
use artel_protocol::{Id, limits};
use artel_testnet::stranger::{Puppet, Stranger};
use artel_testnet::{Testnet, eventually};
use serde_json::{Value, json};

struct Ground {
    net: Testnet,
    server: Stranger,
    anna: Puppet,
    community: Id,
    article: Id,
}

/// A community with an article of its hub, and somebody on a server elsewhere.
async fn ground() -> Ground {
    let mut net = Testnet::new("hub, a, b").await;
    let community = net.found("hub", &["a", "b"]).await;
    let server = Stranger::start("elsewhere.test", [127, 0, 10, 90]).await;
    net.name("elsewhere.test", server.address);
    let anna = server.actor("anna");
    let article = net.member("hub").publish_in(&community, "A question to everybody").await;
    for node in ["a", "b"] {
        eventually("the article has arrived", async || net.member(node).node.entry(&article).ok()).await;
        // From now on nobody but the hub hears of anything from outside.
        net.cut_http(node).await;
    }
    Ground { net, server, anna, community, article }
}

impl Ground {
    async fn post(&self, activity: &Value) -> u16 {
        let hub = self.net.member("hub");
        let inbox = hub.node.base().unwrap().join("/inbox");
        self.server.post(hub.address, &inbox, &self.anna, activity).await.status
    }

    /// What stands under the article on a node.
    fn answers(&self, node: &str) -> Vec<String> {
        let answers = self.net.member(node).node.conversation(&self.article).unwrap().answers;
        answers.into_iter().map(|answer| answer.shown.record.entry.content.text().html.to_string()).collect()
    }

    async fn all_show(&self, what: &str, wanted: impl Fn(&[String]) -> bool) {
        for node in ["hub", "a", "b"] {
            let claim = format!("{node}: {what}");
            eventually(&claim, async || wanted(&self.answers(node)).then_some(())).await;
        }
        eventually("all have the same set", async || {
            let set = |node: &str| {
                let view = self.net.member(node).node.view().ok()?;
                hash::of_set(&view, &sid(&self.community, Readers::Everybody)).ok()
            };
            (set("hub")? == set("a")? && set("hub")? == set("b")?).then_some(())
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_elsewhere_answers_stands_on_every_node_until_it_is_withdrawn() {
    let ground = ground().await;
    let note = ground.anna.note(1, Some(&ground.article));
    assert_eq!(ground.post(&ground.anna.activity(1, "Create", note.clone())).await, 202);
    ground.all_show("the answer", |answers| answers.len() == 1 && answers[0].contains("Note 1")).await;
    for node in ["hub", "a", "b"] {
        let node = &ground.net.member(node).node;
        assert_eq!(node.counts(&ground.article).unwrap().answers, 1);
        let author = node.view().unwrap().actor(&ground.anna.id).unwrap();
        assert!(author.is_some(), "who that is has come with it");
    }

    let mut edited = note.clone();
    edited["content"] = json!("<p>Another wording</p>");
    edited["updated"] = json!("2099-01-01T00:00:00Z");
    assert_eq!(ground.post(&ground.anna.activity(2, "Update", edited)).await, 202);
    ground.all_show("the edit", |answers| answers.len() == 1 && answers[0].contains("Another wording")).await;

    let gone = json!({"type": "Tombstone", "id": note["id"]});
    assert_eq!(ground.post(&ground.anna.activity(3, "Delete", gone)).await, 202);
    ground.all_show("nothing", <[String]>::is_empty).await;
    let id = Id::parse(note["id"].as_str().unwrap()).unwrap();
    for node in ["hub", "a", "b"] {
        let node = &ground.net.member(node).node;
        assert!(node.view().unwrap().tombstone(&id).unwrap().is_some());
        assert_eq!(node.counts(&ground.article).unwrap().answers, 0);
    }
    // What is gone does not come back.
    ground.post(&ground.anna.activity(4, "Create", note)).await;
    ground.all_show("nothing", <[String]>::is_empty).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_for_few_is_not_repeated() {
    let ground = ground().await;
    let mut note = ground.anna.note(1, Some(&ground.article));
    let author = ground.net.member("hub").actor();
    note["to"] = json!([author.as_str()]);
    note["cc"] = json!([]);
    let mut create = ground.anna.activity(1, "Create", note);
    create["to"] = json!([author.as_str()]);
    create["cc"] = json!([]);
    assert_eq!(ground.post(&create).await, 202);
    let open = ground.anna.activity(2, "Create", ground.anna.note(2, Some(&ground.article)));
    assert_eq!(ground.post(&open).await, 202);
    for node in ["a", "b"] {
        eventually("the open answer is there", async || {
            ground.answers(node).iter().any(|answer| answer.contains("Note 2")).then_some(())
        })
        .await;
        assert_eq!(ground.answers(node).len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_member_could_read_is_not_repeated() {
    let ground = ground().await;
    // As deep as a document may be, so that one around it would be too deep.
    let deep = (0..limits::DOCUMENT_DEPTH - 2).fold(json!(1), |inside, _| json!({ "x": inside }));
    let mut note = ground.anna.note(1, Some(&ground.article));
    note["x"] = deep;
    assert_eq!(ground.post(&ground.anna.activity(1, "Create", note)).await, 202);
    assert_eq!(ground.answers("hub").len(), 1, "the hub shows it by itself");
    let plain = ground.anna.activity(2, "Create", ground.anna.note(2, Some(&ground.article)));
    assert_eq!(ground.post(&plain).await, 202);
    ground
        .all_show("the other answer", |answers| answers.iter().any(|answer| answer.contains("Note 2")))
        .await;
    assert_eq!(ground.answers("a").len(), 1);
}
