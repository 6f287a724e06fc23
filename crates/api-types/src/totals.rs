//! Figures by their names: a member for each row of the domain's list, whatever stands in it.

use std::fmt::{self, Write as _};

use domain::{FigureDef, Unit};
use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde::ser::SerializeMap as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Value, json};
use utoipa::openapi::RefOr;
use utoipa::openapi::extensions::ExtensionsBuilder;
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, Schema, SchemaFormat, SchemaType, Type};
use utoipa::{PartialSchema, ToSchema};

/// Figures, each under its name, in the order in which they are written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals(Vec<Figure>);

/// A figure of a [`Totals`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// Its name, one of the list.
    pub name: &'static str,
    /// Its value; `None` = nobody knows.
    pub value: Option<Amount>,
}

/// The value of a figure as it is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Amount {
    /// How many.
    Count(i64),
    /// How much, with exactly the currency's decimals.
    Money(String),
}

/// The headline figures of a business day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DayFigures(pub Totals);

/// What the orders of a calendar day add up to, but for what its line of the week has under names of
/// its own: orders and gross revenue.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DaySums(pub Totals);

impl Totals {
    /// Every figure, in the order in which they are written.
    pub fn each(&self) -> impl Iterator<Item = &Figure> {
        self.0.iter()
    }

    fn of(shop: &domain::Shop, figures: impl Iterator<Item = domain::Figure>) -> Totals {
        let figures = figures.map(|figure| Figure {
            name: figure.name,
            value: figure.value.map(|value| match figure.unit {
                Unit::Count => Amount::Count(count(value)),
                Unit::Money => Amount::Money(shop.currency.format(value)),
            }),
        });
        Totals(figures.collect())
    }
}

impl DayFigures {
    /// A shop's headline figures.
    pub fn new(shop: &domain::Shop, totals: &domain::Totals) -> DayFigures {
        let mut figures: Vec<_> = totals.each().collect();
        as_written(&mut figures, |figure| figure.name);
        DayFigures(Totals::of(shop, figures.into_iter()))
    }

    /// Writes the JSON text of what [`new`](DayFigures::new) makes, in a fraction of the time: an answer may have thousands of days.
    pub fn write(shop: &domain::Shop, totals: &domain::Totals, out: &mut String) {
        let mut figures: Vec<_> = totals.each().collect();
        as_written(&mut figures, |figure| figure.name);
        let mut sign = '{';
        for figure in figures {
            out.push(sign);
            sign = ',';
            out.push('"');
            out.push_str(figure.name);
            out.push_str("\":");
            match (figure.value, figure.unit) {
                (None, _) => out.push_str("null"),
                (Some(value), Unit::Count) => {
                    // Writing to a String cannot fail.
                    let _ = write!(out, "{}", count(value));
                }
                (Some(value), Unit::Money) => {
                    out.push('"');
                    shop.currency.write(value, out);
                    out.push('"');
                }
            }
        }
        out.push('}');
    }

    /// What they are, in the order in which they are written.
    fn defs() -> Vec<FigureDef> {
        let mut defs: Vec<FigureDef> = domain::Totals::defs().collect();
        as_written(&mut defs, |def| def.name);
        defs
    }
}

impl DaySums {
    /// Of a day of a shop.
    pub fn new(shop: &domain::Shop, totals: &domain::Totals) -> DaySums {
        let names: Vec<&str> = DaySums::defs().map(|def| def.name).collect();
        let figures = totals.each();
        DaySums(Totals::of(
            shop,
            figures.filter(|figure| names.contains(&figure.name)),
        ))
    }

    /// What they are. Of days long ago none of them is known.
    fn defs() -> impl Iterator<Item = FigureDef> {
        let other = [domain::Measure::Orders, domain::Measure::Revenue].map(|it| it.def().name);
        let stored = domain::Totals::defs().filter(|def| def.grain.is_some());
        let sums = stored.filter(move |def| !other.contains(&def.name));
        sums.map(|def| FigureDef {
            may_be_unknown: true,
            ..def
        })
    }
}

/// The unique items stood second before there was a list, and a text that was written then is written
/// the same now.
fn as_written<T>(figures: &mut [T], name: impl Fn(&T) -> &str) {
    let unique = |figure: &T| name(figure) == domain::Totals::UNIQUE_ITEMS;
    if let Some(place) = figures.iter().position(unique) {
        figures[1..=place].rotate_right(1);
    }
}

impl Serialize for Totals {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for figure in &self.0 {
            map.serialize_entry(figure.name, &figure.value)?;
        }
        map.end()
    }
}

