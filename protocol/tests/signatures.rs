//! What an HTTP signature must have before it is believed: requests that we sign ourselves hold in both schemes, and
//! every way that we know to forge, weaken, move or replay one does not.

#![allow(clippy::unwrap_used)] // a fixture that is not what it should be ends the test

use std::time::Duration;

use artel_protocol::http_signature::{Request, Scheme, Signature, SignatureError, sign_cavage, sign_rfc9421};
use artel_protocol::key::{Ed25519Secret, KeyError, PublicKey, RsaPublic, RsaSecret, sha256};
use artel_protocol::{Id, Timestamp};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderName, HeaderValue, Method};

const KEY_ID: &str = "https://sender.test/u/anna#main-key";
const BODY: &[u8] = br#"{"type":"Like"}"#;
const NOW: Timestamp = Timestamp(1_795_500_000_000);
const HOUR: Duration = Duration::from_secs(60 * 60);

/// A request as it arrives, every part of which a test may change.
#[derive(Clone)]
struct Arrival {
    method: Method,
    scheme: &'static str,
    authority: &'static str,
    target: String,
    headers: HeaderMap,
    body: Option<Vec<u8>>,
    now: Timestamp,
}

#[test]
fn what_we_sign_holds() {
    for scheme in [Scheme::Cavage, Scheme::Rfc9421] {
        for (method, body) in [(Method::POST, Some(BODY)), (Method::GET, None)] {
            for url in [
                "https://node.test/inbox",
                "https://node.test/o/7?page=2&x=%C3%A4",
                "https://node.test:8443/",
                "https://node.test",
                "https://node.test/.well-known/apgateway/did:key:z6Mk/inbox#part",
                "http://node.test/inbox",
            ] {
                let arrival = Arrival::signed_for(url, scheme, method.clone(), body);
                assert_eq!(arrival.check(), Ok(()), "{scheme:?} {method} {url}");
            }
        }
    }
}

#[test]
fn what_is_signed_is_what_other_servers_want() {
    let post = Arrival::new(Scheme::Cavage);
    let signature = post.headers["signature"].to_str().unwrap();
    let begin =
        format!("keyId=\"{KEY_ID}\",algorithm=\"rsa-sha256\",headers=\"(request-target) host date digest\",");
    assert!(signature.starts_with(&begin), "{signature}");
    let post = Arrival::new(Scheme::Rfc9421);
    let begin =
        "sig1=(\"@method\" \"@target-uri\" \"content-type\" \"content-digest\");created=1795500000;keyid=";
    let input = post.headers["signature-input"].to_str().unwrap();
    assert!(input.starts_with(begin) && input.ends_with(";alg=\"rsa-v1_5-sha256\""), "{input}");
}

/// T-SIG 1.
#[test]
fn a_request_without_a_signature_is_refused() {
    for scheme in [Scheme::Cavage, Scheme::Rfc9421] {
        let mut arrival = Arrival::new(scheme);
        arrival.headers.remove("signature");
        assert_eq!(arrival.check(), Err(SignatureError::Missing));
    }
}

