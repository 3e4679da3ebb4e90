//! Lists of blocks, as Mastodon writes them: taken over from others and given on.

use std::collections::{HashMap, HashSet};

use artel_protocol::{Id, Name, limits};

use super::moderation::canonical_domain;
use crate::changes::{Changes, Event};
use crate::error::Refusal;
use crate::node::Node;
use crate::store::engine::Direction;
use crate::store::keys;
use crate::store::records::BlockRecord;
use crate::table::{self, TableWriter};

/// The columns of Mastodon's list of blocked domains.
const DOMAIN_COLUMNS: [&str; 6] =
    ["#domain", "#severity", "#reject_media", "#reject_reports", "#public_comment", "#obfuscate"];

/// What a list would change.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct ListPlan {
    /// What would be blocked, with the reason that the list gives.
    pub new: Vec<(String, String)>,
    /// What is blocked already.
    pub known: Vec<String>,
    /// What cannot be taken over.
    pub wrong: Vec<WrongRow>,
}

/// A row that cannot be taken over.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct WrongRow {
    pub line: u64,
    pub cell: String,
    /// The key of the words.
    pub key: &'static str,
}

impl Node {
    /// The blocked domains as a table that Mastodon reads.
    pub fn blocked_domains_table(&self) -> Result<Vec<u8>, Refusal> {
        let mut table = TableWriter::default();
        table.row(DOMAIN_COLUMNS);
        for block in self.blocked_domains(usize::MAX)? {
            table.row([block.what.as_str(), "suspend", "true", "true", &block.record.reason, "false"]);
        }
        Ok(table.finish())
    }

    /// The blocked actors as a table that Mastodon reads: a handle a row, without the `@` before it.
    pub fn blocked_actors_table(&self) -> Result<Vec<u8>, Refusal> {
        let view = self.view()?;
        let mut table = TableWriter::default();
        for block in self.blocked_actors(usize::MAX)? {
            let known = match Id::parse(&block.what) {
                Ok(id) => view.actor(&id)?,
                Err(_) => None,
            };
            let handle = known.map(|actor| actor.handle());
            table.row([handle
                .as_deref()
                .map_or(block.what.as_str(), |handle| handle.trim_start_matches('@'))]);
        }
        Ok(table.finish())
    }

    /// What a list of domains would change.
    ///
    /// # Errors
    /// A problem of the field `file` when it cannot be read as a list.
    pub fn plan_domain_list(&self, list: &[u8]) -> Result<ListPlan, Refusal> {
        let (view, base) = (self.view()?, self.base()?);
        let own = base.host().split(':').next().unwrap_or_default().to_owned();
        let mut plan = ListPlan::default();
        let mut seen = HashSet::new();
        let rows = table::read(list, limits::BLOCKS_IN_A_LIST)?;
        let (columns, rows) = Columns::of(&rows);
        for row in rows {
            let cell = |at: Option<usize>| at.and_then(|at| row.cells.get(at)).map_or("", String::as_str);
            let typed = cell(Some(columns.domain));
            let wrong = |key| WrongRow { line: row.line, cell: typed.to_owned(), key };
            match canonical_domain(typed) {
                Err(_) => plan.wrong.push(wrong("block-domain-wrong")),
                Ok(domain) if domain == own => plan.wrong.push(wrong("block-own-domain")),
                // We know one severity only; who is merely limited elsewhere is not shut out here.
                Ok(_) if !matches!(cell(columns.severity), "" | "suspend") => {
                    plan.wrong.push(wrong("block-list-milder"));
                }
                Ok(domain) if !seen.insert(domain.clone()) => {}
                Ok(domain) if view.contains(&keys::blocked_domain(&domain))? => plan.known.push(domain),
                Ok(domain) => plan.new.push((domain, cell(columns.comment).to_owned())),
            }
        }
        Ok(plan)
    }

    /// Blocks every domain of a list, all at once.
    pub async fn take_domain_list(&self, list: &[u8], by: Name) -> Result<ListPlan, Refusal> {
        let plan = self.plan_domain_list(list)?;
        let new = plan.new.clone();
        self.change(move |_, context| {
            let mut changes = Changes::none();
            for (domain, reason) in new {
                let reason = artel_protocol::as2::shorten(&reason, limits::NAME_CHARS);
                let record = BlockRecord { reason, by: Some(by.clone()), since: context.now };
                changes.put(keys::blocked_domain(&domain), &record);
            }
            changes.tell(Event::Blocks);
            Ok(changes)
        })
        .await?;
        Ok(plan)
    }

