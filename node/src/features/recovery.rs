//! The recovery kit: the keys of an organisation and its people, sealed with a passphrase. Without it a lost machine
//! loses the identity; with it the same ids speak again with the same keys.
//!
//! The file is JSON: `format`, `node`, `organisation`, `did` and `made` in plain; `salt`, `nonce` and `sealed` in
//! base64. The key is argon2id of the passphrase (19 MiB, two passes, one lane: the parameters stand beside it), the
//! cipher AES-256-GCM, and what is in plain is authenticated too.

use argon2::{Algorithm, Argon2, Params, Version};
use artel_protocol::key::Ed25519Secret;
use artel_protocol::{Id, Name, Timestamp};
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::accounts::Password;
use crate::changes::Changes;
use crate::error::Refusal;
use crate::identity::Context;
use crate::node::Node;
use crate::store::engine::Direction;
use crate::store::records::{LocalActorRecord, OrganisationRecord, decode};
use crate::store::{View, keys};

/// What the file calls itself; another number when it changes so that it cannot be read as before.
const FORMAT: &str = "artel-recovery-kit/1";
/// argon2id: memory in KiB, passes, lanes (RFC 9106 and the usual recommendation for logging in).
const COSTS: (u32, u32, u32) = (19_456, 2, 1);
/// The largest file that is read as a kit, in bytes: an organisation of a thousand people has some 2 MB.
pub const KIT_BYTES: usize = 8 * 1024 * 1024;

/// A kit, ready to be kept.
#[derive(Clone, Debug)]
pub struct Kit {
    /// The file.
    pub json: String,
    /// `artel-werkstatt_brandt-2026-11-24.json`.
    pub file_name: String,
}

/// What is in a kit that was opened.
#[derive(Clone, Debug)]
pub struct Opened {
    pub node: String,
    pub organisation: Name,
    /// The identity as a `did:key`.
    pub did: String,
    /// Everybody whose keys are in it.
    pub actors: Vec<Name>,
}

/// The file as it is written.
#[derive(Serialize, Deserialize)]
pub(super) struct File {
    format: String,
    pub(super) node: String,
    pub(super) organisation: Name,
    pub(super) did: String,
    made: String,
    argon2id: (u32, u32, u32),
    salt: String,
    nonce: String,
    sealed: String,
}

/// What is sealed.
#[derive(Serialize, Deserialize)]
pub(super) struct Secrets {
    /// The seed of the identity key, in base64.
    seed: String,
    pub(super) actors: Vec<ActorSecrets>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct ActorSecrets {
    pub(super) name: Name,
    title: String,
    /// PKCS#8, DER, in base64.
    rsa: String,
    /// Its id, for taking it to another node. Kits from before there was moving have none: there it follows from
    /// `node` and the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) id: Option<Id>,
}

impl Secrets {
    /// The seed of the identity key.
    ///
    /// # Errors
    /// A problem of the field `kit` when it is none.
    pub(super) fn seed(&self) -> Result<[u8; 32], Refusal> {
        let seed = BASE64.decode(&self.seed).ok().and_then(|seed| seed.try_into().ok());
        seed.ok_or_else(|| Refusal::field("kit", "kit-damaged"))
    }
}

impl Node {
    /// Makes the recovery kit of an organisation. That it was made is remembered, for the reminder.
    ///
    /// # Errors
    /// A problem of the field `password` when the passphrase is too weak.
    pub async fn recovery_kit(&self, organisation: &Name, passphrase: &str) -> Result<Kit, Refusal> {
        let passphrase = Password::strong(passphrase, &[organisation.as_str()])?;
        let view = self.view()?;
        let company =
            view.organisation(organisation)?.ok_or(Refusal::Unknown("there is no such organisation here"))?;
        let secrets = secrets(&view, &company)?;
        let now = self.clock().now();
        let (mut salt, mut nonce) = ([0; 16], [0; 12]);
        self.random().fill(&mut salt);
        self.random().fill(&mut nonce);
        let mut file = File {
            format: FORMAT.into(),
            node: self.base()?.host().to_owned(),
            organisation: organisation.clone(),
            did: Ed25519Secret::from_seed(&company.seed).public().to_did(),
            made: now.to_rfc3339(),
            argon2id: COSTS,
            salt: BASE64.encode(salt),
            nonce: BASE64.encode(nonce),
            sealed: String::new(),
        };
        let plain = serde_json::to_vec(&secrets).map_err(|error| broken(&error))?;
        let aad = file.in_plain();
        let key = self.stretched(passphrase.as_bytes().to_vec(), salt.to_vec(), COSTS).await?;
        file.sealed = BASE64.encode(sealed(&key, nonce, &aad, plain)?);
        self.remember_kit(organisation.clone()).await?;
        let day = file.made.split('T').next().unwrap_or_default();
        Ok(Kit {
            file_name: format!("artel-{organisation}-{day}.json"),
            json: serde_json::to_string_pretty(&file).map_err(|error| broken(&error))?,
        })
    }

