//! Messages about order exports, and rows that differ from the usual form.

use serde_json::json;

use crate::import_exports::{Imported, fixture};
use crate::support::{Server, Workplace};

const SHOPIFY: &str = "Name,Created at,Financial Status,Currency,Subtotal,Shipping,Taxes,Total,Lineitem quantity,Lineitem name,Lineitem price,Id\n";

fn shopify(rows: &str, currency: &str) -> Imported {
    let file = format!("{SHOPIFY}{rows}");
    Imported::of(
        file.as_bytes(),
        "orders.csv",
        "Europe/Berlin",
        currency,
        &[],
    )
}

#[test]
fn tax_inside_prices_leaves_every_figure() {
    // Prices include 19 % tax, with 10 % off: 119.00 and 11.90 are 100.00 and 10.00 without tax.
    let imported = shopify(
        "#1,2026-03-28 10:00:00 +0100,paid,EUR,117.81,0.00,18.81,117.81,1,Coat,119.00,7001\n\
         #1,2026-03-28 10:00:00 +0100,,,,,,,1,Cup,11.90,\n",
        "EUR",
    );
    imported.shows(
        "2026-03-28",
        &json!({"orders": 1, "units": 2, "gross": "110.00", "discounts": "11.00", "net": "99.00", "tax": "18.81",
            "total_sales": "117.81"}),
    );
}

/// The total has more than the prices: a tip, or cash that was rounded.
#[test]
fn tax_is_inside_prices_also_where_something_else_is_in_the_total() {
    for total in ["124.00", "119.02"] {
        let rows = format!(
            "#1,2026-03-28 10:00:00 +0100,paid,EUR,119.00,0.00,19.00,{total},1,Coat,119.00,7001\n"
        );
        let net =
            json!({"gross": "100.00", "net": "100.00", "tax": "19.00", "total_sales": "119.00"});
        shopify(&rows, "EUR").shows("2026-03-28", &net);
    }
    for total in ["124.00", "118.98"] {
        let rows = format!(
            "#1,2026-03-28 10:00:00 +0100,paid,EUR,100.00,0.00,19.00,{total},1,Coat,100.00,7001\n"
        );
        let net =
            json!({"gross": "100.00", "net": "100.00", "tax": "19.00", "total_sales": "119.00"});
        shopify(&rows, "EUR").shows("2026-03-28", &net);
    }
}

#[test]
fn an_empty_cell_is_no_amount_of_nothing() {
    let day = "2026-03-28 10:00:00 +0100,paid,EUR,100.00,0.00,0.00,100.00";
    for (item, reason) in [
        ("1,Coat,", "invalid_amount"),
        (",Coat,100.00", "invalid_quantity"),
    ] {
        let imported = shopify(&format!("#1,{day},{item},7001\n"), "EUR");
        assert_eq!(imported.summary["rejected"], json!({reason: 1}));
        imported.says(&["is empty"]);
    }
    let file = "id,Created date (UTC),Amount,Amount Refunded,Currency,Captured,Status,Seller Message,Card ID\n\
        ch_1,2026-03-28 10:00:00,,0.00,eur,true,Paid,Payment complete.,card_1\n";
    let imported = Imported::of(file.as_bytes(), "a.csv", "Europe/Berlin", "EUR", &[]);
    assert_eq!(imported.summary["rejected"], json!({"invalid_amount": 1}));
}

#[test]
fn amounts_of_a_currency_without_decimals_may_be_grouped() {
    shopify(
        "#1,2026-03-28 10:00:00 +0100,paid,JPY,\"12,800\",0,0,\"12,800\",2,Vase,\"6,400\",7001\n",
        "JPY",
    )
    .shows(
        "2026-03-28",
        &json!({"orders": 1, "units": 2, "gross": "12800", "net": "12800", "discounts": "0"}),
    );
    let foreign = shopify(
        "#1,2026-03-28 10:00:00 +0100,paid,USD,5.00,0,0,5.00,1,Vase,$5.00,7001\n",
        "EUR",
    );
    assert_eq!(foreign.summary["rejected"], json!({"currency_mismatch": 1}));
}

#[test]
fn quantities_may_keep_the_point_where_prices_have_a_comma() {
    shopify(
        "#1,2026-03-28 10:00:00 +0100,paid,EUR,\"1.215,00\",0,0,\"1.215,00\",1.5,Cloth,\"810,00\",7001\n",
        "EUR",
    )
    .shows(
        "2026-03-28",
        &json!({"orders": 1, "units": 2, "gross": "1215.00", "net": "1215.00"}),
    );
}

