//! Checks that clocks agree: an order's time decides its business day.

use std::time::Duration;

use jiff::Timestamp;

use super::Finding;

/// A difference that people would notice.
const NOTICEABLE: Duration = Duration::from_secs(2);
/// Beyond this, orders appear to come from the future.
const WRONG: Duration = Duration::from_secs(60);

/// Compares this machine's clock with another one, known to within `precision`.
pub(super) fn compare(other: &str, theirs: Timestamp, precision: Duration) -> Finding {
    const CHECK: &str = "clock";
    let ahead = Timestamp::now().duration_since(theirs);
    let apart = ahead.unsigned_abs().saturating_sub(precision);
    let seconds = ahead.as_secs_f64();
    let found = format!("this machine's clock is {seconds:+.1} s off that of {other}");
    let mend = "set the clocks of both machines by NTP (chrony, systemd-timesyncd)";
    if apart >= WRONG {
        Finding::error(CHECK, found, mend)
    } else if apart >= NOTICEABLE {
        Finding::warning(CHECK, found, mend)
    } else {
        Finding::ok(CHECK, format!("agrees with that of {other}"))
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::super::Level;
    use super::*;

    #[test]
    fn clocks_may_differ_by_what_nobody_sees() {
        let apart = |seconds| {
            let theirs = Timestamp::now() - SignedDuration::from_secs(seconds);
            compare("redis", theirs, Duration::from_secs(1)).level
        };
        assert_eq!(apart(0), Level::Ok);
        assert_eq!(apart(-2), Level::Ok);
        assert_eq!(apart(10), Level::Warning);
        assert_eq!(apart(-3_600), Level::Error);
    }
}
