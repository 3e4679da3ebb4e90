//! Settings of a node that stand in its configuration, not in its store.

use std::path::PathBuf;

use crate::features::mail::MailSettings;
use crate::federation::http_client::IpNet;
use crate::store::{EngineKind, folder};

/// How a node runs.
#[derive(Clone, Debug)]
pub struct Config {
    /// The folder that holds everything.
    pub data: PathBuf,
    pub engine: EngineKind,
    /// Open the store although commits are missing from it.
    pub accept_loss: bool,
    /// Networks that are reached although they are not public: for tests among servers on one machine. Allowed
    /// only under a name that exists nowhere else; see [`allows_test_networks`].
    pub test_networks: Vec<IpNet>,
    /// How many bytes of pictures each organisation may keep; none: as many as the disk holds.
    pub media_quota: Option<u64>,
    /// How mail is sent; without it none is.
    pub mail: Option<MailSettings>,
    pub backup: BackupPlan,
    pub mesh: MeshPlan,
}

/// How this node is reached by the other nodes of its communities. Nothing is listened on before there is one.
#[derive(Clone, Debug)]
pub struct MeshPlan {
    /// No network between nodes at all.
    pub off: bool,
    /// Multiaddresses to listen on.
    pub listen: Vec<String>,
    /// Where others reach it, if that does not follow from its name and from where it listens.
    pub announce: Vec<String>,
    /// Networks that are dialled although they are not public: an office's own.
    pub networks: Vec<IpNet>,
    /// How many bytes of other members' pictures are kept.
    pub pictures: u64,
}

impl Default for MeshPlan {
    fn default() -> MeshPlan {
        let listen = ["/ip4/0.0.0.0/udp/4001/quic-v1", "/ip4/0.0.0.0/tcp/4001"];
        MeshPlan {
            off: false,
            listen: listen.map(String::from).to_vec(),
            announce: Vec::new(),
            networks: Vec::new(),
            pictures: FETCHED_MB * 1024 * 1024,
        }
    }
}

/// How many megabytes of other members' pictures are kept unless the settings say otherwise.
pub const FETCHED_MB: u64 = 2_048;

/// When backups are made by themselves, and where they lie.
#[derive(Clone, Debug)]
pub struct BackupPlan {
    /// Make one every night.
    pub nightly: bool,
    /// The hour in UTC at which it begins, 0–23.
    pub hour: u8,
    /// How many are kept; the newest always is.
    pub keep: usize,
    /// Where they lie; `backups` in the data folder if none is given.
    pub folder: Option<PathBuf>,
    /// How many bytes have to stay free beside a backup.
    pub spare: u64,
}

impl Default for BackupPlan {
    fn default() -> BackupPlan {
        BackupPlan { nightly: true, hour: 3, keep: 14, folder: None, spare: 128 * 1024 * 1024 }
    }
}

/// What an organisation may keep unless the settings say otherwise, in megabytes.
pub const MEDIA_QUOTA_MB: u64 = 2_048;

impl Config {
    pub fn new(data: impl Into<PathBuf>) -> Config {
        Config {
            data: data.into(),
            engine: EngineKind::Fjall,
            accept_loss: false,
            test_networks: Vec::new(),
            media_quota: Some(MEDIA_QUOTA_MB * 1024 * 1024),
            mail: None,
            backup: BackupPlan::default(),
            mesh: MeshPlan::default(),
        }
    }

    /// Where backups lie.
    pub fn backup_folder(&self) -> PathBuf {
        self.backup.folder.clone().unwrap_or_else(|| self.data.join(folder::BACKUPS))
    }
}

/// Whether a node with this name may reach test networks: only names that no public node can have (RFC 6761,
/// RFC 9476).
pub fn allows_test_networks(host: &str) -> bool {
    let host = host.rsplit_once(':').map_or(host, |(name, _)| name);
    host == "localhost"
        || [".test", ".localhost", ".example", ".internal"].iter().any(|suffix| host.ends_with(suffix))
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_public_name_cannot_reach_test_networks() {
        assert!(super::allows_test_networks("node-a.test"));
        assert!(super::allows_test_networks("a.localhost:8420"));
        for name in ["kammer.de", "test", "node.test.de", "nodetest"] {
            assert!(!super::allows_test_networks(name), "{name}");
        }
    }
}
