//! The table of protocols (docs/PROTOCOL.md §1): who may open which stream, and how much may be said in it.

use crate::limits;

/// What a stream is about.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Hash)]
pub enum Protocol {
    Hello,
    Join,
    Since,
    Recon,
    Get,
    Inbox,
    Blob,
    Peers,
}

impl Protocol {
    pub const ALL: [Protocol; 8] = [
        Protocol::Hello,
        Protocol::Join,
        Protocol::Since,
        Protocol::Recon,
        Protocol::Get,
        Protocol::Inbox,
        Protocol::Blob,
        Protocol::Peers,
    ];

    /// Those that somebody may open who is not a member of a common community.
    pub const FOR_STRANGERS: [Protocol; 2] = [Protocol::Hello, Protocol::Join];

    /// The name by which a stream is opened.
    pub fn name(self) -> &'static str {
        match self {
            Protocol::Hello => "/artel/hello/1",
            Protocol::Join => "/artel/join/1",
            Protocol::Since => "/artel/since/1",
            Protocol::Recon => "/artel/recon/1",
            Protocol::Get => "/artel/get/1",
            Protocol::Inbox => "/artel/inbox/1",
            Protocol::Blob => "/artel/blob/1",
            Protocol::Peers => "/artel/peers/1",
        }
    }

    /// The longest frame of who asks, in bytes.
    pub fn asked_bytes(self) -> usize {
        match self {
            Protocol::Hello => limits::HELLO_BYTES,
            Protocol::Join => limits::JOIN_BYTES,
            Protocol::Recon => limits::RECON_FRAME_BYTES,
            Protocol::Inbox => limits::INBOX_BYTES,
            Protocol::Since | Protocol::Get | Protocol::Blob | Protocol::Peers => limits::QUESTION_BYTES,
        }
    }

    /// The longest frame of who answers, in bytes.
    pub fn answered_bytes(self) -> usize {
        match self {
            Protocol::Hello => limits::HELLO_BYTES,
            Protocol::Join => limits::JOIN_BYTES,
            Protocol::Since => limits::SINCE_BYTES,
            Protocol::Recon => limits::RECON_FRAME_BYTES,
            Protocol::Get => limits::GET_BYTES,
            Protocol::Peers => limits::PEERS_BYTES,
            Protocol::Inbox | Protocol::Blob => limits::QUESTION_BYTES,
        }
    }

    /// How many of these streams one peer may have open with us at the same time.
    pub fn at_once(self) -> usize {
        match self {
            Protocol::Hello | Protocol::Join | Protocol::Peers => limits::EXCHANGES_AT_ONCE,
            Protocol::Since => limits::SINCE_AT_ONCE,
            Protocol::Recon => limits::RECON_AT_ONCE,
            Protocol::Get => limits::GETS_AT_ONCE,
            Protocol::Inbox => limits::INBOXES_AT_ONCE,
            Protocol::Blob => limits::BLOBS_AT_ONCE,
        }
    }
}
