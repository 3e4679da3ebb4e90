//! The executable as a person meets it: what is wrong is said in one sentence that names the mend, with exit code 1.

#![allow(clippy::unwrap_used, reason = "in a test a panic is the message")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

fn artel(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_artel"));
    let folder = data.ancestors().skip(1).find(|folder| folder.is_dir());
    command.current_dir(folder.expect("the data lie in a temporary folder")).arg("--data").arg(data);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn run(mut command: Command, input: &str) -> Output {
    let mut child = command.spawn().expect("the executable was built");
    let mut stdin = child.stdin.take().expect("it is a pipe");
    // Who does not read its input may have ended.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    child.wait_with_output().expect("a child can be waited for")
}

fn artel_with(data: &Path, arguments: &[&str], input: &str) -> Output {
    let mut command = artel(data);
    command.args(arguments);
    run(command, input)
}

fn succeeds(data: &Path, arguments: &[&str], input: &str) -> String {
    let output = artel_with(data, arguments, input);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("it prints text").trim().to_owned()
}

/// The command fails with one sentence that holds all of `words`.
fn fails_saying(output: &Output, words: &[&str]) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    let sentence = said.lines().last().unwrap_or_default();
    assert!(sentence.starts_with("artel: "), "{said}");
    for word in words {
        assert!(sentence.contains(word), "{sentence:?} does not say {word:?}");
    }
    assert!(!said.contains("panicked"), "{said}");
}

const SETUP: [&str; 7] =
    ["setup", "--domain", "node-a.test", "--organization", "Werkstatt Brandt", "--owner", "anna"];

fn set_up(data: &Path) {
    succeeds(data, &[&SETUP[..], &["--password-stdin"]].concat(), "ein langes Kennwort\n");
}

/// A running node that ends with this value.
struct Running(Child);

impl Running {
    fn start(data: &Path) -> Running {
        let mut command = artel(data);
        command.args(["--listen", "127.0.0.1:0"]).stderr(Stdio::null());
        let mut child = command.spawn().expect("the executable was built");
        let mut lines = BufReader::new(child.stdout.take().expect("it is a pipe")).lines();
        lines.find(|line| {
            line.as_ref().is_ok_and(|line| line.contains("listens") || line.contains("setup?token="))
        });
        Running(child)
    }

    fn has_ended(&mut self) -> bool {
        self.0.try_wait().expect("a child can be asked").is_some()
    }
}

