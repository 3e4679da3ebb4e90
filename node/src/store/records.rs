//! What stands behind each key: the records that a node keeps, written as CBOR.

use std::collections::BTreeMap;

use artel_protocol::actor::ActorType;
use artel_protocol::company::{Company, Visibilities};
use artel_protocol::kinds::Entry;
use artel_protocol::{Id, Name, Timestamp};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::StoreError;
use crate::features::mail::MailAddress;

/// Reads a record.
///
/// # Errors
/// [`StoreError::Corrupt`] when the bytes are not what this record is made of.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, StoreError> {
    ciborium::from_reader(bytes).map_err(|error| StoreError::Corrupt(error.to_string()))
}

/// Writes a record.
pub fn encode<T: Serialize>(record: &T) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(256);
    ciborium::into_writer(record, &mut bytes).expect("records hold only what CBOR can say");
    bytes
}

/// Whether a record is what its key says: for checking a whole store.
pub fn verify(key: &[u8], value: &[u8]) -> Result<(), String> {
    let Some(letter) = key.first() else { return Err("its key is empty".into()) };
    let read = match letter {
        b'A' => decode::<ActorRecord>(value).map(drop),
        b'N' => decode::<LocalActorRecord>(value).map(drop),
        b'O' => decode::<OrganisationRecord>(value).map(drop),
        b'P' => decode::<AccountRecord>(value).map(drop),
        b'E' => decode::<EntryRecord>(value).map(drop),
        b'T' => decode::<TombstoneRecord>(value).map(drop),
        b'F' => decode::<FollowerRecord>(value).map(drop),
        b'G' => decode::<FollowingRecord>(value).map(drop),
        b'C' => decode::<Counts>(value).map(drop),
        b'D' => decode::<DeliveryRecord>(value).map(drop),
        b'V' => decode::<UndoableRecord>(value).map(drop),
        b'K' => decode::<BlockRecord>(value).map(drop),
        b'J' => decode::<ReportRecord>(value).map(drop),
        b'l' => verify_order(key, value),
        b'y' => verify_directory(key, value),
        b'u' if value.is_empty() => Ok(()),
        b'u' => decode::<Timestamp>(value).map(drop),
        b's' => crate::sets::records::verify(key, value),
        b'Z' => decode::<SessionRecord>(value).map(drop),
        b'i' => decode::<InvitationRecord>(value).map(drop),
        b'r' => decode::<NewPasswordRecord>(value).map(drop),
        b'o' => crate::features::interest::records::verify(key, value),
        b'a' => decode::<ApplicationRecord>(value).map(drop),
        b'Y' => decode::<MediaRecord>(value).map(drop),
        b'q' => decode::<u64>(value).map(drop),
        b'I' => decode::<HostRecord>(value).map(drop),
        b'M' => crate::features::mail::verify(key, value),
        b'k' => decode::<crate::features::mail::MailStoppedRecord>(value).map(drop),
        b'S' => decode::<Timestamp>(value).map(drop),
        b'n' => decode::<NotificationRecord>(value).map(drop),
        b'm' => decode::<MuteRecord>(value).map(drop),
        // A count or a moment: both are one number.
        b'h' => decode::<i64>(value).map(drop),
        b'H' if !value.is_empty() => decode::<Id>(value).map(drop),
        b'd' => decode::<DraftRecord>(value).map(drop),
        b'e' => decode::<RevisionRecord>(value).map(drop),
        b'p' => decode::<Vec<Id>>(value).map(drop),
        b'c' => decode::<LinkCardRecord>(value).map(drop),
        b'L' | b'U' => decode::<Id>(value).map(drop),
        b'X' => serde_json::from_slice::<serde_json::Value>(value)
            .map(drop)
            .map_err(|error| StoreError::Corrupt(error.to_string())),
        // Indexes hold nothing but their keys, settings are read at every start.
        b'B' | b'b' | b'R' | b'H' | b'g' | b'Q' | b't' | b'W' => Ok(()),
        _ => return Err("no such record is known".into()),
    };
    read.map_err(|error| error.to_string())
}

