//! Limits how often a section is sent: the larger it is and the more viewers there are, the less often.

use std::time::Duration;

use tokio::time::Instant;

use super::section::{COUNT, Section};

/// What one section may send to all viewers together, in bytes per second.
const BYTES_PER_SECOND: f64 = 200_000_000.0;
/// The shortest time between two messages.
const SHORTEST: Duration = Duration::from_millis(100);
/// The cost of a message per viewer, whatever its content: 20,000 viewers get four per second, and the server has time
/// left to serve the last of them as well.
const PER_VIEWER: Duration = Duration::from_nanos(12_500);
/// The longest wait of a section, whatever it costs.
const LONGEST: Duration = Duration::from_secs(5);

/// When each section was last sent.
#[derive(Debug, Default)]
pub(crate) struct Pacing {
    sent: [Option<(Instant, usize)>; COUNT],
}

/// The shortest time between two messages to this many viewers.
pub(crate) fn between_messages(viewers: usize) -> Duration {
    let pause = PER_VIEWER.saturating_mul(u32::try_from(viewers).unwrap_or(u32::MAX));
    pause.clamp(SHORTEST, LONGEST)
}

/// The divisor of that pause after a read that found nothing to send. A commit may be announced more than once, and a
/// needless look must not delay the next order.
const UNTOLD: u32 = 10;

/// When a shop's keeper may next read and send.
#[derive(Debug, Default)]
pub(crate) struct Turns {
    free: Option<Instant>,
    /// When the pause of the last message without figures ends. What follows such a message does not wait for it, but
    /// adds the rest to its own pause.
    owed: Option<Instant>,
}

impl Turns {
    /// When the next read or message may happen.
    pub(crate) fn free(&self) -> Option<Instant> {
        self.free
    }

    /// The store was read, so far with nothing to send.
    pub(crate) fn read(&mut self, now: Instant, viewers: usize) {
        self.free = Some(now + between_messages(viewers) / UNTOLD);
    }

    /// The store could not be read.
    pub(crate) fn failed(&mut self, now: Instant, viewers: usize) {
        self.free = Some(now + between_messages(viewers));
    }

    /// A message was sent.
    pub(crate) fn told(&mut self, now: Instant, viewers: usize, has_figures: bool) {
        let pause = between_messages(viewers);
        if has_figures {
            let from = self.owed.take().map_or(now, |owed| owed.max(now));
            self.free = Some(from + pause);
        } else {
            self.owed = Some(now + pause);
        }
    }
}

impl Pacing {
    /// When a section may be sent again to this many viewers. The headline figures and the date, a few bytes each, may
    /// always be sent.
    pub(crate) fn due(&self, section: Section, viewers: usize) -> Option<Instant> {
        if matches!(section, Section::Date | Section::Today) {
            return None;
        }
        let (sent, bytes) = self.sent[section as usize]?;
        let seconds = bytes as f64 * viewers as f64 / BYTES_PER_SECOND;
        let pause = Duration::from_secs_f64(seconds.min(LONGEST.as_secs_f64()));
        Some(sent + pause.max(SHORTEST))
    }

    /// Notes that a section of this many bytes is sent now.
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

    #[tokio::test]
    async fn no_order_waits_for_a_message_or_a_reading_without_figures() {
        let start = Instant::now();
        let mut turns = Turns::default();
        turns.read(start, 1);
        turns.told(start, 1, false);
        let order = start + Duration::from_millis(10);
        assert!(turns.free().unwrap() <= order);
        // Its own pause compensates: ten a second stay ten a second.
        turns.told(order, 1, true);
        assert_eq!(turns.free(), Some(start + 2 * SHORTEST));
        let next = start + 2 * SHORTEST;
        turns.told(next, 1, true);
        assert_eq!(turns.free(), Some(next + SHORTEST));
        turns.failed(next + SHORTEST, 1);
        assert_eq!(turns.free(), Some(next + 2 * SHORTEST));
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
