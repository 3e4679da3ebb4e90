//! Who writes decides who is told, who may answer, and what stands below the text.

use artel_node::features::publishing::Draft;
use artel_node::store::records::{Comments, HiddenCause};
use artel_protocol::Id;
use artel_testnet::stranger::Stranger;
use artel_testnet::{Testnet, eventually};

/// A node with an article that takes answers so, and a foreign server.
async fn an_article(comments: Comments) -> (Testnet, Stranger, Id) {
    let net = Testnet::new("a").await;
    let stranger = Stranger::start("other.test", [127, 0, 10, 98]).await;
    net.name("other.test", stranger.address);
    let a = net.member("a");
    let draft = Draft {
        title: "A question".into(),
        markdown: "A *text*.".into(),
        comments: Some(comments),
        ..Draft::default()
    };
    let article = a.node.publish("article", &a.company, &draft).await.unwrap();
    (net, stranger, article)
}

#[tokio::test]
async fn a_closed_article_refuses_an_answer() {
    let (net, stranger, article) = an_article(Comments::Closed).await;
    let (a, mia) = (net.member("a"), stranger.actor("mia"));
    let inbox = a.node.base().unwrap().join("/inbox");
    let before = a.node.store().logical_hash(&|_| true).unwrap();
    let answer = mia.activity(1, "Create", mia.note(1, Some(&article)));
    let refused = stranger.post(a.address, &inbox, &mia, &answer).await;
    assert_eq!(refused.status, 403, "{}", refused.text());
    assert_eq!(a.node.store().logical_hash(&|_| true).unwrap(), before, "nothing is kept of it");
}

#[tokio::test]
async fn a_moderated_article_keeps_an_answer_unseen() {
    let (net, stranger, article) = an_article(Comments::Moderated).await;
    let (a, mia) = (net.member("a"), stranger.actor("mia"));
    let inbox = a.node.base().unwrap().join("/inbox");
    for number in [1, 2] {
        let note = mia.note(number, Some(&article));
        let taken = stranger.post(a.address, &inbox, &mia, &mia.activity(number, "Create", note)).await;
        assert_eq!(taken.status, 202, "{}", taken.text());
    }
    let waiting = a.node.conversation(&article).unwrap().answers;
    let causes: Vec<_> =
        waiting.iter().map(|answer| answer.shown.record.hidden.clone().unwrap().cause).collect();
    assert_eq!(causes, [HiddenCause::Waiting, HiddenCause::Waiting]);
    let counts = || a.node.counts(&article).unwrap();
    assert_eq!((counts().answers, counts().waiting), (0, 2));
    let replies = article.join("/replies");
    let collection = async || {
        let headers = [("accept".parse().unwrap(), "application/activity+json".parse().unwrap())];
        let headers = headers.into_iter().collect();
        let get = axum::http::Method::GET;
        let answer = stranger.send(get, a.address, &replies, headers, bytes::Bytes::new()).await;
        answer.json()["totalItems"].clone()
    };
    assert_eq!(collection().await, 0);

    let owner = artel_protocol::Name::parse("owner_a").unwrap();
    a.node.show_answer(&waiting[0].shown.record.entry.id, owner).await.unwrap();
    assert_eq!((counts().answers, counts().waiting), (1, 1));
    assert_eq!(collection().await, 1);
    let gone = waiting[1].shown.record.entry.id.clone();
    let withdrawn = mia.activity(3, "Delete", gone.as_str().into());
    assert_eq!(stranger.post(a.address, &inbox, &mia, &withdrawn).await.status, 202);
    assert_eq!((counts().answers, counts().waiting), (1, 0));
}

