//! Sums by channel and country, by name.

use std::collections::BTreeMap;

use domain::{BusinessDay, Dimension, OwnChannels, SLICED, Slice, SliceSums, Slices};
use serde::{Deserialize, Serialize};

use super::sums::NamedSums;
use super::value::{InvalidValue, parse_day};

/// A dropped day by channel and country.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct SlicesLine {
    day: String,
    by: NamedSlices,
}

/// By dimension and value: orders, revenue, discounts, returns.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct NamedSlices(BTreeMap<String, BTreeMap<String, NamedSums>>);

impl SlicesLine {
    pub(super) fn new(
        day: BusinessDay,
        slices: &Slices,
        own: &OwnChannels,
    ) -> Result<SlicesLine, InvalidValue> {
        Ok(SlicesLine {
            day: day.to_string(),
            by: NamedSlices::new(slices, own)?,
        })
    }

    pub(super) fn slices(&self, own: &OwnChannels) -> Result<(BusinessDay, Slices), InvalidValue> {
        Ok((parse_day(&self.day)?, self.by.slices(own)?))
    }
}

impl NamedSlices {
    pub(super) fn new(slices: &Slices, own: &OwnChannels) -> Result<NamedSlices, InvalidValue> {
        let mut named: BTreeMap<String, BTreeMap<String, NamedSums>> = BTreeMap::new();
        for (slice, sums) in slices.each().filter(|(_, sums)| !sums.is_zero()) {
            let values = named.entry(slice.dimension().as_str().to_owned());
            let sums = NamedSums::new(&sums.non_zero().collect())?;
            values.or_default().insert(slice.name(own).to_owned(), sums);
        }
        Ok(NamedSlices(named))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn slices(&self, own: &OwnChannels) -> Result<Slices, InvalidValue> {
        let mut slices = Slices::default();
        for (dimension, values) in &self.0 {
            let dimension =
                Dimension::from_name(dimension).ok_or(InvalidValue::OutOfRange("by"))?;
            for (name, sums) in values {
                let sums = sums.sums();
                if sums
                    .non_zero()
                    .any(|(measure, _)| !SLICED.contains(&measure))
                {
                    return Err(InvalidValue::OutOfRange("by"));
                }
                let slice = value(dimension, name, own)?;
                slices.add(slice, SliceSums::of(&sums));
            }
        }
        Ok(slices)
    }
}

/// The value with this name. An unknown one must not be skipped: the restored shop would count it elsewhere.
pub(super) fn value(
    dimension: Dimension,
    name: &str,
    own: &OwnChannels,
) -> Result<Slice, InvalidValue> {
    let unknown = || InvalidValue::UnknownSlice(dimension.as_str(), name.to_owned());
    Slice::from_name(dimension, name, own).ok_or_else(unknown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slices_are_written_by_their_names_and_read_again() {
        let own = OwnChannels::new(["amazon"]).unwrap();
        let of = |dimension, name| value(dimension, name, &own).unwrap();
        let slices: Slices = [
            (of(Dimension::Channel, "amazon"), SliceSums([1, 200, 0, -3])),
            (of(Dimension::Country, "DE"), SliceSums([0, 0, 7, 0])),
            (of(Dimension::Country, "AT"), SliceSums::ZERO),
        ]
        .into_iter()
        .collect();
        let day = parse_day("2018-03-11").unwrap();
        let line = SlicesLine::new(day, &slices, &own).unwrap();
        let written = serde_json::to_string(&line).unwrap();
        let expected = r#"{"day":"2018-03-11","by":{"channel":{"amazon":{"orders":1,"revenue":200,"returns":-3}},"country":{"DE":{"discounts":7}}}}"#;
        assert_eq!(written, expected);
        let read: SlicesLine = serde_json::from_str(&written).unwrap();
        let mut kept = slices;
        kept.forget_zeros();
        assert_eq!(read.slices(&own).unwrap(), (day, kept));
        // Another shop's channel does not count elsewhere.
        let error = read.slices(&OwnChannels::default()).unwrap_err();
        assert!(error.to_string().contains("channel `amazon`"), "{error}");
        for by in [
            r#"{"weather":{"rain":{"orders":1}}}"#,
            r#"{"country":{"DE":{"tips":1}}}"#,
        ] {
            let line = format!(r#"{{"day":"2018-03-11","by":{by}}}"#);
            let line: SlicesLine = serde_json::from_str(&line).unwrap();
            assert!(line.slices(&own).is_err(), "{by}");
        }
    }
}
