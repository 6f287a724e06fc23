//! A copy of what items sold and got back on a day, to be put together without the shop's lock.

use domain::ItemDay;

/// The items of a retained day, as they were at one moment.
#[derive(Debug, Default)]
pub(crate) struct SoldItems {
    pub(crate) has_amounts: bool,
    pub(super) units: Vec<(u32, i64)>,
    /// The figures besides units.
    pub(super) amounts: Vec<(u32, ItemDay)>,
}

impl SoldItems {
    /// All figures of each item, by number.
    pub(crate) fn joined(mut self) -> Vec<(u32, ItemDay)> {
        self.units.sort_unstable_by_key(|(item, _)| *item);
        self.amounts.sort_unstable_by_key(|(item, _)| *item);
        let mut items = Vec::with_capacity(self.units.len());
        let mut amounts = self.amounts.into_iter().peekable();
        for (item, units) in self.units {
            while let Some(only_back) = amounts.next_if(|(other, _)| *other < item) {
                items.push(only_back);
            }
            let figures = amounts.next_if(|(other, _)| *other == item);
            let figures = figures.map(|(_, figures)| figures).unwrap_or_default();
            items.push((item, ItemDay { units, ..figures }));
        }
        items.extend(amounts);
        items
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_that_only_came_back_stands_among_those_sold() {
        let back = |returned| ItemDay {
            returned_units: 1,
            returned,
            ..ItemDay::default()
        };
        let sold = SoldItems {
            has_amounts: true,
            units: vec![(7, 2), (3, 1)],
            amounts: vec![(9, back(90)), (3, back(30)), (5, back(50)), (1, back(10))],
        };
        let units = |units, figures| ItemDay { units, ..figures };
        let expected = vec![
            (1, back(10)),
            (3, units(1, back(30))),
            (5, back(50)),
            (7, units(2, ItemDay::default())),
            (9, back(90)),
        ];
        assert_eq!(sold.joined(), expected);
    }
}
