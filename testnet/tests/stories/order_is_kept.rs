//! What is reported reaches the officers of the other node, and what is erased on one node is gone on the other.

use artel_node::Refusal;
use artel_node::features::accounts::Password;
use artel_node::features::publishing::Draft;
use artel_node::features::reports::{Complaint, Sent};
use artel_node::features::sessions::From;
use artel_node::store::records::Role;
use artel_protocol::{Id, Name, limits};
use artel_testnet::stranger::Stranger;
use artel_testnet::{Testnet, eventually};
use serde_json::json;

fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

async fn publish(net: &Testnet, author: &str, title: &str) -> Id {
    let draft = Draft { title: title.into(), markdown: "A text.".into(), ..Draft::default() };
    net.member("a").node.publish("article", &name(author), &draft).await.unwrap()
}

async fn add_person(net: &Testnet, person: &str, organisation: &Name, role: Role) {
    let password = Password::parse("correct horse battery").unwrap();
    net.member("a").node.add_user(name(person), organisation.clone(), role, password).await.unwrap();
}

/// The company of `b` follows somebody of `a`.
async fn follow(net: &Testnet, followed: &str) {
    let (a, b) = (net.member("a"), net.member("b"));
    let base = a.node.base().unwrap();
    b.node.follow(&b.company, &format!("@{followed}@{}", base.host())).await.unwrap();
    let followed = base.join(&format!("/u/{followed}"));
    eventually("the follower is there", async || {
        (a.node.counts(&followed).ok()?.followers == 1).then_some(())
    })
    .await;
}

#[tokio::test]
async fn who_is_erased_on_one_node_is_gone_on_the_other_and_a_receipt_says_so() {
    let net = Testnet::new("a, b").await;
    let (a, b) = (net.member("a"), net.member("b"));
    add_person(&net, "boris", &a.company, Role::Member).await;
    follow(&net, "boris").await;
    let article = publish(&net, "boris", "Mine").await;
    let companys = publish(&net, a.company.as_str(), "Ours").await;
    eventually("the article arrives", async || b.node.entry(&article).ok()).await;
    let extent = a.node.extent_of_person(&name("boris")).unwrap();
    assert_eq!((extent.entries, extent.followers, extent.hosts), (1, 1, 1));

    let token = a.node.erase_person(&name("boris")).await.unwrap();
    eventually("it is gone there too", async || {
        matches!(b.node.entry(&article), Err(Refusal::Gone)).then_some(())
    })
    .await;
    let boris = a.node.base().unwrap().join("/u/boris");
    assert!(b.node.view().unwrap().tombstone(&boris).unwrap().is_some());
    let receipt = eventually("the other server has confirmed", async || {
        let receipt = a.node.receipt(&token).ok()?;
        receipt.hosts.iter().all(|(_, state)| *state == Sent::Arrived).then_some(receipt)
    })
    .await;
    assert_eq!(receipt.hosts.len(), 1);
    assert_eq!(receipt.hosts[0].0, b.node.base().unwrap().host());

    assert!(matches!(a.node.entry(&article), Err(Refusal::Gone)));
    assert!(matches!(a.node.local_actor(&name("boris")), Err(Refusal::Gone)));
    assert!(a.node.entry(&companys).is_ok(), "what is the company's stays");
    assert!(a.node.log_in("boris", "correct horse battery", From::default()).await.is_err());
    let password = Password::parse("another password").unwrap();
    let again = a.node.add_user(name("boris"), a.company.clone(), Role::Member, password).await;
    assert!(again.is_err(), "nobody else takes the name");
    assert!(a.node.receipt("guessed").is_err());
}

#[tokio::test]
async fn an_organisation_is_erased_with_its_people_but_never_the_last_who_can_mend() {
    let net = Testnet::new("a, b").await;
    let (a, b) = (net.member("a"), net.member("b"));
    a.node.add_organisation(name("firma"), "Firma".into(), "de".into()).await.unwrap();
    add_person(&net, "carla", &name("firma"), Role::Owner).await;
    add_person(&net, "dieter", &name("firma"), Role::Member).await;
    follow(&net, "firma").await;
    let article = publish(&net, "firma", "Firm").await;
    eventually("the article arrives", async || b.node.entry(&article).ok()).await;
    assert!(a.node.erase_person(&name("carla")).await.is_err(), "the last owner stays");
    assert!(a.node.erase_organisation(&a.company).await.is_err(), "so does who runs the node");

    let token = a.node.erase_organisation(&name("firma")).await.unwrap();
    eventually("it is gone there too", async || {
        matches!(b.node.entry(&article), Err(Refusal::Gone)).then_some(())
    })
    .await;
    assert_eq!(a.node.receipt(&token).unwrap().actors.len(), 3);
    let view = a.node.view().unwrap();
    assert!(view.organisation(&name("firma")).unwrap().is_none());
    assert!(view.account(&name("dieter")).unwrap().is_none());
    assert!(view.local_actors(usize::MAX).unwrap().iter().all(|actor| actor.organisation == a.company));
}

#[tokio::test]
async fn a_report_is_told_to_the_other_server_by_the_node_itself() {
    let net = Testnet::new("a -> b").await;
    let (a, b) = (net.member("a"), net.member("b"));
    let article = b.publish("Casino").await;
    eventually("the article arrives", async || a.node.entry(&article).ok()).await;
    let owner = a.node.view().unwrap().local_actors(9).unwrap();
    let owner = owner.iter().find(|actor| actor.name != a.company).unwrap().name.clone();
    let complaint = Complaint { about: vec![article.clone()], reason: "Advertising".into(), forward: true };
    a.node.report(&owner, complaint).await.unwrap();
    let there = eventually("the report arrives", async || b.node.reports(false).ok()?.pop()).await;
    assert_eq!(there.record.from, a.node.base().unwrap().join("/actor"), "it does not say who");
    assert_eq!(there.record.about, [b.actor(), article]);
    assert_eq!(there.record.reason, "Advertising");
    eventually("it is known to have arrived", async || {
        let own = a.node.reports(false).ok()?.pop()?;
        (own.sent == Some(Sent::Arrived)).then_some(())
    })
    .await;
}

#[tokio::test]
async fn one_server_does_not_fill_the_officers_desk() {
    let net = Testnet::new("a").await;
    let a = net.member("a");
    let article = a.publish("An article").await;
    let loud = Stranger::start("loud.test", [127, 0, 10, 98]).await;
    net.name("loud.test", loud.address);
    let inbox = a.node.base().unwrap().join("/inbox");
    let puppet = loud.actor("mallory");
    for number in 0..limits::OPEN_REPORTS_PER_HOST as u32 + 5 {
        let flag = puppet.activity(number, "Flag", json!([a.actor().as_str(), article.as_str()]));
        assert_eq!(loud.post(a.address, &inbox, &puppet, &flag).await.status, 202);
    }
    assert_eq!(a.node.reports(false).unwrap().len(), limits::OPEN_REPORTS_PER_HOST);
}
