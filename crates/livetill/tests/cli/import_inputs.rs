//! Input files as people have them, and files that cannot be read.

use std::io::Write as _;

use serde_json::{Value, json};

use crate::support::{Server, Workplace};

const STORE: &str = "--store=embedded:store";
const ORDER: &str =
    r#"{"id":"1","timestamp":"2026-03-01T10:00:00Z","items":[{"sku":"A","price":1,"quantity":1}]}"#;

fn import(file: &str, content: impl AsRef<[u8]>, args: &[&str]) -> crate::support::Ran {
    let place = Workplace::new();
    let file = place.file(file, content);
    place.run(&[&["import", "--json", STORE, &file][..], args].concat())
}

#[track_caller]
fn assert_taken(ran: crate::support::Ran, accepted: u64, rejected: &Value) {
    let code = if *rejected == json!({}) { 0 } else { 2 };
    let summary = ran.json(code);
    assert_eq!(
        (&summary["accepted"], &summary["rejected"]),
        (&json!(accepted), rejected)
    );
}

#[test]
fn csv_as_spreadsheets_write_it() {
    let rows = "id,timestamp,sku,price\r\n1,2026-03-01 10:00,A,1.50\r\n";
    assert_taken(import("a.csv", rows, &[]), 1, &json!({}));
    assert_taken(
        import("bom.csv", format!("\u{feff}{rows}"), &[]),
        1,
        &json!({}),
    );
    assert_taken(
        import("semicolons.csv", rows.replace(',', ";"), &[]),
        1,
        &json!({}),
    );
    assert_taken(
        import("tabs.tsv", rows.replace(',', "\t"), &[]),
        1,
        &json!({}),
    );
    assert_taken(import("no-ending", rows, &[]), 1, &json!({}));
    let mut utf16 = vec![0xff, 0xfe];
    utf16.extend(rows.encode_utf16().flat_map(u16::to_le_bytes));
    assert_taken(import("utf16.csv", utf16, &[]), 1, &json!({}));
    let usual = "Order ID,Created at,SKU,Unit Price,Qty,Description\n1,2026-03-01T10:00:00Z,A, 1.50 , 2,\"a \"\"b\"\"\nc\"\n";
    assert_taken(import("usual.csv", usual, &[]), 1, &json!({}));
    // Spreadsheets end their files in rows without anything.
    let padded = format!("{}\n,, ,,,\n,,\n", rows.trim_end());
    assert_taken(import("padded.csv", padded, &[]), 1, &json!({}));
}

#[test]
fn csv_rows_that_are_no_orders_are_refused_with_their_reason() {
    let rows = "id,timestamp,sku,price,quantity\n1,03/01/2026,A,1,1\n2,2026-03-01,A,\"1,50\",1\n3,2026-03-01,A,1,1.0005\n\
                ,2026-03-01,A,1,1\n4,2026-03-01\n5,2026-03-01,A,1,1,more\n";
    let reasons = json!({"invalid_price": 1, "invalid_quantity": 1, "invalid_sku": 1, "invalid_timestamp": 1, "malformed_row": 1, "missing_id": 1});
    assert_taken(import("a.csv", rows, &[]), 0, &reasons);
}

#[test]
fn lines_that_are_no_orders_are_refused_beside_those_that_are() {
    let huge = "x".repeat(17 * 1024 * 1024);
    let lines = format!(
        "\u{feff}{ORDER}\r\n\r\n{huge}\n{{\"id\":\nrubbish\n{}",
        ORDER.replace("\"1\"", "\"2\"")
    );
    let reasons = json!({"malformed_json": 2, "too_large": 1});
    assert_taken(import("a.ndjson", lines, &[]), 2, &reasons);
    assert_taken(import("empty.ndjson", "", &[]), 0, &json!({}));
}

#[test]
fn what_cannot_be_read_is_said_before_anything_is_counted() {
    let cases: [(&str, &[u8], &[&str], &str); 14] = [
        ("empty.csv", b"", &[], "is empty"),
        (
            "a.csv",
            b"id,sku\n",
            &[],
            "which column is `timestamp`? Use --map timestamp=COLUMN; it has: id, sku",
        ),
        (
            "a.csv",
            b"id,sku\n",
            &["--map=id=Nr"],
            "has no column `Nr`; it has: id, sku",
        ),
        (
            "a.csv",
            b"id,sku\n",
            &["--map=order=id"],
            "`order` is not a field",
        ),
        ("a.csv", b"id,sku\n", &["--map=id"], "FIELD=COLUMN"),
        (
            "a.csv",
            b"id,sku\n",
            &["--encoding=klingon"],
            "encoding: `klingon`",
        ),
        (
            "a.csv",
            b"id,timestamp,sku,price\n1,2026-03-01,K\xc3\xa9ks,1\n2,2026-03-01,K\xe9ks,1\n",
            &[],
            "line 3 is not UTF-8; name its encoding",
        ),
        ("a.csv", b"PK\x03\x04\x1b[2J\xff\xfe\n", &[], "not UTF-8"),
        ("a.csv", b"PK\x1b[2J\n", &[], "it has: PK\u{fffd}[2J"),
        ("a.json", b" [{}]", &[], "one JSON array"),
        ("a.csv.gz", b"\x1f\x8b\x08\0\0\0\0\0", &[], "cannot unpack"),
        ("a.ndjson", b"{}", &["nope.csv"], "cannot open nope.csv"),
        (
            "a.csv",
            b"id,timestamp,sku,price,Price ,price\n1,2026-03-01,A,1,2,3\n",
            &[],
            "a.csv has two columns `price`: rename one of them",
        ),
        (
            "a.csv",
            b"nr,timestamp,sku,price,nr\n1,2026-03-01,A,1,2\n",
            &["--map=id=nr"],
            "a.csv has two columns `nr`",
        ),
    ];
    for (file, content, args, said) in cases {
        let error = import(file, content, args).error();
        assert!(error.contains(said), "{file}: {error}");
    }
    let place = Workplace::new();
    let folder = place.path("").display().to_string();
    assert!(
        place
            .run(&["import", STORE, &folder])
            .error()
            .contains("it is a folder")
    );
}

