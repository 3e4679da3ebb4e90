//! Whoever gets another name, moves to another address or takes on staff is known so in the community, without HTTP.

use artel_node::features::accounts::Password;
use artel_node::features::profiles::ProfileDraft;
use artel_node::sets::{Readers, records, sid};
use artel_node::store::records::Role;
use artel_protocol::{Id, Name, as2};
use artel_testnet::{PASSWORD, Testnet, eventually};

/// Where the community says, on this node, that the node with this id is reached.
fn told_addresses(net: &Testnet, on: &str, community: &Id, node: &Id) -> Option<Vec<String>> {
    let view = net.member(on).node.view().ok()?;
    let by = records::membership(&view, community, node).ok()??.described_by?;
    let set = sid(community, Readers::Everybody);
    let bytes = records::bytes(&view, &set, &by, &records::element(&view, &set, &by).ok()??).ok()??;
    let json: serde_json::Value = serde_json::from_slice(&bytes).ok()?;
    let addresses = as2::list(json["object"].as_object()?, "addresses");
    Some(addresses.iter().filter_map(|address| address.as_str().map(str::to_owned)).collect())
}

async fn cut_http_everywhere(net: &mut Testnet) {
    for node in ["hub", "a", "b"] {
        net.cut_http(node).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_name_reaches_every_member_without_http() {
    let mut net = Testnet::new("hub, a, b").await;
    net.found("hub", &["a", "b"]).await;
    cut_http_everywhere(&mut net).await;
    for (who, others) in [("a", ["hub", "b"]), ("hub", ["a", "b"])] {
        let named = net.member(who);
        let title = format!("{who}, renamed");
        let draft = ProfileDraft { title: title.clone(), ..ProfileDraft::default() };
        named.node.set_profile(&named.company, draft).await.unwrap();
        for other in others {
            eventually(&format!("{other} knows it"), async || {
                let actor = net.member(other).node.view().ok()?.actor(&named.actor()).ok()??;
                (actor.display_name() == title).then_some(())
            })
            .await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn where_a_node_is_reached_now_is_told_to_every_member() {
    let mut net = Testnet::new("hub, a, b").await;
    let community = net.found("hub", &["a", "b"]).await;
    // It listens at another port afterwards.
    for moved in ["a", "hub"] {
        net.unplug(moved).await;
        net.plug(moved).await;
        let node = net.member(moved).node.base().unwrap().join("/actor");
        eventually(&format!("b knows where {moved} is"), async || {
            let moved = &net.member(moved).node;
            let now = moved.public_addresses(&*moved.mesh()?).await.ok()?;
            (!now.is_empty() && told_addresses(&net, "b", &community, &node)? == now).then_some(())
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_joins_the_staff_of_a_member_is_a_member() {
    let net = Testnet::new("hub, a, b").await;
    let community = net.found("hub", &["a", "b"]).await;
    let a = net.member("a");
    let password = Password::parse(PASSWORD).unwrap();
    let name = Name::parse("new_one").unwrap();
    a.node.add_user(name.clone(), a.company.clone(), Role::Member, password).await.unwrap();
    let person = a.node.local_actor(&name).unwrap().id;
    for node in ["hub", "b"] {
        eventually(&format!("{node} knows the new one"), async || {
            let view = net.member(node).node.view().ok()?;
            records::membership(&view, &community, &person).ok()??.is_member().then_some(())
        })
        .await;
    }
    // Sent away, it stays away, whatever else its company has to tell.
    net.member("hub").node.expel(&community, &person).await.unwrap();
    eventually("a knows that it was sent away", async || {
        let membership = records::membership(&a.node.view().ok()?, &community, &person).ok()??;
        (!membership.is_member()).then_some(())
    })
    .await;
    let draft = ProfileDraft { title: "Renamed".into(), ..ProfileDraft::default() };
    a.node.set_profile(&a.company, draft).await.unwrap();
    eventually("the hub has heard of the new name", async || {
        let actor = net.member("b").node.view().ok()?.actor(&a.actor()).ok()??;
        (actor.display_name() == "Renamed").then_some(())
    })
    .await;
    let view = net.member("hub").node.view().unwrap();
    assert!(!records::membership(&view, &community, &person).unwrap().unwrap().is_member());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_that_founds_a_community_of_its_own_is_its_hub_from_then_on() {
    let net = Testnet::new("hub, a, b").await;
    net.found("hub", &["a", "b"]).await;
    net.meets("a", "b").await;
    let a = net.member("a");
    let founded = a.node.found_community(Name::parse("own").unwrap(), "Its own".into(), a.company.clone());
    let own = founded.await.unwrap();
    let invite = eventually("it runs as a hub", async || {
        let mesh = a.node.mesh().filter(|mesh| mesh.is_hub())?;
        let listens = !a.node.public_addresses(&mesh).await.ok()?.is_empty();
        if !listens {
            return None;
        }
        a.node.invite_nodes(&own, 1, 7, None).await.ok()
    })
    .await;
    assert_eq!(net.member("b").node.join_community(&invite.link()).await.unwrap(), own);
    let article = a.publish_in(&own, "From the new hub").await;
    net.is_confirmed("b", &article).await;
}
