//! The sums of orders over some days by channel or by country.

use crate::{BusinessDay, Dimension, Slice, SliceSums, Slices};

/// Why the channels and countries of a day's orders are not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unsliced {
    /// The day is so long ago that nothing of it is kept.
    NotKept,
    /// They were not recorded: the day was before the first server that records them.
    NotRecorded,
}

/// A day by slice, as a store has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DaySlices {
    /// The day.
    pub day: BusinessDay,
    /// The sums of all of its orders.
    pub sums: SliceSums,
    /// The sums of orders with a known channel, and of those with a known country. Empty slices are left out.
    pub slices: Slices,
    /// Why the slices are not known; `None` if they are.
    pub unknown: Option<Unsliced>,
}

impl DaySlices {
    /// Why its slices are not known, if there is anything to split.
    fn unknown(&self) -> Option<Unsliced> {
        let is_empty = self.sums.is_zero() && self.unknown == Some(Unsliced::NotRecorded);
        self.unknown.filter(|_| !is_empty)
    }
}

/// The sums of orders by the values of a dimension.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breakdown {
    /// All orders.
    pub total: SliceSums,
    /// The values with any sum, in order of falling revenue. `None` is the row of orders without a value.
    pub rows: Vec<(Option<Slice>, SliceSums)>,
    /// The rows left out: how many, and their sum.
    pub rest: Option<(usize, SliceSums)>,
}

impl Breakdown {
    /// Adds up days.
    ///
    /// # Errors
    /// The newest day whose slices are not known, and why.
    pub fn of(
        dimension: Dimension,
        days: &[DaySlices],
    ) -> Result<Breakdown, (BusinessDay, Unsliced)> {
        let mut newest_first = days.iter().rev();
        if let Some(unknown) = newest_first.find_map(|day| Some((day.day, day.unknown()?))) {
            return Err(unknown);
        }
        let (mut total, mut slices) = (SliceSums::ZERO, Slices::default());
        for day in days {
            total += day.sums;
            day.slices
                .of(dimension)
                .for_each(|(slice, sums)| slices.add(slice, sums));
        }
        let mut without = total;
        slices.each().for_each(|(_, sums)| without -= sums);
        let with_value = slices.each().map(|(slice, sums)| (Some(slice), sums));
        let mut rows: Vec<_> = with_value.chain([(None, without)]).collect();
        rows.retain(|(_, sums)| !sums.is_zero());
        // The sort is stable: of equal rows the lower number comes first, and the one without a value last.
        rows.sort_by_key(|(_, sums)| {
            let [orders, revenue, ..] = sums.0;
            (std::cmp::Reverse(revenue), std::cmp::Reverse(orders))
        });
        Ok(Breakdown {
            total,
            rows,
            rest: None,
        })
    }

    /// Adds empty rows for all values that only `other` has, after the rows with revenue.
    #[must_use]
    pub fn with_values_of(mut self, other: &Breakdown) -> Breakdown {
        for (slice, _) in &other.rows {
            if self.rows.iter().all(|(of, _)| of != slice) {
                self.rows.push((*slice, SliceSums::ZERO));
            }
        }
        self
    }

    /// Keeps only the first rows; the others become the rest.
    #[must_use]
    pub fn top(mut self, rows: usize) -> Breakdown {
        if rows < self.rows.len() {
            let rest = self.rows.split_off(rows);
            let mut sums = SliceSums::ZERO;
            rest.iter().for_each(|(_, row)| sums += *row);
            self.rest = Some((rest.len(), sums));
        }
        self
    }

    /// The sums of a value; 0 if it has none.
    pub fn get(&self, slice: Option<Slice>) -> SliceSums {
        let row = self.rows.iter().find(|(of, _)| *of == slice);
        row.map_or(SliceSums::ZERO, |(_, sums)| *sums)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Channel, Country};

    const DAY: BusinessDay = BusinessDay::from_epoch_days(20_000);

    fn slice(number: u8) -> Slice {
        Channel::of_number(number).unwrap().into()
    }

    fn day(day: i32, total: [i128; 4], slices: &[(Slice, [i128; 4])]) -> DaySlices {
        DaySlices {
            day: DAY + day,
            sums: SliceSums(total),
            slices: slices
                .iter()
                .map(|(slice, sums)| (*slice, SliceSums(*sums)))
                .collect(),
            unknown: None,
        }
    }

    #[test]
    fn what_has_no_value_is_what_the_others_leave() {
        let country: Slice = Country::from_code("DE").unwrap().into();
        let days = [
            day(
                0,
                [3, 900, 30, 5],
                &[(slice(1), [1, 500, 30, 0]), (country, [3, 900, 30, 5])],
            ),
            day(1, [1, 100, 0, 0], &[(slice(0), [1, 100, 0, 0])]),
        ];
        let channels = Breakdown::of(Dimension::Channel, &days).unwrap();
        assert_eq!(channels.total, SliceSums([4, 1_000, 30, 5]));
        let rows = [
            (Some(slice(1)), SliceSums([1, 500, 30, 0])),
            (None, SliceSums([2, 400, 0, 5])),
            (Some(slice(0)), SliceSums([1, 100, 0, 0])),
        ];
        assert_eq!((&*channels.rows, channels.rest), (&rows[..], None));
        assert_eq!(channels.get(Some(slice(5))), SliceSums::ZERO);
        let more = Breakdown::of(Dimension::Channel, &days[1..]).unwrap();
        let more = more.with_values_of(&channels);
        let values: Vec<_> = more.rows.iter().map(|(slice, _)| *slice).collect();
        assert_eq!(values, [Some(slice(0)), Some(slice(1)), None]);
        assert_eq!(more.get(None), SliceSums::ZERO);
        let top = channels.top(1);
        assert_eq!(top.rows, rows[..1]);
        assert_eq!(top.rest, Some((2, SliceSums([3, 500, 0, 5]))));
        let countries = Breakdown::of(Dimension::Country, &days).unwrap().top(2);
        assert_eq!(countries.rows[0].0, Some(country));
        assert_eq!((countries.rows.len(), countries.rest), (2, None));
    }

    #[test]
    fn a_range_with_a_day_that_is_not_known_is_not_known() {
        let mut days = [
            day(0, [0; 4], &[]),
            day(1, [1, 1, 0, 0], &[]),
            day(2, [1, 1, 0, 0], &[]),
        ];
        days[0].unknown = Some(Unsliced::NotRecorded);
        assert!(
            Breakdown::of(Dimension::Channel, &days).is_ok(),
            "nothing was sold"
        );
        days[1].unknown = Some(Unsliced::NotRecorded);
        let unknown = Breakdown::of(Dimension::Channel, &days);
        assert_eq!(unknown, Err((DAY + 1, Unsliced::NotRecorded)));
        days[0].unknown = Some(Unsliced::NotKept);
        assert_eq!(
            Breakdown::of(Dimension::Channel, &days[..1]),
            Err((DAY, Unsliced::NotKept))
        );
    }
}
