//! What this version of Artel sends is read and proved by whatever comes after it: nodes of different versions meet.

use artel_protocol::activity::{Act, Referred};
use artel_protocol::{Activity, Actor, Document, Evidence, Timestamp, Verified};

#[test]
fn an_article_as_it_was_once_sent_is_read_and_proved() {
    let actor = Document::parse(include_str!("../fixtures/artel/actor.json")).expect("it is a document");
    let actor = Actor::read(&actor).expect("it is an actor");
    let document =
        Document::parse(include_str!("../fixtures/artel/create-article.json")).expect("it is a document");
    let activity = Activity::read(document).expect("it is an activity");
    let now = Timestamp::parse_rfc3339("2026-11-24T12:00:00Z").expect("it is a date");
    let verified = Verified::by_proof(activity, &actor, now).expect("its proof holds");
    assert!(matches!(verified.evidence(), Evidence::Proof { .. }));
    let Act::Create(Referred::Whole(entry)) = &verified.value().act else { panic!("it creates an article") };
    assert_eq!(entry.content.kind(), "article");
    assert_eq!(entry.content.card().title, "Neue 5-Achs-Fräse");
    assert_eq!(entry.hashtags().collect::<Vec<_>>(), ["Fräsen"]);
}
