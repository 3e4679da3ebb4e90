//! Documents by which actors and nodes are found: WebFinger (RFC 7033), host-meta and NodeInfo.

use serde_json::{Value, json};

use crate::actor::Image;
use crate::as2;
use crate::wire::{ACTIVITY_JSON, Malformed, parse_strictly};
use crate::{Id, limits};

/// What a WebFinger answer says.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Jrd {
    /// `acct:name@host`, the canonical handle.
    pub subject: String,
    /// The link to the actor.
    pub actor: Id,
    /// Where its server lets it follow somebody: an address with `{uri}` in it (OStatus, FEP-3b86).
    pub subscribe: Option<String>,
}

impl Jrd {
    /// The page on this actor's own server where it can follow `followed`; none if its server offers no such page,
    /// or one that leads to another host or away from TLS: a server speaks for itself only.
    pub fn subscribe_page(&self, followed: &Id) -> Option<url::Url> {
        let uri: String = url::form_urlencoded::byte_serialize(followed.as_str().as_bytes()).collect();
        let page = url::Url::parse(&self.subscribe.as_ref()?.replace("{uri}", &uri)).ok()?;
        let own = url::Url::parse(self.actor.as_str()).ok()?;
        let leads_home = page.host_str() == own.host_str() && page.scheme() == own.scheme();
        leads_home.then_some(page)
    }
}

/// Reads a JRD: its subject, and the `self` link with a type of ActivityPub.
pub fn read_jrd(bytes: &[u8]) -> Result<Jrd, Malformed> {
    if bytes.len() > limits::DOCUMENT_BYTES {
        return Err(Malformed::new("the answer is too large"));
    }
    let Value::Object(jrd) = parse_strictly(bytes)? else {
        return Err(Malformed::new("the answer is not a JSON object"));
    };
    let subject =
        jrd.get("subject").and_then(Value::as_str).ok_or_else(|| Malformed::new("subject is missing"))?;
    let mut actors = as2::list(&jrd, "links").iter().filter_map(|link| {
        let text = |key: &str| link.get(key).and_then(Value::as_str);
        let is_activity = text("type").is_some_and(|kind| {
            kind == "application/activity+json" || kind.starts_with("application/ld+json")
        });
        let actor = text("href").filter(|_| text("rel") == Some("self") && is_activity)?;
        Id::parse(actor).ok()
    });
    let actor = actors.next().ok_or_else(|| Malformed::new("there is no link to an actor"))?;
    if actors.any(|other| other != actor) {
        return Err(Malformed::new("there are links to several actors"));
    }
    let subscribe = as2::list(&jrd, "links").iter().find_map(|link| {
        let text = |key: &str| link.get(key).and_then(Value::as_str);
        text("template").filter(|_| text("rel") == Some(SUBSCRIBE)).map(str::to_owned)
    });
    Ok(Jrd { subject: subject.to_owned(), actor, subscribe })
}

const SUBSCRIBE: &str = "http://ostatus.org/schema/1.0/subscribe";

/// The WebFinger document of an actor of ours. Exactly one link whose type starts with `application/`, since Lemmy
/// takes the last of them.
pub fn webfinger(actor: &Id, page: Option<&Id>, name: &str, host: &str, base: &Id) -> Value {
    let pages = page.into_iter();
    let aliases: Value =
        std::iter::once(actor).chain(pages.clone()).map(|alias| Value::from(alias.as_str())).collect();
    let mut links = vec![json!({"rel": "self", "type": ACTIVITY_JSON, "href": actor.as_str()})];
    links.extend(pages.map(|page| {
        json!({"rel": "http://webfinger.net/rel/profile-page", "type": "text/html", "href": page.as_str()})
    }));
    if actor.path() == "/actor" {
        // FEP-d556: the actor that speaks for the whole server.
        links.push(json!({"rel": "https://www.w3.org/ns/activitystreams#Service", "href": actor.as_str()}));
    } else {
        links.push(json!({
            "rel": "http://ostatus.org/schema/1.0/subscribe",
            "template": format!("{base}/authorize_interaction?uri={{uri}}"),
        }));
    }
    json!({"subject": format!("acct:{name}@{host}"), "aliases": aliases, "links": links})
}

