//! Our node among programs of other people: one story each, told through public doors on both sides.
//!
//! The stories install what they need from the registries into the target folder, write lines into /etc/hosts and listen
//! on port 443 of loopback addresses, so they run as root, with `ARTEL_FOREIGN=1`, and say so when they do not run.

mod a_fedify_peer_answers;
mod a_fedify_peer_takes_part;
mod a_javascript_peer_joins;
mod browser;
mod ground;
mod our_node;
mod page;
mod people_use_the_pages;
mod post;
mod strange_posts_are_shown_or_refused;
mod stranger;
