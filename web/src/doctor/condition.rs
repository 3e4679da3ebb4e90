//! What the node says of itself: its store, its backups, its deliveries.

use std::time::Duration;

use super::{Finding, Patient, now};

const DAY: Duration = Duration::from_secs(24 * 3600);
/// A backup older than this is worth a word; nightly ones are a day old at the most.
const BACKUP_OLD: Duration = Duration::from_secs(30 * 3600);
/// And one older than this is wrong.
const BACKUP_TOO_OLD: Duration = Duration::from_secs(3 * 24 * 3600);
/// A server that takes nothing for so long is told.
const SILENT: Duration = Duration::from_secs(2 * 24 * 3600);

pub(super) fn check(patient: &Patient<'_>) -> Vec<Finding> {
    let store = store(patient);
    if patient.vitals.base.is_none() {
        return vec![store];
    }
    [vec![store, backup(patient)], peers(patient), mail(patient), search(patient)].concat()
}

fn store(patient: &Patient<'_>) -> Finding {
    let vitals = patient.vitals;
    if vitals.base.is_none() {
        return Finding::wrong("store", "check-store-not-set-up", "check-store-not-set-up-mend");
    }
    match vitals.writable {
        true => Finding::well("store", "check-store-well")
            .with("n", i64::try_from(vitals.last_commit).unwrap_or(i64::MAX)),
        false => Finding::wrong("store", "check-store-reads-only", "check-store-reads-only-mend"),
    }
}

fn backup(patient: &Patient<'_>) -> Finding {
    let vitals = patient.vitals;
    if let Some(failure) = &vitals.backup_failure {
        return Finding::wrong("backup", "check-backup-failed", "check-backup-failed-mend")
            .with("what", failure.clone());
    }
    let since = vitals.last_backup.or(vitals.created).unwrap_or(artel_protocol::Timestamp::EPOCH);
    let age = now().since(since);
    let days = i64::try_from(age.as_secs() / DAY.as_secs()).unwrap_or(i64::MAX);
    match vitals.last_backup {
        None if age < BACKUP_OLD && vitals.nightly_backup => Finding::well("backup", "check-backup-first"),
        None => Finding::wrong("backup", "check-backup-none", "check-backup-old-mend"),
        Some(_) if age > BACKUP_TOO_OLD => {
            Finding::wrong("backup", "check-backup-old", "check-backup-old-mend")
        }
        Some(_) if age > BACKUP_OLD => Finding::advice("backup", "check-backup-old", "check-backup-old-mend"),
        Some(_) if !vitals.nightly_backup => {
            Finding::advice("backup", "check-backup-by-hand", "check-backup-by-hand-mend")
        }
        Some(_) => {
            let hours = i64::try_from(age.as_secs() / 3600).unwrap_or(i64::MAX);
            Finding::well("backup", "check-backup-well").with("hours", hours)
        }
    }
    .with("days", days)
}

fn peers(patient: &Patient<'_>) -> Vec<Finding> {
    let vitals = patient.vitals;
    let mut findings = Vec::new();
    let silent: Vec<&str> = vitals
        .failing
        .iter()
        .filter(|(_, since)| now().since(*since) > SILENT)
        .map(|(host, _)| host.as_str())
        .collect();
    if !silent.is_empty() {
        let finding = Finding::advice("peers", "check-peers-silent", "check-peers-silent-mend");
        findings.push(finding.with("what", silent.join(", ")));
    }
    if !vitals.undelivered.is_empty() {
        let hosts: Vec<String> =
            vitals.undelivered.iter().map(|(host, number)| format!("{host} ({number})")).collect();
        let finding = Finding::advice("peers", "check-peers-undelivered", "check-peers-undelivered-mend");
        findings.push(finding.with("what", hosts.join(", ")));
    }
    if findings.is_empty() {
        findings.push(Finding::well("peers", "check-peers-well"));
    }
    findings
}

fn mail(patient: &Patient<'_>) -> Vec<Finding> {
    let vitals = patient.vitals;
    if !vitals.sends_mail {
        return vec![Finding::advice("mail", "check-post-off", "check-post-off-mend")];
    }
    let mut findings = vec![match &vitals.mail_trouble {
        Some(trouble) => Finding::wrong("mail", "check-post-trouble", "check-post-trouble-mend")
            .with("what", trouble.clone()),
        None => Finding::well("mail", "check-post-well"),
    }];
    if vitals.mails_failed > 0 {
        let number = i64::try_from(vitals.mails_failed).unwrap_or(i64::MAX);
        findings
            .push(Finding::advice("mail", "check-post-failed", "check-post-failed-mend").with("n", number));
    }
    findings
}

/// Said only if something is wrong: an index that is behind mends itself.
fn search(patient: &Patient<'_>) -> Vec<Finding> {
    let trouble = patient.vitals.search_trouble.iter();
    let finding = |trouble: &String| {
        Finding::wrong("search", "check-search-trouble", "check-search-trouble-mend")
            .with("what", trouble.clone())
    };
    trouble.map(finding).collect()
}

#[cfg(test)]
mod tests {
    use artel_node::features::vitals::Vitals;
    use artel_node::federation::http_client::{HttpClient, NetworkPolicy, SystemResolver};

    use super::*;
    use crate::doctor::Level;
    use crate::settings::Settings;

    fn level_of_backup(vitals: Vitals) -> Level {
        let http = HttpClient::new(NetworkPolicy::default(), std::sync::Arc::new(SystemResolver));
        let settings = Settings::default();
        backup(&Patient { settings: &settings, vitals: &vitals, http: &http, running: true }).level
    }

    #[test]
    fn backups_are_judged_by_their_age() {
        let ago = |hours: u64| Some(now().minus(Duration::from_secs(hours * 3600)));
        let vitals = Vitals { nightly_backup: true, created: ago(1000), ..Vitals::default() };
        let last = |hours| Vitals { last_backup: ago(hours), ..vitals.clone() };
        assert_eq!(level_of_backup(last(5)), Level::Well);
        assert_eq!(level_of_backup(last(40)), Level::Advice);
        assert_eq!(level_of_backup(last(100)), Level::Wrong);
        assert_eq!(level_of_backup(vitals.clone()), Level::Wrong);
        assert_eq!(level_of_backup(Vitals { created: ago(2), ..vitals.clone() }), Level::Well);
        let failed = Vitals { backup_failure: Some("the disk is full".into()), ..last(5) };
        assert_eq!(level_of_backup(failed), Level::Wrong);
    }
}
