//! What strangers try at the inbox, and what they get: T-SIG, T-AUTH, T-DOC and T-BLOCK of the catalogue of abuse.
//! Every refusal leaves the store as it was.

use artel_protocol::Id;
use artel_testnet::stranger::{Answer, Puppet, Stranger};
use artel_testnet::{Testnet, eventually};
use axum::http::{HeaderMap, HeaderValue, Method, header};
use bytes::Bytes;
use serde_json::{Value, json};

/// A node with an article, and a foreign server with two actors.
struct Ground {
    net: Testnet,
    evil: Stranger,
    mallory: Puppet,
    victim: Puppet,
    inbox: Id,
    article: Id,
}

impl Ground {
    async fn lay() -> Ground {
        let net = Testnet::new("a").await;
        let evil = Stranger::start("evil.test", [127, 0, 10, 99]).await;
        net.name("evil.test", evil.address);
        let inbox = net.member("a").node.base().unwrap().join("/inbox");
        let article = net.member("a").publish("An article").await;
        let (mallory, victim) = (evil.actor("mallory"), evil.actor("victim"));
        Ground { mallory, victim, inbox, article, net, evil }
    }

    fn hash(&self) -> [u8; 32] {
        self.net.member("a").node.store().logical_hash(&|_| true).unwrap()
    }

    async fn send(&self, headers: HeaderMap, body: impl Into<Bytes>) -> Answer {
        let address = self.net.member("a").address;
        self.evil.send(Method::POST, address, &self.inbox, headers, body.into()).await
    }

    async fn post(&self, puppet: &Puppet, activity: &Value) -> Answer {
        self.evil.post(self.net.member("a").address, &self.inbox, puppet, activity).await
    }

    /// The activity is answered with this status and changes nothing.
    async fn is_refused(&self, what: &str, puppet: &Puppet, activity: &Value, status: u16) {
        let node = &self.net.member("a").node;
        eventually("nothing is under way", async || node.deliveries().ok().filter(Vec::is_empty)).await;
        let before = self.hash();
        let answer = self.post(puppet, activity).await;
        assert_eq!(answer.status, status, "{what}: {}", answer.text());
        assert_eq!(self.hash(), before, "{what} changed the store");
    }

    async fn is_taken(&self, what: &str, puppet: &Puppet, activity: &Value) {
        let answer = self.post(puppet, activity).await;
        assert_eq!(answer.status, 202, "{what}: {}", answer.text());
    }

    /// An answer of `puppet` under the article.
    fn answer(&self, puppet: &Puppet, number: u32) -> Value {
        puppet.activity(number, "Create", puppet.note(number, Some(&self.article)))
    }

    fn answers(&self) -> usize {
        self.net.member("a").node.conversation(&self.article).unwrap().answers.len()
    }
}

fn with(mut value: Value, path: &str, new: Value) -> Value {
    *value.pointer_mut(path).expect("the path is there") = new;
    value
}