/// T-SIG 2.
#[test]
fn a_changed_body_with_the_old_digest_is_refused() {
    for scheme in [Scheme::Cavage, Scheme::Rfc9421] {
        let mut arrival = Arrival::new(scheme);
        for body in [Some(br#"{"type":"Lika"}"#.to_vec()), Some(Vec::new()), None] {
            arrival.body = body;
            assert_eq!(arrival.check(), Err(SignatureError::WrongDigest), "{scheme:?}");
        }
    }
}

/// T-SIG 3.
#[test]
fn a_changed_body_with_its_own_digest_is_refused() {
    let body = br#"{"type":"Lika"}"#;
    let hash = STANDARD.encode(sha256(body));
    for (scheme, name, value) in [
        (Scheme::Cavage, "digest", format!("SHA-256={hash}")),
        (Scheme::Rfc9421, "content-digest", format!("sha-256=:{hash}:")),
    ] {
        let mut arrival = Arrival::new(scheme).with(name, &value);
        arrival.body = Some(body.to_vec());
        assert_eq!(arrival.check(), Err(SignatureError::Refused), "{scheme:?}");
    }
}

/// T-SIG 4.
#[test]
fn a_digest_that_is_signed_but_not_there_is_refused() {
    for (scheme, name) in [(Scheme::Cavage, "digest"), (Scheme::Rfc9421, "content-digest")] {
        let mut arrival = Arrival::new(scheme);
        arrival.headers.remove(name);
        assert_eq!(arrival.check(), Err(SignatureError::WrongDigest), "{scheme:?}");
        assert_eq!(arrival.with(name, "SHA-512=abc").check(), Err(SignatureError::WrongDigest));
    }
}

/// T-SIG 5.
#[test]
fn a_signature_that_covers_too_little_is_refused() {
    for headers in [
        "date",
        "(request-target)",
        "date digest",
        "(request-target) date digest",
        "host date digest",
        "(request-target) host digest",
        "(request-target) host date",
        "",
    ] {
        let arrival = Arrival::cavage(headers, "algorithm=\"rsa-sha256\",");
        assert!(matches!(arrival.check(), Err(SignatureError::TooWeak(_))), "{headers}");
    }
    for components in [
        "",
        "\"@method\"",
        "\"@target-uri\" \"content-digest\"",
        "\"@method\" \"content-digest\"",
        "\"@method\" \"@authority\" \"content-digest\"",
        "\"@method\" \"@path\" \"content-digest\"",
        "\"@method\" \"@target-uri\"",
    ] {
        let arrival = Arrival::rfc9421(components, ";created=1795500000");
        assert!(matches!(arrival.check(), Err(SignatureError::TooWeak(_))), "{components}");
    }
    let undated = Arrival::rfc9421("\"@method\" \"@target-uri\" \"content-digest\"", "");
    assert!(matches!(undated.check(), Err(SignatureError::TooWeak(_))));
}

#[test]
fn every_covering_that_is_enough_holds() {
    for (headers, more) in [
        ("(request-target) host date digest", ""),
        ("(request-target) host date digest", "algorithm=\"hs2019\","),
        ("(request-target) host digest date", "algorithm=\"rsa-sha256\","),
        ("(request-target) content-type date digest host", "algorithm=\"hs2019\","),
        ("(request-target) host (created) digest", "algorithm=\"hs2019\",created=1795500000,"),
        ("(request-target) host (created) (expires) digest", "created=1795500000,expires=1795500300,"),
        ("(Request-Target) Host Date Digest", "expires=1795500300,"),
    ] {
        assert_eq!(Arrival::cavage(headers, more).check(), Ok(()), "{headers}; {more}");
    }
    for components in [
        "\"@method\" \"@target-uri\" \"content-digest\"",
        "\"@method\" \"@authority\" \"@path\" \"@query\" \"content-digest\"",
        "\"@method\" \"@authority\" \"@request-target\" \"content-digest\"",
        "\"@method\" \"@scheme\" \"@target-uri\" \"host\" \"date\" \"content-type\" \"content-digest\"",
    ] {
        let arrival = Arrival::rfc9421(components, ";created=1795500000;expires=1795500300;nonce=\"x\"");
        assert_eq!(arrival.check(), Ok(()), "{components}");
    }
}

#[test]
fn an_algorithm_that_does_not_fit_is_refused() {
    let headers = "(request-target) host date digest";
    for algorithm in ["rsa-sha1", "rsa-sha512", "hmac-sha256", "ed25519", "none", ""] {
        let arrival = Arrival::cavage(headers, &format!("algorithm=\"{algorithm}\","));
        assert!(matches!(arrival.check(), Err(SignatureError::Malformed(_))), "{algorithm}");
    }
    let created = Arrival::cavage(
        "(request-target) host (created) digest",
        "algorithm=\"rsa-sha256\",created=1795500000,",
    );
    assert!(matches!(created.check(), Err(SignatureError::Malformed(_))));
    let components = "\"@method\" \"@target-uri\" \"content-digest\"";
    for algorithm in ["rsa-pss-sha512", "hmac-sha256", "rsa-sha256", ""] {
        let arrival = Arrival::rfc9421(components, &format!(";created=1795500000;alg=\"{algorithm}\""));
        assert!(matches!(arrival.check(), Err(SignatureError::Malformed(_))), "{algorithm}");
    }
    let other_kind = Arrival::rfc9421(components, ";created=1795500000;alg=\"ed25519\"");
    assert_eq!(other_kind.check(), Err(SignatureError::Refused), "perhaps the key was changed");
}

#[test]
fn an_ed25519_key_signs_requests_too() {
    let secret = Ed25519Secret::from_seed(&[3; 32]);
    let public = PublicKey::Ed25519(secret.public());
    let sign = |text: &str| STANDARD.encode(secret.sign(text.as_bytes()));
    let headers = "(request-target) host date digest";
    let cavage = Arrival::cavage_by(headers, "algorithm=\"hs2019\",", sign);
    assert_eq!(cavage.check_with(&public), Ok(()));
    assert_eq!(cavage.check(), Err(SignatureError::Refused));
    let rsa = Arrival::cavage_by(headers, "algorithm=\"rsa-sha256\",", sign);
    assert_eq!(rsa.check_with(&public), Err(SignatureError::Refused));
    let components = "\"@method\" \"@target-uri\" \"content-digest\"";
    let rfc9421 = Arrival::rfc9421_by(components, ";created=1795500000;alg=\"ed25519\"", sign);
    assert_eq!(rfc9421.check_with(&public), Ok(()));
    assert_eq!(rfc9421.check(), Err(SignatureError::Refused));
}

/// T-SIG 6, and every side of the window.
#[test]
fn a_signature_holds_for_an_hour_or_so() {
    let minutes = |minutes: u64| Duration::from_secs(minutes * 60);
    for scheme in [Scheme::Cavage, Scheme::Rfc9421] {
        let mut arrival = Arrival::new(scheme);
        for (moment, holds) in [
            (NOW.plus(minutes(64)), true),
            (NOW.plus(minutes(66)), false),
            (NOW.plus(13 * HOUR), false),
            (NOW.minus(minutes(59)), true),
            (NOW.minus(minutes(61)), false),
            (NOW.minus(13 * HOUR), false),
        ] {
            arrival.now = moment;
            let expected = if holds { Ok(()) } else { Err(SignatureError::OutsideTime) };
            assert_eq!(arrival.check(), expected, "{scheme:?} at {}", moment.to_rfc3339());
        }
    }
}

#[test]
fn a_signature_does_not_hold_after_it_expired() {
    // An hour is for clocks that are wrong, as with everything else.
    let long_ago = NOW.minus(HOUR + Duration::from_secs(2)).as_secs();
    let cavage = Arrival::cavage("(request-target) host date digest", &format!("expires={long_ago},"));
    assert_eq!(cavage.check(), Err(SignatureError::OutsideTime));
    let attributes = format!(";created=1795500000;expires={long_ago}");
    let rfc9421 = Arrival::rfc9421("\"@method\" \"@target-uri\" \"content-digest\"", &attributes);
    assert_eq!(rfc9421.check(), Err(SignatureError::OutsideTime));
}

#[test]
fn no_signed_moment_may_be_wrong() {
    let both = "(request-target) host date (created) digest";
    assert_eq!(Arrival::cavage(both, "created=1795500000,").check(), Ok(()));
    assert_eq!(Arrival::cavage(both, "created=1795400000,").check(), Err(SignatureError::OutsideTime));
    for created in ["", "-1", "+1795500000", "1795500000.5", "99999999999999999999", "now"] {
        let arrival = Arrival::cavage(both, &format!("created=\"{created}\","));
        assert!(matches!(arrival.check(), Err(SignatureError::Malformed(_))), "{created}");
        let components = "\"@method\" \"@target-uri\" \"content-digest\"";
        let arrival = Arrival::rfc9421(components, &format!(";created={created}"));
        assert!(matches!(arrival.check(), Err(SignatureError::Malformed(_))), "{created}");
    }
    for date in ["", "yesterday", "1795500000"] {
        let arrival = Arrival::new(Scheme::Cavage).with("date", date);
        assert_eq!(arrival.check(), Err(SignatureError::OutsideTime), "{date}");
    }
}

/// T-SIG 8.
#[test]
fn a_signature_for_another_target_or_method_is_refused() {
    for scheme in [Scheme::Cavage, Scheme::Rfc9421] {
        let arrival = Arrival::new(scheme);
        for target in ["/users/bob/inbox", "/", "/inbox/", "/INBOX", "//inbox"] {
            let moved = Arrival { target: target.to_owned(), ..arrival.clone() };
            assert_eq!(moved.check(), Err(SignatureError::Refused), "{scheme:?} {target}");
        }
        let put = Arrival { method: Method::PUT, ..arrival };
        assert_eq!(put.check(), Err(SignatureError::Refused), "{scheme:?}");
    }
}

#[test]
fn a_signature_for_another_host_is_refused() {
    for scheme in [Scheme::Cavage, Scheme::Rfc9421] {
        let arrival = Arrival::new(scheme);
        let elsewhere = Arrival { authority: "other.test", ..arrival.clone() };
        assert_eq!(elsewhere.check(), Err(SignatureError::WrongHost), "{scheme:?}");
        for host in ["other.test", "node.test:8443", "node.test/x", "node.test@other.test", "node.test.", ""]
        {
            let arrival = arrival.clone().with("host", host);
            assert_eq!(arrival.check(), Err(SignatureError::WrongHost), "{scheme:?} {host}");
        }
    }
    // What the header says is one thing, what is signed another.
    let relabelled = Arrival { authority: "other.test", ..Arrival::new(Scheme::Rfc9421) };
    assert_eq!(relabelled.with("host", "other.test").check(), Err(SignatureError::Refused));
}

#[test]
fn a_host_with_its_usual_port_is_the_same_host() {
    let port = |host: &'static str| {
        Arrival::cavage_with("(request-target) host date digest", "", &[("host", host)], by_rsa)
    };
    assert_eq!(port("node.test:443").check(), Ok(()));
    assert_eq!(port("NODE.test").check(), Ok(()));
    assert_eq!(port("node.test:80").check(), Err(SignatureError::WrongHost));
}

