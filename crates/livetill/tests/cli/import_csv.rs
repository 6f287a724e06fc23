//! CSV files as spreadsheets, shops and databases write them: how they are read, or why they are refused.

use serde_json::{Value, json};

use crate::support::Workplace;

const SHOP: [&str; 3] = [
    "--store=embedded:store",
    "--currency=EUR",
    "--retention-days=400",
];
pub(crate) const HEAD: &str = "id,timestamp,sku,price,quantity\n";

/// The summary of an import, and the board of a day after it.
#[derive(Debug)]
pub(crate) struct Counted {
    pub(crate) summary: Value,
    pub(crate) board: Value,
}

/// Imports files into a new store.
pub(crate) fn count(files: &[(&str, &str)], args: &[&str], day: &str) -> Counted {
    let place = Workplace::new();
    let files: Vec<String> = files
        .iter()
        .map(|(name, content)| place.file(name, content))
        .collect();
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let all = [&["import", "--json"][..], &SHOP, args, &files].concat();
    let ran = place.run(&all);
    let code = ran.code();
    let summary = ran.json(code);
    assert_eq!(code == 2, summary["rejected"] != json!({}), "{summary}");
    let date = format!("--date={day}");
    let shown = place.run(&[&["board", "--json", &date][..], &SHOP].concat());
    let board = match shown.code() {
        0 => shown.json(0),
        _ => Value::Null,
    };
    Counted { summary, board }
}

impl Counted {
    #[track_caller]
    pub(crate) fn shows(&self, orders: u64, units: u64, revenue: &str) -> &Counted {
        let today = &self.board["today"];
        assert_eq!(
            (&today["orders"], &today["units"], &today["revenue"]),
            (&json!(orders), &json!(units), &json!(revenue)),
            "{}",
            self.summary
        );
        self
    }

    #[track_caller]
    pub(crate) fn refuses(&self, reasons: &Value) -> &Counted {
        assert_eq!(self.summary["rejected"], *reasons, "{}", self.summary);
        self
    }

    #[track_caller]
    pub(crate) fn says(&self, words: &[&str]) -> &Counted {
        let notes = self.summary["notes"].to_string();
        for word in words {
            assert!(notes.contains(word), "{word}: {notes}");
        }
        self
    }
}

pub(crate) fn one(rows: &str) -> Counted {
    count(&[("a.csv", rows)], &[], "2018-03-11")
}

pub(crate) fn row(row: &str) -> Counted {
    one(&format!("{HEAD}{row}\n"))
}

#[test]
fn rows_of_an_order_differ_by_version_or_agree() {
    let head = "id,timestamp,sku,price,quantity,version,status,currency\n";
    let rows = |rows: &str| one(&format!("{head}{rows}"));
    rows("1,2018-03-11 10:00,A,10,2,1,placed,EUR\n1,2018-03-11 10:00,A,10,1,2,placed,EUR\n")
        .shows(1, 1, "10.00");
    rows("1,2018-03-11 10:00,A,10,1,2.0,placed,EUR\n1,2018-03-11 10:00,A,10,2,1,placed,EUR\n1,2018-03-11 10:00,B,10,1,2,,eur\n")
        .shows(1, 2, "20.00");
    let cancelled = "1,2018-03-11 10:00,A,10,2,1,placed,EUR\n2,2018-03-11 10:00,A,5,1,,,\n1,2018-03-11 10:00,A,10,2,2,cancelled,EUR\n";
    rows(cancelled).shows(1, 1, "5.00");
    rows("1,2018-03-11 10:00,A,10,1,,placed,EUR\n2,2018-03-11 10:00,A,10,1,,,\n1,2018-03-11 10:00,B,10,1,,cancelled,EUR\n")
        .shows(1, 1, "10.00")
        .refuses(&json!({"conflicting_rows": 1}))
        .says(&["order 1: rows 2 and 4 of", "status (`placed`, `cancelled`)"]);
    rows("1,2018-03-11 10:00,A,10,1,,,EUR\n1,2018-03-11 10:00,B,10,1,,,USD\n")
        .refuses(&json!({"conflicting_rows": 1}))
        .says(&["currency (`EUR`, `USD`)"]);
    // A row without details of an order belongs to the order before it.
    rows("1,2018-03-11 10:00,A,10,1,3,placed,EUR\n1,,B,10,1,,,\n").shows(1, 2, "20.00");
    rows("1,2018-03-11 10:00,A,1,1,,,\n1,2018-03-11 10:07,B,1,1,,,\n2,2018-03-11 10:00,A,1,1,,,\n")
        .shows(2, 3, "3.00")
        .says(&["1 order has rows with different times"]);
}