/// Adds the portrait to the WebFinger document of an actor of ours.
pub fn add_avatar(jrd: &mut Value, portrait: &Image) {
    let mut link = json!({"rel": "http://webfinger.net/rel/avatar", "href": portrait.url.as_str()});
    if let (Some(media_type), Some(members)) = (&portrait.media_type, link.as_object_mut()) {
        members.insert("type".into(), media_type.as_str().into());
    }
    if let Some(links) = jrd.get_mut("links").and_then(Value::as_array_mut) {
        links.push(link);
    }
}

/// The host-meta document that old servers ask for.
pub fn host_meta(base: &Id) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <XRD xmlns=\"http://docs.oasis-open.org/ns/xri/xrd-1.0\">\n  \
         <Link rel=\"lrdd\" template=\"{base}/.well-known/webfinger?resource={{uri}}\"/>\n</XRD>\n"
    )
}

/// Where the NodeInfo documents are (FEP-f1d5); 2.0 too, since Phanpy asks for that.
pub fn nodeinfo_list(base: &Id) -> Value {
    let link = |version: &str| {
        json!({
            "rel": format!("http://nodeinfo.diaspora.software/ns/schema/{version}"),
            "href": format!("{base}/nodeinfo/{version}"),
        })
    };
    json!({"links": [link("2.1"), link("2.0")]})
}

/// What a node says of itself. What it does not count it does not claim (FEP-0151).
#[derive(Clone, Debug)]
pub struct NodeInfo {
    pub software_version: String,
    pub node_name: String,
}

