//! What time it is where the reader is.
//!
//! Moments are kept and sent in UTC. They are shown in the time zone of the account, else in that of the node, which
//! its operator chose. Dates are put into words deep inside of pages and mails, so the zone is not handed down to there:
//! it surrounds the answering of a request, or the writing of a mail, like a language surrounds a talk.

use std::future::Future;
use std::sync::LazyLock;

use artel_node::store::records::AccountRecord;
use artel_node::{Node, Refusal};
use artel_protocol::Timestamp;
use jiff::ZonedDateTime;
use jiff::tz::TimeZone;

use crate::i18n::Lang;

tokio::task_local! {
    static HERE: TimeZone;
}

/// The parts of the world after which zones are named; other names are kept for old programs.
const PARTS: [&str; 10] = [
    "Africa/",
    "America/",
    "Antarctica/",
    "Arctic/",
    "Asia/",
    "Atlantic/",
    "Australia/",
    "Europe/",
    "Indian/",
    "Pacific/",
];
/// The longest name that is looked for.
const NAME_CHARS: usize = 64;

/// The zone with this name of the time zone database: `Europe/Berlin`.
pub fn named(name: &str) -> Option<TimeZone> {
    match name {
        "UTC" => Some(TimeZone::UTC),
        name if name.len() <= NAME_CHARS && PARTS.iter().any(|part| name.starts_with(part)) => {
            TimeZone::get(name).ok()
        }
        _ => None,
    }
}

/// The name in a field, as the database spells it; none when nothing was typed.
///
/// # Errors
/// A problem of the field `zone` when there is no such zone.
pub fn typed(text: &str) -> Result<Option<String>, Refusal> {
    match text.trim() {
        "" => Ok(None),
        name => {
            let known = names().iter().find(|known| known.eq_ignore_ascii_case(name));
            known.cloned().map(Some).ok_or_else(|| Refusal::field("zone", "zone-unknown"))
        }
    }
}

/// Every zone to choose from, by name.
pub fn names() -> &'static [String] {
    static NAMES: LazyLock<Vec<String>> = LazyLock::new(|| {
        let all = jiff::tz::db().available().map(|name| name.to_string());
        let mut names: Vec<String> = all.filter(|name| named(name).is_some()).collect();
        names.push("UTC".into());
        names.sort();
        names.dedup();
        names
    });
    &NAMES
}

/// The zone that a new node probably wants: that of its machine, unless that keeps UTC as most servers do; then the one
/// where most people speak the language.
pub fn guess(machine: Option<&str>, lang: Lang) -> String {
    let machine = machine.filter(|name| named(name).is_some_and(|zone| zone != TimeZone::UTC));
    let of_language = match lang {
        Lang::De => "Europe/Berlin",
        Lang::Ru => "Europe/Moscow",
        Lang::En => "UTC",
    };
    machine.unwrap_or(of_language).to_owned()
}

/// The name of the zone that this machine keeps, if it has one.
pub fn of_machine() -> Option<String> {
    TimeZone::system().iana_name().map(str::to_owned)
}

/// The zone of an account, of the node for who has none, and UTC before one is chosen.
///
/// # Errors
/// When the store cannot be read.
pub fn of(node: &Node, account: Option<&AccountRecord>) -> Result<TimeZone, Refusal> {
    let own = account.and_then(|account| named(account.time_zone.as_deref()?));
    match own {
        Some(zone) => Ok(zone),
        None => Ok(node.time_zone()?.and_then(|name| named(&name)).unwrap_or(TimeZone::UTC)),
    }
}

/// Whatever is shown by this is shown in a zone.
pub fn within<T>(zone: TimeZone, work: impl Future<Output = T>) -> impl Future<Output = T> {
    HERE.scope(zone, work)
}

/// A moment where the reader is.
pub fn local(moment: Timestamp) -> ZonedDateTime {
    let here = HERE.try_with(TimeZone::clone).unwrap_or(TimeZone::UTC);
    let moment = jiff::Timestamp::from_millisecond(moment.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    moment.to_zoned_datetime(here)
}

/// A moment as it stands in UTC, for days that are the same everywhere.
pub fn utc(moment: Timestamp) -> ZonedDateTime {
    let moment = jiff::Timestamp::from_millisecond(moment.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    moment.to_zoned_datetime(TimeZone::UTC)
}

/// How people call the zone at a moment: `CET`, `CEST`, or `UTC+04` where they have no name for it.
pub fn name_at(moment: &ZonedDateTime) -> String {
    let name = moment.strftime("%Z").to_string();
    match name.starts_with(['+', '-']) {
        true => format!("UTC{name}"),
        false => name,
    }
}
