//! The command line: what can be said to `artel`, with an example for each.

use std::net::SocketAddr;
use std::path::PathBuf;

use artel_node::features::mail::MailAddress;
use artel_node::store::records::{Office, Role};
use artel_protocol::{Id, Name, Posting, PreModeration};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::i18n::Lang;

/// A community node: blogs and forums of small companies and their chambers, federated with the fediverse.
#[derive(Debug, Parser)]
#[command(name = "artel", version, propagate_version = true)]
#[command(after_help = "Example: artel            starts the node and prints the link to the set-up page")]
pub struct Cli {
    #[command(flatten)]
    pub common: Common,
    /// What counts when there is no command: starting the node
    #[command(flatten)]
    pub serve: Serve,
    #[command(subcommand)]
    pub command: Option<Command>,
}

#[derive(Clone, Debug, Args)]
pub struct Common {
    /// The settings file; artel.toml in this folder if there is one
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The folder that holds everything [default: ./artel-data]
    #[arg(long, global = true, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Print JSON rather than words
    #[arg(long, global = true)]
    pub json: bool,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Start the node (what happens without a command)
    #[command(after_help = "Example: artel serve --listen 0.0.0.0:443 --data /var/lib/artel")]
    Serve(Serve),
    /// Set the node up without a browser
    #[command(after_help = "Example: echo 'a long password' | artel setup --domain node.example.org \
        --organization \"Werkstatt Brandt\" --owner anna --password-stdin")]
    Setup(Setup),
    /// Organisations hosted here
    #[command(subcommand)]
    Org(Org),
    /// The people of an organisation
    #[command(subcommand)]
    User(User),
    /// Publish an entry from a markdown file and print its id
    #[command(
        after_help = "Example: artel post article --as werkstatt_brandt --title \"Neue Fräse\" fraese.md"
    )]
    Post(Post),
    /// Follow somebody by handle or address
    #[command(after_help = "Example: artel follow @kammer@example.org --as werkstatt_brandt")]
    Follow(Follow),
    /// Communities and other spaces on this node
    #[command(subcommand)]
    Space(Space),
    /// Make a link with which other nodes join a community of this node
    #[command(after_help = "Example: artel invite --community bau --uses 5 --days 14")]
    Invite(Invite),
    /// Join a community with the link that its hub gave out
    #[command(after_help = "Example: artel join https://kammer.example/join/pmFh…")]
    Join { invite: String },
    /// The nodes of the communities that this node is in: how they are reached, how far each is
    #[command(after_help = "Example: artel peers --hash")]
    Peers(Peers),
    /// Move an organisation to another node, with its followers
    #[command(subcommand)]
    Move(Move),
    /// What waits to be delivered to other servers
    #[command(after_help = "Example: artel deliveries --undelivered")]
    Deliveries(Deliveries),
    /// The mail that the node sends
    #[command(subcommand)]
    Mail(Mail),
    /// Write everything of one actor into an archive to take home
    #[command(after_help = "Example: artel export werkstatt_brandt brandt.zip")]
    Export { name: Name, file: PathBuf },
    /// Publish every markdown file of a folder, with its own date and pictures
    #[command(after_help = "Example: artel import site/content/posts --as werkstatt_brandt --dry-run")]
    Import(Import),
    /// Write everything into one file; the node may go on running
    #[command(after_help = "Example: artel backup artel-2026-11-24.backup")]
    Backup { file: PathBuf },
    /// Restore a backup into an empty folder
    #[command(after_help = "Example: artel restore artel-2026-11-24.backup --data new-folder")]
    Restore { file: PathBuf },
    /// Read the whole store again and tell what is wrong
    #[command(after_help = "Example: artel check --hash")]
    Check(Check),
    /// Find entries, organisations and people by their words, as far as everybody may read them
    #[command(after_help = "Example: artel search \"fräse kind:article from:@werkstatt_brandt\"")]
    Search(Search),
    /// Find what is wrong with the installation and say how to mend it
    #[command(after_help = "Example: artel doctor --json")]
    Doctor,
}