#[test]
fn a_temporary_folder_that_cannot_be_written_is_said_and_nothing_is_counted() {
    let place = Workplace::new();
    let name = "x".repeat(10_000);
    let rows = (0..2_000).map(|n| format!("{n},2026-03-01,A,{name}{n},1\n"));
    let rows: String = rows.collect();
    let file = place.file("a.csv", format!("id,timestamp,sku,name,price\n{rows}"));
    let import = |folder: &std::path::Path| {
        let mut command = place.command(&["import", "--json", STORE, &file]);
        command.env("TMPDIR", folder);
        crate::support::Ran::of(command)
    };
    let missing = place.path("missing");
    let error = import(&missing).error();
    let said = format!(
        "cannot be written to the temporary folder {}",
        missing.display()
    );
    assert!(error.contains(&said) && error.contains("TMPDIR"), "{error}");
    assert!(!error.contains("before it failed"), "{error}");
    assert_eq!(import(&place.path("")).json(0)["accepted"], 2_000);
}

#[test]
fn what_came_before_a_file_that_breaks_off_is_counted_and_said() {
    let place = Workplace::new();
    let good = place.file("good.ndjson", ORDER);
    let many = ORDER.repeat(1_000);
    let zstd = zstd::encode_all(many.as_bytes(), 1).unwrap();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(many.as_bytes()).unwrap();
    let gzip = gzip.finish().unwrap();
    for (name, packed, first, why) in [
        ("torn.zst", zstd, "accepted", ["unpack", "incomplete frame"]),
        (
            "torn.gz",
            gzip,
            "duplicates",
            ["read", "unexpected end of file"],
        ),
    ] {
        let [done, why] = why;
        let torn = place.file(name, &packed[..packed.len() - 8]);
        let ran = place.run(&["import", STORE, &good, &torn]);
        let error = ran.error();
        let first = format!("{first:<22} 1");
        assert!(
            error.contains(&first) && error.contains(&format!("cannot {done} {torn}: {why}")),
            "{error}"
        );
    }
    let server = Server::start(&place, &[STORE]);
    assert_eq!(
        server.get("/v1/board?date=2026-03-01").json(200)["today"]["orders"],
        1
    );
}

#[test]
fn local_times_are_those_of_the_servers_shop() {
    let place = Workplace::new();
    let server = Server::start(&place, &["--timezone=Asia/Tokyo"]);
    let rows = place.file("a.csv", "id,timestamp,sku,price\n1,2026-03-01 00:30,A,1\n");
    place
        .run(&["import", "--to", &server.url(""), &rows])
        .expect(0);
    assert_eq!(
        server.get("/v1/board?date=2026-03-01").json(200)["revenue"][6]["hours"][0],
        "1.00"
    );
    let elsewhere = place.run(&["import", "--to", &server.url(""), "--shop=acme", &rows]);
    assert!(elsewhere.error().contains("there is no shop `acme`"));
}

#[test]
fn what_is_refused_before_it_is_sent_is_kept_by_the_server() {
    let place = Workplace::new();
    let server = Server::start(&place, &[]);
    let rows = "id,timestamp,sku,price,currency\n1,2026-03-01,A,1,USD\n1,2026-03-01,B,1,EUR\n\
        2,2026-03-01,A,€2,\n3,2026-03-01,A,$4,\n";
    let file = place.file("a.csv", rows);
    let ran = place.run(&["import", "--json", "--to", &server.url(""), &file]);
    let refused = json!({"conflicting_rows": 1, "currency_mismatch": 1});
    let summary = ran.json(2);
    assert_eq!(
        (&summary["accepted"], &summary["rejected"]),
        (&json!(1), &refused)
    );
    let kept = server.get("/v1/rejects").json(200);
    assert_eq!(kept["counts"], refused);
    let oldest = &kept["items"][1];
    assert_eq!(
        (&oldest["id"], &oldest["source"]),
        (&json!("1"), &json!("import"))
    );
    assert!(oldest["detail"].as_str().unwrap().contains("rows 2 and 3"));
    assert!(oldest["body"].as_str().unwrap().contains("\"sku\":\"B\""));
}
