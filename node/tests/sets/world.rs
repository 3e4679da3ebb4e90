//! The world of the simulation: who says what when, and what happens to messages, cables, machines and clocks.

use artel_node::changes::Changes;
use artel_node::features::communities::{self, Order};
use artel_node::sets::hash;
use artel_node::sets::records::{CommunityRecord, SetName};
use artel_node::sets::{Readers, members_of, records, sid};
use artel_node::store::keys;
use artel_node::store::records::OrganisationRecord;
use artel_protocol::actor::ActorType;
use artel_protocol::key::Ed25519Secret;
use artel_protocol::message::Sid;
use artel_protocol::wire::PUBLIC;
use artel_protocol::{Document, Id, Timestamp, proof};
use bytes::Bytes;
use serde_json::{Value, json};

use super::chance::Chance;
use super::replica::{News, Replica, about, actor, document, local, name};
use super::session::{Session, Step};

const NODES: usize = 5;
/// When the world begins: 2026-11-24.
const BEGINNING: i64 = 1_795_500_000_000;
const MINUTE: i64 = 60_000;
/// How many rounds of everybody with everybody make all equal at the end, at most.
const LAST_ROUNDS: usize = 12;

/// An entry that somebody wrote.
#[derive(Clone)]
struct Written {
    id: Id,
    conversation: Id,
    replica: usize,
    author: Id,
    members_only: bool,
}

/// A message on its way.
struct Flying {
    from: usize,
    to: usize,
    sid: Sid,
    bytes: Bytes,
}

/// What happened, for the line that a seed prints.
#[derive(Default, Debug)]
struct Tally {
    said: usize,
    refused: usize,
    lost: usize,
    kills: usize,
    cuts: usize,
    restores: usize,
    twins: usize,
    backdated: usize,
}

pub struct World {
    seed: u64,
    chance: Chance,
    now: Timestamp,
    replicas: Vec<Replica>,
    community: Id,
    entries: Vec<Written>,
    /// Entries of people outside that the hub repeated: the author, the entry, the conversation.
    outside: Vec<(Id, Id, Id)>,
    flying: Vec<Flying>,
    sessions: Vec<Session>,
    cut: [[bool; NODES]; NODES],
    sent_away: Vec<(usize, Id)>,
    tally: Tally,
}

impl World {
    pub fn new(seed: u64) -> World {
        let now = Timestamp(BEGINNING);
        let mut world = World {
            seed,
            chance: Chance::new(seed),
            now,
            replicas: (0..NODES).map(|number| Replica::new(number, now)).collect(),
            community: Id::parse("https://n0.test/s/bau").unwrap(),
            entries: Vec::new(),
            outside: Vec::new(),
            flying: Vec::new(),
            sessions: Vec::new(),
            cut: [[false; NODES]; NODES],
            sent_away: Vec::new(),
            tally: Tally::default(),
        };
        world.found();
        for member in 0..NODES {
            world.admit(member);
        }
        world
    }

    /// Plays so many activities, heals the world, and compares. Yields a line about it.
    ///
    /// # Panics
    /// When two nodes do not come to have the same.
    pub fn play(mut self, activities: usize) -> String {
        while self.tally.said < activities {
            self.now = Timestamp(self.now.0 + 1 + self.chance.below(3_000) as i64);
            self.something_happens();
            for _ in 0..4 {
                self.deliver_one();
            }
            self.go_on_with_a_session();
        }
        let rounds = self.heal();
        self.compare(rounds)
    }

    fn found(&mut self) {
        let community = self.community.clone();
        let hosted = name("bau");
        for number in 0..NODES {
            let (community, hosted) = (community.clone(), hosted.clone());
            let key = Ed25519Secret::from_seed(&[1; 32]).public().to_multikey();
            let founded = self.replicas[number].change(self.now, move |_, context| {
                let mut changes = Changes::none();
                let record = CommunityRecord {
                    id: community,
                    hosted: (number == 0).then(|| hosted.clone()),
                    key,
                    hub: None,
                    since: context.now,
                    left: None,
                };
                communities::enter(&record, &mut changes);
                if number == 0 {
                    let base = context.node()?.base.clone();
                    let organisation = name("firma0");
                    let group = actor(&base, &hosted, &organisation, ActorType::Group, context.now);
                    let company = OrganisationRecord::new(organisation, [1; 32], "en".into());
                    changes.put(keys::actor(&group.id), &document(&base, &group, &company, context.now));
                    changes.put(keys::local_actor(&hosted), &group);
                }
                Ok(changes)
            });
            founded.unwrap();
        }
        self.community_says(communities::describe);
    }