#[derive(Clone, Debug, Default, Args)]
pub struct Serve {
    /// The address and port to listen on [default: 127.0.0.1:8420]
    #[arg(long, value_name = "ADDR")]
    pub listen: Option<SocketAddr>,
    /// Start although commits are missing from the store
    #[arg(long)]
    pub accept_loss: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Language {
    En,
    Ru,
    De,
}

impl Language {
    pub fn lang(self) -> Lang {
        match self {
            Language::En => Lang::En,
            Language::Ru => Lang::Ru,
            Language::De => Lang::De,
        }
    }

    pub fn code(self) -> &'static str {
        match self {
            Language::En => "en",
            Language::Ru => "ru",
            Language::De => "de",
        }
    }
}

#[derive(Debug, Args)]
#[group(id = "address", required = true, multiple = false, args = ["domain", "local"])]
pub struct Setup {
    /// The public name of the node
    #[arg(long, value_name = "NAME")]
    pub domain: Option<String>,
    /// Try it here: the node federates with nobody
    #[arg(long)]
    pub local: bool,
    /// The full name of the organisation
    #[arg(long, value_name = "TEXT")]
    pub organization: String,
    /// The name with which its owner logs in
    #[arg(long, value_name = "NAME")]
    pub owner: Name,
    /// The language it writes in
    #[arg(long, default_value = "en")]
    pub language: Language,
    #[command(flatten)]
    pub password: PasswordStdin,
}

#[derive(Debug, Args)]
pub struct PasswordStdin {
    /// Read the password from the first line of standard input
    #[arg(long, required = true)]
    pub password_stdin: bool,
}

#[derive(Debug, Subcommand)]
pub enum Org {
    /// Host a further organisation
    #[command(after_help = "Example: artel org add artel_lad --title \"Артель «Лад»\" --language ru")]
    Add {
        name: Name,
        /// The full name
        #[arg(long, value_name = "TEXT")]
        title: String,
        /// The language it writes in
        #[arg(long, default_value = "en")]
        language: Language,
    },
}

#[derive(Debug, Subcommand)]
pub enum User {
    /// Add somebody to an organisation's staff
    #[command(after_help = "Example: echo 'a long password' | artel user add boris --org artel_lad \
        --role member --password-stdin")]
    Add {
        name: Name,
        #[arg(long, value_name = "NAME")]
        org: Name,
        #[arg(long, default_value = "member")]
        role: RoleName,
        #[command(flatten)]
        password: PasswordStdin,
    },
    /// Set a new password; who is logged in has to log in again
    #[command(after_help = "Example: echo 'a new password' | artel user password anna --password-stdin")]
    Password {
        name: Name,
        #[command(flatten)]
        password: PasswordStdin,
    },
    /// Keep somebody out
    #[command(after_help = "Example: artel user suspend boris   (and back: artel user suspend boris --lift)")]
    Suspend {
        name: Name,
        /// Let them in again
        #[arg(long)]
        lift: bool,
    },
    /// Give somebody an office on the node: officer or operator, or none
    #[command(after_help = "Example: artel user office boris officer")]
    Office { name: Name, office: OfficeName },
    /// Switch off the second factor of somebody who lost the telephone and the recovery codes
    #[command(after_help = "Example: artel user second-factor anna --off")]
    SecondFactor {
        name: Name,
        /// Only this can be said here: it is switched on by whose it is, on the page of their account
        #[arg(long, required = true)]
        off: bool,
    },
    /// Remove somebody's account; what they published stays
    #[command(after_help = "Example: artel user remove boris --yes")]
    Remove {
        name: Name,
        /// Do it without asking
        #[arg(long)]
        yes: bool,
    },
}

