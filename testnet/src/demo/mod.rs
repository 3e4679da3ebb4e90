//! The demo: a chamber's hub with five hosted companies and two nodes of their own, after some weeks, with a community in
//! which one can pull a node's plug and watch it catch up. `cargo run --release -p artel-testnet -- demo`.

mod community;
mod content;
mod node;
mod orders;
mod talk;

use std::collections::HashMap;
use std::path::PathBuf;
use std::time::Duration;

use artel_node::clock::ClockHand;
use artel_node::features::accounts::Password;
use artel_node::features::applications::Applying;
use artel_node::features::mail::MailAddress;
use artel_node::features::profiles::ProfileDraft;
use artel_node::features::publishing::{Draft, Readers};
use artel_node::store::records::{AdmissionRecord, FollowState, Role};
use artel_node::{Clock, Node};
use artel_protocol::{Id, Name};
use artel_testnet::eventually;

use content::{APPLICANT, Act, CHAMBER, COMPANIES, Company, QUESTIONS, STORY};
use node::{DemoNode, Pulled};

/// What every log-in of the demo takes.
pub const PASSWORD: &str = "vier Wörter für alle";
/// The names of the three nodes under `.localhost`.
const HOSTS: [&str; 3] = ["kammer", "solarhof", "harbour"];

pub type Failure = Box<dyn std::error::Error + Send + Sync>;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The port of the first node; the other two take the next ones
    #[arg(long, default_value_t = 8420)]
    port: u16,
    /// Keep everything in this folder, which has to be new, instead of forgetting it at the end
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// End as soon as everything is there: for trying out that it works
    #[arg(long, hide = true)]
    once: bool,
}

/// A company of the demo as it is now.
struct Player {
    node: usize,
    name: Name,
}

struct Demo {
    nodes: Vec<DemoNode>,
    /// The chamber first, then the companies.
    players: Vec<Player>,
    hand: ClockHand,
    /// The ids of the articles, the newest last.
    articles: Vec<Id>,
    /// How many articles were written for the terminal.
    offered: usize,
}

/// Sets everything up, says where it is, and runs until Ctrl-C.
pub async fn run(arguments: Arguments) -> Result<(), Failure> {
    let temporary = tempfile::tempdir()?;
    let folder = arguments.data.clone().unwrap_or_else(|| temporary.path().to_owned());
    let (clock, hand) = Clock::with_hand();
    let weeks: u64 = STORY.iter().map(|event| event.hours).sum();
    // One more day: the last word was said yesterday.
    let back = Duration::from_secs((weeks + 24) * 3600) + talk::span();
    hand.back(back);
    eprintln!("Setting up three nodes …");
    let (mut nodes, pulled) = (Vec::new(), Pulled::default());
    let owners = [&CHAMBER, &COMPANIES[5], &COMPANIES[6]];
    for (number, (host, owner)) in HOSTS.into_iter().zip(owners).enumerate() {
        let place = (host, arguments.port + u16::try_from(number)?);
        nodes.push(DemoNode::start(&folder.join(host), place, owner, clock.clone(), pulled.clone()).await?);
    }
    let mut demo = Demo { nodes, players: Vec::new(), hand, articles: Vec::new(), offered: 0 };
    demo.gather().await?;
    eprintln!("The chamber founds a community …");
    let community = demo.found().await?;
    let spaces = demo.open_spaces(&community).await?;
    demo.describe_companies().await?;
    eprintln!("Everybody follows everybody …");
    demo.follow().await?;
    for (number, event) in STORY.iter().enumerate() {
        eprint!("\rTelling two weeks: {} of {} …", number + 1, STORY.len());
        demo.hand.forward(Duration::from_secs(event.hours * 3600));
        demo.play(event.who, &event.act, &community).await?;
    }
    eprintln!();
    eprintln!("They talk in the forum and trade in the brokerage …");
    demo.talk(&community, &spaces).await?;
    demo.leave_something_to_do().await?;
    demo.hand.forward(Duration::from_secs(24 * 3600));
    demo.say(&community, arguments.data.as_deref())?;
    if !arguments.once {
        tokio::select! {
            stop = tokio::signal::ctrl_c() => stop?,
            done = demo.obey(&community) => done?,
        }
        eprintln!("Stopping.");
    }
    for node in &demo.nodes {
        node.node.close();
    }
    Ok(())
}

