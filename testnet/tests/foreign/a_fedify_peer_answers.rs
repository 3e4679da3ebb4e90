//! A person on a server that is not ours follows our company, reads its article, likes, boosts and answers it, changes
//! and withdraws what she said, and is followed and read by us in turn.

use serde_json::{Value, json};

use crate::browser::Browser;
use crate::ground::{Ground, NODE_A, PEER, alone, eventually};
use crate::our_node::{OWNER, OurNode};
use crate::page;
use crate::stranger::{Stranger, id_of, text};

const CAVAGE: &str = "draft-cavage-http-signatures-12";
const RFC_9421: &str = "rfc9421";

/// One round of the story. In each the peer signs in another way first, and we answer in the way it signs.
struct Round<'a> {
    peer: &'a Stranger,
    node: &'a OurNode,
    scheme: &'a str,
    /// How much had arrived at the peer before.
    arrived_before: usize,
}

#[test]
fn a_fedify_peer_and_our_company_read_each_other() {
    let Some(ground) = Ground::ready() else { return };
    let _alone = alone();
    let peer = Stranger::start(ground, "fedify-peer.mjs", PEER);
    let node = OurNode::start(ground, NODE_A);
    the_peer_tells_a_forgery_from_a_message(&peer);
    // Cavage first: what we send goes out so until an origin has shown that it knows RFC 9421, and then for good.
    for scheme in [CAVAGE, RFC_9421] {
        peer.tell("scheme", json!({ "first": scheme }));
        let arrived_before = peer.ask("arrived").as_array().map_or(0, Vec::len);
        let round = Round { peer: &peer, node: &node, scheme, arrived_before };
        let follow = round.the_peer_follows_us();
        let article = round.we_publish_an_article();
        round.the_peer_likes_and_boosts(&article);
        round.the_peer_answers_edits_and_deletes(&article);
        round.we_edit_and_delete(&article);
        round.we_follow_and_read_the_peer();
        round.the_peer_leaves(&follow);
    }
}

/// The peer's verdicts mean something only if it finds a forgery bad.
fn the_peer_tells_a_forgery_from_a_message(peer: &Stranger) {
    let forged = json!({ "@context": "https://www.w3.org/ns/activitystreams", "id": "https://node-a.test/a/1",
        "type": "Like", "actor": &peer.actor, "object": &peer.actor });
    let request = json!({ "url": "https://peer.test/inbox", "method": "POST", "body": forged.to_string(),
        "headers": { "content-type": "application/activity+json" } });
    assert_eq!(peer.fetch(request).status, 401);
    let arrived = peer.ask("arrived");
    assert_eq!((&arrived[0]["signature"], &arrived[0]["proof"]), (&json!("bad"), &json!("none")));
}