#[test]
fn what_a_spreadsheet_ate_and_what_can_be_two_days_is_refused() {
    let eaten = shopify(
        "#1,2026-03-28 10:00:00 +0100,paid,EUR,5.00,0,0,5.00,1,Vase,5.00,6.1E+12\n\
         #2,2026-03-28 10:00:00 +0100,paid,EUR,5.00,0,0,5.00,1,Vase,5.00,7002\n",
        "EUR",
    );
    assert_eq!(eaten.summary["rejected"], json!({"invalid_id": 1}));
    eaten.says(&["a spreadsheet has rounded it", "row 2"]);
    eaten.says(&["adds up to: orders 1, units 1, revenue 5.00"]);
    // A comma without quotes shifts the cells after it.
    let shifted = shopify(
        "#1,2026-03-28 10:00:00 +0100,paid,EUR,5.00,0,0,5.00,1,Vase, blue,5.00,7001\n",
        "EUR",
    );
    assert_eq!(shifted.summary["rejected"], json!({"malformed_row": 1}));
    let either = "#1,03/04/2026 10:00,paid,EUR,5.00,0,0,5.00,1,Vase,5.00,7001\n";
    let refused = shopify(either, "EUR");
    assert_eq!(refused.summary["rejected"], json!({"invalid_timestamp": 1}));
    refused.says(&["is the day or the month first in `03/04/2026 10:00`? Use --time-format"]);
    let file = format!("{SHOPIFY}{either}");
    let told = ["--time-format=%d/%m/%Y %H:%M"];
    Imported::of(file.as_bytes(), "orders.csv", "Europe/Berlin", "EUR", &told)
        .shows("2026-04-03", &json!({"orders": 1, "gross": "5.00"}));
}

#[test]
fn titles_and_whose_file_it_is_may_be_said() {
    let file = "Bestellung,Nr,Angelegt,Menge,Preis\n#1,7001,2026-03-28 10:00,2,\"1.234,50\"\n";
    let args = [
        "--preset=shopify",
        "--map=key=Bestellung,id=Nr,timestamp=Angelegt,quantity=Menge,price=Preis",
    ];
    let imported = Imported::of(file.as_bytes(), "a.csv", "Europe/Berlin", "EUR", &args);
    imported.shows(
        "2026-03-28",
        &json!({"orders": 1, "units": 2, "gross": "2469.00"}),
    );
    imported.says(&["was read as an order export of Shopify", "price = `Preis`"]);
    // An order with an unknown status counts, and the status is reported.
    let file = "ID;Reference;Total;Status;Date\n7;X;10,00;Packing at dawn;2026-03-28 10:00\n";
    let imported = Imported::of(
        file.as_bytes(),
        "a.csv",
        "Europe/Paris",
        "EUR",
        &["--preset=prestashop"],
    );
    imported.shows("2026-03-28", &json!({"orders": 1, "gross": "10.00"}));
    imported.says(&[
        "the status `Packing at dawn` is unknown",
        "have not been confirmed with a real shop",
    ]);
    // With `--preset=none`, item lines with an export's column titles are read as item lines.
    let lines = "Name,Created at,Lineitem sku,Lineitem price,Lineitem quantity,Financial Status\n1,2026-03-28 10:00,A,5.00,2,paid\n";
    let args = ["--preset=none", "--map=id=Name"];
    let imported = Imported::of(lines.as_bytes(), "a.csv", "Europe/Berlin", "EUR", &args);
    imported.shows("2026-03-28", &json!({"orders": 1, "gross": "10.00"}));
}