/// The chamber first, then the companies.
fn everybody() -> impl Iterator<Item = &'static Company> {
    std::iter::once(&CHAMBER).chain(&COMPANIES)
}

/// A profile that may be found.
fn blank_profile() -> ProfileDraft {
    ProfileDraft { discoverable: true, indexable: true, ..ProfileDraft::default() }
}

impl Demo {
    /// Adds the hosted companies to the hub, each with its owner.
    async fn gather(&mut self) -> Result<(), Failure> {
        let chamber = self.organisation_of(0)?;
        self.players.push(Player { node: 0, name: chamber });
        for company in &COMPANIES {
            let name = match company.node {
                0 => self.host(company).await?,
                number => self.organisation_of(number)?,
            };
            self.players.push(Player { node: company.node, name });
        }
        for (player, company) in self.players.iter().zip(everybody()) {
            let node = &self.nodes[player.node].node;
            let (label, text) = company.line;
            let profile = ProfileDraft {
                title: company.title.into(),
                summary: company.summary.into(),
                lines: vec![(label.into(), text.into())],
                ..blank_profile()
            };
            node.set_profile(&player.name, profile).await?;
            let owner = Name::parse(company.owner.0)?;
            let profile = ProfileDraft { title: company.owner.1.into(), ..blank_profile() };
            node.set_profile(&owner, profile).await?;
        }
        Ok(())
    }

    async fn host(&self, company: &Company) -> Result<Name, Failure> {
        let hub = &self.nodes[0].node;
        let name = hub.host(company.title, company.language.into()).await?;
        let owner = Name::parse(company.owner.0)?;
        hub.add_user(owner, name.clone(), Role::Owner, Password::parse(PASSWORD)?).await?;
        Ok(name)
    }

    fn organisation_of(&self, node: usize) -> Result<Name, Failure> {
        let record = self.nodes[node].node.record()?.ok_or("the node was just set up")?;
        Ok(record.organisation)
    }

    /// Each company follows the chamber and its neighbours in the list.
    async fn follow(&self) -> Result<(), Failure> {
        for (number, player) in self.players.iter().enumerate() {
            for other in [0, (number + 1) % self.players.len(), (number + 3) % self.players.len()] {
                if other != number {
                    let handle = self.handle(other)?;
                    self.nodes[player.node].node.follow(&player.name, &handle).await?;
                }
            }
        }
        // What is written before the answers are there would be missed.
        eventually("every follow is accepted", async || self.all_accepted().ok()?.then_some(())).await;
        Ok(())
    }

