//! What a company says of itself is seen by those who follow it, soon after it changes.

use artel_node::features::profiles::ProfileDraft;
use artel_testnet::{Testnet, eventually};

#[tokio::test]
async fn a_follower_sees_the_new_profile() {
    let net = Testnet::new("a -> b").await;
    let (a, b) = (net.member("a"), net.member("b"));
    let known = || a.node.view().unwrap().actor(&b.actor()).unwrap().unwrap();
    assert_eq!(known().display_name(), "Company b");

    let draft = ProfileDraft {
        title: "Company b & Sons".into(),
        summary: "We <turn> and mill.".into(),
        lines: vec![("Phone".into(), "+49 30 000000".into()), ("Site".into(), "http://b.test/x".into())],
        indexable: true,
        ..ProfileDraft::default()
    };
    b.node.set_profile(&b.company, draft).await.unwrap();
    let seen = eventually("the new name arrives", async || {
        Some(known()).filter(|actor| actor.display_name() == "Company b & Sons")
    })
    .await;
    assert_eq!(seen.summary.as_deref(), Some("<p>We &lt;turn&gt; and mill.</p>"));
    let lines: Vec<_> = seen.fields.iter().map(|line| line.name.as_str()).collect();
    assert_eq!(lines, ["Phone", "Site"]);
    assert!(seen.fields[1].value.contains("rel=\"me nofollow noopener\""));
    assert_eq!((seen.discoverable, seen.indexable), (false, true));

    // Its keys are the same, so what it says next is believed.
    let article = b.publish("Under a new name").await;
    eventually("the next article arrives", async || a.node.entry(&article).ok()).await;
}
