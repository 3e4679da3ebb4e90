//! What happens when a page is asked for or a form is sent: take, ask the node, answer.
//!
//! The pages themselves are in [`crate::pages`]; here is one file for each noun, and their addresses.

pub mod account;
pub mod actor;
pub mod acts;
pub mod applications;
pub mod approvals;
pub mod article;
pub mod backups;
pub mod block_lists;
pub mod blocks;
pub mod care;
pub mod checks;
pub mod clients;
pub mod clock;
pub mod communities;
pub mod community;
pub mod company;
pub mod confirm;
pub mod contacts;
pub mod deliveries;
pub mod directory;
pub mod directory_table;
pub mod drafts;
pub mod erase;
pub mod export;
pub mod fetched;
pub mod findings;
pub mod forum;
pub mod heads;
pub mod history;
pub mod home;
pub mod hosted;
pub mod import;
pub mod interest_form;
pub mod interests;
pub mod letters;
pub mod lifetime;
pub mod login;
pub mod mail;
pub mod matches;
pub mod media;
pub mod membership;
pub mod message;
pub mod moving;
pub mod mutes;
pub mod naming;
pub mod node_texts;
pub mod notifications;
pub mod offers;
pub mod office;
pub mod offices;
pub mod order;
pub mod outgoing;
pub mod peers;
pub mod profile;
pub mod queue;
pub mod recovery;
pub mod remote;
pub mod repairs;
pub mod reports;
pub mod restore;
pub mod search;
pub mod sent;
pub mod sent_files;
pub mod setup;
pub mod space;
pub mod staff;
pub mod suggest;
pub mod tags;
pub mod told;
pub mod views;
pub mod write;

use artel_protocol::limits;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::response::Response;

use crate::access::Access::{Anyone, Member, Moderator, Officer, Operator, Owner};
use crate::access::{Route, Routes};
use crate::app::App;
use crate::error::PageRefusal;
use crate::{session, static_files};

/// What a handler ends with.
pub type Answer = Result<Response, PageRefusal>;

/// Every page and form, and what is answered where there is nothing.
pub fn routes(app: App) -> Router<App> {
    let with = |list: Vec<Route>, bytes: usize| {
        let router =
            list.into_iter().fold(Router::new(), |router, route| router.route(route.path, route.methods));
        router.layer(DefaultBodyLimit::max(bytes))
    };
    with(pages(), limits::FORM_BYTES)
        .merge(with(pages_with_files(), limits::ARTICLE_FORM_BYTES))
        .merge(with(pages_with_bundles(), limits::IMPORT_FORM_BYTES))
        .merge(with(pages_with_backups(), limits::BACKUP_UPLOAD_BYTES))
        .fallback(nothing_here)
        .layer(axum::middleware::from_fn_with_state(app, session::surround))
        // Files need no language and no session.
        .merge(with(files(), limits::FORM_BYTES))
}