#[tokio::test]
async fn a_signature_that_does_not_hold_is_refused() {
    let ground = Ground::lay().await;
    let activity = ground.answer(&ground.mallory, 1);
    let body = activity.to_string();
    let good = || ground.evil.signed(&ground.inbox, &ground.mallory, body.as_bytes());
    let before = ground.hash();
    let other = body.replace("Note 1", "Note 2");
    let digest = ground.evil.signed(&ground.inbox, &ground.mallory, other.as_bytes())["digest"].clone();
    let without = |name: &str| {
        let mut headers = good();
        headers.remove(name);
        headers
    };
    let with_header = |name: &'static str, value: HeaderValue| {
        let mut headers = good();
        headers.insert(name, value);
        headers
    };
    let text = good()["signature"].to_str().unwrap().to_owned();
    let weak = text.replace("(request-target) host date digest", "date");
    let mut two = HeaderMap::new();
    for (name, value) in &good() {
        if name == "signature" {
            two.append("signature", HeaderValue::from_static("keyId=\"x\",signature=\"AAAA\""));
        }
        two.append(name, value.clone());
    }
    let by_another_key = with_header(
        "signature",
        HeaderValue::from_str(&text.replace("/users/mallory#main-key", "/users/victim#main-key")).unwrap(),
    );
    let elsewhere = ground.evil.signed(&ground.inbox.join("/x"), &ground.mallory, body.as_bytes());
    for (what, headers, body) in [
        ("no signature", without("signature"), body.clone()),
        ("another body", good(), other.clone()),
        ("another body with its digest", with_header("digest", digest), other),
        ("no digest", without("digest"), body.clone()),
        (
            "only the date signed",
            with_header("signature", HeaderValue::from_str(&weak).unwrap()),
            body.clone(),
        ),
        (
            "another date",
            with_header("date", HeaderValue::from_static("Tue, 24 Nov 2026 06:59:53 GMT")),
            body.clone(),
        ),
        ("two signatures", two, body.clone()),
        ("another's key id", by_another_key, body.clone()),
        ("signed for another inbox", elsewhere, body.clone()),
        ("another host", with_header("host", HeaderValue::from_static("other.test")), body.clone()),
    ] {
        let answer = ground.send(headers, body).await;
        assert_eq!(answer.status, 401, "{what}: {}", answer.text());
        assert_eq!(ground.hash(), before, "{what} changed the store");
    }
    assert_eq!(ground.send(good(), body.clone()).await.status, 202);
    assert_eq!(ground.answers(), 1);
    assert_eq!(ground.send(good(), body.clone()).await.status, 202, "a replay is answered and has no effect");
    assert_eq!(ground.answers(), 1);
}

#[tokio::test]
async fn both_schemes_and_a_proof_alone_are_believed() {
    let ground = Ground::lay().await;
    let body = ground.answer(&ground.mallory, 1).to_string();
    let headers = ground.evil.signed_rfc9421(&ground.inbox, &ground.mallory, body.as_bytes());
    assert_eq!(ground.send(headers, body).await.status, 202);
    let proved = ground.mallory.proved(ground.answer(&ground.mallory, 2)).to_string();
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/activity+json"));
    assert_eq!(ground.send(headers.clone(), proved.clone()).await.status, 202);
    assert_eq!(ground.answers(), 2);
    let forged = proved.replace("Note 2", "Note 3");
    assert_eq!(ground.send(headers, forged).await.status, 401);
}

#[tokio::test]
async fn a_key_that_is_new_at_its_origin_is_asked_for_once() {
    let ground = Ground::lay().await;
    ground.is_taken("an answer", &ground.mallory, &ground.answer(&ground.mallory, 1)).await;
    let renewed = ground.evil.actor("mallory");
    ground.net.member("a").clock.forward(std::time::Duration::from_secs(120));
    ground.is_taken("after the key was renewed", &renewed, &ground.answer(&renewed, 2)).await;
    assert_eq!(ground.answers(), 2);
}

#[tokio::test]
async fn a_thousand_made_up_keys_cost_twenty_requests() {
    let ground = Ground::lay().await;
    let before = ground.evil.hits();
    let mut ghost = ground.evil.actor("mallory");
    for number in 0..100 {
        ghost.id = ground.evil.base.join(&format!("/users/ghost{number}"));
        let answer = ground.post(&ghost, &ground.answer(&ghost, number)).await;
        assert!(matches!(answer.status, 401 | 503), "{}: {}", answer.status, answer.text());
    }
    assert!(ground.evil.hits() - before <= 20, "{} requests", ground.evil.hits() - before);
}

