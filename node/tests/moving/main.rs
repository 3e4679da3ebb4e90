//! An identity is brought to a node: by kits from before there were ids in them too, by nobody else, and once.

#![allow(clippy::unwrap_used, reason = "in a test a panic is the message")]

use std::sync::Arc;

use artel_node::changes::Changes;
use artel_node::error::Invalid;
use artel_node::features::accounts::Password;
use artel_node::features::organisations::{Address, SetUp};
use artel_node::features::publishing::Draft;
use artel_node::federation::http_client::SystemResolver;
use artel_node::store::keys;
use artel_node::store::records::{LocalActorRecord, Role};
use artel_node::{Clock, Config, Effects, Node, Random, Refusal};
use artel_protocol::{Id, Name, limits};

/// The kit of the organisation `werkstatt` on `hub.test`, with anna and boris, as the first version wrote it.
const OLD_KIT: &str = include_str!("kit_without_ids.json");
const OLD_DID: &str = "did:key:z6Mkqkq7QsonVE4hoYsAab8wR4J7htv6aPq1NLEKPiurbhbf";
const PASSPHRASE: &str = "drei Äpfel neben der Drehbank";

struct Ground {
    node: Node,
    _folder: tempfile::TempDir,
}

fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

fn password() -> Password {
    Password::parse("correct horse battery").unwrap()
}

/// A node with the organisation `brandt_soehne` of anna.
async fn a_node(address: Address) -> Ground {
    let folder = tempfile::tempdir().unwrap();
    let effects =
        Effects { clock: Clock::system(), random: Random::seeded(2), resolver: Arc::new(SystemResolver) };
    let node = Node::open(Config::new(folder.path()), effects).unwrap();
    let answers = SetUp {
        address,
        organisation: "Brandt & Söhne".into(),
        owner: name("anna"),
        password: password(),
        language: "de".into(),
    };
    node.set_up(answers).await.unwrap();
    Ground { node, _folder: folder }
}

async fn of_their_own() -> Ground {
    a_node(Address::Domain("brandt.test".into())).await
}

fn company() -> Name {
    name("brandt_soehne")
}

fn actor(node: &Node, who: &str) -> LocalActorRecord {
    node.local_actor(&name(who)).unwrap()
}

fn hub(path: &str) -> Id {
    Id::parse(&format!("https://hub.test{path}")).unwrap()
}

fn problem<T>(result: Result<T, Refusal>) -> (&'static str, &'static str) {
    match result.err().expect("it is refused") {
        Refusal::Invalid(Invalid::Fields(problems)) => (problems[0].field, problems[0].key),
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn a_kit_from_before_there_were_ids_in_it_brings_its_identity() {
    let Ground { node, .. } = &of_their_own().await;
    let before = actor(node, "anna").rsa;
    assert_ne!(node.whereabouts(&company()).unwrap().did, OLD_DID);
    let brought = node.bring_here(OLD_KIT, PASSPHRASE, &company()).await.unwrap();
    assert_eq!((brought.node.as_str(), brought.organisation.as_str()), ("hub.test", "werkstatt"));
    assert_eq!(brought.missing, [name("boris")]);
    assert_eq!(node.whereabouts(&company()).unwrap().did, OLD_DID);
    for (who, former) in [("brandt_soehne", "/u/werkstatt"), ("anna", "/u/anna")] {
        let record = actor(node, who);
        assert_eq!(record.also_known_as, [hub(former)]);
        let document = node.view().unwrap().actor(&record.id).unwrap().unwrap();
        assert_eq!(document.also_known_as, [hub(former)]);
    }
    assert_eq!(actor(node, "anna").rsa, before, "the keys for requests are the node's own");
    assert_eq!(node.recovery_kit_made(&company()).unwrap(), None);

    // What is said from now on is proved by the key from the kit: it goes in by the same door as everybody's.
    let draft = Draft { title: "Umgezogen".into(), markdown: "Ein Text.".into(), ..Draft::default() };
    node.publish("article", &company(), &draft).await.unwrap();

    // When boris has joined, it is done again, and nobody is named twice.
    node.add_user(name("boris"), company(), Role::Member, password()).await.unwrap();
    let brought = node.bring_here(OLD_KIT, PASSPHRASE, &company()).await.unwrap();
    assert!(brought.missing.is_empty());
    assert_eq!(actor(node, "boris").also_known_as, [hub("/u/boris")]);
    assert_eq!(actor(node, "anna").also_known_as.len(), 1);
}

#[tokio::test]
async fn an_identity_is_brought_by_who_knows_its_passphrase_and_to_one_organisation() {
    let Ground { node, .. } = &of_their_own().await;
    let wrong = node.bring_here(OLD_KIT, "something else", &company()).await;
    assert_eq!(problem(wrong), ("password", "kit-passphrase-wrong"));
    assert_eq!(problem(node.bring_here("{}", PASSPHRASE, &company()).await), ("kit", "kit-damaged"));
    let own = node.recovery_kit(&company(), PASSPHRASE).await.unwrap();
    assert_eq!(
        problem(node.bring_here(&own.json, PASSPHRASE, &company()).await),
        ("kit", "move-kit-of-here")
    );
    let nobody = node.bring_here(OLD_KIT, PASSPHRASE, &name("nobody")).await;
    assert!(matches!(nobody, Err(Refusal::Unknown(_))));
    assert!(actor(node, "anna").also_known_as.is_empty(), "nothing has changed");

    node.add_organisation(name("nachbar"), "Nachbar".into(), "de".into()).await.unwrap();
    node.bring_here(OLD_KIT, PASSPHRASE, &company()).await.unwrap();
    let second = node.bring_here(OLD_KIT, PASSPHRASE, &name("nachbar")).await;
    assert_eq!(problem(second), ("kit", "move-kit-of-neighbour"));

    let Ground { node, .. } = &a_node(Address::Trial { port: 8420 }).await;
    assert_eq!(problem(node.bring_here(OLD_KIT, PASSPHRASE, &company()).await), ("kit", "follow-in-trial"));
    assert_eq!(problem(node.move_away(&company(), "@x@hub.test").await), ("to", "follow-in-trial"));
}

#[tokio::test]
async fn of_many_former_ids_the_oldest_goes() {
    let Ground { node, .. } = &of_their_own().await;
    let many: Vec<_> = (0..limits::ALIASES).map(|number| hub(&format!("/u/before_{number}"))).collect();
    let mut record = actor(node, "anna");
    record.also_known_as = many.clone();
    node.change(move |_, _| {
        let mut changes = Changes::none();
        changes.put(keys::local_actor(&record.name), &record);
        Ok(changes)
    })
    .await
    .unwrap();
    node.bring_here(OLD_KIT, PASSPHRASE, &company()).await.unwrap();
    let named = actor(node, "anna").also_known_as;
    assert_eq!(named.len(), limits::ALIASES);
    assert_eq!((&named[0], named.last()), (&many[1], Some(&hub("/u/anna"))));
}