#[test]
fn a_query_may_be_left_out_and_a_did_may_be_decoded() {
    let sign = |target: &str| {
        let arrival = Arrival { target: target.to_owned(), ..Arrival::new(Scheme::Cavage) };
        arrival.signed_by_cavage("(request-target) host date digest", "", by_rsa)
    };
    let arriving = |signed: &str, target: &str| Arrival { target: target.to_owned(), ..sign(signed) }.check();
    assert_eq!(arriving("/inbox", "/inbox?x=1"), Ok(()));
    assert_eq!(arriving("/inbox?x=1", "/inbox?x=1"), Ok(()));
    assert_eq!(arriving("/inbox?x=1", "/inbox?x=2"), Err(SignatureError::Refused));
    assert_eq!(arriving("/inbox?x=1", "/inbox"), Err(SignatureError::Refused));
    assert_eq!(arriving("/did:key:z/inbox", "/did%3Akey%3az/inbox"), Ok(()));
    assert_eq!(arriving("/did%3Akey%3Az/inbox", "/did%3Akey%3Az/inbox"), Ok(()));
    assert_eq!(arriving("/did%3Akey%3Az/inbox", "/did:key:z/inbox"), Err(SignatureError::Refused));
}

/// T-SIG 12.
#[test]
fn of_two_signatures_none_counts() {
    for (scheme, names) in
        [(Scheme::Cavage, &["signature"][..]), (Scheme::Rfc9421, &["signature", "signature-input"])]
    {
        for name in names {
            let mut arrival = Arrival::new(scheme);
            let good = arrival.headers[*name].clone();
            let bad = HeaderValue::from_str(&good.to_str().unwrap().replace("anna", "eve")).unwrap();
            arrival.headers.insert(HeaderName::from_static(name), bad);
            arrival.headers.append(HeaderName::from_static(name), good);
            assert!(matches!(arrival.check(), Err(SignatureError::Malformed(_))), "{scheme:?} {name}");
        }
    }
    let arrival = Arrival::new(Scheme::Cavage);
    let one = arrival.headers["signature"].to_str().unwrap();
    let twice = format!("{one},{one}");
    assert!(matches!(arrival.with("signature", &twice).check(), Err(SignatureError::Malformed(_))));
}

