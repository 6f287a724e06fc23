//! Turns the result into its API form.

use api_types::{Charged, ReconciledDay, ReconciledOrder};
use domain::Currency;

use super::compare::{self, DayFound, Explained, Reason, Rejected, Unknown, explain};
use super::own::OwnCurrency;

/// How many differences of a day are named.
const NAMED: usize = 100;

/// A day, as it is after differing orders were fetched again.
pub(super) fn day(
    before: &DayFound,
    after: &DayFound,
    rejected: &Rejected,
    at: &str,
    currency: Currency,
) -> ReconciledDay {
    let explained = explain(&before.differences, &after.differences, rejected);
    let is_mended = |it: &&Explained| it.is_mended;
    let currency = OwnCurrency::from(currency);
    let charged = |it: compare::Charged| charged(&it, &currency);
    ReconciledDay {
        day: after.day.to_string(),
        at: at.to_owned(),
        equal: after.is_equal(),
        theirs: charged(after.theirs),
        ours: after.ours.ok().map(charged),
        other_currencies: after.apart.map(charged),
        reported: after.reported.map(charged),
        detail: detail(after),
        said: None,
        total: explained.len() as u64,
        mended: explained.iter().filter(is_mended).count() as u64,
        differences: named(explained, &currency),
    }
}

fn named(mut explained: Vec<Explained>, currency: &OwnCurrency) -> Vec<ReconciledOrder> {
    // Remaining differences come first: not all may fit.
    explained.sort_by_key(|it| it.is_mended);
    let orders = explained.into_iter().take(NAMED).map(|it| {
        let found = it.difference;
        let amounts = |of: Option<compare::Charged>| {
            of.map(|it| charged(&it, found.currency.as_ref().unwrap_or(currency)))
        };
        ReconciledOrder {
            theirs: amounts(found.theirs),
            ours: amounts(found.ours),
            currency: found.currency.as_ref().map(|it| it.code().to_owned()),
            id: found.id,
            reason: it.reason.as_str().to_owned(),
            rejected: match it.reason {
                Reason::RejectedHere(why) => Some(why.as_str().to_owned()),
                _ => None,
            },
            mended: it.is_mended,
        }
    });
    orders.collect()
}

/// What there is to say of a day of which no order can be named.
fn detail(found: &DayFound) -> Option<String> {
    if !found.differences.is_empty() {
        return None;
    }
    let detail = match (found.ours, found.is_equal()) {
        (Err(Unknown::Sums), _) => "our sums of the day are unknown",
        (Err(Unknown::Currencies), _) => {
            "the day's orders are no longer kept one by one, and some are in other currencies: our sums contain them, but the platform's do not"
        }
        (Ok(_), Some(true)) if found.is_reported_otherwise() => {
            "the platform's report has another sum than its orders; it may be hours behind"
        }
        (Ok(_), Some(true)) => return None,
        (Ok(_), _) if !found.is_detailed => {
            "the day's orders are no longer kept one by one: what differs came or changed after the day was closed"
        }
        (Ok(_), _) => {
            "no order differs, but the sums of the day do: some orders here belong to nothing there"
        }
    };
    Some(detail.to_owned())
}

fn charged(charged: &compare::Charged, currency: &OwnCurrency) -> Charged {
    Charged {
        total: currency.format(charged.total),
        tax: charged.tax.map(|tax| currency.format(tax)),
        shipping: charged.shipping.map(|shipping| currency.format(shipping)),
    }
}
