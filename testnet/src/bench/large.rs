//! A store as it is after years: 100,000 entries, 2,000 accounts, and a community. It is filled once for all figures that
//! ask for it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use artel_node::changes::Changes;
use artel_node::config::Config;
use artel_node::features::publishing::Draft;
use artel_node::store::keys;
use artel_node::store::records::{AccountRecord, LocalActorRecord, Role};
use artel_node::{Clock, Effects, Node, Random};
use artel_protocol::{Id, Name};
use tokio::sync::OnceCell;

use super::Failure;
use super::node::{COMPANY, NOWHERE, Others, set_up};

/// How many entries there are: half the company's own, half of one that it follows.
const ENTRIES: usize = 100_000;
const ACCOUNTS: usize = 2_000;
/// How many are published at the same time while the store is filled.
const AT_ONCE: usize = 64;

/// The filled store.
pub struct Large {
    pub data: PathBuf,
    /// The number of an article in its midst.
    pub article: String,
    /// The page of a conversation of 200 answers.
    pub topic: String,
    /// An offer of the company's.
    pub offer: Id,
    /// The session of the owner of the company.
    pub session: String,
    _folder: tempfile::TempDir,
}

static LARGE: OnceCell<Large> = OnceCell::const_new();

/// The store, filled if nobody has asked for it before.
pub async fn large() -> Result<&'static Large, Failure> {
    LARGE.get_or_try_init(fill).await
}

async fn fill() -> Result<Large, Failure> {
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("data");
    let node = open(&data)?;
    set_up(&node).await?;
    let company = Name::parse(COMPANY)?;
    let neighbour = node.host("Neighbour", "en".into()).await?;
    let handle = format!("@{neighbour}@{}", node.base()?.host());
    node.follow(&company, &handle).await?;
    let article = publish(&node, &[company.clone(), neighbour]).await?;
    let (topic, offer) = super::community::fill(&node, &company).await?;
    // The last, since they have no documents and could not be let into a community.
    add_accounts(&node, &company).await?;
    let session = node.begin_anew(Name::parse("owner")?, Default::default()).await?;
    super::search::make_index(&node).await?;
    node.close();
    Ok(Large { data, article, topic, offer, session, _folder: folder })
}

/// Opens the store in this process. Nobody else is asked for anything.
pub fn open(data: &Path) -> Result<Node, Failure> {
    let mut config = Config::new(data);
    config.test_networks = vec!["127.0.10.0/24".parse()?];
    let resolver = Arc::new(Others(NOWHERE));
    Ok(Node::open(config, Effects { clock: Clock::system(), random: Random::system(), resolver })?)
}

/// People who never write: their keys are one key, since making 2,000 would take minutes.
async fn add_accounts(node: &Node, company: &Name) -> Result<(), Failure> {
    eprintln!("  {ACCOUNTS} accounts …");
    let template = node.local_actor(&Name::parse("owner")?)?;
    let base = node.base()?;
    for number in 0..ACCOUNTS {
        let name = Name::parse(&format!("person_{number}"))?;
        let actor = LocalActorRecord {
            id: base.join(&format!("/u/{name}")),
            page: base.join(&format!("/@{name}")),
            name: name.clone(),
            ..template.clone()
        };
        let organisation = company.clone();
        node.change(move |view, context| {
            let owner = view.account(&Name::parse("owner").expect("it is a name"))?;
            let password = owner.map(|owner| owner.password).unwrap_or_default();
            let account = AccountRecord::new(name, organisation, Role::Member, password, context.now);
            let mut changes = Changes::none();
            changes.put(keys::account(&account.name), &account);
            changes.put(keys::local_actor(&actor.name), &actor);
            Ok(changes)
        })
        .await?;
    }
    Ok(())
}

/// Publishes in turns, and yields the number of an article of the first author from the midst.
async fn publish(node: &Node, authors: &[Name; 2]) -> Result<String, Failure> {
    let mut middle = String::new();
    for round in 0..ENTRIES / AT_ONCE {
        if round % 100 == 0 {
            eprint!("\r  {} of {ENTRIES} entries …", round * AT_ONCE);
        }
        let mut tasks = Vec::with_capacity(AT_ONCE);
        for number in 0..AT_ONCE {
            let (node, author) = (node.clone(), authors[number % 2].clone());
            let draft = Draft {
                title: format!("Article {round}.{number}"),
                summary: "What everybody sees first.".into(),
                markdown: "A text of *some* length.\n\n".repeat(20),
                tags: vec!["benchmark".into()],
                ..Draft::default()
            };
            tasks.push(tokio::spawn(async move { node.publish("article", &author, &draft).await }));
        }
        for (number, task) in tasks.into_iter().enumerate() {
            let id = task.await??;
            if number == 0 && round == ENTRIES / AT_ONCE / 2 {
                middle = id.as_str().rsplit('/').next().unwrap_or_default().to_owned();
            }
        }
    }
    eprintln!();
    Ok(middle)
}