#[tokio::test]
async fn nobody_speaks_for_another() {
    let ground = Ground::lay().await;
    let Ground { mallory, victim, .. } = &ground;
    ground.is_taken("the victim's answer", victim, &ground.answer(victim, 1)).await;
    let note = victim.note(1, Some(&ground.article));
    let note_id = note["id"].clone();
    let ours = ground.net.member("a").node.base().unwrap();
    let own = |host: &str| json!(format!("http://{host}/a/1"));

    let foreign_id = with(ground.answer(mallory, 2), "/id", json!("http://other.test/a/2"));
    ground.is_refused("an id on another host", mallory, &foreign_id, 403).await;
    let foreign_object = with(ground.answer(mallory, 3), "/object/id", json!("http://other.test/n/3"));
    ground.is_refused("an object on another host", mallory, &foreign_object, 403).await;
    let attributed = with(ground.answer(mallory, 4), "/object/attributedTo", json!(victim.id.as_str()));
    ground.is_refused("somebody else's object", mallory, &attributed, 403).await;
    let update =
        mallory.activity(5, "Update", with(note.clone(), "/attributedTo", json!(mallory.id.as_str())));
    ground.is_refused("an update of another's post", mallory, &update, 403).await;
    let update = mallory.activity(6, "Update", note);
    ground.is_refused("an update in another's name", mallory, &update, 403).await;
    let delete = mallory.activity(7, "Delete", note_id);
    ground.is_refused("a deletion of another's post", mallory, &delete, 403).await;
    let delete = mallory.activity(8, "Delete", json!(victim.id.as_str()));
    ground.is_refused("a deletion of another actor", mallory, &delete, 403).await;
    let update = mallory.activity(9, "Update", victim.document());
    ground.is_refused("an update of another actor", mallory, &update, 403).await;
    for host in [
        ours.host(),
        &format!("{}.", ours.host()),
        &ours.host().to_uppercase(),
        &format!("{}:80", ours.host()),
    ] {
        let claimed = with(ground.answer(mallory, 10), "/id", own(host));
        ground.is_refused(host, mallory, &claimed, 403).await;
    }
    assert_eq!(ground.answers(), 1);
}

#[tokio::test]
async fn an_update_from_another_host_is_refused() {
    let ground = Ground::lay().await;
    ground.is_taken("the victim's answer", &ground.victim, &ground.answer(&ground.victim, 1)).await;
    let worse = Stranger::start("worse.test", [127, 0, 10, 98]).await;
    ground.net.name("worse.test", worse.address);
    let eve = worse.actor("eve");
    let update = eve.activity(1, "Update", ground.victim.note(1, Some(&ground.article)));
    ground.is_refused("an update from another host", &eve, &update, 403).await;
    // T-SIG 9 and 10: the words of one, signed with the key of another.
    let words = ground.answer(&ground.victim, 2);
    ground.is_refused("a key of another actor there", &ground.mallory, &words, 401).await;
    ground.is_refused("a key on another host", &eve, &words, 401).await;
}

#[tokio::test]
async fn only_who_followed_unfollows() {
    let ground = Ground::lay().await;
    let Ground { mallory, victim, .. } = &ground;
    let company = ground.net.member("a").actor();
    let follow = victim.activity(1, "Follow", json!(company.as_str()));
    ground.is_taken("a follow", victim, &follow).await;
    assert_eq!(ground.net.member("a").node.counts(&company).unwrap().followers, 1);
    let by_id = mallory.activity(2, "Undo", follow["id"].clone());
    ground.is_refused("an undo of another's follow by its id", mallory, &by_id, 403).await;
    let embedded = mallory.activity(3, "Undo", follow.clone());
    ground.is_refused("an undo of another's follow", mallory, &embedded, 403).await;
    let lying = mallory.activity(4, "Undo", with(follow.clone(), "/actor", json!(mallory.id.as_str())));
    ground.is_refused("an undo that lies about whose follow it is", mallory, &lying, 403).await;
    ground.is_taken("one's own undo", victim, &victim.activity(5, "Undo", follow)).await;
    assert_eq!(ground.net.member("a").node.counts(&company).unwrap().followers, 0);
}

