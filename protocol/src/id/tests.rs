//! What is an id, what is none, and which are one.

use proptest::prelude::*;

use super::Id;

#[test]
fn every_spelling_of_a_host_is_one_authority() {
    for spelling in [
        "https://Node-A.test/u/x",
        "https://node-a.test./u/x",
        "https://node-a.test:443/u/x",
        "HTTPS://NODE-A.TEST/u/x",
    ] {
        let id = Id::parse(spelling).unwrap();
        assert_eq!(id.authority(), "node-a.test", "{spelling}");
        assert_eq!(id.as_str(), "https://node-a.test/u/x");
    }
    let unicode = Id::parse("https://kröte.example/a").unwrap();
    assert_eq!(unicode.authority(), "xn--krte-6qa.example");
}

#[test]
fn what_is_behind_the_host_stays_as_it_was() {
    let text = "https://nodebb.test/uid/1#activity/dislike/https%3A%2F%2Fnode-a.test%2Fo%2F1";
    let id = Id::parse(text).unwrap();
    assert_eq!(id.as_str(), text);
    assert_eq!(id.without_fragment().as_str(), "https://nodebb.test/uid/1");
    assert_eq!(Id::parse("https://lemmy.test").unwrap().as_str(), "https://lemmy.test");
}

#[test]
fn a_gateway_id_and_its_portable_form_are_one() {
    let gateway = Id::parse("https://hub.test/.well-known/apgateway/did:key:z6MkK/actors/anna").unwrap();
    let encoded = Id::parse("https://hub.test/.well-known/apgateway/did%3Akey%3Az6MkK/actors/anna").unwrap();
    let bare = Id::parse("ap://did:key:z6MkK/actors/anna").unwrap();
    assert_eq!(gateway, bare);
    assert_eq!(encoded, bare);
    assert_eq!(gateway.authority(), "did:key:z6MkK");
    assert_eq!(bare.authority(), "did:key:z6MkK");
    assert_eq!(gateway.host(), "hub.test");
}

#[test]
fn a_portable_id_belongs_to_its_key_in_every_spelling() {
    for text in [
        "ap://did:key:zK",
        "ap://did:key:zK#zK",
        "ap://did:key:zK?gateways=x",
        "ap://did%3akey%3AzK/actors/anna",
        "https://hub.test/.well-known/apgateway/did%3akey%3azK/actors/anna",
        "https://hub.test/.well-known/apgateway/did:key%3AzK/actors/anna#main-key",
        "https://hub.test/.well-known/apgateway/did:key:zK?x=/y",
    ] {
        assert_eq!(Id::parse(text).unwrap().authority(), "did:key:zK", "{text}");
    }
    let with_query = Id::parse("ap://did:key:zK/actors/anna?x#main-key").unwrap();
    assert_eq!(with_query, Id::parse("ap://did:key:zK/actors/anna#main-key").unwrap());
}

#[test]
fn the_longest_id_of_a_stranger_can_still_be_joined() {
    let longest = format!("https://a.test/{}", "x".repeat(1_009));
    let id = Id::parse(&longest).unwrap();
    assert_eq!(id.join("/followers").as_str(), format!("{longest}/followers"));
    assert!(Id::parse(&format!("{longest}x")).is_err());
}

#[test]
fn what_is_no_id_is_refused() {
    for text in [
        "",
        "x",
        "ftp://a/b",
        "file:///etc/passwd",
        "javascript:1",
        "https://",
        "https://u:p@a.test/",
        "https://@a.test/",
        "https://a b/",
        "acct:anna@a.test",
        "data:,x",
        "ap://x",
        "https://a.test\\@b.test/",
        "https:a.test/",
        "https:/a.test/",
        "https:///a.test/",
        "https:https://a.test/",
        "https://a.test../",
        "https://10.0.1../",
        "ap://did:key:/x",
    ] {
        assert!(Id::parse(text).is_err(), "{text}");
    }
    assert!(Id::parse(&format!("https://a.test/{}", "x".repeat(2_000))).is_err());
}

proptest! {
    #[test]
    fn parsing_never_panics_and_is_stable(text in ".{0,80}", path in "[!-~]{0,40}") {
        let _ = Id::parse(&text);
        if let Ok(id) = Id::parse(&format!("https://a.test/{path}")) {
            let again = Id::parse(id.as_str()).unwrap();
            prop_assert_eq!(again.as_str(), id.as_str());
        }
    }

    #[test]
    fn what_is_plainly_canonical_is_read_as_everything_else(
        host in "(https|http)://[a-zA-Z0-9.-]{0,12}[.][a-z0-9-]{1,4}(:[0-9]{1,4})?", path in "[/?#]?[!-~]{0,30}",
    ) {
        let text = format!("{host}{path}");
        if super::plain_authority(&text).is_some() && !text.contains('\\') {
            let (quick, careful) = (Id::parse(&text), Id::parse_url(&text));
            prop_assert!(careful.is_ok(), "{}", text);
            let (quick, careful) = (quick.unwrap(), careful.unwrap());
            prop_assert_eq!(quick.as_str(), careful.as_str());
            prop_assert_eq!(quick.host(), careful.host());
            prop_assert_eq!(quick.authority(), careful.authority());
        }
    }

    /// A host that is canonical means the same to whoever reads it again, and ids of strangers do not make what
    /// we derive from them panic.
    #[test]
    fn every_host_is_read_once_and_for_all(
        scheme in "(https|HTTP|ap)",
        slashes in "(:|:/|://|:///)",
        host in "([0-9a-fxA-Z.:%\\[\\]#?@ßЖ。-]|%3[aA]|%2[eE]|did:key:z|\\.well-known/apgateway/){0,12}",
        rest in "[/?#.a]{0,4}",
    ) {
        if let Ok(id) = Id::parse(&format!("{scheme}{slashes}{host}{rest}")) {
            let again = Id::parse(id.as_str()).unwrap();
            prop_assert_eq!(again.as_str(), id.as_str());
            prop_assert_eq!(again.authority(), id.authority());
            prop_assert_eq!(again.host(), id.host());
            prop_assert!(!id.authority().is_empty());
            let _ = id.without_fragment();
            let inbox = id.join("/inbox");
            prop_assert_eq!(inbox.host(), id.host());
        }
    }
}