    /// What a list of actors would change. Who is not known here has to be asked for by [`Node::take_listed_actor`].
    ///
    /// # Errors
    /// A problem of the field `file` when it cannot be read as a list.
    pub fn plan_actor_list(&self, list: &[u8]) -> Result<ListPlan, Refusal> {
        let (view, base) = (self.view()?, self.base()?);
        let mut blocked = HashMap::new();
        for block in self.blocked_actors(usize::MAX)? {
            if let Ok(id) = Id::parse(&block.what) {
                let handle = view.actor(&id)?.map(|actor| actor.handle().to_lowercase());
                blocked.extend(handle.map(|handle| (handle, id.clone())));
                blocked.insert(id.to_string(), id);
            }
        }
        let mut plan = ListPlan::default();
        let mut seen = HashSet::new();
        for row in table::read(list, limits::BLOCKS_IN_A_LIST)? {
            let typed = row.cells.first().map_or("", String::as_str);
            if row.line == 1 && typed.trim_start_matches('#').eq_ignore_ascii_case("account address") {
                continue;
            }
            let Some((name, host)) = listed_actor(typed) else {
                plan.wrong.push(WrongRow {
                    line: row.line,
                    cell: typed.to_owned(),
                    key: "block-list-no-actor",
                });
                continue;
            };
            if host == base.host() {
                plan.wrong.push(WrongRow { line: row.line, cell: typed.to_owned(), key: "block-own-actor" });
            } else if seen.insert(name.clone()) {
                match blocked.contains_key(&name) {
                    true => plan.known.push(name),
                    false => plan.new.push((name, String::new())),
                }
            }
        }
        Ok(plan)
    }

    /// Blocks one actor of a list.
    ///
    /// # Errors
    /// When nobody is known by that handle.
    pub async fn take_listed_actor(&self, actor: &str, by: Name) -> Result<(), Refusal> {
        let id = match self.known_by_handle(actor)? {
            Some(id) => id,
            None => self.discover(actor).await?,
        };
        self.block_actor(&id, "", Some(by)).await
    }

    fn known_by_handle(&self, handle: &str) -> Result<Option<Id>, Refusal> {
        let Some(host) = handle.strip_prefix('@').and_then(|handle| handle.split('@').nth(1)) else {
            return Ok(None);
        };
        let view = self.view()?;
        for (key, _) in view.prefix(&keys::actors_at(host), Direction::Forward, usize::MAX)? {
            let Some(id) = keys::only_part(&key).and_then(|id| Id::parse(id).ok()) else { continue };
            if view.actor(&id)?.is_some_and(|actor| actor.handle().eq_ignore_ascii_case(handle)) {
                return Ok(Some(id));
            }
        }
        Ok(None)
    }
}

/// Which column holds what.
struct Columns {
    domain: usize,
    severity: Option<usize>,
    comment: Option<usize>,
}

impl Columns {
    /// Reads the heading, if there is one; else the list is one of bare domains.
    fn of(rows: &[table::Row]) -> (Columns, &[table::Row]) {
        let heading: Vec<_> = rows.first().map_or(&[][..], |row| &row.cells).iter().collect();
        let find = |name: &str| {
            heading.iter().position(|cell| cell.trim_start_matches('#').eq_ignore_ascii_case(name))
        };
        match find("domain") {
            Some(domain) => {
                (Columns { domain, severity: find("severity"), comment: find("public_comment") }, &rows[1..])
            }
            None => (Columns { domain: 0, severity: None, comment: None }, rows),
        }
    }
}

/// The actor as `@name@host` or by its address, and its host.
fn listed_actor(typed: &str) -> Option<(String, String)> {
    if typed.starts_with("http") {
        let id = Id::parse(typed).ok()?;
        return Some((id.to_string(), id.host().to_owned()));
    }
    let (name, host) = typed.trim().trim_start_matches('@').split_once('@')?;
    let host = Id::parse(&format!("https://{host}/")).ok().filter(|id| id.path() == "/")?;
    let is_name = |letter: char| letter.is_alphanumeric() || "_-.".contains(letter);
    let fits = !name.is_empty() && name.len() <= 128 && name.chars().all(is_name);
    fits.then(|| (format!("@{}@{}", name.to_lowercase(), host.host()), host.host().to_owned()))
}
