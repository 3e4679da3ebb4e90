//! The mails that a node writes, in the reader's language: one struct for each, all set by one pair of templates.
//!
//! `Invitation { … }.to(&node, &address)?` is a [`Mail`] to put into the queue.

mod account;
mod application;
mod digest;
mod interest;
mod invitation;
mod letter;
pub mod samples;
mod weekly;

use artel_node::features::mail::{Mail, MailAddress, MailKind};
use artel_node::{Node, Refusal};

pub use account::{AccountChanged, Changed, PasswordReset, TestMail};
pub use application::{Answer, ApplicationAnswered, ApplicationFiled, ApplicationReceived};
pub use digest::{Digest, Happened};
pub use interest::{InterestNews, InterestToConfirm};
pub use invitation::Invitation;
pub use letter::{Group, Letter, Link};
pub use weekly::{NewThing, Sort, Weekly};

/// A mail of this node, yet without its recipient.
pub trait Written {
    const KIND: MailKind;

    /// What it says. `node` is the name of this node: `node.example.org`.
    fn letter(&self, node: &str) -> Letter;

    /// The mail to somebody, with what stops its kind.
    ///
    /// # Errors
    /// [`Refusal::Busy`] before the node is set up, [`Refusal::Store`], and [`Refusal::Internal`] when a template
    /// fails.
    fn to(&self, node: &Node, address: &MailAddress) -> Result<Mail, Refusal> {
        let stop = node.mail_stop_link(address, Self::KIND)?;
        let letter = self.letter(node.base()?.host());
        let written = letter.write(stop.as_deref());
        let (plain, html) =
            written.map_err(|error| Refusal::Internal(format!("a mail could not be written: {error}")))?;
        Ok(Mail { to: address.clone(), subject: letter.subject, plain, html, stop, kind: Self::KIND })
    }
}