#[test]
fn a_look_shows_orders_and_days_and_writes_nothing() {
    let place = Workplace::new();
    let file = place.file("orders_export.csv", fixture("shopify-orders_export.csv"));
    let look = [
        "import",
        "--dry-run",
        "--timezone=Europe/Berlin",
        "--currency=EUR",
        "--store=embedded:store",
        &file,
    ];
    let text = place.run(&look).expect(0);
    for said in [
        "shopify:6100000000001  2026-03-26T23:40:10.000+01:00\n    TEA-EG: 2 for 25.00",
        "shopify:6100000000002:refund:export  2026-03-27T09:15:00.000+01:00  refunds shopify:6100000000002",
        "2026-03-27       1      3   105.00    38.56",
        "an order export of Shopify: id = `Id`, key = `Name`",
        "adds up to: orders 5, units 10, revenue 207.60",
        "nothing was written",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert!(!place.path("store").exists());
    let json = place.run(&[&look[..], &["--json"]].concat()).json(0);
    assert_eq!(json["total"]["revenue"], "207.60");
    assert_eq!(json["days"][1]["date"], "2026-03-27");
    assert_eq!(json["days"][1]["discounts"], "17.70");
    // A dry run also shows item lines and lines of JSON, and what is rejected.
    let lines = place.file(
        "a.ndjson",
        "{\"id\":1,\"timestamp\":1774692000,\"items\":[{\"sku\":\"A\",\"price\":\"2.50\",\"quantity\":2}]}\n{\"id\":2}\n",
    );
    let seen = place
        .run(&["import", "--dry-run", "--json", &lines])
        .json(2);
    assert_eq!(
        (&seen["total"]["revenue"], &seen["rejected"]),
        (&json!("5.00"), &json!({"invalid_timestamp": 1}))
    );
}

#[test]
fn of_two_files_that_tell_of_one_order_the_first_stays_and_the_conflict_is_told() {
    let row = |total: &str| {
        format!(
            "{SHOPIFY}#1,2026-03-28 10:00:00 +0100,paid,EUR,{total},0,0,{total},1,Vase,{total},7001\n"
        )
    };
    let conflict = json!({"conflicting_rows": 1});
    let mut imported = shopify(
        "#1,2026-03-28 10:00:00 +0100,paid,EUR,5.00,0,0,5.00,1,Vase,5.00,7001\n",
        "EUR",
    );
    imported.import(row("6.00").as_bytes(), "later.csv", &[]);
    assert_eq!(imported.summary["rejected"], conflict);
    imported.shows("2026-03-28", &json!({"orders": 1, "gross": "5.00"}));
    imported.import(row("5.00").as_bytes(), "again.csv", &[]);
    assert_eq!(imported.summary["duplicates"], 1);
    // The same into a server.
    let place = Workplace::new();
    let server = Server::start(
        &place,
        &[
            "--currency=EUR",
            "--timezone=Europe/Berlin",
            "--retention-days=400",
        ],
    );
    for (total, code, outcome, expected) in [
        ("5.00", 0, "accepted", json!(1)),
        ("6.00", 2, "rejected", conflict),
        ("5.00", 0, "duplicates", json!(1)),
    ] {
        let file = place.file("a.csv", row(total));
        let to = format!("--to={}", server.url(""));
        let summary = place.run(&["import", "--json", &to, &file]).json(code);
        assert_eq!(summary[outcome], expected, "{total}: {summary}");
    }
}

#[test]
fn older_heads_and_files_without_ids_are_read() {
    let older = "Date,Order #,N. Revenue (formatted),Status,Items sold,N. Revenue\n\
        2026-03-28 10:00:00,2001,&#36;50.05,Completed,4,40.35\n";
    Imported::of(older.as_bytes(), "a.csv", "America/New_York", "USD", &[]).shows(
        "2026-03-28",
        &json!({"orders": 1, "units": 4, "gross": "40.35"}),
    );
    let square = "Date,Time,Time Zone,Category,Item,Qty,Price Point Name,SKU,Modifiers Applied,Gross Sales,Discounts,Net Sales,Tax,\
        Transaction ID,Event Type\n\
        28/03/2026,23:30:00,London,Tea,Assam,2.0,Regular,,,\"£1,005.50\",-£5.50,\"£1,000.00\",£0.00,SQ1,Payment\n\
        29/03/2026,10:00:00,London,Tea,Assam,0,Regular,,,-£10.00,£0.00,-£10.00,£0.00,SQ1,Refund\n\
        29/03/2026,11:00:00,London,Tea,Assam,-1,Regular,,,-£20.00,£0.00,-£20.00,£0.00,SQ1,Refund\n";
    let square = Imported::of(square.as_bytes(), "a.csv", "Europe/London", "GBP", &[]);
    square.shows(
        "2026-03-28",
        &json!({"orders": 1, "units": 2, "gross": "1005.50", "discounts": "5.50"}),
    );
    square.shows(
        "2026-03-29",
        &json!({"orders": 0, "returned_units": 1, "returns": "30.00"}),
    );
    square.knows(&json!(["square:SQ1:refund", "square:SQ1:refund:2"]));
    let without = "Name,Created at,Lineitem quantity,Lineitem name,Lineitem price\n#1,2026-03-28 10:00:00 +0100,1,Vase,5.00\n";
    let without = Imported::of(without.as_bytes(), "a.csv", "Europe/Berlin", "EUR", &[]);
    without.shows("2026-03-28", &json!({"orders": 1, "gross": "5.00"}));
    without.says(&["it has no column with Shopify's own ids"]);
    without.knows(&json!(["shopify:#1"]));
}
