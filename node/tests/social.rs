//! What people of one node do with each other's words: they are told of it up to a limit, and see it page by page.

#![allow(clippy::unwrap_used, reason = "in a test a panic is the message")]

use std::collections::HashSet;
use std::sync::Arc;

use artel_node::features::accounts::Password;
use artel_node::features::lists::Cursor;
use artel_node::features::organisations::{Address, SetUp};
use artel_node::features::publishing::Draft;
use artel_node::features::sessions::Session;
use artel_node::federation::http_client::SystemResolver;
use artel_node::store::engine::Direction;
use artel_node::store::keys;
use artel_node::store::records::{NotificationKind, Role};
use artel_node::{Clock, Config, Effects, Node, Random};
use artel_protocol::{Id, Name, limits};
use futures_util::future::{join_all, try_join_all};

const PASSWORD: &str = "correct horse";

struct Ground {
    node: Node,
    _folder: tempfile::TempDir,
}

fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

/// A node with the company `werkstatt_brandt` of anna and bernd, and the company `nachbar` of carla.
async fn a_node() -> Ground {
    let folder = tempfile::tempdir().unwrap();
    let effects =
        Effects { clock: Clock::system(), random: Random::seeded(1), resolver: Arc::new(SystemResolver) };
    let node = Node::open(Config::new(folder.path()), effects).unwrap();
    let password = || Password::parse(PASSWORD).unwrap();
    let answers = SetUp {
        address: Address::Domain("node-a.test".into()),
        organisation: "Werkstatt Brandt".into(),
        owner: name("anna"),
        password: password(),
        language: "de".into(),
    };
    node.set_up(answers).await.unwrap();
    node.add_organisation(name("nachbar"), "Nachbar".into(), "de".into()).await.unwrap();
    node.add_user(name("bernd"), name("werkstatt_brandt"), Role::Member, password()).await.unwrap();
    node.add_user(name("carla"), name("nachbar"), Role::Owner, password()).await.unwrap();
    Ground { node, _folder: folder }
}

fn id_of(node: &Node, actor: &str) -> Id {
    node.local_actor(&name(actor)).unwrap().id
}

async fn session(node: &Node, account: &str) -> Session {
    let token = node.begin_anew(Name::parse(account).unwrap(), Default::default()).await.unwrap();
    node.session(&token).unwrap().unwrap()
}

async fn publish(node: &Node, author: &str, title: &str) -> Id {
    let draft = Draft { title: title.into(), markdown: "Ein Text.".into(), ..Draft::default() };
    node.publish("article", &name(author), &draft).await.unwrap()
}

#[tokio::test]
async fn only_the_newest_notifications_are_kept_and_unread_ones_are_counted_up_to_a_limit() {
    let Ground { node, .. } = &a_node().await;
    let most = limits::NOTIFICATIONS_PER_ACTOR + limits::NOTIFICATIONS_THROWN_AWAY as u64;
    let articles = most / 2 + 1;
    let (company, carla) = (name("werkstatt_brandt"), name("carla"));
    let titles: Vec<_> = (0..articles).map(|number| format!("Nummer {number}")).collect();
    let ids = join_all(titles.iter().map(|title| publish(node, company.as_str(), title))).await;
    try_join_all(ids.iter().map(|id| node.like(&carla, id))).await.unwrap();
    try_join_all(ids.iter().map(|id| node.boost(&carla, id))).await.unwrap();

    let kept = || {
        let prefix = keys::notifications(&id_of(node, "werkstatt_brandt"));
        node.view().unwrap().prefix(&prefix, Direction::Forward, usize::MAX).unwrap().len()
    };
    // Two more than the most came, so the oldest went.
    let some = usize::try_from(limits::NOTIFICATIONS_PER_ACTOR).unwrap() + 2;
    assert_eq!(kept(), some);
    let bernd = session(node, "bernd").await;
    assert_eq!(node.unread(&bernd).unwrap(), limits::UNREAD_COUNTED as u64);
    node.mark_read(&bernd).await.unwrap();
    assert_eq!(node.unread(&bernd).unwrap(), 0);
    let anna = session(node, "anna").await;
    assert!(node.unread(&anna).unwrap() > 0, "each reads for themselves");

    // What is taken back makes room, and the count stays right.
    node.unboost(&carla, &ids[ids.len() - 1]).await.unwrap();
    assert_eq!(kept(), some - 1);
    node.boost(&carla, &ids[ids.len() - 1]).await.unwrap();
    assert_eq!(kept(), some);
}

