//! A company that is hosted on a chamber's hub moves to a node of its own, and later back: its followers come along
//! without doing anything.

use std::time::Duration;

use artel_node::Refusal;
use artel_node::error::Invalid;
use artel_node::features::accounts::Password;
use artel_node::features::moving::{Brought, MovedAway};
use artel_node::features::publishing::Draft;
use artel_node::store::records::{FollowState, LastAnswer, LocalActorRecord, Role};
use artel_protocol::{Id, Name};
use artel_testnet::{Member, PASSWORD, Testnet, eventually};

const PASSPHRASE: &str = "drei Äpfel neben der Drehbank";

fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

fn draft(title: &str) -> Draft {
    Draft { title: title.into(), markdown: "Ein Text.".into(), ..Draft::default() }
}

/// Everything that follows from what was said has arrived.
async fn all_is_delivered(net: &Testnet, names: &[&str]) {
    for name in names {
        eventually("nothing waits", async || net.member(name).node.deliveries().ok().filter(Vec::is_empty))
            .await;
    }
}

async fn follows(member: &Member, follower: &Name, followed: &Id) {
    let follower = member.node.local_actor(follower).unwrap().id;
    eventually(&format!("{follower} follows {followed}"), async || {
        let record = member.node.view().ok()?.following(&follower, followed).ok()??;
        (record.state == FollowState::Accepted).then_some(())
    })
    .await;
}

/// Whom the company of a node follows.
fn followed_by(member: &Member) -> Vec<Id> {
    let all = member.node.followings(&member.actor(), 10).unwrap();
    all.into_iter().map(|contact| contact.id).collect()
}

fn problem(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::Invalid(Invalid::Fields(problems)) => problems[0].key,
        other => panic!("{other}"),
    }
}

/// `hub` hosts company x of xenia, b is the node that they will have, c and the hub's own company follow them.
struct Ground {
    net: Testnet,
}

impl Ground {
    async fn lay() -> Ground {
        let ground = Ground { net: Testnet::new("hub, b, c").await };
        let (hub, b, c) = (ground.member("hub"), ground.member("b"), ground.member("c"));
        let password = || Password::parse(PASSWORD).unwrap();
        hub.node.add_organisation(name("x"), "Company x".into(), "en".into()).await.unwrap();
        for person in ["xenia", "yuri"] {
            hub.node.add_user(name(person), name("x"), Role::Owner, password()).await.unwrap();
        }
        b.node.add_user(name("xenia"), b.company.clone(), Role::Owner, password()).await.unwrap();
        for followed in ["x", "xenia"] {
            c.node.follow(&c.company, &format!("@{followed}@hub.test")).await.unwrap();
            follows(c, &c.company, &ground.on_hub(followed).id).await;
        }
        hub.node.follow(&hub.company, "@x@hub.test").await.unwrap();
        all_is_delivered(&ground.net, &["hub", "c"]).await;
        // What they know of each other is not of this minute.
        for member in [hub, b, c] {
            member.clock.forward(Duration::from_secs(3600));
        }
        ground
    }

    fn member(&self, name: &str) -> &Member {
        self.net.member(name)
    }

    fn on_hub(&self, actor: &str) -> LocalActorRecord {
        self.member("hub").node.local_actor(&name(actor)).unwrap()
    }

    /// The kit of company x is opened on its own node.
    async fn bring_to_b(&self) -> Brought {
        let (hub, b) = (self.member("hub"), self.member("b"));
        let kit = hub.node.recovery_kit(&name("x"), PASSPHRASE).await.unwrap();
        b.node.bring_here(&kit.json, PASSPHRASE, &b.company).await.unwrap()
    }

    async fn move_to_b(&self) -> MovedAway {
        self.bring_to_b().await;
        let moved = self.member("hub").node.move_away(&name("x"), &self.member("b").handle()).await.unwrap();
        follows(self.member("c"), &self.member("c").company, &self.member("b").actor()).await;
        moved
    }

    async fn move_back(&self) -> MovedAway {
        let (hub, b) = (self.member("hub"), self.member("b"));
        let kit = b.node.recovery_kit(&b.company, PASSPHRASE).await.unwrap();
        hub.node.bring_here(&kit.json, PASSPHRASE, &name("x")).await.unwrap();
        b.node.move_away(&b.company, "@x@hub.test").await.unwrap()
    }
}

