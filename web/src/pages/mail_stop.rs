//! The page that stops mails, and lets them come again.

use askama::Template;

use crate::frame::Frame;
use crate::i18n::Lang;

/// GET /mail/stop?token=…; posts to the same address, or to /mail/start?token=… to undo it. The token is the authority:
/// it came by mail to the one whom it concerns.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/mail_stop.html")]
pub struct MailStopPage {
    pub frame: Frame,
    pub token: String,
    pub address: String,
    /// The key of the words for the kind of mail.
    pub kind: &'static str,
    pub state: MailStopState,
}

#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub enum MailStopState {
    Asks,
    Stopped,
    /// They were stopped, and come again.
    Started,
}

impl MailStopPage {
    fn title(&self) -> &'static str {
        match self.state {
            MailStopState::Asks => "mail-stop-title",
            MailStopState::Stopped => "mail-stop-done-title",
            MailStopState::Started => "mail-start-done-title",
        }
    }

    fn says(&self) -> &'static str {
        match self.state {
            MailStopState::Asks => "mail-stop-ask",
            MailStopState::Stopped => "mail-stop-done",
            MailStopState::Started => "mail-start-done",
        }
    }

    fn is_stopped(&self) -> bool {
        self.state == MailStopState::Stopped
    }

    pub fn samples(lang: Lang) -> Vec<MailStopPage> {
        let sample = |kind, state| MailStopPage {
            frame: Frame::visitor_sample(lang),
            token: "c2FtcGxl".into(),
            address: "anna@example.org".into(),
            kind,
            state,
        };
        vec![
            sample("mail-kind-invitation", MailStopState::Asks),
            sample("mail-kind-notification", MailStopState::Stopped),
            sample("mail-kind-application", MailStopState::Started),
        ]
    }
}
