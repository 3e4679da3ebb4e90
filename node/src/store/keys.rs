//! Every key of the store is built and parsed here, so that this file is the map of what a node remembers.
//!
//! A key is one letter, then its parts. Ids and hosts end with a zero byte (they never hold one); numbers are
//! big-endian, so that their order is their meaning.

use artel_protocol::message::{Aid, Sid};
use artel_protocol::{Id, Name, Timestamp};

/// A key, or the beginning of a range of keys.
pub type Key = Vec<u8>;

fn key(letter: u8, parts: &[&[u8]]) -> Key {
    let mut key = Vec::with_capacity(2 + parts.iter().map(|part| part.len() + 1).sum::<usize>());
    key.push(letter);
    for part in parts {
        key.extend_from_slice(part);
        key.push(0);
    }
    key
}

fn with_time(mut key: Key, moment: Timestamp, last: &[u8]) -> Key {
    key.extend_from_slice(&u64::try_from(moment.0).unwrap_or(0).to_be_bytes());
    key.extend_from_slice(last);
    key
}

/// The document of an actor, ours or foreign.
pub fn actor(id: &Id) -> Key {
    key(b'A', &[id.as_ref()])
}

/// Every actor that is known here.
pub fn actors() -> Key {
    vec![b'A']
}

/// The actors whose ids are on a host that speaks TLS.
pub fn actors_at(host: &str) -> Key {
    [&actors()[..], b"https://", host.as_bytes(), b"/"].concat()
}

/// The only part of a key that has one: `id` of a key of [`actor`].
pub fn only_part(key: &[u8]) -> Option<&str> {
    std::str::from_utf8(key.get(1..)?.strip_suffix(&[0])?).ok()
}

/// An actor of ours by its name.
pub fn local_actor(name: &Name) -> Key {
    key(b'N', &[name.as_str().as_bytes()])
}

pub fn local_actors() -> Key {
    vec![b'N']
}

/// The identity of an organisation hosted here.
pub fn organisation(name: &Name) -> Key {
    key(b'O', &[name.as_str().as_bytes()])
}

pub fn organisations() -> Key {
    vec![b'O']
}

/// What an organisation hosted here says of the company that it is.
pub fn company(name: &Name) -> Key {
    key(b'y', &[b"company", name.as_str().as_bytes()])
}

/// What was said in a credential, by its number.
pub fn voucher(number: u64) -> Key {
    [&vouchers()[..], &number.to_be_bytes()].concat()
}

pub fn vouchers() -> Key {
    key(b'y', &[b"voucher"])
}

/// The numbers of the credentials about somebody.
pub fn vouched_of(subject: &Id) -> Key {
    key(b'y', &[b"vouched", subject.as_ref()])
}

pub fn vouched(subject: &Id, number: u64) -> Key {
    [&vouched_of(subject)[..], &number.to_be_bytes()].concat()
}

/// Who may log in.
pub fn account(name: &Name) -> Key {
    key(b'P', &[name.as_str().as_bytes()])
}

pub fn accounts() -> Key {
    vec![b'P']
}

pub fn entry(id: &Id) -> Key {
    key(b'E', &[id.as_ref()])
}

pub fn entries() -> Key {
    vec![b'E']
}

/// Whether a key is of one of the records that the search is made from: entries and actors.
pub fn is_searched(key: &[u8]) -> bool {
    matches!(key.first(), Some(b'E' | b'A'))
}

/// What names the last change of the records that the search is made from.
pub fn search_mark() -> Key {
    setting("search mark")
}

/// The entries whose ids are on the host of this one.
pub fn entries_at(id: &Id) -> Key {
    let host = id.as_str().len() - id.path().len();
    [b"E", &id.as_str().as_bytes()[..host], b"/"].concat()
}

/// What is left of a deleted entry or actor.
pub fn tombstone(id: &Id) -> Key {
    key(b'T', &[id.as_ref()])
}

/// The exact bytes of an activity that changed something.
pub fn activity(id: &Id) -> Key {
    key(b'X', &[id.as_ref()])
}

