//! What the command line asks of a node: over a local socket if one is running, else of the opened folder itself.
//! Both ways end in [`answer`].

mod socket;

use std::path::PathBuf;

use artel_protocol::kinds::Typed;
use artel_protocol::{Id, Name, Posting, PreModeration, SpaceKind};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::error::{Invalid, Refusal};
use crate::features::accounts::Password;
use crate::features::import::{Bundle, ImportLine, Imported};
use crate::features::mail::{Mail, MailAddress, MailKind};
use crate::features::organisations::{Address, SetUp};
use crate::features::publishing::{Draft, Readers};
use crate::features::search::{Hit, Piece, Question};
use crate::features::spaces::SpaceDraft;
use crate::hex::hex;
use crate::node::Node;
use crate::sets::hash;
use crate::sets::records::SetName;
use crate::store::records::{self, LastAnswer, Office, Role};
use crate::store::{Progress, Store, StoreError};

pub use socket::{Socket, ask};

/// One thing to do.
#[derive(Debug, Serialize, Deserialize)]
pub enum Request {
    SetUp {
        domain: Option<String>,
        port: u16,
        organisation: String,
        owner: Name,
        password: String,
        language: String,
    },
    AddOrganisation {
        name: Name,
        title: String,
        language: String,
    },
    AddUser {
        name: Name,
        organisation: Name,
        role: Role,
        password: String,
    },
    SetPassword {
        name: Name,
        password: String,
    },
    Suspend {
        name: Name,
        suspended: bool,
    },
    GiveOffice {
        name: Name,
        office: Office,
    },
    EndSecondFactor {
        name: Name,
    },
    RemoveUser {
        name: Name,
    },
    Post {
        kind: String,
        author: Name,
        title: String,
        summary: String,
        markdown: String,
        tags: Vec<String>,
        /// The id or the short name of the community that it is published in.
        #[serde(default)]
        community: Option<String>,
        /// The id or the short name of the space that it is published in.
        #[serde(default)]
        space: Option<String>,
        /// What stands in the fields that only its kind has.
        #[serde(default)]
        more: Typed,
    },
    Edit {
        id: Id,
        title: String,
        summary: String,
        markdown: String,
        tags: Vec<String>,
    },
    Delete {
        id: Id,
    },
    Follow {
        who: String,
        follower: Name,
    },
    Deliveries {
        undelivered: bool,
    },
    /// Founds a community, in the care of the organisation that runs the node unless another one is named.
    FoundCommunity {
        name: Name,
        title: String,
        organisation: Option<Name>,
    },
    /// Opens a space in a community that is hosted here; in the only one, if none is named.
    OpenSpace {
        name: Name,
        kind: SpaceKind,
        title: String,
        community: Option<Name>,
        posting: Posting,
        premoderation: PreModeration,
        /// Another person reads offers before they are published.
        #[serde(default)]
        reviews: bool,
        members_only: bool,
        /// Actors of this node.
        moderators: Vec<Name>,
    },
    /// Makes an invite to a community that is hosted here; to the only one, if none is named.
    Invite {
        community: Option<Name>,
        uses: u32,
        days: u32,
    },
    /// Joins a community with an invite.
    Join {
        invite: String,
    },
    /// The communities with their nodes; with `hash`, also the hashes of what this node has of each.
    Peers {
        hash: bool,
    },
    /// Lets an organisation take over the identity in a recovery kit.
    MoveHere {
        kit: String,
        passphrase: String,
        organisation: Name,
    },
    /// Says where an organisation has moved.
    MoveAway {
        organisation: Name,
        to: String,
    },
    /// Sends a mail at once, past the queue.
    TestMail {
        to: MailAddress,
        subject: String,
        plain: String,
        html: String,
    },
    /// The archive of one actor.
    Export {
        name: Name,
        file: PathBuf,
        readme: String,
    },
    /// Every markdown file of a folder.
    Import {
        folder: PathBuf,
        author: Name,
        dry_run: bool,
    },
    Backup {
        file: PathBuf,
    },
    Check {
        hash: bool,
    },
    /// What a stranger finds.
    Search {
        query: String,
        skip: usize,
    },
    /// How it stands with the index of the search.
    SearchState,
    /// Has the index of the search made anew.
    RebuildSearch,
    Status,
    Vitals,
}

