//! ActivityPub over HTTP: what we fetch, what comes in, what we deliver.

pub mod authors;
pub mod deliver;
pub mod discover;
pub mod fetch;
mod floods;
pub mod http_client;
pub mod inbox;
