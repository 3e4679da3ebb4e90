//! A community talks in a forum: over both transports, from inside and outside, and its moderators keep order.

use artel_node::Refusal;
use artel_node::features::communities::Order;
use artel_node::features::publishing::{Draft, Readers};
use artel_node::features::spaces::SpaceDraft;
use artel_node::sets::spaces::SpaceRecord;
use artel_protocol::{Id, Name, Posting, PreModeration, SpaceKind};
use artel_testnet::{Testnet, eventually};

/// How a forum is meant in these stories.
fn meant(posting: Posting, moderators: Vec<Id>) -> SpaceDraft {
    SpaceDraft {
        title: "Questions".into(),
        summary: "Whatever you want to know.".into(),
        posting,
        premoderation: PreModeration::Nobody,
        reviews: false,
        members_only: false,
        moderators,
        rules: "Be kind.".into(),
        language: Some("en".into()),
    }
}

/// Opens a forum on the hub, and waits until every member knows it.
async fn forum(net: &Testnet, community: &Id, members: &[&str], draft: SpaceDraft) -> Id {
    let name = Name::parse("questions").unwrap();
    let hub = &net.member("hub").node;
    let forum = hub.open_space(community, name, SpaceKind::Forum, draft).await.unwrap();
    for member in members {
        knows(net, member, &forum, |_| true).await;
    }
    forum
}

async fn knows(net: &Testnet, node: &str, space: &Id, is_so: impl Fn(&SpaceRecord) -> bool) {
    eventually("the space is known", async || net.member(node).node.space(space).ok()?.filter(&is_so)).await;
}

async fn begin(net: &Testnet, node: &str, forum: &Id, title: &str) -> Result<Id, Refusal> {
    let draft = Draft {
        title: title.into(),
        markdown: "Does anybody know?".into(),
        readers: Readers::Space(forum.clone()),
        ..Draft::default()
    };
    let member = net.member(node);
    member.node.publish("topic", &member.company, &draft).await
}

/// The titles in the list of a forum, as everybody sees it on a node: what stands first, then the rest.
fn titles(net: &Testnet, node: &str, forum: &Id) -> Vec<String> {
    let node = &net.member(node).node;
    let mut shown = node.pinned_in(forum, &[]).unwrap();
    shown.extend(node.space_entries(forum, &[], None, 20).unwrap().items);
    shown.iter().map(|shown| shown.record.entry.content.card().title).collect()
}

