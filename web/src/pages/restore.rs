//! Restoring a backup on a node that nobody has set up: the choice, the question whether it is the right one, and how
//! far it is.

use artel_node::features::backups::{BackupContents, BackupFile};
use askama::Template;

use super::backups::{BackupView, size};
use super::parts::{When, samples};
use crate::desk::Restore;
use crate::frame::Frame;
use crate::i18n::Lang;

/// GET /setup/restore. Forms post `token`, `csrf` and `do` (`check` with `file`, `restore` or `again`) to it; the one
/// with a file posts `token`, `csrf` and `backup` to /setup/restore/upload.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/restore.html")]
pub struct RestorePage {
    pub frame: Frame,
    /// The token of the link that the terminal printed.
    pub token: String,
    pub stage: StageView,
}

/// How far it is.
#[derive(Clone, Debug)]
pub enum StageView {
    /// A backup has to be chosen; there may be something wrong with the one before.
    Choice {
        found: Vec<BackupView>,
        problem: Option<String>,
    },
    Checking {
        percent: u64,
    },
    Checked(ContentsView),
    Restoring {
        percent: u64,
    },
    Restored,
}

/// What is in a backup.
#[derive(Clone, Debug)]
pub struct ContentsView {
    pub organisation: String,
    pub host: String,
    pub made: When,
    pub size: String,
    pub accounts: u64,
    pub entries: u64,
}

impl ContentsView {
    fn of(lang: Lang, contents: &BackupContents) -> ContentsView {
        ContentsView {
            organisation: contents.organisation.clone(),
            host: contents.base.as_ref().map(|base| base.host().to_owned()).unwrap_or_default(),
            made: When::minute(lang, contents.made),
            size: size(lang, contents.bytes),
            accounts: contents.accounts,
            entries: contents.entries,
        }
    }
}

impl RestorePage {
    pub fn new(frame: Frame, token: String, restore: &Restore, found: &[BackupFile]) -> RestorePage {
        let lang = frame.lang;
        let choice = |problem: Option<&str>| StageView::Choice {
            found: found.iter().map(|backup| BackupView::of(lang, backup)).collect(),
            problem: problem.map(|problem| lang.t(problem).into_owned()),
        };
        let stage = match restore {
            Restore::Nothing => choice(None),
            Restore::Refused(problem) => choice(Some(problem)),
            Restore::Checking(bar) => StageView::Checking { percent: bar.percent() },
            Restore::Checked(_, contents) => StageView::Checked(ContentsView::of(lang, contents)),
            Restore::Restoring(bar) => StageView::Restoring { percent: bar.percent() },
            Restore::Restored => StageView::Restored,
        };
        RestorePage { frame, token, stage }
    }

    /// After how many seconds the page asks again, if it does.
    pub fn refresh(&self) -> Option<u32> {
        match self.stage {
            StageView::Checking { .. } | StageView::Restoring { .. } => Some(2),
            // Long enough for the node to be back.
            StageView::Restored => Some(6),
            StageView::Choice { .. } | StageView::Checked(_) => None,
        }
    }

    pub fn samples(lang: Lang) -> Vec<RestorePage> {
        let page = |stage| RestorePage {
            frame: Frame { path: "/setup/restore".into(), ..Frame::visitor_sample(lang) },
            token: "sample".into(),
            stage,
        };
        let found = BackupView {
            file: "2026-11-24.artel-backup".into(),
            made: When::minute(lang, samples::moment()),
            size: size(lang, 812_000_000),
        };
        let contents = ContentsView {
            organisation: "Werkstatt Brandt & Söhne".into(),
            host: "artel.example".into(),
            made: When::minute(lang, samples::moment()),
            size: size(lang, 812_000_000),
            accounts: 12,
            entries: 345,
        };
        vec![
            page(StageView::Choice { found: Vec::new(), problem: None }),
            page(StageView::Choice {
                found: vec![found],
                problem: Some(lang.t("backup-damaged").into_owned()),
            }),
            page(StageView::Checking { percent: 30 }),
            page(StageView::Checked(contents)),
            page(StageView::Restoring { percent: 60 }),
            page(StageView::Restored),
        ]
    }
}
