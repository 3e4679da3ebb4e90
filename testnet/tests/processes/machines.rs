//! The machines of a story and their community: how it comes together, how it is written in, when all have the same.

use std::collections::HashSet;
use std::time::Duration;

use artel_node::admin::{Request, Response};
use artel_protocol::Id;
use artel_testnet::{eventually, within};
use serde_json::Value;

use crate::ground::Ground;
use crate::machine::Machine;
use crate::wires::Wires;

/// The short name of the community of every story.
const COMMUNITY: &str = "bau";

/// How long nodes may take to find each other, or to notice that somebody is not reached any more: by QUIC it is noticed
/// when the connection was idle for too long, by TCP when a second ping was not answered.
const MEETING: Duration = Duration::from_secs(150);

/// How long it may take until all have the same. It takes this long when a hub was killed and is back at once: who is
/// connected by QUIC and cannot be dialled does not notice before the connection was idle for too long.
const AGREEING: Duration = Duration::from_secs(90);

/// Machines with wires between them; the first is the hub of the community.
pub struct Machines {
    // Before the wires, so that no process is left when they go.
    machines: Vec<Machine>,
    pub wires: Wires,
}

/// What a node has of the community, by its own account (`artel peers --hash`).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct State {
    pub activities: u64,
    pub set: String,
    pub members_set: String,
    pub view: String,
}

