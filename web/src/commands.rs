//! What the command line does: asks the node that runs on the folder, or opens the folder itself if none does.

mod search;

use std::io::{IsTerminal, Read};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use artel_node::admin::{self, Request, Response};
use artel_node::federation::http_client::SystemResolver;
use artel_node::store::{self, OpenOptions, Store};
use artel_node::{Clock, Effects, Node, Random};
use artel_protocol::kinds::{self, Typed};
use serde_json::Value;

use crate::cli::{Check, Cli, Command, Common, Mail, Move, Org, Post, Setup, Space, User};
use crate::i18n::Lang;
use crate::mails::{TestMail, Written};
use crate::settings::{Flags, Settings};
use crate::{console, doctor, serve};

/// A failure as a person reads it: one sentence that names the thing and the mend.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Runs a command. Success is exit code 0, any failure one sentence and 1.
pub fn run(cli: Cli) -> ExitCode {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let done = match runtime {
        Ok(runtime) => runtime.block_on(dispatch(cli)),
        Err(error) => Err(format!("The system gives no threads to run on: {error}.").into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            let sentence = failure.to_string();
            console::warn(format_args!("artel: {}", sentence.trim_end()));
            ExitCode::FAILURE
        }
    }
}

async fn dispatch(cli: Cli) -> Result<(), Failure> {
    let Cli { common, serve, command } = cli;
    let command = command.unwrap_or(Command::Serve(serve));
    let listen = match &command {
        Command::Serve(serve) => serve.listen,
        _ => None,
    };
    let flags = Flags { data: common.data.clone(), listen };
    let settings = Settings::read(common.config.as_deref(), &flags)?;
    match command {
        Command::Serve(arguments) => serve::serve(settings, arguments.accept_loss).await,
        Command::Restore { file } => restore(&common, &settings, &file),
        Command::Check(check) => check_store(&common, &settings, check).await,
        Command::Doctor => doctor::run(&settings, common.json).await,
        Command::Search(search) => search::run(&common, &settings, search).await,
        other => {
            let request = request(other, &settings)?;
            let backup = match &request {
                Request::Backup { file } => Some(file.clone()),
                _ => None,
            };
            let sets_up = matches!(request, Request::SetUp { .. });
            let peers = matches!(request, Request::Peers { .. });
            let answered = ask(&settings, request).await?;
            if sets_up {
                // The link to the set-up page leads nowhere any more; a file that was never there is gone too.
                let _ = std::fs::remove_file(settings.data.join("setup-link"));
            }
            if let Some(file) = backup {
                is_where_it_was_asked_for(&file, &settings)?;
            }
            match peers && !common.json {
                true => say_peers(&answered),
                false => print(&common, &answered),
            }
            Ok(())
        }
    }
}

/// A command as a request to the node.
fn request(command: Command, settings: &Settings) -> Result<Request, Failure> {
    Ok(match command {
        Command::Setup(setup) => set_up(setup, settings)?,
        Command::Org(Org::Add { name, title, language }) => {
            Request::AddOrganisation { name, title, language: language.code().into() }
        }
        Command::User(User::Add { name, org, role, .. }) => {
            Request::AddUser { name, organisation: org, role: role.into(), password: password()? }
        }
        Command::User(User::Password { name, .. }) => Request::SetPassword { name, password: password()? },
        Command::User(User::Suspend { name, lift }) => Request::Suspend { name, suspended: !lift },
        Command::User(User::Office { name, office }) => Request::GiveOffice { name, office: office.into() },
        Command::User(User::SecondFactor { name, .. }) => Request::EndSecondFactor { name },
        Command::User(User::Remove { name, yes }) => {
            confirm(yes, &format!("Remove the account of {name}? What they published stays."))?;
            Request::RemoveUser { name }
        }
        Command::Post(post) => publish(post)?,
        Command::Follow(follow) => Request::Follow { who: follow.handle, follower: follow.follower },
        Command::Deliveries(deliveries) => Request::Deliveries { undelivered: deliveries.undelivered },
        Command::Space(Space::Add {
            name,
            kind,
            title,
            org,
            community,
            posting,
            premoderation,
            reviews,
            members_only,
            moderator,
        }) => match kind.space() {
            None => Request::FoundCommunity { name, title, organisation: org },
            Some(kind) => Request::OpenSpace {
                name,
                kind,
                title,
                community,
                posting: posting.into(),
                premoderation,
                reviews,
                members_only,
                moderators: moderator,
            },
        },
        Command::Invite(invite) => {
            Request::Invite { community: invite.community, uses: invite.uses, days: invite.days }
        }
        Command::Join { invite } => Request::Join { invite },
        Command::Peers(peers) => Request::Peers { hash: peers.hash },
        Command::Move(Move::Here { kit, org, .. }) => {
            Request::MoveHere { kit: read_text(&kit)?, passphrase: secret("passphrase")?, organisation: org }
        }
        Command::Move(Move::Away { name, to, yes }) => {
            let question = format!(
                "Tell the followers of {name} and of its people to follow them at {to}? Here they say nothing more."
            );
            confirm(yes, &question)?;
            Request::MoveAway { organisation: name, to }
        }
        Command::Mail(Mail::Test { address, language }) => {
            let letter = TestMail { lang: language.lang() }.letter("");
            let (plain, html) = letter.write(None)?;
            Request::TestMail { to: address, subject: letter.subject, plain, html }
        }
        Command::Export { name, file } => Request::Export {
            readme: shell_language().about("export-readme", name.as_str()).into_owned(),
            name,
            file: std::path::absolute(file)?,
        },
        Command::Import(import) => Request::Import {
            folder: std::path::absolute(import.folder)?,
            author: import.author,
            dry_run: import.dry_run,
        },
        Command::Backup { file } => Request::Backup { file: std::path::absolute(file)? },
        Command::Serve(_)
        | Command::Restore { .. }
        | Command::Check(_)
        | Command::Doctor
        | Command::Search(_) => Request::Status,
    })
}

