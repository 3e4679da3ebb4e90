//! The timeline: what those wrote or boosted whom actors of ours follow, newest first.

use std::collections::HashSet;

use artel_protocol::{Actor, Id, limits};

use super::lists::{Cursor, Page, Row, merged};
use super::reading::{Showing, Shown};
use crate::error::Refusal;
use crate::node::Node;
use crate::policy;
use crate::store::records::decode;
use crate::store::{View, keys};

/// An entry in a timeline.
#[derive(Clone, Debug)]
pub struct Told {
    pub shown: Shown,
    /// Who showed it, if it was not its author.
    pub boosted_by: Option<(Id, Option<Actor>)>,
}

/// How many rows are read at once.
const BATCH: usize = 50;

impl Node {
    /// What those wrote or boosted whom these actors of ours follow, newest first. What one of them has muted is not
    /// shown on its account; an entry stands on one page once.
    pub fn timeline(
        &self,
        readers: &[Id],
        before: Option<&Cursor>,
        limit: usize,
    ) -> Result<Page<Told>, Refusal> {
        let view = self.view()?;
        let showing = Showing::of(&view);
        let lists: Vec<_> = readers.iter().map(keys::home).collect();
        let (mut items, mut seen) = (Vec::new(), HashSet::new());
        let mut last: Option<Cursor> = before.cloned();
        for _ in 0..limits::ROWS_PER_PAGE / BATCH {
            let rows = merged(&view, &lists, last.as_ref(), BATCH)?;
            let is_end = rows.len() < BATCH;
            for row in rows {
                let told = match seen.contains(&row.place.id) {
                    true => None,
                    false => told(&view, &showing, &readers[row.list], &row)?,
                };
                if let Some(told) = told {
                    if items.len() == limit {
                        return Ok(Page { items, next: last });
                    }
                    seen.insert(row.place.id.clone());
                    items.push(told);
                }
                last = Some(row.place);
            }
            if is_end {
                return Ok(Page { items, next: None });
            }
        }
        Ok(Page { items, next: last })
    }
}

/// What a row shows to a reader: nothing if it is gone, muted, or for somebody else's eyes.
fn told(view: &View, showing: &Showing<'_>, reader: &Id, row: &Row) -> Result<Option<Told>, Refusal> {
    let Some(record) = view.entry(&row.place.id)?.filter(|record| record.hidden.is_none()) else {
        return Ok(None);
    };
    if !policy::may_read(view, reader, &record.entry)? || !is_heard(view, reader, &record.entry.author)? {
        return Ok(None);
    }
    let boosted_by = match row.value.is_empty() {
        true => None,
        false => Some(decode::<Id>(&row.value)?),
    };
    let boosted_by = match boosted_by {
        Some(booster) if !is_heard(view, reader, &booster)? => return Ok(None),
        Some(booster) => {
            let actor = view.actor(&booster)?;
            Some((booster, actor))
        }
        None => None,
    };
    Ok(Some(Told { shown: showing.show(record)?, boosted_by }))
}

/// Whether a reader sees somebody: they are neither muted by the reader nor blocked by the node, nor of a suspended
/// organisation.
pub(super) fn is_heard(view: &View, reader: &Id, whom: &Id) -> Result<bool, Refusal> {
    Ok(view.mute(reader, whom)?.is_none() && !view.is_blocked(whom)? && !view.is_silenced(whom)?)
}
