//! Compares the platform's own figures with ours. Pure: both sides are arguments.

use std::collections::{BTreeMap, BTreeSet};

use domain::{BusinessDay, Minor};

use super::own::{Own, OwnCurrency};

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
    /// What was charged in its own currency, if that is not the shop's: for the platform's side, whose sums leave it
    /// out, it contributes nothing.
    pub(crate) own: Option<Own>,
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
    /// What an earlier comparison found of days.
    pub(crate) earlier: BTreeMap<BusinessDay, Earlier>,
    /// The entries of the other days.
    pub(crate) entries: Vec<Entry>,
}

/// Our side of a day at an earlier comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Earlier {
    /// The sums that were compared.
    pub(crate) compared: Charged,
    /// The sums of what the platform has in other currencies.
    pub(crate) apart: Charged,
}

/// Why a day cannot be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unknown {
    /// Our sums are unknown.
    Sums,
    /// Our sums contain orders in other currencies, converted, that the platform's leave out, and they cannot be told
    /// apart any more.
    Currencies,
}

/// A day compared with the platform's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DayFound {
    pub(crate) day: BusinessDay,
    pub(crate) theirs: Charged,
    /// Our sums, without `apart`.
    pub(crate) ours: Result<Charged, Unknown>,
    /// The sums of what the platform has in other currencies, converted; `None` = unknown.
    pub(crate) apart: Option<Charged>,
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
    /// The currency of these amounts, if it is not the shop's.
    pub(crate) currency: Option<OwnCurrency>,
}

impl Charged {
    /// No sales.
    pub(crate) const NOTHING: Charged = Charged {
        total: 0,
        tax: Some(0),
        shipping: Some(0),
    };

    /// Only a total.
    fn of_total(total: Minor) -> Charged {
        Charged {
            total,
            tax: None,
            shipping: None,
        }
    }

    /// The sum of both; what one does not give is not in it.
    pub(crate) fn plus(&self, other: &Charged) -> Charged {
        let sum = |one: Option<i128>, other: Option<i128>| Some(one? + other?);
        Charged {
            total: self.total + other.total,
            tax: sum(self.tax, other.tax),
            shipping: sum(self.shipping, other.shipping),
        }
    }

    fn minus(&self, other: &Charged) -> Charged {
        self.plus(&Charged {
            total: -other.total,
            tax: other.tax.map(|tax| -tax),
            shipping: other.shipping.map(|shipping| -shipping),
        })
    }

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
        self.agrees(&Charged::NOTHING)
    }
}

impl DayFound {
    /// Whether the platform's report contradicts its orders.
    pub(crate) fn is_reported_otherwise(&self) -> bool {
        self.reported
            .is_some_and(|reported| !reported.agrees(&self.theirs))
    }

    /// Whether the day is equal on both sides; `None` = that cannot be known.
    pub(crate) fn is_equal(&self) -> Option<bool> {
        match self.differences.is_empty() {
            true => self.ours.ok().map(|ours| ours.agrees(&self.theirs)),
            false => Some(false),
        }
    }
}

