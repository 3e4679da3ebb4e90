//! What the machine gives the node: time, room, memory, file descriptors.

use std::path::Path;

use artel_node::store::folder;
use rustix::process::{Resource, getrlimit};

use super::{Finding, Patient, now};

/// The least room on a disk, in bytes.
const LEAST_ROOM: u64 = 1024 * 1024 * 1024;
/// Below this a person should make room soon, in bytes.
const LITTLE_ROOM: u64 = 5 * LEAST_ROOM;
/// A clock before the release of this version is wrong: 2026-11-01.
const RELEASED_MS: i64 = 1_793_491_200_000;
/// Other servers refuse what is signed at a time that is this far from theirs, in milliseconds.
const CLOCK_WRONG_MS: i64 = 5 * 60_000;
const CLOCK_INEXACT_MS: i64 = 30_000;
/// Each connection takes a file descriptor.
const FEW_DESCRIPTORS: u64 = 4096;
/// Below this the system may end the node to get memory, in kB.
const LITTLE_MEMORY_KB: u64 = 100 * 1024;

pub(super) fn check(patient: &Patient<'_>) -> Vec<Finding> {
    let data = &patient.settings.data;
    let mut findings = vec![clock(patient.vitals.clocks_ahead_ms), disk(data)];
    if let Some(backups) = &patient.settings.backup.folder {
        findings.push(backup_disk(backups));
    }
    findings.push(descriptors());
    findings.extend(memory());
    findings
}

fn clock(ahead_ms: Option<i64>) -> Finding {
    let says = now();
    if says.0 < RELEASED_MS {
        let wrong = Finding::wrong("clock", "check-clock-past", "check-clock-mend");
        return wrong.with("what", says.to_rfc3339());
    }
    let Some(ahead_ms) = ahead_ms else {
        return Finding::well("clock", "check-clock-alone").with("what", says.to_rfc3339());
    };
    let seconds = ahead_ms.abs() / 1000;
    match ahead_ms.abs() {
        CLOCK_WRONG_MS.. => Finding::wrong("clock", "check-clock-wrong", "check-clock-mend"),
        CLOCK_INEXACT_MS..CLOCK_WRONG_MS => {
            Finding::advice("clock", "check-clock-inexact", "check-clock-mend")
        }
        _ => Finding::well("clock", "check-clock-well"),
    }
    .with("seconds", seconds)
}

fn disk(data: &Path) -> Finding {
    let Some(room) = folder::room(data) else { return Finding::well("disk", "check-disk-unknown") };
    match room {
        0..LEAST_ROOM => Finding::wrong("disk", "check-disk-full", "check-disk-mend"),
        LEAST_ROOM..LITTLE_ROOM => Finding::advice("disk", "check-disk-little", "check-disk-mend"),
        _ => Finding::well("disk", "check-disk-well"),
    }
    .with("mb", mb(room))
}

fn backup_disk(backups: &Path) -> Finding {
    let name = backups.display().to_string();
    if !backups.is_dir() {
        let missing =
            Finding::wrong("backup disk", "check-backup-disk-missing", "check-backup-disk-missing-mend");
        return missing.with("what", name);
    }
    match folder::room(backups) {
        Some(room) if room < LEAST_ROOM => {
            let full =
                Finding::advice("backup disk", "check-backup-disk-little", "check-backup-disk-little-mend");
            full.with("mb", mb(room)).with("what", name)
        }
        room => Finding::well("backup disk", "check-backup-disk-well")
            .with("mb", mb(room.unwrap_or_default()))
            .with("what", name),
    }
}

fn mb(bytes: u64) -> i64 {
    i64::try_from(bytes / 1_000_000).unwrap_or(i64::MAX)
}

/// The node raises its limit to the highest that it may have.
fn descriptors() -> Finding {
    let most = getrlimit(Resource::Nofile).maximum.unwrap_or(u64::MAX);
    match most {
        ..FEW_DESCRIPTORS => {
            Finding::advice("descriptors", "check-descriptors-few", "check-descriptors-mend")
                .with("n", i64::try_from(most).unwrap_or(i64::MAX))
        }
        _ => Finding::well("descriptors", "check-descriptors-well"),
    }
}

/// Only Linux tells, in a file.
fn memory() -> Option<Finding> {
    let told = std::fs::read_to_string("/proc/meminfo").ok()?;
    let line = told.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    let kb: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    let finding = match kb {
        ..LITTLE_MEMORY_KB => Finding::advice("memory", "check-memory-little", "check-memory-mend"),
        _ => Finding::well("memory", "check-memory-well"),
    };
    Some(finding.with("mb", mb(kb.saturating_mul(1024))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Level;

    #[test]
    fn a_clock_is_judged_by_those_of_others() {
        assert_eq!(clock(Some(-400)).level, Level::Well);
        assert_eq!(clock(Some(-31_000)).level, Level::Advice);
        assert_eq!(clock(Some(3_600_000)).level, Level::Wrong);
        assert_eq!(clock(None).level, Level::Well);
    }
}