#[test]
fn a_signature_with_its_own_input_is_never_taken_for_the_older_scheme() {
    let arrival =
        Arrival::new(Scheme::Cavage).with("signature-input", "sig1=();created=1795500000;keyid=\"x\"");
    assert!(matches!(arrival.check(), Err(SignatureError::Malformed(_))));
}

#[test]
fn a_signature_by_another_key_is_refused() {
    let other = PublicKey::Ed25519(Ed25519Secret::from_seed(&[9; 32]).public());
    let arrival = Arrival::new(Scheme::Cavage);
    assert_eq!(arrival.check_with(&other), Err(SignatureError::Refused));
    let mut bytes = arrival.headers["signature"].to_str().unwrap().to_owned();
    bytes = bytes.replacen("signature=\"", "signature=\"AAAA", 1);
    assert_eq!(arrival.with("signature", &bytes).check(), Err(SignatureError::Refused));
}

/// T-SIG 11.
#[test]
fn a_weak_or_swollen_key_is_no_key() {
    let modulus = |bytes: usize| [vec![0xc1], vec![0x5b; bytes - 1]].concat();
    assert!(RsaPublic::from_pem(&pkcs1(&modulus(256), &[1, 0, 1])).is_ok(), "the encoding is right");
    for (modulus, exponent) in [
        (modulus(64), &[1, 0, 1][..]),
        (modulus(128), &[1, 0, 1]),
        (modulus(255), &[1, 0, 1]),
        (modulus(1025), &[1, 0, 1]),
        (modulus(256), &[1]),
        (modulus(256), &[3]),
        (modulus(256), &[0xff, 0xff]),
        (modulus(256), &[1, 0, 2]),
        (modulus(256), &[1, 0, 0, 0, 1, 1]),
        (modulus(256), &[]),
        (vec![0], &[1, 0, 1]),
    ] {
        assert!(RsaPublic::from_pem(&pkcs1(&modulus, exponent)).is_err(), "{} {exponent:?}", modulus.len());
    }
    let swollen =
        format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", "A".repeat(64 * 1024));
    assert_eq!(RsaPublic::from_pem(&swollen), Err(KeyError::Malformed));
}