/// Every day that the platform reports, in order, with its differences. An entry of zero on one side and no entry on
/// the other are equal. What the platform has in another currency is compared in that, and is in neither side's sums.
pub(crate) fn compare(theirs: &Side, ours: &Side) -> Vec<DayFound> {
    let (mut pairs, nothing) = (BTreeMap::new(), (None, None));
    for entry in &theirs.entries {
        pairs.entry((entry.day, &*entry.id)).or_insert(nothing).0 = Some(entry);
    }
    for entry in &ours.entries {
        pairs.entry((entry.day, &*entry.id)).or_insert(nothing).1 = Some(entry);
    }
    let mut differences: BTreeMap<BusinessDay, Vec<Difference>> = BTreeMap::new();
    let mut apart: BTreeMap<BusinessDay, Charged> = BTreeMap::new();
    let mut mixed = BTreeSet::new();
    for ((day, id), (theirs, our)) in pairs {
        let own = theirs.and_then(|it| it.own.as_ref());
        if own.is_some() {
            mixed.insert(day);
        }
        if let (Some(_), Some(our)) = (own, our) {
            let sum = apart.entry(day).or_insert(Charged::NOTHING);
            *sum = sum.plus(&our.charged);
        }
        if is_same(theirs, our) || ours.in_total_only.contains(&day) {
            continue;
        }
        let order = theirs.or(our).map(|it| it.order.clone());
        let amounts = |entry: Option<&Entry>| {
            let of_own = entry?.own.as_ref().filter(|_| own.is_some());
            Some(of_own.map_or(entry?.charged, |own| Charged::of_total(own.total)))
        };
        differences.entry(day).or_default().push(Difference {
            id: id.to_owned(),
            order: order.unwrap_or_default(),
            theirs: amounts(theirs),
            ours: amounts(our),
            currency: own.map(|own| own.currency.clone()),
        });
    }
    let days = theirs.days.iter().map(|(day, sums)| {
        let is_detailed = !ours.in_total_only.contains(day);
        let our = ours.days.get(day).copied().flatten();
        let apart = match is_detailed || !mixed.contains(day) {
            true => Some(apart.get(day).copied().unwrap_or(Charged::NOTHING)),
            // As long as the sums are those of an earlier comparison, so is their part in other currencies.
            false => ours.earlier.get(day).and_then(|earlier| {
                let sums = earlier.compared.plus(&earlier.apart);
                (our == Some(sums)).then_some(earlier.apart)
            }),
        };
        DayFound {
            day: *day,
            theirs: sums.unwrap_or_default(),
            ours: match (our, apart) {
                (Some(our), Some(apart)) => Ok(our.minus(&apart)),
                (Some(_), None) => Err(Unknown::Currencies),
                (None, _) => Err(Unknown::Sums),
            },
            apart: apart.filter(|_| our.is_some()),
            reported: theirs.reported.get(day).copied(),
            is_detailed,
            differences: differences.remove(day).unwrap_or_default(),
        }
    });
    days.collect()
}

fn is_same(theirs: Option<&Entry>, our: Option<&Entry>) -> bool {
    match (theirs, our) {
        (Some(Entry { own: Some(own), .. }), our) => match our {
            // Without its own amount, an earlier version converted it.
            Some(our) => our.own.as_ref().is_none_or(|our| our == own),
            None => own.total == 0,
        },
        (Some(theirs), Some(our)) => theirs.charged.agrees(&our.charged),
        (Some(one), None) | (None, Some(one)) => one.charged.is_nothing(),
        (None, None) => true,
    }
}

/// Why an entry differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reason {
    /// The platform has it, but we do not.
    MissingHere,
    /// The platform has it, but its newest version was rejected here.
    RejectedHere(domain::Reason),
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
            Reason::RejectedHere(_) => "rejected_here",
            Reason::MissingThere => "missing_there",
            Reason::VersionBehind => "version_behind",
            Reason::MappedOtherwise => "mapped_otherwise",
        }
    }
}

/// Rejected events, by the identity of their entries.
pub(crate) type Rejected = BTreeMap<String, domain::Reason>;

/// A difference with its reason, known after its order was fetched again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Explained {
    pub(crate) difference: Difference,
    pub(crate) reason: Reason,
    /// Whether the difference is gone now.
    pub(crate) is_mended: bool,
}

/// The differences of a day that were gone after its orders were fetched again, and those that remain. `rejected` are
/// the events that were rejected then.
pub(crate) fn explain(
    before: &[Difference],
    after: &[Difference],
    rejected: &Rejected,
) -> Vec<Explained> {
    let stays = |it: &&Difference| after.iter().any(|other| other.id == it.id);
    let mended = before.iter().filter(|it| !stays(it)).map(|it| Explained {
        difference: it.clone(),
        reason: reason(it, Reason::VersionBehind),
        is_mended: true,
    });
    let left = after.iter().map(|it| {
        let rejected = rejected.get(&it.id).filter(|_| it.theirs.is_some());
        let other = || reason(it, Reason::MappedOtherwise);
        Explained {
            difference: it.clone(),
            reason: rejected.map_or_else(other, |why| Reason::RejectedHere(*why)),
            is_mended: false,
        }
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
mod tests;
