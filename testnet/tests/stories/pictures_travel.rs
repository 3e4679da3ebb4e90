//! Pictures come from whichever member has them, piece by piece, and only if they are what their name says.

use artel_node::hex::hex;
use artel_node::mesh::blob;
use artel_protocol::key::sha256;
use artel_protocol::limits;
use artel_testnet::Testnet;

/// Lays something under the name of a picture where a node keeps what it fetched.
fn lay(net: &Testnet, node: &str, hash: &[u8; 32], bytes: &[u8]) {
    let folder = net.member(node).node.config().data.join(blob::FOLDER);
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(format!("{}.png", hex(hash))), bytes).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_of_several_ranges_comes_whole_or_not_at_all() {
    let mut net = Testnet::new("hub, a").await;
    net.found("hub", &["a"]).await;
    net.cut_http("hub").await;
    let picture: Vec<u8> = (0..limits::BLOB_RANGE_BYTES * 5 / 2).map(|at| (at % 251) as u8).collect();
    let hash = sha256(&picture);
    // One byte of it is another one, in the last range.
    let mut spoilt = picture.clone();
    *spoilt.last_mut().unwrap() ^= 1;
    lay(&net, "hub", &hash, &spoilt);
    let refused = net.member("a").node.picture_of_a_member(&hash).await.unwrap_err();
    assert_eq!(refused.status(), 404);
    lay(&net, "hub", &hash, &picture);
    let (path, media_type) = net.member("a").node.picture_of_a_member(&hash).await.unwrap();
    assert_eq!((std::fs::read(path).unwrap(), media_type.as_str()), (picture, "image/png"));
    // It is kept: nobody has to be asked again.
    net.unplug("hub").await;
    assert!(net.member("a").node.picture_of_a_member(&hash).await.is_ok());
}
