//! Compares the platform's own figures with ours. Pure: both sides are arguments.

use std::collections::{BTreeMap, BTreeSet};

use domain::BusinessDay;

/// Amounts in minor units of the shop's currency, signed as they add to a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Charged {
    /// The total charged.
    pub(crate) total: i128,
    /// The tax in it; `None` = not given.
    pub(crate) tax: Option<i128>,
    /// The shipping in it, without tax; `None` = not given.
    pub(crate) shipping: Option<i128>,
}

/// An order, a refund or an edit on one side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Its identity, the same on both sides.
    pub(crate) id: String,
    /// The identity of its order; empty if unknown.
    pub(crate) order: String,
    /// The day that it belongs to.
    pub(crate) day: BusinessDay,
    /// Its contribution to the day.
    pub(crate) charged: Charged,
}

/// One side: days with their sums, and the entries of these days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Side {
    /// Each day; `None` = its sums are not known.
    pub(crate) days: BTreeMap<BusinessDay, Option<Charged>>,
    /// The day's sums in the platform's own report, which may be hours behind.
    pub(crate) reported: BTreeMap<BusinessDay, Charged>,
    /// Days whose single entries are not known.
    pub(crate) in_total_only: BTreeSet<BusinessDay>,
    /// The entries of the other days.
    pub(crate) entries: Vec<Entry>,
}

/// A day compared with the platform's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DayFound {
    pub(crate) day: BusinessDay,
    pub(crate) theirs: Charged,
    pub(crate) ours: Option<Charged>,
    /// The sums in the platform's report, if it has one.
    pub(crate) reported: Option<Charged>,
    /// Whether our entries of the day are known, so that differences can be named.
    pub(crate) is_detailed: bool,
    /// The differences, by identity.
    pub(crate) differences: Vec<Difference>,
}

/// An entry that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Difference {
    pub(crate) id: String,
    pub(crate) order: String,
    pub(crate) theirs: Option<Charged>,
    pub(crate) ours: Option<Charged>,
}

impl Charged {
    /// Whether everything that both sides give is equal.
    fn agrees(&self, other: &Charged) -> bool {
        let same = |one: Option<i128>, other: Option<i128>| {
            one.is_none() || other.is_none() || one == other
        };
        self.total == other.total
            && same(self.tax, other.tax)
            && same(self.shipping, other.shipping)
    }

    fn is_nothing(&self) -> bool {
        self.agrees(&Charged {
            total: 0,
            tax: Some(0),
            shipping: Some(0),
        })
    }
}

impl DayFound {
    /// Whether the platform's report contradicts its orders.
    pub(crate) fn is_reported_otherwise(&self) -> bool {
        self.reported
            .is_some_and(|reported| !reported.agrees(&self.theirs))
    }

    /// Whether the day is equal on both sides.
    pub(crate) fn is_equal(&self) -> bool {
        self.differences.is_empty() && self.ours.is_some_and(|ours| ours.agrees(&self.theirs))
    }
}

/// Every day that the platform reports, in order, with its differences. An entry of zero on one side and no entry on
/// the other are equal.
pub(crate) fn compare(theirs: &Side, ours: &Side) -> Vec<DayFound> {
    let (mut pairs, nothing) = (BTreeMap::new(), (None, None));
    for entry in &theirs.entries {
        pairs.entry((entry.day, &*entry.id)).or_insert(nothing).0 = Some(entry);
    }
    for entry in &ours.entries {
        pairs.entry((entry.day, &*entry.id)).or_insert(nothing).1 = Some(entry);
    }
    let mut differences: BTreeMap<BusinessDay, Vec<Difference>> = BTreeMap::new();
    for ((day, id), (theirs, our)) in pairs {
        let charged = |entry: Option<&Entry>| entry.map(|entry| entry.charged);
        let (theirs_order, our_order) = (theirs.map(|it| &it.order), our.map(|it| &it.order));
        let (theirs, our) = (charged(theirs), charged(our));
        let is_same = theirs.unwrap_or_default().agrees(&our.unwrap_or_default());
        let is_same = match (theirs, our) {
            (Some(_), Some(_)) => is_same,
            (Some(one), None) | (None, Some(one)) => one.is_nothing(),
            (None, None) => true,
        };
        if is_same || ours.in_total_only.contains(&day) {
            continue;
        }
        differences.entry(day).or_default().push(Difference {
            id: id.to_owned(),
            order: theirs_order.or(our_order).cloned().unwrap_or_default(),
            theirs,
            ours: our,
        });
    }
    let days = theirs.days.iter().map(|(day, sums)| DayFound {
        day: *day,
        theirs: sums.unwrap_or_default(),
        ours: ours.days.get(day).copied().flatten(),
        reported: theirs.reported.get(day).copied(),
        is_detailed: !ours.in_total_only.contains(day),
        differences: differences.remove(day).unwrap_or_default(),
    });
    days.collect()
}

