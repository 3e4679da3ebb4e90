//! Interest in an offer finds its way: between two nodes, also where HTTP is cut, and from other software by a private
//! message.

use artel_node::features::interest::Seen;
use artel_node::features::interest::records::{self, Way};
use artel_node::features::interest::state::{State, Step};
use artel_node::features::publishing::{Draft, Readers};
use artel_node::store::engine::Direction;
use artel_protocol::Id;
use artel_protocol::interest::{Contact, Outcome};
use artel_protocol::kinds::Typed;
use artel_testnet::stranger::{Puppet, Stranger};
use artel_testnet::{Member, Testnet, eventually};
use serde_json::{Value, json};

/// How the two are reached: nothing else in the stories holds these texts.
const SENDERS: &str = "anna.secret@a.example";
const OWNERS: &str = "bert.secret@b.example";

async fn offer(member: &Member, readers: Readers) -> Id {
    let mut more = Typed::default();
    for (field, value) in [
        ("type", "TO"),
        ("advantages", "No part is lost."),
        ("stage", "lab"),
        ("rights", "applied"),
        ("partnerships.research", "yes"),
        ("goals.9", "yes"),
    ] {
        more.set(field, value);
    }
    let draft = Draft {
        title: "A measuring head".into(),
        summary: "A workshop looks for partners.".into(),
        markdown: "It measures.".into(),
        more,
        readers,
        ..Draft::default()
    };
    member.node.publish("offer", &member.company, &draft).await.expect("a good offer is published")
}

fn contact(mail: &str) -> Contact {
    Contact::of(|field| if field == "mail" { mail } else { "" })
}

fn seen(member: &Member, key: &str) -> Option<Seen> {
    member.node.interest_for(&[member.actor()], key).ok()
}

async fn stands(member: &Member, key: &str, state: State) -> Seen {
    eventually(&format!("{} sees {state:?}", member.company), async || {
        seen(member, key).filter(|seen| seen.record.state == state)
    })
    .await
}

/// Whatever is stored that holds a text, by the beginning of its key.
fn stored_with(member: &Member, text: &str) -> Vec<String> {
    let view = member.node.view().unwrap();
    let all = view.prefix(&[], Direction::Forward, usize::MAX).unwrap();
    let holds = |value: &[u8]| value.windows(text.len()).any(|part| part == text.as_bytes());
    let found = all.into_iter().filter(|(_, value)| holds(value));
    found.map(|(key, _)| String::from_utf8_lossy(&key[..9.min(key.len())]).into_owned()).collect()
}