    fn all_accepted(&self) -> Result<bool, Failure> {
        for player in &self.players {
            let node = &self.nodes[player.node].node;
            let actor = node.local_actor(&player.name)?.id;
            let waits = |state| state != FollowState::Accepted;
            if node.followings(&actor, 100)?.iter().any(|contact| waits(contact.state)) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn handle(&self, player: usize) -> Result<String, Failure> {
        let Player { node, name } = &self.players[player];
        Ok(format!("@{name}@{}", self.nodes[*node].node.base()?.host()))
    }

    async fn play(&mut self, who: Option<usize>, act: &Act, community: &Id) -> Result<(), Failure> {
        let player = &self.players[who.map_or(0, |company| company + 1)];
        let (node, name) = (&self.nodes[player.node].node, &player.name);
        let entry = |to: usize| self.articles.iter().rev().nth(to).ok_or("nothing was written yet");
        match act {
            Act::Article { title, summary, text, tags } | Act::Offer { title, summary, text, tags } => {
                let readers = match act {
                    Act::Offer { .. } => Readers::Community(community.clone()),
                    _ => Readers::Everybody,
                };
                let draft = Draft {
                    title: (*title).into(),
                    summary: (*summary).into(),
                    markdown: (*text).into(),
                    tags: tags.iter().map(ToString::to_string).collect(),
                    byline: Some(self.owner_of(who).into()),
                    readers,
                    ..Draft::default()
                };
                let id = node.publish("article", name, &draft).await?;
                self.articles.push(id);
            }
            Act::Answer { to, text } => {
                let entry = entry(*to)?;
                node.want(entry).await?;
                node.answer(name, entry, text).await?;
            }
            Act::Like { to } => {
                let entry = entry(*to)?;
                node.want(entry).await?;
                node.like(name, entry).await?;
            }
            Act::Boost { to } => {
                let entry = entry(*to)?;
                node.want(entry).await?;
                node.boost(name, entry).await?;
            }
        }
        self.arrived().await;
        self.is_together(community).await;
        Ok(())
    }

    fn owner_of(&self, who: Option<usize>) -> &'static str {
        who.map_or(CHAMBER.owner.1, |company| COMPANIES[company].owner.1)
    }

    /// The log-in of who runs a node.
    fn owner_on(&self, node: usize) -> &'static str {
        let runs = std::iter::once(&CHAMBER).chain(COMPANIES.iter().filter(|company| company.node > 0));
        runs.into_iter()
            .find(|company| company.node == node)
            .map_or(CHAMBER.owner.0, |company| company.owner.0)
    }

    /// Waits until nothing is under way between the nodes.
    async fn arrived(&self) {
        eventually("everything is delivered", async || {
            let waiting = |node: &Node| node.deliveries().map(|waiting| waiting.len());
            self.nodes.iter().all(|node| matches!(waiting(&node.node), Ok(0))).then_some(())
        })
        .await;
    }

    /// What an officer finds on the first morning: an application that waits.
    async fn leave_something_to_do(&self) -> Result<(), Failure> {
        let hub = &self.nodes[0].node;
        let questions = QUESTIONS.map(str::to_owned).to_vec();
        hub.set_admission(AdmissionRecord { open: true, questions, ..AdmissionRecord::default() }).await?;
        let (organisation, person, mail) = APPLICANT;
        hub.apply(Applying {
            organisation: organisation.into(),
            person: person.into(),
            mail: MailAddress::parse(mail)?,
            language: "de".into(),
            answers: vec!["Lastenräder, etwa 60 im Jahr.".into(), "Seit 2021.".into()],
        })
        .await?;
        Ok(())
    }

    /// Prints addresses, log-ins, and how to stop.
    fn say(&self, community: &Id, kept: Option<&std::path::Path>) -> Result<(), Failure> {
        let mut titles: HashMap<&Name, (&str, &str)> = HashMap::new();
        for (player, company) in self.players.iter().zip(everybody()) {
            titles.insert(&player.name, (company.title, company.owner.0));
        }
        println!("\nThe demo runs. Every password is: {PASSWORD}\n");
        for (number, node) in self.nodes.iter().map(|node| &node.node).enumerate() {
            println!("{}", node.base()?);
            for player in self.players.iter().filter(|player| player.node == number) {
                let (title, owner) = titles[&player.name];
                println!("    {title:<24} log in as {owner:<8} {}", node.local_actor(&player.name)?.page);
            }
        }
        println!(
            "\n{} is the chamber's officer; a company waits for a decision under /applications.",
            CHAMBER.owner.0
        );
        match kept {
            Some(folder) => println!("Everything is kept in {}.", folder.display()),
            None => println!("Nothing is kept: it is gone when you stop it."),
        }
        let (_, community_name, _) = content::COMMUNITY;
        println!(
            "\nAll three are in the community {community_name}. Pull a node's plug here, and watch it there:"
        );
        println!("{}", self.where_to_watch(2, community)?);
        println!("    unplug harbour, write 200, plug harbour; or help. To stop: Ctrl-C.");
        Ok(())
    }
}
