//! The handle through which the pages, the command line and other servers reach a node.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use artel_protocol::{Activity, Document, Id, Verified, limits};
use tokio::sync::{Semaphore, broadcast};

use crate::changes::{Changes, Event};
use crate::clock::Clock;
use crate::config::Config;
use crate::error::Refusal;
use crate::features::attempts::Attempts;
use crate::features::backups::BackupKeeper;
use crate::features::companies::listing::Listing;
use crate::features::filling::Fillings;
use crate::features::matching::KeptOffers;
use crate::features::media::Workshop;
use crate::features::peers::Clocks;
use crate::features::search::Search;
use crate::federation::authors::Authors;
use crate::federation::deliver::Deliverer;
use crate::federation::fetch::Fetcher;
use crate::federation::http_client::{HttpClient, NetworkPolicy, Resolve};
use crate::id_source::IdSource;
use crate::identity::Context;
use crate::mesh::Mesh;
use crate::pipeline::{Item, Outcome, Pipeline};
use crate::random::Random;
use crate::store::records::NodeRecord;
use crate::store::{OpenError, OpenOptions, Store, View, keys};

/// What a node is given from outside.
pub struct Effects {
    pub clock: Clock,
    pub random: Random,
    pub resolver: Arc<dyn Resolve>,
}

/// A running node. Clones are the same node.
#[derive(Clone)]
pub struct Node(Arc<Inner>);

struct Inner {
    config: Config,
    clock: Clock,
    random: Random,
    ids: Arc<IdSource>,
    store: Arc<Store>,
    pipeline: Mutex<Option<(Pipeline, std::thread::JoinHandle<()>)>>,
    events: broadcast::Sender<Event>,
    http: HttpClient,
    fetcher: Fetcher,
    authors: Authors,
    deliverer: Deliverer,
    attempts: Attempts,
    /// Passwords are hashed by few at a time, so that log-ins cannot take the machine.
    hashing: Arc<Semaphore>,
    /// Places for those who wait for it, and for those whose turn it is.
    hashing_places: Arc<Semaphore>,
    workshop: Workshop,
    backups: BackupKeeper,
    clocks: Clocks,
    search: Search,
    listing: Listing,
    kept_offers: KeptOffers,
    fillings: Fillings,
    mesh: Mutex<Option<Arc<Mesh>>>,
    /// Somebody wants to join a community: the mesh is needed although there is none yet.
    joining: AtomicBool,
    /// A name for this run of the process, by which it recognises itself from outside.
    run: String,
}

/// How long the mesh may take to start, and how often one looks whether it has.
const MESH_STARTS: Duration = Duration::from_secs(15);
const MESH_GLANCE: Duration = Duration::from_millis(50);

/// How many events may wait for a listener that is slow; it then looks at everything anew.
const EVENTS_WAITING: usize = 1_024;

impl Node {
    /// Opens the folder and starts the writer. Deliveries begin with [`Node::deliver_until`].
    pub fn open(config: Config, effects: Effects) -> Result<Node, OpenError> {
        let clock = effects.clock.clone();
        let options = OpenOptions {
            accept_loss: config.accept_loss,
            ..OpenOptions::new(Arc::new(move || clock.now()))
        };
        let store = Arc::new(Store::open(&config.data, config.engine, options)?);
        let view = View::new(store.snapshot()?);
        let record = view.node()?;
        let last = view.get(&keys::setting("last id"))?;
        let last =
            last.and_then(|bytes| Some(u64::from_be_bytes(bytes.as_ref().try_into().ok()?))).unwrap_or(0);
        let instance = match &record {
            Some(record) => record.instance,
            None => instance(&effects.random),
        };
        let ids = Arc::new(IdSource::new(instance, last));
        let (events, _) = broadcast::channel(EVENTS_WAITING);
        let search = Search::new(view.get(&keys::search_mark())?);
        let pipeline = Pipeline::start(
            store.clone(),
            effects.clock.clone(),
            ids.clone(),
            config.mail.is_some(),
            events.clone(),
            search.feed().clone(),
        );
        let http = Node::http_of(&config, effects.resolver);
        Ok(Node(Arc::new(Inner {
            fetcher: Fetcher::new(http.clone(), effects.clock.clone()),
            authors: Authors::default(),
            deliverer: Deliverer::default(),
            attempts: Attempts::new(effects.clock.clone(), &effects.random),
            hashing: Arc::new(Semaphore::new(limits::PASSWORDS_AT_ONCE)),
            hashing_places: Arc::new(Semaphore::new(limits::PASSWORDS_WAITING)),
            workshop: Workshop::default(),
            backups: BackupKeeper::default(),
            clocks: Clocks::default(),
            search,
            listing: Listing::default(),
            kept_offers: KeptOffers::default(),
            fillings: Fillings::default(),
            mesh: Mutex::default(),
            joining: AtomicBool::new(false),
            run: effects.random.token(),
            pipeline: Mutex::new(Some(pipeline)),
            clock: effects.clock,
            random: effects.random,
            config,
            ids,
            store,
            events,
            http,
        })))
    }