#[test]
fn a_public_key_is_read_in_both_of_its_forms() {
    let spki = include_str!("../fixtures/keys/rsa-2048.pem");
    let pkcs1 = include_str!("../fixtures/keys/rsa-2048-pkcs1.pem");
    let public = secret().public();
    assert_eq!(RsaPublic::from_pem(spki), Ok(public.clone()));
    assert_eq!(RsaPublic::from_pem(pkcs1), Ok(public.clone()));
    assert_eq!(RsaPublic::from_pem(&spki.replace('\n', "\r\n")), Ok(public.clone()));
    assert_eq!(public.to_pem(), spki);
    assert_eq!(RsaSecret::from_pkcs8(secret().to_pkcs8()).unwrap().public(), public);
    let unended = spki.replace("-----END PUBLIC KEY-----\n", "");
    let followed = format!("{spki}{spki}");
    for wrong in ["", &unended, &followed, &spki.replace("PUBLIC", "PRIVATE"), &spki.replace("MII", "MIJ")] {
        assert!(RsaPublic::from_pem(wrong).is_err(), "{wrong}");
    }
}

impl Arrival {
    /// A post to the inbox, signed by the function that our node signs with.
    fn new(scheme: Scheme) -> Arrival {
        Arrival::signed_for("https://node.test/inbox", scheme, Method::POST, Some(BODY))
    }

    fn signed_for(url: &str, scheme: Scheme, method: Method, body: Option<&[u8]>) -> Arrival {
        let id = Id::parse(url).unwrap();
        let headers = match scheme {
            Scheme::Cavage => sign_cavage(&method, &id, body, KEY_ID, &secret(), NOW),
            Scheme::Rfc9421 => sign_rfc9421(&method, &id, body, KEY_ID, &secret(), NOW),
        };
        let target = id.path().split('#').next().unwrap();
        Arrival {
            method,
            scheme: if id.is_https() { "https" } else { "http" },
            authority: id.host().to_owned().leak(),
            target: if target.is_empty() { "/".to_owned() } else { target.to_owned() },
            headers,
            body: body.map(<[u8]>::to_vec),
            now: NOW,
        }
    }

    /// A post whose signature covers just these headers.
    fn cavage(covered: &str, more: &str) -> Arrival {
        Arrival::cavage_by(covered, more, by_rsa)
    }

    fn cavage_by(covered: &str, more: &str, sign: impl Fn(&str) -> String) -> Arrival {
        Arrival::cavage_with(covered, more, &[], sign)
    }

