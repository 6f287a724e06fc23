//! Formats figures for people. An unknown value is a dash.

/// Bytes, in powers of 1,024.
pub(super) fn bytes(bytes: Option<f64>) -> String {
    const UNITS: [&str; 5] = ["B", "KiB", "MiB", "GiB", "TiB"];
    let Some(mut value) = bytes else {
        return dash();
    };
    let mut unit = 0;
    while value >= 1_024.0 && unit < UNITS.len() - 1 {
        value /= 1_024.0;
        unit += 1;
    }
    format!("{} {}", short(value), UNITS[unit])
}

/// Bytes per second.
pub(super) fn bytes_per_second(rate: Option<f64>) -> String {
    rate.map_or_else(dash, |rate| format!("{}/s", bytes(Some(rate))))
}

/// A number of things.
pub(super) fn count(count: Option<f64>) -> String {
    let Some(count) = count else { return dash() };
    match count {
        0.0..10_000.0 => short(count),
        10_000.0..1e6 => format!("{} k", short(count / 1e3)),
        _ => format!("{} M", short(count / 1e6)),
    }
}

/// Things per second.
pub(super) fn per_second(rate: Option<f64>) -> String {
    rate.map_or_else(dash, |rate| format!("{}/s", count(Some(rate))))
}

/// A duration in seconds.
pub(super) fn seconds(seconds: Option<f64>) -> String {
    let Some(seconds) = seconds else {
        return dash();
    };
    match seconds {
        0.0..0.001 => format!("{} µs", short(seconds * 1e6)),
        0.001..1.0 => format!("{} ms", short(seconds * 1e3)),
        1.0..120.0 => format!("{} s", short(seconds)),
        120.0..7_200.0 => format!("{} min", short(seconds / 60.0)),
        _ => format!("{} h", short(seconds / 3_600.0)),
    }
}

/// A percentage: 100 is one core, or all of them.
pub(super) fn percent(percent: Option<f64>) -> String {
    percent.map_or_else(dash, |percent| format!("{} %", short(percent)))
}

fn dash() -> String {
    "–".to_owned()
}

/// Up to three significant digits.
fn short(value: f64) -> String {
    if value == 0.0 || value >= 100.0 || value.fract() == 0.0 {
        format!("{value:.0}")
    } else if value >= 10.0 {
        format!("{value:.1}")
    } else {
        format!("{value:.2}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_short_and_have_units() {
        assert_eq!(bytes(Some(512.0)), "512 B");
        assert_eq!(bytes(Some(1_610_612_736.0)), "1.50 GiB");
        assert_eq!(bytes_per_second(Some(2_048.0)), "2 KiB/s");
        assert_eq!(count(Some(9_999.0)), "9999");
        assert_eq!(count(Some(123_456.0)), "123 k");
        assert_eq!(per_second(Some(0.5)), "0.50/s");
        assert_eq!(seconds(Some(0.000_25)), "250 µs");
        assert_eq!(seconds(Some(0.0123)), "12.3 ms");
        assert_eq!(seconds(Some(600.0)), "10 min");
        assert_eq!(percent(Some(7.0)), "7 %");
        assert_eq!(percent(None), "–");
    }
}