/// What came of it.
#[derive(Debug, Serialize, Deserialize)]
pub enum Response {
    Done(Value),
    /// A sentence that names the mend.
    Refused(String),
}

/// Does what is asked and says what came of it, in JSON.
pub async fn answer(node: &Node, request: Request) -> Response {
    match dispatch(node, request).await {
        Ok(value) => Response::Done(value),
        Err(refusal) => Response::Refused(sentence(&refusal)),
    }
}

async fn dispatch(node: &Node, request: Request) -> Result<Value, Refusal> {
    match request {
        Request::SetUp { domain, port, organisation, owner, password, language } => {
            let address = domain.map_or(Address::Trial { port }, Address::Domain);
            let password = Password::strong(&password, &[owner.as_str(), &organisation])?;
            let answers = SetUp { address, organisation, owner, password, language };
            let name = node.set_up(answers).await?;
            let actor = node.local_actor(&name)?;
            Ok(json!({"organisation": name, "actor": actor.id, "page": actor.page}))
        }
        Request::AddOrganisation { name, title, language } => {
            node.add_organisation(name.clone(), title, language).await?;
            named(node, &name)
        }
        Request::AddUser { name, organisation, role, password } => {
            let password = strong(node, &password, &name, &organisation)?;
            node.add_user(name.clone(), organisation, role, password).await?;
            named(node, &name)
        }
        Request::SetPassword { name, password } => {
            let organisation = node.local_actor(&name)?.organisation;
            let password = strong(node, &password, &name, &organisation)?;
            node.set_password(name.clone(), password).await?;
            named(node, &name)
        }
        Request::Suspend { name, suspended } => {
            node.suspend(name.clone(), suspended).await?;
            Ok(json!({"name": name, "suspended": suspended}))
        }
        Request::GiveOffice { name, office } => {
            node.give_office(name.clone(), office).await?;
            Ok(json!({"name": name, "office": office}))
        }
        Request::EndSecondFactor { name } => {
            node.end_second_factor(name.clone()).await?;
            Ok(json!({"name": name, "second_factor": false}))
        }
        Request::RemoveUser { name } => {
            node.remove_account(name.clone()).await?;
            Ok(json!({"name": name, "removed": true}))
        }
        Request::FoundCommunity { name, title, organisation } => {
            let runs = || node.record().map(|record| record.map(|record| record.organisation));
            let organisation = match organisation {
                Some(organisation) => organisation,
                None => runs()?.ok_or(Refusal::Unknown("this node is not set up yet"))?,
            };
            let id = node.found_community(name, title, organisation).await?;
            Ok(json!({"id": id, "community": true}))
        }
        Request::OpenSpace {
            name,
            kind,
            title,
            community,
            posting,
            premoderation,
            reviews,
            members_only,
            moderators,
        } => {
            let community = hosted_community(node, community)?;
            let mut ids = Vec::new();
            for moderator in &moderators {
                ids.push(node.local_actor(moderator)?.id);
            }
            let draft = SpaceDraft {
                title,
                summary: String::new(),
                posting,
                premoderation,
                reviews,
                members_only,
                moderators: ids,
                rules: String::new(),
                language: None,
            };
            let id = node.open_space(&community, name, kind, draft).await?;
            Ok(json!({"id": id, "kind": kind}))
        }
        Request::Invite { community, uses, days } => {
            let community = hosted_community(node, community)?;
            let invite = node.invite_nodes(&community, uses, days, None).await?;
            Ok(json!(invite.link()))
        }
        Request::Join { invite } => {
            let community = node.join_community(&invite).await?;
            Ok(json!({"joined": community}))
        }
        Request::Peers { hash } => {
            let report = node.mesh_report().await?;
            let report =
                serde_json::to_value(report).map_err(|error| Refusal::Internal(error.to_string()))?;
            if hash { hashed(node, report).await } else { Ok(report) }
        }
        Request::Post { kind, author, title, summary, markdown, tags, community, space, more } => {
            let readers = match (space, community) {
                (Some(space), _) => Readers::Space(space_named(node, &space)?),
                (None, Some(community)) => Readers::Community(community_named(node, &community)?),
                (None, None) => Readers::Everybody,
            };
            let draft = Draft { title, summary, markdown, tags, readers, more, ..Draft::default() };
            let id = node.publish(&kind, &author, &draft).await?;
            Ok(json!({"id": id, "url": node.entry(&id)?.entry.url}))
        }
        Request::Edit { id, title, summary, markdown, tags } => {
            // What is not given stays as it is.
            let stored = Draft::of(&node.entry(&id)?.entry);
            let draft = Draft {
                title: if title.is_empty() { stored.title } else { title },
                summary: if summary.is_empty() { stored.summary } else { summary },
                tags: if tags.is_empty() { stored.tags } else { tags },
                markdown,
                ..stored
            };
            node.edit(&id, &draft).await?;
            Ok(json!({"id": id}))
        }
        Request::Delete { id } => {
            node.delete_entry(&id).await?;
            Ok(json!({"id": id, "deleted": true}))
        }
        Request::Follow { who, follower } => {
            let actor = node.follow(&follower, &who).await?;
            Ok(json!({"followed": actor.id, "handle": actor.handle(), "state": "requested"}))
        }
        Request::Deliveries { undelivered } => {
            let waiting = if undelivered { node.undelivered()? } else { node.deliveries()? };
            Ok(waiting.iter().map(delivery).collect())
        }
        Request::MoveHere { kit, passphrase, organisation } => {
            let brought = node.bring_here(&kit, &passphrase, &organisation).await?;
            Ok(json!({
                "organisation": organisation,
                "did": brought.did,
                "from": brought.node,
                "names": brought.names.iter().map(|(name, id)| (name.to_string(), json!(id))).collect::<Map<_, _>>(),
                "missing": (!brought.missing.is_empty()).then_some(brought.missing),
            }))
        }
        Request::MoveAway { organisation, to } => {
            let moved = node.move_away(&organisation, &to).await?;
            Ok(json!({
                "organisation": organisation,
                "moved_to": moved.target,
                "followers_told": moved.followers,
                "moved": moved.moved.iter().map(|(name, id)| (name.to_string(), json!(id))).collect::<Map<_, _>>(),
                "stay": (!moved.stay.is_empty()).then_some(moved.stay),
            }))
        }
        Request::TestMail { to, subject, plain, html } => {
            let mail = Mail { to: to.clone(), subject, plain, html, stop: None, kind: MailKind::Account };
            let answer = node.send_mail_at_once(mail).await?;
            Ok(json!({"to": to, "server": node.mail_server(), "answer": answer}))
        }
        Request::Export { name, file, readme } => {
            let exported = node.export(&name, &file, readme, Box::new(|_, _| {})).await?;
            Ok(json!({"file": file, "activities": exported.activities, "media": exported.media}))
        }
        Request::Import { folder, author, dry_run } => import(node, folder, &author, dry_run).await,
        Request::Backup { file } => backup(node, file).await,
        Request::Check { hash } => check(node, hash).await,
        Request::Search { query, skip } => {
            let found = node.search(Question::parse(&query)?, None, skip).await?;
            let next = found.next;
            Ok(
                json!({"found": found.hits.iter().map(hit).collect::<Vec<_>>(), "next": next, "index": found.state}),
            )
        }
        Request::SearchState => Ok(json!(node.search_state())),
        Request::RebuildSearch => {
            node.make_search_anew()?;
            Ok(json!({"rebuilding": true}))
        }
        Request::Vitals => {
            let vitals = node.vitals().await?;
            serde_json::to_value(vitals).map_err(|error| Refusal::Internal(error.to_string()))
        }
        Request::Status => Ok(json!({"base": node.base().ok(), "writable": node.store().is_writable()})),
    }
}