/// Looks again and again until it is so, for at most half a minute.
fn eventually(claim: &str, mut is_so: impl FnMut() -> bool) {
    let patience = 1500;
    for _ in 0..patience {
        if is_so() {
            return;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    panic!("it never came true that {claim}");
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn every_command_shows_an_example() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    for command in [
        &["serve"][..],
        &["setup"],
        &["org", "add"],
        &["user", "add"],
        &["user", "password"],
        &["user", "suspend"],
        &["user", "office"],
        &["user", "second-factor"],
        &["user", "remove"],
        &["post"],
        &["follow"],
        &["space", "add"],
        &["invite"],
        &["join"],
        &["peers"],
        &["move", "here"],
        &["move", "away"],
        &["deliveries"],
        &["backup"],
        &["restore"],
        &["check"],
        &["doctor"],
    ] {
        let help = succeeds(&data, &[command, &["--help"]].concat(), "");
        assert!(help.contains("Example: "), "{command:?} has no example");
    }
}

#[test]
fn a_community_is_founded_and_written_in_from_the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    set_up(&data);
    let said = succeeds(&data, &["peers"], "");
    assert!(said.contains("artel space add") && said.contains("artel join"), "{said}");
    let add = ["space", "add", "bau", "--kind", "community", "--title", "Bau und Ausbau"];
    assert!(succeeds(&data, &add, "").contains("https://node-a.test/s/bau"));
    let post = ["post", "article", "--as", "werkstatt_brandt", "--community", "bau", "--title", "Neu", "-"];
    assert!(succeeds(&data, &post, "Sie steht.\n").starts_with("https://node-a.test/o/"));
    assert!(succeeds(&data, &["peers"], "").starts_with("Bau und Ausbau  hosted here"));
    let report: serde_json::Value = serde_json::from_str(&succeeds(&data, &["peers", "--json"], "")).unwrap();
    assert_eq!(report[0]["id"], "https://node-a.test/s/bau");
    let add = ["space", "add", "fragen", "--kind", "forum", "--title", "Fragen", "--moderator", "anna"];
    assert!(succeeds(&data, &add, "").contains("https://node-a.test/s/fragen"));
    let begin = ["post", "topic", "--as", "anna", "--space", "fragen", "--title", "Wer weiß es?", "-"];
    assert!(succeeds(&data, &begin, "Wir nicht.\n").starts_with("https://node-a.test/o/"));
    let other = ["post", "topic", "--as", "anna", "--space", "nirgends", "--title", "Wer?", "-"];
    fails_saying(&artel_with(&data, &other, "x"), &["no such space"]);
    fails_saying(&artel_with(&data, &["invite"], ""), &["running node"]);
    fails_saying(&artel_with(&data, &["join", "x"], ""), &["running node"]);
    let elsewhere = ["post", "article", "--as", "anna", "--community", "holz", "--title", "Neu", "-"];
    fails_saying(&artel_with(&data, &elsewhere, "x"), &["no such community"]);
}

#[test]
fn a_node_is_set_up_and_written_to_from_the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    set_up(&data);
    succeeds(&data, &["org", "add", "artel_lad", "--title", "Артель «Лад»", "--language", "ru"], "");
    let added = ["user", "add", "boris", "--org", "artel_lad", "--password-stdin"];
    succeeds(&data, &added, "ещё один длинный пароль\n");
    let text = folder.path().join("text.md");
    std::fs::write(&text, "Ein *Text*.").unwrap();
    let text = text.to_str().unwrap();
    let post = ["post", "article", "--as", "werkstatt_brandt", "--title", "Neue Fräse", text];
    let id = succeeds(&data, &post, "");
    assert!(id.starts_with("https://node-a.test/o/"), "{id}");
    let json = succeeds(&data, &[&post[..], &["--json"]].concat(), "");
    assert!(serde_json::from_str::<serde_json::Value>(&json).unwrap()["id"].is_string());
    assert_eq!(succeeds(&data, &["deliveries", "--json"], ""), "[]");
    fails_saying(
        &artel_with(&data, &["post", "article", "--as", "werkstatt_brandt", text], ""),
        &["--title"],
    );
    fails_saying(&artel_with(&data, &["post", "poem", "--as", "anna", text], ""), &["kind"]);
    fails_saying(&artel_with(&data, &["post", "article", "--as", "anna", "missing.md"], ""), &["missing.md"]);
    fails_saying(&artel_with(&data, &added, "ещё один длинный пароль\n"), &["taken"]);
    fails_saying(
        &artel_with(&data, &["user", "office", "anna", "none"], ""),
        &["Nobody else runs this node"],
    );
    succeeds(&data, &["user", "office", "boris", "operator"], "");
    succeeds(&data, &["user", "office", "anna", "none"], "");
}

#[test]
fn an_edit_keeps_what_is_not_given_and_weak_passwords_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    set_up(&data);
    let text = folder.path().join("text.md");
    std::fs::write(&text, "Ein Text.").unwrap();
    let text = text.to_str().unwrap();
    let post =
        ["post", "article", "--as", "anna", "--title", "Eins", "--summary", "Kurz", "--tag", "holz", text];
    let id = succeeds(&data, &post, "");
    let id = id.trim();
    let page = || {
        let archive = folder.path().join("anna.zip");
        succeeds(&data, &["export", "anna", archive.to_str().unwrap()], "");
        let mut archive = zip::ZipArchive::new(std::fs::File::open(&archive).unwrap()).unwrap();
        let mut outbox = String::new();
        archive.by_name("outbox.json").unwrap().read_to_string(&mut outbox).unwrap();
        outbox
    };
    succeeds(&data, &["post", "article", "--as", "anna", "--edit", id, "--title", "Zwei", text], "");
    let outbox = page();
    assert!(outbox.contains("Zwei") && outbox.contains("Kurz") && outbox.contains("holz"), "{outbox}");
    let weak = ["user", "password", "anna", "--password-stdin"];
    fails_saying(&artel_with(&data, &weak, "password1\n"), &["password", "first"]);
    succeeds(&data, &["user", "second-factor", "anna", "--off"], "");
    fails_saying(&artel_with(&data, &["user", "suspend", "anna"], ""), &["Nobody else owns"]);
}

/// The kit of the organisation `werkstatt` on `hub.test`, with anna and boris.
const KIT: &str = include_str!("../../node/tests/moving/kit_without_ids.json");

#[test]
fn an_organisation_is_brought_and_moved_away_from_the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    set_up(&data);
    let kit = folder.path().join("kit.json");
    std::fs::write(&kit, KIT).unwrap();
    let here = ["move", "here", kit.to_str().unwrap(), "--org", "werkstatt_brandt", "--passphrase-stdin"];
    fails_saying(&artel_with(&data, &here, "something else\n"), &["passphrase"]);
    fails_saying(&artel_with(&data, &here, ""), &["No passphrase came"]);
    let _running = Running::start(&data);
    let brought = succeeds(&data, &here, "drei Äpfel neben der Drehbank\n");
    assert!(brought.contains("https://hub.test/u/werkstatt") && brought.contains("boris"), "{brought}");
    let away = ["move", "away", "werkstatt_brandt", "--to", "@anna@node-a.test"];
    fails_saying(&artel_with(&data, &away, ""), &["--yes"]);
    fails_saying(&artel_with(&data, &[&away[..], &["--yes"]].concat(), ""), &["on this node"]);
}

