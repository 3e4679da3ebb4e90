//! Setting up: where the node stands, the organisations it hosts, and the actors that speak for them.

use artel_protocol::actor::{ActorType, LocalActor};
use artel_protocol::key::{Ed25519Secret, RsaSecret};
use artel_protocol::{Document, Id, Name, Timestamp};

use super::accounts::Password;
use crate::changes::{Changes, Event};
use crate::config::allows_test_networks;
use crate::error::Refusal;
use crate::identity::Context;
use crate::node::Node;
use crate::sets::spaces;
use crate::store::records::{
    AccountRecord, ActorRecord, LocalActorRecord, NodeRecord, Office, OrganisationRecord, Profile, Role,
};
use crate::store::{View, keys};

/// Where a node is reached.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Address {
    /// A public name, with its port only in a test network.
    Domain(String),
    /// "Try it here": `localhost` and the port that the node listens on.
    Trial { port: u16 },
    /// A name in a test network without TLS.
    Plain(String),
}

impl Address {
    /// The beginning of every id.
    ///
    /// # Errors
    /// A problem of the field `domain` when it is not a name that a node can have.
    pub fn base(&self) -> Result<Id, Refusal> {
        let wrong = || Refusal::field("domain", "setup-domain-wrong");
        let url = match self {
            Address::Trial { port } => format!("http://localhost:{port}"),
            Address::Domain(name) => format!("https://{}", name.trim().trim_end_matches('/')),
            Address::Plain(name) if allows_test_networks(name) => format!("http://{name}"),
            Address::Plain(_) => return Err(wrong()),
        };
        let base = Id::parse(&url).map_err(|_| wrong())?;
        let is_name = base.path().is_empty() && base.host().contains(['.', ':']);
        if is_name { Ok(base) } else { Err(wrong()) }
    }
}

/// The answers of the set-up page.
#[derive(Clone, Debug)]
pub struct SetUp {
    pub address: Address,
    /// The full name of the organisation.
    pub organisation: String,
    pub owner: Name,
    pub password: Password,
    /// `en`, `ru` or `de`.
    pub language: String,
}

/// What an actor of ours is made of, keys included.
pub(super) struct NewActor {
    pub(super) name: Name,
    pub(super) actor_type: ActorType,
    pub(super) organisation: Name,
    pub(super) title: String,
    pub(super) rsa: RsaSecret,
}

impl Node {
    /// Sets the node up: its name, its organisation and the organisation's owner, all at once.
    pub async fn set_up(&self, answers: SetUp) -> Result<Name, Refusal> {
        let base = answers.address.base()?;
        let trial = matches!(answers.address, Address::Trial { .. });
        if !self.config().test_networks.is_empty() && !trial && !allows_test_networks(base.host()) {
            return Err(Refusal::field("domain", "setup-domain-test-network"));
        }
        let title = full_name("organisation", &answers.organisation)?;
        let organisation = name_from_title(&title, &answers.owner);
        let password = self.hash(answers.password).await?;
        let [node_key, organisation_key, owner_key] = self.rsa_keys().await?;
        let (node_seed, seed) = (self.random().seed(), self.random().seed());
        let mut instance = [0; 2];
        self.random().fill(&mut instance);
        let name = organisation.clone();
        self.change(move |view, context| {
            if view.node()?.is_some() {
                return Err(Refusal::Forbidden("this node is set up already"));
            }
            let node = NodeRecord {
                base,
                trial,
                rsa: node_key.to_pkcs8().to_vec(),
                seed: node_seed,
                organisation: organisation.clone(),
                created: context.now,
                instance: u16::from_be_bytes(instance),
            };
            let mut changes = Changes::none();
            changes.put(keys::setting("node"), &node);
            let company = OrganisationRecord::new(organisation.clone(), seed, answers.language);
            changes.put(keys::organisation(&organisation), &company);
            let context = Context { node: Some(&node), ..*context };
            let actor = NewActor {
                name: organisation.clone(),
                actor_type: ActorType::Organization,
                organisation: organisation.clone(),
                title,
                rsa: organisation_key,
            };
            add_actor(view, &context, &company, actor, &mut changes)?;
            let owner = NewActor {
                title: answers.owner.to_string(),
                name: answers.owner.clone(),
                actor_type: ActorType::Person,
                organisation,
                rsa: owner_key,
            };
            add_actor(view, &context, &company, owner, &mut changes)?;
            let owner = AccountRecord::new(answers.owner, company.name, Role::Owner, password, context.now);
            let owner = AccountRecord { office: Office::Operator, ..owner };
            changes.put(keys::account(&owner.name), &owner);
            Ok(changes)
        })
        .await?;
        Ok(name)
    }

