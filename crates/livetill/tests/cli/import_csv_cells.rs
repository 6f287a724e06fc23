//! Damage that spreadsheets and data frames do to cells of a CSV file: repaired, reported or refused.

use serde_json::json;

use crate::import_csv::{HEAD, count, row};
use crate::support::Workplace;

#[test]
fn what_a_spreadsheet_did_to_ids_is_undone_or_refused() {
    row("4.50001E+12,2018-03-11 10:00,A,1,1\n4.50001E+12,2018-03-11 11:00,B,1,1\n2,2018-03-11,A,1,1")
        .shows(1, 1, "1.00")
        .refuses(&json!({"invalid_id": 1}))
        .says(&["a spreadsheet has rounded it"]);
    row("1,2018-03-11 10:00,5.01234E+12,1,1").refuses(&json!({"invalid_sku": 1}));
    for sku in ["=\"008\"", "\"=\"\"008\"\"\"", "'008", "008\t"] {
        let counted = row(&format!("=\"0002\",2018-03-11 10:00,{sku},1,1"));
        assert_eq!(counted.board["popular"][0]["sku"], "008", "{sku}");
    }
    row("NULL,2018-03-11,A,1,1\nNULL,2018-03-11,B,1,1").refuses(&json!({"missing_id": 2}));
    // A decimal comma without quotes shifts all cells after it.
    row("1,2018-03-11,A,1,50,2").refuses(&json!({"malformed_row": 1}));
    row("1,2018-03-11,A,1,2,,,").shows(1, 2, "2.00");
}

#[test]
fn a_quote_that_is_never_closed_is_said_with_its_line() {
    for row_with_quote in [
        "2,2018-03-11 10:00,A,\"1,1\n3,2018-03-11 10:00,A,1,1\n4,2018-03-11 10:00,A,1,1",
        "2,2018-03-11 10:00,\"A\"\"\nB,1,1\"\"",
        "2,2018-03-11 10:00,A,1,\"",
        "\"",
    ] {
        row(&format!("1,2018-03-11 10:00,\"A\n\",2,1\n{row_with_quote}"))
            .shows(1, 1, "2.00")
            .refuses(&json!({"malformed_row": 1}))
            .says(&["a quote opened in line 4 of", "is never closed"]);
    }
    row("1,2018-03-11 10:00,A,2,\"1\"").shows(1, 1, "2.00");
}

#[test]
fn numbers_that_were_made_fractions_are_ids_again_where_all_of_them_were() {
    let floats = "1001.0,2018-03-11 10:00,5.0,1,1\n1002.0,2018-03-11 10:00,6.0,1,1";
    let counted = row(floats);
    counted
        .shows(2, 2, "2.00")
        .says(&["`1001.0` is read as 1001"]);
    assert_eq!(counted.board["popular"][0]["sku"], "6");
    // The same order in a file with plain numbers is the same order.
    let plain = format!("{HEAD}1001,2018-03-11 10:00,5,1,1\n");
    let floats = format!("{HEAD}{floats}\n");
    let files = [("a.csv", &*plain), ("b.csv", &*floats)];
    let counted = count(&files, &[], "2018-03-11");
    counted.shows(2, 2, "2.00");
    assert_eq!(counted.summary["duplicates"], 1);
    let mixed = row("1,2018-03-11 10:00,1.0,1,1\n2,2018-03-11 10:00,1.1,1,1");
    assert_eq!(mixed.board["popular"][0]["sku"], "1.1");
}

#[test]
fn long_numbers_whose_ends_a_spreadsheet_lost_are_refused() {
    let ids = ["1234567890123450", "1234567890123460", "1234567890123470"];
    let rows = ids.map(|id| format!("{id},2018-03-11 10:00,A,1,1"));
    row(&rows.join("\n"))
        .refuses(&json!({"invalid_id": 3}))
        .says(&["keeps only 15 digits"]);
    let skus = ids.map(|sku| format!("{},2018-03-11 10:00,{sku},1,1", &sku[13..15]));
    row(&skus.join("\n")).refuses(&json!({"invalid_sku": 3}));
    row(&rows[0]).shows(1, 1, "1.00").says(&["zeros"]);
    let others = "1234567890123451,2018-03-11 10:00,A,1,1";
    row(&format!("{}\n{others}", rows.join("\n"))).shows(4, 4, "4.00");
    row("1,2018-03-11 10:00,1-Dec,1,1")
        .shows(1, 1, "1.00")
        .says(&["`1-Dec`", "looks like a date"]);
}

