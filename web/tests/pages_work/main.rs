//! What a person does in a browser, through the router: set up, log in, write, and be refused.

mod browser;
mod doors;
mod office;
