//! Files are read in pieces and parts, and what does not fit in memory goes to disk. None of that may show in the
//! result. It is compared with a plain computation over all rows, and with reading the files in one go.

mod reference;

use domain::{ShopClock, Timestamp};
use proptest::prelude::*;
use serde_json::Value;

use super::super::chunk::{Chunk, Spare};
use super::super::input::Input;
use super::log::Sizes;
use super::{CsvFiles, CsvReader, ShopFacts};
use crate::options::CsvArgs;
use reference::expected;

/// A row of a file. Empty cells mean the value is absent.
#[derive(Clone, Debug)]
struct Line {
    id: String,
    version: &'static str,
    /// Minutes since the beginning of March 2026.
    minute: Option<u16>,
    status: &'static str,
    sku: String,
    quantity: u8,
}

/// An order as passed on: its id, its time or the text that cannot be read, its version, its status and its lines.
type Made = (
    String,
    Result<i64, String>,
    String,
    String,
    Vec<(String, u64)>,
);

#[derive(Debug, Default, PartialEq)]
struct Outcome {
    orders: Vec<Made>,
    refused: Vec<(String, Option<String>)>,
    /// Notes on orders with two times.
    notes: Vec<String>,
}

const ALL_IN_ONE: Sizes = Sizes {
    block: 1 << 20,
    rows: 1 << 20,
    together: 1 << 20,
    hashes: 1 << 20,
    joined: 1 << 20,
    sorted: 1 << 20,
};

fn text_of(lines: &[Line], has_slashes: bool) -> String {
    let mut text = "id,version,timestamp,status,sku,price,quantity\n".to_owned();
    for line in lines {
        let Line {
            id,
            version,
            status,
            sku,
            quantity,
            ..
        } = line;
        let time = line
            .minute
            .map_or(String::new(), |minute| time_of(minute, has_slashes));
        text.push_str(&format!(
            "{id},{version},{time},{status},{sku},1.50,{quantity}\n"
        ));
    }
    text
}

fn time_of(minute: u16, has_slashes: bool) -> String {
    let (day, hour, minute) = (minute / 1440 + 1, minute / 60 % 24, minute % 60);
    match has_slashes {
        true => format!("{day}/3/2026 {hour:02}:{minute:02}"),
        false => format!("2026-03-{day:02} {hour:02}:{minute:02}"),
    }
}

/// A reader without any options.
fn reader() -> CsvReader {
    let args = CsvArgs {
        map: Vec::new(),
        time_format: None,
        decimal: None,
        encoding: None,
        delimiter: None,
        preset: None,
    };
    CsvReader::new(&args).unwrap()
}

fn read(files: &[String], sizes: Sizes) -> Outcome {
    let reader = reader();
    let shop = ShopFacts {
        clock: ShopClock::new("UTC").unwrap(),
        currency: Some("EUR".to_owned()),
    };
    let mut read = CsvFiles::with(sizes);
    for file in files {
        reader
            .read(Input::of_bytes(file.as_bytes()), &shop, &mut read)
            .unwrap();
    }
    let mut outcome = Outcome::default();
    let mut chunks = read
        .chunks(shop, &mut outcome.notes, Spare::default())
        .unwrap();
    for chunk in chunks.by_ref() {
        match chunk.unwrap() {
            Chunk::Lines(lines) => {
                let lines = String::from_utf8(lines).unwrap();
                outcome.orders.extend(
                    lines
                        .lines()
                        .map(|line| made(&serde_json::from_str(line).unwrap())),
                );
            }
            Chunk::Refused(orders) => {
                let said = |order: super::super::chunk::Refused| (order.rejection.detail, order.id);
                outcome.refused.extend(orders.into_iter().map(said));
            }
            other => panic!("{other:?}"),
        }
    }
    outcome.notes.extend(chunks.take_notes());
    outcome
}

fn made(order: &Value) -> Made {
    let text = |of: &Value, name: &str| of[name].as_str().unwrap_or_default().to_owned();
    let time = text(order, "timestamp");
    let at = Timestamp::parse_rfc3339(&time).map(Timestamp::millis);
    let items = order["items"].as_array().unwrap().iter();
    let items = items.map(|item| (text(item, "sku"), item["quantity"].as_u64().unwrap()));
    let version = order.get("version").map_or(String::new(), Value::to_string);
    (
        text(order, "id"),
        at.map_err(|_| time),
        version,
        text(order, "status"),
        items.collect(),
    )
}

/// How the rows of an order are spread over the file.
#[derive(Clone, Copy, Debug)]
enum Stand {
    Together,
    SomeApart,
    Anywhere,
}