    fn admit(&mut self, member: usize) {
        for person in self.replicas[member].people.clone() {
            let record = self.replicas[member].view().actor_record(&person).unwrap().unwrap();
            let document = Document::parse(record.document).unwrap();
            self.community_says(|view, context, community| {
                communities::admit(view, context, community, &document)
            });
        }
    }

    fn community_says(
        &mut self,
        compose: impl FnOnce(
            &artel_node::store::View,
            &artel_node::identity::Context<'_>,
            &artel_node::store::records::LocalActorRecord,
        ) -> Result<artel_protocol::Activity, artel_node::Refusal>,
    ) {
        let id = self.community.clone();
        let said = self.replicas[0].say(self.now, |view, context| {
            let community = local(view, &id);
            compose(view, context, &community)
        });
        let (_, news) = said.unwrap();
        self.tally.said += 1;
        self.spread(0, news);
    }

    /// Gossip: to everybody, by chance twice or never.
    fn spread(&mut self, from: usize, news: Vec<News>) {
        for News { sid, bytes } in news {
            for to in (0..NODES).filter(|to| *to != from) {
                let copies = match self.chance.below(20) {
                    0 => 0,
                    1 => 2,
                    _ => 1,
                };
                for _ in 0..copies {
                    self.flying.push(Flying { from, to, sid, bytes: bytes.clone() });
                }
            }
        }
    }

    fn something_happens(&mut self) {
        match self.chance.below(100) {
            0..32 => self.write(),
            32..35 => self.repeat(),
            35..50 => self.edit(),
            50..57 => self.delete(),
            57..70 => self.like(),
            70..74 => self.hide(),
            74..76 => self.ban(),
            76..79 => self.remove_or_admit(),
            79..82 => self.write_twins(),
            82..84 => self.write_with_an_old_date(),
            84..86 => self.cut_or_mend(),
            86 => self.kill(),
            87 => self.back_up_or_restore(),
            88 => self.turn_a_clock(),
            _ => self.begin_a_session(),
        }
    }

    fn somebody(&mut self) -> (usize, Id) {
        let replica = self.chance.below(NODES);
        let person = self.chance.below(self.replicas[replica].people.len());
        (replica, self.replicas[replica].people[person].clone())
    }

    fn write(&mut self) {
        let (replica, author) = self.somebody();
        let at = self.now;
        self.write_as(replica, &author, at);
    }

    fn write_as(&mut self, replica: usize, author: &Id, at: Timestamp) {
        let answered = match self.chance.one_in(3) {
            true => None,
            false => self.chance.pick(&self.entries).cloned(),
        };
        let members_only = answered.as_ref().map_or(self.chance.one_in(6), |answered| answered.members_only);
        let number = self.chance.next();
        let base = Id::parse(&format!("https://n{replica}.test")).unwrap();
        let id = base.join(&format!("/o/{number}"));
        let conversation = answered
            .as_ref()
            .map_or_else(|| base.join(&format!("/c/{number}")), |answered| answered.conversation.clone());
        let mut note = json!({
            "id": id.as_str(), "type": "Note", "attributedTo": author.as_str(),
            "content": format!("<p>Number {number}</p>"), "context": conversation.as_str(),
            "published": at.to_rfc3339(),
        });
        for (key, value) in self.addressed(members_only) {
            note[key] = value;
        }
        if let Some(answered) = &answered {
            note["inReplyTo"] = answered.id.as_str().into();
        }
        let members = about(note, &self.addressed(members_only));
        let actor = author.clone();
        let said = self.replicas[replica]
            .say(at, |view, context| context.compose(view, &local(view, &actor), "Create", members));
        self.entries.push(Written { id, conversation, replica, author: author.clone(), members_only });
        self.spread_if_said(replica, said);
    }

    fn addressed(&self, members_only: bool) -> Vec<(&'static str, Value)> {
        let to = match members_only {
            true => members_of(&self.community).as_str().to_owned(),
            false => PUBLIC.to_owned(),
        };
        vec![("to", json!([to])), ("audience", self.community.as_str().into())]
    }

