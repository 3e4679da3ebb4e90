//! Settings: flags over `ARTEL_*` over `artel.toml` over defaults.

mod mail;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use artel_node::Config;
use artel_node::config::{BackupPlan, MeshPlan};
use artel_node::federation::http_client::IpNet;
use artel_node::network::Address;
use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use serde::{Deserialize, Serialize};

pub use mail::MailSection;

/// What can be set. An unknown name in the file is an error, so that a slip of the pen is noticed.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The folder that holds everything.
    pub data: PathBuf,
    /// The address and port to listen on.
    pub listen: SocketAddr,
    /// `off` (behind a proxy), `acme` or `files`.
    pub tls: TlsMode,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tls_cert: Option<PathBuf>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tls_key: Option<PathBuf>,
    /// A second address and port, where plain http is led to https: `0.0.0.0:80` as a rule.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redirect_http: Option<SocketAddr>,
    /// The address that the certificate authority writes to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acme_contact: Option<String>,
    /// The directory of the certificate authority; Let's Encrypt if none is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acme_directory: Option<String>,
    /// Networks of proxies whose `X-Forwarded-*` headers are believed.
    pub trusted_proxies: Vec<String>,
    /// Who knows it may read /metrics from elsewhere than this machine.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metrics_token: Option<String>,
    pub store: StoreSettings,
    pub federation: FederationSettings,
    pub media: MediaSettings,
    /// How mail is sent; without it none is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mail: Option<MailSection>,
    pub backup: BackupSettings,
    pub mesh: MeshSettings,
}

#[derive(Copy, Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TlsMode {
    Off,
    Acme,
    Files,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct StoreSettings {
    /// `fjall` or `sled`.
    pub engine: String,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FederationSettings {
    /// Networks that are reached although they are not public, for tests among servers on one machine.
    pub test_networks: Vec<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MediaSettings {
    /// How many megabytes of pictures each organisation may keep; 0: as many as the disk holds.
    pub quota_mb: u64,
}

impl Default for MediaSettings {
    fn default() -> MediaSettings {
        MediaSettings { quota_mb: artel_node::config::MEDIA_QUOTA_MB }
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BackupSettings {
    /// Make one every night.
    pub nightly: bool,
    /// At this hour, in UTC.
    pub hour: u8,
    /// How many are kept.
    pub keep: usize,
    /// Where they lie, if not in the data folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub folder: Option<PathBuf>,
}

impl Default for BackupSettings {
    fn default() -> BackupSettings {
        let BackupPlan { nightly, hour, keep, folder, .. } = BackupPlan::default();
        BackupSettings { nightly, hour, keep, folder }
    }
}

/// How the other nodes of this node's communities reach it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MeshSettings {
    /// No network between nodes at all.
    pub off: bool,
    /// Multiaddresses to listen on.
    pub listen: Vec<String>,
    /// Where others reach it, if that does not follow from its name and from where it listens.
    pub announce: Vec<String>,
    /// Networks that are dialled although they are not public: an office's own.
    pub networks: Vec<String>,
    /// How many megabytes of other members' pictures are kept.
    pub pictures_mb: u64,
}

impl Default for MeshSettings {
    fn default() -> MeshSettings {
        let MeshPlan { off, listen, announce, .. } = MeshPlan::default();
        MeshSettings {
            off,
            listen,
            announce,
            networks: Vec::new(),
            pictures_mb: artel_node::config::FETCHED_MB,
        }
    }
}

impl MeshSettings {
    fn plan(&self) -> Result<MeshPlan, WrongSetting> {
        for address in self.listen.iter().chain(&self.announce) {
            let parsed: Result<Address, _> = address.parse();
            parsed.map_err(|error| WrongSetting(format!("mesh: {address}: {error}.")))?;
        }
        Ok(MeshPlan {
            off: self.off,
            listen: self.listen.clone(),
            announce: self.announce.clone(),
            networks: networks("mesh.networks", &self.networks)?,
            pictures: self.pictures_mb.saturating_mul(1024 * 1024),
        })
    }
}

impl Default for StoreSettings {
    fn default() -> StoreSettings {
        StoreSettings { engine: "fjall".into() }
    }
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            data: "./artel-data".into(),
            listen: SocketAddr::from(([127, 0, 0, 1], 8420)),
            tls: TlsMode::Off,
            tls_cert: None,
            tls_key: None,
            redirect_http: None,
            acme_contact: None,
            acme_directory: None,
            trusted_proxies: Vec::new(),
            metrics_token: None,
            store: StoreSettings::default(),
            federation: FederationSettings::default(),
            media: MediaSettings::default(),
            mail: None,
            backup: BackupSettings::default(),
            mesh: MeshSettings::default(),
        }
    }
}

/// What the flags say; the rest comes from elsewhere.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Flags {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<PathBuf>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub listen: Option<SocketAddr>,
}

