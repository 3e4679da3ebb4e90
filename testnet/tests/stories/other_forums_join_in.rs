//! Lemmy's and NodeBB's people begin topics in a forum of ours, answer and vote; what is said there reaches those who follow it
//! from there, in the form that each of them takes.

use artel_node::features::spaces::SpaceDraft;
use artel_protocol::{Id, Name, Posting, PreModeration, SpaceKind};
use artel_testnet::stranger::{Puppet, Stranger};
use artel_testnet::{Testnet, eventually};
use serde_json::{Value, json};

struct Ground {
    net: Testnet,
    server: Stranger,
    lena: Puppet,
    forum: Id,
}

async fn ground(posting: Posting) -> Ground {
    let net = Testnet::new("hub, a").await;
    let community = net.found("hub", &["a"]).await;
    let server = Stranger::start("lemmy.test", [127, 0, 10, 91]).await;
    net.name("lemmy.test", server.address);
    let lena = server.actor("lena");
    let draft = SpaceDraft {
        title: "Questions".into(),
        summary: String::new(),
        posting,
        premoderation: PreModeration::Nobody,
        reviews: false,
        members_only: false,
        moderators: Vec::new(),
        rules: String::new(),
        language: None,
    };
    let name = Name::parse("fragen").unwrap();
    let forum = net.member("hub").node.open_space(&community, name, SpaceKind::Forum, draft).await.unwrap();
    Ground { net, server, lena, forum }
}

impl Ground {
    /// A shape of other software, said by lena to the forum.
    fn shape(&self, json: &str, ids: &[(&str, &str)]) -> Value {
        let mut text = json.replace("https://hub.example/s/fragen", self.forum.as_str());
        for author in ["https://lemmy.example/users/lena", "https://nodebb.example/uid/3"] {
            text = text.replace(author, self.lena.id.as_str());
        }
        for (id, own) in ids {
            text = text.replace(id, own);
        }
        for host in ["https://lemmy.example", "https://nodebb.example"] {
            text = text.replace(host, "http://lemmy.test");
        }
        serde_json::from_str(&text).unwrap()
    }

    async fn say(&self, number: u32, act: &str, object: Value) -> u16 {
        let mut activity = self.lena.activity(number, act, object);
        activity["audience"] = json!(self.forum.as_str());
        activity["cc"] = json!([self.forum.as_str()]);
        self.post(&activity).await
    }

    async fn post(&self, activity: &Value) -> u16 {
        let hub = self.net.member("hub");
        let inbox = self.forum.join("/inbox");
        self.server.post(hub.address, &inbox, &self.lena, activity).await.status
    }

    async fn stands(&self, title: &str) -> Id {
        let mut found = None;
        for node in ["hub", "a"] {
            found = Some(
                eventually(&format!("{title} stands at {node}"), async || {
                    let listed = self.net.member(node).node.space_entries(&self.forum, &[], None, 20).ok()?;
                    let mut entries = listed.items.into_iter().map(|shown| shown.record.entry);
                    entries.find(|entry| entry.content.card().title == title).map(|entry| entry.id)
                })
                .await,
            );
        }
        found.unwrap()
    }

