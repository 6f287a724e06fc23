//! Arguments of a single run: what to do, and with which server or store.

use super::commands::{CLIENT, FIGURES, REJECTS, SHOP_OF};
use super::{ROW, Setting};

pub(super) const ROWS: &[Setting] = &[
    Setting {
        flag: Some("shop"),
        value: "ID",
        commands: SHOP_OF,
        help: "The shop",
        ..ROW
    },
    Setting {
        value: "NAME",
        commands: &["shops add", "shops remove"],
        help: "Its name in URLs: 1 to 64 characters of a to z, 0 to 9, - and _",
        ..ROW
    },
    Setting {
        flag: Some("timezone"),
        value: "ZONE",
        commands: &["shops add"],
        help: "Its IANA time zone, such as Asia/Tokyo. It cannot be changed",
        ..ROW
    },
    Setting {
        flag: Some("currency"),
        value: "CODE",
        commands: &["shops add"],
        help: "The ISO 4217 code of its currency, such as JPY. It cannot be changed",
        ..ROW
    },
    Setting {
        flag: Some("display-name"),
        value: "NAME",
        commands: &["shops add"],
        help: "What people call it",
        ..ROW
    },
    Setting {
        flag: Some("retention-days"),
        value: "N",
        default: Some("as the default shop"),
        commands: &["shops add"],
        help: "How many business days with data it keeps in detail",
        ..ROW
    },
    Setting {
        flag: Some("json"),
        commands: &["shops list"],
        help: "Print them as JSON, in the form of GET /v1/shops",
        ..ROW
    },
    Setting {
        flag: Some("yes"),
        commands: &["shops remove"],
        help: "Do not ask",
        ..ROW
    },
    Setting {
        flag: Some("shop"),
        value: "ID",
        commands: &["top"],
        help: "Only this shop. Otherwise all, or, of more than 100, those that are worst off",
        ..ROW
    },
    Setting {
        flag: Some("server"),
        value: "URL",
        commands: FIGURES,
        help: "Ask a running server instead of opening the store, such as http://127.0.0.1:8080",
        ..ROW
    },
    Setting {
        flag: Some("server"),
        value: "URL",
        commands: &["doctor"],
        help: "Also ask a running server, such as http://127.0.0.1:8080",
        ..ROW
    },
    Setting {
        flag: Some("server"),
        value: "URL",
        commands: &["top"],
        help: "The server to watch",
        ..ROW
    },
    Setting {
        flag: Some("server"),
        value: "URL",
        commands: &["health"],
        help: "The server to ask",
        ..ROW
    },
    Setting {
        env: Some("LIVETILL_KEY"),
        flag: Some("key"),
        value: "KEY",
        commands: CLIENT,
        help: "Key for the server. Better set LIVETILL_KEY: other users can see command lines",
        ..ROW
    },
    Setting {
        flag: Some("json"),
        commands: &["board"],
        help: "Print the board as JSON, in the form of GET /v1/board; with --all, of GET /v1/overview",
        ..ROW
    },
    Setting {
        flag: Some("json"),
        commands: &["rejects list"],
        help: "Print them as JSON, in the form of GET /v1/rejects",
        ..ROW
    },
    Setting {
        value: "FILE",
        commands: &["rates import"],
        help: "Files with rates: the European Central Bank's eurofxref-hist.csv, or CSV with date, base, quote and rate",
        ..ROW
    },
    Setting {
        flag: Some("json"),
        commands: &["rates import"],
        help: "Print the result as JSON, in the form of POST /v1/rates",
        ..ROW
    },
    Setting {
        flag: Some("json"),
        commands: &["keys list"],
        help: "Print them as JSON",
        ..ROW
    },
    Setting {
        flag: Some("json"),
        commands: &["verify"],
        help: "Print the result as JSON, in the form of GET /v1/verify",
        ..ROW
    },
    Setting {
        flag: Some("json"),
        commands: &["doctor"],
        help: "Print the findings as JSON",
        ..ROW
    },
    Setting {
        flag: Some("date"),
        value: "YYYY-MM-DD",
        default: Some("today"),
        commands: &["board"],
        help: "A retained business day",
        ..ROW
    },
    Setting {
        flag: Some("json"),
        commands: &["report"],
        help: "Print it as JSON, in the form of GET /v1/range",
        ..ROW
    },
    Setting {
        flag: Some("span"),
        value: "NAME",
        default: Some("week"),
        commands: &["report", "export"],
        help: "Which days: today, yesterday, week, month, quarter, year (so far), last_week, last_month, last_quarter, \
            last_year, or last_30_days and the like, which end today",
        ..ROW
    },
    Setting {
        flag: Some("first"),
        value: "YYYY-MM-DD",
        commands: &["report", "export"],
        help: "The first day, instead of --span",
        ..ROW
    },
    Setting {
        flag: Some("last"),
        value: "YYYY-MM-DD",
        default: Some("today"),
        commands: &["report", "export"],
        help: "The last day",
        ..ROW
    },
    Setting {
        flag: Some("against"),
        value: "WHAT",
        default: Some("previous"),
        commands: &["report"],
        help: "What to compare them with: previous (the period before), year (the same dates a year before) or \
            year_weekday (364 days before)",
        ..ROW
    },
    Setting {
        flag: Some("step"),
        value: "UNIT",
        default: Some("day"),
        commands: &["report"],
        help: "One line for each day, week or month",
        ..ROW
    },
    Setting {
        flag: Some("full"),
        commands: &["board"],
        help: "Show everything, not only what fits a terminal",
        ..ROW
    },
    Setting {
        flag: Some("all"),
        commands: &["board"],
        help: "All shops instead of one: today's figures of each, and their total in one currency",
        ..ROW
    },
    Setting {
        flag: Some("in"),
        value: "CODE",
        default: Some("that of most shops"),
        commands: &["board"],
        help: "With --all: the currency of the total",
        ..ROW
    },
    Setting {
        flag: Some("sort"),
        value: "NAME",
        default: Some("revenue"),
        commands: &["board"],
        help: "With --all: the sequence of the shops: by revenue, growth, silence or name",
        ..ROW
    },
    Setting {
        flag: Some("limit"),
        value: "COUNT",
        default: Some("100"),
        commands: &["board"],
        help: "With --all: the most shops to show, 1 to 1,000",
        ..ROW
    },
    Setting {
        flag: Some("watch"),
        commands: &["board"],
        help: "Redraw it whenever it changes, until you stop it",
        ..ROW
    },
    Setting {
        flag: Some("once"),
        commands: &["top"],
        help: "Print once instead of taking over the terminal, for scripts",
        ..ROW
    },
    Setting {
        flag: Some("limit"),
        value: "N",
        commands: &["rejects list"],
        help: "How many to show",
        ..ROW
    },
    Setting {
        value: "NUMBER",
        commands: REJECTS,
        help: "Their numbers, as `rejects list` shows them",
        ..ROW
    },
    Setting {
        flag: Some("all"),
        commands: REJECTS,
        help: "All of them",
        ..ROW
    },
    Setting {
        flag: Some("reason"),
        value: "REASON",
        commands: REJECTS,
        help: "All with this reason, such as too_many_items",
        ..ROW
    },
    Setting {
        flag: Some("role"),
        value: "ROLE",
        commands: &["keys add"],
        help: "What it may do: ingest (post orders), view (look at figures), admin (everything)",
        ..ROW
    },
    Setting {
        flag: Some("name"),
        value: "NAME",
        default: Some("the role and a number"),
        commands: &["keys add"],
        help: "What to call it",
        ..ROW
    },
    Setting {
        flag: Some("shop"),
        value: "ID",
        default: Some("all shops"),
        commands: &["keys add"],
        help: "Limit the key to this shop; repeat for several",
        ..ROW
    },
    Setting {
        flag: Some("print-only"),
        commands: &["keys add"],
        help: "Do not store the key; only print it, and the line for LIVETILL_KEYS",
        ..ROW
    },
    Setting {
        value: "NAME",
        commands: &["keys revoke"],
        help: "Their names, as `keys list` shows them",
        ..ROW
    },
    Setting {
        flag: Some("from"),
        value: "URL",
        commands: &["copy"],
        help: "Store to copy from, such as embedded:./livetill-data. Nothing may write to it meanwhile",
        ..ROW
    },
    Setting {
        flag: Some("to"),
        value: "URL",
        commands: &["copy"],
        help: "Store to copy to, such as redis://127.0.0.1:6379. The shops must not have any figures there",
        ..ROW
    },
    Setting {
        value: "WHAT",
        commands: &["export"],
        help: "What to export: days, items (by day), orders, or lines (of orders)",
        ..ROW
    },
    Setting {
        flag: Some("format"),
        value: "NAME",
        default: Some("csv"),
        commands: &["export"],
        help: "csv, ndjson or parquet",
        ..ROW
    },
    Setting {
        flag: Some("output"),
        value: "FILE",
        default: Some("-"),
        commands: &["export"],
        help: "File to write, `-` for stdout",
        ..ROW
    },
    Setting {
        value: "FILE|FOLDER",
        commands: &["backup"],
        help: "File to write, `-` for stdout, or a folder, in which the file is called livetill-SHOP-TIME.jsonl.zst",
        ..ROW
    },
    Setting {
        value: "FILE",
        commands: &["restore"],
        help: "Backup to read, as `backup` wrote it",
        ..ROW
    },
    Setting {
        flag: Some("check"),
        commands: &["restore"],
        help: "Only check whether the backup is complete; write nothing",
        ..ROW
    },
];