/// The activities whose ids begin with this.
pub fn activities(beginning: &Id) -> Key {
    [b"X", beginning.as_ref()].concat()
}

/// The mark that an activity was applied: stays when its bytes are purged.
pub fn seen(id: &Id) -> Key {
    key(b'S', &[id.as_ref()])
}

/// An author's own entries that answer nothing, by time.
pub fn blog(author: &Id) -> Key {
    key(b'B', &[author.as_ref()])
}

pub fn blog_entry(author: &Id, published: Timestamp, entry: &Id) -> Key {
    with_time(blog(author), published, entry.as_ref())
}

/// An author's every activity that is public, by time: its outbox.
pub fn outbox(author: &Id) -> Key {
    key(b'b', &[author.as_ref()])
}

pub fn outbox_activity(author: &Id, published: Timestamp, activity: &Id) -> Key {
    with_time(outbox(author), published, activity.as_ref())
}

/// All answers in the conversation that one entry began, by time.
pub fn thread(root: &Id) -> Key {
    key(b'R', &[root.as_ref()])
}

pub fn thread_answer(root: &Id, published: Timestamp, answer: &Id) -> Key {
    with_time(thread(root), published, answer.as_ref())
}

/// What a local actor's followed ones wrote, by time of arrival.
pub fn home(reader: &Id) -> Key {
    key(b'H', &[reader.as_ref()])
}

pub fn home_entry(reader: &Id, received: Timestamp, entry: &Id) -> Key {
    with_time(home(reader), received, entry.as_ref())
}

/// Who follows an actor of ours.
pub fn followers(followed: &Id) -> Key {
    key(b'F', &[followed.as_ref()])
}

pub fn follower(followed: &Id, follower: &Id) -> Key {
    key(b'F', &[followed.as_ref(), follower.as_ref()])
}

/// Whom an actor of ours follows.
pub fn followings(follower: &Id) -> Key {
    key(b'G', &[follower.as_ref()])
}

pub fn following(follower: &Id, followed: &Id) -> Key {
    key(b'G', &[follower.as_ref(), followed.as_ref()])
}

/// The same, found by whom is followed.
pub fn local_followers_of(followed: &Id) -> Key {
    key(b'g', &[followed.as_ref()])
}

pub fn local_follower_of(followed: &Id, follower: &Id) -> Key {
    key(b'g', &[followed.as_ref(), follower.as_ref()])
}

/// Who likes an entry.
pub fn likes(entry: &Id) -> Key {
    key(b'L', &[entry.as_ref()])
}

pub fn like(entry: &Id, actor: &Id) -> Key {
    key(b'L', &[entry.as_ref(), actor.as_ref()])
}

/// Whom an answer helped.
pub fn helped(answer: &Id, actor: &Id) -> Key {
    key(b'L', &[b"helped", answer.as_ref(), actor.as_ref()])
}

/// Who boosted an entry.
pub fn boosts(entry: &Id) -> Key {
    key(b'U', &[entry.as_ref()])
}

pub fn boost(entry: &Id, actor: &Id) -> Key {
    key(b'U', &[entry.as_ref(), actor.as_ref()])
}

/// How many likes, boosts, answers or followers there are.
pub fn counts(of: &Id) -> Key {
    key(b'C', &[of.as_ref()])
}

/// What an activity did that can be undone by its id alone.
pub fn undoable(activity: &Id) -> Key {
    key(b'V', &[activity.as_ref()])
}

pub fn undoables() -> Key {
    vec![b'V']
}

/// A delivery that waits or was given up: by host, then by what it is about, then in order.
pub fn delivery(host: &str, about: &Id, order: u64, inbox: &Id) -> Key {
    let mut key = deliveries_about(host, about);
    key.extend_from_slice(&order.to_be_bytes());
    key.extend_from_slice(inbox.as_ref());
    key
}

pub fn deliveries() -> Key {
    vec![b'D']
}

/// All deliveries to one host about one entry or actor: they are made one after the other.
pub fn deliveries_about(host: &str, about: &Id) -> Key {
    key(b'D', &[host.as_bytes(), about.as_ref()])
}

