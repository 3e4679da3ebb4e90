//! What happens when a page is asked for or a form is sent: take, ask the node, answer.
//!
//! The pages themselves are in [`crate::pages`]; here is one file for each noun, and their addresses.

pub mod actor;
pub mod article;
pub mod blocks;
pub mod contacts;
pub mod deliveries;
pub mod home;
pub mod login;
pub mod media;
pub mod sent;
pub mod setup;
pub mod views;
pub mod write;

use artel_protocol::limits;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::response::Response;
use axum::routing::{get, post};

use crate::app::App;
use crate::error::PageRefusal;
use crate::{session, static_files};

/// What a handler ends with.
pub type Answer = Result<Response, PageRefusal>;

/// Every page and form, and what is answered where there is nothing.
pub fn routes(app: App) -> Router<App> {
    let with_files = Router::new()
        .route("/write", get(write::blank).post(write::publish))
        .route("/@{name}/{number}/edit", get(write::begin_edit).post(write::edit))
        .layer(DefaultBodyLimit::max(limits::ARTICLE_FORM_BYTES));
    let others = Router::new()
        .route("/", get(home::front))
        .route("/setup", get(setup::ask).post(setup::set_up))
        .route("/setup/done", get(setup::done))
        .route("/login", get(login::ask).post(login::log_in))
        .route("/logout", post(login::log_out))
        .route("/@{name}", get(actor::show))
        .route("/@{name}/follow", post(actor::follow_from_elsewhere))
        .route("/@{name}/{number}", get(article::show))
        .route("/@{name}/{number}/delete", get(write::ask_delete).post(write::delete))
        .route("/@{name}/{number}/hide", post(article::hide))
        .route("/@{name}/{number}/show", post(article::show_again))
        .route("/followers", get(contacts::followers))
        .route("/followers/remove", post(contacts::remove_follower))
        .route("/following", get(contacts::following))
        .route("/authorize_interaction", get(contacts::ask_follow))
        .route("/following/follow", post(contacts::follow))
        .route("/following/unfollow", post(contacts::unfollow))
        .route("/deliveries", get(deliveries::list))
        .route("/deliveries/try", post(deliveries::try_now))
        .route("/deliveries/forget", post(deliveries::forget))
        .route("/blocks", get(blocks::list))
        .route("/blocks/domain", post(blocks::block_domain))
        .route("/blocks/actor", post(blocks::block_actor))
        .route("/blocks/remove", get(blocks::ask_unblock).post(blocks::unblock))
        .layer(DefaultBodyLimit::max(limits::FORM_BYTES));
    others
        .merge(with_files)
        .fallback(nothing_here)
        .layer(axum::middleware::from_fn_with_state(app, session::surround))
        // Files need no language and no session.
        .route("/media/{file}", get(media::show))
        .route("/static/{hash}/{file}", get(static_files::serve))
}

async fn nothing_here() -> PageRefusal {
    PageRefusal::not_found()
}