    /// Hosts a further organisation.
    pub async fn add_organisation(&self, name: Name, title: String, language: String) -> Result<(), Refusal> {
        let title = full_name("title", &title)?;
        let [rsa] = self.rsa_keys().await?;
        let seed = self.random().seed();
        self.change(move |view, context| {
            let company = OrganisationRecord::new(name.clone(), seed, language);
            let mut changes = Changes::none();
            changes.put(keys::organisation(&name), &company);
            let organisation = name.clone();
            let actor = NewActor { name, actor_type: ActorType::Organization, organisation, title, rsa };
            add_actor(view, context, &company, actor, &mut changes)?;
            Ok(changes)
        })
        .await
        .map(|_| ())
    }

    /// Hosts a further organisation under a short name that follows from its full one.
    pub async fn host(&self, title: &str, language: String) -> Result<Name, Refusal> {
        let title = full_name("title", title)?;
        let name = free_name(&self.view()?, &title)?;
        self.add_organisation(name.clone(), title, language).await?;
        Ok(name)
    }

    /// Suspends an organisation, or admits it again. The one that runs the node cannot be suspended, nor one to which
    /// every operator belongs.
    pub async fn suspend_organisation(&self, name: Name, suspended: bool) -> Result<(), Refusal> {
        self.change(move |view, context| {
            if context.node()?.organisation == name {
                return Err(Refusal::Forbidden("the organisation that runs the node cannot be suspended"));
            }
            if suspended && super::staff::runs_the_node(view, &name)? {
                return Err(Refusal::Forbidden("nobody outside of this organisation runs the node"));
            }
            let organisation =
                view.organisation(&name)?.ok_or(Refusal::Unknown("there is no such organisation here"))?;
            let mut changes = Changes::none();
            changes.put(keys::organisation(&name), &OrganisationRecord { suspended, ..organisation });
            if let Some(actor) = view.local_actor(&name)? {
                changes.tell(Event::Actor(actor.id));
            }
            Ok(changes)
        })
        .await
        .map(|_| ())
    }

    /// Adds somebody to an organisation's staff.
    pub async fn add_user(
        &self,
        name: Name,
        organisation: Name,
        role: Role,
        password: Password,
    ) -> Result<(), Refusal> {
        let password = self.hash(password).await?;
        let [rsa] = self.rsa_keys().await?;
        self.change(move |view, context| {
            let company = view
                .organisation(&organisation)?
                .ok_or(Refusal::Unknown("there is no such organisation here"))?;
            let mut changes = Changes::none();
            let actor = NewActor {
                title: name.to_string(),
                name: name.clone(),
                actor_type: ActorType::Person,
                organisation: organisation.clone(),
                rsa,
            };
            add_actor(view, context, &company, actor, &mut changes)?;
            let account = AccountRecord::new(name, organisation, role, password, context.now);
            changes.put(keys::account(&account.name), &account);
            Ok(changes)
        })
        .await
        .map(|_| ())
    }

    /// New RSA keys: each takes a tenth of a second of one core, so they are made beside everything else.
    pub(super) async fn rsa_keys<const N: usize>(&self) -> Result<[RsaSecret; N], Refusal> {
        tokio::task::spawn_blocking(|| std::array::from_fn(|_| new_rsa_key()))
            .await
            .map_err(|error| Refusal::Internal(format!("making a key: {error}")))
    }
}

fn new_rsa_key() -> RsaSecret {
    use aws_lc_rs::encoding::AsDer;
    use aws_lc_rs::rsa::{KeyPair, KeySize};
    let pair = KeyPair::generate(KeySize::Rsa2048).expect("the library makes RSA-2048 keys");
    let der = pair.as_der().expect("a key that was just made can be written");
    RsaSecret::from_pkcs8(der.as_ref()).expect("a key that was just written can be read")
}

