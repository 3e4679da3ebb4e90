//! What a proof must be before it is believed, and that what we prove is believed by the same rules.

#![allow(clippy::unwrap_used)] // a document that is not what it should be ends the test

use artel_protocol::key::{Ed25519Public, Ed25519Secret, KeyError};
use artel_protocol::proof::{self, Proof, ProofError};
use artel_protocol::{Document, Timestamp, jcs};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

const NOW: Timestamp = Timestamp(1_795_500_000_000);
const METHOD: &str = "https://a.test/u/anna#ed25519-key";

#[test]
fn what_we_prove_holds_and_says_when_and_with_which_key() {
    let document = Document::from_json(proved());
    let proof = Proof::of(&document).unwrap().unwrap();
    assert_eq!(proof.verification_method, METHOD);
    assert_eq!(proof.created, Some(NOW));
    assert_eq!(proof.verify(&document, &key().public(), NOW), Ok(()));
    let member = |name: &str| document.json()["proof"][name].clone();
    assert_eq!(member("@context"), document.json()["@context"], "Mitra wants them equal");
    assert_eq!(member("type"), "DataIntegrityProof");
    assert_eq!(member("proofPurpose"), "assertionMethod");
}

#[test]
fn nothing_is_proved_without_an_array_of_contexts() {
    for context in [json!("https://www.w3.org/ns/activitystreams"), json!({}), Value::Null] {
        let mut document = unproved();
        document.insert("@context".into(), context);
        assert!(proof::sign(document, &key(), METHOD, NOW).is_err());
    }
    let mut without = unproved();
    without.remove("@context");
    assert!(proof::sign(without, &key(), METHOD, NOW).is_err());
}

#[test]
fn a_proof_holds_for_its_document_and_its_key_only() {
    let other = Ed25519Secret::from_seed(&[2; 32]).public();
    let document = Document::from_json(proved());
    let proof = Proof::of(&document).unwrap().unwrap();
    assert_eq!(proof.verify(&document, &other, NOW), Err(ProofError::Refused));
    for (name, value) in
        [("type", json!("Dislike")), ("more", Value::Null), ("object", json!(["https://b.test/1"]))]
    {
        let mut changed = proved();
        changed.insert(name.into(), value);
        assert_eq!(check(changed), Err(ProofError::Refused), "{name}");
    }
    for (name, value) in
        [("created", json!("2026-11-24T06:40:01Z")), ("nonce", json!("x")), ("id", json!("urn:x"))]
    {
        assert_eq!(check(with_proof(name, value)), Err(ProofError::Refused), "{name}");
    }
}

#[test]
fn a_signature_has_one_spelling_only() {
    let value = proved()["proof"]["proofValue"].as_str().unwrap().to_owned();
    let bytes = bs58::decode(&value[1..]).into_vec().unwrap();
    for wrong in [
        String::new(),
        "z".to_owned(),
        value[1..].to_owned(),
        format!("z{value}"),
        format!("z1{}", &value[1..]),
        format!("{value} "),
        format!("{value}\n"),
        value.replacen('z', "u", 1),
        value.replacen('z', "Z", 1),
        format!("z{}", bs58::encode(&bytes[..63]).into_string()),
        format!("z{}", bs58::encode([&bytes[..], &[0]].concat()).into_string()),
        format!("z{}", "1".repeat(100_000)),
    ] {
        let refused = check(with_proof("proofValue", json!(wrong)));
        assert!(matches!(refused, Err(ProofError::Malformed(_))), "{wrong}");
    }
}

/// RFC 8032 §5.1.7: S is below the order of the group, so that nobody makes a second signature of a first one.
#[test]
fn a_signature_cannot_be_made_into_another() {
    const ORDER: [u8; 32] = [
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
    ];
    let mut bytes = key().sign(b"message");
    assert!(key().public().verify(b"message", &bytes));
    let mut carry = 0;
    for (byte, order) in bytes[32..].iter_mut().zip(ORDER) {
        let sum = u16::from(*byte) + u16::from(order) + carry;
        (*byte, carry) = (sum as u8, sum >> 8);
    }
    assert!(!key().public().verify(b"message", &bytes));
}

