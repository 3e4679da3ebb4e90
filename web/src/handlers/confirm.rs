//! Asking before something is lost that does not come back: the same form once more, with the words that say so.

use axum::response::Response;

use super::sent::Sent;
use crate::pages::confirm::ConfirmPage;
use crate::session::{Member, Visitor};

/// What would be lost, in words.
#[derive(Copy, Clone, Debug)]
pub struct Loss<'a> {
    /// The key of the question, which names it.
    pub question: &'static str,
    /// The key of what follows from it.
    pub explanation: &'static str,
    /// The key of the button's words.
    pub button: &'static str,
    /// The name of what is lost.
    pub what: &'a str,
    /// Where who thinks better of it goes.
    pub cancel: &'a str,
}

/// The page that asks, unless the form was sent from there.
pub fn ask(member: &Member, sent: &Sent, path: &str, loss: &Loss<'_>) -> Option<Response> {
    ask_visitor(&member.visitor, sent, path, loss)
}

/// The same for who may have no account. The visitor's forms have their token already.
pub fn ask_visitor(visitor: &Visitor, sent: &Sent, path: &str, loss: &Loss<'_>) -> Option<Response> {
    if sent.form.is("sure", "yes") {
        return None;
    }
    let frame = visitor.frame.clone();
    let page = ConfirmPage {
        question: frame.lang.about(loss.question, loss.what).into_owned(),
        explanation: frame.lang.t(loss.explanation).into_owned(),
        button: frame.lang.t(loss.button).into_owned(),
        action: path.to_owned(),
        fields: sent.form.fields().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        cancel: loss.cancel.to_owned(),
        frame,
    };
    Some(visitor.show(&page))
}
