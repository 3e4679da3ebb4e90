//! A node through its public handle: what people do here and what others say changes what it should, and nothing else.

#![allow(clippy::unwrap_used, reason = "in a test a panic is the message")]

use std::sync::Arc;

use artel_node::changes::Changes;
use artel_node::features::accounts::Password;
use artel_node::features::organisations::{Address, SetUp};
use artel_node::features::publishing::Draft;
use artel_node::features::sessions::{From, LoggedIn};
use artel_node::federation::http_client::SystemResolver;
use artel_node::store::engine::Direction;
use artel_node::store::keys;
use artel_node::store::records::{Comments, FollowerRecord, Office, Role};
use artel_node::{Clock, Config, Effects, Node, Random, Refusal};
use artel_protocol::{Activity, Actor, Document, Id, Name, Verified, limits};

struct Ground {
    node: Node,
    _folder: tempfile::TempDir,
}

fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

async fn a_node() -> Ground {
    a_node_of(1, Clock::system()).await
}

/// Another seed makes other keys.
async fn a_node_of(seed: u64, clock: Clock) -> Ground {
    let folder = tempfile::tempdir().unwrap();
    let effects = Effects { clock, random: Random::seeded(seed), resolver: Arc::new(SystemResolver) };
    let node = Node::open(Config::new(folder.path()), effects).unwrap();
    let answers = SetUp {
        address: Address::Domain("node-a.test".into()),
        organisation: "Werkstatt Brandt".into(),
        owner: name("anna"),
        password: Password::parse("correct horse").unwrap(),
        language: "de".into(),
    };
    let organisation = node.set_up(answers).await.unwrap();
    assert_eq!(organisation.as_str(), "werkstatt_brandt");
    Ground { node, _folder: folder }
}

fn draft(title: &str) -> Draft {
    Draft {
        title: title.into(),
        markdown: "Ein *Text*.".into(),
        tags: vec!["Bau".into()],
        ..Draft::default()
    }
}

#[tokio::test]
async fn an_article_is_published_edited_and_deleted_for_ever() {
    let Ground { node, .. } = &a_node().await;
    let company = name("werkstatt_brandt");
    let id = node.publish("article", &company, &draft("Eins")).await.unwrap();
    let entry = node.entry(&id).unwrap().entry;
    assert_eq!(entry.content.card().title, "Eins");
    assert_eq!(entry.updated, None);
    let actor = node.local_actor(&company).unwrap();
    assert_eq!(node.blog(&actor.id, None, 10).unwrap().items.len(), 1);

    node.edit(&id, &draft("Zwei")).await.unwrap();
    let entry = node.entry(&id).unwrap().entry;
    assert_eq!(entry.content.card().title, "Zwei");
    assert!(entry.updated.is_some());

    node.delete_entry(&id).await.unwrap();
    assert!(matches!(node.entry(&id), Err(Refusal::Gone)));
    assert!(node.blog(&actor.id, None, 10).unwrap().items.is_empty());
    assert_eq!(node.outbox(&actor.id, None, 10).unwrap().items.len(), 1, "only the deletion is left");
}

#[tokio::test]
async fn a_bad_draft_is_refused_with_what_is_wrong() {
    let Ground { node, .. } = &a_node().await;
    let refused = node.publish("article", &name("anna"), &Draft::default()).await.unwrap_err();
    assert_eq!(refused.status(), 422);
    let nobody = node.publish("article", &name("nobody"), &draft("Eins")).await.unwrap_err();
    assert_eq!(nobody.status(), 404);
}

#[tokio::test]
async fn a_node_is_set_up_once() {
    let Ground { node, .. } = &a_node().await;
    let again = SetUp {
        address: Address::Trial { port: 8420 },
        organisation: "Other".into(),
        owner: name("eve"),
        password: Password::parse("correct horse").unwrap(),
        language: "en".into(),
    };
    assert_eq!(node.set_up(again).await.unwrap_err().status(), 403);
}

#[tokio::test]
async fn who_knows_the_password_logs_in_until_suspended() {
    let Ground { node, .. } = &a_node().await;
    assert_eq!(node.log_in("anna", "wrong", From::default()).await.unwrap_err().status(), 422);
    assert_eq!(node.log_in("nobody", "correct horse", From::default()).await.unwrap_err().status(), 422);
    let LoggedIn::Whole(token) = node.log_in("anna", "correct horse", From::default()).await.unwrap() else {
        panic!("she has no second factor");
    };
    assert_eq!(node.session(&token).unwrap().unwrap().account.role, Role::Owner);
    assert!(node.session("another").unwrap().is_none());
    let password = Password::parse("correct horse").unwrap();
    node.add_user(name("mia"), name("werkstatt_brandt"), Role::Owner, password).await.unwrap();
    node.give_office(name("mia"), Office::Operator).await.unwrap();
    node.suspend(name("anna"), true).await.unwrap();
    assert!(node.session(&token).unwrap().is_none());
    assert!(node.log_in("anna", "correct horse", From::default()).await.is_err());
}

