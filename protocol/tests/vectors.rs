//! The test vectors of the standards that we stand on: RFC 8785, eddsa-jcs-2022 with every intermediate value, the FEPs
//! about proofs and keys, and the examples of RFC 8032. Those of RFC 9421 and of draft-cavage do not cover enough for us,
//! so they stand beside the code of each scheme.

#![allow(clippy::unwrap_used)] // a fixture that is not what it should be ends the test

use std::path::{Path, PathBuf};

use artel_protocol::key::{Ed25519Public, Ed25519Secret, sha256};
use artel_protocol::proof::{self, Proof, ProofError};
use artel_protocol::{Actor, Document, Timestamp, jcs};
use serde_json::{Map, Value, json};

#[test]
fn json_is_written_canonically() {
    for name in ["arrays", "french", "structures", "unicode", "values", "weird"] {
        let input: Value = serde_json::from_str(&read(&format!("jcs/input/{name}.json"))).unwrap();
        let canonical = jcs::canonicalize(&input).unwrap();
        assert_eq!(
            String::from_utf8(canonical.clone()).unwrap(),
            read(&format!("jcs/output/{name}.json")),
            "{name}"
        );
        assert_eq!(canonical, from_hex(&read(&format!("jcs/outhex/{name}.txt"))), "{name}");
    }
}

#[test]
fn what_would_change_its_value_has_no_canonical_form() {
    for text in [
        "9007199254740993",
        "[{\"a\":-9007199254740993}]",
        "18446744073709551615",
        "18446744073709551617",
        "1e17",
    ] {
        assert!(jcs::canonicalize(&serde_json::from_str(text).unwrap()).is_err(), "{text}");
    }
}

#[test]
fn a_proof_is_made_as_the_cryptosuite_says() {
    let keys: Value = serde_json::from_str(&read("eddsa-jcs-2022/keyPair.json")).unwrap();
    let secret = secret(keys["privateKeyMultibase"].as_str().unwrap());
    assert_eq!(secret.public().to_multikey(), keys["publicKeyMultibase"].as_str().unwrap());
    let unsigned = object("eddsa-jcs-2022/unsigned.json");
    let config = object("eddsa-jcs-2022/proofConfigJCS.json");
    let canonical =
        |object: &Map<String, Value>| String::from_utf8(jcs::canonicalize_object(object).unwrap()).unwrap();
    assert_eq!(canonical(&unsigned), read("eddsa-jcs-2022/canonDocJCS.txt"));
    assert_eq!(canonical(&config), read("eddsa-jcs-2022/proofCanonJCS.txt"));
    let (of_config, of_document) =
        (sha256(canonical(&config).as_bytes()), sha256(canonical(&unsigned).as_bytes()));
    assert_eq!(to_hex(&of_config), read("eddsa-jcs-2022/proofHashJCS.txt"));
    assert_eq!(to_hex(&of_document), read("eddsa-jcs-2022/docHashJCS.txt"));
    let signature = secret.sign(&[of_config, of_document].concat());
    assert_eq!(to_hex(&signature), read("eddsa-jcs-2022/sigHexJCS.txt"));
    assert_eq!(format!("z{}", bs58::encode(signature).into_string()), read("eddsa-jcs-2022/sigBTC58JCS.txt"));

    let signed = sign(unsigned, &secret, config["verificationMethod"].as_str().unwrap());
    assert_eq!(Value::Object(signed.clone()), Value::Object(object("eddsa-jcs-2022/signedJCS.json")));
    assert_eq!(verify(&signed, &secret.public()), Ok(()));
}

#[test]
fn an_activity_is_proved_as_fep_8b32_says() {
    let documents = documents_in("fep/fep-8b32.feature");
    let [unsigned, signed, signed_again, actor] = documents.as_slice() else { panic!("four documents") };
    let secret = secret("z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq");
    let made = sign(unsigned.clone(), &secret, "https://server.example/users/alice#ed25519-key");
    assert_eq!(made, *signed);
    let actor = Actor::read(&Document::from_json(with_name(actor))).unwrap();
    let key =
        actor.assertion_key("https://server.example/users/alice#ed25519-key").expect("the actor lists it");
    assert_eq!(verify(signed_again, key), Ok(()));
}