/// The community that is hosted here under this name; the only one, if none is named.
fn hosted_community(node: &Node, name: Option<Name>) -> Result<Id, Refusal> {
    if let Some(name) = name {
        return Ok(node.hosted_community(&name)?.id);
    }
    let hosted = node.communities()?.into_iter().find(|community| community.hosted.is_some());
    hosted.map(|community| community.id).ok_or(Refusal::Unknown("no such community is hosted here"))
}

/// A space of a community of this node, by its id or the last part of it.
fn space_named(node: &Node, named: &str) -> Result<Id, Refusal> {
    let is_named = |id: &Id| id.as_str() == named || id.path().rsplit('/').next() == Some(named);
    let found = node.spaces()?.into_iter().find(|space| is_named(&space.space.id));
    found.map(|space| space.space.id).ok_or(Refusal::Unknown("this node knows no such space"))
}

/// A community that this node is in, by its id or the last part of it.
fn community_named(node: &Node, named: &str) -> Result<Id, Refusal> {
    let is_named = |id: &Id| id.as_str() == named || id.path().rsplit('/').next() == Some(named);
    let found = node.communities()?.into_iter().find(|community| is_named(&community.id));
    found.map(|community| community.id).ok_or(Refusal::Unknown("this node is in no such community"))
}

/// Adds to each community the hashes of its sets and of what they show. They are made from everything that is in them,
/// so only who asks for them gets them.
async fn hashed(node: &Node, mut report: Value) -> Result<Value, Refusal> {
    let view = node.view()?;
    let hashing = tokio::task::spawn_blocking(move || {
        for community in report.as_array_mut().into_iter().flatten() {
            let Some(id) = community["id"].as_str().and_then(|id| Id::parse(id).ok()) else { continue };
            for (sid, name) in SetName::both(&id) {
                let field = if name.members_only { "members_set" } else { "set" };
                community[field] = json!(hex(&hash::of_set(&view, &sid)?));
            }
            community["view"] = json!(hex(&hash::of_view(&view, &id)?));
        }
        Ok(report)
    });
    hashing.await.map_err(|error| Refusal::Internal(error.to_string()))?
}