#[tokio::test]
async fn a_list_goes_on_where_it_stopped_and_shows_everything_once() {
    let Ground { node, .. } = &a_node().await;
    let (company, carla) = (name("werkstatt_brandt"), name("carla"));
    node.follow(&company, id_of(node, "carla").as_str()).await.unwrap();
    node.follow(&name("anna"), id_of(node, "carla").as_str()).await.unwrap();
    let titles: Vec<_> = (0..45).map(|number| format!("Nummer {number}")).collect();
    // Published at once, so that many have the same moment.
    let ids = join_all(titles.iter().map(|title| publish(node, carla.as_str(), title))).await;
    let readers = [id_of(node, "anna"), id_of(node, "werkstatt_brandt")];
    let (mut seen, mut pages, mut before): (HashSet<Id>, _, Option<Cursor>) = (HashSet::new(), 0, None);
    loop {
        let page = node.timeline(&readers, before.as_ref(), 20).unwrap();
        pages += 1;
        for told in page.items {
            assert!(seen.insert(told.shown.record.entry.id), "an entry stands on two pages");
        }
        match page.next {
            Some(next) => before = Some(Cursor::parse(&next.to_string()).unwrap()),
            None => break,
        }
    }
    assert_eq!((seen.len(), pages), (ids.len(), 3));

    node.mute(&company, &id_of(node, "carla")).await.unwrap();
    assert_eq!(node.timeline(&readers, None, 100).unwrap().items.len(), 45, "anna hears carla still");
    assert!(node.timeline(&readers[1..], None, 100).unwrap().items.is_empty());
}

#[tokio::test]
async fn neighbours_on_one_node_find_each_other_without_the_network() {
    let ground = a_node().await;
    let node = &ground.node;
    let carla = id_of(node, "carla");
    let host = carla.host();
    for who in [format!("@carla@{host}"), format!("Carla@{host}"), format!("https://{host}/@carla")] {
        assert_eq!(node.look_up(&who).await.unwrap().id, carla, "{who}");
    }
    assert!(node.look_up(&format!("@nobody@{host}")).await.is_err());
}

#[tokio::test]
async fn one_is_told_of_answers_mentions_and_followers_but_not_of_oneself_nor_of_the_muted() {
    let Ground { node, .. } = &a_node().await;
    let company = name("werkstatt_brandt");
    let article = publish(node, "werkstatt_brandt", "Eine Frage").await;
    let kinds = |session: &Session| -> Vec<NotificationKind> {
        node.notifications(session, None, 100).unwrap().items.iter().map(|one| one.kind).collect()
    };
    let (anna, bernd, carla) =
        (session(node, "anna").await, session(node, "bernd").await, session(node, "carla").await);
    let answer = node.answer(&name("carla"), &article, "Eine Antwort.").await.unwrap();
    node.answer(&name("anna"), &answer, "Danke.").await.unwrap();
    assert_eq!(kinds(&anna), [NotificationKind::Answer]);
    assert_eq!(kinds(&carla), [NotificationKind::Answer], "an answer deeper in the conversation");
    node.like(&name("anna"), &article).await.unwrap();
    assert_eq!(kinds(&anna), [NotificationKind::Answer], "what anna did is no news to her");
    assert_eq!(kinds(&bernd), [NotificationKind::Like, NotificationKind::Answer]);

    node.mute(&company, &id_of(node, "carla")).await.unwrap();
    assert_eq!(kinds(&bernd), [NotificationKind::Like]);
    node.boost(&name("carla"), &article).await.unwrap();
    node.unmute(&company, &id_of(node, "carla")).await.unwrap();
    assert!(!kinds(&bernd).contains(&NotificationKind::Boost), "nothing was told while carla was muted");
    assert_eq!(node.mute(&company, &id_of(node, "werkstatt_brandt")).await.unwrap_err().status(), 422);
}

#[tokio::test]
async fn the_blocked_are_refused_and_a_follower_is_sent_away_for_good() {
    let Ground { node, .. } = &a_node().await;
    let (company, carla) = (name("werkstatt_brandt"), name("carla"));
    let article = publish(node, "werkstatt_brandt", "Eine Frage").await;
    let own = node.answer(&name("anna"), &article, "Noch etwas.").await.unwrap();
    node.follow(&carla, id_of(node, "werkstatt_brandt").as_str()).await.unwrap();
    let followers = || node.followers(&id_of(node, "werkstatt_brandt"), None, 10).unwrap().len();
    assert_eq!(followers(), 1);
    node.remove_follower(&company, &id_of(node, "carla")).await.unwrap();
    assert_eq!(followers(), 0, "a follower who was removed is gone here too");
    node.follow(&carla, id_of(node, "werkstatt_brandt").as_str()).await.unwrap();
    assert_eq!(followers(), 1);

    node.block(&company, &id_of(node, "carla")).await.unwrap();
    assert_eq!(followers(), 0);
    let again = node.follow(&carla, id_of(node, "werkstatt_brandt").as_str()).await;
    assert_eq!(again.unwrap_err().status(), 403);
    assert_eq!(node.answer(&carla, &article, "Doch.").await.unwrap_err().status(), 422);
    assert_eq!(node.answer(&carla, &own, "Doch.").await.unwrap_err().status(), 422, "nor further down");
    node.unmute(&company, &id_of(node, "carla")).await.unwrap();
    node.answer(&carla, &own, "Endlich.").await.unwrap();
}