#[tokio::test]
async fn an_acceptance_from_somebody_else_is_ignored() {
    let ground = Ground::lay().await;
    let a = ground.net.member("a");
    a.node.follow(&a.company, &format!("@victim@{}", ground.evil.base.host())).await.unwrap();
    let follow = eventually("the follow arrives", async || {
        ground.evil.received().into_iter().find(|activity| activity["type"] == "Follow")
    })
    .await;
    let state = || {
        let view = a.node.view().unwrap();
        view.following(&a.actor(), &ground.victim.id).unwrap().unwrap().state
    };
    use artel_node::store::records::FollowState;
    let accept = ground.mallory.activity(1, "Accept", follow.clone());
    ground.is_refused("an acceptance by somebody else", &ground.mallory, &accept, 202).await;
    assert_eq!(state(), FollowState::Requested);
    ground.is_taken("the acceptance", &ground.victim, &ground.victim.activity(2, "Accept", follow)).await;
    assert_eq!(state(), FollowState::Accepted);
}

#[tokio::test]
async fn a_move_without_a_link_back_is_ignored() {
    let ground = Ground::lay().await;
    let a = ground.net.member("a");
    a.node.follow(&a.company, &format!("@victim@{}", ground.evil.base.host())).await.unwrap();
    let mut moved = ground.victim.activity(1, "Move", json!(ground.victim.id.as_str()));
    moved["target"] = json!(ground.mallory.id.as_str());
    ground.is_taken("a move", &ground.victim, &moved).await;
    let view = a.node.view().unwrap();
    assert!(view.following(&a.actor(), &ground.victim.id).unwrap().is_some());
    assert!(view.following(&a.actor(), &ground.mallory.id).unwrap().is_none());

    let mut linked = ground.mallory.document();
    linked["alsoKnownAs"] = json!([ground.victim.id.as_str()]);
    ground.evil.put(ground.mallory.id.path(), linked);
    moved["id"] = json!(format!("{}/activities/2", ground.victim.id));
    ground.is_taken("a move with its link back", &ground.victim, &moved).await;
    let view = a.node.view().unwrap();
    assert!(view.following(&a.actor(), &ground.mallory.id).unwrap().is_some());
}

#[tokio::test]
async fn what_is_deleted_never_comes_back() {
    let ground = Ground::lay().await;
    let Ground { mallory, victim, .. } = &ground;
    ground.is_taken("an answer", victim, &ground.answer(victim, 1)).await;
    let gone = victim.note(1, None)["id"].clone();
    let delete = victim.activity(2, "Delete", json!({"type": "Tombstone", "id": gone}));
    ground.is_taken("its deletion", victim, &delete).await;
    let again = with(ground.answer(victim, 1), "/id", json!(format!("{}/activities/3", victim.id)));
    ground.is_refused("the same again", victim, &again, 410).await;
    // On a host that many share, nobody can delete what another has yet to write.
    ground.is_taken("an answer", mallory, &ground.answer(mallory, 4)).await;
    let early = mallory.activity(5, "Delete", victim.note(6, None)["id"].clone());
    ground.is_taken("a deletion of what is not there", mallory, &early).await;
    ground.is_taken("the victim's own", victim, &ground.answer(victim, 6)).await;
    assert_eq!(ground.answers(), 2);
}

#[tokio::test]
async fn a_boost_shows_nobody_what_is_for_followers_only() {
    let ground = Ground::lay().await;
    let a = ground.net.member("a");
    a.node.follow(&a.company, &format!("@victim@{}", ground.evil.base.host())).await.unwrap();
    let mut private = ground.victim.activity(1, "Create", ground.victim.note(1, Some(&ground.article)));
    let followers = json!([format!("{}/followers", ground.victim.id)]);
    private["to"] = followers.clone();
    private["object"]["to"] = followers;
    ground.is_taken("a post for followers", &ground.victim, &private).await;
    let boost = ground.mallory.activity(2, "Announce", private["object"]["id"].clone());
    ground.is_taken("a boost of it", &ground.mallory, &boost).await;
    assert_eq!(ground.answers(), 0, "it is no public answer");
    let id = Id::parse(private["object"]["id"].as_str().unwrap()).unwrap();
    assert!(a.node.entry(&id).is_err());
    let altered = with(private["object"].clone(), "/content", json!("<p>altered</p>"));
    let boost = ground.mallory.activity(3, "Announce", altered);
    ground.is_taken("a boost with altered content", &ground.mallory, &boost).await;
    assert!(!a.node.shown(&id).unwrap().record.entry.content.text().html.contains("altered"));
}

