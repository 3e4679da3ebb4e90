//! One community, as those see it who keep it or whose node is in it: members, nodes, invites.

use artel_node::mesh::report::NodeReport;
use artel_protocol::kinds::Problem;
use artel_protocol::limits;
use askama::Template;

use super::parts::{ActorView, When, samples};
use crate::form::Form;
use crate::frame::Frame;
use crate::i18n::Lang;

/// GET /communities/NAME. Officers act by POST to /communities/NAME/… : invite (`uses` `days`), take-back (`key`), admit
/// (`organisation`), expel and unban (`member`), ban (`member` `days`, none for good); operators leave. All with `csrf`.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/community.html")]
pub struct CommunityPage {
    pub frame: Frame,
    pub form: Form,
    /// This page's path.
    pub path: String,
    pub name: String,
    /// Its public page.
    pub space: String,
    /// How it stands, in words.
    pub state: String,
    /// This node hosts it, and the reader may act for it.
    pub keeps: bool,
    /// The reader may let this node leave it.
    pub leaves: bool,
    /// What is wrong, in sentences.
    pub warnings: Vec<String>,
    /// How many changes are known here.
    pub activities: u64,
    pub members: Vec<MemberView>,
    pub nodes: NodesView,
    /// Who said two things under one id.
    pub two_faced: Vec<ActorView>,
    pub invites: Vec<InviteView>,
    /// The organisations of this node that are no members: name and full name.
    pub organisations: Vec<(String, String)>,
}

/// GET /communities/NAME/nodes: only the nodes, for who watches one catch up.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/community_nodes.html")]
pub struct CommunityNodesPage {
    pub frame: Frame,
    /// The path of the community's page.
    pub path: String,
    pub name: String,
    /// How it stands, in words.
    pub state: String,
    /// How many changes are known here.
    pub activities: u64,
    pub nodes: NodesView,
}

/// The nodes of a community.
#[derive(Clone, Debug, Default)]
pub struct NodesView {
    pub all: Vec<NodeView>,
    /// One of them, or this one, is catching up.
    pub busy: bool,
}

/// Somebody who is a member, or who is banned.
#[derive(Clone, Debug, Default)]
pub struct MemberView {
    pub id: String,
    pub actor: ActorView,
    /// The key of what it is.
    pub what: &'static str,
    /// The key of where it is: on this node, on the hub, or on a node of its own.
    pub place: &'static str,
    /// None for who was sent away.
    pub since: Option<When>,
    /// That it is banned, in words.
    pub banned: Option<String>,
    /// It keeps the community and cannot be sent away.
    pub keeper: bool,
}

/// A member's node.
#[derive(Clone, Debug, Default)]
pub struct NodeView {
    pub name: String,
    /// The organisation's id.
    pub organisation: String,
    pub ourselves: bool,
    pub hub: bool,
    pub connected: bool,
    /// Sentences on how it is reached, how far it is, and what came from it.
    pub facts: Vec<String>,
    /// Sentences on what is wrong with it.
    pub warnings: Vec<String>,
}

/// An invite that was given out.
#[derive(Clone, Debug, Default)]
pub struct InviteView {
    /// What it is taken back by.
    pub key: String,
    /// How many nodes may still use it.
    pub uses: u64,
    pub expires: When,
    pub over: bool,
    pub joined: Vec<String>,
}

impl NodesView {
    pub fn of(lang: Lang, nodes: &[NodeReport]) -> NodesView {
        let is_behind = |node: &NodeReport| node.connected && node.behind.unwrap_or_default() > 0;
        let lacks = |node: &NodeReport| node.connected && node.missing.unwrap_or_default() > 0;
        NodesView {
            all: nodes.iter().map(|node| NodeView::of(lang, node)).collect(),
            busy: nodes.iter().any(|node| node.catching_up || is_behind(node) || lacks(node)),
        }
    }
}

impl NodeView {
    pub fn of(lang: Lang, node: &NodeReport) -> NodeView {
        let (mut facts, mut warnings) = (Vec::new(), Vec::new());
        if !node.ourselves {
            facts.push(reached(lang, node));
            if !node.connected {
                facts.push(match node.seen {
                    Some(seen) => lang.about("node-seen", &lang.date_time(seen)).into_owned(),
                    None => lang.t("node-never-seen").into_owned(),
                });
            }
            facts.push(match node.behind {
                Some(behind) => lang.count("node-behind", behind).into_owned(),
                None => lang.t("node-never-asked").into_owned(),
            });
            if let Some(missing) = node.missing.filter(|missing| *missing > 0) {
                facts.push(lang.count("node-missing", missing).into_owned());
            }
            facts.extend(progress(lang, node));
        }
        let ahead = node.clock_ahead_s.unwrap_or_default();
        if ahead.unsigned_abs() > limits::CLOCKS_DIFFER.as_secs() {
            let key = if ahead > 0 { "node-clock-ahead" } else { "node-clock-behind" };
            warnings.push(lang.count(key, ahead.unsigned_abs() / 60).into_owned());
        }
        if node.has_double {
            warnings.push(lang.t("node-double").into_owned());
        }
        NodeView {
            name: node.name.clone(),
            organisation: node.organisation.to_string(),
            ourselves: node.ourselves,
            hub: node.is_hub,
            connected: node.connected,
            facts,
            warnings,
        }
    }
}