#[test]
fn a_key_has_one_spelling_only() {
    let point = |first: u8, last: u8| {
        let mut bytes = [0xff; 32];
        (bytes[0], bytes[31]) = (first, last);
        Ed25519Public::from_bytes(&bytes)
    };
    for last in [0x7f, 0xff] {
        for first in 0xec..=0xee {
            assert_eq!(point(first, last), Err(KeyError::Weak), "{first:x}");
        }
        for first in 0xef..=0xff {
            assert_eq!(point(first, last), Err(KeyError::Malformed), "{first:x}");
        }
    }
    let multikey = key().public().to_multikey();
    for wrong in [&multikey[1..], &format!("z1{}", &multikey[1..]), &format!("{multikey} "), "z6Mk", "z", ""]
    {
        assert_eq!(Ed25519Public::from_multikey(wrong), Err(KeyError::Malformed), "{wrong}");
    }
}

#[test]
fn a_proof_holds_until_it_expires() {
    let expires = |moment: Timestamp| {
        let mut document = unproved();
        let config = json!({
            "@context": document["@context"], "type": "DataIntegrityProof", "cryptosuite": "eddsa-jcs-2022",
            "verificationMethod": METHOD, "proofPurpose": "assertionMethod", "expires": moment.to_rfc3339(),
        });
        document.insert("proof".into(), proof_of(config, &document));
        check(document)
    };
    assert_eq!(expires(Timestamp(NOW.0 + 1000)), Ok(()));
    assert_eq!(expires(Timestamp(NOW.0 - 1000)), Err(ProofError::Expired));
    for wrong in [json!("tomorrow"), json!(1_795_500_000), Value::Null, json!("2026-11-24T06:40:00")] {
        let refused = check(with_proof("expires", wrong));
        assert!(matches!(refused, Err(ProofError::Malformed(_))));
    }
}

#[test]
fn the_contexts_of_a_document_begin_with_those_of_its_proof() {
    let under = |of_proof: Option<Value>, of_document: Value| {
        let mut document = unproved();
        document.insert("@context".into(), of_document);
        let mut config = json!({
            "type": "DataIntegrityProof", "cryptosuite": "eddsa-jcs-2022",
            "verificationMethod": METHOD, "proofPurpose": "assertionMethod",
        });
        if let Some(context) = of_proof {
            config["@context"] = context;
        }
        document.insert("proof".into(), proof_of(config, &document));
        check(document)
    };
    assert_eq!(under(Some(json!(["a", "b"])), json!(["a", "b"])), Ok(()));
    assert_eq!(under(Some(json!(["a"])), json!(["a", "b"])), Ok(()));
    assert_eq!(under(Some(json!("a")), json!("a")), Ok(()));
    assert_eq!(under(None, json!(["a", "b"])), Ok(()), "older proofs have none");
    for (of_proof, of_document) in [
        (json!(["b"]), json!(["a", "b"])),
        (json!(["b", "a"]), json!(["a", "b"])),
        (json!(["a", "b", "c"]), json!(["a", "b"])),
        (json!(["a"]), Value::Null),
    ] {
        assert_eq!(under(Some(of_proof), of_document), Err(ProofError::OtherContext));
    }
}

#[test]
fn what_is_no_single_proof_of_our_suite_is_as_good_as_none() {
    let proof = proved()["proof"].clone();
    let of_another_suite = with_proof("cryptosuite", json!("eddsa-rdfc-2022"))["proof"].clone();
    for none in
        [Value::Null, json!("proof"), json!({}), json!([proof]), json!([proof, proof]), of_another_suite]
    {
        let mut document = unproved();
        document.insert("proof".into(), none);
        assert_eq!(Proof::of(&Document::from_json(document)), Ok(None));
    }
    for missing in ["proofPurpose", "verificationMethod", "proofValue"] {
        let mut document = proved();
        document["proof"].as_object_mut().unwrap().remove(missing);
        assert!(matches!(check(document), Err(ProofError::Malformed(_))), "{missing}");
    }
    let for_something_else = check(with_proof("proofPurpose", json!("authentication")));
    assert!(matches!(for_something_else, Err(ProofError::Malformed(_))));
}

