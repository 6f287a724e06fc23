//! Sums by the names of their measures, without those that are 0.

use std::fmt;

use domain::Measure::{self, Orders, Returns, Revenue};
use domain::{MEASURES, Sums};
use serde::de::{Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::value::{InvalidValue, narrow};

/// Sums of an order or a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct NamedSums(Sums);

/// Sums of an hour. In format 1 they are an array of its orders, revenue and returns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct HourSums(Sums);

impl NamedSums {
    pub(super) fn new(sums: &Sums) -> Result<NamedSums, InvalidValue> {
        sums.non_zero()
            .try_for_each(|(_, sum)| narrow(sum).map(drop))?;
        Ok(NamedSums(*sums))
    }

    pub(super) fn sums(&self) -> Sums {
        self.0
    }
}

impl HourSums {
    pub(super) fn new(sums: &Sums) -> Result<HourSums, InvalidValue> {
        NamedSums::new(sums).map(|NamedSums(sums)| HourSums(sums))
    }

    pub(super) fn sums(&self) -> Sums {
        self.0
    }
}

impl Serialize for NamedSums {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // Their range was checked when this was made.
        let named = self.0.non_zero();
        serializer.collect_map(named.map(|(measure, sum)| (measure.def().name, sum as i64)))
    }
}

impl Serialize for HourSums {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        NamedSums(self.0).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for NamedSums {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<NamedSums, D::Error> {
        deserializer.deserialize_map(ByName).map(NamedSums)
    }
}

impl<'de> Deserialize<'de> for HourSums {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<HourSums, D::Error> {
        deserializer.deserialize_any(OfHour).map(HourSums)
    }
}

struct ByName;

impl<'de> Visitor<'de> for ByName {
    type Value = Sums;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("sums by their names")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Sums, A::Error> {
        let mut sums = Sums::ZERO;
        while let Some((name, sum)) = map.next_entry::<String, i64>()? {
            let measure = measure(&name).map_err(A::Error::custom)?;
            if sums[measure] != 0 {
                return Err(A::Error::custom(format!("`{name}` is given twice")));
            }
            sums[measure] = sum.into();
        }
        Ok(sums)
    }
}

struct OfHour;

impl<'de> Visitor<'de> for OfHour {
    type Value = Sums;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("sums by name, or orders, revenue and returns")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Sums, A::Error> {
        ByName.visit_map(map)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Sums, A::Error> {
        let mut sums = Sums::ZERO;
        for (place, measure) in [Orders, Revenue, Returns].into_iter().enumerate() {
            let sum: Option<i64> = seq.next_element()?;
            sums[measure] = sum
                .ok_or_else(|| A::Error::invalid_length(place, &self))?
                .into();
        }
        Ok(sums)
    }
}

/// The measure with this name. An unknown one must not be skipped: the restored shop would lack it without any warning.
pub(super) fn measure(name: &str) -> Result<Measure, InvalidValue> {
    let def = MEASURES.iter().find(|def| def.name == name);
    let unknown = || InvalidValue::UnknownSum(name.to_owned());
    def.map(|def| def.measure).ok_or_else(unknown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sum_is_written_by_its_name_and_read_again() {
        let sums: Sums = Measure::all()
            .zip(1..)
            .map(|(measure, n)| (measure, -n))
            .collect();
        let written = serde_json::to_value(NamedSums::new(&sums).unwrap()).unwrap();
        assert_eq!(written.as_object().unwrap().len(), Measure::COUNT);
        assert_eq!(written["orders"], -1);
        let read: NamedSums = serde_json::from_value(written).unwrap();
        assert_eq!(read.sums(), sums);
        let little = NamedSums::new(&Sums::from([(Revenue, 7)])).unwrap();
        assert_eq!(serde_json::to_string(&little).unwrap(), r#"{"revenue":7}"#);
        assert!(NamedSums::new(&Sums::from([(Revenue, 1 << 64)])).is_err());
    }

    #[test]
    fn an_hour_of_either_format_is_the_same() {
        let of_1: HourSums = serde_json::from_str("[1,450,7]").unwrap();
        let of_2 = r#"{"orders":1,"revenue":450,"returns":7}"#;
        assert_eq!(of_1, serde_json::from_str(of_2).unwrap());
        assert_eq!(serde_json::to_string(&of_1).unwrap(), of_2);
        assert!(serde_json::from_str::<HourSums>("[1,450]").is_err());
    }

    #[test]
    fn what_a_newer_version_sums_is_not_left_out() {
        let error = serde_json::from_str::<NamedSums>(r#"{"revenue":1,"smiles":2}"#).unwrap_err();
        let said = error.to_string();
        assert!(
            said.contains("the sum `smiles`") && said.contains("newer"),
            "{said}"
        );
        assert!(serde_json::from_str::<NamedSums>(r#"{"revenue":1,"revenue":2}"#).is_err());
    }
}
