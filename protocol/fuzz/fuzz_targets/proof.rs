//! Whatever a document says about its proof: the proof is read or refused, and never holds for a key that did not make
//! it; and the document, proved anew by us, holds.
#![no_main]

use artel_protocol::key::Ed25519Secret;
use artel_protocol::proof::{self, Proof};
use artel_protocol::{Document, Timestamp};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(document) = Document::parse(bytes.to_vec()) else { return };
    let key = Ed25519Secret::from_seed(&[1; 32]);
    let now = Timestamp::parse_rfc3339("2026-11-24T06:00:00Z").expect("it is a moment");
    let _ = proof::aid(&document);
    if let Ok(Some(proof)) = Proof::of(&document) {
        assert!(proof.verify(&document, &key.public(), now).is_err(), "this key proved nothing");
    }
    let Ok(proved) = proof::sign(document.json().clone(), &key, "did:key:z#z", now) else { return };
    let proved = Document::from_json(proved);
    let proof = Proof::of(&proved).expect("our proof is well formed").expect("and there");
    assert_eq!(proof.verify(&proved, &key.public(), now), Ok(()));
    // At the limit of depth or size the proof may make a document too large for others.
    if let Ok(sent) = Document::parse(proved.bytes().clone()) {
        assert_eq!(proof.verify(&sent, &key.public(), now), Ok(()), "also after it was written and read");
    }
});
