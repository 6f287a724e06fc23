//! Rates between currencies, from the command line and from a file that changes.

use std::fs;
use std::thread;
use std::time::Duration;

use serde_json::json;

use crate::support::{Server, Workplace};

const BANK: &str = "Date,USD,HUF,\n2018-03-09,1.2291,311.5,\n2018-03-08,1.2411,N/A,\n";
const SHOP: [&str; 1] = ["--currency=USD"];

#[test]
fn files_are_converted_by_their_own_rates_or_by_the_table() {
    let place = Workplace::new();
    place.file("bank.csv", BANK);
    let taken = place.run(&["rates", "import", "bank.csv"]).expect(0);
    assert_eq!(
        taken,
        "bank.csv: 3 new rates, 0 known; the table now has 3 for one EUR, from 2018-03-08 to 2018-03-09\n"
    );
    let again = place
        .run(&["rates", "import", "--json", "bank.csv"])
        .json(0);
    assert_eq!((&again["new"], &again["known"]), (&json!(0), &json!(3)));
    place.file(
        "orders.csv",
        "id,timestamp,sku,price,quantity,currency,rate\n\
         1,2018-03-10 10:00,tea,10,1,EUR,\n\
         2,2018-03-10 10:00,tea,10,1,EUR,1.5\n\
         3,2018-03-10 10:00,tea,1000,1,HUF,\n\
         4,2018-03-09 10:00,tea,1000,1,HUF,\n\
         5,2018-03-10 10:00,tea,1,1,,\n",
    );
    let args = [&["import", "--json", "orders.csv"][..], &SHOP].concat();
    let summary = place.run(&args).json(2);
    assert_eq!(summary["accepted"], 4, "{summary}");
    assert_eq!(summary["rejected"], json!({"no_rate": 1}));
    let board = place.run(&["board", "--json", "--date=2018-03-10"]).json(0);
    // 12.291 + 15 + 3.9457… + 1
    assert_eq!(board["today"]["revenue"], "32.24");
    place.run(&["verify"]).expect(0);

    let wrong = BANK.replace("1.2411", "1.2412");
    place.file("wrong.csv", &wrong);
    let refused = place.run(&["rates", "import", "wrong.csv"]).error();
    assert!(
        refused.contains("wrong.csv") && refused.contains("line 3: EUR to USD on 2018-03-08"),
        "{refused}"
    );
    let cut = &BANK[..BANK.len() - 12];
    place.file("cut.csv", cut);
    let refused = place.run(&["rates", "import", "cut.csv"]).error();
    assert!(refused.contains("line 3"), "{refused}");
}

#[test]
fn a_file_is_read_again_when_it_changes() {
    let place = Workplace::new();
    place.file("bank.csv", "Date,USD,\nrubbish");
    let server = Server::start(&place, &["--rates=bank.csv"]);
    let until = |rates: u32| {
        while server.get("/v1/rates").json(200)["rates"] != rates {
            thread::sleep(Duration::from_millis(50));
        }
    };
    until(0);
    place.file("bank.new", BANK);
    fs::rename(place.path("bank.new"), place.path("bank.csv")).unwrap();
    until(3);
    assert!(
        server.log().contains("middle of line 2"),
        "{}",
        server.log()
    );
}