/// The records of order and of one's own data, which share a letter.
fn verify_order(key: &[u8], value: &[u8]) -> Result<(), StoreError> {
    match key.get(1..).and_then(|rest| rest.split(|byte| *byte == 0).next()) {
        Some(b"text") => decode::<TextRecord>(value).map(drop),
        Some(b"erased") => decode::<LocalActorRecord>(value).map(drop),
        Some(b"receipt") => decode::<ReceiptRecord>(value).map(drop),
        Some(b"import") => decode::<Id>(value).map(drop),
        Some(b"saved") => decode::<crate::features::saved_offers::SavedOffersRecord>(value).map(drop),
        _ => Err(StoreError::Corrupt("no such record is known".into())),
    }
}

/// The records of the directory, which share a letter.
fn verify_directory(key: &[u8], value: &[u8]) -> Result<(), StoreError> {
    match key.get(1..).and_then(|rest| rest.split(|byte| *byte == 0).next()) {
        Some(b"company") => decode::<CompanyRecord>(value).map(drop),
        Some(b"voucher") => decode::<VoucherRecord>(value).map(drop),
        // An index: nothing but its keys.
        Some(b"vouched") => Ok(()),
        _ => Err(StoreError::Corrupt("no such record is known".into())),
    }
}

/// The document of an actor, ours or foreign.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ActorRecord {
    /// The exact bytes.
    #[serde(with = "serde_bytes_vec")]
    pub document: Vec<u8>,
    pub fetched: Timestamp,
    /// Its own Delete has come; the document stays, since its keys prove what it once said.
    pub deleted: bool,
}

/// An actor of ours.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LocalActorRecord {
    pub id: Id,
    pub name: Name,
    pub actor_type: ActorType,
    /// The organisation whose key makes its proofs: its own name, if it is one.
    pub organisation: Name,
    /// The full name.
    pub title: String,
    /// Plain text.
    pub summary: String,
    /// The page for people.
    pub page: Id,
    /// PKCS#8, DER.
    #[serde(with = "serde_bytes_vec")]
    pub rsa: Vec<u8>,
    pub created: Timestamp,
    #[serde(default)]
    pub profile: Profile,
    /// The ids that it had elsewhere, the newest last: from there its followers come along.
    #[serde(default)]
    pub also_known_as: Vec<Id>,
    /// Where it is now, if it has moved: from then on it says nothing more here.
    #[serde(default)]
    pub moved_to: Option<Id>,
}

/// What an actor of ours says of itself besides its name and summary.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Profile {
    /// The address of its portrait, under `/media/`.
    pub portrait: Option<Id>,
    pub fields: Vec<ProfileField>,
    /// Wants to be found in directories and suggestions.
    pub discoverable: bool,
    /// Its public entries may be searched.
    pub indexable: bool,
    /// When it was last changed.
    pub updated: Option<Timestamp>,
}

impl Default for Profile {
    fn default() -> Profile {
        Profile { portrait: None, fields: Vec::new(), discoverable: true, indexable: true, updated: None }
    }
}

/// A line of a profile: a label and a text or an address.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct ProfileField {
    pub label: String,
    pub value: String,
    /// When the page at the address was last seen to link back with `rel="me"`.
    #[serde(default)]
    pub verified: Option<Timestamp>,
}

/// What an organisation of ours says of the company that it is, all of it: most readers see less.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct CompanyRecord {
    #[serde(default)]
    pub company: Company,
    #[serde(default)]
    pub visibilities: Visibilities,
    pub updated: Timestamp,
    /// When somebody last said that all of it is right.
    pub confirmed: Timestamp,
}

