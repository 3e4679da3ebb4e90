//! What an invite to a community says to a person who opens its link.

use askama::Template;

use crate::frame::Frame;
use crate::i18n::Lang;

/// GET /join/CODE, for an invite to a community.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/node_invite.html")]
pub struct NodeInvitePage {
    pub frame: Frame,
    /// What the community calls itself.
    pub community: String,
    /// Its public page.
    pub space: String,
    /// The host of the hub.
    pub hub: String,
    /// The whole link, to be pasted elsewhere.
    pub link: String,
    /// Until when it works, in words; none if it works no longer.
    pub until: Option<String>,
    /// Whether companies can apply here for an account.
    pub admits: bool,
}

impl NodeInvitePage {
    pub fn samples(lang: Lang) -> Vec<NodeInvitePage> {
        let page = |until: Option<String>, admits| NodeInvitePage {
            frame: Frame { path: "/join/sample".into(), ..Frame::visitor_sample(lang) },
            community: "Bau & Ausbau".into(),
            space: "/space/bau".into(),
            hub: "kammer.example".into(),
            link: "https://kammer.example/join/pmFhgmEvZG5zNC9rYW1tZXIuZXhhbXBsZS91ZHAvNDAwMS9xdWljLXYx"
                .into(),
            until,
            admits,
        };
        vec![page(Some(lang.date(super::parts::samples::moment())), true), page(None, false)]
    }
}