#[derive(Debug, Subcommand)]
pub enum Move {
    /// First, on the new node: let an organisation take over the identity in a recovery kit
    #[command(
        after_help = "Example: echo 'the passphrase' | artel move here artel-werkstatt-2026-11-24.json \
        --org werkstatt_brandt --passphrase-stdin"
    )]
    Here {
        /// The recovery kit, made on the old node
        kit: PathBuf,
        /// The organisation of this node that it becomes
        #[arg(long, value_name = "NAME")]
        org: Name,
        #[command(flatten)]
        passphrase: PassphraseStdin,
    },
    /// Then, on the old node: say where an organisation has moved, and tell its followers
    #[command(after_help = "Example: artel move away werkstatt --to @werkstatt_brandt@brandt.example")]
    Away {
        name: Name,
        /// The new account: @name@host, or its address
        #[arg(long, value_name = "HANDLE")]
        to: String,
        /// Do it without asking
        #[arg(long)]
        yes: bool,
    },
}

#[derive(Debug, Args)]
pub struct PassphraseStdin {
    /// Read the passphrase of the kit from the first line of standard input
    #[arg(long, required = true)]
    pub passphrase_stdin: bool,
}

#[derive(Debug, Subcommand)]
pub enum Mail {
    /// Send a mail at once and print what the mail server answers
    #[command(after_help = "Example: artel mail test anna@example.org --language de")]
    Test {
        address: MailAddress,
        /// The language of the mail
        #[arg(long, default_value = "en")]
        language: Language,
    },
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum OfficeName {
    /// No office
    None,
    /// Admits companies, looks at reports, blocks
    Officer,
    /// Runs the machine: what an officer may, and the node's own settings
    Operator,
}

impl From<OfficeName> for Office {
    fn from(name: OfficeName) -> Office {
        match name {
            OfficeName::None => Office::None,
            OfficeName::Officer => Office::Officer,
            OfficeName::Operator => Office::Operator,
        }
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum RoleName {
    Owner,
    Moderator,
    Member,
}

impl From<RoleName> for Role {
    fn from(name: RoleName) -> Role {
        match name {
            RoleName::Owner => Role::Owner,
            RoleName::Moderator => Role::Moderator,
            RoleName::Member => Role::Member,
        }
    }
}

#[derive(Debug, Args)]
pub struct Post {
    /// The kind of entry: article, topic, offer and so on
    pub kind: String,
    /// The actor that publishes it: a person or an organisation
    #[arg(long = "as", value_name = "NAME")]
    pub author: Name,
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub title: String,
    /// What Mastodon shows besides the title
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub summary: String,
    /// A tag without its #; may be given several times
    #[arg(long, value_name = "TAG")]
    pub tag: Vec<String>,
    /// A field that only its kind has; may be given several times: --field type=TO --field goals=9,12
    #[arg(long, value_name = "FIELD=VALUE", value_parser = field, conflicts_with_all = ["edit", "delete"])]
    pub field: Vec<(String, String)>,
    /// The community that it is published in
    #[arg(long, value_name = "NAME", conflicts_with_all = ["edit", "delete"])]
    pub community: Option<String>,
    /// The space that it is published in
    #[arg(long, value_name = "NAME", conflicts_with_all = ["edit", "delete", "community"])]
    pub space: Option<String>,
    /// Change the entry with this id instead of publishing a new one
    #[arg(long, value_name = "ID", conflicts_with = "delete")]
    pub edit: Option<Id>,
    /// Withdraw the entry with this id for ever
    #[arg(long, value_name = "ID")]
    pub delete: Option<Id>,
    /// The text in markdown; - for standard input
    #[arg(required_unless_present = "delete")]
    pub file: Option<PathBuf>,
}

/// The name of a field and its value.
fn field(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("write it as FIELD=VALUE")?;
    Ok((name.trim().to_owned(), value.to_owned()))
}

#[derive(Debug, Subcommand)]
pub enum Space {
    /// Found a community, whose members are companies here and on nodes of their own, or open a space in one
    #[command(
        after_help = "Example: artel space add bau --kind community --title \"Bau und Ausbau\"\n         artel space add fragen --kind forum --title Fragen --moderator anna"
    )]
    Add {
        name: Name,
        #[arg(long, value_enum)]
        kind: SpaceKind,
        #[arg(long, value_name = "TEXT")]
        title: String,
        /// The organisation that keeps it [default: the one that runs the node]
        #[arg(long, value_name = "NAME")]
        org: Option<Name>,
        /// The community to which a space belongs [default: the one that stands here]
        #[arg(long, value_name = "NAME")]
        community: Option<Name>,
        /// Who begins something in a space
        #[arg(long, value_enum, default_value = "members")]
        posting: PostingName,
        /// Whose words its moderators look at first, up to a level of trust
        #[arg(long, value_name = "WHO", default_value = "nobody", value_parser = premoderation())]
        premoderation: PreModeration,
        /// Another person reads offers before they are published
        #[arg(long)]
        reviews: bool,
        /// Only members of the community read it
        #[arg(long)]
        members_only: bool,
        /// Who keeps order in it: an actor of this node; may be given several times
        #[arg(long, value_name = "NAME")]
        moderator: Vec<Name>,
    },
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum SpaceKind {
    Community,
    Forum,
    Blog,
    Brokerage,
}

impl SpaceKind {
    /// What it is for, unless it is a community.
    pub fn space(self) -> Option<artel_protocol::SpaceKind> {
        match self {
            SpaceKind::Community => None,
            SpaceKind::Forum => Some(artel_protocol::SpaceKind::Forum),
            SpaceKind::Blog => Some(artel_protocol::SpaceKind::Blog),
            SpaceKind::Brokerage => Some(artel_protocol::SpaceKind::Brokerage),
        }
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum PostingName {
    Anyone,
    Followers,
    Members,
    Moderators,
}

/// Reads whose words are looked at first.
fn premoderation() -> impl TypedValueParser<Value = PreModeration> {
    let names = PossibleValuesParser::new(PreModeration::ALL.map(PreModeration::name));
    names.map(|name| PreModeration::parse(&name).unwrap_or_default())
}

impl From<PostingName> for Posting {
    fn from(name: PostingName) -> Posting {
        match name {
            PostingName::Anyone => Posting::Anyone,
            PostingName::Followers => Posting::Followers,
            PostingName::Members => Posting::Members,
            PostingName::Moderators => Posting::Moderators,
        }
    }
}

#[derive(Debug, Args)]
pub struct Invite {
    /// The community, if this node hosts several
    #[arg(long, value_name = "NAME")]
    pub community: Option<Name>,
    /// How many nodes may use it
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub uses: u32,
    /// How many days it lasts
    #[arg(long, value_name = "N", default_value_t = 14)]
    pub days: u32,
}

#[derive(Debug, Args)]
pub struct Peers {
    /// Print the hashes of what this node has of each community: equal on nodes that have the same
    #[arg(long)]
    pub hash: bool,
}

#[derive(Debug, Args)]
pub struct Follow {
    /// @name@host, or the address of an actor
    pub handle: String,
    /// The actor that follows
    #[arg(long = "as", value_name = "NAME")]
    pub follower: Name,
}

#[derive(Debug, Args)]
pub struct Import {
    pub folder: PathBuf,
    /// The actor that publishes: a person or an organisation
    #[arg(long = "as", value_name = "NAME")]
    pub author: Name,
    /// Only say what would happen
    #[arg(long)]
    pub dry_run: bool,
}

#[derive(Debug, Args)]
pub struct Deliveries {
    /// Only those that were given up
    #[arg(long)]
    pub undelivered: bool,
}

#[derive(Debug, Args)]
pub struct Search {
    /// Words; narrowed down by kind:, from:, in:, lang:, since: and until:
    #[arg(required_unless_present = "rebuild")]
    pub query: Vec<String>,
    /// Pass over so many results
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub skip: usize,
    /// Throw the index away and make it anew from the store
    #[arg(long, conflicts_with_all = ["query", "skip"])]
    pub rebuild: bool,
}

#[derive(Debug, Args)]
pub struct Check {
    /// Print the hash of the logical content: equal before a backup and after its restore
    #[arg(long)]
    pub hash: bool,
}