/// A credential in which the organisation that runs the node vouches for somebody.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct VoucherRecord {
    pub number: u64,
    pub subject: Id,
    /// The officer who said it.
    pub by: Name,
    /// Who took it back, and when.
    #[serde(default)]
    pub revoked: Option<(Name, Timestamp)>,
    /// Its exact bytes.
    #[serde(with = "serde_bytes_vec")]
    pub credential: Vec<u8>,
}

/// The identity of an organisation hosted here.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OrganisationRecord {
    pub name: Name,
    /// The seed of its Ed25519 key `O`.
    pub seed: [u8; 32],
    /// The language it writes in.
    pub language: String,
    /// Suspended by the node's officers: its people cannot log in, and it says nothing.
    #[serde(default)]
    pub suspended: bool,
    /// What members write in its name waits until an owner or a moderator approves.
    #[serde(default)]
    pub approves: bool,
    /// Of the one that runs the node: whether it publishes offers of those hosted here without their names.
    #[serde(default)]
    pub clients: Clients,
}

/// Whether an organisation publishes offers for clients who are not named.
#[derive(Copy, Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Clients {
    #[default]
    None,
    /// When one of the node's officers has read the offer.
    Agreed,
    /// Whatever they publish.
    All,
}

impl OrganisationRecord {
    pub fn new(name: Name, seed: [u8; 32], language: String) -> OrganisationRecord {
        OrganisationRecord { name, seed, language, suspended: false, approves: false, clients: Clients::None }
    }
}

/// What somebody may do in an organisation.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    Owner,
    Moderator,
    Member,
}

/// What somebody may do on the node, besides what they may do in their organisation. In ascending order.
#[derive(Copy, Clone, Debug, Default, Eq, Ord, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Office {
    #[default]
    None,
    /// Admits companies, looks at reports, blocks.
    Officer,
    /// Runs the machine: what an officer may, and the node's own settings.
    Operator,
}

/// A second factor: a code that changes every half minute (RFC 6238).
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct SecondFactor {
    #[serde(with = "serde_bytes_vec")]
    pub secret: Vec<u8>,
    /// The last step whose code was used; a code counts once.
    pub last_step: u64,
    /// Hashes of the recovery codes that were not used yet.
    pub recovery: Vec<[u8; 32]>,
}

/// Who may log in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AccountRecord {
    pub name: Name,
    pub organisation: Name,
    pub role: Role,
    /// argon2id in PHC form.
    pub password: String,
    pub suspended: bool,
    pub created: Timestamp,
    #[serde(default)]
    pub office: Office,
    /// Where mail reaches them.
    #[serde(default)]
    pub mail: Option<MailAddress>,
    /// The language of mail and pages, if they chose one.
    #[serde(default)]
    pub language: Option<String>,
    #[serde(default)]
    pub second_factor: Option<SecondFactor>,
    /// Wants no mail about what is new.
    #[serde(default)]
    pub no_mail: bool,
    /// Wants no weekly mail.
    #[serde(default)]
    pub no_weekly: bool,
    /// The time zone of mail and pages, if they chose one: `Europe/Berlin`.
    #[serde(default)]
    pub time_zone: Option<String>,
}

impl AccountRecord {
    /// `password` is argon2id in PHC form.
    pub fn new(
        name: Name,
        organisation: Name,
        role: Role,
        password: String,
        now: Timestamp,
    ) -> AccountRecord {
        AccountRecord {
            name,
            organisation,
            role,
            password,
            suspended: false,
            created: now,
            office: Office::None,
            mail: None,
            language: None,
            second_factor: None,
            no_mail: false,
            no_weekly: false,
            time_zone: None,
        }
    }
}

