//! One of another server, or many of one server, say more in a forum of ours than anybody can read: from a limit on they are
//! told to wait, and nothing of it is taken in; everybody else goes on.

use artel_node::Refusal;
use artel_node::features::publishing::{Draft, Readers};
use artel_node::features::spaces::SpaceDraft;
use artel_protocol::{Id, Name, Posting, SpaceKind, limits};
use artel_testnet::stranger::{Answer, Puppet, Stranger};
use artel_testnet::{Testnet, eventually, within};
use serde_json::{Value, json};

const PER_ACTOR: u32 = limits::WORDS_IN_SPACES_PER_ACTOR.0;
const PER_HOST: u32 = limits::WORDS_IN_SPACES_PER_HOST.0;

/// A forum on a hub with a topic, and a server that floods it.
struct Ground {
    net: Testnet,
    forum: Id,
    topic: Id,
    server: Stranger,
}

impl Ground {
    async fn new() -> Ground {
        let net = Testnet::new("hub, a").await;
        let community = net.found("hub", &["a"]).await;
        let server = Stranger::start("loud.test", [127, 0, 10, 95]).await;
        net.name("loud.test", server.address);
        let draft = SpaceDraft {
            title: "Questions".into(),
            summary: String::new(),
            posting: Posting::Anyone,
            premoderation: Default::default(),
            reviews: false,
            members_only: false,
            moderators: Vec::new(),
            rules: String::new(),
            language: None,
        };
        let (name, hub) = (Name::parse("fragen").unwrap(), net.member("hub"));
        let forum = hub.node.open_space(&community, name, SpaceKind::Forum, draft).await.unwrap();
        let draft = Draft {
            title: "Wer härtet Wellen?".into(),
            markdown: "Vierzig im Monat.".into(),
            readers: Readers::Space(forum.clone()),
            ..Draft::default()
        };
        let topic = hub.node.publish("topic", &hub.company, &draft).await.unwrap();
        Ground { net, forum, topic, server }
    }

    async fn post(&self, server: &Stranger, puppet: &Puppet, activity: &Value) -> Answer {
        let hub = self.net.member("hub");
        server.post(hub.address, &self.forum.join("/inbox"), puppet, activity).await
    }

    /// An answer to the topic, addressed to its author alone, as GoToSocial does it.
    fn answer(&self, puppet: &Puppet, number: u32) -> Value {
        puppet.activity(number, "Create", puppet.note(number, Some(&self.topic)))
    }

    fn answers(&self) -> u64 {
        self.net.member("hub").node.counts(&self.topic).unwrap().answers
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_answers_without_end_is_told_to_wait_and_nothing_of_it_is_taken_in() {
    let ground = Ground::new().await;
    let (loud, quiet) = (ground.server.actor("loud"), ground.server.actor("quiet"));
    let mut answers = Vec::new();
    for number in 0..PER_ACTOR + 20 {
        answers.push(ground.post(&ground.server, &loud, &ground.answer(&loud, number)).await);
    }
    let taken = answers.iter().filter(|answer| answer.status == 202).count() as u64;
    // Who needs long for it has been given some more meanwhile.
    assert!((u64::from(PER_ACTOR)..u64::from(PER_ACTOR) + 10).contains(&taken), "{taken}");
    let last = answers.last().unwrap();
    assert_eq!(last.status, 429);
    let wait: u64 = last.headers["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=limits::WORDS_IN_SPACES_PER_ACTOR.1.as_secs() + 1).contains(&wait), "{wait}");
    assert_eq!(ground.answers(), taken, "what is refused stands nowhere");

    // The same by every other way: a vote, a new topic, and what a peer hands on with the author's proof.
    let like = loud.activity(500, "Like", ground.topic.as_str().into());
    assert_eq!(ground.post(&ground.server, &loud, &like).await.status, 429);
    let mut page = loud.activity(501, "Create", loud.note(501, None));
    page["object"]["type"] = json!("Page");
    page["object"]["name"] = json!("Noch eine");
    for object in ["", "object"] {
        let place = if object.is_empty() { &mut page } else { &mut page[object] };
        place["audience"] = json!(ground.forum.as_str());
        place["cc"] = json!([ground.forum.as_str()]);
    }
    assert_eq!(ground.post(&ground.server, &loud, &page).await.status, 429);
    let proved = loud.proved(ground.answer(&loud, 502)).to_string();
    let handed_on = ground.net.member("hub").node.receive_proved(proved.into()).await;
    assert!(matches!(handed_on, Err(Refusal::TooMany { .. })), "{handed_on:?}");
    // What came before is known, and what is taken back is welcome.
    assert_eq!(ground.post(&ground.server, &loud, &ground.answer(&loud, 0)).await.status, 202);
    let note = loud.note(0, Some(&ground.topic));
    let tombstone = json!({"type": "Tombstone", "id": note["id"]});
    assert_eq!(
        ground.post(&ground.server, &loud, &loud.activity(503, "Delete", tombstone)).await.status,
        202
    );

    // Others are not held up: neither their neighbours nor members.
    assert_eq!(ground.post(&ground.server, &quiet, &ground.answer(&quiet, 1)).await.status, 202);
    let a = ground.net.member("a");
    eventually("a knows the topic", async || a.node.view().ok()?.entry(&ground.topic).ok()?).await;
    let answer = a.answer(&ground.topic, "Wir.").await;
    ground.net.is_confirmed("hub", &answer).await;
    let patience = limits::WORDS_IN_SPACES_PER_ACTOR.1 * 3;
    within(patience, "after a while they may go on", async || {
        let answer = ground.post(&ground.server, &loud, &ground.answer(&loud, 504)).await;
        (answer.status == 202).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_of_one_server_are_as_one() {
    let ground = Ground::new().await;
    let mut refused = None;
    for number in 0..=PER_HOST / PER_ACTOR + 4 {
        let puppet = ground.server.actor(&format!("many{number}"));
        for vote in 0..PER_ACTOR {
            let like = puppet.activity(vote, "Like", ground.topic.as_str().into());
            if ground.post(&ground.server, &puppet, &like).await.status == 429 {
                refused = Some((number, vote));
                break;
            }
        }
        if refused.is_some() {
            break;
        }
    }
    let (actors, votes) = refused.expect("a server of many is told to wait as well");
    assert!(actors * PER_ACTOR + votes >= PER_HOST, "{actors}, {votes}");
    let before = ground.answers();
    let one_more = ground.server.actor("one_more");
    let answers = (0..PER_ACTOR).map(|number| ground.answer(&one_more, number));
    let mut statuses = Vec::new();
    for answer in answers {
        statuses.push(ground.post(&ground.server, &one_more, &answer).await.status);
    }
    let taken = statuses.iter().filter(|status| **status == 202).count() as u64;
    assert!(statuses.contains(&429), "whoever it is, and however quiet before");
    assert_eq!(ground.answers(), before + taken);

    let other = Stranger::start("other.test", [127, 0, 10, 96]).await;
    ground.net.name("other.test", other.address);
    let lena = other.actor("lena");
    assert_eq!(ground.post(&other, &lena, &ground.answer(&lena, 1)).await.status, 202);
}
