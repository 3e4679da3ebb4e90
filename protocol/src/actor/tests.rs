//! Claims about actor documents, with real ones of other servers.

use super::*;

const MITRA: &str = include_str!("../../fixtures/mitra/actor.json");

/// A real actor with one property changed.
fn with(pointer: &str, value: Value) -> Result<Actor, Malformed> {
    let mut actor: Value = serde_json::from_str(MITRA).unwrap();
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    let parent = actor.pointer_mut(parent).unwrap();
    parent.as_object_mut().unwrap().insert(key.to_owned(), value);
    Actor::read(&Document::parse(actor.to_string())?)
}

#[test]
fn an_actor_has_what_every_server_insists_on() {
    let whole = with("/name", json!("Mia")).unwrap();
    assert_eq!(whole.handle(), "@mia@mitra.test");
    assert_eq!(whole.keys.len(), 2);
    for key in ["id", "type", "inbox", "preferredUsername"] {
        for wrong in [json!(null), json!(5), json!(""), json!({"a": 1})] {
            assert!(with(&format!("/{key}"), wrong.clone()).is_err(), "{key} {wrong}");
        }
    }
}

#[test]
fn nothing_of_an_actor_is_on_another_host() {
    assert!(with("/inbox", json!("https://victim.test/inbox")).is_err());
    let elsewhere = json!("https://victim.test/x");
    assert_eq!(with("/outbox", elsewhere.clone()).unwrap().outbox, None);
    assert_eq!(with("/followers", elsewhere.clone()).unwrap().followers, None);
    let shared = with("/endpoints", json!({"sharedInbox": elsewhere})).unwrap();
    assert_eq!(shared.delivery_inbox(), &shared.inbox);
}

#[test]
fn a_key_that_is_another_actors_is_left_out() {
    let actor: Value = serde_json::from_str(MITRA).unwrap();
    let count = |pointer: &str, value: Value| with(pointer, value).unwrap().keys.len();
    for (key, owner) in [("publicKey", "owner"), ("assertionMethod", "controller")] {
        let one = match &actor[key] {
            // The other one is its RSA key once more.
            Value::Array(items) => items
                .iter()
                .find(|key| key["id"] == "https://mitra.test/users/mia#ed25519-key")
                .unwrap()
                .clone(),
            one => one.clone(),
        };
        assert_eq!(count(&format!("/{key}"), json!([one, 5, null, {}])), 2, "a list of {key}");
        assert_eq!(count(&format!("/{key}"), one.clone()), 2, "a lone {key}");
        for (member, value) in
            [(owner, "https://mitra.test/users/bob"), ("id", "https://victim.test/u#main-key")]
        {
            let mut foreign = one.clone();
            foreign[member] = value.into();
            assert_eq!(count(&format!("/{key}"), foreign), 1, "{key} {member}");
        }
    }
}

#[test]
fn a_handle_never_looks_like_another() {
    for name in ["Mia.K-2", "мия", "node-a.test:8443", "user~1"] {
        assert_eq!(with("/preferredUsername", json!(name)).unwrap().preferred_username, name);
    }
    for name in ["a@b.test", "a b", "a/b", "a\u{202e}b", "a\u{200b}b", "a\nb", "<b>", "a\u{0}"] {
        assert!(with("/preferredUsername", json!(name)).is_err(), "{name:?}");
    }
}

#[test]
fn no_actor_document_makes_us_work_much() {
    let many: Vec<Value> = (0..9_000).map(|n| json!(format!("https://mitra.test/{n}"))).collect();
    assert_eq!(with("/alsoKnownAs", json!(many)).unwrap().also_known_as.len(), limits::ALIASES);
    let long = "x".repeat(100_000);
    assert_eq!(with("/name", json!(long)).unwrap().name.unwrap().len(), limits::NAME_CHARS);
    let pem = format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----", "A".repeat(64 * 1024));
    assert_eq!(with("/publicKey/publicKeyPem", json!(pem)).unwrap().keys.len(), 1);
}

