//! What a person does in a browser, through the router: set up, log in, write, and be refused.

#![allow(clippy::unwrap_used, reason = "in a test a panic is the message")]

mod authorisation;
mod browser;
mod care;
mod clients;
mod clock;
mod communities;
mod directory;
mod doors;
mod first_week;
mod guesses;
mod home;
mod interest;
mod keeper;
mod looking;
mod mail;
mod moving;
mod offers;
mod offers_found;
mod office;
mod offices;
mod order;
mod own;
mod people;
mod pictures;
mod profile;
mod queue;
mod readers;
mod reviews;
mod rights;
mod scripts;
mod search;
mod setting_up;
mod spaces;
mod weekly;
mod withheld;
mod writing;