impl Round<'_> {
    fn the_peer_follows_us(&self) -> String {
        let handle = format!("@{}@node-a.test", self.node.company);
        let follow = self.peer_says("follow", json!({ "handle": handle }));
        assert_eq!(follow["actor"], self.node.actor().as_str());
        // On its way before we have noted that the peer knows RFC 9421, so it may come in the other scheme.
        let accept = self.arrival_in_either_scheme("Accept", &text(&follow["id"]));
        assert_eq!(accept["activity"]["object"]["actor"], self.peer.actor.as_str());
        eventually("the peer is told that it follows us", || {
            (self.peer.ask("following")[self.node.actor()] == "accepted").then_some(())
        });
        assert_eq!(self.count(&self.node.actor(), "followers"), 1);
        text(&follow["id"])
    }

    fn we_publish_an_article(&self) -> String {
        let file = self.node.write(
            "article.md",
            "Seit heute steht sie in der Halle.\n\n**Vier Achsen**, auch für Einzelstücke.\n",
        );
        let article = self.node.post_article("Die neue Drehmaschine", &file);
        let create = self.arrival("Create", &article);
        assert_eq!(create["object"]["type"], "Article");
        assert_eq!(create["object"]["attributedTo"], self.node.actor().as_str());
        let seen = self.seen_at_the_peer(&article, |seen| seen["deleted"] == false);
        assert_eq!(seen["name"], "Die neue Drehmaschine");
        assert!(text(&seen["content"]).contains("<strong>Vier Achsen</strong>"), "{seen}");
        let document = self.peer.document(&article);
        assert_eq!(document["id"], article.as_str());
        assert!(self.page_of(&article).contains("<strong>Vier Achsen</strong>"));
        article
    }

    fn the_peer_likes_and_boosts(&self, article: &str) {
        self.peer_says("like", json!({ "id": article }));
        let boost = self.peer_says("boost", json!({ "id": article }));
        assert_eq!((self.count(article, "likes"), self.count(article, "shares")), (1, 1));
        self.peer_says("undo", json!({ "id": boost["id"] }));
        assert_eq!((self.count(article, "likes"), self.count(article, "shares")), (1, 0));
    }

    fn the_peer_answers_edits_and_deletes(&self, article: &str) {
        let answer = self
            .peer_says("answer", json!({ "id": article, "content": "<p>Dreht ihr auch <b>Titan</b>?</p>" }));
        let answer = text(&answer["id"]);
        assert!(self.page_of(article).contains("Dreht ihr auch <b>Titan</b>?"));
        assert_eq!(self.answers_to(article), std::slice::from_ref(&answer));

        self.peer_says("edit", json!({ "id": answer, "content": "<p>Dreht ihr auch Messing?</p>" }));
        let page = self.page_of(article);
        assert!(page.contains("Dreht ihr auch Messing?") && !page.contains("Titan"), "{page}");

        self.peer_says("delete", json!({ "id": answer }));
        assert!(!self.page_of(article).contains("Messing"));
        assert_eq!(self.answers_to(article), Vec::<String>::new());
    }

    fn we_edit_and_delete(&self, article: &str) {
        let file = self.node.write("article.md", "Seit heute steht sie in der Halle.\n\n**Fünf Achsen**!\n");
        self.node.edit_article(article, "Die neue Fräse", &file);
        let update = self.arrival("Update", article);
        assert!(update["object"]["updated"].is_string(), "{update}");
        let seen = self.seen_at_the_peer(article, |seen| seen["edited"] == true);
        assert_eq!(seen["name"], "Die neue Fräse");
        assert!(text(&seen["content"]).contains("<strong>Fünf Achsen</strong>"), "{seen}");
        let page = text(&self.peer.document(article)["url"]);
        assert!(self.peer.html(&page).contains("<strong>Fünf Achsen</strong>"));

        self.node.delete_article(article);
        self.arrival("Delete", article);
        self.seen_at_the_peer(article, |seen| seen["deleted"] == true);
        let gone = self.peer.get(article, "application/activity+json");
        let tombstone: Value = serde_json::from_str(&gone.body).expect("a tombstone is JSON");
        assert_eq!((gone.status, &tombstone["type"]), (410, &json!("Tombstone")), "{tombstone}");
        assert_eq!(self.peer.get(&page, "text/html").status, 410);
    }

    fn we_follow_and_read_the_peer(&self) {
        self.node.follow("@peter@peer.test");
        self.arrival("Follow", &self.peer.actor);
        eventually("the peer has us as a follower", || {
            (self.peer.ask("followers") == json!([self.node.actor()])).then_some(())
        });
        let anna = Browser::log_in(self.peer, &self.node.origin, OWNER.0, OWNER.1);
        let home = || {
            let page = anna.read("/");
            assert_eq!(page::dangers(&page), Vec::<String>::new(), "{page}");
            page
        };
        let post = self.peer_says("publish", json!({ "content": "<p>Ein Lob der <em>Späne</em></p>" }));
        assert!(home().contains("Ein Lob der"));

        self.peer_says("edit", json!({ "id": post["id"], "content": "<p>Ein Loblied auf Späne</p>" }));
        let page = home();
        assert!(page.contains("Ein Loblied auf Späne") && !page.contains("Ein Lob der"), "{page}");

        self.peer_says("delete", json!({ "id": post["id"] }));
        assert!(!home().contains("Späne"));
    }

    fn the_peer_leaves(&self, follow: &str) {
        self.peer_says("undo", json!({ "id": follow }));
        assert_eq!(self.count(&self.node.actor(), "followers"), 0);
    }

    /// The peer does something; we have taken it when this returns, signed as this round has it and at the first try.
    fn peer_says(&self, word: &str, what: Value) -> Value {
        let said = self.peer.tell(word, what);
        assert_eq!(said["failure"], Value::Null, "{word}: {said}");
        let sent = said["deliveries"].as_array().expect("the deliveries are a list");
        assert!(!sent.is_empty(), "{word}: nothing was sent");
        for delivery in sent {
            assert_eq!(
                (&delivery["status"], &delivery["scheme"]),
                (&json!(202), &json!(self.scheme)),
                "{word}: {said}"
            );
        }
        said
    }

    /// What we sent about an object, in the scheme of this round, as it arrived at the peer.
    fn arrival(&self, act: &str, object: &str) -> Value {
        let record = self.arrival_in_either_scheme(act, object);
        assert_eq!(record["scheme"], self.scheme, "{record}");
        record["activity"].clone()
    }

    /// What we sent about an object, as it arrived at the peer: taken, and both the request's signature and the
    /// activity's proof found good.
    fn arrival_in_either_scheme(&self, act: &str, object: &str) -> Value {
        let record = eventually(&format!("{act} of {object} reaches the peer"), || {
            let arrived = self.peer.ask("arrived");
            let mut of_this_round = arrived.as_array()?.iter().skip(self.arrived_before);
            of_this_round.find(|record| is_about(&record["activity"], act, object)).cloned()
        });
        assert_eq!(record["status"], 202, "{record}");
        assert_eq!((&record["signature"], &record["proof"]), (&json!("good"), &json!("good")), "{record}");
        assert_eq!(record["signedBy"], self.node.actor().as_str(), "{record}");
        record
    }

    /// What a reader at the peer sees of an object of ours.
    fn seen_at_the_peer(&self, object: &str, is_so: impl Fn(&Value) -> bool) -> Value {
        eventually(&format!("the peer shows {object} as it is now"), || {
            let seen = self.peer.ask("seen")[object].clone();
            is_so(&seen).then_some(seen)
        })
    }

    /// How many are in a collection of an object or actor of ours.
    fn count(&self, id: &str, collection: &str) -> u64 {
        self.peer.count(&self.peer.document(id)[collection])
    }

    fn answers_to(&self, article: &str) -> Vec<String> {
        self.peer.items(&self.peer.document(article)["replies"])
    }

    /// The page for people about an object of ours, safe to look at.
    fn page_of(&self, id: &str) -> String {
        let page = self.peer.html(&text(&self.peer.document(id)["url"]));
        assert_eq!(page::dangers(&page), Vec::<String>::new(), "{page}");
        page
    }
}

fn is_about(activity: &Value, act: &str, object: &str) -> bool {
    activity["type"] == act && !activity["object"].is_null() && id_of(&activity["object"]) == object
}