/// How a node is reached.
fn reached(lang: Lang, node: &NodeReport) -> String {
    match (node.connected, node.carrier, &node.address) {
        (true, Some(carrier), Some(address)) => {
            let how = format!("{carrier}, {address}");
            let by = lang.about("node-reached", &how);
            match node.round_trip_ms {
                Some(milliseconds) => format!("{by} {}", lang.count("node-round-trip", milliseconds)),
                None => by.into_owned(),
            }
        }
        (true, ..) => lang.t("node-connected").into_owned(),
        (false, ..) => lang.t("node-not-connected").into_owned(),
    }
}

/// What came from a node, and what comparing found.
fn progress(lang: Lang, node: &NodeReport) -> Vec<String> {
    let mut facts = Vec::new();
    if node.catching_up {
        facts.push(lang.count("node-catching-up", node.per_second.unwrap_or_default()).into_owned());
    } else if let Some(moment) = node.caught_up {
        facts.push(lang.about("node-caught-up", &lang.date_time(moment)).into_owned());
    }
    for (key, count) in [
        ("node-came", node.came),
        ("node-repaired-here", node.repaired_here),
        ("node-repaired-there", node.repaired_there),
    ] {
        if count > 0 {
            facts.push(lang.count(key, count).into_owned());
        }
    }
    facts
}

impl CommunityPage {
    pub fn samples(lang: Lang) -> Vec<CommunityPage> {
        let since = Some(When::day(lang, samples::moment()));
        let members = vec![
            MemberView {
                id: "https://artel.example/u/werkstatt".into(),
                actor: samples::company(),
                what: "community-organisation",
                place: "community-here",
                since: since.clone(),
                banned: None,
                keeper: true,
            },
            MemberView {
                id: "https://masto.example/users/irina".into(),
                actor: samples::stranger(),
                what: "community-person",
                place: "community-elsewhere",
                since,
                banned: Some(
                    lang.about("community-banned-until", &lang.date(samples::moment())).into_owned(),
                ),
                ..MemberView::default()
            },
            MemberView {
                id: "https://gone.example/u/gone".into(),
                actor: ActorView { name: "gone.example".into(), ..ActorView::default() },
                what: "community-organisation",
                place: "community-at-hub",
                banned: Some(lang.t("community-banned-for-good").into_owned()),
                ..MemberView::default()
            },
        ];
        let invite = |over, joined: Vec<String>| InviteView {
            key: "ab".repeat(32),
            uses: 2,
            expires: When::day(lang, samples::moment()),
            over,
            joined,
        };
        let mut refused = Form::sent([
            ("uses", "0"),
            ("days", "14"),
            ("title", "Bau & Ausbau"),
            ("summary", "Was zu tun ist."),
        ]);
        let problem = Problem { field: "uses", key: "invite-uses-wrong", arguments: Vec::new() };
        refused.refuse(lang, &[problem]);
        let hosted = CommunityPage {
            frame: Frame { path: "/communities/bau".into(), ..Frame::sample(lang) },
            form: refused,
            path: "/communities/bau".into(),
            name: "Bau & Ausbau".into(),
            space: "/space/bau".into(),
            state: lang.t("community-hosted").into_owned(),
            keeps: true,
            leaves: false,
            warnings: Vec::new(),
            activities: 12_345,
            members,
            nodes: nodes(lang),
            two_faced: vec![samples::stranger()],
            invites: vec![invite(false, Vec::new()), invite(true, vec!["Werkstatt <B>".into()])],
            organisations: vec![("lad".into(), "Артель «Лад»".into())],
        };
        let joined = CommunityPage {
            form: Form::empty(),
            state: lang.t("community-hub-not-reached").into_owned(),
            space: "https://kammer.example/space/bau".into(),
            keeps: false,
            leaves: true,
            warnings: vec![
                lang.count("community-withheld", 3u64).into_owned(),
                lang.count("community-clock-corrected", 120u64).into_owned(),
            ],
            two_faced: Vec::new(),
            invites: Vec::new(),
            organisations: Vec::new(),
            ..hosted.clone()
        };
        vec![hosted, joined]
    }
}

impl CommunityNodesPage {
    pub fn samples(lang: Lang) -> Vec<CommunityNodesPage> {
        let busy = CommunityNodesPage {
            frame: Frame { path: "/communities/bau/nodes".into(), ..Frame::sample(lang) },
            path: "/communities/bau".into(),
            name: "Bau & Ausbau".into(),
            state: lang.t("community-hosted").into_owned(),
            activities: 12_345,
            nodes: nodes(lang),
        };
        vec![busy.clone(), CommunityNodesPage { nodes: NodesView::default(), ..busy }]
    }
}

fn nodes(lang: Lang) -> NodesView {
    let report = |name: &str, connected: bool| NodeReport {
        organisation: artel_protocol::Id::parse("https://brandt.example/u/brandt").expect("an id"),
        name: name.into(),
        peer: "12D3KooW".into(),
        ourselves: false,
        is_hub: connected,
        connected,
        carrier: connected.then_some("QUIC"),
        address: connected.then(|| "/ip4/192.0.2.7/udp/4001/quic-v1".into()),
        round_trip_ms: connected.then_some(24),
        seen: connected.then(samples::moment),
        behind: connected.then_some(21),
        missing: connected.then_some(4),
        clock_ahead_s: Some(if connected { 3_700 } else { -600 }),
        has_double: !connected,
        catching_up: connected,
        caught_up: Some(samples::moment()),
        came: 1_200,
        per_second: Some(340),
        repaired_here: 5,
        repaired_there: 1,
    };
    let own = NodeReport { ourselves: true, ..report("Werkstatt Brandt", false) };
    NodesView::of(lang, &[report("Kammer <Mitte>", true), report("Brandt", false), own])
}
