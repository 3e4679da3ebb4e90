//! Pages for people.

pub mod account;
pub mod actor;
pub mod acts;
pub mod applications;
pub mod article;
pub mod backups;
pub mod block_lists;
pub mod blocks;
pub mod care;
pub mod checks;
pub mod clients;
pub mod clock;
pub mod communities;
pub mod community;
pub mod company;
pub mod confirm;
pub mod contacts;
pub mod deliveries;
pub mod directory;
pub mod drafts;
pub mod erase;
pub mod findings;
pub mod first_steps;
pub mod forum;
pub mod history;
pub mod home;
pub mod hosted;
pub mod interests;
pub mod jobs;
pub mod link;
pub mod login;
pub mod mail_stop;
pub mod matches;
pub mod message;
pub mod moving;
pub mod mutes;
pub mod naming;
pub mod node_invite;
pub mod node_texts;
pub mod notifications;
pub mod offers;
pub mod office;
pub mod offices;
pub mod outgoing;
pub mod parts;
pub mod peers;
pub mod profile;
pub mod queue;
pub mod recovery;
pub mod refused;
pub mod remote;
pub mod repairs;
pub mod reports;
pub mod restore;
pub mod samples;
pub mod search;
pub mod setup;
pub mod space;
pub mod staff;
pub mod tag;
pub mod write;

use axum::http::{HeaderMap, HeaderValue, header};

/// Tells machines that got a page where its document is.
pub fn link_to_document(headers: &mut HeaderMap, id: &str) {
    if let Ok(link) =
        HeaderValue::from_str(&format!("<{id}>; rel=\"alternate\"; type=\"application/activity+json\""))
    {
        headers.append(header::LINK, link);
    }
}