/// When a waiting delivery is due; `delivery` is its key.
pub fn due(moment: Timestamp, delivery: &[u8]) -> Key {
    with_time(vec![b'Q'], moment, delivery)
}

/// The range of everything due until `moment`.
pub fn due_until(moment: Timestamp) -> (Key, Key) {
    (vec![b'Q'], with_time(vec![b'Q'], Timestamp(moment.0.saturating_add(1)), &[]))
}

/// Splits a key of [`due`] into the moment and the key of the delivery.
pub fn parse_due(key: &[u8]) -> Option<(Timestamp, &[u8])> {
    let (moment, delivery) = key.strip_prefix(b"Q")?.split_first_chunk::<8>()?;
    Some((Timestamp(i64::try_from(u64::from_be_bytes(*moment)).ok()?), delivery))
}

pub fn blocked_domain(domain: &str) -> Key {
    key(b'K', &[b"domain", domain.as_bytes()])
}

pub fn blocked_domains() -> Key {
    key(b'K', &[b"domain"])
}

pub fn blocked_actor(id: &Id) -> Key {
    key(b'K', &[b"actor", id.as_ref()])
}

pub fn blocked_actors() -> Key {
    key(b'K', &[b"actor"])
}

/// A report that somebody made about something here, by time.
pub fn reports() -> Key {
    vec![b'J']
}

pub fn report(received: Timestamp, activity: &Id) -> Key {
    with_time(reports(), received, activity.as_ref())
}

/// A text of the node, `rules` in `de`, say.
pub fn text(kind: &str, language: &str) -> Key {
    key(b'l', &[b"text", kind.as_bytes(), language.as_bytes()])
}

/// An actor of ours that was erased: its name stays taken, and its key signs the last deliveries.
pub fn erased(name: &Name) -> Key {
    key(b'l', &[b"erased", name.as_str().as_bytes()])
}

/// What became of an erasure, by the hash of the token in its link.
pub fn receipt(token_hash: &[u8; 32]) -> Key {
    [receipts(), token_hash.to_vec()].concat()
}

pub fn receipts() -> Key {
    key(b'l', &[b"receipt"])
}

/// The entry that an actor of ours imported from a file with this hash.
pub fn imported(author: &Name, hash: &[u8; 32]) -> Key {
    let mut key = key(b'l', &[b"import", author.as_str().as_bytes()]);
    key.extend_from_slice(hash);
    key
}

/// Everything that an actor of ours imported.
pub fn imports(author: &Name) -> Key {
    key(b'l', &[b"import", author.as_str().as_bytes()])
}

/// The searches for offers that an account keeps.
pub fn saved_offers(account: &Name) -> Key {
    key(b'l', &[b"saved", account.as_str().as_bytes()])
}

pub fn saved_offers_of(account: &Name, number: u64) -> Key {
    let mut key = saved_offers(account);
    key.extend_from_slice(&number.to_be_bytes());
    key
}

/// A session by the hash of its token.
pub fn session(token_hash: &[u8; 32]) -> Key {
    let mut key = sessions();
    key.extend_from_slice(token_hash);
    key
}

pub fn sessions() -> Key {
    vec![b'Z', b's']
}

/// An invitation to join an organisation, by the hash of its token.
pub fn invitation(token_hash: &[u8; 32]) -> Key {
    let mut key = invitations();
    key.extend_from_slice(token_hash);
    key
}

pub fn invitations() -> Key {
    vec![b'i']
}

/// A link to a new password, by the hash of its token.
pub fn new_password(token_hash: &[u8; 32]) -> Key {
    let mut key = new_passwords();
    key.extend_from_slice(token_hash);
    key
}

pub fn new_passwords() -> Key {
    vec![b'r']
}

/// A company's application to be hosted here; numbers grow with time.
pub fn application(number: u64) -> Key {
    let mut key = applications();
    key.extend_from_slice(&number.to_be_bytes());
    key
}

pub fn applications() -> Key {
    vec![b'a']
}

/// The node's own settings and marks.
pub fn setting(name: &str) -> Key {
    key(b'W', &[name.as_bytes()])
}