/// An entry as it is known here.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EntryRecord {
    pub entry: Entry,
    /// The activity that brought it or changed it last.
    pub activity: Id,
    pub received: Timestamp,
    /// Its place in time: when it says that it was published, but never later than it came.
    pub sorted: Timestamp,
    /// The entry that began the conversation, for answers to something that is known here.
    pub root: Option<Id>,
    pub hidden: Option<Hidden>,
    /// Whether it takes answers; said by its author, for what is written here.
    #[serde(default)]
    pub comments: Comments,
    /// How it stands in its community; none for what is in no community's set.
    #[serde(default)]
    pub community: Option<crate::sets::records::InCommunity>,
}

impl EntryRecord {
    /// Whether it was not let into the conversation that it answers in, as it is now: if it is one of ours, it was said to
    /// nobody yet.
    pub fn is_withheld(&self) -> bool {
        let withheld = |hidden: &Hidden| hidden.cause == HiddenCause::Waiting || hidden.said != Said::Whole;
        self.hidden.as_ref().is_some_and(withheld)
    }

    /// Whether nobody was ever told of it.
    pub fn is_unheard_of(&self) -> bool {
        self.hidden.as_ref().is_some_and(|hidden| hidden.said == Said::Nothing)
    }
}

/// Whether an entry of ours takes answers.
#[derive(Copy, Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Comments {
    /// Everybody's, at once.
    #[default]
    Open,
    /// They are kept, and shown when somebody of the organisation has looked at them.
    Moderated,
    /// None.
    Closed,
}

/// Taken out of view; can be shown again.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct Hidden {
    /// Who hid it; for what waits, the name of the entry's author.
    pub by: Name,
    pub at: Timestamp,
    #[serde(default)]
    pub cause: HiddenCause,
    #[serde(default)]
    pub said: Said,
}

/// How much of an answer of ours out of view was said to others before.
#[derive(Copy, Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Said {
    /// All: it was let into its conversation as it is.
    #[default]
    Whole,
    /// What it was before its author changed it.
    Earlier,
    /// It was never let in.
    Nothing,
}

/// Why something is out of view.
#[derive(Copy, Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HiddenCause {
    /// Somebody hid it.
    #[default]
    ByHand,
    /// The entry that it answers takes answers only after a look.
    Waiting,
    /// An officer of the node hid it; only officers show it again.
    ByOfficer,
    /// Its community took it out of view, on every node.
    ByCommunity,
}

/// What somebody writes and has not published. It never leaves the node. Its picture counts as used, as
/// every one does that a record names.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct DraftRecord {
    pub number: u64,
    pub account: Name,
    pub title: String,
    pub summary: String,
    /// Markdown, as typed.
    pub text: String,
    /// The kind of entry that it becomes, if it is a new one.
    #[serde(default = "article")]
    pub kind: String,
    /// What was typed into the fields that only its kind has.
    #[serde(default)]
    pub more: artel_protocol::kinds::Typed,
    /// As typed, divided by commas.
    pub tags: String,
    /// The address of its picture, under `/media/`.
    #[serde(default)]
    pub picture: Option<Id>,
    /// The entry that it changes loses its picture.
    #[serde(default)]
    pub without_picture: bool,
    #[serde(default)]
    pub alt: String,
    /// The picture only decorates.
    #[serde(default)]
    pub decorative: bool,
    /// In whose name it is to be published.
    pub author: Name,
    #[serde(default)]
    pub comments: Comments,
    /// Who is to read it, if it becomes a new entry.
    #[serde(default)]
    pub readers: crate::features::publishing::Readers,
    pub updated: Timestamp,
    /// The entry that it changes, if it is no new one.
    #[serde(default)]
    pub of: Option<Id>,
    /// The entry that it answers; then it is a post.
    #[serde(default)]
    pub answers: Option<Id>,
    /// The organisation whose officers read it, where it was handed in to appear in that one's name; else the writer's own.
    #[serde(default)]
    pub through: Option<Name>,
    #[serde(default)]
    pub state: DraftState,
}

/// What every draft became that was kept before there were other kinds to choose from.
fn article() -> String {
    "article".into()
}

