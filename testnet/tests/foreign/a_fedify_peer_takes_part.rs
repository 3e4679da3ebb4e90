//! A person on a server that is not ours takes part in a community of ours: they follow its forum, hear what is said in it,
//! answer, and are heard by others who follow it; they read an offer, write to its owner alone, and are answered.

use serde_json::{Value, json};

use crate::browser::Browser;
use crate::ground::{Ground, NODE_A, PEER, READER, alone, eventually};
use crate::our_node::{OWNER, OurNode};
use crate::page;
use crate::stranger::{Stranger, id_of, text};

const FORUM: &str = "https://node-a.test/s/fragen";
const TITLE: &str = "Wer härtet Wellen?";
const OFFER: &str = "Messkopf für die Einhärtetiefe";
const MAIL: &str = "anna@brandt.example";

/// Peter, somebody else on a third server, and a node with a forum.
struct Round<'a> {
    peter: Stranger,
    other: Stranger,
    node: &'a OurNode,
}

#[test]
fn a_fedify_peer_talks_in_a_forum_and_asks_about_an_offer() {
    let Some(ground) = Ground::ready() else { return };
    let _alone = alone();
    let node = OurNode::start(ground, NODE_A);
    node.artel(&["space", "add", "bau", "--kind", "community", "--title", "Bau und Ausbau"]);
    node.artel(&["space", "add", "fragen", "--kind", "forum", "--title", "Fragen"]);
    let start = |place| Stranger::start(ground, "fedify-peer.mjs", place);
    let round = Round { peter: start(PEER), other: start(READER), node: &node };
    for reader in [&round.peter, &round.other] {
        round.follows_the_forum(reader);
    }
    let topic = round.a_topic_reaches_who_follows();
    round.an_answer_of_ours_is_repeated(&topic);
    round.an_answer_of_peters_is_shown_and_repeated(&topic);
    let offer = round.an_offer_is_readable();
    round.peter_asks_and_is_accepted(&offer);
}

