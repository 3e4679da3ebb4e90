//! One machine: a namespace, a disk, and on it our node as a person installs it, led by its own command line.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use artel_node::admin::{self, Request, Response};
use artel_node::config::Config;
use artel_node::federation::http_client::SystemResolver;
use artel_node::store::View;
use artel_node::{Clock, Effects, Node, Random};
use artel_protocol::Name;
use artel_testnet::{eventually, programs};
use serde_json::Value;

use crate::ground::Ground;
use crate::wires::{NETWORK, Wires, address};

const PASSWORD: &str = "correct horse battery";

/// A machine; its process and its disk are gone when this value goes.
pub struct Machine {
    pub name: &'static str,
    /// The short name of its company.
    pub company: Name,
    namespace: String,
    authority: PathBuf,
    log: PathBuf,
    disk: tempfile::TempDir,
    process: Option<Child>,
}

impl Machine {
    /// A machine on which the node is set up, and does not run yet.
    pub fn set_up(ground: &Ground, wires: &Wires, name: &'static str) -> Machine {
        let machine = Machine {
            name,
            company: Name::parse(&format!("company_{name}")).unwrap(),
            namespace: wires.namespace(name),
            authority: ground.authority(),
            log: ground.log(name),
            disk: tempfile::tempdir().expect("a temporary folder can be made"),
            process: None,
        };
        fs::write(machine.settings(), settings(ground, name)).expect("the disk can be written");
        let (domain, company, owner) =
            (format!("{name}.test"), format!("Company {name}"), format!("owner_{name}"));
        let setup =
            ["setup", "--domain", &domain, "--organization", &company, "--owner", &owner, "--password-stdin"];
        machine.told(&setup, &format!("{PASSWORD}\n"));
        machine
    }

    /// From its next start on no other node comes in: it only goes out, as from behind an office's router.
    pub fn close_to_nodes(&self) {
        let open = fs::read_to_string(self.settings()).expect("the settings lie there");
        let listen = open.lines().find(|line| line.starts_with("listen = [")).expect("the mesh listens");
        fs::write(self.settings(), open.replace(listen, "listen = []")).expect("the disk can be written");
    }

    /// Starts the node and waits until it takes commands.
    pub async fn start(&mut self) {
        assert!(self.process.is_none(), "{} runs already", self.name);
        let log = OpenOptions::new().append(true).open(&self.log).expect("the log was made");
        let started = self.prepare(&["serve"]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).spawn();
        self.process = Some(started.expect("the executable was built"));
        let line = self.line();
        eventually(&format!("{} takes commands", self.name), async || line.ask(&Request::Status).await).await;
    }

    /// `kill -9`: it says good-bye to nobody, and writes nothing more.
    pub fn kill(&mut self) {
        let mut process = self.process.take().expect("it runs");
        process.kill().expect("it is our child");
        process.wait().expect("a child can be waited for");
    }

    /// Closes the lid: the process lies still, as it is, and its connections with it.
    pub fn freeze(&self) {
        self.signal("STOP");
    }

    /// Opens the lid.
    pub fn thaw(&self) {
        self.signal("CONT");
    }

    fn signal(&self, signal: &str) {
        let process = self.process.as_ref().expect("it runs");
        programs::succeed(Command::new("kill").args(["-s", signal, &process.id().to_string()]));
    }

    /// Stops the node as a service manager does.
    pub fn stop(&mut self) {
        self.signal("TERM");
        let mut process = self.process.take().expect("it runs");
        let ended = process.wait().expect("a child can be waited for");
        assert!(ended.success(), "{} ended badly: {ended}", self.name);
    }

    /// The disk is lost: nothing of the node's data is there any more.
    pub fn lose_disk(&self) {
        fs::remove_dir_all(self.data()).expect("the data lie there");
    }

    /// Looks at what the stopped node has on its disk.
    pub fn look<T>(&self, look: impl FnOnce(&View) -> T) -> T {
        assert!(self.process.is_none(), "{} runs", self.name);
        let effects = Effects {
            clock: Clock::system(),
            random: Random::system(),
            resolver: std::sync::Arc::new(SystemResolver),
        };
        let node = Node::open(Config::new(self.data()), effects).expect("the folder opens");
        let seen = look(&node.view().expect("an open node can be read"));
        node.close();
        seen
    }

    /// Runs a command; it has to succeed. Gives what it printed.
    pub fn artel(&self, arguments: &[&str]) -> String {
        self.told(arguments, "")
    }

    /// Asks the running node by its local socket; it has to do it.
    pub async fn ask(&self, request: &Request) -> Value {
        match self.line().ask(request).await {
            Some(Response::Done(value)) => value,
            other => panic!("{} is asked for {request:?}, and answers {other:?}", self.name),
        }
    }

    /// The way to its local socket, which stays the same while processes come and go.
    pub fn line(&self) -> Line {
        Line(self.data())
    }

    /// What the node counts of itself (`/metrics`), as it tells only its own machine.
    pub fn metrics(&self) -> String {
        let mut curl = Command::new("ip");
        curl.args(["netns", "exec", &self.namespace, "curl", "--silent", "--show-error", "--fail"]);
        curl.arg("--cacert").arg(&self.authority);
        curl.args(["--connect-to", "::127.0.0.1:443", &format!("https://{}.test/metrics", self.name)]);
        String::from_utf8(programs::succeed(&mut curl).stdout).expect("numbers are text")
    }

    /// A path on this machine's disk.
    pub fn path(&self, name: &str) -> String {
        self.disk.path().join(name).to_str().expect("a temporary folder has a plain name").to_owned()
    }

    fn data(&self) -> PathBuf {
        self.disk.path().join("data")
    }

    fn settings(&self) -> PathBuf {
        self.disk.path().join("artel.toml")
    }

    fn prepare(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("ip");
        command.args(["netns", "exec", &self.namespace]).arg(programs::artel()).args(arguments);
        command.arg("--config").arg(self.settings()).arg("--data").arg(self.data());
        command.env("SSL_CERT_FILE", &self.authority);
        command
    }

    fn told(&self, arguments: &[&str], input: &str) -> String {
        let mut command = self.prepare(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the executable was built");
        let mut stdin = child.stdin.take().expect("its standard input is a pipe");
        // It may leave its standard input unread.
        let _ = stdin.write_all(input.as_bytes());
        drop(stdin);
        let output = child.wait_with_output().expect("a child can be waited for");
        let printed = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(
            output.status.success(),
            "{} {arguments:?}: {printed}{}",
            self.name,
            String::from_utf8_lossy(&output.stderr)
        );
        printed
    }
}

/// The local socket of a machine's node.
#[derive(Clone)]
pub struct Line(PathBuf);

impl Line {
    /// Asks the node; no answer if none runs, or if it ends before it answers.
    pub async fn ask(&self, request: &Request) -> Option<Response> {
        admin::ask(&self.0, request).await.ok()?
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        if let Some(mut process) = self.process.take() {
            // Fails only if it has ended by itself.
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}

fn settings(ground: &Ground, name: &str) -> String {
    let text = |path: &Path| format!("{path:?}");
    format!(
        "listen = \"0.0.0.0:443\"\ntls = \"files\"\ntls_cert = {certificate}\ntls_key = {key}\n\n\
         [federation]\ntest_networks = [\"{NETWORK}\"]\n\n\
         [mesh]\nlisten = [\"/ip4/{address}/udp/4001/quic-v1\", \"/ip4/{address}/tcp/4001\"]\n\n\
         [backup]\nnightly = false\n",
        address = address(name),
        certificate = text(&ground.certificate(name)),
        key = text(&ground.key(name)),
    )
}
