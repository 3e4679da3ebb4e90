//! Whatever JSON and headers strangers send: nothing panics, and what is read is read the same way once it was written.

#![allow(clippy::unwrap_used)] // a test ends where something is not what it should be

use artel_protocol::as2::{self, Audience};
use artel_protocol::http_signature::{Request, Signature};
use artel_protocol::key::Ed25519Secret;
use artel_protocol::kinds::{self, Attachment, Entry, Tag};
use artel_protocol::proof::{self, Proof};
use artel_protocol::{Activity, Actor, Document, Id, Timestamp, Verified, discovery, jcs};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// The keys that any of our readers looks at.
const KEYS: &str = "(@context|id|type|actor|object|target|to|cc|bto|bcc|audience|attributedTo|inReplyTo|context|\
    conversation|url|href|rel|mediaType|published|updated|content|contentMap|source|summary|name|tag|attachment|image|\
    icon|inbox|outbox|followers|endpoints|sharedInbox|publicKey|publicKeyPem|owner|assertionMethod|controller|\
    publicKeyMultibase|alsoKnownAs|movedTo|preferredUsername|generator|implements|proof|cryptosuite|proofPurpose|\
    proofValue|verificationMethod|created|expires|signature|sensitive|language|identifier|digestMultibase|subject|links|width|height|\
    artel:profile|artel:profileType|artel:title|artel:shortSummary|artel:description|artel:source|artel:marketKeywords|\
    artel:sdgKeywords|artel:openForEOI|artel:projectDurationInWeeks|artel:deadlineOfTheCall|hasEnd|eligibleLocation)";

/// Texts that mean something to some reader, and texts that mean nothing.
const TEXTS: &str = "(Create|Update|Delete|Follow|Accept|Reject|Undo|Announce|Like|Move|Flag|Note|Article|Question|Page|\
    Tombstone|Person|Group|Multikey|Hashtag|Mention|Image|Link|DataIntegrityProof|eddsa-jcs-2022|assertionMethod|\
    https://a\\.test/u/anna|https://a\\.test/u/anna#main-key|https://b\\.test/o/1|ap://did:key:z6MkK/x|\
    https://www\\.w3\\.org/ns/activitystreams#Public|as:Public|text/html|text/markdown|application/activity\\+json|self|\
    2026-11-24T07:00:00Z|2026-13-99T99:99:99\\+25:00|z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2|\
    -----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----|<p>a</p>|\\PC{0,12})";

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        1 => Just(Value::Null),
        1 => any::<bool>().prop_map(Value::from),
        1 => any::<i64>().prop_map(Value::from),
        1 => any::<f64>().prop_map(Value::from),
        8 => TEXTS.prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 48, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map(KEYS, inner, 0..8)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

fn any_object() -> impl Strategy<Value = Map<String, Value>> {
    proptest::collection::btree_map(KEYS, any_value(), 0..14)
        .prop_map(|members| members.into_iter().collect())
}

fn id(number: u16) -> Id {
    Id::parse(&format!("https://a.test/{number}")).unwrap()
}