impl Round<'_> {
    fn follows_the_forum(&self, reader: &Stranger) {
        let follow = says(reader, "follow", json!({ "handle": "@fragen@node-a.test" }));
        assert_eq!(follow["actor"], FORUM);
        eventually("the forum takes who follows it", || {
            (reader.ask("following")[FORUM] == "accepted").then_some(())
        });
        let document = reader.document(FORUM);
        assert_eq!((&document["type"], &document["name"]), (&json!("Group"), &json!("Fragen")));
    }

    /// Whole, with its author's own proof, and by its id, as other software boosts.
    fn a_topic_reaches_who_follows(&self) -> String {
        let file = self.node.write("topic.md", "Unsere sind **zwei Meter** lang.\n");
        let company = &self.node.company;
        let arguments = ["post", "topic", "--as", company, "--title", TITLE, "--space", "fragen", &file];
        let topic = self.node.artel(&arguments).trim().to_owned();
        let whole = announced(&self.peter, "Create", &topic);
        assert_eq!((&whole["object"]["type"], &whole["object"]["name"]), (&json!("Page"), &json!(TITLE)));
        assert_eq!(whole["actor"], self.node.actor().as_str());
        eventually("the forum boosts it", || {
            of_forum(&self.peter).into_iter().find(|record| record["activity"]["object"] == topic.as_str())
        });
        let seen = seen_at(&self.peter, &topic);
        assert_eq!((&seen["type"], &seen["name"]), (&json!("Page"), &json!(TITLE)));
        assert!(text(&seen["content"]).contains("<strong>zwei Meter</strong>"), "{seen}");
        topic
    }

    fn an_answer_of_ours_is_repeated(&self, topic: &str) {
        let anna = self.anna(&self.peter);
        let answer = [("entry", topic), ("back", "/"), ("text", "Die Härterei *Süd*."), ("as", "anna")];
        anna.send("/answer", &answer);
        let said = eventually("the answer is repeated", || {
            let create = of_forum(&self.peter).into_iter().map(|record| record["activity"]["object"].clone());
            create.into_iter().find(|create| create["object"]["inReplyTo"] == topic)
        });
        let seen = seen_at(&self.peter, &id_of(&said["object"]));
        assert!(text(&seen["content"]).contains("<em>Süd</em>"), "{seen}");
        assert_eq!((&seen["type"], &seen["inReplyTo"]), (&json!("Note"), &json!(topic)));
    }

    fn an_answer_of_peters_is_shown_and_repeated(&self, topic: &str) {
        let content = "<p>Wir <b>auch</b>, bis drei Meter.</p>";
        let answer = text(&says(&self.peter, "answer", json!({ "id": topic, "content": content }))["id"]);
        let page = self.peter.html(&text(&self.peter.document(topic)["url"]));
        assert!(page.contains("Wir <b>auch</b>, bis drei Meter."), "{page}");
        assert_eq!(page::dangers(&page), Vec::<String>::new(), "{page}");
        let replies = self.peter.items(&self.peter.document(topic)["replies"]);
        assert!(replies.contains(&answer), "{replies:?}");
        // Nobody but the forum tells the other of it, in Peter's own words.
        let whole = announced(&self.other, "Create", &answer);
        assert_eq!(whole["actor"], self.peter.actor.as_str());
        assert_eq!(whole["object"]["content"], content);
        let anna = self.anna(&self.peter);
        assert!(anna.read("/notifications").contains("Peter Petersen"));
    }

    /// As a Note with everything in its text for whoever shows notes, and as a proposal (FEP-0837) beside.
    fn an_offer_is_readable(&self) -> String {
        let file = self.node.write("offer.md", "Er misst **ohne Aufschneiden**.\n");
        let mut arguments = vec!["post", "offer", "--as", &self.node.company, "--title", OFFER];
        arguments.extend(["--summary", "Eine Werkstatt sucht Partner."]);
        let fields = [
            "type=TO",
            "advantages=Kein Teil geht verloren.",
            "stage=lab",
            "rights=applied",
            "partnerships=research",
            "goals=9",
            "countries=AT, PL",
        ];
        arguments.extend(fields.iter().flat_map(|field| ["--field", field]));
        arguments.push(&file);
        let offer = self.node.artel(&arguments).trim().to_owned();
        let read = self.peter.tell("lookup", json!({ "id": offer }))["object"].clone();
        assert_eq!(read["type"], "Note");
        for said in [OFFER, "Eine Werkstatt sucht Partner.", "ohne Aufschneiden", "Kein Teil geht verloren."]
        {
            assert!(read["content"].to_string().contains(said), "{said}: {read}");
        }
        let document = self.peter.document(&offer);
        assert_eq!((&document["type"], document.get("name")), (&json!("Note"), None));
        assert_eq!((&document["purpose"], &document["unitBased"]), (&json!("offer"), &json!(false)));
        let intent = &document["publishes"];
        assert_eq!((&intent["type"], &intent["action"]), (&json!("Intent"), &json!("deliverService")));
        assert_eq!(intent["id"], format!("{offer}#primary"));
        assert_eq!(document["eligibleLocation"], json!(["AT", "PL"]));
        offer
    }

    fn peter_asks_and_is_accepted(&self, offer: &str) {
        let content = "<p>Wir bauen <b>Prüfstände</b> und hätten Interesse.</p>";
        let asked = text(&says(&self.peter, "whisper", json!({ "id": offer, "content": content }))["id"]);
        let anna = self.anna(&self.peter);
        let list = anna.read("/interests");
        assert!(list.contains(OFFER) && list.contains("Peter Petersen"), "{list}");
        let (_, rest) = list.split_once("href=\"/interests/").expect("it stands in the list");
        let path = format!("/interests/{}", rest.split('"').next().unwrap_or_default());
        let page = anna.read(&path);
        assert!(page.contains("<b>Prüfstände</b>"), "{page}");
        assert_eq!(page::dangers(&page), Vec::<String>::new(), "{page}");
        // It is no answer that anybody else reads.
        let public = self.other.html(&text(&self.other.document(offer)["url"]));
        assert!(!public.contains("Prüfstände"), "{public}");
        assert_eq!(self.other.items(&self.other.document(offer)["replies"]), Vec::<String>::new());

        let step = [("do", "accept"), ("sure", "yes"), ("person", "Anna Brandt"), ("mail", MAIL)];
        assert_eq!(anna.send(&format!("{path}/step"), &step), path);
        let record = eventually("the acceptance comes to Peter", || {
            let arrived = self.peter.ask("arrived");
            let mut arrived = arrived.as_array()?.iter();
            arrived.find(|record| record["activity"]["object"]["inReplyTo"] == asked.as_str()).cloned()
        });
        assert_eq!((&record["status"], &record["signature"]), (&json!(202), &json!("good")), "{record}");
        let note = &record["activity"]["object"];
        assert_eq!(note["to"], json!([self.peter.actor]), "to him alone");
        assert!(note["cc"].as_array().is_none_or(Vec::is_empty), "{note}");
        let seen = seen_at(&self.peter, &id_of(note));
        assert!(seen["type"] == "Note" && text(&seen["content"]).contains(MAIL), "{seen}");
        assert!(!self.other.ask("arrived").to_string().contains(MAIL));
    }

    fn anna<'a>(&'a self, from: &'a Stranger) -> Browser<'a> {
        Browser::log_in(from, &self.node.origin, OWNER.0, OWNER.1)
    }
}

/// Somebody does something; we have taken it when this returns.
fn says(stranger: &Stranger, word: &str, what: Value) -> Value {
    let said = stranger.tell(word, what);
    assert_eq!(said["failure"], Value::Null, "{word}: {said}");
    let sent = said["deliveries"].as_array().expect("the deliveries are a list");
    assert!(!sent.is_empty() && sent.iter().all(|delivery| delivery["status"] == 202), "{word}: {said}");
    said
}

/// What the forum has repeated to somebody, as it arrived there: each taken and found good.
fn of_forum(stranger: &Stranger) -> Vec<Value> {
    let arrived = stranger.ask("arrived");
    let all = arrived.as_array().cloned().unwrap_or_default();
    let is_of_forum =
        |record: &Value| record["activity"]["type"] == "Announce" && record["activity"]["actor"] == FORUM;
    let found: Vec<_> = all.into_iter().filter(is_of_forum).collect();
    for record in &found {
        let worth = (&record["signature"], &record["proof"], &record["signedBy"]);
        assert_eq!(worth, (&json!("good"), &json!("good"), &json!(FORUM)), "{record}");
    }
    found
}

/// The activity of this type about an object that the forum repeats to somebody.
fn announced(stranger: &Stranger, act: &str, object: &str) -> Value {
    eventually(&format!("the forum repeats {act} of {object}"), || {
        let said = of_forum(stranger).into_iter().map(|record| record["activity"]["object"].clone());
        said.into_iter().find(|said| said["type"] == act && said["object"]["id"] == object)
    })
}

/// What a reader there sees of an object.
fn seen_at(stranger: &Stranger, object: &str) -> Value {
    eventually(&format!("{object} is seen"), || {
        Some(stranger.ask("seen")[object].clone()).filter(|seen| !seen.is_null())
    })
}
