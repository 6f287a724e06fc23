//! Turns the result into its API form.

use api_types::{Charged, ReconciledDay, ReconciledOrder};
use domain::Currency;

use super::compare::{self, DayFound, Explained, explain};

/// How many differences of a day are named.
const NAMED: usize = 100;

/// A day, as it is after differing orders were fetched again.
pub(super) fn day(
    before: &DayFound,
    after: &DayFound,
    at: &str,
    currency: Currency,
) -> ReconciledDay {
    let explained = explain(&before.differences, &after.differences);
    let is_mended = |it: &&Explained| it.is_mended;
    ReconciledDay {
        day: after.day.to_string(),
        at: at.to_owned(),
        equal: after.is_equal(),
        theirs: charged(&after.theirs, currency),
        ours: after.ours.map(|ours| charged(&ours, currency)),
        reported: after.reported.map(|reported| charged(&reported, currency)),
        detail: detail(after),
        said: None,
        total: explained.len() as u64,
        mended: explained.iter().filter(is_mended).count() as u64,
        differences: named(explained, currency),
    }
}

fn named(mut explained: Vec<Explained>, currency: Currency) -> Vec<ReconciledOrder> {
    // Remaining differences come first: not all may fit.
    explained.sort_by_key(|it| it.is_mended);
    let orders = explained.into_iter().take(NAMED).map(|it| {
        let found = it.difference;
        let amounts = |of: Option<compare::Charged>| {
            of.map(|it| charged(&it, found.currency.unwrap_or(currency)))
        };
        ReconciledOrder {
            theirs: amounts(found.theirs),
            ours: amounts(found.ours),
            currency: found.currency.map(|it| it.code().to_owned()),
            id: found.id,
            reason: it.reason.as_str().to_owned(),
            mended: it.is_mended,
        }
    });
    orders.collect()
}

/// The explanation of a difference in which no order can be named.
fn detail(found: &DayFound) -> Option<String> {
    if !found.differences.is_empty() {
        return None;
    }
    let detail = match (found.is_equal(), found.ours, found.is_detailed) {
        (true, ..) if found.is_reported_otherwise() => {
            "the platform's report has another sum than its orders; it may be hours behind"
        }
        (true, ..) => return None,
        (false, None, _) => "our sums of the day are unknown",
        (false, Some(_), false) => {
            "the day's orders are no longer kept one by one: what differs came or changed after the day was closed"
        }
        (false, Some(_), true) => {
            "no order differs, but the sums of the day do: some orders here belong to nothing there"
        }
    };
    Some(detail.to_owned())
}

fn charged(charged: &compare::Charged, currency: Currency) -> Charged {
    Charged {
        total: currency.format(charged.total),
        tax: charged.tax.map(|tax| currency.format(tax)),
        shipping: charged.shipping.map(|shipping| currency.format(shipping)),
    }
}
