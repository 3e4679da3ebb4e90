//! Companies through the node's public handle: how they are found, who vouches for them, and what time does to both.

#![allow(clippy::unwrap_used, reason = "in a test a panic is the message")]

use std::sync::Arc;
use std::time::Duration;

use artel_node::clock::ClockHand;
use artel_node::features::accounts::Password;
use artel_node::features::companies::search::Search;
use artel_node::features::organisations::{Address, SetUp};
use artel_node::federation::http_client::SystemResolver;
use artel_node::store::records::{Office, Role};
use artel_node::{Clock, Config, Effects, Node, Random, Refusal};
use artel_protocol::company::{Company, Visibilities};
use artel_protocol::credential::Endorsement;
use artel_protocol::{Actor, Id, Name};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

struct Ground {
    node: Node,
    hand: ClockHand,
    _folder: tempfile::TempDir,
}

fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

/// A chamber's node with the company `firma`, whose owner is bernd; anna runs the node.
async fn a_node() -> Ground {
    let folder = tempfile::tempdir().unwrap();
    let (clock, hand) = Clock::with_hand();
    let effects = Effects { clock, random: Random::seeded(1), resolver: Arc::new(SystemResolver) };
    let node = Node::open(Config::new(folder.path()), effects).unwrap();
    let password = || Password::parse("correct horse").unwrap();
    let answers = SetUp {
        address: Address::Domain("kammer.test".into()),
        organisation: "Kammer".into(),
        owner: name("anna"),
        password: password(),
        language: "de".into(),
    };
    node.set_up(answers).await.unwrap();
    node.add_organisation(name("firma"), "Firma Müller".into(), "de".into()).await.unwrap();
    node.add_user(name("bernd"), name("firma"), Role::Owner, password()).await.unwrap();
    Ground { node, hand, _folder: folder }
}

impl Ground {
    fn company(&self) -> Id {
        self.node.local_actor(&name("firma")).unwrap().id
    }

    fn document(&self) -> Actor {
        self.node.view().unwrap().actor(&self.company()).unwrap().unwrap()
    }

    /// The names of those who are found.
    fn found(&self, search: Search) -> Vec<String> {
        let found = self.node.search_directory(&search).unwrap();
        assert_eq!(found.companies.len(), found.total);
        found.companies.iter().map(|listed| listed.actor.display_name().to_owned()).collect()
    }

    fn vouched(&self) -> Vec<String> {
        self.found(Search { vouched: true, ..Search::default() })
    }

    async fn vouch(&self, months: u32) -> u64 {
        self.node.vouch(&name("anna"), &self.company(), "Mitglied", months).await.unwrap();
        let said = self.node.vouched_for(&self.company()).unwrap();
        assert_eq!(said.len(), 1, "one word counts at a time");
        said[0].endorsement.id.path().rsplit('/').next().unwrap().parse().unwrap()
    }
}

#[tokio::test]
async fn what_changes_is_found_at_once_and_who_is_suspended_is_not() {
    let ground = a_node().await;
    let looked_for = |text: &str| ground.found(Search { text: text.into(), ..Search::default() });
    assert_eq!(looked_for(""), ["Firma Müller", "Kammer"]);
    assert!(looked_for("Maschinenbau").is_empty());
    let mut form = Company::default().to_form(&Visibilities::default(), "de");
    form.set("nace_1", "28.41");
    form.set("products", "Drehbänke");
    ground.node.set_company(&name("firma"), &form).await.unwrap();
    for text in ["maschinenbau", "machinery", "drehbänke", "müll", "28.41", "FIRMA dreh"] {
        assert_eq!(looked_for(text), ["Firma Müller"], "{text}");
    }
    ground.node.suspend_organisation(name("firma"), true).await.unwrap();
    assert_eq!(looked_for(""), ["Kammer"]);
    ground.node.suspend_organisation(name("firma"), false).await.unwrap();
    assert_eq!(looked_for(""), ["Firma Müller", "Kammer"]);
    ground.node.add_organisation(name("neu"), "Neu".into(), "de".into()).await.unwrap();
    assert_eq!(looked_for("neu"), ["Neu"]);
    ground.node.erase_organisation(&name("neu")).await.unwrap();
    assert!(looked_for("neu").is_empty());
}

