//! What the child writes, and how a reader sees whether it is all there: everything follows from the commit's number.

use std::collections::BTreeMap;

use artel_node::store::{Batch, Direction, END_KEY, FIRST_KEY, Reader, StoreError};

/// The changes of commit `number`: a record and its index rows, the head, and now and then an older record goes.
pub fn batch(number: u64) -> Batch {
    let mut batch = Batch::new();
    for (key, value) in rows(number) {
        batch.put(key, value);
    }
    batch.put("head", number.to_string());
    if let Some(older) = deleted_by(number) {
        for (key, _) in rows(older) {
            batch.delete(key);
        }
    }
    batch
}

/// What is not as it must be after `last` commits: nothing lost, nothing half-applied, nothing from beyond.
///
/// # Errors
/// When the store cannot be read.
pub fn first_fault(store: &dyn Reader, last: u64) -> Result<Option<String>, StoreError> {
    let mut expected = expected(last);
    let mut from = FIRST_KEY.to_vec();
    loop {
        let records = store.range(&from, END_KEY, Direction::Forward, 200)?;
        let Some((end, _)) = records.last() else { break };
        from = [&end[..], &[0]].concat();
        for (key, value) in &records {
            match expected.remove(&key[..]) {
                None => return Ok(Some(format!("{} is there and must not be", key.escape_ascii()))),
                Some(number) if !is_right(key, value, number) => {
                    return Ok(Some(format!("{} is not of commit {number}", key.escape_ascii())));
                }
                Some(_) => {}
            }
        }
    }
    let missing = expected.into_iter().next();
    Ok(missing.map(|(key, number)| format!("{} of commit {number} is missing", key.escape_ascii())))
}

/// Every key that is there after `last` commits, and the commit that wrote it.
fn expected(last: u64) -> BTreeMap<Vec<u8>, u64> {
    let mut keys = BTreeMap::new();
    for number in 1..=last {
        keys.extend(row_keys(number).map(|key| (key.into_bytes(), number)));
        if let Some(older) = deleted_by(number) {
            row_keys(older).for_each(|key| {
                keys.remove(key.as_bytes());
            });
        }
    }
    if last > 0 {
        keys.insert(b"head".to_vec(), last);
    }
    keys
}

fn is_right(key: &[u8], value: &[u8], number: u64) -> bool {
    match key {
        b"head" => value == number.to_string().as_bytes(),
        key if key.starts_with(b"o/") => value == content(number),
        _ => value == number.to_be_bytes(),
    }
}

fn rows(number: u64) -> impl Iterator<Item = (String, Vec<u8>)> {
    row_keys(number)
        .enumerate()
        .map(move |(at, key)| (key, if at == 0 { content(number) } else { number.to_be_bytes().to_vec() }))
}

fn row_keys(number: u64) -> impl Iterator<Item = String> {
    let author = mix(number) % 7;
    [
        format!("o/{number:010}"),
        format!("i/author/{author}/{number:010}"),
        format!("i/time/{number:010}"),
        format!("i/tag/{:03}/{number:010}", mix(number + 1) % 500),
    ]
    .into_iter()
}

/// Between 100 bytes and 3 KB; every sixteenth has 60 KB, so that a few thousand commits fill a memtable.
fn content(number: u64) -> Vec<u8> {
    let size = if number.is_multiple_of(16) { 60_000 } else { 100 + mix(number) % 3_000 };
    (0..size).map(|at| (mix(number ^ (at / 8) << 32) >> (8 * (at % 8))) as u8).collect()
}

fn deleted_by(number: u64) -> Option<u64> {
    number.checked_sub(40).filter(|older| *older > 0 && older.is_multiple_of(3))
}

/// Spreads the bits of a number (splitmix64).
pub fn mix(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}
