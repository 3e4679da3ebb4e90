//! What people do with a node, one noun a file. Each builds an activity or a private change and hands it to the
//! pipeline; none of them writes by another way.

pub mod accounts;
pub mod acting;
pub mod applications;
pub mod attempts;
pub mod deliveries;
pub mod drafts;
pub mod elsewhere;
pub mod first_steps;
pub mod follows;
pub mod history;
pub mod invitations;
pub mod link_cards;
pub mod lists;
pub mod mail;
pub mod media;
pub mod mentions;
pub mod moderation;
pub mod mutes;
pub mod naming;
pub mod notifications;
pub mod organisations;
pub mod passwords;
pub mod pins;
pub mod publishing;
pub mod pulse;
pub mod reading;
pub mod recovery;
pub mod second_factor;
pub mod sessions;
pub mod staff;
pub mod tags;
pub mod timeline;