#[tokio::test]
async fn an_answer_that_was_let_in_is_looked_at_again_once_it_says_something_else() {
    let (net, stranger, article) = an_article(Comments::Moderated).await;
    let (a, mia) = (net.member("a"), stranger.actor("mia"));
    let inbox = a.node.base().unwrap().join("/inbox");
    let note = mia.note(1, Some(&article));
    let send = async |activity| stranger.post(a.address, &inbox, &mia, &activity).await.status;
    assert_eq!(send(mia.activity(1, "Create", note.clone())).await, 202);
    let answer = a.node.conversation(&article).unwrap().answers[0].shown.record.entry.id.clone();
    let (owner, counts) =
        (artel_protocol::Name::parse("owner_a").unwrap(), || a.node.counts(&article).unwrap());
    a.node.show_answer(&answer, owner).await.unwrap();

    let mut same = note.clone();
    same["updated"] = a.node.clock().now().to_rfc3339().into();
    assert_eq!(send(mia.activity(2, "Update", same)).await, 202);
    assert!(a.node.entry(&answer).unwrap().hidden.is_none(), "it says what was let in");
    let mut other = note;
    other["content"] = "<p>Buy my pills</p>".into();
    let later = a.node.clock().now().plus(std::time::Duration::from_secs(1));
    other["updated"] = later.to_rfc3339().into();
    assert_eq!(send(mia.activity(3, "Update", other)).await, 202);
    assert_eq!(a.node.entry(&answer).unwrap().hidden.unwrap().cause, HiddenCause::Waiting);
    assert_eq!((counts().answers, counts().waiting), (0, 1));
}

#[tokio::test]
async fn who_is_mentioned_is_told_though_they_follow_nobody() {
    let net = Testnet::new("a, b").await;
    let (a, b) = (net.member("a"), net.member("b"));
    let text = format!("Thanks to {} and @nobody@b.test!", b.handle());
    let draft = Draft { title: "Thanks".into(), markdown: text, ..Draft::default() };
    let article = a.node.publish("article", &a.company, &draft).await.unwrap();
    let entry = a.node.entry(&article).unwrap().entry;
    assert!(entry.mentions(&b.actor()) && entry.audience.names(&b.actor()));
    let html = &entry.content.text().html;
    assert!(
        html.contains("href=\"http://b.test/@company_b\"") && html.contains(" @nobody@b.test!"),
        "{html}"
    );
    let arrived = eventually("the article arrives", async || b.node.entry(&article).ok()).await;
    assert!(arrived.entry.mentions(&b.actor()));
}

#[tokio::test]
async fn a_linked_page_is_shown_in_short_and_asked_once() {
    let net = Testnet::new("a").await;
    let (a, stranger) = (net.member("a"), Stranger::start("other.test", [127, 0, 10, 97]).await);
    net.name("other.test", stranger.address);
    let head = "<html><head><title>Plain</title><meta property='og:title' content='A mill'>\
        <meta property='og:image' content='http://other.test/tracker.png'></head><body>";
    stranger.put_page("/mill?a=1&b=2", &format!("{head}{}", "<p>".repeat(200_000)));
    let publish = async |markdown: &str| {
        let draft = Draft { title: "Linked".into(), markdown: markdown.into(), ..Draft::default() };
        let id = a.node.publish("article", &a.company, &draft).await.unwrap();
        a.node.entry(&id).unwrap().entry
    };
    let linked = publish("Look: http://other.test/mill?a=1&b=2").await;
    let (url, card) = eventually("the card is there", async || a.node.link_card(&linked).ok()?).await;
    assert_eq!((url.as_str(), &*card.title), ("http://other.test/mill?a=1&b=2", "A mill"));
    let again = publish("Again: [the mill](http://other.test/mill?a=1&b=2)").await;
    assert!(a.node.link_card(&again).unwrap().is_some(), "what is known is not asked for again");
    let none = publish("Nothing here: http://other.test/nothing, and http://127.0.0.1/").await;
    eventually("the other page was asked for", async || (stranger.hits() == 2).then_some(())).await;
    assert!(a.node.link_card(&none).unwrap().is_none());
}
