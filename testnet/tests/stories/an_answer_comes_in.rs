//! An answer from elsewhere stands under the article, is edited, hidden and shown, and goes.

use artel_node::features::publishing::Draft;
use artel_node::store::records::Role;
use artel_testnet::{Testnet, eventually};

#[tokio::test]
async fn an_answer_stands_under_the_article_until_it_is_deleted() {
    let net = Testnet::new("b -> a").await;
    let (a, b) = (net.member("a"), net.member("b"));
    let article = a.publish("A question").await;
    eventually("the article arrives", async || b.node.entry(&article).ok()).await;

    let answer = b.answer(&article, "An answer.").await;
    eventually("the answer stands under the article", async || {
        let answers = a.node.conversation(&article).ok()?.answers;
        (answers.len() == 1 && answers[0].shown.record.entry.id == answer).then_some(())
    })
    .await;
    assert_eq!(a.node.counts(&article).unwrap().answers, 1);

    let edited = Draft { markdown: "A better answer.".into(), ..Draft::default() };
    b.node.edit(&answer, &edited).await.unwrap();
    eventually("the edit of the answer arrives", async || {
        let answers = a.node.conversation(&article).ok()?.answers;
        answers[0].shown.record.entry.content.text().html.contains("better").then_some(())
    })
    .await;

    b.node.delete_entry(&answer).await.unwrap();
    eventually("the answer is gone", async || {
        a.node.conversation(&article).ok()?.answers.is_empty().then_some(())
    })
    .await;
    assert_eq!(a.node.counts(&article).unwrap().answers, 0);
}

#[tokio::test]
async fn only_who_owns_the_article_hides_an_answer_and_shows_it_again() {
    let net = Testnet::new("b -> a").await;
    let (a, b) = (net.member("a"), net.member("b"));
    let article = a.publish("A question").await;
    eventually("the article arrives", async || b.node.entry(&article).ok()).await;
    let answer = b.answer(&article, "A rude answer.").await;
    eventually("the answer arrives", async || a.node.entry(&answer).ok()).await;

    let other = artel_protocol::Name::parse("other").unwrap();
    let guest = artel_protocol::Name::parse("guest").unwrap();
    let password = artel_node::features::accounts::Password::parse("correct horse").unwrap();
    a.node.add_organisation(other.clone(), "Other".into(), "en".into()).await.unwrap();
    a.node.add_user(guest.clone(), other, Role::Owner, password).await.unwrap();
    assert_eq!(a.node.hide_answer(&answer, guest).await.unwrap_err().status(), 403);

    let owner = artel_protocol::Name::parse("owner_a").unwrap();
    a.node.hide_answer(&answer, owner.clone()).await.unwrap();
    assert!(a.node.entry(&answer).unwrap().hidden.is_some());
    a.node.show_answer(&answer, owner).await.unwrap();
    assert!(a.node.entry(&answer).unwrap().hidden.is_none());
}
