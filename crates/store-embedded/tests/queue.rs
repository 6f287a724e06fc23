//! The durable queue: in order, complete, and without reusing a number.

// Helpers of tests may panic like tests; the lint knows only the tests themselves.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::ops::Range;
use std::path::Path;

use domain::{ShopId, Timestamp};
use ports::{Held, NewRecord, RecordQueue};
use store_embedded::DiskQueue;

fn record(text: &str, orders: u32) -> NewRecord {
    NewRecord {
        orders,
        received_at: Timestamp::from_millis(1_000 + i64::from(orders)),
        bytes: text.as_bytes().to_vec(),
    }
}

async fn numbers(queue: &DiskQueue, shop: &ShopId, after: u64) -> Vec<(u64, String)> {
    let records = queue.read(shop, after, 1_000_000).await.unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let pairs = records.into_iter();
    pairs.map(|it| (it.number, text(it.record.bytes))).collect()
}

#[tokio::test]
async fn lines_are_apart_and_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let queue = DiskQueue::open(folder.path()).unwrap();
    // One name is a prefix of the other.
    let (a, b) = (ShopId::new("a").unwrap(), ShopId::new("ab").unwrap());
    let some = vec![record("1", 1), record("2", 2)];
    queue.append(&a, some).await.unwrap();
    queue.append(&b, vec![record("x", 5)]).await.unwrap();
    queue.append(&a, vec![record("3", 3)]).await.unwrap();
    let line = |from: u64| {
        (from..=3)
            .map(|number| (number, number.to_string()))
            .collect::<Vec<_>>()
    };
    assert_eq!(numbers(&queue, &a, 0).await, line(1));
    assert_eq!(numbers(&queue, &a, 2).await, line(3));
    assert_eq!(numbers(&queue, &a, 3).await, []);
    let held = queue.held().await.unwrap();
    let of = |records, orders, oldest| Held {
        records,
        orders,
        bytes: records,
        oldest: Some(Timestamp::from_millis(oldest)),
    };
    assert_eq!(
        held,
        [
            ("a".to_owned(), of(3, 6, 1_001)),
            ("ab".to_owned(), of(1, 5, 1_005))
        ]
    );
    assert_eq!(queue.remove(&a, 2).await.unwrap(), of(2, 3, 1_001));
    assert_eq!(numbers(&queue, &a, 0).await, line(3));
    assert_eq!(numbers(&queue, &b, 0).await, [(1, "x".to_owned())]);
}

#[tokio::test]
async fn no_number_is_given_twice_and_the_queue_keeps_its_identity() {
    let folder = tempfile::tempdir().unwrap();
    let shop = ShopId::new("a").unwrap();
    let mut identity = None;
    for round in 0..5 {
        let queue = DiskQueue::open(folder.path()).unwrap();
        assert_eq!(
            identity.get_or_insert_with(|| queue.id().to_owned()),
            queue.id()
        );
        queue.append(&shop, vec![record("x", 1)]).await.unwrap();
        assert_eq!(
            numbers(&queue, &shop, 0).await,
            [(round + 1, "x".to_owned())]
        );
        queue.remove(&shop, round + 1).await.unwrap();
    }
    let other = tempfile::tempdir().unwrap();
    let other = DiskQueue::open(other.path()).unwrap();
    assert_ne!(identity.as_deref(), Some(other.id()));
}

#[tokio::test]
async fn reading_stops_at_the_size_but_gives_at_least_one() {
    let folder = tempfile::tempdir().unwrap();
    let queue = DiskQueue::open(folder.path()).unwrap();
    let shop = ShopId::new("a").unwrap();
    let text = "x".repeat(1_000);
    let some = (0..10).map(|_| record(&text, 1)).collect();
    queue.append(&shop, some).await.unwrap();
    assert_eq!(queue.read(&shop, 0, 1).await.unwrap().len(), 1);
    assert_eq!(queue.read(&shop, 0, 3_500).await.unwrap().len(), 3);
    assert_eq!(queue.read(&shop, 0, 1_000_000).await.unwrap().len(), 10);
}

#[tokio::test]
async fn one_process_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let queue = DiskQueue::open(folder.path()).unwrap();
    let error = DiskQueue::open(folder.path()).err().unwrap().to_string();
    assert!(
        error.contains("queue folder") && error.contains("in use by process"),
        "{error}"
    );
    drop(queue);
    DiskQueue::open(folder.path()).unwrap();
}

/// A queue that a server of format 1 left: of seven records three are drained, of four all, of two none.
fn of_format_1() -> tempfile::TempDir {
    let packed = include_bytes!("format/queue-1.tar.zst");
    let folder = tempfile::tempdir().unwrap();
    let packed = zstd::Decoder::new(&packed[..]).unwrap();
    tar::Archive::new(packed).unpack(folder.path()).unwrap();
    folder
}

/// Copies a folder into another one.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

