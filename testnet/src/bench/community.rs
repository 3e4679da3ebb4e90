//! A community as it is after years: a conversation of 200 answers, 2,000 companies, 5,000 offers; and how long its pages take.

use artel_node::Node;
use artel_node::changes::Changes;
use artel_node::features::publishing::{Draft, Readers};
use artel_node::features::spaces::SpaceDraft;
use artel_node::store::keys;
use artel_node::store::records::{ActorRecord, LocalActorRecord, OrganisationRecord};
use artel_protocol::kinds::Typed;
use artel_protocol::{Id, Name, Posting, PreModeration, SpaceKind};

use super::large::large;
use super::load::percentile_of;
use super::node::{HOST, Measured, NOWHERE};
use super::{Failure, Figure, offers};

const ANSWERS: usize = 200;
const COMPANIES: usize = 2_000;
const OFFERS: usize = 5_000;
/// How many offers are published at the same time.
const AT_ONCE: usize = 50;

/// How often each of four asks for the directory: one address may look at it 120 times at once.
const LOOKS_EACH: usize = 30;

/// Fills a store with them, and yields the path of the conversation's page and an offer of the company's.
pub async fn fill(node: &Node, company: &Name) -> Result<(String, Id), Failure> {
    let community = node.found_community(Name::parse("bau")?, "Bau".into(), company.clone()).await?;
    let forum = open(node, &community, "forum", SpaceKind::Forum).await?;
    let desk = open(node, &community, "desk", SpaceKind::Brokerage).await?;
    eprintln!("  a conversation of {ANSWERS} answers …");
    let draft = Draft {
        title: "A question to everybody".into(),
        markdown: "What do you do about it?".into(),
        readers: Readers::Space(forum),
        ..Draft::default()
    };
    let topic = node.publish("topic", company, &draft).await?;
    let mut answered = topic.clone();
    for number in 0..ANSWERS {
        let text = format!("Answer {number}. {}", "A sentence or two, as people write them. ".repeat(3));
        let answer = node.answer(company, &answered, &text).await?;
        // Every third answers the one before, as people do.
        answered = if number % 3 == 0 { answer } else { topic.clone() };
    }
    add_companies(node, company).await?;
    let offer = add_offers(node, company, &desk).await?;
    let query: String = url::form_urlencoded::byte_serialize(topic.as_str().as_bytes()).collect();
    Ok((format!("/space/forum/entry?id={query}"), offer))
}

async fn open(node: &Node, community: &Id, name: &str, kind: SpaceKind) -> Result<Id, Failure> {
    let draft = SpaceDraft {
        title: name.into(),
        summary: String::new(),
        posting: Posting::Members,
        premoderation: PreModeration::Nobody,
        reviews: false,
        members_only: false,
        moderators: Vec::new(),
        rules: String::new(),
        language: None,
    };
    Ok(node.open_space(community, Name::parse(name)?, kind, draft).await?)
}

/// Companies whose keys are the first one's, since making 2,000 would take minutes.
async fn add_companies(node: &Node, company: &Name) -> Result<(), Failure> {
    eprintln!("  {COMPANIES} companies …");
    let view = node.view()?;
    let actor = view.local_actor(company)?.ok_or("there is no company")?;
    let organisation = view.organisation(company)?.ok_or("there is no company")?;
    let known = view.actor_record(&actor.id)?.ok_or("it has no document")?;
    let document = String::from_utf8(known.document.clone())?;
    let base = node.base()?;
    let trades = ["25.53", "62.10", "31.00", "10.71", "43.21", "13.20"];
    let regions = ["DE60", "DE21", "AT13", "RU-SVE", "GB", "PL"];
    for number in 0..COMPANIES {
        let name = Name::parse(&format!("firm_{number}"))?;
        let organisation = OrganisationRecord { name: name.clone(), ..organisation.clone() };
        let document = document.replace(company.as_str(), name.as_str()).into_bytes();
        let known = ActorRecord { document, ..known.clone() };
        let actor = LocalActorRecord {
            id: base.join(&format!("/u/{name}")),
            page: base.join(&format!("/@{name}")),
            name: name.clone(),
            organisation: name.clone(),
            title: format!("Firm {number}"),
            ..actor.clone()
        };
        node.change(move |_, _| {
            let mut changes = Changes::none();
            changes.put(keys::organisation(&actor.name), &organisation);
            changes.put(keys::local_actor(&actor.name), &actor);
            changes.put(keys::actor(&actor.id), &known);
            Ok(changes)
        })
        .await?;
        let facts = [
            ("nace_1", trades[number % trades.len()]),
            ("region", regions[number % regions.len()]),
            ("size", "small"),
            ("languages", "en, de"),
            ("competences", "turning, milling, welding"),
        ];
        node.set_company(&name, &Typed::from_iter(facts)).await?;
    }
    Ok(())
}

/// The first stands in the space, the others are each by another company, and everybody's; yields the first.
async fn add_offers(node: &Node, company: &Name, desk: &Id) -> Result<Id, Failure> {
    eprintln!("  {OFFERS} offers …");
    let first = node.publish("offer", company, &offers::draft(0, Some(desk))).await?;
    for round in 0..OFFERS / AT_ONCE {
        let mut tasks = Vec::with_capacity(AT_ONCE);
        for place in 0..AT_ONCE {
            let number = round * AT_ONCE + place + 1;
            let author = Name::parse(&format!("firm_{}", number % COMPANIES))?;
            let node = node.clone();
            tasks.push(tokio::spawn(async move {
                node.publish("offer", &author, &offers::draft(number, None)).await
            }));
        }
        for task in tasks {
            task.await??;
        }
    }
    Ok(first)
}

/// The page of the conversation, as a stranger reads it.
pub async fn topic_page() -> Result<Figure, Failure> {
    page(&large().await?.topic, usize::MAX).await
}

/// The directory, asked for a word and a size.
pub async fn directory() -> Result<Figure, Failure> {
    page("/directory?q=milling&size=small", LOOKS_EACH).await
}

async fn page(path: &str, each: usize) -> Result<Figure, Failure> {
    // Nobody else is asked for anything.
    let node = Measured::start(&large().await?.data, NOWHERE).await?;
    let request = format!("GET {path} HTTP/1.1\r\nhost: {HOST}\r\naccept: text/html\r\n\r\n");
    let value = percentile_of(95, node.address, request.into(), (4, each)).await?;
    node.stop().await?;
    Ok(Figure { value, unit: "ms", limit: 20.0, limit_is: "ms that we aim at" })
}