/// A file under `media/`, by its SHA-256.
pub fn media(hash: &[u8; 32]) -> Key {
    let mut key = vec![b'Y'];
    key.extend_from_slice(hash);
    key
}

/// How many bytes of pictures an organisation keeps.
pub fn media_used(organisation: &Name) -> Key {
    key(b'q', &[organisation.as_str().as_bytes()])
}

pub fn all_media() -> Key {
    vec![b'Y']
}

pub fn hosts() -> Key {
    vec![b'I']
}

/// The host of a key of [`host`].
pub fn parse_host(key: &[u8]) -> Option<&str> {
    std::str::from_utf8(key.strip_prefix(b"I")?.strip_suffix(&[0])?).ok()
}

/// Who follows any actor of ours.
pub fn all_followers() -> Key {
    vec![b'F']
}

/// What we know of another host.
pub fn host(host: &str) -> Key {
    key(b'I', &[host.as_bytes()])
}

/// A mail that waits, by time.
pub fn mails_waiting() -> Key {
    vec![b'M', b'w']
}

pub fn mail_waiting(created: Timestamp, number: u64) -> Key {
    with_time(mails_waiting(), created, &number.to_be_bytes())
}

/// A mail that was given up, by the time of that.
pub fn mails_failed() -> Key {
    vec![b'M', b'f']
}

pub fn mail_failed(moment: Timestamp, number: u64) -> Key {
    with_time(mails_failed(), moment, &number.to_be_bytes())
}

/// When a waiting mail is due; `mail` is its key.
pub fn mail_due(moment: Timestamp, mail: &[u8]) -> Key {
    with_time(vec![b'M', b'd'], moment, mail)
}

/// The range of every mail due until `moment`.
pub fn mails_due_until(moment: Timestamp) -> (Key, Key) {
    (vec![b'M', b'd'], mail_due(Timestamp(moment.0.saturating_add(1)), &[]))
}

/// The key of the mail in a key of [`mail_due`].
pub fn mail_of_due(key: &[u8]) -> Option<&[u8]> {
    key.strip_prefix(b"Md")?.get(8..)
}

/// How many mails somebody got within the hour of `moment`, by the hash of the address.
pub fn mails_recent(moment: Timestamp, recipient: &[u8; 32]) -> Key {
    with_time(vec![b'M', b'r'], hour_of(moment), recipient)
}

/// The range of what was counted in the hours before that of `moment`.
pub fn mails_recent_before(moment: Timestamp) -> (Key, Key) {
    (vec![b'M', b'r'], with_time(vec![b'M', b'r'], hour_of(moment), &[]))
}

fn hour_of(moment: Timestamp) -> Timestamp {
    Timestamp(moment.0 - moment.0.rem_euclid(3_600_000))
}

/// How many mails wait and how many were given up.
pub fn mail_counts() -> Key {
    vec![b'M', b'n']
}

/// Who wants no mails of one kind, by the hash of the address.
pub fn mail_stopped(recipient: &[u8; 32], kind: u8) -> Key {
    let mut key = vec![b'k'];
    key.extend_from_slice(recipient);
    key.push(kind);
    key
}

/// What an actor of ours is told, by time.
pub fn notifications(actor: &Id) -> Key {
    key(b'n', &[actor.as_ref()])
}

/// `cause` is what makes it one of a kind: the entry or the activity that it tells of.
pub fn notification(actor: &Id, at: Timestamp, cause: &Id) -> Key {
    with_time(notifications(actor), at, cause.as_ref())
}

/// How many notifications an actor of ours has.
pub fn notification_count(actor: &Id) -> Key {
    key(b'h', &[b"count", actor.as_ref()])
}

/// Everything that an account has read.
pub fn read_marks(account: &Name) -> Key {
    key(b'h', &[b"read", account.as_str().as_bytes()])
}

/// Until when an account has read what an actor of ours was told.
pub fn read_mark(account: &Name, actor: &Id) -> Key {
    key(b'h', &[b"read", account.as_str().as_bytes(), actor.as_ref()])
}

