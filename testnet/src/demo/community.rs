//! The community of the demo: founded on the chamber's hub, joined by the two other nodes, and what is done with it from
//! the terminal while somebody watches in a browser.

use artel_node::features::publishing::{Draft, Readers};
use artel_node::sets::{self, records, sid};
use artel_protocol::{Id, Name};
use artel_testnet::eventually;
use artel_web::handlers::communities;

use super::content::{COMMUNITY, OFFERS};
use super::orders::Order;
use super::{Demo, Failure, HOSTS};

const HELP: &str = "You can say:
    unplug HOST    pull a node's plug: it and the others no longer reach each other, its pages stay
    plug HOST      put it in again
    write 200      the companies on the hub write so many articles in the community
    help           this
HOST is kammer, solarhof or harbour. To stop: Ctrl-C.";

impl Demo {
    /// The chamber founds the community, lets the companies on its hub in, and invites the other nodes.
    pub async fn found(&self) -> Result<Id, Failure> {
        let hub = &self.nodes[0].node;
        let (chamber, rest) = self.players.split_first().ok_or("nobody is there")?;
        let (name, title, summary) = COMMUNITY;
        let community = hub.found_community(Name::parse(name)?, title.into(), chamber.name.clone()).await?;
        hub.describe_community(&community, title, summary).await?;
        for player in rest.iter().filter(|player| player.node == 0) {
            hub.admit_hosted(&community, &player.name).await?;
        }
        let invite = hub.invite_nodes(&community, 2, 7, None).await?;
        for member in &self.nodes[1..] {
            member.node.join_community(&invite.link()).await?;
        }
        self.is_together(&community).await;
        Ok(community)
    }

    /// Waits until every node has what is said in the community.
    pub async fn is_together(&self, community: &Id) {
        let count = |node: &artel_node::Node| {
            let set = records::set(&node.view().ok()?, &sid(community, sets::Readers::Everybody));
            Some(set.ok()?.count)
        };
        eventually("every node has what is said in the community", async || {
            let hub = count(&self.nodes[0].node)?;
            self.nodes.iter().all(|member| count(&member.node) == Some(hub)).then_some(())
        })
        .await;
    }

    /// Does what is typed and answers it; goes on running when nothing more is.
    pub async fn obey(&mut self, community: &Id) -> Result<(), Failure> {
        let mut lines = super::orders::typed();
        while let Some(line) = lines.recv().await {
            let answer = match Order::parse(&line, &HOSTS) {
                Ok(Order::Help) => HELP.to_owned(),
                Ok(Order::Unplug(number)) => self.unplug(number, community).await?,
                Ok(Order::Plug(number)) => self.plug(number, community)?,
                Ok(Order::Write(many)) => self.write(many, community).await?,
                Err(sentence) => sentence,
            };
            println!("{answer}");
        }
        std::future::pending().await
    }

    async fn unplug(&mut self, number: usize, community: &Id) -> Result<String, Failure> {
        let host = HOSTS[number];
        if !self.nodes[number].is_plugged() {
            return Ok(format!("The plug of {host} is pulled already."));
        }
        self.nodes[number].unplug().await;
        for node in &mut self.nodes {
            node.listen_anew().await?;
        }
        let watch = self.where_to_watch(number, community)?;
        Ok(format!("The plug of {host} is pulled; its own pages stay.\n{watch}"))
    }

    fn plug(&mut self, number: usize, community: &Id) -> Result<String, Failure> {
        let host = HOSTS[number];
        if self.nodes[number].is_plugged() {
            return Ok(format!("The plug of {host} is in already."));
        }
        self.nodes[number].plug();
        let watch = self.where_to_watch(number, community)?;
        Ok(format!("The plug of {host} is in again: it catches up now.\n{watch}"))
    }

    /// The companies on the hub write in turn.
    async fn write(&mut self, many: usize, community: &Id) -> Result<String, Failure> {
        let hub = self.nodes[0].node.clone();
        for _ in 0..many {
            let (company, title, text) = OFFERS[self.offered % OFFERS.len()];
            self.offered += 1;
            let draft = Draft {
                title: title.replace("{n}", &self.offered.to_string()),
                summary: text.into(),
                markdown: text.into(),
                readers: Readers::Community(community.clone()),
                ..Draft::default()
            };
            // The chamber is the first of the players.
            hub.publish("article", &self.players[company + 1].name, &draft).await?;
        }
        let away = self.nodes.iter().position(|node| !node.is_plugged());
        let watch = self.where_to_watch(away.unwrap_or(2), community)?;
        let written = format!("The companies on the hub have written {many} articles in the community");
        Ok(match away {
            Some(number) => format!("{written}; {} is unplugged.\n{watch}", HOSTS[number]),
            None => format!("{written}; every plug is in.\n{watch}"),
        })
    }

    /// The pages of the hub and of a node on which one sees how far they are, with who may see them.
    pub fn where_to_watch(&self, number: usize, community: &Id) -> Result<String, Failure> {
        let numbers = if number == 0 { vec![0] } else { vec![0, number] };
        let mut lines = Vec::new();
        for number in numbers {
            let base = self.nodes[number].node.base()?;
            let page = format!("{base}/communities/{}/nodes", communities::key(&base, community));
            lines.push(format!("    {page} (log in as {})", self.owner_on(number)));
        }
        Ok(lines.join("\n"))
    }
}
