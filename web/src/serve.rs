//! Starting and stopping: opens the node, says where it is, and runs everything that lives as long as it does.

use std::io::Write;
use std::net::SocketAddr;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::time::Duration;

use artel_node::config::allows_test_networks;
use artel_node::{Config, Node, admin};
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::accept::{self, AcceptLimits};
use crate::app::App;
use crate::commands::{Failure, effects};
use crate::console;
use crate::desk;
use crate::log;
use crate::news;
use crate::plain_http;
use crate::routes::router;
use crate::service_manager;
use crate::settings::{Settings, TlsMode};
use crate::tls::{AcmeSettings, CertificateFiles, LETS_ENCRYPT, Tls};

/// Runs a node until it is told to stop.
pub async fn serve(settings: Settings, accept_loss: bool) -> Result<(), Failure> {
    log::to_standard_error();
    if artel_node::store::take_restored(&settings.data)? {
        crate::handlers::restore::remove_sent(&settings.data);
        // Whoever follows the link of the set-up is led to the log-in by the node itself.
        let _ = std::fs::remove_file(settings.data.join("setup-link"));
        tracing::info!("the restored store is in its place");
    }
    let node = Node::open(Config { accept_loss, ..settings.config()? }, effects())?;
    let ran = run(&node, settings).await;
    node.close();
    match ran? {
        Ended::Stopped => Ok(()),
        Ended::ToStartAgain => Err(start_again()),
    }
}

/// How a run came to its end.
enum Ended {
    Stopped,
    /// A restored store waits to be taken.
    ToStartAgain,
}

/// Becomes this program anew, with the same number, arguments and environment: whoever watches over the process sees
/// it run on, and nothing that held the old store is left. Returns only if that fails.
fn start_again() -> Failure {
    use std::os::unix::process::CommandExt;
    // The file may have been replaced by a newer version meanwhile; the running one can still be had.
    let program = std::env::current_exe().ok().filter(|program| program.exists());
    let program = program.unwrap_or_else(|| "/proc/self/exe".into());
    let mut arguments = std::env::args_os();
    let name = arguments.next().unwrap_or_else(|| "artel".into());
    let error = std::process::Command::new(program).arg0(name).args(arguments).exec();
    format!("The backup is restored, but the node could not start again by itself ({error}): start it.")
        .into()
}

async fn run(node: &Node, settings: Settings) -> Result<Ended, Failure> {
    refuse_test_networks_under_a_public_name(node, &settings)?;
    // Before anybody can see that the node runs, so that no command ever finds it running and deaf.
    let commands = admin::Socket::bind(node.clone())?;
    let listener = bind(settings.listen, "--listen").await?;
    let plain = match settings.redirect_http {
        Some(address) => Some(bind(address, "redirect_http").await?),
        None => None,
    };
    let tls = tls(node, &settings)?;
    let metrics = metrics_exporter_prometheus::PrometheusBuilder::new().install_recorder().ok();
    let limits = AcceptLimits { trusted_proxies: settings.trusted_proxies()?, ..AcceptLimits::default() }
        .within_descriptors(accept::raise_descriptors());
    let app = App::new(node.clone(), settings, metrics);
    greet(&app, listener.local_addr()?)?;
    let (stop, stopping) = watch::channel(false);
    let mut background = start_background(node, commands, &stopping);
    background.push(sweep(node.clone(), stopping.clone()));
    background.push(check_profile_links(node.clone(), stopping.clone()));
    background.push(tokio::spawn(news::send_until(node.clone(), stopped(stopping.clone()))));
    service_manager::ready(node);
    background.extend(plain.map(|plain| redirect(plain, node.clone(), limits.clone(), stopping)));
    background.push(tokio::spawn(desk::look_after(app.clone(), stopped(stop.subscribe()))));
    let to_start_again = app.desk().to_start_again();
    let stop_signal = async {
        tokio::select! {
            () = stop_signal() => service_manager::stopping(),
            () = to_start_again => {}
        }
    };
    let desk = app.desk().clone();
    let served = accept::serve(listener, tls, router(app), limits, stop_signal).await;
    // Whoever listens has ended already if this fails.
    let _ = stop.send(true);
    for task in background {
        if let Err(error) = task.await {
            tracing::error!(%error, "a task ended with a panic");
        }
    }
    served?;
    Ok(if desk.is_to_start_again() { Ended::ToStartAgain } else { Ended::Stopped })
}

