//! The section `[mail]` of the settings.

use std::path::{Path, PathBuf};

use artel_node::features::mail::MailSettings;
use serde::{Deserialize, Serialize};

use super::WrongSetting;

/// How mail is sent.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MailSection {
    /// `smtps://user:password@mail.example.org`, or `smtp://…?tls=required`.
    pub server: String,
    /// The sender: `Kammer <node@example.org>`.
    pub from: String,
    /// Where answers go, if not to the sender.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<String>,
    /// A file whose first line is the password, so that it need not stand in the settings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub password_file: Option<PathBuf>,
}

/// Passwords are in nobody's log.
impl std::fmt::Debug for MailSection {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("MailSection").field("from", &self.from).finish_non_exhaustive()
    }
}

impl MailSection {
    pub(super) fn read(&self) -> Result<MailSettings, WrongSetting> {
        let password = self.password_file.as_deref().map(password).transpose()?;
        MailSettings::parse(&self.server, &self.from, self.reply_to.as_deref(), password.as_deref())
            .map_err(|error| WrongSetting(error.to_string()))
    }
}

fn password(file: &Path) -> Result<String, WrongSetting> {
    let text = std::fs::read_to_string(file).map_err(|error| {
        WrongSetting(format!(
            "mail.password_file, {}, cannot be read ({error}): name a file that the node may read.",
            file.display()
        ))
    })?;
    match text.lines().next().map(str::trim).filter(|line| !line.is_empty()) {
        Some(password) => Ok(password.to_owned()),
        None => Err(WrongSetting(format!(
            "mail.password_file, {}, is empty: write the password into its first line.",
            file.display()
        ))),
    }
}
