//! The shops with the most trouble, of many.

use std::collections::BTreeMap;
use std::sync::Arc;

use telemetry::Snapshot;
use telemetry::labels::{OfOrders, OfRejects};

use super::refusal::Refusal;

/// How many there are at most.
pub(crate) const MOST: usize = 20;

/// The shops with the most trouble, and what they were ranked by.
pub(crate) struct Worst {
    /// Sorted by name.
    pub(crate) shops: Vec<String>,
    orders: Arc<Snapshot<OfOrders, u64>>,
    rejects: Arc<Snapshot<OfRejects, u64>>,
    refusals: Vec<Refusal>,
}

impl Worst {
    /// First those whose orders are refused, then those with most refused events, then the busiest. Nothing is ranked
    /// again if nothing has changed since `before`.
    pub(crate) fn of(
        orders: &Arc<Snapshot<OfOrders, u64>>,
        rejects: &Arc<Snapshot<OfRejects, u64>>,
        refusals: Vec<Refusal>,
        before: Option<Worst>,
    ) -> Worst {
        let is_same = |before: &Worst| {
            Arc::ptr_eq(&before.orders, orders)
                && Arc::ptr_eq(&before.rejects, rejects)
                && before.refusals == refusals
        };
        before.filter(is_same).unwrap_or_else(|| Worst {
            shops: rank(orders, rejects, &refusals),
            orders: Arc::clone(orders),
            rejects: Arc::clone(rejects),
            refusals,
        })
    }
}

fn rank(
    orders: &Snapshot<OfOrders, u64>,
    rejects: &Snapshot<OfRejects, u64>,
    refusals: &[Refusal],
) -> Vec<String> {
    /// Whether orders are refused, the number of refused events, the number of orders.
    type Load = (bool, u64, u64);
    let mut loads: BTreeMap<&str, Load> = BTreeMap::new();
    for (of, count) in orders.all() {
        loads.entry(of.shop.as_str()).or_default().2 += count;
    }
    for (of, count) in rejects.all() {
        loads.entry(of.shop.as_str()).or_default().1 += count;
    }
    for refusal in refusals.iter().filter(|refusal| !refusal.is_over) {
        loads.entry(&refusal.shop).or_default().0 = true;
    }
    let mut loads: Vec<(Load, &str)> = loads.into_iter().map(|(shop, of)| (of, shop)).collect();
    loads.sort_by(|one, other| other.cmp(one));
    let worst = loads.into_iter().take(MOST);
    let mut worst: Vec<String> = worst.map(|(_, shop)| shop.to_owned()).collect();
    worst.sort_unstable();
    worst
}

#[cfg(test)]
mod tests {
    use telemetry::catalogue::{ORDERS, REJECTS};
    use telemetry::labels::Outcome;

    use super::*;

    #[test]
    fn shops_are_ranked_again_only_after_a_change() {
        for (number, shop) in (1..=30).map(|number| (number, format!("worst-{number:02}"))) {
            let of = OfOrders::new(&*shop, Outcome::Accepted);
            ORDERS.series(of).add(number);
        }
        REJECTS
            .series(OfRejects::new("worst-03", "malformed"))
            .add(1);
        let (orders, rejects) = (ORDERS.snapshot_since(None), REJECTS.snapshot_since(None));
        let ranked =
            |refusals: &[Refusal], before| Worst::of(&orders, &rejects, refusals.to_vec(), before);
        let refusal = Refusal {
            shop: "worst-01".to_owned(),
            host: "here".to_owned(),
            is_over: false,
            detail: "it is full".to_owned(),
        };
        let mut first = ranked(std::slice::from_ref(&refusal), None);
        assert_eq!(first.shops.len(), MOST);
        assert!(first.shops.is_sorted());
        let has = |worst: &Worst, shop: &str| worst.shops.iter().any(|it| it == shop);
        assert!(
            has(&first, "worst-01") && has(&first, "worst-03"),
            "they have trouble"
        );
        assert!(
            has(&first, "worst-30") && !has(&first, "worst-02"),
            "the others are busy"
        );
        // Nobody else writes this, so it shows whether they were ranked again.
        first.shops = vec!["as before".to_owned()];
        let second = ranked(&[refusal], Some(first));
        assert_eq!(second.shops, ["as before"]);
        let third = ranked(&[], Some(second));
        assert!(!has(&third, "worst-01") && has(&third, "worst-03"));
        let more = REJECTS.snapshot_since(None);
        let mut third = Some(third);
        third.as_mut().unwrap().shops.clear();
        let fourth = Worst::of(&orders, &more, Vec::new(), third);
        assert_eq!(fourth.shops.len(), MOST, "other measurements");
    }
}