/// Where a draft stands between its writer and those who approve.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DraftState {
    #[default]
    Written,
    /// Waits for an owner or a moderator.
    HandedIn {
        at: Timestamp,
    },
    SentBack {
        by: Name,
        at: Timestamp,
        reason: String,
    },
}

/// What an entry of ours said before an edit.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct RevisionRecord {
    pub title: String,
    pub summary: String,
    pub text: artel_protocol::kinds::Text,
    /// When it was said.
    pub at: Timestamp,
}

/// What a page that an entry of ours links to says of itself. All plain text.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct LinkCardRecord {
    pub title: String,
    pub description: String,
    /// What the site calls itself.
    pub site: String,
    pub fetched: Timestamp,
    /// From then on it may be asked for anew, or dropped.
    pub expires: Timestamp,
}

/// What is left of a deleted entry or actor.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TombstoneRecord {
    pub former_type: String,
    pub deleted: Timestamp,
    pub author: Id,
}

/// Who follows an actor of ours, and where what is for it is delivered.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FollowerRecord {
    /// The Follow.
    pub activity: Id,
    pub inbox: Id,
    pub shared_inbox: Option<Id>,
    pub since: Timestamp,
}

#[derive(Copy, Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FollowState {
    Requested,
    Accepted,
    Rejected,
}

/// Whom an actor of ours follows.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FollowingRecord {
    /// Our Follow.
    pub activity: Id,
    pub state: FollowState,
    pub since: Timestamp,
}

/// What an activity did that can be undone by its id alone.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct UndoableRecord {
    pub actor: Id,
    pub object: Id,
    pub what: Undoable,
}

#[derive(Copy, Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub enum Undoable {
    Follow,
    Like,
    Boost,
}

/// How many there are.
#[derive(Copy, Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Counts {
    pub likes: u64,
    pub boosts: u64,
    pub answers: u64,
    pub followers: u64,
    pub following: u64,
    pub entries: u64,
    /// Answers that nobody has looked at yet; not among `answers`.
    pub waiting: u64,
    /// How many an answer helped.
    pub helped: u64,
    /// Of a conversation, how many answers helped the one who began it.
    pub solved: u64,
}

impl Counts {
    /// An answer that waited was looked at: it counts as any other.
    pub fn one_looked_at(self) -> Counts {
        Counts { answers: self.answers + 1, waiting: self.waiting.saturating_sub(1), ..self }
    }

    /// An answer that counted waits to be looked at.
    pub fn one_held_back(self) -> Counts {
        Counts { answers: self.answers.saturating_sub(1), waiting: self.waiting + 1, ..self }
    }
}

/// One activity on its way to one host.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DeliveryRecord {
    pub host: String,
    pub inbox: Id,
    pub activity: Id,
    /// The entry or actor it is about.
    pub about: Id,
    /// Whose key signs the request.
    pub sender: Name,
    /// The node's own actor says it; then the sender is the organisation that runs the node.
    #[serde(default)]
    pub by_node: bool,
    pub created: Timestamp,
    pub attempts: u32,
    /// When it is due; none when it was given up.
    pub next: Option<Timestamp>,
    pub last: Option<LastAnswer>,
}

/// What became of the last attempt.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub enum LastAnswer {
    /// The host answered with this status.
    Status(u16),
    /// It did not answer in time.
    Silent,
    /// No connection came about: its name, its address or its certificate.
    Unreachable,
    /// Its address is one that we do not send to.
    Refused,
}

/// Somebody or somewhere that nothing is taken from.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BlockRecord {
    pub reason: String,
    pub by: Option<Name>,
    pub since: Timestamp,
}

/// A report, from another server or from one of ours.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReportRecord {
    pub from: Id,
    pub about: Vec<Id>,
    pub reason: String,
    pub received: Timestamp,
    /// None while it is open.
    #[serde(default)]
    pub closed: Option<Closed>,
    /// The Flag that told the other server, and the host that it went to.
    #[serde(default)]
    pub forwarded: Option<(Id, String)>,
    /// The space in which it stands: its moderators look at the report too.
    #[serde(default)]
    pub space: Option<Id>,
}

