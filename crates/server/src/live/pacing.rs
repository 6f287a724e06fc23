//! How often a section may go out: the heavier it is and the more there are to send it to, the
//! less often.

use std::time::Duration;

use tokio::time::Instant;

use super::section::{COUNT, Section};

/// What one section may send to all viewers together, in bytes a second.
const BYTES_PER_SECOND: f64 = 200_000_000.0;
/// The shortest time between two messages.
const SHORTEST: Duration = Duration::from_millis(100);
/// What a message costs for each viewer, whatever is in it: 20,000 viewers get four a second, and
/// the server has time left to give the same to the last of them.
const PER_VIEWER: Duration = Duration::from_nanos(12_500);
/// The longest that a section waits, whatever it costs.
const LONGEST: Duration = Duration::from_secs(5);

/// When each section went out last.
#[derive(Debug, Default)]
pub(crate) struct Pacing {
    sent: [Option<(Instant, usize)>; COUNT],
}

/// The shortest time between two messages to so many viewers.
pub(crate) fn between_messages(viewers: usize) -> Duration {
    let pause = PER_VIEWER.saturating_mul(u32::try_from(viewers).unwrap_or(u32::MAX));
    pause.clamp(SHORTEST, LONGEST)
}

impl Pacing {
    /// From when on a section may go out again to this many viewers. The headline figures and the
    /// date, a few bytes each, always may.
    pub(crate) fn due(&self, section: Section, viewers: usize) -> Option<Instant> {
        if matches!(section, Section::Date | Section::Today) {
            return None;
        }
        let (sent, bytes) = self.sent[section as usize]?;
        let seconds = bytes as f64 * viewers as f64 / BYTES_PER_SECOND;
        let pause = Duration::from_secs_f64(seconds.min(LONGEST.as_secs_f64()));
        Some(sent + pause.max(SHORTEST))
    }

    /// Notes that a section of this size goes out now.
    pub(crate) fn sent(&mut self, section: Section, bytes: usize, now: Instant) {
        self.sent[section as usize] = Some((now, bytes));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_pause_grows_with_size_and_viewers_within_bounds() {
        let now = Instant::now();
        let mut pacing = Pacing::default();
        assert_eq!(
            pacing.due(Section::Pulse, 20_000),
            None,
            "the first goes out at once"
        );
        pacing.sent(Section::Pulse, 65_000, now);
        assert_eq!(pacing.due(Section::Pulse, 1), Some(now + SHORTEST));
        assert_eq!(pacing.due(Section::Pulse, 20_000), Some(now + LONGEST));
        let pause = pacing.due(Section::Pulse, 2_000).unwrap() - now;
        assert_eq!(pause, Duration::from_millis(650));
    }

    #[test]
    fn messages_are_ten_a_second_and_fewer_to_a_crowd() {
        assert_eq!(between_messages(0), SHORTEST);
        assert_eq!(between_messages(8_000), SHORTEST);
        assert_eq!(between_messages(20_000), Duration::from_millis(250));
        assert_eq!(between_messages(usize::MAX), LONGEST);
    }

    #[tokio::test]
    async fn the_headline_figures_never_wait() {
        let mut pacing = Pacing::default();
        pacing.sent(Section::Today, 150, Instant::now());
        assert_eq!(pacing.due(Section::Today, 1_000_000), None);
    }
}