    /// When the last kit of an organisation was made.
    pub fn recovery_kit_made(&self, organisation: &Name) -> Result<Option<Timestamp>, Refusal> {
        Ok(self.view()?.record(&keys::setting(&setting(organisation)))?)
    }

    /// Opens a kit: whether it is whole and the passphrase right. Nothing is changed.
    ///
    /// # Errors
    /// A problem of the field `kit` or `password`.
    pub async fn open_recovery_kit(&self, json: &str, passphrase: &str) -> Result<Opened, Refusal> {
        let (file, secrets) = self.opened(json, passphrase).await?;
        Ok(Opened {
            node: file.node,
            organisation: file.organisation,
            did: file.did,
            actors: secrets.actors.into_iter().map(|actor| actor.name).collect(),
        })
    }

    /// Gives an organisation of this node the keys in its kit: for a node that was set up again under its old name. Those
    /// who follow are told of the keys that are others now.
    ///
    /// # Errors
    /// A problem of the field `kit` when it belongs to another node or organisation.
    pub async fn restore_from_kit(&self, json: &str, passphrase: &str) -> Result<Name, Refusal> {
        let (file, secrets) = self.opened(json, passphrase).await?;
        if file.node != self.base()?.host() {
            return Err(Refusal::field("kit", "kit-of-another"));
        }
        let seed = secrets.seed()?;
        let name = file.organisation.clone();
        self.change(move |view, context| {
            let company = view
                .organisation(&file.organisation)?
                .ok_or_else(|| Refusal::field("kit", "kit-of-another"))?;
            let is_same = company.seed == seed;
            let company = OrganisationRecord { seed, ..company };
            let (mut changes, mut changed) = (Changes::none(), Vec::new());
            changes.put(keys::organisation(&company.name), &company);
            for actor in secrets.actors {
                let Some(record) = view.local_actor(&actor.name)? else { continue };
                let rsa = BASE64.decode(&actor.rsa).map_err(|_| Refusal::field("kit", "kit-damaged"))?;
                let has_both = is_same && record.rsa == rsa;
                let record = LocalActorRecord { rsa, ..record };
                super::organisations::write_actor(view, context, &company, &record, &mut changes)?;
                changed.extend((!has_both).then_some(record));
            }
            tell(view, context, &company, &changed, &mut changes)?;
            Ok(changes)
        })
        .await?;
        self.authors().forget_all();
        Ok(name)
    }

    pub(super) async fn opened(&self, json: &str, passphrase: &str) -> Result<(File, Secrets), Refusal> {
        let damaged = || Refusal::field("kit", "kit-damaged");
        if json.len() > KIT_BYTES {
            return Err(damaged());
        }
        let file: File = serde_json::from_str(json).map_err(|_| damaged())?;
        // Costs beyond our own are nobody's kit: they would only keep the machine busy.
        if file.format != FORMAT || file.argon2id != COSTS {
            return Err(Refusal::field("kit", "kit-unknown"));
        }
        let salt = BASE64.decode(&file.salt).map_err(|_| damaged())?;
        let nonce: [u8; 12] =
            BASE64.decode(&file.nonce).ok().and_then(|nonce| nonce.try_into().ok()).ok_or_else(damaged)?;
        let cipher = BASE64.decode(&file.sealed).map_err(|_| damaged())?;
        let passphrase = artel_protocol::as2::shorten(passphrase, Password::LONGEST + 1);
        let key = self.stretched(passphrase.into_bytes(), salt, file.argon2id).await?;
        let plain = unsealed(&key, nonce, &file.in_plain(), cipher)
            .ok_or_else(|| Refusal::field("password", "kit-passphrase-wrong"))?;
        let secrets = serde_json::from_slice(&plain).map_err(|_| damaged())?;
        Ok((file, secrets))
    }

