//! Every limit on what a stranger can make grow, in one place, each with a sentence on why it is what it is.

use std::time::Duration;

/// The largest document we read, in bytes: what Mastodon and Lemmy read of each other's.
pub const DOCUMENT_BYTES: usize = 1024 * 1024;

/// How deep arrays and objects may nest: real activities stay under ten.
pub const DOCUMENT_DEPTH: usize = 32;

/// How many actors one activity may name in `to`, `cc` and `audience` together.
pub const RECIPIENTS: usize = 1_000;

/// The longest id we store, in bytes: ids are keys of the store.
pub const ID_BYTES: usize = 1_024;

/// How many attachments of one object we keep; the rest is dropped.
pub const ATTACHMENTS: usize = 16;

/// How many tags (hashtags, mentions, emoji) of one object we keep.
pub const TAGS: usize = 64;

/// The longest name of an actor, a title or an attachment's description, in characters.
pub const NAME_CHARS: usize = 500;

/// The longest summary that we read, in characters.
pub const SUMMARY_CHARS: usize = 5_000;

/// The longest text of one entry, in bytes of HTML or markdown.
pub const CONTENT_BYTES: usize = 400 * 1024;

/// How many tags of somebody's HTML are understood; a text with more is shown without any, since a parser's work
/// grows with the square of what is open. Long real articles have about 2,000.
pub const HTML_TAGS: usize = 5_000;

/// How many bold, italic or similar tags with attributes we understand: left open, each is repeated in every
/// paragraph that follows.
pub const HTML_FORMATTED: usize = 50;

/// How many other ids an actor may say that it has: enough for a dozen moves, and every one of them could bring its
/// followers along. Of ours, the oldest goes when there are more.
pub const ALIASES: usize = 16;

/// How many keys of one actor document we read.
pub const ACTOR_KEYS: usize = 16;

/// The longest PEM we parse, in bytes: an RSA-8192 public key has about 1,500.
pub const PEM_BYTES: usize = 4_096;

/// How long before now a cavage signature may have been made: Mastodon's 5 minutes and its hour of clock skew.
pub const SIGNATURE_AGE: Duration = Duration::from_secs(65 * 60);

/// How far in the future a signature may lie, for clocks that are wrong.
pub const SIGNATURE_AHEAD: Duration = Duration::from_secs(60 * 60);

/// How many headers or components one signature may list: the most we saw is eight.
pub const SIGNED_COMPONENTS: usize = 32;

/// How many parameters one signature may have: both schemes together know eight.
pub const SIGNATURE_PARAMETERS: usize = 16;

/// How many answers of one conversation we keep: more than any page shows.
pub const ANSWERS_PER_THREAD: u64 = 20_000;

/// How many likes and how many boosts of one entry we keep and count.
pub const REACTIONS_PER_ENTRY: u64 = 1_000_000;

/// How many followers an actor may have.
pub const FOLLOWERS_PER_ACTOR: u64 = 1_000_000;

/// How many actors one of ours may follow: each of them may send us whatever it writes.
pub const FOLLOWINGS_PER_ACTOR: u64 = 10_000;

/// How many items may wait for the pipeline before those who bring more have to wait themselves.
pub const PIPELINE_WAITERS: usize = 1_024;

/// How many items are made durable together.
pub const PIPELINE_GROUP: usize = 256;

/// How many activities of ours may follow from one item: a Move is followed by an Undo and a Follow of every actor of
/// ours that followed, and by an Accept of each if the new account is ours too.
pub const CONSEQUENCES: usize = 30_000;

/// How many actors are kept in memory, ready for checking what they say.
pub const AUTHORS_IN_MEMORY: usize = 10_000;

/// How many deliveries are on their way at the same time.
pub const DELIVERIES_AT_ONCE: usize = 128;

/// How many of them to one host, so that a silent one holds up no other.
pub const DELIVERIES_PER_HOST: usize = 8;

/// How many rows of the queue are read at once.
pub const DELIVERIES_READ: usize = 256;

/// How many answers one page shows.
pub const ANSWERS_SHOWN: usize = 500;

/// How many deliveries one page or command lists.
pub const DELIVERIES_SHOWN: usize = 10_000;

/// How many other servers one page reads; the store keeps more.
pub const PEERS_READ: usize = 10_000;
/// How many other servers one page shows.
pub const PEERS_SHOWN: usize = 500;
/// How many followers are counted for the page of other servers.
pub const FOLLOWERS_COUNTED: usize = 200_000;
/// How many servers' clocks are remembered for comparing ours.
pub const CLOCKS_REMEMBERED: usize = 256;
/// The largest backup that is taken through the set-up page, in bytes. Beyond: 413; the command line takes any.
pub const BACKUP_UPLOAD_BYTES: usize = 20 * 1024 * 1024 * 1024;

/// The largest picture that is taken, in bytes.
pub const PICTURE_BYTES: usize = 8 * 1024 * 1024;

/// How many pixels a picture may claim in its header; what claims more is refused before it is decoded.
pub const PICTURE_PIXELS: u64 = 50_000_000;

/// The longest side that a picture may claim in its header, in pixels.
pub const PICTURE_CLAIMED_SIDE: u32 = 20_000;

/// How much memory one picture may take while it is decoded, in bytes.
pub const PICTURE_MEMORY: u64 = 256 * 1024 * 1024;

/// The longer side of a picture as it is kept, in pixels; larger ones are scaled down.
pub const PICTURE_SIDE: u32 = 2_048;

