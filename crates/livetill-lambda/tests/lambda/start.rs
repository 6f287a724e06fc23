//! How the function starts, and what it writes.

use test_servers::Redis;

use crate::support::{Board, Function, Record, kinesis, order};

#[test]
fn it_starts_while_the_store_is_away() {
    let mut redis = Redis::durable();
    redis.kill();
    let mut function = Function::start(&redis);
    let batch = kinesis(0, &[Record::new(1, order("1"))]);
    assert_eq!(function.invoke(&batch).failures().len(), 1);
    redis.start_again();
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(60);
    while !function.invoke(&batch).failures().is_empty() {
        assert!(std::time::Instant::now() < deadline, "it finds the store");
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    assert_eq!(Board::open(&redis).day(), (1, 125));
}

#[test]
fn wrong_settings_are_named_when_it_starts() {
    for (settings, named) in [
        (&[][..], "LIVETILL_STORE"),
        (
            &[
                ("LIVETILL_STORE", "redis://h"),
                ("LIVETILL_TIMEZONE", "Mars"),
            ],
            "Mars",
        ),
        (
            &[("LIVETILL_STORE", "redis://h"), ("LIVETILL_STOER", "x")],
            "LIVETILL_STOER",
        ),
        (
            &[("LIVETILL_STORE", "redis://h"), ("LIVETILL_LOG", "==")],
            "LIVETILL_LOG",
        ),
    ] {
        let (status, stderr) = Function::with(settings).ended();
        assert!(!status.success());
        assert!(stderr.contains(named), "{stderr}");
    }
}

#[test]
fn a_shop_with_other_settings_is_not_counted_into() {
    let redis = Redis::durable();
    drop(Board::open(&redis));
    let mut function = Function::with(&[
        ("LIVETILL_STORE", &redis.url()),
        ("LIVETILL_TIMEZONE", "Europe/Budapest"),
    ]);
    let batch = kinesis(0, &[Record::new(1, order("1"))]);
    assert_eq!(function.invoke(&batch).failures().len(), 1);
    let (_, log) = function.kill();
    assert!(log.contains("America/New_York"), "{log}");
    assert_eq!(Board::open(&redis).day(), (0, 0));
}

#[test]
fn the_log_has_figures_and_no_orders() {
    let redis = Redis::durable();
    let mut function = Function::with(&[
        ("LIVETILL_STORE", &redis.url()),
        ("LIVETILL_TIMEZONE", "America/New_York"),
        ("LIVETILL_CLOUDWATCH", "Livetill"),
    ]);
    let records = [
        Record::new(1, order("1")),
        Record::new(2, r#"{"secret":"x"}"#),
    ];
    function.invoke(&kinesis(0, &records));
    function.invoke(&kinesis(0, &records));
    let (metrics, log) = function.kill();
    let metrics: Vec<serde_json::Value> = metrics
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let figures = ["Orders", "Duplicates", "Updates", "Rejects"];
    let figures = |line: &serde_json::Value| figures.map(|name| line[name].as_u64().unwrap());
    assert_eq!(figures(&metrics[0]), [1, 0, 0, 1]);
    assert_eq!(figures(&metrics[1]), [0, 1, 0, 1]);
    assert!(log.contains(r#""accepted":1"#), "{log}");
    for private in ["bob@example.com", "secret", "Kéks"] {
        assert!(!log.contains(private), "{log}");
    }
}
