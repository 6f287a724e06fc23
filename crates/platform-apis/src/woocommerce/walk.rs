//! Reads a list on from a mark, and passes over nothing while it changes.
//!
//! Pages by number shift when an order changes, so the lists of orders are read by the time of change: each page begins at the second
//! in which the one before ended. When a whole page lies in one second, as after an import, that second is read by ids. A refund
//! does not change, so its list can be counted through. Whoever counts looks whether the last one still stands where it stood: if
//! not, one before it is gone, and the stretch is begun anew.

use domain::Timestamp;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::cursor::{Counted, List, Mark};
use super::{PER_PAGE, PLATFORM, WooCommerce};
use crate::ApiError;
use crate::server::impossible;

/// Bodies come late: the last minute is read again.
const OVERLAP: i64 = 60;

/// An entry of a list.
pub(super) struct Entry {
    pub(super) head: Head,
    pub(super) body: Box<RawValue>,
}

/// What of an entry is needed to read on.
#[derive(Deserialize)]
pub(super) struct Head {
    pub(super) id: u64,
    /// Of a refund: its order.
    #[serde(default)]
    pub(super) parent_id: u64,
    #[serde(default)]
    date_created_gmt: Option<String>,
    #[serde(default)]
    date_modified_gmt: Option<String>,
    #[serde(default)]
    pub(super) refunds: Vec<Named>,
}

/// A refund as its order names it.
#[derive(Deserialize)]
pub(super) struct Named {}

/// Reads on in a list: the entries, and whether it is read to its end. `fields` are those that are asked for.
pub(super) async fn read_on(
    shop: &WooCommerce,
    list: List,
    fields: &str,
    mark: &mut Mark,
) -> Result<(Vec<Entry>, bool), ApiError> {
    let mut query = format!("dates_are_gmt=true&order=asc&per_page={PER_PAGE}&_fields={fields}");
    let mut say = |text: String| query.push_str(&text);
    match (list, mark.counted) {
        (List::Orders | List::Trash, Some(Counted { offset, .. })) => {
            say(format!("&orderby=id&offset={}", offset.saturating_sub(1)));
            say(format!("&modified_after={}", local(mark.from - 1)));
            say(format!("&modified_before={}", local(mark.from + 1)));
        }
        (List::Orders | List::Trash, None) => {
            say(format!(
                "&orderby=modified&modified_after={}",
                local(mark.from - 1)
            ));
        }
        (List::Refunds, counted) => {
            let offset = counted.unwrap_or_default().offset.saturating_sub(1);
            say(format!("&orderby=id&offset={offset}"));
            say(format!("&modified_after={}", local(mark.from - 1)));
        }
    }
    let route = match list {
        List::Orders => "/wc/v3/orders?status=any&",
        List::Trash => "/wc/v3/orders?status=trash&",
        List::Refunds => "/wc/v3/refunds?",
    };
    let answer = shop.get(&format!("{route}{query}")).await?;
    let entries = answer.entries("a list")?;
    let entries = entries.into_iter().map(entry);
    let entries: Vec<Entry> = entries.collect::<Result<_, _>>()?;
    let is_over = advance(list, mark, &entries)?;
    Ok((entries, is_over))
}

pub(super) fn entry(body: &RawValue) -> Result<Entry, ApiError> {
    let head = serde_json::from_str(body.get());
    Ok(Entry {
        head: head.map_err(|error| impossible(PLATFORM, "an entry of a list", &error))?,
        body: body.to_owned(),
    })
}

/// Moves the mark behind these entries; whether nothing comes behind them now.
fn advance(list: List, mark: &mut Mark, entries: &[Entry]) -> Result<bool, ApiError> {
    let (mut before, is_sorted) = (i64::MIN, list != List::Refunds && mark.counted.is_none());
    for entry in entries {
        let second = entry.head.second(list)?;
        if is_sorted && second < before {
            return Err(ApiError::Impossible {
                platform: PLATFORM,
                detail: "a list requested by time of change is not sorted by it; does a plug-in sort orders?".to_owned(),
            });
        }
        before = second;
        mark.newest = mark.newest.max(Some(second));
    }
    let is_short = entries.len() < PER_PAGE;
    let Some(last) = entries.last() else {
        if mark.counted.is_some_and(|counted| counted.offset > 0) {
            // Even the last one that was counted is gone.
            mark.counted = Some(Counted::default());
            return Ok(false);
        }
        return Ok(over(list, mark));
    };
    let until = last.head.second(list)?;
    match (list, mark.counted) {
        (List::Orders | List::Trash, None) if is_short => Ok(over(list, mark)),
        (List::Orders | List::Trash, None) => {
            if until <= mark.from {
                mark.counted = Some(Counted::default());
            }
            mark.from = until;
            Ok(false)
        }
        (_, counted) => {
            let counted = counted.unwrap_or_default();
            let stays = counted.last.is_none_or(|last| entries[0].head.id == last);
            if stays && is_short {
                return Ok(over(list, mark));
            }
            mark.counted = Some(match stays {
                true => Counted {
                    offset: counted.offset.saturating_sub(1) + entries.len(),
                    last: Some(last.head.id),
                },
                false => Counted::default(),
            });
            Ok(false)
        }
    }
}

/// At the end of a stretch: of a second that was counted through, or of the list.
fn over(list: List, mark: &mut Mark) -> bool {
    let counted = mark.counted.take();
    if list != List::Refunds && counted.is_some() {
        mark.from += 1;
        return false;
    }
    if let Some(newest) = mark.newest.take() {
        mark.from = newest - OVERLAP;
    }
    true
}

impl Head {
    /// The second of its change; a refund has only that of its creation.
    fn second(&self, list: List) -> Result<i64, ApiError> {
        let (name, text) = match list {
            List::Refunds => ("date_created_gmt", &self.date_created_gmt),
            List::Orders | List::Trash => ("date_modified_gmt", &self.date_modified_gmt),
        };
        utc(text.as_deref()).ok_or_else(|| ApiError::Impossible {
            platform: PLATFORM,
            detail: format!("{name} of an entry of a list is not a time"),
        })
    }
}

/// Reads a time as it is written, in UTC without saying so.
pub(super) fn utc(text: Option<&str>) -> Option<i64> {
    let at = Timestamp::parse_rfc3339(&format!("{}Z", text?.trim_end_matches('Z'))).ok()?;
    Some(at.millis().div_euclid(1_000))
}

/// A second as it is asked for.
fn local(second: i64) -> String {
    let text = Timestamp::from_millis(second.saturating_mul(1_000)).rfc3339_utc();
    text.get(..19).unwrap_or_default().to_owned()
}