/// Writes an actor of ours with its document. People and organisations share one name space.
pub(super) fn add_actor(
    view: &View,
    context: &Context<'_>,
    company: &OrganisationRecord,
    new: NewActor,
    changes: &mut Changes,
) -> Result<(), Refusal> {
    if view.local_actor(&new.name)?.is_some() || view.erased(&new.name)?.is_some() {
        return Err(Refusal::field("name", "name-taken"));
    }
    let node = context.node()?;
    let (actor, page) = match new.actor_type {
        ActorType::Group => (format!("/s/{}", new.name), format!("/space/{}", new.name)),
        _ => (format!("/u/{}", new.name), format!("/@{}", new.name)),
    };
    let record = LocalActorRecord {
        id: node.base.join(&actor),
        page: node.base.join(&page),
        name: new.name,
        actor_type: new.actor_type,
        organisation: new.organisation,
        title: new.title,
        summary: String::new(),
        rsa: new.rsa.to_pkcs8().to_vec(),
        created: context.now,
        profile: Profile::default(),
        also_known_as: Vec::new(),
        moved_to: None,
    };
    write_actor(view, context, company, &record, changes)
}

/// Writes an actor of ours, and its document as it follows from the record.
pub(super) fn write_actor(
    view: &View,
    context: &Context<'_>,
    company: &OrganisationRecord,
    record: &LocalActorRecord,
    changes: &mut Changes,
) -> Result<(), Refusal> {
    let rsa = RsaSecret::from_pkcs8(&record.rsa)
        .map_err(|error| Refusal::Internal(format!("the key of {}: {error}", record.name)))?;
    let document = document_of(view, context, record, company, &rsa)?;
    changes.put(keys::actor(&record.id), &actor_record(&document, context.now));
    changes.put(keys::local_actor(&record.name), record);
    changes.tell(Event::Actor(record.id.clone()));
    Ok(())
}

/// The document of an actor of ours, as everybody may read it.
pub(super) fn document_of(
    view: &View,
    context: &Context<'_>,
    record: &LocalActorRecord,
    company: &OrganisationRecord,
    rsa: &RsaSecret,
) -> Result<Document, Refusal> {
    let space = spaces::space(view, &record.id)?.map(|space| space.space);
    let icon = super::profiles::portrait(view, record)?;
    let in_public = super::companies::in_public(view, record)?;
    let given = super::vouching::given(view, context.now, &record.id)?;
    let profile = &record.profile;
    // Who vouches stands among the lines as well, for those who read nothing else.
    let vouched: Vec<_> = given.iter().map(|one| format!("✓ {}", one.endorsement.issuer_name)).collect();
    let vouched = vouched.iter().zip(&given).map(|(label, one)| (&**label, one.endorsement.id.as_str()));
    let fields: Vec<_> =
        profile.fields.iter().map(|field| (&*field.label, &*field.value)).chain(vouched).collect();
    let attestations: Vec<_> = given.iter().map(|one| one.credential.clone()).collect();
    let document = LocalActor {
        id: &record.id,
        base: &context.node()?.base,
        actor_type: record.actor_type,
        preferred_username: record.name.as_str(),
        name: &record.title,
        summary: &record.summary,
        page: &record.page,
        published: record.created,
        updated: profile.updated,
        icon: icon.as_ref(),
        fields: &fields,
        discoverable: profile.discoverable,
        indexable: profile.indexable,
        rsa: &rsa.public(),
        ed25519: &Ed25519Secret::from_seed(&company.seed).public(),
        also_known_as: &record.also_known_as,
        moved_to: record.moved_to.as_ref(),
        space: space.as_ref(),
        company: in_public.as_ref(),
        attestations: &attestations,
    };
    Ok(Document::from_json(document.to_document()))
}

fn actor_record(document: &Document, now: Timestamp) -> ActorRecord {
    ActorRecord { document: document.bytes().to_vec(), fetched: now, deleted: false }
}

/// The document of the node's own actor, which signs what the node itself fetches.
pub fn node_actor(node: &NodeRecord) -> Result<Document, Refusal> {
    let rsa = RsaSecret::from_pkcs8(&node.rsa)
        .map_err(|error| Refusal::Internal(format!("the node's key: {error}")))?;
    let id = node.base.join("/actor");
    let actor = LocalActor {
        id: &id,
        base: &node.base,
        actor_type: ActorType::Application,
        preferred_username: node.base.host(),
        name: node.base.host(),
        summary: "",
        page: &node.base,
        published: node.created,
        updated: None,
        icon: None,
        fields: &[],
        discoverable: true,
        indexable: true,
        rsa: &rsa.public(),
        ed25519: &Ed25519Secret::from_seed(&node.seed).public(),
        also_known_as: &[],
        moved_to: None,
        space: None,
        company: None,
        attestations: &[],
    };
    Ok(Document::from_json(actor.to_document()))
}