#[tokio::test]
async fn what_waits_in_a_queue_of_format_1_waits_in_this_one() {
    let shops = ["default", "acme", "quiet-shop"].map(|shop| ShopId::new(shop).unwrap());
    let written = |numbers: Range<u64>| -> Vec<(u64, String)> {
        let text = |number| format!("record {number}");
        numbers.map(|number| (number, text(number))).collect()
    };
    let check = async |folder: &Path| {
        let queue = DiskQueue::open(folder).unwrap();
        assert_eq!(queue.id(), "6f6c385516b2526a");
        for (shop, waiting) in shops.iter().zip([4..8, 5..5, 1..3]) {
            assert_eq!(numbers(&queue, shop, 0).await, written(waiting));
        }
        let at = |number: i64| Some(Timestamp::from_millis(1_520_776_000_000 + number));
        let of = |records, orders, bytes, first| Held {
            records,
            orders,
            bytes,
            oldest: at(first),
        };
        let held = [
            ("default".to_owned(), of(4, 6, 32, 4)),
            ("quiet-shop".to_owned(), of(2, 3, 16, 1)),
        ];
        assert_eq!(queue.held().await.unwrap(), held);
        assert!(!folder.join("data").exists());
        queue
    };
    let folder = of_format_1();
    let queue = check(folder.path()).await;
    for (shop, number) in shops.iter().zip([8, 5, 3]) {
        let new = format!("record {number}");
        queue.append(shop, vec![record(&new, 1)]).await.unwrap();
        let newest = numbers(&queue, shop, number - 1).await;
        assert_eq!(newest, written(number..number + 1));
    }
    drop(queue);

    // Killed before the new format was noted: some of the lines are there.
    let folder = of_format_1();
    let part = folder.path().join("lines/default");
    fs::create_dir_all(&part).unwrap();
    fs::write(part.join("00000000000000000004.orders"), b"a part").unwrap();
    drop(check(folder.path()).await);

    // Killed afterwards: the database is still there, or what is left of it.
    copy(of_format_1().path(), folder.path());
    fs::remove_file(folder.path().join("data/version")).unwrap();
    drop(check(folder.path()).await);
}

#[tokio::test]
async fn an_unreadable_queue_of_format_1_is_left_as_it_is() {
    let folder = of_format_1();
    fs::remove_file(folder.path().join("data/version")).unwrap();
    let error = DiskQueue::open(folder.path()).err().unwrap().to_string();
    assert!(error.contains("version is missing"), "{error}");
    assert!(folder.path().join("data").exists());
    assert!(!folder.path().join("queue").exists());
}

/// Whatever byte of a file is damaged, all other records are read, the next one tells of it, and the file stays.
#[tokio::test]
async fn damage_costs_its_own_record_and_its_file_is_kept() {
    let made = tempfile::tempdir().unwrap();
    let shop = ShopId::new("a").unwrap();
    let texts: Vec<String> = (1..=4).map(|number| "x".repeat(number * 7)).collect();
    let queue = DiskQueue::open(made.path()).unwrap();
    let records = texts.iter().map(|text| record(text, 1)).collect();
    queue.append(&shop, records).await.unwrap();
    drop(queue);
    let name = |end: &str| format!("lines/a/00000000000000000001.{end}");
    let whole = fs::read(made.path().join(name("orders"))).unwrap();
    let ends = texts.iter().scan(0, |end, text| {
        *end += 32 + text.len();
        Some(*end)
    });
    let ends: Vec<usize> = ends.collect();
    assert_eq!(ends.last(), Some(&whole.len()));
    for at in 0..whole.len() {
        let folder = tempfile::tempdir().unwrap();
        copy(made.path(), folder.path());
        let mut damaged = whole.clone();
        damaged[at] ^= 0x40;
        fs::write(folder.path().join(name("orders")), &damaged).unwrap();
        let broken = 1 + ends.iter().filter(|end| **end <= at).count() as u64;
        let queue = DiskQueue::open(folder.path()).unwrap();
        let read = queue.read(&shop, 0, 1_000_000).await.unwrap();
        let numbers: Vec<u64> = read.iter().map(|record| record.number).collect();
        let intact: Vec<u64> = (1..=4).filter(|number| *number != broken).collect();
        assert_eq!(numbers, intact, "byte {at}");
        assert_eq!(queue.held().await.unwrap()[0].1.records, 3, "byte {at}");
        for record in &read {
            let is_next = record.number == broken + 1;
            assert_eq!(record.lost.is_some(), is_next, "byte {at}");
        }
        if broken == 4 {
            // That may as well be a write that was cut off.
            continue;
        }
        // Also when reading begins there.
        let behind = queue.read(&shop, broken, 1).await.unwrap();
        assert_eq!((behind[0].number, &behind[0].lost), (broken + 1, &None));
        let from = queue.read(&shop, broken - 1, 1).await.unwrap();
        let lost = from[0].lost.as_deref().unwrap();
        assert!(
            lost.contains(&format!("the orders of record {broken} are missing")),
            "{lost}"
        );
        queue.remove(&shop, 4).await.unwrap();
        assert_eq!(
            fs::read(folder.path().join(name("damaged"))).unwrap(),
            damaged
        );
        queue.append(&shop, vec![record("new", 1)]).await.unwrap();
        drop(queue);
        let queue = DiskQueue::open(folder.path()).unwrap();
        let left = queue.read(&shop, 0, 1_000_000).await.unwrap();
        assert_eq!((left.len(), left[0].number, &left[0].lost), (1, 5, &None));
    }
}
