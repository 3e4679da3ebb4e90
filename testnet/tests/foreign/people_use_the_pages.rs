//! People come to our pages with a real browser: by phone and at a desk, in light and dark, in three languages, with
//! nothing but a keyboard, and without scripts. What they do is told in testnet/foreign/browser/stories; every page that
//! they see, and every sample of every page, is held against axe, the W3C's checker, and what a page may cost.

use std::process::Command;

use artel_testnet::programs::{built, succeed};
use serde_json::{Map, Value, json};

use crate::ground::{Ground, READER, WAYS, alone};
use crate::our_node::OurNode;
use crate::post::PostOffice;
use crate::stranger::Stranger;

/// The ways whose nodes send no mail: there the pages show links that are mailed elsewhere.
const WITHOUT_MAIL: [&str; 2] = ["phone-light", "desktop-dark"];

#[test]
fn people_use_the_pages_in_a_browser() {
    let Some(ground) = Ground::ready() else { return };
    let _alone = alone();
    let peter = Stranger::start(ground, "fedify-peer.mjs", READER);
    let post_office = PostOffice::open();
    let (mut running, mut nodes) = (Vec::new(), Map::new());
    for place in WAYS {
        let way = place.name.trim_end_matches(".test").to_owned();
        let post_box = (!WITHOUT_MAIL.contains(&&*way)).then(|| post_office.post_box());
        let server = post_box.as_ref().map(|post_box| &*post_box.server);
        let (node, link) = OurNode::start_bare(ground, place, server);
        let mut told = json!({ "origin": node.origin, "link": link });
        if let Some(post_box) = post_box {
            told["mails"] = post_box.reader.into();
        }
        nodes.insert(way, told);
        running.push(node);
    }
    let stage = json!({
        "folder": ground.folder("kept"),
        "samples": write_samples(ground),
        "peer": peter.control,
        "nodes": Value::Object(nodes),
    });
    let told = ground.folder("stage.json");
    std::fs::write(&told, stage.to_string()).expect("the target folder can be written");
    // What it finds goes where a test's own words go at once: there is much to read when it fails.
    let mut browser = Command::new(ground.node_js());
    let status =
        browser.arg(ground.script("browser/run.mjs")).arg(&told).status().expect("Node.js was installed");
    assert!(status.success(), "the browser found what is not as it should be: see above");
}

/// Every page with every sample, as the example of the web crate writes them.
fn write_samples(ground: &Ground) -> std::path::PathBuf {
    let folder = ground.folder("samples");
    // It may not be there.
    let _ = std::fs::remove_dir_all(&folder);
    let example = built(&["--example", "write_pages"]).join("examples/write_pages");
    succeed(Command::new(example).arg(&folder));
    folder
}
