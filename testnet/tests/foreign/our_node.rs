//! Our node as a person installs it: the executable with a settings file, led by its own command line.

use std::fs::File;
use std::io::Write;
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use artel_testnet::programs;

use crate::ground::{Ground, Place, eventually};

/// The company that the stories are about.
pub const COMPANY: &str = "Werkstatt Brandt";

/// Her who owns it, and how she logs in.
pub const OWNER: (&str, &str) = ("anna", "ein langes Kennwort für Anna");

/// A running node at a place; it ends, and its data goes, with this value.
pub struct OurNode {
    child: Child,
    command: Invocation,
    pub origin: String,
    /// The company's name, the part of its handle before the host.
    pub company: String,
}

/// How the executable is called, the same for every command.
struct Invocation {
    executable: PathBuf,
    folder: tempfile::TempDir,
    authority: PathBuf,
}

impl OurNode {
    /// Sets a node up for the company, starts it and waits until it listens.
    pub fn start(ground: &Ground, place: Place) -> OurNode {
        let command = Invocation::new(ground, place, None);
        let setup = [
            "setup",
            "--domain",
            place.name,
            "--organization",
            COMPANY,
            "--owner",
            "anna",
            "--password-stdin",
        ];
        command.run(&setup, &format!("{}\n", OWNER.1));
        let node = OurNode::serve(ground, place, command);
        eventually("our node takes commands", || node.command.succeeds(&["deliveries"]).then_some(()));
        node
    }

    /// Starts a node that nobody has set up yet, which sends mail if it is given a server; gives the link that leads
    /// there too.
    pub fn start_bare(ground: &Ground, place: Place, mail_server: Option<&str>) -> (OurNode, String) {
        let command = Invocation::new(ground, place, mail_server);
        let node = OurNode::serve(ground, place, command);
        let link = node.command.folder.path().join("data/setup-link");
        let link = eventually("our node gives its link", || {
            std::fs::read_to_string(&link).ok().filter(|link| link.ends_with('\n'))
        });
        (node, link.trim().to_owned())
    }

    fn serve(ground: &Ground, place: Place, command: Invocation) -> OurNode {
        let log = File::create(ground.log(place.name)).expect("the target folder can be written");
        let child =
            command.prepare(&["serve"]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).spawn();
        let node = OurNode {
            child: child.expect("the executable was built"),
            command,
            origin: format!("https://{}", place.name),
            company: "werkstatt_brandt".to_owned(),
        };
        eventually("our node listens", || TcpStream::connect((place.address, 443)).ok());
        node
    }

    /// The company's actor.
    pub fn actor(&self) -> String {
        format!("{}/u/{}", self.origin, self.company)
    }

    /// Runs a command beside the running node; it has to succeed. Gives what it printed.
    pub fn artel(&self, arguments: &[&str]) -> String {
        self.command.run(arguments, "")
    }

    /// Publishes an article of the company from a markdown file; gives its id.
    pub fn post_article(&self, title: &str, file: &str) -> String {
        self.artel(&["post", "article", "--as", &self.company, "--title", title, file]).trim().to_owned()
    }

    pub fn edit_article(&self, id: &str, title: &str, file: &str) {
        self.artel(&["post", "article", "--as", &self.company, "--edit", id, "--title", title, file]);
    }

    pub fn delete_article(&self, id: &str) {
        self.artel(&["post", "article", "--as", &self.company, "--delete", id]);
    }

    /// The company follows somebody.
    pub fn follow(&self, handle: &str) {
        self.artel(&["follow", handle, "--as", &self.company]);
    }

    /// Writes a file for a command to read, and gives its path.
    pub fn write(&self, name: &str, text: &str) -> String {
        let path = self.command.folder.path().join(name);
        std::fs::write(&path, text).expect("the temporary folder can be written");
        path.to_str().expect("a temporary folder has a plain name").to_owned()
    }

    /// Whether it is still the process that was started.
    pub fn still_runs(&mut self) -> bool {
        self.child.try_wait().expect("a child can be asked").is_none()
    }
}

impl Drop for OurNode {
    fn drop(&mut self) {
        // Fails only if it has ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Invocation {
    /// With settings for a place, and a folder that has nothing else in it.
    fn new(ground: &Ground, place: Place, mail_server: Option<&str>) -> Invocation {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let command = Invocation { executable: programs::artel(), folder, authority: ground.authority() };
        let mail = mail_server
            .map(|server| format!("\n[mail]\nserver = {server:?}\nfrom = \"Artel <post@{}>\"\n", place.name));
        std::fs::write(command.settings(), settings(ground, place) + &mail.unwrap_or_default())
            .expect("the temporary folder can be written");
        command
    }

    fn settings(&self) -> PathBuf {
        self.folder.path().join("artel.toml")
    }

    fn prepare(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.executable);
        command.env("SSL_CERT_FILE", &self.authority).args(arguments);
        command.arg("--config").arg(self.settings()).arg("--data").arg(self.folder.path().join("data"));
        command
    }

    fn succeeds(&self, arguments: &[&str]) -> bool {
        self.prepare(arguments).output().is_ok_and(|output| output.status.success())
    }

    fn run(&self, arguments: &[&str], input: &str) -> String {
        let mut command = self.prepare(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the executable was built");
        let mut stdin = child.stdin.take().expect("its standard input is a pipe");
        stdin.write_all(input.as_bytes()).expect("it reads its standard input or leaves it");
        drop(stdin);
        let output = child.wait_with_output().expect("a child can be waited for");
        let printed = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(
            output.status.success(),
            "{arguments:?}: {printed}{}",
            String::from_utf8_lossy(&output.stderr)
        );
        printed
    }
}

fn settings(ground: &Ground, place: Place) -> String {
    format!(
        "listen = \"{address}:443\"\ntls = \"files\"\ntls_cert = {cert:?}\ntls_key = {key:?}\n\n\
         [federation]\ntest_networks = [\"127.0.10.0/24\"]\n\n\
         [mesh]\nlisten = [\"/ip4/{address}/udp/4001/quic-v1\", \"/ip4/{address}/tcp/4001\"]\n",
        address = place.address,
        cert = ground.certificate(place),
        key = ground.key(place),
    )
}