    /// What of this kind came to the follower.
    fn announced(&self, is_it: impl Fn(&Value) -> bool) -> Option<Value> {
        let of_forum = |said: &Value| said["type"] == "Announce" && said["actor"] == self.forum.as_str();
        self.server.received().into_iter().find(|said| of_forum(said) && is_it(&said["object"]))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_topic_a_comment_and_a_vote_of_lemmys_stand_in_the_forum_on_every_node() {
    let ground = ground(Posting::Anyone).await;
    let page = ground.shape(include_str!("../../../protocol/fixtures/shapes/lemmy-page.json"), &[]);
    assert_eq!(ground.say(1, "Create", page).await, 202);
    let topic = ground.stands("Wer <härtet> Wellen?").await;
    let comment = ground.shape(include_str!("../../../protocol/fixtures/shapes/lemmy-comment.json"), &[]);
    assert_eq!(ground.say(2, "Create", comment).await, 202);
    assert_eq!(ground.say(3, "Like", topic.as_str().into()).await, 202);
    for node in ["hub", "a"] {
        eventually("the comment stands below it", async || {
            (ground.net.member(node).node.counts(&topic).ok()?.answers == 1).then_some(())
        })
        .await;
    }
    assert_eq!(ground.net.member("hub").node.counts(&topic).unwrap().likes, 1);
    // One of ours answers, and the one who asked has the answer.
    let answer = ground.net.member("a").answer(&topic, "We harden them.").await;
    eventually("the answer reaches lemmy", async || {
        let received = ground.server.received();
        received.into_iter().find(|said| said["object"]["id"] == answer.as_str())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_topic_of_nodebbs_keeps_its_conversation_together() {
    let ground = ground(Posting::Anyone).await;
    let topic = ground.shape(include_str!("../../../protocol/fixtures/shapes/nodebb-topic.json"), &[]);
    let reply = ground.shape(include_str!("../../../protocol/fixtures/shapes/nodebb-reply.json"), &[]);
    assert_eq!(ground.say(1, "Create", topic).await, 202);
    assert_eq!(ground.say(2, "Create", reply).await, 202);
    let opener = ground.stands("Welche Bank für große Teile?").await;
    for node in ["hub", "a"] {
        eventually("both stand together", async || {
            (ground.net.member(node).node.counts(&opener).ok()?.answers == 1).then_some(())
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_follows_a_forum_gets_topics_whole_and_by_their_ids_and_answers_whole_only() {
    let ground = ground(Posting::Members).await;
    assert_eq!(ground.post(&ground.lena.activity(1, "Follow", ground.forum.as_str().into())).await, 202);
    let a = ground.net.member("a");
    eventually("a knows the forum", async || a.node.space(&ground.forum).ok()?).await;
    let draft = artel_node::features::publishing::Draft {
        title: "Inside".into(),
        markdown: "A *question*.".into(),
        readers: artel_node::features::publishing::Readers::Space(ground.forum.clone()),
        ..Default::default()
    };
    let topic = a.node.publish("topic", &a.company, &draft).await.unwrap();
    let whole = eventually("the topic whole", async || {
        ground.announced(|object| object["type"] == "Create" && object["object"]["id"] == topic.as_str())
    })
    .await;
    // Nothing around it forbids what its own contexts say.
    assert!(!whole["@context"].to_string().contains("data-integrity"), "{}", whole["@context"]);
    // Unchanged, as its author said it: the proof within holds for others too.
    let said = a.node.view().unwrap().entry(&topic).unwrap().unwrap().activity;
    let said = a.node.view().unwrap().activity(&said).unwrap().unwrap();
    assert_eq!(whole["object"], serde_json::from_slice::<Value>(&said).unwrap());
    assert_eq!(
        (&whole["object"]["object"]["type"], &whole["object"]["object"]["name"]),
        (&json!("Page"), &json!("Inside"))
    );
    eventually("the topic by its id", async || ground.announced(|object| object == topic.as_str())).await;
    let answer = ground.net.member("hub").answer(&topic, "An answer.").await;
    eventually("the answer whole", async || {
        ground.announced(|object| object["type"] == "Create" && object["object"]["id"] == answer.as_str())
    })
    .await;
    a.node.like(&a.company, &topic).await.unwrap();
    eventually("the vote whole", async || ground.announced(|object| object["type"] == "Like")).await;
    assert_eq!(ground.announced(|object| object == answer.as_str()), None, "an answer is no boost");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_no_member_begins_nothing_and_changes_nothing() {
    let ground = ground(Posting::Members).await;
    let page = ground.shape(include_str!("../../../protocol/fixtures/shapes/lemmy-page.json"), &[]);
    assert_eq!(ground.say(1, "Create", page).await, 403);
    let hub = &ground.net.member("hub").node;
    assert!(hub.space_entries(&ground.forum, &[], None, 20).unwrap().items.is_empty());
    // Nobody but its moderators keeps order.
    let a = ground.net.member("hub").publish("Ours").await;
    for (number, act) in [(2, "Lock"), (3, "Remove")] {
        let mut order = ground.lena.activity(number, act, a.as_str().into());
        order["target"] = json!(format!("{}/outbox", ground.forum));
        ground.post(&order).await;
    }
    assert!(hub.entry(&a).is_ok());
}
