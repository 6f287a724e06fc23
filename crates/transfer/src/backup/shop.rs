//! A shop's line: its settings, and from when on its figures are known.

use std::collections::BTreeMap;

use domain::{FirstDays, Measure, OwnChannels, RetainedDays, Shop};
use serde::{Deserialize, Serialize};

use super::sums::measure;
use super::value::{InvalidValue, parse_day};

/// Totals of all days exist.
const EVER: &str = "ever";

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct ShopLine {
    pub id: String,
    pub timezone: String,
    pub currency: String,
    pub retained: Vec<String>,
    pub dropped_until: Option<String>,
    /// The first day with totals, or [`EVER`]; without it, totals of 400 days are kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub totals_from: Option<String>,
    /// Names of the measures that the store knew; if missing, only the first ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measures: Option<Vec<String>>,
    /// By name, the first complete day of measures that are not complete from the start.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub whole_from: BTreeMap<String, String>,
    /// The first day on which channels and countries of all orders are known. Since format 3.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub split_from: Option<String>,
    /// The first day on which amounts by line of all orders are kept; `None` = they are not kept. Since format 4.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub products_from: Option<String>,
    /// Its own channels. Since format 3.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub channels: Vec<String>,
}

impl ShopLine {
    pub(super) fn new(shop: &Shop, retained: &RetainedDays, first_days: &FirstDays) -> ShopLine {
        let name = |measure: Measure| measure.def().name.to_owned();
        let known = Measure::all().take(first_days.known());
        let whole_from = first_days.each();
        ShopLine {
            id: shop.id.to_string(),
            timezone: shop.clock.name().to_owned(),
            currency: shop.currency.code().to_owned(),
            retained: retained.days.iter().map(ToString::to_string).collect(),
            dropped_until: retained.dropped_until.map(|day| day.to_string()),
            totals_from: Some(
                retained
                    .totals_from
                    .map_or(EVER.to_owned(), |day| day.to_string()),
            ),
            measures: Some(known.map(name).collect()),
            whole_from: whole_from
                .map(|(measure, day)| (name(measure), day.to_string()))
                .collect(),
            split_from: first_days.sliced().map(|day| day.to_string()),
            products_from: retained.products.map(|day| day.to_string()),
            channels: shop.channels.names().map(str::to_owned).collect(),
        }
    }

    /// Measures that the store did not know are complete from the day after its newest one on. Measures known only to
    /// newer versions are not shown.
    pub(super) fn first_days(&self, retained: &RetainedDays) -> Result<FirstDays, InvalidValue> {
        let mut days = Vec::new();
        for (name, day) in &self.whole_from {
            let day = parse_day(day)?;
            days.extend(measure(name).ok().map(|measure| (measure, day)));
        }
        let knew = |names: &Vec<String>| {
            let all = Measure::all();
            all.take_while(|it| names.iter().any(|name| name == it.def().name))
                .count()
        };
        let known = self.measures.as_ref().map(knew);
        let known = known.unwrap_or_else(|| FirstDays::default().known());
        let sliced = self.split_from.as_deref().map(parse_day).transpose()?;
        let mut first_days = FirstDays::kept(known, days).with_sliced(sliced);
        if let Some(newest) = retained.days.last().copied().or(retained.dropped_until) {
            first_days.learn(newest);
        }
        Ok(first_days)
    }

    pub(super) fn own_channels(&self) -> Result<OwnChannels, InvalidValue> {
        OwnChannels::new(&self.channels).map_err(|_| InvalidValue::OutOfRange("channels"))
    }

    pub(super) fn retained(&self) -> Result<RetainedDays, InvalidValue> {
        let days = self.retained.iter().map(|day| parse_day(day));
        let retained = RetainedDays {
            days: days.collect::<Result<_, _>>()?,
            dropped_until: self.dropped_until.as_deref().map(parse_day).transpose()?,
            products: self.products_from.as_deref().map(parse_day).transpose()?,
            ..RetainedDays::default()
        };
        Ok(match self.totals_from.as_deref() {
            None => retained.of_400_days(),
            Some(EVER) => retained,
            Some(from) => RetainedDays {
                totals_from: Some(parse_day(from)?),
                ..retained
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use domain::Measure::{ReturnedUnits, Returns};

    use super::*;

    /// The first complete days from a shop's line with these members; its newest day is the 11th.
    fn read(members: &str) -> Vec<(Measure, String)> {
        let line = r#"{"id":"a","timezone":"UTC","currency":"USD","retained":["2018-03-11"]"#;
        let line: ShopLine = serde_json::from_str(&format!("{line}{members}}}")).unwrap();
        let days = line.first_days(&line.retained().unwrap()).unwrap();
        days.each().map(|(it, day)| (it, day.to_string())).collect()
    }

    #[test]
    fn first_whole_days_come_back_as_they_were() {
        let mut shop = Shop::new("a", "UTC", "USD").unwrap();
        shop.channels = OwnChannels::new(["amazon"]).unwrap();
        let day = parse_day("2018-03-20").unwrap();
        let retained = RetainedDays::default();
        for days in [
            FirstDays::of_new_shop(),
            FirstDays::kept(Measure::COUNT, [(Returns, day)]).with_sliced(Some(day)),
        ] {
            let line = ShopLine::new(&shop, &retained, &days);
            let line = serde_json::to_string(&line).unwrap();
            let line: ShopLine = serde_json::from_str(&line).unwrap();
            assert_eq!(line.first_days(&retained).unwrap(), days);
            assert_eq!(line.channels, ["amazon"]);
        }
    }

    #[test]
    fn where_totals_begin_comes_back() {
        let shop = Shop::new("a", "UTC", "USD").unwrap();
        let day = |text| parse_day(text).unwrap();
        let mut retained = RetainedDays {
            days: [day("2018-03-10")].into(),
            dropped_until: Some(day("2018-03-09")),
            ..RetainedDays::default()
        };
        for from in [None, Some(day("2016-05-06"))] {
            retained.totals_from = from;
            let line = ShopLine::new(&shop, &retained, &FirstDays::of_new_shop());
            assert_eq!(line.retained().unwrap(), retained);
            let line = ShopLine {
                totals_from: None,
                ..line
            };
            let of_old = line.retained().unwrap().totals_from;
            assert_eq!(of_old, Some(day("2017-02-03")));
        }
    }

    #[test]
    fn what_the_store_did_not_know_is_whole_after_its_newest_day() {
        let later = (ReturnedUnits, "2018-03-12".to_owned());
        let first = r#","measures":["orders","units","revenue","returns"]"#;
        for members in ["", first, r#","measures":[]"#] {
            assert!(read(members).contains(&later), "{members}");
        }
        let older = format!(r#"{first},"whole_from":{{"returns":"2018-03-05"}}"#);
        let returns = (Returns, "2018-03-05".to_owned());
        assert_eq!(read(&older)[..2], [returns, later]);
        // A newer version's measures are not shown.
        let all: Vec<&str> = Measure::all().map(|it| it.def().name).collect();
        let all = format!(r#","measures":["{}","smiles"]"#, all.join(r#"",""#));
        let newer = format!(r#"{all},"whole_from":{{"smiles":"2018-03-05"}}"#);
        assert_eq!(read(&newer), []);
    }
}
