//! Any bytes as a frame of each protocol and as gossip: read or refused, and what was read is the same when it is
//! written and read again.
#![no_main]

use artel_protocol::message::gossip::Gossip;
use artel_protocol::message::{blob, frame, get, hello, inbox, join, peers, recon, since};
use libfuzzer_sys::fuzz_target;
use serde::Serialize;
use serde::de::DeserializeOwned;

fuzz_target!(|bytes: &[u8]| {
    read::<hello::Hello>(bytes);
    read::<join::Join>(bytes);
    read::<join::Joined>(bytes);
    read::<since::Since>(bytes);
    read::<since::Answer>(bytes);
    read::<recon::Recon>(bytes);
    read::<recon::Turn>(bytes);
    read::<get::Get>(bytes);
    read::<get::Got>(bytes);
    read::<inbox::Delivery>(bytes);
    read::<inbox::Receipt>(bytes);
    read::<blob::Blob>(bytes);
    read::<blob::BlobHead>(bytes);
    read::<peers::Peers>(bytes);
    read::<peers::PeerList>(bytes);
    if let Ok(gossip) = Gossip::from_data(bytes) {
        // Keys that we do not know are left out, and lengths are written the short way: never longer.
        let again = gossip.to_data();
        assert!(again.len() <= bytes.len(), "what we write is the shortest form");
        assert_eq!(Gossip::from_data(&again), Ok(gossip));
    }
});

fn read<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(bytes: &[u8]) {
    if let Ok(message) = frame::decode::<T>(bytes) {
        assert_eq!(frame::decode::<T>(&frame::encode_bare(&message)), Ok(message));
    }
}