async fn shows(net: &Testnet, node: &str, forum: &Id, wanted: &[&str]) {
    eventually(&format!("{node} shows {wanted:?}"), async || {
        (titles(net, node, forum) == wanted).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn members_talk_in_a_forum_with_http_cut() {
    let mut net = Testnet::new("hub, a, b").await;
    let community = net.found("hub", &["a", "b"]).await;
    for node in ["hub", "a", "b"] {
        net.cut_http(node).await;
    }
    let moderator = net.member("b").actor();
    let forum = forum(&net, &community, &["a", "b"], meant(Posting::Members, vec![moderator])).await;
    let first = begin(&net, "a", &forum, "First").await.unwrap();
    net.is_confirmed("b", &first).await;
    let second = begin(&net, "b", &forum, "Second").await.unwrap();
    for node in ["hub", "a", "b"] {
        net.is_confirmed(node, &second).await;
        shows(&net, node, &forum, &["Second", "First"]).await;
    }
    // Whatever was spoken of last stands first.
    let answer = net.member("b").answer(&first, "I do.").await;
    for node in ["hub", "a", "b"] {
        net.is_confirmed(node, &answer).await;
        shows(&net, node, &forum, &["First", "Second"]).await;
    }
    // It helped the one who asked.
    net.member("a").node.say_it_helped(&net.member("a").company, &answer).await.unwrap();
    for node in ["hub", "a", "b"] {
        eventually("the question is answered everywhere", async || {
            (net.member(node).node.counts(&first).ok()?.solved == 1).then_some(())
        })
        .await;
    }
    // A moderator at home on another node keeps order.
    let b = net.member("b");
    b.node.keep_order(&b.company, &forum, &Order::Pin(second.clone(), true), "").await.unwrap();
    for node in ["hub", "a", "b"] {
        shows(&net, node, &forum, &["Second", "First"]).await;
    }
    b.node.keep_order(&b.company, &forum, &Order::Lock(first.clone(), true), "").await.unwrap();
    eventually("a is told that it takes no more answers", async || {
        let a = net.member("a");
        a.node.takes_answers(&[&a.actor()], &first).is_err().then_some(())
    })
    .await;
    b.node.keep_order(&b.company, &forum, &Order::Show(first.clone(), false), "Said twice.").await.unwrap();
    for node in ["hub", "a", "b"] {
        shows(&net, node, &forum, &["Second"]).await;
    }
    // Nobody else does.
    let a = net.member("a");
    let refused = a.node.keep_order(&a.company, &forum, &Order::Lock(second, true), "").await;
    assert!(matches!(refused, Err(Refusal::Forbidden(_))), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_space_of_moderators_takes_nothing_from_others_and_a_closed_one_nothing_at_all() {
    let net = Testnet::new("hub, a").await;
    let community = net.found("hub", &["a"]).await;
    let officer = net.member("hub").actor();
    let forum = forum(&net, &community, &["a"], meant(Posting::Moderators, vec![officer])).await;
    let refused = begin(&net, "a", &forum, "Mine").await;
    assert!(matches!(refused, Err(Refusal::Invalid(_))), "{refused:?}");
    begin(&net, "hub", &forum, "Ours").await.unwrap();
    shows(&net, "a", &forum, &["Ours"]).await;
    let hub = net.member("hub");
    let account = hub.node.view().unwrap().account(&Name::parse("owner_hub").unwrap()).unwrap().unwrap();
    hub.node.set_space_open(&account, &forum, false).await.unwrap();
    knows(&net, "a", &forum, |space| space.closed).await;
    let refused = begin(&net, "hub", &forum, "Too late").await;
    assert!(matches!(refused, Err(Refusal::Invalid(_))), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outsider_begins_a_topic_where_anyone_may_and_followers_hear_of_every_answer() {
    let net = Testnet::new("hub, a, outside").await;
    let community = net.found("hub", &["a"]).await;
    let forum = forum(&net, &community, &["a"], meant(Posting::Anyone, Vec::new())).await;
    let outside = net.member("outside");
    outside.node.follow(&outside.company, "@questions@hub.test").await.unwrap();
    eventually("the forum has a follower", async || {
        (net.member("hub").node.counts(&forum).ok()?.followers == 1).then_some(())
    })
    .await;
    // From other software it comes addressed to the forum.
    let draft = Draft {
        title: "From outside".into(),
        markdown: "@questions@hub.test, does anybody know?".into(),
        ..Draft::default()
    };
    let topic = outside.node.publish("topic", &outside.company, &draft).await.unwrap();
    for node in ["hub", "a"] {
        shows(&net, node, &forum, &["From outside"]).await;
        net.is_confirmed(node, &topic).await;
    }
    let answer = net.member("a").answer(&topic, "I do.").await;
    eventually("who asked has the answer", async || outside.node.view().ok()?.entry(&answer).ok()?).await;
    // What members begin reaches followers as a boost of the forum's.
    let inside = begin(&net, "a", &forum, "From inside").await.unwrap();
    eventually("a follower outside is shown it", async || outside.node.view().ok()?.entry(&inside).ok()?)
        .await;
    assert_eq!(net.member("hub").node.counts(&inside).unwrap().boosts, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outsider_begins_nothing_where_only_members_may() {
    let net = Testnet::new("hub, a, outside").await;
    let community = net.found("hub", &["a"]).await;
    forum(&net, &community, &["a"], meant(Posting::Members, Vec::new())).await;
    let outside = net.member("outside");
    let draft = Draft {
        title: "From outside".into(),
        markdown: "@questions@hub.test, does anybody know?".into(),
        ..Draft::default()
    };
    let topic = outside.node.publish("topic", &outside.company, &draft).await.unwrap();
    eventually("the hub has refused it", async || {
        let given_up = outside.node.undelivered().ok()?;
        given_up.iter().any(|delivery| delivery.record.about == topic).then_some(())
    })
    .await;
    assert!(net.member("hub").node.view().unwrap().entry(&topic).unwrap().is_none());
}
