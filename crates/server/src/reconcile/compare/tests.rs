use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::sample::Index;

use domain::Currency;

use super::*;

fn day(number: i32) -> BusinessDay {
    BusinessDay::from_epoch_days(20_000 + number)
}

fn charged() -> impl Strategy<Value = Charged> {
    (-1_000..1_000i128, -100..100i128, -100..100i128).prop_map(|(total, tax, shipping)| Charged {
        total,
        tax: Some(tax),
        shipping: Some(shipping),
    })
}

/// A side whose days are the sums of their entries.
fn side(entries: Vec<Entry>) -> Side {
    let mut days: BTreeMap<BusinessDay, Charged> = BTreeMap::new();
    (0..3).for_each(|number| {
        days.insert(day(number), Charged::NOTHING);
    });
    for entry in &entries {
        let sum = days.entry(entry.day).or_default();
        *sum = sum.plus(&entry.charged);
    }
    Side {
        days: days
            .into_iter()
            .map(|(day, sums)| (day, Some(sums)))
            .collect(),
        entries,
        ..Side::default()
    }
}

fn entries() -> impl Strategy<Value = Vec<Entry>> {
    btree_map(0..40u32, (0..3, charged()), 0..20).prop_map(|all| {
        let entries = all.into_iter().map(|(id, (number, charged))| Entry {
            id: format!("woo:{id}"),
            order: format!("woo:{id}"),
            day: day(number),
            charged,
            own: None,
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
        prop_assert!(found.iter().all(|it| it.is_equal() == Some(true)));
    }

    #[test]
    fn the_differences_of_a_day_add_up_to_what_it_differs_by(theirs in entries(), ours in entries()) {
        for found in compare(&side(theirs), &side(ours)) {
            let total = |charged: Option<Charged>| charged.unwrap_or_default().total;
            let by_entry: i128 = found.differences.iter().map(|it| total(it.theirs) - total(it.ours)).sum();
            prop_assert_eq!(by_entry, found.theirs.total - total(found.ours.ok()));
            prop_assert_eq!(found.is_equal(), Some(found.differences.is_empty()));
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
        let explained = explain(&before, &after, &Rejected::new());
        let left: Vec<_> = explained.iter().filter(|it| !it.is_mended).map(|it| it.difference.clone()).collect();
        prop_assert_eq!(left, after.clone());
        for it in explained.iter().filter(|it| it.is_mended) {
            prop_assert!(after.iter().all(|other| other.id != it.difference.id));
            prop_assert_eq!(it.reason, Reason::MissingHere);
        }
    }
}

/// Entries of which the platform has some in another currency, as it sees them and as we do.
fn mixed_entries() -> impl Strategy<Value = (Vec<Entry>, Vec<Entry>)> {
    (entries(), vec(any::<bool>(), 20)).prop_map(|(ours, are_own)| {
        let (mut theirs, mut ours) = (ours.clone(), ours);
        for ((their, our), is_own) in theirs.iter_mut().zip(&mut ours).zip(are_own) {
            if is_own {
                let own = Own::of("USD", our.charged.total * 12_345);
                (their.charged, their.own, our.own) =
                    (Charged::NOTHING, Some(own.clone()), Some(own));
            }
        }
        (theirs, ours)
    })
}

proptest! {
    /// After its entries are gone, a day is what it was when they were compared, as long as its sums are the same.
    #[test]
    fn of_a_day_that_has_left_other_currencies_never_differ(
        (theirs, ours) in mixed_entries(),
        (is_compared, further, missing) in (any::<bool>(), 0..2i128, 0..2i128),
    ) {
        let (mut theirs, mut ours) = (side(theirs), side(ours));
        let before = compare(&theirs, &ours);
        prop_assert!(before.iter().all(|it| it.is_equal() == Some(true)));
        for found in before.iter().filter(|_| is_compared) {
            let earlier = Earlier { compared: found.ours.unwrap(), apart: found.apart.unwrap() };
            ours.earlier.insert(found.day, earlier);
        }
        ours.entries.clear();
        for day in ours.days.values_mut().chain(theirs.days.values_mut()) {
            let charged = day.as_mut().unwrap();
            charged.total += missing;
        }
        for (day, sums) in &mut ours.days {
            sums.as_mut().unwrap().total += further - missing;
            ours.in_total_only.insert(*day);
        }
        let is_own = |day| theirs.entries.iter().any(|it| it.day == day && it.own.is_some());
        for found in compare(&theirs, &ours) {
            let is_known = !is_own(found.day) || is_compared && further == 0;
            prop_assert_eq!(found.is_equal(), is_known.then_some(further == missing));
            prop_assert!(found.differences.is_empty());
        }
    }
}

#[test]
fn what_was_rejected_again_says_so_unless_the_platform_does_not_have_it() {
    let difference = |id: &str, (theirs, ours): (Option<i128>, Option<i128>)| Difference {
        id: id.to_owned(),
        order: id.to_owned(),
        theirs: theirs.map(Charged::of_total),
        ours: ours.map(Charged::of_total),
        currency: None,
    };
    let rejected = Rejected::from_iter(
        ["woo:1", "woo:3", "woo:4"].map(|id| (id.to_owned(), domain::Reason::NoRate)),
    );
    let rejected_here = Reason::RejectedHere(domain::Reason::NoRate);
    for (id, amounts, reason) in [
        ("woo:1", (Some(5), None), rejected_here),
        ("woo:2", (Some(5), None), Reason::MissingHere),
        ("woo:3", (Some(5), Some(4)), rejected_here),
        ("woo:4", (None, Some(4)), Reason::MissingThere),
    ] {
        let found = explain(&[], &[difference(id, amounts)], &rejected);
        assert_eq!(found[0].reason, reason, "{id}");
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
        own: None,
    };
    let theirs = side(vec![entry(5)]);
    let mut ours = side(vec![entry(4)]);
    ours.entries.clear();
    ours.in_total_only.insert(day(0));
    let found = &compare(&theirs, &ours)[0];
    assert_eq!(found.is_equal(), Some(false));
    assert!(!found.is_detailed && found.differences.is_empty());
    let same = side(vec![entry(4)]);
    assert_eq!(compare(&same, &ours)[0].is_equal(), Some(true));
}

#[test]
fn what_the_platform_has_in_another_currency_is_compared_in_that() {
    let dollars = Currency::from_code("USD").unwrap();
    let entry = |charged, own: Option<i128>| Entry {
        id: "woo:1".to_owned(),
        order: "woo:1".to_owned(),
        day: day(0),
        charged: Charged::of_total(charged),
        own: own.map(|total| Own {
            currency: dollars.into(),
            total,
        }),
    };
    let theirs = side(vec![entry(0, Some(1_200))]);
    for (ours, is_equal) in [
        (vec![entry(1_000, Some(1_200))], true),
        (vec![entry(1_000, Some(1_201))], false),
        // An earlier version kept only the converted amount.
        (vec![entry(1_000, None)], true),
        (Vec::new(), false),
    ] {
        let found = &compare(&theirs, &side(ours.clone()))[0];
        assert_eq!(found.is_equal(), Some(is_equal), "{ours:?}");
        assert_eq!(found.ours.map(|it| it.total), Ok(0), "{ours:?}");
        let named = found.differences.first();
        assert_eq!(named.is_none(), is_equal);
        if let Some(named) = named {
            assert_eq!(named.theirs, Some(Charged::of_total(1_200)));
            assert_eq!(named.currency, Some(dollars.into()));
        }
    }
    // What only we have is in our sums.
    let ours = side(vec![entry(1_000, Some(1_200))]);
    let found = &compare(&side(Vec::new()), &ours)[0];
    assert_eq!(found.ours.map(|it| it.total), Ok(1_000));
    assert_eq!(found.differences[0].ours, Some(Charged::of_total(1_000)));
}