#[tokio::test]
async fn the_chambers_word_is_in_the_companys_document_and_anybody_can_check_it() {
    let ground = a_node().await;
    let number = ground.vouch(12).await;
    assert_eq!(ground.vouched(), ["Firma Müller"]);
    let document = ground.document();
    let chamber = ground.node.local_actor(&name("kammer")).unwrap().id;
    let chamber = ground.node.view().unwrap().actor(&chamber).unwrap().unwrap();
    let key = |issuer: &Id, method: &str| chamber.assertion_key(method).filter(|_| *issuer == chamber.id);
    let now = ground.node.clock().now();
    let endorsement = Endorsement::verify(&document.attestations[0], key, now).unwrap();
    assert_eq!((&endorsement.subject, &*endorsement.comment), (&ground.company(), "Mitglied"));
    assert!(
        document.fields.iter().any(|line| line.name == "✓ Kammer" && line.value.contains("/credentials/"))
    );
    let bytes = ground.node.credential(number).unwrap();
    assert_eq!(serde_json::from_slice::<serde_json::Value>(&bytes).unwrap()["id"], endorsement.id.as_str());
}

#[tokio::test]
async fn what_is_taken_back_or_has_run_out_is_shown_nowhere() {
    let ground = a_node().await;
    let number = ground.vouch(3).await;
    ground.node.revoke_voucher(&name("anna"), number).await.unwrap();
    assert!(matches!(ground.node.credential(number), Err(Refusal::Gone)));
    assert!(ground.vouched().is_empty() && ground.document().attestations.is_empty());
    assert!(ground.document().fields.is_empty());
    let first = ground.vouch(3).await;
    let second = ground.vouch(6).await;
    assert!(matches!(ground.node.credential(first), Err(Refusal::Gone)), "the newer word counts");
    ground.hand.forward(DAY * 181);
    assert!(matches!(ground.node.credential(second), Err(Refusal::Gone)));
    assert!(ground.vouched().is_empty() && ground.node.vouched_for(&ground.company()).unwrap().is_empty());
    ground.node.drop_old_vouchers().await.unwrap();
    assert!(ground.document().attestations.is_empty() && ground.document().fields.is_empty());
    assert!(matches!(ground.node.credential(7), Err(Refusal::Unknown(_))));
}

#[tokio::test]
async fn only_officers_vouch_and_not_for_whom_nobody_knows() {
    let ground = a_node().await;
    let (node, company) = (&ground.node, ground.company());
    let refused = node.vouch(&name("bernd"), &company, "", 12).await.unwrap_err();
    assert_eq!(refused.status(), 403);
    node.give_office(name("bernd"), Office::Officer).await.unwrap();
    node.vouch(&name("bernd"), &company, "", 12).await.unwrap();
    let number = ground.vouch(12).await;
    node.give_office(name("bernd"), Office::None).await.unwrap();
    assert_eq!(node.revoke_voucher(&name("bernd"), number).await.unwrap_err().status(), 403);
    let person = node.local_actor(&name("bernd")).unwrap().id;
    let chamber = node.local_actor(&name("kammer")).unwrap().id;
    let stranger = Id::parse("https://elsewhere.test/u/x").unwrap();
    for subject in [person, chamber, stranger] {
        assert_eq!(node.vouch(&name("anna"), &subject, "", 12).await.unwrap_err().status(), 422, "{subject}");
    }
    for (comment, months) in [("x".repeat(301), 12), (String::new(), 13)] {
        assert_eq!(node.vouch(&name("anna"), &company, &comment, months).await.unwrap_err().status(), 422);
    }
}

#[tokio::test]
async fn after_half_a_year_somebody_is_asked_whether_everything_is_still_right() {
    let ground = a_node().await;
    let node = &ground.node;
    let bernd = || node.view().unwrap().account(&name("bernd")).unwrap().unwrap();
    let asked = || node.stale_company(&bernd()).unwrap().is_some();
    assert!(!asked(), "who said nothing confirms nothing");
    let mut form = Company::default().to_form(&Visibilities::default(), "de");
    form.set("legal_name", "Müller GmbH");
    node.set_company(&name("firma"), &form).await.unwrap();
    ground.hand.forward(DAY * 179);
    assert!(!asked());
    ground.hand.forward(DAY * 2);
    assert!(asked());
    node.confirm_company(&name("firma")).await.unwrap();
    assert!(!asked());
}