#[test]
fn keys_are_written_as_fep_521a_says() {
    let documents = documents_in("fep/fep-521a.feature");
    let bytes: [u8; 32] =
        from_hex("2e6fcce36701dc791488e0d0b1745cc1e33a4c1c9fcc41c63bd343dbbe0970e6").try_into().unwrap();
    let key = Ed25519Public::from_bytes(&bytes).unwrap();
    let written = documents[0]["publicKeyMultibase"].as_str().unwrap();
    assert_eq!(key.to_multikey(), written);
    assert_eq!(Ed25519Public::from_multikey(written).unwrap().as_bytes(), &bytes);
    let rsa = documents[1]["publicKeyMultibase"].as_str().unwrap();
    assert!(Ed25519Public::from_multikey(rsa).is_err(), "an RSA key is no Ed25519 key");
}

#[test]
fn an_identity_is_proved_as_fep_c390_says() {
    let documents = documents_in("fep/fep-c390.feature");
    let statement = &documents[1];
    let key = Ed25519Public::from_did(statement["subject"].as_str().unwrap()).unwrap();
    assert_eq!(verify(statement, &key), Ok(()));
    let mut changed = statement.clone();
    changed.insert("alsoKnownAs".into(), "https://server.example/users/mallory".into());
    assert_eq!(verify(&changed, &key), Err(ProofError::Refused));
}

/// §7.1: the tests 1, 2, 3 and "SHA(abc)".
#[test]
fn ed25519_signs_as_rfc_8032_says() {
    for (seed, public, message, signature) in [
        (
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595b\
             be24655141438e7a100b",
        ),
        (
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb430\
             2aeeb00d291612bb0c00",
        ),
        (
            "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
            "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716e\
             d28dc027beceea1ec40a",
        ),
        (
            "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
            "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643c\
             e80e2a9ac94fa54ca49f",
            "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138a\
             c17ad9bef1177331a704",
        ),
    ] {
        let secret = Ed25519Secret::from_seed(&from_hex(seed).try_into().unwrap());
        assert_eq!(to_hex(secret.public().as_bytes()), public);
        let message = from_hex(message);
        assert_eq!(to_hex(&secret.sign(&message)), signature);
        assert!(secret.public().verify(&message, &from_hex(signature)));
        assert!(!secret.public().verify(b"another", &from_hex(signature)));
    }
}

fn read(name: &str) -> String {
    let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/vectors").join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn object(name: &str) -> Map<String, Value> {
    serde_json::from_str(&read(name)).unwrap()
}

/// The JSON documents of a feature file, in their order.
fn documents_in(name: &str) -> Vec<Map<String, Value>> {
    let text = read(name);
    text.split("\"\"\"").skip(1).step_by(2).map(|document| serde_json::from_str(document).unwrap()).collect()
}

/// The actors of the FEP have no name, and ours must have one.
fn with_name(actor: &Map<String, Value>) -> Map<String, Value> {
    let mut actor = actor.clone();
    actor.insert("preferredUsername".into(), json!("alice"));
    actor
}

fn sign(document: Map<String, Value>, secret: &Ed25519Secret, method: &str) -> Map<String, Value> {
    let created = Timestamp::parse_rfc3339("2023-02-24T23:36:38Z").unwrap();
    proof::sign(document, secret, method, created).unwrap()
}

fn verify(document: &Map<String, Value>, key: &Ed25519Public) -> Result<(), ProofError> {
    let document = Document::from_json(document.clone());
    let proof = Proof::of(&document)?.expect("the document has a proof");
    proof.verify(&document, key, Timestamp::parse_rfc3339("2023-02-24T23:36:40Z").unwrap())
}

/// A secret key as a Multikey: 0x1300 as a varint, then the seed.
fn secret(multikey: &str) -> Ed25519Secret {
    let bytes = bs58::decode(multikey.strip_prefix('z').unwrap()).into_vec().unwrap();
    Ed25519Secret::from_seed(bytes.strip_prefix(&[0x80, 0x26]).unwrap().try_into().unwrap())
}

fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn from_hex(text: &str) -> Vec<u8> {
    let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap()).collect()
}
