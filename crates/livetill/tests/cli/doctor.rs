//! `livetill doctor`: its findings, and that its checks change nothing.

use std::fs;

use serde_json::Value;
use test_servers::Redis;

use crate::support::{Ran, Server, Workplace};

/// The level of a check; the worst one if several findings have its name.
fn level<'a>(findings: &'a Value, check: &str) -> &'a str {
    let findings = findings.as_array().unwrap().iter();
    let levels = findings.filter(|it| it["check"] == check);
    let worst = levels.max_by_key(|it| {
        ["ok", "warning", "error"]
            .iter()
            .position(|level| it["level"] == *level)
    });
    worst.map_or("absent", |it| it["level"].as_str().unwrap())
}

fn import(place: &Workplace, store: &str, days: &[&str]) {
    let order = |day: &&str| {
        format!(
            r#"{{"id":"{day}","timestamp":"{day}T10:00:00Z","items":[{{"sku":"A","price":"1","quantity":1}}]}}"#
        )
    };
    let orders: Vec<String> = days.iter().map(order).collect();
    let file = place.file("orders.ndjson", orders.join("\n"));
    place.run(&["import", &file, "--store", store]).expect(0);
}

#[test]
fn a_sound_embedded_store_needs_nothing() {
    let place = Workplace::new();
    import(&place, "embedded:store", &["2026-03-01", "2026-03-02"]);
    let findings = place
        .run(&["doctor", "--json", "--store=embedded:store"])
        .json(0);
    for check in ["configuration", "store", "folder_writable", "retention"] {
        assert_eq!(level(&findings, check), "ok", "{check}: {findings}");
    }
    // The system's time zone data may be old; the program uses the newer of the system's and its own.
    for check in ["time_zones", "folder_permissions"] {
        assert_eq!(level(&findings, check), "ok", "{check}: {findings}");
    }
    // Checking a store that does not exist must not create it.
    place.run(&["doctor", "--store=embedded:absent"]).expect(0);
    assert!(!place.path("absent").exists());
    let error = place.run(&["doctor", "--store=embedded:no/where/at/all"]);
    assert!(error.expect(2).contains("cannot be created"));
}

#[test]
fn days_about_to_be_dropped_and_other_settings_are_told() {
    let place = Workplace::new();
    import(
        &place,
        "embedded:store",
        &["2026-03-01", "2026-03-02", "2026-03-03"],
    );
    let doctor = ["doctor", "--json", "--store=embedded:store"];
    let findings = place
        .run(&[&doctor[..], &["--retention-days=2"]].concat())
        .json(2);
    assert_eq!(level(&findings, "retention"), "warning", "{findings}");
    let findings = place
        .run(&[&doctor[..], &["--timezone=Asia/Tokyo"]].concat())
        .json(2);
    assert_eq!(level(&findings, "shop_settings"), "error", "{findings}");
    let error = place
        .run(&[&doctor[..], &["--currency=XXX"]].concat())
        .error();
    assert!(error.contains("currency"), "{error}");
}

#[test]
fn a_running_server_is_asked_and_its_store_left_alone() {
    let place = Workplace::new();
    let zone = "--timezone=Asia/Tokyo";
    let server = Server::start(&place, &["--store=embedded:store", zone]);
    let url = server.url("");
    let doctor = [
        "doctor",
        "--json",
        "--store=embedded:store",
        "--server",
        &url,
    ];
    let findings = place.run(&doctor).json(0);
    assert_eq!(level(&findings, "server"), "ok", "{findings}");
    assert_eq!(level(&findings, "clock"), "ok", "{findings}");
    let zones = findings.as_array().unwrap().iter();
    let zones = zones.filter(|it| it["check"] == "time_zones");
    let said: Vec<&Value> = zones.map(|it| &it["found"]).collect();
    assert!(
        said[0].as_str().unwrap().contains("+09:00 in Asia/Tokyo"),
        "{said:?}"
    );
    let pid = server.pid().to_string();
    assert!(
        findings.to_string().contains(&pid),
        "the holder is named: {findings}"
    );
    drop(server);
    let findings = place.run(&doctor).json(2);
    assert_eq!(level(&findings, "server"), "error", "{findings}");
}

