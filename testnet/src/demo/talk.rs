//! What the community of the demo says in its forum and in its brokerage, and what its companies say of themselves.

use std::time::Duration;

use artel_node::features::communities::Order;
use artel_node::features::publishing::{Draft, Readers};
use artel_node::features::spaces::SpaceDraft;
use artel_protocol::kinds::Typed;
use artel_protocol::{Id, Name, Posting, PreModeration, SpaceKind};

use super::content::COMPANIES;
use super::{Demo, Failure, Player};

mod content;
mod interest;

use content::{FACTS, OFFERS, THREADS};

/// A conversation of the forum.
struct Thread {
    /// How many hours after the one before.
    hours: u64,
    /// A company by its number; none is the chamber.
    who: Option<usize>,
    title: &'static str,
    text: &'static str,
    answers: &'static [(Option<usize>, &'static str)],
    /// Which of the answers helped the one who asked.
    helped: Option<usize>,
    pinned: bool,
}

/// A profile in the brokerage.
struct Profile {
    who: Option<usize>,
    title: &'static str,
    summary: &'static str,
    text: &'static str,
    /// The other fields of its form.
    fields: &'static [(&'static str, &'static str)],
}

/// How long the talk goes on.
pub fn span() -> Duration {
    let threads: u64 = THREADS.iter().map(|thread| thread.hours).sum();
    Duration::from_secs((threads + OFFERS.len() as u64) * 3600) + interest::span()
}

impl Demo {
    /// Opens the forum and the brokerage of the community; the chamber keeps order in both.
    pub async fn open_spaces(&self, community: &Id) -> Result<[Id; 2], Failure> {
        let hub = &self.nodes[0].node;
        let chamber = hub.local_actor(&self.players[0].name)?.id;
        let meant = |title: &str, summary: &str, posting| SpaceDraft {
            title: title.into(),
            summary: summary.into(),
            posting,
            premoderation: PreModeration::Nobody,
            reviews: false,
            members_only: false,
            moderators: vec![chamber.clone()],
            rules: "- Eine Frage, ein Thema.\n- Freundlich bleiben.\n- Werbung gehört in die Börse.".into(),
            language: None,
        };
        let forum = meant(
            "Fragen & Antworten",
            "Wer etwas wissen will, fragt hier; in jeder Sprache.",
            Posting::Anyone,
        );
        let desk =
            meant("Börse", "Angebote und Gesuche der Mitglieder, für alle zu lesen.", Posting::Members);
        Ok([
            hub.open_space(community, Name::parse("fragen")?, SpaceKind::Forum, forum).await?,
            hub.open_space(community, Name::parse("boerse")?, SpaceKind::Brokerage, desk).await?,
        ])
    }

    /// Lets every company say what it does, and the chamber vouch for some of them.
    pub async fn describe_companies(&self) -> Result<(), Failure> {
        for (player, facts) in self.players.iter().zip(FACTS) {
            let typed: Typed = facts.iter().copied().collect();
            self.nodes[player.node].node.set_company(&player.name, &typed).await?;
        }
        let hub = &self.nodes[0].node;
        let officer = Name::parse(super::CHAMBER.owner.0)?;
        for player in self.players.iter().skip(1).filter(|player| player.node == 0).take(3) {
            let subject = hub.local_actor(&player.name)?.id;
            hub.vouch(&officer, &subject, "Mitglied der Kammer, persönlich bekannt.", 12).await?;
        }
        Ok(())
    }

    /// Plays what was said in the forum, then in the brokerage.
    pub async fn talk(&mut self, community: &Id, [forum, desk]: &[Id; 2]) -> Result<(), Failure> {
        for thread in THREADS {
            self.hand.forward(Duration::from_secs(thread.hours * 3600));
            self.converse(forum, thread).await?;
            self.is_together(community).await;
        }
        let mut offers = Vec::new();
        for profile in OFFERS {
            self.hand.forward(Duration::from_secs(3600));
            let Player { node, name } = self.player(profile.who);
            let draft = Draft {
                title: profile.title.into(),
                summary: profile.summary.into(),
                markdown: profile.text.into(),
                more: profile.fields.iter().copied().collect(),
                readers: Readers::Space(desk.clone()),
                ..Draft::default()
            };
            let offer = self.nodes[*node].node.publish("offer", name, &draft).await?;
            self.all_have(&offer).await;
            self.is_together(community).await;
            offers.push(offer);
        }
        self.negotiate(&offers).await
    }

    async fn converse(&self, forum: &Id, thread: &Thread) -> Result<(), Failure> {
        let asks = self.player(thread.who);
        let draft = Draft {
            title: thread.title.into(),
            markdown: thread.text.into(),
            byline: Some(self.owner_of(thread.who).into()),
            readers: Readers::Space(forum.clone()),
            ..Draft::default()
        };
        let topic = self.nodes[asks.node].node.publish("topic", &asks.name, &draft).await?;
        let mut answers = Vec::new();
        for (who, text) in thread.answers {
            self.hand.forward(Duration::from_secs(20 * 60));
            let answers_it = self.player(*who);
            let node = &self.nodes[answers_it.node].node;
            self.has(answers_it.node, &topic).await;
            answers.push(node.answer(&answers_it.name, &topic, text).await?);
        }
        for said in std::iter::once(&topic).chain(&answers) {
            self.all_have(said).await;
        }
        if let Some(answer) = thread.helped.and_then(|number| answers.get(number)) {
            self.has(asks.node, answer).await;
            self.nodes[asks.node].node.say_it_helped(&asks.name, answer).await?;
            artel_testnet::eventually("the hub knows that it helped", async || {
                let known = self.nodes[0].node.view().ok()?.counts(answer).ok()?;
                (known.helped > 0).then_some(())
            })
            .await;
        }
        if thread.pinned {
            let chamber = &self.players[0].name;
            self.has(0, &topic).await;
            self.nodes[0].node.keep_order(chamber, forum, &Order::Pin(topic, true), "").await?;
        }
        Ok(())
    }

    /// Waits until an entry has gone round: while it is on its way to the hub, every node still has the same.
    async fn all_have(&self, entry: &Id) {
        for node in 0..self.nodes.len() {
            self.has(node, entry).await;
        }
    }

    /// Waits until a node has an entry.
    async fn has(&self, node: usize, entry: &Id) {
        artel_testnet::eventually("what was said has arrived", async || {
            self.nodes[node].node.view().ok()?.entry(entry).ok()?
        })
        .await;
    }

    fn player(&self, who: Option<usize>) -> &Player {
        &self.players[who.map_or(0, |company| company + 1)]
    }
}

/// Each of those who play has facts.
const _: () = assert!(FACTS.len() == COMPANIES.len() + 1);