#[test]
fn what_we_say_of_our_actors_is_read_as_we_mean_it() {
    let mitra = with("/name", json!("Mia")).unwrap();
    let Some(PublicKey::Rsa(rsa)) = mitra.key("https://mitra.test/users/mia#main-key") else {
        panic!("the actor has an RSA key")
    };
    let ed25519 = mitra.assertion_key("https://mitra.test/users/mia#ed25519-key").expect("it has one");
    let base = Id::parse("https://node-a.test").unwrap();
    let (id, page) = (base.join("/u/anna"), base.join("/@anna"));
    let portrait = Image {
        url: base.join("/media/0a"),
        media_type: Some("image/png".into()),
        width: Some(400),
        height: Some(400),
    };
    let document = LocalActor {
        id: &id,
        base: &base,
        actor_type: ActorType::Organization,
        preferred_username: "anna",
        name: "Anna <Brandt>",
        summary: "Dreherei & Co",
        page: &page,
        published: Timestamp(1_795_503_600_000),
        updated: Some(Timestamp(1_795_590_000_000)),
        icon: Some(&portrait),
        fields: &[("Telefon", "+49 30 <000>"), ("Netz", "https://brandt.example")],
        discoverable: false,
        indexable: true,
        rsa,
        ed25519,
        also_known_as: &[base.join("/u/before"), mitra.id.clone()],
        moved_to: Some(&mitra.id),
        space: None,
        company: None,
        attestations: &[],
    }
    .to_document();
    for key in ["inbox", "outbox", "followers", "following", "url"] {
        assert!(document[key].as_str().unwrap().starts_with("https://node-a.test/"), "{key}");
    }
    assert_eq!(document["webfinger"], "anna@node-a.test");
    assert_eq!(document["@context"][0], AS2_CONTEXT);
    assert_eq!(document["summary"], "<p>Dreherei &amp; Co</p>");
    assert_eq!(document["updated"], "2026-11-25T07:00:00Z");
    assert_eq!(document["@context"][5]["PropertyValue"], "schema:PropertyValue");
    let read = Actor::read(&Document::from_json(document)).unwrap();
    assert_eq!((read.id, read.actor_type), (id.clone(), ActorType::Organization));
    assert_eq!(read.keys[0].id, "https://node-a.test/u/anna#main-key");
    assert_eq!(read.keys[1].id, "https://node-a.test/u/anna#ed25519-key");
    assert_eq!(read.icon, Some(portrait));
    assert_eq!(read.also_known_as, [base.join("/u/before"), mitra.id.clone()]);
    assert_eq!(read.moved_to, Some(mitra.id));
    assert_eq!((read.discoverable, read.indexable), (false, true));
    let link = "<a href=\"https://brandt.example\" rel=\"me nofollow noopener\" \
                target=\"_blank\">https://brandt.example</a>";
    let fields: Vec<_> = read.fields.iter().map(|line| (&*line.name, &*line.value)).collect();
    assert_eq!(fields, [("Telefon", "+49 30 &lt;000&gt;"), ("Netz", link)]);
    assert!(read.takes_rfc9421 && read.shared_inbox == Some(base.join("/inbox")));
}

#[test]
fn a_broken_profile_leaves_the_actor_whole() {
    for (key, wrong) in [
        ("icon", json!({"type": "Image", "url": {"href": [5]}})),
        ("image", json!([[], 5])),
        ("attachment", json!({"type": "PropertyValue", "name": {}, "value": []})),
        ("summary", json!({"en": "text"})),
        ("discoverable", json!("yes")),
        ("indexable", json!({})),
    ] {
        let read = with(&format!("/{key}"), wrong).unwrap();
        assert!(read.icon.is_none() && read.image.is_none() && read.fields.is_empty(), "{key}");
        assert_eq!((read.summary, read.indexable), (None, false), "{key}");
    }
}

#[test]
fn the_profiles_of_real_actors_are_read() {
    let snac = read_fixture(include_str!("../../fixtures/snac/actor.json"));
    let icon = snac.icon.unwrap();
    assert_eq!(icon.url.as_str(), "https://snac.test/susie.png");
    assert_eq!(icon.media_type.as_deref(), Some("image/png"));
    let mitra = read_fixture(MITRA);
    assert!(mitra.icon.is_none() && mitra.fields.is_empty() && mitra.discoverable && !mitra.indexable);
    let gotosocial = read_fixture(include_str!("../../fixtures/gotosocial/actor.json"));
    assert!(gotosocial.icon.is_none() && gotosocial.fields.is_empty() && !gotosocial.discoverable);
    let fedify = read_fixture(include_str!("../../fixtures/fedify/actor.json"));
    assert_eq!(fedify.summary.as_deref(), Some("<p>Ein Leser von nebenan.</p>"));
}

/// GoToSocial and Mitra write their profiles like this; the fixtures' own people had filled in none.
#[test]
fn the_lines_of_gotosocial_and_mitra_are_read() {
    let icon = json!({"type": "Image", "mediaType": "image/webp", "name": "Carol", "url": "https://gts2.test/f.webp"});
    let lines = json!([
        {"type": "PropertyValue", "name": "Website",
         "value": "<a href=\"https://carol.test\" rel=\"nofollow noreferrer noopener\">https://carol.test</a>"},
        {"type": "PropertyValue", "name": "$XMR", "value": "8xyz"},
        {"type": "VerifiableIdentityStatement", "subject": "did:key:z6Mk", "name": "key"},
    ]);
    let mut actor: Value =
        serde_json::from_str(include_str!("../../fixtures/gotosocial/actor.json")).unwrap();
    actor["icon"] = icon;
    actor["attachment"] = lines;
    let read = read_fixture(&actor.to_string());
    assert_eq!(read.icon.unwrap().url.as_str(), "https://gts2.test/f.webp");
    let names: Vec<_> = read.fields.iter().map(|line| &*line.name).collect();
    assert_eq!(names, ["Website", "$XMR"]);
    assert!(read.fields[0].value.contains("https://carol.test"));
}

fn read_fixture(text: &str) -> Actor {
    Actor::read(&Document::parse(text.to_owned()).unwrap()).unwrap()
}
