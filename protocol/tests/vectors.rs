//! The test vectors of the standards that we stand on: RFC 8785, eddsa-jcs-2022 with every intermediate value, the FEPs
//! about proofs and keys, and the examples of RFC 8032 and RFC 9421.

#![allow(clippy::unwrap_used)] // a fixture that is not what it should be ends the test

use std::path::{Path, PathBuf};

use artel_protocol::http_signature::{Request, Signature};
use artel_protocol::key::{Ed25519Public, Ed25519Secret, PublicKey, sha256};
use artel_protocol::proof::{self, Proof, ProofError};
use artel_protocol::{Actor, Document, Timestamp, jcs};
use http::{HeaderMap, HeaderName, Method};
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
    for text in ["9007199254740993", "[{\"a\":-9007199254740993}]", "18446744073709551615"] {
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

#[test]
fn ed25519_signs_as_rfc_8032_says() {
    let seed =
        from_hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60").try_into().unwrap();
    let secret = Ed25519Secret::from_seed(&seed);
    assert_eq!(
        to_hex(secret.public().as_bytes()),
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    );
    assert_eq!(
        to_hex(&secret.sign(b"")),
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595b\
         be24655141438e7a100b"
    );
}

/// Appendix B.2.6. It signs no digest, which we ask of every body, so it is checked as a request without one.
#[test]
fn a_request_is_signed_as_rfc_9421_says() {
    let key =
        from_hex("26b40b8f93fff3d897112f7ebc582b232dbd72517d082fe83cfb30ddce43d1bb").try_into().unwrap();
    let key = PublicKey::Ed25519(Ed25519Public::from_bytes(&key).unwrap());
    let mut headers = HeaderMap::new();
    for (name, value) in [
        ("host", "example.com"),
        ("date", "Tue, 20 Apr 2021 02:07:55 GMT"),
        ("content-type", "application/json"),
        ("content-length", "18"),
        (
            "signature-input",
            "sig-b26=(\"date\" \"@method\" \"@path\" \"@authority\" \"content-type\" \
             \"content-length\");created=1618884473;keyid=\"test-key-ed25519\"",
        ),
        (
            "signature",
            "sig-b26=:wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==:",
        ),
    ] {
        headers.insert(HeaderName::from_static(name), value.parse().unwrap());
    }
    let request = Request {
        method: &Method::POST,
        scheme: "https",
        authority: "example.com",
        target: "/foo?param=Value&Pet=dog",
        headers: &headers,
        body: None,
    };
    let signature = Signature::of(&request).unwrap();
    assert_eq!(signature.key_id(), "test-key-ed25519");
    signature.verify(&request, &key, Timestamp::from_secs(1_618_884_475).unwrap()).unwrap();
    assert!(
        signature
            .verify(&Request { method: &Method::PUT, ..request }, &key, Timestamp(1_618_884_475_000))
            .is_err()
    );
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