/// When an account was last looked at for the weekly mail.
pub fn weekly_mark(account: &Name) -> Key {
    key(b'h', &[b"weekly", account.as_str().as_bytes()])
}

/// Whom an actor of ours does not want to hear.
pub fn mutes(reader: &Id) -> Key {
    key(b'm', &[reader.as_ref()])
}

pub fn mute(reader: &Id, whom: &Id) -> Key {
    key(b'm', &[reader.as_ref(), whom.as_ref()])
}

/// What an account writes and has not published, by its number.
pub fn drafts(account: &Name) -> Key {
    key(b'd', &[account.as_str().as_bytes()])
}

pub fn draft(account: &Name, number: u64) -> Key {
    let mut key = drafts(account);
    key.extend_from_slice(&number.to_be_bytes());
    key
}

/// What an entry said before each of its edits, by the time of the version.
pub fn revisions(entry: &Id) -> Key {
    key(b'e', &[entry.as_ref()])
}

pub fn revision(entry: &Id, moment: Timestamp) -> Key {
    with_time(revisions(entry), moment, &[])
}

/// The entries that an actor of ours shows first.
pub fn pinned(author: &Id) -> Key {
    key(b'p', &[author.as_ref()])
}

/// The public entries with a tag, by time. The tag in small letters.
pub fn tagged(tag: &str) -> Key {
    key(b't', &[tag.as_bytes()])
}

pub fn tagged_entry(tag: &str, sorted: Timestamp, entry: &Id) -> Key {
    with_time(tagged(tag), sorted, entry.as_ref())
}

/// All tags that begin like this.
pub fn tags_from(beginning: &str) -> Key {
    let mut key = vec![b't'];
    key.extend_from_slice(beginning.as_bytes());
    key
}

/// The tag of a key of [`tagged_entry`].
pub fn tag_of(key: &[u8]) -> Option<&str> {
    std::str::from_utf8(key.strip_prefix(b"t")?.split(|byte| *byte == 0).next()?).ok()
}

/// What a linked page says of itself.
pub fn link_card(url: &Id) -> Key {
    key(b'c', &[url.as_ref()])
}

pub fn link_cards() -> Key {
    vec![b'c']
}

/// Up to when somebody has read a conversation.
pub fn read_until(account: &Name, opener: &Id) -> Key {
    key(b'u', &[b"read", account.as_str().as_bytes(), opener.as_ref()])
}

/// Who is told of every answer in a conversation.
pub fn watchers(opener: &Id) -> Key {
    key(b'u', &[b"watch", opener.as_ref()])
}

pub fn watcher(opener: &Id, account: &Name) -> Key {
    key(b'u', &[b"watch", opener.as_ref(), account.as_str().as_bytes()])
}

/// When an entry of ours ends that is to be reminded of.
pub fn ending(ends: Timestamp, entry: &Id) -> Key {
    with_time(endings(), ends, entry.as_ref())
}

fn endings() -> Key {
    key(b's', &[b"ending"])
}

/// The range of everything that ends until `moment`.
pub fn endings_until(moment: Timestamp) -> (Key, Key) {
    (endings(), with_time(endings(), Timestamp(moment.0.saturating_add(1)), &[]))
}

/// Splits a key of [`ending`].
pub fn parse_ending(key: &[u8]) -> Option<(Timestamp, Id)> {
    let beginning = endings();
    let entry = Id::parse(after_time(key, &beginning)?).ok()?;
    Some((time_after(key, &beginning)?, entry))
}

/// The offers that are known here, by their places in time.
pub fn offers() -> Key {
    key(b's', &[b"offered"])
}

pub fn offer(sorted: Timestamp, entry: &Id) -> Key {
    with_time(offers(), sorted, entry.as_ref())
}

/// A community that is hosted here or that we are in.
pub fn community(id: &Id) -> Key {
    key(b's', &[b"community", id.as_ref()])
}

pub fn communities() -> Key {
    key(b's', &[b"community"])
}

/// The community with the set of this name, and who reads it.
pub fn community_of(sid: &Sid) -> Key {
    of_set(b"sid", sid)
}

/// How many activities a set has, and the number of the last one.
pub fn set(sid: &Sid) -> Key {
    of_set(b"set", sid)
}

