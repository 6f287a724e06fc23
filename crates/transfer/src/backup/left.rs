//! The line of a dropped day: what its items sold and got back.

use domain::{BusinessDay, DayItems, ItemDay, RestOfItems};
use serde::{Deserialize, Serialize};

use super::value::{InvalidValue, narrow, parse_day};

/// The items of a day that was dropped from the window, since format 4.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct LeftLine {
    day: String,
    /// Each with its figures.
    items: Vec<(Box<str>, Figures)>,
    /// The number of other items, and their sums.
    rest: (u64, Figures),
}

/// Units and, if known, the amount, the returned pieces, and their value.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(untagged)]
enum Figures {
    All([i64; 4]),
    Units([i64; 1]),
}

impl Figures {
    fn new(item: &ItemDay, has_amounts: bool) -> Result<Figures, InvalidValue> {
        Ok(match has_amounts {
            false => Figures::Units([item.units]),
            true => Figures::All([
                item.units,
                narrow(item.amount)?,
                item.returned_units,
                narrow(item.returned)?,
            ]),
        })
    }

    /// The figures of a day with or without amounts.
    fn item(self, has_amounts: bool) -> Result<ItemDay, InvalidValue> {
        match (self, has_amounts) {
            (Figures::Units([units]), false) => Ok(ItemDay::of_units(units)),
            (Figures::All([units, amount, returned_units, returned]), true) => Ok(ItemDay {
                units,
                amount: amount.into(),
                returned_units,
                returned: returned.into(),
            }),
            _ => Err(InvalidValue::OutOfRange("figures of an item")),
        }
    }
}

impl LeftLine {
    pub(super) fn new(day: BusinessDay, items: &DayItems) -> Result<LeftLine, InvalidValue> {
        let figures = |item: &ItemDay| Figures::new(item, items.has_amounts);
        let named = items.items.iter();
        let named = named.map(|(sku, item)| Ok((sku.clone(), figures(item)?)));
        Ok(LeftLine {
            day: day.to_string(),
            items: named.collect::<Result<_, InvalidValue>>()?,
            rest: (items.rest.items, figures(&items.rest.sum)?),
        })
    }

    pub(super) fn items(self) -> Result<(BusinessDay, DayItems), InvalidValue> {
        let (items, sum) = self.rest;
        let has_amounts = matches!(sum, Figures::All(_));
        let rest = RestOfItems {
            items,
            sum: sum.item(has_amounts)?,
        };
        let named = self.items.into_iter();
        let named = named.map(|(sku, figures)| Ok((sku, figures.item(has_amounts)?)));
        let named = named.collect::<Result<_, InvalidValue>>()?;
        let items = DayItems::new(has_amounts, named, rest);
        Ok((parse_day(&self.day)?, items))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_of_a_day_that_left_come_back() {
        let day = parse_day("2018-03-11").unwrap();
        let item = ItemDay {
            units: 9,
            amount: 1_990,
            returned_units: 1,
            returned: 199,
        };
        for (has_amounts, expected) in [
            (
                true,
                r#"{"day":"2018-03-11","items":[["A",[9,1990,1,199]],["Kéks",[4,0,0,0]]],"rest":[12,[30,0,0,0]]}"#,
            ),
            (
                false,
                r#"{"day":"2018-03-11","items":[["A",[9]],["Kéks",[4]]],"rest":[12,[30]]}"#,
            ),
        ] {
            let rest = RestOfItems {
                items: 12,
                sum: ItemDay::of_units(30),
            };
            let items = vec![("Kéks".into(), ItemDay::of_units(4)), ("A".into(), item)];
            let items = DayItems::new(has_amounts, items, rest);
            let line = serde_json::to_string(&LeftLine::new(day, &items).unwrap()).unwrap();
            assert_eq!(line, expected);
            let line: LeftLine = serde_json::from_str(&line).unwrap();
            assert_eq!(line.items().unwrap(), (day, items));
        }
        let mixed = r#"{"day":"2018-03-11","items":[["A",[9]]],"rest":[0,[0,0,0,0]]}"#;
        let mixed: LeftLine = serde_json::from_str(mixed).unwrap();
        assert!(mixed.items().is_err());
    }
}
