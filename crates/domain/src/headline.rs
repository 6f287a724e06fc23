//! The sales figure that a shop puts first, and its comparison.

use crate::Measure::{Orders, Revenue};
use crate::{DERIVED, DayRecord, Measure, Sums, Totals, Unknown};

/// A sales figure that a shop may put first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Headline {
    /// Gross revenue.
    #[default]
    Gross,
    /// Net revenue: without discounts and returns.
    Net,
    /// Total sales: net revenue with shipping, tax and fees.
    Total,
}

impl Headline {
    /// Every headline, in this order.
    pub const ALL: [Headline; 3] = [Headline::Gross, Headline::Net, Headline::Total];

    /// Its name in settings.
    pub const fn name(self) -> &'static str {
        match self {
            Headline::Gross => "gross",
            Headline::Net => "net",
            Headline::Total => "total",
        }
    }

    /// The headline with this name; `None` = no headline has it.
    pub fn named(name: &str) -> Option<Headline> {
        Headline::ALL.into_iter().find(|it| it.name() == name)
    }

    /// The name of its figure.
    pub const fn figure(self) -> &'static str {
        match self {
            Headline::Gross => "revenue",
            Headline::Net => "net_revenue",
            Headline::Total => "total_sales",
        }
    }

    /// Its value for some sums, in minor units.
    pub fn of(self, sums: &Sums) -> i128 {
        let parts = self.parts().iter();
        parts
            .map(|(measure, sign)| sums[*measure] * i128::from(*sign))
            .sum()
    }

    /// Whether each hour of a day is known, so that an hour without any had none.
    pub fn is_by_hour(self, day: &DayRecord) -> bool {
        self.parts()
            .iter()
            .all(|(measure, _)| is_by_hour(day, *measure))
    }

    fn parts(self) -> &'static [(Measure, i8)] {
        let derived = DERIVED.iter().find(|def| def.name == self.figure());
        derived.map_or(&[(Revenue, 1)], |def| def.of)
    }
}

fn is_by_hour(day: &DayRecord, measure: Measure) -> bool {
    let of_hours: i128 = day.hours.iter().map(|hour| hour[measure]).sum();
    of_hours == day.sums[measure] && !day.unknown.has(measure)
}

/// A board's day and its comparison days until the last whole hour: net revenue and total sales are kept by the hour,
/// so no minute within one is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WholeHours {
    /// The hour until which sums are taken; `None` = the day is over, and whole days count.
    pub until: Option<u8>,
    /// The board's day.
    pub today: Result<Totals, Unknown>,
    /// The day before.
    pub yesterday: Result<Totals, Unknown>,
    /// The same weekday a week ago.
    pub last_week: Result<Totals, Unknown>,
}

impl WholeHours {
    /// The sums of three days until the current minute of the board's day.
    pub(crate) fn until(
        minute: Option<u16>,
        [today, yesterday, last_week]: [&DayRecord; 3],
    ) -> WholeHours {
        // A day has 24 hours.
        let until = minute.map(|minute| (minute / 60) as u8);
        let of = |day| summed(day, until);
        WholeHours {
            until,
            today: of(today),
            yesterday: of(yesterday),
            last_week: of(last_week),
        }
    }
}

fn summed(day: &DayRecord, until: Option<u8>) -> Result<Totals, Unknown> {
    let unknown = day.unknown_by_hour();
    let Some(until) = until else {
        return match unknown {
            Some(Unknown::NotKept) => Err(Unknown::NotKept),
            _ => Ok(day.totals()),
        };
    };
    if let Some(unknown) = unknown {
        return Err(unknown);
    }
    // A dropped day keeps the hours of only a few measures.
    if !is_by_hour(day, Orders) || !Headline::ALL.iter().all(|it| it.is_by_hour(day)) {
        return Err(Unknown::TotalsOnly);
    }
    let mut sums = Sums::ZERO;
    for hour in &day.hours[..usize::from(until).min(day.hours.len())] {
        sums += *hour;
    }
    Ok(Totals::new(sums, None))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::BusinessDay;
    use crate::Measure::{Discounts, Fees, Returns, Shipping, Tax};

    const DAY: BusinessDay = BusinessDay::from_epoch_days(17_602);

    /// A day with orders at seven and at nine, and a return at nine.
    fn day() -> DayRecord {
        let mut day = DayRecord::empty(DAY);
        day.hours[7] = Sums::from([
            (Orders, 2),
            (Revenue, 1_000),
            (Discounts, 50),
            (Shipping, 490),
        ]);
        day.hours[9] = Sums::from([
            (Orders, 1),
            (Revenue, 300),
            (Returns, 120),
            (Tax, 7),
            (Fees, 3),
        ]);
        day.sums = day.hours[7];
        day.sums += day.hours[9];
        day
    }

    #[test]
    fn each_is_made_of_its_sums() {
        let sums = day().sums;
        assert_eq!(Headline::ALL.map(|it| it.of(&sums)), [1_300, 1_130, 1_630]);
        for headline in Headline::ALL {
            assert_eq!(Headline::named(headline.name()), Some(headline));
            let totals = Totals::new(sums, None);
            assert_eq!(totals.named(headline.figure()), Some(headline.of(&sums)));
        }
        assert_eq!(Headline::named("Gross"), None);
    }

    #[test]
    fn an_hour_that_is_not_over_is_left_out_on_every_day() {
        let (today, empty) = (day(), DayRecord::empty(DAY));
        let net = |minute| {
            let hours = WholeHours::until(minute, [&today, &today, &empty]);
            let net = |day: &Result<Totals, Unknown>| day.as_ref().unwrap().named("net_revenue");
            (
                hours.until,
                [&hours.today, &hours.yesterday, &hours.last_week].map(net),
            )
        };
        assert_eq!(
            net(Some(7 * 60 + 59)),
            (Some(7), [Some(0), Some(0), Some(0)])
        );
        assert_eq!(
            net(Some(8 * 60)),
            (Some(8), [Some(950), Some(950), Some(0)])
        );
        assert_eq!(
            net(Some(1_440)),
            (Some(24), [Some(1_130), Some(1_130), Some(0)])
        );
        assert_eq!(net(None), (None, [Some(1_130), Some(1_130), Some(0)]));
    }

    #[test]
    fn what_is_kept_of_orders_and_revenue_alone_makes_no_net_revenue() {
        let mut left = day();
        for hour in &mut left.hours {
            *hour = Sums::from([(Orders, hour[Orders]), (Revenue, hour[Revenue])]);
        }
        assert_eq!(
            Headline::ALL.map(|it| it.is_by_hour(&left)),
            [true, false, false]
        );
        let whole = day();
        let hours = WholeHours::until(Some(600), [&whole, &left, &whole]);
        assert_eq!(hours.yesterday, Err(Unknown::TotalsOnly));
        assert_eq!(hours.last_week, hours.today);
        // For a day that is over, totals are enough.
        assert!(
            WholeHours::until(None, [&whole, &left, &whole])
                .yesterday
                .is_ok()
        );
    }
}
