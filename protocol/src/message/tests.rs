//! What each message looks like as bytes (some of these vectors stand in docs/PROTOCOL.md §8), and what is none.

use bytes::Bytes;
use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::blob::{Blob, BlobHead};
use super::frame::{self, Length, MalformedFrame};
use super::get::{Found, Get, Gone, Got};
use super::gossip::{Gossip, Reference};
use super::hello::{Hello, SetState, VERSION};
use super::inbox::{Delivery, Receipt};
use super::join::{Join, Joined};
use super::peers::{Listed, PeerList, Peers};
use super::recon::{Recon, Turn};
use super::since::{Answer, Item, Named, Since, Withdrawn};
use super::{Aid, Sid, Word};
use crate::invite::Invite;
use crate::key::{Ed25519Secret, sha256};
use crate::manifest::Manifest;
use crate::proof::Proof;
use crate::{Document, Id, Timestamp, limits};

/// The message has this form, comes back from it, and its frame is as long as it says.
fn check<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(message: &T, form: &str) {
    let bare = frame::encode_bare(message);
    assert_eq!(hex(&bare), form.split_whitespace().collect::<String>(), "{message:?}");
    assert_eq!(&frame::decode::<T>(&bare).unwrap(), message);
    let framed = frame::encode(message);
    let (length, rest) = read_length(&framed, usize::MAX).unwrap();
    assert_eq!((length, &framed[rest..]), (bare.len(), &bare[..]));
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Vec<u8> {
    let digits: String = text.split_whitespace().collect();
    (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap()).collect()
}

/// The length at the beginning of these bytes, and where the message starts.
fn read_length(bytes: &[u8], most: usize) -> Result<(usize, usize), MalformedFrame> {
    let mut length = Length::default();
    for (at, byte) in bytes.iter().enumerate() {
        if let Some(length) = length.push(*byte, most)? {
            return Ok((length, at + 1));
        }
    }
    Err(MalformedFrame::Incomplete)
}

fn sid() -> Sid {
    Sid::of(&Id::parse("https://kammer.example/s/bau").unwrap())
}

fn aid(byte: u8) -> Aid {
    Aid([byte; 32])
}

fn json() -> Bytes {
    Bytes::from_static(b"{}")
}

/// 32 bytes of one value, as a byte string.
fn h(byte: u8) -> String {
    format!("5820{}", hex(&[byte; 32]))
}

/// The vectors of docs/PROTOCOL.md §8 with their lengths.
#[test]
fn the_page_has_the_frames_that_we_write() {
    let page = include_str!("../../../docs/PROTOCOL.md");
    let vectors: String = page.split("## 8.").nth(1).unwrap().split_whitespace().collect();
    let set = SetState { set: sid(), epoch: 7, head: 1_000 };
    let hello = Hello {
        version: VERSION,
        adds: Vec::new(),
        sets: vec![set],
        manifest: json(),
        now: Timestamp(1_795_503_600_000),
        run: [9; 16],
        capabilities: vec!["x".into()],
    };
    let item = Item { activity: json(), number: 13, withdrawn: None };
    let reference = Reference { aid: aid(1), size: 2, seconds: 1_795_503_600 };
    for frame in [
        frame::encode(&hello),
        frame::encode(&Since { set: sid(), epoch: 7, aid: None, number: 0, max: 500, names: false }),
        frame::encode(&Answer::Batch { epoch: 7, items: vec![item], end: true }),
        Gossip::References(vec![reference]).to_data(),
    ] {
        assert!(vectors.contains(&hex(&frame)), "{}", hex(&frame));
    }
    assert!(vectors.contains(&sid().to_string()) && vectors.contains(&sid().topic()));
}

/// The set's name, as a byte string.
fn s() -> String {
    format!("5820{}", hex(&sid().0))
}

/// The line of docs/PROTOCOL.md §8 that begins like this.
fn line_of_the_page(beginning: &str) -> &'static str {
    let page = include_str!("../../../docs/PROTOCOL.md").split("## 8.").nth(1).unwrap();
    page.lines().find(|line| line.starts_with(beginning)).unwrap_or_else(|| panic!("no {beginning}"))
}