#[tokio::test]
async fn the_last_owner_and_the_last_operator_stay_whatever_way_they_are_to_go() {
    let Ground { node, .. } = &a_node().await;
    let (anna, mia, company) = (name("anna"), name("mia"), name("werkstatt_brandt"));
    let password = Password::parse("correct horse").unwrap();
    node.add_user(mia.clone(), company.clone(), Role::Member, password).await.unwrap();
    // First nobody else owns the company, then nobody else runs the node.
    for role in [Role::Member, Role::Owner] {
        node.give_role(company.clone(), mia.clone(), role).await.unwrap();
        for refused in [
            node.suspend(anna.clone(), true).await,
            node.remove_account(anna.clone()).await,
            node.suspend_colleague(company.clone(), anna.clone(), true).await,
            node.remove_colleague(company.clone(), anna.clone()).await,
            node.erase_person(&anna).await.map(|_| ()),
            node.give_office(anna.clone(), Office::None).await,
        ] {
            assert_eq!(refused.unwrap_err().status(), 422);
        }
    }
    node.give_office(mia, Office::Operator).await.unwrap();
    node.remove_account(anna).await.unwrap();
}

#[tokio::test]
async fn more_log_ins_than_wait_are_told_to_come_again() {
    let Ground { node, .. } = &a_node().await;
    let tries = (0..limits::PASSWORDS_WAITING + 10).map(|number| {
        let node = node.clone();
        tokio::spawn(async move { node.log_in(&format!("guess{number}"), "a guess", From::default()).await })
    });
    let mut busy = 0;
    for answer in tries.collect::<Vec<_>>() {
        let refusal = answer.await.unwrap().unwrap_err();
        busy += usize::from(refusal.status() == 503);
        assert!(matches!(refusal.status(), 422 | 503));
    }
    assert!((1..=10).contains(&busy), "{busy}");
    assert!(node.log_in("anna", "correct horse", From::default()).await.is_ok(), "and then it goes on");
}

#[tokio::test]
async fn whoever_guesses_from_a_whole_network_counts_as_one() {
    let Ground { node, .. } = &a_node().await;
    let from = |host: u128| From {
        address: Some(std::net::Ipv6Addr::from_bits((0x2001_0db8_u128 << 96) + host).into()),
        ..From::default()
    };
    let mut last = 0;
    for host in 0..=u128::from(limits::STRANGERS_FORMS_PER_ADDRESS.0) {
        last = node.count_stranger(&from(host)).map_or_else(|refusal| refusal.status(), |()| 200);
    }
    assert_eq!(last, 429);
    assert!(node.count_stranger(&from(1 << 64)).is_ok(), "the neighbours are not held up");
}

#[tokio::test]
async fn what_has_expired_is_forgotten() {
    let (clock, hand) = Clock::with_hand();
    let Ground { node, .. } = &a_node_of(1, clock).await;
    let count = |prefix: Vec<u8>| node.view().unwrap().prefix(&prefix, Direction::Forward, 10).unwrap().len();
    let all =
        || [keys::sessions(), keys::invitations(), keys::new_passwords()].map(|key| count(key.to_vec()));
    node.log_in("anna", "correct horse", From::default()).await.unwrap();
    node.invite(name("werkstatt_brandt"), Role::Member, None, None).await.unwrap();
    node.new_password_link(name("anna")).await.unwrap();
    node.sweep_expired().await.unwrap();
    assert_eq!(all(), [1, 1, 1], "what works stays");
    hand.forward(std::time::Duration::from_secs(60 * 24 * 3600));
    node.sweep_expired().await.unwrap();
    assert_eq!(all(), [0, 0, 0]);
}

#[tokio::test]
async fn everything_is_there_after_a_restart() {
    let Ground { node, _folder: folder } = a_node().await;
    let id = node.publish("article", &name("anna"), &draft("Eins")).await.unwrap();
    node.close();
    drop(node);
    let effects =
        Effects { clock: Clock::system(), random: Random::seeded(2), resolver: Arc::new(SystemResolver) };
    let node = Node::open(Config::new(folder.path()), effects).unwrap();
    assert_eq!(node.entry(&id).unwrap().entry.content.card().title, "Eins");
    let next = node.publish("article", &name("anna"), &draft("Zwei")).await.unwrap();
    assert!(next > id);
}

