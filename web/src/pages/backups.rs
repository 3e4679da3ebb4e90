//! The backups of this node: what there is, making one, taking one away.

use artel_node::Config;
use artel_node::features::backups::{BackupFile, BackupState};
use askama::Template;

use super::parts::{When, samples};
use crate::desk;
use crate::frame::Frame;
use crate::i18n::Lang;

/// GET /backups. The form posts `csrf` to /backups.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/backups.html")]
pub struct BackupsPage {
    pub frame: Frame,
    /// The newest first.
    pub backups: Vec<BackupView>,
    /// How far the one is that is being made.
    pub running: Option<RunningView>,
    /// When the last attempt failed, why, and the same with every detail.
    pub failure: Option<(When, String, String)>,
    /// When one is made, in words.
    pub plan: String,
    /// Where they lie.
    pub folder: String,
}

/// One backup.
#[derive(Clone, Debug)]
pub struct BackupView {
    pub file: String,
    pub made: When,
    pub size: String,
}

/// A backup that is being made.
#[derive(Clone, Debug)]
pub struct RunningView {
    pub since: When,
    pub percent: u64,
}

impl BackupView {
    pub fn of(lang: Lang, backup: &BackupFile) -> BackupView {
        BackupView {
            file: backup.name.to_string(),
            made: When::minute(lang, backup.made),
            size: size(lang, backup.bytes),
        }
    }
}

impl BackupsPage {
    pub fn new(frame: Frame, backups: &[BackupFile], state: &BackupState, config: &Config) -> BackupsPage {
        let lang = frame.lang;
        let plan = match config.backup.nightly {
            true => lang.with(
                "backups-nightly",
                &[
                    ("time", format!("{:02}:00", config.backup.hour).into()),
                    ("n", i64::try_from(config.backup.keep).unwrap_or(i64::MAX).into()),
                ],
            ),
            false => lang.t("backups-by-hand"),
        };
        BackupsPage {
            backups: backups.iter().map(|backup| BackupView::of(lang, backup)).collect(),
            running: state.running.map(|running| RunningView {
                since: When::minute(lang, running.since),
                percent: desk::percent(running.done, running.total),
            }),
            failure: state.failure.as_ref().map(|failure| {
                let at = When::minute(lang, failure.at);
                (at, lang.t(failure.problem).into_owned(), failure.sentence.clone())
            }),
            plan: plan.into_owned(),
            folder: config.backup_folder().display().to_string(),
            frame,
        }
    }

    pub fn samples(lang: Lang) -> Vec<BackupsPage> {
        let frame = Frame { path: "/backups".into(), ..Frame::sample(lang) };
        let view = |day: u64| BackupView {
            file: format!("2026-11-{day}.artel-backup"),
            made: When::minute(lang, samples::moment()),
            size: size(lang, day * 40_000_000),
        };
        let empty = BackupsPage {
            frame,
            backups: Vec::new(),
            running: None,
            failure: None,
            plan: lang.t("backups-by-hand").into_owned(),
            folder: "/var/lib/artel/backups".into(),
        };
        let (when, why) = (When::minute(lang, samples::moment()), lang.t("backup-no-room").into_owned());
        vec![
            BackupsPage { failure: Some((when.clone(), why, "no room".into())), ..empty.clone() },
            BackupsPage {
                backups: vec![view(24), view(23)],
                running: Some(RunningView { since: when, percent: 42 }),
                ..empty
            },
        ]
    }
}

/// A size as people read it.
pub fn size(lang: Lang, bytes: u64) -> String {
    match bytes {
        ..1_000_000 => lang.count("size-kb", bytes.div_ceil(1_000)),
        1_000_000..10_000_000_000 => lang.count("size-mb", bytes / 1_000_000),
        _ => lang.count("size-gb", bytes / 1_000_000_000),
    }
    .into_owned()
}