#[test]
fn a_backup_restored_has_the_same_hash() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    set_up(&data);
    let text = folder.path().join("text.md");
    std::fs::write(&text, "Ein Text.").unwrap();
    succeeds(&data, &["post", "article", "--as", "anna", "--title", "Eins", text.to_str().unwrap()], "");
    let before = succeeds(&data, &["check", "--hash"], "");
    assert_eq!(before.len(), 64);
    let file = folder.path().join("artel.backup");
    let file = file.to_str().unwrap();
    {
        let _running = Running::start(&data);
        succeeds(&data, &["backup", file], "");
        fails_saying(&artel_with(&data, &["backup", file], ""), &["exists already", "another name"]);
    }
    let restored = folder.path().join("restored");
    succeeds(&restored, &["restore", file], "");
    assert_eq!(succeeds(&restored, &["check", "--hash"], ""), before);
    fails_saying(&artel_with(&data, &["restore", file], ""), &["not empty"]);
    fails_saying(
        &artel_with(&folder.path().join("new"), &["restore", text.to_str().unwrap()], ""),
        &["backup"],
    );
}

#[test]
fn what_is_wrong_with_the_installation_is_said_with_its_mend() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    set_up(&data);
    fails_saying(
        &artel_with(&data, &[&SETUP[..], &["--password-stdin"]].concat(), "ein langes Kennwort\n"),
        &["set up"],
    );

    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let output = artel_with(&data, &["serve", "--listen", &address], "");
    fails_saying(&output, &[&address, "another program", "--listen"]);

    let file = folder.path().join("a-file");
    std::fs::write(&file, "").unwrap();
    fails_saying(&artel_with(&file.join("data"), &["serve"], ""), &["a-file"]);

    let settings = folder.path().join("artel.toml");
    let config = ["serve", "--config", settings.to_str().unwrap()];
    for (text, words) in [
        ("listne = \"x\"", &["listne"][..]),
        ("tls = \"maybe\"", &["maybe"]),
        ("tls = \"files\"", &["tls_cert"]),
        ("[store]\nengine = \"redb\"", &["redb", "fjall"]),
        ("[federation]\ntest_networks = [\"x\"]", &["federation.test_networks", "\"x\""]),
        ("trusted_proxies = [\"10.0.0.0/99\"]", &["trusted_proxies"]),
        ("tls = \"files\"\ntls_cert = \"no.pem\"\ntls_key = \"no.key\"", &["no.pem"]),
    ] {
        std::fs::write(&settings, text).unwrap();
        fails_saying(&artel_with(&data, &config, ""), words);
    }
    std::fs::remove_file(&settings).unwrap();
    fails_saying(&artel_with(&data, &config, ""), &["artel.toml", "--config"]);

    let fresh = folder.path().join("fresh");
    for domain in ["not a name", "https://a.test", "name"] {
        let setup =
            ["setup", "--domain", domain, "--organization", "X", "--owner", "anna", "--password-stdin"];
        fails_saying(&artel_with(&fresh, &setup, "ein langes Kennwort\n"), &["name"]);
    }
    let setup = ["setup", "--local", "--organization", "X", "--owner", "anna", "--password-stdin"];
    fails_saying(&artel_with(&fresh, &setup, "short\n"), &["8 characters"]);
    fails_saying(&artel_with(&fresh, &setup, ""), &["standard input"]);
}

#[test]
fn what_the_environment_says_counts_like_the_settings_file() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    for (variable, value, words) in [
        ("ARTEL_TLS", "maybe", "maybe"),
        ("ARTEL_STORE__ENGINE", "redb", "fjall"),
        ("ARTEL_REDIRECT_HTTP", "127.0.0.1:0", "redirect_http"),
    ] {
        let mut command = artel(&data);
        command.arg("serve").env(variable, value);
        fails_saying(&run(command, ""), &[words]);
    }
}

#[test]
fn test_networks_are_refused_under_a_public_name() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let setup =
        ["setup", "--domain", "kammer.de", "--organization", "X", "--owner", "anna", "--password-stdin"];
    succeeds(&data, &setup, "ein langes Kennwort\n");
    let settings = folder.path().join("artel.toml");
    std::fs::write(&settings, "[federation]\ntest_networks = [\"127.0.10.0/24\"]").unwrap();
    fails_saying(&artel_with(&data, &["serve"], ""), &["federation.test_networks", "kammer.de"]);
    fails_saying(
        &artel_with(&folder.path().join("fresh"), &setup, "ein langes Kennwort\n"),
        &["test_networks"],
    );
}