#[test]
fn years_of_two_digits_are_refused_with_what_they_can_be() {
    row("1,11/03/18 10:00,A,1,1\n2,2018-03-11,A,1,1")
        .shows(1, 1, "1.00")
        .refuses(&json!({"invalid_timestamp": 1}))
        .says(&[
            "2018-03-11 (--time-format '%d/%m/%y')",
            "2018-11-03 (--time-format '%m/%d/%y')",
            "2011-03-18 (--time-format '%y/%m/%d')",
        ]);
    row("1,31.12.18,A,1,1").says(&["2018-12-31 (--time-format '%d.%m.%y')"]);
    let file = format!("{HEAD}1,11/03/18 10:00,A,1,1\n");
    let told = ["--time-format=%d/%m/%y %H:%M"];
    count(&[("a.csv", &file)], &told, "2018-03-11").shows(1, 1, "1.00");
}

#[test]
fn a_time_format_that_does_not_fit_is_told() {
    let file = format!("{HEAD}1,2018-03-11 10:00,A,1,1\n2,11/03/2018 10:00,A,1,1\n");
    let told = ["--time-format=%d/%m/%Y %H:%M"];
    count(&[("a.csv", &file)], &told, "2018-03-11")
        .shows(1, 1, "1.00")
        .refuses(&json!({"invalid_timestamp": 1}))
        .says(&["`2018-03-11 10:00` is not written", "`%d/%m/%Y %H:%M`"]);
    let place = Workplace::new();
    let file = place.file("a.csv", &file);
    for format in ["", "%", "%!", "%H:%M", "%Y", "%m-%Y", "today"] {
        let told = format!("--time-format={format}");
        let ran = place.run(&["import", "--store=embedded:store", &told, &file]);
        let said = ran.error();
        assert!(said.contains("time_format"), "{format}: {said}");
    }
    for (format, time) in [
        ("%s", "1520762400"),
        ("%e.%-m.%y", " 11.3.18"),
        ("%b %d, %Y %I:%M %p", "\"Mar 11, 2018 10:00 AM\""),
        ("%Y-%m-%dT%H:%M:%S%z", "2018-03-11T12:00:00+0200"),
        ("%A %d %B %Y", "Sunday 11 March 2018"),
        ("%F %T", "2018-03-11 10:00:00"),
    ] {
        let file = format!("{HEAD}1,{time},A,1,1\n");
        let told = format!("--time-format={format}");
        count(&[("a.csv", &file)], &[&told], "2018-03-11").shows(1, 1, "1.00");
    }
}

#[test]
fn a_day_and_a_time_of_day_stand_in_columns_of_their_own() {
    let sold_at = |file: &str, args: &[&str]| {
        let counted = count(&[("a.csv", file)], args, "2018-03-11");
        counted.board["latest"][0]["sold_at"].clone()
    };
    for (head, cells) in [
        ("Date,Time", "2018-03-11,10:15"),
        ("Order Date,Order Time", "11.03.2018,10:15:00"),
        ("date,time", "2018-03-11 00:00:00,1899-12-30 10:15:00"),
        ("date,time", "43170,0.427083333333333"),
        ("Date,Time", "2018-03-11,10:15 AM"),
        ("date,time", "2018-03-11,2018-03-11 10:15"),
    ] {
        let file = format!("id,{head},sku,price\n1,{cells},A,1\n");
        assert_eq!(
            sold_at(&file, &[]),
            "2018-03-11T10:15:00.000+00:00",
            "{cells}"
        );
    }
    let file = "id,Datum,Uhrzeit,sku,price\n1,11.03.2018,10:15,A,1\n";
    let map = ["--map=timestamp=Datum,time_of_day=Uhrzeit"];
    assert_eq!(sold_at(file, &map), "2018-03-11T10:15:00.000+00:00");
}