/// Every page whose forms carry no file.
pub fn pages() -> Vec<Route> {
    let mut routes = Routes::default();
    routes.at("/").get(Anyone, home::front);
    routes.at("/setup").get(Anyone, setup::ask).post(Anyone, setup::set_up);
    routes.at("/setup/check").post(Anyone, setup::check);
    routes.at("/setup/password").post(Anyone, setup::password);
    routes.at("/setup/done").get(Member, setup::done);
    routes.at("/name").get(Operator, naming::ask).post(Operator, naming::take);
    routes.at("/recovery").get(Owner, recovery::show).post(Owner, recovery::make);
    routes.at("/move").get(Member, moving::show);
    routes.at("/move/away").post(Member, moving::away);
    routes.at("/first-steps/hide").post(Member, home::hide_first_steps);
    routes.at("/login").get(Anyone, login::ask).post(Anyone, login::log_in);
    routes.at("/login/code").get(Anyone, login::ask_code).post(Anyone, login::confirm);
    routes.at("/password/forgotten").get(Anyone, login::ask_forgotten).post(Anyone, login::forgotten);
    routes.at("/password/new/{token}").get(Anyone, login::ask_new).post(Anyone, login::set_new);
    routes.at("/logout").post(Anyone, login::log_out);

    routes.at("/mail/stop").get(Anyone, mail::ask_stop).post(Anyone, mail::stop);
    routes.at("/mail/start").post(Anyone, mail::start);

    routes.at("/@{name}").get(Anyone, actor::show);
    routes.at("/@{name}/follow").post(Anyone, actor::follow_from_elsewhere);
    routes.at("/@{name}/{number}").get(Anyone, article::show);
    routes.at("/@{name}/{number}/delete").get(Member, write::ask_delete).post(Member, write::delete);
    routes.at("/@{name}/{number}/hide").post(Member, article::hide);
    routes.at("/@{name}/{number}/show").post(Member, article::show_again);

    routes.at("/apply").get(Anyone, applications::ask).post(Anyone, applications::apply);
    routes.at("/application/{token}").get(Anyone, applications::state);
    routes.at("/applications").get(Officer, applications::list);
    routes.at("/applications/{number}").get(Officer, applications::show);
    routes.at("/applications/{number}/approve").post(Officer, applications::approve);
    routes.at("/applications/{number}/refuse").post(Officer, applications::refuse);
    routes.at("/admission").get(Officer, applications::admission).post(Officer, applications::set_admission);
    routes.at("/organisations").get(Officer, hosted::list);
    routes.at("/organisations/add").post(Officer, hosted::add);
    routes.at("/organisations/suspend").post(Officer, hosted::suspend);
    routes.at("/organisations/admit").post(Officer, hosted::admit);

    routes.at("/join/{token}").get(Anyone, staff::ask_join).post(Anyone, staff::join);
    routes.at("/join").post(Operator, communities::join);
    routes.at("/communities").get(Member, communities::list).post(Officer, communities::found);
    routes.at("/communities/{name}").get(Member, community::show);
    routes.at("/communities/{name}/nodes").get(Member, community::nodes);
    routes.at("/communities/{name}/entries").get(Member, space::entries);
    routes.at("/communities/{name}/about").post(Officer, community::describe);
    routes.at("/communities/{name}/invite").post(Officer, community::invite);
    routes.at("/communities/{name}/take-back").post(Officer, community::take_back);
    routes.at("/communities/{name}/admit").post(Officer, membership::admit);
    routes.at("/communities/{name}/expel").post(Officer, membership::expel);
    routes.at("/communities/{name}/ban").post(Officer, membership::ban);
    routes.at("/communities/{name}/unban").post(Officer, membership::unban);
    routes.at("/communities/{name}/hide").post(Officer, membership::hide);
    routes.at("/communities/{name}/show").post(Officer, membership::show_again);
    routes.at("/communities/{name}/leave").post(Operator, membership::leave);
    routes.at("/spaces").get(Anyone, forum::list).post(Officer, forum::open);
    routes.at("/space/{name}").get(Anyone, space::show);
    routes.at("/space/{name}/entry").get(Anyone, space::entry);
    routes.at("/space/{name}/arrange").get(Member, forum::begin_arrange).post(Member, forum::arrange);
    routes.at("/space/{name}/close").post(Member, forum::close);
    routes.at("/space/{name}/reopen").post(Member, forum::reopen);
    routes.at("/space/{name}/kept").get(Anyone, order::kept);
    routes.at("/space/{name}/queue").get(Member, queue::show).post(Member, queue::decide);
    routes.at("/space/{name}/care").get(Member, care::show);
    routes.at("/space/{name}/waiting").get(Member, queue::own).post(Member, queue::take_back);
    routes.at("/space/{name}/watch").post(Member, forum::watch);
    routes.at("/space/{name}/order").get(Member, order::ask).post(Member, order::order);
    routes.at("/matches").get(Member, matches::show);
    routes.at("/offers").get(Anyone, offers::list);
    routes.at("/offers/saved").get(Member, offers::saved).post(Member, offers::save);
    routes.at("/offers/saved/look").post(Member, offers::look);
    routes.at("/offers/saved/delete").post(Member, offers::forget);
    routes.at("/fetched/{hash}").get(Anyone, fetched::show);
    routes.at("/interests").get(Member, interests::list).post(Member, interests::express);
    routes.at("/interests/{id}").get(Member, interests::show);
    routes.at("/interests/{id}/step").post(Member, interests::step);
    routes.at("/interests/{id}/message").post(Member, interests::write);
    routes.at("/interest/new").get(Anyone, interest_form::ask).post(Anyone, interest_form::send);
    routes
        .at("/interest/confirm/{token}")
        .get(Anyone, interest_form::ask_confirm)
        .post(Anyone, interest_form::confirm);
    routes.at("/interest/{token}").get(Anyone, interest_form::show);
    routes.at("/interest/{token}/step").post(Anyone, interest_form::step);
    routes.at("/interest/{token}/message").post(Anyone, interest_form::write);
    routes.at("/message").get(Member, message::ask).post(Member, message::send);
    routes.at("/staff").get(Member, staff::list);
    routes.at("/staff/invite").post(Owner, staff::invite);
    routes.at("/staff/revoke").post(Owner, staff::revoke);
    routes.at("/staff/role").post(Owner, staff::give_role);
    routes.at("/staff/suspend").post(Owner, staff::suspend);
    routes.at("/staff/admit").post(Owner, staff::admit);
    routes.at("/staff/password").post(Owner, staff::new_password);
    routes
        .at("/staff/second-factor")
        .get(Owner, staff::ask_end_second_factor)
        .post(Owner, staff::end_second_factor);
    routes.at("/staff/remove").get(Owner, staff::ask_remove).post(Owner, staff::remove);
    routes.at("/leave").get(Member, staff::ask_leave).post(Member, staff::leave);

    routes.at("/account").get(Member, account::show).post(Member, account::save);
    routes.at("/account/password").post(Member, account::change_password);
    routes.at("/account/sessions/end").post(Member, account::end_session);
    routes.at("/account/sessions/end-others").post(Member, account::end_other_sessions);
    routes
        .at("/account/second-factor")
        .get(Member, account::propose)
        .post(Member, account::begin_second_factor);
    routes
        .at("/account/second-factor/end")
        .get(Member, account::ask_end_second_factor)
        .post(Member, account::end_second_factor);
    routes.at("/tags/{tag}").get(Anyone, tags::show);
    routes.at("/search").get(Anyone, search::ask);

    routes.at("/@{name}/{number}/renew").post(Member, lifetime::renew);
    routes.at("/@{name}/{number}/pause").post(Member, lifetime::pause);
    routes.at("/@{name}/{number}/resume").post(Member, lifetime::resume);
    routes.at("/@{name}/{number}/history").get(Anyone, history::show);
    routes.at("/@{name}/{number}/pin").post(Member, history::pin);
    routes.at("/@{name}/{number}/unpin").post(Member, history::unpin);
    routes.at("/drafts").get(Member, drafts::list);
    routes.at("/drafts/{id}").get(Member, drafts::go_on);
    routes.at("/drafts/{id}/delete").get(Member, drafts::ask_delete).post(Member, drafts::delete);
    routes.at("/approvals").get(Moderator, approvals::list);
    routes.at("/approvals/switch").post(Owner, approvals::switch);
    routes.at("/approvals/{name}/{id}").get(Moderator, approvals::read);
    routes.at("/approvals/{name}/{id}/publish").post(Moderator, approvals::publish);
    routes.at("/approvals/{name}/{id}/return").post(Moderator, approvals::send_back);
    routes.at("/clients").get(Officer, clients::list).post(Officer, clients::switch);
    routes.at("/clients/{name}/{id}").get(Officer, approvals::read);
    routes.at("/clients/{name}/{id}/publish").post(Officer, approvals::publish);
    routes.at("/clients/{name}/{id}/return").post(Officer, approvals::send_back);
    routes.at("/suggest/mentions").get(Member, suggest::mentions);
    routes.at("/suggest/tags").get(Member, suggest::tags);
    routes.at("/suggest/nace").get(Member, company::suggest_nace);
    routes.at("/suggest/regions").get(Member, company::suggest_regions);
    routes.at("/directory").get(Anyone, directory::show);
    routes.at("/directory.csv").get(Anyone, directory_table::show);
    routes.at("/@{name}/card.vcf").get(Anyone, directory::card_file);
    routes.at("/vouch").get(Officer, directory::ask_vouch).post(Officer, directory::vouch);
    routes.at("/vouch/revoke").post(Officer, directory::revoke);
    routes.at("/company").get(Moderator, company::show).post(Moderator, company::save);
    routes.at("/company/confirm").post(Moderator, company::confirm);

    routes.at("/office").get(Member, office::show);
    routes.at("/followers").get(Member, contacts::followers);
    routes.at("/followers/remove").post(Member, contacts::remove_follower);
    routes.at("/following").get(Member, contacts::following);
    routes.at("/authorize_interaction").get(Member, contacts::ask_follow);
    routes.at("/following/follow").post(Member, contacts::follow);
    routes.at("/following/unfollow").post(Member, contacts::unfollow);

    routes.at("/notifications").get(Member, notifications::list);
    routes.at("/notifications/read").post(Member, notifications::read);
    routes.at("/act").post(Member, acts::act);
    routes.at("/answer").get(Member, acts::ask).post(Member, acts::answer);
    routes.at("/lookup").get(Member, remote::look_up);
    routes.at("/remote/actor").get(Member, remote::actor);
    routes.at("/remote/entry").get(Member, remote::entry);
    routes.at("/mutes").get(Member, mutes::list);
    routes.at("/mutes/mute").post(Member, mutes::mute);
    routes.at("/mutes/block").post(Member, mutes::block);
    routes.at("/mutes/remove").post(Member, mutes::remove);

    routes.at("/deliveries").get(Member, deliveries::list);
    routes.at("/deliveries/try").post(Member, deliveries::try_now);
    routes.at("/deliveries/forget").post(Member, deliveries::forget);

    routes.at("/blocks").get(Officer, blocks::list);
    routes.at("/blocks/domain").post(Officer, blocks::block_domain);
    routes.at("/blocks/actor").post(Officer, blocks::block_actor);
    routes.at("/blocks/remove").get(Officer, blocks::ask_unblock).post(Officer, blocks::unblock);
    routes.at("/blocks/domains.csv").get(Officer, block_lists::domains);
    routes.at("/blocks/actors.csv").get(Officer, block_lists::actors);

    routes.at("/reports").get(Officer, reports::list);
    routes.at("/reports/close").post(Officer, reports::close);
    routes.at("/reports/reopen").post(Officer, reports::reopen);
    routes.at("/reports/act").post(Officer, reports::act);
    routes.at("/report").get(Member, reports::ask).post(Member, reports::send);

    routes.at("/export").get(Member, export::ask).post(Member, export::begin);
    routes.at("/export/{token}").get(Member, export::progress);
    routes.at("/export/{token}/archive.zip").get(Member, export::download);
    routes.at("/import/{token}").get(Member, import::progress);
    routes.at("/erase").get(Member, erase::ask).post(Member, erase::erase);
    routes.at("/erased/{token}").get(Anyone, erase::receipt);

    routes.at("/about").get(Anyone, node_texts::about);
    routes.at("/rules").get(Anyone, node_texts::rules);
    routes.at("/imprint").get(Anyone, node_texts::imprint);
    routes.at("/privacy").get(Anyone, node_texts::privacy);
    routes.at("/texts").get(Operator, node_texts::list);

    routes.at("/setup/restore").get(Anyone, restore::show).post(Anyone, restore::act);
    routes.at("/backups").get(Operator, backups::list).post(Operator, backups::make);
    routes.at("/backups/{file}").get(Operator, backups::download);
    routes.at("/repairs").get(Operator, repairs::show);
    routes.at("/clock").get(Operator, clock::show).post(Operator, clock::save);
    routes.at("/offices").get(Operator, offices::list);
    routes.at("/offices/give").get(Operator, offices::ask).post(Operator, offices::give);
    routes.at("/mails").get(Operator, outgoing::list);
    routes.at("/mails/try").post(Operator, outgoing::try_again);
    routes.at("/mails/drop").post(Operator, outgoing::drop_it);
    routes.at("/peers").get(Officer, peers::list);
    routes.into_list()
}