/// Members that no row of the list is called by are passed over: a newer server knows more.
impl<'de> Deserialize<'de> for Totals {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Totals, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = Totals;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("figures by their names")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Totals, A::Error> {
                let mut figures = Vec::new();
                while let Some(member) = map.next_key::<String>()? {
                    let known = domain::Totals::defs().find(|def| def.name == member);
                    match known {
                        Some(FigureDef { name, .. }) => figures.push(Figure {
                            name,
                            value: map.next_value()?,
                        }),
                        None => drop(map.next_value::<IgnoredAny>()?),
                    }
                }
                // JSON objects have no order that everybody keeps.
                let names: Vec<&str> = DayFigures::defs().iter().map(|def| def.name).collect();
                figures.sort_by_key(|it: &Figure| names.iter().position(|name| *name == it.name));
                Ok(Totals(figures))
            }
        }
        deserializer.deserialize_map(Members)
    }
}

impl PartialSchema for DayFigures {
    fn schema() -> RefOr<Schema> {
        let about = "Headline figures of a business day. `x-figures` lists them: the unit, the finest \
                     stretch of time that a sum is kept by, and what a figure that is made when it is \
                     shown is made of: the sums, the sign of each, and what is divided by.";
        let list = DayFigures::defs().iter().map(listed).collect();
        let extensions = ExtensionsBuilder::new().add("x-figures", Value::Array(list));
        object(about, &DayFigures::defs())
            .extensions(Some(extensions.build()))
            .into()
    }
}

impl ToSchema for DayFigures {}

/// How [`DayFigures`] of a run of days are described: any of them may be unknown.
pub struct RangeFigures;

impl PartialSchema for RangeFigures {
    fn schema() -> RefOr<Schema> {
        let mut defs = DayFigures::defs();
        for def in &mut defs {
            def.may_be_unknown = true;
        }
        object("Headline figures of a run of days.", &defs).into()
    }
}

impl ToSchema for RangeFigures {}

impl PartialSchema for DaySums {
    fn schema() -> RefOr<Schema> {
        let about = "The other sums of a calendar day.";
        object(about, &DaySums::defs().collect::<Vec<_>>()).into()
    }
}

impl ToSchema for DaySums {}

/// An object with a member for each figure.
fn object(about: &str, defs: &[FigureDef]) -> ObjectBuilder {
    let object = ObjectBuilder::new().schema_type(Type::Object);
    defs.iter()
        .fold(object.description(Some(about)), |object, def| {
            object.property(def.name, member(def)).required(def.name)
        })
}

fn member(def: &FigureDef) -> ObjectBuilder {
    let (of, about) = match (def.unit, def.may_be_unknown) {
        (Unit::Count, false) => (Type::Integer.into(), def.meaning.to_owned()),
        (Unit::Money, false) => (Type::String.into(), def.meaning.to_owned()),
        (unit, true) => {
            let of = match unit {
                Unit::Count => Type::Integer,
                Unit::Money => Type::String,
            };
            let about = format!("{} Null if unknown.", def.meaning);
            (SchemaType::from_iter([of, Type::Null]), about)
        }
    };
    let member = ObjectBuilder::new().schema_type(of);
    let member = match def.unit {
        Unit::Count => member.format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64))),
        Unit::Money => member.examples([json!("1234.56")]),
    };
    member.description(Some(about))
}

/// A row of `x-figures`.
fn listed(def: &FigureDef) -> Value {
    let unit = match def.unit {
        Unit::Count => "count",
        Unit::Money => "money",
    };
    let grain = def.grain.map(|grain| match grain {
        domain::Grain::Day => "day",
        domain::Grain::Hour => "hour",
        domain::Grain::Minute => "minute",
    });
    let of = def.of.iter().map(|(measure, _)| measure.def().name);
    let of: Vec<&str> = of.collect();
    let signs: Vec<i8> = def.of.iter().map(|(_, sign)| *sign).collect();
    let per = def.per.map(|measure| measure.def().name);
    json!({ "name": def.name, "unit": unit, "grain": grain, "of": of, "signs": signs, "per": per })
}

/// A count as JSON has it: beyond 64 bits no shop comes, and the largest number is the nearest.
pub(crate) fn count(sum: i128) -> i64 {
    i64::try_from(sum).unwrap_or(if sum < 0 { i64::MIN } else { i64::MAX })
}

#[cfg(test)]
mod tests {
    use domain::Measure::{Orders, Returns, Revenue, Units};
    use domain::{Measure, MeasureSet, Shop, Sums};