#[tokio::test]
async fn staff_and_organisations_share_one_name_space() {
    let Ground { node, .. } = &a_node().await;
    let password = || Password::parse("correct horse").unwrap();
    node.add_organisation(name("artel_lad"), "Артель «Лад»".into(), "ru".into()).await.unwrap();
    node.add_user(name("boris"), name("artel_lad"), Role::Member, password()).await.unwrap();
    for taken in ["anna", "artel_lad"] {
        let refused = node.add_user(name(taken), name("artel_lad"), Role::Member, password()).await;
        assert_eq!(refused.unwrap_err().status(), 422, "{taken}");
    }
    let document = node.actor_document(&name("boris")).unwrap();
    let document = artel_protocol::Document::parse(document).unwrap();
    let actor = artel_protocol::Actor::read(&document).unwrap();
    assert_eq!(actor.id, Id::parse("https://node-a.test/u/boris").unwrap());
    assert_eq!(actor.keys.len(), 2);
}

/// Somebody on b.test follows an actor of ours.
async fn follow_from_elsewhere(node: &Node, actor: &Id) {
    let elsewhere = |path: &str| Id::parse(&format!("https://b.test{path}")).unwrap();
    let follower = FollowerRecord {
        activity: elsewhere("/a/1"),
        inbox: elsewhere("/u/bob/inbox"),
        shared_inbox: None,
        since: node.clock().now(),
    };
    let key = keys::follower(actor, &elsewhere("/u/bob"));
    let follows = node.change(move |_, _| {
        let mut changes = Changes::none();
        changes.put(key, &follower);
        Ok(changes)
    });
    follows.await.unwrap();
}

#[tokio::test]
async fn an_answer_is_told_however_long_it_waited_to_be_let_through() {
    let (clock, hand) = Clock::with_hand();
    let Ground { node, .. } = &a_node_of(1, clock).await;
    let neighbour = node.add_organisation(name("nachbar"), "Nachbar".into(), "de".into()).await;
    neighbour.unwrap();
    let neighbour = node.local_actor(&name("nachbar")).unwrap().id;
    follow_from_elsewhere(node, &neighbour).await;
    let article = Draft { comments: Some(Comments::Moderated), ..draft("Eins") };
    let article = node.publish("article", &name("werkstatt_brandt"), &article).await.unwrap();
    let answer = node.publish_answer("post", &name("nachbar"), &draft(""), Some(&article)).await.unwrap();
    hand.forward(std::time::Duration::from_secs(3 * 24 * 3600));
    assert!(node.deliveries().unwrap().is_empty());
    node.show_answer(&answer, name("anna")).await.unwrap();
    let waiting = node.deliveries().unwrap();
    assert_eq!(waiting.iter().map(|one| &one.record.about).collect::<Vec<_>>(), [&answer]);
}

#[tokio::test]
async fn keys_taken_back_from_a_recovery_kit_are_told_to_who_follows() {
    const PASSPHRASE: &str = "drei Äpfel neben der Drehbank";
    let company = name("werkstatt_brandt");
    let Ground { node: lost, .. } = &a_node().await;
    let kit = lost.recovery_kit(&company, PASSPHRASE).await.unwrap().json;
    let as_it_was = lost.actor_document(&company).unwrap();
    let Ground { node, .. } = &a_node_of(2, Clock::system()).await;
    let id = node.local_actor(&company).unwrap().id;
    follow_from_elsewhere(node, &id).await;
    for _ in 0..2 {
        // What changes nothing is not said again.
        node.restore_from_kit(&kit, PASSPHRASE).await.unwrap();
        let waiting = node.deliveries().unwrap();
        let [one] = &waiting[..] else { panic!("{waiting:?}") };
        assert_eq!((&*one.record.host, &one.record.about), ("b.test", &id));
        let said = node.view().unwrap().activity(&one.record.activity).unwrap().unwrap();
        let activity = Activity::read(Document::parse(said.clone()).unwrap()).unwrap();
        // Who knew the company before its machine was lost believes it.
        let known = Actor::read(&Document::parse(as_it_was.clone()).unwrap()).unwrap();
        Verified::by_proof(activity, &known, node.clock().now()).unwrap();
        let json = |bytes: &[u8]| serde_json::from_slice::<serde_json::Value>(bytes).unwrap();
        let (said, was) = (json(&said), json(&as_it_was));
        assert_eq!((&said["type"], &said["object"]["id"]), (&"Update".into(), &id.as_str().into()));
        for keys in ["publicKey", "assertionMethod"] {
            assert_eq!(said["object"][keys], was[keys], "{keys}");
        }
    }
}