/// The width of a picture's rendition for lists, in pixels.
pub const PICTURE_SMALL_WIDTH: u32 = 640;

/// The side of a portrait, in pixels.
pub const PORTRAIT_SIDE: u32 = 400;

/// How many frames an animated picture may have; of a longer one the first is kept.
pub const ANIMATION_FRAMES: u32 = 300;

/// How many pixels all frames of an animated picture may have together; of a larger one the first frame is kept.
pub const ANIMATION_PIXELS: u64 = 40_000_000;

/// How many pictures are decoded at the same time.
pub const PICTURES_AT_ONCE: usize = 2;

/// How many pictures may be decoded or wait for it; who comes then is told to come again.
pub const PICTURES_WAITING: usize = 16;

/// The longest side that another server may state of a picture of its own, in pixels; larger statements are dropped.
pub const STATED_SIDE: u32 = 100_000;

/// How many documents are fetched at the same time.
pub const FETCHES_AT_ONCE: usize = 32;

/// How many fetches may be under way or waiting; who comes then is told to come again.
pub const FETCHES_WAITING: usize = 256;

/// How many documents are fetched at the same time from one host, so that a silent one holds up no other.
pub const FETCHES_AT_ONCE_PER_HOST: usize = 4;

/// How many fetches from one host may wait or be under way.
pub const FETCHES_WAITING_PER_HOST: usize = 64;

/// How many keys of one host are fetched within a minute.
pub const KEY_FETCHES_PER_HOST: u32 = 20;

/// How many hosts we remember that failed or that keys were fetched from.
pub const HOSTS_REMEMBERED: usize = 10_000;

/// How many pages of a foreign collection we read.
pub const COLLECTION_PAGES: usize = 10;
/// A form without a file. Beyond: 413.
pub const FORM_BYTES: usize = 64 * 1024;
/// A form with an article and its picture. Beyond: 413.
pub const ARTICLE_FORM_BYTES: usize = PICTURE_BYTES + 1024 * 1024;
/// Strangers' look-ups of their own servers that run at the same time. Beyond: 503.
pub const LOOK_UPS_FOR_STRANGERS: usize = 8;

/// How many mails may wait: more than a node of small companies sends in a week.
pub const MAILS_WAITING: u32 = 10_000;
/// How many mails that were given up are kept for a person to look at; of more the oldest are forgotten.
pub const MAILS_FAILED: u32 = 1_000;
/// How many mails one page or command lists.
pub const MAILS_SHOWN: usize = 1_000;
/// How many mails one address gets from us within an hour, so that nobody can be flooded through our forms.
pub const MAILS_PER_ADDRESS_AND_HOUR: u32 = 20;
/// The longest subject of a mail, in characters: what letter boxes show of it is far less.
pub const MAIL_SUBJECT_CHARS: usize = 250;
/// The largest part of a mail, in bytes: letter boxes hide what comes after about 100 KB.
pub const MAIL_BYTES: usize = 100 * 1024;
/// How many notifications an actor of ours keeps; the oldest go. Nobody reads further back, and strangers make them.
pub const NOTIFICATIONS_PER_ACTOR: u64 = 2_000;
/// How many of the oldest go at once, when there are that many more.
pub const NOTIFICATIONS_THROWN_AWAY: usize = 500;

/// How many unread notifications are counted before it is just "many".
pub const UNREAD_COUNTED: usize = 100;

/// How many people one actor of ours may mute or block.
pub const MUTES_PER_ACTOR: usize = 10_000;

/// How many rows of a list are read for one page when most of them are not shown: muted, or gone.
pub const ROWS_PER_PAGE: usize = 1_000;

/// How many posts of somebody on another server are shown, from here and from there together. Each comes with its forms,
/// on a page that is not compressed because it holds a secret.
pub const REMOTE_POSTS: usize = 12;

/// How long a page waits for another server before it shows what is known here.
pub const PAGE_WAITS: Duration = Duration::from_secs(5);

/// How many parts of a conversation elsewhere are fetched when somebody opens it.
pub const FILL_PARTS: usize = 200;

/// How many entries upwards of the one that is opened.
pub const FILL_UPWARDS: usize = 30;

/// How many of them are fetched at the same time.
pub const FILL_FETCHES_AT_ONCE: usize = 4;

/// How many conversations are filled at the same time.
pub const FILLINGS_AT_ONCE: usize = 8;

/// How many conversations are remembered as filled.
pub const FILLINGS_REMEMBERED: usize = 1_000;

/// How long filling a conversation may take.
pub const FILL_LASTS: Duration = Duration::from_secs(120);

/// How long the page that shows a conversation waits for it to be filled.
pub const FILL_WAITS: Duration = Duration::from_secs(2);

/// After how long a conversation is filled again when somebody opens it.
pub const FILL_AGAIN: Duration = Duration::from_secs(15 * 60);

/// How old what we know of somebody may be before their page asks their server again.
pub const PROFILE_FRESH: Duration = Duration::from_secs(24 * 3600);
/// Passwords that may be tried for one account: so many at once, then one after each span.
pub const PASSWORDS_PER_ACCOUNT: (u32, Duration) = (20, Duration::from_secs(6));

/// Passwords that may be tried from one address: a whole office may sit behind it.
pub const PASSWORDS_PER_ADDRESS: (u32, Duration) = (60, Duration::from_secs(2));

