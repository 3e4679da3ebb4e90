//! Taking over a list of blocks: look first, then confirm.

use askama::Template;

use crate::form::Form;
use crate::frame::Frame;
use crate::i18n::Lang;

/// GET /blocks/import. Posts `what` (`domains` or `actors`), the file `file` or the hidden `list`, `do` (`preview` or
/// `take`) and `csrf` to /blocks/import.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/block_lists.html")]
pub struct BlockListPage {
    pub frame: Frame,
    /// The fields `what` and `file`.
    pub form: Form,
    pub plan: Option<PlanView>,
}

/// What a list would change, or has changed.
#[derive(Clone, Debug, Default)]
pub struct PlanView {
    /// The list itself, to be sent again.
    pub list: String,
    pub new: Vec<String>,
    pub known: u64,
    /// The line, what stands there, and what is wrong with it.
    pub wrong: Vec<(u64, String, String)>,
    /// It is done: how many were blocked.
    pub taken: Option<u64>,
}

impl BlockListPage {
    pub fn samples(lang: Lang) -> Vec<BlockListPage> {
        let frame = Frame { path: "/blocks/import".into(), ..Frame::sample(lang) };
        let mut refused = Form::sent([("what", "domains")]);
        let problem =
            artel_protocol::kinds::Problem { field: "file", key: "table-unreadable", arguments: Vec::new() };
        refused.refuse(lang, &[problem]);
        let plan = PlanView {
            list: "spam.example\n?!\n".into(),
            new: vec!["spam.example".into()],
            known: 2,
            wrong: vec![(2, "?!".into(), lang.t("block-domain-wrong").into_owned())],
            taken: None,
        };
        let form = Form::sent([("what", "domains")]);
        let page = BlockListPage { frame, form: form.clone(), plan: None };
        vec![
            page.clone(),
            BlockListPage { form: refused, ..page.clone() },
            BlockListPage { plan: Some(plan.clone()), ..page.clone() },
            BlockListPage { plan: Some(PlanView { taken: Some(1), ..plan }), ..page },
        ]
    }
}