fn of_set(kind: &[u8], sid: &Sid) -> Key {
    let mut key = key(b's', &[kind]);
    key.extend_from_slice(&sid.0);
    key
}

/// One activity of a set.
pub fn element(sid: &Sid, aid: &Aid) -> Key {
    [&of_set(b"e", sid)[..], &aid.0].concat()
}

/// Every activity of a set, in the order of their names.
pub fn elements(sid: &Sid) -> Key {
    of_set(b"e", sid)
}

/// The activities of a set in the order in which they came here.
pub fn numbers(sid: &Sid) -> Key {
    of_set(b"n", sid)
}

pub fn number(sid: &Sid, number: u64) -> Key {
    [&numbers(sid)[..], &number.to_be_bytes()].concat()
}

/// The number of a key of [`number`].
pub fn parse_number(key: &[u8]) -> Option<u64> {
    Some(u64::from_be_bytes(*key.last_chunk::<8>()?))
}

/// What a set says about one thing. `about` is one of [`about_entry`], [`about_reaction`], [`about_member`],
/// [`about_space`] and [`about_profile`].
pub fn bucket(sid: &Sid, about: &[u8]) -> Key {
    [&of_set(b"b", sid)[..], about].concat()
}

pub fn in_bucket(sid: &Sid, about: &[u8], aid: &Aid) -> Key {
    [&bucket(sid, about)[..], &aid.0].concat()
}

pub fn about_entry(entry: &Id) -> Key {
    key(b'e', &[entry.as_ref()])
}

/// What everybody thinks of an entry.
pub fn about_reactions(entry: &Id) -> Key {
    key(b'r', &[entry.as_ref()])
}

pub fn about_reaction(entry: &Id, actor: &Id) -> Key {
    key(b'r', &[entry.as_ref(), actor.as_ref()])
}

pub fn about_member(member: &Id) -> Key {
    key(b'm', &[member.as_ref()])
}

pub fn about_space(space: &Id) -> Key {
    key(b's', &[space.as_ref()])
}

pub fn about_profile(actor: &Id) -> Key {
    key(b'p', &[actor.as_ref()])
}

/// The activities of a set with one id: more than one are twins.
pub fn twins(sid: &Sid, id: &Id) -> Key {
    let mut key = of_set(b"i", sid);
    key.extend_from_slice(id.as_ref());
    key.push(0);
    key
}

pub fn twin(sid: &Sid, id: &Id, aid: &Aid) -> Key {
    [&twins(sid, id)[..], &aid.0].concat()
}

/// What an actor said in a set.
pub fn said_by(sid: &Sid, actor: &Id) -> Key {
    let mut key = of_set(b"a", sid);
    key.extend_from_slice(actor.as_ref());
    key.push(0);
    key
}

pub fn said(sid: &Sid, actor: &Id, aid: &Aid) -> Key {
    [&said_by(sid, actor)[..], &aid.0].concat()
}

/// The name of an activity at the end of a key.
pub fn last_aid(key: &[u8]) -> Option<Aid> {
    key.last_chunk::<32>().map(|bytes| Aid(*bytes))
}

/// The exact bytes of an activity whose twin counts instead.
pub fn beaten_bytes(sid: &Sid, aid: &Aid) -> Key {
    [&of_set(b"x", sid)[..], &aid.0].concat()
}

/// What a community says about a member, all together.
pub fn membership(community: &Id, member: &Id) -> Key {
    key(b's', &[b"member", community.as_ref(), member.as_ref()])
}

pub fn memberships(community: &Id) -> Key {
    key(b's', &[b"member", community.as_ref()])
}

/// Authors of twins.
pub fn two_faced_in(community: &Id) -> Key {
    key(b's', &[b"twofaced", community.as_ref()])
}

pub fn two_faced(community: &Id, actor: &Id) -> Key {
    key(b's', &[b"twofaced", community.as_ref(), actor.as_ref()])
}

/// The entries of a community, by their places in time.
pub fn community_entries(community: &Id) -> Key {
    key(b's', &[b"entry", community.as_ref()])
}