/// Codes of a second factor that may be tried: a million guesses take two years.
pub const CODES_PER_ACCOUNT: (u32, Duration) = (10, Duration::from_secs(60));

/// Links to a new password that one account is sent.
pub const NEW_PASSWORDS_PER_ACCOUNT: (u32, Duration) = (3, Duration::from_secs(20 * 60));

/// How many accounts with one mail address are named in one mail about a forgotten password.
pub const ACCOUNTS_PER_RESET: usize = 10;

/// How many passwords are hashed at the same time, so that log-ins cannot take the machine.
pub const PASSWORDS_AT_ONCE: usize = 2;

/// How many passwords may be hashed or wait for it; who comes then is told to come again.
pub const PASSWORDS_WAITING: usize = 64;

/// Forms that strangers send from one address: applications, invitations they accept.
pub const STRANGERS_FORMS_PER_ADDRESS: (u32, Duration) = (10, Duration::from_secs(60));

/// How many invitations of one organisation may be open.
pub const INVITATIONS_PER_ORGANISATION: usize = 200;

/// How many questions an application form has.
pub const APPLICATION_QUESTIONS: usize = 20;

/// The longest answer to one of them, in characters.
pub const APPLICATION_ANSWER_CHARS: usize = 2_000;

/// How many decided applications are kept for looking back.
pub const APPLICATIONS_KEPT: usize = 5_000;

/// How many drafts one account keeps: more than anybody writes at once. Beyond, an old one has to go first.
pub const DRAFTS_PER_ACCOUNT: usize = 100;

/// The longest reason with which a draft is sent back, in characters.
pub const REASON_CHARS: usize = 1_000;

/// How many earlier versions of one entry we keep; the oldest goes first.
pub const REVISIONS_PER_ENTRY: usize = 50;

/// How many articles an actor shows first: what Mastodon shows.
pub const PINNED_PER_ACTOR: usize = 5;

/// How many people one text may mention: each costs a look-up and a delivery.
pub const MENTIONS_PER_ENTRY: usize = 20;

/// How long we look for those whom a text mentions, all together, before it is published without the others.
pub const MENTIONS_TIME: Duration = Duration::from_secs(5);

/// How many activities of somebody are read to say how well a community knows them.
pub const TRUST_READ: usize = 300;

/// How many entries may wait in one space for its moderators.
pub const HELD_PER_SPACE: usize = 500;
/// How many of them may be one author's: who floods finds the door shut, whoever else waits is not kept out.
pub const HELD_PER_AUTHOR: usize = 10;

/// How often somebody changes what waits before its changes are taken no more.
pub const HELD_CHANGES: usize = 20;

/// How many warnings of somebody in one community are kept, the newest.
pub const WARNINGS_KEPT: usize = 20;

/// How long what was turned down is kept for its author.
pub const TURNED_DOWN_STAYS: Duration = Duration::from_secs(30 * 24 * 3600);

/// How many may keep order in one space.
pub const MODERATORS_PER_SPACE: usize = 50;

/// The most characters of a space's rules.
pub const RULES_CHARS: usize = 5_000;

/// The most characters of the name of a language.
pub const LANGUAGE_CHARS: usize = 16;

/// How long what somebody never saw is new to them.
pub const UNREAD_FOR: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// How many conversations of a forum are read to see which of them need care, those that were spoken in last.
pub const CARE_READ: usize = 300;
/// How many answers of each of them are looked at.
pub const CARE_ANSWERS_READ: usize = 50;
/// How many conversations without an answer are shown.
pub const CARE_UNANSWERED: usize = 30;
/// How many of those who are or were members of a community are looked at for that.
pub const CARE_MEMBERS: usize = 2_000;
/// How many entries of a community are read to see who speaks in it: of one where more is said in a month, fewer days.
pub const CARE_SAID_READ: usize = 5_000;
/// How many silent members are shown.
pub const CARE_SILENT: usize = 100;
/// How many people who could answer are shown for each conversation.
pub const CARE_HELPERS: usize = 3;
/// How many different words of one text are compared to find them.
pub const CARE_WORDS: usize = 60;
/// How much of a text is looked at for that, in characters.
pub const CARE_TEXT_CHARS: usize = 1_000;
/// In how many titles a word stands at least before it may be too common to tell anything.
pub const CARE_COMMON: usize = 5;

/// How many accounts are looked at for the weekly mail at once; the others come with the next look, within the hour.
pub const WEEKLY_AT_ONCE: usize = 200;
/// How many spaces are looked through for it.
pub const WEEKLY_SPACES: usize = 500;
/// How many conversations of one space are looked at for it, those that were spoken in last.
pub const WEEKLY_READ: usize = 100;
/// How many conversations of all spaces are held against what each reader may read.
pub const WEEKLY_GATHERED: usize = 2_000;
/// How many entries of those whom a reader follows are looked at for it, the newest.
pub const WEEKLY_FOLLOWED: usize = 100;
/// How many answers in one conversation are counted for it.
pub const WEEKLY_ANSWERS: usize = 100;
/// How many things of one sort it names; the others are counted.
pub const WEEKLY_LISTED: usize = 5;
/// How far it looks back at the most, however long ago the last one was.
pub const WEEKLY_REACH: Duration = Duration::from_secs(14 * 24 * 60 * 60);

/// How many accounts of one node are told of every answer in one conversation.
pub const WATCHERS: usize = 500;

/// How many reminders of an end are written at once; the others come with the next look.
pub const REMINDED_AT_ONCE: usize = 500;