    /// The key of a passphrase, in the pool that hashes few at a time.
    async fn stretched(
        &self,
        passphrase: Vec<u8>,
        salt: Vec<u8>,
        (memory, passes, lanes): (u32, u32, u32),
    ) -> Result<[u8; 32], Refusal> {
        let stretched = self
            .hashed(move || {
                let params = Params::new(memory, passes, lanes, Some(32)).ok()?;
                let mut key = [0; 32];
                let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
                argon2.hash_password_into(&passphrase, &salt, &mut key).ok()?;
                Some(key)
            })
            .await?;
        stretched.ok_or_else(|| Refusal::field("kit", "kit-damaged"))
    }

    async fn remember_kit(&self, organisation: Name) -> Result<(), Refusal> {
        self.change(move |_, context| {
            let mut changes = Changes::none();
            changes.put(keys::setting(&setting(&organisation)), &context.now);
            Ok(changes)
        })
        .await
        .map(|_| ())
    }
}

/// Tells those who follow that an actor has other keys, signed with these: they are what its document lists by now.
/// An organisation that says nothing at present does not say this either.
pub(super) fn tell(
    view: &View,
    context: &Context<'_>,
    company: &OrganisationRecord,
    changed: &[LocalActorRecord],
    changes: &mut Changes,
) -> Result<(), Refusal> {
    if view.is_suspended(&company.name)? {
        return Ok(());
    }
    let mut now = view.clone();
    now.apply(&changes.batch);
    for record in changed {
        changes.consequences.push(super::profiles::update(&now, context, record, company)?);
    }
    Ok(())
}

impl File {
    /// What stands in plain, for authentication: changed, the kit does not open.
    fn in_plain(&self) -> Vec<u8> {
        let plain = json!([self.format, self.node, self.organisation, self.did, self.made, self.argon2id]);
        plain.to_string().into_bytes()
    }
}

/// The name of the setting that remembers when the last kit of an organisation was made.
pub(super) fn setting(organisation: &Name) -> String {
    format!("recovery kit of {organisation}")
}

fn secrets(view: &View, company: &OrganisationRecord) -> Result<Secrets, Refusal> {
    let mut actors = Vec::new();
    for (_, value) in view.prefix(&keys::local_actors(), Direction::Forward, usize::MAX)? {
        let actor: LocalActorRecord = decode(&value)?;
        if actor.organisation == company.name {
            actors.push(ActorSecrets {
                name: actor.name,
                title: actor.title,
                rsa: BASE64.encode(&actor.rsa),
                id: Some(actor.id),
            });
        }
    }
    Ok(Secrets { seed: BASE64.encode(company.seed), actors })
}

fn sealed(key: &[u8; 32], nonce: [u8; 12], aad: &[u8], mut plain: Vec<u8>) -> Result<Vec<u8>, Refusal> {
    let key = UnboundKey::new(&AES_256_GCM, key).map_err(|error| broken(&error))?;
    LessSafeKey::new(key)
        .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(aad), &mut plain)
        .map_err(|error| broken(&error))?;
    Ok(plain)
}

fn unsealed(key: &[u8; 32], nonce: [u8; 12], aad: &[u8], mut cipher: Vec<u8>) -> Option<Vec<u8>> {
    let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key).ok()?);
    let plain = key.open_in_place(Nonce::assume_unique_for_key(nonce), Aad::from(aad), &mut cipher).ok()?;
    Some(plain.to_vec())
}

fn broken(error: &dyn std::fmt::Display) -> Refusal {
    Refusal::Internal(format!("a recovery kit: {error}"))
}
