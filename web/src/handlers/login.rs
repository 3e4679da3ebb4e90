//! Logging in and out, with a second factor where there is one, and getting back in without the password.

use artel_node::features::accounts::Password;
use artel_node::features::sessions::LoggedIn;
use axum::extract::{Path, Query, State};
use serde::Deserialize;

use super::sent::Sent;
use super::{Answer, letters};
use crate::app::App;
use crate::error::{PageRefusal, problems_of};
use crate::form::Form;
use crate::pages::login::{CodePage, ForgottenPage, LoginPage, NewPasswordPage};
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
    match app.node().log_in(form.value("name"), &sent.password, visitor.from.clone()).await {
        Ok(LoggedIn::Whole(token)) => {
            visitor.begin_session(&token);
            Ok(visitor.go_to(&next))
        }
        Ok(LoggedIn::Half(token)) => {
            visitor.begin_half_session(&token);
            Ok(visitor.go_to(&format!("/login/code?next={}", encoded(&next))))
        }
        Err(refusal) => {
            form.refuse(visitor.frame.lang, &problems_of(refusal)?);
            Ok(visitor.show_again(&LoginPage { frame: visitor.frame.clone(), form, next }))
        }
    }
}

/// GET /login/code: the second half of the log-in.
pub async fn ask_code(State(app): State<App>, visitor: Visitor, Query(Next { next }): Query<Next>) -> Answer {
    let visitor = visitor.with_forms(&app);
    let next = path_of_ours(&next).to_owned();
    Ok(visitor.show(&CodePage { frame: visitor.frame.clone(), form: Form::empty(), next }))
}

/// POST /login/code.
pub async fn confirm(State(app): State<App>, visitor: Visitor, sent: Sent) -> Answer {
    let mut visitor = visitor.with_forms(&app);
    let mut form = sent.form;
    let next = path_of_ours(form.value("next")).to_owned();
    match app.node().confirm_log_in(visitor.token(), form.value("code")).await {
        Ok(token) => {
            visitor.begin_session(&token);
            Ok(visitor.go_to(&next))
        }
        Err(refusal) => {
            form.refuse(visitor.frame.lang, &problems_of(refusal)?);
            form.set("code", "");
            Ok(visitor.show_again(&CodePage { frame: visitor.frame.clone(), form, next }))
        }
    }
}

/// POST /logout.
pub async fn log_out(State(app): State<App>, mut visitor: Visitor, _: Sent) -> Answer {
    visitor.end_session(&app).await?;
    Ok(visitor.go_to("/"))
}

/// GET /password/forgotten.
pub async fn ask_forgotten(State(app): State<App>, visitor: Visitor) -> Answer {
    let visitor = visitor.with_forms(&app);
    let mails = app.node().mails();
    Ok(visitor.show(&ForgottenPage { frame: visitor.frame.clone(), form: Form::empty(), mails, sent: false }))
}

/// POST /password/forgotten: the same answer, whether there is such an account or not, and as fast.
pub async fn forgotten(State(app): State<App>, visitor: Visitor, sent: Sent) -> Answer {
    let visitor = visitor.with_forms(&app);
    app.node().count_stranger(&visitor.from)?;
    letters::send_new_password(&app, sent.form.value("name"));
    let (frame, mails) = (visitor.frame.clone(), app.node().mails());
    Ok(visitor.show(&ForgottenPage { frame, form: Form::empty(), mails, sent: true }))
}

/// GET /password/new/TOKEN.
pub async fn ask_new(State(app): State<App>, visitor: Visitor, Path(token): Path<String>) -> Answer {
    let visitor = visitor.with_forms(&app);
    let account = app.node().new_password_for(&token)?.ok_or_else(PageRefusal::link_used)?;
    let (frame, name) = (visitor.frame.clone(), account.name.to_string());
    Ok(visitor.show(&NewPasswordPage { frame, form: Form::empty(), name, token }))
}

/// POST /password/new/TOKEN.
pub async fn set_new(
    State(app): State<App>,
    visitor: Visitor,
    Path(token): Path<String>,
    sent: Sent,
) -> Answer {
    let visitor = visitor.with_forms(&app);
    let account = app.node().new_password_for(&token)?.ok_or_else(PageRefusal::link_used)?;
    let set = match Password::strong(&sent.password, &[account.name.as_str(), account.organisation.as_str()])
    {
        Ok(password) => app.node().set_password_by_link(&token, password).await,
        Err(refusal) => Err(refusal),
    };
    match set {
        Ok(_) => Ok(visitor.go_to("/login")),
        Err(refusal) => {
            let mut form = sent.form;
            form.refuse(visitor.frame.lang, &problems_of(refusal)?);
            let (frame, name) = (visitor.frame.clone(), account.name.to_string());
            Ok(visitor.show_again(&NewPasswordPage { frame, form, name, token }))
        }
    }
}

fn encoded(path: &str) -> String {
    url::form_urlencoded::byte_serialize(path.as_bytes()).collect()
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