/// How many entries may stand first in a space.
pub const PINNED_IN_SPACE: usize = 20;

/// How many spaces a community has at the most.
pub const SPACES_PER_COMMUNITY: usize = 200;

/// How many fields of a form are kept with a draft: more than any kind has, boxes counted one by one.
pub const FORM_FIELDS: usize = 200;

/// The longest hashtag that is kept, in characters.
pub const TAG_CHARS: usize = 50;

/// How many suggestions are made while somebody types.
pub const SUGGESTIONS: usize = 10;

/// How many followers, and how many followed ones, are looked through for suggestions.
pub const CONTACTS_SUGGESTED_FROM: usize = 500;

/// How much of a linked page is read for its card, in bytes: what says what it is stands at its beginning.
pub const LINK_CARD_BYTES: usize = 256 * 1024;

/// How long a linked page may take.
pub const LINK_CARD_TIME: Duration = Duration::from_secs(5);

/// How many linked pages are asked at the same time; an entry beyond goes without a card.
pub const LINK_CARDS_AT_ONCE: usize = 4;

/// How many cards of linked pages we keep; beyond, expired ones go first.
pub const LINK_CARDS: usize = 10_000;

/// How long a card is taken for true.
pub const LINK_CARD_LASTS: Duration = Duration::from_secs(30 * 24 * 3600);
/// How many open reports one server, or one person here, may have on the officers' desk; what comes then is forgotten.
pub const OPEN_REPORTS_PER_HOST: usize = 50;
/// How many reports the officers' page lists.
pub const REPORTS_SHOWN: usize = 200;
/// How many servers are told that somebody here was erased: each is one delivery.
pub const HOSTS_TOLD_OF_AN_END: usize = 10_000;
/// How many rows an uploaded list of blocks may have: the longest shared lists have a few thousand.
pub const BLOCKS_IN_A_LIST: usize = 10_000;
/// The largest list of blocks, in bytes. Beyond: 413.
pub const BLOCK_LIST_BYTES: usize = 2 * 1024 * 1024;
/// The longest text of the node (rules, imprint, privacy), in characters.
pub const NODE_TEXT_CHARS: usize = 50_000;
/// How many files one import may have, folders aside: a decade of daily articles.
pub const IMPORT_FILES: usize = 5_000;
/// How large one import may be, unpacked, in bytes.
pub const IMPORT_BYTES: usize = 256 * 1024 * 1024;
/// How large an import may be as it is sent to a page, in bytes; larger ones go by the command line.
pub const IMPORT_FORM_BYTES: usize = 64 * 1024 * 1024;
/// How much of a file may be front matter, in bytes.
pub const FRONT_MATTER_BYTES: usize = 16 * 1024;
/// How many exports and imports the node remembers or works at, for everybody together.
pub const JOBS: usize = 64;

/// How many addresses one page of the sitemap has: the protocol allows 50,000; these are made in a blink.
pub const SITEMAP_ADDRESSES: usize = 10_000;

/// How many pages a sitemap has: as many as its protocol allows an index.
pub const SITEMAP_PAGES: usize = 50_000;

/// How many sitemaps are made at the same time: each reads a part of the store from end to end.
pub const SITEMAPS_AT_ONCE: usize = 2;

/// Among how many actors of ours somebody is looked for by a full name: a page must not wait longer.
pub const LOCAL_ACTORS_SEARCHED: usize = 20_000;
/// How many people who left a page lists.
pub const DEPARTED_SHOWN: usize = 100;
/// How many organisations one page of the first page of a node names.
pub const ORGANISATIONS_PER_PAGE: usize = 200;

/// The largest answer that a hash is made of, so that who has it already need not read it again, in bytes.
pub const REVALIDATED_BYTES: u64 = 4 * 1024 * 1024;
/// How many lines of a foreign profile we read: Mastodon and GoToSocial allow fewer.
pub const FIELDS_READ: usize = 16;
/// The longest label of such a line, in characters: what Mastodon takes.
pub const FIELD_NAME_READ_CHARS: usize = 255;
/// The longest value of such a line, in characters of HTML: a link that Mastodon writes has about four times its address.
pub const FIELD_VALUE_READ_CHARS: usize = 2_048;
/// How many tags of a page are looked at: its links for the one that leads back to a profile, its head for a card.
pub const PAGE_LINKS: usize = 5_000;
/// The longest tag of such a page that is looked at, in bytes.
pub const PAGE_TAG_BYTES: usize = 4_096;
/// How many pages that profiles link to are looked at within one round of checks.
pub const PROFILE_LINKS_PER_ROUND: usize = 10_000;
/// How many pages that profiles link to are looked at the same time.
pub const PROFILE_LINKS_AT_ONCE: usize = 4;

/// How much room cleaned texts take in memory at most, so that they are cleaned once for many readers, in bytes.
pub const CLEANED_BYTES: u64 = 16 * 1024 * 1024;

