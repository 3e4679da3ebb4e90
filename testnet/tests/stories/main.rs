//! Stories with whole nodes in one process, all in one binary.

#![allow(clippy::unwrap_used, reason = "in a test a panic is the message")]

mod a_brokerage_trades;
mod a_community_meets;
mod a_forum_talks;
mod a_profile_changes;
mod a_queue_is_looked_through;
mod a_space_is_flooded;
mod a_writer_decides;
mod an_answer_comes_in;
mod an_article_goes_out;
mod an_offer_is_reviewed;
mod an_organisation_moves;
mod conversations_are_filled;
mod faults_between_members;
mod hubs_are_watched;
mod interest_finds_its_way;
mod mail_goes_out;
mod members_are_known_as_they_are;
mod order_is_kept;
mod other_forums_join_in;
mod outsiders_answer_in_a_community;
mod people_act_on_each_others_words;
mod pictures_travel;
mod strangers_are_refused;
mod strangers_ask_to_join;