#[test]
fn times_that_look_like_numbers_are_what_the_column_says() {
    let dated = |time: &str| one(&format!("id;date;sku;price\n1;{time};A;1\n"));
    for time in [
        "20180311",
        "201803111030",
        "20180311103000",
        "43170",
        "43170.5",
        "43170,4375",
        "11.03.2018",
        "11.3.2018, 10:30",
        "2018/03/11 10:30",
        "2018-03-11 10:30:00 +0100",
        "2018-03-11 10:30:00 UTC",
        "Mar 11, 2018 10:30 AM",
        "11 March 2018",
        "11-mar-2018 10:30:00 +0100",
        "13/03/2018;A;1\n2;11/03/2018",
        "3/13/2018 1:05 PM;A;1\n2;3/11/2018 11:00",
        "1520764200",
        "1520764200000",
        "1520764200000000",
        "1520764200000000000",
    ] {
        dated(time).shows(1, 1, "1.00").refuses(&json!({}));
    }
    for time in [
        "0",
        "2018",
        "201803",
        "10:30",
        "1.52078E+12",
        "03/11/18",
        "11 Mar 18",
        "Mar 11 Mar 2018",
        "Mai 11, 2018",
        "Mar 32, 2018",
        "700000000",
        "1980-01-01",
    ] {
        dated(time).refuses(&json!({"invalid_timestamp": 1}));
    }
    dated("20180311").says(&["is a date in digits"]);
    dated("43170.5").says(&["day number"]);
    dated("03/11/2018")
        .refuses(&json!({"invalid_timestamp": 1}))
        .says(&["Use --time-format"]);
    // From a spreadsheet that took 11 March for 3 November, and did not recognize 13 March as a date.
    dated("43407;A;1\n2;13/03/2018").refuses(&json!({"invalid_timestamp": 2}));
    let at = row("1,43170.4270833333,A,1,1");
    assert_eq!(
        at.board["latest"][0]["sold_at"],
        "2018-03-11T10:15:00.000+00:00"
    );
}

#[test]
fn signs_of_currencies_are_taken_where_they_agree() {
    row("1,2018-03-11,A,\"19,99 €\",2").shows(1, 2, "39.98");
    row("1,2018-03-11,A,€19.99,2\n2,2018-03-11,A,EUR 1.00,1").shows(2, 3, "40.98");
    row("1,2018-03-11,A,$19.99,2\n2,2018-03-11,A,1,1")
        .shows(1, 1, "1.00")
        .refuses(&json!({"currency_mismatch": 1}))
        .says(&["`$` does not stand for that"]);
    let head = "id,timestamp,sku,price,currency\n";
    one(&format!(
        "{head}1,2018-03-11,A,€1.00,EUR\n2,2018-03-11,A,$1.00,EUR\n"
    ))
    .shows(1, 1, "1.00")
    .refuses(&json!({"currency_mismatch": 1}));
    row("1,2018-03-11,A,-€5,1").refuses(&json!({"invalid_price": 1}));
}

#[test]
fn amounts_are_read_by_the_decimal_sign_of_the_file() {
    let priced = |rows: &str, args: &[&str]| {
        let file = format!("id;timestamp;sku;price;quantity\n{rows}");
        count(&[("a.csv", &file)], args, "2018-03-11")
    };
    priced("1;2018-03-11;A;1,50;2\n", &[])
        .shows(1, 2, "3.00")
        .says(&["decimal sign"]);
    priced("1;2018-03-11;A;1.234,50;2,0\n", &[]).shows(1, 2, "2469.00");
    priced("1;2018-03-11;A;1.50;1e0\n", &[]).shows(1, 1, "1.50");
    priced("1;2018-03-11;A;1.234;1\n", &[])
        .refuses(&json!({"invalid_price": 1}))
        .says(&["use --decimal comma or --decimal point"]);
    priced("1;2018-03-11;A;1.234;1\n", &["--decimal=comma"]).shows(1, 1, "1234.00");
    priced("1;2018-03-11;A;1.25;1\n2;2018-03-11;A;1,25;1\n", &[])
        .shows(1, 1, "1.25")
        .refuses(&json!({"invalid_price": 1}));
    row("1,2018-03-11,A,4.25,2.0\n2,2018-03-11,A,4.25,1.0000").shows(2, 3, "12.75");
    row("1,2018-03-11,A,19.989999999999998,1").shows(1, 1, "19.99");
    row("1,2018-03-11,A,\"1,234.50\",1").shows(1, 1, "1234.50");
}

