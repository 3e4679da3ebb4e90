//! What is wrong with the node and how to mend it, for who runs it.

use std::borrow::Cow;

use askama::Template;

use crate::doctor::{self, Finding, Level};
use crate::frame::Frame;
use crate::i18n::Lang;

/// GET /repairs.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/repairs.html")]
pub struct RepairsPage {
    pub frame: Frame,
    pub wrong: Vec<FindingView>,
    pub advice: Vec<FindingView>,
    pub well: Vec<FindingView>,
}

/// One thing that was looked at.
#[derive(Clone, Debug)]
pub struct FindingView {
    pub said: Cow<'static, str>,
    pub mend: Option<Cow<'static, str>>,
}

impl RepairsPage {
    pub fn new(frame: Frame, findings: &[Finding]) -> RepairsPage {
        let lang = frame.lang;
        let of = |level: Level| {
            let these = findings.iter().filter(|finding| finding.level == level);
            these.map(|finding| FindingView { said: finding.said(lang), mend: finding.mend(lang) }).collect()
        };
        RepairsPage { wrong: of(Level::Wrong), advice: of(Level::Advice), well: of(Level::Well), frame }
    }

    pub fn samples(lang: Lang) -> Vec<RepairsPage> {
        let frame = Frame { path: "/repairs".into(), ..Frame::sample(lang) };
        let findings = doctor::samples();
        let well: Vec<_> = findings.iter().filter(|finding| finding.level == Level::Well).cloned().collect();
        vec![RepairsPage::new(frame.clone(), &well), RepairsPage::new(frame, &findings)]
    }
}
