//! A conversation that began elsewhere is whole when somebody here opens it, whatever of it had come here before.

use artel_protocol::Id;
use artel_testnet::stranger::{Puppet, Stranger};
use artel_testnet::{Member, Testnet, eventually};
use serde_json::{Value, json};

/// A server with its people.
struct Elsewhere {
    server: Stranger,
    anna: Puppet,
}

impl Elsewhere {
    async fn beside(net: &Testnet, name: &str, ip: [u8; 4]) -> Elsewhere {
        let server = Stranger::start(name, ip).await;
        net.name(name, server.address);
        let anna = server.actor("anna");
        Elsewhere { server, anna }
    }

    /// Something that she says there.
    fn says(&self, number: u32, answers: Option<&Id>, more: &[(&str, Value)]) -> Id {
        let mut note = self.anna.note(number, answers);
        note["published"] = json!(format!("2026-11-01T10:{number:02}:00Z"));
        for (key, value) in more {
            note[*key] = value.clone();
        }
        self.keeps(note)
    }

    fn keeps(&self, note: Value) -> Id {
        let id = Id::parse(note["id"].as_str().unwrap()).unwrap();
        self.server.put(id.path(), note);
        id
    }

    fn collection(&self, path: &str, items: &[&Id]) -> Id {
        let id = self.server.base.join(path);
        let items: Vec<_> = items.iter().map(|id| id.as_str()).collect();
        let first = json!({"type": "CollectionPage", "partOf": id.as_str(), "items": items});
        self.server.put(path, json!({"id": id.as_str(), "type": "Collection", "first": first}));
        id
    }
}

/// What stands in a conversation, each with its depth.
fn answers(member: &Member, opener: &Id) -> Vec<(Id, usize)> {
    let Ok(conversation) = member.node.conversation(opener) else { return Vec::new() };
    let answers = conversation.answers.into_iter();
    answers.map(|answer| (answer.shown.record.entry.id, answer.depth)).collect()
}

/// Opens it, and waits until nothing more comes.
async fn open(member: &Member, entry: &Id) {
    eventually("it is filled", async || (!member.node.fill_conversation(entry).await.unwrap()).then_some(()))
        .await;
}

#[tokio::test]
async fn whoever_opens_a_part_of_it_sees_everything_that_its_owner_lists() {
    let net = Testnet::new("a").await;
    let a = net.member("a");
    let (one, two) = (
        Elsewhere::beside(&net, "one.test", [127, 0, 10, 81]).await,
        Elsewhere::beside(&net, "two.test", [127, 0, 10, 82]).await,
    );
    let context = [("context", json!(one.server.base.join("/contexts/1").as_str()))];
    let opener = one.says(1, None, &context);
    let first = two.says(1, Some(&opener), &context);
    let below = one.says(2, Some(&first), &context);
    let last = one.says(3, Some(&opener), &context);
    let private = one.says(4, Some(&opener), &[("to", json!(["https://one.test/u/b"]))]);
    let unrelated = two.says(2, None, &context);
    let forged = one.server.base.join("/notes/9");
    one.server.put(forged.path(), two.anna.note(9, Some(&opener)));
    one.collection("/contexts/1", &[&opener, &below, &first, &last, &private, &unrelated, &forged]);
    open(a, &first).await;
    assert_eq!(answers(a, &opener), [(first.clone(), 0), (below, 1), (last, 0)]);
    assert_eq!(a.node.counts(&opener).unwrap().answers, 3);
    for left_out in [&private, &unrelated, &forged] {
        assert!(a.node.entry(left_out).is_err(), "{left_out}");
    }
    let asked = one.server.hits() + two.server.hits();
    open(a, &first).await;
    assert_eq!(one.server.hits() + two.server.hits(), asked, "nobody is asked twice in a row");
}

#[tokio::test]
async fn where_no_list_is_kept_each_part_names_its_answers() {
    let net = Testnet::new("a").await;
    let a = net.member("a");
    let one = Elsewhere::beside(&net, "one.test", [127, 0, 10, 83]).await;
    let replies = |number: u32| {
        ("replies", json!({"id": one.server.base.join(&format!("/replies/{number}")).as_str()}))
    };
    let opener = one.says(1, None, &[replies(1)]);
    let first = one.says(2, Some(&opener), &[replies(2)]);
    let below = one.says(3, Some(&first), &[replies(3)]);
    one.collection("/replies/1", &[&first]);
    one.collection("/replies/2", &[&below]);
    // What names itself makes nobody go round in circles.
    one.collection("/replies/3", &[&opener, &below]);
    open(a, &opener).await;
    assert_eq!(answers(a, &opener), [(first, 0), (below, 1)]);
}

#[tokio::test]
async fn an_answer_that_came_before_what_it_answers_finds_its_place() {
    let net = Testnet::new("a").await;
    let a = net.member("a");
    let one = Elsewhere::beside(&net, "one.test", [127, 0, 10, 84]).await;
    let opener = one.says(1, None, &[]);
    let between = one.says(2, Some(&opener), &[]);
    let early = one.says(3, Some(&between), &[]);
    let below = one.says(4, Some(&early), &[]);
    a.node.want(&early).await.unwrap();
    a.node.want(&below).await.unwrap();
    assert_eq!(answers(a, &early), [(below.clone(), 0)]);
    open(a, &early).await;
    assert_eq!(answers(a, &opener), [(between, 0), (early.clone(), 1), (below.clone(), 2)]);
    assert_eq!(answers(a, &early), [(below, 0)], "its own page shows what stands below it");
    assert_eq!(a.node.counts(&opener).unwrap().answers, 3);
    assert_eq!(a.node.counts(&early).unwrap().answers, 0);
}

#[tokio::test]
async fn what_a_known_answer_answers_is_kept_although_its_server_lists_nothing() {
    let net = Testnet::new("a").await;
    let a = net.member("a");
    let one = Elsewhere::beside(&net, "one.test", [127, 0, 10, 85]).await;
    let opener = one.says(1, None, &[]);
    let early = one.says(2, Some(&opener), &[]);
    a.node.want(&early).await.unwrap();
    open(a, &early).await;
    assert_eq!(answers(a, &opener), [(early, 0)]);
}

#[tokio::test]
async fn another_node_of_ours_lists_what_was_said_there() {
    let net = Testnet::new("a, b -> a, c").await;
    let (a, b, c) = (net.member("a"), net.member("b"), net.member("c"));
    let article = a.publish("A question").await;
    eventually("the article arrives", async || b.node.entry(&article).ok()).await;
    let answer = b.answer(&article, "An answer.").await;
    eventually("the answer arrives", async || a.node.entry(&answer).ok()).await;
    open(c, &article).await;
    assert_eq!(answers(c, &article), [(answer, 0)]);
}