impl NodeInfo {
    /// The document in version 2.0 or 2.1 of its schema.
    pub fn to_json(&self, version: &str) -> Value {
        json!({
            "version": version,
            "software": {"name": "artel", "version": self.software_version},
            "protocols": ["activitypub"],
            "services": {"inbound": [], "outbound": []},
            "openRegistrations": false,
            "usage": {"users": {}},
            "metadata": {"nodeName": self.node_name, "federation": {"enabled": true}},
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(text: &str) -> Id {
        Id::parse(text).expect("it is one")
    }

    #[test]
    fn what_we_say_of_an_actor_leads_others_to_it() {
        let actor = id("https://node-a.test/u/anna");
        let page = id("https://node-a.test/@anna");
        let jrd = webfinger(&actor, Some(&page), "anna", "node-a.test", &id("https://node-a.test"));
        let read = read_jrd(jrd.to_string().as_bytes()).unwrap();
        let subscribe = Some("https://node-a.test/authorize_interaction?uri={uri}".into());
        assert_eq!(read, Jrd { subject: "acct:anna@node-a.test".into(), actor, subscribe });
    }

    #[test]
    fn only_a_link_to_an_activitypub_actor_counts() {
        let jrd = json!({"subject": "acct:holz@lemmy.test", "links": [
            {"rel": "self", "type": "application/activity+json", "href": "https://lemmy.test/c/holz"},
            {"rel": "self", "type": "text/html", "href": "https://lemmy.test/@holz"},
            {"rel": "avatar", "type": "application/activity+json", "href": "https://lemmy.test/a"},
            {"rel": "self", "type": "application/activity+json", "href": "acct:holz@lemmy.test"},
            "https://lemmy.test/x",
        ]});
        assert_eq!(read_jrd(jrd.to_string().as_bytes()).unwrap().actor, id("https://lemmy.test/c/holz"));
    }

    #[test]
    fn host_meta_and_the_list_of_nodeinfo_lead_to_what_we_serve() {
        let base = id("https://node-a.test:8443");
        let template = "template=\"https://node-a.test:8443/.well-known/webfinger?resource={uri}\"";
        assert!(host_meta(&base).contains(template));
        let links = nodeinfo_list(&base);
        assert_eq!(links["links"][0]["href"], "https://node-a.test:8443/nodeinfo/2.1");
        assert_eq!(links["links"][1]["rel"], "http://nodeinfo.diaspora.software/ns/schema/2.0");
    }

    #[test]
    fn lemmy_finds_exactly_one_link_and_fep_d556_the_server() {
        let base = id("https://node-a.test");
        for actor in ["https://node-a.test/u/anna", "https://node-a.test/actor"] {
            let jrd = webfinger(&id(actor), None, "anna", "node-a.test", &base);
            let links = jrd["links"].as_array().unwrap();
            let typed = links
                .iter()
                .filter(|link| link["type"].as_str().is_some_and(|t| t.starts_with("application/")));
            assert_eq!(typed.count(), 1);
            let service =
                links.iter().any(|link| link["rel"] == "https://www.w3.org/ns/activitystreams#Service");
            assert_eq!(service, actor.ends_with("/actor"));
        }
    }

    #[test]
    fn a_reader_is_led_to_their_own_server_and_nowhere_else() {
        let followed = id("https://node-a.test/u/anna");
        let page = |template: &str| {
            let jrd = json!({"subject": "acct:irina@masto.test", "links": [
                {"rel": "self", "type": "application/activity+json", "href": "https://masto.test/users/irina"},
                {"rel": "http://ostatus.org/schema/1.0/subscribe", "template": template},
            ]});
            let jrd = read_jrd(jrd.to_string().as_bytes()).expect("it is one");
            jrd.subscribe_page(&followed).map(String::from)
        };
        let there = "https://masto.test/authorize_interaction?uri=https%3A%2F%2Fnode-a.test%2Fu%2Fanna";
        assert_eq!(page("https://masto.test/authorize_interaction?uri={uri}").as_deref(), Some(there));
        for elsewhere in
            ["https://evil.test/?uri={uri}", "http://masto.test/{uri}", "javascript:a({uri})", "", "/{uri}"]
        {
            assert_eq!(page(elsewhere), None, "{elsewhere}");
        }
    }

    #[test]
    fn an_answer_that_leads_nowhere_is_refused() {
        for text in [
            "",
            "[]",
            "{}",
            r#"{"subject":"acct:a@b"}"#,
            r#"{"subject":"acct:a@b","links":[{"rel":"self"}]}"#,
        ] {
            assert!(read_jrd(text.as_bytes()).is_err(), "{text}");
        }
    }

    #[test]
    fn an_answer_that_names_two_actors_names_none() {
        let link = |kind: &str, href: &str| json!({"rel": "self", "type": kind, "href": href});
        let ld = "application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"";
        let read = |first: Value, second: Value| {
            read_jrd(json!({"subject": "acct:a@b.test", "links": [first, second]}).to_string().as_bytes())
        };
        let anna = "https://b.test/u/anna";
        assert!(read(link(ACTIVITY_JSON, anna), link(ld, anna)).is_ok(), "both types lead to one actor");
        assert!(read(link("text/html", "https://b.test/@bert"), link(ld, anna)).is_ok());
        assert!(read(link(ACTIVITY_JSON, anna), link(ACTIVITY_JSON, "https://b.test/c/anna")).is_err());
    }

    #[test]
    fn nodeinfo_holds_what_its_schema_asks_for() {
        let info = NodeInfo { software_version: "0.1.0".into(), node_name: "Werkstatt".into() };
        for version in ["2.0", "2.1"] {
            let json = info.to_json(version);
            assert_eq!(json["version"], version);
            for key in ["software", "protocols", "services", "openRegistrations", "usage", "metadata"] {
                assert!(json.get(key).is_some(), "{key}");
            }
        }
    }
}