    fn spread_if_said(&mut self, replica: usize, said: Result<(Id, Vec<News>), artel_node::Refusal>) {
        match said {
            Ok((_, news)) => {
                self.tally.said += 1;
                self.spread(replica, news);
            }
            Err(artel_node::Refusal::Internal(error)) => panic!("seed {}: {error}", self.seed),
            Err(_) => self.tally.refused += 1,
        }
    }

    fn own_entry(&mut self) -> Option<Written> {
        self.chance.pick(&self.entries).cloned()
    }

    fn edit(&mut self) {
        let Some(written) = self.own_entry() else { return };
        let at = self.replicas[written.replica].now(self.now);
        let number = self.chance.next();
        let mut note = json!({
            "id": written.id.as_str(), "type": "Note", "attributedTo": written.author.as_str(),
            "content": format!("<p>Edited to {number}</p>"), "context": written.conversation.as_str(),
            "published": self.now.to_rfc3339(), "updated": at.to_rfc3339(),
        });
        for (key, value) in self.addressed(written.members_only) {
            note[key] = value;
        }
        self.say_of(&written, "Update", note);
    }

    fn delete(&mut self) {
        let Some(written) = self.own_entry() else { return };
        let tombstone = json!({"type": "Tombstone", "id": written.id.as_str()});
        self.say_of(&written, "Delete", tombstone);
    }

    fn say_of(&mut self, written: &Written, act: &str, object: Value) {
        let members = about(object, &self.addressed(written.members_only));
        let author = written.author.clone();
        let said = self.replicas[written.replica]
            .say(self.now, |view, context| context.compose(view, &local(view, &author), act, members));
        self.spread_if_said(written.replica, said);
    }

    fn like(&mut self) {
        let Some(written) = self.own_entry() else { return };
        let (replica, actor) = self.somebody();
        let undo = self.chance.one_in(3);
        let liked: Option<Id> =
            self.replicas[replica].view().record(&keys::like(&written.id, &actor)).unwrap();
        let (act, object) = match (undo, liked) {
            (true, Some(like)) => (
                "Undo",
                json!({"type": "Like", "id": like.as_str(), "actor": actor.as_str(), "object": written.id.as_str()}),
            ),
            _ => ("Like", written.id.as_str().into()),
        };
        let members = about(object, &self.addressed(written.members_only));
        let said = self.replicas[replica]
            .say(self.now, |view, context| context.compose(view, &local(view, &actor), act, members));
        self.spread_if_said(replica, said);
    }

    /// The hub repeats what somebody outside says; now and then it lies about a member.
    fn repeat(&mut self) {
        let author = match self.chance.one_in(8) {
            true => self.somebody().1,
            false => Id::parse("https://outside.test/u/anna").unwrap(),
        };
        let earlier = self.chance.pick(&self.outside).cloned().filter(|_| self.chance.one_in(2));
        let number = self.chance.next();
        let (act, author, id, conversation) = match earlier {
            Some((author, id, conversation)) => {
                (if self.chance.one_in(2) { "Delete" } else { "Update" }, author, id, conversation)
            }
            None => {
                let Some(answered) = self.own_entry().filter(|answered| !answered.members_only) else {
                    return;
                };
                let id = Id::parse(&format!("https://{}/o/{number}", author.host())).unwrap();
                self.outside.push((author.clone(), id.clone(), answered.conversation.clone()));
                ("Create", author, id, answered.conversation)
            }
        };
        let object = match act {
            "Delete" => json!({"type": "Tombstone", "id": id.as_str()}),
            _ => json!({
                "id": id.as_str(), "type": "Note", "attributedTo": author.as_str(),
                "content": format!("<p>Outside {number}</p>"), "inReplyTo": conversation.as_str(),
                "updated": self.now.to_rfc3339(), "to": [PUBLIC],
            }),
        };
        let said = json!({
            "id": format!("https://{}/a/{number}", author.host()), "type": act, "actor": author.as_str(),
            "to": [PUBLIC], "object": object,
        });
        let mut members = about(said, &self.addressed(false));
        members.insert("context".into(), conversation.as_str().into());
        self.community_says(|view, context, community| context.compose(view, community, "Announce", members));
    }

    fn hide(&mut self) {
        let Some(written) = self.own_entry() else { return };
        if written.members_only {
            return;
        }
        let shown = self.chance.one_in(2);
        self.community_says(|view, context, community| {
            communities::order(view, context, community, &Order::Show(written.id.clone(), shown), None)
        });
    }

