//! What people do with a node, one noun a file. Each builds an activity or a private change and hands it to the
//! pipeline; none of them writes by another way.

pub mod accounts;
pub mod acting;
pub mod deliveries;
pub mod elsewhere;
pub mod follows;
pub mod lists;
pub mod mail;
pub mod media;
pub mod moderation;
pub mod mutes;
pub mod notifications;
pub mod organisations;
pub mod publishing;
pub mod pulse;
pub mod reading;
pub mod sessions;
pub mod timeline;
