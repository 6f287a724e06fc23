//! `livetill backup` and `restore`: from a running server, from either store into the other, and
//! archives that are not what they should be.

use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use serde_json::json;

use crate::support::{Redis, Server, Workplace, boards, repository};

const SHOP: [&str; 3] = [
    "--timezone=Europe/London",
    "--currency=GBP",
    "--retention-days=400",
];
const SOME_DAYS: [&str; 4] = ["2010-12-01", "2011-03-28", "2011-06-10", "2011-12-09"];

fn run(place: &Workplace, args: &[&str]) -> crate::support::Ran {
    place.run(args)
}

fn with_shop<'a>(args: &[&'a str]) -> Vec<&'a str> {
    [args, &SHOP].concat()
}

/// Real orders with returns and rejects in `embedded:first`.
fn fill(place: &Workplace) {
    let fixture = repository().join("tests/fixtures/online-retail-extract.csv");
    let fixture = fixture.display().to_string();
    let import = [
        "import",
        "--store=embedded:first",
        "--time-format=%m/%d/%Y %H:%M",
        &fixture,
    ];
    run(place, &with_shop(&import)).expect(2);
}

fn served(place: &Workplace, store: &str) -> Vec<serde_json::Value> {
    let server = Server::start(place, &with_shop(&["--store", store]));
    let mut answers = boards(&server, &SOME_DAYS);
    answers.push(server.get("/v1/items/latest?limit=100").json(200));
    let mut rejects = server.get("/v1/rejects?limit=1000").json(200);
    // A number is a place in a store.
    for reject in rejects["items"].as_array_mut().unwrap() {
        reject.as_object_mut().unwrap().remove("number");
    }
    answers.push(rejects);
    answers
}

#[test]
fn a_restored_store_shows_the_same_boards() {
    let place = Workplace::new();
    fill(&place);
    let expected = served(&place, "embedded:first");
    run(
        &place,
        &with_shop(&["backup", "first.zst", "--store=embedded:first"]),
    )
    .expect(0);
    let checked = run(&place, &["restore", "--check", "first.zst"]).expect(0);
    assert!(checked.contains("the archive is whole"), "{checked}");
    let said = run(&place, &["restore", "first.zst", "--store=embedded:second"]).expect(0);
    assert!(said.contains("shop default"), "{said}");
    assert_eq!(served(&place, "embedded:second"), expected);
    run(&place, &with_shop(&["verify", "--store=embedded:second"])).expect(0);

    // Into Redis, and from there back.
    let redis = Redis::start(&place, &[]);
    let url = redis.url();
    run(&place, &["restore", "first.zst", "--store", &url]).expect(0);
    assert_eq!(served(&place, &url), expected);
    fs::create_dir(place.path("backups")).unwrap();
    let said = run(&place, &with_shop(&["backup", "backups", "--store", &url])).expect(0);
    let file = said.split(':').next().unwrap();
    assert!(file.starts_with("backups/livetill-default-2"), "{said}");
    run(&place, &["restore", file, "--store=embedded:third"]).expect(0);
    assert_eq!(served(&place, "embedded:third"), expected);
}

#[test]
fn a_backup_of_a_busy_server_is_of_one_moment() {
    let place = Workplace::new();
    fill(&place);
    let server = Server::start(&place, &with_shop(&["--store=embedded:first"]));
    let stop = AtomicBool::new(false);
    let mut posted = 0;
    thread::scope(|scope| {
        let posting = scope.spawn(|| {
            let mut number = 0;
            while !stop.load(Ordering::Relaxed) {
                number += 1;
                let order = json!({"id": format!("busy-{number}"), "timestamp": "2011-12-09T12:00:00Z",
                    "items": [{"sku": "85123A", "price": "2.55", "quantity": 1}, {"sku": format!("new-{number}"),
                    "price": "1", "quantity": 2}]});
                assert_eq!(server.post_json(&order).status, 200);
            }
            number
        });
        for number in 0..3 {
            let file = format!("{number}.zst");
            let url = server.url("");
            run(&place, &["backup", &file, "--server", &url]).expect(0);
        }
        stop.store(true, Ordering::Relaxed);
        posted = posting.join().unwrap();
    });
    assert!(posted > 0);
    for number in 0..3 {
        let (file, store) = (
            format!("{number}.zst"),
            format!("--store=embedded:{number}"),
        );
        // It compares every day's figures and the leaderboards with what the server showed.
        run(&place, &["restore", &file, &store]).expect(0);
        run(&place, &with_shop(&["verify", &store])).expect(0);
    }
}

#[test]
fn what_is_no_whole_archive_is_not_restored() {
    let place = Workplace::new();
    fill(&place);
    run(
        &place,
        &with_shop(&["backup", "good.zst", "--store=embedded:first"]),
    )
    .expect(0);
    let good = fs::read(place.path("good.zst")).unwrap();

    place.file("cut.zst", &good[..good.len() / 2]);
    let text = zstd::decode_all(&good[..]).unwrap();
    let text = String::from_utf8(text).unwrap();
    let forged = text.replacen("\"units\":", "\"units\":1", 1);
    place.file(
        "forged.zst",
        zstd::encode_all(forged.as_bytes(), 1).unwrap(),
    );
    let lines: Vec<&str> = text.lines().collect();
    let endless = lines[..lines.len() - 1].join("\n") + "\n";
    place.file(
        "endless.zst",
        zstd::encode_all(endless.as_bytes(), 1).unwrap(),
    );
    let newer = text.replacen("\"format\":1", "\"format\":9", 1);
    place.file("newer.zst", zstd::encode_all(newer.as_bytes(), 1).unwrap());
    place.file("empty.zst", zstd::encode_all(&b""[..], 1).unwrap());
    place.file("text.zst", "no archive at all");

    for (file, says) in [
        ("cut.zst", "cannot be read"),
        ("forged.zst", "checksum"),
        ("endless.zst", "without its end"),
        ("newer.zst", "format 9"),
        ("empty.zst", "empty"),
        ("text.zst", "cannot be read"),
        ("absent.zst", "absent.zst"),
    ] {
        let error = run(&place, &["restore", file, "--store=embedded:second"]).error();
        assert!(error.contains(says), "{file}: {error}");
        assert!(!place.path("second").exists(), "{file}: nothing is begun");
    }
    let error = run(&place, &["restore", "good.zst", "--store=embedded:first"]).error();
    assert!(error.contains("empty one"), "{error}");
    // A failed backup leaves no file that looks like one.
    let error = run(
        &place,
        &["backup", "none.zst", "--server=http://127.0.0.1:9"],
    )
    .error();
    assert!(error.contains("cannot reach"), "{error}");
    assert!(!place.path("none.zst").exists() && !place.path("none.zst.part").exists());
}