fn is_on_the_page(text: &str) -> bool {
    include_str!("../../../docs/PROTOCOL.md").split("## 8.").nth(1).unwrap().contains(&format!("`{text}`"))
}

#[test]
fn the_page_has_an_invite_as_we_write_it() {
    let invite = Invite {
        community: Id::parse("https://kammer.example/s/bau").unwrap(),
        name: "Bau und Ausbau".into(),
        key: Ed25519Secret::from_seed(&[3; 32]).public(),
        peer: "12D3KooWMfbujT5v7MQSGkEcxeUEbpGrVKKtSj1XP6kVRn4paBLa".into(),
        addresses: vec!["/dns4/kammer.example/udp/4001/quic-v1".into()],
        token: Bytes::from_static(&[9; 16]),
    };
    assert_eq!(line_of_the_page("https://kammer.example/join/"), invite.link());
}

#[test]
fn the_page_has_a_manifest_that_holds_and_the_frame_it_joins_with() {
    let bytes = Bytes::from_static(line_of_the_page(r#"{"@context""#).as_bytes());
    let document = Document::parse(bytes.clone()).unwrap();
    let manifest = Manifest::read(document, Timestamp(1_795_503_600_000)).unwrap();
    assert_eq!(manifest.key, Ed25519Secret::from_seed(&[7; 32]).public());
    assert_eq!(manifest.peers, ["12D3KooWMfbujT5v7MQSGkEcxeUEbpGrVKKtSj1XP6kVRn4paBLa"]);
    let invite = Some(Bytes::from_static(&[9; 16]));
    let frame = frame::encode(&Join { set: sid(), actors: vec![], invite, manifest: bytes });
    assert!(is_on_the_page(&hex(&frame[..2])), "{}", hex(&frame[..2]));
    assert!(is_on_the_page(&hex(&sha256(&frame))), "{}", hex(&sha256(&frame)));
}

#[test]
fn the_page_has_an_activity_and_its_name() {
    let page = include_str!("../../../docs/PROTOCOL.md").split("## 8.").nth(1).unwrap();
    let line = page.lines().find(|line| line.contains(r#""type":"Create""#)).unwrap();
    let document = Document::parse(Bytes::from_static(line.as_bytes())).unwrap();
    let (key, now) = (Ed25519Secret::from_seed(&[7; 32]).public(), Timestamp(1_795_503_600_000));
    Proof::of(&document).unwrap().unwrap().verify(&document, &key, now).unwrap();
    let aid = Aid::of(&document).unwrap();
    assert!(is_on_the_page(&hex(&aid.0)), "{}", hex(&aid.0));
    assert!(is_on_the_page(&aid.to_multibase()), "{}", aid.to_multibase());
}

#[test]
fn the_names_of_sets_and_topics_are_those_of_the_page() {
    assert_eq!(sid().to_string(), "da16faf052b209eebd805df3375d09f293864b683238cc45793f6be328e89f2e");
    let topic = "/artel/1/c/3ilpv4cswie65pmalxztoxij6kjyms3igi4myrlzh5v6gkhit4xa";
    assert_eq!(sid().topic(), topic);
    assert_eq!(Sid::from_topic(topic), Some(sid()));
    for other in [
        topic.to_uppercase(),
        topic.replace("/1/", "/2/"),
        format!("{topic}a"),
        topic[..topic.len() - 1].into(),
    ] {
        assert_eq!(Sid::from_topic(&other), None, "{other}");
    }
    // The last letter holds one bit of the hash: the other four are nothing.
    assert_eq!(Sid::from_topic(&format!("{}b", &topic[..topic.len() - 1])), None);
    let members = Sid::of_members(&Id::parse("https://kammer.example/s/bau").unwrap());
    assert_eq!(members, Sid::of(&Id::parse("https://kammer.example/s/bau/members").unwrap()));
}

#[test]
fn each_message_has_its_form() {
    let (c, one, two) = (s(), h(1), h(2));
    check(
        &Hello {
            version: VERSION,
            adds: vec![json()],
            sets: vec![SetState { set: sid(), epoch: 7, head: 1_000 }],
            manifest: json(),
            now: Timestamp(1_795_503_600_000),
            run: [9; 16],
            capabilities: vec!["x".into()],
        },
        &format!(
            "a7 6176 01 63616464 81 427b7d 63636f6d 81 a3 6163 {c} 6165 07 6168 1903e8 636d616e 427b7d 636e6f77 1b000001a20c5ab180
             6372756e 5009090909090909090909090909090909 6463617073 81 6178"
        ),
    );
    check(
        &Join { set: sid(), actors: vec![json()], invite: Some(Bytes::from_static(b"t")), manifest: json() },
        &format!("a4 6163 {c} 63616374 81 427b7d 63696e76 4174 636d616e 427b7d"),
    );
    check(
        &Join { set: sid(), actors: vec![], invite: None, manifest: json() },
        &format!("a3 6163 {c} 63616374 80 636d616e 427b7d"),
    );
    check(&Joined { activities: vec![json()], status: Word::Ok }, "a2 6178 81 427b7d 627374 626f6b");
    check(
        &Since { set: sid(), epoch: 7, aid: Some(aid(1)), number: 12, max: 500, names: true },
        &format!("a6 6163 {c} 6165 07 6169 {one} 616e 0c 636d6178 1901f4 656e616d6573 f5"),
    );
    check(
        &Since { set: sid(), epoch: 7, aid: None, number: 0, max: 500, names: false },
        &format!("a4 6163 {c} 6165 07 616e 00 636d6178 1901f4"),
    );
    check(
        &Answer::Batch {
            epoch: 7,
            items: vec![
                Item { activity: json(), number: 13, withdrawn: None },
                Item {
                    activity: json(),
                    number: 14,
                    withdrawn: Some(Withdrawn { aid: aid(2), seconds: 1_795_503_600 }),
                },
            ],
            end: true,
        },
        &format!(
            "a3 6165 07 6178 82 a2 6161 427b7d 616e 0d
             a3 6161 427b7d 616e 0e 6177 a2 6169 {two} 6174 1a6b0535f0 63656e64 f5"
        ),
    );
    check(
        &Answer::Names {
            epoch: 7,
            names: vec![
                Named { aid: aid(1), number: 13, withdrawn: false },
                Named { aid: aid(2), number: 14, withdrawn: true },
            ],
            end: false,
        },
        &format!("a3 6165 07 6172 82 a2 6169 {one} 616e 0d a3 6169 {two} 616e 0e 6177 f5 63656e64 f4"),
    );
    check(&Answer::Refused { epoch: 8, why: Word::Epoch }, "a2 6165 08 63657272 6565706f6368");
    check(
        &Recon { set: sid(), to: 1_795_503_600, from: 0 },
        &format!("a3 6163 {c} 62746f 1a6b0535f0 6466726f6d 00"),
    );
    check(&Turn::Message(Bytes::from_static(&[0x61])), "a1 616d 4161");
    check(&Turn::Need(vec![aid(1)]), &format!("a1 646e656564 81 {one}"));
    check(&Turn::Refused(Word::Busy), "a1 627374 6462757379");
    check(&Get { aids: vec![aid(1), aid(2)] }, &format!("a1 6169 82 {one} {two}"));
    check(
        &Got {
            found: vec![Found { activity: json(), aid: aid(1) }],
            missing: vec![aid(2)],
            gone: vec![Gone { delete: json(), aid: aid(1), seconds: 1_795_503_600 }],
        },
        &format!(
            "a3 6178 81 a2 6161 427b7d 6169 {one} 626e6f 81 {two}
             64676f6e65 81 a3 6161 427b7d 6169 {one} 6174 1a6b0535f0"
        ),
    );
    check(&Delivery { activity: json() }, "a1 6161 427b7d");
    check(&Receipt { status: Word::Dup, sentence: None }, "a1 627374 63647570");
    check(&Receipt { status: Word::Bad, sentence: Some("no".into()) }, "a2 627374 63626164 636d7367 626e6f");
    check(
        &Blob { hash: [1; 32], length: 1_048_576, offset: 0 },
        &format!("a3 6168 {one} 636c656e 1a00100000 636f6666 00"),
    );
    check(
        &BlobHead { status: Word::Ok, size: 3, media_type: "image/png".into() },
        "a3 627374 626f6b 6473697a65 03 6474797065 69696d6167652f706e67",
    );
    check(&Peers { set: sid() }, &format!("a1 6163 {c}"));
    check(
        &PeerList {
            peers: vec![Listed { peer: "1".into(), manifest: json(), addresses: vec!["/ip4".into()] }],
        },
        "a1 6170 81 a3 626964 6131 636d616e 427b7d 656164647273 81 642f697034",
    );
    check(&Gossip::Activity(json()), "a1 6161 427b7d");
    check(
        &Gossip::References(vec![Reference { aid: aid(1), size: 2, seconds: 1_795_503_600 }]),
        &format!("a1 6172 81 a3 6169 {one} 6173 02 6174 1a6b0535f0"),
    );
}

#[test]
fn an_activity_is_named_by_its_canonical_form() {
    let spaced = Document::parse(br#"{ "b": 1, "a": "x" }"#.to_vec()).unwrap();
    let dense = Document::parse(br#"{"a":"x","b":1}"#.to_vec()).unwrap();
    assert_eq!(Aid::of(&spaced).unwrap(), Aid::of(&dense).unwrap());
}

#[test]
fn what_is_not_known_is_passed_over() {
    let longer = unhex("a3 6161 427b7d 617a a1 01 8102 63666f6f f6");
    assert_eq!(frame::decode::<Delivery>(&longer).unwrap(), Delivery { activity: json() });
}

#[test]
fn other_spellings_of_the_same_values_are_read() {
    for spelling in [
        "bf 6161 427b7d ff",       // a map without its length
        "b801 6161 427b7d",        // a length in more bytes than it needs
        "a1 6161 5f 417b 417d ff", // a byte string in pieces
        "d9d9f7 a1 6161 427b7d",   // the tag that says "this is CBOR"
    ] {
        assert_eq!(frame::decode::<Delivery>(&unhex(spelling)).unwrap(), Delivery { activity: json() });
    }
}

#[test]
fn a_frame_that_is_not_its_message_is_refused() {
    let refused = |form: &str| frame::decode::<Delivery>(&unhex(form)).unwrap_err();
    assert_eq!(refused(""), MalformedFrame::Incomplete);
    assert_eq!(refused("a1 6161 427b"), MalformedFrame::Incomplete);
    assert_eq!(refused("a1 6161 427b7d 00"), MalformedFrame::Trailing);
    assert_eq!(refused("a1 6161 1c"), MalformedFrame::NotCbor);
    for other in [
        "a0",                         // the activity is missing
        "a1 6161 627b7d",             // as text
        "a1 6161 82 187b 187d",       // as a list of numbers
        "a2 6161 427b7d 6161 427b7d", // twice
        "81 427b7d",                  // in a list instead of a map
    ] {
        assert!(matches!(refused(other), MalformedFrame::OtherMessage(_)), "{other}");
    }
}

#[test]
fn at_most_eight_levels_are_read() {
    let nested = |levels: usize| {
        let mut form = unhex("a2 6161 427b7d 617a");
        form.extend(vec![0x81; levels - 1]);
        form.push(0);
        frame::decode::<Delivery>(&form)
    };
    assert!(nested(8).is_ok());
    assert_eq!(nested(9), Err(MalformedFrame::TooDeep));
    assert_eq!(nested(1_000_000), Err(MalformedFrame::TooDeep));
}

#[test]
fn a_list_that_is_too_long_is_refused_whatever_length_it_claims() {
    let get = |aids: usize| frame::decode::<Get>(&frame::encode_bare(&Get { aids: vec![aid(1); aids] }));
    assert!(get(limits::GET_KEYS).is_ok());
    assert!(matches!(get(limits::GET_KEYS + 1), Err(MalformedFrame::OtherMessage(_))));
    let claimed = unhex("a1 6169 9b00ffffffffffffff");
    assert_eq!(frame::decode::<Get>(&claimed), Err(MalformedFrame::Incomplete));
    let long = Gossip::References(vec![Reference { aid: aid(1), size: 1, seconds: 1 }; 65]);
    assert!(matches!(Gossip::from_data(&long.to_data()), Err(MalformedFrame::OtherMessage(_))));
}

#[test]
fn a_turn_and_a_message_of_gossip_say_one_thing() {
    for form in ["a0", "a2 616d 40 627374 626f6b"] {
        assert!(frame::decode::<Turn>(&unhex(form)).is_err(), "{form}");
    }
    for form in ["a0", "a2 6161 40 6172 80"] {
        assert!(Gossip::from_data(&unhex(form)).is_err(), "{form}");
    }
    assert!(frame::decode::<Answer>(&unhex("a1 6165 07")).is_err());
    let huge = Gossip::Activity(vec![b' '; limits::GOSSIP_BYTES].into()).to_data();
    assert_eq!(Gossip::from_data(&huge), Err(MalformedFrame::TooLong));
}

#[test]
fn a_clock_outside_of_our_time_is_refused() {
    let hello = |now: &str| {
        unhex(&format!(
            "a6 6176 01 63636f6d 80 636d616e 40 636e6f77 {now} 6372756e 50{} 6463617073 80",
            "00".repeat(16)
        ))
    };
    assert!(frame::decode::<Hello>(&hello("00")).is_ok());
    for now in ["20", "1bffffffffffffffff", "1b7fffffffffffffff", "f97c00"] {
        assert!(frame::decode::<Hello>(&hello(now)).is_err(), "{now}");
    }
}

#[test]
fn a_length_takes_few_bytes_and_no_more_than_it_needs() {
    assert_eq!(read_length(&[0], 10), Ok((0, 1)));
    assert_eq!(read_length(&[0x7f], 127), Ok((127, 1)));
    assert_eq!(read_length(&[0x80, 0x01], 128), Ok((128, 2)));
    assert_eq!(read_length(&[0xff, 0xff, 0xff, 0x7f], usize::MAX), Ok((268_435_455, 4)));
    assert_eq!(read_length(&[0x80, 0x01], 127), Err(MalformedFrame::TooLong));
    assert_eq!(read_length(&[0x80, 0x00], 127), Err(MalformedFrame::Length));
    assert_eq!(read_length(&[0xff, 0xff, 0xff, 0xff, 0x01], usize::MAX), Err(MalformedFrame::Length));
    assert_eq!(read_length(&[0xff, 0xff], usize::MAX), Err(MalformedFrame::Incomplete));
}

#[test]
fn no_bytes_follow_but_after_ok_and_no_more_than_there_are() {
    let asked = Blob { hash: [0; 32], length: 100, offset: 950 };
    let head = |status, size| BlobHead { status, size, media_type: String::new() };
    assert_eq!(head(Word::Ok, 1_000).follow(&asked), 50);
    assert_eq!(head(Word::Ok, 10_000).follow(&asked), 100);
    assert_eq!(head(Word::Ok, 10).follow(&asked), 0);
    assert_eq!(head(Word::Gone, 1_000).follow(&asked), 0);
}

#[test]
fn a_word_is_written_as_it_is_shown() {
    for word in [Word::Ok, Word::Dup, Word::Gone, Word::Denied, Word::Limit, Word::Bad, Word::Unknown] {
        assert_eq!(frame::encode_bare(&word)[1..], *word.to_string().as_bytes());
    }
    assert!(Word::Dup.is_success());
    assert!(!Word::Busy.is_success());
}

proptest! {
    #[test]
    fn what_is_written_is_read(bytes: Vec<u8>, number: u64, end: bool, length in 0..1_usize << 28) {
        let item = Item { activity: bytes.clone().into(), number, withdrawn: None };
        let answer = Answer::Batch { epoch: number, items: vec![item], end };
        prop_assert_eq!(&frame::decode::<Answer>(&frame::encode_bare(&answer)).unwrap(), &answer);
        let gossip = Gossip::Activity(bytes.into());
        prop_assert_eq!(Gossip::from_data(&gossip.to_data()).unwrap(), gossip);
        let prefix = frame::varint(length);
        prop_assert_eq!(read_length(&prefix, usize::MAX), Ok((length, prefix.len())));
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes: Vec<u8>) {
        let _ = frame::decode::<Hello>(&bytes);
        let _ = frame::decode::<Answer>(&bytes);
        let _ = Gossip::from_data(&bytes);
    }
}
