//! Archives that cannot be written. Each shop has a note in the store, and all shops with the same place share one
//! alert: a bucket that is away is one problem, however many shops use it.

use std::collections::BTreeMap;

use domain::{ShopId, Timestamp};
use ports::{Presence, StoreError};
use serde::{Deserialize, Serialize};

/// The prefix of the notes.
const FAILS: &str = "archive/";
/// A note that was not renewed for this long, in milliseconds, is outdated: no server writes an archive any more.
const STALE: i64 = 60 * 60 * 1_000;

/// Why a shop's archive cannot be written. Fields may be added.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Trouble {
    /// The last attempt, in milliseconds since 1970.
    pub(super) at: i64,
    /// Since when it has failed, in milliseconds since 1970.
    pub(super) since: i64,
    /// Where the archive is.
    pub(super) place: String,
    pub(super) why: String,
}

/// A place that cannot be written to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failing {
    /// What is wrong, for people: how many shops wait, which of them has waited longest, and the reason.
    pub(crate) detail: String,
    /// Since when.
    pub(crate) since: Timestamp,
    /// The waiting shops, each with its problem.
    pub(crate) shops: BTreeMap<String, String>,
}

/// Records why a shop's archive cannot be written.
///
/// # Errors
/// Any kind.
#[cfg(feature = "parquet")]
pub(super) async fn note(
    store: &dyn Presence,
    shop: &ShopId,
    trouble: &Trouble,
) -> Result<(), StoreError> {
    // Made of strings and numbers, which always have a JSON form.
    let text = serde_json::to_string(trouble).unwrap_or_default();
    store.set_note(&format!("{FAILS}{shop}"), Some(&text)).await
}

/// Removes that note.
///
/// # Errors
/// Any kind.
pub(super) async fn clear(store: &dyn Presence, shop: &ShopId) -> Result<(), StoreError> {
    store.set_note(&format!("{FAILS}{shop}"), None).await
}

/// The places that cannot be written to, from the notes of a store.
pub(crate) fn failing(notes: &[(String, String)], now: Timestamp) -> BTreeMap<String, Failing> {
    let mut places: BTreeMap<String, BTreeMap<&str, Trouble>> = BTreeMap::new();
    for (name, text) in notes {
        let shop = name.strip_prefix(FAILS);
        let trouble = serde_json::from_str::<Trouble>(text).ok();
        if let Some((shop, trouble)) = shop.zip(trouble)
            && now.millis().saturating_sub(trouble.at) < STALE
        {
            let place = places.entry(trouble.place.clone()).or_default();
            place.insert(shop, trouble);
        }
    }
    let places = places.into_iter().filter_map(|(place, shops)| {
        let (worst, trouble) = shops.iter().min_by_key(|(_, trouble)| trouble.since)?;
        let why = &trouble.why;
        let detail = match shops.len() {
            1 => format!("the archive of `{worst}` could not be written: {why}"),
            count => format!(
                "the archives of {count} shops could not be written, that of `{worst}` for the longest time: {why}"
            ),
        };
        let since = Timestamp::from_millis(trouble.since);
        let of_shop = |(shop, trouble): (&str, Trouble)| {
            let detail = format!("the archive could not be written: {}", trouble.why);
            (shop.to_owned(), detail)
        };
        let shops = shops.into_iter().map(of_shop).collect();
        Some((place, Failing { detail, since, shops }))
    });
    places.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(shop: &str, at: i64, since: i64, place: &str) -> (String, String) {
        let why = format!("{shop} is full");
        let trouble = Trouble {
            at,
            since,
            place: place.to_owned(),
            why,
        };
        let text = serde_json::to_string(&trouble).unwrap();
        (format!("archive/{shop}"), text)
    }

    #[test]
    fn a_place_is_one_trouble_until_nobody_renews_it() {
        let notes = [
            note("acme", 2_000, 1_000, "s3://one"),
            note("beta", 2_500, 500, "s3://one"),
            note("zeta", 2_000, 2_000, "/two"),
            ("archive/odd".to_owned(), "soon".to_owned()),
            ("books/acme".to_owned(), "1000 differs".to_owned()),
        ];
        let found = |now| failing(&notes, Timestamp::from_millis(now));
        let both = found(3_000);
        let said = |place: &str| (&*both[place].detail, both[place].since.millis());
        assert_eq!(both.len(), 2);
        assert_eq!(
            said("s3://one"),
            (
                "the archives of 2 shops could not be written, that of `beta` for the longest time: beta is full",
                500
            )
        );
        assert_eq!(
            said("/two"),
            (
                "the archive of `zeta` could not be written: zeta is full",
                2_000
            )
        );
        let of_acme = "the archive could not be written: acme is full";
        assert_eq!(both["s3://one"].shops["acme"], of_acme);
        let later = found(2_000 + STALE);
        assert_eq!(later.keys().collect::<Vec<_>>(), ["s3://one"]);
        assert_eq!(later["s3://one"].shops.len(), 1);
        assert!(found(2_500 + STALE).is_empty());
    }
}
