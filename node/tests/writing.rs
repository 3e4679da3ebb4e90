//! Drafts, versions, tags and the second pair of eyes through the node's handle: what is kept, for whom, and how much.

#![allow(clippy::unwrap_used, reason = "in a test a panic is the message")]

use std::sync::Arc;

use artel_node::features::accounts::Password;
use artel_node::features::organisations::{Address, SetUp};
use artel_node::features::publishing::Draft;
use artel_node::federation::http_client::SystemResolver;
use artel_node::store::records::{AccountRecord, Comments, DraftRecord, DraftState, Role};
use artel_node::{Clock, Config, Effects, Node, Random, Refusal};
use artel_protocol::{Id, Name, Timestamp, limits};

struct Ground {
    node: Node,
    _folder: tempfile::TempDir,
}

fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

/// A node with the company `werkstatt`, its owner anna, its moderator mia and its member boris.
async fn a_node() -> Ground {
    let folder = tempfile::tempdir().unwrap();
    let effects =
        Effects { clock: Clock::system(), random: Random::seeded(1), resolver: Arc::new(SystemResolver) };
    let node = Node::open(Config::new(folder.path()), effects).unwrap();
    let password = || Password::parse("correct horse").unwrap();
    let answers = SetUp {
        address: Address::Domain("node-a.test".into()),
        organisation: "Werkstatt".into(),
        owner: name("anna"),
        password: password(),
        language: "de".into(),
    };
    node.set_up(answers).await.unwrap();
    for (account, role) in [("mia", Role::Moderator), ("boris", Role::Member)] {
        node.add_user(name(account), name("werkstatt"), role, password()).await.unwrap();
    }
    Ground { node, _folder: folder }
}

fn account(node: &Node, who: &str) -> AccountRecord {
    node.view().unwrap().account(&name(who)).unwrap().unwrap()
}

/// What boris begins to write in the company's name.
fn begun(number: u64) -> DraftRecord {
    DraftRecord {
        number,
        account: name("boris"),
        title: "Neue Fräse".into(),
        summary: String::new(),
        kind: "article".into(),
        more: Default::default(),
        text: "Sie steht.".into(),
        tags: String::new(),
        picture: None,
        without_picture: false,
        alt: String::new(),
        decorative: false,
        author: name("werkstatt"),
        readers: Default::default(),
        comments: Comments::Open,
        updated: Timestamp(0),
        of: None,
        answers: None,
        through: None,
        state: DraftState::Written,
    }
}

fn text(markdown: &str) -> Draft {
    Draft { title: "Titel".into(), markdown: markdown.into(), ..Draft::default() }
}

#[tokio::test]
async fn an_account_keeps_a_bounded_number_of_drafts() {
    let Ground { node, .. } = &a_node().await;
    for number in 0..limits::DRAFTS_PER_ACCOUNT as u64 {
        node.save_draft(begun(number)).await.unwrap();
    }
    node.save_draft(begun(0)).await.unwrap();
    let refused = node.save_draft(begun(9_999)).await.unwrap_err();
    assert!(refused.to_string().contains("draft-too-many"), "{refused}");
    node.delete_draft(&name("boris"), 0).await.unwrap();
    node.save_draft(begun(9_999)).await.unwrap();
    let long = DraftRecord { text: "ж".repeat(limits::CONTENT_BYTES), ..begun(1) };
    node.save_draft(long).await.unwrap();
    let kept = node.draft(&name("boris"), 1).unwrap().text;
    assert!(kept.len() <= limits::CONTENT_BYTES && kept.ends_with('ж'));
}

#[tokio::test]
async fn only_owners_and_moderators_approve_and_only_once() {
    let Ground { node, .. } = &a_node().await;
    let (boris, mia, anna) = (account(node, "boris"), account(node, "mia"), account(node, "anna"));
    assert!(!node.needs_approval(&boris, &name("werkstatt")).unwrap());
    node.set_approves(name("werkstatt"), true).await.unwrap();
    assert!(node.needs_approval(&boris, &name("werkstatt")).unwrap());
    assert!(!node.needs_approval(&boris, &name("boris")).unwrap(), "in one's own name nobody is asked");
    assert!(!node.needs_approval(&mia, &name("werkstatt")).unwrap());

    let saved = node.save_draft(begun(1)).await.unwrap();
    let too_early = node.approve(&anna, &boris.name, 1, saved).await.unwrap_err();
    assert_eq!(too_early.status(), 404, "it is not handed in");
    node.hand_in(&boris, 1).await.unwrap();
    assert_eq!(node.handed_in(&name("werkstatt")).unwrap().len(), 1);
    assert_eq!(node.approve(&boris, &boris.name, 1, saved).await.unwrap_err().status(), 403);
    let both =
        tokio::join!(node.approve(&anna, &boris.name, 1, saved), node.approve(&mia, &boris.name, 1, saved));
    assert_eq!([both.0.is_ok(), both.1.is_ok()].iter().filter(|done| **done).count(), 1);
    let company = node.local_actor(&name("werkstatt")).unwrap().id;
    assert_eq!(node.blog(&company, None, 10).unwrap().items.len(), 1, "two who approve publish it once");
    assert!(node.drafts(&boris.name).unwrap().is_empty());

    let unfit = DraftRecord { title: String::new(), ..begun(2) };
    node.save_draft(unfit).await.unwrap();
    assert_eq!(node.hand_in(&boris, 2).await.unwrap_err().status(), 422);
}

