//! `livetill copy`: embedded to Redis and back, everything, and the article's keys on the way.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use crate::support::{Server, Workplace, boards, repository};

const SHOP: [&str; 3] = [
    "--timezone=Europe/London",
    "--currency=GBP",
    "--retention-days=400",
];
const SOME_DAYS: [&str; 3] = ["2010-12-01", "2011-03-28", "2011-12-09"];

/// A redis-server that ends with the test.
struct Redis {
    process: Child,
    port: u16,
}

impl Redis {
    fn start(place: &Workplace) -> Redis {
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let process = Command::new("redis-server")
            .args(["--port", &port.to_string(), "--bind", "127.0.0.1"])
            .args(["--save", "", "--dir"])
            .arg(place.path(""))
            .stdout(Stdio::null())
            .spawn()
            .expect("this test needs redis-server: install it");
        for _ in 0..600 {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                break;
            }
            sleep(Duration::from_millis(50));
        }
        Redis { process, port }
    }

    fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// What `redis-cli` prints.
    fn cli(&self, command: &str) -> String {
        let port = self.port.to_string();
        let words = command.split(' ');
        let output = Command::new("redis-cli")
            .args(["-p", &port])
            .args(words)
            .output();
        String::from_utf8(output.unwrap().stdout)
            .unwrap()
            .trim()
            .replace('\n', " ")
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn copy(place: &Workplace, from: &str, to: &str) -> crate::support::Ran {
    place.run(&[&["copy", "--from", from, "--to", to][..], &SHOP].concat())
}

fn served(place: &Workplace, store: &str) -> Vec<serde_json::Value> {
    let server = Server::start(place, &[&["--store", store][..], &SHOP].concat());
    boards(&server, &SOME_DAYS)
}

/// What the README says that `redis-cli` answers, as it prints it where no terminal is: without quotes.
fn promised_by_the_readme() -> Vec<(String, String)> {
    let readme = fs::read_to_string(repository().join("README.md")).unwrap();
    let rows = readme.lines().filter_map(|line| {
        let (before, after) = line.split_once("` → `")?;
        let command = before.rsplit('`').next()?;
        let answer = after.strip_suffix("` |")?.replace('"', "");
        Some((command.to_owned(), answer))
    });
    rows.collect()
}

#[test]
fn a_copy_has_everything_and_speaks_the_articles_language() {
    let place = Workplace::new();
    let fixture = repository().join("tests/fixtures/online-retail-extract.csv");
    let fixture = fixture.display().to_string();
    let import = [
        "import",
        "--store=embedded:first",
        "--time-format=%m/%d/%Y %H:%M",
        &fixture,
    ];
    place.run(&[&import[..], &SHOP].concat()).expect(2);

    let redis = Redis::start(&place);
    copy(&place, "embedded:first", &redis.url()).expect(0);
    let expected = served(&place, "embedded:first");
    assert_eq!(served(&place, &redis.url()), expected);
    for (board, day) in expected.iter().zip(["20101201", "20110328", "20111209"]) {
        let today = &board["today"];
        assert_eq!(
            redis.cli(&format!("GET orders:{day}")),
            today["orders"].to_string()
        );
        let unique = redis.cli(&format!("SCARD orders:items:{day}"));
        assert_eq!(unique, today["unique_items"].to_string());
    }
    let top = &expected[0]["popular"][0];
    assert_eq!(
        redis.cli("ZREVRANGE orders:items:popular 0 0 WITHSCORES"),
        format!("{} {}", top["sku"].as_str().unwrap(), top["units"])
    );

    let promised = promised_by_the_readme();
    assert_eq!(promised.len(), 4, "{promised:?}");
    for (command, answer) in promised {
        assert_eq!(redis.cli(&command), answer, "{command}");
    }

    copy(&place, &redis.url(), "embedded:second").expect(0);
    assert_eq!(served(&place, "embedded:second"), expected);
    // The ledger came along: every order is known.
    let again = [
        "import",
        "--json",
        "--store=embedded:second",
        import[2],
        &fixture,
    ];
    let again = place.run(&[&again[..], &SHOP].concat()).json(2);
    assert_eq!(
        (&again["accepted"], &again["updated"]),
        (&0.into(), &0.into())
    );
}

#[test]
fn figures_are_never_added_to_figures() {
    let place = Workplace::new();
    let order =
        r#"{"id":"1","timestamp":1520778225,"items":[{"sku":"A","price":"1","quantity":1}]}"#;
    let file = place.file("order.ndjson", order);
    for store in ["embedded:first", "embedded:second"] {
        place
            .run(&[&["import", "--store", store, &file][..], &SHOP].concat())
            .expect(0);
    }
    let error = copy(&place, "embedded:first", "embedded:second").error();
    assert!(error.contains("empty"), "{error}");
}