/// Every page whose form may carry a picture or another file.
pub fn pages_with_files() -> Vec<Route> {
    let mut routes = Routes::default();
    routes.at("/recovery/open").post(Owner, recovery::open);
    routes.at("/move/here").post(Owner, moving::here);
    routes.at("/write").get(Member, write::blank).post(Member, write::publish);
    routes.at("/write/check").post(Member, findings::check);
    routes.at("/drafts/{id}/save").post(Member, drafts::save);
    routes.at("/@{name}/{number}/edit").get(Member, write::begin_edit).post(Member, write::edit);
    routes.at("/profile").get(Member, profile::show_own).post(Member, profile::save_own);
    routes.at("/profile/{name}").get(Member, profile::show).post(Member, profile::save);
    routes.at("/blocks/import").get(Officer, block_lists::ask).post(Officer, block_lists::import);
    routes.at("/blocks/import/{token}").get(Officer, block_lists::progress);
    routes.at("/texts/edit").get(Operator, node_texts::begin_edit).post(Operator, node_texts::edit);
    routes.into_list()
}

/// Every page whose form may carry a whole folder.
pub fn pages_with_bundles() -> Vec<Route> {
    let mut routes = Routes::default();
    routes.at("/import").get(Member, import::ask).post(Member, import::begin);
    routes.into_list()
}

/// The page whose form carries a whole backup.
pub fn pages_with_backups() -> Vec<Route> {
    let mut routes = Routes::default();
    routes.at("/setup/restore/upload").post(Anyone, restore::upload);
    routes.into_list()
}

/// Pictures, style sheets and the like.
pub fn files() -> Vec<Route> {
    let mut routes = Routes::default();
    routes.at("/media/{file}").get(Anyone, media::show);
    routes.at("/static/{hash}/{file}").get(Anyone, static_files::serve);
    routes.into_list()
}

async fn nothing_here() -> PageRefusal {
    PageRefusal::not_found()
}
