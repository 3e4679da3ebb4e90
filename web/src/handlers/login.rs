//! Logging in and out.

use axum::extract::{Query, State};
use serde::Deserialize;

use super::Answer;
use super::sent::Sent;
use crate::app::App;
use crate::error::problems_of;
use crate::form::Form;
use crate::pages::login::LoginPage;
use crate::session::Visitor;

#[derive(Debug, Deserialize)]
pub struct Next {
    #[serde(default)]
    next: String,
}

/// GET /login.
pub async fn ask(State(app): State<App>, visitor: Visitor, Query(Next { next }): Query<Next>) -> Answer {
    let next = path_of_ours(&next).to_owned();
    if visitor.session().is_some() {
        return Ok(visitor.go_to(&next));
    }
    let visitor = visitor.with_forms(&app);
    Ok(visitor.show(&LoginPage { frame: visitor.frame.clone(), form: Form::empty(), next }))
}

/// POST /login. The session's token is a new one, whatever cookie came.
pub async fn log_in(State(app): State<App>, visitor: Visitor, sent: Sent) -> Answer {
    let mut visitor = visitor.with_forms(&app);
    let mut form = sent.form;
    let next = path_of_ours(form.value("next")).to_owned();
    match app.node().log_in(form.value("name"), &sent.password).await {
        Ok(token) => {
            visitor.begin_session(&token);
            Ok(visitor.go_to(&next))
        }
        Err(refusal) => {
            form.refuse(visitor.frame.lang, &problems_of(refusal)?);
            Ok(visitor.show_again(&LoginPage { frame: visitor.frame.clone(), form, next }))
        }
    }
}

/// POST /logout.
pub async fn log_out(State(app): State<App>, mut visitor: Visitor, _: Sent) -> Answer {
    visitor.end_session(&app).await?;
    Ok(visitor.go_to("/"))
}

/// Where to go after a form: a path of this node, never another site.
pub fn path_of_ours(next: &str) -> &str {
    let begins_well = next.starts_with('/') && !next[1..].starts_with(['/', '\\']);
    let is_plain = next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if begins_well && is_plain { next } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::path_of_ours;

    #[test]
    fn a_log_in_leads_nowhere_else() {
        for (next, goes_to) in [("/write", "/write"), ("/?before=1", "/?before=1"), ("/", "/")] {
            assert_eq!(path_of_ours(next), goes_to);
        }
        for elsewhere in
            ["//evil.example", "/\\evil.example", "https://evil.example", "", "write", "/a\nb", "/\t/evil"]
        {
            assert_eq!(path_of_ours(elsewhere), "/", "{elsewhere:?}");
        }
    }
}