/// The longest unsigned varint before a frame, in bytes: four hold 256 MiB, more than any frame may have.
pub const FRAME_PREFIX_BYTES: usize = 4;
/// How deep maps and lists of one frame may nest: our own messages have four levels.
pub const FRAME_DEPTH: usize = 8;
/// How long one frame may take from its first byte to its last, and how long its first may be waited for.
pub const FRAME_TIME: Duration = Duration::from_secs(10);
/// The longest question that carries no document, in bytes: 256 names of activities have about 9,000.
pub const QUESTION_BYTES: usize = 16 * 1024;
/// The longest hello, in bytes.
pub const HELLO_BYTES: usize = 64 * 1024;
/// How many sets one hello may name: two for each community, of which gossip carries as many.
pub const HELLO_SETS: usize = 2 * GOSSIP_TOPICS;
/// How many capabilities one hello may name; version 1 knows none.
pub const HELLO_CAPABILITIES: usize = 32;
/// The longest frame of joining, in bytes: a manifest and the documents of an organisation's people.
pub const JOIN_BYTES: usize = 1024 * 1024;
/// How many actors may join at once.
pub const JOIN_ACTORS: usize = 256;
/// How many runs of one peer's program are remembered: one that comes back after another one is a copy.
pub const RUNS_REMEMBERED: usize = 16;
/// How long a copy of a node counts as running after it was noticed last.
pub const COPY_RUNS: Duration = Duration::from_secs(2 * 60);
/// How many batches of catching up are on their way at the same time, to all peers together.
pub const BATCHES_AT_ONCE: usize = 16;
/// How soon what gossip could not carry is asked for.
pub const MISSED_ASKED_FOR: Duration = Duration::from_secs(1);
/// How soon after one another the members of communities are looked at, while hundreds join.
pub const SETTLED_EVERY: Duration = Duration::from_millis(250);
/// How soon after one another it is looked at whether communities know us as we are.
pub const TOLD_EVERY: Duration = Duration::from_secs(1);
/// How long a hub asks the origins of an applicant's ids: less than [`FRAME_TIME`], within which it answers.
pub const JOIN_LOOK_UP: Duration = Duration::from_secs(8);
/// How many activities answer one who joins: an `Add` for each actor and for the node, and the community itself.
pub const JOIN_ACTIVITIES: usize = JOIN_ACTORS + 2;
/// The longest batch of a catch-up, in bytes.
pub const SINCE_BYTES: usize = 4 * 1024 * 1024;
/// How many items one batch of a catch-up may have.
pub const SINCE_ITEMS: usize = 500;
/// How many catch-ups one peer may have going on at the same time.
pub const SINCE_AT_ONCE: usize = 3;
/// The longest frame of comparing fingerprints, in bytes.
pub const RECON_FRAME_BYTES: usize = 64 * 1024;
/// How many rounds comparing fingerprints may take: a million items with one difference take three.
pub const RECON_ROUNDS: usize = 24;
/// How many comparisons one peer may have going on at the same time.
pub const RECON_AT_ONCE: usize = 1;
/// How many names of what the other one lacks stand in one frame.
pub const RECON_NEEDED: usize = 256;
/// How many activities may be asked for at once.
pub const GET_KEYS: usize = 256;
/// The longest answer with activities that were asked for, in bytes.
pub const GET_BYTES: usize = 4 * 1024 * 1024;
/// How many such questions one peer may have open at the same time.
pub const GETS_AT_ONCE: usize = 4;
/// The longest frame with an activity for an actor here, in bytes: a document and what surrounds it.
pub const INBOX_BYTES: usize = DOCUMENT_BYTES + 4 * 1024;
/// How many activities for actors here one peer may bring: in a second, and at once.
pub const INBOX_PER_PEER: (u32, u32) = (20, 100);
/// How many of them at the same time.
pub const INBOXES_AT_ONCE: usize = 8;
/// The longest range of a file that is served at once, in bytes.
pub const BLOB_RANGE_BYTES: usize = 1024 * 1024;
/// The largest file that is served or fetched between nodes, in bytes.
pub const BLOB_BYTES: u64 = 20 * 1024 * 1024;
/// How many ranges one peer may fetch at the same time.
pub const BLOBS_AT_ONCE: usize = 4;
/// How many peers one answer lists.
pub const PEERS_LISTED: usize = 32;
/// The longest list of peers, in bytes: each comes with its manifest.
pub const PEERS_BYTES: usize = 1024 * 1024;
/// How many addresses of one peer are listed or dialled.
pub const PEER_ADDRESSES: usize = 16;
/// How many exchanges of one kind one peer may have open at the same time, where nothing else is said.
pub const EXCHANGES_AT_ONCE: usize = 2;
/// The longest message of gossip, in bytes.
pub const GOSSIP_BYTES: usize = 65_536;
/// The longest activity that gossip carries, in bytes; of longer ones it carries the name.
pub const GOSSIP_ACTIVITY_BYTES: usize = 48 * 1024;
/// How many names of activities one message of gossip may have.
pub const GOSSIP_REFERENCES: usize = 64;
/// How many topics one peer may subscribe to; none has more communities in common with us.
pub const GOSSIP_TOPICS: usize = 200;
/// How many activities of one set may wait for the `Add` of their author.
pub const WAITING_FOR_ADMISSION: usize = 1_000;

/// How long before its first `Add` what a member says is in the set all the same: for clocks that are a little behind.
pub const ADMITTED_EARLY: Duration = Duration::from_secs(600);

/// How many peers one node's manifest names: a machine and the ones that stand in for it.
pub const MANIFEST_PEERS: usize = 8;
/// The longest invite that is read, in bytes.
pub const INVITE_BYTES: usize = 4 * 1024;

