//! Reads a list from a mark onwards, without skipping anything when the list changes.
//!
//! Numbered pages shift when an order changes, so lists of orders are read by time of change: each page begins at the
//! second in which the previous one ended. If a whole page falls into one second, as after an import, that second is
//! read by id. Refunds do not change, so their list can be read by count. Each step checks that the last entry is still
//! in its place; if it is not, an earlier one is gone, and the stretch is read again.

use domain::Timestamp;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::cursor::{Counted, List, Mark};
use super::{PER_PAGE, PLATFORM, WooCommerce};
use crate::ApiError;
use crate::server::impossible;

/// Changes appear late, so the last minute is read again.
pub(super) const OVERLAP: i64 = 60;

/// An entry of a list.
pub(super) struct Entry {
    pub(super) head: Head,
    pub(super) body: Box<RawValue>,
}

/// The part of an entry that is needed to continue.
#[derive(Deserialize)]
pub(super) struct Head {
    pub(super) id: u64,
    /// For a refund, its order.
    #[serde(default)]
    pub(super) parent_id: u64,
    #[serde(default)]
    date_created_gmt: Option<String>,
    #[serde(default)]
    date_modified_gmt: Option<String>,
    #[serde(default)]
    pub(super) refunds: Vec<Named>,
}

/// A refund as named by its order.
#[derive(Deserialize)]
pub(super) struct Named {}

/// Continues reading a list. Returns the entries, and whether the end is reached. `fields` are the requested fields. The
/// next round begins before `now` at the latest.
pub(super) async fn read_on(
    shop: &WooCommerce,
    list: List,
    fields: &str,
    mark: &mut Mark,
    now: i64,
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
    let total = answer.header("x-wp-total").and_then(|it| it.parse().ok());
    let is_over = advance(list, mark, &entries, now, total)?;
    Ok((entries, is_over))
}

pub(super) fn entry(body: &RawValue) -> Result<Entry, ApiError> {
    let head = serde_json::from_str(body.get());
    Ok(Entry {
        head: head.map_err(|error| impossible(PLATFORM, "an entry of a list", &error))?,
        body: body.to_owned(),
    })
}

/// Moves the mark past these entries. Returns whether nothing follows for now: some sites give shorter pages than asked, so
/// the `total` of the list counts if the site says it.
fn advance(
    list: List,
    mark: &mut Mark,
    entries: &[Entry],
    now: i64,
    total: Option<usize>,
) -> Result<bool, ApiError> {
    let read = entries.len() + mark.counted.map_or(0, |it| it.offset.saturating_sub(1));
    let is_short = entries.len() < PER_PAGE && total.is_none_or(|total| total <= read);
    let (mut before, is_sorted) = (i64::MIN, list != List::Refunds && mark.counted.is_none());
    for entry in entries {
        let second = entry.head.second(list)?;
        if is_sorted && second < before {
            return Err(ApiError::Impossible {
                platform: PLATFORM,
                detail: "a list requested by time of change is not sorted by it; does a plug-in sort orders?".to_owned(),
            });
        }
        // If nothing follows, nothing is asked again.
        if list != List::Refunds && second < mark.from && !is_short {
            return Err(ApiError::Impossible {
                platform: PLATFORM,
                detail: "a list is not limited to the time that was asked for; WooCommerce does that since 5.8: \
                         does a cache or a plug-in answer instead?"
                    .to_owned(),
            });
        }
        before = second;
        mark.newest = mark.newest.max(Some(second));
    }
    let Some(last) = entries.last() else {
        if mark.counted.is_some_and(|counted| counted.offset > 0) {
            // Even the last entry read is gone.
            mark.counted = Some(Counted::default());
            return Ok(false);
        }
        return Ok(over(list, mark, now));
    };
    let until = last.head.second(list)?;
    match (list, mark.counted) {
        (List::Orders | List::Trash, None) if is_short => Ok(over(list, mark, now)),
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
            // A total that is too high must not lead in a circle.
            if stays && (is_short || read <= counted.offset) {
                return Ok(over(list, mark, now));
            }
            mark.counted = Some(match stays {
                true => Counted {
                    offset: read,
                    last: Some(last.head.id),
                },
                false => Counted::default(),
            });
            Ok(false)
        }
    }
}

/// Ends a stretch: a second read by id, or the list.
fn over(list: List, mark: &mut Mark, now: i64) -> bool {
    let counted = mark.counted.take();
    if list != List::Refunds && counted.is_some() {
        mark.from += 1;
        return false;
    }
    // A change in the future, because of a wrong clock or a plug-in, must not hide those that come until then.
    let reached = mark.newest.take().map_or(mark.from, |it| it - OVERLAP);
    mark.from = reached.min(now - OVERLAP);
    true
}

impl Head {
    /// The second of its change; for a refund, of its creation.
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

/// Reads a UTC time that is written without an offset.
pub(super) fn utc(text: Option<&str>) -> Option<i64> {
    let at = Timestamp::parse_rfc3339(&format!("{}Z", text?.trim_end_matches('Z'))).ok()?;
    Some(at.millis().div_euclid(1_000))
}

/// A second in the form of the query.
fn local(second: i64) -> String {
    let text = Timestamp::from_millis(second.saturating_mul(1_000)).rfc3339_utc();
    text.get(..19).unwrap_or_default().to_owned()
}
