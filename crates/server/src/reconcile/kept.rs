//! Keeps the result in the store, in one document per shop; differences are in a note that raises an alert.

use api_types::{ReconciledDay, Reconciliation};
use domain::ShopId;
use pipeline::{change_document, forget_document, load_document};
use ports::{Presence, StoreError};
use serde::{Deserialize, Serialize};

/// The most days that are kept.
const DAYS: usize = 400;
/// The prefix of the notes about shops with differences.
const DIFFERS: &str = "books/";
const WHAT: &str = "a shop's reconciliation";

/// A shop's document. Fields may be added.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Kept {
    pub(super) last: Option<Reconciliation>,
    /// When a server began the nightly comparison, in milliseconds since 1970.
    pub(super) begun: i64,
    /// That server, if others can see whether it lives.
    pub(super) server: String,
}

fn name(shop: &ShopId) -> String {
    format!("reconciliation/{shop}")
}

/// The last result; `None` = nothing was ever compared.
///
/// # Errors
/// Any kind.
pub(crate) async fn read(
    store: &dyn Presence,
    shop: &ShopId,
) -> Result<Option<Reconciliation>, StoreError> {
    let kept: Kept = load_document(store, &name(shop), WHAT).await?;
    Ok(kept.last.map(restored))
}

/// A result as it is in the document. There, a day that cannot be compared is not equal, because earlier versions read
/// and write only whether it is.
fn stored(mut found: Reconciliation) -> Reconciliation {
    for day in &mut found.days {
        day.equal.get_or_insert(false);
    }
    found
}

/// A result from the document.
fn restored(mut found: Reconciliation) -> Reconciliation {
    for day in &mut found.days {
        if day.ours.is_none() && day.mended == day.total {
            day.equal = None;
        }
    }
    found.equal = are_equal(&found.days);
    found
}

/// Changes the document, even if others change it at the same time; `change` returns whether there is something to
/// change.
pub(super) async fn change(
    store: &dyn Presence,
    shop: &ShopId,
    change: impl Fn(&mut Kept) -> bool + Send + Sync,
) -> Result<Option<Kept>, StoreError> {
    change_document(store, &name(shop), WHAT, change).await
}

/// Keeps a result: its days replace earlier results for the same days.
pub(super) async fn keep(
    store: &dyn Presence,
    shop: &ShopId,
    found: &Reconciliation,
) -> Result<Reconciliation, StoreError> {
    let merged = |kept: &mut Kept| {
        let mut found = found.clone();
        let before = kept
            .last
            .take()
            .filter(|last| last.platform == found.platform);
        let known: Vec<_> = before.into_iter().flat_map(|last| last.days).collect();
        let is_new = |day: &String| found.days.iter().any(|it| it.day == *day);
        let old: Vec<_> = known.into_iter().filter(|it| !is_new(&it.day)).collect();
        found.days.extend(old);
        found.days.sort_by(|one, other| other.day.cmp(&one.day));
        found.days.truncate(DAYS);
        kept.last = Some(stored(restored(found)));
        true
    };
    let kept = change(store, shop, merged).await?;
    let kept = kept.and_then(|kept| kept.last).map(restored);
    let kept = kept.unwrap_or_default();
    let note = sentence(&kept);
    store
        .set_note(&format!("{DIFFERS}{shop}"), note.as_deref())
        .await?;
    Ok(kept)
}

/// Whether every day that can be compared is equal; `None` = there is no such day.
pub(super) fn are_equal(days: &[ReconciledDay]) -> Option<bool> {
    let mut known = days.iter().filter_map(|day| day.equal).peekable();
    known.peek()?;
    Some(known.all(|is_equal| is_equal))
}

/// The alert's text about days that differ.
fn sentence(kept: &Reconciliation) -> Option<String> {
    let differ: Vec<&str> = kept
        .days
        .iter()
        .filter(|it| it.equal == Some(false))
        .map(|it| &*it.day)
        .collect();
    let newest = differ.first()?;
    let platform = kept.platform.as_deref().unwrap_or_default();
    let what = match &differ[..] {
        [day] => format!("{day} differs from {platform}'s own figures"),
        days => format!(
            "{} days differ from {platform}'s own figures, {newest} the newest",
            days.len()
        ),
    };
    Some(format!(
        "{what}; `livetill reconcile --shop {}` names the orders",
        kept.shop
    ))
}

/// The shops whose figures differ from their platforms', with the alert's text, from the notes of a store.
pub(crate) fn differing(notes: &[(String, String)]) -> impl Iterator<Item = (&str, &str)> {
    notes
        .iter()
        .filter_map(|(name, text)| Some((name.strip_prefix(DIFFERS)?, &**text)))
}

/// Forgets the results of a shop.
///
/// # Errors
/// Any kind.
pub(crate) async fn forget(store: &dyn Presence, shop: &ShopId) -> Result<(), StoreError> {
    forget_document(store, &name(shop)).await?;
    store.set_note(&format!("{DIFFERS}{shop}"), None).await
}

#[cfg(test)]
mod tests {
    use api_types::Charged;

    use super::*;

    #[test]
    fn a_day_that_cannot_be_compared_raises_no_alert() {
        let found = |days: &[Option<bool>]| {
            let days = days
                .iter()
                .enumerate()
                .map(|(number, equal)| ReconciledDay {
                    day: format!("2026-03-{}", 30 - number),
                    equal: *equal,
                    ..ReconciledDay::default()
                });
            let days: Vec<ReconciledDay> = days.collect();
            let equal = are_equal(&days);
            let found = Reconciliation {
                days,
                ..Reconciliation::default()
            };
            (equal, sentence(&found))
        };
        assert_eq!(found(&[]), (None, None));
        assert_eq!(found(&[None, None]), (None, None));
        assert_eq!(found(&[None, Some(true)]), (Some(true), None));
        let (equal, alert) = found(&[None, Some(false), Some(true)]);
        assert_eq!(equal, Some(false));
        assert!(alert.is_some_and(|text| text.starts_with("2026-03-29 differs")));
    }

    #[test]
    fn earlier_versions_read_what_is_kept_and_what_they_kept_is_read() {
        let day = |ours: bool, equal, total| ReconciledDay {
            ours: ours.then(Charged::default),
            equal,
            total,
            ..ReconciledDay::default()
        };
        let days = vec![
            day(true, Some(true), 0),
            day(true, Some(false), 0),
            day(false, Some(false), 2),
            day(false, None, 0),
        ];
        let found = Reconciliation {
            equal: are_equal(&days),
            days,
            ..Reconciliation::default()
        };
        let kept = stored(found.clone());
        let equal: Vec<_> = kept.days.iter().map(|day| day.equal).collect();
        assert_eq!(equal, [Some(true), Some(false), Some(false), Some(false)]);
        assert_eq!(restored(kept), found);
        // It was the only day that was said to differ.
        let before = stored(Reconciliation {
            equal: Some(false),
            days: vec![day(true, Some(true), 0), day(false, Some(false), 0)],
            ..Reconciliation::default()
        });
        assert_eq!(restored(before).equal, Some(true));
    }
}
