//! Prometheus' text format.

use std::fmt::{Display, Write as _};

use crate::{CATALOGUE, Family, Labels};

/// The shop label of sums over all shops.
pub(crate) const ALL_SHOPS: &str = "*";
/// A page that does not show all shops shows this many of them for each gauge.
pub(crate) const WORST: usize = 20;

/// Which series a page shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Show<'a> {
    /// All series.
    All,
    /// Only series of the process: with ten thousand shops, those by shop are most of a page.
    NotByShop,
    /// Only series of one shop.
    Shop(&'a str),
    /// The series of the process, and a summary of those by shop that stays readable with ten thousand shops: counters
    /// and histograms summed over all shops, named `*`, and for each gauge the twenty worst shops whose value is not 0.
    Summed,
}

impl Show<'_> {
    pub(crate) fn has(self, labels: &impl Labels) -> bool {
        match self {
            Show::All => true,
            Show::NotByShop | Show::Summed => labels.shop().is_none(),
            Show::Shop(shop) => labels.shop() == Some(shop),
        }
    }
}

/// Every measured metric in the catalogue's order, in the text format 0.0.4.
pub fn render(show: Show<'_>) -> String {
    let mut text = String::new();
    CATALOGUE.iter().for_each(|it| it.write(&mut text, show));
    text
}

/// The head of a metric's series.
pub(crate) fn head(metric: &impl Family, text: &mut String) {
    let (name, help, kind) = (metric.name(), metric.help(), metric.kind().as_str());
    // Help texts are our own and need no escaping.
    text.push_str(&format!("# HELP {name} {help}\n# TYPE {name} {kind}\n"));
}

/// Writes the lines of a series.
pub struct Line<'a> {
    text: &'a mut String,
    name: &'static str,
    labels: String,
}

impl<'a> Line<'a> {
    pub(crate) fn new<'b>(
        text: &'a mut String,
        name: &'static str,
        labels: impl Iterator<Item = (&'static str, &'b str)>,
    ) -> Line<'a> {
        let mut written = String::new();
        for (label, value) in labels {
            if !written.is_empty() {
                written.push(',');
            }
            written.push_str(label);
            written.push_str("=\"");
            escape(value, &mut written);
            written.push('"');
        }
        Line {
            text,
            name,
            labels: written,
        }
    }

    /// Writes a line. `end` follows the metric's name, and `bound` is the upper bound of a bucket.
    pub(crate) fn write(&mut self, end: &str, bound: Option<f64>, value: &impl Display) {
        let (name, labels) = (self.name, &self.labels);
        let comma = if labels.is_empty() { "" } else { "," };
        // Writing to a string cannot fail.
        let _ = match bound {
            Some(bound) if bound.is_finite() => {
                writeln!(
                    self.text,
                    "{name}{end}{{{labels}{comma}le=\"{bound}\"}} {value}"
                )
            }
            Some(_) => writeln!(
                self.text,
                "{name}{end}{{{labels}{comma}le=\"+Inf\"}} {value}"
            ),
            None if labels.is_empty() => writeln!(self.text, "{name}{end} {value}"),
            None => writeln!(self.text, "{name}{end}{{{labels}}} {value}"),
        };
    }
}

fn escape(value: &str, text: &mut String) {
    for sign in value.chars() {
        match sign {
            '\\' => text.push_str("\\\\"),
            '"' => text.push_str("\\\""),
            '\n' => text.push_str("\\n"),
            sign => text.push(sign),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::labels::{OfShopSource, OfSource};
    use crate::{Counter, Gauge, Histogram, Metric};

    fn text(metric: &impl Family, show: Show<'_>) -> String {
        let mut text = String::new();
        metric.write(&mut text, show);
        text
    }

    #[test]
    fn what_was_never_measured_is_absent() {
        let lag: Gauge<OfShopSource> = Metric::new("lag", "Lag.");
        assert_eq!(text(&lag, Show::All), "");
        lag.series(OfShopSource::new("a", "s")).set(f64::NAN);
        let all = "# HELP lag Lag.\n# TYPE lag gauge\nlag{shop=\"a\",source=\"s\"} NaN\n\n";
        assert_eq!(text(&lag, Show::All), all);
        assert_eq!(text(&lag, Show::NotByShop), "");
    }

    #[test]
    fn values_of_labels_are_escaped_and_series_sorted() {
        let moved: Counter<OfSource> = Metric::new("moved_total", "Moved.");
        for source in ["z", "q\"\\\n}"] {
            moved.series(OfSource::new(source)).add(3);
        }
        let text = text(&moved, Show::NotByShop);
        let lines: Vec<&str> = text.lines().skip(2).collect();
        let expected = [
            "moved_total{source=\"q\\\"\\\\\\n}\"} 3",
            "moved_total{source=\"z\"} 3",
            "",
        ];
        assert_eq!(lines, expected);
    }

    #[test]
    fn of_many_shops_counters_are_summed_and_the_worst_gauges_named() {
        use crate::labels::{OfOrders, OfShop, Outcome};
        let orders: Counter<OfOrders> = Metric::new("orders_total", "Orders.");
        let waiting: Gauge<OfShop> = Metric::new("waiting", "Waiting.");
        let oldest: Gauge<OfShop> = Metric::new("oldest", "Oldest.").least_is_worst();
        for number in 0..30_u32 {
            let shop = || format!("s{number:02}");
            orders
                .series(OfOrders::new(&*shop(), Outcome::Accepted))
                .add(2);
            waiting.series(OfShop::new(&*shop())).set(f64::from(number));
            oldest.series(OfShop::new(&*shop())).set(f64::from(number));
        }
        orders.series(OfOrders::new("s07", Outcome::Updated)).add(1);
        let lines = |text: String| -> Vec<String> {
            let lines = text.lines().skip(2).map(str::to_owned);
            lines.filter(|line| !line.is_empty()).collect()
        };
        assert_eq!(
            lines(text(&orders, Show::Summed)),
            [
                "orders_total{shop=\"*\",outcome=\"accepted\"} 60",
                "orders_total{shop=\"*\",outcome=\"updated\"} 1"
            ]
        );
        let one = text(&orders, Show::Shop("s07"));
        assert_eq!(lines(one).len(), 2);
        let worst = lines(text(&waiting, Show::Summed));
        assert_eq!(
            (worst.len(), &*worst[0]),
            (WORST, "waiting{shop=\"s10\"} 10")
        );
        let worst = lines(text(&oldest, Show::Summed));
        assert_eq!((worst.len(), &*worst[0]), (WORST, "oldest{shop=\"s01\"} 1"));
        assert_eq!(text(&waiting, Show::Shop("s00")).lines().count(), 4);
    }

    #[test]
    fn buckets_add_up() {
        let sizes: Histogram<()> = Metric::new("sizes", "Sizes.").by(&[0.000_1, 1.0]);
        let series = sizes.series(());
        for value in [0.5, 1.0, 7.0] {
            series.record(value);
        }
        let expected = "# HELP sizes Sizes.\n# TYPE sizes histogram\n\
            sizes_bucket{le=\"0.0001\"} 0\nsizes_bucket{le=\"1\"} 2\nsizes_bucket{le=\"+Inf\"} 3\n\
            sizes_sum 8.5\nsizes_count 3\n\n";
        assert_eq!(text(&sizes, Show::All), expected);
    }
}