/// How many connections a node that is no hub has in all: it needs its hubs and some members.
pub const NODE_CONNECTIONS: usize = 256;
/// How many connections a hub has in all.
pub const HUB_CONNECTIONS: usize = 4_096;
/// How many connections one peer has with us: both may have dialled at once. One more, and the oldest has to go.
pub const CONNECTIONS_PER_PEER: usize = 2;
/// How many connections of a node may be coming about at the same time: that it dials, that come by TCP, and that come
/// by QUIC, whose senders may be made up.
pub const NODE_PENDING_CONNECTIONS: usize = 8;
/// How many connections of a hub may be coming about at the same time, counted likewise: after a restart everybody comes
/// at once.
pub const HUB_PENDING_CONNECTIONS: usize = 64;
/// Which part of those that are coming about may come from one network: who lets them hang keeps nobody else away.
pub const PENDING_SHARE_OF_NETWORK: usize = 4;
/// How many connections from one network (a /24 or a /64) a node takes.
pub const NODE_CONNECTIONS_PER_NETWORK: usize = 16;
/// How many connections from one network a hub takes: many members may share an office's address.
pub const HUB_CONNECTIONS_PER_NETWORK: usize = 64;
/// How many strangers may be connected with a node; members always find a place beside them.
pub const NODE_STRANGERS: usize = 32;
/// How many strangers may be connected with a hub.
pub const HUB_STRANGERS: usize = 128;
/// How long a stranger may stay: long enough to say hello and to join.
pub const STRANGER_STAYS: Duration = Duration::from_secs(60);
/// How long a connection may take to come about.
pub const CONNECTING_TIME: Duration = Duration::from_secs(10);
/// How many streams of all kinds a peer may have open on one connection: all our protocols together take fewer.
pub const STREAMS_PER_CONNECTION: usize = 64;
/// How many of them a stranger may have: each may hold 256 KiB that nobody has read.
pub const STREAMS_OF_STRANGERS: usize = 12;
/// How many bytes may be under way to us on one stream, and twice as many on one connection, before we read them.
pub const STREAM_WINDOW_BYTES: u32 = 1024 * 1024;
/// How many exchanges that members began are going on or waiting at the same time, for all members together.
pub const EXCHANGES_WITH_MEMBERS: usize = 256;
/// How many strangers' hellos are served at the same time: two from each that a hub takes.
pub const HELLOS_WITH_STRANGERS: usize = 2 * HUB_STRANGERS;
/// How many strangers join at the same time: each may hold a megabyte of what it sends.
pub const JOINS_WITH_STRANGERS: usize = 32;
/// Exchanges that one peer may begin: so many a second, and so many at once.
pub const EXCHANGES_PER_PEER: (u32, u32) = (50, 200);
/// Messages of gossip that one peer may hand over: so many a second, and so many at once. What comes beyond is ignored.
pub const GOSSIP_PER_PEER: (u32, u32) = (200, 2_000);
/// The same for a hub, which hands over what everybody says.
pub const GOSSIP_PER_HUB: (u32, u32) = (5_000, 20_000);
/// Envelopes of gossip that one peer may send: each has up to 64 KiB of messages and of what holds the mesh together.
/// Who goes on beyond is cut off.
pub const ENVELOPES_PER_PEER: (u32, u32) = (1_000, 5_000);
/// How long somebody is shut out who flooded us: as long as we remember the messages.
pub const FLOOD_SHUTS_OUT: Duration = GOSSIP_REMEMBERED;
/// How many peers that are shut out are remembered; they are members, so there are few.
pub const SHUT_OUT_REMEMBERED: usize = 1_000;
/// How long the ids of messages are remembered, so that none is handled twice.
pub const GOSSIP_REMEMBERED: Duration = Duration::from_secs(10 * 60);
/// How much of a message of gossip is left for its data, in bytes: the topic and what frames both take the rest.
pub const GOSSIP_DATA_BYTES: usize = GOSSIP_BYTES - 1_024;
/// How many messages may wait to be sent to one peer; a slower one gets the rest by catch-up.
pub const GOSSIP_WAITING: usize = 512;
/// How many ids of messages one envelope may name: more would not be read by the other side (16 KiB).
pub const GOSSIP_IDS: usize = 600;
/// How many messages of gossip are judged at the same time.
pub const JUDGED_AT_ONCE: usize = 1_024;
/// How many of them for one peer, so that nobody's hold up the others'.
pub const JUDGED_PER_PEER: usize = 64;
/// How many of them for one hub.
pub const JUDGED_PER_HUB: usize = 512;
/// How long judging a message may take before it is ignored: longer than that, others have forgotten it.
pub const JUDGING_TIME: Duration = Duration::from_secs(3);
/// How many wishes of the rest of the node may wait for the network before those who have more have to wait.
pub const NETWORK_WAITERS: usize = 256;
/// How long to wait at first, and at most, before a hub is dialled again.
pub const RECONNECT: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(5 * 60));
/// How much we keep of what a peer says about its program, in characters.
pub const AGENT_CHARS: usize = 64;

/// How many activities one author says in gossip: so many at once, and so many in each second after that. More waits for
/// catch-up.
pub const GOSSIP_PER_AUTHOR: (u32, u32) = (500, 5_000);
/// How many authors, or peers, are remembered for such a rate before those are forgotten who have all of it left.
pub const RATES_REMEMBERED: usize = 10_000;
/// How often a node asks its hub, or another member, what is new, even if it hears nothing: give or take a third.
pub const ASK_WHAT_IS_NEW: Duration = Duration::from_secs(30);
/// How often two nodes compare their whole sets.
pub const COMPARE_EVERY: Duration = Duration::from_secs(24 * 3600);
/// How many times in a row two nodes compare a set, until nothing is missing.
pub const COMPARISONS_IN_A_ROW: usize = 8;
/// How far the clocks of two nodes may differ before people are told.
pub const CLOCKS_DIFFER: Duration = Duration::from_secs(5 * 60);
/// How far a node's clock may be off its hub's before it signs with the hub's time.
pub const CLOCK_CORRECTED: Duration = Duration::from_secs(10);

