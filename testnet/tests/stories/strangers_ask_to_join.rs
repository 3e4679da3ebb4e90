//! Who holds an invite is let in under its own ids only: the hub asks the hosts of the ids.

use artel_node::sets::{Readers, records, sid};
use artel_protocol::invite::Invite;
use artel_protocol::key::Ed25519Secret;
use artel_protocol::message::join::{Join, Joined};
use artel_protocol::message::{Protocol, Word};
use artel_protocol::{Document, Id, Name, manifest};
use artel_testnet::{Testnet, eventually};
use bytes::Bytes;

/// Asks the hub of an invite to admit an organisation with this key, from the network of the node `thief`.
async fn ask(
    net: &Testnet,
    invite: &Invite,
    organisation: &Id,
    seed: [u8; 32],
    actors: Vec<Bytes>,
) -> Joined {
    let thief = &net.member("thief").node;
    let mesh = thief.mesh().expect("it hosts a community of its own");
    let hub = invite.peer.parse().unwrap();
    let addresses = invite.addresses.iter().map(|address| address.parse().unwrap()).collect();
    mesh.client().dial(hub, addresses).await.unwrap();
    let now = thief.clock().now();
    let key = Ed25519Secret::from_seed(&seed);
    let node = Id::parse(&format!("http://{}/actor", organisation.host())).unwrap();
    let peers = [mesh.client().peer().to_string()];
    let manifest = manifest::write(&node, organisation, "Somebody", &peers, &[], &key, now).unwrap();
    let mut stream = mesh.client().open(hub, Protocol::Join).await.unwrap();
    let join = Join {
        set: sid(&invite.community, Readers::Everybody),
        actors,
        invite: Some(invite.token.clone()),
        manifest: manifest.bytes().clone(),
    };
    stream.send(&join).await.unwrap();
    stream.receive(Protocol::Join.answered_bytes()).await.unwrap()
}

async fn a_hub_and_a_thief() -> (Testnet, Invite) {
    let net = Testnet::new("hub, victim, thief").await;
    let community = net.found("hub", &[]).await;
    let thief = net.member("thief");
    let name = Name::parse("own").unwrap();
    thief.node.found_community(name, "Its own".into(), thief.company.clone()).await.unwrap();
    eventually("the thief has a network", async || thief.node.mesh()).await;
    let invite = net.member("hub").node.invite_nodes(&community, 5, 7, None).await.unwrap();
    (net, invite)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invite_does_not_make_somebody_elses_ids_ones_own() {
    let (net, invite) = a_hub_and_a_thief().await;
    let victim = net.member("victim").actor();
    let document = net.member("victim").node.view().unwrap().actor_record(&victim).unwrap().unwrap().document;
    // The very document of the victim, with another key in it.
    let key = Ed25519Secret::from_seed(&[66; 32]);
    let mut json = Document::parse(document).unwrap().json().clone();
    json["assertionMethod"][0]["publicKeyMultibase"] = key.public().to_multikey().into();
    let forged = Document::from_json(json);
    let now = net.member("thief").node.clock().now();
    let forged = manifest::prove_actor(&forged, &key, now).unwrap();
    let joined = ask(&net, &invite, &victim, [66; 32], vec![forged.bytes().clone()]).await;
    assert_eq!((joined.status, joined.activities.len()), (Word::Denied, 0));
    let view = net.member("hub").node.view().unwrap();
    assert!(records::membership(&view, &invite.community, &victim).unwrap().is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn whose_host_does_not_answer_may_ask_again_and_the_invite_is_not_used_up() {
    let (net, invite) = a_hub_and_a_thief().await;
    let nowhere = Id::parse("http://nowhere.test/u/somebody").unwrap();
    let joined = ask(&net, &invite, &nowhere, [66; 32], Vec::new()).await;
    assert_eq!(joined.status, Word::Later);
    assert_eq!(net.member("victim").node.join_community(&invite.link()).await.unwrap(), invite.community);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invite_that_names_another_key_than_its_host_is_not_taken() {
    let (net, mut invite) = a_hub_and_a_thief().await;
    invite.key = Ed25519Secret::from_seed(&[66; 32]).public();
    let refused = net.member("victim").node.join_community(&invite.link()).await.unwrap_err();
    assert_eq!(refused.status(), 422);
    assert!(net.member("victim").node.communities().unwrap().is_empty());
}