/// The language of the shell, for what is written into files for people.
fn shell_language() -> Lang {
    let named = ["LC_ALL", "LANG"].into_iter().filter_map(|name| std::env::var(name).ok());
    named.filter_map(|language| Lang::parse(&language)).next().unwrap_or_default()
}

fn set_up(setup: Setup, settings: &Settings) -> Result<Request, Failure> {
    Ok(Request::SetUp {
        domain: setup.domain,
        port: settings.listen.port(),
        organisation: setup.organization,
        owner: setup.owner,
        password: password()?,
        language: setup.language.code().into(),
    })
}

fn publish(post: Post) -> Result<Request, Failure> {
    if let Some(id) = post.delete {
        return Ok(Request::Delete { id });
    }
    let file = post.file.unwrap_or_default();
    let markdown = read_text(&file)?;
    let (title, summary, tags) = (post.title, post.summary, post.tag);
    let more = own_fields(&post.kind, post.field)?;
    Ok(match post.edit {
        Some(id) => Request::Edit { id, title, summary, markdown, tags },
        None => Request::Post {
            kind: post.kind,
            author: post.author,
            title,
            summary,
            markdown,
            tags,
            community: post.community,
            space: post.space,
            more,
        },
    })
}

/// What was said of the fields that only this kind has.
fn own_fields(kind: &str, said: Vec<(String, String)>) -> Result<Typed, Failure> {
    let typed: Typed = said.into_iter().collect();
    let fields = kinds::fields(kind, &typed).unwrap_or_default();
    let is_asked = |name: &str| fields.iter().any(|field| field.name == name || field.is_at(name));
    if let Some((name, _)) = typed.iter().find(|(name, _)| !is_asked(name)) {
        let known: Vec<_> = fields.iter().map(|field| field.name).collect();
        return Err(format!("There is no field {name} here: it may be {}.", known.join(", ")).into());
    }
    Ok(typed.with_boxes(&fields))
}

fn read_text(file: &Path) -> Result<String, Failure> {
    if file == Path::new("-") {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text)?;
        return Ok(text);
    }
    std::fs::read_to_string(file).map_err(|error| {
        format!("{} cannot be read: {error}. Name a text file in UTF-8.", file.display()).into()
    })
}

fn password() -> Result<String, Failure> {
    secret("password")
}

/// The first line of standard input.
fn secret(what: &str) -> Result<String, Failure> {
    let mut line = String::new();
    std::io::stdin().read_line(&mut line)?;
    let secret = line.trim_end_matches(['\r', '\n']);
    match secret.is_empty() {
        true => Err(format!("No {what} came on standard input: pipe it in, one line.").into()),
        false => Ok(secret.to_owned()),
    }
}

/// Asks before a loss; without a terminal only --yes will do.
fn confirm(yes: bool, question: &str) -> Result<(), Failure> {
    if yes {
        return Ok(());
    }
    if !std::io::stdin().is_terminal() {
        return Err(format!("{question} Say --yes to do it.").into());
    }
    console::begin(format_args!("{question} [y/N] "));
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    match answer.trim() {
        "y" | "Y" | "yes" => Ok(()),
        _ => Err("Nothing was changed.".into()),
    }
}

/// A node that runs as a service may have a `/tmp` of its own: what it writes there nobody else finds.
fn is_where_it_was_asked_for(file: &Path, settings: &Settings) -> Result<(), Failure> {
    if file.exists() {
        return Ok(());
    }
    Err(format!(
        "The running node wrote the backup, but what it calls {} cannot be seen from here. Choose a place in its data \
         folder: {}.",
        file.display(),
        std::path::absolute(&settings.data)?.display()
    )
    .into())
}