pub fn community_entry(community: &Id, sorted: Timestamp, entry: &Id) -> Key {
    with_time(community_entries(community), sorted, entry.as_ref())
}

/// A space of a community.
pub fn space(id: &Id) -> Key {
    key(b's', &[b"space", id.as_ref()])
}

pub fn spaces() -> Key {
    key(b's', &[b"space"])
}

/// The conversations of a space, by their last words.
pub fn space_entries(space: &Id) -> Key {
    key(b's', &[b"active", space.as_ref()])
}

pub fn space_entry(space: &Id, last: Timestamp, opener: &Id) -> Key {
    with_time(space_entries(space), last, opener.as_ref())
}

/// What stands first in a space.
pub fn space_pins(space: &Id) -> Key {
    key(b's', &[b"pinned", space.as_ref()])
}

pub fn space_pin(space: &Id, opener: &Id) -> Key {
    key(b's', &[b"pinned", space.as_ref(), opener.as_ref()])
}

/// Where a conversation stands in its space.
pub fn standing(opener: &Id) -> Key {
    key(b's', &[b"standing", opener.as_ref()])
}

/// What a community said to keep order, by time.
pub fn kept_order(community: &Id) -> Key {
    key(b's', &[b"order", community.as_ref()])
}

pub fn order_said(community: &Id, created: Timestamp, activity: &Id) -> Key {
    with_time(kept_order(community), created, activity.as_ref())
}

/// What waits in a space for its moderators, the oldest first.
pub fn held_in(space: &Id) -> Key {
    key(b's', &[b"held", space.as_ref()])
}

pub fn held(space: &Id, at: Timestamp, entry: &Id) -> Key {
    with_time(held_in(space), at, entry.as_ref())
}

/// Where an entry waits: the key of what is held of it.
pub fn held_place(entry: &Id) -> Key {
    key(b's', &[b"heldplace", entry.as_ref()])
}

/// That a moderator has looked at an activity: seen only while it is let in.
pub fn looked_at(aid: &Aid) -> Key {
    [&key(b's', &[b"looked"])[..], &aid.0].concat()
}

/// That somebody was warned in a community, by time; what the warning says stands in a record.
pub fn warnings(community: &Id, actor: &Id) -> Key {
    key(b's', &[b"warned", community.as_ref(), actor.as_ref()])
}

pub fn warning(community: &Id, actor: &Id, at: Timestamp) -> Key {
    with_time(warnings(community, actor), at, b"")
}

/// What is known of a peer.
pub fn peer(peer: &str) -> Key {
    key(b's', &[b"peer", peer.as_bytes()])
}

pub fn known_peers() -> Key {
    key(b's', &[b"peer"])
}

/// How far we are in the numbers of a peer, for one set.
pub fn cursor(peer: &str, sid: &Sid) -> Key {
    [&key(b's', &[b"cursor", peer.as_bytes()])[..], &sid.0].concat()
}

/// An invite to a community, by the hash of its token.
pub fn invite(token_hash: &[u8; 32]) -> Key {
    [&invites()[..], token_hash].concat()
}

pub fn invites() -> Key {
    key(b's', &[b"invite"])
}

/// The entries that begin a conversation, by its `context`: one as a rule; of several the first counts.
pub fn openers(context: &Id) -> Key {
    key(b's', &[b"opener", context.as_ref()])
}

pub fn opener(context: &Id, entry: &Id) -> Key {
    key(b's', &[b"opener", context.as_ref(), entry.as_ref()])
}

/// The answers in a conversation, whether its beginning is here or not.
pub fn answers(context: &Id) -> Key {
    key(b's', &[b"answer", context.as_ref()])
}

pub fn answer(context: &Id, entry: &Id) -> Key {
    key(b's', &[b"answer", context.as_ref(), entry.as_ref()])
}

/// Whether a record is one of those about interest in offers.
pub fn is_of_interest(key: &[u8]) -> bool {
    key.first() == Some(&b'o')
}

/// Somebody's interest in an offer, by its name in addresses.
pub fn interest(name: &str) -> Key {
    key(b'o', &[b"i", name.as_bytes()])
}

