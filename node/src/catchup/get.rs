//! Handing out activities by their names.

use artel_protocol::limits;
use artel_protocol::message::Sid;
use artel_protocol::message::get::{Found as Held, Get, Gone, Got};

use super::since::{Found, found};
use crate::error::Refusal;
use crate::store::View;

/// What one activity takes in an answer beside its bytes, at most.
const OVERHEAD: usize = 128;

/// What is here of the activities that are asked for, as much as fits. `sets` are those that the asker may read.
pub fn answer(view: &View, sets: &[Sid], ask: &Get) -> Result<Got, Refusal> {
    let (mut got, mut size) = (Got::default(), 256);
    for aid in &ask.aids {
        let mut known = None;
        for sid in sets {
            known = found(view, sid, aid)?;
            if known.is_some() {
                break;
            }
        }
        let next = OVERHEAD
            + match &known {
                Some(Found::Held(bytes) | Found::Gone { delete: bytes, .. }) => bytes.len(),
                None => 0,
            };
        if size + next > limits::GET_BYTES {
            break;
        }
        size += next;
        match known {
            Some(Found::Held(activity)) => got.found.push(Held { activity, aid: *aid }),
            Some(Found::Gone { delete, seconds }) => got.gone.push(Gone { delete, aid: *aid, seconds }),
            None => got.missing.push(*aid),
        }
    }
    Ok(got)
}