/// How many people of an organisation that moves are looked for on its new server at the same time.
pub const COUNTERPARTS_AT_ONCE: usize = 4;
/// How long they are looked for, all together; whoever was not found by then stays until it is said again.
pub const COUNTERPARTS_TIME: Duration = Duration::from_secs(30);

/// No token of an invitation to an organisation's staff has more letters; what is longer is a broken invite to a community.
pub const INVITATION_CHARS: usize = 64;

/// How many pictures of other members are fetched at the same time for whoever looks at pages.
pub const PICTURES_FETCHED_AT_ONCE: usize = 8;

/// How many member organisations the public page of a community names.
pub const MEMBERS_SHOWN: usize = 500;

/// How many invites may be open on a node.
pub const INVITES: usize = 1_000;
/// How many nodes may use one invite.
pub const INVITE_USES: u32 = 1_000;
/// How many days an invite may last.
pub const INVITE_DAYS: u32 = 366;
/// With how many members besides its hubs a node keeps connections, so that it has somebody when the hub is gone.
pub const MEMBERS_MET: usize = 4;
/// How many `Add`s a hello carries: of a node and its organisation, in so many common communities.
pub const HELLO_ADDS: usize = 16;
/// How far a node's clock is corrected by its hub's at most: a hub cannot send a node to another day.
pub const CLOCK_CORRECTED_MOST: Duration = Duration::from_secs(24 * 3600);
/// How long after something was said a hub has to have it before it is said to keep it back.
pub const WITHHELD_AFTER: Duration = Duration::from_secs(10 * 60);
/// How long after the first hello a second one is said.
pub const SECOND_HELLO: Duration = Duration::from_secs(2);

/// The longest query of a search, in characters: what is longer is no question but an attempt to keep us busy.
pub const SEARCH_QUERY_CHARS: usize = 256;
/// How many words one search may have: each is looked up in every form.
pub const SEARCH_WORDS: usize = 12;
/// The longest word that is searched, in characters: German has some of 60, whatever is longer is no word.
pub const SEARCH_WORD_CHARS: usize = 64;
/// The shortest beginning of a word that finds what goes on from it, in characters: one letter would find everything.
pub const SEARCH_PREFIX_CHARS: usize = 2;
/// How many words that begin like the last one of a query are looked at, in each part of the index.
pub const SEARCH_PREFIX_SCANNED: usize = 2_000;
/// How many of them are searched, the most frequent first.
pub const SEARCH_PREFIX_WORDS: usize = 50;
/// How many results one page of a search shows.
pub const SEARCH_RESULTS: usize = 20;
/// How far one can turn the pages of one search, in results: who wants more asks more precisely.
pub const SEARCH_DEPTH: usize = 500;
/// How many results one page may pass over that the reader may not see: then it ends, though there may be more.
pub const SEARCH_PASSED_OVER: usize = 400;
/// How much of a text a result shows, in characters.
pub const SEARCH_SNIPPET_CHARS: usize = 240;
/// In how much of a text the place to show is looked for, in characters.
pub const SEARCH_SNIPPET_SCANNED: usize = 20_000;
/// How much of the text of one entry is searched, in characters: a long book chapter.
pub const SEARCH_TEXT_CHARS: usize = 100_000;
/// How many searches run at the same time; each keeps one core busy for some milliseconds.
pub const SEARCHES_AT_ONCE: usize = 4;
/// How many may wait for that.
pub const SEARCHES_WAITING: usize = 32;
/// Searches from one address: so many at once, and one more after each span.
pub const SEARCHES_PER_ADDRESS: (u32, Duration) = (30, Duration::from_secs(2));
/// What one actor of another server may post, answer and like in the spaces of this node: so much at once, and one more after
/// each span. Who writes by hand never comes near it.
pub const WORDS_IN_SPACES_PER_ACTOR: (u32, Duration) = (60, Duration::from_secs(10));
/// The same for all actors of one host together: a server of thousands, whose people vote on what is new, stays below it.
pub const WORDS_IN_SPACES_PER_HOST: (u32, Duration) = (500, Duration::from_millis(500));
/// Looks through the offers, the directory and what fits an offer, each with something that is asked for, from one address: so
/// many at once, and one more after each span. Each goes through all that is kept in memory.
pub const LOOKS_PER_ADDRESS: (u32, Duration) = (120, Duration::from_secs(1));
/// How many changes may wait to be brought into the index before all of it is compared with the store instead.
pub const SEARCH_CHANGES: usize = 10_000;
/// How much memory writing the index takes at most, in bytes; it is given back when nothing is written.
pub const SEARCH_WRITER_BYTES: usize = 20_000_000;

/// The longest legal or trade name of a company, in characters: registers have names of 160.
pub const COMPANY_NAME_CHARS: usize = 200;

/// The longest address of a company, in characters: six lines of an envelope.
pub const COMPANY_ADDRESS_CHARS: usize = 300;

/// The longest account of a company's experience with other countries, in characters: a paragraph or two.
pub const COMPANY_TEXT_CHARS: usize = 1_000;