    /// The outbound client of a node with this configuration.
    pub fn http_of(config: &Config, resolver: Arc<dyn Resolve>) -> HttpClient {
        let test_networks = config.test_networks.clone();
        HttpClient::new(NetworkPolicy { test_networks, ..NetworkPolicy::default() }, resolver)
    }

    /// What is known at this moment.
    ///
    /// # Errors
    /// [`Refusal::Store`] when the store cannot be read.
    pub fn view(&self) -> Result<View, Refusal> {
        Ok(View::new(self.0.store.snapshot()?))
    }

    /// Hands something to the pipeline and waits until it is durable or refused.
    pub async fn submit(&self, item: Item) -> Result<Outcome, Refusal> {
        let pipeline = {
            let running = self.0.pipeline.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
            running.as_ref().map(|(pipeline, _)| pipeline.clone())
        };
        let stopping = Refusal::Busy { sentence: "this node is stopping", retry_after: 30 };
        pipeline.ok_or(stopping)?.submit(item).await
    }

    /// Changes something that never leaves this node.
    pub async fn change(
        &self,
        decision: impl FnOnce(&View, &Context<'_>) -> Result<Changes, Refusal> + Send + 'static,
    ) -> Result<Outcome, Refusal> {
        self.submit(Item::Private(Box::new(decision))).await
    }

    /// Says something in the name of an actor of ours: the same way that everybody else's words come.
    pub(crate) async fn say(
        &self,
        compose: impl FnOnce(&View, &Context<'_>) -> Result<Activity, Refusal>,
    ) -> Result<Activity, Refusal> {
        let view = self.view()?;
        let record = view.node()?;
        let context =
            Context { now: self.0.clock.now(), node: record.as_ref(), ids: &self.0.ids, mails: self.mails() };
        let activity = compose(&view, &context)?;
        let verified = crate::decide::own(&view, &context, activity.clone())?;
        self.submit(Item::Activity { activity: Box::new(verified), author: None }).await?;
        Ok(activity)
    }

    /// Keeps a document that was fetched from its origin.
    pub(crate) async fn learn(&self, document: Verified<Document>) -> Result<Outcome, Refusal> {
        let id = document.value().json().get("id").and_then(|id| Id::parse(id.as_str()?).ok());
        let outcome = self.submit(Item::Document(Box::new(document))).await?;
        if let Some(id) = id {
            self.authors().forget(&id);
        }
        Ok(outcome)
    }

    /// Looks for something that takes a while, on a thread of its own, so that nobody else waits for it.
    pub(crate) async fn look<T: Send + 'static>(
        &self,
        look: impl FnOnce(&Node) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        let node = self.clone();
        let looking = tokio::task::spawn_blocking(move || look(&node));
        looking.await.map_err(|error| Refusal::Internal(format!("looking did not end: {error}")))?
    }

    /// What happens from now on.
    pub fn events(&self) -> broadcast::Receiver<Event> {
        self.0.events.subscribe()
    }

    /// A number that grows with time and is given once.
    pub(crate) fn next_number(&self) -> u64 {
        self.0.ids.next(self.0.clock.now())
    }

    /// Where this node stands; none before it is set up.
    pub fn record(&self) -> Result<Option<NodeRecord>, Refusal> {
        Ok(self.view()?.node()?)
    }

    /// The beginning of every id of this node.
    pub fn base(&self) -> Result<Id, Refusal> {
        let record = self.record()?;
        record
            .map(|record| record.base)
            .ok_or(Refusal::Busy { sentence: "this node is not set up yet", retry_after: 60 })
    }

    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    pub fn random(&self) -> &Random {
        &self.0.random
    }

    pub fn config(&self) -> &Config {
        &self.0.config
    }

    pub fn store(&self) -> &Arc<Store> {
        &self.0.store
    }

    pub fn http(&self) -> &HttpClient {
        &self.0.http
    }

    pub fn fetcher(&self) -> &Fetcher {
        &self.0.fetcher
    }

    pub(crate) fn ids(&self) -> &IdSource {
        &self.0.ids
    }

    pub(crate) fn authors(&self) -> &Authors {
        &self.0.authors
    }

    pub(crate) fn deliverer(&self) -> &Deliverer {
        &self.0.deliverer
    }

    pub(crate) fn attempts(&self) -> &Attempts {
        &self.0.attempts
    }

    pub(crate) fn hashing(&self) -> &Arc<Semaphore> {
        &self.0.hashing
    }

    pub(crate) fn hashing_places(&self) -> &Arc<Semaphore> {
        &self.0.hashing_places
    }

    pub(crate) fn workshop(&self) -> &Workshop {
        &self.0.workshop
    }

    pub(crate) fn backup_keeper(&self) -> &BackupKeeper {
        &self.0.backups
    }

    pub(crate) fn search_keeper(&self) -> &Search {
        &self.0.search
    }

    /// The offers that are compared.
    pub(crate) fn kept_offers(&self) -> &KeptOffers {
        &self.0.kept_offers
    }

    /// The network with the other nodes of our communities, while it runs.
    pub fn mesh(&self) -> Option<Arc<Mesh>> {
        self.0.mesh.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn set_mesh(&self, mesh: Option<Arc<Mesh>>) {
        *self.0.mesh.lock().unwrap_or_else(PoisonError::into_inner) = mesh;
    }

    pub(crate) fn joining(&self) -> bool {
        self.0.joining.load(Ordering::Relaxed)
    }

    /// The mesh, started for somebody who wants to join a community.
    pub(crate) async fn mesh_for_joining(&self) -> Result<Arc<Mesh>, Refusal> {
        self.0.joining.store(true, Ordering::Relaxed);
        // Whoever waits for something to do looks again.
        let _ = self.0.events.send(Event::Outgoing);
        let started = tokio::time::timeout(MESH_STARTS, async {
            loop {
                if let Some(mesh) = self.mesh() {
                    return mesh;
                }
                tokio::time::sleep(MESH_GLANCE).await;
            }
        });
        started.await.map_err(|_| Refusal::Busy {
            sentence: "the network between nodes does not start: see the log, and mesh.listen in the settings",
            retry_after: 30,
        })
    }

    /// The directory of companies.
    pub(crate) fn listing(&self) -> &Listing {
        &self.0.listing
    }

    /// Which conversations of others are being fetched.
    pub(crate) fn fillings(&self) -> &Fillings {
        &self.0.fillings
    }

    /// What the clocks of others say.
    pub fn clocks(&self) -> &Clocks {
        &self.0.clocks
    }

    /// A name for this run of the process: who reads it under the node's public name has reached this very process.
    pub fn run(&self) -> &str {
        &self.0.run
    }

    /// Stops the writer after what was handed in is durable, and closes the store.
    pub fn close(&self) {
        let running = self.0.pipeline.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).take();
        let Some((pipeline, thread)) = running else { return };
        let telling = std::thread::spawn(move || pipeline.stop());
        if telling.join().is_err() || thread.join().is_err() {
            tracing::error!("the writer ended with a panic");
        }
        if let Err(error) = self.0.store.close() {
            tracing::error!(%error, "the store did not close cleanly");
        }
    }
}

fn instance(random: &Random) -> u16 {
    let mut bytes = [0; 2];
    random.fill(&mut bytes);
    u16::from_be_bytes(bytes)
}