/// How its parties are reached: apart from everything else that is known of it.
pub fn interest_contacts(name: &str) -> Key {
    key(b'o', &[b"contacts", name.as_bytes()])
}

/// What an actor has sent or received, by time.
pub fn interests_of(actor: &Id) -> Key {
    key(b'o', &[b"of", actor.as_ref()])
}

pub fn interest_of(actor: &Id, received: Timestamp, name: &str) -> Key {
    with_time(interests_of(actor), received, name.as_bytes())
}

/// The last interest of somebody in an offer.
pub fn interest_in(offer: &Id, sender: &Id) -> Key {
    key(b'o', &[b"in", offer.as_ref(), sender.as_ref()])
}

/// What is said in one, by time.
pub fn interest_messages(name: &str) -> Key {
    key(b'o', &[b"said", name.as_bytes()])
}

pub fn interest_said(name: &str, at: Timestamp, message: &Id) -> Key {
    with_time(interest_messages(name), at, message.as_ref())
}

/// In which one a message stands.
pub fn interest_message(message: &Id) -> Key {
    key(b'o', &[b"message", message.as_ref()])
}

/// For whom an organisation published an offer in its own name.
pub fn client(offer: &Id) -> Key {
    key(b'o', &[b"client", offer.as_ref()])
}

pub fn clients() -> Key {
    key(b'o', &[b"client"])
}

/// Forms of strangers that wait until their mail address is confirmed.
pub fn unconfirmed_interests() -> Key {
    key(b'o', &[b"form"])
}

pub fn unconfirmed_interest(token_hash: &[u8; 32]) -> Key {
    [&unconfirmed_interests()[..], token_hash].concat()
}

/// The end of the range of all keys that begin with `prefix`.
pub fn end_of(prefix: &[u8]) -> Key {
    let mut end = prefix.to_vec();
    while let Some(last) = end.pop() {
        if last < 0xff {
            end.push(last + 1);
            return end;
        }
    }
    vec![0xff; 16]
}

/// The first key behind another one.
pub fn behind(key: &[u8]) -> Key {
    [key, &[0]].concat()
}

/// The last part of a key whose parts end with zero bytes: `follower` of a key of [`follower`].
pub fn last_part(key: &[u8]) -> Option<&str> {
    let key = key.strip_suffix(&[0])?;
    let start = key.iter().rposition(|byte| *byte == 0)? + 1;
    std::str::from_utf8(&key[start..]).ok()
}

/// What stands behind `prefix` and eight bytes of time: `entry` of a key of [`blog_entry`].
pub fn after_time<'a>(key: &'a [u8], prefix: &[u8]) -> Option<&'a str> {
    std::str::from_utf8(key.strip_prefix(prefix)?.get(8..)?).ok()
}

/// The time that stands right behind `prefix`.
pub fn time_after(key: &[u8], prefix: &[u8]) -> Option<Timestamp> {
    let (moment, _) = key.strip_prefix(prefix)?.split_first_chunk::<8>()?;
    Some(Timestamp(i64::try_from(u64::from_be_bytes(*moment)).ok()?))
}

#[cfg(test)]
mod tests {
    use artel_protocol::{Id, Timestamp};

    use super::*;

    #[test]
    fn keys_sort_by_time_and_give_back_what_was_put_in() {
        let author = Id::parse("https://a.test/u/x").unwrap();
        let entry = Id::parse("https://a.test/o/1").unwrap();
        let early = blog_entry(&author, Timestamp(5), &entry);
        let late = blog_entry(&author, Timestamp(500_000_000_000), &entry);
        assert!(early < late);
        assert_eq!(after_time(&late, &blog(&author)), Some(entry.as_str()));
        let delivery = delivery("b.test", &entry, 7, &author);
        assert_eq!(parse_due(&due(Timestamp(9), &delivery)), Some((Timestamp(9), delivery.as_slice())));
        assert_eq!(last_part(&follower(&author, &entry)), Some(entry.as_str()));
        assert!(blog(&author) < late && late < end_of(&blog(&author)));
    }
}