/// How a report ended.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct Closed {
    pub by: Name,
    pub at: Timestamp,
    pub note: String,
}

/// A text of the node in one language: rules, imprint, privacy.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct TextRecord {
    pub markdown: String,
    pub by: Name,
    pub at: Timestamp,
}

/// Whom an erasure was told to.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReceiptRecord {
    /// Who was erased.
    pub actors: Vec<Id>,
    /// The Deletes that say so.
    pub deletes: Vec<Id>,
    /// The servers that were told.
    pub hosts: Vec<String>,
    pub erased: Timestamp,
}

/// What an actor of ours is told.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NotificationRecord {
    pub kind: NotificationKind,
    /// Who did it.
    pub from: Id,
    /// What it is about: the answer, the entry that mentions, or the entry that is liked or boosted.
    pub entry: Option<Id>,
    /// The draft that waits, or was sent back.
    #[serde(default)]
    pub draft: Option<DraftPlace>,
    /// The interest in an offer that it is about, by its name in addresses.
    #[serde(default)]
    pub interest: Option<String>,
    /// The space that it is about.
    #[serde(default)]
    pub space: Option<Id>,
    pub at: Timestamp,
}

/// Where a draft is found: by whose it is, and its number.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct DraftPlace {
    pub account: Name,
    pub number: u64,
}

#[derive(Copy, Clone, Debug, Eq, Hash, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NotificationKind {
    Answer,
    Mention,
    Follower,
    Like,
    Boost,
    /// Whom we asked to follow has agreed.
    Accepted,
    /// A draft waits for who may approve it.
    HandedIn,
    /// One's own draft was sent back, or published.
    SentBack,
    Approved,
    /// Somebody answers in a conversation that one wants to hear of.
    Watched,
    /// An entry of one's own is over soon.
    Ending,
    /// Somebody is interested in an offer.
    Interest,
    /// A step was taken in an interest, or something was said in it.
    InterestAnswered,
    InterestMessage,
    /// Something waits in a space whose moderator one is.
    Held,
    /// What one wrote in a space was let in by its moderators, or was not.
    LetIn,
    TurnedDown,
    /// Something in such a space was reported.
    Reported,
}

/// Somebody whom one actor of ours does not want to hear.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MuteRecord {
    /// Takes their follows and answers no more, besides.
    pub blocks: bool,
    pub since: Timestamp,
}

/// Somebody who is logged in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SessionRecord {
    pub account: Name,
    pub created: Timestamp,
    pub expires: Timestamp,
    /// What every form of this session carries.
    pub csrf: String,
    /// What the browser called itself at the log-in, for the list of sessions.
    #[serde(default)]
    pub browser: String,
    /// The password was right; the code of the second factor is still to come.
    #[serde(default)]
    pub half: bool,
}

/// An invitation to join an organisation's staff; it works once.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct InvitationRecord {
    pub organisation: Name,
    pub role: Role,
    /// Where it was sent; none when the link is passed on by hand.
    pub mail: Option<MailAddress>,
    /// Who invites; none when the node itself does, after it admitted a company.
    pub by: Option<Name>,
    pub created: Timestamp,
    pub expires: Timestamp,
}

/// A link to a new password; it works once.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NewPasswordRecord {
    pub account: Name,
    pub expires: Timestamp,
}

/// A company that wants to be hosted here.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ApplicationRecord {
    /// The full name of the company.
    pub organisation: String,
    /// Who asks, by full name.
    pub person: String,
    pub mail: MailAddress,
    /// The language of the form, for what is answered.
    pub language: String,
    /// Each question as it was asked, and the answer.
    pub answers: Vec<(String, String)>,
    pub received: Timestamp,
    /// The hash of the token with which the applicant looks at what became of it.
    pub token_hash: [u8; 32],
    pub state: ApplicationState,
}