/// Everything that runs beside the requests: deliveries, the network between nodes, mails, the command line's socket,
/// signs of life, backups, the index of the search.
fn start_background(
    node: &Node,
    commands: admin::Socket,
    stopping: &watch::Receiver<bool>,
) -> Vec<tokio::task::JoinHandle<()>> {
    let deliveries = {
        let (node, stopping) = (node.clone(), stopping.clone());
        tokio::spawn(async move { node.deliver_until(stopped(stopping)).await })
    };
    let mesh = {
        let (node, stopping) = (node.clone(), stopping.clone());
        tokio::spawn(async move { node.mesh_until(stopped(stopping)).await })
    };
    let mails = {
        let (node, stopping) = (node.clone(), stopping.clone());
        tokio::spawn(async move { node.mail_until(stopped(stopping)).await })
    };
    let commands = {
        let stopping = stopping.clone();
        tokio::spawn(async move {
            if let Err(error) = commands.serve(stopped(stopping)).await {
                tracing::error!(%error, "the command line cannot reach this node");
            }
        })
    };
    let life = tokio::spawn(service_manager::show_life(node.clone(), stopped(stopping.clone())));
    let backups = {
        let (node, stopping) = (node.clone(), stopping.clone());
        tokio::spawn(async move { node.back_up_until(stopped(stopping)).await })
    };
    let search = {
        let (node, stopping) = (node.clone(), stopping.clone());
        tokio::spawn(async move { node.keep_search_until(stopped(stopping)).await })
    };
    vec![deliveries, mesh, mails, commands, life, backups, search]
}

/// Removes pictures that nothing refers to and what has expired, some minutes after the start and then every day.
fn sweep(node: Node, stopping: watch::Receiver<bool>) -> tokio::task::JoinHandle<()> {
    const AFTER_START: Duration = Duration::from_secs(10 * 60);
    const DAY: Duration = Duration::from_secs(24 * 60 * 60);
    tokio::spawn(async move {
        let mut rest = AFTER_START;
        while tokio::time::timeout(rest, stopped(stopping.clone())).await.is_err() {
            rest = DAY;
            match node.sweep_media().await {
                Ok(swept) => tracing::info!(files = swept.files, bytes = swept.bytes, "pictures were swept"),
                Err(error) => tracing::error!(%error, "pictures could not be swept"),
            }
            if let Err(error) = node.remind_of_ends().await {
                tracing::error!(%error, "nobody can be reminded of what ends");
            }
            if let Err(error) = node.sweep_expired().await {
                tracing::error!(%error, "what has expired could not be forgotten");
            }
            if let Err(error) = node.drop_old_vouchers().await {
                tracing::error!(%error, "credentials that have run out could not be taken out of documents");
            }
        }
    })
}

/// Looks whether the pages that profiles link to still link back.
fn check_profile_links(node: Node, stopping: watch::Receiver<bool>) -> tokio::task::JoinHandle<()> {
    tokio::spawn(async move { node.check_profile_links_until(stopped(stopping)).await })
}

/// Leads plain http to https.
fn redirect(
    listener: TcpListener,
    node: Node,
    limits: AcceptLimits,
    stopping: watch::Receiver<bool>,
) -> tokio::task::JoinHandle<()> {
    // Few and short connections: the rest of the file descriptors is for those who come by https.
    let limits = AcceptLimits { connections: limits.connections.min(256), ..limits };
    tokio::spawn(async move {
        let router = plain_http::router(node);
        if let Err(error) = accept::serve(listener, Tls::Off, router, limits, stopped(stopping)).await {
            tracing::error!(%error, "plain http is not led to https");
        }
    })
}

/// Done when the node stops.
async fn stopped(mut stopping: watch::Receiver<bool>) {
    // An error means that the sender is gone: the node has stopped.
    let _ = stopping.wait_for(|stop| *stop).await;
}