#[tokio::test]
async fn an_organisation_moves_with_its_followers() {
    let ground = Ground::lay().await;
    let (hub, b, c) = (ground.member("hub"), ground.member("b"), ground.member("c"));
    let (old, xenia) = (ground.on_hub("x").id, b.node.local_actor(&name("xenia")).unwrap().id);
    let before = hub.node.publish("article", &name("x"), &draft("Before")).await.unwrap();
    eventually("the article arrives", async || c.node.entry(&before).ok()).await;

    let brought = ground.bring_to_b().await;
    assert_eq!(brought.did, hub.node.whereabouts(&name("x")).unwrap().did);
    assert_eq!(brought.did, b.node.whereabouts(&b.company).unwrap().did, "the identity is the same");
    assert_eq!(brought.missing, [name("yuri")], "who is nobody on the new node is named");
    let named = b.node.view().unwrap().actor(&b.actor()).unwrap().unwrap().also_known_as;
    assert_eq!(named, std::slice::from_ref(&old), "the document says so");

    let moved = hub.node.move_away(&name("x"), &b.handle()).await.unwrap();
    assert_eq!(moved.moved, [(name("x"), b.actor()), (name("xenia"), xenia.clone())]);
    assert_eq!((moved.stay, moved.followers), (vec![name("yuri")], 3));
    follows(c, &c.company, &b.actor()).await;
    follows(c, &c.company, &xenia).await;
    follows(hub, &hub.company, &b.actor()).await;
    assert_eq!(followed_by(c).len(), 2, "the old accounts are not followed any more");
    eventually("the hub hears that they went along", async || {
        let left = hub.node.whereabouts(&name("x")).ok()?;
        let followers: u64 = left.everybody.iter().map(|one| one.followers).sum();
        (followers == 0 && left.waiting == 0).then_some(())
    })
    .await;
    assert_eq!(b.node.counts(&b.actor()).unwrap().followers, 2);

    let after = b.publish("After").await;
    for member in [c, hub] {
        eventually("the next article arrives", async || member.node.entry(&after).ok()).await;
    }
    assert!(hub.node.entry(&before).is_ok() && c.node.entry(&before).is_ok(), "old entries stay");
    let known = c.node.view().unwrap().actor(&old).unwrap().unwrap();
    assert_eq!(known.moved_to, Some(b.actor()), "the old document says where");
}

#[tokio::test]
async fn it_moves_back() {
    let ground = Ground::lay().await;
    let (hub, b, c) = (ground.member("hub"), ground.member("b"), ground.member("c"));
    let old = ground.on_hub("x").id;
    ground.move_to_b().await;
    let moved = ground.move_back().await;
    assert_eq!(moved.moved[0], (b.company.clone(), old.clone()));
    follows(c, &c.company, &old).await;
    follows(hub, &hub.company, &old).await;
    assert!(!followed_by(c).contains(&b.actor()));
    let x = ground.on_hub("x");
    assert_eq!((x.moved_to, x.also_known_as), (None, vec![b.actor()]));
    assert!(b.node.local_actor(&b.company).unwrap().moved_to.is_some());

    let after = hub.node.publish("article", &name("x"), &draft("Home again")).await.unwrap();
    eventually("what it publishes arrives", async || c.node.entry(&after).ok()).await;
    assert!(b.node.publish("article", &b.company, &draft("Nobody home")).await.is_err());

    // And once more: each account names the other one already.
    ground.move_to_b().await;
    let again = b.publish("Away again").await;
    eventually("what it publishes arrives", async || c.node.entry(&again).ok()).await;
    assert_eq!(c.node.counts(&c.actor()).unwrap().following, 2, "nobody is followed twice");
}

#[tokio::test]
async fn a_move_to_somebody_who_does_not_name_the_old_one_is_refused() {
    let ground = Ground::lay().await;
    let (hub, b, c) = (ground.member("hub"), ground.member("b"), ground.member("c"));
    for (to, key) in [
        (b.handle(), "move-not-named"),
        (c.actor().to_string(), "move-not-named"),
        (hub.handle(), "move-to-here"),
        ("nobody".to_owned(), "handle-wrong"),
    ] {
        let refused = hub.node.move_away(&name("x"), &to).await.unwrap_err();
        assert_eq!(problem(&refused), key, "{to}");
    }
    hub.node.block_domain("c.test", "", None).await.unwrap();
    for to in [c.handle(), c.actor().to_string()] {
        let refused = hub.node.move_away(&name("x"), &to).await.unwrap_err();
        assert_eq!(problem(&refused), "move-to-blocked", "{to}");
    }
    assert!(ground.on_hub("x").moved_to.is_none());
    hub.node.publish("article", &name("x"), &draft("Still here")).await.unwrap();

    hub.node.unblock_domain("c.test").await.unwrap();

    // A new account that has moved on itself takes nobody in.
    ground.move_to_b().await;
    ground.move_back().await;
    let refused = hub.node.move_away(&name("x"), &b.handle()).await.unwrap_err();
    assert_eq!(problem(&refused), "move-to-moved");
}

#[tokio::test]
async fn a_moved_actor_publishes_nothing_and_still_withdraws_what_it_said() {
    let ground = Ground::lay().await;
    let (hub, b, c) = (ground.member("hub"), ground.member("b"), ground.member("c"));
    let article = hub.node.publish("article", &name("x"), &draft("Before")).await.unwrap();
    let neighbours = hub.publish("Of the hub").await;
    hub.node.like(&name("x"), &neighbours).await.unwrap();
    eventually("the article arrives", async || c.node.entry(&article).ok()).await;
    ground.move_to_b().await;

    let x = name("x");
    for refused in [
        hub.node.publish("article", &x, &draft("After")).await.map(|_| ()),
        hub.node.edit(&article, &draft("Changed")).await,
        hub.node.answer(&x, &neighbours, "Words.").await.map(|_| ()),
        hub.node.boost(&x, &neighbours).await,
        hub.node.follow(&x, &c.handle()).await.map(|_| ()),
    ] {
        assert_eq!(problem(&refused.unwrap_err()), "act-moved");
    }
    hub.node.unlike(&x, &neighbours).await.unwrap();
    hub.node.publish("article", &name("yuri"), &draft("Who stayed")).await.unwrap();
    let refused = c.node.follow(&c.company, "@x@hub.test").await.unwrap_err();
    assert_eq!(problem(&refused), "follow-moved");

    // Those who read it follow the new account by now, and are told of its end nevertheless.
    hub.node.delete_entry(&article).await.unwrap();
    eventually("the deletion arrives", async || {
        matches!(c.node.entry(&article), Err(Refusal::Gone)).then_some(())
    })
    .await;
    b.publish("After").await;
}