/// The rule of the pages, with the same names known to who guesses.
fn strong(node: &Node, password: &str, name: &Name, organisation: &Name) -> Result<Password, Refusal> {
    let title = |name: &Name| node.local_actor(name).map(|actor| actor.title).unwrap_or_default();
    let (person, company) = (title(name), title(organisation));
    Password::strong(password, &[name.as_str(), &person, &company])
}

fn named(node: &Node, name: &Name) -> Result<Value, Refusal> {
    let actor = node.local_actor(name)?;
    Ok(json!({"name": name, "actor": actor.id, "page": actor.page}))
}

fn delivery(waiting: &crate::features::deliveries::Waiting) -> Value {
    let record = &waiting.record;
    let last = record.last.as_ref().map(|last| match last {
        LastAnswer::Status(status) => json!(status),
        LastAnswer::Silent => json!("silent"),
        LastAnswer::Unreachable => json!("unreachable"),
        LastAnswer::Refused => json!("refused"),
    });
    json!({
        "host": record.host,
        "inbox": record.inbox,
        "activity": record.activity,
        "about": record.about,
        "attempts": record.attempts,
        "last_answer": last,
        "next": record.next.map(artel_protocol::Timestamp::to_rfc3339),
        "undelivered": record.next.is_none(),
    })
}

fn hit(hit: &Hit) -> Value {
    let text = |pieces: &[Piece]| pieces.iter().map(|piece| piece.text.as_str()).collect::<String>();
    match hit {
        Hit::Entry(found) => {
            let record = &found.shown.record;
            json!({
                "kind": record.entry.content.kind(),
                "id": record.entry.id,
                "title": text(&found.title),
                "snippet": text(&found.snippet),
                "author": record.entry.author,
                "published": record.sorted.to_rfc3339(),
            })
        }
        Hit::Actor(found) => json!({
            "kind": found.kind,
            "id": found.actor.id,
            "title": text(&found.name),
            "snippet": text(&found.snippet),
            "handle": found.actor.handle(),
        }),
    }
}