async fn bind(address: SocketAddr, setting: &str) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|error| {
        let mend = match error.kind() {
            std::io::ErrorKind::AddrInUse => {
                format!("another program listens there: stop it, or choose another port with {setting}")
            }
            std::io::ErrorKind::PermissionDenied => format!(
                "ports below 1024 need the right to use them: choose another one with {setting}, or grant it"
            ),
            std::io::ErrorKind::AddrNotAvailable => {
                format!("this machine has no such address: check {setting}")
            }
            _ => format!("check {setting}"),
        };
        format!("The node cannot listen on {address} ({error}): {mend}.").into()
    })
}

fn tls(node: &Node, settings: &Settings) -> Result<Tls, Failure> {
    match settings.tls {
        TlsMode::Off => Ok(Tls::Off),
        TlsMode::Files => Ok(Tls::Files(tls_files(settings)?)),
        TlsMode::Acme => {
            let record = node.record()?.ok_or(
                "tls = \"acme\" needs a name to ask for: set the node up first, with tls = \"off\" or by artel setup.",
            )?;
            Ok(Tls::acme(AcmeSettings {
                names: vec![record.base.host().to_owned()],
                contact: settings.acme_contact.clone(),
                directory: settings.acme_directory.clone().unwrap_or_else(|| LETS_ENCRYPT.to_owned()),
                folder: settings.data.join("acme"),
            })?)
        }
    }
}

/// The certificate and key that the settings name.
pub fn tls_files(settings: &Settings) -> Result<CertificateFiles, Failure> {
    let missing = "tls = \"files\" needs tls_cert and tls_key: set both to the PEM files of the certificate.";
    let (Some(certificate), Some(key)) = (&settings.tls_cert, &settings.tls_key) else {
        return Err(missing.into());
    };
    Ok(CertificateFiles::open(certificate, key)?)
}

fn refuse_test_networks_under_a_public_name(node: &Node, settings: &Settings) -> Result<(), Failure> {
    let Some(record) = node.record()? else { return Ok(()) };
    let host = record.base.host();
    if settings.federation.test_networks.is_empty() || allows_test_networks(host) {
        return Ok(());
    }
    Err(format!(
        "federation.test_networks is set, but {host} is a public name: remove the setting, since it would open \
         this network to strangers."
    )
    .into())
}

/// Says where everything is; before the set-up also the one link that leads there.
fn greet(app: &App, address: SocketAddr) -> Result<(), Failure> {
    let settings = app.settings();
    let data = std::path::absolute(&settings.data)?;
    console::say(format_args!("Artel {} keeps everything in {}", env!("CARGO_PKG_VERSION"), data.display()));
    let scheme = if settings.tls == TlsMode::Off { "http" } else { "https" };
    if let Some(record) = app.node().record()? {
        console::say(format_args!("It listens on {address} as {}", record.base));
        return Ok(());
    }
    let reached = address.ip().is_loopback() || address.ip().is_unspecified();
    let host = if reached { "localhost".to_owned() } else { address.ip().to_string() };
    let link = format!("{scheme}://{host}:{}/setup?token={}", address.port(), app.new_setup_token());
    write_for_owner(&app.setup_link_file(), &link)?;
    if log::is_the_journal() {
        // Others than the owner read the journal too.
        let file = data.join("setup-link");
        console::say(format_args!(
            "It listens on {address} and waits to be set up: the link is in {}",
            file.display()
        ));
        return Ok(());
    }
    let port = address.port();
    console::say("");
    console::say("Open this link to set it up (it works once, for a day):");
    console::say(format_args!("  {link}"));
    console::say("Is this machine without a screen? Run this on yours first, then open the link there:");
    console::say(format_args!("  ssh -L {port}:localhost:{port} USER@THIS-MACHINE"));
    Ok(())
}

/// Writes a file that only its owner can read.
fn write_for_owner(path: &Path, text: &str) -> Result<(), Failure> {
    // An earlier one may have other rights.
    let _ = std::fs::remove_file(path);
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    writeln!(file, "{text}")?;
    Ok(())
}

/// Ctrl-C, or the SIGTERM of an init system.
async fn stop_signal() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        let _ = tokio::signal::ctrl_c().await;
        return;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}