#[test]
fn separators_are_found_by_the_head_line() {
    let line = "1;2018-03-11 10:00;A;1.50;2\n";
    for file in [
        format!("sep=;\nid;timestamp;sku;price;quantity\n{line}"),
        format!("\u{feff}sep=;\r\nid;timestamp;sku;price;quantity\r\n{line}"),
        format!("order id;timestamp;sku;price;quantity\n{line}"),
        format!(
            "order id\ttimestamp\tsku\tprice\tquantity\n{}",
            line.replace(';', "\t")
        ),
        format!(
            "order id|timestamp|sku|price|quantity\n{}",
            line.replace(';', "|")
        ),
        format!(";;;;\n\norder id;timestamp;sku;price;quantity\n{line}"),
        format!(
            "order id;timestamp;sku;price, net, each, EUR;unit price;quantity\n{}",
            line.replace("1.50", "0;1.50")
        ),
    ] {
        one(&file).shows(1, 2, "3.00");
    }
    let rows = format!(
        "id,timestamp,sku,price,quantity\n{}",
        line.replace(';', ",")
    );
    let place = Workplace::new();
    for (name, big) in [("le.csv", false), ("be.csv", true)] {
        let units = rows.encode_utf16();
        let bytes: Vec<u8> = units
            .flat_map(|unit| {
                if big {
                    unit.to_be_bytes()
                } else {
                    unit.to_le_bytes()
                }
            })
            .collect();
        let file = place.file(name, bytes);
        let summary = place
            .run(&["import", "--json", SHOP[0], SHOP[1], SHOP[2], &file])
            .json(0);
        assert_eq!(
            summary["rejected"],
            json!({}),
            "without a byte order mark: {name}"
        );
    }
}

#[test]
fn files_of_one_command_are_one_input() {
    let both = |one: &str, other: &str| {
        let (one, other) = (format!("{HEAD}{one}"), format!("{HEAD}{other}"));
        count(&[("a.csv", &one), ("b.csv", &other)], &[], "2018-03-11")
    };
    let (tea, cup) = (
        "1,2018-03-11 10:00,TEA,2,1\n",
        "1,2018-03-11 10:00,CUP,3,1\n",
    );
    // An order whose rows are split over both files, and one that is in both.
    both(tea, cup).shows(1, 2, "5.00");
    let twice = both(&format!("{tea}{cup}"), &format!("{cup}{tea}"));
    twice.shows(1, 2, "5.00");
    assert_eq!(twice.summary["duplicates"], 1);
    // The same amounts, written differently.
    let written = count(
        &[
            ("a.csv", &format!("{HEAD}1,2018-03-11 10:00,TEA,2.50,1\n")),
            (
                "b.csv",
                "id;timestamp;sku;price;quantity\n1;2018-03-11 10:00;TEA;2,50;1,0\n",
            ),
        ],
        &[],
        "2018-03-11",
    );
    written.shows(1, 1, "2.50").refuses(&json!({}));
    assert_eq!(written.summary["duplicates"], 1);

    // An order that differs between the files is neither counted nor added up.
    let other = "2,2018-03-11 10:00,TEA,2,1\n";
    for (one, changed) in [
        (format!("{tea}{cup}"), tea.to_owned()),
        (tea.to_owned(), tea.replace(",1\n", ",2\n")),
        (tea.to_owned(), tea.replace("10:00", "11:00")),
        (tea.to_owned(), cup.replace("10:00", "11:00")),
    ] {
        both(
            &format!("{other}{one}"),
            &format!("{changed}{}", other.replace("2,", "3,")),
        )
        .refuses(&json!({"conflicting_rows": 1}))
        .says(&["a.csv (row 3)", "b.csv (row 2)"]);
    }
    // A file cut in two inside an order whose rows have different times.
    let late = cup.replace("10:00", "10:01");
    let cut = both(
        &format!("{other}{tea}{}", late.replace("CUP", "POT")),
        &format!("{late}{}", other.replace("2,", "3,")),
    );
    cut.refuses(&json!({}))
        .says(&["1 order has rows with different times"]);
}

#[test]
fn columns_are_not_guessed_and_what_is_near_is_named() {
    let place = Workplace::new();
    for (head, args, said) in [
        (
            "id,order_id,created_at,sku,price",
            &[][..],
            "`id` or `order_id`",
        ),
        (
            "Order Nr,Zeit,Article,Unit prices",
            &[],
            "which column is `id`, perhaps `Order Nr`? Use --map id=COLUMN; it has: Order Nr, Zeit, Article, Unit prices",
        ),
        (
            "Reference,New client,Payment,Total",
            &[],
            "an order export of PrestaShop (order list) (--preset prestashop)?",
        ),
        (
            "Name,Created at,Lineitem quantity,Lineitem name,Financial Status",
            &["--preset=shopify"],
            "needs a column for `price`, usually titled like `lineitemprice`; use --map price=COLUMN; the file has: Name,",
        ),
        (
            "id,timestamp,sku,price",
            &["--preset=shop"],
            "preset: `shop` is unknown; there are: shopify,",
        ),
        (
            "id,timestamp,sku,price",
            &["--delimiter=ab"],
            "delimiter: `ab`",
        ),
        (
            "id,timestamp,sku,price",
            &["--map=subtotal=price"],
            "`subtotal` is not a field",
        ),
    ] {
        let file = place.file("a.csv", format!("{head}\n"));
        let error = place
            .run(&[&["import", SHOP[0], &file], args].concat())
            .error();
        assert!(error.contains(said), "{head}: {error}");
    }
}