#[test]
fn a_second_process_on_the_same_folder_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    set_up(&data);
    let _running = Running::start(&data);
    let second = artel_with(&data, &["serve", "--listen", "127.0.0.1:0"], "");
    fails_saying(&second, &["in use by another process", "--data"]);
    assert_eq!(succeeds(&data, &["deliveries", "--json"], ""), "[]", "commands reach the running node");
}

#[test]
fn the_first_start_prints_a_link_that_only_its_owner_can_read_again() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let _running = Running::start(&data);
    let link = data.join("setup-link");
    assert_eq!(std::fs::metadata(&link).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(std::fs::read_to_string(link).unwrap().contains("/setup?token="));
}

#[test]
fn commands_reach_a_node_in_a_folder_whose_path_is_too_long_for_a_socket() {
    let folder = tempfile::tempdir().unwrap();
    let deep = folder.path().join("d".repeat(200));
    std::fs::create_dir(&deep).unwrap();
    let data = deep.join("data");
    set_up(&data);
    let _running = Running::start(&data);
    // Only the running node has the folder's lock, so this answer is its own.
    assert_eq!(succeeds(&data, &["deliveries", "--json"], ""), "[]");
    assert!(data.join("admin.sock").exists());
}

#[test]
fn mail_that_cannot_be_sent_is_told_with_its_mend() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    set_up(&data);
    let test = ["mail", "test", "anna@example.org", "--language", "de"];
    fails_saying(&artel_with(&data, &test, ""), &["Mail is off", "mail.server", "artel.toml"]);
    let with = |server: &str, password_file: &str| {
        let mut command = artel(&data);
        command.args(test).env("ARTEL_MAIL__SERVER", server).env("ARTEL_MAIL__FROM", "node@example.org");
        if !password_file.is_empty() {
            command.env("ARTEL_MAIL__PASSWORD_FILE", password_file);
        }
        run(command, "")
    };
    fails_saying(&with("smtp://mail.example.org", ""), &["in the open", "smtps://", "?tls=required"]);
    fails_saying(
        &with("smtps://anna@mail.example.org", "no-such-file"),
        &["mail.password_file", "no-such-file"],
    );
    // A port that was free a moment ago: nobody listens there.
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let nobody = with(&format!("smtp://127.0.0.1:{port}"), "");
    fails_saying(&nobody, &["cannot be reached", "Check host and port in mail.server"]);
    let not_an_address = artel_with(&data, &["mail", "test", "anna"], "");
    assert_eq!(not_an_address.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&not_an_address.stderr).contains("anna@example.org"));
}

#[test]
fn what_holds_keys_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    set_up(&data);
    let file = folder.path().join("artel.backup");
    succeeds(&data, &["backup", file.to_str().unwrap()], "");
    assert_eq!((mode(&data), mode(&file)), (0o700, 0o600));
}

#[test]
fn a_node_goes_on_when_nobody_reads_what_it_prints() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let mut command = artel(&data);
    command.args(["--listen", "127.0.0.1:0"]);
    let mut child = command.spawn().expect("the executable was built");
    drop((child.stdout.take(), child.stderr.take()));
    let mut running = Running(child);
    let link = data.join("setup-link");
    eventually("the node waits to be set up", || link.exists() || running.has_ended());
    set_up(&data);
    assert!(!running.has_ended() && !link.exists());
}

#[test]
fn who_sets_up_from_the_command_line_leaves_no_link_behind() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let _running = Running::start(&data);
    assert!(data.join("setup-link").exists());
    set_up(&data);
    assert!(!data.join("setup-link").exists());
}

#[test]
fn a_search_is_answered_whether_the_node_runs_or_not() {
    let folder = tempfile::tempdir().unwrap();
    let data = &folder.path().join("data");
    set_up(data);
    succeeds(
        data,
        &["post", "article", "--as", "werkstatt_brandt", "--title", "Neue Drehbank", "-"],
        "Im Hof.",
    );
    assert!(succeeds(data, &["search", "drehbänke", "hof"], "").contains("title=Neue Drehbank"));
    assert_eq!(succeeds(data, &["search", "nichts"], ""), "Nothing was found.");
    std::fs::write(data.join("search/meta.json"), "damaged").unwrap();
    let running = Running::start(data);
    assert!(succeeds(data, &["search", "--rebuild"], "").contains("rebuilt: true"));
    let found = succeeds(data, &["search", "--json", "dreh kind:article"], "");
    assert!(
        found.contains("\"title\":\"Neue Drehbank\"") && found.contains("\"index\":\"ready\""),
        "{found}"
    );
    fails_saying(&artel_with(data, &["search", "kind:unheard"], ""), &["no such kind", "article"]);
    drop(running);
}
