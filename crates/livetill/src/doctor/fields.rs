//! Checks how orders use field names that bodies may have contained before they had a meaning.

use std::collections::BTreeMap;

use telemetry::Family as _;
use telemetry::catalogue::{FIELDS, IGNORED_FIELDS};
use ureq::Agent;

use super::Finding;

const CHECK: &str = "order_fields";

/// Reads the server's metrics. Returns no findings if the server does not expose them.
pub(super) fn examine(agent: &Agent, address: &str) -> Vec<Finding> {
    let answer = agent.get(format!("{address}/metrics")).call();
    let text = answer.ok().filter(|answer| answer.status().is_success());
    let text = text.and_then(|mut answer| answer.body_mut().read_to_string().ok());
    text.map(|text| findings(&text)).unwrap_or_default()
}

fn findings(metrics: &str) -> Vec<Finding> {
    let said = by_shop(metrics, FIELDS.name()).into_iter();
    let said = said.map(|(shop, fields)| {
        let names: Vec<&str> = fields.into_iter().map(|(name, _)| name).collect();
        let found = format!(
            "orders of shop {shop} have {}: discounts reduce net figures, and test orders do not count",
            names.join(", ")
        );
        Finding::ok(CHECK, found)
    });
    let ignored = by_shop(metrics, IGNORED_FIELDS.name()).into_iter();
    let ignored = ignored.map(|(shop, fields)| {
        let names = fields.into_iter().map(|(name, values)| format!("{name} ({values})"));
        let found = format!(
            "orders of shop {shop} have values of the wrong type (docs/orders.md) in {}: they are ignored",
            names.collect::<Vec<_>>().join(", ")
        );
        let mend = "send decimals there, or true and false; or give those values another name";
        Finding::warning(CHECK, found, mend)
    });
    said.chain(ignored).collect()
}

/// A metric's series: for each shop, its fields with their numbers.
fn by_shop<'t>(metrics: &'t str, name: &str) -> BTreeMap<&'t str, Vec<(&'t str, &'t str)>> {
    let mut shops: BTreeMap<&str, Vec<(&str, &str)>> = BTreeMap::new();
    for line in metrics.lines() {
        let series = line
            .strip_prefix(name)
            .and_then(|rest| rest.strip_prefix("{shop=\""));
        let parts = series.and_then(|rest| {
            let (shop, rest) = rest.split_once("\",field=\"")?;
            let (field, values) = rest.split_once("\"} ")?;
            (values != "0").then_some((shop, (field, values)))
        });
        if let Some((shop, field)) = parts {
            shops.entry(shop).or_default().push(field);
        }
    }
    shops
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Level;

    #[test]
    fn what_orders_say_is_told_and_what_is_ignored_is_warned_of() {
        let metrics = "# HELP livetill_fields_total x\n\
            livetill_fields_total{shop=\"default\",field=\"discount\"} 7\n\
            livetill_fields_total{shop=\"default\",field=\"test\"} 1\n\
            livetill_ignored_fields_total{shop=\"acme\",field=\"shipping\"} 3\n\
            livetill_ignored_fields_total{shop=\"acme\",field=\"tax\"} 0\n";
        let found = findings(metrics);
        let levels: Vec<Level> = found.iter().map(|finding| finding.level).collect();
        assert_eq!(levels, [Level::Ok, Level::Warning]);
        assert!(
            found[0]
                .found
                .starts_with("orders of shop default have discount, test:")
        );
        assert!(
            found[1]
                .found
                .ends_with("in shipping (3): they are ignored")
        );
        assert!(findings("").is_empty());
    }
}