/// Lets the running node do it, or does it in the opened folder.
async fn ask(settings: &Settings, request: Request) -> Result<Value, Failure> {
    let response = match admin::ask(&settings.data, &request).await? {
        Some(response) => response,
        None if matches!(request, Request::Invite { .. } | Request::Join { .. }) => {
            return Err(
                "Other nodes are reached by the running node only: start it, then do this again.".into()
            );
        }
        None => {
            let node = open(settings)?;
            let response = admin::answer(&node, request).await;
            node.close();
            response
        }
    };
    match response {
        Response::Done(value) => Ok(value),
        Response::Refused(sentence) => Err(sentence.into()),
    }
}

fn open(settings: &Settings) -> Result<Node, Failure> {
    Ok(Node::open(settings.config()?, effects())?)
}

/// The real clock, randomness and resolver.
pub fn effects() -> Effects {
    Effects { clock: Clock::system(), random: Random::system(), resolver: Arc::new(SystemResolver) }
}

fn open_options() -> OpenOptions {
    let clock = Clock::system();
    OpenOptions::new(Arc::new(move || clock.now()))
}

fn restore(common: &Common, settings: &Settings, file: &Path) -> Result<(), Failure> {
    let engine = settings.config()?.engine;
    let report = store::restore(file, &settings.data, engine, &open_options(), &mut progress("restoring"))?;
    let value = serde_json::json!({
        "restored": file,
        "into": std::path::absolute(&settings.data)?,
        "records": report.records,
        "media_files": report.media_files,
    });
    print(common, &value);
    Ok(())
}

async fn check_store(common: &Common, settings: &Settings, check: Check) -> Result<(), Failure> {
    let report = match admin::ask(&settings.data, &Request::Check { hash: check.hash }).await? {
        Some(Response::Done(report)) => report,
        Some(Response::Refused(sentence)) => return Err(sentence.into()),
        None => {
            let store = Store::open(&settings.data, settings.config()?.engine, open_options())?;
            let report = admin::check_store(&store, check.hash, &mut progress("checking"))?;
            store.close()?;
            report
        }
    };
    if check.hash && !common.json {
        console::say(report["hash"].as_str().unwrap_or_default());
    } else {
        print(common, &report);
    }
    match report["well"].as_bool() {
        Some(true) => Ok(()),
        _ => Err("The store is damaged: restore the newest backup into an empty folder.".into()),
    }
}

/// Progress on standard error, where somebody watches.
fn progress(doing: &'static str) -> impl FnMut(u64, u64) {
    let watched = std::io::stderr().is_terminal();
    let mut shown = 0;
    move |done, total| {
        let share = (done * 100).checked_div(total).unwrap_or(100);
        if watched && share > shown {
            shown = share;
            console::begin(format_args!("\r{doing} … {share} %"));
            if share >= 100 {
                console::warn("");
            }
        }
    }
}

/// JSON, or for people: the id alone, a line per item, a line per member.
fn print(common: &Common, value: &Value) {
    if common.json {
        return console::say(value);
    }
    match value {
        Value::Array(items) if items.is_empty() => console::say("Nothing waits."),
        Value::Array(items) => items.iter().for_each(|item| console::say(in_one_line(item))),
        Value::Object(members) if members.contains_key("id") && members.contains_key("url") => {
            console::say(members["id"].as_str().unwrap_or_default());
        }
        Value::Object(members) => {
            for (name, value) in members.iter().filter(|(_, value)| !value.is_null()) {
                console::say(format_args!("{name}: {}", plain(value)));
            }
        }
        other => console::say(plain(other)),
    }
}

/// The communities, each with a line for every node.
fn say_peers(communities: &Value) {
    let communities = communities.as_array().map(Vec::as_slice).unwrap_or_default();
    if communities.is_empty() {
        return console::say(
            "This node is in no community: artel space add founds one, artel join joins one.",
        );
    }
    for community in communities {
        let role = match (community["left"].as_bool(), community["hosted"].as_bool()) {
            (Some(true), _) => "left",
            (_, Some(true)) => "hosted here",
            _ => "joined",
        };
        let (name, activities) = (plain(&community["name"]), plain(&community["activities"]));
        console::say(format_args!("{name}  {role}  activities={activities}"));
        for hash in ["set", "members_set", "view"].iter().filter(|hash| community[**hash].is_string()) {
            console::say(format_args!("  {hash}={}", plain(&community[*hash])));
        }
        for node in community["nodes"].as_array().map(Vec::as_slice).unwrap_or_default() {
            console::say(format_args!("  {}", in_one_line(node)));
        }
    }
}

fn in_one_line(item: &Value) -> String {
    let Value::Object(members) = item else { return plain(item) };
    let parts: Vec<String> = members
        .iter()
        .filter(|(_, value)| !value.is_null())
        .map(|(name, value)| format!("{name}={}", plain(value)))
        .collect();
    parts.join("  ")
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
