//! Every page with every sample: for the tests that render them all and the tool that writes them to files.

use askama::Template;

use super::{account, applications, hosted, naming, recovery, staff};
use super::{
    actor, article, blocks, confirm, contacts, deliveries, home, login, mail_stop, office, profile, refused,
    search, setup, tag, write,
};
use super::{acts, mutes, notifications, remote};
use super::{block_lists, erase, jobs, node_texts, reports};
use super::{clock, drafts, history, moving, offices, outgoing};
use crate::i18n::Lang;

/// Each page's name, the number of its sample, and its HTML.
///
/// # Errors
/// When a template fails to render.
pub fn rendered(lang: Lang) -> Result<Vec<(String, String)>, askama::Error> {
    let mut all = Vec::new();
    add(&mut all, "setup", &setup::SetupPage::samples(lang))?;
    add(&mut all, "setup_done", &setup::SetupDonePage::samples(lang))?;
    add(&mut all, "offices", &offices::OfficesPage::samples(lang))?;
    add(&mut all, "office_give", &offices::GivePage::samples(lang))?;
    add(&mut all, "outgoing", &outgoing::OutgoingPage::samples(lang))?;
    add(&mut all, "clock", &clock::ClockPage::samples(lang))?;
    add(&mut all, "naming", &naming::NamingPage::samples(lang))?;
    add(&mut all, "named", &naming::NamedPage::samples(lang))?;
    add(&mut all, "recovery", &recovery::RecoveryPage::samples(lang))?;
    add(&mut all, "moving", &moving::MovingPage::samples(lang))?;
    add(&mut all, "login", &login::LoginPage::samples(lang))?;
    add(&mut all, "login_code", &login::CodePage::samples(lang))?;
    add(&mut all, "password_forgotten", &login::ForgottenPage::samples(lang))?;
    add(&mut all, "password_new", &login::NewPasswordPage::samples(lang))?;
    add(&mut all, "apply", &applications::ApplyPage::samples(lang))?;
    add(&mut all, "application_state", &applications::ApplicationStatePage::samples(lang))?;
    add(&mut all, "applications", &applications::ApplicationsPage::samples(lang))?;
    add(&mut all, "application", &applications::ApplicationPage::samples(lang))?;
    add(&mut all, "admission", &applications::AdmissionPage::samples(lang))?;
    add(&mut all, "hosted", &hosted::HostedPage::samples(lang))?;
    add(&mut all, "staff", &staff::StaffPage::samples(lang))?;
    add(&mut all, "link", &staff::LinkPage::samples(lang))?;
    add(&mut all, "join", &staff::JoinPage::samples(lang))?;
    add(&mut all, "remove_colleague", &staff::RemovePage::samples(lang))?;
    add(&mut all, "staff_factor", &staff::EndFactorPage::samples(lang))?;
    add(&mut all, "account", &account::AccountPage::samples(lang))?;
    add(&mut all, "second_factor", &account::SecondFactorPage::samples(lang))?;
    add(&mut all, "recovery_codes", &account::RecoveryCodesPage::samples(lang))?;
    add(&mut all, "second_factor_end", &account::EndSecondFactorPage::samples(lang))?;
    add(&mut all, "home", &home::HomePage::samples(lang))?;
    add(&mut all, "front", &home::FrontPage::samples(lang))?;
    add(&mut all, "write", &write::WritePage::samples(lang))?;
    add(&mut all, "delete", &write::DeletePage::samples(lang))?;
    add(&mut all, "drafts", &drafts::DraftsPage::samples(lang))?;
    add(&mut all, "draft_delete", &drafts::DeleteDraftPage::samples(lang))?;
    add(&mut all, "clients", &super::clients::ClientsPage::samples(lang))?;
    add(&mut all, "approvals", &drafts::ApprovalsPage::samples(lang))?;
    add(&mut all, "approval", &drafts::ApprovalPage::samples(lang))?;
    add(&mut all, "history", &history::HistoryPage::samples(lang))?;
    add(&mut all, "actor", &actor::ActorPage::samples(lang))?;
    add(&mut all, "article", &article::ArticlePage::samples(lang))?;
    add(&mut all, "confirm", &confirm::ConfirmPage::samples(lang))?;
    add(&mut all, "followers", &contacts::FollowersPage::samples(lang))?;
    add(&mut all, "following", &contacts::FollowingPage::samples(lang))?;
    add(&mut all, "deliveries", &deliveries::DeliveriesPage::samples(lang))?;
    add(&mut all, "office", &office::OfficePage::samples(lang))?;
    add(&mut all, "blocks", &blocks::BlocksPage::samples(lang))?;
    add(&mut all, "unblock", &blocks::UnblockPage::samples(lang))?;
    add(&mut all, "mail_stop", &mail_stop::MailStopPage::samples(lang))?;
    add(&mut all, "answer", &acts::AnswerPage::samples(lang))?;
    add(&mut all, "notifications", &notifications::NotificationsPage::samples(lang))?;
    add(&mut all, "mutes", &mutes::MutesPage::samples(lang))?;
    add(&mut all, "lookup", &remote::LookupPage::samples(lang))?;
    add(&mut all, "remote_actor", &remote::RemoteActorPage::samples(lang))?;
    add(&mut all, "remote_entry", &remote::RemoteEntryPage::samples(lang))?;
    add(&mut all, "block_lists", &block_lists::BlockListPage::samples(lang))?;
    add(&mut all, "reports", &reports::ReportsPage::samples(lang))?;
    add(&mut all, "report", &reports::ReportPage::samples(lang))?;
    add(&mut all, "node_text", &node_texts::NodeTextPage::samples(lang))?;
    add(&mut all, "about", &node_texts::AboutPage::samples(lang))?;
    add(&mut all, "texts", &node_texts::TextsPage::samples(lang))?;
    add(&mut all, "text_edit", &node_texts::EditTextPage::samples(lang))?;
    add(&mut all, "export", &jobs::ExportPage::samples(lang))?;
    add(&mut all, "import", &jobs::ImportPage::samples(lang))?;
    add(&mut all, "job", &jobs::JobPage::samples(lang))?;
    add(&mut all, "erase", &erase::ErasePage::samples(lang))?;
    add(&mut all, "erased", &erase::ErasedPage::samples(lang))?;
    add(&mut all, "backups", &super::backups::BackupsPage::samples(lang))?;
    add(&mut all, "restore", &super::restore::RestorePage::samples(lang))?;
    add(&mut all, "repairs", &super::repairs::RepairsPage::samples(lang))?;
    add(&mut all, "communities", &super::communities::CommunitiesPage::samples(lang))?;
    add(&mut all, "community", &super::community::CommunityPage::samples(lang))?;
    add(&mut all, "community_nodes", &super::community::CommunityNodesPage::samples(lang))?;
    add(&mut all, "space", &super::space::SpacePage::samples(lang))?;
    add(&mut all, "spaces", &super::forum::SpacesPage::samples(lang))?;
    add(&mut all, "forum", &super::forum::ForumPage::samples(lang))?;
    add(&mut all, "arrange", &super::forum::ArrangePage::samples(lang))?;
    add(&mut all, "kept", &super::forum::KeptPage::samples(lang))?;
    add(&mut all, "care", &super::care::CarePage::samples(lang))?;
    add(&mut all, "queue", &super::queue::QueuePage::samples(lang))?;
    add(&mut all, "waiting", &super::queue::WaitingPage::samples(lang))?;
    add(&mut all, "order", &super::forum::OrderPage::samples(lang))?;
    add(&mut all, "space_entries", &super::space::SpaceEntriesPage::samples(lang))?;
    add(&mut all, "node_invite", &super::node_invite::NodeInvitePage::samples(lang))?;
    add(&mut all, "interests", &super::interests::InterestsPage::samples(lang))?;
    add(&mut all, "interest", &super::interests::InterestPage::samples(lang))?;
    add(&mut all, "interest_send", &super::interests::InterestSendPage::samples(lang))?;
    add(&mut all, "interest_new", &super::interests::InterestNewPage::samples(lang))?;
    add(&mut all, "interest_confirm", &super::interests::InterestConfirmPage::samples(lang))?;
    add(&mut all, "message", &super::message::MessagePage::samples(lang))?;
    add(&mut all, "peers", &super::peers::PeersPage::samples(lang))?;
    add(&mut all, "search", &search::SearchPage::samples(lang))?;
    add(&mut all, "offers", &super::offers::OffersPage::samples(lang))?;
    add(&mut all, "saved_offers", &super::offers::SavedOffersPage::samples(lang))?;
    add(&mut all, "matches", &super::matches::MatchesPage::samples(lang))?;
    add(&mut all, "tag", &tag::TagPage::samples(lang))?;
    add(&mut all, "directory", &super::directory::DirectoryPage::samples(lang))?;
    add(&mut all, "vouch", &super::directory::VouchPage::samples(lang))?;
    add(&mut all, "company", &super::company::CompanyPage::samples(lang))?;
    add(&mut all, "profile", &profile::ProfilePage::samples(lang))?;
    add(&mut all, "refused", &refused::RefusedPage::samples(lang))?;
    add(&mut all, "gone", &refused::GonePage::samples(lang))?;
    Ok(all)
}

fn add(all: &mut Vec<(String, String)>, name: &str, samples: &[impl Template]) -> Result<(), askama::Error> {
    for (number, sample) in samples.iter().enumerate() {
        all.push((format!("{name}-{number}"), sample.render()?));
    }
    Ok(())
}
