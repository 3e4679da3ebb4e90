//! A peer that is not ours, on js-libp2p and written from docs/PROTOCOL.md, joins a community and takes part in it.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use artel_node::features::publishing::{Draft, Readers};
use artel_protocol::Id;
use artel_testnet::Testnet;
use serde_json::{Value, json};
use tokio::task::JoinHandle;

use crate::ground::{Ground, alone};
use crate::stranger::text;

const NAME: &str = "js.test";
const ADDRESS: &str = "127.0.10.9";
const SCRIPT: &str = "libp2p-peer.mjs";
const ORGANISATION: &str = "http://js.test/u/werkstatt";

#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::await_holding_lock, reason = "one story at a time, and this one has a thread for itself")]
async fn a_javascript_peer_joins_a_community_and_takes_part() {
    let Some(ground) = Ground::ready() else { return };
    let _alone = alone();
    let net = Testnet::new("hub, a").await;
    let community = net.found("hub", &["a"]).await;
    let before = net.member("a").publish_in(&community, "Before the peer came").await;
    net.is_confirmed("hub", &before).await;
    let invite = net.member("hub").node.invite_nodes(&community, 1, 7, None).await.unwrap();

    let mut peer = JavaScriptPeer::start(ground, &invite.link());
    let address = text(&peer.next("serving")["address"]);
    net.name(NAME, address.parse().expect("it says an address"));
    the_stranger_learns_little(&peer.next("stranger"));
    it_is_let_in(&peer.next("joined"));
    it_reads_the_whole_set(&peer.next("read"), &net, &before);

    peer.next("listening");
    let speaker = speak_until_heard(&net, &community);
    let heard = peer.next("heard");
    speaker.abort();
    let record = net.member("hub").node.view().unwrap().entry(&id_of(&heard)).unwrap().unwrap();
    assert_eq!(record.entry.author, net.member("a").actor(), "{heard}");
    assert_eq!(
        (&heard["proved"], &heard["whole"], &heard["signed"]),
        (&json!(true), &json!(true), &json!(false))
    );

    let said = id_of(&peer.next("said"));
    let announced = peer.next("announced");
    assert_eq!((&announced["entry"], &announced["proved"]), (&json!(said.as_str()), &json!(true)));
    for node in ["hub", "a"] {
        net.is_confirmed(node, &said).await;
        let record = net.member(node).node.view().unwrap().entry(&said).unwrap().unwrap();
        assert_eq!(record.entry.author.as_str(), ORGANISATION);
    }
    peer.ends();
}

/// Publishes an article every second: what passes before our node has read what the peer listens to, it does not hear, and
/// it can only fetch that.
fn speak_until_heard(net: &Testnet, community: &Id) -> JoinHandle<()> {
    let (node, company) = (net.member("a").node.clone(), net.member("a").company.clone());
    let draft = Draft {
        title: "While the peer listens".into(),
        markdown: "A *text*.".into(),
        readers: Readers::Community(community.clone()),
        ..Draft::default()
    };
    tokio::spawn(async move {
        loop {
            node.publish("article", &company, &draft).await.expect("a good draft is published");
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    })
}

fn id_of(said: &Value) -> Id {
    Id::parse(&text(&said["entry"])).expect("an entry has an id")
}

fn the_stranger_learns_little(learnt: &Value) {
    assert_eq!(learnt["version"], 1, "{learnt}");
    assert_eq!((&learnt["manifestHolds"], &learnt["isItsPeer"]), (&json!(true), &json!(true)), "{learnt}");
    assert_eq!(learnt["sets"], json!([]), "a stranger is shown no sets: {learnt}");
    assert_eq!(learnt["since"], "UnsupportedProtocolError", "{learnt}");
}

fn it_is_let_in(joined: &Value) {
    assert_eq!((&joined["status"], &joined["allHold"]), (&json!("ok"), &json!(true)), "{joined}");
    let says = joined["says"].as_array().expect("what it says is a list");
    for added in ["http://js.test/actor", ORGANISATION] {
        assert!(says.contains(&json!({ "type": "Add", "of": added })), "{joined}");
    }
}

fn it_reads_the_whole_set(read: &Value, net: &Testnet, before: &Id) {
    let count = read["activities"].as_u64().expect("a count");
    assert_eq!(read["sets"][0]["head"], count, "{read}");
    assert_eq!(read["numbers"], json!((1..=count).collect::<Vec<_>>()), "{read}");
    // Its verdicts mean something only if it finds a forgery bad.
    assert_eq!((&read["proved"], &read["forged"]), (&json!(count), &json!(0)), "{read}");
    assert_eq!(read["confirmed"], json!([before.as_str()]), "{read}");
    let members = read["members"].as_array().expect("the members are a list");
    for member in [net.member("hub").actor().as_str(), net.member("a").actor().as_str(), ORGANISATION] {
        assert!(members.contains(&json!(member)), "{read}");
    }
}

/// The script while it runs; it ends with this value.
struct JavaScriptPeer {
    child: Child,
    lines: std::io::Lines<BufReader<std::process::ChildStdout>>,
    log: std::path::PathBuf,
}

impl JavaScriptPeer {
    fn start(ground: &Ground, invite: &str) -> JavaScriptPeer {
        let log = ground.log(NAME);
        let mut child = Command::new(ground.node_js())
            .arg(ground.script(SCRIPT))
            .arg(invite)
            .arg(ADDRESS)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(File::create(&log).expect("the target folder can be written"))
            .spawn()
            .expect("Node.js was installed");
        let stdout = child.stdout.take().expect("its standard output is a pipe");
        JavaScriptPeer { child, lines: BufReader::new(stdout).lines(), log }
    }

    /// What it says of its next step, which has to be this one.
    fn next(&mut self, step: &str) -> Value {
        let line = self.lines.next().unwrap_or_else(|| panic!("no {step}, see {}", self.log.display()));
        let said: Value = serde_json::from_str(&line.expect("its standard output can be read"))
            .unwrap_or_else(|error| panic!("{step}: {error}"));
        assert_eq!(said["step"], step, "{said}");
        said
    }

    fn ends(&mut self) {
        let status = self.child.wait().expect("it was started here");
        assert!(status.success(), "{status}, see {}", self.log.display());
    }
}

impl Drop for JavaScriptPeer {
    fn drop(&mut self) {
        // Fails only if it has ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