async fn import(node: &Node, folder: PathBuf, author: &Name, dry_run: bool) -> Result<Value, Refusal> {
    let reading = tokio::task::spawn_blocking(move || Bundle::of_folder(&folder));
    let bundle = reading.await.map_err(|error| Refusal::Internal(error.to_string()))??;
    if bundle.is_empty() {
        return Err(Refusal::field("files", "import-nothing"));
    }
    let mut lines = Vec::new();
    node.import(author, &bundle, dry_run, &mut |line, _, _| lines.push(imported(&line))).await?;
    Ok(Value::Array(lines))
}

fn imported(line: &ImportLine) -> Value {
    let file = &line.path;
    match &line.outcome {
        Imported::Article { id, title, published, missing } => json!({
            "file": file,
            "outcome": if id.is_some() { "imported" } else { "would be imported" },
            "title": title,
            "id": id,
            "published": published.map(artel_protocol::Timestamp::to_rfc3339),
            "missing": (!missing.is_empty()).then_some(missing),
        }),
        Imported::Known(id) => json!({"file": file, "outcome": "imported before", "id": id}),
        Imported::Draft => json!({"file": file, "outcome": "a draft, left out"}),
        Imported::Wrong(fault) => {
            json!({"file": file, "outcome": "wrong", "line": fault.line, "reason": english(fault.key)})
        }
    }
}

async fn backup(node: &Node, file: PathBuf) -> Result<Value, Refusal> {
    let store = node.store().clone();
    let written =
        tokio::task::spawn_blocking(move || store.backup(&file, &mut |_, _| {}).map(|report| (report, file)));
    match written.await.map_err(|error| Refusal::Internal(error.to_string()))? {
        Ok((report, file)) => {
            Ok(json!({"file": file, "records": report.records, "media_files": report.media_files}))
        }
        Err(error) => Err(Refusal::impossible(error.to_string())),
    }
}

async fn check(node: &Node, hash: bool) -> Result<Value, Refusal> {
    let store = node.store().clone();
    let checked = tokio::task::spawn_blocking(move || check_store(&store, hash, &mut |_, _| {}));
    Ok(checked.await.map_err(|error| Refusal::Internal(error.to_string()))??)
}

/// Reads a whole store again and tells what is wrong with it; with `hash`, also the hash of its logical content.
pub fn check_store(store: &Store, hash: bool, progress: Progress<'_>) -> Result<Value, StoreError> {
    let report = store.check(&records::verify, progress)?;
    let hash = if hash { Some(store.logical_hash(&|_| true)?) } else { None };
    let hash = hash.map(|hash| hex(&hash));
    let faults: Vec<String> = report.faults.iter().map(ToString::to_string).collect();
    Ok(json!({
        "well": report.is_well(),
        "records": report.records,
        "media_files": report.media_files,
        "faults": faults,
        "hash": hash,
    }))
}

/// A refusal as the command line says it.
pub fn sentence(refusal: &Refusal) -> String {
    let Refusal::Invalid(Invalid::Fields(problems)) = refusal else { return refusal.to_string() };
    let sentences: Vec<&str> = problems.iter().map(|problem| english(problem.key)).collect();
    sentences.join(" ")
}

