//! Order exports of platforms, as shops have them.

use std::fs;

use serde_json::{Value, json};

use crate::support::{Workplace, repository};

/// The board's name for a figure in the table of expected values.
fn name(figure: &str) -> &str {
    match figure {
        "gross" => "revenue",
        "net" => "net_revenue",
        other => other,
    }
}

/// A shop with a store of its own, and the summary of its import.
pub(crate) struct Imported {
    place: Workplace,
    shop: Vec<String>,
    pub(crate) summary: Value,
}

impl Imported {
    pub(crate) fn of(
        content: &[u8],
        file: &str,
        zone: &str,
        currency: &str,
        args: &[&str],
    ) -> Imported {
        let place = Workplace::new();
        let shop = [
            "--store=embedded:store".to_owned(),
            format!("--timezone={zone}"),
            format!("--currency={currency}"),
            "--retention-days=400".to_owned(),
        ];
        let mut imported = Imported {
            place,
            shop: shop.to_vec(),
            summary: Value::Null,
        };
        imported.import(content, file, args);
        imported
    }

    pub(crate) fn import(&mut self, content: &[u8], file: &str, args: &[&str]) {
        let file = self.place.file(file, content);
        let ran = self.run(&[&["import", "--json"][..], args, &[&file]].concat());
        let code = ran.code();
        self.summary = ran.json(code);
        assert_eq!(
            code == 2,
            self.summary["rejected"] != json!({}),
            "{}",
            self.summary
        );
    }

    fn run(&self, args: &[&str]) -> crate::support::Ran {
        let shop: Vec<&str> = self.shop.iter().map(String::as_str).collect();
        self.place.run(&[args, &shop].concat())
    }

    fn day(&self, day: &str) -> Value {
        let date = format!("--date={day}");
        let board = self.run(&["board", "--json", &date]).json(0);
        board["today"].clone()
    }

    #[track_caller]
    pub(crate) fn shows(&self, day: &str, figures: &Value) {
        let today = self.day(day);
        for (figure, expected) in figures.as_object().unwrap() {
            let ours = &today[name(figure)];
            // A figure that never occurred in the shop is null.
            let is_none = ours.is_null() && (*expected == json!(0) || *expected == json!("0.00"));
            assert!(
                ours == expected || is_none,
                "{day}: {figure} is {ours}, not {expected}: {}",
                self.summary
            );
        }
    }

    #[track_caller]
    pub(crate) fn says(&self, words: &[&str]) {
        let notes = self.summary["notes"].to_string();
        for word in words {
            assert!(notes.contains(word), "{word}: {notes}");
        }
    }

    #[track_caller]
    pub(crate) fn knows(&self, ids: &Value) {
        let file = self.place.path("all.zst");
        self.run(&["backup", &file.display().to_string()]).expect(0);
        let all = zstd::decode_all(fs::File::open(file).unwrap()).unwrap();
        let all = String::from_utf8(all).unwrap();
        for id in ids.as_array().unwrap() {
            assert!(all.contains(&id.to_string()), "{id} is missing");
        }
    }
}

pub(crate) fn fixture(name: &str) -> Vec<u8> {
    fs::read(repository().join("tests/fixtures/exports").join(name)).unwrap()
}

fn text(name: &str) -> String {
    String::from_utf8(fixture(name)).unwrap()
}

fn expected() -> Value {
    serde_json::from_slice(&fixture("expected.json")).unwrap()
}

/// The arguments for a file, split like a shell does.
fn arguments(case: &Value) -> Vec<String> {
    let text = case["arguments"].as_str().unwrap_or_default();
    let quoted = text.split('\'').enumerate();
    let parts = quoted.flat_map(|(index, part)| match index % 2 {
        1 => vec![part.to_owned()],
        _ => part.split_whitespace().map(str::to_owned).collect(),
    });
    parts.collect()
}