#[test]
fn a_server_with_keys_tells_its_health_to_who_has_one() {
    let place = Workplace::new();
    let key = place.run(&["keys", "add", "--role=view"]).expect(0);
    let key = key.trim();
    let server = Server::start(&place, &["--store=embedded:store"]);
    let url = server.url("");
    let doctor = |key: &str| {
        let args = ["doctor", "--json", "--store=embedded:store", "--server"];
        let mut command = place.command(&[&args[..], &[&url]].concat());
        command.env("LIVETILL_KEY", key);
        Ran::of(command)
    };
    let findings = doctor("").json(2);
    assert_eq!(level(&findings, "server"), "ok", "{findings}");
    assert_eq!(level(&findings, "server_health"), "warning", "{findings}");
    let findings = doctor(key).json(0);
    assert_eq!(level(&findings, "server_version"), "ok", "{findings}");
    assert!(
        findings.to_string().contains("\"1 server on the store of"),
        "{findings}"
    );
    assert_eq!(level(&findings, "server_health"), "absent", "{findings}");
    assert!(!findings.to_string().contains(key), "{findings}");
}

#[cfg(unix)]
#[test]
fn a_folder_that_others_may_change_is_told() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = Workplace::new();
    import(&place, "embedded:store", &["2026-03-01"]);
    let open_to_all = fs::Permissions::from_mode(0o777);
    fs::set_permissions(place.path("store"), open_to_all).unwrap();
    let findings = place
        .run(&["doctor", "--json", "--store=embedded:store"])
        .json(2);
    assert_eq!(
        level(&findings, "folder_permissions"),
        "error",
        "{findings}"
    );
}

#[test]
fn settings_of_redis_that_lose_figures_are_told() {
    let place = Workplace::new();
    let redis = Redis::start();
    let url = redis.url();
    let findings = place.run(&["doctor", "--json", "--store", &url]).json(2);
    for check in ["store_version", "eviction", "memory", "clock"] {
        assert_eq!(level(&findings, check), "ok", "{check}: {findings}");
    }
    for check in ["persistence", "replicas"] {
        assert_eq!(level(&findings, check), "warning", "{check}: {findings}");
    }
    // The checks leave nothing except the key that shows whether the store accepts writes.
    assert_eq!(redis.cli(&["KEYS", "*"]), "livetill:ready");
    redis.cli(&["CONFIG", "SET", "maxmemory-policy", "allkeys-lru"]);
    let text = place.run(&["doctor", "--store", &url]).expect(2);
    assert!(text.contains("set maxmemory-policy noeviction"), "{text}");
    drop(redis);
    let findings = place.run(&["doctor", "--json", "--store", &url]).json(2);
    assert_eq!(level(&findings, "store"), "error", "{findings}");
    let error = place.run(&["board", "--store", &url]).error();
    assert!(error.contains(&format!("store {url}: ")), "{error}");
    let said = error.matches("Connection refused").count();
    assert_eq!(said, 1, "{error}");
}

#[test]
fn an_error_in_a_file_is_shown_below_it() {
    let place = Workplace::new();
    place.file("livetill-keys.toml", "nonsense\n");
    let text = place.run(&["doctor", "--store=embedded:store"]).expect(2);
    let indent = " ".repeat(29);
    assert!(
        text.contains(&format!("\n{indent}1 | nonsense\n")),
        "{text}"
    );
}

#[test]
fn an_address_of_no_store_is_told() {
    let place = Workplace::new();
    for store in ["--store=mysql:x", "--store=embedded:"] {
        let findings = place.run(&["doctor", "--json", store]).json(2);
        assert_eq!(level(&findings, "store"), "error", "{findings}");
        assert!(findings.to_string().contains("is not a store"));
    }
}