#[test]
fn the_identity_of_an_activity_includes_its_proof_but_not_its_spelling() {
    let aid = |document: &Document| proof::aid(document).unwrap();
    let document = Document::from_json(proved());
    let spelled = serde_json::to_string_pretty(document.json()).unwrap();
    assert_eq!(aid(&Document::parse(spelled).unwrap()), aid(&document));
    assert_ne!(aid(&Document::from_json(unproved())), aid(&document));
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-(1i64 << 53)..=1 << 53).prop_map(Value::from),
        any::<f64>()
            .prop_filter("JSON has finite numbers, and a canonical form has no large integers", |number| {
                number.is_finite() && (number.abs() <= 9e15 || number.abs() >= 1e21)
            })
            .prop_map(Value::from),
        "\\PC{0,8}".prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            proptest::collection::btree_map("[a-z@\\u{80}-\\u{10ffff}]{0,4}", inner, 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn there_is_one_canonical_form(value in any_json()) {
        let canonical = jcs::canonicalize(&value).unwrap();
        let read: Value = serde_json::from_slice(&canonical).unwrap();
        prop_assert_eq!(jcs::canonicalize(&read).unwrap(), canonical);
    }

    #[test]
    fn whatever_is_proved_holds_also_when_it_was_sent(value in any_json(), seed in any::<[u8; 32]>()) {
        let secret = Ed25519Secret::from_seed(&seed);
        let mut document = unproved();
        document.insert("object".into(), value);
        let signed = Document::from_json(proof::sign(document, &secret, METHOD, NOW).unwrap());
        if let Ok(sent) = Document::parse(signed.bytes().clone()) {
            let proof = Proof::of(&sent).unwrap().unwrap();
            prop_assert_eq!(proof.verify(&sent, &secret.public(), NOW), Ok(()));
        }
    }

    #[test]
    fn reading_a_proof_never_panics(name in "type|cryptosuite|created|expires|proofValue|@context", value in any_json()) {
        let _ = Proof::of(&Document::from_json(with_proof(&name, value.clone())));
        let mut document = unproved();
        document.insert("proof".into(), value);
        let _ = Proof::of(&Document::from_json(document));
    }

    #[test]
    fn a_key_comes_back_from_every_spelling(seed in any::<[u8; 32]>()) {
        let public = Ed25519Secret::from_seed(&seed).public();
        prop_assert_eq!(Ed25519Public::from_did(&public.to_did()), Ok(public.clone()));
        prop_assert_eq!(Ed25519Public::from_bytes(public.as_bytes()), Ok(public));
    }
}

fn key() -> Ed25519Secret {
    Ed25519Secret::from_seed(&[1; 32])
}

fn unproved() -> Map<String, Value> {
    let document = json!({
        "@context": ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/data-integrity/v2"],
        "id": "https://a.test/a/1", "type": "Like", "actor": "https://a.test/u/anna", "object": "https://b.test/1",
    });
    document.as_object().unwrap().clone()
}

fn proved() -> Map<String, Value> {
    proof::sign(unproved(), &key(), METHOD, NOW).unwrap()
}

/// The proved document with one member of its proof changed.
fn with_proof(name: &str, value: Value) -> Map<String, Value> {
    let mut document = proved();
    document["proof"].as_object_mut().unwrap().insert(name.into(), value);
    document
}

/// A proof of any configuration, made here as the cryptosuite says.
fn proof_of(mut config: Value, document: &Map<String, Value>) -> Value {
    use artel_protocol::key::sha256;
    let hash =
        [sha256(&jcs::canonicalize(&config).unwrap()), sha256(&jcs::canonicalize_object(document).unwrap())];
    let signature = key().sign(&hash.concat());
    config["proofValue"] = format!("z{}", bs58::encode(signature).into_string()).into();
    config
}

fn check(document: Map<String, Value>) -> Result<(), ProofError> {
    let document = Document::from_json(document);
    Proof::of(&document)?.expect("there is one").verify(&document, &key().public(), NOW)
}
