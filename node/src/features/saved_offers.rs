//! Searches for offers that somebody keeps, with what is new since they last looked. Nobody else learns of them.

use artel_protocol::{Name, Timestamp, as2, limits};
use serde::{Deserialize, Serialize};

use super::matching::browse::OfferQuery;
use crate::changes::Changes;
use crate::error::Refusal;
use crate::node::Node;
use crate::store::engine::Direction;
use crate::store::view::values;
use crate::store::{View, keys};

/// A search that an account keeps.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct SavedOffersRecord {
    pub number: u64,
    pub name: String,
    /// As in an address; see [`OfferQuery::parse`].
    pub query: String,
    /// Until when its owner has seen what it finds.
    pub seen: Timestamp,
}

/// A search that somebody keeps, and what it finds.
#[derive(Clone, Debug)]
pub struct SavedOffers {
    pub record: SavedOffersRecord,
    /// How many have come since its owner last looked.
    pub new: u64,
}

impl Node {
    /// Keeps a search under a name; one that is kept already gets this name instead of its own.
    ///
    /// # Errors
    /// A problem of the field `name`, or of one of the query's.
    pub async fn save_offer_search(&self, account: &Name, name: &str, query: &str) -> Result<(), Refusal> {
        let name = as2::shorten(name.trim(), limits::SAVED_NAME_CHARS);
        if name.is_empty() {
            return Err(Refusal::field("name", "saved-name-missing"));
        }
        let query = OfferQuery::parse(query)?.to_query();
        let (account, number) = (account.clone(), self.next_number());
        self.change(move |view, context| {
            let kept = saved(view, &account)?;
            let is_full = kept.len() >= limits::SAVED_SEARCHES;
            let record = match kept.into_iter().find(|kept| kept.query == query) {
                Some(same) => SavedOffersRecord { name, ..same },
                None if is_full => return Err(Refusal::field("name", "saved-too-many")),
                None => SavedOffersRecord { number, name, query, seen: context.now },
            };
            let mut changes = Changes::none();
            changes.put(keys::saved_offers_of(&account, record.number), &record);
            Ok(changes)
        })
        .await
        .map(|_| ())
    }

    /// The searches that somebody keeps, in the order of keeping, with how much is new in each.
    pub async fn saved_offer_searches(&self, account: &Name) -> Result<Vec<SavedOffers>, Refusal> {
        let account = account.clone();
        self.look(move |node| {
            let records = saved(&node.view()?, &account)?;
            let mut queries = Vec::with_capacity(records.len());
            for record in &records {
                queries.push((OfferQuery::parse(&record.query)?, record.seen));
            }
            let counts = node.count_new_offers(&queries)?;
            Ok(records.into_iter().zip(counts).map(|(record, new)| SavedOffers { record, new }).collect())
        })
        .await
    }

    /// Its owner looks at a search: nothing in it is new any more. Yields its query.
    ///
    /// # Errors
    /// 404 when there is none of this number.
    pub async fn look_at_saved(&self, account: &Name, number: u64) -> Result<String, Refusal> {
        let key = keys::saved_offers_of(account, number);
        let record: Option<SavedOffersRecord> = self.view()?.record(&key)?;
        let record = record.ok_or(NONE)?;
        let query = record.query.clone();
        self.change(move |view, context| {
            let mut changes = Changes::none();
            if view.contains(&key)? {
                changes.put(key, &SavedOffersRecord { seen: context.now, ..record });
            }
            Ok(changes)
        })
        .await?;
        Ok(query)
    }

    /// Forgets a search.
    pub async fn forget_saved(&self, account: &Name, number: u64) -> Result<(), Refusal> {
        let key = keys::saved_offers_of(account, number);
        self.change(move |_, _| {
            let mut changes = Changes::none();
            changes.delete(key);
            Ok(changes)
        })
        .await
        .map(|_| ())
    }
}

const NONE: Refusal = Refusal::Unknown("there is no such saved search");

fn saved(view: &View, account: &Name) -> Result<Vec<SavedOffersRecord>, Refusal> {
    Ok(values(view.records(&keys::saved_offers(account), Direction::Forward, limits::SAVED_SEARCHES)?))
}