    fn ban(&mut self) {
        let (_, member) = self.somebody();
        let lift = self.chance.one_in(2);
        let until = self.chance.one_in(2).then(|| Timestamp(self.now.0 + 30 * MINUTE));
        self.community_says(|view, context, community| match lift {
            true => communities::unban(view, context, community, &member),
            false => communities::order(view, context, community, &Order::Ban(member.clone(), until), None),
        });
    }

    fn remove_or_admit(&mut self) {
        if let Some((replica, member)) = self.sent_away.pop() {
            let record = self.replicas[replica].view().actor_record(&member).unwrap().unwrap();
            let document = Document::parse(record.document).unwrap();
            return self.community_says(|view, context, community| {
                communities::admit(view, context, community, &document)
            });
        }
        let replica = 1 + self.chance.below(NODES - 1);
        let member = self.replicas[replica].people[1].clone();
        self.sent_away.push((replica, member.clone()));
        self.community_says(|view, context, community| communities::expel(view, context, community, &member));
    }

    /// Somebody says two things under one id, to different people.
    fn write_twins(&mut self) {
        let (replica, author) = self.somebody();
        let before = self.flying.len();
        self.write_as(replica, &author, self.now);
        let Some(first) = self.flying.get(before).map(|flying| flying.bytes.clone()) else { return };
        let mut twin = Document::parse(first).unwrap().json().clone();
        if twin.get("type") != Some(&json!("Create")) {
            return;
        }
        twin.remove("proof");
        twin["object"]["content"] = json!(format!("<p>Other {}</p>", self.chance.next()));
        let secret = Ed25519Secret::from_seed(&[replica as u8 + 1; 32]);
        let signed = proof::sign(twin, &secret, &format!("{author}#ed25519-key"), self.now).unwrap();
        let bytes = Document::from_json(signed).bytes().clone();
        self.tally.twins += 1;
        let other = self.chance.below(NODES);
        for flying in &mut self.flying[before..] {
            if flying.to == other {
                flying.bytes = bytes.clone();
            }
        }
        let sid = sid(&self.community, Readers::Everybody);
        self.flying.push(Flying { from: replica, to: self.chance.below(NODES), sid, bytes });
    }

    /// Who was sent away says that it was before.
    fn write_with_an_old_date(&mut self) {
        let Some((replica, author)) = self.sent_away.last().cloned() else { return };
        let before = Timestamp(self.now.0 - self.chance.below(120) as i64 * MINUTE);
        self.tally.backdated += 1;
        self.write_as(replica, &author, before);
    }

    fn cut_or_mend(&mut self) {
        let (one, other) = (self.chance.below(NODES), self.chance.below(NODES));
        let cut = !self.chance.one_in(2);
        // Sometimes one node altogether.
        let all = self.chance.one_in(4);
        for third in 0..NODES {
            if third == other || all {
                self.cut[one][third] = cut;
                self.cut[third][one] = cut;
            }
        }
        self.tally.cuts += usize::from(cut);
    }

    fn kill(&mut self) {
        let victim = self.chance.below(NODES);
        self.tally.kills += 1;
        self.replicas[victim].kill();
        self.flying.retain(|flying| flying.from != victim && flying.to != victim);
        self.sessions.retain(|session| session.asker != victim && session.asked != victim);
    }

    fn back_up_or_restore(&mut self) {
        let replica = self.chance.below(NODES);
        if self.chance.one_in(2) {
            self.replicas[replica].backup = Some(self.replicas[replica].store.clone());
            return;
        }
        let epoch = self.chance.next();
        if self.replicas[replica].restore(epoch) {
            self.tally.restores += 1;
            self.sessions.retain(|session| session.asker != replica && session.asked != replica);
        }
    }

    fn turn_a_clock(&mut self) {
        let replica = self.chance.below(NODES);
        let years = 365 * 24 * 60 * MINUTE;
        self.replicas[replica].ahead = match self.chance.below(5) {
            0 => 10 * years,
            1 => -years,
            2 => 5 * MINUTE,
            3 => -5 * MINUTE,
            _ => 0,
        };
        // The hub's clock orders who comes and goes; it is off by minutes at most.
        if replica == 0 {
            self.replicas[0].ahead = self.replicas[0].ahead.clamp(-5 * MINUTE, 5 * MINUTE);
        }
    }

