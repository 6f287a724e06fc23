//! Checks the list of metrics against the conventions and against everything that queries them.

use std::collections::BTreeSet;

use telemetry::catalogue::{COMMIT_SECONDS, ORDERS, VIEWERS};
use telemetry::labels::{OfOrders, OfShop, Outcome};
use telemetry::{CATALOGUE, Kind, Show, forget_shop, render};

#[test]
fn names_follow_the_conventions_of_prometheus() {
    let names: BTreeSet<&str> = CATALOGUE.iter().map(|metric| metric.name()).collect();
    assert_eq!(names.len(), CATALOGUE.len(), "a name is there twice");
    for metric in CATALOGUE {
        let name = metric.name();
        assert!(name.starts_with("livetill_"), "{name}");
        let allowed = |sign: char| sign.is_ascii_lowercase() || sign == '_';
        assert!(name.chars().all(allowed), "{name}");
        assert_eq!(
            name.ends_with("_total"),
            metric.kind() == Kind::Counter,
            "{name}"
        );
        assert!(metric.help().ends_with('.'), "{name}");
        assert!(
            !metric.help().contains(['\\', '\n']),
            "{name}: would have to be escaped"
        );
        let is_histogram = metric.kind() == Kind::Histogram;
        assert_eq!(is_histogram, !metric.bounds().is_empty(), "{name}");
        assert!(metric.bounds().is_sorted(), "{name}");
    }
}

#[test]
fn the_shop_is_the_first_label() {
    // The series of a shop are found by this label.
    for metric in CATALOGUE {
        let place = metric
            .labels()
            .iter()
            .position(|label| label.name == "shop");
        assert!(place.is_none_or(|place| place == 0), "{}", metric.name());
    }
}

#[test]
fn a_page_shows_what_was_measured_and_leaves_shops_out_on_request() {
    VIEWERS.series(OfShop::new("a")).set(2.0);
    ORDERS.series(OfOrders::new("a", Outcome::Accepted)).add(3);
    ORDERS.series(OfOrders::new("b", Outcome::Accepted)).add(1);
    COMMIT_SECONDS.series(()).record(0.02);
    let all = render(Show::All);
    for line in [
        "# TYPE livetill_orders_total counter",
        "livetill_orders_total{shop=\"a\",outcome=\"accepted\"} 3",
        "livetill_viewers{shop=\"a\"} 2",
        "livetill_commit_seconds_bucket{le=\"0.025\"} 1",
        "livetill_commit_seconds_sum 0.02",
    ] {
        assert!(all.lines().any(|it| it == line), "{line}\n{all}");
    }
    assert!(!all.contains("livetill_store_up"), "it was not measured");
    let short = render(Show::NotByShop);
    assert!(!short.contains("shop="), "{short}");
    assert!(short.contains("livetill_commit_seconds_count 1"), "{short}");
    forget_shop("a");
    let left = render(Show::All);
    assert!(!left.contains("shop=\"a\""), "{left}");
    assert!(left.contains("livetill_orders_total{shop=\"b\",outcome=\"accepted\"} 1"));
}
