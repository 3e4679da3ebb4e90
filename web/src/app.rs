//! What every handler is given: the node, the settings, and the token of a set-up that is yet to come.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use artel_node::{Node, Refusal};
use artel_protocol::{Id, Timestamp};
use axum::extract::FromRef;
use metrics_exporter_prometheus::PrometheusHandle;

use crate::desk::Desk;
use crate::handlers::checks::Looks;
use crate::handlers::export::fresh_folder;
use crate::jobs::Jobs;
use crate::settings::Settings;

/// The application. Clones are the same one.
#[derive(Clone)]
pub struct App(Arc<Parts>);

struct Parts {
    node: Node,
    settings: Settings,
    metrics: Option<PrometheusHandle>,
    setup: Mutex<Option<SetupToken>>,
    jobs: Jobs,
    /// Where archives are written; known once there is one.
    exports: Mutex<Option<PathBuf>>,
    desk: Desk,
    looks: Looks,
}

struct SetupToken {
    token: String,
    expires: Timestamp,
}

/// How long the link to the set-up page works.
const SETUP_LASTS: Duration = Duration::from_secs(24 * 3600);

impl App {
    pub fn new(node: Node, settings: Settings, metrics: Option<PrometheusHandle>) -> App {
        App(Arc::new(Parts {
            node,
            settings,
            metrics,
            setup: Mutex::new(None),
            jobs: Jobs::default(),
            exports: Mutex::new(None),
            desk: Desk::default(),
            looks: Looks::default(),
        }))
    }

    pub fn node(&self) -> &Node {
        &self.0.node
    }

    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    pub fn metrics(&self) -> Option<&PrometheusHandle> {
        self.0.metrics.as_ref()
    }

    /// What this process answers when it asks itself through its public name.
    pub fn echo_token(&self) -> &str {
        self.node().run()
    }

    /// What is under way besides the requests: a restore, the last look at everything.
    pub fn desk(&self) -> &Desk {
        &self.0.desk
    }

    /// What the set-up page found last.
    pub fn looks(&self) -> &Looks {
        &self.0.looks
    }

    /// Exports and imports.
    pub fn jobs(&self) -> &Jobs {
        &self.0.jobs
    }

    /// The folder that archives are written to, empty when this process first asks for it.
    pub fn exports_folder(&self) -> std::io::Result<PathBuf> {
        let mut known = self.0.exports.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if let Some(folder) = &*known {
            return Ok(folder.clone());
        }
        let folder = fresh_folder(&self.settings().data)?;
        *known = Some(folder.clone());
        Ok(folder)
    }

    /// A new token for the set-up page; an earlier one no longer works.
    pub fn new_setup_token(&self) -> String {
        let token = self.node().random().token();
        let expires = self.node().clock().now().plus(SETUP_LASTS);
        *self.setup() = Some(SetupToken { token: token.clone(), expires });
        token
    }

    /// Whether this is the token of the set-up that is yet to come.
    pub fn is_setup_token(&self, token: &str) -> bool {
        let now = self.node().clock().now();
        // Tokens are compared by their hashes, so that the time it takes tells nothing.
        let hash = |text: &str| artel_protocol::key::sha256(text.as_bytes());
        self.setup().as_ref().is_some_and(|setup| now < setup.expires && hash(&setup.token) == hash(token))
    }

    /// The file that holds the link to the set-up page, for its owner only.
    pub fn setup_link_file(&self) -> PathBuf {
        self.settings().data.join("setup-link")
    }

    /// The set-up is done: its link leads nowhere any more.
    pub fn forget_setup_token(&self) {
        *self.setup() = None;
        // A file that was never there is gone too.
        let _ = std::fs::remove_file(self.setup_link_file());
        crate::handlers::restore::remove_sent(&self.settings().data);
    }

    fn setup(&self) -> std::sync::MutexGuard<'_, Option<SetupToken>> {
        self.0.setup.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// The beginning of every id.
    pub fn base(&self) -> Result<Id, Refusal> {
        self.node().base()
    }
}

impl FromRef<App> for Node {
    fn from_ref(app: &App) -> Node {
        app.node().clone()
    }
}
