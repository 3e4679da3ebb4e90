//! Whatever bytes come as a document: they are read as an activity, an actor and JSON-LD, or refused, and what was
//! read is the same when it is written and read again.
#![no_main]

use artel_protocol::html::SafeHtml;
use artel_protocol::{Activity, Actor, Document, Id, Timestamp, jcs};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(text) = std::str::from_utf8(bytes) {
        if let Ok(id) = Id::parse(text) {
            assert_eq!(Id::parse(id.as_str()), Ok(id), "an id stays what it is");
        }
        for moment in [Timestamp::parse_rfc3339(text), Timestamp::parse_http_date(text)].into_iter().flatten() {
            assert_eq!(Timestamp::parse_rfc3339(&moment.to_rfc3339()), Some(moment));
        }
        let _ = SafeHtml::from_untrusted(text);
    }
    let Ok(document) = Document::parse(bytes.to_vec()) else { return };
    let _ = Actor::read(&document);
    if let Ok(canonical) = jcs::canonicalize_object(document.json()) {
        let again = Document::parse(canonical.clone()).expect("the canonical form is a document");
        assert_eq!(jcs::canonicalize_object(again.json()), Ok(canonical), "there is one canonical form");
    }
    if let Ok(activity) = Activity::read(document) {
        let again = Activity::read(activity.document().clone()).expect("what was read once is read again");
        assert_eq!(again.id, activity.id);
    }
});
