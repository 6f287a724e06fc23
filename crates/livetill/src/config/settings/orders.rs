//! Arguments of the commands that load, make and size orders.

use super::{ROW, Setting};

pub(super) const ROWS: &[Setting] = &[
    Setting {
        flag: Some("json"),
        commands: &["import"],
        help: "Print the summary as JSON",
        ..ROW
    },
    Setting {
        flag: Some("json"),
        commands: &["size"],
        help: "Print the result as JSON",
        ..ROW
    },
    Setting {
        flag: Some("orders"),
        value: "N",
        commands: &["demo"],
        help: "Orders in the past week; the default matches the default rate",
        ..ROW
    },
    Setting {
        flag: Some("orders"),
        value: "N",
        commands: &["generate"],
        help: "Events in all: orders, refunds, changes. With --rate: 0 = until stopped",
        ..ROW
    },
    Setting {
        flag: Some("rate"),
        value: "N",
        commands: &["demo"],
        help: "New orders a second, on average over the day",
        ..ROW
    },
    Setting {
        flag: Some("rate"),
        value: "N",
        commands: &["generate"],
        help: "Live orders a second instead of a history",
        ..ROW
    },
    Setting {
        flag: Some("skus"),
        value: "N",
        commands: &["demo", "generate", "size"],
        help: "Items in the catalogue",
        ..ROW
    },
    Setting {
        flag: Some("seed"),
        value: "N",
        commands: &["demo"],
        help: "The same seed gives the same history",
        ..ROW
    },
    Setting {
        flag: Some("seed"),
        value: "N",
        commands: &["generate"],
        help: "The same seed gives the same orders",
        ..ROW
    },
    Setting {
        flag: Some("days"),
        value: "N",
        commands: &["generate"],
        help: "Days of history, up to now",
        ..ROW
    },
    Setting {
        flag: Some("faults"),
        commands: &["generate"],
        help: "Add what goes wrong in real life: duplicates, reordering, malformed events, clock skew",
        ..ROW
    },
    Setting {
        flag: Some("plain"),
        commands: &["generate"],
        help: "Simple distinct orders without names, changes or refunds, as fast as possible, for measuring",
        ..ROW
    },
    Setting {
        flag: Some("rich"),
        commands: &["generate"],
        help: "Orders have everything that they may have: discounts, tax, shipping, tips, fees, gift cards, goods by \
            weight, channel and country; some are tests, or paid later. With --plain: discounts, tax, shipping, channel \
            and country",
        ..ROW
    },
    Setting {
        flag: Some("to"),
        value: "FILE|URL",
        commands: &["generate"],
        help: "Where to send them: a file, `-` for stdout, a server such as http://127.0.0.1:8080, or a stream such as \
            kinesis:orders?region=eu-west-1",
        ..ROW
    },
    Setting {
        flag: Some("truth"),
        value: "FILE",
        commands: &["generate"],
        help: "Also write the exact figures that the events must add up to, as JSON",
        ..ROW
    },
    Setting {
        flag: Some("now"),
        value: "TIME",
        default: Some("now"),
        commands: &["generate"],
        help: "The moment at which the history ends, RFC 3339",
        ..ROW
    },
    Setting {
        value: "FILE",
        commands: &["import"],
        help: "Files to load; `-` is stdin. The CSV files of one command are one input: an order may have rows in \
            several of them, and what two of them share counts once",
        ..ROW
    },
    Setting {
        flag: Some("to"),
        value: "URL",
        commands: &["import"],
        help: "Send the orders to a running server instead of a store, such as http://127.0.0.1:8080",
        ..ROW
    },
    Setting {
        flag: Some("format"),
        value: "FORMAT",
        commands: &["import"],
        help: "What the files contain; `auto` decides by their names and first byte",
        ..ROW
    },
    Setting {
        flag: Some("dry-run"),
        commands: &["import"],
        help: "Show the first orders as understood and the totals by day, and write nothing",
        ..ROW
    },
    Setting {
        flag: Some("map"),
        value: "FIELD=COLUMN,…",
        commands: &["import"],
        help: "CSV columns by name, such as id=InvoiceNo,sku=StockCode. Fields: id, timestamp, time_of_day (if the \
            timestamp is only a day), sku, name, price, quantity, currency, version, status. Usual names are found \
            without this. A row is an item line; rows with the same id and version are one order",
        ..ROW
    },
    Setting {
        flag: Some("time-format"),
        value: "FORMAT",
        commands: &["import"],
        help: "How CSV files write the time (strftime), such as '%m/%d/%Y %H:%M'. Not needed for RFC 3339, YYYY-MM-DD \
            HH:MM (also with slashes or dots, or as YYYYMMDD), DD.MM.YYYY, a month's English name, numbers of seconds to \
            nanoseconds since 1970, a spreadsheet's day numbers, and DD/MM/YYYY or MM/DD/YYYY if the file shows which. \
            Times without an offset are in the shop's local time",
        ..ROW
    },
    Setting {
        flag: Some("decimal"),
        value: "SIGN",
        commands: &["import"],
        help: "The decimal sign of CSV files. Not needed if the file shows it: `1,50` has a decimal comma, but `1,234` \
            alone can be two numbers",
        ..ROW
    },
    Setting {
        flag: Some("encoding"),
        value: "NAME",
        commands: &["import"],
        help: "Encoding of CSV files, such as latin1. UTF-8, UTF-16 and windows-1252 are recognised without this",
        ..ROW
    },
    Setting {
        flag: Some("delimiter"),
        value: "SIGN",
        commands: &["import"],
        help: "What separates the columns of CSV files, such as `;` or `tab`. Commas, semicolons, tabs and bars are \
            recognised without this",
        ..ROW
    },
    Setting {
        flag: Some("preset"),
        value: "NAME",
        commands: &["import"],
        help: "Whose export the CSV files are: shopify, woocommerce-analytics, woocommerce-orders, stripe, square, \
            etsy, amazon, ebay, magento (all recognised by their header without this), prestashop or bigcommerce; none: \
            item lines, whatever the header says. docs/platforms.md says what each contains",
        ..ROW
    },
    Setting {
        flag: Some("orders-per-day"),
        value: "N",
        commands: &["size"],
        help: "Orders on a normal day",
        ..ROW
    },
    Setting {
        flag: Some("viewers"),
        value: "N",
        commands: &["size"],
        help: "Dashboards open at the same time",
        ..ROW
    },
    Setting {
        flag: Some("retention-days"),
        value: "N",
        commands: &["size"],
        help: "Business days kept in detail",
        ..ROW
    },
    Setting {
        flag: Some("lines-per-order"),
        value: "X",
        commands: &["size"],
        help: "Item lines in an average order",
        ..ROW
    },
    Setting {
        flag: Some("peak-factor"),
        value: "X",
        commands: &["size"],
        help: "The busiest second's orders, as a multiple of the average second's",
        ..ROW
    },
];
