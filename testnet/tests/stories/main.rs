//! Stories with whole nodes in one process, all in one binary.

mod an_answer_comes_in;
mod an_article_goes_out;
mod strangers_are_refused;
