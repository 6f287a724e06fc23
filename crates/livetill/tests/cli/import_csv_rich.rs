//! Columns that few files have: parts of lines and orders other than prices.

use std::fs;

use serde_json::{Value, json};

use crate::import_csv::one;
use crate::support::{Server, Workplace, assert_board, repository};

/// Invented orders with every possible field give the board that the plain script computes, and the same board when
/// imported again.
#[test]
fn rich_orders_give_the_board_of_the_plain_computation() {
    let shop = [
        "--timezone=Europe/Berlin",
        "--currency=EUR",
        "--store=embedded:store",
    ];
    let folder = repository().join("tests/fixtures");
    let (place, file) = (Workplace::new(), folder.join("rich-orders.csv"));
    let expected = fs::read(folder.join("rich-orders.expected.json")).unwrap();
    let expected: Value = serde_json::from_slice(&expected).unwrap();
    for (outcome, tests) in [("accepted", true), ("duplicates", false)] {
        let args = [
            "import",
            "--json",
            "--map=amount=amount",
            &*file.display().to_string(),
        ];
        let summary = place.run(&[&args[..], &shop].concat()).json(0);
        assert_eq!(summary[outcome], expected["accepted"], "{summary}");
        assert_eq!(summary["rejected"], expected["rejected"]);
        assert_eq!(summary.get("tests").is_some(), tests, "{summary}");
    }
    place.run(&[&["verify"][..], &shop].concat()).expect(0);
    assert_board(&Server::start(&place, &shop), &expected);
}

#[test]
fn columns_say_what_bodies_say() {
    let head = "id;timestamp;sku;name;price;quantity;kind;discount;tax;shipping;order discount;order_tax;tip;fee;Tax Included;country;channel\n";
    let counted = one(&format!(
        "{head}1;2018-03-11 10:00;A;;100,00 €;1;;25,00;6,82;4,90;2;1,5;2;0,50;yes;Germany;pos\n\
         1;2018-03-11 10:00;B;;18,90;0,35;;;;;;;;;;France;\n\
         1;2018-03-11 10:00;;Pens;10;1;product;;;;;;;;;;\n\
         1;2018-03-11 10:00;;;50;1;gift_card;;;;;;;;;;\n\
         2;2018-03-11 10:00;A;;1;1;;SUMMER10;;;;;;;;;\n"
    ));
    let today = &counted.board["today"];
    for (name, value) in [
        ("revenue", "108.52"),
        ("discounts", "24.72"),
        ("shipping", "4.90"),
        ("tax", "8.32"),
        ("tips", "2.00"),
        ("fees", "0.50"),
        ("gift_cards", "50.00"),
    ] {
        assert_eq!(today[name], value, "{name}: {today}");
    }
    assert_eq!(today["units"], 4);
    assert_eq!(counted.summary["ignored"], json!({"discount": 1}));
}

#[test]
fn amounts_stand_in_for_prices_and_names_for_skus() {
    one("id,timestamp,name,amount,quantity\n1,2018-03-11 10:00,Pens,10.00,3\n")
        .shows(1, 3, "10.00");
    // Next to a price, an amount is usually the price times the quantity, so it is ignored.
    one("id,timestamp,sku,price,quantity,amount\n1,2018-03-11 10:00,A,2.00,3,6.00\n")
        .shows(1, 3, "6.00");
    // A row without a price has nothing but its amount.
    let counted = one(
        "id,timestamp,sku,price,quantity,kind,amount\n1,2018-03-11 10:00,A,2.00,3,,7.00\n\
         1,2018-03-11 10:00,B,,3,,10.00\n1,2018-03-11 10:00,,,,fee,0.50\n2,2018-03-11 10:00,B, ,,,9.00\n",
    );
    counted
        .shows(1, 6, "16.00")
        .refuses(&json!({"invalid_amount": 1}));
    assert_eq!(counted.board["today"]["fees"], "0.50");
    one("id,timestamp,sku,price,quantity\n1,2018-03-11 10:00,,2.00,3\n")
        .refuses(&json!({"invalid_sku": 1}));
    one("id,timestamp,sku,price,quantity,kind\n1,2018-03-11 10:00,A,2.00,3,bundle\n")
        .refuses(&json!({"invalid_kind": 1}));
}

#[test]
fn what_does_not_count_and_what_is_taken_back_have_columns() {
    let head = "id,timestamp,sku,price,quantity,status,test,refund_of\n";
    let counted = one(&format!(
        "{head}1,2018-03-11 10:00,A,5,1,placed,false,\n2,2018-03-11 10:00,A,5,1,pending,,\n\
         3,2018-03-11 10:00,A,5,1,,TRUE,\n4,2018-03-11 11:00,A,5,-1,,,1\n5,2018-03-11 11:00,A,7,1,,,1\n"
    ));
    let today = &counted.board["today"];
    assert_eq!(
        (&today["orders"], &today["revenue"], &today["returns"]),
        (&json!(1), &json!("12.00"), &json!("5.00"))
    );
    assert_eq!(counted.summary["accepted"], 5);
}

#[test]
fn rows_agree_in_what_they_say_of_the_order() {
    let rows = |one_row: &str, other: &str| {
        one(&format!(
            "id,timestamp,sku,price,shipping,country\n1,2018-03-11 10:00,A,5,{one_row}\n1,2018-03-11 10:00,B,5,{other}\n"
        ))
    };
    rows("4.90,AT", "4.90,AT").shows(1, 2, "10.00");
    rows("4.90,AT", ",").shows(1, 2, "10.00");
    rows(",AT", "4.90,DE").shows(1, 2, "10.00");
    rows("4.90,AT", "5.00,AT")
        .refuses(&json!({"conflicting_rows": 1}))
        .says(&["differ in shipping (`4.90`, `5.00`)"]);
}

#[test]
fn english_names_of_countries_are_their_codes_and_what_is_none_is_told() {
    let place = Workplace::new();
    let rows = [
        "United Kingdom",
        "EIRE",
        "gb",
        "Channel Islands",
        "Unspecified",
        "Unspecified",
        "",
    ];
    let rows = rows
        .iter()
        .enumerate()
        .map(|(id, country)| format!("{id},2018-03-11 10:00,A,5.00,{country}\n"));
    let head = "id,timestamp,sku,price,country\n".to_owned();
    let file = place.file("a.csv", rows.fold(head, |file, row| file + &row));
    let shop = ["--currency=GBP", "--store=embedded:store"];
    let summary = place
        .run(&[&["import", "--json", &file][..], &shop].concat())
        .json(0);
    let notes = summary["notes"].to_string();
    let told = "3 orders have no country, because theirs is not a country or is more than one: `Unspecified` (2), `Channel Islands` (1)";
    assert!(notes.contains(told), "{notes}");
    let server = Server::start(&place, &shop);
    let breakdown = server
        .get("/v1/breakdown?by=country&date=2018-03-11")
        .json(200);
    let rows = breakdown["rows"].as_array().unwrap().iter();
    let found: Vec<Value> = rows
        .map(|row| json!([row["value"], row["orders"]]))
        .collect();
    assert_eq!(Value::from(found), json!([[null, 4], ["GB", 2], ["IE", 1]]));
}