/// Why an entry differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reason {
    /// The platform has it, but we do not.
    MissingHere,
    /// We have it, but the platform does not.
    MissingThere,
    /// We had an older version of it.
    VersionBehind,
    /// Its newest version counts differently here and there.
    MappedOtherwise,
}

impl Reason {
    /// The stable name.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Reason::MissingHere => "missing_here",
            Reason::MissingThere => "missing_there",
            Reason::VersionBehind => "version_behind",
            Reason::MappedOtherwise => "mapped_otherwise",
        }
    }
}

/// A difference with its reason, known after its order was fetched again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Explained {
    pub(crate) difference: Difference,
    pub(crate) reason: Reason,
    /// Whether the difference is gone now.
    pub(crate) is_mended: bool,
}

/// The differences of a day that were gone after its orders were fetched again, and those that remain.
pub(crate) fn explain(before: &[Difference], after: &[Difference]) -> Vec<Explained> {
    let stays = |it: &&Difference| after.iter().any(|other| other.id == it.id);
    let mended = before.iter().filter(|it| !stays(it)).map(|it| Explained {
        difference: it.clone(),
        reason: reason(it, Reason::VersionBehind),
        is_mended: true,
    });
    let left = after.iter().map(|it| Explained {
        difference: it.clone(),
        reason: reason(it, Reason::MappedOtherwise),
        is_mended: false,
    });
    mended.chain(left).collect()
}