impl Machines {
    /// Sets these nodes up and starts them; the first founds the community.
    pub async fn start(ground: &Ground, names: &[&'static str]) -> Machines {
        let wires = Wires::lay(names);
        let machines = names.iter().map(|name| Machine::set_up(ground, &wires, name)).collect();
        let mut machines = Machines { machines, wires };
        for machine in &mut machines.machines {
            machine.start().await;
        }
        machines.hub().artel(&[
            "space",
            "add",
            COMMUNITY,
            "--kind",
            "community",
            "--title",
            "Bau und Ausbau",
        ]);
        machines
    }

    /// These nodes, all in the community.
    pub async fn in_community(ground: &Ground, names: &[&'static str]) -> Machines {
        let machines = Machines::start(ground, names).await;
        for name in &names[1..] {
            machines.enter(name);
        }
        machines.agree(names).await;
        machines
    }

    /// Lets a node into the community, with an invite of the hub.
    pub fn enter(&self, name: &str) {
        let invite = self.hub().artel(&["invite", "--community", COMMUNITY]);
        self.at(name).artel(&["join", invite.trim()]);
    }

    pub fn hub(&self) -> &Machine {
        &self.machines[0]
    }

    pub fn at(&self, name: &str) -> &Machine {
        self.machines.iter().find(|machine| machine.name == name).expect("the story has this machine")
    }

    pub fn at_mut(&mut self, name: &str) -> &mut Machine {
        self.machines.iter_mut().find(|machine| machine.name == name).expect("the story has this machine")
    }

    /// Publishes an article in the community, in the company's name.
    pub async fn write(&self, name: &str, title: &str) -> Id {
        let machine = self.at(name);
        let written = machine.ask(&article(machine, title)).await;
        Id::parse(written["id"].as_str().unwrap()).unwrap()
    }

    /// Changes an entry of this node's company.
    pub async fn edit(&self, name: &str, entry: &Id, markdown: &str) {
        self.at(name).ask(&edit(entry, markdown)).await;
    }

    /// Withdraws an entry of this node's company.
    pub async fn delete(&self, name: &str, entry: &Id) {
        self.at(name).ask(&Request::Delete { id: entry.clone() }).await;
    }

    /// What a node has; none while it does not run, or is not in the community yet.
    pub async fn state(&self, name: &str) -> Option<State> {
        let community = self.report(name, true).await?;
        let text = |field: &str| community[field].as_str().map(str::to_owned);
        Some(State {
            activities: community["activities"].as_u64()?,
            set: text("set")?,
            members_set: text("members_set")?,
            view: text("view")?,
        })
    }

    /// Waits until these nodes have the same sets, and show the same.
    pub async fn agree(&self, names: &[&str]) -> State {
        self.agree_within(AGREEING, names).await
    }

    pub async fn agree_within(&self, patience: Duration, names: &[&str]) -> State {
        within(patience, &format!("{names:?} have the same"), async || {
            // To count costs less than to hash.
            let mut counts = HashSet::new();
            for name in names {
                counts.insert(self.report(name, false).await?["activities"].as_u64()?);
            }
            if counts.len() > 1 {
                return None;
            }
            let first = self.state(names[0]).await?;
            for name in &names[1..] {
                if self.state(name).await? != first {
                    return None;
                }
            }
            Some(first)
        })
        .await
    }

    /// What a node says of its community (`artel peers`).
    async fn report(&self, name: &str, hash: bool) -> Option<Value> {
        match self.at(name).line().ask(&Request::Peers { hash }).await? {
            Response::Done(mut report) => report.get_mut(0).map(Value::take),
            Response::Refused(sentence) => panic!("{name} refuses to tell its peers: {sentence}"),
        }
    }

    /// Stops these nodes, and sees on their disks that they have these entries, all confirmed by the community.
    pub fn have_confirmed(&mut self, names: &[&str], entries: &[Id]) {
        for name in names {
            let machine = self.at_mut(name);
            machine.stop();
            machine.look(|view| {
                for id in entries {
                    let entry = view.entry(id).unwrap().unwrap_or_else(|| panic!("{name} has no {id}"));
                    assert!(entry.community.is_some_and(|standing| standing.confirmed), "{name}: {id} waits");
                }
            });
        }
    }

    /// Waits until one node has told another everything by HTTP, at least so many times.
    pub async fn have_arrived_by_http(&self, here: &str, there: &str, times: u64) {
        let (here, there) = (self.at(here), self.at(there));
        eventually(&format!("{} is told {times} times by HTTP", there.name), async || {
            let waiting = here.ask(&Request::Deliveries { undelivered: false }).await;
            let waits =
                waiting.as_array()?.iter().any(|waiting| waiting["host"] == format!("{}.test", there.name));
            let metrics = there.metrics();
            let told = metrics.lines().filter(|line| line.starts_with("artel_inbox_total{"));
            let told: u64 = told.filter_map(|line| line.rsplit(' ').next()?.parse::<u64>().ok()).sum();
            (!waits && told >= times).then_some(())
        })
        .await;
    }

    /// Waits until one node is connected with another.
    pub async fn meet(&self, here: &str, there: &str) {
        within(MEETING, &format!("{here} meets {there}"), async || {
            self.are_connected(here, there).await?.then_some(())
        })
        .await;
    }

    /// Waits until one node has noticed that it does not reach another.
    pub async fn part(&self, here: &str, there: &str) {
        within(MEETING, &format!("{here} misses {there}"), async || {
            (!self.are_connected(here, there).await?).then_some(())
        })
        .await;
    }

    async fn are_connected(&self, here: &str, there: &str) -> Option<bool> {
        let report = self.report(here, false).await?;
        let host = format!("//{there}.test/");
        let is_there = |node: &&Value| node["organisation"].as_str().is_some_and(|id| id.contains(&host));
        report["nodes"].as_array()?.iter().find(is_there)?["connected"].as_bool()
    }
}

/// An article of a machine's company in the community.
pub fn article(machine: &Machine, title: &str) -> Request {
    Request::Post {
        kind: "article".into(),
        author: machine.company.clone(),
        title: title.into(),
        summary: String::new(),
        markdown: "A *text*.".into(),
        tags: Vec::new(),
        community: Some(COMMUNITY.into()),
        space: None,
        more: Default::default(),
    }
}

/// Another text for an entry; the rest of it stays.
pub fn edit(entry: &Id, markdown: &str) -> Request {
    Request::Edit {
        id: entry.clone(),
        title: String::new(),
        summary: String::new(),
        markdown: markdown.into(),
        tags: Vec::new(),
    }
}