#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub enum ApplicationState {
    Open,
    Approved { by: Name, at: Timestamp, organisation: Name },
    Refused { by: Name, at: Timestamp, reason: String },
}

/// How companies apply: what the chamber asks, and how many it takes.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct AdmissionRecord {
    /// Whether anybody may apply.
    pub open: bool,
    /// What is asked besides the names and the mail address.
    pub questions: Vec<String>,
    /// How many applications are taken in 24 hours.
    pub per_day: u32,
    /// How many may wait for a decision.
    pub backlog: u32,
}

impl Default for AdmissionRecord {
    fn default() -> AdmissionRecord {
        AdmissionRecord { open: false, questions: Vec::new(), per_day: 50, backlog: 200 }
    }
}

/// A file under `media/`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MediaRecord {
    pub media_type: String,
    pub bytes: u64,
    /// Whose account kept it first.
    pub owner: Name,
    pub created: Timestamp,
    /// In pixels; zero when it is no picture, or was kept before this was measured.
    #[serde(default)]
    pub width: u32,
    #[serde(default)]
    pub height: u32,
    /// Its rendition for lists, if it is another file.
    #[serde(default)]
    pub small: Option<SmallRecord>,
    /// The organisations that keep it, each with the moment when it last wanted it. A file counts once for each.
    #[serde(default)]
    pub holders: BTreeMap<Name, Timestamp>,
}

/// The rendition of a picture for lists: a file of its own.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SmallRecord {
    /// The SHA-256 that it is named by.
    pub hash: [u8; 32],
    pub media_type: String,
    pub bytes: u64,
}

impl MediaRecord {
    /// How much room it takes with its rendition for lists, in bytes.
    pub fn room(&self) -> u64 {
        self.bytes + self.small.as_ref().map_or(0, |small| small.bytes)
    }
}

/// What we know of another host.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct HostRecord {
    /// It takes RFC 9421 until then: it says so, or sent us such a request.
    pub rfc9421_until: Option<Timestamp>,
    /// When it last took something; a minute more or less.
    pub last_delivered: Option<Timestamp>,
    /// What it answered when it last did not take something; none since it takes things again.
    pub last_answer: Option<LastAnswer>,
    /// Since when it takes nothing.
    pub failing_since: Option<Timestamp>,
    /// When something that counts last came from it; an hour more or less.
    pub last_heard: Option<Timestamp>,
}

/// Where the node stands, decided at set-up.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NodeRecord {
    /// The beginning of every id: `https://name`.
    pub base: Id,
    /// "Try it here": federates with nobody outside this machine.
    pub trial: bool,
    /// The key of the node's own actor. PKCS#8, DER.
    #[serde(with = "serde_bytes_vec")]
    pub rsa: Vec<u8>,
    /// The seed of the node's own actor's Ed25519 key.
    pub seed: [u8; 32],
    /// The organisation that runs it.
    pub organisation: Name,
    pub created: Timestamp,
    /// Distinguishes the ids of this node from those of another one of the same organisation.
    pub instance: u16,
}

/// Bytes as CBOR's byte strings rather than lists of numbers.
mod serde_bytes_vec {
    use serde::de::{Error, Visitor};
    use serde::{Deserializer, Serializer};

    pub fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(bytes)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        struct Bytes;

        impl Visitor<'_> for Bytes {
            type Value = Vec<u8>;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("bytes")
            }

            fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Vec<u8>, E> {
                Ok(bytes.to_vec())
            }

            fn visit_byte_buf<E: Error>(self, bytes: Vec<u8>) -> Result<Vec<u8>, E> {
                Ok(bytes)
            }
        }

        deserializer.deserialize_byte_buf(Bytes)
    }
}