    fn set(&mut self) -> SetName {
        SetName { community: self.community.clone(), members_only: self.chance.one_in(3) }
    }

    fn begin_a_session(&mut self) {
        let (asker, asked) = (self.chance.below(NODES), self.chance.below(NODES));
        if asker == asked || self.cut[asker][asked] || self.sessions.len() >= 4 {
            return;
        }
        let set = self.set();
        let session = match self.chance.one_in(3) {
            true => Session::compare(asker, asked, set, &mut self.replicas),
            false => Session::since(asker, asked, set, &mut self.replicas),
        };
        self.sessions.push(session);
    }

    fn go_on_with_a_session(&mut self) {
        if self.sessions.is_empty() {
            return;
        }
        let at = self.chance.below(self.sessions.len());
        let mut session = self.sessions.swap_remove(at);
        if self.cut[session.asker][session.asked] {
            return;
        }
        let news = match session.step(self.now, &mut self.replicas) {
            Step::On(news) => {
                self.sessions.push(session);
                news
            }
            Step::Done(news) => news,
        };
        for (replica, news) in news {
            self.spread(replica, vec![news]);
        }
    }

    fn deliver_one(&mut self) {
        if self.flying.is_empty() {
            return;
        }
        let at = self.chance.below(self.flying.len());
        let Flying { from, to, sid, bytes } = self.flying.swap_remove(at);
        if self.cut[from][to] {
            self.tally.lost += 1;
            return;
        }
        let Some(set) = records::set_name(&self.replicas[to].view(), &sid).unwrap() else { return };
        let handed = vec![artel_node::catchup::gather::Handed::Activity(bytes)];
        let news = self.replicas[to].gather(self.now, &set, handed);
        self.spread(to, news);
    }

    /// All cables are mended, nothing new is said, and everybody compares with everybody until nothing is missing.
    fn heal(&mut self) -> usize {
        self.cut = [[false; NODES]; NODES];
        self.flying.clear();
        self.sessions.clear();
        for round in 1..=LAST_ROUNDS {
            let before = self.hashes();
            for (asker, asked) in (0..NODES).flat_map(|one| (0..NODES).map(move |other| (one, other))) {
                for members_only in [false, true] {
                    if asker == asked {
                        continue;
                    }
                    let set = SetName { community: self.community.clone(), members_only };
                    let mut session = Session::compare(asker, asked, set, &mut self.replicas);
                    while let Step::On(_) = session.step(self.now, &mut self.replicas) {}
                }
            }
            if self.hashes() == before {
                return round;
            }
        }
        LAST_ROUNDS
    }

    fn hashes(&self) -> Vec<[[u8; 32]; 3]> {
        let one = |replica: &Replica| {
            let view = replica.view();
            let of = |readers| hash::of_set(&view, &sid(&self.community, readers)).unwrap();
            let shown = hash::of_view(&view, &self.community).unwrap();
            [of(Readers::Everybody), of(Readers::Members), shown]
        };
        self.replicas.iter().map(one).collect()
    }

    fn compare(&self, rounds: usize) -> String {
        let hashes = self.hashes();
        for (number, other) in hashes.iter().enumerate() {
            if *other != hashes[0] {
                self.explain(number);
            }
        }
        let view = self.replicas[0].view();
        let count = |readers| records::set(&view, &sid(&self.community, readers)).unwrap().count;
        let shown = hash::lines(&view, &self.community).unwrap().len();
        let short = |hash: &[u8; 32]| hash[..6].iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        format!(
            "seed {}: {:?}; {} + {} activities in the sets, {shown} things shown, equal after {rounds} rounds; \
             sets {} {}, view {}",
            self.seed,
            self.tally,
            count(Readers::Everybody),
            count(Readers::Members),
            short(&hashes[0][0]),
            short(&hashes[0][1]),
            short(&hashes[0][2]),
        )
    }

    fn explain(&self, number: usize) -> ! {
        let lines = |replica: usize| hash::lines(&self.replicas[replica].view(), &self.community).unwrap();
        let (ours, theirs) = (lines(0), lines(number));
        for line in ours.iter().filter(|line| !theirs.contains(line)).take(12) {
            println!("n0:       {line}");
        }
        for line in theirs.iter().filter(|line| !ours.contains(line)).take(12) {
            println!("n{number}:       {line}");
        }
        panic!("seed {}: node {number} differs from the hub; {:?}", self.seed, self.tally);
    }
}