/// A setting that is wrong: one sentence that names it and the mend.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{0}")]
pub struct WrongSetting(String);

impl Settings {
    /// Reads the settings. `file` is `artel.toml` in this folder, if it exists, unless another one is named.
    pub fn read(file: Option<&Path>, flags: &Flags) -> Result<Settings, WrongSetting> {
        if let Some(file) = file
            && !file.is_file()
        {
            return Err(WrongSetting(format!(
                "There is no settings file {}: check --config, or leave it out.",
                file.display()
            )));
        }
        // What can be seen but not read is another's, and to look into it may not be said to be a wrong setting.
        if let Some(file) = file
            && let Err(error) = std::fs::File::open(file)
        {
            return Err(WrongSetting(format!(
                "The settings file {} cannot be read ({error}): run this as the user who runs the node, with sudo -u artel \
                 if it was installed as a package.",
                file.display()
            )));
        }
        let names = serde_json::to_value(Settings::default()).unwrap_or_default();
        let mut known: Vec<String> =
            names.as_object().map(|names| names.keys().cloned().collect()).unwrap_or_default();
        known.extend(
            [
                "tls_cert",
                "tls_key",
                "redirect_http",
                "acme_contact",
                "acme_directory",
                "metrics_token",
                "mail",
            ]
            .map(String::from),
        );
        let environment = Env::prefixed("ARTEL_")
            .filter(move |key| {
                // The variables are in capitals, the settings are not.
                let first = key.as_str().split("__").next().unwrap_or_default();
                known.iter().any(|name| name.eq_ignore_ascii_case(first))
            })
            .split("__");
        let settings: Settings = Figment::from(Serialized::defaults(Settings::default()))
            .merge(Toml::file(file.unwrap_or(Path::new("artel.toml"))))
            .merge(environment)
            .merge(Serialized::defaults(flags))
            .extract()
            .map_err(|error| {
                WrongSetting(format!("A setting is wrong: {error}. Mend it and start again."))
            })?;
        settings.check()?;
        Ok(settings)
    }

    fn check(&self) -> Result<(), WrongSetting> {
        if self.tls == TlsMode::Files && (self.tls_cert.is_none() || self.tls_key.is_none()) {
            return Err(WrongSetting(
                "tls = \"files\" needs tls_cert and tls_key: set both to the PEM files of the certificate."
                    .into(),
            ));
        }
        if self.tls == TlsMode::Off && self.redirect_http.is_some() {
            return Err(WrongSetting(
                "redirect_http leads to https, but tls is \"off\": remove it, or set tls to \"acme\" or \"files\"."
                    .into(),
            ));
        }
        if self.backup.hour > 23 {
            return Err(WrongSetting(
                "backup.hour is an hour of the day in UTC: choose one from 0 to 23.".into(),
            ));
        }
        self.config().map(|_| ())?;
        self.trusted_proxies().map(|_| ())
    }

    /// The part that the node itself is given.
    pub fn config(&self) -> Result<Config, WrongSetting> {
        let engine = self.store.engine.parse().map_err(WrongSetting)?;
        let test_networks = networks("federation.test_networks", &self.federation.test_networks)?;
        let media_quota = match self.media.quota_mb {
            0 => None,
            megabytes => Some(megabytes.saturating_mul(1024 * 1024)),
        };
        let mail = self.mail.as_ref().map(MailSection::read).transpose()?;
        let backup = self.backup.plan();
        let mesh = self.mesh.plan()?;
        Ok(Config { engine, test_networks, media_quota, mail, backup, mesh, ..Config::new(&self.data) })
    }

    pub fn trusted_proxies(&self) -> Result<Vec<IpNet>, WrongSetting> {
        networks("trusted_proxies", &self.trusted_proxies)
    }
}

impl BackupSettings {
    fn plan(&self) -> BackupPlan {
        let BackupSettings { nightly, hour, keep, folder } = self.clone();
        BackupPlan { nightly, hour, keep, folder, ..BackupPlan::default() }
    }
}

fn networks(setting: &str, texts: &[String]) -> Result<Vec<IpNet>, WrongSetting> {
    texts
        .iter()
        .map(|text| text.parse().map_err(|error| WrongSetting(format!("{setting}: {error}."))))
        .collect()
}