/// How many competences, products or technologies a company names: more is a catalogue, which has its own place.
pub const COMPANY_TERMS: usize = 20;

/// The longest competence, product, technology or name of a certificate, in characters and without its code: a few words.
pub const COMPANY_TERM_CHARS: usize = 80;

/// How many codes say what a company does: the main one and four more, as business profiles have it.
pub const COMPANY_ACTIVITIES: usize = 5;

/// How many countries and regions a company says that it serves: all of the EU and a few more.
pub const COMPANY_MARKETS: usize = 40;

/// How many languages a company says that one can write to it in.
pub const COMPANY_LANGUAGES: usize = 12;

/// How many certificates a company names.
pub const COMPANY_CERTIFICATIONS: usize = 6;

/// The longest number in a register or on a certificate, in characters; the longest known is an EUID of 50.
pub const COMPANY_NUMBER_CHARS: usize = 50;

/// The longest name of a person to talk to, phone number or mail address, in characters: a mail address has 254 bytes.
pub const COMPANY_CONTACT_CHARS: usize = 254;

/// How long somebody vouches for a company at most: a year, and the day that leap years have more.
pub const ENDORSEMENT_LASTS: Duration = Duration::from_secs(366 * 24 * 60 * 60);

/// The longest comment with which somebody vouches for a company, in characters: two sentences.
pub const ENDORSEMENT_CHARS: usize = 300;

/// How many endorsements of one actor document are looked at, since each costs the check of a signature.
pub const ATTESTATIONS: usize = 4;

/// How many of the endorsements that were ever given to one company here are read: one a month for years.
pub const VOUCHERS_READ: usize = 100;

/// How many companies stand on one page of the directory.
pub const DIRECTORY_PAGE: usize = 20;

/// How many pages of the directory one can leaf through; beyond that, one searches.
pub const DIRECTORY_PAGES: usize = 500;

/// How many bytes a query of an address has at the most that pages lead back to.
pub const QUERY_BYTES: usize = 4_000;

/// How many bytes what is asked of the directory has at the most, as in an address: all its fields, filled in Cyrillic.
pub const DIRECTORY_QUERY_BYTES: usize = QUERY_BYTES;

/// How many companies one table of the directory holds; beyond that, one searches.
pub const DIRECTORY_TABLE_ROWS: usize = 2_000;

/// The longest text that is looked for in the directory, in characters.
pub const DIRECTORY_TEXT_CHARS: usize = 200;

/// How many ways to narrow down a search are offered of each kind.
pub const DIRECTORY_CHOICES: usize = 15;

/// How many expressions of interest one person or company may have open, before their owners accept or decline: as many
/// as the Enterprise Europe Network's regional nodes allow.
pub const INTERESTS_OPEN: usize = 5;
/// How many may be open with one owner of offers, from everybody together: who has more reads none of them.
pub const INTERESTS_OPEN_PER_OWNER: usize = 1_000;
/// How many an actor of ours keeps that are over; the oldest of them go, with the contacts that were given.
pub const INTERESTS_KEPT: usize = 2_000;
/// The longest motivation, question, reason or message in one, in characters.
pub const INTEREST_CHARS: usize = 2_000;
/// How many messages are kept within one: enough for weeks of questions, too few to be a store for anything else.
pub const INTEREST_MESSAGES: usize = 300;
/// How many steps its history has: the states are few, but an outcome may be proposed again and again.
pub const INTEREST_STEPS: usize = 60;
/// The longest line of a contact, in characters.
pub const CONTACT_CHARS: usize = 200;
/// How many forms of strangers who are interested in an offer wait until their mail address is confirmed.
pub const INTERESTS_UNCONFIRMED: usize = 500;
/// How many of them for one offer, so that one offer does not take the places of all.
pub const INTERESTS_UNCONFIRMED_PER_OFFER: usize = 20;
/// How long they wait.
pub const INTEREST_UNCONFIRMED_STAYS: Duration = Duration::from_secs(48 * 3600);
/// Mails that ask one address whether it is interested: so many at once, and one after each span.
pub const INTERESTS_PER_MAIL: (u32, Duration) = (3, Duration::from_secs(8 * 3600));
/// In how many places of a private message an offer is looked for that it may be about.
pub const OFFERS_LOOKED_FOR: usize = 8;
/// How many offers are compared with each other, the newest first: so many fit into memory, a few kilobytes each.
pub const OFFERS_COMPARED: usize = 10_000;
/// How many different words of one offer are compared; it has more only if it is as long as it may be.
pub const OFFER_WORDS: usize = 300;
/// How many different words of all offers together are told apart; a language has fewer, a flood of invented ones more.
pub const WORDS_OF_OFFERS: usize = 200_000;
/// How many offers that fit another one are shown.
pub const MATCHES_SHOWN: usize = 30;
/// How many offers that fit another one are read until so many are found that the reader may see.
pub const MATCHES_READ: usize = 300;
/// How many expressions of interest tell whether somebody answers, the latest of them.
pub const MATCHES_ANSWERS_READ: usize = 50;

/// How many bytes a query for offers has at the most, as in an address.
pub const OFFER_QUERY_BYTES: usize = 2_000;
/// How many words are looked for in offers at once.
pub const OFFER_QUERY_WORDS: usize = 10;
/// How many searches for offers an account keeps.
pub const SAVED_SEARCHES: usize = 30;
/// How long the name of a saved search is, in characters.
pub const SAVED_NAME_CHARS: usize = 80;