pub(super) fn full_name(field: &'static str, text: &str) -> Result<String, Refusal> {
    let text = text.trim();
    match text.chars().count() {
        1..=100 => Ok(text.to_owned()),
        0 => Err(Refusal::field(field, "name-missing")),
        _ => Err(Refusal::field(field, "name-too-long")),
    }
}

/// A short name for an organisation that nobody has yet.
pub(super) fn free_name(view: &View, title: &str) -> Result<Name, Refusal> {
    let fallback = Name::parse("organisation").expect("letters are a name");
    let wanted = name_from_title(title, &fallback);
    let short = wanted.as_str().strip_prefix("org_organisation").map_or(wanted.as_str(), |_| "organisation");
    for number in 1..10_000_u32 {
        let name = match number {
            1 => short.to_owned(),
            number => format!("{}_{number}", &short[..short.len().min(25)]),
        };
        let name = Name::parse(&name).map_err(|_| Refusal::field("organisation", "name-wrong"))?;
        if view.local_actor(&name)?.is_none() {
            return Ok(name);
        }
    }
    Err(Refusal::field("organisation", "name-taken"))
}

/// The short name of an organisation, from its full one: «Артель Лад» becomes `artel_lad`.
fn name_from_title(title: &str, owner: &Name) -> Name {
    let mut short = String::new();
    for letter in title.chars().flat_map(char::to_lowercase) {
        match transliterated(letter) {
            Some(text) => short.push_str(text),
            None if letter.is_ascii_alphanumeric() => short.push(letter),
            None if !short.is_empty() && !short.ends_with('_') => short.push('_'),
            None => {}
        }
    }
    short.truncate(30);
    let short = short.trim_matches('_');
    match Name::parse(short) {
        Ok(name) if name != *owner => name,
        _ => Name::parse(&format!("org_{}", &owner.as_str()[..owner.as_str().len().min(26)]))
            .expect("a name behind org_ is a name"),
    }
}

fn transliterated(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ä' => "ae",
        'ö' => "oe",
        'ü' => "ue",
        'ß' => "ss",
        'а' => "a",
        'б' => "b",
        'в' => "v",
        'г' => "g",
        'д' => "d",
        'е' | 'э' => "e",
        'ё' => "yo",
        'ж' => "zh",
        'з' => "z",
        'и' => "i",
        'й' => "y",
        'к' => "k",
        'л' => "l",
        'м' => "m",
        'н' => "n",
        'о' => "o",
        'п' => "p",
        'р' => "r",
        'с' => "s",
        'т' => "t",
        'у' => "u",
        'ф' => "f",
        'х' => "kh",
        'ц' => "ts",
        'ч' => "ch",
        'ш' => "sh",
        'щ' => "shch",
        'ъ' | 'ь' => "",
        'ы' => "y",
        'ю' => "yu",
        'я' => "ya",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_organisation_gets_a_short_name_that_every_server_takes() {
        let owner = Name::parse("anna").unwrap();
        for (title, short) in [
            ("Werkstatt Brandt", "werkstatt_brandt"),
            ("Müller & Söhne GmbH", "mueller_soehne_gmbh"),
            ("Артель «Лад»", "artel_lad"),
            ("Anna", "org_anna"),
            ("日本", "org_anna"),
        ] {
            assert_eq!(name_from_title(title, &owner).as_str(), short);
        }
    }

    #[test]
    fn a_domain_is_a_name_and_nothing_else() {
        let base = |name: &str| Address::Domain(name.into()).base();
        assert_eq!(base("Node-A.test").unwrap().as_str(), "https://node-a.test");
        for wrong in ["", "x", "a b.de", "https://a.de", "a.de/x", "a@b.de"] {
            assert!(base(wrong).is_err(), "{wrong}");
        }
        assert!(Address::Plain("kammer.de".into()).base().is_err());
    }
}