#[tokio::test]
async fn a_private_message_is_for_the_eyes_of_whom_it_names() {
    let ground = Ground::lay().await;
    let a = ground.net.member("a");
    a.node.follow(&a.company, &format!("@victim@{}", ground.evil.base.host())).await.unwrap();
    let owner = a.node.local_actor(&artel_protocol::Name::parse("owner_a").unwrap()).unwrap();
    let mut private = ground.victim.activity(1, "Create", ground.victim.note(1, None));
    private["to"] = json!([owner.id.as_str()]);
    private["object"]["to"] = json!([owner.id.as_str()]);
    private["cc"] = json!([]);
    private["object"]["cc"] = json!([]);
    ground.is_taken("a private message", &ground.victim, &private).await;
    let id = Id::parse(private["object"]["id"].as_str().unwrap()).unwrap();
    assert!(a.node.shown(&id).is_ok());
    assert!(a.node.timeline(&[a.actor()], None, 10).unwrap().items.is_empty(), "it is not for the company");
    assert!(a.node.entry_anywhere(&id, &[a.actor()]).await.is_err());
    assert!(a.node.entry_anywhere(&id, std::slice::from_ref(&owner.id)).await.is_ok());
    let token = a.node.begin_anew(owner.name.clone(), Default::default()).await.unwrap();
    let session = a.node.session(&token).unwrap().unwrap();
    let told = a.node.notifications(&session, None, 10).unwrap().items;
    assert_eq!(told.iter().filter(|one| one.entry.is_some()).count(), 1);
    assert_eq!(told[0].to, owner.id);
    assert_eq!(a.node.boost(&a.company, &id).await.unwrap_err().status(), 404, "nor can anybody boost it");
}

#[tokio::test]
async fn strange_documents_get_the_right_code() {
    let ground = Ground::lay().await;
    let good = ground.answer(&ground.mallory, 1).to_string();
    let before = ground.hash();
    let deep = good.replace("\"tag\"", "\"x\"").replacen(
        '{',
        &format!("{{\"x\":{}1{},", "[".repeat(200), "]".repeat(200)),
        1,
    );
    let doubled = good.replacen('{', "{\"actor\":\"http://evil.test/users/victim\",", 1);
    let many: Vec<String> = (0..20_000).map(|number| format!("\"http://e.test/{number}\"")).collect();
    let crowd = good.replacen("\"to\":[", &format!("\"to\":[{},", many.join(",")), 1);
    let dated =
        |date: &str| with(ground.answer(&ground.mallory, 1), "/object/published", json!(date)).to_string();
    let huge =
        with(ground.answer(&ground.mallory, 1), "/object/content", json!("x".repeat(2 << 20))).to_string();
    for (what, body, status) in [
        ("depth", deep, 400),
        ("doubled keys", doubled, 400),
        ("a crowd of recipients", crowd, 422),
        ("year 0", dated("0000-01-01T00:00:00Z"), 400),
        ("year 9999", dated("9999-01-01T00:00:00Z"), 400),
        ("a leap second", dated("2016-12-31T23:59:60Z"), 400),
        ("an offset of a day", dated("2026-11-24T00:00:00+25:00"), 400),
        ("@graph", good.replacen('{', "{\"@graph\":[],", 1), 400),
        ("@included", good.replacen('{', "{\"@included\":[],", 1), 400),
        ("@reverse", good.replacen('{', "{\"@reverse\":{},", 1), 400),
        ("no JSON", "no JSON".into(), 400),
        ("a list", "[]".into(), 400),
        ("actor as a number", with(ground.answer(&ground.mallory, 1), "/actor", json!(1)).to_string(), 400),
        ("two megabytes", huge, 413),
    ] {
        let headers = ground.evil.signed(&ground.inbox, &ground.mallory, body.as_bytes());
        let answer = ground.send(headers, body).await;
        assert_eq!(answer.status, status, "{what}: {}", answer.text());
        assert_eq!(ground.hash(), before, "{what} changed the store");
    }
    let unknown = ground.mallory.activity(2, "Frobnicate", json!({"type": "Gadget"}));
    ground.is_refused("an unknown activity", &ground.mallory, &unknown, 202).await;
    let mut headers = ground.evil.signed(&ground.inbox, &ground.mallory, good.as_bytes());
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html"));
    assert_eq!(ground.send(headers, good.clone()).await.status, 415);
    let mut headers = ground.evil.signed(&ground.inbox, &ground.mallory, good.as_bytes());
    headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    assert_eq!(ground.send(headers, good).await.status, 415);
}