/// Orders with several rows each. Later rows may leave out what the first one has.
fn lines(stand: Stand) -> impl Strategy<Value = Vec<Line>> {
    let row = (0_u8..4, prop::bool::weighted(0.2), 0_u16..40, 1_u8..5);
    let status = prop::sample::select(vec!["", "", "", "placed", "cancelled"]);
    let order = (
        0_u32..25,
        prop::sample::select(vec!["", "", "", "1", "2"]),
        0_u16..20_000,
        status,
    );
    let order = (
        order,
        prop::collection::vec(row, 1..4),
        prop::bool::weighted(0.1),
    );
    let orders = prop::collection::vec(order, 1..40);
    let is_in_time = any::<bool>();
    let lines = (orders, is_in_time).prop_map(move |(mut orders, is_in_time)| {
        if is_in_time {
            orders.sort_by_key(|((_, _, minute, _), ..)| *minute);
        }
        let mut lines = Vec::new();
        for (index, ((id, version, minute, status), rows, is_odd)) in orders.into_iter().enumerate()
        {
            for (place, (sku, is_bare, later, quantity)) in rows.into_iter().enumerate() {
                let is_bare = is_bare && (place > 0 || is_odd);
                let is_late = later == 0 && place > 0;
                lines.push(Line {
                    id: match stand {
                        Stand::Together => format!("{id}-{index}"),
                        // This order has no id.
                        _ if id == 0 => String::new(),
                        _ => id.to_string(),
                    },
                    version: if is_bare { "" } else { version },
                    minute: (!is_bare).then_some(minute + u16::from(is_late)),
                    status: match (is_bare, is_odd && place == 1) {
                        (true, _) => "",
                        (_, true) => "cancelled",
                        _ => status,
                    },
                    sku: format!("S{sku}"),
                    quantity,
                });
            }
        }
        lines
    });
    lines.prop_flat_map(move |lines| match stand {
        Stand::Anywhere => Just(lines).prop_shuffle().boxed(),
        _ => Just(lines).boxed(),
    })
}

fn any_lines() -> impl Strategy<Value = Vec<Line>> {
    prop_oneof![
        lines(Stand::Together),
        lines(Stand::SomeApart),
        lines(Stand::Anywhere)
    ]
}

fn small() -> impl Strategy<Value = Sizes> {
    (
        16_usize..600,
        0_usize..400,
        1_usize..9,
        1_usize..12,
        1_usize..700,
        1_usize..1_500,
    )
        .prop_map(|(block, rows, together, hashes, joined, sorted)| Sizes {
            block,
            rows,
            together,
            hashes,
            joined,
            sorted,
        })
}

/// Removes the advice at the end of rejection messages.
fn cut(mut outcome: Outcome) -> Outcome {
    for (said, _) in &mut outcome.refused {
        said.truncate(said.find("): all rows").map_or(said.len(), |end| end + 1));
    }
    outcome
        .notes
        .retain(|note| note.contains("different times"));
    outcome
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn orders_are_those_of_all_rows(lines in any_lines(), has_slashes: bool, sizes in small()) {
        let file = text_of(&lines, has_slashes);
        prop_assert_eq!(cut(read(std::slice::from_ref(&file), sizes)), expected(&lines, has_slashes), "{}", file);
    }

    #[test]
    fn files_are_one_input_however_they_are_read(
        lines in any_lines(),
        more in any_lines(),
        halves: bool,
        fractions: bool,
        sizes in small(),
    ) {
        let (one, other) = match halves {
            true => (lines[..lines.len() / 2].to_vec(), [&lines[lines.len() / 2..], &more].concat()),
            false => (lines.clone(), [lines, more].concat()),
        };
        let mut files = [text_of(&one, false), text_of(&other, false)];
        if fractions {
            // A spreadsheet turned the ids of one file into fractions.
            let numbers = one.iter().filter(|line| !line.id.is_empty());
            let numbers = numbers.map(|line| Line { id: format!("{}.0", line.id), ..line.clone() });
            files[0] = text_of(&numbers.collect::<Vec<_>>(), false);
        }
        prop_assert_eq!(read(&files, sizes), read(&files, ALL_IN_ONE));
    }
}

#[test]
fn an_order_with_far_too_many_rows_is_refused_whole() {
    let rows = |count: usize| "1,2026-03-01 10:00,A,1.50\n".repeat(count);
    let head = "id,timestamp,sku,price\n";
    let other = "2,2026-03-01 10:01,A,1.50\n";
    for file in [
        format!("{head}{}{other}", rows(25_000)),
        format!("{head}{}{other}{}", rows(12_000), rows(12_000)),
    ] {
        for sizes in [
            ALL_IN_ONE,
            Sizes {
                block: 4_000,
                rows: 0,
                joined: 10_000,
                ..ALL_IN_ONE
            },
        ] {
            let outcome = read(std::slice::from_ref(&file), sizes);
            assert_eq!(outcome.orders.len(), 1);
            assert_eq!(outcome.orders[0].0, "2");
            let (said, id) = &outcome.refused[0];
            assert!(said.contains("more than 10000 item lines"), "{said}");
            assert_eq!((id.as_deref(), outcome.refused.len()), (Some("1"), 1));
        }
    }
}

#[test]
fn a_quote_that_nothing_closes_is_said() {
    let file = format!(
        "id,timestamp,sku,price\n1,2026-03-01,\"A,1\n{}",
        "2,2026-03-01,A,1\n".repeat(1_200_000)
    );
    let shop = ShopFacts {
        clock: ShopClock::new("UTC").unwrap(),
        currency: None,
    };
    let input = Input::of_bytes(file.as_bytes());
    let read = reader().read(input, &shop, &mut CsvFiles::default());
    let error = read.unwrap_err().to_string();
    assert!(
        error.contains("the row at line 2 is longer than 16 MiB"),
        "{error}"
    );
}
