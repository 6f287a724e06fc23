//! The bytes for a seed are guaranteed, because bug reports and benchmarks name seeds. After an intended change,
//! `UPDATE_GOLDEN=1 cargo test -p sample-orders` regenerates the files.

use jiff::tz::TimeZone;
use sample_orders::{
    FaultSettings, Faults, History, Mix, Period, Plain, PlainSettings, Settings, Truth,
};
use std::path::Path;

fn compare(name: &str, made: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, made).expect("golden file is written");
    }
    let kept = std::fs::read_to_string(&path).expect("golden file is read");
    assert!(kept == made, "{name} changed; the new text:\n{made}");
}

#[test]
fn history_with_faults() {
    compare_history("history", false);
}

#[test]
fn rich_history_with_faults() {
    compare_history("rich", true);
}

fn compare_history(name: &str, is_rich: bool) {
    let timezone = TimeZone::get("Europe/Budapest").expect("a known zone");
    let mut settings = Settings::new(2026, timezone.clone());
    settings.is_rich = is_rich;
    settings.mix = Mix {
        refunds: 0.1,
        corrections: 0.1,
        cancellations: 0.1,
        fine_prices: 0.1,
    };
    // The clocks go back on the second day.
    let period = Period {
        now_ms: 1_793_000_000_000,
        days: 3,
        orders: 60,
    };
    let faults = FaultSettings {
        duplicates: 0.1,
        duplicate_delay: 20,
        malformed: 0.1,
        reorder_window: 5,
        ..FaultSettings::new(7)
    };
    let mut truth = Truth::new(timezone, 2);
    let mut lines = Vec::new();
    let history = History::new(&settings, period).expect("possible settings");
    for event in Faults::new(faults).over(history) {
        event.write_line(&mut lines);
        truth.observe(&event);
    }
    compare(&format!("{name}.ndjson"), &String::from_utf8_lossy(&lines));
    compare(
        &format!("{name}.truth.json"),
        &format!("{:#}\n", truth.to_json()),
    );
}

#[test]
fn plain() {
    compare_plain("plain.ndjson", false);
    compare_plain("plain-rich.ndjson", true);
}

fn compare_plain(name: &str, is_rich: bool) {
    let mut plain = Plain::new(PlainSettings {
        seed: 1,
        skus: 100_000,
        orders: 20,
        start_ms: 1_784_000_000_000,
        end_ms: 1_784_086_400_000,
        is_rich,
        id_prefix: String::new(),
    })
    .expect("possible settings");
    let mut lines = Vec::new();
    plain.write_all(&mut lines).expect("memory does not fail");
    compare(name, &String::from_utf8_lossy(&lines));
}
