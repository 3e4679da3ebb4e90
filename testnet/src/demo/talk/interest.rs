//! What becomes of the offers in the brokerage: companies on different nodes are interested in them, and each expression of
//! interest stands somewhere else.

use std::time::Duration;

use artel_node::features::interest::Seen;
use artel_node::features::interest::state::{Side, Step};
use artel_protocol::Id;
use artel_protocol::interest::{Contact, Outcome};
use artel_testnet::eventually;

use super::super::everybody;
use super::{Demo, Failure};

/// Somebody's interest in an offer, with everything that is said of it.
struct Interest {
    /// A company by its number.
    who: usize,
    /// Of which profile of the brokerage, and whose that is: none is the chamber.
    offer: usize,
    owner: Option<usize>,
    motivation: &'static str,
    said: &'static [(Side, Said)],
}

/// What a party says.
enum Said {
    /// A step, with its words.
    Step(Step, &'static str),
    Message(&'static str),
}

use Said::{Message, Step as Takes};
use Side::{Owner, Sender};

const INTERESTS: &[Interest] = &[
    Interest {
        who: 6,
        offer: 5,
        owner: Some(2),
        motivation: "We line jackets with wool. Forty metres at a time is what we need, six times a year.",
        said: &[],
    },
    Interest {
        who: 5,
        offer: 0,
        owner: Some(1),
        motivation: "Wir brauchen Halter aus Blech, 4 mm, verzinkt: etwa 300 im Monat.",
        said: &[(
            Owner,
            Takes(
                Step::AskForInformation,
                "Какая оцинковка нужна: горячая или гальваника? И есть ли чертёж?",
            ),
        )],
    },
    Interest {
        who: 0,
        offer: 2,
        owner: Some(5),
        motivation: "Unser Dach trägt wenig. Und wir könnten die Schienen drehen und fräsen.",
        said: &[
            (Owner, Takes(Step::Accept, "")),
            (Owner, Message("Freut uns. Wie groß ist das Dach, und wie viel trägt es?")),
            (Sender, Message("620 m², 9 kg/m². Die Statik liegt bei. Für die Schienen: ab welcher Menge?")),
            (Owner, Message("Ab zweihundert Metern. Ich komme am Dienstag vorbei.")),
        ],
    },
    Interest {
        who: 2,
        offer: 3,
        owner: Some(6),
        motivation: "We weave straps that hold without a zip, and have done so since 1911.",
        said: &[(
            Owner,
            Takes(
                Step::Decline,
                "A strap loosens at 85 °C; we have tried three. Please come back with a sample that does not.",
            ),
        )],
    },
    Interest {
        who: 6,
        offer: 2,
        owner: Some(5),
        motivation: "Our sewing hall is from 1961 and nobody wants to put modules on it. You might.",
        said: &[
            (Owner, Takes(Step::Accept, "")),
            (Sender, Message("900 m², flat, tar. Structural survey attached to my email.")),
            (Owner, Takes(Step::Negotiate, "We send you a quotation by Friday.")),
            (Owner, Takes(Step::End(Outcome::Agreed), "Signed for 84 kWp.")),
            (Sender, Takes(Step::End(Outcome::Agreed), "Signed. Thank you all for the brokerage.")),
        ],
    },
];

/// How long it goes on: every word two hours after the one before.
pub fn span() -> Duration {
    let words: usize = INTERESTS.iter().map(|interest| 1 + interest.said.len()).sum();
    BETWEEN * u32::try_from(words).unwrap_or(u32::MAX)
}

const BETWEEN: Duration = Duration::from_secs(2 * 3600);

impl Demo {
    /// Plays who is interested in which offer, and what becomes of it.
    pub(super) async fn negotiate(&self, offers: &[Id]) -> Result<(), Failure> {
        for interest in INTERESTS {
            self.hand.forward(BETWEEN);
            let sender = self.player(Some(interest.who));
            let offer = offers.get(interest.offer).ok_or("there is no such offer")?;
            let node = &self.nodes[sender.node].node;
            let contact = contact_of(Some(interest.who));
            let key = node.express_interest(&sender.name, offer, interest.motivation, contact).await?;
            self.both_know(interest, &key, (1, 0)).await;
            let (mut steps, mut messages) = (1, 0);
            for (side, said) in interest.said {
                self.hand.forward(BETWEEN);
                let party = self.player(interest.party(*side));
                let (node, name) = (&self.nodes[party.node].node, &party.name);
                match said {
                    Takes(step, words) => {
                        let contact = contact_of(interest.party(*side));
                        node.step_in_interest(name, &key, *step, words, contact).await?;
                        steps += 1;
                    }
                    Message(text) => {
                        node.write_in_interest(name, &key, text).await?;
                        messages += 1;
                    }
                }
                self.both_know(interest, &key, (steps, messages)).await;
            }
        }
        self.arrived().await;
        Ok(())
    }

    /// Waits until both parties have so many steps and messages of it: while a word is under way the other knows nothing.
    /// After an acceptance each knows how the other is reached, too.
    async fn both_know(&self, interest: &Interest, key: &str, (steps, messages): (usize, usize)) {
        for side in [Sender, Owner] {
            let party = self.player(interest.party(side));
            let node = &self.nodes[party.node].node;
            let is_known = |seen: &Seen| {
                let told = !seen.record.state.is_accepted() || !seen.others.is_empty();
                told && seen.record.history.len() == steps && seen.messages.len() == messages
            };
            eventually("both parties know what was said", async || {
                let reader = node.local_actor(&party.name).ok()?.id;
                node.interest_for(&[reader], key).ok().filter(is_known)
            })
            .await;
        }
    }
}

impl Interest {
    fn party(&self, side: Side) -> Option<usize> {
        match side {
            Sender => Some(self.who),
            Owner => self.owner,
        }
    }
}

/// How a company is reached.
fn contact_of(who: Option<usize>) -> Contact {
    let known = everybody().nth(who.map_or(0, |company| company + 1));
    known.map_or_else(Contact::default, |company| Contact {
        organisation: company.title.into(),
        person: company.owner.1.into(),
        mail: format!("{}@{}.example", company.owner.0, company.owner.0),
        ..Contact::default()
    })
}