#[tokio::test]
async fn who_asks_to_follow_a_moved_account_is_turned_away() {
    let mut ground = Ground::lay().await;
    let (old, owner) = (ground.on_hub("x").id, name("owner_c"));
    // The hub knows who will ask, and c asks before it hears of the move.
    let (hub, c) = (ground.member("hub"), ground.member("c"));
    c.node.follow(&owner, &hub.handle()).await.unwrap();
    follows(c, &owner, &hub.actor()).await;
    ground.bring_to_b().await;
    ground.net.unplug("c").await;
    let (hub, b, c) = (ground.member("hub"), ground.member("b"), ground.member("c"));
    hub.node.move_away(&name("x"), &b.handle()).await.unwrap();
    c.node.follow(&owner, old.as_str()).await.unwrap();
    eventually("the hub hears of it", async || c.node.deliveries().ok().filter(Vec::is_empty)).await;
    assert_eq!(hub.node.counts(&old).unwrap().followers, 1, "only who followed before");
    ground.net.plug("c").await;
    for member in ["hub", "c"] {
        ground.member(member).clock.forward(Duration::from_secs(24 * 3600));
    }
    let c = ground.member("c");
    let id = c.node.local_actor(&owner).unwrap().id;
    eventually("it is told no", async || {
        let record = c.node.view().ok()?.following(&id, &old).ok()??;
        (record.state == FollowState::Rejected).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_follower_goes_along_even_if_the_new_node_was_away() {
    let mut ground = Ground::lay().await;
    ground.bring_to_b().await;
    ground.net.unplug("c").await;
    let handle = ground.member("b").handle();
    ground.member("hub").node.move_away(&name("x"), &handle).await.unwrap();
    ground.net.unplug("b").await;
    ground.net.plug("c").await;
    ground.member("hub").clock.forward(Duration::from_secs(24 * 3600));
    let old = ground.on_hub("x").id;
    eventually("c does not take the move yet", async || {
        let waiting = ground.member("hub").node.deliveries().ok()?;
        let later = Some(LastAnswer::Status(503));
        waiting.iter().any(|one| one.record.about == old && one.record.last == later).then_some(())
    })
    .await;
    ground.net.plug("b").await;
    for member in ["hub", "c"] {
        ground.member(member).clock.forward(Duration::from_secs(2 * 24 * 3600));
    }
    follows(ground.member("c"), &ground.member("c").company, &ground.member("b").actor()).await;
}

#[tokio::test]
async fn who_blocks_the_new_account_does_not_follow_it_and_nobody_follows_twice() {
    let ground = Ground::lay().await;
    let (hub, b, c) = (ground.member("hub"), ground.member("b"), ground.member("c"));
    let (old, owner) = (ground.on_hub("x").id, name("owner_c"));
    c.node.follow(&owner, old.as_str()).await.unwrap();
    follows(c, &owner, &old).await;
    // The company follows both accounts already; its owner wants to hear nothing of the new one.
    c.node.follow(&c.company, &b.handle()).await.unwrap();
    follows(c, &c.company, &b.actor()).await;
    for member in [hub, b, c] {
        member.clock.forward(Duration::from_secs(3600));
    }
    let asked = c.node.view().unwrap().following(&c.actor(), &b.actor()).unwrap().unwrap().activity;
    c.node.block(&owner, &b.actor()).await.unwrap();

    ground.bring_to_b().await;
    all_is_delivered(&ground.net, &["b"]).await;
    let proved = b.publish("Under another key").await;
    eventually("c knows the new key", async || c.node.entry(&proved).ok()).await;
    hub.node.move_away(&name("x"), &b.handle()).await.unwrap();
    eventually("nobody here follows the old account", async || {
        let view = c.node.view().ok()?;
        view.local_followers_of(&old).ok()?.is_empty().then_some(())
    })
    .await;
    let view = c.node.view().unwrap();
    assert_eq!(view.following(&c.actor(), &b.actor()).unwrap().unwrap().activity, asked, "as it was");
    let owner_id = c.node.local_actor(&owner).unwrap().id;
    assert!(view.following(&owner_id, &b.actor()).unwrap().is_none());
    assert_eq!(view.counts(&c.actor()).unwrap().following, 2);
    assert_eq!(b.node.counts(&b.actor()).unwrap().followers, 2, "c and the hub");
}