fn reason(difference: &Difference, of_both: Reason) -> Reason {
    match (&difference.theirs, &difference.ours) {
        (Some(_), None) => Reason::MissingHere,
        (None, _) => Reason::MissingThere,
        (Some(_), Some(_)) => of_both,
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::{btree_map, vec};
    use proptest::prelude::*;
    use proptest::sample::Index;

    use super::*;

    fn day(number: i32) -> BusinessDay {
        BusinessDay::from_epoch_days(20_000 + number)
    }

    fn charged() -> impl Strategy<Value = Charged> {
        (-1_000..1_000i128, -100..100i128, -100..100i128).prop_map(|(total, tax, shipping)| {
            Charged {
                total,
                tax: Some(tax),
                shipping: Some(shipping),
            }
        })
    }

    /// A side whose days are the sums of their entries.
    fn side(entries: Vec<Entry>) -> Side {
        let mut days: BTreeMap<BusinessDay, Charged> = BTreeMap::new();
        (0..3).for_each(|number| {
            let nothing = Charged {
                total: 0,
                tax: Some(0),
                shipping: Some(0),
            };
            days.insert(day(number), nothing);
        });
        for entry in &entries {
            let sum = days.entry(entry.day).or_default();
            let add = |a: Option<i128>, b: Option<i128>| Some(a? + b?);
            sum.total += entry.charged.total;
            sum.tax = add(sum.tax, entry.charged.tax);
            sum.shipping = add(sum.shipping, entry.charged.shipping);
        }
        Side {
            days: days
                .into_iter()
                .map(|(day, sums)| (day, Some(sums)))
                .collect(),
            in_total_only: BTreeSet::new(),
            reported: BTreeMap::new(),
            entries,
        }
    }

    fn entries() -> impl Strategy<Value = Vec<Entry>> {
        btree_map(0..40u32, (0..3, charged()), 0..20).prop_map(|all| {
            let entries = all.into_iter().map(|(id, (number, charged))| Entry {
                id: format!("woo:{id}"),
                order: format!("woo:{id}"),
                day: day(number),
                charged,
            });
            entries.collect()
        })
    }

    proptest! {
        #[test]
        fn what_is_the_same_is_equal_whatever_the_order(all in entries()) {
            let mut turned = all.clone();
            turned.reverse();
            let found = compare(&side(all), &side(turned));
            prop_assert_eq!(found.len(), 3);
            prop_assert!(found.iter().all(DayFound::is_equal));
        }

        #[test]
        fn the_differences_of_a_day_add_up_to_what_it_differs_by(theirs in entries(), ours in entries()) {
            for found in compare(&side(theirs), &side(ours)) {
                let total = |charged: Option<Charged>| charged.unwrap_or_default().total;
                let by_entry: i128 = found.differences.iter().map(|it| total(it.theirs) - total(it.ours)).sum();
                prop_assert_eq!(by_entry, found.theirs.total - total(found.ours));
                prop_assert_eq!(found.is_equal(), found.differences.is_empty());
            }
        }

        #[test]
        fn what_is_left_out_or_changed_is_named_and_nothing_else(
            all in entries(),
            faults in vec((any::<Index>(), any::<bool>()), 1..4),
        ) {
            prop_assume!(!all.is_empty());
            let (mut ours, mut changed) = (all.clone(), BTreeMap::new());
            for (index, is_left_out) in faults {
                let id = index.get(&all).id.clone();
                changed.insert(id, is_left_out);
            }
            ours.retain_mut(|entry| {
                entry.charged.total += i128::from(changed.contains_key(&entry.id));
                changed.get(&entry.id) != Some(&true)
            });
            let found = compare(&side(all.clone()), &side(ours));
            let named: BTreeSet<&str> = found.iter().flat_map(|it| &it.differences).map(|it| &*it.id).collect();
            let is_seen = |id: &&str| {
                let own = all.iter().find(|entry| entry.id == **id);
                changed[*id] != own.is_some_and(|it| it.charged.is_nothing()) || !changed[*id]
            };
            let expected: BTreeSet<&str> = changed.keys().map(|id| &**id).filter(is_seen).collect();
            prop_assert_eq!(named, expected);
        }

        #[test]
        fn what_is_gone_afterwards_was_mended(before in entries(), after in entries()) {
            let found = |all: Vec<Entry>| {
                let nothing = side(Vec::new());
                compare(&side(all), &nothing).into_iter().flat_map(|it| it.differences).collect::<Vec<_>>()
            };
            let (before, after) = (found(before), found(after));
            let explained = explain(&before, &after);
            let left: Vec<_> = explained.iter().filter(|it| !it.is_mended).map(|it| it.difference.clone()).collect();
            prop_assert_eq!(left, after.clone());
            for it in explained.iter().filter(|it| it.is_mended) {
                prop_assert!(after.iter().all(|other| other.id != it.difference.id));
                prop_assert_eq!(it.reason, Reason::MissingHere);
            }
        }
    }

    #[test]
    fn what_only_one_side_tells_does_not_differ() {
        let told = |tax| Charged {
            total: 119,
            tax,
            shipping: Some(0),
        };
        assert!(told(Some(19)).agrees(&told(None)));
        assert!(!told(Some(19)).agrees(&told(Some(18))));
        let untold = Charged {
            total: 0,
            tax: None,
            shipping: None,
        };
        assert!(untold.is_nothing());
    }

    #[test]
    fn of_a_day_that_has_left_the_sums_are_compared_alone() {
        let entry = |total| Entry {
            id: "woo:1".to_owned(),
            order: "woo:1".to_owned(),
            day: day(0),
            charged: Charged {
                total,
                tax: None,
                shipping: None,
            },
        };
        let theirs = side(vec![entry(5)]);
        let mut ours = side(vec![entry(4)]);
        ours.entries.clear();
        ours.in_total_only.insert(day(0));
        let found = &compare(&theirs, &ours)[0];
        assert!(!found.is_equal() && !found.is_detailed && found.differences.is_empty());
        let same = side(vec![entry(4)]);
        assert!(compare(&same, &ours)[0].is_equal());
    }
}