/// The whole of it between a and b, who has an offer that a knows.
async fn goes_through(net: &Testnet, offer: &Id) {
    let (a, b) = (net.member("a"), net.member("b"));
    let key = a.node.express_interest(&a.company, offer, "We make shafts.", contact(SENDERS)).await.unwrap();
    let at_owner = stands(b, &key, State::Open).await;
    assert_eq!(at_owner.record.motivation, "We make shafts.");
    assert!(at_owner.others.is_empty());

    let ask = Step::AskForInformation;
    b.node.step_in_interest(&b.company, &key, ask, "Which diameters?", Contact::default()).await.unwrap();
    let asked = stands(a, &key, State::InfoWanted).await;
    assert_eq!(asked.record.history.last().unwrap().words, "Which diameters?");
    a.node.write_in_interest(&a.company, &key, "Up to 200 mm.").await.unwrap();
    eventually("the answer arrives", async || seen(b, &key).filter(|seen| seen.messages.len() == 1)).await;
    // Before it is accepted, nobody but a holds how a is reached, and a holds it in one place.
    assert_eq!(stored_with(a, SENDERS), ["ocontacts"]);
    assert!(stored_with(b, SENDERS).is_empty());

    b.node.step_in_interest(&b.company, &key, Step::Accept, "", contact(OWNERS)).await.unwrap();
    let accepted = stands(a, &key, State::Accepted).await;
    assert_eq!(accepted.others.mail, OWNERS);
    eventually("the owner knows how a is reached", async || {
        seen(b, &key).filter(|seen| seen.others.mail == SENDERS)
    })
    .await;

    let agreed = Step::End(Outcome::Agreed);
    a.node.step_in_interest(&a.company, &key, agreed, "", Contact::default()).await.unwrap();
    stands(b, &key, State::Closing { sender: Some(Outcome::Agreed), owner: None }).await;
    b.node.step_in_interest(&b.company, &key, agreed, "", Contact::default()).await.unwrap();
    stands(a, &key, State::Closed(Outcome::Agreed)).await;
    // What was said once is kept in one place, from which it can go.
    assert_eq!(stored_with(b, SENDERS), ["ocontacts"]);
    assert_eq!(stored_with(a, OWNERS), ["ocontacts"]);
    for member in [a, b] {
        let public = member.node.outbox(&member.actor(), None, 100).unwrap();
        let private = |bytes: &[u8]| String::from_utf8_lossy(bytes).contains("Agreement");
        assert!(!public.items.iter().any(|bytes| private(bytes)), "it is said to the other party alone");
        let known = member.node.view().unwrap().entry(&seen(a, &key).unwrap().messages[0].id).unwrap();
        assert!(known.is_none(), "a message is no entry");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn interest_goes_between_two_nodes_and_back() {
    let net = Testnet::new("a, b").await;
    // Nobody at a has seen it before: it is fetched.
    let offer = offer(net.member("b"), Readers::Everybody).await;
    goes_through(&net, &offer).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn interest_goes_between_members_where_http_is_cut() {
    let mut net = Testnet::new("hub, a, b").await;
    let community = net.found("hub", &["a", "b"]).await;
    net.meets("a", "b").await;
    for node in ["hub", "a", "b"] {
        net.cut_http(node).await;
    }
    let offer = offer(net.member("b"), Readers::Community(community)).await;
    net.is_confirmed("a", &offer).await;
    goes_through(&net, &offer).await;
    let hub = net.member("hub");
    for secret in [SENDERS, OWNERS, "We make shafts.", "Up to 200 mm."] {
        assert!(stored_with(hub, secret).is_empty(), "the hub hears nothing of {secret:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_withdrawn_is_withdrawn_on_both_sides_and_a_refusal_comes_with_its_reason() {
    let net = Testnet::new("a -> b").await;
    let (a, b) = (net.member("a"), net.member("b"));
    let (one, other) = (offer(b, Readers::Everybody).await, offer(b, Readers::Everybody).await);
    let express = async |offer: &Id| {
        a.node.express_interest(&a.company, offer, "We make shafts.", contact(SENDERS)).await.unwrap()
    };
    let key = express(&one).await;
    stands(b, &key, State::Open).await;
    a.node.step_in_interest(&a.company, &key, Step::Withdraw, "", Contact::default()).await.unwrap();
    stands(b, &key, State::Withdrawn).await;
    let key = express(&other).await;
    stands(b, &key, State::Open).await;
    b.node
        .step_in_interest(&b.company, &key, Step::Decline, "Given away.", Contact::default())
        .await
        .unwrap();
    let declined = stands(a, &key, State::Declined).await;
    assert_eq!(declined.record.history.last().unwrap().words, "Given away.");
    assert!(stored_with(a, SENDERS).is_empty(), "nobody needs it any more");
}

/// A node with an offer, and somebody on a server of other software.
struct Ground {
    net: Testnet,
    server: Stranger,
    anna: Puppet,
    offer: Id,
}

impl Ground {
    async fn lay() -> Ground {
        let net = Testnet::new("b").await;
        let server = Stranger::start("elsewhere.test", [127, 0, 10, 91]).await;
        net.name("elsewhere.test", server.address);
        let anna = server.actor("anna");
        let offer = offer(net.member("b"), Readers::Everybody).await;
        Ground { net, server, anna, offer }
    }

    async fn post(&self, puppet: &Puppet, activity: &Value) -> u16 {
        let b = self.net.member("b");
        let inbox = b.node.base().unwrap().join("/inbox");
        let answer = self.server.post(b.address, &inbox, puppet, activity).await;
        answer.status
    }

    /// A private message of anna's with this number.
    fn note(&self, number: u32, in_reply_to: Option<&str>, html: &str) -> Value {
        let owner = self.net.member("b").actor();
        let mut note = self.anna.note(number, None);
        note["content"] = html.into();
        note["inReplyTo"] = in_reply_to.map_or(Value::Null, Value::from);
        note["to"] = json!([owner.as_str()]);
        let mut create = self.anna.activity(number, "Create", note);
        create["to"] = json!([owner.as_str()]);
        create
    }

    fn all(&self) -> Vec<records::InterestRecord> {
        let b = self.net.member("b");
        let listed = b.node.interests(&[b.actor()]).unwrap();
        listed.into_iter().map(|one| one.record).collect()
    }

    /// The last private message that came to anna.
    async fn answered(&self, count: usize) -> Value {
        eventually("an answer arrives", async || {
            let notes = self.server.received().into_iter().filter(|one| one["type"] == "Create");
            notes.map(|create| create["object"].clone()).nth(count - 1)
        })
        .await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_private_answer_of_other_software_opens_one_and_is_answered() {
    let ground = Ground::lay().await;
    let b = ground.net.member("b");
    let first = ground.note(1, Some(ground.offer.as_str()), "<p>Interested &amp; curious</p>");
    assert_eq!(ground.post(&ground.anna, &first).await, 202);
    let [record] = &ground.all()[..] else { panic!("one interest, not {}", ground.all().len()) };
    assert_eq!((record.way, record.state), (Way::Note, State::Open));
    assert_eq!(b.node.counts(&ground.offer).unwrap().answers, 0, "it is no answer that others could count");

    let key = record.key();
    b.node.write_in_interest(&b.company, &key, "Which <diameters>?").await.unwrap();
    let note = ground.answered(1).await;
    assert_eq!(note["inReplyTo"], first["object"]["id"]);
    assert_eq!(note["to"], json!([ground.anna.id.as_str()]));
    assert!(note["content"].as_str().unwrap().contains("Which &lt;diameters&gt;?"), "{note}");
    assert_eq!(note["tag"][0]["href"], ground.anna.id.as_str());

    let second = ground.note(2, note["id"].as_str(), "<p>Up to 200 mm</p>");
    assert_eq!(ground.post(&ground.anna, &second).await, 202);
    assert_eq!(seen(b, &key).unwrap().messages.len(), 3);
    assert!(!note.to_string().contains(OWNERS));
    b.node.step_in_interest(&b.company, &key, Step::Accept, "Gladly.", contact(OWNERS)).await.unwrap();
    let accepted = ground.answered(2).await;
    let said = accepted["content"].as_str().unwrap();
    assert!(said.contains("Gladly.") && said.contains(OWNERS), "{said}");
    assert_eq!(accepted["inReplyTo"], second["object"]["id"]);

    // What is said once is said once, and what is taken back is gone.
    assert_eq!(ground.post(&ground.anna, &second).await, 202);
    assert_eq!(seen(b, &key).unwrap().messages.len(), 4);
    let mut delete = ground.anna.activity(3, "Delete", second["object"]["id"].clone());
    delete["to"] = json!([b.actor().as_str()]);
    assert_eq!(ground.post(&ground.anna, &delete).await, 202);
    assert_eq!(seen(b, &key).unwrap().messages.len(), 3);
    let mut delete = ground.anna.activity(4, "Delete", first["object"]["id"].clone());
    delete["to"] = json!([b.actor().as_str()]);
    ground.post(&ground.anna, &delete).await;
    assert_eq!(seen(b, &key).unwrap().record.state, State::Withdrawn);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_no_threads_names_the_offer() {
    let ground = Ground::lay().await;
    let page = ground.net.member("b").node.entry(&ground.offer).unwrap().entry.url.unwrap();
    let linked = format!("<p>About <a href=\"{page}\">{page}</a>.</p>");
    assert_eq!(ground.post(&ground.anna, &ground.note(1, None, &linked)).await, 202);
    assert_eq!(ground.all().len(), 1);
    // The next one names nothing: there is one conversation that it can belong to.
    ground.post(&ground.anna, &ground.note(2, None, "<p>And?</p>")).await;
    let [record] = &ground.all()[..] else { panic!("one interest") };
    assert_eq!(record.messages, 2);
    // What is for everybody, or for others too, is none.
    let mut public = ground.note(3, Some(ground.offer.as_str()), "<p>Hello</p>");
    public["object"]["to"] = json!(["https://www.w3.org/ns/activitystreams#Public"]);
    public["to"] = public["object"]["to"].clone();
    ground.post(&ground.anna, &public).await;
    let [record] = &ground.all()[..] else { panic!("one interest") };
    assert_eq!(record.messages, 2);
}

/// The private messages as they were caught from other software, about our offer.
#[tokio::test(flavor = "multi_thread")]
async fn messages_of_other_software_are_understood_as_they_come() {
    for (software, file) in [
        ("gotosocial", include_str!("../../../protocol/fixtures/gotosocial/private-reply.http")),
        ("mitra", include_str!("../../../protocol/fixtures/mitra/private-reply.http")),
        ("snac", include_str!("../../../protocol/fixtures/snac/private-reply.http")),
        ("nodebb", include_str!("../../../protocol/fixtures/nodebb/private-chat.http")),
        ("lemmy", include_str!("../../../protocol/fixtures/lemmy/private-message.http")),
    ] {
        let ground = Ground::lay().await;
        let owner = ground.net.member("b").actor();
        let body = &file[file.find("{").unwrap()..];
        let caught: Value = serde_json::from_str(body).unwrap();
        let actor = caught["actor"].as_str().unwrap();
        let host = Id::parse(actor).unwrap();
        let body = body
            .replace("https://node-a.test/o/ang1795506462", ground.offer.as_str())
            .replace("https://node-a.test/u/werkstatt", owner.as_str())
            .replace("Interesse direkt", &format!("Interesse an {} direkt", ground.offer))
            .replace(actor, ground.anna.id.as_str())
            .replace(&format!("https://{}", host.host()), "http://elsewhere.test");
        let mut create: Value = serde_json::from_str(&body).unwrap();
        // Its proof is another's.
        create.as_object_mut().unwrap().remove("proof");
        assert_eq!(ground.post(&ground.anna, &create).await, 202, "{software}");
        let all = ground.all();
        assert_eq!(all.len(), 1, "{software}: {create}");
        assert_eq!((all[0].way, all[0].messages), (Way::Note, 1), "{software}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_no_party_has_no_say() {
    let ground = Ground::lay().await;
    let (b, mallory) = (ground.net.member("b"), ground.server.actor("mallory"));
    let mut offer = ground.anna.activity(
        1,
        "Offer",
        json!({"type": "Agreement", "stipulates": {"type": "Commitment",
            "satisfies": format!("{}#primary", ground.offer),
            "resourceQuantity": {"hasUnit": "one", "hasNumericalValue": "1"}}}),
    );
    // Said to everybody it is refused.
    assert_eq!(ground.post(&ground.anna, &offer).await, 403);
    offer["to"] = json!([b.actor().as_str()]);
    offer["content"] = "<p>We want it.</p>".into();
    assert_eq!(ground.post(&ground.anna, &offer).await, 202);
    let [record] = &ground.all()[..] else { panic!("one interest") };
    assert_eq!((record.way, record.motivation.as_str()), (Way::Member, "We want it."));
    let about = offer["id"].as_str().unwrap();
    let agreement = json!({"type": "Agreement", "id": format!("{about}#agreement"),
        "preview": {"type": "Note", "name": "agreement reached"}});
    for (number, (act, object)) in [
        ("Accept", json!(about)),
        ("Reject", json!(about)),
        ("TentativeAccept", json!(about)),
        ("Undo", json!({"type": "Offer", "id": about, "actor": mallory.id.as_str()})),
        ("Update", agreement),
    ]
    .into_iter()
    .enumerate()
    {
        let mut activity = mallory.activity(10 + number as u32, act, object);
        activity["to"] = json!([b.actor().as_str()]);
        assert_eq!(ground.post(&mallory, &activity).await, 403, "{act}");
    }
    // Its own sender does not accept it either, nor give a contact before it is accepted.
    let mut accept = ground.anna.activity(20, "Accept", json!(about));
    accept["to"] = json!([b.actor().as_str()]);
    assert_eq!(ground.post(&ground.anna, &accept).await, 403);
    let early = json!({"type": "Agreement", "id": format!("{about}#agreement"),
        "artel:contact": {"artel:mail": SENDERS}});
    let mut update = ground.anna.activity(21, "Update", early);
    update["to"] = json!([b.actor().as_str()]);
    assert_eq!(ground.post(&ground.anna, &update).await, 403);
    assert_eq!(ground.all()[0].state, State::Open);
    assert!(stored_with(b, SENDERS).is_empty());
}
