//! The list of what is still open after the set-up, as a part of other pages.

use artel_node::features::first_steps::Step;

use crate::i18n::Lang;

/// One step.
#[derive(Clone, Debug)]
pub struct StepView {
    pub words: String,
    pub path: &'static str,
    pub done: bool,
}

impl StepView {
    pub fn new(lang: Lang, step: Step, done: bool) -> StepView {
        let (key, path) = match step {
            Step::Name => ("step-name", "/name"),
            Step::RecoveryKit => ("step-recovery-kit", "/recovery"),
            Step::FirstArticle => ("step-first-article", "/write"),
            Step::Profile => ("step-profile", "/profile"),
            Step::Colleagues => ("step-colleagues", "/staff"),
            Step::Following => ("step-following", "/following"),
            Step::Mail => ("step-mail", "/repairs"),
            Step::Portrait => ("step-portrait", "/profile"),
            Step::Backup => ("step-backup", "/backups"),
            Step::Text("rules") => ("step-rules", "/texts"),
            Step::Text("imprint") => ("step-imprint", "/texts"),
            Step::Text(_) => ("step-privacy", "/texts"),
        };
        StepView { words: lang.t(key).into_owned(), path, done }
    }

    /// What is still open, if anything is.
    pub fn open(lang: Lang, steps: &[(Step, bool)]) -> Vec<StepView> {
        match steps.iter().all(|(_, done)| *done) {
            true => Vec::new(),
            false => steps.iter().map(|(step, done)| StepView::new(lang, *step, *done)).collect(),
        }
    }

    pub fn samples(lang: Lang) -> Vec<StepView> {
        use Step::{
            Backup, Colleagues, FirstArticle, Following, Mail, Name, Portrait, Profile, RecoveryKit, Text,
        };
        let (organisation, texts) = (
            [FirstArticle, RecoveryKit, Profile, Portrait, Colleagues],
            ["rules", "imprint", "privacy"].map(Text),
        );
        let all = organisation.into_iter().chain([Mail]).chain(texts).chain([Backup, Name, Following]);
        let all: Vec<_> = all.map(|step| (step, step == FirstArticle)).collect();
        StepView::open(lang, &all)
    }
}