    fn cavage_with(
        covered: &str,
        more: &str,
        headers: &[(&'static str, &str)],
        sign: impl Fn(&str) -> String,
    ) -> Arrival {
        let mut arrival = Arrival::new(Scheme::Cavage).with("content-type", "application/json");
        for (name, value) in headers {
            arrival = arrival.with(name, value);
        }
        arrival.signed_by_cavage(covered, more, sign)
    }

    /// The text is built here anew, so that no test believes the code it tests.
    fn signed_by_cavage(self, covered: &str, more: &str, sign: impl Fn(&str) -> String) -> Arrival {
        let parameter = |name: &str| {
            let (_, rest) = more.split_once(name).unwrap();
            rest.split(',').next().unwrap().trim_matches('"').to_owned()
        };
        let line = |name: &str| {
            let name = name.to_ascii_lowercase();
            let value = match name.as_str() {
                "(request-target)" => format!("{} {}", self.method.as_str().to_lowercase(), self.target),
                "(created)" => parameter("created="),
                "(expires)" => parameter("expires="),
                header => self.headers[header].to_str().unwrap().to_owned(),
            };
            format!("{name}: {value}")
        };
        let lines: Vec<String> = covered.split_ascii_whitespace().map(line).collect();
        let signature = sign(&lines.join("\n"));
        let header = format!("keyId=\"{KEY_ID}\",{more}headers=\"{covered}\",signature=\"{signature}\"");
        self.with("signature", &header)
    }

    /// A post whose signature covers just these components.
    fn rfc9421(covered: &str, attributes: &str) -> Arrival {
        Arrival::rfc9421_by(covered, attributes, by_rsa)
    }

    fn rfc9421_by(covered: &str, attributes: &str, sign: impl Fn(&str) -> String) -> Arrival {
        let arrival = Arrival::new(Scheme::Rfc9421);
        let parameters = format!("({covered}){attributes};keyid=\"{KEY_ID}\"");
        let mut base = String::new();
        for component in covered.split_ascii_whitespace() {
            let value = match component.trim_matches('"') {
                "@method" => "POST",
                "@target-uri" => "https://node.test/inbox",
                "@authority" => "node.test",
                "@scheme" => "https",
                "@path" | "@request-target" => "/inbox",
                "@query" => "?",
                header => arrival.headers[header].to_str().unwrap(),
            };
            base.push_str(&format!("{component}: {value}\n"));
        }
        let signature = sign(&format!("{base}\"@signature-params\": {parameters}"));
        arrival
            .with("signature-input", &format!("sig1={parameters}"))
            .with("signature", &format!("sig1=:{signature}:"))
    }

    fn with(mut self, name: &str, value: &str) -> Arrival {
        self.headers.insert(HeaderName::from_bytes(name.as_bytes()).unwrap(), value.parse().unwrap());
        self
    }

    /// Whether the signature holds for the sender's key.
    fn check(&self) -> Result<(), SignatureError> {
        self.check_with(&PublicKey::Rsa(secret().public()))
    }

    fn check_with(&self, key: &PublicKey) -> Result<(), SignatureError> {
        let request = Request {
            method: &self.method,
            scheme: self.scheme,
            authority: self.authority,
            target: &self.target,
            headers: &self.headers,
            body: self.body.as_deref(),
        };
        let checked = Signature::of(&request)?.verify(&request, key, self.now)?;
        assert_eq!((checked.key_id(), checked.key()), (KEY_ID, key));
        Ok(())
    }
}

/// The key for tests: see fixtures/keys/README.md.
fn secret() -> RsaSecret {
    RsaSecret::from_pkcs8(include_bytes!("../fixtures/keys/rsa-2048.pk8")).unwrap()
}

fn by_rsa(text: &str) -> String {
    STANDARD.encode(secret().sign_sha256(text.as_bytes()))
}

/// A public key of any shape, as PKCS#1 in a PEM.
fn pkcs1(modulus: &[u8], exponent: &[u8]) -> String {
    let element = |tag: u8, content: &[u8]| {
        let length = content.len().to_be_bytes();
        let length = &length[length.iter().position(|byte| *byte != 0).unwrap_or(7)..];
        match content.len() {
            0..=127 => [&[tag, length[0]], content].concat(),
            _ => [&[tag, 0x80 | length.len() as u8], length, content].concat(),
        }
    };
    let positive = |bytes: &[u8]| match bytes.first() {
        Some(0x80..) => [&[0], bytes].concat(),
        _ => bytes.to_vec(),
    };
    let numbers = [element(2, &positive(modulus)), element(2, &positive(exponent))].concat();
    let body = STANDARD.encode(element(0x30, &numbers));
    format!("-----BEGIN RSA PUBLIC KEY-----\n{body}\n-----END RSA PUBLIC KEY-----\n")
}