fn any_entry() -> impl Strategy<Value = Entry> {
    let tag = prop_oneof![
        ("[a-zа-я0-9_]{1,9}", proptest::option::of(any::<u16>()))
            .prop_map(|(name, href)| Tag::Hashtag { name, href: href.map(id) }),
        ("@[a-z]{1,9}", any::<u16>()).prop_map(|(name, href)| Tag::Mention { name, href: id(href) }),
    ];
    let attachment = (any::<u16>(), "(image/png|application/pdf)", "[^\u{0}]{0,20}", any::<bool>()).prop_map(
        |(url, media_type, alt, digest)| Attachment {
            url: id(url),
            media_type,
            alt,
            digest: digest.then(|| "zQmDigest".to_owned()),
            width: digest.then_some(640),
            height: digest.then_some(480),
        },
    );
    let audience =
        (any::<bool>(), any::<bool>(), proptest::collection::btree_set(0u16..50, 0..4), any::<bool>())
            .prop_map(|(public, unlisted, named, group)| {
                let ids: Vec<Id> = named.into_iter().map(id).collect();
                Audience {
                    public,
                    unlisted: unlisted && !public,
                    to: ids.clone(),
                    cc: ids.into_iter().rev().collect(),
                    audience: if group { vec![id(99)] } else { Vec::new() },
                    community: (group && public).then(|| id(98)),
                }
            });
    let moments =
        (proptest::option::of(0i64..4_000_000_000_000), proptest::option::of(0i64..4_000_000_000_000));
    let sample = proptest::sample::select(kinds::samples());
    let language = proptest::option::of("(de|ru|en-GB)");
    (
        (sample, audience, moments, language, any::<bool>()),
        proptest::collection::vec(tag, 0..4),
        proptest::collection::vec(attachment, 0..4),
        proptest::option::of(any::<u16>()),
    )
        .prop_map(
            |((content, audience, (published, updated), language, sensitive), tags, attachments, other)| {
                Entry {
                    id: id(1),
                    author: id(2),
                    content,
                    audience,
                    in_reply_to: other.map(id),
                    context: other.map(id),
                    url: other.map(id),
                    published: published.map(Timestamp),
                    updated: updated.map(Timestamp),
                    language,
                    sensitive,
                    tags,
                    attachments,
                }
            },
        )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn no_document_makes_a_reader_panic(object in any_object()) {
        let document = Document::from_json(object.clone());
        let parsed = Document::parse(document.bytes().clone()).unwrap();
        prop_assert_eq!(parsed.json(), document.json());
        let _ = Actor::read(&document);
        let _ = Entry::read(&object);
        let _ = Proof::of(&document);
        let _ = Verified::by_identity(document.clone(), Timestamp(0));
        let _ = discovery::read_jrd(document.bytes());
        for key in object.keys() {
            let _ = (as2::list(&object, key), as2::first(&object, key), as2::lenient_id(&object, key));
            let _ = (as2::optional_id(&object, key), as2::text(&object, key, 5), as2::moment(&object, key));
            let _ = (as2::content(&object, key), as2::flag(&object, key));
        }
        let _ = (as2::url(&object), as2::language(&object), Audience::read(&object));
        let _ = Activity::read(document);
    }

    #[test]
    fn no_activity_makes_a_reader_panic(
        kind in "(Create|Update|Delete|Follow|Accept|Reject|Undo|Announce|Like|EmojiReact|Move|Flag|Other)",
        object in any_value(),
        more in any_object(),
    ) {
        let mut json = more;
        json.insert("id".into(), "https://a.test/1".into());
        json.insert("actor".into(), "https://a.test/u/anna".into());
        json.insert("type".into(), kind.into());
        json.insert("object".into(), object);
        let _ = Activity::read(Document::from_json(json));
    }

    #[test]
    fn a_stranger_who_was_read_once_is_read_the_same_again(object in any_object(), kind in "(Note|Article|Page|Question)") {
        let mut object = object;
        object.insert("id".into(), "https://a.test/o/1".into());
        object.insert("type".into(), kind.into());
        object.entry("attributedTo").or_insert("https://a.test/u/anna".into());
        if let Ok(entry) = Entry::read(&object) {
            let again = Entry::read(&entry.to_object()).unwrap();
            prop_assert_eq!(&again.id, &entry.id);
            prop_assert_eq!(&again.author, &entry.author);
            prop_assert_eq!(again.audience.is_public(), entry.audience.is_public());
        }
    }

    #[test]
    fn an_entry_of_ours_comes_back_as_it_was(entry in any_entry()) {
        let written = Document::parse(Value::Object(entry.to_object()).to_string()).unwrap();
        let read = Entry::read(written.json()).unwrap();
        prop_assert_eq!(read, entry);
    }

    #[test]
    fn what_is_proved_stays_proved_in_every_spelling_and_in_no_other_meaning(
        object in any_object(),
        more in any_object(),
    ) {
        let mut object = object;
        object.insert("@context".into(), json!(["https://www.w3.org/ns/activitystreams"]));
        object.remove("proof");
        object.remove("signature");
        let secret = Ed25519Secret::from_seed(&[1; 32]);
        let Ok(signed) = proof::sign(object.clone(), &secret, "https://a.test/u/anna#ed25519-key", Timestamp(0)) else {
            return Ok(()); // an integer that no canonical form has
        };
        let pretty = serde_json::to_string_pretty(&Value::Object(signed.clone())).unwrap();
        let document = Document::parse(pretty).unwrap();
        let proof = Proof::of(&document).unwrap().unwrap();
        proof.verify(&document, &secret.public(), Timestamp(0)).unwrap();
        let other = Ed25519Secret::from_seed(&[2; 32]).public();
        prop_assert!(proof.verify(&document, &other, Timestamp(0)).is_err());
        for (key, value) in more.into_iter().filter(|(key, _)| !matches!(key.as_str(), "proof" | "signature")) {
            let mut changed = signed.clone();
            changed.insert(key, value);
            let changed = Document::from_json(changed);
            let is_the_same = jcs::canonicalize_object(changed.json()) == jcs::canonicalize_object(document.json());
            prop_assert_eq!(proof.verify(&changed, &secret.public(), Timestamp(0)).is_ok(), is_the_same);
        }
    }

    #[test]
    fn no_header_makes_a_reader_panic(
        input in proptest::option::of("[a-z0-9]{0,3}=?\\(?(\"[a-z@-]{0,8}\" ?){0,4}\\)?(;[a-z]{0,7}=?\"?[ -~]{0,12}\"?){0,4},?"),
        signature in "([a-zA-Z]{0,9}=\"?:?[ -~]{0,24}:?\"?,?){0,5}",
        date in "\\PC{0,30}",
        target in "[!-~]{0,30}",
    ) {
        let mut headers = HeaderMap::new();
        let fields = [("signature-input", input), ("signature", Some(signature)), ("date", Some(date))];
        for (name, value) in fields {
            if let Some(value) = value.and_then(|value| HeaderValue::from_bytes(value.as_bytes()).ok()) {
                headers.insert(HeaderName::from_static(name), value);
            }
        }
        headers.insert("host", HeaderValue::from_static("a.test"));
        let method = Method::POST;
        let request = Request {
            method: &method,
            scheme: "https",
            authority: "a.test",
            target: &target,
            headers: &headers,
            body: Some(b"{}"),
        };
        if let Ok(signature) = Signature::of(&request) {
            let key = artel_protocol::key::PublicKey::Ed25519(Ed25519Secret::from_seed(&[1; 32]).public());
            prop_assert!(signature.verify(&request, &key, Timestamp(0)).is_err());
        }
    }

    #[test]
    fn no_text_is_half_a_letter_or_a_key_twice(key in "[a-z]{1,3}", depth in 0usize..80, surrogate in 0xd800u32..0xe000) {
        let parse = |text: String| Document::parse(text);
        let nested = format!("{{\"{key}\":{}1{}}}", "[".repeat(depth), "]".repeat(depth));
        prop_assert_eq!(parse(nested).is_ok(), depth < artel_protocol::limits::DOCUMENT_DEPTH);
        let escaped: String = key.chars().map(|letter| format!("\\u{:04x}", u32::from(letter))).collect();
        for wrong in [
            format!("{{\"{key}\":\"\\u{surrogate:04x}\"}}"),
            format!("{{\"\\u{surrogate:04x}\":1}}"),
            format!("{{\"{key}\":1,\"x{key}\":2,\"{key}\":1}}"),
            format!("{{\"{key}\":1,\"{escaped}\":1}}"),
        ] {
            prop_assert!(parse(wrong).is_err());
        }
    }
}