/// The few problems of forms that the command line meets, in English.
fn english(key: &str) -> &'static str {
    match key {
        "join-no-invite" => "This is no invite: paste the whole link that the hub gave out.",
        "join-in-trial" => "This node is a trial: give it a name before it joins a community.",
        "join-own" => "This invite is to a community on this very node.",
        "join-unreachable" => "The hub is not reached: see whether it runs, and whether its port is open.",
        "join-refused" => {
            "The hub does not take this invite: it is used up, expired or taken back. Ask for another one."
        }
        "join-unconfirmed" => {
            "The community's host does not confirm this invite: it is not reached, or names another key."
        }
        "join-unverified" => {
            "The hub could not fetch this node's company: see whether this node is reached under its name from outside."
        }
        "join-busy" => "The hub is busy: try again in a minute.",
        "community-no-member" => "This actor is no member of that community.",
        "community-banned" => "This actor is banned from that community at present.",
        "invite-uses-wrong" => "An invite can be used from 1 to 1,000 times.",
        "invite-days-wrong" => "An invite lasts from 1 to 366 days.",
        "invite-too-many" => "There are 1,000 open invites: take one back first.",
        "setup-domain-wrong" => "The domain is not a name like node.example.org: give the bare name.",
        "setup-domain-test-network" => {
            "federation.test_networks is set, so the name has to end in .test, .localhost, .example or .internal."
        }
        "password-too-short" => "The password is too short: use at least 8 characters.",
        "password-too-long" => "The password is too long: use at most 256 characters.",
        "password-too-weak" => {
            "Everybody would try this password first: use a longer one, such as four words."
        }
        "search-too-long" => "The query is longer than 256 characters: shorten it.",
        "search-too-many-words" => "The query has more than 12 words: use the most telling ones.",
        "search-kind-wrong" => {
            "There is no such kind: leave out kind:, or give article, post, person or organisation."
        }
        "search-day-wrong" => "Write days as in since:2026-01-31.",
        "search-nothing-asked" => "Give at least one word, or --rebuild.",
        "staff-last-operator" => "Nobody else runs this node: give that office to somebody else first.",
        "staff-last-owner" => "Nobody else owns the organisation: make somebody else an owner first.",
        "name-taken" => "The name is taken: choose another one.",
        "name-missing" => "The title is missing.",
        "name-too-long" => "The title is too long: use at most 100 characters.",
        "article-title-missing" => "The article has no title: give one with --title.",
        "article-title-too-long" => "The title is too long: use at most 200 characters.",
        "article-summary-too-long" => "The summary is too long: use at most 500 characters.",
        "article-text-missing" | "post-text-missing" => "The file holds no text.",
        "article-text-too-long" | "post-text-too-long" => "The text is too long.",
        "follow-in-trial" => "A trial federates with nobody: set the node up under a public name first.",
        "follow-oneself" => "An actor cannot follow itself.",
        "follow-moved" => "That account has moved: follow it where it is now.",
        "act-moved" => "That account has moved to another server: it says nothing here any more.",
        "kit-damaged" => "That is not a recovery kit, or it is damaged.",
        "kit-unknown" => "The kit was made by a newer version: update this node first.",
        "kit-passphrase-wrong" => "The passphrase is not the one with which the kit was made.",
        "move-kit-of-here" => {
            "The kit is one of this node: its keys are taken back on the page Recovery kit."
        }
        "move-kit-of-neighbour" => {
            "Another organisation here has this identity already: bring the kit to that one."
        }
        "move-not-named" => {
            "The new account does not name the old one: on the new node, bring the recovery kit there first (artel \
             move here)."
        }
        "move-to-here" => "That account is on this node: give one on the new node.",
        "move-to-moved" => {
            "The new account has moved on itself: on its node, bring the recovery kit there once more (artel move \
             here)."
        }
        "move-to-blocked" => "This node blocks the new account or its server: lift that first.",
        "handle-wrong" => "That is neither a handle like @name@host nor an address.",
        "import-nothing" => "There is no markdown file in the folder.",
        "import-not-utf8" => "The text is not UTF-8.",
        "import-front-matter-open" => "The front matter does not end: close it with the line that opened it.",
        "import-front-matter-long" => "The front matter is longer than 16 KB.",
        "import-front-matter-wrong" => "The front matter cannot be read.",
        "import-date-wrong" => "The date cannot be read: write it as 2026-11-24.",
        "import-too-many" => "There are more than 5,000 files: import them in parts.",
        "import-too-large" => "The files have more than 256 MB: import them in parts.",
        "import-bad-name" => "The name of a file leads out of the folder.",
        _ => "Something that was given is wrong.",
    }
}