#[tokio::test]
async fn a_body_without_end_is_cut_off_at_the_limit() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let ground = Ground::lay().await;
    let stream = tokio::net::TcpStream::connect(ground.net.member("a").address).await.unwrap();
    let (mut reader, mut writer) = stream.into_split();
    let head = "POST /inbox HTTP/1.1\r\nhost: a.test\r\ncontent-type: application/activity+json\r\n\
                transfer-encoding: chunked\r\n\r\n";
    let sending = tokio::spawn(async move {
        writer.write_all(head.as_bytes()).await?;
        let chunk = format!("10000\r\n{}\r\n", "x".repeat(0x10000));
        loop {
            writer.write_all(chunk.as_bytes()).await?;
        }
        #[expect(unreachable_code, reason = "it tells the type")]
        std::io::Result::Ok(())
    });
    let mut answer = vec![0; 4_096];
    let read = reader.read(&mut answer).await.unwrap();
    assert!(answer[..read].starts_with(b"HTTP/1.1 413"), "{}", String::from_utf8_lossy(&answer[..read]));
    sending.abort();
}

#[tokio::test]
async fn a_context_elsewhere_is_never_fetched() {
    let ground = Ground::lay().await;
    let trap = Stranger::start("trap.test", [127, 0, 10, 97]).await;
    ground.net.name("trap.test", trap.address);
    let activity = with(
        ground.answer(&ground.mallory, 1),
        "/@context",
        json!(["https://www.w3.org/ns/activitystreams", "http://trap.test/context"]),
    );
    ground.is_taken("an answer", &ground.mallory, &activity).await;
    assert_eq!(trap.hits(), 0);
}

#[tokio::test]
async fn nothing_is_taken_from_who_is_blocked_and_nothing_fetched() {
    let ground = Ground::lay().await;
    let a = ground.net.member("a");
    a.node.block_domain("evil.test", "spam", None).await.unwrap();
    let before = ground.evil.hits();
    ground.is_refused("a blocked domain", &ground.mallory, &ground.answer(&ground.mallory, 1), 403).await;
    assert_eq!(ground.evil.hits(), before, "nothing was fetched");
    a.node.unblock_domain("evil.test").await.unwrap();
    a.node.block_actor(&ground.mallory.id, "rude", None).await.unwrap();
    ground.is_refused("a blocked actor", &ground.mallory, &ground.answer(&ground.mallory, 2), 403).await;
    ground.is_taken("another actor of that host", &ground.victim, &ground.answer(&ground.victim, 3)).await;
}

#[tokio::test]
async fn an_unknown_inbox_is_unknown_and_a_farewell_of_a_stranger_is_taken() {
    let ground = Ground::lay().await;
    let inbox = ground.net.member("a").node.base().unwrap().join("/u/nobody/inbox");
    let address = ground.net.member("a").address;
    let activity = ground.answer(&ground.mallory, 1);
    assert_eq!(ground.evil.post(address, &inbox, &ground.mallory, &activity).await.status, 404);
    let before = ground.evil.hits();
    let farewell = ground.mallory.activity(2, "Delete", json!(ground.mallory.id.as_str()));
    ground.is_refused("a farewell", &ground.mallory, &farewell, 202).await;
    assert_eq!(ground.evil.hits(), before, "nothing was fetched");
}
