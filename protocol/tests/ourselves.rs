//! What this version of Artel sends is read and proved by whatever comes after it: nodes of different versions meet.

use artel_protocol::activity::{Act, Referred};
use artel_protocol::kinds::Content;
use artel_protocol::kinds::offer::{ProfileType, Stage};
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

#[test]
fn an_offer_as_the_reference_has_it_is_read() {
    let document =
        Document::parse(include_str!("../fixtures/artel/create-offer.json")).expect("it is a document");
    let activity = Activity::read(document).expect("it is an activity");
    let Act::Create(Referred::Whole(entry)) = &activity.act else { panic!("it creates an offer") };
    let Content::Offer(offer) = &entry.content else { panic!("it is no {}", entry.content.kind()) };
    assert_eq!(offer.profile, Some(ProfileType::TechnologyOffer));
    assert_eq!(offer.title, "Messkopf für die Einhärtetiefe");
    assert_eq!(offer.text.markdown.as_deref(), Some("Wie es geht."));
    assert_eq!(offer.stage, Some(Stage::LabTested));
    assert_eq!(
        (&offer.countries[..], &offer.trades[..]),
        (&["DE".into(), "AT".into()][..], &["28.99".into()][..])
    );
    assert_eq!(offer.until, Timestamp::parse_rfc3339("2027-11-24T23:59:59Z"));
    assert!(!offer.closed && !offer.anonymous);
    assert!(entry.content.check().is_empty(), "{:?}", entry.content.check());
}