#[test]
fn exports_give_the_figures_of_their_platforms() {
    let cases = expected();
    std::thread::scope(|scope| {
        for (file, case) in cases.as_object().unwrap() {
            scope.spawn(move || {
                let args = arguments(case);
                let args: Vec<&str> = args.iter().map(String::as_str).collect();
                let of = |key: &str| case[key].as_str().unwrap();
                let (zone, currency) = (of("timezone"), of("currency"));
                let mut imported = Imported::of(&fixture(file), file, zone, currency, &args);
                let rejects = case.get("rejects").cloned().unwrap_or(json!({}));
                assert_eq!(
                    imported.summary["rejected"], rejects,
                    "{file}: {}",
                    imported.summary
                );
                for (day, figures) in case["figures"].as_object().unwrap() {
                    imported.shows(day, figures);
                }
                imported.knows(&case["ids"]);
                imported.says(&["an order export of ", "it does not contain"]);
                // A second import changes nothing.
                imported.import(&fixture(file), file, &args);
                assert_eq!(
                    imported.summary["accepted"], 0,
                    "{file}: {}",
                    imported.summary
                );
                assert_eq!(imported.summary["updated"], 0, "{file}");
            });
        }
    });
}

/// The rows of a fixture, including the head line.
fn rows(file: &str, delimiter: u8) -> Vec<Vec<String>> {
    let text = text(file);
    let text = text.trim_start_matches('\u{feff}');
    let mut rows = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let rows = rows
        .records()
        .map(|row| row.unwrap().iter().map(str::to_owned).collect());
    rows.collect()
}

fn written(rows: &[Vec<String>], delimiter: u8) -> String {
    let mut file = csv::WriterBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .from_writer(Vec::new());
    rows.iter().for_each(|row| file.write_record(row).unwrap());
    String::from_utf8(file.into_inner().unwrap()).unwrap()
}

/// A number as German spreadsheets write it: `$1,250.00` becomes `$1.250,00`.
fn german(cell: &str) -> String {
    let digits = cell.trim_start_matches(['-', '$', '€']);
    let is_amount = digits.contains('.')
        && digits.split('.').count() == 2
        && digits
            .bytes()
            .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','));
    match is_amount {
        true => cell.replace(',', "'").replace('.', ",").replace('\'', "."),
        false => cell.to_owned(),
    }
}

#[test]
fn neither_order_of_columns_nor_encoding_nor_signs_of_numbers_matter() {
    let cases = expected();
    let utf16 = |text: &str| -> Vec<u8> {
        let units = text.encode_utf16().flat_map(u16::to_le_bytes);
        [0xff, 0xfe].into_iter().chain(units).collect()
    };
    std::thread::scope(|scope| {
        for (file, delimiter) in [
            ("shopify-orders_export.csv", b','),
            ("woocommerce-advanced-order-export.csv", b','),
            ("square-items.csv", b','),
            ("prestashop-order.csv", b';'),
        ] {
            let cases = &cases;
            scope.spawn(move || {
                let mut rows = rows(file, delimiter);
                for row in &mut rows {
                    row.reverse();
                    row.iter_mut().for_each(|cell| *cell = german(cell));
                }
                let mut sums = vec![String::new(); rows[0].len()];
                (sums[0], sums[1]) = ("Total".to_owned(), "9.999,00".to_owned());
                rows.push(sums);
                rows.insert(0, vec!["Orders of March, café".to_owned()]);
                let text = written(&rows, b';');
                let case = &cases[file];
                let args = arguments(case);
                let args: Vec<&str> = args.iter().map(String::as_str).collect();
                let of = |key: &str| case[key].as_str().unwrap();
                let latin: Vec<u8> = encoding_rs::WINDOWS_1252.encode(&text).0.into_owned();
                for content in [utf16(&text), latin] {
                    let imported =
                        Imported::of(&content, "a.csv", of("timezone"), of("currency"), &args);
                    assert_eq!(
                        imported.summary["rejected"],
                        json!({}),
                        "{file}: {}",
                        imported.summary
                    );
                    imported.says(&["is the decimal sign", "1 rows do not belong to an order"]);
                    for (day, figures) in case["figures"].as_object().unwrap() {
                        imported.shows(day, figures);
                    }
                }
            });
        }
    });
}