    use super::*;

    fn shop() -> Shop {
        Shop::new("default", "America/New_York", "USD").unwrap()
    }

    fn totals() -> domain::Totals {
        let sums = [
            (Orders, 123),
            (Units, 300),
            (Revenue, 123_456),
            (Returns, 1_200),
        ];
        domain::Totals::new(Sums::from(sums), Some(45))
    }

    /// What was written before there was a list, byte for byte; what came later stands behind.
    #[test]
    fn the_first_figures_are_written_as_ever() {
        let figures = DayFigures::new(&shop(), &totals());
        let plain: Totals = Totals(
            figures
                .0
                .each()
                .filter(|it| FIRST.contains(&it.name))
                .cloned()
                .collect(),
        );
        assert_eq!(
            serde_json::to_string(&plain).unwrap(),
            r#"{"orders":123,"unique_items":45,"units":300,"revenue":"1234.56","returns":"12.00","net_revenue":"1222.56","average_order":"10.04"}"#
        );
        let unknown = totals().without(MeasureSet::NONE.with(Units));
        let figures = serde_json::to_value(DayFigures::new(&shop(), &unknown)).unwrap();
        assert_eq!(figures["units"], Value::Null);
    }

    #[test]
    fn a_text_that_is_written_at_once_is_the_same() {
        let mut dice = 7_u64;
        let mut roll = |sides: u64| {
            dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (dice >> 33) % sides
        };
        for currency in ["USD", "JPY", "KWD", "CLF"] {
            let shop = Shop::new("default", "America/New_York", currency).unwrap();
            for _ in 0..500 {
                let sums = Measure::all().map(|measure| {
                    let sum = i128::from(roll(u64::MAX)) << roll(64) >> roll(96);
                    (measure, if roll(2) == 0 { sum } else { -sum })
                });
                let sums: Sums = sums.collect();
                let unknown = Measure::all().filter(|_| roll(4) == 0);
                let unknown = unknown.fold(MeasureSet::NONE, MeasureSet::with);
                let unique = (roll(2) == 0).then(|| roll(u64::MAX));
                let totals = domain::Totals::new(sums, unique).without(unknown);
                let mut text = String::from("before it ");
                DayFigures::write(&shop, &totals, &mut text);
                let made = serde_json::to_string(&DayFigures::new(&shop, &totals)).unwrap();
                assert_eq!(text, format!("before it {made}"));
            }
        }
    }

    const FIRST: [&str; 7] = [
        "orders",
        "unique_items",
        "units",
        "revenue",
        "returns",
        "net_revenue",
        "average_order",
    ];

    #[test]
    fn figures_are_read_as_they_were_written_and_others_passed_over() {
        let figures = DayFigures::new(&shop(), &totals());
        let mut written = serde_json::to_value(&figures).unwrap();
        written["of_a_newer_server"] = json!([1, 2]);
        // Whose members are sorted by name.
        let read: DayFigures = serde_json::from_value(written).unwrap();
        assert_eq!(read, figures);
    }

    #[test]
    fn every_figure_is_described_as_it_is_written() {
        let written = serde_json::to_value(DayFigures::new(&shop(), &totals())).unwrap();
        let schema = serde_json::to_value(DayFigures::schema()).unwrap();
        let names: Vec<&str> = DayFigures::defs().iter().map(|def| def.name).collect();
        assert_eq!(json!(names), schema["required"]);
        let members = schema["properties"].as_object().unwrap();
        assert_eq!(members.len(), written.as_object().unwrap().len());
        for (name, member) in members {
            let of = member["type"].to_string();
            assert_eq!(written[name].is_string(), of.contains("string"), "{name}");
            assert!(member["description"].as_str().unwrap().len() > 10, "{name}");
        }
        assert_eq!(members["units"]["type"], json!(["integer", "null"]));
        assert_eq!(members["revenue"]["type"], "string");
        let listed = schema["x-figures"].as_array().unwrap();
        assert_eq!(listed.len(), names.len());
        assert_eq!(
            listed[0],
            json!({ "name": "orders", "unit": "count", "grain": "minute", "of": [], "signs": [], "per": null })
        );
    }

    #[test]
    fn a_day_of_the_week_has_every_other_sum() {
        let sums = serde_json::to_value(DaySums::new(&shop(), &totals())).unwrap();
        assert_eq!(sums["units"], 300);
        assert_eq!(sums["returns"], "12.00");
        assert_eq!(sums.as_object().unwrap().len(), Measure::COUNT - 2);
    }
}
