//! How people and machines reach a node. Read [`routes`] first: it is the table of contents.

// [`console`] says why.
#![deny(clippy::print_stdout, clippy::print_stderr)]

pub mod accept;
pub mod access;
pub mod activitypub;
pub mod app;
pub mod cleaned;
pub mod cli;
pub mod commands;
pub mod conditional;
pub mod console;
pub mod crawlers;
pub mod desk;
pub mod discovery;
pub mod doctor;
pub mod error;
pub mod feeds;
pub mod form;
pub mod frame;
pub mod handlers;
pub mod health;
pub mod i18n;
pub mod jobs;
pub mod log;
pub mod mails;
pub mod news;
pub mod pages;
pub mod plain_http;
pub mod routes;
pub mod serve;
pub mod service_manager;
pub mod session;
pub mod settings;
pub mod static_files;
pub mod texts;
pub mod tls;
pub mod vcard;
pub mod weekly;
pub mod zone;
