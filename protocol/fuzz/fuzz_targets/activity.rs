//! Any document as an activity, an actor and an entry: no panic, and an entry that was read, written and read again
//! is the same from then on.
#![no_main]

use artel_protocol::kinds::Entry;
use artel_protocol::{Activity, Actor, Document};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(document) = Document::parse(bytes.to_vec()) else { return };
    let _ = Actor::read(&document);
    if let Ok(entry) = Entry::read(document.json()) {
        let written = entry.to_object();
        if let Ok(again) = Entry::read(&written) {
            assert_eq!(again.to_object()["id"], written["id"]);
            assert_eq!(again.author, entry.author);
        }
    }
    let _ = Activity::read(document);
});