#[tokio::test]
async fn versions_are_bounded_and_go_with_the_entry() {
    let Ground { node, .. } = &a_node().await;
    let id = node.publish("article", &name("anna"), &text("0")).await.unwrap();
    let edits = limits::REVISIONS_PER_ENTRY + 3;
    for number in 1..=edits {
        node.edit(&id, &text(&number.to_string())).await.unwrap();
    }
    let history = node.history(&id).unwrap();
    assert_eq!(history.len(), limits::REVISIONS_PER_ENTRY);
    assert_eq!(
        history[0].text.source(),
        (edits - 1).to_string(),
        "the newest first, the present one not among them"
    );
    assert!(history.is_sorted_by(|new, old| new.at > old.at));
    let updated = node.entry(&id).unwrap().entry.updated;
    let closed = Draft { comments: Some(Comments::Closed), ..text(&edits.to_string()) };
    node.edit(&id, &closed).await.unwrap();
    assert_eq!(node.entry(&id).unwrap().comments, Comments::Closed);
    assert_eq!(node.entry(&id).unwrap().entry.updated, updated, "readers see no change, so there is none");
    node.delete_entry(&id).await.unwrap();
    assert!(matches!(node.history(&id), Err(Refusal::Gone)));
    let prefix = artel_node::store::keys::revisions(&id);
    let left =
        node.view().unwrap().prefix(&prefix, artel_node::store::engine::Direction::Forward, 1).unwrap();
    assert!(left.is_empty());
}

#[tokio::test]
async fn entries_are_found_by_their_tags_as_long_as_they_have_them() {
    let Ground { node, .. } = &a_node().await;
    let tagged = |tag: &str| -> Vec<Id> {
        let found = node.tagged(tag, None, 10).unwrap().items;
        found.into_iter().map(|shown| shown.record.entry.id).collect()
    };
    let draft =
        Draft { tags: vec!["Stahl".into(), "#СТАЛЬ".into()], ..text("Ein Text, #Fräsen #fräsen.") };
    let id = node.publish("article", &name("anna"), &draft).await.unwrap();
    let entry = node.entry(&id).unwrap().entry;
    assert_eq!(entry.hashtags().collect::<Vec<_>>(), ["Stahl", "СТАЛЬ", "Fräsen"]);
    for tag in ["stahl", "#STAHL", "сталь", "fräsen"] {
        assert_eq!(tagged(tag), std::slice::from_ref(&id), "{tag}");
    }
    let second = node.publish("article", &name("anna"), &text("#Stahlbau #stahl")).await.unwrap();
    assert_eq!(tagged("stahl"), [&second, &id].map(Id::clone), "the newest first");
    assert_eq!(node.tags_like("Sta").unwrap(), ["stahl", "stahlbau"]);
    node.edit(&id, &text("Nichts mehr.")).await.unwrap();
    assert_eq!(tagged("stahl"), std::slice::from_ref(&second));
    assert!(tagged("сталь").is_empty());
    node.delete_entry(&second).await.unwrap();
    assert!(tagged("stahl").is_empty() && node.tags_like("sta").unwrap().is_empty());
    for no_tag in ["", "#", "a b", "a\0b"] {
        assert!(tagged(no_tag).is_empty());
    }
}

#[tokio::test]
async fn who_is_mentioned_is_addressed() {
    let Ground { node, .. } = &a_node().await;
    let id =
        node.publish("article", &name("anna"), &text("@boris, @mia@node-a.test, @nobody")).await.unwrap();
    let entry = node.entry(&id).unwrap().entry;
    for who in ["boris", "mia"] {
        let actor = node.local_actor(&name(who)).unwrap().id;
        assert!(entry.mentions(&actor) && entry.audience.names(&actor), "{who}");
    }
    assert_eq!(entry.tags.len(), 2);
    let many: Vec<_> = (0..limits::MENTIONS_PER_ENTRY + 1).map(|number| format!("@n{number}")).collect();
    let names = node.names_in(&many.join(" ")).await.unwrap();
    assert_eq!(names.unknown.len(), limits::MENTIONS_PER_ENTRY + 1);
    let suggested =
        node.suggest_mentions(&[node.local_actor(&name("werkstatt")).unwrap().id], "@BOR").unwrap();
    assert_eq!(suggested[0].handle, "@boris@node-a.test");
}

#[tokio::test]
async fn what_stands_first_is_told_to_followers() {
    let Ground { node, .. } = &a_node().await;
    let id = node.publish("article", &name("werkstatt"), &text("Text")).await.unwrap();
    let company = node.local_actor(&name("werkstatt")).unwrap().id;
    node.pin(&id, &account(node, "mia")).await.unwrap();
    node.pin(&id, &account(node, "mia")).await.unwrap();
    node.unpin(&id, &account(node, "mia")).await.unwrap();
    let said: Vec<serde_json::Value> = node
        .outbox(&company, None, 10)
        .unwrap()
        .items
        .iter()
        .map(|bytes| serde_json::from_slice(bytes).unwrap())
        .collect();
    let kinds: Vec<_> = said.iter().map(|activity| activity["type"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["Remove", "Add", "Create"]);
    assert_eq!(said[1]["target"], format!("{company}/featured"));
    assert_eq!(said[1]["object"], id.as_str());
    let refused = node.pin(&id, &account(node, "boris")).await.unwrap_err();
    assert_eq!(refused.status(), 403);
}
